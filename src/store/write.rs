//! THE door: every change of a record goes through [`Store::write`], in one immediate transaction with its audit lines.
//! Order: turnstile, begin immediate, schema, read, merge by field, update by version, audit lines, list row, commit.
//! No screen, key or file is waited for in between.

use super::access::{self, Owned, Seat};
use super::audit::{self, Trail};
use super::counter::{self, draw};
use super::ledger::Act;
use super::{Error, Ids, Result, Store, erase, halt, merged, migrate, read, row, seal, sheet, sight, turn, words};
use crate::domain::act::{Actor, Change, Deed, Outcome};
use crate::domain::case::RESTRICTED;
use crate::domain::chain;
use crate::domain::client;
use crate::domain::closing::{INVESTIGATION, takes_an_act};
use crate::domain::code::Lists;
use crate::domain::day::Day;
use crate::domain::field::{FieldKind, Need, See};
use crate::domain::identifier;
use crate::domain::merge::merge;
use crate::domain::moment::Now;
use crate::domain::number::{self, Number};
use crate::domain::office::Office;
use crate::domain::officer::{Officer, Role};
use crate::domain::record::{HIDDEN, Head, RecordKind, Sheet};
use crate::domain::rights::{Right, Scope, Standing, Viewer};
use crate::domain::tip;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::collections::{BTreeSet, HashMap};

/// Begins a writing transaction on a schema that this program knows.
pub(super) fn begin<'a>(conn: &'a Connection, path: &std::path::Path) -> Result<Transaction<'a>> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    let (file, known) = (migrate::version(&tx)?, migrate::newest());
    if file < known {
        return Err(Error::Older(path.to_owned()));
    }
    if file > known {
        return Err(Error::Newer { path: path.to_owned(), file, known });
    }
    Ok(tx)
}

/// One deed being written.
pub(super) struct Writing<'a> {
    pub conn: &'a Connection,
    pub office: &'a Office,
    pub lists: &'a Lists,
    pub ids: &'a mut Ids,
    pub now: &'a Now,
    pub act: &'a Act,
    pub seat: &'a Seat,
    pub viewer: Viewer,
}

impl Store {
    /// Carries out a deed of whoever is signed in: all of it, or, on a clash with another officer's save, none of it.
    /// # Errors
    /// Nothing was written, but for [`Error::OutcomeUnknown`]; a refusal is on record.
    pub fn write(&mut self, now: &Now, deed: &Deed) -> Result<Outcome> {
        self.write_several(now, std::slice::from_ref(deed))
    }

    /// The same for the deeds of one act on several cases, which are of one kind and reason: all of them or none. What became of
    /// the last is given.
    pub(super) fn write_several(&mut self, now: &Now, deeds: &[Deed]) -> Result<Outcome> {
        let written = match self.write_allowed(now, deeds) {
            Err(Error::Refused { case_id: Some(id), right, seen: false }) => self.out_of_sight(right, &id, now),
            Err(Error::Refused { case_id, right, .. }) => {
                let sentence = format!("{}: nothing was saved", self.viewer().may_not(right));
                self.refuse(sentence, right, case_id.as_deref(), now)
            }
            other => other,
        };
        self.record_slow(now);
        written
    }

    fn write_allowed(&mut self, now: &Now, deeds: &[Deed]) -> Result<Outcome> {
        let deed = deeds.first().ok_or(Error::Deed("nothing is to be changed"))?;
        self.sound_words()?;
        let actor = self.actor();
        let act = Act::of_deed(deed, &mut self.ids, self.seat.fingerprint.as_deref(), actor, now);
        let turn = turn::take(&self.turnstile, &self.seat.viewer().name)?;
        let tx = begin(&self.conn, &self.path)?;
        turn.begun()?;
        halt::check(&self.path)?;
        // Inside the transaction: who was let in may have been let out a moment ago.
        let viewer = self.refresh(now)?;
        if let Some(saved) = saved_before(&tx, deed, &viewer.name)? {
            return Ok(saved);
        }
        // What was altered past the door must not be saved again under a digest of its own.
        for of in
            deeds.iter().flat_map(|deed| &deed.changes).map(|c| c.after.head.case_id.as_str()).collect::<BTreeSet<_>>()
        {
            seal::refuse_altered(&tx, of, &read::sheets(&tx, of)?)?;
            sight::refuse_unseen(&tx, of)?;
        }
        let (office, lists, seat) = (&self.office, &*self.lists, &self.seat);
        let mut writing = Writing { conn: &tx, office, lists, ids: &mut self.ids, now, act: &act, seat, viewer };
        let mut outcome = writing.carry_out(deed)?;
        for deed in &deeds[1..] {
            let Outcome::Saved { case_id, .. } = &outcome else { break };
            row::refresh(&tx, lists, case_id)?;
            outcome = writing.carry_out(deed)?;
        }
        let Outcome::Saved { case_id, .. } = &outcome else {
            tx.rollback()?;
            return Ok(outcome);
        };
        row::refresh(&tx, lists, case_id)?;
        draw(&tx, "records")?;
        // With the save its draft goes: offered again after a crash, it could be saved a second time.
        super::draft::drop_of(&tx, &act.actor.session, &act.actor.name)?;
        turn.in_time()?;
        if let Err(error) = tx.commit()
            && !self.took_place(&act.op_id)?
        {
            return Err(error.into());
        }
        self.keep_log_short();
        drop(turn);
        Ok(outcome)
    }

