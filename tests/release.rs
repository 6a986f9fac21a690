//! The annual release: the same bytes for the same instant whatever comes later, signed ones for ever, and why figures moved.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::Deed;
use caseload::domain::casefile::CaseFile;
use caseload::domain::facts::Facts;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::period::Period;
use caseload::domain::record::{Record, RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Store, Whose};
use chrono_tz::Asia::Phnom_Penh;
use serde_json::{Value, json};
use std::path::Path;
use support::{Dice, Office};

const AS_OF: [&str; 2] = ["--as-of", "2020-01-13T09:00"];
const YEAR: [&str; 4] = ["release", "2019", AS_OF[0], AS_OF[1]];
const LATER: [&str; 2] = ["--now", "2020-02-01T09:00"];

fn at(time: &str) -> Now {
    Now { utc: read_clock(time, Phnom_Penh).unwrap(), zone: Phnom_Penh }
}

fn open(db: &Path) -> Store {
    let mut store = Store::open(db).unwrap();
    store.sign_in(&Claim { account: "bopha".to_owned(), ..Claim::default() }, &at("2020-02-01T09:00")).unwrap();
    store
}

/// The identities of the cases that were reported in a year, each with its facts.
fn cases(store: &mut Store, year: i32, now: &Now) -> Vec<Facts> {
    let (from, to) = Period::Year(year).span();
    let facts = store.facts(from, to, now).unwrap();
    facts.into_iter().filter(|f| f.day().is_some_and(|d| Period::Year(year).holds(d))).collect()
}

fn set(store: &mut Store, now: &Now, before: Sheet, fields: &[(&str, Option<&str>)]) {
    let mut after = before.clone();
    fields.iter().for_each(|(column, value)| after.set(column, value.map(str::to_owned)));
    store.write(now, &Deed { reason: Some("as told".into()), ..Deed::edit("edit", before, after) }).unwrap();
}

fn arrest(store: &mut Store, now: &Now, case_id: &str, suspect: &str, on: &str) {
    let mut arrest = Sheet::blank(RecordKind::Arrest, case_id, 9);
    arrest.set("suspect_id", Some(suspect.to_owned()));
    arrest.set("at", Some(on.to_owned()));
    store.write(now, &Deed::add("arrest", vec![arrest])).unwrap();
}

fn take_back(store: &mut Store, now: &Now, arrest: Sheet) {
    let stamp = now.stamp();
    let fields = [
        ("taken_back_at", Some(stamp.as_str())),
        ("taken_back_by", Some("bopha")),
        ("taken_back_reason", Some("wrong man")),
    ];
    set(store, now, arrest, &fields);
}

