//! An offence of a case, coded by UNODC ICCS, with its clearance (FBI UCR: by arrest, exceptional A–E, unfounded).

use super::day::Day;
use super::record::record;

record! {
    /// An offence.
    Offence {
        code: Option<String> = "Offence", Code("offence"), Must, "Key (hom, rape, kid), ICCS code or name";
        attempted: bool = "Attempted", YesNo, Given("n"), "Yes if it was attempted, not completed";
        victims: Option<String> = "Against", Line, Free, "Which victims, as V1 V2; blank is all of the case";
        clearance: Option<String> = "Clearance", Code("clearance"), Given("N"), "By arrest, exceptional A to E, or unfounded";
        cleared_on: Option<Day> = "Cleared on", Day, Free, "The day it was cleared or found to be unfounded";
        cleared_by: Option<String> = "Cleared by", Line, Free, "Who decided it";
        clearance_reason: Option<String> = "Reason", Line, Free, "Why, for an exceptional clearance or an unfounded offence", Narrative;
    }
}

/// The columns that say one thing together: how it was cleared, when, by whom and why.
pub const CLEARANCE: [&str; 4] = ["clearance", "cleared_on", "cleared_by", "clearance_reason"];

/// Must a clearance say why? The exceptional ones and an unfounded offence.
pub fn needs_reason(clearance: Option<&str>) -> bool {
    clearance.is_some_and(|c| c == "UNF" || c.starts_with("EXC"))
}

/// The code under which an offence is counted: an attempted intentional homicide is ICCS 0102, however it was typed.
pub fn counted_as(code: &str, attempted: bool) -> &str {
    if attempted && code == "0101" { "0102" } else { code }
}

/// Was an offence against this victim (`V1`)? Against all where it names none.
pub fn against(victims: Option<&str>, label: &str) -> bool {
    victims.is_none_or(|list| list.split([' ', ',', ';', '+']).any(|v| v.eq_ignore_ascii_case(label)))
}
