//! Small drawing parts, used by panes and overlays: harmless text, fitting to a width, frames, bars.

use super::command::Cmd;
use super::theme::{Role, Theme};
use crate::domain::field::{Desk, See};
use crate::domain::rights::Viewer;
use crate::domain::text::harmless;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What drawing and commands may know beside their own state.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// the look
    pub theme: Theme,
    /// code lists, time, zone
    pub desk: Desk<'a>,
    /// who sits here, and what they may see and do
    pub viewer: &'a Viewer,
    /// names and narrative are kept from the screen
    pub veiled: bool,
    /// what must be said beside the office's figures: what of a demonstration is invented
    pub note: Option<&'a str>,
}

impl View<'_> {
    /// Is this kind of knowledge kept from the screen?
    pub fn hides(&self, see: See) -> bool {
        self.veiled && see != See::Facts
    }

    /// Text from the file or a person, harmless, in a role.
    pub fn span(&self, text: impl AsRef<str>, role: Role) -> Span<'static> {
        Span::styled(harmless(text.as_ref()), self.theme.style(role))
    }
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to a width, with an ellipsis where something is left out, and filled with blanks.
pub fn fit(text: &str, columns: usize, theme: &Theme) -> String {
    let mut text = cut(&harmless(text).replace('\n', " "), columns, theme);
    let gap = columns.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', gap));
    text
}

/// The text cut to a width, with an ellipsis where something is left out.
pub fn cut(text: &str, columns: usize, theme: &Theme) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mark = if theme.unicode { "…" } else { "~" };
    let mut out = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let w = width(cluster);
        if used + w + 1 > columns {
            break;
        }
        out.push_str(cluster);
        used += w;
    }
    if columns > 0 {
        out.push_str(mark);
    }
    out
}

