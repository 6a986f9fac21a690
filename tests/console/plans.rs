//! What the engine is asked by screens, on a file of some thousand cases: no statement reads through a table that grows, but for those that are
//! listed here with the reason. The program writes down its statements where it is told to (`store/statements.rs`); here each is explained, on
//! a file without statistics of its own, so that the plan is that of every office.

use crate::support::{Console, Office};
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};
use std::collections::{BTreeMap, BTreeSet};

const SIDE: (u16, u16) = (120, 36);

/// Tables that are as long with a million cases as with a thousand, and what is no table.
const SMALL: [&str; 18] = [
    "CONSTANT",
    "code",
    "counter",
    "draft",
    "import",
    "merged",
    "migration",
    "office",
    "office_code",
    "officer",
    "partner",
    "presence",
    "published",
    "release",
    "saved_view",
    "scope",
    "sqlite_schema",
    "time_limit",
];
/// What a query makes itself and reads through: it is as long as what was asked for.
const MADE: [&str; 8] = ["base", "entered", "json_each", "led", "near", "picked", "pragma_table_info", "roots"];

/// How a statement begins, or what stands in it, and why it may read through a table that grows.
#[rustfmt::skip]
const MAY: [(&str, &str); 23] = [
    ("SELECT case_row.* FROM case_row ORDER BY", "a page of the list, by the index of its order, counted off from the nearer end"),
    ("SELECT count(*) FROM case_row INDEXED BY", "the list is as long as numbers were drawn: the pages of an index are counted, not read"),
    ("SELECT ordinal > 0 FROM case_row INDEXED BY", "the same: the first entry of that index"),
    ("SELECT case_row.* FROM case_row WHERE", "a page of what fits a filter, by the index of its order until it is full"),
    ("SELECT count(*) FROM case_row WHERE", "how many fit a filter: fields are compared case by case, and words that stand in a fourth of them"),
    ("FROM word_block", "the index of words: one entry for every 256 cases"),
    ("SELECT count(*) FROM offence NOT INDEXED", "figures are refused where an index does not hold what its table holds"),
    ("UNION SELECT case_id FROM ledger WHERE seq >=", "a year as it was at an instant: what the ledger says of it since then"),
    ("SELECT min(seq) FROM ledger WHERE at >", "the same: the first line after it; times are not in the order of the lines where a clock was set back"),
    ("FROM ledger l WHERE l.kind = ?1 AND l.field = ?2", "merges as they were at an instant, out of the ledger"),
    ("INDEXED BY ledger_scope", "the lines of the scope, by an index of nothing else"),
    ("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1", "the last line of the ledger"),
    ("FROM exhibit ORDER BY case_id", "the board of exhibits counts all of them"),
    ("FROM custody_event ORDER BY case_id", "the same: where each exhibit is"),
    ("FROM exam_request ORDER BY case_id", "the same: what is asked of it"),
    ("FROM exam_result ORDER BY case_id", "the same: what came of that"),
    ("FROM tip ORDER BY case_id", "the board of tips counts all of them"),
    ("cases.number = tip.outcome_case", "the same: the cases that came of tips, by an index of those, which is read whole"),
    ("WHERE cases.investigation NOT IN", "the open caseload: by an index of the open cases, which is read whole"),
    ("cases.id IN (SELECT case_id FROM exhibit)", "the board of exhibits: the cases of those"),
    ("WHERE diary.kind = 'scene'", "scenes attended: by an index of those entries, which is read whole"),
    ("cases.id IN (SELECT case_id FROM need", "the board of care: the cases of what hangs on clients"),
    ("cases.id IN (SELECT case_id FROM task", "what is due: by indexes of what is open, which are read whole"),
];
/// The same of the board of care, which counts all of what hangs on clients.
const CARE: [&str; 3] = ["need", "service", "follow_up"];
/// More steps than this are taken by no statement that writes: there are more cases.
const FAR: i64 = 1_000;

