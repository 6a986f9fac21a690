//! What must hold of an office file after a fault, asked of the file as the program opens it.

use caseload::domain::moment::Now;
use caseload::domain::visit::Claim;
use caseload::store::Store;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a file holds.
pub struct Found {
    /// the note of each case by its number
    pub notes: BTreeMap<String, String>,
    /// of the first case
    pub village: String,
}

pub fn now() -> Now {
    Now { utc: "2021-12-28T15:45:00Z".parse().unwrap(), zone: chrono_tz::Asia::Phnom_Penh }
}

/// Opens the file as the program does and asks the doctor. All that must hold of a file after a fault is asked for here.
pub fn well(db: &Path) -> Result<Found, String> {
    let says = |e: &dyn std::fmt::Display| e.to_string();
    let mut store = Store::open(db).map_err(|e| says(&e))?;
    let claim = Claim { name: Some("dara".into()), account: "dara".into(), session: "s".into(), ..Claim::default() };
    store.sign_in(&claim, &now()).map_err(|e| says(&e))?;
    let ill: Vec<String> =
        store.check(&[], &now()).map_err(|e| says(&e))?.into_iter().filter(|f| !f.ok).map(|f| f.text).collect();
    if !ill.is_empty() {
        return Err(ill.join("; "));
    }
    drop(store);
    read(db).map_err(|e| says(&e))
}

fn read(db: &Path) -> rusqlite::Result<Found> {
    let file = rusqlite::Connection::open(db)?;
    let mut notes = file.prepare("SELECT number, text FROM cases LEFT JOIN diary ON diary.case_id = cases.id")?;
    let notes = notes.query_map([], |r| Ok((r.get(0)?, r.get::<_, Option<String>>(1)?.unwrap_or_default())))?;
    let village = "SELECT coalesce(max(village), '') FROM cases WHERE number = 'CPU-21-0001'";
    Ok(Found { notes: notes.collect::<Result<_, _>>()?, village: file.query_row(village, [], |r| r.get(0))? })
}

/// Memory, where there is a disk in it: nothing here waits for a disk.
pub fn scratch() -> tempfile::TempDir {
    let memory = PathBuf::from("/dev/shm");
    let place = if memory.is_dir() { memory } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("caseload-cut-").tempdir_in(place).expect("a scratch folder")
}
