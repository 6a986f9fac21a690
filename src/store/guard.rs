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
    ("audit", &[Insert]),
    ("ledger", &[Insert]),
    ("ledger_value", &[Insert, Update]),
    ("counter", &[Insert, Update]),
    ("case_row", &[Insert, Update]),
    ("officer", &[Insert, Update]),
    ("officer_key", &[Insert, Update]),
    ("glass", &[Insert]),
    ("notice", &[Insert, Update]),
    ("setting", &[Insert, Update]),
    ("presence", &[Insert, Update, Delete]),
    ("draft", &[Insert, Update, Delete]),
];
/// A record is added and changed, and never removed; the diary is only added to.
const RECORD: &[May] = &[Insert, Update];
const DIARY: &[May] = &[Insert];

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
        Some(RecordKind::Diary) => DIARY,
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
        AuthAction::Update { table_name, .. } => may(table_name, Update),
        AuthAction::Delete { table_name } => may(table_name, Delete),
        _ => false,
    };
    let main = asked.database_name.is_none_or(|name| name == "main");
    if allowed && main { Authorization::Allow } else { Authorization::Deny }
}
