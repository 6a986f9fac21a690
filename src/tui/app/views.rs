//! The views and who is in them, what stands in the place of what a role does not see, what follows when the
//! role changes, and what one must be told. It must never ask the worker for what the store would refuse.

use super::{App, Pane, Reach};
use crate::domain::field::See;
use crate::domain::period::Period;
use crate::domain::rights::{Right, Viewer};
use crate::domain::visit::Presence;
use crate::tui::command::{Cmd, Scope};
use crate::tui::input::Input;
use crate::tui::job::Job;
use crate::tui::layout::{Places, Shape};
use crate::tui::overlays::{Act, Receipt, Restatement, Settings, Told, columns, order};
use crate::tui::panes::board::Board;
use crate::tui::panes::list::ListPane;
use crate::tui::panes::statistics::StatisticsPane;
use crate::tui::parts::{self, View, wrap};
use crate::tui::room::Room;
use crate::tui::theme::Role;
use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Where the list moved on from the case under the cursor.
pub(super) const GONE: &str = "The case that you were at is not in this list any more";

impl App {
    pub(super) fn sees(&self, right: Right) -> bool {
        self.session.viewer.reach(right) > Reach::No
    }

    pub(super) fn sees_cases(&self) -> bool {
        self.sees(Right::See(See::Facts))
    }

    /// Has this role the view?
    pub(super) fn enters(&self, room: Room) -> bool {
        room.rights().is_empty() || room.rights().iter().any(|right| self.sees(*right))
    }

    /// Where this role begins: who has neither case nor figure reads the log.
    pub(super) fn land(&mut self) {
        if !self.sees_cases() {
            (self.focus, self.open) = (Pane::Statistics, false);
        } else if self.focus == Pane::Statistics && !self.sees(Right::Figures) {
            self.focus = Pane::List;
        }
        if !self.sees_cases() && !self.sees(Right::Figures) && self.sees(Right::Log) {
            self.room = Room::Log;
        }
    }

    pub(super) fn switch(&mut self, room: Room) {
        if self.room == room {
            return;
        }
        self.room = room;
        match room {
            Room::Log => self.jobs.push(self.log.restart()),
            Room::Rates => self.jobs.push(self.rates.needs()),
            Room::Cases => {
                // What could not be read before is asked for anew.
                if self.sees_cases() && self.list.awaits(Cmd::Open) {
                    self.jobs.push(self.list.needs(true));
                }
                if self.detail_shown() {
                    self.want_case();
                }
            }
            _ => {
                let job = self.board_mut().map(|board| board.restart());
                self.jobs.extend(job);
            }
        }
    }

    /// The list of the view, where it is one of those.
    pub(super) fn board(&self) -> Option<&dyn Board> {
        self.boards.iter().find(|b| b.room() == self.room).map(AsRef::as_ref)
    }

    fn board_mut(&mut self) -> Option<&mut Box<dyn Board>> {
        self.boards.iter_mut().find(|b| b.room() == self.room)
    }

    /// The filter line that is typed in.
    pub(super) fn filter(&mut self) -> Option<&mut Input> {
        match self.room {
            Room::Cases => self.list.filter.as_mut().map(|line| &mut line.input),
            Room::Log => self.log.filter.as_mut(),
            _ => self.board_mut().and_then(|board| board.filter().as_mut()),
        }
    }

    pub(super) fn is_filtering(&self) -> bool {
        match self.room {
            Room::Cases => self.list.filter.is_some(),
            Room::Log => self.log.filter.is_some(),
            _ => self.board().is_some_and(|board| board.is_typing()),
        }
    }

    pub(super) fn filter_typed(&mut self) {
        match self.room {
            Room::Cases => self.with_filter(|list, view| list.filter_changed(view)),
            Room::Log => self.jobs.extend(self.log.filter_changed()),
            _ => {
                let job = self.board_mut().and_then(|board| board.filter_changed());
                self.jobs.extend(job);
            }
        }
    }

