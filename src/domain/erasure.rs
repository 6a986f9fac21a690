//! Erasure: what of a record stays when its case is erased, and which closed cases are old enough to ask. The law says how long
//! a case is kept; nothing here does. It must never decide who may erase.

use super::age::Age;
use super::day::Day;
use super::field::{Need, Value};
use super::filter::{listened_for, looked_for};
use super::moment::Now;
use super::record::{RecordKind, Sheet};
use super::sound::{Ear, Sounding};
use super::text::{fold, fold_words};
use super::victim::age_at;
use chrono::{Months, NaiveDate};
use std::collections::BTreeSet;

/// The act, as it stands in the ledger.
pub const ERASE: &str = "erase";
/// What stands where something cannot be blank; and the field of a line that says so.
pub const ERASED: &str = "erased";
/// A shorter word of a search is no name unless it is a whole word of the case.
const SYLLABLE: usize = 3;

/// A case that is done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// its identity
    pub case_id: String,
    /// its number
    pub number: String,
    /// offence, province and victim in words, as the list shows them: so that it is not taken for another
    pub what: String,
    /// the day on which it was done with, in office time; where that is not known, of the last save
    pub on: NaiveDate,
    /// whole years since
    pub years: u32,
    /// was it erased already?
    pub erased: Option<Erasure>,
}

impl Closed {
    /// Is it longer ago than so many years?
    pub fn is_over(&self, years: u32, now: &Now) -> bool {
        self.on.checked_add_months(Months::new(years.saturating_mul(12))).is_some_and(|end| end < now.today())
    }
}

/// That a case was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// when, as a stored instant
    pub at: String,
    /// by whom
    pub by: String,
    /// why, as far as whoever asks may read it
    pub reason: String,
}

/// What an erasure did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// records of the case
    pub records: usize,
    /// lines of the ledger whose values are gone, looks and searches too
    pub lines: usize,
    /// unsaved forms of the case
    pub drafts: usize,
    /// who keeps an unsaved form of a new case with a name that stood in this one: it is theirs to save or to drop
    pub kept_by: Vec<String>,
    /// does nobody hold the old pages of the file any more?
    pub swept: bool,
}

/// What of a record stays, by [`Spec::is_erased`](super::field::Spec::is_erased). `case` is all records of its case: the age at
/// the offence, which a day of birth gave, and which victims an offence was against are counted and so are kept.
pub fn erase(sheet: &Sheet, case: &[Sheet]) -> Sheet {
    let mut after = sheet.clone();
    for (spec, value) in sheet.kind.specs().iter().zip(&mut after.values).filter(|(spec, _)| spec.is_erased()) {
        let stays = matches!(spec.need, Need::Must | Need::Hidden).then(|| ERASED.to_owned());
        *value = value.take().and(stays);
    }
    if let Some(born) = sheet.get("born").and_then(Day::iso) {
        let of = case.iter().find(|s| s.kind == RecordKind::Case);
        let day = |column| of.and_then(|c| c.get(column)).and_then(Day::iso);
        let said = sheet.get("age").and_then(Age::iso);
        let age = age_at(said, Some(born), day("incident_on").or_else(|| day("reported_on")));
        after.set("age", age.map(Age::to_iso));
    }
    if sheet.kind == RecordKind::Offence {
        after.set("victims", sheet.get("victims").map(|against| labels(against, case)));
    }
    after
}

/// The labels in a list of victims; one that names none is against nobody who is counted, and stays so.
fn labels(against: &str, case: &[Sheet]) -> String {
    let victims: Vec<String> = case.iter().filter(|s| s.kind == RecordKind::Victim).map(Sheet::label).collect();
    let named = |label: &&String| super::offence::against(Some(against), label);
    let labels: Vec<&str> = victims.iter().filter(named).map(String::as_str).collect();
    if labels.is_empty() { ERASED.to_owned() } else { labels.join(" ") }
}

/// The words that stood in what is erased, in the form in which they are searched.
#[derive(Debug, Default)]
pub struct Words(BTreeSet<String>);

impl Words {
    /// Takes in a stored text, if there is one: each word, and all of it as one.
    pub fn add(&mut self, value: &Value) {
        if let Some(text) = value {
            self.0.extend(fold_words(text));
            self.0.insert(fold(text));
        }
    }

    /// Would one of these words of a search be found in it?
    pub fn hit(&self, search: &str) -> bool {
        let found = |w: &String| w.chars().count() >= SYLLABLE && self.0.iter().any(|t| t.contains(w));
        looked_for(search).iter().any(|w| self.0.contains(w) || found(w))
    }

    /// Would one of these names, asked for by its sound, be heard in it?
    pub fn heard(&self, search: &str) -> bool {
        let mut ear = Ear::default();
        let mut sought =
            listened_for(search).iter().filter_map(|name| Sounding::of(name)).collect::<Vec<_>>().into_iter();
        sought.any(|name| self.0.iter().any(|text| name.heard_in(text, &mut ear).is_some()))
    }

    /// Does one of them stand in a text? None that is shorter than a name.
    pub fn stand_in(&self, text: &str) -> bool {
        let text = fold(text);
        self.0.iter().any(|w| w.chars().count() > SYLLABLE && text.contains(w))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_hits_what_it_would_have_found_and_no_shorter_piece() {
        let mut words = Words::default();
        words.add(&Some("Chan Sreymom of Ta-Kéo, by ម៉ៅ".to_owned()));
        for hit in
            ["chan", "SREY", "rape takeo", "ម៉ៅ", "chansreymom", "of", "name:x,SREYMOM", "-victim.name:\"ta keo\""]
        {
            assert!(words.hit(hit), "{hit}");
        }
        for missed in ["", "ch", "mo", "canal road", "chansok"] {
            assert!(!words.hit(missed), "{missed}");
        }
        for (search, hit) in [
            ("~chann", true),
            ("x -name:a,~sreimum", true),
            ("~\"kouk chan\"", true),
            ("~sok", false),
            ("chann", false),
        ] {
            assert_eq!(words.heard(search), hit, "{search}");
        }
        assert!(words.stand_in("{\"line\":\"rape bat -- sreymom\"}") && !words.stand_in("of the canal"));
    }

    #[test]
    fn what_is_counted_of_what_goes_stays() {
        let sheet = |kind, seq, fields: &[(&str, &str)]| {
            let mut sheet = Sheet::blank(kind, "c", seq);
            fields.iter().for_each(|(column, value)| sheet.set(column, Some((*value).to_owned())));
            sheet
        };
        use RecordKind::{Case, Offence, Victim};
        let case = [
            sheet(Case, 0, &[("reported_on", "2019-12-31")]),
            sheet(Victim, 1, &[("born", "2012-03-01"), ("age", "9y")]),
            sheet(Victim, 2, &[("age", "~4y")]),
        ];
        assert_eq!(
            [1, 2].map(|i| erase(&case[i], &case).get("age").map(str::to_owned)),
            [Some("7y".into()), Some("~4y".into())]
        );
        for (against, stays) in
            [("v2 and her sister", "V2"), ("V1,V2", "V1 V2"), ("her sister", ERASED), ("V9", ERASED)]
        {
            let after = erase(&sheet(Offence, 1, &[("victims", against)]), &case);
            assert_eq!(after.get("victims"), Some(stays), "{against}");
        }
        assert_eq!(erase(&sheet(Offence, 1, &[]), &case).get("victims"), None, "against all of them");
    }
}
