//! Opening: what kind of file and disk it is, the engine's settings read back, the office in it.
//! Nothing is changed by opening, and a file that is not wholly ours is refused with one sentence.

use super::access::{self, Seat};
use super::{Changed, Error, Ids, Result, Seen, Store, codes, counter, migrate, seal, turn};
use crate::domain::moment::Now;
use crate::domain::office::Office;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::OpenOptions;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Below this SQLite can corrupt a file that several processes write (3.51.3 mends the WAL reset race).
const ENGINE_FLOOR: i32 = 3_051_003;
impl Store {
    /// Opens an office file that is there.
    /// # Errors
    /// One sentence for each way in which it cannot be used; nothing is changed then.
    pub fn open(path: &Path) -> Result<Store> {
        let conn = ours(path)?;
        migrate::bring_up(&conn, path, || connect(path))?;
        Store::settle(conn, path, Ids::Random)
    }

    /// The same without bringing it up to date: for sshd's question, which must change nothing but what is on record.
    /// # Errors
    /// As for [`Store::open`]; and when it is from before there were accounts.
    pub fn open_as_it_is(path: &Path) -> Result<Store> {
        let conn = ours(path)?;
        if migrate::version(&conn)? < migrate::ACCOUNTS {
            return Err(Error::Older(path.to_owned()));
        }
        Store::settle(conn, path, Ids::Random)
    }

    /// Is the disk below this file, which need not be there, of a kind on which the engine's locks hold?
    /// # Errors
    /// One sentence that names the disk.
    pub fn safe_disk(path: &Path) -> Result<()> {
        local_disk(path, &folder_of(path))
    }

    /// The copies from before an update that lie beside an office file, oldest first: each holds every case of that time.
    pub fn copies(path: &Path) -> Vec<PathBuf> {
        migrate::beside(path).into_iter().filter(|p| migrate::is_copy(p)).collect()
    }

    /// Makes an office file. `name` and `zone` are the office's; `demo` marks it, with a note for its figures.
    /// # Errors
    /// When something is there already, or the folder or disk cannot hold it.
    pub fn init(path: &Path, office: &Office, now: &Now, ids: Ids) -> Result<Store> {
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(Error::NoFolder(folder));
        }
        if migrate::is_copy(path) {
            return Err(Error::Copy(path.to_owned()));
        }
        if std::fs::symlink_metadata(path).is_ok_and(|m| m.len() > 0 || !m.is_file()) {
            return Err(Error::Exists(path.to_owned()));
        }
        local_disk(path, &folder)?;
        let denied = |_| Error::ReadOnly(path.to_owned());
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path).map_err(denied)?;
        let mut conn = connect(path)?;
        migrate::run(&mut conn, office, now, &ids)?;
        Store::settle(conn, path, ids)
    }

    /// Is what is served over SSH closed to everybody but the account that serves it?
    pub(super) fn is_closed(&self) -> Result<()> {
        let uid = rustix::process::geteuid().as_raw();
        for path in [&self.path, &folder_of(&self.path)] {
            let meta = std::fs::metadata(path).map_err(|_| Error::Missing(path.clone()))?;
            let what = match (meta.uid() == uid, meta.mode() & 0o077) {
                (true, 0) => continue,
                (false, _) => "it belongs to another account".to_owned(),
                (_, _) => format!("its mode is {:04o}", meta.mode() & 0o777),
            };
            return Err(Error::Exposed { path: path.clone(), what });
        }
        Ok(())
    }

    fn settle(conn: Connection, path: &Path, ids: Ids) -> Result<Store> {
        // Already so, but for a file whose making was cut off after its one transaction.
        conn.query_row("PRAGMA journal_mode=WAL", [], |_| Ok(()))?;
        let office = conn.query_row("SELECT name, prefix, zone, demo, note FROM office", [], |r| {
            Ok(Office {
                name: r.get("name")?,
                prefix: r.get("prefix")?,
                zone: r.get::<_, String>("zone")?.parse().unwrap_or(chrono_tz::Asia::Phnom_Penh),
                demo: r.get::<_, String>("demo")? == "y",
                note: r.get("note")?,
            })
        })?;
        let lists = codes::load(&conn)?.into();
        // Before there was a ledger nothing said so.
        let sound = migrate::version(&conn)? < migrate::GUARDED || seal::are_words_sound(&conn)?;
        let turnstile = turn::stile(path)?;
        let seat = Seat::default();
        access::teach(&conn, &seat)?;
        let (looked, seen) = Default::default();
        let mut store = Store { conn, path: path.to_owned(), turnstile, office, lists, sound, ids, seat, looked, seen };
        store.changed()?;
        Ok(store)
    }

    /// What other connections have saved since the last call. Costs microseconds while nothing happens.
    /// # Errors
    /// When the file cannot be read.
    pub fn changed(&mut self) -> Result<Changed> {
        let version: i64 = self.conn.query_row("PRAGMA data_version", [], |r| r.get(0))?;
        if version == self.seen.version {
            return Ok(Changed::default());
        }
        let [records, people, acts] = ["records", "people", "audit"].map(|c| counter::last(&self.conn, c));
        let now = Seen { version, records: records?, people: people?, acts: acts? };
        let (records, people) = (now.records != self.seen.records, now.people != self.seen.people);
        let acts = now.acts != self.seen.acts;
        self.seen = now;
        Ok(Changed { anything: true, records, people, acts })
    }
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// Looks at the file without opening it: reading it by ordinary calls inside this process would drop the engine's locks.
fn look_at(path: &Path) -> Result<()> {
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(Error::NoFolder(folder));
    }
    let meta = std::fs::symlink_metadata(path).map_err(|_| Error::Missing(path.to_owned()))?;
    if migrate::is_copy(path) {
        return Err(Error::Copy(path.to_owned()));
    }
    if !meta.is_file() || meta.nlink() != 1 {
        return Err(Error::NotPlain(path.to_owned()));
    }
    let denied = |p: &Path| rustix::fs::access(p, rustix::fs::Access::WRITE_OK).is_err();
    let no_writer = |m: &std::fs::Metadata| m.mode() & 0o222 == 0;
    let folder_closed = std::fs::metadata(&folder).is_ok_and(|m| no_writer(&m)) || denied(&folder);
    if no_writer(&meta) || denied(path) || folder_closed {
        return Err(Error::ReadOnly(path.to_owned()));
    }
    local_disk(path, &folder)
}

