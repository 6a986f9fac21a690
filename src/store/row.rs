//! The row of the list beside each case: written by every save of the case, compared by `doctor`.

use super::{Result, read};
use crate::domain::casefile::CaseFile;
use crate::domain::code::Lists;
use crate::domain::row::Row;
use rusqlite::{Connection, params};

pub(super) fn from_row(r: &rusqlite::Row) -> rusqlite::Result<Row> {
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
        search: r.get("search")?,
    })
}

/// Makes the row of a case again from its records.
pub(super) fn refresh(conn: &Connection, lists: &Lists, case_id: &str) -> Result<()> {
    let row = Row::of(&CaseFile::from_sheets(&read::sheets(conn, case_id)?)?, lists);
    let sql = "INSERT INTO case_row (case_id, ordinal, number, reported_on, offence, province, victims, suspects, arrested, lead, investigation, search) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) \
               ON CONFLICT (case_id) DO UPDATE SET ordinal = ?2, number = ?3, reported_on = ?4, offence = ?5, province = ?6, victims = ?7, \
               suspects = ?8, arrested = ?9, lead = ?10, investigation = ?11, search = ?12";
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
        row.search,
    ])?;
    Ok(())
}
