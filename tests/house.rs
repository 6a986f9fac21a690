//! Keeps the house: reads every source file and compares it with the tables below.
//! The checks are pure functions over (path, text); the second test plants offences and sees each one caught.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Who may name whom. `main` and `lib` stand above the layers; every other file needs a row here.
#[rustfmt::skip]
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &["domain"]),
    ("settings", &["domain"]),
    ("store", &["domain"]),
    ("exchange", &["store", "domain"]),
    ("office", &["store", "domain"]),
    ("demo", &["store", "domain", "clock"]),
    ("tui", &["exchange", "office", "store", "domain", "clock"]),
    ("cli", &["tui", "exchange", "office", "demo", "store", "domain", "settings", "clock"]),
];

/// Panes and overlays send jobs; only these rooms of the console meet the store.
#[rustfmt::skip]
const STORE_IN_TUI: &[&str] =
    &["src/tui/mod.rs", "src/tui/run.rs", "src/tui/session.rs", "src/tui/worker.rs", "src/tui/worker/"];

/// Words that belong to one room, or to none: the tokens, the room, whether test code must obey too, what to do.
#[rustfmt::skip]
const WORDS: &[(&[&str], &str, bool, &str)] = &[
    (&["rusqlite"], "src/store/", true, "ask `Store` for what you need"),
    (&["ratatui"], "src/tui/", true, "draw it in src/tui/"),
    (&["ratatui_textarea"], "src/tui/", true, "edit it in src/tui/"),
    (&["crossterm"], "src/tui/", true, "move it to src/tui/"),
    (&["crokey"], "src/tui/", true, "keys are declared in src/tui/"),
    (&["Color", "::"], "src/tui/theme", true, "name a role of the theme instead of a colour"),
    (&[".", "fg", "("], "src/tui/theme", true, "name a role of the theme instead of a colour"),
    (&[".", "bg", "("], "src/tui/theme", true, "name a role of the theme instead of a colour"),
    (&["todo", "!"], "", true, "write it, or leave it out"),
    (&["unimplemented", "!"], "", true, "write it, or leave it out"),
    (&["#", "[", "ignore"], "", true, "mend the test, or delete it and say why"),
    (&[".", "unwrap", "(", ")"], "", false, "pass the error on, or say with `expect` why it cannot happen"),
];
const SQL: &[&str] = &["SELECT", "INSERT INTO", "UPDATE", "DELETE FROM"];
const MOST_LINES: usize = 600;

#[test]
fn the_house_is_in_order() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(root, "src", &mut files);
    assert!(files.len() > 1, "no sources under {}", root.display());
    collect(root, "tests", &mut files);
    let mut lengths: Vec<_> = files.iter().map(|f| f.1.lines().count()).collect();
    lengths.sort_unstable();
    let middle = lengths[lengths.len() / 2];
    println!("{} files, median {middle} lines", lengths.len());
    let faults = faults(&files);
    let count = faults.len();
    assert!(count == 0, "{count} to mend:\n{}", faults.join("\n"));
}

fn collect(root: &Path, dir: &str, files: &mut Vec<(String, String)>) {
    let entries = std::fs::read_dir(root.join(dir)).expect("a readable folder");
    for entry in entries {
        let entry = entry.expect("a readable entry");
        let path = format!("{dir}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(root, &path, files);
        } else if path.ends_with(".rs") {
            let text = std::fs::read_to_string(entry.path()).expect("a source file in UTF-8");
            files.push((path, text));
        }
    }
    files.sort();
}

/// Every sentence the house has to say about these files.
fn faults(files: &[(String, String)]) -> Vec<String> {
    let files: Vec<File> = files.iter().map(|(p, t)| File::read(p, t)).collect();
    let mut faults: Vec<String> = files.iter().flat_map(arrows).collect();
    faults.extend(files.iter().flat_map(words));
    faults.extend(files.iter().flat_map(shape));
    faults.extend(circle(&files));
    faults
}

struct File<'a> {
    path: &'a str,
    text: &'a str,
    /// `src/tui/panes/cases.rs` is `tui`, `panes`, `cases`; `mod.rs` is its folder; `main` and `lib` are the root.
    module: Vec<String>,
    /// The text without comments and with empty strings, whole and without `#[cfg(test)]` items.
    code: String,
    untested: String,
    strings: Vec<(usize, String)>,
}

