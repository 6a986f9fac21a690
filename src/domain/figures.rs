//! The figures of a period: every rate, child homicides, what is left out, the same day a year earlier, breakdowns.
//! Counting is done here and nowhere else; the rules are in `rate`.

use super::by::By;
use super::code::Lists;
use super::cohort::Cohort;
use super::day::Day;
use super::facts::Facts;
use super::moment::Now;
use super::period::{Period, year_earlier};
pub use super::rate::Tally;
use super::rate::{ARREST, CLEARANCE, Part, RATES, Rate, Window};
use super::scope::Scope;
use chrono::{Datelike, TimeZone};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Child homicides of a period, by report date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Homicide {
    /// victims of any age
    pub victims: u32,
    /// of them the children, by the age rule of the scope: as a rule age < 15 at the offence
    pub under_15: u32,
    /// age not known: in neither
    pub age_unknown: u32,
    /// cases with a homicide
    pub cases: u32,
    /// the children, January first
    pub by_month: [u32; 12],
}

/// The figures of one period at one cut-off.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// the period
    pub period: Period,
    /// by which day a case is of it
    pub cohort: Cohort,
    /// the rules by which it is counted
    pub scope: Scope,
    /// cases that count
    pub cases: u32,
    /// one for each of [`RATES`], in its order
    pub rates: [Tally; RATES.len()],
    /// offences cleared exceptionally, inside the clearance rate
    pub exceptional: u32,
    /// child homicides
    pub homicide: Homicide,
    /// left out: unfounded, duplicate, out of scope
    pub excluded: [u32; 3],
}

/// One line of a breakdown: the arrest rate of its cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// code, or blank for not known
    pub key: String,
    /// in words
    pub label: String,
    /// cases
    pub cases: u32,
    /// arrests of them
    pub tally: Tally,
    /// so small that its numbers would tell of single cases: they are not there
    pub suppressed: bool,
}

/// A count below this, but for none, tells of single cases.
pub const SMALL: u32 = 8;

impl Slice {
    /// A breakdown for who sees figures and no case: small slices are there without their numbers; and where there is one such
    /// only, the next larger too, or it would be what is left of the sum.
    pub fn for_aggregates(mut slices: Vec<Slice>) -> Vec<Slice> {
        let small = |n: u32| (1..SMALL).contains(&n);
        for s in &mut slices {
            let Tally { k, n, unknown } = s.tally;
            s.suppressed = [s.cases, k, n, n.saturating_sub(k), unknown].into_iter().any(small);
        }
        if slices.iter().filter(|s| s.suppressed).count() == 1
            && let Some(next) = slices.iter_mut().filter(|s| !s.suppressed).min_by_key(|s| s.cases)
        {
            next.suppressed = true;
        }
        for s in slices.iter_mut().filter(|s| s.suppressed) {
            (s.cases, s.tally) = (0, Tally::default());
        }
        slices
    }
}

/// Provinces with a case that counts.
pub fn provinces(facts: &[Facts], window: &Window) -> usize {
    let of = facts.iter().filter(|f| window.counts(f)).map(|f| By::Province.key(f));
    of.filter(|key| !key.is_empty()).collect::<BTreeSet<String>>().len()
}

/// Counts the parts of all cases.
pub fn tally(rate: &Rate, facts: &[Facts], window: &Window) -> Tally {
    rate.settle(sum(rate, facts, window))
}

/// The same before it is asked whether it may be said.
fn sum(rate: &Rate, facts: &[Facts], window: &Window) -> Tally {
    facts.iter().flat_map(|f| (rate.parts)(f, window)).sum()
}

