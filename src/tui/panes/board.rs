//! The list of a view that lists something else than cases: a window on it that moves with the cursor, a filter line, sums at the foot.
//! What is listed, in which columns, and what can be done with a row is the [`Shown`] of each. It must never read the words of its
//! filter itself: what was understood of them comes with the window.

use crate::domain::board::{self, WINDOW};
use crate::tui::command::Cmd;
use crate::tui::input::Input;
use crate::tui::job::{Job, Listed};
use crate::tui::overlays::Effect;
use crate::tui::parts::{self, Scroll, View, fit};
use crate::tui::room::Room;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// A column: its heading and its width; the last one has what is left.
pub type Column = (&'static str, usize);
/// What stands in a column; a role where it differs from that of the row.
pub type Cell = (String, Option<Role>);

/// What a view lists.
pub trait Shown: 'static {
    /// one row
    type Item: Clone;
    /// what is said of all of them
    type Sums: Clone;
    /// the view
    const ROOM: Room;
    /// what is said where there is nothing at all
    const EMPTY: &'static str;
    /// its window, if this is one
    fn window(listed: &Listed) -> Option<&board::Window<Self::Item, Self::Sums>>;
    /// the columns in this width
    fn columns(width: usize) -> Vec<Column>;
    /// what stands in them
    fn cells(item: &Self::Item, width: usize, view: &View) -> Vec<Cell>;
    /// what is said at the foot
    fn sums(sums: &Self::Sums, view: &View) -> Vec<(String, Role)>;
    /// are these the same, as read at two times?
    fn same(one: &Self::Item, other: &Self::Item) -> bool;
    /// what a command does with the row under the cursor
    fn act(cmd: Cmd, item: Option<&Self::Item>, view: &View) -> Vec<Effect>;
}

/// The list of a view, whichever.
pub trait Board {
    /// The view.
    fn room(&self) -> Room;
    /// The window to be read.
    fn needs(&self) -> Job;
    /// The words of the filter.
    fn words(&self) -> &str;
    /// The filter line while it is typed in.
    fn filter(&mut self) -> &mut Option<Input>;
    /// Is it typed in?
    fn is_typing(&self) -> bool;
    /// Is the row on which a command would act still to be read?
    fn awaits(&self, cmd: Cmd) -> bool;
    /// Takes a window, unless other words are asked for meanwhile; gives another to be read where the cursor has left it.
    fn take(&mut self, listed: &Listed) -> Option<Job>;
    /// A movement, or what is done with the row under the cursor.
    fn command(&mut self, cmd: Cmd, view: &View) -> Vec<Effect>;
    /// From the first row on.
    fn restart(&mut self) -> Job;
    /// Other words; gives what must be read, if they differ.
    fn filter_by(&mut self, words: &str) -> Option<Job>;
    /// The filter's text changed; gives what must be read.
    fn filter_changed(&mut self) -> Option<Job>;
    /// Forgets what was read: it may not be seen any more.
    fn forget(&mut self);
    /// Draws it.
    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View, focused: bool);
}

/// The pane of what is shown.
pub struct BoardPane<S: Shown> {
    filter: Option<Input>,
    words: String,
    window: Option<board::Window<S::Item, S::Sums>>,
    /// the place of the row under the cursor
    at: usize,
    /// where the window begins that was asked for
    asked: usize,
    /// it is read from the first row on: what stands there still is of before
    anew: bool,
    scroll: Scroll,
}

/// Where a window begins that has a row in its middle.
fn around(at: usize) -> usize {
    at.saturating_sub(WINDOW / 2)
}

impl<S: Shown> Default for BoardPane<S> {
    fn default() -> Self {
        BoardPane {
            filter: None,
            words: String::new(),
            window: None,
            at: 0,
            asked: 0,
            anew: false,
            scroll: Scroll::default(),
        }
    }
}

impl<S: Shown> BoardPane<S> {
    fn total(&self) -> usize {
        self.window.as_ref().map_or(0, |w| w.total)
    }

    /// The window, if it is of what is asked for.
    fn current(&self) -> Option<&board::Window<S::Item, S::Sums>> {
        self.window.as_ref().filter(|w| w.words == self.words && !self.anew)
    }

    fn item(&self, at: usize) -> Option<&S::Item> {
        let window = self.window.as_ref()?;
        window.items.get(at.checked_sub(window.offset)?)
    }

    /// To a place; gives what must be read to show it.
    fn move_to(&mut self, to: usize) -> Option<Job> {
        self.at = to.min(self.total().saturating_sub(1));
        self.scroll.show(self.at);
        let window = self.window.as_ref()?;
        let (first, end) = (self.scroll.top, (self.scroll.top + self.scroll.height).min(window.total));
        let inside = first >= window.offset && end <= window.offset + window.items.len();
        let asked = around(self.at);
        if inside || asked == self.asked {
            return None;
        }
        self.asked = asked;
        Some(self.needs())
    }

