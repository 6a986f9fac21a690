//! What is done to the selected case: which form opens, and which of its records is meant.

use super::App;
use crate::domain::casefile::CaseFile;
use crate::domain::closing::Ending;
use crate::domain::field::{FieldKind, Need};
use crate::domain::number;
use crate::domain::record::{Record, RecordKind, Sheet};
use crate::domain::rights::Right;
use crate::domain::text::capital;
use crate::tui::command::Cmd;
use crate::tui::form::{self, Form};
use crate::tui::job::Job;
use crate::tui::overlays::{Choice, Effect, History, Lookers, Merge, Overlay, People, Restrict, Timeline, Why};
use crate::tui::parts::View;
use crate::tui::theme::Role;

impl App {
    /// A command on the selected case: at once if it is read, else when it is.
    pub(super) fn on_case(&mut self, cmd: Cmd) {
        let Some(id) = self.list.case_id().map(str::to_owned) else { return };
        let Some(case) = self.detail.of(Some(&id)).filter(|_| !self.stale).cloned() else {
            self.pending = Some((cmd, id.clone()));
            return self.jobs.push(Job::Case(id));
        };
        match cmd {
            Cmd::Reveal => self.reveal(id),
            Cmd::Edit => self.open_form(|v| Some(Form::edit(&case, v))),
            Cmd::AddVictim => self.open_form(|v| Some(Form::add(RecordKind::Victim, &case, v))),
            Cmd::AddSuspect => self.open_form(|v| Some(Form::add(RecordKind::Suspect, &case, v))),
            Cmd::AddOffence => self.open_form(|v| Some(Form::add(RecordKind::Offence, &case, v))),
            Cmd::Diary => self.open_form(|v| Some(Form::add(RecordKind::Diary, &case, v))),
            Cmd::Tasks => self.tasks(&case),
            Cmd::Decide => self.open_form(|v| Some(Form::decide(&case, v))),
            Cmd::HandOver => self.open_form(|v| Some(Form::hand_over(&case, v))),
            Cmd::Timeline => self.open_overlay(Box::new(Timeline::new(&case))),
            Cmd::History => {
                let number = case.case.number.clone().unwrap_or_default();
                self.open_overlay(Box::new(History::new(&id, &number)));
            }
            Cmd::Lookers => {
                let number = case.case.number.clone().unwrap_or_default();
                self.open_overlay(Box::new(Lookers::new(&id, &number)));
            }
            Cmd::People => {
                let number = case.case.number.clone().unwrap_or_default();
                self.open_overlay(Box::new(People::new(&id, &number)));
            }
            Cmd::End => self.end(&case),
            Cmd::Merge => self.merge(&case),
            Cmd::Restrict => self.open_overlay(Box::new(Restrict::new(&case))),
            Cmd::Arrest => self.choose(
                "Who was arrested?",
                &case,
                case.suspects.iter().map(Record::to_sheet).collect(),
                |c, s, v| of_suspect(RecordKind::Arrest, c, s, v),
            ),
            Cmd::More => self.more(&case),
            Cmd::TakeBack => {
                let standing = form::standing(&case, &self.session.viewer);
                let only = standing.iter().all(|s| s.kind == RecordKind::Arrest);
                let what = if only { "Which arrest" } else { "What" };
                self.choose(&format!("{what} of {} is taken back?", short(&case)), &case, standing, |c, s, v| {
                    Some(Form::take_back(c, s, v))
                })
            }
            Cmd::Clear => {
                self.choose("Which offence?", &case, case.offences.iter().map(Record::to_sheet).collect(), |c, s, v| {
                    Some(Form::clear(c, s, v))
                })
            }
            _ => {}
        }
    }

    pub(super) fn open_form(&mut self, make: impl FnOnce(&View) -> Option<Form>) {
        let seat = self.seat();
        let view = seat.view();
        if let Some(form) = make(&view) {
            // Its case is there already.
            self.jobs.push(Job::Leads);
            self.overlays.push(Box::new(form));
        }
    }

