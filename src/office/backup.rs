//! Makes a backup: a whole copy, opened and verified, compared with where the ledger was, encrypted to public keys, on the disk
//! before it has its name, with a manifest beside it. A copy that is not as it was written stops writing for all. It must never
//! leave a plain copy behind that nobody asked for, nor let go of a good backup while writing is stopped.

use super::anchors;
use super::fault::Fault;
use super::note::Note;
use super::shelf::{FAILED, Summed, manifest_path, prune, with_ending};
use super::staging::Staging;
use crate::domain::backup::{Manifest, Plan, name, time_of};
use crate::domain::ledger::{Anchor, Problem, Verified};
use crate::domain::moment::Now;
use crate::store::{Error, Stock, Store, halt};
use age::x25519::Recipient;
use chrono::{DateTime, TimeDelta, Utc};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

/// A backup that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// where it is
    pub path: PathBuf,
    /// what is said of it
    pub manifest: Manifest,
    /// for how many keys it is encrypted; 0 where it is plain
    pub keys: usize,
    /// how many earlier ones were let go
    pub pruned: usize,
    /// writing was stopped and goes on
    pub lifted: bool,
    /// what did not work and does no harm to the backup
    pub told: Vec<String>,
}

/// Makes one backup: of the name `to`, or in the folder of the plan, where those that are too many are let go and heads are
/// kept elsewhere.
/// # Errors
/// [`Fault::Halted`] where the office file is not as it was written: writing is stopped then. Else nothing is stopped; what
/// failed in the folder of the plan is noted for those who answer for it.
pub fn make(store: &mut Store, plan: &Plan, to: Option<&Path>, now: &Now) -> Result<Made, Fault> {
    store.maintained(now)?;
    let mut note = Note::read(store.path());
    let made = attempt(store, plan, to, now);
    match &made {
        Ok(made) => {
            let file = made.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let unkept = made.told.first().map(|why| (note.unkept.map_or(now.utc, |(since, _)| since), why.clone()));
            note = Note { good: Some((now.utc, file)), failed: None, unkept };
        }
        // One that is on its way will say itself how it ends.
        Err(Fault::Busy) => return made,
        Err(fault) => note.failed = Some((now.utc, fault.to_string())),
    }
    if to.is_none() {
        note.keep(store.path());
    }
    made
}

/// A backup of an office file that cannot even be opened: those who answer for it are told, and where its pages are torn, whoever
/// has it open saves no more.
pub fn not_opened(office: &Path, why: &str) {
    let mut note = Note::read(office);
    note.failed = Some((Utc::now(), why.to_owned()));
    note.keep(office);
    if matches!(Store::open(office), Err(Error::Corrupt(_) | Error::Damaged(_))) {
        let _ = stop(office, why, &[]);
    }
}

/// Lets writing go on where it was stopped and the office file is well in all its parts, also by the heads by which it was stopped;
/// says whether it did.
fn lift_if_well(store: &mut Store, anchors: &[Anchor], now: &Now) -> Result<bool, Error> {
    if halt::check(store.path()).is_ok() {
        return Ok(false);
    }
    let then = halt::details(store.path());
    let anchors = [anchors, &then.lines().filter_map(Anchor::read).collect::<Vec<_>>()].concat();
    let well = store.check(&anchors, now)?.iter().all(|f| f.ok);
    if well { halt::lift(store.path()) } else { Ok(false) }
}

