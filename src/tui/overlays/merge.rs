//! Merging the selected case with another: its number and why, then which records are the same, shown before it is done. It must never
//! merge what it has not shown.

use super::which::Which;
use super::{Effect, Overlay};
use crate::domain::merged::Same;
use crate::domain::merging::{Choice, Plan};
use crate::domain::number;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, View, fit, wrap};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use uuid::Uuid;

/// What was planned, while it is decided.
struct Shown {
    plan: Plan,
    choices: Vec<Choice>,
    same: Vec<Same>,
    selected: usize,
}

/// The two fields, and then the plan.
pub struct Merge {
    number: String,
    other: Which,
    shown: Option<Shown>,
    op_id: String,
}

impl Merge {
    /// Of the case with this number.
    pub fn new(number: &str) -> Merge {
        let (other, op_id) = (Which::new("Other case"), Uuid::now_v7().to_string());
        Merge { number: number.to_owned(), other, shown: None, op_id }
    }

    fn plan(&mut self, out: &mut Vec<Effect>) {
        let (how, needs) = ("Write the number of the other case as 19/274", "Say why: the reason stays on record");
        let asked = self.other.ask(|typed| number::read(typed).is_some(), how, needs);
        out.extend(asked.map(|[other, _]| Effect::Job(Job::PlanMerge([self.number.clone(), other]))));
    }

    fn merge(&mut self, out: &mut Vec<Effect>) {
        let Some(shown) = self.shown.as_ref().filter(|_| !self.other.is_asked()) else { return };
        if shown.plan.refusal.is_some() {
            return;
        }
        let cases = [&shown.plan.older, &shown.plan.younger].map(|file| file.case.head.id.clone());
        let (same, reason) = (shown.same.clone(), self.other.why());
        self.other.ask_again();
        out.push(Effect::Job(Job::Merge { cases, same, reason, op_id: self.op_id.clone() }));
    }
}

impl Shown {
    fn of(plan: &Plan, view: &View) -> Shown {
        Shown { choices: plan.choices(&view.desk), same: plan.same.clone(), plan: plan.clone(), selected: 0 }
    }

    /// The selected record is the same as the next of its kind that no other is the same as, and then as none.
    fn turn(&mut self) {
        let Some(choice) = self.choices.get(self.selected) else { return };
        let at = self.same.iter().position(|s| s.younger == choice.label);
        let now = at.map(|i| self.same.remove(i).older);
        let begin = now.map_or(0, |now| choice.with.iter().position(|(l, _)| *l == now).map_or(0, |i| i + 1));
        let free = |(label, _): &&(String, String)| !self.same.iter().any(|s| s.older == *label);
        let next = choice.with.iter().skip(begin).find(free).map(|(label, _)| label.clone());
        self.same.extend(next.map(|older| Same { younger: choice.label.clone(), older }));
    }

    fn lines(&self, view: &View, width: usize) -> Vec<(String, Role)> {
        let [older, younger] = self.plan.numbers();
        if let Some(refusal) = &self.plan.refusal {
            let text = format!("They cannot be merged: {refusal}.");
            return wrap(&text, width).into_iter().map(|l| (l, Role::Bad)).collect();
        }
        let head = format!(
            "{younger} becomes a pointer to {older}. No record moves; both numbers find them. Which are the same?"
        );
        let mut out: Vec<(String, Role)> = wrap(&head, width).into_iter().map(|l| (l, Role::Plain)).collect();
        for (i, choice) in self.choices.iter().enumerate() {
            let with = self.same.iter().find(|s| s.younger == choice.label).map(|s| s.older.as_str());
            let with = with.and_then(|label| choice.with.iter().find(|(l, _)| l == label));
            let with = with.map_or("no other".to_owned(), |(label, words)| format!("{label} {words}"));
            let on = i == self.selected;
            let cursor = if on { view.theme.cursor() } else { " " };
            let own = fit(&format!("{} {}", choice.label, choice.words), width / 2 - 4, &view.theme);
            out.push((format!("{cursor} {own} = {with}"), if on { Role::Focus } else { Role::Plain }));
        }
        out.extend(wrap(&self.plan.counted(&self.same), width).into_iter().map(|l| (l, Role::Strong)));
        out
    }
}

impl Overlay for Merge {
    fn scope(&self) -> Scope {
        if self.shown.is_some() { Scope::MergePlan } else { Scope::Merge }
    }

    fn takes_text(&self) -> bool {
        self.shown.is_none()
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn would_lose(&self) -> bool {
        !self.other.why().trim().is_empty()
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match (cmd, &mut self.shown) {
            _ if self.other.is_asked() => {}
            (Cmd::Yes, Some(_)) => self.merge(out),
            (Cmd::No, Some(_)) => self.shown = None,
            (Cmd::Mark, Some(shown)) => shown.turn(),
            (Cmd::Up, Some(shown)) => shown.selected = shown.selected.saturating_sub(1),
            (Cmd::Down, Some(shown)) => {
                shown.selected = (shown.selected + 1).min(shown.choices.len().saturating_sub(1));
            }
            (Cmd::Next | Cmd::Previous, None) => self.other.turn(),
            (Cmd::Save, None) => self.plan(out),
            (Cmd::Back, None) => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        if self.shown.is_none() {
            self.other.key(key);
        }
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        if self.shown.is_none() {
            self.other.paste(text);
        }
    }

    fn take(&mut self, reply: &Reply, view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::MergePlan(plan) if self.other.is_asked() && self.shown.is_none() => {
                self.other.answered();
                self.shown = Some(Shown::of(plan, view));
            }
            Reply::Saved { case_id, number, .. } if self.other.is_asked() && self.shown.is_some() => {
                let said = format!("Merged: {} counts once, both numbers find it; U undoes it", number::short(number));
                out.extend([Effect::Say(said), Effect::GoTo(case_id.clone()), Effect::Close]);
            }
            Reply::Failed { sentence, .. } if self.other.is_asked() => {
                self.shown = None;
                self.other.refuse(sentence);
            }
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let width = usize::from(area.width.min(78)).saturating_sub(4);
        let title = format!("Merge {} with another", number::short(&self.number));
        if let Some(shown) = &self.shown {
            let lines = shown.lines(view, width);
            let place = parts::popup(buf, area, 78, lines.len() as u16 + 4);
            let inside = parts::frame(buf, place, view, &title, "", true);
            let room = usize::from(inside.height).saturating_sub(2).max(1);
            let top = (shown.selected + 3).saturating_sub(room).min(lines.len().saturating_sub(room));
            for (i, (line, role)) in lines.iter().skip(top).take(room).enumerate() {
                parts::put(buf, inside, i, &Line::from(view.span(format!(" {line}"), *role)));
            }
            let may = shown.plan.refusal.is_none();
            let key = |key: &str, word: &str| {
                [view.span(format!(" {key} "), Role::Key), view.span(format!("{word}  "), Role::Plain)]
            };
            let mut keys = Vec::new();
            if may {
                keys.extend(key("Enter", "merges them"));
                keys.extend(key("Space", "the same as another"));
            }
            keys.extend(key("Esc", "goes back"));
            parts::put(buf, inside, usize::from(inside.height).saturating_sub(1), &Line::from(keys));
            return;
        }
        let what = "For one matter that was entered twice. The lower number stays; the other becomes a pointer to it and is counted no \
                    more. What would be done is shown first, and it can be undone.";
        self.other.draw(buf, area, view, &title, what);
    }
}
