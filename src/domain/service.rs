//! A service for a client: asked of a partner or of the unit itself, answered, given, ended. How it stands follows from its days and is
//! never typed.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// A service.
    Service {
        victim_id: Option<String> = "Victim", Link, Hidden, "The victim for whom it is";
        relative_id: Option<String> = "Relative", Link, Hidden, "The relative for whom it is";
        service: Option<String> = "Service", Code("service"), Must, "What is given: counselling, medical, kinship care …", Care;
        partner: Option<String> = "Provider", Code("partner"), Free, "The partner that gives it; own is the unit itself", Care;
        referred_on: Option<Day> = "Referred on", Day, Must, "The day it was asked for", Care;
        timeframe: Option<String> = "Within", Code("timeframe"), Free, "By when it is needed: 1h, 3h, 1d, 3d", Care;
        appointment: Option<Moment> = "Appointment", Moment, Free, "When they are expected there", Care;
        answer: Option<String> = "Answer", Code("answer"), Given("open"), "Not answered yet, accepted, or rejected", Care;
        answered_on: Option<Day> = "Answered on", Day, Free, "The day of the answer", Care;
        answer_reason: Option<String> = "Reason", Line, Free, "Why it was rejected", Care;
        implemented_on: Option<Day> = "Given from", Day, Free, "The day on which it began", Care;
        outcome: Option<String> = "Outcome", Code("service_outcome"), Free, "Given as agreed, in part, declined …", Care;
        ended_on: Option<Day> = "Ended on", Day, Free, "The day on which it ended", Care;
        note: Option<String> = "Note", Prose, Free, "Anything else", Care;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Care;
    }
}
