//! What happens inside the process, each beside what the engine alone takes for as much on the same file and machine, in turn: what counts is
//! how many times as long it takes. `cargo bench --bench yardsticks` measures and prints the table; `CASELOAD_BENCH_CASES=100000` before it says how
//! many cases there are (1000), CASELOAD_BENCH_FILE a demonstration file that is there, of which a copy is used, and `-- NAME` which yardsticks.
//! `cargo test --bench yardsticks` only runs each once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "yardsticks/twin.rs"]
mod twin;

use caseload::demo;
use caseload::domain::act::{Deed, Outcome};
use caseload::domain::bands::Bands;
use caseload::domain::by::By;
use caseload::domain::cohort::Lens;
use caseload::domain::figures::Figures;
use caseload::domain::listing::{Query, Sort};
use caseload::domain::log::LogQuery;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::overview::Asked;
use caseload::domain::period::Period;
use caseload::domain::rate::{ARREST, RATES, Window};
use caseload::domain::record::{Record, Sheet};
use caseload::domain::visit::Claim;
use caseload::exchange::import::{check, map::Map, open};
use caseload::store::Store;
use criterion::Criterion;
use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use twin::{Twin, Writer};

/// Rows of a page.
const PAGE: usize = 40;
const DESKS: usize = 30;
/// After so long a yardstick is not laid on once more: of a million cases some take minutes.
const ENOUGH: Duration = Duration::from_secs(30);
/// A year that has its tenth of the cases.
const YEAR: i32 = 2014;

/// How long something took in the program and in the twin, and how many times as long it may take by the design.
struct Line {
    name: String,
    most: Option<f64>,
    ours: Duration,
    twin: Duration,
}

/// All that is measured.
struct Yards {
    criterion: Criterion,
    lines: Vec<Line>,
}

impl Yards {
    /// One yardstick. What makes ready is not measured.
    fn yard(
        &mut self,
        name: &str,
        most: Option<f64>,
        mut ready: impl FnMut(),
        mut ours: impl FnMut(),
        mut twin: impl FnMut(),
    ) {
        let (mut a, mut b, mut spent) = (Vec::new(), Vec::new(), Duration::ZERO);
        self.criterion.bench_function(name, |bench| {
            bench.iter_custom(|n| {
                let mut took = Duration::ZERO;
                for _ in 0..n {
                    if a.is_empty() || spent < ENOUGH {
                        ready();
                        a.push(timed(&mut ours));
                        b.push(timed(&mut twin));
                        spent += a[a.len() - 1] + b[b.len() - 1];
                    }
                    took += a[a.len() - 1];
                }
                took
            });
        });
        if let (Some(ours), Some(twin)) = (median(a), median(b)) {
            self.lines.push(Line { name: name.to_owned(), most, ours, twin });
        }
    }

    fn table(&self) {
        println!("\n{:<44} {:>12} {:>12} {:>8} {:>6}", "yardstick", "caseload", "SQLite", "times", "aim");
        for Line { name, most, ours, twin } in &self.lines {
            let times = ours.as_secs_f64() / twin.as_secs_f64().max(1e-9);
            let aim = most.map_or("–".to_owned(), |most| format!("{most}"));
            println!("{name:<44} {:>12} {:>12} {times:>8.2} {aim:>6}", in_words(*ours), in_words(*twin));
        }
    }
}

fn timed(what: &mut impl FnMut()) -> Duration {
    let at = Instant::now();
    what();
    at.elapsed()
}

fn median(mut all: Vec<Duration>) -> Option<Duration> {
    all.sort_unstable();
    all.get(all.len() / 2).copied()
}

fn in_words(took: Duration) -> String {
    let micros = took.as_secs_f64() * 1e6;
    if micros < 1e3 { format!("{micros:.1} µs") } else { format!("{:.2} ms", micros / 1e3) }
}

fn now() -> Now {
    let zone = chrono_tz::Asia::Phnom_Penh;
    Now { utc: read_clock(demo::CLOCK, zone).unwrap(), zone }
}

fn signed_in(mut store: Store) -> Store {
    let claim = Claim { account: "dara".into(), session: "bench".into(), ..Claim::default() };
    store.sign_in(&claim, &now()).unwrap();
    store
}

/// A change of the summary of a case, as an officer saves it.
struct Edit {
    sheet: Sheet,
    times: usize,
}

impl Edit {
    /// Of the so-manieth case.
    fn of(store: &mut Store, at: usize) -> Edit {
        let page = store.page(&Query::default(), at, 1, &now()).unwrap();
        let file = store.case(&page.rows[0].case_id, &now()).unwrap();
        Edit { sheet: file.case.to_sheet(), times: 0 }
    }

