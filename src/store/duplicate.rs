//! Duplicates: cases that may be the same as one that is about to be saved, two cases that become one, and two again. It must never
//! move a record, nor tell of a case that is restricted to others.

use super::access::{self, IN_CASES};
use super::counter::draw;
use super::ledger::Act;
use super::merged::{self, Merged};
use super::row::{self, ALTERED};
use super::sight::{self, IN_SIGHT};
use super::{Error, Result, Store, erase, halt, read, seal};
use crate::domain::act::Outcome;
use crate::domain::alike::{Alike, Gist, MOST};
use crate::domain::casefile::CaseFile;
use crate::domain::field::See;
use crate::domain::merged::{MERGE, Same, UNMERGE};
use crate::domain::merging::{Plan, are_sound};
use crate::domain::moment::Now;
use crate::domain::record::Sheet;
use crate::domain::rights::{Right, Scope, Viewer};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeSet;

/// The rights that it takes to both cases.
pub(super) const RIGHTS: [Right; 2] = [Right::Change, Right::Assign];

impl Store {
    /// The cases that may be the same as these records of a new one, the nearest first. Of one that may be known of and not opened
    /// no more is told than whom to ask, and that it was is on record.
    /// # Errors
    /// When the file cannot be read.
    pub fn alike(&mut self, sheets: &[Sheet], now: &Now) -> Result<Vec<Alike>> {
        match self.find_alike(sheets, now) {
            // What is not as it was saved keeps nobody from entering a case at night.
            Err(Error::Altered(_)) => Ok(Vec::new()),
            found => found,
        }
    }

