//! THE form: any number of records, field by field from their field lists, with the one-line entry on top of a new case.
//! What is typed is kept until it is saved or dropped on purpose; nothing is written from here but by a [`Deed`].

mod draw;
mod open;
mod save;
mod tip;

use super::command::{Cmd, Scope};
use super::input::Input;
use super::job::{Job, Reply};
use super::keys::is_text;
use super::overlays::{Answer, Choice, Effect, Overlay, Question};
use super::parts::View;
use crate::domain::act::{Change, Deed};
use crate::domain::casefile::CaseFile;
use crate::domain::code::Entry;
use crate::domain::field::{Desk, FieldKind, See, Spec};
use crate::domain::line;
use crate::domain::record::{RecordKind, Sheet};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde::{Deserialize, Serialize};

pub use open::{case_of, hides_reason, restore, standing};

/// What is said of a hidden text that cannot be read: the sentence itself would repeat it.
fn unread(spec: &Spec) -> String {
    format!("{} is not understood: F9 shows it", spec.label)
}

/// What is wrong with the text of a field, as far as the privacy screen lets it be said now.
fn said(spec: &Spec, error: &str, view: &View) -> String {
    // What fits no choice may be anything, typed in the wrong field.
    if view.hides(spec.see) || (view.veiled && spec.list().is_some()) { unread(spec) } else { error.to_owned() }
}

/// One record in the form.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Section {
    title: String,
    /// as it is stored; none for a new record
    before: Option<Sheet>,
    /// as it is typed
    sheet: Sheet,
    /// typed text of each field of the list
    texts: Vec<String>,
    /// which fields are shown
    shown: Vec<usize>,
    /// asked for by hand, so that it is saved also while nothing is known of it
    by_hand: bool,
    /// which the officer typed in, so that the one-line entry leaves them alone
    touched: Vec<bool>,
    /// what is wrong with the text of a field
    #[serde(skip)]
    errors: Vec<Option<String>>,
}

/// What the form is for, where its fields alone do not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Purpose {
    /// records added or edited
    Records,
    /// an arrest is taken back: the form asks why
    TakeBack,
    /// an offence is cleared: some clearances need a reason
    Clear,
    /// it is decided what becomes of a tip
    Triage,
}

/// Where the cursor can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// the one-line entry
    Line,
    /// a field of a section
    Field { section: usize, field: usize },
}

/// The form.
pub struct Form {
    title: String,
    action: String,
    purpose: Purpose,
    case: Option<CaseFile>,
    line: Option<String>,
    words: Vec<line::Word>,
    sections: Vec<Section>,
    /// what is saved with it and is no part of the form
    also: Vec<Change>,
    /// a tip that is saved though its number is known
    again: bool,
    focus: usize,
    input: Input,
    /// the text as it was when the cursor came to its field
    entered: String,
    pick: usize,
    top: usize,
    typed: bool,
    saving: Option<Deed>,
    /// a deed that waits until it is known whether the tip is in the file already
    asking: Option<Deed>,
    /// it is none of those that may be the same
    met: bool,
    /// the act that saving is, however often it is tried
    op_id: String,
    /// what was sent and did not come back as saved: it may be in the file all the same
    unsure: Option<Deed>,
    warned: bool,
    notice: Option<String>,
    /// who may lead a case, where the office says so
    leads: Vec<String>,
}

impl Section {
    fn new(title: String, before: Option<Sheet>, sheet: Sheet, shown: Vec<usize>, desk: &Desk) -> Section {
        let n = sheet.values.len();
        let mut section = Section {
            title,
            before,
            sheet,
            texts: vec![String::new(); n],
            shown,
            by_hand: false,
            touched: vec![false; n],
            errors: vec![None; n],
        };
        section.retype(desk);
        section
    }

    /// The texts again from the values.
    fn retype(&mut self, desk: &Desk) {
        for (i, spec) in self.sheet.kind.specs().iter().enumerate() {
            self.texts[i] = spec.typed(self.sheet.values[i].as_deref(), desk, self.sheet.parent_of(spec));
        }
    }

