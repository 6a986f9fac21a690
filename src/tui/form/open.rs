//! How forms begin: a new case, more of a case, an edit, an arrest, its taking back, a clearance; or from a draft.

use super::{Form, Purpose, Section, Slot};
use crate::domain::act::Change;
use crate::domain::casefile::CaseFile;
use crate::domain::chain;
use crate::domain::day::Day;
use crate::domain::field::{FieldKind, Need, See, Spec};
use crate::domain::handover::HAND_OVER;
use crate::domain::kind::TAKEN_BACK;
use crate::domain::line;
use crate::domain::moment::Moment;
use crate::domain::offence::CLEARANCE;
use crate::domain::record::{Record, RecordKind, Sheet};
use crate::domain::rights::{Right, Viewer};
use crate::domain::suspect::Suspect;
use crate::domain::text::capital;
use crate::domain::tip;
use crate::tui::input::Input;
use crate::tui::parts::View;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A form as a draft keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    title: String,
    action: String,
    purpose: Purpose,
    #[serde(default)]
    op_id: Option<String>,
    case_id: Option<String>,
    line: Option<String>,
    sections: Vec<Section>,
    #[serde(default)]
    also: Vec<Change>,
    focus: usize,
    typing: String,
}

/// The fields that are typed in a form.
pub(super) fn typed(kind: RecordKind) -> Vec<usize> {
    let specs = kind.specs().iter().enumerate();
    specs.filter(|(_, s)| s.need != Need::Hidden && s.kind != FieldKind::Link).map(|(i, _)| i).collect()
}

/// Of these fields of a record of a case, those that this officer may change and that are not masked.
fn allowed(fields: Vec<usize>, sheet: &Sheet, case: &CaseFile, view: &View) -> Vec<usize> {
    let may = |spec: &Spec| !sheet.is_masked(spec.column) && view.viewer.may_change(sheet.kind, spec, &case.whose());
    fields.into_iter().filter(|i| may(&sheet.kind.specs()[*i])).collect()
}

pub(super) fn named(kind: RecordKind, columns: &[&str]) -> Vec<usize> {
    columns.iter().filter_map(|c| kind.specs().iter().position(|s| s.column == *c)).collect()
}

impl Form {
    pub(super) fn blank(title: &str, action: &str, case: Option<CaseFile>) -> Form {
        Form {
            title: title.to_owned(),
            action: action.to_owned(),
            purpose: Purpose::Records,
            case,
            line: None,
            words: Vec::new(),
            sections: Vec::new(),
            also: Vec::new(),
            again: false,
            focus: 0,
            input: Input::new("", false),
            entered: String::new(),
            pick: 0,
            top: 0,
            typed: false,
            saving: None,
            asking: None,
            met: false,
            op_id: Uuid::now_v7().to_string(),
            unsure: None,
            warned: false,
            notice: None,
            leads: Vec::new(),
        }
    }

    pub(super) fn opened(mut self) -> Form {
        self.enter(0);
        self
    }

    /// A new case, the one-line entry on top.
    pub fn new_case(view: &View) -> Form {
        let mut form = Form::blank("New case", "new case", None);
        form.line = Some(String::new());
        form.read_line(view);
        form.opened()
    }

    /// Every record of a case.
    pub fn edit(case: &CaseFile, view: &View) -> Form {
        let number = case.case.number.clone().unwrap_or_default();
        let mut form = Form::blank(&format!("Edit {number}"), "edit", Some(case.clone()));
        for sheet in case.sheets().into_iter().filter(|s| !s.kind.is_append_only()) {
            if !sheet.stands() {
                continue;
            }
            let title = form.title_of(&sheet);
            let fields = allowed(typed(sheet.kind), &sheet, case, view);
            if !fields.is_empty() {
                form.sections.push(Section::new(title, Some(sheet.clone()), sheet.clone(), fields, &view.desk));
            }
        }
        // Pairs without a record of what they are to each other can be given one here.
        let pairs = case.suspects.iter().flat_map(|s| case.victims.iter().map(move |v| (s, v)));
        let open: Vec<(String, String)> = pairs
            .filter(|(s, v)| case.relation(&s.head.id, &v.head.id).is_none())
            .map(|(s, v)| (s.head.id.clone(), v.head.id.clone()))
            .collect();
        let may_relate = view.viewer.may(Right::Change, &case.whose());
        for (suspect, victim) in open.into_iter().filter(|_| may_relate) {
            form.add_relation(&suspect, &victim, view);
        }
        if view.veiled && form.sections.iter().any(|s| s.sheet.head.masked != 0) {
            form.notice = Some("Names and narrative are hidden and not edited here: F9 before e shows them".to_owned());
        }
        form.opened()
    }

