//! The console on a terminal, as each role: every pane, overlay, form and picker that it can reach, small and wide. Every frame that was
//! drawn is drawn again from the bytes, and no invented word stands in one where the viewer may not see it.

use crate::canary;
use crate::expected::{Op, letter};
use crate::leaks::{Viewer, read, seven};
use crate::support::{Console, faults};
use crate::unit::{NOW, Near, Unit, cases, near_of, now, number, place};
use caseload::domain::officer::Role;
use std::collections::BTreeSet;
use std::num::NonZeroU16;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 36)];
/// What each form and overlay of a case is opened by, and how it is walked and left.
const OVERLAYS: [&str; 11] = ["e", "a", "c", "t", "d", "v", "s", "f", "r", "w", "R"];

/// What does not ask for a case: figures and their receipts, drafts, help, orders, and a new case with its pickers.
const ELSEWHERE: &str = "<Tab> <Enter> <Esc> p [ ] r <Down> <Esc> u <Esc> ? <PageDown> <Esc> o O h e <Esc> <Esc> \
    n hom<Space>bat<Space>f7 <Tab> <Tab> h <Tab> ba <Down> <Tab> <PageDown> <PageDown> <Esc> y <Esc> \
    , <Down> <Esc> b <Tab> <Esc> 7 <Enter> <PageDown> <Esc> <End> <Enter> <Esc> / search <Enter> <Enter> <Esc> <Esc> 1";

#[test]
fn a_console_shows_to_each_role_what_it_may_know_and_nothing_in_any_frame_that_it_may_not() {
    // They wait for the terminal more than they work.
    std::thread::scope(|scope| {
        let sittings = seven().into_iter().flat_map(|viewer| SIZES.map(|size| (viewer, size)));
        let sat: Vec<_> = sittings.map(|(viewer, size)| scope.spawn(move || sit(&viewer, size))).collect();
        let all: Vec<(u64, u64)> = sat.into_iter().map(|sat| sat.join().unwrap()).collect();
        let (frames, words) = all.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        faults::held(14, "canaries in what a console draws", words, &format!("0 leaks in {frames} frames"));
    });
}

/// How many frames were drawn, and how many words were looked for in them.
fn sit(viewer: &Viewer, size: (u16, u16)) -> (u64, u64) {
    let (unit, person) = (Unit::new(), viewer.person.unwrap());
    let sees_cases = letter(Op::List, person, Near::Led) != 'r';
    let db = unit.path().to_string_lossy().into_owned();
    let console = Console::start(&["--db", &db, "--now", NOW, "--as", viewer.name], size, &[]);
    console.wait(|s| s.contains("help") && (!sees_cases || s.contains("21/0")), "a console");
    console.settle(60);
    if sees_cases {
        walk(&console, viewer, person);
    }
    ELSEWHERE.split(' ').for_each(|keys| press(&console, keys));
    console.keys("<Esc><C-c>");
    console.wait_exit();

    let raw = console.raw_output();
    let (mut told, frames) = drawn(&raw, size);
    told.extend(without_escapes(&raw).lines().map(str::to_owned));
    let all = told.into_iter().collect::<Vec<_>>().join("\n");
    let (seen, words) = read(viewer, &all, false).tight(viewer);
    // Of the case of their team, if they may open it, all of what they may see was seen.
    let at = place(viewer.name, Near::Team);
    for canary in canary::of_case(at).iter().filter(|c| viewer.may(c.see, at)) {
        assert!(seen.contains(&(at, canary.field)), "{} is nowhere shown to {} at {size:?}", canary.field, viewer.name);
    }
    (frames, words)
}

/// Every case that is in their list, opened, scrolled and its history read; in that of their team every form and overlay.
fn walk(console: &Console, viewer: &Viewer, person: usize) {
    for near in Near::ALL {
        let at = place(viewer.name, near);
        let short = number(at)[4..].replace('-', "/");
        let there = letter(Op::FindFacts, person, near) == '+';
        find(console, &short, usize::from(there));
        if there {
            press(console, "<Enter>");
            console.wait_text(&format!("{short} ·"));
            ["<PageDown>", "<PageDown>", "<PageDown>", "<End>", "<Home>", "h"]
                .into_iter()
                .for_each(|keys| press(console, keys));
            console.wait_text("because:");
            press(console, "<PageDown>");
            press(console, "<Esc>");
            let overlays: &[&str] = if near == Near::Team { &OVERLAYS } else { &["e"] };
            for keys in overlays {
                press(console, keys);
                (0..if near == Near::Team { 11 } else { 1 }).for_each(|_| press(console, "<PageDown>"));
                press(console, "<Esc>");
            }
        }
        console.keys("<Esc><Esc>");
        press(console, "<Esc>");
    }
    // By the first letters of a word of each class: found in each case where that class is seen, and in no other. The whole word
    // is never typed.
    let classes = [
        ("name", Op::FindNames),
        ("diary", Op::FindNarrative),
        ("online", Op::FindIdentifiers),
        ("care_note", Op::FindCare),
    ];
    for (field, op) in classes {
        let n = (0..cases()).filter(|at| letter(op, person, near_of(viewer.name, *at)) == '+').count();
        find(console, &canary::text(field, 0)[..6], n);
        press(console, "<Esc>");
    }
}

