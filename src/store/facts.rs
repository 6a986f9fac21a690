//! The countable facts of cases: reported in a span, or with an offence cleared in it. Names are never read here.
//! They are read past the digests of the records, so what is counted of a case is sealed in its row of the list.

use super::access::{self, IN_CASES};
use super::merged::{self, Merged};
use super::sheet::columns_of;
use super::sight::{self, IN_SIGHT};
use super::{Error, Result, Store, seal};
use crate::domain::age::Age;
use crate::domain::day::Day;
use crate::domain::facts::{Facts, OffenceFacts, RelationFacts, ResultFacts, SuspectFacts, VictimFacts};
use crate::domain::field::See;
use crate::domain::ledger::{Hash, image};
use crate::domain::merged::STAGE;
use crate::domain::moment::{Moment, Now};
use crate::domain::offence::counted_as;
use crate::domain::record::Sheet;
use crate::domain::rights::{Right, Viewer};
use crate::domain::suspect::Suspect;
use crate::domain::victim::counted_at;
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, ToSql};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What is counted of a case, and who may know of it: of each table these columns, the first of them its case. They are sealed under these names: another
/// column here takes a step of the schema, after which every row of the list is made again.
const COUNTED: [(&str, &[&str]); 8] = [
    (
        "cases",
        &[
            "id",
            "number",
            "reported_on",
            "incident_on",
            "province",
            "team",
            "source",
            "investigation",
            "arrests_known",
            "lead",
            "created_by",
            "restricted_to",
        ],
    ),
    ("offence", &["case_id", "seq", "code", "attempted", "clearance", "cleared_on", "victims"]),
    ("victim", &["case_id", "seq", "id", "sex", "age", "born"]),
    ("suspect", &["case_id", "seq", "id", "identity", "age", "born"]),
    ("arrest", &["case_id", "seq", "suspect_id", "at", "taken_back_at"]),
    ("charge", &["case_id", "seq", "suspect_id", "charged_on", "taken_back_at"]),
    ("court_result", &["case_id", "seq", "suspect_id", "result", "decided_on", "final_on", "taken_back_at"]),
    ("relation", &["case_id", "seq", "suspect_id", "victim_id", "relationship"]),
];

/// Cases that may count between two days.
const SPAN: &str = "SELECT id FROM cases WHERE reported_on BETWEEN ?1 AND ?2 \
                    UNION SELECT case_id FROM offence WHERE cleared_on BETWEEN ?1 AND ?2";

/// These cases, and those that are one with any of them: they are picked together.
pub(super) fn together(base: &str) -> String {
    format!(
        "WITH base AS ({base}), \
         roots AS (SELECT id FROM base UNION SELECT older FROM merged WHERE younger IN (SELECT id FROM base)) \
         SELECT id FROM roots UNION SELECT younger FROM merged WHERE older IN (SELECT id FROM roots)"
    )
}

/// A row of one of the tables; its identity only where that was asked for.
pub(super) struct Row {
    pub table: usize,
    pub id: String,
    values: Vec<Option<String>>,
}

/// The tables of which something is counted.
pub(super) fn tables() -> impl Iterator<Item = &'static str> {
    COUNTED.into_iter().map(|(name, _)| name)
}

impl Row {
    /// Its table.
    pub fn name(&self) -> &'static str {
        COUNTED[self.table].0
    }

    /// Is this column counted?
    pub fn counts(&self, column: &str) -> bool {
        COUNTED[self.table].1.contains(&column)
    }

    /// Puts another value in a column, where it is counted.
    pub fn set(&mut self, column: &str, value: Option<String>) {
        if let Some(i) = COUNTED[self.table].1.iter().position(|c| *c == column) {
            self.values[i] = value;
        }
    }

    fn columns(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        COUNTED[self.table].1.iter().copied().zip(self.values.iter().map(Option::as_deref))
    }

    pub fn get(&self, column: &str) -> Option<&str> {
        self.columns().find(|(name, _)| *name == column).and_then(|(_, value)| value)
    }

    fn text(&self, column: &str) -> String {
        self.get(column).unwrap_or_default().to_owned()
    }

    fn day(&self, column: &str) -> Option<Day> {
        self.get(column).and_then(Day::iso)
    }
}