    /// One more victim, suspect, offence or diary entry for a case.
    pub fn add(kind: RecordKind, case: &CaseFile, view: &View) -> Form {
        let number = case.case.number.clone().unwrap_or_default();
        let mut form = Form::blank(
            &format!("New {} of {number}", kind.name()),
            &format!("new {}", kind.name()),
            Some(case.clone()),
        );
        let section = form.add_section(kind, view);
        form.sections[section].by_hand = matches!(kind, RecordKind::Victim | RecordKind::Suspect);
        form.opened()
    }

    /// A record that hangs on a suspect: an arrest, and what may come after it.
    pub fn of_suspect(kind: RecordKind, case: &CaseFile, suspect: &Suspect, view: &View) -> Form {
        let number = case.case.number.clone().unwrap_or_default();
        let title = format!("{} of S{} in {number}", capital(kind.name()), suspect.head.seq);
        let mut form = Form::blank(&title, kind.name(), Some(case.clone()));
        let mut sheet = Sheet::blank(kind, &case.case.head.id, case.next_seq(kind));
        sheet.set("suspect_id", Some(suspect.head.id.clone()));
        form.push(sheet, view);
        form.opened()
    }

    /// A record that hangs on an exhibit, or on a request about one. What is known of it already stands in the form.
    pub fn of_exhibit(kind: RecordKind, case: &CaseFile, parent: &Sheet, view: &View) -> Form {
        let mut sheet = Sheet::blank(kind, &case.case.head.id, case.next_seq(kind));
        let today = Some(Day::of(view.desk.now.today()).to_iso());
        for (column, _) in kind.links().filter(|(_, to)| *to == parent.kind) {
            sheet.set(column, Some(parent.head.id.clone()));
        }
        match kind {
            RecordKind::CustodyEvent => {
                let bench = case.bench();
                let standing = chain::standing(&bench.chain(&parent.head.id));
                let begins = if standing.is_empty() { "scene" } else { chain::place(&standing) };
                sheet.set("from_place", Some(begins.to_owned()));
                sheet.set("at", Some(this_minute(view)));
            }
            RecordKind::ExamRequest => sheet.set("asked_on", today),
            _ => sheet.set("reported_on", today),
        }
        Form::hanging(sheet, case, &format!("{} of {}", capital(kind.name()), parent.label()), view)
    }

    /// A record that hangs on a client, or a relative of a victim; what must have a day has today's.
    pub fn of_client(kind: RecordKind, case: &CaseFile, client: &Sheet, view: &View) -> Form {
        let mut sheet = Sheet::blank(kind, &case.case.head.id, case.next_seq(kind));
        for (column, _) in kind.links().filter(|(_, to)| *to == client.kind) {
            sheet.set(column, Some(client.head.id.clone()));
        }
        let today = Day::of(view.desk.now.today()).to_iso();
        for spec in kind.specs().iter().filter(|s| s.need == Need::Must && s.kind == FieldKind::Day) {
            sheet.set(spec.column, Some(today.clone()));
        }
        Form::hanging(sheet, case, &format!("{} of {}", capital(kind.name()), client.label()), view)
    }