/// What an office does to its cases afterwards, each to another: forty arrests, recodings, takings back, unfounded offences,
/// duplicates, moved reports. Gives the numbers with what a comparison must say of each.
fn go_on(store: &mut Store, now: &Now) -> Vec<(String, &'static str)> {
    let all = cases(store, 2019, now);
    let (free, caught): (Vec<&Facts>, Vec<&Facts>) =
        all.iter().partition(|f| f.suspects.iter().all(|s| s.arrests.is_empty()));
    let mut moved = Vec::new();
    let (mut arrests, mut late) = (0, 0);
    for facts in &free {
        let file = store.case(&facts.case_id, now).unwrap();
        for suspect in &file.suspects {
            let late_one = late < 20;
            let on = if late_one { "2020-01-20" } else { "2019-12-30" };
            arrest(store, now, &facts.case_id, &suspect.head.id, on);
            moved.push((facts.number.clone(), if late_one { "late arrest" } else { "arrest entered late" }));
            (arrests, late) = (arrests + 1, late + 1);
        }
    }
    let mut others = caught.iter();
    // Those who were arrested are arrested once more: that moves nothing, and makes forty.
    while arrests < 40 {
        let facts = others.next().unwrap();
        let file = store.case(&facts.case_id, now).unwrap();
        arrest(store, now, &facts.case_id, &file.suspects[0].head.id, "2020-01-21");
        arrests += 1;
    }
    for i in 0..12 {
        let facts = others.find(|f| f.suspects.iter().filter(|s| !s.arrests.is_empty()).count() == 1).unwrap();
        let file = store.case(&facts.case_id, now).unwrap();
        let why = match i % 6 {
            0 => {
                file.arrests.iter().filter(|a| a.stands()).for_each(|a| take_back(store, now, a.to_sheet()));
                "was taken back"
            }
            1 => {
                set(store, now, file.offences[0].to_sheet(), &[("code", Some("0102"))]);
                "recoded: "
            }
            2 => {
                for offence in &file.offences {
                    set(
                        store,
                        now,
                        offence.to_sheet(),
                        &[("clearance", Some("UNF")), ("cleared_on", Some("2020-01-30"))],
                    );
                }
                "found to be unfounded"
            }
            3 => {
                set(store, now, file.case.to_sheet(), &[("investigation", Some("DUP"))]);
                "duplicate"
            }
            4 => {
                set(store, now, file.case.to_sheet(), &[("reported_on", Some("2018-12-30"))]);
                "out of the year: its report was moved to 30 Dec 2018"
            }
            _ => {
                set(store, now, file.case.to_sheet(), &[("investigation", Some("DEC"))]);
                "left out now: out of scope"
            }
        };
        moved.push((facts.number.clone(), why));
    }
    let mut one = || *others.find(|f| f.arrested(now) == 1).unwrap();
    let (older, younger) = (one(), one());
    let op_id = store.new_id(now);
    store.merge([&older.case_id, &younger.case_id], &[], "one call, two officers", &op_id, now).unwrap();
    moved.push((younger.number.clone(), "left out now: merged with "));
    moved.push((older.number.clone(), ""));
    moved
}

#[test]
fn the_release_of_2019_is_the_same_bytes_after_all_that_came_later_and_each_case_that_moved_is_named() {
    let office = Office::demo();
    let text = office.ok(&YEAR);
    for words in [
        "274 cases",
        "87 per cent (238 of 274)",
        "Child homicides under 15: 24 against 33 in 2018 (−27 per cent).",
        "about 29 times",
        "(p = 0.29)",
        "Battambang and Kep are counted together to protect small counts.",
        "Counted from 274 cases on 13 January 2020.",
        "SHA-256 of the content: ",
        "Arrests per case",
        "not known",
    ] {
        assert!(text.contains(words) || text.replace('\n', " ").contains(words), "no “{words}” in\n{text}");
    }
    let forms = ["text", "markdown", "html", "json", "csv"];
    let print = |form: &str| office.ok(&[&YEAR[..], &["--format", form]].concat());
    let before: Vec<String> = forms.iter().map(|form| print(form)).collect();
    let book = |name: &str| {
        let path = office.folder().join(name);
        office.ok(&[&YEAR[..], &["--out", path.to_str().unwrap()]].concat());
        std::fs::read(path).unwrap()
    };
    let workbook = book("one.xlsx");
    assert!(before.iter().zip(forms).all(|(out, form)| *out == print(form)), "printed twice it is the same");
    let json: Value = serde_json::from_str(&before[3]).unwrap();
    assert_eq!(
        (&json["cases"], &json["rates"][0]["k"], &json["rates"][0]["whole"]),
        (&json!(274), &json!(238), &json!(87))
    );
    assert_eq!((&json["homicide"]["under_15"], &json["previous"]["under_15"]), (&json!(24), &json!(33)));
    assert_eq!(
        (&json["rates"][4]["k"], &json["rates"][4]["n"], &json["rates"][4]["unknown"]),
        (&json!(56), &json!(71), &json!(179))
    );
    let hash = json["hash"].as_str().unwrap();
    assert!(before.iter().all(|out| out.contains(hash)) && hash.len() == 64, "every form says the hash");

    let mut moved = {
        let mut store = open(&office.db());
        go_on(&mut store, &at("2020-02-01T09:00"))
    };
    let added = office.ok(&["add", "rape bat f7 m34 uncle y police 30/12/2019", LATER[0], LATER[1]]);
    moved.push((added.trim().to_owned(), "entered late"));

    for ((out, form), now) in before.iter().zip(forms).zip(forms.iter().map(|form| print(form))) {
        assert!(*out == now, "{form} differs:\n{out}\n{now}");
    }
    assert!(workbook == book("two.xlsx"), "the workbook differs");
    let today: Value = serde_json::from_str(&office.ok(&["release", "2019", "--json", LATER[0], LATER[1]])).unwrap();
    assert_ne!(today["hash"].as_str(), Some(hash));

    let diff: Value =
        serde_json::from_str(&office.ok(&["release", "diff", "2019", "--json", LATER[0], LATER[1]])).unwrap();
    assert_eq!((&diff["then"]["cases"], &diff["then"]["k"]), (&json!(274), &json!(238)), "{diff:#}");
    assert_eq!(diff["today"]["cases"], today["cases"]);
    let said: Vec<(&str, String)> = diff["moved"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| (m["number"].as_str().unwrap(), m["why"].to_string()))
        .collect();
    for (number, why) in &moved {
        assert!(said.iter().any(|(n, w)| n == number && w.contains(why)), "{number} {why}: {said:#?}");
    }
    assert!(said.iter().all(|(n, _)| moved.iter().any(|(m, _)| m == n)), "no case is named that did not move");
    let printed = &diff["published"][0];
    assert_eq!((&printed["value"], &printed["then"]), (&json!("274"), &json!("274")));
    let shown = office.ok(&["release", "diff", "2019", LATER[0], LATER[1]]);
    assert!(shown.contains("late arrest: S1 on 20 Jan 2020") && shown.contains(&moved[0].0), "{shown}");
    office.well();
}

