//! Which cases are one: the rows that say so, each as the ledger says. A case that was merged and is not said to be so any more, or the
//! other way round, is refused. It must never know what is counted of them.

use super::ledger::{self, Act, Entry, Of};
use super::seal::{self, Image};
use super::{Error, Result, sheet};
use crate::domain::merged::{INTO, MERGE, Pointer, SAME, Same, TAKES};
use crate::domain::record::RecordKind;
use rusqlite::{Connection, OptionalExtension, params};
use std::borrow::Cow;

/// That a case is one with an older.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merged {
    pub younger: String,
    pub older: String,
    pub at: String,
    pub person: String,
    pub same: Vec<Same>,
}

impl Merged {
    fn of_row(r: &rusqlite::Row) -> rusqlite::Result<Merged> {
        let same: String = r.get("same")?;
        let same = Same::split(&same);
        Ok(Merged {
            younger: r.get("younger")?,
            older: r.get("older")?,
            at: r.get("at")?,
            person: r.get("person")?,
            same,
        })
    }
}

/// What is digested of a case as to whether it is merged: of one that is not, that it is not.
fn image(younger: &str, row: Option<&Merged>) -> Image<'static> {
    let own = |text: &str| Some(Cow::from(text.to_owned()));
    let mut columns = vec![("younger", own(younger))];
    if let Some(Merged { older, at, person, same, .. }) = row {
        columns.extend([
            ("older", own(older)),
            ("at", own(at)),
            ("person", own(person)),
            ("same", own(&Same::join(same))),
        ]);
    }
    Image { table: MERGE, columns }
}

/// Is it as the ledger says?
fn refuse_altered(conn: &Connection, younger: &str, row: Option<&Merged>) -> Result<()> {
    let sound = match seal::last(conn, "", younger)? {
        Some(last) => last.is(&image(younger, row)),
        None => row.is_none(),
    };
    if sound { Ok(()) } else { Err(Error::Altered("which case it is merged into is not as it was saved".to_owned())) }
}

/// The older case that a case is one with.
pub(super) fn into(conn: &Connection, case_id: &str) -> Result<Option<Merged>> {
    let mut query = conn.prepare_cached("SELECT * FROM merged WHERE younger = ?1")?;
    let row = query.query_row([case_id], Merged::of_row).optional()?;
    refuse_altered(conn, case_id, row.as_ref())?;
    Ok(row)
}

/// The younger cases that are one with a case, in the order of their numbers.
pub(super) fn of(conn: &Connection, case_id: &str) -> Result<Vec<Merged>> {
    let sql = "SELECT merged.* FROM merged JOIN cases ON cases.id = younger WHERE older = ?1 ORDER BY number";
    let mut query = conn.prepare_cached(sql)?;
    let rows = query.query_map([case_id], Merged::of_row)?.collect::<rusqlite::Result<Vec<_>>>()?;
    rows.iter().try_for_each(|row| refuse_altered(conn, &row.younger, Some(row)))?;
    Ok(rows)
}

/// Every case that is one with an older, and none that the ledger knows of is missing.
pub(super) fn all(conn: &Connection) -> Result<Vec<Merged>> {
    let mut query = conn.prepare_cached("SELECT * FROM merged ORDER BY younger")?;
    let rows = query.query_map([], Merged::of_row)?.collect::<rusqlite::Result<Vec<_>>>()?;
    rows.iter().try_for_each(|row| refuse_altered(conn, &row.younger, Some(row)))?;
    for younger in known(conn)? {
        if !rows.iter().any(|row| row.younger == younger) {
            refuse_altered(conn, &younger, None)?;
        }
    }
    Ok(rows)
}