impl From<Part> for Tally {
    fn from(Part { k, n, unknown, .. }: Part) -> Tally {
        Tally { k, n, unknown }
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(all: I) -> Tally {
        all.fold(Tally::default(), |t, p| Tally { k: t.k + p.k, n: t.n + p.n, unknown: t.unknown + p.unknown })
    }
}

impl std::iter::Sum<Part> for Tally {
    fn sum<I: Iterator<Item = Part>>(parts: I) -> Tally {
        parts.map(Tally::from).sum()
    }
}

/// The window of the same period a year earlier, cut off at the same day and hour of that year.
pub fn year_before(window: &Window) -> Option<Window> {
    let period = window.period.year_before()?;
    let Now { utc, zone } = window.cut_off;
    let local = utc.with_timezone(&zone).naive_local();
    let then = zone.from_local_datetime(&year_earlier(local.date()).and_time(local.time())).earliest();
    let cut_off = Now { utc: then.map_or(utc, |t| t.to_utc()), zone };
    Some(Window { period, cut_off, ..window.clone() })
}

/// What must be said of the scope of figures: the rule in force, whether it changed in their period, and how it differs from that of the year
/// before. Nothing where all is as usual.
pub fn scope_said(window: &Window, lists: &Lists) -> Vec<String> {
    let (scope, name) = (window.scope(), window.period.name());
    let changed = window.changed().map(|day| {
        let day = Day::of(day).long();
        format!("The scope changed on {day}; all of {name} is counted by the one that holds since.")
    });
    let compared = year_before(window).and_then(|before| scopes_compared(window, &before, lists));
    scope.sentence(lists).into_iter().chain(changed).chain(compared).collect()
}

/// How the scopes of two periods differ, in a sentence; nothing where they do not.
pub fn scopes_compared(now: &Window, then: &Window, lists: &Lists) -> Option<String> {
    let differs = now.scope().differs(then.scope(), lists)?;
    let [now, then] = [now, then].map(|window| window.period.name());
    Some(format!("{now} and {then} are not of one scope, and do not compare as they stand: {differs}."))
}

impl Figures {
    /// Counts; `facts` may hold more cases than the period.
    pub fn count(facts: &[Facts], window: &Window) -> Figures {
        Figures::sums(facts, window).settled()
    }

    /// Counts what can be added to what was counted of other cases.
    pub fn sums(facts: &[Facts], window: &Window) -> Figures {
        let mut homicide = Homicide::default();
        let mut excluded = [0; 3];
        for case in facts.iter().filter(|f| window.reported(f)) {
            match window.excluded(case) {
                Some("unfounded") => excluded[0] += 1,
                Some("duplicate") => excluded[1] += 1,
                Some(_) => excluded[2] += 1,
                None => homicide.count(case, window),
            }
        }
        let cleared_exceptionally = |f: &Facts| {
            let cleared: Vec<String> =
                (RATES[CLEARANCE].parts)(f, window).into_iter().filter(|p| p.k > 0).map(|p| p.label).collect();
            f.offences.iter().filter(|o| o.clearance.starts_with("EXC") && cleared.contains(&o.label)).count() as u32
        };
        Figures {
            period: window.period,
            cohort: window.cohort,
            scope: window.scope().clone(),
            cases: facts.iter().filter(|f| window.counts(f)).count() as u32,
            rates: std::array::from_fn(|i| sum(&RATES[i], facts, window)),
            exceptional: facts.iter().map(cleared_exceptionally).sum(),
            homicide,
            excluded,
        }
    }

    /// Sums as they may be said.
    pub fn settled(self) -> Figures {
        Figures { rates: std::array::from_fn(|i| RATES[i].settle(self.rates[i])), ..self }
    }

    /// Adds the sums of other cases of the same period.
    pub fn add(&mut self, other: &Figures) {
        self.cases += other.cases;
        for (tally, more) in self.rates.iter_mut().zip(other.rates) {
            *tally = [*tally, more].into_iter().sum();
        }
        self.exceptional += other.exceptional;
        self.homicide.add(&other.homicide);
        self.excluded.iter_mut().zip(other.excluded).for_each(|(n, more)| *n += more);
    }

    /// The arrest rate of the headline.
    pub fn arrest_rate(&self) -> Tally {
        self.rates[ARREST]
    }
}

impl Homicide {
    /// The children; not known where the age of none of the victims is.
    pub fn known_under_15(&self) -> Option<u32> {
        (self.victims == 0 || self.age_unknown < self.victims).then_some(self.under_15)
    }

    fn add(&mut self, other: &Homicide) {
        self.victims += other.victims;
        self.under_15 += other.under_15;
        self.age_unknown += other.age_unknown;
        self.cases += other.cases;
        self.by_month.iter_mut().zip(other.by_month).for_each(|(n, more)| *n += more);
    }

