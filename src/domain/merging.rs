//! Two cases before they are merged: which is the older, which of their records are probably the same, and what will be counted.
//! It proposes; a person says which are the same. It must never merge anything itself.

use super::age::Age;
use super::alike::{is_near, kin};
use super::casefile::CaseFile;
use super::field::Desk;
use super::merged::{PAIRED, Same};
use super::number;
use super::person::Tie;
use super::record::{RecordKind, Sheet};
use super::suspect::Suspect;
use super::victim::{age_at, short};
use std::collections::BTreeSet;

/// Two cases that may become one, as whoever asks sees them.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// the one whose number stays
    pub older: CaseFile,
    /// the one that becomes a pointer
    pub younger: CaseFile,
    /// the records that are probably the same
    pub same: Vec<Same>,
    /// why they cannot be merged
    pub refusal: Option<String>,
}

impl Plan {
    /// Of two cases, in any order: the lower number is the older.
    pub fn of(a: CaseFile, b: CaseFile) -> Plan {
        let ordinal = |file: &CaseFile| file.case.number.as_deref().and_then(number::read).map_or(0, |n| n.ordinal());
        let (older, younger) = if ordinal(&a) <= ordinal(&b) { (a, b) } else { (b, a) };
        let (refusal, same) = (refusal(&older, &younger), proposed(&older, &younger));
        Plan { older, younger, same, refusal }
    }

    /// The numbers, the older first: `19/0274`.
    pub fn numbers(&self) -> [String; 2] {
        [&self.older, &self.younger].map(|file| number::short(file.case.number.as_deref().unwrap_or_default()))
    }

    /// What stands in the younger beside what may be the same in the older: label, words, and the labels it may be paired with.
    pub fn choices(&self, desk: &Desk) -> Vec<Choice> {
        let records = |file: &CaseFile, kind| file.sheets().into_iter().filter(move |s| s.kind == kind);
        let of_kind = |kind| {
            let with: Vec<(String, String)> =
                records(&self.older, kind).map(|s| (s.label(), words(&self.older, &s, desk))).collect();
            records(&self.younger, kind).map(move |s| Choice {
                label: s.label(),
                words: words(&self.younger, &s, desk),
                with: with.clone(),
            })
        };
        PAIRED.into_iter().flat_map(of_kind).collect()
    }

    /// What is counted once they are one, with these pairs.
    pub fn counted(&self, same: &[Same]) -> String {
        let n = |kind| {
            let of = |file: &CaseFile| file.sheets().into_iter().filter(|s| s.kind == kind).count();
            of(&self.older) + of(&self.younger) - same.iter().filter(|s| s.younger.starts_with(kind.letter())).count()
        };
        let [older, younger] = self.numbers();
        let many = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        format!(
            "Counted once, as {older}: {}, {}, {}. {younger} counts no more; whoever is recorded in both and not said to be the same counts twice.",
            many(n(RecordKind::Offence), "offence"),
            many(n(RecordKind::Victim), "victim"),
            many(n(RecordKind::Suspect), "suspect"),
        )
    }
}

/// A record of the younger case, and what it may be the same as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// `V1`
    pub label: String,
    /// `f7`
    pub words: String,
    /// label and words of each of its kind in the older case
    pub with: Vec<(String, String)>,
}

/// Are these pairs of records that both cases have, each once?
pub fn are_sound(same: &[Same], older: &[Sheet], younger: &[Sheet]) -> bool {
    let has = |sheets: &[Sheet], label: &str| sheets.iter().any(|s| PAIRED.contains(&s.kind) && s.label() == label);
    let once = |labels: Vec<&String>| labels.iter().collect::<BTreeSet<_>>().len() == labels.len();
    once(same.iter().map(|s| &s.younger).collect())
        && once(same.iter().map(|s| &s.older).collect())
        && same.iter().all(|s| has(older, &s.older) && has(younger, &s.younger))
}

