//! Takes a backup in and looks whether it is one, of this office, and whole, before anything else is touched; then puts it in the
//! place of the office file, or only says how it stands (a drill). It must never change the backup.

use super::fault::Fault;
use super::shelf::{Summed, is_sealed, manifest_of, manifest_path};
use super::staging::Staging;
use crate::domain::ledger::Head;
use crate::domain::moment::Now;
use crate::store::{Error, Holds, Lost, Placed, Stock, Store};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// what
    pub name: &'static str,
    /// is it well?
    pub ok: bool,
    /// in words
    pub text: String,
}

/// A backup that was taken in: plain, closed to others, verified and up to date.
pub struct Taken {
    path: PathBuf,
    /// where its ledger ends
    pub head: Head,
    /// what it holds
    pub stock: Stock,
    /// it is of before there was a ledger
    before_ledger: bool,
    _staging: Staging,
}

/// What is put back, and where.
pub struct Source<'a> {
    /// the backup
    pub backup: &'a Path,
    /// the file of the private keys, for one that is sealed
    pub identity: Option<&'a Path>,
    /// the office file
    pub office: &'a Path,
}

impl Source<'_> {
    /// Takes the backup in and looks at everything; stops at the first thing that is not well. Each look is told.
    /// # Errors
    /// [`Error::Newer`] and whatever else makes it no file to restore; the last look says the same.
    pub fn take(&self, checks: &mut Vec<Check>) -> Result<Taken, Fault> {
        let staging = Staging::take(self.office)?;
        let path = staging.at("restored.db");
        let mut name = "file";
        let taken = self.look(&path, checks, &mut name);
        match taken {
            Ok((head, stock, before_ledger)) => Ok(Taken { path, head, stock, before_ledger, _staging: staging }),
            Err(fault) => {
                checks.push(Check { name, ok: false, text: fault.to_string() });
                Err(fault)
            }
        }
    }

    fn look(
        &self,
        path: &Path,
        checks: &mut Vec<Check>,
        name: &mut &'static str,
    ) -> Result<(Head, Stock, bool), Fault> {
        let mut well = |name, text: String| checks.push(Check { name, ok: true, text });
        let shown = self.backup.display();
        let refused = |why: String| Fault::Refused(format!("{shown} {why}"));
        let sum = self.copy_in(path)?;
        let manifest = manifest_of(self.backup);
        match &manifest {
            Some(m) if (&m.sha256, m.length) == (&sum.0, sum.1) => {
                well("file", format!("{} bytes, as its manifest says", sum.1))
            }
            Some(_) => return Err(refused("is not the file that its manifest speaks of".to_owned())),
            None if manifest_path(self.backup).exists() => {
                return Err(refused("has a manifest that cannot be read".to_owned()));
            }
            None => well("file", format!("{} bytes; no manifest is beside it", sum.1)),
        }
        *name = "key";
        if is_sealed(path).map_err(|e| refused(format!("cannot be read ({e})")))? {
            self.unseal(path)?;
            well("key", "it opens with the private key".to_owned());
        } else {
            well("key", "it is plain and needs none".to_owned());
        }
        *name = "content";
        let named = |error: Error| {
            Fault::Store(match error {
                Error::NotOurs(_) => Error::NotOurs(self.backup.to_owned()),
                Error::Corrupt(_) => Error::Corrupt(self.backup.to_owned()),
                Error::Newer { file, known, .. } => Error::Newer { path: self.backup.to_owned(), file, known },
                Error::Foreign { version, .. } => Error::Foreign { path: self.backup.to_owned(), version },
                other => other,
            })
        };
        let stock = Store::stock(path).map_err(named);
        let verify = || {
            let verified = Store::verify_copy(path, &[]).map_err(named)?;
            match verified.problems.first() {
                None => Ok(verified),
                Some(problem) => Err(refused(format!("is not as it was written ({})", problem.text))),
            }
        };
        let mut verified = verify();
        let before_ledger = matches!(verified, Err(Fault::Store(Error::Older(_))));
        if before_ledger {
            // The update takes over the trail that there was.
            Store::bring_up(path).map_err(named)?;
            verified = verify();
        }
        let mut verified = verified?;
        let stock = stock?;
        well(
            "content",
            format!(
                "{} cases, {} lines of the ledger, {} records verified",
                stock.cases, verified.lines, verified.records
            ),
        );
        *name = "manifest";
        if let Some(m) = manifest {
            if (m.head(), m.schema, m.cases) != (&verified.head, stock.schema, stock.cases) {
                return Err(refused("holds something else than its manifest says".to_owned()));
            }
            well("manifest", format!("it ends at line {}: {}", verified.head.seq, verified.head.words()));
        }
        *name = "schema";
        if Store::bring_up(path).map_err(named)? {
            verified = verify()?;
            well("schema", format!("{}, brought up to date", stock.schema));
        }
        Ok((verified.head, stock, before_ledger))
    }

    /// The bytes of the backup, into the closed folder: nothing is ever opened where it lies.
    fn copy_in(&self, to: &Path) -> Result<(String, u64), Fault> {
        let denied = |e: io::Error| Fault::Refused(format!("{} cannot be read ({e})", self.backup.display()));
        let meta = std::fs::metadata(self.backup).map_err(denied)?;
        let same = |other: std::fs::Metadata| (other.ino(), other.dev()) == (meta.ino(), meta.dev());
        let wal = |path: &Path| {
            let mut wal = path.as_os_str().to_owned();
            wal.push("-wal");
            std::fs::metadata(wal).is_ok_and(|m| m.len() > 0)
        };
        if !meta.is_file() || std::fs::metadata(self.office).is_ok_and(same) || wal(self.backup) {
            let sentence = format!("{} is no backup but an office file or no file at all", self.backup.display());
            return Err(Fault::Refused(sentence));
        }
        let file = closed(to).map_err(|e| Fault::Refused(format!("{} cannot be written ({e})", to.display())))?;
        let mut file = Summed::new(file);
        let mut from = BufReader::with_capacity(1 << 16, File::open(self.backup).map_err(denied)?);
        io::copy(&mut from, &mut file).map_err(denied)?;
        Ok(file.end().1)
    }

    fn unseal(&self, path: &Path) -> Result<(), Fault> {
        let shown = self.backup.display();
        let Some(identity) = self.identity else {
            let sentence =
                format!("{shown} is encrypted and was not tried: name the file of its private key with --identity");
            return Err(Fault::Refused(sentence));
        };
        let no_key = |e: io::Error| {
            Fault::Refused(format!("{} is no file of private keys as age-keygen writes it ({e})", identity.display()))
        };
        let keys =
            age::IdentityFile::from_buffer(BufReader::new(File::open(identity).map_err(no_key)?)).map_err(no_key)?;
        let keys = keys.into_identities().map_err(|e| no_key(io::Error::other(e.to_string())))?;
        let open = |e: String| Fault::Refused(format!("{shown} does not open with {} ({e})", identity.display()));
        let sealed = age::Decryptor::new_buffered(BufReader::new(File::open(path).map_err(|e| open(e.to_string()))?));
        let sealed = sealed.map_err(|e| open(e.to_string()))?;
        let mut plain =
            sealed.decrypt(keys.iter().map(|k| k.as_ref() as &dyn age::Identity)).map_err(|e| open(e.to_string()))?;
        let opened = path.with_extension("opened");
        let copied = closed(&opened).and_then(|mut to| {
            io::copy(&mut plain, &mut to)?;
            to.flush()
        });
        copied.and_then(|()| std::fs::rename(&opened, path)).map_err(|e| open(e.to_string()))
    }
}

