//! Erasing a closed case: its records but what is counted, every value that the ledger keeps of it, and whatever else holds it,
//! in one transaction; then the file is made anew, so that no page of it holds the old ones. It must never touch another case.

use super::access::{self, Owned, Seat};
use super::audit::{Hidden, LOOK, Trail};
use super::counter::draw;
use super::ledger::{self, Act};
use super::{Error, Result, Store, access::IN_CASES, halt, merged, open, person, read, row, seal, sheet, turn, words};
use crate::domain::case::CLOSED;
use crate::domain::erasure::{Closed, ERASE, ERASED, Erased, Erasure, Words, erase};
use crate::domain::field::{Desk, See, Value};
use crate::domain::moment::{Moment, Now};
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::rights::Right;
use crate::domain::view::free_words;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long it is waited for those who still read the old pages.
const SWEEP: Duration = Duration::from_secs(5);

impl Store {
    /// The cases that were done with more than so many years ago, the oldest first.
    /// # Errors
    /// [`Error::NotAllowed`]; or when the file cannot be read.
    pub fn closed_cases(&mut self, years: u32, now: &Now) -> Result<Vec<Closed>> {
        self.need(Right::Erase, now)?;
        let may = access::condition(&self.viewer(), Right::Erase, IN_CASES).unwrap_or_else(|| "1".to_owned());
        let mut all = closed(&self.conn, &may, "", now)?;
        all.retain(|case| case.is_over(years, now));
        all.sort_by(|a, b| (a.on, &a.number).cmp(&(b.on, &b.number)));
        Ok(all)
    }

    /// A case that is done with, by its number as typed: what is to be known before it is erased.
    /// # Errors
    /// [`Error::NotAllowed`], [`Error::NoCase`], [`Error::NotClosed`].
    pub fn closed_case(&mut self, number: &str, now: &Now) -> Result<Closed> {
        self.need(Right::Erase, now)?;
        let case_id = self.case_by_number(number, now)?;
        self.need_case(Right::Erase, &case_id, now)?;
        let found = closed(&self.conn, "1", &case_id, now)?.pop();
        found.map_or_else(|| Err(Error::NotClosed(self.printed(number)?)), Ok)
    }

    /// That a case was erased, if it was, as far as who sits there may read why.
    pub(super) fn erasure(&self, seat: &Seat, case_id: &str, owned: &Owned) -> Result<Option<Erasure>> {
        let Some(erasure) = erasure(&self.conn, case_id)? else { return Ok(None) };
        Ok(Some(Hidden::of(&self.conn, seat, case_id, owned)?.erasure(erasure)))
    }

    /// Erases a closed case. There is no way back.
    /// # Errors
    /// Nothing was erased: [`Error::NotAllowed`], [`Error::NoCase`], [`Error::NoReason`], [`Error::NotClosed`],
    /// [`Error::Erased`]; [`Error::Altered`] where it is not as it was saved, which an erasure would hide.
    pub fn erase(&mut self, case_id: &str, reason: &str, now: &Now) -> Result<Erased> {
        self.need(Right::Erase, now)?;
        self.need_case(Right::Erase, case_id, now)?;
        let reason = Some(reason.trim().to_owned()).filter(|r| !r.is_empty()).ok_or(Error::NoReason)?;
        let act = Act { reason: Some(reason), ..self.act(ERASE, now) };
        halt::check(&self.path)?;
        let (seat, lists, mut erased) = (self.seat.clone(), self.lists(), Erased::default());
        self.write_by(Right::Erase, now, |tx| {
            // Whose it is may have changed while the turn was waited for.
            let owned = access::whose(tx, case_id)?.filter(|o| seat.viewer().may(Right::Erase, &o.whose()));
            owned.ok_or_else(|| Error::NoCase(String::new()))?;
            erased = carry_out(tx, &act, case_id, &Desk { lists: &lists, now: *now })?;
            row::refresh(tx, &lists, case_id)?;
            for case_id in BTreeSet::from([case_id, &merged::root(tx, case_id)?]) {
                words::make_of(tx, case_id)?;
            }
            draw(tx, "records")?;
            draw(tx, "people")?;
            Ok(())
        })?;
        // It is erased by now: where the file cannot be made anew at once, it can be later.
        erased.swept = self.sweep().unwrap_or(false);
        Ok(erased)
    }

    /// Makes the file anew from what stands in it, and empties what stands beside it: pages that were split or moved may hold
    /// what has been erased since. Gives whether that was done: not while somebody reads the old pages or the disk is full.
    /// # Errors
    /// When the file cannot be read at all.
    pub fn sweep(&mut self) -> Result<bool> {
        let _turn = turn::take(&self.turnstile, &self.seat.viewer().name)?;
        // What works may not copy; this connection does nothing else.
        let conn = open::connect(&self.path)?;
        conn.busy_timeout(SWEEP)?;
        let anew = conn.execute_batch("VACUUM");
        let kept: rusqlite::Result<i64> = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0));
        Ok(anew.is_ok() && kept == Ok(0))
    }
}

