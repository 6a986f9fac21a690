//! Row 10: a file of an earlier caseload is brought up to date whole or not at all, wherever the program dies; and who still has it
//! open with the earlier caseload writes nothing more, is told so, and loses nothing of what they were typing.

use crate::disk::{entries, finish, refused};
use crate::shim;
use crate::support::{Console, DEADLINE, OLD_CASES, Office, PROGRAM, faults, newest, old_office, steps_up_to};
use caseload::clock::Clock;
use caseload::domain::act::Deed;
use caseload::domain::draft::Draft;
use caseload::domain::listing::Query;
use caseload::domain::log::LogQuery;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::{RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Error, Store};
use chrono_tz::Asia::Phnom_Penh;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const ROW: u32 = 10;
const NOW: &str = "2021-12-28T22:45";

/// The last schema from before this program's, as far as there is a builder for it.
fn earlier() -> i64 {
    (newest() - 1).min(4)
}

fn now() -> Now {
    Clock::Fixed(read_clock(NOW, Phnom_Penh).unwrap()).now(Phnom_Penh)
}

fn store(path: &Path) -> Store {
    let mut store = Store::open(path).unwrap();
    let claim =
        Claim { name: Some("dara".into()), account: "dara".into(), session: "a sitting".into(), ..Claim::default() };
    store.sign_in(&claim, &now()).unwrap();
    store
}

fn connect(path: &Path) -> Connection {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    file.busy_timeout(Duration::from_secs(10)).unwrap();
    file
}

fn one(file: &Connection, sql: &str) -> i64 {
    file.query_row(sql, [], |r| r.get(0)).unwrap()
}

