//! The demonstration has the printed shape, the same content each time, and nothing in it that the console would doubt.
#![allow(clippy::unwrap_used)] // a test may fail

use caseload::demo;
use caseload::domain::age::Age;
use caseload::domain::by::By;
use caseload::domain::casefile::CaseFile;
use caseload::domain::checks;
use caseload::domain::cohort::Lens;
use caseload::domain::facts::Facts;
use caseload::domain::figures::{Figures, slices, year_before};
use caseload::domain::listing::Query;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::period::Period;
use caseload::domain::rate::{RATES, Window, percent};
use caseload::domain::row::Row;
use caseload::domain::visit::Claim;
use caseload::store::Store;
use chrono::Datelike;
use rusqlite::types::ValueRef;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock};

const RAPE: &str = "03011";

fn clock() -> Now {
    let zone = chrono_tz::Asia::Phnom_Penh;
    Now { utc: read_clock(demo::CLOCK, zone).unwrap(), zone }
}

struct Built {
    _folder: tempfile::TempDir,
    store: Store,
}

/// One file for all tests of this binary that only read.
fn built() -> MutexGuard<'static, Built> {
    static BUILT: OnceLock<Mutex<Built>> = OnceLock::new();
    let make = || {
        let folder = tempfile::tempdir().unwrap();
        let mut store = demo::build(&folder.path().join("demo.db"), 0, &mut |_, _| {}).unwrap();
        store.sign_in(&Claim { account: "dara".into(), ..Claim::default() }, &clock()).unwrap();
        Mutex::new(Built { _folder: folder, store })
    };
    BUILT.get_or_init(make).lock().unwrap_or_else(|broken| broken.into_inner())
}

fn window(year: i32) -> Window {
    Window::of(Lens::by_report(Period::Year(year)), clock())
}

/// The cases reported in a year.
fn reported(year: i32) -> Vec<Facts> {
    let (from, to) = Period::Year(year).span();
    let facts = built().store.facts(from, to, &clock()).unwrap();
    facts.into_iter().filter(|f| window(year).counts(f)).collect()
}

fn figures(year: i32) -> Figures {
    let (from, to) = Period::Year(year).span();
    Figures::count(&built().store.facts(from, to, &clock()).unwrap(), &window(year))
}

fn files(year: i32) -> Vec<CaseFile> {
    let ids: Vec<String> = reported(year).into_iter().map(|f| f.case_id).collect();
    let store = &mut built().store;
    ids.iter().map(|id| store.case(id, &clock()).unwrap()).collect()
}

/// Cases, cases with an arrest, homicide victims under 15, homicide cases.
fn headline(year: i32) -> (u32, u32, u32, u32) {
    let f = figures(year);
    assert_eq!((f.excluded, f.homicide.age_unknown, f.homicide.victims), ([0; 3], 0, f.homicide.under_15), "{year}");
    assert_eq!((f.arrest_rate().n, f.arrest_rate().unknown), (f.cases, 0), "{year}");
    (f.cases, f.arrest_rate().k, f.homicide.under_15, f.homicide.cases)
}

/// Cases that begin with an offence, and those of them with an arrest.
fn offence(year: i32, code: &str) -> (u32, u32) {
    let slices = slices(&RATES[0], By::Offence, &reported(year), &window(year), &built().store.lists());
    slices.iter().find(|s| s.key == code).map_or((0, 0), |s| (s.cases, s.tally.k))
}

fn provinces(year: i32) -> Vec<(String, u32)> {
    let slices = slices(&RATES[0], By::Province, &reported(year), &window(year), &built().store.lists());
    slices.into_iter().map(|s| (s.label, s.cases)).collect()
}

#[test]
fn the_printed_figures_of_2019_and_2018() {
    assert_eq!(headline(2019), (274, 238, 24, 24));
    assert_eq!(percent(238, 274), Some(86.9));
    assert_eq!(offence(2019, RAPE), (160, 140));
    let f = figures(2019);
    assert_eq!((f.rates[1].k, f.rates[1].n), (251, 291), "suspects arrested of those identified");
    assert_eq!(f.exceptional, 3);

    assert_eq!(headline(2018), (251, 214, 33, 32));
    let before = year_before(&window(2019)).unwrap();
    let (from, to) = before.period.span();
    let then = Figures::count(&built().store.facts(from, to, &clock()).unwrap(), &before);
    assert_eq!((then.cases, then.arrest_rate().k, then.homicide.under_15), (251, 211, 33), "the same day last year");
    assert_eq!(percent(211, 251), Some(84.1));
}

