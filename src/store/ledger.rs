//! The ledger in the file: what an act is, appending its lines behind the last, and where it ends.
//! It must never change a line, nor decide what is put on record.

use super::counter::{self, draw};
use super::{Error, Ids, Result, Store};
use crate::domain::act::{Actor, Deed};
use crate::domain::ledger::{Hash, Head, Line, commitment, genesis};
use crate::domain::moment::Now;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Makes the salt of a line from its act and place; see [`super::ids::Ids::salt`].
pub(super) type Salt = fn(&str, i64) -> [u8; 16];

/// What all lines of an act share.
pub(super) struct Act {
    pub op_id: String,
    pub actor: Actor,
    /// fingerprint of the key by which the sitting was opened
    pub key: Option<String>,
    pub at: String,
    pub action: String,
    pub reason: Option<String>,
    pub salt: Salt,
}

impl Act {
    pub(super) fn new(action: &str, ids: &mut Ids, key: Option<&str>, actor: Actor, now: &Now) -> Act {
        Act {
            op_id: ids.next(now),
            actor,
            key: key.map(str::to_owned),
            at: now.stamp(),
            action: action.to_owned(),
            reason: None,
            salt: ids.salt(),
        }
    }

    /// The same act without its reason, for a line that stays when a case is erased.
    pub fn bare(&self) -> Act {
        Act {
            op_id: self.op_id.clone(),
            actor: self.actor.clone(),
            key: self.key.clone(),
            at: self.at.clone(),
            action: self.action.clone(),
            reason: None,
            salt: self.salt,
        }
    }

    /// The act that a deed is: its own, where it was made where it was typed.
    pub fn of_deed(deed: &Deed, ids: &mut Ids, key: Option<&str>, actor: Actor, now: &Now) -> Act {
        let act = Act::new(&deed.action, ids, key, actor, now);
        Act { op_id: deed.op_id.clone().unwrap_or(act.op_id), reason: deed.reason.clone(), ..act }
    }
}

impl Store {
    /// An act of whoever is signed in.
    pub(super) fn act(&mut self, action: &str, now: &Now) -> Act {
        let actor = self.actor();
        Act::new(action, &mut self.ids, self.seat.fingerprint.as_deref(), actor, now)
    }

    /// Where the ledger ends.
    /// # Errors
    /// When the file cannot be read.
    pub fn head(&self) -> Result<Head> {
        head(&self.conn)
    }

    /// The identity of the office whose file it is: a copy has the same, another office another.
    /// # Errors
    /// When the file cannot be read.
    pub fn identity(&self) -> Result<String> {
        identity(&self.conn)
    }
}

/// What a line is about.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub case_id: &'a str,
    pub kind: &'a str,
    pub record_id: &'a str,
    pub label: &'a str,
    pub was: Option<i64>,
    pub version: Option<i64>,
}

impl<'a> Of<'a> {
    /// A line about no record.
    pub fn nothing(case_id: &'a str, kind: &'a str) -> Of<'a> {
        Of { case_id, kind, record_id: "", label: "", was: None, version: None }
    }
}

/// One changed field; for what is no record's field, its words.
#[derive(Clone, Copy, Default)]
pub(super) struct Entry<'a> {
    pub field: &'a str,
    pub old: Option<&'a str>,
    pub new: Option<&'a str>,
}

/// The digest of a row under the salt of its line.
pub(super) type Digest<'a> = dyn Fn(&[u8]) -> Hash + 'a;

