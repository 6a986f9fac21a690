//! Breaking the glass of a case that is out of reach: its number and why. It must never say whether there is such a case
//! before it is asked for, with a reason and on record.

use super::{Effect, Overlay};
use crate::domain::moment::local;
use crate::domain::number;
use crate::domain::record::HIDDEN;
use crate::domain::visit::glass_until;
use crate::tui::command::{Cmd, Scope};
use crate::tui::input::Input;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, View, wrap};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

const LABELS: [&str; 2] = ["Case number", "Why"];

/// The two fields.
pub struct Glass {
    fields: [Input; 2],
    at: usize,
    asked: bool,
    refused: Option<String>,
}

impl Glass {
    /// With nothing typed yet.
    pub fn new() -> Glass {
        Glass { fields: [Input::new("", false), Input::new("", false)], at: 0, asked: false, refused: None }
    }

    fn save(&mut self, out: &mut Vec<Effect>) {
        let [number, reason] = self.fields.each_ref().map(|f| f.text().trim().to_owned());
        self.refused = None;
        if number::read(&number).is_none() {
            (self.at, self.refused) = (0, Some("Write the number of the case as 19/274".to_owned()));
        } else if reason.is_empty() {
            // Enter behind the number goes on to the reason; only there it is missing.
            self.refused = (self.at == 1).then(|| "Say why: whoever leads the case will read it".to_owned());
            self.at = 1;
        } else {
            self.asked = true;
            out.push(Effect::Job(Job::BreakGlass { number, reason }));
        }
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

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            _ if self.asked => {}
            Cmd::Next | Cmd::Previous => self.at = 1 - self.at,
            Cmd::Save => self.save(out),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        self.fields[self.at].key(key);
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        self.fields[self.at].paste(text);
    }

    fn take(&mut self, reply: &Reply, view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Broken { case_id, number } if self.asked => {
                let until = local(&glass_until(&view.desk.now).stamp(), view.desk.now.zone);
                let said = format!("{number} is open to you until {until}; it is on record, and who leads it is told");
                out.extend([Effect::GoTo(case_id.clone()), Effect::Say(said), Effect::Close]);
            }
            Reply::Failed { sentence, .. } if self.asked => {
                (self.asked, self.refused) = (false, Some(sentence.clone()))
            }
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 76, 11);
        let inside = parts::frame(buf, place, view, "Break glass", "", true);
        let width = usize::from(inside.width).saturating_sub(2);
        for (i, (label, input)) in LABELS.iter().zip(&self.fields).enumerate() {
            let on = i == self.at;
            let y = inside.y + 1 + i as u16;
            let label = format!("{}{}", if on { view.theme.cursor() } else { " " }, parts::fit(label, 13, &view.theme));
            buf.set_span(inside.x, y, &view.span(label, if on { Role::Focus } else { Role::Faint }), 14);
            let field = Rect::new(inside.x + 14, y, inside.width.saturating_sub(15), 1);
            // The number is a fact, the reason may name anybody.
            let hidden = view.veiled && i > 0;
            let text = if hidden && !input.text().is_empty() { HIDDEN.to_owned() } else { input.text() };
            match on {
                true if hidden => input.masked().render(field, buf),
                true => input.area().render(field, buf),
                false => parts::put(buf, field, 0, &Line::from(view.span(text, Role::Plain))),
            }
        }
        let what = "Opens a case that is out of your reach for 12 hours, to see it and to add to its diary; nothing else. \
                    It goes on record with your name and the reason, and whoever leads the case is told at once.";
        let refused = self.refused.iter().flat_map(|r| wrap(r, width)).map(|l| (l, Role::Bad));
        let what = wrap(what, width).into_iter().map(|l| (l, Role::Faint));
        for (i, (line, role)) in what.chain(refused).enumerate() {
            parts::put(buf, inside, 4 + i, &Line::from(view.span(format!(" {line}"), role)));
        }
    }
}
