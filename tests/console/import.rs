//! Lists of cases brought in at the console: read, mapped, checked, brought in, stopped and undone by keys.

use crate::support::faults::times;
use crate::support::{Console, Dice, Office};
use crate::{NARROW, NOW, add, open, straight};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

const WIDE: (u16, u16) = (120, 36);

const MESSY: &str = "Case No.;Date reported;Offence;Province;Sex;Age;Child;Remarks\n\
    A1;12/03/2021;rape;Battambang;F;7;Sokha;by the canal\n\
    A2;13/03/2021;rape;Batambong;F;8;Chanthy;\n\
    A3;14/03/2021;hom;Batambong;M;8 months;Vuthy;\n\
    A4;31/02/2021;rape;bat;f;7;Bopha;\n\
    A5;15/03/2021;rape;bat;f;seven or so;Srey;\n\
    A5;15/03/2021;rape;bat;f;seven or so;Srey;\n";

const CLEAN: &str = "Date,Offence,Age,Child\n1/2/2021,rape,7,Sokha\n2/2/2021,rape,8,Bopha\n3/2/2021,hom,9,Vuthy\n";

fn put(office: &Office, name: &str, text: &str) -> PathBuf {
    let path = office.folder().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Opens the import and names a file.
fn read(console: &Console, path: &str) {
    console.keys("I");
    console.wait_text("Import a list of cases");
    console.keys(path);
    console.keys("<Enter>");
}

/// The same until it is checked.
fn checked(console: &Console, path: &str) {
    read(console, path);
    console.wait_text(" taken (");
}

fn listed(office: &Office) -> Vec<Value> {
    serde_json::from_str::<Value>(&office.ok(&["list", "--json"])).unwrap().as_array().unwrap().clone()
}

fn imports(office: &Office) -> Value {
    serde_json::from_str(&office.ok(&["import", "--list", "--json"])).unwrap()
}

#[test]
fn a_messy_list_comes_in_by_keys() {
    let office = Office::new();
    let list = put(&office, "old.csv", MESSY);
    let console = open(&office, "dara", NARROW);
    console.keys("I");
    console.wait_text("Import a list of cases");
    // Tab completes what is there alone.
    console.keys(list.to_str().unwrap().strip_suffix("ld.csv").unwrap());
    console.wait(|s| s.lines().any(|l| l.contains("old.csv") && !l.contains("File")), "the offer");
    console.keys("<Tab>");
    console.wait(|s| s.lines().any(|l| l.contains("File") && l.contains("old.csv")), "the whole name");
    console.keys("<Enter>");
    console.wait_text("6 rows: 2 taken (2 cases, 2 victims), 2 to be decided, 1 refused, 1 known");
    let screen = console.screen();
    for told in
        ["Read as UTF-8, semicolon", "“Batambong”, 2 rows", "is Battambang meant?", "refused", "line 5", "31/02/2021"]
    {
        assert!(screen.contains(told), "{told}\n{screen}");
    }
    straight(&console);
    // The word is asked about once, and what is most alike is offered first.
    console.keys("<Enter>");
    console.wait_text("Narrow:");
    straight(&console);
    console.keys("<Enter>");
    console.wait_text("4 taken (4 cases, 4 victims), 0 to be decided, 1 refused, 1 known");
    console.keys("r");
    console.wait_text("Saved as");
    let report = fs::read_to_string(office.folder().join("old.report.csv")).unwrap();
    assert!(report.contains("5,Date reported,31/02/2021,"), "{report}");
    assert!(listed(&office).is_empty(), "nothing is written before it is asked");
    console.keys("i");
    console.wait_text("Bring in 4 cases?");
    console.wait_text("1 refused stay out");
    console.keys("<Enter>");
    console.wait_text("4 cases of old.csv came in as import 1");
    console.wait_text("21/0004");
    let cases = listed(&office);
    assert_eq!(cases.len(), 4);
    let found: Value = serde_json::from_str(&office.ok(&["list", "province:02", "--json"])).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 4, "the word is the province for all its rows");
    // The same list adds nothing, and that cannot be brought in.
    checked(&console, list.to_str().unwrap());
    console.wait_text("0 taken");
    console.keys("i");
    console.wait_text("nothing in it that could come in");
    office.well();
}

