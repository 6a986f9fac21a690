//! A line of 300 ms there and back and 4 KB a second, as a phone in a province is: what an officer waits for, and that a case goes in without
//! waiting for an echo.

use crate::session::{Frame, Line};
use crate::{DOWN, Ground, PAGE, filled, line as row};
use std::time::{Duration, Instant};

const SLOW: Line = Line { way: Duration::from_millis(150), rate: Some(4096) };
/// Nothing has come for so long: all of it is there.
const QUIET: Duration = Duration::from_millis(600);

/// Prints the rows of a slow line.
pub fn line(ground: &Ground) {
    let session = ground.start(SLOW);
    let first = session.until(|s| s.contains("19/0"), "the list");
    let took = session.until(filled, "list and figures");
    session.still(QUIET);
    row("slow line: start to list, to figures", &[Frame { first, took, bytes: session.bytes() }]);
    for (what, key) in [("slow line: an arrow", DOWN), ("slow line: a page", PAGE), ("slow line: view Rates", "2")] {
        row(what, &[session.press_until(key, QUIET)]);
    }
    session.press_until("1", QUIET);
    // Held for three seconds at 30 a second.
    let before = session.bytes();
    for _ in 0..90 {
        session.write_at_once(DOWN);
        std::thread::sleep(Duration::from_millis(33));
    }
    let released = Instant::now();
    session.still(QUIET);
    let took = session.last().saturating_duration_since(released);
    row("slow line: an arrow held 3 s, lag after it", &[Frame { first: took, took, bytes: session.bytes() - before }]);
    // All keys at once, blind.
    let (at, before) = (Instant::now(), session.bytes());
    session.write("nhom bat f7 m34 uncle hotline\x13");
    let saved = session.wait(|s| s.contains(" saved"), "a saved case");
    session.still(QUIET);
    let took = saved.saturating_duration_since(at);
    row("slow line: a case typed blind, until saved", &[Frame { first: took, took, bytes: session.bytes() - before }]);
}
