//! THE rule of every rate: name, words and test in one value, from which screens, receipts, exports and help read.
//! A rate never counts by itself what another already decides; none of them may see a name.

use super::cohort::{Cohort, Lens};
use super::facts::Facts;
use super::moment::Now;
use super::period::Period;
use super::scope::{Rounding, Scope, Scopes};
use std::sync::Arc;

/// What a rate looks at: the period, by which day a case is of it, and the cut-off.
#[derive(Debug, Clone)]
pub struct Window {
    /// the period
    pub period: Period,
    /// by which day a case is of it
    pub cohort: Cohort,
    /// the cut-off: nothing after it counts
    pub cut_off: Now,
    /// by which rules, from which day on
    pub scopes: Arc<Scopes>,
}

impl Window {
    /// What is seen through a lens by a cut-off, by the usual scope.
    pub fn of(Lens { period, cohort }: Lens, cut_off: Now) -> Window {
        Window { period, cohort, cut_off, scopes: Arc::default() }
    }

    /// The scope by which the period is counted: one for all of it, that of its last day, or of the cut-off where that is earlier.
    pub fn scope(&self) -> &Scope {
        self.scopes.on(self.last_day())
    }

    fn last_day(&self) -> chrono::NaiveDate {
        self.period.span().1.min(self.cut_off.today())
    }

    /// Why a case counts nowhere, if so: by what became of it, or by the scope.
    pub fn excluded(&self, facts: &Facts) -> Option<&'static str> {
        facts.excluded().or_else(|| self.scope().leaves_out(facts).map(|_| OUT_OF_SCOPE))
    }

    /// The day within the period on which the scope changed, where it did.
    pub fn changed(&self) -> Option<chrono::NaiveDate> {
        self.scopes.changed(self.period.span().0, self.last_day())
    }

    /// The period, and by which day.
    pub fn lens(&self) -> Lens {
        Lens { period: self.period, cohort: self.cohort }
    }

    /// Of the period, reported by the cut-off, and neither unfounded, duplicate nor out of scope?
    pub fn counts(&self, facts: &Facts) -> bool {
        self.reported(facts) && self.excluded(facts).is_none()
    }

    /// Of the period by the day that counts, and reported by the cut-off?
    pub fn reported(&self, facts: &Facts) -> bool {
        let day = self.cohort.day(facts, &self.cut_off);
        day.is_some_and(|d| self.period.holds(d)) && facts.day().is_some_and(|d| d <= self.cut_off.today())
    }
}

/// What is said of a case that is not of the office's scope.
pub const OUT_OF_SCOPE: &str = "out of scope";

/// How one case, suspect or offence counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// `S1`, `O2`; blank for the case itself
    pub label: String,
    /// in the numerator
    pub k: u32,
    /// in the denominator
    pub n: u32,
    /// in neither: the outcome is not known
    pub unknown: u32,
    /// days, of what takes some
    pub days: Option<i64>,
}

/// k of n, and how many are in neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// numerator
    pub k: u32,
    /// denominator
    pub n: u32,
    /// outcome not known
    pub unknown: u32,
}

/// One rate.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// for programs
    pub id: &'static str,
    /// for people
    pub name: &'static str,
    /// the rule in words
    pub rule: &'static str,
    /// by which date it is counted
    pub counted_by: &'static str,
    /// what k counts
    pub numerator: &'static str,
    /// what n counts
    pub denominator: &'static str,
    /// printed as k per n (0.92) rather than in per cent
    pub per: bool,
    /// what is in neither number is pending, and will be known, rather than not known
    pub pending: bool,
    /// printed as the count k alone
    pub count: bool,
    /// where none at all is recorded nobody can say, and n is not known
    pub silent: bool,
    /// how the parts of a case count
    pub parts: fn(&Facts, &Window) -> Vec<Part>,
}

/// From which the others are made.
pub(super) const RATE: Rate = Rate {
    id: "",
    name: "",
    rule: "",
    counted_by: "report date",
    numerator: "",
    denominator: "cases",
    per: false,
    pending: false,
    count: false,
    silent: false,
    parts: |_, _| Vec::new(),
};