    /// Carries out many deeds in one transaction: for filling a new file. All or none.
    /// # Errors
    /// Nothing was written.
    pub fn fill(&mut self, deeds: impl IntoIterator<Item = (Actor, Now, Deed)>) -> Result<()> {
        let _turn = turn::take(&self.turnstile, &self.seat.viewer().name)?;
        let tx = begin(&self.conn, &self.path)?;
        halt::check(&self.path)?;
        if access::is_office(&tx)? {
            return Err(Error::Engine("an office that has accounts is not filled".into()));
        }
        let mut cases = BTreeSet::new();
        for (actor, now, deed) in deeds {
            let act = Act::of_deed(&deed, &mut self.ids, self.seat.fingerprint.as_deref(), actor.clone(), &now);
            let viewer = Viewer { name: actor.name.clone(), standing: Standing::Alone, ..Viewer::default() };
            let (office, lists, seat) = (&self.office, &*self.lists, &self.seat);
            let ids = &mut self.ids;
            let mut writing = Writing { conn: &tx, office, lists, ids, now: &now, act: &act, seat, viewer };
            match writing.carry_out(&deed)? {
                Outcome::Saved { case_id, .. } => drop(cases.insert(case_id)),
                _ => return Err(Error::Engine("two of the acts contradict each other".into())),
            }
        }
        // The row of a case is made once, of all that was done to it.
        cases.iter().try_for_each(|case_id| row::again(&tx, &self.lists, case_id))?;
        words::take_in(&tx, cases.iter().map(String::as_str))?;
        tx.commit()?;
        Ok(())
    }

    /// The door beside, for what is no record of a case: looks, accounts, drafts, presence, settings.
    pub(super) fn write_aside(&mut self, act: impl FnOnce(&Transaction) -> Result<()>) -> Result<()> {
        self.aside(|_| Ok(()), act)
    }

    /// The same by a right: whoever had it before the turn came may have lost it while they waited.
    pub(super) fn write_by(
        &mut self,
        right: Right,
        now: &Now,
        act: impl FnOnce(&Transaction) -> Result<()>,
    ) -> Result<()> {
        let has = |store: &Store| match store.refresh(now)?.refusal(right) {
            None => Ok(()),
            Some(_) => Err(Error::SignedOut),
        };
        let written = self.aside(has, act);
        self.record_slow(now);
        written
    }

    fn aside(
        &mut self,
        may: impl FnOnce(&Store) -> Result<()>,
        act: impl FnOnce(&Transaction) -> Result<()>,
    ) -> Result<()> {
        let turn = turn::take(&self.turnstile, &self.seat.viewer().name)?;
        let tx = begin(&self.conn, &self.path)?;
        turn.begun()?;
        may(self)?;
        act(&tx)?;
        turn.in_time()?;
        tx.commit()?;
        self.keep_log_short();
        Ok(())
    }

    /// After a commit that failed: is the act in the file?
    fn took_place(&self, op_id: &str) -> Result<bool> {
        let found = self.conn.query_row("SELECT 1 FROM ledger WHERE op_id = ?1", [op_id], |_| Ok(())).optional();
        Ok(found.map_err(|_| Error::OutcomeUnknown)?.is_some())
    }
}

