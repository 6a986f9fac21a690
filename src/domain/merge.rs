//! Two officers change one record: what each changed alone is kept, what both changed to different values is a clash.
//! It must never let one value win over another unseen.

use super::act::{Change, Clash};
use super::record::Sheet;

/// Field by field: mine where only I changed it, theirs where only they did, a clash where both did and differ.
/// Gives the record to be stored, the labels of their changes that were kept, and the clashes.
pub fn merge(before: &Sheet, after: &Sheet, stored: &Sheet) -> (Sheet, Vec<String>, Vec<Clash>) {
    let mut next = stored.clone();
    let (mut kept, mut clashes) = (Vec::new(), Vec::new());
    for (i, spec) in after.kind.specs().iter().enumerate() {
        let (base, mine, theirs) = (&before.values[i], &after.values[i], &stored.values[i]);
        if mine == base || mine == theirs {
            if theirs != base && mine != theirs {
                kept.push(format!("{} {}", stored.label(), spec.label));
            }
        } else if theirs == base {
            next.values[i].clone_from(mine);
        } else {
            clashes.push(Clash {
                kind: after.kind,
                record_id: stored.head.id.clone(),
                label: stored.label(),
                spec: *spec,
                base: base.clone(),
                theirs: theirs.clone(),
                mine: mine.clone(),
                by: stored.head.updated_by.clone(),
                at: stored.head.updated_at.clone(),
            });
        }
    }
    (next, kept, clashes)
}

impl Change {
    /// The change again, on top of what another officer saved: the clashes that `keep_mine` names win, the others stay theirs.
    pub fn on_top_of(&self, stored: &Sheet, keep_mine: &[&Clash]) -> Change {
        let Some(before) = &self.before else { return self.clone() };
        let (mut after, _, clashes) = merge(before, &self.after, stored);
        for clash in clashes {
            if keep_mine.iter().any(|k| k.spec.column == clash.spec.column && k.record_id == clash.record_id) {
                after.set(clash.spec.column, clash.mine);
            }
        }
        Change { before: Some(stored.clone()), after }
    }
}
