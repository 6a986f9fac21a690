//! The Rates view by keys: its pages, its breakdowns, the day by which is counted, the receipt behind each figure; live, in plain signs,
//! and for who sees figures and no case.

use crate::office::{sit, staffed};
use crate::support::{Console, Office};
use crate::{NARROW, add, open, straight};

const SIDE: (u16, u16) = (120, 36);

fn to_rates(console: &Console) {
    console.keys("2");
    console.wait_text("[2 Rates]");
    console.wait_text("as of 28 Dec 2021");
}

fn some(office: &Office) {
    for line in
        ["hom bat f7 m34 uncle y police", "rape siem f9 m40 stranger k", "kid pp m9 ?", "rape bat m16 m15 friend y"]
    {
        add(office, line);
    }
}

#[test]
fn the_rates_stand_side_by_side_and_move_when_another_desk_saves() {
    let office = Office::new();
    some(&office);
    office.ok(&["add", "hom kan f3 m20 y", "--now", "2020-05-01T10:00"]);
    for size in [NARROW, SIDE] {
        let console = open(&office, "dara", size);
        to_rates(&console);
        console.wait_text("Rates · 2021 so far · by report date");
        for words in [
            "28 Dec 2020", // beside a year that is not over stands the same day
            "ARREST RATE              50.0 %  2 of 4",
            "Suspects arrested        50.0 %  2 of 4",
            "Arrests per case           0.50  2 of 4",
            "Charge rate           not known              2 not known",
            "Conviction rate       not known",
            "Child on child           50.0 %  1 of 2      2 not known",
            "Target 90 %: 2 more make 90 %",
            "1 in 2020 too. The counts fit anything between",
            "HOMICIDES under 15            1  1 of 1",
        ] {
            console.wait_text(words);
        }
        straight(&console);
        console.keys("q");
    }
    let console = open(&office, "dara", NARROW);
    to_rates(&console);
    console.wait_text("2 of 4");
    add(&office, "rape tak f8 m30 y");
    console.wait_text("ARREST RATE              60.0 %  3 of 5");
}

#[test]
fn a_breakdown_is_chosen_by_key_and_each_bar_has_its_receipt() {
    let office = Office::new();
    some(&office);
    let console = open(&office, "dara", NARROW);
    to_rates(&console);
    console.keys("b");
    console.wait_text("Arrest rate by offence");
    console.wait_text("Rape ");
    console.wait_text("1 of 2    50.0 %          1 short");
    straight(&console);
    console.keys("<Enter>");
    console.wait_text("Receipt · Arrest rate, Rape · 2021");
    console.wait_text("50.0 %  1 of 2 (cases with an arrest / cases)");
    // The figures of the page follow each other.
    console.keys("<Tab>");
    console.wait_text("Receipt · Arrest rate, Homicide · 2021");
    console.keys("<Enter>");
    console.wait_text("21/0001 · Homicide");
    console.keys("<Esc>");
    to_rates(&console);
    for (by, words) in [
        ("province", "Battambang "),
        ("team", "not known "),
        ("victim's age (Primero)", "6-11 "),
        ("victim's sex", "female "),
        ("relationship", "family "),
        ("source", "National Police"),
        ("month", "Jan   Feb   Mar"),
    ] {
        console.keys("b");
        console.wait_text(&format!("Arrest rate by {by} "));
        console.wait_text(words);
    }
    console.keys("B");
    console.wait_text("Arrest rate by source ");
    // Ages by other bands, and another figure of them.
    console.keys("a");
    console.wait_text("by victim's age (Primero)");
    console.keys("a");
    console.wait_text("by victim's age (UNHCR)");
    console.wait_text("5-11 ");
    console.keys("FFFF");
    console.wait_text("Victims by victim's age (UNHCR)");
    console.wait_text("75.0 %");
    console.keys("j<Enter>");
    console.wait_text("Receipt · Victims, 12-17 · 2021");
    console.wait_text("21/0004 V1");
}

