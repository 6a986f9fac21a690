//! A closed folder beside the office file in which plain copies lie while they are checked. It is emptied at the end, and at the
//! next beginning where the end did not come. It must never be shared by two at a time.

use super::fault::Fault;
use crate::store::Error;
use rustix::fs::{FlockOperation, OFlags, flock};
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

/// The folder, held by this process.
pub struct Staging {
    folder: PathBuf,
    _held: File,
}

/// Where it is.
pub fn folder(office: &Path) -> PathBuf {
    let mut name = office.as_os_str().to_owned();
    name.push("-staging");
    name.into()
}

/// Do plain copies lie in it that nobody is working on?
pub fn is_left_over(office: &Path) -> bool {
    let folder = folder(office);
    let any = std::fs::read_dir(&folder).is_ok_and(|mut all| all.next().is_some());
    any && File::open(&folder).is_ok_and(|f| flock(&f, FlockOperation::NonBlockingLockShared).is_ok())
}

impl Staging {
    /// Takes the folder, makes it where it is not there, and empties it.
    /// # Errors
    /// [`Fault::Busy`] while another backup or restore has it; or when it cannot be made.
    pub fn take(office: &Path) -> Result<Staging, Fault> {
        let folder = folder(office);
        let denied = |_| Fault::Store(Error::ReadOnly(folder.clone()));
        // A folder and nothing that leads to one.
        let flags = (OFlags::DIRECTORY | OFlags::NOFOLLOW).bits().cast_signed();
        loop {
            let made = DirBuilder::new().mode(0o700).create(&folder);
            if made.as_ref().is_err_and(|e| e.kind() != io::ErrorKind::AlreadyExists) {
                made.map_err(denied)?;
            }
            let held = match OpenOptions::new().read(true).custom_flags(flags).open(&folder) {
                // Whoever had it has just removed it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                opened => opened.map_err(denied)?,
            };
            flock(&held, FlockOperation::NonBlockingLockExclusive).map_err(|_| Fault::Busy)?;
            if std::fs::symlink_metadata(&folder).is_ok_and(|m| held.metadata().is_ok_and(|h| h.ino() == m.ino())) {
                if let Ok(owner) = std::fs::metadata(office) {
                    let _ = fchown(&held, Some(owner.uid()), Some(owner.gid()));
                }
                held.set_permissions(Permissions::from_mode(0o700)).map_err(denied)?;
                let staging = Staging { folder, _held: held };
                staging.empty();
                return Ok(staging);
            }
        }
    }

    /// A place in it.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn empty(&self) {
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.empty();
        let _ = std::fs::remove_dir(&self.folder);
    }
}
