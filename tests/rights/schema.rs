//! A file of schema 3, from before there were accounts, brought up by opening it: nothing lost, a whole copy kept beside.
//! That an old caseload which still has it open saves nothing any more is the old program's part: it reads the schema in each save.

use crate::unit::{Unit, claim, now, scratch};
use caseload::domain::listing::Query;
use caseload::domain::moment::Now;
use caseload::office::doctor::around;
use caseload::store::{Error, Store};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const STEPS: [(&str, &str); 3] = [
    ("0001_start", include_str!("../../migrations/0001_start.sql")),
    ("0002_codes", include_str!("../../migrations/0002_codes.sql")),
    ("0003_gazetteer", include_str!("../../migrations/0003_gazetteer.sql")),
];

fn connect(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE).unwrap()
}

/// The first three steps by hand, then what the unit's file holds, as far as schema 3 has a place for it.
fn of_schema_3(path: &Path, unit: &Unit) {
    let file = connect(path);
    file.query_row("PRAGMA journal_mode=WAL", [], |_| Ok(())).unwrap();
    for (i, (name, sql)) in (1_i64..).zip(STEPS) {
        file.execute_batch(sql).unwrap();
        let digest: String = Sha256::digest(sql.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        let sql =
            "INSERT INTO migration (version, name, digest, applied_at) VALUES (?1, ?2, ?3, '2020-01-01T00:00:00.000Z')";
        file.execute(sql, rusqlite::params![i, name, digest]).unwrap();
    }
    file.execute_batch("PRAGMA user_version = 3; PRAGMA application_id = 0x43415345").unwrap();
    file.execute("ATTACH ?1 AS new", [unit.path().to_str().unwrap()]).unwrap();
    for table in tables(&file).iter().filter(|t| !["migration", "code"].contains(&t.as_str())) {
        let columns = columns(&file, table).join(", ");
        let search = columns.replace("search", "search_facts");
        file.execute(&format!("INSERT INTO main.{table} ({columns}) SELECT {search} FROM new.{table}"), []).unwrap();
    }
    file.execute("DETACH new", []).unwrap();
    // Which lines the log tells is counted since a later step.
    file.execute("DELETE FROM counter WHERE name = 'told'", []).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o640)).unwrap();
}

fn tables(file: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid";
    let mut query = file.prepare(sql).unwrap();
    query.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
}

fn columns(file: &Connection, table: &str) -> Vec<String> {
    let mut query = file.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
    query.query_map([table], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Every value of the tables of schema 3, but for the list, which is made anew, and the steps.
fn rows(file: &Connection, of: &Connection) -> Vec<String> {
    let kept = tables(of).into_iter().filter(|t| t != "case_row" && t != "migration");
    kept.flat_map(|table| {
        let columns = columns(of, &table);
        // Later steps bring code lists and a counter of their own.
        let lists = format!("WHERE list IN ({})", known_lists(of));
        let only = match table.as_str() {
            "code" => lists.as_str(),
            "counter" => "WHERE name <> 'told'",
            _ => "",
        };
        let sql = format!("SELECT {} FROM {table} {only} ORDER BY 1, 2", columns.join(", "));
        let mut query = file.prepare(&sql).unwrap();
        let rows = query.query_map([], |r| {
            let values =
                (0..columns.len()).map(|i| r.get::<_, rusqlite::types::Value>(i)).collect::<Result<Vec<_>, _>>()?;
            Ok(format!("{table} {values:?}"))
        });
        rows.unwrap().map(Result::unwrap).collect::<Vec<_>>()
    })
    .collect()
}

fn known_lists(file: &Connection) -> String {
    let sql = "SELECT group_concat(DISTINCT quote(list)) FROM code";
    file.query_row(sql, [], |r| r.get(0)).unwrap()
}

fn version(file: &Connection) -> i64 {
    file.query_row("PRAGMA user_version", [], |r| r.get(0)).unwrap()
}

#[test]
fn a_file_of_schema_3_is_brought_up_by_opening_it_and_a_copy_is_kept() {
    let (unit, folder) = (Unit::new(), scratch());
    let (path, twin) = (folder.path().join("old.db"), folder.path().join("twin.db"));
    of_schema_3(&path, &unit);
    of_schema_3(&twin, &unit);
    // What a cut-off attempt left behind is in nobody's way.
    std::fs::write(folder.path().join("old.db.schema-3.part"), "half").unwrap();
    let old = connect(&path);
    let before = rows(&old, &connect(&twin));
    assert!(before.len() > 2000, "{}", before.len());

    let mut store = Store::open(&path).unwrap();
    let file = connect(&path);
    assert!(version(&file) > 3);
    assert!(before == rows(&file, &connect(&twin)), "a value was lost or altered");
    store.sign_in(&claim(None), &now()).unwrap();
    assert!(store.check(&[], &now()).unwrap().iter().all(|f| f.ok), "{:?}", store.check(&[], &now()));
    let all = store.page(&Query::default(), 0, 99, &now()).unwrap();
    assert_eq!(all.total, crate::unit::cases());
    assert!(store.case(&all.rows[0].case_id, &now()).unwrap().victims[0].care_note.is_none());
    // A connection from before sees the new schema in its next transaction, which is where it refuses.
    assert!(version(&old) > 3);

    let copies = Store::copies(&path);
    let [copy] = copies.as_slice() else { panic!("{copies:?}") };
    let name = copy.file_name().unwrap().to_str().unwrap();
    let time = name.strip_prefix("old.db.schema-3.").unwrap();
    assert!(time.len() == 16 && time.ends_with('Z') && time.as_bytes()[8] == b'T', "{name}");
    let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(copy), mode(&path)), (0o600, 0o640));
    assert!(!folder.path().join("old.db.schema-3.part").exists());
    let kept = connect(copy);
    assert_eq!(version(&kept), 3);
    assert!(before == rows(&kept, &connect(&twin)), "the copy is not whole");

    // Opened again nothing more happens; and the copy is not written over by what comes later.
    let written = std::fs::read(copy).unwrap();
    drop(Store::open(&path).unwrap());
    assert!(written == std::fs::read(copy).unwrap());
}

