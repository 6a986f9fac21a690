//! Writers: officers' programs that save without a pause and say which saves were acknowledged. Each is this test binary
//! started again, so that what is done to it hits a save and not a start. And what must then stand in the file.

use crate::support::{Office, signal};
use caseload::clock::Clock;
use caseload::domain::act::{Deed, Outcome};
use caseload::domain::moment::Now;
use caseload::domain::record::{Record, RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::Store;
use rusqlite::types::Value as Any;
use rusqlite::{Connection, OpenFlags};
use rustix::process::Signal;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::RwLock;
use std::time::{Duration, Instant};

/// Who measures takes it for writing, who makes noise for reading.
pub static QUIET: RwLock<()> = RwLock::new(());

/// Cases that all writers edit.
const SHARED: u32 = 20;
/// Fields of them that hold any text.
const FIELDS: [&str; 5] = ["village", "place", "summary", "lead", "reporter"];
/// What a started binary is told: file, name, first and last save.
const TOLD: &str = "CASELOAD_TEST_WRITER";

/// What the save with this number does, as the fields that get its word: a new case, a diary entry, or an edit.
fn plan(n: u32) -> Vec<(&'static str, &'static str)> {
    match n % 4 {
        0 => vec![("cases", "summary"), ("diary", "text")],
        1 => vec![("diary", "text")],
        _ => vec![("cases", FIELDS[n as usize % FIELDS.len()])],
    }
}

/// Puts the cases that are shared into the file.
pub fn share(office: &Office) {
    let (mut store, now) = sign_in(&office.db(), "first");
    for n in 1..=SHARED {
        store.write(&now, &new_case(&format!("first-{n}"))).unwrap();
    }
}

pub fn sign_in(db: &Path, name: &str) -> (Store, Now) {
    let mut store = Store::open(db).expect("an office file");
    let now = Clock::System.now(store.office().zone);
    let claim = Claim { account: name.to_owned(), session: format!("sitting of {name}"), ..Claim::default() };
    store.sign_in(&claim, &now).expect("a desk");
    (store, now)
}

pub fn new_case(word: &str) -> Deed {
    let record = |kind, fields: &[(&str, &str)]| {
        let mut sheet = Sheet::blank(kind, "new:case", 1);
        fields.iter().for_each(|(column, value)| sheet.set(column, Some((*value).to_owned())));
        sheet
    };
    let case = record(RecordKind::Case, &[("reported_on", "2021-12-28"), ("province", "02"), ("summary", word)]);
    let offence = record(RecordKind::Offence, &[("code", "0101")]);
    let victim = record(RecordKind::Victim, &[("sex", "f"), ("age", "7y")]);
    Deed::add("new case", vec![case, offence, victim, diary("new:case", word)])
}

fn diary(case_id: &str, word: &str) -> Sheet {
    let mut entry = Sheet::blank(RecordKind::Diary, case_id, 1);
    entry.set("text", Some(word.to_owned()));
    entry
}

/// The other side of a [`Writer`]; by itself it has nothing to do.
#[test]
fn a_writer() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let [db, name, first, last] = told.split('\t').collect::<Vec<_>>()[..] else { panic!("{told:?}") };
    let (mut store, _) = sign_in(Path::new(db), name);
    let mut out = std::io::stdout().lock();
    writeln!(out).unwrap(); // ends what the test harness has begun
    for n in first.parse().unwrap()..=last.parse().unwrap() {
        let word = format!("{name}-{n}");
        let took = save(&mut store, n, &word);
        // One line is one write, and only now: from here on it must be in the file.
        writeln!(out, "saved {word} {}", took.as_micros()).unwrap();
        out.flush().unwrap();
    }
}

