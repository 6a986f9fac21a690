//! Row 7: who stands still holds up nobody: a foreign program that reads on and on, a terminal that nobody reads, a writer
//! frozen in the middle of a save.

use crate::support::faults::{held, times};
use crate::support::{Console, DEADLINE, Dice, Office, signal};
use crate::writers::{QUIET, Writer, check, share, trail_tells_the_file};
use rusqlite::{Connection, OpenFlags};
use rustix::process::Signal;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// What is kept beside the file stays under this (`journal_size_limit`).
const LIMIT: u64 = 16 << 20;
const SIZE: (u16, u16) = (100, 30);
/// Places of the console, by the keys that lead there and what is to be seen there.
const PLACES: [(&str, &str); 4] = [("", "as of"), ("<Enter>", "Stage"), ("7", "Log"), ("h", "History")];

/// A connection that is not the program's.
fn foreign(office: &Office) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(office.db(), flags).unwrap();
    conn.busy_timeout(Duration::ZERO).unwrap();
    conn
}

/// Runs so many saves to their end; gives the largest -wal that was seen meanwhile.
fn saves(office: &Office, name: &str, first: u32, last: u32) -> u64 {
    let mut writer = Writer::start(office, name, first, last);
    let mut largest = 0;
    while writer.ended().is_none() {
        largest = largest.max(office.wal());
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(writer.ended().unwrap().success(), "{} was refused:\n{}", writer.name, writer.said());
    largest.max(office.wal())
}

fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

#[test]
fn a_foreign_reader_holds_up_no_save_and_what_it_piles_up_goes_when_it_lets_go() {
    let _noise = QUIET.read().unwrap_or_else(PoisonError::into_inner);
    let office = Office::demo();
    share(&office);
    for (n, how) in ["half-read statement", "open transaction"].into_iter().enumerate() {
        // It stays open afterwards: the last to close would clear up, whatever the limit.
        let reader = foreign(&office);
        let piled = {
            if n == 1 {
                reader.execute_batch("BEGIN").unwrap();
            }
            let mut statement = reader.prepare("SELECT new FROM audit ORDER BY seq").unwrap();
            let mut rows = statement.query([]).unwrap();
            assert!(rows.next().unwrap().is_some());
            if n == 1 {
                while rows.next().unwrap().is_some() {}
            }
            saves(&office, &format!("w{n}"), 1, 500)
        };
        assert!(piled > LIMIT, "the reader held nothing: {}", mib(piled));
        if n == 1 {
            reader.execute_batch("COMMIT").unwrap();
        }
        saves(&office, &format!("v{n}"), 1, 8);
        let left = office.wal();
        assert!(left <= LIMIT, "{} are left", mib(left));
        drop(reader);
        let result = format!("500 saves, 0 refused; -wal grew to {}, then {}", mib(piled), mib(left));
        held(7, &format!("long reader, {how}"), 1, &result);
    }
    office.well();
    trail_tells_the_file(&office);
}

fn consoles(office: &Office) -> Vec<Console> {
    let open = |(n, (keys, there)): (usize, &(&str, &str))| {
        let console = office.console(&["--as", ["dara", "sok", "bopha", "rith"][n]], SIZE);
        console.wait_text("as of");
        console.keys(keys);
        console.wait_text(there);
        console
    };
    PLACES.iter().enumerate().map(open).collect()
}

#[test]
fn consoles_that_look_on_pin_nothing_and_one_that_nobody_reads_holds_up_nobody() {
    let _noise = QUIET.read().unwrap_or_else(PoisonError::into_inner);
    let office = Office::demo();
    share(&office);
    let consoles = consoles(&office);
    let piled = saves(&office, "w0", 1, 500);
    assert!(piled < LIMIT, "-wal grew to {}", mib(piled));
    for (console, (_, there)) in consoles.iter().zip(PLACES) {
        console.wait_text(there);
    }
    let result = format!("with {} consoles looking on: -wal at most {}", consoles.len(), mib(piled));
    held(7, "saves beside consoles", 500, &result);

    consoles.iter().for_each(|console| console.stop_reading("<C-l>"));
    let mut slowest = Duration::ZERO;
    for _ in 0..times(4) {
        let start = Instant::now();
        office.ok(&["add", "rape bat f7 m34 uncle y", "--now", "2021-12-28T22:45"]);
        slowest = slowest.max(start.elapsed());
    }
    let piled = saves(&office, "w1", 1, 500);
    assert!(piled < LIMIT, "-wal grew to {}", mib(piled));
    let result = format!("others save within {slowest:.1?}; -wal at most {}", mib(piled));
    held(7, "blocked terminals", consoles.len() as u64, &result);
    drop(consoles);
    office.well();
}

/// A writer that stands still while it has the turn and the engine's lock.
fn frozen(office: &Office, dice: &mut Dice, name: &str) -> Writer {
    let mut writer = Writer::start(office, name, 1, 100_000);
    let probe = foreign(office);
    let end = Instant::now() + DEADLINE;
    loop {
        dice.wait_between(Duration::from_millis(1), Duration::from_millis(20));
        if writer.freeze(office) && probe.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_err() {
            return writer;
        }
        assert!(writer.ended().is_none() && Instant::now() < end, "never in the middle of a save:\n{}", writer.said());
        signal(writer.pid(), Signal::CONT);
    }
}

#[test]
fn a_writer_frozen_in_the_middle_of_a_save_holds_up_others_for_no_longer_than_they_wait() {
    let _noise = QUIET.read().unwrap_or_else(PoisonError::into_inner);
    let mut dice = Dice::new();
    let mut slowest = Duration::ZERO;
    for round in 0..times(3) {
        let office = Office::in_memory();
        share(&office);
        let mut writer = frozen(&office, &mut dice, &format!("w{round}"));
        let before = writer.acknowledged().len();
        let start = Instant::now();
        // Only who is the same program wakes or ends who is frozen: here both are the test itself.
        let mut next = Writer::start(&office, &format!("wx{round}"), 1, 1);
        while next.ended().is_none() && start.elapsed() < DEADLINE {
            std::thread::sleep(Duration::from_millis(5));
        }
        let took = start.elapsed();
        assert!(next.acknowledged().len() == 1, "round {round}, after {took:?}: {}", next.said());
        slowest = slowest.max(took);
        // Woken it goes on, or it has been ended: either way nothing is torn.
        signal(writer.pid(), Signal::CONT);
        let end = Instant::now() + DEADLINE;
        while writer.ended().is_none() && writer.acknowledged().len() == before {
            assert!(Instant::now() < end, "woken, it saves no more:\n{}", writer.said());
            std::thread::sleep(Duration::from_millis(5));
        }
        writer.kill();
        check(&office, &[writer, next]);
    }
    held(7, "frozen writer", u64::from(times(3)), &format!("others save within {slowest:.1?}, nothing torn"));
}