/// One act of those that move figures; says whether it was done.
fn any(
    store: &mut Store,
    now: &Now,
    day: &str,
    file: &CaseFile,
    act: usize,
    roll: &mut impl FnMut(usize) -> usize,
) -> bool {
    let mut edit = |before: Sheet, fields: &[(&str, Option<&str>)]| {
        let mut after = before.clone();
        fields.iter().for_each(|(column, value)| after.set(column, value.map(str::to_owned)));
        store.write(now, &Deed { reason: Some("as told".into()), ..Deed::edit("edit", before, after) }).is_ok()
    };
    match act {
        0 => edit(
            file.offences[0].to_sheet(),
            &[("code", Some(["03011", "0101", "03012", "0102"][roll(4)])), ("attempted", Some("n"))],
        ),
        1 => {
            let Some(stands) = file.arrests.iter().find(|a| a.stands()) else { return false };
            let stamp = now.stamp();
            let back = [
                ("taken_back_at", Some(stamp.as_str())),
                ("taken_back_by", Some("bopha")),
                ("taken_back_reason", Some("no")),
            ];
            edit(stands.to_sheet(), &back)
        }
        2 => {
            let Some(suspect) = file.suspects.first() else { return false };
            let mut arrest = Sheet::blank(RecordKind::Arrest, &file.case.head.id, 9);
            arrest.set("suspect_id", Some(suspect.head.id.clone()));
            arrest.set("at", Some(day.to_owned()));
            store.write(now, &Deed::add("arrest", vec![arrest])).is_ok()
        }
        3 => edit(file.case.to_sheet(), &[("investigation", Some(["CLO", "DUP", "INV", "DEC"][roll(4)]))]),
        4 => {
            let on = ["2018-12-31", "2019", "2019-12-31", "2020-01-01"][roll(4)];
            edit(file.case.to_sheet(), &[("reported_on", Some(on)), ("province", Some("12"))])
        }
        5 => edit(file.victims[0].to_sheet(), &[("age", [Some("3y"), None, Some("15y")][roll(3)])]),
        6 => edit(
            file.offences[0].to_sheet(),
            &[("clearance", Some("UNF")), ("cleared_on", Some(day)), ("clearance_reason", Some("none"))],
        ),
        _ => {
            let mut victim = Sheet::blank(RecordKind::Victim, &file.case.head.id, 9);
            victim.set("age", Some("2y".to_owned()));
            store.write(now, &Deed::add("edit", vec![victim])).is_ok()
        }
    }
}

