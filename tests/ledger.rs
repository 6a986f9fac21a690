//! The ledger at its edge: an act that is tried again is one act, a record that something else changed is not shown, and the head
//! that was printed is the one that is verified.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::clock::Clock;
use caseload::domain::act::{Deed, Outcome};
use caseload::domain::listing::Query;
use caseload::domain::log::LogQuery;
use caseload::domain::moment::Now;
use caseload::domain::officer::{Officer, Role};
use caseload::domain::record::{Record, RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Error, Store};
use std::sync::atomic::{AtomicBool, Ordering};
use support::Office;

fn now() -> Now {
    Clock::System.now(chrono_tz::Asia::Phnom_Penh)
}

fn desk(office: &Office, account: &str) -> Store {
    let mut store = Store::open(&office.db()).unwrap();
    store
        .sign_in(&Claim { account: account.to_owned(), session: account.to_owned(), ..Claim::default() }, &now())
        .unwrap();
    store
}

fn new_case(op_id: &str) -> Deed {
    let mut case = Sheet::blank(RecordKind::Case, "new:case", 0);
    case.set("reported_on", Some("2019-12-30".into()));
    let mut offence = Sheet::blank(RecordKind::Offence, "new:case", 1);
    offence.set("code", Some("0101".into()));
    Deed { op_id: Some(op_id.to_owned()), ..Deed::add("new case", vec![case, offence]) }
}

#[test]
fn an_act_that_is_tried_again_is_one_act_and_nobody_elses() {
    let office = Office::new();
    let mut store = desk(&office, "dara");
    let Ok(Outcome::Saved { number, case_id, .. }) = store.write(&now(), &new_case("one")) else { panic!("not saved") };
    let dump = office.dump();
    let again = store.write(&now(), &new_case("one")).unwrap();
    assert_eq!(again, Outcome::SavedBefore { case_id, number }, "as after a save whose outcome was not known");
    assert!(matches!(desk(&office, "sokha").write(&now(), &new_case("one")), Err(Error::Deed(_))));
    assert_eq!(office.dump(), dump, "neither wrote anything");
    assert!(matches!(store.write(&now(), &new_case("two")), Ok(Outcome::Saved { .. })));
    office.ok(&["audit", "verify"]);
}

#[test]
fn what_another_program_changes_while_it_is_saved_is_not_saved_and_what_it_changed_is_not_shown() {
    let office = Office::new();
    let mut store = desk(&office, "dara");
    let Ok(Outcome::Saved { case_id, .. }) = store.write(&now(), &new_case("one")) else { panic!("not saved") };
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    raw.execute_batch(
        "CREATE TRIGGER other AFTER INSERT ON cases BEGIN UPDATE cases SET province = '02' WHERE id = NEW.id; END",
    )
    .unwrap();
    let dump = office.dump();
    let refused = store.write(&now(), &new_case("two")).unwrap_err().to_string();
    assert!(refused.starts_with("case CPU-19-0002 was changed by something else while it was saved"), "{refused}");
    assert_eq!(office.dump(), dump, "nothing was written");
    raw.execute_batch("DROP TRIGGER other; UPDATE cases SET province = '02'").unwrap();
    let refused = store.case(&case_id, &now()).unwrap_err().to_string();
    assert!(refused.starts_with("the case is not as it was saved"), "{refused}");
    let said = office.run(&["audit", "verify"]);
    assert!(said.status == 1 && said.stdout.contains("CPU-19-0001 case is not as it was saved"), "{said:?}");
}

