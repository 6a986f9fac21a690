//! A closed case is erased: no byte of any word of it is left in the file, beside it or in what is printed; what is counted, the
//! case beside it and the ledger are as they were. Every word bears a mark that stands nowhere else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::{Actor, Change, Deed};
use caseload::domain::field::{FieldKind, See};
use caseload::domain::line::NEW_CASE;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::{Record, RecordKind, Sheet};
use caseload::domain::text::fold;
use caseload::domain::visit::Claim;
use caseload::store::Store;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;
use support::{CARE, Console, FORENSIC, Office, Output, STAYS};

const NOW: &str = "2021-12-28T22:45";
const WIDE: (u16, u16) = (120, 50);
const CASE: &str = "11/1";
const BESIDE: &str = "11/2";
/// What begins every marked word, in Latin and in Khmer: 8 bytes and no more.
const LATIN: &str = "Zqxvkjwq";
const KHMER: &str = "ឡឈឍ";
/// A day of birth and what it was corrected to: no words, and gone as well.
const BORN: [&str; 2] = ["2004-02-29", "2004-03-17"];

#[test]
fn what_goes_is_said_by_the_field_list_and_written_here_once_more() {
    for (kind, stays) in STAYS {
        let list: Vec<&str> = kind.specs().iter().filter(|s| !s.is_erased()).map(|s| s.column).collect();
        assert_eq!(list.join(" "), stays, "{}", kind.name());
        // Codes and days of care stay, as those of a case do: past figures count on them.
        let counted = |s: &&caseload::domain::field::Spec| s.see == See::Care && !s.is_text();
        for spec in kind.specs().iter().filter(|s| s.see != See::Facts && !counted(s)) {
            assert!(spec.is_erased(), "{} of the {} says who or what", spec.column, kind.name());
        }
    }
}

/// A word of the case for a place in it: Latin, Khmer, and a second Latin word.
fn word(of: &str) -> String {
    let of: String = of.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    format!("{LATIN}{of} {KHMER}{of}")
}

fn now(at: &str) -> Now {
    let zone = chrono_tz::Asia::Phnom_Penh;
    Now { utc: read_clock(at, zone).unwrap(), zone }
}

/// A record with a marked word in every field that holds words.
fn marked(kind: RecordKind, seq: u32, round: &str, fields: &[(&str, &str)]) -> Sheet {
    let mut sheet = Sheet::blank(kind, NEW_CASE, seq);
    mark(&mut sheet, round);
    fields.iter().for_each(|(column, value)| sheet.set(column, Some((*value).to_owned())));
    sheet
}

fn mark(sheet: &mut Sheet, round: &str) {
    let set_by_a_command = ["number", "restricted_to", "taken_back_by", "taken_back_reason"];
    for spec in sheet.kind.specs() {
        let words = matches!(spec.kind, FieldKind::Line | FieldKind::Prose);
        if words && !set_by_a_command.contains(&spec.column) {
            let table = sheet.kind.table();
            let text = word(&format!("{table}{}{round}", spec.column));
            // Long enough now and then that the engine needs pages of their own for it.
            let times = if spec.kind == FieldKind::Prose { 300 } else { 1 };
            sheet.set(spec.column, Some(vec![text; times].join(" ")));
        }
    }
}