#[test]
fn a_wrong_map_is_mended_by_keys_and_used_again() {
    let office = Office::new();
    let list = put(&office, "l.csv", "uid,day,Offence,Age,who\n1,3/4/2021,rape,35,Sokha\n2,5/4/2021,hom,40,Bopha\n");
    let console = open(&office, "dara", WIDE);
    read(&console, list.to_str().unwrap());
    console.wait_text("cannot be checked yet");
    console.wait(|s| s.contains("3/4/2021 | 5/4/2021") && s.contains("35 | 40"), "real values");
    straight(&console);
    console.wait_text("as they themselves tell");
    // The day of the report; the age is the suspect's; who is the victim.
    for (down, typed) in [(1, "case.reported"), (2, "suspect.age"), (1, "victim.name")] {
        console.keys(&"<Down>".repeat(down));
        console.keys("<Enter>");
        console.wait_text("Narrow:");
        console.keys(typed);
        console.keys("<Enter>");
        console.wait_gone("Narrow:");
    }
    console.keys("oo");
    console.wait_text("month first (mdy)");
    console.keys("m");
    console.wait_text("Saved as");
    console.keys("<Tab>");
    console.wait_text("2 rows: 2 taken (2 cases, 2 victims), 0 to be decided");
    console.keys("<Esc>");
    console.wait_text("Import a list of cases");
    console.keys("<Enter>");
    console.wait_text("2 rows: 2 taken");
    console.keys("<Tab>");
    console.wait_text("read by the map l.toml");
    console.wait_text("month first (mdy)");
    console.keys("<Tab>");
    console.wait_text("2 rows: 2 taken");
    console.keys("i");
    console.wait_text("Bring in 2 cases?");
    console.keys("<Enter>");
    console.wait_text("came in as import 1");
    let case: Value = serde_json::from_str(&office.ok(&["show", "21/1", "--json"])).unwrap();
    let told = (&case["reported_on"], &case["suspects"][0]["age"], &case["victims"][0]["name"]);
    assert_eq!(told, (&"2021-03-04".into(), &"35".into(), &"Sokha".into()), "{case:#}");
}

#[test]
fn another_sheet_of_a_workbook_is_chosen() {
    let office = Office::new();
    let path = office.folder().join("book.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in [("2019", 1), ("2020", 2)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["Date", "Offence", "Child"]).unwrap();
        for row in 1..=rows {
            sheet.write_row(row, 0, [format!("{row}/2/{name}"), "rape".into(), "Sokha".into()]).unwrap();
        }
    }
    book.save(&path).unwrap();
    let console = open(&office, "dara", NARROW);
    checked(&console, path.to_str().unwrap());
    console.wait_text("1 row: 1 taken");
    console.keys("<Tab>");
    console.wait_text("Read as workbook, sheet 2019");
    console.keys("s");
    console.wait_text("Which sheet?");
    console.keys("2020<Enter>");
    console.wait_text("2 rows: 2 taken");
    console.keys("<Tab>s");
    console.wait_text("Which sheet?");
    straight(&console);
}

#[test]
fn what_is_neither_yes_nor_no_is_asked_once() {
    let office = Office::new();
    let text = "Date,Offence,Age,Child,Arrested\n1/2/2021,rape,7,Sokha,in jail\n2/2/2021,rape,8,Bopha,in jail\n3/2/2021,rape,9,Srey,no\n";
    let list = put(&office, "l.csv", text);
    let console = open(&office, "dara", NARROW);
    checked(&console, list.to_str().unwrap());
    console.wait_text("“in jail”, 2 rows");
    console.keys("<Enter>");
    console.wait_text("Narrow:");
    console.keys("yes<Enter>");
    console.wait_text("3 rows: 3 taken");
    console.keys("i");
    console.wait_text("Bring in 3 cases?");
    console.keys("<Enter>");
    console.wait_text("came in as import 1");
    let arrested: Value = serde_json::from_str(&office.ok(&["list", "arrest:yes", "--json"])).unwrap();
    assert_eq!(arrested.as_array().unwrap().len(), 2, "{arrested:#}");
}

