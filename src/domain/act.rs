//! What an officer does to the file: a deed of one or more changes, and what becomes of it.
//! The store carries deeds out; nothing else writes. It must never know how.

use super::field::{Spec, Value};
use super::record::{RecordKind, Sheet};
use serde::{Deserialize, Serialize};

/// Who does it.
#[derive(Debug, Clone)]
pub struct Actor {
    /// the officer
    pub name: String,
    /// the sitting at the console, or the run of a subcommand
    pub session: String,
}

/// One record before and after. Without a before it is new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// as the officer saw it
    pub before: Option<Sheet>,
    /// as it is to be
    pub after: Sheet,
}

/// Changes that stand or fall together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    /// the act in a word, for the history: `new case`, `edit`, `arrest`, `take back`
    pub action: String,
    /// why, where the act asks for a reason
    pub reason: Option<String>,
    /// identity of the act, made where it is typed and kept with it: the same deed once more is the same act. Without one the
    /// store makes one
    #[serde(default)]
    pub op_id: Option<String>,
    /// what changes, in order: a record comes after those it points at
    pub changes: Vec<Change>,
}

impl Deed {
    /// A deed that adds these sheets.
    pub fn add(action: &str, sheets: Vec<Sheet>) -> Deed {
        let changes = sheets.into_iter().map(|after| Change { before: None, after }).collect();
        Deed { action: action.to_owned(), reason: None, op_id: None, changes }
    }

    /// A deed that changes one record.
    pub fn edit(action: &str, before: Sheet, after: Sheet) -> Deed {
        let changes = vec![Change { before: Some(before), after }];
        Deed { action: action.to_owned(), reason: None, op_id: None, changes }
    }
}

/// One field that two officers changed to different values.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    /// kind of record
    pub kind: RecordKind,
    /// which record
    pub record_id: String,
    /// its label: `V1`
    pub label: String,
    /// which field
    pub spec: Spec,
    /// what both saw at first
    pub base: Value,
    /// what the other officer saved
    pub theirs: Value,
    /// what this officer wants
    pub mine: Value,
    /// the other officer
    pub by: String,
    /// when they saved it
    pub at: String,
}

impl PartialEq for Spec {
    fn eq(&self, other: &Spec) -> bool {
        self.column == other.column && self.label == other.label
    }
}

/// What became of a deed.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// it is in the file
    Saved {
        /// the case it belongs to
        case_id: String,
        /// its number
        number: String,
        /// fields that another officer had changed meanwhile and that were kept, as `V1 Name`
        merged: Vec<String>,
    },
    /// nothing was written: the same act is in the file already, from a time when that could not be known
    SavedBefore {
        /// the case it belongs to
        case_id: String,
        /// its number
        number: String,
    },
    /// nothing was written: another officer changed the same fields to something else
    Clashed {
        /// each such field
        clashes: Vec<Clash>,
        /// the records as they are now
        current: Vec<Sheet>,
    },
}
