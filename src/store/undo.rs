//! The last act of whoever is signed in, and its reverse. What it did is read from the ledger, what stands now from the records;
//! the reverse goes through the one door. It must never reach further back than the last act.

use super::audit::{Hidden, line_of};
use super::duplicate::RIGHTS;
use super::{Error, Result, Store, access, merged, person, seal, sheet};
use crate::domain::act::{Change, Deed, Outcome};
use crate::domain::field::See;
use crate::domain::merged::{INTO, MERGE, SAME, Same};
use crate::domain::moment::{Now, local};
use crate::domain::person::PERSON;
use crate::domain::record::RecordKind;
use crate::domain::rights::Right;
use crate::domain::trail::AuditLine;
use crate::domain::undo::{Done, LastAct, reverse};
use rusqlite::OptionalExtension;
use std::collections::BTreeSet;

/// Why an act is not undone of which one sees no part any more.
const OUT_OF_REACH: &str = "what it was about is not all within your reach any more";
/// An act is looked for in so many lines behind the head: what is further back is no slip of the hand any more.
const REACH: i64 = 20_000;

/// Is it the act of merging two cases, or of taking them apart?
fn is_merge(lines: &[AuditLine]) -> bool {
    lines.iter().any(|line| line.kind == MERGE)
}

/// Is it the act of joining two people, or of separating them?
fn is_join(lines: &[AuditLine]) -> bool {
    lines.iter().any(|line| line.kind == PERSON)
}

impl Store {
    /// One's own last act on records, and whether it can be undone.
    /// # Errors
    /// [`Error::SignedOut`], or when the file cannot be read.
    pub fn last_act(&mut self, now: &Now) -> Result<Option<LastAct>> {
        self.refresh(now)?;
        let lines = self.lines_of_last()?;
        if lines.is_empty() {
            return Ok(None);
        }
        let _moment = seal::moment(&self.conn)?;
        lines.iter().map(|line| line.case_id.as_str()).collect::<BTreeSet<_>>().into_iter().try_for_each(
            |case_id| {
                // Whose it is decides what is shown of it.
                seal::refuse_case(&self.conn, case_id)
            },
        )?;
        let mut shown = Vec::with_capacity(lines.len());
        let mut gone = false;
        for line in &lines {
            // What has gone out of reach is not told again, nor what became of it since.
            match access::whose(&self.conn, &line.case_id)? {
                Some(owned) if self.viewer().may(Right::See(See::Facts), &owned.whose()) => {
                    shown.push(Hidden::of(&self.conn, &self.seat, &line.case_id, &owned)?.masked(line.clone()));
                }
                _ => gone = true,
            }
        }
        let refusal = match self.deeds_of_undo(&lines, now) {
            _ if gone => Some(OUT_OF_REACH.to_owned()),
            _ if is_merge(&lines) => self.refuses_turn(&lines)?,
            _ if is_join(&lines) => self.refuses_join(&lines)?,
            Err(Error::Misread(sentence)) => Some(sentence),
            other => other.map(|_| None)?,
        };
        Ok(Some(LastAct { lines: shown, refusal }))
    }

    /// Undoes it, if it is still the last: its reverse is an act of its own, `as_op`.
    /// # Errors
    /// As [`Store::write`]; [`Error::Misread`] says why it cannot be undone.
    pub fn undo(&mut self, op_id: &str, as_op: &str, now: &Now) -> Result<Outcome> {
        let lines = self.lines_of_last()?;
        if lines.first().is_none_or(|line| line.op_id != op_id && line.op_id != as_op) {
            return Err(Error::Misread("you did something else since: look at it again (U)".into()));
        }
        if is_merge(&lines) {
            return self.turn_merge(&lines, as_op, now);
        }
        if is_join(&lines) {
            return self.turn_join(&lines, as_op, now);
        }
        let mut deeds = self.deeds_of_undo(&lines, now)?;
        deeds.iter_mut().for_each(|deed| deed.op_id = Some(as_op.to_owned()));
        self.write_several(now, &deeds)
    }

