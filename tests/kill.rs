//! kill -9 at any moment leaves the old or the new, whole; and of what was being typed at most the last seconds are lost.
//! 20 rounds each, 200 with CASELOAD_LONG=1; the seed is printed, CASELOAD_SEED repeats it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};
use support::{Console, Office};

const OFFER: &str = "An unsaved form was kept for you";
const SIZE: (u16, u16) = (80, 24);

fn rounds() -> u32 {
    if std::env::var("CASELOAD_LONG").is_ok_and(|v| v == "1") { 200 } else { 20 }
}

/// The file is well and the numbers are 1 to n; gives n.
fn well(office: &Office) -> usize {
    let doctor = office.run(&["doctor"]);
    assert_eq!(doctor.status, 0, "{doctor:#?}");
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
    for n in 1..=rounds() {
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
    println!(
        "add: {} rounds, {old} old, {} new of which {told} had been told; within {whole:?}",
        rounds(),
        rounds() - old
    );
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
    for n in 1..=rounds() {
        let console_now = console(&office);
        to_village(&console_now);
        let (village, place) = (format!("Phum {n:03} of the round"), format!("place {n:03}"));
        console_now.keys(&format!("<C-a><C-k>{village}<Tab><C-a><C-k>{place}"));
        console_now.wait_text(&place);
        office.wait_for_draft(&place);
        console_now.keys("<C-s>");
        dice.wait_between(Duration::ZERO, Duration::from_millis(6));
        console_now.signal(9);
        console_now.wait_exit(Duration::from_secs(2));
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
            again.wait_exit(Duration::from_secs(2));
            assert_eq!(office.drafts(), [""; 0], "round {n}: dropped on purpose");
        }
        *counts.entry(if new { "new" } else { "old, draft offered" }).or_default() += 1;
        before = after;
    }
    println!("console: {} rounds: {counts:?}", rounds());
}

#[test]
fn a_console_killed_while_it_is_typed_in_loses_at_most_five_seconds() {
    const EACH: Duration = Duration::from_millis(30);
    let office = Office::new();
    let mut dice = Dice::new();
    let (rounds, mut most) = (rounds() / 7, (0, Duration::ZERO));
    for n in 0..rounds {
        let typing = console(&office);
        typing.wait_text("No case yet");
        typing.keys("n");
        typing.wait_text("New case");
        let count = 20 + dice.below(60) as usize;
        let text: String = (0..count).map(|i| char::from(b'a' + (i % 26) as u8)).collect();
        let mut when = Vec::new();
        typing.keys("hom bat -- ");
        for i in 0..count {
            typing.keys(&text[i..=i]);
            when.push(Instant::now());
            std::thread::sleep(EACH); // a fast typist
        }
        typing.signal(9);
        let end = Instant::now();
        typing.wait_exit(Duration::from_secs(2));
        let again = console(&office);
        again.wait_text(OFFER);
        again.keys("<Enter>");
        again.wait_text("│▌One line");
        let screen = again.screen();
        let row = screen.lines().find(|l| l.contains("│▌One line")).unwrap();
        let kept_row = row.trim_start_matches("│▌One line").trim_end_matches('│').trim();
        let drafts = office.drafts();
        let draft: Value = serde_json::from_str(drafts.last().expect("the draft taken over")).expect("JSON");
        let kept = draft["line"].as_str().unwrap().trim_start_matches("hom bat --").trim().to_owned();
        assert!(text.starts_with(&kept), "round {n}: {kept:?} is no beginning of {text:?}");
        assert!(kept_row.ends_with(&kept[kept.len().saturating_sub(10)..]), "round {n}: {kept_row:?} shows {kept:?}");
        let lost = count - kept.len();
        let seconds = if lost == 0 { Duration::ZERO } else { end - when[kept.len()] };
        assert!(seconds < Duration::from_secs(5), "round {n}: {lost} letters, typed over {seconds:?}, are lost");
        most = most.max((lost, seconds));
        again.keys("<Esc>");
        again.wait_text("Leave without saving?");
        again.keys("<Enter>");
        again.wait_text("No case yet");
        again.keys("q");
        again.wait_exit(Duration::from_secs(2));
    }
    println!("typing: {rounds} rounds, at most {} letters of {:?} lost", most.0, most.1);
}
