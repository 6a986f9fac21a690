//! Looking is an act too: what was opened, revealed, searched, refused, and who signed in, as audit lines of the kind `look`;
//! and who looked at a case. In an office without accounts nothing of it is kept. It must never hold a value of a record.

use super::audit::Trail;
use super::ledger::Act;
use super::{Error, Result, Store, access, seal};
use crate::domain::act::Actor;
use crate::domain::field::See;
use crate::domain::moment::Now;
use crate::domain::officer::Role;
use crate::domain::rights::{Right, Standing};
use crate::domain::visit::Look;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::OptionalExtension;
use std::collections::{BTreeSet, HashMap};

/// How the line begins of a key that the file does not know.
const UNKNOWN_KEY: &str = "an unknown key: ";

/// Looking again within this time is the same look.
const SAME_LOOK: TimeDelta = TimeDelta::minutes(10);

/// What a screen reads again by itself within this time after names were asked for is the same reveal.
const SAME_REVEAL: TimeDelta = TimeDelta::seconds(60);

/// What this sitting has looked at lately: case, act, and whether names were shown.
pub(super) type Looked = HashMap<(String, &'static str, bool), DateTime<Utc>>;

/// How a case is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glance {
    /// it is opened; looking on is no new look
    Open,
    /// the same of a tip
    Tip,
    /// names are asked for: each time on record
    Reveal,
    /// the screen reads what was revealed again
    RevealAgain,
}

impl Glance {
    fn action(self) -> &'static str {
        match self {
            Glance::Open => "open case",
            Glance::Tip => "open tip",
            Glance::Reveal | Glance::RevealAgain => "reveal names",
        }
    }

    fn same_within(self) -> TimeDelta {
        match self {
            Glance::Open | Glance::Tip => SAME_LOOK,
            Glance::Reveal => TimeDelta::zero(),
            Glance::RevealAgain => SAME_REVEAL,
        }
    }
}

impl Store {
    /// When and whence somebody signed in last.
    pub(super) fn last_sign_in(&self, name: &str) -> Result<Option<(String, String)>> {
        let last = |index: &str| -> Result<Option<i64>> {
            let sql = format!(
                "SELECT seq FROM ledger INDEXED BY {index} WHERE person = ?1 AND case_id = '' AND kind = 'look' \
                 AND action = 'sign in' ORDER BY seq DESC LIMIT 1"
            );
            Ok(self.conn.prepare_cached(&sql)?.query_row([name], |r| r.get(0)).optional()?)
        };
        let _moment = seal::moment(&self.conn)?;
        // An index may keep the line back: then it would seem that they were never here.
        let lost = || Error::Altered(format!("the sign-ins of {name} are not all to be found"));
        let seq = last("ledger_person")?;
        if seq != last("ledger_look")? {
            return Err(lost());
        }
        let Some(seq) = seq else { return Ok(None) };
        let mut query = self.conn.prepare_cached("SELECT at, new FROM audit WHERE seq = ?1")?;
        let of = |r: &rusqlite::Row| Ok((r.get(0)?, r.get::<_, Option<String>>(1)?.unwrap_or_default()));
        // Nor may its values be kept back.
        let found = query.query_row([seq], of).optional()?.ok_or_else(lost)?;
        seal::refuse_touched(&self.conn, std::iter::once(seq))?;
        Ok(Some(found))
    }

