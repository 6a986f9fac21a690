//! What the ledger says of the rows beside it: the digest of a record's row, whether the rows of a case are as they were saved,
//! and whether lines are as they were written. It must never mend anything: what is not as it was is refused.

use super::ledger::{LINE, hash_before, line_in};
use super::{Error, Result, counter, sheet};
use crate::domain::ledger::{Digester, Hash, commitment, image};
use crate::domain::record::{RecordKind, Sheet};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Until it is dropped, everything is read at one moment: between a row and what the ledger says of it nobody saves. Inside a
/// transaction it is the moment of that.
pub(super) fn moment(conn: &Connection) -> Result<Option<Transaction<'_>>> {
    Ok(conn.is_autocommit().then(|| conn.unchecked_transaction()).transpose()?)
}

/// Read at two moments, a row that somebody saves in between looks like one that was altered.
pub(super) fn at_one_moment(conn: &Connection) {
    debug_assert!(!conn.is_autocommit(), "what is compared with the ledger is read at one moment with it");
}

/// What an account is called in the ledger.
pub(super) const OFFICER: &str = "officer";

/// What an import is called in the ledger; the field of a line that says whence a case came in.
pub(super) const IMPORT: &str = "import";

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

/// The last digest of each record, by its identity.
pub(super) type OfCase = BTreeMap<String, Sealed>;