    /// An entry that corrects another of what may only grow: as it was, to be put right.
    pub fn correct(case: &CaseFile, entry: &Sheet, view: &View) -> Form {
        let mut sheet = Sheet::blank(entry.kind, &case.case.head.id, case.next_seq(entry.kind));
        sheet.values.clone_from(&entry.values);
        if let Some(corrects) = entry.kind.corrects() {
            sheet.set(corrects, Some(entry.head.id.clone()));
        }
        if sheet.get("at").is_none() {
            // One that says no hour is of the minute in which it was entered.
            sheet.set("at", Some(entry.head.created_at.clone()));
        }
        // Of a custody entry; no other has them.
        sheet.set("row_before", None);
        sheet.set("purpose", Some("correction".to_owned()));
        Form::hanging(sheet, case, &format!("Correction of {}", entry.label()), view)
    }

    fn hanging(sheet: Sheet, case: &CaseFile, title: &str, view: &View) -> Form {
        let number = case.case.number.clone().unwrap_or_default();
        let mut form = Form::blank(&format!("{title} in {number}"), sheet.kind.name(), Some(case.clone()));
        form.push(sheet, view);
        form.opened()
    }

    /// A decision, of this minute and by this officer if nothing else is said.
    pub fn decide(case: &CaseFile, view: &View) -> Form {
        let mut sheet = Sheet::blank(RecordKind::Decision, &case.case.head.id, case.next_seq(RecordKind::Decision));
        sheet.set("decided_at", Some(this_minute(view)));
        sheet.set("decided_by", Some(view.viewer.name.clone()));
        Form::hanging(sheet, case, "Decision", view)
    }

    /// The hand-over of a case: to whom, and an entry of the diary with what goes along.
    pub fn hand_over(case: &CaseFile, view: &View) -> Form {
        let number = case.case.number.clone().unwrap_or_default();
        let mut form = Form::blank(&format!("Hand over {number}"), HAND_OVER, Some(case.clone()));
        let sheet = case.case.to_sheet();
        let shown = allowed(named(RecordKind::Case, &["lead", "team"]), &sheet, case, view);
        let to_whom = "To whom".to_owned();
        form.sections.push(Section::new(to_whom, Some(sheet.clone()), sheet, shown, &view.desk));
        let mut entry = Sheet::blank(RecordKind::Diary, &case.case.head.id, case.next_seq(RecordKind::Diary));
        let along = case.goes_along(&view.desk);
        entry.set("text", Some(format!("Handed over. With it: {along}")));
        form.push(entry, view);
        form.opened()
    }

    /// That a task is done, today if nothing else is said.
    pub fn task_done(case: &CaseFile, task: &Sheet, view: &View) -> Form {
        let number = case.case.number.clone().unwrap_or_default();
        let mut form = Form::blank(&format!("{} of {number} is done", task.label()), "task done", Some(case.clone()));
        let mut sheet = task.clone();
        sheet.set("done_on", Some(Day::of(view.desk.now.today()).to_iso()));
        let shown = allowed(named(RecordKind::Task, &["done_on", "result"]), &sheet, case, view);
        form.sections.push(Section::new(form.title_of(&sheet), Some(task.clone()), sheet, shown, &view.desk));
        form.opened()
    }

    /// The reason for taking an arrest back, or what else can be.
    pub fn take_back(case: &CaseFile, record: &Sheet, view: &View) -> Form {
        let number = case.case.number.clone().unwrap_or_default();
        let (name, label) = (record.kind.name(), record.label());
        let mut form = Form::blank(&format!("Take back {name} {label} of {number}"), "take back", Some(case.clone()));
        form.purpose = Purpose::TakeBack;
        let shown = named(record.kind, &["taken_back_reason"]);
        let title = format!("The {name} stays in the history and counts no more");
        form.sections.push(Section::new(title, Some(record.clone()), record.clone(), shown, &view.desk));
        form.opened()
    }

