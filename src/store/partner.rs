//! The partners of the office: read by everybody, kept by whoever may, each change a line of the ledger. A partner keeps its code, for
//! records hold it; where its name changes, the rows of its cases are made again. It must never know what a partner does in a case.

use super::audit::Trail;
use super::ledger::Act;
use super::{Error, Result, Store, access, codes, halt, row, seal, turn, write};
use crate::domain::act::Actor;
use crate::domain::field::FieldKind;
use crate::domain::moment::Now;
use crate::domain::partner::{PARTNERS, Partner};
use crate::domain::record::RecordKind;
use crate::domain::rights::Right;
use crate::domain::text::fold;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeSet;

/// The act, as it stands in the ledger.
const ADD: &str = "add partner";
const CHANGE: &str = "change partner";
/// Behind those that come with the program.
const SORT: i64 = 100;
const LONGEST: usize = 80;
const LONGEST_NOTE: usize = 400;
const SELECT: &str = "SELECT code, en, km, kind, contact, phone, note FROM partner";

fn partner_in(r: &Row) -> rusqlite::Result<Partner> {
    Ok(Partner {
        code: r.get(0)?,
        name: r.get(1)?,
        name_km: r.get(2)?,
        kind: r.get(3)?,
        contact: r.get(4)?,
        phone: r.get(5)?,
        note: r.get(6)?,
    })
}

/// Each field with its word, for the ledger.
fn fields(partner: &Partner) -> [(&'static str, Option<&str>); 6] {
    [
        ("name", Some(partner.name.as_str())),
        ("Khmer name", partner.name_km.as_deref()),
        ("type", Some(partner.kind.as_str())),
        ("contact", partner.contact.as_deref()),
        ("phone", partner.phone.as_deref()),
        ("note", partner.note.as_deref()),
    ]
}

impl Store {
    /// All of them, in the order of their list.
    /// # Errors
    /// When nobody is signed in, or the file cannot be read.
    pub fn partners(&mut self) -> Result<Vec<Partner>> {
        self.someone()?;
        self.sound_words()?;
        let mut query = self.conn.prepare(&format!("{SELECT} ORDER BY sort, code"))?;
        let rows = query.query_map([], partner_in)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds one, or changes one from what it was before. Consoles that are open go by it once they are opened again.
    /// # Errors
    /// [`Error::NotAllowed`]; or a sentence about the partner.
    pub fn keep_partner(&mut self, before: Option<&Partner>, after: &Partner, now: &Now) -> Result<()> {
        self.need(Right::Partners, now)?;
        self.sound_words()?;
        self.sound_partner(after)?;
        let act = self.act(if before.is_some() { CHANGE } else { ADD }, now);
        halt::check(&self.path)?;
        self.write_by(Right::Partners, now, |tx| keep(tx, &act, before, after))?;
        self.lists = codes::load(&self.conn)?.into();
        Ok(())
    }

    /// Adds partners to a new file, as [`Store::fill`] adds cases.
    /// # Errors
    /// Nothing was written.
    pub fn fill_partners(&mut self, partners: &[Partner], actor: &Actor, now: &Now) -> Result<()> {
        partners.iter().try_for_each(|partner| self.sound_partner(partner))?;
        let turn = turn::take(&self.turnstile, &actor.name)?;
        let tx = write::begin(&self.conn, &self.path)?;
        halt::check(&self.path)?;
        if access::is_office(&tx)? {
            return Err(Error::Engine("an office that has accounts is not filled".into()));
        }
        // Beside the row of identities: a demonstration counts on what comes next in it.
        let act = Act::new(ADD, &mut self.ids.clone(), None, actor.clone(), now);
        partners.iter().try_for_each(|partner| keep(&tx, &act, None, partner))?;
        tx.commit()?;
        drop(turn);
        self.lists = codes::load(&self.conn)?.into();
        Ok(())
    }

    fn sound_partner(&self, partner: &Partner) -> Result<()> {
        let no = |sentence: String| Err(Error::Misread(sentence));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if partner.code.is_empty() || partner.code.len() > 20 || !partner.code.chars().all(plain) {
            return no(format!("“{}” is no code of a partner: small letters, digits and -, 20 at most", partner.code));
        }
        for (word, value) in fields(partner) {
            let most = if word == "note" { LONGEST_NOTE } else { LONGEST };
            let value = value.unwrap_or("-");
            if value.trim().is_empty() || value.chars().count() > most || value.chars().any(char::is_control) {
                return no(format!("the {word} of a partner is one line of {most} letters at most"));
            }
        }
        if self.lists.get("partner_kind", &partner.kind).is_none() {
            return no(format!(
                "“{}” is no type of a partner: `caseload codes partner_kind` prints them",
                partner.kind
            ));
        }
        let folded = fold(&partner.name);
        let named =
            |e: &&crate::domain::code::Entry| e.code != partner.code && (e.is_name(&folded) || e.is_key(&folded));
        match self.lists.list(PARTNERS).iter().find(named) {
            Some(entry) => no(format!("{} ({}) is there already, under this name", entry.en, entry.code)),
            None => Ok(()),
        }
    }
}

fn keep(tx: &Connection, act: &Act, before: Option<&Partner>, after: &Partner) -> Result<()> {
    let stored = tx.query_row(&format!("{SELECT} WHERE code = ?1"), [&after.code], partner_in).optional()?;
    if stored.as_ref() != before {
        let what = if before.is_some() { "changed" } else { "added" };
        return Err(Error::Misread(format!("{} was {what} a moment ago: look at it again", after.code)));
    }
    let Partner { code, name, name_km, kind, contact, phone, note } = after;
    let values = params![code, name, name_km, kind, contact, phone, note, SORT];
    match before {
        None => tx.execute(
            "INSERT INTO partner (code, en, km, kind, contact, phone, note, sort) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            values,
        )?,
        Some(_) => tx.execute(
            "UPDATE partner SET en = ?2, km = ?3, kind = ?4, contact = ?5, phone = ?6, note = ?7 WHERE code = ?1 AND ?8",
            values,
        )?,
    };
    seal::seal_words(tx)?;
    let renamed = before.is_some_and(|b| (&b.name, &b.name_km) != (name, name_km));
    if renamed {
        let lists = codes::load(tx)?;
        cases_of(tx, code)?.iter().try_for_each(|case_id| row::refresh(tx, &lists, case_id))?;
    }
    let trail = Trail { conn: tx, act };
    let was = before.map(fields);
    for (i, (word, value)) in fields(after).into_iter().enumerate() {
        let old = was.and_then(|was| was[i].1);
        if old != value {
            let old = old.map(|old| format!("{old} → ")).unwrap_or_default();
            trail.look("", &format!("{code}, {word}: {old}{}", value.unwrap_or("–")))?;
        }
    }
    Ok(())
}

/// The cases of which a record names the partner.
fn cases_of(conn: &Connection, code: &str) -> Result<BTreeSet<String>> {
    let mut cases = BTreeSet::new();
    for kind in RecordKind::ALL {
        for spec in kind.specs().iter().filter(|s| s.kind == FieldKind::Code(PARTNERS)) {
            let sql = format!("SELECT case_id FROM {} WHERE {} = ?1", kind.table(), spec.column);
            let mut query = conn.prepare(&sql)?;
            let found = query.query_map([code], |r| r.get(0))?;
            cases.extend(found.collect::<rusqlite::Result<Vec<String>>>()?);
        }
    }
    Ok(cases)
}
