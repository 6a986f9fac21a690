//! Who of another case may be the same person: found by how names sound and by identifiers, each by an index, then compared one by one.
//! What is out of reach of whoever asks is told by whom to ask alone. It must never read through all people of the office.

use super::access;
use super::person::{Reach, reach};
use super::seal;
use super::sight::IN_SIGHT;
use super::{Result, merged, sheet};
use crate::domain::field::See;
use crate::domain::likeness::Traits;
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::rights::{Right, Viewer};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeSet;

/// So many cases are looked at for one of the people, those first that share most and came last.
const CASES: usize = 60;
/// At most so many are shown.
const MOST: usize = 8;

/// Who may be the same as one of the people.
#[derive(Debug, Default)]
pub(super) struct Likely {
    /// who, why, and how near; the nearest first
    pub found: Vec<(Sheet, Vec<&'static str>, i32)>,
    /// whom to ask about others
    pub ask: BTreeSet<String>,
    /// the cases out of reach that were compared and are alike
    pub walled: BTreeSet<String>,
}

/// Makes the texts under which the people of a case are found as its records say; where they are so already nothing is written.
pub(super) fn keep(conn: &Connection, ordinal: i64, sheets: &[Sheet]) -> Result<()> {
    let keys = of(sheets);
    if kept(conn, ordinal)? == keys {
        return Ok(());
    }
    conn.prepare_cached("DELETE FROM person_key WHERE ordinal = ?1")?.execute([ordinal])?;
    let mut insert = conn.prepare_cached("INSERT INTO person_key (key, ordinal) VALUES (?1, ?2)")?;
    keys.iter().try_for_each(|key| insert.execute((key, ordinal)).map(drop))?;
    Ok(())
}

/// The texts under which the people of a case are to be found.
pub(super) fn of(sheets: &[Sheet]) -> BTreeSet<String> {
    Traits::of(sheets).iter().flat_map(Traits::kept).collect()
}

/// Those that are kept.
pub(super) fn kept(conn: &Connection, ordinal: i64) -> Result<BTreeSet<String>> {
    let mut query = conn.prepare_cached("SELECT key FROM person_key WHERE ordinal = ?1")?;
    Ok(query.query_map([ordinal], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The question that finds cases by so many texts.
fn by_keys(n: usize) -> String {
    let marks: Vec<String> = (1..=n).map(|i| format!("?{i}")).collect();
    format!(
        "SELECT case_row.case_id FROM (SELECT ordinal, count(*) AS shared FROM person_key WHERE key IN ({}) \
         GROUP BY ordinal ORDER BY shared DESC, ordinal DESC LIMIT {CASES}) AS near \
         JOIN case_row ON case_row.ordinal = near.ordinal ORDER BY shared DESC, near.ordinal DESC",
        marks.join(", ")
    )
}

/// The question that finds the latest cases, within a condition on their rows, in which somebody is kept under one of so many texts: from
/// the texts to the rows, never the other way round.
pub(super) fn by_whole(n: usize, may: &str, most: usize) -> String {
    let marks: Vec<String> = (1..=n).map(|i| format!("?{i}")).collect();
    format!(
        "SELECT DISTINCT case_row.case_id FROM person_key CROSS JOIN case_row ON case_row.ordinal = person_key.ordinal \
         WHERE key IN ({}) AND ({may}) AND {IN_SIGHT} ORDER BY person_key.ordinal DESC LIMIT {most}",
        marks.join(", ")
    )
}

/// The question that finds cases by an identifier.
fn by_mark() -> String {
    format!("SELECT DISTINCT case_id FROM identifier WHERE folded = ?1 AND taken_back_at IS NULL LIMIT {CASES}")
}

/// The cases in which somebody may be like this one, by what may be seen of them.
fn cases(conn: &Connection, traits: &Traits) -> Result<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    for mark in traits.marks() {
        let mut query = conn.prepare_cached(&by_mark())?;
        out.extend(query.query_map([mark], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?);
    }
    let keys: Vec<Sql> = traits.sought().into_iter().map(Sql::Text).collect();
    if !keys.is_empty() {
        let mut query = conn.prepare_cached(&by_keys(keys.len()))?;
        out.extend(query.query_map(params_from_iter(keys), |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?);
    }
    let mut seen = BTreeSet::new();
    out.retain(|id| seen.insert(id.clone()));
    Ok(out)
}

/// Who may be the same as this one, but for those of a case and of what is one with it, and for those who are known to be.
pub(super) fn like(
    conn: &Connection,
    viewer: &Viewer,
    traits: &Traits,
    own: Option<&str>,
    but: &BTreeSet<String>,
) -> Result<Likely> {
    let mut out = Likely::default();
    let own = own.map(|id| merged::root(conn, id)).transpose()?;
    for case_id in cases(conn, traits)? {
        if own.is_some() && own == Some(merged::root(conn, &case_id)?) {
            continue;
        }
        let reach = reach(conn, viewer, &case_id)?;
        if matches!(reach, Reach::Nothing) {
            continue;
        }
        let Some(owned) = access::whose(conn, &case_id)? else { continue };
        let may = |see| !matches!(reach, Reach::Open) || viewer.may(Right::See(see), &owned.whose());
        let (names, marks) = (may(See::Identity), may(See::Identifiers));
        let sheets = people(conn, &case_id)?;
        for other in Traits::of(&sheets).into_iter().filter(|other| !but.contains(&other.record_id)) {
            let id = other.record_id.clone();
            let other = if names { other } else { other.nameless() };
            let other = if marks { other } else { other.unmarked() };
            let Some((why, weight)) = traits.like(&other) else { continue };
            match &reach {
                Reach::Ask(whom) => {
                    out.ask.insert(whom.clone());
                    out.walled.insert(case_id.clone());
                }
                _ => out.found.extend(sheets.iter().find(|s| s.head.id == id).map(|s| (s.clone(), why, weight))),
            }
        }
    }
    out.found.sort_by_key(|(_, _, weight)| std::cmp::Reverse(*weight));
    out.found.truncate(MOST);
    Ok(out)
}

/// The case with its people and what they go by; nobody where a record of it is not as it was saved, which keeps no other from being met.
pub(super) fn people(conn: &Connection, case_id: &str) -> Result<Vec<Sheet>> {
    let mut all = Vec::new();
    for kind in [RecordKind::Case, RecordKind::Victim, RecordKind::Suspect, RecordKind::Identifier] {
        all.extend(sheet::of_case(conn, kind, case_id)?);
    }
    for sheet in &all {
        if !seal::is_as_saved(conn, sheet)? {
            return Ok(Vec::new());
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::Now;
    use crate::domain::office::Office;
    use crate::store::{Ids, Store};

    #[test]
    fn people_are_found_by_an_index_and_not_by_reading_through_all() {
        let folder = tempfile::tempdir().unwrap();
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = Now { utc: chrono::DateTime::UNIX_EPOCH, zone };
        let office = Office { name: "Test".into(), prefix: "CPU".into(), zone, demo: false, note: None };
        let store = Store::init(&folder.path().join("f.db"), &office, &now, Ids::Random).unwrap();
        let links = "SELECT a, b, at, person, op_id FROM same_person WHERE a = ?1 \
                     UNION ALL SELECT a, b, at, person, op_id FROM same_person WHERE b = ?1";
        let whole = by_whole(2, "1", 40);
        for (sql, n) in [(by_keys(5), 5), (whole, 2), (by_mark(), 1), (links.to_owned(), 1)] {
            let mut plan = store.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let values = vec![Sql::Text("x".into()); n];
            let steps = plan.query_map(params_from_iter(values), |r| r.get::<_, String>(3)).unwrap();
            let steps: Vec<String> = steps.map(|step| step.unwrap()).collect();
            let scans = |table: &str| steps.iter().any(|s| s.starts_with(&format!("SCAN {table}")));
            for table in ["person_key", "identifier", "case_row", "same_person", "suspect", "victim"] {
                assert!(!scans(table), "{table} is read whole: {steps:?}");
            }
            assert!(steps.iter().any(|s| s.starts_with("SEARCH")), "{steps:?}");
        }
    }
}
