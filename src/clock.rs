//! The only place that reads the system's clock. It must never know what the time is used for.

use crate::domain::moment::Now;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::time::Instant;

/// Where the time comes from.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// the system
    System,
    /// stands still: `--now`, for reports and tests
    Fixed(DateTime<Utc>),
    /// runs from a given instant on: the demonstration
    From(DateTime<Utc>, Instant),
}

impl Clock {
    /// A clock that runs from `start` on.
    pub fn starting(start: DateTime<Utc>) -> Clock {
        Clock::From(start, Instant::now())
    }

    /// The time in an office's zone.
    pub fn now(&self, zone: Tz) -> Now {
        let utc = match self {
            Clock::System => Utc::now(),
            Clock::Fixed(at) => *at,
            Clock::From(start, since) => *start + since.elapsed(),
        };
        Now { utc, zone }
    }
}