/// The cases of a list of identities, which is bound as the first value.
pub(super) const PICKED: &str = "SELECT value AS id FROM json_each(?1)";

/// The identities that a statement picks, as [`PICKED`] takes them: it is asked once, and not by each table.
pub(super) fn pick(conn: &Connection, sql: &str, of: &[impl ToSql]) -> Result<String> {
    let mut query = conn.prepare_cached(sql)?;
    let ids = query.query_map(rusqlite::params_from_iter(of), |r| r.get(0))?;
    let ids = ids.collect::<rusqlite::Result<Vec<String>>>()?;
    serde_json::to_string(&ids).map_err(|e| Error::Engine(e.to_string()))
}

/// How the rows of each table are read, with the identity of each or without.
fn reading(named: bool) -> &'static [String] {
    static READING: LazyLock<[Vec<String>; 2]> = LazyLock::new(|| {
        let of = |named: bool| {
            let of_table = |(name, columns): (&str, &[&str])| {
                let list: Vec<String> = columns.iter().map(|c| format!("{name}.{c}")).collect();
                let id = if named { format!("{name}.id") } else { "''".to_owned() };
                format!(
                    "WITH picked AS ({PICKED}) SELECT picked.id, {id}, {} FROM picked CROSS JOIN {name} ON {} = picked.id ORDER BY {name}.seq",
                    list.join(", "),
                    list[0]
                )
            };
            COUNTED.into_iter().map(of_table).collect()
        };
        [of(false), of(true)]
    });
    &READING[usize::from(named)]
}

/// The rows of these cases, each case with its own row first; `named` with the identity of each.
pub(super) fn rows(conn: &Connection, ids: &str, named: bool) -> Result<HashMap<String, Vec<Row>>> {
    let mut all: HashMap<String, Vec<Row>> = HashMap::new();
    for (table, (sql, (_, columns))) in reading(named).iter().zip(COUNTED).enumerate() {
        let mut query = conn.prepare_cached(sql)?;
        let mut rows = query.query([ids])?;
        while let Some(r) = rows.next()? {
            let values = (2..columns.len() + 2).map(|i| seal::text_of(r, i)).collect::<rusqlite::Result<_>>()?;
            let case_id = r.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            let row = Row { table, id: r.get(1)?, values };
            match all.get_mut(case_id) {
                Some(rows) => rows.push(row),
                None => drop(all.insert(case_id.to_owned(), vec![row])),
            }
        }
    }
    Ok(all)
}

/// The digest of what is counted of a case. It is not secret: the rows stand beside it.
pub(super) fn seal_of(rows: &[Row]) -> Hash {
    image(&[], "counted", rows.iter().flat_map(Row::columns))
}

/// What is counted of a case whose records these are, for its row of the list.
pub(super) fn seal(sheets: &[Sheet]) -> Hash {
    let mut rows = Vec::new();
    for (table, (name, counted)) in COUNTED.into_iter().enumerate() {
        for sheet in sheets.iter().filter(|sheet| sheet.kind.table() == name) {
            let columns = columns_of(sheet);
            let value = |wanted: &&str| {
                let column = columns.iter().find(|(column, _)| column == wanted);
                column.and_then(|(_, value)| value.as_deref()).map(str::to_owned)
            };
            rows.push(Row { table, id: String::new(), values: counted.iter().map(value).collect() });
        }
    }
    seal_of(&rows)
}

