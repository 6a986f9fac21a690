//! What comes back from the worker: each reply to whom it concerns, late ones to nobody.

use super::App;
use crate::domain::bulk::MOST;
use crate::tui::command::Scope;
use crate::tui::job::Reply;
use crate::tui::room::Room;
use crate::tui::theme::Role;
use std::time::Instant;

impl App {
    /// What the worker says. Behind the mask of an idle desk it is taken and nothing is drawn: not a byte tells that others work.
    pub fn reply(&mut self, reply: Reply, veiled: bool) {
        let about_it = matches!(reply, Reply::Pin(_) | Reply::Failed { .. } | Reply::End(..));
        let drawn = self.dirty;
        self.take(reply, veiled);
        self.dirty = if self.screen.lock.is_some() && !about_it { drawn } else { self.dirty };
    }

    /// Takes a reply; `veiled` if it was read behind the privacy screen. What was read before the screen went up, or
    /// reveals what nobody asks for any more, comes too late.
    fn take(&mut self, reply: Reply, veiled: bool) {
        let too_late = reply.bears_values() && self.screen.veiled && !veiled;
        if too_late || matches!(&reply, Reply::Revealed(case) if !self.is_revealed(&case.case.head.id)) {
            return;
        }
        // What is put on record elsewhere shows in the log and in who looked.
        let in_sight = self.room == Room::Log || self.overlays.iter().any(|o| o.scope() == Scope::Lookers);
        self.dirty |= !matches!(reply, Reply::Acts) || in_sight;
        let before = (self.is_opening(), self.is_saving());
        self.list.marking &= !matches!(reply, Reply::Identities { .. } | Reply::Failed { .. });
        match &reply {
            Reply::Acts => self.jobs.extend(self.log_needs()),
            Reply::Log { .. } | Reply::Verified(..) => self.log.take(&reply),
            Reply::Board(listed) => self.jobs.extend(self.boards.iter_mut().filter_map(|b| b.take(listed))),
            Reply::Held(held) => self.held.clone_from(held),
            Reply::Standing(standing) => self.standing.clone_from(standing),
            Reply::Notices(notices) => self.notices.clone_from(notices),
            Reply::OutOfReach(case_id) => self.lost(case_id),
            Reply::Changed | Reply::Saved { .. } => {
                // A case that nobody sees is not read again, and so is not to be trusted.
                if !self.detail_shown() {
                    self.detail.case = None;
                }
                self.stale = self.detail.case.is_some();
                self.reload();
            }
            Reply::Page { .. } => {
                let before = self.list.case_id().map(str::to_owned);
                let again = self.list.take(&reply);
                self.jobs.extend(again);
                if before.is_some() && before.as_deref() != self.list.case_id() {
                    self.left_behind();
                }
                let selected = self.list.case_id();
                if selected.is_some()
                    && (selected != before.as_deref() || self.detail.of(selected).is_none())
                    && self.detail_shown()
                {
                    self.want_case();
                }
            }
            Reply::Case(case) | Reply::Revealed(case) => {
                // A case that was opened beside a form is no selected one.
                if self.overlays.last().is_none_or(|o| o.scope() != Scope::Alike) {
                    self.detail.take(&reply);
                    self.stale &= self.list.case_id() != Some(&case.case.head.id);
                }
                self.case_is_there(case);
            }
            Reply::Figures(_) => self.statistics.take(&reply),
            Reply::Overview(..) => self.rates.take(&reply),
            Reply::Officers(names) => self.list.officers.clone_from(names),
            Reply::Failed { sentence, .. } => {
                // Beside a case that cannot be shown stands no other one, to be read as it.
                if self.detail.of(self.list.case_id()).is_none() {
                    self.detail.case = None;
                }
                self.stale = false;
                self.message = Some((sentence.clone(), Role::Bad));
                self.pin_reply(&reply);
                // It may have been the draft: it is tried again.
                self.unkept = self.last_draft.as_ref().map(|_| (1, Instant::now()));
            }
            Reply::Identities { query, case_ids, total } if *query == self.list.query => {
                let new: Vec<_> = case_ids.iter().filter(|id| !self.list.marked.contains(*id)).cloned().collect();
                let room = MOST.saturating_sub(self.list.marked.len());
                let left_out = new.len() > room || *total > case_ids.len();
                self.list.marked.extend(new.into_iter().take(room));
                if left_out {
                    let text = format!("Only {} are marked: more are not changed at once", self.list.marked.len());
                    self.message = Some((text, Role::Warn));
                }
            }
            Reply::Drafts(drafts) => {
                self.offered = Some(drafts.clone());
                self.offering = true;
            }
            Reply::Access(viewer) => self.access(viewer.clone()),
            Reply::End(sentence, code) => {
                self.farewell = Some(sentence.clone());
                self.quit = Some(*code);
            }
            Reply::Hindered(what) => self.message = what.clone().map(|sentence| (sentence, Role::Warn)),
            Reply::Present(others) => self.others.clone_from(others),
            Reply::Import(news) => self.import_news(news),
            Reply::Pin(_) | Reply::PinSet(_) => self.pin_reply(&reply),
            _ => {}
        }
        for at in (0..self.overlays.len()).rev() {
            self.with_overlay(at, |o, v, out| o.take(&reply, v, out));
        }
        self.type_ahead(&reply, before);
    }
}