fn refusal(older: &CaseFile, younger: &CaseFile) -> Option<String> {
    let short = |file: &CaseFile| number::short(file.case.number.as_deref().unwrap_or_default());
    let (a, b) = (short(older), short(younger));
    let merged = [(older, &a), (younger, &b)].into_iter().find_map(|(file, short)| {
        let into = file.merged_into.as_ref()?;
        Some(format!("{short} is merged into {} already: take them apart first", number::short(&into.number)))
    });
    if older.case.head.id == younger.case.head.id {
        return Some(format!("{a} is one case: give the number of another"));
    }
    if merged.is_some() {
        return merged;
    }
    if let Some(third) = younger.merged.first().map(short) {
        return Some(format!("{third} is merged into {b}: take them apart first, then merge both into {a}"));
    }
    if older.erased.is_some() || younger.erased.is_some() {
        return Some("an erased case is merged with none".to_owned());
    }
    let only = |file: &CaseFile| {
        let names = file.case.restricted_to.clone().unwrap_or_default();
        names.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    (only(older) != only(younger))
        .then(|| format!("{a} and {b} are not known to the same people: R makes them alike first"))
}

/// The records that are probably the same: of each kind, each with the first that is near and not taken yet.
fn proposed(older: &CaseFile, younger: &CaseFile) -> Vec<Same> {
    let mut same: Vec<Same> = Vec::new();
    for kind in PAIRED {
        for one in younger.sheets().iter().filter(|s| s.kind == kind) {
            let free = |s: &&Sheet| s.kind == kind && !same.iter().any(|p| p.older == s.label());
            let all = older.sheets();
            let joined = |other: &&Sheet| younger.ties(&one.head.id).iter().any(|tie| is_with(tie, &other.head.id));
            // Whom a human has joined already comes first.
            let found = all.iter().filter(free).find(joined);
            let found = found.or_else(|| all.iter().filter(free).find(|other| fits(older, other, younger, one)));
            same.extend(found.map(|other| Same { younger: one.label(), older: other.label() }));
        }
    }
    same
}

fn is_with(tie: &Tie, record_id: &str) -> bool {
    matches!(tie, Tie::With(joined) if joined.place.record_id == record_id)
}

fn fits(older: &CaseFile, a: &Sheet, younger: &CaseFile, b: &Sheet) -> bool {
    let both = |column: &str| a.get(column).zip(b.get(column));
    let near = || is_near(&(a.get("sex"), age(older, a)), &(b.get("sex"), age(younger, b)));
    match a.kind {
        RecordKind::Offence => both("code").is_some_and(|(a, b)| kin(a, b)) && a.get("attempted") == b.get("attempted"),
        RecordKind::Victim => near(),
        // Nobody is the same as somebody of whom nothing is known, but for the one suspect of each.
        _ => {
            let known = |s: &Sheet| Suspect::identified(s.get("identity"));
            let only = older.suspects.len() == 1 && younger.suspects.len() == 1;
            near() && (known(a) == known(b)) && (known(a) || only)
        }
    }
}

fn age(file: &CaseFile, sheet: &Sheet) -> Option<Age> {
    let born = sheet.get("born").and_then(super::day::Day::iso);
    age_at(sheet.get("age").and_then(Age::iso), born, file.case.incident_on.or(file.case.reported_on))
}

/// A record in a few words, without a name.
fn words(file: &CaseFile, sheet: &Sheet, desk: &Desk) -> String {
    match sheet.kind {
        RecordKind::Offence => {
            let attempted = if sheet.get("attempted") == Some("y") { ", attempted" } else { "" };
            format!("{}{attempted}", desk.lists.word("offence", sheet.get("code").unwrap_or("?")))
        }
        RecordKind::Suspect if !Suspect::identified(sheet.get("identity")) => "unknown".to_owned(),
        RecordKind::Suspect => {
            let arrested = if file.arrests_of(&sheet.head.id).next().is_some() { ", arrested" } else { "" };
            format!("{}{arrested}", short(sheet.get("sex"), age(file, sheet)))
        }
        _ => short(sheet.get("sex"), age(file, sheet)),
    }
}
