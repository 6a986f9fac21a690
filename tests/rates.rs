//! What is counted, and that every figure is what its receipt lists: against counts made by hand, at the edges of time, with gaps.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::Deed;
use caseload::domain::age::Age;
use caseload::domain::bands::Bands;
use caseload::domain::by::By;
use caseload::domain::code::Lists;
use caseload::domain::cohort::{Cohort, Lens};
use caseload::domain::day::Day;
use caseload::domain::facts::{Facts, OffenceFacts, RelationFacts, SuspectFacts, VictimFacts};
use caseload::domain::figures::{Tally, slices, tally, year_before};
use caseload::domain::moment::{Moment, Now, read_clock};
use caseload::domain::overview::{Asked, Overview};
use caseload::domain::period::Period;
use caseload::domain::rate::{RATES, Window};
use caseload::domain::record::Record;
use caseload::domain::visit::Claim;
use caseload::domain::{further, spread};
use caseload::store::Store;
use chrono_tz::Asia::Phnom_Penh;
use serde_json::{Value, json};
use support::{Dice, Office};

#[test]
fn a_case_of_which_nobody_knows_an_arrest_is_in_neither() {
    let office = Office::new();
    for _ in 0..2 {
        office.ok(&["add", "rape bat f7 k", "--now", "2021-12-28T22:45"]);
    }
    // No subcommand asks for it, and no other program may write it.
    let now = Now { utc: read_clock("2021-12-29T10:00", Phnom_Penh).unwrap(), zone: Phnom_Penh };
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".to_owned(), ..Claim::default() }, &now).unwrap();
    let id = store.case_by_number("21/2", &now).unwrap();
    let before = store.case(&id, &now).unwrap().case.to_sheet();
    let mut after = before.clone();
    after.set("arrests_known", Some("n".to_owned()));
    store.write(&now, &Deed::edit("edit", before, after)).unwrap();
    drop(store);
    let answer: Value = serde_json::from_str(&office.ok(&["rates", "--year", "2021", "--json"])).unwrap();
    let rate = &answer["rates"][0];
    assert_eq!((&rate["k"], &rate["n"], &rate["unknown"]), (&json!(0), &json!(1), &json!(1)));
    let shown = office.ok(&["rates", "--year", "2021", "--receipt", "case_arrest_rate"]);
    assert!(
        shown.contains("0 of 1  0.0 %  1 not known") && shown.contains("not known, in neither\nCPU-21-0002"),
        "\n{shown}"
    );
}

// What is counted, by facts alone: each test is named after what it is about.

fn at(text: &str) -> Now {
    Now { utc: read_clock(text, Phnom_Penh).unwrap(), zone: Phnom_Penh }
}

fn window(cohort: Cohort, year: i32, cut_off: &str) -> Window {
    Window::of(Lens { period: Period::Year(year), cohort }, at(cut_off))
}

/// A case of a report, an incident and one suspect, with the arrests of the suspect.
fn case(reported: &str, incident: Option<&str>, arrests: &[&str]) -> Facts {
    Facts {
        reported_on: Day::iso(reported),
        incident_on: incident.and_then(Day::iso),
        arrests_known: true,
        offences: vec![OffenceFacts {
            label: "O1".into(),
            code: "0101".into(),
            homicide: true,
            clearance: "N".into(),
            ..OffenceFacts::default()
        }],
        victims: vec![VictimFacts { label: "V1".into(), age: Age::iso("7y"), sex: Some("f".into()) }],
        suspects: vec![SuspectFacts {
            label: "S1".into(),
            identified: true,
            arrests: arrests.iter().map(|a| Moment::iso(a).unwrap()).collect(),
            ..SuspectFacts::default()
        }],
        ..Facts::default()
    }
}

fn counted(id: &str, facts: &[Facts], window: &Window) -> (u32, u32, u32) {
    let Tally { k, n, unknown } = tally(further::by_id(id).unwrap(), facts, window);
    (k, n, unknown)
}

