//! The invented words in whatever comes out: of the store, value by value, and of every subcommand, byte by byte, as text and as
//! JSON. None may stand where its viewer may not see it; and who may see it finds it there.

use crate::canary::{self, Canary};
use crate::expected::{Op, letter, may_see};
use crate::support::faults;
use crate::unit::{ASIDE, DISABLED, NOW, Near, PEOPLE, UNKNOWN, Unit, cases, near_of, now, number, place};
use caseload::domain::field::See;
use caseload::domain::listing::{Query, Sort};
use caseload::domain::log::LogQuery;
use caseload::store::Store;
use chrono::NaiveDate;
use std::process::{Command, Stdio};

/// Whose output it is: one of the seven by their place, or somebody who may see nothing of any case.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    pub name: &'static str,
    pub person: Option<usize>,
}

pub fn seven() -> [Viewer; 7] {
    std::array::from_fn(|i| Viewer { name: PEOPLE[i].0, person: Some(i) })
}

/// And the server's own console, an account that is disabled, a name that has none.
fn all() -> Vec<Viewer> {
    let rest = ["", DISABLED, UNKNOWN].map(|name| Viewer { name, person: None });
    seven().into_iter().chain(rest).collect()
}

impl Viewer {
    pub fn may(&self, see: See, at: usize) -> bool {
        self.person.is_some_and(|person| may_see(see, person, near_of(self.name, at)))
    }

    /// What of the words that stand in no case they may read.
    fn may_aside(&self, word: &str, log: bool) -> bool {
        match word {
            // What a key is called: whoever manages keys.
            w if w == ASIDE[5] => ["nary", ""].contains(&self.name),
            // What another searched: in the log, who sees every name.
            w if w == ASIDE[3] => log && self.name == "vanna",
            _ => false,
        }
    }
}

