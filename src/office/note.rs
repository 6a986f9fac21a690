//! What became of the latest backups, in a small file beside the office file, for the doctor and for the consoles of those who
//! answer for it. It must never be needed: without it nothing is known of backups, and nothing else is lost.

use crate::domain::backup::LATE;
use crate::domain::moment::{Now, local, stamp};
use crate::store::halt::beside;
use chrono::{DateTime, Utc};
use std::path::Path;

const ENDING: &str = "-backup";

/// The latest good one, what has failed since, and whether its head is kept elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// when, and its name
    pub good: Option<(DateTime<Utc>, String)>,
    /// when, and why
    pub failed: Option<(DateTime<Utc>, String)>,
    /// since when the head of the ledger does not get to where it is to be kept, and why
    pub unkept: Option<(DateTime<Utc>, String)>,
}

impl Note {
    /// Reads it; nothing where no backup was ever tried.
    pub fn read(office: &Path) -> Note {
        let mut path = office.as_os_str().to_owned();
        path.push(ENDING);
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let line = |word: &str| {
            let mut parts = text.lines().find_map(|l| l.strip_prefix(word))?.trim().splitn(2, ' ');
            Some((parts.next()?.parse().ok()?, parts.next().unwrap_or_default().to_owned()))
        };
        Note { good: line("good"), failed: line("failed"), unkept: line("head") }
    }

    /// Keeps it. Where that does not work the backup is as good, and the doctor finds it old.
    pub fn keep(&self, office: &Path) {
        let line = |word: &str, what: &Option<(DateTime<Utc>, String)>| match what {
            Some((at, text)) => format!("{word} {} {}\n", stamp(*at), text.replace('\n', " ")),
            None => String::new(),
        };
        let lines = line("good", &self.good) + &line("failed", &self.failed) + &line("head", &self.unkept);
        let _ = beside(office, ENDING, &lines);
    }

    /// What those must be told who answer for backups; nothing where all is well or none was ever made.
    pub fn sentence(&self, now: &Now) -> Option<String> {
        if let Some((at, why)) = &self.failed {
            return Some(format!("The backup of {} failed: {why}", local(&stamp(*at), now.zone)));
        }
        if let Some((_, why)) = &self.unkept {
            return Some(format!("The backup was made, but {why}"));
        }
        let (at, _) = self.good.as_ref().filter(|(at, _)| now.utc - *at > LATE)?;
        let hours = (now.utc - *at).num_hours();
        Some(format!("The last good backup is {hours} hours old: see `caseload doctor`"))
    }
}
