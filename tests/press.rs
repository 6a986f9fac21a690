//! The day before the press conference: what may be signed and what not, what is said of a year that is not over, and why figures moved,
//! in words for who has to stand before the cameras with them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::Value;
use support::Office;

const NOW: [&str; 2] = ["--now", "2022-01-13T10:00"];
const YEAR: [&str; 6] = ["release", "2021", "--as-of", "2022-01-13T09:00", NOW[0], NOW[1]];

fn add(office: &Office, line: &str, now: &str) -> String {
    office.ok(&["add", line, "--now", now]).trim().to_owned()
}

fn sign(office: &Office) -> Value {
    serde_json::from_str(&office.ok(&[&YEAR[..], &["--sign", "--json"]].concat())).unwrap()
}

/// Why each case moved, one line for each.
fn moved(office: &Office, more: &[&str]) -> String {
    let said = office.ok(&[&["release", "diff", "2021", "--now", "2022-02-01T09:00"], more].concat());
    let (_, moved) = said.split_once("moved since").expect("a summary");
    moved.to_owned()
}

#[test]
fn nothing_is_signed_that_cannot_be_written_and_a_signature_is_said_with_its_number() {
    let office = Office::new();
    add(&office, "hom bat f7 m34 y", "2021-05-02T10:00");
    std::fs::write(office.folder().join("there.html"), "x").unwrap();
    let refused = |out: &str, status: i32, words: &str| {
        let said = office.run(&[&YEAR[..], &["--sign", "--out", out]].concat());
        assert!(said.status == status && said.stderr.contains(words), "{out}: {said:#?}");
        assert!(office.ok(&["release", "list"]).contains("no release was signed yet"), "{out}");
    };
    refused("there.html", 3, "is there already and was left alone");
    refused("nowhere/new.html", 3, "there is no folder nowhere");
    refused("new.pdf", 2, "a release is not written as pdf: end the name as text, markdown, html");
    let none = office.run(&["release", "2020", "--as-of", "2022-01-13T09:00", "--sign", NOW[0], NOW[1]]);
    assert!(none.status == 2 && none.stderr.contains("no case of 2020 counts"), "{none:#?}");
    let signed = office.run(&[&YEAR[..], &["--sign", "--out", "new.csv"]].concat());
    assert!(signed.status == 0 && signed.stderr.contains("release 1 of 2021 is signed"), "{signed:#?}");
    let csv = std::fs::read_to_string(office.folder().join("new.csv")).unwrap();
    assert!(csv.contains("release,number,,1\n") && csv.contains("release,signed_by,,"), "{csv}");
    let draft = office.ok(&[&YEAR[..], &["--format", "csv"]].concat());
    assert!(draft.contains("release,mark,,\"Draft, not signed.\"\n") && !draft.contains("signed_by"), "{draft}");
}

#[test]
fn a_year_that_is_not_over_says_so_and_one_that_is_does_not() {
    let office = Office::new();
    add(&office, "hom bat f7 m34 y", "2021-05-02T10:00");
    let of = |as_of: &str| office.ok(&["release", "2021", "--as-of", as_of, NOW[0], NOW[1]]).replace('\n', " ");
    let so_far = of("2021-06-01T09:00");
    assert!(
        so_far.contains("2021 is not over: counted is what was reported by 1 June 2021, beside the year"),
        "{so_far}"
    );
    assert!(!of("2022-01-01T09:00").contains("is not over"));
}

#[test]
fn a_merge_is_told_as_a_merge_and_each_case_that_came_or_went_says_what_it_counts() {
    let office = Office::new();
    let (older, younger) =
        (add(&office, "rape bat f7 m34", "2021-05-02T10:00"), add(&office, "rape bat f7 m34 y", "2021-05-03T10:00"));
    let unfounded = add(&office, "hom bat f3 m20 y", "2021-06-02T10:00");
    assert_eq!(sign(&office)["cases"], 3);
    let later = ["--now", "2022-01-20T09:00"];
    office.ok(&[&["merge", &older, &younger, "--reason", "one call", "--yes"], &later[..]].concat());
    add(&office, "hom bat f3 ? 20/11/2021", later[1]);
    office.ok(&[&["close", &unfounded, "--how", "no-crime", "--reason", "no crime"], &later[..]].concat());
    let said = moved(&office, &[]);
    let of =
        |number: &str| said.lines().find(|line| line.contains(number)).unwrap_or_else(|| panic!("{number}: {said}"));
    assert!(
        of(&older).contains("the arrest of S1 on 3 May 2021 counted in 21/0002, which is one with this now"),
        "{said}"
    );
    assert!(!said.contains("arrest entered late"), "{said}");
    assert!(of(&younger).contains("left out now: merged with 21/0001, where it counts"), "{said}");
    let late = of("CPU-21-0004");
    assert!(late.contains("entered late: it was not in the file then; ") && late.contains("omicide"), "{late}");
    assert!(late.contains("child homicides under 15: 0 → 1") && !late.contains("with an arrest"), "{late}");
    assert!(of(&unfounded).contains("child homicides under 15: 1 → 0"), "{said}");
}

#[test]
fn any_signed_release_can_be_compared_and_each_printed_figure_by_its_own_cut_off() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 y", "2021-02-02T10:00");
    add(&office, "rape bat f9 m34 y", "2021-05-02T10:00");
    sign(&office);
    add(&office, "rape bat f9 ? 20/11/2021", "2022-01-20T09:00");
    office.ok(&["release", "2021", "--as-of", "2022-01-21T09:00", "--sign", "--now", "2022-01-21T10:00"]);
    assert!(moved(&office, &[]).contains("21 Jan 2022") && !moved(&office, &[]).contains("0003"));
    let first = moved(&office, &["--against", "1"]);
    assert!(first.contains("13 Jan 2022") && first.contains("CPU-21-0003"), "{first}");
    let none = office.run(&["release", "diff", "2021", "--against", "7"]);
    assert!(none.status == 1 && none.stderr.contains("release 7 is not a signed one of 2021"), "{none:#?}");

    let keep = |year: &str, value: &[&str]| {
        let words = ["release", "published", "add", year];
        office.run(&[&words[..], value, &["--source", "a paper", NOW[0], NOW[1]]].concat())
    };
    for (year, value, why) in [
        ("2021", ["arrest_rate", "850"], "over 100 per cent"),
        ("2033", ["cases", "250"], "2033 has not begun"),
        ("2021", ["cases", "many"], "holds no number"),
        ("21x", ["cases", "250"], "a year is written as 2019"),
    ] {
        let said = keep(year, &value);
        assert!(said.status == 2 && said.stderr.contains(why), "{said:#?}");
    }
    assert_eq!(keep("2021", &["cases", "2"]).status, 0);
    assert_eq!(keep("2021", &["victims", "1", "--as-of", "2021-03-31T18:00"]).status, 0);
    let diff = ["release", "diff", "2021", "--json", "--now", "2022-02-01T09:00"];
    let diff: Value = serde_json::from_str(&office.ok(&diff)).unwrap();
    let then = |figure: &str| {
        let all = diff["published"].as_array().unwrap();
        all.iter().find(|one| one["figure"] == figure).map(|one| one["then"].clone())
    };
    assert_eq!((then("cases"), then("victims")), (Some("3".into()), Some("1".into())), "{diff:#}");
}
