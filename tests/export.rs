//! `export`: what leaves is read back value by value in each form, as an import would; what it may not do to a spreadsheet, a
//! terminal or a file that is there. Who may take what along is in `tests/rights/export.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use calamine::{Data, Reader, Xlsx, open_workbook};
use caseload::domain::act::{Actor, Deed};
use caseload::domain::age::Age;
use caseload::domain::casefile::CaseFile;
use caseload::domain::field::{FieldKind, Spec, Value};
use caseload::domain::moment::{self, Now, read_clock};
use caseload::domain::record::{HIDDEN, RecordKind, Sheet};
use caseload::domain::text::is_unsafe;
use caseload::domain::visit::Claim;
use caseload::store::Store;
use chrono::{DateTime, Utc};
use chrono_tz::Asia::Phnom_Penh;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use support::{DEADLINE, Office, Output};

const NOW: &str = "2021-12-28T22:45";

fn now() -> Now {
    Now { utc: read_clock(NOW, Phnom_Penh).unwrap(), zone: Phnom_Penh }
}

fn sheet(kind: RecordKind, seq: u32, fields: &[(&str, &str)]) -> Sheet {
    let mut sheet = Sheet::blank(kind, "new:case", seq);
    for (column, value) in fields {
        assert!(kind.specs().iter().any(|s| s.column == *column), "{} has no {column}", kind.name());
        sheet.set(column, Some((*value).to_owned()));
    }
    sheet
}

/// Everything that a form could get wrong, in two cases.
fn hard() -> Vec<Sheet> {
    let long = format!("ស្រី\u{200B}មុំ, \"said\"\n\r\n=1+1\t{}", "ក្មេង, ".repeat(1500));
    assert!(long.chars().count() > 10_000);
    use RecordKind::*;
    vec![
        sheet(
            Case,
            0,
            &[
                ("reported_on", "2021-12-27"),
                ("incident_on", "2021-11"),
                ("province", "02"),
                ("source", "police"),
                ("village", "ភូមិ\u{200B}ថ្មី"),
                ("place", "-1, \"the canal\"\nsecond line"),
                ("summary", "=HYPERLINK(\"http://x\",\"y\")"),
                ("reporter", "'quoted"),
                ("lead", "+855 12"),
                ("restricted_to", "sok dara"),
            ],
        ),
        sheet(Offence, 1, &[("code", "0101"), ("attempted", "y"), ("victims", "V1 V2"), ("cleared_on", "2021-12-28")]),
        sheet(Offence, 2, &[("code", "0101")]),
        sheet(
            Victim,
            1,
            &[("sex", "f"), ("age", "30m"), ("born", "2019"), ("name", "@SUM(A1)"), ("name_km", "ស្រីមុំ ចាន់")],
        ),
        sheet(Victim, 2, &[("age", "~7y"), ("born", "2014-02-28"), ("care_note", " blanks around \n\n")]),
        sheet(Victim, 3, &[("age", "~8m"), ("born", "2021-04")]),
        sheet(Victim, 4, &[]),
        sheet(
            Suspect,
            1,
            &[
                ("identity", "named"),
                ("name", "＝wide"),
                ("nickname", "_x001B_ and _x00zz_"),
                ("description", "\u{202E}desrever\u{E0041}\u{1b}[2J"),
                ("online", "a;b;\"c\""),
            ],
        ),
        sheet(Suspect, 2, &[("identity", "unnamed"), ("age", "34y")]),
        sheet(Relation, 1, &[("suspect_id", "new:S1"), ("victim_id", "new:V2"), ("relationship", "ST")]),
        sheet(Arrest, 1, &[("suspect_id", "new:S2"), ("at", "2021-12-27T22:40:00.000Z"), ("place", "\tmarket")]),
        sheet(Arrest, 2, &[("suspect_id", "new:S1"), ("at", "2021-12")]),
        sheet(Arrest, 3, &[("suspect_id", "new:S1"), ("at", "2021-12-26")]),
        sheet(Warrant, 1, &[("suspect_id", "new:S1"), ("issued_on", "2021"), ("kind", "arrest")]),
        sheet(Detention, 1, &[("suspect_id", "new:S2"), ("began_on", "2021-12-28"), ("until_on", "2022-01")]),
        sheet(
            Charge,
            1,
            &[("suspect_id", "new:S1"), ("charged_on", "2021-12"), ("article", "PC-239"), ("ended_reason", "=1+1\n'x")],
        ),
        sheet(
            CourtEvent,
            1,
            &[
                ("suspect_id", "new:S2"),
                ("kind", "trial"),
                ("held_on", "2021-12-27T22:40:00.000Z"),
                ("summary", "ស្រី\tមុំ"),
            ],
        ),
        sheet(CourtResult, 1, &[("suspect_id", "new:S1"), ("result", "acquitted")]),
        sheet(
            CourtResult,
            2,
            &[
                ("suspect_id", "new:S1"),
                ("result", "convicted"),
                ("sentence", "7y6m"),
                ("compensation", "-1, \"riel\""),
            ],
        ),
        sheet(Exhibit, 1, &[("kind", "phone"), ("what", "=cmd()\n'x"), ("found_at", "2021-12"), ("biohazard", "y")]),
        sheet(Exhibit, 2, &[("kind", "swab"), ("seal", "0017")]),
        sheet(
            CustodyEvent,
            1,
            &[
                ("exhibit_id", "new:E2"),
                ("at", "2021-12-27T22:40:00.000Z"),
                ("from_place", "scene"),
                ("to_place", "lab"),
                ("purpose", "examination"),
                ("seal", "whole"),
                ("to_whom", "ស្រី\tមុំ"),
            ],
        ),
        sheet(
            ExamRequest,
            1,
            &[
                ("exhibit_id", "new:E2"),
                ("asked_on", "2021-12-27"),
                ("exam", "dna"),
                ("lab", "fst"),
                ("question", "-1"),
            ],
        ),
        sheet(ExamResult, 1, &[("exam_request_id", "new:X1"), ("reported_on", "2021-12-28"), ("result", "notdone")]),
        sheet(Task, 1, &[("what", "=1+1"), ("due_on", "2021-12")]),
        sheet(Decision, 1, &[("what", "ស្រី\tមុំ"), ("why", "-1"), ("decided_at", "2021-12-27T22:40:00.000Z")]),
        sheet(
            Relative,
            1,
            &[("victim_id", "new:V1"), ("relation", "mother"), ("name_km", "ម៉ៅ"), ("phone", "=1+1"), ("age", "41y")],
        ),
        sheet(Need, 1, &[("relative_id", "new:F1"), ("service", "counselling"), ("assessed_on", "2021-12-27")]),
        sheet(
            Service,
            1,
            &[
                ("relative_id", "new:F1"),
                ("service", "counselling.family"),
                ("partner", "dosvy"),
                ("referred_on", "2021-12-27"),
            ],
        ),
        sheet(FollowUp, 1, &[("victim_id", "new:V1"), ("kind", "care"), ("due_on", "2022-01")]),
        sheet(
            Consent,
            1,
            &[("victim_id", "new:V1"), ("given_on", "2021-12-27"), ("sharing", "y"), ("withhold_name", "n")],
        ),
        sheet(PartnerRole, 1, &[("partner", "np"), ("role", "joint"), ("note", "-1")]),
        sheet(Diary, 1, &[("text", &long), ("at", "2021-12-27T22:40:01.250Z")]),
    ]
}

