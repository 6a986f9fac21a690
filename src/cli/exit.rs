//! How a run ends: a code, and for people one sentence that says what to do. It must never carry a value of a record.

use crate::domain::misread::Misread;
use crate::domain::text::harmless;
use crate::exchange;
use crate::office::fault::Fault;
use crate::store::Error;
use std::io::{self, ErrorKind, Write};

/// The codes of the contract beside 0, done.
pub(super) const NO: i32 = 1;
pub(super) const USAGE: i32 = 2;
pub(super) const FILE: i32 = 3;
pub(super) const NOT_ALLOWED: i32 = 4;
pub(super) const BUSY: i32 = 5;

/// The end of a run that did not do what was asked.
#[derive(Debug)]
pub(super) struct Exit {
    pub code: i32,
    pub sentence: String,
}

impl Exit {
    pub fn new(code: i32, sentence: impl Into<String>) -> Exit {
        Exit { code, sentence: sentence.into() }
    }

    /// Says it on standard error; if nobody listens there, the code still tells.
    pub fn tell(&self) {
        if !self.sentence.is_empty() {
            warn(&self.sentence);
        }
    }
}

/// A line on standard error.
pub(super) fn warn(line: &str) {
    let _ = writeln!(io::stderr(), "{}", harmless(line));
}

impl From<Error> for Exit {
    fn from(error: Error) -> Exit {
        let code = match error {
            Error::NoCase(_) | Error::NoNumber { .. } | Error::Open | Error::NotClosed(_) | Error::Erased(_) => NO,
            Error::Unseen(_) | Error::NoImport(_) | Error::Cancelled => NO,
            Error::Year(_) | Error::Account(_) | Error::Misread(_) | Error::Reason | Error::NoReason => USAGE,
            Error::NotAllowed(_) | Error::Refused { .. } | Error::SignedOut => NOT_ALLOWED,
            Error::Busy | Error::SavedSince | Error::Held(_) | Error::TooSlow | Error::OutcomeUnknown => BUSY,
            _ => FILE,
        };
        // A path may hold anything; the sentence stays on one line.
        Exit::new(code, error.to_string().replace('\n', " "))
    }
}

impl From<Fault> for Exit {
    fn from(fault: Fault) -> Exit {
        let code = match fault {
            Fault::Store(error) => return error.into(),
            Fault::NotMade(_) | Fault::Refused(_) => FILE,
            Fault::Halted(_) => NO,
            Fault::Busy => BUSY,
        };
        Exit::new(code, fault.to_string().replace('\n', " "))
    }
}

impl From<exchange::fault::Fault> for Exit {
    fn from(fault: exchange::fault::Fault) -> Exit {
        use exchange::fault::Fault;
        let code = match fault {
            Fault::Store(error) => return error.into(),
            Fault::Output(error) => return error.into(),
            Fault::Form(_) => NO,
            Fault::Place(_) => FILE,
        };
        Exit::new(code, fault.to_string().replace('\n', " "))
    }
}

impl From<Misread> for Exit {
    fn from(misread: Misread) -> Exit {
        Exit::new(USAGE, misread.text.replace('\n', " "))
    }
}

/// Printing failed. A reader who has seen enough (`caseload list | head`) is no failure.
impl From<io::Error> for Exit {
    fn from(error: io::Error) -> Exit {
        if error.kind() == ErrorKind::BrokenPipe {
            return Exit::new(0, "");
        }
        Exit::new(FILE, format!("standard output cannot be written ({error}): what was asked for was not all printed"))
    }
}
