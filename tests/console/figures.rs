//! Every percentage comes with its receipt, and a period without cases is not known, never 0 %.

use crate::support::Office;
use crate::{NARROW, NOW, add, open};

#[test]
fn a_rate_opens_its_receipt_and_a_case_behind_it() {
    let office = Office::new();
    add(&office, "hom bat f7 m34 uncle y police");
    add(&office, "rape siem f9 m40 k");
    add(&office, "kid pp m9 ?");
    let console = open(&office, "dara", NARROW);
    console.keys("r");
    for words in [
        "Receipt · Arrest rate · 2021",
        "33.3 %  1 of 3 (cases with an arrest / cases)",
        "cut off 28 Dec 2021 22:45, half up",
        "Unfounded, duplicate",
        "● 21/0001       Homicide, Battambang",
        "○ 21/0002       Rape, Siem Reap",
        "○ 21/0003       Kidnapping, Phnom Penh",
    ] {
        console.wait_text(words);
    }
    console.keys("<Tab>");
    console.wait_text("Receipt · Suspects arrested · 2021");
    console.wait_text("1 of 3 (suspects arrested / suspects identified)");
    console.keys("<Tab><Tab><Tab>");
    console.wait_text("Receipt · Conviction rate · 2021");
    console.wait_text("not known");
    console.keys("<Tab>");
    console.wait_text("Receipt · Child homicides under 15 · 2021");
    console.keys("<Tab>");
    console.wait_text("Receipt · Arrest rate, cases with a homicide · 2021");
    console.keys("<Tab>");
    console.wait_text("Receipt · Arrest rate, ");
    console.keys("<BackTab>");
    console.wait_text("Receipt · Arrest rate, cases with a homicide · 2021");
    console.keys("<Tab><Tab>");
    console.wait_text("Receipt · Arrest rate · 2021");
    console.wait_text("21/0003");
    console.keys("jj<Enter>");
    console.wait_text("21/0002 · Rape");

    // A receipt follows what others save while it is open.
    console.keys("r");
    console.wait_text("1 of 3 (cases with an arrest");
    add(&office, "hom tak m1 m30 y");
    console.wait_text("50.0 %  2 of 4 (cases with an arrest / cases)");
}

#[test]
fn a_period_without_cases_is_not_known() {
    let office = Office::new();
    office.ok(&["add", "hom bat f7 m34 y", "--now", "2021-02-03T10:00"]);
    add(&office, "rape siem f9 ?");
    let console = open(&office, "dara", NARROW);
    console.wait_text("2021 so far · by report date");
    console.wait_text("1 of 2");
    console.keys("p");
    console.wait_text("2021 quarter 4 so far");
    console.wait_text("ARREST RATE 0.0 %  0 of 1");
    console.keys("[");
    console.wait_text("2021 quarter 3 ");
    console.wait_text("ARREST RATE not known");
    assert!(!console.screen().contains("0.0 %"), "{}", console.screen());
    console.keys("r");
    console.wait_text("No case of this period counts: the rate is not known.");
    console.keys("<Esc>p");
    console.wait_text("all years · by report date");
    console.wait_text("1 of 2");
    console.keys("p");
    console.wait_text("2021 so far");
    console.wait_text("1 of 2");
    console.keys("<lt>");
    console.wait_text("2020 · by report date");
    console.wait_text("ARREST RATE not known");
}

#[test]
fn a_case_of_which_nobody_knows_is_in_neither_number() {
    let office = Office::new();
    add(&office, "hom bat f7 m34 y");
    add(&office, "rape siem f9 m20");
    let console = open(&office, "dara", NARROW);
    console.wait_text("50.0 %  1 of 2");
    console.keys("e");
    console.wait_text("Edit CPU-21-0002");
    crate::to_field(&console, "Arrests known");
    console.keys("n<C-s>");
    console.wait_text(" saved");
    console.wait_text("100.0 %  1 of 1");
    console.wait_text("1 unknown");
}

#[test]
fn the_year_as_it_was_signed_stands_beside_what_the_same_rule_gives_today_and_the_cases_that_moved() {
    let office = Office::new();
    office.ok(&["add", "hom bat f7 m34 y", "--now", "2021-02-03T10:00"]);
    let signed = ["release", "2021", "--as-of", "2021-12-01T09:00", "--sign", "--now", NOW, "--as", "dara"];
    office.ok(&signed);
    let printed = ["release", "published", "add", "2021", "cases", "3", "--source", "the paper of 2 December"];
    office.ok(&[&printed[..], &["--now", NOW, "--as", "dara"]].concat());
    add(&office, "rape siem f9 ? 5/3/2021");
    let console = open(&office, "dara", NARROW);
    console.keys("%");
    for words in [
        "2021: the figures then and today, by the same rule",
        "signed, release 1",
        "100.0 % (1 of 1)",
        "50.0 % (1 of 2)",
        "Cases: 3 printed; 1 in the file then, 2 today",
        "the paper of 2 December",
        "1 case moved since 1 Dec 2021 09:00",
        "21/0002  entered late: it was not in the file then",
    ] {
        console.wait_text(words);
    }
    console.keys("[");
    console.wait_text("2020: the figures then and today");
    // No clock of the heading is cut: without a release it is too long for its column.
    console.wait_text("file then, 31 Dec 2020");
    assert!(!console.screen().contains('…'), "{}", console.screen());
    console.wait_text("no case moved since");
    console.keys("%");
    console.wait_gone("then and today");
}
