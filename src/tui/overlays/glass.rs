//! Breaking the glass of a case that is out of reach: its number and why. It must never say whether there is such a case
//! before it is asked for, with a reason and on record.

use super::which::Which;
use super::{Effect, Overlay};
use crate::domain::moment::local;
use crate::domain::number;
use crate::domain::visit::glass_until;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::View;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The two fields.
pub struct Glass(Which);

impl Glass {
    /// With nothing typed yet.
    pub fn new() -> Glass {
        Glass(Which::new("Case number"))
    }

    fn save(&mut self, out: &mut Vec<Effect>) {
        let (how, needs) = ("Write the number of the case as 19/274", "Say why: whoever leads the case will read it");
        let asked = self.0.ask(|typed| number::read(typed).is_some(), how, needs);
        out.extend(asked.map(|[number, reason]| Effect::Job(Job::BreakGlass { number, reason })));
    }
}

impl Overlay for Glass {
    fn scope(&self) -> Scope {
        Scope::Glass
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn would_lose(&self) -> bool {
        !self.0.why().trim().is_empty()
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            _ if self.0.is_asked() => {}
            Cmd::Next | Cmd::Previous => self.0.turn(),
            Cmd::Save => self.save(out),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        self.0.key(key);
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        self.0.paste(text);
    }

    fn take(&mut self, reply: &Reply, view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Broken { case_id, number } if self.0.is_asked() => {
                let until = local(&glass_until(&view.desk.now).stamp(), view.desk.now.zone);
                let said = format!("{number} is open to you until {until}; it is on record, and who leads it is told");
                out.extend([Effect::GoTo(case_id.clone()), Effect::Say(said), Effect::Close]);
            }
            Reply::Failed { sentence, .. } if self.0.is_asked() => self.0.refuse(sentence),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let what = "Opens a case that is out of your reach for 12 hours, to see it and to add to its diary; nothing else. \
                    It goes on record with your name and the reason, and whoever leads the case is told at once.";
        self.0.draw(buf, area, view, "Break glass", what);
    }
}
