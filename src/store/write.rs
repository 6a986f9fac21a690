//! THE door: every change of a record goes through [`Store::write`], in one immediate transaction with its audit lines.
//! Order: turnstile, begin immediate, schema, read, merge by field, update by version, audit lines, list row, commit.
//! No screen, key or file is waited for in between.

use super::audit::Trail;
use super::counter::draw;
use super::open::PATIENCE;
use super::{Error, Ids, Result, Store, migrate, row, sheet};
use crate::domain::act::{Actor, Deed, Outcome};
use crate::domain::code::Lists;
use crate::domain::day::Day;
use crate::domain::merge::merge;
use crate::domain::moment::Now;
use crate::domain::number::{self, Number};
use crate::domain::office::Office;
use crate::domain::record::{Head, RecordKind, Sheet};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::collections::HashMap;
use std::fs::File;
use std::time::{Duration, Instant};

/// The turn to write; the next in line may go when it is dropped.
struct Turn<'a>(&'a File);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let _ = rustix::fs::flock(self.0, rustix::fs::FlockOperation::Unlock);
    }
}

/// Waits for the turn. The engine's own waiting is not fair, so everyone queues here first; who waits too long goes on and lets the engine decide.
fn take_turn(file: &File) -> Turn<'_> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(200);
    while rustix::fs::flock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err()
        && start.elapsed() < PATIENCE
    {
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(4));
    }
    Turn(file)
}

/// Begins a writing transaction on a schema that this program knows.
fn begin<'a>(conn: &'a mut Connection, path: &std::path::Path) -> Result<Transaction<'a>> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (file, known) = (migrate::version(&tx)?, migrate::newest());
    if file != known {
        return Err(Error::Newer { path: path.to_owned(), file, known });
    }
    Ok(tx)
}

/// One deed being written.
struct Writing<'a> {
    conn: &'a Connection,
    office: &'a Office,
    lists: &'a Lists,
    ids: &'a mut Ids,
    now: &'a Now,
    actor: &'a Actor,
}

impl Store {
    /// Carries out a deed: all of it, or, on a clash with another officer's save, none of it.
    /// # Errors
    /// Nothing was written, but for [`Error::OutcomeUnknown`].
    pub fn write(&mut self, actor: &Actor, now: &Now, deed: &Deed) -> Result<Outcome> {
        let op_id = self.ids.next(now);
        let _turn = take_turn(&self.turnstile);
        let tx = begin(&mut self.conn, &self.path)?;
        let outcome = Writing { conn: &tx, office: &self.office, lists: &self.lists, ids: &mut self.ids, now, actor }
            .carry_out(deed, &op_id)?;
        if matches!(outcome, Outcome::Clashed { .. }) {
            tx.rollback()?;
            return Ok(outcome);
        }
        // With the save its draft goes: offered again after a crash, it could be saved a second time.
        super::draft::drop_of(&tx, &actor.session)?;
        if let Err(error) = tx.commit()
            && !self.took_place(&op_id)?
        {
            return Err(error.into());
        }
        Ok(outcome)
    }

    /// Carries out many deeds in one transaction: for filling a new file. All or none.
    /// # Errors
    /// Nothing was written.
    pub fn fill(&mut self, deeds: impl IntoIterator<Item = (Actor, Now, Deed)>) -> Result<()> {
        let _turn = take_turn(&self.turnstile);
        let tx = begin(&mut self.conn, &self.path)?;
        for (actor, now, deed) in deeds {
            let op_id = self.ids.next(&now);
            let mut writing = Writing {
                conn: &tx,
                office: &self.office,
                lists: &self.lists,
                ids: &mut self.ids,
                now: &now,
                actor: &actor,
            };
            if let Outcome::Clashed { .. } = writing.carry_out(&deed, &op_id)? {
                return Err(Error::Engine("two of the acts contradict each other".into()));
            }
        }
        tx.commit()?;
        Ok(())
    }

    /// Drafts have a door of their own: no record is touched and nothing is counted.
    pub(super) fn write_draft(&mut self, act: impl FnOnce(&Transaction) -> Result<()>) -> Result<()> {
        let _turn = take_turn(&self.turnstile);
        let tx = begin(&mut self.conn, &self.path)?;
        act(&tx)?;
        tx.commit()?;
        Ok(())
    }

    /// After a commit that failed: is the act in the file?
    fn took_place(&self, op_id: &str) -> Result<bool> {
        let found = self.conn.query_row("SELECT 1 FROM audit WHERE op_id = ?1", [op_id], |_| Ok(())).optional();
        Ok(found.map_err(|_| Error::OutcomeUnknown)?.is_some())
    }
}

