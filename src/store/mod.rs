//! The file: the only place that knows SQLite. Domain types go in and come out; no type of the engine shows in a signature.
//! Reading is in `read`, `list`, `leave`, `facts`, `audit`; the one door to a writing transaction is [`Store::write`] in `write`.

mod access;
mod audit;
mod bulk;
mod check;
mod codes;
mod copy;
mod counter;
mod custody;
mod daily;
mod desk;
mod draft;
mod due;
mod duplicate;
mod erase;
mod error;
mod facts;
mod filter;
mod glass;
mod guard;
pub mod halt;
mod ids;
mod import;
mod known;
mod leave;
mod ledger;
mod likely;
mod limit;
mod list;
mod log;
mod look;
mod merged;
mod migrate;
mod open;
mod overview;
mod own_code;
mod panel;
mod partner;
mod past;
mod people;
mod person;
mod persons;
mod process;
mod read;
mod release;
mod restatement;
mod restore;
mod roster;
mod row;
mod scope;
mod seal;
mod sheet;
mod shelf;
mod sight;
mod sound;
#[cfg(debug_assertions)]
mod statements;
mod takeover;
mod tidy;
mod ties;
mod tips;
mod told;
mod triage;
mod turn;
mod undo;
mod verify;
mod view;
mod words;
mod write;

pub use check::Finding;
pub use error::Error;
pub use ids::Ids;
pub use limit::TimeLimit;
pub use past::{Past, Whose};
pub use process::{is_running, this_process};
pub use release::Signed;
pub use restore::{Holds, Lost, Placed, Stock};

use crate::domain::code::Lists;
use crate::domain::facts::Facts;
use crate::domain::office::Office;
use rusqlite::Connection;
use std::cell::Cell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// What a call to the store gives.
pub type Result<T> = std::result::Result<T, Error>;

/// An open office file: one connection, used by one thread.
pub struct Store {
    conn: Connection,
    path: PathBuf,
    turnstile: turn::Stile,
    office: Office,
    lists: Arc<Lists>,
    /// are the office and its lists as they were saved?
    sound: bool,
    ids: Ids,
    seat: access::Seat,
    looked: look::Looked,
    seen: Seen,
    /// indexes of the list that were found whole, with how many cases there were, and when
    whole: HashMap<&'static str, (i64, list::Since)>,
    /// from how many cases on words are looked up in their index first
    narrowed: i64,
    /// the sums of the statistics pane, while they hold
    sums: Option<panel::Sums>,
    /// the facts of the Rates view, while they hold
    kept: Option<daily::Daily<Vec<Facts>>>,
    /// how far it was tried last to tidy the engine's log in vain, and from when on it may be tried again
    tidy_from: Cell<Option<(usize, Instant)>>,
}

/// What of the file was seen last: the engine's number of changes, and the counters of records, people and audit lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    version: i64,
    records: i64,
    people: i64,
    acts: i64,
}

/// What other connections have changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// anything at all: a draft, somebody's presence
    pub anything: bool,
    /// a record
    pub records: bool,
    /// an account, a key, broken glass
    pub people: bool,
    /// anything that is on record, looking too
    pub acts: bool,
}

impl Store {
    /// The office whose file it is.
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// The code lists as they were when the file was opened.
    pub fn lists(&self) -> Arc<Lists> {
        Arc::clone(&self.lists)
    }

    /// Where the file is.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// A new identity.
    pub fn new_id(&mut self, now: &crate::domain::moment::Now) -> String {
        self.ids.next(now)
    }
}