    fn save(&mut self, store: &mut Store) {
        self.times += 1;
        let mut after = self.sheet.clone();
        after.set("summary", Some(format!("looked at again, {} times by now", self.times)));
        let saved = store.write(&now(), &Deed::edit("edit", self.sheet.clone(), after.clone())).unwrap();
        assert!(matches!(saved, Outcome::Saved { .. }), "{saved:?}");
        after.head.version += 1;
        self.sheet = after;
    }
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let cases = std::env::var("CASELOAD_BENCH_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let made = match std::env::var_os("CASELOAD_BENCH_FILE") {
        Some(there) => std::fs::copy(there, &path).map(|_| Store::open(&path)).unwrap(),
        None => demo::registers(&path, cases, &mut |_, _| {}),
    };
    let store = RefCell::new(signed_in(made.unwrap()));
    let twin = Twin::of(&path, &folder.path().join("twin.db"));
    let criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(1500))
        .configure_from_args();
    let mut yards = Yards { criterion, lines: Vec::new() };
    let cases = store.borrow_mut().page(&Query::default(), 0, 1, &now()).unwrap().total;
    println!("{cases} cases, {} MB", std::fs::metadata(&path).map_or(0, |m| m.len() >> 20));

    reading(&mut yards, &path, &store, &twin);
    figures(&mut yards, &store, &twin);
    writing(&mut yards, &path, &store, &twin);
    importing(&mut yards, folder.path(), &twin);
    whole(&mut yards, folder.path(), &store, &twin);
    yards.table();
    yards.criterion.final_summary();
}

/// Opening, the list by each order, filters, find, a case.
fn reading(yards: &mut Yards, path: &Path, store: &RefCell<Store>, twin: &Twin) {
    yards.yard("open", Some(1.5), || {}, || drop(Store::open(path).unwrap()), || twin.open(path));
    let page = |words: &str, sort, descending, offset: usize| {
        let query = Query { words: words.to_owned(), sort, descending };
        let page = store.borrow_mut().page(&query, offset, PAGE, &now()).unwrap();
        assert!(!page.rows.is_empty(), "{words}");
    };
    let total = store.borrow_mut().page(&Query::default(), 0, 1, &now()).unwrap().total;
    for sort in Sort::ALL {
        let column = twin::column(sort);
        let first = format!("list by {}, first page", sort.name());
        yards.yard(&first, Some(1.5), || {}, || page("", sort, true, 0), || twin.page(column, true));
        let last = format!("list by {}, last page", sort.name());
        yards.yard(&last, Some(1.5), || {}, || page("", sort, true, total - PAGE), || twin.page(column, false));
    }
    for (words, condition) in twin::FILTERS {
        let name = format!("filter {words}");
        yards.yard(&name, Some(1.5), || {}, || page(words, Sort::Number, true, 0), || twin.filtered(condition));
    }
    for words in ["s", "so", "sok", "sok vut", "sok vuthy"] {
        let name = format!("find “{words}”");
        yards.yard(&name, Some(1.5), || {}, || page(words, Sort::Number, true, 0), || twin.find(words));
    }
    let ids: Vec<String> = {
        let page = store.borrow_mut().page(&Query::default(), 0, PAGE, &now()).unwrap();
        page.rows.into_iter().map(|row| row.case_id).collect()
    };
    let at = Cell::new(0);
    let next = || at.set((at.get() + 1) % ids.len());
    let read = || drop(store.borrow_mut().case(&ids[at.get()], &now()).unwrap());
    yards.yard("open a case", None, next, read, || twin.case(&ids[at.get()]));
    let read = || drop(store.borrow_mut().history(&ids[at.get()], &now()).unwrap());
    yards.yard("history of a case", None, next, read, || twin.history(&ids[at.get()]));
    let read = || drop(store.borrow_mut().log(&LogQuery::default(), None, PAGE, &now()).unwrap());
    yards.yard("log, first page", None, || {}, read, || twin.log());
    let read = || drop(store.borrow_mut().due("", 0, PAGE, &now()).unwrap());
    yards.yard("due, first page", None, || {}, read, || twin.due());
}

/// The statistics after a commit, and the Rates view.
fn figures(yards: &mut Yards, store: &RefCell<Store>, twin: &Twin) {
    let edit = RefCell::new(Edit::of(&mut store.borrow_mut(), 0));
    let save = || edit.borrow_mut().save(&mut store.borrow_mut());
    let (from, to) = Period::Year(YEAR).span();
    let pane = || {
        let panel = store.borrow_mut().panel(Period::Year(YEAR), &now(), Duration::from_secs(600)).unwrap();
        assert!(panel.is_some_and(|panel| panel.figures.cases > 0));
    };
    yards.yard("statistics of a year after a commit", Some(0.1), save, pane, || twin.statistics(YEAR));
    let count = || {
        let facts = store.borrow_mut().facts(from, to, &now()).unwrap();
        let window = Window::of(Lens::by_report(Period::Year(YEAR)), now());
        assert!(Figures::count(&facts, &window).cases > 0);
    };
    yards.yard("figures of a year counted from nothing", None, || {}, count, || twin.statistics(YEAR));
    let rates = |by: &[By]| {
        for by in by {
            let lens = Lens::by_report(Period::Year(YEAR));
            let asked = Asked { lens, rate: &RATES[ARREST], by: *by, years: false, target: 90, by_scope: false };
            let overview = store.borrow_mut().overview(asked, now(), &now()).unwrap();
            assert!(!overview.slices.is_empty());
        }
    };
    let all = [By::Month, By::Offence, By::Province, By::Team, By::Age(Bands::Primero), By::Sex, By::Source];
    yards.yard(
        "Rates view, one breakdown of a year",
        Some(1.5),
        || {},
        || rates(&all[2..3]),
        || twin.rates(YEAR, &[2]),
    );
    yards.yard(
        "Rates view, all breakdowns of a year",
        Some(1.5),
        || {},
        || rates(&all),
        || twin.rates(YEAR, &[0, 1, 2, 3, 4, 5, 6]),
    );
}

