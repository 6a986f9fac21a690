//! The command line as a script meets it: what goes in, what comes out, which code, and what stays as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};
use std::{path::Path, time::Instant};
use support::{Office, Output, PROGRAM};

const NIGHT: [&str; 2] = ["--now", "2021-12-28T22:45"];

/// What a subcommand answers a program.
fn ask(office: &Office, args: &[&str]) -> Value {
    serde_json::from_str(&office.ok(&[args, &["--json"]].concat())).expect("JSON")
}

/// The program with nothing but a home, in a folder of its own.
fn bare(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args).env_clear().env("HOME", home).current_dir(home).stdin(Stdio::null());
    command
}

fn output(mut command: Command) -> Output {
    let output = command.output().expect("a started program");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    Output { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Refused with this code and one sentence that holds these words; nothing on standard output.
#[track_caller]
fn refused(output: &Output, code: i32, words: &str) {
    let one_line = output.stderr.lines().count() == 1 && output.stderr.ends_with('\n');
    let plain = output.status == code && output.stdout.is_empty() && one_line;
    assert!(plain && output.stderr.contains(words), "wanted {code} and “{words}”, came {output:#?}");
}

#[test]
fn a_line_becomes_a_case_that_is_shown_whole() {
    let office = Office::new();
    assert_eq!(office.ok(&["add", "hom bat f~7 ? phone", NIGHT[0], NIGHT[1], "--as", "dara"]), "CPU-21-0001\n");
    let case = ask(&office, &["show", "21/1"]);
    for (at, value) in [
        ("/number", json!("CPU-21-0001")),
        ("/reported_on", json!("2021-12-28")),
        ("/province", json!("02")),
        ("/province_text", json!("Battambang")),
        ("/source", json!("hotline")),
        ("/lead", json!("dara")),
        ("/created_by", json!("dara")),
        ("/created_at", json!("2021-12-28T15:45:00.000Z")),
        ("/offences/0/code", json!("0101")),
        ("/offences/0/attempted", json!(false)),
        ("/victims/0/label", json!("V1")),
        ("/victims/0/sex", json!("f")),
        ("/victims/0/age_years", json!(7)),
        ("/victims/0/age_about", json!(true)),
        ("/suspects/0/identity", json!("unknown")),
        ("/suspects/0/stage", json!("unknown")),
        ("/suspects/0/arrests", json!([])),
        ("/suspects/0/relationships", json!([])),
        ("/diary", json!([])),
        ("/missing", json!(["Incident", "Team", "V1 Name"])),
        ("/unfounded", json!(false)),
    ] {
        assert_eq!(case.pointer(at), Some(&value), "{at} of {case:#}");
    }
    for blank in ["/incident_on", "/district", "/village", "/team", "/victims/0/name", "/suspects/0/age", "/summary"] {
        assert_eq!(case.pointer(blank), Some(&Value::Null), "{blank}");
    }
    for list in ["/offences", "/victims", "/suspects"] {
        assert_eq!(case.pointer(list).and_then(Value::as_array).map(Vec::len), Some(1), "{list}");
    }
    let shown = office.ok(&["show", "CPU-21-0001"]);
    for line in
        ["  Province        Battambang", "  Age             ~7", "  Identity        Unknown", "  Team            –"]
    {
        assert!(shown.lines().any(|l| l == line), "no “{line}” in\n{shown}");
    }
}

#[test]
fn people_arrests_and_relationships_of_a_case_are_joined() {
    let office = Office::new();
    let line = "rape siem f7+m8mo m34 uncle y +m20 police hit on:27/12 -- by the canal";
    let saved = ask(&office, &["add", line, "--note", "as told", NIGHT[0], NIGHT[1]]);
    assert_eq!(saved["number"], "CPU-21-0001");
    let missing = json!(["V1 Name", "V2 Name", "A1 By", "S2 to V1", "S2 to V2"]);
    assert_eq!((&saved["warnings"], &saved["missing"]), (&json!([]), &missing));
    let case = ask(&office, &["show", "21/1"]);
    let suspect = &case["suspects"][0];
    assert_eq!((&suspect["stage"], &case["suspects"][1]["stage"]), (&json!("arrested"), &json!("identified")));
    let uncle = |v: &str| json!({"victim": v, "relationship": "OF.uncle", "nibrs": "OF", "relationship_text": "uncle"});
    assert_eq!(suspect["relationships"], json!([uncle("V1"), uncle("V2")]));
    assert_eq!((&suspect["arrests"][0]["label"], &suspect["arrests"][0]["at"]), (&json!("A1"), &json!("2021-12-28")));
    assert_eq!((&case["diary"][0]["kind"], &case["diary"][0]["text"]), (&json!("report"), &json!("as told")));
    assert_eq!((&case["summary"], &case["incident_on"]), (&json!("by the canal"), &json!("2021-12-27")));
    let shown = office.ok(&["show", "21/1"]);
    for line in [
        "suspect S1",
        "  Relationship    uncle of V2",
        "arrest A1",
        "  Of              S1",
        "missing: V1 Name, V2 Name, A1 By, S2 to V1, S2 to V2",
    ] {
        assert!(shown.lines().any(|l| l == line), "no “{line}” in\n{shown}");
    }
}

#[test]
fn a_line_that_is_not_understood_writes_nothing_and_says_what_it_may_be() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7"]);
    let before = office.dump();
    refused(
        &office.run(&["add", "rape zz f7"]),
        2,
        "“zz” is not understood; a word may be an offence (hom, rape, kid)",
    );
    refused(&office.run(&["add", "bat f7"]), 2, "a case needs an offence");
    refused(&office.run(&["add", ""]), 2, "a case needs an offence");
    refused(&office.run(&["add", "rape bat f7 y", "--json"]), 2, "write the suspect first");
    refused(&office.run(&["add", "rape 28/12/2564"]), 2, "28 Dec 2021 meant?");
    let two = office.run(&["add", "rape qq zz", "--dry-run"]);
    assert_eq!((two.status, two.stderr.lines().count()), (2, 2), "{two:#?}");

    let read = office.ok(&["add", "-1 rape bat f7 ?", "--dry-run", NIGHT[0], NIGHT[1]]);
    let expected = "-1    reported: 27 Dec 2021\nrape  offence: Rape\nbat   province: Battambang\nf7    victim V1: female, 7 years\n\
                    ?     suspect: unknown\nmissing: Source, Incident, Team, V1 Name\n";
    assert_eq!(read, expected);
    let read = ask(&office, &["add", "rape", "--dry-run"]);
    assert_eq!(read["words"], json!([{ "word": "rape", "meaning": "offence: Rape", "problem": null }]));
    assert_eq!(office.dump(), before);
}

#[test]
fn a_doubt_is_told_and_the_case_is_saved() {
    let office = Office::new();
    let late = office.run(&["add", "rape bat f7 m34 y1/12 on:20/12", NIGHT[0], NIGHT[1]]);
    assert_eq!((late.status, late.stdout.as_str()), (0, "CPU-21-0001\n"));
    assert_eq!(late.stderr, "A1 When: the arrest (1 Dec 2021) is before the offence (20 Dec 2021)\n");
    let late = ask(&office, &["add", "rape 2022-01-05", NIGHT[0], NIGHT[1]]);
    assert_eq!(late["warnings"], json!(["Reported: this day is still to come"]));
    assert_eq!(late["number"], "CPU-22-0001");
    // A day still to come is read as that of the year before.
    let other = office.run(&["add", "rape bat f9 m41 y30/12 05:40 police hit", NIGHT[0], NIGHT[1]]);
    assert_eq!(other.stderr, "A1 When: the arrest (30 Dec 2020) is long before the report (28 Dec 2021)\n");
}

#[test]
fn a_line_of_which_two_things_could_be_meant_is_refused() {
    let office = Office::new();
    let before = office.dump();
    for (line, words) in [
        ("rape uncle m34 f7", "write the victim first"),
        ("rape f7 uncle", "write the suspect too"),
        ("rape f7 f8", "as f7+f9"),
        ("rape bat siemreap f7", "Battambang and Siem Reap are both a province"),
        ("rape f7 m34 uncle neighbour", "only one relationship of a suspect"),
    ] {
        refused(&office.run(&["add", line, NIGHT[0], NIGHT[1]]), 2, words);
        assert_eq!(office.dump(), before, "{line}");
    }
    for (number, line, attempted) in [("21/1", "att rape f7 m13", true), ("21/2", "rape f7 m13", false)] {
        office.ok(&["add", line, NIGHT[0], NIGHT[1]]);
        let case = ask(&office, &["show", number]);
        assert_eq!(case["offences"][0]["attempted"], attempted, "{line}");
        assert_eq!((&case["victims"][0]["age_years"], &case["suspects"][0]["age_years"]), (&json!(7), &json!(13)));
    }
}

#[test]
fn a_year_that_two_digits_would_not_say_is_refused_and_takes_no_number() {
    let office = Office::new();
    let before = office.dump();
    for (day, year) in [("01/01/27", "1927"), ("01/01/1926", "1926"), ("1/1/1927", "1927"), ("2/1/2121", "2121")] {
        let said = office.run(&["add", &format!("rape bat f7 {day}"), "--now", "2026-12-31T10:00"]);
        refused(&said, 2, &format!("a case reported in {year} cannot be numbered"));
        assert_eq!(office.dump(), before, "{day}");
    }
    for (line, number) in [("rape bat f7 01/01/27", "CPU-27-0001\n"), ("rape bat f7", "CPU-27-0002\n")] {
        assert_eq!(office.ok(&["add", line, "--now", "2027-01-02T10:00"]), number);
    }
}

#[test]
fn an_attempted_homicide_is_counted_as_attempted() {
    let office = Office::new();
    for line in ["hom bat f7 m34 y", "hom att bat f3 k", "att hom bat m2 k"] {
        office.ok(&["add", line, NIGHT[0], NIGHT[1]]);
    }
    let answer = ask(&office, &["rates", "--year", "2021", "--by", "offence", NIGHT[0], NIGHT[1]]);
    let by = answer["by"].as_array().unwrap().iter();
    let by: Vec<_> = by.map(|s| (s["key"].as_str().unwrap(), s["k"].clone(), s["n"].clone())).collect();
    assert_eq!(by, [("0102", json!(0), json!(2)), ("0101", json!(1), json!(1))]);
    assert_eq!(answer["homicide"], json!({ "victims": 1, "under_15": 1, "age_unknown": 0, "cases": 1 }));
}

#[test]
fn the_list_is_newest_first_and_takes_words() {
    let office = Office::new();
    assert_eq!(ask(&office, &["list"]), json!([]));
    assert_eq!(office.ok(&["list"]).lines().count(), 1);
    for (line, day) in
        [("hom bat f7", "2020-05-01"), ("rape siem f9+m3 m34 y", "2021-02-01"), ("kid bat m9 ?", "2021-03-01")]
    {
        office.ok(&["add", line, "--now", day, "--as", "dara"]);
    }
    let numbers = |args: &[&str]| -> Vec<String> {
        let rows = ask(&office, args);
        rows.as_array().unwrap().iter().map(|r| r["number"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(numbers(&["list"]), ["CPU-21-0002", "CPU-21-0001", "CPU-20-0001"]);
    assert_eq!(numbers(&["list", "battambang"]), ["CPU-21-0002", "CPU-20-0001"]);
    assert_eq!(numbers(&["list", "bat", "homicide"]), ["CPU-20-0001"]);
    assert_eq!(numbers(&["list", "nothing"]), [""; 0]);
    let row = json!({ "number": "CPU-21-0001", "reported_on": "2021-02-01", "offence": "Rape", "province": "Siem Reap", "victims": "f9 +1",
        "suspects": "1", "arrested": 1, "lead": "dara", "investigation": "NEW" });
    assert_eq!(ask(&office, &["list", "siem reap"]), json!([row]));
    assert_eq!(ask(&office, &["list", "homicide"])[0]["suspects"], Value::Null);
    let printed = office.ok(&["list"]);
    let before_lead = |l: &str| l.split_once("dara").map(|(before, _)| before.chars().count());
    let columns: BTreeSet<usize> = printed.lines().filter_map(before_lead).collect();
    assert_eq!((printed.lines().count(), columns.len()), (4, 1), "\n{printed}");

    refused(&office.run(&["show", "21/9"]), 1, "there is no case CPU-21-0009");
    refused(&office.run(&["show", "first", "--json"]), 1, "write 19/274 or CPU-19-0274");
}

#[test]
fn a_list_longer_than_what_is_read_at_once_is_whole_and_in_order() {
    use caseload::domain::act::{Actor, Deed};
    use caseload::domain::line::NEW_CASE;
    use caseload::domain::record::{RecordKind, Sheet};
    let office = Office::new();
    let mut store = caseload::store::Store::open(&office.db()).unwrap();
    let now = caseload::clock::Clock::System.now(store.office().zone);
    let actor = Actor { name: "dara".into(), session: "test".into() };
    let mut case = Sheet::blank(RecordKind::Case, NEW_CASE, 0);
    case.set("reported_on", Some("2021-05-01".into()));
    store.fill((0..1203).map(|_| (actor.clone(), now, Deed::add("new case", vec![case.clone()])))).unwrap();
    drop(store);
    let rows = ask(&office, &["list"]);
    let numbers = rows.as_array().unwrap().iter().map(|r| r["number"].as_str().unwrap().to_owned());
    let newest_first: Vec<String> = (1..=1203).rev().map(|n| format!("CPU-21-{n:04}")).collect();
    assert_eq!(numbers.collect::<Vec<_>>(), newest_first);
    assert_eq!(office.ok(&["list"]).lines().count(), 1204);
}

#[test]
fn figures_come_with_k_n_and_the_cases_behind_them() {
    let office = Office::new();
    for (line, day) in [
        ("hom bat f7 m34 y", "2021-02-01"),
        ("rape bat f14 m30 y1/12/2021", "2021-03-01"),
        ("rape siem f? k + m20", "2021-04-01"),
        ("hom siem m15 ?", "2021-05-01"),
        ("hom pp m8mo m40 y", "2020-06-01"),
    ] {
        office.ok(&["add", line, "--now", day]);
    }
    let answer = ask(&office, &["rates", "--year", "2021", "--now", "2021-12-31T16:42", "--by", "province"]);
    let rate = |answer: &Value, i: usize| {
        let r = &answer["rates"][i];
        (
            r["id"].as_str().unwrap().to_owned(),
            r["k"].clone(),
            r["n"].clone(),
            r["percent"].clone(),
            r["unknown"].clone(),
        )
    };
    let is = |id: &str, k, n, percent: Value| (id.to_owned(), json!(k), json!(n), percent, json!(0));
    assert_eq!(rate(&answer, 0), is("case_arrest_rate", 2, 4, json!(50.0)));
    assert_eq!(rate(&answer, 1), is("suspect_arrest_rate", 2, 4, json!(50.0)));
    assert_eq!(rate(&answer, 2), is("arrests_per_case", 2, 4, Value::Null));
    assert_eq!(rate(&answer, 3), is("clearance_rate", 0, 4, json!(0.0)));
    assert_eq!(rate(&answer, 4), is("conviction_rate", 0, 0, Value::Null));
    assert_eq!((&answer["rates"][2]["value"], &answer["rates"][3]["exceptional"]), (&json!(0.5), &json!(0)));
    assert_eq!((&answer["year"], &answer["cases"]), (&json!(2021), &json!(4)));
    assert_eq!((&answer["as_of"], &answer["counted_by"]), (&json!("2021-12-31T16:42:00+07:00"), &json!("report date")));
    assert_eq!(answer["homicide"], json!({ "victims": 2, "under_15": 1, "age_unknown": 0, "cases": 2 }));
    assert_eq!(answer["excluded"], json!({ "unfounded": 0, "duplicate": 0, "out_of_scope": 0 }));
    assert_eq!(
        (&answer["previous"]["year"], &answer["previous"]["as_of"]),
        (&json!(2020), &json!("2020-12-31T16:42:00+07:00"))
    );
    assert_eq!(rate(&answer["previous"], 0), is("case_arrest_rate", 1, 1, json!(100.0)));
    let bat = json!({ "key": "02", "label": "Battambang", "cases": 2, "k": 2, "n": 2, "percent": 100.0, "unknown": 0 });
    assert_eq!((&answer["by"][0], answer.get("demo")), (&bat, None));

    // Nothing on file is not known, never 0 %.
    let empty = ask(&office, &["rates", "--year", "2015"]);
    assert_eq!(rate(&empty, 0), is("case_arrest_rate", 0, 0, Value::Null));
    assert!(office.ok(&["rates", "--year", "2015"]).contains("0 of 0  not known"));
    // The year is that of the cut-off, and what came after it does not count.
    let spring = ask(&office, &["rates", "--as-of", "2021-04-30"]);
    assert_eq!((&spring["cases"], rate(&spring, 0)), (&json!(3), is("case_arrest_rate", 1, 3, json!(33.3))));
    // One that lies ahead is said.
    let ahead = office.run(&["rates", "--as-of", "2022-03-31", "--now", "2021-12-31T16:42"]);
    assert_eq!((ahead.status, ahead.stderr.contains("the cut-off is still to come")), (0, true), "{}", ahead.stderr);
    let shown = office.ok(&["rates", "--year", "2021", "--now", "2021-12-31T16:42", "--by", "month"]);
    for part in
        ["2021 as of 31 Dec 2021 16:42 · 2020 as of 31 Dec 2020 16:42", "2 of 4     50.0 %", "1 of 1    100.0 %"]
    {
        assert!(shown.contains(part), "no “{part}” in\n{shown}");
    }

    let receipt = ask(&office, &["rates", "--year", "2021", "--receipt", "suspect_arrest_rate"]);
    let listed: Vec<String> = receipt["cases"].as_array().unwrap().iter().map(Value::to_string).collect();
    let line = |number: &str, part: &str, k: u32| {
        json!({ "number": number, "part": part, "k": k, "n": 1, "unknown": 0 }).to_string()
    };
    let expected =
        [("CPU-21-0001", "S1", 1), ("CPU-21-0002", "S1", 1), ("CPU-21-0003", "S1", 0), ("CPU-21-0003", "S2", 0)];
    assert_eq!(listed, expected.map(|(n, p, k)| line(n, p, k)));
    assert_eq!((&receipt["k"], &receipt["n"], &receipt["unknown"]), (&json!(2), &json!(4), &json!(0)));
    let cases = ask(&office, &["rates", "--year", "2021", "--receipt", "case_arrest_rate"]);
    assert_eq!((cases["cases"].as_array().unwrap().len(), &cases["cases"][0]["part"]), (4, &Value::Null));
    let shown = office.ok(&["rates", "--year", "2021", "--receipt", "case_arrest_rate"]);
    let sections: Vec<&str> = shown.lines().filter(|l| l.starts_with("cases")).collect();
    assert_eq!(sections, ["cases with an arrest: 2", "cases, not in the numerator"], "\n{shown}");

    let wrong = office.run(&["rates", "--receipt", "arrest"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("case_arrest_rate, suspect_arrest_rate"), "{wrong:#?}");
}

/// Everything in a folder: names, bytes, links.
fn folder(path: &Path) -> Vec<(String, Vec<u8>)> {
    let entry =
        |e: fs::DirEntry| (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).unwrap_or_default());
    let mut all: Vec<_> = fs::read_dir(path).unwrap().map(|e| entry(e.unwrap())).collect();
    all.sort();
    all
}

#[test]
fn a_file_that_cannot_be_used_is_refused_in_one_sentence_and_left_alone() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7"]);
    let made = fs::read(office.db()).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let at = |name: &str| elsewhere.path().join(name);
    let with = |name: &str, sql: &str| {
        let file = rusqlite::Connection::open(at(name)).unwrap();
        file.execute_batch(sql).unwrap();
    };
    fs::write(at("text.db"), "not a database\n".repeat(100)).unwrap();
    fs::write(at("empty.db"), "").unwrap();
    with("other.db", "CREATE TABLE cases (id TEXT); INSERT INTO cases VALUES ('x')");
    fs::write(at("newer.db"), &made).unwrap();
    with("newer.db", "PRAGMA user_version = 99");
    fs::write(at("foreign.db"), &made).unwrap();
    with("foreign.db", "UPDATE migration SET digest = 'x' WHERE version = 1");
    fs::write(at("closed.db"), &made).unwrap();
    fs::set_permissions(at("closed.db"), Permissions::from_mode(0o444)).unwrap();
    fs::write(at("torn.db"), &made[..made.len() / 2]).unwrap();
    fs::create_dir(at("folder.db")).unwrap();
    symlink(office.db(), at("link.db")).unwrap();
    fs::write(at("twice.db"), &made).unwrap();
    fs::hard_link(at("twice.db"), at("twin")).unwrap();

    for (name, words) in [
        ("text.db", "is not a caseload file"),
        ("empty.db", "is not a caseload file"),
        ("other.db", "is not a caseload file"),
        ("newer.db", "has schema 99 and this caseload knows up to"),
        ("foreign.db", "was made by another caseload"),
        ("closed.db", "cannot be written"),
        ("torn.db", "is damaged"),
        ("missing.db", "does not exist: make an office with `caseload init`"),
        ("missing/x.db", "the folder"),
        ("folder.db", "is not a plain file"),
        ("link.db", "is not a plain file"),
        ("twice.db", "is not a plain file"),
    ] {
        let before = (folder(elsewhere.path()), folder(office.folder()));
        let db = at(name).to_string_lossy().into_owned();
        for args in [&["list"][..], &["add", "rape bat f7"], &["rates", "--json"], &["show", "21/1"], &["doctor"]] {
            let said = output(bare(office.folder(), &[&["--db", &db], args].concat()));
            refused(&said, 3, words);
            assert!(
                (folder(elsewhere.path()), folder(office.folder())) == before,
                "{name}: {args:?} changed something"
            );
        }
        if !name.starts_with("missing") && name != "empty.db" {
            refused(&output(bare(office.folder(), &["--db", &db, "init"])), 3, "is there already and was left alone");
        }
        assert!((folder(elsewhere.path()), folder(office.folder())) == before, "{name}: init changed something");
    }
    refused(&output(bare(office.folder(), &["--db", "none/x.db", "init"])), 3, "the folder none does not exist");
    let odd = output(bare(office.folder(), &["--db", "a\n\u{1b}[2Jb", "list"]));
    refused(&odd, 3, "a \u{FFFD}[2Jb does not exist");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7", NIGHT[0], NIGHT[1]]);
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["show", "21/1"],
        &["rates"],
        &["rates", "--receipt", "case_arrest_rate"],
        &["doctor"],
        &["add", "rape siem f9"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let said = office.command(args).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((said.status.code(), String::from_utf8_lossy(&said.stderr).as_ref()), (Some(0), ""), "{args:?}");
    }
    assert_eq!(ask(&office, &["list"]).as_array().unwrap().len(), 2);
}

#[test]
fn text_that_steers_a_terminal_is_kept_raw_and_printed_harmless() {
    let office = Office::new();
    let nasty = format!("a\u{1b}[2J\u{9b}31m\u{7}\r\u{202E}b\u{E0041}\nខ្មែរ {}", "x".repeat(10_000));
    office.ok(&[
        "add",
        &format!("rape bat f7 -- {nasty}"),
        "--note",
        &nasty,
        "--as",
        "d\u{1b}]0;x\u{7}a\nra",
        NIGHT[0],
        NIGHT[1],
    ]);
    let outputs = [
        office.ok(&["show", "21/1"]),
        office.ok(&["list"]),
        office.ok(&["show", "21/1", "--json"]),
        office.ok(&["list", "--json"]),
    ];
    for out in &outputs {
        let raw: Vec<char> = out.chars().filter(|c| *c != '\n' && caseload::domain::text::is_unsafe(*c)).collect();
        assert!(raw.is_empty(), "{raw:?}");
    }
    assert_eq!(outputs[1].lines().count(), 2);
    assert!(outputs[0].contains("a\u{FFFD}[2J\u{FFFD}31m\u{FFFD}\u{FFFD}\u{FFFD}b\u{FFFD}\n                  ខ្មែរ xxx"));
    let case: Value = serde_json::from_str(&outputs[2]).unwrap();
    assert_eq!((&case["diary"][0]["text"], &case["summary"]), (&json!(nasty), &json!(nasty)));
    assert_eq!(ask(&office, &["list"])[0]["lead"], "d\u{1b}]0;x\u{7}a\nra");
}

#[test]
fn the_file_is_that_of_the_flag_or_the_environment_or_the_config_file_or_the_account() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join(".config/caseload/config.toml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    fs::write(&config, "").unwrap(); // its own: an office on this machine is none of the test's business
    let run = |args: &[&str]| output(bare(home.path(), args));
    refused(
        &run(&["list"]),
        3,
        ".local/share/caseload/caseload.db does not exist: make an office with `caseload init`",
    );
    let made = run(&["init"]);
    assert!(made.status == 0 && made.stdout.contains("caseload.db is ready"), "{made:#?}");
    let data = home.path().join(".local/share/caseload");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&data.join("caseload.db"))), (0o700, 0o600));
    refused(&run(&["init"]), 3, "is there already and was left alone");

    fs::write(&config, "db = \"unit.db\"\nprefix = \"CPB\"\nofficer = \"sok\"").unwrap();
    assert!(run(&["init"]).status == 0 && home.path().join(".config/caseload/unit.db").exists());
    assert_eq!(run(&["add", "rape bat f7", NIGHT[0], NIGHT[1]]).stdout, "CPB-21-0001\n");
    let lead = if rustix::process::geteuid().is_root() { "root" } else { "sok" };
    assert!(run(&["show", "21/1"]).stdout.contains(&format!("  Lead            {lead}")));
    let mut named = bare(home.path(), &["init"]);
    named.env("CASELOAD_DB", home.path().join("env.db"));
    assert!(output(named).status == 0 && home.path().join("env.db").exists());
    let mut named = bare(home.path(), &["init", "--db", "flag.db"]);
    named.env("CASELOAD_DB", home.path().join("env.db"));
    assert_eq!(output(named).stdout, "the office file flag.db is ready: open it with `caseload --db flag.db`\n");
    fs::write(&config, "db = \"x\"\ncolour = 1").unwrap();
    refused(&run(&["list"]), 2, "line 2: unknown field `colour`");
}

