//! Cases that may be the same as the one that is about to be saved, and people of others who may be one of its own: each can be opened
//! here, then it is saved, or its form goes on. It must never say that they are the same.

use super::{Answer, Effect, Overlay};
use crate::domain::alike::Alike as Found;
use crate::domain::casefile::CaseFile;
use crate::domain::number;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::panes::detail;
use crate::tui::parts::{self, Scroll, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What was found, and the one that is open.
pub struct Alike {
    found: Vec<Found>,
    selected: usize,
    wanted: Option<String>,
    open: Option<CaseFile>,
    scroll: Scroll,
}

impl Alike {
    /// Of what was found, at least one.
    pub fn new(found: Vec<Found>) -> Alike {
        Alike { found, selected: 0, wanted: None, open: None, scroll: Scroll::default() }
    }

    fn case_id(&self) -> Option<String> {
        self.found.get(self.selected)?.case_id().map(str::to_owned)
    }
}

impl Overlay for Alike {
    fn scope(&self) -> Scope {
        Scope::Alike
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn forget(&mut self) {
        (self.open, self.wanted) = (None, None);
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        (cmd == Cmd::Open && self.open.is_none() && self.case_id().is_none())
            .then(|| "It is not open to you: ask the team that is named".to_owned())
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Save => out.extend([Effect::Answer(Answer::NotTheSame), Effect::Close]),
            Cmd::Back if self.open.is_some() => self.forget(),
            Cmd::Back => out.push(Effect::Close),
            Cmd::Open if self.open.is_none() => {
                self.wanted = self.case_id();
                out.extend(self.wanted.clone().map(|id| Effect::Job(Job::Case(id))));
            }
            _ if self.open.is_some() => drop(self.scroll.command(cmd)),
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected = (self.selected + 1).min(self.found.len().saturating_sub(1)),
            _ => {}
        }
    }

    fn take(&mut self, reply: &Reply, _view: &View, _out: &mut Vec<Effect>) {
        if let Reply::Case(case) = reply
            && self.wanted.as_ref() == Some(&case.case.head.id)
        {
            (self.open, self.scroll) = (Some((**case).clone()), Scroll::default());
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let cases = self.found.iter().any(Found::is_case);
        let keys = |open: bool| {
            let key = |key: &str, word: &str| {
                [view.span(format!(" {key} "), Role::Key), view.span(format!("{word}  "), Role::Plain)]
            };
            let mut all = Vec::new();
            if !open {
                all.extend(key("Enter", "opens it"));
            }
            all.extend(key("^S", if cases { "saves yours as a new case" } else { "saves yours as it is" }));
            all.extend(key("Esc", if open { "back" } else { "goes back to the form" }));
            Line::from(all)
        };
        if let Some(case) = &self.open {
            let place = parts::popup(buf, area, area.width, area.height);
            let width = usize::from(place.width).saturating_sub(4);
            let lines = detail::lines(case, width, view);
            let height = usize::from(place.height).saturating_sub(3);
            self.scroll.fit(height, lines.len());
            let short = number::short(case.case.number.as_deref().unwrap_or_default());
            let inside =
                parts::frame(buf, place, view, &format!("{short}: is it the same?"), &self.scroll.words(), true);
            for (i, line) in lines.iter().skip(self.scroll.top).take(height).enumerate() {
                let row = Rect::new(inside.x + 1, inside.y, inside.width.saturating_sub(1), inside.height);
                parts::put(buf, row, i, line);
            }
            return parts::put(buf, inside, usize::from(inside.height).saturating_sub(1), &keys(true));
        }
        let width = usize::from(area.width.min(78)).saturating_sub(5);
        let mut lines: Vec<(String, Role)> = Vec::new();
        for (i, found) in self.found.iter().enumerate() {
            let on = i == self.selected;
            let cursor = if on { view.theme.cursor() } else { " " };
            let words = if view.veiled { found.veiled() } else { found.words() };
            for (n, line) in wrap(&words, width.saturating_sub(2)).into_iter().enumerate() {
                let mark = if n == 0 { cursor } else { " " };
                lines.push((format!("{mark} {line}"), if on { Role::Focus } else { Role::Plain }));
            }
        }
        let what = match cases {
            true => "Near in day, place, offence and child. Nothing is saved yet.",
            false => "Alike in name, age or number. Nothing is saved yet; P on the case joins people.",
        };
        let place = parts::popup(buf, area, 78, lines.len() as u16 + 5);
        let inside = parts::frame(buf, place, view, "Is it known already?", "", true);
        parts::put(buf, inside, 0, &Line::from(view.span(format!(" {what}"), Role::Faint)));
        let room = usize::from(inside.height).saturating_sub(3);
        for (i, (line, role)) in lines.iter().take(room).enumerate() {
            parts::put(buf, inside, i + 1, &Line::from(view.span(format!(" {line}"), *role)));
        }
        parts::put(buf, inside, usize::from(inside.height).saturating_sub(1), &keys(false));
    }
}
