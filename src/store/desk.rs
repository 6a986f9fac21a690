//! What belongs to a person's desk and not to the record: their settings and PIN, and who sits at which case now.
//! It takes somebody signed in to write any of it, but for the end of a sitting. None of it is counted as a change of the record; a desk that is gone leaves nothing that says otherwise.

use super::access::{self, IN_CASES};
use super::{Error, Result, Store};
use crate::domain::field::See;
use crate::domain::rights::Right;
use crate::domain::visit::Presence;
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString, rand_core::OsRng};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;

impl Store {
    /// The settings of whoever is signed in.
    /// # Errors
    /// When the file cannot be read.
    pub fn settings(&self) -> Result<BTreeMap<String, String>> {
        let mut query = self.conn.prepare_cached("SELECT name, value FROM setting WHERE officer = ?1")?;
        let rows = query.query_map([self.viewer().name], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps a setting of whoever is signed in.
    /// # Errors
    /// [`Error::SignedOut`], or when it cannot be written.
    pub fn set_setting(&mut self, name: &str, value: &str) -> Result<()> {
        let officer = self.someone()?;
        self.write_aside(|tx| {
            let sql =
                "INSERT INTO setting (officer, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3";
            tx.execute(sql, [&officer, name, value])?;
            Ok(())
        })
    }

    /// Has whoever is signed in a PIN?
    /// # Errors
    /// When the file cannot be read.
    pub fn has_pin(&self) -> Result<bool> {
        Ok(self.pin_hash()?.is_some())
    }

    fn pin_hash(&self) -> Result<Option<String>> {
        let mut query = self.conn.prepare_cached("SELECT pin FROM officer WHERE name = ?1")?;
        Ok(query.query_row([self.viewer().name], |r| r.get(0)).optional()?.flatten())
    }

    /// Sets the PIN that opens the masked screen; only its Argon2id hash is kept.
    /// # Errors
    /// [`Error::SignedOut`], or when it cannot be written.
    pub fn set_pin(&mut self, pin: &str) -> Result<()> {
        let officer = self.someone()?;
        let salt = SaltString::generate(&mut OsRng);
        let hash = Argon2::default().hash_password(pin.as_bytes(), &salt);
        let hash = hash.map_err(|_| Error::Engine("the PIN cannot be kept".to_owned()))?.to_string();
        self.write_aside(|tx| {
            tx.execute("UPDATE officer SET pin = ?2 WHERE name = ?1", [&officer, &hash])?;
            Ok(())
        })
    }

    /// Is this the PIN of whoever is signed in?
    /// # Errors
    /// [`Error::SignedOut`], or when the file cannot be read.
    pub fn is_pin(&self, pin: &str) -> Result<bool> {
        self.someone()?;
        let Some(hash) = self.pin_hash()? else { return Ok(false) };
        let hash = PasswordHash::new(&hash).map_err(|_| Error::Engine("the kept PIN cannot be read".to_owned()))?;
        Ok(Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok())
    }

    /// Says where this sitting of whoever is signed in is: in which case, and whether a form of it is open.
    /// # Errors
    /// [`Error::SignedOut`], or when it cannot be written.
    pub fn be_present(&mut self, at: &Presence, now: &str) -> Result<()> {
        let officer = self.someone()?;
        self.write_aside(|tx| {
            let sql = "INSERT INTO presence (session, officer, process, since, case_id, editing) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                       ON CONFLICT (session) DO UPDATE SET case_id = ?5, editing = ?6 WHERE officer = ?2";
            let editing = if at.editing { "y" } else { "n" };
            tx.execute(sql, params![at.session, officer, at.process, now, at.case_id, editing])?;
            Ok(())
        })
    }

    /// Takes sittings away: one's own at its end, or those whose process is gone.
    /// # Errors
    /// When it cannot be written.
    pub fn be_gone(&mut self, sessions: &[String]) -> Result<()> {
        self.write_aside(|tx| {
            let mut delete = tx.prepare_cached("DELETE FROM presence WHERE session = ?1")?;
            sessions.iter().try_for_each(|s| delete.execute([s]).map(drop))?;
            Ok(())
        })
    }

    /// Who sits where, as far as whoever is signed in may know of the case. The caller knows which processes still run.
    /// # Errors
    /// When the file cannot be read.
    pub fn present(&self) -> Result<Vec<Presence>> {
        let viewer = self.viewer();
        let may = access::condition(&viewer, Right::See(See::Facts), IN_CASES).unwrap_or_else(|| "1".to_owned());
        let sql = format!(
            "SELECT session, officer, process, CASE WHEN cases.id IS NOT NULL AND {may} THEN cases.id END AS here, editing \
             FROM presence LEFT JOIN cases ON cases.id = presence.case_id ORDER BY officer, session"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let all = query.query_map([], |r| {
            Ok(Presence {
                session: r.get("session")?,
                officer: r.get("officer")?,
                process: r.get("process")?,
                case_id: r.get("here")?,
                editing: r.get::<_, String>("editing")? == "y",
            })
        })?;
        Ok(all.collect::<rusqlite::Result<_>>()?)
    }
}