#[test]
fn no_statement_of_a_screen_reads_through_a_table_that_grows() {
    let office = Office::demo_with(1000);
    let told = office.folder().join("statements");
    let db = office.db().to_string_lossy().into_owned();
    // Words are looked up as in a large file.
    let env = [("CASELOAD_TEST_STATEMENTS", told.to_str().unwrap()), ("CASELOAD_TEST_NARROWED", "0")];
    let console = Console::start(&["--db", &db], SIDE, &env);
    walk(&console);
    let steps = statements(&std::fs::read_to_string(&told).unwrap());
    // Each view was read, and what can be done in it.
    for asked in [
        "FROM case_row",
        "FROM audit",
        "FROM exhibit",
        "FROM tip",
        "FROM follow_up",
        "FROM task",
        "FROM published",
        "INSERT INTO ledger",
    ] {
        assert!(steps.keys().any(|sql| sql.contains(asked)), "nothing was asked {asked}: the walk did not get there");
    }
    let file = like_the_store(&office);
    let mut faults = Vec::new();
    for (sql, most) in steps.iter().filter(|(sql, _)| reads(sql) && why(sql).is_none()) {
        let plan = plan(&file, sql);
        if plan.iter().any(|step| grows(step, sql)) {
            faults.push(format!("{sql}\n    {} ({most} steps)", plan.join("\n    ")));
        }
    }
    let far = steps.iter().filter(|(sql, most)| writes(sql) && **most > FAR);
    faults.extend(far.map(|(sql, most)| format!("{sql}\n    writes in {most} steps")));
    assert!(faults.is_empty(), "{} statements read through a table that grows:\n{}", faults.len(), faults.join("\n"));
    let unused = MAY.iter().filter(|(part, _)| !steps.keys().any(|sql| sql.contains(part)));
    assert_eq!(unused.map(|(part, _)| *part).collect::<Vec<_>>(), [""; 0], "no statement is so any more");
}

/// What a guard asks it asks in the turn to write, while others wait, and no plan of a statement shows it.
#[test]
fn no_guard_of_the_file_reads_through_a_table() {
    let office = Office::new();
    let file = Connection::open(office.db()).unwrap();
    let mut query = file.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let guards = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    let guards: Vec<(String, String)> = guards.map(Result::unwrap).collect();
    let mut asked = BTreeSet::new();
    for (name, guard) in &guards {
        for (at, _) in guard.match_indices("(SELECT") {
            let mut open = 0;
            let end = guard[at..].char_indices().find(|(_, c)| {
                open += i32::from(*c == '(') - i32::from(*c == ')');
                open == 0
            });
            let inside = &guard[at + 1..at + end.unwrap().0];
            let sql = inside.replace("NEW.", ":").replace("OLD.", ":");
            asked.insert(name);
            for step in plan(&file, &sql) {
                let last = sql.ends_with("FROM ledger_told ORDER BY seq DESC LIMIT 1");
                assert!(last || !step.starts_with("SCAN"), "{name}: {step}: {sql}");
            }
        }
    }
    assert!(asked.iter().any(|name| *name == "import_fixed"), "{asked:?}");
}

/// Is it one of which the plan tells? That of one that writes names what would be read if a parent went; none ever goes, so it is told by its steps.
fn reads(sql: &str) -> bool {
    ["SELECT", "WITH"].iter().any(|word| sql.starts_with(word))
}

fn writes(sql: &str) -> bool {
    ["INSERT", "UPDATE", "DELETE"].iter().any(|word| sql.starts_with(word))
}

fn why(sql: &str) -> Option<&'static str> {
    let care = |table: &&str| sql.ends_with(&format!("FROM {table} ORDER BY case_id, seq"));
    let care = CARE.iter().find(|table| care(table)).map(|_| "the board of care counts what hangs on all clients");
    MAY.iter().find(|(part, _)| sql.contains(part)).map(|(_, why)| *why).or(care)
}

/// Does a step of a plan read through a table that grows? A least or greatest value is called a search also where no index leads to it; only the
/// number of a line, by which the ledger is laid, needs none.
fn grows(step: &str, sql: &str) -> bool {
    let blind = step.strip_prefix("SEARCH ").filter(|rest| !rest.contains(" USING ") && !sql.contains("max(seq)"));
    let table = step.strip_prefix("SCAN ").or(blind).and_then(|rest| rest.split(' ').next());
    table.is_some_and(|table| !SMALL.contains(&table) && !MADE.contains(&table))
}

