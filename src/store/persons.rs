//! People across cases: who is one person with those of a case, who may be, and the acts by which two are joined and separated. It must never
//! join anybody by itself, nor move a record.

use super::access::{self, Owned, Seat};
use super::counter::draw;
use super::duplicate::was_done;
use super::likely::{self, Likely};
use super::person::{self, Met};
use super::ties::ties;
use super::{Error, Result, Store, erase, merged, read, row, seal, sheet, sight};
use crate::domain::act::Outcome;
use crate::domain::age::Age;
use crate::domain::day::Day;
use crate::domain::field::See;
use crate::domain::identifier;
use crate::domain::likeness::Traits;
use crate::domain::moment::Now;
use crate::domain::person::{HOW, JOIN, Maybe, PEOPLE, Place, SEPARATE, Somebody, Tie, who};
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::rights::{Right, Viewer};
use crate::domain::victim::age_at;
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeSet;

/// What is put on record with a case out of reach in which somebody may be the same.
const ASKED: &str = "whether somebody of another case is the same person";

/// Who somebody of another case is, and what it was about: `man, 34, Sok Dara · Rape, Battambang, 12 Mar 2018`.
fn told(conn: &Connection, seat: &Seat, of: &Sheet) -> Result<String> {
    let Some(owned) = access::whose(conn, &of.head.case_id)? else { return Ok(String::new()) };
    let mut masked = [of.clone()];
    access::mask(conn, seat, &mut masked, &owned, false)?;
    let [masked] = masked;
    let age = age(conn, &masked)?;
    let mut query = conn.prepare_cached("SELECT * FROM case_row WHERE case_id = ?1")?;
    let row = query.query_row([&of.head.case_id], row::shown).optional()?.unwrap_or_default();
    let day = Day::iso(&row.reported_on).map(Day::long).unwrap_or_default();
    let parts = [&row.offence, &row.province, &day].map(String::as_str);
    let about: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty() && *part != "–").collect();
    Ok(format!("{} · {}", who(&masked, age), about.join(", ")))
}

/// How old they were at the offence, as far as what is shown of them tells.
fn age(conn: &Connection, of: &Sheet) -> Result<Option<Age>> {
    let case = sheet::find(conn, RecordKind::Case, &of.head.case_id)?;
    let day = |sheet: &Sheet, column: &str| sheet.get(column).and_then(Day::iso);
    let on = case.and_then(|case| day(&case, "incident_on").or_else(|| day(&case, "reported_on")));
    Ok(age_at(of.get("age").and_then(Age::iso), day(of, "born"), on))
}

impl Store {
    /// The people of a case: with whom each is one person, and who of other cases may be. That it was asked of a case out of reach in
    /// which somebody is alike is on record there.
    /// # Errors
    /// [`Error::NoCase`], or what is wrong with the file.
    pub fn people(&mut self, case_id: &str, now: &Now) -> Result<Vec<Somebody>> {
        let file = self.case(case_id, now)?;
        let (seat, viewer) = (self.seat.clone(), self.viewer());
        let (mut out, mut walled) = (Vec::new(), BTreeSet::new());
        for part in std::iter::once(&file).chain(&file.merged) {
            let _moment = seal::moment(&self.conn)?;
            let id = &part.case.head.id;
            let Some(owned) = access::whose(&self.conn, id)? else { continue };
            let sheets = read::sheets(&self.conn, id)?;
            seal::refuse_altered(&self.conn, id, &sheets)?;
            let ties = ties(&self.conn, &seat, &sheets, false)?;
            for traits in Traits::of(&sheets).into_iter().map(|traits| compared(traits, &viewer, &owned)) {
                let Some(sheet) = part.sheets().into_iter().find(|s| s.head.id == traits.record_id) else { continue };
                let mut one = Somebody {
                    place: person::place(&self.conn, &sheet)?,
                    words: who(&sheet, age(&self.conn, &sheet)?),
                    ties: ties.get(&sheet.head.id).cloned().unwrap_or_default(),
                    ..Somebody::default()
                };
                let joined = one.ties.iter().filter_map(|tie| match tie {
                    Tie::With(joined) => Some(joined.place.record_id.clone()),
                    Tie::Ask(_) => None,
                });
                let joined: BTreeSet<String> = joined.collect();
                for id in &joined {
                    let sheet = person::find(&self.conn, id)?;
                    let words = sheet.map(|sheet| told(&self.conn, &seat, &sheet)).transpose()?;
                    one.told.insert(id.clone(), words.unwrap_or_default());
                }
                let likely = likely::like(&self.conn, &viewer, &traits, Some(id), &joined)?;
                walled.extend(take(&self.conn, &seat, &mut one, likely)?);
                let known = one.ties.clone();
                one.ask.retain(|whom| !known.contains(&Tie::Ask(whom.clone())));
                out.push(one);
            }
        }
        self.asked_elsewhere(walled, now)?;
        Ok(out)
    }

