//! Who is one person: the rows that join people of several cases, each as the ledger says, and whom one meets going from one to the next.
//! It must never tell of a case that whoever asks may not know of, nor move a record.

use super::ledger::{self, Act, Entry, Of};
use super::seal::{self, Image};
use super::{Error, Result, access, merged, sheet, sight};
use crate::domain::field::See;
use crate::domain::person::{PEOPLE, PERSON, Place, SAME_PERSON, SEPARATE};
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::rights::{Right, Viewer};
use rusqlite::{Connection, OptionalExtension, params};
use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};

/// That two people are one person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub a: String,
    pub b: String,
    pub at: String,
    pub person: String,
    pub op_id: String,
}

impl Link {
    fn of(act: &Act, who: [&str; 2]) -> Link {
        let [a, b] = who.map(str::to_owned);
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        Link { a, b, at: act.at.clone(), person: act.actor.name.clone(), op_id: act.op_id.clone() }
    }

    fn other(&self, record_id: &str) -> &str {
        if self.a == record_id { &self.b } else { &self.a }
    }
}

/// What is digested of one of the people: with whom they are joined.
fn image(record_id: &str, links: &[Link]) -> Image<'static> {
    let own = |text: &str| Some(Cow::from(text.to_owned()));
    let mut columns = vec![("record", own(record_id))];
    for link in links {
        let with = link.other(record_id);
        columns.extend([
            ("with", own(with)),
            ("at", own(&link.at)),
            ("person", own(&link.person)),
            ("op_id", own(&link.op_id)),
        ]);
    }
    Image { table: PERSON, columns }
}

/// With whom one of the people is joined by an act about the two, as the ledger says.
pub(super) fn links(conn: &Connection, record_id: &str) -> Result<Vec<Link>> {
    let sql = "SELECT a, b, at, person, op_id FROM same_person WHERE a = ?1 \
               UNION ALL SELECT a, b, at, person, op_id FROM same_person WHERE b = ?1 ORDER BY a, b";
    let mut query = conn.prepare_cached(sql)?;
    let rows = query.query_map([record_id], |r| {
        Ok(Link { a: r.get(0)?, b: r.get(1)?, at: r.get(2)?, person: r.get(3)?, op_id: r.get(4)? })
    })?;
    let links: Vec<Link> = rows.collect::<rusqlite::Result<_>>()?;
    let sound = match seal::last(conn, "", record_id)? {
        Some(last) => last.is(&image(record_id, &links)),
        None => links.is_empty(),
    };
    if sound {
        Ok(links)
    } else {
        Err(Error::Altered("who is one person with somebody of it is not as it was saved".to_owned()))
    }
}