#[test]
fn the_head_is_printed_with_eight_words_and_is_the_one_that_is_verified() {
    let office = Office::new();
    let heads = office.folder().join("heads");
    let mut kept = String::new();
    for _ in 0..3 {
        office.ok(&["add", "rape bat f7"]);
        kept += &office.ok(&["audit", "head"]);
    }
    std::fs::write(&heads, &kept).unwrap();
    assert!(kept.lines().all(|line| line.split(' ').count() == 4 + 8), "{kept}");
    let heads = heads.to_str().unwrap();
    let json: serde_json::Value =
        serde_json::from_str(&office.ok(&["audit", "verify", "--anchors", heads, "--json"])).unwrap();
    assert_eq!((&json["ok"], &json["anchors"]), (&true.into(), &3.into()), "{json:#}");
    assert!(
        kept.contains(json["head"]["hash"].as_str().unwrap()) && kept.contains(json["head"]["words"].as_str().unwrap())
    );
    std::fs::write(office.folder().join("heads"), "no head\n").unwrap();
    let said = office.run(&["audit", "verify", "--anchors", heads]);
    assert!(said.status == 2 && said.stderr.contains("line 1: this is no head"), "{said:?}");
}

#[test]
fn whoever_reads_the_log_is_told_whether_it_can_be_believed() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7"]);
    let words = office.ok(&["audit", "head"]).split(' ').skip(4).collect::<Vec<_>>().join(" ");
    let console = office.console(&[], (80, 24));
    console.wait_text("/0001");
    console.keys("7");
    console.wait_text("lines as written");
    console.wait_text(words.trim());
    console.keys("q");
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    raw.execute_batch("UPDATE cases SET province = '03'").unwrap();
    let console = office.console(&[], (80, 24));
    console.wait_text("/0001");
    console.keys("7");
    console.wait_text("1 WRONG in the ledger; tell the administrator");
    console.keys("q");
}

#[test]
fn a_clash_names_who_changed_the_field_and_not_who_saved_the_record_last() {
    let office = Office::new();
    let mut store = desk(&office, "dara");
    let Ok(Outcome::Saved { case_id, .. }) = store.write(&now(), &new_case("one")) else { panic!("not saved") };
    let base = store.case(&case_id, &now()).unwrap().case.to_sheet();
    let edit = |name: &str, field: &str, value: &str| {
        let mut store = desk(&office, name);
        let before = store.case(&case_id, &now()).unwrap().case.to_sheet();
        let mut after = before.clone();
        after.set(field, Some(value.to_owned()));
        assert!(matches!(store.write(&now(), &Deed::edit("edit", before, after)), Ok(Outcome::Saved { .. })));
    };
    edit("sokha", "village", "Ta Kream");
    edit("bopha", "summary", "seen at the market");
    let mut mine = base.clone();
    mine.set("village", Some("Chrey".to_owned()));
    let Ok(Outcome::Clashed { clashes, .. }) = store.write(&now(), &Deed::edit("edit", base, mine)) else {
        panic!("two villages, and no clash")
    };
    assert_eq!(clashes.iter().map(|c| (c.spec.column, c.by.as_str())).collect::<Vec<_>>(), [("village", "sokha")]);
}

#[test]
fn who_looks_after_the_file_is_told_of_a_ledger_whose_end_is_gone() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7"]);
    office.ok(&["user", "add", "nary", "--role", "administrator"]);
    office.ok(&["--as", "nary", "audit", "verify"]);
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    let guard: String =
        raw.query_row("SELECT sql FROM sqlite_schema WHERE name = 'ledger_kept'", [], |r| r.get(0)).unwrap();
    let last: i64 = raw.query_row("SELECT max(seq) FROM ledger", [], |r| r.get(0)).unwrap();
    raw.execute_batch(&format!(
        "PRAGMA foreign_keys = 0; DROP TRIGGER ledger_kept; DELETE FROM ledger WHERE seq = {last}; {guard}"
    ))
    .unwrap();
    for args in [&["--as", "nary", "audit", "verify"][..], &["audit", "verify"]] {
        let said = office.run(args);
        assert!(said.status == 1 && said.stdout.contains(&format!("line {last}, ")), "{args:?}: {said:?}");
    }
}