    /// What hangs on a suspect, exhibits and what hangs on them are added by one key: it asks what, then whose, where there are several.
    fn more(&mut self, case: &CaseFile) {
        let seat = self.seat();
        let view = seat.view();
        let may = |right| view.viewer.may(right, &case.whose());
        let suspects = case.suspects.iter().filter(|_| may(Right::Change));
        let suspects: Vec<Sheet> = suspects.map(Record::to_sheet).collect();
        // What the law does with a suspect comes first, what they go by last.
        let of_law = |kind: &RecordKind| *kind != RecordKind::Identifier;
        let item = |kind: RecordKind| {
            let title = format!("{} of whom?", capital(kind.name()));
            let next = chosen(&title, case, &suspects, |c, s, v| of_suspect(kind, c, s, v), &view)?;
            Some((capital(kind.name()), Effect::Open(next)))
        };
        let mut items: Vec<(String, Effect)> =
            RecordKind::of_suspect().filter(|kind| of_law(kind) && !suspects.is_empty()).filter_map(item).collect();
        if may(Right::Exhibits) {
            items.extend(of_exhibits(case, &view));
        }
        if may(Right::Tasks) {
            items.push(new_of_case(RecordKind::Task, Form::add(RecordKind::Task, case, &view)));
        }
        if may(Right::Change) {
            items.push(new_of_case(RecordKind::Decision, Form::decide(case, &view)));
            items.extend(correction(RecordKind::Decision, case, &view));
        }
        items.extend(RecordKind::of_suspect().filter(|kind| !of_law(kind) && !suspects.is_empty()).filter_map(item));
        if may(Right::ChangeCare) {
            items.extend(of_clients(case, &view));
        }
        if may(Right::Change) {
            items.push(new_of_case(RecordKind::PartnerRole, Form::add(RecordKind::PartnerRole, case, &view)));
        }
        if may(Right::Diary) {
            items.extend(correction(RecordKind::Diary, case, &view));
        }
        if items.is_empty() {
            self.message = Some(("The case has no victim yet on whom it could hang".into(), Role::Warn));
            return;
        }
        self.overlays.push(Box::new(Choice::new("What is added?", items, true)));
    }

    /// A new task, or one that is done: asked only where there is one.
    fn tasks(&mut self, case: &CaseFile) {
        let seat = self.seat();
        let view = seat.view();
        let new = Form::add(RecordKind::Task, case, &view);
        let open: Vec<Sheet> = case.tasks.iter().filter(|t| t.is_open()).map(Record::to_sheet).collect();
        if open.is_empty() {
            return self.overlays.push(Box::new(new));
        }
        let mut items = vec![("New task".to_owned(), Effect::Open(Box::new(new) as Box<dyn Overlay>))];
        for task in &open {
            let spec = task.kind.specs().iter().find(|s| s.column == "what");
            let what = spec.map(|s| task.show(s, &view.desk)).unwrap_or_default();
            let done = Effect::Open(Box::new(Form::task_done(case, task, &view)) as Box<dyn Overlay>);
            items.push((format!("{} is done: {what}", task.label()), done));
        }
        let masked = open.iter().all(|s| s.head.masked != 0);
        self.overlays.push(Box::new(Choice::new(&format!("Tasks of {}", short(case)), items, masked)));
    }

    /// How the case ends, or begins again: what is possible, each with its reason asked.
    fn end(&mut self, case: &CaseFile) {
        let seat = self.seat();
        let view = seat.view();
        let possible = Ending::ALL.into_iter().filter(|ending| ending.refusal(case).is_none());
        let item = |ending: Ending| {
            let why: Box<dyn Overlay> = Box::new(Why::end(case, ending, &view));
            (capital(ending.word()), Effect::Open(why))
        };
        let items: Vec<(String, Effect)> = possible.map(item).collect();
        match (items.is_empty(), Ending::Close.refusal(case)) {
            (true, why) => {
                let why = why.unwrap_or_default();
                self.message = Some((format!("It is neither closed nor reopened: {why}"), Role::Warn));
            }
            (false, _) => {
                self.overlays.push(Box::new(Choice::new(&format!("What becomes of {}?", short(case)), items, true)))
            }
        }
    }

    /// The case becomes one with another; one that is, is gone to or taken apart.
    fn merge(&mut self, case: &CaseFile) {
        let number = case.case.number.clone().unwrap_or_default();
        let mut items: Vec<(String, Effect)> = Vec::new();
        if let Some(into) = &case.merged_into {
            if into.case_id.is_empty() {
                return self.message = Some(("The case that it is merged into is not open to you".into(), Role::Warn));
            }
            items.push((format!("Go to {}", number::short(&into.number)), Effect::GoTo(into.case_id.clone())));
            items.push((
                format!("Take it apart from {}", number::short(&into.number)),
                Effect::Open(Box::new(Why::apart(case))),
            ));
        } else {
            if case.merged.is_empty() {
                return self.open_overlay(Box::new(Merge::new(&number)));
            }
            items.push(("Merge with another".to_owned(), Effect::Open(Box::new(Merge::new(&number)))));
            for younger in &case.merged {
                let short = number::short(younger.case.number.as_deref().unwrap_or_default());
                items.push((format!("Take {short} apart again"), Effect::Open(Box::new(Why::apart(younger)))));
            }
        }
        self.overlays.push(Box::new(Choice::new("Merged cases", items, true)));
    }

    /// One record of several: taken at once if it is the only one.
    fn choose(
        &mut self,
        title: &str,
        case: &CaseFile,
        of: Vec<Sheet>,
        make: impl Fn(&CaseFile, &Sheet, &View) -> Option<Form>,
    ) {
        let seat = self.seat();
        self.overlays.extend(chosen(title, case, &of, make, &seat.view()));
    }
}

/// The number of a case, for what covers its row.
fn short(case: &CaseFile) -> String {
    number::short(case.case.number.as_deref().unwrap_or_default())
}

