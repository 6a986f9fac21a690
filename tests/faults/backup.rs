//! Backups while others write, and back again; damaged, foreign and newer files; consoles that are open meanwhile; a file that is
//! not as it was written.

use crate::support::faults::{held, is_long};
use crate::support::{Console, Office, Output, SOON};
use caseload::domain::act::{Deed, Outcome};
use caseload::domain::field::Desk;
use caseload::domain::line;
use caseload::domain::visit::Claim;
use caseload::store::Store;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const WRITER: &str = "CASELOAD_WRITER";
const LINE: &str = "rape bat f7 m34 uncle y police";

/// Not a test by itself: the writer that the tests start as a process of its own. It writes until it is told to stop, by a file,
/// and says each number once it is acknowledged.
#[test]
fn a_writer() {
    let Some(db) = std::env::var_os(WRITER).map(PathBuf::from) else { return };
    let mut store = Store::open(&db).unwrap();
    let now = || caseload::clock::Clock::System.now(chrono_tz::Asia::Phnom_Penh);
    let session = store.new_id(&now());
    let claim = Claim { account: "writer".into(), session, ..Claim::default() };
    store.sign_in(&claim, &now()).unwrap();
    let stop = db.with_extension("stop");
    while !stop.exists() {
        let lists = store.lists();
        let reading = line::read(LINE, &Desk { lists: &lists, now: now() }, &store.viewer());
        let Outcome::Saved { number, .. } = store.write(&now(), &Deed::add("new case", reading.sheets)).unwrap() else {
            panic!("a new case clashes with nothing");
        };
        println!("saved {number}");
        if is_long() {
            // Ten minutes at full speed would fill the disk and not the test.
            std::thread::sleep(Duration::from_secs(1));
        }
    }
}

/// Processes that write; dropped, they are killed.
struct Writers(PathBuf, Vec<Child>);

impl Writers {
    fn start(office: &Office, n: usize) -> Writers {
        let start = || {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args(["--exact", "backup::a_writer", "--nocapture"]).env(WRITER, office.db());
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
        };
        Writers(office.db().with_extension("stop"), (0..n).map(|_| start()).collect())
    }

    /// Lets them end after the save that they are in; the numbers that were acknowledged.
    fn stop(mut self) -> Vec<String> {
        fs::write(&self.0, "").unwrap();
        let mut all = Vec::new();
        for mut child in std::mem::take(&mut self.1) {
            let said = BufReader::new(child.stdout.take().unwrap());
            let numbers = said.lines().map_while(Result::ok);
            all.extend(numbers.filter_map(|l| Some(l.split_once("saved ")?.1.to_owned())));
            assert!(child.wait().unwrap().success(), "a writer failed");
        }
        fs::remove_file(&self.0).unwrap();
        all
    }
}

impl Drop for Writers {
    fn drop(&mut self) {
        self.1.iter_mut().for_each(|child| drop(child.kill().and_then(|()| child.wait())));
    }
}

