//! An import as the file keeps it: a list of cases that came in whole, and can be undone whole. It must never know how a file of
//! rows is read.

use super::record::Sheet;
use serde_json::{Value as Json, json};

/// What became of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// its cases are being laid ready; nothing of it counts
    Staged,
    /// it is decided, and its cases are being made; they are not seen yet
    Coming,
    /// its cases are cases as any other
    In,
    /// it was undone: its cases keep their numbers and are not seen
    Undone,
}

impl State {
    const ALL: [(State, &'static str); 4] =
        [(Self::Staged, "staged"), (Self::Coming, "coming"), (Self::In, "in"), (Self::Undone, "undone")];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// By its word.
    pub fn of(word: &str) -> Option<State> {
        Self::ALL.into_iter().find(|(_, w)| *w == word).map(|(state, _)| state)
    }
}

/// A file that is to come in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// its name, without folders
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal
    pub hash: String,
    /// rows in it
    pub rows: u64,
    /// cases that they make
    pub cases: u64,
}

/// A case that is to come in.
#[derive(Debug, Clone)]
pub struct Coming {
    /// the line of its first row
    pub line: u64,
    /// digest of that under which the file tells it from others: its number there, or all of its row
    pub source: String,
    /// digest of all of its rows
    pub content: String,
    /// the records, the case first, each behind those that it points at
    pub sheets: Vec<Sheet>,
}

/// An import.
#[derive(Debug, Clone)]
pub struct Import {
    /// its number
    pub id: i64,
    /// the name of the file
    pub file: String,
    /// SHA-256 of the file
    pub hash: String,
    /// who brought it in
    pub person: String,
    /// when it was begun
    pub at: String,
    /// rows
    pub rows: u64,
    /// cases
    pub cases: u64,
    /// what became of it
    pub state: State,
}

impl Import {
    /// For programs.
    pub fn json(&self) -> Json {
        let Import { id, file, hash, person, at, rows, cases, state } = self;
        json!({ "import": id, "file": file, "sha256": hash, "by": person, "at": at, "rows": rows, "cases": cases, "state": state.word() })
    }
}

/// What an import that is undone, or done again, was about.
#[derive(Debug, Clone)]
pub struct Turned {
    /// the import, as it is now
    pub import: Import,
    /// so many of its cases were changed since they came in
    pub changed: u64,
}
