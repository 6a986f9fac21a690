//! What the engine alone takes: the same rows by hand-written SQL with the index made for it, on the office file where it has it, else on a
//! copy of a few columns with indexes of its own. It checks nothing, masks nothing and puts nothing on record.

use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};
use std::path::Path;
use std::sync::Mutex;

/// A filter as it is typed, and the same by hand.
pub const FILTERS: [(&str, &str); 4] = [
    (
        "province:02 offence:hom",
        "EXISTS (SELECT 1 FROM cases WHERE cases.id = case_row.case_id AND cases.province = '02') AND EXISTS \
         (SELECT 1 FROM offence o WHERE o.case_id = case_row.case_id AND o.code = '0101' AND o.attempted = 'n')",
    ),
    ("reported:2010 arrested", "reported_on BETWEEN '2010' AND '2010-12-31' AND arrested > 0"),
    ("lead:dara", "led_by = 'dara'"),
    ("victim.sex:f", "EXISTS (SELECT 1 FROM victim v WHERE v.case_id = case_row.case_id AND v.sex = 'f')"),
];

/// What is broken down in the Rates view, by hand.
const BREAKDOWNS: [&str; 7] = ["substr(reported_on, 6, 2)", "offence", "province", "team", "age", "sex", "source"];

/// The column of the list that has this order.
pub fn column(sort: caseload::domain::listing::Sort) -> &'static str {
    use caseload::domain::listing::Sort;
    match sort {
        Sort::Number => "ordinal",
        Sort::Reported => "reported_on",
        Sort::Offence => "offence",
        Sort::Province => "province",
        Sort::Arrested => "arrested",
        Sort::Lead => "lead",
    }
}

/// Both files by the engine alone.
pub struct Twin {
    file: Connection,
    side: Connection,
}

/// One of many who write into the same file and take turns, so that none waits for luck.
pub struct Writer<'a> {
    side: Connection,
    turn: &'a Mutex<()>,
}

impl Writer<'_> {
    pub fn write(&mut self) {
        let _turn = self.turn.lock().unwrap();
        let tx = self.side.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        save(&tx);
        tx.commit().unwrap();
    }
}

fn save(conn: &Connection) {
    let sql = "INSERT INTO saved (at, who, text) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql).unwrap().execute(params!["2019-12-31", "dara", "looked at again"]).unwrap();
}

impl Twin {
    pub fn of(office: &Path, side: &Path) -> Twin {
        let file = reader(office);
        let side = Connection::open(side).unwrap();
        side.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
        side.execute_batch("PRAGMA synchronous = FULL").unwrap();
        side.execute("ATTACH ?1 AS office", [office.to_str().unwrap()]).unwrap();
        side.execute_batch(
            "CREATE VIRTUAL TABLE words USING fts5 (facts, identity, narrative, content = '', prefix = '1 2 3');
             INSERT INTO words (rowid, facts, identity, narrative) SELECT ordinal, search_facts, search_identity, search_narrative FROM office.case_row;
             CREATE TABLE counted AS SELECT r.reported_on, r.offence, c.province, c.team, v.age, v.sex, c.source, r.arrested > 0 AS arrested
               FROM office.case_row r JOIN office.cases c ON c.id = r.case_id LEFT JOIN office.victim v ON v.case_id = c.id AND v.seq = 1;
             CREATE INDEX counted_all ON counted (reported_on, offence, province, team, age, sex, source, arrested);
             CREATE TABLE saved (id INTEGER PRIMARY KEY, at TEXT, who TEXT, text TEXT);
             CREATE TABLE list (number TEXT, day TEXT, offence TEXT, province TEXT, sex TEXT, age TEXT, child TEXT, suspect TEXT, arrested TEXT, remarks TEXT);
             CREATE INDEX list_number ON list (number); CREATE INDEX list_day ON list (day); CREATE INDEX list_offence ON list (offence);
             CREATE INDEX list_province ON list (province); CREATE INDEX list_arrested ON list (arrested); CREATE INDEX list_child ON list (child);
             DETACH office",
        )
        .unwrap();
        Twin { file, side }
    }

    pub fn open(&self, office: &Path) {
        let file = reader(office);
        file.query_row("SELECT name FROM office", [], |_| Ok(())).unwrap();
        through(&file, "SELECT * FROM code", []);
    }