    fn spec(&self, field: usize) -> &'static Spec {
        &self.sheet.kind.specs()[field]
    }

    /// Does it count: was it there before, or is anything in it?
    fn counts(&self) -> bool {
        self.before.is_some() || self.by_hand || !self.sheet.is_blank()
    }
}

impl Form {
    fn slots(&self) -> Vec<Slot> {
        let line = self.line.is_some().then_some(Slot::Line);
        let fields = self.sections.iter().enumerate();
        let fields = fields.flat_map(|(section, s)| s.shown.iter().map(move |f| Slot::Field { section, field: *f }));
        line.into_iter().chain(fields).collect()
    }

    fn slot(&self) -> Option<Slot> {
        self.slots().get(self.focus).copied()
    }

    fn current(&self) -> Option<(&Section, usize)> {
        match self.slot()? {
            Slot::Line => None,
            Slot::Field { section, field } => Some((&self.sections[section], field)),
        }
    }

    /// Puts the cursor on a slot; its text goes into the input.
    fn enter(&mut self, focus: usize) {
        let slots = self.slots();
        self.focus = focus.min(slots.len().saturating_sub(1));
        self.pick = 0;
        let (text, kind, anew) = match slots.get(self.focus) {
            Some(Slot::Line) => (self.line.clone().unwrap_or_default(), FieldKind::Line, false),
            Some(Slot::Field { section, field }) => {
                let s = &self.sections[*section];
                let spec = s.spec(*field);
                let words = matches!(spec.kind, FieldKind::Line | FieldKind::Prose);
                (s.texts[*field].clone(), spec.kind, !words || spec.is_officer())
            }
            None => (String::new(), FieldKind::Line, false),
        };
        self.input = Input::new(&text, kind == FieldKind::Prose);
        self.entered = self.input.text();
        // A code, date, age or officer is typed anew; words are typed on.
        if anew {
            self.input.select();
        }
    }

