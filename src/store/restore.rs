//! Copies out and back in: a whole copy for a backup, what would be lost by going back to one, and the two ways back: into the
//! file while others have it open, or in the place of one that cannot be read. It must never let go of what it replaces.

use super::audit::Trail;
use super::ledger::Act;
use super::open::{self, connect, reader};
use super::{Error, Result, Store, copy, counter, halt, ledger, migrate, turn};
use crate::domain::act::Actor;
use crate::domain::ledger::Head;
use crate::domain::moment::Now;
use crate::domain::rights::Right;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params_from_iter};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The action of the line that says that a file was restored: `old` is the head that was replaced, `new` that of the backup,
/// each as its place and its hash.
const RESTORE: &str = "restore";
/// The counter that says where that line is.
const RESTORED: &str = "restored";
/// What is of the desks and not of the record: it stays as it is in the file, whatever is restored.
const OF_DESKS: [&str; 3] = ["draft", "presence", "setting"];
const CUT_OFF: &str = "Saving is stopped: a restore was cut off and the office file is not in its place; the administrator runs `caseload restore` again";

/// What a file holds, whose it is and how old its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// name of the office
    pub office: String,
    /// how many cases
    pub cases: u64,
    /// its schema
    pub schema: i64,
}

/// What was done since a place in the ledger. Numbers of cases and names of officers, no value of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lost {
    /// acts that changed something
    pub acts: u64,
    /// of those, acts on accounts and keys
    pub accounts: u64,
    /// numbers of the cases
    pub cases: Vec<String>,
    /// of those, the cases that were erased: the copy still holds them
    pub erased: Vec<String>,
    /// who acted
    pub people: Vec<String>,
    /// first and last instant, as stored
    pub span: Option<(String, String)>,
}

/// Does the ledger hold the line at which a copy ends?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// yes: the copy is an earlier state of this file
    Yes,
    /// not any more: a restore replaced it, and says so
    Replaced,
    /// no
    No,
}

/// What a restore has done.
#[derive(Debug, Clone)]
pub struct Placed {
    /// where the file of before is kept, where there was one
    pub before: Option<PathBuf>,
    /// where the ledger ended before, where that could be read
    pub replaced: Option<Head>,
    /// where it ends now
    pub head: Head,
}

impl Store {
    /// Makes a whole copy where nothing is yet, closed to others and on the disk before it has its name. Others go on working.
    /// # Errors
    /// [`Error::NotAllowed`], [`Error::Full`], [`Error::Corrupt`]; nothing is left then.
    pub fn copy_to(&mut self, to: &Path, now: &Now) -> Result<()> {
        self.need(Right::Maintain, now)?;
        copy::whole(&connect(&self.path)?, to, &self.path)
    }

    /// Does whoever is signed in look after the file?
    /// # Errors
    /// [`Error::NotAllowed`], and the refusal is on record.
    pub fn maintained(&mut self, now: &Now) -> Result<()> {
        self.need(Right::Maintain, now)
    }

    /// A whole copy leaves the office for a file of somebody's choice.
    /// # Errors
    /// When it cannot be put on record.
    pub fn copied_out(&mut self, now: &Now) -> Result<()> {
        self.record("backup", None, &["a copy of the whole file".to_owned()], now)
    }

    /// What a file holds that nobody works in.
    /// # Errors
    /// When it cannot be read.
    pub fn stock(path: &Path) -> Result<Stock> {
        let conn = reader(path)?;
        let office = conn.query_row("SELECT name FROM office", [], |r| r.get(0))?;
        let cases: i64 = conn.query_row("SELECT count(*) FROM cases", [], |r| r.get(0))?;
        Ok(Stock { office, cases: cases.unsigned_abs(), schema: migrate::version(&conn)? })
    }

