//! The list of cases: a window on what fits the filter, in one order, with one row selected.
//!
//! ```text
//! ┌ Cases · newest first ──────────────────────────── 274 ┐
//! │  No.      Reported   Offence        Province     V   S  │
//! │▌ 19/0274  30 Dec 19  Rape           Battambang   f7  1 ●│
//! ```

use crate::domain::field::See;
use crate::domain::filter::{Filter, NO_NAME};
use crate::domain::listing::{Page, Query, Sort};
use crate::domain::record::HIDDEN;
use crate::domain::rights::Right;
use crate::domain::row::Row;
use crate::domain::view::{Column, SavedView};
use crate::domain::visit::Presence;
use crate::tui::command::Cmd;
use crate::tui::job::{Job, Reply};
use crate::tui::panes::columns::{At, Columns};
use crate::tui::panes::filter::FilterLine;
use crate::tui::parts::{self, View};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::collections::BTreeSet;

/// The list pane.
#[derive(Debug, Default)]
pub struct ListPane {
    /// its columns, in order
    pub columns: Vec<Column>,
    /// the saved view that was opened last
    pub view: Option<SavedView>,
    /// the cases that are marked
    pub marked: BTreeSet<String>,
    /// those that are to be marked are on their way
    pub marking: bool,
    /// words and order
    pub query: Query,
    /// the filter line while it is typed in
    pub filter: Option<FilterLine>,
    /// the names of everybody in the office, for completing
    pub officers: Vec<String>,
    page: Page,
    /// what the page was read by
    page_of: Query,
    loaded: bool,
    seeking: bool,
    selected: usize,
    id: Option<String>,
    top: usize,
    height: usize,
}

impl ListPane {
    /// Begins by a column, with these shown.
    pub fn ordered(sort: Sort, columns: Vec<Column>) -> ListPane {
        let descending = matches!(sort, Sort::Number | Sort::Reported | Sort::Arrested);
        ListPane { query: Query { sort, descending, ..Query::default() }, columns, ..ListPane::default() }
    }

    /// Opens a saved view; gives what must be read.
    pub fn open_view(&mut self, view: SavedView) -> Vec<Job> {
        self.filter = None;
        self.query = view.query.clone();
        self.columns.clone_from(&view.columns);
        self.view = Some(view);
        self.restart()
    }

    /// The saved view that stands, as long as its filter does.
    pub fn standing_view(&self) -> Option<&SavedView> {
        self.view.as_ref().filter(|view| view.query.words == self.query.words)
    }

    /// What the list is, in its title: a saved view by its name, else the filter. Either may hold a name.
    fn title(&self, veiled: bool) -> String {
        let hidden = |text: &str| if veiled { HIDDEN.to_owned() } else { text.to_owned() };
        match (self.standing_view(), self.query.words.as_str()) {
            (Some(view), _) if view.is_given() => format!("{} · {}", view.name, self.order()),
            (Some(view), _) => format!("{} · {}", hidden(&view.name), self.order()),
            (None, "") => format!("Cases · {}", self.order()),
            (None, words) => format!("Cases · {} · with “{}”", self.order(), hidden(words)),
        }
    }

    /// The selected case.
    pub fn case_id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Is a row selected that is still to be read?
    pub fn is_waiting(&self) -> bool {
        self.id.is_none() && (self.page.total > 0 || !self.loaded)
    }

    /// Is what a command would act on still to be read? A movement goes ahead within one list, not into another one, nor from the row
    /// on which the cursor stood before it went to a case.
    pub fn awaits(&self, cmd: Cmd) -> bool {
        let other = !self.loaded || self.page_of != self.query;
        match cmd {
            cmd if cmd.moves() => other || self.seeking,
            Cmd::Mark => other || self.seeking || self.is_waiting(),
            Cmd::Open => other || self.is_waiting(),
            cmd => cmd.is_on_case() && (other || self.is_waiting()),
        }
    }

