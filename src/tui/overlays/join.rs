//! Joining one of the people of a case with one of another: whom, where that was not chosen, and why. It must never join without a reason.

use super::which::Which;
use super::{Effect, Overlay};
use crate::domain::person::{self, HOW, Place};
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::View;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use uuid::Uuid;

/// With whom, and why.
pub struct Join {
    case_id: String,
    who: Place,
    with: Which,
    op_id: String,
}

impl Join {
    /// Of one of the people of a case; with somebody who was chosen, or with whom it says.
    pub fn new(case_id: &str, who: &Place, with: Option<&Place>) -> Join {
        let label = "Same as";
        let with = with.map_or_else(|| Which::new(label), |with| Which::of(label, &with.printed()));
        Join { case_id: case_id.to_owned(), who: who.clone(), with, op_id: Uuid::now_v7().to_string() }
    }

    fn join(&mut self, out: &mut Vec<Effect>) {
        let mut how = HOW.to_owned();
        how.replace_range(..1, "S");
        let asked = self.with.ask(|typed| person::read(typed).is_some(), &how, "Say why: the reason stays on record");
        let (who, op_id) = (self.who.record_id.clone(), self.op_id.clone());
        out.extend(asked.map(|[with, reason]| Effect::Job(Job::Join { who, with, reason, op_id })));
    }
}

impl Overlay for Join {
    fn scope(&self) -> Scope {
        Scope::Join
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn would_lose(&self) -> bool {
        !self.with.why().trim().is_empty()
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            _ if self.with.is_asked() => {}
            Cmd::Next | Cmd::Previous => self.with.turn(),
            Cmd::Save => self.join(out),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        self.with.key(key);
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        self.with.paste(text);
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Saved { .. } | Reply::SavedBefore { .. } if self.with.is_asked() => {
                let said = format!("{} is one person with {}; U undoes it", self.who.short(), self.with.which());
                out.extend([Effect::Say(said), Effect::Close]);
            }
            Reply::Failed { sentence, .. } if self.with.is_asked() => self.with.refuse(sentence),
            Reply::OutOfReach(id) if *id == self.case_id => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let what = "Two suspects or victims of two cases who are one human. Nothing of either case changes and each is counted as \
                    before; each shows the other. It can be undone, and separated at any time.";
        self.with.draw(buf, area, view, &format!("{} is the same person as", self.who.short()), what);
    }
}
