//! Which file: its name typed, with what begins so offered below. It must never look into a folder itself.

use super::job;
use crate::tui::command::Cmd;
use crate::tui::import::Ask;
use crate::tui::input::Input;
use crate::tui::overlays::Effect;
use crate::tui::parts::{self, Scroll, View, fit, wrap};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// The page.
pub(super) struct FilePage {
    input: Input,
    /// the only folder in which lists may lie
    folder: Option<String>,
    /// what begins like this
    offers: Vec<String>,
    begun: String,
    /// what is typed is completed as soon as it is known by what
    completing: bool,
    selected: Option<usize>,
    scroll: Scroll,
    /// why the file that was named was not read
    pub refused: Option<String>,
}

impl Default for FilePage {
    fn default() -> FilePage {
        let (folder, offers, begun, completing, selected, scroll, refused) = Default::default();
        FilePage { input: Input::new("", false), folder, offers, begun, completing, selected, scroll, refused }
    }
}

impl FilePage {
    /// What was named.
    pub fn typed(&self) -> String {
        self.input.text()
    }

    /// The name to be read; a folder that is taken is only entered.
    pub fn open(&mut self, out: &mut Vec<Effect>) -> Option<String> {
        if let Some(offer) = self.selected.and_then(|at| self.offers.get(at)).cloned() {
            self.set(&offer, out);
            return Some(offer).filter(|offer| !offer.ends_with('/'));
        }
        let typed = self.typed();
        Some(typed).filter(|typed| !typed.trim().is_empty())
    }

    pub fn command(&mut self, cmd: Cmd, out: &mut Vec<Effect>) {
        let last = self.offers.len().saturating_sub(1);
        match cmd {
            Cmd::Down => self.selected = Some(self.selected.map_or(0, |at| (at + 1).min(last))),
            Cmd::Up => self.selected = self.selected.and_then(|at| at.checked_sub(1)),
            Cmd::Next if self.begun != self.typed() => self.completing = true,
            Cmd::Next => {
                let only = || self.offers.first().filter(|_| self.offers.len() == 1);
                let taken = self.selected.and_then(|at| self.offers.get(at)).or_else(only);
                let longer = taken.cloned().unwrap_or_else(|| common(&self.offers));
                if longer.len() > self.typed().len() || taken.is_some() {
                    self.set(&longer, out);
                }
            }
            _ => {}
        }
    }

    fn set(&mut self, text: &str, out: &mut Vec<Effect>) {
        self.input.set(text);
        self.changed(out);
    }

    fn changed(&mut self, out: &mut Vec<Effect>) {
        (self.selected, self.refused, self.completing) = (None, None, false);
        out.push(job(Ask::Offers(self.typed())));
    }

    pub fn key(&mut self, key: KeyEvent, out: &mut Vec<Effect>) {
        if self.input.key(key) {
            self.changed(out);
        }
    }

    pub fn paste(&mut self, text: &str, out: &mut Vec<Effect>) {
        self.input.paste(text.trim());
        self.changed(out);
    }

    pub fn take(&mut self, typed: &str, folder: Option<&str>, offers: &[String], out: &mut Vec<Effect>) {
        if typed == self.typed() {
            self.folder = folder.map(str::to_owned);
            (self.begun, self.offers) = (typed.to_owned(), offers.to_vec());
            self.selected = None;
            if std::mem::take(&mut self.completing) {
                self.command(Cmd::Next, out);
            }
        }
    }

    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 120, area.height);
        let inside = parts::frame(buf, place, view, "Import a list of cases", "", true);
        let width = usize::from(inside.width).saturating_sub(2);
        buf.set_span(inside.x, inside.y, &view.span(" File ", Role::Focus), 6);
        self.input.area().render(Rect::new(inside.x + 6, inside.y, inside.width.saturating_sub(7), 1), buf);
        let lies = match &self.folder {
            Some(folder) => format!("Over SSH: lists in {folder}, where an administrator puts them. "),
            None => String::new(),
        };
        let what = format!(
            "{lies}CSV, XLSX, ODS, or what export wrote. It is checked first; nothing is written before you have seen what would come in."
        );
        let refused = self.refused.iter().flat_map(|text| wrap(text, width)).map(|line| (line, Role::Bad));
        let head: Vec<(String, Role)> =
            wrap(&what, width).into_iter().map(|line| (line, Role::Faint)).chain(refused).collect();
        for (i, (line, role)) in head.iter().enumerate() {
            parts::put(buf, inside, 1 + i, &Line::from(view.span(format!(" {line}"), *role)));
        }
        let top = head.len() + 2;
        self.scroll.fit(usize::from(inside.height).saturating_sub(top), self.offers.len());
        self.scroll.show(self.selected.unwrap_or(0));
        for (i, offer) in self.offers.iter().enumerate().skip(self.scroll.top).take(self.scroll.height) {
            let on = self.selected == Some(i);
            let line = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(fit(offer, width, &view.theme), if on { Role::Selected } else { Role::Plain }),
            ]);
            parts::put(buf, inside, top + i - self.scroll.top, &line);
        }
    }
}

/// What all of them begin with.
fn common(offers: &[String]) -> String {
    let Some(first) = offers.first() else { return String::new() };
    let begins = |end: &usize| first.is_char_boundary(*end) && offers.iter().all(|o| o.starts_with(&first[..*end]));
    let end = (0..=first.len()).rev().find(begins).unwrap_or(0);
    first[..end].to_owned()
}
