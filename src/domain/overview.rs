//! All figures of one period in one: what the Rates view shows and `rates` prints. Each is counted by its own rule; here they are put
//! beside each other and beside the year before, and what would tell of single cases is taken away from who opens none. It must never
//! have a rule of its own.

use super::bands::Bands;
use super::by::By;
use super::chance::{self, Chance};
use super::code::Lists;
use super::cohort::{Cohort, Lens};
use super::facts::Facts;
use super::figures::{self, Figures, Slice, Tally, tally, year_before};
use super::further::{self, MISSING, STEPS, UNFINISHED};
use super::period::Period;
use super::rate::{ARREST, RATES, Rate, Window};
use super::release::published::Published;
use super::scope::{Rounding, Scopes};
use super::spread::{SPREADS, Share, Spread};
use super::taken::{Quartiles, TIMES, Time};
use std::sync::Arc;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// the period, and by which day a case is of it
    pub lens: Lens,
    /// which rate is broken down
    pub rate: &'static Rate,
    /// by what
    pub by: By,
    /// also the years before?
    pub years: bool,
    /// the target of the arrest rate in per cent
    pub target: u32,
    /// is it the scope that says by which day, and not who asks?
    pub by_scope: bool,
}

/// A rate, and the same at the same day a year before.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// which
    pub rate: &'static Rate,
    /// now
    pub now: Tally,
    /// then, where there is a then
    pub before: Option<Tally>,
}

/// A slice, and the same a year before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sliced {
    /// now
    pub slice: Slice,
    /// then
    pub before: Option<Slice>,
}

/// A year of the line over the years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearLine {
    /// which
    pub year: i32,
    /// cases that count
    pub cases: u32,
    /// the rate
    pub tally: Tally,
    /// how its scope differs from that of the year before, where it does
    pub scope: Option<String>,
}

/// All figures of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// what was asked for
    pub asked: Asked,
    /// the same day a year before, where there is one
    pub before: Option<Lens>,
    /// the headline figures, and those of the year before
    pub figures: (Figures, Option<Figures>),
    /// rates of the headline and those beside them
    pub rates: Vec<Figure>,
    /// the rate that is broken down
    pub slices: Vec<Sliced>,
    /// the arrest rate by team and by offence, for the target
    pub targets: [(By, Vec<Slice>); 2],
    /// what is spread over the cases
    pub spreads: Vec<(&'static Spread, Vec<Share>)>,
    /// how long it takes, now and the year before
    pub times: Vec<(&'static Time, Quartiles, Option<Quartiles>)>,
    /// the years up to this one
    pub years: Vec<YearLine>,
    /// what was printed of the period elsewhere, and what the same rule gives now
    pub published: Vec<(Published, Option<String>)>,
    /// provinces with a case
    pub provinces: u32,
    /// cases reported in the period that have no day by which they are counted
    pub undated: u32,
    /// what must be said of the scope
    pub said: Vec<String>,
    /// every change of it
    pub scopes: Arc<Scopes>,
}

/// So many years stand in the line.
pub const YEARS: i32 = 10;
/// Days of fewer would tell of single cases.
const FEW: u32 = 8;

/// What chance cannot know.
const ANOTHER_SCOPE: &str = "They are not of one scope: the difference may be of the rule alone.";

/// Figures that were printed and are of all cases of a year.
const OF_ALL: [&str; 3] = ["cases", "arrest_rate", "homicides"];

/// What can be broken down.
pub static BROKEN_DOWN: [&Rate; 9] = [
    &RATES[0],
    &RATES[1],
    &RATES[3],
    &further::CHARGE,
    &RATES[4],
    &further::VICTIMS,
    &further::OFFENCES,
    &further::HOMICIDES,
    &further::CHILD_SUSPECT,
];

/// The rates beside those of the headline that are always counted.
fn beside() -> impl Iterator<Item = &'static Rate> {
    let homicides = [&further::HOMICIDES, &further::INFANTS, &further::FILICIDES];
    let counts = [&further::CASES, &further::VICTIMS, &further::OFFENCES, &further::CHARGE, &further::CHILD_SUSPECT];
    let steps =
        STEPS.iter().map(|(_, rate)| *rate).filter(|rate| rate.id != RATES[ARREST].id && *rate != &further::CASES);
    counts.into_iter().chain(homicides).chain(steps).chain([&UNFINISHED]).chain(&MISSING)
}