impl<'a> File<'a> {
    fn read(path: &'a str, text: &'a str) -> Self {
        let (code, strings) = split(text);
        let all_test = path.starts_with("tests/") || path.ends_with("/tests.rs");
        let untested = if all_test { String::new() } else { without_tests(&code) };
        let inner = path.strip_prefix("src/").unwrap_or_default();
        let inner = inner.strip_suffix(".rs").unwrap_or_default();
        let mut module: Vec<String> = inner.split('/').map(String::from).collect();
        if let Some("mod" | "main" | "lib" | "") = module.last().map(String::as_str) {
            module.pop();
        }
        Self { path, text, module, code, untested, strings }
    }
}

/// The arrows between layers, and the store inside the console.
fn arrows(file: &File) -> Vec<String> {
    let Some(own) = file.module.first() else {
        return Vec::new();
    };
    let path = file.path;
    let Some((_, allowed)) = ARROWS.iter().find(|row| row.0 == own) else {
        return vec![format!("{path}: belongs to no layer; move it into one, or give `{own}` a row in ARROWS")];
    };
    let mut faults = BTreeSet::new();
    for (line, target) in paths(&file.module, &file.code) {
        let layer = target.first().map_or("", String::as_str);
        if !ARROWS.iter().any(|row| row.0 == layer) {
            faults.insert(format!("{path}:{line}: `crate::{layer}` is no layer; name the layer where the thing lives"));
        } else if layer != own && !allowed.contains(&layer) {
            faults.insert(format!(
                "{path}:{line}: {own} may not name {layer}; move the code up, or what it needs down to one of {allowed:?}"
            ));
        } else if own == "tui" && layer == "store" && !STORE_IN_TUI.iter().any(|room| path.starts_with(room)) {
            faults.insert(format!(
                "{path}:{line}: panes never see the store; send a `Job` to the worker, take its `Reply`"
            ));
        }
    }
    faults.into_iter().collect()
}

/// Words out of their room.
fn words(file: &File) -> Vec<String> {
    let (whole, untested) = (tokens(&file.code), tokens(&file.untested));
    let mut faults = Vec::new();
    for (word, home, tests_too, advice) in WORDS {
        let in_src = file.path.starts_with("src/");
        if !home.is_empty() && (!in_src || file.path.starts_with(home)) {
            continue;
        }
        let tokens = if *tests_too { &whole } else { &untested };
        let window = tokens.windows(word.len());
        for found in window.filter(|w| w.iter().map(|t| t.1).eq(word.iter().copied())) {
            let (path, line, word) = (file.path, found[0].0, word.concat());
            let home = if home.is_empty() { "nowhere".into() } else { format!("in {home}") };
            faults.push(format!("{path}:{line}: `{word}` belongs {home}; {advice}"));
        }
    }
    if file.path.starts_with("src/") && !file.path.starts_with("src/store/") {
        let sql = |text: &str| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
            SQL.iter().any(|word| text.contains(&format!("{word} ")))
        };
        faults.extend(file.strings.iter().filter(|s| sql(&s.1)).map(|(line, _)| {
            let path = file.path;
            format!("{path}:{line}: SQL belongs in src/store/; write a function of `Store` for it")
        }));
    }
    faults
}

/// Size, and a first comment that says what the file is for.
fn shape(file: &File) -> Vec<String> {
    let (path, lines) = (file.path, file.text.lines().count());
    let mut faults = Vec::new();
    if lines > MOST_LINES {
        faults.push(format!(
            "{path}: {lines} lines, {MOST_LINES} at most; find the second thing in it and move that out"
        ));
    }
    if path.starts_with("src/") && !file.text.starts_with("//!") {
        faults.push(format!("{path}:1: opens without `//!`; say in a line what it is for"));
    }
    faults
}

