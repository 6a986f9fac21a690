//! The index of words never changes what is found: random words, asked by several people, find what a comparison with everything that they may
//! see of each case finds, whatever was done before. And an index that lacks or holds something else than the list is named. `CASELOAD_SEED`
//! repeats a run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::Deed;
use caseload::domain::field::See;
use caseload::domain::listing::{Query, Sort};
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::Record;
use caseload::domain::rights::Right;
use caseload::domain::text::fold;
use caseload::domain::visit::Claim;
use caseload::store::Store;
use rusqlite::Connection;
use support::{Dice, Office};

const NOW: &str = "2021-12-28T22:45";
const PEOPLE: [(&str, &str, &str); 6] = [
    ("nary", "administrator", "HIT"),
    ("vanna", "director", "HIT"),
    ("sophal", "lead", "HIT"),
    ("dara", "officer", "ICAC"),
    ("rith", "forensic", "HIT"),
    ("maly", "welfare", "HIT"),
];

fn now() -> Now {
    let zone = chrono_tz::Asia::Phnom_Penh;
    Now { utc: read_clock(NOW, zone).unwrap(), zone }
}

fn of(office: &Office, name: &str) -> Store {
    let mut store = Store::open(&office.db()).unwrap();
    let claim = Claim { account: name.into(), name: Some(name.into()), session: "words".into(), ..Claim::default() };
    store.sign_in(&claim, &now()).unwrap();
    store
}

/// A case of the list with what it is searched by, as it stands in the file; not one that an import keeps out of sight.
struct Listed {
    case_id: String,
    texts: Vec<String>,
}