/// Only disks on which the engine's shared memory and locks are known to hold.
fn local_disk(path: &Path, folder: &Path) -> Result<()> {
    let stat = rustix::fs::statfs(folder).map_err(|_| Error::NoFolder(folder.to_owned()))?;
    let kind = stat.f_type as u64 & 0xFFFF_FFFF;
    let disk = match kind {
        // ext2-4, xfs, btrfs, tmpfs, ramfs, overlay, zfs, f2fs, bcachefs
        0xEF53 | 0x5846_5342 | 0x9123_683E | 0x0102_1994 | 0x8584_58F6 | 0x794C_7630 | 0x2FC1_2FC1 | 0xF2F5_2010
        | 0xCA45_1A4E => return Ok(()),
        0x6969 => "a network disk (NFS)".to_owned(),
        0xFF53_4D42 | 0xFE53_4D42 | 0x517B => "a network disk (SMB)".to_owned(),
        0x6573_5546 => "a FUSE disk".to_owned(),
        0x0102_1997 => "a shared disk (9P)".to_owned(),
        other => format!("an unknown kind of disk ({other:#x})"),
    };
    Err(Error::Disk { path: path.to_owned(), disk })
}

fn refused(path: &Path, error: rusqlite::Error) -> Error {
    match Error::from(error) {
        Error::NotOurs(_) => Error::NotOurs(path.to_owned()),
        Error::Corrupt(_) => Error::Corrupt(path.to_owned()),
        Error::ReadOnly(_) => Error::ReadOnly(path.to_owned()),
        other => other,
    }
}

/// A connection to a file that is wholly ours.
fn ours(path: &Path) -> Result<Connection> {
    look_at(path)?;
    let conn = connect(path)?;
    is_ours(&conn, path)?;
    Ok(conn)
}

/// Is it a file of ours, of a schema that this program knows?
pub(super) fn is_ours(conn: &Connection, path: &Path) -> Result<()> {
    let application: i64 = conn.query_row("PRAGMA application_id", [], |r| r.get(0)).map_err(|e| refused(path, e))?;
    if application != migrate::APPLICATION_ID {
        return Err(Error::NotOurs(path.to_owned()));
    }
    migrate::check(conn, path)
}

/// A connection that only reads, to a copy in which nobody works.
pub(super) fn reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| refused(path, e))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.execute_batch("PRAGMA cell_size_check = 1; PRAGMA temp_store = 2; PRAGMA mmap_size = 0")
        .map_err(|e| refused(path, e))?;
    Ok(conn)
}

/// A connection to work with, its settings read back.
pub(super) fn connect(path: &Path) -> Result<Connection> {
    if rusqlite::version_number() < ENGINE_FLOOR {
        return Err(Error::Engine(format!("SQLite {} is too old", rusqlite::version())));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| refused(path, e))?;
    conn.busy_timeout(turn::PATIENCE)?;
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        // Plans do not change with the values that are bound, so no statement is prepared twice.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        conn.set_db_config(config, on)?;
    }
    for (pragma, value) in [
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("cell_size_check", 1),
        ("temp_store", 2),
        ("mmap_size", 0),
        ("journal_size_limit", 16 << 20),
    ] {
        let set = format!("PRAGMA {pragma} = {value}");
        conn.execute_batch(&set).map_err(|e| refused(path, e))?;
        let back: Option<i64> = match conn.query_row(&format!("PRAGMA {pragma}"), [], |r| r.get(0)) {
            Ok(v) => Some(v),
            // mmap_size says nothing where it is compiled out
            Err(rusqlite::Error::QueryReturnedNoRows) => None,
            Err(e) => return Err(refused(path, e)),
        };
        if back.is_some_and(|v| v != value) {
            return Err(Error::Engine(format!("the engine did not take {pragma}")));
        }
    }
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}
