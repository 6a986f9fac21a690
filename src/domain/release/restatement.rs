//! A restatement: the figures of a year as they were signed, or as the file gave them then; what the same rule gives today; what was printed
//! elsewhere; and which cases make the difference. It must never count nor find a reason itself, nor read a file.

use super::diff::Moved;
use super::published::Published;
use crate::domain::figures::Figures;
use crate::domain::moment::{Now, local};
use crate::domain::scope::{AgeRule, Rounding};

/// What the figures of today are set against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// the last signed release, where there is one; else the file as it was at the cut-off of what was published
    Either,
    /// the last signed release
    Signed,
    /// the signed release of this number
    Release(i64),
    /// the file as it was at the cut-off of what was published, else at the end of the year
    Published,
}

/// The figures of one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// of when, or of which release
    pub head: String,
    /// cases that count
    pub cases: u32,
    /// with an arrest, and of how many
    pub arrested: (u32, u32),
    /// child homicides
    pub under_15: u32,
    /// by which age rule, and how per cent are rounded
    pub by: (AgeRule, Rounding),
}

impl Side {
    /// By counting.
    pub fn counted(head: String, figures: &Figures) -> Side {
        let rate = figures.arrest_rate();
        let by = (figures.scope.age, figures.scope.rounding);
        Side { head, cases: figures.cases, arrested: (rate.k, rate.n), under_15: figures.homicide.under_15, by }
    }

    /// Each figure with its name, in words.
    fn figures(&self, other: &Side) -> [(String, String); 3] {
        let (k, n) = self.arrested;
        let rate = self.by.1.percent(k, n).map_or("not known".to_owned(), |p| format!("{p:.1} % ({k} of {n})"));
        let (age, under_15) = (self.by.0.words(), self.under_15.to_string());
        let homicides = match self.by.0 == other.by.0 {
            true => (format!("Child homicides {age}"), under_15),
            false => ("Child homicides".to_owned(), format!("{under_15} {age}")),
        };
        [("Cases".to_owned(), self.cases.to_string()), ("Arrest rate".to_owned(), rate), homicides]
    }
}

/// A figure that was printed, and what the same rule gives of the file then and today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// as it was printed
    pub published: Published,
    /// of the file then
    pub then: Option<String>,
    /// of the file today
    pub today: Option<String>,
}

/// Both sides of a year, and what lies between them.
#[derive(Debug, Clone)]
pub struct Restatement {
    /// the year of the reports
    pub year: i32,
    /// the cut-off then
    pub at: Now,
    /// the cut-off today
    pub now: Now,
    /// the signed release that is compared, if one is
    pub release: Option<i64>,
    /// then
    pub then: Side,
    /// today
    pub today: Side,
    /// what was printed elsewhere
    pub printed: Vec<Printed>,
    /// the cases that moved; nothing for who sees no case
    pub moved: Option<Vec<Moved>>,
    /// numbers of cases that were changed since and then erased: they are told as they stand
    pub blind: Vec<String>,
    /// how the scope of today differs from that of then, where it does
    pub scope: Option<String>,
}

impl Restatement {
    /// What it is, for its head.
    pub fn title(&self) -> String {
        let rule = if self.scope.is_some() { "each by its own scope" } else { "by the same rule" };
        format!("{}: the figures then and today, {rule}", self.year)
    }

    /// That the two are not of one scope, and in what.
    pub fn scope_said(&self) -> Option<String> {
        self.scope.as_ref().map(|differs| format!("The scope of {} has changed since: {differs}.", self.year))
    }

    /// Each figure with its name, then and today.
    pub fn figures(&self) -> Vec<[String; 3]> {
        let pairs = self.then.figures(&self.today).into_iter().zip(self.today.figures(&self.then));
        pairs.map(|((name, then), (_, today))| [name, then, today]).collect()
    }

    /// How many cases moved since when, in a sentence.
    pub fn summary(&self) -> Option<String> {
        let since = local(&self.at.stamp(), self.at.zone);
        Some(match self.moved.as_ref()?.len() {
            0 => format!("no case moved since {since}"),
            1 => format!("1 case moved since {since}"),
            n => format!("{n} cases moved since {since}"),
        })
    }

    /// What cannot be told of the past, if so.
    pub fn unseen(&self) -> Option<String> {
        let numbers: Vec<&str> = self.blind.iter().map(String::as_str).filter(|n| !n.is_empty()).collect();
        (!numbers.is_empty())
            .then(|| format!("changed since and then erased, told as they stand: {}", numbers.join(", ")))
    }
}
