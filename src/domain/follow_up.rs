//! A follow-up of a client: what is to be looked after again, by when, and when it was. Whether it is overdue follows from its days.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// A follow-up.
    FollowUp {
        victim_id: Option<String> = "Victim", Link, Hidden, "The victim who is followed up";
        relative_id: Option<String> = "Relative", Link, Hidden, "The relative who is followed up";
        kind: Option<String> = "Type", Code("follow_up"), Must, "After reunification, in care, for a service, for an assessment", Care;
        due_on: Option<Day> = "Due on", Day, Wanted, "By when", Care;
        done_on: Option<Day> = "Done on", Day, Free, "When it was done; blank while it is open", Care;
        partner: Option<String> = "Partner", Code("partner"), Free, "The partner with whom they are, or who does it", Care;
        note: Option<String> = "Note", Prose, Free, "How they are", Care;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Care;
    }
}
