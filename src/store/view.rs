//! Saved views of a desk and of the office. They are no record: kept, replaced and dropped without a line. What a view asks is
//! asked again, within the rights of whoever opens it; it must never hold a case.

use super::{Error, Result, Store};
use crate::domain::field::{Desk, See};
use crate::domain::moment::Now;
use crate::domain::rights::{Right, Scope};
use crate::domain::view::{Column, SavedView, not_to_share, read_order, write_order};
use rusqlite::params;

impl Store {
    /// Those of whoever is signed in and those that the office shares, by name.
    /// # Errors
    /// When the file cannot be read.
    pub fn saved_views(&self) -> Result<Vec<SavedView>> {
        if self.viewer().reach(Right::See(See::Facts)) == Scope::No {
            return Ok(Vec::new());
        }
        let sql = "SELECT id, officer, shared, name, key, words, sort, columns FROM saved_view \
                   WHERE officer = ?1 OR shared = 'y' ORDER BY shared, name, id";
        let mut query = self.conn.prepare_cached(sql)?;
        let views = query.query_map([self.viewer().name], |r| {
            let words: String = r.get("words")?;
            Ok(SavedView {
                id: r.get("id")?,
                name: r.get("name")?,
                key: r.get::<_, Option<String>>("key")?.and_then(|key| key.chars().next()),
                officer: r.get("officer")?,
                shared: r.get::<_, String>("shared")? == "y",
                query: read_order(&r.get::<_, String>("sort")?, &words),
                columns: Column::read(&r.get::<_, String>("columns")?).unwrap_or(Column::USUAL.to_vec()),
            })
        })?;
        Ok(views.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps a view of whoever is signed in, in the place of the one of this name: their own, or the office's if it is shared. A
    /// key opens one view of a desk: from the one that had it, it is taken.
    /// # Errors
    /// [`Error::Misread`] where it may not be shared, [`Error::NotAllowed`], or when it cannot be written.
    pub fn save_view(&mut self, view: &SavedView, now: &Now) -> Result<()> {
        let officer = self.someone()?;
        if view.shared {
            self.need(Right::ShareViews, now)?;
            let lists = self.lists();
            let desk = Desk { lists: &lists, now: *now };
            if let Some(sentence) = not_to_share(&view.query.words, &desk, &self.viewer()) {
                return Err(Error::Misread(sentence));
            }
        }
        let id = self.ids.next(now);
        let (shared, key) = (if view.shared { "y" } else { "n" }, view.key.map(String::from));
        let (order, columns) = (write_order(&view.query), Column::write(&view.columns));
        self.write_aside(|tx| {
            let same = "DELETE FROM saved_view WHERE name = ?1 AND shared = ?2 AND (shared = 'y' OR officer = ?3)";
            tx.execute(same, params![view.name, shared, officer])?;
            let taken =
                "UPDATE saved_view SET key = NULL WHERE key = ?1 AND shared = ?2 AND (shared = 'y' OR officer = ?3)";
            tx.execute(taken, params![key, shared, officer])?;
            let sql = "INSERT INTO saved_view (id, officer, shared, name, key, words, sort, columns) \
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            tx.execute(sql, params![id, officer, shared, view.name, key, view.query.words, order, columns])?;
            Ok(())
        })
    }

    /// Drops a view: one's own, or one that the office shares.
    /// # Errors
    /// [`Error::NotAllowed`], or when it cannot be written.
    pub fn drop_view(&mut self, view: &SavedView, now: &Now) -> Result<()> {
        let officer = self.someone()?;
        if view.shared {
            self.need(Right::ShareViews, now)?;
        }
        let shared = if view.shared { "y" } else { "n" };
        self.write_aside(|tx| {
            let sql = "DELETE FROM saved_view WHERE id = ?1 AND shared = ?2 AND (shared = 'y' OR officer = ?3)";
            tx.execute(sql, params![view.id, shared, officer])?;
            Ok(())
        })
    }
}
