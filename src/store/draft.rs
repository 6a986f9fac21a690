//! Drafts: what is typed in a form and not saved, kept in the file until it is saved or dropped.
//! They are not part of the record: no audit line, no other desk is told.

use super::{Result, Store};
use crate::domain::draft::Draft;
use rusqlite::{Connection, params};

/// Drops the draft of a session inside a transaction: a form that is saved is a draft no more, also after a power cut.
pub(super) fn drop_of(conn: &Connection, session: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM draft WHERE session = ?1")?.execute([session])?;
    Ok(())
}

impl Store {
    /// Keeps what is typed, whoever is signed in or is so no more: it is offered only to whose it is. It takes the
    /// place of the one of its session and, where it was opened again, of that of another.
    /// # Errors
    /// When it cannot be written.
    pub fn keep_draft(&mut self, draft: &Draft, instead_of: Option<&str>) -> Result<()> {
        self.write_aside(|tx| {
            let sql = "INSERT INTO draft (session, person, process, kept_at, title, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                       ON CONFLICT (session) DO UPDATE SET process = ?3, kept_at = ?4, title = ?5, content = ?6";
            let d = draft;
            tx.prepare_cached(sql)?.execute(params![d.session, d.person, d.process, d.kept_at, d.title, d.content])?;
            instead_of.map_or(Ok(()), |session| drop_of(tx, session))
        })
    }

    /// Drops the draft of a session.
    /// # Errors
    /// When it cannot be written.
    pub fn drop_draft(&mut self, session: &str) -> Result<()> {
        self.write_aside(|tx| drop_of(tx, session))
    }

    /// The drafts of whoever is signed in, the latest first.
    /// # Errors
    /// When the file cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        let sql = "SELECT session, person, process, kept_at, title, content FROM draft WHERE person = ?1 ORDER BY kept_at DESC, session DESC";
        let mut query = self.conn.prepare_cached(sql)?;
        let drafts = query.query_map([self.viewer().name], |r| {
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
