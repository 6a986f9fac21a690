//! Other programs at the file: what plain SQL must not do to it, with no guard taken away; a program that changes a row while it
//! is saved, or keeps a line from the ledger; and one that writes without queueing.

use crate::support::faults;
use crate::unit::{self, Unit, now};
use caseload::domain::act::{Deed, Outcome};
use caseload::domain::record::RecordKind;
use caseload::store::{Error, Store};
use rusqlite::Connection;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Tables whose rows stay where they are, each with its key.
const KEPT: [(&str, &str); 28] = [
    ("cases", "id"),
    ("offence", "id"),
    ("victim", "id"),
    ("suspect", "id"),
    ("relation", "id"),
    ("arrest", "id"),
    ("warrant", "id"),
    ("charge", "id"),
    ("detention", "id"),
    ("court_event", "id"),
    ("court_result", "id"),
    ("exhibit", "id"),
    ("custody_event", "id"),
    ("exam_request", "id"),
    ("exam_result", "id"),
    ("task", "id"),
    ("decision", "id"),
    ("relative", "id"),
    ("need", "id"),
    ("service", "id"),
    ("follow_up", "id"),
    ("consent", "id"),
    ("partner_role", "id"),
    ("partner", "code"),
    ("diary", "id"),
    ("officer", "name"),
    ("officer_key", "id"),
    ("glass", "op_id"),
];