    pub fn page(&self, column: &str, descending: bool) {
        let way = if descending { "DESC" } else { "ASC" };
        let order = if column == "ordinal" { String::new() } else { format!("{column} {way}, ") };
        through(&self.file, &format!("SELECT * FROM case_row ORDER BY {order}ordinal {way} LIMIT 40"), []);
    }

    pub fn filtered(&self, condition: &str) {
        through(&self.file, &format!("SELECT count(*) FROM case_row WHERE {condition}"), []);
        let page = format!("SELECT * FROM case_row WHERE {condition} ORDER BY ordinal DESC LIMIT 40");
        through(&self.file, &page, []);
    }

    pub fn find(&self, words: &str) {
        let words: Vec<String> = words.split(' ').map(|word| format!("{word}*")).collect();
        let sql = "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT 40";
        through(&self.side, sql, [words.join(" ")]);
    }

    pub fn case(&self, id: &str) {
        through(&self.file, "SELECT * FROM cases WHERE id = ?1", [id]);
        for table in ["offence", "victim", "suspect", "relation", "arrest", "diary"] {
            through(&self.file, &format!("SELECT * FROM {table} WHERE case_id = ?1 ORDER BY seq"), [id]);
        }
    }

    pub fn history(&self, id: &str) {
        through(&self.file, "SELECT * FROM audit WHERE case_id = ?1 ORDER BY seq DESC", [id]);
    }

    pub fn log(&self) {
        through(&self.file, "SELECT * FROM audit ORDER BY seq DESC LIMIT 40", []);
    }

    pub fn due(&self) {
        let arrests =
            "SELECT case_id FROM arrest WHERE outcome IS NULL AND taken_back_at IS NULL AND at >= '2019-12-01'";
        through(&self.file, arrests, []);
        let load =
            "SELECT led_by, team, count(*) FROM case_row WHERE investigation NOT IN ('CLO', 'UNF') GROUP BY 1, 2";
        through(&self.file, load, []);
    }

    pub fn statistics(&self, year: i32) {
        let sql = "SELECT offence, province, count(*), sum(arrested) FROM counted WHERE reported_on BETWEEN ?1 AND ?2 GROUP BY 1, 2";
        through(&self.side, sql, [year.to_string(), format!("{year}-12-31")]);
    }

    pub fn rates(&self, year: i32, by: &[usize]) {
        for by in by {
            let by = BREAKDOWNS[*by];
            let sql = format!(
                "SELECT {by}, count(*), sum(arrested) FROM counted WHERE reported_on BETWEEN ?1 AND ?2 GROUP BY 1 ORDER BY 1"
            );
            through(&self.side, &sql, [year.to_string(), format!("{year}-12-31")]);
        }
    }

    pub fn save(&self) {
        save(&self.side);
    }

    pub fn writer<'a>(&self, turn: &'a Mutex<()>) -> Writer<'a> {
        let side = Connection::open(self.side.path().unwrap()).unwrap();
        side.execute_batch("PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000").unwrap();
        Writer { side, turn }
    }

    pub fn import(&self, list: &Path) {
        let tx = self.side.unchecked_transaction().unwrap();
        {
            let sql = "INSERT INTO list VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
            let mut insert = tx.prepare_cached(sql).unwrap();
            for row in csv::Reader::from_path(list).unwrap().records() {
                insert.execute(rusqlite::params_from_iter(row.unwrap().iter())).unwrap();
            }
        }
        tx.commit().unwrap();
    }

    /// Every value of every table.
    pub fn read_all(&self) {
        let mut tables = self.file.prepare_cached("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let tables: Vec<String> = tables.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        for table in tables {
            through(&self.file, &format!("SELECT * FROM \"{table}\""), []);
        }
    }
}

fn reader(path: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).unwrap();
    conn.set_prepared_statement_cache_capacity(128);
    conn
}

/// Reads every value of every row.
fn through(conn: &Connection, sql: &str, values: impl rusqlite::Params) {
    let mut query = conn.prepare_cached(sql).unwrap();
    let columns = query.column_count();
    let mut rows = query.query(values).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            std::hint::black_box(row.get_ref(column).unwrap());
        }
    }
}
