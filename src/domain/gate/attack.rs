//! The attacker: everything that is printed as bounds on sums of unknown counts, and a linear program that finds how far a
//! sum can be narrowed. Knows nothing of tables.
//!
//! What is called wide is proved so: whole counts that fit everything printed are put on the table, and checked in whole
//! numbers. A bound of the solver, or its failing, can only make the gate stricter. For one table the program is a flow in
//! a network, whose corners are whole: there the interval is the one an attacker gets who thinks in whole cases.

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, Variable};
use std::collections::BTreeMap;
use std::time::Duration;

/// A sum of unknowns with their signs.
pub type Terms = Vec<(usize, i64)>;

/// A hidden count has at least so many possible values for whoever reads the release: 2 to 4 is three, 2 to 3 leaks.
pub const WIDTH: u32 = 3;
/// An unknown that nothing bounds is taken to be no more than this above the truth.
const AMPLE: i64 = 1000;
/// A search for whole counts ends after so many branches: a count of steps, not of seconds, so that the outcome is the same
/// on every machine. The seconds are only for a solver that has lost itself.
const BRANCHES: u64 = 2000;
/// So often at most are many sums pulled apart together, in ways that this scatters.
const ROUNDS: usize = 12;
const SCATTER: usize = 0x9E37_79B9;
const PATIENCE: Duration = Duration::from_secs(20);

/// What an attacker can compute of a sum: it lies from low to high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// At least.
    pub low: i64,
    /// At most.
    pub high: i64,
}

impl Interval {
    /// How many whole counts are in it.
    pub fn width(self) -> u32 {
        u32::try_from(self.high - self.low + 1).unwrap_or(0)
    }

    fn with(self, value: i64) -> Self {
        Self { low: self.low.min(value), high: self.high.max(value) }
    }
}

struct Sum {
    terms: Terms,
    low: i64,
    high: i64,
}

/// What an attacker knows.
#[derive(Default)]
pub struct Knowledge {
    truth: Vec<i64>,
    bounds: Vec<Interval>,
    sums: Vec<Sum>,
}

impl Knowledge {
    /// One more count that he does not know. Its truth only serves as the first example of what fits.
    pub fn unknown(&mut self, truth: u32) -> usize {
        let truth = i64::from(truth);
        self.truth.push(truth);
        self.bounds.push(Interval { low: 0, high: truth + AMPLE });
        self.truth.len() - 1
    }

    /// What he reads: these together are from low to high, or from low upwards.
    pub fn read(&mut self, terms: Terms, low: i64, high: Option<i64>) {
        let high = high.unwrap_or(i64::MAX);
        match terms.as_slice() {
            [(at, 1)] => {
                let bounds = &mut self.bounds[*at];
                *bounds = Interval { low: bounds.low.max(low), high: bounds.high.min(high) };
            }
            _ if low <= 0 && high == i64::MAX && terms.iter().all(|(_, sign)| *sign > 0) => {}
            _ => self.sums.push(Sum { terms, low, high }),
        }
    }

    /// Which of these sums have fewer than so many values, and what can be computed of each.
    pub fn narrower(&self, guarded: &[Terms], width: u32) -> Vec<(usize, Interval)> {
        let at_truth = |terms: &Terms| Interval { low: value(terms, &self.truth), high: value(terms, &self.truth) };
        let mut seen: Vec<Interval> = guarded.iter().map(at_truth).collect();
        // Whole counts that fit say something of every sum at once: first many sums are pulled apart together, as long as
        // that proves any wide, then each of the rest alone.
        for round in 0..ROUNDS {
            let narrow = |seen: &[Interval]| seen.iter().filter(|seen| seen.width() < width).count();
            let before = narrow(&seen);
            let mut pulled: BTreeMap<usize, i64> = BTreeMap::new();
            for (at, terms) in guarded.iter().enumerate().filter(|(at, _)| seen[*at].width() < width) {
                let way = if at.wrapping_mul(SCATTER) >> round & 1 == 0 { 1 } else { -1 };
                terms.iter().for_each(|(at, sign)| *pulled.entry(*at).or_default() += way * sign);
            }
            self.widen(&mut seen, guarded, &pulled.into_iter().collect(), width);
            if narrow(&seen) == before {
                break;
            }
        }
        for at in 0..guarded.len() {
            if seen[at].width() < width {
                self.widen(&mut seen, guarded, &guarded[at], width);
            }
        }
        seen.into_iter().enumerate().filter(|(_, seen)| seen.width() < width).collect()
    }