#[test]
fn the_pages_say_funnel_times_delay_and_gaps_each_with_its_receipt() {
    let office = Office::new();
    some(&office);
    office.ok(&["add", "rape bat f9 m30 y on:20/12/2021", "--now", "2021-12-28T10:00"]);
    let console = open(&office, "dara", NARROW);
    to_rates(&console);
    console.keys("<Tab><Tab>");
    console.wait_text("Arrest rate over the years");
    console.wait_text("60.0 %");
    console.keys("<Enter>");
    console.wait_text("Receipt · Arrest rate · 2021");
    console.keys("<Esc><Tab>");
    console.wait_text("From report to conviction, cases");
    console.wait_text("not finished");
    console.wait_text("charged ");
    console.keys("jjjjjjj<Enter>");
    console.wait_text("Receipt · Report to arrest · 2021");
    console.wait_text("0 days (half of them 0 to 0)  3 of 3");
    console.keys("<Esc><Tab>");
    console.wait_text("From incident to report, cases");
    console.wait_text("6-14 days");
    console.keys("jj<Enter>");
    console.wait_text("Receipt · From incident to report: 6-14 days · 2021");
    console.keys("<Esc><Tab>");
    console.wait_text("Not known, of the cases");
    console.wait_text("No relationship");
    console.keys("<BackTab>");
    console.wait_text("From incident to report, cases");
    straight(&console);
}

#[test]
fn the_day_by_which_is_counted_is_chosen_and_always_named() {
    let office = Office::new();
    office.ok(&["add", "rape bat f9 m30 k on:20/12/2020", "--now", "2021-03-01T10:00"]);
    add(&office, "hom bat f7 m34 y on:27/12/2021");
    let console = open(&office, "dara", NARROW);
    to_rates(&console);
    console.wait_text("50.0 %  1 of 2");
    console.keys("c");
    console.wait_text("Rates · 2021 so far · by incident date");
    console.wait_text("Here a case is of the period in which the incident was");
    console.wait_text("100.0 %  1 of 1");
    console.keys("[");
    console.wait_text("Rates · 2020 · by incident date");
    console.wait_text("0.0 %  0 of 1");
    console.keys("j<Enter>");
    console.wait_text("Receipt · Arrest rate · 2020 by incident date");
    console.wait_text("Counted by incident date");
    console.wait_text("21/0001");
    console.keys("<Esc>c");
    console.wait_text("by date of the first arrest");
    console.wait_text("each has an arrest, and the arrest rate says nothing");
    console.keys("p");
    console.wait_text("2020 quarter 4");
    console.keys("p");
    console.wait_text("Rates · all years");
    console.keys("[");
    console.wait_text("All years are counted: p goes back to one year");
    console.keys("<Esc>");
    console.wait_text("[1 Cases]");
}

#[test]
fn in_plain_signs_and_without_colour_nothing_is_lost() {
    let office = Office::new();
    some(&office);
    let db = office.db().to_string_lossy().into_owned();
    let args = ["--db", &db, "--now", crate::NOW, "--as", "dara"];
    let console = Console::start(&args, NARROW, &[("NO_COLOR", "1"), ("LC_ALL", "C")]);
    console.wait_text("as of 28 Dec 2021");
    console.keys("2");
    console.wait_text("ARREST RATE");
    console.keys("b");
    console.wait_text("#");
    console.wait_text("1 of 2");
    assert!(console.screen().is_ascii(), "{}", console.screen());
}

#[test]
fn who_sees_no_case_is_told_of_none_by_a_small_number() {
    let office = staffed();
    let ana = sit(&office, "ana", NARROW);
    ana.keys("2");
    ana.wait_text("[2 Rates]");
    ana.wait_text("0 of 2");
    ana.keys("b");
    ana.wait_text("* so few that the number would tell of single cases");
    assert!(!ana.screen().contains("0 of 1"), "{}", ana.screen());
    ana.keys("<Enter>");
    ana.wait_text("There is no figure here to be explained");
    // Two sets of bands would tell what lies between them.
    ana.keys("a");
    ana.wait_text("by victim's age (Primero)");
    ana.keys("a");
    ana.wait_text("by victim's age (UNHCR)");
    assert!(!ana.screen().contains("5-11"), "{}", ana.screen());
}
