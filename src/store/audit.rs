//! The audit trail: one line per changed field, in the transaction of the change; and the history of a case.

use super::access::{self, Owned};
use super::{Result, Store};
use crate::domain::act::Actor;
use crate::domain::field::See;
use crate::domain::moment::Now;
use crate::domain::record::{HIDDEN, RecordKind, Sheet};
use crate::domain::redact;
use crate::domain::rights::Right;
use crate::domain::trail::AuditLine;
use rusqlite::{Connection, Row, params};

/// The kind of a line about looking.
pub(super) const LOOK: &str = "look";

/// An act while it is written: what all its lines share.
pub(super) struct Trail<'a> {
    pub conn: &'a Connection,
    pub op_id: String,
    pub actor: &'a Actor,
    pub now: &'a Now,
    pub action: &'a str,
    pub reason: Option<&'a str>,
}

impl Trail<'_> {
    /// One line for each field that differs from `before`; for a new record one for each that is known.
    pub fn note(&self, before: Option<&Sheet>, after: &Sheet) -> Result<()> {
        let nothing = Sheet { values: vec![None; after.values.len()], ..after.clone() };
        let head = &after.head;
        let label = after.label();
        let of = Of { case_id: &head.case_id, kind: after.kind.table(), record_id: &head.id, label: &label };
        let before = before.unwrap_or(&nothing);
        before.changes(after).try_for_each(|(s, old, new)| self.line(&of, s.column, old.as_deref(), new.as_deref()))
    }

    /// One line of an act of looking: at a case, or at none.
    pub fn look(&self, case_id: &str, detail: &str) -> Result<()> {
        self.line(&Of { case_id, kind: LOOK, record_id: "", label: "" }, "", None, Some(detail))
    }

    /// One line of an act on an account, where something changes.
    pub fn account(&self, name: &str, field: &str, old: Option<&str>, new: Option<&str>) -> Result<()> {
        let of = Of { case_id: "", kind: "officer", record_id: name, label: name };
        if old == new { Ok(()) } else { self.line(&of, field, old, new) }
    }

    /// One line of an act on the file as a whole.
    pub fn office(&self, identity: &str, field: &str, old: Option<&str>, new: Option<&str>) -> Result<()> {
        self.line(&Of { case_id: "", kind: "office", record_id: identity, label: "" }, field, old, new)
    }

    fn line(&self, of: &Of, field: &str, old: Option<&str>, new: Option<&str>) -> Result<()> {
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO audit (seq, op_id, at, person, session, program, action, reason, case_id, kind, record_id, label, field, old, new) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?;
        insert.execute(params![
            super::counter::draw(self.conn, "audit")?,
            self.op_id,
            self.now.stamp(),
            self.actor.name,
            self.actor.session,
            env!("CARGO_PKG_VERSION"),
            self.action,
            self.reason,
            of.case_id,
            of.kind,
            of.record_id,
            of.label,
            field,
            old,
            new,
        ])?;
        Ok(())
    }
}

/// What a line is about.
struct Of<'a> {
    case_id: &'a str,
    kind: &'a str,
    record_id: &'a str,
    label: &'a str,
}

impl Store {
    /// The history of a case, newest first: what was done to it; who looked is asked apart.
    /// # Errors
    /// [`super::Error::NoCase`] where it is out of reach.
    pub fn history(&mut self, case_id: &str, now: &Now) -> Result<Vec<AuditLine>> {
        let owned = self.need_case(Right::See(See::Facts), case_id, now)?;
        let mut query = self.conn.prepare_cached(
            "SELECT a.*, cases.number AS number FROM audit a JOIN cases ON cases.id = a.case_id \
             WHERE a.case_id = ?1 AND a.kind <> 'look' ORDER BY a.seq DESC",
        )?;
        let lines = query.query_map([case_id], line_of)?.collect::<rusqlite::Result<Vec<_>>>()?;
        drop(query);
        let hidden = Hidden::of(self, case_id, &owned)?;
        Ok(lines.into_iter().map(|line| hidden.masked(line)).collect())
    }
}

pub(super) fn line_of(r: &Row) -> rusqlite::Result<AuditLine> {
    Ok(AuditLine {
        seq: r.get("seq")?,
        op_id: r.get("op_id")?,
        at: r.get("at")?,
        person: r.get("person")?,
        action: r.get("action")?,
        reason: r.get("reason")?,
        case_id: r.get("case_id")?,
        number: r.get("number")?,
        kind: r.get("kind")?,
        record_id: r.get("record_id")?,
        label: r.get("label")?,
        field: r.get("field")?,
        old: r.get("old")?,
        new: r.get("new")?,
    })
}

/// What of the lines of one case is kept from whoever is signed in.
pub(super) struct Hidden {
    shown: Vec<See>,
    names: Vec<String>,
}

impl Hidden {
    pub fn of(store: &Store, case_id: &str, owned: &Owned) -> Result<Hidden> {
        let shown = access::shown(&store.seat, &owned.whose(), false);
        let names = access::names(&store.conn, &shown, case_id)?;
        Ok(Hidden { shown, names })
    }

    /// The line with what may not be seen blanked: values by the class of their field, a reason as narrative.
    pub fn masked(&self, mut line: AuditLine) -> AuditLine {
        let kind = RecordKind::ALL.into_iter().find(|k| k.table() == line.kind);
        let spec = kind.and_then(|k| k.specs().iter().find(|s| s.column == line.field));
        // A look says how, never a value; a field that this program does not know may be anything.
        let unknown = if line.kind == LOOK { See::Facts } else { See::Identity };
        let see = spec.map_or(unknown, |s| s.see);
        for value in [&mut line.old, &mut line.new] {
            *value = value.take().map(|v| self.text(see, &v));
        }
        line.reason = line.reason.map(|r| self.text(See::Narrative, &r));
        line
    }

    pub fn text(&self, see: See, text: &str) -> String {
        match see {
            see if !self.shown.contains(&see) => HIDDEN.to_owned(),
            See::Narrative => redact::blank(text, &self.names),
            _ => text.to_owned(),
        }
    }
}
