//! A tip: what comes in about harm to children on the internet, with a number of its own. It is no case; what became of it is said by its
//! triage. Material never enters: a tip knows how many files there were, of which class, and of each at most its hash.

use super::moment::Moment;
use super::record::{Sheet, record};
use super::rights::Whose;

record! {
    /// A tip.
    Tip {
        number: Option<String> = "Number", Line, Hidden, "Year of receipt and sequence; drawn by the first save, never changed or used again";
        received: Option<Moment> = "Received", Moment, Must, "When it reached the office: now, 22:45, -1 5:40";
        source: Option<String> = "Source", Code("tip_source"), Must, "NCMEC, a hotline, foreign police, a platform, the public, own work";
        ref_no: Option<String> = "Ref", Line, Wanted, "Its number at its source; the same twice is met with the first";
        incident_type: Option<String> = "Type", Code("tip_type"), Wanted, "The incident type of the CyberTipline, by a word of it";
        incident_at: Option<Moment> = "Incident", Moment, Wanted, "When it happened";
        platform: Option<String> = "Platform", Code("platform"), Wanted, "Where it happened: chat, social, video, game …";
        priority: Option<String> = "Priority", Code("tip_priority"), Given("3"), "1 a child is in danger now, 2 soon, 3 the rest";
        referral: Option<String> = "Kind", Code("tip_kind"), Free, "Referral: enough to act on; informational: not";
        files: Option<String> = "Files", Line, Free, "How many files it speaks of; the files themselves never enter";
        industry: Option<String> = "Class", Code("industry"), Free, "Industry class: A1 A2 before puberty, B1 B2 after; 1 a sex act, 2 nudity";
        sextortion: bool = "Sextortion", YesNo, Given("n"), "Annotated as sextortion?";
        solicitation: bool = "Solicitation", YesNo, Given("n"), "Annotated as asking a child for material?";
        minors: bool = "Minor to minor", YesNo, Given("n"), "Annotated as between minors?";
        spam: bool = "Spam", YesNo, Given("n"), "Annotated as spam?";
        sadistic: bool = "Sadistic", YesNo, Given("n"), "Annotated as sadistic online exploitation?";
        team: Option<String> = "Team", Code("team"), Given("ICAC"), "The team that works on it";
        lead: Option<String> = "Lead", Line, Wanted, "The officer who works on it";
        summary: Option<String> = "What", Line, Free, "One line of what it says; no names", Narrative;
        outcome: Option<String> = "Triage", Code("tip_outcome"), Hidden, "What became of it: a case, a link to one, referred, no action";
        outcome_reason: Option<String> = "Reason", Line, Hidden, "Why, and to whom it was referred", Narrative;
        outcome_at: Option<Moment> = "Triaged", Moment, Hidden, "When it was triaged";
        outcome_by: Option<String> = "Triaged by", Line, Hidden, "Who triaged it";
        outcome_case: Option<String> = "Case", Line, Hidden, "The number of the case that it became or is linked to";
    }
}

/// The act of entering a tip, or of changing its number, where that is in the file already, by one who was shown the first.
pub const AGAIN: &str = "tip, number known";

/// What is set by triage: outcome, reason, the case.
pub const TRIAGE: [&str; 3] = ["outcome", "outcome_reason", "outcome_case"];

/// Whose a tip is.
pub fn whose(tip: &Sheet) -> Whose<'_> {
    Whose {
        case_id: &tip.head.id,
        team: tip.get("team"),
        lead: tip.get("lead"),
        entered_by: &tip.head.created_by,
        restricted_to: None,
        is_tip: true,
    }
}

/// Does the outcome say which case?
pub fn names_case(outcome: &str) -> bool {
    matches!(outcome, "case" | "link")
}

/// What keeps a tip from being saved as it is: the field, and a sentence.
pub fn refusal(tip: &Sheet) -> Option<(&'static str, &'static str)> {
    let count = |text: &str| text.len() <= 9 && text.chars().all(|c| c.is_ascii_digit());
    if tip.get("files").is_some_and(|files| !count(files)) {
        return Some(("files", "Files is a number: how many there were"));
    }
    match tip.get("outcome") {
        Some(outcome) if names_case(outcome) && tip.get("outcome_case").is_none() && !tip.is_masked("outcome_case") => {
            Some(("outcome_case", "The number of the case is needed"))
        }
        Some("refer" | "none") if tip.get("outcome_reason").is_none() && !tip.is_masked("outcome_reason") => {
            Some(("outcome_reason", "A reason is needed"))
        }
        _ => None,
    }
}
