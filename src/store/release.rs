//! Releases that were signed, and figures that were printed elsewhere: both stay as they were, each told by the ledger, and one that
//! is not as it says is given to nobody. It must never count.

use super::ledger::{self, Act, Entry, Of};
use super::{Error, Result, Store, access, halt, seal};
use crate::domain::act::Actor;
use crate::domain::moment::Now;
use crate::domain::release::counted::{self, Counted};
use crate::domain::release::document::Signature;
use crate::domain::release::published::Published;
use crate::domain::release::{Release, hash_of};
use crate::domain::rights::Right;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use serde_json::json;
use std::collections::BTreeMap;

/// What both are called in the ledger.
const RELEASE: &str = "release";
const PUBLISHED: &str = "published";

/// A release that was signed.
#[derive(Debug, Clone)]
pub struct Signed {
    /// its figures
    pub release: Release,
    /// who signed it
    pub signature: Signature,
    /// as whose figures they are known: the hash of the content
    pub hash: String,
    /// the instant as of which it was counted
    pub as_of: DateTime<Utc>,
    /// how each case counted
    pub counted: Vec<Counted>,
}

impl Store {
    /// Signs a release: from here on it stays as it is. Gives its number.
    /// # Errors
    /// [`Error::NotAllowed`] for who may not sign; [`Error::Misread`] for one that is not of the past or lacks cases.
    pub fn sign_release(&mut self, release: &Release, cases: &[Counted], as_of: &Now, now: &Now) -> Result<i64> {
        self.need(Right::Release, now)?;
        if as_of.utc > now.utc {
            let sentence = "a release is signed once its cut-off is past: more may still be entered by then";
            return Err(Error::Misread(sentence.to_owned()));
        }
        if !release.whole {
            return Err(Error::Misread("a release that leaves cases out is not signed".to_owned()));
        }
        if release.cases == 0 {
            let sentence = format!("no case of {} counts: there is nothing to sign", release.year);
            return Err(Error::Misread(sentence));
        }
        let out = self.releases(now)?;
        let other = |s: &&Signed| s.release.year == release.year && s.release.scope != release.scope;
        if let Some(signed) = out.iter().filter(other).find(|s| counted::tells_few(&s.counted, cases)) {
            let sentence = format!(
                "release {} of {} is out and of another scope, which leaves so few cases out that the two side by side would tell of \
                 them: leave the scope of that year as it was, or sign none",
                signed.signature.id, release.year
            );
            return Err(Error::Misread(sentence));
        }
        let act = self.act("sign release", now);
        let (content, counted) = (release.canonical(), counted::canonical(cases));
        let hash = hash_of(&content);
        halt::check(&self.path)?;
        let mut id = 0;
        self.write_by(Right::Release, now, |tx| {
            id = tx.query_row("SELECT coalesce(max(id), 0) + 1 FROM release", [], |r| r.get(0))?;
            tx.execute(
                "INSERT INTO release (id, op_id, year, as_of, signed_at, signed_by, program, content, hash, counted) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    id,
                    act.op_id,
                    release.year,
                    as_of.stamp(),
                    act.at,
                    act.actor.name,
                    env!("CARGO_PKG_VERSION"),
                    content,
                    hash,
                    counted
                ],
            )?;
            let label = format!("{RELEASE} {id}");
            let of = Of { record_id: &act.op_id, label: &label, ..Of::nothing("", RELEASE) };
            let (year, counted) = (release.year.to_string(), hash_of(&counted));
            let lines = [("year", year.as_str()), ("as_of", &release.as_of), ("hash", &hash), ("counted", &counted)];
            lines.into_iter().try_for_each(|(field, new)| {
                ledger::append(tx, &act, &of, &Entry { field, old: None, new: Some(new) }, None)
            })
        })?;
        Ok(id)
    }

    /// The releases that were signed, the latest last.
    /// # Errors
    /// [`Error::NotAllowed`] for who sees no figures; [`Error::Altered`] where one is not as it was signed.
    pub fn releases(&mut self, now: &Now) -> Result<Vec<Signed>> {
        self.need(Right::Figures, now)?;
        let zone = now.zone;
        let _moment = seal::moment(&self.conn)?;
        let rows = signed(&self.conn)?;
        let local = |stamp: &str| {
            let at = DateTime::parse_from_rfc3339(stamp).map(|at| Now { utc: at.to_utc(), zone });
            at.map_err(|_| altered("a signed release"))
        };
        let give = |row: Stored| {
            let release = Release::read(&row.content).ok_or_else(|| altered(&format!("release {}", row.id)))?;
            let counted = counted::read(&row.counted).ok_or_else(|| altered(&format!("release {}", row.id)))?;
            let (at, as_of) = (local(&row.signed_at)?, local(&row.as_of)?);
            let signature = Signature { id: row.id, by: row.signed_by, at: at.local_iso() };
            Ok(Signed { release, signature, hash: row.hash, as_of: as_of.utc, counted })
        };
        rows.into_iter().map(give).collect()
    }

    /// Keeps figures that were printed.
    /// # Errors
    /// [`Error::NotAllowed`] for who may not sign releases.
    pub fn keep_published(&mut self, printed: &[Published], now: &Now) -> Result<()> {
        self.need(Right::Release, now)?;
        let act = self.act("keep published figures", now);
        halt::check(&self.path)?;
        self.write_by(Right::Release, now, |tx| keep(tx, &act, printed))
    }

    /// The same for filling a new file.
    /// # Errors
    /// Nothing was written.
    pub fn fill_published(&mut self, actor: Actor, now: &Now, printed: &[Published]) -> Result<()> {
        let act = Act { actor, ..self.act("keep published figures", now) };
        self.write_aside(|tx| {
            if access::is_office(tx)? {
                return Err(Error::Engine("an office that has accounts is not filled".into()));
            }
            keep(tx, &act, printed)
        })
    }

    /// The figures that were printed, by year.
    /// # Errors
    /// [`Error::NotAllowed`] for who sees no figures; [`Error::Altered`] where one is not as it was kept.
    pub fn published(&mut self, now: &Now) -> Result<Vec<Published>> {
        self.need(Right::Figures, now)?;
        let _moment = seal::moment(&self.conn)?;
        printed(&self.conn)
    }
}

