//! Unsaved forms: kept where a signal finds them and every few keystrokes in the file, offered again, restored.

use super::{App, KEEP_AFTER};
use crate::domain::casefile::CaseFile;
use crate::domain::draft::Draft;
use crate::domain::moment;
use crate::tui::form;
use crate::tui::job::Job;
use crate::tui::overlays::{Choice, Effect};
use crate::tui::session::this_process;
use crate::tui::theme::Role;
use std::time::Instant;

impl App {
    pub(super) fn forget(&mut self) {
        self.unkept = None;
        self.last_draft = None;
        self.session.unsaved.set(None);
        if std::mem::take(&mut self.kept) {
            self.jobs.push(Job::Drop(self.session.actor.session.clone()));
        }
    }

    /// After every event: the form's text is where a signal finds it, and from time to time in the file.
    pub fn keep_draft(&mut self) {
        let draft = self.overlays.iter().rev().find_map(|o| o.draft());
        let Some((title, content)) = draft else {
            (self.unkept, self.last_draft) = (None, None);
            return;
        };
        if self.last_draft.as_ref() != Some(&content) {
            self.last_draft = Some(content.clone());
            let (n, since) = self.unkept.unwrap_or((0, Instant::now()));
            self.unkept = Some((n + 1, since));
        }
        let draft = Draft {
            session: self.session.actor.session.clone(),
            person: self.session.actor.name.clone(),
            process: this_process(),
            kept_at: self.session.clock.now(self.office.zone).stamp(),
            title,
            content,
        };
        let due = self.unkept.is_some_and(|(n, since)| n >= KEEP_AFTER.0 || since.elapsed() >= KEEP_AFTER.1);
        if due || (self.quit.is_some() && self.unkept.is_some()) {
            self.unkept = None;
            self.kept = true;
            self.jobs.push(Job::Keep { draft: Box::new(draft.clone()), instead_of: self.reopened.take() });
        }
        self.session.unsaved.set(Some(draft));
    }

    pub(super) fn restore(&mut self, draft: Draft) {
        match form::case_of(&draft.content) {
            Some(id) => {
                self.jobs.push(Job::Case(id));
                self.restoring = Some(draft);
            }
            None => self.restored(draft, None),
        }
    }

    pub(super) fn restored(&mut self, draft: Draft, case: Option<&CaseFile>) {
        let seat = self.seat();
        let view = seat.view();
        match form::restore(&draft.content, case, &view) {
            Ok(form) => {
                self.overlays.push(Box::new(form));
                self.offered.iter_mut().for_each(|all| all.retain(|d| d.session != draft.session));
                self.reopened = Some(draft.session);
                self.unkept = Some((KEEP_AFTER.0, Instant::now()));
                self.keep_draft();
            }
            Err(sentence) => self.message = Some((sentence.to_owned(), Role::Bad)),
        }
    }

    pub(super) fn offer_drafts(&mut self) {
        let zone = self.office.zone;
        let item = |d: &Draft| {
            (format!("{}, kept {}", d.title, moment::local(&d.kept_at, zone)), Effect::Restore(Box::new(d.clone())))
        };
        let items: Vec<_> = self.offered.iter().flatten().map(item).collect();
        if !items.is_empty() {
            self.overlays.push(Box::new(Choice::new(
                "An unsaved form was kept for you: Enter opens it, Esc leaves it (u)",
                items,
                true,
            )));
        }
    }
}