/// The cases that were one with an older at an instant, by the lines of the ledger up to then. Of one whose lines were blanked since,
/// which records were the same is known only while it is still merged.
pub(super) fn then(conn: &Connection, at: &str) -> Result<Vec<Merged>> {
    let sql = "SELECT l.case_id AS younger, l.record_id AS older, l.at AS at, l.person AS person, coalesce( \
                 (SELECT new FROM audit s WHERE s.op_id = l.op_id AND s.case_id = l.case_id AND s.kind = ?1 AND s.field = ?3), \
                 (SELECT same FROM merged m WHERE m.younger = l.case_id AND m.at = l.at), '') AS same, l.seq AS seq \
               FROM ledger l WHERE l.kind = ?1 AND l.field = ?2 AND l.at <= ?4 AND l.action = ?1 \
               AND NOT EXISTS (SELECT 1 FROM ledger b WHERE b.case_id = l.case_id AND b.seq > l.seq AND b.kind = ?1 \
                 AND b.field = ?2 AND b.at <= ?4) ORDER BY younger";
    let mut query = conn.prepare_cached(sql)?;
    let rows = query.query_map([MERGE, INTO, SAME, at], |r| Ok((r.get::<_, i64>(5)?, Merged::of_row(r)?)))?;
    let rows: Vec<(i64, Merged)> = rows.collect::<rusqlite::Result<_>>()?;
    let (seqs, rows): (Vec<i64>, Vec<Merged>) = rows.into_iter().unzip();
    seal::refuse_touched(conn, seqs.into_iter())?;
    Ok(rows)
}

/// Every case of which the ledger says that it was ever merged.
pub(super) fn known(conn: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT record_id FROM ledger WHERE case_id = '' AND digest IS NOT NULL AND kind = ?1";
    let mut query = conn.prepare_cached(sql)?;
    Ok(query.query_map([MERGE], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The case that is read in the place of this one: the older, where it is merged into one.
pub(super) fn root(conn: &Connection, case_id: &str) -> Result<String> {
    Ok(into(conn, case_id)?.map_or_else(|| case_id.to_owned(), |row| row.older))
}

/// What a merged case points at.
pub(super) fn pointer(conn: &Connection, row: Merged) -> Result<Pointer> {
    let older = sheet::find(conn, RecordKind::Case, &row.older)?;
    let number = older.and_then(|case| case.get("number").map(str::to_owned)).unwrap_or_default();
    Ok(Pointer { case_id: row.older, number, at: row.at, by: row.person, same: row.same })
}

/// Puts on record that two cases become one, or with `apart` two again, and makes it so. `numbers`: of the older and of the younger.
pub(super) fn turn(conn: &Connection, act: &Act, row: &Merged, apart: bool, numbers: [&str; 2]) -> Result<()> {
    let same = Same::join(&row.same);
    let of_case = |case_id, other, label, field, value: &str| {
        let of = Of { record_id: other, label, ..Of::nothing(case_id, MERGE) };
        let entry = if apart {
            Entry { field, old: Some(value), new: None }
        } else {
            Entry { field, old: None, new: Some(value) }
        };
        ledger::append(conn, act, &of, &entry, None)
    };
    let [older, younger] = numbers;
    of_case(&row.younger, &row.older, older, INTO, older)?;
    if !same.is_empty() {
        of_case(&row.younger, &row.older, older, SAME, &same)?;
    }
    of_case(&row.older, &row.younger, younger, TAKES, younger)?;
    // The line that bears the digest is of no case: it says no reason, and stays when one of them is erased.
    let bare = act.bare();
    let image = image(&row.younger, (!apart).then_some(row));
    let of = Of { record_id: &row.younger, ..Of::nothing("", MERGE) };
    ledger::append(conn, &bare, &of, &Entry::default(), Some(&|salt| image.digest(salt)))?;
    if apart {
        conn.execute("DELETE FROM merged WHERE younger = ?1", [&row.younger])?;
    } else {
        let sql = "INSERT INTO merged (younger, older, at, person, same) VALUES (?1, ?2, ?3, ?4, ?5)";
        conn.execute(sql, params![row.younger, row.older, row.at, row.person, same])?;
    }
    Ok(())
}
