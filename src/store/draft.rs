//! Drafts: what is typed in a form and not saved, kept in the file until it is saved or dropped.
//! They are not part of the record: no audit line, no other desk is told.

use super::access::{self, IN_CASES};
use super::{Result, Store, guard, open, turn};
use crate::domain::draft::Draft;
use crate::domain::field::See;
use crate::domain::rights::{Right, Standing};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::path::Path;

/// Drops the draft of a session inside a transaction: a form that is saved is a draft no more, also after a power cut.
/// Only whose it is drops it.
pub(super) fn drop_of(conn: &Connection, session: &str, person: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM draft WHERE session = ?1 AND person = ?2")?.execute([session, person])?;
    Ok(())
}

/// A form of a case that was erased since holds it as it was: it is kept no more.
fn keep(conn: &Connection, d: &Draft) -> Result<()> {
    let sql = "INSERT INTO draft (session, person, process, kept_at, title, content) SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
               WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE case_id = CASE WHEN json_valid(?6) THEN ?6 ->> '$.case_id' END \
               AND action = 'erase') \
               ON CONFLICT (session) DO UPDATE SET process = ?3, kept_at = ?4, title = ?5, content = ?6 WHERE person = ?2";
    conn.prepare_cached(sql)?.execute(params![d.session, d.person, d.process, d.kept_at, d.title, d.content])?;
    Ok(())
}

impl Store {
    /// Keeps what is typed, whoever is signed in or is so no more: it is offered only to whose it is. It takes the
    /// place of the one of its session and, where it was opened again, of that of another.
    /// # Errors
    /// When it cannot be written.
    pub fn keep_draft(&mut self, draft: &Draft, instead_of: Option<&str>) -> Result<()> {
        self.write_aside(|tx| {
            keep(tx, draft)?;
            instead_of.map_or(Ok(()), |session| drop_of(tx, session, &draft.person))
        })
    }

    /// Keeps what is typed by a connection of its own, for whoever ends the process. It is the one thing that is written to a
    /// file whatever its schema, also one that a newer caseload has brought up to date meanwhile: a draft is no record, and one
    /// that is not kept now is lost. A draft that has other columns by then refuses it, and the connection can write nothing else.
    /// # Errors
    /// When it cannot be written.
    pub fn keep_draft_at(path: &Path, draft: &Draft) -> Result<()> {
        let mut conn = open::marked(path)?;
        guard::keep_a_draft(&mut conn)?;
        let stile = turn::stile(path)?;
        let turn = turn::take(&stile, &draft.person)?;
        let tx = Transaction::new_unchecked(&conn, TransactionBehavior::Immediate)?;
        turn.begun()?;
        keep(&tx, draft)?;
        turn.in_time()?;
        Ok(tx.commit()?)
    }

    /// Drops the draft of a session.
    /// # Errors
    /// When it cannot be written.
    pub fn drop_draft(&mut self, session: &str) -> Result<()> {
        let person = self.viewer().name;
        self.write_aside(|tx| drop_of(tx, session, &person))
    }

    /// The drafts of whoever is signed in, the latest first. One of a case that is out of reach by now is kept and not given:
    /// it holds the case as it was.
    /// # Errors
    /// When the file cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        let viewer = self.viewer();
        if viewer.standing == Standing::Nobody {
            return Ok(Vec::new());
        }
        let may = access::condition(&viewer, Right::See(See::Facts), IN_CASES).unwrap_or_else(|| "1".to_owned());
        let sql = format!(
            "SELECT session, person, process, kept_at, title, content, \
             CASE WHEN json_valid(content) THEN content ->> '$.case_id' END AS of_case FROM draft WHERE person = ?1 \
             AND (of_case IS NULL OR EXISTS (SELECT 1 FROM cases WHERE cases.id = of_case AND {may})) \
             ORDER BY kept_at DESC, session DESC"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let drafts = query.query_map([viewer.name], |r| {
            Ok(Draft {
                session: r.get("session")?,
                person: r.get("person")?,
                process: r.get("process")?,
                kept_at: r.get("kept_at")?,
                title: r.get("title")?,
                content: r.get("content")?,
            })
        })?;
        Ok(drafts.collect::<rusqlite::Result<_>>()?)
    }
}