#[test]
fn a_restore_gives_no_number_twice() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7", "--now", "2021-12-28T22:45"]);
    let backup = office.folder().join("backup.db");
    let backup = backup.to_str().unwrap();
    office.ok(&["backup", backup]);
    office.ok(&["add", "rape bat f8", "--now", "2021-12-28T22:46"]);
    office.ok(&["restore", backup, "--yes"]);
    let next = office.ok(&["add", "rape bat f9", "--now", "2021-12-28T22:47"]);
    assert_eq!(next.trim(), "CPU-21-0003", "0002 was given to another child");
    let listed: serde_json::Value = serde_json::from_str(&office.ok(&["list", "--json"])).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2, "a number that no case bears is no case that is missing");
    let gone = office.run(&["show", "21/2"]);
    assert!(gone.status == 1 && gone.stderr.contains("CPU-21-0002"), "{gone:?}");
    // Back once more, over both of them: the next is a new one again.
    office.ok(&["restore", backup, "--yes"]);
    assert_eq!(office.ok(&["add", "rape bat f9", "--now", "2021-12-28T22:48"]).trim(), "CPU-21-0004");
    office.well();
    // And a case that is missing is still said to be.
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    raw.execute_batch(
        "PRAGMA foreign_keys = 0; DROP TRIGGER cases_kept; DELETE FROM cases WHERE number = 'CPU-21-0004'",
    )
    .unwrap();
    let missing = office.run(&["show", "21/4"]);
    assert!(missing.stderr.contains("the case CPU-21-0004 is missing"), "{missing:?}");
}

/// Enough looks for some to fall into the moment of a save.
const LOOKS: usize = 400;

#[test]
fn what_is_looked_at_while_it_is_saved_is_never_taken_for_altered() {
    let office = Office::in_memory();
    let mut store = desk(&office, "root");
    let Ok(Outcome::Saved { case_id, .. }) = store.write(&now(), &new_case("one")) else { panic!("not saved") };
    let chief = Officer { name: "nary".into(), role: Role::Administrator, team: None, active: true };
    let officer = Officer { name: "dara".into(), role: Role::Director, team: None, active: true };
    store.add_officer(&chief, None, &now()).unwrap();
    desk(&office, "root").add_officer(&officer, None, &now()).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut store = desk(&office, "root");
            store
                .sign_in(&Claim { name: Some("dara".into()), session: "writer".into(), ..Claim::default() }, &now())
                .unwrap();
            for n in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let before = store.case(&case_id, &now()).unwrap().case.to_sheet();
                let mut after = before.clone();
                after.set("summary", Some(format!("as it was said for the {n}th time")));
                store.write(&now(), &Deed::edit("edit", before, after)).unwrap();
                store.write(&now(), &new_case(&format!("another {n}"))).unwrap();
            }
        });
        scope.spawn(|| {
            let mut server = desk(&office, "root");
            for n in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                server.set_role("dara", Role::Director, Some(if n % 2 == 0 { "ICAC" } else { "HIT" }), &now()).unwrap();
            }
        });
        let looks = || -> Result<(), Error> {
            let mut store = desk(&office, "root");
            let claim = Claim { name: Some("dara".into()), session: "looker".into(), ..Claim::default() };
            store.sign_in(&claim, &now())?;
            for _ in 0..LOOKS {
                let printed = format!("19/{}", counted(&office) + 1);
                match store.case_by_number(&printed, &now()) {
                    Ok(_) | Err(Error::NoCase(_)) => {}
                    Err(error) => return Err(error),
                }
                store.case(&case_id, &now())?;
                store.history(&case_id, &now())?;
                store.log(&LogQuery::default(), None, 50, &now())?;
                store.page(&Query::default(), 0, 50, &now())?;
            }
            Ok(())
        };
        let looked = looks();
        done.store(true, Ordering::Relaxed);
        looked.unwrap();
    });
    office.well();
}

/// How many cases there are.
fn counted(office: &Office) -> i64 {
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    raw.query_row("SELECT count(*) FROM cases", [], |r| r.get(0)).unwrap()
}
