//! What a review found, so that it is not found again: refusals that stay, keys in one burst, two desks, what is asked about.

use crate::support::{Console, Office};
use crate::{NARROW, NOW, add, field, open, save, show, to_field};
use serde_json::{Value, json};

const OFFER: &str = "An unsaved form was kept for you";

/// A case in its form.
fn edit(console: &Console, number: &str) {
    console.keys("e");
    console.wait_text(&format!("Edit {number}"));
}

/// Types into the field of this label.
fn fill(console: &Console, label: &str, text: &str) {
    to_field(console, label);
    console.keys(text);
    console.wait(|s| field(s) == Some((label.into(), text.into())), &format!("{text:?} in {label}"));
}

/// Stays in its field with the word that was refused, and says it.
fn stays(console: &Console, label: &str, word: &str) {
    // What stood there before the key is no answer to it.
    console.settle(30);
    let (place, said) = (Some((label.to_owned(), word.to_owned())), format!("“{word}”"));
    console.wait(|s| field(s) == place && s.contains(&said), &format!("{label} with a message that names {said}"));
}

#[test]
fn a_picker_that_refused_a_word_refuses_it_however_often() {
    let office = Office::new();
    let console = open(&office, "dara", NARROW);
    console.keys("nrape f7 k");
    console.wait_text("victim V1: female");
    fill(&console, "Source", "foo bar");
    for _ in 0..3 {
        console.keys("<Tab>");
        stays(&console, "Source", "foo bar");
    }
    for _ in 0..20 {
        console.keys("<BS>");
    }
    fill(&console, "Province", "battmbang");
    for keys in ["<C-s>", "<C-s>", "<Tab>", "<Tab>", "<C-s><C-s>"] {
        console.keys(keys);
        stays(&console, "Province", "battmbang");
        assert_eq!(office.ok(&["list"]).lines().count(), 1, "nothing is saved after {keys}");
    }
    for _ in 0..20 {
        console.keys("<BS>");
    }
    fill(&console, "Province", "battambang");
    save(&console);
    let case = show(&office, "21/1");
    assert_eq!((&case["province"], &case["source"]), (&json!("02"), &Value::Null));
}

#[test]
fn saved_and_left_in_one_burst_is_saved_once_and_not_offered() {
    let office = Office::new();
    for (n, place) in [(1, "bat"), (2, "siem"), (3, "kandal")] {
        let console = open(&office, "dara", NARROW);
        console.keys(&format!("nhom {place} f7 m34 uncle police"));
        console.wait_text("suspect S1");
        console.settle(if n == 1 { 600 } else { 0 });
        console.keys("<C-s><C-c>");
        assert!(console.wait_exit().success(), "{}", console.screen());
        assert_eq!(office.ok(&["list"]).lines().count(), n + 1, "saved once");
        assert_eq!(office.drafts(), [""; 0]);
        let console = open(&office, "dara", NARROW);
        console.settle(200);
        assert!(!console.screen().contains(OFFER), "{}", console.screen());
    }
}

