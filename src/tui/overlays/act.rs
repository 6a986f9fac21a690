//! One act of the log whole: who, when, why, and every line of it; Enter goes to its case. It must never read more of the trail.

use super::{Effect, Overlay};
use crate::domain::moment;
use crate::domain::number;
use crate::domain::trail::{self, AuditLine};
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::Reply;
use crate::tui::panes::log::about;
use crate::tui::parts::{self, Scroll, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The act.
pub struct Act {
    lines: Vec<AuditLine>,
    scroll: Scroll,
}

impl Act {
    /// Of its lines, the latest first; at least one.
    pub fn new(lines: &[AuditLine]) -> Act {
        Act { lines: lines.to_vec(), scroll: Scroll::default() }
    }

    fn case_id(&self) -> Option<&str> {
        let one = self.lines.first().filter(|_| !trail::is_of_several(&self.lines));
        one.map(|l| l.case_id.as_str()).filter(|id| !id.is_empty())
    }
}

impl Overlay for Act {
    fn scope(&self) -> Scope {
        Scope::Act
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        (cmd == Cmd::Open && self.case_id().is_none()).then(|| "This act is not about one case".to_owned())
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match (cmd, self.case_id()) {
            (Cmd::Open, Some(id)) => {
                let number = self.lines.first().and_then(|line| line.number.as_deref()).and_then(number::read_tip);
                let to = if number.is_some() { Effect::Tip(id.to_owned()) } else { Effect::GoTo(id.to_owned()) };
                out.extend([to, Effect::Close]);
            }
            (Cmd::Back, _) => out.push(Effect::Close),
            _ => drop(self.scroll.command(cmd)),
        }
    }

    /// What was read behind the privacy screen comes masked, and what was read before is dropped.
    fn veils_itself(&self) -> bool {
        true
    }

    fn forget(&mut self) {
        // The log behind it is read anew; the act is opened again from there.
        self.lines.clear();
    }

    fn take(&mut self, _reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        out.extend(self.lines.is_empty().then_some(Effect::Close));
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let Some(head) = self.lines.first() else { return };
        let width = usize::from(area.width.min(90)).saturating_sub(6);
        let text = |text: String, role| wrap(&text, width).into_iter().map(move |l| (format!(" {l}"), role));
        let when = moment::local(&head.at, view.desk.now.zone);
        let mut lines: Vec<(String, Role)> =
            text(format!("{when} by {}: {}", head.person, head.action), Role::Strong).collect();
        lines.extend(head.reason.iter().flat_map(|r| text(format!("because: {r}"), Role::Warn)));
        lines.extend(trail::what(&self.lines, &view.desk).flat_map(|what| text(what, Role::Plain)));
        let place = parts::popup(buf, area, 90, lines.len() as u16 + 2);
        self.scroll.fit(usize::from(place.height).saturating_sub(2), lines.len());
        let title = format!("Act · {}", Some(about(&self.lines)).filter(|a| !a.is_empty()).unwrap_or("no case".into()));
        let inside = parts::frame(buf, place, view, &title, &self.scroll.words(), true);
        for (i, (line, role)) in lines.iter().skip(self.scroll.top).enumerate() {
            parts::put(buf, inside, i, &Line::from(view.span(line, *role)));
        }
    }
}