/// A circle of modules inside a layer. Parents (`mod.rs`, or a file with a folder of its name) are left out:
/// they list and re-export their children.
fn circle(files: &[File]) -> Option<String> {
    let is_parent = |module: &[String]| {
        let below = |f: &File| f.module.len() > module.len() && f.module.starts_with(module);
        files.iter().any(below)
    };
    let leaf = |f: &&File| f.module.len() > 1 && !f.path.ends_with("/mod.rs") && !is_parent(&f.module);
    let leaves: Vec<&File> = files.iter().filter(leaf).collect();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in &leaves {
        let named = paths(&file.module, &file.untested).into_iter();
        let seen = named.filter_map(|(_, to)| leaves.iter().find(|f| to.starts_with(&f.module)));
        let others = seen.filter(|f| f.module != file.module && f.module[0] == file.module[0]);
        let others = others.map(|f| f.module.join("::")).collect();
        edges.insert(file.module.join("::"), others);
    }
    let mut done = BTreeSet::new();
    let trail = edges.keys().find_map(|from| walk_on(from, &edges, &mut Vec::new(), &mut done))?;
    let trail = trail.join(" -> ");
    Some(format!("circle {trail}; move what both sides need into a third file"))
}

fn walk_on<'a>(
    at: &'a str,
    edges: &'a BTreeMap<String, BTreeSet<String>>,
    trail: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) -> Option<Vec<&'a str>> {
    if let Some(start) = trail.iter().position(|seen| *seen == at) {
        return Some([&trail[start..], &[at]].concat());
    }
    if done.contains(at) {
        return None;
    }
    trail.push(at);
    let found = edges[at].iter().find_map(|to| walk_on(to, edges, trail, done));
    trail.pop();
    done.insert(at);
    found
}

