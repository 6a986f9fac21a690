//! Which partner works on a case, as what, and in which task force: a task force on a case is the partners whose roles name it.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// The role of a partner in a case.
    PartnerRole {
        partner: Option<String> = "Partner", Code("partner"), Must, "The agency, by its code or a word of its name";
        role: Option<String> = "Role", Code("partner_role"), Must, "Leads, joint investigation, forensic, medical, legal help, shelter …";
        task_force: Option<String> = "Task force", Code("task_force"), Free, "The task force in which it works on the case, if in one";
        since_on: Option<Day> = "Since", Day, Free, "From when on";
        until_on: Option<Day> = "Until", Day, Free, "When it ended";
        contact: Option<String> = "Contact", Line, Free, "Whom to ask for in this case", Narrative;
        note: Option<String> = "Note", Line, Free, "Anything else", Narrative;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}
