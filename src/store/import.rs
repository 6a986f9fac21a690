//! Imports: a list of cases comes in whole or not at all, and nobody else waits for it longer than for any other save.
//!
//! 1. *Staged*: what is to come in is laid ready in portions, beside the records; a process that dies leaves nothing that counts.
//! 2. *Coming*: one line of the ledger decides it. From here on it will come in, whoever dies: who opens the file next goes on.
//! 3. The cases are made in portions, each with its lines of the ledger and under its number, and nobody sees them yet.
//! 4. *In*: one more line, and all of them are there at once, in list and figures.
//!
//! *Undone* takes them out of sight again at once; they keep their numbers. It must never know how a row is read.

use super::audit::Trail;
use super::counter::{self, draw};
use super::ledger::Act;
use super::process::{is_running, this_process};
use super::seal::IMPORT;
use super::sight::hides;
use super::write::{Writing, begin};
use super::{Error, Result, Store, halt, seal, turn, words};
use crate::domain::act::Actor;
use crate::domain::import::{Coming, Import, Incoming, State, Turned};
use crate::domain::moment::Now;
use crate::domain::record::Sheet;
use crate::domain::rights::{Right, Viewer};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

/// A portion is so big that others wait about so long.
const MOMENT: Duration = Duration::from_millis(100);
/// So many cases are laid ready, or cleared away, at a time.
const STAGED: usize = 1000;

const COLUMNS: &str = "id, file, hash, person, at, rows, cases, state";

fn import_in(r: &Row) -> rusqlite::Result<Import> {
    let count = |i| Ok::<_, rusqlite::Error>(u64::try_from(r.get::<_, i64>(i)?).unwrap_or(0));
    Ok(Import {
        id: r.get(0)?,
        file: r.get(1)?,
        hash: r.get(2)?,
        person: r.get(3)?,
        at: r.get(4)?,
        rows: count(5)?,
        cases: count(6)?,
        state: State::of(&r.get::<_, String>(7)?).unwrap_or(State::Undone),
    })
}

impl Store {
    /// The imports that were decided, the latest first.
    /// # Errors
    /// [`Error::NotAllowed`] for who may not import; [`Error::Altered`] where one is not as it was saved.
    pub fn imports(&mut self, now: &Now) -> Result<Vec<Import>> {
        self.need(Right::Import, now)?;
        let _moment = seal::moment(&self.conn)?;
        hides(&self.conn)?;
        let sql = format!("SELECT {COLUMNS} FROM import WHERE state <> 'staged' ORDER BY id DESC");
        let mut query = self.conn.prepare_cached(&sql)?;
        let all = query.query_map([], import_in)?;
        Ok(all.collect::<rusqlite::Result<_>>()?)
    }