    /// Takes in what the extremes of a sum say of all.
    fn widen(&self, seen: &mut [Interval], guarded: &[Terms], sum: &Terms, width: u32) {
        for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
            if seen.iter().all(|seen| seen.width() >= width) {
                return;
            }
            if let Some(counts) = self.extreme(sum, direction) {
                for (seen, terms) in seen.iter_mut().zip(guarded) {
                    *seen = seen.with(value(terms, &counts));
                }
            }
        }
    }

    /// The whole interval of a sum, whatever its width.
    pub fn interval(&self, terms: &Terms) -> Interval {
        let truth = value(terms, &self.truth);
        [OptimizationDirection::Maximize, OptimizationDirection::Minimize]
            .into_iter()
            .filter_map(|direction| self.extreme(terms, direction))
            .fold(Interval { low: truth, high: truth }, |seen, counts| seen.with(value(terms, &counts)))
    }

    /// Whole counts that fit everything and make a sum as large or as small as it can be.
    fn extreme(&self, terms: &Terms, direction: OptimizationDirection) -> Option<Vec<i64>> {
        self.solve(terms, direction, false).or_else(|| self.solve(terms, direction, true))
    }

    fn solve(&self, terms: &Terms, direction: OptimizationDirection, whole: bool) -> Option<Vec<i64>> {
        let mut weights = vec![0.0; self.bounds.len()];
        for (at, sign) in terms {
            weights[*at] += *sign as f64;
        }
        let mut problem = Problem::new(direction);
        // What is shown is no unknown.
        let unknown = |at: usize| self.bounds[at].low < self.bounds[at].high;
        let counts: Vec<Option<Variable>> = self
            .bounds
            .iter()
            .zip(&weights)
            .enumerate()
            .map(|(at, (bounds, weight))| match (whole, i32::try_from(bounds.low), i32::try_from(bounds.high)) {
                _ if !unknown(at) => None,
                (true, Ok(low), Ok(high)) => Some(problem.add_integer_var(*weight, (low, high))),
                _ => Some(problem.add_var(*weight, (bounds.low as f64, bounds.high as f64))),
            })
            .collect();
        for sum in &self.sums {
            let open: Vec<(Variable, f64)> =
                sum.terms.iter().filter_map(|(at, sign)| counts[*at].map(|count| (count, *sign as f64))).collect();
            let shown = sum.terms.iter().filter(|(at, _)| !unknown(*at)).map(|(at, sign)| sign * self.bounds[*at].low);
            let shown: i64 = shown.sum();
            match (open.is_empty(), sum.low == sum.high) {
                (true, _) => {}
                (_, true) => problem.add_constraint(&open, ComparisonOp::Eq, (sum.low - shown) as f64),
                _ => {
                    problem.add_constraint(&open, ComparisonOp::Ge, (sum.low - shown) as f64);
                    if sum.high < i64::MAX {
                        problem.add_constraint(&open, ComparisonOp::Le, (sum.high - shown) as f64);
                    }
                }
            }
        }
        let mut options = SolveOptions::default();
        options.time_limit = Some(PATIENCE);
        options.node_limit = Some(BRANCHES);
        options.presolve = false;
        let solved: Result<_, Error> = problem.solve_with(options);
        let solution = solved.ok()?.into_solution().ok()?;
        let found = counts.iter().zip(&self.bounds).map(|(count, bounds)| match count {
            Some(count) => solution.var_value(*count).round() as i64,
            None => bounds.low,
        });
        let found: Vec<i64> = found.collect();
        self.fits(&found).then_some(found)
    }

    fn fits(&self, counts: &[i64]) -> bool {
        let within = |bounds: &Interval, count: &i64| bounds.low <= *count && *count <= bounds.high;
        self.bounds.iter().zip(counts).all(|(bounds, count)| within(bounds, count))
            && self.sums.iter().all(|sum| {
                let value = value(&sum.terms, counts);
                sum.low <= value && value <= sum.high
            })
    }
}

fn value(terms: &Terms, counts: &[i64]) -> i64 {
    terms.iter().map(|(at, sign)| sign * counts[*at]).sum()
}
