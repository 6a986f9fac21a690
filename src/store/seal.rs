//! What the ledger says of the rows beside it: the digest of a record's row, whether the rows of a case are as they were saved,
//! and whether lines are as they were written. It must never mend anything: what is not as it was is refused.

use super::ledger::{LINE, hash_before, line_in};
use super::{Error, Result, sheet};
use crate::domain::ledger::{Hash, commitment, image};
use crate::domain::record::{RecordKind, Sheet};
use rusqlite::{Connection, OptionalExtension, Row};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What an account is called in the ledger.
pub(super) const OFFICER: &str = "officer";

/// A row that is digested: its table and columns, in text.
#[derive(PartialEq)]
pub(super) struct Image<'a> {
    pub table: &'static str,
    pub columns: Vec<(&'static str, Option<Cow<'a, str>>)>,
}

impl Image<'_> {
    /// Of a record.
    pub fn of(sheet: &Sheet) -> Image<'_> {
        Image { table: sheet.kind.table(), columns: sheet::columns_of(sheet) }
    }

    /// Its digest under a salt.
    pub fn digest(&self, salt: &[u8]) -> Hash {
        image(salt, self.table, self.columns.iter().map(|(c, v)| (*c, v.as_deref())))
    }
}

/// What the ledger says that the row of a record is.
pub(super) struct Sealed {
    pub seq: i64,
    pub kind: String,
    pub record_id: String,
    pub label: String,
    digest: Vec<u8>,
    salt: Option<Vec<u8>>,
}

impl Sealed {
    /// Is this the row? One whose salt is gone without a later line cannot be told any more, and so is not.
    pub fn is(&self, row: &Image) -> bool {
        self.kind == row.table && self.salt.as_deref().is_some_and(|salt| row.digest(salt).as_slice() == self.digest)
    }
}

/// The last digest of each record of a case, by its identity; of no case: of each account.
pub(super) fn sealed(conn: &Connection, case_id: &str) -> Result<BTreeMap<String, Sealed>> {
    // Of each record the last one stays.
    let sql = "SELECT l.seq, l.kind, l.record_id, l.label, l.digest, v.salt FROM ledger l \
               LEFT JOIN ledger_value v ON v.seq = l.seq \
               WHERE l.case_id = ?1 AND l.digest IS NOT NULL ORDER BY l.record_id, l.seq";
    let mut query = conn.prepare_cached(sql)?;
    let rows = query.query_map([case_id], |r| {
        let sealed = Sealed {
            seq: r.get(0)?,
            kind: r.get(1)?,
            record_id: r.get(2)?,
            label: r.get(3)?,
            digest: r.get(4)?,
            salt: r.get(5)?,
        };
        Ok((sealed.record_id.clone(), sealed))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A record that is not as the ledger says.
pub(super) struct Altered {
    /// the line that says what it was
    pub seq: Option<i64>,
    /// its table
    pub kind: String,
    pub label: String,
    pub what: &'static str,
}

/// What of the records of a case is not as the ledger says.
pub(super) fn altered(conn: &Connection, case_id: &str, sheets: &[Sheet]) -> Result<Vec<Altered>> {
    let mut sealed = sealed(conn, case_id)?;
    let mut out = Vec::new();
    for sheet in sheets {
        let (seq, what) = match sealed.remove(&sheet.head.id) {
            Some(seal) if seal.is(&Image::of(sheet)) => continue,
            Some(seal) => (Some(seal.seq), "is not as it was saved"),
            None => (None, "was put in past the ledger"),
        };
        out.push(Altered { seq, kind: sheet.kind.table().to_owned(), label: sheet.label(), what });
    }
    let missing = |s: Sealed| Altered { seq: Some(s.seq), kind: s.kind, label: s.label, what: "is missing" };
    out.extend(sealed.into_values().map(missing));
    Ok(out)
}

/// Refuses a case of which a record is not as it was saved.
pub(super) fn refuse_altered(conn: &Connection, case_id: &str, sheets: &[Sheet]) -> Result<()> {
    let altered = altered(conn, case_id, sheets)?;
    let Some(Altered { kind, label, what, .. }) = altered.first() else { return Ok(()) };
    if *kind == RecordKind::Case.table() {
        return Err(Error::Altered(format!("the case {label} {what}")));
    }
    let number = sheets.iter().find(|s| s.kind == RecordKind::Case).and_then(|c| c.get("number"));
    Err(Error::Altered(format!("the {kind} {label} of {} {what}", number.unwrap_or("a case"))))
}

/// Refuses lines that are not as they were written, or whose values are not what they were committed to.
pub(super) fn refuse_touched(conn: &Connection, seqs: impl Iterator<Item = i64>) -> Result<()> {
    let sql = format!("SELECT {LINE} FROM ledger WHERE seq = ?1");
    let mut query = conn.prepare_cached(&sql)?;
    let mut values =
        conn.prepare_cached("SELECT salt, old, new, reason, erased_by FROM ledger_value WHERE seq = ?1")?;
    let mut room = Vec::with_capacity(512);
    for seq in seqs {
        let before = hash_before(conn, seq)?;
        let committed = query.query_row([seq], |r| {
            let (line, hash) = line_in(r)?;
            Ok((line.hash(&before, &mut room).as_slice() == hash).then(|| line.commitment.to_vec()))
        })?;
        let kept = values.query_row([seq], |r| {
            let text = |i| Ok::<_, rusqlite::Error>(r.get_ref(i)?.as_str_or_null()?);
            let Some(salt) = r.get_ref(0)?.as_blob_or_null()? else { return Ok(None) };
            Ok(Some(commitment(salt, text(1)?, text(2)?, text(3)?).to_vec()))
        });
        // Values that were erased are blank; whether that was lawful is asked when the ledger is verified.
        if committed.is_none() || kept.optional()?.flatten().is_some_and(|kept| Some(kept) != committed) {
            return Err(Error::Altered(format!("line {seq} of the ledger is not as it was written")));
        }
    }
    Ok(())
}

/// The row of an account with its keys, as it is digested.
pub(super) fn account(conn: &Connection, name: &str) -> Result<Image<'static>> {
    let mut query = conn.prepare_cached("SELECT name, role, team, active FROM officer WHERE name = ?1")?;
    let text = |r: &Row, i| Ok::<_, rusqlite::Error>(r.get::<_, Option<String>>(i)?.map(Cow::from));
    let mut columns = query.query_row([name], |r| {
        Ok(vec![("name", text(r, 0)?), ("role", text(r, 1)?), ("team", text(r, 2)?), ("active", text(r, 3)?)])
    })?;
    let sql = "SELECT id || ' ' || fingerprint || ' ' || public || ' ' || coalesce(revoked_at, 'in use') FROM officer_key \
               WHERE officer = ?1 ORDER BY length(id), id";
    let mut query = conn.prepare_cached(sql)?;
    for key in query.query_map([name], |r| text(r, 0))? {
        columns.push(("key", key?));
    }
    Ok(Image { table: OFFICER, columns })
}

/// The names of all accounts.
pub(super) fn names(conn: &Connection) -> Result<Vec<String>> {
    let mut query = conn.prepare("SELECT name FROM officer ORDER BY name")?;
    let names = query.query_map([], |r| r.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}
