//! The last gate before the terminal: crossterm's backend with three guards around every cell.
//! Text from people can carry no control, bidirectional or tag character past it, and a cluster of several columns (Khmer)
//! is drawn on blanks, so that a terminal that draws it narrower leaves nothing of what stood there before; and only the sixteen colours that every terminal knows are asked for.

use super::theme;
use crate::domain::text::is_unsafe;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use crossterm::{execute, queue};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::layout::{Position, Size};
use ratatui::style::Style;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;

/// Longest text of one cell, in bytes: a letter with more marks than any script stacks is cut.
const CELL: usize = 48;

/// [`CrosstermBackend`] with the guards.
pub struct Guarded<W: Write> {
    inner: CrosstermBackend<W>,
}

impl<W: Write> Guarded<W> {
    /// Around a writer.
    pub fn new(writer: W) -> Guarded<W> {
        Guarded { inner: CrosstermBackend::new(writer) }
    }

    /// What follows is one frame: a terminal that knows the mark shows none of it before its end.
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn begin(&mut self) -> io::Result<()> {
        queue!(self.inner, BeginSynchronizedUpdate)
    }

    /// The frame is whole, and goes out.
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn end(&mut self) -> io::Result<()> {
        execute!(self.inner, EndSynchronizedUpdate)
    }

    /// Sends cells. Not by crossterm, whose colours are of the 256 (`38;5;2`): a terminal of sixteen reads that as blinking.
    fn put(&mut self, cells: &[(u16, u16, Cell)]) -> io::Result<()> {
        let (mut at, mut style) = (None, Style::new());
        // Beyond ASCII terminals differ in how far a sign takes the cursor: past one nothing is placed but from the corner, and
        // after one of several characters, or beyond the common ones (☎ with an emoji selector), not even what follows.
        let mut sure = false;
        for (x, y, cell) in cells {
            match at.filter(|(_, row)| row == y).map(|(column, _)| x.checked_sub(column)) {
                Some(Some(0)) => {}
                Some(Some(1)) if sure => self.inner.write_all(b"\x1b[C")?,
                Some(Some(past)) if sure => write!(self.inner, "\x1b[{past}C")?,
                _ => {
                    write!(self.inner, "\x1b[{};{}H", y + 1, x + 1)?;
                    sure = true;
                }
            }
            sure &= cell.symbol().is_ascii();
            let plain = cell.symbol().len() <= 3 && cell.symbol().chars().nth(1).is_none();
            at = plain.then_some((x + 1, *y));
            let wanted = cell.style();
            let unseen =
                cell.symbol() == " " && theme::is_unseen_on_a_blank(wanted) && theme::is_unseen_on_a_blank(style);
            if let Some(sgr) = theme::sgr(style, wanted).filter(|_| !unseen) {
                write!(self.inner, "\x1b[{sgr}m")?;
                style = wanted;
            }
            self.inner.write_all(cell.symbol().as_bytes())?;
        }
        self.inner.write_all(b"\x1b[m")
    }
}

/// The columns behind the first of every cluster that takes several, as they were last drawn.
///
/// ratatui takes it that a terminal clears such a column together with the first one. For Khmer no terminal does: each column
/// holds a letter of its own, and one that stayed would be read as part of a name.
#[derive(Debug, Default)]
pub struct Trails(BTreeSet<(u16, u16)>);

impl Trails {
    /// Has every such column written again where its cluster is gone.
    pub fn mend(&mut self, buf: &mut Buffer) {
        let mut now = BTreeSet::new();
        for y in buf.area.top()..buf.area.bottom() {
            for x in buf.area.left()..buf.area.right() {
                let symbol = buf[(x, y)].symbol();
                if symbol.len() > 1 && !symbol.is_ascii() {
                    now.extend((1..symbol.cell_width()).map(|i| (x + i, y)));
                }
            }
        }
        for (x, y) in self.0.difference(&now) {
            if let Some(cell) = buf.cell_mut((*x, *y)) {
                cell.set_diff_option(CellDiffOption::AlwaysUpdate);
            }
        }
        self.0 = now;
    }
}

