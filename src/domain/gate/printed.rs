//! What leaves the gate.

use super::rule::{Figure, Grid, Rule, per_mille};
use super::table::{Layout, Table, joined};

/// A table as a reader sees it. Nothing in it is more than he may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// What is counted.
    pub counted: String,
    /// Labels down the side, merged ones as *A and B*.
    pub rows: Vec<String>,
    /// Labels along the top.
    pub columns: Vec<String>,
    /// The rule the figures follow; none where a director let national figures out exact.
    pub rule: Option<Rule>,
    /// For the reader, under the table. No count is in it that the table hides.
    pub notes: Vec<String>,
    /// The categories that were taken together.
    pub merged: Vec<String>,
    layout: Layout,
    figures: Grid,
}

impl Printed {
    pub(super) fn new(rule: Option<Rule>, table: &Table, layout: Layout, figures: Grid) -> Self {
        let rows: Vec<String> = layout.rows.iter().map(|group| joined(&table.rows, group)).collect();
        let columns: Vec<String> = layout.columns.iter().map(|group| joined(&table.columns, group)).collect();
        let several = |labels: &[String], groups: &[Vec<usize>]| -> Vec<String> {
            labels.iter().zip(groups).filter(|(_, group)| group.len() > 1).map(|(label, _)| label.clone()).collect()
        };
        let merged = [several(&rows, &layout.rows), several(&columns, &layout.columns)].concat();
        let mut notes: Vec<String> = rule.iter().map(|rule| rule.note().to_owned()).collect();
        notes.extend(merged.iter().map(|label| format!("{label} are counted together to protect small counts.")));
        Self { counted: table.counted.clone(), rows, columns, rule, notes, merged, layout, figures }
    }

    /// Every figure as it is.
    pub(super) fn exact(table: &Table) -> Self {
        let layout = Layout::plain(table);
        let figure = |row, column| Figure::Shown(layout.truth(table, row, column));
        let line = |row| (0..layout.width()).map(|column| figure(row, column)).collect();
        let grid = (0..layout.height()).map(line).collect();
        Self::new(None, table, layout.clone(), grid)
    }

    /// One cell.
    pub fn cell(&self, row: usize, column: usize) -> Figure {
        self.figures.get(row).and_then(|row| row.get(column)).copied().unwrap_or(Figure::Hidden)
    }

    /// The total of a row.
    pub fn row_total(&self, row: usize) -> Figure {
        self.cell(row, self.layout.width() - 1)
    }

    /// The total of a column.
    pub fn column_total(&self, column: usize) -> Figure {
        self.cell(self.layout.height() - 1, column)
    }

    /// The total of all.
    pub fn total(&self) -> Figure {
        self.cell(self.layout.height() - 1, self.layout.width() - 1)
    }

    /// Tenths of a per cent that a cell is of its row, from what is printed; none on a base under 20.
    pub fn share_of_row(&self, row: usize, column: usize) -> Option<u32> {
        per_mille(self.cell(row, column), self.row_total(row))
    }

    /// Tenths of a per cent that a cell is of its column.
    pub fn share_of_column(&self, row: usize, column: usize) -> Option<u32> {
        per_mille(self.cell(row, column), self.column_total(column))
    }

    /// Which categories of its table were printed as one.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The counts that a reader sees behind the figure at a place; no end where there is none.
    pub(super) fn meaning(&self, row: usize, column: usize) -> (u32, Option<u32>) {
        let figure = self.cell(row, column);
        match (self.rule, figure.number()) {
            (Some(rule), _) => rule.meaning(figure),
            (None, number) => (number.unwrap_or(0), number),
        }
    }

    pub(super) fn is_guarded(&self, row: usize, column: usize) -> bool {
        !matches!(self.cell(row, column), Figure::Shown(_))
    }
}

/// A table that was signed and is out, with the counts it was made from as they stood then. The counts stay in the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The release it was in: *2019, signed 2020-01-13*.
    pub release: String,
    /// The counts as they stood.
    pub table: Table,
    /// What went out.
    pub printed: Printed,
}

impl Signed {
    /// A national table whose figures are known whatever else is printed: the headline of a release.
    pub fn known(release: &str, table: &Table) -> Self {
        let printed = Printed::exact(table);
        Self { release: release.to_owned(), table: table.clone(), printed }
    }
}