impl Writing<'_> {
    fn carry_out(&mut self, deed: &Deed) -> Result<Outcome> {
        let trail = Trail { conn: self.conn, act: self.act };
        let (mut clashes, mut current, mut merged) = (Vec::new(), Vec::new(), Vec::new());
        let mut new_ids: HashMap<String, String> = HashMap::new();
        let (mut case_id, mut opened) = (String::new(), String::new());
        for change in &deed.changes {
            let mut after = change.after.clone();
            if !is_whole(&after) || change.before.as_ref().is_some_and(|b| b.kind != after.kind || !is_whole(b)) {
                return Err(Error::Deed("a record lacks some of its fields"));
            }
            resolve(&mut after, &new_ids);
            let mut before = match &change.before {
                Some(before) => Some(before.clone()),
                None => self.same_relation(&mut after)?,
            };
            let written = match &mut before {
                None => {
                    self.may_add(&after, new_ids.values().any(|id| *id == after.head.case_id))?;
                    self.points_inside(&after, &after.head.case_id)?;
                    let provisional = after.head.id.clone();
                    self.settle(None, &mut after, deed, &opened)?;
                    let written = self.insert(after, None)?;
                    new_ids.insert(provisional, written.head.id.clone());
                    trail.note(None, &written)?;
                    written
                }
                Some(before) => {
                    let id = after.head.id.clone();
                    let stored = sheet::find(self.conn, after.kind, &id)?.ok_or(Error::NoCase(String::new()))?;
                    self.may_change(before, &mut after, &stored)?;
                    self.may_turn(before, &mut after, &stored)?;
                    if stored.kind.is_append_only() {
                        return Err(Error::Deed("it stays as it was written: a correction is an entry of its own"));
                    }
                    self.points_inside(&after, &stored.head.case_id)?;
                    let (mut next, kept, mut clashed) = merge(before, &after, &stored);
                    for clash in &mut clashed {
                        // Who saved the record last need not be who changed this field.
                        if let Some((by, at)) = audit::last_change(self.conn, &stored.head, clash.spec.column)? {
                            (clash.by, clash.at) = (by, at);
                        }
                    }
                    merged.extend(kept);
                    if !clashed.is_empty() {
                        clashes.extend(clashed);
                        current.push(stored);
                        continue;
                    }
                    if next.values != stored.values {
                        self.settle(Some(&stored), &mut next, deed, &opened)?;
                        self.sign(&mut next.head);
                        if !sheet::update(self.conn, &next, stored.head.version)? {
                            return Err(Error::Busy);
                        }
                        trail.note(Some(&stored), &next)?;
                    }
                    next
                }
            };
            // A tip that becomes this case says so in the same act.
            if written.kind == RecordKind::Tip && !opened.is_empty() {
                continue;
            }
            if written.kind == RecordKind::Case && change.before.is_none() {
                opened = written.label();
            }
            // Only one row of the list is made again.
            if !case_id.is_empty() && case_id != written.head.case_id {
                return Err(Error::Deed("it is of two cases"));
            }
            case_id.clone_from(&written.head.case_id);
        }
        if deed.changes.is_empty() {
            return Err(Error::Engine("an act without a change".into()));
        }
        if !clashes.is_empty() {
            // What else stands in the records stays masked; and behind the privacy screen the values that clash as well.
            for sheet in &mut current {
                let Some(owned) = access::whose(self.conn, &sheet.head.case_id)? else { continue };
                let shown = access::shown(self.seat, &owned.whose(), false);
                for clash in clashes.iter_mut().filter(|c| c.record_id == sheet.head.id && !shown.contains(&c.spec.see))
                {
                    (clash.base, clash.theirs) = (None, Some(HIDDEN.to_owned()));
                }
                access::mask(self.conn, self.seat, std::slice::from_mut(sheet), &owned, false)?;
            }
            return Ok(Outcome::Clashed { clashes, current });
        }
        let whose = |s: &Sheet| [RESTRICTED, "lead"].map(|c| s.get(c).map(str::to_owned));
        let moved = |c: &Change| c.before.as_ref().is_none_or(|b| whose(b) != whose(&c.after));
        if let Some(change) = deed.changes.iter().find(|c| c.after.kind == RecordKind::Case && moved(c)) {
            let before = change.before.as_ref().and_then(|b| b.get(RESTRICTED)).unwrap_or_default();
            self.stays_answered_for(&case_id, before)?;
        }
        let number = match sheet::find(self.conn, RecordKind::Case, &case_id)? {
            None => sheet::find(self.conn, RecordKind::Tip, &case_id)?,
            case => case,
        };
        let number = number.and_then(|c| c.get("number").map(str::to_owned)).unwrap_or_default();
        Ok(Outcome::Saved { case_id, number, merged })
    }

    /// A case that comes in with an import, whole: `staged` hears its identity before its row of the list is made. `whence` says
    /// where it stood. The index of words takes it in with the others of its portion.
    pub(super) fn bring_in(
        &mut self,
        sheets: Vec<Sheet>,
        whence: &str,
        staged: impl FnOnce(&str) -> Result<()>,
    ) -> Result<()> {
        let trail = Trail { conn: self.conn, act: self.act };
        let mut new_ids: HashMap<String, String> = HashMap::new();
        let (mut case_id, mut written): (String, Vec<Sheet>) = Default::default();
        for mut after in sheets {
            if !is_whole(&after) {
                return Err(Error::Deed("a record lacks some of its fields"));
            }
            resolve(&mut after, &new_ids);
            if after.kind == RecordKind::Identifier {
                identifier::fold(&mut after);
            }
            let is_case = after.kind == RecordKind::Case;
            let provisional = after.head.id.clone();
            let before = written.iter().filter(|w| w.kind == after.kind).count() as u32;
            let record = self.insert(after, Some(before))?;
            new_ids.insert(provisional, record.head.id.clone());
            if is_case != case_id.is_empty() || (!is_case && record.head.case_id != case_id) {
                return Err(Error::Deed("it is not one case"));
            }
            case_id.clone_from(&record.head.case_id);
            trail.brought_in(&record, is_case.then_some(whence))?;
            written.push(record);
        }
        // What stands in the file must be what was written.
        if read::sheets(self.conn, &case_id)? != written {
            return Err(Error::Altered("a case was changed by something else while it came in".into()));
        }
        staged(&case_id)?;
        row::of(self.conn, self.lists, &case_id, &written)
    }

    /// A new record: a case by the right to enter, anything else by the right to change its case, or to add to its diary.
    fn may_add(&self, after: &Sheet, in_new_case: bool) -> Result<()> {
        let case_id = &after.head.case_id;
        let owned = match after.kind {
            kind if kind.is_root() => None,
            _ => Some(access::whose(self.conn, case_id)?.ok_or_else(|| Error::NoCase(String::new()))?),
        };
        let allowed = |right: Right| match &owned {
            // A tip is entered for whom one may know of it oneself.
            None if right == Right::Triage => self.viewer.may(right, &tip::whose(after)),
            // What comes with a case that is entered in this deed stands or falls with the right to enter it.
            _ if in_new_case => right == Right::Triage || self.viewer.reach(Right::Enter) > Scope::No,
            Some(owned) => self.viewer.may(right, &owned.whose()),
            None => self.viewer.reach(Right::Enter) > Scope::No,
        };
        let right = Right::to_add(after.kind);
        self.need(allowed(right), right, case_id, &owned)?;
        erase::refuse_erased(self.conn, case_id)?;
        if after.get(RESTRICTED).is_some() {
            self.need(self.viewer.reach(Right::Restrict) > Scope::No, Right::Restrict, case_id, &None)?;
        }
        let Some(owned) = owned.filter(|_| !in_new_case) else { return Ok(()) };
        for (spec, value) in after.kind.specs().iter().zip(&after.values) {
            let given = matches!(spec.need, Need::Given(start) if value.as_deref() == Some(start));
            let see = Right::See(spec.see);
            let unseen = value.is_some() && !given && !self.viewer.may(see, &owned.whose());
            self.need(!unseen, see, case_id, &Some(owned.clone()))?;
        }
        Ok(())
    }

    /// A change of a stored record: each changed field by the right to its kind of knowledge. What was masked stays as stored,
    /// and so does what whoever asks may not see, whatever they say was masked: a guess is not told from the truth.
    fn may_change(&self, before: &mut Sheet, after: &mut Sheet, stored: &Sheet) -> Result<()> {
        let case_id = &stored.head.case_id;
        let owned = access::whose(self.conn, case_id)?.ok_or_else(|| Error::NoCase(String::new()))?;
        let (masked, specs) = (before.head.masked | after.head.masked, stored.kind.specs());
        for (i, spec) in specs.iter().enumerate() {
            let changed = before.values[i] != after.values[i];
            let unseen = !self.viewer.may(Right::See(spec.see), &owned.whose());
            if (masked >> i & 1 == 1 || unseen) && !changed {
                before.values[i].clone_from(&stored.values[i]);
                after.values[i].clone_from(&stored.values[i]);
                continue;
            }
            if !changed {
                continue;
            }
            let right = Right::to_change(stored.kind, spec, &owned.whose());
            let allowed = self.viewer.may_change(stored.kind, spec, &owned.whose());
            self.need(allowed, right, case_id, &Some(owned.clone()))?;
        }
        (before.head.masked, after.head.masked) = (0, 0);
        erase::refuse_erased(self.conn, case_id)
    }

    /// Where a case stands: closed and reopened by an act that says why; while it is merged it stands as the older does.
    fn may_turn(&self, before: &mut Sheet, after: &mut Sheet, stored: &Sheet) -> Result<()> {
        let changed = before.get(INVESTIGATION) != after.get(INVESTIGATION);
        if stored.kind == RecordKind::Case && merged::into(self.conn, &stored.head.id)?.is_some() {
            if changed {
                return Err(Error::Deed("it is merged, and stands where the older case does"));
            }
            let stands = stored.get(INVESTIGATION).map(str::to_owned);
            before.set(INVESTIGATION, stands.clone());
            after.set(INVESTIGATION, stands);
        }
        if self.act.reason.is_none() && takes_an_act(before, after) {
            return Err(Error::Deed(
                "a case is closed and reopened by an act that says why: z, or `caseload close` and `reopen`",
            ));
        }
        Ok(())
    }

    /// Refuses what is not allowed; of a case that is out of sight not even that it is there.
    fn need(&self, allowed: bool, right: Right, case_id: &str, owned: &Option<Owned>) -> Result<()> {
        let seen = owned.as_ref().is_none_or(|o| self.viewer.may(Right::See(See::Facts), &o.whose()));
        let case_id = owned.as_ref().map(|_| case_id.to_owned());
        if allowed { Ok(()) } else { Err(Error::Refused { case_id, right, seen }) }
    }

    /// A restricted case is known to somebody who answers for more than one case, or it could be lost with one officer.
    fn stays_answered_for(&self, case_id: &str, before: &str) -> Result<()> {
        let owned = access::whose(self.conn, case_id)?;
        let whose = owned.as_ref().map(Owned::whose).unwrap_or_default();
        let Some(names) = whose.restricted_to.filter(|_| self.viewer.is_bounded()) else { return Ok(()) };
        let officer = |name: &str| access::officer(self.conn, &name.trim().to_ascii_lowercase());
        let opens_cases = |o: &Officer| o.active && !matches!(o.role, Role::Analyst | Role::Administrator);
        let answers = |o: &Officer| o.active && matches!(o.role, Role::Director | Role::Lead);
        let mut answered = whose.lead.map(officer).transpose()?.flatten().is_some_and(|o| answers(&o));
        for name in names.split_whitespace() {
            let known = officer(name)?.filter(opens_cases);
            let lead = whose.lead.is_some_and(|lead| lead.trim().eq_ignore_ascii_case(name));
            // Who was among them before may have left since: that keeps nobody from mending it.
            let new = !lead && !before.split_whitespace().any(|n| n == name);
            if known.is_none() && new {
                return Err(Error::Deed("one who is to know of it is no officer who opens cases"));
            }
            answered |= known.is_some_and(|o| answers(&o));
        }
        if answered {
            return Ok(());
        }
        let any = "SELECT 1 FROM officer WHERE active = 'y' AND role IN ('director', 'lead')";
        if self.conn.prepare_cached(any)?.exists([])? {
            return Err(Error::Deed("a director or a team lead must be among those who know of a restricted case"));
        }
        Ok(())
    }

    /// A record points at records of its own case only: an arrest of another case's suspect would count there. What is of a client is of
    /// one.
    fn points_inside(&self, after: &Sheet, case_id: &str) -> Result<()> {
        let clients = client::LINKS.into_iter().filter(|column| after.get(column).is_some()).count();
        if clients != 1 && RecordKind::of_client().any(|kind| kind == after.kind) {
            return Err(Error::Deed("it is of a victim or of a relative, and of one of them"));
        }
        for (spec, value) in after.kind.specs().iter().zip(&after.values) {
            let (FieldKind::Link, Some(id)) = (spec.kind, value) else { continue };
            let kind = after.kind.links().find(|(column, _)| *column == spec.column).map(|(_, kind)| kind);
            let there = kind.map(|kind| sheet::find(self.conn, kind, id)).transpose()?.flatten();
            if there.is_none_or(|record| record.head.case_id != case_id) {
                return Err(Error::Deed("it points at a record that is not of its case"));
            }
        }
        Ok(())
    }

    /// Two officers who both say what a suspect is to a victim speak of one record.
    fn same_relation(&self, after: &mut Sheet) -> Result<Option<Sheet>> {
        if after.kind != RecordKind::Relation {
            return Ok(None);
        }
        let (Some(suspect), Some(victim)) = (after.get("suspect_id"), after.get("victim_id")) else { return Ok(None) };
        let stored = sheet::relation_of(self.conn, suspect, victim)?.filter(|s| s.head.case_id == after.head.case_id);
        let Some(mut stored) = stored else { return Ok(None) };
        after.head = stored.head.clone();
        stored.set("relationship", None);
        Ok(Some(stored))
    }

    /// Writes a new record; `before` says how many of its kind stand in its case, where that is known.
    fn insert(&mut self, mut after: Sheet, before: Option<u32>) -> Result<Sheet> {
        // Who entered it, when, and as which is not for the caller to say.
        let case_id = std::mem::take(&mut after.head.case_id);
        after.head = Head { id: self.ids.next(self.now), case_id, ..Head::default() };
        if after.kind == RecordKind::Tip {
            self.number_tip(&mut after)?;
        } else if after.kind == RecordKind::Case {
            let day = after.get("reported_on").and_then(Day::iso).unwrap_or_else(|| Day::of(self.now.today()));
            let seq = draw(self.conn, &counter::of_cases(day.year()))?;
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
            let last = || sheet::last_seq(self.conn, after.kind, &after.head.case_id);
            after.head.seq = before.map_or_else(last, Ok)? + 1;
        }
        if after.kind == RecordKind::CustodyEvent {
            self.link(&mut after, before.is_some())?;
        }
        self.sign(&mut after.head);
        sheet::insert(self.conn, &after)?;
        Ok(after)
    }

    /// Links a custody entry to the one before. One that comes in with an import says itself what it was linked to.
    fn link(&self, entry: &mut Sheet, comes_in: bool) -> Result<()> {
        if comes_in && entry.get("row_before").is_some() {
            return Ok(());
        }
        let exhibit = entry.get("exhibit_id").map(|id| sheet::find(self.conn, RecordKind::Exhibit, id)).transpose()?;
        let exhibit = exhibit.flatten().ok_or(Error::Deed("it is of no exhibit"))?;
        let all = sheet::of_case(self.conn, entry.kind, &entry.head.case_id)?;
        entry.set("row_before", Some(chain::link(&exhibit, &all)));
        Ok(())
    }

    fn sign(&self, head: &mut Head) {
        head.version += 1;
        head.updated_at = self.now.stamp();
        head.updated_by.clone_from(&self.act.actor.name);
        if head.version == 1 {
            head.created_at.clone_from(&head.updated_at);
            head.created_by.clone_from(&head.updated_by);
        }
    }
}

