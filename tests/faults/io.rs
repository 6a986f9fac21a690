//! Row 5, a disk and a memory that fail: at the n-th call by the library that is loaded before the program, at random by libfiu
//! where it is installed. Whatever happens to a command, what was acknowledged before is there afterwards, what was not is whole
//! or absent, and people are told in one sentence; a form at the console stays and can be saved once the fault is over.

use crate::preload::{Dice, library};
use crate::support::{Console, Office, Output, PROGRAM, faults};
use crate::well::{Found, scratch, well};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const NOW: [&str; 2] = ["--now", "2021-12-28T22:45"];
const EIO: i32 = 5;
const EAGAIN: i32 = 11;
const ENOMEM: i32 = 12;
const EMFILE: i32 = 24;
const ENOSPC: i32 = 28;
/// What fails, and how.
const DISK: [(&str, i32); 12] = [
    ("open", EMFILE),
    ("open", EIO),
    ("pread", EIO),
    ("pwrite", EIO),
    ("pwrite", ENOSPC),
    ("fsync", EIO),
    ("fsync", ENOSPC),
    ("ftruncate", EIO),
    ("ftruncate", ENOSPC),
    ("mmap", EAGAIN),
    ("mmap", ENOMEM),
    ("unlink", EIO),
];
/// What fails at random in the whole program, how, and how often; by libfiu's names.
const RANDOM: [(&str, i32, f32); 9] = [
    ("rw/pwrite", EIO, 0.02),
    ("rw/pwrite", ENOSPC, 0.02),
    ("rw/pwrite/reduce", 0, 0.2),
    ("rw/pread", EIO, 0.01),
    ("sync/fsync", EIO, 0.3),
    ("rw/ftruncate", ENOSPC, 0.5),
    ("oc/open", EMFILE, 0.1),
    ("rw/read", EIO, 0.2),
    ("rw/write", ENOSPC, 0.3),
];
const OUTPUT: &str = "standard output cannot be written";
/// The note of the case that is entered while something fails.
const NOTE: &str = "what the neighbour saw";
const COMMANDS: [&[&str]; 3] =
    [&["add", "rape bat f7+m8 m34 uncle y +k police hit", "--note", NOTE], &["show", "21/2"], &["list"]];

/// An office with three cases that were acknowledged.
fn office() -> Office {
    let office = Office::new();
    for n in 1..=3 {
        let note = format!("report {n}");
        office.ok(&[&["add", "hom bat f7 m34 uncle y", "--note", &note], &NOW[..]].concat());
    }
    office
}

/// The office once more, in memory: its files as a program finds them that is killed now.
fn copy(from: &Path) -> tempfile::TempDir {
    let to = scratch();
    for entry in std::fs::read_dir(from).unwrap().flatten().filter(|e| e.path().is_file()) {
        if !entry.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(entry.path(), to.path().join(entry.file_name())).unwrap();
        }
    }
    to
}

/// A command on a copy of the office, with or without another program that has the file open.
struct Scene {
    folder: tempfile::TempDir,
    beside: Option<rusqlite::Connection>,
}

impl Scene {
    fn of(office: &Office, beside: bool) -> Scene {
        let folder = copy(office.folder());
        let open = || {
            let other = rusqlite::Connection::open(folder.path().join("office.db")).unwrap();
            other.query_row("SELECT count(*) FROM cases", [], |r| r.get::<_, i64>(0)).unwrap();
            other
        };
        let beside = beside.then(open);
        Scene { folder, beside }
    }

    fn db(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("office.db")
    }

    /// Runs it with the library loaded before it.
    fn run(&self, office: &Office, library: &Path, env: &[(&str, &str)], args: &[&str]) -> Output {
        let mut command = self.command(office, PROGRAM, &[], args);
        command.env("LD_PRELOAD", library).env("BENCH_FILE", self.db()).envs(env.iter().copied());
        output(command)
    }

    /// The same, not yet started, through another program that starts it.
    fn command(&self, office: &Office, program: &str, first: &[&str], args: &[&str]) -> Command {
        let (mut command, like) = (Command::new(program), office.command(&[]));
        command.env_clear().envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.args(first).arg("--db").arg(self.db()).args(args).args(NOW);
        command
    }

    /// What its file holds now that nothing fails any more.
    fn found(&self) -> Found {
        well(&self.db()).unwrap_or_else(|sentence| panic!("{sentence}"))
    }
}