#[test]
fn the_turn_of_the_year() {
    let eve = case("2018-12-31", None, &["2018-12-31T16:59:00.000Z"]);
    // Half past midnight in Phnom Penh.
    let new_year = case("2019-01-01", None, &["2018-12-31T17:30:00.000Z"]);
    let facts = [eve, new_year];
    for (cohort, year, cases) in
        [(Cohort::Report, 2018, 1), (Cohort::Report, 2019, 1), (Cohort::Arrest, 2018, 1), (Cohort::Arrest, 2019, 1)]
    {
        let w = window(cohort, year, "2020-06-01T00:00");
        assert_eq!(counted("cases", &facts, &w).0, cases, "{cohort:?} {year}");
    }
    // At the last minute of the year the arrest of the next is none yet.
    let w = window(Cohort::Report, 2018, "2018-12-31T23:59");
    assert_eq!(counted("case_arrest_rate", &facts, &w), (1, 1, 0));
    assert_eq!(counted("case_arrest_rate", &facts, &window(Cohort::Report, 2018, "2018-12-31T23:58")), (0, 1, 0));
    // A day known to its year only is of that year.
    let vague = [case("2019", None, &[])];
    assert_eq!(counted("cases", &vague, &window(Cohort::Report, 2019, "2019-12-31T12:00")), (1, 1, 0));
    assert_eq!(counted("cases", &vague, &window(Cohort::Report, 2018, "2019-12-31T12:00")), (0, 0, 0));
}

#[test]
fn leap_days() {
    let w = window(Cohort::Report, 2020, "2020-02-29T12:00");
    let before = year_before(&w).unwrap();
    assert_eq!(before.cut_off.today().to_string(), "2019-02-28");
    let facts =
        [case("2020-02-29", Some("2020-02-29"), &[]), case("2019-02-28", None, &[]), case("2019-03-01", None, &[])];
    assert_eq!(counted("cases", &facts, &w), (1, 1, 0));
    assert_eq!(counted("cases", &facts, &before), (1, 1, 0), "1 March is after the same day");
    // A baby of 29 February is one on 1 March of the next year, and not before.
    let age = |on: &str| Age::on(Day::iso("2020-02-29").unwrap(), Day::iso(on).unwrap()).unwrap().months();
    assert_eq!((age("2021-02-28"), age("2021-03-01")), (11, 12));
    // Three months from 30 November end on the last of February.
    let delay = |report: &str| {
        let facts = [case(report, Some("2019-11-30"), &[])];
        let w = window(Cohort::Report, 2020, "2020-12-31T12:00");
        let shares = spread::by_id("reporting_delay").unwrap().shares(&facts, &w, &Lists::default());
        shares.into_iter().find(|s| s.count > 0).unwrap().label
    };
    assert_eq!((delay("2020-02-29").as_str(), delay("2020-03-01").as_str()), ("1-3 months", "over 3 months"));
}

#[test]
fn cases_reported_in_one_year_and_committed_in_another() {
    let facts = [
        case("2019-01-10", Some("2018-12-20"), &["2020-01-05"]),
        case("2019-06-01", Some("2019-05-30"), &["2019-06-02"]),
        case("2020-02-01", Some("2019"), &[]),
        case("2019-07-01", None, &[]),
    ];
    let cases = |cohort, year| {
        let w = window(cohort, year, "2020-12-31T12:00");
        (counted("cases", &facts, &w).0, counted("case_arrest_rate", &facts, &w))
    };
    assert_eq!(cases(Cohort::Report, 2019), (3, (2, 3, 0)));
    assert_eq!(cases(Cohort::Incident, 2018), (1, (1, 1, 0)));
    assert_eq!(cases(Cohort::Incident, 2019), (2, (1, 2, 0)));
    assert_eq!(cases(Cohort::Arrest, 2019), (1, (1, 1, 0)));
    assert_eq!(cases(Cohort::Arrest, 2020), (1, (1, 1, 0)));
    // What is not reported by the cut-off is not known of, whenever it was.
    let w = window(Cohort::Incident, 2019, "2019-12-31T12:00");
    assert_eq!(counted("cases", &facts, &w).0, 1);
    let asked = |cohort| Asked {
        lens: Lens { period: Period::Year(2019), cohort },
        rate: &RATES[0],
        by: By::Month,
        years: false,
        target: 90,
        by_scope: false,
    };
    let overview =
        |cohort| Overview::count(&facts, asked(cohort), &window(cohort, 2019, "2020-12-31T12:00"), &Lists::default());
    assert_eq!((overview(Cohort::Report).undated, overview(Cohort::Incident).undated), (0, 1));
    let months: Vec<String> = overview(Cohort::Incident).slices.into_iter().map(|s| s.slice.key).collect();
    assert_eq!(months, ["01", "05"], "by the month of the incident; of a bare year the first");
}

