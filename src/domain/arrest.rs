//! An arrest of a suspect. It is taken back with a reason, never deleted; one taken back counts nowhere.

use super::moment::Moment;
use super::record::record;

record! {
    /// An arrest.
    Arrest {
        suspect_id: Option<String> = "Suspect", Link, Hidden, "Who was arrested";
        at: Option<Moment> = "When", Moment, Must, "Date and hour: now, today, -1 05:40, 28 dec 22:45";
        place: Option<String> = "Where", Line, Free, "Where, as heard", Narrative;
        unit: Option<String> = "By", Code("unit"), Wanted, "Which unit made the arrest";
        arrived_at: Option<Moment> = "At station", Moment, Free, "When the suspect came to the station: custody is counted from then";
        kind: Option<String> = "Type", Code("arrest"), Free, "On view, on a warrant, or on a summons";
        extended_at: Option<Moment> = "Extended", Moment, Free, "When the prosecutor extended custody, if so";
        outcome: Option<String> = "Outcome", Code("custody"), Free, "How custody ended: sent to court, released, handed over";
        ended_at: Option<Moment> = "Ended", Moment, Free, "When custody ended";
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}

impl Arrest {
    /// Does it stand?
    pub fn stands(&self) -> bool {
        self.taken_back_at.is_none()
    }
}
