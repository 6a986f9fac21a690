//! What the import overlays ask of the thread that reads and brings in, and what that tells. Nothing here knows the file.

use crate::domain::import::{Import, Turned};
use crate::exchange::import::guide::Column;
use crate::exchange::import::map::Map;
use crate::exchange::import::report::Report;
use crate::tui::parts::count;
use std::sync::Arc;

/// Something to be done.
#[derive(Debug, Clone)]
pub enum Ask {
    /// which files begin like this?
    Offers(String),
    /// read a file, perhaps one sheet of it, and check it
    Read { typed: String, sheet: Option<String> },
    /// check it by this map
    Check(Box<Map>),
    /// save the map beside the list
    SaveMap(Box<Map>),
    /// save what was said of the rows beside the list
    SaveReport,
    /// bring in what was taken
    BringIn,
    /// wait, or go on
    Pause(bool),
    /// stop what runs, unless it is decided
    Cancel,
    /// stop what runs and forget the file
    Leave,
    /// the imports there were
    List,
    /// take an import out of sight, or bring it back
    Turn { id: i64, again: bool, reason: String },
}

/// What is told.
#[derive(Debug, Clone)]
pub enum News {
    /// files that begin like what was typed; the only folder that they may lie in, if there is one
    Offers { typed: String, folder: Option<String>, offers: Vec<String> },
    /// how far it is
    Progress(Progress),
    /// a file was read
    Read(Arc<Looked>),
    /// by this map it cannot be checked yet; the sentence says why
    Unready(String),
    /// what a check found, and the order in which it read days
    Checked { report: Arc<Report>, order: &'static str },
    /// the file that was written beside the list
    Saved(String),
    /// it came in
    In(Import),
    /// the imports there were, the latest first
    List(Vec<Import>),
    /// an import was undone, or brought back
    Turned(Turned),
    /// it was stopped, and nothing was written
    Cancelled,
    /// what ran did not come about; a sentence
    Failed(String),
    /// nothing that runs: it could not be saved, listed or undone; a sentence
    Refused(String),
}

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// what is done
    pub step: Step,
    /// so many
    pub done: u64,
    /// of so many
    pub all: u64,
    /// it waits for whoever made it wait
    pub paused: bool,
}

/// What takes its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// the file is read
    Reading,
    /// its rows are checked
    Checking,
    /// what comes in is laid ready: it may still be stopped
    Staging,
    /// it is decided, and comes in
    Coming,
}

impl Progress {
    /// At the beginning of something.
    pub fn of(step: Step) -> Progress {
        Progress { step, done: 0, all: 0, paused: false }
    }

    /// In hundredths.
    pub fn percent(&self) -> u64 {
        self.done * 100 / self.all.max(1)
    }

    /// Is it one that writes?
    pub fn writes(&self) -> bool {
        matches!(self.step, Step::Staging | Step::Coming)
    }
}

/// A file that was read.
#[derive(Debug)]
pub struct Looked {
    /// its name, without folders
    pub name: String,
    /// how it was read: encoding and sign, or which sheet
    pub how: String,
    /// is it an export of caseload, whose columns are known?
    pub own: bool,
    /// the sheets of a workbook
    pub sheets: Vec<String>,
    /// its columns
    pub columns: Vec<Column>,
    /// the map that lay beside it, or was made by its headings
    pub map: Map,
    /// was it read by the map beside it, and what is to be said of that?
    pub note: Option<(bool, String)>,
}

/// What is said of an import that came in.
pub fn came_in(import: &Import) -> String {
    format!("{} of {} came in as import {}; I, then F2, undoes it", cases(import.cases), import.file, import.id)
}

/// So many cases, with their thousands apart.
pub fn cases(n: u64) -> String {
    if n == 1 { "1 case".to_owned() } else { format!("{} cases", count(usize::try_from(n).unwrap_or(usize::MAX))) }
}