    /// At the foot: the sums of all that were asked for.
    fn foot(&self, width: usize, view: &View) -> Vec<Line<'static>> {
        let Some(window) = self.window.as_ref().filter(|w| w.total > 0) else { return Vec::new() };
        let wrapped = |(text, role): (String, Role)| {
            let lines = parts::wrap(&text, width.saturating_sub(4)).into_iter();
            lines.map(|line| Line::from(view.span(format!("  {line}"), role))).collect::<Vec<_>>()
        };
        S::sums(&window.sums, view).into_iter().filter(|(text, _)| !text.is_empty()).flat_map(wrapped).collect()
    }

    fn heading(columns: &[Column], view: &View) -> Line<'static> {
        let words: Vec<String> = columns.iter().map(|(word, width)| fit(word, *width, &view.theme)).collect();
        Line::from(view.span(format!("  {}", words.concat()), Role::Faint))
    }

    fn line(item: &S::Item, columns: &[Column], width: usize, selected: bool, view: &View) -> Line<'static> {
        let usual = if selected { Role::Selected } else { Role::Plain };
        let mark = if selected { format!("{} ", view.theme.cursor()) } else { "  ".into() };
        let mut spans = vec![view.span(mark, Role::Focus)];
        let cells = S::cells(item, width, view);
        let last = columns.len().saturating_sub(1);
        for (i, ((_, width), (text, role))) in columns.iter().zip(cells).enumerate() {
            // A blank keeps the columns apart.
            let gap = usize::from(i < last && *width > 0);
            let text = fit(&text, width.saturating_sub(gap), &view.theme) + &" ".repeat(gap);
            spans.push(Span::styled(text, view.theme.style(role.unwrap_or(usual))));
        }
        Line::from(spans)
    }
}

impl<S: Shown> Board for BoardPane<S> {
    fn room(&self) -> Room {
        S::ROOM
    }

    fn needs(&self) -> Job {
        Job::Board { room: S::ROOM, words: self.words.clone(), offset: around(self.at) }
    }

    fn words(&self) -> &str {
        &self.words
    }

    fn filter(&mut self) -> &mut Option<Input> {
        &mut self.filter
    }

    fn is_typing(&self) -> bool {
        self.filter.is_some()
    }

    fn awaits(&self, cmd: Cmd) -> bool {
        let on_row = matches!(cmd, Cmd::Open | Cmd::Tasks | Cmd::Triage | Cmd::EditTip | Cmd::Named);
        match self.current() {
            Some(window) => on_row && window.total > 0 && self.item(self.at).is_none(),
            None => on_row || cmd.moves(),
        }
    }

    fn take(&mut self, listed: &Listed) -> Option<Job> {
        let window = S::window(listed).filter(|w| w.words == self.words)?;
        // What others do above it moves the row under the cursor, and the cursor with it.
        let (was, held) = (self.at, self.current().and_then(|_| self.item(self.at)));
        let same = |held| (window.offset..).zip(&window.items).filter(move |(_, item)| S::same(item, held));
        let found = held.and_then(|held| same(held).map(|(at, _)| at).min_by_key(|at| at.abs_diff(was)));
        self.at = found.unwrap_or(was).min(window.total.saturating_sub(1));
        self.scroll.follow(was, self.at);
        self.scroll.fit(self.scroll.height, window.total);
        (self.asked, self.anew, self.window) = (window.offset, false, Some(window.clone()));
        self.move_to(self.at)
    }

    fn command(&mut self, cmd: Cmd, view: &View) -> Vec<Effect> {
        let page = self.scroll.height.max(2) - 1;
        let to = match cmd {
            Cmd::Up => self.at.saturating_sub(1),
            Cmd::Down => self.at + 1,
            Cmd::PageUp => self.at.saturating_sub(page),
            Cmd::PageDown => self.at + page,
            Cmd::Top => 0,
            Cmd::Bottom => usize::MAX,
            cmd => return S::act(cmd, self.item(self.at), view),
        };
        self.move_to(to).map(Effect::Job).into_iter().collect()
    }

    fn restart(&mut self) -> Job {
        (self.at, self.asked, self.anew) = (0, 0, true);
        self.scroll.top = 0;
        self.needs()
    }

    fn filter_by(&mut self, words: &str) -> Option<Job> {
        let words = words.trim();
        (words != self.words).then(|| {
            words.clone_into(&mut self.words);
            self.restart()
        })
    }

    fn filter_changed(&mut self) -> Option<Job> {
        let words = self.filter.as_ref().map(Input::text).unwrap_or_default();
        self.filter_by(&words)
    }

