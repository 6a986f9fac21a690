//! A day's work in short: the most sessions on one server, each pressing keys at a hand's pace while one desk saves a case every two seconds.
//! What it costs the machine, and how long the log before the file (`-wal`) grows.

use crate::session::Session;
use crate::{DOWN, Ground, desk, in_all, new_case, now};
use caseload::domain::act::Outcome;
use std::time::{Duration, Instant};

/// What a hand does, in turn.
const KEYS: [&str; 8] = [DOWN, DOWN, DOWN, "\x1b[6~", "h", "\x1b", "/sok", "\x1b"];
/// One key of one session after another: with thirty of them each presses one every second and a half.
const PACE: Duration = Duration::from_millis(50);
const SAVED_EVERY: Duration = Duration::from_secs(2);

/// Runs it and prints what it cost.
pub fn all_work(ground: &Ground) {
    let n = *ground.often.sessions.last().unwrap();
    let sessions: Vec<Session> = (0..n).map(|_| ground.open()).collect();
    let mut store = desk(&ground.db);
    let wal = || std::fs::metadata(format!("{}-wal", ground.db.display())).map_or(0, |m| m.len());
    let cost =
        || (sessions.iter().map(Session::ticks).sum::<u64>(), sessions.iter().map(Session::bytes).sum::<usize>());
    let (ticks, bytes) = cost();
    let (start, mut saved, mut keys, mut longest) = (Instant::now(), Vec::new(), 0, wal());
    while start.elapsed() < ground.often.load {
        sessions[keys % n].write(KEYS[keys / n % KEYS.len()]);
        keys += 1;
        if start.elapsed() >= SAVED_EVERY * saved.len() as u32 {
            let at = Instant::now();
            let outcome = store.write(&now(), &new_case()).unwrap();
            assert!(matches!(outcome, Outcome::Saved { .. }), "{outcome:?}");
            saved.push(at.elapsed());
        }
        longest = longest.max(wal());
        std::thread::sleep(PACE);
    }
    let seconds = start.elapsed().as_secs_f64();
    sessions.iter().for_each(|s| s.still(Duration::from_millis(500)));
    saved.sort_unstable();
    let after = cost();
    println!(
        "{n} sessions at work for {seconds:.0} s: {keys} keys, {} saves (median {:.1} ms, most {:.1}); {:.1} % of a processor, {:.0} bytes a second to each, \
         {:.1} MB in all, the log at most {:.1} MB and {:.1} at the end",
        saved.len(),
        saved[saved.len() / 2].as_secs_f64() * 1e3,
        saved[saved.len() - 1].as_secs_f64() * 1e3,
        (after.0 - ticks) as f64 / seconds,
        (after.1 - bytes) as f64 / seconds / n as f64,
        in_all(&sessions),
        longest as f64 / 1e6,
        wal() as f64 / 1e6
    );
}