/// The text broken into lines of at most a width, at blanks where there are any.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(4);
    let mut lines = Vec::new();
    for paragraph in harmless(text).split('\n') {
        let mut line = String::new();
        for word in paragraph.split_inclusive(' ') {
            if width(&line) + width(word.trim_end()) <= columns {
                line.push_str(word);
                continue;
            }
            if !line.trim().is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            line.clear();
            if word.trim().is_empty() {
                continue;
            }
            for cluster in word.graphemes(true) {
                if width(&line) + width(cluster) > columns {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str(cluster);
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The frame of a pane or overlay with a title on each side; gives the inside.
pub fn frame(buf: &mut Buffer, area: Rect, view: &View, left: &str, right: &str, focused: bool) -> Rect {
    let theme = &view.theme;
    let role = if focused { Role::Focus } else { Role::Frame };
    let room = usize::from(area.width.saturating_sub(4));
    let right = cut(&harmless(right), room, theme);
    let left = cut(&harmless(left), room.saturating_sub(width(&right) + 1), theme);
    let title_role = if focused { Role::Focus } else { Role::Plain };
    let mut block = Block::bordered().border_set(theme.border()).border_style(theme.style(role));
    if !left.is_empty() {
        block = block.title(Span::styled(format!(" {left} "), theme.style(title_role)));
    }
    if !right.is_empty() {
        block = block.title(Line::from(Span::styled(format!(" {right} "), theme.style(title_role))).right_aligned());
    }
    let inside = block.inner(area);
    block.render(area, buf);
    inside
}

/// A titled rule over an area, for a pane without sides; gives what is under it.
pub fn shelf(buf: &mut Buffer, area: Rect, view: &View, left: &str, right: &str, focused: bool) -> Rect {
    let top = Rect { height: 2.min(area.height), ..area };
    frame(buf, top, view, left, right, focused);
    let under = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    Clear.render(under, buf);
    under
}

/// An empty place of a size in the middle of an area.
pub fn popup(buf: &mut Buffer, area: Rect, columns: u16, rows: u16) -> Rect {
    let (w, h) = (columns.min(area.width), rows.min(area.height));
    let place = Rect::new(area.x + (area.width - w) / 2, area.y + (area.height - h) / 2, w, h);
    Clear.render(place, buf);
    place
}

/// A line at a row of an area; nothing if the row is outside.
pub fn put(buf: &mut Buffer, area: Rect, row: usize, line: &Line) {
    if row < usize::from(area.height) {
        buf.set_line(area.x, area.y + row as u16, line, area.width);
    }
}

/// A count with its thousands apart: `1,292`.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join(",")
}

/// A bar of `columns` for k of n.
pub fn bar(k: u32, n: u32, columns: usize, theme: &Theme) -> String {
    let (full, open) = theme.bar();
    let filled = if n == 0 { 0 } else { (columns as u64 * u64::from(k.min(n)) / u64::from(n)) as usize };
    full.repeat(filled) + &open.repeat(columns - filled)
}

/// Twelve small columns, the highest full.
pub fn months(counts: &[u32; 12], theme: &Theme) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    counts.iter().map(|c| theme.column(if *c == 0 { 0 } else { (c * 8).div_ceil(most) as usize })).collect()
}

/// Spans that fit into a width, in order, the later ones left out where there is no room.
pub fn segments(parts: Vec<Vec<Span<'static>>>, columns: usize) -> Line<'static> {
    let mut line = Line::default();
    for part in parts {
        let gap = if line.spans.is_empty() { 0 } else { 2 };
        let w: usize = part.iter().map(Span::width).sum();
        if line.width() + gap + w <= columns {
            if gap > 0 {
                line.push_span(Span::styled("  ", Style::new()));
            }
            part.into_iter().for_each(|s| line.push_span(s));
        }
    }
    line
}

/// A place in a scrolled text: moves by commands and stays inside.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scroll {
    /// first row shown
    pub top: usize,
    /// rows shown at once
    pub height: usize,
    /// rows in all
    pub total: usize,
}

impl Scroll {
    /// A movement; says whether the command is one.
    pub fn command(&mut self, cmd: Cmd) -> bool {
        let page = self.height.max(2) as isize - 1;
        match cmd {
            Cmd::Up => self.by(-1),
            Cmd::Down => self.by(1),
            Cmd::PageUp => self.by(-page),
            Cmd::PageDown => self.by(page),
            Cmd::Top => self.top = 0,
            Cmd::Bottom => self.by(isize::MAX / 2),
            _ => return false,
        }
        true
    }

    /// Moves by rows and stays inside.
    pub fn by(&mut self, rows: isize) {
        let most = self.total.saturating_sub(self.height);
        self.top = self.top.saturating_add_signed(rows).min(most);
    }

    /// Sets the sizes and stays inside.
    pub fn fit(&mut self, height: usize, total: usize) {
        (self.height, self.total) = (height, total);
        self.by(0);
    }

    /// Moves so that a row is shown.
    pub fn show(&mut self, row: usize) {
        if row < self.top {
            self.top = row;
        } else if row >= self.top + self.height.max(1) {
            self.top = row + 1 - self.height.max(1);
        }
    }

    /// The row under the cursor stands at another place: it stays where it is on the screen; a list that stands at its top stays
    /// there, so that what is new is seen.
    pub fn follow(&mut self, from: usize, to: usize) {
        if self.top > 0 || to >= self.height {
            self.top = to.saturating_sub(from.saturating_sub(self.top));
        }
        self.show(to);
    }

    /// `12–30 of 99`; blank if all is shown.
    pub fn words(&self) -> String {
        if self.total <= self.height {
            return String::new();
        }
        format!("{}–{} of {}", self.top + 1, (self.top + self.height).min(self.total), self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEME: Theme = Theme { colour: true, unicode: true };

    #[test]
    fn texts_fit_their_columns_in_both_scripts() {
        for text in ["ភ្នំពេញ រាជធានី", "a long english name", "", "x\u{1b}[31m"] {
            for columns in 0..20 {
                assert_eq!(width(&fit(text, columns, &THEME)), columns, "{text:?} in {columns}");
            }
        }
        assert!(wrap(&"x".repeat(10_000), 40).iter().all(|l| width(l) <= 40));
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("a\nb", 8), ["a", "b"]);
    }
}