    fn forget(&mut self) {
        self.window = None;
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View, focused: bool) {
        let read = self.window.as_ref().map(|w| w.read.as_str()).filter(|r| !r.is_empty());
        let name = S::ROOM.name();
        let title = read.map_or(name.to_owned(), |read| format!("{name} · {read}"));
        let total = self.total();
        let count = if total == 0 { String::new() } else { parts::count(total) };
        let inside = parts::frame(buf, area, view, &title, &count, focused);
        let (width, height) = (usize::from(inside.width), usize::from(inside.height));
        let typing = usize::from(self.filter.is_some());
        let foot = self.foot(width, view);
        self.scroll.fit(height.saturating_sub(1 + typing + foot.len()), total);
        self.scroll.show(self.at);
        for (i, line) in foot.iter().rev().enumerate() {
            parts::put(buf, inside, height.saturating_sub(1 + typing + i), line);
        }
        let mut columns = S::columns(width);
        if let Some((last, others)) = columns.split_last_mut() {
            last.1 = width.saturating_sub(2 + others.iter().map(|(_, width)| width).sum::<usize>());
        }
        parts::put(buf, inside, 0, &Self::heading(&columns, view));
        for i in (self.scroll.top..total).take(self.scroll.height) {
            if let Some(item) = self.item(i) {
                let line = Self::line(item, &columns, width, i == self.at, view);
                parts::put(buf, inside, 1 + i - self.scroll.top, &line);
            }
        }
        if let Some(window) = self.window.as_ref().filter(|w| w.total == 0) {
            let none = match self.words.is_empty() {
                true => S::EMPTY,
                false => "Nothing that you may see fits. Esc drops the filter.",
            };
            let text = window.misread.clone().unwrap_or(none.to_owned());
            for (i, line) in parts::wrap(&text, width.saturating_sub(4)).iter().enumerate() {
                parts::put(buf, inside, 2 + i, &Line::from(view.span(format!("  {line}"), Role::Plain)));
            }
        }
        if let Some(input) = &self.filter {
            let y = inside.y + inside.height.saturating_sub(1);
            buf.set_span(inside.x, y, &view.span(" / ", Role::Key), 3);
            input.area().render(Rect::new(inside.x + 3, y, inside.width.saturating_sub(3), 1), buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::due::{self, Due, Kind};
    use crate::tui::panes::due::DueList;

    /// A window from a place on, on rows of these cases.
    fn window(rows: &[usize], from: usize) -> Listed {
        let due = |case: &usize| Due {
            case_id: case.to_string(),
            number: String::new(),
            label: "T1".into(),
            kind: Kind::Task,
            at: None,
            owner: None,
            team: None,
            what: String::new(),
        };
        let items = rows.iter().skip(from).take(WINDOW).map(due).collect();
        let (words, read, sums) = (String::new(), String::new(), due::Sums::default());
        Listed::Due(board::Window { words, read, misread: None, offset: from, total: rows.len(), items, sums })
    }

    fn asked(job: &Job) -> usize {
        let Job::Board { offset, .. } = job else { panic!("{job:?}") };
        *offset
    }

    fn pane() -> BoardPane<DueList> {
        BoardPane { scroll: Scroll { height: 20, ..Scroll::default() }, ..BoardPane::default() }
    }

    #[test]
    fn the_cursor_stays_on_its_row_at_the_edge_of_a_window_and_among_equal_ones() {
        let rows: Vec<usize> = (1..=300).collect();
        let mut pane = pane();
        assert!(pane.take(&window(&rows, 0)).is_none());
        let job = pane.move_to(119);
        assert!(job.is_none() && pane.item(119).is_some_and(|due| due.case_id == "120"), "{job:?}");
        let more: Vec<usize> = std::iter::once(999).chain(rows).collect();
        let from = asked(&pane.needs());
        assert!(pane.take(&window(&more, from)).is_none());
        assert_eq!((pane.at, pane.item(pane.at).map(|due| due.case_id.as_str())), (120, Some("120")));

        let twice = [7, 7, 8];
        let mut pane = pane_at(&twice, 1);
        assert!(pane.take(&window(&twice, 0)).is_none());
        assert_eq!(pane.at, 1);
    }

    fn pane_at(rows: &[usize], at: usize) -> BoardPane<DueList> {
        let mut pane = pane();
        assert!(pane.take(&window(rows, 0)).is_none() && pane.move_to(at).is_none());
        pane
    }

    #[test]
    fn a_window_that_the_cursor_has_left_is_read_around_it_and_keys_wait_for_that() {
        let rows: Vec<usize> = (1..=500).collect();
        let mut pane = pane_at(&rows, 0);
        let end = asked(&pane.move_to(usize::MAX).unwrap());
        assert!(pane.move_to(0).is_none());
        let again = pane.take(&window(&rows, end)).map(|job| asked(&job));
        assert_eq!((again, pane.awaits(Cmd::Open)), (Some(0), true));
        assert!(pane.take(&window(&rows, 0)).is_none() && !pane.awaits(Cmd::Open));
        // Begun anew, what stands there is of before: no key acts on it, and the cursor begins at the top.
        pane.restart();
        assert!(pane.awaits(Cmd::Open) && pane.awaits(Cmd::Down));
        let more: Vec<usize> = std::iter::once(999).chain(rows).collect();
        assert!(pane.take(&window(&more, 0)).is_none());
        assert_eq!((pane.at, pane.item(0).map(|due| due.case_id.as_str())), (0, Some("999")));
    }
}