/// Refuses to change a case that was erased: a form that was open since would bring it back.
pub(super) fn refuse_erased(conn: &Connection, case_id: &str) -> Result<()> {
    let sql = "SELECT number FROM cases WHERE id = ?1 AND EXISTS (SELECT 1 FROM ledger WHERE case_id = ?1 AND action = 'erase')";
    let number = conn.prepare_cached(sql)?.query_row([case_id], |r| r.get(0)).optional()?;
    number.map_or(Ok(()), |number| Err(Error::Erased(number)))
}

fn erasure(conn: &Connection, case_id: &str) -> Result<Option<Erasure>> {
    let sql = "SELECT at, person, coalesce(reason, '') FROM audit WHERE case_id = ?1 AND action = 'erase' ORDER BY seq LIMIT 1";
    let erasure = conn
        .prepare_cached(sql)?
        .query_row([case_id], |r| Ok(Erasure { at: r.get(0)?, by: r.get(1)?, reason: r.get(2)? }));
    Ok(erasure.optional()?)
}

/// The cases that are done with, all or one, of which `condition` says so. When a case was done with is said by the line that made its
/// stage such; of one that was erased by the last that changed its stage.
fn closed(conn: &Connection, condition: &str, of: &str, now: &Now) -> Result<Vec<Closed>> {
    let stages = CLOSED.map(|stage| format!("'{stage}'")).join(", ");
    let sql = format!(
        "SELECT id, number, coalesce( \
           (SELECT at FROM audit WHERE case_id = cases.id AND kind = 'cases' AND field = 'investigation' \
            AND (erased_by IS NOT NULL OR (new IN ({stages}) AND (old IS NULL OR old NOT IN ({stages})))) ORDER BY seq DESC LIMIT 1), \
           (SELECT at FROM audit WHERE case_id = cases.id AND kind <> 'look' AND action <> 'erase' ORDER BY seq DESC LIMIT 1), \
           updated_at), \
         (SELECT offence || ', ' || province || ', ' || victims FROM case_row WHERE case_row.case_id = cases.id) \
         FROM cases WHERE coalesce((SELECT o.investigation FROM merged JOIN cases o ON o.id = merged.older WHERE merged.younger = cases.id), \
           cases.investigation) IN ({stages}) AND {condition} AND (?1 = '' OR id = ?1)"
    );
    let mut query = conn.prepare_cached(&sql)?;
    let rows = query.query_map([of], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
    let rows: Vec<(String, String, String, Option<String>)> = rows.collect::<rusqlite::Result<_>>()?;
    let closed = rows.into_iter().map(|(case_id, number, at, what)| {
        let on = Moment::iso(&at).map_or(now.today(), |at| at.day(now.zone).first());
        let years = now.today().years_since(on).unwrap_or(0);
        Ok(Closed { erased: erasure(conn, &case_id)?, case_id, number, what: what.unwrap_or_default(), on, years })
    });
    closed.collect()
}

fn carry_out(conn: &Connection, act: &Act, case_id: &str, desk: &Desk) -> Result<Erased> {
    let sheets = read::sheets(conn, case_id)?;
    let case = sheets.first().ok_or_else(|| Error::NoCase(String::new()))?;
    refuse_erased(conn, case_id)?;
    // A merged case ends with the older, and goes before it.
    let root = merged::root(conn, case_id)?;
    let of_root = sheet::find(conn, RecordKind::Case, &root)?;
    if !of_root.as_ref().and_then(|c| c.get("investigation")).is_some_and(|stage| CLOSED.contains(&stage)) {
        return Err(Error::NotClosed(of_root.map_or(case.label(), |c| c.label())));
    }
    for younger in merged::of(conn, case_id)? {
        if erasure(conn, &younger.younger)?.is_none() {
            let number = merged::pointer(conn, merged::Merged { older: younger.younger.clone(), ..younger })?.number;
            return Err(Error::Misread(format!("{number} is merged into it: erase that first")));
        }
    }
    let lines = lines(conn, case_id)?;
    let elsewhere = person::lines_elsewhere(conn, case_id)?;
    seal::refuse_altered(conn, case_id, &sheets)?;
    seal::refuse_touched(conn, lines.iter().map(|line| line.seq).chain(elsewhere.iter().copied()))?;
    let (words, names) = words(&sheets, &lines);

    let trail = Trail { conn, act };
    let mut first = 0;
    for before in &sheets {
        let mut after = erase(before, &sheets);
        // The table holds what is append-only to its first version.
        after.head.version += u32::from(!after.kind.is_append_only());
        after.head.updated_at.clone_from(&act.at);
        after.head.updated_by.clone_from(&act.actor.name);
        if !sheet::update(conn, &after, before.head.version)? {
            return Err(Error::Busy);
        }
        trail.erased(before, &after)?;
        if first == 0 {
            first = ledger::head(conn)?.seq;
        }
    }

    person::end(conn, act, &sheets)?;

    // The searches that go are named on record: nobody else's goes with them, then or later.
    let mut hits = searches(conn)?;
    hits.retain(|(_, search)| words.hit(search) || names.heard(search));
    if !hits.is_empty() {
        let places: Vec<String> = hits.iter().map(|(seq, _)| seq.to_string()).collect();
        trail.look(case_id, &format!("searches {}", places.join(" ")))?;
    }
    let named = ledger::head(conn)?.seq;

    let blank = "UPDATE ledger_value SET salt = NULL, old = NULL, new = NULL, reason = NULL, erased_by = ?2 WHERE erased_by IS NULL AND";
    let of_case = format!("{blank} seq IN (SELECT seq FROM ledger WHERE case_id = ?1 AND seq < ?2)");
    let mut gone = conn.execute(&of_case, params![case_id, first])?;
    let mut erase_line = conn.prepare(&format!("{blank} seq = ?1"))?;
    for seq in elsewhere {
        gone += erase_line.execute([seq, first])?;
    }
    for (seq, _) in hits {
        gone += erase_line.execute([seq, named])?;
    }
    drop_views(conn, &words, &names, desk)?;
    conn.execute("UPDATE glass SET reason = ?2 WHERE case_id = ?1", [case_id, ERASED])?;
    let of_draft = "CASE WHEN json_valid(content) THEN content ->> '$.case_id' END";
    let drafts = conn.execute(&format!("DELETE FROM draft WHERE {of_draft} = ?1"), [case_id])?;
    let mut query =
        conn.prepare(&format!("SELECT person, content FROM draft WHERE {of_draft} IS NULL ORDER BY person"))?;
    let others = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let others: Vec<(String, String)> = others.collect::<rusqlite::Result<_>>()?;
    let named = others.into_iter().filter(|(_, content)| names.stand_in(content));
    let mut kept_by: Vec<String> = named.map(|(person, _)| person).collect();
    kept_by.dedup();
    Ok(Erased { records: sheets.len(), lines: gone, drafts, kept_by, swept: false })
}

/// A line of the ledger with what it says of a case.
struct Kept {
    seq: i64,
    kind: String,
    field: String,
    values: [Value; 2],
    reason: Value,
}

fn lines(conn: &Connection, case_id: &str) -> Result<Vec<Kept>> {
    let mut query = conn.prepare("SELECT seq, kind, field, old, new, reason FROM audit WHERE case_id = ?1")?;
    let lines = query.query_map([case_id], |r| {
        let values = [r.get(3)?, r.get(4)?];
        Ok(Kept { seq: r.get(0)?, kind: r.get(1)?, field: r.get(2)?, values, reason: r.get(5)? })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// The words of everything that goes, and those of names alone: also of what was corrected since.
fn words(sheets: &[Sheet], lines: &[Kept]) -> (Words, Words) {
    let (mut all, mut names) = (Words::default(), Words::default());
    let mut take = |kind: RecordKind, column: &str, value: &Value| {
        let spec = kind.specs().iter().find(|s| s.column == column).filter(|s| s.is_erased() && s.list().is_none());
        let Some(spec) = spec else { return };
        all.add(value);
        if spec.see == See::Identity && spec.is_text() {
            names.add(value);
        }
    };
    for sheet in sheets {
        sheet.kind.specs().iter().zip(&sheet.values).for_each(|(spec, value)| take(sheet.kind, spec.column, value));
    }
    for line in lines {
        if let Some(kind) = RecordKind::ALL.into_iter().find(|k| k.table() == line.kind) {
            line.values.iter().for_each(|value| take(kind, &line.field, value));
        }
    }
    lines.iter().for_each(|line| all.add(&line.reason));
    (all, names)
}

/// Saved views that ask for what was erased, or are called by it, would keep it.
fn drop_views(conn: &Connection, words: &Words, names: &Words, desk: &Desk) -> Result<()> {
    let mut query = conn.prepare("SELECT id, name, words FROM saved_view")?;
    let views = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    let views: Vec<(String, String, String)> = views.collect::<rusqlite::Result<_>>()?;
    let mut drop = conn.prepare("DELETE FROM saved_view WHERE id = ?1")?;
    let hit = |asks: &str| free_words(asks, desk).iter().any(|word| words.hit(word));
    for (id, ..) in views.into_iter().filter(|(_, name, asks)| hit(asks) || names.stand_in(name)) {
        drop.execute([id])?;
    }
    Ok(())
}

/// What was searched in the office, by the place of its line.
fn searches(conn: &Connection) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT seq, new FROM audit WHERE case_id = '' AND kind = ?1 AND action = 'search' AND new IS NOT NULL";
    let mut query = conn.prepare(sql)?;
    let searches = query.query_map([LOOK], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(searches.collect::<rusqlite::Result<_>>()?)
}
