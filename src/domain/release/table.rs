//! The breakdowns of a release: the arrest rate by offence, month, province and team, each as the gate lets it out beside the exact
//! headline and the tables before it. It must never hand on why the gate merged or withheld: its reasons name counts.

use super::cell::Cell;
use super::counted::Counted;
use crate::domain::by::By;
use crate::domain::code::Lists;
use crate::domain::figures::{Slice, Tally};
use crate::domain::gate::{self, Axis, Gate, NOT_KNOWN, Outcome, Printed, Rule, Signed};
use crate::domain::moment::Now;
use crate::domain::rate::Window;
use crate::domain::scope::Rounding;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A breakdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// by what: `offence`, `month`, `province`, `team`
    pub by: String,
    /// its lines; none if it is withheld
    pub rows: Vec<Line>,
    /// did the gate not let it out?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// the cut-off of the release from which it is printed again, too few cases having moved since
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// code; blank for not known; of categories that are counted together all, with a comma between
    pub key: String,
    /// in words
    pub label: String,
    /// cases
    pub cases: Cell,
    /// with an arrest
    pub arrested: Cell,
    /// of which nobody can say whether anyone was arrested
    pub unknown: Cell,
    /// whole per cent of the counts as printed
    pub percent: Option<u32>,
}

impl Line {
    /// The codes of all that is counted in it.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.key.split(',')
    }
}

/// The breakdowns that leave, in the order in which they pass the gate.
const TABLES: [By; 4] = [By::Offence, By::Month, By::Province, By::Team];
/// The columns of each: arrested, no arrest, and not known behind them.
const COLUMNS: [&str; 2] = ["Arrested", "No arrest"];
const ARRESTED: usize = 0;
const UNKNOWN: usize = 2;

/// A release of the same year that is out already.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// its cut-off
    pub cut_off: Now,
    /// how each case counted in it
    pub counted: &'a [Counted],
}

/// The codes by which cases are told apart in a breakdown, in all releases of the year: a line that one of them lacks is 0 in it.
type Keys = Vec<(By, BTreeSet<String>)>;

/// All of them, beside those of the releases that are out, the first one first. Where only a few cases moved since, a table is as it was
/// printed: whoever held one beside the other would know them.
pub fn tables(counted: &[Counted], window: &Window, lists: &Lists, earlier: &[Earlier]) -> Vec<Table> {
    let this = Earlier { cut_off: window.cut_off, counted };
    let all: Vec<Earlier> = earlier.iter().copied().chain([this]).collect();
    let keys: Keys = TABLES.into_iter().map(|by| (by, keys(by, &all, window))).collect();
    let mut out: Vec<Signed> = Vec::new();
    let of_each = all.iter().map(|one| pass(one, window, &keys, lists, &mut out));
    of_each.last().unwrap_or_default()
}

/// The codes of a breakdown, with every month that has begun: one without a case is none that is left out.
fn keys(by: By, all: &[Earlier], window: &Window) -> BTreeSet<String> {
    let cases = all.iter().flat_map(|one| one.counted).filter(|case| case.left_out.is_none());
    let mut keys: BTreeSet<String> = cases.map(|case| case.key(by).to_owned()).collect();
    if by == By::Month {
        let begun = all.iter().map(|one| begun(window, one.cut_off.today())).max().unwrap_or_default();
        keys.extend((1..=begun).map(|month| format!("{month:02}")));
    }
    keys
}

/// How many months of the year have begun on a day.
fn begun(window: &Window, day: NaiveDate) -> u32 {
    if day < window.period.span().1 { day.month() } else { 12 }
}

/// Those of one release, judged beside its headline, which is out in any case, and one another; `printed` are those of the releases
/// before, these then among them.
fn pass(one: &Earlier, window: &Window, keys: &Keys, lists: &Lists, printed: &mut Vec<Signed>) -> Vec<Table> {
    let mut out: Vec<Signed> = Vec::new();
    let rounding = window.scope().rounding;
    let counted = format!("cases reported in {}", window.period.span().0.year());
    let as_of = one.cut_off.local_iso();
    let headline = one.counted.iter().map(Counted::tally).sum();
    let exact = gate::Table::one_way(&counted, columns(), counts(headline)).map(gate::Table::nationwide);
    out.extend(exact.iter().map(|exact| Signed::known(&as_of, exact)));
    let tables = keys.iter().map(|(by, keys)| {
        let mut table =
            table(*by, slices(*by, one.counted, keys, lists), [&counted, &as_of], rounding, printed, &mut out);
        // Of the codes of other releases, and of months that were still to come, nothing was printed.
        let day = table.again.as_deref().unwrap_or(&as_of).get(..10).and_then(|day| day.parse().ok());
        let begun = begun(window, day.unwrap_or(one.cut_off.today()));
        let to_come = |line: &Line| line.keys().all(|key| key.parse().is_ok_and(|month: u32| month > begun));
        let none = |line: &Line| if *by == By::Month { to_come(line) } else { line.cases == Cell::Count(0) };
        table.rows.retain(|line| !none(line));
        table
    });
    let tables = tables.collect();
    printed.extend(out);
    tables
}

