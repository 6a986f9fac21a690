//! By which day a case is of a period: that of its report, of the incident, or of the first arrest. Every figure names it. It must never
//! count.

use super::day::Day;
use super::facts::Facts;
use super::moment::Now;
use super::period::Period;
use chrono::NaiveDate;

/// By which day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cohort {
    /// the day of the report: the usual one, and that of every release
    #[default]
    Report,
    /// the first day that the incident can have been on
    Incident,
    /// the day of the first arrest that stands
    Arrest,
}

impl Cohort {
    /// All, with the word of the command line.
    pub const ALL: [(&'static str, Cohort); 3] =
        [("report", Cohort::Report), ("incident", Cohort::Incident), ("arrest", Cohort::Arrest)];

    /// Its word.
    pub fn word(self) -> &'static str {
        Cohort::ALL.iter().find(|(_, c)| *c == self).map_or("", |(word, _)| word)
    }

    /// By its word.
    pub fn of(word: &str) -> Option<Cohort> {
        Cohort::ALL.iter().find(|(own, _)| *own == word).map(|(_, cohort)| *cohort)
    }

    /// By what is counted.
    pub fn counted_by(self) -> &'static str {
        match self {
            Cohort::Report => "report date",
            Cohort::Incident => "incident date",
            Cohort::Arrest => "date of the first arrest",
        }
    }

    /// What must be said of a rule that speaks of cases reported in the period; nothing where that is so.
    pub fn rule(self) -> Option<&'static str> {
        match self {
            Cohort::Report => None,
            Cohort::Incident => Some(
                "Here a case is of the period in which the incident was, whenever it was reported; without a day of the incident it is of none. \
                 What is counted by days of its own, as clearance, stays so.",
            ),
            Cohort::Arrest => Some(
                "Here a case is of the period in which its first arrest was made, whenever it was reported: each has an arrest, and \
                 the arrest rate says nothing. What is counted by days of its own, as clearance, stays so.",
            ),
        }
    }

    /// The next one.
    pub fn next(self) -> Cohort {
        match self {
            Cohort::Report => Cohort::Incident,
            Cohort::Incident => Cohort::Arrest,
            Cohort::Arrest => Cohort::Report,
        }
    }

    /// The day by which a case is counted; none where there is none, or none by the cut-off.
    pub fn day(self, facts: &Facts, cut_off: &Now) -> Option<NaiveDate> {
        match self {
            Cohort::Report => facts.day(),
            Cohort::Incident => facts.incident_on.map(Day::first),
            Cohort::Arrest => facts.first_arrest(cut_off).map(Day::first),
        }
    }
}

/// A period, and by which day a case is of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lens {
    /// the period
    pub period: Period,
    /// by which day
    pub cohort: Cohort,
}

impl Lens {
    /// By the day of the report.
    pub fn by_report(period: Period) -> Lens {
        Lens { period, cohort: Cohort::Report }
    }

    /// First and last day of the reports among which its cases are, and those of the year before.
    pub fn span(self) -> (NaiveDate, NaiveDate) {
        let (first, last) = self.period.span();
        match self.cohort {
            Cohort::Report => (self.period.year_before().map_or(first, |p| p.span().0), last),
            // It was reported later, or the arrest was years after.
            Cohort::Incident | Cohort::Arrest => Period::All.span(),
        }
    }

    /// In words: `2019`, `2019 by incident date`.
    pub fn name(self) -> String {
        match self.cohort {
            Cohort::Report => self.period.name(),
            other => format!("{} by {}", self.period.name(), other.counted_by()),
        }
    }
}
