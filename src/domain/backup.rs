//! What is to be backed up how, what a backup is called, which are kept, and what is said beside each. Pure: times and text.
//! It must never open a file.

use super::ledger::{Anchor, Head};
use super::moment::Now;
use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// An hour is missed by a machine that sleeps; more than a day, and two hours, by nobody who looks.
pub const LATE: TimeDelta = TimeDelta::hours(26);

/// Where backups go, for whom they are encrypted, and where heads are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// the folder, where there is one
    pub folder: Option<PathBuf>,
    /// public keys of age; without one a backup is plain
    pub keys: Vec<String>,
    /// files to which the head of each backup is added as a line
    pub anchors: Vec<PathBuf>,
    /// a program, with its arguments, that is given that line
    pub anchor_command: Vec<String>,
}

/// What is said of a backup, in a file beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// name of the office
    pub name: String,
    /// when it was made, and where its ledger ends
    pub anchor: Anchor,
    /// its schema
    pub schema: i64,
    /// version of the program that made it
    pub program: String,
    /// how many cases
    pub cases: u64,
    /// of the file, in hex
    pub sha256: String,
    /// of the file, in bytes
    pub length: u64,
}

/// The manifest as it is written.
#[derive(Deserialize)]
struct Lines {
    name: String,
    at: String,
    office: String,
    seq: i64,
    hash: String,
    schema: i64,
    program: String,
    cases: u64,
    sha256: String,
    length: u64,
}

impl Manifest {
    /// Where the ledger of the backup ends.
    pub fn head(&self) -> &Head {
        &self.anchor.head
    }

    /// As text, in TOML.
    pub fn text(&self) -> String {
        let Anchor { at, head } = &self.anchor;
        let quoted = |text: &str| serde_json::Value::from(super::text::harmless(text)).to_string();
        format!(
            "# A backup of a caseload office file, beside this: `caseload restore FILE --drill` tries it.\n\
             name = {}\nat = {}\noffice = {}\nseq = {}\nhash = \"{}\"\nwords = \"{}\"\nschema = {}\nprogram = {}\n\
             cases = {}\nsha256 = {}\nlength = {}\n",
            quoted(&self.name),
            quoted(at),
            quoted(&head.office),
            head.seq,
            head.hex(),
            head.words(),
            self.schema,
            quoted(&self.program),
            self.cases,
            quoted(&self.sha256),
            self.length,
        )
    }

    /// Reads the text.
    pub fn read(text: &str) -> Option<Manifest> {
        let Lines { name, at, office, seq, hash, schema, program, cases, sha256, length } =
            toml::from_str(text).ok()?;
        let anchor = Anchor::read(&format!("{at} {office} {seq} {hash}"))?;
        Some(Manifest { name, anchor, schema, program, cases, sha256, length })
    }
}

const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// What a backup of this instant is called.
pub fn name(at: DateTime<Utc>, encrypted: bool) -> String {
    format!("caseload-{}.db{}", at.format(STAMP), if encrypted { ".age" } else { "" })
}

/// Of when a backup is, by its name; nothing where it is no name of a backup.
pub fn time_of(name: &str) -> Option<DateTime<Utc>> {
    let stamp = name.strip_prefix("caseload-")?;
    let stamp = stamp.strip_suffix(".age").unwrap_or(stamp).strip_suffix(".db")?;
    Some(NaiveDateTime::parse_from_str(stamp, STAMP).ok()?.and_utc())
}

