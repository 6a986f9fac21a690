//! Which one, and why: the two fields of an act that names a case or somebody in it and needs a reason. It must never know the act.

use crate::domain::record::HIDDEN;
use crate::tui::input::Input;
use crate::tui::parts::{self, View, fit, wrap};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

const WHICH: usize = 0;
const WHY: usize = 1;
/// Of the popup, and of the names of its fields.
const WIDTH: u16 = 78;
const LABEL: u16 = 14;

/// The two fields.
pub(super) struct Which {
    label: &'static str,
    fields: [Input; 2],
    at: usize,
    /// which one was chosen before, and is not typed
    chosen: bool,
    asked: bool,
    refused: Option<String>,
}

impl Which {
    /// With nothing typed yet; `label` says what the first field names.
    pub fn new(label: &'static str) -> Which {
        let fields = [Input::new("", false), Input::new("", false)];
        Which { label, fields, at: WHICH, chosen: false, asked: false, refused: None }
    }

    /// Of one that was chosen: only the reason is asked.
    pub fn of(label: &'static str, chosen: &str) -> Which {
        let fields = [Input::new(chosen, false), Input::new("", false)];
        Which { fields, at: WHY, chosen: true, ..Which::new(label) }
    }

    /// Which one, as it is typed.
    pub fn which(&self) -> String {
        self.fields[WHICH].text().trim().to_owned()
    }

    /// The reason.
    pub fn why(&self) -> String {
        self.fields[WHY].text().trim().to_owned()
    }

    /// Both, when they are there, and from then on the answer is awaited. Else what is missing is said: `how` which one is written, where
    /// it cannot be read, or `needs` where there is no reason.
    pub fn ask(&mut self, is_read: impl Fn(&str) -> bool, how: &str, needs: &str) -> Option<[String; 2]> {
        let [which, why] = [self.which(), self.why()];
        self.refused = None;
        if !is_read(&which) {
            (self.at, self.refused) = (WHICH, Some(how.to_owned()));
            return None;
        }
        if why.is_empty() {
            // Enter behind the first goes on to the reason; only there it is missing.
            self.refused = (self.at == WHY).then(|| needs.to_owned());
            self.at = WHY;
            return None;
        }
        self.asked = true;
        Some([which, why])
    }

    /// Is the answer awaited?
    pub fn is_asked(&self) -> bool {
        self.asked
    }

    /// It has come, and there is more to decide.
    pub fn answered(&mut self) {
        self.asked = false;
    }

    /// It is awaited again.
    pub fn ask_again(&mut self) {
        self.asked = true;
    }

    /// It was refused.
    pub fn refuse(&mut self, sentence: &str) {
        (self.asked, self.refused) = (false, Some(sentence.to_owned()));
    }

    /// To the other field.
    pub fn turn(&mut self) {
        if !self.chosen && !self.asked {
            self.at = 1 - self.at;
        }
    }

    /// A key in the field.
    pub fn key(&mut self, key: KeyEvent) {
        if !self.asked {
            self.fields[self.at].key(key);
        }
    }

    /// Pasted text.
    pub fn paste(&mut self, text: &str) {
        if !self.asked {
            self.fields[self.at].paste(text);
        }
    }

    /// Both fields, `what` the act does, and why it was refused.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, view: &View, title: &str, what: &str) {
        let place = parts::popup(buf, area, WIDTH, 11);
        let inside = parts::frame(buf, place, view, title, "", true);
        let width = usize::from(inside.width).saturating_sub(2);
        for (i, (label, input)) in [self.label, "Why"].into_iter().zip(&self.fields).enumerate() {
            let on = i == self.at;
            let y = inside.y + 1 + i as u16;
            let cursor = if on { view.theme.cursor() } else { " " };
            let label = format!("{cursor}{}", fit(label, usize::from(LABEL) - 1, &view.theme));
            let role = if on { Role::Focus } else { Role::Faint };
            buf.set_span(inside.x, y, &view.span(label, role), LABEL);
            let field = Rect::new(inside.x + LABEL, y, inside.width.saturating_sub(LABEL + 1), 1);
            // A number is a fact, the reason may name anybody.
            let hidden = view.veiled && i == WHY;
            let text = if hidden && !input.text().is_empty() { HIDDEN.to_owned() } else { input.text() };
            match on {
                true if hidden => input.masked().render(field, buf),
                true => input.area().render(field, buf),
                false => parts::put(buf, field, 0, &Line::from(view.span(text, Role::Plain))),
            }
        }
        let refused = self.refused.iter().flat_map(|r| wrap(r, width)).map(|l| (l, Role::Bad));
        let what = wrap(what, width).into_iter().map(|l| (l, Role::Faint));
        for (i, (line, role)) in what.chain(refused).enumerate() {
            parts::put(buf, inside, 4 + i, &Line::from(view.span(format!(" {line}"), role)));
        }
    }
}
