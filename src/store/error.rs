//! What can go wrong with the file, each in one sentence that says what to do. It must never carry a value of a record.

use std::path::PathBuf;

/// Why the store did not do what was asked. Nothing was written, but for [`Error::OutcomeUnknown`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// there is no such file
    #[error("{0} does not exist: make an office with `caseload init`, or name another file with --db")]
    Missing(PathBuf),
    /// there is no such folder
    #[error("the folder {0} does not exist: make it first, or name another file with --db")]
    NoFolder(PathBuf),
    /// `init` on a file that is there
    #[error("{0} is there already and was left alone: name another file with --db")]
    Exists(PathBuf),
    /// a folder, a device, a link
    #[error("{0} is not a plain file: name the office file itself with --db")]
    NotPlain(PathBuf),
    /// a copy from before an update or a restore
    #[error(
        "{0} is a copy from before an update or a restore and was left alone: name the office file itself, or rename the copy first"
    )]
    Copy(PathBuf),
    /// a file that is to be replaced while somebody works in it
    #[error("{0} is open in another program: let everybody leave caseload, then try again")]
    InUse(PathBuf),
    /// writing is stopped for all; the sentence says why and what ends it
    #[error("{0}")]
    Halted(String),
    /// another program's file
    #[error("{0} is not a caseload file and was left alone: name another file with --db")]
    NotOurs(PathBuf),
    /// open to others than the account that serves the office
    #[error(
        "{path} is open to others ({what}): the administrator mends it with `caseload doctor`, as root on the server"
    )]
    Exposed {
        /// the file or folder
        path: PathBuf,
        /// how
        what: String,
    },
    /// made by a newer caseload
    #[error(
        "{path} has schema {file} and this caseload knows up to {known}: install the newer caseload; the file was left alone"
    )]
    Newer {
        /// the file
        path: PathBuf,
        /// its schema
        file: i64,
        /// ours
        known: i64,
    },
    /// made by an earlier caseload, where it must not be brought up to date
    #[error(
        "{0} is of an earlier caseload: open it once at the server, as with `caseload doctor`, to bring it up to date"
    )]
    Older(PathBuf),
    /// no right to write
    #[error("{0} cannot be written: ask the administrator for the right to write the file and its folder")]
    ReadOnly(PathBuf),
    /// on a disk that takes nothing, by intent or after a fault of it
    #[error(
        "{0} lies on a disk that can only be read now: if nobody made it so, the disk has a fault (see dmesg); once it can be written again, go on"
    )]
    ReadOnlyDisk(PathBuf),
    /// on a disk where the engine's locks do not hold
    #[error("{path} lies on {disk}, where saving is not safe: move the file to a local disk (ext4, xfs, btrfs)")]
    Disk {
        /// the file
        path: PathBuf,
        /// what it lies on
        disk: String,
    },
    /// a migration that was edited after it had been applied
    #[error(
        "{path} was made by another caseload: its migration {version} is not ours; install the caseload that made it"
    )]
    Foreign {
        /// the file
        path: PathBuf,
        /// which step
        version: i64,
    },
    /// the file is torn
    #[error("{0} is damaged: stop working, keep the file, and tell the administrator to restore the latest backup")]
    Corrupt(PathBuf),
    /// what stands in the file is not what was saved
    #[error("{0}, so nothing of it is shown or saved: tell the administrator to run `caseload audit verify`")]
    Altered(String),
    /// a stored value that cannot be read
    #[error("{0}: the file was changed by another program; tell the administrator to run `caseload doctor`")]
    Damaged(#[from] crate::domain::record::Damaged),
    /// somebody else writes
    #[error("the file is busy: another program has been writing for more than ten seconds; try again")]
    Busy,
    /// the same, and it is known who
    #[error("the file is busy: {0} has been saving for more than ten seconds; try again")]
    Held(String),
    /// a save that kept others waiting too long was taken back
    #[error(
        "saving took longer than five seconds and was stopped, so that others can save: nothing was saved; save again"
    )]
    TooSlow,
    /// something was saved since it was told what a restore would lose
    #[error("somebody has saved since it was told what would be lost: nothing was restored; run it again")]
    SavedSince,
    /// another file lies where the office file was
    #[error("the office file was replaced while you worked: start again; what you were typing is kept")]
    Replaced,
    /// nothing lies there any more
    #[error("{0} was taken away while you worked: nothing can be saved; tell the administrator at once")]
    Removed(PathBuf),
    /// the disk is full
    #[error("the disk is full: nothing was saved; free some space and save again")]
    Full,
    /// the commit failed in a way that leaves open whether it took place
    #[error("it is not known whether the last save took place: look at the case before you save again")]
    OutcomeUnknown,
    /// the rights table says no
    #[error("{0}")]
    NotAllowed(String),
    /// the same, on its way out of a transaction that is rolled back; never seen outside
    #[error("not allowed")]
    Refused {
        /// the case, where it may be named
        case_id: Option<String>,
        /// what was not allowed
        right: crate::domain::rights::Right,
        /// may they know of the case at all?
        seen: bool,
    },
    /// the account, its key or the office itself says no from now on
    #[error("your access has ended: what you were typing is kept; ask the administrator of the office")]
    SignedOut,
    /// something about an account or a key, in a sentence
    #[error("{0}")]
    Account(String),
    /// glass that is broken without one
    #[error("say why the glass is broken: the lead of the case will read it")]
    Reason,
    /// glass before a case that is open anyway: nobody is alarmed
    #[error("this case is open to you: there is no glass to break")]
    Open,
    /// an erasure without a reason
    #[error("say why it is erased: the reason stays on record")]
    NoReason,
    /// an erasure of a case that is not done with
    #[error("{0} is not closed: close it first, then erase it")]
    NotClosed(String),
    /// a change of a case that was erased
    #[error("{0} was erased, and nothing is saved in it any more: enter a new case")]
    Erased(String),
    /// a word of a filter, or the name of a limit, that cannot be read
    #[error("{0}")]
    Misread(String),
    /// a deed that no form makes
    #[error("this cannot be saved: {0}")]
    Deed(&'static str),
    /// no such case
    #[error("there is no case {0}{blank}that you may open", blank = if .0.is_empty() { "" } else { " " })]
    NoCase(String),
    /// no such tip
    #[error("there is no tip {0}{blank}that you may open", blank = if .0.is_empty() { "" } else { " " })]
    NoTip(String),
    /// a case that an import keeps out of sight; the sentence says why
    #[error("{0}")]
    Unseen(String),
    /// no such import
    #[error("there is no import {0}: `caseload import --list` shows those there are")]
    NoImport(i64),
    /// somebody said no before it was decided
    #[error("cancelled: nothing was written")]
    Cancelled,
    /// what was typed is no number of a case
    #[error("“{typed}” is no case number: write 19/274 or {prefix}-19-0274")]
    NoNumber {
        /// as it was typed
        typed: String,
        /// of the office's numbers
        prefix: String,
    },
    /// a year of report that its two digits in the case number would not say
    #[error("a case reported in {0} cannot be numbered: is the year of the report right?")]
    Year(i32),
    /// anything else from the engine
    #[error("the file could not be used ({0}): try again, and tell the administrator if it stays so")]
    Engine(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode::{
            DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase, OperationInterrupted, ReadOnly,
        };
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Error::Busy,
            Some(DiskFull) => Error::Full,
            // Only the deadline of a transaction interrupts.
            Some(OperationInterrupted) => Error::TooSlow,
            Some(DatabaseCorrupt) => Error::Corrupt("the office file".into()),
            Some(NotADatabase) => Error::NotOurs("the office file".into()),
            Some(ReadOnly) => Error::ReadOnly("the office file".into()),
            // The engine's own words name tables and columns, never values.
            _ => Error::Engine(error.to_string()),
        }
    }
}
