//! A reader with time: pushes whole counts round a network, or tries every table there is. No code of the gate is in here.

use caseload::domain::gate::{Axis, Figure, Printed, Rule, Table};
use std::collections::VecDeque;

/// Dice that fall the same every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }

    pub fn count(&mut self) -> u32 {
        let upto = match self.below(20) {
            0..=4 => return 0,
            5..=11 => 7,
            12..=15 => 15,
            16..=18 => 60,
            _ => 300,
        };
        u32::try_from(1 + self.below(upto)).unwrap()
    }

    pub fn side(&mut self, least: u64, most: u64) -> usize {
        usize::try_from(least + self.below(most - least + 1)).unwrap()
    }
}

pub fn labels(word: &str, many: usize) -> Vec<String> {
    (0..many).map(|at| format!("{word}{at}")).collect()
}

pub fn table(rows: usize, columns: usize, dice: &mut Dice) -> Table {
    let counts = (0..rows).map(|_| (0..columns).map(|_| dice.count()).collect()).collect();
    named(counts)
}

pub fn named(counts: Vec<Vec<u32>>) -> Table {
    let (rows, columns) = (counts.len(), counts[0].len());
    if rows == 1 {
        return Table::one_way("cases", Axis::new("Offence", labels("o", columns)), counts.concat()).unwrap();
    }
    Table::new("cases", Axis::new("Province", labels("p", rows)), Axis::new("Offence", labels("o", columns)), counts)
        .unwrap()
}

/// What the reader sees: bounds on the cells, on the totals and on the total of all, and the truth behind it.
pub struct Seen {
    pub rows: usize,
    pub columns: usize,
    pub truth: Vec<Vec<i64>>,
    bounds: Vec<Vec<(i64, i64)>>,
    pub figures: Vec<Vec<Figure>>,
}

pub const FAR: i64 = 1 << 40;

pub fn reads(rule: Rule, figure: Figure) -> (i64, i64) {
    match (rule, figure) {
        (_, Figure::Shown(n)) => (i64::from(n), i64::from(n)),
        (Rule::Rounding, Figure::Hidden) => (1, 7),
        (Rule::Suppression, Figure::Hidden) => (0, FAR),
        (_, Figure::Rounded(n)) => ((i64::from(n) - 2).max(8), i64::from(n) + 2),
    }
}

pub fn with_totals(cells: &[Vec<i64>]) -> Vec<Vec<i64>> {
    let mut all: Vec<Vec<i64>> =
        cells.iter().map(|row| row.iter().copied().chain([row.iter().sum()]).collect()).collect();
    all.push((0..all[0].len()).map(|at| all.iter().map(|row| row[at]).sum()).collect());
    all
}

/// Which lines of a table are behind each printed label.
pub fn groups(printed: &[String], labels: &[String]) -> Vec<Vec<usize>> {
    let parts = |label: &String| -> Vec<usize> {
        let parts = label.replace(" and ", ", ");
        parts.split(", ").map(|part| labels.iter().position(|label| label == part).unwrap()).collect()
    };
    printed.iter().map(parts).collect()
}

impl Seen {
    pub fn new(table: &Table, printed: &Printed, rule: Rule) -> Self {
        let (rows, columns) =
            (groups(&printed.rows, &table.rows.labels), groups(&printed.columns, &table.columns.labels));
        let sum = |rows: &[usize], columns: &[usize]| -> i64 {
            rows.iter().flat_map(|r| columns.iter().map(|c| i64::from(table.count(*r, *c)))).sum()
        };
        let cells: Vec<Vec<i64>> = rows.iter().map(|r| columns.iter().map(|c| sum(r, c)).collect()).collect();
        let (height, width) = (rows.len(), columns.len());
        Self::of(cells, rule, |r, c| match (r < height, c < width) {
            (true, true) => printed.cell(r, c),
            (true, false) => printed.row_total(r),
            (false, true) => printed.column_total(c),
            (false, false) => printed.total(),
        })
    }

    pub fn of(cells: Vec<Vec<i64>>, rule: Rule, mut figure: impl FnMut(usize, usize) -> Figure) -> Self {
        let (rows, columns) = (cells.len(), cells[0].len());
        let figures: Vec<Vec<Figure>> = (0..=rows).map(|r| (0..=columns).map(|c| figure(r, c)).collect()).collect();
        let bounds = figures.iter().map(|row| row.iter().map(|figure| reads(rule, *figure)).collect()).collect();
        let seen = Self { rows, columns, truth: with_totals(&cells), bounds, figures };
        for (truth, bounds) in seen.truth.concat().iter().zip(seen.bounds.concat()) {
            assert!(bounds.0 <= *truth && *truth <= bounds.1, "{:?} printed for {:?}", seen.figures, seen.truth);
        }
        seen
    }

    /// Arcs of the network: from, to, how much runs, least, most. Node 0 is where all comes from, 1 where all goes.
    fn arcs(&self) -> Vec<(usize, usize, i64, i64, i64)> {
        let mut arcs = Vec::new();
        for r in 0..=self.rows {
            for c in 0..=self.columns {
                let (from, to) = match (r < self.rows, c < self.columns) {
                    (true, true) => (2 + r, 2 + self.rows + c),
                    (true, false) => (0, 2 + r),
                    (false, true) => (2 + self.rows + c, 1),
                    (false, false) => (1, 0),
                };
                let (low, high) = self.bounds[r][c];
                arcs.push((from, to, self.truth[r][c], low, high));
            }
        }
        arcs
    }