    /// Does something with the filter line of the list, asks for what follows, and says what is to be said of the line.
    pub(super) fn with_filter(&mut self, act: impl FnOnce(&mut ListPane, &View) -> Vec<Job>) {
        let seat = self.seat();
        let view = seat.view();
        let jobs = act(&mut self.list, &view);
        self.jobs.extend(jobs);
        self.message = self.list.filter.as_ref().and_then(|line| line.says(&view));
    }

    /// A command in the filter line of the list.
    pub(super) fn filter_command(&mut self, cmd: Cmd) {
        match cmd {
            Cmd::Open => self.list.filter = None,
            Cmd::Next | Cmd::Previous => self.with_filter(|list, view| list.complete(cmd == Cmd::Next, view)),
            Cmd::Back => self.drop_filter(),
            _ => self.move_list(cmd),
        }
    }

    /// Why a command of a filter line cannot act now.
    pub(super) fn blocked_in_filter(&self, cmd: Cmd) -> Option<String> {
        match (self.room, &self.list.filter, cmd) {
            (Room::Cases, Some(line), Cmd::Open) => line.problem().map(str::to_owned),
            (Room::Cases, Some(line), Cmd::Next | Cmd::Previous) if !line.has_offers() => {
                Some("Nothing begins like that: F1 shows the keys of the filter".into())
            }
            (room, _, Cmd::Next | Cmd::Previous) if room != Room::Cases => {
                Some("The words of this filter are not completed".into())
            }
            _ => None,
        }
    }

    /// A command in the log or in its filter line.
    pub(super) fn log_command(&mut self, cmd: Cmd) {
        let typing = self.log.filter.is_some();
        match cmd {
            Cmd::Find => self.log.filter = Some(Input::new(self.log.words(), false)),
            Cmd::Open if typing => self.log.filter = None,
            Cmd::Open => {
                let act = self.log.act().map(Act::new);
                self.overlays.extend(act.map(|act| Box::new(act) as Box<_>));
            }
            // Back out of the filter first, then out of the log.
            Cmd::Back if !typing && self.log.words().is_empty() => {
                if self.sees_cases() || self.sees(Right::Figures) {
                    self.switch(Room::Cases);
                }
            }
            Cmd::Back => {
                self.log.filter = None;
                self.jobs.extend(self.log.filter_by(""));
            }
            cmd => self.jobs.extend(self.log.command(cmd)),
        }
    }

    /// A command in the Rates view.
    pub(super) fn rates_command(&mut self, cmd: Cmd) {
        let seat = self.seat();
        match cmd {
            Cmd::Back => self.switch(Room::Cases),
            Cmd::Settings => self.open_settings(),
            Cmd::Restatement => self.restatement(self.rates.period()),
            Cmd::Open | Cmd::Receipt => {
                let (measures, at) = self.rates.receipts();
                self.open_overlay(Box::new(Receipt::new(measures, at)));
            }
            cmd => self.jobs.extend(self.rates.command(cmd, &seat.view())),
        }
    }

    /// The year of a period then and today; of all years, this one.
    pub(super) fn restatement(&mut self, period: Period) {
        let today = self.session.clock.now(self.office.zone).today();
        let of = if period == Period::All { today } else { period.span().0 };
        self.open_overlay(Box::new(Restatement::new(of.year())));
    }

    pub(super) fn open_settings(&mut self) {
        let pin = self.session.viewer.is_bounded().then(|| self.screen.has_pin());
        self.open_overlay(Box::new(Settings::new(self.session.settings.clone(), pin)));
    }

    /// A command in the list of a view or in its filter line.
    pub(super) fn board_command(&mut self, cmd: Cmd) {
        let seat = self.seat();
        let view = seat.view();
        let Some(board) = self.board_mut() else { return };
        let typing = board.is_typing();
        let job = match cmd {
            Cmd::Find => {
                *board.filter() = Some(Input::new(board.words(), false));
                None
            }
            Cmd::Open if typing => {
                *board.filter() = None;
                None
            }
            Cmd::Back if !typing && board.words().is_empty() => return self.switch(Room::Cases),
            Cmd::Back => {
                *board.filter() = None;
                board.filter_by("")
            }
            cmd => {
                let effects = board.command(cmd, &view);
                return self.carry_out(self.overlays.len(), effects);
            }
        };
        self.jobs.extend(job);
    }

