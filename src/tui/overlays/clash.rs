//! Two officers changed the same fields: both values side by side, each decided by hand before anything is saved.

use super::{Answer, Effect, Overlay};
use crate::domain::act::Clash;
use crate::domain::moment;
use crate::domain::record::{RecordKind, Sheet};
use crate::tui::command::{Cmd, Scope};
use crate::tui::parts::{self, View, fit};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The clash overlay.
pub struct ClashView {
    clashes: Vec<Clash>,
    current: Vec<Sheet>,
    mine: Vec<Option<bool>>,
    selected: usize,
}

impl ClashView {
    /// Of these fields, with the records as they are stored now.
    pub fn new(clashes: Vec<Clash>, current: Vec<Sheet>) -> ClashView {
        ClashView { mine: vec![None; clashes.len()], clashes, current, selected: 0 }
    }

    fn decide(&mut self, mine: bool) {
        self.mine[self.selected] = Some(mine);
        let open = (0..self.mine.len()).find(|i| self.mine[*i].is_none());
        self.selected = open.unwrap_or(self.selected);
    }
}

impl Overlay for ClashView {
    fn scope(&self) -> Scope {
        Scope::Clash
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected = (self.selected + 1).min(self.clashes.len().saturating_sub(1)),
            Cmd::Mine => self.decide(true),
            Cmd::Theirs => self.decide(false),
            Cmd::Save if self.mine.iter().any(Option::is_none) => {
                out.push(Effect::Refuse("Decide every field first: m keeps yours, t keeps theirs".into()));
            }
            Cmd::Save => {
                let mine =
                    self.clashes.iter().zip(&self.mine).filter(|(_, m)| **m == Some(true)).map(|(c, _)| c.clone());
                let answer = Answer::Decided { current: self.current.clone(), mine: mine.collect() };
                out.extend([Effect::Answer(answer), Effect::Close]);
            }
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let rows = (self.clashes.len() * 5 + 5).min(usize::from(area.height));
        let place = parts::popup(buf, area, 76, rows as u16);
        let inside = parts::frame(buf, place, view, "Another officer changed the same", "", true);
        let width = usize::from(inside.width).saturating_sub(16);
        parts::put(
            buf,
            inside,
            0,
            &Line::from(view.span(" Nothing is saved yet. Both values are shown; decide for each field.", Role::Plain)),
        );
        let room = usize::from(inside.height).saturating_sub(3) / 5;
        let top = (self.selected + 1).saturating_sub(room.max(1));
        for (i, clash) in self.clashes.iter().enumerate().skip(top).take(room.max(1)) {
            let y = 2 + (i - top) * 5;
            let on = i == self.selected;
            let record = if clash.kind == RecordKind::Case {
                clash.label.clone()
            } else {
                format!("{} {}", clash.kind.name(), clash.label)
            };
            let show = |v: &Option<String>| clash.spec.show(v.as_deref(), &view.desk);
            let when = moment::local(&clash.at, view.desk.now.zone);
            let pick = |is: bool| if self.mine[i] == Some(is) { view.theme.full() } else { view.theme.empty() };
            let line = |label: String, value: String, role| {
                Line::from(vec![
                    view.span(fit(&label, 14, &view.theme), Role::Faint),
                    view.span(fit(&value, width, &view.theme), role),
                ])
            };
            let head = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(format!("{record} · {}", clash.spec.label), if on { Role::Selected } else { Role::Plain }),
                view.span(format!("   theirs by {}, {when}", clash.by), Role::Faint),
            ]);
            parts::put(buf, inside, y, &head);
            parts::put(buf, inside, y + 1, &line("   before".into(), show(&clash.base), Role::Plain));
            parts::put(
                buf,
                inside,
                y + 2,
                &line(format!(" {} t theirs", pick(false)), show(&clash.theirs), Role::Strong),
            );
            parts::put(buf, inside, y + 3, &line(format!(" {} m mine", pick(true)), show(&clash.mine), Role::Strong));
        }
    }
}
