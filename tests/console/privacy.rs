//! What stays on the screen: the privacy screen, names shown for a while, the mask over an idle desk and its PIN, and what a
//! person has set for themself.

use super::support::{Console, Office};
use super::{NARROW, NOW, add, field, to_field};

/// Invented names that stand nowhere else; each in a field of its own.
const NAMES: [&str; 4] = ["Zavorin", "Quilmeth", "Brundax", "Ostrevel"];

/// One case with a name, a nickname, a description and a diary entry, in an office with accounts.
fn office() -> Office {
    let office = Office::new();
    let number = add(&office, "rape bat f7 m34 uncle y");
    let console = office.console(&["--now", NOW, "--as", "dara"], NARROW);
    console.wait_text(&format!("{}/{}", &number[4..6], &number[7..]));
    console.keys("e");
    console.wait_text("Edit CPU");
    for (label, name) in [("Name", NAMES[0]), ("Nickname", NAMES[1]), ("Description", NAMES[2])] {
        to_field(&console, label);
        console.keys(name);
    }
    console.keys("<C-s>");
    console.wait_text("saved");
    console.keys("d");
    console.wait_text("New diary entry");
    console.keys(&format!("{} rang<C-s>", NAMES[3]));
    console.wait_text("saved");
    console.keys("<Esc>q");
    console.wait_exit();
    for (name, role) in [("adm", "administrator"), ("dara", "officer"), ("sok", "director")] {
        office.ok(&["user", "add", name, "--role", role]);
    }
    office
}

/// The console of an officer, with times on the screen as short as a test needs.
fn open(office: &Office, officer: &str, times: &str) -> Console {
    let config = office.folder().join("config.toml");
    std::fs::write(&config, times).expect("a config file");
    let config = config.to_string_lossy().into_owned();
    let console = office.console(&["--now", NOW, "--as", officer, "--config", &config], NARROW);
    console.wait_text("21/0001");
    console
}

/// No name in any byte since a place in the output.
fn nothing_since(console: &Console, from: usize) {
    let raw = console.raw_output();
    let text = String::from_utf8_lossy(&raw[from..]).into_owned();
    for name in NAMES {
        assert!(!text.contains(name) && !console.screen().contains(name), "{name} was sent:\n{}", console.screen());
    }
}

fn mark(console: &Console) -> usize {
    console.raw_output().len()
}

#[test]
fn one_key_hides_at_once_and_the_same_key_shows_again() {
    let office = office();
    let console = open(&office, "sok", "");
    console.keys("<Enter>");
    console.wait_text(NAMES[3]);
    console.keys("<F9>");
    console.wait_text("names hidden");
    let from = mark(&console);
    console.wait_text("▒▒▒▒");
    console.keys("h");
    console.wait_text("History of");
    console.settle(200);
    console.keys("<Esc><Esc>");
    console.wait_gone("History of");
    // A form opened now holds no name, and one word of search is not shown either.
    console.keys("e");
    console.wait_text("are hidden and not edited here");
    console.keys("<Esc>/zavorin<Enter>");
    console.wait_text("with “▒▒▒▒”");
    console.keys("<Esc>");
    console.wait_gone("with");
    console.settle(200);
    nothing_since(&console, from);
    console.keys("<Enter><F9>");
    console.wait_text(NAMES[0]);
}

#[test]
fn a_form_that_is_open_hides_what_is_typed_and_keeps_it() {
    let office = office();
    let console = open(&office, "sok", "");
    console.keys("e");
    console.wait_text("Edit CPU");
    to_field(&console, "Nickname");
    console.keys("x");
    console.wait_text(&format!("{}x", NAMES[1]));
    console.keys("<F9>");
    console.wait_text("names hidden");
    let from = mark(&console);
    console.keys("<S-Tab><Tab><Tab>");
    console.settle(200);
    nothing_since(&console, from);
    console.keys("<F9>");
    console.wait_text(&format!("{}x", NAMES[1]));
    assert!(!console.screen().contains("changed this case meanwhile"), "{}", console.screen());
    console.keys("<C-s>");
    console.wait_text("saved");
}

