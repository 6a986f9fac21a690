//! Saving the list on the screen as a view: its name, its key, and whether it is the office's. It must never change the list.

use super::{Effect, Overlay};
use crate::domain::view::{Column, SavedView};
use crate::tui::command::{Cmd, Scope};
use crate::tui::input::Input;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, View, fit, wrap};
use crate::tui::theme::Role;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// So long a name may be.
const LONGEST: usize = 60;

/// The field that is typed in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Name,
    Key,
    Shared,
}

/// What is asked of a view before it is saved.
pub struct SaveView {
    view: SavedView,
    name: Input,
    at: At,
    may_share: bool,
    saving: bool,
    refused: Option<String>,
}

impl SaveView {
    /// Of a list as it stands; `may_share` with the office?
    pub fn new(view: SavedView, may_share: bool) -> SaveView {
        let view = SavedView { shared: view.shared && may_share, ..view };
        SaveView { name: Input::new(&view.name, false), view, at: At::Name, may_share, saving: false, refused: None }
    }

    fn step(&mut self, forward: bool) {
        let order = if self.may_share { vec![At::Name, At::Key, At::Shared] } else { vec![At::Name, At::Key] };
        let here = order.iter().position(|at| *at == self.at).unwrap_or(0);
        let step = if forward { 1 } else { order.len() - 1 };
        self.at = order[(here + step) % order.len()];
    }

    fn save(&mut self, out: &mut Vec<Effect>) {
        let name = self.name.text().trim().to_owned();
        if name.is_empty() {
            self.at = At::Name;
            return self.refused = Some("The view needs a name".into());
        }
        if name.chars().count() > LONGEST {
            self.at = At::Name;
            return self.refused = Some(format!("A name of a view has at most {LONGEST} letters"));
        }
        self.saving = true;
        out.push(Effect::Job(Job::SaveView(Box::new(SavedView { name, ..self.view.clone() }))));
    }
}

impl Overlay for SaveView {
    fn scope(&self) -> Scope {
        Scope::SaveView
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn would_lose(&self) -> bool {
        self.name.text() != self.view.name
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            _ if self.saving => {}
            Cmd::Next | Cmd::Previous => self.step(cmd == Cmd::Next),
            Cmd::Save => self.save(out),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        if self.saving {
            return;
        }
        self.refused = None;
        match (self.at, key.code) {
            (At::Name, _) => drop(self.name.key(key)),
            (At::Key, KeyCode::Char(c)) if c.is_ascii_graphic() => self.view.key = Some(c),
            (At::Key, KeyCode::Backspace | KeyCode::Delete | KeyCode::Char(' ')) => self.view.key = None,
            (At::Shared, KeyCode::Char('y' | 'n' | ' ')) => {
                self.view.shared =
                    key.code == KeyCode::Char('y') || (key.code == KeyCode::Char(' ') && !self.view.shared);
            }
            _ => {}
        }
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        if self.at == At::Name {
            self.name.paste(text);
        }
    }

    fn is_saving(&self) -> bool {
        self.saving
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::ViewSaved(views) if self.saving => {
                // A key of one's own is not taken by one that the office shares.
                let views = SavedView::in_order(views);
                let saved = views.iter().find(|v| v.name == self.name.text().trim() && v.shared == self.view.shared);
                let by = saved.and_then(|v| v.key).map_or(String::new(), |key| format!(": V {key} opens it"));
                out.extend([Effect::Say(format!("The view is saved{by}")), Effect::Close]);
            }
            Reply::Failed { sentence, .. } if self.saving => {
                (self.saving, self.refused) = (false, Some(sentence.clone()));
            }
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 76, 11);
        let inside = parts::frame(buf, place, view, "Save this list as a view", "", true);
        let wide = usize::from(inside.width).saturating_sub(15);
        let label = |buf: &mut Buffer, row: u16, text: &str, on: bool| {
            let text = format!("{}{}", if on { view.theme.cursor() } else { " " }, fit(text, 12, &view.theme));
            buf.set_span(inside.x, inside.y + row, &view.span(text, if on { Role::Focus } else { Role::Faint }), 14);
        };
        let value = |buf: &mut Buffer, row: u16, text: &str| {
            buf.set_span(
                inside.x + 14,
                inside.y + row,
                &view.span(fit(text, wide, &view.theme), Role::Plain),
                inside.width,
            );
        };
        label(buf, 0, "Name", self.at == At::Name);
        match self.at {
            At::Name => {
                self.name.area().render(Rect::new(inside.x + 14, inside.y, inside.width.saturating_sub(15), 1), buf);
            }
            _ => value(buf, 0, &self.name.text()),
        }
        label(buf, 1, "Key", self.at == At::Key);
        let key = self.view.key.map_or("none; press one".to_owned(), |key| format!("{key}   (V {key} opens it)"));
        value(buf, 1, &key);
        if self.may_share {
            label(buf, 2, "For all", self.at == At::Shared);
            let shared =
                if self.view.shared { "yes, the office shares it" } else { "no, it is yours (space changes it)" };
            value(buf, 2, shared);
        }
        label(buf, 4, "Filter", false);
        let words = self.view.query.words.as_str();
        value(buf, 4, if words.is_empty() { "all cases" } else { words });
        label(buf, 5, "Columns", false);
        let columns = self.view.columns.iter().map(|c| Column::label(*c)).collect::<Vec<_>>().join(", ");
        value(buf, 5, &columns);
        let said = self.refused.as_deref();
        let usual = match self.view.shared {
            true => "Everybody in the office reads its name and filter, also who sees no names.",
            false => "A view of the same name is replaced; the order of the list is kept with it.",
        };
        let text = said.unwrap_or(usual);
        let role = if said.is_some() { Role::Bad } else { Role::Faint };
        for (i, line) in wrap(text, usize::from(inside.width).saturating_sub(2)).iter().take(2).enumerate() {
            parts::put(buf, inside, 7 + i, &Line::from(view.span(format!(" {line}"), role)));
        }
    }
}