fn fill(office: &Office, cases: Vec<Vec<Sheet>>) {
    let mut store = open(office);
    let actor = || Actor { name: "sok".into(), session: "test".into() };
    store.fill(cases.into_iter().map(|sheets| (actor(), now(), Deed::add("new case", sheets)))).unwrap();
}

fn open(office: &Office) -> Store {
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "sok".into(), session: "test".into(), ..Claim::default() }, &now()).unwrap();
    store
}

fn hard_office() -> Office {
    let office = Office::in_memory();
    let plain = vec![sheet(RecordKind::Case, 0, &[("reported_on", "2021-12-28")])];
    fill(&office, vec![hard(), plain]);
    office
}

fn stored(office: &Office, number: &str) -> CaseFile {
    let mut store = open(office);
    let id = store.case_by_number(number, &now()).unwrap();
    store.case(&id, &now()).unwrap()
}

/// Rows as they stand in a file: what each is, and its cells that are not empty.
type Rows = Vec<(String, HashMap<String, String>)>;

fn csv_rows(text: &str) -> Rows {
    let text = text.strip_prefix('\u{FEFF}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = headings.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let mut cells: HashMap<String, String> =
            cells.map(|(h, cell)| (h.to_owned(), cell.strip_prefix('\'').unwrap_or(cell).to_owned())).collect();
        (cells.remove("record").unwrap(), cells)
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn xlsx_rows(path: &Path) -> Rows {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let mut rows = Vec::new();
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().cells().all(|(_, _, f)| f.is_empty()), "a formula in {name}");
        let range = book.worksheet_range(&name).unwrap();
        let mut lines = range.rows();
        let headings: Vec<String> = lines.next().unwrap().iter().map(ToString::to_string).collect();
        for line in lines {
            let cells = headings.iter().zip(line).filter(|(_, cell)| !matches!(cell, Data::Empty));
            let text = |cell: &Data| match cell {
                Data::DateTime(day) => day.as_datetime().unwrap().format("%Y-%m-%d").to_string(),
                Data::Float(n) => n.to_string(),
                Data::String(text) => text.clone(),
                other => panic!("{other:?} in {name}"),
            };
            rows.push((name.clone(), cells.map(|(h, cell)| (h.clone(), text(cell))).collect()));
        }
    }
    rows
}

