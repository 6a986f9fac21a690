//! The tips: one whole, and a window on the list of those that whoever asks may know of, with the sums of all of them. What the list tells
//! in words comes from the tip as it was saved, and masked; the sums are counted past the digests of the tips that are not shown.

use super::access::{self, IN_ROW, Owned};
use super::look::Glance;
use super::{Error, Result, Store, known, read, row, seal, sheet};
use crate::domain::field::See;
use crate::domain::known::Seen;
use crate::domain::moment::Now;
use crate::domain::number;
use crate::domain::record::{HIDDEN, Record, RecordKind, Sheet};
use crate::domain::rights::{Right, Scope};
use crate::domain::tip::{Tip, whose};
use crate::domain::tipfile::TipFile;
use crate::domain::tips::{Came, Counted, Item, Query, Sums, Tips, sort};
use std::collections::HashMap;

/// The column that names a case.
const CASE: &str = "outcome_case";

impl Store {
    /// The tips from `offset` on, at most `limit`, of those that the words ask for; what waits for triage first.
    /// # Errors
    /// [`Error::NotAllowed`] for who sees no tip; or when the file cannot be read.
    pub fn tips(&mut self, words: &str, offset: usize, limit: usize, now: &Now) -> Result<Tips> {
        self.need(Right::Tips, now)?;
        let (lists, viewer) = (self.lists(), self.viewer());
        let query = Query::read(words, &lists);
        let misread = query.misread();
        let _moment = seal::moment(&self.conn)?;
        let cases = self.cases_of_tips()?;
        let mut found: Vec<Counted> = Vec::new();
        for sheet in sheet::all(&self.conn, RecordKind::Tip)? {
            if !viewer.may(Right::Tips, &whose(&sheet)) {
                continue;
            }
            let case = sheet.get(CASE).and_then(|number| cases.get_key_value(number));
            let counted = Counted::of(&Tip::from_sheet(&sheet)?, case.map(|(number, n)| (number.clone(), *n)));
            if misread.is_none() && query.fits(&counted, now) {
                found.push(counted);
            }
        }
        sort(&mut found);
        let sums = Sums::of(found.iter(), &lists, now);
        let total = found.len();
        let offset = offset.min(total.saturating_sub(1));
        let mut items = Vec::new();
        for counted in found.into_iter().skip(offset).take(limit) {
            let what = self.told(&counted.id)?;
            items.push(Item { counted, what });
        }
        let read = query.words();
        Ok(Tips { words: words.to_owned(), read, misread, offset, total, items, sums })
    }

    /// What a tip says, as it was saved, as far as it may be seen.
    fn told(&self, id: &str) -> Result<String> {
        let mut sheets = read::sheets(&self.conn, id)?;
        match seal::refuse_altered(&self.conn, id, &sheets) {
            Err(Error::Altered(_)) => return Ok(row::ALTERED.to_owned()),
            sound => sound?,
        }
        let owned = access::whose(&self.conn, id)?.ok_or_else(|| Error::NoCase(String::new()))?;
        access::mask(&self.conn, &self.seat, &mut sheets, &owned, false)?;
        let tip = sheets.first();
        let hidden = tip.is_some_and(|tip| tip.is_masked("summary")).then_some(HIDDEN);
        Ok(tip.and_then(|tip| tip.get("summary")).or(hidden).unwrap_or_default().to_owned())
    }

