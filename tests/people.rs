//! People across cases by the store's edge and the subcommands: candidates by sound in either script, by nickname and by phone; two are
//! joined by a human's act, counted as before, and separated, to the byte of a dump; walls, restricted cases, erasure and tampering.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::Deed;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::{RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Error, Store};
use chrono_tz::Asia::Phnom_Penh;
use rusqlite::Connection;
use serde_json::{Value, json};
use support::Office;

const NOW: &str = "2021-12-28T22:45";
const WHY: &str = "the same burn on the hand";

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn now() -> Now {
    Now { utc: read_clock(NOW, Phnom_Penh).unwrap(), zone: Phnom_Penh }
}

fn store(office: &Office, who: &str) -> Store {
    let mut store = Store::open(&office.db()).unwrap();
    let claim = Claim { account: who.into(), name: Some(who.into()), ..Claim::default() };
    store.sign_in(&claim, &now()).unwrap();
    store
}

/// A case by its line, on a day.
fn add(office: &Office, line: &str, day: &str, who: &str) {
    office.ok(&["add", line, "--now", &format!("{day}T10:00"), "--as", who]);
}

/// Says who a suspect or victim is.
fn call(office: &Office, who: &str, number: &str, label: &str, fields: &[(&str, &str)]) {
    let mut store = store(office, who);
    let id = store.case_by_number(number, &now()).unwrap();
    let before = store.case(&id, &now()).unwrap().sheets().into_iter().find(|s| s.label() == label).unwrap();
    let mut after = before.clone();
    fields.iter().for_each(|(column, value)| after.set(column, Some((*value).to_owned())));
    store.write(&now(), &Deed::edit("edit", before, after)).unwrap();
}

/// What a suspect goes by.
fn goes_by(office: &Office, who: &str, number: &str, label: &str, kind: &str, value: &str) {
    let mut store = store(office, who);
    let id = store.case_by_number(number, &now()).unwrap();
    let suspect = store.case(&id, &now()).unwrap().sheets().into_iter().find(|s| s.label() == label).unwrap();
    let mut sheet = Sheet::blank(RecordKind::Identifier, &id, 1);
    for (column, value) in [("suspect_id", suspect.head.id.as_str()), ("kind", kind), ("value", value)] {
        sheet.set(column, Some(value.into()));
    }
    store.write(&now(), &Deed::add("identifier", vec![sheet])).unwrap();
}

/// Four cases: one man under two spellings, a third time in Khmer letters, and somebody else.
fn four() -> Office {
    let office = Office::in_memory();
    add(&office, "rape bat f7 m34 uncle y police", "2021-03-02", "dara");
    add(&office, "rape siem f9 m33 teacher police", "2020-05-04", "dara");
    add(&office, "hom kampot m3 m35 police", "2021-10-11", "sok");
    add(&office, "rape bat f8 m60 stranger police", "2021-11-12", "sok");
    call(&office, "dara", "21/1", "S1", &[("name", "Sok Dara"), ("identity", "named"), ("nickname", "Tiger")]);
    call(&office, "dara", "20/1", "S1", &[("name", "Sokh Tara"), ("identity", "named")]);
    call(&office, "sok", "21/2", "S1", &[("name_km", "សុខដារ៉ា"), ("identity", "named")]);
    call(&office, "sok", "21/3", "S1", &[("name", "Chan Vuthy"), ("identity", "named")]);
    office
}

fn run(office: &Office, args: &[&str]) -> support::Output {
    office.run(&[args, &["--now", NOW, "--as", "dara"]].concat())
}

fn people(office: &Office, number: &str) -> Value {
    let out = run(office, &["people", number, "--json"]);
    assert_eq!(out.status, 0, "{out:?}");
    parsed(&out.stdout)
}

fn one(people: &Value, label: &str) -> Value {
    people.as_array().unwrap().iter().find(|one| one["label"] == label).unwrap().clone()
}

fn join(office: &Office, a: &str, b: &str) -> String {
    let out = run(office, &["join", a, b, "--reason", WHY]);
    assert_eq!(out.status, 0, "{out:?}");
    out.stdout
}

fn show(office: &Office, number: &str) -> Value {
    parsed(&office.ok(&["show", number, "--json", "--now", NOW]))
}