    /// Those among these records, about to be saved, who may be somebody of another case; nobody else.
    /// # Errors
    /// When the file cannot be read.
    pub fn likely(&mut self, sheets: &[Sheet], now: &Now) -> Result<Vec<Somebody>> {
        match self.find_likely(sheets, now) {
            // What is not as it was saved keeps nobody from entering a case at night.
            Err(Error::Altered(_)) => Ok(Vec::new()),
            found => found,
        }
    }

    fn find_likely(&mut self, sheets: &[Sheet], now: &Now) -> Result<Vec<Somebody>> {
        let viewer = self.refresh(now)?;
        let seat = self.seat.clone();
        let mut all = sheets.to_vec();
        all.iter_mut().filter(|s| s.kind == RecordKind::Identifier).for_each(identifier::fold);
        let case_id = sheets.first().map(|s| s.head.case_id.clone()).unwrap_or_default();
        let (mut out, mut walled) = (Vec::new(), BTreeSet::new());
        {
            let _moment = seal::moment(&self.conn)?;
            let stored =
                access::whose(&self.conn, &case_id)?.filter(|o| viewer.may(Right::See(See::Facts), &o.whose()));
            if stored.is_some() && !all.iter().any(|s| s.kind == RecordKind::Case) {
                all.extend(sheet::find(&self.conn, RecordKind::Case, &case_id)?);
            }
            let own = stored.is_some().then_some(case_id.as_str());
            for traits in Traits::of(&all) {
                let mut joined = BTreeSet::new();
                if let Some(saved) = person::find(&self.conn, &traits.record_id)? {
                    let met = person::met(&self.conn, &viewer, &saved)?.into_iter();
                    joined.extend(met.filter_map(|met| match met {
                        Met::Known { who, .. } => Some(who.head.id),
                        Met::Ask(_) => None,
                    }));
                }
                let likely = likely::like(&self.conn, &viewer, &traits, own, &joined)?;
                let place = Place { record_id: traits.record_id, label: traits.label, ..Place::default() };
                let mut one = Somebody { place, ..Somebody::default() };
                walled.extend(take(&self.conn, &seat, &mut one, likely)?);
                out.extend((!one.maybe.is_empty() || !one.ask.is_empty()).then_some(one));
            }
        }
        self.asked_elsewhere(walled, now)?;
        Ok(out)
    }

    fn asked_elsewhere(&mut self, cases: BTreeSet<String>, now: &Now) -> Result<()> {
        cases.into_iter().try_for_each(|case_id| self.record_once("asked", &case_id, ASKED, now))
    }

    /// One of the people of a case as typed: `19/274/S1`.
    /// # Errors
    /// As [`Store::case_by_number`]; [`Error::Misread`] where nobody is meant, or there is nobody of this label.
    pub fn somebody(&mut self, typed: &str, now: &Now) -> Result<Place> {
        let misread = || Error::Misread(format!("“{}” is nobody: {HOW}", typed.trim()));
        let (number, label) = crate::domain::person::read(typed).ok_or_else(misread)?;
        let case_id = self.case_by_number(&number, now)?;
        for kind in PEOPLE {
            for sheet in sheet::of_case(&self.conn, kind, &case_id)? {
                if sheet.label() == label {
                    return person::place(&self.conn, &sheet);
                }
            }
        }
        Err(Error::Misread(format!("{} has no {label}", self.printed(&number)?)))
    }

    /// Joins two people of two cases into one person. Nothing of either case changes, and nothing is counted otherwise.
    /// # Errors
    /// Nothing was written: [`Error::Misread`] says why they cannot be joined; [`Error::NotAllowed`], [`Error::NoCase`].
    pub fn join(&mut self, who: [&str; 2], reason: &str, op_id: &str, now: &Now) -> Result<Outcome> {
        self.turn_person(who, false, reason, op_id, now)
    }

    /// Separates two people who were joined.
    /// # Errors
    /// Nothing was written: [`Error::Misread`] where they are not joined; [`Error::NotAllowed`], [`Error::NoCase`].
    pub fn separate(&mut self, who: [&str; 2], reason: &str, op_id: &str, now: &Now) -> Result<Outcome> {
        self.turn_person(who, true, reason, op_id, now)
    }