/// The facts that the rows of a case say.
pub(super) fn facts_of(rows: &[Row], open: bool) -> Facts {
    let mut facts = Facts { open, ..Facts::default() };
    let mut incident = None;
    let mut suspects: HashMap<&str, usize> = HashMap::new();
    let mut victims: HashMap<&str, String> = HashMap::new();
    for row in rows {
        let label = |letter: &str| format!("{letter}{}", row.text("seq"));
        let text = |column| row.get(column).map(str::to_owned);
        let age = |row: &Row, on| counted_at(row.get("age").and_then(Age::iso), row.day("born"), on);
        let suspect = row.get("suspect_id").and_then(|id| suspects.get(id).copied());
        match (COUNTED[row.table].0, suspect.and_then(|i| facts.suspects.get_mut(i))) {
            ("cases", _) => {
                facts.case_id = row.text("id");
                facts.number = row.text("number");
                facts.reported_on = row.day("reported_on");
                facts.incident_on = row.day("incident_on");
                facts.province = text("province");
                facts.team = text("team");
                facts.source = text("source");
                facts.investigation = text("investigation");
                facts.arrests_known = row.get("arrests_known") == Some("y");
                incident = facts.incident_on.or(facts.reported_on);
            }
            ("offence", _) => {
                let (code, attempted) = (row.text("code"), row.get("attempted") == Some("y"));
                facts.offences.push(OffenceFacts {
                    label: label("O"),
                    homicide: !attempted && code == "0101",
                    code: counted_as(&code, attempted).to_owned(),
                    clearance: row.text("clearance"),
                    cleared_on: row.day("cleared_on"),
                    victims: text("victims"),
                });
            }
            ("victim", _) => {
                victims.extend(row.get("id").map(|id| (id, label("V"))));
                facts.victims.push(VictimFacts { label: label("V"), age: age(row, incident), sex: text("sex") });
            }
            ("suspect", _) => {
                suspects.extend(row.get("id").map(|id| (id, facts.suspects.len())));
                let identified = Suspect::identified(row.get("identity"));
                let (label, age) = (label("S"), age(row, incident));
                facts.suspects.push(SuspectFacts { label, identified, age, ..SuspectFacts::default() });
            }
            ("arrest", Some(suspect)) if row.get("taken_back_at").is_none() => {
                suspect.arrests.extend(row.get("at").and_then(Moment::iso));
            }
            ("charge", Some(suspect)) if row.get("taken_back_at").is_none() => {
                suspect.charges.extend(row.day("charged_on"));
            }
            ("court_result", Some(suspect)) if row.get("taken_back_at").is_none() => {
                suspect.results.push(ResultFacts {
                    result: row.text("result"),
                    decided_on: row.day("decided_on"),
                    final_on: row.day("final_on"),
                });
            }
            ("relation", Some(suspect)) => {
                let victim = row.get("victim_id").and_then(|id| victims.get(id)).cloned().unwrap_or_default();
                suspect.relations.extend(text("relationship").map(|code| RelationFacts { victim, code }));
            }
            _ => {}
        }
    }
    facts
}

/// The days of a span as they are stored: one known only to its year sorts before that year's first.
pub(super) fn bounds(from: NaiveDate, to: NaiveDate) -> (String, String) {
    (from.year().to_string(), format!("{to}~"))
}

/// Which cases somebody may count, and which of them they may open: conditions on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    known: String,
    open: String,
}

impl Seen {
    /// As a viewer sees them; `hides`: an import keeps cases out of sight.
    pub fn by(viewer: &Viewer, hides: bool) -> Seen {
        let condition = |right| access::condition(viewer, right, IN_CASES).unwrap_or_else(|| "1".to_owned());
        let in_sight = if hides { IN_SIGHT } else { "1" };
        Seen {
            known: format!("({}) AND {in_sight}", condition(Right::Figures)),
            open: condition(Right::See(See::Facts)),
        }
    }
}