impl Overview {
    /// Counts; `facts` hold at least the cases of the period and those of the year before.
    pub fn count(facts: &[Facts], asked: Asked, window: &Window, lists: &Lists) -> Overview {
        let before = year_before(window);
        let figure = |rate: &'static Rate| Figure {
            rate,
            now: tally(rate, facts, window),
            before: before.as_ref().map(|w| tally(rate, facts, w)),
        };
        let then = before.as_ref().map(|w| figures::slices(asked.rate, asked.by, facts, w, lists)).unwrap_or_default();
        let sliced = |slice: Slice| Sliced { before: then.iter().find(|s| s.key == slice.key).cloned(), slice };
        let target = |by: By| (by, figures::slices(&RATES[ARREST], by, facts, window, lists));
        let by_report = Window { cohort: Cohort::Report, ..window.clone() };
        let undated = |f: &&Facts| by_report.counts(f) && asked.lens.cohort.day(f, &window.cut_off).is_none();
        Overview {
            asked,
            before: before.as_ref().map(Window::lens),
            figures: (Figures::count(facts, window), before.as_ref().map(|w| Figures::count(facts, w))),
            rates: RATES.iter().chain(beside()).map(figure).collect(),
            slices: figures::slices(asked.rate, asked.by, facts, window, lists).into_iter().map(sliced).collect(),
            targets: [target(By::Team), target(By::Offence)],
            spreads: SPREADS.iter().map(|spread| (spread, spread.shares(facts, window, lists))).collect(),
            times: TIMES
                .iter()
                .map(|t| (t, t.quartiles(facts, window), before.as_ref().map(|w| t.quartiles(facts, w))))
                .collect(),
            years: Vec::new(),
            published: Vec::new(),
            provinces: figures::provinces(facts, window) as u32,
            undated: facts.iter().filter(undated).count() as u32,
            said: figures::scope_said(window, lists),
            scopes: Arc::clone(&window.scopes),
        }
    }

    /// The same for who sees figures and no case: what would tell of single cases is not there.
    pub fn for_aggregates(mut self) -> Overview {
        let gate = |slices: &mut Vec<Slice>| *slices = Slice::for_aggregates(std::mem::take(slices));
        let mut now: Vec<Slice> = self.slices.iter().map(|s| s.slice.clone()).collect();
        let mut then: Vec<Slice> = self.slices.iter().filter_map(|s| s.before.clone()).collect();
        // Two sets of bands over the same ages tell what lies between them.
        if matches!(self.asked.by, By::Age(bands) if bands != Bands::default()) {
            (now, then) = (Vec::new(), Vec::new());
        }
        gate(&mut now);
        gate(&mut then);
        let before = |key: &str| then.iter().find(|s| s.key == key).cloned();
        self.slices = now.into_iter().map(|slice| Sliced { before: before(&slice.key), slice }).collect();
        self.targets.iter_mut().for_each(|(_, slices)| gate(slices));
        for (_, shares) in &mut self.spreads {
            *shares = Share::for_aggregates(std::mem::take(shares));
        }
        let few = |q: &mut Quartiles| {
            if q.n < FEW {
                *q = Quartiles::default();
            }
        };
        for (_, now, then) in &mut self.times {
            few(now);
            then.iter_mut().for_each(few);
        }
        for (printed, counted) in &mut self.published {
            *counted = counted.take().filter(|_| OF_ALL.contains(&printed.figure.as_str()));
        }
        self
    }

    /// What the child homicides of both periods say of each other.
    pub fn homicides_compared(&self) -> Option<Chance> {
        let (now, then) = (&self.figures.0.homicide, &self.figures.1.as_ref()?.homicide);
        chance::chance(now.known_under_15()?, then.known_under_15()?)
    }

    /// The same in words, for who is no statistician.
    pub fn homicides_in_words(&self) -> Option<String> {
        let (now, then) = (&self.figures.0.homicide, self.figures.1.as_ref()?);
        let compared = self.homicides_compared()?;
        let sentence = compared.sentence(now.under_15, then.homicide.under_15, &then.period.name());
        let same = self.figures.0.scope.differs(&then.scope, &Lists::default()).is_none();
        Some(if same { sentence } else { format!("{sentence} {ANOTHER_SCOPE}") })
    }

    /// How its per cent are rounded.
    pub fn rounding(&self) -> Rounding {
        self.figures.0.scope.rounding
    }

    /// A rate of it.
    pub fn rate(&self, id: &str) -> Option<&Figure> {
        self.rates.iter().find(|figure| figure.rate.id == id)
    }
}

/// A year of the line.
pub fn year_line(rate: &'static Rate, facts: &[Facts], window: &Window, lists: &Lists) -> YearLine {
    let year = chrono::Datelike::year(&window.period.span().0);
    let cases = facts.iter().filter(|f| window.counts(f)).count() as u32;
    // The line beside it is of the whole year before, by the scope of its last day.
    let before = Window { period: Period::Year(year - 1), ..window.clone() };
    let scope = figures::scopes_compared(window, &before, lists);
    YearLine { year, cases, tally: tally(rate, facts, window), scope }
}

/// The lenses of the line, the earliest year first.
pub fn years(lens: Lens, today: chrono::NaiveDate) -> Vec<Lens> {
    let last = match lens.period {
        Period::Year(year) | Period::Quarter(year, _) => year,
        Period::All => chrono::Datelike::year(&today),
    };
    (last - YEARS + 1..=last).map(|year| Lens { period: Period::Year(year), ..lens }).collect()
}
