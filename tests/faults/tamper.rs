//! Row 13, tampering: a file is changed as by somebody with another program, who takes the engine's guards away and puts them back
//! as they were. `audit verify` names it, with the line and the record; what is chained again behind a change, by the heads that
//! were kept elsewhere.

use crate::rot::Dice;
use crate::support::{Office, faults};
use crate::unit::{self, Unit, now};
use caseload::domain::act::Deed;
use caseload::domain::ledger::{Hash, Line, commitment, genesis, image};
use caseload::domain::record::{RecordKind, Sheet};
use caseload::store::Store;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use std::ops::RangeInclusive;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::OnceLock;

/// A file in which people worked, and the heads that were kept of it meanwhile.
struct Made {
    bytes: Vec<u8>,
    heads: String,
    /// where the ledger was at each head
    at: Vec<i64>,
}

fn entry(case_id: &str, text: &str) -> Deed {
    Deed::add("new diary entry", vec![unit::sheet(RecordKind::Diary, case_id, &[("text", text)])])
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let office = Office::new();
        put(&office, &std::fs::read(Unit::new().path()).unwrap());
        let mut heads = office.ok(&["audit", "head"]);
        office.ok(&["user", "key", "revoke", "K1"]);
        let ids: Vec<String> = {
            let raw = Connection::open(office.db()).unwrap();
            let mut query = raw.prepare("SELECT id FROM cases WHERE restricted_to IS NULL ORDER BY number").unwrap();
            query.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let mut store = Store::open(&office.db()).unwrap();
        store.sign_in(&unit::claim(Some("vanna")), &now()).unwrap();
        for round in 0..4 {
            for id in &ids {
                store.write(&now(), &entry(id, &format!("in round {round}"))).unwrap();
            }
            let file = store.case(&ids[round], &now()).unwrap();
            store.write(&now(), &unit::edit(&file.victims[0], "edit", None, &[("age", "9y")])).unwrap();
            // What was done since the last head is caught by the next one only.
            if round < 3 {
                heads += &office.ok(&["audit", "head"]);
            }
        }
        drop(store);
        let at = heads.lines().map(|line| line.split(' ').nth(2).unwrap().parse().unwrap()).collect();
        close(&office);
        Made { bytes: std::fs::read(office.db()).unwrap(), heads, at }
    })
}

