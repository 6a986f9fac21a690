//! The terminal: given back whatever happens, no colour where none is wanted, meaning never by colour alone.

use crate::support::{Console, Office};
use crate::{NARROW, NOW, add, open, ready};

fn with(office: &Office, env: &[(&str, &str)]) -> Console {
    let db = office.db().to_string_lossy().into_owned();
    let console = Console::start(&["--db", &db, "--now", NOW, "--as", "dara"], NARROW, env);
    ready(&console);
    console
}

/// All parameters of all colour and style sequences.
fn styles(raw: &[u8]) -> Vec<Vec<u32>> {
    let text = String::from_utf8_lossy(raw);
    let sequences = text.split("\x1b[").skip(1);
    let ends = sequences
        .filter_map(|s| s.split_once(|c: char| c.is_ascii_alphabetic() && c != 'm').map_or(Some(s), |(a, _)| Some(a)));
    let params = ends.filter_map(|s| s.split_once('m')).map(|(p, _)| p.to_owned());
    params
        .filter(|p| p.chars().all(|c| c.is_ascii_digit() || ";:".contains(c)))
        .map(|p| p.split([';', ':']).map(|n| n.parse().unwrap_or(0)).collect())
        .collect()
}

/// A walk through what has colours: list, detail, form with a mistake, receipt, question.
fn walk(console: &Console) {
    console.keys("<Enter>");
    console.wait_text("S1");
    console.keys("<Esc>r");
    console.wait_text("cut off");
    console.keys("<Esc>nhom zz");
    console.wait_text("zz");
    console.keys("<Tab><Esc>");
    console.wait_text("Leave without saving?");
    console.keys("<Enter>");
    console.wait_gone("Leave without saving?");
}

fn some_cases() -> Office {
    let office = Office::new();
    add(&office, "hom bat f7 m34 uncle");
    add(&office, "rape siem f9 m40 y police");
    office
}

/// Its last words: everything that was switched on is off, and nothing is drawn after.
fn given_back(console: &Console, after: &str) {
    let raw = console.raw_output();
    let text = String::from_utf8_lossy(&raw);
    for (on, off) in [
        ("\x1b[?1049h", "\x1b[?1049l"),
        ("\x1b[?2004h", "\x1b[?2004l"),
        ("\x1b[?25l", "\x1b[?25h"),
        ("\x1b[?2026h", "\x1b[?2026l"),
    ] {
        let (on, off) = (text.rfind(on), text.rfind(off));
        assert!(on.is_some() && on < off, "{after}: switched on at {on:?}, off at {off:?}");
    }
    let left = text.rfind("\x1b[?1049l").unwrap();
    assert!(
        !text[left + 8..].contains("\x1b[H") && !text[left + 8..].contains("Cases"),
        "{after}: drawn after leaving"
    );
    assert!(console.given_back(), "{after}: the line is not as a shell wants it");
}

#[test]
fn the_terminal_is_given_back_whatever_happens() {
    let office = some_cases();
    let ends: [(&str, &str, i32, u32); 6] = [
        ("q", "q", 0, 0),
        ("ctrl-c", "<C-c>", 0, 0),
        ("SIGTERM", "", 15, 143),
        ("SIGHUP", "", 1, 129),
        ("SIGINT", "", 2, 130),
        ("SIGQUIT", "", 3, 131),
    ];
    for (name, keys, signal, code) in ends {
        let console = open(&office, "dara", NARROW);
        console.keys(keys);
        if signal > 0 {
            console.signal(signal);
        }
        let status = console.wait_exit();
        assert_eq!(status.exit_code(), code, "{name}: {status:?}");
        given_back(&console, name);
    }
    let console = with(&office, &[("CASELOAD_TEST_PANIC", "1")]);
    console.keys("nhom bat f7");
    console.wait_text("victim V1");
    console.keys("<C-l>");
    assert_eq!(console.wait_exit().exit_code(), 101);
    given_back(&console, "panic");
    let said = console.screen().replace("\n", "");
    assert!(said.contains("what you were typing is kept"), "{said}");
    let console = office.console(&["--now", NOW, "--as", "dara"], NARROW);
    console.wait_text("An unsaved form was kept for you");
}

#[test]
fn no_colour_where_none_is_wanted() {
    let office = some_cases();
    for env in [&[("NO_COLOR", "1")][..], &[("TERM", "dumb")], &[("TERM", "vt100")]] {
        let console = with(&office, env);
        walk(&console);
        let all = styles(&console.raw_output());
        let colour = |p: &Vec<u32>| p.iter().any(|n| matches!(n, 30..=38 | 40..=48 | 90..=97 | 100..=107));
        assert_eq!(all.iter().find(|p| colour(p)), None, "{env:?}");
        assert!(all.iter().any(|p| p.contains(&1)), "{env:?}: weight is left: {all:?}");
    }
}

#[test]
fn a_dumb_terminal_gets_an_ascii_frame() {
    let office = some_cases();
    for env in [("TERM", "dumb"), ("LANG", "C")] {
        let console = with(&office, &[env]);
        walk(&console);
        let screen = console.screen();
        assert!(screen.lines().any(|l| l.starts_with("+ Cases ") && l.ends_with('+')), "{screen}");
        let frame = |l: &&str| l.starts_with('|');
        assert!(
            screen.lines().filter(frame).count() > 5 && screen.lines().filter(frame).all(|l| l.ends_with('|')),
            "{screen}"
        );
        let other: Vec<char> =
            String::from_utf8_lossy(&console.raw_output()).chars().filter(|c| !c.is_ascii()).collect();
        assert!(other.is_empty(), "{env:?}: {other:?}\n{screen}");
    }
}

#[test]
fn sixteen_colours_are_asked_for_in_the_old_way() {
    let office = some_cases();
    for term in ["xterm-16color", "xterm-256color", "linux"] {
        let console = with(&office, &[("TERM", term)]);
        walk(&console);
        let all = styles(&console.raw_output());
        let strange = |p: &&Vec<u32>| {
            p.iter().any(|n| !matches!(n, 0..=9 | 21..=29 | 30..=37 | 39..=47 | 49 | 59 | 90..=97 | 100..=107))
        };
        assert_eq!(all.iter().find(strange), None, "{term}");
        assert!(all.iter().any(|p| p.iter().any(|n| matches!(n, 30..=37 | 90..=97))), "{term}: some colour");
    }
}

#[test]
fn what_colour_says_is_also_said_without() {
    let office = some_cases();
    for (env, arrested, not) in [(("NO_COLOR", "1"), '●', '○'), (("TERM", "dumb"), '*', 'o')] {
        let console = with(&office, &[env]);
        let row =
            |n: &str| console.screen().lines().find(|l| l.contains(n)).unwrap().trim_end_matches(['│', '|']).to_owned();
        assert!(row("21/0002").ends_with(arrested) && row("21/0001").ends_with(not), "{}", console.screen());
        let selected = |l: &str| l.contains("▌ 21/0002") || l.contains("> 21/0002");
        assert!(console.screen().lines().any(selected), "{}", console.screen());
    }
}