#[test]
fn who_leaves_at_the_check_leaves_nothing_behind() {
    let office = Office::new();
    let list = put(&office, "old.csv", MESSY);
    let console = open(&office, "dara", NARROW);
    let before = office.dump();
    checked(&console, list.to_str().unwrap());
    console.keys("i");
    console.wait_text("Bring in 2 cases?");
    console.keys("<Esc>");
    console.wait_gone("Bring in 2 cases?");
    // What was said of a word is asked about before it is dropped.
    console.keys("<Enter>");
    console.wait_text("Narrow:");
    console.keys("<Enter>");
    console.wait_text("4 taken");
    console.keys("<Esc>");
    console.wait_text("Drop what you chose?");
    console.keys("<Enter>");
    console.wait_text("Import a list of cases");
    console.keys("<Esc>");
    console.wait_gone("Import a list of cases");
    assert_eq!(office.dump(), before);
    let beside: Vec<_> = fs::read_dir(office.folder()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!beside.iter().any(|n| n.to_string_lossy().starts_with("old.") && n != "old.csv"), "{beside:?}");
}

#[test]
fn an_import_waits_is_stopped_and_goes_on_behind_the_list() {
    let office = Office::new();
    let list = put(&office, "l.csv", CLEAN);
    let console = open(&office, "dara", NARROW);
    let before = office.dump();
    let holder = rusqlite::Connection::open(office.db()).unwrap();
    // Three cases are in before a second key is read: nobody can write until it is, and the import stands at its first save.
    let held = |keys: &str| {
        holder.execute_batch("BEGIN IMMEDIATE").unwrap();
        console.keys(keys);
        console.settle(50);
        holder.execute_batch("ROLLBACK").unwrap();
    };
    let begin = || {
        checked(&console, list.to_str().unwrap());
        console.keys("i");
        console.wait_text("Bring in 3 cases?");
        held("<Enter>p");
        console.wait_text("Paused: p goes on");
    };
    begin();
    straight(&console);
    console.keys("<Esc>");
    console.wait_text("Stop the import?");
    console.keys("<Enter>");
    console.wait_text("Stopped: nothing was written");
    assert_eq!(office.dump(), before, "nothing of it is left");
    console.keys("<Esc><Esc>");
    console.wait_gone("Import a list of cases");
    // While it waits, nobody else does; and who leaves is asked.
    begin();
    console.keys("q");
    console.wait(|s| s.lines().next().is_some_and(|title| title.contains("paused")), "the mark in the title");
    let number = add(&office, "hom bat f7 m34 police");
    console.wait_text("21/0001");
    assert_eq!(listed(&office).len(), 1, "only {number} is there");
    console.keys("q");
    console.wait_text("Leave while an import runs?");
    console.keys("<Esc>");
    console.wait_gone("Leave while");
    console.keys("I");
    console.wait_text("Paused: p goes on");
    console.keys("p");
    console.wait_text("3 cases of l.csv came in as import 1");
    assert_eq!(listed(&office).len(), 4);
    // Left while nothing is decided, it is not there.
    let more = put(&office, "m.csv", &CLEAN.replace("2021", "2020"));
    checked(&console, more.to_str().unwrap());
    console.keys("i");
    console.wait_text("Bring in 3 cases?");
    held("<Enter>pq");
    console.wait(|s| s.lines().next().is_some_and(|title| title.contains("paused")), "the mark in the title");
    console.keys("q");
    console.wait_text("being laid ready. If you leave now");
    console.keys("<Enter>");
    console.wait_exit();
    assert_eq!((listed(&office).len(), imports(&office).as_array().unwrap().len()), (4, 1));
    office.well();
}