    /// Acts of others on accounts and keys since a time, for directors and administrators: a key that nobody asked for lets
    /// somebody in under another's name.
    pub(super) fn account_acts_since(&self, at: Option<&str>) -> Result<usize> {
        let viewer = self.viewer();
        let answers = matches!(viewer.standing, Standing::Officer { role: Role::Director | Role::Administrator, .. });
        let (Some(at), true) = (at, answers) else { return Ok(0) };
        let sql = "SELECT op_id, seq FROM audit WHERE kind = 'officer' AND at >= ?1 AND person <> ?2";
        let mut query = self.conn.prepare_cached(sql)?;
        let lines = query.query_map([at, &viewer.name], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))?;
        let (acts, seqs): (BTreeSet<String>, Vec<i64>) =
            lines.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().unzip();
        seal::refuse_touched(&self.conn, seqs.into_iter())?;
        Ok(acts.len())
    }

    /// Puts an act of looking on record, with one line for each detail. It is there before what was looked at is shown.
    pub(super) fn record(&mut self, action: &str, case_id: Option<&str>, details: &[String], now: &Now) -> Result<()> {
        self.record_of(&self.actor(), action, case_id, details, now)
    }

    fn record_of(
        &mut self,
        actor: &Actor,
        action: &str,
        case_id: Option<&str>,
        details: &[String],
        now: &Now,
    ) -> Result<()> {
        if !access::is_office(&self.conn)? {
            return Ok(());
        }
        let act = Act { actor: actor.clone(), ..self.act(action, now) };
        self.write_aside(|tx| {
            let trail = Trail { conn: tx, act: &act };
            details.iter().try_for_each(|detail| trail.look(case_id.unwrap_or_default(), detail))
        })
    }

    /// A transaction that kept others waiting is put on record, with its seconds and nothing of what it wrote: once it is over,
    /// and as well as can be, for what was saved is saved. Its own line does not count.
    pub(super) fn record_slow(&mut self, now: &Now) {
        if let Some(took) = self.turnstile.slow.take() {
            let _ = self.record("slow save", None, &[format!("{:.1} seconds", took.as_secs_f32())], now);
            self.turnstile.slow.set(None);
        }
    }

    /// A case is looked at. What one asked for by a key is never folded into what was seen before.
    pub(super) fn record_glance(&mut self, case_id: &str, glance: Glance, names: bool, now: &Now) -> Result<()> {
        let key = (case_id.to_owned(), glance.action(), names);
        if self.looked.get(&key).is_some_and(|at| now.utc - *at < glance.same_within() && now.utc >= *at) {
            return Ok(());
        }
        let detail = if names { "names shown" } else { "names masked" };
        self.record(glance.action(), Some(case_id), &[detail.to_owned()], now)?;
        self.looked.insert(key, now.utc);
        Ok(())
    }

    /// A question that touches a case out of reach is put on record with it; asked again within ten minutes it is the same.
    pub(super) fn record_once(&mut self, action: &'static str, case_id: &str, detail: &str, now: &Now) -> Result<()> {
        let key = (case_id.to_owned(), action, false);
        if self.looked.get(&key).is_some_and(|at| now.utc - *at < SAME_LOOK && now.utc >= *at) {
            return Ok(());
        }
        self.record(action, Some(case_id), &[detail.to_owned()], now)?;
        self.looked.insert(key, now.utc);
        Ok(())
    }

    /// Words were searched for. Words that only go on from those before are one search.
    /// # Errors
    /// When it cannot be put on record.
    pub fn searched(&mut self, words: &str, now: &Now) -> Result<()> {
        if words.trim().is_empty() { Ok(()) } else { self.record("search", None, &[words.trim().to_owned()], now) }
    }

    /// So many rows of a list left the console for a pipe or a file; the words by which they were found are on record as a search,
    /// where they are told to fewer.
    /// # Errors
    /// When it cannot be put on record.
    pub fn exported(&mut self, rows: usize, now: &Now) -> Result<()> {
        self.record("export", None, &[format!("a list of {rows} cases")], now)
    }

    /// Something was asked over SSH that is not served.
    /// # Errors
    /// When it cannot be put on record.
    pub fn refused_command(&mut self, now: &Now) -> Result<()> {
        self.record("refused", None, &["a command over SSH".to_owned()], now)
    }

    /// A wrong PIN, or too many of them.
    /// # Errors
    /// When it cannot be put on record.
    pub fn failed_pin(&mut self, now: &Now) -> Result<()> {
        self.record("failed PIN", None, &["five times".to_owned()], now)
    }

    /// A key was offered under which nobody may come in: whose it was, where the file knows it. At most one line a minute for
    /// each key, and of keys that the file does not know sixty an hour: whoever knocks without end must not fill the file, nor
    /// drown who comes with a key that was theirs. It is under the Unix account that sshd asks by: nobody is signed in.
    /// # Errors
    /// When it cannot be put on record.
    pub fn failed_key(&mut self, fingerprint: &str, account: &str, now: &Now) -> Result<()> {
        let since = |minutes| Now { utc: now.utc - TimeDelta::minutes(minutes), ..*now }.stamp();
        let known = "SELECT 'key ' || id || ' of ' || officer || \
                     CASE WHEN revoked_at IS NOT NULL THEN ', revoked: ' WHEN active = 'n' THEN ', who is disabled: ' ELSE ', in use: ' END \
                     FROM officer_key JOIN officer ON name = officer WHERE fingerprint = ?1";
        let known: Option<String> = self.conn.query_row(known, [fingerprint], |r| r.get(0)).optional()?;
        let detail = format!("{}{fingerprint}", known.as_deref().unwrap_or(UNKNOWN_KEY));
        let sql = "SELECT coalesce(sum(new LIKE ?4 || '%'), 0), coalesce(sum(new = ?1 AND at > ?2), 0) FROM audit \
                   WHERE action = 'failed sign in' AND at > ?3 AND seq > (SELECT coalesce(max(seq), 0) - 5000 FROM audit)";
        let (unknown, same): (i64, i64) =
            self.conn.query_row(sql, [&detail, &since(1), &since(60), UNKNOWN_KEY], |r| Ok((r.get(0)?, r.get(1)?)))?;
        if same > 0 || (known.is_none() && unknown >= 60) {
            return Ok(());
        }
        let actor = Actor { name: account.to_owned(), session: self.ids.next(now) };
        self.record_of(&actor, "failed sign in", None, &[detail], now)
    }

    /// Who looked at a case, the latest first.
    /// # Errors
    /// [`super::Error::NotAllowed`] for all but who leads it, their team lead and the director.
    pub fn lookers(&mut self, case_id: &str, now: &Now) -> Result<Vec<Look>> {
        let owned = self.need_case(Right::Lookers, case_id, now)?;
        let reasons = access::shown(&self.seat, &owned.whose(), false).contains(&See::Narrative);
        let _moment = seal::moment(&self.conn)?;
        let count = |index: &str| -> Result<i64> {
            let sql = format!("SELECT count(*) FROM ledger INDEXED BY {index} WHERE case_id = ?1 AND kind = 'look'");
            Ok(self.conn.prepare_cached(&sql)?.query_row([case_id], |r| r.get(0))?)
        };
        let sql = "SELECT at, person, action, CASE WHEN erased_by IS NULL THEN new ELSE 'erased' END, reason, seq, case_id FROM audit WHERE case_id = ?1 AND kind = 'look' ORDER BY seq DESC LIMIT 500";
        let mut query = self.conn.prepare_cached(sql)?;
        let looks = query.query_map([case_id], |r| {
            let look = Look {
                at: r.get(0)?,
                person: r.get(1)?,
                action: r.get(2)?,
                detail: r.get::<_, Option<String>>(3)?.unwrap_or_default(),
                reason: r.get::<_, Option<String>>(4)?.filter(|_| reasons),
            };
            Ok(((r.get::<_, i64>(5)?, r.get::<_, String>(6)?), look))
        })?;
        let (lines, looks): (Vec<(i64, String)>, Vec<Look>) =
            looks.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().unzip();
        // An index may say of a line that it is of this case, or keep one back.
        if lines.iter().any(|(_, of)| of != case_id) || count("ledger_case")? != count("ledger_look")? {
            return Err(Error::Altered("who looked at the case is not all to be found".to_owned()));
        }
        seal::refuse_touched(&self.conn, lines.into_iter().map(|(seq, _)| seq))?;
        Ok(looks)
    }

    /// Who acts at this connection.
    pub fn actor(&self) -> Actor {
        Actor { name: self.viewer().name, session: self.seat.session.clone() }
    }
}
