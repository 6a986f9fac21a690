//! Opening: what kind of file and disk it is, the engine's settings read back, the office in it.
//! Nothing is changed by opening, and a file that is not wholly ours is refused with one sentence.

use super::access::{self, Seat};
use super::copy::{self, folder_of};
use super::{Changed, Error, Ids, Result, Seen, Store, codes, counter, filter, guard, halt, list, migrate, seal, turn};
use crate::domain::moment::Now;
use crate::domain::office::Office;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, ffi};
use rustix::fs::{OFlags, StatVfsMountFlags};
use std::fs::OpenOptions;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Below this SQLite can corrupt a file that several processes write (3.51.3 mends the WAL reset race).
const ENGINE_FLOOR: i32 = 3_051_003;
/// After so many steps of the engine it is asked whether the transaction has time left: some thousand times a second.
const STEPS: i32 = 4000;
/// No office file has fewer bytes than the smallest page.
const LEAST: u64 = 512;

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

    /// The copies that lie beside an office file, of before an update or a restore or of a damaged file: each holds every case of
    /// its time.
    pub fn copies(path: &Path) -> Vec<PathBuf> {
        copy::beside(path).into_iter().filter(|p| copy::is_copy(p)).collect()
    }

    /// Makes an office file. `name` and `zone` are the office's; `demo` marks it, with a note for its figures.
    /// # Errors
    /// When something is there already, or the folder or disk cannot hold it.
    pub fn init(path: &Path, office: &Office, now: &Now, ids: Ids) -> Result<Store> {
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(Error::NoFolder(folder));
        }
        if copy::is_copy(path) {
            return Err(Error::Copy(path.to_owned()));
        }
        if std::fs::symlink_metadata(path).is_ok_and(|m| m.len() > 0 || !m.is_file()) {
            return Err(Error::Exists(path.to_owned()));
        }
        local_disk(path, &folder)?;
        let denied = |_| Error::ReadOnly(path.to_owned());
        let no_link = i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default();
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600).custom_flags(no_link);
        options.open(path).map_err(denied)?;
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

    fn settle(mut conn: Connection, path: &Path, ids: Ids) -> Result<Store> {
        #[cfg(debug_assertions)]
        super::statements::write_down(&mut conn)?;
        // Already so, but for a file whose making was cut off after its one transaction.
        let mode: String = conn.query_row("PRAGMA journal_mode=WAL", [], |r| r.get(0))?;
        if mode != "wal" {
            return Err(not_taken("journal_mode"));
        }
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
        let sound = {
            let _moment = seal::moment(&conn)?;
            migrate::version(&conn)? < migrate::GUARDED || seal::are_words_sound(&conn)?
        };
        refuse_names_that_are_no_text(&conn)?;
        let turnstile = turn::stile(path)?;
        let seat = Seat::default();
        access::teach(&conn, &seat)?;
        filter::teach(&conn)?;
        let deadline = turnstile.deadline.clone();
        conn.progress_handler(STEPS, Some(move || deadline.is_past()))?;
        guard::work(&mut conn)?;
        let (looked, seen, whole, sums, kept, tidy_from) = Default::default();
        let mut store = Store {
            conn,
            path: path.to_owned(),
            turnstile,
            office,
            lists,
            sound,
            ids,
            seat,
            looked,
            seen,
            whole,
            sums,
            kept,
            narrowed: list::narrowed(),
            tidy_from,
        };
        store.changed()?;
        Ok(store)
    }

    /// Who is to be told for whom a save waits (“waiting for dara, who is saving”), and with nothing that it waits no more.
    pub fn on_wait(&mut self, tell: impl Fn(Option<String>) + Send + 'static) {
        self.turnstile.on_wait = Some(Box::new(tell));
    }

    /// What other connections have saved since the last call. Costs microseconds while nothing happens.
    /// # Errors
    /// [`Error::Newer`], [`Error::Replaced`] or [`Error::Removed`] when this program must not go on with the file; or when the
    /// file cannot be read.
    pub fn changed(&mut self) -> Result<Changed> {
        self.turnstile.is_in_place()?;
        let version: i64 = self.conn.query_row("PRAGMA data_version", [], |r| r.get(0))?;
        if version == self.seen.version {
            return Ok(Changed::default());
        }
        let (file, known) = (migrate::version(&self.conn)?, migrate::newest());
        if file > known {
            return Err(Error::Newer { path: self.path.clone(), file, known });
        }
        let [records, people, acts] = ["records", "people", "audit"].map(|c| counter::last(&self.conn, c));
        let now = Seen { version, records: records?, people: people?, acts: acts? };
        let (records, people) = (now.records != self.seen.records, now.people != self.seen.people);
        let acts = now.acts != self.seen.acts;
        self.seen = now;
        Ok(Changed { anything: true, records, people, acts })
    }
}