/// An office with people in it, a case of 2011 that was changed often and closed in 2012, its every field marked, and another.
fn office() -> Office {
    let office = Office::new();
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".into(), session: "before".into(), ..Claim::default() }, &now(NOW)).unwrap();
    use RecordKind::{Arrest, Case, Charge, CourtEvent, CourtResult, Diary, Offence, Relation, Suspect, Victim};
    let case = [
        ("reported_on", "2011-03-01"),
        ("incident_on", "2011-02-27"),
        ("source", "police"),
        ("province", "02"),
        ("district", "0203"),
        ("commune", "020301"),
        ("team", "HIT"),
        ("lead", "dara"),
    ];
    let person = |born: &'static str, age: &'static str| [("sex", "f"), ("born", born), ("age", age)];
    let sheets = vec![
        marked(Case, 0, "a", &case),
        marked(
            Offence,
            1,
            "a",
            &[("code", "0101"), ("clearance", "EXC-A"), ("cleared_on", "2011-04-01"), ("victims", "v1, the girl")],
        ),
        // As old as the day of birth says, not as was said: figures count her as seven.
        marked(Victim, 1, "a", &person(BORN[0], "3y")),
        marked(Victim, 2, "b", &person(BORN[0], "16y")),
        marked(Suspect, 1, "a", &[("identity", "named"), ("born", "1971-05-05"), ("age", "39y")]),
        marked(Relation, 1, "a", &[("suspect_id", "new:S1"), ("victim_id", "new:V1"), ("relationship", "OF.uncle")]),
        marked(Arrest, 1, "a", &[("suspect_id", "new:S1"), ("at", "2011-03-02T01:00:00.000Z")]),
        marked(Charge, 1, "a", &[("suspect_id", "new:S1"), ("charged_on", "2011-03-03"), ("article", "PC-199")]),
        marked(CourtEvent, 1, "a", &[("suspect_id", "new:S1"), ("kind", "trial"), ("held_on", "2011-09-01")]),
        marked(
            CourtResult,
            1,
            "a",
            &[
                ("suspect_id", "new:S1"),
                ("result", "convicted"),
                ("decided_on", "2011-09-02"),
                ("final_on", "2011-10-10"),
            ],
        ),
        marked(Diary, 1, "a", &[]),
    ];
    let more = FORENSIC.into_iter().chain(CARE).map(|(kind, fields)| marked(kind, 1, "a", fields));
    let sheets = [sheets, more.collect()].concat();
    let actor = || Actor { name: "dara".into(), session: "before".into() };
    let at = |time: &str, deed| (actor(), now(time), deed);
    store.fill([at("2011-03-01T12:00", Deed::add("new case", sheets))]).unwrap();
    let id = store.case_by_number(CASE, &now(NOW)).unwrap();
    // Every field to other words, again and again: what stood there before is in the ledger.
    for round in ["c", "d", "e"] {
        let file = store.case(&id, &now(NOW)).unwrap();
        for before in file.sheets().into_iter().filter(|s| !s.kind.is_append_only()) {
            let mut after = before.clone();
            mark(&mut after, round);
            if before.kind == Offence {
                after.set("victims", Some("v1, the girl".into()));
            }
            if before.kind == Case {
                after.set("lead", Some("dara".into()));
            }
            if after.kind == Victim && round == "d" {
                after.set("born", Some(BORN[1].into()));
            }
            if after != before {
                let reason = Some(word(&format!("reason{round}")));
                let changes = vec![Change { before: Some(before), after }];
                let deed = Deed { action: "edit".into(), reason, op_id: None, changes };
                store.fill([at("2011-06-01T12:00", deed)]).unwrap();
            }
        }
        let mut entry = marked(Diary, 2, round, &[]);
        entry.head.case_id.clone_from(&id);
        store.fill([at("2011-06-02T12:00", Deed::add("new diary entry", vec![entry]))]).unwrap();
    }
    let arrest = store.case(&id, &now(NOW)).unwrap().arrests.remove(0).to_sheet();
    let mut back = arrest.clone();
    let why = word("takenback");
    for (column, value) in [("taken_back_at", "2011-03-04"), ("taken_back_by", "dara"), ("taken_back_reason", &why)] {
        back.set(column, Some(value.to_owned()));
    }
    store.fill([at("2011-03-04T12:00", Deed::edit("take back", arrest, back))]).unwrap();
    close(&mut store, &id, "2012-05-01T12:00");
    drop(store);
    for n in 0..60 {
        let line = format!("rape bat f7 m34 uncle y police hit -- beside the canal {n} {}", "long ".repeat(n));
        office.ok(&["add", &line, "--now", "2011-07-01", "--as", "dara", "--note", &"a long report ".repeat(90)]);
    }
    let people = [
        ("nary", "administrator", "HIT"),
        ("vanna", "director", "HIT"),
        ("sophal", "lead", "HIT"),
        ("dara", "officer", "HIT"),
        ("bopha", "officer", "ICAC"),
    ];
    for (name, role, team) in people {
        office.ok(&["user", "add", name, "--role", role, "--team", team]);
    }
    residue(&office.db());
    office
}

