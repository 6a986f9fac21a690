//! Backups on the command line: one made, one tried, one restored; what would be lost is printed before the one question. It must
//! never decide by itself that a backup is good.

use super::Global;
use super::exit::{Exit, NO, USAGE, warn};
use super::office::agreed;
use super::print;
use crate::clock::Clock;
use crate::domain::backup::Plan;
use crate::domain::ledger::{Anchor, Head};
use crate::domain::moment::{Now, local};
use crate::office::anchors;
use crate::office::backup::{self, Made, make};
use crate::office::fault::Fault;
use crate::office::restore::{Check, Source, Taken};
use crate::settings::Settings;
use crate::store::{Error, Lost, Placed, Store};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// What is to be restored, and how.
pub(super) struct Asked {
    pub file: PathBuf,
    pub identity: Option<PathBuf>,
    pub yes: bool,
    pub drill: bool,
}

/// Makes a backup.
pub(super) fn backup(global: &Global, file: Option<&Path>, to: Vec<String>, out: &mut dyn Write) -> Result<i32, Exit> {
    let Settings { backups, .. } = global.settings()?;
    if file.is_none() && backups.folder.is_none() {
        let sentence = "no folder is set for backups: name a file, or set backup_folder in the config file";
        return Err(Exit::new(USAGE, sentence));
    }
    let plan = Plan { keys: if to.is_empty() { backups.keys.clone() } else { to }, ..backups };
    let mut run = match global.open() {
        Ok(run) => run,
        Err(exit) => {
            backup::not_opened(&global.settings()?.db, &exit.sentence);
            return Err(exit);
        }
    };
    // The system's clock names it, whatever the run goes by.
    let now = Clock::System.now(run.store.office().zone);
    let Made { path, manifest, keys, pruned, lifted, told } = make(&mut run.store, &plan, file, &now)?;
    told.iter().for_each(|line| warn(line));
    // The backup is made; whoever runs it by a timer must still be told that its head is nowhere else.
    let end = if told.is_empty() { 0 } else { NO };
    if keys == 0 {
        warn(
            "this backup is plain, and whoever has it reads every case: make a key with age-keygen on another computer and \
              name its public half with --to, or as backup_keys in the config file",
        );
    }
    let head = manifest.head();
    if run.json {
        let made = json!({ "path": path.display().to_string(), "cases": manifest.cases, "seq": head.seq, "hash": head.hex(),
            "words": head.words(), "keys": keys, "bytes": manifest.length, "sha256": manifest.sha256, "pruned": pruned,
            "told": told, "saving_goes_on": lifted });
        print::json(out, &made)?;
        return Ok(end);
    }
    let sealed = if keys == 0 { "plain".to_owned() } else { format!("encrypted to {}", count(keys as u64, "key")) };
    let of = count(manifest.cases, "case");
    print::line(out, &format!("{}: {of}, {} bytes, {sealed}, verified", path.display(), manifest.length))?;
    print::line(out, &format!("its ledger ends at line {}: {}", head.seq, head.words()))?;
    if pruned > 0 {
        print::line(out, &format!("{} let go", count(pruned as u64, "earlier backup")))?;
    }
    if lifted {
        print::line(out, "all is well again: saving goes on")?;
    }
    Ok(end)
}

/// Tries a backup, or goes back to it.
pub(super) fn restore(global: &Global, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let settings = global.settings()?;
    let mut live = match open(&settings.db) {
        Ok(store) => Live::Open(Box::new(global.run_on(store, &settings)?.store)),
        Err(error) => Live::unreadable(&settings.db, error)?,
    };
    let now = Clock::System.now(live.store().map_or(settings.zone, |s| s.office().zone));
    if let Some(store) = live.store() {
        store.maintained(&now)?;
    }
    let source = Source { backup: &asked.file, identity: asked.identity.as_deref(), office: &settings.db };
    let mut checks = Vec::new();
    let taken = source.take(&mut checks).and_then(|taken| {
        if let Some(store) = live.store() {
            taken.compare(store, &asked.file, &mut checks)?;
        }
        Ok(taken)
    });
    if asked.drill {
        return drill(global.json, &checks, taken.as_ref().err(), out);
    }
    let taken = taken?;
    // Before it is told what would be lost: what is saved after this is not in what was told.
    let shown = live.store().map(|store| store.head()).and_then(Result::ok).unwrap_or_else(|| taken.head.clone());
    let lost = live.store().map(|store| taken.lost(store, &now)).and_then(Result::ok);
    if !global.json {
        say(&checks, out)?;
        say_lost(lost.as_ref(), &live, &now, out)?;
    }
    if !asked.yes && (global.json || !agreed(out)?) {
        return Err(if global.json {
            Exit::new(USAGE, "nothing was changed: nobody can be asked here, so say --yes")
        } else {
            Exit::new(NO, "nothing was changed")
        });
    }
    let name = settings.officer.as_ref().unwrap_or(&settings.account);
    let plan = settings.backups.clone();
    let placed = place(live, &taken, &settings.db, name, &shown, &now)?;
    // So that nobody can put in the line of a restore that never was.
    let kept = anchors::keep_of_restore(&plan, &Anchor { at: now.stamp(), head: placed.head.clone() });
    kept.iter().for_each(|line| warn(line));
    if global.json {
        print::json(out, &in_json(&placed, lost.as_ref(), &checks))?;
        return Ok(0);
    }
    print::line(
        out,
        &format!(
            "restored: {}, its ledger ends at line {}: {}",
            count(taken.stock.cases, "case"),
            placed.head.seq,
            placed.head.words()
        ),
    )?;
    if let Some(before) = &placed.before {
        let sentence = format!("the file of before is kept as {}: remove it once all is well", before.display());
        print::line(out, &sentence)?;
    }
    print::line(out, "accounts, roles and keys are as they were then: look at `caseload user list`")?;
    print::line(out, "now run `caseload backup`: it says whether all is well again")?;
    Ok(0)
}