    fn turn_person(&mut self, who: [&str; 2], apart: bool, reason: &str, op_id: &str, now: &Now) -> Result<Outcome> {
        let act = self.act_of(if apart { SEPARATE } else { JOIN }, reason, op_id, now)?;
        for id in who {
            let found = person::find(&self.conn, id)?.ok_or_else(|| Error::NoCase(String::new()))?;
            self.need_case(Right::Change, &found.head.case_id, now)?;
        }
        let viewer = self.viewer();
        let mut saved = None;
        self.write_by(Right::Change, now, |tx| {
            let [a, b] = who.map(|id| sound(tx, &viewer, id));
            let (a, b) = (a?, b?);
            let places = [person::place(tx, &a)?, person::place(tx, &b)?];
            let Place { case_id, number, .. } = places[0].clone();
            saved = Some(Outcome::Saved { case_id, number, merged: Vec::new() });
            if was_done(tx, op_id)? {
                return Ok(());
            }
            if let Some(refusal) = refusal(tx, &viewer, [&a, &b], &places, apart)? {
                return Err(Error::Misread(refusal));
            }
            let [first, second] = &places;
            person::turn(tx, &act, [first, second], apart)?;
            draw(tx, "records")?;
            Ok(())
        })?;
        saved.ok_or(Error::OutcomeUnknown)
    }
}

/// What may be compared of one of the people of a case by whoever asks: what of it their role lets them see.
fn compared(traits: Traits, viewer: &Viewer, owned: &Owned) -> Traits {
    let may = |see| viewer.may(Right::See(see), &owned.whose());
    let traits = if may(See::Identity) { traits } else { traits.nameless() };
    if may(See::Identifiers) { traits } else { traits.unmarked() }
}

/// Takes up who was found; gives the cases out of reach in which somebody is alike.
fn take(conn: &Connection, seat: &Seat, one: &mut Somebody, likely: Likely) -> Result<BTreeSet<String>> {
    for (sheet, why, weight) in likely.found {
        one.told.insert(sheet.head.id.clone(), told(conn, seat, &sheet)?);
        one.maybe.push(Maybe { place: person::place(conn, &sheet)?, why, weight });
    }
    one.ask = likely.ask.into_iter().collect();
    Ok(likely.walled)
}

/// One of the people as they stand inside the transaction, of a case that whoever writes may still change.
fn sound(tx: &Connection, viewer: &Viewer, id: &str) -> Result<Sheet> {
    let found = person::find(tx, id)?.ok_or_else(|| Error::NoCase(String::new()))?;
    let case_id = &found.head.case_id;
    let owned = access::whose(tx, case_id)?.filter(|o| viewer.may(Right::Change, &o.whose()));
    owned.ok_or_else(|| Error::NoCase(String::new()))?;
    sight::refuse_unseen(tx, case_id)?;
    erase::refuse_erased(tx, case_id)?;
    seal::refuse_altered(tx, case_id, &read::sheets(tx, case_id)?)?;
    Ok(found)
}

/// Why they cannot be joined, or separated.
fn refusal(
    tx: &Connection,
    viewer: &Viewer,
    who: [&Sheet; 2],
    places: &[Place; 2],
    apart: bool,
) -> Result<Option<String>> {
    let [a, b] = who;
    let [first, second] = places.each_ref().map(Place::short);
    if apart {
        let direct = person::links(tx, &a.head.id)?.iter().any(|link| [&link.a, &link.b].contains(&&b.head.id));
        if direct {
            return Ok(None);
        }
        let mut through = None;
        for met in person::met(tx, viewer, a)? {
            if let Met::Known { who, from, .. } = met
                && who.head.id == b.head.id
            {
                through = Some(person::place(tx, &from)?.short());
            }
        }
        return Ok(Some(match through {
            Some(third) => format!("{first} and {second} are one person through {third}: separate {second} from that"),
            None => format!("{first} and {second} are not joined"),
        }));
    }
    if merged::root(tx, &a.head.case_id)? == merged::root(tx, &b.head.case_id)? {
        return Ok(Some(format!("{first} and {second} are of one case: people of several are joined")));
    }
    let met = person::met(tx, viewer, a)?;
    let already = met.iter().any(|met| matches!(met, Met::Known { who, .. } if who.head.id == b.head.id));
    Ok(already.then(|| format!("{first} and {second} are one person already")))
}