/// Whenever it is stopped, all of it is there or nothing. `CASELOAD_SEED` repeats the moments.
#[test]
fn stopped_at_any_moment_all_of_it_is_there_or_nothing() {
    let office = Office::in_memory();
    let console = open(&office, "dara", NARROW);
    let (mut dice, rounds, size) = (Dice::new(), times(6), 2500);
    let (mut there, mut stopped) = (0, 0);
    for round in 0..rounds {
        let mut list = String::from("Case No.,Date,Offence,Age\n");
        (0..size).for_each(|n| list += &format!("R{round}-{n},{}/2/2021,rape,{}\n", 1 + n % 28, n % 15));
        let list = put(&office, "l.csv", &list);
        checked(&console, list.to_str().unwrap());
        console.keys("i");
        console.wait_text("Bring in 2,500 cases?");
        console.keys("<Enter>");
        dice.wait_between(Duration::ZERO, Duration::from_millis(120));
        console.keys("<Esc>");
        let runs = |s: &str| s.contains("The cases are laid ready") || s.contains("The cases come in");
        let over = |s: &str| !s.contains("Bring in") && !runs(s);
        let asked = |s: &str| s.contains("Stop the import?");
        console.wait(|s| asked(s) || s.contains("It is decided") || over(s), "an answer");
        if asked(&console.screen()) {
            console.keys("<Enter>");
            console.wait(|s| !asked(s), "the question to go");
        }
        console.wait(over, "its end");
        let now = listed(&office).len();
        assert!(now == there || now == there + size, "round {round}: {now} cases, {there} before");
        stopped += usize::from(now == there);
        let came = imports(&office).as_array().unwrap().len();
        assert_eq!((came * size, now), (now, now), "round {round}: nothing half is left");
        there = now;
        console.keys("<Esc><Esc>");
        console.wait(|s| s.contains("Cases · newest first") && !s.contains("Import"), "the list");
    }
    println!("{stopped} of {rounds} stopped before they were decided");
    office.well();
}

#[test]
fn an_import_is_undone_and_brought_back_by_keys() {
    let office = Office::new();
    put(&office, "l.csv", CLEAN);
    add(&office, "hom bat f7 m34 police");
    office.ok(&["import", "l.csv", "--now", NOW]);
    let console = open(&office, "dara", NARROW);
    console.wait_text("21/0004");
    console.keys("I<F2>");
    console.wait(|s| s.contains("Imports") && s.contains("l.csv") && s.contains("3 cases"), "the import");
    straight(&console);
    console.keys("u");
    console.wait_text("Why is it undone?");
    console.keys("<Enter>");
    console.wait_text("Say why");
    console.keys("the wrong year<Enter>");
    console.wait_text("3 cases of import 1 are out of list and figures");
    console.wait_text("undone");
    assert_eq!(listed(&office).len(), 1);
    console.keys("u");
    console.wait_text("It is undone already");
    console.keys("r");
    console.wait_text("3 cases of import 1 are back");
    assert_eq!(listed(&office).len(), 4);
    let log = office.ok(&["log"]);
    assert!(log.contains("the wrong year") && log.contains("redo import"), "{log}");
    console.keys("<Esc><Esc>");
    console.wait_text("21/0004");
}

#[test]
fn behind_the_privacy_screen_no_value_of_the_file_is_drawn() {
    let office = Office::new();
    let list = put(&office, "old.csv", MESSY);
    let nameless = put(&office, "n.csv", "Chanthy,12/03/2021,Battambang\nBopha,13/03/2021,Kandal\n");
    let console = open(&office, "dara", NARROW);
    console.keys("<F9>");
    console.wait_text("names hidden");
    let hides = |words: &[&str]| {
        let screen = console.screen();
        assert!(!words.iter().any(|word| screen.contains(word)), "{screen}");
        assert!(screen.contains("▒▒▒▒"), "{screen}");
    };
    checked(&console, list.to_str().unwrap());
    hides(&["Batambong", "31/02", "Sokha", "seven"]);
    console.keys("<Enter>");
    console.wait_text("Narrow:");
    hides(&["Batambong"]);
    console.keys("<Esc><Tab>");
    console.wait_text("what stands in it first");
    hides(&["Batambong", "31/02", "Sokha", "Chanthy", "canal"]);
    console.keys("<Esc>");
    console.wait_text("Import a list of cases");
    console.keys("<C-u>");
    console.keys(nameless.to_str().unwrap());
    console.keys("<Enter>");
    console.wait_text("what stands in it first");
    hides(&["Chanthy", "Bopha"]);
    let raw = String::from_utf8_lossy(&console.raw_output()).into_owned();
    assert!(!raw.contains("Chanthy") && !raw.contains("Batambong"), "not for a moment either");
}