/// Looks at the file without opening it: reading it by ordinary calls inside this process would drop the engine's locks.
fn look_at(path: &Path) -> Result<()> {
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(Error::NoFolder(folder));
    }
    // A restore that was cut off has its own sentence.
    let missing = |_| halt::check(path).err().unwrap_or_else(|| Error::Missing(path.to_owned()));
    let meta = std::fs::symlink_metadata(path).map_err(missing)?;
    if copy::is_copy(path) {
        return Err(Error::Copy(path.to_owned()));
    }
    if !meta.is_file() || meta.nlink() != 1 {
        return Err(Error::NotPlain(path.to_owned()));
    }
    // Opening a file without a page, the engine removes the log beside it, which may be all that is left of the office.
    if meta.len() < LEAST {
        return Err(Error::NotOurs(path.to_owned()));
    }
    let denied = |p: &Path| rustix::fs::access(p, rustix::fs::Access::WRITE_OK).is_err();
    let no_writer = |m: &std::fs::Metadata| m.mode() & 0o222 == 0;
    let is_read_only = rustix::fs::statvfs(path).is_ok_and(|s| s.f_flag.contains(StatVfsMountFlags::RDONLY));
    if is_read_only {
        return Err(Error::ReadOnlyDisk(path.to_owned()));
    }
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

/// Is there no room for what the engine keeps beside the file while it is open?
fn is_full(path: &Path) -> bool {
    rustix::fs::statvfs(folder_of(path)).is_ok_and(|s| s.f_bavail.saturating_mul(s.f_frsize) < 64 << 10)
}

fn refused(path: &Path, error: rusqlite::Error) -> Error {
    let link = error.sqlite_error().is_some_and(|e| e.extended_code == ffi::SQLITE_CANTOPEN_SYMLINK);
    let failed = matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::SystemIoFailure | rusqlite::ErrorCode::CannotOpen)
    );
    match Error::from(error) {
        _ if link => Error::NotPlain(path.to_owned()),
        _ if failed && is_full(path) => Error::Full,
        Error::NotOurs(_) => Error::NotOurs(path.to_owned()),
        Error::Corrupt(_) => Error::Corrupt(path.to_owned()),
        Error::ReadOnly(_) => Error::ReadOnly(path.to_owned()),
        other => other,
    }
}

/// A connection to a file that is wholly ours, of a schema that this program knows.
fn ours(path: &Path) -> Result<Connection> {
    let conn = marked(path)?;
    migrate::check(&conn, path)?;
    Ok(conn)
}

/// A connection to a file that is marked as ours, of whatever schema.
pub(super) fn marked(path: &Path) -> Result<Connection> {
    look_at(path)?;
    let conn = connect(path)?;
    is_marked(&conn, path)?;
    Ok(conn)
}

fn is_marked(conn: &Connection, path: &Path) -> Result<()> {
    let application: i64 = conn.query_row("PRAGMA application_id", [], |r| r.get(0)).map_err(|e| refused(path, e))?;
    if application == migrate::APPLICATION_ID { Ok(()) } else { Err(Error::NotOurs(path.to_owned())) }
}

/// A connection that only reads, to a copy in which nobody works; of ours and of a schema that this program knows.
pub(super) fn reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| refused(path, e))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.execute_batch("PRAGMA cell_size_check = 1; PRAGMA temp_store = 2; PRAGMA mmap_size = 0")
        .map_err(|e| refused(path, e))?;
    is_marked(&conn, path)?;
    migrate::check(&conn, path)?;
    Ok(conn)
}

/// A connection to work with, its settings read back.
pub(super) fn connect(path: &Path) -> Result<Connection> {
    if rusqlite::version_number() < ENGINE_FLOOR {
        return Err(Error::Engine(format!("SQLite {} is too old", rusqlite::version())));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    // A folder may be reached by a link; from here on nothing on the way may be one.
    let folder = folder_of(path);
    let folder = folder.canonicalize().map_err(|_| Error::NoFolder(folder))?;
    let straight = folder.join(path.file_name().ok_or_else(|| Error::NotPlain(path.to_owned()))?);
    let place = |path: &Path| std::fs::metadata(path).map(|m| (m.dev(), m.ino())).ok();
    let before = place(&straight);
    let conn = Connection::open_with_flags(&straight, flags).map_err(|e| refused(path, e))?;
    // Before anything is asked: also the first question may meet a lock.
    conn.busy_timeout(turn::PATIENCE)?;
    conn.load_extension_disable()?;
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        // Plans do not change with the values that are bound, so no statement is prepared twice.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        conn.set_db_config(config, on)?;
        if conn.db_config(config)? != on {
            return Err(not_taken(&format!("{config:?}")));
        }
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
            return Err(not_taken(pragma));
        }
    }
    conn.set_prepared_statement_cache_capacity(128);
    // From its first look on nobody can put another file in its place; whoever did so while it waited to look has left this
    // connection with the pages of the file of before.
    conn.query_row("PRAGMA schema_version", [], |_| Ok(())).map_err(|e| refused(path, e))?;
    if place(&straight) != before {
        return Err(Error::Replaced);
    }
    Ok(conn)
}