    fn count(&mut self, case: &Facts, window: &Window) {
        let mut any = false;
        for victim in case.killed() {
            any = true;
            self.victims += 1;
            match window.scope().age.covers(victim.age) {
                None => self.age_unknown += 1,
                Some(true) => {
                    self.under_15 += 1;
                    let day = window.cohort.day(case, &window.cut_off);
                    self.by_month[day.map_or(0, |d| d.month0() as usize)] += 1;
                }
                Some(false) => {}
            }
        }
        self.cases += u32::from(any);
    }
}

/// How many cases are in each slice, and how they count; by its key.
pub type Groups = BTreeMap<String, (u32, Tally)>;

/// A figure broken down, as it can be added to that of other cases.
pub fn groups(rate: &Rate, by: By, facts: &[Facts], window: &Window) -> Groups {
    let mut groups = Groups::new();
    for case in facts {
        let mut of_case: BTreeMap<String, Tally> = BTreeMap::new();
        for part in (rate.parts)(case, window) {
            let tally = of_case.entry(by.of(case, &part, window)).or_default();
            *tally = [*tally, Tally::from(part)].into_iter().sum();
        }
        for (key, tally) in of_case {
            let group = groups.entry(key).or_default();
            *group = (group.0 + 1, [group.1, tally].into_iter().sum());
        }
    }
    groups
}

/// Adds the groups of other cases.
pub fn add_groups(groups: &mut Groups, others: &Groups) {
    for (key, (cases, tally)) in others {
        match groups.get_mut(key) {
            Some(group) => *group = (group.0 + cases, [group.1, *tally].into_iter().sum()),
            None => drop(groups.insert(key.clone(), (*cases, *tally))),
        }
    }
}

/// A figure broken down: most cases first where the slices have no order of their own, not known last.
pub fn slices(rate: &Rate, by: By, facts: &[Facts], window: &Window, lists: &Lists) -> Vec<Slice> {
    slices_of(rate, by, groups(rate, by, facts, window), lists)
}

/// The slices that groups make, in that order.
pub fn slices_of(rate: &Rate, by: By, groups: Groups, lists: &Lists) -> Vec<Slice> {
    // Where nobody can say of all of them, nobody can of a slice.
    let all: Tally = groups.values().map(|(_, tally)| *tally).sum();
    let silent = rate.settle(all) != all;
    let slice = |(key, (cases, tally)): (String, (u32, Tally))| {
        let tally = if silent { rate.settle(tally) } else { tally };
        Slice { label: by.label(&key, lists), cases, tally, suppressed: false, key }
    };
    let mut slices: Vec<Slice> = groups.into_iter().map(slice).collect();
    slices.sort_by_cached_key(|s| (s.key.is_empty(), by.place(&s.key), Reverse(s.cases), s.key.clone()));
    slices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::age::Age;
    use crate::domain::cohort::Lens;
    use crate::domain::day::Day;
    use crate::domain::facts::{OffenceFacts, SuspectFacts, VictimFacts};
    use crate::domain::moment::{Moment, read_clock};

    fn window() -> Window {
        let zone = chrono_tz::Asia::Phnom_Penh;
        let cut_off = Now { utc: read_clock("2019-12-31T16:42", zone).unwrap(), zone };
        Window::of(Lens::by_report(Period::Year(2019)), cut_off)
    }

    fn case(reported: &str, arrests: &[&[&str]]) -> Facts {
        let suspect = |(i, a): (usize, &&[&str])| SuspectFacts {
            label: format!("S{}", i + 1),
            identified: true,
            arrests: a.iter().map(|m| Moment::iso(m).unwrap()).collect(),
            ..SuspectFacts::default()
        };
        Facts {
            reported_on: Day::iso(reported),
            arrests_known: true,
            offences: vec![OffenceFacts {
                label: "O1".into(),
                code: "0101".into(),
                homicide: true,
                clearance: "N".into(),
                ..Default::default()
            }],
            victims: vec![
                VictimFacts { label: "V1".into(), age: Age::iso("14y"), sex: None },
                VictimFacts { label: "V2".into(), ..VictimFacts::default() },
            ],
            suspects: arrests.iter().enumerate().map(suspect).collect(),
            ..Facts::default()
        }
    }

    #[test]
    fn two_arrests_in_one_case_are_one_case_and_two_suspects() {
        let facts = [case("2019-05-01", &[&["2019-05-02"], &["2019-06-02", "2019-07-01"]]), case("2019-05-01", &[&[]])];
        let f = Figures::count(&facts, &window());
        assert_eq!(f.rates[0], Tally { k: 1, n: 2, unknown: 0 });
        assert_eq!(f.rates[1], Tally { k: 2, n: 3, unknown: 0 });
        assert_eq!(f.rates[2], Tally { k: 2, n: 2, unknown: 0 });
        assert_eq!(
            f.homicide,
            Homicide {
                victims: 4,
                under_15: 2,
                age_unknown: 2,
                cases: 2,
                by_month: [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]
            }
        );
    }

    #[test]
    fn the_cut_off_the_period_and_exclusions_bound_what_counts() {
        let mut late = case("2019-12-30", &[&["2019-12-31T09:43:00.000Z"]]);
        late.province = Some("02".into());
        let mut unfounded = case("2019-03-01", &[&["2019-03-01"]]);
        unfounded.offences[0].clearance = "UNF".into();
        let mut duplicate = case("2019-03-01", &[]);
        duplicate.investigation = Some("DUP".into());
        let mut unknown = case("2019-03-01", &[&[]]);
        unknown.arrests_known = false;
        let facts = [late, unfounded, duplicate, unknown, case("2018-12-31", &[&["2019-01-01"]])];
        let f = Figures::count(&facts, &window());
        assert_eq!((f.cases, f.excluded), (2, [1, 1, 0]));
        assert_eq!(f.rates[0], Tally { k: 0, n: 1, unknown: 1 }, "one minute after the cut-off is too late");
        let before = Figures::count(&facts, &year_before(&window()).unwrap());
        assert_eq!(before.rates[0], Tally { k: 0, n: 1, unknown: 0 }, "arrested after the same day last year");
        let empty = Figures::count(&[], &window());
        assert_eq!(super::super::rate::percent(empty.rates[0].k, empty.rates[0].n), None);
        let slices = slices(&RATES[ARREST], By::Province, &facts, &window(), &Lists::default());
        let cases: Vec<(&str, u32)> = slices.iter().map(|s| (s.key.as_str(), s.cases)).collect();
        assert_eq!(cases, [("02", 1), ("", 1)], "not known stands last");
    }

    #[test]
    fn for_who_sees_no_case_small_slices_have_no_numbers_and_are_not_what_is_left_of_the_sum() {
        let slice = |key: &str, k, n, unknown| Slice {
            key: key.to_owned(),
            label: key.to_owned(),
            cases: n + unknown,
            tally: Tally { k, n, unknown },
            suppressed: false,
        };
        let shown = |slices: Vec<Slice>| {
            let slices = Slice::for_aggregates(slices);
            assert!(slices.iter().filter(|s| s.suppressed).all(|s| (s.cases, s.tally) == (0, Tally::default())));
            slices.into_iter().filter(|s| !s.suppressed).map(|s| s.key).collect::<Vec<_>>()
        };
        let all = vec![slice("a", 40, 90, 0), slice("b", 8, 16, 0), slice("c", 1, 20, 0), slice("d", 0, 30, 0)];
        assert_eq!(shown(all.clone()), ["a", "d"], "the one small slice takes the next along");
        assert_eq!(shown([all, vec![slice("e", 1, 1, 0)]].concat()), ["a", "b", "d"]);
        for (k, n, unknown) in [(8, 15, 0), (12, 14, 0), (10, 20, 1), (0, 7, 0)] {
            let slices = vec![slice("a", k, n, unknown), slice("b", k, n, unknown), slice("c", 30, 60, 0)];
            assert_eq!(shown(slices), ["c"], "{k} of {n}, {unknown} not known");
        }
        assert_eq!(shown(vec![slice("a", 8, 16, 8), slice("b", 0, 0, 8)]), ["a", "b"]);
    }

    #[test]
    fn an_older_offence_counts_in_the_year_it_is_cleared() {
        let mut old = case("2018-05-01", &[&[]]);
        old.offences[0].clearance = "EXC-A".into();
        old.offences[0].cleared_on = Day::iso("2019-02-01");
        let f = Figures::count(&[old, case("2019-05-01", &[&[]])], &window());
        assert_eq!((f.rates[3], f.exceptional), (Tally { k: 1, n: 1, unknown: 0 }, 1));
    }
}
