//! kill -9 at any moment leaves the old or the new, whole; and of what was being typed at most the last seconds are lost.
//! The seed is printed, CASELOAD_SEED repeats it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::faults::{held, times};
use support::{Console, Dice, Office};

const OFFER: &str = "An unsaved form was kept for you";
const SIZE: (u16, u16) = (80, 24);

/// The file is well and the numbers are 1 to n; gives n.
fn well(office: &Office) -> usize {
    office.well();
    let list: Value = serde_json::from_str(&office.ok(&["list", "--json"])).expect("JSON");
    let mut numbers: Vec<&str> = list.as_array().unwrap().iter().map(|c| c["number"].as_str().unwrap()).collect();
    numbers.sort_unstable();
    let wanted: Vec<String> = (1..=numbers.len()).map(|n| format!("CPU-21-{n:04}")).collect();
    assert_eq!(numbers, wanted, "a gap or a number twice");
    numbers.len()
}

fn show(office: &Office, number: usize) -> Value {
    serde_json::from_str(&office.ok(&["show", &format!("21/{number}"), "--json"])).expect("JSON")
}

#[test]
fn add_killed_at_any_moment_writes_a_whole_case_or_none() {
    let office = Office::new();
    let mut dice = Dice::new();
    let add = |n: u32| {
        let note = format!("round {n}");
        let mut command = office.command(&[
            "add",
            "rape bat f7+m8 m34 uncle y +k police hit",
            "--note",
            &note,
            "--now",
            "2021-12-28T22:45",
        ]);
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a started program")
    };
    // How long a save takes here, so that the moments lie within it.
    let start = Instant::now();
    for _ in 0..5 {
        assert!(add(0).wait().unwrap().success());
    }
    let whole = start.elapsed() / 5;
    let (mut cases, mut old, mut told) = (5, 0, 0);
    let rounds = times(20);
    for n in 1..=rounds {
        let mut child = add(n);
        dice.wait_between(whole / 3, whole * 5 / 4);
        child.kill().unwrap();
        let said = child.wait_with_output().unwrap();
        let now = well(&office);
        assert!(now == cases || now == cases + 1, "round {n}: {cases} cases became {now}");
        if !said.stdout.is_empty() {
            told += 1;
            assert_eq!(now, cases + 1, "round {n}: a number was printed and its case is not there");
        }
        if now == cases {
            old += 1;
        } else {
            let case = show(&office, now);
            assert_eq!(case["diary"][0]["text"], format!("round {n}"));
            let count = |list: &str| case[list].as_array().unwrap().len();
            assert_eq!([count("offences"), count("victims"), count("suspects"), count("diary")], [1, 2, 2, 1]);
            assert_eq!(case["suspects"][0]["arrests"].as_array().unwrap().len(), 1);
            assert_eq!(case["suspects"][0]["relationships"].as_array().unwrap().len(), 2);
        }
        cases = now;
    }
    let result = format!("{old} old, {} new of which {told} had been told; a save takes {whole:.0?}", rounds - old);
    held(1, "caseload add killed", u64::from(rounds), &result);
}

fn console(office: &Office) -> Console {
    office.console(&["--now", "2021-12-28T22:45", "--as", "dara"], SIZE)
}

/// Opens the edit of the only case and tabs to the village.
fn to_village(console: &Console) {
    console.wait_text("21/0001");
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
    console.keys("<Tab><Tab><Tab><Tab><Tab><Tab>");
    console.wait_text("│▌Village");
}