    /// What came in before under these sources, with the import and the digest of its rows.
    /// # Errors
    /// [`Error::NotAllowed`] for who may not import.
    pub fn came_before(&mut self, sources: &[&str], now: &Now) -> Result<HashMap<String, (i64, String)>> {
        self.need(Right::Import, now)?;
        let sql = "SELECT import, content FROM import_case JOIN import ON import.id = import \
                   WHERE source = ?1 AND state IN ('coming', 'in') ORDER BY import DESC LIMIT 1";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut before = HashMap::new();
        for source in sources {
            let found = query.query_row([source], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
            before.extend(found.map(|found| ((*source).to_owned(), found)));
        }
        Ok(before)
    }

    /// The last number that was drawn for cases of a year.
    /// # Errors
    /// When the file cannot be read.
    pub fn last_number(&self, year: i32) -> Result<u32> {
        Ok(u32::try_from(counter::last(&self.conn, &counter::of_cases(year))?).unwrap_or(u32::MAX))
    }

    /// Brings a list of cases in: all of them, or none. `told` hears how many of how many are laid ready and then made, and may
    /// say no while they are laid ready: then nothing has happened.
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Cancelled`]; what `coming` gives; what is wrong with the file. Once it is decided, an error
    /// leaves the rest to whoever opens the file next.
    pub fn bring_in<E: From<Error>>(
        &mut self,
        what: &Incoming,
        mut coming: impl Iterator<Item = std::result::Result<Coming, E>>,
        now: &Now,
        told: &mut dyn FnMut(u64, u64) -> bool,
    ) -> std::result::Result<Import, E> {
        self.need(Right::Import, now)?;
        let act = self.act(IMPORT, now);
        let id = self.begin_import(what, &act, now)?;
        let staged = self.stage(id, what.cases * 2, &mut coming, now, told);
        let decided = staged.and_then(|()| Ok(self.decide(id, &act, now)?));
        if let Err(error) = decided {
            self.clear(id)?;
            return Err(error);
        }
        let mut tell = |done, all| {
            told(all + done, 2 * all);
        };
        self.publish(id, now, &mut tell)?;
        Ok(self.import(id)?)
    }

    fn import(&self, id: i64) -> Result<Import> {
        let mut query = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM import WHERE id = ?1"))?;
        query.query_row([id], import_in).optional()?.ok_or(Error::NoImport(id))
    }

    fn begin_import(&mut self, what: &Incoming, act: &Act, now: &Now) -> Result<i64> {
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let mut id = 0;
        self.write_by(Right::Import, now, |tx| {
            let sql = "INSERT INTO import (id, op_id, file, hash, person, session, key, at, rows, cases, state, process) \
                       VALUES ((SELECT coalesce(max(id), 0) + 1 FROM import), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'staged', ?10) \
                       RETURNING id";
            let (name, session) = (&act.actor.name, &act.actor.session);
            let (rows, cases) = (number(what.rows), number(what.cases));
            id = tx.query_row(
                sql,
                params![act.op_id, what.file, what.hash, name, session, act.key, act.at, rows, cases, this_process()],
                |r| r.get(0),
            )?;
            Ok(())
        })?;
        Ok(id)
    }

    fn stage<E: From<Error>>(
        &mut self,
        id: i64,
        all: u64,
        coming: &mut impl Iterator<Item = std::result::Result<Coming, E>>,
        now: &Now,
        told: &mut dyn FnMut(u64, u64) -> bool,
    ) -> std::result::Result<(), E> {
        let mut place = 0;
        loop {
            let portion: Vec<Coming> = coming.by_ref().take(STAGED).collect::<std::result::Result<_, E>>()?;
            if portion.is_empty() {
                return Ok(());
            }
            self.write_by(Right::Import, now, |tx| {
                let sql = "INSERT INTO import_case (import, place, line, source, content, sheets) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
                let mut insert = tx.prepare_cached(sql)?;
                for case in &portion {
                    place += 1;
                    let sheets = serde_json::to_string(&case.sheets).map_err(|e| Error::Engine(e.to_string()))?;
                    let line = i64::try_from(case.line).unwrap_or(i64::MAX);
                    insert.execute(params![id, place, line, case.source, case.content, sheets])?;
                }
                Ok(())
            })?;
            if !told(u64::try_from(place).unwrap_or(0), all) {
                return Err(Error::Cancelled.into());
            }
        }
    }

    fn decide(&mut self, id: i64, act: &Act, now: &Now) -> Result<()> {
        let import = self.import(id)?;
        let looks = |conn: &Connection| refuse_twice(conn, id);
        self.turn_after_a_look(now, looks, |tx| {
            let staged: i64 = tx.query_row("SELECT count(*) FROM import_case WHERE import = ?1", [id], |r| r.get(0))?;
            if u64::try_from(staged).ok() != Some(import.cases) {
                return Err(Error::Engine("what was laid ready is not what was counted".into()));
            }
            turn_to(tx, act, &act.op_id, &import, State::Coming)
        })
    }

    /// Turns an import after a look at all of its cases, for which nobody waits: of a hundred thousand among a million it takes
    /// seconds. Where another import came in meanwhile it looks again; the last time in its turn, so that it comes to an end.
    fn turn_after_a_look(
        &mut self,
        now: &Now,
        mut look: impl FnMut(&Connection) -> Result<()>,
        turn: impl Fn(&Connection) -> Result<()>,
    ) -> Result<()> {
        for is_last in [false, false, true] {
            let looked = {
                let _moment = seal::moment(&self.conn)?;
                let standing = standing(&self.conn)?;
                look(&self.conn)?;
                standing
            };
            let mut turned = false;
            self.write_by(Right::Import, now, |tx| {
                let stands = standing(tx)?.is_subset(&looked);
                if !stands && is_last {
                    look(tx)?;
                }
                turned = stands || is_last;
                if turned { turn(tx) } else { Ok(()) }
            })?;
            if turned {
                break;
            }
        }
        Ok(())
    }

    /// Takes away what was laid ready and never decided.
    fn clear(&mut self, id: i64) -> Result<()> {
        loop {
            let mut gone = 0;
            self.write_aside(|tx| {
                let sql = "DELETE FROM import_case WHERE import = ?1 AND place IN \
                           (SELECT place FROM import_case WHERE import = ?1 LIMIT ?2)";
                gone = tx.prepare_cached(sql)?.execute(params![id, STAGED as i64])?;
                if gone < STAGED {
                    tx.execute("DELETE FROM import WHERE id = ?1 AND state = 'staged'", [id])?;
                }
                Ok(())
            })?;
            if gone < STAGED {
                return Ok(());
            }
        }
    }

    /// Makes cases of what was decided, a portion at a time, then shows them all at once.
    fn publish(&mut self, id: i64, now: &Now, told: &mut dyn FnMut(u64, u64)) -> Result<()> {
        let sql = "SELECT op_id, person, session, key FROM import WHERE id = ?1";
        let act = self.conn.query_row(sql, [id], |r| {
            let actor = Actor { name: r.get(1)?, session: r.get(2)? };
            Ok((r.get::<_, String>(0)?, actor, r.get::<_, Option<String>>(3)?))
        })?;
        let (op_id, actor, key) = act;
        let act = Act { op_id, actor, key, ..self.act(IMPORT, now) };
        let all = self.import(id)?.cases;
        let (mut size, mut done, mut after) = (20, 0, 0);
        loop {
            let took = match self.portion(id, &act, &mut after, size, now) {
                Ok(None) => return Ok(()),
                Ok(Some((made, took))) => {
                    done += made;
                    told(done, all);
                    Some(took)
                }
                // It is decided: on a disk that is slow today it goes on with fewer at a time.
                Err(Error::TooSlow) if size > 1 => None,
                Err(error) => return Err(error),
            };
            size = next_size(size, took);
        }
    }

    /// One portion behind a place, with how many it made and how long others waited; nothing once all are in.
    fn portion(
        &mut self,
        id: i64,
        act: &Act,
        after: &mut i64,
        size: usize,
        now: &Now,
    ) -> Result<Option<(u64, Duration)>> {
        let turn = loop {
            match turn::take(&self.turnstile, &act.actor.name) {
                // It is decided: it waits as long as it takes.
                Err(Error::Busy | Error::Held(_)) => {}
                turn => break turn?,
            }
        };
        let tx = begin(&self.conn, &self.path)?;
        turn.begun()?;
        let begun = Instant::now();
        halt::check(&self.path)?;
        let import = {
            let mut query =
                tx.prepare_cached(&format!("SELECT {COLUMNS} FROM import WHERE id = ?1 AND process = ?2"))?;
            query.query_row(params![id, this_process()], import_in).optional()?
        };
        let Some(import) = import.filter(|import| import.state == State::Coming) else { return Ok(None) };
        let staged: Vec<(i64, i64, String)> = {
            let sql = "SELECT place, line, sheets FROM import_case WHERE import = ?1 AND place > ?3 AND case_id IS NULL \
                       ORDER BY place LIMIT ?2";
            let mut query = tx.prepare_cached(sql)?;
            let rows = query.query_map(params![id, size as i64, *after], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            rows.collect::<rusqlite::Result<_>>()?
        };
        let (office, lists, seat) = (&self.office, &*self.lists, &self.seat);
        let mut came = Vec::with_capacity(staged.len());
        for (place, line, sheets) in &staged {
            let sheets: Vec<Sheet> = serde_json::from_str(sheets)
                .map_err(|_| Error::Altered("what an import laid ready is not as it was saved".into()))?;
            let whence = format!("line {line} of {}", import.file);
            let (ids, viewer) = (&mut self.ids, Viewer::default());
            let mut writing = Writing { conn: &tx, office, lists, ids, now, act, seat, viewer };
            writing.bring_in(sheets, &whence, |case_id| {
                let sql = "UPDATE import_case SET sheets = NULL, case_id = ?3 WHERE import = ?1 AND place = ?2";
                tx.prepare_cached(sql)?.execute(params![id, place, case_id])?;
                came.push(case_id.to_owned());
                Ok(())
            })?;
        }
        words::take_in(&tx, came.iter().map(String::as_str))?;
        let last = staged.len() < size;
        if last {
            turn_to(&tx, act, &act.op_id, &import, State::In)?;
        }
        turn.in_time()?;
        tx.commit()?;
        self.keep_log_short();
        *after = staged.last().map_or(*after, |(place, ..)| *place);
        let made = staged.len() as u64;
        Ok((!last || made > 0).then(|| (made, begun.elapsed())))
    }

    /// What a process that is gone left behind: an import that was decided comes in, one that was not is cleared away.
    /// # Errors
    /// What is wrong with the file; it is tried again at the next opening.
    pub fn finish_imports(&mut self, now: &Now, told: &mut dyn FnMut(u64, u64)) -> Result<()> {
        let left: Vec<(i64, String, bool)> = {
            let sql = "SELECT id, process, state = 'coming' FROM import WHERE state IN ('staged', 'coming')";
            let mut query = self.conn.prepare_cached(sql)?;
            let left = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            left.collect::<rusqlite::Result<_>>()?
        };
        for (id, process, decided) in left {
            if is_running(&process) {
                continue;
            }
            let mut ours = false;
            self.write_aside(|tx| {
                let sql = "UPDATE import SET process = ?3 WHERE id = ?1 AND process = ?2";
                ours = tx.execute(sql, params![id, process, this_process()])? == 1;
                Ok(())
            })?;
            match (ours, decided) {
                (true, true) => self.publish(id, now, told)?,
                (true, false) => self.clear(id)?,
                (false, _) => {}
            }
        }
        Ok(())
    }

    /// Takes all cases of an import out of sight, or, with `again`, brings them back.
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::NoImport`]; [`Error::Deed`] where it is so already.
    pub fn turn_import(&mut self, id: i64, again: bool, reason: &str, now: &Now) -> Result<Turned> {
        self.need(Right::Import, now)?;
        let (from, to, word) =
            if again { (State::Undone, State::In, "redo import") } else { (State::In, State::Undone, "undo import") };
        let import = self.import(id)?;
        if import.state != from {
            return Err(Error::Deed(match import.state {
                State::Undone => "the import is undone already",
                State::In => "the import was not undone",
                State::Staged | State::Coming => "the import is still coming in",
            }));
        }
        let mut act = self.act(word, now);
        act.reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        let looks = |conn: &Connection| if again { refuse_twice(conn, id) } else { Ok(()) };
        self.turn_after_a_look(now, looks, |tx| {
            let op_id: String = tx.query_row("SELECT op_id FROM import WHERE id = ?1", [id], |r| r.get(0))?;
            seal::refuse_import(tx, &op_id)?;
            if !again {
                refuse_merged(tx, id)?;
            }
            turn_to(tx, &act, &op_id, &import, to)
        })?;
        let sql = "SELECT count(DISTINCT c.case_id) FROM import_case c JOIN import i ON i.id = c.import \
                   JOIN ledger l ON l.case_id = c.case_id WHERE c.import = ?1 AND l.op_id <> i.op_id AND l.kind <> 'look'";
        let changed: i64 = self.conn.query_row(sql, [id], |r| r.get(0))?;
        Ok(Turned { import: self.import(id)?, changed: u64::try_from(changed).unwrap_or(0) })
    }
}