fn statements(raw: &Connection) -> Vec<String> {
    let mut all: Vec<String> = [
        "UPDATE ledger SET person = 'x' WHERE seq = 5",
        "UPDATE OR REPLACE ledger SET seq = 6 WHERE seq = 5",
        "DELETE FROM ledger WHERE seq = 5",
        "DELETE FROM ledger",
        "REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 5",
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 5",
        "INSERT INTO ledger SELECT * FROM ledger WHERE seq = 5 ON CONFLICT DO UPDATE SET person = 'x'",
        "UPDATE ledger_value SET new = 'x' WHERE seq = 5",
        "UPDATE ledger_value SET salt = NULL, old = NULL, new = NULL, reason = NULL, erased_by = 9 WHERE seq = 5",
        "UPDATE OR REPLACE ledger_value SET seq = 6 WHERE seq = 5",
        "DELETE FROM ledger_value WHERE seq = 5",
        "REPLACE INTO ledger_value SELECT * FROM ledger_value WHERE seq = 5",
        "INSERT INTO ledger_value (seq, salt) SELECT max(seq) + 1, x'00' FROM ledger",
        "DELETE FROM ledger_told WHERE seq = 5",
        "UPDATE ledger_told SET n = 6 WHERE seq = 5",
        "UPDATE OR REPLACE ledger_told SET seq = 6 WHERE seq = 5",
        "REPLACE INTO ledger_told SELECT * FROM ledger_told WHERE seq = 5",
        "INSERT INTO ledger_told SELECT max(seq) + 1, max(n) + 2 FROM ledger_told",
        "UPDATE diary SET text = 'x'",
        "UPDATE diary SET text = 'erased'",
        "UPDATE diary SET diary_id = id",
        "UPDATE diary SET at = '2000-01-01'",
        "UPDATE decision SET why = 'another'",
        "UPDATE decision SET decided_by = NULL",
        "UPDATE decision SET decided_at = '2011-01-01'",
        "UPDATE custody_event SET to_place = 'returned'",
        "UPDATE custody_event SET to_whom = NULL",
        "UPDATE custody_event SET row_before = 'x'",
        "UPDATE cases SET number = 'CPU-21-9999' WHERE number = 'CPU-21-0001'",
        "UPDATE OR REPLACE cases SET number = 'CPU-21-0002' WHERE number = 'CPU-21-0001'",
        "UPDATE OR REPLACE relation SET suspect_id = (SELECT suspect_id FROM relation WHERE rowid = 1), \
         victim_id = (SELECT victim_id FROM relation WHERE rowid = 1) WHERE rowid = 2",
        "UPDATE officer SET name = 'x' WHERE name = 'dara'",
        "UPDATE officer_key SET fingerprint = 'x'",
        "UPDATE glass SET until = '2031'",
        "DELETE FROM notice",
        "UPDATE notice SET officer = 'x'",
        "UPDATE notice SET read_at = NULL",
        "UPDATE OR REPLACE notice SET rowid = 2 WHERE rowid = 1",
    ]
    .map(str::to_owned)
    .into();
    let columns = |table: &str| -> Vec<String> {
        let mut query = raw.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
        query.query_map([table], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
    };
    // A line with a gap before it, and one in the next place but one.
    let line = columns("ledger")[1..].join(", ");
    for seq in ["max(seq) + 2", "0", "-1"] {
        all.push(format!(
            "INSERT INTO ledger SELECT {seq}, {line} FROM (SELECT * FROM ledger ORDER BY seq DESC LIMIT 1)"
        ));
    }
    for (table, key) in KEPT {
        let columns = columns(table);
        let (list, new) = (columns.join(", "), columns.join(", ").replacen(key, "'new'", 1));
        all.push(format!("DELETE FROM {table} WHERE rowid = 1"));
        all.push(format!("REPLACE INTO {table} SELECT * FROM {table} WHERE rowid = 1"));
        all.push(format!(
            "INSERT OR REPLACE INTO {table} (rowid, {list}) SELECT rowid, {new} FROM {table} WHERE rowid = 1"
        ));
        all.push(format!("UPDATE OR REPLACE {table} SET rowid = 2 WHERE rowid = 1"));
        all.push(format!(
            "UPDATE OR REPLACE {table} SET {key} = (SELECT {key} FROM {table} WHERE rowid = 2) WHERE rowid = 1"
        ));
        if columns.iter().any(|c| c == "seq") {
            let to = format!("(SELECT case_id FROM {table} WHERE rowid = 2)");
            all.push(format!("UPDATE OR REPLACE {table} SET case_id = {to}, seq = 1 WHERE rowid = 1"));
        }
    }
    let new = columns("diary").join(", ").replacen("id, case_id, seq", "'new', case_id, seq + 2", 1);
    all.push(format!("INSERT INTO diary SELECT {new} FROM diary ORDER BY seq DESC LIMIT 1"));
    all
}

#[test]
fn plain_sql_of_another_program_is_refused() {
    let unit = Unit::new();
    let raw = unit.raw();
    // As another program has it where it says nothing.
    raw.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = OFF").unwrap();
    let before = (unit.rows(), unit.trail(0));
    let all = statements(&raw);
    for sql in &all {
        assert!(raw.execute(sql, []).is_err(), "not refused: {sql}");
        assert!((unit.rows(), unit.trail(0)) == before, "it is refused and changes something: {sql}");
    }
    drop(raw);
    let mut by_shell = 0;
    if Command::new("sqlite3").arg("--version").output().is_ok_and(|o| o.status.success()) {
        for sql in &all {
            let said = Command::new("sqlite3").arg(unit.path()).arg(sql).output().unwrap();
            assert!(!said.status.success(), "not refused by sqlite3: {sql}");
            by_shell += 1;
        }
        assert!((unit.rows(), unit.trail(0)) == before, "sqlite3 changed something");
    }
    let shell = if by_shell > 0 { "and by the sqlite3 of the machine" } else { "(no sqlite3 on this machine)" };
    let told = format!(
        "UPDATE, DELETE, REPLACE, UPDATE OR REPLACE and gaps refused, nothing changed, from a program's connection {shell}"
    );
    faults::held(13, "plain SQL", all.len() as u64, &told);
}

/// A save of a victim's name, and what comes of it.
fn save(unit: &Unit) -> Result<Outcome, Error> {
    let mut store = unit.of("vanna");
    let file = store.case(&unit.id(0), &now()).unwrap();
    store.write(&now(), &unit::edit(&file.victims[0], "edit", None, &[("name", "Sok Dara")]))
}

#[test]
fn a_save_that_another_program_meddles_with_is_refused_whole() {
    for (what, meddling) in [
        (
            "row",
            "CREATE TRIGGER meddle AFTER UPDATE ON victim WHEN NEW.age IS NOT '3y' BEGIN UPDATE victim SET age = '3y' WHERE id = NEW.id; END",
        ),
        (
            "line",
            "CREATE TRIGGER meddle BEFORE INSERT ON ledger WHEN NEW.action = 'edit' BEGIN SELECT RAISE(ABORT, 'no'); END",
        ),
        (
            "lost line",
            "CREATE TRIGGER meddle BEFORE INSERT ON ledger WHEN NEW.action = 'edit' BEGIN SELECT RAISE(IGNORE); END",
        ),
    ] {
        let unit = Unit::new();
        assert!(matches!(save(&unit), Ok(Outcome::Saved { .. })), "without meddling it is saved");
        let unit = Unit::new();
        let before = unit.rows();
        unit.raw().execute_batch(meddling).unwrap();
        let said = save(&unit);
        assert!(said.is_err(), "{what}: {said:?}");
        assert_eq!(unit.rows(), before, "{what}: something was written");
        assert!(!unit.trail(0).iter().any(|line| line[2] == "edit"), "{what}: a line of what did not take place");
    }
}

/// A program that does not queue at the turnstile is waited for by the engine's own lock: no save is refused for it.
#[test]
fn a_writer_that_does_not_queue_keeps_no_save_from_the_file() {
    let unit = Unit::new();
    let (stop, saves) = (AtomicBool::new(false), faults::times(100));
    std::thread::scope(|scope| {
        for name in ["one", "two"] {
            let (stop, file) = (&stop, unit.raw());
            scope.spawn(move || {
                file.busy_timeout(Duration::from_secs(20)).unwrap();
                let sql = "INSERT INTO setting VALUES ('dara', ?1, '1') ON CONFLICT DO UPDATE SET value = value + 1";
                while !stop.load(Ordering::Relaxed) {
                    file.execute(sql, [name]).unwrap();
                    std::thread::yield_now();
                }
            });
        }
        let id = unit.id(0);
        let refused = std::panic::catch_unwind(|| {
            let mut store: Store = unit.of("vanna");
            (0..saves)
                .filter_map(|n| {
                    let entry = unit::sheet(RecordKind::Diary, &id, &[("text", &format!("save {n}"))]);
                    store.write(&now(), &Deed::add("new diary entry", vec![entry])).err()
                })
                .map(|e| e.to_string())
                .collect::<Vec<_>>()
        });
        stop.store(true, Ordering::Relaxed);
        let refused = refused.expect("no panic");
        assert!(refused.is_empty(), "{} of {saves} refused: {:?}", refused.len(), refused.first());
    });
    faults::held(2, "saves beside two writers that do not queue", saves.into(), "0 refused");
}