#[test]
fn the_facts_as_of_an_instant_are_those_of_a_file_that_was_copied_then() {
    let office = Office::demo();
    let mut store = open(&office.db());
    let mut dice = Dice::new();
    let mut roll = |n: usize| dice.below(n as u64) as usize;
    let span = Period::All.span();
    let same = |a: &[Facts], b: &[Facts], what: &str| {
        assert_eq!(a.len(), b.len(), "{what}");
        for (a, b) in a.iter().zip(b) {
            assert_eq!(format!("{a:?}"), format!("{b:?}"), "{what}");
        }
    };
    let mut copies = Vec::new();
    for (round, day) in ["2020-01-13", "2020-01-20", "2020-01-27", "2020-02-03"].into_iter().enumerate() {
        let then = at(&format!("{day}T09:00"));
        let copy = office.folder().join(format!("then{round}.db"));
        store.copy_to(&copy, &then).unwrap();
        copies.push((then, copy));
        let now = at(&format!("{day}T15:00"));
        if round == 0 {
            go_on(&mut store, &now);
        }
        let all = cases(&mut store, 2019, &now);
        for _ in 0..60 {
            let facts = &all[roll(all.len())];
            let op_id = store.new_id(&now);
            // What is refused changes nothing, and that is as well.
            let _ = match roll(10) {
                8 => store
                    .merge([&all[roll(40)].case_id, &all[40 + roll(40)].case_id], &[], "one call", &op_id, &now)
                    .is_ok(),
                9 => store.unmerge(&all[40 + roll(40)].case_id, "two after all", &op_id, &now).is_ok(),
                act => {
                    store.case(&facts.case_id, &now).is_ok_and(|file| any(&mut store, &now, day, &file, act, &mut roll))
                }
            };
        }
        for line in ["hom bat f2 ?", "rape siem f9 m30 y"] {
            let stamp = format!("{day}T16:00");
            office.ok(&["add", line, "--now", &stamp]);
        }
    }
    let now = at("2020-03-01T09:00");
    let plain = store.facts(span.0, span.1, &now).unwrap();
    same(&store.facts_as_of(span, &now, Whose::Known, &now).unwrap().facts, &plain, "as of now");
    for (then, copy) in copies {
        let past = store.facts_as_of(span, &then, Whose::Known, &now).unwrap();
        assert!(past.blind.is_empty() && past.whole);
        let mut file = open(&copy);
        same(&past.facts, &file.facts(span.0, span.1, &then).unwrap(), &then.stamp());
        // Also of one year, into and out of which reports were moved since.
        let year = Period::Year(2019).span();
        let past = store.facts_as_of(year, &then, Whose::Known, &now).unwrap();
        same(&past.facts, &file.facts(year.0, year.1, &then).unwrap(), "of 2019");
    }
}