/// How many cases the next portion has, after one that took so long, or was stopped because others wait.
fn next_size(size: usize, took: Option<Duration>) -> usize {
    let Some(took) = took else { return (size / 4).max(1) };
    let fits = MOMENT.as_secs_f64() / took.as_secs_f64().max(0.001);
    ((size as f64 * fits.clamp(0.5, 2.0)) as usize).clamp(1, STAGED)
}

/// The imports that stand: what came in with them comes in no second time.
fn standing(conn: &Connection) -> Result<BTreeSet<i64>> {
    let mut query = conn.prepare_cached("SELECT id FROM import WHERE state IN ('coming', 'in')")?;
    Ok(query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Refuses an import of which another one that stands brought in some cases as well.
fn refuse_twice(conn: &Connection, id: i64) -> Result<()> {
    let twice = "SELECT 1 FROM import_case mine JOIN import_case other ON other.source = mine.source \
                 AND other.import <> mine.import JOIN import ON import.id = other.import AND state IN ('coming', 'in') \
                 WHERE mine.import = ?1 LIMIT 1";
    if conn.prepare_cached(twice)?.exists([id])? {
        return Err(Error::Deed("another import brought in some of these cases: look at `caseload import --list`"));
    }
    Ok(())
}

/// Refuses to take cases out of sight that are one with others by now.
fn refuse_merged(tx: &Connection, id: i64) -> Result<()> {
    let sql =
        "SELECT 1 FROM import_case c JOIN merged m ON c.case_id IN (m.younger, m.older) WHERE c.import = ?1 LIMIT 1";
    if tx.prepare_cached(sql)?.exists([id])? {
        return Err(Error::Deed("a case of it is merged with another: `caseload unmerge` takes them apart first"));
    }
    Ok(())
}

/// Writes what becomes of an import, and that it does.
fn turn_to(tx: &Connection, act: &Act, op_id: &str, import: &Import, to: State) -> Result<()> {
    // The row may change only once the ledger knows of it, and its line bears the digest of the row as it will be.
    let label = import.id.to_string();
    let trail = Trail { conn: tx, act };
    let (from, to) = (import.state.word(), to.word());
    if import.state == State::Staged {
        let what = format!("{}, {} rows, {} cases, SHA-256 {}", import.file, import.rows, import.cases, import.hash);
        trail.import(op_id, &label, None, &what)?;
    }
    let turned =
        tx.execute("UPDATE import SET state = ?3 WHERE id = ?1 AND state = ?2", params![import.id, from, to])?;
    if turned != 1 {
        return Err(Error::Deed("somebody else was first"));
    }
    trail.import(op_id, &label, Some(from), to)?;
    draw(tx, "records")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::Office;
    use crate::domain::record::RecordKind;
    use crate::domain::visit::Claim;
    use crate::store::Ids;
    use std::cell::Cell;

    fn open(path: &std::path::Path, now: &Now) -> Store {
        let mut store = Store::open(path).unwrap();
        let claim = Claim { account: "dara".into(), session: store.new_id(now), ..Claim::default() };
        store.sign_in(&claim, now).unwrap();
        store
    }

    #[test]
    fn where_the_disk_is_slow_it_goes_on_with_fewer_at_a_time() {
        assert_eq!(next_size(20, Some(MOMENT)), 20);
        assert_eq!(next_size(20, Some(MOMENT * 100)), 10);
        assert_eq!(next_size(20, Some(MOMENT / 100)), 40);
        let stopped: Vec<usize> = std::iter::successors(Some(900), |n| (*n > 1).then(|| next_size(*n, None))).collect();
        assert_eq!(stopped, [900, 225, 56, 14, 3, 1]);

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.db");
        let now = Now { utc: chrono::DateTime::UNIX_EPOCH, zone: chrono_tz::Asia::Phnom_Penh };
        let office = Office { name: "Test".into(), prefix: "CPU".into(), zone: now.zone, demo: false, note: None };
        drop(Store::init(&path, &office, &now, Ids::Random).unwrap());
        let mut store = open(&path, &now);
        let what = Incoming { file: "l.csv".into(), hash: "h".into(), rows: 30, cases: 30 };
        let coming = |line| {
            let mut case = Sheet::blank(RecordKind::Case, "new:case", 0);
            case.set("reported_on", Some("1970-01-01".into()));
            let source = format!("s{line}");
            Ok::<_, Error>(Coming { line, content: "c".into(), source, sheets: vec![case] })
        };
        // Once it is decided there is no time at all: nothing is half written, and with time again it comes in.
        let usual = store.turnstile.limits.over;
        let act = store.act(IMPORT, &now);
        let id = store.begin_import(&what, &act, &now).unwrap();
        store.stage(id, 60, &mut (2..32).map(coming), &now, &mut |_, _| true).unwrap();
        store.decide(id, &act, &now).unwrap();
        store.turnstile.limits.over = Duration::ZERO;
        let stopped = store.publish(id, &now, &mut |_, _| {});
        assert!(matches!(stopped, Err(Error::TooSlow)), "{stopped:?}");
        let cases = |store: &Store| store.conn.query_row("SELECT count(*) FROM cases", [], |r| r.get::<_, i64>(0));
        assert_eq!((cases(&store).unwrap(), store.import(id).unwrap().state), (0, State::Coming));
        store.turnstile.limits.over = usual;
        store.publish(id, &now, &mut |_, _| {}).unwrap();
        assert_eq!((cases(&store).unwrap(), store.import(id).unwrap().state), (30, State::In));
    }

    #[test]
    fn of_two_at_once_with_the_same_cases_one_comes_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.db");
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = Now { utc: chrono::DateTime::UNIX_EPOCH, zone };
        let office = Office { name: "Test".into(), prefix: "CPU".into(), zone, demo: false, note: None };
        drop(Store::init(&path, &office, &now, Ids::Random).unwrap());
        let what = Incoming { file: "l.csv".into(), hash: "h".into(), rows: 1, cases: 1 };
        let coming = || {
            let mut case = Sheet::blank(RecordKind::Case, "new:case", 0);
            case.set("reported_on", Some("1970-01-01".into()));
            Ok::<_, Error>(Coming { line: 2, source: "s".into(), content: "c".into(), sheets: vec![case] })
        };
        let (mut first, mut second) = (open(&path, &now), open(&path, &now));
        // While the first lays its case ready, the second comes in whole.
        let mut brought = None;
        let slow = std::iter::once_with(|| {
            brought = Some(second.bring_in(&what, std::iter::once(coming()), &now, &mut |_, _| true));
            coming()
        });
        let refused = first.bring_in(&what, slow, &now, &mut |_, _| true);
        assert!(matches!(refused, Err(Error::Deed(_))), "{refused:?}");
        assert_eq!(brought.unwrap().unwrap().state, State::In);
        let left: i64 = first.conn.query_row("SELECT count(*) FROM import_case", [], |r| r.get(0)).unwrap();
        let cases: i64 = first.conn.query_row("SELECT count(*) FROM cases", [], |r| r.get(0)).unwrap();
        assert_eq!((left, cases), (1, 1), "nothing of the other is left");
        // The same where the second comes in after the first has looked whether any other did.
        let what = Incoming { hash: "g".into(), ..what };
        let with = |source: &str| coming().map(|coming| Coming { source: source.into(), ..coming });
        let act = first.act(IMPORT, &now);
        let id = first.begin_import(&what, &act, &now).unwrap();
        first.stage(id, 2, &mut std::iter::once(with("t")), &now, &mut |_, _| true).unwrap();
        let mut looked = 0;
        let look = |conn: &Connection| {
            refuse_twice(conn, id)?;
            looked += 1;
            second.bring_in(&what, std::iter::once(with("t")), &now, &mut |_, _| true).map(drop)
        };
        let turned = first.turn_after_a_look(&now, look, |_| panic!("it is not to be turned"));
        assert!(matches!(turned, Err(Error::Deed(_))) && looked == 1, "{turned:?} after {looked} looks");
        // Others that come in with other cases meanwhile, each time it looks, do not keep it out for ever.
        let (mut looked, turned) = (0, Cell::new(0));
        let look = |_: &Connection| {
            looked += 1;
            match looked {
                // In its turn nobody else can come in.
                4 => Ok(()),
                n => second.bring_in(&what, std::iter::once(with(&format!("u{n}"))), &now, &mut |_, _| true).map(drop),
            }
        };
        first
            .turn_after_a_look(&now, look, |_| {
                turned.set(turned.get() + 1);
                Ok(())
            })
            .unwrap();
        assert_eq!((looked, turned.get()), (4, 1), "three looks before its turn and one in it");
        first.clear(id).unwrap();
        // Who says no while it is laid ready has written nothing.
        let stopped = first.bring_in(&what, std::iter::once(coming()), &now, &mut |_, _| false);
        assert!(matches!(stopped, Err(Error::Cancelled)), "{stopped:?}");
        let imports: i64 = first.conn.query_row("SELECT count(*) FROM import", [], |r| r.get(0)).unwrap();
        assert_eq!(imports, 5);
    }
}
