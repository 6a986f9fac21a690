//! Care and partners, by the store's edge and the subcommands: what hangs on a victim or a relative, who may see and change it, the figures
//! with their rules, the table of partners; and records with much, Khmer and hostile text in them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::{Change, Deed};
use caseload::domain::casefile::CaseFile;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::{Record, RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Error, Store};
use chrono_tz::Asia::Phnom_Penh;
use serde_json::{Value, json};
use support::{CARE, Office};

const NOW: &str = "2021-12-28T22:45";

fn now() -> Now {
    Now { utc: read_clock(NOW, Phnom_Penh).unwrap(), zone: Phnom_Penh }
}

/// An office with one case of one victim, and the store at it.
fn office() -> (Office, Store, String) {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f7 m34 uncle police on:2/3/2021", "--now", "2021-03-02T12:00", "--as", "maly"]);
    let mut store = sign_in(&office, "maly");
    let id = store.case_by_number("21/1", &now()).unwrap();
    (office, store, id)
}

fn sign_in(office: &Office, name: &str) -> Store {
    let mut store = Store::open(&office.db()).unwrap();
    let claim = Claim { account: "service".into(), name: Some(name.to_owned()), ..Claim::default() };
    store.sign_in(&claim, &now()).unwrap();
    store
}

fn file(store: &mut Store, id: &str) -> CaseFile {
    store.case(id, &now()).unwrap()
}

fn sheet(kind: RecordKind, id: &str, fields: &[(&str, &str)]) -> Sheet {
    let mut sheet = Sheet::blank(kind, id, 1);
    for (column, value) in fields {
        assert!(kind.specs().iter().any(|s| s.column == *column), "{} has no {column}", kind.name());
        sheet.set(column, Some((*value).to_owned()));
    }
    sheet
}

fn add(store: &mut Store, id: &str, kind: RecordKind, fields: &[(&str, &str)]) -> Sheet {
    store.write(&now(), &Deed::add(kind.name(), vec![sheet(kind, id, fields)])).unwrap();
    file(store, id).sheets().into_iter().rfind(|s| s.kind == kind).unwrap()
}

fn change(store: &mut Store, before: &Sheet, fields: &[(&str, &str)]) {
    let mut after = before.clone();
    fields.iter().for_each(|(column, value)| after.set(column, Some((*value).to_owned())));
    store.write(&now(), &Deed::edit("edit", before.clone(), after)).unwrap();
}

fn json(office: &Office, args: &[&str]) -> Value {
    serde_json::from_str(&office.ok(&[args, &["--json", "--now", NOW]].concat())).unwrap()
}

#[test]
fn what_is_of_a_client_is_of_a_victim_or_a_relative_and_of_one() {
    let (office, mut store, id) = office();
    let victim = file(&mut store, &id).victims[0].head.id.clone();
    let mother = add(&mut store, &id, RecordKind::Relative, &[("victim_id", &victim), ("relation", "mother")]);
    for links in [&[][..], &[("victim_id", victim.as_str()), ("relative_id", &mother.head.id)]] {
        let need = [links, &[("service", "medical_support"), ("assessed_on", "2021-12-01")]].concat();
        let refused = store.write(&now(), &Deed::add("need", vec![sheet(RecordKind::Need, &id, &need)]));
        assert!(matches!(refused, Err(Error::Deed(_))), "{refused:?}");
    }
    let file = rusqlite::Connection::open(office.db()).unwrap();
    let sql = "INSERT INTO need (id, case_id, seq, version, created_at, created_by, updated_at, updated_by, victim_id, relative_id, service, assessed_on) \
               SELECT 'x', case_id, 9, 1, '', '', '', '', victim_id, id, 'other', '2021-12-01' FROM relative";
    assert!(file.execute(sql, []).unwrap_err().to_string().contains("CHECK"));
}

