//! A file that leaves: written in a closed folder beside its place, and put there whole. What was there stays until then, and
//! where it does not come to that, nothing is left. It must never write over the office file, nor know what it holds.

use super::fault::Fault;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use std::ffi::OsString;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// A file on its way to its place.
pub struct NewFile {
    at: PathBuf,
    folder: PathBuf,
    over: bool,
    out: BufWriter<File>,
    // Behind the file: the folder is removed last.
    room: tempfile::TempDir,
}

impl NewFile {
    /// Begins a file that is to come to `at`; `over` one that is there, if told. `office` is the office file.
    /// # Errors
    /// [`Fault::Place`] where it cannot come there.
    pub fn begin(at: &Path, over: bool, office: &Path) -> Result<NewFile, Fault> {
        let shown = at.display();
        let place = |sentence: String| Err(Fault::Place(sentence));
        let (Some(name), Some(folder)) = (at.file_name(), at.parent()) else {
            return place(format!("{shown} is no name of a file: name one with --out"));
        };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if is_of_office(folder, name, office) {
            return place(format!(
                "{shown} belongs to the office file and was left alone: name another file with --out"
            ));
        }
        match at.symlink_metadata() {
            Ok(there) if !there.is_file() => {
                return place(format!("{shown} is not a plain file: name another with --out"));
            }
            Ok(_) if !over => {
                return place(format!(
                    "{shown} is there already and was left alone: name another file, or write over it with --force"
                ));
            }
            _ => {}
        }
        if !folder.is_dir() {
            return place(format!("there is no folder {}: make it first, or name another file", folder.display()));
        }
        let private = Permissions::from_mode(0o700);
        let room = tempfile::Builder::new().prefix(".caseload-").permissions(private).tempdir_in(folder);
        let room = room.map_err(|e| {
            Fault::Place(format!("no file can be made in {} ({e}): name another with --out", folder.display()))
        })?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(room.path().join(name))?;
        Ok(NewFile { at: at.to_owned(), folder: folder.to_owned(), over, out: BufWriter::new(file), room })
    }

    /// The folder in which it is written, for who must take it away when the program is ended.
    pub fn room(&self) -> &Path {
        self.room.path()
    }

    /// Puts it in its place, on the disk.
    /// # Errors
    /// Nothing is there that was not before.
    pub fn finish(mut self) -> Result<(), Fault> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        let written = self.room.path().join(self.at.file_name().unwrap_or_default());
        if self.over {
            std::fs::rename(&written, &self.at)?;
        } else {
            put(&written, &self.at)?;
        }
        // Its name too; a file system that cannot say so has done what it can.
        let _ = File::open(&self.folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Puts a file where none is.
fn put(written: &Path, at: &Path) -> io::Result<()> {
    match renameat_with(CWD, written, CWD, at, RenameFlags::NOREPLACE) {
        // Some file systems of sticks cannot ask and rename at once.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) if at.symlink_metadata().is_err() => {
            std::fs::rename(written, at)
        }
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Err(io::ErrorKind::AlreadyExists.into()),
        other => Ok(other?),
    }
}

/// Is it the office file, or one that it keeps beside itself?
fn is_of_office(folder: &Path, name: &std::ffi::OsStr, office: &Path) -> bool {
    let (Ok(folder), Ok(office)) = (folder.canonicalize(), office.canonicalize()) else { return false };
    let own: OsString = office.file_name().map(OsString::from).unwrap_or_default();
    office.parent() == Some(folder.as_path()) && name.as_encoded_bytes().starts_with(own.as_encoded_bytes())
}
