//! Who else is there: told as information, never a lock.

use super::App;
use crate::domain::visit::Presence;
use crate::tui::command::Scope;

impl App {
    /// Where this officer is: the case that is shown, and whether it is in a form.
    pub(super) fn here(&self) -> (Option<String>, bool) {
        let case = self.list.case_id().filter(|_| self.detail_shown() || !self.overlays.is_empty());
        (case.map(str::to_owned), self.overlays.iter().any(|o| o.scope() == Scope::Form))
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
}
