//! Where a list lies that the console brings in: anywhere at a desk of one's own; over SSH in one folder beside the office file,
//! which an administrator fills, for whoever comes in there must not read the server. It must never open a file: one of the
//! office's own, closed again, would drop the engine's locks.

use std::fs::{Metadata, metadata, symlink_metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The folder beside the office file from which lists are read over SSH.
pub const FOLDER: &str = "import";
/// Files that end so are offered; any may be named.
const ENDINGS: [&str; 5] = ["csv", "tsv", "txt", "xlsx", "ods"];
/// No more are offered at once.
const OFFERS: usize = 500;
/// What the engine and the queue of writers keep beside the office file.
const BESIDE: [&str; 5] = ["", "-wal", "-shm", "-journal", "-turn"];

/// Where lists may lie.
#[derive(Debug, Clone)]
pub struct Place {
    office: PathBuf,
    served: bool,
}

impl Place {
    /// For who sits at a console on this office file; `served` if sshd has let them in.
    pub fn new(office: &Path, served: bool) -> Place {
        Place { office: office.to_owned(), served }
    }

    /// The only folder from which lists are read, where there is one.
    pub fn folder(&self) -> Option<PathBuf> {
        let beside = self.office.parent().unwrap_or(Path::new("")).join(FOLDER);
        self.served.then(|| beside.canonicalize().unwrap_or(beside))
    }

    /// The file that is meant.
    /// # Errors
    /// A sentence: it is not there, or may not be read from here.
    pub fn find(&self, typed: &str) -> Result<PathBuf, String> {
        let typed = typed.trim();
        let path = match self.folder() {
            None => expanded(typed),
            Some(folder) => {
                let path = folder.join(typed);
                let inside = path.parent().and_then(|p| p.canonicalize().ok()).is_some_and(|p| p == folder);
                // Whether there is such a file elsewhere is not told.
                if !inside || path.file_name().is_none() {
                    return Err(format!(
                        "Over SSH only lists in {} are read: ask an administrator to put it there",
                        folder.display()
                    ));
                }
                if symlink_metadata(&path).is_ok_and(|m| m.is_symlink()) {
                    return Err(format!("{typed} is a link: ask an administrator to put the list itself there"));
                }
                path
            }
        };
        match metadata(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                Err(format!("There is no {typed}: Tab shows what is"))
            }
            Err(e) => Err(format!("{typed} cannot be read ({e})")),
            Ok(meta) if !meta.is_file() => Err(format!("{typed} is no plain file: name a CSV, XLSX or ODS file")),
            Ok(_) => refuse_office(&path, &self.office).map(|()| path),
        }
    }

    /// What begins like this, folders with a stroke behind them.
    pub fn offers(&self, typed: &str) -> Vec<String> {
        let (folder, begun) =
            typed.rsplit_once('/').map_or(("", typed), |(folder, begun)| (&typed[..=folder.len()], begun));
        let looked_in = match self.folder() {
            Some(_) if !folder.is_empty() => return Vec::new(),
            Some(only) => only,
            None if folder.is_empty() => PathBuf::from("."),
            None => expanded(folder),
        };
        let offer = |entry: std::fs::DirEntry| {
            let name = entry.file_name().into_string().ok()?;
            let kind = metadata(entry.path()).ok()?;
            let ends = || Path::new(&name).extension().and_then(|e| e.to_str()).map(str::to_lowercase);
            let fits = name.starts_with(begun) && (!name.starts_with('.') || begun.starts_with('.'));
            let is_list = kind.is_file() && ends().is_some_and(|end| ENDINGS.contains(&end.as_str()));
            match kind.is_dir() {
                _ if !fits => None,
                true => (!self.served).then(|| format!("{folder}{name}/")),
                false => is_list.then(|| format!("{folder}{name}")),
            }
        };
        let mut offers: Vec<String> =
            std::fs::read_dir(looked_in).into_iter().flatten().flatten().filter_map(offer).collect();
        offers.sort_by_key(|name| (name.ends_with('/'), name.to_lowercase()));
        offers.truncate(OFFERS);
        offers
    }
}

/// The home of whoever sits here for `~`.
fn expanded(typed: &str) -> PathBuf {
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    let in_home = typed.strip_prefix("~/").and_then(|rest| Some(home()?.join(rest)));
    in_home.unwrap_or_else(|| PathBuf::from(typed))
}

/// Refuses the office file and what the engine keeps beside it, by whatever name.
/// # Errors
/// A sentence.
pub fn refuse_office(path: &Path, office: &Path) -> Result<(), String> {
    let is = |one: &Metadata, other: &Metadata| (one.dev(), one.ino()) == (other.dev(), other.ino());
    let own = |end: &&str| {
        let beside = metadata(format!("{}{end}", office.display()));
        metadata(path).is_ok_and(|meta| beside.is_ok_and(|beside| is(&meta, &beside)))
    };
    match BESIDE.iter().any(own) {
        true => Err(format!("{} is of the office itself: name a list of cases", path.display())),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn over_ssh_nothing_is_read_but_lists_in_the_one_folder() {
        let room = tempfile::tempdir().unwrap();
        let at = |name: &str| room.path().join(name);
        fs::create_dir(at("import")).unwrap();
        for name in ["office.db", "office.db-wal", "secret.csv", "import/a.csv", "import/b.xlsx", "import/note.md"] {
            fs::write(at(name), "x").unwrap();
        }
        std::os::unix::fs::symlink(at("secret.csv"), at("import/link.csv")).unwrap();
        fs::hard_link(at("office.db"), at("import/office.csv")).unwrap();
        let served = Place::new(&at("office.db"), true);
        assert_eq!(served.find("a.csv"), Ok(at("import/a.csv").canonicalize().unwrap()));
        let secret = at("secret.csv").display().to_string();
        for typed in ["../secret.csv", "../nothing.csv", &secret, "/etc/passwd", "..", "", "import/../../secret.csv"] {
            let said = served.find(typed).unwrap_err();
            assert!(said.contains("Over SSH only lists in "), "{typed}: {said}");
        }
        assert!(served.find("link.csv").unwrap_err().contains("is a link"));
        assert!(served.find("office.csv").unwrap_err().contains("of the office itself"));
        assert_eq!(served.offers(""), ["a.csv", "b.xlsx", "link.csv", "office.csv"]);
        assert_eq!((served.offers("b"), served.offers("../")), (vec!["b.xlsx".to_owned()], vec![]));
        let own = Place::new(&at("office.db"), false);
        assert!(own.find(&secret).is_ok() && own.find(&at("office.db-wal").display().to_string()).is_err());
        let all = own.offers(&format!("{}/", room.path().display()));
        assert_eq!(all, [secret, format!("{}/", at("import").display())]);
    }
}