fn output(mut command: Command) -> Output {
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Output { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// What may be said of it, by what failed.
struct Fault<'a> {
    what: &'a str,
    errno: i32,
}

/// What came out, counted.
#[derive(Default)]
struct Seen {
    times: u64,
    refused: u64,
    aborted: u64,
    /// entered after a kill, though people were told that it could not be
    came_back: u64,
}

impl Seen {
    /// Judges a command while something failed, with what its file holds afterwards; `plain` is what it says when nothing fails.
    fn judge(&mut self, fault: &Fault, args: &[&str], out: &Output, plain: &Output, scene: &Scene) {
        let (Fault { what, errno }, said) = (fault, out.stderr.trim_end());
        let of = format!("{what} fails with {errno} in {args:?}: {out:?}");
        let killed = scene.beside.as_ref().map(|_| copy(scene.folder.path()));
        let entered = |found: &Found| {
            let known = |n: &usize| found.notes.get(&format!("CPU-21-{n:04}")) == Some(&format!("report {n}"));
            assert_eq!((1..=3).filter(known).count(), 3, "an acknowledged case is lost; {of}");
            let new = found.notes.get("CPU-21-0004");
            assert!(new.is_none_or(|note| note == NOTE) && found.notes.len() <= 4, "{:?}; {of}", found.notes);
            new.is_some()
        };
        let there = entered(&scene.found());
        let wanted = args[0] == "add";
        self.times += 1;
        // Where the output itself fails, less is said; what is saved is saved.
        let silent = what.ends_with("/write") && ["", OUTPUT].iter().any(|s| said.starts_with(s));
        match out.status {
            0 => {
                assert_eq!((&out.stdout, &out.stderr), (&plain.stdout, &plain.stderr), "{of}");
                assert_eq!(there, wanted, "{of}");
            }
            3 if silent => self.refused += 1,
            // The config file was not to be read.
            2 if what.ends_with("/read") || what.ends_with("/open") => assert!(said.contains("config file"), "{of}"),
            3 | 5 => {
                assert!(!there, "refused and written; {of}");
                assert!(out.stdout.is_empty() || !wanted, "a number of what is not there; {of}");
                let words = ["panicked", "fault of its own", "RUST_BACKTRACE", NOTE];
                assert!(said.lines().count() == 1 && !words.iter().any(|w| said.contains(w)), "no sentence; {of}");
                assert!(!said.contains("disk is full") || *errno == ENOSPC, "{of}");
                assert!(!said.contains("is damaged") || what.ends_with("pread"), "{of}");
                self.refused += 1;
            }
            // The language has no other way to go on.
            -1 if what.ends_with("malloc") => {
                assert!(said.starts_with("memory allocation of "), "{of}");
                self.aborted += 1;
            }
            _ => panic!("{of}"),
        }
        if let Some(killed) = killed {
            let found = well(&killed.path().join("office.db"));
            let there = entered(&found.unwrap_or_else(|sentence| panic!("killed: {sentence}; {of}")));
            assert!(there || out.status != 0 || !wanted, "acknowledged and lost by a kill; {of}");
            self.came_back += u64::from(there && out.status != 0);
        }
    }

    fn held(&self, part: &str, more: &str) {
        let Seen { times, refused, aborted, came_back } = self;
        let text = format!(
            "0 lost, 0 half written: {} done in spite of it, {refused} refused in one sentence, {aborted} aborted by the \
             language, {came_back} refused and there after a kill{more}",
            times - refused - aborted
        );
        faults::held(5, part, *times, &text);
    }
}

/// How often each operation is called when nothing fails, and what is said then.
fn plainly(office: &Office, library: &Path, beside: bool, args: &[&str]) -> (BTreeMap<String, u64>, Output) {
    let scene = Scene::of(office, beside);
    let file = scene.folder.path().join("count");
    let out = scene.run(office, library, &[("BENCH_COUNT", file.to_str().unwrap())], args);
    assert_eq!(out.status, 0, "{out:?}");
    let counts = std::fs::read_to_string(file).unwrap();
    let counts = counts.lines().filter_map(|l| l.split_once(' ')).map(|(op, n)| (op.to_owned(), n.parse().unwrap()));
    (counts.collect(), out)
}

#[test]
fn a_disk_that_fails_at_any_call_loses_nothing_and_is_said() {
    let Some(library) = library(5) else { return };
    let (office, mut dice, mut seen, mut scenes) = (office(), Dice::new(), Seen::default(), 0);
    for (beside, args) in [false, true].into_iter().flat_map(|beside| COMMANDS.map(|args| (beside, args))) {
        let (counts, plain) = plainly(&office, library, beside, args);
        for (what, errno) in DISK {
            let count = counts[what];
            if count == 0 {
                continue;
            }
            scenes += 1;
            let mut places = vec![1, count];
            places.extend((0..faults::times(1)).map(|_| 1 + dice.below(count)));
            for place in places {
                let on = ["", " on"][dice.below(2) as usize];
                let scene = Scene::of(&office, beside);
                let rule = format!("{what} {place} {errno}{on}");
                let out = scene.run(&office, library, &[("BENCH_FAIL", &rule)], args);
                seen.judge(&Fault { what, errno }, args, &out, &plain, &scene);
            }
        }
    }
    assert!(scenes >= 48 && seen.refused > 0, "{scenes} scenes, {} refused", seen.refused);
    seen.held("a disk that fails at the n-th call", &format!("; {scenes} scenes"));
}

/// The bench bites: what a disk takes and does not keep is noticed afterwards.
#[test]
fn a_disk_that_lies_is_noticed() {
    let Some(library) = library(5) else { return };
    let (office, args) = (office(), COMMANDS[0]);
    let (counts, _) = plainly(&office, library, false, args);
    let (mut noticed, places) = (0, 10);
    for n in 1..=places {
        let scene = Scene::of(&office, false);
        let rule = format!("pwrite {} 0 on", counts["pwrite"] * n / places);
        let out = scene.run(&office, library, &[("BENCH_FAIL", &rule)], args);
        let kept = |found: Found| found.notes.len() == 4 - usize::from(out.status != 0);
        noticed += u64::from(!well(&scene.db()).is_ok_and(kept));
    }
    assert!(noticed > 0, "{places} times a disk lied, and nobody noticed");
    faults::held(
        5,
        "the bench bites",
        places,
        &format!("planted, a disk that does not keep what it took: noticed {noticed} ×"),
    );
}

#[test]
fn a_memory_that_fails_at_any_call_loses_nothing() {
    let Some(library) = library(5) else { return };
    let (office, mut dice, mut seen) = (office(), Dice::new(), Seen::default());
    for args in COMMANDS {
        let (counts, plain) = plainly(&office, library, true, args);
        for _ in 0..faults::times(20) {
            let scene = Scene::of(&office, true);
            let rule = format!("malloc {} {ENOMEM}", 1 + dice.below(counts["malloc"]));
            let out = scene.run(&office, library, &[("BENCH_FAIL", &rule)], args);
            seen.judge(&Fault { what: "malloc", errno: ENOMEM }, args, &out, &plain, &scene);
        }
    }
    seen.held("a memory that fails at the n-th call", "");
}

#[test]
fn calls_that_fail_at_random_lose_nothing_and_are_said() {
    let there = Command::new("fiu-run").arg("-h").output();
    let Ok(_) = there else {
        return faults::left_out(5, "libfiu", "there is no fiu-run here (Debian: fiu-utils)");
    };
    let (office, mut seen) = (office(), Seen::default());
    for args in COMMANDS {
        let plain = {
            let scene = Scene::of(&office, false);
            output(scene.command(&office, PROGRAM, &[], args))
        };
        for (what, errno, often) in RANDOM {
            for _ in 0..faults::times(2) {
                let scene = Scene::of(&office, false);
                let rule = format!("enable_random name=posix/io/{what},probability={often},failinfo={errno}");
                let out = output(scene.command(&office, "fiu-run", &["-x", "-f", "", "-c", &rule, PROGRAM], args));
                seen.judge(&Fault { what, errno }, args, &out, &plain, &scene);
            }
        }
    }
    seen.held("libfiu at random", &format!("; {} scenes", RANDOM.len() * COMMANDS.len()));
}

#[test]
fn a_form_at_the_console_outlasts_a_disk_that_fails() {
    let Some(library) = library(5) else { return };
    let wanted = [
        ("pwrite", EIO, "disk I/O error"),
        ("pwrite", ENOSPC, "the disk is full: nothing was saved"),
        ("fsync", EIO, "disk I/O error"),
        ("fsync", ENOSPC, "disk I/O error"),
    ];
    for (what, errno, sentence) in wanted {
        let office = office();
        let (db, switch) = (office.folder().canonicalize().unwrap().join("office.db"), office.folder().join("switch"));
        let rule = format!("{what} 1 {errno} on");
        let env = [("LD_PRELOAD", library), ("BENCH_FILE", &db), ("BENCH_SWITCH", &switch)];
        let mut env = env.map(|(name, path)| (name, path.to_str().unwrap())).to_vec();
        env.push(("BENCH_FAIL", &rule));
        let args = ["--db", db.to_str().unwrap(), NOW[0], NOW[1], "--as", "dara"];
        let console = Console::start(&args, (150, 30), &env);
        console.wait_text("21/0001");
        console.keys("/0001<Enter>e");
        console.wait_text("Edit CPU-21-0001");
        console.keys("<Tab><Tab><Tab><Tab><Tab><Tab>");
        std::fs::write(&switch, "").unwrap();
        console.keys("<C-a><C-k>Phum Thmei<C-s>");
        console.wait_text(sentence);
        assert!(console.screen().contains("Edit CPU-21-0001") && console.screen().contains("Phum Thmei"), "the form");
        assert_eq!(well(&copy(office.folder()).path().join("office.db")).unwrap().village, "", "written and refused");
        std::fs::remove_file(&switch).unwrap();
        office.wait_for_draft("Phum Thmei");
        console.keys("<C-s>");
        console.wait_text("CPU-21-0001 saved");
        console.keys("<Esc>q");
        assert!(console.wait_exit().success());
        assert_eq!(office.drafts(), [""; 0], "saved and still offered");
        assert_eq!(well(&db).unwrap().village, "Phum Thmei");
    }
    let text = "the sentence, the form there, the draft kept, saved once the disk was well";
    faults::held(5, "a form at the console", wanted.len() as u64, text);
}