pub(super) fn altered(what: &str) -> Error {
    Error::Altered(format!("{what} is not as it was saved"))
}

/// Refuses releases and published figures that are not as the ledger says.
pub(super) fn refuse_altered(conn: &Connection) -> Result<()> {
    signed(conn)?;
    printed(conn)?;
    Ok(())
}

struct Stored {
    id: i64,
    op_id: String,
    as_of: String,
    signed_at: String,
    signed_by: String,
    content: String,
    hash: String,
    counted: String,
}

/// All that were signed, each as the ledger says.
fn signed(conn: &Connection) -> Result<Vec<Stored>> {
    let sql = "SELECT id, op_id, as_of, signed_at, signed_by, content, hash, counted FROM release ORDER BY id";
    let mut query = conn.prepare(sql)?;
    let rows = query.query_map([], |r: &Row| {
        Ok(Stored {
            id: r.get(0)?,
            op_id: r.get(1)?,
            as_of: r.get(2)?,
            signed_at: r.get(3)?,
            signed_by: r.get(4)?,
            content: r.get(5)?,
            hash: r.get(6)?,
            counted: r.get(7)?,
        })
    })?;
    let rows: Vec<Stored> = rows.collect::<rusqlite::Result<_>>()?;
    let mut told = told(conn, &lines_of(RELEASE))?;
    for row in &rows {
        let lines = told.remove(&row.op_id).unwrap_or_default();
        let said = |field: &str| lines.iter().find(|line| line.field == field).and_then(|line| line.new.as_deref());
        let (content, counted) = (hash_of(&row.content), hash_of(&row.counted));
        let signed = lines.iter().all(|line| line.person == row.signed_by && line.at == row.signed_at);
        let is = content == row.hash && said("hash") == Some(&content) && said("counted") == Some(&counted) && signed;
        if !is {
            return Err(altered(&format!("release {}", row.id)));
        }
    }
    match told.values().flatten().next() {
        Some(line) => Err(Error::Altered(format!("{} is missing", line.label))),
        None => Ok(rows),
    }
}

