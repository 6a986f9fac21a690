//! Tips by the store's edge and the subcommands: a root of their own beside the cases, with their own numbers, rights and digests; the same
//! one twice is met with the first; what they name is told where it was seen before, and no more than may be known.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::{Actor, Change, Deed, Outcome};
use caseload::domain::known::Seen;
use caseload::domain::line::NEW_CASE;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::{Record, RecordKind, Sheet};
use caseload::domain::tip::AGAIN;
use caseload::domain::visit::Claim;
use caseload::store::{Error, Store};
use chrono_tz::Asia::Phnom_Penh;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::time::Instant;
use support::Office;

const NOW: &str = "2021-12-28T22:45";
const TIP: [(&str, &str); 5] = [
    ("received", "2021-12-28T02:00:00.000Z"),
    ("source", "ncmec"),
    ("ref_no", "55501"),
    ("incident_type", "enticement"),
    ("summary", "an adult asks a child"),
];

fn now(at: &str) -> Now {
    Now { utc: read_clock(at, Phnom_Penh).unwrap(), zone: Phnom_Penh }
}

fn sign_in(office: &Office, name: &str) -> Store {
    let mut store = Store::open(&office.db()).unwrap();
    let claim = Claim { account: "root".into(), name: Some(name.to_owned()), ..Claim::default() };
    store.sign_in(&claim, &now(NOW)).unwrap();
    store
}

fn alone() -> (Office, Store) {
    let office = Office::in_memory();
    let store = sign_in(&office, "dara");
    (office, store)
}

/// Officers of two teams; what a tip of ICAC may be known by.
fn staffed() -> Office {
    let office = Office::in_memory();
    for (name, role, team) in [
        ("admin", "administrator", ""),
        ("boss", "director", ""),
        ("vanna", "officer", "ICAC"),
        ("dara", "officer", "HIT"),
        ("sokha", "lead", "HIT"),
        ("lab", "forensic", "ICAC"),
        ("maly", "welfare", "ICAC"),
        ("ana", "analyst", "ICAC"),
    ] {
        let mut args = vec!["user", "add", name, "--role", role, "--now", "2021-12-01T08:00"];
        args.extend([("--team"), team].into_iter().filter(|_| !team.is_empty()));
        office.ok(&args);
    }
    office
}

fn sheet(kind: RecordKind, of: &str, seq: u32, fields: &[(&str, &str)]) -> Sheet {
    let mut sheet = Sheet::blank(kind, of, seq);
    for (column, value) in fields {
        assert!(kind.specs().iter().any(|s| s.column == *column), "{} has no {column}", kind.name());
        sheet.set(column, Some((*value).to_owned()));
    }
    sheet
}

/// A tip with what it names.
fn tip(fields: &[(&str, &str)], named: &[(&str, &str)]) -> Vec<Sheet> {
    let mut sheets = vec![sheet(RecordKind::Tip, "new:tip", 0, fields)];
    for (seq, (kind, value)) in (1..).zip(named) {
        sheets.push(sheet(RecordKind::TipIdentifier, "new:tip", seq, &[("kind", kind), ("value", value)]));
    }
    sheets
}

fn saved(outcome: Outcome) -> (String, String) {
    match outcome {
        Outcome::Saved { case_id, number, .. } => (case_id, number),
        other => panic!("{other:?}"),
    }
}

fn enter(store: &mut Store, fields: &[(&str, &str)], named: &[(&str, &str)]) -> (String, String) {
    saved(store.write(&now(NOW), &Deed::add("new tip", tip(fields, named))).unwrap())
}

