//! Import: a file of rows becomes cases, in three steps: it is read as a table, checked whole against the map, and only then,
//! if nothing is in doubt, brought in whole. It must never guess a value, lose one, or write before all is checked.

mod check;
mod dates;
mod delimited;
pub mod guide;
pub mod map;
mod own;
pub mod place;
pub mod report;
mod rows;
mod table;
pub mod workbook;

pub use check::{Checked, Opened, check, open};
pub use table::MOST_BYTES;

use crate::domain::text::harmless;

/// The text as a sentence quotes it: on one line, and not all of a long one.
fn short(text: &str) -> String {
    let mut letters = text.trim().chars();
    let mut out: String = letters.by_ref().take(60).map(|c| if c == '\n' { ' ' } else { c }).collect();
    if letters.next().is_some() {
        out.push('…');
    }
    harmless(&out)
}
