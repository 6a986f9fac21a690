//! The screen: of each frame it sends what is not there yet. Rows that only moved (a list by a line) are moved by the terminal, which
//! takes some bytes where sending them again takes thousands. It must never know what is drawn.

use super::backend::{Guarded, Trails};
use super::theme;
use ratatui::backend::Backend;
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::io::{self, Write};
use std::ops::Range;

/// Rows are looked for so many lines further up or down.
const FAR: i32 = 3;
/// Moving rows must save so many cells, or it is no gain.
const GAIN: i32 = 100;
/// To go past what did not change takes so many bytes.
const LEAP: usize = 4;

/// The screen.
pub struct Screen<W: Write> {
    backend: Guarded<W>,
    /// what the terminal shows
    shown: Buffer,
    /// room for the next frame
    next: Buffer,
    /// the terminal is to be wiped before it
    renewed: bool,
    trails: Trails,
}

impl<W: Write> Screen<W> {
    /// By a writer; nothing is shown yet.
    pub fn new(writer: W) -> Screen<W> {
        let nothing = Buffer::empty(Rect::ZERO);
        let (shown, next) = (nothing.clone(), nothing);
        Screen { backend: Guarded::new(writer), shown, next, renewed: true, trails: Trails::default() }
    }

    /// The size of the terminal.
    /// # Errors
    /// When the terminal does not say.
    pub fn size(&self) -> io::Result<Rect> {
        Ok(Rect::from((ratatui::layout::Position::ORIGIN, self.backend.size()?)))
    }

    /// The next frame wipes the terminal and is sent whole.
    pub fn renew(&mut self) {
        self.renewed = true;
    }

    /// Draws a frame; one that changes nothing sends nothing.
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn draw(&mut self, area: Rect, draw: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        if self.shown.area != area {
            (self.shown, self.next) = (Buffer::empty(area), Buffer::empty(area));
            self.renewed = true;
        }
        if self.renewed {
            self.shown.reset();
            self.trails = Trails::default();
        }
        self.next.reset();
        draw(&mut self.next);
        plain_blanks(&mut self.next);
        let moved = moved(&self.shown, &self.next);
        if let Some((rows, up)) = moved.clone() {
            shift(&mut self.shown, rows, up);
        }
        self.trails.mend(&mut self.next);
        let changed = bridged(self.shown.diff(&self.next), &self.next);
        if self.renewed || moved.is_some() || !changed.is_empty() {
            self.backend.begin()?;
            if std::mem::take(&mut self.renewed) {
                self.backend.clear()?;
            }
            if let Some((rows, up)) = moved {
                let by = up.unsigned_abs() as u16;
                match up > 0 {
                    true => self.backend.scroll_region_up(rows, by)?,
                    false => self.backend.scroll_region_down(rows, by)?,
                }
            }
            self.backend.draw(changed.into_iter())?;
            self.backend.end()?;
        }
        std::mem::swap(&mut self.shown, &mut self.next);
        Ok(())
    }
}

/// A blank of a colour or weight that no eye sees is one like any other, and is not sent for it.
fn plain_blanks(buf: &mut Buffer) {
    for cell in buf.content.iter_mut().filter(|cell| cell.symbol() == " ") {
        if theme::is_unseen_on_a_blank(cell.style()) {
            cell.set_style(Style::reset());
        }
    }
}

/// Cells that changed, with what stands between two of them on a row where to send it again takes no more than to go past it. Only ASCII is written
/// over: how far anything else takes the cursor is not for sure.
fn bridged<'a>(changed: Vec<(u16, u16, &'a Cell)>, next: &'a Buffer) -> Vec<(u16, u16, &'a Cell)> {
    let mut all: Vec<(u16, u16, &Cell)> = Vec::with_capacity(changed.len());
    let mut sure = false;
    for (x, y, cell) in changed {
        let last = all.last().filter(|(last, row, _)| *row == y && *last < x).copied();
        let between = last.map_or(x..x, |(last, ..)| last + 1..x);
        let like = |at: u16| {
            let (cell, before) = (&next[(at, y)], last.map(|(.., cell)| cell.style()).unwrap_or_default());
            let as_before = cell.style() == before || (*cell == Cell::EMPTY && theme::is_unseen_on_a_blank(before));
            cell.symbol().is_ascii() && as_before
        };
        if last.is_some() && sure && between.len() <= LEAP && between.clone().all(like) {
            all.extend(between.map(|at| (at, y, &next[(at, y)])));
        } else if last.is_none() || !between.is_empty() {
            sure = true;
        }
        sure &= cell.symbol().is_ascii();
        all.push((x, y, cell));
    }
    all
}

