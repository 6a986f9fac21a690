//! Saving a form: what must be there, what may be wrong and is asked about, the deed, and what becomes of it.

use super::open::{named, this_minute};
use super::{Form, Purpose, Section, Slot, said};
use crate::domain::act::{Change, Clash, Deed};
use crate::domain::casefile::CaseFile;
use crate::domain::checks::{self, Warning};
use crate::domain::closing::{INVESTIGATION, takes_an_act};
use crate::domain::field::Spec;
use crate::domain::handover::HAND_OVER;
use crate::domain::known::Seen;
use crate::domain::line;
use crate::domain::offence::{CLEARANCE, needs_reason};
use crate::domain::person::PEOPLE;
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::rights::Right;
use crate::domain::tip;
use crate::tui::job::{Job, Reply};
use crate::tui::overlays::{Alike, Answer, Choice, ClashView, Effect, Question};
use crate::tui::parts::View;

impl Form {
    /// Reads every field, asks about doubts once, and sends the deed.
    pub(super) fn save(&mut self, view: &View, out: &mut Vec<Effect>) {
        if !self.leave(view, out) {
            return;
        }
        self.enter(self.focus);
        if let Some(problem) = self.words.iter().find_map(|w| w.meaning.as_ref().err()) {
            let hidden = "A word of the line is not understood: F9 shows it".to_owned();
            out.push(Effect::Refuse(if view.veiled { hidden } else { problem.clone() }));
            return self.enter(0);
        }
        for section in self.sections.iter_mut().filter(|s| s.counts()) {
            complete(&mut section.sheet);
        }
        if let Some((slot, sentence)) = self.refusal(view) {
            out.push(Effect::Refuse(sentence));
            let at = self.slots().iter().position(|s| *s == slot);
            return self.enter(at.unwrap_or(self.focus));
        }
        let mut changes = self.changes(view);
        if changes.is_empty() {
            out.extend([Effect::Say("Nothing was changed".into()), Effect::Forget, Effect::Close]);
            return;
        }
        let mut doubts = self.doubts(&changes, view);
        // A suspect of whom nothing was typed is not blank any more: unknown is what was completed.
        let untold = |s: &&Section| s.by_hand && (s.sheet.is_blank() || !s.touched.contains(&true));
        doubts.extend(self.sections.iter().filter(untold).map(|s| Warning {
            label: s.sheet.label(),
            field: "",
            text: format!("nothing is known of this {} yet", s.sheet.kind.name()),
        }));
        if !doubts.is_empty() && !self.warned {
            let lines = doubts.iter().map(Warning::line).collect();
            let veiled = doubts.iter().map(Warning::veiled).collect();
            let question = Question::new(
                "Is this right?",
                lines,
                ("saves it as it is", "goes back to the form"),
                Answer::SaveAnyway,
            );
            out.push(Effect::Open(Box::new(question.or_veiled(veiled))));
            return;
        }
        changes.extend(self.along(view));
        let deed = self.deed(changes);
        match self.typed_ref().filter(|_| !self.again) {
            Some(tip) => {
                self.asking = Some(deed);
                out.push(Effect::Job(Job::TipBefore(Box::new(tip))));
            }
            None => self.send(deed, out),
        }
    }

    /// The same number of the same source is in the file: the first is shown before the second is saved.
    fn met_first(&self, id: Option<&str>, seen: &Seen) -> Effect {
        let answer = |words: String, answer: Answer| (words, Effect::Answer(answer));
        let first = match (id, seen) {
            (Some(id), Seen::In(number)) => {
                Some(answer(format!("Go to {number}, and leave this form"), Answer::First(id.to_owned())))
            }
            _ => None,
        };
        let title = match seen {
            Seen::In(number) => format!("{number} has the same source and ref"),
            Seen::Ask(whom) => format!("A tip with the same source and ref is known: ask {whom}"),
        };
        let again = answer("Save it as one more tip".to_owned(), Answer::Again);
        Effect::Open(Box::new(Choice::new(&title, first.into_iter().chain([again]).collect(), true)))
    }

    /// What goes along with a case that is handed over to another officer.
    fn along(&self, view: &View) -> Vec<Change> {
        let (Some(case), true) = (&self.case, self.action == HAND_OVER) else { return Vec::new() };
        let to = self.sections.first().and_then(|s| s.sheet.get("lead"));
        let to = to.filter(|_| view.viewer.may(Right::Tasks, &case.whose()));
        to.map(|to| case.tasks_along(to)).unwrap_or_default()
    }

