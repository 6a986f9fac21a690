//! A question with yes and no. What yes means was said when it was asked.

use super::{Answer, Effect, Overlay};
use crate::tui::command::{Cmd, Scope};
use crate::tui::parts::{self, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The question.
pub struct Question {
    title: String,
    lines: Vec<String>,
    veiled: Option<Vec<String>>,
    yes: Answer,
    words: (&'static str, &'static str),
}

impl Question {
    /// A question; `words` say what yes and no do.
    pub fn new(title: &str, lines: Vec<String>, words: (&'static str, &'static str), yes: Answer) -> Question {
        Question { title: title.to_owned(), lines, veiled: None, yes, words }
    }

    /// What it says behind the privacy screen instead: it may have been asked before that went up.
    pub fn or_veiled(self, lines: Vec<String>) -> Question {
        Question { veiled: Some(lines), ..self }
    }
}

impl Overlay for Question {
    fn scope(&self) -> Scope {
        Scope::Question
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Yes => out.extend([Effect::Answer(self.yes.clone()), Effect::Close]),
            Cmd::No => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let width = 70.min(usize::from(area.width).saturating_sub(4));
        let shown = self.veiled.as_ref().filter(|_| view.veiled).unwrap_or(&self.lines);
        let mut lines: Vec<String> = shown.iter().flat_map(|l| wrap(l, width)).collect();
        lines.truncate(usize::from(area.height).saturating_sub(5));
        let place = parts::popup(buf, area, width as u16 + 4, lines.len() as u16 + 4);
        let inside = parts::frame(buf, place, view, &self.title, "", true);
        for (i, line) in lines.iter().enumerate() {
            parts::put(buf, inside, i, &Line::from(view.span(format!(" {line}"), Role::Plain)));
        }
        let keys = Line::from(vec![
            view.span(" Enter ", Role::Key),
            view.span(self.words.0, Role::Plain),
            view.span("   Esc ", Role::Key),
            view.span(self.words.1, Role::Plain),
        ]);
        parts::put(buf, inside, lines.len() + 1, &keys);
    }
}