fn not_taken(what: &str) -> Error {
    Error::Engine(format!("the engine did not take {what}"))
}

/// The guard is asked by the names of tables and columns, and what is no text it cannot be asked about.
fn refuse_names_that_are_no_text(conn: &Connection) -> Result<()> {
    let mut query = conn.prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        if [0, 1].into_iter().any(|i| row.get::<_, String>(i).is_err()) {
            return Err(Error::Altered("the tables of the file are not as they were made".to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// A folder with an office file, of which nothing is open.
    fn office() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.db");
        let zone = chrono_tz::Asia::Phnom_Penh;
        let office = Office { name: "Test".into(), prefix: "CPU".into(), zone, demo: false, note: None };
        let now = Now { utc: chrono::DateTime::UNIX_EPOCH, zone };
        drop(Store::init(&path, &office, &now, Ids::Random).unwrap());
        (folder, path)
    }

    #[test]
    fn a_folder_may_be_reached_by_a_link_and_the_file_never() {
        let (folder, path) = office();
        let (way, link) = (folder.path().join("way"), folder.path().join("link.db"));
        symlink(folder.path(), &way).unwrap();
        symlink(&path, &link).unwrap();
        let by_way = Store::open(&way.join("f.db")).unwrap();
        assert_eq!(by_way.path(), way.join("f.db"), "shown as it was named");
        assert!(matches!(Store::open(&link).map(drop), Err(Error::NotPlain(p)) if p == link));
        // One that is laid there after the look is refused by the engine, with the same sentence.
        assert!(matches!(connect(&link).map(drop), Err(Error::NotPlain(p)) if p == link));
    }

    #[test]
    fn the_settings_of_a_connection_are_those_of_the_table() {
        let (_folder, path) = office();
        let conn = marked(&path).unwrap();
        let one = |pragma: &str| -> i64 { conn.query_row(&format!("PRAGMA {pragma}"), [], |r| r.get(0)).unwrap() };
        let settings = ["foreign_keys", "recursive_triggers", "synchronous", "secure_delete", "cell_size_check"];
        assert_eq!(settings.map(one), [1, 1, 2, 1, 1]);
        assert_eq!(["temp_store", "mmap_size", "journal_size_limit"].map(one), [2, 0, 16 << 20]);
        assert_eq!(one("busy_timeout"), 10_000);
        for (sql, why) in [
            ("SELECT load_extension('x')", "no extension is loaded"),
            ("SELECT \"no such column\" FROM office", "a name in double quotes is no text"),
            ("UPDATE sqlite_schema SET sql = ''", "the schema is not written by hand"),
        ] {
            assert!(conn.query_row(sql, [], |_| Ok(())).is_err(), "{why}");
        }
        assert!(!path.with_file_name("nothing.db").exists());
        assert!(connect(&path.with_file_name("nothing.db")).is_err(), "nothing is made by opening");
        assert!(!path.with_file_name("nothing.db").exists());
    }

    #[test]
    fn a_draft_is_kept_in_a_newer_file_and_nothing_else() {
        use crate::domain::draft::Draft;
        let (_folder, path) = office();
        let mut store = Store::open(&path).unwrap();
        let draft = Draft {
            session: "S1".into(),
            person: "dara".into(),
            process: String::new(),
            kept_at: String::new(),
            title: String::new(),
            content: "half a name".into(),
        };
        store.changed().unwrap();
        let newer = connect(&path).unwrap();
        newer.execute_batch("ALTER TABLE draft ADD COLUMN colour TEXT; PRAGMA user_version = 99").unwrap();
        let of = |error: Option<Error>| matches!(error, Some(Error::Newer { file: 99, .. }));
        assert!(of(store.changed().err()), "it is seen by looking");
        assert!(of(store.keep_draft(&draft, None).err()), "no door but one is open");
        assert!(of(store.be_gone(&[]).err()));
        assert!(of(Store::open(&path).err()) && of(Store::open_as_it_is(&path).err()));
        Store::keep_draft_at(&path, &draft).unwrap();
        let kept = || -> String { newer.query_row("SELECT content FROM draft", [], |r| r.get(0)).unwrap() };
        assert_eq!(kept(), "half a name");
        newer
            .execute_batch(
                "ALTER TABLE draft ADD COLUMN size TEXT NOT NULL DEFAULT ''; ALTER TABLE draft RENAME title TO name",
            )
            .unwrap();
        let other = Draft { content: "a whole name".into(), ..draft };
        assert!(Store::keep_draft_at(&path, &other).is_err(), "it does not know these columns");
        assert_eq!(kept(), "half a name");
    }
}
