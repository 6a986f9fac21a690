//! What the doctor asks of backups: is writing stopped, when was the last good one, is the newest what its manifest says and an
//! earlier state of the office file. It must never mend anything.

use super::doctor::{Finding, Grade};
use super::note::Note;
use super::shelf::{manifest_of, set_aside, sum, there};
use super::staging::{folder, is_left_over};
use crate::domain::backup::{LATE, Plan};
use crate::domain::moment::{Now, local, stamp};
use crate::store::{Holds, Result, Store, halt};

/// Looks at everything.
/// # Errors
/// When the office file cannot be read.
pub fn look(store: &Store, plan: &Plan, now: &Now) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut find = |name, grade, text: String| findings.push(Finding { name, grade, text });
    if let Err(stopped) = halt::check(store.path()) {
        find("saving", Grade::Wrong, stopped.to_string());
    }
    if is_left_over(store.path()) {
        let folder = folder(store.path());
        let text = format!("{} holds plain copies of a backup that was cut off: run caseload backup", folder.display());
        find("cut-off copies", Grade::Warn, text);
    }
    let Some(shelf) = &plan.folder else {
        if !store.office().demo {
            let text =
                "none are made by themselves: set backup_folder in the config file and let cron run caseload backup";
            find("last backup", Grade::Warn, text.to_owned());
        }
        return Ok(findings);
    };
    let aside: Vec<String> = set_aside(shelf).iter().map(|p| p.display().to_string()).collect();
    if !aside.is_empty() {
        let text = format!(
            "a check set these aside, and they hold every case as it was: once you know what had happened, run rm {}",
            aside.join(" ")
        );
        find("failed copies", Grade::Warn, text);
    }
    let Note { good, failed, unkept } = Note::read(store.path());
    if let Some((since, why)) = unkept {
        find("heads elsewhere", Grade::Wrong, format!("since {} {why}", local(&stamp(since), now.zone)));
    }
    let (grade, text) = match (failed, good) {
        (Some((at, why)), _) => (Grade::Wrong, format!("it failed at {}: {why}", local(&stamp(at), now.zone))),
        (None, Some((at, name))) => {
            let age = now.utc - at;
            let hours = age.num_hours();
            let text = format!("{name}, {} ({hours} hours ago)", local(&stamp(at), now.zone));
            if age > LATE { (Grade::Warn, format!("{text}: does the timer run?")) } else { (Grade::Ok, text) }
        }
        (None, None) => (Grade::Warn, "none was made yet: run caseload backup".to_owned()),
    };
    find("last backup", grade, text);
    match plan.keys.len() {
        0 => {
            let text = "none: backups are plain, and whoever has one reads every case; make one with age-keygen on another \
                        computer and set its public half as backup_keys in the config file";
            find("backup keys", Grade::Warn, text.to_owned());
        }
        n => find("backup keys", Grade::Ok, format!("{n}")),
    }
    let office = store.head()?.office;
    let own = |backup: &std::path::PathBuf| {
        Some((backup.clone(), manifest_of(backup).filter(|m| m.head().office == office)?))
    };
    if let Some((backup, manifest)) = there(shelf).iter().rev().find_map(own) {
        let name = backup.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let same = sum(&backup).is_ok_and(|sum| sum == (manifest.sha256.clone(), manifest.length));
        let (grade, text) = match store.holds(manifest.head())? {
            _ if !same => {
                (Grade::Wrong, format!("{name} is not as it was written: run caseload backup, and look at the disk"))
            }
            Holds::No => (
                Grade::Wrong,
                format!("{name} ends in a line that the office file does not have: run caseload audit verify"),
            ),
            Holds::Yes | Holds::Replaced => {
                (Grade::Ok, format!("{name} is as it was written, to line {}", manifest.head().seq))
            }
        };
        find("newest backup", grade, text);
    }
    Ok(findings)
}