/// Saves, and gives the time from the call to its acknowledgement. Who meets another's save decides for their own.
fn save(store: &mut Store, n: u32, word: &str) -> Duration {
    let now = Clock::System.now(store.office().zone);
    let shared = (n + word.bytes().map(u32::from).sum::<u32>()) % SHARED + 1;
    loop {
        let id = store.case_by_number(&format!("21/{shared}"), &now).unwrap();
        let deed = match n % 4 {
            0 => new_case(word),
            1 => Deed::add("new diary entry", vec![diary(&id, word)]),
            _ => {
                let before = store.case(&id, &now).unwrap().case.to_sheet();
                let mut after = before.clone();
                after.set(plan(n)[0].1, Some(word.to_owned()));
                Deed::edit("edit", before, after)
            }
        };
        let start = Instant::now();
        if let Outcome::Saved { .. } = store.write(&now, &deed).expect("a save that is not refused") {
            return start.elapsed();
        }
    }
}

/// A started writer.
pub struct Writer {
    pub name: String,
    first: u32,
    last: u32,
    child: Child,
    said: PathBuf,
}

impl Writer {
    /// Starts a writer of the saves `first` to `last`. Its name is its own.
    pub fn start(office: &Office, name: &str, first: u32, last: u32) -> Writer {
        let said = office.folder().join(format!("said-by-{name}"));
        let out = File::create(&said).unwrap();
        let told = [&*office.db().to_string_lossy(), name, &first.to_string(), &last.to_string()].join("\t");
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["writers::a_writer", "--exact", "--nocapture"]).env(TOLD, told);
        let child = command.stdout(out.try_clone().unwrap()).stderr(out).spawn().expect("a started writer");
        Writer { name: name.to_owned(), first, last, child, said }
    }

    pub fn pid(&self) -> i32 {
        self.child.id() as i32
    }

    /// Has it come to its end by itself?
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Stops it where it stands; was that in the middle of a save?
    pub fn freeze(&mut self, office: &Office) -> bool {
        signal(self.pid(), Signal::STOP);
        let end = Instant::now() + Duration::from_secs(5);
        while self.ended().is_none() && state(self.pid()) != Some('T') {
            assert!(Instant::now() < end, "a stopped process runs on");
            std::thread::sleep(Duration::from_micros(50));
        }
        holder(office) == Some(self.pid())
    }

    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The saves that were acknowledged so far, with the time that each took.
    pub fn acknowledged(&self) -> Vec<Duration> {
        let said = std::fs::read_to_string(&self.said).unwrap();
        let whole = said.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let saves = whole.filter_map(|line| line.trim_end().strip_prefix("saved "));
        let one = |(i, save): (usize, &str)| {
            let (word, took) = save.split_once(' ').unwrap();
            assert_eq!(word, self.word(i), "said out of order");
            Duration::from_micros(took.parse().unwrap())
        };
        saves.enumerate().map(one).collect()
    }

    fn word(&self, i: usize) -> String {
        format!("{}-{}", self.name, self.first as usize + i)
    }

    /// The saves that are not acknowledged yet, as first and last; the first may be in flight.
    pub fn left(&self) -> Option<(u32, u32)> {
        let next = self.first + self.acknowledged().len() as u32;
        (next <= self.last).then_some((next, self.last))
    }

    /// What it said, to look at when it went wrong.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.said).unwrap_or_default()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn state(pid: i32) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.chars().next()
}

/// Who has the turn to write at this moment: they are in the middle of a save.
pub fn holder(office: &Office) -> Option<i32> {
    let turn = std::fs::metadata(format!("{}-turn", office.db().display())).ok()?.ino().to_string();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, "FLOCK", _, _, pid, file, ..] = fields[..] else { return None };
        (file.rsplit(':').next() == Some(&turn)).then(|| pid.parse().ok())?
    })
}

/// What became of the saves that were in flight when their writers were killed.
#[derive(Debug, Default)]
pub struct Ended {
    pub acknowledged: usize,
    pub in_flight_whole: usize,
    pub in_flight_not_at_all: usize,
}