    /// How far an attacker narrows each figure, by pushing counts round until nothing moves.
    pub fn interval(&self, at: usize, enough: i64) -> (i64, i64) {
        let push = |up: bool| -> i64 {
            let mut arcs = self.arcs();
            let (from, to, start, low, high) = arcs[at];
            // More on the arc has to come back from its head to its tail without it.
            let (source, sink) = if up { (to, from) } else { (from, to) };
            let mut moved = 0;
            let room = if up { high - start } else { start - low };
            while moved < room.min(enough) {
                let nodes = 2 + self.rows + self.columns;
                let mut by: Vec<Option<(usize, bool)>> = vec![None; nodes];
                let mut queue = VecDeque::from([source]);
                while let Some(node) = queue.pop_front() {
                    for (index, arc) in arcs.iter().enumerate().filter(|(index, _)| *index != at) {
                        for (tail, head, free, forth) in
                            [(arc.0, arc.1, arc.4 - arc.2, true), (arc.1, arc.0, arc.2 - arc.3, false)]
                        {
                            if tail == node && free > 0 && head != source && by[head].is_none() {
                                by[head] = Some((index, forth));
                                queue.push_back(head);
                            }
                        }
                    }
                }
                if by[sink].is_none() {
                    break;
                }
                let mut node = sink;
                while node != source {
                    let (index, forth) = by[node].unwrap();
                    arcs[index].2 += if forth { 1 } else { -1 };
                    node = if forth { arcs[index].0 } else { arcs[index].1 };
                }
                moved += 1;
            }
            moved
        };
        let truth = self.truth.concat()[at];
        (truth - push(false), truth + push(true))
    }

    /// Figures that are not shown and can be told to fewer than three values.
    pub fn leaks(&self) -> Vec<(usize, (i64, i64))> {
        let figures = self.figures.concat();
        (0..figures.len())
            .filter(|at| !matches!(figures[*at], Figure::Shown(_)))
            .map(|at| (at, self.interval(at, 3)))
            .filter(|(_, (low, high))| high - low < 2)
            .collect()
    }

    pub fn hidden(&self) -> (usize, usize) {
        let cells = (0..self.rows).flat_map(|r| (0..self.columns).map(move |c| (r, c)));
        let hidden = cells.filter(|(r, c)| self.figures[*r][*c] == Figure::Hidden).count();
        (hidden, self.rows * self.columns)
    }
}

/// Every table of whole counts that fits what is printed, as a list of its cells; what nothing bounds ends a little above the truth.
pub fn everything(table: &Table, printed: &Printed, rule: Option<Rule>) -> Vec<Vec<i64>> {
    let (height, width) = (table.rows.labels.len(), table.columns.labels.len());
    let (mut rows, mut columns) =
        (groups(&printed.rows, &table.rows.labels), groups(&printed.columns, &table.columns.labels));
    let (r_last, c_last) = (rows.len(), columns.len());
    rows.push((0..height).collect());
    columns.push((0..width).collect());
    let mut sums: Vec<(Vec<usize>, (i64, i64))> = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        for (c, column) in columns.iter().enumerate() {
            let figure = match (r < r_last, c < c_last) {
                (true, true) => printed.cell(r, c),
                (true, false) => printed.row_total(r),
                (false, true) => printed.column_total(c),
                (false, false) => printed.total(),
            };
            let cells = row.iter().flat_map(|r| column.iter().map(move |c| r * width + c)).collect();
            sums.push((cells, reads(rule.unwrap_or_default(), figure)));
        }
    }
    let reach: Vec<(i64, i64)> = (0..height * width)
        .map(|at| {
            let truth = i64::from(table.count(at / width, at % width));
            let own = sums.iter().find(|(cells, _)| cells == &[at]).map_or((0, FAR), |(_, bounds)| *bounds);
            (own.0.max(truth - 4), own.1.min(truth + 4))
        })
        .collect();
    let mut found = Vec::new();
    let mut cells: Vec<i64> = reach.iter().map(|(low, _)| *low).collect();
    loop {
        let fits = |(of, (low, high)): &(Vec<usize>, (i64, i64))| {
            let sum: i64 = of.iter().map(|at| cells[*at]).sum();
            *low <= sum && sum <= *high
        };
        if sums.iter().all(fits) {
            found.push(cells.clone());
        }
        let Some(at) = (0..cells.len()).find(|at| cells[*at] < reach[*at].1) else { return found };
        cells[at] += 1;
        for before in 0..at {
            cells[before] = reach[before].0;
        }
    }
}

pub fn span(values: impl Iterator<Item = i64>) -> i64 {
    let (low, high) = values.fold((FAR, -FAR), |(low, high), value| (low.min(value), high.max(value)));
    high - low
}

/// A year of a unit: some hundred cases over every province, most of them in a few.
pub fn thin(rows: usize, columns: usize, cases: u32, dice: &mut Dice) -> Table {
    let mut counts = vec![vec![0; columns]; rows];
    for _ in 0..cases {
        let mut skewed = |many: usize| dice.side(0, many as u64 - 1).min(dice.side(0, many as u64 - 1));
        counts[skewed(rows)][skewed(columns)] += 1;
    }
    named(counts)
}
