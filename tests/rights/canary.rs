//! Invented words, one for each field of each case: made of nothing that anybody would type, so that wherever one turns up
//! it came out of that field. Khmer words are bare consonants, which no terminal joins and no printer escapes.

use caseload::domain::day::Day;
use caseload::domain::field::See;

/// The fields that hold one, each with what kind of knowledge it is, as `trust.md` has it, not as the field lists do.
/// `past` is a name that was corrected since, `reason` why an arrest was taken back, as the trail keeps it.
pub const FIELDS: [(&str, See); 48] = [
    ("reporter", See::Identity),
    ("name", See::Identity),
    ("name_km", See::Identity),
    ("born", See::Identity),
    ("past", See::Identity),
    ("suspect", See::Identity),
    ("suspect_km", See::Identity),
    ("nickname", See::Identity),
    ("suspect_born", See::Identity),
    ("village", See::Narrative),
    ("place", See::Narrative),
    ("summary", See::Narrative),
    ("description", See::Narrative),
    ("diary", See::Narrative),
    ("arrest_place", See::Narrative),
    ("taken_back_reason", See::Narrative),
    ("reason", See::Narrative),
    ("clearance_reason", See::Narrative),
    ("online", See::Identifiers),
    ("care_note", See::Care),
    ("as_imported", See::Identity),
    ("ended_reason", See::Narrative),
    ("court_summary", See::Narrative),
    ("compensation", See::Narrative),
    ("what", See::Narrative),
    ("found_where", See::Narrative),
    ("found_by", See::Narrative),
    ("packaging", See::Narrative),
    ("sealed_by", See::Narrative),
    ("kept_at", See::Narrative),
    ("whom", See::Narrative),
    ("note", See::Narrative),
    ("question", See::Narrative),
    ("authority", See::Narrative),
    ("finding", See::Narrative),
    ("opinion", See::Narrative),
    ("task", See::Narrative),
    ("result", See::Narrative),
    ("decision", See::Narrative),
    ("why", See::Narrative),
    ("value", See::Identifiers),
    ("port", See::Identifiers),
    ("stage_reason", See::Narrative),
    // A name, and yet of care: who may not see that does not learn that there is a relative.
    ("relative", See::Care),
    ("phone", See::Care),
    ("given_by", See::Care),
    ("care_words", See::Care),
    ("contact", See::Narrative),
];

/// What happened, in words, but for what only the trail keeps.
pub const NARRATIVE: [&str; 29] = [
    "village",
    "place",
    "summary",
    "description",
    "diary",
    "arrest_place",
    "taken_back_reason",
    "clearance_reason",
    "ended_reason",
    "court_summary",
    "compensation",
    "what",
    "found_where",
    "found_by",
    "packaging",
    "sealed_by",
    "kept_at",
    "whom",
    "note",
    "question",
    "authority",
    "finding",
    "opinion",
    "task",
    "result",
    "decision",
    "why",
    "stage_reason",
    "contact",
];

/// One word of one field of one case.
#[derive(Debug, Clone)]
pub struct Canary {
    pub field: &'static str,
    pub see: See,
    /// as it is stored
    pub text: String,
    /// in every way in which it may be printed
    pub forms: Vec<String>,
}

/// The words of the case with this place in the file.
pub fn of_case(at: usize) -> Vec<Canary> {
    let of = |(field, see): (&'static str, See)| {
        let text = text(field, at);
        let forms = match Day::iso(&text) {
            Some(day) => vec![text.clone(), day.long(), day.typed(), day.to_string(), format!("{day:?}")],
            None => vec![text.clone()],
        };
        Canary { field, see, text, forms }
    };
    FIELDS.into_iter().map(of).collect()
}

/// The word of a field of the case with this place in the file.
pub fn text(field: &str, at: usize) -> String {
    let nth = FIELDS.iter().position(|f| f.0 == field).expect("a field of the list");
    match field {
        // Odd days, no two alike.
        "born" => format!("2010-{:02}-{:02}", at % 12 + 1, at / 12 * 2 + 1),
        "suspect_born" => format!("1980-{:02}-{:02}", at % 12 + 1, at / 12 * 2 + 1),
        _ if field.ends_with("_km") => khmer(nth, at),
        _ => {
            let (first, last) = (nth % 10, at % 10);
            format!(
                "{}{}{}",
                SYLLABLES[first],
                ["quv", "zef", "mib", "dol", "puk", "rof"][nth / 10],
                TAILS[at / 10].to_owned() + TAILS[last]
            )
        }
    }
}

const SYLLABLES: [&str; 10] = ["xab", "jyr", "vok", "wuz", "kex", "ziq", "gyv", "fuj", "hox", "dyz"];
const TAILS: [&str; 10] = ["wy", "pu", "xo", "ja", "vi", "ku", "zo", "fe", "gy", "ho"];

fn khmer(nth: usize, at: usize) -> String {
    let consonants: Vec<char> = ('\u{1780}'..='\u{17A2}').collect();
    let pick = |i: usize| consonants[i % consonants.len()];
    [pick(nth + 3), 'ឡ', pick(at), 'ឈ', pick(at / 5 + 11), 'ឍ'].into_iter().collect()
}

/// Does any form of it stand in the text? They are small letters, so that what is folded for a search is the same word.
pub fn stands_in(canary: &Canary, text: &str) -> bool {
    canary.forms.iter().any(|f| text.contains(f.as_str()))
}

#[test]
fn no_two_words_are_alike_and_none_stands_in_another() {
    let all: Vec<String> = (0..40).flat_map(of_case).map(|c| c.text).collect();
    for (i, one) in all.iter().enumerate() {
        assert!(all.iter().skip(i + 1).all(|two| !one.contains(two.as_str()) && !two.contains(one.as_str())), "{one}");
    }
}