#[test]
fn without_a_terminal_the_console_says_what_to_do_instead() {
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| output(bare(home.path(), args));
    refused(&run(&[]), 2, "demo, init, add, list, show, export, rates, log or doctor");
    refused(&run(&["demo"]), 2, "caseload demo --db FILE");
    refused(&run(&["demo", "--db", "d.db", "--now", "noon"]), 2, "“noon” is no time");
    refused(&run(&["demo", "--db", "no/d.db"]), 3, "the folder no does not exist");
    assert_eq!(folder(home.path()), []);
    for _ in 0..2 {
        let made = run(&["demo", "--db", "d.db"]);
        assert_eq!(
            made.stdout, "the demonstration file d.db is ready: open it with `caseload --db d.db`\n",
            "{made:#?}"
        );
    }
    refused(&run(&["demo", "--db", "d.db", "--cases", "9"]), 2, "--cases goes with a new file");
    let answer: Value = serde_json::from_str(&run(&["--db", "d.db", "rates", "--json"]).stdout).unwrap();
    assert_eq!((&answer["demo"], &answer["year"]), (&json!(true), &json!(2019)));
    assert!(answer["as_of"].as_str().unwrap().starts_with("2019-12-31T16:4") && answer["note"].is_string());
    assert!(run(&["--db", "d.db", "rates"]).stdout.starts_with("DEMO, invented people · 2019 as of 31 Dec 2019 16:4"));

    let office = Office::new();
    let before = office.dump();
    refused(&office.run(&["demo"]), 3, "holds an office's own cases and was left alone");
    assert_eq!(office.dump(), before);
}