    fn deed(&self, changes: Vec<Change>) -> Deed {
        let column = match self.purpose {
            Purpose::TakeBack => "taken_back_reason",
            Purpose::Clear => "clearance_reason",
            Purpose::Records | Purpose::Triage => "",
        };
        let reason = self.sections.iter().find_map(|s| s.sheet.get(column).map(str::to_owned));
        let changes = changes.into_iter().chain(self.also.iter().cloned()).collect();
        let action = if self.again { tip::AGAIN.to_owned() } else { self.action.clone() };
        Deed { action, reason, op_id: Some(self.op_id.clone()), changes }
    }

    fn send(&mut self, deed: Deed, out: &mut Vec<Effect>) {
        // Another officer may have taken the same call, or met the same person. What may be in the file already is not met with itself.
        let new = self.line.is_some() || deed.changes.iter().any(calls_somebody);
        let asks = new && !self.met && self.unsure.is_none();
        let sent = Box::new(deed.clone());
        out.push(Effect::Job(if asks { Job::SaveNew(sent) } else { Job::Save(sent) }));
        self.saving = Some(deed);
    }

    /// The first field that keeps the form from being saved, and why.
    fn refusal(&self, view: &View) -> Option<(Slot, String)> {
        for (section, s) in self.sections.iter().enumerate().filter(|(_, s)| s.counts()) {
            let clearance = |s: &Sheet| s.get("clearance").map(str::to_owned);
            let cleared = s.before.as_ref().is_some_and(|b| clearance(b) != clearance(&s.sheet));
            if cleared && s.sheet.is_masked("clearance_reason") {
                let field = s.shown.first().copied().unwrap_or_default();
                let sentence = "The reason of the clearance is hidden: F9 shows it, then clear the offence".to_owned();
                return Some((Slot::Field { section, field }, sentence));
            }
            if s.before.as_ref().is_some_and(|b| takes_an_act(b, &s.sheet)) {
                let field = s.sheet.kind.specs().iter().position(|spec| spec.column == INVESTIGATION).unwrap_or(0);
                let sentence = "A case is closed and reopened with a reason: leave the stage as it was, and z does it";
                return Some((Slot::Field { section, field }, sentence.to_owned()));
            }
            for field in &s.shown {
                if let Some(error) = &s.errors[*field] {
                    return Some((Slot::Field { section, field: *field }, said(s.spec(*field), error, view)));
                }
            }
            if s.sheet.kind == RecordKind::Tip
                && let Some((column, sentence)) = tip::refusal(&s.sheet)
            {
                let field = named(s.sheet.kind, &[column]).first().copied().unwrap_or_default();
                return Some((Slot::Field { section, field }, sentence.to_owned()));
            }
            for (field, spec) in s.sheet.kind.specs().iter().enumerate() {
                let lacks = s.sheet.values[field].is_none() && s.shown.contains(&field);
                let reason = match self.purpose {
                    Purpose::TakeBack => spec.column == "taken_back_reason",
                    Purpose::Clear | Purpose::Records | Purpose::Triage => {
                        let changed = s.before.as_ref().is_none_or(|b| b.get("clearance") != s.sheet.get("clearance"));
                        spec.column == "clearance_reason" && changed && needs_reason(s.sheet.get("clearance"))
                    }
                };
                if lacks && (spec.need == crate::domain::field::Need::Must || reason) {
                    let label =
                        if reason { "A reason".to_owned() } else { format!("{} {}", s.sheet.label(), spec.label) };
                    return Some((Slot::Field { section, field }, format!("{label} is needed")));
                }
            }
        }
        let offence = |s: &Section| s.sheet.kind == RecordKind::Offence && s.counts();
        if self.line.is_some() && !self.sections.iter().any(offence) {
            return Some((Slot::Line, "An offence is needed: hom, rape, kid … on the line, or below".to_owned()));
        }
        if !self.sections.iter().any(Section::counts) {
            return self.slots().first().map(|s| (*s, "Nothing is typed yet".to_owned()));
        }
        None
    }

