//! All that is out about the same cases, taken together: the table at the gate and every table signed before. The attacker
//! is granted more than he has: he knows which figures did not move between two releases, and of the others that they did.

use super::attack::{Interval, Knowledge, Terms, WIDTH};
use super::printed::{Printed, Signed};
use super::table::{Axis, Layout, Table};
use std::collections::BTreeMap;

/// A figure that can be found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// Which, in words.
    pub figure: String,
    /// Where, if it is in the table at the gate.
    pub place: Option<(usize, usize)>,
    /// What an attacker can compute.
    pub interval: Interval,
}

impl Leak {
    /// For whoever releases: what would be found out.
    pub fn sentence(&self) -> String {
        let Interval { low, high } = self.interval;
        match low == high {
            true => format!("{} could be computed: it is {low}", self.figure),
            false => format!("{} could be computed as {low} to {high}", self.figure),
        }
    }
}

/// A table that is out, with what its cells are called in the program.
struct Out<'a> {
    table: &'a Table,
    printed: &'a Printed,
    release: Option<&'a str>,
    cells: Vec<Vec<usize>>,
}

impl Out<'_> {
    fn terms(&self, layout: &Layout, row: usize, column: usize) -> Terms {
        layout.cells(row, column).map(|(row, column)| (self.cells[row][column], 1)).collect()
    }
}

/// A count that two tables have in common: its place among the plain lines of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// In the one.
    pub one: (usize, usize),
    /// In the other.
    pub other: (usize, usize),
}

/// Where each line of the one side is on the other, if both tell the same apart. A single unnamed row is no side.
fn matched(one: &Axis, other: &Axis) -> Option<Vec<usize>> {
    let same = one.name == other.name && one.labels.len() == other.labels.len();
    let find = |label| other.labels.iter().position(|known| known == label);
    same.then(|| one.labels.iter().map(find).collect::<Option<Vec<usize>>>()).flatten()
}

/// The cells of a table that is the same one at another time, or the same one turned.
fn same_cells(one: &Table, other: &Table) -> Option<Vec<Shared>> {
    let cells = |rows: Vec<usize>, columns: Vec<usize>, turned: bool| {
        let all = rows
            .into_iter()
            .enumerate()
            .flat_map(|row| columns.clone().into_iter().enumerate().map(move |at| (row, at)));
        let place = |row, column| if turned { (column, row) } else { (row, column) };
        all.map(|((row, there), (column, across))| Shared { one: (row, column), other: place(there, across) }).collect()
    };
    let straight = matched(&one.rows, &other.rows).zip(matched(&one.columns, &other.columns));
    let turned = || matched(&one.rows, &other.columns).zip(matched(&one.columns, &other.rows));
    match straight {
        Some((rows, columns)) => Some(cells(rows, columns, false)),
        None => turned().map(|(rows, columns)| cells(rows, columns, true)),
    }
}

/// The counts that two tables print or add up alike, in groups: all cells, the totals of a side, the total of all.
pub fn shared(one: &Table, other: &Table) -> Vec<Vec<Shared>> {
    let last = |table: &Table| (Layout::plain(table).height() - 1, Layout::plain(table).width() - 1);
    let (one_last, other_last) = (last(one), last(other));
    let mut groups: Vec<Vec<Shared>> = same_cells(one, other).into_iter().collect();
    // The sides may be swapped, and a one-way table has its only side along the top.
    for (side, is_row) in [(&one.rows, true), (&one.columns, false)] {
        for (other_side, other_is_row) in [(&other.rows, true), (&other.columns, false)] {
            let Some(lines) = matched(side, other_side).filter(|_| !side.name.is_empty()) else { continue };
            let place = |last: (usize, usize), is_row: bool, at| if is_row { (at, last.1) } else { (last.0, at) };
            let pair = |(here, there)| Shared {
                one: place(one_last, is_row, here),
                other: place(other_last, other_is_row, there),
            };
            groups.push(lines.into_iter().enumerate().map(pair).collect());
        }
    }
    groups.push(vec![Shared { one: one_last, other: other_last }]);
    groups
}

/// The cells of the same table at another time, printed the same way round.
pub fn again(now: &Table, then: &Table) -> Option<Vec<Shared>> {
    let straight = now.rows.name == then.rows.name && now.columns.name == then.columns.name;
    same_cells(now, then).filter(|_| straight)
}

/// What is out, as an attacker reads it, and what he must not find.
pub struct Union<'a> {
    knowledge: Knowledge,
    tables: Vec<Out<'a>>,
    guarded: Vec<(String, Option<(usize, usize)>)>,
    sums: Vec<Terms>,
}

