//! A choice of one of a few: by arrows or its first letter and Enter, or by its digit.

use super::{Effect, Overlay};
use crate::tui::command::{Cmd, Scope};
use crate::tui::parts::{self, View, fit};
use crate::tui::theme::Role;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The choice.
pub struct Choice {
    title: String,
    items: Vec<(String, Effect)>,
    selected: usize,
    masked: bool,
}

impl Choice {
    /// Of these; each with what taking it does. `masked` if they were made behind the privacy screen, or hold no name.
    pub fn new(title: &str, items: Vec<(String, Effect)>, masked: bool) -> Choice {
        Choice { title: title.to_owned(), items, selected: 0, masked }
    }

    /// To the next one that begins with a letter.
    fn jump(&mut self, letter: char) {
        let begins = |(label, _): &(String, Effect)| {
            label.chars().next().is_some_and(|first| first.to_lowercase().eq(letter.to_lowercase()))
        };
        let n = self.items.len();
        let next = (1..=n).map(|step| (self.selected + step) % n).find(|i| begins(&self.items[*i]));
        self.selected = next.unwrap_or(self.selected);
    }

    fn choose(&mut self, i: usize, out: &mut Vec<Effect>) {
        if i < self.items.len() {
            out.push(Effect::Close);
            out.push(self.items.swap_remove(i).1);
        }
    }
}

impl Overlay for Choice {
    fn scope(&self) -> Scope {
        Scope::Choice
    }

    fn veils_itself(&self) -> bool {
        self.masked
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected = (self.selected + 1).min(self.items.len().saturating_sub(1)),
            Cmd::Open => self.choose(self.selected, out),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, out: &mut Vec<Effect>) {
        let KeyCode::Char(c) = key.code else { return };
        match c.to_digit(10) {
            // The tenth is 0.
            Some(n) => self.choose((n as usize + 9) % 10, out),
            None => self.jump(c),
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let widest = self.items.iter().map(|(l, _)| parts::width(l)).max().unwrap_or(0).max(parts::width(&self.title));
        let rows = (self.items.len() as u16 + 2).min(area.height);
        let place = parts::popup(buf, area, (widest as u16).saturating_add(12).min(76), rows);
        let inside = parts::frame(buf, place, view, &self.title, "", true);
        let height = usize::from(inside.height).max(1);
        let top = (self.selected + 1).saturating_sub(height);
        for (i, (label, _)) in self.items.iter().enumerate().skip(top) {
            let on = i == self.selected;
            let line = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(if i < 10 { format!(" {} ", (i + 1) % 10) } else { "   ".to_owned() }, Role::Key),
                view.span(
                    fit(label, usize::from(inside.width).saturating_sub(6), &view.theme),
                    if on { Role::Selected } else { Role::Plain },
                ),
            ]);
            parts::put(buf, inside, i - top, &line);
        }
    }
}