#[test]
fn a_suspect_in_two_cases() {
    // The same person is a suspect of each case: arrested in one, they are not arrested in the other.
    let facts = [case("2019-03-01", None, &["2019-03-02"]), case("2019-04-01", None, &[])];
    let w = window(Cohort::Report, 2019, "2019-12-31T12:00");
    assert_eq!(counted("suspect_arrest_rate", &facts, &w), (1, 2, 0));
    assert_eq!(counted("case_arrest_rate", &facts, &w), (1, 2, 0));
    let both = [case("2019-03-01", None, &["2019-03-02"]), case("2019-04-01", None, &["2019-04-02"])];
    assert_eq!(counted("suspect_arrest_rate", &both, &w), (2, 2, 0), "two cases, each with one arrest");
}

#[test]
fn several_victims_in_one_case() {
    let mut facts = case("2019-03-01", None, &["2019-03-02"]);
    for (label, age, sex) in [("V2", Some("15y"), Some("m")), ("V3", Some("11m"), None), ("V4", None, Some("f"))] {
        let (age, sex) = (age.and_then(Age::iso), sex.map(str::to_owned));
        facts.victims.push(VictimFacts { label: label.into(), age, sex });
    }
    facts.suspects[0].relations = vec![
        RelationFacts { victim: "V1".into(), code: "CH.father".into() },
        RelationFacts { victim: "V2".into(), code: "RU".into() },
    ];
    let (facts, w) = ([facts], window(Cohort::Report, 2019, "2019-12-31T12:00"));
    assert_eq!(counted("cases", &facts, &w).0, 1);
    assert_eq!(counted("victims", &facts, &w), (4, 4, 0));
    assert_eq!(counted("case_arrest_rate", &facts, &w), (1, 1, 0));
    assert_eq!(counted("homicides_under_15", &facts, &w), (2, 3, 1));
    assert_eq!(counted("homicides_infants", &facts, &w), (1, 3, 1));
    assert_eq!(counted("homicides_by_parent", &facts, &w), (1, 1, 3));
    let by = |rate: &str, by: By| {
        let slices = slices(further::by_id(rate).unwrap(), by, &facts, &w, &Lists::default());
        slices.into_iter().map(|s| (s.key, s.tally.k)).collect::<Vec<_>>()
    };
    let ages = |all: &[(&str, u32)]| all.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect::<Vec<_>>();
    assert_eq!(by("victims", By::Age(Bands::Primero)), ages(&[("0-5", 1), ("6-11", 1), ("12-17", 1), ("", 1)]));
    assert_eq!(by("victims", By::Age(Bands::Law)), ages(&[("under 15", 2), ("15-17", 1), ("", 1)]));
    let sexes: u32 = by("victims", By::Sex).into_iter().filter(|(key, _)| key == "f").map(|(_, n)| n).sum();
    assert_eq!((sexes, by("victims", By::Sex).len()), (2, 3));
    assert_eq!(by("case_arrest_rate", By::Age(Bands::Primero)), ages(&[("0-5", 1)]), "a case by its youngest");
    assert_eq!(by("case_arrest_rate", By::Sex), ages(&[("fm", 1)]));
    // Each pair of suspect and victim once.
    let pairs = spread::by_id("relationship_groups").unwrap().shares(&facts, &w, &Lists::default());
    let counts: Vec<(&str, u32)> = pairs.iter().filter(|s| s.count > 0).map(|s| (s.key.as_str(), s.count)).collect();
    assert_eq!(counts, [("family", 1), ("", 3)]);
}

#[test]
fn without_a_charge_anywhere_nobody_can_say() {
    let mut facts = vec![case("2019-03-01", None, &["2019-03-02"]), case("2019-04-01", None, &["2019-04-02"])];
    let w = window(Cohort::Report, 2019, "2019-12-31T12:00");
    assert_eq!(counted("charge_rate", &facts, &w), (0, 0, 2));
    assert_eq!(counted("cases_charged", &facts, &w), (0, 0, 2));
    facts[0].suspects[0].charges.extend(Day::iso("2019-03-04"));
    assert_eq!(counted("charge_rate", &facts, &w), (1, 2, 0));
    assert_eq!(counted("cases_tried", &facts, &w), (0, 0, 2));
    assert_eq!(counted("cases_unfinished", &facts, &w), (2, 2, 0));
}

