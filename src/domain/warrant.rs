//! A warrant against a suspect. While one is open the suspect is wanted; one that was entered by mistake is taken back.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// A warrant.
    Warrant {
        suspect_id: Option<String> = "Suspect", Link, Hidden, "Who is wanted";
        issued_on: Option<Day> = "Issued on", Day, Must, "The day of the warrant";
        kind: Option<String> = "Type", Code("warrant"), Free, "Arrest warrant, order to bring, detention warrant";
        issued_by: Option<String> = "Issued by", Code("magistrate"), Free, "Prosecutor or investigating judge";
        state: Option<String> = "State", Code("warrant_state"), Given("open"), "Open, executed, or withdrawn";
        ended_on: Option<Day> = "Ended on", Day, Free, "The day it was executed or withdrawn";
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}
