//! A need of a client: what an assessment found, by the group of services that would meet it, and how great the risk is.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// A need.
    Need {
        victim_id: Option<String> = "Victim", Link, Hidden, "The victim whose need it is";
        relative_id: Option<String> = "Relative", Link, Hidden, "The relative whose need it is";
        service: Option<String> = "Needs", Code("service"), Must, "The group of services: counselling, medical, legal …", Care;
        risk: Option<String> = "Risk", Code("risk"), Wanted, "High, medium or low", Care;
        assessed_on: Option<Day> = "Assessed on", Day, Must, "The day of the assessment", Care;
        note: Option<String> = "Note", Prose, Free, "What was found", Care;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Care;
    }
}
