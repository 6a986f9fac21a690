//! Exhibits by keys: three are sealed, one is sent and comes back with a broken seal, which is shown; the answer of the laboratory; and the
//! view of all exhibits, for each role as far as it reaches.

use crate::office::{sit, staffed};
use crate::support::{Console, Office};
use crate::{NARROW, add, field, open, save, show, to_field};

const SIDE: (u16, u16) = (120, 36);

/// What is added to the case, by the words of the choice.
pub(crate) fn more(console: &Console, what: &str, form: &str) {
    console.keys("A");
    console.wait_text("What is added?");
    let letter = what.chars().next().expect("a word").to_lowercase().to_string();
    let at_it = |screen: &str| marked(screen).is_some_and(|row| row.contains(&format!(" {what} ")));
    for _ in 0..8 {
        let before = console.screen();
        if at_it(&before) {
            break;
        }
        console.keys(&letter);
        // Pressed again before it is drawn, it would lead past the row.
        console.wait(|s| marked(s) != marked(&before), &format!("{letter} to lead on to {what}"));
    }
    console.wait(at_it, what);
    console.keys("<Enter>");
    console.wait_text(form);
}

/// The row of a choice that has the cursor; before its words stands a digit or nothing, unlike in the list behind it.
fn marked(screen: &str) -> Option<&str> {
    let mut rows = screen.lines().flat_map(|l| l.split('▌').skip(1)).filter_map(|row| row.split('│').next());
    rows.find(|row| row.starts_with(' ') && row.chars().nth(2) == Some(' '))
}

pub(crate) fn type_in(console: &Console, label: &str, text: &str) {
    to_field(console, label);
    console.keys(text);
    console.wait(|s| field(s).is_some_and(|(l, t)| l == label && t.starts_with(text)), &format!("{text} in {label}"));
}

#[test]
fn exhibits_are_sealed_sent_and_one_comes_back_with_a_broken_seal() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 uncle police on:2/3/2021");
    let console = open(&office, "dara", SIDE);
    for (kind, seal) in [("swab", "A17"), ("cloth", "A18"), ("phone", "A19")] {
        more(&console, "Exhibit", "New exhibit of CPU-21-0001");
        console.keys(kind);
        type_in(&console, "What", "as the label says");
        type_in(&console, "Seal no.", seal);
        save(&console);
    }
    assert_eq!(show(&office, "21/1")["exhibits"][2]["number"], "21/1/E03");

    for (to, purpose, seal, now) in [("lab", "exam", "whole", "lab"), ("held", "storage", "broken", "held")] {
        more(&console, "Custody entry", "Custody entry of which?");
        console.keys("1");
        console.wait_text("Custody entry of E1 in CPU-21-0001");
        type_in(&console, "To", to);
        type_in(&console, "Purpose", purpose);
        type_in(&console, "Seal", seal);
        type_in(&console, "Taken by", "Chan");
        save(&console);
        assert_eq!(show(&office, "21/1")["exhibits"][0]["place"], now);
    }
    more(&console, "Examination", "Examination of which?");
    console.keys("1");
    console.wait_text("Examination of E1 in CPU-21-0001");
    type_in(&console, "Examination", "dna");
    type_in(&console, "Laboratory", "fst");
    type_in(&console, "Due on", "1/12/2021");
    save(&console);

    let told = office.ok(&["timeline", "21/1", "--now", crate::NOW]);
    for words in ["E3   exhibit: Phone", "At the laboratory, Held at the unit", "SEAL BROKEN", "examination: due on"] {
        assert!(told.contains(words), "{words}:\n{told}");
    }

    console.keys("4");
    console.wait_text("[4 Exhibits]");
    console.wait_text("21/1/E03");
    console.wait_text("BROKEN");
    console.wait_text("1 open, 1 OVERDUE, 0 answered · turnaround not known");
    console.keys("/phone<Enter>");
    console.wait(|s| s.contains("Exhibits · Phone") && !s.contains("21/1/E01"), "only the phone");
    console.keys("<Esc>");
    console.wait_text("21/1/E01");
    console.keys("/nothing<Enter>");
    console.wait_text("“nothing”: no case, year, place, type or laboratory");
    console.keys("<Esc>");
    console.wait_text("21/1/E01");
    // The privacy screen keeps what was typed, not where it is.
    console.keys("<F9>");
    console.wait(|s| s.contains("▒▒▒▒") && s.contains("21/1/E01") && !s.contains("as the label"), "nothing in words");
    console.keys("<F9>");
    console.wait_text("as the label says");

    console.keys("<Enter>");
    console.wait_text("21/0001 · Rape");
    console.keys("<Enter>");
    console.settle(150);
    let mut seen = String::new();
    for _ in 0..6 {
        seen += &console.screen();
        console.keys("<PageDown>");
        console.settle(150);
    }
    for words in ["21/1/E01 Swab", "SEAL BROKEN", "OVERDUE by 27 days", "CU1 custody entry", "21/1/E03 Phone"] {
        assert!(seen.contains(words), "{words}:\n{seen}");
    }

    more(&console, "Laboratory result", "Laboratory result of X1 in CPU-21-0001");
    console.keys("<C-s>");
    console.wait_text("Result is needed");
    type_in(&console, "Result", "pos");
    save(&console);
    console.keys("4");
    console.wait_text("0 open, 1 answered · turnaround 0 days (median of 1)");
}

#[test]
fn each_sees_the_exhibits_of_the_cases_that_they_know_and_an_examiner_records_them_in_all() {
    let office = staffed();
    let lab = sit(&office, "lab", NARROW);
    lab.keys("4");
    lab.wait_text("No exhibit is recorded yet");
    lab.keys("1");
    lab.wait_text("[1 Cases]");
    for (i, case) in ["CPU-21-0002", "CPU-21-0001"].into_iter().enumerate() {
        lab.keys(&format!("g{}A", "<Down>".repeat(i)));
        lab.wait_text("What is added?");
        assert!(!lab.screen().contains("Warrant"), "what is not theirs is not offered:\n{}", lab.screen());
        lab.keys("1");
        lab.wait_text(&format!("New exhibit of {case}"));
        lab.keys("phone");
        save(&lab);
        lab.keys("<Esc>");
        lab.settle(150);
    }
    lab.keys("4");
    lab.wait(|s| s.contains("21/2/E01") && s.contains("21/1/E01"), "both");
    let dara = sit(&office, "dara", NARROW);
    dara.keys("4");
    dara.wait_text("21/2/E01");
    let rith = sit(&office, "rith", NARROW);
    rith.keys("4");
    rith.wait_text("No exhibit is recorded yet");
    let ana = sit(&office, "ana", NARROW);
    ana.keys("4");
    ana.wait_text("An analyst may not see cases");
}
