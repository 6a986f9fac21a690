//! Schema steps: the files of `migrations/`, numbered, forward only, each with the digest under which it was applied.
//! A step that has landed is never edited: a file whose digest differs is refused.

pub(super) use super::counter::schema as version;
use super::{Error, Ids, Result, codes, copy, row, seal, takeover, turn};
use crate::domain::ledger::Hash;
use crate::domain::moment::{self, Now};
use crate::domain::office::Office;
use crate::domain::text::hex;
use chrono::Utc;
use include_dir::{Dir, File, include_dir};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use uuid::Uuid;

/// `CASE` in ASCII: marks the file as ours.
pub(super) const APPLICATION_ID: i64 = 0x4341_5345;
/// The step since which there are accounts.
pub(super) const ACCOUNTS: i64 = 4;
/// The step since which there is a ledger, which takes over the trail of before.
const LEDGER: i64 = 5;
/// The step since which the ledger guards itself.
pub(super) const GUARDED: i64 = 6;
/// The step since which there are imports.
pub(super) const IMPORTS: i64 = 8;
/// The step since which cases are merged.
pub(super) const MERGES: i64 = 21;
/// The step since which people of several cases are joined.
pub(super) const PERSONS: i64 = 29;
/// The step since which there is a scope.
pub(super) const SCOPES: i64 = 30;
/// The step since which the lines that the log tells are numbered.
pub(super) const TOLD: i64 = 33;
/// The step since which there are signed releases.
pub(super) const RELEASES: i64 = 26;
static STEPS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations");

/// Number, name and text of each step, in order: asked for whenever somebody has saved.
fn steps() -> &'static [(i64, &'static str, &'static str)] {
    static SORTED: LazyLock<Vec<(i64, &str, &str)>> = LazyLock::new(|| {
        let step = |f: &'static File| {
            let name = f.path().file_stem()?.to_str()?;
            Some((name.split('_').next()?.parse().ok()?, name, f.contents_utf8()?))
        };
        let mut steps: Vec<_> = STEPS.files().filter_map(step).collect();
        steps.sort_unstable();
        steps
    });
    &SORTED
}

/// The newest schema that this program knows.
pub(super) fn newest() -> i64 {
    steps().last().map_or(0, |s| s.0)
}

fn digest(sql: &str) -> String {
    hex(&Sha256::digest(sql.as_bytes()))
}

/// The schema of the file, which must be one that this program wrote or knows how to read.
pub(super) fn check(conn: &Connection, path: &Path) -> Result<()> {
    let (file, known) = (version(conn)?, newest());
    if file > known {
        return Err(Error::Newer { path: path.to_owned(), file, known });
    }
    if file == 0 {
        return Err(Error::NotOurs(path.to_owned()));
    }
    let mut applied = conn.prepare("SELECT version, digest FROM migration ORDER BY version")?;
    let applied = applied.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)))?;
    let applied: Vec<(i64, String)> = applied.collect::<rusqlite::Result<_>>()?;
    for (version, _, sql) in steps().iter().filter(|s| s.0 <= file) {
        if !applied.iter().any(|(v, d)| v == version && *d == digest(sql)) {
            return Err(Error::Foreign { path: path.to_owned(), version: *version });
        }
    }
    Ok(())
}

/// What steps make: tables, indexes, views and triggers, each with its text; and the words of the code lists.
pub(super) type Made = (BTreeMap<String, String>, Hash);

/// What the steps up to a schema make. No step ever changes, so each is taken once in a run of the program.
pub(super) fn made_by_steps(schema: i64) -> Result<Arc<Made>> {
    static MADE: Mutex<BTreeMap<i64, Arc<Made>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(made) = made.get(&schema) {
        return Ok(Arc::clone(made));
    }
    let empty = Connection::open_in_memory()?;
    steps().iter().filter(|s| s.0 <= schema).try_for_each(|(_, _, sql)| empty.execute_batch(sql))?;
    Ok(Arc::clone(made.entry(schema).or_insert(Arc::new((objects(&empty)?, seal::codes(&empty)?)))))
}

/// What there is in a file, each with its text.
pub(super) fn objects(conn: &Connection) -> Result<BTreeMap<String, String>> {
    // What is no text is none of ours, though it reads the same.
    let sql = "SELECT type || ' ' || name, sql FROM sqlite_schema \
               WHERE typeof(type) = 'text' AND typeof(name) = 'text' AND typeof(sql) = 'text'";
    let mut query = conn.prepare(sql)?;
    let objects = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(objects.collect::<rusqlite::Result<_>>()?)
}

/// Applies every step that the file lacks, inside the caller's transaction.
fn apply(tx: &Connection, now: &str, ids: &Ids) -> Result<()> {
    let from = version(tx)?;
    for &(version, name, sql) in steps().iter().filter(|s| s.0 > from) {
        tx.execute_batch(sql)?;
        tx.execute(
            "INSERT INTO migration (version, name, digest, applied_at) VALUES (?1, ?2, ?3, ?4)",
            params![version, name, digest(sql), now],
        )?;
        tx.pragma_update(None, "user_version", version)?;
        if version == LEDGER {
            takeover::take_over(tx, &Uuid::now_v7().to_string(), now, ids.salt())?;
        }
    }
    Ok(())
}

/// Makes the schema of a new file and writes the office, in one transaction.
pub(super) fn run(conn: &mut Connection, office: &Office, now: &Now, ids: &Ids) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let new = version(&tx)? == 0;
    apply(&tx, &now.stamp(), ids)?;
    if new {
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.execute(
            "INSERT INTO office (id, name, prefix, zone, demo, note, identity) VALUES ('office', ?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                office.name,
                office.prefix,
                office.zone.name(),
                if office.demo { "y" } else { "n" },
                office.note,
                // Beside the row of identities: a demonstration counts on what comes next in it.
                ids.clone().next(now)
            ],
        )?;
    }
    seal::seal_words(&tx)?;
    tx.commit()?;
    Ok(())
}

/// Brings a file of an earlier caseload up to date: a whole copy first, beside it, then every step, in one transaction in which
/// nobody else writes; `reader` connects once more to read what is copied. A caseload that still has it open finds the new
/// schema at its next save and saves nothing.
pub(super) fn bring_up(conn: &Connection, path: &Path, reader: impl FnOnce() -> Result<Connection>) -> Result<()> {
    if version(conn)? == newest() {
        return Ok(());
    }
    let turnstile = turn::stile(path)?;
    let _turn = turn::take(&turnstile, "")?;
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    let from = version(&tx)?;
    // Somebody else may have been first.
    if from == newest() {
        return Ok(());
    }
    // What an attempt that was cut off left behind: nobody else is copying now.
    copy::clear_parts(path);
    let copy = copy::timed(path, &format!("{}{from}.", copy::BEFORE_UPDATE));
    let reader = reader()?;
    copy::whole(&reader, &copy, path)?;
    if !copy::is_whole(&copy, &reader)? {
        return Err(Error::Engine(format!(
            "the copy {} is not what was copied; the file stays as it was",
            copy.display()
        )));
    }
    drop(reader);
    let applied = apply(&tx, &moment::stamp(Utc::now()), &Ids::Random)
        .and_then(|()| row::refresh_all(&tx, &codes::load(&tx)?))
        .and_then(|()| seal::seal_words(&tx));
    if applied.is_err() {
        // The file stays as it was: what was copied of it would only lie about.
        let _ = std::fs::remove_file(&copy);
    }
    applied?;
    tx.commit()?;
    Ok(())
}
