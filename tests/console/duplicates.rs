//! Duplicates by keys: the second officer who takes the same call is shown the first case before saving; two cases are merged, gone to and
//! taken apart; a case is closed and reopened with a reason.

use crate::office::{enter, sit, staffed};
use crate::support::{Console, Office};
use crate::{NARROW, add, field, open, show, show_as};

const SIDE: (u16, u16) = (120, 36);

fn rows(office: &Office) -> usize {
    let all: serde_json::Value = serde_json::from_str(&office.ok(&["list", "--json"])).unwrap();
    all.as_array().unwrap().len()
}

fn ask_to_save(console: &Console, line: &str) {
    console.keys(&format!("n{line}<C-s>"));
    console.wait_text("Is it known already?");
}

#[test]
fn the_second_officer_taking_the_same_call_is_shown_the_first_case_before_saving() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 uncle police -- at the canal");
    let console = open(&office, "dara", NARROW);
    ask_to_save(&console, "stat bat f8 ? hotline");
    console.wait_text("21/0001, 28 Dec 2021, Rape, Battambang, f7");
    assert_eq!(rows(&office), 1, "nothing is saved yet");
    // It is opened where it is asked.
    console.keys("<Enter>");
    console.wait_text("21/0001: is it the same?");
    console.wait_text("at the canal");
    console.keys("<Esc>");
    console.wait_text("Is it known already?");
    // Stop: the form is as it was left.
    console.keys("<Esc>");
    console.wait(|s| s.contains("New case") && !s.contains("known already"), "the form");
    assert_eq!(rows(&office), 1);
    // Go on: it is asked again, and saved.
    console.keys("<C-s>");
    console.wait_text("Is it known already?");
    console.keys("<C-s>");
    console.wait_text("CPU-21-0002 saved");
    assert_eq!(rows(&office), 2);
    // One that is like none is saved without a word.
    console.keys("nhom siem m3 ?<C-s>");
    console.wait_text("CPU-21-0003 saved");
}

#[test]
fn of_a_case_out_of_reach_only_whom_to_ask_is_told_and_of_a_restricted_one_nothing() {
    let office = staffed();
    enter(&office, "rith", "rape bat f7 m34 police fst", crate::NOW);
    let dara = sit(&office, "dara", NARROW);
    ask_to_save(&dara, "rape bat f8 ? hotline");
    dara.wait_text("a case of another team may be the same: ask FST");
    assert!(!dara.screen().contains("21/0003"), "{}", dara.screen());
    dara.keys("<Enter>");
    dara.wait_text("It is not open to you");
    dara.keys("<Esc><Esc>");
    dara.wait_text("Leave without saving?");
    dara.keys("<Enter>");
    let boss = sit(&office, "boss", SIDE);
    boss.keys("g");
    boss.wait_text("21/0003 · Rape");
    boss.keys("R");
    boss.wait_text("Who alone may know of 21/0003");
    boss.keys("boss<Enter>");
    boss.wait_text("is known to boss");
    dara.keys("nrape bat f8 ? hotline<C-s>");
    dara.wait_text("CPU-21-0004 saved");
}

fn merge_by_keys(console: &Console, other: &str) {
    console.keys("=");
    console.wait_text("Other case");
    console.keys(&format!("{other}<Tab>one call<Enter>"));
    console.wait_text("becomes a pointer to");
}

#[test]
fn two_cases_are_merged_gone_to_undone_and_taken_apart() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 uncle police");
    office.ok(&["add", "rape bat f7 m35 uncle y police", "--now", crate::NOW, "--as", "dara"]);
    let console = open(&office, "dara", SIDE);
    console.wait_text("21/0002 · Rape");
    console.keys("=");
    console.wait_text("Merge 21/0002 with another");
    console.keys("x<Enter>");
    console.wait_text("Write the number of the other case as 19/274");
    console.keys("<Esc>");
    merge_by_keys(&console, "21/1");
    for words in ["21/0002 becomes a pointer to 21/0001", "V1 f7", "S1 m35, arrested", "1 offence, 1 victim, 1 suspect"]
    {
        console.wait_text(words);
    }
    // The suspects are not the same: they count beside each other. And then they are.
    console.keys("<Down><Down><Space>");
    console.wait_text("1 victim, 2 suspects");
    console.keys("<Space>");
    console.wait_text("1 victim, 1 suspect");
    console.keys("<Enter>");
    console.wait_text("Merged: 21/0001 counts once");
    console.wait_text("With 21/0002 merged into it");
    console.wait_text("of 1"); // the arrest rate
    let case = show(&office, "21/2");
    assert_eq!((&case["number"], &case["merged"][0]["number"]), (&"CPU-21-0001".into(), &"CPU-21-0002".into()));
    let same = case["merged"][0]["merged_into"]["same"].to_string();
    assert!(same.contains("S1") && same.contains("V1") && same.contains("O1"), "{same}");

    // By the number of the younger one comes to the pointer, and on to the older.
    console.keys(":21/2");
    console.wait_text("21/0002    Case: Rape");
    console.keys("<Enter>");
    console.wait_text("21/0002 · Rape");
    console.wait_text("MERGED into 21/0001");
    console.keys("=");
    console.wait_text("Go to 21/0001");
    console.keys("1");
    console.wait_text("With 21/0002 merged into it");
    // Whoever did it undoes it by U.
    console.keys("U");
    console.wait_text("Undo your last act?");
    console.wait_text("Enter undoes it");
    console.keys("<Enter>");
    console.wait_text("Undone");
    console.wait_gone("merged into it");
    assert_eq!(show(&office, "21/2")["number"], "CPU-21-0002");
    console.keys("U");
    console.wait_text("unmerge");
    console.keys("<Enter>");
    console.wait_text("With 21/0002 merged into it");
    assert!(
        show(&office, "21/1")["merged"][0]["merged_into"]["same"].to_string().contains("S1"),
        "with the same pairs"
    );
    // And anybody who may takes them apart, with a reason.
    console.keys("=");
    console.wait_text("Take 21/0002 apart again");
    console.keys("2");
    console.wait_text("are two cases again");
    console.keys("<Enter>");
    console.wait_text("Say why");
    console.keys("two children<Enter>");
    console.wait_text("21/0002 is a case of its own again");
    assert!(show(&office, "21/1")["merged"].is_null());
}