/// A line of the ledger about one of them.
pub(super) struct Told {
    pub label: String,
    pub field: String,
    pub new: Option<String>,
    pub person: String,
    pub at: String,
}

fn lines_of(kind: &str) -> String {
    format!("case_id = '' AND kind = '{kind}'")
}

/// What these lines of the ledger tell, by the act; every line as it was written.
pub(super) fn told(conn: &Connection, which: &str) -> Result<BTreeMap<String, Vec<Told>>> {
    let sql = format!("SELECT seq, op_id, label, field, new, person, at FROM audit WHERE {which} ORDER BY seq");
    let mut query = conn.prepare_cached(&sql)?;
    let lines = query.query_map([], |r| {
        let line = Told { label: r.get(2)?, field: r.get(3)?, new: r.get(4)?, person: r.get(5)?, at: r.get(6)? };
        Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, line))
    })?;
    let (mut seqs, mut told) = (Vec::new(), BTreeMap::<String, Vec<Told>>::new());
    for line in lines {
        let (seq, op_id, line) = line?;
        seqs.push(seq);
        told.entry(op_id).or_default().push(line);
    }
    seal::refuse_touched(conn, seqs.into_iter())?;
    Ok(told)
}

/// Keeps them, with one line for the act.
fn keep(conn: &Connection, act: &Act, printed: &[Published]) -> Result<()> {
    let mut kept = Vec::with_capacity(printed.len());
    for one in printed {
        let id: i64 = conn.query_row("SELECT coalesce(max(id), 0) + 1 FROM published", [], |r| r.get(0))?;
        let Published { year, figure, value, source, as_of, note, .. } = one;
        conn.execute(
            "INSERT INTO published (id, op_id, year, figure, value, source, as_of, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![id, act.op_id, year, figure, value, source, as_of, note],
        )?;
        kept.push(Published { id, ..one.clone() });
    }
    let of = Of { record_id: &act.op_id, ..Of::nothing("", PUBLISHED) };
    let said = said_of(&kept);
    ledger::append(conn, act, &of, &Entry { field: PUBLISHED, old: None, new: Some(&said) }, None)
}

/// What the ledger says of the figures of an act.
fn said_of(kept: &[Published]) -> String {
    let what = match kept {
        [one] => format!("{} {} {}", one.year, one.figure, one.value),
        all => format!("{} figures", all.len()),
    };
    let row = |one: &Published| json!([one.id, one.year, one.figure, one.value, one.source, one.as_of, one.note]);
    let rows: serde_json::Value = kept.iter().map(row).collect();
    format!("{what}, SHA-256 {}", hash_of(&rows.to_string()))
}

/// All that were printed, each as the ledger says.
fn printed(conn: &Connection) -> Result<Vec<Published>> {
    let mut query =
        conn.prepare("SELECT id, year, figure, value, source, as_of, note, op_id FROM published ORDER BY id")?;
    let rows = query.query_map([], |r| {
        let one = Published {
            id: r.get(0)?,
            year: r.get(1)?,
            figure: r.get(2)?,
            value: r.get(3)?,
            source: r.get(4)?,
            as_of: r.get(5)?,
            note: r.get(6)?,
        };
        Ok((r.get::<_, String>(7)?, one))
    })?;
    let mut acts: BTreeMap<String, Vec<Published>> = BTreeMap::new();
    for row in rows {
        let (op_id, one) = row?;
        acts.entry(op_id).or_default().push(one);
    }
    let mut told = told(conn, &lines_of(PUBLISHED))?;
    for (op_id, kept) in &acts {
        let said = told.remove(op_id).unwrap_or_default();
        if said.len() != 1 || said[0].new.as_deref() != Some(&said_of(kept)) {
            return Err(altered("a published figure"));
        }
    }
    if !told.is_empty() {
        return Err(Error::Altered("a published figure is missing".to_owned()));
    }
    let mut all: Vec<Published> = acts.into_values().flatten().collect();
    all.sort_by_key(|one| (one.year, one.id));
    Ok(all)
}