/// The last digest of each record of a case, by its identity; of no case: of each account and import.
pub(super) fn sealed(conn: &Connection, case_id: &str) -> Result<OfCase> {
    // Of each record the last one stays.
    let mut query = conn.prepare_cached(&format!("{SEALED} ORDER BY l.record_id, l.seq"))?;
    let rows = query.query_map([case_id], |r| sealed_in(r).map(|sealed| (sealed.record_id.clone(), sealed)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The same of the cases from one identity to another.
pub(super) fn sealed_between(conn: &Connection, first: &str, last: &str) -> Result<HashMap<String, OfCase>> {
    let sql = SEALED.replace("= ?1", "BETWEEN ?1 AND ?2");
    let mut query = conn.prepare_cached(&format!("{sql} ORDER BY l.case_id, l.record_id, l.seq"))?;
    let mut rows = query.query([first, last])?;
    let mut all: HashMap<String, OfCase> = HashMap::new();
    while let Some(r) = rows.next()? {
        let sealed = sealed_in(r)?;
        all.entry(r.get(6)?).or_default().insert(sealed.record_id.clone(), sealed);
    }
    Ok(all)
}

const SEALED: &str = "SELECT l.seq, l.kind, l.record_id, l.label, l.digest, v.salt, l.case_id FROM ledger l \
                      LEFT JOIN ledger_value v ON v.seq = l.seq WHERE l.case_id = ?1 AND l.digest IS NOT NULL";

fn sealed_in(r: &Row) -> rusqlite::Result<Sealed> {
    Ok(Sealed {
        seq: r.get(0)?,
        kind: r.get(1)?,
        record_id: r.get(2)?,
        label: r.get(3)?,
        digest: r.get(4)?,
        salt: r.get(5)?,
    })
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
    at_one_moment(conn);
    Ok(altered_of(sealed(conn, case_id)?, sheets))
}

/// The same where both were read at one moment.
pub(super) fn altered_of(mut sealed: OfCase, sheets: &[Sheet]) -> Vec<Altered> {
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
    out
}

/// A record by the number of its case, its kind and its place; nothing for a line that is about none.
pub(super) fn name(conn: &Connection, case_id: &str, kind: &str, label: &str) -> Result<Option<String>> {
    let tips = if counter::schema(conn)? >= counter::SINCE_TIPS {
        "UNION ALL SELECT number FROM tip WHERE id = ?1"
    } else {
        ""
    };
    let mut query = conn.prepare_cached(&format!("SELECT number FROM cases WHERE id = ?1 {tips}"))?;
    let number: Option<String> = query.query_row([case_id], |r| r.get(0)).optional()?;
    let known = RecordKind::ALL.into_iter().find(|k| k.table() == kind);
    let kind = known.map_or(kind, |k| k.name());
    let of = number.as_deref().unwrap_or(case_id);
    let label = if label == of { "" } else { label };
    Ok(Some([of, kind, label].join(" ").trim().to_owned()).filter(|name| !name.is_empty()))
}

/// Refuses a case of which a record is not as it was saved.
pub(super) fn refuse_altered(conn: &Connection, case_id: &str, sheets: &[Sheet]) -> Result<()> {
    let altered = altered(conn, case_id, sheets)?;
    let Some(Altered { kind, label, what, .. }) = altered.first() else { return Ok(()) };
    if let Some(root) = RecordKind::ALL.into_iter().find(|k| k.is_root() && k.table() == *kind) {
        return Err(Error::Altered(format!("the {} {label} {what}", root.name())));
    }
    let number = sheets.iter().find(|s| s.kind.is_root()).and_then(|c| c.get("number"));
    Err(Error::Altered(format!("the {kind} {label} of {} {what}", number.unwrap_or("a case"))))
}

/// The last digest of one record of a case; of no case: of an account, an import, or of whether a case is merged.
pub(super) fn last(conn: &Connection, case_id: &str, record_id: &str) -> Result<Option<Sealed>> {
    let sql = format!("{SEALED} AND l.record_id = ?2 ORDER BY l.seq DESC LIMIT 1");
    Ok(conn.prepare_cached(&sql)?.query_row([case_id, record_id], sealed_in).optional()?)
}

/// Is one record as the ledger says?
pub(super) fn is_as_saved(conn: &Connection, sheet: &Sheet) -> Result<bool> {
    let of = if sheet.kind.is_root() { &sheet.head.id } else { &sheet.head.case_id };
    Ok(last(conn, of, &sheet.head.id)?.is_some_and(|last| last.is(&Image::of(sheet))))
}

/// Refuses a case or a tip whose own record is not as the ledger says: who may open it stands there.
pub(super) fn refuse_case(conn: &Connection, case_id: &str) -> Result<()> {
    at_one_moment(conn);
    let case = match sheet::find(conn, RecordKind::Case, case_id)? {
        None => sheet::find(conn, RecordKind::Tip, case_id)?,
        case => case,
    };
    let kind = case.as_ref().map_or("case", |root| root.kind.name());
    match case.zip(last(conn, case_id, case_id)?) {
        Some((case, last)) if last.is(&Image::of(&case)) => Ok(()),
        _ => Err(Error::Altered(format!("the {kind} is not as it was saved"))),
    }
}

/// Refuses an account that is not as the ledger says: its role, its team, its keys.
pub(super) fn refuse_account(conn: &Connection, name: &str) -> Result<()> {
    at_one_moment(conn);
    let Some(last) = last(conn, "", name)? else {
        return Err(Error::Altered(format!("the account {name} was put in past the ledger")));
    };
    if last.is(&account(conn, name)?) {
        return Ok(());
    }
    Err(Error::Altered(format!("the account {name} is not as it was saved")))
}

/// What the row of the office says of itself, of the words of its code lists and of its schema. It is not secret: it stands beside them.
pub(super) fn words(conn: &Connection) -> Result<Hash> {
    rows(conn, &[OFFICE, CODES, OWN_CODES, PARTNERS, MIGRATIONS, LIMITS])
}

/// The words of the code lists that come with the program, which nothing but a step of the schema may change.
pub(super) fn codes(conn: &Connection) -> Result<Hash> {
    rows(conn, &[CODES])
}

/// The columns that are digested of a table, and the table with its order.
type Rows = (&'static [&'static str], &'static str);
const OFFICE: Rows = (&["identity", "name", "prefix", "zone", "demo", "note", "id"], "office");
const CODES: Rows = (&["list", "code", "en", "km", "keys", "parent", "sort"], "code ORDER BY list, code");
const OWN_CODES: Rows = (&["list", "code", "en", "km", "keys", "sort"], "office_code ORDER BY list, code");
const PARTNERS: Rows =
    (&["code", "en", "km", "keys", "kind", "contact", "phone", "note", "sort"], "partner ORDER BY code");
const LIMITS: Rows = (&["name", "amount", "unit", "words"], "time_limit ORDER BY name");
const MIGRATIONS: Rows = (&["version", "name", "digest", "applied_at"], "migration ORDER BY version");

fn rows(conn: &Connection, tables: &[Rows]) -> Result<Hash> {
    let mut room = Vec::with_capacity(1 << 18);
    let mut digester = Digester::of(&mut room, "office");
    for (names, table) in tables {
        let mut query = conn.prepare(&format!("SELECT {} FROM {table}", names.join(", ")))?;
        let mut rows = query.query([])?;
        while let Some(r) = rows.next()? {
            for (i, name) in names.iter().enumerate() {
                match r.get_ref(i)? {
                    ValueRef::Null => {}
                    ValueRef::Text(text) => digester.put(name, text),
                    _ => digester.put(name, text_of(r, i)?.unwrap_or_default().as_bytes()),
                }
            }
        }
    }
    Ok(digester.digest(&[]))
}

/// Seals them as they are: after a step of the schema, which alone may change them.
pub(super) fn seal_words(conn: &Connection) -> Result<()> {
    conn.execute("UPDATE office SET seal = ?1", [words(conn)?])?;
    Ok(())
}

/// Are the office and its words as they were sealed?
pub(super) fn are_words_sound(conn: &Connection) -> Result<bool> {
    at_one_moment(conn);
    let seal: Option<Vec<u8>> = conn.query_row("SELECT seal FROM office", [], |r| r.get(0))?;
    Ok(seal.as_deref() == Some(words(conn)?.as_slice()))
}

/// A value as text, whatever it is: what is digested.
pub(super) fn text_of(r: &Row, column: usize) -> rusqlite::Result<Option<String>> {
    Ok(match r.get(column)? {
        Value::Null => None,
        Value::Integer(n) => Some(n.to_string()),
        Value::Text(text) => Some(text),
        other => return Err(rusqlite::Error::InvalidColumnType(column, String::new(), other.data_type())),
    })
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
            let values = [text(1)?, text(2)?, text(3)?];
            Ok(match r.get_ref(0)?.as_blob_or_null()? {
                // Nothing says that they were erased as long as they are there.
                Some(_) if r.get::<_, Option<i64>>(4)?.is_some() => Ok(Vec::new()),
                Some(salt) => Ok(commitment(salt, values[0], values[1], values[2]).to_vec()),
                // Where the salt is gone, all values are, by an act that says so.
                None => Err(r.get::<_, Option<i64>>(4)?.filter(|_| values == [None; 3])),
            })
        });
        let is_kept = match kept.optional()? {
            Some(Ok(kept)) => Some(kept) == committed,
            Some(Err(by)) => erased_lawfully(conn, seq, by)?,
            None => false,
        };
        if committed.is_none() || !is_kept {
            return Err(Error::Altered(format!("line {seq} of the ledger is not as it was written")));
        }
    }
    Ok(())
}