/// The schema of a file in which nothing is broken, by which its list of migrations goes too.
fn whole(path: &Path) -> i64 {
    let file = connect(path);
    let said = file.query_row("PRAGMA integrity_check", [], |r| r.get::<_, String>(0));
    assert_eq!(said.as_deref(), Ok("ok"), "{}", path.display());
    let version = one(&file, "PRAGMA user_version");
    assert_eq!(one(&file, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(
        (one(&file, "SELECT count(*) FROM migration"), one(&file, "SELECT max(version) FROM migration")),
        (steps_up_to(version), version)
    );
    assert_eq!(one(&file, "SELECT count(*) FROM cases"), OLD_CASES as i64);
    version
}

/// Every case and every line of the trail, as the program of today reads them; and the file is well.
fn told(path: &Path) -> String {
    let (mut store, now) = (store(path), now());
    let findings = store.check(&[], &now).unwrap();
    assert!(findings.iter().all(|f| f.ok), "{findings:?}");
    let page = store.page(&Query::default(), 0, 99, &now).unwrap();
    assert_eq!(page.total, OLD_CASES);
    let mut told = format!("{:?}", page.rows);
    for row in &page.rows {
        told += &format!(
            "{:?}\n{:?}\n",
            store.case(&row.case_id, &now).unwrap(),
            store.history(&row.case_id, &now).unwrap()
        );
    }
    let mut log = store.log(&LogQuery::default(), None, 9999, &now).unwrap();
    // What this looking itself leaves is of its own day.
    log.retain(|line| line.at < now.stamp());
    assert!(log.len() > OLD_CASES * 20, "only {} lines", log.len());
    told + &format!("{log:?}")
}

#[test]
fn a_program_that_dies_anywhere_while_it_brings_a_file_up_leaves_the_old_or_the_new() {
    let part = "program killed at a write, fsync or rename";
    let Some(library) = shim::library(ROW, part) else { return };
    let old = old_office(earlier());
    let (bytes, before) = (fs::read(old.db()).unwrap(), old.dump());
    let again = || {
        let office = Office::empty();
        fs::write(office.db(), &bytes).unwrap();
        fs::set_permissions(office.db(), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        office
    };
    let start = |office: &Office, env: &[(&str, &str)]| {
        let mut command = office.command(&["list", "--now", NOW, "--json"]);
        command.env("LD_PRELOAD", library).env("SHIM_FOLDER", office.folder()).envs(env.iter().copied());
        finish(&mut command)
    };
    // Once without a fault: what must come out, and how many changes there are to die at.
    let office = again();
    let count = old.folder().join("count");
    assert_eq!(start(&office, &[("SHIM_COUNT", &count.to_string_lossy())]).status, 0);
    let (reference, changes) = (told(&office.db()), fs::read_to_string(count).unwrap().parse::<u64>().unwrap());
    assert!(changes > 60, "only {changes} changes");

    // Before a change or in the middle of it: in a long run both, at every one.
    let deaths = (1..=changes).flat_map(|at| [(at, false), (at, true)]);
    let (mut left_old, mut left_new) = (0, 0);
    for (at, in_half) in deaths.step_by(if faults::is_long() { 1 } else { (changes as usize / 15) | 1 }) {
        let office = again();
        let half: &[(&str, &str)] = if in_half { &[("SHIM_HALF", "1")] } else { &[] };
        let said = start(&office, &[&[("SHIM_KILL", &*at.to_string())], half].concat());
        assert_eq!((said.status, said.stdout.as_str()), (-1, ""), "change {at} of {changes}: not killed: {said:?}");
        if whole(&office.db()) == newest() {
            left_new += 1;
        } else {
            assert!(office.dump() == before, "change {at} of {changes}: something of the old file was lost or altered");
            left_old += 1;
        }
        let next = office.run(&["list", "--now", NOW]);
        assert_eq!((next.status, next.stdout.matches("CPU-21-0").count()), (0, OLD_CASES), "change {at}: {next:?}");
        assert_eq!(whole(&office.db()), newest());
        assert!(told(&office.db()) == reference, "change {at} of {changes}: a case or a line of the trail differs");
        let copies = Store::copies(&office.db());
        assert!(!copies.is_empty() && copies.iter().all(|copy| whole(copy) == earlier()), "change {at}: {copies:?}");
        let left: Vec<_> = fs::read_dir(office.folder()).unwrap().flatten().map(|e| e.file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().contains(".part")), "change {at}: left over: {left:?}");
    }
    let result = format!(
        "of {changes} changes; {left_old} whole and old, {left_new} whole and new; each up to date at the next start"
    );
    faults::held(ROW, part, left_old + left_new, &result);
}

/// What a newer caseload does, as far as an earlier one can tell: in its turn, and in one transaction.
fn bring_up(file: &mut Connection) -> i64 {
    let turnstile = fs::File::open(format!("{}-turn", file.path().unwrap())).unwrap();
    rustix::fs::flock(&turnstile, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let tx = file.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let next = newest() + 1;
    let sql = "INSERT INTO migration (version, name, digest, applied_at) VALUES (?1, 'of the future', '', '2030-01-01T00:00:00.000Z')";
    tx.execute(sql, params![next]).unwrap();
    tx.pragma_update(None, "user_version", next).unwrap();
    tx.commit().unwrap();
    next
}

/// As it was before, for the same program to open it again.
fn take_back(file: &Connection) {
    file.execute("DELETE FROM migration WHERE version > ?1", [newest()]).unwrap();
    file.pragma_update(None, "user_version", newest()).unwrap();
}

/// Does the sentence name both schemas?
fn names_both(sentence: &str) -> bool {
    let words: Vec<&str> = sentence.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    sentence.contains("schema") && [newest(), newest() + 1].iter().all(|n| words.contains(&n.to_string().as_str()))
}

#[test]
fn who_has_a_file_open_writes_nothing_once_a_newer_program_brought_it_up() {
    let (runs, mut before, mut after) = (faults::times(20), 0, 0);
    for run in 0..runs {
        let office = Office::new();
        office.ok(&["add", "hom bat f7 m34", "--now", NOW, "--as", "sok"]);
        let mut file = connect(&office.db());
        let case_id: String = file.query_row("SELECT id FROM cases", [], |r| r.get(0)).unwrap();
        let (saved, asked) = (AtomicU64::new(0), AtomicU64::new(0));
        let write = |mut store: Store, writer: usize| {
            let mut entry = Sheet::blank(RecordKind::Diary, &case_id, 1);
            entry.set("text", Some(format!("entry of {writer}")));
            entry.set("kind", Some("call".into()));
            let end = Instant::now() + DEADLINE;
            loop {
                assert!(Instant::now() < end, "never refused");
                asked.fetch_add(1, Ordering::SeqCst);
                match store.write(&now(), &Deed::add("diary", vec![entry.clone()])) {
                    Ok(_) => saved.fetch_add(1, Ordering::SeqCst),
                    Err(error) => return (store, error),
                };
            }
        };
        std::thread::scope(|threads| {
            // All have it open before it changes.
            let stores: Vec<Store> = (0..3).map(|_| store(&office.db())).collect();
            let writers = stores.into_iter().enumerate();
            let writers: Vec<_> = writers.map(|(n, store)| threads.spawn(move || write(store, n))).collect();
            // At a moment that differs from run to run.
            let end = Instant::now() + DEADLINE;
            while saved.load(Ordering::SeqCst) < 5 + u64::from(run % 20) {
                assert!(Instant::now() < end, "nobody saves");
                std::thread::yield_now();
            }
            let next = bring_up(&mut file);
            let at = saved.load(Ordering::SeqCst);
            for writer in writers {
                let (mut store, error) = writer.join().unwrap();
                assert!(
                    matches!(error, Error::Newer { file, known, .. } if file == next && known == newest()),
                    "{error:?}"
                );
                assert!(names_both(&error.to_string()), "{error}");
                // Nor by the doors beside.
                let draft = Draft {
                    session: "a sitting".into(),
                    person: "dara".into(),
                    process: String::new(),
                    kept_at: now().stamp(),
                    title: "new case".into(),
                    content: "{}".into(),
                };
                assert!(matches!(store.keep_draft(&draft, None), Err(Error::Newer { .. })));
                assert!(matches!(store.set_setting("order", "number"), Err(Error::Newer { .. })));
            }
            // Who had committed just before may have come to count it only now, once each.
            assert!(saved.load(Ordering::SeqCst) <= at + 3);
        });
        let entries = one(&file, "SELECT count(*) FROM diary") as u64;
        before += saved.load(Ordering::SeqCst);
        after += entries - saved.load(Ordering::SeqCst);
        let aside = one(&file, "SELECT (SELECT count(*) FROM draft) + (SELECT count(*) FROM setting)");
        assert_eq!((entries, aside), (saved.load(Ordering::SeqCst), 0), "acknowledged, and there");
        assert!(asked.load(Ordering::SeqCst) >= entries + 3, "each was refused once");
    }
    let result = format!("{after} old writes after, of {before} before; each writer was told both schemas");
    faults::held(ROW, "writers while the schema changes", u64::from(runs), &result);
}

#[test]
fn a_console_that_is_open_ends_with_a_sentence_and_keeps_what_was_being_typed() {
    let part = "console open while the schema changes";
    for typing in [true, false] {
        let office = Office::new();
        office.ok(&["add", "hom bat f7 m34", "--now", NOW, "--as", "sok"]);
        let console = opened(&office, PROGRAM);
        if typing {
            console.keys("nrape siem f9 -- half a sentence");
            console.wait_text("half a sentence");
        }
        let mut file = connect(&office.db());
        bring_up(&mut file);
        let before = office.dump();
        // At its next look; it may be asked to save meanwhile.
        console.keys(if typing { "<C-s>" } else { "<Down>" });
        let status = console.wait_exit();
        let said = console.screen().replace('\n', " ");
        assert_eq!(status.exit_code(), 3, "{said}");
        assert!(console.given_back() && names_both(&said), "{said}");
        assert!(office.dump() == before, "the earlier program wrote something");
        if typing {
            assert!(office.drafts().iter().any(|d| d.contains("half a sentence")), "lost: {:?}", office.drafts());
            take_back(&file);
            let again = office.console(&["--now", NOW, "--as", "dara"], (80, 24));
            again.wait_text("An unsaved form was kept for you");
            again.keys("<Enter>");
            again.wait_text("half a sentence");
        }
    }
    faults::held(
        ROW,
        part,
        2,
        "0 old writes, ended with a sentence of both schemas, the draft offered by the newer program",
    );
}

fn opened(office: &Office, program: &str) -> Console {
    let db = office.db().to_string_lossy().into_owned();
    let console = Console::start_program(program, &["--db", &db, "--now", NOW, "--as", "dara"], (80, 24), &[]);
    console.wait_text("as of 28 Dec 2021");
    console
}

#[test]
fn a_newer_file_is_refused_by_everything_with_both_schemas_named() {
    let office = Office::new();
    office.ok(&["add", "hom bat f7 m34", "--now", NOW, "--as", "sok"]);
    bring_up(&mut connect(&office.db()));
    let before = entries(office.folder());
    let asked: [&[&str]; 9] = [
        &["list"],
        &["show", "21/1"],
        &["add", "rape siem f9"],
        &["rates"],
        &["log"],
        &["user", "list"],
        &["user", "add", "dara", "--role", "officer"],
        &["ssh-keys", "SHA256:x"],
        &["demo"],
    ];
    for args in asked {
        let said = office.run(args);
        refused(&said, 3, &format!("has schema {}", newest() + 1));
        assert!(names_both(&said.stderr), "{args:?}: {said:?}");
    }
    let doctor = office.run(&["doctor"]);
    assert!(doctor.status == 3 && names_both(&(doctor.stdout + &doctor.stderr)), "doctor");
    let console = office.console(&[], (80, 24));
    assert_eq!(console.wait_exit().exit_code(), 3);
    assert!(names_both(&console.screen().replace('\n', " ")), "{}", console.screen());
    assert!(before == entries(office.folder()), "something was changed");
    faults::held(ROW, "a newer file", asked.len() as u64 + 2, "refused with both schemas named, nothing changed");
}

/// With the real program of an earlier schema, where `CASELOAD_OLD` names one.
#[test]
fn an_old_program_that_is_open_saves_nothing_once_this_one_brought_the_file_up() {
    let part = "the real old program open";
    let Ok(old) = std::env::var("CASELOAD_OLD") else {
        return faults::left_out(ROW, part, "CASELOAD_OLD names no program of an earlier schema");
    };
    let office = Office::empty();
    let mut init = Command::new(&old);
    let said = finish(init.arg("--db").arg(office.db()).arg("init").env_clear().env("HOME", office.folder()));
    assert_eq!(said.status, 0, "{said:?}");
    assert!(one(&connect(&office.db()), "PRAGMA user_version") < newest(), "{old} is of this schema");
    let console = opened(&office, &old);
    console.keys("nhom bat f7 m34 -- half a sentence");
    console.wait_text("half a sentence");
    assert_eq!(office.run(&["list"]).status, 0);
    assert_eq!(one(&connect(&office.db()), "PRAGMA user_version"), newest());
    let before = office.dump();
    console.keys("<C-s>");
    // It says that it cannot, and goes on saying so: it never rests.
    console.wait_text("has schema");
    assert!(!console.raw_output().windows(6).any(|w| w == b" saved"), "{}", console.screen());
    drop(console);
    assert!(office.dump() == before, "the old program wrote something");
    faults::held(ROW, part, 1, "0 old writes after");
}