/// Everything acknowledged stands in the file, once; what was in flight stands there whole or not at all; nothing else does;
/// and the audit trail tells the file line by line.
pub fn check(office: &Office, writers: &[Writer]) -> Ended {
    office.well();
    let mut words = trail_tells_the_file(office);
    words.retain(|word, _| word.starts_with('w') && word.contains('-'));
    let one = |sql| read(office).query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let half = "SELECT count(*) FROM cases WHERE id NOT IN (SELECT case_id FROM offence) OR id NOT IN (SELECT case_id FROM victim)";
    assert_eq!(one(half), 0, "half of a new case");
    let numbers = one("SELECT count(DISTINCT number) FROM cases");
    assert_eq!(
        (numbers, numbers),
        (one("SELECT count(*) FROM cases"), one("SELECT max(seq) FROM cases")),
        "case numbers"
    );
    let mut ended = Ended::default();
    for writer in writers {
        let done = writer.acknowledged().len();
        for i in 0..done {
            let lines = words.remove(&writer.word(i));
            let lines = lines.unwrap_or_else(|| panic!("{} was acknowledged and is not there", writer.word(i)));
            assert_eq!(lines, plan(writer.first + i as u32), "{}", writer.word(i));
        }
        ended.acknowledged += done;
        match words.remove(&writer.word(done)) {
            _ if writer.left().is_none() => {}
            None => ended.in_flight_not_at_all += 1,
            Some(lines) => {
                assert_eq!(lines, plan(writer.first + done as u32), "{}: half of a save", writer.word(done));
                ended.in_flight_whole += 1;
            }
        }
    }
    assert!(words.is_empty(), "nobody saved {words:?}");
    ended
}

fn read(office: &Office) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(office.db(), flags).unwrap()
}

/// Walks the audit trail: each line goes on from the line before of its field, the last says what is stored, the acts on a
/// record are its version. Gives where each word was written.
pub fn trail_tells_the_file(office: &Office) -> BTreeMap<String, Vec<(&'static str, &'static str)>> {
    let file = read(office);
    let known = |kind: &str, field: &str| {
        let kind = RecordKind::ALL.into_iter().find(|k| k.table() == kind).expect("a kind of record");
        let spec = kind.specs().iter().find(|s| s.column == field).expect("a field of it");
        (kind.table(), spec.column)
    };
    let mut cells: HashMap<(String, &str), String> = HashMap::new();
    let mut acts: HashMap<String, BTreeSet<String>> = HashMap::new();
    let mut words: BTreeMap<String, Vec<_>> = BTreeMap::new();
    // Partners, who is one person, the scope and figures that were printed elsewhere are no records of a case.
    let sql = "SELECT kind, field, record_id, op_id, old, new FROM audit WHERE kind NOT IN ('look', 'published', 'scope', 'person') ORDER BY seq";
    let mut query = file.prepare(sql).unwrap();
    let mut rows = query.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let text = |i| row.get::<_, Option<String>>(i).unwrap();
        let [kind, field, record, op] = [0, 1, 2, 3].map(|i| text(i).unwrap());
        let (kind, field) = known(&kind, &field);
        let (old, new) = (text(4), text(5));
        let cell = (record.clone(), field);
        assert_eq!(cells.get(&cell), old.as_ref(), "{kind} {field}: overwritten unseen");
        acts.entry(record).or_default().insert(op);
        match new {
            None => drop(cells.remove(&cell)),
            Some(new) => {
                words.entry(new.clone()).or_default().push((kind, field));
                cells.insert(cell, new);
            }
        }
    }
    for kind in RecordKind::ALL {
        let columns: Vec<&str> = kind.specs().iter().map(|s| s.column).collect();
        let sql = format!("SELECT id, version, {} FROM {}", columns.join(", "), kind.table());
        let mut query = file.prepare(&sql).unwrap();
        let mut rows = query.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let (id, version): (String, u32) = (row.get(0).unwrap(), row.get(1).unwrap());
            assert_eq!(acts.get(&id).map(BTreeSet::len), Some(version as usize), "{}: acts and version", kind.table());
            for (i, column) in columns.iter().enumerate() {
                let stored = match row.get(i + 2).unwrap() {
                    Any::Null => None,
                    Any::Text(text) => Some(text),
                    other => panic!("{} {column} is {other:?}", kind.table()),
                };
                assert_eq!(cells.remove(&(id.clone(), *column)), stored, "{} {column}: trail and file", kind.table());
            }
        }
    }
    assert!(cells.is_empty(), "the trail tells of records that are not there");
    words
}
