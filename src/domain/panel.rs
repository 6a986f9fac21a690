//! What the statistics pane shows, made of sums: those of two parts of a caseload together are those of the whole, however it was parted.
//! And until when such sums hold while nobody saves. It must never know how a caseload is parted.

use super::by::By;
use super::code::Lists;
use super::facts::Facts;
use super::figures::{self, Figures, Groups, Slice, Tally};
use super::measure::Measure;
use super::moment::Now;
use super::period::Period;
use super::rate::{ARREST, RATES, Window};
use chrono::{DateTime, TimeDelta, Utc};

/// The figures of a period with those a year before, and the breakdowns that the statistics pane shows.
#[derive(Debug, Clone)]
pub struct Panel {
    /// when it was counted
    pub now: Now,
    /// the figures
    pub figures: Figures,
    /// the same day a year earlier
    pub before: Option<Figures>,
    /// child homicides under 15 of the whole year before, if the period is a year
    pub homicides_year_before: Option<u32>,
    /// arrest rate of cases with a homicide
    pub homicide_arrests: Tally,
    /// arrest rate by offence
    pub offences: Vec<Slice>,
    /// arrest rate by province
    pub provinces: Vec<Slice>,
}

/// The windows that it looks through.
#[derive(Debug, Clone)]
pub struct Views {
    /// the period, now
    pub now: Window,
    /// the period a year earlier, at the same day and hour of that year
    before: Option<Window>,
    /// the whole year before, if the period is a year
    year_before: Option<Window>,
}

impl Views {
    /// Those of the window of a period.
    pub fn of(now: Window) -> Views {
        let year_before = match now.period {
            Period::Year(y) => Some(Window { period: Period::Year(y - 1), ..now.clone() }),
            _ => None,
        };
        Views { before: figures::year_before(&now), year_before, now }
    }

    fn all(&self) -> impl Iterator<Item = &Window> {
        [Some(&self.now), self.before.as_ref(), self.year_before.as_ref()].into_iter().flatten()
    }

    /// Are they those of the same period and rules, and have all of them moved on by the same time? Not so where a clock was put back, or
    /// where the year before has no such day or hour.
    pub fn move_on_from(&self, earlier: &Views) -> bool {
        let passed = |now: &Window, then: &Window| now.cut_off.utc - then.cut_off.utc;
        let first = passed(&self.now, &earlier.now);
        self.now.lens() == earlier.now.lens()
            && self
                .all()
                .zip(earlier.all())
                .all(|(now, then)| now.scope() == then.scope() && passed(now, then) == first)
            && first >= TimeDelta::zero()
    }
}

/// What is added up.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    figures: Figures,
    before: Option<Figures>,
    homicides_year_before: Option<u32>,
    homicide_arrests: Tally,
    offences: Groups,
    provinces: Groups,
}

impl Sums {
    /// Those of these cases.
    pub fn of(facts: &[Facts], views: &Views) -> Sums {
        let groups = |by| figures::groups(&RATES[ARREST], by, facts, &views.now);
        Sums {
            figures: Figures::sums(facts, &views.now),
            before: views.before.as_ref().map(|w| Figures::sums(facts, w)),
            homicides_year_before: views.year_before.as_ref().map(|w| Figures::sums(facts, w).homicide.under_15),
            homicide_arrests: facts.iter().flat_map(|f| Measure::HomicideCases.parts(f, &views.now)).sum(),
            offences: groups(By::Offence),
            provinces: groups(By::Province),
        }
    }

    /// Adds those of other cases, seen through the same windows.
    pub fn add(&mut self, other: &Sums) {
        self.figures.add(&other.figures);
        self.before.iter_mut().zip(&other.before).for_each(|(before, other)| before.add(other));
        let homicides = self.homicides_year_before.iter_mut().zip(other.homicides_year_before);
        homicides.for_each(|(n, other)| *n += other);
        self.homicide_arrests = [self.homicide_arrests, other.homicide_arrests].into_iter().sum();
        figures::add_groups(&mut self.offences, &other.offences);
        figures::add_groups(&mut self.provinces, &other.provinces);
    }

    /// The panel that they make. Who sees no case (`aggregates`) gets no numbers of small slices either: they would tell single cases.
    pub fn panel(self, now: Now, lists: &Lists, aggregates: bool) -> Panel {
        let slices = |by, groups| {
            let slices = figures::slices_of(&RATES[ARREST], by, groups, lists);
            if aggregates { Slice::for_aggregates(slices) } else { slices }
        };
        Panel {
            now,
            figures: self.figures.settled(),
            before: self.before.map(Figures::settled),
            homicides_year_before: self.homicides_year_before,
            homicide_arrests: RATES[ARREST].settle(self.homicide_arrests),
            offences: slices(By::Offence, self.offences),
            provinces: slices(By::Province, self.provinces),
        }
    }
}

/// The first instant at which the sums of these cases may be others with nothing saved: what is on file passes a cut-off.
pub fn hold_until(facts: &[Facts], views: &Views) -> Option<DateTime<Utc>> {
    let next = |window: &Window| {
        let Now { utc, zone } = window.cut_off;
        let begins = facts.iter().flat_map(Facts::moments).filter_map(|moment| moment.begins(zone));
        begins.filter(|at| *at > utc).min().map(|at| views.now.cut_off.utc + (at - utc))
    };
    views.all().filter_map(next).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cohort::Lens;
    use crate::domain::moment::read_clock;

    fn at(text: &str) -> Views {
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = Now { utc: read_clock(text, zone).unwrap(), zone };
        Views::of(Window::of(Lens::by_report(Period::Year(2020)), now))
    }

    #[test]
    fn the_year_before_stands_still_on_a_leap_day() {
        assert!(at("2020-02-28T23:59").move_on_from(&at("2020-02-28T08:00")));
        assert!(!at("2020-02-29T00:01").move_on_from(&at("2020-02-28T23:59")), "there it is the 28th once more");
        assert!(at("2020-03-01T00:01").move_on_from(&at("2020-02-29T23:59")), "from the 28th, 23:59, to the 1st");
        assert!(!at("2020-02-28T08:00").move_on_from(&at("2020-02-28T23:59")), "a clock that was put back");
    }
}