#[test]
fn arrests_taken_back() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7 m34 y", "--now", "2021-12-28T22:45"]);
    let rate = || {
        let answer: Value = serde_json::from_str(&office.ok(&["rates", "--year", "2021", "--json"])).unwrap();
        let of = |id: &str| {
            let all = answer["rates"].as_array().unwrap().iter().chain(answer["figures"].as_array().unwrap());
            let rate = all.clone().find(|r| r["id"] == id).unwrap();
            (rate["k"].clone(), rate["n"].clone())
        };
        (
            of("case_arrest_rate"),
            of("suspect_arrest_rate"),
            answer["times"][0]["n"].clone(),
            answer["target"]["short"].clone(),
        )
    };
    assert_eq!(rate(), ((json!(1), json!(1)), (json!(1), json!(1)), json!(1), json!(0)));
    let now = at("2021-12-29T10:00");
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".to_owned(), ..Claim::default() }, &now).unwrap();
    let id = store.case_by_number("21/1", &now).unwrap();
    let arrest = store.case(&id, &now).unwrap().arrests[0].to_sheet();
    let mut after = arrest.clone();
    for (column, value) in
        [("taken_back_at", now.stamp()), ("taken_back_by", "dara".into()), ("taken_back_reason", "another man".into())]
    {
        after.set(column, Some(value));
    }
    store.write(&now, &Deed::edit("take back", arrest, after)).unwrap();
    drop(store);
    assert_eq!(rate(), ((json!(0), json!(1)), (json!(0), json!(1)), json!(0), json!(1)), "it counts nowhere any more");
    let cases: Value =
        serde_json::from_str(&office.ok(&["rates", "--year", "2021", "--cohort", "arrest", "--json"])).unwrap();
    assert_eq!(cases["cases"], 0);
}

/// A row of a list: year, province, sex, age in years, was anyone arrested.
struct Entry {
    year: i32,
    province: Option<&'static str>,
    homicide: bool,
    sex: Option<&'static str>,
    age: Option<u32>,
    arrested: Option<bool>,
}

fn list(rows: usize, dice: &mut Dice) -> Vec<Entry> {
    let mut one = |_| {
        let mut pick = |n: u64| dice.below(n);
        Entry {
            year: 2016 + pick(5) as i32,
            province: [Some("02"), Some("12"), Some("17"), Some("08"), None][pick(5) as usize],
            homicide: pick(6) == 0,
            sex: [Some("f"), Some("f"), Some("m"), None][pick(4) as usize],
            age: (pick(4) > 0).then(|| pick(19) as u32),
            arrested: [Some(true), Some(true), Some(false), None][pick(4) as usize],
        }
    };
    (0..rows).map(&mut one).collect()
}

/// As the list stands in a file, with the columns that it has.
fn csv(rows: &[Entry], ages: bool, arrests: bool) -> String {
    let mut out = String::from("Case No.,Date reported,Incident date,Province,Offence,Victim sex");
    out += if ages { ",Victim age" } else { "" };
    out += if arrests { ",Arrested\n" } else { "\n" };
    for (i, row) in rows.iter().enumerate() {
        let day = format!("{:02}/{:02}/{}", 1 + i % 28, 1 + i % 12, row.year);
        let offence = if row.homicide { "homicide" } else { "rape" };
        out += &format!("L{i},{day},{day},{},{offence},{}", row.province.unwrap_or(""), row.sex.unwrap_or(""));
        if ages {
            out += &format!(",{}", row.age.map_or(String::new(), |age| age.to_string()));
        }
        if arrests {
            out += match row.arrested {
                Some(true) => ",yes",
                Some(false) => ",no",
                None => ",",
            };
        }
        out.push('\n');
    }
    out
}

fn brought_in(csv: &str) -> Office {
    let office = Office::in_memory();
    std::fs::write(office.folder().join("list.csv"), csv).unwrap();
    let said = office.run(&["import", "list.csv", "--json", "--now", "2021-12-28T22:45"]);
    assert_eq!(said.status, 0, "{}", said.stdout.chars().take(2000).collect::<String>());
    office
}

fn ask(office: &Office, args: &[&str]) -> Value {
    let all = [&["rates", "--json", "--now", "2021-12-28T22:45"], args].concat();
    serde_json::from_str(&office.ok(&all)).unwrap()
}

/// k, n, not known of the cases that a test picks, counted here and by nothing of the program.
fn by_hand(rows: &[&Entry]) -> [usize; 3] {
    let with = |said: Option<bool>| rows.iter().filter(|r| r.arrested == said).count();
    [with(Some(true)), with(Some(true)) + with(Some(false)), with(None)]
}