#[test]
fn an_erasure_since_leaves_the_figures_of_before_and_names_what_it_hides() {
    let office = Office::new();
    for line in ["rape bat f7 m34 uncle y", "hom bat f~3 m20 y", "rape siem f9 m30"] {
        office.ok(&["add", line, "--now", "2019-05-02T10:00"]);
    }
    let mut store = open(&office.db());
    let (then, now) = (at("2020-01-13T09:00"), at("2020-02-01T09:00"));
    let all = cases(&mut store, 2019, &now);
    let closed_before = store.case(&all[0].case_id, &now).unwrap();
    set(&mut store, &at("2019-12-01T09:00"), closed_before.case.to_sheet(), &[("investigation", Some("CLO"))]);
    let closed_since = store.case(&all[1].case_id, &now).unwrap();
    set(&mut store, &at("2020-01-20T09:00"), closed_since.case.to_sheet(), &[("investigation", Some("CLO"))]);
    let span = Period::Year(2019).span();
    let before = store.facts_as_of(span, &then, Whose::Known, &now).unwrap();
    let words = office.ok(&YEAR);
    for number in ["19/1", "19/2"] {
        office.ok(&["erase", number, "--reason", "kept long enough", "--yes", LATER[0], LATER[1]]);
    }
    let after = store.facts_as_of(span, &then, Whose::Known, &now).unwrap();
    assert_eq!((before.blind.len(), after.blind), (0, vec!["CPU-19-0002".to_owned()]), "its stage changed since");
    assert_eq!(format!("{:?}", before.facts[0]), format!("{:?}", after.facts[0]));
    let told = office.run(&YEAR);
    assert_eq!(told.stdout, words, "a stage of a case that is closed moves no figure");
    assert!(told.stderr.contains("CPU-19-0002") && !told.stderr.contains("CPU-19-0001"), "{told:?}");
}

#[test]
fn a_signed_release_is_printed_again_byte_by_byte_and_none_can_be_changed() {
    let office = Office::demo();
    let early = office.run(&[&YEAR[..], &["--sign"]].concat());
    assert!(early.status == 2 && early.stderr.contains("once its cut-off is past"), "{early:?}");
    assert!(office.ok(&["release", "list"]).contains("no release was signed yet"));
    let thanks = ["--thanks", "np", "--thanks", "the hotline"];
    let sign = [&YEAR[..], &["--sign", "--now", "2020-01-13T10:00", "--as", "bopha"], &thanks].concat();
    let signed = office.ok(&sign);
    assert!(signed.contains("Signed by bopha on 13 January 2020. Release 1."), "{signed}");
    assert!(signed.contains("Our thanks go to National Police and the hotline."), "{signed}");
    go_on(&mut open(&office.db()), &at("2020-02-01T09:00"));
    assert_eq!(office.ok(&["release", "print", "1"]), signed);
    let list: Value = serde_json::from_str(&office.ok(&["release", "list", "--json"])).unwrap();
    let hash = list[0]["hash"].as_str().unwrap();
    assert!(signed.contains(hash) && list[0]["by"] == "bopha" && list[0]["cases"] == 274, "{list}");
    let diff: Value =
        serde_json::from_str(&office.ok(&["release", "diff", "2019", "--json", LATER[0], LATER[1]])).unwrap();
    assert_eq!((&diff["against"], &diff["release"], &diff["then"]["k"]), (&json!("signed"), &json!(1), &json!(238)));
    assert!(diff["moved"].as_array().unwrap().len() > 20, "{diff:#}");
    assert_eq!(office.run(&["release", "print", "2"]).status, 1);
    office.well();

    let file = rusqlite::Connection::open(office.db()).unwrap();
    for sql in [
        "UPDATE release SET year = 2018",
        "DELETE FROM release",
        "UPDATE published SET value = '1'",
        "DELETE FROM published",
    ] {
        assert!(file.execute(sql, []).unwrap_err().to_string().contains("stays"), "{sql}");
    }
    file.execute_batch("DROP TRIGGER release_fixed; UPDATE release SET content = replace(content, '274', '275')")
        .unwrap();
    drop(file);
    let again = office.run(&["release", "print", "1"]);
    assert!(again.status == 3 && again.stderr.contains("release 1 is not as it was saved"), "{again:?}");
    let verify = office.run(&["audit", "verify"]);
    assert!(verify.status == 1 && verify.stdout.contains("release 1"), "{verify:?}");
}

