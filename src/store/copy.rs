//! Whole copies of an office file, by the engine and never by its bytes, and what the copies beside it are called. A copy has
//! its name only once all of it is on the disk.

use super::{Error, Result};
use chrono::Utc;
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

/// What stands in the name of a copy between that of the office file and when it is: of before an update (with the schema),
/// of before a restore, of a file that could not be read.
pub(super) const BEFORE_UPDATE: &str = ".schema-";
pub(super) const BEFORE_RESTORE: &str = ".before-restore.";
pub(super) const DAMAGED: &str = ".damaged.";
const KINDS: [&str; 3] = [BEFORE_UPDATE, BEFORE_RESTORE, DAMAGED];
/// A copy on its way into the place of the office file.
pub(super) const RESTORING: &str = ".restoring";
/// How the name of one ends that is not whole yet.
const PART: &str = "part";

/// The path of what lies beside a file under its name and more.
pub(super) fn named(of: &Path, ending: &str) -> PathBuf {
    let mut name = of.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The same for a new copy, with the time; a second one of the same second is numbered.
pub(super) fn timed(of: &Path, kind: &str) -> PathBuf {
    let path = named(of, &format!("{kind}{}", Utc::now().format("%Y%m%dT%H%M%SZ")));
    let taken = |p: &PathBuf| p.symlink_metadata().is_ok();
    let more = (2..).map(|n| named(&path, &format!("-{n}")));
    std::iter::once(path.clone()).chain(more).find(|p| !taken(p)).unwrap_or(path)
}

pub(super) fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// Makes sure that what was made, renamed or removed beside a file stays so after a power cut.
pub(super) fn sync_folder(of: &Path) -> io::Result<()> {
    File::open(folder_of(of)).and_then(|folder| folder.sync_all())
}

/// Whose a file is, or will be where it is not there: that of its folder.
pub(super) fn owner(path: &Path) -> Option<(u32, u32)> {
    let meta = std::fs::metadata(path).or_else(|_| std::fs::metadata(folder_of(path)));
    meta.ok().map(|m| (m.uid(), m.gid()))
}

/// Copies the whole file that `reader` has open to where nothing is yet; it will belong to who owns `like`.
pub(super) fn whole(reader: &Connection, to: &Path, like: &Path) -> Result<()> {
    let part = named(to, &format!(".{PART}"));
    let denied = |e: io::Error| if e.raw_os_error() == Some(28) { Error::Full } else { Error::ReadOnly(to.to_owned()) };
    // Empty and closed to others before the first record is in it.
    let closed = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part).map_err(denied)?;
    let filled = reader.execute("VACUUM INTO ?1", [part.to_string_lossy()]).map_err(Error::from);
    let kept = filled.and_then(|_| {
        if let Some((uid, gid)) = owner(like) {
            let _ = fchown(&closed, Some(uid), Some(gid));
        }
        closed.sync_all().map_err(denied)?;
        // Never in the place of another.
        renameat_with(CWD, &part, CWD, to, RenameFlags::NOREPLACE).map_err(|e| denied(e.into()))?;
        sync_folder(to).map_err(denied)
    });
    if kept.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    kept
}

/// Removes what copying that was cut off has left; nobody else may be copying.
pub(super) fn clear_parts(of: &Path) {
    for part in beside(of).iter().filter(|p| p.extension().is_some_and(|e| e.to_string_lossy().starts_with(PART))) {
        let _ = std::fs::remove_file(part);
    }
}

/// Removes what a restore that was cut off has left of its copy; nobody else may be restoring.
pub(super) fn clear_restoring(of: &Path) {
    let ready = named(of, RESTORING);
    let _ = std::fs::remove_file(named(&ready, &format!(".{PART}")));
    let _ = std::fs::remove_file(ready);
}

/// Is a copy whole, by the engine's own check, with every case of the file that `reader` has open?
pub(super) fn is_whole(copy: &Path, reader: &Connection) -> Result<bool> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(copy, flags)?;
    let text = |conn: &Connection, sql: &str| conn.query_row(sql, [], |r| r.get::<_, String>(0));
    let counted = "SELECT (SELECT count(*) FROM cases) || ' ' || (SELECT coalesce(max(seq), 0) FROM audit)";
    Ok(text(&copy, "PRAGMA integrity_check(1)")? == "ok" && text(&copy, counted)? == text(reader, counted)?)
}

/// Is this, by its name, a copy (`caseload.db.schema-3.20261124T021500Z`) and no office to work in?
pub(super) fn is_copy(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let numbered = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    KINDS.iter().any(|kind| name.split(kind).skip(1).any(numbered))
}

/// The files that bear the name of an office file and of a copy of it, in the order of their names.
pub(super) fn beside(path: &Path) -> Vec<PathBuf> {
    let begins = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let ours = |name: &str| name.strip_prefix(&begins).is_some_and(|rest| KINDS.iter().any(|k| rest.starts_with(k)));
    let entries = std::fs::read_dir(folder_of(path)).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        entries.filter(|e| ours(&e.file_name().to_string_lossy())).map(|e| e.path()).collect();
    files.sort();
    files
}
