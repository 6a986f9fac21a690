//! The result for a defendant: how it ended, the sentence, an appeal, and since when it is final. What an appeal changes is another
//! result; the last one that stands is the result.

use super::day::Day;
use super::moment::Moment;
use super::record::record;
use super::term::Term;

record! {
    /// The result for a defendant.
    CourtResult {
        suspect_id: Option<String> = "Suspect", Link, Hidden, "Whose result it is";
        result: Option<String> = "Result", Code("result"), Must, "Convicted, acquitted, dismissed, non-suit, died, or pending";
        decided_on: Option<Day> = "Decided on", Day, Wanted, "The day of the judgment or order";
        iccs: Option<String> = "ICCS", Code("offence"), Free, "The principal offence at the end, if it is not that of the charge";
        sentence: Option<Term> = "Sentence", Term, Free, "Years and months: 7, 7y6m, 18m, life";
        suspended: Option<Term> = "Suspended", Term, Free, "The part of the sentence that is suspended: 2, 6m";
        compensation: Option<String> = "Compensation", Line, Free, "What is to be paid to the victim, as decided", Narrative;
        deported: bool = "Deportation", YesNo, Given("n"), "Is the defendant to leave the country?";
        appealed_on: Option<Day> = "Appealed on", Day, Free, "The day of an appeal; blank if there is none";
        appealed_by: Option<String> = "Appeal by", Code("appellant"), Free, "Accused, prosecutor, civil party";
        final_on: Option<Day> = "Final on", Day, Free, "Since when nobody can appeal any more; until then the defendant is pending";
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}

/// Is it a conviction, also in absence?
pub fn is_conviction(result: &str) -> bool {
    matches!(result, "convicted" | "absent")
}

/// Is it a judgment after a trial?
pub fn is_judgment(result: &str) -> bool {
    is_conviction(result) || result == "acquitted"
}

/// Has the court, or death, ended it: anything but pending?
pub fn is_decided(result: &str) -> bool {
    result != "pending"
}