#[test]
fn a_file_whose_steps_are_not_ours_is_left_alone() {
    let (unit, folder) = (Unit::new(), scratch());
    let path = folder.path().join("old.db");
    of_schema_3(&path, &unit);
    connect(&path).execute("UPDATE migration SET digest = 'other' WHERE version = 2", []).unwrap();
    assert!(matches!(Store::open(&path), Err(Error::Foreign { version: 2, .. })));
    assert_eq!(version(&connect(&path)), 3);
    assert!(Store::copies(&path).is_empty());
}

#[test]
fn an_earlier_copy_is_never_taken_for_a_fresh_one_and_none_is_opened_as_an_office() {
    let (unit, folder) = (Unit::new(), scratch());
    let (path, earlier) = (folder.path().join("old.db"), folder.path().join("old.db.schema-3"));
    of_schema_3(&path, &unit);
    std::fs::write(&earlier, "of an attempt long ago").unwrap();
    drop(Store::open(&path).unwrap());
    let copies = Store::copies(&path);
    assert!(copies.len() == 2 && copies[0] == earlier, "{copies:?}");
    assert_eq!(version(&connect(&copies[1])), 3);
    let sentence = Store::open(&copies[1]).err().unwrap().to_string();
    assert!(sentence.contains("is a copy from before an update"), "{sentence}");
    assert_eq!(version(&connect(&copies[1])), 3, "it is left alone");
    let renamed = folder.path().join("again.db");
    std::fs::rename(&copies[1], &renamed).unwrap();
    drop(Store::open(&renamed).unwrap());
}

#[test]
fn two_who_open_an_old_file_at_once_bring_it_up_once() {
    let (unit, folder) = (Unit::new(), scratch());
    let path = folder.path().join("old.db");
    of_schema_3(&path, &unit);
    std::thread::scope(|scope| {
        let both: Vec<_> = (0..4).map(|_| scope.spawn(|| Store::open(&path).map(drop))).collect();
        both.into_iter().for_each(|one| one.join().unwrap().unwrap());
    });
    let copies = Store::copies(&path);
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert_eq!((version(&connect(&path)), version(&connect(&copies[0]))), (crate::support::newest(), 3));
    let twin = folder.path().join("twin.db");
    of_schema_3(&twin, &unit);
    assert!(rows(&connect(&copies[0]), &connect(&twin)) == rows(&connect(&path), &connect(&twin)));
}

#[test]
fn the_doctor_tells_of_copies_once_they_are_a_day_old() {
    let folder = scratch();
    let path = folder.path().join("unit.db");
    std::fs::write(&path, "").unwrap();
    let copy = folder.path().join("unit.db.schema-3.20211226T021500Z");
    std::fs::write(&copy, "").unwrap();
    let told = |days| {
        let now = Now { utc: chrono::Utc::now() + chrono::TimeDelta::days(days), ..now() };
        around(&path, &now).into_iter().find(|f| f.name == "old copies").map(|f| f.text)
    };
    assert_eq!(told(0), None);
    let text = told(3).unwrap();
    assert!(text.contains("3 days") && text.ends_with(&format!("run rm {}", copy.display())), "{text}");
}
