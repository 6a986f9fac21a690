//! Turns, their limits and what lies beside the file, with limits of moments.

use super::*;
use crate::domain::moment::Now;
use crate::domain::office::Office;
use crate::domain::officer::{Officer, Role};
use crate::domain::visit::Claim;
use crate::store::{Ids, Store};
use std::sync::mpsc::channel;

const MOMENT: Duration = Duration::from_millis(1);

fn now() -> Now {
    Now { utc: chrono::DateTime::UNIX_EPOCH, zone: chrono_tz::Asia::Phnom_Penh }
}

fn store(path: &Path) -> Store {
    let (zone, note) = (now().zone, None);
    let office = Office { name: "Test".into(), prefix: "CPU".into(), zone, demo: false, note };
    let mut store = Store::init(path, &office, &now(), Ids::Random).unwrap();
    store.sign_in(&Claim { account: "dara".into(), session: "S1".into(), ..Claim::default() }, &now()).unwrap();
    store
}

fn settings(store: &Store) -> usize {
    store.settings().unwrap().len()
}

#[test]
fn who_waits_is_told_for_whom_and_that_it_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f.db");
    let first = store(&path);
    let mut second = stile(&path).unwrap();
    second.limits.tell = MOMENT;
    let (tell, told) = channel();
    second.on_wait = Some(Box::new(move |what| tell.send(what).unwrap()));
    let turn = take(&first.turnstile, "dara\n").unwrap();
    let waiting = std::thread::spawn(move || take(&second, "sok").map(drop).map(|()| second));
    assert_eq!(told.recv().unwrap().as_deref(), Some("waiting for dara, who is saving"));
    drop(turn);
    assert_eq!(told.recv().unwrap(), None);
    let mut second = waiting.join().unwrap().unwrap_or_else(|e| panic!("{e}"));
    // A turn that is over leaves nobody's name: who is idle must not be taken for whom others wait.
    assert_eq!(second.holder(), None);

    // Long enough to see who is in front at least once.
    second.limits.patience = Duration::from_millis(200);
    let turn = take(&first.turnstile, "dara").unwrap();
    assert!(matches!(take(&second, "sok"), Err(Error::Held(who)) if who == "dara"));
    // Of whoever does not say who they are nothing is known; then the engine decides.
    first.turnstile.say("");
    assert!(take(&second, "sok").is_ok_and(|turn| matches!(turn.lock, Lock::None)));
    drop(turn);
}

#[test]
fn a_transaction_over_its_time_is_taken_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(&folder.path().join("f.db"));
    let for_ever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    store.turnstile.limits.over = Duration::from_millis(50);
    let done = store.write_aside(|tx| {
        tx.execute("INSERT INTO setting (officer, name, value) VALUES ('dara', 'a', 'b')", [])?;
        Ok(tx.query_row(for_ever, [], |_| Ok(()))?)
    });
    assert!(matches!(done, Err(Error::TooSlow)), "{done:?}");
    assert_eq!(settings(&store), 0);
    // The engine asks only while it works; the last question is directly before the commit.
    store.turnstile.limits.over = Duration::ZERO;
    assert!(matches!(store.set_setting("a", "b"), Err(Error::TooSlow)));
    assert_eq!(settings(&store), 0);
    store.turnstile.limits = LIMITS;
    store.set_setting("a", "b").unwrap();
    assert_eq!(settings(&store), 1);
}

#[test]
fn a_slow_save_is_on_record_once_with_its_seconds_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f.db");
    let mut store = store(&path);
    let officer = |name: &str, role| Officer { name: name.into(), role, team: None, active: true };
    store.add_officer(&officer("sokha", Role::Administrator), None, &now()).unwrap();
    let mut store = Store::open(&path).unwrap();
    store.sign_in(&Claim { account: "root".into(), ..Claim::default() }, &now()).unwrap();
    let slow = |store: &Store| -> Vec<String> {
        let mut query = store.conn.prepare("SELECT new FROM audit WHERE action = 'slow save'").unwrap();
        query.query_map([], |r| r.get(0)).unwrap().map(|line| line.unwrap()).collect()
    };
    store.add_officer(&officer("dara", Role::Officer), None, &now()).unwrap();
    assert_eq!(slow(&store), [""; 0]);
    store.turnstile.limits.slow = Duration::ZERO;
    store.add_officer(&officer("vanna", Role::Officer), None, &now()).unwrap();
    let told = slow(&store);
    // Nothing but a number: neither whose nor what.
    let seconds = |line: &str| line.strip_suffix(" seconds").is_some_and(|n| n.parse::<f32>().is_ok());
    assert!(told.len() == 1 && seconds(&told[0]), "{told:?}");
}

#[test]
fn nothing_is_written_once_another_file_lies_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("f.db"), folder.path().join("g.db"));
    let mut first = store(&path);
    first.set_setting("a", "b").unwrap();
    drop(store(&other));
    std::fs::rename(&path, folder.path().join("was.db")).unwrap();
    let done = first.set_setting("b", "b");
    assert!(matches!(done, Err(Error::Removed(_))), "{done:?}");
    std::fs::rename(&other, &path).unwrap();
    let done = first.set_setting("c", "b");
    assert!(matches!(done, Err(Error::Replaced)), "{done:?}");
    assert!(matches!(first.changed(), Err(Error::Replaced)));
    assert_eq!(settings(&first), 1);
}

#[test]
fn the_turnstile_is_a_plain_file_or_nothing_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let (path, turn) = (folder.path().join("f.db"), folder.path().join("f.db-turn"));
    drop(store(&path));
    let elsewhere = folder.path().join("elsewhere");
    std::fs::write(&elsewhere, "of somebody else").unwrap();
    let pipe = rustix::fs::FileType::Fifo;
    let ways: [(&str, &dyn Fn()); 4] = [
        ("a link", &|| std::os::unix::fs::symlink(&elsewhere, &turn).unwrap()),
        ("a second name", &|| std::fs::hard_link(&elsewhere, &turn).unwrap()),
        ("a folder", &|| std::fs::create_dir(&turn).unwrap()),
        ("a pipe", &|| rustix::fs::mknodat(rustix::fs::CWD, &turn, pipe, rustix::fs::Mode::RUSR, 0).unwrap()),
    ];
    for (what, lay) in ways {
        let _ = std::fs::remove_file(&turn).or_else(|_| std::fs::remove_dir(&turn));
        lay();
        let opened = Store::open(&path).map(drop);
        assert!(matches!(&opened, Err(Error::NotPlain(p)) if *p == turn), "{what}: {opened:?}");
    }
    assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "of somebody else");
}
