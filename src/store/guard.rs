//! What a connection may do while the program works: the engine asks for every statement, and what no row below allows is
//! denied. Files are made, brought up to date and copied by connections without it. Rights of people are not its business.

use super::Result;
use crate::domain::record::RecordKind;
use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

/// What may be done with a table beside reading: insert, update, delete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum May {
    Insert,
    Update,
    Delete,
}
use May::{Delete, Insert, Update};

/// Every table that is written beside those of the records.
#[rustfmt::skip]
const TABLES: &[(&str, &[May])] = &[
    ("ledger", &[Insert]),
    ("ledger_value", &[Insert, Update]),
    ("ledger_told", &[Insert]),
    ("counter", &[Insert, Update]),
    ("case_row", &[Insert, Update]),
    ("word_block", &[Insert, Update, Delete]),
    ("word_piece", &[Insert, Update, Delete]),
    ("merged", &[Insert, Delete]),
    ("same_person", &[Insert, Delete]),
    ("person_key", &[Insert, Delete]),
    ("import", &[Insert, Update, Delete]),
    ("import_case", &[Insert, Update, Delete]),
    ("officer", &[Insert, Update]),
    ("officer_key", &[Insert, Update]),
    ("glass", &[Insert, Update]),
    ("notice", &[Insert, Update]),
    ("time_limit", &[Update]),
    ("office_code", &[Insert]),
    ("partner", &[Insert, Update]),
    ("release", &[Insert]),
    ("published", &[Insert]),
    ("scope", &[Insert]),
    ("office.seal", &[Update]),
    ("setting", &[Insert, Update]),
    ("saved_view", &[Insert, Update, Delete]),
    ("presence", &[Insert, Update, Delete]),
    ("draft", &[Insert, Update, Delete]),
];
/// A record is added and changed, and never removed. What may be changed only by an erasure, as a diary entry, is guarded by the
/// triggers of its table.
const RECORD: &[May] = &[Insert, Update];

/// What is asked of the engine while the program runs.
const PRAGMAS: &[&str] =
    &["data_version", "user_version", "integrity_check", "foreign_key_check", "table_info", "wal_checkpoint"];
/// Functions that reach out of the file.
const FORBIDDEN: &[&str] = &["load_extension", "fts3_tokenizer"];

/// From here on a connection does what the program does while it works, and nothing else.
pub(super) fn work(conn: &mut Connection) -> Result<()> {
    Ok(conn.authorizer(Some(|asked: AuthContext| answer(&asked, |table, act| of(table).contains(&act))))?)
}

/// The same for one that only keeps a draft.
pub(super) fn keep_a_draft(conn: &mut Connection) -> Result<()> {
    let draft = |table: &str, act| table == "draft" && act != Delete;
    Ok(conn.authorizer(Some(move |asked: AuthContext| answer(&asked, draft)))?)
}

fn of(table: &str) -> &'static [May] {
    match RecordKind::ALL.into_iter().find(|kind| kind.table() == table) {
        Some(_) => RECORD,
        None => TABLES.iter().find(|(name, _)| *name == table).map_or(&[], |(_, may)| may),
    }
}

fn answer(asked: &AuthContext, may: impl Fn(&str, May) -> bool) -> Authorization {
    let allowed = match asked.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => true,
        AuthAction::Function { function_name } => !FORBIDDEN.contains(&function_name),
        // A value would set it.
        AuthAction::Pragma { pragma_name, pragma_value } => {
            let sets = pragma_name.ends_with("_version") && pragma_value.is_some();
            PRAGMAS.contains(&pragma_name) && !sets
        }
        AuthAction::Insert { table_name } => may(table_name, Insert),
        // Of the office itself nothing changes but the seal of the words beside it.
        AuthAction::Update { table_name: "office", column_name: "seal" } => may("office.seal", Update),
        AuthAction::Update { table_name, .. } => may(table_name, Update),
        AuthAction::Delete { table_name } => may(table_name, Delete),
        _ => false,
    };
    let main = asked.database_name.is_none_or(|name| name == "main");
    if allowed && main { Authorization::Allow } else { Authorization::Deny }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::Now;
    use crate::domain::office::Office;
    use crate::store::{Ids, Store};

    fn store(folder: &std::path::Path) -> Store {
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = Now { utc: chrono::DateTime::UNIX_EPOCH, zone };
        let office = Office { name: "Test".into(), prefix: "CPU".into(), zone, demo: false, note: None };
        Store::init(&folder.join("f.db"), &office, &now, Ids::Random).unwrap()
    }

    fn is_denied(conn: &Connection, sql: &str) -> bool {
        conn.prepare(sql).is_err_and(|e| e.to_string().contains("not authorized"))
    }

    #[test]
    fn what_the_program_never_does_is_denied() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        for sql in [
            "DELETE FROM cases",
            "DELETE FROM victim WHERE id = 'x'",
            "UPDATE ledger SET person = ''",
            "DELETE FROM ledger",
            "DELETE FROM ledger_value",
            "DELETE FROM counter",
            "DELETE FROM officer",
            "DELETE FROM glass",
            "UPDATE office SET prefix = 'X'",
            "UPDATE code SET en = ''",
            "DELETE FROM migration",
            "CREATE TABLE mine (a)",
            "CREATE TEMP TABLE mine (a)",
            "CREATE TEMP TRIGGER mine AFTER INSERT ON cases BEGIN SELECT 1; END",
            "CREATE INDEX mine ON cases (lead)",
            "CREATE VIEW mine AS SELECT 1",
            "CREATE VIRTUAL TABLE mine USING fts5(a)",
            "DROP TABLE draft",
            "DROP TRIGGER ledger_fixed",
            "ALTER TABLE cases ADD COLUMN mine",
            "REINDEX",
            "ANALYZE",
            "ATTACH ':memory:' AS mine",
            "DETACH main",
            "PRAGMA writable_schema = 1",
            "PRAGMA foreign_keys = 0",
            "PRAGMA recursive_triggers = 0",
            "PRAGMA synchronous = 0",
            "PRAGMA journal_mode = delete",
            "PRAGMA user_version = 99",
            "PRAGMA mmap_size = 1000000",
            "SELECT load_extension('x')",
        ] {
            assert!(is_denied(&store.conn, sql), "{sql}");
        }
        // The engine itself says no to these, and copying asks for leave to attach.
        assert!(store.conn.prepare("UPDATE sqlite_schema SET sql = ''").is_err());
        let copy = folder.path().join("copy.db");
        assert!(store.conn.execute("VACUUM INTO ?1", [copy.to_str()]).is_err());
        assert!(!copy.exists());
    }

    #[test]
    fn every_table_has_a_row_or_is_only_read() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
        let mut query = store.conn.prepare(sql).unwrap();
        let tables: Vec<String> = query.query_map([], |r| r.get(0)).unwrap().map(|name| name.unwrap()).collect();
        let read: Vec<&String> = tables.iter().filter(|name| of(name).is_empty()).collect();
        assert_eq!(read, ["code", "migration", "office"], "a new table needs a row in TABLES if it is written");
    }

    #[test]
    fn who_only_keeps_a_draft_writes_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        drop(store(folder.path()));
        let mut conn = crate::store::open::marked(&folder.path().join("f.db")).unwrap();
        keep_a_draft(&mut conn).unwrap();
        for sql in ["UPDATE cases SET lead = ''", "INSERT INTO counter VALUES ('x', 1)", "DELETE FROM draft"] {
            assert!(is_denied(&conn, sql), "{sql}");
        }
        assert!(!is_denied(&conn, "UPDATE draft SET title = ''"));
    }
}