    /// The lines of one's own last act on records, the latest first.
    fn lines_of_last(&self) -> Result<Vec<AuditLine>> {
        let me = self.someone()?;
        let _moment = seal::moment(&self.conn)?;
        let kinds = RecordKind::ALL.map(RecordKind::table).into_iter().chain([MERGE, PERSON]);
        let kinds = kinds.map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ");
        let last = format!(
            "SELECT op_id FROM ledger WHERE seq > (SELECT max(seq) FROM ledger) - {REACH} AND person = ?1 AND kind IN ({kinds}) \
             AND action <> 'import' AND action <> 'erase' \
             AND NOT (kind = '{PERSON}' AND EXISTS (SELECT 1 FROM ledger e WHERE e.op_id = ledger.op_id AND e.action = 'erase')) \
             ORDER BY seq DESC LIMIT 1"
        );
        let op_id: Option<String> = self.conn.prepare_cached(&last)?.query_row([&me], |r| r.get(0)).optional()?;
        let Some(op_id) = op_id else { return Ok(Vec::new()) };
        let sql = "SELECT a.*, coalesce(r.number, tip.number) AS number FROM audit a \
                   LEFT JOIN case_row r ON r.case_id = a.case_id LEFT JOIN tip ON tip.id = a.case_id \
                   WHERE a.op_id = ?1 AND a.kind <> 'look' AND a.case_id <> '' ORDER BY a.seq DESC";
        let mut query = self.conn.prepare_cached(sql)?;
        let lines = query.query_map([op_id], line_of)?.collect::<rusqlite::Result<Vec<_>>>()?;
        seal::refuse_touched(&self.conn, lines.iter().map(|line| line.seq))?;
        Ok(lines)
    }

    /// Why a merge cannot be turned round, if so.
    fn refuses_turn(&self, lines: &[AuditLine]) -> Result<Option<String>> {
        let viewer = self.viewer();
        for line in lines {
            let owned = access::whose(&self.conn, &line.case_id)?;
            let lacks = |right: &Right| owned.as_ref().is_some_and(|o| !viewer.may(*right, &o.whose()));
            if let Some(right) = RIGHTS.into_iter().find(lacks) {
                return Ok(Some(viewer.may_not(right)));
            }
            if line.erased {
                return Ok(Some("one of the cases was erased since".to_owned()));
            }
        }
        let Some(younger) = lines.iter().find(|line| line.field == INTO) else { return Ok(None) };
        let now = merged::into(&self.conn, &younger.case_id)?.is_some();
        Ok((now != younger.new.is_some()).then(|| "somebody else did so since".to_owned()))
    }

    /// Two cases that were merged are two again, or the other way round.
    fn turn_merge(&mut self, lines: &[AuditLine], as_op: &str, now: &Now) -> Result<Outcome> {
        let Some(younger) = lines.iter().find(|line| line.field == INTO) else {
            return Err(Error::Misread("a record of that act cannot be found".into()));
        };
        let reason = format!("undoes: {}, {}", younger.action, local(&younger.at, now.zone));
        if younger.new.is_some() {
            return self.unmerge(&younger.case_id, &reason, as_op, now);
        }
        let same = lines.iter().find(|line| line.field == SAME).and_then(|line| line.old.as_deref());
        let same = Same::split(same.unwrap_or_default());
        self.merge([&younger.record_id, &younger.case_id], &same, &reason, as_op, now)
    }

