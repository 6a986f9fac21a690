//! Insert, update and read of any record by walking its field list. The only SQL that knows a record's columns.

use super::Result;
use crate::domain::record::{Head, RecordKind, Sheet};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use std::borrow::Cow;

const HEAD: [&str; 8] = ["id", "case_id", "seq", "version", "created_at", "created_by", "updated_at", "updated_by"];

fn columns(kind: RecordKind) -> impl Iterator<Item = &'static str> {
    HEAD.into_iter().chain(kind.specs().iter().map(|s| s.column))
}

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
    let mut query = conn.prepare_cached(&select(kind, "WHERE id = ?1"))?;
    Ok(query.query_row([id], |r| from_row(kind, r)).optional()?)
}

/// All records of a kind in one case, in their order.
pub(super) fn of_case(conn: &Connection, kind: RecordKind, case_id: &str) -> Result<Vec<Sheet>> {
    // A case is its own case, as a tip is, and only its identity has an index.
    let of = if kind.is_root() { "WHERE id = ?1" } else { "WHERE case_id = ?1 ORDER BY seq" };
    let mut query = conn.prepare_cached(&select(kind, of))?;
    let rows = query.query_map([case_id], |r| from_row(kind, r))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn bind(sheet: &Sheet) -> Vec<Sql> {
    let h = &sheet.head;
    let text = |t: &String| Sql::Text(t.clone());
    let head = [
        text(&h.id),
        text(&h.case_id),
        Sql::Integer(h.seq.into()),
        Sql::Integer(h.version.into()),
        text(&h.created_at),
        text(&h.created_by),
        text(&h.updated_at),
        text(&h.updated_by),
    ];
    let value = |v: &Option<String>| v.as_ref().map_or(Sql::Null, text);
    head.into_iter().chain(sheet.values.iter().map(value)).collect()
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
    let there: Vec<String> = {
        let mut query = conn.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
        query.query_map([kind.table()], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?
    };
    if there.is_empty() {
        return Ok(Vec::new());
    }
    let column = |c: &'static str| if there.iter().any(|t| t == c) { c } else { "NULL" };
    let list: Vec<&str> = columns(kind).map(column).collect();
    let sql = format!("SELECT {} FROM {} {of} ORDER BY case_id, seq", list.join(", "), kind.table());
    let mut query = conn.prepare_cached(&sql)?;
    let rows = query.query_map(params_from_iter(values), |r| from_row(kind, r))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes a new record.
pub(super) fn insert(conn: &Connection, sheet: &Sheet) -> Result<()> {
    let names: Vec<&str> = columns(sheet.kind).collect();
    let marks: Vec<String> = (1..=names.len()).map(|i| format!("?{i}")).collect();
    let sql = format!("INSERT INTO {} ({}) VALUES ({})", sheet.kind.table(), names.join(", "), marks.join(", "));
    conn.prepare_cached(&sql)?.execute(params_from_iter(bind(sheet)))?;
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
    let values = bind(sheet).into_iter().chain([Sql::Integer(was.into())]);
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
