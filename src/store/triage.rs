//! What the one door knows of tips: their number, that the same one twice is met with the first, and what becomes of one. It must never
//! open a transaction of its own.

use super::write::Writing;
use super::{Error, Result, access, counter, known};
use crate::domain::act::Deed;
use crate::domain::day::Day;
use crate::domain::field::See;
use crate::domain::identifier;
use crate::domain::known::Seen;
use crate::domain::line::NEW_CASE;
use crate::domain::moment::Moment;
use crate::domain::number::{self, Number};
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::rights::Right;
use crate::domain::tip::{self, AGAIN};
use rusqlite::OptionalExtension;

impl Writing<'_> {
    /// What the store itself says of a record before it is written: of a tip what became of it, of an identifier how it is compared.
    /// `opened` is the number of the case that the same act enters.
    pub(super) fn settle(&self, before: Option<&Sheet>, after: &mut Sheet, deed: &Deed, opened: &str) -> Result<()> {
        match after.kind {
            RecordKind::Tip => self.settle_tip(before, after, deed, opened),
            RecordKind::TipIdentifier | RecordKind::Identifier => {
                identifier::fold(after);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn settle_tip(&self, before: Option<&Sheet>, after: &mut Sheet, deed: &Deed, opened: &str) -> Result<()> {
        let differs = |column: &str| before.and_then(|b| b.get(column)) != after.get(column);
        if (differs("ref_no") || differs("source")) && deed.action != AGAIN {
            self.meet_first(after)?;
        }
        if !tip::TRIAGE.iter().any(|column| differs(column)) {
            return Ok(());
        }
        if differs("outcome_case")
            && let Some(typed) = after.get("outcome_case")
        {
            let number = if typed == NEW_CASE { opened.to_owned() } else { self.case_meant(typed)? };
            after.set("outcome_case", Some(number));
        }
        if let Some((_, sentence)) = tip::refusal(after) {
            return Err(Error::Deed(sentence));
        }
        let done = after.get("outcome").is_some();
        after.set("outcome_at", done.then(|| self.now.stamp()));
        after.set("outcome_by", done.then(|| self.act.actor.name.clone()));
        Ok(())
    }

    /// The same number of the same source twice is met with the first, unless whoever enters it says that they know.
    fn meet_first(&self, tip: &Sheet) -> Result<()> {
        let Some(id) = known::first_of(self.conn, tip)? else { return Ok(()) };
        match known::place(self.conn, &self.viewer, &id)? {
            None => Ok(()),
            Some(Seen::In(number)) => {
                Err(Error::Misread(format!("{number} has the same source and ref: nothing was saved")))
            }
            Some(Seen::Ask(whom)) => Err(Error::Misread(format!(
                "a tip with the same source and ref is known, ask {whom}: nothing was saved"
            ))),
        }
    }

    /// The number of the case that was typed, as it is printed; only of one that may be opened.
    fn case_meant(&self, typed: &str) -> Result<String> {
        let prefix = &self.office.prefix;
        let number = number::read(typed).map(|n| number::print(prefix, &n));
        let number =
            number.ok_or_else(|| Error::NoNumber { typed: typed.trim().to_owned(), prefix: prefix.clone() })?;
        let sql = "SELECT id FROM cases WHERE number = ?1";
        let id: Option<String> = self.conn.prepare_cached(sql)?.query_row([&number], |r| r.get(0)).optional()?;
        let owned = id.map(|id| access::whose(self.conn, &id)).transpose()?.flatten();
        match owned.filter(|owned| self.viewer.may(Right::See(See::Facts), &owned.whose())) {
            Some(_) => Ok(number),
            None => Err(Error::NoCase(number)),
        }
    }

    /// Draws the number of a new tip.
    pub(super) fn number_tip(&self, tip: &mut Sheet) -> Result<()> {
        let received = tip.get("received").and_then(Moment::iso).map(|at| at.day(self.now.zone));
        let year = received.unwrap_or_else(|| Day::of(self.now.today())).year();
        let seq = u32::try_from(counter::draw(self.conn, &counter::of_tips(year))?);
        let drawn = Number { year, seq: seq.map_err(|_| Error::Engine("the year is full".into()))? };
        let printed = number::tip(&drawn);
        if number::read_tip(&printed).as_ref() != Some(&drawn) {
            return Err(Error::Year(year));
        }
        tip.head.seq = drawn.seq;
        tip.head.case_id.clone_from(&tip.head.id);
        tip.set("number", Some(printed));
        Ok(())
    }
}
