//! What is counted of a span, kept day by day of report: after a save the cases of a few days are read again and not the file. The ledger
//! says which. It lives as long as the connection, is never written, and must never be older than the file, nor know what is kept of a day.

use super::audit::LOOK;
use super::facts::{Seen, bounds, make_one, picked, refuse_lost, together};
use super::merged::{self, Merged};
use super::seal::OFFICER;
use super::{Result, counter, sight};
use crate::domain::facts::Facts;
use crate::domain::merged::MERGE;
use crate::domain::person::PERSON;
use crate::domain::rights::Viewer;
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Of more lines of the ledger than these it is not asked what they changed.
const LINES: i64 = 20_000;

/// The day of a report as it is stored.
pub(super) type Day = Option<String>;

/// A day of reports: of one in the span all its cases, of another those in which an offence was cleared in the span, or in a younger case
/// that is one with them, for that is counted with the older.
const OF_DAY: &str = "SELECT id FROM cases WHERE reported_on IS ?3 AND (reported_on BETWEEN ?1 AND ?2 OR EXISTS \
                      (SELECT 1 FROM offence WHERE cleared_on BETWEEN ?1 AND ?2 AND offence.case_id IN \
                      (SELECT cases.id UNION ALL SELECT younger FROM merged WHERE older = cases.id)))";

/// Days of reports as somebody may count them, with what is kept of each.
pub(super) struct Daily<T> {
    viewer: Viewer,
    seen: Seen,
    span: (String, String),
    merged: Vec<Merged>,
    /// the last line of the ledger that is known of, and its hash
    head: (i64, Vec<u8>),
    days: BTreeMap<Day, T>,
    /// to be read
    waiting: BTreeSet<Day>,
}

impl<T> Daily<T> {
    /// With every day to be read.
    pub fn begun(conn: &Connection, viewer: Viewer, (from, to): (NaiveDate, NaiveDate)) -> Result<Daily<T>> {
        let span = bounds(from, to);
        refuse_lost(conn, [&span.0, &span.1])?;
        let sql = "SELECT DISTINCT reported_on FROM cases WHERE reported_on BETWEEN ?1 AND ?2 UNION \
                   SELECT reported_on FROM offence JOIN cases ON cases.id = offence.case_id WHERE cleared_on BETWEEN ?1 AND ?2 UNION \
                   SELECT reported_on FROM offence JOIN merged ON younger = offence.case_id JOIN cases ON cases.id = older \
                   WHERE cleared_on BETWEEN ?1 AND ?2";
        let mut query = conn.prepare_cached(sql)?;
        let waiting = query.query_map([&span.0, &span.1], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let seen = Seen::by(&viewer, sight::hides(conn)?);
        let (merged, head) = (merged::all(conn)?, head(conn)?);
        Ok(Daily { viewer, seen, span, merged, head, days: BTreeMap::new(), waiting })
    }

    /// The same with the days on which something was saved since to be read again; nothing where that cannot be told, or who asks
    /// sees something else.
    pub fn brought_up(mut self, conn: &Connection, viewer: &Viewer) -> Result<Option<Daily<T>>> {
        let head = head(conn)?;
        let is_same_file = self.head.0 <= head.0 && hash(conn, self.head.0)? == self.head.1;
        if !is_same_file || self.viewer != *viewer || head.0 - self.head.0 > LINES {
            return Ok(None);
        }
        let Some(changes) = changed(conn, self.head.0)? else { return Ok(None) };
        if changes.merged {
            self.merged = merged::all(conn)?;
        }
        self.waiting.extend(changes.days);
        self.head = head;
        Ok(Some(self))
    }

    /// Is it of this span?
    pub fn is_of(&self, (from, to): (NaiveDate, NaiveDate)) -> bool {
        self.span == bounds(from, to)
    }

    /// What is kept of each day.
    pub fn days(&self) -> &BTreeMap<Day, T> {
        &self.days
    }

    /// The same, where no more is read.
    pub fn into_days(self) -> BTreeMap<Day, T> {
        self.days
    }

    /// Are all days read?
    pub fn is_whole(&self) -> bool {
        self.waiting.is_empty()
    }

    /// These days are to be read again.
    pub fn wait_for(&mut self, days: impl IntoIterator<Item = Day>) {
        self.waiting.extend(days);
    }

    /// Reads the next of the days, and keeps what is made of its cases, if there are any.
    pub fn read_on(&mut self, conn: &Connection, keep: impl FnOnce(Vec<Facts>) -> T) -> Result<()> {
        let Some(day) = self.waiting.pop_first() else { return Ok(()) };
        let of = [Some(&self.span.0), Some(&self.span.1), day.as_ref()];
        // Cases that are one are read together; each counts on its own day.
        let mut facts = picked(conn, &together(OF_DAY), &of, &self.seen)?;
        if !self.merged.is_empty() {
            make_one(&mut facts, &self.merged);
            let ids = conn
                .prepare_cached(OF_DAY)?
                .query_map(of, |r| r.get(0))?
                .collect::<rusqlite::Result<HashSet<String>>>()?;
            facts.retain(|f| ids.contains(&f.case_id));
        }
        if facts.is_empty() {
            self.days.remove(&day);
        } else {
            self.days.insert(day, keep(facts));
        }
        Ok(())
    }
}

/// What lines of the ledger change of what is counted.
struct Changes {
    days: BTreeSet<Day>,
    /// also which cases are one
    merged: bool,
}

/// What was changed after a line of the ledger; nothing where it may be anything.
fn changed(conn: &Connection, after: i64) -> Result<Option<Changes>> {
    let mut changes = Changes { days: BTreeSet::new(), merged: false };
    let mut cases: BTreeSet<String> = BTreeSet::new();
    let sql = "SELECT case_id, kind, field, old, erased_by IS NOT NULL FROM audit WHERE seq > ?1 AND kind <> ?2";
    let mut query = conn.prepare_cached(sql)?;
    let mut lines = query.query(params![after, LOOK])?;
    while let Some(r) = lines.next()? {
        let (case_id, kind, field): (String, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        changes.merged |= kind == MERGE;
        if case_id.is_empty() {
            // An account changes what its own console sees, and that is compared.
            if ![OFFICER, PERSON, MERGE].contains(&kind.as_str()) {
                return Ok(None);
            }
            continue;
        }
        if field == "reported_on" {
            if r.get(4)? {
                return Ok(None);
            }
            changes.days.insert(r.get(3)?);
        }
        cases.insert(case_id);
    }
    // What is counted of a case that is merged is counted on the day of the older.
    let sql = "SELECT reported_on FROM cases WHERE id = ?1 UNION \
               SELECT reported_on FROM merged JOIN cases ON cases.id = older WHERE younger = ?1";
    let mut query = conn.prepare_cached(sql)?;
    for case_id in cases {
        for day in query.query_map([case_id], |r| r.get(0))? {
            changes.days.insert(day?);
        }
    }
    Ok(Some(changes))
}

/// The last line of the ledger, and its hash.
fn head(conn: &Connection) -> Result<(i64, Vec<u8>)> {
    let last = counter::last(conn, "audit")?;
    Ok((last, hash(conn, last)?))
}

fn hash(conn: &Connection, seq: i64) -> Result<Vec<u8>> {
    let mut query = conn.prepare_cached("SELECT hash FROM ledger WHERE seq = ?1")?;
    Ok(query.query_row([seq], |r| r.get(0)).optional()?.unwrap_or_default())
}