    /// What this officer may see and do has changed: nothing stays on the screen that they may not see now.
    pub(super) fn access(&mut self, viewer: Viewer) {
        let before = std::mem::replace(&mut self.session.viewer, viewer);
        self.detail.case = None;
        self.log.forget();
        self.rates.forget();
        self.boards.iter_mut().for_each(|board| board.forget());
        self.screen.revealed = None;
        if before.standing != self.session.viewer.standing {
            // A form keeps what was typed; whether it may be saved is said when it is.
            self.overlays.retain(|o| o.scope() == Scope::Form);
            // What was typed for what stood there before is done to nothing else.
            self.forget_ahead();
            self.log.filter = None;
            self.boards.iter_mut().for_each(|board| *board.filter() = None);
            if !self.enters(self.room) {
                self.room = Room::Cases;
            }
            self.list = ListPane::ordered(order(&self.session.settings), columns(&self.session.settings));
            if !self.sees(Right::Figures) {
                self.statistics = StatisticsPane::new(self.statistics.period);
            }
            self.say(format!("You are {} now", self.session.viewer.a_role()));
            self.land();
        }
        self.reload();
    }

    /// A case that was shown has gone out of reach: it leaves the screen, and the list is read again.
    pub(super) fn lost(&mut self, case_id: &str) {
        let shown = self.detail.of(Some(case_id)).is_some();
        let wanted = self.pending.take_if(|(_, id)| id == case_id).is_some() || self.restoring.is_some();
        if shown || wanted {
            self.detail.case = None;
            (self.open, self.focus) = (false, Pane::List);
            self.message = Some(("That case is out of your reach now".into(), Role::Warn));
        }
        if self.sees_cases() {
            self.jobs.push(self.list.needs(true));
        }
    }

    /// The selected case is not in the list any more, and not by a movement of the officer: the next case must not stand in its
    /// place unsaid, nor open where only the detail is seen.
    pub(super) fn left_behind(&mut self) {
        if self.open && self.shape == Shape::Narrow {
            (self.open, self.focus) = (false, Pane::List);
        }
        self.message = Some(match self.message.take() {
            Some((before, Role::Plain)) => (format!("{before}. {GONE}"), Role::Warn),
            _ => (GONE.to_owned(), Role::Warn),
        });
    }

    /// Opens the next of what one must be told, where nothing is being typed that its keys could come from.
    pub(super) fn show_notice(&mut self) {
        let busy = !self.overlays.is_empty() || self.is_filtering() || self.is_opening();
        // Over a masked screen nobody reads it.
        if busy || !self.ahead.is_empty() || self.screen.lock.is_some() {
            return;
        }
        let next = self.notices.iter().find(|n| !self.told.contains(&n.glass)).cloned();
        let Some(next) = next else {
            // What must be told comes first, then what was left unsaved.
            return if std::mem::take(&mut self.offering) {
                self.offer_drafts()
            };
        };
        self.told.push(next.glass.clone());
        let more = self.notices.iter().filter(|n| !self.told.contains(&n.glass)).count();
        self.overlays.push(Box::new(Told::new(next, more)));
        self.dirty = true;
    }

    /// The word in the title bar for what waits to be told.
    pub(super) fn waiting(&self) -> Option<String> {
        let n = self.notices.len();
        let shown = self.overlays.iter().any(|o| o.scope() == Scope::Notice);
        let notices = (n > 0 && !shown).then(|| format!(" ! {n} {} ", if n == 1 { "notice" } else { "notices" }));
        self.import_mark().into_iter().chain(notices).reduce(|import, notices| import + &notices)
    }

