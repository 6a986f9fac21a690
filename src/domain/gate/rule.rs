//! The two published rules: what of a count is printed, and what a reader may conclude from it. Knows nothing of who attacks.

use super::table::{Layout, Table};

/// A percentage on fewer is not printed.
pub const LEAST_BASE: u32 = 20;
const BASE: u32 = 5;

/// What is printed in place of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figure {
    /// The count itself.
    Shown(u32),
    /// `*`.
    Hidden,
    /// The count to the nearest 5.
    Rounded(u32),
}

impl Figure {
    /// The number that is printed, if one is.
    pub fn number(self) -> Option<u32> {
        match self {
            Self::Shown(number) | Self::Rounded(number) => Some(number),
            Self::Hidden => None,
        }
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self.number() {
            Some(number) => f.pad(&number.to_string()),
            None => f.pad("*"),
        }
    }
}

/// Tenths of a per cent, half up, of two printed figures; none where either is hidden or the whole is under 20.
pub fn per_mille(part: Figure, whole: Figure) -> Option<u32> {
    let (part, whole) = (u64::from(part.number()?), u64::from(whole.number()?));
    if whole < u64::from(LEAST_BASE) {
        return None;
    }
    // Rounding may lift a part above its whole; no share is more than all.
    u32::try_from(((2000 * part + whole) / (2 * whole)).min(1000)).ok()
}

/// The rule of small counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rule {
    /// NHS Digital's: 0 stays, 1 to 7 are `*`, the rest to the nearest 5, totals likewise from the true totals.
    #[default]
    Rounding,
    /// 1 to 4 are `*`, and so are as many others as it takes that none of them can be computed; 0 is shown.
    Suppression,
}

impl Rule {
    /// The largest count that is a small one.
    pub fn limit(self) -> u32 {
        match self {
            Self::Rounding => 7,
            Self::Suppression => 4,
        }
    }

    /// What a figure is by itself.
    pub fn figure(self, count: u32) -> Figure {
        match self {
            _ if count == 0 => Figure::Shown(0),
            _ if count <= self.limit() => Figure::Hidden,
            Self::Rounding => Figure::Rounded((count + BASE / 2) / BASE * BASE),
            Self::Suppression => Figure::Shown(count),
        }
    }

    /// The counts that a reader who knows the rule sees behind a figure; no end where there is none. He cannot tell a small
    /// count from one that is hidden to protect it.
    pub fn meaning(self, figure: Figure) -> (u32, Option<u32>) {
        match (self, figure) {
            (_, Figure::Shown(count)) => (count, Some(count)),
            (Self::Rounding, Figure::Hidden) => (1, Some(self.limit())),
            (Self::Suppression, Figure::Hidden) => (0, None),
            (_, Figure::Rounded(count)) => {
                (count.saturating_sub(BASE / 2).max(self.limit() + 1), Some(count + BASE / 2))
            }
        }
    }

    /// What the reader is told under the table.
    pub fn note(self) -> &'static str {
        match self {
            Self::Rounding => {
                "* is a count from 1 to 7. Other counts are to the nearest 5, totals too, so that they may differ from the sum."
            }
            Self::Suppression => {
                "* is a count from 1 to 4, or one that is left out so that such a count cannot be computed."
            }
        }
    }
}

/// Figures in the places of a layout.
pub type Grid = Vec<Vec<Figure>>;

/// Every figure of a table as the rule has it by itself.
pub fn grid(rule: Rule, table: &Table, layout: &Layout) -> Grid {
    let line = |row| (0..layout.width()).map(|column| rule.figure(layout.truth(table, row, column))).collect();
    (0..layout.height()).map(line).collect()
}