#[test]
fn what_cannot_be_read_on_the_command_line_is_a_question_of_usage() {
    let office = Office::new();
    for args in [
        &["frobnicate"][..],
        &["list", "--frob"],
        &["show"],
        &["add"],
        &["rates", "--year", "soon"],
        &["rates", "--year", "99999"],
        &["rates", "--by", "moon"],
        &["rates", "--as-of", "yesterday"],
        &["list", "--now", "noon"],
        &["list", "--as", ""],
        &["list", "--config", "none.toml"],
        &["--json"],
    ] {
        let said = office.run(args);
        assert!(said.status == 2 && said.stdout.is_empty() && !said.stderr.is_empty(), "{args:?}: {said:#?}");
    }
    assert!(office.ok(&["--version"]).starts_with("caseload "));
    assert!(office.ok(&["--help"]).contains("Exit codes"));
}

#[test]
fn the_doctor_tells_well_from_wrong() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7", NIGHT[0], NIGHT[1]]);
    let well = office.ok(&["doctor"]);
    let known = ["ok ", "warn  disk", "warn  last backup"];
    assert!(well.lines().all(|l| known.iter().any(|k| l.starts_with(k))), "\n{well}");
    fs::set_permissions(office.db(), Permissions::from_mode(0o644)).unwrap();
    assert!(office.ok(&["doctor"]).contains("warn  permissions   0644: others may read or write it"));
    let file = rusqlite::Connection::open(office.db()).unwrap();
    file.execute("UPDATE counter SET last = last + 1 WHERE name = 'case:2021'", []).unwrap();
    drop(file);
    let sick = office.run(&["doctor", "--json"]);
    let findings: Value = serde_json::from_str(&sick.stdout).unwrap();
    let wrong: Vec<&Value> = findings.as_array().unwrap().iter().filter(|f| f["grade"] == "WRONG").collect();
    assert_eq!((sick.status, wrong.len()), (1, 2), "{findings:#}");
    assert_eq!((&wrong[0]["name"], &wrong[0]["text"]), (&json!("case numbers"), &json!("1 cases of 2 entered")));
}