#[test]
fn names_of_one_case_are_shown_for_a_while_on_record_and_hidden_again() {
    let office = office();
    let console = open(&office, "sok", "reveal_after = 6");
    console.keys("<F9>");
    console.wait_text("names hidden");
    console.keys("<Enter>x");
    console.wait_text(NAMES[0]);
    console.wait_text("shown until 22:45:06");
    // The clock of this console stands still: the time that names are shown does not.
    console.wait_gone(NAMES[0]);
    let from = mark(&console);
    console.keys("<Down><Up>");
    console.settle(300);
    nothing_since(&console, from);
    console.keys("<Esc>q");
    assert!(office.dump().contains("reveal names"));
}

#[test]
fn who_works_behind_the_privacy_screen_begins_behind_it() {
    let office = office();
    let console = open(&office, "sok", "");
    console.keys("<F9>");
    console.wait_text("names hidden");
    console.keys("q");
    console.wait_exit();
    let console = open(&office, "sok", "");
    console.wait_text("names hidden");
    console.keys("<Enter>");
    console.wait_text("▒▒▒▒");
    nothing_since(&console, 0);
    // It is this person's; nobody else's.
    let other = open(&office, "dara", "");
    other.keys("<Enter>");
    other.wait_text(NAMES[0]);
}

fn set_pin(console: &Console, pin: &str) {
    console.keys(",");
    console.wait_text("Settings of");
    console.keys("<Down><Down><Down><Down><Down><Enter>");
    console.wait_text("The new PIN");
    console.keys(&format!("{pin}<Enter>{pin}<Enter>"));
    console.wait_text("The PIN is set");
    let raw = String::from_utf8_lossy(&console.raw_output()).into_owned();
    assert!(!raw.contains(pin), "a PIN is never shown");
}

#[test]
fn an_idle_desk_is_masked_and_its_pin_opens_it_as_it_was() {
    let office = office();
    let console = open(&office, "sok", "mask_after = 6");
    set_pin(&console, "4711");
    console.keys("e");
    console.wait_text("Edit CPU");
    to_field(&console, "Nickname");
    console.keys("half");
    console.wait_text(&format!("{}half", NAMES[1]));
    let typed = field(&console.screen());
    console.wait_text("sok is away");
    let from = mark(&console);
    // Another desk saves; keys are typed that meant something a moment ago.
    add_as(&office, "dara", "rape bat f9");
    console.keys("<F9>?hh<C-l>");
    console.settle(700);
    nothing_since(&console, from);
    console.keys("<BS><BS><BS>0000<Enter>");
    console.wait_text("That was not the PIN. 4 more");
    nothing_since(&console, from);
    console.keys("4711<Enter>");
    console.wait_text("Edit CPU");
    assert_eq!(field(&console.screen()), typed);
}

fn add_as(office: &Office, officer: &str, line: &str) {
    office.ok(&["--as", officer, "add", line, "--now", NOW]);
}

#[test]
fn a_pin_wrong_five_times_is_out_with_the_draft_kept() {
    let office = office();
    let console = open(&office, "sok", "");
    set_pin(&console, "4711");
    console.keys("e");
    console.wait_text("Edit CPU");
    to_field(&console, "Nickname");
    console.keys("halfword<F10>");
    console.wait_text("sok is away");
    let from = mark(&console);
    for left in (1..5).rev() {
        console.keys("1234<Enter>");
        console.wait_text(&format!("{left} more may be tried"));
    }
    console.keys("1234<Enter>");
    assert_eq!(console.wait_exit().exit_code(), 4);
    nothing_since(&console, from);
    assert!(console.given_back() && console.screen().contains("wrong five times"), "{}", console.screen());
    assert!(office.drafts().iter().any(|d| d.contains("halfword")) && office.dump().contains("failed PIN"));
}