#[test]
fn to_the_last_row_and_arrest_in_one_burst_is_about_the_last_row() {
    use caseload::domain::act::{Actor, Deed};
    use caseload::domain::line::NEW_CASE;
    use caseload::domain::record::{RecordKind, Sheet};
    let office = Office::new();
    let mut store = caseload::store::Store::open(&office.db()).unwrap();
    let now = caseload::clock::Clock::System.now(store.office().zone);
    let actor = Actor { name: "dara".into(), session: "test".into() };
    let mut case = Sheet::blank(RecordKind::Case, NEW_CASE, 0);
    case.set("reported_on", Some("2021-05-01".into()));
    let mut suspect = Sheet::blank(RecordKind::Suspect, NEW_CASE, 1);
    suspect.set("identity", Some("unnamed".into()));
    let deeds = (0..400).map(|_| (actor.clone(), now, Deed::add("new case", vec![case.clone(), suspect.clone()])));
    store.fill(deeds).unwrap();
    drop(store);
    for size in [NARROW, (120, 36)] {
        let console = office.console(&["--now", NOW, "--as", "dara"], size);
        console.wait_text("21/0400");
        for (keys, number) in
            [("Ga", "21-0001"), ("ga", "21-0400"), ("Gka", "21-0002"), ("gGgGa", "21-0001"), ("Gga", "21-0400")]
        {
            console.keys(keys);
            console.wait(|s| s.contains("Arrest of S1 in "), &format!("an arrest after {keys}"));
            let screen = console.screen();
            assert!(screen.contains(&format!("Arrest of S1 in CPU-{number}")), "{keys}:\n{screen}");
            console.keys("<Esc>");
            console.wait_gone("Arrest of S1");
        }
        for (keys, row) in [("gG", "▌ 21/0001"), ("Gg", "▌ 21/0400"), ("GkkgG", "▌ 21/0001")] {
            console.keys(keys);
            console.wait_text(row);
        }
    }
}

#[test]
fn an_hour_in_letters_beyond_ascii_is_read_or_refused() {
    let office = Office::new();
    add(&office, "hom bat f7 m34");
    let console = open(&office, "dara", NARROW);
    for text in ["ម៉ោង5:40", "28/12\u{a0}5:40", "\u{a0}5:40", "28/12 ម៉ោង 5:40", "៥:៤០", "5:40\u{a0}ម៉ោង", "é5:40", "5:4ម"]
    {
        console.keys("a");
        console.wait_text("arrest of S1");
        console.keys(text);
        console.settle(40);
        console.keys("<Tab>");
        console.settle(60);
        let screen = console.screen();
        let read = field(&screen).is_some_and(|f| f.0 == "Where");
        assert!(read || field(&screen).is_some_and(|f| f.0 == "When"), "{text:?}:\n{screen}");
        console.keys("<Esc>");
        console.wait_text("Leave without saving?");
        console.keys("<Enter>");
        console.wait_gone("arrest of S1");
    }
    console.keys("q");
    assert!(console.wait_exit().success());
}

#[test]
fn two_desks_that_fill_one_relationship_clash() {
    for (key, wins) in [("m", "neighbour"), ("t", "uncle")] {
        let office = Office::new();
        add(&office, "hom bat f7 m34");
        let desks = [("dara", "uncle"), ("sok", "neighbour")];
        let [first, second] = desks.map(|(officer, word)| {
            let desk = open(&office, officer, NARROW);
            edit(&desk, "CPU-21-0001");
            fill(&desk, "S1 to V1", word);
            desk
        });
        save(&first);
        second.wait_text("dara changed this case meanwhile");
        let before = office.dump();
        second.keys("<C-s>");
        second.wait_text("Another officer changed the same");
        for words in ["Relationship", "theirs by dara", "uncle", "neighbour"] {
            second.wait_text(words);
        }
        second.keys("<Enter>");
        second.wait_text("Decide every field first");
        assert_eq!(office.dump(), before, "nothing is saved before it is decided");
        second.keys(key);
        second.keys("<Enter>");
        second.wait_gone("Another officer changed the same");
        second.wait_gone("Edit CPU-21-0001");
        let case = show(&office, "21/1");
        let relations = case["suspects"][0]["relationships"].as_array().unwrap();
        assert_eq!(relations.len(), 1, "{case:#}");
        assert_eq!(relations[0]["relationship_text"], wins, "after {key}");
        assert_eq!(office.run(&["doctor"]).status, 0);
    }
}