/// What came of looking for every word in a text: those that must not be there, with where they came from; of those that may be,
/// which were; and how many were looked for.
#[derive(Default)]
pub struct Read {
    pub leaks: Vec<String>,
    pub seen: Vec<(usize, &'static str)>,
    pub words: u64,
}

impl Read {
    /// No word leaks. Gives which were seen, and how many were looked for.
    #[track_caller]
    pub fn tight(self, viewer: &Viewer) -> (Vec<(usize, &'static str)>, u64) {
        assert!(self.leaks.is_empty(), "{} leaks to {:?}:\n{}", self.leaks.len(), viewer.name, self.leaks.join("\n"));
        (self.seen, self.words)
    }
}

/// Looks for every word of every case, and for those of none.
pub fn read(viewer: &Viewer, text: &str, log: bool) -> Read {
    let Read { mut leaks, mut seen, mut words } = Read::default();
    for at in 0..cases() {
        let canaries = canary::of_case(at);
        words += canaries.len() as u64;
        for canary in canaries.iter().filter(|c| canary::stands_in(c, text)) {
            let Canary { field, see, text, .. } = canary;
            if viewer.may(*see, at) {
                seen.push((at, *field));
            } else {
                let near = near_of(viewer.name, at);
                leaks.push(format!("{text}: {field} of {}, {near:?} to {}", number(at), viewer.name));
            }
        }
        // Of a case that they may not open, and that no figure of theirs counts, not even the number is there.
        let counts = viewer.person.is_some_and(|p| letter(Op::Receipt, p, near_of(viewer.name, at)) == '-');
        if !viewer.may(See::Facts, at) && !counts && text.contains(&number(at)) {
            leaks.push(format!("{}, {:?} to {}", number(at), near_of(viewer.name, at), viewer.name));
        }
    }
    words += ASIDE.len() as u64;
    leaks.extend(ASIDE.iter().filter(|w| text.contains(**w) && !viewer.may_aside(w, log)).map(|w| (*w).to_owned()));
    Read { leaks, seen, words }
}

#[test]
fn whatever_the_store_gives_holds_no_word_that_its_viewer_may_not_see() {
    let mut words = 0;
    for viewer in all() {
        let unit = Unit::new();
        let mut store = match viewer.name {
            "" => unit.server(),
            DISABLED | UNKNOWN => unit.nobody(viewer.name),
            name => unit.of(name),
        };
        let told = everything(&mut store, &unit);
        let (seen, n) = read(&viewer, &told, true).tight(&viewer);
        words += n;
        for at in 0..cases() {
            let days = ["born", "suspect_born"];
            for canary in canary::of_case(at).iter().filter(|c| viewer.may(c.see, at) && !days.contains(&c.field)) {
                assert!(
                    seen.contains(&(at, canary.field)),
                    "{} of {} is not shown to {}",
                    canary.field,
                    at,
                    viewer.name
                );
            }
        }
    }
    faults::held(14, "canaries in what the store gives", words, "0 leaks");
}

/// Every value and every refusal of every reading there is, at every case.
fn everything(store: &mut Store, unit: &Unit) -> String {
    let now = now();
    let mut told = String::new();
    let from = NaiveDate::from_ymd_opt(2021, 1, 1).unwrap();
    for sort in Sort::ALL {
        for descending in [true, false] {
            let query = Query { sort, descending, ..Query::default() };
            told += &format!("{:?}", store.page(&query, 0, 99, &now));
        }
    }
    told += &format!("{:?}", store.facts(from, now.today(), &now));
    told += &format!("{:?}", store.receipt(from, now.today(), &now));
    told += &format!("{:?}", store.log(&LogQuery::default(), None, 9999, &now));
    told += &format!("{:?} {:?}", store.shelf("", 0, 99, &now), store.roster("all", 0, 99, &now));
    told += &format!("{:?}", store.partners());
    told += &format!("{:?} {:?} {:?}", store.notices(), store.drafts(), store.present());
    told += &format!("{:?} {:?}", store.settings(), store.officers(&now));
    told += &format!("{:?} {:?}", store.keys(None, &now), store.check(&[], &now));
    for at in 0..cases() {
        let id = unit.id(at);
        // A number is told to who asks by it.
        told += &format!("{:?}", store.case_by_number(&number(at), &now)).replace(&number(at), "");
        let number = number(at).replace("CPU-", "");
        told += &format!("{:?} {:?}", store.case(&id, &now), store.reveal(&id, &now));
        told += &format!("{:?} {:?}", store.history(&id, &now), store.lookers(&id, &now));
        told += &format!("{:?}", store.page(&Query { words: number, ..Query::default() }, 0, 9, &now));
    }
    told
}

/// What a subcommand says on both of its streams.
struct Said {
    code: i32,
    out: String,
    err: String,
}

fn run(unit: &Unit, viewer: &Viewer, args: &[&str]) -> Said {
    let mut command = Command::new(crate::support::PROGRAM);
    command.arg("--db").arg(unit.path()).args(["--now", NOW]).args(args);
    if !viewer.name.is_empty() {
        command.args(["--as", viewer.name]);
    }
    command.env_clear().env("HOME", unit.folder()).current_dir(unit.folder()).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn every_subcommand_says_to_each_what_they_may_know_and_no_byte_more() {
    let viewers = all();
    let (one, other) = viewers.split_at(3);
    std::thread::scope(|scope| {
        let theirs = scope.spawn(|| one.iter().map(subcommands).collect::<Vec<_>>());
        let mut all: Vec<(u64, u64)> = other.iter().map(subcommands).collect();
        all.extend(theirs.join().unwrap());
        let (runs, words) = all.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        faults::held(14, "canaries in what subcommands print", words, &format!("0 leaks in {runs} runs"));
    });
}

/// How many runs, and how many words were looked for.
fn subcommands(viewer: &Viewer) -> (u64, u64) {
    let unit = Unit::new();
    let (mut told, mut n) = (String::new(), 0);
    let mut ask = |args: &[&str]| {
        let text = run(&unit, viewer, args);
        let json = run(&unit, viewer, &[args, &["--json"]].concat());
        assert_eq!(text.code, json.code, "{args:?} by {:?}: {}{}", viewer.name, text.err, json.err);
        // JSON may spell a letter as its number: read it as a program does.
        let parsed: String =
            serde_json::from_str::<serde_json::Value>(&json.out).map_or(String::new(), |v| v.to_string());
        told += &[&text.out, &text.err, &json.out, &parsed, &json.err].map(String::as_str).join("\n");
        n += 2;
        (text, json)
    };
    // The log, before anything that this viewer types stands in it.
    let mut log = String::new();
    for words in [&["log", "--limit", "9999"][..], &["log", "search"], &["log", "21/1"], &["log", "refused", "--json"]]
    {
        let said = run(&unit, viewer, words);
        log += &(said.out + &said.err);
    }
    let (_, in_log) = read(viewer, &log, true).tight(viewer);
    let may = |op, near| viewer.person.map_or('r', |p| letter(op, p, near));
    let is = |op, at| may(op, near_of(viewer.name, at)) == '+';
    let inside = viewer.name.is_empty() || viewer.person.is_some();
    let sees_cases = may(Op::List, Near::Led) != 'r';

    // The list: these cases and no others; by a word of any class no others than without it.
    let (text, _) = ask(&["list"]);
    assert_eq!(text.code, if sees_cases { 0 } else { 4 }, "{}: {}", viewer.name, text.err);
    for at in 0..cases() {
        assert_eq!(
            text.out.contains(&number(at)),
            sees_cases && is(Op::List, at),
            "{} in the list of {}",
            at,
            viewer.name
        );
    }
    let care = ask(&["care", "all"]).0;
    let sees_care = viewer.person.is_some_and(|p| ![3, 5, 6].contains(&p));
    assert_eq!(care.code, if sees_care { 0 } else { 4 }, "{}: {}", viewer.name, care.err);
    for at in 0..cases() {
        let listed = care.out.contains(&format!("{} V1", caseload::domain::number::short(&number(at))));
        assert!(!listed || sees_care && is(Op::Care, at), "{at} in the care of {}", viewer.name);
        let listed = care.out.contains(&format!("{} F1", caseload::domain::number::short(&number(at))));
        assert_eq!(listed, sees_care && is(Op::Care, at), "{at} in the care of {}", viewer.name);
    }
    let nothing = ask(&["list", "xyzzyxyzzy"]).0.out;
    let classes = [
        ("name", Op::FindNames),
        ("summary", Op::FindNarrative),
        ("online", Op::FindIdentifiers),
        ("care_note", Op::FindCare),
    ];
    for (field, op) in classes {
        for near in [Near::Team, Near::Listed, Near::Shut] {
            let at = place(viewer.name, near);
            let found = ask(&["list", &canary::text(field, at)]).0.out;
            assert_eq!(found != nothing, is(op, at), "{field} of a case that is {near:?} by {}", viewer.name);
        }
    }

    // One case: whole, or in the words of one that is not there.
    let never = ask(&["show", "21/9999"]).0;
    let own = viewer.person.map_or(DISABLED, |_| viewer.name);
    for near in Near::ALL {
        let at = place(own, near);
        let (text, json) = ask(&["show", &number(at)]);
        if is(Op::Open, at) {
            assert!(text.code == 0 && text.out.contains(&number(at)), "{}", text.err);
        } else {
            for said in [text, json] {
                // The number is what was typed.
                let as_if = said.err.replace(&number(at), "CPU-21-9999");
                assert_eq!(
                    (said.code, said.out.as_str(), as_if),
                    (never.code, "", never.err.clone()),
                    "{near:?} {}",
                    viewer.name
                );
            }
        }
    }
    drop(never);

    // The figures: each case that counts for them, whichever way they are cut; the cases behind them only to who sees cases.
    let (text, json) = ask(&["rates", "--year", "2021"]);
    let figures = may(Op::Figures, Near::Led) != 'r';
    assert_eq!(text.code, if figures { 0 } else { 4 }, "{}", text.err);
    if figures {
        let counted = (0..cases()).filter(|at| is(Op::Figures, *at)).count();
        let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(json["cases"], counted, "by {}", viewer.name);
    }
    for by in ["team", "age", "month"] {
        ask(&["rates", "--year", "2021", "--by", by]);
    }
    let receipt = ask(&["rates", "--year", "2021", "--receipt", "case_arrest_rate"]).0;
    assert_eq!(receipt.code, if figures && sees_cases { 0 } else { 4 }, "{}", receipt.err);
    for at in (0..cases()).filter(|_| receipt.code == 0) {
        let line = receipt.out.lines().find(|l| l.contains(&number(at)));
        let told = line.map(|l| if l.contains("a case of another team: ask ICAC") { '-' } else { '+' }).unwrap_or('0');
        assert_eq!(told, may(Op::Receipt, near_of(viewer.name, at)), "{at} in the receipt of {}", viewer.name);
        assert!(told != '-' || !line.is_some_and(|l| l.contains("2021-")), "its day is told as well");
    }

    // Accounts and the file: the administrator and the server's console.
    let manages = ["nary", ""].contains(&viewer.name);
    let doctor = ask(&["doctor"]).0;
    let looked = doctor.out.contains("structure");
    assert_eq!(looked, manages, "the file is looked at for those who look after it: {}", doctor.out);
    for args in [&["user", "list"][..], &["user", "key", "list"]] {
        let (text, _) = ask(args);
        assert_eq!(text.code != 4, manages, "{args:?} by {}: {}", viewer.name, text.err);
        assert_eq!(text.out.is_empty(), !manages, "{args:?}");
    }
    let code = |said: Said| said.code;
    assert_eq!(code(ask(&["add", "hom bat f7", "--dry-run"]).0), if inside { 0 } else { 4 });
    let rows = unit.rows();
    let enters = ["vanna", "sophal", "dara", "maly"].contains(&viewer.name);
    assert_eq!(code(run(&unit, viewer, &["add", "hom bat f7"])), if enters { 0 } else { 4 });
    assert_eq!(unit.rows() != rows, enters);
    for args in [
        &["user", "add", "new", "--role", "analyst"][..],
        &["user", "role", "bopha", "analyst"],
        &["user", "disable", "bopha"],
        &["user", "key", "revoke", "K1"],
    ] {
        let rows = unit.rows();
        let said = run(&unit, viewer, args);
        assert_eq!(said.code, if manages { 0 } else { 4 }, "{args:?} by {}: {}", viewer.name, said.err);
        assert_eq!(unit.rows() != rows, manages, "{args:?} by {}", viewer.name);
    }

    let (seen, words) = read_typed(viewer, &told, own).tight(viewer);
    for near in Near::ALL {
        let at = place(own, near);
        // Why it was taken back stands in the history, which is no subcommand; a name that was corrected, in the diary.
        for canary in canary::of_case(at).iter().filter(|c| viewer.may(c.see, at) && c.field != "reason") {
            assert!(seen.contains(&(at, canary.field)), "{} of {at} is not shown to {}", canary.field, viewer.name);
        }
    }
    assert_eq!(told.contains(ASIDE[5]), manages);
    (n, in_log + words)
}

/// The same, but for the numbers that were typed and stand in the answer.
fn read_typed(viewer: &Viewer, told: &str, own: &str) -> Read {
    let mut found = read(viewer, told, false);
    let typed: Vec<String> = Near::ALL.iter().map(|near| number(place(own, *near))).collect();
    found.leaks.retain(|leak| !typed.iter().any(|number| leak.starts_with(&format!("{number}, "))));
    found
}

/// As sshd asks it: the forced command of a key, and in its environment what was typed behind `ssh office`.
#[test]
fn over_ssh_each_is_told_the_same_as_at_the_server_and_no_flag_lets_out_of_that() {
    let unit = Unit::new();
    let mut n = 0;
    for (i, viewer) in seven().iter().enumerate().filter(|(_, v)| v.name != "nary") {
        let key = format!("K{}", i + 1);
        let forced = |asked: &str| {
            let mut command = Command::new(crate::support::PROGRAM);
            command.arg("--db").arg(unit.path()).args(["--now", NOW, "--as", viewer.name, "--by-key", &key]);
            command.env_clear().env("HOME", unit.folder()).env("SSH_ORIGINAL_COMMAND", asked).stdin(Stdio::null());
            let output = command.output().unwrap();
            let text = |bytes| String::from_utf8(bytes).unwrap();
            Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
        };
        let numbers = [Near::Team, Near::Listed, Near::Shut].map(|near| number(place(viewer.name, near)));
        let show = numbers.each_ref().map(|number| format!("show {number} --json"));
        for asked in ["list", "rates --year 2021", "user list"].into_iter().chain(show.each_ref().map(String::as_str)) {
            let words: Vec<&str> = asked.split(' ').collect();
            let (ssh, desk) = (forced(asked), run(&unit, viewer, &words));
            assert_eq!((ssh.code, &ssh.out, &ssh.err), (desk.code, &desk.out, &desk.err), "{asked} by {}", viewer.name);
            n += 1;
        }
        for asked in [
            "list --as vanna",
            "list --now 2001-01-01",
            "list --by-key K1",
            "list --db other.db",
            "init",
            "ssh-keys",
            "sh",
        ] {
            let said = forced(asked);
            assert_eq!((said.code, said.out.as_str()), (4, ""), "{asked} by {}", viewer.name);
            n += 1;
        }
    }
    faults::held(14, "the same over ssh", n, "0 answers differ, 0 flags let out");
}
