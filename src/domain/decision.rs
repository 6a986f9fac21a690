//! The decision log of a case, the policy file of a major crime: what was decided, why and by whom; when it was decided is told
//! apart from when it was entered. Append-only: a correction is an entry of its own that points at the one it corrects.

use super::moment::Moment;
use super::record::record;

record! {
    /// A decision.
    Decision {
        what: Option<String> = "Decision", Prose, Must, "What was decided", Narrative;
        why: Option<String> = "Reason", Prose, Must, "Why it was decided so", Narrative;
        decided_at: Option<Moment> = "Decided", Moment, Must, "When it was decided; when it is entered is kept beside it";
        decided_by: Option<String> = "Decided by", Line, Wanted, "The officer who decided it";
        decision_id: Option<String> = "Corrects", Link, Hidden, "The decision that this entry corrects";
    }
}
