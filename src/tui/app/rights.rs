//! What this officer may not do, said in advance: the store would refuse it. It must never be asked instead of the store.

use super::App;
use crate::domain::casefile::CaseFile;
use crate::domain::rights::Right;
use crate::tui::command::Cmd;

impl App {
    /// Is an exhibit all that this officer may change in a case?
    pub(super) fn edits_only_exhibits(&self, case: &CaseFile) -> bool {
        let may = |right| self.session.viewer.may(right, &case.whose());
        may(Right::Exhibits) && !may(Right::Change) && !may(Right::ChangeCare)
    }

    /// Why the role, or the selected case, does not let this officer do that.
    pub(super) fn not_allowed(&self, cmd: Cmd) -> Option<String> {
        let (viewer, rights) = (&self.session.viewer, cmd.rights());
        let first = rights.first()?;
        if cmd.is_of_accounts() && !viewer.is_bounded() {
            return Some(
                "This office has no accounts: everybody may open every case, and looking is not on record".into(),
            );
        }
        if rights.iter().all(|right| viewer.refusal(*right).is_some()) {
            return viewer.refusal(*first);
        }
        let case = self.detail.of(self.list.case_id()).filter(|_| cmd.is_on_case())?;
        if rights.iter().any(|right| viewer.may(*right, &case.whose())) {
            return None;
        }
        if cmd == Cmd::Merge {
            return Some("Cases are merged by who may give them to another: ask your team lead".into());
        }
        let whom = [case.case.lead.as_deref(), case.case.team.as_deref()].into_iter().flatten().next();
        let ask = whom.map_or(String::new(), |whom| format!(": ask {whom}"));
        Some(format!("You may not {}{ask}", first.words()))
    }
}