fn listed(office: &Office) -> Vec<Listed> {
    let file = Connection::open(office.db()).unwrap();
    let sql = "SELECT case_id, search_facts, search_identity, search_narrative, search_identifiers, search_care FROM case_row \
               WHERE import IS NULL OR import IN (SELECT id FROM import WHERE state = 'in') ORDER BY ordinal DESC";
    let mut query = file.prepare(sql).unwrap();
    let rows = query.query_map([], |r| {
        let texts = (1..=See::ALL.len()).map(|i| r.get(i)).collect::<Result<_, _>>()?;
        Ok(Listed { case_id: r.get(0)?, texts })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Something to look for: of a case, or made up.
fn word(dice: &mut Dice, cases: &[Listed]) -> String {
    let mut some = |letters: &str, most: u64| -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..1 + dice.below(most)).map(|_| letters[dice.below(letters.len() as u64) as usize]).collect()
    };
    let made = [
        some("aehikmnorstuv", 3),
        some("0123456789១២៣", 4),
        some("កខគចណតនបមរលសហាិុេោះ្ំ", 3),
        some("ab'.*-(/ :^é\u{200B}", 6),
    ];
    let text = match dice.below(10) {
        n @ 0..4 => made[n as usize].clone(),
        _ => {
            let case = &cases[dice.below(cases.len() as u64) as usize];
            let text: Vec<char> = case.texts[dice.below(case.texts.len() as u64) as usize].chars().collect();
            let from = dice.below(text.len().max(1) as u64) as usize;
            text.iter().skip(from).take(1 + dice.below(6) as usize).collect()
        }
    };
    if fold(&text).is_empty() { word(dice, cases) } else { text }
}

/// So many random questions by each of these people find what they must.
fn same(office: &Office, people: &[&str], dice: &mut Dice, times: usize) {
    let cases = listed(office);
    assert!(cases.len() > 300);
    let mut hits = 0;
    for name in people {
        let mut store = of(office, name);
        let sees = |see: See, case: &Listed| store.reaches(Right::See(see), &case.case_id).unwrap();
        let seen: Vec<Vec<bool>> = cases
            .iter()
            .map(|case| {
                let all: Vec<bool> = See::ALL.iter().map(|see| sees(*see, case)).collect();
                let of = |see| all[See::ALL.iter().position(|s| *s == see).unwrap()];
                // Nobody reads the narrative by words who may not read names.
                See::ALL.iter().map(|see| of(*see) && (*see != See::Narrative || of(See::Identity))).collect()
            })
            .collect();
        let known = |at: usize| seen[at][0];
        for _ in 0..times {
            let terms: Vec<(bool, String)> =
                (0..1 + dice.below(3)).map(|_| (dice.below(5) == 0, word(dice, &cases))).collect();
            let said = |(not, word): &(bool, String)| format!("{}\"{word}\"", if *not { "-" } else { "" });
            let words = terms.iter().map(said).collect::<Vec<_>>().join(" ");
            let stands =
                |at: usize, word: &str| (0..See::ALL.len()).any(|i| seen[at][i] && cases[at].texts[i].contains(word));
            let fits = |at: &usize| known(*at) && terms.iter().all(|(not, word)| stands(*at, &fold(word)) != *not);
            let due: Vec<&str> = (0..cases.len()).filter(fits).map(|at| cases[at].case_id.as_str()).collect();
            hits += due.len();

            // By the index and past it, as in a large file and a small one.
            store.narrow_from(if dice.below(3) == 0 { i64::MAX } else { 0 });
            let query = |sort, descending| Query { words: words.clone(), sort, descending };
            let whole = store.page(&query(Sort::Number, true), 0, cases.len(), &now()).unwrap();
            let found: Vec<&str> = whole.rows.iter().map(|row| row.case_id.as_str()).collect();
            assert_eq!((whole.total, &found), (due.len(), &due), "{name} asks {words}");
            // A window anywhere, in any order, is of the same cases.
            let sort = Sort::ALL[dice.below(Sort::ALL.len() as u64) as usize];
            let query = query(sort, dice.below(2) == 0);
            let all = store.page(&query, 0, cases.len(), &now()).unwrap();
            let mut sorted: Vec<&str> = all.rows.iter().map(|row| row.case_id.as_str()).collect();
            if let Some(at) = due.len().checked_sub(1).map(|last| dice.below(last as u64 + 1) as usize) {
                let page = store.page(&query, at, 3, &now()).unwrap();
                let some: Vec<&str> = page.rows.iter().map(|row| row.case_id.as_str()).collect();
                assert_eq!(
                    (page.total, some.as_slice()),
                    (due.len(), &sorted[at..(at + 3).min(due.len())]),
                    "{query:?}"
                );
                assert_eq!(store.place(&query, sorted[at], &now()).unwrap(), Some(at), "{name}: {query:?}");
            }
            if let Some(other) = (0..cases.len()).find(|at| !fits(at)) {
                assert_eq!(store.place(&query, &cases[other].case_id, &now()).unwrap(), None, "{name}: {query:?}");
            }
            sorted.sort_unstable();
            let mut due = due;
            due.sort_unstable();
            assert_eq!(sorted, due, "{name}: {query:?}");
        }
    }
    assert!(hits > times, "next to nothing was found");
}

fn change(office: &Office, name: &str, case_id: &str, column: &str, to: &str) {
    let mut store = of(office, name);
    let before = store.case(case_id, &now()).unwrap().case.to_sheet();
    let mut after = before.clone();
    after.set(column, Some(to.to_owned()));
    store.write(&now(), &Deed::edit("edit", before, after)).unwrap();
}

#[test]
fn whoever_asks_and_whatever_was_done_words_find_what_a_comparison_finds() {
    let (office, mut dice) = (Office::demo(), Dice::new());
    let alone = ["dara"];
    same(&office, &alone, &mut dice, 40);
    let ids: Vec<String> = listed(&office).into_iter().map(|case| case.case_id).collect();
    for (n, id) in ids.iter().enumerate().step_by(97) {
        change(&office, "dara", id, "summary", &format!("kvqx{n} ស្រីមុំ{n} \"quoted\" it's -- {n}"));
    }
    same(&office, &alone, &mut dice, 10);
    let mut store = of(&office, "dara");
    let act = store.last_act(&now()).unwrap().unwrap();
    let (op_id, seq) = (act.lines[0].op_id.clone(), act.lines[0].seq);
    store.undo(&op_id, &format!("undo {seq}"), &now()).unwrap();
    drop(store);
    same(&office, &alone, &mut dice, 10);
    let why = ["--reason", "one report twice", "--yes", "--now", NOW, "--as", "dara"];
    office.ok(&[&["merge", "19/1", "19/2"], &why[..]].concat());
    office.ok(&[&["merge", "19/3", "19/4"], &why[..]].concat());
    office.ok(&["unmerge", "19/2", "--reason", "two after all", "--now", NOW, "--as", "dara"]);
    let mut list = String::from("reported,offence,province,victim,remarks\n");
    (0..300).for_each(|n| list += &format!("27/12/2020,rape,Battambang,f{},beside the kvqw{n} canal\n", n % 9 + 3));
    std::fs::write(office.folder().join("list.csv"), list).unwrap();
    office.ok(&["import", "list.csv", "--now", NOW, "--as", "dara"]);
    same(&office, &alone, &mut dice, 12);
    office.well();

    for (name, role, team) in PEOPLE {
        office.ok(&["user", "add", name, "--role", role, "--team", team]);
    }
    for id in ids.iter().step_by(11) {
        change(&office, "vanna", id, "restricted_to", "vanna dara");
    }
    let people = ["vanna", "sophal", "dara", "rith", "maly"];
    same(&office, &people, &mut dice, 12);
    office.ok(&["import", "--undo", "1", "--reason", "the wrong year", "--now", NOW, "--as", "vanna"]);
    same(&office, &people, &mut dice, 5);
    office.ok(&["backup", "kept.db"]);
    let closed = of(&office, "vanna").closed_cases(0, &now()).unwrap();
    for case in closed.iter().take(3) {
        let why = ["--reason", "as the law says", "--yes", "--now", NOW, "--as", "vanna"];
        office.ok(&[&["erase", case.number.as_str()], &why[..]].concat());
    }
    same(&office, &people, &mut dice, 5);
    office.well();
    office.ok(&["restore", "kept.db", "--yes"]);
    same(&office, &people, &mut dice, 5);
    office.well();
}

/// What is found by a word of one case.
fn found(office: &Office, word: &str) -> usize {
    let query = Query { words: word.to_owned(), ..Query::default() };
    of(office, "dara").page(&query, 0, 40, &now()).unwrap().total
}

#[test]
fn an_index_that_is_not_as_the_list_is_named_and_a_save_mends_it() {
    let office = Office::in_memory();
    for n in 0..40 {
        let line = format!("rape bat f{} ? police -- beside the zurx{n}b canal", n % 9 + 3);
        office.ok(&["add", &line, "--now", "2021-03-04", "--as", "dara"]);
    }
    assert_eq!((found(&office, "zurx7b"), found(&office, "zur"), found(&office, "z")), (1, 40, 40));
    office.well();
    let file = || Connection::open(office.db()).unwrap();
    let id: String = file().query_row("SELECT id FROM cases WHERE number = 'CPU-21-0008'", [], |r| r.get(0)).unwrap();
    let said = |of: &str| {
        let said = office.run(&["audit", "verify"]);
        assert_eq!(said.status, 1, "{of}: {said:?}");
        assert_eq!(office.run(&["doctor"]).status, 1, "{of}");
        said.stdout
    };
    let (less, more) = ("CPU-21-0008 is not found by all of its words", "CPU-21-0008 is found by more words");
    // The places in the block of all but the eighth.
    let place = 20_210_000_008_i64 & 255;
    let without: Vec<u8> =
        (1..=40).map(|n| ((20_210_000_000_i64 + n) & 255) as u8).filter(|at| i64::from(*at) != place).collect();
    let bits: Vec<u8> = (0..32)
        .map(|byte| without.iter().filter(|at| *at / 8 == byte).fold(0, |all, at| all | 1 << (at % 8)))
        .collect();
    for (of, sql, all_found, names) in [
        ("a piece of one case is lost", "DELETE FROM word_piece WHERE piece = 'x7b'", false, less),
        ("a case of many is lost", "UPDATE word_piece SET cases = ?1 WHERE piece = 'zur'", false, less),
        ("a case is not in it", "UPDATE word_block SET cases = ?1", true, less),
        ("a piece is not as it is written", "UPDATE word_piece SET cases = x'0201' WHERE piece = 'x7b'", true, less),
        ("a block is not as it is written", "UPDATE word_block SET cases = x'0201'", true, less),
        ("it is empty", "DELETE FROM word_piece; DELETE FROM word_block", true, less),
    ] {
        let before = office.beside_the_ledger();
        let raw = file();
        match sql.contains("?1") {
            true => assert_eq!(raw.execute(sql, [&bits]).unwrap(), 1, "{of}"),
            false => raw.execute_batch(sql).unwrap(),
        }
        if all_found {
            assert_eq!((found(&office, "zurx7b"), found(&office, "zur")), (1, 40), "{of}");
        }
        let told = said(of);
        assert!(told.contains(names), "{of}: {told}");
        change(&office, "dara", &id, "place", &format!("after {of}"));
        assert_eq!((found(&office, "zurx7b"), found(&office, "zur")), (1, 40), "{of}, mended");
        if of != "it is empty" {
            office.well();
            assert!(before["word_piece"] != office.beside_the_ledger()["word_piece"]);
        }
    }
    // What was never taken in is compared as it always was, until each is saved again.
    assert!(!said("one was saved").contains("CPU-21-0008"));
    for n in 1..=40 {
        let number = format!("21/{n}");
        let id = of(&office, "dara").case_by_number(&number, &now()).unwrap();
        change(&office, "dara", &id, "place", "anew");
    }
    office.well();
    file().execute("INSERT INTO word_piece VALUES (?1, 'qq9', ?2)", (20_210_000_008_i64 >> 8, [place as u8])).unwrap();
    assert!(said("a word too many").contains(more));
    assert_eq!((found(&office, "qq9"), found(&office, "zurx7b")), (0, 1), "what no row holds is not found");
}
