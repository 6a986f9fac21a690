//! What a receipt can be asked for: a rate, a rate of one slice, a share of a spread, how long something takes. It must never count
//! otherwise than the figure itself does.

use super::by::By;
use super::code::Lists;
use super::cohort::Lens;
use super::facts::Facts;
use super::rate::{self, ARREST, Part, RATES, Rate, Tally, Window};
use super::scope::Scope;
use super::spread::Spread;
use super::taken::{Quartiles, Time};

/// A figure that opens its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// a rate
    Rate(&'static Rate),
    /// the arrest rate of cases with a homicide, whichever offence comes first
    HomicideCases,
    /// a rate of one slice
    Slice(&'static Rate, By, String),
    /// one class of a spread; blank is not known
    Share(&'static Spread, String),
    /// how long something takes
    Took(&'static Time),
}

impl Measure {
    /// The arrest rate of one slice.
    pub fn arrests(by: By, key: &str) -> Measure {
        Measure::Slice(&RATES[ARREST], by, key.to_owned())
    }

    /// The rate that it is, or is a part of.
    pub fn rate(&self) -> Option<&'static Rate> {
        match self {
            Measure::Rate(rate) | Measure::Slice(rate, ..) => Some(rate),
            Measure::HomicideCases => RATES.first(),
            Measure::Share(..) | Measure::Took(_) => None,
        }
    }

    /// Its name: `Arrest rate`, `Arrest rate, Homicide`.
    pub fn name(&self, lists: &Lists, scope: &Scope) -> String {
        match self {
            Measure::Rate(rate) => scope.age.say(rate.name),
            Measure::HomicideCases => format!("{}, cases with a homicide", RATES[ARREST].name),
            Measure::Slice(rate, by, key) => format!("{}, {}", scope.age.say(rate.name), by.label(key, lists)),
            Measure::Share(spread, key) => format!("{}: {}", spread.name, spread.label(key, lists)),
            Measure::Took(time) => time.name.to_owned(),
        }
    }

    /// The rule in words.
    pub fn rule(&self, scope: &Scope) -> String {
        let rule = match self {
            Measure::Share(spread, _) => spread.rule,
            Measure::Took(time) => time.rule,
            _ => self.rate().map_or("", |rate| rate.rule),
        };
        scope.age.say(rule)
    }

    /// By which date it is counted.
    pub fn counted_by(&self, lens: Lens) -> &'static str {
        let own = self.rate().map(|rate| rate.counted_by).filter(|by| *by != rate::RATE.counted_by);
        own.unwrap_or(lens.cohort.counted_by())
    }

    /// What k and n count.
    pub fn counts(&self, scope: &Scope) -> (String, &'static str) {
        let (k, n) = match self {
            Measure::Share(spread, _) => (spread.unit, spread.unit),
            Measure::Took(time) => ("with known days", time.unit),
            _ => self.rate().map_or(("", ""), |rate| (rate.numerator, rate.denominator)),
        };
        (scope.age.say(k), n)
    }

    /// What is in neither number, in a word.
    pub fn neither(&self) -> &'static str {
        if self.rate().is_some_and(|r| r.pending) { "pending" } else { "unknown" }
    }

    /// Its value as people read it: a count, a rate, the median.
    pub fn in_words(&self, parts: &[Part], scope: &Scope) -> String {
        let Tally { k, n, .. } = self.sum(parts);
        match self {
            Measure::Took(_) => Quartiles::of(parts.iter().cloned()).in_words(),
            Measure::Share(..) => scope.rounding.percent(k, n).map_or("not known".to_owned(), |p| format!("{p:.1} %")),
            _ => self.rate().map_or_else(String::new, |rate| rate::in_words(rate, k, n, scope.rounding)),
        }
    }

    /// How the parts of a case count.
    pub fn parts(&self, facts: &Facts, window: &Window) -> Vec<Part> {
        match self {
            Measure::Rate(rate) => (rate.parts)(facts, window),
            Measure::HomicideCases if facts.killed().next().is_some() => (RATES[ARREST].parts)(facts, window),
            Measure::HomicideCases => Vec::new(),
            Measure::Slice(rate, by, key) => {
                let parts = (rate.parts)(facts, window).into_iter();
                parts.filter(|part| by.of(facts, part, window) == *key).collect()
            }
            Measure::Share(spread, key) if key.is_empty() => {
                let parts = spread.parts(facts, window, None).into_iter();
                parts.filter(|part| part.unknown > 0).collect()
            }
            Measure::Share(spread, key) => spread.parts(facts, window, Some(key)),
            Measure::Took(time) => (time.parts)(facts, window),
        }
    }

    /// Parts together, as they may be said.
    pub fn sum(&self, parts: &[Part]) -> Tally {
        let sum: Tally = parts.iter().cloned().sum();
        self.rate().map_or(sum, |rate| rate.settle(sum))
    }

    /// All parts of all cases together.
    pub fn tally(&self, facts: &[Facts], window: &Window) -> Tally {
        let parts: Vec<Part> = facts.iter().flat_map(|f| self.parts(f, window)).collect();
        self.sum(&parts)
    }
}