/// A text as an import reads it: `_xHHHH_` is a character.
fn text(cell: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = cell;
    while let Some(c) = rest.chars().next() {
        let hex = rest.strip_prefix("_x").and_then(|r| Some((r.get(..4)?, r.get(4..)?.strip_prefix('_')?)));
        match hex.and_then(|(hex, after)| Some((u16::from_str_radix(hex, 16).ok()?, after))) {
            Some((unit, after)) => {
                units.push(unit);
                rest = after;
            }
            None => {
                units.extend(c.encode_utf16(&mut [0; 2]).iter());
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    String::from_utf16(&units).unwrap()
}

/// The stored value of a cell, as an import reads it.
fn value(spec: &Spec, cell: Option<&String>) -> Value {
    let cell = text(cell?);
    Some(match spec.kind {
        FieldKind::Age => Age::read(&cell).unwrap().unwrap().to_iso(),
        FieldKind::Moment => match DateTime::parse_from_rfc3339(&cell) {
            Ok(at) => moment::stamp(at.with_timezone(&Utc)),
            Err(_) => cell,
        },
        _ => cell,
    })
}

/// Every value of every record of the case is there, and nothing points at anything by an inner identity.
#[track_caller]
fn same(file: &CaseFile, rows: &Rows) {
    let sheets = file.sheets();
    let number = file.case.number.clone().unwrap();
    let mut of_case: Vec<_> = rows.iter().filter(|(_, cells)| cells["case"] == number).collect();
    assert_eq!(of_case.len(), sheets.len(), "rows of {number}");
    for sheet in &sheets {
        let word = serde_json::to_value(sheet.kind).unwrap();
        let at = of_case.iter().position(|(kind, cells)| word == **kind && cells["label"] == sheet.label());
        let (_, cells) = of_case.remove(at.unwrap_or_else(|| panic!("no row of {} {}", word, sheet.label())));
        for (spec, stored) in sheet.kind.specs().iter().zip(&sheet.values) {
            if spec.kind == FieldKind::Link {
                let linked = sheets.iter().find(|s| Some(&s.head.id) == stored.as_ref()).map(Sheet::label);
                assert_eq!(cells.get(spec.column.trim_end_matches("_id")), linked.as_ref(), "{}", spec.column);
                continue;
            }
            assert_eq!(&value(spec, cells.get(spec.column)), stored, "{} of {}", spec.column, sheet.label());
            if matches!(spec.kind, FieldKind::Code(_) | FieldKind::Within { .. }) && stored.is_some() {
                assert!(cells.contains_key(&format!("{}_text", spec.column)), "no word beside {}", spec.column);
            }
        }
        assert_eq!(cells["created_by"], sheet.head.created_by);
        let inner = |cell: &&String| sheets.iter().any(|s| cell.contains(&s.head.id));
        assert!(!cells.values().any(|c| inner(&c)), "an inner identity in {cells:?}");
    }
}

#[test]
fn every_value_reads_back_from_csv_and_xlsx_and_json_is_what_show_gives() {
    let office = hard_office();
    let files = [stored(&office, "21/1"), stored(&office, "21/2")];

    let csv = office.ok(&["export", "--names", "--now", NOW]);
    let rows = csv_rows(&csv);
    files.iter().for_each(|file| same(file, &rows));
    assert_eq!(rows.len(), files.iter().map(|f| f.sheets().len()).sum::<usize>());
    // A spreadsheet starts no formula from it, and a terminal moves by none of it.
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    for cell in reader.records().flat_map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']), "{cell:?}");
    }
    assert!(!csv.chars().skip(1).any(|c| c != '\n' && is_unsafe(c)));
    assert!(
        csv.contains("'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")") && csv.contains("2021-12-28T05:40:00+07:00"),
        "{csv}"
    );

    let path = office.folder().join("cases.xlsx");
    office.ok(&["export", "--names", "--out", path.to_str().unwrap(), "--now", NOW]);
    let rows = xlsx_rows(&path);
    files.iter().for_each(|file| same(file, &rows));
    // Days are days, numbers numbers, codes text; a month stays a text.
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let names = [
        "case",
        "offence",
        "victim",
        "suspect",
        "relation",
        "warrant",
        "arrest",
        "charge",
        "detention",
        "court_event",
        "court_result",
        "exhibit",
        "custody_event",
        "exam_request",
        "exam_result",
        "task",
        "decision",
        "identifier",
        "relative",
        "need",
        "service",
        "follow_up",
        "consent",
        "partner_role",
        "diary",
    ];
    assert_eq!(book.sheet_names(), names);
    let mut cell = |sheet: &str, row: usize, heading: &str| {
        let range = book.worksheet_range(sheet).unwrap();
        let column = range.rows().next().unwrap().iter().position(|h| *h == *heading).expect(heading);
        range.rows().nth(row).unwrap()[column].clone()
    };
    assert!(matches!(cell("case", 1, "reported_on"), Data::DateTime(_)));
    assert!(matches!(cell("arrest", 3, "at"), Data::DateTime(_)));
    assert_eq!(cell("case", 1, "incident_on"), Data::String("2021-11".into()));
    assert_eq!(cell("case", 1, "province"), Data::String("02".into()));
    assert_eq!(cell("case", 1, "summary"), Data::String("=HYPERLINK(\"http://x\",\"y\")".into()));
    assert_eq!(cell("victim", 1, "age_months"), Data::Float(30.0));
    assert_eq!(cell("suspect", 1, "description"), Data::String("_x202E_desrever_xDB40__xDC41__x001B_[2J".into()));

    let json: Json = serde_json::from_str(&office.ok(&["export", "--names", "--json", "--now", NOW])).unwrap();
    let shown = |n| serde_json::from_str::<Json>(&office.ok(&["show", n, "--json", "--now", NOW])).unwrap();
    assert_eq!(json, Json::Array(vec![shown("21/1"), shown("21/2")]));
    assert_eq!((&json[0]["victims"][0]["age"], &json[0]["victims"][1]["age"]), (&"30m".into(), &"~7".into()));
}

#[test]
fn an_empty_list_leaves_headings_and_nothing_else() {
    let office = Office::in_memory();
    let rows = csv_rows(&office.ok(&["export"]));
    assert!(rows.is_empty());
    assert_eq!(office.ok(&["export", "--json"]), "[\n]\n");
    assert_eq!(office.run(&["export", "--out", "none.xlsx"]).status, 0);
    assert!(xlsx_rows(&office.folder().join("none.xlsx")).is_empty());
}

#[test]
fn the_filter_says_which_cases_leave_the_oldest_first_and_without_names_they_are_marked_as_masked() {
    let office = hard_office();
    let numbers = |args: &[&str]| {
        let json: Json = serde_json::from_str(&office.ok(&[args, &["--json"]].concat())).unwrap();
        json.as_array().unwrap().iter().map(|c| c["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&["export"]), ["CPU-21-0001", "CPU-21-0002"]);
    assert_eq!(numbers(&["export", "battambang"]), ["CPU-21-0001"]);

    let rows = csv_rows(&office.ok(&["export", "battambang", "--now", NOW]));
    let (_, victim) = rows.iter().find(|(kind, cells)| kind == "victim" && cells["label"] == "V1").unwrap();
    assert_eq!((victim["name"].as_str(), victim["age"].as_str()), (HIDDEN, "30m"));
    // Not known is another thing than masked, but for who may not see which it is.
    assert_eq!(victim["masked"], "born name name_km care care_note");
    let all = [&["export", "--json"][..], &["export"]].map(|args| office.ok(args)).concat();
    for secret in ["SUM(A1)", "quoted", "desrever", "canal", "HYPERLINK", "a;b", "ស្រីមុំ", "ក្មេង"]
    {
        assert!(!all.contains(secret), "{secret} left");
    }
}

#[track_caller]
fn refused(said: &Output, code: i32, words: &str) {
    let one_line = said.stderr.lines().count() == 1 && !said.stderr.contains("panicked");
    assert!(
        said.status == code && said.stdout.is_empty() && one_line && said.stderr.contains(words),
        "{words}: {said:#?}"
    );
}

fn names_in(folder: &Path) -> Vec<String> {
    let all = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let mut all: Vec<String> = all.filter(|n| !n.starts_with("office.db") && n != ".config").collect();
    all.sort();
    all
}

#[test]
fn a_file_is_written_whole_closed_to_others_and_over_none_that_is_there_unless_told() {
    let office = hard_office();
    let at = |name: &str| office.folder().join(name);
    let said = office.run(&["export", "--out", "cases.csv"]);
    assert_eq!((said.status, said.stdout.as_str()), (0, ""), "{said:#?}");
    assert_eq!(said.stderr, "2 cases, names and narrative masked: written to cases.csv\n");
    assert_eq!(fs::metadata(at("cases.csv")).unwrap().permissions().mode() & 0o777, 0o600);
    let first = fs::read(at("cases.csv")).unwrap();

    refused(
        &office.run(&["export", "--names", "--out", "cases.csv"]),
        3,
        "cases.csv is there already and was left alone",
    );
    assert_eq!(fs::read(at("cases.csv")).unwrap(), first);
    let over = office.run(&["export", "--names", "--out", "cases.csv", "--force"]);
    assert!(over.status == 0 && over.stderr.contains("2 cases, names shown"), "{over:#?}");
    assert!(fs::read(at("cases.csv")).unwrap() != first);

    // The office file, what lies beside it, and what is no file.
    let whole = fs::read(office.db()).unwrap();
    symlink("cases.csv", at("link.csv")).unwrap();
    let own = office.db().to_string_lossy().into_owned();
    for (out, words) in [
        (own.as_str(), "belongs to the office file"),
        ("office.db-wal", "belongs to the office file"),
        ("./office.db", "belongs to the office file"),
        ("link.csv", "is not a plain file"),
        ("/dev/null", "is not a plain file"),
        ("..", "is no name of a file"),
        ("no/cases.csv", "there is no folder no: make it first"),
    ] {
        refused(&office.run(&["export", "--out", out, "--force"]), 3, words);
    }
    assert!(fs::read(office.db()).unwrap() == whole);
    assert_eq!(names_in(office.folder()), ["cases.csv", "link.csv"]);

    // Forms: by the ending, by name, and not two.
    office.ok(&["export", "--out", "a.JSON"]);
    assert!(fs::read(at("a.JSON")).unwrap().starts_with(b"["));
    office.ok(&["export", "--format", "xlsx", "--out", "b.txt"]);
    assert!(fs::read(at("b.txt")).unwrap().starts_with(b"PK"));
    refused(&office.run(&["export", "--format", "csv", "--json"]), 2, "two forms");
    assert_eq!(office.run(&["export", "--force"]).status, 2);
}

#[test]
fn what_a_cell_of_xlsx_cannot_hold_is_not_cut_but_refused() {
    let office = Office::in_memory();
    let (most, more) = ("ក".repeat(32_767), "ក".repeat(32_768));
    let case = |text: &str| {
        vec![
            sheet(RecordKind::Case, 0, &[("reported_on", "2021-12-27")]),
            sheet(RecordKind::Diary, 1, &[("text", text)]),
        ]
    };
    fill(&office, vec![case(&most), case(&more)]);
    refused(
        &office.run(&["export", "--names", "--out", "x.xlsx"]),
        1,
        "CPU-21-0002: its text is longer than a cell of XLSX holds",
    );
    assert_eq!(names_in(office.folder()), [""; 0]);
    assert!(office.ok(&["export", "--names"]).contains(&more));
    assert_eq!(office.run(&["export", "--out", "masked.xlsx"]).status, 0);
}

#[test]
fn a_full_disk_leaves_nothing_and_a_reader_who_has_seen_enough_is_no_failure() {
    let office = hard_office();
    let full = |out: Stdio| {
        let output = office.command(&["export", "--names"]).stdout(out).stderr(Stdio::piped()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = full(fs::OpenOptions::new().write(true).open("/dev/full").unwrap().into());
    assert!(code == 3 && said.contains("standard output cannot be written"), "{code} {said}");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(full(writer.into()), (0, String::new()));

    let small = office.folder().join("small");
    fs::create_dir(&small).unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=16k", "none"]).arg(&small).stderr(Stdio::null());
    if !rustix::process::geteuid().is_root() || !mount.status().is_ok_and(|s| s.success()) {
        support::faults::left_out(6, "disk full under an export", "only root mounts a small disk");
        return;
    }
    let said = office.run(&["export", "--names", "--out", "small/cases.csv"]);
    let left = names_in(&small);
    let _ = Command::new("umount").arg("-l").arg(&small).status();
    refused(&said, 3, "small/cases.csv cannot be written");
    assert_eq!(left, [""; 0]);
}

#[test]
fn an_export_that_is_ended_half_way_leaves_nothing_behind() {
    let office = Office::in_memory();
    let case =
        |n: usize| vec![sheet(RecordKind::Case, 0, &[("reported_on", "2021-12-27"), ("place", &format!("place {n}"))])];
    fill(&office, (0..3000).map(case).collect());
    let mut child = office.command(&["export", "--out", "cases.xlsx"]).stderr(Stdio::null()).spawn().unwrap();
    let end = Instant::now() + DEADLINE;
    while names_in(office.folder()).is_empty() {
        assert!(Instant::now() < end, "it never began");
        std::thread::yield_now();
    }
    // It may not watch for signals yet: then the signal ends it, and the empty folder is all that there is.
    let inside = || {
        names_in(office.folder())
            .first()
            .map(|f| office.folder().join(f))
            .is_some_and(|f| fs::read_dir(f).is_ok_and(|d| d.count() > 0))
    };
    while !inside() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let pid = rustix::process::Pid::from_child(&child);
    let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    let status = child.wait().unwrap();
    let left = names_in(office.folder());
    assert!(left.is_empty() || (status.success() && left == ["cases.xlsx"]), "{status:?} {left:?}");
}

#[test]
fn to_a_terminal_it_is_harmless_or_refused() {
    let office = hard_office();
    let console = office.console(&["export", "--names", "--format", "xlsx"], (80, 24));
    console.wait_text("a terminal cannot show XLSX");
    assert_eq!(console.wait_exit().exit_code(), 2);
    for form in ["csv", "json"] {
        let console = office.console(&["export", "--names", "--format", form, "--now", NOW], (80, 24));
        assert!(console.wait_exit().success());
        let raw = String::from_utf8(console.raw_output()).unwrap();
        assert!(raw.contains("CPU-21-0002"), "{raw}");
        let harm: Vec<char> = raw.chars().filter(|c| !['\n', '\r'].contains(c) && is_unsafe(*c)).collect();
        assert!(harm.is_empty(), "{harm:?}");
    }
}

#[test]
fn an_erased_case_leaves_as_it_is_shown() {
    let office = Office::in_memory();
    let sheets = vec![
        sheet(
            RecordKind::Case,
            0,
            &[("reported_on", "2021-12-27"), ("investigation", "CLO"), ("summary", "qixsummary")],
        ),
        sheet(RecordKind::Victim, 1, &[("name", "qixname"), ("born", "2014-02-28"), ("sex", "f")]),
        sheet(RecordKind::Diary, 1, &[("text", "qixdiary")]),
    ];
    fill(&office, vec![sheets]);
    office.ok(&["erase", "21/1", "--reason", "the law", "--yes", "--as", "sok", "--now", NOW]);
    let rows = csv_rows(&office.ok(&["export", "--names", "--now", NOW]));
    same(&stored(&office, "21/1"), &rows);
    let (_, case) = rows.iter().find(|(kind, _)| kind == "case").unwrap();
    assert_eq!((case["erased_at"].as_str(), case["erased_reason"].as_str()), ("2021-12-28T22:45:00+07:00", "the law"));
    assert!(!office.ok(&["export", "--names"]).contains("qix"));
    let (_, masked) = csv_rows(&office.ok(&["export"])).remove(0);
    assert_eq!(masked["erased_reason"], HIDDEN);
}

#[test]
fn a_demonstration_leaves_whole_in_each_form() {
    let office = Office::demo();
    let list: Json = serde_json::from_str(&office.ok(&["list", "--json"])).unwrap();
    let count = list.as_array().unwrap().len();
    assert!(count > 1000);
    let rows = csv_rows(&office.ok(&["export"]));
    let cases = |rows: &Rows| rows.iter().filter(|(kind, _)| kind == "case").count();
    assert_eq!(cases(&rows), count);
    assert_eq!(office.run(&["export", "--out", "d.xlsx"]).status, 0);
    let sheets = xlsx_rows(&office.folder().join("d.xlsx"));
    assert_eq!((cases(&sheets), sheets.len()), (count, rows.len()));
    let json: Json = serde_json::from_str(&office.ok(&["export", "--json"])).unwrap();
    assert_eq!(json.as_array().unwrap().len(), count);
}
