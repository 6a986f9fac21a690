//! Whether the records of cases that follow one another are as the ledger says, and the index of words as the list: read in bulk and kept
//! nowhere but for their digests; where one is not, case by case, and what is wrong is told. It must never mend anything.

use super::seal::{self, Altered, name};
use super::sheet::{self, Rows};
use super::{Result, counter, read, words};
use crate::domain::ledger::{Hash, Problem};
use crate::domain::record::{RecordKind, Sheet};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeSet, HashMap};

/// The records of the cases from one identity up to before another against the ledger. Gives how many were compared.
pub(super) fn compare(
    conn: &Connection,
    kinds: &[Rows],
    span: [&Value; 2],
    problems: &mut Vec<Problem>,
) -> Result<u64> {
    let moment = conn.unchecked_transaction()?;
    let count = match all_sound(conn, kinds, span) {
        Ok(Some(count)) => count,
        // What cannot be read in bulk may be read one by one, and is to be named.
        Ok(None) | Err(_) => one_by_one(conn, span, problems)?,
    };
    moment.finish()?;
    Ok(count)
}

/// The same where not all is as the ledger says: what is wrong is told.
fn one_by_one(conn: &Connection, [from, before]: [&Value; 2], problems: &mut Vec<Problem>) -> Result<u64> {
    let mut cases: BTreeSet<String> = {
        let tips = if counter::schema(conn)? >= counter::SINCE_TIPS { "UNION SELECT id FROM tip" } else { "" };
        let sql = format!(
            "SELECT id FROM (SELECT id FROM cases {tips} UNION SELECT case_id FROM ledger WHERE digest IS NOT NULL) WHERE id >= ?1 AND id < ?2"
        );
        conn.prepare_cached(&sql)?.query_map([from, before], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?
    };
    let mut count = 0;
    // Where one of them cannot be read it is to be named: then each is read by itself.
    if let Ok(mut together) = together(conn, &cases) {
        // Also records of a case of which nothing else knows.
        cases.extend(together.keys().cloned());
        for case_id in &cases {
            let (sheets, sealed) = together.remove(case_id).unwrap_or_default();
            count += sheets.len() as u64;
            tell(conn, case_id, seal::altered_of(sealed, &sheets), problems)?;
        }
    } else {
        for case_id in &cases {
            let Ok(sheets) = read::sheets(conn, case_id) else {
                let record = name(conn, case_id, "", "")?;
                problems.push(Problem { seq: None, record, text: "cannot be read".to_owned() });
                continue;
            };
            count += sheets.len() as u64;
            tell(conn, case_id, seal::altered(conn, case_id, &sheets)?, problems)?;
        }
    }
    Ok(count)
}

/// The records of cases that follow one another, with what the ledger says of them.
fn together(conn: &Connection, cases: &BTreeSet<String>) -> Result<HashMap<String, (Vec<Sheet>, seal::OfCase)>> {
    let mut all: HashMap<String, (Vec<Sheet>, seal::OfCase)> = HashMap::new();
    let (Some(first), Some(last)) = (cases.first(), cases.last()) else { return Ok(all) };
    for kind in RecordKind::ALL {
        for sheet in sheet::between(conn, kind, first, last)? {
            let of = if kind.is_root() { &sheet.head.id } else { &sheet.head.case_id };
            all.entry(of.clone()).or_default().0.push(sheet);
        }
    }
    for (case_id, sealed) in seal::sealed_between(conn, first, last)? {
        all.entry(case_id).or_default().1 = sealed;
    }
    Ok(all)
}

fn tell(conn: &Connection, case_id: &str, altered: Vec<Altered>, problems: &mut Vec<Problem>) -> Result<()> {
    for Altered { seq, kind, label, what } in altered {
        problems.push(Problem { seq, record: name(conn, case_id, &kind, &label)?, text: what.to_owned() });
    }
    Ok(())
}

/// The last digest of a record.
struct Last {
    case_id: Vec<u8>,
    kind: Vec<u8>,
    digest: Hash,
    salt: Option<[u8; 16]>,
    is_met: bool,
}

/// How many records there are of the cases from one identity up to before another, where each is as the ledger says and none that the
/// ledger knows of is missing; nothing where one is not, or where that is not so easily told.
fn all_sound(conn: &Connection, kinds: &[Rows], span: [&Value; 2]) -> Result<Option<u64>> {
    let Some(mut last) = last(conn, span)? else { return Ok(None) };
    let mut count = 0;
    for rows in kinds {
        let there = rows.told(conn, span, |kind, case_id, id, image| {
            let Some(last) = last.get_mut(id) else { return false };
            let of = !last.is_met && last.case_id == case_id && last.kind == kind.table().as_bytes();
            last.is_met = true;
            of && last.salt.is_some_and(|salt| image.digest(&salt) == last.digest)
        })?;
        let Some(there) = there else { return Ok(None) };
        count += there;
    }
    Ok(last.values().all(|last| last.is_met).then_some(count))
}

/// The last digest of each record of these cases, by its identity; nothing where two cases have one of the same.
fn last(conn: &Connection, [from, before]: [&Value; 2]) -> Result<Option<HashMap<Vec<u8>, Last>>> {
    let sql = "SELECT l.record_id, l.case_id, l.kind, l.digest, v.salt FROM ledger l LEFT JOIN ledger_value v ON v.seq = l.seq \
               WHERE l.case_id >= ?1 AND l.case_id < ?2 AND l.digest IS NOT NULL ORDER BY l.case_id, l.record_id, l.seq";
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query([from, before])?;
    let mut all: HashMap<Vec<u8>, Last> = HashMap::new();
    while let Some(r) = rows.next()? {
        let bytes = |i| r.get_ref(i)?.as_bytes().map_err(rusqlite::Error::from);
        let salt = r.get_ref(4)?.as_blob_or_null().ok().flatten();
        // A line whose salt is gone tells nothing; if it is the last, that is to be told.
        let salt: Option<[u8; 16]> = salt.and_then(|salt| salt.try_into().ok());
        let Ok(digest) = bytes(3)?.try_into() else { return Ok(None) };
        let (id, case_id, kind) = (bytes(0)?, bytes(1)?, bytes(2)?);
        match all.get_mut(id) {
            Some(last) if last.case_id != case_id => return Ok(None),
            Some(last) => {
                if last.kind != kind {
                    last.kind = kind.to_vec();
                }
                (last.digest, last.salt) = (digest, salt);
            }
            None => {
                let last = Last { case_id: case_id.to_vec(), kind: kind.to_vec(), digest, salt, is_met: false };
                all.insert(id.to_vec(), last);
            }
        }
    }
    Ok(Some(all))
}

/// The index of words against what the cases of a block are found by in the list.
pub(super) fn found_by_words(conn: &Connection, block: i64, problems: &mut Vec<Problem>) -> Result<()> {
    let moment = conn.unchecked_transaction()?;
    let texts = ["is not found by all of its words: change one and save it", "is found by more words than it holds"];
    let Ok(differing) = words::differing(conn, block) else {
        let record = Some("index of words".to_owned());
        problems.push(Problem { seq: None, record, text: "cannot be compared with the list".to_owned() });
        return Ok(());
    };
    let differing = differing.into_iter().zip(texts);
    for (ordinal, text) in differing.flat_map(|(cases, text)| cases.into_iter().map(move |ordinal| (ordinal, text))) {
        let mut query = conn.prepare_cached("SELECT number FROM case_row WHERE ordinal = ?1")?;
        let number: Option<String> = query.query_row([ordinal], |r| r.get(0)).optional()?;
        let record = number.or_else(|| Some(format!("index of words, {ordinal}")));
        problems.push(Problem { seq: None, record, text: text.to_owned() });
    }
    moment.finish()?;
    Ok(())
}
