//! Merging the selected case with another: its number and why, then which records are the same, shown before it is done. It must never
//! merge what it has not shown.

use super::{Effect, Overlay};
use crate::domain::merged::Same;
use crate::domain::merging::{Choice, Plan};
use crate::domain::number;
use crate::domain::record::HIDDEN;
use crate::tui::command::{Cmd, Scope};
use crate::tui::input::Input;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, View, fit, wrap};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use uuid::Uuid;

const LABELS: [&str; 2] = ["Other case", "Why"];

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
    fields: [Input; 2],
    at: usize,
    shown: Option<Shown>,
    op_id: String,
    asked: bool,
    refused: Option<String>,
}

impl Merge {
    /// Of the case with this number.
    pub fn new(number: &str) -> Merge {
        Merge {
            number: number.to_owned(),
            fields: [Input::new("", false), Input::new("", false)],
            at: 0,
            shown: None,
            op_id: Uuid::now_v7().to_string(),
            asked: false,
            refused: None,
        }
    }

    fn plan(&mut self, out: &mut Vec<Effect>) {
        let [number, reason] = self.fields.each_ref().map(|f| f.text().trim().to_owned());
        self.refused = None;
        if number::read(&number).is_none() {
            (self.at, self.refused) = (0, Some("Write the number of the other case as 19/274".to_owned()));
        } else if reason.is_empty() {
            self.refused = (self.at == 1).then(|| "Say why: the reason stays on record".to_owned());
            self.at = 1;
        } else {
            self.asked = true;
            out.push(Effect::Job(Job::PlanMerge([self.number.clone(), number])));
        }
    }

    fn merge(&mut self, out: &mut Vec<Effect>) {
        let Some(shown) = self.shown.as_ref().filter(|_| !self.asked) else { return };
        if shown.plan.refusal.is_some() {
            return;
        }
        let cases = [&shown.plan.older, &shown.plan.younger].map(|file| file.case.head.id.clone());
        let (same, reason) = (shown.same.clone(), self.fields[1].text());
        self.asked = true;
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

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match (cmd, &mut self.shown) {
            _ if self.asked => {}
            (Cmd::Yes, Some(_)) => self.merge(out),
            (Cmd::No, Some(_)) => self.shown = None,
            (Cmd::Mark, Some(shown)) => shown.turn(),
            (Cmd::Up, Some(shown)) => shown.selected = shown.selected.saturating_sub(1),
            (Cmd::Down, Some(shown)) => {
                shown.selected = (shown.selected + 1).min(shown.choices.len().saturating_sub(1));
            }
            (Cmd::Next | Cmd::Previous, None) => self.at = 1 - self.at,
            (Cmd::Save, None) => self.plan(out),
            (Cmd::Back, None) => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        if self.shown.is_none() && !self.asked {
            self.fields[self.at].key(key);
        }
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        if self.shown.is_none() && !self.asked {
            self.fields[self.at].paste(text);
        }
    }

    fn take(&mut self, reply: &Reply, view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::MergePlan(plan) if self.asked && self.shown.is_none() => {
                (self.asked, self.shown) = (false, Some(Shown::of(plan, view)));
            }
            Reply::Saved { case_id, number, .. } if self.asked && self.shown.is_some() => {
                let said = format!("Merged: {} counts once, both numbers find it; U undoes it", number::short(number));
                out.extend([Effect::Say(said), Effect::GoTo(case_id.clone()), Effect::Close]);
            }
            Reply::Failed { sentence, .. } if self.asked => {
                (self.asked, self.shown, self.refused) = (false, None, Some(sentence.clone()));
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
        let place = parts::popup(buf, area, 78, 11);
        let inside = parts::frame(buf, place, view, &title, "", true);
        for (i, (label, input)) in LABELS.iter().zip(&self.fields).enumerate() {
            let on = i == self.at;
            let y = inside.y + 1 + i as u16;
            let label = format!("{}{}", if on { view.theme.cursor() } else { " " }, fit(label, 13, &view.theme));
            buf.set_span(inside.x, y, &view.span(label, if on { Role::Focus } else { Role::Faint }), 14);
            let field = Rect::new(inside.x + 14, y, inside.width.saturating_sub(15), 1);
            // The number is a fact, the reason may name anybody.
            let hidden = view.veiled && i > 0;
            let text = if hidden && !input.text().is_empty() { HIDDEN.to_owned() } else { input.text() };
            match on {
                true if hidden => input.masked().render(field, buf),
                true => input.area().render(field, buf),
                false => parts::put(buf, field, 0, &Line::from(view.span(text, Role::Plain))),
            }
        }
        let what = "For one matter that was entered twice. The lower number stays; the other becomes a pointer to it and is counted no \
                    more. What would be done is shown first, and it can be undone.";
        let refused = self.refused.iter().flat_map(|r| wrap(r, width)).map(|l| (l, Role::Bad));
        let what = wrap(what, width).into_iter().map(|l| (l, Role::Faint));
        for (i, (line, role)) in what.chain(refused).enumerate() {
            parts::put(buf, inside, 4 + i, &Line::from(view.span(format!(" {line}"), role)));
        }
    }
}
