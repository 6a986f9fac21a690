//! Who alone may know of a case: their names, beside its lead. It must never know how the store keeps others from it.

use super::{Answer, Effect, Overlay, Question};
use crate::domain::act::Deed;
use crate::domain::case::RESTRICTED;
use crate::domain::casefile::CaseFile;
use crate::domain::number;
use crate::domain::record::Record;
use crate::domain::rights::{Scope as Reach, Whose};
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

/// The names, while they are typed.
pub struct Restrict {
    case: CaseFile,
    names: Input,
    officers: Vec<String>,
    /// those of the office have come
    known: bool,
    saving: bool,
    warned: bool,
    refused: Option<String>,
}

impl Restrict {
    /// Of a case, with the names that it has now.
    pub fn new(case: &CaseFile) -> Restrict {
        let now = case.case.restricted_to.as_deref().unwrap_or_default();
        let blank = if now.is_empty() { "" } else { " " };
        let names = Input::new(&format!("{now}{blank}"), false);
        Restrict {
            case: case.clone(),
            names,
            officers: Vec::new(),
            known: false,
            saving: false,
            warned: false,
            refused: None,
        }
    }

    fn lead(&self) -> Option<&str> {
        self.case.case.lead.as_deref()
    }

    /// The officers whose names begin with the word that is typed.
    fn fitting(&self) -> Vec<&str> {
        let text = self.names.text();
        let (before, word) = text.rsplit_once(' ').unwrap_or(("", &text));
        let typed: Vec<&str> = before.split_whitespace().collect();
        let fits = |name: &&str| name.starts_with(word) && !typed.contains(name) && Some(*name) != self.lead();
        self.officers.iter().map(String::as_str).filter(fits).collect()
    }

    fn complete(&mut self) {
        let text = self.names.text();
        let before = text.rfind(' ').map_or("", |i| &text[..=i]);
        let first = self.fitting().first().map(|name| format!("{before}{name} "));
        if let Some(text) = first {
            self.names.set(&text);
        }
    }

    /// The value of the field: the names in order, the lead's among them, once each; nothing lifts the restriction.
    fn value(&self) -> Result<Option<String>, String> {
        let text = self.names.text();
        let mut names: Vec<&str> = text.split_whitespace().collect();
        // Until the names have come, only the store knows.
        let known = |name: &&str| self.officers.is_empty() || self.officers.iter().any(|o| o == name);
        if let Some(stranger) = names.iter().find(|n| !known(n)) {
            return Err(format!("“{stranger}” is no officer of this office"));
        }
        names.extend(self.lead().filter(|_| !names.is_empty()));
        names.sort_unstable();
        names.dedup();
        Ok((!names.is_empty()).then(|| names.join(" ")))
    }

    fn save(&mut self, view: &View, out: &mut Vec<Effect>) {
        let value = match self.value() {
            Ok(value) => value,
            Err(sentence) => return self.refused = Some(sentence),
        };
        let before = self.case.case.to_sheet();
        if before.get(RESTRICTED) == value.as_deref() {
            return out.extend([Effect::Say("Nothing was changed".into()), Effect::Close]);
        }
        let after = Whose { restricted_to: value.as_deref(), ..self.case.whose() };
        if view.viewer.nearness(&after) == Reach::No && !self.warned {
            let lines = vec![
                "You are not among them and do not lead the case.".to_owned(),
                "You will not know of it any more, and cannot lift this yourself.".to_owned(),
            ];
            let words = ("saves it all the same", "goes back to the names");
            let question = Question::new("Lock yourself out?", lines, words, Answer::SaveAnyway);
            return out.push(Effect::Open(Box::new(question)));
        }
        let mut sheet = before.clone();
        sheet.set(RESTRICTED, value);
        self.saving = true;
        out.push(Effect::Job(Job::Save(Box::new(Deed::edit("restrict", before, sheet)))));
    }
}

impl Overlay for Restrict {
    fn scope(&self) -> Scope {
        Scope::Restrict
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn would_lose(&self) -> bool {
        self.names.text().trim() != self.case.case.restricted_to.as_deref().unwrap_or_default()
    }

    fn command(&mut self, cmd: Cmd, view: &View, out: &mut Vec<Effect>) {
        match cmd {
            _ if self.saving => {}
            Cmd::Next => self.complete(),
            Cmd::Save => self.save(view, out),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        if !self.saving && self.names.key(key) {
            (self.refused, self.warned) = (None, false);
        }
    }

    fn paste(&mut self, text: &str, _view: &View, _out: &mut Vec<Effect>) {
        self.names.paste(text);
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::Officers]
    }

    fn answer(&mut self, _answer: Answer, view: &View, out: &mut Vec<Effect>) {
        self.warned = true;
        self.save(view, out);
    }

    fn awaits(&self, cmd: Cmd) -> bool {
        cmd == Cmd::Save && !self.known
    }

    fn is_saving(&self) -> bool {
        self.saving
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::Officers(names) => (self.officers, self.known) = (names.clone(), true),
            Reply::Case(case) if case.case.head.id == self.case.case.head.id && !self.saving => {
                self.case = (**case).clone();
            }
            Reply::Saved { number, .. } if self.saving => {
                let said = match self.value() {
                    Ok(Some(names)) => format!("{} is known to {names} alone", number::short(number)),
                    _ => format!("{} is restricted no more", number::short(number)),
                };
                out.extend([Effect::Say(said), Effect::Close]);
            }
            Reply::Clashed { clashes, .. } if self.saving => {
                let by = clashes.first().map_or("Another officer", |c| c.by.as_str());
                self.refused = Some(format!("{by} changed this meanwhile: leave it and look again"));
                self.saving = false;
            }
            Reply::Failed { sentence, saving: true } => {
                (self.saving, self.refused) = (false, Some(sentence.clone()));
            }
            Reply::OutOfReach(id) if *id == self.case.case.head.id => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 76, 14);
        let short = number::short(self.case.case.number.as_deref().unwrap_or_default());
        let inside = parts::frame(buf, place, view, &format!("Who alone may know of {short}"), "", true);
        let width = usize::from(inside.width).saturating_sub(2);
        let lead = self.lead().map_or("nobody leads it".to_owned(), |lead| format!("{lead}, who leads it, always"));
        parts::put(buf, inside, 0, &Line::from(view.span(format!(" {lead}"), Role::Plain)));
        buf.set_span(inside.x, inside.y + 1, &view.span(" and", Role::Faint), 5);
        let field = Rect::new(inside.x + 5, inside.y + 1, inside.width.saturating_sub(6), 1);
        self.names.area().render(field, buf);
        let fitting = self.fitting().join(" ");
        let hint = if fitting.is_empty() { String::new() } else { format!("Tab: {fitting}") };
        parts::put(
            buf,
            inside,
            2,
            &Line::from(view.span(format!("     {}", parts::cut(&hint, width - 5, &view.theme)), Role::Key)),
        );
        let what = "Names with blanks between. Only these and the lead know of the case: lists, search, the log and the figures \
                    of everybody else leave it out, the director's too. No name lifts the restriction. It is on record.";
        let refused = self.refused.iter().flat_map(|r| wrap(r, width)).map(|l| (l, Role::Bad));
        let what = wrap(what, width).into_iter().map(|l| (l, Role::Faint));
        for (i, (line, role)) in what.chain(refused).enumerate() {
            parts::put(buf, inside, 4 + i, &Line::from(view.span(format!(" {line}"), role)));
        }
    }
}
