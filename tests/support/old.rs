//! An office file of an earlier caseload, made by the migrations of its time and by plain SQL, with invented cases and the lines of
//! the trail that entering them left.

use super::Office;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

const AT: &str = "2021-03-04T02:15:00.000Z";
const PERSON: &str = "sok";
/// How many cases an old office has.
pub const OLD_CASES: usize = 12;

/// The schema of this program: the number of its last migration.
pub fn newest() -> i64 {
    steps().last().and_then(|(name, _)| name.split('_').next()?.parse().ok()).expect("a step")
}

/// How many steps there are up to a schema: a number may be left out.
pub fn steps_up_to(schema: i64) -> i64 {
    let number = |(name, _): &(String, String)| name.split('_').next().and_then(|n| n.parse::<i64>().ok());
    steps().iter().filter(|step| number(step).is_some_and(|n| n <= schema)).count() as i64
}

/// Name and text of each migration, in order.
fn steps() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let files = fs::read_dir(folder).expect("the migrations").flatten();
    let mut steps: Vec<(String, String)> = files
        .map(|file| {
            let name = file.path().file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(file.path()).expect("SQL"))
        })
        .collect();
    steps.sort();
    steps
}

/// An office whose file has this schema, of those from before the ledger: 3 or 4.
pub fn old_office(schema: i64) -> Office {
    assert!((3..=4).contains(&schema), "the rows below are of schemas 3 and 4");
    let office = Office::empty();
    let mut file = Connection::open(office.db()).expect("a new file");
    file.query_row("PRAGMA journal_mode=WAL", [], |_| Ok(())).expect("a log");
    let tx = file.transaction().expect("a transaction");
    for (version, (name, sql)) in (1..=schema).zip(steps()) {
        tx.execute_batch(&sql).expect("a migration");
        let digest: String = Sha256::digest(sql.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        let sql = "INSERT INTO migration (version, name, digest, applied_at) VALUES (?1, ?2, ?3, ?4)";
        tx.execute(sql, params![version, name, digest, AT]).expect("its row");
    }
    tx.pragma_update(None, "user_version", schema).expect("the schema");
    tx.pragma_update(None, "application_id", 0x4341_5345).expect("the mark");
    let sql = "INSERT INTO office (id, name, prefix, zone) VALUES ('office', 'Child protection unit', 'CPU', 'Asia/Phnom_Penh')";
    tx.execute(sql, []).expect("the office");
    let mut lines = 0;
    (1..=OLD_CASES).for_each(|n| enter(&tx, n, &mut lines));
    for (counter, last) in [("case:2021", OLD_CASES as i64), ("records", OLD_CASES as i64), ("audit", lines)] {
        tx.execute("INSERT INTO counter (name, last) VALUES (?1, ?2)", params![counter, last]).expect("a counter");
    }
    tx.commit().expect("an old file");
    drop(file);
    fs::set_permissions(office.db(), std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("a closed file");
    office
}

/// One case with a record of every kind, and a line of the trail for each field.
fn enter(file: &Connection, n: usize, lines: &mut i64) {
    let id = |kind: usize| format!("01700000-0000-7000-8000-{kind:04}{n:08}");
    let (case, number) = (id(0), format!("CPU-21-{n:04}"));
    let (victim, suspect) = (id(2), id(3));
    let (summary, name, text) =
        (format!("found by the canal {n}"), format!("Chan Invented {n}"), format!("ផ្ទះទី {n}\nrang the mother"));
    type Fields<'a> = &'a [(&'a str, &'a str)];
    let records: [(&str, &str, Fields); 7] = [
        (
            "cases",
            &number,
            &[
                ("number", &number),
                ("reported_on", "2021-03-04"),
                ("province", "02"),
                ("summary", &summary),
                ("lead", PERSON),
                ("investigation", "NEW"),
                ("arrests_known", "y"),
            ],
        ),
        ("offence", "O1", &[("code", "0101"), ("attempted", "n"), ("clearance", "N")]),
        ("victim", "V1", &[("sex", "f"), ("age", "7y"), ("name", &name), ("care", "registered")]),
        ("suspect", "S1", &[("identity", "unnamed"), ("sex", "m"), ("age", "34y")]),
        ("relation", "R1", &[("suspect_id", &suspect), ("victim_id", &victim), ("relationship", "OF.uncle")]),
        ("arrest", "A1", &[("suspect_id", &suspect), ("at", "2021-03-04")]),
        ("diary", "D1", &[("text", &text), ("kind", "report")]),
    ];
    for (kind, (table, label, fields)) in records.into_iter().enumerate() {
        let seq = if table == "cases" { n } else { 1 };
        let columns: String = fields.iter().map(|(column, _)| format!(", {column}")).collect();
        let values: String = fields.iter().map(|(_, value)| format!(", '{value}'")).collect();
        let sql = format!(
            "INSERT INTO {table} (id, case_id, seq, version, created_at, created_by, updated_at, updated_by{columns}) \
             VALUES (?1, ?2, ?3, 1, ?4, ?5, ?4, ?5{values})"
        );
        file.execute(&sql, params![id(kind), case, seq as i64, AT, PERSON]).expect("a record");
        for (field, value) in fields {
            *lines += 1;
            let sql = "INSERT INTO audit (seq, op_id, at, person, session, program, action, case_id, kind, record_id, label, field, new) \
                       VALUES (?1, ?2, ?3, ?4, 'of old', '0.0.9', 'new case', ?5, ?6, ?7, ?8, ?9, ?10)";
            let line = params![*lines, id(9), AT, PERSON, case, table, id(kind), label, field, value];
            file.execute(sql, line).expect("a line of the trail");
        }
    }
}