    /// The selected row, if its window is loaded.
    pub fn row(&self) -> Option<&Row> {
        self.page.rows.get(self.selected.checked_sub(self.page.offset)?)
    }

    /// The window to be read: what is shown and as much above and below. With `keep` the selected case is looked for.
    pub fn needs(&self, keep: bool) -> Job {
        let height = self.height.max(20);
        let find = if keep { self.id.clone() } else { None };
        Job::Page { query: self.query.clone(), offset: self.top.saturating_sub(height), limit: height * 3, find }
    }

    /// Looks for a case and selects it; a filter that would hide it is dropped.
    pub fn go_to(&mut self, case_id: &str) -> Job {
        self.filter = None;
        self.seeking = true;
        self.id = Some(case_id.to_owned());
        self.needs(true)
    }

    /// Takes a window; gives another to be read where the filter hides the case that is looked for, or the case under the cursor
    /// is not in it. The cursor stays on its case, whatever came or went above it since the window was asked for.
    pub fn take(&mut self, reply: &Reply) -> Option<Job> {
        let Reply::Page { query, page, find, place } = reply else { return None };
        // An answer about another order comes too late.
        if *query != self.query {
            return None;
        }
        let looked_for = find.is_some() && *find == self.id;
        if looked_for && std::mem::take(&mut self.seeking) && place.is_none() && !self.query.words.is_empty() {
            self.query.words.clear();
            return Some(self.needs(true));
        }
        let in_window = || page.rows.iter().position(|r| Some(&r.case_id) == self.id.as_ref());
        // Its place was counted a moment before the window was read: the window is believed first.
        let place = in_window().map(|at| page.offset + at).or(if looked_for { *place } else { None });
        if place.is_none() && self.id.is_some() && !looked_for {
            return Some(self.needs(true));
        }
        self.loaded = true;
        (self.page, self.page_of) = (page.clone(), query.clone());
        if let Some(place) = place {
            // The selected row stays where it is on the screen; a list that stands at its top stays there, so that a new case is seen.
            let row = self.selected.saturating_sub(self.top);
            let stay = self.top == 0 && place < self.height;
            self.selected = place;
            self.top = if stay { 0 } else { place.saturating_sub(row) };
        }
        self.selected = self.selected.min(page.total.saturating_sub(1));
        self.top = self.top.min(page.total.saturating_sub(self.height));
        self.keep_inside();
        if self.page.total > 0 && self.row().is_none() {
            // The cursor has moved on meanwhile: the window around it is still to be read.
            return Some(self.needs(false));
        }
        self.id = self.row().map(|r| r.case_id.clone());
        None
    }

    fn keep_inside(&mut self) {
        let height = self.height.max(1);
        self.top = self.top.min(self.selected).max((self.selected + 1).saturating_sub(height));
    }

    /// A movement or a change of order; gives what must be read. `None` if the command is not the list's.
    pub fn command(&mut self, cmd: Cmd) -> Option<Vec<Job>> {
        let page = self.height.saturating_sub(1).max(1);
        let last = self.page.total.saturating_sub(1);
        let to = match cmd {
            Cmd::Up => self.selected.saturating_sub(1),
            Cmd::Down => self.selected + 1,
            Cmd::PageUp => self.selected.saturating_sub(page),
            Cmd::PageDown => self.selected + page,
            Cmd::Top => 0,
            Cmd::Bottom => last,
            Cmd::Sort => {
                let next = Sort::ALL.iter().position(|s| *s == self.query.sort).unwrap_or(0) + 1;
                self.query.sort = Sort::ALL[next % Sort::ALL.len()];
                self.query.descending = matches!(self.query.sort, Sort::Number | Sort::Reported | Sort::Arrested);
                return Some(self.restart());
            }
            Cmd::Reverse => {
                self.query.descending = !self.query.descending;
                return Some(self.restart());
            }
            _ => return None,
        };
        (self.selected, self.seeking) = (to.min(last), false);
        self.keep_inside();
        match self.row().map(|r| r.case_id.clone()) {
            Some(id) => {
                self.id = Some(id);
                let end = self.page.offset + self.page.rows.len();
                let margin = self.height / 2;
                let near_end = self.top + self.height + margin > end && end < self.page.total;
                let near_start = self.top < self.page.offset + margin && self.page.offset > 0;
                Some(if near_end || near_start { vec![self.needs(false)] } else { Vec::new() })
            }
            None if self.page.total > 0 => {
                self.id = None;
                Some(vec![self.needs(false)])
            }
            None => Some(Vec::new()),
        }
    }

