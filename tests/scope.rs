//! The scope: by which rules the figures are counted, from which day on. Who may change it, what a change does to titles and figures, and that
//! what was printed before it stays as it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{Office, Output};

const AS_OF: [&str; 4] = ["release", "2019", "--as-of", "2020-01-13T09:00"];
const LATER: [&str; 2] = ["--now", "2020-02-01T09:00"];

fn json_of(office: &Office, args: &[&str]) -> Value {
    serde_json::from_str(&office.ok(&[args, &["--json"]].concat())).unwrap()
}

fn set(office: &Office, from: &str, rules: &[&str], now: &str) -> Output {
    let why = ["scope", "set", "--from", from, "--why", "as the council decided", "--now", now];
    office.run(&[&why[..], rules].concat())
}

/// A change that must be taken.
fn enter(office: &Office, from: &str, rules: &[&str], now: &str) -> String {
    let said = set(office, from, rules, now);
    assert_eq!(said.status, 0, "{said:#?}");
    said.stdout
}

fn refused(said: &Output, status: i32, words: &str) {
    assert!(said.status == status && said.stderr.contains(words) && said.stdout.is_empty(), "“{words}”: {said:#?}");
}

fn add(office: &Office, line: &str, now: &str) -> String {
    office.ok(&["add", line, "--now", now]).trim().to_owned()
}

/// Two years of a small office: homicides of 12, 14, 15 and 13 years, and two rapes, in two provinces.
fn two_years() -> Office {
    let office = Office::new();
    for year in ["2018", "2019"] {
        for line in [
            "hom bat f12 m30 y",
            "hom bat m14",
            "hom kandal f15 m40 y",
            "hom bat m13",
            "rape kandal f9 m34 y",
            "rape bat f7",
        ] {
            add(&office, line, &format!("{year}-05-02T10:00"));
        }
    }
    office
}

#[test]
fn without_an_entry_nothing_is_said_of_a_scope_and_with_one_the_release_of_before_stays_the_same_bytes() {
    let office = Office::demo();
    let forms = ["text", "markdown", "html", "json", "csv"];
    let print = |form: &str| office.ok(&[&AS_OF[..], &["--format", form], &LATER].concat());
    let before: Vec<String> = forms.iter().map(|form| print(form)).collect();
    let rates = office.ok(&["rates", "--year", "2019", "--years"]);
    assert!(!rates.contains("scope 1") && rates.contains("Homicide victims under 15"), "{rates}");
    let json: Value = serde_json::from_str(&before[3]).unwrap();
    assert_eq!(
        (&json["cases"], &json["homicide"]["under_15"], &json["scope"]),
        (&json!(274), &json!(24), &Value::Null)
    );
    assert_eq!(json["hash"], json!("6735eebbbb053b43b9c02890d96de4f334a6b0fee6ec7b8dfc66ee3a0d0fdada"));
    office.ok(&[&AS_OF[..], &["--sign"], &LATER].concat());
    let signed = office.ok(&["release", "print", "1", LATER[0], LATER[1]]);

    enter(
        &office,
        "2019-01-01",
        &["--provinces", "battambang,kandal", "--age", "13", "--rounding", "down"],
        "2020-02-01T09:00",
    );
    for ((out, form), now) in before.iter().zip(forms).zip(forms.iter().map(|form| print(form))) {
        assert!(*out == now, "{form} differs:\n{out}\n{now}");
    }
    assert_eq!(
        signed,
        office.ok(&["release", "print", "1", LATER[0], LATER[1]]),
        "what is signed is printed as it was"
    );

    let diff = json_of(&office, &["release", "diff", "2019", "--now", "2020-02-02T09:00"]);
    assert_eq!((&diff["release"], &diff["then"]["cases"]), (&json!(1), &json!(274)), "{diff:#}");
    let of_scope = |why: &Value| {
        why.to_string().contains("left out now: out of scope, its province is not covered since 1 Jan 2019")
    };
    let out = diff["moved"].as_array().unwrap().iter().filter(|m| of_scope(&m["why"])).count() as u64;
    assert_eq!(Some(out), Some(274 - diff["today"]["cases"].as_u64().unwrap()), "each is named with its reason");
    assert!(
        out > 100 && diff["scope"].as_str().is_some_and(|s| s.contains("13 and younger (before: under 15)")),
        "{diff:#}"
    );
    let text = office.ok(&["release", "diff", "2019", "--now", "2020-02-02T09:00"]);
    assert!(text.contains("each by its own scope") && text.contains("The scope of 2019 has changed since"), "{text}");
    office.well();
}

