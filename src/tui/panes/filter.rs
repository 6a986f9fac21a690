//! The filter line of the list while it is typed in: read at every key, marked at the word that cannot be read, completed by Tab.
//! It must never ask for a case: the list does, by what was last understood.

use crate::domain::filter::{Filter, Offers, Problem, offers};
use crate::tui::input::Input;
use crate::tui::parts::{View, width};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Span;
use ratatui::widgets::Widget;
use std::ops::Range;

/// The line.
#[derive(Debug)]
pub struct FilterLine {
    /// what is typed
    pub input: Input,
    problem: Option<Problem>,
    offers: Offers,
    turning: Option<Turning>,
}

/// Tab turns through the offers: the line before the first of them, and which one stands in it now.
#[derive(Debug)]
struct Turning {
    line: String,
    at: usize,
}

impl FilterLine {
    /// With what the list is filtered by.
    pub fn new(words: &str) -> FilterLine {
        let input = Input::new(words, false);
        FilterLine { input, problem: None, offers: Offers::default(), turning: None }
    }

    /// Reads what is typed now. Gives what of it the list is to go by: all of it, or all but the term that is being typed where
    /// that cannot be read; nothing where another cannot.
    pub fn read(&mut self, view: &View, officers: &[String]) -> Option<String> {
        self.turning = None;
        let (text, cursor) = (self.input.text(), self.input.cursor());
        self.offers = offers(&text, cursor, &view.desk, view.viewer, officers);
        // What stands there already is no offer.
        let typed = text.get(self.offers.replaces.clone()).unwrap_or_default();
        self.offers.all.retain(|o| o.text != typed);
        self.understood(text, view)
    }

    fn understood(&mut self, text: String, view: &View) -> Option<String> {
        let read = |text: &str| Filter::read(text, &view.desk, view.viewer);
        self.problem = read(&text).err();
        let Some(problem) = &self.problem else { return Some(text) };
        let mut rest = text;
        rest.replace_range(self.offers.term.clone(), "");
        (self.is_typed(problem) && read(&rest).is_ok()).then(|| rest.trim().to_owned())
    }

    /// Is it the term before the cursor that is wrong?
    fn is_typed(&self, problem: &Problem) -> bool {
        let term = &self.offers.term;
        !term.is_empty() && (term.start..=term.end).contains(&problem.span.start)
    }

    /// The next offer, or the one before, in the place of the word that is typed; another stands there after the next Tab. Gives
    /// the line where all of it is understood. `None` too if there is nothing to offer.
    pub fn complete(&mut self, forward: bool, view: &View, officers: &[String]) -> Option<String> {
        let n = self.offers.all.len();
        if n == 0 {
            return None;
        }
        let turning = match self.turning.take() {
            Some(Turning { line, at }) => Turning { line, at: (at + if forward { 1 } else { n - 1 }) % n },
            None => Turning { line: self.input.text(), at: if forward { 0 } else { n - 1 } },
        };
        let mut line = turning.line.clone();
        line.replace_range(self.offers.replaces.clone(), &self.offers.all[turning.at].text);
        self.input.set(&line);
        // The only one is taken: the next Tab goes on behind it.
        if n == 1 {
            return self.read(view, officers);
        }
        self.turning = Some(turning);
        self.understood(line, view)
    }

    /// What is wrong with it, unless it is the word that is being typed and may still become right.
    fn wrong(&self) -> Option<&Problem> {
        self.problem.as_ref().filter(|p| !(self.has_offers() && self.is_typed(p)))
    }

    /// Is there anything that Tab would write?
    pub fn has_offers(&self) -> bool {
        !self.offers.all.is_empty()
    }

    /// Why it cannot be kept as it is.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_ref().map(|p| p.sentence.as_str())
    }

    /// What is said of it: what is wrong, else what Tab would write.
    pub fn says(&self, view: &View) -> Option<(String, Role)> {
        if view.veiled {
            return self.wrong().map(|_| ("A word of the filter cannot be read: F9 shows it".to_owned(), Role::Warn));
        }
        if let Some(problem) = self.wrong() {
            return Some((problem.sentence.clone(), Role::Warn));
        }
        // Behind the one that stands there now.
        let from = self.turning.as_ref().map_or(0, |t| t.at + 1);
        let n = self.offers.all.len();
        let only = n == 1;
        let words = (0..n).map(|i| &self.offers.all[(from + i) % n]).map(|o| match o.means.as_str() {
            means if only || (!o.text.ends_with(':') && means.len() < 30 && means != o.text) => {
                format!("{} {means}", o.text)
            }
            _ => o.text.clone(),
        });
        (n > 0).then(|| (format!("Tab: {}", words.collect::<Vec<_>>().join(" · ")), Role::Faint))
    }

    /// Draws it.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, view: &View) {
        let field = Rect::new(area.x + 3, area.y, area.width.saturating_sub(3), 1);
        buf.set_span(area.x, area.y, &Span::styled(" / ", view.theme.style(Role::Key)), 3);
        if view.veiled {
            return self.input.masked().render(field, buf);
        }
        self.input.area().render(field, buf);
        if let Some(problem) = self.wrong() {
            self.mark(buf, field, &problem.span, view);
        }
    }

    /// Marks a piece of the line. A long line has moved along: where its cursor is drawn says how far.
    fn mark(&self, buf: &mut Buffer, field: Rect, span: &Range<usize>, view: &View) {
        let text = self.input.text();
        let column = |byte: usize| text.get(..byte).map_or(0, |t| width(&crate::domain::text::harmless(t)));
        let is_cursor = |x: &u16| buf[(*x, field.y)].modifier.contains(Modifier::REVERSED);
        let Some(cursor) = (field.left()..field.right()).find(is_cursor) else { return };
        let start = (usize::from(cursor) + column(span.start)).saturating_sub(column(self.input.cursor()));
        let end = (usize::from(cursor) + column(span.end)).saturating_sub(column(self.input.cursor()));
        let style = view.theme.style(Role::Bad).patch(view.theme.style(Role::Field));
        for x in (field.left()..field.right()).filter(|x| (start..end).contains(&usize::from(*x))) {
            buf[(x, field.y)].set_style(style);
        }
    }
}
