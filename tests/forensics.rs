//! Exhibits, their chain of custody and their examinations, by the store's edge and the subcommands: what is written stays and is linked,
//! what is wrong with a chain is shown, and what is overdue follows from there being no answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::{Actor, Deed};
use caseload::domain::board::WINDOW;
use caseload::domain::casefile::CaseFile;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::{RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Error, Store};
use chrono_tz::Asia::Phnom_Penh;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};
use support::Office;

const NOW: &str = "2021-12-28T22:45";
const HELD: [(&str, &str); 5] = [
    ("at", "2021-03-02T06:00:00.000Z"),
    ("from_place", "scene"),
    ("to_place", "held"),
    ("purpose", "storage"),
    ("seal", "whole"),
];
const SENT: [(&str, &str); 6] = [
    ("at", "2021-03-03T03:00:00.000Z"),
    ("from_place", "held"),
    ("to_place", "lab"),
    ("purpose", "examination"),
    ("seal", "whole"),
    ("to_whom", "Chan of the laboratory"),
];

fn now(at: &str) -> Now {
    Now { utc: read_clock(at, Phnom_Penh).unwrap(), zone: Phnom_Penh }
}

/// An office with one case, and the store at it.
fn office() -> (Office, Store, String) {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f7 m34 uncle police on:2/3/2021", "--now", "2021-03-02T12:00", "--as", "dara"]);
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".to_owned(), ..Claim::default() }, &now(NOW)).unwrap();
    let id = store.case_by_number("21/1", &now(NOW)).unwrap();
    (office, store, id)
}

fn file(store: &mut Store, id: &str) -> CaseFile {
    store.case(id, &now(NOW)).unwrap()
}

fn add(store: &mut Store, id: &str, kind: RecordKind, fields: &[(&str, &str)]) -> Sheet {
    let mut sheet = Sheet::blank(kind, id, file(store, id).next_seq(kind));
    for (column, value) in fields {
        assert!(kind.specs().iter().any(|s| s.column == *column), "{} has no {column}", kind.name());
        sheet.set(column, Some((*value).to_owned()));
    }
    store.write(&now(NOW), &Deed::add(kind.name(), vec![sheet])).unwrap();
    file(store, id).sheets().into_iter().rfind(|s| s.kind == kind).unwrap()
}

