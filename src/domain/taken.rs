//! How long something takes: median and quartiles of days, never the mean, which one old case would move. One value each: name, rule,
//! and the days of a case or suspect. What has not come yet has no days and is counted apart. It must never know a name.

use super::court_result::is_judgment;
use super::day::Day;
use super::facts::{Facts, SuspectFacts};
use super::rate::{Part, Window};
use chrono::NaiveDate;

/// A span of time.
#[derive(Debug, Clone, Copy)]
pub struct Time {
    /// for programs
    pub id: &'static str,
    /// for people
    pub name: &'static str,
    /// the rule in words
    pub rule: &'static str,
    /// what has the days
    pub unit: &'static str,
    /// how the parts of a case count: with its days, or as one of which they are not known
    pub parts: fn(&Facts, &Window) -> Vec<Part>,
}

impl PartialEq for Time {
    fn eq(&self, other: &Time) -> bool {
        self.id == other.id
    }
}

impl Eq for Time {}

/// Days, of those that have any.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Quartiles {
    /// with days
    pub n: u32,
    /// of which they are not known
    pub unknown: u32,
    /// a quarter took at most so many days
    pub lower: Option<f64>,
    /// half of them
    pub median: Option<f64>,
    /// three quarters
    pub upper: Option<f64>,
}

/// All of them.
pub static TIMES: [Time; 2] = [
    Time {
        id: "report_to_arrest",
        name: "Report to arrest",
        rule: "Days from the report to the first arrest of the case by the cut-off, of the cases of the arrest rate that have one; an arrest on the \
               day of the report or before is 0 days. Cases without an arrest are not in it: the slow ones are still missing. Median: half take at \
               most so long; quartiles: the medians of the lower and the upper half.",
        unit: "cases with an arrest",
        parts: to_arrest,
    },
    Time {
        id: "arrest_to_judgment",
        name: "Arrest to verdict",
        rule: "Days from the first arrest of a suspect to the last judgment on them (convicted, also in absence, or acquitted) by the cut-off, in the \
               cases of the arrest rate. Suspects without a judgment are not in it: the slow ones are still missing. Median: half take at most so \
               long; quartiles: the medians of the lower and the upper half.",
        unit: "suspects with a judgment",
        parts: to_judgment,
    },
];

/// By its id.
pub fn by_id(id: &str) -> Option<&'static Time> {
    TIMES.iter().find(|time| time.id == id)
}

impl Time {
    /// Of all cases together.
    pub fn quartiles(&self, facts: &[Facts], window: &Window) -> Quartiles {
        Quartiles::of(facts.iter().flat_map(|f| (self.parts)(f, window)))
    }
}

impl Quartiles {
    /// Of parts with their days.
    pub fn of(parts: impl Iterator<Item = Part>) -> Quartiles {
        let (mut days, mut unknown) = (Vec::new(), 0);
        for part in parts {
            days.extend(part.days);
            unknown += part.unknown;
        }
        days.sort_unstable();
        let half = days.len() / 2;
        // The middle one is in neither half.
        let (lower, upper) = (&days[..half], &days[days.len() - half..]);
        Quartiles {
            n: days.len() as u32,
            unknown,
            lower: median(lower).or(median(&days)),
            median: median(&days),
            upper: median(upper).or(median(&days)),
        }
    }

    /// `3 days (half of them 1 to 9)`, `not known`.
    pub fn in_words(&self) -> String {
        match (self.lower, self.median, self.upper) {
            (Some(lower), Some(median), Some(upper)) => format!("{median} days (half of them {lower} to {upper})"),
            _ => "not known".to_owned(),
        }
    }
}

/// The middle of days in their order; half a day where two are in the middle. Without any it is not known.
pub fn median(days: &[i64]) -> Option<f64> {
    let (low, high) = (days.get(days.len().checked_sub(1)? / 2)?, days.get(days.len() / 2)?);
    Some((low + high) as f64 / 2.0)
}

fn part(label: String, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Part {
    match from.zip(to) {
        Some((from, to)) => Part { label, k: 1, n: 1, unknown: 0, days: Some((to - from).num_days().max(0)) },
        None => Part { label, unknown: 1, ..Part::default() },
    }
}

fn exact(day: Option<Day>) -> Option<NaiveDate> {
    day.and_then(Day::exact)
}

fn to_arrest(facts: &Facts, window: &Window) -> Vec<Part> {
    let arrest = facts.first_arrest(&window.cut_off).filter(|_| window.counts(facts));
    arrest.map(|day| part(String::new(), exact(facts.reported_on), day.exact())).into_iter().collect()
}

fn to_judgment(facts: &Facts, window: &Window) -> Vec<Part> {
    let one = |s: &SuspectFacts| {
        let judged = s.result(&window.cut_off).filter(|r| is_judgment(&r.result))?;
        Some(part(s.label.clone(), exact(s.first_arrest(&window.cut_off)), exact(judged.decided_on)))
    };
    if window.counts(facts) { facts.suspects.iter().filter_map(one).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_quartiles_are_of_halves_and_nothing_is_not_known() {
        let of = |days: &[i64]| {
            let q = Quartiles::of(days.iter().map(|d| Part { days: Some(*d), ..Part::default() }));
            (q.n, q.lower, q.median, q.upper)
        };
        assert_eq!(of(&[]), (0, None, None, None));
        assert_eq!(of(&[4]), (1, Some(4.0), Some(4.0), Some(4.0)));
        assert_eq!(of(&[9, 1]), (2, Some(1.0), Some(5.0), Some(9.0)));
        assert_eq!(of(&[1, 2, 3, 400]), (4, Some(1.5), Some(2.5), Some(201.5)));
        assert_eq!(of(&[5, 3, 1, 2, 4]), (5, Some(1.5), Some(3.0), Some(4.5)));
        let q = Quartiles::of([Part { unknown: 1, ..Part::default() }].into_iter());
        assert_eq!((q.unknown, q.in_words().as_str()), (1, "not known"));
    }
}