fn attempt(store: &mut Store, plan: &Plan, to: Option<&Path>, now: &Now) -> Result<Made, Fault> {
    let recipients = recipients(&plan.keys)?;
    let target = match (to, &plan.folder) {
        (Some(file), _) => file.to_owned(),
        (None, Some(folder)) => free_name(folder, now.utc, !recipients.is_empty()),
        (None, None) => return Err(Fault::NotMade("no folder is set for it".to_owned())),
    };
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Fault::NotMade(format!("the folder {} does not exist", folder.display())));
    }
    for path in [&target, &manifest_path(&target)] {
        if path.symlink_metadata().is_ok() {
            return Err(Fault::NotMade(format!("{} is there already and was left alone", path.display())));
        }
    }
    let staging = Staging::take(store.path())?;
    let place = Place { target: &target, folder, recipients: &recipients };
    if to.is_none() {
        place.clear_parts();
    } else {
        store.copied_out(now)?;
    }
    let start = store.head()?;
    let (copy, kept) = (staging.at("copy.db"), anchors::read(plan, &start.office));
    match store.copy_to(&copy, now) {
        Err(Error::Corrupt(_)) => {
            return Err(stop(store.path(), &Error::Corrupt(store.path().to_owned()).to_string(), &kept.heads)?);
        }
        copied => copied?,
    }
    let verified = match Store::verify_copy(&copy, &kept.heads) {
        // It holds what was there when it was begun.
        Ok(verified) if verified.problems.is_empty() && Store::copy_holds(&copy, &start)? => verified,
        wrong => return Err(place.wrong(store, &copy, wrong, &kept.heads, now)?),
    };
    let doubts = verified.doubts.clone();
    let Stock { office, cases, schema } = Store::stock(&copy)?;
    let (sha256, length) = place.fill(&copy, &part_of(&target)).map_err(|e| place.denied(&e))?;
    let manifest = Manifest {
        name: office,
        anchor: Anchor { at: now.stamp(), head: verified.head },
        schema,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        cases,
        sha256,
        length,
    };
    place.name_it(&manifest).map_err(|e| place.denied(&e))?;
    let mut made =
        Made { path: target.clone(), manifest, keys: recipients.len(), pruned: 0, lifted: false, told: Vec::new() };
    // The copy is made anew, row by row: what writing was stopped for may lie where it does not look.
    made.lifted = lift_if_well(store, &kept.heads, now)?;
    if to.is_none() {
        // While there is a doubt, no new head may vouch for what only a person can tell.
        made.told = if doubts.is_empty() { anchors::keep(plan, &made.manifest.anchor) } else { doubts };
        made.told.extend(kept.doubts);
        if halt::check(store.path()).is_ok() {
            made.pruned = prune(folder, &made.manifest, now);
        }
    }
    Ok(made)
}

/// The name of a backup in the folder; where one of the same second is there, that of the next one.
fn free_name(folder: &Path, at: DateTime<Utc>, sealed: bool) -> PathBuf {
    let taken = |path: &PathBuf| path.symlink_metadata().is_ok() || manifest_path(path).symlink_metadata().is_ok();
    let names = (0..60).map(|second| folder.join(name(at + TimeDelta::seconds(second), sealed)));
    names.clone().find(|path| !taken(path)).unwrap_or_else(|| folder.join(name(at, sealed)))
}

/// Gives a file its name where nothing bears it yet, also on disks that cannot make sure of that by themselves.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS) if to.symlink_metadata().is_err() => std::fs::rename(from, to),
        renamed => Ok(renamed?),
    }
}

/// A file that is not whole yet.
fn part_of(target: &Path) -> PathBuf {
    with_ending(target, ".part")
}

fn recipients(keys: &[String]) -> Result<Vec<Recipient>, Fault> {
    let bad = |key: &String| {
        Fault::NotMade(format!("{key} is no public key of age: write it as age-keygen prints it, age1…"))
    };
    keys.iter().map(|key| key.parse().map_err(|_| bad(key))).collect()
}

/// Stops writing for all, with the sentence that everybody is told, and the latest heads by which it was found: with them it must
/// be well again.
pub fn stop(office: &Path, what: &str, anchors: &[Anchor]) -> Result<Fault, Fault> {
    let sentence = format!(
        "Saving is stopped: {what}. Tell the administrator: saving goes on when `caseload backup` finds all well again, \
         or after `caseload restore` with the last good backup"
    );
    let mut latest: Vec<&Anchor> = anchors.iter().collect();
    latest.sort_by_key(|a| a.head.seq);
    let heads: Vec<String> = latest.iter().rev().take(5).map(|a| a.line()).collect();
    halt::stop(office, &sentence, &heads.join("\n"))?;
    Ok(Fault::Halted(sentence))
}

fn said(problem: &Problem) -> String {
    let record = problem.record.as_deref().map_or_else(String::new, |r| format!("{r}: "));
    let line = problem.seq.map_or_else(String::new, |seq| format!(" (line {seq} of the ledger)"));
    format!("{record}{}{line}", problem.text)
}