fn closed(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

impl Taken {
    /// Compares it with the office file as it is: the same office, and is the backup an earlier state of it? An office in which
    /// nothing was entered yet gives way to any: so a new server takes over from one that is gone.
    /// # Errors
    /// [`Fault::Refused`] where it is of another office.
    pub fn compare(&self, store: &Store, backup: &Path, checks: &mut Vec<Check>) -> Result<(), Fault> {
        let live = store.head()?;
        if live.office != self.head.office && store.is_blank()? {
            let text = format!("{}, in the place of an office in which nothing was entered yet", self.stock.office);
            checks.push(Check { name: "office", ok: true, text });
            return Ok(());
        }
        if live.office != self.head.office {
            let what = match self.before_ledger {
                true => {
                    "is of before there was a ledger, and nothing in it says of which office: move the office file away first"
                }
                false => {
                    "is of another office than the one that is here: if this is its new server, move the office file away first"
                }
            };
            let text = format!("{} ({}) {what}", backup.display(), self.stock.office);
            checks.push(Check { name: "office", ok: false, text: text.clone() });
            return Err(Fault::Refused(text));
        }
        checks.push(Check { name: "office", ok: true, text: self.stock.office.clone() });
        let (ok, text) = match store.holds(&self.head) {
            Ok(Holds::Yes) => {
                (true, format!("line {} of the office file is the same; it is now at line {}", self.head.seq, live.seq))
            }
            Ok(Holds::Replaced) => (true, "it ends in what a later restore replaced, as is on record".to_owned()),
            Ok(Holds::No) => (
                false,
                format!(
                    "the office file does not go on from it: its line {} is another; one of the two was changed, and a head \
                     that was kept elsewhere says which (caseload audit verify)",
                    self.head.seq
                ),
            ),
            // The ledger of a damaged file need not be readable for going back to a good one.
            Err(error) => (false, error.to_string()),
        };
        checks.push(Check { name: "ledger", ok, text });
        Ok(())
    }

    /// What would be lost by going back to it.
    /// # Errors
    /// When the office file cannot be read.
    pub fn lost(&self, store: &mut Store, now: &Now) -> Result<Lost, Fault> {
        let common = store.in_common(&self.path)?;
        Ok(store.lost_after(common, now)?)
    }

    /// Puts it into the office file that is open, while others may work in it; `shown` is where its ledger ended when it was told
    /// what would be lost.
    /// # Errors
    /// The office file is as it was then.
    pub fn put_into(&self, store: &mut Store, shown: &Head, now: &Now) -> Result<Placed, Fault> {
        Ok(store.replace_content(&self.path, shown, now)?)
    }

    /// Puts it in the place of an office file that is missing or cannot be read.
    /// # Errors
    /// [`Error::InUse`] while somebody has that open.
    pub fn put_in_place(&self, office: &Path, name: &str, now: &Now) -> Result<Placed, Fault> {
        Ok(Store::put_in_place(&self.path, office, name, now)?)
    }
}