#[test]
fn a_console_killed_while_it_saves_leaves_old_or_new_and_offers_the_draft() {
    let office = Office::new();
    office.ok(&["add", "hom bat f7 m34 uncle y", "--now", "2021-12-28T22:45"]);
    let mut dice = Dice::new();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut before = show(&office, 1);
    let rounds = times(20);
    for n in 1..=rounds {
        let console_now = console(&office);
        to_village(&console_now);
        let (village, place) = (format!("Phum {n:03} of the round"), format!("place {n:03}"));
        console_now.keys(&format!("<C-a><C-k>{village}<Tab><C-a><C-k>{place}"));
        console_now.wait_text(&place);
        office.wait_for_draft(&place);
        console_now.keys("<C-s>");
        dice.wait_between(Duration::ZERO, Duration::from_millis(6));
        console_now.signal(9);
        console_now.wait_exit();
        assert_eq!(well(&office), 1);
        let after = show(&office, 1);
        let values = |v: &Value| (v["village"].clone(), v["place"].clone());
        let new = values(&after) == (Value::from(village), Value::from(place.clone()));
        assert!(new || after == before, "round {n}: half of a save: {after:#}");
        // What was not saved is offered; what was saved is not, or it might be saved twice.
        let draft = office.drafts().iter().any(|d| d.contains(&place));
        assert!(new != draft, "round {n}: saved: {new}, kept: {draft}");
        if draft {
            let again = console(&office);
            again.wait_text(OFFER);
            again.keys("<Enter>");
            again.wait_text(&place);
            again.keys("<Esc>");
            again.wait_text("Leave without saving?");
            again.keys("<Enter>");
            again.wait_gone("Leave without saving?");
            again.keys("q");
            again.wait_exit();
            assert_eq!(office.drafts(), [""; 0], "round {n}: dropped on purpose");
        }
        *counts.entry(if new { "new" } else { "old, draft offered" }).or_default() += 1;
        before = after;
    }
    let result = counts.iter().map(|(what, n)| format!("{n} {what}")).collect::<Vec<_>>().join("; ");
    held(9, "killed while it saves", u64::from(rounds), &result);
}

/// Rounds go side by side: most of their time they wait for a typist.
const LANES: usize = 5;

#[test]
fn a_console_killed_while_it_is_typed_in_loses_at_most_two_seconds_and_touches_no_record() {
    let (rounds, mut dice) = (times(50) as usize, Dice::new());
    let letters: Vec<usize> = (0..rounds).map(|_| 20 + dice.below(60) as usize).collect();
    let lane = |lane: usize| {
        let office = Office::new();
        office.ok(&["add", "hom bat f7 m34 uncle y", "--now", "2021-12-28T22:45"]);
        let own = (lane..rounds).step_by(LANES).map(|n| typed_and_killed(&office, n, letters[n]));
        own.max_by_key(|(seconds, _)| *seconds).expect("a round")
    };
    let most = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|n| scope.spawn(move || lane(n))).collect();
        lanes.into_iter().map(|l| l.join().unwrap()).max_by_key(|(seconds, _)| *seconds).unwrap()
    });
    let result = format!("records untouched; at most {} letters of {:.1?} of typing lost", most.1, most.0);
    held(9, "killed while it is typed in", rounds as u64, &result);
}

/// Types so many letters into the form of a new case, or of one that is there, and kills; gives how long what is lost was typed
/// before the end, and how many letters it is.
fn typed_and_killed(office: &Office, n: usize, count: usize) -> (Duration, usize) {
    const EACH: Duration = Duration::from_millis(30); // a fast typist
    let before = office.dump();
    let typing = console(office);
    if n.is_multiple_of(2) {
        typing.wait_text("21/0001");
        typing.keys("n");
        typing.wait_text("New case");
        typing.keys("hom bat -- ");
    } else {
        to_village(&typing);
    }
    let text: String = "#".chars().chain(('a'..='z').cycle()).take(count).collect();
    let mut when = Vec::new();
    for i in 0..count {
        typing.keys(&text[i..=i]);
        when.push(Instant::now());
        if i == 0 {
            // The first draft has no earlier one to fall back on; from here on whatever is lost is lost behind one.
            office.wait_for_draft(&text[..1]);
        }
        std::thread::sleep(EACH);
    }
    typing.signal(9);
    let end = Instant::now();
    typing.wait_exit();
    assert_eq!(office.dump(), before, "round {n}: a record was touched");
    let drafts = office.drafts();
    let [draft] = &drafts[..] else { panic!("round {n}: {drafts:#?}") };
    let kept = (0..=count).rev().find(|k| draft.contains(&text[..*k])).unwrap();
    let lost = when.get(kept).map_or(Duration::ZERO, |typed| end - *typed);
    assert!(lost < Duration::from_secs(2), "round {n}: {} letters, typed over {lost:?}, are lost", count - kept);

    let again = console(office);
    again.wait_text(OFFER);
    again.keys("<Enter>");
    // A long text is shown by its end.
    again.wait_text(&text[kept.saturating_sub(10)..kept]);
    again.keys("<Esc>");
    again.wait_text("Leave without saving?");
    again.keys("<Enter>");
    again.wait_gone("Leave without saving?");
    again.keys("q");
    again.wait_exit();
    assert_eq!(office.drafts(), [""; 0], "round {n}: dropped on purpose");
    (lost, count - kept)
}
