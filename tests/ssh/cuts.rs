//! The line cut in mid-sentence, in every way in which a line is lost: what was typed is offered at the next sign-in, but for
//! the last two seconds, and no process is left behind.

use crate::support::faults::{is_long, times};
use crate::support::{Server, drafts, left_out, parent, signal};
use crate::{SIZE, office_with_terminals, ready};
use rustix::process::Signal;
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug)]
enum Cut {
    /// the officer's ssh is killed: a laptop closed hard, with the network still telling
    Client,
    /// the session's sshd is killed
    Server,
    /// the officer's terminal is closed
    Terminal,
}

/// Two of each, twenty in a long run.
#[test]
fn a_line_cut_in_mid_sentence_loses_at_most_two_seconds_and_leaves_nobody_behind() {
    let Some(server) = office_with_terminals() else { return };
    let rounds = times(2);
    for cut in [Cut::Client, Cut::Server, Cut::Terminal] {
        let (mut gone, mut lost) = (Duration::ZERO, Duration::ZERO);
        for round in 0..rounds {
            let name = format!("{}{round}", format!("{cut:?}").to_lowercase());
            let (g, l) = one(&server, &name, cut, round);
            (gone, lost) = (gone.max(g), lost.max(l));
        }
        println!("{cut:?}: {rounds} cuts, gone after {gone:.1?} at most, {lost:.1?} of typing lost at most");
    }
}

fn one(server: &Server, name: &str, cut: Cut, round: u32) -> (Duration, Duration) {
    let key = server.officer(name, "officer");
    let mut console = server.console(&key, &[], SIZE, &[]);
    ready(&console);
    console.keys("nhom bat f7 -- ");
    // Words at a typist's pace, for a time that differs from round to round.
    let mut typed: Vec<(Instant, String)> = Vec::new();
    let end = Instant::now() + Duration::from_millis(1200 + u64::from(round * 137 % 900));
    while Instant::now() < end {
        let word = format!("w{:03}", typed.len());
        console.write(format!("{word} ").as_bytes());
        typed.push((Instant::now(), word));
        std::thread::sleep(Duration::from_millis(60));
    }
    let session = server.session_of(name);
    let cut_at = Instant::now();
    match cut {
        Cut::Client => console.signal(9),
        Cut::Server => signal(parent(session), Signal::KILL),
        Cut::Terminal => console.hang_up(),
    }
    let gone = server.wait_none_of(name, Duration::from_secs(2));
    drop(console);

    let kept = drafts(&server.db()).expect("a readable office file");
    let missing = typed.iter().find(|(_, word)| !kept.iter().any(|draft| draft.contains(word.as_str())));
    let lost = missing.map_or(Duration::ZERO, |(at, _)| cut_at.duration_since(*at));
    assert!(lost < Duration::from_secs(2), "{name}: {lost:?} of typing lost; kept {kept:?}");

    let console = server.console(&key, &[], SIZE, &[]);
    console.wait_text("An unsaved form was kept for you");
    console.keys("<Enter>");
    console.wait_text("w001");
    console.keys("<C-c>");
    console.wait_exit(Duration::from_secs(5));
    (gone, lost)
}

/// A frozen laptop says nothing at all: only sshd's own questions find it out. In a long run only; it takes a minute.
#[test]
fn a_line_that_has_fallen_silent_is_let_go_within_a_minute() {
    if !is_long() {
        left_out("it takes a minute: CASELOAD_LONG=1");
        return;
    }
    let Some(server) = office_with_terminals() else { return };
    let key = server.officer("dara", "officer");
    let console = server.console(&key, &[], SIZE, &[]);
    ready(&console);
    console.keys("nhom bat f7 -- frozen");
    console.wait_text("frozen");
    console.signal(19);
    let gone = server.wait_none_of("dara", Duration::from_secs(70));
    println!("Frozen: gone after {gone:.1?}");
    assert!(drafts(&server.db()).unwrap().iter().any(|draft| draft.contains("frozen")));
}
