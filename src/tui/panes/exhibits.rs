//! The exhibits: what is where, what is overdue, how long answers take; a window on the list that moves with the cursor. It must never
//! read the words of its filter itself: what was understood of them comes with the window.
//!
//! ```text
//! ┌ Exhibits · overdue ───────────────────────────────────────────── 3 exhibits ┐
//! │  Number       Type          Now at            Since       Examination  What │
//! │▌ 19/274/E03   Phone         At the laboratory 3 Dec 2019  OVERDUE 12   black│
//! ```

use crate::domain::forensics::Answer;
use crate::domain::shelf::{Item, Shelf, WINDOW};
use crate::tui::command::Cmd;
use crate::tui::input::Input;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, fit};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// The exhibits pane.
#[derive(Debug, Default)]
pub struct ExhibitsPane {
    /// the filter line while it is typed in
    pub filter: Option<Input>,
    words: String,
    shelf: Option<Shelf>,
    /// the place of the exhibit under the cursor
    at: usize,
    /// where the window begins that was asked for
    asked: usize,
    scroll: Scroll,
}

impl ExhibitsPane {
    /// The window to be read.
    pub fn needs(&self) -> Job {
        Job::Exhibits { words: self.words.clone(), offset: self.asked }
    }

    /// The words of the filter.
    pub fn words(&self) -> &str {
        &self.words
    }

    fn total(&self) -> usize {
        self.shelf.as_ref().map_or(0, |s| s.total)
    }

    fn item(&self, at: usize) -> Option<&Item> {
        let shelf = self.shelf.as_ref()?;
        shelf.items.get(at.checked_sub(shelf.offset)?)
    }

    /// The exhibit under the cursor.
    pub fn selected(&self) -> Option<&Item> {
        self.item(self.at)
    }

    /// Takes a window, unless other words are asked for meanwhile.
    pub fn take(&mut self, reply: &Reply) {
        let Reply::Exhibits(shelf) = reply else { return };
        if shelf.words != self.words {
            return;
        }
        self.shelf = Some((**shelf).clone());
        self.at = self.at.min(shelf.total.saturating_sub(1));
        self.scroll.fit(self.scroll.height, shelf.total);
        self.scroll.show(self.at);
    }

    /// A movement; gives what must be read.
    pub fn command(&mut self, cmd: Cmd) -> Option<Job> {
        let (page, last) = (self.scroll.height.max(2) - 1, self.total().saturating_sub(1));
        let to = match cmd {
            Cmd::Up => self.at.saturating_sub(1),
            Cmd::Down => self.at + 1,
            Cmd::PageUp => self.at.saturating_sub(page),
            Cmd::PageDown => self.at + page,
            Cmd::Top => 0,
            Cmd::Bottom => last,
            _ => return None,
        };
        self.at = to.min(last);
        self.scroll.show(self.at);
        let shelf = self.shelf.as_ref()?;
        let (first, end) = (self.scroll.top, (self.scroll.top + self.scroll.height).min(shelf.total));
        let inside = first >= shelf.offset && end <= shelf.offset + shelf.items.len();
        let asked = self.at.saturating_sub(WINDOW / 2);
        if inside || asked == self.asked {
            return None;
        }
        self.asked = asked;
        Some(self.needs())
    }

    /// From the first exhibit on.
    pub fn restart(&mut self) -> Job {
        (self.at, self.asked) = (0, 0);
        self.scroll.top = 0;
        self.needs()
    }

    /// Other words; gives what must be read, if they differ.
    pub fn filter_by(&mut self, words: &str) -> Option<Job> {
        let words = words.trim();
        (words != self.words).then(|| {
            words.clone_into(&mut self.words);
            self.restart()
        })
    }

    /// The filter's text changed; gives what must be read.
    pub fn filter_changed(&mut self) -> Option<Job> {
        let words = self.filter.as_ref().map(Input::text).unwrap_or_default();
        self.filter_by(&words)
    }

    /// Forgets what was read: it may not be seen any more.
    pub fn forget(&mut self) {
        self.shelf = None;
    }

