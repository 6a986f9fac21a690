//! stand-in: the ledger as its calls will be, over the audit lines as they are.

use super::{Error, Result, Store, migrate};
use crate::domain::ledger::{Anchor, Hash, Head, Problem, Verified, genesis};
use crate::domain::moment::Now;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Where the ledger of an open file ends.
pub(super) fn head_of(conn: &Connection) -> Result<Head> {
    let seq = conn.query_row("SELECT coalesce(max(seq), 0) FROM audit", [], |r| r.get(0))?;
    Ok(Head { office: identity(conn)?, seq, hash: hash_at(conn, seq)?.unwrap_or_default() })
}

fn identity(conn: &Connection) -> Result<String> {
    Ok(conn
        .query_row("SELECT prefix || '-' || applied_at FROM office, migration WHERE version = 1", [], |r| r.get(0))?)
}

/// The hash of a line; before the first that of the office.
pub(super) fn hash_at(conn: &Connection, seq: i64) -> Result<Option<Hash>> {
    let mut hash = genesis(&identity(conn)?);
    if seq == 0 {
        return Ok(Some(hash));
    }
    let last: i64 = conn.query_row("SELECT coalesce(max(seq), 0) FROM audit", [], |r| r.get(0))?;
    if seq > last {
        return Ok(None);
    }
    let sql = "SELECT seq || op_id || at || person || action || record_id || field || coalesce(old, '') || coalesce(new, '') FROM audit WHERE seq <= ?1 ORDER BY seq";
    let mut query = conn.prepare(sql)?;
    let lines = query.query_map([seq], |r| r.get::<_, String>(0))?;
    for line in lines {
        hash = Sha256::new().chain_update(hash).chain_update(line?).finalize().into();
    }
    Ok(Some(hash))
}

fn verified(conn: &Connection, anchors: &[Anchor], mut problems: Vec<Problem>) -> Result<Verified> {
    let head = head_of(conn)?;
    for anchor in anchors.iter().filter(|a| a.head.office == head.office) {
        if hash_at(conn, anchor.head.seq)? != Some(anchor.head.hash) {
            let text = "the ledger is not what it was".to_owned();
            problems.push(Problem { seq: Some(anchor.head.seq), record: None, text });
        }
    }
    let lines = u64::try_from(head.seq).unwrap_or(0);
    Ok(Verified { head, lines, records: 0, anchors: anchors.len() as u64, problems, notes: Vec::new() })
}

impl Store {
    /// Where the ledger ends.
    /// # Errors
    /// When the file cannot be read.
    pub fn head(&self) -> Result<Head> {
        head_of(&self.conn)
    }

    /// Verifies the file that is open.
    /// # Errors
    /// [`Error::NotAllowed`]; or when it cannot be read at all.
    pub fn verify(&mut self, anchors: &[Anchor], now: &Now) -> Result<Verified> {
        let wrong = self.check(now)?.into_iter().filter(|f| !f.ok);
        let problem = |f: super::Finding| Problem { seq: None, record: None, text: format!("{}: {}", f.name, f.text) };
        let problems = wrong.map(problem).collect();
        verified(&self.conn, anchors, problems)
    }

    /// Verifies a file that nobody works in.
    /// # Errors
    /// When it is not ours, newer, or cannot be read at all.
    pub fn verify_copy(path: &Path, anchors: &[Anchor]) -> Result<Verified> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let ours = |e| match Error::from(e) {
            Error::NotOurs(_) => Error::NotOurs(path.to_owned()),
            Error::Corrupt(_) => Error::Corrupt(path.to_owned()),
            other => other,
        };
        let conn = Connection::open_with_flags(path, flags).map_err(ours)?;
        let id: i64 = conn.query_row("PRAGMA application_id", [], |r| r.get(0)).map_err(ours)?;
        if id != migrate::APPLICATION_ID {
            return Err(Error::NotOurs(path.to_owned()));
        }
        migrate::check(&conn, path)?;
        let mut problems = Vec::new();
        let integrity: String = conn.query_row("PRAGMA integrity_check(5)", [], |r| r.get(0)).map_err(ours)?;
        let broken = conn.prepare("SELECT 1 FROM pragma_foreign_key_check")?.query_row([], |_| Ok(())).optional()?;
        if integrity != "ok" || broken.is_some() {
            problems.push(Problem { seq: None, record: None, text: format!("structure: {integrity}") });
        }
        verified(&conn, anchors, problems)
    }
}
