//! Acts the scripts out: brings each case on at its time and turns acts into deeds, in order of time over all cases.
//! It must never know why anything happens.

use super::act::{Act, Line, now};
use super::deal::Slot;
use super::places::Places;
use super::rng::Rng;
use super::{PREFIX, script, tips};
use crate::domain::act::{Actor, Change, Deed};
use crate::domain::field::FieldKind;
use crate::domain::line::NEW_CASE;
use crate::domain::moment::Now;
use crate::domain::number::{self, Number};
use crate::domain::record::{RecordKind, Sheet};
use crate::store::Ids;
use chrono::NaiveDateTime;
use std::collections::{BTreeMap, HashMap};
use std::iter::Peekable;
use std::vec::IntoIter;

/// A case on the stage: its records so far, and how many acts are still to come.
struct Open {
    sheets: Vec<Sheet>,
    left: usize,
}

pub(super) struct Stage<I: Iterator<Item = Slot>> {
    slots: Peekable<I>,
    places: Places,
    clock: NaiveDateTime,
    /// those that the store draws from the same seed in the same order: one for each deed, one for each new record. Later deeds need
    /// them and [`crate::store::Store::fill`] does not tell them; were they others, the first change would fail.
    ids: Ids,
    cases: u64,
    waiting: BTreeMap<(NaiveDateTime, u64, usize), Act>,
    open: HashMap<u64, Open>,
    seed: u64,
    tips: Peekable<IntoIter<Vec<Act>>>,
    /// how many cases were entered in each year
    entered: HashMap<String, u32>,
    /// the number of the last
    last: String,
    of_cases: u64,
}

impl<I: Iterator<Item = Slot>> Stage<I> {
    /// `slots` come in the order in which the cases are entered, as `tips` do; `seed` is that of the store's identities.
    pub fn new(slots: I, places: Places, clock: NaiveDateTime, seed: u64, tips: Vec<Vec<Act>>) -> Stage<I> {
        let (waiting, open) = (BTreeMap::new(), HashMap::new());
        let (entered, tips) = (HashMap::new(), tips.into_iter().peekable());
        let ids = Ids::seeded(seed);
        let (slots, last) = (slots.peekable(), String::new());
        Stage { slots, places, clock, ids, cases: 0, waiting, open, seed, tips, entered, last, of_cases: 0 }
    }

    fn put_on(&mut self, acts: Vec<Act>) {
        self.cases += 1;
        let case = self.cases;
        self.open.insert(case, Open { sheets: Vec::new(), left: acts.len() });
        self.waiting.extend(acts.into_iter().enumerate().map(|(i, act)| ((act.at, case, i), act)));
    }

    /// A case was entered: its number; and where it came from abroad, the tip that it came from, and what of that its suspect goes by.
    fn case_entered(&mut self, case: u64, at: NaiveDateTime) {
        let Some(open) = self.open.get_mut(&case) else { return };
        let Some(sheet) = open.sheets.first().filter(|s| s.kind == RecordKind::Case) else { return };
        let year = sheet.get("reported_on").unwrap_or_default().get(..4).unwrap_or_default().to_owned();
        let seq = self.entered.entry(year.clone()).or_default();
        *seq += 1;
        self.last = number::print(PREFIX, &Number { year: year.parse().unwrap_or_default(), seq: *seq });
        let came = sheet.get("source") == Some("ncmec");
        self.of_cases += u64::from(came);
        if came || self.last == tips::WHOLE {
            let n = if came { self.of_cases } else { 0 };
            let (acts, found) = tips::of_case(self.seed, &self.last, n, at);
            let is_there = |label| open.sheets.iter().any(|s| s.label() == label);
            let acts_of = [is_there("S1"), is_there("V1")].into_iter().zip(found);
            for (_, act) in acts_of.filter(|(there, act)| *there && act.at <= self.clock) {
                open.left += 1;
                self.waiting.insert((act.at, case, usize::MAX), act);
            }
            self.put_on(acts);
        }
    }