#[test]
fn a_release_that_differs_by_a_few_cases_from_a_signed_one_shows_its_tables_again() {
    let office = Office::demo();
    let signed = office.ok(&[&YEAR[..], &["--json", "--sign", "--now", "2020-01-13T10:00", "--as", "bopha"]].concat());
    let signed: Value = serde_json::from_str(&signed).unwrap();
    // One case more, entered late, and of a province that had none.
    let with = signed["tables"][2]["rows"].as_array().unwrap();
    let provinces = [("23", "kep"), ("24", "pailin"), ("11", "mondul"), ("19", "stung"), ("09", "koh")];
    let none = provinces.into_iter().find(|(code, _)| with.iter().all(|row| row["key"] != *code));
    let line = format!("rape {} f7 m34 y 20/11/2019", none.map_or("bat", |(_, word)| word));
    office.ok(&["add", &line, "--now", "2020-01-20T09:00", "--as", "bopha"]);
    let later = figures(&office, "2019", "2020-01-21T09:00");
    assert_eq!((&signed["cases"], &later["cases"]), (&json!(274), &json!(275)), "the headline is exact");
    let tables = |release: &Value| release["tables"].as_array().unwrap().clone();
    for (then, now) in tables(&signed).iter().zip(&tables(&later)) {
        assert!(now["withheld"] == json!(true) || now["rows"] == then["rows"], "{now:#}");
        let again = now["withheld"] != json!(true);
        assert!(!again || now["again"] == "2020-01-13T09:00:00+07:00", "{now:#}");
    }
    let text = office.ok(&["release", "2019", "--as-of", "2020-01-21T09:00", "--now", "2021-06-01T09:00"]);
    let text = text.replace('\n', " ");
    assert!(text.contains("as it was printed in the release as of 13 January 2020"), "{text}");
    // The one that was signed is what it was, also as of its own instant.
    assert_eq!(figures(&office, "2019", "2020-01-13T09:00")["tables"], signed["tables"]);

    // Once enough has moved, what is printed is of its own day.
    for suspect in ["m34 y", "?"].repeat(12) {
        let line = format!("rape bat f7 {suspect} 20/11/2019");
        office.ok(&["add", &line, "--now", "2020-02-01T09:00", "--as", "bopha"]);
    }
    let later = figures(&office, "2019", "2020-02-02T09:00");
    assert!(tables(&later).iter().any(|table| table["again"] == Value::Null && table["withheld"] == Value::Null));
}

#[test]
fn only_a_director_signs_and_a_draft_of_another_leaves_out_what_is_restricted_to_others() {
    let office = Office::new();
    for line in ["rape bat f7 m34 uncle y hit", "hom bat f3 m20 y hit"] {
        office.ok(&["add", line, "--now", "2019-05-02T10:00"]);
    }
    for (name, role) in
        [("nary", "administrator"), ("vanna", "director"), ("dara", "officer"), ("sophal", "lead"), ("chan", "analyst")]
    {
        let team = if ["dara", "sophal"].contains(&name) { &["--team", "HIT"][..] } else { &[] };
        office.ok(&[&["user", "add", name, "--role", role], team].concat());
    }
    let mut store = open_as(&office, "sophal");
    let now = at("2020-02-01T09:00");
    let id = store.case_by_number("19/2", &now).unwrap();
    let file = store.case(&id, &now).unwrap();
    set(&mut store, &now, file.case.to_sheet(), &[("restricted_to", Some("sophal"))]);
    drop(store);
    let cases = |who: &str| {
        let out: Value =
            serde_json::from_str(&office.ok(&["release", "2019", "--as", who, "--json", LATER[0], LATER[1]])).unwrap();
        (out["cases"].as_u64().unwrap(), out["whole"].as_bool().unwrap())
    };
    assert_eq!(["vanna", "sophal", "dara", "chan"].map(cases), [(2, true), (2, false), (1, false), (1, false)]);
    let draft = office.ok(&["release", "2019", "--as", "dara", LATER[0], LATER[1]]);
    assert!(
        draft.replace('\n', " ").contains("Cases that are restricted to others than its maker are not counted"),
        "{draft}"
    );
    assert_eq!(office.run(&["release", "2019", "--as", "nary", LATER[0], LATER[1]]).status, 4);
    for who in ["dara", "sophal", "chan"] {
        let refused = office.run(&["release", "2019", "--sign", "--as", who, LATER[0], LATER[1]]);
        assert!(refused.status == 4 && refused.stderr.contains("may not sign a release of figures"), "{refused:?}");
        let refused = office.run(&["release", "published", "add", "2018", "cases", "1", "--source", "x", "--as", who]);
        assert_eq!(refused.status, 4, "{refused:?}");
    }
    office.ok(&["release", "2019", "--sign", "--as", "vanna", LATER[0], LATER[1]]);
    // What is signed is for all who see figures; of the case that is restricted to others nobody learns which it is.
    assert!(office.ok(&["release", "print", "1", "--as", "chan"]).contains("2 cases"));
    let mut store = open_as(&office, "sophal");
    let file = store.case(&id, &now).unwrap();
    set(&mut store, &now, file.offences[0].to_sheet(), &[("code", Some("0102"))]);
    drop(store);
    let diff = |who: &str| office.ok(&["release", "diff", "2019", "--as", who, "--now", "2020-03-01T09:00"]);
    assert!(diff("sophal").contains("CPU-19-0002") && diff("sophal").contains("recoded"), "{}", diff("sophal"));
    for who in ["vanna", "dara"] {
        let told = diff(who);
        assert!(!told.contains("19-0002") && !told.contains("recoded"), "{who}: {told}");
    }
    assert!(diff("chan").contains("Figures only"), "{}", diff("chan"));
}