    /// The entries that fit what is typed, if the field has a list.
    fn candidates<'a>(&self, desk: &Desk<'a>) -> Vec<&'a Entry> {
        let Some((section, field)) = self.current() else { return Vec::new() };
        let spec = section.spec(field);
        let Some(list) = spec.list() else { return Vec::new() };
        let typed = self.input.text();
        // What was chosen before does not narrow; what was refused does, however often it is asked.
        let chosen = typed == self.entered && section.errors[field].is_none();
        let typed = if chosen { "" } else { typed.as_str() };
        desk.lists.narrow(list, typed, section.sheet.parent_of(spec))
    }

    /// Text changed in the field that has the cursor.
    fn changed(&mut self, view: &View) {
        self.typed = true;
        (self.warned, self.met) = (false, false);
        self.pick = 0;
        let text = self.input.text();
        match self.slot() {
            Some(Slot::Line) => {
                self.line = Some(text);
                self.read_line(view);
            }
            Some(Slot::Field { section, field }) => {
                let s = &mut self.sections[section];
                s.touched[field] = true;
                s.errors[field] = None;
            }
            None => {}
        }
    }

    /// Reads the text of the field that is left into its value. `false`: it stays, with what is wrong beside it.
    fn leave(&mut self, view: &View, out: &mut Vec<Effect>) -> bool {
        let Some(Slot::Field { section, field }) = self.slot() else { return true };
        let desk = &view.desk;
        let typed = self.input.text();
        let candidates = self.candidates(desk);
        let s = &mut self.sections[section];
        let (spec, before) = (s.spec(field), s.sheet.values[field].clone());
        if typed == self.entered && s.errors[field].is_none() && self.pick == 0 {
            return true;
        }
        let picked = candidates.get(self.pick).map(|e| e.code.clone());
        let read = match spec.read(&typed, desk, s.sheet.parent_of(spec)) {
            // A choice made by hand wins over what the text alone would mean; among several the one shown first is taken.
            Ok(_) if self.pick > 0 && picked.is_some() => Ok(picked),
            Err(_) if picked.is_some() && !typed.trim().is_empty() => Ok(picked),
            read => read,
        };
        match read {
            Ok(value) => {
                s.sheet.values[field] = value;
                s.errors[field] = None;
                s.texts[field] = spec.typed(s.sheet.values[field].as_deref(), desk, s.sheet.parent_of(spec));
                if s.sheet.values[field] != before {
                    s.touched[field] = true;
                    self.typed = true;
                    self.drop_orphans(section, spec.column);
                }
                true
            }
            Err(misread) => {
                s.texts[field] = typed;
                s.errors[field] = Some(misread.text.clone());
                let meant = misread.meant.filter(|_| !view.hides(spec.see));
                if let Some(meant) = meant {
                    let lines = vec![misread.text, format!("It would be written {meant}.")];
                    let words = ("takes it", "lets you type it again");
                    let mut question = Question::new(spec.label, lines, words, Answer::TakeMeant(meant));
                    if spec.see != See::Facts {
                        question = question.or_veiled(vec![unread(spec)]);
                    }
                    out.push(Effect::Open(Box::new(question)));
                } else {
                    out.push(Effect::Refuse(said(spec, &misread.text, view)));
                }
                false
            }
        }
    }

    /// A district does not stay with another province.
    fn drop_orphans(&mut self, section: usize, changed: &str) {
        let s = &mut self.sections[section];
        for (i, spec) in s.sheet.kind.specs().iter().enumerate() {
            if spec.parent() == Some(changed) && s.sheet.values[i].is_some() {
                s.sheet.values[i] = None;
                s.texts[i].clear();
                self.notice = Some(format!("{} was cleared: it belongs to another {changed}", spec.label));
                return self.drop_orphans(section, spec.column);
            }
        }
    }

    /// Goes to another slot, if the one that is left can be read.
    fn go(&mut self, focus: usize, view: &View, out: &mut Vec<Effect>) {
        if self.leave(view, out) {
            self.enter(focus);
        }
    }

    fn section_start(&self, forward: bool) -> usize {
        let slots = self.slots();
        let of = |i: usize| match slots[i] {
            Slot::Line => None,
            Slot::Field { section, .. } => Some(section),
        };
        let here = of(self.focus);
        if forward {
            (self.focus..slots.len()).find(|i| of(*i) != here).unwrap_or(self.focus)
        } else {
            let start = (0..=self.focus).find(|i| of(*i) == here).unwrap_or(0);
            if start < self.focus || start == 0 {
                start
            } else {
                (0..start).find(|i| of(*i) == of(start - 1)).unwrap_or(0)
            }
        }
    }

    /// The records of the form, to go to one of them. Their titles hold no name.
    fn contents(&self) -> Choice {
        let shown = self.sections.iter().enumerate().filter(|(_, section)| !section.shown.is_empty());
        let items = shown.map(|(i, section)| (section.title.clone(), Effect::Answer(Answer::Section(i))));
        Choice::new("Go to which record?", items.collect(), true)
    }

    fn one_more(&mut self, kind: RecordKind, view: &View, out: &mut Vec<Effect>) {
        if self.leave(view, out) {
            self.typed = true;
            let section = self.add_section(kind, view);
            self.sections[section].by_hand = true;
            let first =
                self.slots().iter().position(|s| matches!(s, Slot::Field { section: at, .. } if *at == section));
            self.enter(first.unwrap_or(self.focus));
        }
    }
}