    fn restart(&mut self) -> Vec<Job> {
        (self.selected, self.top, self.id, self.seeking) = (0, 0, None, false);
        vec![self.needs(false)]
    }

    /// The filter's text changed; gives what must be read. Where a word cannot be read the list stays as it was.
    pub fn filter_changed(&mut self, view: &View) -> Vec<Job> {
        let understood = self.filter.as_mut().and_then(|line| line.read(view, &self.officers));
        self.filter_by(understood)
    }

    /// Completes the word that is typed in the filter.
    pub fn complete(&mut self, forward: bool, view: &View) -> Vec<Job> {
        let understood = self.filter.as_mut().and_then(|line| line.complete(forward, view, &self.officers));
        self.filter_by(understood)
    }

    fn filter_by(&mut self, words: Option<String>) -> Vec<Job> {
        match words.filter(|words| *words != self.query.words) {
            Some(words) => {
                self.query.words = words;
                self.restart()
            }
            None => Vec::new(),
        }
    }

    fn order(&self) -> &'static str {
        match (self.query.sort, self.query.descending) {
            (Sort::Number, true) => "newest first",
            (Sort::Number, false) => "oldest first",
            (Sort::Reported, true) => "latest report first",
            (Sort::Reported, false) => "earliest report first",
            (Sort::Offence, false) => "by offence",
            (Sort::Offence, true) => "by offence, Z first",
            (Sort::Province, false) => "by province",
            (Sort::Province, true) => "by province, Z first",
            (Sort::Arrested, true) => "most arrests first",
            (Sort::Arrested, false) => "no arrest first",
            (Sort::Lead, false) => "by lead",
            (Sort::Lead, true) => "by lead, Z first",
        }
    }

    /// Draws it.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View, focused: bool, others: &[Presence]) {
        let theme = &view.theme;
        let title = self.title(view.veiled);
        let marked = match self.marked.len() {
            0 => String::new(),
            n => format!("{} marked of ", parts::count(n)),
        };
        let total = format!("{marked}{}", parts::count(self.page.total));
        let inside = parts::frame(buf, area, view, &title, &total, focused);
        let typing = u16::from(self.filter.is_some());
        let height = inside.height.saturating_sub(1 + typing);
        self.height = usize::from(height);
        self.keep_inside();
        let columns = Columns::of(&self.columns, usize::from(inside.width));
        parts::put(buf, inside, 0, &Line::from(Span::styled(columns.heading(theme), theme.style(Role::Faint))));
        for i in 0..self.height {
            let place = self.top + i;
            let Some(row) = place.checked_sub(self.page.offset).and_then(|p| self.page.rows.get(p)) else { break };
            let at = At { selected: place == self.selected, marked: self.marked.contains(&row.case_id) };
            parts::put(buf, inside, i + 1, &columns.line(row, at, others, view));
        }
        if self.page.total == 0 && self.loaded {
            let text = match (self.query.words.is_empty(), view.viewer.is_bounded()) {
                (true, false) => "No case yet. Press n for the first one.",
                (true, true) => "No case that you may open yet.",
                (false, _) => "No case fits the filter. Esc drops it.",
            };
            parts::put(buf, inside, 2, &Line::from(Span::raw(format!("  {text}"))));
            if may_be_a_name(&self.query.words, view) {
                parts::put(buf, inside, 3, &Line::from(Span::raw(format!("  {NO_NAME}"))));
            }
        }
        if let Some(line) = &self.filter {
            let y = inside.y + inside.height.saturating_sub(1);
            line.draw(buf, Rect { y, height: 1, ..inside }, view);
        }
    }
}