#[test]
fn what_cannot_be_a_change_is_refused_and_only_a_director_makes_one() {
    let office = Office::new();
    let now = "2020-02-01T09:00";
    refused(&set(&office, "2019-01-01", &["--age", "14"], now), 2, "invalid value '14'");
    refused(&set(&office, "2019-01-01", &["--provinces", "bat,atlantis"], now), 2, "“atlantis” is no province");
    refused(&set(&office, "2019-01-01", &["--offences", "yodelling"], now), 2, "“yodelling” is no offence");
    refused(&set(&office, "2019-01-01", &["--provinces", " , "], now), 2, "at least one province");
    refused(&set(&office, "2019", &["--age", "13"], now), 2, "“2019” is no day");
    refused(&set(&office, "2022-01-01", &["--age", "13"], now), 2, "more than a year ahead");
    refused(&set(&office, "2019-01-01", &[], now), 2, "nothing would change");
    refused(&set(&office, "2019-01-01", &["--age", "under-15", "--provinces", "all"], now), 2, "nothing would change");
    let blank = ["scope", "set", "--from", "2019-01-01", "--age", "13", "--why", "  ", "--now", now];
    refused(&office.run(&blank), 2, "needs its reason");
    enter(&office, "2019-01-01", &["--age", "13"], now);
    refused(&set(&office, "2018-12-31", &["--age", "15"], now), 2, "31 Dec 2018 is before 1 Jan 2019");
    assert_eq!(json_of(&office, &["scope"])["entries"].as_array().unwrap().len(), 1, "what is refused leaves no entry");

    for (name, role) in [("sokha", "administrator"), ("vanna", "director"), ("chan", "analyst"), ("dara", "lead")] {
        office.ok(&["user", "add", name, "--role", role]);
    }
    let by = |name: &str| set(&office, "2019-06-01", &["--age", "15", "--as", name], now);
    for name in ["chan", "dara", "sokha"] {
        refused(&by(name), 4, "may not change the scope of the figures");
    }
    let read = office.ok(&["scope", "--as", "chan", "--now", now]);
    assert!(read.contains("13 and younger"), "who sees figures sees their rules: {read}");
    assert_eq!(by("vanna").status, 0);
    let file = rusqlite::Connection::open(office.db()).unwrap();
    for sql in
        ["DELETE FROM scope", "UPDATE scope SET why = 'x'", "REPLACE INTO scope SELECT * FROM scope WHERE id = 1"]
    {
        assert!(file.execute(sql, []).is_err(), "{sql}");
    }
    drop(file);
    let well = office.run(&["audit", "verify", "--as", "sokha"]);
    assert_eq!(well.status, 0, "{well:#?}");
}

#[test]
fn an_entry_that_is_not_as_it_was_entered_counts_for_nobody() {
    let office = Office::new();
    add(&office, "hom bat f7", "2019-05-02T10:00");
    enter(&office, "2019-01-01", &["--age", "13"], "2020-02-01T09:00");
    let file = rusqlite::Connection::open(office.db()).unwrap();
    file.execute_batch("DROP TRIGGER scope_fixed; UPDATE scope SET age = 'under-18'").unwrap();
    drop(file);
    let said = office.run(&["rates", "--year", "2019"]);
    assert!(said.status == 3 && said.stderr.contains("scope 1 is not as it was saved"), "{said:#?}");
    assert_eq!(office.run(&["audit", "verify"]).status, 1);
}

