//! One tip whole: its fields, what it names, where else each was seen, and what became of it; from here it is edited and triaged. It must
//! never decide who may see what.

use super::{Choice, Effect, History, Overlay};
use crate::domain::field::{Need, Spec};
use crate::domain::known;
use crate::domain::moment;
use crate::domain::record::{HIDDEN, Record, Sheet};
use crate::domain::rights::{Right, Scope as Reach};
use crate::domain::tip::names_case;
use crate::domain::tipfile::TipFile;
use crate::tui::command::{Cmd, Scope};
use crate::tui::form::Form;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The tip.
pub struct TipView {
    id: String,
    file: Option<TipFile>,
    /// what is to be done as soon as it is read
    then: Option<Cmd>,
    scroll: Scroll,
}

impl TipView {
    /// Of a tip; with what is to be done to it at once.
    pub fn new(id: &str, then: Option<Cmd>) -> TipView {
        TipView { id: id.to_owned(), file: None, then, scroll: Scroll::default() }
    }

    fn act(&self, cmd: Cmd, view: &View, out: &mut Vec<Effect>) {
        let Some(file) = &self.file else { return };
        match cmd {
            Cmd::EditTip => out.push(Effect::Open(Box::new(Form::edit_tip(file, view)))),
            Cmd::Named => out.push(Effect::Open(Box::new(Form::tip_identifier(file, view)))),
            Cmd::Triage => {
                let title = format!("What becomes of {}?", file.number());
                out.push(Effect::Open(Box::new(Choice::new(&title, outcomes(file, view), true))));
            }
            Cmd::History => out.push(Effect::Open(Box::new(History::new(&self.id, file.number())))),
            Cmd::Open => {
                out.extend(file.case_id.iter().flat_map(|id| [Effect::GoTo(id.clone()), Effect::Close]));
            }
            _ => {}
        }
    }
}

/// What can become of a tip, each with its form.
fn outcomes(file: &TipFile, view: &View) -> Vec<(String, Effect)> {
    let form = |words: &str, form: Form| (words.to_owned(), Effect::Open(Box::new(form) as Box<dyn Overlay>));
    let enters = view.viewer.reach(Right::Enter) > Reach::No && file.tip.outcome.as_deref() != Some("case");
    let opened = enters.then(|| form("Open a case from it", Form::case_of_tip(file, view)));
    let others = [("Link it to a case", "link"), ("Refer it to another unit", "refer"), ("No action", "none")];
    opened.into_iter().chain(others.map(|(words, outcome)| form(words, Form::triage(file, outcome, view)))).collect()
}

impl Overlay for TipView {
    fn scope(&self) -> Scope {
        Scope::Tip
    }

    fn awaits(&self, cmd: Cmd) -> bool {
        self.file.is_none() && matches!(cmd, Cmd::EditTip | Cmd::Named | Cmd::Triage | Cmd::History | Cmd::Open)
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        let file = self.file.as_ref()?;
        let outcome = file.tip.outcome.as_deref();
        match cmd {
            Cmd::Open if file.case_id.is_none() && outcome.is_some_and(names_case) => {
                Some("Its case is out of your reach".to_owned())
            }
            Cmd::Open if file.case_id.is_none() => Some("It is no case and linked to none: t decides".to_owned()),
            Cmd::EditTip | Cmd::Named | Cmd::Triage if file.sheets().iter().any(|s| s.head.masked != 0) => {
                let case_only =
                    |s: &Sheet| s.kind.specs().iter().all(|p| !s.is_masked(p.column) || p.column == "outcome_case");
                let hidden = !file.sheets().iter().all(case_only);
                hidden.then(|| "What it says is hidden: F9 shows it first".to_owned())
            }
            _ => None,
        }
    }

    fn command(&mut self, cmd: Cmd, view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Back => out.push(Effect::Close),
            cmd if self.scroll.command(cmd) => {}
            cmd => self.act(cmd, view, out),
        }
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn forget(&mut self) {
        self.file = None;
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::Tip(self.id.clone())]
    }

    fn take(&mut self, reply: &Reply, view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Tip(file) if file.tip.head.id == self.id => {
                self.file = Some((**file).clone());
                if let Some(cmd) = self.then.take() {
                    match self.blocked(cmd) {
                        Some(reason) => out.push(Effect::Refuse(reason)),
                        None => self.act(cmd, view, out),
                    }
                }
            }
            // What became of it is shown as a case.
            Reply::Saved { case_id, number, .. } if *case_id != self.id && !number.starts_with("T-") => {
                out.push(Effect::Close);
            }
            Reply::OutOfReach(id) if *id == self.id => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 100, area.height);
        let width = usize::from(place.width).saturating_sub(6);
        let lines = self.file.as_ref().map(|file| lines(file, width, view)).unwrap_or_default();
        self.scroll.fit(usize::from(place.height).saturating_sub(2), lines.len());
        let title = self.file.as_ref().map_or("Tip".to_owned(), |file| format!("Tip {}", file.number()));
        let inside = parts::frame(buf, place, view, &title, &self.scroll.words(), true);
        for (i, line) in lines.iter().skip(self.scroll.top).enumerate() {
            parts::put(buf, inside, i, line);
        }
    }
}

/// What is said of a field: nothing where it is as it was given or not known.
fn told(sheet: &Sheet, spec: &Spec, view: &View) -> Option<String> {
    let value = sheet.get(spec.column);
    let given = matches!(spec.need, Need::Given(start) if spec.column != "priority" && value == Some(start));
    let told = value.is_some() || sheet.is_masked(spec.column);
    (told && !given && !spec.is_inside()).then(|| sheet.show(spec, &view.desk))
}

fn lines(file: &TipFile, width: usize, view: &View) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    let mut say = |label: &str, text: &str, role: Role| {
        for (i, line) in wrap(text, width.saturating_sub(15)).into_iter().enumerate() {
            let label = parts::fit(if i == 0 { label } else { "" }, 15, &view.theme);
            out.push(Line::from(vec![view.span(format!(" {label}"), Role::Faint), view.span(line, role)]));
        }
    };
    let tip = file.tip.to_sheet();
    match file.tip.outcome.as_deref() {
        None => say("Triage", "OPEN: t decides what becomes of it", Role::Warn),
        Some(code) => {
            let word = view.desk.lists.word("tip_outcome", code);
            let hidden = tip.is_masked("outcome_case").then_some(HIDDEN).filter(|_| names_case(code));
            let case = file.tip.outcome_case.as_deref().or(hidden).map(|case| format!(": {case}")).unwrap_or_default();
            say("Triage", &format!("{word}{case}"), Role::Good);
        }
    }
    for spec in tip.kind.specs().iter().filter(|s| !["number", "outcome", "outcome_case"].contains(&s.column)) {
        if let Some(text) = told(&tip, spec, view) {
            say(spec.label, &text, Role::Plain);
        }
    }
    let entered = format!("{} by {}", moment::local(&tip.head.created_at, view.desk.now.zone), tip.head.created_by);
    say("Entered", &entered, Role::Faint);
    if file.identifiers.is_empty() {
        say("Identifiers", "none yet; i adds one", Role::Faint);
    }
    for identifier in &file.identifiers {
        let sheet = identifier.to_sheet();
        let fields: Vec<String> = sheet.kind.specs().iter().filter_map(|spec| told(&sheet, spec, view)).collect();
        say(&sheet.label(), &fields.join(" · "), Role::Strong);
        if let Some(seen) = file.known.get(&sheet.head.id) {
            say("", &known::words(seen), Role::Warn);
        }
    }
    out
}