/// Are words alone looked for, by somebody who could look for a name as well?
fn may_be_a_name(words: &str, view: &View) -> bool {
    let words = Filter::read(words, &view.desk, view.viewer).is_ok_and(|filter| filter.is_of_words());
    words && view.viewer.refusal(Right::See(See::Identity)).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read for cases of which the newest is the first.
    fn reply(cases: &[u32], find: Option<u32>) -> Reply {
        let row = |n: &u32| Row { case_id: n.to_string(), number: format!("CPU-21-{n:04}"), ..Row::default() };
        let page = Page { total: cases.len(), offset: 0, rows: cases.iter().map(row).collect() };
        let place = find.and_then(|case| cases.iter().position(|n| *n == case));
        Reply::Page { query: Query::default(), page, find: find.map(|n| n.to_string()), place }
    }

    /// A window that was asked for while no case was selected yet, or another one, is answered after another desk entered a case.
    #[test]
    fn the_cursor_stays_on_its_case_when_an_answer_is_late() {
        let mut list = ListPane { height: 10, ..ListPane::default() };
        assert!(list.take(&reply(&[1], None)).is_none());
        assert_eq!(list.case_id(), Some("1"));
        assert!(list.take(&reply(&[2, 1], None)).is_none());
        assert_eq!((list.case_id(), list.row().map(|row| row.number.as_str())), (Some("1"), Some("CPU-21-0001")));
        list.command(Cmd::Up);
        assert!(list.take(&reply(&[3, 2, 1], Some(1))).is_none());
        assert_eq!(list.case_id(), Some("2"));
        // A window without it is not shown in its place: it is looked for, and only if nowhere, the cursor moves on.
        let looks = list.take(&reply(&[3, 1], None));
        assert!(matches!(&looks, Some(Job::Page { find: Some(case), .. }) if case == "2"), "{looks:?}");
        assert_eq!((list.case_id(), list.page.total), (Some("2"), 3));
        assert!(list.take(&reply(&[3, 1], Some(2))).is_none());
        assert_eq!(list.case_id(), Some("1"));
    }

    /// A case was entered between the count of its place and the reading of the window.
    #[test]
    fn the_window_is_believed_before_the_place_that_was_counted() {
        let mut list = ListPane { height: 10, ..ListPane::default() };
        list.take(&reply(&[2, 1], None));
        list.command(Cmd::Down);
        let Reply::Page { query, find, place, .. } = reply(&[2, 1], Some(1)) else { panic!("a page") };
        let Reply::Page { page, .. } = reply(&[3, 2, 1], None) else { panic!("a page") };
        list.take(&Reply::Page { query, page, find, place });
        assert_eq!((list.case_id(), list.row().map(|row| row.case_id.as_str())), (Some("1"), Some("1")));
    }

    #[test]
    fn a_movement_behind_a_go_to_waits_for_it() {
        let mut list = ListPane { height: 10, ..ListPane::default() };
        assert!(list.awaits(Cmd::Down), "nothing is read yet");
        list.take(&reply(&[3, 2, 1], None));
        assert!(!list.awaits(Cmd::Down));
        list.go_to("1");
        assert!(list.awaits(Cmd::Up) && list.awaits(Cmd::Mark));
        list.take(&reply(&[3, 2, 1], Some(1)));
        assert!(!list.awaits(Cmd::Up) && !list.awaits(Cmd::Mark));
        list.command(Cmd::Up);
        assert_eq!(list.case_id(), Some("2"));
        // One that another list was asked for before is not looked for in that.
        list.go_to("1");
        list.command(Cmd::Reverse);
        assert!(!list.seeking && list.id.is_none());
    }
}
