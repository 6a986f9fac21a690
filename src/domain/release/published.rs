//! A figure that was printed before the console was there, or elsewhere, kept as it was printed with its source; and what the same
//! rule gives of the file, where there is one. It must never be counted over.

use crate::domain::age::Age;
use crate::domain::facts::Facts;
use crate::domain::figures::{By, Figures};
use crate::domain::rate::Window;

/// A published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// number of the entry
    pub id: i64,
    /// the year that it is of
    pub year: i32,
    /// which: a word of [`FIGURES`]
    pub figure: String,
    /// as it was printed: `292`, `87 per cent`
    pub value: String,
    /// where
    pub source: String,
    /// the cut-off that was printed with it, or is known: `2020-01-13T09:00`
    pub as_of: Option<String>,
    /// what is to be known of it
    pub note: Option<String>,
}

/// How the file gives a figure.
type Counts = fn(&[Facts], &Window) -> Option<String>;

/// The figures that can be kept: word, words, and the rule, where there is one.
pub static FIGURES: [(&str, &str, Counts); 11] = [
    ("cases", "Cases", |facts, w| Some(Figures::count(facts, w).cases.to_string())),
    ("arrest_rate", "Cases with an arrest, per cent", |facts, w| {
        let t = Figures::count(facts, w).arrest_rate();
        super::cell::whole(t.k, t.n).map(|whole| format!("{whole} per cent ({} of {})", t.k, t.n))
    }),
    ("suspects_arrested", "Suspects arrested", |facts, w| {
        let all: u32 = facts.iter().filter(|f| w.counts(f)).map(|f| f.arrested(&w.cut_off)).sum();
        Some(all.to_string())
    }),
    ("victims", "Victims", |facts, w| {
        Some(facts.iter().filter(|f| w.counts(f)).map(|f| f.victims.len()).sum::<usize>().to_string())
    }),
    ("homicides", "Child homicides under 15", |facts, w| Some(Figures::count(facts, w).homicide.under_15.to_string())),
    ("babies_killed", "Killed before they were one", |facts, w| {
        let baby = |f: &&Facts| f.killed().any(|v| v.age.is_some_and(|a: Age| a.months() < 12));
        Some(facts.iter().filter(|f| w.counts(f)).filter(baby).count().to_string())
    }),
    ("rapes", "Rape", |facts, w| offence(facts, w, "03011")),
    ("indecent_assaults", "Indecent assault", |facts, w| offence(facts, w, "03012")),
    ("serious_assaults", "Serious assault", |facts, w| offence(facts, w, "020111")),
    ("kidnappings", "Kidnapping", |facts, w| offence(facts, w, "020221")),
    ("provinces", "Provinces with a case", |facts, w| {
        let mut all: Vec<String> = facts.iter().filter(|f| w.counts(f)).map(|f| By::Province.key(f)).collect();
        all.retain(|key| !key.is_empty());
        all.sort_unstable();
        all.dedup();
        Some(all.len().to_string())
    }),
];

fn offence(facts: &[Facts], window: &Window, code: &str) -> Option<String> {
    let is = |f: &&Facts| By::Offence.key(f) == code;
    Some(facts.iter().filter(|f| window.counts(f)).filter(is).count().to_string())
}

impl Published {
    /// In words.
    pub fn words(&self) -> &str {
        FIGURES.iter().find(|(word, ..)| *word == self.figure).map_or(self.figure.as_str(), |(_, words, _)| words)
    }

    /// What the same rule gives of these facts.
    pub fn counted(&self, facts: &[Facts], window: &Window) -> Option<String> {
        FIGURES.iter().find(|(word, ..)| *word == self.figure).and_then(|(.., count)| count(facts, window))
    }
}
