//! A new PIN: the old one where there is one, then the new one twice. What is typed is shown as dots and kept nowhere but here.

use super::{Effect, Overlay};
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::Job;
use crate::tui::parts::{self, View};
use crate::tui::theme::Role;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// A PIN has so many letters or digits.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=12;

/// The overlay.
pub struct Pin {
    /// what is asked, in order
    asked: Vec<&'static str>,
    /// what was typed; the last is being typed
    typed: Vec<String>,
    wrong: &'static str,
}

impl Pin {
    /// A PIN in the place of another, or the first.
    pub fn new(has_one: bool) -> Pin {
        let old = has_one.then_some("The PIN as it is");
        let asked = old.into_iter().chain(["The new PIN", "The new PIN once more"]).collect();
        Pin { asked, typed: vec![String::new()], wrong: "" }
    }
}

impl Overlay for Pin {
    fn scope(&self) -> Scope {
        Scope::Pin
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        let Some(typed) = self.typed.last_mut() else { return };
        match key.code {
            KeyCode::Char(c) if c.is_ascii_alphanumeric() && typed.len() < *LENGTH.end() => typed.push(c),
            KeyCode::Backspace => drop(typed.pop()),
            _ => {}
        }
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Back => out.push(Effect::Close),
            Cmd::Open => {
                let n = self.typed.len();
                let old = self.asked.len() == 3;
                let new_at = usize::from(old);
                let typed = self.typed.last().map_or("", String::as_str);
                self.wrong = "";
                if n > new_at && !LENGTH.contains(&typed.len()) {
                    self.wrong = "A PIN has 4 to 12 letters or digits";
                } else if n == self.asked.len() && self.typed[new_at] != typed {
                    self.typed.truncate(new_at);
                    self.typed.push(String::new());
                    self.wrong = "These were not the same: type the new PIN again";
                } else if n == self.asked.len() {
                    let old = old.then(|| self.typed[0].clone());
                    let new = self.typed[new_at].clone();
                    out.extend([Effect::Job(Job::SetPin { old, new }), Effect::Close]);
                } else {
                    self.typed.push(String::new());
                }
            }
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 60, self.asked.len() as u16 + 4);
        let inside = parts::frame(buf, place, view, "PIN", "", true);
        for (i, (asked, typed)) in self.asked.iter().zip(&self.typed).enumerate() {
            let here = i + 1 == self.typed.len();
            let dots = "*".repeat(typed.len()) + if here { "_" } else { "" };
            let line = Line::from(vec![
                view.span(format!(" {asked:24}"), if here { Role::Strong } else { Role::Faint }),
                view.span(dots, Role::Plain),
            ]);
            parts::put(buf, inside, i, &line);
        }
        parts::put(buf, inside, self.asked.len(), &Line::from(view.span(format!(" {}", self.wrong), Role::Warn)));
        let help = " Letters or digits, 4 to 12. It opens your masked screen; it is no password.";
        parts::put(
            buf,
            inside,
            self.asked.len() + 1,
            &Line::from(view.span(parts::fit(help, 58, &view.theme), Role::Faint)),
        );
    }
}