/// A choice of a new record of the case itself.
fn new_of_case(kind: RecordKind, form: Form) -> (String, Effect) {
    (capital(kind.name()), Effect::Open(Box::new(form)))
}

/// An exhibit, and what hangs on those that the case has.
fn of_exhibits(case: &CaseFile, view: &View) -> Vec<(String, Effect)> {
    let standing = |kind: RecordKind| case.sheets().into_iter().filter(move |s| s.kind == kind && s.stands()).collect();
    let (exhibits, requests): (Vec<Sheet>, Vec<Sheet>) =
        (standing(RecordKind::Exhibit), standing(RecordKind::ExamRequest));
    let mut items = vec![(
        capital(RecordKind::Exhibit.name()),
        Effect::Open(Box::new(Form::add(RecordKind::Exhibit, case, view)) as Box<dyn Overlay>),
    )];
    let mut add = |words: String, of: &[Sheet], make: &dyn Fn(&CaseFile, &Sheet, &View) -> Form| {
        let title = format!("{words} of which?");
        let next = chosen(&title, case, of, |c, s, v| Some(make(c, s, v)), view).filter(|_| !of.is_empty());
        items.extend(next.map(|next| (words, Effect::Open(next))));
    };
    for kind in RecordKind::of_exhibit() {
        let of = if kind == RecordKind::ExamResult { &requests } else { &exhibits };
        add(capital(kind.name()), of, &|c, s, v| Form::of_exhibit(kind, c, s, v));
    }
    items.extend(correction(RecordKind::CustodyEvent, case, view));
    items
}

/// The correction of an entry of what may only grow, where the case has one.
fn correction(kind: RecordKind, case: &CaseFile, view: &View) -> Option<(String, Effect)> {
    let entries: Vec<Sheet> = case.sheets().into_iter().filter(|s| s.kind == kind).collect();
    let title = format!("Correction of which {}?", kind.name());
    let next = chosen(&title, case, &entries, |c, s, v| Some(Form::correct(c, s, v)), view);
    next.filter(|_| !entries.is_empty()).map(|next| (format!("Correction of a {}", kind.name()), Effect::Open(next)))
}

/// A relative of a victim, and what hangs on the clients that the case has.
fn of_clients(case: &CaseFile, view: &View) -> Vec<(String, Effect)> {
    let clients: Vec<Sheet> = case.clients().into_iter().filter(Sheet::stands).collect();
    let victims: Vec<Sheet> = clients.iter().filter(|c| c.kind == RecordKind::Victim).cloned().collect();
    let kinds = [RecordKind::Relative].into_iter().chain(RecordKind::of_client());
    let item = |kind: RecordKind| {
        let of = if kind == RecordKind::Relative { &victims } else { &clients };
        let words = capital(kind.name());
        let make = |c: &CaseFile, s: &Sheet, v: &View| Some(Form::of_client(kind, c, s, v));
        let next = chosen(&format!("{words} of whom?"), case, of, make, view).filter(|_| !of.is_empty())?;
        Some((words, Effect::Open(next)))
    };
    kinds.filter_map(item).collect()
}

/// The form for one record of several, or first the choice of it.
fn chosen(
    title: &str,
    case: &CaseFile,
    of: &[Sheet],
    make: impl Fn(&CaseFile, &Sheet, &View) -> Option<Form>,
    view: &View,
) -> Option<Box<dyn Overlay>> {
    if let [only] = of {
        return make(case, only, view).map(|form| Box::new(form) as Box<dyn Overlay>);
    }
    let mixed = of.windows(2).any(|two| two[0].kind != two[1].kind);
    let words = |sheet: &Sheet| {
        let fields = sheet.kind.specs().iter().zip(&sheet.values);
        let telling = fields.filter(|(s, v)| {
            let given = matches!(s.need, Need::Given(g) if v.as_deref() == Some(g));
            v.is_some() && !given && s.kind != FieldKind::Link
        });
        let mut values: Vec<String> = telling.map(|(s, v)| s.show(v.as_deref(), &view.desk)).take(5).collect();
        if case.arrests_of(&sheet.head.id).next().is_some() {
            values.push("already arrested".to_owned());
        }
        let kind = if mixed { format!(" {}", sheet.kind.name()) } else { String::new() };
        format!("{}{kind}  {}", sheet.label(), values.join(", "))
    };
    let items =
        of.iter().filter_map(|s| Some((words(s), Effect::Open(Box::new(make(case, s, view)?) as Box<dyn Overlay>))));
    let masked = of.iter().all(|s| s.head.masked != 0);
    Some(Box::new(Choice::new(title, items.collect(), masked)))
}

/// The form of a record that hangs on a suspect of the case.
fn of_suspect(kind: RecordKind, case: &CaseFile, suspect: &Sheet, view: &View) -> Option<Form> {
    let suspect = case.suspects.iter().find(|s| s.head.id == suspect.head.id)?;
    Some(Form::of_suspect(kind, case, suspect, view))
}