#[test]
fn the_history_tells_from_when_what_who_and_why() {
    let office = Office::new();
    assert!(office.ok(&["scope"]).starts_with("in force today: the usual scope, which no entry changes"));
    enter(&office, "2019-01-01", &["--age", "13.5", "--provinces", "bat,02,kandal"], "2019-01-05T09:00");
    // A mistake is corrected by a later entry from the same day.
    let all = enter(&office, "2019-01-01", &["--age", "under-18", "--count-by", "incident"], "2019-01-06T09:00");
    for words in [
        "in force today: scope 2 from 1 Jan 2019",
        "Battambang, Kandal",
        "scope 2 from 1 Jan 2019: child homicides under 18 (before: 13½ and younger); counted by incident date (before: report date)",
        "scope 1 from 1 Jan 2019: child homicides 13½ and younger (before: under 15); provinces Battambang, Kandal (before: all)",
        "6 Jan 2019 09:00: as the council decided",
    ] {
        assert!(all.contains(words), "no “{words}” in\n{all}");
    }
    let scope = json_of(&office, &["scope", "list"]);
    assert_eq!((&scope["today"]["entry"], &scope["today"]["provinces"]), (&json!(2), &json!(["02", "08"])));
    assert_eq!(
        (&scope["entries"][0]["age"], &scope["entries"][0]["why"]),
        (&json!("13.5"), &json!("as the council decided"))
    );
    let log = office.ok(&["log"]);
    assert!(log.contains("set scope"), "{log}");
}

#[test]
fn titles_receipts_and_figures_follow_the_age_rule_and_a_comparison_across_a_change_says_so() {
    let office = two_years();
    let now = ["--now", "2020-01-10T09:00"];
    let under_15 = json_of(&office, &["rates", "--year", "2019", now[0], now[1]]);
    assert_eq!(
        (&under_15["homicide"]["under_15"], &under_15["previous"]["homicide"]["under_15"]),
        (&json!(3), &json!(3))
    );
    enter(&office, "2019-01-01", &["--age", "13"], "2020-01-09T09:00");
    let after = json_of(&office, &["rates", "--year", "2019", now[0], now[1]]);
    let homicide = &after["homicide"];
    assert_eq!(
        (&homicide["children"], &homicide["under_15"]),
        (&json!(2), &Value::Null),
        "another rule has not that name"
    );
    assert_eq!((&after["scope"]["age"], &after["previous"]["homicide"]["under_15"]), (&json!("13"), &json!(3)));
    let compared = "2019 and 2018 are not of one scope, and do not compare as they stand: child homicides 13 and younger (before: under 15).";
    let page = office.ok(&["rates", "--year", "2019", "--years", "--of", "homicides_under_15", now[0], now[1]]);
    for words in [
        compared,
        "Scope 1, in force from 1 Jan 2019: child homicides 13 and younger;",
        "2 against 3 in 2018",
        "They are not of one scope",
        "Child homicides 13 and younger by year",
        "another scope than the year before",
    ] {
        assert!(page.contains(words), "no “{words}” in\n{page}");
    }
    assert!(!page.contains("Homicide victims under 15"), "{page}");
    let receipt = office.ok(&["rates", "--year", "2019", "--receipt", "homicides_under_15", now[0], now[1]]);
    for words in ["Child homicides 13 and younger · 2019", "Victims 13 and younger at the offence (age < 14)", compared]
    {
        assert!(receipt.contains(words), "no “{words}” in\n{receipt}");
    }
    // 2018 is counted by what was in force then, and has nothing to say.
    let before = office.ok(&["rates", "--year", "2018", now[0], now[1]]);
    assert!(before.contains("Homicide victims under 15") && !before.contains("cope 1"), "{before}");
    // The year after is of one scope with this.
    let next = office.ok(&["rates", "--year", "2020", now[0], now[1]]);
    assert!(next.contains("Scope 1, in force") && !next.contains("not of one scope"), "{next}");

    let text = office.ok(&["release", "2019", now[0], now[1]]).replace('\n', " ");
    for words in [
        "Child homicides 13 and younger: 2 against 3 in 2018",
        "This year and 2018 are not of one scope",
        "Child homicides are those of victims 13 and younger (then: Child homicides are those of victims under 15)",
        "By the scope in force from 1 January 2019 on, entry 1.",
        "13 and younger is an age below 14 at the offence.",
    ] {
        assert!(text.contains(words) || text.replace("  ", " ").contains(words), "no “{words}” in\n{text}");
    }
    assert!(!text.contains("Under 15 is an age"), "{text}");
    let csv = office.ok(&["release", "2019", "--format", "csv", now[0], now[1]]);
    assert!(csv.contains("scope,age,,13\n") && csv.contains("scope of the year before,age,,under-15\n"), "{csv}");
}