/// The office file that is there now.
enum Live {
    Open(Box<Store>),
    /// it is not there, or is no office file that can be read; why
    Unreadable(Error),
}

impl Live {
    /// What may be put aside: what is missing or damaged, never another program's file nor one that is only closed to us.
    fn unreadable(path: &Path, error: Error) -> Result<Live, Exit> {
        let garbage = || {
            let mut begins = Vec::new();
            let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut begins));
            read.is_ok() && begins != b"SQLite format 3\0"
        };
        match error {
            Error::Missing(_)
            | Error::Corrupt(_)
            | Error::Damaged(_)
            | Error::Halted(_)
            | Error::Foreign { .. }
            | Error::Engine(_) => Ok(Live::Unreadable(error)),
            Error::NotOurs(_) if garbage() => Ok(Live::Unreadable(error)),
            other => Err(other.into()),
        }
    }

    fn store(&mut self) -> Option<&mut Store> {
        if let Live::Open(store) = self { Some(store) } else { None }
    }
}

fn open(path: &Path) -> Result<Store, Error> {
    let store = Store::open(path)?;
    // A file may open and not be read.
    store.is_office()?;
    store.head()?;
    Ok(store)
}

/// Into the file that is open; where its pages cannot be read, in its place.
fn place(live: Live, taken: &Taken, at: &Path, name: &str, shown: &Head, now: &Now) -> Result<Placed, Fault> {
    if let Live::Open(mut store) = live {
        match taken.put_into(&mut store, shown, now) {
            Err(Fault::Store(Error::Corrupt(_))) => drop(store),
            put => return put,
        }
    }
    taken.put_in_place(at, name, now)
}

fn drill(as_json: bool, checks: &[Check], fault: Option<&Fault>, out: &mut dyn Write) -> Result<i32, Exit> {
    // Where it could not even begin, there is nothing to print in a table.
    if let (Some(fault), true) = (fault, checks.is_empty()) {
        return Err(Exit::new(NO, fault.to_string()));
    }
    let ok = checks.iter().all(|c| c.ok);
    let wrong = checks.iter().find(|c| !c.ok).map(|c| c.name);
    if as_json {
        print::json(out, &Value::Array(checks.iter().map(check_json).collect()))?;
    } else {
        say(checks, out)?;
        // What is wrong with a key or with the office file says nothing against the backup.
        let end = match wrong {
            None => "it could be restored; nothing was changed",
            Some("ledger") => "the backup is sound, and not of the same past as the office file; nothing was changed",
            Some("office") => "the backup is sound, and of another office; nothing was changed",
            Some("key") => "it could not be opened, so it was not tried; nothing was changed",
            Some(_) => "it is not to be trusted; nothing was changed",
        };
        print::line(out, end)?;
    }
    Ok(if ok { 0 } else { NO })
}

fn say(checks: &[Check], out: &mut dyn Write) -> Result<(), Exit> {
    let row = |c: &Check| vec![if c.ok { "ok" } else { "WRONG" }.to_owned(), c.name.to_owned(), c.text.clone()];
    Ok(print::table(out, "lll", &checks.iter().map(row).collect::<Vec<_>>())?)
}

fn say_lost(lost: Option<&Lost>, live: &Live, now: &Now, out: &mut dyn Write) -> Result<(), Exit> {
    let line = match (lost, live) {
        (Some(lost), _) if lost.acts == 0 => "nothing was done since: nothing would be lost".to_owned(),
        (Some(lost), _) => {
            let (from, to) = lost.span.clone().unwrap_or_default();
            let accounts = match lost.accounts {
                0 => String::new(),
                n => format!(", {n} of them on accounts and keys"),
            };
            format!(
                "would be lost: {}{accounts}, from {} to {}, by {}",
                count(lost.acts, "act"),
                local(&from, now.zone),
                local(&to, now.zone),
                lost.people.join(", ")
            )
        }
        (None, Live::Unreadable(error)) => format!("what would be lost cannot be told: {error}"),
        (None, Live::Open(_)) => "what would be lost cannot be told: the office file is damaged".to_owned(),
    };
    print::line(out, &line)?;
    if let Some(lost) = lost.filter(|l| !l.cases.is_empty()) {
        print::line(out, &format!("in {}: {}", count(lost.cases.len() as u64, "case"), lost.cases.join(" ")))?;
    }
    if let Some(lost) = lost.filter(|l| !l.erased.is_empty()) {
        let line = format!("ERASED SINCE, and there again afterwards: {}: erase again at once", lost.erased.join(" "));
        print::line(out, &line)?;
    }
    Ok(())
}

fn check_json(check: &Check) -> Value {
    json!({ "name": check.name, "ok": check.ok, "text": check.text })
}

fn in_json(placed: &Placed, lost: Option<&Lost>, checks: &[Check]) -> Value {
    let span = lost.and_then(|l| l.span.clone()).unzip();
    json!({
        "restored": true,
        "before": placed.before.as_ref().map(|p| p.display().to_string()),
        "replaced": placed.replaced.as_ref().map(|h| json!({ "seq": h.seq, "hash": h.hex() })),
        "seq": placed.head.seq, "hash": placed.head.hex(), "words": placed.head.words(),
        "lost": lost.map(|l| json!({ "acts": l.acts, "accounts": l.accounts, "cases": l.cases, "erased": l.erased,
            "people": l.people, "from": span.0, "to": span.1 })),
        "checks": checks.iter().map(check_json).collect::<Vec<_>>(),
    })
}

fn count(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}
