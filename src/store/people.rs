//! Accounts: officers, their roles and keys. Every change is on record, and ends sessions that may not go on.
//! It must never touch a case, nor know the private half of a key.

use super::audit::Trail;
use super::counter::draw;
use super::{Error, Result, Store, access, seal};
use crate::domain::field::See;
use crate::domain::moment::Now;
use crate::domain::officer::{Key, Officer, Role};
use crate::domain::rights::{Right, Scope, Standing};
use rusqlite::{Connection, OptionalExtension, Row, params};

impl Store {
    /// Has the office accounts?
    /// # Errors
    /// When the file cannot be read.
    pub fn is_office(&self) -> Result<bool> {
        access::is_office(&self.conn)
    }

    /// All officers by name; before there is one, nobody.
    /// # Errors
    /// [`Error::NotAllowed`] for all but administrators.
    pub fn officers(&mut self, now: &Now) -> Result<Vec<Officer>> {
        self.need(Right::Accounts, now)?;
        let _moment = seal::moment(&self.conn)?;
        let mut query = self.conn.prepare("SELECT name, role, team, active FROM officer ORDER BY name")?;
        let officers: Vec<Officer> = query.query_map([], access::officer_of)?.collect::<rusqlite::Result<_>>()?;
        officers.iter().try_for_each(|o| seal::refuse_account(&self.conn, &o.name))?;
        Ok(officers)
    }

    /// One officer, who must be there.
    /// # Errors
    /// [`Error::NotAllowed`] for all but administrators, or that there is none of this name.
    pub fn officer(&mut self, name: &str, now: &Now) -> Result<Officer> {
        self.need(Right::Accounts, now)?;
        known(&self.conn, name)
    }

