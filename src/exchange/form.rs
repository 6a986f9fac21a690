//! What every form of an export does. It must never know who may see what.

use super::fault::Fault;
use crate::domain::casefile::CaseFile;
use crate::domain::field::Desk;

/// A form being written.
pub trait Form {
    /// One case.
    /// # Errors
    /// When it cannot be written, or the form cannot hold it.
    fn case(&mut self, file: &CaseFile, desk: &Desk) -> Result<(), Fault>;
    /// What comes behind the last.
    /// # Errors
    /// When it cannot be written.
    fn end(self: Box<Self>) -> Result<(), Fault>;
}
