//! Tips by keys: one comes in, its number is met with the first, what it names is told where it was seen, it becomes a case; who may not
//! know of tips finds none.

use crate::office::{sit, staffed};
use crate::support::{Console, Office};
use crate::{NARROW, NOW, field, open, save, show, straight, to_field};

const SIDE: (u16, u16) = (120, 36);

fn type_in(console: &Console, label: &str, text: &str) {
    to_field(console, label);
    console.keys(text);
    console.wait(|s| field(s).is_some_and(|(l, t)| l == label && t.starts_with(text)), &format!("{text} in {label}"));
}

fn to_tips(console: &Console) {
    console.keys("5");
    console.wait_text("[5 Tips]");
}

/// A tip by the form, up to its saving; with one screen name.
fn typed(console: &Console, number: &str, screen_name: &str) {
    console.keys("n");
    console.wait_text("New tip");
    type_in(console, "Source", "ncmec");
    type_in(console, "Ref", number);
    type_in(console, "Type", "groom");
    type_in(console, "What", "an adult asks a child");
    // The first of the blank identifiers.
    console.keys("<PageDown>");
    console.wait(|s| field(s).is_some_and(|(label, _)| label == "Kind"), "an identifier");
    console.keys("screen");
    type_in(console, "Value", screen_name);
}

#[test]
fn a_tip_comes_in_is_compared_and_becomes_a_case() {
    let office = Office::new();
    let console = open(&office, "dara", NARROW);
    to_tips(&console);
    console.wait_text("No tip is entered yet");
    typed(&console, "70001", "River_Kite");
    save(&console);
    console.wait_text("Tip T-21-0001");
    console.wait_text("OPEN: t decides");
    console.keys("<Esc>");
    console.wait_text("1 open · 0 of 0 triaged within 24 h");
    straight(&console);

    // The same number once more is met with the first, before anything is saved.
    typed(&console, "70001", "other");
    console.keys("<C-s>");
    console.wait_text("T-21-0001 has the same source and ref");
    console.keys("<Esc>");
    console.wait_gone("has the same source");
    console.keys("<C-s>");
    console.wait_text("T-21-0001 has the same source and ref");
    console.keys("1");
    console.wait_text("Tip T-21-0001");
    assert!(!console.screen().contains("New tip"), "{}", console.screen());
    console.keys("<Esc>");

    // A name that is known is told at once, and stands in the tip.
    console.wait_gone("Tip T-21-0001");
    typed(&console, "70002", "@river_kite");
    save(&console);
    console.wait_text("T-21-0002 saved; N1: seen in T-21-0001");
    console.wait_text("Tip T-21-0002");
    console.wait(|s| s.matches("seen in T-21-0001").count() > 1, "in the tip itself");
    // It becomes a case: what it knows stands in the form.
    console.keys("t");
    console.wait_text("What becomes of T-21-0002?");
    console.keys("1");
    console.wait_text("New case from T-21-0002");
    console.wait_text("an adult asks a child");
    console.keys("rape bat f7 m34 uncle");
    console.wait_text("f7 = victim");
    save(&console);
    console.wait_text("[1 Cases]");
    console.wait_text("T-21-0002");
    let case = show(&office, "21/1");
    assert_eq!((&case["source"], &case["tips"][0]), (&"ncmec".into(), &"T-21-0002".into()));
    let told = office.ok(&["timeline", "21/1"]);
    assert!(told.contains("T-21-0002  tip received"), "its story begins with the tip: {told}");
    to_tips(&console);
    console.wait_text("Case opened");
    console.wait_text("1 open · 1 of 1 triaged within 24 h · 1 became a case");
    console.keys("/case<Enter>");
    console.wait(|s| s.contains("Tips · Case opened") && !s.contains("T-21-0001"), "only that one");
    console.keys("<Enter>");
    console.wait_text("Case opened: CPU-21-0001");
    console.keys("<Enter>");
    console.wait_text("[1 Cases]");
    straight(&console);
}

