//! Counters without a gap: of case numbers, of the audit trail. They must only be drawn from inside a writing transaction.

use super::Result;
use rusqlite::{Connection, OptionalExtension};

/// The file's `user_version`: the number of its last step.
pub(super) fn schema(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("PRAGMA user_version")?.query_row([], |r| r.get(0))?)
}

/// The last number of a counter; 0 where none was drawn.
pub(super) fn last(conn: &Connection, counter: &str) -> Result<i64> {
    let mut query = conn.prepare_cached("SELECT last FROM counter WHERE name = ?1")?;
    Ok(query.query_row([counter], |r| r.get(0)).optional()?.unwrap_or(0))
}

/// Draws the next number of a counter; a rolled back transaction gives it back.
pub(super) fn draw(conn: &Connection, counter: &str) -> Result<i64> {
    let sql = "INSERT INTO counter (name, last) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last";
    Ok(conn.prepare_cached(sql)?.query_row([counter], |r| r.get(0))?)
}
