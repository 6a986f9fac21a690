//! Reading cases.

use super::{Error, Result, Store, sheet};
use crate::domain::casefile::CaseFile;
use crate::domain::number;
use crate::domain::record::{RecordKind, Sheet};
use rusqlite::{Connection, OptionalExtension};

pub(super) fn sheets(conn: &Connection, case_id: &str) -> Result<Vec<Sheet>> {
    let mut all = Vec::new();
    for kind in RecordKind::ALL {
        all.extend(sheet::of_case(conn, kind, case_id)?);
    }
    Ok(all)
}

impl Store {
    /// A case whole, read at one moment.
    /// # Errors
    /// [`Error::NoCase`], or what is wrong with the file.
    pub fn case(&mut self, case_id: &str) -> Result<CaseFile> {
        let tx = self.conn.transaction()?;
        let sheets = sheets(&tx, case_id)?;
        tx.finish()?;
        if sheets.is_empty() {
            return Err(Error::NoCase(case_id.to_owned()));
        }
        Ok(CaseFile::from_sheets(&sheets)?)
    }

    /// The identity of a case by its number, as printed or as typed: `CPU-19-0274`, `19/274`.
    /// # Errors
    /// [`Error::NoCase`] names what was asked for.
    pub fn case_by_number(&self, typed: &str) -> Result<String> {
        let printed = number::read(typed).map(|n| number::print(&self.office.prefix, &n));
        let printed = printed.ok_or_else(|| {
            Error::NoCase(format!("“{}”: write 19/274 or {}-19-0274", typed.trim(), self.office.prefix))
        })?;
        let mut query = self.conn.prepare_cached("SELECT id FROM cases WHERE number = ?1")?;
        let found = query.query_row([&printed], |r| r.get(0)).optional()?;
        found.ok_or(Error::NoCase(printed))
    }
}
