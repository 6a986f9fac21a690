//! Duplicates by the store's edge and the subcommands: a second report of the same is met with the first, two cases become one that counts
//! once and is found by both numbers, and two again as before, to the byte of a dump. And how a case ends, with a reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use rusqlite::Connection;
use serde_json::{Value, json};
use support::Office;

const NOW: &str = "2021-12-28T22:45";

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// One call, taken by two officers: the second says that somebody was arrested.
fn twice() -> Office {
    let office = Office::in_memory();
    let add = |line: &str, at: &str, who: &str| office.ok(&["add", line, "--now", at, "--as", who]);
    add("rape bat f7 m34 uncle police", "2021-12-26T10:00", "dara");
    add("hom siem m3 ? police", "2021-12-26T11:00", "dara");
    add("rape bat f7 m35 uncle y police", "2021-12-27T09:00", "sok");
    office
}

fn rates(office: &Office) -> Value {
    parsed(&office.ok(&["rates", "--year", "2021", "--json", "--now", NOW]))
}

fn show(office: &Office, number: &str) -> Value {
    parsed(&office.ok(&["show", number, "--json", "--now", NOW]))
}

fn merge(office: &Office, a: &str, b: &str) -> String {
    office.ok(&["merge", a, b, "--reason", "one call, two officers", "--yes", "--now", NOW, "--as", "dara"])
}

#[test]
fn a_second_report_of_the_same_is_met_with_the_first() {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f7 m34 uncle police", "--now", "2021-12-26T10:00", "--as", "dara"]);
    let second = ["add", "stat bat f8 ? hotline", "--now", NOW, "--as", "sok"];
    let known = office.run(&[&second[..], &["--unless-known"]].concat());
    assert_eq!(known.status, 1, "{known:?}");
    assert!(known.stderr.contains("21/0001, 26 Dec 2021, Rape, Battambang, f7"), "{known:?}");
    assert_eq!(parsed(&office.ok(&["list", "--json"])).as_array().unwrap().len(), 1, "nothing was saved");

    let said = office.run(&second);
    assert_eq!((said.status, said.stdout.as_str()), (0, "CPU-21-0002\n"));
    assert!(said.stderr.contains("may be the same: 21/0001"), "{said:?}");
    // Another place, another child, another kind of offence, and long after.
    let elsewhere = ["rape siem f7 ?", "rape bat m7 ?", "rape bat f11 ?", "hom bat f7 ?"].map(|line| (line, NOW));
    for (line, at) in elsewhere.into_iter().chain([("rape bat f7 ?", "2022-01-20T10:00")]) {
        let other = office.run(&["add", line, "--now", at, "--as", "sok", "--unless-known"]);
        assert_eq!((other.status, other.stderr.contains("may be")), (0, false), "{line}: {other:?}");
    }
    let json = parsed(&office.ok(&["add", "rape siem f7 ?", "--json", "--now", NOW]));
    assert!(json["alike"][0].as_str().unwrap().contains("21/0003"), "{json}");
}