/// The cell as it may be sent; `None` if it may go as it is.
fn guarded(cell: &Cell) -> Option<Cell> {
    let symbol = cell.symbol();
    let bad = |c: char| is_unsafe(c) || super::input::is_shield(c);
    if symbol.len() <= CELL && !symbol.chars().any(bad) {
        return None;
    }
    let mut text: String = symbol.chars().map(|c| if bad(c) { '\u{FFFD}' } else { c }).collect();
    while text.len() > CELL {
        text.pop();
    }
    let mut safe = cell.clone();
    safe.set_symbol(&text);
    Some(safe)
}

impl<W: Write> Backend for Guarded<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut cells: Vec<(u16, u16, Cell)> = Vec::new();
        for (x, y, cell) in content {
            let safe = guarded(cell).unwrap_or_else(|| cell.clone());
            let width = safe.symbol().cell_width();
            if width > 1 && !safe.symbol().is_ascii() {
                let mut blank = safe.clone();
                blank.set_symbol(" ");
                cells.extend((1..width).map(|i| (x + i, y, blank.clone())));
            }
            cells.push((x, y, safe));
        }
        self.put(&cells)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }
    fn show_cursor(&mut self) -> io::Result<()> {
        // ratatui complains on standard error where this fails as the terminal is dropped, and where that terminal is gone
        // too, its complaint is a panic.
        let _ = self.inner.show_cursor();
        Ok(())
    }
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // Asked for by ratatui on a resize of an inline screen only; the full screen begins at its corner.
        Ok(Position::ORIGIN)
    }
    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }
    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }
    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }
    fn scroll_region_up(&mut self, rows: Range<u16>, by: u16) -> io::Result<()> {
        self.inner.write_all(b"\x1b[m")?;
        self.inner.scroll_region_up(rows, by)
    }
    fn scroll_region_down(&mut self, rows: Range<u16>, by: u16) -> io::Result<()> {
        self.inner.write_all(b"\x1b[m")?;
        self.inner.scroll_region_down(rows, by)
    }
    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }
    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }
    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(symbol: &str) -> String {
        let mut out = Vec::new();
        let mut cell = Cell::default();
        cell.set_symbol(symbol);
        Guarded::new(&mut out).draw([(0, 0, &cell)].into_iter()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_symbol_reaches_the_terminal_as_a_command() {
        for bad in ["\u{1b}]0;x", "\u{9b}", "\u{7}", "\u{202E}", "\u{E0041}", "a\u{2066}"] {
            assert!(!sent(bad).contains(bad), "{bad:?}");
            assert!(sent(bad).contains('\u{FFFD}'), "{bad:?}");
        }
        let zalgo = format!("a{}", "\u{301}".repeat(5000));
        assert!(sent(&zalgo).len() < 200);
    }

    #[test]
    fn what_stood_in_the_second_column_of_a_khmer_letter_is_written_over() {
        let mut out = Vec::new();
        let mut terminal = ratatui::Terminal::with_options(
            Guarded::new(&mut out),
            ratatui::TerminalOptions { viewport: ratatui::Viewport::Fixed(ratatui::layout::Rect::new(0, 0, 6, 1)) },
        )
        .unwrap();
        let mut trails = Trails::default();
        for text in ["បាក", "x ក"] {
            terminal
                .draw(|f| {
                    f.buffer_mut().set_string(0, 0, text, ratatui::style::Style::new());
                    trails.mend(f.buffer_mut());
                })
                .unwrap();
        }
        drop(terminal);
        let sent = String::from_utf8(out).unwrap();
        assert!(sent.contains("x "), "the blank in the second column is sent: {sent:?}");
    }

    #[test]
    fn khmer_is_drawn_on_blanks() {
        assert!(sent("ស្រី").contains("\u{1b}[1;2H"), "the second column is blanked before the first is drawn");
        assert!(sent("ស្រី").contains("ស្រី"));
    }
}
