//! One of many: what is typed narrows them. The overlay below is told which. It must never decide what that means.

use super::{Answer, Effect, Overlay};
use crate::domain::record::HIDDEN;
use crate::domain::text::fold;
use crate::tui::command::{Cmd, Scope};
use crate::tui::input::Input;
use crate::tui::parts::{self, Scroll, View, fit};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// One of them.
pub struct Item {
    /// what the overlay below is told
    pub value: String,
    /// what is shown
    pub label: String,
    /// what else is shown, faintly
    pub beside: String,
    /// what it is found by as well, folded
    pub found_by: String,
}

impl Item {
    /// One with nothing beside it.
    pub fn new(value: &str, label: &str) -> Item {
        Item { value: value.to_owned(), label: label.to_owned(), beside: String::new(), found_by: String::new() }
    }

    fn fits(&self, folded: &str) -> bool {
        fold(&self.label).contains(folded) || self.found_by.contains(folded) || fold(&self.beside).contains(folded)
    }
}

/// The choice.
pub struct Pick {
    title: String,
    /// what of a file stands in the title, or stays hidden
    about: String,
    items: Vec<Item>,
    typed: Input,
    selected: usize,
    scroll: Scroll,
}

impl Pick {
    /// Of these, the one with this value first under the cursor.
    pub fn new(title: &str, about: &str, items: Vec<Item>, now: &str) -> Pick {
        let selected = items.iter().position(|item| item.value == now).unwrap_or(0);
        let (typed, scroll) = (Input::new("", false), Scroll::default());
        Pick { title: title.to_owned(), about: about.to_owned(), items, typed, selected, scroll }
    }

    fn fitting(&self) -> Vec<&Item> {
        let folded = fold(&self.typed.text());
        self.items.iter().filter(|item| item.fits(&folded)).collect()
    }
}

impl Overlay for Pick {
    fn scope(&self) -> Scope {
        Scope::Pick
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        let last = self.fitting().len().saturating_sub(1);
        let page = self.scroll.height.max(2) - 1;
        match cmd {
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected += 1,
            Cmd::PageUp => self.selected = self.selected.saturating_sub(page),
            Cmd::PageDown => self.selected += page,
            Cmd::Open => {
                let value = self.fitting().get(self.selected).map(|item| item.value.clone());
                out.extend(value.into_iter().flat_map(|v| [Effect::Answer(Answer::Picked(v)), Effect::Close]));
            }
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
        self.selected = self.selected.min(last);
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        if self.typed.key(key) {
            self.selected = 0;
        }
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        self.typed.paste(text);
        self.selected = 0;
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 72, area.height.min(20));
        let about = if view.veiled && !self.about.is_empty() { HIDDEN } else { &self.about };
        let inside = parts::frame(buf, place, view, &format!("{}{about}", self.title), "", true);
        let width = usize::from(inside.width).saturating_sub(2);
        buf.set_span(inside.x, inside.y, &view.span(" Narrow: ", Role::Faint), 9);
        self.typed.area().render(Rect::new(inside.x + 9, inside.y, inside.width.saturating_sub(10), 1), buf);
        let height = usize::from(inside.height).saturating_sub(1);
        let (total, selected) = (self.fitting().len(), self.selected);
        self.scroll.fit(height, total);
        self.scroll.show(selected);
        let fitting = self.fitting();
        for (i, item) in fitting.iter().enumerate().skip(self.scroll.top).take(height) {
            let on = i == self.selected;
            let label = width.saturating_sub(parts::width(&item.beside) + 2).max(width / 2);
            let line = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(fit(&item.label, label, &view.theme), if on { Role::Selected } else { Role::Plain }),
                view.span(fit(&item.beside, width - label, &view.theme), Role::Faint),
            ]);
            parts::put(buf, inside, 1 + i - self.scroll.top, &line);
        }
        if fitting.is_empty() {
            parts::put(buf, inside, 1, &Line::from(view.span(" Nothing is called like that.", Role::Warn)));
        }
    }
}