/// What pages that were split or moved leave of a row: no row holds it any more, the file does.
fn residue(db: &Path) {
    let file = rusqlite::Connection::open(db).unwrap();
    file.execute_batch("PRAGMA secure_delete = 0").unwrap();
    let mut query = file.prepare("INSERT INTO draft VALUES ('s', 'dara', '1', '2011', 'Edit', ?1)").unwrap();
    query.execute([word("residue").repeat(500)]).unwrap();
    drop(query);
    file.execute("DELETE FROM draft", []).unwrap();
    drop(file);
    assert!(String::from_utf8_lossy(&std::fs::read(db).unwrap()).contains(&format!("{LATIN}residue")));
}

fn close(store: &mut Store, id: &str, at: &str) {
    let before = store.case(id, &now(NOW)).unwrap().case.to_sheet();
    let mut after = before.clone();
    after.set("investigation", Some("CLO".into()));
    let dara = Actor { name: "dara".into(), session: "before".into() };
    let deed = Deed { reason: Some("done".into()), ..Deed::edit("close", before, after) };
    store.fill([(dara, now(at), deed)]).unwrap();
}

fn run_as(office: &Office, who: &str, args: &[&str]) -> Output {
    office.run(&[&["--as", who, "--now", NOW], args].concat())
}

fn ok_as(office: &Office, who: &str, args: &[&str]) -> String {
    let said = run_as(office, who, args);
    assert_eq!(said.status, 0, "{args:?} by {who}: {said:#?}");
    said.stdout
}

fn json_as(office: &Office, who: &str, args: &[&str]) -> Value {
    serde_json::from_str(&ok_as(office, who, &[args, &["--json"]].concat())).expect("JSON")
}

/// In every way in which a marked word may stand in bytes: as typed, small, folded; its beginning is enough, also in half.
fn needles() -> Vec<Vec<u8>> {
    let texts = [LATIN.to_owned(), LATIN.to_lowercase(), fold(LATIN), KHMER.to_owned(), fold(KHMER)];
    let whole = texts.iter().map(|t| t.as_bytes().to_vec());
    let begun = texts.iter().map(|t| t.as_bytes()[..8.min(t.len())].to_vec());
    // UTF-16, in which a library might keep it, and the days of birth.
    let wide = [LATIN, KHMER].map(|t| t.encode_utf16().flat_map(u16::to_le_bytes).collect());
    let days = BORN.into_iter().chain(["1971-05-05", "the girl"]).map(|d| d.as_bytes().to_vec());
    whole.chain(begun).chain(wide).chain(days).collect()
}

fn hits(bytes: &[u8]) -> usize {
    needles().iter().map(|needle| memmem(bytes, needle)).sum()
}

fn memmem(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).filter(|window| window == &needle).count()
}

/// Every file below a folder in which such bytes stand, with how often.
fn found_below(folder: &Path) -> Vec<(PathBuf, usize)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(found_below(&path));
        } else {
            let n = hits(&std::fs::read(&path).unwrap());
            found.extend((n > 0).then_some((path, n)));
        }
    }
    found
}

/// A copy as a backup makes it before it is sealed.
fn copied(office: &Office) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("staging.db");
    let file = rusqlite::Connection::open(office.db()).unwrap();
    file.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    drop(file);
    std::fs::read(copy).unwrap()
}

fn console(office: &Office, who: &str) -> Console {
    let console = office.console(&["--now", NOW, "--as", who], WIDE);
    console.wait_text("11/00");
    console
}

/// Finds the case and opens it.
fn show_on(console: &Console) {
    console.keys("/11/0001<Enter>");
    console.wait_text("Stage        Closed");
}

const ERASE: [&str; 5] = ["erase", CASE, "--reason", "kept for nine years as the law says", "--yes"];

