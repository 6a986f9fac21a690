//! Which cases an import keeps out of sight: those of one that is still coming, or was undone. It must never change any.

use super::{Error, Result, seal};
use crate::domain::import::State;
use rusqlite::{Connection, OptionalExtension};

/// Of a row of the list: is the case in sight?
pub(super) const IN_SIGHT: &str =
    "(case_row.import IS NULL OR case_row.import IN (SELECT id FROM import WHERE state = 'in'))";

/// Does an import keep any case out of sight? Each that was decided must be as the ledger says.
pub(super) fn hides(conn: &Connection) -> Result<bool> {
    let mut query = conn.prepare_cached("SELECT op_id, state FROM import WHERE state <> 'staged'")?;
    let there = query.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
    let there: Vec<(String, String)> = there.collect::<rusqlite::Result<_>>()?;
    there.iter().try_for_each(|(op_id, _)| seal::refuse_import(conn, op_id))?;
    let hides = there.iter().any(|(_, state)| state != State::In.word());
    if hides {
        // No more than they brought in: a row may have been turned into one of an import, past its index.
        let count = |sql: &str| -> Result<i64> { Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?) };
        let unseen = count(&format!("SELECT count(*) FROM case_row NOT INDEXED WHERE NOT {IN_SIGHT}"))?;
        let brought = count(
            "SELECT count(*) FROM import_case JOIN import ON import.id = import \
             WHERE import_case.case_id IS NOT NULL AND state <> 'in'",
        )?;
        if unseen != brought {
            return Err(Error::Altered("cases are out of sight that no import brought in".to_owned()));
        }
    }
    Ok(hides)
}

/// The import with which a case came in.
pub(super) fn of_case(conn: &Connection, case_id: &str) -> Result<Option<i64>> {
    let mut query = conn.prepare_cached("SELECT import FROM import_case WHERE case_id = ?1")?;
    Ok(query.query_row([case_id], |r| r.get(0)).optional()?)
}

/// Refuses a case that an import keeps out of sight.
pub(super) fn refuse_unseen(conn: &Connection, case_id: &str) -> Result<()> {
    let sql = "SELECT import.id, state, number FROM import_case JOIN import ON import.id = import \
               JOIN cases ON cases.id = import_case.case_id WHERE import_case.case_id = ?1 AND state <> 'in'";
    let unseen = conn
        .prepare_cached(sql)?
        .query_row([case_id], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?)));
    match unseen.optional()? {
        None => Ok(()),
        Some((import, state, number)) if state == State::Undone.word() => Err(Error::Unseen(format!(
            "{number} came in with import {import}, which was undone: `caseload import --redo {import}` brings it back"
        ))),
        Some((import, _, number)) => {
            Err(Error::Unseen(format!("{number} is still coming in with import {import}: try again in a moment")))
        }
    }
}