#[test]
fn two_cases_become_one_and_two_again_to_the_byte() {
    let office = twice();
    let (before, counted) = (office.beside_the_ledger(), rates(&office));
    let younger = show(&office, "21/3");
    assert_eq!(
        (&counted["cases"], &counted["rates"][0]["k"], &counted["rates"][0]["n"]),
        (&json!(3), &json!(1), &json!(3))
    );

    let told = merge(&office, "21/3", "21/1");
    for words in
        ["V1 f7: the same as V1 of 21/0001", "S1 m35, arrested: the same as S1", "1 offence, 1 victim, 1 suspect"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    let one = rates(&office);
    assert_eq!((&one["cases"], &one["excluded"]["duplicate"]), (&json!(2), &json!(1)));
    assert_eq!(
        (&one["rates"][0]["k"], &one["rates"][0]["n"]),
        (&json!(1), &json!(2)),
        "arrested in either is arrested"
    );
    assert_eq!((&one["rates"][1]["k"], &one["rates"][1]["n"]), (&json!(1), &json!(1)), "one suspect, recorded twice");
    let receipt = office.ok(&["rates", "--year", "2021", "--receipt", "case_arrest_rate", "--json", "--now", NOW]);
    assert!(receipt.contains("CPU-21-0001") && !receipt.contains("CPU-21-0003"), "{receipt}");

    // Both numbers find it, and no record has moved.
    for number in ["21/1", "21/3"] {
        let case = show(&office, number);
        assert_eq!((&case["number"], &case["merged"][0]["number"]), (&json!("CPU-21-0001"), &json!("CPU-21-0003")));
        let into = &case["merged"][0]["merged_into"];
        assert_eq!(
            (&into["number"], &into["same"][2]),
            (&json!("CPU-21-0001"), &json!({"label": "V1", "same_as": "V1"}))
        );
        assert_eq!(case["merged"][0]["investigation"], "DUP");
        assert_eq!(case["merged"][0]["suspects"], younger["suspects"]);
    }
    assert!(office.run(&["show", "21/3"]).stderr.contains("CPU-21-0003 is merged into CPU-21-0001"));
    let listed = |filter: &str| {
        let rows = parsed(&office.ok(&["list", filter, "--json", "--now", NOW]));
        rows.as_array().unwrap().iter().map(|r| r["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed("counted"), ["CPU-21-0002", "CPU-21-0001"]);
    assert_eq!(listed("arrested counted"), ["CPU-21-0001"]);
    assert_eq!(listed("number:21/3"), ["CPU-21-0003"]);
    assert_eq!(listed("investigation:dup"), ["CPU-21-0003"]);
    office.well();

    let history = office.ok(&["log", "21/1", "--now", NOW]);
    assert!(history.contains("CPU-21-0003 is merged into it"), "{history}");
    let apart = office.ok(&["unmerge", "21/1", "--reason", "two children after all", "--now", NOW, "--as", "sok"]);
    assert!(apart.contains("CPU-21-0003 is a case of its own again"), "{apart}");
    assert_eq!(office.beside_the_ledger(), before);
    let mut again = rates(&office);
    again["as_of"] = counted["as_of"].clone();
    assert_eq!(again, counted);
    assert_eq!(show(&office, "21/3"), younger);
    office.well();

    // And once more.
    merge(&office, "21/1", "21/3");
    assert_eq!(rates(&office)["cases"], 2);
    office.well();
}

#[test]
fn whoever_is_not_said_to_be_the_same_counts_beside() {
    let office = twice();
    let told =
        office.ok(&["merge", "21/1", "21/3", "--same", "O1=O1", "V1=V1", "--reason", "x", "--yes", "--now", NOW]);
    assert!(told.contains("1 victim, 2 suspects") && told.contains("S1 m35, arrested: no other"), "{told}");
    let one = rates(&office);
    assert_eq!((&one["rates"][1]["k"], &one["rates"][1]["n"]), (&json!(1), &json!(2)));
    let receipt = office.ok(&["rates", "--year", "2021", "--receipt", "suspect_arrest_rate", "--json", "--now", NOW]);
    assert!(receipt.contains("21/3/S1"), "{receipt}");
}

#[test]
fn a_homicide_that_was_reported_twice_is_one_victim() {
    let office = Office::in_memory();
    for at in ["2021-12-26T10:00", "2021-12-27T10:00"] {
        office.ok(&["add", "hom bat f7 m34 uncle police", "--now", at]);
    }
    assert_eq!(rates(&office)["homicide"]["under_15"], 2);
    merge(&office, "21/2", "21/1");
    let homicide = rates(&office)["homicide"].clone();
    assert_eq!((&homicide["under_15"], &homicide["cases"]), (&json!(1), &json!(1)));
}

#[test]
fn what_cannot_be_merged_is_said_and_nothing_is_written() {
    let office = twice();
    let before = office.beside_the_ledger();
    let refused = |args: &[&str]| {
        let out = office.run(&[args, &["--reason", "x", "--yes", "--now", NOW]].concat());
        assert!(out.status == 1 || out.status == 2, "{out:?}");
        out.stderr
    };
    assert!(refused(&["merge", "21/1", "21/1"]).contains("is one case"));
    assert!(refused(&["merge", "21/1", "21/9"]).contains("no case CPU-21-0009"));
    assert!(refused(&["merge", "21/1", "21/3", "--same", "V1=S1"]).contains("is no pair"));
    assert!(refused(&["merge", "21/1", "21/3", "--same", "V1=V4"]).contains("of those that the cases have"));
    let none = office.run(&["unmerge", "21/1", "--reason", "x"]);
    assert!(none.stderr.contains("merged with no case"), "{none:?}");
    let blank = office.run(&["merge", "21/1", "21/3", "--reason", " ", "--yes"]);
    assert!(blank.stderr.contains("say why"), "{blank:?}");
    let asks = office.run(&["merge", "21/1", "21/3", "--reason", "x"]);
    assert!(asks.status == 2 && asks.stderr.contains("--yes"), "{asks:?}");
    assert_eq!(office.beside_the_ledger(), before);

    merge(&office, "21/1", "21/3");
    assert!(refused(&["merge", "21/2", "21/3"]).contains("is merged into 21/0001 already"));
    let dry = office.ok(&["merge", "21/2", "21/1", "--dry-run", "--reason", "x", "--now", NOW]);
    assert!(dry.contains("21/0002 becomes a pointer to 21/0001"), "{dry}");
    let chain = office.ok(&["add", "rape bat f7 ?", "--now", "2020-12-26T10:00"]);
    assert_eq!(chain, "CPU-20-0001\n");
    assert!(refused(&["merge", "20/1", "21/1"]).contains("21/0003 is merged into 21/0001: take them apart first"));
}

#[test]
fn that_cases_are_one_is_neither_made_nor_unmade_past_the_ledger() {
    let office = twice();
    let raw = || Connection::open(office.db()).unwrap();
    let id = |n: i64| {
        raw().query_row("SELECT id FROM cases WHERE number LIKE '%' || ?1", [n], |r| r.get::<_, String>(0)).unwrap()
    };
    let insert = "INSERT INTO merged VALUES (?1, ?2, '2021', 'x', '')";
    assert!(raw().execute(insert, [id(3), id(1)]).is_err());
    merge(&office, "21/1", "21/3");
    for sql in ["DELETE FROM merged", "UPDATE merged SET same = ''", "UPDATE merged SET older = younger"] {
        assert!(raw().execute(sql, []).is_err(), "{sql}");
    }
    // By somebody who takes the guards away.
    let file = raw();
    file.execute_batch("DROP TRIGGER merged_fixed; UPDATE merged SET same = 'V1=V1'").unwrap();
    for args in [["show", "21/3"], ["show", "21/1"], ["rates", "--year=2021"]] {
        let out = office.run(&args);
        assert!(out.status == 3 && out.stderr.contains("is not as it was saved"), "{args:?}: {out:?}");
    }
    assert!(office.run(&["audit", "verify"]).stdout.contains("CPU-21-0003 merge is not as the ledger says"));
    file.execute_batch("DROP TRIGGER merged_kept; DELETE FROM merged").unwrap();
    assert_eq!(office.run(&["show", "21/3"]).status, 3);
    assert_eq!(office.run(&["rates", "--year", "2021"]).status, 3);
}

#[test]
fn a_case_is_closed_and_reopened_with_a_reason_and_says_what_is_open() {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f7 m34 uncle y police", "--now", "2021-12-28T20:00", "--as", "dara"]);
    office.ok(&["add", "kid siem f9 ? hotline", "--now", NOW, "--as", "dara"]);
    let run = |args: &[&str]| office.run(&[args, &["--now", NOW, "--as", "dara"]].concat());
    let closed = run(&["close", "21/2", "--reason", "found at her aunt's"]);
    assert_eq!(closed.status, 0, "{closed:?}");
    assert!(
        closed.stdout.contains("CPU-21-0002 is closed. The case is counted, and goes on being counted."),
        "{closed:?}"
    );
    let case = show(&office, "21/2");
    assert_eq!((&case["investigation"], &case["stage_reason"]), (&json!("CLO"), &json!("found at her aunt's")));
    assert!(run(&["close", "21/2", "--reason", "x"]).stderr.contains("it is closed already"));
    assert!(run(&["reopen", "21/1", "--reason", "x"]).stderr.contains("it is open"));
    assert_eq!(run(&["close", "21/1", "--reason", " "]).status, 2);

    let reopened = run(&["reopen", "21/2", "--reason", "she is gone again"]);
    assert!(reopened.stdout.contains("CPU-21-0002 is reopened"), "{reopened:?}");
    assert_eq!(show(&office, "21/2")["investigation"], "REO");
    assert_eq!(rates(&office)["cases"], 2);
    for (how, excluded) in [("no-crime", "unfounded"), ("out-of-scope", "out_of_scope"), ("referred", "out_of_scope")] {
        let out = run(&["close", "21/2", "--how", how, "--reason", "as the prosecutor says"]);
        assert!(out.stdout.contains("will be in no rate any more") || how != "no-crime", "{out:?}");
        let one = rates(&office);
        assert_eq!((&one["cases"], &one["excluded"][excluded]), (&json!(1), &json!(1)), "{how}");
        if how == "no-crime" {
            let offence = show(&office, "21/2")["offences"][0].clone();
            assert_eq!(
                (&offence["clearance"], &offence["cleared_on"], &offence["cleared_by"]),
                (&json!("UNF"), &json!("2021-12-28"), &json!("dara"))
            );
            assert_eq!(offence["clearance_reason"], "as the prosecutor says");
        }
        run(&["reopen", "21/2", "--reason", "x"]);
        if how == "no-crime" {
            office.ok(&["list", "unfounded", "--json"]);
        }
    }
    office.well();
}

#[test]
fn what_is_open_is_said_before_a_case_is_closed() {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f7 m34 uncle y police", "--now", "2021-12-28T20:00", "--as", "dara"]);
    let store = &mut caseload::store::Store::open(&office.db()).unwrap();
    let now = caseload::domain::moment::Now {
        utc: caseload::domain::moment::read_clock(NOW, chrono_tz::Asia::Phnom_Penh).unwrap(),
        zone: chrono_tz::Asia::Phnom_Penh,
    };
    let claim = caseload::domain::visit::Claim { account: "dara".into(), ..Default::default() };
    store.sign_in(&claim, &now).unwrap();
    let id = store.case_by_number("21/1", &now).unwrap();
    use caseload::domain::act::Deed;
    use caseload::domain::record::{RecordKind, Sheet};
    let mut exhibit = Sheet::blank(RecordKind::Exhibit, &id, 1);
    exhibit.set("kind", Some("phone".into()));
    store.write(&now, &Deed::add("exhibit", vec![exhibit])).unwrap();
    let exhibit = store.case(&id, &now).unwrap().exhibits[0].head.id.clone();
    let mut request = Sheet::blank(RecordKind::ExamRequest, &id, 1);
    for (column, value) in [
        ("exhibit_id", exhibit.as_str()),
        ("asked_on", "2021-12-01"),
        ("exam", "digital"),
        ("lab", "fst"),
        ("due_on", "2021-12-20"),
    ] {
        request.set(column, Some(value.into()));
    }
    store.write(&now, &Deed::add("examination", vec![request])).unwrap();

    let asked = office.run(&["close", "21/1", "--reason", "x", "--now", NOW, "--as", "dara"]);
    assert_eq!(asked.status, 2, "{asked:?}");
    for line in ["still open: 21/1/E01: held at the unit", "still open: X1: examination OVERDUE by 8 days", "say --yes"]
    {
        assert!(asked.stderr.contains(line), "{line}: {asked:?}");
    }
    assert_eq!(show(&office, "21/1")["investigation"], "NEW");
    office.ok(&["close", "21/1", "--reason", "x", "--yes", "--now", NOW, "--as", "dara"]);
    assert_eq!(show(&office, "21/1")["investigation"], "CLO");
}

#[test]
fn merged_cases_are_erased_the_younger_first_and_the_figures_stay() {
    let office = twice();
    merge(&office, "21/1", "21/3");
    let before = rates(&office);
    let run = |args: &[&str]| office.run(&[args, &["--now", NOW, "--as", "dara"]].concat());
    let erase = |number: &str| run(&["erase", number, "--reason", "the law", "--yes"]);
    assert!(erase("21/3").stderr.contains("is not closed"));
    assert!(run(&["close", "21/3", "--reason", "x"]).stderr.contains("it is merged into CPU-21-0001"));
    assert_eq!(run(&["close", "21/1", "--reason", "done", "--yes"]).status, 0);
    let refused = erase("21/1");
    assert!(refused.stderr.contains("CPU-21-0003 is merged into it: erase that first"), "{refused:?}");
    for number in ["21/3", "21/1"] {
        let erased = erase(number);
        assert_eq!(erased.status, 0, "{number}: {erased:?}");
    }
    assert_eq!(rates(&office)["rates"], before["rates"]);
    assert_eq!(show(&office, "21/3")["merged"][0]["erased"]["reason"], "the law");
    assert!(run(&["unmerge", "21/3", "--reason", "x"]).stderr.contains("was erased"));
    office.well();
}

#[test]
fn an_import_of_which_a_case_is_merged_is_not_undone() {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f7 m34 uncle police", "--now", "2021-12-26T10:00"]);
    let list = office.folder().join("list.csv");
    std::fs::write(&list, "reported,offence,province,victim\n27/12/2021,rape,Battambang,f7\n").unwrap();
    let path = list.to_string_lossy().into_owned();
    office.ok(&["import", &path, "--now", NOW]);
    merge(&office, "21/1", "21/2");
    let undone = office.run(&["import", "--undo", "1", "--reason", "x", "--now", NOW]);
    assert!(undone.status != 0 && undone.stderr.contains("merged with another"), "{undone:?}");
    office.ok(&["unmerge", "21/2", "--reason", "x", "--now", NOW]);
    office.ok(&["import", "--undo", "1", "--reason", "x", "--now", NOW]);
    office.well();
}