    fn changes(&self, view: &View) -> Vec<Change> {
        let skipped: Vec<&str> =
            self.sections.iter().filter(|s| !s.counts()).map(|s| s.sheet.head.id.as_str()).collect();
        let gone =
            |s: &Sheet| ["suspect_id", "victim_id"].iter().any(|c| s.get(c).is_some_and(|id| skipped.contains(&id)));
        let mut changes: Vec<Change> = Vec::new();
        for s in self.sections.iter().filter(|s| s.counts()) {
            let mut after = s.sheet.clone();
            if s.before.is_none() && gone(&after) {
                continue;
            }
            if after.kind == RecordKind::Relation && s.before.is_none() && after.get("relationship").is_none() {
                continue;
            }
            match self.purpose {
                Purpose::TakeBack => {
                    after.set("taken_back_at", Some(this_minute(view)));
                    after.set("taken_back_by", Some(view.viewer.name.clone()));
                }
                Purpose::Clear if after.get("clearance") == Some("N") => {
                    for column in &CLEARANCE[1..] {
                        after.set(column, None);
                    }
                }
                _ => {}
            }
            if s.before.as_ref().is_none_or(|b| b.values != after.values) {
                changes.push(Change { before: s.before.clone(), after });
            }
        }
        // A record comes after those that it points at.
        changes.sort_by_key(|c| c.after.kind);
        changes
    }

    /// Doubts that this form brings in: those that were there before are not asked about again.
    fn doubts(&self, changes: &[Change], view: &View) -> Vec<Warning> {
        let stored = self.case.as_ref();
        let mut sheets: Vec<Sheet> = stored.map(CaseFile::sheets).unwrap_or_default();
        for change in changes {
            match sheets.iter_mut().find(|s| s.head.id == change.after.head.id) {
                Some(sheet) => *sheet = change.after.clone(),
                None => sheets.push(change.after.clone()),
            }
        }
        let known = stored.map(|c| checks::warnings(c, &view.desk.now)).unwrap_or_default();
        let all = CaseFile::from_sheets(&sheets).map(|c| checks::warnings(&c, &view.desk.now)).unwrap_or_default();
        let strange = changes.iter().flat_map(|change| self.strangers(change, view));
        all.into_iter().filter(|w| !known.contains(w)).chain(strange).collect()
    }

    /// Officers that it names anew and that the office does not have; one without accounts takes any.
    fn strangers(&self, change: &Change, view: &View) -> Vec<Warning> {
        if self.leads.is_empty() || !view.viewer.is_bounded() {
            return Vec::new();
        }
        let (after, before) = (&change.after, change.before.as_ref());
        let named = after.kind.specs().iter().filter(|spec| spec.is_officer());
        let anew = named.filter_map(|spec| Some((spec, after.get(spec.column)?)));
        let anew = anew.filter(|(spec, name)| before.and_then(|b| b.get(spec.column)) != Some(*name));
        let strange = anew.filter(|(_, name)| !self.leads.iter().any(|lead| lead.eq_ignore_ascii_case(name)));
        let label = if after.kind == RecordKind::Case { String::new() } else { after.label() };
        let say = |(spec, name): (&Spec, &str)| Warning {
            label: label.clone(),
            field: spec.label,
            text: format!("nobody here is called {name}"),
        };
        strange.map(say).collect()
    }

    /// The clashes are decided: the same deed again, on top of what is stored now.
    pub(super) fn decided(&mut self, current: &[Sheet], mine: &[Clash], view: &View, out: &mut Vec<Effect>) {
        let mut deed = self.deed(self.changes(view));
        let keep: Vec<&Clash> = mine.iter().collect();
        for change in &mut deed.changes {
            let Some(stored) = current.iter().find(|s| is_same(s, &change.after)) else { continue };
            if change.before.is_none() {
                // Both desks said for the first time what these two are to each other.
                let mut unsaid = stored.clone();
                unsaid.set("relationship", None);
                change.after.head = stored.head.clone();
                change.before = Some(unsaid);
            }
            *change = change.on_top_of(stored, &keep);
            for s in self.sections.iter_mut().filter(|s| is_same(stored, &s.sheet)) {
                s.before.clone_from(&change.before);
                s.sheet = change.after.clone();
                s.retype(&view.desk);
            }
        }
        self.enter(self.focus);
        self.send(deed, out);
    }

    fn goes_to(&self, id: &str) -> Effect {
        if self.is_of_tip() { Effect::Tip(id.to_owned()) } else { Effect::GoTo(id.to_owned()) }
    }

