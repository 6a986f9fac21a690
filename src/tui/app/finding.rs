//! Ways to what one looks for: saved views, the columns of the list, the palette, and the marks on its rows. It must never filter
//! anything itself.

use super::{App, Pane};
use crate::domain::bulk::MOST;
use crate::domain::listing::Query;
use crate::domain::rights::Right;
use crate::domain::view::{Column, SavedView};
use crate::tui::command::{self, Cmd};
use crate::tui::job::Job;
use crate::tui::overlays::{Bulk, ColumnChoice, Offer, Palette, Views, columns, order};
use crate::tui::panes::list::ListPane;
use crate::tui::room::Room;
use crate::tui::session::setting;
use crate::tui::theme::Role;

impl App {
    pub(super) fn views_command(&mut self, cmd: Cmd) {
        match cmd {
            Cmd::Columns => self.open_overlay(Box::new(ColumnChoice::new(&self.list.columns))),
            _ => self.open_overlay(Box::new(Views::new(
                self.list_as_view(),
                self.session.viewer.refusal(Right::ShareViews),
            ))),
        }
    }

    pub(super) fn marks_command(&mut self, cmd: Cmd) {
        match cmd {
            Cmd::Mark => {
                if let Some(id) = self.list.case_id().map(str::to_owned) {
                    if !self.list.marked.remove(&id) {
                        if self.list.marked.len() >= MOST {
                            let full = format!("{MOST} cases are marked: more are not changed at once");
                            return self.message = Some((full, Role::Warn));
                        }
                        self.list.marked.insert(id);
                    }
                    if self.focus == Pane::List {
                        self.move_list(Cmd::Down);
                    }
                }
            }
            Cmd::MarkAll => {
                self.list.marking = true;
                self.jobs.push(Job::Identities(self.list.query.clone()));
            }
            _ => {
                let marked = self.list.marked.iter().cloned().collect();
                self.open_overlay(Box::new(Bulk::new(marked)));
            }
        }
    }

    /// The list as it stands, to be saved: under the name of the view that it was, where it was one.
    fn list_as_view(&self) -> SavedView {
        let was = self.list.view.clone().filter(|view| !view.is_given());
        let fresh = SavedView {
            id: String::new(),
            name: String::new(),
            key: None,
            officer: self.session.viewer.name.clone(),
            shared: false,
            query: self.list.query.clone(),
            columns: self.list.columns.clone(),
        };
        let (query, columns) = (fresh.query.clone(), fresh.columns.clone());
        SavedView { query, columns, ..was.unwrap_or(fresh) }
    }

    pub(super) fn open_view(&mut self, view: SavedView) {
        self.switch(Room::Cases);
        (self.focus, self.open) = (Pane::List, false);
        // One that comes with the program has the order and the columns that this officer usually has.
        let view = match view.is_given() {
            true => {
                let usual = self.usual_list();
                SavedView { query: Query { words: view.query.words, ..usual.query }, columns: usual.columns, ..view }
            }
            false => view,
        };
        let jobs = self.list.open_view(view);
        self.jobs.extend(jobs);
    }

    /// The columns of the list; kept for this officer, but where a saved view stands, which has its own.
    pub(super) fn show_columns(&mut self, columns: Vec<Column>) {
        if self.list.standing_view().is_none_or(SavedView::is_given) {
            let kept = if columns == Column::USUAL { String::new() } else { Column::write(&columns) };
            self.set(setting::COLUMNS, kept);
        }
        self.list.columns = columns;
    }

    /// The list as this officer usually has it.
    fn usual_list(&self) -> ListPane {
        ListPane::ordered(order(&self.session.settings), columns(&self.session.settings))
    }

    /// Back to all cases, with the columns that this officer usually has.
    pub(super) fn drop_filter(&mut self) {
        self.list.filter = None;
        if self.list.view.take().is_some() {
            let usual = self.usual_list();
            (self.list.query, self.list.columns) = (usual.query, usual.columns);
        }
        self.list.query.words.clear();
        self.jobs.push(self.list.needs(true));
    }

    /// Everything that can be done here, found by its letters. Moving about is what arrows are for.
    pub(super) fn palette(&mut self) {
        use Cmd::{Back, Bottom, Down, Open, PageDown, PageUp, Palette as Own, Top, Up};
        let moves = [Up, Down, PageUp, PageDown, Top, Bottom, Back, Open, Own];
        let mut seen = Vec::new();
        let rows = self.scopes().into_iter().flat_map(command::of).filter(|row| {
            let fresh = !moves.contains(&row.cmd) && !seen.contains(&row.cmd);
            seen.push(row.cmd);
            fresh && (self.session.viewer.is_bounded() || !row.cmd.is_of_accounts())
        });
        let rows: Vec<_> = rows.collect();
        let offers: Vec<Offer> = rows.into_iter().map(|row| (row, self.blocked(row.cmd))).collect();
        let sees_cases = self.sees_cases();
        self.open_overlay(Box::new(Palette::new(offers, sees_cases)));
    }
}
