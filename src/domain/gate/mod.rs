//! The disclosure gate: what a table of counts may show outside, by the published rule, and the proof that nothing which it
//! hides can be computed. Pure: it gets counts and gives figures. It must never know a case, a name or where a table goes.
//!
//! A [`Table`] comes in; the [`Rule`] says what of each count is printed ([`rule`], [`cover`]); the attacker ([`attack`],
//! [`union`]) tries everything that is printed, now and in earlier releases, with a linear program. What he can tell to
//! fewer than [`WIDTH`] values leaks: then categories are merged, or the table is withheld.

mod attack;
mod cover;
mod printed;
mod rule;
mod table;
mod union;

pub use attack::{Interval, WIDTH};
pub use printed::{Printed, Signed};
pub use rule::{Figure, Grid, LEAST_BASE, Rule, per_mille};
pub use table::{Axis, Layout, Misshapen, NOT_KNOWN, Table};
pub use union::Leak;

use union::{Shared, Union};

/// What comes of a table. Reasons name counts: they are for whoever releases, and nobody outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It may leave like this.
    Passed {
        /// The table as a reader sees it.
        printed: Printed,
        /// What was merged, and which cell would have been found out without.
        reasons: Vec<String>,
    },
    /// Too little moved since an earlier release: what was printed then is printed again.
    Again {
        /// What was signed then, with the counts of then: those are what is out, and what later releases are set against.
        signed: Signed,
        /// Why.
        reason: String,
    },
    /// It may not leave, because of these.
    Withheld(Vec<String>),
}

impl Outcome {
    /// The table that may leave.
    pub fn printed(&self) -> Option<&Printed> {
        match self {
            Self::Passed { printed, .. } | Self::Again { signed: Signed { printed, .. }, .. } => Some(printed),
            Self::Withheld(_) => None,
        }
    }

    /// What is kept of a table that was checked and signed, for the releases to come.
    pub fn sign(self, release: &str, table: &Table) -> Option<Signed> {
        match self {
            Self::Passed { printed, .. } => Some(Signed { release: release.to_owned(), table: table.clone(), printed }),
            Self::Again { signed, .. } => Some(signed),
            Self::Withheld(_) => None,
        }
    }
}

/// The rule in force and who signed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gate {
    /// The rule for small counts.
    pub rule: Rule,
    /// The director who lets national one-way totals out exact.
    pub director: Option<String>,
}

impl Gate {
    /// A gate at which nobody signed yet.
    pub fn new(rule: Rule) -> Self {
        Self { rule, director: None }
    }

    /// The same with a director's sign-off.
    pub fn signed_by(self, director: &str) -> Self {
        Self { director: Some(director.to_owned()), ..self }
    }

    /// What of a table may leave, beside everything that was signed before about the same cases.
    ///
    /// The tables of one release are given one after the other, those before as earlier ones.
    pub fn check(&self, table: &Table, earlier: &[Signed]) -> Outcome {
        let earlier: Vec<&Signed> = earlier.iter().filter(|signed| signed.table.counted == table.counted).collect();
        if table.national
            && let Some(director) = &self.director
        {
            return exact(table, director, &earlier);
        }
        if let Some(outcome) = self.again(table, &earlier) {
            return outcome;
        }
        match self.narrow(table, &earlier) {
            Ok((printed, reasons)) => match self.shown_change(table, &printed, &earlier) {
                Some(reason) => Outcome::Withheld(vec![reason]),
                None => Outcome::Passed { printed, reasons },
            },
            Err(reason) => Outcome::Withheld(vec![reason]),
        }
    }

    /// What an attacker can compute of every figure that is not shown: the receipt of a table.
    pub fn receipt(table: &Table, printed: &Printed, earlier: &[Signed]) -> Vec<Leak> {
        let earlier: Vec<&Signed> = earlier.iter().filter(|signed| signed.table.counted == table.counted).collect();
        Union::new(table, printed, &earlier).intervals()
    }

    /// What was printed before of the same cases, where none or only a few of them have moved since; nothing where more have.
    pub fn again_of(&self, table: &Table, earlier: &[Signed]) -> Option<Outcome> {
        let earlier: Vec<&Signed> = earlier.iter().filter(|signed| signed.table.counted == table.counted).collect();
        self.again(table, &earlier)
    }

    /// The same table as before, no case or only a few having moved.
    fn again(&self, table: &Table, earlier: &[&Signed]) -> Option<Outcome> {
        earlier.iter().rev().filter(|signed| signed.printed.rule.is_some()).find_map(|signed| {
            let moved = moved(table, &signed.table, &union::again(table, &signed.table)?);
            let reason = match moved {
                0 => format!("Nothing has changed since release {}; it is printed as it was.", signed.release),
                // A case that went from one cell to another counts in both: that tells no less.
                _ if moved <= self.rule.limit() => format!(
                    "{moved} {} since release {}. So few could be told apart: it is printed as it was.",
                    if moved == 1 { "count has changed by one" } else { "changes in its cells" },
                    signed.release
                ),
                _ => return None,
            };
            Some(Outcome::Again { signed: (*signed).clone(), reason })
        })
    }

