//! Counters without a gap: of case numbers, of the audit trail. They must only be drawn from inside a writing transaction.

use super::Result;
use rusqlite::{Connection, OptionalExtension, params};

/// The step of the schema since which there are tips.
pub(super) const SINCE_TIPS: i64 = 17;
/// How the counters of case numbers are called, before their year.
const CASES: &str = "case:";
/// The same of those that a restore lost.
const LOST: &str = "lost:";
/// The same two of the numbers of tips.
const TIPS: &str = "tip:";
const LOST_TIPS: &str = "lost tip:";

/// The file's `user_version`: the number of its last step.
pub(super) fn schema(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("PRAGMA user_version")?.query_row([], |r| r.get(0))?)
}

/// The last number of a counter; 0 where none was drawn.
pub(super) fn last(conn: &Connection, counter: &str) -> Result<i64> {
    let mut query = conn.prepare_cached("SELECT last FROM counter WHERE name = ?1")?;
    Ok(query.query_row([counter], |r| r.get(0)).optional()?.unwrap_or(0))
}

/// The counter of the case numbers of a year.
pub(super) fn of_cases(year: i32) -> String {
    format!("{CASES}{year}")
}

/// The counter of the numbers of tips of a year.
pub(super) fn of_tips(year: i32) -> String {
    format!("{TIPS}{year}")
}

/// How many case numbers of a year were given and then lost by a restore: no case bears them, and none ever will.
pub(super) fn lost_in(conn: &Connection, year: i32) -> Result<i64> {
    last(conn, &format!("{LOST}{year}"))
}

/// How many cases there must be: the numbers drawn but for those that a restore lost.
pub(super) fn cases_due(conn: &Connection) -> Result<i64> {
    due(conn, CASES, LOST)
}

/// The same of tips.
pub(super) fn tips_due(conn: &Connection) -> Result<i64> {
    due(conn, TIPS, LOST_TIPS)
}

fn due(conn: &Connection, drawn: &str, lost: &str) -> Result<i64> {
    let sql = format!(
        "SELECT coalesce(sum(CASE WHEN name LIKE '{drawn}%' THEN last WHEN name LIKE '{lost}%' THEN -last END), 0) FROM counter"
    );
    Ok(conn.prepare_cached(&sql)?.query_row([], |r| r.get(0))?)
}

/// The numbers of cases and tips that were drawn, by the name of their counter.
pub(super) fn drawn(conn: &Connection) -> Result<Vec<(String, i64)>> {
    let mut drawn =
        conn.prepare(&format!("SELECT name, last FROM counter WHERE name LIKE '{CASES}%' OR name LIKE '{TIPS}%'"))?;
    let drawn = drawn.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(drawn.collect::<rusqlite::Result<_>>()?)
}

/// On a copy that goes in the place of a file: a number that was given there, perhaps to the police already, is not given to another
/// child.
pub(super) fn keep_drawn(copy: &Connection, drawn: &[(String, i64)]) -> Result<()> {
    let add = "INSERT INTO counter (name, last) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last = last + ?2";
    for (name, there) in drawn {
        let lost = there - last(copy, name)?;
        if lost > 0 {
            copy.execute(add, params![name, lost])?;
            let year = |of: &str| name.strip_prefix(of);
            let counter = year(CASES).map(|y| format!("{LOST}{y}"));
            let counter = counter.or(year(TIPS).map(|y| format!("{LOST_TIPS}{y}")));
            copy.execute(add, params![counter, lost])?;
        }
    }
    Ok(())
}

/// Sets a counter that is none of numbers.
pub(super) fn set(conn: &Connection, counter: &str, last: i64) -> Result<()> {
    let sql = "INSERT INTO counter (name, last) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last = ?2";
    conn.execute(sql, params![counter, last])?;
    Ok(())
}

/// Draws the next number of a counter; a rolled back transaction gives it back.
pub(super) fn draw(conn: &Connection, counter: &str) -> Result<i64> {
    let sql = "INSERT INTO counter (name, last) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last";
    Ok(conn.prepare_cached(sql)?.query_row([counter], |r| r.get(0))?)
}
