//! What one must be told: somebody broke the glass of a case. One after the other. It must never take keys that were typed
//! for something else: it opens only where nothing is being typed, and waits a moment before Enter means that it was read.

use super::{Effect, Overlay};
use crate::domain::moment;
use crate::domain::number;
use crate::domain::record::HIDDEN;
use crate::domain::visit::Notice;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::time::{Duration, Instant};

/// An Enter sooner than this was meant for what stood there before.
const GLANCE: Duration = Duration::from_millis(500);

/// The notice.
pub struct Told {
    notice: Notice,
    more: usize,
    since: Instant,
}

impl Told {
    /// Of one notice; so many more wait.
    pub fn new(notice: Notice, more: usize) -> Told {
        Told { notice, more, since: Instant::now() }
    }
}

impl Overlay for Told {
    fn scope(&self) -> Scope {
        Scope::Notice
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            _ if self.since.elapsed() < GLANCE => {}
            Cmd::Open => out.extend([Effect::Job(Job::NoticeRead(self.notice.glass.clone())), Effect::Close]),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        let Reply::Notices(due) = reply else { return };
        match due.iter().find(|n| n.glass == self.notice.glass) {
            // Why may have been erased since, with its case.
            Some(now) => (self.notice, self.more) = (now.clone(), due.len() - 1),
            // It was read at another desk.
            None => out.push(Effect::Close),
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let Notice { by, number, at, reason, .. } = &self.notice;
        let when = moment::local(at, view.desk.now.zone);
        let reason = if view.veiled { HIDDEN } else { reason };
        let width = 66.min(usize::from(area.width).saturating_sub(4));
        let said = wrap(&format!("{by} broke the glass of {} at {when}: {reason}", number::short(number)), width);
        let place = parts::popup(buf, area, width as u16 + 4, said.len() as u16 + 5);
        let more = if self.more > 0 { format!("{} more", self.more) } else { String::new() };
        let inside = parts::frame(buf, place, view, "You must know", &more, true);
        for (i, line) in said.iter().enumerate() {
            parts::put(buf, inside, i, &Line::from(view.span(format!(" {line}"), Role::Warn)));
        }
        let until = "They may see it and add to its diary for 12 hours.";
        parts::put(buf, inside, said.len(), &Line::from(view.span(format!(" {until}"), Role::Faint)));
        let keys = [(" Enter ", "you have read it"), ("   Esc ", "later")];
        let keys = keys.into_iter().flat_map(|(k, w)| [view.span(k, Role::Key), view.span(w, Role::Plain)]);
        parts::put(buf, inside, said.len() + 2, &Line::from(keys.collect::<Vec<_>>()));
    }
}
