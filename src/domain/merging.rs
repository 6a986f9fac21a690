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

#[cfg(test)]
mod tests {
    use super::*;

    /// A case of these records, each as `V sex=f age=7y`.
    fn case(number: &str, records: &[&str]) -> CaseFile {
        let mut case = Sheet::blank(RecordKind::Case, number, 0);
        case.set("number", Some(number.to_owned()));
        case.set("reported_on", Some("2021-05-02".into()));
        let mut sheets = vec![case];
        for (i, record) in (1..).zip(records) {
            let mut words = record.split(' ');
            let kind = match words.next() {
                Some("O") => RecordKind::Offence,
                Some("V") => RecordKind::Victim,
                _ => RecordKind::Suspect,
            };
            let seq = 1 + sheets.iter().filter(|s| s.kind == kind).count() as u32;
            let mut sheet = Sheet::blank(kind, number, seq);
            sheet.head.id = format!("{number}/{i}");
            for (column, value) in words.filter_map(|word| word.split_once('=')) {
                sheet.set(column, Some(value.to_owned()));
            }
            sheets.push(sheet);
        }
        CaseFile::from_sheets(&sheets).unwrap()
    }

    /// What is proposed of two cases with these records, as `V1=V2`, the younger first.
    fn proposed_of(older: &[&str], younger: &[&str]) -> String {
        let plan = Plan::of(case("CPU-21-0007", younger), case("CPU-21-0003", older));
        assert_eq!(plan.numbers(), ["21/0003", "21/0007"], "the lower number is the older");
        Same::join(&plan.same)
    }

    #[test]
    fn an_offence_is_the_same_where_the_kind_is_and_whether_it_was_attempted() {
        assert_eq!(proposed_of(&["O code=0101"], &["O code=0101"]), "O1=O1");
        assert_eq!(proposed_of(&["O code=0101"], &["O code=03011"]), "");
        assert_eq!(proposed_of(&["O code=03011"], &["O code=03011 attempted=y"]), "");
        assert_eq!(proposed_of(&["O code=03011 attempted=y"], &["O code=03011 attempted=y"]), "O1=O1");
    }

    #[test]
    fn a_victim_is_the_same_where_sex_and_age_are_near_and_each_is_proposed_once() {
        assert_eq!(proposed_of(&["V sex=f age=7y"], &["V sex=f age=7y"]), "V1=V1");
        assert_eq!(proposed_of(&["V sex=f age=7y"], &["V sex=m age=7y"]), "");
        assert_eq!(proposed_of(&["V sex=f age=7y"], &["V sex=f age=14y"]), "");
        let two = ["V sex=f age=7y", "V sex=f age=7y"];
        assert_eq!(proposed_of(&two[..1], &two), "V1=V1");
        assert_eq!(proposed_of(&two, &two), "V1=V1 V2=V2");
    }

    #[test]
    fn an_unknown_suspect_is_the_same_only_where_each_case_has_no_other() {
        let (known, unknown) = ("S identity=unnamed sex=m age=34y", "S identity=unknown sex=m age=34y");
        assert_eq!(proposed_of(&[known], &[known]), "S1=S1");
        assert_eq!(proposed_of(&[known], &["S identity=unnamed sex=m age=60y"]), "");
        assert_eq!(proposed_of(&[unknown], &[unknown]), "S1=S1", "the one of each");
        assert_eq!(proposed_of(&[unknown], &[known]), "", "one is known and the other not");
        let far = "S identity=unnamed sex=f age=19y";
        assert_eq!(proposed_of(&[unknown, far], &[unknown]), "");
        assert_eq!(proposed_of(&[unknown], &[unknown, far]), "");
        assert_eq!(proposed_of(&[known, far], &[far, known]), "S1=S2 S2=S1");
    }

    #[test]
    fn a_pair_names_a_record_of_each_case_and_none_twice() {
        let sheets = |records: &[&str]| case("CPU-21-0003", records).sheets();
        let (older, younger) = (sheets(&["V sex=f", "V sex=m"]), sheets(&["V sex=f", "V sex=m"]));
        let sound = |pairs: &str| are_sound(&Same::split(pairs), &older, &younger);
        assert!(sound("V1=V2 V2=V1") && sound(""));
        assert!(!sound("V1=V1 V1=V2"), "the younger's twice");
        assert!(!sound("V1=V1 V2=V1"), "the older's twice");
        assert!(!sound("V3=V1") && !sound("V1=V3"), "one that is not there");
    }

    #[test]
    fn what_is_chosen_from_is_of_the_same_kind_and_in_words() {
        let desk = Desk {
            lists: &Default::default(),
            now: super::super::moment::Now { utc: Default::default(), zone: chrono_tz::UTC },
        };
        let older = case("CPU-21-0003", &["V sex=f age=7y", "O code=0101 attempted=y", "S identity=unknown"]);
        let choices = Plan::of(older.clone(), older).choices(&desk);
        let told: Vec<String> = choices.iter().map(|c| format!("{} {} of {:?}", c.label, c.words, c.with)).collect();
        assert_eq!(
            told,
            [
                r#"O1 0101, attempted of [("O1", "0101, attempted")]"#,
                r#"V1 f7 of [("V1", "f7")]"#,
                r#"S1 unknown of [("S1", "unknown")]"#,
            ]
        );
    }
}
