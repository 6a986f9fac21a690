//! Row 6: a disk that is full, a file or folder that may not be written or is none, a disk on which locks do not hold. Each gets one
//! sentence, nothing is half written, and once there is room the same console goes on.

use crate::shim;
use crate::support::{Console, Office, Output, PROGRAM, faults};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROW: u32 = 6;
const NOW: &str = "2021-12-28T22:45";
const LINE: &str = "hom bat f7 m34 uncle y -- found by the canal";
const FULL: &str = "the disk is full";

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn add(office: &Office, note: &str) -> Output {
    office.run(&["add", LINE, "--note", note, "--now", NOW, "--as", "sok"])
}

pub fn finish(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().expect("a started program");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    Output { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// One sentence that says this, by this exit code, and nothing printed.
#[track_caller]
pub fn refused(said: &Output, code: i32, words: &str) {
    let one_line = said.stderr.lines().count() == 1 && !said.stderr.contains("panicked");
    assert!(said.status == code && said.stdout.is_empty() && one_line, "{said:#?}");
    assert!(said.stderr.contains(words), "no “{words}” in {said:#?}");
}

fn numbers(office: &Office) -> Vec<String> {
    let list: serde_json::Value = serde_json::from_str(&office.ok(&["list", "--json"])).expect("JSON");
    let number = |case: &serde_json::Value| case["number"].as_str().expect("a number").to_owned();
    list.as_array().expect("a list").iter().map(number).collect()
}

#[track_caller]
fn well(office: &Office) {
    let doctor = office.run(&["doctor"]);
    assert_eq!(doctor.status, 0, "{doctor:#?}");
}

fn console(office: &Office) -> Console {
    let console = office.console(&["--now", NOW, "--as", "dara"], (80, 24));
    console.wait(|s| s.contains("as of 28 Dec 2021"), "a list");
    console
}

/// How many KiB are left: these, or in a long run ten times as many levels between the first and the last.
fn levels<const N: usize>(ci: [u64; N]) -> Vec<u64> {
    let (n, most) = (10 * N as u64, ci[N - 1]);
    if faults::is_long() { (0..n).map(|i| i * most / (n - 1)).collect() } else { ci.to_vec() }
}

/// An office on a small disk of its own.
struct Small {
    office: Office,
}

impl Small {
    /// Nothing, and loudly so, where no disk can be mounted.
    fn new(part: &str) -> Option<Small> {
        let office = Office::new();
        let mount =
            |args: &[&str]| Command::new("mount").args(args).arg(office.folder()).stderr(Stdio::null()).status();
        if !is_root() || !mount(&["-t", "tmpfs", "-o", "size=16m,mode=700", "none"]).is_ok_and(|s| s.success()) {
            faults::left_out(ROW, part, "only root mounts a small disk");
            return None;
        }
        let small = Small { office };
        small.office.ok(&["init"]);
        Some(small)
    }

    fn filler(&self) -> PathBuf {
        self.office.folder().join("filler")
    }

    /// Fills the disk but for so many KiB.
    fn fill_but(&self, free: u64) {
        self.free();
        let disk = rustix::fs::statvfs(self.office.folder()).expect("a disk");
        let take = (disk.f_bavail * disk.f_frsize).saturating_sub(free * 1024);
        fs::write(self.filler(), vec![1; usize::try_from(take).expect("a small disk")]).expect("room for the filler");
    }

    fn free(&self) {
        let _ = fs::remove_file(self.filler());
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.office.folder()).status();
    }
}

#[test]
fn a_full_disk_is_said_nothing_is_half_written_and_work_goes_on_once_there_is_room() {
    let part = "disk full";
    let Some(small) = Small::new(part) else { return };
    let office = &small.office;
    let note = "a long note ".repeat(8000);
    let mut scenes = 0;

    // Added from the command line, with no room at all, and with room for a part of it.
    for free in levels([0, 8, 24, 64]) {
        let before = office.dump();
        small.fill_but(free);
        let said = add(office, &note);
        small.free();
        refused(&said, 3, "full");
        assert!(office.dump() == before, "{free} KiB: half of a case was written");
        well(office);
        scenes += 1;
    }
    assert_eq!(add(office, &note).status, 0);

    // Saved in a console, which goes on.
    for (n, free) in levels([0, 16, 48]).into_iter().enumerate() {
        let (console, before) = (console(office), office.dump());
        let entry = format!("console {n} {}", "long ".repeat(20_000));
        console.keys("n");
        console.wait_text("New case");
        console.paste(&format!("{LINE} {entry}"));
        console.wait_text("suspect S1");
        small.fill_but(free);
        console.keys("<C-s>");
        console.wait_text(FULL);
        console.wait_text("New case");
        small.free();
        assert!(office.dump() == before, "{free} KiB: half of a case was written");
        let number = format!("CPU-21-{:04}", n + 2);
        console.keys("<C-s>");
        console.wait_text(&format!("{number} saved"));
        console.keys("<C-c>");
        assert!(console.wait_exit().success());
        assert!(office.ok(&["show", &number]).contains(&format!("console {n}")));
        well(office);
        scenes += 1;
    }

    // A draft that finds no room is kept as soon as there is some.
    for free in levels([0, 12]) {
        let console = console(office);
        small.fill_but(free);
        console.keys("n");
        console.paste(&format!("hom bat -- {} half a sent", "typed ".repeat(9_000)));
        console.wait_text("disk is full");
        small.free();
        console.keys("ence");
        office.wait_for_draft("half a sentence");
        console.signal(9);
        console.wait_exit();
        let again = office.console(&["--now", NOW, "--as", "dara"], (80, 24));
        again.wait_text("An unsaved form was kept for you");
        again.keys("<Enter><End>");
        again.wait_text("half a sentence");
        again.keys("<Esc>");
        again.wait_text("Leave without saving?");
        again.keys("<Enter>");
        again.wait_gone("Leave without saving?");
        again.keys("q");
        again.wait_exit();
        scenes += 1;
    }
    well(office);
    faults::held(ROW, part, scenes, "said in a sentence, 0 half writes, went on without a restart");
}

#[test]
fn a_log_that_does_not_fit_into_the_file_loses_nothing() {
    let part = "disk full in a checkpoint";
    let Some(small) = Small::new(part) else { return };
    let office = &small.office;
    let mut scenes = 0;
    for (round, how) in ["list", "add", "console"].into_iter().enumerate() {
        let from = numbers(office).len();
        // A reader keeps what is saved in the log beside the file, until nobody has it open.
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(office.db(), flags).expect("a readable file");
        reader.execute_batch("BEGIN; SELECT count(*) FROM cases").expect("a held reader");
        for n in 0..6 {
            let said = add(office, &format!("round {round} {n} {}", "long ".repeat(9_000)));
            assert_eq!(said.status, 0, "{said:?}");
        }
        let log = || fs::metadata(office.folder().join("office.db-wal")).map_or(0, |m| m.len());
        let (size, behind) = (fs::metadata(office.db()).expect("the file").len(), log());
        assert!(behind > 300 << 10, "only {behind} bytes wait in the log");
        small.fill_but(0);
        drop(reader);
        match how {
            "list" => assert_eq!(numbers(office).len(), from + 6),
            "add" => refused(&add(office, &"longer ".repeat(9_000)), 3, "full"),
            _ => {
                let console = console(office);
                console.keys("<C-c>");
                console.wait_exit();
            }
        }
        assert_eq!(fs::metadata(office.db()).expect("the file").len(), size, "{how}: there was room after all");
        assert!(log() > 0, "{how}: the log is gone, and what was in it is not in the file");
        assert_eq!(numbers(office).len(), from + 6, "{how}");
        small.free();
        assert_eq!(add(office, "there is room").status, 0);
        assert_eq!(numbers(office).len(), from + 7);
        assert!(fs::metadata(office.db()).expect("the file").len() > size, "the log was never put into the file");
        well(office);
        scenes += 1;
    }
    faults::held(ROW, part, scenes, "every acknowledged case there before and after there was room");
}

/// What anybody can do to a program without being root: a limit on how long a file may grow.
#[test]
fn a_file_that_may_not_grow_is_left_as_it_was() {
    let office = Office::new();
    assert_eq!(add(&office, "a first one").status, 0);
    let mut scenes = 0;
    for blocks in [0, 16, 128] {
        let before = office.dump();
        let mut command = Command::new("sh");
        // Told by an error and not by a signal.
        command.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\""), "sh", PROGRAM]);
        command.arg("--db").arg(office.db()).args(["--now", NOW, "--as", "sok", "add", LINE, "--note"]);
        command.arg("a long note ".repeat(8000)).env_clear().env("HOME", office.folder());
        refused(&finish(&mut command), 3, "");
        assert!(office.dump() == before, "{blocks} blocks: half of a case was written");
        well(&office);
        scenes += 1;
    }
    assert_eq!(add(&office, "there is room").status, 0);
    faults::held(ROW, "a file that may not grow", scenes, "said in a sentence, 0 half writes, the next add is saved");
}

