//! The line cut in mid-sentence, in every way in which a line is lost: what was typed is offered at the next sign-in, but for
//! the last two seconds, no process is left behind, and none burns while it ends.

use crate::support::{Key, Server, drafts, faults, parent, signal};
use crate::{SIZE, office_with_terminals, ready};
use rustix::process::Signal;
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug)]
enum Cut {
    /// the officer's ssh is killed: a laptop closed hard, with the network still telling
    Client,
    /// the session's sshd is killed
    Sshd,
    /// the officer's terminal is closed
    Terminal,
    /// the officer's ssh says nothing any more, as a frozen laptop: only sshd's own questions find it out
    Frozen,
}

/// What one cut came to: how long the program was there after it, what processor time it took, how much typing was lost.
#[derive(Clone, Copy, Default)]
struct Cost {
    gone: Duration,
    worked: Duration,
    lost: Duration,
}

impl Cost {
    fn worst(self, other: Cost) -> Cost {
        Cost { gone: self.gone.max(other.gone), worked: self.worked.max(other.worked), lost: self.lost.max(other.lost) }
    }
}

#[test]
fn a_line_cut_in_mid_sentence_loses_at_most_two_seconds_and_leaves_nobody_behind() {
    let Some(server) = office_with_terminals() else { return };
    // sshd asks a client only once nothing was sent to it for a while: nobody else's coming and going is drawn in this office.
    let Some(still) = office_with_terminals() else { return };
    let office_of = |cut| if matches!(cut, Cut::Frozen) { &still } else { &server };
    let cuts = [(Cut::Client, 6), (Cut::Sshd, 6), (Cut::Terminal, 6), (Cut::Frozen, 2)];
    let sittings = cuts.map(|(cut, rounds)| {
        let officer =
            |round| (cut, round, office_of(cut).officer(&format!("{cut:?}{round}").to_lowercase(), "officer"));
        (0..faults::times(rounds)).map(officer).collect::<Vec<_>>()
    });
    // Side by side: they wait more than they work. Who is frozen is so for half a minute, all at once.
    scope(|threads| {
        for sittings in sittings {
            let server = office_of(sittings[0].0);
            threads.spawn(move || {
                let one = |(cut, round, key): &(Cut, u32, Key)| cut_off(server, key, *cut, *round);
                let costs: Vec<Cost> = match sittings[0].0 {
                    Cut::Frozen => scope(|threads| {
                        let all: Vec<_> = sittings.iter().map(|s| threads.spawn(move || one(s))).collect();
                        all.into_iter().map(|one| one.join().unwrap()).collect()
                    }),
                    _ => sittings.iter().map(one).collect(),
                };
                let Cost { gone, worked, lost } = costs.iter().copied().fold(Cost::default(), Cost::worst);
                let part = match sittings[0].0 {
                    Cut::Client => "client killed",
                    Cut::Sshd => "sshd's child killed",
                    Cut::Terminal => "terminal closed",
                    Cut::Frozen => "client stopped",
                };
                let result = format!(
                    "drafts kept; the slowest gone after {gone:.2?}, {worked:?} of processor time, {lost:.2?} of typing lost"
                );
                faults::held(8, part, costs.len() as u64, &result);
            });
        }
    });
}

fn cut_off(server: &Server, key: &Key, cut: Cut, round: u32) -> Cost {
    let name = format!("{cut:?}{round}").to_lowercase();
    let mut console = server.console(key, &[], SIZE, &[]);
    ready(&console);
    console.keys("nhom bat f7 -- ");
    // Words at a typist's pace, for a time that differs from round to round.
    let mut typed: Vec<(Instant, String)> = Vec::new();
    let type_word = |typed: &mut Vec<(Instant, String)>| {
        // Told from those of every other round.
        let word = format!("{}{round}x{:02}", &name[..1], typed.len());
        console.write(format!("{word} ").as_bytes());
        typed.push((Instant::now(), word));
        sleep(Duration::from_millis(60));
    };
    (0..2).for_each(|_| type_word(&mut typed));
    // The time counts from when something has arrived.
    console.wait_text(&typed[1].1);
    let end = Instant::now() + Duration::from_millis(1200 + u64::from(round * 137 % 900));
    while Instant::now() < end {
        type_word(&mut typed);
    }
    let session = server.session_of(&name);
    let worked_before = worked(session).expect("a running program");
    let cut_at = Instant::now();
    match cut {
        Cut::Client => console.signal(9),
        Cut::Sshd => signal(parent(session), Signal::KILL),
        Cut::Terminal => console.hang_up(),
        Cut::Frozen => console.signal(19),
    }
    let within = Duration::from_secs(if matches!(cut, Cut::Frozen) { 70 } else { 10 });
    let mut worked_at_last = worked_before;
    while let Some(now) = worked(session) {
        worked_at_last = now;
        assert!(cut_at.elapsed() < within, "{name}: still there after {within:?}");
        sleep(Duration::from_millis(5));
    }
    let (gone, worked) = (cut_at.elapsed(), worked_at_last - worked_before);
    assert!(worked < Duration::from_millis(500), "{name}: {worked:?} of processor time after the cut");
    drop(console);

    let kept = drafts(&server.db()).expect("a readable office file");
    let missing = typed.iter().find(|(_, word)| !kept.iter().any(|draft| draft.contains(word.as_str())));
    let lost = missing.map_or(Duration::ZERO, |(at, _)| cut_at.duration_since(*at));
    assert!(lost < Duration::from_secs(2), "{name}: {lost:?} of typing lost; kept {kept:?}");

    let console = server.console(key, &[], SIZE, &[]);
    console.wait_text("An unsaved form was kept for you");
    console.keys("<Enter>");
    console.wait_text(&typed[1].1);
    console.keys("<C-c>");
    console.wait_exit();
    Cost { gone, worked, lost }
}

/// The processor time that a process has had, by Linux's hundredths; `None` once it is gone.
fn worked(pid: i32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let hundredths: u64 = fields[11..13].iter().map(|n| n.parse::<u64>().expect("a number")).sum();
    (fields[0] != "Z").then(|| Duration::from_millis(hundredths * 10))
}
