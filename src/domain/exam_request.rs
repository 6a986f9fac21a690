//! A request that a laboratory examine an exhibit, with the question and the day by which it is to answer. The answer is a record of its
//! own; whether the request is open or overdue follows from there being one.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// A request for an examination.
    ExamRequest {
        exhibit_id: Option<String> = "Exhibit", Link, Hidden, "What is to be examined";
        asked_on: Option<Day> = "Asked on", Day, Must, "The day of the request";
        exam: Option<String> = "Examination", Code("exam"), Must, "DNA, semen, presumptive, toxicology, fingerprint, digital …";
        lab: Option<String> = "Laboratory", Code("lab"), Must, "FST, National Police, hospital, overseas";
        due_on: Option<Day> = "Due on", Day, Wanted, "The day by which the answer is needed";
        priority: Option<String> = "Priority", Code("exam_priority"), Given("normal"), "Normal or urgent";
        question: Option<String> = "Question", Line, Free, "What the laboratory is asked", Narrative;
        authority: Option<String> = "Authority", Line, Free, "Consent or order on which it rests", Narrative;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}