#[test]
fn the_half_year_is_not_known_of_an_age_in_years_and_is_of_a_date_of_birth() {
    let office = two_years();
    enter(&office, "2019-01-01", &["--age", "13.5"], "2020-01-09T09:00");
    let homicide =
        |year: &str| json_of(&office, &["rates", "--year", year, "--now", "2020-01-10T09:00"])["homicide"].clone();
    // 12 is, 14 and 15 are not; of 13 nobody can say.
    let of_2019 = homicide("2019");
    assert_eq!((&of_2019["children"], &of_2019["age_unknown"], &of_2019["victims"]), (&json!(1), &json!(1), &json!(4)));
    add(&office, "hom bat f160m", "2019-06-02T10:00");
    add(&office, "hom bat f165m", "2019-06-02T10:00");
    let of_2019 = homicide("2019");
    assert_eq!((&of_2019["children"], &of_2019["age_unknown"]), (&json!(2), &json!(1)));
}

#[test]
fn provinces_and_offences_leave_cases_out_and_what_is_not_known_leaves_none_out() {
    let office = two_years();
    let now = ["--now", "2020-01-10T09:00"];
    add(&office, "rape f9", "2019-06-02T10:00");
    enter(&office, "2019-01-01", &["--provinces", "bat"], "2020-01-08T09:00");
    let figures = || json_of(&office, &["rates", "--year", "2019", now[0], now[1]]);
    let out = |answer: &Value| (answer["cases"].clone(), answer["excluded"]["out_of_scope"].clone());
    assert_eq!(out(&figures()), (json!(5), json!(2)), "two of Kandal; one without a province stays");
    assert_eq!(figures()["previous"]["cases"], json!(6), "2018 is not touched");
    // The branch 0301 with the rape below it.
    enter(&office, "2019-01-01", &["--offences", "0301", "--provinces", "all"], "2020-01-09T09:00");
    assert_eq!(out(&figures()), (json!(3), json!(4)));
    let release = json_of(&office, &["release", "2019", now[0], now[1]]);
    assert_eq!((&release["cases"], &release["excluded"]["out_of_scope"]), (&json!(3), &json!(4)));
    assert_eq!(release["scope"]["now"]["offences"], json!(["Sexual violence"]));
    // Back to all: nothing is lost.
    enter(&office, "2019-01-01", &["--offences", "all"], "2020-01-09T10:00");
    assert_eq!(out(&figures()), (json!(7), json!(0)));
}

#[test]
fn the_counting_date_and_a_change_within_the_year() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 y on:30/12/2018", "2019-01-05T10:00");
    add(&office, "rape bat f7 m34 y on:3/5/2019", "2019-05-05T10:00");
    add(&office, "rape bat f7 on:30/12/2019", "2020-01-02T10:00");
    let now = ["--now", "2020-06-01T09:00"];
    let cases = |year: &str| json_of(&office, &["rates", "--year", year, now[0], now[1]]);
    assert_eq!(cases("2019")["cases"], json!(2));
    enter(&office, "2019-07-01", &["--count-by", "incident"], "2020-02-01T09:00");
    let answer = cases("2019");
    assert_eq!((&answer["cases"], &answer["counted_by"]), (&json!(2), &json!("incident date")));
    assert_eq!((&cases("2018")["cases"], &cases("2018")["counted_by"]), (&json!(0), &json!("report date")));
    let page = office.ok(&["rates", "--year", "2019", now[0], now[1]]);
    assert!(
        page.contains("cases by incident date") && page.contains("The scope changed on 1 Jul 2019; all of 2019"),
        "{page}"
    );
    assert_eq!(json_of(&office, &["rates", "--year", "2019", "--cohort", "report", now[0], now[1]])["cases"], json!(2));
    let text = office.ok(&["release", "2019", now[0], now[1]]).replace('\n', " ");
    assert!(
        text.contains("crimes against children that happened in 2019")
            && text.contains("A case is of the year of the incident"),
        "{text}"
    );
    let diff = office.ok(&["release", "diff", "2019", "--as-of", "2020-01-10T09:00", now[0], now[1]]);
    assert!(
        diff.contains("out of the year, out of scope: counted by incident date since 1 Jul 2019 (scope 1)"),
        "{diff}"
    );
    assert!(diff.contains("came into the year: counted by incident date since 1 Jul 2019 (scope 1)"), "{diff}");
}

