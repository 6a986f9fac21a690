//! The synthetic office. Not here yet.

use crate::clock::Clock;
use crate::domain::office::Office;
use crate::store::{Ids, Result, Store};
use std::path::Path;

/// When its clock starts.
pub const CLOCK: &str = "2019-12-31T16:42";

/// Makes a demonstration file with `more` cases.
/// # Errors
/// When it cannot be written.
pub fn build(path: &Path, more: usize) -> Result<Store> {
    let zone = chrono_tz::Asia::Phnom_Penh;
    let note = Some(format!("Invented people ({more} more)."));
    let office = Office { name: "Demonstration".into(), prefix: "CPU".into(), zone, demo: true, note };
    Store::init(path, &office, &Clock::System.now(zone), Ids::Seeded(1))
}
