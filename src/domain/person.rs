//! A person: the human behind suspects and victims of several cases, joined only by a human's decision and separated again. No record moves and
//! nothing is counted otherwise: a suspect in two cases counts in each. It must never decide who is who, nor carry more of a case that
//! is out of reach than whom to ask.

use super::age::Age;
use super::field::Desk;
use super::known::Seen;
use super::moment::local;
use super::number;
use super::record::{HIDDEN, RecordKind, Sheet};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The kind of the lines of the ledger that are about who is one person.
pub const PERSON: &str = "person";
/// The act, as it stands in the ledger.
pub const JOIN: &str = "join";
/// Its reverse.
pub const SEPARATE: &str = "separate";
/// The field of a line that says who of another case is the same person.
pub const SAME_PERSON: &str = "same_person";

/// The kinds of record behind which there is a person.
pub const PEOPLE: [RecordKind; 2] = [RecordKind::Suspect, RecordKind::Victim];

/// One of the people of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// the identity of the suspect or victim
    pub record_id: String,
    /// the case
    pub case_id: String,
    /// its number: `CPU-18-0044`
    pub number: String,
    /// `S1`
    pub label: String,
}

impl Place {
    /// `18/0044/S1`.
    pub fn short(&self) -> String {
        format!("{}/{}", number::short(&self.number), self.label)
    }

    /// As it stands in the ledger: `CPU-18-0044/S1`.
    pub fn printed(&self) -> String {
        format!("{}/{}", self.number, self.label)
    }
}

/// Reads whom somebody types: `19/274/S1`, `CPU-19-0274/V2`, `19/274 s1`: the number of the case, and the label.
pub fn read(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let at = text.rfind(['/', ' '])?;
    let (number, label) = (text[..at].trim(), text[at + 1..].trim().to_ascii_uppercase());
    let kind = PEOPLE.into_iter().find(|kind| label.starts_with(kind.letter()))?;
    label[kind.letter().len()..].parse::<u32>().ok().filter(|n| *n > 0)?;
    number::read(number).map(|_| (number.to_owned(), label))
}

/// What is typed where somebody is meant and is not.
pub const HOW: &str = "say who as 19/274/S1: the number of the case, and S or V with its number there";

/// A suspect or victim of another case who is the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tie {
    /// of one that may be opened
    With(Box<Joined>),
    /// of one that is out of reach: this officer or team is asked
    Ask(String),
}

/// Who is the same person, and by which act.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joined {
    /// who
    pub place: Place,
    /// with whom they were joined: whoever was asked about, or another of the same person
    pub with: Place,
    /// when, as a stored instant
    pub at: String,
    /// by whom
    pub by: String,
    /// why, where that may be read
    pub reason: Option<String>,
}

/// A suspect or victim of another case who may be the same person: a person says whether they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Maybe {
    /// who
    pub place: Place,
    /// what speaks for it and against it: `name sounds alike`, `age fits`
    pub why: Vec<&'static str>,
    /// how near: what speaks for it, weighed
    pub weight: i32,
}

/// One of the people of a case, with whom they are joined and who may be the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Somebody {
    /// who
    pub place: Place,
    /// who they are, as far as it may be seen: `man, 34, Sok Dara`
    pub words: String,
    /// who is the same person
    pub ties: Vec<Tie>,
    /// who may be, the nearest first
    pub maybe: Vec<Maybe>,
    /// whom to ask about somebody out of reach who may be
    pub ask: Vec<String>,
    /// what is to be known of each of those who are named: who they are, and of what case, by the identity
    pub told: BTreeMap<String, String>,
}

/// Of each of the people of a case who is the same person, by the identity of the record.
pub type Ties = BTreeMap<String, Vec<Tie>>;

impl Tie {
    /// As it is told of an identifier.
    fn seen(&self) -> Seen {
        match self {
            Tie::With(joined) => Seen::In(number::short(&joined.place.number)),
            Tie::Ask(whom) => Seen::Ask(whom.clone()),
        }
    }
}

/// In words: `also in 18/0044, 19/0012; known elsewhere: ask dara`.
pub fn words(ties: &[Tie]) -> String {
    let mut seen: Vec<Seen> = Vec::new();
    for tie in ties.iter().map(Tie::seen) {
        if !seen.contains(&tie) {
            seen.push(tie);
        }
    }
    super::known::words(&seen).replacen("seen in ", "also in ", 1)
}