#[test]
fn per_cent_are_cut_off_where_the_scope_says_so() {
    let office = Office::new();
    for _ in 0..2 {
        add(&office, "rape bat f7 m34 y", "2019-05-02T10:00");
    }
    add(&office, "rape bat f7", "2019-05-02T10:00");
    let now = ["--now", "2020-01-10T09:00"];
    let arrest = |office: &Office| json_of(office, &["release", "2019", now[0], now[1]])["rates"][0].clone();
    assert_eq!((&arrest(&office)["percent"], &arrest(&office)["whole"]), (&json!(66.7), &json!(67)));
    enter(&office, "2019-01-01", &["--rounding", "down"], "2020-01-09T09:00");
    assert_eq!((&arrest(&office)["percent"], &arrest(&office)["whole"]), (&json!(66.6), &json!(66)));
    let text = office.ok(&["release", "2019", now[0], now[1]]).replace('\n', " ");
    assert!(text.contains("66 per cent (2 of 3)") && text.contains("Per cent are cut off, not rounded"), "{text}");
    assert!(office.ok(&["rates", "--year", "2019", now[0], now[1]]).contains("66.6 %"));
}

#[test]
fn a_table_that_is_withheld_is_said_to_be_so_in_csv_too() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 y", "2020-02-29T12:00");
    let csv =
        office.ok(&["release", "2020", "--as-of", "2020-02-29T18:00", "--now", "2021-06-01T09:00", "--format", "csv"]);
    assert!(csv.contains("month,,withheld,\"By month of the report: this table is withheld, for"), "{csv}");
    assert!(!csv.contains("month,February"), "{csv}");
}

#[test]
fn the_rates_view_says_the_scope_and_its_history() {
    let office = two_years();
    enter(&office, "2019-01-01", &["--age", "13", "--provinces", "bat"], "2019-12-20T09:00");
    let console = office.console(&["--now", "2019-12-31T16:42"], (120, 36));
    console.wait_text("CHILD HOMICIDES 13 and younger  2");
    console.wait_text("2018: 3, another scope");
    console.keys("2");
    console.wait_text("HOMICIDES 13 and younger");
    console.wait_text("2019 and 2018 are not of one scope");
    console.keys("<Tab><Tab><Tab><Tab><Tab>");
    console.wait_text("Scope: scope 1 from 1 Jan 2019");
    console.wait_text("as the council decided");
}

#[test]
fn two_releases_of_one_year_whose_scopes_differ_by_a_few_cases_are_not_both_signed() {
    let office = two_years();
    let sign = |now: &str| office.run(&["release", "2019", "--sign", "--now", now]);
    assert_eq!(sign("2020-01-13T09:00").status, 0);
    // Two cases of Kandal: the totals side by side would say so.
    enter(&office, "2019-01-01", &["--provinces", "bat"], "2020-01-14T09:00");
    refused(&sign("2020-01-15T09:00"), 2, "release 1 of 2019 is out and of another scope");
    enter(&office, "2019-01-01", &["--provinces", "all"], "2020-01-16T09:00");
    assert_eq!(sign("2020-01-17T09:00").status, 0);
}
