//! Broken glass: a case that somebody opened out of their reach, with a reason, for some hours; and who must be told.
//! It must never let in without a line on record.

use super::audit::{Hidden, Trail};
use super::ledger::Act;
use super::{Error, Result, Store, access, seal};
use crate::domain::field::See;
use crate::domain::moment::Now;
use crate::domain::officer::Role;
use crate::domain::rights::{Right, Standing};
use crate::domain::visit::{Notice, glass_until};
use rusqlite::{Connection, params};

impl Store {
    /// Opens a case that is out of reach, by its number as typed. Gives its identity.
    /// # Errors
    /// [`Error::NotAllowed`], [`Error::NoCase`]; or when there is no reason.
    pub fn break_glass(&mut self, number: &str, reason: &str, now: &Now) -> Result<String> {
        self.need(Right::BreakGlass, now)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::Reason);
        }
        let printed = self.printed(number)?;
        let found = self.id_of(&printed)?;
        let case_id = match found {
            Some(id) => id,
            None => {
                self.record("refused", None, &[format!("break glass of {printed}: no such case")], now)?;
                return Err(Error::NoCase(printed));
            }
        };
        let owned = access::whose(&self.conn, &case_id)?;
        if owned.is_some_and(|o| self.viewer().may(Right::See(See::Facts), &o.whose())) {
            return Err(Error::Open);
        }
        let act = Act { reason: Some(reason.to_owned()), ..self.act("break glass", now) };
        let (op_id, name) = (&act.op_id, &act.actor.name);
        self.write_by(Right::BreakGlass, now, |tx| {
            let trail = Trail { conn: tx, act: &act };
            trail.look(&case_id, &format!("until {}", glass_until(now).stamp()))?;
            tx.execute(
                "INSERT INTO glass (op_id, officer, case_id, at, until, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![op_id, name, case_id, now.stamp(), glass_until(now).stamp(), reason],
            )?;
            for name in told(tx, &case_id, name)? {
                tx.execute("INSERT OR IGNORE INTO notice (glass, officer) VALUES (?1, ?2)", [op_id, &name])?;
            }
            super::counter::draw(tx, "people")?;
            Ok(())
        })?;
        self.refresh(now)?;
        Ok(case_id)
    }

    /// What whoever is signed in has not been told yet, the oldest first: as far as they may still know of the case, or answer
    /// for the unit, a team or its accounts; why only where they may read what happened.
    /// # Errors
    /// When the file cannot be read.
    pub fn notices(&self) -> Result<Vec<Notice>> {
        let viewer = self.viewer();
        let _moment = seal::moment(&self.conn)?;
        // Who answers for more than cases is told of the act, also where the case is not theirs to know.
        let answers = [Role::Director, Role::Lead, Role::Administrator];
        let answers = matches!(viewer.standing, Standing::Officer { role, .. } if answers.contains(&role));
        // In the words of the ledger, which says whether they are as they were written.
        let sql = "SELECT g.op_id, a.at, a.person, c.number, a.case_id, a.reason, a.seq FROM notice n JOIN glass g ON g.op_id = n.glass \
                   JOIN audit a ON a.op_id = g.op_id AND a.action = 'break glass' JOIN cases c ON c.id = a.case_id \
                   JOIN case_row r ON r.case_id = c.id AND r.number = c.number \
                   WHERE n.officer = ?1 AND n.read_at IS NULL ORDER BY a.seq";
        let mut query = self.conn.prepare_cached(sql)?;
        let notices = query.query_map([&viewer.name], |r| {
            let notice = Notice {
                glass: r.get(0)?,
                at: r.get(1)?,
                by: r.get(2)?,
                number: r.get(3)?,
                case_id: r.get(4)?,
                reason: r.get::<_, Option<String>>(5)?.unwrap_or_default(),
            };
            Ok((r.get(6)?, notice))
        })?;
        let mut out = Vec::new();
        for notice in notices {
            let (seq, mut notice): (i64, Notice) = notice?;
            seal::refuse_touched(&self.conn, std::iter::once(seq))?;
            // Whose the case is decides whether the reason is shown.
            seal::refuse_case(&self.conn, &notice.case_id)?;
            let Some(owned) = access::whose(&self.conn, &notice.case_id)? else { continue };
            if answers || viewer.may(Right::See(See::Facts), &owned.whose()) {
                notice.reason =
                    Hidden::of(&self.conn, &self.seat, &notice.case_id, &owned)?.text(See::Narrative, &notice.reason);
                out.push(notice);
            }
        }
        Ok(out)
    }

    /// They have read it.
    /// # Errors
    /// [`Error::SignedOut`], or when it cannot be written.
    pub fn notice_read(&mut self, glass: &str, now: &Now) -> Result<()> {
        let (name, at) = (self.someone()?, now.stamp());
        self.write_aside(|tx| {
            let sql = "UPDATE notice SET read_at = ?3 WHERE glass = ?1 AND officer = ?2 AND read_at IS NULL";
            tx.execute(sql, [glass, &name, &at])?;
            // It is read at every desk of theirs.
            super::counter::draw(tx, "people")?;
            Ok(())
        })
    }
}

/// Who is told: the lead of the case; where it has none with an account, those who alone may know of it, or the leads of its
/// team. Where there is nobody, the directors; then all team leads; at last the administrators, of whom every office has one.
fn told(conn: &Connection, case_id: &str, by: &str) -> Result<Vec<String>> {
    let owned = access::whose(conn, case_id)?;
    let whose = owned.as_ref().map(access::Owned::whose).unwrap_or_default();
    let named = |names: &[&str]| -> Result<Vec<String>> {
        let known = names.iter().map(|name| access::officer(conn, &name.trim().to_ascii_lowercase()));
        let known: Vec<_> = known.collect::<Result<_>>()?;
        Ok(known.into_iter().flatten().filter(|o| o.active && o.name != by).map(|o| o.name).collect())
    };
    let of = |role: Role, team: Option<&str>| -> Result<Vec<String>> {
        let sql =
            "SELECT name FROM officer WHERE active = 'y' AND role = ?1 AND name <> ?2 AND (?3 IS NULL OR team = ?3)";
        let mut query = conn.prepare_cached(sql)?;
        let names = query.query_map(params![role.code(), by, team], |r| r.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    };
    let nearest = || match (whose.restricted_to, whose.team) {
        (Some(names), _) => named(&names.split_whitespace().collect::<Vec<_>>()),
        (None, Some(team)) => of(Role::Lead, Some(team)),
        (None, None) => Ok(Vec::new()),
    };
    let chain: [&dyn Fn() -> Result<Vec<String>>; 5] =
        [&|| named(whose.lead.as_slice()), &nearest, &|| of(Role::Director, None), &|| of(Role::Lead, None), &|| {
            of(Role::Administrator, None)
        }];
    for next in chain {
        let names = next()?;
        if !names.is_empty() {
            return Ok(names);
        }
    }
    Ok(Vec::new())
}
