//! What an officer does to a case, in short: which fields of which record, when and by whom. It must never know an identity:
//! records are named by their labels, as people do.

use crate::domain::moment::Now;
use crate::domain::record::RecordKind;
use chrono::{DateTime, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

/// The zone of the office.
pub(super) const ZONE: Tz = chrono_tz::Asia::Phnom_Penh;

/// An office time as an instant.
pub(super) fn now(local: NaiveDateTime) -> Now {
    Now { utc: ZONE.from_local_datetime(&local).earliest().map_or(DateTime::UNIX_EPOCH, |t| t.to_utc()), zone: ZONE }
}

/// One deed. Times are office time.
pub(super) struct Act {
    pub at: NaiveDateTime,
    pub by: &'static str,
    pub action: &'static str,
    pub reason: Option<&'static str>,
    pub lines: Vec<Line>,
}

/// Fields of one record, in their stored form; links are labels: `S1`.
pub(super) struct Line {
    pub kind: RecordKind,
    /// its place among its kind; none for a new one
    pub seq: Option<u32>,
    pub fields: Vec<(&'static str, String)>,
}

impl Line {
    pub fn new(kind: RecordKind) -> Line {
        Line { kind, seq: None, fields: Vec::new() }
    }

    pub fn edit(kind: RecordKind, seq: usize) -> Line {
        Line { kind, seq: Some(seq as u32), fields: Vec::new() }
    }

    pub fn with(mut self, column: &'static str, value: impl Into<String>) -> Line {
        self.fields.push((column, value.into()));
        self
    }

    pub fn maybe(self, column: &'static str, value: Option<impl Into<String>>) -> Line {
        match value {
            Some(value) => self.with(column, value),
            None => self,
        }
    }
}
