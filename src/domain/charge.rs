//! A charge of a suspect: an article of the law, as the prosecutor or the investigating judge says it. A charge that is changed ends,
//! and another begins; one that was entered by mistake is taken back, never deleted.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// A charge.
    Charge {
        suspect_id: Option<String> = "Suspect", Link, Hidden, "Who was charged";
        charged_on: Option<Day> = "Charged on", Day, Must, "The day of the charge";
        article: Option<String> = "Article", Code("article"), Wanted, "Article of the law: its number, or a word of it";
        iccs: Option<String> = "ICCS", Code("offence"), Wanted, "The offence that the article speaks of: hom, rape, a code or a name";
        class: Option<String> = "Class", Code("offence_class"), Free, "Felony, misdemeanour or petty offence";
        brought_by: Option<String> = "Charged by", Code("magistrate"), Free, "Prosecutor or investigating judge";
        state: Option<String> = "State", Code("charge_state"), Given("stands"), "Stands, changed to another (which is a charge of its own), or dropped";
        ended_on: Option<Day> = "Ended on", Day, Free, "The day it was changed or dropped";
        ended_reason: Option<String> = "Reason", Line, Free, "Why it was changed or dropped", Narrative;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}