    /// A reply of the worker.
    pub(super) fn replied(&mut self, reply: &Reply, view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::TipBefore(first) => {
                let Some(deed) = self.asking.take() else { return };
                match first {
                    Some((id, seen)) => out.push(self.met_first(id.as_deref(), seen)),
                    None => self.send(deed, out),
                }
            }
            Reply::Saved { case_id, number, merged, seen } if self.saving.is_some() => {
                self.saving = None;
                let kept = if merged.is_empty() {
                    String::new()
                } else {
                    format!("; another officer's change was kept: {}", merged.join(", "))
                };
                let seen: String = seen.iter().map(|seen| format!("; {seen}")).collect();
                out.push(Effect::Say(format!("{number} saved{kept}{seen}")));
                out.extend([Effect::Forget, self.goes_to(case_id), Effect::Close]);
            }
            // The same once more is done; what was typed since is in no file but this form.
            Reply::SavedBefore { case_id, number } if self.saving.is_some() => {
                if self.saving.take() == self.unsure {
                    out.push(Effect::Say(format!("{number} was saved the first time")));
                    out.extend([Effect::Forget, self.goes_to(case_id), Effect::Close]);
                } else {
                    let sentence = format!(
                        "{number} was saved the first time, without what you typed since: note that, leave this form, and enter it there"
                    );
                    out.push(Effect::Refuse(sentence));
                }
            }
            Reply::Clashed { .. } if self.saving.is_some() && view.veiled => {
                self.saving = None;
                let sentence = "Another officer changed the same meanwhile: F9 shows it, then save again";
                out.push(Effect::Refuse(sentence.to_owned()));
            }
            Reply::Clashed { clashes, current } if self.saving.is_some() => {
                self.saving = None;
                out.push(Effect::Open(Box::new(ClashView::new(clashes.clone(), current.clone()))));
            }
            Reply::Alike(found) if self.saving.is_some() => {
                self.saving = None;
                out.push(Effect::Open(Box::new(Alike::new(found.clone()))));
            }
            Reply::Leads(names) => self.leads.clone_from(names),
            Reply::Failed { saving: true, .. } => self.unsure = self.saving.take(),
            Reply::Failed { .. } => self.asking = None,
            Reply::Case(case) => {
                let mine = self.case.as_ref().is_some_and(|c| c.case.head.id == case.case.head.id);
                let known = self.case.as_ref().map(CaseFile::sheets).unwrap_or_default();
                // The same version with names hidden is no change.
                let same =
                    |s: &Sheet| known.iter().any(|k| (&k.head.id, k.head.version) == (&s.head.id, s.head.version));
                let new = case.sheets().into_iter().filter(|s| !same(s));
                let latest = new.max_by(|a, b| a.head.updated_at.cmp(&b.head.updated_at));
                if mine
                    && self.saving.is_none()
                    && let Some(latest) = latest
                {
                    let by = latest.head.updated_by;
                    self.notice = Some(format!("{by} changed this case meanwhile; saving shows or merges every field"));
                    self.case = Some((**case).clone());
                }
            }
            _ => {}
        }
    }
}

/// The same record; of relations, which both desks may have made, the same pair.
fn is_same(stored: &Sheet, typed: &Sheet) -> bool {
    let pair = |s: &Sheet| (s.get("suspect_id").map(str::to_owned), s.get("victim_id").map(str::to_owned));
    stored.head.id == typed.head.id
        || (stored.kind == RecordKind::Relation && typed.kind == RecordKind::Relation && pair(stored) == pair(typed))
}

/// Does it give a suspect or victim a name, or another?
fn calls_somebody(change: &Change) -> bool {
    let called = |sheet: &Sheet| ["name", "name_km", "nickname"].map(|column| sheet.get(column).map(str::to_owned));
    let names = called(&change.after);
    PEOPLE.contains(&change.after.kind)
        && names.iter().any(Option::is_some)
        && change.before.as_ref().map(called) != Some(names)
}

/// What follows from what was typed: a suspect with a name is named, one with anything else is known.
fn complete(sheet: &mut Sheet) {
    if sheet.kind == RecordKind::Suspect {
        let named = sheet.get("name").or(sheet.get("name_km")).is_some();
        match sheet.get("identity") {
            Some("unknown" | "unnamed") | None if named => sheet.set("identity", Some("named".into())),
            None if sheet.is_blank() => sheet.set("identity", Some("unknown".into())),
            None => sheet.set("identity", Some("unnamed".into())),
            _ => {}
        }
    }
    if sheet.kind == RecordKind::Case && sheet.head.id == line::NEW_CASE {
        sheet.set("number", None);
    }
}
