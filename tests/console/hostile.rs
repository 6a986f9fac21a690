//! Text from people is data: whatever is in it, it is stored as it came, shown harmlessly, and the terminal never obeys it.

use crate::support::Office;
use crate::{NARROW, field, open, show, straight, to_field};
use serde_json::Value;

/// What may be sent by our backend: `CSI`, these parameters, one of these letters.
const OURS: [&str; 10] = ["?25l", "?25h", "?1049h", "?1049l", "?2004h", "?2004l", "?2026h", "?2026l", "2J", "H"];

/// Every control in what was sent is one of ours.
fn only_ours(raw: &[u8]) {
    let text = std::str::from_utf8(raw).expect("UTF-8 only");
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control()) {
        let (seen, sequence) = rest.split_at(at);
        let around = || {
            format!(
                "{:?} after {:?}",
                sequence.chars().take(30).collect::<String>(),
                &seen[seen.len().saturating_sub(40)..]
            )
        };
        let body = sequence.strip_prefix("\x1b[").unwrap_or_else(|| panic!("a control character: {}", around()));
        let end = body.find(|c: char| !(c.is_ascii_digit() || ";?".contains(c))).expect("a whole sequence");
        let (params, last) = (&body[..end], &body[end..=end]);
        let moves =
            last == "H" && params.split(';').all(|n| n.parse::<u16>().is_ok()) && params.split(';').count() == 2;
        let style = last == "m" && params.split(';').all(|n| n.is_empty() || n.parse::<u8>().is_ok());
        assert!(moves || style || OURS.contains(&&body[..=end]), "no sequence of ours: {}", around());
        rest = &body[end + 1..];
    }
    let hidden = |c: char| matches!(c, '\u{061C}' | '\u{200E}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}');
    assert_eq!(text.chars().find(|c| hidden(*c)), None, "a bidi or tag character was sent");
}

fn hostile(kind: usize) -> String {
    match kind % 6 {
        0 => "a\x1b[2Jb\x1b]0;gone\x07c\x1b[?1049l\x1bcd".into(),
        1 => "nul\0 bell\x07 del\x7f back\x08 csi\u{9b}31m osc\u{9d}0;x\u{9c}".into(),
        2 => "left\u{202E}thgir\u{2066}x\u{2069} tag\u{E0041}\u{E007F} zw\u{200B}sp\u{200D} bom\u{FEFF}".into(),
        3 => "x".repeat(10_000),
        4 => format!("z{}", "\u{301}\u{489}".repeat(500)) + " ｆｕｌｌ 한국어 👩‍👩‍👧‍👦🇰🇭",
        _ => "\u{1b}P1;1|17/0a\u{1b}\\ \u{1b}_x\u{1b}\\ tab\there".into(),
    }
}

