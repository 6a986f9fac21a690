//! This sitting at the console: who, since when, in which process; and whether another sitting still runs.

use crate::clock::Clock;
use crate::domain::act::Actor;
use crate::domain::backup::Plan;
use crate::domain::draft::Draft;
use crate::domain::rights::Viewer;
use crate::domain::visit::{Privacy, Welcome};
use crate::exchange::import::place::Place;
pub use crate::store::{is_running, this_process};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The exit code of one who is not allowed any more.
pub const SIGNED_OUT: i32 = 4;
/// The exit code where the file cannot be used any more by this program.
pub const NO_FILE: i32 = 3;

/// Who sits here.
#[derive(Debug, Clone)]
pub struct Session {
    /// the officer and the sitting
    pub actor: Actor,
    /// what they may see and do, as it was at the start; the console is told when it changes
    pub viewer: Viewer,
    /// when and whence they were here before
    pub welcome: Welcome,
    /// how long things stay on the screen
    pub privacy: Privacy,
    /// what this officer likes, as it is kept
    pub settings: BTreeMap<String, String>,
    /// have they a PIN?
    pub has_pin: bool,
    /// where heads of the ledger are kept
    pub backups: Plan,
    /// where lists lie that are brought in
    pub place: Place,
    /// the time
    pub clock: Clock,
    /// the form as it was last typed in, for whoever ends the process
    pub unsaved: Unsaved,
}

/// Names of what officers may set for themselves.
pub mod setting {
    /// `on` or `off`: are names and narrative kept from the screen?
    pub const PRIVACY: &str = "privacy";
    /// `none`: no colours, whatever the terminal can
    pub const COLOURS: &str = "colours";
    /// `ascii`: no signs beyond ASCII
    pub const SIGNS: &str = "signs";
    /// the target of the arrest rate, in per cent
    pub const TARGET: &str = "target";
    /// the columns of the list, as [`crate::domain::view::Column::write`] has them
    pub const COLUMNS: &str = "columns";
    /// the column by which the list begins, as the name of a [`crate::domain::listing::Sort`]
    pub const ORDER: &str = "order";
}

/// The latest state of the open form, shared with whoever ends the process.
#[derive(Debug, Clone, Default)]
pub struct Unsaved(Arc<Mutex<Option<Draft>>>);

impl Unsaved {
    /// Sets or clears it.
    pub fn set(&self, draft: Option<Draft>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = draft;
    }

    /// Hands it to `keep`, once. Whoever comes second waits until it is kept.
    pub fn keep(&self, keep: impl FnOnce(&Draft)) {
        let mut draft = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(draft) = draft.take() {
            keep(&draft);
        }
    }
}