#[test]
fn who_may_be_the_same_is_found_by_sound_in_either_script_and_told_why() {
    let office = four();
    let all = people(&office, "21/1");
    let suspect = one(&all, "S1");
    let maybe: Vec<String> = suspect["maybe"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| format!("{}/{} {}", m["number"].as_str().unwrap(), m["label"].as_str().unwrap(), m["why"]))
        .collect();
    assert_eq!(
        maybe,
        ["CPU-21-0002/S1 [\"name sounds alike\",\"age fits\"]", "CPU-20-0001/S1 [\"name sounds alike\",\"age fits\"]"]
    );
    assert!(suspect["maybe"][1]["who"].as_str().unwrap().starts_with("man, 33, Sokh Tara · Rape, Siem Reap"), "{all}");
    assert_eq!((&suspect["person"], &suspect["ask"]), (&json!([]), &json!([])));
    assert_eq!(one(&all, "V1")["maybe"], json!([]), "a child without a name is nobody else");
    // And the other way round.
    let khmer = one(&people(&office, "21/2"), "S1");
    assert_eq!(khmer["maybe"].as_array().unwrap().len(), 2, "{khmer}");
    assert_eq!(one(&people(&office, "21/3"), "S1")["maybe"], json!([]));
    assert!(
        run(&office, &["show", "21/1"]).stdout.contains("somebody alike in 2 other cases: `people 21/0001` shows who")
    );
    let told = run(&office, &["people", "21/1"]).stdout;
    for words in [
        "CPU-21-0001/S1  man, 34, Sok Dara",
        "  CPU-20-0001/S1: man, 33, Sokh Tara",
        "    may be: name sounds alike, age fits",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }

    // By what he is called, and by a phone that is written otherwise.
    call(&office, "sok", "21/3", "S1", &[("nickname", "tiger")]);
    goes_by(&office, "dara", "21/1", "S1", "phone", "012 000 555");
    goes_by(&office, "sok", "21/3", "S1", "phone", "+855 12 000 555");
    let suspect = one(&people(&office, "21/1"), "S1");
    assert_eq!(
        (&suspect["maybe"][0]["number"], &suspect["maybe"][0]["why"]),
        (&json!("CPU-21-0003"), &json!(["same phone", "same nickname", "another name", "age does not fit"]))
    );
    // Also one that only stands among what was found.
    call(&office, "dara", "20/1", "S1", &[("online", "line @sokh, tel. 012 000-555")]);
    let suspect = one(&people(&office, "21/3"), "S1");
    let told = suspect["maybe"].to_string();
    assert!(told.contains("CPU-20-0001") && told.contains("CPU-21-0001"), "{told}");
    call(&office, "dara", "20/1", "S1", &[("online", "nothing more")]);
    // A name that was taken away is none any more.
    call(&office, "sok", "21/3", "S1", &[("nickname", "Monkey"), ("name", "Meas Bopha")]);
    assert_eq!(
        one(&people(&office, "21/1"), "S1")["maybe"][0]["why"],
        json!(["same phone", "another name", "age does not fit"])
    );
    office.well();
}

