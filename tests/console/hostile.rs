//! Text from people is data: whatever is in it, it is stored as it came, shown harmlessly, and the terminal never obeys it.

use crate::support::{Console, Office, faults};
use crate::{NARROW, field, open, show, straight, to_field};
use serde_json::Value;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// What may be sent by our backend: `CSI`, these parameters, one of these letters.
const OURS: [&str; 10] = ["?25l", "?25h", "?1049h", "?1049l", "?2004h", "?2004l", "?2026h", "?2026l", "2J", "H"];

/// Every control in what was sent is one of ours.
fn only_ours(raw: &[u8]) {
    let text = std::str::from_utf8(raw).expect("UTF-8 only");
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control()) {
        let (seen, sequence) = rest.split_at(at);
        let around = || {
            let before: String = seen.chars().rev().take(20).collect::<Vec<_>>().into_iter().rev().collect();
            format!("{:?} after {before:?}", sequence.chars().take(30).collect::<String>())
        };
        let body = sequence.strip_prefix("\x1b[").unwrap_or_else(|| panic!("a control character: {}", around()));
        let end = body.find(|c: char| !(c.is_ascii_digit() || ";?".contains(c))).expect("a whole sequence");
        let (params, last) = (&body[..end], &body[end..=end]);
        let moves =
            last == "H" && params.split(';').all(|n| n.parse::<u16>().is_ok()) && params.split(';').count() == 2;
        // Rows of a list are moved within a stretch of the screen, by a few.
        let numbers = || params.split(';').all(|n| n.parse::<u16>().is_ok_and(|n| n > 0));
        let stretch = last == "r" && (params.is_empty() || (numbers() && params.split(';').count() == 2));
        let scrolls = ["S", "T"].contains(&last) && numbers() && !params.contains(';');
        let forward = last == "C" && (params.is_empty() || (numbers() && !params.contains(';')));
        let style = last == "m" && params.split(';').all(|n| n.is_empty() || n.parse::<u8>().is_ok());
        assert!(
            moves || forward || stretch || scrolls || style || OURS.contains(&&body[..=end]),
            "no sequence of ours: {}",
            around()
        );
        rest = &body[end + 1..];
    }
    assert_eq!(text.chars().find(|c| is_hidden(*c)), None, "a character was sent that hides or reorders others");
}

