//! One text field: typing, pasting and its cursor, over the ratatui organisation's text area.
//! Text goes in and comes out unchanged, also what a terminal may not see: such a character is held as a stand-in
//! from a private plane, drawn as U+FFFD, and given back as it came.

use crate::domain::text::is_unsafe;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::{Modifier, Style};
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

const SHIELD: u32 = 0xF_0000;
const LAST: u32 = 0xFFFD;

/// Is it a stand-in for a character that the terminal may not see?
pub fn is_shield(c: char) -> bool {
    (SHIELD..=SHIELD + LAST).contains(&(c as u32))
}

fn shield(c: char) -> char {
    let low = c as u32;
    if is_shield(c) {
        return '\u{FFFD}';
    }
    if c != '\n' && is_unsafe(c) && low <= LAST { char::from_u32(SHIELD + low).unwrap_or('\u{FFFD}') } else { c }
}

fn unshield(c: char) -> char {
    if is_shield(c) { char::from_u32(c as u32 - SHIELD).unwrap_or(c) } else { c }
}

/// A text field.
#[derive(Debug, Clone)]
pub struct Input {
    area: TextArea<'static>,
    lines: bool,
}

impl Input {
    /// A field with a text in it, the cursor behind the last character. `lines`: may it hold several?
    pub fn new(text: &str, lines: bool) -> Input {
        let mut input = Input { area: TextArea::default(), lines };
        input.set(text);
        input
    }

    /// Replaces the text.
    pub fn set(&mut self, text: &str) {
        let shielded: String = text.chars().map(shield).collect();
        let lines: Vec<String> = if self.lines {
            shielded.split('\n').map(str::to_owned).collect()
        } else {
            vec![shielded.replace('\n', " ")]
        };
        self.area = TextArea::new(lines);
        self.area.set_cursor_line_style(Style::new());
        self.area.set_cursor_style(Style::new().add_modifier(Modifier::REVERSED));
        if self.lines {
            self.area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// Selects all: the next letter replaces it, a cursor key leaves it.
    pub fn select(&mut self) {
        self.area.set_selection_style(Style::new().add_modifier(Modifier::REVERSED));
        self.area.select_all();
    }

    /// The text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n").chars().map(unshield).collect()
    }

    /// Where its cursor is, in bytes of the text; in a field of several lines, of its line.
    pub fn cursor(&self) -> usize {
        let at = self.area.cursor();
        let line = self.area.lines().get(at.0).map_or("", String::as_str);
        line.chars().take(at.1).map(|c| unshield(c).len_utf8()).sum()
    }

    /// A key that is no command. Says whether the text changed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        if !self.lines && matches!(key.code, KeyCode::Enter) {
            return false;
        }
        // As everywhere else at a prompt: to the beginning of the line.
        if key.code == KeyCode::Char('u') && key.modifiers == KeyModifiers::CONTROL {
            return self.area.delete_line_by_head();
        }
        self.area.input(key)
    }

    /// Pasted text is text, whatever is in it; in a field of one line, line ends become blanks.
    pub fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text: String = text.chars().map(|c| if c == '\n' && !self.lines { ' ' } else { shield(c) }).collect();
        self.area.insert_str(text);
    }

    /// The widget to draw with every letter hidden.
    pub fn masked(&self) -> TextArea<'static> {
        let mut area = self.area.clone();
        area.set_mask_char('\u{2592}');
        area
    }

    /// The widget to draw; with its cursor.
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_comes_out_as_it_went_in() {
        let hostile = "a\u{1b}[2J\0\u{202E}b\u{7f}ភ្នំពេញ\u{200B}";
        let mut input = Input::new("", false);
        input.paste(hostile);
        assert_eq!(input.text(), hostile);
        assert!(!input.area().lines()[0].contains('\u{1b}'), "the text area never holds the character itself");
        let mut one = Input::new("", false);
        one.paste("two\r\nlines");
        assert_eq!(one.text(), "two lines");
        let mut many = Input::new("", true);
        many.paste("two\r\nlines");
        assert_eq!(many.text(), "two\nlines");
        let long = "x".repeat(10_000);
        assert_eq!(Input::new(&long, false).text(), long);
    }
}