impl<'a> Union<'a> {
    /// The table at the gate with what was signed before.
    pub fn new(table: &'a Table, printed: &'a Printed, earlier: &'a [&'a Signed]) -> Self {
        let mut union =
            Self { knowledge: Knowledge::default(), tables: Vec::new(), guarded: Vec::new(), sums: Vec::new() };
        union.add(table, printed, None);
        for signed in earlier {
            union.add(&signed.table, &signed.printed, Some(&signed.release));
        }
        for at in 0..union.tables.len() {
            union.guard_figures(at);
        }
        union
    }

    /// What of the table at the gate, of those before it and of the changes between them could be found out.
    pub fn leaks(&self) -> Vec<Leak> {
        let narrow = self.knowledge.narrower(&self.sums, WIDTH);
        narrow.into_iter().map(|(at, interval)| self.leak(at, interval)).collect()
    }

    /// What an attacker can compute of everything that is not shown.
    pub fn intervals(&self) -> Vec<Leak> {
        let all = self.sums.iter().enumerate();
        all.map(|(at, terms)| self.leak(at, self.knowledge.interval(terms))).collect()
    }

    fn leak(&self, at: usize, interval: Interval) -> Leak {
        let (figure, place) = self.guarded[at].clone();
        Leak { figure, place, interval }
    }

    fn add(&mut self, table: &'a Table, printed: &'a Printed, release: Option<&'a str>) {
        let mut cells = vec![vec![usize::MAX; table.columns.labels.len()]; table.rows.labels.len()];
        // A cell that did not move is the same unknown.
        for before in &self.tables {
            for Shared { one, other } in same_cells(table, before.table).into_iter().flatten() {
                if table.count(one.0, one.1) == before.table.count(other.0, other.1) {
                    cells[one.0][one.1] = before.cells[other.0][other.1];
                }
            }
        }
        for (row, cells) in cells.iter_mut().enumerate() {
            for (column, cell) in cells.iter_mut().enumerate().filter(|(_, cell)| **cell == usize::MAX) {
                *cell = self.knowledge.unknown(table.count(row, column));
            }
        }
        let out = Out { table, printed, release, cells };
        for (row, column) in printed.layout().places() {
            let (low, high) = printed.meaning(row, column);
            self.knowledge.read(out.terms(printed.layout(), row, column), i64::from(low), high.map(i64::from));
        }
        for at in 0..self.tables.len() {
            self.link(at, &out);
        }
        self.tables.push(out);
    }

    /// What two tables have in common is equal if it did not move; if it moved by a few, by how many must not be found out.
    fn link(&mut self, at: usize, out: &Out) {
        let before = &self.tables[at];
        let (plain, plain_before) = (Layout::plain(out.table), Layout::plain(before.table));
        // A change is judged when it comes to the gate, and national totals that a director lets out may change openly.
        let limit = before.printed.rule.filter(|_| before.release.is_none()).map(|rule| rule.limit());
        for Shared { one, other } in shared(out.table, before.table).concat() {
            let mut terms: BTreeMap<usize, i64> = BTreeMap::new();
            for (cell, sign) in out.terms(&plain, one.0, one.1) {
                *terms.entry(cell).or_default() += sign;
            }
            for (cell, sign) in before.terms(&plain_before, other.0, other.1) {
                *terms.entry(cell).or_default() -= sign;
            }
            let terms: Terms = terms.into_iter().filter(|(_, sign)| *sign != 0).collect();
            if terms.is_empty() {
                continue;
            }
            let (now, then) =
                (plain.truth(out.table, one.0, one.1), plain_before.truth(before.table, other.0, other.1));
            match now.abs_diff(then) {
                0 => self.knowledge.read(terms, 0, Some(0)),
                moved if limit.is_some_and(|limit| moved <= limit) => {
                    let figure = plain.label(out.table, one.0, one.1);
                    let between = out.release.unwrap_or_default();
                    self.guarded.push((format!("the change in {figure} since release {between}"), None));
                    self.sums.push(terms);
                }
                _ => {}
            }
        }
    }

    /// Everything that a table does not show. A total that a director let out exact elsewhere is no secret any more.
    fn guard_figures(&mut self, at: usize) {
        let out = &self.tables[at];
        let layout = out.printed.layout();
        let exact = self.tables.iter().filter(|other| other.printed.rule.is_none());
        let exact: Vec<Vec<Shared>> = exact
            .map(|other| {
                let still = |shared: &Shared| {
                    let (plain, others) = (Layout::plain(out.table), Layout::plain(other.table));
                    plain.truth(out.table, shared.one.0, shared.one.1)
                        == others.truth(other.table, shared.other.0, shared.other.1)
                };
                shared(out.table, other.table).concat().into_iter().filter(still).collect()
            })
            .collect();
        let plain = Layout::plain(out.table);
        let released = |row: usize, column: usize| {
            // A line of the layout is out if every line of the table in it is.
            let lines = |groups: &[Vec<usize>], at: usize, last: usize| groups.get(at).cloned().unwrap_or(vec![last]);
            let rows = lines(&layout.rows, row, plain.height() - 1);
            let columns = lines(&layout.columns, column, plain.width() - 1);
            exact.iter().any(|shared| {
                rows.iter()
                    .all(|row| columns.iter().all(|column| shared.iter().any(|known| known.one == (*row, *column))))
            })
        };
        for (row, column) in layout.places() {
            if out.printed.is_guarded(row, column) && !released(row, column) {
                let figure = layout.label(out.table, row, column);
                let place = out.release.is_none().then_some((row, column));
                let figure = match out.release {
                    Some(release) => format!("{figure} in {} of release {release}", out.table.name()),
                    None => figure,
                };
                self.guarded.push((figure, place));
                self.sums.push(out.terms(layout, row, column));
            }
        }
    }
}