impl Writing<'_> {
    fn carry_out(&mut self, deed: &Deed, op_id: &str) -> Result<Outcome> {
        let trail = Trail {
            conn: self.conn,
            op_id: op_id.to_owned(),
            actor: self.actor,
            now: self.now,
            action: &deed.action,
            reason: deed.reason.as_deref(),
        };
        let (mut clashes, mut current, mut merged) = (Vec::new(), Vec::new(), Vec::new());
        let mut new_ids: HashMap<String, String> = HashMap::new();
        let mut case_id = String::new();
        for change in &deed.changes {
            let mut after = change.after.clone();
            resolve(&mut after, &new_ids);
            let before = match &change.before {
                Some(before) => Some(before.clone()),
                None => self.same_relation(&mut after)?,
            };
            let written = match before {
                None => {
                    let provisional = after.head.id.clone();
                    let written = self.insert(after)?;
                    new_ids.insert(provisional, written.head.id.clone());
                    trail.note(None, &written)?;
                    written
                }
                Some(before) => {
                    let id = after.head.id.clone();
                    let stored = sheet::find(self.conn, after.kind, &id)?.ok_or_else(|| Error::NoCase(id.clone()))?;
                    let (mut next, kept, clashed) = merge(&before, &after, &stored);
                    merged.extend(kept);
                    if !clashed.is_empty() {
                        clashes.extend(clashed);
                        current.push(stored);
                        continue;
                    }
                    if next.values != stored.values {
                        self.sign(&mut next.head);
                        if !sheet::update(self.conn, &next)? {
                            return Err(Error::Busy);
                        }
                        trail.note(Some(&stored), &next)?;
                    }
                    next
                }
            };
            case_id.clone_from(&written.head.case_id);
        }
        if deed.changes.is_empty() {
            return Err(Error::Engine("an act without a change".into()));
        }
        if !clashes.is_empty() {
            return Ok(Outcome::Clashed { clashes, current });
        }
        row::refresh(self.conn, self.lists, &case_id)?;
        let number = sheet::find(self.conn, RecordKind::Case, &case_id)?;
        let number = number.and_then(|c| c.get("number").map(str::to_owned)).unwrap_or_default();
        Ok(Outcome::Saved { case_id, number, merged })
    }

    /// Two officers who both say what a suspect is to a victim speak of one record.
    fn same_relation(&self, after: &mut Sheet) -> Result<Option<Sheet>> {
        if after.kind != RecordKind::Relation {
            return Ok(None);
        }
        let (Some(suspect), Some(victim)) = (after.get("suspect_id"), after.get("victim_id")) else { return Ok(None) };
        let Some(mut stored) = sheet::relation_of(self.conn, suspect, victim)? else { return Ok(None) };
        after.head = stored.head.clone();
        stored.set("relationship", None);
        Ok(Some(stored))
    }

    fn insert(&mut self, mut after: Sheet) -> Result<Sheet> {
        after.head.id = self.ids.next(self.now);
        if after.kind == RecordKind::Case {
            let day = after.get("reported_on").and_then(Day::iso).unwrap_or_else(|| Day::of(self.now.today()));
            let seq = draw(self.conn, &format!("case:{}", day.year()))?;
            let seq = u32::try_from(seq).map_err(|_| Error::Engine("the year is full".into()))?;
            after.head.seq = seq;
            after.head.case_id.clone_from(&after.head.id);
            let drawn = Number { year: day.year(), seq };
            let printed = number::print(&self.office.prefix, &drawn);
            if number::read(&printed).as_ref() != Some(&drawn) {
                return Err(Error::Year(day.year()));
            }
            after.set("number", Some(printed));
        } else {
            after.head.seq = sheet::last_seq(self.conn, after.kind, &after.head.case_id)? + 1;
        }
        self.sign(&mut after.head);
        sheet::insert(self.conn, &after)?;
        Ok(after)
    }

    fn sign(&self, head: &mut Head) {
        head.version += 1;
        head.updated_at = self.now.stamp();
        head.updated_by.clone_from(&self.actor.name);
        if head.version == 1 {
            head.created_at.clone_from(&head.updated_at);
            head.created_by.clone_from(&head.updated_by);
        }
    }
}

/// Puts real identities in the place of provisional ones.
fn resolve(sheet: &mut Sheet, new_ids: &HashMap<String, String>) {
    let real = |id: &str| new_ids.get(id).cloned();
    if let Some(id) = real(&sheet.head.case_id) {
        sheet.head.case_id = id;
    }
    for (spec, value) in sheet.kind.specs().iter().zip(&mut sheet.values) {
        if spec.kind == crate::domain::field::FieldKind::Link
            && let Some(id) = value.as_deref().and_then(real)
        {
            *value = Some(id);
        }
    }
}