#[test]
fn without_a_pin_the_mask_stays_and_a_desk_that_is_left_is_out() {
    let office = office();
    let console = open(&office, "sok", "mask_after = 5\nleave_after = 10");
    console.keys("n");
    console.wait_text("New case");
    console.keys("hom bat f7 -- left in a hurry");
    console.wait_text("No PIN is set");
    console.keys("<Enter>x<Enter>");
    console.wait_text("No PIN is set");
    assert_eq!(console.wait_exit().exit_code(), 0);
    assert!(office.drafts().iter().any(|d| d.contains("left in a hurry")));
    assert!(console.given_back() && console.screen().contains("you were away"), "{}", console.screen());
}

#[test]
fn what_is_set_is_kept_and_the_last_sign_in_is_told() {
    let office = office();
    let console = open(&office, "sok", "");
    console.wait_text("This is your first sign-in");
    console.keys(",");
    console.wait_text("Settings of sok");
    console.keys("<Down><Enter><Enter><Down><Down><Enter>");
    console.wait_text("plain letters only");
    console.keys("<Esc>q");
    console.wait_exit();
    let console = open(&office, "sok", "");
    console.wait_text("by offence");
    console.wait_text("+ Cases - by offence");
    console.wait_text("Last sign-in 28 Dec 2021 22:45");
    assert!(!console.screen().contains('│'), "{}", console.screen());
}

/// Two desks on one case; the first has typed a village over a stored one behind an open form.
#[test]
fn what_was_typed_before_the_names_were_hidden_survives_a_clash() {
    let office = office();
    let (sok, dara) = (open(&office, "sok", ""), open(&office, "dara", ""));
    for (console, village, source) in [(&sok, "Kroabei", "hotline"), (&dara, "", "school")] {
        console.keys("e");
        console.wait_text("Edit CPU");
        to_field(console, "Source");
        console.keys(source);
        to_field(console, "Village");
        console.keys(village);
    }
    dara.keys("<C-s>");
    dara.wait_text("saved");
    sok.keys("<F9>");
    sok.wait_text("names hidden");
    sok.keys("<C-s>");
    sok.wait_text("F9 shows it, then save again");
    sok.keys("<F9><C-s>");
    sok.wait_text("m mine     Hotline");
    sok.wait_text("t theirs   School");
    sok.keys("m<Enter>");
    sok.wait_text("saved");
    let case = super::show_as(&office, "sok", "CPU-21-0001");
    assert_eq!((case["source"].as_str(), case["village"].as_str()), (Some("hotline"), Some("Kroabei")));
}

#[test]
fn an_offence_is_not_cleared_over_a_reason_that_is_hidden() {
    let office = office();
    let console = open(&office, "sok", "");
    console.keys("<F9>");
    console.wait_text("names hidden");
    console.keys("c");
    console.wait_text("F9 shows them first");
    console.keys("e");
    console.wait_text("Edit CPU");
    to_field(&console, "Clearance");
    console.keys("unf<C-s>");
    console.wait_text("The reason of the clearance is hidden");
    console.keys("<F9>");
    assert_eq!(super::show_as(&office, "sok", "CPU-21-0001")["offences"][0]["clearance"], "N");
}

#[test]
fn what_is_hidden_takes_no_keys() {
    let office = office();
    add_as(&office, "sok", "rape bat f7 m34 + m40");
    let console = open(&office, "sok", "");
    console.wait_text("21/0002");
    console.keys("<Enter>a");
    console.wait_text("Who was arrested?");
    console.keys("<F9>");
    console.wait_text("Hidden by the privacy screen");
    console.keys("2");
    console.wait_text("It is hidden by the privacy screen");
    assert!(!console.screen().contains("Arrest of"), "{}", console.screen());
    console.keys("<Esc>a");
    // Made of what is masked it may be seen, and works.
    console.wait_text("Who was arrested?");
    console.keys("2");
    console.wait_text("Arrest of S2");
}

#[test]
fn words_that_were_searched_for_are_on_record_also_for_one_who_never_rests() {
    let office = office();
    let console = open(&office, "sok", "");
    console.keys("/brund");
    console.wait_text("with “brund”");
    for _ in 0..6 {
        console.keys("<Down>");
        console.settle(50);
    }
    console.keys("<Esc>q");
    console.wait_exit();
    assert!(office.dump().contains("action=\"search\"") && office.dump().contains("new=\"brund\""));
}
