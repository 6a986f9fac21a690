//! Names and narrative are hidden at once, everywhere, also from what is sent later and from what was asked before. Every secret of the case holds one letter that stands nowhere else.

use crate::support::{Console, Office};
use crate::{NOW, field, to_field};
use caseload::domain::act::Deed;
use caseload::domain::line::NEW_CASE;
use caseload::domain::record::{RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::Store;
use std::fmt::Write;

/// Of this letter no byte may be sent while names are hidden.
const CANARY: char = 'ʬ';
/// The year of birth, which holds no letter.
const BORN: &str = "2014";
const SIDE: (u16, u16) = (100, 50);
const HIDDEN: &str = "names hidden";

/// An office with accounts and one case full of secrets: of every kind of record and of knowledge.
fn office() -> Office {
    let office = Office::new();
    for (name, role) in [("ada", "administrator"), ("dara", "director"), ("sok", "officer")] {
        office.ok(&["user", "add", name, "--role", role, "--team", "HIT"]);
    }
    secret_case(&office, "dara");
    office
}

fn secret_case(office: &Office, by: &str) {
    let mut store = Store::open(&office.db()).unwrap();
    let zone = store.office().zone;
    let now = caseload::domain::moment::Now { utc: caseload::domain::moment::read_clock(NOW, zone).unwrap(), zone };
    let claim = Claim { name: Some(by.into()), account: "x".into(), session: "test".into(), ..Claim::default() };
    store.sign_in(&claim, &now).unwrap();
    let sheet = |kind, seq, fields: &[(&str, &str)]| {
        let mut s = Sheet::blank(kind, NEW_CASE, seq);
        fields.iter().for_each(|(column, value)| s.set(column, Some((*value).to_owned())));
        s
    };
    use RecordKind::{Arrest, Case, Diary, Offence, Suspect, Victim};
    let mut case = sheet(
        Case,
        0,
        &[("reported_on", "2021-12-01"), ("team", "HIT"), ("lead", by), ("village", "ʬvillage"), ("place", "ʬplace")],
    );
    case.set("summary", Some("ʬsummary".into()));
    case.set("reporter", Some("ʬreporter".into()));
    let sheets = vec![
        case,
        sheet(Offence, 1, &[("code", "0101"), ("clearance", "UNF"), ("clearance_reason", "ʬreason")]),
        sheet(Offence, 2, &[("code", "0301")]),
        sheet(
            Victim,
            1,
            &[("sex", "f"), ("born", "2014-03-17"), ("name", "ʬvictim"), ("name_km", "ʬសុខា"), ("care_note", "ʬcare")],
        ),
        sheet(Suspect, 1, &[("identity", "named"), ("name", "ʬsuspect"), ("nickname", "ʬnick"), ("online", "ʬonline")]),
        sheet(Suspect, 2, &[("identity", "named"), ("name", "ʬsecond"), ("description", "ʬlooks")]),
        sheet(Arrest, 1, &[("suspect_id", "new:S1"), ("at", "2021-12-02"), ("place", "ʬwhere")]),
        sheet(Diary, 1, &[("text", "ʬdiary"), ("kind", "note")]),
    ];
    store.write(&now, &Deed::add("new case", sheets)).unwrap();
}

/// A config file with these seconds.
fn config(office: &Office, seconds: &[(&str, u64)]) -> String {
    let path = office.folder().join("config.toml");
    let mut text = String::new();
    seconds.iter().for_each(|(key, n)| writeln!(text, "{key} = {n}").unwrap());
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

fn start(office: &Office, officer: &str, size: (u16, u16), seconds: &[(&str, u64)]) -> Console {
    let config = config(office, seconds);
    office.console(&["--now", NOW, "--as", officer, "--config", &config], size)
}

/// The console with the case read.
fn open(office: &Office, officer: &str, seconds: &[(&str, u64)]) -> Console {
    let console = start(office, officer, SIDE, seconds);
    console.wait(|s| s.contains("as of 28 Dec 2021") && s.contains("21/0001"), "the case");
    console
}

/// What is sent from now on.
struct Mark<'a>(&'a Console, usize);

impl Mark<'_> {
    fn new(console: &Console) -> Mark<'_> {
        console.settle(150);
        Mark(console, console.raw_output().len())
    }

    /// No secret among it, and something was sent.
    fn is_clean(&self, what: &str) {
        let raw = self.0.raw_output();
        let sent = String::from_utf8_lossy(&raw[self.1..]).into_owned();
        assert!(!sent.is_empty(), "{what}: nothing was drawn");
        let secret = sent.contains(CANARY) || sent.contains(BORN) || sent.contains("សុខា");
        let at = sent.find(CANARY).or(sent.find("សុខា")).or(sent.find(BORN)).unwrap_or(0);
        let near: String = sent[at..].chars().take(200).collect();
        assert!(!secret, "{what}: a secret was sent: {near:?}\n{}", self.0.screen());
    }
}

