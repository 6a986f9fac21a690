//! What is left behind: no core file, no name in a message, on a screen, in a title, no file that others may read.

use crate::support::{Answering, Console, Office, PROGRAM};
use crate::{NARROW, NOW, add, field, open, ready, straight, to_field};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

/// Nobody is called so, so that it is found wherever it is left.
const NAME: &str = "Zqxchantha";

/// The console with a name in a form that is not saved, started by a shell between two words on its screen.
fn typed_in(office: &Office, first: &str, env: &[(&str, &str)]) -> Console {
    let db = office.db().to_string_lossy().into_owned();
    let script = format!("{first}; {PROGRAM} --db {db} --now {NOW} --as dara; echo after $?; exec cat");
    let console = Console::start_on(Answering::Rightly, "sh", &["-c", &script], NARROW, env);
    ready(&console);
    console.keys("nhom bat f7");
    console.wait_text("victim V1");
    to_field(&console, "Name");
    console.keys(NAME);
    console.wait(|s| field(s).is_some_and(|f| f.1 == NAME), "the name as typed");
    straight(&console);
    console
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_killed_console_leaves_no_core_file() {
    for signal in [6, 11] {
        let office = Office::new();
        let db = office.db().to_string_lossy().into_owned();
        let script =
            format!("ulimit -c unlimited || ulimit -c \"$(ulimit -H -c)\"; exec {PROGRAM} --db {db} --now {NOW}");
        let console = Console::start_program("sh", &["-c", &script], NARROW, &[]);
        ready(&console);
        let proc = format!("/proc/{}", console.pid());
        let limits = fs::read_to_string(format!("{proc}/limits")).unwrap();
        let core = limits.lines().find(|l| l.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
        // By this another console tells whether one still runs.
        let mode = fs::metadata(format!("{proc}/stat")).unwrap().mode();
        assert_eq!(mode & 0o444, 0o444, "the start of the process is readable by all");
        // Other programs of the account may not read its memory; the administrator's may.
        let me = rustix::process::getuid().as_raw();
        assert!(me == 0 || fs::metadata(format!("{proc}/environ")).unwrap().uid() != me, "its memory is open");
        let before = names(console.home());
        console.signal(signal);
        // The first segmentation fault only takes the language's own handler away, as it came from outside.
        let end = Instant::now() + Duration::from_millis(100);
        while signal == 11 && Instant::now() < end && Path::new(&proc).exists() {
            std::thread::sleep(Duration::from_millis(10));
        }
        if signal == 11 && Path::new(&proc).exists() {
            console.signal(signal);
        }
        let status = console.wait_exit();
        assert!(status.signal().is_some(), "killed by {signal}: {status:?}");
        assert_eq!(names(console.home()), before, "where it ran");
        let core = |n: &String| n.contains("core");
        assert_eq!(names(office.folder()).into_iter().find(core), None);
    }
}

#[test]
fn a_fault_is_told_without_a_word_of_a_record() {
    let office = Office::new();
    let env = [("CASELOAD_TEST_PANIC", "1"), ("RUST_BACKTRACE", "full")];
    let console = typed_in(&office, ":", &env);
    console.keys("<C-l>");
    console.wait_text("after 101");
    let screen = console.screen();
    assert!(screen.contains("caseload met a fault of its own") && !screen.contains(NAME), "{screen}");
    let raw = String::from_utf8_lossy(&console.raw_output()).into_owned();
    let said = raw.rsplit_once("\x1b[?1049l").unwrap().1;
    let record = ["hom", "bat", "Battambang", "V1", "dara", "CPU-"];
    assert!(said.lines().count() < 4 && !record.iter().any(|word| said.contains(word)), "{said:?}");
}

/// How it is left, and the code it leaves with.
const ENDS: [(&str, &str); 2] = [("<C-c>", "after 0"), ("<C-l>", "after 101")];

#[test]
fn nothing_readable_stays_on_the_screen_or_in_a_title() {
    for (keys, after) in ENDS {
        let office = Office::new();
        let env: &[(&str, &str)] = if keys == "<C-l>" { &[("CASELOAD_TEST_PANIC", "1")] } else { &[] };
        let console = typed_in(&office, "echo before", env);
        console.keys(keys);
        console.wait_text(after);
        assert!(console.given_back());
        let screen = console.screen();
        assert!(screen.starts_with("before\n") && screen.lines().count() <= 4, "the screen of before:\n{screen}");
        let raw = console.raw_output();
        let text = String::from_utf8_lossy(&raw);
        for (start, what) in [("\x1b]", "a title"), ("\x1bP", "a string"), ("\x1b_", "a string"), ("\x1bk", "a title")]
        {
            assert!(!text.contains(start), "{what} was sent");
        }
        assert_eq!(text.matches("\x1b[?1049h").count(), 1);
        assert_eq!(text.split_once("\x1b[?1049h").unwrap().0.trim_end(), "before", "nothing is drawn before");
        // On a terminal without a second screen, with everything that ever scrolled away.
        let plain = text.replace("\x1b[?1049h", "").replace("\x1b[?1049l", "");
        let mut old = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 10_000);
        old.process(plain.as_bytes());
        let left = old.screen().contents();
        assert!(left.contains(after) && left.lines().count() <= 4 && !left.contains(NAME), "{left}");
        old.screen_mut().set_scrollback(usize::MAX);
        assert_eq!(old.screen().scrollback(), 0, "{}", old.screen().contents());
    }
}

/// The mode of every file of the office.
fn modes(office: &Office) -> Vec<(String, u32)> {
    let mode = |name: String| {
        let mode = fs::metadata(office.folder().join(&name)).unwrap().mode() & 0o777;
        (name, mode)
    };
    names(office.folder()).into_iter().filter(|n| n.starts_with("office.db")).map(mode).collect()
}

#[test]
fn what_it_makes_is_for_its_owner_unless_the_office_file_is_for_more() {
    let office = Office::new();
    let db = office.db().to_string_lossy().into_owned();
    for mode in [0o600, 0o660] {
        fs::set_permissions(office.db(), Permissions::from_mode(mode)).unwrap();
        fs::remove_file(office.folder().join("office.db-turn")).unwrap();
        let script = format!("umask 000; exec {PROGRAM} --db {db} --now {NOW}");
        let console = Console::start_program("sh", &["-c", &script], NARROW, &[]);
        ready(&console);
        add(&office, "hom bat f7");
        let all = modes(&office);
        assert!(all.len() == 4 && all.iter().all(|(_, m)| *m == mode), "{mode:o}: {all:?}");
        let umask = fs::read_to_string(format!("/proc/{}/status", console.pid())).unwrap();
        assert!(umask.contains("Umask:\t0077"), "{umask}");
        console.keys("q");
        console.wait_exit();
    }
}

#[test]
fn without_standard_streams_the_office_file_is_not_taken_for_one() {
    let office = Office::new();
    let run = |args: &str| {
        let script = format!("exec {PROGRAM} --db {} {args} <&- >&- 2>&-", office.db().display());
        std::process::Command::new("sh").args(["-c", &script]).status().unwrap().code()
    };
    assert_eq!(run(&format!("add 'hom bat f7' --now {NOW}")), Some(0));
    assert_eq!(run("list"), Some(0));
    assert_eq!(run("show 21/9"), Some(1), "told to nobody");
    assert_eq!(run(""), Some(2), "no console without a terminal");
    assert_eq!(office.run(&["doctor"]).status, 0);
    open(&office, "dara", NARROW).wait_text("21/0001");
}
