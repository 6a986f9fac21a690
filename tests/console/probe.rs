//! The doctor on a terminal: it says how well the terminal is, and leaves it as it was, whoever answers, late or never.

use crate::support::{Answering, Console, DEADLINE, Office};
use std::time::{Duration, Instant};
use unicode_width::{Rule, width_by};

const WIDE: (u16, u16) = (250, 40);

/// A shell that runs this script and reads a line afterwards; `DOCTOR` in it is the program's doctor.
fn shell(answering: Answering, script: &str, env: &[(&str, &str)]) -> (Console, Office) {
    let office = Office::new();
    let doctor = format!("{} --db {} doctor", crate::support::PROGRAM, office.db().display());
    let script = script.replace("DOCTOR", &doctor) + "; echo \"code $?\"; read -r line; echo \"<$line>\"";
    let console = Console::start_on(answering, "sh", &["-c", &script], WIDE, env);
    (console, office)
}

/// What it said, once the terminal was found as it had been: cooked, blank where it was asked, nothing in its input.
fn said(console: &Console) -> String {
    console.wait_text("code ");
    assert!(console.given_back(), "the line is not as a shell wants it");
    let said = console.screen();
    console.write(b"next\r");
    console.wait(|s| s.lines().any(|l| l.starts_with('<')), "what the shell read");
    assert!(console.screen().contains("<next>"), "an answer was left in the input:\n{}", console.screen());
    said
}

fn line<'a>(said: &'a str, name: &str) -> &'a str {
    let found = said.lines().find(|l| l.split_whitespace().nth(1) == Some(name));
    found.unwrap_or_else(|| panic!("no word on {name}:\n{said}"))
}

#[test]
fn a_good_terminal_is_well_and_nothing_of_the_questions_stays() {
    let (console, _office) = shell(Answering::Rightly, "DOCTOR", &[]);
    let said = said(&console);
    for name in ["terminal", "colours", "letters", "Khmer", "paste", "window"] {
        assert!(line(&said, name).starts_with("ok "), "{said}");
    }
    assert!(said.starts_with("ok ") && said.contains("code 0"), "{said}");
    let khmer = said.chars().filter(|c| ('\u{1780}'..='\u{17FF}').contains(c)).count();
    assert!(khmer == 0 && !said.contains('ç'), "what was drawn to be measured is still there:\n{said}");
}

/// A way of counting; the finding, and what it must say.
type Case = (fn(&str) -> usize, &'static str, &'static str);

#[test]
fn other_ways_of_counting_are_told_by_the_cursor() {
    let cases: [Case; 4] = [
        (|t| width_by(t, Rule::Cluster), "Khmer", "a letter takes one column with all that is joined to it"),
        (|t| width_by(t, Rule::MarksFree), "Khmer", "vowels beside a letter take no column"),
        (|t| t.chars().count(), "Khmer", "WRONG"),
        (str::len, "letters", "WRONG"),
    ];
    for (count, name, expected) in cases {
        let (console, _office) = shell(Answering::Counting(count), "DOCTOR", &[]);
        let said = said(&console);
        assert!(line(&said, name).contains(expected), "{expected}\n{said}");
        assert!(said.contains(if expected == "WRONG" { "code 1" } else { "code 0" }), "{said}");
        if name == "letters" {
            let raw = String::from_utf8_lossy(&console.raw_output()).into_owned();
            assert!(!raw.contains('ភ'), "no letter is sent whose bytes may be a command there");
        }
    }
}

#[test]
fn a_long_way_is_waited_for_and_one_without_end_is_not() {
    let (console, _office) = shell(Answering::Late(100), "DOCTOR", &[]);
    let said_late = said(&console);
    assert!(line(&said_late, "Khmer").starts_with("ok "), "{said_late}");

    let (console, _office) = shell(Answering::Never, "DOCTOR", &[]);
    let mute = said(&console);
    assert!(line(&mute, "Khmer").contains("gave no answer within a second") && mute.contains("code 0"), "{mute}");
}

#[test]
fn who_is_not_known_to_answer_is_not_asked() {
    for env in [("TERM", "dumb"), ("TERM", "wyse60"), ("TERM", "")] {
        let (console, _office) = shell(Answering::Rightly, "DOCTOR", &[env]);
        let said = said(&console);
        assert!(line(&said, "terminal").starts_with("warn "), "{said}");
        assert!(!console.raw_output().contains(&0x1b), "{env:?}: {said}");
    }
    // Keys typed ahead belong to whoever reads next.
    let (console, _office) = shell(Answering::Rightly, "read -r go; DOCTOR", &[]);
    console.write(b"go\rkept\r");
    console.wait_text("code ");
    console.wait_text("<kept>");
    assert!(line(&console.screen(), "Khmer").contains("typed ahead"), "{}", console.screen());
    // From the background the terminal is another's.
    let (console, _office) = shell(Answering::Rightly, "set -m; DOCTOR & wait $!", &[]);
    let said = said(&console);
    assert!(line(&said, "Khmer").contains("in the background"), "{said}");
    assert!(!console.raw_output().contains(&0x1b), "{said}");
    // What stands in the line already is left there.
    let (console, _office) = shell(Answering::Rightly, "printf '> '; DOCTOR", &[]);
    let said = self::said(&console);
    assert!(said.starts_with("> ok ") && line(&said, "Khmer").starts_with("ok "), "{said}");
    let (console, _office) = shell(Answering::Rightly, "printf '%230s' x; DOCTOR", &[]);
    let said = self::said(&console);
    assert!(line(&said, "Khmer").contains("no room in the line") && said.contains(" xok "), "{said}");
}

#[test]
fn a_doctor_that_is_ended_gives_the_line_back() {
    for (signal, code) in [(15, 143), (1, 129), (2, 130), (3, 131)] {
        let office = Office::new();
        let db = office.db().to_string_lossy().into_owned();
        let args = ["--db", &db, "doctor"];
        let console = Console::start_on(Answering::Never, crate::support::PROGRAM, &args, WIDE, &[]);
        let end = Instant::now() + DEADLINE;
        // It waits for a second only: the end of its first question is early enough.
        while !console.raw_output().windows(3).any(|bytes| bytes == b"\x1b[K") {
            assert!(Instant::now() < end, "never asked: {}", console.screen());
            std::thread::sleep(Duration::from_millis(1));
        }
        console.signal(signal);
        assert_eq!(console.wait_exit().exit_code(), code);
        assert!(console.given_back(), "signal {signal}");
    }
}

#[test]
fn programs_get_the_same_findings_and_a_pipe_none() {
    let office = Office::new();
    let db = office.db().to_string_lossy().into_owned();
    let console = Console::start(&["--db", &db, "doctor", "--json"], WIDE, &[]);
    console.wait_exit();
    let raw = String::from_utf8_lossy(&console.raw_output()).into_owned();
    let json = raw.rsplit_once("\x1b[K").expect("questions before the findings").1;
    let findings: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let khmer = findings.as_array().unwrap().iter().find(|f| f["name"] == "Khmer").expect("a word on Khmer");
    assert_eq!(khmer["grade"], "ok");
    for args in [&["doctor"][..], &["doctor", "--json"]] {
        assert!(!office.ok(args).contains("Khmer"), "not on a terminal");
    }
}
