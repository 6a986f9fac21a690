//! What `doctor` asks of the file: structure, the list as its records say, the ledger and what it answers for.

use super::verify::verify;
use super::{Result, Store, counter, migrate, read};
use crate::domain::casefile::CaseFile;
use crate::domain::moment::Now;
use crate::domain::rights::Right;
use crate::domain::row::Row;

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// what was looked at
    pub name: &'static str,
    /// is it well?
    pub ok: bool,
    /// in words, with counts
    pub text: String,
}

impl Store {
    /// Looks at everything. Ids and counts only: no value of a record is told.
    /// # Errors
    /// [`super::Error::NotAllowed`]; or when the file cannot be read at all.
    pub fn check(&mut self, now: &Now) -> Result<Vec<Finding>> {
        self.need(Right::Maintain, now)?;
        // Read at one moment: others may be saving.
        let _moment = self.conn.unchecked_transaction()?;
        let mut out = Vec::new();
        let mut find = |name, ok, text: String| out.push(Finding { name, ok, text });
        let one = |sql: &str| -> Result<i64> { Ok(self.conn.query_row(sql, [], |r| r.get(0))?) };

        find("engine", true, format!("SQLite {}", rusqlite::version()));
        find("schema", true, format!("{} of {}", migrate::version(&self.conn)?, migrate::newest()));
        let integrity: String = self.conn.query_row("PRAGMA integrity_check(5)", [], |r| r.get(0))?;
        find("structure", integrity == "ok", integrity);
        let broken = one("SELECT count(*) FROM pragma_foreign_key_check")?;
        find("references", broken == 0, format!("{broken} broken"));

        let cases = one("SELECT count(*) FROM cases")?;
        let due = counter::cases_due(&self.conn)?;
        find("case numbers", cases == due, format!("{cases} cases of {due} entered"));
        let (mut wrong, mut damaged, lists) = (0, 0, self.lists());
        let ids: Vec<String> = {
            let mut query = self.conn.prepare("SELECT id FROM cases")?;
            let ids = query.query_map([], |r| r.get(0))?;
            ids.collect::<rusqlite::Result<_>>()?
        };
        for id in &ids {
            let Ok(file) = CaseFile::from_sheets(&read::sheets(&self.conn, id)?) else {
                damaged += 1;
                continue;
            };
            let mut query = self.conn.prepare_cached("SELECT * FROM case_row WHERE case_id = ?1")?;
            let stored = query.query_row([id], super::row::from_row);
            wrong += u32::from(stored.ok().as_ref() != Some(&Row::of(&file, &lists)));
        }
        let rows = one("SELECT count(*) FROM case_row")?;
        find("records", damaged == 0, format!("{} cases read, {damaged} cannot be", ids.len()));
        find("list", wrong == 0 && rows == cases, format!("{rows} rows, {wrong} not as their case says"));
        let verified = verify(&self.path, &[], false)?;
        let text = match verified.problems.first() {
            None => format!("{} lines, {} records as they were written", verified.lines, verified.records),
            Some(_) => format!("{} wrong: run caseload audit verify", verified.problems.len()),
        };
        find("ledger", verified.problems.is_empty(), text);
        Ok(out)
    }
}