fn row(buf: &Buffer, y: u16) -> &[Cell] {
    let width = usize::from(buf.area.width);
    let from = usize::from(y) * width;
    buf.content.get(from..from + width).unwrap_or_default()
}

/// In how many cells two rows are alike.
fn alike(one: &[Cell], other: &[Cell]) -> i32 {
    one.iter().zip(other).filter(|(a, b)| a == b).count() as i32
}

/// The rows that are worth moving, and by how many they go up; below none they go down. The first row is the title: it stays, so that no
/// terminal keeps what goes out above.
fn moved(shown: &Buffer, next: &Buffer) -> Option<(Range<u16>, i32)> {
    let (width, height) = (i32::from(next.area.width), i32::from(next.area.height));
    let stays: Vec<i32> = (0..next.area.height).map(|y| alike(row(shown, y), row(next, y))).collect();
    if stays.iter().map(|same| width - same).sum::<i32>() < 2 * GAIN {
        return None;
    }
    let mut best = (GAIN, None);
    for up in (1..=FAR).flat_map(|n| [n, -n]) {
        // The stretch of rows that gains most, in one pass: it begins anew where what came before gains nothing.
        let (mut sum, mut from) = (0, None);
        for y in 1..height {
            let source = y + up;
            if !(1..height).contains(&source) {
                (sum, from) = (0, None);
                continue;
            }
            let came = alike(row(shown, source as u16), row(next, y as u16));
            let gain = came - stays[y as usize];
            if sum <= 0 {
                (sum, from) = (0, Some(y));
            }
            sum += gain;
            let Some(from) = from.filter(|_| gain > 0) else { continue };
            // Where rows went away there are blanks.
            let (top, bottom) = (from.min(from + up), (y + 1).max(y + 1 + up));
            let left = if up > 0 { y + 1..bottom } else { top..from };
            let lost: i32 = left.map(|y| stays[y as usize] - blanks(row(next, y as u16))).sum();
            if sum - lost > best.0 {
                best = (sum - lost, Some((top as u16..bottom as u16, up)));
            }
        }
    }
    // What takes several columns is drawn anew: terminals differ in what of it they move.
    best.1.filter(|(rows, _)| rows.clone().all(|y| is_plain(row(shown, y)) && is_plain(row(next, y))))
}

fn blanks(row: &[Cell]) -> i32 {
    row.iter().filter(|cell| **cell == Cell::EMPTY).count() as i32
}

fn is_plain(row: &[Cell]) -> bool {
    let plain = |symbol: &str| symbol.is_ascii() || (symbol.cell_width() == 1 && symbol.chars().nth(1).is_none());
    row.iter().all(|cell| plain(cell.symbol()))
}