/// Everybody of whom a row or the ledger says that they are or were joined with somebody.
pub(super) fn known(conn: &Connection) -> Result<BTreeSet<String>> {
    let sql = "SELECT record_id FROM ledger WHERE case_id = '' AND digest IS NOT NULL AND kind = ?1 \
               UNION SELECT a FROM same_person UNION SELECT b FROM same_person";
    let mut query = conn.prepare_cached(sql)?;
    Ok(query.query_map([PERSON], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// A suspect or victim.
pub(super) fn find(conn: &Connection, record_id: &str) -> Result<Option<Sheet>> {
    for kind in PEOPLE {
        if let Some(sheet) = sheet::find(conn, kind, record_id)? {
            return Ok(Some(sheet));
        }
    }
    Ok(None)
}

/// Where one of the people stands.
pub(super) fn place(conn: &Connection, sheet: &Sheet) -> Result<Place> {
    let case = sheet::find(conn, RecordKind::Case, &sheet.head.case_id)?;
    let number = case.and_then(|case| case.get("number").map(str::to_owned)).unwrap_or_default();
    let (record_id, case_id) = (sheet.head.id.clone(), sheet.head.case_id.clone());
    Ok(Place { record_id, case_id, number, label: sheet.label() })
}

/// Somebody whom one meets going from one of the people to whom they are joined with.
#[derive(Debug, Clone)]
pub(super) enum Met {
    /// who, by which row, from whom
    Known { who: Box<Sheet>, link: Link, from: Box<Sheet> },
    /// of a case out of reach: whom to ask
    Ask(String),
}

/// Everybody who is one person with this one, as far as whoever asks may know of it. Of a case out of reach only whom to ask is told, and
/// nobody is met beyond; of one that is restricted to others nothing.
pub(super) fn met(conn: &Connection, viewer: &Viewer, of: &Sheet) -> Result<Vec<Met>> {
    let root = merged::root(conn, &of.head.case_id)?;
    let mut seen = BTreeSet::from([of.head.id.clone()]);
    let mut next = VecDeque::from([of.clone()]);
    let mut out = Vec::new();
    while let Some(from) = next.pop_front() {
        for twin in twins(conn, viewer, &from)? {
            if seen.insert(twin.head.id.clone()) {
                next.push_back(twin);
            }
        }
        for link in links(conn, &from.head.id)? {
            let other = link.other(&from.head.id).to_owned();
            if !seen.insert(other.clone()) {
                continue;
            }
            let lost = || Error::Altered("somebody who is one person with one of it is missing".to_owned());
            let who = find(conn, &other)?.ok_or_else(lost)?;
            match reach(conn, viewer, &who.head.case_id)? {
                Reach::Open => {
                    next.push_back(who.clone());
                    if merged::root(conn, &who.head.case_id)? != root {
                        out.push(Met::Known { who: Box::new(who), link, from: Box::new(from.clone()) });
                    }
                }
                Reach::Ask(whom) => out.push(Met::Ask(whom)),
                Reach::Nothing => {}
            }
        }
    }
    Ok(out)
}

/// How far a case is within reach.
pub(super) enum Reach {
    /// it may be opened
    Open,
    /// it may be known of: whom to ask
    Ask(String),
    /// not even that it is there
    Nothing,
}

/// How far a case is within reach of whoever asks.
pub(super) fn reach(conn: &Connection, viewer: &Viewer, case_id: &str) -> Result<Reach> {
    let Some(owned) = access::whose(conn, case_id)? else { return Ok(Reach::Nothing) };
    if sight::refuse_unseen(conn, case_id).is_err() {
        return Ok(Reach::Nothing);
    }
    let whose = owned.whose();
    if viewer.may(Right::See(See::Facts), &whose) {
        return Ok(Reach::Open);
    }
    if !viewer.may(Right::Figures, &whose) {
        return Ok(Reach::Nothing);
    }
    Ok(Reach::Ask(whose.to_ask().to_owned()))
}

/// The same one in the cases that are one with their case, as it was said when they were merged.
fn twins(conn: &Connection, viewer: &Viewer, of: &Sheet) -> Result<Vec<Sheet>> {
    let (case_id, label) = (&of.head.case_id, of.label());
    let mut places: Vec<(String, String)> = Vec::new();
    if let Some(row) = merged::into(conn, case_id)? {
        let same = row.same.iter().find(|same| same.younger == label);
        places.extend(same.map(|same| (row.older.clone(), same.older.clone())));
    }
    for row in merged::of(conn, case_id)? {
        let same = row.same.iter().find(|same| same.older == label);
        places.extend(same.map(|same| (row.younger.clone(), same.younger.clone())));
    }
    let mut out = Vec::new();
    for (case_id, label) in places {
        if matches!(reach(conn, viewer, &case_id)?, Reach::Open) {
            out.extend(sheet::of_case(conn, of.kind, &case_id)?.into_iter().find(|s| s.label() == label));
        }
    }
    Ok(out)
}

/// Puts on record that two people are one person, or with `apart` that they are not any more, and makes it so.
pub(super) fn turn(conn: &Connection, act: &Act, who: [&Place; 2], apart: bool) -> Result<()> {
    let [a, b] = who;
    for (own, other) in [(a, b), (b, a)] {
        let other_words = other.printed();
        let of = Of { record_id: &other.case_id, label: &own.label, ..Of::nothing(&own.case_id, PERSON) };
        let value = Some(other_words.as_str());
        let (old, new) = if apart { (value, None) } else { (None, value) };
        ledger::append(conn, act, &of, &Entry { field: SAME_PERSON, old, new }, None)?;
    }
    // The lines that bear the digests are of no case: they say no reason, and stay when one of the cases is erased.
    let bare = act.bare();
    let link = Link::of(act, [&a.record_id, &b.record_id]);
    for own in [a, b] {
        let mut now = links(conn, &own.record_id)?;
        now.retain(|l| (&l.a, &l.b) != (&link.a, &link.b));
        now.extend((!apart).then(|| link.clone()));
        now.sort();
        let image = image(&own.record_id, &now);
        let of = Of { record_id: &own.record_id, ..Of::nothing("", PERSON) };
        ledger::append(conn, &bare, &of, &Entry::default(), Some(&|salt| image.digest(salt)))?;
    }
    if apart {
        conn.execute("DELETE FROM same_person WHERE a = ?1 AND b = ?2", [&link.a, &link.b])?;
    } else {
        let sql = "INSERT INTO same_person (a, b, at, person, op_id) VALUES (?1, ?2, ?3, ?4, ?5)";
        conn.execute(sql, params![link.a, link.b, link.at, link.person, link.op_id])?;
    }
    Ok(())
}

/// Separates everybody of a case that is erased from whom they are joined with: no name of it is left with another.
pub(super) fn end(conn: &Connection, act: &Act, sheets: &[Sheet]) -> Result<()> {
    let act = Act { action: SEPARATE.to_owned(), ..act.bare() };
    for own in sheets.iter().filter(|s| PEOPLE.contains(&s.kind)) {
        for link in links(conn, &own.head.id)? {
            let other = find(conn, link.other(&own.head.id))?.ok_or(Error::Deed("somebody is missing"))?;
            turn(conn, &act, [&place(conn, own)?, &place(conn, &other)?], true)?;
        }
    }
    Ok(())
}

/// The lines of other cases that say with whom people of this one were joined, and why.
pub(super) fn lines_elsewhere(conn: &Connection, case_id: &str) -> Result<Vec<i64>> {
    // The act stands with both cases.
    let sql = "SELECT other.seq FROM ledger own JOIN ledger other ON other.op_id = own.op_id AND other.kind = own.kind \
               WHERE own.case_id = ?1 AND own.kind = ?2 AND other.record_id = ?1 AND other.case_id <> '' ORDER BY other.seq";
    let mut query = conn.prepare_cached(sql)?;
    Ok(query.query_map([case_id, PERSON], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Why two people were joined, where the reason stands with a case: its line must be as it was written.
pub(super) fn reason(conn: &Connection, link: &Link, case_id: &str) -> Result<Option<String>> {
    let sql = "SELECT seq, reason FROM audit WHERE op_id = ?1 AND case_id = ?2 AND kind = ?3 LIMIT 1";
    let found = conn
        .prepare_cached(sql)?
        .query_row([&link.op_id, case_id, PERSON], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Option<String>>(1)?)))
        .optional()?;
    let Some((seq, reason)) = found else { return Ok(None) };
    seal::refuse_touched(conn, std::iter::once(seq))?;
    Ok(reason)
}
