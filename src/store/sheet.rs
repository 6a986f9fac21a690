//! Insert, update and read of any record by walking its field list. The only SQL that knows a record's columns.

use super::Result;
use crate::domain::ledger::Digester;
use crate::domain::record::{Head, RecordKind, Sheet};
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

const HEAD: [&str; 8] = ["id", "case_id", "seq", "version", "created_at", "created_by", "updated_at", "updated_by"];

fn columns(kind: RecordKind) -> impl Iterator<Item = &'static str> {
    HEAD.into_iter().chain(kind.specs().iter().map(|s| s.column))
}

/// What is asked of every kind over and over.
struct Texts {
    find: String,
    of_case: String,
    insert: String,
}

/// In the order of the kinds.
static TEXTS: LazyLock<Vec<Texts>> = LazyLock::new(|| {
    let of = |kind: RecordKind| {
        let names: Vec<&str> = columns(kind).collect();
        let marks: Vec<String> = (1..=names.len()).map(|i| format!("?{i}")).collect();
        // A case is its own case, as a tip is, and only its identity has an index.
        let of_case = if kind.is_root() { "WHERE id = ?1" } else { "WHERE case_id = ?1 ORDER BY seq" };
        Texts {
            find: select(kind, "WHERE id = ?1"),
            of_case: select(kind, of_case),
            insert: format!("INSERT INTO {} ({}) VALUES ({})", kind.table(), names.join(", "), marks.join(", ")),
        }
    };
    RecordKind::ALL.into_iter().map(of).collect()
});

/// Of each root what hangs on it, and the question of which of those there is any record in a case: one look at an index each.
static HANGS: LazyLock<[(Vec<RecordKind>, String); 2]> = LazyLock::new(|| {
    [RecordKind::Case, RecordKind::Tip].map(|root| {
        let kinds: Vec<_> = RecordKind::ALL.into_iter().filter(|k| k.root() == root && !k.is_root()).collect();
        let any = |kind: &RecordKind| format!("EXISTS (SELECT 1 FROM {} WHERE case_id = ?1)", kind.table());
        let sql = format!("SELECT {}", kinds.iter().map(any).collect::<Vec<_>>().join(", "));
        (kinds, sql)
    })
});

fn select(kind: RecordKind, tail: &str) -> String {
    let list: Vec<&str> = columns(kind).collect();
    format!("SELECT {} FROM {} {tail}", list.join(", "), kind.table())
}

fn from_row(kind: RecordKind, r: &Row) -> rusqlite::Result<Sheet> {
    let head = Head {
        id: r.get(0)?,
        case_id: r.get(1)?,
        seq: r.get(2)?,
        version: r.get(3)?,
        created_at: r.get(4)?,
        created_by: r.get(5)?,
        updated_at: r.get(6)?,
        updated_by: r.get(7)?,
        masked: 0,
    };
    let values = (HEAD.len()..HEAD.len() + kind.specs().len()).map(|i| r.get(i)).collect::<rusqlite::Result<_>>()?;
    Ok(Sheet { kind, head, values })
}

/// One record, if it is there.
pub(super) fn find(conn: &Connection, kind: RecordKind, id: &str) -> Result<Option<Sheet>> {
    let mut query = conn.prepare_cached(&TEXTS[kind as usize].find)?;
    Ok(query.query_row([id], |r| from_row(kind, r)).optional()?)
}

/// All records of a kind in one case, in their order.
pub(super) fn of_case(conn: &Connection, kind: RecordKind, case_id: &str) -> Result<Vec<Sheet>> {
    let mut query = conn.prepare_cached(&TEXTS[kind as usize].of_case)?;
    let rows = query.query_map([case_id], |r| from_row(kind, r))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What hangs on a case or, with that `root`, on a tip, kind by kind in their order.
pub(super) fn hang_on(conn: &Connection, root: RecordKind, case_id: &str) -> Result<Vec<Sheet>> {
    let [case, tip] = &*HANGS;
    let (kinds, sql) = if root == RecordKind::Tip { tip } else { case };
    let there = conn.prepare_cached(sql)?.query_row([case_id], |r| {
        let is_there = |(i, kind): (usize, &RecordKind)| Ok(r.get::<_, bool>(i)?.then_some(*kind));
        kinds.iter().enumerate().filter_map(|at| is_there(at).transpose()).collect::<rusqlite::Result<Vec<_>>>()
    })?;
    let mut all = Vec::new();
    for kind in there {
        all.extend(of_case(conn, kind, case_id)?);
    }
    Ok(all)
}

fn text(text: &str) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
}