/// What the terminal does to these rows.
fn shift(buf: &mut Buffer, rows: Range<u16>, up: i32) {
    let width = usize::from(buf.area.width);
    let cells = usize::from(rows.start) * width..usize::from(rows.end) * width;
    let by = up.unsigned_abs() as usize * width;
    let Some(region) = buf.content.get_mut(cells) else { return };
    if up > 0 {
        region.rotate_left(by);
        let kept = region.len() - by;
        region[kept..].fill(Cell::EMPTY);
    } else {
        region.rotate_right(by);
        region[..by].fill(Cell::EMPTY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::{Modifier, Style};
    use std::cell::RefCell;
    use std::rc::Rc;

    const AREA: Rect = Rect { x: 0, y: 0, width: 60, height: 20 };

    /// A title, a framed list from one of its rows on with one selected, and a footer.
    fn list(buf: &mut Buffer, first: usize, selected: usize, letter: char) {
        buf.set_string(0, 0, "title", Style::new().add_modifier(Modifier::BOLD));
        for y in 1..18u16 {
            let n = first + usize::from(y);
            let style = if n == selected { Style::new().add_modifier(Modifier::REVERSED) } else { Style::new() };
            let words = (0..40).map(|i| char::from(b'a' + ((n * 31 + i * n + i * 17) % 26) as u8));
            let words: String = words.map(|c| if c > 'v' { ' ' } else { c }).collect();
            buf.set_string(0, y, format!("│ 19/{n:04} {letter} {words} │"), style);
            let (bold, dim) = (Style::new().bold().green(), Style::new().dim());
            buf.set_style(Rect::new(12, y, n as u16 % 9, 1), bold);
            buf.set_style(Rect::new(15, y, n as u16 % 5, 1), dim);
            buf.set_style(Rect::new(30, y, n as u16 % 3, 1), Style::new().on_blue());
        }
        buf.set_string(0, 19, format!("row {first}"), Style::new());
    }

    /// What was sent since it was asked last.
    #[derive(Clone, Default)]
    struct Sent(Rc<RefCell<Vec<u8>>>);

    impl Sent {
        fn take(&self) -> Vec<u8> {
            std::mem::take(&mut *self.0.borrow_mut())
        }
    }

    impl Write for Sent {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a terminal shows after these frames, and how many bytes the last one took.
    fn after(frames: &[(usize, usize, char)]) -> (String, usize) {
        let size = [AREA.height, AREA.width].map(|n| n.try_into().unwrap());
        let mut terminal = vt100::Parser::new(size[0], size[1], 0);
        let sent = Sent::default();
        let mut screen = Screen::new(sent.clone());
        let mut last = 0;
        for (first, selected, letter) in frames {
            screen.draw(AREA, |buf| list(buf, *first, *selected, *letter)).unwrap();
            let bytes = sent.take();
            terminal.process(&bytes);
            last = bytes.len();
        }
        let cells = |y| (0..AREA.width).map(move |x| (y, x));
        let all = (0..AREA.height).flat_map(cells).map(|(y, x)| {
            let cell = terminal.screen().cell(y, x).unwrap();
            let text = if cell.contents().is_empty() { " " } else { cell.contents() };
            let back = (cell.inverse(), cell.bgcolor());
            let seen = (text != " ").then(|| (cell.bold(), cell.dim(), cell.fgcolor()));
            format!("{text}{back:?}{seen:?}")
        });
        (all.collect(), last)
    }

    #[test]
    fn a_list_that_scrolls_by_a_row_is_moved_by_the_terminal() {
        for (from, to) in [(40, 41), (41, 40), (40, 43)] {
            let (_, bytes) = after(&[(from, 50, 'a'), (to, 50, 'a')]);
            assert!(bytes < 400, "{from} to {to}: {bytes} bytes");
        }
        assert!(after(&[(40, 50, 'a'), (60, 70, 'a')]).1 > 400, "a page is other rows");
    }

    /// What each of these lines sends, drawn one after the other at the corner.
    fn sent<const N: usize>(lines: [&[(&str, Style)]; N]) -> [String; N] {
        let sent = Sent::default();
        let mut screen = Screen::new(sent.clone());
        lines.map(|line| {
            let draw = |buf: &mut Buffer| {
                line.iter().fold(0, |x, (text, style)| buf.set_stringn(x, 0, text, 60, *style).0);
            };
            screen.draw(AREA, draw).unwrap();
            String::from_utf8(sent.take()).unwrap()
        })
    }

    #[test]
    fn a_frame_sends_no_more_than_an_eye_sees() {
        let (plain, dim) = (Style::new(), Style::new().dim());
        let [first, same, blank, near, far] = sent([
            &[("rape at home", plain), (" ", dim), ("cleared", dim)],
            &[("rape at home", plain), (" ", dim), ("cleared", dim)],
            &[("rape at home", plain), (" ", plain), ("cleared", dim)],
            &[("Rape of home", plain), (" ", plain), ("cleared", dim)],
            &[("rape of home", plain), (" ", plain), ("cleareD", dim)],
        ]);
        assert!(first.contains("rape at home \x1b[2mcleared\x1b[m"), "{first:?}");
        assert_eq!([same, blank], [String::new(), String::new()]);
        assert!(near.contains("\x1b[1;1HRape of\x1b[m"), "{near:?}");
        assert!(far.contains("\x1b[1;1Hr\x1b[18C\x1b[2mD\x1b[m"), "{far:?}");
    }

    #[test]
    fn what_takes_several_columns_is_drawn_anew() {
        let (sent, mut last) = (Sent::default(), String::new());
        let mut screen = Screen::new(sent.clone());
        for first in [1, 2] {
            let draw = |buf: &mut Buffer| {
                list(buf, first, 9, 'a');
                buf.set_string(20, 9, "ស្រីមុំ ក្រុម", Style::new());
            };
            screen.draw(AREA, draw).unwrap();
            last = String::from_utf8(sent.take()).unwrap();
        }
        assert!(!last.contains('S') && !last.contains('T'), "{last:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn whatever_moved_the_terminal_shows_the_last_frame(
            frames in prop::collection::vec((0usize..8, 0usize..30, prop::char::range('a', 'c')), 2..9)
        ) {
            let last = *frames.last().unwrap();
            prop_assert_eq!(after(&frames).0, after(&[last]).0);
        }
    }
}