    fn find_alike(&mut self, sheets: &[Sheet], now: &Now) -> Result<Vec<Alike>> {
        let gist = Gist::of(sheets);
        let viewer = self.refresh(now)?;
        let Some((first, last)) = gist.window() else { return Ok(Vec::new()) };
        if viewer.reach(Right::See(See::Facts)) == Scope::No {
            return Ok(Vec::new());
        }
        let known = access::condition(&viewer, Right::Figures, IN_CASES).unwrap_or_else(|| "1".to_owned());
        let open = access::condition(&viewer, Right::See(See::Facts), IN_CASES).unwrap_or_else(|| "1".to_owned());
        let (mut found, mut elsewhere) = (Vec::new(), Vec::new());
        {
            let _moment = seal::moment(&self.conn)?;
            let in_sight = if sight::hides(&self.conn)? { IN_SIGHT } else { "1" };
            let sql = format!(
                "SELECT cases.id, {open}, cases.team FROM cases INDEXED BY cases_reported \
                 JOIN case_row ON case_row.case_id = cases.id WHERE cases.reported_on BETWEEN ?1 AND ?2 \
                 AND cases.province IS ?3 AND ({known} OR {open}) AND {in_sight}"
            );
            let mut query = self.conn.prepare_cached(&sql)?;
            let near = query.query_map((first.to_string(), last.to_string(), gist.province.as_deref()), |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, bool>(1)?, r.get::<_, Option<String>>(2)?))
            })?;
            for near in near {
                let (id, open, team) = near?;
                let Some(apart) = gist.apart(&Gist::of(&read::sheets(&self.conn, &id)?)) else { continue };
                match (open, team) {
                    (true, _) => found.push((apart, merged::root(&self.conn, &id)?, id)),
                    (false, Some(team)) => elsewhere.push((id, team)),
                    (false, None) => {}
                }
            }
        }
        found.sort();
        let mut told = BTreeSet::new();
        let mut out = Vec::new();
        // Of cases that are one the nearest is told.
        for (_, root, id) in found {
            if told.insert(root) && out.len() < MOST {
                let mut query = self.conn.prepare_cached("SELECT * FROM case_row WHERE case_id = ?1")?;
                let row = query.query_row([&id], row::shown)?;
                out.extend((row.offence != ALTERED).then(|| Alike::Case(Box::new(row))));
            }
        }
        let mut teams = BTreeSet::new();
        for (id, team) in elsewhere {
            self.record("asked", Some(&id), &["whether a new case is the same".to_owned()], now)?;
            teams.insert(team);
        }
        out.extend(teams.into_iter().map(Alike::Elsewhere));
        Ok(out)
    }

    /// Two cases by their numbers as typed, as they would become one: the lower number is the older, and stays.
    /// # Errors
    /// [`Error::NoNumber`], [`Error::NoCase`], [`Error::NotAllowed`]; or what is wrong with the file.
    pub fn plan_merge(&mut self, numbers: [&str; 2], now: &Now) -> Result<Plan> {
        let mut files: Vec<CaseFile> = Vec::new();
        for number in numbers {
            let id = self.case_by_number(number, now)?;
            for right in RIGHTS {
                self.need_case(right, &id, now)?;
            }
            files.push(self.case(&id, now)?);
        }
        match <[CaseFile; 2]>::try_from(files) {
            Ok([a, b]) => Ok(Plan::of(a, b)),
            Err(_) => Err(Error::Deed("two cases are merged")),
        }
    }

    /// Makes the two cases one, with these of their records the same.
    /// # Errors
    /// Nothing was written: [`Error::Misread`] says why they cannot be merged; [`Error::NotAllowed`], [`Error::NoCase`].
    pub fn merge(&mut self, cases: [&str; 2], same: &[Same], reason: &str, op_id: &str, now: &Now) -> Result<Outcome> {
        let act = self.act_of(MERGE, reason, op_id, now)?;
        for (case_id, right) in cases.into_iter().flat_map(|id| RIGHTS.map(|right| (id, right))) {
            self.need_case(right, case_id, now)?;
        }
        let (viewer, lists) = (self.viewer(), self.lists());
        let mut saved = None;
        self.write_by(Right::Change, now, |tx| {
            let [a, b] = cases.map(|id| sound(tx, &viewer, id));
            let plan = Plan::of(a?, b?);
            if was_done(tx, op_id)? {
                saved = Some(outcome(&plan.older));
                return Ok(());
            }
            if let Some(refusal) = plan.refusal {
                // A third case that is one with them may be out of reach since.
                let seen = |file: &CaseFile| viewer.may(Right::See(See::Facts), &file.whose());
                let told = plan.younger.merged.iter().all(seen);
                let unsaid = "another case is merged into one of them: ask who answers for it";
                return Err(Error::Misread(if told { refusal } else { unsaid.to_owned() }));
            }
            if !are_sound(same, &plan.older.sheets(), &plan.younger.sheets()) {
                return Err(Error::Misread(
                    "a record is the same as one other of its kind, of those that the cases have".into(),
                ));
            }
            let [older, younger] = [&plan.older, &plan.younger].map(|file| &file.case);
            let mut same = same.to_vec();
            same.sort();
            let row = Merged {
                younger: younger.head.id.clone(),
                older: older.head.id.clone(),
                at: act.at.clone(),
                person: act.actor.name.clone(),
                same,
            };
            let numbers = [older, younger].map(|case| case.number.as_deref().unwrap_or_default());
            merged::turn(tx, &act, &row, false, numbers)?;
            row::refresh(tx, &lists, &row.younger)?;
            draw(tx, "records")?;
            saved = Some(outcome(&plan.older));
            Ok(())
        })?;
        saved.ok_or(Error::OutcomeUnknown)
    }

    /// Makes a case that is one with an older a case of its own again.
    /// # Errors
    /// Nothing was written: [`Error::Misread`] where it is not merged; [`Error::NotAllowed`], [`Error::NoCase`].
    pub fn unmerge(&mut self, case_id: &str, reason: &str, op_id: &str, now: &Now) -> Result<Outcome> {
        let act = self.act_of(UNMERGE, reason, op_id, now)?;
        let older = {
            self.need_case(Right::Change, case_id, now)?;
            let _moment = seal::moment(&self.conn)?;
            merged::into(&self.conn, case_id)?.map(|row| row.older)
        };
        for (case_id, right) in
            [Some(case_id), older.as_deref()].into_iter().flatten().flat_map(|id| RIGHTS.map(|r| (id, r)))
        {
            self.need_case(right, case_id, now)?;
        }
        let (viewer, lists) = (self.viewer(), self.lists());
        let mut saved = None;
        self.write_by(Right::Change, now, |tx| {
            let file = sound(tx, &viewer, case_id)?;
            saved = Some(outcome(&file));
            if was_done(tx, op_id)? {
                return Ok(());
            }
            let number = file.case.number.as_deref().unwrap_or_default();
            let Some(row) = merged::into(tx, case_id)? else {
                return Err(Error::Misread(format!("{number} is merged into no case")));
            };
            let older = sound(tx, &viewer, &row.older)?;
            let numbers = [older.case.number.as_deref().unwrap_or_default(), number];
            merged::turn(tx, &act, &row, true, numbers)?;
            row::refresh(tx, &lists, &row.younger)?;
            row::refresh(tx, &lists, &row.older)?;
            draw(tx, "records")?;
            Ok(())
        })?;
        saved.ok_or(Error::OutcomeUnknown)
    }

    /// The younger case that is meant by a number: of the older, where one is merged into it, that one.
    /// # Errors
    /// As [`Store::case_by_number`]; [`Error::Misread`] where none or several may be meant.
    pub fn merged_by_number(&mut self, number: &str, now: &Now) -> Result<CaseFile> {
        let id = self.case_by_number(number, now)?;
        let mut file = self.case(&id, now)?;
        let printed = file.case.number.clone().unwrap_or_default();
        match (&file.merged_into, file.merged.len()) {
            (Some(_), _) => Ok(file),
            (None, 1) => Ok(file.merged.remove(0)),
            (None, 0) => Err(Error::Misread(format!("{printed} is merged with no case"))),
            (None, n) => Err(Error::Misread(format!(
                "{n} cases are merged into {printed}: say the number of the one that is meant"
            ))),
        }
    }

    pub(super) fn act_of(&mut self, action: &str, reason: &str, op_id: &str, now: &Now) -> Result<Act> {
        let reason = Some(reason.trim().to_owned()).filter(|r| !r.is_empty());
        let reason = reason.ok_or_else(|| Error::Misread("say why: the reason stays on record".to_owned()))?;
        halt::check(&self.path)?;
        Ok(Act { op_id: op_id.to_owned(), reason: Some(reason), ..self.act(action, now) })
    }
}

fn outcome(file: &CaseFile) -> Outcome {
    let number = file.case.number.clone().unwrap_or_default();
    Outcome::Saved { case_id: file.case.head.id.clone(), number, merged: Vec::new() }
}

/// Was this act done already?
pub(super) fn was_done(conn: &Connection, op_id: &str) -> Result<bool> {
    let mut query = conn.prepare_cached("SELECT 1 FROM ledger WHERE op_id = ?1 LIMIT 1")?;
    Ok(query.query_row([op_id], |_| Ok(())).optional()?.is_some())
}

/// A case as it stands inside the transaction, where whoever writes may still do it to it.
fn sound(tx: &Connection, viewer: &Viewer, case_id: &str) -> Result<CaseFile> {
    let owned = access::whose(tx, case_id)?.filter(|o| RIGHTS.iter().all(|right| viewer.may(*right, &o.whose())));
    owned.ok_or_else(|| Error::NoCase(String::new()))?;
    sight::refuse_unseen(tx, case_id)?;
    erase::refuse_erased(tx, case_id)?;
    let sheets = read::sheets(tx, case_id)?;
    seal::refuse_altered(tx, case_id, &sheets)?;
    row::whole(tx, &sheets)
}