    /// The clearance of an offence, today and by this officer if nothing else is said.
    pub fn clear(case: &CaseFile, offence: &Sheet, view: &View) -> Form {
        let number = case.case.number.clone().unwrap_or_default();
        let mut form =
            Form::blank(&format!("Clearance of {} in {number}", offence.label()), "clearance", Some(case.clone()));
        form.purpose = Purpose::Clear;
        let mut sheet = offence.clone();
        if sheet.get("clearance") == Some("N") {
            sheet.set("cleared_on", Some(Day::of(view.desk.now.today()).to_iso()));
            sheet.set("cleared_by", Some(view.viewer.name.clone()));
        }
        let shown = named(RecordKind::Offence, &CLEARANCE);
        form.sections.push(Section::new(form.title_of(&sheet), Some(offence.clone()), sheet, shown, &view.desk));
        form.opened()
    }

    pub(super) fn title_of(&self, sheet: &Sheet) -> String {
        let label_of = |id: Option<&str>| {
            let known = self.case.iter().flat_map(CaseFile::sheets).find(|s| Some(s.head.id.as_str()) == id);
            let typed = self.sections.iter().map(|s| s.sheet.clone()).find(|s| Some(s.head.id.as_str()) == id);
            known.or(typed).map_or("?".to_owned(), |s| s.label())
        };
        match sheet.kind {
            RecordKind::Case => "Case".to_owned(),
            RecordKind::Tip => "Tip".to_owned(),
            RecordKind::Relation => {
                format!("{} to {}", label_of(sheet.get("suspect_id")), label_of(sheet.get("victim_id")))
            }
            kind => {
                let of = kind.links().find_map(|(column, _)| sheet.get(column));
                let of = of.map(|id| format!(" of {}", label_of(Some(id)))).unwrap_or_default();
                format!("{} · {}{of}", sheet.label(), kind.name())
            }
        }
    }

    pub(super) fn push(&mut self, sheet: Sheet, view: &View) -> usize {
        let title = self.title_of(&sheet);
        let mut shown = typed(sheet.kind);
        if let Some(case) = &self.case {
            let sees = |spec: &Spec| view.viewer.may(Right::See(spec.see), &case.whose());
            shown.retain(|i| sees(&sheet.kind.specs()[*i]));
        }
        self.sections.push(Section::new(title, None, sheet, shown, &view.desk));
        self.sections.len() - 1
    }

    /// One more blank record; a person also gets what they are to the others. Gives its place.
    pub(super) fn add_section(&mut self, kind: RecordKind, view: &View) -> usize {
        let case_id = self.case.as_ref().map_or(line::NEW_CASE, |c| c.case.head.id.as_str()).to_owned();
        let stored = self.case.as_ref().map_or(1, |c| c.next_seq(kind));
        let typed = self.sections.iter().filter(|s| s.sheet.kind == kind && s.before.is_none()).count() as u32;
        let sheet = Sheet::blank(kind, &case_id, stored + typed);
        let id = sheet.head.id.clone();
        let at = self.push(sheet, view);
        let others = if kind == RecordKind::Suspect { RecordKind::Victim } else { RecordKind::Suspect };
        if matches!(kind, RecordKind::Suspect | RecordKind::Victim) {
            let mut ids: Vec<String> =
                self.case.iter().flat_map(CaseFile::sheets).filter(|s| s.kind == others).map(|s| s.head.id).collect();
            ids.extend(
                self.sections
                    .iter()
                    .filter(|s| s.sheet.kind == others && s.before.is_none())
                    .map(|s| s.sheet.head.id.clone()),
            );
            for other in ids {
                let (suspect, victim) = if kind == RecordKind::Suspect { (&id, &other) } else { (&other, &id) };
                self.add_relation(suspect, victim, view);
            }
        }
        at
    }

