//! What is typed ahead of what it is meant for: it waits until that is read, and then acts in the order in which it was typed. A key
//! must never act on what stood there before, nor be lost because a line is slow.

use super::views::GONE;
use super::{App, Pane};
use crate::domain::casefile::CaseFile;
use crate::tui::command::Cmd;
use crate::tui::form;
use crate::tui::job::{Job, Reply};
use crate::tui::keys;
use crate::tui::room::Room;
use crate::tui::theme::Role;
use crossterm::event::Event;

impl App {
    /// Keeps a key or a paste for later, where what it is meant for is still to be read.
    pub(super) fn waits(&mut self, event: &Event) -> bool {
        let cmd = match event {
            Event::Key(key) => keys::command(*key, &self.scopes()),
            Event::Paste(_) => None,
            _ => return false,
        };
        let text = matches!(event, Event::Key(key) if self.is_text(*key));
        let awaited = !text && cmd.is_some_and(|cmd| self.awaits(cmd));
        let coming = self.is_opening() || self.is_saving();
        if !awaited && !coming && self.ahead.is_empty() {
            return false;
        }
        // What is a letter goes into the form that is about to open, or is for what comes after the one that is being saved.
        let letter = coming && matches!(event, Event::Key(key) if keys::is_text(*key));
        match cmd {
            // Hiding waits for nothing.
            Some(Cmd::Veil | Cmd::Lock) => return false,
            Some(Cmd::Back | Cmd::Quit) if !letter => {
                self.forget_ahead();
                return false;
            }
            _ => self.ahead.push(event.clone()),
        }
        true
    }

    /// Is a form about to open, once its case is read?
    pub(super) fn is_opening(&self) -> bool {
        self.pending.is_some() || self.restoring.is_some()
    }

    /// Is what was typed being saved?
    pub(super) fn is_saving(&self) -> bool {
        self.overlays.last().is_some_and(|top| top.is_saving())
    }

    /// The case that is read for it.
    pub(super) fn case_awaited(&self) -> Option<String> {
        let restored = || self.restoring.as_ref().and_then(|draft| form::case_of(&draft.content));
        self.pending.as_ref().map(|(_, id)| id.clone()).or_else(restored)
    }

    /// Nothing waits any more.
    pub(super) fn forget_ahead(&mut self) {
        (self.pending, self.restoring) = (None, None);
        self.ahead.clear();
    }

    /// Is what a command is meant for still to be read?
    fn awaits(&self, cmd: Cmd) -> bool {
        // What could not be read does not come, unless it is asked for anew.
        if self.failed && !self.is_asking() {
            return false;
        }
        if let Some(top) = self.overlays.last() {
            return top.awaits(cmd) && self.unseen(cmd).is_none();
        }
        match self.room {
            Room::Cases if !self.sees_cases() => false,
            Room::Cases if cmd == Cmd::Bulk => self.list.marking,
            Room::Cases if cmd == Cmd::Open && (self.is_filtering() || self.focus == Pane::Statistics) => false,
            Room::Cases if cmd.moves() && self.focus != Pane::List => false,
            Room::Cases => self.list.awaits(cmd),
            Room::Log => !self.is_filtering() && self.log.awaits(cmd),
            _ => self.board().is_some_and(|board| !board.is_typing() && board.awaits(cmd)),
        }
    }

    /// A case was read: what waits for it goes on.
    pub(super) fn case_is_there(&mut self, case: &CaseFile) {
        let id = &case.case.head.id;
        if let Some(draft) = self.restoring.take_if(|d| form::case_of(&d.content).as_ref() == Some(id)) {
            self.restored(draft, Some(case));
        }
        if let Some((cmd, id)) = self.pending.take_if(|(_, wanted)| wanted == id) {
            let refusal = match self.list.case_id() == Some(&id) {
                true => self.blocked(cmd),
                false => Some(GONE.to_owned()),
            };
            match refusal {
                Some(reason) => self.message = Some((reason, Role::Warn)),
                None => self.on_case(cmd),
            }
        }
    }

    /// After a reply: what waited acts, as far as what it is meant for is there now. `opening` if a form was about to open before it:
    /// what was typed for a form that did not open was not meant for the list. `saving` if one was being saved: what was typed for
    /// after that is dropped where it was not saved, and that is said.
    pub(super) fn type_ahead(&mut self, reply: &Reply, (opening, saving): (bool, bool)) {
        let failed = matches!(reply, Reply::Failed { .. } | Reply::OutOfReach(_));
        self.failed |= matches!(reply, Reply::Failed { .. });
        if failed || self.screen.lock.is_some() {
            (self.pending, self.restoring) = (None, None);
        }
        if self.is_opening() {
            let again = matches!(reply, Reply::Case(_) | Reply::Revealed(_));
            return self.jobs.extend(self.case_awaited().filter(|_| again).map(Job::Case));
        }
        if self.is_saving() {
            return;
        }
        if saving && !matches!(reply, Reply::Saved { .. } | Reply::ViewSaved(_)) && !self.ahead.is_empty() {
            self.ahead.clear();
            let said = self.message.take().map_or(String::new(), |(said, _)| format!("{said}; "));
            self.message = Some((format!("{said}what was typed behind it was dropped"), Role::Warn));
        }
        let mut ahead = std::mem::take(&mut self.ahead).into_iter();
        let meant = !opening || !self.overlays.is_empty();
        if self.screen.lock.is_some() || !meant || (failed && self.overlays.is_empty()) {
            return;
        }
        while let Some(event) = ahead.next() {
            self.event(event);
            if !self.ahead.is_empty() {
                return self.ahead.extend(ahead);
            }
        }
    }
}
