//! Where an identifier was seen before, by the form in which it is compared, never by reading through all of them; and the tips of a case.
//! What is out of reach of whoever asks is told by whom to ask alone.

use super::access::{self, IN_TIPS, Owned, Seat};
use super::{Result, seal, sheet, sight};
use crate::domain::field::See;
use crate::domain::identifier::FOLDED;
use crate::domain::known::{Known, Seen};
use crate::domain::moment::Moment;
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::rights::{Right, Viewer};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeSet;

/// More places than this are not told: what is everywhere tells nothing.
const MOST: usize = 20;

/// Of the identifiers of a tip or case, those that were seen elsewhere. Where they are not shown, neither is that they are known.
pub(super) fn of(conn: &Connection, seat: &Seat, sheets: &[Sheet], owned: &Owned, revealed: bool) -> Result<Known> {
    let mut known = Known::new();
    if !access::shown(seat, &owned.whose(), revealed).contains(&See::Identifiers) {
        return Ok(known);
    }
    let viewer = seat.viewer();
    for sheet in sheets.iter().filter(|sheet| sheet.stands()) {
        let Some(key) = sheet.get(FOLDED) else { continue };
        let seen = elsewhere(conn, &viewer, key, &sheet.head.case_id)?;
        if !seen.is_empty() {
            known.insert(sheet.head.id.clone(), seen);
        }
    }
    Ok(known)
}

fn elsewhere(conn: &Connection, viewer: &Viewer, key: &str, here: &str) -> Result<Vec<Seen>> {
    let mut places = BTreeSet::new();
    for kind in [RecordKind::TipIdentifier, RecordKind::Identifier] {
        let mut query = conn.prepare_cached(&format!("SELECT id FROM {} WHERE folded = ?1", kind.table()))?;
        let mut records = query.query([key])?;
        while let Some(r) = records.next()?
            && places.len() < MOST
        {
            let record = sheet::find(conn, kind, &r.get::<_, String>(0)?)?;
            let is_known = |s: &Sheet| s.get(FOLDED) == Some(key) && s.head.case_id != here && s.stands();
            let Some(record) = record.filter(is_known) else { continue };
            // What is not as it was saved was seen nowhere: whoever opens it is told so.
            if seal::is_as_saved(conn, &record)? {
                places.insert(record.head.case_id);
            }
        }
    }
    let mut seen = Vec::with_capacity(places.len());
    for id in places {
        // What an import keeps out of sight is nowhere.
        if sight::refuse_unseen(conn, &id).is_ok() {
            seen.extend(place(conn, viewer, &id)?);
        }
    }
    seen.sort();
    seen.dedup();
    Ok(seen)
}

/// A tip or case by its number, or whom to ask about it.
pub(super) fn place(conn: &Connection, viewer: &Viewer, id: &str) -> Result<Option<Seen>> {
    let Some(owned) = access::whose(conn, id)? else { return Ok(None) };
    let whose = owned.whose();
    if !viewer.may(owned.opens(), &whose) {
        return Ok(Some(Seen::Ask(whose.to_ask().to_owned())));
    }
    let kind = if whose.is_tip { RecordKind::Tip } else { RecordKind::Case };
    let root = sheet::find(conn, kind, id)?;
    Ok(root.map(|root| Seen::In(root.label())))
}

/// The numbers of the tips that became a case or are linked to it, of those that may be known.
pub(super) fn tips_of(conn: &Connection, seat: &Seat, case: &[Sheet]) -> Result<Vec<(String, Option<Moment>)>> {
    let number = case.iter().find(|s| s.kind == RecordKind::Case).and_then(|case| case.get("number"));
    let known = access::condition(&seat.viewer(), Right::Tips, IN_TIPS).unwrap_or_else(|| "1".to_owned());
    let sql = format!("SELECT number, received FROM tip WHERE outcome_case = ?1 AND ({known}) ORDER BY number");
    let mut query = conn.prepare_cached(&sql)?;
    let tips = query.query_map([number], |r| {
        let received: Option<String> = r.get(1)?;
        Ok((r.get(0)?, received.as_deref().and_then(Moment::iso)))
    })?;
    Ok(tips.collect::<rusqlite::Result<_>>()?)
}

/// The first tip with a source and a number of its own there, but for one.
pub(super) fn first_of(conn: &Connection, tip: &Sheet) -> Result<Option<String>> {
    let sql = "SELECT id FROM tip WHERE source = ?1 AND lower(trim(ref_no)) = lower(trim(?2)) AND id <> ?3 ORDER BY created_at LIMIT 1";
    let (Some(source), Some(number)) = (tip.get("source"), tip.get("ref_no")) else { return Ok(None) };
    Ok(conn.prepare_cached(sql)?.query_row([source, number, &tip.head.id], |r| r.get(0)).optional()?)
}