#[test]
fn an_imported_list_with_gaps_counts_as_an_independent_count_does() {
    let rows = list(3_000, &mut Dice::new());
    let office = brought_in(&csv(&rows, true, true));
    let bands: [(&str, std::ops::Range<u32>); 4] = [("0-5", 0..6), ("6-11", 6..12), ("12-17", 12..18), ("18+", 18..99)];
    let law: [(&str, std::ops::Range<u32>); 3] = [("under 15", 0..15), ("15-17", 15..18), ("18+", 18..99)];
    for year in 2016..=2020 {
        let of_year: Vec<&Entry> = rows.iter().filter(|r| r.year == year).collect();
        let word = year.to_string();
        let numbers = |json: &Value| ["k", "n", "unknown"].map(|key| json[key].as_u64().unwrap() as usize);
        let by = |by: &'static str| (by, ask(&office, &["--year", &word, "--by", by]));
        let same = |(by, answer): &(&str, Value), key: Option<&str>, fits: &dyn Fn(&Entry) -> bool| {
            let slices = answer["by"].as_array().unwrap();
            let slice = slices.iter().find(|s| s["key"].as_str() == key);
            let own: Vec<&Entry> = of_year.iter().copied().filter(|r| fits(r)).collect();
            let there = slice.map_or([0, 0, 0], numbers);
            assert_eq!(there, by_hand(&own), "{year} by {by} {key:?}");
            assert_eq!(slice.map_or(0, |s| s["cases"].as_u64().unwrap() as usize), own.len(), "{year} by {by} {key:?}");
        };
        let answer = ask(&office, &["--year", &word]);
        assert_eq!(numbers(&answer["rates"][0]), by_hand(&of_year), "{year}");
        let [provinces, sexes, ages, ages_of_law] = ["province", "sex", "age", "age-law"].map(by);
        for province in [Some("02"), Some("12"), Some("17"), Some("08"), None] {
            same(&provinces, province, &|r| r.province == province);
        }
        for sex in [Some("f"), Some("m"), None] {
            same(&sexes, sex, &|r| r.sex == sex);
        }
        for (band, range) in &bands {
            same(&ages, Some(band), &|r| r.age.is_some_and(|age| range.contains(&age)));
        }
        for (band, range) in &law {
            same(&ages_of_law, Some(band), &|r| r.age.is_some_and(|age| range.contains(&age)));
        }
        same(&ages, None, &|r| r.age.is_none());
        // Child homicides, and what is not known.
        let killed: Vec<&&Entry> = of_year.iter().filter(|r| r.homicide).collect();
        let young = killed.iter().filter(|r| r.age.is_some_and(|age| age < 15)).count();
        let unknown = killed.iter().filter(|r| r.age.is_none()).count();
        let homicide = &answer["homicide"];
        let there = ["victims", "under_15", "age_unknown"].map(|key| homicide[key].as_u64().unwrap() as usize);
        assert_eq!(there, [killed.len(), young, unknown], "{year}");
        let missing = |id: &str| {
            let figures = answer["figures"].as_array().unwrap();
            figures.iter().find(|f| f["id"] == id).unwrap()["k"].as_u64().unwrap() as usize
        };
        assert_eq!(missing("missing_age"), of_year.iter().filter(|r| r.age.is_none()).count());
        assert_eq!(missing("missing_sex"), of_year.iter().filter(|r| r.sex.is_none()).count());
        assert_eq!(missing("missing_arrests"), of_year.iter().filter(|r| r.arrested.is_none()).count());
        // Nobody was charged in this list: that is not known, and not nothing.
        assert_eq!(answer["funnel"][3]["percent"], Value::Null);
    }
}

#[test]
fn without_arrests_or_ages_in_the_list_it_is_not_known() {
    let rows = list(200, &mut Dice::new());
    let office = brought_in(&csv(&rows, false, false));
    for year in 2016..=2020 {
        let answer = ask(&office, &["--year", &year.to_string()]);
        let of_year = rows.iter().filter(|r| r.year == year).count();
        assert_eq!(answer["cases"], of_year);
        for rate in &answer["rates"].as_array().unwrap()[..2] {
            assert_eq!((&rate["percent"], &rate["n"]), (&Value::Null, &json!(0)), "{year}: {rate:#}");
        }
        assert_eq!(answer["rates"][0]["unknown"], of_year);
        let killed = rows.iter().filter(|r| r.year == year && r.homicide).count();
        let homicide = &answer["homicide"];
        let under_15 = if killed == 0 { json!(0) } else { Value::Null };
        assert_eq!((&homicide["under_15"], &homicide["age_unknown"]), (&under_15, &json!(killed)), "{year}");
        assert_eq!(answer["target"]["short"], Value::Null);
    }
    let shown = office.ok(&["rates", "--year", "2018", "--now", "2021-12-28T22:45"]);
    assert!(shown.contains("0 of 0  not known"), "{shown}");
}

