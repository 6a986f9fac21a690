//! From the arrest to the final judgment by keys: what is added, how far justice has come, the custody clock on every view, and the
//! conviction rate that waits until nobody can appeal.

use crate::support::{Console, Office};
use crate::{NARROW, NOW, add, field, open, save, show, to_field};

const SIDE: (u16, u16) = (120, 36);

/// One more record of the suspect, by the key that asks what is added; `n` is its digit.
fn more(console: &Console, n: usize, form: &str) {
    console.keys("A");
    console.wait_text("What is added?");
    console.keys(&n.to_string());
    console.wait_text(form);
}

fn type_in(console: &Console, label: &str, text: &str) {
    to_field(console, label);
    console.keys(text);
    console.wait(|s| field(s).is_some_and(|(l, t)| l == label && t.starts_with(text)), &format!("{text} in {label}"));
}

#[test]
fn from_the_arrest_to_the_final_judgment_the_rate_moves_at_the_last() {
    let office = Office::new();
    let first = open(&office, "dara", NARROW);
    first.keys("A");
    first.wait_text("No case is selected");
    drop(first);
    add(&office, "rape bat f7 m34 uncle police on:2/3/2021");
    let console = open(&office, "dara", SIDE);
    let stage = |is: &str| assert_eq!(show(&office, "21/1")["suspects"][0]["stage"], is);
    console.wait_text("Conviction rate    not known");
    console.keys("A");
    for what in ["1 Warrant", "2 Arrest", "3 Charge", "4 Detention", "5 Court event", "6 Result"] {
        console.wait_text(what);
    }
    console.keys("<Esc>");
    console.wait_gone("What is added?");

    more(&console, 1, "Warrant of S1 in CPU-21-0001");
    console.keys("3/3/2021");
    save(&console);
    stage("wanted");
    more(&console, 2, "Arrest of S1 in CPU-21-0001");
    console.keys("5/3/2021 05:40");
    save(&console);
    stage("arrested");

    more(&console, 3, "Charge of S1 in CPU-21-0001");
    console.keys("<C-s>");
    console.wait_text("Nothing is typed yet");
    console.keys("6/3/2021");
    type_in(&console, "Article", "239");
    type_in(&console, "ICCS", "rape");
    type_in(&console, "Class", "fel");
    save(&console);
    console.wait_text("Conviction rate    not known  1 pending");
    stage("prosecutor");
    more(&console, 4, "Detention of S1 in CPU-21-0001");
    console.keys("6/3/2021");
    save(&console);
    assert_eq!(show(&office, "21/1")["suspects"][0]["detentions"][0]["last_day"], "2021-09-05");

    more(&console, 5, "Court event of S1 in CPU-21-0001");
    console.keys("trial");
    type_in(&console, "Date", "1/9/2021 09:00");
    save(&console);
    stage("trial");
    more(&console, 6, "Result of S1 in CPU-21-0001");
    console.keys("con");
    type_in(&console, "Decided on", "2/9/2021");
    type_in(&console, "Sentence", "12y");
    save(&console);
    stage("judgment");
    console.wait_text("Conviction rate    not known  1 pending");

    // Final, by an edit of the result.
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
    // Straight to the record, past those before it.
    console.keys("<C-g>");
    console.wait_text("Go to which record?");
    console.keys("r<Enter>");
    console.wait_gone("Go to which record?");
    console.wait(|s| field(s).is_some_and(|(label, _)| label == "Result"), "the result");
    type_in(&console, "Final on", "3/10/2021");
    save(&console);
    console.wait_text("Conviction rate      100.0 %  1 of 1");
    stage("final");

    console.keys("<Enter>");
    console.wait_text("21/0001 · Rape");
    console.settle(150);
    let mut seen = String::new();
    for _ in 0..8 {
        seen += &console.screen();
        console.keys("<PageDown>");
        console.settle(150);
    }
    for words in [
        "final",
        "W1 warrant 3 Mar 2021",
        "A1 arrested 5 Mar 2021 05:40",
        "C1 charge 6 Mar 2021, Penal Code 239, rape",
        "P1 detention 6 Mar 2021, First order",
        "CE1 court event Trial, 1 Sep 2021 09:00",
        "RS1 result Convicted, 2 Sep 2021",
        "sentence 12 years",
    ] {
        assert!(seen.contains(words), "{words}:\n{seen}");
    }

    // What was entered by mistake is taken back, with a reason, and the rate with it.
    console.keys("t");
    console.wait_text(" is taken back?");
    console.wait_text("RS1 result");
    console.keys("6");
    console.wait_text("Take back result RS1 of CPU-21-0001");
    console.keys("<C-s>");
    console.wait_text("A reason is needed");
    console.keys("of another case");
    save(&console);
    console.keys("<Esc>");
    console.wait_text("Conviction rate    not known  1 pending");
    stage("trial");
    console.keys("h");
    console.wait_text("because: of another case");
}

#[test]
fn a_clock_with_little_left_stands_in_the_title_of_every_view_of_who_may_know_of_it() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 uncle police hit");
    for (name, role, team) in [
        ("nary", "administrator", "HIT"),
        ("dara", "officer", "HIT"),
        ("bopha", "officer", "ICAC"),
        ("chan", "analyst", "HIT"),
    ] {
        office.ok(&["user", "add", name, "--role", role, "--team", team]);
    }
    let (here, there, other) = (
        open(&office, "dara", NARROW),
        open(&office, "dara", SIDE),
        office.console(&["--now", NOW, "--as", "bopha"], NARROW),
    );
    other.wait_text("as of 28 Dec 2021");
    here.keys("a");
    here.wait_text("Arrest of S1");
    here.keys("27/12 05:10");
    save(&here);
    let title = |console: &Console| console.row(0);
    here.wait_text("custody 21/0001 S1 to 05:10");
    there.wait_text("custody 21/0001 S1 to 05:10");
    assert!(title(&here).contains("custody 21/0001 S1 to 05:10") && title(&here).contains("dara"), "{}", title(&here));
    // The arrival is known now: the clock runs from then.
    here.keys("e");
    here.wait_text("Edit CPU-21-0001");
    type_in(&here, "At station", "27/12 06:30");
    save(&here);
    there.wait_text("custody 21/0001 S1 to 06:30");
    here.wait_text("custody 21/0001 S1 to 06:30");
    here.keys("7");
    here.wait_text("[7 Log]");
    assert!(title(&here).contains("custody 21/0001 S1 to 06:30"), "{}", title(&here));
    here.keys("1");
    here.wait_text("[1 Cases]");
    here.keys("<Enter>");
    here.wait_text("custody 7 h 45 min left of 48 h");
    assert!(!other.screen().contains("custody") && !other.screen().contains("21/0001"), "{}", other.screen());
    let analyst = office.console(&["--now", NOW, "--as", "chan"], NARROW);
    analyst.wait_text("as of 28 Dec 2021");
    analyst.settle(300);
    assert!(!analyst.screen().contains("custody"), "{}", analyst.screen());

    here.keys("e");
    here.wait_text("Edit CPU-21-0001");
    type_in(&here, "Outcome", "court");
    save(&here);
    here.wait_gone("custody 21/0001");
    there.wait_gone("custody 21/0001");

    let late = office.console(&["--now", "2021-12-29T07:00", "--as", "dara"], NARROW);
    late.wait_text("as of 29 Dec 2021");
    assert!(!late.screen().contains("custody 21/0001"), "{}", late.screen());
}
