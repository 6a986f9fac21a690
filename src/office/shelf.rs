//! The backups in a folder: which there are, what is said of each, its sum, which are too many. It must never remove one that does
//! not say whose it is.

use crate::domain::backup::{Manifest, kept, time_of};
use crate::domain::moment::Now;
use crate::domain::text::hex;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// The manifest of a backup beside it; nothing where there is none that can be read.
pub fn manifest_of(backup: &Path) -> Option<Manifest> {
    Manifest::read(&std::fs::read_to_string(manifest_path(backup)).ok()?)
}

/// Where the manifest of a backup is.
pub fn manifest_path(backup: &Path) -> PathBuf {
    with_ending(backup, ".manifest")
}

/// A path with more behind its name.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// How the name ends of a copy that was not as it was written, set aside for who looks into it.
pub(super) const FAILED: &str = ".failed";

/// The copies of an office that were set aside in a folder.
pub fn set_aside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.to_string_lossy().ends_with(FAILED)).collect();
    all.sort();
    all
}

/// The backups in a folder, by the names that this program gives them, oldest first.
pub fn there(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = |p: &PathBuf| p.file_name().is_some_and(|n| time_of(&n.to_string_lossy()).is_some());
    let mut all: Vec<PathBuf> = entries.map(|e| e.path()).filter(named).collect();
    all.sort();
    all
}

/// SHA-256 in hex and length of a file.
/// # Errors
/// When it cannot be read.
pub fn sum(path: &Path) -> io::Result<(String, u64)> {
    let mut summed = Summed::new(io::sink());
    io::copy(&mut BufReader::with_capacity(1 << 16, File::open(path)?), &mut summed)?;
    Ok(summed.end().1)
}

/// What is written, with the sum and length of it.
pub(super) struct Summed<W>(W, Sha256, u64);

impl<W: Write> Summed<W> {
    pub fn new(to: W) -> Self {
        Summed(to, Sha256::new(), 0)
    }

    pub fn end(self) -> (W, (String, u64)) {
        (self.0, (hex(&self.1.finalize()), self.2))
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.0.write(bytes)?;
        self.1.update(&bytes[..n]);
        self.2 += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Lets go of the backups of this office that are too many; one without a manifest is nobody's to remove. How many.
pub(super) fn prune(folder: &Path, newest: &Manifest, now: &Now) -> usize {
    let own: Vec<_> = there(folder)
        .into_iter()
        .filter(|path| manifest_of(path).is_some_and(|m| m.head().office == newest.head().office))
        .filter_map(|path| Some((time_of(&path.file_name()?.to_string_lossy())?, path)))
        .collect();
    let kept = kept(&own.iter().map(|(at, _)| *at).collect::<Vec<_>>(), now);
    let mut pruned = 0;
    for (_, path) in own.iter().filter(|(at, _)| !kept.contains(at)) {
        // The manifest last: while the backup is there it says whose it is.
        pruned +=
            usize::from(std::fs::remove_file(path).is_ok_and(|()| std::fs::remove_file(manifest_path(path)).is_ok()));
    }
    pruned
}

/// Is this file sealed by age?
pub(super) fn is_sealed(path: &Path) -> io::Result<bool> {
    let mut begins = Vec::new();
    File::open(path)?.take(22).read_to_end(&mut begins)?;
    Ok(begins == b"age-encryption.org/v1\n")
}
