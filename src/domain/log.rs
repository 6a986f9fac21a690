//! The log: which audit lines are asked for, by words that say who, what, which case and when. It must never say who may see them.

use super::day::Day;
use super::number::{self, Number};
use chrono::NaiveDate;

/// What is asked of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// only of this officer
    pub officer: Option<String>,
    /// only of this case
    pub case: Option<Number>,
    /// only acts with this word
    pub act: Option<String>,
    /// only of this day, in office time
    pub day: Option<NaiveDate>,
}

impl LogQuery {
    /// Reads the words of the filter line: a case number, a day, the name of an officer (`by:` where it may be anything else),
    /// and a word of the act. A word that is none of them is taken as a word of the act.
    pub fn read(words: &str, today: NaiveDate, officers: &[String]) -> LogQuery {
        let mut query = LogQuery::default();
        let mut act: Vec<&str> = Vec::new();
        for word in words.split_whitespace() {
            let named = word.strip_prefix("by:");
            if let Some(name) = named.or_else(|| officers.iter().any(|o| o == word).then_some(word)) {
                query.officer = Some(name.to_owned());
            } else if let Some(number) = number::read(word) {
                query.case = Some(number);
            } else if let Some(day) = Day::read(word, today).ok().and_then(Day::exact) {
                query.day = Some(day);
            } else {
                act.push(word);
            }
        }
        query.act = (!act.is_empty()).then(|| act.join(" "));
        query
    }

    /// What was understood, in words.
    pub fn words(&self, prefix: &str) -> String {
        let parts = [
            self.officer.as_ref().map(|o| format!("by {o}")),
            self.case.as_ref().map(|n| number::print(prefix, n)),
            self.act.as_ref().map(|a| format!("“{a}”")),
            self.day.map(|d| format!("on {}", Day::of(d))),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