#[test]
fn hostile_text_in_every_field_is_kept_and_harms_nothing() {
    let office = Office::new();
    let console = open(&office, "dara", NARROW);
    console.keys("nhom bat f7 m34 y");
    console.wait_text("y = S1 arrested");
    // Where each text field of the form is in the JSON.
    let fields = [
        ("Village", "/village"),
        ("Place", "/place"),
        ("What", "/summary"),
        ("Lead", "/lead"),
        ("Against", "/offences/0/victims"),
        ("Cleared by", "/offences/0/cleared_by"),
        ("Reason", "/offences/0/clearance_reason"),
        ("Name", "/victims/0/name"),
        ("Name, Khmer", "/victims/0/name_km"),
        ("Name", "/suspects/0/name"),
        ("Name, Khmer", "/suspects/0/name_km"),
        ("Nickname", "/suspects/0/nickname"),
        ("Description", "/suspects/0/description"),
        ("Where", "/suspects/0/arrests/0/place"),
    ];
    let mut pasted = Vec::new();
    for (n, (label, at)) in fields.iter().enumerate() {
        to_field(&console, label);
        let text = hostile(n);
        let before = if *label == "Lead" { "dara" } else { "" };
        console.paste(&text);
        console.keys("<Tab>");
        console.wait(|s| field(s).is_some_and(|f| f.0 != *label), "the next field");
        straight(&console);
        pasted.push((*at, format!("{before}{text}")));
    }
    console.keys("<C-s>");
    console.wait_text("CPU-21-0001 saved");
    straight(&console);
    for _ in 0..30 {
        console.keys("<PageDown>");
    }
    console.settle(100);
    straight(&console);

    let mut entries = Vec::new();
    for n in 0..6 {
        console.keys("d");
        console.wait_text("New diary entry of CPU-21-0001");
        console.paste(&format!("{}\nsecond line", hostile(n)));
        console.settle(50);
        straight(&console);
        console.keys("<C-s>");
        console.wait_text("CPU-21-0001 saved");
        console.keys("<Up>");
        console.wait_gone(" saved");
        entries.push(format!("{}\nsecond line", hostile(n)));
    }
    console.keys("<Home>");
    console.settle(100);
    for _ in 0..40 {
        straight(&console);
        console.keys("<PageDown>");
        console.settle(20);
    }
    console.keys("h");
    console.wait_text("History of CPU-21-0001");
    straight(&console);
    console.keys("<Esc><Esc>");
    console.wait_text("┌ Cases ·");
    // What is typed into the filter is text as well.
    console.keys("/");
    console.wait_text("keep");
    for n in 0..6 {
        console.paste(&hostile(n));
    }
    console.settle(100);
    straight(&console);
    console.keys("<Esc>q");
    console.wait_exit(std::time::Duration::from_secs(2));

    only_ours(&console.raw_output());
    assert!(console.given_back());
    let case = show(&office, "21/1");
    for (at, text) in pasted {
        assert_eq!(case.pointer(at), Some(&Value::from(text)), "{at}");
    }
    let diary: Vec<&Value> = case["diary"].as_array().unwrap().iter().map(|d| &d["text"]).collect();
    assert_eq!(diary, entries.iter().map(|e| Value::from(e.as_str())).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    assert_eq!(office.run(&["doctor"]).status, 0);
}

#[test]
fn hostile_text_where_no_text_belongs_is_refused_harmlessly() {
    let office = Office::new();
    let before = office.dump();
    let console = open(&office, "dara", NARROW);
    console.keys("n");
    console.wait_text("New case");
    for n in 0..6 {
        console.paste(&hostile(n));
        console.settle(50);
        straight(&console);
    }
    console.keys("<C-s>");
    console.wait(|s| s.contains("may be") || s.contains("not understood") || s.contains("is no"), "a word about it");
    console.keys("<Esc><Enter>nhom bat f7 m34");
    console.wait_text("suspect S1");
    for (n, label) in ["Reported", "Source", "Incident", "Province", "Sex", "Age"].iter().enumerate() {
        to_field(&console, label);
        console.keys("<C-a><C-k>");
        console.paste(&hostile(n));
        console.keys("<C-s>");
        console.settle(50);
        straight(&console);
        assert_eq!(field(&console.screen()).map(|f| f.0).as_deref(), Some(*label), "{}", console.screen());
        console.keys("<C-a><C-k>");
        if *label == "Reported" {
            console.keys("today");
        }
    }
    assert_eq!(office.dump(), before);
    console.keys("<Esc><Enter>q");
    console.wait_exit(std::time::Duration::from_secs(2));
    only_ours(&console.raw_output());
}

#[test]
fn subcommands_show_hostile_text_harmlessly_too() {
    let office = Office::new();
    let line = format!("hom bat f7 ? -- {}", hostile(0).replace('\0', ""));
    crate::add(&office, &line);
    let shown = office.ok(&["show", "21/1"]);
    assert!(!shown.contains('\x1b') && shown.contains('\u{FFFD}'), "{shown:?}");
}