/// Appends a line behind the last one, with its values beside it; `row` is what the record's row is now, on the last line that
/// the act writes of it.
pub(super) fn append(conn: &Connection, act: &Act, of: &Of, entry: &Entry, row: Option<&Digest>) -> Result<()> {
    let seq = draw(conn, "audit")?;
    let salt = (act.salt)(&act.op_id, seq);
    let schema = counter::schema(conn)?;
    let digest = row.map(|digest| digest(&salt));
    let committed = commitment(&salt, entry.old, entry.new, act.reason.as_deref());
    let line = Line {
        seq,
        op_id: &act.op_id,
        at: &act.at,
        person: &act.actor.name,
        session: &act.actor.session,
        key: act.key.as_deref(),
        program: env!("CARGO_PKG_VERSION"),
        schema,
        action: &act.action,
        case_id: of.case_id,
        kind: of.kind,
        record_id: of.record_id,
        label: of.label,
        field: entry.field,
        was: of.was,
        version: of.version,
        digest: digest.as_ref().map(Hash::as_slice),
        commitment: &committed,
    };
    chain(conn, &line)?;
    let mut values =
        conn.prepare_cached("INSERT INTO ledger_value (seq, salt, old, new, reason) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    values.execute(params![seq, salt, entry.old, entry.new, act.reason])?;
    Ok(())
}

/// Writes a line behind the one before it.
pub(super) fn chain(conn: &Connection, line: &Line) -> Result<()> {
    let hash = line.hash(&hash_before(conn, line.seq)?, &mut Vec::with_capacity(512));
    let sql = "INSERT INTO ledger (seq, op_id, at, person, session, key, program, schema, action, case_id, kind, record_id, label, field, \
               was, version, digest, commitment, hash) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
    conn.prepare_cached(sql)?.execute(params![
        line.seq,
        line.op_id,
        line.at,
        line.person,
        line.session,
        line.key,
        line.program,
        line.schema,
        line.action,
        line.case_id,
        line.kind,
        line.record_id,
        line.label,
        line.field,
        line.was,
        line.version,
        line.digest,
        line.commitment,
        hash,
    ])?;
    Ok(())
}

/// The line in a row of the ledger.
pub(super) fn line_in<'a>(r: &'a Row) -> rusqlite::Result<(Line<'a>, &'a [u8])> {
    let text = |i| Ok::<_, rusqlite::Error>(r.get_ref(i)?.as_str()?);
    let line = Line {
        seq: r.get(0)?,
        op_id: text(1)?,
        at: text(2)?,
        person: text(3)?,
        session: text(4)?,
        key: r.get_ref(5)?.as_str_or_null()?,
        program: text(6)?,
        schema: r.get(7)?,
        action: text(8)?,
        case_id: text(9)?,
        kind: text(10)?,
        record_id: text(11)?,
        label: text(12)?,
        field: text(13)?,
        was: r.get(14)?,
        version: r.get(15)?,
        digest: r.get_ref(16)?.as_blob_or_null()?,
        commitment: r.get_ref(17)?.as_blob()?,
    };
    Ok((line, r.get_ref(18)?.as_blob()?))
}

/// The columns of [`line_in`], in its order.
pub(super) const LINE: &str = "seq, op_id, at, person, session, key, program, schema, action, case_id, kind, record_id, label, field, \
                               was, version, digest, commitment, hash";

/// The hash that stands before a line.
pub(super) fn hash_before(conn: &Connection, seq: i64) -> Result<Hash> {
    if seq <= 1 {
        return Ok(genesis(&identity(conn)?));
    }
    let mut query = conn.prepare_cached("SELECT hash FROM ledger WHERE seq = ?1")?;
    let hash = query.query_row([seq - 1], |r| r.get(0)).optional()?;
    hash.ok_or_else(|| Error::Altered(format!("line {} of the ledger is missing", seq - 1)))
}

/// The hash of a line; before the first that of the office. Nothing where there is no such line.
pub(super) fn hash_at(conn: &Connection, seq: i64) -> Result<Option<Hash>> {
    if seq == 0 {
        return Ok(Some(genesis(&identity(conn)?)));
    }
    let mut query = conn.prepare_cached("SELECT hash FROM ledger WHERE seq = ?1")?;
    Ok(query.query_row([seq], |r| r.get(0)).optional()?)
}

/// Where the ledger ends.
pub(super) fn head(conn: &Connection) -> Result<Head> {
    let office = identity(conn)?;
    let mut query = conn.prepare_cached("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")?;
    let last = query.query_row([], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    let (seq, hash) = last.unwrap_or_else(|| (0, genesis(&office)));
    Ok(Head { office, seq, hash })
}

pub(super) fn identity(conn: &Connection) -> Result<String> {
    Ok(conn.prepare_cached("SELECT identity FROM office")?.query_row([], |r| r.get(0))?)
}
