//! Complementary cells: what else is hidden so that a hidden count cannot be computed from its row or column. A proposal
//! only; whether it holds is proved by the attack.

use super::attack::WIDTH;
use super::rule::{Figure, Grid};
use super::table::{Layout, Table};

/// Fewest totals, then fewest cells, then the smallest counts.
type Cost = (usize, usize, u32);

/// Hides what covers each of the places at least cost. False where nothing more was hidden: all is covered or cannot be.
pub fn cover(table: &Table, layout: &Layout, grid: &mut Grid, places: &[(usize, usize)]) -> bool {
    let mut hidden_more = false;
    for place in places {
        for (row, column) in cheapest(table, layout, grid, *place).unwrap_or_default() {
            grid[row][column] = Figure::Hidden;
            hidden_more = true;
        }
    }
    hidden_more
}

/// The cells that can move together with a place, up and down, without any printed sum telling: one more in its row, one
/// in its column and the one across, or its neighbour alone where there is only one line.
fn cheapest(table: &Table, layout: &Layout, grid: &Grid, (row, column): (usize, usize)) -> Option<Vec<(usize, usize)>> {
    let (height, width) = (layout.height(), layout.width());
    let others = |many: usize, own: usize| -> Vec<Option<usize>> {
        match many {
            1 => vec![None],
            _ => (0..many).filter(|at| *at != own).map(Some).collect(),
        }
    };
    let mut best: Option<(Cost, Vec<(usize, usize)>)> = None;
    for other_row in others(height, row) {
        for other_column in others(width, column) {
            // A total counts against its line: if a cell grows, so does it.
            let turn_row = other_row.map(|at| if (at == height - 1) == (row == height - 1) { -1 } else { 1 });
            let turn_column = other_column.map(|at| if (at == width - 1) == (column == width - 1) { -1 } else { 1 });
            let mut ring = vec![((row, column), 1)];
            ring.extend(other_column.zip(turn_column).map(|(at, turn)| ((row, at), turn)));
            ring.extend(other_row.zip(turn_row).map(|(at, turn)| ((at, column), turn)));
            if let (Some(at), Some(turn), Some(to), Some(with)) = (other_row, turn_row, other_column, turn_column) {
                ring.push(((at, to), turn * with));
            }
            let truth = |(row, column): (usize, usize)| layout.truth(table, row, column);
            // Nothing that is printed as 0 is taken back, and what may sink may sink to 0.
            if ring.iter().any(|(place, _)| truth(*place) == 0) {
                continue;
            }
            let least = |way: i32| ring.iter().filter(|(_, turn)| *turn == way).map(|(place, _)| truth(*place)).min();
            let room = least(1).unwrap_or(0).saturating_add(least(-1).unwrap_or(WIDTH));
            if room + 1 < WIDTH {
                continue;
            }
            let new =
                ring.iter().map(|(place, _)| *place).filter(|(row, column)| grid[*row][*column] != Figure::Hidden);
            let new: Vec<(usize, usize)> = new.collect();
            let totals = new
                .iter()
                .filter(|(row, column)| (height > 1 && *row == height - 1) || (width > 1 && *column == width - 1));
            let cost = (totals.count(), new.len(), new.iter().map(|place| truth(*place)).sum());
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, new));
            }
        }
    }
    best.map(|(_, new)| new)
}
