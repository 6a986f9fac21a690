//! An event before a court, from the prosecutor's submission to the Supreme Court. One that is still to come is a hearing that is set.

use super::moment::Moment;
use super::record::record;

record! {
    /// An event before a court.
    CourtEvent {
        suspect_id: Option<String> = "Suspect", Link, Hidden, "Against whom";
        kind: Option<String> = "Event", Code("court_event"), Must, "Submission, closing order, trial, judgment, appeal, supreme";
        held_on: Option<Moment> = "Date", Moment, Must, "The day, with its hour if known; one to come is a hearing that is set";
        court: Option<String> = "Court", Code("court"), Free, "First instance, appeal, supreme";
        province: Option<String> = "Seat", Code("province"), Free, "Where the court sits";
        summary: Option<String> = "In a line", Line, Free, "What was decided or put off", Narrative;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}
