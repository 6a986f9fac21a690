//! The lines of the ledger that the log tells: all but those of the records that an import brought in. The schema numbers them as they come,
//! and here it is seen that none is left out. It must never know who may see them.

use super::seal::{self, IMPORT};
use super::{Error, Result, counter};
use rusqlite::{Connection, OptionalExtension};

/// Is it a line that is told? SQL says the same in the step of the schema that numbers them.
pub(super) fn is_told(action: &str, case_id: &str) -> bool {
    action != IMPORT || case_id.is_empty()
}

/// How many lines are told.
pub(super) fn count(conn: &Connection) -> Result<i64> {
    counter::last(conn, "told")
}

/// The number of the last line that is told before a place; 0 where there is none.
pub(super) fn before(conn: &Connection, seq: i64) -> Result<i64> {
    let sql = "SELECT n FROM ledger_told WHERE seq < ?1 ORDER BY seq DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([seq], |r| r.get(0)).optional()?.unwrap_or(0))
}

/// The lines that are told from one place to another, each with its number.
pub(super) fn between(conn: &Connection, from: i64, to: i64) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT seq, n FROM ledger_told WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq";
    let mut query = conn.prepare_cached(sql)?;
    Ok(query.query_map([from, to], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// Refuses the lines that are told from a place on, up to before another, where one is left out or is none to be told: the first is then a line
/// that is told, or that of the office.
pub(super) fn refuse_gaps(conn: &Connection, from: i64, end: i64) -> Result<()> {
    seal::at_one_moment(conn);
    let next = "SELECT n FROM ledger_told WHERE seq >= ?1 ORDER BY seq LIMIT 1";
    let next: Option<i64> = conn.prepare_cached(next)?.query_row([end], |r| r.get(0)).optional()?;
    let mut due = next.map_or_else(|| count(conn), |n| Ok(n - 1))?;
    let sql = "SELECT t.seq, t.n, l.action, l.case_id FROM ledger_told t LEFT JOIN ledger l ON l.seq = t.seq \
               WHERE t.seq >= ?1 AND t.seq < ?2 ORDER BY t.seq DESC";
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query([from, end])?;
    let mut last = end;
    while let Some(r) = rows.next()? {
        let (seq, n): (i64, i64) = (r.get(0)?, r.get(1)?);
        let text = |i| r.get_ref(i)?.as_str_or_null().map_err(rusqlite::Error::from);
        let is_told = text(2)?.zip(text(3)?).is_some_and(|(action, case_id)| is_told(action, case_id));
        if n != due || seq >= last || !is_told {
            return Err(left_out(seq, last));
        }
        (due, last) = (n - 1, seq);
    }
    if from < end && if from > 1 { last != from } else { due != 0 } {
        return Err(left_out(from, last));
    }
    Ok(())
}

fn left_out(from: i64, before: i64) -> Error {
    Error::Altered(format!(
        "of the lines of the ledger between {from} and {before} one is not in the log, or not in its place"
    ))
}