fn walk(console: &Console) {
    console.wait_text("as of 31 Dec 2019");
    let keys = |keys: &str| {
        console.keys(keys);
        // What reads through the ledger comes later.
        console.settle(if keys == "%" { 800 } else { 120 });
    };
    for _ in 0..6 {
        keys("o");
        keys("G");
        keys("<PageUp>");
        keys("g");
        keys("<PageDown>");
    }
    keys("OO");
    for line in [
        "sok",
        "province:02 offence:hom",
        "victim.age:<lt>5",
        "reported:2010",
        "name:sok",
        "open arrested",
        "lead:dara not province:12",
    ] {
        keys(&format!("/{line}<Enter>"));
        keys("G");
        keys("<Esc>");
    }
    keys("g<Enter>");
    for open in ["h", "w", "L", "P", "V", "U", "=", "?", ","] {
        keys(open);
        keys("<Esc>");
    }
    keys("<Esc>");
    for open in ["r", "p", "p", "[", "%", ":19/0100"] {
        keys(open);
    }
    keys("<Esc>");
    keys("<Esc>");
    keys("<Esc>");
    keys("I");
    keys("<F2>");
    keys("<Esc>");
    keys("<Esc>");
    keys("2");
    console.wait_text("k of n");
    for open in [
        "<Tab>", "<Tab>", "b", "b", "f", "<Tab>", "<Tab>", "<Tab>", "<Tab>", "<Enter>", "<Esc>", "[", "c", "c", "p",
        "p", "a", "%", "<Esc>",
    ] {
        keys(open);
    }
    for (view, there) in [
        ("3", "custody of S1"),
        ("4", "19/270/E01"),
        ("5", "T-19-0088"),
        ("6", "19/0269 V1"),
        ("7", "Log · latest first"),
    ] {
        keys(view);
        console.wait_text(there);
        keys("G");
        keys("g");
        keys("/dara<Enter>");
        keys("<Esc>");
        keys("/19/0100<Enter>");
        keys("<Esc>");
    }
    keys("5");
    keys("<Enter>");
    keys("h");
    keys("<Esc>");
    keys("<Esc>");
    keys("7");
    keys("<Enter>");
    keys("<Esc>");
    keys("1");
    keys("nrape bat f7 m34 uncle y police hit -- found");
    keys("<C-s>");
    console.wait(|s| s.contains("275") || s.contains("already"), "a saved case, or the question whether it is known");
    if !console.screen().contains("275") {
        keys("<C-s>");
    }
    console.wait_text("275");
    keys("e");
    keys("<Esc>");
    keys("dasked again<C-s>");
    keys("U<Enter>");
    keys("m<Down>m");
    keys("B");
    keys("<Enter>");
    keys("<Esc>");
    keys("<F9>");
    keys("<F9>");
    keys("q");
}

/// The statements with the most steps that each took in one run.
fn statements(told: &str) -> BTreeMap<String, i64> {
    let mut most = BTreeMap::new();
    for line in told.lines() {
        let (steps, sql) = line.split_once('\t').expect("steps and a statement");
        let steps: i64 = steps.parse().expect("a number of steps");
        let most = most.entry(sql.to_owned()).or_insert(0);
        *most = steps.max(*most);
    }
    most
}

/// A connection on which statements have the plans that they have in the store.
fn like_the_store(office: &Office) -> Connection {
    let file = Connection::open_with_flags(office.db(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    file.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    for name in ["folded", "is_against", "counted_as", "sounds_like", "months_at", "nearness"] {
        file.create_scalar_function(name, -1, flags, |_| Ok(0)).unwrap();
    }
    file
}

fn plan(file: &Connection, sql: &str) -> Vec<String> {
    let plan = file.prepare(&format!("EXPLAIN QUERY PLAN {sql}"));
    let mut plan = plan.unwrap_or_else(|error| panic!("{error}: {sql}"));
    let steps = plan.raw_query().mapped(|r| r.get(3)).collect::<rusqlite::Result<_>>();
    steps.unwrap()
}
