//! How far something is, and what may still be done about it.

use crate::tui::import::{Progress, Step};
use crate::tui::parts::{self, View, count, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// So wide is the bar.
const BAR: usize = 40;

pub(super) fn draw(run: &Progress, buf: &mut Buffer, area: Rect, view: &View) {
    let place = parts::popup(buf, area, 70, 9);
    let inside = parts::frame(buf, place, view, "Import", if run.paused { "paused" } else { "" }, true);
    let width = usize::from(inside.width).saturating_sub(2);
    let (doing, of, hint) = match run.step {
        Step::Reading => ("The file is read", "", "Nothing is written yet."),
        Step::Checking => ("The rows are checked", "rows", "Nothing is written yet."),
        Step::Staging => ("The cases are laid ready", "cases", "Esc stops it, and nothing of it comes in."),
        Step::Coming => (
            "The cases come in",
            "cases",
            "It is decided and is brought to its end; all are seen at once then. q closes this, and it goes on.",
        ),
    };
    let whole = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let number = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX));
    let mut lines = vec![(doing.to_owned(), Role::Strong)];
    if run.all > 0 {
        lines.push((parts::bar(whole(run.done), whole(run.all), BAR, &view.theme), Role::Focus));
        lines.push((format!("{} of {} {of}", number(run.done), number(run.all)), Role::Plain));
    }
    if run.paused {
        lines.push(("Paused: p goes on. Nobody else waits for it.".to_owned(), Role::Warn));
    }
    lines.extend(wrap(hint, width).into_iter().map(|line| (line, Role::Faint)));
    for (i, (line, role)) in lines.into_iter().enumerate() {
        parts::put(buf, inside, i, &Line::from(view.span(format!(" {line}"), role)));
    }
}
