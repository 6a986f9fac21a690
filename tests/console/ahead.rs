//! Keys that come in one piece, as on a slow line or from a fast hand: each acts on what it was meant for, though that is still to be
//! read.

use crate::support::Office;
use crate::{NARROW, add, open, show};

/// Three cases, 21/1 to 21/3; two of them are rapes.
fn office() -> Office {
    let office = Office::new();
    for line in ["rape bat f7 m34 y", "hom siem f9 ?", "rape ban f12 ?"] {
        add(&office, line);
    }
    office
}

#[test]
fn a_mark_and_what_is_done_with_it_wait_for_the_filtered_list() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("/21/2<Enter>mB");
    console.wait_text("Change 1 marked case");
    console.wait_text("21/0002");
    console.keys("<Esc>");
    console.wait_gone("Change 1 marked case");
    console.keys("<Esc><Esc>/rape<Enter>MB");
    console.wait_text("Change 2 marked cases");
}

#[test]
fn a_movement_after_a_filter_never_leads_to_a_case_of_the_list_before_it() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    // The second of all is 21/2, the second of the rapes 21/1.
    console.keys("/rape<Enter>je");
    console.wait_text("Edit CPU-21-0001");
    console.keys("<Esc>");
    console.wait_gone("Edit CPU-21-0001");
    // Also by another order: oldest first, the last is 21/3.
    console.keys("<Esc>OGe");
    console.wait_text("Edit CPU-21-0003");
}

#[test]
fn a_receipt_is_gone_through_before_its_cases_have_come() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    // Those with an arrest first, then the latest: the last line is 21/2.
    console.keys("rG<Enter>");
    console.wait_text("21/0002 · Homicide");
}

#[test]
fn the_first_row_of_another_view_opens_as_soon_as_it_is_there() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("7<Enter>");
    console.wait_text("Act · ");
    console.keys("<Esc>");
    console.wait_gone("Act · ");
    // Of an act of before the filter there is nothing here.
    console.keys("/21/1<Enter><Enter>");
    console.wait(|s| s.contains("Act · ") && s.contains("21/0001"), "an act of the case");
}

#[test]
fn what_waits_is_dropped_by_escape() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("/rape<Enter>je<Esc>");
    // Had the form opened before, Escape has closed that, and the filter still stands.
    console.keys("/<C-u>21/2<Enter>e");
    console.wait_text("Edit CPU-21-0002");
}

#[test]
fn where_the_list_cannot_be_read_no_key_waits_for_it() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    let file = rusqlite::Connection::open(office.db()).unwrap();
    assert_eq!(file.execute("UPDATE counter SET last = last + 1 WHERE name LIKE 'case:%'", []).unwrap(), 1);
    console.keys("o");
    console.wait_text("where 4 were entered");
    console.keys("j7");
    console.wait_text("[7 Log]");
}

#[test]
fn a_movement_behind_a_number_begins_at_that_case() {
    let office = office();
    let console = open(&office, "dara", (120, 36));
    console.keys(":21/2<Enter>je");
    console.wait_text("Edit CPU-21-0001");
}

#[test]
fn what_is_typed_behind_a_save_is_done_after_it() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    // Cases, one behind the other in one piece, and a case that was there before.
    console.keys("nhom kan m2 police<C-s>nrape kep f14 hotline<C-s>nhom tak m6 hospital<C-s>:21/1<Enter>e");
    console.wait_text("Edit CPU-21-0001");
    for (number, province) in [("21/4", "08"), ("21/5", "23"), ("21/6", "21")] {
        assert_eq!(show(&office, number)["province"], province, "{number}");
    }
    console.keys("<Esc>");
    console.wait_gone("Edit CPU-21-0001");
    // What is not saved has nothing behind it.
    console.keys("nhom kan m2 police<C-s>nrape kep f14 hotline<C-s>");
    console.wait_text("Is it known already?");
    console.wait_text("what was typed behind it was dropped");
    assert_eq!(office.run(&["show", "21/7"]).status, 1);
}