/// Where a backup goes and for whom.
struct Place<'a> {
    target: &'a Path,
    folder: &'a Path,
    recipients: &'a [Recipient],
}

impl Place<'_> {
    fn denied(&self, error: &io::Error) -> Fault {
        Fault::NotMade(format!("{} cannot be written ({error})", self.folder.display()))
    }

    /// What a backup that was cut off has left in the folder.
    fn clear_parts(&self) {
        let cut = |p: &PathBuf| {
            p.extension().is_some_and(|e| e == "part")
                && time_of(&p.file_stem().unwrap_or_default().to_string_lossy()).is_some()
        };
        let entries = std::fs::read_dir(self.folder).into_iter().flatten().flatten();
        for part in entries.map(|e| e.path()).filter(cut) {
            let _ = std::fs::remove_file(part);
        }
    }

    /// A new file of the folder's owner alone; what was left of one that was cut off gives way.
    fn new_file(&self, path: &Path) -> io::Result<File> {
        let _ = std::fs::remove_file(path);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let owner = std::fs::metadata(self.folder)?;
        let _ = fchown(&file, Some(owner.uid()), Some(owner.gid()));
        Ok(file)
    }

    /// Writes the copy there, encrypted where there are keys; the sum and length of what was written.
    fn fill(&self, copy: &Path, to: &Path) -> io::Result<(String, u64)> {
        let written = self.write(copy, to);
        if written.is_err() {
            let _ = std::fs::remove_file(to);
        }
        written
    }

    fn write(&self, copy: &Path, to: &Path) -> io::Result<(String, u64)> {
        let mut from = BufReader::with_capacity(1 << 16, File::open(copy)?);
        let mut to = Summed::new(self.new_file(to)?);
        if self.recipients.is_empty() {
            io::copy(&mut from, &mut to)?;
        } else {
            let recipients = self.recipients.iter().map(|r| r as &dyn age::Recipient);
            let encryptor = age::Encryptor::with_recipients(recipients).map_err(|e| io::Error::other(e.to_string()))?;
            let mut sealed = encryptor.wrap_output(to)?;
            io::copy(&mut from, &mut sealed)?;
            to = sealed.finish()?;
        }
        let (file, sum) = to.end();
        file.sync_all()?;
        Ok(sum)
    }

    /// The manifest first, then the name: a backup that is there has one.
    fn name_it(&self, manifest: &Manifest) -> io::Result<()> {
        let (part, beside) = (part_of(self.target), manifest_path(self.target));
        let written = self.new_file(&beside).and_then(|mut file| {
            file.write_all(manifest.text().as_bytes())?;
            file.sync_all()?;
            rename_new(&part, self.target)?;
            // Some network disks keep no folder back, and say so.
            match File::open(self.folder)?.sync_all() {
                Err(error) if error.raw_os_error() != Some(Errno::INVAL.raw_os_error()) => Err(error),
                _ => Ok(()),
            }
        });
        if written.is_err() {
            let _ = std::fs::remove_file(part);
            let _ = std::fs::remove_file(beside);
        }
        written
    }

    /// The copy is not as it was written. If the office file is not either, writing stops and the copy is set aside; else it was
    /// the copying.
    fn wrong(
        &self,
        store: &mut Store,
        copy: &Path,
        found: Result<Verified, Error>,
        anchors: &[Anchor],
        now: &Now,
    ) -> Result<Fault, Fault> {
        let first = |v: &Verified| v.problems.first().map(said);
        let what = match store.verify(anchors, now) {
            Err(error @ (Error::Corrupt(_) | Error::Altered(_) | Error::Damaged(_))) => Some(error.to_string()),
            live => first(&live?),
        };
        let Some(what) = what else {
            let why = match found {
                Err(error) => error.to_string(),
                Ok(verified) => first(&verified).unwrap_or_else(|| "it is of another office".to_owned()),
            };
            let sentence = format!("the copy is not what was copied ({why}): is the disk below the office file well?");
            return Err(Fault::NotMade(sentence));
        };
        let known = halt::check(store.path()).is_err();
        let fault = stop(store.path(), &what, anchors)?;
        // Plain or sealed as a good one would be, for who looks into it; nothing depends on it, and one is enough.
        if !known {
            let _ = self.fill(copy, &with_ending(self.target, FAILED));
        }
        Ok(fault)
    }
}