    /// Prints, attacks, and merges until nothing leaks.
    fn narrow(&self, table: &Table, earlier: &[&Signed]) -> Result<(Printed, Vec<String>), String> {
        let mut reasons: Vec<String> = Vec::new();
        let (mut printed, mut leaks) = self.print(table, Layout::plain(table), earlier);
        while let Some(leak) = leaks.iter().find(|leak| leak.place.is_some()).or(leaks.first()) {
            let merged = |outcome: &Printed| {
                let new = outcome.merged.iter().filter(|label| !printed.merged.contains(label));
                new.cloned().collect::<Vec<_>>().join("; ")
            };
            let mergers = printed.layout().mergers(table, leak.place.unwrap_or_default());
            // The first that leaks nothing, or the first of those that leak least.
            let mut best: Option<(Printed, Vec<Leak>)> = None;
            for layout in mergers {
                let tried = self.print(table, layout, earlier);
                if best.as_ref().is_none_or(|(_, least)| tried.1.len() < least.len()) {
                    best = Some(tried);
                }
                if best.as_ref().is_some_and(|(_, least)| least.is_empty()) {
                    break;
                }
            }
            let Some((next, left)) = best else {
                return Err(format!(
                    "{} is withheld: {}, and no merging of categories hides it.",
                    table.name(),
                    leak.sentence()
                ));
            };
            reasons.push(format!("{}. So {} are counted together.", leak.sentence(), merged(&next)));
            (printed, leaks) = (next, left);
        }
        Ok((printed, reasons))
    }

    /// A table in this layout by the rule, and what leaks from it.
    fn print(&self, table: &Table, layout: Layout, earlier: &[&Signed]) -> (Printed, Vec<Leak>) {
        let mut grid = rule::grid(self.rule, table, &layout);
        if self.rule == Rule::Suppression {
            if layout == Layout::plain(table) {
                hide_again(table, &mut grid, earlier);
            }
            let small: Vec<(usize, usize)> =
                layout.places().filter(|(row, column)| grid[*row][*column] == Figure::Hidden).collect();
            cover::cover(table, &layout, &mut grid, &small);
        }
        loop {
            let printed = Printed::new(Some(self.rule), table, layout.clone(), grid.clone());
            let leaks = Union::new(table, &printed, earlier).leaks();
            let places: Vec<(usize, usize)> = leaks.iter().filter_map(|leak| leak.place).collect();
            let more = self.rule == Rule::Suppression && cover::cover(table, &layout, &mut grid, &places);
            if leaks.is_empty() || !more {
                return (printed, leaks);
            }
        }
    }

    /// Figures in common with another table of which only a few cases moved, and which show it side by side.
    fn shown_change(&self, table: &Table, printed: &Printed, earlier: &[&Signed]) -> Option<String> {
        earlier.iter().find_map(|signed| {
            let few = |group: &Vec<Shared>| (1..=self.rule.limit()).contains(&moved(table, &signed.table, group));
            let shows = |shared: &Shared| {
                apart(seen(table, printed, shared.one), seen(&signed.table, &signed.printed, shared.other))
            };
            let groups = union::shared(table, &signed.table).into_iter().filter(few);
            groups.flatten().find(shows).map(|Shared { one, .. }| {
                format!(
                    "{} is withheld: a few cases have moved since release {}, and {} shows it side by side.",
                    table.name(),
                    signed.release,
                    Layout::plain(table).label(table, one.0, one.1),
                )
            })
        })
    }
}

/// What another table leaves out to cover a small count is no use shown here.
fn hide_again(table: &Table, grid: &mut Grid, earlier: &[&Signed]) {
    let hidden = Some(Rule::Suppression.meaning(Figure::Hidden));
    for signed in earlier {
        for Shared { one, other } in union::shared(table, &signed.table).concat() {
            if grid[one.0][one.1] != Figure::Shown(0) && seen(&signed.table, &signed.printed, other) == hidden {
                grid[one.0][one.1] = Figure::Hidden;
            }
        }
    }
}

/// By how much the counts of a group differ, taken together.
fn moved(now: &Table, then: &Table, group: &[Shared]) -> u32 {
    let (plain, before) = (Layout::plain(now), Layout::plain(then));
    let counts =
        |Shared { one, other }: &Shared| (plain.truth(now, one.0, one.1), before.truth(then, other.0, other.1));
    group.iter().map(counts).map(|(now, then)| now.abs_diff(then)).sum()
}

/// National figures as they are. Refused only where they give away what an earlier table hides below them.
fn exact(table: &Table, director: &str, earlier: &[&Signed]) -> Outcome {
    let printed = Printed::exact(table);
    let leaks: Vec<Leak> = Union::new(table, &printed, earlier).leaks();
    if !leaks.is_empty() {
        let said = |leak: &Leak| format!("{} is withheld: with it, {}.", table.name(), leak.sentence());
        return Outcome::Withheld(leaks.iter().map(said).collect());
    }
    Outcome::Passed { printed, reasons: vec![format!("National totals, exact: signed by {director}.")] }
}

/// What a reader sees of a plain place of a table; nothing where it was printed together with others.
fn seen(table: &Table, printed: &Printed, place: (usize, usize)) -> Option<(u32, Option<u32>)> {
    let (plain, layout) = (Layout::plain(table), printed.layout());
    let cells: Vec<(usize, usize)> = plain.cells(place.0, place.1).collect();
    let same = |at: &(usize, usize)| {
        let mut those: Vec<(usize, usize)> = layout.cells(at.0, at.1).collect();
        those.sort_unstable();
        those == cells
    };
    layout.places().find(same).map(|(row, column)| printed.meaning(row, column))
}

/// Two figures that cannot be the same count. One that was not printed says nothing.
fn apart(one: Option<(u32, Option<u32>)>, other: Option<(u32, Option<u32>)>) -> bool {
    let (Some((low, high)), Some((other_low, other_high))) = (one, other) else { return false };
    high.is_some_and(|high| high < other_low) || other_high.is_some_and(|high| high < low)
}