fn open_as(office: &Office, who: &str) -> Store {
    let mut store = Store::open(&office.db()).unwrap();
    let claim = Claim { name: Some(who.to_owned()), account: "root".to_owned(), ..Claim::default() };
    store.sign_in(&claim, &at("2020-02-01T09:00")).unwrap();
    store
}

fn figures(office: &Office, year: &str, as_of: &str) -> Value {
    let out = office.ok(&["release", year, "--as-of", as_of, "--json", "--now", "2021-06-01T09:00"]);
    serde_json::from_str(&out).unwrap()
}

#[test]
fn at_the_turn_of_the_year_a_case_is_of_the_year_of_its_report() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7 m34 y", "--now", "2019-12-31T23:59"]);
    office.ok(&["add", "rape bat f7 m34", "--now", "2020-01-01T00:01"]);
    let old = figures(&office, "2019", "2020-01-13T09:00");
    assert_eq!((&old["cases"], &old["rates"][0]["k"]), (&json!(1), &json!(1)));
    let new = figures(&office, "2020", "2020-01-13T09:00");
    assert_eq!((&new["cases"], &new["rates"][0]["k"], &new["rates"][0]["n"]), (&json!(1), &json!(0), &json!(1)));
    assert_eq!(figures(&office, "2020", "2019-12-31T23:59")["cases"], json!(0), "nothing of it was there yet");
}

#[test]
fn a_leap_day_is_compared_with_the_last_of_february() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7 m34 y", "--now", "2020-02-29T12:00"]);
    let out = figures(&office, "2020", "2020-02-29T18:00");
    assert_eq!((&out["cases"], &out["previous"]["as_of"]), (&json!(1), &json!("2019-02-28T18:00:00+07:00")));
}

#[test]
fn a_table_from_which_a_small_count_could_be_computed_is_withheld_and_comes_once_none_can() {
    let office = Office::new();
    let add = |day: &str| drop(office.ok(&["add", "rape bat f7 m34 y", "--now", &format!("{day}T12:00")]));
    add("2020-02-29");
    let at = ["release", "2020", "--as-of", "2020-02-29T18:00", "--now", "2021-06-01T09:00"];
    let months = || figures(&office, "2020", "2020-02-29T18:00")["tables"][1].clone();
    // January is printed as 0 and the headline says that there is one case: the * of February would be it.
    assert_eq!(
        (&months()["by"], &months()["withheld"], &months()["rows"]),
        (&json!("month"), &json!(true), &json!([]))
    );
    for form in ["text", "markdown", "html", "xlsx"] {
        let path = office.folder().join(format!("few.{form}"));
        office.ok(&[&at[..], &["--format", form, "--out", path.to_str().unwrap()]].concat());
        assert!(path.exists(), "{form}");
    }
    let text = office.ok(&at).replace('\n', " ");
    assert!(text.contains("By month of the report: this table is withheld"), "{text}");
    assert!(!text.contains("February  "), "{text}");
    for _ in 0..10 {
        ["2020-01-20", "2020-02-20"].into_iter().for_each(add);
    }
    let months = months();
    assert_eq!((&months["withheld"], months["rows"].as_array().unwrap().len()), (&Value::Null, 2), "none to come");
    assert_eq!(months["rows"][1]["cases"], json!(10), "{months:#}");
}