#[test]
fn services_run_from_the_referral_to_their_end_and_show_tells_it_inside_of_the_client() {
    let (office, mut store, id) = office();
    let victim = file(&mut store, &id).victims[0].head.id.clone();
    let mother = add(
        &mut store,
        &id,
        RecordKind::Relative,
        &[("victim_id", &victim), ("relation", "mother"), ("name", "Chan Sreymom"), ("phone", "000 123")],
    );
    let of = |kind: &'static str| [("relative_id", mother.head.id.as_str()), ("service", kind)];
    let asked =
        |kind, more: &[(&'static str, &'static str)]| [&of(kind)[..], &[("referred_on", "2021-12-01")], more].concat();
    add(
        &mut store,
        &id,
        RecordKind::Need,
        &[&of("counselling")[..], &[("assessed_on", "2021-11-30"), ("risk", "high")]].concat(),
    );
    let one = add(
        &mut store,
        &id,
        RecordKind::Service,
        &asked("counselling.trauma", &[("partner", "dosvy"), ("timeframe", "d3")]),
    );
    add(&mut store, &id, RecordKind::Service, &asked("legal_support", &[("partner", "np"), ("answer", "rejected")]));
    let visit = [("victim_id", victim.as_str()), ("kind", "care"), ("due_on", "2022-01-04")];
    add(&mut store, &id, RecordKind::FollowUp, &visit);
    add(&mut store, &id, RecordKind::PartnerRole, &[("partner", "np"), ("role", "joint"), ("task_force", "other")]);

    let case = json(&office, &["show", "21/1"]);
    let relative = &case["victims"][0]["relatives"][0];
    assert_eq!(relative["name"], "Chan Sreymom");
    assert_eq!(relative["needs"][0]["risk"], "high");
    assert_eq!(relative["services"][0]["state"], "asked");
    assert_eq!(
        (&relative["services"][0]["days_left"], &relative["services"][0]["overdue"]),
        (&json!(-24), &json!(true))
    );
    assert_eq!(relative["services"][1]["state"], "rejected");
    assert_eq!(relative["care_by_facts"], "plan");
    assert_eq!(case["victims"][0]["follow_ups"][0]["days_left"], 7);
    assert_eq!(case["victims"][0]["services"], json!([]));
    assert_eq!(case["partner_roles"][0]["partner_text"], "National Police");

    let care = json(&office, &["care"]);
    let clients: Vec<&str> =
        care["clients"].as_array().unwrap().iter().map(|c| c["client"].as_str().unwrap()).collect();
    assert_eq!(clients, ["21/0001 V1", "21/0001 F1"]);
    assert_eq!(
        (&care["sums"]["overdue"], &care["sums"]["due_soon"], &care["sums"]["open"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let accepted = json!({ "k": 0, "n": 1, "percent": 0.0, "pending": 1, "unknown": 0 });
    assert_eq!(care["sums"]["referrals_accepted"], accepted);
    assert_eq!(care["sums"]["follow_ups_on_time"]["percent"], Value::Null, "nothing is not zero");
    assert_eq!(care["sums"]["served"], json!({ "victims": 0, "relatives": 0 }));

    change(&mut store, &one, &[("answer", "accepted"), ("implemented_on", "2021-12-03")]);
    let care = json(&office, &["care", "dosvy"]);
    assert_eq!(care["sums"]["referrals_accepted"]["percent"], 100.0);
    assert_eq!(care["sums"]["served"], json!({ "victims": 0, "relatives": 1 }));
    assert_eq!(care["sums"]["by_service"], json!({ "counselling": 1 }));
    assert_eq!(care["sums"]["by_partner"][0]["partner"], "dosvy");
    let printed = office.ok(&["care", "--now", NOW]);
    assert!(printed.contains("served 0 victims and 1 relative"), "{printed}");
    assert!(
        printed.contains("referrals accepted 50.0 % (1 of 2)") && printed.contains("rejected or taken back"),
        "{printed}"
    );
    let refused = office.run(&["care", "xyzzy", "--now", NOW]);
    assert!(refused.status == 2 && refused.stderr.contains("no case, year, service, partner or risk"), "{refused:?}");

    // Taken back it counts no more, and stays.
    let service = file(&mut store, &id).services[1].head.id.clone();
    let before = file(&mut store, &id).sheets().into_iter().find(|s| s.head.id == service).unwrap();
    let back = [("taken_back_at", "2021-12-28"), ("taken_back_by", "maly"), ("taken_back_reason", "typed twice")];
    change(&mut store, &before, &back);
    assert_eq!(json(&office, &["care"])["sums"]["referrals_accepted"]["n"], 1);
    assert_eq!(json(&office, &["show", "21/1"])["victims"][0]["relatives"][0]["services"][1]["state"], "taken_back");
    office.well();
}

#[test]
fn who_may_not_see_care_learns_of_nothing_that_is_of_it() {
    let (office, mut store, id) = office();
    let case = file(&mut store, &id).case.head.id.clone();
    let victim = file(&mut store, &id).victims[0].head.id.clone();
    let mut ids = vec![("new:V1".to_owned(), victim)];
    for (kind, fields) in CARE {
        let real =
            |value: &str| ids.iter().find(|(new, _)| new == value).map_or(value.to_owned(), |(_, id)| id.clone());
        let fields: Vec<(&str, String)> = fields.iter().map(|(column, value)| (*column, real(value))).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(column, value)| (*column, value.as_str())).collect();
        let record = add(&mut store, &case, kind, &fields);
        ids.push((format!("new:{}", record.label()), record.head.id));
    }
    drop(store);
    for (name, role, team) in [
        ("nary", "administrator", "CMD"),
        ("maly", "welfare", "OVFS"),
        ("lab", "forensic", "FST"),
        ("rith", "officer", "HIT"),
        ("ana", "analyst", "CMD"),
    ] {
        office.ok(&["user", "add", name, "--role", role, "--team", team, "--now", "2021-12-01T08:00"]);
    }
    let told = |name: &str, args: &[&str]| office.run(&[args, &["--as", name, "--now", NOW]].concat());
    let shown = told("maly", &["show", "21/1"]).stdout;
    for word in ["relative F1", "service SV1", "need N1", "follow-up FU1", "consent CS1", "OVERDUE", "partner role PR1"]
    {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    // An officer of another team is told of a case that no team has yet, and of nothing that is of its care.
    for name in ["lab", "rith"] {
        let json: Value = serde_json::from_str(&told(name, &["show", "21/1", "--json"]).stdout).unwrap();
        let victim = &json["victims"][0];
        for many in ["needs", "services", "follow_ups", "consents", "relatives"] {
            assert_eq!(victim[many], Value::Null, "not known, which is not none");
        }
        assert_eq!(victim["masked"].as_array().unwrap().iter().filter(|m| *m == "care").count(), 1);
        let shown = told(name, &["show", "21/1"]).stdout;
        for word in ["F1", "SV1", "N1", "FU1", "CS1", "dosvy", "DoSVY", "ounselling"] {
            assert!(!shown.contains(word), "{word} to {name}: {shown}");
        }
        assert!(shown.contains("partner role PR1"), "who works on the case is no secret in it");
        let mut store = sign_in(&office, name);
        let history = format!("{:?}", store.history(&id, &now()).unwrap());
        assert!(!history.contains("\"SV1\"") && !history.contains("\"service\""), "{history}");
        for words in ["dosvy", "service.partner:dosvy", "relative.served:y", "service.taken_back_at:none"] {
            let listed = told(name, &["list", words]);
            assert!(!listed.stdout.contains("21-0001"), "{words} finds it for {name}: {listed:?}");
        }
    }
    for name in ["lab", "ana"] {
        let refused = told(name, &["care"]);
        assert!(refused.status == 4 && refused.stderr.contains("may not see the care of victims"), "{refused:?}");
    }
    let rith = told("rith", &["care", "all"]);
    assert!(rith.status == 0 && rith.stdout.starts_with("served 0 victims and 0 relatives"), "{rith:?}");
    assert!(told("maly", &["list", "dosvy"]).stdout.contains("21-0001"));
    // Neither changed nor added by who sees none of it.
    let stored = file(&mut sign_in(&office, "maly"), &id);
    let before = stored.sheets().into_iter().find(|s| s.kind == RecordKind::Service).unwrap();
    let mut after = before.clone();
    after.set("answer", Some("rejected".into()));
    let victim = stored.victims[0].head.id.clone();
    let new = sheet(RecordKind::Relative, &id, &[("victim_id", &victim), ("relation", "father")]);
    for changes in [vec![Change { before: Some(before), after }], vec![Change { before: None, after: new }]] {
        let deed = Deed { action: "edit".into(), reason: None, op_id: None, changes };
        let refused = sign_in(&office, "rith").write(&now(), &deed);
        assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    }
}

#[test]
fn an_office_keeps_its_partners_and_a_new_name_is_found_at_once() {
    let (office, mut store, id) = office();
    let keep = |args: &[&str]| office.run(&[&["partners"], args, &["--as", "maly", "--now", NOW]].concat());
    assert!(keep(&["lotus"]).stderr.contains("say its name and --type"));
    assert!(keep(&["lotus", "Lotus House", "--type", "zoo"]).stderr.contains("is no type of a partner"));
    assert_eq!(keep(&["lotus", "Lotus House", "--type", "ngo", "--contact", "intake", "--phone", "000"]).status, 0);
    assert!(keep(&["LOTUS", "--phone", ""]).stdout.contains("Lotus House"), "its code is in small letters");
    let other = keep(&["lotus2", "lotus house", "--type", "ngo"]);
    assert!(other.status == 2 && other.stderr.contains("is there already"), "{other:?}");
    let long = keep(&["long", &"x".repeat(81), "--type", "ngo"]);
    assert!(long.status == 2 && long.stderr.contains("80 letters at most"), "{long:?}");
    let all = json(&office, &["partners"]);
    let lotus = all.as_array().unwrap().iter().find(|p| p["code"] == "lotus").unwrap();
    assert_eq!((&lotus["contact"], &lotus["phone"], &lotus["type"]), (&json!("intake"), &Value::Null, &json!("ngo")));

    drop(store);
    store = sign_in(&office, "maly");
    add(&mut store, &id, RecordKind::PartnerRole, &[("partner", "lotus"), ("role", "shelter")]);
    drop(store);
    assert_eq!(keep(&["lotus", "Water Lily House", "--khmer", "ផ្ទះឈូក"]).status, 0);
    assert!(office.ok(&["list", "lily", "--now", NOW]).contains("21-0001"), "the rows of its cases are made again");
    assert!(office.ok(&["show", "21/1", "--now", NOW]).contains("Water Lily House"));
    let ledger = office.ok(&["log", "partner", "--now", NOW]);
    assert!(ledger.contains("lotus, name: Lotus House → Water Lily House"), "{ledger}");
    office.ok(&["codes", "task_force", "JUNO", "Strike Force Juno (invented)", "--now", NOW]);
    office.well();
    for sql in ["UPDATE partner SET code = 'x'", "DELETE FROM partner", "REPLACE INTO partner SELECT * FROM partner"] {
        assert!(rusqlite::Connection::open(office.db()).unwrap().execute(sql, []).is_err(), "{sql}");
    }
    // Past the door: everything is told in its words, so nothing is told any more.
    rusqlite::Connection::open(office.db()).unwrap().execute("UPDATE partner SET en = 'Other'", []).unwrap();
    assert_eq!(office.run(&["list"]).status, 3);
}

#[test]
fn much_khmer_and_hostile_text_is_kept_and_told_without_harm() {
    let (office, mut store, id) = office();
    let victim = file(&mut store, &id).victims[0].head.id.clone();
    let hostile = "\u{1b}[2J\u{202E}\u{9b}31m\r\nA";
    let long = "ក្រុមគ្រួសារ ".repeat(4_000);
    let relative = [
        ("victim_id", victim.as_str()),
        ("relation", "mother"),
        ("name", hostile),
        ("name_km", "ស្រីមុំ"),
        ("note", &long),
    ];
    let mother = add(&mut store, &id, RecordKind::Relative, &relative);
    let service = [
        ("relative_id", mother.head.id.as_str()),
        ("service", "other"),
        ("referred_on", "2021-12-01"),
        ("answer_reason", hostile),
        ("note", &long),
    ];
    add(&mut store, &id, RecordKind::Service, &service);
    for args in
        [&["care"][..], &["care", "--json"], &["show", "21/1"], &["show", "21/1", "--json"], &["export", "--names"]]
    {
        let printed = office.ok(&[args, &["--now", NOW]].concat());
        assert!(!printed.contains(['\u{1b}', '\u{202E}', '\u{9b}', '\r']), "{args:?}");
    }
    assert_eq!(json(&office, &["show", "21/1"])["victims"][0]["relatives"][0]["note"], json!(long));
    office.well();
}

#[test]
fn a_referral_sheet_tells_one_partner_of_one_client_what_consent_lets_through_and_leaves_on_record() {
    let (office, mut store, id) = office();
    let victim = file(&mut store, &id).victims[0].to_sheet();
    change(&mut store, &victim, &[("name", "Sok Maly")]);
    let victim = victim.head.id;
    drop(store);
    for (name, role) in [("nary", "administrator"), ("maly", "welfare")] {
        office.ok(&["user", "add", name, "--role", role, "--now", "2021-12-01T08:00"]);
    }
    let mut store = sign_in(&office, "maly");
    let service =
        [("victim_id", victim.as_str()), ("referred_on", "2021-12-01"), ("partner", "dosvy"), ("service", "medevac")];
    add(&mut store, &id, RecordKind::Service, &service);
    let sheet = |client: &str, partner: &str| {
        office.run(&[
            "sheet",
            "referral",
            "21/1",
            "--client",
            client,
            "--partner",
            partner,
            "--now",
            NOW,
            "--as",
            "maly",
        ])
    };
    let left = || office.ok(&["log", "export", "--now", NOW, "--as", "maly"]);
    let refused = sheet("V1", "dosvy");
    assert!(refused.status == 1 && refused.stderr.contains("no consent to sharing"), "{refused:?}");
    assert!(sheet("V1", "nobody").stderr.contains("there is no partner"));
    assert!(!left().contains("referral sheet"), "what did not leave is not on record as if it had");
    let consent = [("victim_id", victim.as_str()), ("given_on", "2021-12-01"), ("partner", "dosvy"), ("sharing", "y")];
    let consent = add(&mut store, &id, RecordKind::Consent, &consent);
    let told = sheet("v1", "dosvy");
    assert_eq!(told.status, 0, "{told:?}");
    assert!(told.stdout.contains("Medical evacuation") && told.stdout.contains("Withheld"), "{told:?}");
    assert!(
        !told.stdout.contains("Maly") && !told.stdout.contains("Battambang") && !told.stdout.contains("Rape"),
        "{told:?}"
    );
    assert!(left().contains("as referral sheet to dosvy"), "{}", left());
    change(&mut store, &consent, &[("withhold_name", "n")]);
    assert!(sheet("V1", "dosvy").stdout.contains("Sok Maly"));
    let other = sheet("V9", "dosvy");
    assert!(other.status == 1 && other.stderr.contains("there are: V1"), "{other:?}");
}
