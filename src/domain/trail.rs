//! A line of the audit trail, as it is read. It must never be made but by the write door.

use super::field::Value;

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// place in the trail of the office
    pub seq: i64,
    /// the act that it is part of
    pub op_id: String,
    /// when
    pub at: String,
    /// who
    pub person: String,
    /// what was done, in a word
    pub action: String,
    /// why, where it was asked
    pub reason: Option<String>,
    /// the case, blank where it is about none
    pub case_id: String,
    /// table of the record; `look` for an act of looking, `officer` for one on an account
    pub kind: String,
    /// which record
    pub record_id: String,
    /// `V1`
    pub label: String,
    /// column
    pub field: String,
    /// value before
    pub old: Value,
    /// value after
    pub new: Value,
}