/// The place of the headline in [`RATES`].
pub const ARREST: usize = 0;
/// The place of the conviction rate.
pub const CONVICTION: usize = 4;
/// The place of the clearance rate, of which the exceptional ones are shown apart.
pub const CLEARANCE: usize = 3;

/// All rates, the headline first.
pub static RATES: [Rate; 5] = [
    Rate {
        id: "case_arrest_rate",
        name: "Arrest rate",
        rule: "Cases reported in the period with at least one suspect arrested by the cut-off, of all accepted cases reported in the period. \
               Unfounded, duplicate and out-of-scope cases are out; an arrest taken back does not count; two arrests in one case are one case.",
        numerator: "cases with an arrest",
        parts: case_arrest,
        ..RATE
    },
    Rate {
        id: "suspect_arrest_rate",
        name: "Suspects arrested",
        rule: "Suspects arrested by the cut-off, of suspects who are identified (named, known and not named, or arrested), in the cases of the arrest rate.",
        numerator: "suspects arrested",
        denominator: "suspects identified",
        parts: suspect_arrest,
        ..RATE
    },
    Rate {
        id: "arrests_per_case",
        name: "Arrests per case",
        rule: "Suspects arrested by the cut-off, each once a case, for each case of the arrest rate; it can be over 1.",
        numerator: "suspects arrested",
        per: true,
        parts: arrests_per_case,
        ..RATE
    },
    Rate {
        id: "clearance_rate",
        name: "Clearance rate",
        rule: "Offences cleared in the period by arrest or exceptionally (A to E), of offences recorded in the period; unfounded offences are out. \
               As the FBI counts: an offence of an earlier year counts in the year in which it is cleared. Exceptional clearances are shown apart.",
        counted_by: "clearance date, against offences by report date",
        numerator: "offences cleared",
        denominator: "offences recorded",
        parts: clearance,
        ..RATE
    },
    Rate {
        id: "conviction_rate",
        name: "Conviction rate",
        rule: "Defendants convicted, also in absence, of defendants whose result is final by the cut-off, in the cases of the arrest rate. \
               Acquitted, dismissed, non-suit and died count against. While a judgment may still be appealed the defendant is pending, and in neither; \
               so is whoever is charged and has no result. A suspect in two cases is a defendant in each.",
        numerator: "defendants convicted",
        denominator: "defendants with a final result",
        pending: true,
        parts: conviction,
        ..RATE
    },
];

impl Rate {
    /// What is in neither number, in a word.
    pub fn neither(&self) -> &'static str {
        if self.pending { "pending" } else { "not known" }
    }

    /// A count as it may be said: where nothing of the kind is recorded at all, nobody can say that there was none.
    pub fn settle(&self, Tally { k, n, unknown }: Tally) -> Tally {
        if self.silent && k == 0 { Tally { k, n: 0, unknown: unknown + n } } else { Tally { k, n, unknown } }
    }
}

impl PartialEq for Rate {
    fn eq(&self, other: &Rate) -> bool {
        self.id == other.id
    }
}

impl Eq for Rate {}

fn case_arrest(facts: &Facts, window: &Window) -> Vec<Part> {
    if !window.counts(facts) {
        return Vec::new();
    }
    let arrested = facts.arrested(&window.cut_off) > 0;
    if !facts.arrests_known && !arrested {
        return vec![Part { unknown: 1, ..Part::default() }];
    }
    vec![Part { k: u32::from(arrested), n: 1, ..Part::default() }]
}

fn suspect_arrest(facts: &Facts, window: &Window) -> Vec<Part> {
    if !window.counts(facts) {
        return Vec::new();
    }
    let part = |s: &super::facts::SuspectFacts| {
        let arrested = s.arrested(&window.cut_off);
        let label = s.label.clone();
        match (facts.arrests_known || arrested, s.identified || arrested) {
            (_, false) => None,
            (false, _) => Some(Part { label, unknown: 1, ..Part::default() }),
            _ => Some(Part { label, k: u32::from(arrested), n: 1, ..Part::default() }),
        }
    };
    facts.suspects.iter().filter_map(part).collect()
}

fn arrests_per_case(facts: &Facts, window: &Window) -> Vec<Part> {
    let mut parts = case_arrest(facts, window);
    for part in &mut parts {
        part.k = facts.arrested(&window.cut_off);
    }
    parts
}