#[test]
fn nothing_of_an_erased_case_is_left_and_all_else_is_as_it_was() {
    let office = office();
    // What stands beside the records: looks, searches, broken glass, forms that were typed in and never saved.
    json_as(&office, "dara", &["show", CASE]);
    let by_key = format!("victim.name:nobody,{}", word("victimnamee"));
    for search in [word("victimnamee"), word("suspectonlinea").to_uppercase(), by_key, "canal".to_owned()] {
        ok_as(&office, "dara", &["list", &search]);
    }
    // Views that ask for it or are called by it, and one that has nothing to do with it.
    let viewing = console(&office, "dara");
    for (key, words, name) in [
        ("x", word("victimnamee"), "One".to_owned()),
        ("y", "lead:me open".into(), word("suspectnamea")),
        ("z", "open".into(), "Others".into()),
    ] {
        viewing.keys(&format!("/{words}<Enter>V<C-s>{name}<Tab>{key}<Enter>"));
        viewing.wait_text(&format!("saved: V {key} opens it"));
        viewing.keys("<Esc>");
        viewing.wait_gone("Nobody leads it");
        viewing.keys("<Esc>");
        viewing.wait_gone("with “");
    }
    viewing.keys("q");
    viewing.wait_exit();
    let (live, broken) = (console(&office, "dara"), console(&office, "sophal"));
    for (form, typed) in [(&live, word("live")), (&broken, word("broken"))] {
        show_on(form);
        form.keys("e");
        form.wait_text("Edit CPU-11-0001");
        form.keys(&format!("<Tab><Tab><Tab><Tab><Tab><Tab>{typed}"));
        office.wait_for_draft(typed.split_once(" ").unwrap().0);
    }
    broken.signal(9);
    broken.wait_exit();
    ok_as(&office, "bopha", &["glass", CASE, "--reason", &word("glass")]);
    ok_as(&office, "bopha", &["show", CASE]);
    let looking = console(&office, "vanna");
    show_on(&looking);
    looking.wait_text(&LATIN[..6]);

    let rates = |by: &[&str]| json_as(&office, "vanna", &[&["rates", "--year", "2011"], by].concat());
    let slices = ["age", "province", "relationship", "source", "offence", "team"];
    let figures = || [rates(&[])].into_iter().chain(slices.map(|by| rates(&["--by", by]))).collect::<Vec<_>>();
    let before = (json_as(&office, "dara", &["show", BESIDE]), figures());
    assert!(hits(&copied(&office)) > 1000, "the marks are in the file");
    let lines = json_as(&office, "vanna", &["log", CASE, "--limit", "9999"]).as_array().unwrap().len();

    // Nobody else may, an open case is not, and nobody is taken by surprise.
    for who in ["dara", "sophal", "bopha", "nary"] {
        let said = run_as(&office, who, &ERASE);
        assert!(said.status == 4 && said.stderr.contains("may not erase cases"), "{said:#?}");
        let said = run_as(&office, who, &["retention", "--years", "3"]);
        assert!(said.status == 4 && said.stdout.is_empty(), "{said:#?}");
    }
    let refused = |line: &&str| line.starts_with("ledger ") && line.contains("action=\"refused\"");
    assert_eq!(office.dump().lines().filter(refused).count(), 8, "each on record");
    let open = run_as(&office, "vanna", &["erase", BESIDE, "--reason", "x", "--yes"]);
    assert!(open.status == 1 && open.stderr.contains("CPU-11-0002 is not closed: close it first"), "{open:#?}");
    let unasked = run_as(&office, "vanna", &ERASE[..4]);
    assert!(unasked.status == 2 && unasked.stderr.contains("say --yes"), "{unasked:#?}");
    assert_eq!(run_as(&office, "vanna", &["erase", CASE, "--reason", " ", "--yes"]).status, 2);
    let listed = json_as(&office, "vanna", &["retention", "--years", "9"]);
    assert_eq!(
        listed,
        serde_json::json!([{"number": "CPU-11-0001", "what": "Homicide, Battambang, f6 +1", "closed_on": "2012-05-01", "years": 9, "erased": false}])
    );

    let temporary = tempfile::tempdir().unwrap();
    std::fs::write(format!("{}.schema-4.20110301T000000Z", office.db().display()), "an old copy").unwrap();
    let mut erase = office.command(&[&["--as", "vanna", "--now", NOW], &ERASE[..]].concat());
    let start = Instant::now();
    let said = erase.env("TMPDIR", temporary.path()).output().unwrap();
    println!("erased in {:?}: {}", start.elapsed(), String::from_utf8_lossy(&said.stdout));
    assert!(said.status.success() && hits(&said.stdout) + hits(&said.stderr) == 0, "{said:?}");
    let told = String::from_utf8(said.stdout).unwrap();
    for part in ["CPU-11-0001 is erased", ", 2 unsaved forms", "office.db.schema-4.20110301T000000Z", "31 days"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("old pages"), "consoles that look on hold no page: {told}");

    // Consoles are open, so what stands beside the file is there too.
    assert!(office.folder().join("office.db-wal").exists() && office.folder().join("office.db-shm").exists());
    let nothing = |when: &str| {
        assert_eq!((found_below(office.folder()), found_below(temporary.path())), (vec![], vec![]), "{when}");
        assert_eq!(hits(&copied(&office)), 0, "in a backup, {when}");
    };
    nothing("at once");
    looking.wait_gone(&LATIN[..6]);
    looking.wait_text("Stage        Closed");
    looking.wait_text("ERASED on");
    assert!(!looking.screen().contains("Missing"), "what is blank is no gap:\n{}", looking.screen());
    looking.keys("e");
    looking.wait_text("The case was erased: nothing is saved in it any more");
    // A form that was open since brings nothing back: it is neither kept nor saved.
    live.keys(&format!("{LATIN}again"));
    live.wait_text(&format!("{LATIN}again"));
    live.keys("<C-s>");
    live.wait_text("was erased");
    assert_eq!(office.drafts(), [""; 0]);
    live.signal(15);
    live.wait_exit();
    nothing("after a form that was open");
    looking.keys("q");
    looking.wait_exit();
    nothing("when all are closed");

    assert_eq!(json_as(&office, "dara", &["show", BESIDE]), before.0);
    assert_eq!(figures(), before.1);
    ok_as(&office, "dara", &["list", "--view", "Others"]);
    let asked = office.run(&["--as", "dara", "list", "--view", "x"]);
    assert!(asked.stderr.contains("no view is called “x”; there are: Others, All cases"), "{}", asked.stderr);
    let case = json_as(&office, "vanna", &["show", CASE]);
    assert_eq!(case["erased"]["by"], "vanna");
    assert_eq!(case["erased"]["reason"], ERASE[3]);
    assert_eq!((&case["district"], &case["commune"]), (&"0203".into(), &Value::Null));
    assert_eq!((&case["victims"][0]["age"], &case["victims"][0]["name"]), (&"6".into(), &Value::Null));
    assert_eq!((&case["offences"][0]["victims"], &case["diary"][0]["text"]), (&"V1".into(), &"erased".into()));
    let after = json_as(&office, "vanna", &["log", CASE, "--limit", "9999"]);
    assert!(after.as_array().unwrap().len() > lines, "no line is gone: {} of {lines}", after.as_array().unwrap().len());
    let history = ok_as(&office, "vanna", &["log", CASE]);
    assert!(history.contains("V1 Name: erased") && history.contains(ERASE[3]), "{history}");
    let searches = ok_as(&office, "vanna", &["log", "search"]);
    assert!(searches.contains("canal") && searches.matches("erased").count() == 4, "{searches}");
    let verified = json_as(&office, "nary", &["audit", "verify"]);
    assert!(verified["ok"] == true && verified["problems"].as_array().unwrap().is_empty(), "{verified:#}");
    assert_eq!(office.run(&["doctor"]).status, 0, "{:#?}", office.run(&["doctor"]));
    let again = run_as(&office, "vanna", &ERASE);
    assert!(again.status == 1 && again.stderr.contains("was erased on 28 Dec 2021"), "{again:#?}");
    let listed = json_as(&office, "vanna", &["retention", "--years", "9"]);
    assert_eq!((&listed[0]["closed_on"], &listed[0]["erased"]), (&"2012-05-01".into(), &true.into()));
}

