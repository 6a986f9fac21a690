//! The row of the list beside each case: written by every save of the case, compared by `doctor`.

use super::{Result, facts, likely, merged, read, sight, words};
use crate::domain::casefile::CaseFile;
use crate::domain::code::Lists;
use crate::domain::ledger::{Hash, image};
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::row::Row;
use rusqlite::{Connection, OptionalExtension, params};

/// The row with the words under which it is found.
pub(super) fn from_row(r: &rusqlite::Row) -> rusqlite::Result<Row> {
    let search = [
        r.get("search_facts")?,
        r.get("search_identity")?,
        r.get("search_narrative")?,
        r.get("search_identifiers")?,
        r.get("search_care")?,
    ];
    Ok(Row { search, ..plain(r)? })
}

/// The row as the list shows it: what it is found by never leaves the store. One that is not as it was written says so, and
/// nothing else.
pub(super) fn shown(r: &rusqlite::Row) -> rusqlite::Result<Row> {
    let row = plain(r)?;
    let sound = r.get_ref("seal")?.as_blob_or_null()? == Some(seal(&row, r.get("import")?).as_slice());
    Ok(if sound {
        row
    } else {
        Row { case_id: row.case_id, number: row.number, offence: ALTERED.to_owned(), ..Row::default() }
    })
}

/// What stands in the place of a row that is not as it was written.
pub(super) const ALTERED: &str = "NOT AS SAVED";

fn plain(r: &rusqlite::Row) -> rusqlite::Result<Row> {
    Ok(Row {
        case_id: r.get("case_id")?,
        ordinal: r.get("ordinal")?,
        number: r.get("number")?,
        reported_on: r.get("reported_on")?,
        offence: r.get("offence")?,
        province: r.get("province")?,
        victims: r.get("victims")?,
        suspects: r.get("suspects")?,
        arrested: r.get("arrested")?,
        lead: r.get("lead")?,
        investigation: r.get("investigation")?,
        search: Default::default(),
        team: r.get("team")?,
        led_by: r.get("led_by")?,
        entered_by: r.get("entered_by")?,
        restricted_to: r.get("restricted_to")?,
    })
}

/// The digest of what the list shows of a row, and whether it is in sight. It is not secret: the row stands beside it.
fn seal(row: &Row, import: Option<i64>) -> Hash {
    let (ordinal, arrested) = (row.ordinal.to_string(), row.arrested.to_string());
    let texts = [
        ("case_id", &row.case_id),
        ("ordinal", &ordinal),
        ("number", &row.number),
        ("reported_on", &row.reported_on),
        ("offence", &row.offence),
        ("province", &row.province),
        ("victims", &row.victims),
        ("suspects", &row.suspects),
        ("arrested", &arrested),
        ("lead", &row.lead),
        ("investigation", &row.investigation),
        ("entered_by", &row.entered_by),
    ];
    let import = import.map(|id| id.to_string());
    let free =
        [("team", &row.team), ("led_by", &row.led_by), ("restricted_to", &row.restricted_to), ("import", &import)];
    let known = texts.into_iter().map(|(column, text)| (column, Some(text.as_str())));
    image(&[], "case_row", known.chain(free.map(|(column, text)| (column, text.as_deref()))))
}

/// Makes the row of a case again from its records as they stand, and that of the older case that it is one with.
pub(super) fn refresh(conn: &Connection, lists: &Lists, case_id: &str) -> Result<()> {
    again(conn, lists, case_id)?;
    words::take_in(conn, [case_id])
}

/// The same of one of many, which are taken into the index of words together.
pub(super) fn again(conn: &Connection, lists: &Lists, case_id: &str) -> Result<()> {
    let sheets = read::sheets(conn, case_id)?;
    // The list of tips is read from the tips themselves.
    if sheets.first().is_some_and(|root| root.kind == RecordKind::Tip) {
        return Ok(());
    }
    of(conn, lists, case_id, &sheets)?;
    let older = merged::into(conn, case_id)?.map(|row| row.older);
    older.map_or(Ok(()), |older| of(conn, lists, &older, &read::sheets(conn, &older)?))
}

/// A case from its records, with what it is one with; nothing is masked.
pub(super) fn whole(conn: &Connection, sheets: &[Sheet]) -> Result<CaseFile> {
    let mut file = CaseFile::from_sheets(sheets)?;
    let case_id = file.case.head.id.clone();
    if let Some(row) = merged::into(conn, &case_id)? {
        file.point(merged::pointer(conn, row)?);
        return Ok(file);
    }
    for row in merged::of(conn, &case_id)? {
        let mut younger = CaseFile::from_sheets(&read::sheets(conn, &row.younger)?)?;
        younger.point(merged::pointer(conn, row)?);
        file.merged.push(younger);
    }
    Ok(file)
}

/// The same from its records, which are known to stand so. A new one is not in the index of words yet.
pub(super) fn of(conn: &Connection, lists: &Lists, case_id: &str, sheets: &[Sheet]) -> Result<()> {
    let row = Row::of(&whole(conn, sheets)?, lists);
    let import = sight::of_case(conn, case_id)?;
    let mut before = conn.prepare_cached("SELECT * FROM case_row WHERE case_id = ?1")?;
    let before = before.query_row([case_id], |r| Ok(from_row(r).ok())).optional()?;
    let [facts, identity, narrative, identifiers, care] = &row.search;
    let sql = "INSERT INTO case_row (case_id, ordinal, number, reported_on, offence, province, victims, suspects, arrested, lead, investigation, \
               search_facts, search_identity, search_narrative, search_identifiers, search_care, team, led_by, entered_by, restricted_to, seal, counted, import) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23) \
               ON CONFLICT (case_id) DO UPDATE SET ordinal = ?2, number = ?3, reported_on = ?4, offence = ?5, province = ?6, victims = ?7, \
               suspects = ?8, arrested = ?9, lead = ?10, investigation = ?11, search_facts = ?12, search_identity = ?13, \
               search_narrative = ?14, search_identifiers = ?15, search_care = ?16, team = ?17, led_by = ?18, entered_by = ?19, restricted_to = ?20, seal = ?21, \
               counted = ?22, import = ?23";
    conn.prepare_cached(sql)?.execute(params![
        row.case_id,
        row.ordinal,
        row.number,
        row.reported_on,
        row.offence,
        row.province,
        row.victims,
        row.suspects,
        row.arrested,
        row.lead,
        row.investigation,
        facts,
        identity,
        narrative,
        identifiers,
        care,
        row.team,
        row.led_by,
        row.entered_by,
        row.restricted_to,
        seal(&row, import),
        facts::seal(sheets),
        import,
    ])?;
    match before {
        None => {}
        Some(Some(before)) if before.ordinal == row.ordinal => {
            words::keep(conn, row.ordinal, &before.search, &row.search)?;
        }
        Some(before) => {
            let before = before.map(|before| before.ordinal);
            before.into_iter().chain([row.ordinal]).try_for_each(|ordinal| words::make_at(conn, ordinal))?;
        }
    }
    likely::keep(conn, row.ordinal, sheets)
}

/// Makes every row again: after a step of the schema that asks for it.
pub(super) fn refresh_all(conn: &Connection, lists: &Lists) -> Result<()> {
    let ids: Vec<String> = {
        let mut query = conn.prepare("SELECT id FROM cases ORDER BY number")?;
        query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?
    };
    words::clear(conn)?;
    ids.iter().try_for_each(|id| again(conn, lists, id))?;
    words::make_all(conn)
}