fn triage(store: &mut Store, id: &str, fields: &[(&str, &str)]) -> Result<Outcome, Error> {
    let before = store.tip(id, &now(NOW)).unwrap().tip.to_sheet();
    let mut after = before.clone();
    fields.iter().for_each(|(column, value)| after.set(column, Some((*value).to_owned())));
    store.write(&now(NOW), &Deed::edit("triage", before, after))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn at(office: &Office, args: &[&str]) -> String {
    office.ok(&[args, &["--now", NOW]].concat())
}

#[test]
fn a_tip_is_no_case_and_has_a_number_of_its_own_without_a_gap() {
    let (office, mut store) = alone();
    let (_, first) = enter(&mut store, &TIP, &[("screen", "River_Kite"), ("ip", "192.0.2.7")]);
    let old = [("received", "2020-03-01"), ("source", "public")];
    let (_, other) = enter(&mut store, &old, &[]);
    // What is refused takes no number.
    let wrong = [TIP.as_slice(), &[("ref_no", "55502"), ("files", "many")]].concat();
    assert!(store.write(&now(NOW), &Deed::add("new tip", tip(&wrong, &[]))).is_err());
    let (_, third) = enter(&mut store, &[("received", "2021-12-28"), ("source", "public")], &[]);
    assert_eq!([first, other, third], ["T-21-0001", "T-20-0001", "T-21-0002"]);

    assert_eq!(parsed(&office.ok(&["list", "--json"])), json!([]), "no case");
    let shown = parsed(&at(&office, &["show", "t21/1", "--json"]));
    assert_eq!(
        (&shown["number"], &shown["team"], &shown["priority"]),
        (&json!("T-21-0001"), &json!("ICAC"), &json!("3"))
    );
    assert_eq!(shown["incident_type_text"], "Online Enticement of Children for Sexual Acts");
    assert_eq!(shown["identifiers"][1]["value"], "192.0.2.7");
    assert!(shown["identifiers"][0].get("folded").is_none(), "what only finds it stays inside");
    let refused = office.run(&["show", "T-21-0009"]);
    let said = &refused.stderr;
    assert!(refused.status != 0 && said.contains("there is no tip T-21-0009"), "{said}");

    let found = parsed(&at(&office, &["tips", "2021", "--json"]));
    assert_eq!((&found["sums"]["tips"], &found["sums"]["open"]), (&json!(2), &json!(2)));
    assert!(at(&office, &["audit", "verify"]).contains("all is as it was written"));
    let doctor = at(&office, &["doctor"]);
    assert!(doctor.contains("3 tips of 3 entered"), "{doctor}");
}

#[test]
fn the_same_number_of_the_same_source_is_met_with_the_first() {
    let (_office, mut store) = alone();
    let (first, _) = enter(&mut store, &TIP, &[]);
    let again = [TIP.as_slice(), &[("ref_no", " 55501 ")]].concat();
    let known = store.tip_before(&tip(&again, &[])[0], &now(NOW)).unwrap();
    assert_eq!(known, Some((Some(first), Seen::In("T-21-0001".into()))));
    match store.write(&now(NOW), &Deed::add("new tip", tip(&TIP, &[]))) {
        Err(Error::Misread(said)) => assert!(said.contains("T-21-0001 has the same source and ref"), "{said}"),
        other => panic!("{other:?}"),
    }
    // The same number of another source is another tip; and one who was shown the first may save it all the same.
    let elsewhere = [TIP.as_slice(), &[("source", "iwf")]].concat();
    assert_eq!(enter(&mut store, &elsewhere, &[]).1, "T-21-0002");
    let twice = saved(store.write(&now(NOW), &Deed::add(AGAIN, tip(&TIP, &[]))).unwrap());
    assert_eq!(twice.1, "T-21-0003");
}

#[test]
fn what_becomes_of_a_tip_is_said_with_a_reason_and_by_whom() {
    let (office, mut store) = alone();
    at(&office, &["add", "rape bat f7 m34 uncle police", "--as", "dara"]);
    let (id, _) = enter(&mut store, &TIP, &[]);
    let refused = triage(&mut store, &id, &[("outcome", "none")]);
    assert!(matches!(refused, Err(Error::Deed("A reason is needed"))), "{refused:?}");
    let refused = triage(&mut store, &id, &[("outcome", "link"), ("outcome_case", "21/9")]);
    assert!(matches!(&refused, Err(Error::NoCase(number)) if number == "CPU-21-0009"), "{refused:?}");
    triage(&mut store, &id, &[("outcome", "link"), ("outcome_case", "21/1")]).unwrap();
    let shown = parsed(&at(&office, &["show", "T-21-0001", "--json"]));
    assert_eq!((&shown["outcome_case"], &shown["outcome_by"]), (&json!("CPU-21-0001"), &json!("dara")));
    assert_eq!(shown["outcome_at"], "2021-12-28T15:45:00.000Z");
    assert_eq!(parsed(&at(&office, &["show", "21/1", "--json"]))["tips"], json!(["T-21-0001"]));
    assert!(at(&office, &["show", "21/1"]).contains("T-21-0001"));
    // Received at 9:00, triaged at 22:45 of the same day.
    let sums = parsed(&at(&office, &["tips", "link", "--json"]))["sums"].clone();
    assert_eq!((&sums["triaged_within_24h"], &sums["cases"], &sums["arrested"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(sums["victims_identified"], json!(0), "nobody knows yet who the child is");
    let case = store.case_by_number("21/1", &now(NOW)).unwrap();
    let victim = store.case(&case, &now(NOW)).unwrap().victims[0].to_sheet();
    let mut named = victim.clone();
    named.set("name", Some("Sok Invented".to_owned()));
    store.write(&now(NOW), &Deed::edit("edit", victim, named)).unwrap();
    let sums = parsed(&at(&office, &["tips", "link", "--json"]))["sums"].clone();
    assert_eq!(sums["victims_identified"], json!(1));
}

#[test]
fn a_case_that_is_opened_from_a_tip_and_the_tip_say_so_in_one_act() {
    let (office, mut store) = alone();
    let (id, _) = enter(&mut store, &TIP, &[]);
    let before = store.tip(&id, &now(NOW)).unwrap().tip.to_sheet();
    let mut after = before.clone();
    after.set("outcome", Some("case".into()));
    after.set("outcome_case", Some(NEW_CASE.into()));
    let mut deed = Deed::add("new case", vec![sheet(RecordKind::Case, NEW_CASE, 0, &[("reported_on", "2021-12-28")])]);
    deed.changes.push(Change { before: Some(before), after });
    deed.op_id = Some("once".into());
    assert_eq!(saved(store.write(&now(NOW), &deed).unwrap()).1, "CPU-21-0001");
    // The same act once more is known for the case that it entered.
    let again = store.write(&now(NOW), &deed).unwrap();
    assert!(matches!(&again, Outcome::SavedBefore { number, .. } if number == "CPU-21-0001"), "{again:?}");
    assert_eq!(parsed(&at(&office, &["show", "T-21-0001", "--json"]))["outcome_case"], "CPU-21-0001");
    assert_eq!(parsed(&at(&office, &["show", "21/1", "--json"]))["tips"], json!(["T-21-0001"]));
    let acts: i64 = Connection::open(office.db())
        .unwrap()
        .query_row("SELECT count(DISTINCT op_id) FROM ledger WHERE op_id = 'once'", [], |r| r.get(0))
        .unwrap();
    assert_eq!(acts, 1);
    assert!(at(&office, &["audit", "verify"]).contains("all is as it was written"));
}

#[test]
fn an_identifier_is_told_where_it_was_seen_and_behind_a_wall_whom_to_ask() {
    let office = staffed();
    let of = |args: &[&str], name: &str| at(&office, &[args, &["--as", name]].concat());
    of(&["add", "rape bat f7 m34 uncle police hit"], "dara");
    let mut dara = sign_in(&office, "dara");
    let case_id = dara.case_by_number("21/1", &now(NOW)).unwrap();
    let suspect = dara.case(&case_id, &now(NOW)).unwrap().suspects[0].head.id.clone();
    let phone = [("suspect_id", suspect.as_str()), ("kind", "phone"), ("value", "012 345 678")];
    dara.write(&now(NOW), &Deed::add("identifier", vec![sheet(RecordKind::Identifier, &case_id, 1, &phone)])).unwrap();
    let mut vanna = sign_in(&office, "vanna");
    let (id, _) = enter(&mut vanna, &TIP, &[("phone", "+855 12-345-678"), ("screen", "nobody_else")]);

    // Each is told of the other's, and to neither anything of it.
    let seen = |name: &str, number: &str, of_case: bool| {
        let shown = parsed(&of(&["show", number, "--json"], name));
        if of_case {
            shown["suspects"][0]["identifiers"][0]["seen"].clone()
        } else {
            shown["identifiers"][0]["seen"].clone()
        }
    };
    assert_eq!(seen("vanna", "T-21-0001", false), json!([{ "ask": "dara" }]));
    assert_eq!(seen("dara", "21/1", true), json!([{ "ask": "ICAC" }]));
    assert_eq!(seen("boss", "T-21-0001", false), json!([{ "number": "CPU-21-0001" }]));
    assert_eq!(seen("boss", "21/1", true), json!([{ "number": "T-21-0001" }]));
    let told = vanna.seen_of(&id, &[(RecordKind::TipIdentifier, Some("+855 12-345-678".into()))]).unwrap();
    assert_eq!(told, ["N1: known elsewhere: ask dara"]);
    let whole = of(&["show", "T-21-0001"], "vanna");
    assert!(whole.contains("known elsewhere: ask dara") && !whole.contains("21-0001 CPU") && !whole.contains("CPU-"));
    // An identifier that was taken back is known no more.
    let file = dara.case(&case_id, &now(NOW)).unwrap();
    let before = file.identifiers[0].to_sheet();
    let mut after = before.clone();
    for (column, value) in [("taken_back_at", now(NOW).stamp()), ("taken_back_reason", "a wrong number".into())] {
        after.set(column, Some(value));
    }
    dara.write(&now(NOW), &Deed::edit("take back", before, after)).unwrap();
    assert_eq!(seen("vanna", "T-21-0001", false), json!([]));
}

#[test]
fn who_may_not_know_of_tips_learns_nothing_of_one() {
    let office = staffed();
    let mut vanna = sign_in(&office, "vanna");
    let (id, _) = enter(&mut vanna, &TIP, &[("screen", "river_kite")]);
    at(&office, &["add", "rape bat f7 m34 uncle police hit", "--as", "dara"]);
    triage(&mut vanna, &id, &[("outcome", "none"), ("outcome_reason", "too little to find anybody")]).unwrap();
    for name in ["dara", "sokha", "lab", "maly", "ana"] {
        let mut store = sign_in(&office, name);
        match store.tips("", 0, 100, &now(NOW)) {
            Ok(tips) => assert_eq!((tips.total, tips.sums.tips), (0, 0), "{name}"),
            Err(error) => assert!(matches!(error, Error::NotAllowed(_)), "{name}: {error}"),
        }
        let refused = store.tip(&id, &now(NOW));
        assert!(matches!(refused, Err(Error::NoTip(_))), "{name}: {refused:?}");
        assert!(store.case(&id, &now(NOW)).is_err() && store.history(&id, &now(NOW)).is_err(), "{name}");
        assert!(store.lookers(&id, &now(NOW)).is_err(), "{name}");
        let change = vanna.tip(&id, &now(NOW)).unwrap().tip.to_sheet();
        let mut after = change.clone();
        after.set("priority", Some("1".into()));
        assert!(store.write(&now(NOW), &Deed::edit("edit", change, after)).is_err(), "{name}");
        let new =
            store.write(&now(NOW), &Deed::add("new tip", tip(&[("received", "2021-12-28"), ("source", "own")], &[])));
        assert!(new.is_err(), "{name}: {new:?}");
        let log = store.log(&Default::default(), None, 500, &now(NOW)).unwrap_or_default();
        assert!(log.iter().all(|line| line.case_id != id), "{name}");
        let shown = office.run(&["show", "T-21-0001", "--now", NOW, "--as", name]);
        let said = &shown.stderr;
        assert!(shown.status != 0 && !said.contains("river") && !said.contains("vanna"), "{name}: {said}");
    }
    for name in ["vanna", "boss"] {
        let mut store = sign_in(&office, name);
        assert_eq!(store.tips("", 0, 100, &now(NOW)).unwrap().total, 1, "{name}");
        assert!(
            store.log(&Default::default(), None, 500, &now(NOW)).unwrap().iter().any(|l| l.case_id == id),
            "{name}"
        );
        assert!(!store.history(&id, &now(NOW)).unwrap().is_empty(), "{name}");
    }
    // That it was opened, and that it was asked for in vain, is on record.
    let looks = "SELECT person || ' ' || action FROM audit WHERE case_id = ?1 AND kind = 'look' ORDER BY seq";
    let file = Connection::open(office.db()).unwrap();
    let mut query = file.prepare(looks).unwrap();
    let looks: Vec<String> = query.query_map([&id], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    for look in ["vanna open tip", "dara refused", "maly refused"] {
        assert!(looks.iter().any(|l| l == look), "{look}: {looks:?}");
    }
}

#[test]
fn behind_the_privacy_screen_a_tip_says_neither_what_happened_nor_what_it_names() {
    let (_office, mut store) = alone();
    let (id, _) = enter(&mut store, &TIP, &[("screen", "river_kite")]);
    enter(&mut store, &[("received", "2021-12-28"), ("source", "own")], &[("screen", "River_Kite")]);
    store.veil(true);
    let file = store.tip(&id, &now(NOW)).unwrap();
    assert_eq!((&file.tip.summary, &file.identifiers[0].value, file.known.len()), (&None, &None, 0));
    assert_eq!(file.tip.priority.as_deref(), Some("3"));
    let tips = store.tips("", 0, 10, &now(NOW)).unwrap();
    assert!(tips.items.iter().all(|item| !item.what.contains("adult")));
    let shown = store.reveal_tip(&id, &now(NOW)).unwrap();
    assert_eq!((shown.identifiers[0].value.as_deref(), shown.known.len()), (Some("river_kite"), 1));
}

#[test]
fn a_tip_that_was_altered_past_the_door_is_refused_and_found() {
    let (office, mut store) = alone();
    let (id, _) = enter(&mut store, &TIP, &[("screen", "river_kite")]);
    let (other, _) = enter(&mut store, &[TIP[0], ("source", "own")], &[("screen", "blue_heron")]);
    let raw = Connection::open(office.db()).unwrap();
    raw.execute("UPDATE tip SET summary = 'nothing at all' WHERE id = ?1", [&id]).unwrap();
    assert!(matches!(store.tip(&id, &now(NOW)), Err(Error::Altered(said)) if said.contains("the tip is not")));
    assert_eq!(store.tips("", 0, 10, &now(NOW)).unwrap().items[0].what, "NOT AS SAVED");
    let mut after = sheet(RecordKind::TipIdentifier, &id, 2, &[("kind", "screen"), ("value", "one_more")]);
    after.head.case_id.clone_from(&id);
    let refused = store.write(&now(NOW), &Deed::add("identifier", vec![after]));
    assert!(matches!(refused, Err(Error::Altered(_))), "nothing is saved beside it: {refused:?}");
    let found = office.run(&["audit", "verify", "--now", NOW]);
    let said = &found.stdout;
    assert!(found.status != 0 && said.contains("T-21-0001 tip"), "{said}");
    raw.execute("UPDATE tip SET summary = 'an adult asks a child' WHERE id = ?1", [&id]).unwrap();
    raw.execute("UPDATE tip_identifier SET value = 'another' WHERE case_id = ?1", [&id]).unwrap();
    assert!(matches!(store.tip(&id, &now(NOW)), Err(Error::Altered(_))));
    // Turned into what another tip names, it was not seen there all the same.
    let folded = "(SELECT folded FROM tip_identifier WHERE case_id = ?2)";
    let turned = format!("UPDATE tip_identifier SET value = 'blue_heron', folded = {folded} WHERE case_id = ?1");
    raw.execute(&turned, [&id, &other]).unwrap();
    assert!(store.tip(&other, &now(NOW)).unwrap().known.is_empty());
    for sql in ["DELETE FROM tip", "UPDATE tip SET number = 'T-21-0002'", "DELETE FROM tip_identifier"] {
        assert!(raw.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn five_thousand_tips_are_listed_and_compared() {
    let (_office, mut store) = alone();
    let actor = || Actor { name: "dara".into(), session: "test".into() };
    let deed = |n: u32| {
        let number = n.to_string();
        let fields = [("received", "2021-12-01"), ("source", "ncmec"), ("ref_no", number.as_str())];
        let name = format!("user_{}", n % 1000);
        (actor(), now(NOW), Deed::add("new tip", tip(&fields, &[("screen", name.as_str())])))
    };
    store.fill((0..5000).map(deed)).unwrap();
    let took = |act: &mut dyn FnMut()| {
        let since = Instant::now();
        act();
        since.elapsed()
    };
    let listed = took(&mut || assert_eq!(store.tips("open", 2400, 120, &now(NOW)).unwrap().total, 5000));
    let id = store.tip_by_number("T-21-2500", &now(NOW)).unwrap();
    let opened = took(&mut || {
        assert_eq!(store.tip(&id, &now(NOW)).unwrap().known.values().next().map(Vec::len), Some(4));
    });
    println!("5,000 tips: a window in {listed:?}, one with its identifiers compared in {opened:?}");
}

#[test]
fn hostile_longest_and_khmer_text_come_back_as_they_went_in() {
    let (office, mut store) = alone();
    let long = "ក្មេងស្រី ".repeat(400);
    let fields =
        [TIP.as_slice(), &[("summary", "red \u{1b}[31m \u{202E}evil\u{0007}"), ("lead", long.trim())]].concat();
    let (id, _) = enter(&mut store, &fields, &[("screen", "\u{1b}]0;x\u{7}kite"), ("url", long.trim())]);
    let file = store.tip(&id, &now(NOW)).unwrap();
    assert_eq!(file.tip.summary.as_deref(), Some("red \u{1b}[31m \u{202E}evil\u{0007}"));
    for args in [vec!["tips"], vec!["show", "T-21-0001"]] {
        let shown = at(&office, &args);
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202E}') && !shown.contains('\u{7}'), "{args:?}");
    }
}