/// In how many other cases somebody is much alike, in words: `somebody alike in 2 other cases`.
pub fn alike_words(cases: usize) -> String {
    format!("somebody alike in {cases} other case{}", if cases == 1 { "" } else { "s" })
}

/// The same for programs.
pub fn json(ties: &[Tie]) -> Json {
    let one = |tie: &Tie| match tie {
        Tie::With(joined) => json!({
            "number": joined.place.number, "label": joined.place.label, "at": joined.at, "by": joined.by,
            "with": joined.with.printed(), "reason": joined.reason,
        }),
        Tie::Ask(whom) => json!({ "ask": whom }),
    };
    ties.iter().map(one).collect()
}

impl Joined {
    /// `joined on 3 Mar 2019 12:10 by dara, with 18/0044/S1: same tattoo`; with whom is said where it is not whoever was asked about.
    pub fn words(&self, of: &Place, desk: &Desk) -> String {
        let with = if self.with == *of { String::new() } else { format!(", with {}", self.with.short()) };
        let why = self.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        format!("joined on {} by {}{with}{why}", local(&self.at, desk.now.zone), self.by)
    }
}

impl Maybe {
    /// `may be: name sounds alike, age fits`.
    pub fn words(&self) -> String {
        format!("may be: {}", self.why.join(", "))
    }
}

impl Somebody {
    /// The same for programs.
    pub fn json(&self) -> Json {
        let maybe = |maybe: &Maybe| {
            let who = self.told.get(&maybe.place.record_id);
            json!({ "number": maybe.place.number, "label": maybe.place.label, "who": who, "why": maybe.why })
        };
        json!({
            "label": self.place.label, "number": self.place.number, "who": self.words, "person": json(&self.ties),
            "maybe": self.maybe.iter().map(maybe).collect::<Vec<_>>(), "ask": self.ask,
        })
    }
}

/// Who somebody is, in a few words: `man, 34, Sok Dara`; the name hidden where it is masked.
pub fn who(sheet: &Sheet, age: Option<Age>) -> String {
    if sheet.kind == RecordKind::Suspect && sheet.get("sex").is_none() && age.is_none() && names(sheet).is_empty() {
        return "unknown".to_owned();
    }
    let child = age.map_or(sheet.kind == RecordKind::Victim, |age| age.years() < 18);
    in_words(sheet.get("sex"), age.map(|age| age.to_string()), child, &names(sheet))
}

/// `girl, 7, Name · ឈ្មោះ`.
pub fn in_words(sex: Option<&str>, age: Option<String>, child: bool, names: &str) -> String {
    let who = match (sex, child) {
        (Some("f"), true) => "girl",
        (Some("f"), false) => "woman",
        (Some("m"), true) => "boy",
        (Some("m"), false) => "man",
        (_, true) => "child",
        _ => "person",
    };
    let mut parts = vec![who.to_owned(), age.unwrap_or_else(|| "age not known".to_owned())];
    if !names.is_empty() {
        parts.push(names.to_owned());
    }
    parts.join(", ")
}

/// The names of a person in both scripts; hidden where they are masked.
pub fn names(sheet: &Sheet) -> String {
    if sheet.is_masked("name") {
        return HIDDEN.to_owned();
    }
    let names: Vec<&str> = ["name", "name_km"].into_iter().filter_map(|c| sheet.get(c)).collect();
    names.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_named_by_the_case_and_the_label() {
        let is = |number: &str, label: &str| Some((number.to_owned(), label.to_owned()));
        assert_eq!(read("19/274/S1"), is("19/274", "S1"));
        assert_eq!(read(" cpu-19-0274/v12 "), is("cpu-19-0274", "V12"));
        assert_eq!(read("19/274 s2"), is("19/274", "S2"));
        for none in ["", "19/274", "S1", "19/274/O1", "19/274/S0", "19/274/S", "19/274/E01", "x/S1", "19/274/F1"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn where_else_is_told_by_numbers_and_by_whom_to_ask() {
        let of = |number: &str, label: &str| {
            let place = Place { number: number.into(), label: label.into(), ..Place::default() };
            Tie::With(Box::new(Joined { place, ..Joined::default() }))
        };
        let ties = [of("CPU-18-0044", "S1"), of("CPU-18-0044", "S2"), of("CPU-19-0012", "V1"), Tie::Ask("dara".into())];
        assert_eq!(words(&ties), "also in 18/0044, 19/0012; known elsewhere: ask dara");
        assert_eq!(words(&ties[3..]), "known elsewhere: ask dara");
        assert_eq!(words(&[]), "");
    }
}
