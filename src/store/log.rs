//! The log: audit lines of the whole office, as far as whoever asks may see them. Lines about a case follow the case; an
//! administrator sees those about none.

use super::access::{self, IN_CASES, IN_ROW, IN_TIPS};
use super::audit::{Hidden, line_of};
use super::filter::SEARCHED;
use super::{Error, Result, Store, counter, seal, told};
use crate::domain::field::See;
use crate::domain::filter::{listened_for, looked_for};
use crate::domain::log::LogQuery;
use crate::domain::moment::{self, Now};
use crate::domain::number;
use crate::domain::person::PERSON;
use crate::domain::record::HIDDEN;
use crate::domain::rights::{Right, Scope};
use crate::domain::trail::AuditLine;
use chrono::{Days, NaiveTime, TimeZone, Utc};
use rusqlite::named_params;
use std::collections::HashMap;

/// Every line, and by what the engine finds its place.
const ALL: (&str, &str) = ("ledger a", "a.seq");
/// The lines that are told where no case is asked for: the engine never comes to the others.
const TOLD: (&str, &str) = ("ledger_told t CROSS JOIN ledger a ON a.seq = t.seq", "t.seq");

impl Store {
    /// At most `limit` lines before a place in the trail, the latest first. An import is told by its own lines; each record that it
    /// brought in has one as well, which is told where its case is asked for.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no log; or when the file cannot be read.
    pub fn log(&mut self, query: &LogQuery, before: Option<i64>, limit: usize, now: &Now) -> Result<Vec<AuditLine>> {
        self.need(Right::Log, now)?;
        let viewer = self.viewer();
        let known = |right, of| access::condition(&viewer, right, of).unwrap_or_else(|| "1".to_owned());
        let case = known(Right::See(See::Facts), IN_CASES);
        let tip = known(Right::Tips, IN_TIPS);
        // How far the log itself reaches: one's own acts, those of one's team and on its cases, all.
        let reach = "(a.person = :me OR :reach = 3 OR (:reach = 2 AND (a.case_id <> '' \
                     OR EXISTS (SELECT 1 FROM officer o WHERE o.name = a.person AND o.team = :team))))";
        // Where a case is asked for, each of its lines is told; else those alone that are numbered.
        let (of, place) = if query.case.is_some() { ALL } else { TOLD };
        let sql = format!(
            "SELECT a.*, v.old, v.new, v.reason, v.erased_by, coalesce(r.number, tip.number) AS number \
             FROM {of} LEFT JOIN ledger_value v ON v.seq = a.seq LEFT JOIN cases ON cases.id = a.case_id \
             LEFT JOIN tip ON tip.id = a.case_id LEFT JOIN case_row r ON r.case_id = cases.id AND r.number = cases.number \
             WHERE {place} < :before AND {reach} AND (a.case_id = '' OR (cases.id IS NULL AND tip.id IS NULL) \
             OR (cases.id IS NOT NULL AND {case}) OR (tip.id IS NOT NULL AND {tip})) \
             AND NOT (a.kind = '{PERSON}' AND a.case_id = '') \
             AND (:officer IS NULL OR a.person = :officer OR a.record_id = :officer) \
             AND (:number IS NULL OR cases.number = :number) \
             AND (:act IS NULL OR instr(lower(a.action), :act) > 0) AND (:from IS NULL OR a.at BETWEEN :from AND :until) \
             ORDER BY {place} DESC LIMIT :limit"
        );
        let _moment = seal::moment(&self.conn)?;
        let (from, until) = query.day.map(|day| span(day, now)).unzip();
        let lines: Vec<AuditLine> = {
            let mut select = self.conn.prepare_cached(&sql)?;
            let lines = select.query_map(
                named_params! {
                    ":before": before.unwrap_or(i64::MAX),
                    ":me": viewer.name,
                    ":reach": viewer.reach(Right::Log) as i64,
                    ":team": viewer.team(),
                    ":officer": query.officer,
                    ":number": query.case.as_ref().map(|n| number::print(&self.office.prefix, n)),
                    ":act": query.act,
                    ":from": from,
                    ":until": until,
                    ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
                },
                line_of,
            )?;
            lines.collect::<rusqlite::Result<_>>()?
        };
        let end = before.unwrap_or(i64::MAX).min(counter::last(&self.conn, "audit")? + 1);
        let start = if lines.len() < limit { 1 } else { lines.last().map_or(end, |line| line.seq) };
        if query.case.is_some() {
            seal::refuse_gaps(&self.conn, start, end)?;
        } else {
            told::refuse_gaps(&self.conn, start, end)?;
        }
        if !lines.is_sorted_by(|a, b| a.seq > b.seq) {
            return Err(Error::Altered("the log is not in its order".to_owned()));
        }
        if viewer.is_bounded() {
            self.refuse_misplaced(of, place, start, end)?;
        }
        seal::refuse_touched(&self.conn, lines.iter().map(|line| line.seq))?;
        if let Some(line) = lines.iter().find(|line| line.number.is_none() && !line.case_id.is_empty()) {
            return Err(Error::Altered(format!("the case of line {} of the ledger is not to be found", line.seq)));
        }
        let mut hidden: HashMap<String, Hidden> = HashMap::new();
        let mut out = Vec::with_capacity(lines.len());
        for line in lines {
            if line.case_id.is_empty() {
                out.push(self.of_no_case(line)?);
                continue;
            }
            if !hidden.contains_key(&line.case_id)
                && let Some(owned) = access::whose(&self.conn, &line.case_id)?
            {
                hidden.insert(line.case_id.clone(), Hidden::of(&self.conn, &self.seat, &line.case_id, &owned)?);
            }
            out.extend(hidden.get(&line.case_id).filter(|h| !h.is_untold(&line)).map(|h| h.masked(line)));
        }
        Ok(out)
    }

