//! What a receipt can be asked for: a rate, the child homicides, or the arrest rate of one offence or province.

use super::age::Age;
use super::code::Lists;
use super::facts::Facts;
use super::figures::{By, Tally};
use super::rate::{self, ARREST, Part, RATES, Rate, Window};

/// A figure that opens its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// one of [`RATES`]
    Rate(usize),
    /// child homicides under 15
    Homicides,
    /// the arrest rate of cases with a homicide, whichever offence comes first
    HomicideCases,
    /// the arrest rate of cases with this first offence
    Offence(String),
    /// the arrest rate of cases in this province
    Province(String),
}

impl Measure {
    /// The rate that it is, or is a part of.
    fn rate(&self) -> Option<&'static Rate> {
        match self {
            Measure::Rate(i) => RATES.get(*i),
            Measure::Homicides => None,
            Measure::HomicideCases | Measure::Offence(_) | Measure::Province(_) => RATES.first(),
        }
    }

    /// Its name: `Arrest rate`, `Arrest rate, Homicide`.
    pub fn name(&self, lists: &Lists) -> String {
        let of =
            |list, key: &str| if key.is_empty() { "not known".to_owned() } else { lists.word(list, key).to_owned() };
        match self {
            Measure::Rate(i) => RATES[*i].name.to_owned(),
            Measure::Homicides => "Child homicides under 15".to_owned(),
            Measure::HomicideCases => format!("{}, cases with a homicide", RATES[ARREST].name),
            Measure::Offence(key) => format!("{}, {}", RATES[ARREST].name, of("offence", key)),
            Measure::Province(key) => format!("{}, {}", RATES[ARREST].name, of("province", key)),
        }
    }

    /// The rule in words.
    pub fn rule(&self) -> &'static str {
        self.rate().map_or(
            "Victims under 15 at the offence (age < 15), of all victims of a completed intentional homicide (ICCS 0101) in cases \
             reported in the period; unfounded, duplicate and out-of-scope cases are out. An age that is not known is in neither.",
            |r| r.rule,
        )
    }

    /// By which date it is counted.
    pub fn counted_by(&self) -> &'static str {
        self.rate().map_or("report date", |r| r.counted_by)
    }

    /// What k and n count.
    pub fn counts(&self) -> (&'static str, &'static str) {
        self.rate().map_or(("under 15", "victims of known age"), |r| (r.numerator, r.denominator))
    }

    /// What is in neither number, in a word.
    pub fn neither(&self) -> &'static str {
        if self.rate().is_some_and(|r| r.pending) { "pending" } else { "unknown" }
    }

    /// k and n as people read them: a count for the homicides, else the rate.
    pub fn in_words(&self, k: u32, n: u32) -> String {
        self.rate().map_or_else(|| k.to_string(), |r| rate::in_words(r, k, n))
    }

    /// How the parts of a case count.
    pub fn parts(&self, facts: &Facts, window: &Window) -> Vec<Part> {
        let only = |by: By, key: &str| by.key(facts) == *key;
        match self {
            Measure::Rate(i) => (RATES[*i].parts)(facts, window),
            Measure::HomicideCases if facts.killed().next().is_some() => (RATES[ARREST].parts)(facts, window),
            Measure::Offence(key) if only(By::Offence, key) => (RATES[ARREST].parts)(facts, window),
            Measure::Province(key) if only(By::Province, key) => (RATES[ARREST].parts)(facts, window),
            Measure::HomicideCases | Measure::Offence(_) | Measure::Province(_) => Vec::new(),
            Measure::Homicides if !window.counts(facts) => Vec::new(),
            Measure::Homicides => {
                let part = |v: &super::facts::VictimFacts| {
                    let young = v.age.map(|a: Age| a.years() < 15);
                    let (k, n) = (u32::from(young == Some(true)), u32::from(young.is_some()));
                    Part { label: v.label.clone(), k, n, unknown: 1 - n }
                };
                facts.killed().map(part).collect()
            }
        }
    }

    /// All parts of all cases together.
    pub fn tally(&self, facts: &[Facts], window: &Window) -> Tally {
        facts.iter().flat_map(|f| self.parts(f, window)).sum()
    }
}