#[test]
fn a_tip_is_linked_referred_or_left_with_a_reason() {
    let office = Office::new();
    crate::add(&office, "rape bat f7 m34 uncle police");
    let console = open(&office, "dara", SIDE);
    to_tips(&console);
    typed(&console, "70001", "kite");
    save(&console);
    console.wait_text("Tip T-21-0001");
    console.keys("t4");
    console.wait_text("No action: T-21-0001");
    console.keys("<C-s>");
    console.wait_text("A reason is needed");
    console.keys("outside our country");
    save(&console);
    console.wait_text("outside our country");
    console.wait_text("No action");
    console.keys("t2");
    console.wait_text("Linked to a case: T-21-0001");
    console.keys("21/7<C-s>");
    console.wait_text("there is no case CPU-21-0007");
    console.keys("<Backspace>1<C-s>");
    console.wait_text("Linked to a case: CPU-21-0001");
    // An identifier of the suspect is told to be in the tip.
    console.keys("<Enter>");
    console.wait_text("[1 Cases]");
    console.wait_text("T-21-0001");
    crate::forensics::more(&console, "Identifier", "Identifier of S1 in CPU-21-0001");
    console.keys("screen");
    type_in(&console, "Value", "KITE");
    save(&console);
    console.wait_text("I1: seen in T-21-0001");
    console.wait(|s| s.matches("seen in T-21-0001").count() > 1, "in the case itself");
}

#[test]
fn the_privacy_screen_hides_what_a_tip_says_and_who_has_no_tips_sees_none() {
    let office = staffed();
    office.ok(&[
        "user",
        "add",
        "vanna",
        "--role",
        "officer",
        "--team",
        "ICAC",
        "--now",
        "2021-12-01T08:00",
        "--as",
        "admin",
    ]);
    let vanna = sit(&office, "vanna", NARROW);
    to_tips(&vanna);
    typed(&vanna, "70001", "river_kite");
    save(&vanna);
    vanna.wait_text("river_kite");
    vanna.keys("<F9>");
    vanna.wait(|s| s.contains("▒▒▒▒") && !s.contains("river_kite") && !s.contains("an adult"), "nothing in words");
    vanna.keys("e");
    vanna.wait_text("F9 shows it first");
    vanna.keys("<F9>");
    vanna.wait_text("river_kite");
    for (name, said) in [("lab", "may not see tips"), ("ana", "may not see tips"), ("dara", "No tip is entered yet")] {
        let other = sit(&office, name, NARROW);
        other.keys("5");
        other.wait_text(said);
        assert!(!other.screen().contains("T-21"), "{}", other.screen());
        // Nor is it found by its number.
        other.keys("1:t21/1");
        other.wait_text("Nothing is called like that");
    }
    let boss = sit(&office, "boss", NARROW);
    boss.keys(":t21/1<Enter>");
    boss.wait_text("Tip T-21-0001");
    boss.keys("<Esc>");
    boss.wait_gone("Tip T-21-0001");
    to_tips(&boss);
    boss.wait_text("T-21-0001");
    let refused = office.run(&["tips", "--as", "lab", "--now", NOW]);
    assert_eq!(refused.status, 4, "{}", refused.stderr);
}

#[test]
fn what_is_typed_right_behind_a_filter_is_done_to_a_tip_that_fits_it() {
    let office = Office::new();
    let console = open(&office, "dara", NARROW);
    to_tips(&console);
    for number in ["70001", "70002"] {
        typed(&console, number, number);
        save(&console);
        console.wait_text("OPEN: t decides");
        console.keys("<Esc>");
    }
    console.wait(|s| s.contains("2 open") && s.contains("T-21-0001") && s.contains("T-21-0002"), "both tips");
    for tip in ["T-21-0002", "T-21-0001"] {
        console.keys(&format!("/{tip}<Enter>t"));
        console.wait_text(&format!("What becomes of {tip}?"));
        console.keys("<Esc>");
        console.wait_gone("What becomes of");
        console.keys("<Esc>");
        console.wait_gone("OPEN: t decides");
        console.keys("<Esc>");
        console.wait_text("2 open");
    }
}
