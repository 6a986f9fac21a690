//! The timeline of a case: everything that has a day, over all its records, in the order in which it happened; what is still to come
//! stands under a rule. It must never decide what is an event.

use super::{Effect, Overlay};
use crate::domain::casefile::CaseFile;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of the day with its hour.
const WHEN: usize = 19;

/// The timeline overlay.
pub struct Timeline {
    case_id: String,
    number: String,
    case: Option<Box<CaseFile>>,
    scroll: Scroll,
}

impl Timeline {
    /// Of a case.
    pub fn new(case: &CaseFile) -> Timeline {
        let number = case.case.number.clone().unwrap_or_default();
        Timeline {
            case_id: case.case.head.id.clone(),
            number,
            case: Some(Box::new(case.clone())),
            scroll: Scroll::default(),
        }
    }

    fn lines(&self, width: usize, view: &View) -> Vec<Line<'static>> {
        let Some(case) = &self.case else { return Vec::new() };
        let (mut lines, mut ahead) = (Vec::new(), false);
        for event in case.timeline(&view.desk) {
            if event.ahead && !ahead {
                ahead = true;
                let rule = view.theme.rule(width.saturating_sub(15) / 2);
                lines.push(Line::from(view.span(format!(" {rule} still to come {rule}"), Role::Faint)));
            }
            let told = if event.told.is_empty() { String::new() } else { format!(": {}", event.told) };
            let label = if event.label.is_empty() { String::new() } else { format!("{} ", event.label) };
            let text = wrap(&format!("{label}{}{told}", event.what), width.saturating_sub(WHEN + 1));
            let when = parts::fit(&event.at.long(view.desk.now.zone), WHEN, &view.theme);
            for (i, text) in text.into_iter().enumerate() {
                let when =
                    if i == 0 { view.span(format!(" {when}"), Role::Faint) } else { Span::raw(" ".repeat(WHEN + 1)) };
                lines.push(Line::from(vec![when, view.span(text, Role::Plain)]));
            }
        }
        lines
    }
}

impl Overlay for Timeline {
    fn scope(&self) -> Scope {
        Scope::Timeline
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
        self.case = None;
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::Case(self.case_id.clone())]
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Case(case) | Reply::Revealed(case) if case.case.head.id == self.case_id => {
                self.case = Some(case.clone());
            }
            Reply::OutOfReach(id) if *id == self.case_id => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 110, area.height);
        let lines = self.lines(usize::from(place.width).saturating_sub(4), view);
        self.scroll.fit(usize::from(place.height).saturating_sub(2), lines.len());
        let title = format!("Timeline of {}", self.number);
        let inside = parts::frame(buf, place, view, &title, &self.scroll.words(), true);
        for (i, line) in lines.iter().skip(self.scroll.top).enumerate() {
            parts::put(buf, inside, i, line);
        }
    }
}