    fn add_relation(&mut self, suspect: &str, victim: &str, view: &View) {
        let case_id = self.case.as_ref().map_or(line::NEW_CASE, |c| c.case.head.id.as_str()).to_owned();
        let taken =
            self.sections.iter().filter(|s| s.sheet.kind == RecordKind::Relation && s.before.is_none()).count() as u32;
        let stored = self.case.as_ref().map_or(1, |c| c.next_seq(RecordKind::Relation));
        let mut sheet = Sheet::blank(RecordKind::Relation, &case_id, stored + taken);
        sheet.set("suspect_id", Some(suspect.to_owned()));
        sheet.set("victim_id", Some(victim.to_owned()));
        self.push(sheet, view);
    }

    /// Reads the one-line entry into the sections; what was typed into a field by hand stays.
    pub(super) fn read_line(&mut self, view: &View) {
        let Some(text) = &self.line else { return };
        let reading = line::read(text, &view.desk, view.viewer);
        self.words = reading.words;
        let mut sheets = reading.sheets;
        let old = std::mem::take(&mut self.sections);
        for kind in [RecordKind::Offence, RecordKind::Victim, RecordKind::Suspect] {
            let here = sheets.iter().filter(|s| s.kind == kind).count();
            let by_hand = old.iter().filter(|s| s.sheet.kind == kind && (s.by_hand || s.touched.contains(&true)));
            let by_hand = by_hand.map(|s| s.sheet.head.seq as usize).max().unwrap_or(1);
            for seq in here..by_hand {
                let at = sheets.iter().rposition(|s| s.kind <= kind).map_or(0, |i| i + 1);
                sheets.insert(at, Sheet::blank(kind, line::NEW_CASE, seq as u32 + 1));
            }
        }
        let ids = |kind| sheets.iter().filter(move |s: &&Sheet| s.kind == kind).map(|s| s.head.id.clone());
        let pairs: Vec<(String, String)> = ids(RecordKind::Suspect)
            .flat_map(|s| ids(RecordKind::Victim).map(move |v| (s.clone(), v)).collect::<Vec<_>>())
            .collect();
        let arrests: Vec<Sheet> = sheets.extract_if(.., |s| s.kind == RecordKind::Arrest).collect();
        let told: Vec<Sheet> = sheets.extract_if(.., |s| s.kind == RecordKind::Relation).collect();
        for (i, (suspect, victim)) in pairs.iter().enumerate() {
            let same = |s: &&Sheet| s.get("suspect_id") == Some(suspect) && s.get("victim_id") == Some(victim);
            let mut sheet = Sheet::blank(RecordKind::Relation, line::NEW_CASE, i as u32 + 1);
            sheet.set("suspect_id", Some(suspect.clone()));
            sheet.set("victim_id", Some(victim.clone()));
            sheet.set("relationship", told.iter().find(same).and_then(|s| s.get("relationship")).map(str::to_owned));
            sheets.push(sheet);
        }
        sheets.extend(arrests);
        for sheet in sheets {
            let at = self.push(sheet, view);
            let section = &mut self.sections[at];
            let pair = |s: &Sheet| (s.get("suspect_id").map(str::to_owned), s.get("victim_id").map(str::to_owned));
            let is = |s: &&Section| {
                s.sheet.kind == section.sheet.kind
                    && match s.sheet.kind {
                        RecordKind::Relation => pair(&s.sheet) == pair(&section.sheet),
                        _ => s.sheet.head.id == section.sheet.head.id,
                    }
            };
            let same = old.iter().find(is);
            section.by_hand = same.is_some_and(|s| s.by_hand);
            for i in same.map(|s| 0..s.touched.len()).unwrap_or_default() {
                if let Some(old) = same.filter(|s| s.touched[i]) {
                    section.sheet.values[i].clone_from(&old.sheet.values[i]);
                    section.texts[i].clone_from(&old.texts[i]);
                    section.touched[i] = true;
                    section.errors[i].clone_from(&old.errors[i]);
                }
            }
        }
    }