    /// What lines are about decides who reads them: the cases of the lines from a place on, up to before another, must be as they
    /// were saved, or some would be left out unsaid. Of very many, the first; the rest is left to `audit verify`.
    fn refuse_misplaced(&self, of: &str, place: &str, from: i64, before: i64) -> Result<()> {
        let sql = format!(
            "SELECT DISTINCT a.case_id FROM {of} WHERE {place} >= ?1 AND {place} < ?2 AND a.case_id <> '' LIMIT 2000"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let cases = query.query_map([from, before], |r| r.get::<_, String>(0))?;
        let cases: Vec<String> = cases.collect::<rusqlite::Result<_>>()?;
        cases.iter().try_for_each(|case_id| seal::refuse_case(&self.conn, case_id))
    }

    /// Words that somebody searched may be names: only they themself and who sees every name read them, and of a case that
    /// is restricted to others nobody.
    fn of_no_case(&self, mut line: AuditLine) -> Result<AuditLine> {
        let viewer = self.viewer();
        let sees_names = viewer.reach(Right::See(See::Identity)) == Scope::Office;
        let words = line.new.as_deref().filter(|_| line.action == "search");
        let told = match words {
            None => true,
            Some(_) if self.seat.veiled => false,
            Some(_) if line.person == viewer.name => true,
            Some(words) => sees_names && !self.hits_restricted(words)?,
        };
        if !told {
            line.new = Some(HIDDEN.to_owned());
        }
        Ok(line)
    }

    /// Does one of these words stand in a case of which whoever is signed in may not know?
    fn hits_restricted(&self, words: &str) -> Result<bool> {
        let hits = |found: &str, words: Vec<String>| -> Result<bool> {
            let of = IN_ROW.0;
            let sql =
                format!("SELECT 1 FROM case_row WHERE restricted_to IS NOT NULL AND nearness({of}) = 0 AND ({found})");
            let mut query = self.conn.prepare_cached(&sql)?;
            words.iter().try_fold(false, |hit, word| Ok(hit || query.exists([word])?))
        };
        let found = SEARCHED.map(|column| format!("instr({column}, ?1) > 0")).join(" OR ");
        Ok(hits(&found, looked_for(words))? || hits("sounds_like(search_identity, ?1)", listened_for(words))?)
    }
}

/// First and last instant of a day in office time.
fn span(day: chrono::NaiveDate, now: &Now) -> (String, String) {
    let start = |day: chrono::NaiveDate| {
        let local = now.zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
        moment::stamp(local.map_or_else(Utc::now, |t| t.to_utc()))
    };
    (start(day), start(day.checked_add_days(Days::new(1)).unwrap_or(day)))
}