fn moved(store: &mut Store, id: &str, exhibit: &Sheet, fields: &[(&str, &str)]) -> Sheet {
    add(store, id, RecordKind::CustodyEvent, &[&[("exhibit_id", exhibit.head.id.as_str())], fields].concat())
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn exhibit(office: &Office, n: usize) -> Value {
    parsed(&office.ok(&["show", "21/1", "--json", "--now", NOW]))["exhibits"][n].clone()
}

#[test]
fn an_exhibit_has_a_number_and_is_where_its_chain_says() {
    let (office, mut store, id) = office();
    for kind in ["swab", "clothing", "phone"] {
        add(&mut store, &id, RecordKind::Exhibit, &[("kind", kind), ("seal", "A 17"), ("kept_at", "shelf 3")]);
    }
    let third = exhibit(&office, 2);
    assert_eq!((&third["number"], &third["place"]), (&json!("21/1/E03"), &json!("held")), "no chain yet");
    let phone = file(&mut store, &id).sheets().into_iter().rfind(|s| s.kind == RecordKind::Exhibit).unwrap();
    moved(&mut store, &id, &phone, &HELD);
    moved(&mut store, &id, &phone, &SENT);
    let third = exhibit(&office, 2);
    assert_eq!((&third["place"], &third["custody"][1]["flaws"]), (&json!("lab"), &json!([])));
    assert!(office.ok(&["show", "21/1", "--now", NOW]).contains("At the laboratory, Chan of the laboratory"));

    // It comes back with a broken seal, from where it never was.
    let back = [
        ("at", "2021-03-09T03:00:00.000Z"),
        ("from_place", "court"),
        ("to_place", "held"),
        ("purpose", "storage"),
        ("seal", "broken"),
        ("new_seal", "B 2"),
    ];
    let wrong = moved(&mut store, &id, &phone, &back);
    assert_eq!(exhibit(&office, 2)["custody"][2]["flaws"], json!(["gap", "broken"]));
    let shown = office.ok(&["show", "21/1", "--now", NOW]);
    assert!(shown.contains("SEAL BROKEN") && shown.contains("GAP"), "{shown}");

    // A correction is a new entry pointing at the old, which stays and counts no more.
    let right =
        [&back[..1], &[("from_place", "lab")], &back[2..], &[("custody_event_id", wrong.head.id.as_str())]].concat();
    moved(&mut store, &id, &phone, &right);
    let third = exhibit(&office, 2);
    assert_eq!(third["custody"][3]["flaws"], json!(["broken"]));
    assert_eq!((&third["custody"][2]["flaws"], &third["custody"][2]["stands"]), (&json!([]), &json!(false)));
    office.ok(&["doctor"]);
}

#[test]
fn an_entry_is_neither_changed_nor_deleted_by_the_program_or_by_sql() {
    let (office, mut store, id) = office();
    let swab = add(&mut store, &id, RecordKind::Exhibit, &[("kind", "swab")]);
    moved(&mut store, &id, &swab, &HELD);
    let sent = moved(&mut store, &id, &swab, &SENT);
    let mut other = sent.clone();
    other.set("to_whom", Some("another".to_owned()));
    let changed = store.write(&now(NOW), &Deed::edit("edit", sent.clone(), other));
    assert!(matches!(changed, Err(Error::Deed(_))), "{changed:?}");
    let before = office.dump();
    let raw = Connection::open(office.db()).unwrap();
    for sql in [
        "UPDATE custody_event SET to_whom = 'x' WHERE seq = 2",
        "UPDATE custody_event SET to_whom = NULL",
        "UPDATE custody_event SET row_before = '' WHERE seq = 2",
        "UPDATE OR REPLACE custody_event SET seq = 1 WHERE seq = 2",
        "DELETE FROM custody_event WHERE seq = 2",
        "REPLACE INTO custody_event SELECT * FROM custody_event WHERE seq = 1",
        "INSERT INTO custody_event SELECT 'y', case_id, 1, 1, created_at, created_by, updated_at, updated_by, exhibit_id, at, from_place, \
         to_place, purpose, seal, new_seal, from_whom, to_whom, digest, note, NULL, row_before FROM custody_event WHERE seq = 2",
        "DELETE FROM exhibit",
        "UPDATE exhibit SET seq = 9",
    ] {
        assert!(raw.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(office.dump(), before);

    // With the guards taken away the ledger misses what was written.
    raw.execute_batch("DROP TRIGGER custody_event_fixed; UPDATE custody_event SET to_whom = 'x' WHERE seq = 2")
        .unwrap();
    let shown = office.run(&["show", "21/1", "--now", NOW]);
    assert_ne!(shown.status, 0);
    assert!(shown.stderr.contains("custody_event CU2 of CPU-21-0001 is not as it was saved"), "{shown:#?}");
}

#[test]
fn a_chain_that_was_changed_on_its_way_from_office_to_office_is_shown_as_broken() {
    let (office, mut store, id) = office();
    let swab = add(&mut store, &id, RecordKind::Exhibit, &[("kind", "swab")]);
    moved(&mut store, &id, &swab, &HELD);
    moved(&mut store, &id, &swab, &SENT);
    let exported = office.ok(&["export", "--names", "--format", "csv", "--now", NOW]);
    let flaws = |text: &str| {
        let other = Office::in_memory();
        fs::write(other.folder().join("in.csv"), text).unwrap();
        other.ok(&["import", other.folder().join("in.csv").to_str().unwrap(), "--now", NOW]);
        let case = parsed(&other.ok(&["list", "--json", "--now", NOW]))[0]["number"].as_str().unwrap().to_owned();
        let case = parsed(&other.ok(&["show", &case, "--json", "--now", NOW]));
        [0, 1].map(|n| case["exhibits"][0]["custody"][n]["flaws"].clone())
    };
    assert_eq!(flaws(&exported), [json!([]), json!([])], "as it left, it is whole");
    let other = exported.replacen("Held at the unit", "Held at the unit ", 0).replacen(
        "2021-03-02T13:00:00",
        "2021-03-02T13:05:00",
        1,
    );
    assert_ne!(other, exported);
    assert_eq!(flaws(&other), [json!([]), json!(["chain"])], "the hour of the first entry was changed");
}

#[test]
fn a_request_is_open_until_it_is_answered_and_overdue_after_its_day() {
    let (office, mut store, id) = office();
    let swab = add(&mut store, &id, RecordKind::Exhibit, &[("kind", "swab")]);
    let asked = [
        ("exhibit_id", swab.head.id.as_str()),
        ("asked_on", "2021-03-03"),
        ("exam", "dna"),
        ("lab", "fst"),
        ("due_on", "2021-03-31"),
    ];
    let request = add(&mut store, &id, RecordKind::ExamRequest, &asked);
    let at = |day: &str| {
        let case = parsed(&office.ok(&["show", "21/1", "--json", "--now", day]));
        let exam = &case["exhibits"][0]["exams"][0];
        (exam["open"].as_bool().unwrap(), exam["overdue"].as_bool().unwrap(), exam["days"].clone())
    };
    assert_eq!(at("2021-03-31T23:59"), (true, false, Value::Null));
    assert_eq!(at("2021-04-01T00:01"), (true, true, Value::Null));
    let answer = [("exam_request_id", request.head.id.as_str()), ("reported_on", "2021-04-10"), ("result", "positive")];
    let answer = add(&mut store, &id, RecordKind::ExamResult, &answer);
    assert_eq!(at("2021-04-10T12:00"), (false, false, json!(38)));
    let mut back = answer.clone();
    for (column, value) in
        [("taken_back_at", NOW), ("taken_back_by", "dara"), ("taken_back_reason", "of another exhibit")]
    {
        back.set(column, Some(value.to_owned()));
    }
    back.set("taken_back_at", Some(now(NOW).stamp()));
    store.write(&now(NOW), &Deed::edit("take back", answer, back)).unwrap();
    assert_eq!(at(NOW), (true, true, Value::Null), "an answer that was taken back answers nothing");
}

#[test]
fn a_scene_counts_once_though_its_entry_was_corrected() {
    let (office, mut store, id) = office();
    let scenes = |words: &str| parsed(&office.ok(&["exhibits", words, "--json", "--now", NOW]))["sums"].clone();
    assert_eq!(scenes("")["scenes"], json!(0));
    let first = add(&mut store, &id, RecordKind::Diary, &[("text", "at the sene"), ("kind", "scene")]);
    let corrects = [("text", "at the scene"), ("kind", "scene"), ("diary_id", first.head.id.as_str())];
    add(&mut store, &id, RecordKind::Diary, &corrects);
    add(&mut store, &id, RecordKind::Diary, &[("text", "again"), ("kind", "scene"), ("at", "2021-03-09")]);
    add(&mut store, &id, RecordKind::Diary, &[("text", "the mother called"), ("kind", "call")]);
    assert_eq!(scenes("")["scenes_by_case"], json!({ "CPU-21-0001": 2 }), "one was corrected, one came later");
    assert_eq!((&scenes("2021")["scenes"], &scenes("2020")["scenes"]), (&json!(2), &json!(0)));
    assert_eq!(scenes("21/1 overdue")["scenes"], json!(2), "what is asked of exhibits is not asked of scenes");
    let said = office.ok(&["exhibits", "--now", NOW]);
    assert!(said.contains("2 scenes attended"), "{said}");
}

#[test]
fn the_list_of_five_thousand_exhibits_is_read_a_window_at_a_time() {
    let (office, mut store, _) = office();
    drop(office.ok(&["doctor"]));
    let deeds = (0..500).map(|_| {
        let new = |kind, seq, fields: &[(&str, &str)]| {
            let mut sheet = Sheet::blank(kind, "new:case", seq);
            fields.iter().for_each(|(column, value)| sheet.set(column, Some((*value).to_owned())));
            sheet
        };
        let mut sheets = vec![new(RecordKind::Case, 0, &[("reported_on", "2021-03-02"), ("province", "02")])];
        sheets.push(new(RecordKind::Offence, 1, &[("code", "03011")]));
        for seq in 1..=10 {
            sheets.push(new(RecordKind::Exhibit, seq, &[("kind", "swab"), ("what", "one of many")]));
        }
        for seq in 1..=10 {
            let exhibit = format!("new:E{seq}");
            let fields = [&[("exhibit_id", exhibit.as_str())], HELD.as_slice()].concat();
            sheets.push(new(RecordKind::CustodyEvent, seq, &fields));
        }
        let actor = Actor { name: "dara".to_owned(), session: "many".to_owned() };
        (actor, now("2021-03-02T12:00"), Deed::add("new case", sheets))
    });
    store.fill(deeds).unwrap();
    let begun = Instant::now();
    let shelf = store.shelf("", 2_500, WINDOW, &now(NOW)).unwrap();
    let took = begun.elapsed();
    println!("a window of 5,000 exhibits: {took:?}");
    assert_eq!((shelf.total, shelf.offset, shelf.items.len()), (5_000, 2_500, WINDOW));
    assert_eq!((shelf.items[0].number.as_str(), shelf.items[0].what.as_str()), ("21/251/E01", "one of many"));
    assert_eq!(shelf.sums.places.iter().find(|(code, _)| code == "held").unwrap().1, 5_000);
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(store.shelf("gap", 0, WINDOW, &now(NOW)).unwrap().total, 0);
}