#[test]
fn how_long_is_for_the_law_to_say() {
    let office = office();
    let said = run_as(&office, "vanna", &["retention"]);
    assert!(said.status == 2 && said.stdout.is_empty() && said.stderr.contains("retention_years"), "{said:#?}");
    let config = office.folder().join("office.toml");
    std::fs::write(&config, "retention_years = 9\n").unwrap();
    let config = config.to_str().unwrap();
    let years = |at: &str, more: &[&str]| {
        let args = [&["--as", "vanna", "--now", at, "--config", config, "retention", "--json"], more].concat();
        serde_json::from_str::<Value>(&office.ok(&args)).unwrap().as_array().unwrap().len()
    };
    assert_eq!([years("2021-05-01", &[]), years("2021-05-02", &[]), years(NOW, &["--years", "10"])], [0, 1, 0]);
    // On a terminal it is asked; anything but yes is no.
    let db = office.db();
    let args = ["--db", db.to_str().unwrap(), "--now", NOW, "--as", "vanna", "--config", config];
    let asked = Console::start(&[&args, &ERASE[..4]].concat(), WIDE, &[]);
    asked.wait_text("[y/n]");
    let question = asked.screen().replace('\n', "");
    for part in [
        "CPU-11-0001 (Homicide, Battambang, f6 +1), closed on 1 May 2012",
        "9 years ago",
        "keeps cases 9 years",
        "cannot be undone",
        "paper stays",
    ] {
        assert!(question.contains(part), "{part}: {question}");
    }
    asked.keys("n<Enter>");
    asked.wait_text("nothing was erased");
    assert_eq!(asked.wait_exit().exit_code(), 1);
    assert!(json_as(&office, "vanna", &["show", CASE])["erased"].is_null());
    let asked = Console::start(&[&args, &ERASE[..4]].concat(), WIDE, &[]);
    asked.wait_text("[y/n]");
    asked.keys("y<Enter>");
    asked.wait_text("is erased");
    assert!(asked.wait_exit().success());
    assert_eq!(found_below(office.folder()), []);
}