/// Facts of the cases that are picked and may be counted, in order of case number, each by itself.
pub(super) fn picked(conn: &Connection, picked: &str, of: &[impl ToSql], seen: &Seen) -> Result<Vec<Facts>> {
    let ids = pick(conn, picked, of)?;
    let mut rows = rows(conn, &ids, false)?;
    let mut all: Vec<Facts> = Vec::new();
    let Seen { known, open } = seen;
    let sql = format!(
        "WITH picked AS ({PICKED}) SELECT picked.id, counted, coalesce({known}, 0), {open} FROM picked \
         LEFT JOIN cases ON cases.id = picked.id LEFT JOIN case_row ON case_row.case_id = picked.id ORDER BY cases.number"
    );
    let mut query = conn.prepare_cached(&sql)?;
    let mut picked = query.query([&ids])?;
    while let Some(r) = picked.next()? {
        let rows = rows.remove(&r.get::<_, String>(0)?).unwrap_or_default();
        if r.get::<_, Option<Vec<u8>>>(1)?.as_deref() != Some(seal_of(&rows).as_slice()) {
            return Err(Error::Altered("what is counted of a case is not as it was saved".to_owned()));
        }
        if r.get(2)? {
            all.push(facts_of(&rows, r.get(3)?));
        }
    }
    Ok(all)
}

impl Store {
    /// Facts of every case that may count between two days, in order of case number; it may hold more, never less.
    /// A case of another team counts and is not open; one that is restricted to others is not there.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no figures; [`super::Error::Altered`] where one of them is not as it was saved;
    /// or when the file cannot be read.
    pub fn facts(&mut self, from: NaiveDate, to: NaiveDate, now: &Now) -> Result<Vec<Facts>> {
        self.need(Right::Figures, now)?;
        let viewer = self.viewer();
        let (first, last) = bounds(from, to);
        let span = [first.as_str(), last.as_str()];
        let tx = self.conn.transaction()?;
        refuse_lost(&tx, span)?;
        let mut all = picked(&tx, &together(SPAN), &span, &Seen::by(&viewer, sight::hides(&tx)?))?;
        make_one(&mut all, &merged::all(&tx)?);
        tx.finish()?;
        tell_apart(&mut all, &viewer);
        Ok(all)
    }

    /// The same as a receipt: the cases behind a figure, each by its number.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no case; or when the file cannot be read.
    pub fn receipt(&mut self, from: NaiveDate, to: NaiveDate, now: &Now) -> Result<Vec<Facts>> {
        self.need(Right::See(See::Facts), now)?;
        self.facts(from, to, now)
    }
}

/// Who sees no case at all counts them, and cannot tell one from another.
pub(super) fn tell_apart(all: &mut [Facts], viewer: &Viewer) {
    if viewer.refusal(Right::See(See::Facts)).is_some() {
        all.iter_mut().for_each(|facts| (facts.case_id, facts.number) = Default::default());
    }
}

/// What is counted of cases that are one is counted under the older.
pub(super) fn make_one(all: &mut [Facts], merged: &[Merged]) {
    let places: HashMap<String, usize> = all.iter().enumerate().map(|(i, f)| (f.case_id.clone(), i)).collect();
    for Merged { younger, older, same, .. } in merged {
        let Some(at) = places.get(younger) else { continue };
        let mut facts = all[*at].clone();
        match places.get(older) {
            Some(older) => all[*older].take(&mut facts, same),
            None => facts.investigation = Some(STAGE.to_owned()),
        }
        all[*at] = facts;
    }
}

/// Refuses to count where the indexes by which cases are found do not hold what the tables beside them hold.
pub(super) fn refuse_lost(conn: &Connection, span: [&str; 2]) -> Result<()> {
    let count = |from: &str, day: &str| -> Result<i64> {
        let sql = format!("SELECT count(*) FROM {from} WHERE {day} BETWEEN ?1 AND ?2");
        Ok(conn.prepare_cached(&sql)?.query_row(span, |r| r.get(0))?)
    };
    let reported = count("cases INDEXED BY cases_reported", "reported_on")?;
    let cleared = count("offence INDEXED BY offence_cleared", "cleared_on")?;
    if reported != count("case_row INDEXED BY case_row_reported", "reported_on")?
        || cleared != count("offence NOT INDEXED", "cleared_on")?
    {
        return Err(Error::Altered("the cases of that time are not all to be found".to_owned()));
    }
    Ok(())
}
