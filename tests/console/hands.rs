//! Fingers on the wrong key, terminals pulled to another size, Esc pressed once too often: nothing is changed, nothing is lost.

use crate::support::Office;
use crate::{NARROW, NOW, add, field, open, ready, show, to_field};

#[test]
fn no_single_key_changes_anything() {
    let office = Office::new();
    add(&office, "hom bat f7 m34 uncle y police hit");
    add(&office, "rape siem f9 m40 k");
    let before = office.dump();
    let mut console = open(&office, "dara", NARROW);
    let letters = ('a'..='z').chain('A'..='Z').chain('0'..='9').map(String::from);
    let keys: Vec<String> = letters.chain((1..=12).map(|n| format!("<F{n}>"))).collect();
    for key in &keys {
        console.keys(key);
        if key == "q" {
            assert!(console.wait_exit().success());
            console = open(&office, "dara", NARROW);
            continue;
        }
        console.settle(20);
        console.keys("<Esc>");
        console
            .wait(|s| s.contains("┌ Cases ·") && s.contains("n new  e edit"), &format!("the list after {key} and Esc"));
        assert_eq!(office.dump(), before, "{key} changed the file");
    }
    assert_eq!(keys.len(), 74);
}

#[test]
fn a_resize_loses_nothing() {
    let office = Office::new();
    let console = open(&office, "dara", (120, 36));
    console.keys("nhom bat f7");
    console.wait_text("victim V1: female");
    to_field(&console, "Village");
    console.keys("Phum Thm");
    let here = |s: &str| field(s) == Some(("Village".into(), "Phum Thm".into()));
    console.wait(here, "half a name");
    console.resize(80, 24);
    console.wait(here, "the form at 80×24");
    console.resize(40, 12);
    console.wait_text("caseload needs 60×18");
    assert!(console.screen().contains("this terminal is 40×12"));
    console.resize(200, 50);
    console.wait(here, "the form at 200×50");
    console.resize(1, 1);
    console.resize(60, 18);
    console.wait(here, "the form at 60×18");
    console.keys("a Koul<C-s>");
    console.wait_text(" saved");
    assert_eq!(show(&office, "21/1")["village"], "Phum Thma Koul");
}

#[test]
fn escape_asks_before_it_drops_what_was_typed() {
    let office = Office::new();
    let console = open(&office, "dara", NARROW);
    console.keys("n");
    console.wait_text("New case");
    console.keys("<Esc>");
    console.wait_text("No case yet"); // nothing was typed: nothing is asked
    console.keys("nhom bat");
    console.wait_text("bat = Battambang");
    console.keys("<Esc>");
    console.wait_text("Leave without saving?");
    console.keys("<Esc>");
    console.wait_gone("Leave without saving?");
    console.keys(" f7");
    console.wait(|s| field(s).is_some_and(|f| f.1 == "hom bat f7"), "typing goes on");
    console.keys("<Esc>");
    console.wait_text("Leave without saving?");
    console.keys("<Enter>");
    console.wait_text("No case yet");
    assert_eq!(office.ok(&["list", "--json"]).trim(), "[\n]");
    console.keys("u");
    console.wait_text("No unsaved form was kept for you");
}

#[test]
fn what_is_pasted_is_text_never_a_command() {
    let office = Office::new();
    add(&office, "hom bat f7 m34");
    let before = office.dump();
    let console = open(&office, "dara", NARROW);
    console.paste("q\rn\x13\x1b");
    console.settle(100);
    assert!(console.screen().contains("┌ Cases ·"), "{}", console.screen());
    console.keys("n");
    console.wait_text("New case");
    console.paste("rape siem f9\r\nq\r");
    console.wait(|s| field(s).is_some_and(|f| f.1.starts_with("rape siem f9 q")), "the pasted text in one line");
    console.keys("<Esc><Enter>");
    console.wait_text("┌ Cases ·");
    assert_eq!(office.dump(), before);
}

#[test]
fn keys_typed_ahead_go_into_the_form_that_is_still_to_open() {
    let office = Office::new();
    add(&office, "hom bat f7 m34");
    add(&office, "hom tak m2");
    let console = open(&office, "dara", NARROW);
    // A slow line hands over a burst: the key and all the text in one piece, before the case is read.
    console.keys("jdThe quiet uncle called from Poipet<C-s>");
    console.wait_text("CPU-21-0001 saved");
    assert_eq!(show(&office, "21/1")["diary"][0]["text"], "The quiet uncle called from Poipet");
}

#[test]
fn a_key_that_cannot_act_says_why() {
    let office = Office::new();
    let console = office.console(&["--now", NOW, "--as", "dara"], NARROW);
    ready(&console);
    for key in ["e", "a", "s", "v", "f", "d", "c", "t", "h"] {
        console.keys(key);
        console.wait_text("No case is selected: n enters one");
        console.keys("<Up>");
        console.wait_gone("No case is selected");
    }
    add(&office, "hom bat f7");
    console.wait_text("21/0001");
    for (key, why) in [("a", "The case has no suspect yet: s adds one"), ("t", "The case has no arrest to take back")] {
        console.keys(key);
        console.wait_text(why);
    }
}

#[test]
fn esc_and_a_key_that_come_in_one_piece_are_both() {
    let office = Office::new();
    add(&office, "hom bat f7 m34");
    let console = open(&office, "dara", NARROW);
    console.keys("<Enter>");
    console.wait_text("21/0001 · Homicide");
    console.write(b"\x1bn");
    console.wait_text("New case");
    console.keys("rape");
    console.write(b"\x1b\r");
    console.wait_text("┌ Cases ·");
    assert_eq!(office.drafts(), [""; 0], "it was left, and not kept");
}

#[test]
fn a_reason_is_not_dropped_by_one_esc() {
    let office = Office::new();
    add(&office, "hom bat f7 m34");
    let console = open(&office, "dara", NARROW);
    console.keys("z");
    console.wait_text("What becomes of 21/000");
    console.keys("2");
    console.wait_text("21/0001: no crime");
    console.keys("the family moved away");
    console.wait_text("the family moved away");
    console.keys("<Esc>");
    console.wait_text("Esc once more drops what you typed here");
    console.keys(" for good<Esc>");
    console.wait(|s| s.contains("moved away for good") && s.contains("Esc once more"), "the reason, still there");
    console.keys("<Esc>");
    console.wait(|s| !s.contains("moved away") && s.contains("┌ Cases ·"), "the list");
}
