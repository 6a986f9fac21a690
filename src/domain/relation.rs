//! What a suspect is to a victim: the NIBRS code says what the victim was to the offender; people read and type offender words.

use super::record::record;

record! {
    /// The relationship of one suspect to one victim.
    Relation {
        suspect_id: Option<String> = "Suspect", Link, Hidden, "The suspect";
        victim_id: Option<String> = "Victim", Link, Hidden, "The victim";
        relationship: Option<String> = "Relationship", Code("relationship"), Wanted, "The offender is the victim's …: uncle, neighbour, stranger";
    }
}

/// The NIBRS code of a relationship: `OF` of `OF.uncle`.
pub fn nibrs(code: &str) -> &str {
    code.split('.').next().unwrap_or(code)
}

/// Is the suspect a parent or step-parent of the victim?
pub fn is_parent(code: &str) -> bool {
    matches!(nibrs(code), "CH" | "SC")
}

/// The groups, closest first.
pub const GROUPS: [&str; 5] = ["family", "intimate", "authority", "known", "stranger"];

/// Its group (records 4.3): family, known, authority, intimate; `None` for stranger and unknown.
pub fn group(code: &str) -> Option<&'static str> {
    match (nibrs(code), code) {
        (_, "OK.teacher" | "OK.monk" | "OK.coach") | ("EE", _) => Some("authority"),
        ("CH" | "SC" | "CF" | "GC" | "SB" | "SS" | "OF" | "IL" | "FC" | "PA" | "GP" | "SP" | "FP", _) => Some("family"),
        ("BG" | "XR" | "XS" | "SE" | "CS" | "HR", _) => Some("intimate"),
        ("ST", _) => Some("stranger"),
        ("RU", _) => None,
        _ => Some("known"),
    }
}