fn bind(sheet: &Sheet) -> Vec<ToSqlOutput<'_>> {
    let h = &sheet.head;
    let number = |n: u32| ToSqlOutput::Owned(Sql::Integer(n.into()));
    let head = [
        text(&h.id),
        text(&h.case_id),
        number(h.seq),
        number(h.version),
        text(&h.created_at),
        text(&h.created_by),
        text(&h.updated_at),
        text(&h.updated_by),
    ];
    let values = sheet.values.iter().map(|v| v.as_deref().map_or(ToSqlOutput::Owned(Sql::Null), text));
    head.into_iter().chain(values).collect()
}

/// Its columns with their values in text, as they are digested.
pub(super) fn columns_of(sheet: &Sheet) -> Vec<(&'static str, Option<Cow<'_, str>>)> {
    let h = &sheet.head;
    let (seq, version) = (h.seq.to_string(), h.version.to_string());
    let head = [
        Cow::from(&h.id),
        Cow::from(&h.case_id),
        Cow::from(seq),
        Cow::from(version),
        Cow::from(&h.created_at),
        Cow::from(&h.created_by),
        Cow::from(&h.updated_at),
        Cow::from(&h.updated_by),
    ];
    let values = sheet.values.iter().map(|value| value.as_deref().map(Cow::from));
    columns(sheet.kind).zip(head.map(Some).into_iter().chain(values)).collect()
}

/// All records of a kind, in a schema that may not have its table yet, or all of its fields: those are not known.
pub(super) fn all(conn: &Connection, kind: RecordKind) -> Result<Vec<Sheet>> {
    records(conn, kind, "", &[])
}

/// Those of the cases from one identity to another.
pub(super) fn between(conn: &Connection, kind: RecordKind, first: &str, last: &str) -> Result<Vec<Sheet>> {
    let of = if kind.is_root() { "WHERE id BETWEEN ?1 AND ?2" } else { "WHERE case_id BETWEEN ?1 AND ?2" };
    records(conn, kind, of, &[first, last])
}

