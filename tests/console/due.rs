//! Tasks, decisions, the board of what is due and the timeline, by keys and by the subcommands.

use crate::office::{sit, staffed};
use crate::support::{Console, Office};
use crate::{NARROW, add, field, open, save, show, to_field};

const SIDE: (u16, u16) = (120, 36);

fn type_in(console: &Console, label: &str, text: &str) {
    to_field(console, label);
    console.keys(text);
    console.wait(|s| field(s).is_some_and(|(l, t)| l == label && t.starts_with(text)), &format!("{text} in {label}"));
}

#[test]
fn a_task_is_set_stands_on_the_board_and_is_done() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 uncle police on:2/3/2021");
    add(&office, "hom kan m2 police on:5/3/2021");
    let console = open(&office, "dara", NARROW);
    console.keys("3");
    console.wait_text("[3 Due]");
    console.wait_text("Nothing is due");
    console.keys("1GT");
    console.wait_text("New task of CPU-21-0001");
    console.keys("Ask the neighbours");
    type_in(&console, "Due on", "27/12/2021");
    type_in(&console, "Officer", "sokha");
    save(&console);
    console.keys("<Enter>");
    console.wait_text("T1  Ask the neighbours");
    console.keys("T");
    console.wait_text("T1 is done: Ask the neighbours");
    console.keys("1");
    console.wait_text("New task of CPU-21-0001");
    console.keys("Hear the teacher");
    type_in(&console, "Due on", "28/12/2021");
    save(&console);

    console.keys("3");
    console.wait_text("1 overdue · 1 today · 0 in seven days");
    let screen = console.screen();
    let row = |words: &str| screen.lines().find(|l| l.contains(words)).unwrap_or_else(|| panic!("{words}:\n{screen}"));
    assert!(row("Ask the neighbours").contains("OVERDUE 1 day") && row("Ask the neighbours").contains("sokha"));
    assert!(row("Hear the teacher").contains("today"), "{screen}");
    assert!(screen.contains("open cases 2, 0 more with the prosecutor"), "{screen}");
    console.keys("/sokha<Enter>");
    console.wait_gone("Hear the teacher");
    console.wait_text("Due · sokha");
    console.keys("<Esc>/nobody<Enter>");
    console.wait_text("“nobody”: no case, officer or team");
    console.keys("<Esc>");
    console.wait_text("Hear the teacher");
    console.keys("<F9>");
    console.wait(|s| s.contains("OVERDUE 1 day") && !s.contains("Hear the teacher"), "what it is is hidden");
    console.keys("<F9>");
    console.wait_text("Hear the teacher");

    // From the board to the task of its case.
    console.keys("gT");
    console.wait_text("T1 is done: Ask the neighbours");
    console.keys("2");
    console.wait_text("T1 of CPU-21-0001 is done");
    type_in(&console, "Result", "nobody heard anything");
    save(&console);
    let task = &show(&office, "21/1")["tasks"][0];
    assert_eq!((&task["done_on"], &task["state"]), (&"2021-12-28".into(), &"resulted".into()));
    assert_eq!(show(&office, "21/1")["tasks"][1]["state"], "for allocation");
    console.keys("3");
    console.wait_text("0 overdue · 1 today");

    let due = serde_json::from_str::<serde_json::Value>(&office.ok(&["due", "--json", "--now", crate::NOW])).unwrap();
    assert_eq!(due["due"].as_array().unwrap().len(), 1);
    assert_eq!(due["due"][0]["source"], "hand");
    assert_eq!(due["sums"]["bands"]["today"], 1);
    assert_eq!(due["sums"]["workload"]["open"], 2);
}

#[test]
fn the_cursor_stays_on_its_row_while_another_desk_enters_what_comes_above_it() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 uncle police on:2/3/2021");
    add(&office, "hom kan m2 police on:5/3/2021");
    let set = |console: &Console, case: &str, what: &str, due: &str| {
        console.keys(&format!(":{case}<Enter>T"));
        console.wait_text(&format!("New task of CPU-21-000{}", &case[3..]));
        console.keys(what);
        type_in(console, "Due on", due);
        save(console);
    };
    let dara = open(&office, "dara", SIDE);
    set(&dara, "21/1", "Hear the teacher", "28/12/2021");
    dara.keys("3");
    dara.wait_text("0 overdue · 1 today");
    let sokha = open(&office, "sokha", SIDE);
    set(&sokha, "21/2", "Ask the neighbours", "27/12/2021");
    dara.wait_text("1 overdue · 1 today");
    dara.keys("T");
    dara.wait_text("T1 is done: Hear the teacher");
}

