//! An office with accounts at its consoles: the log, who looked, broken glass, restricted cases, who else is there, roles.

use crate::support::{Console, DEADLINE, Office, SOON};
use crate::{NARROW, NOW};
use std::time::Instant;

const SIDE: (u16, u16) = (120, 36);
const OFFICERS: [(&str, &str, &str); 7] = [
    ("admin", "administrator", ""),
    ("boss", "director", ""),
    ("sokha", "lead", "HIT"),
    ("dara", "officer", "HIT"),
    ("rith", "officer", "FST"),
    ("lab", "forensic", "FST"),
    ("ana", "analyst", ""),
];

/// Two cases of HIT: 21/1 led by its team lead, 21/2 by dara a day before.
pub(crate) fn staffed() -> Office {
    let office = Office::new();
    for (name, role, team) in OFFICERS {
        let mut args = vec!["user", "add", name, "--role", role, "--now", "2021-12-01T08:00"];
        if !team.is_empty() {
            args.extend(["--team", team]);
        }
        office.ok(&args);
    }
    enter(&office, "sokha", "hom bat f7 m34 uncle police hit", NOW);
    enter(&office, "dara", "rape siem f9 m40 teacher police hit", "2021-12-27T10:00");
    office
}

pub(crate) fn enter(office: &Office, officer: &str, line: &str, now: &str) {
    office.ok(&["add", line, "--now", now, "--as", officer]);
}

/// Their console, drawn.
pub(crate) fn sit(office: &Office, officer: &str, size: (u16, u16)) -> Console {
    let console = office.console(&["--now", NOW, "--as", officer], size);
    console.wait(|s| s.contains("[1 Cases]") || s.contains("[7 Log]"), "a title");
    console.settle(150);
    console
}

