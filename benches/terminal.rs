//! The built program on a pseudo-terminal at 120×40, as an officer has it over SSH: first frame, key to frame, bytes a key, idle cost, memory,
//! each beside the floor; a slow line; how soon another desk's commit shows with 1, 8 and 30 sessions; and what they cost a server while all of
//! them work. `cargo bench --bench terminal` prints the tables; `CASELOAD_BENCH_CASES=100000` before it says how many cases there are beside the
//! demonstration (1000), CASELOAD_BENCH_FILE a demonstration file that is there, of which a copy is used, CASELOAD_BENCH_MINUTES how long the
//! sessions work (1). `cargo test --bench terminal` only runs each step once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "terminal/floor.rs"]
mod floor;
#[path = "terminal/load.rs"]
mod load;
#[path = "../tests/support/screen.rs"]
#[allow(dead_code)] // the tests ask for more
mod screen;
#[path = "terminal/session.rs"]
mod session;
#[path = "terminal/slow.rs"]
mod slow;

use caseload::demo;
use caseload::domain::act::{Deed, Outcome};
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::{RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::Store;
use session::{Frame, Line, Session};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const SIZE: (u16, u16) = (120, 40);
const DOWN: &str = "\x1b[B";
const PAGE: &str = "\x1b[6~";
const END: &str = "G";
const HOME: &str = "g";

/// How often, and how long; each once where it is only tried.
struct Often {
    starts: usize,
    keys: usize,
    idle: Duration,
    commits: usize,
    sessions: &'static [usize],
    /// how long the most sessions work at the same time
    load: Duration,
}

const MEASURED: Often = Often {
    starts: 7,
    keys: 40,
    idle: Duration::from_secs(20),
    commits: 10,
    sessions: &[1, 8, 30],
    load: Duration::from_secs(60),
};
const TRIED: Often = Often {
    starts: 1,
    keys: 2,
    idle: Duration::from_secs(1),
    commits: 1,
    sessions: &[1, 2],
    load: Duration::from_secs(2),
};

struct Ground {
    folder: tempfile::TempDir,
    db: PathBuf,
    often: Often,
}

impl Ground {
    fn start(&self, line: Line) -> Session {
        Session::start(&self.db, self.folder.path(), "dara", SIZE, line)
    }

    fn open(&self) -> Session {
        let session = self.start(Line::NONE);
        session.wait(filled, "list and figures");
        session.still(Duration::from_millis(300));
        session
    }

    fn floor(&self) -> Session {
        Session::floor(&self.db, self.folder.path(), SIZE)
    }

    fn floor_open(&self) -> Session {
        let session = self.floor();
        session.wait(|s| s.contains(floor::DRAWN), "the floor");
        session.still(Duration::from_millis(300));
        session
    }
}

fn filled(screen: &str) -> bool {
    screen.contains("as of 31 Dec 2019") && screen.contains("ARREST RATE  ") && screen.contains("19/0")
}

fn main() {
    let mut args = std::env::args().skip(1);
    if args.next().is_some_and(|arg| arg == floor::FLOOR) {
        return floor::run(&args.next().unwrap());
    }
    let measured = std::env::args().any(|arg| arg == "--bench");
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("office.db");
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    match std::env::var_os("CASELOAD_BENCH_FILE") {
        Some(there) => drop(std::fs::copy(there, &db).unwrap()),
        None => drop(demo::build(&db, number("CASELOAD_BENCH_CASES").unwrap_or(1000), &mut |_, _| {}).unwrap()),
    }
    let mut often = if measured { MEASURED } else { TRIED };
    if let Some(minutes) = number("CASELOAD_BENCH_MINUTES") {
        often.load = Duration::from_secs(60 * minutes as u64);
    }
    let ground = Ground { folder, db, often };
    let head = ["first ms", "median ms", "most ms", "bytes", "floor ms", "bytes", "×"];
    println!("{:<44} {}", "120×40", head.map(|head| format!("{head:>9}")).concat());
    first_frame(&ground);
    keys(&ground);
    views(&ground);
    burst(&ground);
    idle(&ground);
    commits(&ground);
    load::all_work(&ground);
    // Last, for it enters a case.
    slow::line(&ground);
}

/// Until the first and the last of it was there, the longest of the latter; bytes.
struct Row {
    first: f64,
    took: f64,
    most: f64,
    bytes: usize,
}

impl Row {
    fn of(frames: &[Frame]) -> Row {
        let sorted = |of: fn(&Frame) -> Duration| {
            let mut all: Vec<f64> = frames.iter().map(|f| of(f).as_secs_f64() * 1e3).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let (first, took) = (sorted(|f| f.first), sorted(|f| f.took));
        let mut bytes: Vec<usize> = frames.iter().map(|f| f.bytes).collect();
        bytes.sort_unstable();
        let (half, last) = (took.len() / 2, took.len() - 1);
        Row { first: first[half], took: took[half], most: took[last], bytes: bytes[half] }
    }
}

fn line(what: &str, frames: &[Frame]) {
    let Row { first, took, most, bytes } = Row::of(frames);
    println!("{what:<44} {first:>9.1}{took:>9.1}{most:>9.1}{bytes:>9}");
}

/// The same beside the floor: its whole frame, and how many times as long ours takes to begin.
fn beside(what: &str, frames: &[Frame], floor: &[Frame]) {
    let (Row { first, took, most, bytes }, floor) = (Row::of(frames), Row::of(floor));
    let times = first / floor.took;
    println!(
        "{what:<44} {first:>9.1}{took:>9.1}{most:>9.1}{bytes:>9}{:>9.1}{:>9}{times:>9.1}",
        floor.took, floor.bytes
    );
}

fn first_frame(ground: &Ground) {
    let (mut frames, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..ground.often.starts {
        let session = ground.start(Line::NONE);
        let first = session.until(|s| s.contains("19/0"), "the list");
        let took = session.until(filled, "list and figures");
        session.still(Duration::from_millis(200));
        frames.push(Frame { first, took, bytes: session.bytes() });
        let session = ground.floor();
        let took = session.until(|s| s.contains(floor::DRAWN), "the floor");
        session.still(Duration::from_millis(200));
        floor.push(Frame { first: took, took, bytes: session.bytes() });
    }
    beside("start to the list; to list and figures", &frames, &floor);
}

fn keys(ground: &Ground) {
    let (session, floor) = (ground.open(), ground.floor_open());
    // In turn, so that both meet the same machine.
    let times = |what: &str, n: usize, key: &str| {
        let (frames, least): (Vec<Frame>, Vec<Frame>) = (0..n).map(|_| (session.press(key), floor.press(key))).unzip();
        beside(what, &frames, &least);
    };
    let often = ground.often.keys;
    times("selection moves one row", often.min(15), DOWN);
    // Until the list scrolls.
    for one in [&session, &floor] {
        one.write(&DOWN.repeat(40));
        one.still(Duration::from_millis(300));
    }
    times("list scrolls one row", often, DOWN);
    times("a page", often.min(20), PAGE);
    let there_and_back = |session: &Session, there: &str, back: &str| {
        let frame = session.press(there);
        session.press(back);
        frame
    };
    let (frames, least): (Vec<Frame>, Vec<Frame>) =
        (0..often.min(5)).map(|_| (there_and_back(&session, END, HOME), there_and_back(&floor, END, HOME))).unzip();
    beside("to the last row", &frames, &least);
    for (what, key, back) in [("open the detail", "\r", "\x1b"), ("history of a case", "h", "\x1b")] {
        line(what, &(0..often.min(5)).map(|_| there_and_back(&session, key, back)).collect::<Vec<_>>());
    }
    session.press("/");
    for (typed, key) in [("find: s", "s"), ("find: so", "o"), ("find: sok", "k"), ("find: sok v", " v")] {
        line(typed, &[session.press_until(key, Duration::from_millis(300))]);
    }
    session.press("\x1b");
}

fn views(ground: &Ground) {
    let session = ground.open();
    for (view, key) in
        [("Rates", "2"), ("Due", "3"), ("Exhibits", "4"), ("Tips", "5"), ("Care", "6"), ("Log", "7"), ("Cases", "1")]
    {
        line(&format!("view {view}"), &[session.press_until(key, Duration::from_millis(500))]);
    }
}

/// A thousand keys at once: frames may be dropped, keys may not.
fn burst(ground: &Ground) {
    let session = ground.open();
    let (before, at) = (session.bytes(), Instant::now());
    session.write(&DOWN.repeat(1000));
    // The thousandth case below the first.
    let took = session.wait(|s| s.contains("▌ 15/0292"), "the last of them").duration_since(at);
    line("1000 arrows at once", &[Frame { first: took, took, bytes: session.bytes() - before }]);
}

fn idle(ground: &Ground) {
    let (session, floor) = (ground.open(), ground.floor_open());
    session.still(Duration::from_secs(1));
    let (bytes, naps, ticks) = (session.bytes(), session.naps(), session.ticks());
    std::thread::sleep(ground.often.idle); // what is measured is that nothing happens
    let seconds = ground.often.idle.as_secs_f64();
    println!(
        "idle: {} bytes, {:.1} wake-ups a second, {:.2} % of a processor; {:.1} MB private, {:.1} of them written, the floor {:.1}, {:.1}",
        session.bytes() - bytes,
        (session.naps() - naps) as f64 / seconds,
        (session.ticks() - ticks) as f64 / seconds,
        session.private() as f64 / 1024.0,
        session.written() as f64 / 1024.0,
        floor.private() as f64 / 1024.0,
        floor.written() as f64 / 1024.0
    );
}

fn now() -> Now {
    let zone = chrono_tz::Asia::Phnom_Penh;
    Now { utc: read_clock(demo::CLOCK, zone).unwrap(), zone }
}

fn new_case() -> Deed {
    let mut case = Sheet::blank(RecordKind::Case, "new:case", 0);
    case.set("reported_on", Some("2019-12-31".into()));
    let mut offence = Sheet::blank(RecordKind::Offence, "new:case", 1);
    offence.set("code", Some("0101".into()));
    Deed::add("new case", vec![case, offence])
}

fn desk(db: &Path) -> Store {
    let mut store = Store::open(db).unwrap();
    store.sign_in(&Claim { account: "sok".into(), session: "bench".into(), ..Claim::default() }, &now()).unwrap();
    store
}

fn frame(shown: Instant, at: Instant, bytes: usize) -> Frame {
    let took = shown.saturating_duration_since(at);
    Frame { first: took, took, bytes }
}

/// What so many take of a server's memory, in MB.
fn in_all(sessions: &[Session]) -> f64 {
    sessions.iter().map(Session::part).sum::<u64>() as f64 / 1024.0
}

/// From the end of a commit until the figures of every session count it.
fn commits(ground: &Ground) {
    let (mut store, mut counted) = (desk(&ground.db), 274);
    for n in ground.often.sessions {
        let sessions: Vec<Session> = (0..*n).map(|_| ground.open()).collect();
        let (mut each, mut all) = (Vec::new(), Vec::new());
        for _ in 0..ground.often.commits {
            counted += 1;
            let bytes: usize = sessions.iter().map(Session::bytes).sum();
            let saved = store.write(&now(), &new_case()).unwrap();
            assert!(matches!(saved, Outcome::Saved { .. }), "{saved:?}");
            let (at, sign) = (Instant::now(), format!(" of {counted}"));
            let shown: Vec<Instant> = sessions.iter().map(|s| s.wait(|s| s.contains(&sign), &sign)).collect();
            sessions.iter().for_each(|s| s.still(Duration::from_millis(200)));
            let bytes = (sessions.iter().map(Session::bytes).sum::<usize>() - bytes) / n;
            each.extend(shown.iter().map(|shown| frame(*shown, at, bytes)));
            let last = shown.iter().max().copied().unwrap_or(at);
            all.push(frame(last, at, bytes));
        }
        line(&format!("commit to the figures of each of {n}"), &each);
        line(&format!("commit to the figures of all {n}"), &all);
        println!("{n} sessions: {:.1} MB in all", in_all(&sessions));
    }
}