fn clearance(facts: &Facts, window: &Window) -> Vec<Part> {
    if window.excluded(facts).is_some() {
        return Vec::new();
    }
    // Whatever the others are counted by, it has its own dates.
    let window = &Window { cohort: Cohort::Report, ..window.clone() };
    let recorded = u32::from(window.reported(facts));
    let part = |o: &super::facts::OffenceFacts| {
        let cleared = is_cleared(&o.clearance)
            && o.cleared_on
                .map_or(recorded == 1, |d| window.period.holds(d.first()) && d.first() <= window.cut_off.today());
        let label = o.label.clone();
        (o.clearance != "UNF").then(|| Part { label, k: u32::from(cleared), n: recorded, ..Part::default() })
    };
    facts.offences.iter().filter_map(part).filter(|p| p.k + p.n > 0).collect()
}

fn conviction(facts: &Facts, window: &Window) -> Vec<Part> {
    if !window.counts(facts) {
        return Vec::new();
    }
    let part = |s: &super::facts::SuspectFacts| {
        let label = s.label.clone();
        match s.ended(&window.cut_off) {
            Some(convicted) => Some(Part { label, k: u32::from(convicted), n: 1, ..Part::default() }),
            None => s.is_defendant(&window.cut_off).then(|| Part { label, unknown: 1, ..Part::default() }),
        }
    };
    facts.suspects.iter().filter_map(part).collect()
}

/// By arrest or exceptionally.
pub fn is_cleared(clearance: &str) -> bool {
    clearance == "ARR" || clearance.starts_with("EXC")
}

/// Tenths of a per cent, half up; `None` where there is nothing to divide by: not known, never 0 %.
pub fn tenths(k: u32, n: u32) -> Option<u32> {
    Rounding::HalfUp.tenths(k, n)
}

/// Per cent with one decimal, half up.
pub fn percent(k: u32, n: u32) -> Option<f64> {
    Rounding::HalfUp.percent(k, n)
}

/// Hundredths of a ratio, half up.
pub fn ratio(k: u32, n: u32) -> Option<f64> {
    Rounding::HalfUp.ratio(k, n)
}

/// The change from an earlier count in whole per cent, half away from zero: `+5 %`, `−27 %`; `None` from nothing.
pub fn change(now: u32, before: u32) -> Option<String> {
    if before == 0 {
        return None;
    }
    let (diff, b) = (u64::from(now.abs_diff(before)), u64::from(before));
    if now == before {
        return Some("no change".to_owned());
    }
    let sign = if now >= before { '+' } else { '−' };
    Some(format!("{sign}{} %", (200 * diff + b) / (2 * b)))
}

/// As people read it: `86.9 %`, `0.92`, `not known`.
pub fn in_words(rate: &Rate, k: u32, n: u32, by: Rounding) -> String {
    if rate.count && n > 0 {
        return k.to_string();
    }
    let value = if rate.per {
        by.ratio(k, n).map(|r| format!("{r:.2}"))
    } else {
        by.percent(k, n).map(|p| format!("{p:.1} %"))
    };
    value.unwrap_or_else(|| "not known".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_half_up_and_nothing_is_not_zero() {
        assert_eq!(percent(238, 274), Some(86.9));
        assert_eq!(percent(184, 222), Some(82.9));
        assert_eq!(percent(1, 2000), Some(0.1), "0.05 is rounded up");
        assert_eq!(percent(1, 2001), Some(0.0));
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(0, 3), Some(0.0));
        assert_eq!(ratio(251, 274), Some(0.92));
        assert_eq!(change(24, 33).as_deref(), Some("−27 %"));
        assert_eq!(change(222, 253).as_deref(), Some("−12 %"));
        assert_eq!(change(3, 0), None);
        assert_eq!((RATES[ARREST].id, RATES[CLEARANCE].id), ("case_arrest_rate", "clearance_rate"));
        assert_eq!(RATES[CONVICTION].id, "conviction_rate");
        assert_eq!(in_words(&RATES[ARREST], 0, 0, Rounding::HalfUp), "not known");
    }
}
