//! The countable facts as they were in the file at an instant: what was entered by then, however it stands now. Each record is
//! walked back from its stored state by the lines of the ledger that are later: what they changed is undone, and what they made
//! was not there. It must never know a rule of a rate, nor read a value that none counts.
//!
//! What an erasure blanked in a line cannot be walked back over: there the record counts as it stands, and its case is named.

use super::access::{self, IN_CASES};
use super::facts::{PICKED, Row, facts_of, make_one, pick, refuse_lost, rows, seal_of, tables};
use super::merged::{self, Merged};
use super::{Error, Result, Store, ledger, seal, sight};
use crate::domain::erasure::ERASED;
use crate::domain::facts::Facts;
use crate::domain::field::See;
use crate::domain::import::State;
use crate::domain::moment::Now;
use crate::domain::rights::{Right, Scope, Viewer};
use chrono::{Datelike, NaiveDate};
use rusqlite::Connection;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Whose cases are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// those of which whoever asks may know, as in all figures
    Known,
    /// for a release: of who may sign one every case of the office, and no number of those of which they may not know
    Office,
}

/// The facts of cases at an instant.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// in order of case number
    pub facts: Vec<Facts>,
    /// numbers of cases that were changed since and then erased: they count as they stand
    pub blind: Vec<String>,
    /// is every case of the office among them?
    pub whole: bool,
}

impl Store {
    /// The facts of every case that may have counted between two days, as they were in the file at an instant.
    /// # Errors
    /// As [`Store::facts`]; [`Error::Altered`] also where a line of the ledger is not as it was written.
    pub fn facts_as_of(
        &mut self,
        (from, to): (NaiveDate, NaiveDate),
        at: &Now,
        whose: Whose,
        now: &Now,
    ) -> Result<Past> {
        self.need(Right::Figures, now)?;
        let viewer = self.viewer();
        let whole = !viewer.is_bounded() || (whose == Whose::Office && viewer.reach(Right::Release) == Scope::Office);
        // A day known only to its year sorts before that year's first: begin with the bare year.
        let (first, last, at) = (from.year().to_string(), format!("{to}~"), at.stamp());
        let tx = self.conn.transaction()?;
        let (facts, blind) = read(&tx, &viewer, [&first, &last], &at, whole)?;
        tx.finish()?;
        let mut past = Past { facts, blind, whole };
        // Who sees no case at all counts them, and cannot tell one from another.
        if viewer.refusal(Right::See(See::Facts)).is_some() {
            past.facts.iter_mut().for_each(|facts| (facts.case_id, facts.number) = Default::default());
            past.blind.iter_mut().for_each(String::clear);
        }
        Ok(past)
    }
}

/// Cases that may have been of a span by their records alone, and those that ever were one with another.
const SPAN: &str = "SELECT id FROM cases WHERE reported_on BETWEEN ?1 AND ?2 \
                    UNION SELECT case_id FROM offence WHERE cleared_on BETWEEN ?1 AND ?2 \
                    UNION SELECT case_id FROM ledger WHERE kind = 'merge' AND case_id <> ''";

fn read(
    conn: &Connection,
    viewer: &Viewer,
    span: [&str; 2],
    at: &str,
    whole: bool,
) -> Result<(Vec<Facts>, Vec<String>)> {
    let everything = || "1".to_owned();
    let condition = |right| access::condition(viewer, right, IN_CASES).unwrap_or_else(everything);
    let (open, known) = (condition(Right::See(See::Facts)), condition(Right::Figures));
    refuse_lost(conn, span)?;
    sight::hides(conn)?;
    let (later, in_sight, merged) = (Later::read(conn, at)?, in_sight(conn, at)?, merged::then(conn, at)?);
    // A case whose day was changed since may have been of the span.
    let picked = format!(
        "{SPAN} UNION SELECT case_id FROM ledger WHERE seq >= {} AND field IN ('reported_on', 'cleared_on') AND kind IN ('cases', 'offence')",
        later.first
    );
    let ids = pick(conn, &picked, &span)?;
    let mut rows = rows(conn, &ids, true)?;
    let sql = format!(
        "WITH picked AS ({PICKED}) SELECT picked.id, counted, case_row.import, coalesce({known}, 0), coalesce({open}, 0) FROM picked \
         LEFT JOIN cases ON cases.id = picked.id LEFT JOIN case_row ON case_row.case_id = picked.id ORDER BY cases.number"
    );
    let (mut all, mut blind, mut of_span) = (Vec::new(), HashSet::new(), HashSet::new());
    let mut query = conn.prepare_cached(&sql)?;
    let mut cases = query.query([&ids])?;
    while let Some(r) = cases.next()? {
        let rows = rows.remove(&r.get::<_, String>(0)?).unwrap_or_default();
        if r.get::<_, Option<Vec<u8>>>(1)?.as_deref() != Some(seal_of(&rows).as_slice()) {
            return Err(Error::Altered("what is counted of a case is not as it was saved".to_owned()));
        }
        let (known, open) = (r.get::<_, bool>(3)?, r.get::<_, bool>(4)?);
        let came_in = r.get::<_, Option<i64>>(2)?.is_none_or(|import| in_sight.contains(&import));
        if !came_in || !(known || whole) {
            continue;
        }
        let is_blind = rows.iter().any(|row| later.is_blind(row));
        let then = later.walk_back(rows);
        // One that was entered since has none.
        if then.first().is_none_or(|row| row.name() != "cases") {
            continue;
        }
        let mut facts = facts_of(&then, open && known);
        if !known {
            facts.number.clear();
        }
        if is_of(&then, span) {
            of_span.insert(facts.case_id.clone());
        }
        if is_blind {
            blind.insert(facts.case_id.clone());
        }
        all.push(facts);
    }
    together(&mut of_span, &merged);
    all.retain(|facts| of_span.contains(&facts.case_id));
    let blind = all.iter().filter(|facts| blind.contains(&facts.case_id)).map(|facts| facts.number.clone()).collect();
    make_one(&mut all, &merged);
    Ok((all, blind))
}