    /// Brings on the case that is entered next, if nothing else happens before it.
    fn bring_on(&mut self) -> bool {
        let next = self.waiting.keys().next().map(|k| k.0);
        let slot = self.slots.peek().map(|s| s.opened);
        let before = |at: NaiveDateTime| [next, slot].into_iter().flatten().all(|other| at < other);
        if let Some(acts) = self.tips.next_if(|acts| before(acts[0].at)) {
            self.put_on(acts);
            return true;
        }
        let Some(slot) = self.slots.next_if(|s| next.is_none_or(|at| s.opened <= at)) else { return false };
        let acts = script::acts(&slot, &self.places, self.clock, &mut Rng::new(slot.seed));
        self.put_on(acts);
        true
    }
}

impl<I: Iterator<Item = Slot>> Iterator for Stage<I> {
    type Item = (Actor, Now, Deed);

    fn next(&mut self) -> Option<Self::Item> {
        while self.bring_on() {}
        let ((at, case, _), mut act) = self.waiting.pop_first()?;
        let named = act
            .lines
            .iter_mut()
            .flat_map(|line| &mut line.fields)
            .filter(|(c, v)| *c == "outcome_case" && v == tips::LAST_CASE);
        named.for_each(|(_, value)| value.clone_from(&self.last));
        let now = now(at);
        let open = self.open.get_mut(&case)?;
        let is_first = open.sheets.is_empty();
        let deed = deed(&act, &mut open.sheets, &mut self.ids, &now);
        open.left -= 1;
        if is_first {
            self.case_entered(case, at);
        }
        if self.open.get(&case).is_some_and(|open| open.left == 0) {
            self.open.remove(&case);
        }
        Some((Actor { name: act.by.to_owned(), session: "demo".to_owned() }, now, deed))
    }
}

/// The records of a case after all its acts, under identities of their own, in the order of their kinds.
pub(super) fn as_it_rests(mut acts: Vec<Act>) -> Vec<Sheet> {
    acts.sort_by_key(|act| act.at);
    let (mut sheets, mut ids) = (Vec::new(), Ids::seeded(0));
    for act in &acts {
        deed(act, &mut sheets, &mut ids, &now(act.at));
    }
    sheets.sort_by_key(|sheet| sheet.kind);
    sheets
}

/// The deed of an act; `sheets` are the case's records before it and, afterwards, with it.
fn deed(act: &Act, sheets: &mut Vec<Sheet>, ids: &mut Ids, now: &Now) -> Deed {
    ids.next(now); // the deed's own
    let mut changes = Vec::new();
    for line in &act.lines {
        let at = sheets.iter().position(|s| s.kind == line.kind && line.seq == Some(s.head.seq));
        let before = at.map(|i| sheets[i].clone());
        let mut after = before.clone().unwrap_or_else(|| blank(line, sheets, ids, now));
        for (column, value) in &line.fields {
            after.set(column, Some(real(&after, column, value, sheets)));
        }
        match at {
            _ if before.as_ref() == Some(&after) => continue,
            Some(i) => sheets[i] = after.clone(),
            None => sheets.push(after.clone()),
        }
        changes.push(Change { before, after });
    }
    Deed { action: act.action.to_owned(), reason: act.reason.map(str::to_owned), op_id: None, changes }
}

/// A new record under the identity that the store is going to give it.
fn blank(line: &Line, sheets: &[Sheet], ids: &mut Ids, now: &Now) -> Sheet {
    let case = sheets.first().map_or(NEW_CASE, |c| &c.head.id);
    let seq = sheets.iter().filter(|s| s.kind == line.kind).count() as u32 + u32::from(!line.kind.is_root());
    let mut sheet = Sheet::blank(line.kind, case, seq);
    sheet.head.id = ids.next(now);
    if line.kind.is_root() {
        sheet.head.case_id.clone_from(&sheet.head.id);
    }
    sheet
}

/// The value as it is stored: a label becomes the identity of its record.
fn real(sheet: &Sheet, column: &str, value: &str, sheets: &[Sheet]) -> String {
    let link = sheet.kind.specs().iter().any(|s| s.column == column && s.kind == FieldKind::Link);
    let labelled = sheets.iter().find(|s| link && s.label() == value);
    labelled.map_or(value, |s| &s.head.id).to_owned()
}