#[test]
fn the_printed_figures_of_2017() {
    assert_eq!(headline(2017), (222, 184, 24, 22));
    assert_eq!(offence(2017, RAPE).0, 147);
    let facts = reported(2017);
    assert_eq!(facts.iter().map(|f| f.victims.len()).sum::<usize>(), 232);
    let by_a_parent = |f: &&Facts| f.suspects.iter().flat_map(|s| &s.relations).any(|r| r.code.starts_with("CH."));
    let baby = |f: &&Facts| f.killed().any(|v| v.age.is_some_and(|a| a.months() < 12));
    assert_eq!(facts.iter().filter(baby).filter(by_a_parent).count(), 6);
    assert_eq!(facts.iter().filter(baby).count(), 6);
    let august: Vec<&Facts> = facts.iter().filter(|f| f.day().unwrap().month() == 8).collect();
    assert_eq!(august.len(), 29);
    let mut killed: Vec<u32> = august.iter().flat_map(|f| f.killed()).filter_map(|v| v.age).map(Age::years).collect();
    killed.sort_unstable();
    assert_eq!(killed, [3, 4, 7]);
    assert_eq!(figures(2017).homicide.by_month[7], 3);
}

#[test]
fn the_printed_figures_of_2016_and_2015() {
    let (cases, _, homicides, _) = headline(2016);
    assert_eq!((cases, homicides, offence(2016, RAPE).0), (253, 21, 205));
    let places = provinces(2016);
    assert_eq!((&places[0], &places[1]), (&("Battambang".into(), 36), &("Siem Reap".into(), 34)));
    assert_eq!(places.len(), 24);

    let (cases, _, homicides, _) = headline(2015);
    assert_eq!((cases, homicides), (292, 32));
    let itemised = ["03012", "020111", "020221"].map(|code| offence(2015, code).0);
    assert_eq!(itemised, [6, 4, 4]);
    let facts = reported(2015);
    let gang = |f: &&Facts| f.offences[0].code == RAPE && f.suspects.len() > 1;
    assert_eq!((offence(2015, RAPE).0, facts.iter().filter(gang).count()), (202 + 2, 2));
    assert_eq!(292 - 32 - 204 - 6 - 4 - 4, 42, "not itemised");
    let child = |file: &CaseFile| {
        let violent = matches!(file.offences[0].code.as_deref(), Some("0101" | RAPE));
        violent && file.suspects.iter().any(|s| s.age.is_some_and(|a| a.years() < 18))
    };
    assert_eq!(files(2015).iter().filter(|f| child(f)).count(), 33);
    let places = provinces(2015);
    let first: Vec<&str> = places.iter().map(|p| p.0.as_str()).take(3).collect();
    assert_eq!((first, places.len()), (vec!["Battambang", "Siem Reap", "Phnom Penh"], 22));
}

#[test]
fn the_console_doubts_nothing_and_misses_little() {
    let mut incomplete = Vec::new();
    let (mut stages, mut clearances, mut taken_back) = (BTreeSet::new(), BTreeSet::new(), 0);
    for year in 2015..=2019 {
        for file in files(year) {
            let number = file.case.number.clone().unwrap();
            let warnings: Vec<String> = checks::warnings(&file, &clock()).iter().map(|w| w.line()).collect();
            assert_eq!(warnings, [""; 0], "{number}");
            let missing = file.missing();
            if !missing.is_empty() {
                incomplete.push(format!("{number} {}", missing.join(", ")));
            }
            assert!(file.case.summary.is_some_and(|s| s.chars().count() <= 80), "{number}");
            let new = file.case.investigation.as_deref() == Some("NEW");
            assert!(!new || file.case.reported_on.unwrap().to_iso().as_str() > "2019-12-26", "{number} is not new");
            stages.extend(file.case.investigation);
            for offence in file.offences {
                let year = offence.cleared_on.map(|d| d.year());
                let late =
                    file.arrests.iter().any(|a| a.at.is_some_and(|at| Some(at.day(clock().zone).year()) == year));
                assert!(year.is_none_or(|y| Some(y) == file.case.reported_on.map(|d| d.year()) || late), "{number}");
                clearances.extend(offence.clearance);
            }
            taken_back += file.arrests.iter().filter(|a| !a.stands()).count();
        }
    }
    println!("{incomplete:#?}");
    assert!(
        incomplete.len() < 8 && incomplete.iter().all(|i| i.ends_with(" Age") || i.ends_with(" Name")),
        "{incomplete:#?}"
    );
    assert_eq!(stages.into_iter().collect::<Vec<_>>(), ["CLO", "FIN", "INV", "NEW", "SUS"]);
    assert_eq!(clearances.into_iter().collect::<Vec<_>>(), ["ARR", "EXC-A", "EXC-B", "EXC-C", "EXC-D", "EXC-E", "N"]);
    assert_eq!(taken_back, 7);
}