/// Is there an act of erasure behind the line: of its case, of that whose people it says were joined with its own, or, where it is a
/// search, of any?
pub(super) fn erased_lawfully(conn: &Connection, seq: i64, by: Option<i64>) -> Result<bool> {
    let sql = "SELECT 1 FROM ledger act JOIN ledger line ON line.seq = ?2 JOIN ledger_value said ON said.seq = act.seq \
               WHERE act.seq = ?1 AND act.seq > line.seq AND act.action = 'erase' AND act.case_id <> '' \
               AND (act.case_id = line.case_id OR (line.kind = 'person' AND line.record_id = act.case_id) OR (line.case_id = '' AND line.kind = 'look' AND line.action = 'search' \
                 AND instr(said.new || ' ', ' ' || line.seq || ' ') > 0))";
    Ok(conn.prepare_cached(sql)?.exists(rusqlite::params![by, seq])?)
}

/// Refuses lines from a place on, up to before another, of which one is missing.
pub(super) fn refuse_gaps(conn: &Connection, from: i64, before: i64) -> Result<()> {
    at_one_moment(conn);
    let mut query = conn.prepare_cached("SELECT count(*) FROM ledger WHERE seq >= ?1 AND seq < ?2")?;
    let there: i64 = query.query_row([from, before], |r| r.get(0))?;
    // Whoever reads from the end backwards begins where the tree sends them: it must be the end.
    let mut last = conn.prepare_cached("SELECT seq FROM ledger WHERE seq < ?1 ORDER BY seq DESC LIMIT 1")?;
    let last: Option<i64> = last.query_row([before], |r| r.get(0)).optional()?;
    if there < before - from || (before > from && last != Some(before - 1)) {
        return Err(Error::Altered(format!("lines of the ledger between {from} and {before} are missing")));
    }
    Ok(())
}