#[test]
fn a_case_is_closed_since_it_was_last_done_with() {
    let office = office();
    let stage = |code: &str, at: &str| {
        let mut store = Store::open(&office.db()).unwrap();
        let claim = Claim { name: Some("dara".into()), account: "x".into(), session: code.into(), ..Claim::default() };
        store.sign_in(&claim, &now(at)).unwrap();
        let id = store.case_by_number(BESIDE, &now(at)).unwrap();
        let before = store.case(&id, &now(at)).unwrap().case.to_sheet();
        let mut after = before.clone();
        after.set("investigation", Some(code.into()));
        let deed = Deed { reason: Some("done".into()), ..Deed::edit("close", before, after) };
        store.write(&now(at), &deed).unwrap();
    };
    let listed = || json_as(&office, "vanna", &["retention", "--years", "1"]);
    stage("CLO", "2013-05-01T12:00");
    stage("REO", "2014-05-01T12:00");
    assert_eq!(listed().as_array().unwrap().len(), 1);
    stage("DEC", "2015-05-01T23:30");
    stage("CLO", "2016-05-01T12:00");
    let listed = listed();
    assert_eq!(listed[0]["number"], "CPU-11-0001", "the oldest first");
    assert_eq!((&listed[1]["number"], &listed[1]["closed_on"]), (&"CPU-11-0002".into(), &"2015-05-01".into()));
}

#[test]
fn while_somebody_reads_the_old_pages_it_says_so_and_once_more_clears_them() {
    let office = office();
    let reader = rusqlite::Connection::open(office.db()).unwrap();
    let snapshot = reader.unchecked_transaction().unwrap();
    let cases: i64 = snapshot.query_row("SELECT count(*) FROM cases", [], |r| r.get(0)).unwrap();
    assert_eq!(cases, 61);
    let said = ok_as(&office, "vanna", &ERASE);
    assert!(said.contains("old pages still stand in the file"), "{said}");
    snapshot.finish().unwrap();
    drop(reader);
    let again = run_as(&office, "vanna", &ERASE);
    assert!(again.stderr.contains("there is nothing left to erase"), "{again:#?}");
    assert_eq!(found_below(office.folder()), []);
}