#[test]
fn two_are_joined_counted_as_before_and_separated_to_the_byte() {
    let office = four();
    let rates = || {
        let mut rates = parsed(&office.ok(&["rates", "--year", "2021", "--json", "--now", NOW]));
        rates["as_of"] = json!("");
        rates
    };
    let (before, counted, shown) = (office.beside_the_ledger(), rates(), show(&office, "21/1"));
    let told = join(&office, "21/1/S1", "20/1/S1");
    assert!(
        told.contains("CPU-21-0001/S1 and CPU-20-0001/S1 are one person; each case is counted as before"),
        "{told}"
    );
    assert_eq!(rates(), counted, "a suspect in two cases counts in each");
    join(&office, "CPU-20-0001 s1", "21/2/S1");

    // Each shows the others, also who is joined with one who is joined.
    let person = &show(&office, "21/1")["suspects"][0]["person"];
    let numbers: Vec<&str> = person.as_array().unwrap().iter().map(|p| p["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["CPU-20-0001", "CPU-21-0002"], "{person}");
    assert_eq!(
        (&person[0]["by"], &person[0]["reason"], &person[1]["with"]),
        (&json!("dara"), &json!(WHY), &json!("CPU-20-0001/S1"))
    );
    assert!(office.ok(&["show", "21/2", "--now", NOW]).contains("also in 20/0001, 21/0001"));
    assert_eq!(one(&people(&office, "21/1"), "S1")["maybe"], json!([]), "who is joined is no candidate");
    let log = office.ok(&["log", "20/1", "--now", NOW]);
    for words in ["S1: one person with CPU-21-0001/S1", "S1: one person with CPU-21-0002/S1", WHY] {
        assert!(log.contains(words), "{words}: {log}");
    }
    office.well();

    let refused = |args: &[&str], words: &str| {
        let out = run(&office, &[args, &["--reason", "x"]].concat());
        assert!(out.status == 1 || out.status == 2, "{out:?}");
        assert!(out.stderr.contains(words), "{words}: {out:?}");
    };
    refused(&["join", "21/1/S1", "21/2/S1"], "21/0001/S1 and 21/0002/S1 are one person already");
    refused(&["join", "21/1/S1", "21/1/V1"], "are of one case");
    refused(&["join", "21/1/S1", "20/1/S7"], "CPU-20-0001 has no S7");
    refused(&["join", "21/1/S1", "20/1/O1"], "say who as 19/274/S1");
    refused(&["join", "21/1/S1", "19/9/S1"], "no case CPU-19-0009");
    refused(&["separate", "21/1/S1", "21/3/S1"], "are not joined");
    refused(&["separate", "21/1/S1", "21/2/S1"], "are one person through 20/0001/S1: separate 21/0002/S1 from that");
    let blank = run(&office, &["join", "21/1/S1", "21/3/S1", "--reason", " "]);
    assert!(blank.stderr.contains("say why"), "{blank:?}");

    for (a, b) in [("21/2/S1", "20/1/S1"), ("20/1/S1", "21/1/S1")] {
        let out = run(&office, &["separate", a, b, "--reason", "another man after all"]);
        assert!(out.stdout.contains("are two people again"), "{out:?}");
    }
    assert_eq!(office.beside_the_ledger(), before);
    assert_eq!((rates(), show(&office, "21/1")), (counted, shown));
    assert!(office.ok(&["log", "20/1", "--now", NOW]).contains("S1: one person with CPU-21-0001/S1 no more"));
    office.well();
    // What leaves the office says who is one person as `show` does, and masked neither a name nor why.
    join(&office, "21/1/S1", "20/1/S1");
    for names in [true, false] {
        let mut args = vec!["export", "number:21/1", "--format", "json", "--now", NOW];
        args.extend(names.then_some("--names"));
        let exported = parsed(&office.ok(&args));
        let person = exported[0]["suspects"][0]["person"][0].clone();
        assert_eq!((&person["number"], person["reason"] == WHY), (&json!("CPU-20-0001"), names), "{person}");
    }
    // A victim may be who is a suspect elsewhere, years later.
    assert_eq!(run(&office, &["join", "20/1/V1", "21/3/S1", "--reason", "she says so", "--json"]).status, 0);
    assert_eq!(show(&office, "20/1")["victims"][0]["person"][0]["label"], "S1");
}

#[test]
fn joining_is_undone_as_any_act_and_done_again() {
    let office = four();
    let before = office.beside_the_ledger();
    join(&office, "21/1/S1", "20/1/S1");
    let mut store = store(&office, "dara");
    for joined in [false, true, false] {
        let act = store.last_act(&now()).unwrap().unwrap();
        assert_eq!((act.refusal.clone(), act.cases()), (None, 2));
        let (op_id, as_op) = (act.lines[0].op_id.clone(), format!("undo {joined} {}", act.lines[0].seq));
        store.undo(&op_id, &as_op, &now()).unwrap();
        let person = show(&office, "20/1")["suspects"][0]["person"].as_array().unwrap().len();
        assert_eq!(person, usize::from(joined));
    }
    assert_eq!(office.beside_the_ledger(), before);
    office.well();
}

#[test]
fn merged_cases_share_their_people_and_propose_who_was_joined() {
    let office = four();
    // Two suspects, neither like the other by age; the human said which is which.
    add(&office, "rape bat f7 m20 uncle police", "2021-03-03", "dara");
    join(&office, "21/4/S1", "21/1/S1");
    let plan = run(&office, &["merge", "21/1", "21/4", "--reason", "x", "--dry-run"]).stdout;
    assert!(plan.contains("S1 m20: the same as S1 of 21/0001"), "{plan}");
    assert_eq!(run(&office, &["separate", "21/4/S1", "21/1/S1", "--reason", "x"]).status, 0);
    join(&office, "21/4/S1", "20/1/S1");
    let merged = run(&office, &["merge", "21/1", "21/4", "--same", "S1=S1", "--reason", "one call", "--yes"]);
    assert_eq!(merged.status, 0, "{merged:?}");
    // What the younger is joined with, the older is.
    assert_eq!(show(&office, "21/1")["suspects"][0]["person"][0]["number"], "CPU-20-0001");
    assert_eq!(show(&office, "20/1")["suspects"][0]["person"][0]["number"], "CPU-21-0004");
    let refused = run(&office, &["join", "21/1/S1", "21/4/V1", "--reason", "x"]);
    assert!(refused.stderr.contains("are of one case"), "{refused:?}");
    assert_eq!(run(&office, &["unmerge", "21/4", "--reason", "x"]).status, 0);
    assert_eq!(show(&office, "21/1")["suspects"][0]["person"], json!([]));
    office.well();
}

#[test]
fn who_is_one_person_is_neither_made_nor_unmade_past_the_ledger() {
    let office = four();
    let raw = || Connection::open(office.db()).unwrap();
    let id = |name: &str| {
        raw()
            .query_row("SELECT id FROM suspect WHERE coalesce(name, name_km) = ?1", [name], |r| r.get::<_, String>(0))
            .unwrap()
    };
    let insert = "INSERT INTO same_person SELECT min(?1, ?2), max(?1, ?2), '2021', 'x', 'op'";
    assert!(raw().execute(insert, [id("Sok Dara"), id("Sokh Tara")]).is_err());
    join(&office, "21/1/S1", "20/1/S1");
    assert!(raw().execute(insert, [id("Sok Dara"), id("Chan Vuthy")]).is_err());
    for sql in ["DELETE FROM same_person", "UPDATE same_person SET person = 'x'"] {
        assert!(raw().execute(sql, []).is_err(), "{sql}");
    }
    // By somebody who takes the guards away.
    let file = raw();
    file.execute_batch("DROP TRIGGER same_person_fixed; UPDATE same_person SET person = 'x'").unwrap();
    for args in [["show", "21/1"], ["people", "20/1"]] {
        let out = office.run(&args);
        assert!(out.status == 3 && out.stderr.contains("is not as it was saved"), "{args:?}: {out:?}");
    }
    let verified = office.run(&["audit", "verify"]).stdout;
    for words in ["CPU-21-0001 person S1 is not as the ledger says", "CPU-20-0001 person S1 is not as the ledger says"]
    {
        assert!(verified.contains(words), "{words}: {verified}");
    }
    file.execute_batch("DROP TRIGGER same_person_kept; DELETE FROM same_person").unwrap();
    assert_eq!(office.run(&["show", "21/1"]).status, 3, "a join that is gone is missed");
    // Who was never joined, and is by somebody's hand.
    file.execute_batch("DROP TRIGGER same_person_once").unwrap();
    file.execute(insert, [id("Chan Vuthy"), id("សុខដារ៉ា")]).unwrap();
    assert_eq!(office.run(&["show", "21/3"]).status, 3);
    assert!(office.run(&["audit", "verify"]).stdout.contains("CPU-21-0003 person S1"));
}

#[test]
fn an_erased_case_leaves_no_name_with_whom_it_was_joined() {
    let office = four();
    let why = "qiwzel told it";
    assert_eq!(run(&office, &["join", "21/1/S1", "20/1/S1", "--reason", why]).status, 0);
    assert!(office.ok(&["log", "21/1", "--now", NOW]).contains(why));
    assert_eq!(run(&office, &["close", "20/1", "--reason", "done", "--yes"]).status, 0);
    let erased = run(&office, &["erase", "20/1", "--reason", "the law", "--yes"]);
    assert_eq!(erased.status, 0, "{erased:?}");
    office.well();
    assert_eq!(show(&office, "21/1")["suspects"][0]["person"], json!([]));
    assert!(
        office.run(&["audit", "verify"]).stdout.contains("as it was written")
            || office.run(&["audit", "verify"]).status == 0
    );
    let log = office.ok(&["log", "21/1", "--now", NOW]);
    assert!(!log.contains("qiwzel") && log.contains("S1: one person with CPU-20-0001/S1 no more"), "{log}");
    let bytes = std::fs::read(office.db()).unwrap();
    for word in ["qiwzel", "Sokh Tara"] {
        assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} stands in the file");
    }
    assert_eq!(one(&people(&office, "21/1"), "S1")["maybe"].as_array().unwrap().len(), 1, "it is found no more");
    // It is no slip of the hand that could be undone.
    let act = store(&office, "dara").last_act(&now()).unwrap().unwrap();
    assert!(act.lines.iter().all(|line| line.action != "separate" && line.action != "erase"), "{act:?}");
    let refused = run(&office, &["join", "21/1/S1", "20/1/S1", "--reason", "x"]);
    assert_ne!(refused.status, 0, "{refused:?}");
}

/// An office with two teams: HIT leads 21/1, FST 21/2, both of a man of one name.
fn walled() -> Office {
    let office = Office::in_memory();
    for (name, role, team) in [
        ("admin", "administrator", ""),
        ("boss", "director", ""),
        ("dara", "officer", "HIT"),
        ("rith", "officer", "FST"),
        ("lab", "forensic", "FST"),
        ("ana", "analyst", ""),
    ] {
        let mut args = vec!["user", "add", name, "--role", role, "--now", "2021-01-01T08:00"];
        if !team.is_empty() {
            args.extend(["--team", team]);
        }
        office.ok(&args);
    }
    add(&office, "rape bat f7 m34 uncle police hit", "2021-03-02", "dara");
    add(&office, "rape siem f9 m33 teacher police fst", "2021-05-04", "rith");
    call(&office, "dara", "21/1", "S1", &[("name", "Sok Dara"), ("identity", "named")]);
    call(&office, "rith", "21/2", "S1", &[("name", "Sokh Tara"), ("identity", "named")]);
    office
}

#[test]
fn behind_a_wall_only_whom_to_ask_is_told_and_of_a_restricted_case_nothing() {
    let office = walled();
    let of = |who: &str, args: &[&str]| office.run(&[args, &["--as", who, "--now", NOW]].concat());
    let told = of("dara", &["people", "21/1"]);
    assert!(told.stdout.contains("somebody alike is known elsewhere: ask rith"), "{told:?}");
    let secret = ["21-0002", "Sokh", "Tara", "Siem"];
    assert!(secret.iter().all(|word| !told.stdout.contains(word)), "{told:?}");
    // That it was asked is on record with that case.
    let looked = of("boss", &["log", "21/2"]).stdout;
    assert!(
        looked.contains("asked") && looked.contains("whether somebody of another case is the same person"),
        "{looked}"
    );
    // One who may change one case only joins nobody.
    assert_eq!(of("dara", &["join", "21/1/S1", "21/2/S1", "--reason", "x"]).status, 1);
    assert_eq!(of("lab", &["join", "21/1/S1", "21/2/S1", "--reason", "x"]).status, 4);

    assert_eq!(of("boss", &["join", "21/1/S1", "21/2/S1", "--reason", "Tara is he"]).status, 0);
    let shown = of("dara", &["show", "21/1", "--json"]);
    assert_eq!(parsed(&shown.stdout)["suspects"][0]["person"], json!([{ "ask": "rith" }]));
    let history = |who: &str| {
        let mut store = store(&office, who);
        let id = store.case_by_number("21/1", &now()).unwrap();
        format!("{:?}", store.history(&id, &now()).unwrap())
    };
    let all = |args: &[&[&str]]| args.iter().map(|args| of("dara", args).stdout).collect::<String>();
    let told = all(&[&["show", "21/1", "--json"], &["show", "21/1"], &["people", "21/1"], &["log"]]) + &history("dara");
    assert!(secret.iter().all(|word| !told.contains(word)), "{told}");
    assert!(told.contains("known elsewhere: ask rith") && told.contains("same_person"), "{told}");
    assert!(history("boss").contains("Tara is he"));
    // Who sees no name is told the number, and neither name nor reason.
    let lab = of("lab", &["people", "21/1"]);
    assert!(lab.stdout.contains("one person with CPU-21-0002/S1: man, 33, ▒▒▒▒"), "{lab:?}");
    assert!(["Sok", "Tara", "is he"].iter().all(|word| !lab.stdout.contains(word)), "{lab:?}");
    assert_ne!(of("ana", &["people", "21/1"]).status, 0, "who opens no case");

    // Restricted to others: not even that there is somebody.
    restrict(&office, "boss", "21/2", "boss");
    let told = all(&[&["show", "21/1", "--json"], &["show", "21/1"], &["people", "21/1"], &["log"]]) + &history("dara");
    for word in secret.iter().chain(&["elsewhere", "same_person", "one person"]) {
        assert!(!told.contains(word), "{word}: {told}");
    }
    assert!(told.contains("nobody of another case that could be found"), "{told}");
    assert!(history("boss").contains("same_person"));
    // And without a join nobody alike either.
    assert_eq!(of("boss", &["separate", "21/1/S1", "21/2/S1", "--reason", "no"]).status, 0);
    let told = of("dara", &["people", "21/1"]);
    assert!(told.stdout.contains("nobody of another case that could be found"), "{told:?}");
    office.well();
}

fn restrict(office: &Office, who: &str, number: &str, names: &str) {
    let mut store = store(office, who);
    let id = store.case_by_number(number, &now()).unwrap();
    let before = store.case(&id, &now()).unwrap().case;
    let before = caseload::domain::record::Record::to_sheet(&before);
    let mut after = before.clone();
    after.set("restricted_to", Some(names.to_owned()));
    store.write(&now(), &Deed::edit("restrict", before, after)).unwrap();
}

#[test]
fn behind_the_privacy_screen_no_name_is_told() {
    let office = four();
    join(&office, "21/1/S1", "20/1/S1");
    let mut store = store(&office, "dara");
    store.veil(true);
    let id = store.case_by_number("21/1", &now()).unwrap();
    let people = store.people(&id, &now()).unwrap();
    let told = format!("{people:?}");
    assert!(["Sok", "Tara", "សុខ", "burn"].iter().all(|word| !told.contains(word)), "{told}");
    assert!(told.contains("CPU-20-0001") && told.contains("name sounds alike"), "numbers are facts: {told}");
    store.veil(false);
    assert!(format!("{:?}", store.people(&id, &now()).unwrap()).contains("burn"));
}

#[test]
fn somebody_is_looked_for_before_they_are_saved() {
    let office = four();
    let mut store = store(&office, "dara");
    let id = store.case_by_number("21/3", &now()).unwrap();
    let likely = |store: &mut Store, name: &str| {
        let mut sheet = Sheet::blank(RecordKind::Suspect, &id, 2);
        sheet.set("name", Some(name.into()));
        sheet.set("sex", Some("m".into()));
        let likely = store.likely(&[sheet], &now()).unwrap();
        likely.iter().flat_map(|one| one.maybe.iter().map(|m| m.place.short())).collect::<Vec<_>>()
    };
    assert_eq!(likely(&mut store, "Dara Sok"), ["21/0001/S1", "20/0001/S1", "21/0002/S1"]);
    assert_eq!(likely(&mut store, "Chan Vuthy"), [""; 0], "nobody is met in their own case");
    assert_eq!(likely(&mut store, "Keo Meas"), [""; 0]);
    // An act that is sent twice is one.
    let ids = ["21/1/S1", "20/1/S1"].map(|typed| store.somebody(typed, &now()).unwrap().record_id);
    let who = ids.each_ref().map(String::as_str);
    store.join(who, WHY, "one-op", &now()).unwrap();
    store.join(who, WHY, "one-op", &now()).unwrap();
    let twice = store.join(who, WHY, "another-op", &now());
    assert!(matches!(twice, Err(Error::Misread(_))), "{twice:?}");
}
