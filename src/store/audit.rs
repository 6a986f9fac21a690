//! The audit trail: one line per changed field, in the transaction of the change; and the history of a case.

use super::{Result, Store};
use crate::domain::act::Actor;
use crate::domain::moment::Now;
use crate::domain::record::Sheet;
use crate::domain::trail::AuditLine;
use rusqlite::{Connection, OptionalExtension, params};

/// The last line's place; 0 on an empty trail.
pub(super) fn last_seq(conn: &Connection) -> Result<i64> {
    let mut query = conn.prepare_cached("SELECT last FROM counter WHERE name = 'audit'")?;
    Ok(query.query_row([], |r| r.get(0)).optional()?.unwrap_or(0))
}

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
        let before = before.unwrap_or(&nothing);
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO audit (seq, op_id, at, person, session, program, action, reason, case_id, kind, record_id, label, field, old, new) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?;
        for (spec, old, new) in before.changes(after) {
            let seq = super::counter::draw(self.conn, "audit")?;
            let head = &after.head;
            insert.execute(params![
                seq,
                self.op_id,
                self.now.stamp(),
                self.actor.name,
                self.actor.session,
                env!("CARGO_PKG_VERSION"),
                self.action,
                self.reason,
                head.case_id,
                after.kind.table(),
                head.id,
                after.label(),
                spec.column,
                old,
                new,
            ])?;
        }
        Ok(())
    }
}

impl Store {
    /// The history of a case, newest first.
    /// # Errors
    /// When the file cannot be read.
    pub fn history(&self, case_id: &str) -> Result<Vec<AuditLine>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq, op_id, at, person, action, reason, kind, record_id, label, field, old, new FROM audit WHERE case_id = ?1 ORDER BY seq DESC",
        )?;
        let lines = query.query_map([case_id], |r| {
            Ok(AuditLine {
                seq: r.get("seq")?,
                op_id: r.get("op_id")?,
                at: r.get("at")?,
                person: r.get("person")?,
                action: r.get("action")?,
                reason: r.get("reason")?,
                kind: r.get("kind")?,
                record_id: r.get("record_id")?,
                label: r.get("label")?,
                field: r.get("field")?,
                old: r.get("old")?,
                new: r.get("new")?,
            })
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }
}
