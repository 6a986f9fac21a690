//! The history of a case: who changed what, when, from what to what and why; newest first.

use super::{Effect, Overlay};
use crate::domain::moment;
use crate::domain::trail::{AuditLine, acts};
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The history overlay.
pub struct History {
    case_id: String,
    number: String,
    lines: Option<Vec<AuditLine>>,
    scroll: Scroll,
}

impl History {
    /// Of a case.
    pub fn new(case_id: &str, number: &str) -> History {
        History { case_id: case_id.to_owned(), number: number.to_owned(), lines: None, scroll: Scroll::default() }
    }
}

impl Overlay for History {
    fn scope(&self) -> Scope {
        Scope::History
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        if !self.scroll.command(cmd) && cmd == Cmd::Back {
            out.push(Effect::Close);
        }
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn forget(&mut self) {
        self.lines = None;
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::History(self.case_id.clone())]
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::History { case_id, lines } if *case_id == self.case_id => self.lines = Some(lines.clone()),
            Reply::OutOfReach(id) if *id == self.case_id => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 100, area.height);
        let width = usize::from(place.width).saturating_sub(6);
        let mut lines = Vec::new();
        // Acts newest first, the fields of an act in the order in which they were written.
        let all = self.lines.as_deref().unwrap_or_default();
        for (first, line) in acts(all).flat_map(|act| act.iter().rev().enumerate()) {
            if first == 0 {
                let when = moment::local(&line.at, view.desk.now.zone);
                lines.push(Line::from(vec![
                    view.span(format!(" {when}  "), Role::Faint),
                    view.span(&line.person, Role::Strong),
                    view.span(format!("  {}", line.action), Role::Focus),
                ]));
                if let Some(reason) = &line.reason {
                    lines.extend(
                        wrap(&format!("because: {reason}"), width)
                            .into_iter()
                            .map(|l| Line::from(view.span(format!("   {l}"), Role::Warn))),
                    );
                }
            }
            if let Some(text) = line.words(all, &view.desk) {
                let text = wrap(&text, width).into_iter();
                lines.extend(text.map(|l| Line::from(view.span(format!("   {l}"), Role::Plain))));
            }
        }
        self.scroll.fit(usize::from(place.height).saturating_sub(2), lines.len());
        let inside = parts::frame(
            buf,
            place,
            view,
            &format!("History of {} · newest first", self.number),
            &self.scroll.words(),
            true,
        );
        for (i, line) in lines.iter().skip(self.scroll.top).enumerate() {
            parts::put(buf, inside, i, line);
        }
    }
}