    /// When the office last went back to a backup, and by whom; with the line that says so.
    /// # Errors
    /// When the file cannot be read.
    pub fn restored(&self) -> Result<Option<(i64, String, String)>> {
        let sql = "SELECT seq, at, person FROM ledger WHERE seq = ?1 AND action = ?2";
        let line = counter::last(&self.conn, RESTORED)?;
        let mut query = self.conn.prepare_cached(sql)?;
        Ok(query.query_row(rusqlite::params![line, RESTORE], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional()?)
    }

    /// Does a copy hold a line of the ledger that was there?
    /// # Errors
    /// When the copy cannot be read.
    pub fn copy_holds(path: &Path, head: &Head) -> Result<bool> {
        let copy = reader(path)?;
        Ok(ledger::identity(&copy)? == head.office && ledger::hash_at(&copy, head.seq)? == Some(head.hash))
    }

    /// Was nothing entered yet, no case and no account?
    /// # Errors
    /// When the file cannot be read.
    pub fn is_blank(&self) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM cases) OR EXISTS (SELECT 1 FROM tip) OR EXISTS (SELECT 1 FROM officer) OR EXISTS (SELECT 1 FROM ledger)";
        Ok(!self.conn.query_row(sql, [], |r| r.get::<_, bool>(0))?)
    }

    /// Brings a copy that nobody works in up to date, as opening it would; says whether there was anything to do.
    /// # Errors
    /// As for [`Store::open`].
    pub fn bring_up(path: &Path) -> Result<bool> {
        let before = Store::stock(path)?.schema;
        Store::open(path)?;
        Ok(before < migrate::newest())
    }

    /// Does this file's ledger hold the line at which a copy ends?
    /// # Errors
    /// When the file cannot be read.
    pub fn holds(&self, head: &Head) -> Result<Holds> {
        let own = self.head()?;
        if own.office == head.office && ledger::hash_at(&self.conn, head.seq)? == Some(head.hash) {
            return Ok(Holds::Yes);
        }
        let restores = super::verify::restores(&self.conn)?;
        let replaced = own.office == head.office && restores.iter().any(|r| r.may_have_replaced(head));
        Ok(if replaced { Holds::Replaced } else { Holds::No })
    }

    /// The last line that this ledger and that of a copy of the same office have in common.
    /// # Errors
    /// When one of them cannot be read.
    pub fn in_common(&self, copy: &Path) -> Result<i64> {
        let copy = reader(copy)?;
        let (mut same, mut differs) = (0, self.head()?.seq.min(ledger::head(&copy)?.seq) + 1);
        // Each line is chained to all before it: where one is the same, all before are.
        while same + 1 < differs {
            let middle = same + (differs - same) / 2;
            match ledger::hash_at(&self.conn, middle)? == ledger::hash_at(&copy, middle)? {
                true => same = middle,
                false => differs = middle,
            }
        }
        Ok(same)
    }

    /// What was done after a line of the ledger.
    /// # Errors
    /// [`Error::NotAllowed`]; or when the file cannot be read.
    pub fn lost_after(&mut self, seq: i64, now: &Now) -> Result<Lost> {
        self.need(Right::Maintain, now)?;
        let acts =
            "FROM audit LEFT JOIN cases ON cases.id = audit.case_id WHERE audit.seq > ?1 AND audit.kind <> 'look'";
        let all = |what: &str| -> Result<Vec<String>> {
            let mut query =
                self.conn.prepare(&format!("SELECT DISTINCT {what} AS it {acts} AND it IS NOT NULL ORDER BY it"))?;
            Ok(query.query_map([seq], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
        };
        let (cases, people) = (all("cases.number")?, all("audit.person")?);
        let erased = all("CASE WHEN audit.action = 'erase' THEN cases.number END")?;
        let sql = format!(
            "SELECT count(DISTINCT op_id), count(DISTINCT CASE WHEN kind = 'officer' THEN op_id END), min(at), max(at) {acts}"
        );
        Ok(self.conn.query_row(&sql, [seq], |r| {
            let (from, to): (Option<String>, Option<String>) = (r.get(2)?, r.get(3)?);
            let count = |n: i64| n.unsigned_abs();
            Ok(Lost { acts: count(r.get(0)?), accounts: count(r.get(1)?), cases, erased, people, span: from.zip(to) })
        })?)
    }

    /// Puts the content of a copy into this file, as one transaction that open consoles see as another desk's change. The file
    /// of before is kept as a whole copy beside it first; that it was restored, and from what, is on record in it. What was typed
    /// and is not saved, who is there and what each likes stay.
    /// `shown` is where the ledger ended when it was told what would be lost.
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::SavedSince`]; [`Error::Corrupt`] where this file cannot be read; the file is as it was then.
    pub fn replace_content(&mut self, copy: &Path, shown: &Head, now: &Now) -> Result<Placed> {
        self.need(Right::Maintain, now)?;
        // Opened once it is up to date; after that by a connection that may do more than the program at work.
        drop(Store::open(copy)?);
        let (source, act) = (connect(copy)?, self.act(RESTORE, now));
        let mut live = connect(&self.path)?;
        let _turn = turn::take(&self.turnstile, &self.seat.viewer().name)?;
        let replaced = ledger::head(&live)?;
        let since = "SELECT 1 FROM ledger WHERE seq > ?1 AND kind <> 'look' LIMIT 1";
        if live.prepare(since)?.exists([shown.seq])? {
            return Err(Error::SavedSince);
        }
        let before = copy::timed(&self.path, copy::BEFORE_RESTORE);
        copy::whole(&live, &before, &self.path)?;
        let put = take_over(&source, &live, &act, &replaced).and_then(|head| {
            // Who waited too long for their turn may have saved meanwhile: what they saved is not in the copy.
            if ledger::head(&live)? != replaced {
                return Err(Error::Busy);
            }
            put(&source, &mut live)?;
            Ok(head)
        });
        let head = match put {
            Ok(head) => head,
            Err(error) => {
                let _ = std::fs::remove_file(&before);
                return Err(error);
            }
        };
        let journal: String = live.query_row("PRAGMA journal_mode", [], |r| r.get(0))?;
        if journal != "wal" || self.head()? != head {
            return Err(Error::Engine("the restored file is not as it was put in".to_owned()));
        }
        halt::lift(&self.path)?;
        Ok(Placed { before: Some(before), replaced: Some(replaced), head })
    }

    /// Puts a copy in the place of an office file that is missing or cannot be read; that one is moved aside with all that the
    /// engine keeps beside it. `name` is who does it. Whatever cuts it off leaves the old file, no file and a sentence, or the new
    /// one, and never a new file beside what belongs to an old one.
    /// # Errors
    /// [`Error::InUse`] while another process has the file open; nothing is changed then.
    pub fn put_in_place(copy: &Path, at: &Path, name: &str, now: &Now) -> Result<Placed> {
        Store::safe_disk(at)?;
        // As far as they can still be read; before it is locked, for closing a connection of one's own would unlock it.
        let drawn = open::marked(at).and_then(|old| counter::drawn(&old)).unwrap_or_default();
        let denied = |_| Error::ReadOnly(at.to_owned());
        // Held to the end. Whoever has the file open has a lock on it, also at rest.
        let old = OpenOptions::new().read(true).write(true).open(at);
        let old = match old {
            Ok(file) => {
                let lock = rustix::fs::fcntl_lock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive);
                lock.map_err(|_| Error::InUse(at.to_owned()))?;
                Some(file)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(_) => return Err(Error::ReadOnly(at.to_owned())),
        };
        let ready = copy::named(at, copy::RESTORING);
        copy::clear_restoring(at);
        let mut source = Store::open(copy)?;
        // Nobody can sign in at a file that is not there: who does it is who may write its folder.
        (source.seat.session, source.seat.key) = (source.new_id(now), None);
        let act = source.act(RESTORE, now);
        let act = Act { actor: Actor { name: name.to_owned(), ..act.actor }, ..act };
        drop(source);
        let source = connect(copy)?;
        let tx = Transaction::new_unchecked(&source, TransactionBehavior::Immediate)?;
        counter::keep_drawn(&tx, &drawn)?;
        on_record(&tx, &act, None)?;
        tx.commit()?;
        let head = ledger::head(&source)?;
        let copied = copy::whole(&source, &ready, at);
        if copied.is_err() {
            copy::clear_restoring(at);
        }
        copied?;
        halt::stop(at, CUT_OFF, "")?;
        let aside = copy::timed(at, copy::DAMAGED);
        // The file first: what is left beside it then is of no file.
        let mut before = None;
        for ending in ["", "-wal"] {
            match std::fs::rename(copy::named(at, ending), copy::named(&aside, ending)) {
                Ok(()) if ending.is_empty() => before = Some(aside.clone()),
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(denied(error)),
                _ => {}
            }
        }
        for rest in ["-shm", "-journal"] {
            let _ = std::fs::remove_file(copy::named(at, rest));
        }
        copy::sync_folder(at).map_err(denied)?;
        std::fs::rename(&ready, at).map_err(denied)?;
        copy::sync_folder(at).map_err(denied)?;
        halt::lift(at)?;
        drop(old);
        Ok(Placed { before, replaced: None, head })
    }
}

/// On a copy that is to be restored: takes over what is of the desks from the file that it replaces, sees to it that every
/// console notices, and puts the restore on record.
fn take_over(source: &Connection, live: &Connection, act: &Act, replaced: &Head) -> Result<Head> {
    let tx = Transaction::new_unchecked(source, TransactionBehavior::Immediate)?;
    for table in OF_DESKS {
        let mut rows = live.prepare(&format!("SELECT * FROM {table}"))?;
        let places = vec!["?"; rows.column_count()].join(", ");
        let columns = rows.column_names().collect::<Vec<_>>().join(", ");
        tx.execute(&format!("DELETE FROM {table}"), [])?;
        let mut insert = tx.prepare(&format!("INSERT INTO {table} ({columns}) VALUES ({places})"))?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let values = (0..insert.parameter_count()).map(|i| row.get(i)).collect::<rusqlite::Result<Vec<Value>>>()?;
            insert.execute(params_from_iter(values))?;
        }
    }
    for name in ["records", "people"] {
        let past = counter::last(live, name)?.max(counter::last(&tx, name)?);
        counter::set(&tx, name, past + 1)?;
    }
    counter::keep_drawn(&tx, &counter::drawn(live)?)?;
    on_record(&tx, act, Some(replaced))?;
    tx.commit()?;
    ledger::head(source)
}

/// The pages of one file into another, all in one transaction of that.
fn put(source: &Connection, live: &mut Connection) -> Result<()> {
    let start = Instant::now();
    let backup = Backup::new(source, live)?;
    loop {
        match backup.step(-1)? {
            StepResult::Done => return Ok(()),
            _ if start.elapsed() > turn::PATIENCE => return Err(Error::Busy),
            _ => std::thread::sleep(std::time::Duration::from_millis(5)),
        }
    }
}

/// The line of the act, in the file that is restored; before it stands the head of the backup.
fn on_record(tx: &Connection, act: &Act, replaced: Option<&Head>) -> Result<()> {
    let head = ledger::head(tx)?;
    let line = |head: &Head| format!("{} {}", head.seq, head.hex());
    Trail { conn: tx, act }.office(&head.office, "head", replaced.map(line).as_deref(), Some(&line(&head)))?;
    counter::set(tx, RESTORED, head.seq + 1)
}