fn columns() -> Axis {
    Axis::new("Arrest", COLUMNS).with_not_known()
}

fn counts(Tally { k, n, unknown }: Tally) -> Vec<u32> {
    vec![k, n.saturating_sub(k), unknown]
}

/// The lines in an order that tells nothing of their counts, not known last.
fn slices(by: By, counted: &[Counted], keys: &BTreeSet<String>, lists: &Lists) -> Vec<Slice> {
    let mut groups: BTreeMap<&str, Vec<Tally>> = keys.iter().map(|key| (key.as_str(), Vec::new())).collect();
    for one in counted.iter().filter(|one| one.left_out.is_none()) {
        groups.entry(one.key(by)).or_default().push(one.tally());
    }
    let slice = |(key, tallies): (&str, Vec<Tally>)| Slice {
        key: key.to_owned(),
        label: by.label(key, lists),
        cases: tallies.len() as u32,
        tally: tallies.into_iter().sum(),
        suppressed: false,
    };
    let mut slices: Vec<Slice> = groups.into_iter().map(slice).collect();
    slices.sort_by(|a, b| (a.key.is_empty(), &a.key).cmp(&(b.key.is_empty(), &b.key)));
    slices
}

/// One of them as it may leave: of what, and as of when. `printed` are the tables of releases before, `out` those of this one, with it
/// then among them.
fn table(
    by: By,
    slices: Vec<Slice>,
    [counted, as_of]: [&str; 2],
    rounding: Rounding,
    printed: &[Signed],
    out: &mut Vec<Signed>,
) -> Table {
    let word = by.word();
    let blank = Table { by: word.to_owned(), rows: Vec::new(), withheld: false, again: None };
    if slices.is_empty() {
        return blank;
    }
    let label = |s: &Slice| if s.key.is_empty() { NOT_KNOWN.to_owned() } else { s.label.clone() };
    // Two codes of a list may have one word.
    let twice = |s: &Slice| slices.iter().filter(|other| label(other) == label(s)).count() > 1 && !s.key.is_empty();
    let labels = slices.iter().map(|s| if twice(s) { format!("{} ({})", s.label, s.key) } else { label(s) });
    let rows = Axis { ordered: by == By::Month, ..Axis::new(word, labels) };
    let counts = slices.iter().map(|s| counts(s.tally)).collect();
    let Ok(table) = gate::Table::new(counted, rows, columns(), counts) else {
        return Table { withheld: true, ..blank };
    };
    let gate = Gate::new(Rule::Rounding);
    let outcome = gate.again_of(&table, printed).unwrap_or_else(|| gate.check(&table, out));
    let rows = outcome.printed().map(|printed| lines(by, &slices, printed, rounding));
    // Where nothing moved, what was printed then is what is printed now.
    let again = match &outcome {
        Outcome::Again { signed, .. } if signed.table != table => Some(signed.release.clone()),
        _ => None,
    };
    out.extend(outcome.sign(as_of, &table));
    match rows {
        Some(rows) => Table { rows, again, ..blank },
        None => Table { withheld: true, ..blank },
    }
}

/// The lines as they are printed; nothing is in them, nor in their order, that the gate did not let out.
fn lines(by: By, slices: &[Slice], printed: &Printed, rounding: Rounding) -> Vec<Line> {
    let line = |(row, group): (usize, &Vec<usize>)| {
        let keys: Vec<&str> = group.iter().filter_map(|at| slices.get(*at)).map(|s| s.key.as_str()).collect();
        let cell = |column| Cell::from(printed.cell(row, column));
        let (cases, arrested, unknown) = (Cell::from(printed.row_total(row)), cell(ARRESTED), cell(UNKNOWN));
        let percent = Cell::percent(&arrested, &cases, &unknown, rounding);
        Line { key: keys.join(","), label: printed.rows[row].clone(), cases, arrested, unknown, percent }
    };
    let mut lines: Vec<Line> = printed.layout().rows.iter().enumerate().map(line).collect();
    if by != By::Month {
        lines.sort_by_key(|line| (line.key.is_empty(), Reverse(line.cases.count().unwrap_or(1))));
    }
    lines
}
