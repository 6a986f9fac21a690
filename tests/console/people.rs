//! People across cases by keys: who may be the same is shown before somebody is saved and when a case is opened; joined by one key with a
//! reason, gone to by one, undone and separated; behind the privacy screen without a name.

use crate::support::{Console, Office};
use crate::{NARROW, add, field, open, show, to_field};

const SIDE: (u16, u16) = (120, 36);

/// Types a suspect's name into a new suspect of the selected case and asks to save it.
fn suspect(console: &Console, name: &str) {
    console.keys("s");
    console.wait(|s| field(s).is_some(), "a form");
    to_field(console, "Name");
    console.keys(&format!("{name}<C-s>"));
}

/// Two cases, the suspect of the older with a name.
fn two() -> (Office, Console) {
    let office = Office::new();
    add(&office, "rape bat f7 police");
    office.ok(&["add", "kid siem f9 hotline", "--now", crate::NOW, "--as", "dara"]);
    let console = open(&office, "dara", NARROW);
    console.keys("G");
    console.settle(100);
    suspect(&console, "Sok Dara");
    console.wait_text("CPU-21-0001 saved");
    console.keys("<Esc>g");
    console.settle(100);
    (office, console)
}

#[test]
fn somebody_is_met_before_they_are_saved_joined_gone_to_and_separated() {
    let (office, console) = two();
    suspect(&console, "Sokh Tara");
    console.wait_text("Is it known already?");
    console.wait(
        |s| s.contains("may be 21/0001/S") && s.contains("Sok Dara") && s.contains("name sounds alike"),
        "who, and why",
    );
    // Opened where it is asked.
    console.keys("<Enter>");
    console.wait_text("21/0001: is it the same?");
    console.keys("<Esc>");
    console.wait_text("saves yours as it is");
    console.keys("<C-s>");
    console.wait_text("CPU-21-0002 saved");

    console.keys("P");
    console.wait_text("People of 21/0002 in other cases");
    console.wait_text("may be: name sounds alike");
    // The children have no name and nobody is joined with a heading alone but by number.
    console.keys("-");
    console.wait_text("Choose somebody who is joined");
    console.keys("G+");
    console.wait_text("is the same person as");
    console.keys("<Enter>");
    console.wait_text("Say why: the reason stays on record");
    console.keys("the same burn<Enter>");
    console.wait_text("is one person with CPU-21-0001/S");
    console.wait_text("joined on 28 Dec 2021");
    console.keys("<Enter>");
    console.wait(|s| s.contains("21/0001 · Rape") && s.contains("also in 21/0002"), "the other case, which says so");

    // And back, by its own list.
    console.keys("P");
    console.wait_text("the same burn");
    console.keys("G-");
    console.wait_text("are two people again");
    console.keys("<Enter>");
    console.wait_text("Say why: the reason stays on record");
    console.keys("another man<Enter>");
    console.wait_text("are two people again; U undoes it");
    console.wait_text("may be: name sounds alike");
    console.keys("<Esc>");
    console.wait(|s| !s.contains("also in"), "nothing of it");
    // Undone, they are joined again.
    console.keys("U");
    console.wait_text("one person with CPU-21-0002/S");
    console.keys("<Enter>");
    console.wait_text("Undone (2 cases)");
    console.wait_text("also in 21/0002");
    let person = show(&office, "21/1")["suspects"].to_string();
    assert!(person.contains("CPU-21-0002"), "{person}");
}

#[test]
fn somebody_is_joined_by_number_and_what_cannot_be_is_said() {
    let (office, console) = two();
    let console = {
        drop(console);
        open(&office, "dara", SIDE)
    };
    console.keys("P");
    console.wait_text("People of 21/0002 in other cases");
    console.wait_text("nobody of another case");
    console.keys("+");
    console.wait_text("Same as");
    console.keys("21/1<Enter>");
    console.wait_text("Say who as 19/274/S1");
    console.keys("/V1<Tab>the mother says so<Enter>");
    console.wait_text("is one person with 21/1/V1");
    console.keys("<Esc>");
    console.wait_text("also in 21/0001");
    console.keys("P");
    console.wait_text("the mother says so");
    console.keys("+");
    console.wait_text("Same as");
    console.keys("21/2/V1<Tab>x<Enter>");
    console.wait_text("of one case");
}

#[test]
fn behind_the_privacy_screen_there_is_no_name_among_the_people() {
    let (_office, console) = two();
    suspect(&console, "Sokh Tara");
    console.wait_text("Is it known already?");
    console.keys("<C-s>");
    console.wait_text("CPU-21-0002 saved");
    console.keys("P");
    console.wait_text("Sok Dara");
    console.keys("<F9>");
    console.wait(|s| !s.contains("Sok") && s.contains("▒▒▒▒") && s.contains("21/0001/S"), "numbers without names");
    console.keys("G+");
    console.wait_text("is the same person as");
    console.keys("Sok is he");
    console.wait(|s| !s.contains("Sok"), "a reason behind the screen");
    console.keys("<Esc>");
    console.wait_text("People of 21/0002");
    console.keys("<F9>");
    console.wait_text("Sok Dara");
}