/// Puts another file in the place of the office's.
fn put(office: &Office, bytes: &[u8]) {
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", office.db().display()));
    }
    std::fs::write(office.db(), bytes).unwrap();
    std::fs::set_permissions(office.db(), std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn close(office: &Office) {
    let raw = Connection::open(office.db()).unwrap();
    raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

/// What `audit verify` says of a file: its exit code and its problems.
struct Said {
    code: i32,
    problems: Vec<Value>,
    all: String,
}

impl Said {
    fn first(&self) -> Option<i64> {
        self.problems.iter().find_map(|p| p["seq"].as_i64())
    }

    fn names(&self, record: &str) -> bool {
        self.problems.iter().any(|p| p["record"].as_str().is_some_and(|r| r.contains(record)))
    }
}

fn verify(office: &Office, heads: Option<&str>) -> Said {
    let mut args = vec!["--json", "audit", "verify"];
    if let Some(heads) = heads {
        std::fs::write(office.folder().join("heads"), heads).unwrap();
        args.extend(["--anchors", "heads"]);
    }
    let said = office.run(&args);
    let answer: Value = serde_json::from_str(&said.stdout).unwrap_or_else(|_| panic!("{said:#?}"));
    let problems = answer["problems"].as_array().unwrap().clone();
    Said { code: said.status, problems, all: format!("{answer:#}") }
}

/// Takes the guards away, does it, and puts them back as they were.
fn unguarded(raw: &Connection, act: impl FnOnce(&Connection)) {
    raw.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let triggers: Vec<(String, String)> = {
        let mut query = raw.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
        query.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    triggers.iter().for_each(|(name, _)| raw.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
    act(raw);
    triggers.iter().for_each(|(_, sql)| raw.execute_batch(sql).unwrap());
}

/// Chains every line from a place on behind the one before, as the program would.
fn rechain(raw: &Connection, from: i64) {
    let last: i64 = raw.query_row("SELECT max(seq) FROM ledger", [], |r| r.get(0)).unwrap();
    let before = raw.query_row("SELECT hash FROM ledger WHERE seq = ?1", [from - 1], |r| r.get::<_, Hash>(0));
    let identity: String = raw.query_row("SELECT identity FROM office", [], |r| r.get(0)).unwrap();
    let mut before = before.optional().unwrap().unwrap_or_else(|| genesis(&identity));
    for seq in from..=last {
        let hash = raw.query_row("SELECT * FROM ledger WHERE seq = ?1", [seq], |r| {
            let text = |column: &str| Ok::<_, rusqlite::Error>(r.get_ref(column)?.as_str()?);
            let line = Line {
                seq,
                op_id: text("op_id")?,
                at: text("at")?,
                person: text("person")?,
                session: text("session")?,
                key: r.get_ref("key")?.as_str_or_null()?,
                program: text("program")?,
                schema: r.get("schema")?,
                action: text("action")?,
                case_id: text("case_id")?,
                kind: text("kind")?,
                record_id: text("record_id")?,
                label: text("label")?,
                field: text("field")?,
                was: r.get("was")?,
                version: r.get("version")?,
                digest: r.get_ref("digest")?.as_blob_or_null()?,
                commitment: r.get_ref("commitment")?.as_blob()?,
            };
            Ok(line.hash(&before, &mut Vec::new()))
        });
        before = hash.unwrap();
        raw.execute("UPDATE ledger SET hash = ?2 WHERE seq = ?1", params![seq, before]).unwrap();
    }
}

/// Commits a line to its values as they stand.
fn recommit(raw: &Connection, seq: i64) {
    let committed: Hash = raw
        .query_row("SELECT salt, old, new, reason FROM ledger_value WHERE seq = ?1", [seq], |r| {
            let text = |i: usize| r.get::<_, Option<String>>(i);
            let (old, new, reason) = (text(1)?, text(2)?, text(3)?);
            Ok(commitment(&r.get::<_, Vec<u8>>(0)?, old.as_deref(), new.as_deref(), reason.as_deref()))
        })
        .unwrap();
    raw.execute("UPDATE ledger SET commitment = ?2 WHERE seq = ?1", params![seq, committed]).unwrap();
}

/// The digest of a record as it stands, under the salt of a line.
fn digest(raw: &Connection, seq: i64, sheet: &Sheet) -> Hash {
    let salt: Vec<u8> = raw.query_row("SELECT salt FROM ledger_value WHERE seq = ?1", [seq], |r| r.get(0)).unwrap();
    let h = &sheet.head;
    let (place, version) = (h.seq.to_string(), h.version.to_string());
    let names = ["id", "case_id", "seq", "version", "created_at", "created_by", "updated_at", "updated_by"];
    let texts = [&h.id, &h.case_id, &place, &version, &h.created_at, &h.created_by, &h.updated_at, &h.updated_by];
    let fields = sheet.kind.specs().iter().map(|s| s.column).zip(sheet.values.iter().map(Option::as_deref));
    image(&salt, sheet.kind.table(), names.into_iter().zip(texts.map(|t| Some(t.as_str()))).chain(fields))
}

/// Where it is done: a line with a new diary text between the second head and the last, the heads around it, a victim.
struct Place {
    line: i64,
    /// the last head before it that stays sound
    sound: i64,
    victim: String,
    case_id: String,
    /// of the victim, as `verify` names it
    named: String,
    /// the victim's last line
    last: i64,
    other: PathBuf,
}

/// What must be said of it.
enum Wanted {
    /// a line, exactly, and perhaps a record
    Line(i64, Option<String>),
    /// a line in this range, by the heads
    Within(RangeInclusive<i64>),
    /// a record or a guard, by its name
    Named(String),
}
use Wanted::{Line as At, Named, Within};

type Tampering = fn(&Connection, &Place) -> Wanted;

fn sql(raw: &Connection, text: &str) {
    unguarded(raw, |raw| raw.execute_batch(text).unwrap());
}

/// Each kind once: its number in the row, what it is, how it is done. A number has several where it can be done in several ways.
const KINDS: [(u32, &str, Tampering); 27] = [
    (1, "person of a line", |raw, p| edit(raw, p, "person = 'nobody'")),
    (1, "act of a line", |raw, p| edit(raw, p, "action = 'search'")),
    (1, "time of a line", |raw, p| edit(raw, p, "at = '2021-12-28T15:45:01.000Z'")),
    (2, "a line removed from the middle", |raw, p| {
        sql(raw, &format!("DELETE FROM ledger WHERE seq = {0}; DELETE FROM ledger_value WHERE seq = {0}", p.line));
        At(p.line, None)
    }),
    (3, "two lines swapped", |raw, p| {
        let (a, b) = (p.line, p.line + 1);
        let swap = |t: &str| {
            format!(
                "UPDATE {t} SET seq = -1 WHERE seq = {a}; UPDATE {t} SET seq = {a} WHERE seq = {b}; UPDATE {t} SET seq = {b} WHERE seq = -1;"
            )
        };
        sql(raw, &(swap("ledger") + &swap("ledger_value")));
        At(a, None)
    }),
    (4, "value after", |raw, p| {
        sql(raw, &format!("UPDATE ledger_value SET new = 'other' WHERE seq = {}", p.line));
        At(p.line, Some("diary".to_owned()))
    }),
    (4, "value before", |raw, p| {
        sql(raw, &format!("UPDATE ledger_value SET old = 'other' WHERE seq = {}", p.line));
        At(p.line, Some("diary".to_owned()))
    }),
    (5, "a line and its value, all after chained again", |raw, p| {
        unguarded(raw, |raw| {
            let text = format!(
                "UPDATE ledger SET person = 'nobody' WHERE seq = {0}; UPDATE ledger_value SET new = 'x' WHERE seq = {0}",
                p.line
            );
            raw.execute_batch(&text).unwrap();
            recommit(raw, p.line);
            rechain(raw, p.line);
        });
        Within(p.sound + 1..=p.line)
    }),
    (6, "the end cut off, counter and all", |raw, _| {
        let cut = made().at[2] - 3;
        let text = format!(
            "DELETE FROM ledger_value WHERE seq > {cut}; DELETE FROM ledger WHERE seq > {cut}; UPDATE counter SET last = {cut} WHERE name = 'audit'"
        );
        sql(raw, &text);
        Within(1..=cut + 1)
    }),
    (7, "a line forged, all after chained again", |raw, p| {
        unguarded(raw, |raw| {
            let line = p.line;
            let shift = |t: &str| {
                format!("UPDATE {t} SET seq = -seq WHERE seq >= {line}; UPDATE {t} SET seq = 1 - seq WHERE seq < 0;")
            };
            raw.execute_batch(&(shift("ledger") + &shift("ledger_value"))).unwrap();
            raw.execute_batch(&format!(
                "CREATE TEMP TABLE forged AS SELECT * FROM ledger WHERE seq = {line} + 1; UPDATE forged SET seq = {line}, person = 'dara', digest = NULL; \
                 INSERT INTO ledger SELECT * FROM forged; INSERT INTO ledger_value SELECT {line}, salt, old, 'forged', reason, NULL FROM ledger_value WHERE seq = {line} + 1; \
                 UPDATE counter SET last = last + 1 WHERE name = 'audit'"
            )).unwrap();
            recommit(raw, line);
            rechain(raw, line);
        });
        Within(p.sound + 1..=p.line)
    }),
    (8, "a record", |raw, p| {
        sql(raw, &format!("UPDATE victim SET age = '17y' WHERE id = '{}'", p.victim));
        At(p.last, Some(p.named.clone()))
    }),
    (8, "a record with its digest, all after chained again", |raw, p| {
        unguarded(raw, |raw| {
            raw.execute("UPDATE victim SET age = '17y' WHERE id = ?1", [&p.victim]).unwrap();
            let sheet =
                unit::sheets(raw, RecordKind::Victim, &p.case_id).into_iter().find(|s| s.head.id == p.victim).unwrap();
            raw.execute("UPDATE ledger SET digest = ?2 WHERE seq = ?1", params![p.last, digest(raw, p.last, &sheet)])
                .unwrap();
            rechain(raw, p.last);
        });
        let sound = made().at.iter().rev().find(|at| **at < p.last).copied().unwrap_or(0);
        Within(sound + 1..=p.last)
    }),
    (9, "text of a guard", |raw, _| {
        raw.execute_batch("DROP TRIGGER ledger_fixed; CREATE TRIGGER ledger_fixed BEFORE UPDATE ON ledger WHEN 0 BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END").unwrap();
        Named("trigger ledger_fixed".to_owned())
    }),
    (10, "a guard dropped", |raw, _| {
        raw.execute_batch("DROP TRIGGER cases_kept").unwrap();
        Named("trigger cases_kept".to_owned())
    }),
    (11, "a trigger put in", |raw, _| {
        raw.execute_batch("CREATE TRIGGER mine AFTER INSERT ON cases BEGIN DELETE FROM draft; END").unwrap();
        Named("trigger mine".to_owned())
    }),
    (11, "a role raised", |raw, _| {
        raw.execute_batch("UPDATE officer SET role = 'director' WHERE name = 'dara'").unwrap();
        Named("account dara".to_owned())
    }),
    (11, "a key in use again", |raw, _| {
        raw.execute_batch("UPDATE officer_key SET revoked_at = NULL WHERE id = 'K1'").unwrap();
        Named("account".to_owned())
    }),
    (11, "a record deleted", |raw, p| {
        sql(raw, &format!("DELETE FROM relation WHERE case_id = '{}'", p.case_id));
        Named("relation R1".to_owned())
    }),
    (11, "a record in another case", |raw, p| {
        let to = format!("(SELECT id FROM cases WHERE id <> '{}' ORDER BY number LIMIT 1)", p.case_id);
        sql(raw, &format!("UPDATE victim SET case_id = {to}, seq = 9 WHERE id = '{}'", p.victim));
        Named(p.named.clone())
    }),
    (11, "values erased without an act", |raw, p| {
        let line = p.line;
        sql(
            raw,
            &format!(
                "UPDATE ledger_value SET salt = NULL, old = NULL, new = NULL, reason = NULL, erased_by = {line} + 5 WHERE seq = {line}"
            ),
        );
        At(line, Some("diary".to_owned()))
    }),
    (11, "the ledger of another office", |raw, p| {
        raw.execute("ATTACH ?1 AS other", [p.other.to_str().unwrap()]).unwrap();
        sql(
            raw,
            "DELETE FROM ledger_value; DELETE FROM ledger; INSERT INTO main.ledger SELECT * FROM other.ledger; \
                  INSERT INTO main.ledger_value SELECT * FROM other.ledger_value; \
                  UPDATE counter SET last = (SELECT max(seq) FROM ledger) WHERE name = 'audit'",
        );
        raw.execute_batch("DETACH other").unwrap();
        At(1, None)
    }),
    (11, "a line left out of the log", |raw, p| {
        sql(raw, &format!("DELETE FROM ledger_told WHERE seq = {}", p.line));
        At(p.line, None)
    }),
    (11, "the end of the log cut off", |raw, p| {
        sql(raw, &format!("DELETE FROM ledger_told WHERE seq > {}", p.line));
        At(p.line + 1, None)
    }),
    (11, "the last line counted out of the log", |raw, _| {
        raw.execute_batch("UPDATE counter SET last = last - 1 WHERE name = 'told'").unwrap();
        Named("log".to_owned())
    }),
    (11, "a case number given back", |raw, _| {
        raw.execute_batch("UPDATE counter SET last = last - 1 WHERE name LIKE 'case:%'").unwrap();
        Named("case numbers".to_owned())
    }),
    (11, "glass that stays open", |raw, _| {
        sql(raw, "UPDATE glass SET until = '2031-01-01T00:00:00.000Z'");
        Named("broken glass".to_owned())
    }),
    (11, "a word of a code list", |raw, _| {
        raw.execute_batch("UPDATE code SET en = 'Other' WHERE list = 'offence' AND code = '0101'").unwrap();
        Named("code lists".to_owned())
    }),
];

fn edit(raw: &Connection, p: &Place, set: &str) -> Wanted {
    sql(raw, &format!("UPDATE ledger SET {set} WHERE seq = {}", p.line));
    At(p.line, Some("diary".to_owned()))
}

fn place(raw: &Connection, dice: &mut Dice, other: PathBuf) -> Place {
    let (from, to) = (made().at[1], made().at[3]);
    let ask = "SELECT seq FROM ledger WHERE kind = 'diary' AND field = 'text' AND seq > ?1 AND seq < ?2";
    let lines: Vec<i64> = {
        let mut query = raw.prepare(ask).unwrap();
        query.query_map([from, to], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let line = lines[dice.below(lines.len() as u64) as usize];
    let sound = made().at.iter().rev().find(|at| **at < line).copied().unwrap();
    let ask = "SELECT l.record_id, l.case_id, c.number || ' victim ' || l.label, l.seq FROM ledger l JOIN cases c ON c.id = l.case_id \
               WHERE l.kind = 'victim' AND l.digest IS NOT NULL AND l.action = 'edit' AND l.seq < ?1 ORDER BY l.seq";
    let victims: Vec<(String, String, String, i64)> = {
        let mut query = raw.prepare(ask).unwrap();
        let rows = query.query_map([to], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)));
        rows.unwrap().map(Result::unwrap).collect()
    };
    let (victim, case_id, named, last) = victims[dice.below(victims.len() as u64) as usize].clone();
    Place { line, sound, victim, case_id, named, last, other }
}

#[test]
fn every_tampering_is_named_with_its_line_and_its_record() {
    let mut dice = Dice::new();
    let other = Office::new();
    other.ok(&["add", "rape bat f7+m8 m34 uncle y +k police hit", "--now", "2021-12-28T22:45"]);
    close(&other);
    let office = Office::new();
    put(&office, &made().bytes);
    let sound = verify(&office, Some(&made().heads));
    assert!(sound.code == 0 && sound.problems.is_empty(), "{}", sound.all);
    let (mut done, mut alone, mut by_heads) = (0, 0, Vec::new());
    for _ in 0..faults::times(1) {
        for (number, what, tamper) in KINDS {
            put(&office, &made().bytes);
            let raw = Connection::open(office.db()).unwrap();
            let place = place(&raw, &mut dice, other.db());
            let wanted = tamper(&raw, &place);
            drop(raw);
            let said = verify(&office, Some(&made().heads));
            assert!(said.code == 1 && !said.problems.is_empty(), "{number}, {what}: not found\n{}", said.all);
            let right = match &wanted {
                At(line, record) => said.first() == Some(*line) && record.as_ref().is_none_or(|r| said.names(r)),
                Within(range) => said.first().is_some_and(|line| range.contains(&line)),
                Named(record) => said.names(record),
            };
            assert!(right, "{number}, {what} (line {}, {}): named wrongly\n{}", place.line, place.named, said.all);
            done += 1;
            match verify(&office, None).code {
                1 => alone += 1,
                _ => by_heads.push(what),
            }
        }
    }
    by_heads.sort_unstable();
    by_heads.dedup();
    let told = format!(
        "all named with line and record (exit 1); {alone} also without heads kept elsewhere, only by them: {}",
        by_heads.join("; ")
    );
    faults::held(13, "kinds of tampering", done, &told);
}

/// What is no tampering: more saves, heads of other offices beside ours, what a restore replaced.
#[test]
fn a_sound_file_is_said_to_be_sound() {
    let office = Office::new();
    put(&office, &made().bytes);
    let strange = Office::new();
    let heads = strange.ok(&["audit", "head"]) + &made().heads + &strange.ok(&["audit", "head"]);
    let first = verify(&office, Some(&heads));
    assert!(first.code == 0 && first.all.contains("of another office"), "{}", first.all);

    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&unit::claim(Some("vanna")), &now()).unwrap();
    let id = store.case_by_number("21/1", &now()).unwrap();
    store.write(&now(), &entry(&id, "after all heads")).unwrap();
    for word in ["one", "two", "three", "four"] {
        store.searched(word, &now()).unwrap();
    }
    drop(store);
    let heads = heads + &office.ok(&["audit", "head", "--now", "2021-12-28T23:00"]);
    let more = verify(&office, Some(&heads));
    assert!(more.code == 0 && more.problems.is_empty(), "{}", more.all);

    // A backup from before the last three searches is put back, and that is on record.
    let raw = Connection::open(office.db()).unwrap();
    unguarded(&raw, |raw| {
        let last: i64 = raw.query_row("SELECT max(seq) FROM ledger", [], |r| r.get(0)).unwrap();
        raw.execute_batch(&format!(
            "DELETE FROM ledger_value WHERE seq > {0}; DELETE FROM ledger WHERE seq > {0} + 1; UPDATE counter SET last = {0} + 1 WHERE name = 'audit'; \
             DELETE FROM ledger_told WHERE seq > {0} + 1; UPDATE counter SET last = (SELECT max(n) FROM ledger_told) WHERE name = 'told'; \
             UPDATE ledger SET action = 'restore', kind = 'office', at = '2021-12-29T00:00:00.000Z' WHERE seq = {0} + 1; \
             INSERT INTO ledger_value (seq, salt, new) VALUES ({0} + 1, x'00', 'of yesterday')",
            last - 3
        )).unwrap();
        recommit(raw, last - 2);
        rechain(raw, last - 2);
    });
    drop(raw);
    // Anybody could have written such a line, and what came before it: nothing outside the file says that it was so.
    let forged = verify(&office, Some(&heads));
    assert!(forged.code == 1 && forged.problems.is_empty(), "{}", forged.all);
    assert!(forged.all.contains("no head that was kept since vouches for it"), "{}", forged.all);
    // A head that was kept since does.
    let heads = heads + &office.ok(&["audit", "head", "--now", "2021-12-29T00:01:00"]);
    let restored = verify(&office, Some(&heads));
    assert!(restored.code == 0 && restored.all.contains("was replaced by the restore of"), "{}", restored.all);
    faults::held(
        13,
        "no tampering",
        3,
        "sound (exit 0) after more saves, with heads of other offices, after a restore",
    );
}
