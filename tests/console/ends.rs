//! A file that changes its nature under a console: a newer caseload has brought it up to date, another file lies in its place,
//! it cannot be read any more. The console says so and ends, and what was typed is kept. And what hinders saving is said.

use crate::support::{Console, DEADLINE, Office, faults};
use crate::{NARROW, add, field, open, to_field};
use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};

const NO_FILE: u32 = 3;

fn connect(office: &Office) -> Connection {
    Connection::open(office.db()).unwrap()
}

/// A console with a form in which something is typed, kept, and typed on.
fn typing(office: &Office) -> Console {
    add(office, "hom bat f7 m34 police");
    let console = open(office, "dara", NARROW);
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
    to_field(&console, "Village");
    console.keys("Thma Koul");
    office.wait_for_draft("Thma Koul");
    console.keys(" Leu");
    console.wait(|s| field(s) == Some(("Village".into(), "Thma Koul Leu".into())), "the whole name");
    console
}

/// The console has ended by itself with this sentence, and the terminal is given back.
fn ended(console: &Console, sentence: &str) -> Duration {
    let start = Instant::now();
    let status = console.wait_exit();
    assert_eq!(status.exit_code(), NO_FILE, "{status:?}\n{}", console.screen());
    assert!(console.given_back(), "the line is not as a shell wants it");
    let said = console.screen().replace('\n', "");
    assert!(said.contains(sentence), "{said}");
    start.elapsed()
}

fn drafts_of(db: &Path) -> String {
    crate::support::drafts(db).unwrap().join("\n")
}

#[test]
fn a_newer_caseload_has_been_there_and_the_console_ends_at_its_next_look() {
    let office = Office::new();
    let console = typing(&office);
    let file = connect(&office);
    let before = office.dump();
    file.execute_batch("PRAGMA user_version = 99").unwrap();
    ended(&console, "has schema 99 and this caseload knows up to ");
    assert!(drafts_of(&office.db()).contains("Thma Koul Leu"), "the last letters were lost: {:?}", office.drafts());
    assert_eq!(office.dump(), before, "a draft is all that was written");
    let refused = office.run(&["list"]);
    assert!(refused.status == 3 && refused.stderr.contains("has schema 99"), "{refused:?}");
}

#[test]
fn a_newer_caseload_has_been_there_and_a_save_saves_nothing() {
    let office = Office::new();
    let console = typing(&office);
    let (file, before) = (connect(&office), office.dump());
    // It is stopped from looking between the change and the save.
    console.signal(19);
    file.execute_batch("PRAGMA user_version = 99").unwrap();
    console.keys("<C-s>");
    console.signal(18);
    ended(&console, "has schema 99 and this caseload knows up to ");
    assert_eq!(office.dump(), before);
    assert!(drafts_of(&office.db()).contains("Thma Koul Leu"), "{:?}", office.drafts());
}

#[test]
fn another_file_in_its_place_ends_the_console_and_has_the_draft() {
    let office = Office::new();
    let console = typing(&office);
    let other = office.folder().join("restored.db");
    connect(&office).execute("VACUUM INTO ?1", [other.to_str()]).unwrap();
    assert!(!drafts_of(&other).contains("Leu"), "what it is to keep is there already");
    std::fs::rename(&other, office.db()).unwrap();
    for beside in ["wal", "shm"] {
        let _ = std::fs::remove_file(office.folder().join(format!("office.db-{beside}")));
    }
    ended(&console, "the office file was replaced while you worked: start again");
    assert!(drafts_of(&office.db()).contains("Thma Koul Leu"), "{:?}", office.drafts());
    assert_eq!(office.run(&["doctor"]).status, 0);
}

#[test]
fn a_file_that_is_taken_away_ends_the_console_and_is_not_said_to_hold_the_draft() {
    let office = Office::new();
    let console = typing(&office);
    std::fs::rename(office.db(), office.folder().join("elsewhere.db")).unwrap();
    ended(&console, "was taken away while you worked: nothing can be saved");
    assert!(console.screen().replace('\n', "").contains("could not be kept"), "{}", console.screen());
}

#[test]
fn a_file_that_fails_under_the_console_gives_the_terminal_back() {
    let office = Office::new();
    let console = typing(&office);
    let shared = office.folder().join("office.db-shm");
    std::fs::OpenOptions::new().write(true).open(shared).unwrap().set_len(0).unwrap();
    // It looks at the file twice a second, and writes the draft there.
    console.keys(" x");
    let took = ended(&console, "the office file or its disk cannot be read any more (SIGBUS)");
    assert!(drafts_of(&office.db()).contains("Thma Koul"), "what was kept before stays: {:?}", office.drafts());
    assert_eq!(office.run(&["doctor"]).status, 0);
    faults::held(6, "shared memory cut to nothing (SIGBUS)", 1, &format!("ended after {:.1} s", took.as_secs_f32()));
}

#[cfg(debug_assertions)]
#[test]
fn who_waits_sees_for_whom_and_saves_in_the_end() {
    let office = Office::new();
    add(&office, "hom bat f7 m34 police");
    let console = open(&office, "sok", NARROW);
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
    to_field(&console, "Village");
    let mut command = office.command(&["--as", "dara", "add", "hom bat f7", "--now", crate::NOW]);
    let mut frozen = command.env("CASELOAD_TEST_FREEZE", "once").spawn().unwrap();
    let turn = office.folder().join("office.db-turn");
    let end = Instant::now() + DEADLINE;
    while !std::fs::read_to_string(&turn).unwrap().trim_end().ends_with(" dara") {
        assert!(Instant::now() < end, "dara never had the turn");
        std::thread::sleep(Duration::from_millis(2));
    }
    console.keys("Thma Koul<C-s>");
    console.wait_text("waiting for dara, who is saving");
    console.wait_text("CPU-21-0001 saved");
    assert!(!console.screen().contains("waiting for"), "{}", console.screen());
    assert_eq!(frozen.wait().unwrap().code(), Some(5));
    assert!(std::fs::read_to_string(&turn).unwrap().trim().is_empty(), "nobody's turn is left standing there");
}

#[test]
fn a_log_that_a_program_keeps_from_being_tidied_is_told_with_the_program() {
    let office = Office::new();
    add(&office, "hom bat f7 m34 police");
    let consoles = [open(&office, "dara", NARROW), open(&office, "sok", NARROW)];
    let reader = connect(&office);
    reader.execute_batch("BEGIN; SELECT count(*) FROM cases").unwrap();
    let large = "INSERT INTO draft VALUES ('s', 'p', '', '', '', hex(zeroblob(9000000)))";
    connect(&office).execute(large, []).unwrap();
    let who = format!("process {} holds it open for reading", std::process::id());
    for console in &consoles {
        console.wait_text("the log of the file has grown to ");
    }
    let doctor = office.run(&["doctor"]);
    assert!(doctor.status == 0 && doctor.stdout.contains(&who), "{doctor:?}");
}