/// F9: hidden in the first frame and whatever comes after; F9 again: shown again.
fn hides(console: &Console, what: &str) {
    assert!(console.screen().contains(CANARY) || what == "receipt", "{what}: nothing to hide\n{}", console.screen());
    let mark = Mark::new(console);
    console.keys("<F9>");
    console.wait_text(HIDDEN);
    console.settle(700);
    mark.is_clean(what);
    if what != "receipt" {
        assert!(
            console.screen().contains("▒▒") || console.screen().contains("Hidden by"),
            "{what}: it is said that something is hidden\n{}",
            console.screen()
        );
    }
    console.keys("<F9>");
    console.wait_gone(HIDDEN);
    console.wait(|s| s.contains(CANARY) || what == "receipt", "names again");
}

fn form(console: &Console) {
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
}

#[test]
fn what_was_asked_or_said_before_is_hidden_with_the_rest() {
    let office = office();
    let console = open(&office, "dara", &[]);
    form(&console);
    to_field(&console, "Age");
    console.keys("3<C-s>");
    console.wait_text("does not go with the date of birth (17 Mar 2014)");
    hides(&console, "doubt");
    console.keys("<Esc>");
    console.wait_gone("Is this right?");
    to_field(&console, "Born");
    console.keys("28/3/2557<Tab>");
    console.wait_text("It would be written");
    hides(&console, "proposal");
    console.keys("<Esc>");
    console.wait_gone("It would be written");
    console.keys("<C-u>ʬ2014<Tab>");
    console.wait_text("“ʬ2014” is no date");
    hides(&console, "error");
}

#[test]
fn saved_behind_the_privacy_screen_nothing_typed_is_lost() {
    let office = office();
    let (first, second) = (open(&office, "dara", &[]), open(&office, "sok", &[]));
    for (desk, text) in [(&first, "ʬmine"), (&second, "ʬyours")] {
        form(desk);
        to_field(desk, "Village");
        desk.keys(text);
        desk.wait_text(text);
    }
    to_field(&second, "Place");
    second.keys("ʬ2");
    second.wait_text("ʬplaceʬ2");
    first.keys("<C-s>");
    first.wait_text(" saved");
    second.wait_text("dara changed this case meanwhile");
    second.keys("<F9>");
    second.wait_text(HIDDEN);
    let mark = Mark::new(&second);
    second.keys("<C-s>");
    second.wait_text("F9 shows it, then save again");
    mark.is_clean("a clash");
    second.keys("<F9>");
    second.wait_text("ʬplaceʬ2");
    second.keys("<C-s>");
    second.wait_text("t theirs   ʬvillageʬmine");
    hides(&second, "clash");
    second.wait_text("t theirs   ʬvillageʬmine");
    second.keys("m<Enter>");
    second.wait_text("CPU-21-0001 saved");
    let case = office.ok(&["show", "21/1", "--json", "--as", "dara"]);
    let case: serde_json::Value = serde_json::from_str(&case).unwrap();
    assert_eq!((&case["village"], &case["place"]), (&"ʬvillageʬyours".into(), &"ʬplaceʬ2".into()));
    assert_eq!((&case["summary"], &case["victims"][0]["name"]), (&"ʬsummary".into(), &"ʬvictim".into()));
}

#[test]
fn a_reveal_is_on_record_also_of_a_case_that_was_open() {
    let office = office();
    let console = open(&office, "dara", &[]);
    console.keys("<Enter>");
    console.wait_text("ʬvictim");
    console.keys("<F9>");
    console.wait_text(HIDDEN);
    console.settle(300);
    console.keys("x");
    console.wait_text("ʬvictim");
    assert!(office.dump().contains("reveal names"));
}

#[test]
fn every_secret_is_hidden_wherever_one_is() {
    for alone in [false, true] {
        let office = if alone { Office::new() } else { office() };
        if alone {
            secret_case(&office, "dara");
        }
        let console = open(&office, "dara", &[]);
        console.keys("<Enter>");
        console.wait_text("ʬvictim");
        hides(&console, "detail");
        console.keys("<Esc>/ʬvic");
        console.wait_text("ʬvic”");
        hides(&console, "filter");
        console.keys("<Esc>");
        console.wait_gone("ʬvic”");
        for (keys, there, what) in [
            ("h", "History of", "history"),
            ("a", "Who was arrested?", "arrest choice"),
            ("c", "Which offence?", "clear choice"),
            ("r", "Receipt", "receipt"),
            ("e", "Edit CPU-21-0001", "form"),
        ] {
            console.keys(keys);
            console.wait_text(there);
            console.settle(200);
            hides(&console, what);
            console.wait_text(there);
            console.keys("<Esc>");
            console.wait_gone(there);
        }
        console.keys("nrape f7 -- ʬin the line");
        console.wait_text("ʬin the line =");
        hides(&console, "one-line entry");
        to_field(&console, "Village");
        console.keys("half ʬa na");
        console.wait_text("half ʬa na");
        hides(&console, "half-typed");
        console.keys("<F9>");
        console.wait_text(HIDDEN);
        let mark = Mark::new(&console);
        console.keys("ʬmeʬ");
        console.wait(|s| field(s).is_some_and(|f| f.1 == "▒".repeat(14)), "a block for each letter");
        to_field(&console, "Born");
        console.keys("17/3/2014 ʬ<Tab>");
        console.wait_text("is not understood: F9 shows it");
        mark.is_clean("typed while hidden");
        console.keys("<F9>");
        console.wait_text("“17/3/2014 ʬ”");
        hides(&console, "what is wrong");
    }
}