/// The case of a deed that is in the file already: a save whose outcome could not be known, made once more.
fn saved_before(conn: &Connection, deed: &Deed, person: &str) -> Result<Option<Outcome>> {
    let sql = "SELECT ledger.case_id, person, coalesce(cases.number, tip.number) FROM ledger \
               LEFT JOIN cases ON cases.id = ledger.case_id LEFT JOIN tip ON tip.id = ledger.case_id \
               WHERE op_id = ?1 AND coalesce(cases.number, tip.number) IS NOT NULL ORDER BY ledger.seq LIMIT 1";
    let found = conn.prepare_cached(sql)?.query_row([&deed.op_id], |r| {
        Ok((r.get::<_, String>(1)?, Outcome::SavedBefore { case_id: r.get(0)?, number: r.get(2)? }))
    });
    match found.optional()? {
        Some((by, _)) if by != person => Err(Error::Deed("it is the act of somebody else")),
        found => Ok(found.map(|(_, saved)| saved)),
    }
}

/// Has it a value, known or not, for every field of its list?
fn is_whole(sheet: &Sheet) -> bool {
    sheet.values.len() == sheet.kind.specs().len()
}

/// Puts real identities in the place of provisional ones.
fn resolve(sheet: &mut Sheet, new_ids: &HashMap<String, String>) {
    let real = |id: &str| new_ids.get(id).cloned();
    if let Some(id) = real(&sheet.head.case_id) {
        sheet.head.case_id = id;
    }
    for (spec, value) in sheet.kind.specs().iter().zip(&mut sheet.values) {
        if spec.kind == FieldKind::Link
            && let Some(id) = value.as_deref().and_then(real)
        {
            *value = Some(id);
        }
    }
}