/// In a long run as many as an office could ever have at once.
#[test]
fn many_desks_save_at_once_and_no_number_is_lost_or_used_twice() {
    let (desks, each) = if support::faults::is_long() { (30, 100) } else { (8, 25) };
    let office = Office::new();
    let start = Instant::now();
    let desk = |_| {
        let add = |_| office.run(&["add", "rape bat f7 m34 uncle y police", NIGHT[0], NIGHT[1]]);
        (0..each).map(add).collect::<Vec<Output>>()
    };
    let outputs: Vec<Output> = std::thread::scope(|scope| {
        let desks: Vec<_> = (0..desks).map(|i| scope.spawn(move || desk(i))).collect();
        desks.into_iter().flat_map(|d| d.join().unwrap()).collect()
    });
    println!("{desks} desks × {each} cases: {:.1?}", start.elapsed());
    // They all type the same, and are told so.
    let told = |o: &Output| o.stderr.lines().all(|line| line.starts_with("may be the same: 21/"));
    let failed: Vec<&Output> = outputs.iter().filter(|o| o.status != 0 || !told(o)).collect();
    assert!(failed.is_empty(), "{} failed, the first {:#?}", failed.len(), failed[0]);
    let numbers: BTreeSet<String> = outputs.iter().map(|o| o.stdout.trim_end().to_owned()).collect();
    let expected: BTreeSet<String> = (1..=desks * each).map(|n| format!("CPU-21-{n:04}")).collect();
    assert!(
        numbers == expected,
        "{} numbers, {} of them as they should be",
        numbers.len(),
        numbers.intersection(&expected).count()
    );
    assert_eq!(ask(&office, &["list"]).as_array().unwrap().len(), desks * each);
    assert!(office.ok(&["doctor"]).lines().all(|l| !l.starts_with("WRONG")));
}