/// Every entry of a folder: its name, kind, mode, owner, and what is in it.
pub fn entries(folder: &Path) -> Vec<String> {
    let entry = |e: fs::DirEntry| {
        let meta = e.path().symlink_metadata().expect("an entry");
        // Not every file that is meant to be refused may be read by who is not root.
        let content = if meta.is_file() { fs::read(e.path()).unwrap_or_default() } else { Vec::new() };
        format!("{:?} {:o} {} {:?}", e.file_name(), meta.mode(), meta.uid(), content)
    };
    let entries = fs::read_dir(folder).expect("a folder").flatten().filter(|e| e.file_name() != ".config");
    let mut all: Vec<String> = entries.map(entry).collect();
    all.sort();
    all
}

/// Changes something about an office with a case in it, finds it refused by list, add and console, nothing changed by that, and
/// the office well once it is undone.
#[track_caller]
fn scene(words: &str, spoil: impl Fn(&Office), mend: impl Fn(&Office)) {
    let office = Office::new();
    assert_eq!(add(&office, "before").status, 0);
    spoil(&office);
    let before = entries(office.folder());
    refused(&office.run(&["list"]), 3, words);
    refused(&add(&office, "after"), 3, words);
    let console = office.console(&[], (80, 24));
    assert_eq!(console.wait_exit().exit_code(), 3);
    assert!(console.screen().replace('\n', "").contains(words), "{}", console.screen());
    assert!(before == entries(office.folder()), "{words}: something was changed");
    mend(&office);
    assert_eq!(numbers(&office).len(), 1);
    assert_eq!(add(&office, "mended").status, 0);
    well(&office);
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn a_file_or_folder_that_may_not_be_written_is_refused_and_left_alone() {
    let denied = "cannot be written";
    scene(denied, |o| mode(&o.db(), 0o400), |o| mode(&o.db(), 0o600));
    scene(denied, |o| mode(o.folder(), 0o500), |o| mode(o.folder(), 0o700));
    scene(denied, |o| mode(&o.db(), 0o000), |o| mode(&o.db(), 0o600));
    faults::held(ROW, "read-only file or folder", 3, "refused in a sentence, nothing changed, well once mended");
    let part = "read-only disk";
    let Some(small) = Small::new(part) else { return };
    let office = &small.office;
    assert_eq!(add(office, "before").status, 0);
    let remount = |how: &str| {
        let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(office.folder()).status();
        assert!(done.expect("mount").success(), "remount {how}");
    };
    remount("ro");
    let before = entries(office.folder());
    refused(&office.run(&["list"]), 3, "a disk that can only be read now");
    refused(&add(office, "after"), 3, "a disk that can only be read now");
    assert!(before == entries(office.folder()));
    remount("rw");
    assert_eq!(add(office, "mended").status, 0);
    well(office);
    faults::held(ROW, part, 1, "refused in a sentence, nothing changed, well once mended");
}

/// What lies where the office file is looked for is none.
#[test]
fn what_is_no_plain_file_is_refused_and_left_alone() {
    let aside = |o: &Office| o.folder().join("aside");
    let away = |o: &Office| fs::rename(o.db(), aside(o)).expect("the file put aside");
    let back = |o: &Office| {
        let _ = fs::remove_file(o.db()).or_else(|_| fs::remove_dir(o.db()));
        fs::rename(aside(o), o.db()).expect("the file back");
    };
    let make = |program: &'static str, more: &'static [&'static str]| {
        move |o: &Office| {
            away(o);
            let made = Command::new(program).arg(o.db()).args(more).status();
            assert!(made.expect("a tool").success(), "{program}");
        }
    };
    let plain = "is not a plain file";
    scene(plain, |o| (away(o), symlink(aside(o), o.db()).expect("a link")).1, back);
    scene(plain, |o| fs::hard_link(o.db(), aside(o)).expect("a link"), |o| fs::remove_file(aside(o)).expect("gone"));
    scene(plain, make("mkfifo", &[]), back);
    scene(plain, |o| (away(o), fs::create_dir(o.db()).expect("a folder")).1, back);
    scene(plain, |o| (away(o), drop(std::os::unix::net::UnixListener::bind(o.db()).expect("a socket"))).1, back);
    scene("does not exist", away, back);
    let other = "is not a caseload file";
    scene(other, |o| (away(o), fs::write(o.db(), "SQLite format 3 it is not".repeat(99)).expect("text")).1, back);
    let foreign = |o: &Office| {
        away(o);
        let file = Connection::open(o.db()).expect("another program's file");
        file.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").expect("a table");
    };
    scene(other, foreign, back);
    let mut scenes = 8;
    // A link that leads nowhere is nothing to make an office through either.
    let office = Office::new();
    let (link, goal) = (office.folder().join("link"), office.folder().join("goal"));
    symlink(&goal, &link).expect("a link");
    let said = finish(Command::new(PROGRAM).arg("--db").arg(&link).arg("init").env("HOME", office.folder()));
    assert!(said.status != 0 && !goal.exists(), "{said:?}");
    scenes += 1;
    if is_root() {
        scene(plain, make("mknod", &["c", "1", "3"]), back);
        scenes += 1;
    } else {
        faults::left_out(ROW, "a device as the file", "only root makes one");
    }
    faults::held(ROW, "links, pipes, folders, devices, other files", scenes, "refused in a sentence, nothing changed");
}

/// What is served over SSH must be its account's own and closed to everybody else.
#[test]
fn what_is_served_and_open_to_others_is_refused() {
    let office = Office::new();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII+kpE3rM7mtWakYyHJLZnDY3HIOmaHm2vkq/sAvGemD";
    let public = office.folder().join("dara.pub");
    fs::File::create(&public).and_then(|mut f| writeln!(f, "{key} dara@desk")).expect("a key");
    office.ok(&["user", "add", "sokha", "--role", "administrator"]);
    office.ok(&["user", "add", "dara", "--role", "officer", "--key", &public.to_string_lossy()]);
    let ask = || {
        let mut command = office.command(&["--as", "dara", "--by-key", "K1"]);
        finish(command.env("SSH_ORIGINAL_COMMAND", "list").env("SSH_CONNECTION", "::1 1 ::1 22"))
    };
    let mut scenes = 0;
    let mut tried = |words: &str, spoil: &dyn Fn(), mend: &dyn Fn()| {
        assert_eq!(ask().status, 0);
        let before = office.dump();
        spoil();
        refused(&ask(), 3, words);
        mend();
        assert!(office.dump() == before, "{words}: something was written");
        scenes += 1;
    };
    for open in [0o640, 0o606, 0o660] {
        tried(&format!("its mode is {open:04o}"), &|| mode(&office.db(), open), &|| mode(&office.db(), 0o600));
    }
    for open in [0o750, 0o701] {
        let folder = office.folder();
        tried(&format!("its mode is {open:04o}"), &|| mode(folder, open), &|| mode(folder, 0o700));
    }
    if is_root() {
        let give = |path: PathBuf, uid| chown(path, Some(uid), None).expect("given away");
        for path in [office.db(), office.folder().to_owned()] {
            tried("another account", &|| give(path.clone(), 4711), &|| give(path.clone(), 0));
        }
    } else {
        faults::left_out(ROW, "the file of another account", "only root gives files away");
    }
    assert_eq!(ask().status, 0);
    faults::held(ROW, "wrong owner or mode, when served", scenes, "refused in a sentence, nothing written");
}

/// The kinds of disks by what `statfs` calls them: those on which locks hold, and the words for the others.
const DISKS: [(&str, Result<(), &str>); 18] = [
    ("EF53", Ok(())),
    ("58465342", Ok(())),
    ("9123683E", Ok(())),
    ("01021994", Ok(())),
    ("858458F6", Ok(())),
    ("794C7630", Ok(())),
    ("2FC12FC1", Ok(())),
    ("F2F52010", Ok(())),
    ("CA451A4E", Ok(())),
    ("6969", Err("a network disk (NFS)")),
    ("FF534D42", Err("a network disk (SMB)")),
    ("FE534D42", Err("a network disk (SMB)")),
    ("517B", Err("a network disk (SMB)")),
    ("65735546", Err("a FUSE disk")),
    ("01021997", Err("a shared disk (9P)")),
    ("6B414653", Err("an unknown kind of disk (0x6b414653)")),
    ("564C", Err("an unknown kind of disk (0x564c)")),
    ("0", Err("an unknown kind of disk (0x0)")),
];

#[test]
fn a_disk_on_which_locks_do_not_hold_is_refused_and_the_others_are_not() {
    let (part, mut counts) = ("network and other disks", [0, 0]);
    let Some(library) = shim::library(ROW, part) else { return };
    for (magic, expected) in DISKS {
        let office = Office::new();
        assert_eq!(add(&office, "before").status, 0);
        let before = entries(office.folder());
        let add = ["add", LINE, "--now", NOW];
        let asked = [("new.db", &["init"][..]), ("office.db", &["list"]), ("office.db", &add)].map(|(file, args)| {
            let mut command = Command::new(PROGRAM);
            command.arg("--db").arg(office.folder().join(file)).args(args).env_clear().env("HOME", office.folder());
            finish(command.env("LD_PRELOAD", library).env("SHIM_DISK", magic))
        });
        match expected {
            Ok(()) => {
                assert!(asked.iter().all(|said| said.status == 0), "{magic}: {asked:#?}");
                assert_eq!(numbers(&office).len(), 2);
                counts[0] += 1;
            }
            Err(words) => {
                asked.iter().for_each(|said| refused(said, 3, &format!("lies on {words}, where saving is not safe")));
                assert!(before == entries(office.folder()), "{magic}: something was changed or made");
                counts[1] += 1;
            }
        }
    }
    faults::held(ROW, part, counts[1], &format!("refused in a sentence, nothing made; {} kinds accepted", counts[0]));
}
