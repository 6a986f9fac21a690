//! The mask over the whole screen of an idle desk, and the PIN that opens it. It must never know nor draw anything of a case,
//! nor say whether what is typed comes near the PIN.

use super::parts::{self, View};
use super::theme::Role;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

/// So often a PIN may be wrong in one sitting.
pub const TRIES: u8 = 5;
/// No PIN is longer.
const LONGEST: usize = 12;

/// The mask.
pub struct Lock {
    typed: String,
    wrong: u8,
    trying: bool,
    has_pin: bool,
}

impl Lock {
    /// A mask over everything, after so many wrong PINs in this sitting.
    pub fn new(has_pin: bool, wrong: u8) -> Lock {
        Lock { typed: String::new(), wrong, trying: false, has_pin }
    }

    /// A letter of the PIN.
    pub fn key(&mut self, key: KeyEvent) {
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match key.code {
            _ if self.trying => {}
            KeyCode::Char(c) if plain && self.typed.len() < LONGEST => self.typed.push(c),
            KeyCode::Backspace => drop(self.typed.pop()),
            // What was typed unaware is not tried.
            KeyCode::Esc => self.typed.clear(),
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => self.typed.clear(),
            _ => {}
        }
    }

    /// What was typed, to be tried; nothing while another is.
    pub fn entered(&mut self) -> Option<String> {
        if self.trying || self.typed.is_empty() || !self.has_pin {
            return None;
        }
        self.trying = true;
        Some(std::mem::take(&mut self.typed))
    }

    /// It was tried, and so often in this sitting it was wrong.
    pub fn tried(&mut self, wrong: u8) {
        (self.trying, self.wrong) = (false, wrong);
    }

    /// It could not be tried.
    pub fn failed(&mut self) {
        self.trying = false;
    }

    /// Draws it over everything.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, view: &View) {
        Clear.render(area, buf);
        let dots = "*".repeat(self.typed.chars().count());
        let tries = match self.wrong {
            0 => String::new(),
            n => format!("That was not the PIN. {} more may be tried.", TRIES - n.min(TRIES)),
        };
        let lines = if self.has_pin {
            vec![
                (format!("{} is away", view.viewer.name), Role::Strong),
                (String::new(), Role::Plain),
                (format!("PIN  {dots}_"), Role::Plain),
                (tries, Role::Warn),
                ("Enter opens the screen as it was.  ^C leaves; an open form is kept.".to_owned(), Role::Faint),
            ]
        } else {
            vec![
                (format!("{} is away", view.viewer.name), Role::Strong),
                (String::new(), Role::Plain),
                ("No PIN is set that could open this screen.".to_owned(), Role::Plain),
                ("^C leaves; an open form is kept. Sign in again, and set a PIN with ,".to_owned(), Role::Faint),
            ]
        };
        let top = usize::from(area.height).saturating_sub(lines.len()) / 2;
        for (i, (text, role)) in lines.iter().enumerate() {
            let left = " ".repeat(usize::from(area.width).saturating_sub(parts::width(text)) / 2);
            parts::put(buf, area, top + i, &Line::from(vec![view.span(left, Role::Plain), view.span(text, *role)]));
        }
    }
}
