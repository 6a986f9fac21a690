//! Why: the reason of an act that ends a case, begins it again, takes merged cases apart or separates two people, with what follows from
//! it said above. It must
//! never do it without a reason.

use super::{Effect, Overlay};
use crate::domain::casefile::CaseFile;
use crate::domain::closing::{Ending, still_open};
use crate::domain::number;
use crate::domain::person::Place;
use crate::domain::record::HIDDEN;
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
use uuid::Uuid;

enum What {
    End(Ending, Box<CaseFile>),
    Apart { op_id: String },
    Separate { who: [String; 2], said: String, op_id: String },
}

/// The reason, while it is typed.
pub struct Why {
    case_id: String,
    what: What,
    title: String,
    said: Vec<(String, Role)>,
    reason: Input,
    sent: bool,
    refused: Option<String>,
}

impl Why {
    /// Of how a case ends or begins again: what is counted, and what is still open.
    pub fn end(case: &CaseFile, ending: Ending, view: &View) -> Why {
        let short = number::short(case.case.number.as_deref().unwrap_or_default());
        let open = if ending == Ending::Reopen { Vec::new() } else { still_open(case, &view.desk) };
        let mut said = vec![(ending.counted(case), Role::Plain)];
        if !open.is_empty() {
            said.push((format!("Still open, {}:", open.len()), Role::Warn));
            said.extend(open.into_iter().map(|line| (format!("  {line}"), Role::Warn)));
        }
        let what = What::End(ending, Box::new(case.clone()));
        Why::new(&case.case.head.id, what, format!("{short}: {}", ending.word()), said)
    }

    /// Of taking a merged case apart from the older.
    pub fn apart(younger: &CaseFile) -> Why {
        let short = |number: &str| number::short(number);
        let number = short(younger.case.number.as_deref().unwrap_or_default());
        let older = younger.merged_into.as_ref().map(|into| short(&into.number)).unwrap_or_default();
        let said =
            format!("{number} and {older} are two cases again, as before: each with its own records, each counted.");
        let what = What::Apart { op_id: Uuid::now_v7().to_string() };
        Why::new(&younger.case.head.id, what, format!("Take {number} and {older} apart"), vec![(said, Role::Plain)])
    }

    /// Of separating two people who were joined, seen from a case.
    pub fn separate(case_id: &str, both: &[Place; 2]) -> Why {
        let [a, b] = both.each_ref().map(Place::short);
        let said =
            format!("{a} and {b} are two people again. Both cases stay as they are, and so does what is counted.");
        let what = What::Separate {
            who: both.each_ref().map(|place| place.record_id.clone()),
            said: format!("{a} and {b} are two people again; U undoes it"),
            op_id: Uuid::now_v7().to_string(),
        };
        Why::new(case_id, what, format!("Separate {b} from {a}"), vec![(said, Role::Plain)])
    }

    fn new(case_id: &str, what: What, title: String, said: Vec<(String, Role)>) -> Why {
        let reason = Input::new("", false);
        Why { case_id: case_id.to_owned(), what, title, said, reason, sent: false, refused: None }
    }

    fn save(&mut self, view: &View, out: &mut Vec<Effect>) {
        let reason = self.reason.text();
        if reason.trim().is_empty() {
            return self.refused = Some("Say why: the reason stays on record".to_owned());
        }
        (self.sent, self.refused) = (true, None);
        let case_id = self.case_id.clone();
        out.push(Effect::Job(match &self.what {
            What::End(ending, case) => {
                Job::Save(Box::new(ending.deed(case, &reason, &view.viewer.name, &view.desk.now)))
            }
            What::Apart { op_id } => Job::Unmerge { case_id, reason, op_id: op_id.clone() },
            What::Separate { who, op_id, .. } => Job::Separate { who: who.clone(), reason, op_id: op_id.clone() },
        }));
    }
}

impl Overlay for Why {
    fn scope(&self) -> Scope {
        Scope::Why
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn would_lose(&self) -> bool {
        !self.reason.text().trim().is_empty()
    }

    fn command(&mut self, cmd: Cmd, view: &View, out: &mut Vec<Effect>) {
        match cmd {
            _ if self.sent => {}
            Cmd::Save => self.save(view, out),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        if !self.sent && self.reason.key(key) {
            self.refused = None;
        }
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        self.reason.paste(text);
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Saved { number, .. } | Reply::SavedBefore { number, .. } if self.sent => {
                let said = match &self.what {
                    What::End(ending, _) => format!("{} is {}", number::short(number), ending.done()),
                    What::Apart { .. } => format!("{} is a case of its own again", number::short(number)),
                    What::Separate { said, .. } => said.clone(),
                };
                out.extend([Effect::Say(said), Effect::Close]);
            }
            Reply::Clashed { clashes, .. } if self.sent => {
                let by = clashes.first().map_or("Another officer", |c| c.by.as_str());
                (self.sent, self.refused) =
                    (false, Some(format!("{by} changed this meanwhile: leave it and look again")));
            }
            Reply::Failed { sentence, .. } if self.sent => {
                (self.sent, self.refused) = (false, Some(sentence.clone()));
            }
            Reply::OutOfReach(id) if *id == self.case_id => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let width = usize::from(area.width.min(76)).saturating_sub(4);
        let room = usize::from(area.height).saturating_sub(6);
        let mut lines: Vec<(String, Role)> =
            self.said.iter().flat_map(|(text, role)| wrap(text, width).into_iter().map(|l| (l, *role))).collect();
        if lines.len() > room {
            let more = lines.len() - room + 1;
            lines.truncate(room - 1);
            lines.push((format!("  and {more} lines more"), Role::Warn));
        }
        let refused = self.refused.iter().flat_map(|r| wrap(r, width)).map(|l| (l, Role::Bad));
        lines.extend(refused);
        let place = parts::popup(buf, area, 76, lines.len() as u16 + 4);
        let inside = parts::frame(buf, place, view, &self.title, "", true);
        for (i, (line, role)) in lines.iter().enumerate() {
            parts::put(buf, inside, i, &Line::from(view.span(format!(" {line}"), *role)));
        }
        let y = inside.y + lines.len() as u16 + 1;
        if y < inside.bottom() {
            buf.set_span(inside.x, y, &view.span(format!("{}Why", view.theme.cursor()), Role::Focus), 5);
            let field = Rect::new(inside.x + 6, y, inside.width.saturating_sub(7), 1);
            // A reason may name anybody.
            match view.veiled && !self.reason.text().is_empty() {
                true if self.sent => parts::put(buf, field, 0, &Line::from(view.span(HIDDEN, Role::Plain))),
                true => self.reason.masked().render(field, buf),
                false => self.reason.area().render(field, buf),
            }
        }
    }
}
