//! Charge, court event and result of a suspect, by the store's edge and the subcommands: the stage that follows from them, the conviction
//! rate that moves when a judgment is final, and records with nothing, much, Khmer and hostile text in them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::{Change, Deed};
use caseload::domain::casefile::CaseFile;
use caseload::domain::due::Due;
use caseload::domain::field::{Desk, FieldKind, Need};
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::{RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Error, Store};
use chrono_tz::Asia::Phnom_Penh;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::Office;

const NOW: &str = "2021-12-28T22:45";

fn now(at: &str) -> Now {
    Now { utc: read_clock(at, Phnom_Penh).unwrap(), zone: Phnom_Penh }
}

/// An office with one case of one suspect, and the store at it.
fn office() -> (Office, Store, String) {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f7 m34 uncle y police on:2/3/2021", "--now", "2021-03-02T12:00", "--as", "dara"]);
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".to_owned(), ..Claim::default() }, &now(NOW)).unwrap();
    let id = store.case_by_number("21/1", &now(NOW)).unwrap();
    (office, store, id)
}

fn file(store: &mut Store, id: &str) -> CaseFile {
    store.case(id, &now(NOW)).unwrap()
}

fn of_suspect(file: &CaseFile, kind: RecordKind, fields: &[(&str, &str)]) -> Sheet {
    let mut sheet = Sheet::blank(kind, &file.case.head.id, file.next_seq(kind));
    sheet.set("suspect_id", Some(file.suspects[0].head.id.clone()));
    for (column, value) in fields {
        assert!(kind.specs().iter().any(|s| s.column == *column), "{} has no {column}", kind.name());
        sheet.set(column, Some((*value).to_owned()));
    }
    sheet
}

fn add(store: &mut Store, id: &str, kind: RecordKind, fields: &[(&str, &str)]) -> Sheet {
    let sheet = of_suspect(&file(store, id), kind, fields);
    store.write(&now(NOW), &Deed::add(kind.name(), vec![sheet])).unwrap();
    file(store, id).sheets().into_iter().rfind(|s| s.kind == kind).unwrap()
}

