//! A count that leaves the office: small ones are hidden, the others rounded, by the published rule of NHS Digital. It must never
//! know which count it is.
//!
//! This is where a gate that looks at whole tables comes in: what leaves is made by [`Cell::of`] and by nothing else.

use serde::{Deserialize, Serialize};

/// A count below this, but for none, tells of single cases.
const SMALL: u32 = 8;
/// The rest is rounded to a multiple of this.
const BASE: u32 = 5;
/// No percentage is given of fewer.
const LEAST: u32 = 20;

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

impl Cell {
    /// 0 stays, 1 to 7 are hidden, the rest is rounded to the nearest 5.
    pub fn of(count: u32) -> Cell {
        match count {
            0 => Cell::Count(0),
            n if n < SMALL => Cell::Hidden(Star::Star),
            n => Cell::Count((n + BASE / 2) / BASE * BASE),
        }
    }

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

    /// Whole per cent of rounded counts, half up; none of a small base.
    pub fn percent(k: &Cell, n: &Cell) -> Option<u32> {
        let (k, n) = (k.count()?, n.count().filter(|n| *n >= LEAST)?);
        whole(k.min(n), n)
    }
}

/// Whole per cent, half up.
pub fn whole(k: u32, n: u32) -> Option<u32> {
    (n > 0).then(|| ((200 * u64::from(k) + u64::from(n)) / (2 * u64::from(n))) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_hidden_and_others_rounded() {
        let cells: Vec<String> = [0, 1, 7, 8, 12, 13, 274].map(|n| Cell::of(n).text()).to_vec();
        assert_eq!(cells, ["0", "*", "*", "10", "10", "15", "275"]);
        assert_eq!(Cell::percent(&Cell::of(14), &Cell::of(17)), None, "no per cent of fewer than 20");
        assert_eq!(Cell::percent(&Cell::of(140), &Cell::of(160)), Some(88));
        assert_eq!(serde_json::to_string(&[Cell::of(3), Cell::of(8)]).unwrap_or_default(), "[\"*\",10]");
        assert_eq!((whole(238, 274), whole(268, 313), whole(0, 0)), (Some(87), Some(86), None));
    }
}
