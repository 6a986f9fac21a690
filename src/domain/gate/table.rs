//! What comes to the gate: true counts under their labels, and how the categories are taken together. Nothing in here leaves.

use std::fmt;

/// How the unknown is named wherever it stands.
pub const NOT_KNOWN: &str = "Not known";

/// What the categories along one side of a table are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// What is told apart: *Province*, *Age*. Empty where a table is one-way and its only row is everything.
    pub name: String,
    /// The categories, each under its own label.
    pub labels: Vec<String>,
    /// Neighbours belong together, as ages and months do: only neighbours are ever merged.
    pub ordered: bool,
}

impl Axis {
    /// Categories in no order that matters.
    pub fn new<L: Into<String>>(name: &str, labels: impl IntoIterator<Item = L>) -> Self {
        Self { name: name.to_owned(), labels: labels.into_iter().map(Into::into).collect(), ordered: false }
    }

    /// Categories in an order that matters.
    pub fn ordered<L: Into<String>>(name: &str, labels: impl IntoIterator<Item = L>) -> Self {
        Self { ordered: true, ..Self::new(name, labels) }
    }

    /// The same with *not known* as its last category.
    pub fn with_not_known(mut self) -> Self {
        self.labels.push(NOT_KNOWN.to_owned());
        self
    }

    /// The only row of a one-way table.
    fn whole() -> Self {
        Self::new("", ["All"])
    }

    fn is_known(&self, category: usize) -> bool {
        self.labels.get(category).is_some_and(|label| label != NOT_KNOWN)
    }
}

/// A table whose counts do not fit its labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misshapen;

impl fmt::Display for Misshapen {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a table needs one count for each of its rows and columns, and no label twice")
    }
}

impl std::error::Error for Misshapen {}

/// True counts by row and column. The totals are sums of these and are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What is counted, with period and scope: *cases reported in 2019*. Only tables that say the same are set against each other.
    pub counted: String,
    /// Down the side.
    pub rows: Axis,
    /// Along the top.
    pub columns: Axis,
    /// A one-way table of the whole country, which a director may let out exact. One by province is not.
    pub national: bool,
    counts: Vec<Vec<u32>>,
}

impl Table {
    /// A table of rows by columns.
    pub fn new(counted: &str, rows: Axis, columns: Axis, counts: Vec<Vec<u32>>) -> Result<Self, Misshapen> {
        let twice = |axis: &Axis| (1..axis.labels.len()).any(|at| axis.labels[..at].contains(&axis.labels[at]));
        let fits = counts.len() == rows.labels.len() && counts.iter().all(|row| row.len() == columns.labels.len());
        if !fits || columns.labels.is_empty() || rows.labels.is_empty() || twice(&rows) || twice(&columns) {
            return Err(Misshapen);
        }
        Ok(Self { counted: counted.to_owned(), rows, columns, national: false, counts })
    }

    /// A table of one row.
    pub fn one_way(counted: &str, columns: Axis, counts: Vec<u32>) -> Result<Self, Misshapen> {
        Self::new(counted, Axis::whole(), columns, vec![counts])
    }

    /// The same as a table of the whole country. It has to be one-way.
    pub fn nationwide(mut self) -> Self {
        self.national = self.rows.labels.len() == 1;
        self
    }

    /// The count of one cell.
    pub fn count(&self, row: usize, column: usize) -> u32 {
        self.counts.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0)
    }

    /// What a table is called in a sentence.
    pub fn name(&self) -> String {
        match self.rows.name.as_str() {
            "" => format!("{} by {}", self.counted, self.columns.name),
            rows => format!("{} by {rows} and {}", self.counted, self.columns.name),
        }
    }
}

/// Which categories are printed as one. Lines are counted from 0; the line after the last is the total, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The rows that are printed, each with the rows of the table in it.
    pub rows: Vec<Vec<usize>>,
    /// The columns likewise.
    pub columns: Vec<Vec<usize>>,
}

impl Layout {
    /// Each category on its own.
    pub fn plain(table: &Table) -> Self {
        let each = |axis: &Axis| (0..axis.labels.len()).map(|at| vec![at]).collect();
        Self { rows: each(&table.rows), columns: each(&table.columns) }
    }

    /// Lines down, with that of the totals. A single row is its own total.
    pub fn height(&self) -> usize {
        lines(&self.rows)
    }

    /// Lines across, with that of the totals.
    pub fn width(&self) -> usize {
        lines(&self.columns)
    }