/// One desk that saves, and thirty that save as fast as they can, beside as many writers who take turns.
fn writing(yards: &mut Yards, path: &Path, store: &RefCell<Store>, twin: &Twin) {
    let edit = RefCell::new(Edit::of(&mut store.borrow_mut(), 0));
    let save = || edit.borrow_mut().save(&mut store.borrow_mut());
    yards.yard("one saved change", Some(3.0), || {}, save, || twin.save());
    let desk = |at| {
        let mut store = signed_in(Store::open(path).unwrap());
        // Behind those whose case was saved above.
        let edit = Edit::of(&mut store, at + 1);
        (store, edit)
    };
    let few = usize::min(DESKS, store.borrow_mut().page(&Query::default(), 0, 1, &now()).unwrap().total - 1);
    let mut desks: Vec<(Store, Edit)> = (0..few).map(desk).collect();
    let turn = Mutex::new(());
    let mut writers: Vec<Writer> = (0..few).map(|_| twin.writer(&turn)).collect();
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    let all_save = || ours.extend(all_at_once(&mut desks, |(store, edit)| edit.save(store)));
    let all_write = || raw.extend(all_at_once(&mut writers, Writer::write));
    yards.yard("thirty desks that save, three times each", Some(1.67), || {}, all_save, all_write);
    for (who, mut waits) in [("caseload", ours), ("SQLite", raw)] {
        waits.sort_unstable();
        let at = |part: usize| waits.get(waits.len() * part / 100).map_or("–".to_owned(), |wait| in_words(*wait));
        println!("thirty desks, a save with its wait: {who} p50 {}, p99 {}", at(50), at(99));
    }
}

/// How long each of their acts took.
fn all_at_once<T: Send>(desks: &mut [T], act: impl Fn(&mut T) + Sync) -> Vec<Duration> {
    std::thread::scope(|scope| {
        let act = &act;
        let three = |desk: &mut T| (0..3).map(|_| timed(&mut || act(desk))).collect::<Vec<_>>();
        let hands: Vec<_> = desks.iter_mut().map(|desk| scope.spawn(move || three(desk))).collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect()
    })
}

/// A thousand rows at a time, into a file of their own; every row is another.
fn importing(yards: &mut Yards, folder: &Path, twin: &Twin) {
    let path = folder.join("import.db");
    let store = RefCell::new(signed_in(demo::registers(&path, 10, &mut |_, _| {}).unwrap()));
    let (list, round) = (folder.join("list.csv"), Cell::new(0));
    let write = || {
        round.set(round.get() + 1);
        let mut text = String::from("Case No.,Date reported,Offence,Province,Sex,Age,Child,Suspect,Arrested,Remarks\n");
        for n in 0..1000 {
            let (day, age) = (n % 28 + 1, n % 14 + 3);
            text += &format!(
                "B{}-{n},2015-03-{day:02},rape,Battambang,F,{age},Sokha {n},Unknown,no,by the canal\n",
                round.get()
            );
        }
        std::fs::write(&list, text).unwrap();
    };
    let import = || {
        let (mut store, map) = (store.borrow_mut(), Map::default());
        let opened = open(&list, &map).unwrap();
        let checked = check(&opened, &map, &mut store, &now(), &mut |_, _| true).unwrap();
        let import = checked.bring_in(&opened, &mut store, &now(), &mut |_, _| true).unwrap();
        assert_eq!(import.cases, 1000);
    };
    yards.yard("import of a thousand rows", Some(3.0), write, import, || twin.import(&list));
}

/// What reads the whole file.
fn whole(yards: &mut Yards, folder: &Path, store: &RefCell<Store>, twin: &Twin) {
    let verify = || assert!(store.borrow_mut().verify(&[], &now()).unwrap().problems.is_empty());
    yards.yard("audit verify", Some(3.0), || {}, verify, || twin.read_all());
    let copy = folder.join("copy.db");
    let gone = || drop(std::fs::remove_file(&copy));
    let make = || store.borrow_mut().copy_to(&copy, &now()).unwrap();
    yards.yard("backup", Some(1.5), gone, make, || twin.read_all());
}