    /// At the foot: the sums of all that were asked for.
    fn sums(&self, width: usize, view: &View) -> Vec<Line<'static>> {
        let Some(sums) = self.shelf.as_ref().map(|s| &s.sums) else { return Vec::new() };
        let there = sums.places.iter().filter(|(_, n)| *n > 0);
        let places: Vec<String> = there
            .map(|(code, n)| {
                format!("{} {}", view.desk.lists.word("custody_place", code).to_lowercase(), parts::count(*n))
            })
            .collect();
        let overdue =
            if sums.overdue > 0 { format!(", {} OVERDUE", parts::count(sums.overdue)) } else { String::new() };
        let exams = format!(
            "examinations: {} open{overdue}, {} answered · {} · {} led to an arrest",
            parts::count(sums.open),
            parts::count(sums.answered),
            sums.turnaround_in_words(),
            sums.led
        );
        let role = if sums.overdue > 0 { Role::Warn } else { Role::Faint };
        let mut lines = vec![(places.join(" · "), Role::Faint), (exams, role)];
        if sums.flawed > 0 {
            let many = if sums.flawed == 1 { "exhibit has" } else { "exhibits have" };
            lines.push((
                format!("{} {many} a gap, a broken seal or a broken chain", parts::count(sums.flawed)),
                Role::Warn,
            ));
        }
        let lines = lines.into_iter().filter(|(text, _)| !text.is_empty());
        let wrapped = |(text, role): (String, Role)| {
            let lines = parts::wrap(&text, width.saturating_sub(4)).into_iter();
            lines.map(|line| Line::from(view.span(format!("  {line}"), role))).collect::<Vec<_>>()
        };
        lines.flat_map(wrapped).collect()
    }

    /// Draws it.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View, focused: bool) {
        let read = self.shelf.as_ref().map(|s| s.read.as_str()).filter(|r| !r.is_empty());
        let title = read.map_or("Exhibits".to_owned(), |read| format!("Exhibits · {read}"));
        let total = self.total();
        let count = if total == 0 { String::new() } else { parts::count(total) };
        let inside = parts::frame(buf, area, view, &title, &count, focused);
        let (width, height) = (usize::from(inside.width), usize::from(inside.height));
        let typing = usize::from(self.filter.is_some());
        let sums = if total > 0 { self.sums(width, view) } else { Vec::new() };
        self.scroll.fit(height.saturating_sub(1 + typing + sums.len()), total);
        self.scroll.show(self.at);
        for (i, line) in sums.iter().rev().enumerate() {
            parts::put(buf, inside, height.saturating_sub(1 + typing + i), line);
        }
        let columns = Columns::of(width);
        parts::put(buf, inside, 0, &columns.heading(view));
        for i in (self.scroll.top..total).take(self.scroll.height) {
            if let Some(item) = self.item(i) {
                parts::put(buf, inside, 1 + i - self.scroll.top, &columns.line(item, i == self.at, view));
            }
        }
        if let Some(shelf) = self.shelf.as_ref().filter(|s| s.total == 0) {
            let nothing = match self.words.is_empty() {
                true => "No exhibit is recorded yet: A on a case adds one.",
                false => "No exhibit that you may see fits. Esc drops the filter.",
            };
            let text = shelf.misread.clone().unwrap_or(nothing.to_owned());
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

/// Widths of the columns, by the width of the pane.
struct Columns {
    kind: usize,
    place: usize,
    since: usize,
    what: usize,
}

const NUMBER: usize = 13;
const EXAM: usize = 13;

impl Columns {
    fn of(width: usize) -> Columns {
        let (kind, place, since) = if width > 90 { (22, 20, 13) } else { (13, 10, 0) };
        Columns { kind, place, since, what: width.saturating_sub(2 + NUMBER + EXAM + kind + place + since) }
    }

    fn heading(&self, view: &View) -> Line<'static> {
        let f = |t: &str, w| fit(t, w, &view.theme);
        let words = [
            f("Number", NUMBER),
            f("Type", self.kind),
            f("Now at", self.place),
            f("Since", self.since),
            f("Examined", EXAM),
        ];
        Line::from(view.span(format!("  {}What", words.concat()), Role::Faint))
    }

    fn line(&self, item: &Item, selected: bool, view: &View) -> Line<'static> {
        let counted = &item.counted;
        let role = if selected { Role::Selected } else { Role::Plain };
        let place = match view.desk.lists.word("custody_place", &counted.place) {
            long if self.since > 0 => long.to_owned(),
            _ => counted.place.clone(),
        };
        let since = counted.since.map(|at| at.day(view.desk.now.zone).long()).unwrap_or_default();
        let answered = counted.requests.iter().any(|r| matches!(r.answer, Answer::Done(_)));
        let (exam, exam_role) = match counted.left() {
            Some(left) if left < 0 => (format!("OVERDUE {}", -left), Role::Warn),
            Some(0) => ("due today".to_owned(), Role::Warn),
            Some(left) => (format!("{left} days left"), role),
            None if counted.requests.iter().any(|r| matches!(r.answer, Answer::Open(_))) => ("open".to_owned(), role),
            None if answered => ("answered".to_owned(), role),
            None => (String::new(), role),
        };
        let flaws: Vec<&str> = counted.flaws.iter().map(|flaw| flaw.word()).collect();
        let flaws = if flaws.is_empty() { String::new() } else { format!("{} ", flaws.join(" ").to_uppercase()) };
        let cell = |t: &str, w: usize, role| {
            let gap = if w > 0 { " " } else { "" };
            Span::styled(fit(t, w.saturating_sub(1), &view.theme) + gap, view.theme.style(role))
        };
        let flaws = parts::cut(&flaws, self.what, &view.theme);
        let rest = self.what.saturating_sub(parts::width(&flaws));
        Line::from(vec![
            view.span(if selected { format!("{} ", view.theme.cursor()) } else { "  ".into() }, Role::Focus),
            cell(&item.number, NUMBER, role),
            cell(view.desk.lists.word("exhibit", &counted.kind), self.kind, role),
            cell(&place, self.place, role),
            cell(&since, self.since, role),
            cell(&exam, EXAM, exam_role),
            view.span(flaws, Role::Warn),
            Span::styled(fit(&item.what, rest, &view.theme), view.theme.style(role)),
        ])
    }
}