impl Overlay for Form {
    fn scope(&self) -> Scope {
        Scope::Form
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn is_text(&self, key: KeyEvent) -> bool {
        let lines = self.current().is_some_and(|(s, f)| s.spec(f).kind == FieldKind::Prose);
        is_text(key)
            || (lines && key.modifiers.is_empty() && matches!(key.code, KeyCode::Enter | KeyCode::Up | KeyCode::Down))
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        let more = matches!(cmd, Cmd::AddVictim | Cmd::AddSuspect | Cmd::AddOffence);
        (more && self.line.is_none())
            .then(|| "Save or leave this form first: here only its own records are edited".to_owned())
    }

    fn command(&mut self, cmd: Cmd, view: &View, out: &mut Vec<Effect>) {
        if self.saving.is_some() {
            return;
        }
        let last = self.slots().len().saturating_sub(1);
        let choices = self.candidates(&view.desk).len();
        let picking =
            choices > 0 && (self.pick > 0 || self.current().is_some_and(|(s, f)| self.input.text() != s.texts[f]));
        match cmd {
            Cmd::Next if self.focus == last && self.leave(view, out) => {
                self.enter(last);
                out.push(Effect::Say("That was the last field: ^S saves".into()));
            }
            Cmd::Next if self.focus == last => {}
            Cmd::Next => self.go(self.focus + 1, view, out),
            Cmd::Previous => self.go(self.focus.saturating_sub(1), view, out),
            Cmd::Down if picking => self.pick = (self.pick + 1).min(choices - 1),
            Cmd::Up if picking => self.pick = self.pick.saturating_sub(1),
            Cmd::Down => self.go((self.focus + 1).min(last), view, out),
            Cmd::Up => self.go(self.focus.saturating_sub(1), view, out),
            Cmd::NextSection => self.go(self.section_start(true), view, out),
            Cmd::PreviousSection => self.go(self.section_start(false), view, out),
            Cmd::Section => out.push(Effect::Open(Box::new(self.contents()))),
            Cmd::AddVictim => self.one_more(RecordKind::Victim, view, out),
            Cmd::AddSuspect => self.one_more(RecordKind::Suspect, view, out),
            Cmd::AddOffence => self.one_more(RecordKind::Offence, view, out),
            Cmd::Save => self.save(view, out),
            Cmd::Back if self.typed => {
                let lines = vec!["What you typed here is not saved.".to_owned()];
                let words = ("drops it", "goes on typing");
                out.push(Effect::Open(Box::new(Question::new("Leave without saving?", lines, words, Answer::Leave))));
            }
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, view: &View, _out: &mut Vec<Effect>) {
        if self.saving.is_none() && self.input.key(key) {
            self.changed(view);
        }
    }

    fn paste(&mut self, text: &str, view: &View, _out: &mut Vec<Effect>) {
        if self.saving.is_none() {
            self.input.paste(text);
            self.changed(view);
        }
    }

    fn answer(&mut self, answer: Answer, view: &View, out: &mut Vec<Effect>) {
        match answer {
            Answer::Leave => out.extend([Effect::Forget, Effect::Close]),
            Answer::First(id) => out.extend([Effect::Forget, Effect::Tip(id), Effect::Close]),
            Answer::Again => {
                self.again = true;
                self.save(view, out);
            }
            Answer::SaveAnyway => {
                self.warned = true;
                self.save(view, out);
            }
            Answer::NotTheSame => {
                self.met = true;
                self.save(view, out);
            }
            Answer::TakeMeant(meant) => {
                self.input.set(&meant);
                self.changed(view);
                self.go((self.focus + 1).min(self.slots().len().saturating_sub(1)), view, out);
            }
            Answer::Section(section) => {
                let at =
                    self.slots().iter().position(|s| matches!(s, Slot::Field { section: of, .. } if *of == section));
                self.go(at.unwrap_or(self.focus), view, out);
            }
            Answer::Decided { current, mine } => self.decided(&current, &mine, view, out),
            Answer::Picked(_) | Answer::Quit => {}
        }
    }

    fn needs(&self) -> Vec<Job> {
        let case = self.case.iter().map(|c| Job::Case(c.case.head.id.clone()));
        case.chain([Job::Leads]).collect()
    }

    fn is_saving(&self) -> bool {
        self.saving.is_some() || self.asking.is_some()
    }

    fn take(&mut self, reply: &Reply, view: &View, out: &mut Vec<Effect>) {
        self.replied(reply, view, out);
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn draft(&self) -> Option<(String, String)> {
        // The save takes the draft with it: none is kept behind its back.
        (self.typed && self.saving.is_none()).then(|| (self.title.clone(), self.kept()))
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        self.paint(buf, area, view);
    }
}