    /// The cases that tips became or are linked to, of those that may be known: number, and what came of the tips there.
    fn cases_of_tips(&self) -> Result<HashMap<String, Came>> {
        let known = access::within(&self.conn, &self.viewer(), Right::See(See::Facts), IN_ROW)?;
        let sql = format!(
            "SELECT * FROM case_row WHERE case_id IN (SELECT cases.id FROM tip JOIN cases ON cases.number = tip.outcome_case) AND {known}"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let rows = query.query_map([], row::shown)?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut named =
            self.conn.prepare_cached("SELECT count(*) FROM victim WHERE case_id = ?1 AND name IS NOT NULL")?;
        let count = |n: i64| usize::try_from(n).unwrap_or(0);
        let came = |row: crate::domain::row::Row| {
            let identified = count(named.query_row([&row.case_id], |r| r.get(0))?);
            Ok((row.number, Came { arrested: count(row.arrested), identified }))
        };
        rows.into_iter().map(came).collect()
    }

    /// A tip whole, read at one moment, with what may not be seen masked. That it was opened is on record before it is given.
    /// # Errors
    /// [`Error::NoTip`], or what is wrong with the file.
    pub fn tip(&mut self, id: &str, now: &Now) -> Result<TipFile> {
        self.read_tip(id, Glance::Tip, now)
    }

    /// The same with everything shown in spite of the privacy screen, where the role lets it through.
    /// # Errors
    /// [`Error::NoTip`], or what is wrong with the file.
    pub fn reveal_tip(&mut self, id: &str, now: &Now) -> Result<TipFile> {
        self.read_tip(id, Glance::Reveal, now)
    }

    fn read_tip(&mut self, id: &str, glance: Glance, now: &Now) -> Result<TipFile> {
        let revealed = glance != Glance::Tip;
        let owned = self.need_tip(id, now)?;
        let names = access::shown(&self.seat, &owned.whose(), revealed).contains(&See::Identifiers);
        self.record_glance(id, glance, names, now)?;
        let tx = self.conn.transaction()?;
        let mut sheets = read::sheets(&tx, id)?;
        let owned = access::whose(&tx, id)?.unwrap_or(owned);
        seal::refuse_altered(&tx, id, &sheets)?;
        let known = known::of(&tx, &self.seat, &sheets, &owned, revealed)?;
        let of_case = sheets.first().and_then(|tip| tip.get(CASE));
        let case_id = of_case.map(|number| id_of(&tx, "cases", number)).transpose()?.flatten();
        tx.finish()?;
        // Who was let out while it was put on record is given nothing.
        if !self.refresh(now)?.may(Right::Tips, &owned.whose()) {
            return self.out_of_sight(Right::Tips, id, now).map_err(no_tip);
        }
        access::mask(&self.conn, &self.seat, &mut sheets, &owned, revealed)?;
        let reachable = case_id.map(|id| self.reaches(Right::See(See::Facts), &id).map(|may| (id, may))).transpose()?;
        let case_id = reachable.filter(|(_, may)| *may).map(|(id, _)| id);
        if case_id.is_none() {
            let of_case = |sheet: &Sheet| sheet.get(CASE).is_some();
            sheets.iter_mut().filter(|s| of_case(s)).for_each(|s| s.mask(|spec| spec.column == CASE));
        }
        Ok(TipFile { known, case_id, ..TipFile::from_sheets(&sheets)? })
    }

    fn need_tip(&mut self, id: &str, now: &Now) -> Result<Owned> {
        match self.need_case(Right::Tips, id, now) {
            Ok(owned) if !owned.whose().is_tip => Err(Error::NoTip(String::new())),
            Err(error) => Err(no_tip(error)),
            owned => owned,
        }
    }

    /// The identity of a tip by its number, as printed or as typed: `T-19-0042`, `t19/42`.
    /// # Errors
    /// [`Error::NoTip`]; one that is out of reach is not told apart from none.
    pub fn tip_by_number(&mut self, typed: &str, now: &Now) -> Result<String> {
        self.need(Right::Tips, now)?;
        let Some(number) = number::read_tip(typed) else { return Err(Error::NoTip(typed.trim().to_owned())) };
        let printed = number::tip(&number);
        let found = {
            let _moment = seal::moment(&self.conn)?;
            id_of(&self.conn, "tip", &printed)?
        };
        let Some(id) = found else { return Err(Error::NoTip(printed)) };
        match self.need_tip(&id, now) {
            Err(Error::NoTip(_)) => Err(Error::NoTip(printed)),
            other => other.map(|_| id),
        }
    }

    /// The tip with a number as typed, where it is in reach: identity and number. Nobody asked for it yet, so that one that is not is no
    /// refusal.
    /// # Errors
    /// When the file cannot be read.
    pub fn tip_called(&self, typed: &str) -> Result<Option<(String, String)>> {
        let Some(number) = number::read_tip(typed).filter(|_| self.viewer().reach(Right::Tips) > Scope::No) else {
            return Ok(None);
        };
        let printed = number::tip(&number);
        let id = {
            let _moment = seal::moment(&self.conn)?;
            id_of(&self.conn, "tip", &printed)?
        };
        let Some(id) = id else { return Ok(None) };
        Ok(self.reaches(Right::Tips, &id)?.then_some((id, printed)))
    }

    /// The tip that has the same source and the same number there: its identity where it may be opened, and how it is told.
    /// # Errors
    /// [`Error::NotAllowed`] for who enters no tips; or when the file cannot be read.
    pub fn tip_before(&mut self, tip: &Sheet, now: &Now) -> Result<Option<(Option<String>, Seen)>> {
        self.need(Right::Triage, now)?;
        let _moment = seal::moment(&self.conn)?;
        let Some(id) = known::first_of(&self.conn, tip)? else { return Ok(None) };
        let seen = known::place(&self.conn, &self.viewer(), &id)?;
        Ok(seen.map(|seen| (matches!(seen, Seen::In(_)).then_some(id), seen)))
    }

    /// Where the identifiers of a tip or case were seen elsewhere that a deed has just put in, in a sentence for each. Whoever put them
    /// in sees them.
    /// # Errors
    /// When the file cannot be read.
    pub fn seen_of(&self, case_id: &str, put_in: &[(RecordKind, Option<String>)]) -> Result<Vec<String>> {
        let _moment = seal::moment(&self.conn)?;
        let Some(owned) = access::whose(&self.conn, case_id)? else { return Ok(Vec::new()) };
        let sheets = read::sheets(&self.conn, case_id)?;
        let mine =
            |s: &&Sheet| put_in.iter().any(|(kind, value)| s.kind == *kind && s.get("value") == value.as_deref());
        let all: Vec<Sheet> = sheets.iter().filter(mine).cloned().collect();
        let known = known::of(&self.conn, &self.seat, &all, &owned, false)?;
        let words = |s: &Sheet| Some(format!("{}: {}", s.label(), crate::domain::known::words(known.get(&s.head.id)?)));
        Ok(all.iter().filter_map(words).collect())
    }
}

fn no_tip(error: Error) -> Error {
    match error {
        Error::NoCase(of) => Error::NoTip(of),
        error => error,
    }
}

/// The identity of the case or the tip with a number.
fn id_of(conn: &rusqlite::Connection, table: &str, number: &str) -> Result<Option<String>> {
    let mut query = conn.prepare_cached(&format!("SELECT id FROM {table} WHERE number = ?1"))?;
    let ids = query.query_map([number], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(ids.into_iter().next())
}