/// Marks of direction, separators, byte order, annotation, soft hyphens, tags: written out here once more, so that one forgotten
/// in the program is found.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The classes of hostile text, each between two letters, so that no blank at an end is trimmed.
fn classes() -> [(&'static str, Vec<u8>); 19] {
    let of = |chars: std::ops::RangeInclusive<char>| chars.collect::<String>();
    let controls: String = of('\u{1}'..='\u{1f}').replace(['\n', '\r'], "") + "\u{7f}" + &of('\u{80}'..='\u{9f}');
    let orders =
        "\x1b[2J\x1b[31;41m\u{9b}H\x1b]0;gone\x07\u{9d}52;c;eA==\u{9c}\x1bP1;1|17/0a\x1b\\\x1b_x\x1b\\\x1b[?1049l\x1bc";
    let bidi = of('\u{202A}'..='\u{202E}') + "thgir" + &of('\u{2066}'..='\u{2069}') + "\u{61C}\u{200E}\u{200F}";
    let tags = "\u{E0001}".to_owned() + &of('\u{E0020}'..='\u{E007F}');
    let flood = "z".to_owned() + &"\u{301}\u{489}\u{20DD}".repeat(400);
    let selectors =
        of('\u{FE00}'..='\u{FE0F}') + &of('\u{E0100}'..='\u{E0110}') + "☎\u{FE0E}☎\u{FE0F}1\u{FE0F}\u{20E3}";
    let text: [(&str, &str); 17] = [
        ("control characters", &controls),
        ("orders to a terminal", orders),
        ("bidirectional", &bidi),
        ("zero width", "\u{200B}\u{200C}\u{200D}x\u{200D}\u{200D}\u{2060}y\u{200B}"),
        ("tags", &tags),
        ("a flood of marks", &flood),
        ("variation selectors", &selectors),
        ("byte order marks", "\u{FEFF}x\u{FEFF}\u{FFFE}"),
        ("NUL", "\0x\0\0"),
        ("separators", "x\u{2028}y\u{2029}z\u{85}\u{b}\u{c}"),
        ("a very long word", &"x".repeat(10_000)),
        ("wide and joined", "ｆｕｌｌ 한국어 👩‍👩‍👧‍👦🇰🇭🇰 👍🏽🏽 ﷽ 𒐫"),
        ("Khmer out of order", "្ក\u{17D2}\u{17D2}ាិ៉ ក្ ្្ ស្រី\u{200B}\u{17B4}\u{17B5}\u{17D2}x ំំំ"),
        ("right to left", "עברית 12 العَرَبِيَّة (x) ܐܒܓ"),
        ("tabs", "x\ty\t\tz"),
        ("soft hyphens and notes", "x\u{AD}y\u{FFF9}z\u{FFFA}q\u{FFFB}\u{180E}"),
        ("private use", "\u{E000}\u{F8FF}\u{E0A0}"),
    ];
    // A terminal may send any bytes.
    let bytes: [(&str, &[u8]); 2] = [
        ("halves of surrogates", b"\xed\xa0\x80x\xed\xb0\x80\xed\xbf\xbf"),
        (
            "overlong and cut-off UTF-8",
            b"\xc0\x80\xc0\xaf\xe0\x80\x9b\xf0\x80\x80\x9b\xf8\x88\x80\x80\x80\xff\xfe\xe1\x9ex",
        ),
    ];
    let mut all = text.iter().map(|(name, text)| (*name, text.as_bytes())).chain(bytes);
    std::array::from_fn(|_| all.next().expect("nineteen")).map(|(name, body)| (name, [b"a", body, b"z"].concat()))
}

/// What is kept of it: bytes that are no text are one U+FFFD each time they stop being some.
fn kept(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn paste(console: &Console, bytes: &[u8]) {
    console.write(&[b"\x1b[200~", bytes, b"\x1b[201~"].concat());
}

#[test]
fn hostile_text_in_every_field_is_kept_and_harms_nothing() {
    let (office, classes) = (Office::new(), classes());
    let console = open(&office, "dara", NARROW);
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
    for case in 1..=classes.len().div_ceil(fields.len()) {
        console.keys("nhom bat f7 m34 y");
        console.wait_text("y = S1 arrested");
        for (n, (label, at)) in fields.iter().enumerate() {
            to_field(&console, label);
            let (_, bytes) = &classes[((case - 1) * fields.len() + n) % classes.len()];
            paste(&console, bytes);
            console.keys("<Tab>");
            console.wait(|s| field(s).is_some_and(|f| f.0 != *label), "the next field");
            straight(&console);
            pasted.push((case, *at, kept(bytes)));
        }
        console.keys("<C-s>");
        if case > 1 {
            console.wait_text("Is it known already?");
            straight(&console);
            console.keys("<C-s>");
        }
        console.wait_text(&format!("CPU-21-{case:04} saved"));
        straight(&console);
        // As cells of the list and as lines of the detail.
        for _ in 0..30 {
            console.keys("<PageDown>");
        }
        console.settle(100);
        straight(&console);
        console.keys("<Esc>");
        console.wait_gone(" saved");
    }

    console.keys("<Enter>");
    let mut entries = Vec::new();
    for (_, bytes) in &classes {
        console.keys("d");
        console.wait_text("New diary entry of CPU-21-0002");
        paste(&console, &[bytes, &b"\nsecond line"[..]].concat());
        console.settle(50);
        straight(&console);
        console.keys("<C-s>");
        console.wait_text("CPU-21-0002 saved");
        console.keys("<Up>");
        console.wait_gone(" saved");
        entries.push(Value::from(format!("{}\nsecond line", kept(bytes))));
    }
    console.keys("<Home>");
    console.settle(100);
    for _ in 0..60 {
        straight(&console);
        console.keys("<PageDown>");
        console.settle(20);
    }
    console.keys("h");
    console.wait_text("History of CPU-21-0002");
    for _ in 0..60 {
        straight(&console);
        console.keys("<PageDown>");
        console.settle(20);
    }
    console.keys("<Esc><Esc>");
    console.wait_text("┌ Cases ·");
    // What is typed into the filter is text as well.
    for (_, bytes) in &classes {
        console.keys("/");
        console.wait_text("keep");
        paste(&console, bytes);
        console.settle(50);
        straight(&console);
        console.keys("<Esc>");
    }
    console.keys("q");
    console.wait_exit();

    only_ours(&console.raw_output());
    assert!(console.given_back());
    for (case, at, text) in &pasted {
        let case = show(&office, &format!("21/{case}"));
        assert_eq!(case.pointer(at), Some(&Value::from(text.as_str())), "{at}");
    }
    let case = show(&office, "21/2");
    let diary: Vec<Value> = case["diary"].as_array().unwrap().iter().map(|d| d["text"].clone()).collect();
    assert_eq!(diary, entries);
    assert_eq!(office.run(&["doctor"]).status, 0);
    let well = "0 foreign sequences, frames straight";
    faults::held(16, "in fields of forms, list and detail", pasted.len() as u64, &format!("{well}, kept as pasted"));
    faults::held(
        16,
        "in texts of several lines and the history",
        diary.len() as u64,
        &format!("{well}, kept as pasted"),
    );
    faults::held(16, "in the filter of the list", classes.len() as u64, well);
}

#[test]
fn hostile_text_where_no_text_belongs_is_refused_harmlessly() {
    let (office, classes) = (Office::new(), classes());
    let before = office.dump();
    let console = open(&office, "dara", NARROW);
    for (name, bytes) in &classes {
        console.keys("n");
        console.wait_text("New case");
        paste(&console, bytes);
        console.settle(50);
        straight(&console);
        console.keys("<C-s>");
        // Quoted, with what is wrong with it behind it, as far as there is room.
        console.wait(|s| s.contains('“'), &format!("a word about {name}"));
        straight(&console);
        console.keys("<Esc><Enter>");
        console.wait_gone("New case");
    }
    console.keys("nhom bat f7 m34");
    console.wait_text("suspect S1");
    let labels = ["Reported", "Source", "Incident", "Province", "Sex", "Age"];
    for (n, label) in labels.iter().enumerate() {
        to_field(&console, label);
        for (name, bytes) in classes.iter().skip(n).step_by(labels.len()) {
            console.keys("<C-a><C-k>");
            paste(&console, bytes);
            console.keys("<C-s>");
            console.settle(50);
            straight(&console);
            assert_eq!(field(&console.screen()).map(|f| f.0).as_deref(), Some(*label), "{name}:\n{}", console.screen());
        }
        console.keys("<C-a><C-k>");
        if *label == "Reported" {
            console.keys("today");
        }
    }
    assert_eq!(office.dump(), before);
    console.keys("<Esc><Enter>q");
    console.wait_exit();
    only_ours(&console.raw_output());
    let tried = 2 * classes.len() as u64;
    faults::held(16, "where no text belongs", tried, "refused, nothing written, 0 foreign sequences, frames straight");
}

#[test]
fn subcommands_show_hostile_text_harmlessly_too() {
    let (office, mut printed) = (Office::new(), 0);
    for (name, bytes) in classes().iter().filter(|(name, _)| *name != "NUL") {
        let line = [b"hom bat f7 ? -- ", &bytes[..]].concat();
        let mut command = office.command(&["--now", crate::NOW, "--as", "sok", "add"]);
        let said = command.arg(OsStr::from_bytes(&line)).output().unwrap();
        if std::str::from_utf8(bytes).is_err() {
            assert!(said.status.code() == Some(2) && said.stdout.is_empty(), "{name}: {said:?}");
        } else {
            assert!(said.status.success(), "{name}: {said:?}");
            let number = String::from_utf8(said.stdout).unwrap();
            assert_eq!(show(&office, number.trim())["summary"], kept(bytes), "{name}");
            for words in [&["show", number.trim()][..], &["list"], &["log"]] {
                let text = office.ok(words);
                let bad = |c: char| c != '\n' && (c.is_control() || is_hidden(c));
                assert_eq!(text.chars().find(|c| bad(*c)), None, "{name}: {text:?}");
            }
        }
        printed += 1;
    }
    faults::held(16, "in subcommands", printed, "printed harmlessly; what is no text is refused");
}

/// Random mixtures of every class, each a line of a diary, all pasted into one console and leafed through.
#[test]
fn five_thousand_random_texts_harm_nothing() {
    const LINES: usize = 250;
    let clock = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
    let mut dice = std::env::var("CASELOAD_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(clock) | 1;
    println!("CASELOAD_SEED={dice}");
    let mut below = |n: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice % n as u64) as usize
    };
    let letters = classes().map(|(_, bytes)| kept(&bytes).chars().collect::<Vec<char>>());
    let mut text = || -> String {
        let of = |letters: &[char], at: usize| letters[at % letters.len()];
        let body: String = (0..below(24)).map(|_| of(&letters[below(letters.len())], below(1 << 16))).collect();
        // A line that is cut at its ends where blanks stand would not be the one that was typed.
        format!("a{body}z")
    };
    let (office, count) = (Office::new(), faults::times(5_000) as usize);
    let (mut pages, mut told) = (0, 0);
    for case in 1..=count.div_ceil(LINES) {
        crate::add(&office, "hom bat f7");
        let console = open(&office, "dara", (100, 50));
        console.keys("<Enter>d");
        console.wait_text(&format!("New diary entry of CPU-21-{case:04}"));
        let entry: Vec<String> = (0..LINES).map(|_| text()).collect();
        paste(&console, entry.join("\n").as_bytes());
        console.settle(50);
        straight(&console);
        console.keys("<C-s>");
        console.wait_text(&format!("CPU-21-{case:04} saved"));
        console.keys("<Home>");
        // To the end of the case, where a page down changes nothing.
        for _ in 0..LINES {
            console.settle(30);
            straight(&console);
            let before = console.screen();
            console.keys("<PageDown>");
            console.settle(30);
            pages += 1;
            if console.screen() == before {
                break;
            }
        }
        console.keys("<C-c>");
        console.wait_exit();
        only_ours(&console.raw_output());
        assert_eq!(show(&office, &format!("21/{case}"))["diary"][0]["text"], entry.join("\n"));
        told += entry.len() as u64;
    }
    let result = format!("0 foreign sequences, frames straight on {pages} screens, kept as pasted");
    faults::held(16, "random mixtures of all classes", told, &result);
}