/// Refuses the lines of a case, the latest first, of which one is missing: each act ends with a digest of a record, those have an
/// index of their own, and the lines of an act stand one behind the other.
pub(super) fn refuse_lost(conn: &Connection, case_id: &str, seqs: &[i64]) -> Result<()> {
    at_one_moment(conn);
    let there = |seq: &i64| seqs.binary_search_by(|s| seq.cmp(s)).is_ok();
    let digests = "SELECT seq FROM ledger WHERE case_id = ?1 AND digest IS NOT NULL";
    let mut digests = conn.prepare_cached(digests)?;
    let mut wanted: Vec<i64> = digests.query_map([case_id], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    let same_act = "SELECT before.seq FROM ledger JOIN ledger before ON before.seq = ledger.seq - 1 \
                    WHERE ledger.seq = ?1 AND before.op_id = ledger.op_id AND before.case_id = ledger.case_id";
    let mut same_act = conn.prepare_cached(same_act)?;
    for seq in seqs {
        wanted.extend(same_act.query_row([seq], |r| r.get::<_, i64>(0)).optional()?);
    }
    match wanted.iter().find(|seq| !there(seq)) {
        Some(seq) => Err(Error::Altered(format!("line {seq} of the ledger is not where it belongs"))),
        None => Ok(()),
    }
}

/// What is digested of a key.
const KEY: [&str; 7] = ["id", "fingerprint", "public", "comment", "added_at", "added_by", "revoked_at"];

/// The row of an account with its keys, as it is digested.
pub(super) fn account(conn: &Connection, name: &str) -> Result<Image<'static>> {
    let mut query = conn.prepare_cached("SELECT name, role, team, active FROM officer WHERE name = ?1")?;
    let text = |r: &Row, i| Ok::<_, rusqlite::Error>(r.get::<_, Option<String>>(i)?.map(Cow::from));
    let mut columns = query.query_row([name], |r| {
        Ok(vec![("name", text(r, 0)?), ("role", text(r, 1)?), ("team", text(r, 2)?), ("active", text(r, 3)?)])
    })?;
    let mut query = conn.prepare_cached(&format!(
        "SELECT {} FROM officer_key WHERE officer = ?1 ORDER BY length(id), id",
        KEY.join(", ")
    ))?;
    let mut keys = query.query([name])?;
    while let Some(r) = keys.next()? {
        for (i, column) in KEY.into_iter().enumerate() {
            columns.push((column, text(r, i)?));
        }
    }
    Ok(Image { table: OFFICER, columns })
}

/// What is digested of an import.
const IMPORT_ROW: [&str; 9] = ["id", "op_id", "file", "hash", "person", "at", "rows", "cases", "state"];

/// The row of an import, as it is digested.
pub(super) fn import(conn: &Connection, op_id: &str) -> Result<Image<'static>> {
    let sql = format!("SELECT {} FROM import WHERE op_id = ?1", IMPORT_ROW.join(", "));
    let columns = conn.prepare_cached(&sql)?.query_row([op_id], |r| {
        let column = |(i, name): (usize, &'static str)| Ok((name, text_of(r, i)?.map(Cow::from)));
        IMPORT_ROW.into_iter().enumerate().map(column).collect::<rusqlite::Result<Vec<_>>>()
    });
    Ok(Image { table: IMPORT, columns: columns? })
}

/// Refuses an import that is not as the ledger says: which cases are seen hangs on it.
pub(super) fn refuse_import(conn: &Connection, op_id: &str) -> Result<()> {
    at_one_moment(conn);
    match last(conn, "", op_id)? {
        Some(last) if last.is(&import(conn, op_id)?) => Ok(()),
        _ => Err(Error::Altered("an import is not as it was saved".to_owned())),
    }
}

/// The names of all accounts.
pub(super) fn names(conn: &Connection) -> Result<Vec<String>> {
    let mut query = conn.prepare("SELECT name FROM officer ORDER BY name")?;
    let names = query.query_map([], |r| r.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}
