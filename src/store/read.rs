//! Reading cases.

use super::access::{self, shown};
use super::counter::{SINCE_TIPS, schema};
use super::look::Glance;
use super::{Error, Result, Store, counter, known, merged, seal, sheet, ties};
use crate::domain::casefile::CaseFile;
use crate::domain::field::See;
use crate::domain::merged::Pointer;
use crate::domain::moment::Now;
use crate::domain::number::{self, Number};
use crate::domain::record::{HIDDEN, RecordKind, Sheet};
use crate::domain::rights::Right;
use rusqlite::{Connection, OptionalExtension};

/// The records of a case, or of a tip.
pub(super) fn sheets(conn: &Connection, case_id: &str) -> Result<Vec<Sheet>> {
    let mut all = sheet::of_case(conn, RecordKind::Case, case_id)?;
    if all.is_empty() && schema(conn)? >= SINCE_TIPS {
        all = sheet::of_case(conn, RecordKind::Tip, case_id)?;
    }
    // Also where the root is gone: what hangs on it is not as it was saved either.
    let root = all.first().map_or(RecordKind::Case, |root| root.kind);
    all.extend(sheet::hang_on(conn, root, case_id)?);
    Ok(all)
}

impl Store {
    /// A case whole, read at one moment, with what may not be seen masked. That it was opened is on record before it is given.
    /// # Errors
    /// [`Error::NoCase`], or what is wrong with the file.
    pub fn case(&mut self, case_id: &str, now: &Now) -> Result<CaseFile> {
        self.read_case(case_id, Glance::Open, now)
    }

    /// The same with names and narrative shown in spite of the privacy screen, where the role lets them through.
    /// # Errors
    /// [`Error::NoCase`], or what is wrong with the file.
    pub fn reveal(&mut self, case_id: &str, now: &Now) -> Result<CaseFile> {
        self.read_case(case_id, Glance::Reveal, now)
    }

    /// The same for a screen that reads again what it shows revealed: on record only where this sitting has not revealed the
    /// case within the last minute.
    /// # Errors
    /// [`Error::NoCase`], or what is wrong with the file.
    pub fn reveal_again(&mut self, case_id: &str, now: &Now) -> Result<CaseFile> {
        self.read_case(case_id, Glance::RevealAgain, now)
    }

    /// The case, and those that are one with it: each as whoever reads may see it.
    fn read_case(&mut self, case_id: &str, glance: Glance, now: &Now) -> Result<CaseFile> {
        let mut file = self.read_one(case_id, glance, now)?;
        if file.merged_into.is_some() {
            return Ok(file);
        }
        let younger = {
            let _moment = seal::moment(&self.conn)?;
            merged::of(&self.conn, case_id)?
        };
        for row in younger {
            // Nobody asked for it by its number: what is out of reach is left out, and no refusal.
            if self.reaches(Right::See(See::Facts), &row.younger)? {
                let younger = self.read_one(&row.younger, glance, now)?;
                file.tips.extend(younger.tips.iter().cloned());
                file.known.extend(younger.known.clone());
                file.merged.push(younger);
            }
        }
        Ok(file)
    }

    fn read_one(&mut self, case_id: &str, glance: Glance, now: &Now) -> Result<CaseFile> {
        let revealed = glance != Glance::Open;
        let mut owned = self.need_case(Right::See(See::Facts), case_id, now)?;
        if owned.whose().is_tip {
            return Err(Error::NoCase(String::new()));
        }
        let names = shown(&self.seat, &owned.whose(), revealed).contains(&See::Identity);
        self.record_glance(case_id, glance, names, now)?;
        let tx = self.conn.transaction()?;
        let sheets = sheets(&tx, case_id)?;
        // At this moment it may be another's than when it was asked for.
        owned = access::whose(&tx, case_id)?.unwrap_or(owned);
        seal::refuse_altered(&tx, case_id, &sheets)?;
        let known = known::of(&tx, &self.seat, &sheets, &owned, revealed)?;
        let tips = known::tips_of(&tx, &self.seat, &sheets)?;
        let people = ties::ties(&tx, &self.seat, &sheets, revealed)?;
        let alike = ties::alike(&tx, &self.seat, &sheets, &owned, revealed, &people)?;
        let into = merged::into(&tx, case_id)?.map(|row| merged::pointer(&tx, row)).transpose()?;
        tx.finish()?;
        if !self.refresh(now)?.may(Right::See(See::Facts), &owned.whose()) {
            return self.out_of_sight(Right::See(See::Facts), case_id, now);
        }
        let mut file = self.masked(sheets, &owned, revealed)?;
        (file.known, file.tips, file.people, file.alike) = (known, tips, Some(people), alike);
        file.erased = self.erasure(&self.seat, case_id, &owned)?;
        self.point(&mut file, into)?;
        Ok(file)
    }