fn records(conn: &Connection, kind: RecordKind, of: &str, values: &[&str]) -> Result<Vec<Sheet>> {
    let Some(list) = known(conn, kind)? else { return Ok(Vec::new()) };
    let list: Vec<&str> = list.into_iter().map(|(column, is_there)| if is_there { column } else { "NULL" }).collect();
    let sql = format!("SELECT {} FROM {} {of} ORDER BY case_id, seq", list.join(", "), kind.table());
    let mut query = conn.prepare_cached(&sql)?;
    let rows = query.query_map(params_from_iter(values), |r| from_row(kind, r))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The columns of a kind, and which of them the schema has; nothing where it has not its table.
fn known(conn: &Connection, kind: RecordKind) -> Result<Option<Vec<(&'static str, bool)>>> {
    let mut query = conn.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
    let there: Vec<String> = query.query_map([kind.table()], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    let all = || columns(kind).map(|column| (column, there.iter().any(|t| t == column))).collect();
    Ok((!there.is_empty()).then(all))
}

/// The rows of a kind as they are digested where they stand, without making records of them.
pub(super) struct Rows {
    kind: RecordKind,
    columns: Vec<&'static str>,
    sql: String,
}

impl Rows {
    /// Of every kind that the schema has.
    pub fn of_all(conn: &Connection) -> Result<Vec<Rows>> {
        let mut all = Vec::new();
        for kind in RecordKind::ALL {
            let Some(list) = known(conn, kind)? else { continue };
            let columns: Vec<&str> = list.into_iter().filter_map(|(column, is)| is.then_some(column)).collect();
            let of = if kind.is_root() { "id" } else { "case_id" };
            let list = columns.join(", ");
            let sql = format!("SELECT {list} FROM {} WHERE {of} >= ?1 AND {of} < ?2", kind.table());
            all.push(Rows { kind, columns, sql });
        }
        Ok(all)
    }

    /// Those of the cases from one identity up to before another: each is told with the identities of its case and itself as long as `each`
    /// agrees. Gives how many there were, and nothing where not all were told or one is none of ours.
    pub fn told(
        &self,
        conn: &Connection,
        [from, before]: [&Sql; 2],
        mut each: impl FnMut(RecordKind, &[u8], &[u8], &Digester) -> bool,
    ) -> Result<Option<u64>> {
        let mut query = conn.prepare_cached(&self.sql)?;
        let mut rows = query.query([from, before])?;
        let (mut room, mut number, mut count) = (Vec::with_capacity(1024), String::new(), 0);
        while let Some(r) = rows.next()? {
            let mut image = Digester::of(&mut room, self.kind.table());
            for (i, column) in self.columns.iter().enumerate() {
                match r.get_ref(i)? {
                    ValueRef::Null => {}
                    ValueRef::Text(text) => image.put(column, text),
                    ValueRef::Integer(n) if HEAD[2..4].contains(column) => {
                        number.clear();
                        // Nothing can go wrong in writing to a text.
                        let _ = write!(number, "{n}");
                        image.put(column, number.as_bytes());
                    }
                    _ => return Ok(None),
                }
            }
            let text = |i| r.get_ref(i)?.as_bytes().map_err(rusqlite::Error::from);
            let (id, case_id) = (text(0)?, text(1)?);
            let of = if self.kind.is_root() { id } else { case_id };
            if !each(self.kind, of, id, &image) {
                return Ok(None);
            }
            count += 1;
        }
        Ok(Some(count))
    }
}

/// Writes a new record.
pub(super) fn insert(conn: &Connection, sheet: &Sheet) -> Result<()> {
    let sql = &TEXTS[sheet.kind as usize].insert;
    conn.prepare_cached(sql)?.execute(params_from_iter(bind(sheet)))?;
    Ok(())
}

/// Writes a record over the version `was`; `false` if another is there.
pub(super) fn update(conn: &Connection, sheet: &Sheet, was: u32) -> Result<bool> {
    let sets: Vec<String> = columns(sheet.kind).enumerate().skip(3).map(|(i, c)| format!("{c} = ?{}", i + 1)).collect();
    let sql = format!(
        "UPDATE {} SET {} WHERE id = ?1 AND case_id = ?2 AND seq = ?3 AND version = ?{}",
        sheet.kind.table(),
        sets.join(", "),
        columns(sheet.kind).count() + 1
    );
    let values = bind(sheet).into_iter().chain([ToSqlOutput::Owned(Sql::Integer(was.into()))]);
    Ok(conn.prepare_cached(&sql)?.execute(params_from_iter(values))? == 1)
}

/// The last place taken by a kind in a case.
pub(super) fn last_seq(conn: &Connection, kind: RecordKind, case_id: &str) -> Result<u32> {
    let sql = format!("SELECT coalesce(max(seq), 0) FROM {} WHERE case_id = ?1", kind.table());
    Ok(conn.prepare_cached(&sql)?.query_row([case_id], |r| r.get(0))?)
}

/// The relation of a suspect to a victim, if there is one.
pub(super) fn relation_of(conn: &Connection, suspect_id: &str, victim_id: &str) -> Result<Option<Sheet>> {
    let kind = RecordKind::Relation;
    let mut query = conn.prepare_cached(&select(kind, "WHERE suspect_id = ?1 AND victim_id = ?2"))?;
    Ok(query.query_row([suspect_id, victim_id], |r| from_row(kind, r)).optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::Office;
    use crate::store::{Ids, Store};
    use std::collections::BTreeSet;

    #[test]
    fn field_lists_and_migrated_schema_are_the_same_both_ways() {
        let folder = tempfile::tempdir().unwrap();
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = crate::domain::moment::Now { utc: chrono::DateTime::UNIX_EPOCH, zone };
        let office = Office { name: "Test".into(), prefix: "CPU".into(), zone, demo: false, note: None };
        let store = Store::init(&folder.path().join("f.db"), &office, &now, Ids::Random).unwrap();
        for kind in RecordKind::ALL {
            let mut info = store.conn.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
            let table: BTreeSet<String> =
                info.query_map([kind.table()], |r| r.get(0)).unwrap().map(|c| c.unwrap()).collect();
            let list: BTreeSet<String> = columns(kind).map(str::to_owned).collect();
            assert_eq!(list, table, "{}: the field list (left) and the table (right) differ", kind.table());
            for spec in kind.specs().iter().filter(|s| s.list().is_some()) {
                let list = spec.list().unwrap();
                assert!(!store.lists().list(list).is_empty(), "{}: the code list {list} is empty", spec.column);
            }
        }
    }
}
