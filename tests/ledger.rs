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
fn a_list_whose_index_has_lost_a_case_is_refused_in_every_order() {
    use caseload::domain::listing::Sort;
    for (sort, index) in [(Sort::Province, "case_row_province"), (Sort::Lead, "case_row_lead")] {
        let office = Office::in_memory();
        let mut store = desk(&office, "dara");
        for n in 0..3 {
            store.write(&now(), &new_case(&format!("op {n}"))).unwrap();
        }
        drop(store);
        let query = Query { sort, ..Query::default() };
        let listed = |office: &Office| desk(office, "dara").page(&query, 0, 2, &now()).map(|page| page.total);
        assert_eq!(listed(&office).unwrap(), 3);
        // For a moment the index leaves out the second case; then it says again that it holds all.
        let named = |sql: &str| {
            let file = rusqlite::Connection::open(office.db()).unwrap();
            let set = "UPDATE sqlite_schema SET sql = ?1 WHERE name = ?2";
            file.execute_batch("PRAGMA writable_schema = 1").unwrap();
            assert_eq!(file.execute(set, [sql, index]).unwrap(), 1);
        };
        let file = rusqlite::Connection::open(office.db()).unwrap();
        let sql: String =
            file.query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [index], |r| r.get(0)).unwrap();
        drop(file);
        named(&format!("{sql} WHERE number NOT LIKE '%0002'"));
        rusqlite::Connection::open(office.db()).unwrap().execute_batch(&format!("REINDEX {index}")).unwrap();
        named(&sql);
        let told = listed(&office).unwrap_err().to_string();
        assert!(told.contains("the list holds 2 cases where 3 were entered"), "{told}");
    }
}

/// The places of all lines that the log tells, read page by page.
fn told(store: &mut Store, query: &LogQuery) -> Result<Vec<i64>, Error> {
    let mut all = Vec::new();
    loop {
        let page = store.log(query, all.last().copied(), 2_003, &now())?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page.iter().map(|line| line.seq));
    }
}

#[test]
fn the_log_tells_what_a_recount_of_the_ledger_tells_and_is_refused_where_a_line_is_left_out() {
    let office = Office::demo_with(200);
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    let number = |of: &str, skip: u32| -> String {
        let sql = format!("SELECT number FROM cases WHERE {of} ORDER BY number LIMIT 1 OFFSET {skip}");
        raw.query_row(&sql, [], |r| r.get(0)).unwrap()
    };
    let why = ["--reason", "as the law says"];
    let of_2018 = "number LIKE 'CPU-18-%'";
    office.ok(&[&["import", "--undo", "1"][..], &why].concat());
    office.ok(&[&["import", "--redo", "1"][..], &why].concat());
    office.ok(&[&["merge", &number(of_2018, 0), &number(of_2018, 1), "--yes"][..], &why].concat());
    office.ok(&[&["unmerge", &number(of_2018, 1)][..], &why].concat());
    office.ok(&[&["erase", &number("investigation = 'CLO'", 0), "--yes"][..], &why].concat());

    let mut store = desk(&office, "dara");
    let recount = |more: &str| -> Vec<i64> {
        let sql = format!(
            "SELECT seq FROM ledger WHERE (action <> 'import' OR case_id = '') AND NOT (kind = 'person' AND case_id = '') {more} \
             ORDER BY seq DESC"
        );
        raw.prepare(&sql).unwrap().query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let by = LogQuery { officer: Some("dara".to_owned()), ..LogQuery::default() };
    let edits = LogQuery { act: Some("edit".to_owned()), ..LogQuery::default() };
    let (all, lines) = (recount(""), raw.query_row("SELECT count(*) FROM ledger", [], |r| r.get::<_, i64>(0)).unwrap());
    for act in ["undo import", "redo import", "merge", "unmerge", "erase", "join"] {
        let there: bool =
            raw.query_row("SELECT EXISTS (SELECT 1 FROM ledger WHERE action = ?1)", [act], |r| r.get(0)).unwrap();
        assert!(there, "no {act} is in the log");
    }
    assert!(usize::try_from(lines).unwrap() > all.len() + 1_000, "the lines of an import are left out");
    assert!(told(&mut store, &LogQuery::default()).unwrap() == all, "the log is not what a recount tells");
    assert!(told(&mut store, &by).unwrap() == recount("AND (person = 'dara' OR record_id = 'dara')"));
    assert!(told(&mut store, &edits).unwrap() == recount("AND instr(lower(action), 'edit') > 0"));
    office.ok(&["audit", "verify"]);

    // On the first page, at its end, and in the place of a line that is not told.
    raw.execute_batch("DROP TRIGGER ledger_told_kept; DROP TRIGGER ledger_told_fixed").unwrap();
    let last = raw.query_row("SELECT max(seq) FROM ledger_told", [], |r| r.get::<_, i64>(0)).unwrap();
    let untold = "(SELECT max(seq) FROM ledger WHERE action = 'import' AND case_id <> '')";
    for tampering in [
        "DELETE FROM ledger_told WHERE n = (SELECT last - 20 FROM counter WHERE name = 'told')".to_owned(),
        format!("DELETE FROM ledger_told WHERE seq = {last}"),
        format!(
            "UPDATE ledger_told SET seq = {untold} WHERE seq = (SELECT max(seq) FROM ledger_told WHERE seq < {untold})"
        ),
        format!("DELETE FROM ledger_told WHERE seq = {}", all.last().unwrap()),
        "UPDATE counter SET last = last - 1 WHERE name = 'told'".to_owned(),
    ] {
        raw.execute_batch(&format!("SAVEPOINT sound; {tampering}; RELEASE sound")).unwrap();
        let refused = told(&mut store, &LogQuery::default());
        let said = refused.map(|lines| lines.len()).unwrap_err().to_string();
        assert!(said.contains("is not in the log"), "{tampering}: {said}");
        raw.execute_batch(
            "DELETE FROM ledger_told; INSERT INTO ledger_told SELECT seq, row_number() OVER (ORDER BY seq) FROM ledger \
             WHERE action <> 'import' OR case_id = '' ORDER BY seq; \
             UPDATE counter SET last = (SELECT count(*) FROM ledger_told) WHERE name = 'told'",
        )
        .unwrap();
    }
    assert!(
        store.log(&LogQuery::default(), None, 1, &now()).is_ok_and(|page| page[0].seq == all[0]),
        "and it is as it was"
    );
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