    /// Where this officer is: in the case of the open form, or in the one that is shown.
    pub(super) fn here(&self) -> (Option<String>, bool) {
        let of = |job: Job| if let Job::Case(id) = job { Some(id) } else { None };
        if let Some(form) = self.overlays.iter().rfind(|o| o.scope() == Scope::Form) {
            let case = form.needs().into_iter().find_map(of);
            let editing = case.is_some();
            return (case, editing);
        }
        let overlay = self.room == Room::Cases && !self.overlays.is_empty();
        (self.list.case_id().filter(|_| self.detail_shown() || overlay).map(str::to_owned), false)
    }

    /// Who else is in a case: `sokha is here`, `rith is editing`.
    pub(super) fn others_in(&self, case_id: &str) -> Option<String> {
        let of = |p: &&Presence| p.case_id.as_deref() == Some(case_id);
        let mut words: Vec<String> = self
            .others
            .iter()
            .filter(of)
            .map(|p| format!("{} is {}", p.officer, if p.editing { "editing" } else { "here" }))
            .collect();
        words.dedup();
        (!words.is_empty()).then(|| words.join(", "))
    }

    pub(super) fn receipt(&mut self) {
        let (measures, at) = self.statistics.measures();
        let lens = self.statistics.lens();
        let receipt = Receipt::new(measures.into_iter().map(|measure| (measure, lens)).collect(), at);
        self.open_overlay(Box::new(receipt));
    }

    pub(super) fn next_pane(&mut self, forward: bool) {
        let order = if self.shape == Shape::Narrow && !self.open {
            vec![Pane::List, Pane::Statistics]
        } else if self.shape == Shape::Narrow {
            vec![Pane::Detail, Pane::Statistics]
        } else {
            vec![Pane::List, Pane::Detail, Pane::Statistics]
        };
        let here = order.iter().position(|p| *p == self.focus).unwrap_or(0);
        let step = if forward { 1 } else { order.len() - 1 };
        self.focus = order[(here + step) % order.len()];
    }

    /// The log, or the list of another view, in the place of list and detail; where there are no figures, in all of it.
    pub(super) fn draw_list(&mut self, buf: &mut Buffer, p: &Places, view: &View, on_top: bool) {
        let area = self.place_of_cases(p);
        match self.board_mut() {
            Some(board) => board.draw(buf, area, view, on_top),
            None => self.log.draw(buf, area, view, on_top),
        }
    }

    fn place_of_cases(&self, p: &Places) -> Rect {
        let cases = if p.shape == Shape::Narrow { p.list } else { p.list.union(p.detail) };
        if self.sees(Right::Figures) { cases } else { p.middle }
    }

    /// What stands in the place of list and detail for who opens no case.
    pub(super) fn draw_no_cases(&self, buf: &mut Buffer, p: &Places, view: &View) {
        let inside = parts::frame(buf, self.place_of_cases(p), view, "Cases", "", false);
        let who = view.viewer.a_role();
        let text = match self.sees(Right::Figures) {
            true => format!(
                "You are {who}: you see the figures and open no case.\nr shows the rule behind a rate; 2 all of them; 7 your own acts."
            ),
            false => format!(
                "You are {who}: you see no case and no figures.\n7 opens the log; accounts and the file are looked after with `caseload user` and `caseload doctor`."
            ),
        };
        for (i, line) in wrap(&text, usize::from(inside.width).saturating_sub(4)).iter().enumerate() {
            parts::put(buf, inside, 1 + i, &Line::from(view.span(format!("  {line}"), Role::Plain)));
        }
    }

    /// What the worker is asked for when the list of the view is read again.
    pub(super) fn board_needs(&self) -> Option<Job> {
        self.board().filter(|_| self.enters(self.room)).map(|board| board.needs())
    }

    /// What the worker is asked for when the figures of the Rates view are counted again.
    pub(super) fn rates_needs(&self) -> Option<Job> {
        (self.room == Room::Rates && self.sees(Right::Figures)).then(|| self.rates.needs())
    }

    /// What the worker is asked for when the log is read again.
    pub(super) fn log_needs(&self) -> Option<Job> {
        (self.room == Room::Log && self.sees(Right::Log)).then(|| self.log.needs())
    }
}
