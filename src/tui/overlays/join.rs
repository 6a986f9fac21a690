//! Joining one of the people of a case with one of another: whom, where that was not chosen, and why. It must never join without a reason.

use super::{Effect, Overlay};
use crate::domain::person::{self, HOW, Place};
use crate::domain::record::HIDDEN;
use crate::tui::command::{Cmd, Scope};
use crate::tui::input::Input;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, View, fit, wrap};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use uuid::Uuid;

const LABELS: [&str; 2] = ["Same as", "Why"];
const WHY: usize = 1;

/// The two fields.
pub struct Join {
    case_id: String,
    who: Place,
    /// was it chosen with whom, and so is not typed?
    chosen: bool,
    fields: [Input; 2],
    at: usize,
    op_id: String,
    asked: bool,
    refused: Option<String>,
}

impl Join {
    /// Of one of the people of a case; with somebody who was chosen, or with whom it says.
    pub fn new(case_id: &str, who: &Place, with: Option<&Place>) -> Join {
        let text = with.map(Place::printed).unwrap_or_default();
        Join {
            case_id: case_id.to_owned(),
            who: who.clone(),
            chosen: with.is_some(),
            fields: [Input::new(&text, false), Input::new("", false)],
            at: usize::from(with.is_some()),
            op_id: Uuid::now_v7().to_string(),
            asked: false,
            refused: None,
        }
    }

    fn join(&mut self, out: &mut Vec<Effect>) {
        let [with, reason] = self.fields.each_ref().map(|f| f.text().trim().to_owned());
        self.refused = None;
        if person::read(&with).is_none() {
            let mut how = HOW.to_owned();
            how.replace_range(..1, "S");
            (self.at, self.refused) = (0, Some(how));
        } else if reason.is_empty() {
            self.refused = (self.at == WHY).then(|| "Say why: the reason stays on record".to_owned());
            self.at = WHY;
        } else {
            self.asked = true;
            let who = self.who.record_id.clone();
            out.push(Effect::Job(Job::Join { who, with, reason, op_id: self.op_id.clone() }));
        }
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

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            _ if self.asked => {}
            Cmd::Next | Cmd::Previous if !self.chosen => self.at = 1 - self.at,
            Cmd::Save => self.join(out),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        if !self.asked {
            self.fields[self.at].key(key);
        }
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        if !self.asked {
            self.fields[self.at].paste(text);
        }
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Saved { .. } | Reply::SavedBefore { .. } if self.asked => {
                let with = self.fields[0].text();
                let said = format!("{} is one person with {}; U undoes it", self.who.short(), with.trim());
                out.extend([Effect::Say(said), Effect::Close]);
            }
            Reply::Failed { sentence, .. } if self.asked => {
                (self.asked, self.refused) = (false, Some(sentence.clone()));
            }
            Reply::OutOfReach(id) if *id == self.case_id => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let width = usize::from(area.width.min(78)).saturating_sub(4);
        let place = parts::popup(buf, area, 78, 11);
        let title = format!("{} is the same person as", self.who.short());
        let inside = parts::frame(buf, place, view, &title, "", true);
        for (i, (label, input)) in LABELS.iter().zip(&self.fields).enumerate() {
            let on = i == self.at;
            let y = inside.y + 1 + i as u16;
            let label = format!("{}{}", if on { view.theme.cursor() } else { " " }, fit(label, 10, &view.theme));
            buf.set_span(inside.x, y, &view.span(label, if on { Role::Focus } else { Role::Faint }), 11);
            let field = Rect::new(inside.x + 11, y, inside.width.saturating_sub(12), 1);
            // A number is a fact, the reason may name anybody.
            let hidden = view.veiled && i == WHY;
            let text = if hidden && !input.text().is_empty() { HIDDEN.to_owned() } else { input.text() };
            match on {
                true if hidden => input.masked().render(field, buf),
                true => input.area().render(field, buf),
                false => parts::put(buf, field, 0, &Line::from(view.span(text, Role::Plain))),
            }
        }
        let what = "Two suspects or victims of two cases who are one human. Nothing of either case changes and each is counted as \
                    before; each shows the other. It can be undone, and separated at any time.";
        let refused = self.refused.iter().flat_map(|r| wrap(r, width)).map(|l| (l, Role::Bad));
        let what = wrap(what, width).into_iter().map(|l| (l, Role::Faint));
        for (i, (line, role)) in what.chain(refused).enumerate() {
            parts::put(buf, inside, 4 + i, &Line::from(view.span(format!(" {line}"), role)));
        }
    }
}