#[test]
fn a_district_of_one_desk_clashes_with_the_province_of_another() {
    for (keys, province, district) in [("mjm", "Battambang", json!("Banan")), ("tjt", "Siem Reap", Value::Null)] {
        let office = Office::new();
        add(&office, "hom bat f7 m34");
        let [first, second] = ["dara", "sok"].map(|officer| {
            let desk = open(&office, officer, NARROW);
            edit(&desk, "CPU-21-0001");
            desk
        });
        fill(&first, "Province", "siem reap");
        fill(&second, "District", "Banan");
        save(&first);
        second.wait_text("dara changed this case meanwhile");
        let before = office.dump();
        second.keys("<C-s>");
        second.wait_text("Another officer changed the same");
        for words in ["Province", "District", "Siem Reap", "Battambang", "Banan"] {
            second.wait_text(words);
        }
        assert_eq!(office.dump(), before, "nothing is saved unseen");
        second.keys(keys);
        second.keys("<Enter>");
        second.wait_gone("Edit CPU-21-0001");
        let case = show(&office, "21/1");
        assert_eq!((&case["province_text"], &case["district_text"]), (&json!(province), &district), "after {keys}");
    }
}

#[test]
fn unfounded_in_the_edit_form_needs_its_reason_and_leaves_the_rate() {
    let office = Office::new();
    add(&office, "hom bat f7 m34");
    add(&office, "rape siem f9 ?");
    let console = open(&office, "dara", NARROW);
    console.wait_text("0 of 2");
    edit(&console, "CPU-21-0002");
    fill(&console, "Clearance", "unf");
    let before = office.dump();
    for _ in 0..2 {
        console.keys("<C-s>");
        console.wait_text("A reason is needed");
        console.wait(|s| field(s).is_some_and(|f| f.0 == "Reason"), "the reason");
        assert_eq!(office.dump(), before);
    }
    console.keys("the doctor's letter");
    save(&console);
    console.wait_text("0 of 1");
    let case = show(&office, "21/2");
    assert_eq!((&case["unfounded"], &case["offences"][0]["clearance"]), (&json!(true), &json!("UNF")));
    assert_eq!(case["offences"][0]["clearance_reason"], "the doctor's letter");
}

#[test]
fn a_victim_or_suspect_of_whom_nothing_is_known_is_asked_about() {
    let office = Office::new();
    let console = open(&office, "dara", NARROW);
    console.keys("nrape bat f7 k");
    console.wait_text("victim V1: female");
    console.keys("<F2>");
    console.wait_text("V2 · victim");
    console.keys("<F3>");
    console.wait_text("S2 · suspect");
    for answer in ["<Esc>", "<Enter>"] {
        console.keys("<C-s>");
        console.wait_text("V2: nothing is known of this victim yet");
        console.wait_text("S2: nothing is known of this suspect yet");
        assert_eq!(office.ok(&["list"]).lines().count(), 1, "nothing is saved before it is answered");
        console.keys(answer);
        console.wait_gone("nothing is known of this");
    }
    console.wait_text(" saved");
    let case = show(&office, "21/1");
    assert_eq!(["victims", "suspects"].map(|of| case[of].as_array().map(Vec::len)), [Some(2), Some(2)]);
}

#[test]
fn an_attempted_homicide_is_in_no_figure_of_homicides() {
    let office = Office::new();
    add(&office, "hom bat f7 m34 y");
    add(&office, "hom att bat f3 k");
    add(&office, "att hom bat m2 k");
    let console = open(&office, "dara", NARROW);
    console.wait_text("1 of 3");
    console.wait_text("Homicide 1/1 100.0 %");
    console.wait_text("under 15  1");
}

