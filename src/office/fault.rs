//! Why a backup was not made or not restored, in one sentence that says what to do. It must never carry a value of a record.

use crate::store::Error;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// the office file, or what is to take its place
    #[error(transparent)]
    Store(#[from] Error),
    /// a backup could not be made, and nothing is wrong with the office file
    #[error("no backup was made: {0}")]
    NotMade(String),
    /// the office file is not as it was written: writing is stopped, and this is the sentence that all are told
    #[error("{0}")]
    Halted(String),
    /// a file that is not restored
    #[error("{0}: nothing was restored, the office file is as it was")]
    Refused(String),
    /// another backup or restore is under way
    #[error("another backup or restore is under way: try again when it is done")]
    Busy,
}
