//! A count that leaves the office, as the gate lets it: none, rounded, or hidden. It must never know which count it is.

use crate::domain::gate::{Figure, LEAST_BASE};
use crate::domain::scope::Rounding;
use serde::{Deserialize, Serialize};

/// A count as it leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// none, or rounded
    Count(u32),
    /// a small count: `*`
    Hidden(Star),
}

/// What stands where a count is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Star {
    /// the only one
    #[serde(rename = "*")]
    Star,
}

impl From<Figure> for Cell {
    fn from(figure: Figure) -> Cell {
        figure.number().map_or(Cell::Hidden(Star::Star), Cell::Count)
    }
}

impl Cell {
    /// The rounded count; none where it is hidden.
    pub fn count(&self) -> Option<u32> {
        match self {
            Cell::Count(n) => Some(*n),
            Cell::Hidden(_) => None,
        }
    }

    /// As it is printed.
    pub fn text(&self) -> String {
        self.count().map_or("*".to_owned(), |n| n.to_string())
    }

    /// Whole per cent of the cases of which it is known; none of a small base, or where one of the three is hidden.
    pub fn percent(arrested: &Cell, cases: &Cell, unknown: &Cell, by: Rounding) -> Option<u32> {
        let known = cases.count()?.checked_sub(unknown.count()?).filter(|n| *n >= LEAST_BASE)?;
        by.whole(arrested.count()?.min(known), known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::gate::Rule;

    #[test]
    fn a_percentage_is_of_what_is_printed() {
        let cell = |n: u32| Cell::from(Rule::Rounding.figure(n));
        let percent = |k, n, unknown| Cell::percent(&cell(k), &cell(n), &cell(unknown), Rounding::HalfUp);
        assert_eq!(percent(14, 17, 0), None, "none of fewer than 20");
        assert_eq!(percent(140, 160, 0), Some(88));
        assert_eq!(percent(140, 170, 10), Some(88), "those not known are in neither number");
        assert_eq!((percent(140, 170, 3), percent(5, 170, 0)), (None, None), "what is hidden tells nothing");
        assert_eq!(serde_json::to_string(&[cell(3), cell(8)]).unwrap_or_default(), "[\"*\",10]");
    }
}