#[test]
fn an_erasure_killed_at_any_moment_is_whole_or_none() {
    let template = office();
    let file = std::fs::read(template.db()).unwrap();
    let before = json_as(&template, "vanna", &["show", CASE]);
    let file = {
        drop(template);
        file
    };
    let office = Office::new();
    let begin = || {
        for end in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", office.db().display()));
        }
        std::fs::write(office.db(), &file).unwrap();
        let mut command = office.command(&[&["--as", "vanna", "--now", NOW], &ERASE[..]].concat());
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let start = Instant::now();
    assert!(begin().wait().unwrap().success());
    let whole = start.elapsed();
    let (mut erased, rounds) = (0, if support::faults::is_long() { 200 } else { 20 });
    let mut dice = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64 | 1;
    println!("seed {dice}");
    for round in 0..rounds {
        let mut child = begin();
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        std::thread::sleep(whole / 10 + (whole * (dice % 1000) as u32) / 1000);
        child.kill().unwrap();
        child.wait().unwrap();
        let case = json_as(&office, "vanna", &["show", CASE]);
        let verified = json_as(&office, "nary", &["audit", "verify"]);
        assert_eq!(verified["ok"], true, "round {round}: {verified:#}");
        if case["erased"].is_null() {
            assert_eq!(case, before, "round {round}: half erased");
        } else {
            erased += 1;
            assert_eq!(hits(case.to_string().as_bytes()), 0, "round {round}: {case:#}");
            // Cut off before the file was made anew, it is made anew when asked again.
            assert_eq!(run_as(&office, "vanna", &ERASE).status, 1);
            assert_eq!(found_below(office.folder()), [], "round {round}");
        }
    }
    let result = format!("whole or none: {erased} erased, the others as before; 0 marks left, the ledger well");
    support::faults::held(1, "erasure", rounds, &result);
}

#[test]
fn a_restore_names_the_cases_that_were_erased_since_and_are_there_again() {
    let office = office();
    let backup = office.folder().join("backup.db");
    let backup = backup.to_str().unwrap();
    office.ok(&["backup", backup]);
    ok_as(&office, "vanna", &ERASE);
    let said = office.ok(&["restore", backup, "--yes"]);
    assert!(said.contains("ERASED SINCE, and there again afterwards: CPU-11-0001"), "{said}");
    assert!(json_as(&office, "vanna", &["show", CASE])["erased"].is_null(), "there again");
    ok_as(&office, "vanna", &ERASE);
    office.well();
}

#[test]
fn the_file_lets_nothing_else_be_erased_by_whatever_program() {
    let office = office();
    ok_as(&office, "dara", &["list", "canal"]);
    ok_as(&office, "bopha", &["glass", BESIDE, "--reason", "same suspect"]);
    let file = rusqlite::Connection::open(office.db()).unwrap();
    let diary = "UPDATE diary SET text = 'erased' WHERE case_id = (SELECT id FROM cases WHERE number = 'CPU-11-0001')";
    assert!(file.execute(diary, []).is_err(), "no act says so yet");
    ok_as(&office, "vanna", &ERASE);
    let blank = "UPDATE ledger_value SET salt = NULL, old = NULL, new = NULL, reason = NULL, \
                 erased_by = (SELECT min(seq) FROM ledger WHERE action = 'erase') WHERE erased_by IS NULL AND seq IN";
    for (what, sql) in [
        ("a case beside it", format!("{blank} (SELECT seq FROM ledger WHERE case_id <> '' AND action = 'new case')")),
        ("an account", format!("{blank} (SELECT seq FROM ledger WHERE kind = 'officer')")),
        ("a sign-in", format!("{blank} (SELECT seq FROM ledger WHERE action = 'sign in' AND seq < 9999)")),
        (
            "a search that the act does not name",
            "UPDATE ledger_value SET salt = NULL, old = NULL, new = NULL, reason = NULL, \
             erased_by = (SELECT max(seq) FROM ledger WHERE action = 'erase') \
             WHERE erased_by IS NULL AND seq IN (SELECT seq FROM ledger WHERE action = 'search')"
                .into(),
        ),
        ("the act itself", format!("{blank} (SELECT seq FROM ledger WHERE action = 'erase')")),
        (
            "back again",
            "UPDATE ledger_value SET old = 'x', erased_by = NULL, salt = x'00' WHERE erased_by IS NOT NULL".into(),
        ),
        ("glass beside it", "UPDATE glass SET reason = 'erased'".into()),
        ("another reason", "UPDATE glass SET reason = 'x'".into()),
        ("the diary", "UPDATE diary SET text = 'x'".into()),
    ] {
        assert!(file.execute(&sql, []).is_err(), "{what}");
    }
    drop(file);
    assert_eq!(json_as(&office, "nary", &["audit", "verify"])["ok"], true);
}
