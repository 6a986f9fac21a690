//! The filter language on the command line: what is found, what the figures say of it, and what is said of a word that cannot be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::Deed;
use caseload::domain::casefile::CaseFile;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::{Record, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::Store;
use serde_json::Value;
use support::Office;

const NOW: [&str; 2] = ["--now", "2021-12-28T22:45"];

fn ask(office: &Office, args: &[&str]) -> Value {
    serde_json::from_str(&office.ok(&[args, &["--json"], &NOW].concat())).expect("JSON")
}

/// The cases of a filter, by the last digit of their numbers, in order.
fn found(office: &Office, filter: &str) -> String {
    let rows = office.ok(&["--as", "dara", "--json", NOW[0], NOW[1], "list", "--", filter]);
    let rows: Value = serde_json::from_str(&rows).expect("JSON");
    let last = |row: &Value| row["number"].as_str().unwrap().chars().last().unwrap();
    let mut all: Vec<char> = rows.as_array().unwrap().iter().map(last).collect();
    all.sort_unstable();
    all.into_iter().collect()
}

/// Fields set in a record of a case, as a form would.
fn set(office: &Office, number: &str, of: impl Fn(&CaseFile) -> Sheet, fields: &[(&str, &str)]) {
    let now = Now { utc: read_clock(NOW[1], chrono_tz::Asia::Phnom_Penh).unwrap(), zone: chrono_tz::Asia::Phnom_Penh };
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".into(), ..Claim::default() }, &now).unwrap();
    let id = store.case_by_number(number, &now).unwrap();
    let before = of(&store.case(&id, &now).unwrap());
    let mut after = before.clone();
    fields.iter().for_each(|(column, value)| after.set(column, Some((*value).to_owned())));
    store.write(&now, &Deed { reason: Some("done".into()), ..Deed::edit("edit", before, after) }).unwrap();
}

fn office() -> Office {
    let office = Office::in_memory();
    for (line, day, by) in [
        ("hom bat f7 m34 uncle y police hit on:1/2/2021 -- found by the canal road", "2021-02-01", "dara"),
        ("rape siem f9+m3 m34 y", "2021-03-01", "sokha"),
        ("kid pp m16 ?", "2020-12-31", "dara"),
        ("att hom bat f3 k neighbour", "2021-03-31", "dara"),
        ("stat bat f13 m20 y", "2021-05-05", "sokha"),
        ("hom bat m20+f2 k", "2021-06-01", "dara"),
    ] {
        office.ok(&["add", line, "--now", day, "--as", by]);
    }
    // The numbers are by year: 21/1, 21/2, 20/1, 21/3, 21/4, 21/5.
    set(
        &office,
        "21/1",
        |f| f.victims[0].to_sheet(),
        &[("name", "Chan Sreymom"), ("name_km", "ចាន់ ស្រីមុំ"), ("born", "2013-03-01")],
    );
    set(&office, "21/1", |f| f.suspects[0].to_sheet(), &[("nickname", "Brund"), ("identity", "named")]);
    set(&office, "21/2", |f| f.case.to_sheet(), &[("reported_on", "2021-03"), ("village", "ភូមិ កណ្ដាល")]);
    set(&office, "21/5", |f| f.offences[0].to_sheet(), &[("victims", "V1")]);
    office
}

#[test]
fn the_homicides_and_arrests_of_a_year_are_those_of_the_figures() {
    let office = Office::demo();
    let count = |filter: &str| ask(&office, &["list", filter]).as_array().unwrap().len() as u64;
    for (year, cases) in [("2018", 32), ("2019", 24)] {
        let rates: Value =
            serde_json::from_str(&office.ok(&["rates", "--year", year, "--json", "--now", "2019-12-31T16:42"]))
                .unwrap();
        assert_eq!(rates["homicide"]["cases"], cases, "{year}");
        assert_eq!(count(&format!("offence:hom reported:{year} victim.age:<15")), cases, "{year}");
        assert_eq!(count(&format!("counted reported:{year}")), rates["cases"].as_u64().unwrap(), "{year}");
        assert_eq!(count(&format!("arrested counted reported:{year}")), rates["rates"][0]["k"].as_u64().unwrap());
    }
    let rates = ask(&office, &["rates", "--year", "2019"]);
    assert_eq!(count("offence:hom reported:2019 victim.age:<15"), rates["homicide"]["under_15"].as_u64().unwrap());
}

#[test]
fn cases_are_found_by_key_and_value() {
    let office = office();
    for (filter, numbers) in [
        ("", "112345"),
        ("offence:hom", "15"),
        ("offence:hom,ahom", "135"),
        ("-offence:hom", "1234"),
        ("offence:ahom", "3"),
        ("offence:rape", "24"),
        ("offence:=rape", "2"),
        ("offence:0301", "24"),
        ("offence:01", "135"),
        ("offence.code:hom", "135"),
        ("province:02", "1345"),
        ("province:02,sie", "12345"),
        ("province:បាត់ដំបង", "1345"),
        ("-province:bat", "12"),
        ("reported:2020", "1"),
        ("reported:2021", "12345"),
        // A month that is all that is known lies in its year and in itself, and in no day.
        ("reported:2021-03", "23"),
        ("reported:2021-03-01", ""),
        ("reported:2021-03-31..2021-05", "34"),
        ("reported:>=2021-03-31", "345"),
        ("reported:<2021-03", "11"),
        ("reported:>2021-03", "45"),
        ("incident:?", "12345"),
        ("incident:1/2/2021", "1"),
        ("lead:dara", "1135"),
        ("lead:me", "1135"),
        ("lead:sokha,none", "24"),
        ("lead:dar", ""),
        ("team:hit", "1"),
        ("team:none", "12345"),
        ("source:police", "1"),
        ("arrest:yes", "124"),
        ("arrest:no", "135"),
        ("arrested -offence:hom", "24"),
        ("age:<5", "235"),
        ("age:3", "23"),
        ("age:2..3", "235"),
        ("age:>=16", "15"),
        // By the day of birth, as the list shows it.
        ("age:7", "1"),
        ("sex:f", "12345"),
        // One and the same victim, and the one whom the offence was against.
        ("sex:f age:<5", "35"),
        ("sex:m age:<5", "2"),
        ("offence:hom age:<15", "1"),
        ("offence:hom age:>15", "5"),
        ("victims:>1", "25"),
        ("victims:1 suspects:1 arrest:no", "13"),
        ("number:21/1", "1"),
        ("number:21/2..21/4", "234"),
        ("relationship:uncle", "1"),
        ("relationship:of", "1"),
        ("relationship:neighbour,uncle", "13"),
        ("suspect.age:>30", "12"),
        ("suspect.age:?", "135"),
        ("arrest.at:2021-03", "2"),
        ("name:sreymom", "1"),
        ("name:\"chan srey\"", "1"),
        ("name:ស្រីមុំ", "1"),
        ("name:brund", "1"),
        ("victim.name:brund", ""),
        ("suspect.name:brund", "1"),
        ("-name:chan", "12345"),
        // By their sound, in either script, in any order; words go on by their letters.
        ("~chann", "1"),
        ("chann", ""),
        ("~srei", "1"),
        ("~sreimum", "1"),
        ("~ច័ន្ទ", "1"),
        ("~\"sreymum jan\"", "1"),
        ("~\"sreymum sok\"", ""),
        ("name:~jan,~sok", "1"),
        ("victim.name:~jan", "1"),
        ("victim.name_km:~jan", "1"),
        ("suspect.name:~jan", ""),
        ("suspect.name:~prunt", "1"),
        ("~prunt sex:f", "1"),
        ("suspect.name:~prunt victim.name:~jan", "1"),
        ("~sok", ""),
        ("-~jan", "12345"),
        ("-victim.name:~jan offence:hom", "5"),
        ("victim.born:2013", "1"),
        ("place:កណ្តាល", "2"),
        ("\"by the canal\"", "1"),
        ("canal road", "1"),
        ("\"canal by\"", ""),
        ("-canal", "12345"),
        ("open", "112345"),
        ("closed", ""),
    ] {
        assert_eq!(found(&office, filter), numbers, "{filter}");
    }
}

#[test]
fn what_is_done_with_and_what_counts_nowhere_is_told_apart() {
    let office = office();
    set(&office, "21/3", |f| f.case.to_sheet(), &[("investigation", "DUP")]);
    set(&office, "21/4", |f| f.case.to_sheet(), &[("investigation", "CLO")]);
    let unfounded = [("clearance", "UNF"), ("clearance_reason", "it never happened")];
    set(&office, "21/1", |f| f.offences[0].to_sheet(), &unfounded);
    for (filter, numbers) in [
        ("closed", "34"),
        ("open", "1125"),
        ("unfounded", "1"),
        ("offence:hom", "15"),
        ("offence:hom counted", "5"),
        ("counted reported:2021", "245"),
        ("-counted", "13"),
        ("clearance:unf", "1"),
        ("investigation:clo,dup", "34"),
    ] {
        assert_eq!(found(&office, filter), numbers, "{filter}");
    }
}

#[test]
fn khmer_is_found_however_it_was_typed() {
    let office = Office::in_memory();
    office.ok(&["add", "rape bat f9 ? -- នៅ\u{200B}ផ្ទះ\u{200B}ស្ត្រី កណ្ដាល លេខ ៣៤"]);
    for words in ["ស្ត្រី", "ស្រ្តី", "កណ្តាល", "កណ្ដាល", "ផ្ទះស្ត្រី", "លេខ34", "៣៤", "case.summary:ស្រ្តី"]
    {
        let rows = ask(&office, &["list", words]);
        assert_eq!(rows.as_array().unwrap().len(), 1, "{words}");
    }
    assert_eq!(ask(&office, &["list", "កណ្ដិល"]), serde_json::json!([]));
}

#[test]
fn a_word_that_cannot_be_read_is_named_and_nothing_is_listed() {
    let office = office();
    let before = office.dump();
    for (filter, sentence) in [
        ("provnice:02", "“provnice” is no key of the filter: did you mean province?\n"),
        ("offence:homicyde", "offence: “homicyde” is no offence: is Homicide meant?\n"),
        ("rape victim.nam:x", "did you mean victim.name?"),
        ("reported:soon", "reported: “soon” is no date"),
        ("province:", "province: needs a value"),
        ("lead:dara age:<old", "age: “old” is no age"),
        ("~", "“~” needs a name behind it"),
        ("hom province:~x", "province: “~x” asks by sound, and only names have one"),
    ] {
        for args in [&["list", filter][..], &["list", filter, "--json"]] {
            let said = office.run(args);
            assert_eq!((said.status, said.stdout.as_str(), said.stderr.lines().count()), (2, "", 1), "{said:#?}");
            assert!(said.stderr.contains(sentence), "{said:#?}");
        }
    }
    assert_eq!(office.dump(), before);
    let help = office.ok(&["list", "--help"]);
    for key in ["~kouk  name:~kouk", "offence:", "province: (prov)", "victim.sex:f", "counted", "lead:me"] {
        assert!(help.contains(key), "{key}:\n{help}");
    }
}

#[test]
fn where_words_find_nothing_it_is_said_how_a_name_is_asked_for_by_its_sound() {
    let office = office();
    let said = office.run(&["list", "chann"]);
    assert_eq!(said.status, 0);
    assert_eq!(said.stderr, "no case fits; ~word looks for names that sound alike: ~kouk.\n");
    for quiet in [
        &["list", "~sok"][..],
        &["list", "name:sok"],
        &["list", "--", "-hom -chan -rape -bat -pp"],
        &["list", "chann", "--json"],
        &["list", "chan"],
    ] {
        assert_eq!((office.run(quiet).status, office.run(quiet).stderr.as_str()), (0, ""), "{quiet:?}");
    }
}

#[test]
fn a_value_is_a_value_whatever_is_in_it() {
    let office = office();
    for hostile in ["'", "x' OR '1'='1", "\\", "%", "_", "*", ")", "?1", ";", "--"] {
        for filter in [format!("place:\"a{hostile}b\""), format!("lead:\"{hostile}\""), format!("zzz{hostile}zzz")] {
            assert_eq!(found(&office, &filter), "", "{filter}");
        }
    }
    assert_eq!(found(&office, "-place:\"a' OR 1\""), "112345");
    office.well();
}
