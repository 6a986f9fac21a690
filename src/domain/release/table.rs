//! The breakdowns of a release: the arrest rate by offence, month, province and team, each as the gate lets it out beside the exact
//! headline and the tables before it. It must never hand on why the gate merged or withheld: its reasons name counts.

use super::cell::Cell;
use crate::domain::code::Lists;
use crate::domain::day::month_name;
use crate::domain::facts::Facts;
use crate::domain::figures::{By, Slice, Tally};
use crate::domain::gate::{self, Axis, Gate, NOT_KNOWN, Printed, Rule, Signed};
use crate::domain::rate::Window;
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

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

/// All of them. The headline is out in any case: whoever reads them knows it.
pub fn tables(facts: &[Facts], window: &Window, lists: &Lists, headline: Tally) -> Vec<Table> {
    let counted = format!("cases reported in {}", window.period.span().0.year());
    let mut out: Vec<Signed> = Vec::new();
    let exact = gate::Table::one_way(&counted, columns(), counts(headline)).map(gate::Table::nationwide);
    if let Ok(exact) = exact {
        out.extend(Gate::new(Rule::Rounding).signed_by("the director").check(&exact, &[]).sign(&counted, &exact));
    }
    TABLES.into_iter().map(|by| table(by, slices(by, facts, window, lists), &counted, &mut out)).collect()
}

fn columns() -> Axis {
    Axis::new("Arrest", COLUMNS).with_not_known()
}

fn counts(Tally { k, n, unknown }: Tally) -> Vec<u32> {
    vec![k, n.saturating_sub(k), unknown]
}

/// The lines in an order that tells nothing of their counts, not known last.
fn slices(by: By, facts: &[Facts], window: &Window, lists: &Lists) -> Vec<Slice> {
    let mut slices = by.slices(facts, window, lists);
    if by == By::Month {
        // A month without a case is none that is left out.
        let (last, cut_off) = (window.period.span().1, window.cut_off.today());
        let months = if cut_off < last { cut_off.month() } else { 12 };
        for month in 1..=months {
            let key = format!("{month:02}");
            if !slices.iter().any(|s| s.key == key) {
                let label = month_name(month as usize - 1).to_owned();
                slices.push(Slice { key, label, cases: 0, tally: Tally::default(), suppressed: false });
            }
        }
    }
    slices.sort_by(|a, b| (a.key.is_empty(), &a.key).cmp(&(b.key.is_empty(), &b.key)));
    slices
}

/// One of them as it may leave; `out` are the tables that did, this one then among them.
fn table(by: By, slices: Vec<Slice>, counted: &str, out: &mut Vec<Signed>) -> Table {
    let word = By::ALL.iter().find(|(_, b)| *b == by).map_or("", |(word, _)| word);
    let blank = Table { by: word.to_owned(), rows: Vec::new(), withheld: false };
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
    let outcome = Gate::new(Rule::Rounding).check(&table, out);
    let rows = outcome.printed().map(|printed| lines(by, &slices, printed));
    out.extend(outcome.sign(counted, &table));
    match rows {
        Some(rows) => Table { rows, ..blank },
        None => Table { withheld: true, ..blank },
    }
}

/// The lines as they are printed; nothing is in them, nor in their order, that the gate did not let out.
fn lines(by: By, slices: &[Slice], printed: &Printed) -> Vec<Line> {
    let line = |(row, group): (usize, &Vec<usize>)| {
        let keys: Vec<&str> = group.iter().filter_map(|at| slices.get(*at)).map(|s| s.key.as_str()).collect();
        let cell = |column| Cell::from(printed.cell(row, column));
        let (cases, arrested, unknown) = (Cell::from(printed.row_total(row)), cell(ARRESTED), cell(UNKNOWN));
        let percent = Cell::percent(&arrested, &cases, &unknown);
        Line { key: keys.join(","), label: printed.rows[row].clone(), cases, arrested, unknown, percent }
    };
    let mut lines: Vec<Line> = printed.layout().rows.iter().enumerate().map(line).collect();
    if by != By::Month {
        lines.sort_by_key(|line| (line.key.is_empty(), Reverse(line.cases.count().unwrap_or(1))));
    }
    lines
}