#[test]
fn a_decision_is_entered_corrected_and_told_in_the_timeline() {
    let office = Office::new();
    add(&office, "hom kan m2 m40 police on:5/3/2021");
    let console = open(&office, "dara", SIDE);
    console.keys("D");
    console.wait_text("Decision in CPU-21-0001");
    console.keys("The scene stays shut");
    console.keys("<C-s>");
    console.wait_text("Reason is needed");
    type_in(&console, "Reason", "rain is expected");
    type_in(&console, "Decided", "6/3/2021 07:30");
    save(&console);
    console.wait_text("DE1 The scene stays shut");
    crate::forensics::more(&console, "Correction of a decision", "Correction of DE1 in CPU-21-0001");
    to_field(&console, "Reason");
    console.keys(" and a storm");
    console.wait(|s| field(s).is_some_and(|(_, t)| t.contains("and a storm")), "the reason put right");
    save(&console);
    let decisions = show(&office, "21/1")["decisions"].clone();
    assert_eq!(decisions[0]["why"], "rain is expected", "it stays as it was written");
    assert!(decisions[1]["why"].as_str().unwrap().contains("and a storm"), "{decisions}");
    assert_eq!(decisions[1]["decision_id"], decisions[0]["id"]);
    console.wait_text("corrected by DE2");

    console.keys("a");
    console.wait_text("Arrest of S1");
    type_in(&console, "When", "7/3/2021 05:40");
    save(&console);
    console.keys("d");
    console.wait_text("New diary entry");
    console.keys("the mother was told");
    save(&console);
    console.keys("L");
    console.wait_text("Timeline of CPU-21-0001");
    console.wait_text("D1 diary entry: the mother was told");
    let screen = console.screen();
    let at = |words: &str| screen.find(words).unwrap_or_else(|| panic!("{words}:\n{screen}"));
    assert!(at("incident") < at("6 Mar 2021 07:30") && at("DE1 decision") < at("7 Mar 2021 05:40"), "{screen}");
    assert!(screen.contains("A1 arrest: of S1"), "{screen}");
    console.keys("<Esc>");
    console.wait_gone("Timeline of");
    let told = office.ok(&["timeline", "21/1"]);
    assert!(told.contains("6 Mar 2021 07:30") && told.contains("DE1"), "{told}");

    // A diary entry stays as it was written too, and its correction points at it and keeps its hour.
    crate::forensics::more(&console, "Correction of a diary entry", "Correction of D1 in CPU-21-0001");
    console.keys(", and the aunt");
    save(&console);
    let diary = show(&office, "21/1")["diary"].clone();
    assert_eq!(diary[0]["text"], "the mother was told");
    assert_eq!(diary[1]["text"], "the mother was told, and the aunt");
    assert_eq!(diary[1]["diary_id"], diary[0]["id"]);
    assert_eq!(diary[1]["at"], diary[0]["created_at"]);
    console.keys("L");
    console.wait_text("corrected by D2");
    let told = office.ok(&["timeline", "21/1"]);
    assert!(told.contains("the mother was told, corrected by D2"), "{told}");
    assert!(told.contains("the mother was told, and the aunt, corrects D1"), "{told}");
    let shown = office.ok(&["show", "21/1"]);
    assert!(shown.contains("corrects D1") && shown.contains("corrected by D2"), "{shown}");
}

#[test]
fn the_board_tells_of_the_cases_that_one_knows() {
    let office = staffed();
    let forensic = sit(&office, "lab", NARROW);
    forensic.keys("T");
    forensic.wait_text("New task of");
    forensic.keys("Weigh the powder");
    type_in(&forensic, "Due on", "28/12/2021");
    save(&forensic);
    forensic.keys("3");
    forensic.wait_text("Weigh the powder");
    let ana = sit(&office, "ana", NARROW);
    ana.keys("3");
    ana.wait_text("An analyst may not see cases");
}

#[test]
fn a_case_is_handed_over_with_what_goes_along_and_its_page_is_printed() {
    let office = staffed();
    let dara = sit(&office, "dara", SIDE);
    dara.wait_text("21/0002 · Rape");
    dara.keys("T");
    dara.wait_text("New task of CPU-21-0002");
    dara.keys("Ask the neighbours");
    type_in(&dara, "Due on", "tomorrow");
    type_in(&dara, "Officer", "dara");
    save(&dara);
    dara.wait_text("T1  Ask the neighbours");
    dara.keys("H");
    dara.wait_text("Hand over CPU-21-0002");
    to_field(&dara, "Lead");
    // It takes the place of who leads it now; a name that nobody has is asked about.
    dara.keys("sokh<C-s>");
    dara.wait_text("Lead: nobody here is called sokh");
    dara.keys("<Esc>");
    dara.wait_gone("nobody here is called");
    to_field(&dara, "Lead");
    dara.keys("<C-u>sokha");
    to_field(&dara, "Entry");
    dara.wait_text("With it: task T1, 29 Dec 2021");
    save(&dara);
    dara.wait_text("sokha");
    assert_eq!(crate::show_as(&office, "dara", "21/2")["tasks"][0]["owner"], "sokha", "it goes along");
    let number = "CPU-21-0002";
    let page = office.ok(&["--as", "dara", "handover", number, "--now", crate::NOW]);
    assert!(page.contains("Lead sokha") && page.contains("task T1: Ask the neighbours"), "{page}");
    assert!(page.lines().count() <= 60 && page.lines().all(|l| l.chars().count() <= 78), "{page}");
    let to = ["--as", "dara", "handover", number, "--to", "rith"];
    assert_eq!(office.run(&to).status, 2, "without a reason nothing is given away");
    office.ok(&[&to[..], &["--reason", "dara is on leave"]].concat());
    let case = crate::show_as(&office, "dara", number);
    assert_eq!(case["lead"], "rith");
    assert_eq!(case["tasks"][0]["owner"], "rith");
    assert!(case["diary"].to_string().contains("Handed over to rith: dara is on leave"), "{case}");
}