    /// Who was joined or separated by an act: the lines that bear the digests say so.
    fn joined_by(&self, op_id: &str) -> Result<Option<[String; 2]>> {
        let sql = "SELECT record_id FROM ledger WHERE op_id = ?1 AND case_id = '' AND kind = ?2 ORDER BY seq";
        let mut query = self.conn.prepare_cached(sql)?;
        let who = query.query_map([op_id, PERSON], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        Ok(<[String; 2]>::try_from(who).ok())
    }

    /// Why joining or separating cannot be turned round, if so.
    fn refuses_join(&self, lines: &[AuditLine]) -> Result<Option<String>> {
        let viewer = self.viewer();
        for line in lines {
            let owned = access::whose(&self.conn, &line.case_id)?;
            if owned.is_some_and(|o| !viewer.may(Right::Change, &o.whose())) {
                return Ok(Some(viewer.may_not(Right::Change)));
            }
            if line.erased {
                return Ok(Some("one of the cases was erased since".to_owned()));
            }
        }
        let first = lines.first();
        let Some([a, b]) = first.map(|line| self.joined_by(&line.op_id)).transpose()?.flatten() else {
            return Ok(None);
        };
        let now = person::links(&self.conn, &a)?.iter().any(|link| link.a == b || link.b == b);
        let was = first.is_some_and(|line| line.new.is_some());
        Ok((now != was).then(|| "somebody else did so since".to_owned()))
    }

    /// Two people who were joined are two again, or the other way round.
    fn turn_join(&mut self, lines: &[AuditLine], as_op: &str, now: &Now) -> Result<Outcome> {
        let gone = || Error::Misread("a record of that act cannot be found".into());
        let line = lines.first().ok_or_else(gone)?;
        let [a, b] = self.joined_by(&line.op_id)?.ok_or_else(gone)?;
        let reason = format!("undoes: {}, {}", line.action, local(&line.at, now.zone));
        if line.new.is_some() {
            return self.separate([&a, &b], &reason, as_op, now);
        }
        self.join([&a, &b], &reason, as_op, now)
    }

    fn deeds_of_undo(&self, lines: &[AuditLine], now: &Now) -> Result<Vec<Deed>> {
        let mut records: Vec<Done> = Vec::new();
        for line in lines.iter().rev() {
            if line.erased {
                return Err(Error::Misread("what that act wrote was erased since".into()));
            }
            let field = (line.field.clone(), line.old.clone(), line.new.clone());
            if let Some(done) = records.iter_mut().find(|d| d.stored.head.id == line.record_id) {
                done.fields.push(field);
                continue;
            }
            let kind = RecordKind::ALL.into_iter().find(|k| k.table() == line.kind);
            let stored = kind.map(|kind| sheet::find(&self.conn, kind, &line.record_id)).transpose()?.flatten();
            let Some(stored) = stored else {
                return Err(Error::Misread("a record of that act cannot be found".into()));
            };
            let was = "SELECT was IS NULL FROM ledger WHERE seq = ?1";
            let added = self.conn.prepare_cached(was)?.query_row([line.seq], |r| r.get(0))?;
            records.push(Done { stored, added, fields: vec![field] });
        }
        let act = lines.first().map(|l| format!("{}, {}", l.action, local(&l.at, now.zone))).unwrap_or_default();
        let deeds = reverse(&records, &act, &self.viewer().name, now).map_err(Error::Misread)?;
        deeds.iter().flat_map(|deed| &deed.changes).try_for_each(|change| self.may_reverse(change))?;
        Ok(deeds)
    }

    /// Says in advance what the door would refuse: what one did one may not be allowed to do any more.
    fn may_reverse(&self, change: &Change) -> Result<()> {
        let (viewer, after) = (self.viewer(), &change.after);
        let owned = access::whose(&self.conn, &after.head.case_id)?;
        let Some(owned) = owned.filter(|o| viewer.may(Right::See(See::Facts), &o.whose())) else {
            return Err(Error::Misread(OUT_OF_REACH.to_owned()));
        };
        let before = change.before.as_ref().map(|b| b.values.as_slice()).unwrap_or_default();
        let changed = after.kind.specs().iter().zip(before).zip(&after.values).filter(|((_, was), is)| was != is);
        for ((spec, _), _) in changed {
            let rights = [Right::See(spec.see), Right::to_change(after.kind, spec, &owned.whose())];
            if let Some(right) = rights.into_iter().find(|right| !viewer.may(*right, &owned.whose())) {
                return Err(Error::Misread(viewer.may_not(right)));
            }
        }
        Ok(())
    }
}