    /// That the case is one with an older: which is not said where that is out of reach.
    pub(super) fn point(&self, file: &mut CaseFile, into: Option<Pointer>) -> Result<()> {
        let Some(into) = into else { return Ok(()) };
        let seen = self.reaches(Right::See(See::Facts), &into.case_id)?;
        let hidden = || Pointer { case_id: String::new(), number: HIDDEN.to_owned(), same: Vec::new(), ..into.clone() };
        file.point(if seen { into } else { hidden() });
        Ok(())
    }

    /// The case that a number is answered with: where it is merged into an older that may be opened, that one.
    /// # Errors
    /// As [`Store::case_by_number`].
    pub fn case_answered(&mut self, typed: &str, now: &Now) -> Result<String> {
        let id = self.case_by_number(typed, now)?;
        let root = {
            let _moment = seal::moment(&self.conn)?;
            merged::root(&self.conn, &id)?
        };
        Ok(if self.reaches(Right::See(See::Facts), &root)? { root } else { id })
    }

    /// The identity of a case by its number, as printed or as typed: `CPU-19-0274`, `19/274`.
    /// # Errors
    /// [`Error::NoNumber`]; [`Error::NoCase`] names what was asked for: one that is out of reach is not told apart from none.
    pub fn case_by_number(&mut self, typed: &str, now: &Now) -> Result<String> {
        let printed = self.printed(typed)?;
        let Some(id) = self.id_of(&printed)? else { return Err(Error::NoCase(printed)) };
        match self.need_case(Right::See(See::Facts), &id, now) {
            Err(Error::NoCase(_)) => Err(Error::NoCase(printed)),
            other => other.map(|_| id),
        }
    }

    /// The number as it is printed.
    pub(super) fn printed(&self, typed: &str) -> Result<String> {
        let prefix = &self.office.prefix;
        let printed = number::read(typed).map(|n| number::print(prefix, &n));
        printed.ok_or_else(|| Error::NoNumber { typed: typed.trim().to_owned(), prefix: prefix.clone() })
    }

    pub(super) fn id_of(&self, printed: &str) -> Result<Option<String>> {
        let _moment = seal::moment(&self.conn)?;
        let mut query = self.conn.prepare_cached("SELECT id, number FROM cases WHERE number = ?1")?;
        let found = query.query_row([&printed], |r| Ok((r.get(0)?, r.get::<_, Option<String>>(1)?))).optional()?;
        // An index may say of another case that it bears this number.
        if found.as_ref().is_some_and(|(_, number)| number.as_deref() != Some(printed)) {
            return Err(Error::Altered(format!("the case {printed} is not where it belongs")));
        }
        let id = found.map(|(id, _)| id);
        if id.is_none()
            && let Some(number) = number::read(printed)
            && self.was_entered(&number, printed)?
        {
            return Err(Error::Altered(format!("the case {printed} is missing")));
        }
        Ok(id)
    }

    /// A number that was drawn has a case for ever, but where a restore lost it: then the ledger has no line of it.
    fn was_entered(&self, number: &Number, printed: &str) -> Result<bool> {
        if i64::from(number.seq) > counter::last(&self.conn, &counter::of_cases(number.year))? {
            return Ok(false);
        }
        let on_record = "SELECT 1 FROM ledger WHERE kind = 'cases' AND label = ?1 LIMIT 1";
        Ok(counter::lost_in(&self.conn, number.year)? == 0 || self.conn.prepare_cached(on_record)?.exists([printed])?)
    }
}