#[test]
fn who_may_not_change_and_give_away_both_merges_nothing_and_learns_nothing() {
    let office = staffed();
    enter(&office, "rith", "rape siem f9 m40 teacher police fst", "2021-12-27T11:00");
    let told = |who: &str, args: &[&str]| office.run(&[&["--as", who], args].concat());
    let merge = ["merge", "21/2", "21/3", "--reason", "x", "--yes"];
    // Another team's case is not there for them, and an officer gives no case away.
    assert!(told("dara", &merge).stderr.contains("no case CPU-21-0003"));
    assert!(told("dara", &["merge", "21/1", "21/2", "--reason", "x", "--yes"]).status == 4);
    assert_eq!(told("ana", &merge).status, 1);
    assert_eq!(told("boss", &merge).status, 0);
    // Of what was merged from another team the officer sees no record, and the figures are one.
    let case = show_as(&office, "dara", "21/2");
    assert!(case["merged"].is_null() && case["number"] == "CPU-21-0002", "{case}");
    let pointer = show_as(&office, "rith", "21/3");
    assert_eq!((&pointer["number"], &pointer["merged_into"]["number"]), (&"CPU-21-0003".into(), &"▒▒▒▒".into()));
    let history = told("rith", &["log", "21/3"]);
    assert!(!history.stdout.contains("CPU-21-0002"), "{history:?}");
    assert_eq!(told("dara", &["unmerge", "21/2", "--reason", "x"]).status, 2);
    assert_eq!(told("boss", &["unmerge", "21/3", "--reason", "x"]).status, 0);
}

#[test]
fn a_case_is_closed_with_a_reason_and_reopened() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 uncle y police");
    let console = open(&office, "dara", NARROW);
    console.keys("z");
    console.wait_text("What becomes of 21/000");
    assert!(!console.screen().contains("Reopen"), "{}", console.screen());
    console.keys("2");
    console.wait_text("21/0001: no crime");
    console.wait_text("will be in no rate any more: all its");
    console.keys("<Enter>");
    console.wait_text("Say why");
    console.keys("the doctor found nothing<Enter>");
    console.wait_text("21/0001 is closed as no crime");
    let case = show(&office, "21/1");
    assert_eq!((&case["investigation"], &case["offences"][0]["clearance"]), (&"CLO".into(), &"UNF".into()));
    assert_eq!(case["stage_reason"], "the doctor found nothing");
    // The stage is not changed in passing.
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
    crate::to_field(&console, "Stage");
    console.keys("INV<Tab>");
    console.wait(|s| field(s).is_some_and(|(label, _)| label != "Stage"), "the next field");
    console.keys("<C-s>");
    console.wait_text("closed and reopened with a reason");
    console.keys("<Esc><Enter>");
    console.wait_gone("Edit CPU-21-0001");
    console.keys("z");
    console.wait_text("Reopen");
    console.keys("1");
    console.wait_text("21/0001: reopen");
    console.keys("a second child says the same<Enter>");
    console.wait_text("21/0001 is reopened");
    assert_eq!(show(&office, "21/1")["investigation"], "REO");
    // Behind the privacy screen no reason is typed that could not be read.
    console.keys("<F9>z");
    console.wait_text("F9 shows them first");
}

#[test]
fn saved_and_left_in_one_burst_what_may_be_known_already_is_kept_as_a_draft() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 uncle police");
    let console = open(&office, "dara", NARROW);
    console.keys("nstat bat f8 m34 hotline -- the second call");
    console.wait_text("suspect S1");
    console.keys("<C-s><C-c>");
    assert!(console.wait_exit().success(), "{}", console.screen());
    assert_eq!(rows(&office), 1);
    office.wait_for_draft("the second call");
}