    /// The cells of the table that the figure at this place sums up.
    pub fn cells(&self, row: usize, column: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let columns = line(&self.columns, column);
        line(&self.rows, row)
            .into_iter()
            .flat_map(move |row| columns.clone().into_iter().map(move |column| (row, column)))
    }

    /// The true figure at this place.
    pub fn truth(&self, table: &Table, row: usize, column: usize) -> u32 {
        self.cells(row, column).map(|(row, column)| table.count(row, column)).sum()
    }

    /// Every place, row by row.
    pub fn places(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let width = self.width();
        (0..self.height()).flat_map(move |row| (0..width).map(move |column| (row, column)))
    }

    /// How a place is called in a sentence.
    pub fn label(&self, table: &Table, row: usize, column: usize) -> String {
        let row = self.rows.get(row).filter(|_| !table.rows.name.is_empty()).map(|group| joined(&table.rows, group));
        let column = self.columns.get(column).map(|group| joined(&table.columns, group));
        match (row, column) {
            (Some(row), Some(column)) => format!("{column} in {row}"),
            (None, Some(only)) if self.rows.len() == 1 => only,
            (Some(only), None) | (None, Some(only)) => format!("the total of {only}"),
            (None, None) => "the total of all".to_owned(),
        }
    }

    /// The ways to merge two categories that are worth trying: the two smallest rows and columns, and the line of a place with
    /// the smallest beside it. *Not known* is never merged, an empty category hides nothing, and two always stay apart.
    pub fn mergers(&self, table: &Table, place: (usize, usize)) -> Vec<Self> {
        let rows: Vec<u32> = (0..self.rows.len()).map(|at| self.truth(table, at, self.columns.len())).collect();
        let columns: Vec<u32> = (0..self.columns.len()).map(|at| self.truth(table, self.rows.len(), at)).collect();
        let by_row = pairs(&table.rows, &self.rows, &rows, place.0)
            .into_iter()
            .map(|pair| Self { rows: merged(&self.rows, pair), ..self.clone() });
        let by_column = pairs(&table.columns, &self.columns, &columns, place.1)
            .into_iter()
            .map(|pair| Self { columns: merged(&self.columns, pair), ..self.clone() });
        let mut all: Vec<Self> = by_row.collect();
        let more_columns = self.columns.len() > self.rows.len();
        all.splice(if more_columns { 0..0 } else { all.len()..all.len() }, by_column);
        all
    }
}

/// The label of categories taken together: *A*, *A and B*, *A, B and C*.
pub fn joined(axis: &Axis, group: &[usize]) -> String {
    let labels: Vec<&str> = group.iter().filter_map(|at| axis.labels.get(*at)).map(String::as_str).collect();
    match labels.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

fn lines(groups: &[Vec<usize>]) -> usize {
    groups.len() + usize::from(groups.len() > 1)
}

fn line(groups: &[Vec<usize>], at: usize) -> Vec<usize> {
    groups.get(at).cloned().unwrap_or_else(|| groups.concat())
}

fn merged(groups: &[Vec<usize>], (one, other): (usize, usize)) -> Vec<Vec<usize>> {
    let mut groups = groups.to_vec();
    let more = groups.remove(one.max(other));
    if let Some(group) = groups.get_mut(one.min(other)) {
        group.extend(more);
        group.sort_unstable();
    }
    groups
}

/// The two smallest that may be merged, and the one at hand with its smallest.
fn pairs(axis: &Axis, groups: &[Vec<usize>], totals: &[u32], at_hand: usize) -> Vec<(usize, usize)> {
    let known: Vec<usize> = (0..groups.len()).filter(|at| groups[*at].iter().all(|at| axis.is_known(*at))).collect();
    if known.len() < 3 {
        return Vec::new();
    }
    let allowed = |one: usize, other: usize| match axis.ordered {
        true => other == one + 1 && totals[one] + totals[other] > 0,
        false => totals[one] > 0 && totals[other] > 0,
    };
    let mut all: Vec<(usize, usize)> = Vec::new();
    for one in &known {
        all.extend(known.iter().filter(|other| *other > one && allowed(*one, **other)).map(|other| (*one, *other)));
    }
    // Of two equal ones the later: lists usually begin with what matters most.
    let size = |pair: &(usize, usize)| (totals[pair.0] + totals[pair.1], std::cmp::Reverse(*pair));
    let smallest = all.iter().copied().min_by_key(size);
    let beside = all.iter().copied().filter(|pair| pair.0 == at_hand || pair.1 == at_hand).min_by_key(size);
    smallest.into_iter().chain(beside.filter(|pair| Some(*pair) != smallest)).collect()
}
