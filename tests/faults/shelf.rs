//! The folder of backups: hourly runs by the config file, which are thinned out, heads that go elsewhere, what is told when one
//! fails or is killed, and who may do it.

use crate::support::faults::held;
use crate::support::{Office, Output};
use caseload::domain::backup::{kept, name, time_of};
use caseload::domain::moment::Now;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

const LINE: &str = "rape bat f7 m34 uncle y police";

/// An office whose config file says where backups go; gives the folder.
fn office(more: &str) -> (Office, PathBuf) {
    let office = Office::new();
    let shelf = office.folder().join("shelf");
    fs::create_dir(&shelf).unwrap();
    config(&office, &shelf, more);
    office.ok(&["add", LINE]);
    (office, shelf)
}

fn config(office: &Office, shelf: &Path, more: &str) {
    let file = office.folder().join(".config/caseload/config.toml");
    fs::write(file, format!("backup_folder = \"{}\"\n{more}", shelf.display())).unwrap();
}

fn files(shelf: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(shelf).unwrap().flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn times(shelf: &Path) -> Vec<DateTime<Utc>> {
    files(shelf).iter().filter_map(|n| time_of(n)).collect()
}

fn doctor(office: &Office) -> Output {
    office.run(&["doctor"])
}

/// Two backups of the same second would bear the same name.
fn next_second() {
    let now = Utc::now().timestamp();
    while Utc::now().timestamp() == now {
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn hourly_backups_are_thinned_out_and_only_those_that_are_this_offices() {
    let (office, shelf) = office("");
    office.ok(&["backup"]);
    let first = files(&shelf)[0].clone();
    let manifest = fs::read(shelf.join(format!("{first}.manifest"))).unwrap();
    for file in files(&shelf) {
        assert_eq!(fs::metadata(shelf.join(&file)).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
    }
    // 100 days by the hour, small ones; one of another office, one that does not say whose it is.
    let now = Utc::now();
    for hours in 1..2400 {
        let old = name(now - TimeDelta::hours(hours), true);
        fs::write(shelf.join(&old), "").unwrap();
        fs::write(shelf.join(format!("{old}.manifest")), &manifest).unwrap();
    }
    let foreign = name(now - TimeDelta::minutes(5000), true);
    let text = String::from_utf8(manifest).unwrap();
    let at = text.find("office = \"").unwrap() + 10;
    fs::write(shelf.join(&foreign), "").unwrap();
    fs::write(shelf.join(format!("{foreign}.manifest")), format!("{}x{}", &text[..at], &text[at..])).unwrap();
    let nobodys = name(now - TimeDelta::minutes(5001), true);
    fs::write(shelf.join(&nobodys), "").unwrap();
    let before = times(&shelf);
    next_second();
    let said = office.ok(&["backup"]);
    assert!(said.contains("earlier backups let go"), "{said}");
    let own: Vec<_> = before.iter().copied().filter(|t| ![&foreign, &nobodys].contains(&&name(*t, true))).collect();
    let now = Now { utc: Utc::now(), zone: chrono_tz::Asia::Phnom_Penh };
    let all = [own, times(&shelf).into_iter().max().into_iter().collect()].concat();
    let mut wanted: BTreeSet<DateTime<Utc>> = kept(&all, &now);
    wanted.extend([time_of(&foreign).unwrap(), time_of(&nobodys).unwrap()]);
    assert_eq!(times(&shelf).into_iter().collect::<BTreeSet<_>>(), wanted);
    assert!((24 + 28..24 + 31 + 4 + 4).contains(&wanted.len()), "{}", wanted.len());
    let manifests = files(&shelf).iter().filter(|n| n.ends_with(".manifest")).count();
    assert_eq!(manifests, wanted.len() - 1, "a manifest goes with its backup");
    // While writing is stopped nothing is let go.
    let sql = |sql: &str| rusqlite::Connection::open(office.db()).unwrap().execute_batch(sql).unwrap();
    sql("UPDATE victim SET sex = 'm'");
    for hours in 1..48 {
        let old = name(Utc::now() - TimeDelta::hours(hours) - TimeDelta::minutes(7), true);
        fs::write(shelf.join(&old), "").unwrap();
        fs::write(shelf.join(format!("{old}.manifest")), text.as_bytes()).unwrap();
    }
    let before = times(&shelf);
    next_second();
    let failed = office.run(&["backup"]);
    assert_eq!((failed.status, times(&shelf)), (1, before.clone()), "{failed:#?}");
    assert_eq!(files(&shelf).iter().filter(|n| n.ends_with(".failed")).count(), 1);
    let sick = doctor(&office);
    assert!(sick.status == 1 && sick.stdout.contains("Saving is stopped"), "{sick:#?}");
    sql("UPDATE victim SET sex = 'f'");
    next_second();
    let again = office.ok(&["backup"]);
    assert!(again.contains("saving goes on") && times(&shelf).len() < before.len(), "{again}");
    held(
        11,
        "retention",
        before.len() as u64,
        "24 hours, 31 days, 12 months kept of this office's, nothing let go while writing is stopped",
    );
}

#[test]
fn heads_go_elsewhere_and_what_fails_is_told_and_stops_nobody() {
    let elsewhere = tempfile::tempdir().unwrap();
    let (heads, handed) = (elsewhere.path().join("heads"), elsewhere.path().join("handed"));
    let more = format!(
        "anchors = [\"{}\", \"/nowhere/heads\"]\nanchor_command = [\"tee\", \"-a\", \"{}\"]\n",
        heads.display(),
        handed.display()
    );
    let (office, shelf) = office(&more);
    let made = office.run(&["backup"]);
    assert!(made.status == 1 && made.stderr.contains("/nowhere/heads"), "{made:#?}");
    assert!(made.stdout.contains("verified"), "the backup is made all the same: {made:#?}");
    office.ok(&["add", LINE]);
    // At once, perhaps within one second: no reason to fail.
    assert_eq!(office.run(&["backup"]).status, 1);
    let lines = fs::read_to_string(&heads).unwrap();
    assert_eq!((lines.lines().count(), &fs::read_to_string(&handed).unwrap()), (2, &lines));
    let verified = office.run(&["audit", "verify", "--anchors", heads.to_str().unwrap()]);
    assert!(verified.status == 1 && verified.stdout.contains("/nowhere/heads cannot be read"), "{verified:#?}");
    assert!(!verified.stdout.contains("WRONG") && verified.stdout.contains("heads kept elsewhere"), "{verified:#?}");
    let sick = doctor(&office);
    assert!(sick.status == 1 && sick.stdout.contains("heads elsewhere"), "{sick:#?}");
    // A program that does not take the head.
    config(&office, &shelf, "anchor_command = [\"false\"]\n");
    next_second();
    let made = office.run(&["backup"]);
    assert!(made.status == 1 && made.stderr.contains("handed to false"), "{made:#?}");
    let console = office.console(&["--as", "dara"], (100, 30));
    console.wait_text("Battambang");
    console.wait_text("handed to false");
    config(&office, &shelf, "");
    next_second();
    office.ok(&["backup"]);
    console.wait_gone("handed to false");
    // No folder: nobody is stopped, who answers for it is told.
    fs::rename(&shelf, office.folder().join("gone")).unwrap();
    let failed = office.run(&["backup"]);
    assert!(failed.status == 3 && failed.stderr.contains("does not exist"), "{failed:#?}");
    console.wait_text("The backup of");
    office.ok(&["add", LINE]);
    let sick = doctor(&office);
    assert!(sick.status == 1 && sick.stdout.contains("it failed at"), "{sick:#?}");
    fs::rename(office.folder().join("gone"), &shelf).unwrap();
    next_second();
    office.ok(&["backup"]);
    console.wait_gone("The backup of");
    assert_eq!(doctor(&office).status, 0);
    // A key that is none, before anything is copied.
    let bad = office.run(&["backup", "x", "--to", "age1nonsense"]);
    assert!(bad.status == 3 && bad.stderr.contains("is no public key of age"), "{bad:#?}");
    // The newest backup is not as it was written.
    let newest = shelf.join(files(&shelf).iter().rfind(|n| time_of(n).is_some()).unwrap());
    let mut bytes = fs::read(&newest).unwrap();
    bytes[5000] ^= 1;
    fs::write(&newest, bytes).unwrap();
    let sick = doctor(&office);
    assert!(sick.status == 1 && sick.stdout.contains("is not as it was written"), "{sick:#?}");
    held(
        11,
        "a backup that cannot be made, a head that cannot be sent",
        6,
        "nobody stopped, the administrator told by exit code, console and doctor",
    );
}

#[test]
fn a_backup_that_is_killed_leaves_no_plain_copy_past_the_next_one() {
    let (office, shelf) = office("");
    (0..20).for_each(|_| drop(office.ok(&["add", LINE])));
    let start = Instant::now();
    office.ok(&["backup"]);
    let whole = start.elapsed();
    let staging = office.folder().join("office.db-staging");
    let (mut left, rounds) = (0, 12);
    for n in 1..=rounds {
        next_second();
        let mut child = office.command(&["backup"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * n / rounds);
        child.kill().unwrap();
        child.wait().unwrap();
        if staging.exists() {
            left += 1;
            assert_eq!(fs::metadata(&staging).unwrap().permissions().mode() & 0o777, 0o700);
        }
        // Whatever has its name is whole.
        for backup in files(&shelf).iter().filter(|n| time_of(n).is_some()) {
            let drill = office.run(&["restore", shelf.join(backup).to_str().unwrap(), "--drill"]);
            assert_eq!(drill.status, 0, "{drill:#?}");
        }
    }
    next_second();
    office.ok(&["backup"]);
    assert!(!staging.exists() && files(&shelf).iter().all(|n| !n.ends_with(".part")), "{:?}", files(&shelf));
    assert!(left > 0, "none was killed while a plain copy was there");
    held(
        11,
        "kill -9 of a backup",
        rounds.into(),
        &format!("every backup with a name is whole; {left} plain copies left in a closed folder, gone with the next"),
    );
}

#[test]
fn only_who_looks_after_the_file_makes_and_restores_backups() {
    let (office, shelf) = office("");
    let good = shelf.join("good");
    let good = good.to_str().unwrap();
    for (name, role) in [("vanna", "administrator"), ("chan", "director"), ("dara", "officer")] {
        let add = ["user", "add", name, "--role", role];
        let team: &[&str] = if role == "officer" { &["--team", "HIT"] } else { &[] };
        let made = office.run(&[&add[..], team].concat());
        assert_eq!(made.status, 0, "{made:#?}");
    }
    office.ok(&["backup", good, "--as", "vanna"]);
    for name in ["chan", "dara"] {
        for args in [&["backup", "x"][..], &["backup"], &["restore", good, "--yes"], &["restore", good, "--drill"]] {
            let before = files(&shelf);
            let said = office.run(&[args, &["--as", name]].concat());
            assert_eq!(said.status, 4, "{name} {args:?}: {said:#?}");
            assert_eq!(files(&shelf), before);
        }
    }
    let log = office.ok(&["log", "--as", "vanna"]);
    assert!(log.contains("a copy of the whole file"), "{log}");
    office.ok(&["user", "disable", "dara"]);
    let said = office.ok(&["restore", good, "--as", "vanna", "--yes"]);
    assert!(said.contains("on accounts and keys") && said.contains("caseload user list"), "{said}");
    let log = office.ok(&["log", "--as", "vanna"]);
    assert!(log.lines().any(|l| l.contains("restore") && l.contains("vanna")), "{log}");
    assert_eq!(office.run(&["audit", "verify", "--as", "vanna"]).status, 0);
}
