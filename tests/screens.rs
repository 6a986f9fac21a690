//! Whole screens with their styles, as a person reads them. The office is small and made by `add` lines; the time stands still.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::{Console, Office};

const NARROW: (u16, u16) = (80, 24);
const SIDE: (u16, u16) = (120, 36);
const WIDE: (u16, u16) = (200, 50);

/// When it was typed, by whom, the line, and how it was told.
const CASES: [(&str, &str, &str, &str); 8] = [
    ("2020-03-02T08:10", "sok", "rape siem f9 m40 teacher y police fst", "Told by her aunt"),
    ("2020-11-19T17:30", "dara", "hom kandal m2 ? police hit", ""),
    ("2021-01-08T09:00", "sok", "kid pp m9 m30+f28 stranger partner", ""),
    (
        "2021-04-14T11:20",
        "dara",
        "hom bat f~7 m34 uncle y police hit on:13/4 -- found by the canal",
        "Called in by the village chief",
    ),
    ("2021-07-30T23:55", "dara", "rape att siemreap f13 k friend hotline", ""),
    ("2021-10-05T14:05", "sok", "hom tak m8mo f26 mother y hospital hit", ""),
    (
        "2021-12-27T06:40",
        "dara",
        "rape bat f7+f5 m34 stepfather y20/12 m20 police hit on:19/12",
        "Both girls are with their grandmother",
    ),
    ("2021-12-28T22:10", "sok", "hom pvh f3 ? public", ""),
];

fn office() -> Office {
    let office = Office::new();
    for (now, officer, line, note) in CASES {
        let mut args = vec!["add", line, "--now", now, "--as", officer];
        if !note.is_empty() {
            args.extend(["--note", note]);
        }
        office.ok(&args);
    }
    office
}

fn open(office: &Office, size: (u16, u16)) -> Console {
    let console = office.console(&["--now", "2021-12-28T22:45", "--as", "dara"], size);
    console.wait(
        |s| s.contains("as of 28 Dec") && (s.contains("No case yet") || s.contains("20/0001")),
        "a filled screen",
    );
    console
}

#[test]
fn an_empty_office() {
    let office = Office::new();
    let console = open(&office, NARROW);
    insta::assert_snapshot!(console.styled());
}

#[test]
fn the_list() {
    insta::assert_snapshot!(open(&office(), NARROW).styled());
}

#[test]
fn the_detail() {
    let office = office();
    let console = open(&office, NARROW);
    console.keys("jjjj<Enter>");
    console.wait_text("village chief");
    insta::assert_snapshot!(console.styled());
}

#[test]
fn a_new_case_with_its_line_read() {
    let office = Office::new();
    let console = open(&office, NARROW);
    console.keys("nrape bat f7 m34 uncle y police");
    console.wait_text("National Police  ");
    insta::assert_snapshot!(console.styled());
}

#[test]
fn a_receipt() {
    let office = office();
    let console = open(&office, NARROW);
    console.keys("r");
    console.wait_text("cut off");
    insta::assert_snapshot!(console.styled());
}

#[test]
fn a_history() {
    let office = office();
    let console = open(&office, NARROW);
    console.keys("jt");
    console.wait_text("Take back");
    console.keys("wrong man<C-s>");
    console.wait_text(" saved");
    console.keys("h");
    console.wait_text("because: wrong man");
    insta::assert_snapshot!(console.styled());
}

#[test]
fn the_cases_view_side_by_side() {
    let office = office();
    let console = open(&office, SIDE);
    console.keys("j");
    console.wait_text("grandmother");
    insta::assert_snapshot!(console.styled());
}

#[test]
fn the_cases_view_in_three_columns() {
    let office = office();
    let console = open(&office, WIDE);
    console.keys("j");
    console.wait_text("grandmother");
    insta::assert_snapshot!(console.styled());
}