#[test]
fn two_hundred_and_sixty_eight_of_three_hundred_and_thirteen_is_86_and_85_was_printed() {
    let entry = |i: usize| Entry {
        year: 2021,
        province: Some("02"),
        homicide: false,
        sex: Some("f"),
        age: Some(9),
        arrested: Some(i < 268),
    };
    let rows: Vec<Entry> = (0..313).map(entry).collect();
    let office = brought_in(&csv(&rows, true, true));
    office.ok(&["release", "published", "add", "2021", "arrest_rate", "85 per cent", "--source", "a paper of 2022"]);
    let said = "Printed: 85 per cent (a paper of 2022). It is 86 per cent here, half up: 85 is 85.6 cut off instead of rounded.";
    let receipt = office.ok(&["rates", "--year", "2021", "--receipt", "case_arrest_rate", "--now", "2022-01-10T09:00"]);
    assert!(
        receipt.contains("268 of 313  85.6 %") && receipt.contains(said),
        "{}",
        receipt.lines().take(8).collect::<String>()
    );
    let answer = ask(&office, &["--year", "2021", "--receipt", "case_arrest_rate", "--as-of", "2022-01-10"]);
    assert_eq!(answer["printed"], json!([said]));
    let answer = ask(&office, &["--year", "2021", "--as-of", "2022-01-10"]);
    assert_eq!(answer["published"][0]["now"], "86 per cent (268 of 313)");
    assert_eq!(answer["rates"][0]["percent"], 85.6);
}

#[test]
fn every_figure_has_a_receipt_that_adds_up_to_it() {
    let office = Office::demo();
    let ask = |args: &[&str]| -> Value {
        let all = [&["rates", "--year", "2019", "--json", "--now", "2019-12-31T16:42"], args].concat();
        serde_json::from_str(&office.ok(&all)).unwrap()
    };
    let answer = ask(&[]);
    let figures = answer["rates"].as_array().unwrap().iter().chain(answer["figures"].as_array().unwrap());
    for figure in figures {
        let receipt = ask(&["--receipt", figure["id"].as_str().unwrap()]);
        for number in ["k", "n", "unknown", "pending"] {
            assert_eq!(receipt.get(number), figure.get(number), "{} {number}", figure["id"]);
        }
        assert_eq!(receipt["rule"], figure["rule"]);
    }
    for spread in answer["spreads"].as_array().unwrap() {
        let receipt = ask(&["--receipt", spread["id"].as_str().unwrap()]);
        let all = receipt["cases"].as_array().unwrap();
        for class in spread["classes"].as_array().unwrap() {
            assert_eq!(
                all.iter().filter(|c| c["class"] == class["key"]).count() as u64,
                class["count"].as_u64().unwrap()
            );
        }
        assert_eq!(all.iter().filter(|c| c["class"].is_null()).count() as u64, spread["unknown"].as_u64().unwrap());
    }
    for time in answer["times"].as_array().unwrap() {
        let receipt = ask(&["--receipt", time["id"].as_str().unwrap()]);
        let mut days: Vec<i64> =
            receipt["cases"].as_array().unwrap().iter().filter_map(|c| c["days"].as_i64()).collect();
        days.sort_unstable();
        let middle = (days[(days.len() - 1) / 2] + days[days.len() / 2]) as f64 / 2.0;
        assert_eq!((days.len() as u64, middle), (time["n"].as_u64().unwrap(), time["median"].as_f64().unwrap()));
    }
    // The slices of a breakdown add up to the whole.
    for by in ["month", "offence", "province", "team", "age", "sex", "relationship", "source"] {
        let answer = ask(&["--by", by]);
        let sum = |key: &str| answer["by"].as_array().unwrap().iter().map(|s| s[key].as_u64().unwrap()).sum::<u64>();
        assert_eq!((sum("k"), sum("n"), sum("cases")), (238, 274, 274), "{by}");
    }
    assert_eq!((&answer["target"]["percent"], &answer["target"]["short"]), (&json!(90), &json!(9)));
    let teams = answer["target"]["by_team"].as_array().unwrap();
    assert!(teams.iter().all(|t| t["short"].is_u64()), "{teams:#?}");
    assert_eq!(ask(&["--target", "80"])["target"]["short"], 0);
}
