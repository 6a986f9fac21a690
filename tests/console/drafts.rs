//! Whatever ends the console, the form that was open is offered again, until it is saved or dropped.

use crate::support::{Console, Office};
use crate::{NARROW, field, open, ready, show};
use std::time::Instant;

const HUP: i32 = 1;
const KILL: i32 = 9;
const TERM: i32 = 15;
const OFFER: &str = "An unsaved form was kept for you";
const LINE: &str = "hom bat f7 m34 uncle police -- found by the canal";

fn typed(office: &Office) -> Console {
    let console = open(office, "dara", NARROW);
    console.keys(&format!("n{LINE}"));
    console.wait(|s| field(s).is_some_and(|f| f.1 == LINE), "the line");
    console
}

/// The draft is offered, brings the text back, can be saved, and is offered no more.
fn offered_again(office: &Office) {
    let console = office.console(&["--now", crate::NOW, "--as", "dara"], NARROW);
    console.wait_text(OFFER);
    console.keys("<Esc>");
    console.wait_gone(OFFER);
    console.keys("u");
    console.wait_text(OFFER);
    console.keys("<Enter>");
    console.wait(|s| field(s).is_some_and(|f| f.1 == LINE), "the line as it was typed");
    console.keys("<C-s>");
    console.wait_text("CPU-21-0001 saved");
    console.keys("q");
    assert!(console.wait_exit().success());
    assert_eq!(show(office, "21/1")["summary"], "found by the canal");
    let console = office.console(&["--now", crate::NOW, "--as", "dara"], NARROW);
    ready(&console);
    console.settle(300);
    assert!(!console.screen().contains(OFFER), "{}", console.screen());
}

#[test]
fn after_a_signal_the_form_is_offered_again() {
    for signal in [HUP, TERM] {
        let office = Office::new();
        let console = typed(&office);
        let start = Instant::now();
        console.signal(signal);
        let status = console.wait_exit();
        assert!(!status.success(), "signal {signal} is no good end: {status:?}");
        println!("signal {signal}: gone after {:?}", start.elapsed());
        offered_again(&office);
    }
}

#[test]
fn after_a_lost_line_the_form_is_offered_again() {
    let office = Office::new();
    let mut console = typed(&office);
    let start = Instant::now();
    console.hang_up();
    console.wait_exit();
    println!("hang-up: gone after {:?}", start.elapsed());
    offered_again(&office);
}

#[test]
fn after_kill_9_the_form_is_offered_again() {
    let office = Office::new();
    let console = typed(&office);
    office.wait_for_draft(LINE);
    console.signal(KILL);
    console.wait_exit();
    offered_again(&office);
}

#[test]
fn a_form_that_another_console_still_types_in_is_not_offered() {
    let office = Office::new();
    let typing = typed(&office);
    office.wait_for_draft(LINE);
    let second = open(&office, "dara", NARROW);
    second.settle(300);
    assert!(!second.screen().contains(OFFER), "{}", second.screen());
    let stranger = open(&office, "sok", NARROW);
    typing.signal(KILL);
    typing.wait_exit();
    drop(stranger);
    let stranger = open(&office, "sok", NARROW);
    stranger.settle(300);
    assert!(!stranger.screen().contains(OFFER), "another officer's form:\n{}", stranger.screen());
    offered_again(&office);
}

#[test]
fn an_edit_is_offered_again_with_its_case() {
    let office = Office::new();
    crate::add(&office, "hom bat f7 m34");
    let console = open(&office, "dara", NARROW);
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
    crate::to_field(&console, "Village");
    console.keys("Phum Th");
    console.wait(|s| field(s).is_some_and(|f| f.1 == "Phum Th"), "half a name");
    console.signal(TERM);
    console.wait_exit();
    let console = office.console(&["--now", crate::NOW, "--as", "dara"], NARROW);
    console.wait_text(OFFER);
    assert!(console.screen().contains("Edit CPU-21-0001"), "{}", console.screen());
    console.keys("<Enter>");
    console.wait(|s| field(s) == Some(("Village".into(), "Phum Th".into())), "the field as it was");
    console.keys("ma<C-s>");
    console.wait_text("CPU-21-0001 saved");
    assert_eq!(show(&office, "21/1")["village"], "Phum Thma");
}
