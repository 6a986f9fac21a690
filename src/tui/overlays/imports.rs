//! The imports there were, each undone or brought back as one, the first with a reason. It must never show a case.

use super::{Effect, Overlay};
use crate::domain::import::{Import, State};
use crate::domain::moment::local;
use crate::tui::command::{Cmd, Scope};
use crate::tui::import::{Ask, News, cases};
use crate::tui::input::Input;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, fit, wrap};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// The list.
#[derive(Default)]
pub struct Imports {
    all: Option<Vec<Import>>,
    selected: usize,
    scroll: Scroll,
    /// why the selected one is undone, as it is typed
    reason: Option<Input>,
    asked: bool,
    refused: Option<String>,
}

impl Imports {
    fn selected(&self) -> Option<&Import> {
        self.all.as_ref().and_then(|all| all.get(self.selected))
    }

    fn turn(&mut self, again: bool, reason: String, out: &mut Vec<Effect>) {
        if let Some(id) = self.selected().map(|import| import.id) {
            self.asked = true;
            out.push(Effect::Job(Job::Import(Ask::Turn { id, again, reason })));
        }
    }

    fn undo(&mut self, out: &mut Vec<Effect>) {
        let reason = self.reason.as_ref().map(Input::text).unwrap_or_default().trim().to_owned();
        self.refused = reason.is_empty().then(|| "Say why: it stays on record, so name nobody".to_owned());
        if !reason.is_empty() {
            self.turn(false, reason, out);
        }
    }
}

impl Overlay for Imports {
    fn scope(&self) -> Scope {
        if self.reason.is_some() { Scope::Undo } else { Scope::Imports }
    }

    fn takes_text(&self) -> bool {
        self.reason.is_some()
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        let state = self.selected().map(|import| import.state);
        match (cmd, state) {
            (Cmd::Undo | Cmd::Redo, None) => Some("Nothing was imported yet".into()),
            (Cmd::Undo | Cmd::Redo, Some(State::Staged | State::Coming)) => Some("It is still coming in".into()),
            (Cmd::Undo, Some(State::Undone)) => Some("It is undone already: r brings it back".into()),
            (Cmd::Redo, Some(State::In)) => Some("It was not undone".into()),
            _ => None,
        }
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        let last = self.all.as_ref().map_or(0, Vec::len).saturating_sub(1);
        let page = self.scroll.height.max(2) - 1;
        match cmd {
            _ if self.asked => {}
            Cmd::Open if self.reason.is_some() => self.undo(out),
            Cmd::Back if self.reason.is_some() => (self.reason, self.refused) = (None, None),
            Cmd::Back => out.push(Effect::Close),
            Cmd::Undo => (self.reason, self.refused) = (Some(Input::new("", false)), None),
            Cmd::Redo => self.turn(true, String::new(), out),
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected += 1,
            Cmd::PageUp => self.selected = self.selected.saturating_sub(page),
            Cmd::PageDown => self.selected += page,
            _ => {}
        }
        self.selected = self.selected.min(last);
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        if let Some(reason) = self.reason.as_mut().filter(|_| !self.asked) {
            reason.key(key);
        }
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        if let Some(reason) = self.reason.as_mut().filter(|_| !self.asked) {
            reason.paste(text);
        }
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::Import(Ask::List)]
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Import(News::List(all)) => {
                // The one under the cursor stays under it.
                let id = self.selected().map(|import| import.id);
                self.selected = all.iter().position(|import| Some(import.id) == id).unwrap_or(0);
                self.all = Some(all.clone());
            }
            Reply::Import(News::Turned(turned)) if self.asked => {
                (self.asked, self.reason) = (false, None);
                let what = match (turned.import.state, turned.import.cases) {
                    (State::In, 1) => "is back in list and figures",
                    (State::In, _) => "are back in list and figures",
                    (_, 1) => "is out of list and figures; it keeps its number",
                    _ => "are out of list and figures; they keep their numbers",
                };
                let changed = match turned.changed {
                    0 => String::new(),
                    n => format!(". {n} of them were changed since they came in"),
                };
                let said = format!("{} of import {} {what}{changed}", cases(turned.import.cases), turned.import.id);
                out.push(Effect::Say(said));
                out.extend(self.needs().into_iter().map(Effect::Job));
            }
            Reply::Import(News::Refused(sentence)) if self.asked || self.all.is_none() => {
                (self.asked, self.refused) = (false, Some(sentence.clone()));
            }
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 120, area.height);
        let inside = parts::frame(buf, place, view, "Imports", "", true);
        let width = usize::from(inside.width).saturating_sub(2);
        let mut foot: Vec<(String, Role)> = Vec::new();
        if self.reason.is_some() {
            let what =
                "Why is it undone? All its cases leave list and figures and keep their numbers; it is on record.";
            foot.extend(wrap(what, width).into_iter().map(|line| (line, Role::Faint)));
        }
        foot.extend(self.refused.iter().flat_map(|text| wrap(text, width)).map(|line| (line, Role::Bad)));
        let below = foot.len() + 2 * usize::from(self.reason.is_some());
        let all = self.all.as_deref().unwrap_or_default();
        self.scroll.fit(usize::from(inside.height).saturating_sub(below), all.len());
        self.scroll.show(self.selected);
        for (i, import) in all.iter().enumerate().skip(self.scroll.top).take(self.scroll.height) {
            let on = i == self.selected;
            let when = local(&import.at, view.desk.now.zone);
            let role = if import.state == State::In { Role::Good } else { Role::Warn };
            let spans = vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(format!("{:>3} ", import.id), if on { Role::Selected } else { Role::Plain }),
                view.span(fit(import.state.word(), 8, &view.theme), role),
                view.span(fit(&when, 19, &view.theme), Role::Plain),
                view.span(fit(&import.person, 10, &view.theme), Role::Plain),
                view.span(fit(&cases(import.cases), 14, &view.theme), Role::Plain),
                view.span(fit(&import.file, width.saturating_sub(55), &view.theme), Role::Plain),
            ];
            parts::put(buf, inside, i - self.scroll.top, &Line::from(spans));
        }
        if self.all.as_ref().is_some_and(Vec::is_empty) {
            parts::put(buf, inside, 0, &Line::from(view.span(" Nothing was imported yet.", Role::Plain)));
        }
        let mut at = usize::from(inside.height).saturating_sub(below);
        if let Some(reason) = &self.reason {
            let y = inside.y + at as u16 + 1;
            buf.set_span(inside.x, y, &view.span(" Why: ", Role::Focus), 6);
            let field = Rect::new(inside.x + 6, y, inside.width.saturating_sub(7), 1);
            // It may name somebody all the same.
            if view.veiled {
                reason.masked().render(field, buf)
            } else {
                reason.area().render(field, buf)
            }
            at += 2;
        }
        for (i, (line, role)) in foot.into_iter().enumerate() {
            parts::put(buf, inside, at + i, &Line::from(view.span(format!(" {line}"), role)));
        }
    }
}