    /// The names of those who may lead a case: who opens cases and has not left.
    /// # Errors
    /// When the file cannot be read.
    pub fn possible_leads(&self) -> Result<Vec<String>> {
        if !self.viewer().is_bounded() {
            return self.names();
        }
        let opens_cases = Role::ALL.into_iter().filter(|role| Right::See(See::Facts).of(*role) > Scope::No);
        let roles = opens_cases.map(|role| format!("'{}'", role.code())).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT name FROM officer WHERE active = 'y' AND role IN ({roles}) ORDER BY name");
        let mut query = self.conn.prepare(&sql)?;
        let names = query.query_map([], |r| r.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// The names of everybody in the office, also of those who have left, which are no secret in it; without accounts of whoever
    /// leads or entered a case.
    /// # Errors
    /// When the file cannot be read.
    pub fn names(&self) -> Result<Vec<String>> {
        let sql = match self.viewer().standing {
            Standing::Nobody => return Ok(Vec::new()),
            // From each name to the next by the index, and not through all cases.
            Standing::Alone => {
                "WITH RECURSIVE entered (name) AS (SELECT min(entered_by) FROM case_row UNION ALL \
                   SELECT (SELECT min(entered_by) FROM case_row WHERE entered_by > name) FROM entered WHERE name IS NOT NULL), \
                 led (name) AS (SELECT min(led_by) FROM case_row WHERE led_by IS NOT NULL UNION ALL \
                   SELECT (SELECT min(led_by) FROM case_row WHERE led_by > name) FROM led WHERE name IS NOT NULL) \
                 SELECT name FROM entered WHERE name IS NOT NULL UNION SELECT name FROM led WHERE name IS NOT NULL ORDER BY name"
            }
            _ => "SELECT name FROM officer ORDER BY name",
        };
        let mut query = self.conn.prepare_cached(sql)?;
        let names = query.query_map([], |r| r.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds an officer, perhaps with a first key. The first one turns the office on.
    /// # Errors
    /// [`Error::NotAllowed`], or a sentence about the account.
    pub fn add_officer(&mut self, new: &Officer, key: Option<&Key>, now: &Now) -> Result<Option<String>> {
        self.need(Right::Accounts, now)?;
        if self.is_of_server(&new.name) {
            let sentence = format!(
                "{} is an account of the server: choose another name, and come in there with --as NAME",
                new.name
            );
            return Err(Error::Account(sentence));
        }
        let mut id = None;
        self.account("add officer", now, |tx, trail| {
            if access::officer(tx, &new.name)?.is_some() {
                return Err(Error::Account(format!("there is an officer {} already: choose another name", new.name)));
            }
            if new.role != Role::Administrator && !has_administrator(tx, None)? {
                let sentence =
                    "the first account is an administrator, who makes the others: add one with --role administrator";
                return Err(Error::Account(sentence.to_owned()));
            }
            tx.execute(
                "INSERT INTO officer (name, role, team, active) VALUES (?1, ?2, ?3, 'y')",
                params![new.name, new.role.code(), new.team],
            )?;
            trail.account(&new.name, "role", None, Some(new.role.code()))?;
            trail.account(&new.name, "team", None, new.team.as_deref())?;
            id = key.map(|key| add_key(tx, trail, key, now)).transpose()?;
            Ok(())
        })?;
        Ok(id)
    }

    /// Gives an officer another role or team.
    /// # Errors
    /// [`Error::NotAllowed`], or a sentence about the account.
    pub fn set_role(&mut self, name: &str, role: Role, team: Option<&str>, now: &Now) -> Result<()> {
        self.need(Right::Accounts, now)?;
        self.not_oneself(name)?;
        self.account("change role", now, |tx, trail| {
            let before = known(tx, name)?;
            if before.role == Role::Administrator && role != Role::Administrator && !has_administrator(tx, Some(name))?
            {
                return Err(Error::Account(format!("{name} is the last administrator: make another first")));
            }
            tx.execute("UPDATE officer SET role = ?2, team = ?3 WHERE name = ?1", params![name, role.code(), team])?;
            trail.account(name, "role", Some(before.role.code()), Some(role.code()))?;
            trail.account(name, "team", before.team.as_deref(), team)
        })
    }

    /// Lets an officer in no more, or again. Their sessions end within seconds; what they did stays theirs.
    /// # Errors
    /// [`Error::NotAllowed`], or a sentence about the account.
    pub fn set_active(&mut self, name: &str, active: bool, now: &Now) -> Result<()> {
        self.need(Right::Accounts, now)?;
        self.not_oneself(name)?;
        self.account(if active { "enable officer" } else { "disable officer" }, now, |tx, trail| {
            let before = known(tx, name)?;
            if !active && before.role == Role::Administrator && !has_administrator(tx, Some(name))? {
                return Err(Error::Account(format!("{name} is the last administrator: make another first")));
            }
            let word = |on: bool| if on { "y" } else { "n" };
            tx.execute("UPDATE officer SET active = ?2 WHERE name = ?1", params![name, word(active)])?;
            trail.account(name, "active", Some(word(before.active)), Some(word(active)))
        })
    }

    /// How many cases an officer leads that are not done with: a number, and none of them by name.
    /// # Errors
    /// [`Error::NotAllowed`] for all but administrators.
    pub fn leads(&mut self, name: &str, now: &Now) -> Result<usize> {
        self.need(Right::Accounts, now)?;
        let sql = "SELECT count(*) FROM cases WHERE lower(trim(lead)) = ?1 AND investigation NOT IN ('REF', 'DEC', 'DUP', 'CLO')";
        let n: i64 = self.conn.prepare_cached(sql)?.query_row([name], |r| r.get(0))?;
        Ok(usize::try_from(n).unwrap_or(0))
    }

    /// Adds a key to an officer; gives its id.
    /// # Errors
    /// [`Error::NotAllowed`], or a sentence about the key.
    pub fn add_key(&mut self, key: &Key, now: &Now) -> Result<String> {
        self.need(Right::Accounts, now)?;
        let mut id = String::new();
        self.account("add key", now, |tx, trail| {
            known(tx, &key.officer)?;
            id = add_key(tx, trail, key, now)?;
            Ok(())
        })?;
        Ok(id)
    }

    /// Revokes a key by its id or fingerprint; sessions that it opened end within seconds. Gives its owner, and whether no
    /// administrator can come in by a key any more: only the server's own console, which needs none, may go so far.
    /// # Errors
    /// [`Error::NotAllowed`], or a sentence about the key.
    pub fn revoke_key(&mut self, which: &str, now: &Now) -> Result<(String, bool)> {
        self.need(Right::Accounts, now)?;
        let at_server = self.viewer().standing == Standing::Server;
        let (mut owner, mut last) = (String::new(), false);
        self.account("revoke key", now, |tx, trail| {
            let sql = "SELECT * FROM officer_key WHERE id = ?1 OR fingerprint = ?1";
            let key = tx.prepare_cached(sql)?.query_row([which], key_of).optional()?;
            let Some(key) = key.filter(|k| k.revoked_at.is_none()) else {
                return Err(Error::Account(format!(
                    "there is no key {which} in use: look with `caseload user key list`"
                )));
            };
            last = is_last_key(tx, &key.id)?;
            if last && !at_server {
                let sentence = format!("{} is the last key of an administrator: add another first", key.id);
                return Err(Error::Account(sentence));
            }
            tx.execute("UPDATE officer_key SET revoked_at = ?2 WHERE id = ?1", [&key.id, &now.stamp()])?;
            trail.account(&key.officer, "key", Some(&key.id), None)?;
            owner = key.officer;
            Ok(())
        })?;
        Ok((owner, last))
    }

    /// Keys of one officer or of all, revoked ones too, in the order in which they were added.
    /// # Errors
    /// [`Error::NotAllowed`] for all but administrators.
    pub fn keys(&mut self, of: Option<&str>, now: &Now) -> Result<Vec<Key>> {
        self.need(Right::Accounts, now)?;
        let _moment = seal::moment(&self.conn)?;
        let sql = "SELECT * FROM officer_key WHERE ?1 IS NULL OR officer = ?1 ORDER BY length(id), id";
        let mut query = self.conn.prepare(sql)?;
        let keys: Vec<Key> = query.query_map([of], key_of)?.collect::<rusqlite::Result<_>>()?;
        keys.iter().try_for_each(|k| seal::refuse_account(&self.conn, &k.officer))?;
        Ok(keys)
    }

    /// For sshd: the keys in use of officers who may come in, one or all. Who asks owns the file or could not have opened it.
    /// # Errors
    /// When the file cannot be read.
    pub fn keys_in_use(&self, fingerprint: Option<&str>) -> Result<Vec<Key>> {
        let sql = "SELECT officer_key.* FROM officer_key JOIN officer ON officer.name = officer_key.officer \
                   WHERE active = 'y' AND revoked_at IS NULL AND (?1 IS NULL OR fingerprint = ?1) ORDER BY length(id), id";
        let mut query = self.conn.prepare(sql)?;
        let keys = query.query_map([fingerprint], key_of)?;
        Ok(keys.collect::<rusqlite::Result<_>>()?)
    }

    /// Nobody raises or locks out themself.
    fn not_oneself(&self, name: &str) -> Result<()> {
        let viewer = self.viewer();
        if matches!(viewer.standing, Standing::Officer { .. }) && viewer.name == name {
            return Err(Error::Account(
                "another administrator must do that: nobody changes their own account".to_owned(),
            ));
        }
        Ok(())
    }

    /// An act on accounts, with its lines; every console looks again who may stay.
    fn account(&mut self, action: &str, now: &Now, act: impl FnOnce(&Connection, &Trail) -> Result<()>) -> Result<()> {
        let of = self.act(action, now);
        self.write_by(Right::Accounts, now, |tx| {
            act(tx, &Trail { conn: tx, act: &of })?;
            draw(tx, "people")?;
            Ok(())
        })?;
        Ok(())
    }
}

fn known(conn: &Connection, name: &str) -> Result<Officer> {
    let no = || Error::Account(format!("there is no officer {name}: look with `caseload user list`"));
    let _moment = seal::moment(conn)?;
    let officer = access::officer(conn, name)?.ok_or_else(no)?;
    // What was altered past the door must not be saved again under a digest of its own.
    seal::refuse_account(conn, name)?;
    Ok(officer)
}

/// Is there an administrator who may sign in, beside one?
fn has_administrator(conn: &Connection, beside: Option<&str>) -> Result<bool> {
    let sql = "SELECT 1 FROM officer WHERE role = 'administrator' AND active = 'y' AND name <> coalesce(?1, '')";
    Ok(conn.prepare_cached(sql)?.exists([beside])?)
}

/// Is this the one key by which an administrator can come in?
fn is_last_key(conn: &Connection, id: &str) -> Result<bool> {
    let sql = "SELECT count(*), coalesce(sum(id = ?1), 0) FROM officer_key JOIN officer ON officer.name = officer_key.officer \
               WHERE role = 'administrator' AND active = 'y' AND revoked_at IS NULL";
    Ok(conn.prepare_cached(sql)?.query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))? == (1, 1))
}

fn add_key(conn: &Connection, trail: &Trail, key: &Key, now: &Now) -> Result<String> {
    let sql = "SELECT officer, revoked_at FROM officer_key WHERE fingerprint = ?1";
    let there: Option<(String, Option<String>)> =
        conn.query_row(sql, [&key.fingerprint], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    match there {
        Some((_, Some(_))) => {
            return Err(Error::Account("this key was revoked and is never used again: make a new one".to_owned()));
        }
        Some((officer, None)) => return Err(Error::Account(format!("this key is {officer}'s already"))),
        None => {}
    }
    let id = format!("K{}", draw(conn, "key")?);
    conn.execute(
        "INSERT INTO officer_key (id, officer, fingerprint, public, comment, added_at, added_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, key.officer, key.fingerprint, key.public, key.comment, now.stamp(), trail.act.actor.name],
    )?;
    trail.account(&key.officer, "key", None, Some(&format!("{id} {}", key.fingerprint)))?;
    Ok(id)
}

fn key_of(r: &Row) -> rusqlite::Result<Key> {
    Ok(Key {
        id: r.get("id")?,
        officer: r.get("officer")?,
        fingerprint: r.get("fingerprint")?,
        public: r.get("public")?,
        comment: r.get("comment")?,
        added_at: r.get("added_at")?,
        added_by: r.get("added_by")?,
        revoked_at: r.get("revoked_at")?,
    })
}