fn change(store: &mut Store, before: &Sheet, fields: &[(&str, &str)]) -> Sheet {
    let mut after = before.clone();
    fields.iter().for_each(|(column, value)| after.set(column, Some((*value).to_owned())));
    store.write(&now(NOW), &Deed::edit("edit", before.clone(), after)).unwrap();
    let id = before.head.case_id.clone();
    file(store, &id).sheets().into_iter().find(|s| s.head.id == before.head.id).unwrap()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// k, n, per cent and pending of the conviction rate of 2021, as of a day.
fn convictions(office: &Office, as_of: &str) -> (Value, Value, Value, Value) {
    let rates = parsed(&office.ok(&["rates", "--year", "2021", "--as-of", as_of, "--json"]));
    let rate = &rates["rates"][4];
    assert_eq!((&rate["id"], &rate["unknown"]), (&json!("conviction_rate"), &json!(0)));
    (rate["k"].clone(), rate["n"].clone(), rate["percent"].clone(), rate["pending"].clone())
}

fn stage(office: &Office) -> String {
    let case = parsed(&office.ok(&["show", "21/1", "--json", "--now", NOW]));
    case["suspects"][0]["stage"].as_str().unwrap().to_owned()
}

#[test]
fn the_conviction_rate_moves_when_the_judgment_is_final_and_not_before() {
    let (office, mut store, id) = office();
    let is = |k: u32, n: u32, percent: Value, pending: u32| (json!(k), json!(n), percent, json!(pending));
    assert_eq!(convictions(&office, NOW), is(0, 0, Value::Null, 0), "no data is not known, and never 0 %");
    assert_eq!(stage(&office), "arrested");

    add(&mut store, &id, RecordKind::Charge, &[("charged_on", "2021-03-04"), ("article", "PC-239")]);
    assert_eq!(convictions(&office, NOW), is(0, 0, Value::Null, 1), "charged, and so pending");
    assert_eq!(convictions(&office, "2021-03-03"), is(0, 0, Value::Null, 0), "not charged yet");
    assert_eq!(stage(&office), "prosecutor");

    for (kind, on, reached) in [
        ("investigation", "2021-04-01", "investigating judge"),
        ("indictment", "2021-06-01", "closing order"),
        ("trial", "2022-02-01", "closing order"),
        ("trial", "2021-08-01T02:00:00.000Z", "trial"),
        ("judgment", "2021-08-15", "judgment"),
    ] {
        add(&mut store, &id, RecordKind::CourtEvent, &[("kind", kind), ("held_on", on)]);
        assert_eq!(stage(&office), reached, "{kind}: a hearing that is still to come reaches nothing");
    }
    let fields = [("result", "convicted"), ("decided_on", "2021-08-15"), ("sentence", "12y")];
    let result = add(&mut store, &id, RecordKind::CourtResult, &fields);
    assert_eq!(convictions(&office, NOW), is(0, 0, Value::Null, 1), "it may still be appealed");
    let result = change(&mut store, &result, &[("appealed_on", "2021-09-01"), ("appealed_by", "accused")]);
    assert_eq!((stage(&office).as_str(), convictions(&office, NOW)), ("appeal", is(0, 0, Value::Null, 1)));

    let result = change(&mut store, &result, &[("final_on", "2021-12-20")]);
    assert_eq!((stage(&office).as_str(), convictions(&office, NOW)), ("final", is(1, 1, json!(100.0), 0)));
    assert_eq!(convictions(&office, "2021-12-19"), is(0, 0, Value::Null, 1), "the day before it was pending");
    let receipt =
        parsed(&office.ok(&["rates", "--year", "2021", "--receipt", "conviction_rate", "--json", "--now", NOW]));
    assert_eq!(
        receipt["cases"],
        json!([{"number": "CPU-21-0001", "part": "S1", "k": 1, "n": 1, "unknown": 0, "pending": 0}])
    );
    assert!(receipt["rule"].as_str().unwrap().contains("While a judgment may still be appealed"));

    // What an appeal changes is another result: the last that stands is the result.
    let second = [("result", "acquitted"), ("decided_on", "2021-12-22"), ("final_on", "2021-12-23")];
    let second = add(&mut store, &id, RecordKind::CourtResult, &second);
    assert_eq!(convictions(&office, NOW), is(0, 1, json!(0.0), 0));
    assert_eq!(convictions(&office, "2021-12-21"), is(1, 1, json!(100.0), 0));
    for (record, after) in [(second, is(1, 1, json!(100.0), 0)), (result, is(0, 0, Value::Null, 1))] {
        let why = [("taken_back_at", "2021-12-28"), ("taken_back_by", "dara"), ("taken_back_reason", "another case")];
        change(&mut store, &record, &why);
        assert_eq!(convictions(&office, NOW), after, "what is taken back counts no more");
    }
    let text = office.ok(&["rates", "--year", "2021", "--now", NOW]);
    assert!(text.contains("Conviction rate") && text.contains("1 pending"), "{text}");
    drop(store);
    office.well();
}

#[test]
fn a_record_of_another_cases_suspect_or_of_none_is_refused() {
    let (office, mut store, id) = office();
    office.ok(&["add", "hom kandal m2 k", "--now", NOW]);
    let other = store.case_by_number("21/2", &now(NOW)).unwrap();
    let foreign = file(&mut store, &other).suspects[0].head.id.clone();
    for kind in RecordKind::of_suspect() {
        let mut sheet = full(&file(&mut store, &id), kind, "x");
        for suspect in [Some(foreign.clone()), Some("nobody".to_owned())] {
            sheet.set("suspect_id", suspect);
            let refused = store.write(&now(NOW), &Deed::add(kind.name(), vec![sheet.clone()]));
            assert!(matches!(refused, Err(Error::Deed(_))), "{}: {refused:?}", kind.name());
        }
    }
}

/// A record with something in every field that holds words, and the first entry of each list.
fn full(file: &CaseFile, kind: RecordKind, text: &str) -> Sheet {
    let mut sheet = of_suspect(file, kind, &[]);
    for spec in kind.specs().iter().filter(|s| s.need != Need::Hidden) {
        let value = match spec.kind {
            FieldKind::Line | FieldKind::Prose => text.to_owned(),
            FieldKind::Day => "2021-12-01".to_owned(),
            FieldKind::Moment => "2021-12-01T03:00:00.000Z".to_owned(),
            FieldKind::Term => "7y6m".to_owned(),
            FieldKind::Age => "34y".to_owned(),
            FieldKind::YesNo => "y".to_owned(),
            _ => continue,
        };
        sheet.set(spec.column, Some(value));
    }
    for (column, code) in CODES {
        if kind.specs().iter().any(|s| s.column == column && s.list().is_some()) {
            sheet.set(column, Some(code.to_owned()));
        }
    }
    let kinds = [(RecordKind::CourtEvent, "trial"), (RecordKind::Arrest, "onview"), (RecordKind::Identifier, "screen")];
    if let Some((_, code)) = kinds.into_iter().find(|(k, _)| *k == kind) {
        sheet.set("kind", Some(code.to_owned()));
    }
    sheet
}

const CODES: [(&str, &str); 9] = [
    ("article", "PC-239"),
    ("iccs", "03011"),
    ("class", "felony"),
    ("brought_by", "judge"),
    ("court", "first"),
    ("province", "02"),
    ("result", "convicted"),
    ("appealed_by", "civil"),
    ("unit", "np"),
];

#[test]
fn empty_longest_khmer_and_hostile_are_kept_to_the_byte_and_leave_and_come_back() {
    let long = "ក្មេងស្រី \"said\", ".repeat(700);
    let texts =
        ["ឃាតកម្ម\u{200B}នៅភ្នំពេញ", long.trim(), "\u{1b}[2J\u{202E}=1+1\t'quoted\r\nsecond", "=HYPERLINK(\"http://x\")"];
    let (office, mut store, id) = office();
    for kind in RecordKind::of_suspect() {
        let must: Vec<(&str, &str)> = match kind {
            RecordKind::Arrest => vec![("at", "2021-12-01")],
            RecordKind::Charge => vec![("charged_on", "2021-12")],
            RecordKind::CourtEvent => vec![("kind", "trial"), ("held_on", "2021")],
            RecordKind::CourtResult => vec![("result", "pending")],
            other => {
                MUST.iter().find(|(name, _)| *name == other.name()).map(|(_, f)| f.to_vec()).expect("what it must have")
            }
        };
        add(&mut store, &id, kind, &must);
        for text in texts {
            let sheet = full(&file(&mut store, &id), kind, text);
            let changes = vec![Change { before: None, after: sheet.clone() }];
            store.write(&now(NOW), &Deed { action: kind.name().into(), reason: None, op_id: None, changes }).unwrap();
            let mut stored = file(&mut store, &id).sheets().into_iter().rfind(|s| s.kind == kind).unwrap();
            // By which the store finds an identifier again; it makes that itself.
            stored.set(caseload::domain::identifier::FOLDED, None);
            assert_eq!(stored.values, sheet.values, "{}", kind.name());
        }
    }
    drop(store);
    office.well();
    let shown = office.run(&["show", "21/1", "--now", NOW]);
    assert!(shown.status == 0 && !shown.stdout.contains('\u{1b}') && !shown.stdout.contains('\u{202E}'), "{shown:?}");
    let whole = bare(parsed(&office.ok(&["export", "--names", "--json", "--now", NOW])));
    for kind in RecordKind::of_suspect() {
        let there = whole[0]["suspects"][0][kind.many()].as_array().map_or(0, Vec::len);
        assert!(there > texts.len(), "{there} {}", kind.many());
    }
    for form in ["csv", "xlsx"] {
        let path = office.folder().join(format!("out.{form}"));
        office.ok(&["export", "--names", "--out", path.to_str().unwrap(), "--now", NOW]);
        let other = Office::in_memory();
        let said = other.run(&["import", path.to_str().unwrap(), "--now", NOW]);
        assert_eq!(said.status, 0, "{form}: {said:?}");
        let back = bare(parsed(&other.ok(&["export", "--names", "--json", "--now", NOW])));
        // A spreadsheet's cell has no carriage return of its own.
        assert_eq!(back, whole, "{form}: what was exported comes back the same");
    }
}

/// What a record of these kinds must have.
const MUST: [(&str, &[(&str, &str)]); 3] = [
    ("warrant", &[("issued_on", "2021")]),
    ("detention", &[("began_on", "2021-11")]),
    ("identifier", &[("kind", "screen"), ("value", "one")]),
];

/// Without what each office gives anew.
fn bare(mut value: Value) -> Value {
    match &mut value {
        Value::Object(map) => {
            for key in ["id", "version", "created_at", "created_by", "updated_at", "updated_by", "as_imported"] {
                map.remove(key);
            }
            for key in ["suspect_id", "victim_id"] {
                map.remove(key);
            }
            map.values_mut().for_each(|v| *v = bare(v.take()));
        }
        Value::Array(all) => all.iter_mut().for_each(|v| *v = bare(v.take())),
        _ => {}
    }
    value
}

#[test]
fn the_custody_clock_is_right_to_the_minute_over_midnight_corrected_and_extended() {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f7 m34 uncle police", "--now", "2021-12-26T12:00", "--as", "dara"]);
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".to_owned(), ..Claim::default() }, &now(NOW)).unwrap();
    let id = store.case_by_number("21/1", &now(NOW)).unwrap();
    let custody = |at: &str| {
        let case = parsed(&office.ok(&["show", "21/1", "--json", "--now", at]));
        let suspect = &case["suspects"][0];
        (suspect["arrests"][0]["custody"]["minutes_left"].clone(), suspect["stage"].as_str().unwrap().to_owned())
    };
    // Arrested at 23:10, at the station at 23:50 on the 26th: over two midnights.
    let arrest = add(&mut store, &id, RecordKind::Arrest, &[("at", "2021-12-26T16:10:00.000Z")]);
    assert_eq!(
        custody("2021-12-28T23:09"),
        (json!(1), "police custody".into()),
        "from the arrest, the arrival is not known"
    );
    let arrest = change(&mut store, &arrest, &[("arrived_at", "2021-12-26T16:50:00.000Z")]);
    assert_eq!(custody("2021-12-26T23:50"), (json!(48 * 60), "police custody".into()));
    assert_eq!(custody("2021-12-28T23:49"), (json!(1), "police custody".into()), "after 47:59");
    assert_eq!(custody("2021-12-28T23:50"), (json!(0), "arrested".into()), "at 48:00 it has run out");
    let text = office.ok(&["show", "21/1", "--now", "2021-12-28T23:49"]);
    assert!(text.contains("0 h 01 min left of 48 h"), "{text}");
    let text = office.ok(&["show", "21/1", "--now", "2021-12-29T00:55"]);
    assert!(text.contains("ran out 1 h 05 min ago, after 48 h"), "{text}");
    // The hour of the arrival was wrong.
    let arrest = change(&mut store, &arrest, &[("arrived_at", "2021-12-26T17:20:00.000Z")]);
    assert_eq!(custody("2021-12-28T23:50").0, json!(30), "corrected");
    let arrest = change(&mut store, &arrest, &[("extended_at", "2021-12-28T15:00:00.000Z")]);
    assert_eq!(custody("2021-12-28T23:50").0, json!(24 * 60 + 30), "extended");
    let held = |store: &mut Store, at: &str| store.held(&now(at)).unwrap();
    assert_eq!(held(&mut store, "2021-12-29T12:20"), [], "12 hours are left");
    let told = held(&mut store, "2021-12-29T12:21");
    assert_eq!((told[0].number.as_str(), told[0].label.as_str(), told[0].over), ("CPU-21-0001", "S1", false));
    assert!(held(&mut store, "2021-12-30T00:20")[0].over);
    change(&mut store, &arrest, &[("outcome", "court"), ("ended_at", "2021-12-29T03:00:00.000Z")]);
    assert_eq!(held(&mut store, "2021-12-29T12:21"), []);
    assert_eq!(custody("2021-12-29T12:21"), (Value::Null, "prosecutor".into()));
}

#[test]
fn the_limits_are_the_offices_and_a_change_of_one_is_on_record() {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f7 m34 uncle police", "--now", "2021-12-26T12:00", "--as", "dara"]);
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".to_owned(), ..Claim::default() }, &now(NOW)).unwrap();
    let id = store.case_by_number("21/1", &now(NOW)).unwrap();
    add(&mut store, &id, RecordKind::Arrest, &[("at", "2021-12-28T10:00:00.000Z")]);
    drop(store);
    let printed = office.ok(&["limits"]);
    assert!(printed.contains("custody") && printed.contains("48  hours"), "{printed}");
    assert_eq!(office.run(&["limits", "custody"]).status, 2);
    assert_eq!(office.run(&["limits", "custodi", "72"]).status, 2, "{:?}", office.run(&["limits", "custodi", "72"]));
    assert_ne!(office.run(&["limits", "custody", "99999"]).status, 0);
    let all = parsed(&office.ok(&["limits", "custody", "72", "--json"]));
    assert!(all.as_array().unwrap().iter().any(|l| l["name"] == "custody" && l["amount"] == 72), "{all}");
    let case = parsed(&office.ok(&["show", "21/1", "--json", "--now", NOW]));
    assert_eq!(case["suspects"][0]["arrests"][0]["custody"]["hours"], 72);
    assert!(office.ok(&["log"]).contains("custody: 48 to 72 hours"), "{}", office.ok(&["log"]));
    office.well();
    for (name, role) in [("nary", "administrator"), ("dara", "officer")] {
        office.ok(&["user", "add", name, "--role", role, "--team", "HIT"]);
    }
    let refused = office.run(&["--as", "dara", "limits", "custody", "48"]);
    assert!(refused.status == 4 && refused.stderr.contains("may not"), "{refused:?}");
    office.ok(&["--as", "nary", "limits", "custody", "48"]);
    // Past the program it is seen.
    let file = rusqlite::Connection::open(office.db()).unwrap();
    file.execute("UPDATE time_limit SET amount = 480 WHERE name = 'custody'", []).unwrap();
    drop(file);
    let said = office.run(&["--as", "dara", "show", "21/1"]);
    assert!(said.status != 0 && said.stderr.contains("not as they were saved"), "{said:?}");
}

#[test]
fn an_office_adds_articles_of_its_own_and_charges_by_them() {
    let (office, store, id) = office();
    drop(store);
    let add_code = |args: &[&str]| office.run(&[&["codes", "article"], args].concat());
    let added = add_code(&["PC-250", "Penal Code 250, abduction", "--key", "250"]);
    assert!(added.status == 0 && added.stdout.contains("PC-250"), "{added:?}");
    for (wrong, said) in [
        (vec!["PC-250", "Penal Code 250, once more"], "is there already"),
        (vec!["X-1", "Penal Code 239, rape"], "is there already"),
        (vec!["X-1", "An article", "--key", "239"], "is there already"),
        (vec!["a b", "An article"], "is no code"),
        (vec!["X-1", ""], "a name is one line"),
    ] {
        let refused = add_code(&wrong);
        assert!(refused.status == 2 && refused.stderr.contains(said), "{wrong:?}: {refused:?}");
    }
    let refused = office.run(&["codes", "result", "fled", "Fled abroad"]);
    assert!(refused.status == 2 && refused.stderr.contains("only to article, unit, task_force"), "{refused:?}");
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".to_owned(), ..Claim::default() }, &now(NOW)).unwrap();
    add(&mut store, &id, RecordKind::Charge, &[("charged_on", "2021-03-04"), ("article", "PC-250")]);
    let case = parsed(&office.ok(&["show", "21/1", "--json", "--now", NOW]));
    assert_eq!(case["suspects"][0]["charges"][0]["article_text"], "Penal Code 250, abduction");
    assert!(office.ok(&["list", "charge.article:250"]).contains("CPU-21-0001"));
    assert!(office.ok(&["log"]).contains("article PC-250: Penal Code 250, abduction"));
    drop(store);
    office.well();
}

/// The board reads only cases in which its query finds something open: in no other is anything due. A judgment ends the limit of a detention
/// only while it stands.
#[test]
fn the_board_tells_whatever_is_due_in_any_case() {
    let office = Office::demo();
    let now = now("2019-12-31T16:42");
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".to_owned(), ..Claim::default() }, &now).unwrap();
    let lists = store.lists();
    let desk = Desk { lists: &lists, now };
    let words = |due: Vec<Due>| -> BTreeSet<String> {
        due.iter().map(|due| format!("{} {} {:?} {:?}", due.number, due.label, due.kind, due.at)).collect()
    };
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    let ids: Vec<String> =
        raw.prepare("SELECT id FROM cases").unwrap().query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    let everywhere: Vec<Due> = ids.iter().flat_map(|id| store.case(id, &now).unwrap().due(&desk)).collect();
    let board = words(store.due("", 0, usize::MAX, &now).unwrap().items);
    assert_eq!(board, words(everywhere));

    let judged = "SELECT r.case_id, r.id FROM court_result r JOIN detention d USING (case_id, suspect_id) \
                  WHERE d.released_on IS NULL AND d.taken_back_at IS NULL AND d.kind IS NOT 'renewal' AND r.taken_back_at IS NULL \
                  AND (SELECT count(*) FROM detention WHERE suspect_id = r.suspect_id) = 1 \
                  AND (SELECT count(*) FROM court_result WHERE suspect_id = r.suspect_id) = 1 ORDER BY r.case_id LIMIT 1";
    let (case_id, id): (String, String) = raw.query_row(judged, [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    let before = store.case(&case_id, &now).unwrap().sheets().into_iter().find(|s| s.head.id == id).unwrap();
    let mut back = before.clone();
    for (column, value) in [
        ("taken_back_at", now.stamp()),
        ("taken_back_by", "dara".to_owned()),
        ("taken_back_reason", "typed twice".to_owned()),
    ] {
        back.set(column, Some(value));
    }
    store.write(&now, &Deed::edit("take back", before, back)).unwrap();
    let again = words(store.due("", 0, usize::MAX, &now).unwrap().items);
    let new: Vec<&String> = again.difference(&board).collect();
    assert!(again.is_superset(&board) && new.len() == 1 && new[0].contains("Detention"), "{new:?}");
}