fn on_record(office: &Office, action: &str) -> Vec<(String, String)> {
    let file = rusqlite::Connection::open(office.db()).unwrap();
    let mut lines = file.prepare("SELECT person, coalesce(new, '') FROM audit WHERE action = ?1 ORDER BY seq").unwrap();
    lines.query_map([action], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
}

fn soon(since: Instant, what: &str) {
    assert!(since.elapsed() < SOON, "{what} took {:?}", since.elapsed());
}

#[test]
fn the_log_is_live_and_filtered_by_case_officer_act_and_day() {
    let office = staffed();
    let console = sit(&office, "boss", SIDE);
    console.keys("7");
    console.wait(|s| s.contains("[7 Log]") && s.contains("21/0002"), "the log");
    console.wait_text("add officer");
    let rows = |s: &str| s.lines().filter(|l| l.contains("Dec 2021") && !l.contains("Log ·")).count();
    for (words, understood, has, lacks) in [
        ("dara", "by dara", "21/0002", "21/0001"),
        ("21/1", "CPU-21-0001", "sokha", "dara "),
        ("new case 27 dec", "“new case”, on 27 Dec 2021", "21/0002", "21/0001"),
        ("sign in", "“sign in”", "at the server", "21/0001"),
    ] {
        console.keys(&format!("/{words}<Enter>"));
        console.wait(|s| s.contains(&format!("Log · {understood}")) && s.contains(has), words);
        let log: Vec<String> =
            console.screen().lines().take_while(|l| !l.contains("by report date")).map(str::to_owned).collect();
        assert!(!log.join("\n").contains(lacks), "{words}\n{}", console.screen());
        console.keys("<Esc>");
        console.wait_text("Log · latest first");
    }
    console.keys("/sokkha");
    console.wait_text("“sokkha”: no officer, case, day or act of this office");
    console.keys("<Esc>");
    console.wait_text("Log · latest first");
    let before = rows(&console.screen());
    let since = Instant::now();
    enter(&office, "dara", "kid pp m9 ? partner hit", NOW);
    console.wait_text("21/0003");
    assert!(since.elapsed() < SOON, "{:?}", since.elapsed());
    assert!(rows(&console.screen()) > before);
    // An act whole, and its case.
    console.keys("/21/1 new<Enter>");
    console.wait_text("CPU-21-0001, “new”");
    console.keys("<Enter>");
    console.wait_text("Act · 21/0001");
    for words in ["by sokha: new case", "V1 Age: 7", "Team: "] {
        console.wait_text(words);
    }
    console.keys("<Enter>");
    console.wait(|s| s.contains("[1 Cases]") && s.contains("girl, 7"), "the case");
    // An officer reads their own acts.
    let own = office.ok(&["log", "--as", "dara", "--now", NOW]);
    assert!(own.contains("CPU-21-0002") && !own.contains("sokha"), "{own}");
    let json: serde_json::Value =
        serde_json::from_str(&office.ok(&["log", "new", "21/1", "--json", "--as", "boss", "--now", NOW])).unwrap();
    assert_eq!((&json[0]["number"], &json[0]["person"]), (&"CPU-21-0001".into(), &"sokha".into()));
    assert_eq!(office.ok(&["log", "--limit", "2", "--as", "boss", "--now", NOW]).lines().count(), 2);
    let misread = office.run(&["log", "sokkha", "--as", "boss"]);
    assert!(misread.status == 2 && misread.stderr.contains("no officer, case, day or act"), "{misread:?}");
    assert_eq!(on_record(&office, "refused"), []);
}

/// Presses until the words are there. While a window is on its way a key asks for no other: it is waited for each time.
fn press_until(console: &Console, key: &str, words: &str) {
    let end = Instant::now() + DEADLINE;
    console.settle(20);
    while !console.screen().contains(words) {
        assert!(Instant::now() < end, "{key} leads to no «{words}»\n{}", console.screen());
        console.keys(key);
        console.settle(20);
    }
}

#[test]
fn a_long_log_is_read_by_windows_down_and_up() {
    let office = staffed();
    let mut store = caseload::store::Store::open(&office.db()).unwrap();
    let claim = caseload::domain::visit::Claim { name: Some("boss".into()), ..Default::default() };
    let now = caseload::clock::Clock::System.now(store.office().zone);
    store.sign_in(&claim, &now).unwrap();
    for n in 0..1500 {
        store.searched(&format!("word{n}"), &now).unwrap();
    }
    drop(store);
    let console = sit(&office, "boss", NARROW);
    console.keys("7/search<Enter>");
    console.wait(|s| s.contains("word1499") && s.contains("Log · “search”"), "the latest");
    press_until(&console, "G", "word0");
    for _ in 0..4 {
        console.keys("<PageUp>");
    }
    press_until(&console, "<PageUp>", "word1499");
    console.keys("G");
    console.settle(200);
    console.keys("Gg");
    console.wait_text("word1499");
}

#[test]
fn who_looked_is_for_the_lead_and_says_no_to_others() {
    let office = staffed();
    let dara = sit(&office, "dara", NARROW);
    dara.keys("G<Enter>");
    dara.wait_text("girl, 7");
    dara.keys("w");
    dara.wait_text("You may not see who looked at this case: ask sokha");
    let sokha = sit(&office, "sokha", NARROW);
    sokha.keys("Gw");
    sokha.wait(|s| s.contains("Who looked at CPU-21-0001") && s.contains("dara"), "who looked");
    let screen = sokha.screen();
    let line = screen.lines().find(|l| l.contains(" dara ")).unwrap();
    assert!(line.contains("open case") && line.contains("names shown"), "{line}");
    // Somebody else looks while it is open.
    office.ok(&["show", "21/1", "--as", "boss", "--now", NOW]);
    sokha.wait_text(" boss ");
    assert_eq!(on_record(&office, "refused"), []);
}

#[test]
fn broken_glass_is_told_at_once_and_waits_for_an_open_form() {
    let office = staffed();
    let sokha = sit(&office, "sokha", NARROW);
    let rith = sit(&office, "rith", NARROW);
    rith.wait_text("No case");
    rith.keys("b21/1<Enter><Enter>");
    rith.wait_text("Say why");
    rith.keys("same suspect in our case<Enter>");
    rith.wait_text("CPU-21-0001 is open to you until 29 Dec 2021 10:45");
    let since = Instant::now();
    let told = "rith broke the glass of 21/0001 at 28 Dec 2021 22:45: same suspect";
    sokha.wait(|s| s.contains(told) && s.contains("in our case"), "the notice");
    soon(since, "the notice");
    rith.wait_text("girl, 7");
    // To see it and to add to its diary, and no more.
    rith.keys("e");
    rith.wait_text("You may not change this case: ask sokha");
    rith.keys("d");
    rith.wait_text("New diary entry of CPU-21-0001");
    rith.keys("<Esc>");
    sokha.settle(600);
    sokha.keys("<Enter>");
    sokha.wait_gone("broke the glass");
    sokha.keys("Gw");
    sokha.wait(|s| s.contains("because: same suspect in our case") && s.contains("until 29 Dec 2021 10:45"), "why");
    sokha.keys("<Esc>");
    assert_eq!(on_record(&office, "break glass").len(), 1);
    // While something is typed it waits in the title.
    sokha.keys("nhom bat");
    sokha.wait_text("hom = ");
    office.ok(&["glass", "21/1", "--reason", "once more", "--as", "rith", "--now", "2021-12-29T11:45"]);
    sokha.wait_text("! 1 notice");
    sokha.keys(" f7<Enter>");
    sokha.wait_text("female");
    assert!(!sokha.screen().contains("once more"));
    sokha.keys("<Esc>");
    sokha.wait_text("Leave without saving?");
    sokha.keys("<Enter>");
    sokha.wait_text("once more");
    drop(sokha);
    // What was not read is told at the next sign-in.
    let sokha = sit(&office, "sokha", NARROW);
    sokha.wait_text("once more");
    let refused = office.run(&["glass", "21/1", "--reason", "curious", "--as", "lab"]);
    assert!(refused.status == 4 && refused.stderr.contains("A forensic examiner may not break glass"), "{refused:?}");
    assert_eq!(office.run(&["glass", "21/1", "--reason", " ", "--as", "rith"]).status, 2);
}

#[test]
fn a_restricted_case_is_nowhere_for_others() {
    let office = staffed();
    let [boss, sokha] = ["boss", "sokha"].map(|name| sit(&office, name, NARROW));
    boss.wait_text("21/0001");
    sokha.keys("GR");
    sokha.wait_text("Who alone may know of 21/0001");
    sokha.keys("daar<Enter>");
    sokha.wait_text("“daar” is no officer of this office");
    sokha.keys("<BS><BS><Tab>");
    sokha.wait_text("dara ");
    sokha.keys("<Enter>");
    sokha.wait_text("21/0001 is known to dara sokha alone");
    boss.wait_gone("21/0001");
    boss.keys("7");
    boss.wait_text("[7 Log]");
    boss.settle(100);
    assert!(!boss.screen().contains("21/0001"), "{}", boss.screen());
    boss.keys("1r");
    boss.wait_text("Cases that are restricted to others are not counted");
    boss.wait(|s| s.contains("21/0002") && !s.contains("21/0001"), "the receipt");
    let say = |args: &[&str]| {
        let said = office.run(&[args, &["--as", "boss", "--now", NOW]].concat());
        (said.status, format!("{}{}", said.stdout, said.stderr))
    };
    let (hidden, none) = (say(&["show", "21/1"]), say(&["show", "21/9"]));
    assert_eq!((hidden.0, hidden.1.replace("0001", "0009")), none);
    assert!(!say(&["list"]).1.contains("21-0001"));
    assert_eq!(say(&["list", "battambang"]), say(&["list", "nowhere"]), "as a word that stands in no case");
    assert!(say(&["rates", "--json"]).1.contains("\"cases\": 1"));
    assert_eq!(say(&["log", "21/1"]), say(&["log", "21/9"]));
    assert!(office.ok(&["list", "--as", "dara"]).contains("21-0001"));
    // Who would lock themself out is asked.
    boss.keys("<Esc>gR");
    boss.wait_text("Who alone may know of 21/0002");
    boss.keys("sokha<Enter>");
    boss.wait_text("Lock yourself out?");
    boss.keys("<Enter>");
    boss.wait_text("21/0002 is known to dara sokha alone");
    boss.wait_text("No case that you may open yet");
    sokha.wait_text("21/0002");
    // No name lifts it.
    sokha.keys("GR");
    sokha.wait_text("Who alone may know of 21/0001");
    sokha.keys(&"<BS>".repeat(20));
    sokha.keys("<Enter>");
    sokha.wait_text("21/0001 is restricted no more");
    boss.wait_text("21/0001");
    assert_eq!(on_record(&office, "restrict").len(), 3);
}

#[test]
fn who_else_is_in_a_case_shows_and_goes() {
    let office = staffed();
    let sokha = sit(&office, "sokha", SIDE);
    let dara = sit(&office, "dara", NARROW);
    dara.keys("G<Enter>");
    sokha.keys("G");
    sokha.wait(|s| s.contains("◇21/0001") && s.contains("dara is here"), "dara in the case");
    dara.keys("e");
    sokha.wait(|s| s.contains("◆21/0001") && s.contains("dara is editing"), "dara in a form of it");
    dara.signal(9);
    let since = Instant::now();
    sokha.wait(|s| !s.contains("◆21/0001") && !s.contains("dara is"), "dara gone");
    assert!(since.elapsed() < SOON, "{:?}", since.elapsed());
}

/// Every movement that a hand may make by itself.
fn wander(console: &Console) {
    for keys in [
        "jjjj", "<Tab>", "jj", "<Tab>", "<Enter>", "<Esc>", "7", "jj", "<Enter>", "<Esc>", "1", "G", "k", "g", "p",
        "p", "p", "r", "<Tab>", "<Esc>", "?", "<Esc>",
    ] {
        console.keys(keys);
        console.settle(60);
    }
}

#[test]
fn each_role_finds_what_it_sees_and_leaves_no_refusal_behind() {
    let office = staffed();
    let admin = sit(&office, "admin", NARROW);
    admin.wait(|s| s.contains("[7 Log]") && s.contains("add officer"), "the log first");
    assert!(!admin.screen().contains("21/0001") && !admin.screen().contains("report date"));
    wander(&admin);
    admin.wait_text("You are an administrator: you see no case and no figures");
    admin.keys("n");
    admin.wait_text("An administrator may not enter a case");
    let ana = sit(&office, "ana", SIDE);
    ana.wait(|s| s.contains("You are an analyst: you see the figures") && s.contains("0 of 2"), "figures and no case");
    ana.keys("r");
    ana.wait(
        |s| s.contains("Figures only: an analyst opens no case.") && s.contains("0 of 2"),
        "a receipt without cases",
    );
    assert!(!ana.screen().contains("21/000"));
    ana.keys("<Esc>?not yours");
    ana.settle(100);
    ana.keys("<Esc>?edit any");
    ana.wait_text("(not yours) Edit any field");
    ana.keys("<Esc>");
    wander(&ana);
    let lab = sit(&office, "lab", SIDE);
    lab.wait_text("21/0001");
    wander(&lab);
    assert_eq!(on_record(&office, "refused"), []);
    // The role changes while the console is open.
    office.ok(&["user", "role", "ana", "officer", "--team", "HIT"]);
    ana.wait(|s| s.contains("You are an officer now") && s.contains("21/0001"), "the list");
    office.ok(&["user", "role", "ana", "administrator"]);
    ana.wait(|s| s.contains("[7 Log]") && !s.contains("21/000"), "the log");
    office.ok(&["user", "role", "lab", "analyst"]);
    lab.wait(|s| s.contains("You are an analyst") && !s.contains("21/000"), "nothing left of the cases");
    assert_eq!(on_record(&office, "refused"), []);
}

#[test]
fn a_receipt_line_of_another_team_says_whom_to_ask() {
    let office = staffed();
    let rith = sit(&office, "rith", NARROW);
    rith.keys("r");
    rith.wait_text("a case of another team: ask HIT");
    rith.keys("<Enter>");
    rith.wait_text("21/0002: a case of another team: ask HIT");
    let receipt = office.ok(&["rates", "--receipt", "case_arrest_rate", "--as", "rith", "--now", NOW]);
    assert!(receipt.contains("of another team: ask HIT") && !receipt.contains("Battambang"), "{receipt}");
    assert_eq!(on_record(&office, "refused"), []);
    let receipt = office.run(&["rates", "--receipt", "case_arrest_rate", "--as", "ana", "--now", NOW]);
    assert!(receipt.status == 4 && receipt.stdout.is_empty(), "{receipt:?}");
}

#[test]
fn the_privacy_screen_covers_the_log_and_an_act_of_it() {
    let office = staffed();
    enter(&office, "sokha", "hom bat f7 m34 police hit -- found by the canal", NOW);
    let boss = sit(&office, "boss", NARROW);
    boss.keys("7/21/3<Enter>");
    boss.wait(|s| s.contains("CPU-21-0003") && s.contains("new case"), "the act");
    // Until the log has been read again for the last letter there is no act to be opened.
    boss.settle(150);
    boss.keys("<Enter>");
    boss.wait_text("found by the canal");
    boss.keys("<F9>");
    boss.wait(|s| !s.contains("canal") && !s.contains("Act · ") && s.contains("21/0003"), "the log without it");
    boss.keys("<Enter>");
    boss.wait_text("What: ▒▒▒▒");
}

#[test]
fn presence_is_in_the_case_of_the_form_and_not_under_the_cursor() {
    let office = staffed();
    let (dara, sokha) = (sit(&office, "dara", SIDE), sit(&office, "sokha", SIDE));
    dara.wait_text("21/0002");
    dara.keys("e");
    dara.wait_text("Edit CPU");
    sokha.wait_text("dara is editing");
    dara.keys("<Esc>");
    dara.wait_gone("Edit CPU");
    sokha.wait_gone("dara is editing");
    dara.keys("n");
    dara.wait_text("New case");
    sokha.settle(1500);
    assert!(!sokha.screen().contains("dara is editing"), "a new case is nobody else's:\n{}", sokha.screen());
}

#[test]
fn a_reason_that_is_typed_behind_the_privacy_screen_is_not_readable() {
    let office = staffed();
    let rith = sit(&office, "rith", NARROW);
    rith.keys("<F9>");
    rith.wait_text("names hidden");
    rith.keys("b21/1<Tab>Quilmeth<S-Tab>");
    rith.settle(200);
    assert!(!String::from_utf8_lossy(&rith.raw_output()).contains("Quilmeth"), "{}", rith.screen());
    // Nor what fits no choice, typed in the wrong field, nor what is said of it.
    rith.keys("<Esc><Esc>n<Tab><Tab>Brundax<Tab>");
    rith.settle(200);
    assert!(!rith.screen().contains("Brundax"), "{}", rith.screen());
}

#[test]
fn the_title_says_who_sits_here_and_that_names_are_hidden_at_any_width() {
    let office = staffed();
    office.ok(&["glass", "21/1", "--reason", "urgent", "--as", "rith", "--now", NOW]);
    for width in [60, 70, 80, 120] {
        let sokha = sit(&office, "sokha", (width, 24));
        sokha.wait_text("broke the glass");
        sokha.keys("<F9>");
        sokha
            .wait(|s| s.lines().next().is_some_and(|l| l.contains("names hidden") && l.contains("sokha")), "the title");
        sokha.settle(600);
        sokha.keys("<F9><Esc>");
        sokha.wait_text("! 1 notice");
        assert!(sokha.row(0).contains("sokha"), "{}", sokha.row(0));
    }
}

#[test]
fn a_restriction_names_only_officers_who_open_cases_and_without_a_pin_one_is_set_first() {
    let office = staffed();
    let sokha = sit(&office, "sokha", SIDE);
    sokha.wait_text("21/0001");
    sokha.keys("GR");
    sokha.wait_text("alone");
    sokha.keys("ana<Enter>");
    sokha.wait_text("no officer who opens cases");
    sokha.keys("<Esc><F10>");
    sokha.wait_text("The new PIN");
    assert!(!sokha.screen().contains("is away"));
}

#[test]
fn beside_a_case_that_is_not_as_it_was_saved_stands_no_other_one() {
    let office = staffed();
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    raw.execute("UPDATE suspect SET sex = 'f' WHERE case_id = (SELECT id FROM cases WHERE number = 'CPU-21-0001')", [])
        .unwrap();
    let console = sit(&office, "boss", SIDE);
    console.wait(|s| s.contains("Lead") && s.contains("Siem Reap"), "the first case beside the list");
    console.keys("j");
    console.wait_text("the suspect S1 of CPU-21-0001 is not as it was saved");
    let screen = console.screen();
    assert!(!screen.contains("Lead"), "the first case is read as the second:\n{screen}");
    console.keys("k");
    console.wait(|s| s.contains("Lead") && s.contains("Siem Reap"), "the first case again");
}
