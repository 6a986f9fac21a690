//! Two officers changed the same fields: both values side by side, each decided by hand before anything is saved.

use super::{Answer, Effect, Overlay};
use crate::domain::act::Clash;
use crate::domain::moment;
use crate::domain::record::Sheet;
use crate::tui::command::{Cmd, Scope};
use crate::tui::parts::{self, Scroll, View, fit, wrap};
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
    scroll: Scroll,
}

impl ClashView {
    /// Of these fields, with the records as they are stored now.
    pub fn new(clashes: Vec<Clash>, current: Vec<Sheet>) -> ClashView {
        ClashView { mine: vec![None; clashes.len()], clashes, current, selected: 0, scroll: Scroll::default() }
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
        let width = usize::from(area.width.min(100)).saturating_sub(20);
        let mut lines = Vec::new();
        let mut selected = (0, 0);
        for (i, clash) in self.clashes.iter().enumerate() {
            let on = i == self.selected;
            let start = lines.len();
            let record = if clash.kind.is_root() {
                clash.label.clone()
            } else {
                format!("{} {}", clash.kind.name(), clash.label)
            };
            let when = moment::local(&clash.at, view.desk.now.zone);
            lines.push(Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(format!("{record} · {}", clash.spec.label), if on { Role::Selected } else { Role::Plain }),
                view.span(format!("   theirs by {}, {when}", clash.by), Role::Faint),
            ]));
            let pick = |is: bool| if self.mine[i] == Some(is) { view.theme.full() } else { view.theme.empty() };
            // Both values whole: where two long texts differ only at their end, that end is what matters.
            for (label, value, role) in [
                ("   before".to_owned(), &clash.base, Role::Plain),
                (format!(" {} t theirs", pick(false)), &clash.theirs, Role::Strong),
                (format!(" {} m mine", pick(true)), &clash.mine, Role::Strong),
            ] {
                for (n, text) in wrap(&clash.spec.show(value.as_deref(), &view.desk), width).into_iter().enumerate() {
                    let label = if n == 0 { label.as_str() } else { "" };
                    let label = view.span(fit(label, 14, &view.theme), Role::Faint);
                    lines.push(Line::from(vec![label, view.span(text, role)]));
                }
            }
            lines.push(Line::default());
            if on {
                selected = (start, lines.len());
            }
        }
        let rows = (lines.len() + 4).min(usize::from(area.height));
        let place = parts::popup(buf, area, 100, rows as u16);
        let inside = parts::frame(buf, place, view, "Another officer changed the same", "", true);
        let head = " Nothing is saved yet. Both values are shown; decide for each field.";
        parts::put(buf, inside, 0, &Line::from(view.span(head, Role::Plain)));
        self.scroll.fit(usize::from(inside.height).saturating_sub(2), lines.len());
        self.scroll.show(selected.1.saturating_sub(1));
        self.scroll.show(selected.0);
        for (i, line) in lines.iter().skip(self.scroll.top).take(self.scroll.height).enumerate() {
            parts::put(buf, inside, i + 2, line);
        }
    }
}