#[test]
fn an_arrest_that_cannot_well_be_is_asked_about_by_name() {
    let office = Office::new();
    add(&office, "rape bat f7 ?");
    add(&office, "rape bat f7 m34 y");
    let console = open(&office, "dara", NARROW);
    for (keys, opened, typed, doubt) in [
        ("<Home>a", "Arrest of S1 in CPU-21-0002", "now", "S1 has another arrest that stands (A1)"),
        ("<End>a", "Arrest of S1 in CPU-21-0001", "now", "S1 is unknown; who is arrested is known"),
        ("<End>c", "Clearance of O1 in CPU-21-0001", "arr", "cleared by arrest, and the case has no arrest"),
    ] {
        let before = office.dump();
        console.keys(keys);
        console.wait_text(opened);
        console.keys(typed);
        console.keys("<C-s>");
        console.wait_text(doubt);
        assert_eq!(office.dump(), before, "asked before it is saved");
        console.keys("<Esc>");
        console.wait_gone(doubt);
        console.keys("<Esc>");
        console.wait_text("Leave without saving?");
        console.keys("<Enter>");
        console.wait_gone(opened);
        assert_eq!(office.dump(), before, "no is no");
    }
    console.keys("<Home>a");
    console.wait_text("Arrest of S1 in CPU-21-0002");
    console.keys("now<C-s>");
    console.wait_text("S1 has another arrest that stands (A1)");
    console.keys("<Enter>");
    console.wait_text("CPU-21-0002 saved");
    assert_eq!(show(&office, "21/2")["suspects"][0]["arrests"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_suspect_added_at_another_desk_is_asked_about_in_an_arrest() {
    let office = Office::new();
    add(&office, "hom bat f7 m34");
    let [first, second] = ["dara", "sok"].map(|officer| open(&office, officer, NARROW));
    first.keys("<Enter>");
    first.wait_text("21/0001 · Homicide");
    first.keys("<Esc>");
    first.wait_text("┌ Cases ·");
    second.keys("s");
    second.wait_text("New suspect of CPU-21-0001");
    fill(&second, "Sex", "m");
    save(&second);
    first.wait_text("suspects 0/2");
    first.keys("a");
    first.wait(|s| s.contains("Who was arrested?") || s.contains("Arrest of S"), "an arrest");
    assert!(first.screen().contains("Who was arrested?"), "{}", first.screen());
}

#[test]
fn a_demonstration_hung_up_leaves_nothing_behind() {
    let scratch = tempfile::tempdir().unwrap();
    let tmp = scratch.path().to_string_lossy().into_owned();
    let left = || std::fs::read_dir(&tmp).unwrap().count();
    let start = || Console::start(&["demo"], NARROW, &[("TMPDIR", &tmp)]);
    let mut console = start();
    console.wait_text("┌ Cases ·");
    assert_eq!(left(), 1);
    console.hang_up();
    let status = console.wait_exit();
    assert_eq!((status.exit_code(), left()), (129, 0), "{status:?}: the throw-away office is gone");
    // The same while it is still being made, which is told.
    let mut console = start();
    console.wait(|s| s.contains("█") && s.contains(" of 1") && s.contains(" cases"), "how far it is");
    assert_eq!(left(), 1);
    console.hang_up();
    let status = console.wait_exit();
    assert_eq!((status.exit_code(), left()), (129, 0), "{status:?}: the half-made office is gone");
}

#[test]
fn a_history_says_who_is_what_to_whom_newest_first() {
    let office = Office::new();
    add(&office, "hom bat f7 m34 uncle");
    let console = open(&office, "dara", NARROW);
    edit(&console, "CPU-21-0001");
    fill(&console, "Village", "Thma Koul");
    fill(&console, "Place", "by the canal");
    save(&console);
    console.keys("h");
    console.wait_text("History of CPU-21-0001");
    console.wait_text("dara  edit");
    let mut history = String::new();
    loop {
        let screen = console.screen();
        history += &screen;
        history += "\n";
        console.keys("<PageDown>");
        console.settle(100);
        if console.screen() == screen {
            break;
        }
    }
    assert!(history.contains("S1 to V1 Relationship: uncle"), "{history}");
    let at = |part: &str| history.find(part).unwrap_or_else(|| panic!("no {part:?} in\n{history}"));
    let order =
        ["dara  edit", "Village: ", "Place: ", "sok  new case", "Number: CPU-21-0001", "Reported: ", "Province: "];
    let order: Vec<usize> = order.iter().map(|part| at(part)).collect();
    assert!(order.is_sorted(), "{order:?}\n{history}");
    assert!(at("O1 Offence: ") < at("V1 Sex: ") && at("V1 Sex: ") < at("S1 to V1 Relationship"), "{history}");
}
