//! The columns of the list: which are shown, and in which order. It must never know what stands in them.

use super::{Effect, Overlay};
use crate::domain::view::Column;
use crate::tui::command::{Cmd, Scope};
use crate::tui::parts::{self, View, fit};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The columns, those that are shown first.
pub struct ColumnChoice {
    columns: Vec<(Column, bool)>,
    selected: usize,
}

impl ColumnChoice {
    /// With those that are shown now.
    pub fn new(shown: &[Column]) -> ColumnChoice {
        let mut columns: Vec<(Column, bool)> = shown.iter().map(|c| (*c, true)).collect();
        columns.extend(Column::ALL.into_iter().filter(|c| !shown.contains(c)).map(|c| (c, false)));
        ColumnChoice { columns, selected: 0 }
    }

    fn changed(&self, out: &mut Vec<Effect>) {
        let shown = self.columns.iter().filter(|(_, on)| *on).map(|(c, _)| *c).collect();
        out.push(Effect::Columns(shown));
    }

    fn move_to(&mut self, to: Option<usize>, out: &mut Vec<Effect>) {
        // The number stays where it is: first.
        if let Some(to) = to.filter(|to| *to > 0 && *to < self.columns.len() && self.selected > 0) {
            self.columns.swap(self.selected, to);
            self.selected = to;
            self.changed(out);
        }
    }
}

impl Overlay for ColumnChoice {
    fn scope(&self) -> Scope {
        Scope::Columns
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        let acts = matches!(cmd, Cmd::Open | Cmd::Earlier | Cmd::Later);
        (acts && self.selected == 0).then(|| "The number always stands first".to_owned())
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected = (self.selected + 1).min(self.columns.len() - 1),
            Cmd::Earlier => self.move_to(self.selected.checked_sub(1), out),
            Cmd::Later => self.move_to(Some(self.selected + 1), out),
            Cmd::Open => {
                self.columns[self.selected].1 ^= true;
                self.changed(out);
            }
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        // At the side, so that the list is seen as it changes.
        let beside = Rect { x: area.x + area.width.saturating_sub(34), width: area.width.min(34), ..area };
        let place = parts::popup(buf, beside, 30, self.columns.len() as u16 + 2);
        let inside = parts::frame(buf, place, view, "Columns", "", true);
        for (i, (column, shown)) in self.columns.iter().enumerate() {
            let on = i == self.selected;
            let line = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(if *shown { view.theme.full() } else { view.theme.empty() }, Role::Key),
                view.span(
                    fit(&format!(" {}", column.label()), 24, &view.theme),
                    if on { Role::Selected } else { Role::Plain },
                ),
            ]);
            parts::put(buf, inside, i, &line);
        }
    }
}