/// Every path from the crate's root that the code names, with `super` and `self` resolved and groups taken apart.
fn paths(module: &[String], code: &str) -> Vec<(usize, Vec<String>)> {
    let tokens = tokens(code);
    let is = |i: Option<usize>, word: &str| i.and_then(|i| tokens.get(i)).is_some_and(|t| t.1 == word);
    let (mut found, mut at, mut open) = (Vec::new(), module.to_vec(), Vec::new());
    let mut i = 0;
    while i < tokens.len() {
        match tokens[i].1 {
            "{" => {
                let inline = is(i.checked_sub(2), "mod");
                if inline {
                    at.push(tokens[i - 1].1.to_string());
                }
                open.push(inline);
            }
            "}" if open.pop() == Some(true) => {
                at.pop();
            }
            "crate" | "caseload" | "super" | "self" if is(Some(i + 1), "::") && !is(i.checked_sub(1), "::") => {
                i = expand(&tokens, i, at.clone(), &mut found);
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    found
}

/// Follows one path from token `i`, into its groups; answers where it ended.
fn expand(tokens: &[(usize, &str)], mut i: usize, mut at: Vec<String>, found: &mut Vec<(usize, Vec<String>)>) -> usize {
    while let Some(&(line, word)) = tokens.get(i) {
        i += 1;
        match word {
            "{" => {
                while tokens.get(i).is_some_and(|t| t.1 != "}") {
                    let comma = tokens[i].1 == ",";
                    i = if comma { i + 1 } else { expand(tokens, i, at.clone(), found) };
                }
                return i + 1;
            }
            "crate" | "caseload" => at.clear(),
            "super" => drop(at.pop()),
            "self" => {}
            _ if word.starts_with(|c: char| c.is_alphabetic() || c == '_') => at.push(word.into()),
            _ => {} // `*` or a turbofish: the path so far
        }
        match tokens.get(i).map(|t| t.1) {
            Some("::") => i += 1,
            next => {
                found.push((line, at));
                return if next == Some("as") { i + 2 } else { i };
            }
        }
    }
    i
}

/// Words, `::` and single signs, each with its line.
fn tokens(code: &str) -> Vec<(usize, &str)> {
    let mut tokens = Vec::new();
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    for (line, mut rest) in code.lines().enumerate() {
        while let Some(first) = rest.chars().next() {
            let length = match first {
                c if in_word(c) => rest.find(|c| !in_word(c)).unwrap_or(rest.len()),
                ':' if rest.starts_with("::") => 2,
                c => c.len_utf8(),
            };
            let (token, after) = rest.split_at(length);
            if !first.is_whitespace() {
                tokens.push((line + 1, token));
            }
            rest = after;
        }
    }
    tokens
}

/// Takes comments out and empties strings, so that talk about code is not taken for code. Lines stay where they are.
fn split(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut code, mut strings) = (String::new(), Vec::new());
    let c: Vec<char> = text.chars().collect();
    let sees = |i: usize, what: &str| what.chars().enumerate().all(|(n, w)| c.get(i + n) == Some(&w));
    let (mut i, mut line) = (0, 1);
    while i < c.len() {
        let from = i;
        if sees(i, "//") {
            while i < c.len() && c[i] != '\n' {
                i += 1;
            }
        } else if sees(i, "/*") {
            let mut depth = 0;
            loop {
                depth += usize::from(sees(i, "/*"));
                depth -= usize::from(sees(i, "*/"));
                i += if sees(i, "/*") || sees(i, "*/") { 2 } else { 1 };
                if depth == 0 || i >= c.len() {
                    break;
                }
            }
        } else if c[i] == '"' {
            let bare = code.trim_end_matches('#');
            let raw = bare.ends_with('r') && {
                let before = bare.trim_end_matches('r').trim_end_matches(['b', 'c']);
                !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            };
            let end = format!("\"{}", if raw { &code[bare.len()..] } else { "" });
            i += 1;
            while i < c.len() && !sees(i, &end) {
                i += if c[i] == '\\' && !raw { 2 } else { 1 };
            }
            i = (i + 1).min(c.len());
            code.push_str("\"\"");
            strings.push((line, c[from + 1..i].iter().collect()));
        } else if sees(i, "'\\") {
            i += 3;
            while i < c.len() && c[i] != '\'' {
                i += 1;
            }
            i += 1;
        } else if c[i] == '\'' && c.get(i + 2) == Some(&'\'') {
            i += 3;
        } else {
            code.push(c[i]);
            i += 1;
            line += usize::from(c[from] == '\n');
            continue;
        }
        i = i.min(c.len());
        for _ in c[from..i].iter().filter(|c| **c == '\n') {
            code.push('\n');
            line += 1;
        }
    }
    (code, strings)
}

/// Blanks every item behind `#[cfg(test)]`: to its closing brace, or to the semicolon if that comes first.
fn without_tests(code: &str) -> String {
    let mut left = code.to_string();
    while let Some(start) = left.find("#[cfg(test)]") {
        let (mut depth, mut end) = (0_usize, left.len());
        for (at, c) in left[start + "#[cfg(test)]".len()..].char_indices() {
            match c {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && matches!(c, '}' | ';') {
                end = start + "#[cfg(test)]".len() + at + 1;
                break;
            }
        }
        let lines = "\n".repeat(left[start..end].matches('\n').count());
        left.replace_range(start..end, &lines);
    }
    left
}

/// One offence each: the files (each gets an opening comment as its first line), and what must be said about them.
#[rustfmt::skip]
const PLANTED: &[(&[(&str, &str)], &str)] = &[
    (&[("src/domain/case.rs", "use crate::store::Store;")], "src/domain/case.rs:2: domain may not name store"),
    (&[("src/domain/case.rs", "use crate::{\n  domain::age,\n  store::{self, Row},\n};")], "rs:4: domain may not name store"),
    (&[("src/domain/case.rs", "fn f() { super::super::tui::run() }")], "domain may not name tui"),
    (&[("src/domain/case.rs", "mod t { use super::super::super::tui; }")], "domain may not name tui"),
    (&[("src/store/read.rs", "fn f() -> caseload::exchange::Row { g() }")], "store may not name exchange"),
    (&[("src/settings.rs", "use super::office;")], "settings may not name office"),
    (&[("src/tui/app.rs", "use crate::{domain as d, demo};")], "tui may not name demo"),
    (&[("src/office/mod.rs", "use crate::cli::Args;")], "office may not name cli"),
    (&[("src/tui/panes/cases.rs", "use crate::store::Store;")], "panes never see the store"),
    (&[("src/tui/panes/cases.rs", "use crate::*;")], "is no layer"),
    (&[("src/helpers.rs", "fn f() {}")], "belongs to no layer"),
    (&[("src/tui/a.rs", "use super::b::B;"), ("src/tui/b.rs", "use crate::tui::{c};"), ("src/tui/c.rs", "fn f() { super::a::g() }")],
        "circle tui::a -> tui::b -> tui::c -> tui::a"),
    (&[("src/office/doctor.rs", "use rusqlite::Connection;")], "`rusqlite` belongs in src/store/"),
    (&[("src/cli.rs", "fn f() { ratatui::init(); }")], "`ratatui` belongs in src/tui/"),
    (&[("src/domain/field.rs", "use crokey::key;")], "`crokey` belongs in src/tui/"),
    (&[("src/main.rs", "use crossterm::event;")], "`crossterm` belongs in src/tui/"),
    (&[("src/tui/form.rs", "let c = Color::Red;")], "`Color::` belongs in src/tui/theme"),
    (&[("src/tui/form.rs", "let s = Style::new().fg(c);")], "`.fg(` belongs in src/tui/theme"),
    (&[("src/tui/form.rs", "#[cfg(test)] mod t { fn f() { todo!() } }")], "`todo!` belongs nowhere"),
    (&[("src/tui/form.rs", "fn f() { unimplemented!() }")], "`unimplemented!` belongs nowhere"),
    (&[("tests/case.rs", "#[ignore = \"slow\"]\nfn f() {}")], "tests/case.rs:2: `#[ignore` belongs nowhere"),
    (&[("src/domain/age.rs", "/* \"\n */ fn f<'a>() { '\"'; g()\n.unwrap() }")], "src/domain/age.rs:4: `.unwrap()` belongs nowhere"),
    (&[("src/exchange/csv.rs", "const Q: &str = r#\"SELECT \"id\" FROM cases\"#;")], "src/exchange/csv.rs:2: SQL belongs"),
    (&[("src/exchange/csv.rs", "const Q: &str = \"UPDATE\n cases\";")], "SQL belongs"),
];

/// What looks like an offence and is none.
#[rustfmt::skip]
const CLEAN: &[(&str, &str)] = &[
    ("src/main.rs", "fn main() { caseload::tui::run::run(caseload::settings::load()) }"),
    ("src/tui/worker.rs", "use crate::store::Store; // crate::demo"),
    ("src/tui/mod.rs", "pub use app::App; use self::app::x; pub enum Pane { Cases(panes::cases::Cases) }"),
    ("src/tui/app.rs", "use super::{Pane, form as f, list::*};"),
    ("src/tui/list.rs", "/// `crate::store::Store`\nuse crate::tui::Pane; const URL: &str = \"http://x\"; // Color::Red"),
    ("src/tui/form.rs", "#[cfg(test)]\nmod tests { use super::super::app; use super::*; fn f(x: [u8; 2]) { g().unwrap() } }"),
    ("src/tui/theme.rs", "fn f<'a>(x: &'a str) -> Style { Style::new().fg(Color::Red) }"),
    ("src/store/read.rs", "const Q: &str = \"SELECT id FROM cases\"; pub(crate) fn f() { rusqlite::go() }"),
    ("src/domain/case.rs", "use super::age::Age; const HELP: &str = \"use crate::store; todo!() x.unwrap()\";"),
    ("src/domain/age.rs", "pub struct Age; const C: char = '\\''; const B: u8 = b'\"'; // .unwrap()"),
    ("src/domain/name.rs", "const S: &str = r#\"a\" crate::store::b \"\\\"#; fn f(r#type: u8) {}"),
    ("tests/case.rs", "fn f() { rusqlite::Connection::open(x).unwrap(); \"SELECT 1\" }"),
];

#[test]
fn every_rule_bites() {
    let open = |(path, text): &(&str, &str)| (path.to_string(), format!("//! x\n{text}"));
    let said = |files: &[(&str, &str)]| faults(&files.iter().map(open).collect::<Vec<_>>());
    for (files, expected) in PLANTED {
        let found = said(files);
        let caught = found.len() == 1 && found[0].contains(expected);
        assert!(caught, "planted {files:?}\nexpected {expected}\nfound {found:#?}");
    }
    assert_eq!(said(CLEAN), [""; 0]);
    let long = "//! x\n".repeat(MOST_LINES + 1);
    for (text, expected) in [(long.as_str(), "601 lines"), ("mod x;", "opens without")] {
        let found = faults(&[("src/lib.rs".into(), text.into())]);
        assert!(found.len() == 1 && found[0].contains(expected), "{found:#?}");
    }
}