/// The public key of a new pair, whose private half lies in the file.
fn key(folder: &Path) -> (String, PathBuf) {
    use age::secrecy::ExposeSecret;
    let (identity, path) = (age::x25519::Identity::generate(), folder.join("key.txt"));
    fs::write(&path, format!("# a key\n{}\n", identity.to_string().expose_secret())).unwrap();
    (identity.to_public().to_string(), path)
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// A backup of this name, plain.
fn back_up(office: &Office, name: &str) -> PathBuf {
    let file = office.folder().join(name);
    office.ok(&["backup", path(&file)]);
    file
}

/// The program on another file of the same folder.
fn on(office: &Office, db: &Path, args: &[&str]) -> Output {
    let mut command = office.command(&[]);
    let output = command.args(args).arg("--db").arg(db).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Output { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn backups_under_ten_writers_restore_verify_and_hold_what_was_there() {
    let office = Office::new();
    let (public, identity) = key(office.folder());
    let writers = Writers::start(&office, 10);
    let end = Instant::now() + Duration::from_secs(60);
    while json(&office.ok(&["audit", "head", "--json"]))["seq"].as_i64().unwrap() < 400 {
        assert!(Instant::now() < end, "nobody writes");
    }
    let mut made = Vec::new();
    for n in 0..10 {
        let start = office.ok(&["audit", "head"]);
        let (file, begun) = (office.folder().join(format!("{n}.backup")), Instant::now());
        let sealed = n % 2 == 1;
        let to = if sealed { vec!["--to", &public] } else { Vec::new() };
        let said = json(&office.ok(&[&["backup", path(&file), "--json"], &to[..]].concat()));
        made.push((file, sealed, start, said, begun.elapsed()));
        if is_long() {
            std::thread::sleep(Duration::from_secs(60).saturating_sub(begun.elapsed()));
        }
    }
    let mut acknowledged = writers.stop();
    let (mut last, mut longest) = (0, Duration::ZERO);
    for (n, (file, sealed, start, said, took)) in made.iter().enumerate() {
        let (seq, begun) = (said["seq"].as_i64().unwrap(), start.split(' ').nth(2).unwrap().parse::<i64>().unwrap());
        assert!(seq >= begun && begun > last, "backup {n}: {seq}, begun at {begun}, the one before at {last}");
        (last, longest) = (seq, longest.max(*took));
        let drill = office.run(&["restore", path(file), "--drill", "--identity", path(&identity)]);
        assert_eq!(drill.status, 0, "backup {n}: {drill:#?}");
        let db = office.folder().join(format!("{n}.db"));
        let key = if *sealed { vec!["--identity", path(&identity)] } else { Vec::new() };
        let back = on(&office, &db, &[&["restore", path(file), "--yes", "--json"], &key[..]].concat());
        assert_eq!(back.status, 0, "backup {n}: {back:#?}");
        assert_eq!(json(&back.stdout)["seq"], seq + 1, "the act of restoring is on record");
        // The line at which the office was when the backup was begun is in it, and all before that.
        let heads = office.folder().join("heads");
        fs::write(&heads, start).unwrap();
        let well = on(&office, &db, &["audit", "verify", "--anchors", path(&heads)]);
        assert_eq!(well.status, 0, "backup {n}: {well:#?}");
        let cases = json(&on(&office, &db, &["list", "--json"]).stdout).as_array().unwrap().len();
        assert_eq!(cases as u64, said["cases"].as_u64().unwrap());
    }
    let mut numbers: Vec<String> = json(&office.ok(&["list", "--json"]))
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    acknowledged.sort();
    assert_eq!(numbers, acknowledged, "what was acknowledged is there, once, and nothing else");
    assert!(!office.db().with_extension("db-staging").exists(), "no plain copy is left");
    let result = format!(
        "every one restores and verifies, head ≥ head at its start; {} saves of 10 writers meanwhile, the slowest backup {:.1} s",
        numbers.len(),
        longest.as_secs_f64()
    );
    held(11, "backup under 10 writers", made.len() as u64, &result);
}

#[test]
fn what_is_damaged_foreign_or_newer_is_refused_and_nothing_is_touched() {
    let office = Office::new();
    (0..3).for_each(|_| drop(office.ok(&["add", LINE])));
    let good = back_up(&office, "good");
    let (public, identity) = key(office.folder());
    let sealed = office.folder().join("good.age");
    office.ok(&["backup", path(&sealed), "--to", &public]);
    office.ok(&["add", LINE]);
    let (plain, closed) = (fs::read(&good).unwrap(), fs::read(&sealed).unwrap());
    let manifest = fs::read_to_string(office.folder().join("good.manifest")).unwrap();
    let bad = office.folder().join("bad");
    let beside = office.folder().join("bad.manifest");
    let there = || {
        let names = fs::read_dir(office.folder()).unwrap().flatten().map(|e| e.file_name());
        let mut names: Vec<_> = names.filter(|n| !n.to_string_lossy().starts_with("office.db-")).collect();
        names.sort();
        names
    };
    let before = office.dump();
    let mut refused = 0;
    let mut refuse = |what: &str, bytes: &[u8], manifest: Option<&str>, words: &str| {
        fs::write(&bad, bytes).unwrap();
        manifest.map_or_else(|| drop(fs::remove_file(&beside)), |text| fs::write(&beside, text).unwrap());
        let names = there();
        for args in [&["--yes"][..], &["--drill"]] {
            let said = office.run(&[&["restore", path(&bad), "--identity", path(&identity)], args].concat());
            let drill = args == ["--drill"];
            assert_eq!(said.status, if drill { 1 } else { 3 }, "{what}: {said:#?}");
            let sentence = if drill { &said.stdout } else { &said.stderr };
            assert!(sentence.contains(words), "{what}: wanted {words:?}: {said:#?}");
            assert!(drill || said.stderr.lines().count() == 1, "{what}: {said:#?}");
        }
        assert!(office.dump() == before && there() == names, "{what} changed something");
        refused += 1;
    };
    let mut bit = 12_345_usize;
    let mut flipped = |bytes: &[u8]| {
        bit = bit.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (mut bytes, at) = (bytes.to_vec(), (bit >> 20) % (bytes.len() * 8));
        bytes[at / 8] ^= 1 << (at % 8);
        bytes
    };
    for n in 0..10 {
        refuse(&format!("flipped bit {n}"), &flipped(&plain), Some(&manifest), "its manifest speaks of");
        refuse(&format!("flipped bit {n}, encrypted"), &flipped(&closed), None, "bad");
    }
    let half = &plain[..plain.len() / 2];
    refuse("cut in half", half, Some(&manifest), "its manifest speaks of");
    refuse("cut in half, no manifest", half, None, "damaged");
    refuse("cut in half, encrypted", &closed[..closed.len() / 2], None, "does not open");
    refuse("empty", b"", None, "is not a caseload file");
    refuse("a text", b"The quick brown fox.\n", None, "is not a caseload file");
    refuse("another manifest", &plain, Some(&manifest.replace("cases = 3", "cases = 4")), "holds something else");
    refuse(
        "another head",
        &plain,
        Some(&manifest.replace("hash = \"", "hash = \"00").replacen("00", "0", 1)),
        "manifest",
    );
    refuse("half a manifest", &plain, Some("name = 1"), "cannot be read");
    let other = Office::new();
    other.ok(&["add", LINE]);
    let foreign = fs::read(back_up(&other, "other")).unwrap();
    refuse("of another office", &foreign, None, "is of another office");
    let altered = |sql: &str| {
        let file = office.folder().join("altered");
        fs::write(&file, &plain).unwrap();
        rusqlite::Connection::open(&file).unwrap().execute_batch(sql).unwrap();
        let bytes = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        bytes
    };
    refuse("of a newer schema", &altered("PRAGMA user_version = 99"), None, "has schema 99");
    refuse("of another program", &altered("PRAGMA application_id = 7"), None, "is not a caseload file");
    refuse("a record changed in it", &altered("UPDATE victim SET sex = 'm'"), None, "not as it was written");
    // Without the key, with another, the office file itself, a folder.
    let _ = fs::remove_file(&beside);
    let elsewhere = tempfile::tempdir().unwrap();
    let (_, stranger) = key(elsewhere.path());
    let (folder, db) = (office.folder().join("sub"), office.db());
    fs::create_dir(&folder).unwrap();
    for (args, words) in [
        (vec![path(&sealed)], "with --identity"),
        (vec![path(&sealed), "--identity", path(&stranger)], "does not open with"),
        (vec![path(&sealed), "--identity", path(&good)], "no file of private keys"),
        (vec![path(&db)], "is no backup"),
        (vec![path(&folder)], "is no backup"),
        (vec!["nowhere"], "cannot be read"),
    ] {
        let said = office.run(&[&["restore", "--yes"], &args[..]].concat());
        assert!(said.status == 3 && said.stderr.contains(words), "{words}: {said:#?}");
        assert!(office.dump() == before, "{args:?} changed something");
        refused += 1;
    }
    held(11, "damaged, foreign and newer files", refused, "all refused in a sentence, the office file as it was");
}

#[test]
fn consoles_that_are_open_show_the_restored_cases_and_lose_nothing_that_is_typed() {
    let office = Office::new();
    office.ok(&["add", LINE, "--now", "2021-12-28T22:45"]);
    let good = back_up(&office, "good");
    office.ok(&["add", "hom bat f9 ? phone", "--now", "2021-12-28T22:46"]);
    let open = |name: &str| office.console(&["--now", "2021-12-28T22:45", "--as", name], (100, 30));
    let (reads, types): (Console, Console) = (open("dara"), open("sok"));
    for console in [&reads, &types] {
        console.wait_text("21/0002");
    }
    types.keys("n");
    types.wait_text("New case");
    types.keys("hom kan m3 ? phone");
    office.wait_for_draft("hom kan m3 ? phone");
    let inode = |p: PathBuf| std::os::unix::fs::MetadataExt::ino(&fs::metadata(p).unwrap());
    let before = inode(office.db());
    let said = json(&office.ok(&["restore", path(&good), "--yes", "--json"]));
    let start = Instant::now();
    assert_eq!((&said["lost"]["acts"], &said["lost"]["cases"][0]), (&1.into(), &"CPU-21-0002".into()), "{said}");
    reads.wait_gone("21/0002");
    let took = start.elapsed();
    assert!(took < SOON, "shown after {took:?}");
    assert_eq!(inode(office.db()), before, "no file was put in the place of another");
    reads.wait_text("21/0001");
    assert!(office.drafts().iter().any(|d| d.contains("hom kan m3 ? phone")), "the draft is kept in the restored file");
    // What is typed goes on, is saved, and takes a number that nobody was given.
    assert!(types.screen().contains("hom kan m3 ? phone"), "{}", types.screen());
    types.keys("<C-s>");
    types.wait_text("CPU-21-0003 saved");
    reads.wait_text("21/0003");
    // Whoever was here before is told that something may be gone.
    reads.wait_text("The office went back to a backup (");
    let journal: String =
        rusqlite::Connection::open(office.db()).unwrap().query_row("PRAGMA journal_mode", [], |r| r.get(0)).unwrap();
    assert_eq!(journal, "wal");
    for args in [&["audit", "verify"][..], &["doctor"]] {
        let well = office.run(args);
        assert_eq!(well.status, 0, "{well:#?}");
    }
    // The file of before is whole and can be gone back to.
    let kept = said["before"].as_str().unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(kept).unwrap().permissions()) & 0o777, 0o600);
    assert_eq!(office.run(&["list", "--db", kept]).status, 3, "a copy is no office to work in");
    office.ok(&["restore", kept, "--yes"]);
    types.wait_text("f9");
    held(
        11,
        "restore under open consoles",
        2,
        &format!("the restored cases shown after {} ms, what was typed kept and saved", took.as_millis()),
    );
}

#[test]
fn a_record_that_is_not_as_it_was_written_stops_writing_for_all_until_it_is_well_again() {
    let office = Office::new();
    office.ok(&["add", LINE, "--now", "2021-12-28T22:45"]);
    let good = back_up(&office, "good");
    let console = office.console(&["--now", "2021-12-28T22:45", "--as", "dara"], (100, 30));
    console.wait_text("21/0001");
    let sql = |sql: &str| rusqlite::Connection::open(office.db()).unwrap().execute_batch(sql).unwrap();
    sql("UPDATE victim SET sex = 'm'");
    let file = office.folder().join("bad");
    let said = office.run(&["backup", path(&file)]);
    assert_eq!(said.status, 1, "{said:#?}");
    let start = Instant::now();
    for words in ["Saving is stopped", "CPU-21-0001", "of the ledger", "caseload restore"] {
        assert!(said.stderr.contains(words), "{words}: {said:#?}");
    }
    console.wait_text("Saving is stopped: ");
    let took = start.elapsed();
    assert!(took < SOON, "told after {took:?}");
    console.wait_text("saving stopped");
    assert!(!file.exists() && office.folder().join("bad.failed").exists(), "the bad copy is set aside");
    // Nobody saves, what is typed is kept.
    let refused = office.run(&["add", LINE]);
    assert!(refused.status == 3 && refused.stderr.contains("Saving is stopped"), "{refused:#?}");
    console.keys("n");
    console.wait_text("New case");
    console.keys("hom kan m3 ? phone<C-s>");
    office.wait_for_draft("hom kan m3 ? phone");
    assert_eq!(json(&office.ok(&["list", "--json"])).as_array().unwrap().len(), 1);
    // Well again: the next check lets writing go on.
    sql("UPDATE victim SET sex = 'f'");
    let again = office.ok(&["backup", path(&file)]);
    assert!(again.contains("saving goes on"), "{again}");
    console.wait_gone("saving stopped");
    console.keys("<C-s>");
    console.wait_text("CPU-21-0002 saved");
    // And so does going back to a good backup.
    sql("UPDATE victim SET sex = 'm'");
    assert_eq!(office.run(&["backup", path(&office.folder().join("bad2"))]).status, 1);
    office.ok(&["restore", path(&good), "--yes"]);
    office.ok(&["add", LINE]);
    held(
        11,
        "a record altered in the office file",
        2,
        &format!(
            "writing stopped, the record named, consoles told after {} ms; lifted by the next good check and by restore",
            took.as_millis()
        ),
    );
}

#[test]
fn a_file_that_cannot_be_read_is_moved_aside_and_nothing_of_it_meets_the_new_one() {
    let office = Office::new();
    office.ok(&["add", LINE, "--now", "2021-12-28T22:45"]);
    let good = back_up(&office, "good");
    let db = office.db();
    let console = office.console(&["--now", "2021-12-28T22:45", "--as", "dara"], (80, 24));
    console.wait_text("21/0001");
    // While somebody has it open it is not moved away.
    let torn = |bytes: &[u8]| fs::write(&db, bytes).unwrap();
    torn(b"torn");
    let said = office.run(&["restore", path(&good), "--yes"]);
    assert!(said.status == 3 && said.stderr.contains("open in another program"), "{said:#?}");
    assert_eq!(fs::read(&db).unwrap(), b"torn");
    drop(console);
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", db.display()));
    let mut n = 0;
    for bytes in [&b"torn"[..], b""] {
        torn(bytes);
        fs::write(beside("-wal"), "of the old file").unwrap();
        let said = json(&office.ok(&["restore", path(&good), "--yes", "--json"]));
        let aside = said["before"].as_str().unwrap();
        assert_eq!(fs::read(aside).unwrap(), bytes);
        assert_eq!(fs::read(format!("{aside}-wal")).unwrap(), b"of the old file");
        assert_eq!(office.run(&["doctor"]).status, 0);
        n += 1;
    }
    // It opens and its pages are gone, from here on or from there.
    for from in [2, 20, 60] {
        let mut pages = fs::read(&db).unwrap();
        pages[from * 4096..].fill(0xFF);
        torn(&pages);
        office.ok(&["restore", path(&good), "--yes"]);
        for args in [&["doctor"][..], &["audit", "verify"]] {
            assert_eq!(office.run(args).status, 0, "torn from page {from} on");
        }
        n += 1;
    }
    // Cut off in between: no file, and everybody is told what to do; the next one brings it to its end.
    fs::rename(&db, office.folder().join("away")).unwrap();
    fs::write(beside("-halt"), "Saving is stopped: a restore was cut off").unwrap();
    fs::write(beside(".restoring"), "half").unwrap();
    let said = office.run(&["list"]);
    assert!(said.status == 3 && said.stderr.contains("a restore was cut off"), "{said:#?}");
    office.ok(&["restore", path(&good), "--yes"]);
    office.ok(&["add", LINE]);
    assert!(!beside(".restoring").exists() && !beside("-halt").exists());
    // Another program's file is nobody's to move.
    let other = office.folder().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let bytes = fs::read(&other).unwrap();
    let said = on(&office, &other, &["restore", path(&good), "--yes"]);
    assert!(said.status == 3 && fs::read(&other).unwrap() == bytes, "{said:#?}");
    held(11, "restore over a torn, empty or missing file", n + 1, "moved aside with its log, refused while it is open");
}

/// A new server: its empty office gives way to the backup of the one that is gone, and only while it is empty.
#[test]
fn an_empty_office_gives_way_to_a_backup_of_another_and_a_filled_one_does_not() {
    let gone = Office::new();
    gone.ok(&["add", LINE]);
    let good = back_up(&gone, "good");
    let new = Office::new();
    let said = new.ok(&["restore", path(&good), "--yes"]);
    assert!(said.contains("in which nothing was entered yet"), "{said}");
    assert_eq!(json(&new.ok(&["list", "--json"])).as_array().unwrap().len(), 1);
    new.well();
    let filled = Office::new();
    filled.ok(&["add", LINE]);
    let before = filled.dump();
    let said = filled.run(&["restore", path(&good), "--yes"]);
    assert!(said.status == 3 && said.stderr.contains("move the office file away first"), "{said:#?}");
    assert_eq!(filled.dump(), before);
    let drill = filled.run(&["restore", path(&good), "--drill"]);
    assert!(drill.status == 1 && drill.stdout.contains("the backup is sound, and of another office"), "{drill:#?}");
}

/// A file that cannot be written to any more goes with its numbers: those that it gave are not given again.
#[test]
fn numbers_of_a_torn_file_are_not_given_again() {
    let office = Office::new();
    office.ok(&["add", LINE, "--now", "2021-12-28T22:45"]);
    let good = back_up(&office, "good");
    office.ok(&["add", LINE, "--now", "2021-12-28T22:46"]);
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    let page: i64 =
        raw.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'notice'", [], |r| r.get(0)).unwrap();
    raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(raw);
    let mut bytes = fs::read(office.db()).unwrap();
    bytes[(page as usize - 1) * 4096..page as usize * 4096].fill(0);
    fs::write(office.db(), bytes).unwrap();
    let said = office.ok(&["restore", path(&good), "--yes"]);
    assert!(said.contains(".damaged."), "the torn file is set aside: {said}");
    assert_eq!(office.ok(&["add", LINE, "--now", "2021-12-28T22:47"]).trim(), "CPU-21-0003");
    office.well();
}

/// What is saved while a restore asks whether it shall be done was in nothing that it told.
#[test]
fn what_is_saved_while_a_restore_asks_is_not_lost() {
    let office = Office::new();
    office.ok(&["add", LINE]);
    let good = back_up(&office, "good");
    let db = office.db();
    let asked = Console::start(&["--db", path(&db), "restore", path(&good)], (100, 30), &[]);
    asked.wait_text("nothing would be lost");
    asked.wait_text("do it? y/n");
    let number = office.ok(&["add", LINE]);
    asked.keys("y<Enter>");
    asked.wait_text("somebody has saved since");
    assert_eq!(asked.wait_exit().exit_code(), 5);
    assert_eq!(json(&office.ok(&["show", number.trim(), "--json"]))["number"], number.trim());
}

/// Whoever opens the file while another one is put in its place must not go on with the pages of the one before.
#[test]
fn who_waits_to_open_a_file_that_is_replaced_meanwhile_does_not_save_into_it() {
    let office = Office::new();
    office.ok(&["add", LINE]);
    let good = back_up(&office, "good");
    let old = fs::OpenOptions::new().read(true).write(true).open(office.db()).unwrap();
    rustix::fs::fcntl_lock(&old, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let mut waits = office.command(&["add", LINE]);
    let child = waits.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let has_it_open = || {
        let open = fs::read_dir(format!("/proc/{}/fd", child.id())).into_iter().flatten().flatten();
        open.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|file| file == office.db().canonicalize().unwrap())
    };
    let end = Instant::now() + Duration::from_secs(5);
    while !has_it_open() {
        assert!(Instant::now() < end, "it never opened the file");
        std::thread::sleep(Duration::from_millis(2));
    }
    fs::rename(office.db(), office.folder().join("aside")).unwrap();
    fs::rename(&good, office.db()).unwrap();
    drop(old);
    let said = child.wait_with_output().unwrap();
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.status.code() == Some(3) && words.contains("the office file was replaced"), "{said:?}");
    assert!(said.stdout.is_empty(), "a number was told");
    office.well();
}
