//! The limits of time that the law sets, as the office keeps them: read with the code lists, and changed by who looks after the file,
//! each change a line of the ledger. It must never know what a limit is for.

use super::audit::Trail;
use super::{Error, Result, Store, codes, halt, seal};
use crate::domain::moment::Now;
use crate::domain::rights::Right;
use rusqlite::OptionalExtension;

/// A limit of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeLimit {
    /// by which the rules know it
    pub name: String,
    /// how much
    pub amount: u32,
    /// of what: hours, months, times
    pub unit: String,
    /// what it is, in words
    pub words: String,
}

/// No limit is longer, whatever its unit.
const MOST: u32 = 9_999;

impl Store {
    /// All of them, by their names.
    /// # Errors
    /// When the file cannot be read.
    pub fn limits(&mut self) -> Result<Vec<TimeLimit>> {
        self.someone()?;
        let mut query = self.conn.prepare("SELECT name, amount, unit, words FROM time_limit ORDER BY name")?;
        let rows = query.query_map([], |r| {
            Ok(TimeLimit { name: r.get(0)?, amount: r.get(1)?, unit: r.get(2)?, words: r.get(3)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Changes one. Consoles that are open go by it once they are opened again.
    /// # Errors
    /// [`Error::NotAllowed`]; or a sentence about the limit.
    pub fn set_limit(&mut self, name: &str, amount: u32, now: &Now) -> Result<()> {
        self.sound_words()?;
        self.need(Right::Maintain, now)?;
        if amount > MOST {
            return Err(Error::Misread(format!("no limit is as long as {amount}: {MOST} at most")));
        }
        let act = self.act(ACT, now);
        halt::check(&self.path)?;
        self.write_by(Right::Maintain, now, |tx| {
            let sql = "SELECT amount, unit FROM time_limit WHERE name = ?1";
            let before = tx.query_row(sql, [name], |r| Ok((r.get::<_, u32>(0)?, r.get::<_, String>(1)?))).optional()?;
            let (before, unit) =
                before.ok_or_else(|| Error::Misread(format!("“{name}” is no limit: caseload limits names them")))?;
            tx.execute("UPDATE time_limit SET amount = ?2 WHERE name = ?1", (name, amount))?;
            seal::seal_words(tx)?;
            Trail { conn: tx, act: &act }.look("", &format!("{name}: {before} to {amount} {unit}"))
        })?;
        self.lists = codes::load(&self.conn)?.into();
        Ok(())
    }
}

/// The act, as it stands in the ledger.
const ACT: &str = "change limit";
