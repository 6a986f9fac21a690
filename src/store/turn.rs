//! The queue of writers: a file beside the office file, locked by whose turn it is. The engine's own waiting is not fair, so
//! everyone queues here first. It must never be waited for longer than people wait.

use super::{Error, Result};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a save waits for others.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The turn to write; the next in line may go when it is dropped.
pub(super) struct Turn<'a>(&'a File);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let _ = rustix::fs::flock(self.0, rustix::fs::FlockOperation::Unlock);
    }
}

/// Waits for the turn. Who waits too long goes on and lets the engine decide.
pub(super) fn take(turnstile: &File) -> Turn<'_> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(200);
    while rustix::fs::flock(turnstile, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err()
        && start.elapsed() < PATIENCE
    {
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(4));
    }
    Turn(turnstile)
}

/// The file in front of which the writers of an office file queue; whoever may write that may queue.
pub(super) fn stile(of: &Path) -> Result<File> {
    let path = PathBuf::from(format!("{}-turn", of.display()));
    open(&path, of).map_err(|_| Error::ReadOnly(path))
}

fn open(path: &Path, of: &Path) -> std::io::Result<File> {
    let meta = std::fs::metadata(of)?;
    let mode = meta.mode() & 0o777;
    let new = std::fs::symlink_metadata(path).is_err();
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(mode).open(path)?;
    if new {
        // Not narrowed by the umask of whoever came first, and not root's own where root came first.
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
        let _ = std::os::unix::fs::chown(path, Some(meta.uid()), Some(meta.gid()));
    }
    Ok(file)
}
