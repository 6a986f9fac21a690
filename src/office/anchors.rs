//! Heads of the ledger kept elsewhere: lines added to files, or handed to a program that takes them to another machine; and read
//! again to verify by. It must never hold up a backup for longer than [`PATIENCE`].

use super::shelf::{manifest_of, there};
use crate::domain::backup::Plan;
use crate::domain::ledger::Anchor;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the program may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Puts a head wherever heads are kept; says what did not work.
pub fn keep(plan: &Plan, anchor: &Anchor) -> Vec<String> {
    let line = anchor.line() + "\n";
    let files = plan.anchors.iter().filter_map(|path| {
        let added = OpenOptions::new().append(true).create(true).mode(0o600).open(path).and_then(|mut file| {
            file.write_all(line.as_bytes())?;
            file.sync_all()
        });
        added.err().map(|e| format!("the head could not be added to {} ({e})", path.display()))
    });
    let command = plan.anchor_command.split_first().and_then(|(program, args)| {
        let handed = hand(Command::new(program).args(args), line.as_bytes());
        handed.err().map(|e| format!("the head could not be handed to {program} ({e})"))
    });
    files.chain(command).collect()
}

fn hand(command: &mut Command, line: &[u8]) -> io::Result<()> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    // Dropped at once, so that it sees the end. A program that reads nothing is told by how it ends.
    let _ = child.stdin.take().map(|mut stdin| stdin.write_all(line));
    let end = Instant::now() + PATIENCE;
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(io::Error::other(status.to_string())),
            None if Instant::now() > end => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(io::Error::other(format!("it took longer than {} seconds", PATIENCE.as_secs())));
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

/// Heads as they were found again.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// of this office
    pub heads: Vec<Anchor>,
    /// places that tell nothing of it, each in a sentence: what cannot be compared is not well
    pub doubts: Vec<String>,
}

/// Where the heads of restores are kept in the folder of backups.
fn of_restores(folder: &Path) -> PathBuf {
    folder.join("restored.heads")
}

/// All heads of this office that can be read: from the files, and from the manifests beside backups.
pub fn read(plan: &Plan, office: &str) -> Kept {
    let mut kept = Kept::default();
    for path in &plan.anchors {
        match lines(path) {
            Ok(heads) => {
                let (own, others): (Vec<Anchor>, Vec<Anchor>) =
                    heads.into_iter().partition(|a| a.head.office == office);
                if own.is_empty() && !others.is_empty() {
                    kept.doubts.push(format!("the heads in {} are all of another office", path.display()));
                }
                kept.heads.extend(own);
            }
            // Before the first backup there is none.
            Err(e) if e.kind() == io::ErrorKind::NotFound && path.parent().is_some_and(Path::is_dir) => {}
            Err(e) => kept.doubts.push(format!("the heads in {} cannot be read ({e})", path.display())),
        }
    }
    if let Some(folder) = plan.folder.as_deref() {
        let manifests = there(folder).into_iter().filter_map(|b| manifest_of(&b)).map(|m| m.anchor);
        let restores = lines(&of_restores(folder)).unwrap_or_default();
        kept.heads.extend(manifests.chain(restores).filter(|a| a.head.office == office));
    }
    kept
}

fn lines(path: &Path) -> io::Result<Vec<Anchor>> {
    let text = std::fs::read(path).map(|b| String::from_utf8_lossy(&b).into_owned())?;
    Ok(text.lines().filter_map(Anchor::read).collect())
}

/// Puts the head of a restore wherever heads are kept, so that its line is known to be no forged one; says what did not work.
pub fn keep_of_restore(plan: &Plan, anchor: &Anchor) -> Vec<String> {
    let files = plan.anchors.iter().cloned().chain(plan.folder.as_deref().map(of_restores)).collect();
    keep(&Plan { anchors: files, ..plan.clone() }, anchor)
}
