//! A scratch office: its file, the subcommands on it, and what its tables hold.

use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{Console, DEADLINE, PROGRAM, bare_env};

/// A scratch folder with an office file of its own.
pub struct Office {
    folder: tempfile::TempDir,
}

#[derive(Debug)]
pub struct Output {
    /// The exit code; -1 if a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Office {
    pub fn new() -> Self {
        Self::begun_in(&std::env::temp_dir(), &["init"])
    }

    /// In memory where the system offers it: for what asks nothing of the disk.
    pub fn in_memory() -> Self {
        Self::begun_in(&memory(), &["init"])
    }

    /// The demonstration, in memory: a file of the size of an office.
    pub fn demo() -> Self {
        Self::begun_in(&memory(), &["demo"])
    }

    /// The same with so many cases of earlier years.
    pub fn demo_with(more: usize) -> Self {
        Self::begun_in(&memory(), &["demo", "--cases", &more.to_string()])
    }

    /// The folder alone, without a file.
    pub fn empty() -> Self {
        Self::in_place(&std::env::temp_dir())
    }

    fn begun_in(place: &Path, begin: &[&str]) -> Self {
        let office = Self::in_place(place);
        office.ok(begin);
        office
    }

    fn in_place(place: &Path) -> Self {
        let closed = std::fs::Permissions::from_mode(0o700);
        Self { folder: tempfile::Builder::new().permissions(closed).tempdir_in(place).expect("a scratch folder") }
    }

    /// What the engine keeps beside the file until it is moved there, in bytes.
    pub fn wal(&self) -> u64 {
        std::fs::metadata(format!("{}-wal", self.db().display())).map_or(0, |m| m.len())
    }

    /// The file is well: the doctor says so, and so does the proof of the audit trail where this program has one.
    pub fn well(&self) {
        let doctor = self.run(&["doctor"]);
        assert_eq!(doctor.status, 0, "{doctor:#?}");
        let trail = self.run(&["audit", "verify"]);
        assert_eq!(trail.status, 0, "{trail:#?}");
    }

    /// The file beside its ledger, search index and settings with it: every value of every table as SQL says it, with its place. Left out are
    /// the ledger and the counters of its lines, who is there, what is typed.
    pub fn beside_the_ledger(&self) -> BTreeMap<String, Vec<String>> {
        const ASIDE: [&str; 6] = ["ledger", "ledger_value", "ledger_told", "counter", "presence", "draft"];
        let file = Connection::open_with_flags(self.db(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut tables = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let tables = tables.query_map([], |r| r.get::<_, String>(0)).unwrap().map(Result::unwrap);
        let rows = |table: String| {
            let mut columns = file.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).unwrap();
            let columns = columns.query_map([], |r| r.get::<_, String>(0)).unwrap().map(Result::unwrap);
            let all = columns.map(|c| format!("quote(\"{c}\")")).collect::<Vec<_>>().join(" || ',' || ");
            let rowid = if ["setting", "word_piece"].contains(&table.as_str()) { "1" } else { "coalesce(rowid, 0)" };
            let mut query = file.prepare(&format!("SELECT {rowid} || ':' || {all} FROM {table} ORDER BY 1")).unwrap();
            let rows = query.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
            (table, rows)
        };
        tables.filter(|t| !ASIDE.contains(&t.as_str())).map(rows).collect()
    }

    pub fn db(&self) -> PathBuf {
        self.folder.path().join("office.db")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The program on this office's file, not yet started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.arg("--db").arg(self.db()).args(args);
        command.env_clear().envs(bare_env(self.folder.path()));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        let output = self.command(args).output().expect("a started program");
        let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
        Output { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// What a subcommand prints when it must succeed.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status == 0, "caseload {args:?} failed: {output:#?}");
        output.stdout
    }

    /// The console on this office's file.
    pub fn console(&self, args: &[&str], size: (u16, u16)) -> Console {
        let db = self.db().to_string_lossy().into_owned();
        Console::start(&[&["--db", &db], args].concat(), size, &[])
    }

    /// The forms that the file keeps unsaved, as it keeps them.
    pub fn drafts(&self) -> Vec<String> {
        drafts(&self.db()).expect("a readable office file")
    }

    /// Until a form with this text is kept.
    pub fn wait_for_draft(&self, text: &str) {
        let end = Instant::now() + DEADLINE;
        while !self.drafts().iter().any(|d| d.contains(text)) {
            assert!(Instant::now() < end, "no draft with {text:?} but {:#?}", self.drafts());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Every row of every table in a fixed order, but drafts, who is there, what each likes, and what SQLite keeps for itself (search index included).
    pub fn dump(&self) -> String {
        dump(&self.db()).expect("a readable office file")
    }
}

fn memory() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

/// The forms that an office file keeps unsaved.
pub fn drafts(db: &Path) -> rusqlite::Result<Vec<String>> {
    use rusqlite::{Connection, OpenFlags};
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(db, flags)?;
    let mut all = file.prepare("SELECT content FROM draft")?;
    all.query_map([], |row| row.get(0))?.collect()
}

fn dump(db: &Path) -> rusqlite::Result<String> {
    use rusqlite::{Connection, OpenFlags, types::ValueRef};
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(db, flags)?;
    let mut tables = file.prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
           AND name NOT LIKE 'sqlite@_%' ESCAPE '@' AND name NOT IN ('draft', 'presence', 'setting') ORDER BY name",
    )?;
    let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut out = String::new();
    for table in tables {
        let mut all = file.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns: Vec<String> = all.column_names().map(String::from).collect();
        let mut lines = all
            .query_map([], |row| {
                let mut line = table.clone();
                for (at, column) in columns.iter().enumerate() {
                    line += &match row.get_ref(at)? {
                        ValueRef::Null => format!(" {column}=null"),
                        ValueRef::Integer(n) => format!(" {column}={n}"),
                        ValueRef::Real(x) => format!(" {column}={x:?}"),
                        ValueRef::Text(t) => format!(" {column}={:?}", String::from_utf8_lossy(t)),
                        ValueRef::Blob(b) => format!(" {column}={b:02x?}"),
                    };
                }
                Ok(line + "\n")
            })?
            .collect::<Result<Vec<_>, _>>()?;
        lines.sort_unstable();
        out.extend(lines);
    }
    Ok(out)
}
