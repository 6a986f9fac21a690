//! What a laboratory answers to a request: the result, the finding and the opinion. A later answer to the same request is one more record;
//! one that was entered by mistake is taken back.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// The result of an examination.
    ExamResult {
        exam_request_id: Option<String> = "Request", Link, Hidden, "What it answers";
        reported_on: Option<Day> = "Reported on", Day, Must, "The day of the report";
        result: Option<String> = "Result", Code("exam_result"), Must, "Positive, negative, inconclusive, or not done";
        report_ref: Option<String> = "Report", Line, Free, "The number of the report";
        finding: Option<String> = "Finding", Line, Free, "What was found", Narrative;
        opinion: Option<String> = "Opinion", Line, Free, "What the examiner makes of it", Narrative;
        led_to_arrest: Option<String> = "Led to arrest", YesNo, Free, "Did it lead to an arrest?";
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}