#[test]
fn a_case_reported_in_one_year_and_committed_in_another_counts_by_its_report() {
    let office = Office::new();
    office.ok(&["add", "hom bat f7 m34 y on:27/12/2019", "--now", "2020-01-05T12:00"]);
    assert_eq!(figures(&office, "2019", "2020-12-31")["homicide"]["under_15"], json!(0));
    assert_eq!(figures(&office, "2020", "2020-12-31")["homicide"]["under_15"], json!(1));
}

#[test]
fn a_suspect_in_two_cases_is_arrested_in_each() {
    let office = Office::new();
    for _ in 0..2 {
        office.ok(&["add", "rape bat f7 m34 y", "--now", "2020-01-05T12:00"]);
    }
    let out = figures(&office, "2020", "2020-12-31");
    assert_eq!((&out["rates"][1]["k"], &out["rates"][2]["value"]), (&json!(2), &json!(1.0)));
}

#[test]
fn several_victims_in_one_case_are_one_case_and_several_victims() {
    let office = Office::new();
    office.ok(&["add", "hom bat f7+m8mo+m16 m34 y", "--now", "2020-01-05T12:00"]);
    let out = figures(&office, "2020", "2020-12-31");
    let homicide = &out["homicide"];
    assert_eq!((&out["cases"], &homicide["cases"]), (&json!(1), &json!(1)));
    assert_eq!(
        (&homicide["victims"], &homicide["under_15"], &homicide["age_unknown"]),
        (&json!(3), &json!(2), &json!(0))
    );
}

#[test]
fn an_arrest_taken_back_counts_until_then_and_one_entered_late_only_since() {
    let office = Office::new();
    office.ok(&["add", "rape bat f7 m34 y", "--now", "2020-01-05T12:00"]);
    office.ok(&["add", "rape bat f7 m34", "--now", "2020-01-05T12:00"]);
    let mut store = open(&office.db());
    let (back, late) = (at("2020-02-01T09:00"), at("2020-03-01T09:00"));
    let all = cases(&mut store, 2020, &back);
    let first = store.case(&all[0].case_id, &back).unwrap();
    take_back(&mut store, &back, first.arrests[0].to_sheet());
    let second = store.case(&all[1].case_id, &late).unwrap();
    arrest(&mut store, &late, &all[1].case_id, &second.suspects[0].head.id, "2020-01-06");
    let k = |as_of| figures(&office, "2020", as_of)["rates"][0]["k"].clone();
    assert_eq!(["2020-01-31", "2020-02-29", "2020-03-31"].map(k), [json!(1), json!(0), json!(1)]);
}

#[test]
fn what_was_printed_is_kept_with_its_source_and_compared() {
    let office = Office::demo();
    let add =
        ["release", "published", "add", "2015", "cases", "290", "--source", "a paper of 2016", LATER[0], LATER[1]];
    let kept = office.ok(&add);
    assert!(kept.contains("a paper of 2016") && kept.contains("292"), "{kept}");
    let diff = office.ok(&["release", "diff", "2015", "--against", "published"]);
    for words in ["292", "244", "290", "https://www.cambodianchildrensfund.org/", "printed a year later"] {
        assert!(diff.contains(words), "no {words} in\n{diff}");
    }
    assert_eq!(office.run(&["release", "diff", "2015", "--against", "signed"]).status, 1);
    let none = office.run(&["release"]);
    assert_eq!(none.status, 2, "{none:?}");
}
