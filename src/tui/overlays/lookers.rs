//! Who looked at a case: when, who, and how; the latest first. It must never show what they saw.

use super::{Effect, Overlay};
use crate::domain::moment;
use crate::domain::trail::look_words;
use crate::domain::visit::Look;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, fit, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Who looked.
pub struct Lookers {
    case_id: String,
    number: String,
    looks: Option<Vec<Look>>,
    scroll: Scroll,
}

impl Lookers {
    /// Of a case.
    pub fn new(case_id: &str, number: &str) -> Lookers {
        Lookers { case_id: case_id.to_owned(), number: number.to_owned(), looks: None, scroll: Scroll::default() }
    }
}

impl Overlay for Lookers {
    fn scope(&self) -> Scope {
        Scope::Lookers
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        if !self.scroll.command(cmd) && cmd == Cmd::Back {
            out.push(Effect::Close);
        }
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::Lookers(self.case_id.clone())]
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Lookers { case_id, looks } if *case_id == self.case_id => self.looks = Some(looks.clone()),
            Reply::OutOfReach(id) if *id == self.case_id => out.push(Effect::Close),
            // Looking is no change of a record: it is read again when anything is put on record.
            Reply::Acts => out.extend(self.needs().into_iter().map(Effect::Job)),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 90, area.height);
        let width = usize::from(place.width).saturating_sub(8);
        let mut lines = Vec::new();
        for look in self.looks.iter().flatten() {
            let when = moment::local(&look.at, view.desk.now.zone);
            let loud = look.action == "break glass" || look.action == "refused";
            lines.push(Line::from(vec![
                view.span(format!(" {when}  "), Role::Faint),
                view.span(fit(&look.person, 14, &view.theme), Role::Strong),
                view.span(fit(&look.action, 14, &view.theme), if loud { Role::Warn } else { Role::Focus }),
                view.span(look_words(&look.detail, &view.desk), Role::Plain),
            ]));
            let reason =
                look.reason.iter().filter(|_| !view.veiled).flat_map(|r| wrap(&format!("because: {r}"), width));
            lines.extend(reason.map(|l| Line::from(view.span(format!("     {l}"), Role::Warn))));
        }
        self.scroll.fit(usize::from(place.height).saturating_sub(2), lines.len());
        let title = format!("Who looked at {} · latest first", self.number);
        let inside = parts::frame(buf, place, view, &title, &self.scroll.words(), true);
        for (i, line) in lines.iter().skip(self.scroll.top).enumerate() {
            parts::put(buf, inside, i, line);
        }
        if self.looks.as_ref().is_some_and(Vec::is_empty) {
            parts::put(buf, inside, 1, &Line::from(view.span(" Nobody has looked at it yet.", Role::Plain)));
        }
    }
}
