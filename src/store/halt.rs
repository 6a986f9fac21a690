//! Writing stopped for all: a mark beside the office file, whose text is the sentence that everybody is told. While it is there no
//! record is written; drafts and looks are still kept. It must never hold a value of a record.

use super::{Error, Result, copy};
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};

/// No mark is longer.
const LONGEST: u64 = 4000;

fn mark(of: &Path) -> PathBuf {
    copy::named(of, "-halt")
}

/// May records be written?
/// # Errors
/// [`Error::Halted`] with the sentence while the mark is there, also where it cannot be read.
pub fn check(of: &Path) -> Result<()> {
    let mut sentence = String::new();
    match File::open(mark(of)).and_then(|file| file.take(LONGEST).read_to_string(&mut sentence)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        read => {
            let said = sentence.lines().next().unwrap_or_default().trim();
            let known = read.is_ok() && !said.is_empty();
            let sentence = if known { said } else { "Saving is stopped: ask the administrator of the office" };
            Err(Error::Halted(sentence.to_owned()))
        }
    }
}

/// What stands behind the sentence, for who lets writing go on.
pub fn details(of: &Path) -> String {
    let text = std::fs::read_to_string(mark(of)).unwrap_or_default();
    text.split_once('\n').map_or(String::new(), |(_, details)| details.to_owned())
}

/// Stops writing for all, from the next save on.
/// # Errors
/// When the mark cannot be written.
pub fn stop(of: &Path, sentence: &str, details: &str) -> Result<()> {
    let text = format!("{}\n{details}", sentence.replace('\n', " "));
    beside(of, "-halt", &text).map_err(|_| Error::ReadOnly(mark(of)))
}

/// Lets writing go on; says whether it was stopped.
/// # Errors
/// When the mark is there and cannot be taken away.
pub fn lift(of: &Path) -> Result<bool> {
    match std::fs::remove_file(mark(of)) {
        Ok(()) => copy::sync_folder(of).map(|()| true).map_err(|_| Error::ReadOnly(mark(of))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(_) => Err(Error::ReadOnly(mark(of))),
    }
}

/// Writes a small text of the office file beside it, at one blow and for its owner alone; `ending` goes behind its name.
/// # Errors
/// What the system says.
pub fn beside(of: &Path, ending: &str, text: &str) -> std::io::Result<()> {
    let folder = copy::folder_of(of);
    let mut new = tempfile::NamedTempFile::new_in(&folder)?;
    new.write_all(text.as_bytes())?;
    if let Some((uid, gid)) = copy::owner(of) {
        let _ = chown(new.path(), Some(uid), Some(gid));
    }
    new.as_file().sync_all()?;
    new.persist(copy::named(of, ending))?;
    copy::sync_folder(of)
}