/// Types, and waits until what it led to is drawn.
fn press(console: &Console, keys: &str) {
    console.keys(keys);
    console.settle(30);
}

/// Filters the list by words and finds as many as there must be, and no more a moment later.
fn find(console: &Console, words: &str, n: usize) {
    press(console, "/");
    console.keys(words);
    let (with, count) = (format!("with “{words}”"), format!(" {n} "));
    let is = |s: &str| s.lines().any(|l| l.split_once(&with).is_some_and(|(_, rest)| rest.contains(&count)));
    console.wait(is, &format!("{n} cases {with}"));
    console.settle(30);
    assert!(is(&console.screen()), "{with}:\n{}", console.screen());
    press(console, "<Enter>");
}

/// Every line of every whole frame, as the terminal had it, and joined to the one below, for a word that goes on there; and how
/// many frames.
fn drawn(raw: &[u8], (columns, rows): (u16, u16)) -> (BTreeSet<String>, u64) {
    let cells = |n| NonZeroU16::new(n).unwrap();
    let mut terminal = vt100::Parser::new(cells(rows), cells(columns), 0);
    let end = b"\x1b[?2026l";
    let (mut told, mut frames, mut from) = (BTreeSet::new(), 0, 0);
    while let Some(at) = raw[from..].windows(end.len()).position(|w| w == end) {
        terminal.process(&raw[from..from + at]);
        from += at + end.len();
        frames += 1;
        let lines: Vec<String> = terminal.screen().rows(0, columns).collect();
        let bare = |line: &str| line.trim_matches([' ', '│']).to_owned();
        told.extend(lines.windows(2).map(|two| bare(&two[0]) + &bare(&two[1])));
        told.extend(lines);
    }
    assert!(frames > 5, "only {frames} frames");
    (told, frames)
}

/// The bytes as letters only: a style in the middle of a word parts it for nobody.
fn without_escapes(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let (mut out, mut rest) = (String::new(), text.as_ref());
    while let Some(at) = rest.find('\x1b') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        // Only what leaves the cursor where it is joins two letters.
        let (sequence, tail) = match after.strip_prefix('[') {
            Some(csi) => csi.split_at(csi.find(|c: char| c.is_ascii_alphabetic()).map_or(csi.len(), |i| i + 1)),
            None => after.split_at(after.chars().next().map_or(0, char::len_utf8)),
        };
        if !sequence.ends_with('m') {
            out.push('\n');
        }
        rest = tail;
    }
    out + rest
}

#[test]
fn a_draft_that_is_opened_again_shows_no_more_than_its_officer_may_see_by_now() {
    let unit = Unit::new();
    let db = unit.path().to_string_lossy().into_owned();
    let open = || {
        let console = Console::start(&["--db", &db, "--now", NOW, "--as", "dara"], SIZES[1], &[]);
        console.wait_text("21/0");
        console
    };
    let console = open();
    find(&console, "21/0001", 1);
    press(&console, "e");
    console.wait_text("Edit CPU-21-0001");
    let reporter = canary::text("reporter", 0);
    for _ in 0..40 {
        if console.screen().lines().any(|l| l.contains("▌Reporter")) {
            break;
        }
        press(&console, "<Tab>");
    }
    console.wait_text(&format!("▌Reporter       {reporter}"));
    console.keys("<End>quickly");
    press(&console, "<C-c>");
    console.wait_exit();
    // Moved to the examiners: names are not theirs to see any more, neither stored nor as they were being typed.
    let mut admin = unit.of("nary");
    admin.set_role("dara", Role::Forensic, Some("HIT"), &now()).unwrap();
    let console = open();
    console.wait_text("An unsaved form was kept");
    press(&console, "<Enter>");
    console.wait_text("This draft shows more than you may see by now");
    console.keys("<C-c>");
    console.wait_exit();
    let all = drawn(&console.raw_output(), SIZES[1]).0.into_iter().collect::<Vec<_>>().join("\n");
    let forensic = Viewer { name: "dara", person: Some(3) };
    for canary in canary::of_case(0).iter().filter(|c| !forensic.may(c.see, 0) && c.field != "past") {
        assert!(!canary::stands_in(canary, &all), "{} is shown", canary.field);
    }
    assert!(!all.contains("quickly"));
    assert_eq!(unit.of("dara").drafts().unwrap().len(), 1, "it is lost");
    // Moved to a team that may not know of the case: the form is not offered.
    admin.set_role("dara", Role::Officer, Some("FST"), &now()).unwrap();
    let console = open();
    console.settle(200);
    press(&console, "u");
    assert!(!console.screen().contains("An unsaved form was kept"), "{}", console.screen());
}