/// Cases that were one are counted together.
fn together(of_span: &mut HashSet<String>, merged: &[Merged]) {
    for (one, other) in [(true, false), (false, true)] {
        let name = |m: &Merged, younger: bool| if younger { m.younger.clone() } else { m.older.clone() };
        let more: Vec<String> =
            merged.iter().filter(|m| of_span.contains(&name(m, one))).map(|m| name(m, other)).collect();
        of_span.extend(more);
    }
}

/// Is it a case of the span: reported in it, or with an offence cleared in it?
fn is_of(rows: &[Row], [first, last]: [&str; 2]) -> bool {
    let within = |day: Option<&str>| day.is_some_and(|day| first <= day && day <= last);
    rows.iter().any(|row| within(row.get("reported_on")) || within(row.get("cleared_on")))
}

/// The imports whose cases were in sight then, by what the ledger says became of each.
fn in_sight(conn: &Connection, at: &str) -> Result<HashSet<i64>> {
    let sql = "SELECT id FROM import WHERE (SELECT new FROM audit WHERE case_id = '' AND kind = 'import' \
               AND record_id = import.op_id AND at <= ?1 ORDER BY seq DESC LIMIT 1) = ?2";
    let mut query = conn.prepare_cached(sql)?;
    let ids = query.query_map([at, State::In.word()], |r| r.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// What was written of records after an instant.
struct Later {
    /// the first line of it; behind the end where there is none
    first: i64,
    /// of each record the fields that changed, with what stood there before the change, the latest first
    before: HashMap<String, Vec<(String, Option<String>)>>,
    /// records that were made since
    made: HashSet<String>,
    /// the same fields of lines that an erasure blanked: what stood there is not known any more
    blank: HashMap<String, Vec<String>>,
}

impl Later {
    fn read(conn: &Connection, at: &str) -> Result<Later> {
        let head = ledger::head(conn)?.seq;
        let first: Option<i64> = conn.query_row("SELECT min(seq) FROM ledger WHERE at > ?1", [at], |r| r.get(0))?;
        let first = first.unwrap_or(head + 1);
        seal::refuse_gaps(conn, first, head + 1)?;
        let mut later = Later { first, before: HashMap::new(), made: HashSet::new(), blank: HashMap::new() };
        let kinds: Vec<String> = tables().map(|name| format!("'{name}'")).collect();
        let sql = format!(
            "SELECT seq, at > ?2, record_id, field, old, erased_by IS NOT NULL, was IS NULL AND version IS NOT NULL AND action <> 'take over' \
             FROM audit WHERE seq >= ?1 AND kind IN ({}) ORDER BY seq DESC",
            kinds.join(", ")
        );
        let mut query = conn.prepare_cached(&sql)?;
        let mut lines = query.query(rusqlite::params![first, at])?;
        let mut used = BTreeSet::new();
        // Where a clock was set back, a line of before stands behind one of after: then the later word holds.
        let mut settled: HashSet<(String, String)> = HashSet::new();
        let mut there: HashSet<String> = HashSet::new();
        while let Some(r) = lines.next()? {
            let (seq, is_later): (i64, bool) = (r.get(0)?, r.get(1)?);
            let (record, field): (String, String) = (r.get(2)?, r.get(3)?);
            used.insert(seq);
            if !is_later {
                there.insert(record.clone());
                settled.insert((record, field));
                continue;
            }
            if r.get(6)? {
                later.made.insert(record.clone());
            }
            // A line about an erasure itself changes nothing that counts.
            if field.is_empty() || field == ERASED {
                continue;
            }
            if r.get(5)? {
                later.blank.entry(record).or_default().push(field);
            } else if !settled.contains(&(record.clone(), field.clone())) {
                later.before.entry(record).or_default().push((field, r.get(4)?));
            }
        }
        later.made.retain(|record| !there.contains(record));
        later.blank.retain(|record, _| !later.made.contains(record));
        seal::refuse_touched(conn, used.into_iter())?;
        Ok(later)
    }

    /// Was something that counts changed since, and cannot be walked back over?
    fn is_blind(&self, row: &Row) -> bool {
        self.blank.get(&row.id).is_some_and(|fields| fields.iter().any(|field| row.counts(field)))
    }

    /// The rows of a case as they were.
    fn walk_back(&self, mut rows: Vec<Row>) -> Vec<Row> {
        rows.retain(|row| !self.made.contains(&row.id));
        for row in &mut rows {
            for (field, before) in self.before.get(&row.id).into_iter().flatten() {
                row.set(field, before.clone());
            }
        }
        rows
    }
}
