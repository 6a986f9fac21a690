//! Is the office well? The file by the store's own checks, its permissions, copies beside it, the room on its disk, the system's clock.
//! It tells ids and counts only, and must never mend anything by itself.

use super::anchors;
use crate::domain::backup::Plan;
use crate::domain::moment::{Now, local};
use crate::store::{Result, Store};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Less room than this is worth a word.
const ROOM: u64 = 200 << 20;
/// No clock that is right shows an earlier year.
const FIRST_YEAR: i32 = 2025;

/// How well it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// well
    Ok,
    /// it works, and should be seen to
    Warn,
    /// it must be seen to
    Wrong,
}

impl Grade {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Ok => "ok",
            Grade::Warn => "warn",
            Grade::Wrong => "WRONG",
        }
    }
}

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// what
    pub name: &'static str,
    /// how well it is
    pub grade: Grade,
    /// in words, with what to do
    pub text: String,
}

/// Looks at everything; `plan` says where heads of the ledger are kept, `now` is the system's time.
/// # Errors
/// When the file cannot be read at all.
pub fn look(store: &mut Store, plan: &Plan, now: &Now) -> Result<Vec<Finding>> {
    let kept = anchors::read(plan, &store.identity()?);
    let mut findings: Vec<Finding> = store
        .check(&kept.heads, now)?
        .into_iter()
        .map(|f| Finding { name: f.name, grade: if f.ok { Grade::Ok } else { Grade::Wrong }, text: f.text })
        .collect();
    let doubt = |text| Finding { name: "heads elsewhere", grade: Grade::Wrong, text };
    findings.extend(kept.doubts.into_iter().map(doubt));
    findings.extend(around(store.path(), now));
    Ok(findings)
}

/// What the system says about the file, be it well or not; the file itself is only ever read through the engine.
pub fn around(path: &Path, now: &Now) -> Vec<Finding> {
    let meta = std::fs::metadata(path).ok();
    let permissions = meta.as_ref().map(|meta| permissions(path, meta));
    permissions
        .into_iter()
        .chain(copies(path, now))
        .chain(log(path))
        .chain([room(path), clock(meta.as_ref(), now)])
        .collect()
}

/// Copies from before an update or a restore that outlive their day: each holds every case, and none of the rights.
fn copies(path: &Path, now: &Now) -> Option<Finding> {
    let age = |copy: &PathBuf| {
        let made = std::fs::metadata(copy).ok().and_then(|m| DateTime::<Utc>::from_timestamp(m.mtime(), 0));
        made.map_or(0, |made| (now.utc - made).num_days())
    };
    let old: Vec<(i64, PathBuf)> =
        Store::copies(path).into_iter().map(|c| (age(&c), c)).filter(|(days, _)| *days >= 1).collect();
    let oldest = old.iter().map(|(days, _)| *days).max()?;
    let all: Vec<String> = old.iter().map(|(_, copy)| copy.display().to_string()).collect();
    let text = format!(
        "copies from before an update or a restore, the oldest of {oldest} days, hold every case as it was: if all is well since, run rm {}",
        all.join(" ")
    );
    Some(Finding { name: "old copies", grade: Grade::Warn, text })
}

/// A log that a reader keeps from being tidied, until the disk is full.
fn log(path: &Path) -> Option<Finding> {
    Store::untidy(path).map(|text| Finding { name: "log", grade: Grade::Warn, text })
}

fn permissions(path: &Path, meta: &Metadata) -> Finding {
    let mode = meta.mode() & 0o777;
    let (grade, advice) = if mode & 0o077 == 0 {
        (Grade::Ok, String::new())
    } else {
        (Grade::Warn, format!(": others may read or write it; run chmod 600 {}", path.display()))
    };
    Finding { name: "permissions", grade, text: format!("{mode:04o}{advice}") }
}

fn room(path: &Path) -> Finding {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (grade, text) = match rustix::fs::statvfs(folder).map(|s| s.f_bavail.saturating_mul(s.f_frsize)) {
        Ok(free) if free < ROOM => (Grade::Warn, format!("{} MB free: make some before saving fails", free >> 20)),
        Ok(free) => (Grade::Ok, format!("{} MB free", free >> 20)),
        Err(error) => (Grade::Warn, format!("free space cannot be told ({error})")),
    };
    Finding { name: "disk", grade, text }
}

fn clock(meta: Option<&Metadata>, now: &Now) -> Finding {
    let saved = meta.and_then(|m| DateTime::<Utc>::from_timestamp(m.mtime(), 0)).unwrap_or(now.utc);
    let (grade, advice) = if now.utc.year() < FIRST_YEAR {
        (Grade::Wrong, ": that cannot be; set the clock, it gives case numbers their year")
    } else if saved - now.utc > TimeDelta::minutes(2) {
        (Grade::Warn, ": the file was saved later than that; was the clock put back?")
    } else {
        (Grade::Ok, "")
    };
    Finding { name: "clock", grade, text: format!("{}{advice}", local(&now.stamp(), now.zone)) }
}