    /// The form as a draft keeps it.
    pub(super) fn kept(&self) -> String {
        let kept = Kept {
            title: self.title.clone(),
            action: self.action.clone(),
            purpose: self.purpose,
            op_id: Some(self.op_id.clone()),
            case_id: self.case.as_ref().map(|c| c.case.head.id.clone()),
            line: self.line.clone(),
            sections: self.sections.clone(),
            also: self.also.clone(),
            focus: self.focus,
            typing: self.input.text(),
        };
        serde_json::to_string(&kept).unwrap_or_default()
    }
}

/// The case that a draft belongs to; `None` for a new one.
pub fn case_of(content: &str) -> Option<String> {
    serde_json::from_str::<Kept>(content).ok()?.case_id
}

/// The form of a draft; `case` is the one it belongs to.
/// # Errors
/// A sentence where the draft cannot be read any more, or holds what its officer may not see any more.
pub fn restore(content: &str, case: Option<&CaseFile>, view: &View) -> Result<Form, &'static str> {
    let other = "This draft is of another caseload and was left as it is";
    let kept: Kept = serde_json::from_str(content).map_err(|_| other)?;
    let mut form = Form::blank(&kept.title, &kept.action, case.cloned());
    form.purpose = kept.purpose;
    form.op_id = kept.op_id.unwrap_or(form.op_id);
    form.line = kept.line;
    form.sections = kept.sections;
    form.also = kept.also;
    let befores = form.sections.iter().map(|s| &s.before).chain(form.also.iter().map(|c| &c.before));
    let mut tips = befores.flatten().filter(|before| before.kind == RecordKind::Tip);
    if tips.any(|before| !view.viewer.may(Right::Triage, &tip::whose(before))) {
        return Err("This draft is of a tip, which you may not change any more, and was left as it is");
    }
    for section in &mut form.sections {
        let n = section.sheet.kind.specs().len();
        if section.sheet.values.len() != n
            || section.texts.len() != n
            || section.touched.len() != n
            || section.shown.iter().any(|f| *f >= n)
            || section.before.as_ref().is_some_and(|b| b.kind != section.sheet.kind || b.values.len() != n)
        {
            return Err(other);
        }
        section.errors = vec![None; n];
    }
    // What is kept was seen with the eyes of then: in a narrative that is stored stand names.
    let sees = |see| case.is_none_or(|case| view.viewer.may(Right::See(see), &case.whose()));
    let named = |s: &Section, see| s.before.is_some() && see == See::Narrative && !sees(See::Identity);
    let hidden = |s: &Section, see| !sees(see) || named(s, see);
    if form.sections.iter().any(|s| s.shown.iter().any(|i| hidden(s, s.spec(*i).see))) {
        return Err("This draft shows more than you may see by now and was left as it is");
    }
    if let Some(text) = &form.line {
        form.words = line::read(text, &view.desk, view.viewer).words;
    }
    form.enter(kept.focus);
    let unread = form.input.text() != kept.typing;
    form.input.set(&kept.typing);
    if let (true, Some(Slot::Field { section, field })) = (unread, form.slot()) {
        form.sections[section].touched[field] = true;
    }
    form.typed = true;
    form.notice = Some("This is your unsaved form as it was kept".to_owned());
    Ok(form)
}

/// Are the reasons of clearances and of what was taken back masked? A reason that is not seen is not written over.
pub fn hides_reason(case: &CaseFile) -> bool {
    case.sheets()
        .iter()
        .any(|s| s.is_masked("clearance_reason") || s.is_masked("taken_back_reason") || s.is_masked("stage_reason"))
}

/// What can be taken back by this officer and stands, as choices for it.
pub fn standing(case: &CaseFile, viewer: &Viewer) -> Vec<Sheet> {
    let may = |s: &Sheet| {
        let spec = s.kind.specs().iter().find(|spec| spec.column == TAKEN_BACK);
        spec.is_some_and(|spec| viewer.may_change(s.kind, spec, &case.whose()))
    };
    case.sheets().into_iter().filter(|s| s.stands() && may(s)).collect()
}

/// Now, to the minute, in the stored form.
pub(super) fn this_minute(view: &View) -> String {
    Moment::At(view.desk.now.utc).to_iso()
}