#[test]
fn the_newest_cases_stand_on_the_first_screen() {
    let page = built().store.page(&Query::default(), 0, 4, &clock()).unwrap();
    let row =
        |r: &Row| format!("{} {} {} {} {} {}", r.number, r.offence, r.province, r.victims, r.suspects, r.arrested);
    assert_eq!(
        page.rows.iter().map(row).collect::<Vec<_>>(),
        [
            "CPU-19-0274 Rape Battambang f7 1 1",
            "CPU-19-0273 Homicide Kandal m2 1 0",
            "CPU-19-0272 Kidnapping Phnom Penh m9 2 2",
            "CPU-19-0271 Grooming Siem Reap f13 ? 0",
        ]
    );
    let id = built().store.case_by_number("19/274", &clock()).unwrap();
    let file = built().store.case(&id, &clock()).unwrap();
    let (district, arrest) = (file.case.district.as_deref(), file.arrests[0].at.unwrap().long(clock().zone));
    assert_eq!((district, arrest.as_str()), (Some("0202"), "31 Dec 2019 05:40"));
    assert_eq!(file.relations[0].relationship.as_deref(), Some("OF.uncle"));
}

#[test]
fn the_file_is_sound_and_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.db"), folder.path().join("b.db"));
    let mut store = demo::build(&a, 12, &mut |_, _| {}).unwrap();
    store.sign_in(&Claim::default(), &clock()).unwrap();
    assert!(store.office().demo && store.office().note.as_deref().is_some_and(|n| n.contains("invented")));
    for finding in store.check(&[], &clock()).unwrap() {
        assert!(finding.ok, "{}: {}", finding.name, finding.text);
    }
    let all = Query { descending: false, ..Query::default() };
    let rows = |store: &mut Store, from: usize| {
        let rows = store.page(&all, from, 2000, &clock()).unwrap().rows;
        rows.into_iter().map(|row| Row { case_id: String::new(), ..row }).collect::<Vec<_>>()
    };
    assert_eq!(rows(&mut store, 12), rows(&mut built().store, 0), "more cases leave the printed years as they are");
    drop(store);
    drop(demo::build(&b, 12, &mut |_, _| {}).unwrap());
    let (one, other) = (dump(&a), dump(&b));
    let differ = one.iter().zip(&other).find(|(x, y)| x != y);
    assert!(one.len() == other.len() && differ.is_none(), "{differ:?}");

    let file = rusqlite::Connection::open(&a).unwrap();
    let one = |sql: &str| file.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    let backwards = "SELECT count(*) FROM audit a JOIN audit b ON b.seq = a.seq + 1 WHERE b.at < a.at";
    assert_eq!(one(backwards), 0, "the trail runs in time order");
    assert_eq!(one("SELECT count(*) FROM audit WHERE at > '2019-12-31T09:42:00.000Z'"), 0, "nothing after the clock");
    let entered = "SELECT count(*) FROM cases JOIN case_row ON case_row.case_id = id \
                   WHERE import IS NULL AND date(created_at, '+7 hours') <> cases.reported_on";
    assert_eq!(one(entered), 0, "a case is entered on the day of its report");
    let order = "SELECT count(*) FROM cases a JOIN cases b ON substr(a.number, 1, 6) = substr(b.number, 1, 6) AND b.seq > a.seq \
                 WHERE b.reported_on < a.reported_on";
    assert_eq!(one(order), 0, "numbers follow the report");
    let earlier = "SELECT count(*) FROM cases JOIN case_row ON case_row.case_id = id WHERE cases.reported_on < '2015' AND import IS NOT NULL";
    assert_eq!(one(earlier), 12, "earlier years are taken over from registers");
    let astray =
        "SELECT count(*) FROM cases WHERE substr(district, 1, 2) <> province OR substr(commune, 1, 4) <> district";
    assert_eq!(one(astray), 0, "districts lie in their province, communes in their district");
}

/// Every row of every table, in a fixed order.
fn dump(path: &Path) -> Vec<String> {
    let file = rusqlite::Connection::open(path).unwrap();
    let mut tables = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    let tables: Vec<String> = tables.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    let mut out = Vec::new();
    for table in tables {
        let mut all = file.prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1, 2")).unwrap();
        let columns = all.column_count();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let value = |i| match row.get_ref(i).unwrap() {
                ValueRef::Null => "null".to_owned(),
                ValueRef::Integer(n) => n.to_string(),
                ValueRef::Real(x) => x.to_string(),
                ValueRef::Text(t) => String::from_utf8_lossy(t).into_owned(),
                ValueRef::Blob(b) => format!("{b:02x?}"),
            };
            out.push(format!("{table} {}", (0..columns).map(value).collect::<Vec<_>>().join("|")));
        }
    }
    out
}