/// Which backups are kept: the newest of each of the last 24 hours, 31 days and 12 months of which there are any, by the office's
/// calendar, and the newest of all. How long ago they are is not asked: a clock that is wrong for an hour must not cost the
/// backups of a year. One from a time that is still to come is kept as well.
pub fn kept(times: &[DateTime<Utc>], now: &Now) -> BTreeSet<DateTime<Utc>> {
    let hour = |t: DateTime<Utc>| t.timestamp().div_euclid(3600);
    let day = |t: DateTime<Utc>| i64::from(t.with_timezone(&now.zone).num_days_from_ce());
    let month = |t: DateTime<Utc>| {
        let local = t.with_timezone(&now.zone);
        i64::from(local.year()) * 12 + i64::from(local.month())
    };
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let mut kept: BTreeSet<DateTime<Utc>> = sorted.iter().copied().filter(|t| *t > now.utc).collect();
    kept.extend(sorted.first());
    let mut newest_of = |place: &dyn Fn(DateTime<Utc>) -> i64, last: usize| {
        let mut seen = BTreeSet::new();
        let past = sorted.iter().filter(|t| **t <= now.utc);
        kept.extend(past.filter(|t| seen.insert(place(**t))).take(last));
    };
    newest_of(&hour, 24);
    newest_of(&day, 31);
    newest_of(&month, 12);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::genesis;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn now(text: &str) -> Now {
        Now { utc: at(text), zone: chrono_tz::Asia::Phnom_Penh }
    }

    #[test]
    fn hourly_backups_of_two_years_thin_out_to_hours_days_and_months() {
        let now = now("2026-11-24T03:20:00Z");
        let all: Vec<_> = (0..24 * 730).map(|h| at("2026-11-24T03:10:00Z") - TimeDelta::hours(h)).collect();
        let kept = kept(&all, &now);
        // 24 hours; 31 days of which two have been kept for their hour; 12 months of which two have been for their day.
        assert_eq!(kept.len(), 24 + 29 + 10, "{kept:#?}");
        assert!(all[..24].iter().all(|t| kept.contains(t)), "the last 24 hours");
        // The last of a day in Phnom Penh, where it ends at 17:00 of Greenwich.
        assert!(kept.contains(&at("2026-11-10T16:10:00Z")) && !kept.contains(&at("2026-11-10T17:10:00Z")));
        assert!(kept.contains(&at("2025-12-31T16:10:00Z")) && !kept.contains(&at("2025-11-30T16:10:00Z")));
    }

    #[test]
    fn thinning_out_day_by_day_leaves_what_thinning_out_at_once_would() {
        let mut there: Vec<DateTime<Utc>> = Vec::new();
        let (start, mut all) = (at("2025-01-01T00:10:00Z"), Vec::new());
        for hour in 0..24 * 500 {
            let new = start + TimeDelta::hours(hour);
            all.push(new);
            there.push(new);
            there = kept(&there, &Now { utc: new, zone: chrono_tz::Asia::Phnom_Penh }).into_iter().collect();
        }
        let end = Now { utc: start + TimeDelta::hours(24 * 500 - 1), zone: chrono_tz::Asia::Phnom_Penh };
        assert_eq!(there, kept(&all, &end).into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_newest_stays_however_old_and_so_does_what_is_still_to_come() {
        let old = [at("2020-01-01T00:00:00Z"), at("2019-01-01T00:00:00Z")];
        assert_eq!(kept(&old, &now("2026-11-24T03:20:00Z")).len(), 2, "also a year apart and long ago");
        // An hour in which the clock is fourteen months ahead.
        let all: Vec<_> = (0..48).map(|h| at("2026-11-24T03:10:00Z") - TimeDelta::hours(h)).collect();
        let ahead_once = [all.clone(), vec![at("2028-01-24T03:10:00Z")]].concat();
        let left = kept(&ahead_once, &now("2028-01-24T03:20:00Z"));
        assert!(all[..23].iter().all(|t| left.contains(t)), "{left:#?}");
        let ahead = [at("2031-01-01T00:00:00Z"), at("2031-01-01T00:00:01Z"), at("2026-11-24T03:00:00Z")];
        assert_eq!(kept(&ahead, &now("2026-11-24T03:20:00Z")).len(), 3);
        assert!(kept(&[], &now("2026-11-24T03:20:00Z")).is_empty());
    }

    #[test]
    fn names_and_manifests_read_back() {
        let when = at("2026-11-24T03:15:00Z");
        for encrypted in [true, false] {
            assert_eq!(time_of(&name(when, encrypted)), Some(when));
        }
        assert_eq!(name(when, true), "caseload-20261124T031500Z.db.age");
        for other in ["caseload.db", "caseload-20261124T031500Z.db.age.manifest", "caseload-2026.db", "x"] {
            assert_eq!(time_of(other), None, "{other}");
        }
        let head = Head { office: "0193-a".into(), seq: 12, hash: genesis("o") };
        let manifest = Manifest {
            name: "Unit \"B\" ភ្នំ\u{1b}\n".into(),
            anchor: Anchor { at: "2026-11-24T03:15:00.000Z".into(), head },
            schema: 6,
            program: "0.1.0".into(),
            cases: 3,
            sha256: "00ff".into(),
            length: 4096,
        };
        let read = Manifest::read(&manifest.text()).unwrap();
        assert_eq!(read.anchor, manifest.anchor);
        assert_eq!((read.schema, read.cases, read.sha256.as_str(), read.length), (6, 3, "00ff", 4096));
        assert!(read.name.starts_with("Unit \"B\" ភ្នំ"), "{read:?}");
        assert_eq!(Manifest::read("seq = 1"), None);
    }
}