#[test]
fn what_a_file_holds_is_text_and_moves_no_screen() {
    let office = Office::new();
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}";
    let text = format!("Date,Offence,Province,{evil}x\n1/2/2021,rape,b{evil}at,{evil}y\n2/2/2021,{evil},bat,z\n");
    put(&office, &format!("l{evil}.csv"), &text);
    let console = open(&office, "dara", NARROW);
    console.keys("I");
    console.wait_text("Import a list of cases");
    console.keys(&format!("{}/", office.folder().display()));
    console.wait(|s| s.lines().any(|l| l.contains(".csv")), "the offer");
    console.keys("<Down><Enter>");
    console.wait_text(" taken (");
    for keys in ["<Down>", "<Down>", "<Tab>", "<Down><Down><Down><Enter>"] {
        console.keys(keys);
        console.settle(100);
        straight(&console);
    }
    let raw = String::from_utf8_lossy(&console.raw_output()).into_owned();
    assert!(!raw.contains("\u{1b}]0;owned") && !raw.contains('\u{202e}'), "{}", console.screen());
}

#[test]
fn what_export_wrote_comes_in_with_its_columns_known() {
    let from = Office::new();
    add(&from, "hom bat f7 m34 police");
    let office = Office::new();
    let path = office.folder().join("cases.csv");
    from.ok(&["export", "--names", "--out", path.to_str().unwrap()]);
    let console = open(&office, "dara", NARROW);
    checked(&console, path.to_str().unwrap());
    console.keys("<Tab>");
    console.wait_text("its columns are known");
    console.keys("i");
    console.wait_text("Bring in 1 case?");
    console.keys("<Enter>");
    console.wait_text("1 case of cases.csv came in as import 1");
    assert_eq!(listed(&office).len(), 1);
}

#[test]
fn who_may_not_import_is_told_so() {
    let office = Office::new();
    for args in [["adm", "administrator"], ["dara", "officer"]] {
        let team: &[&str] = if args[1] == "officer" { &["--team", "HIT"] } else { &[] };
        office.ok(&[&["user", "add", args[0], "--role", args[1]], team].concat());
    }
    let console = office.console(&["--now", NOW, "--as", "dara"], NARROW);
    console.wait_text("No case that you may open yet");
    console.keys("I");
    console.wait_text("may not import cases");
    assert!(!console.screen().contains("Import a list"), "{}", console.screen());
}

#[test]
fn over_ssh_only_the_one_folder_is_read() {
    let office = Office::new();
    let key =
        put(&office, "k.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBwhtnOXHsMyPE6WaIhztYC/bfx0/0dJEmezhg8WvBZh k1\n");
    office.ok(&["user", "add", "adm", "--role", "administrator"]);
    let args = ["user", "add", "sophal", "--role", "lead", "--team", "HIT", "--key", key.to_str().unwrap()];
    office.ok(&args);
    let outside = put(&office, "secret.csv", CLEAN);
    fs::create_dir(office.folder().join("import")).unwrap();
    put(&office, "import/l.csv", CLEAN);
    let console = office.console(&["--now", NOW, "--as", "sophal", "--by-key", "K1"], NARROW);
    console.wait_text("No case that you may open yet");
    console.keys("I");
    console.wait_text("Over SSH: lists in");
    console.wait_text("l.csv");
    for typed in [outside.to_str().unwrap(), "../secret.csv", "/etc/passwd"] {
        console.keys("<C-u>");
        console.keys(typed);
        console.wait(|s| s.lines().any(|l| l.contains("File") && l.contains(typed)), "the name");
        assert!(!console.screen().lines().any(|l| l.contains("office.db")), "{}", console.screen());
        console.keys("<Enter>");
        console.wait_text("Over SSH only lists in");
        assert!(!console.screen().contains("Sokha"), "{}", console.screen());
    }
    console.keys("<C-u>l<Tab>");
    console.wait(|s| s.lines().any(|l| l.contains("File") && l.contains("l.csv")), "the whole name");
    console.keys("<Enter>");
    console.wait_text("3 rows: 3 taken");
    console.keys("i");
    console.wait_text("Bring in 3 cases?");
    console.keys("<Enter>");
    console.wait_text("came in as import 1");
    let log = office.ok(&["log"]);
    assert!(log.lines().any(|l| l.contains("sophal") && l.contains("import")), "{log}");
}
