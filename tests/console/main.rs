//! The console as officers use it: keys in, screen out, over a real pseudo-terminal. A file for each thing they do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod ahead;
mod care;
mod drafts;
mod due;
mod duplicates;
mod ends;
mod entry;
mod figures;
mod filter;
mod finding;
mod forensics;
mod hands;
mod hostile;
mod import;
mod justice;
mod khmer;
mod marks;
mod office;
mod people;
mod plans;
mod privacy;
mod probe;
mod rates;
mod review;
mod steady;
mod terminal;
mod tips;
mod traces;
mod two;
mod veil;

use serde_json::Value;
use support::{Console, Office};

pub(crate) const NOW: &str = "2021-12-28T22:45";
pub(crate) const NARROW: (u16, u16) = (80, 24);

/// The console of an officer, with list and figures read.
pub(crate) fn open(office: &Office, officer: &str, size: (u16, u16)) -> Console {
    let console = office.console(&["--now", NOW, "--as", officer], size);
    ready(&console);
    console
}

pub(crate) fn ready(console: &Console) {
    console.wait(|s| s.contains("as of 28 Dec 2021") && (s.contains("21/00") || s.contains("No case yet")), "a list");
}

/// A case by its line; gives its number.
pub(crate) fn add(office: &Office, line: &str) -> String {
    office.ok(&["add", line, "--now", NOW, "--as", "sok"]).trim().to_owned()
}

/// A case as programs see it.
pub(crate) fn show(office: &Office, number: &str) -> Value {
    serde_json::from_str(&office.ok(&["show", number, "--json"])).expect("JSON")
}

/// A case as programs of this officer see it.
pub(crate) fn show_as(office: &Office, officer: &str, number: &str) -> Value {
    serde_json::from_str(&office.ok(&["--as", officer, "show", number, "--json"])).expect("JSON")
}

/// The label of the field that has the cursor, with what is typed in it.
pub(crate) fn field(screen: &str) -> Option<(String, String)> {
    let rows = screen.lines().flat_map(|l| l.split("│▌").skip(1));
    let row = rows.into_iter().find(|row| !row.starts_with(' '))?.split('│').next()?;
    let label: String = row.chars().take(15).collect();
    let text: String = row.chars().skip(15).collect();
    Some((label.trim().to_owned(), text.trim().to_owned()))
}

/// Tabs to the next field of this label.
pub(crate) fn to_field(console: &Console, label: &str) {
    for _ in 0..80 {
        let (before, _) = field(&console.screen()).expect("a form");
        if before == label {
            return;
        }
        console.keys("<Tab>");
        console.wait(|s| field(s).is_some_and(|(now, _)| now != before), &format!("the field after {before}"));
    }
    panic!("no field {label}\n{}", console.screen());
}

/// Saves the form and waits until the file has it.
pub(crate) fn save(console: &Console) {
    console.keys("<C-s>");
    console.wait_text(" saved");
}

/// No text has pushed the right side of a frame out of its column.
pub(crate) fn straight(console: &Console) {
    assert!(console.frame_is_straight(), "{}", console.screen());
}
