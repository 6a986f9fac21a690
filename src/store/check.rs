//! What `doctor` asks of the file: structure, the list as its records say, the ledger and what it answers for.

use super::verify::verify;
use super::{Result, Store, counter, likely, migrate, read};
use crate::domain::ledger::Anchor;
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
    /// Looks at everything, the ledger also by heads that were kept elsewhere. Ids and counts only: no value of a record is told.
    /// # Errors
    /// [`super::Error::NotAllowed`]; or when the file cannot be read at all.
    pub fn check(&mut self, anchors: &[Anchor], now: &Now) -> Result<Vec<Finding>> {
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
        let (tips, due) = (one("SELECT count(*) FROM tip")?, counter::tips_due(&self.conn)?);
        find("tip numbers", tips == due, format!("{tips} tips of {due} entered"));
        let (mut wrong, mut damaged, lists) = (Vec::new(), 0, self.lists());
        let ids: Vec<String> = {
            let mut query = self.conn.prepare("SELECT id FROM cases")?;
            let ids = query.query_map([], |r| r.get(0))?;
            ids.collect::<rusqlite::Result<_>>()?
        };
        for id in &ids {
            let sheets = read::sheets(&self.conn, id)?;
            let Ok(file) = super::row::whole(&self.conn, &sheets) else {
                damaged += 1;
                continue;
            };
            let mut query = self.conn.prepare_cached("SELECT * FROM case_row WHERE case_id = ?1")?;
            let stored = query.query_row([id], super::row::from_row);
            let row = Row::of(&file, &lists);
            let found = likely::kept(&self.conn, row.ordinal)? == likely::of(&sheets);
            if stored.ok().as_ref() != Some(&row) || !found {
                wrong.push(row.number);
            }
        }
        let rows = one("SELECT count(*) FROM case_row")?;
        find("records", damaged == 0, format!("{} cases read, {damaged} cannot be", ids.len()));
        let text = match wrong.as_slice() {
            [] => format!("{rows} rows, each as its case says"),
            [first, ..] => format!(
                "{rows} rows, {} not as their case says: change {first} and save it, and its row is made anew",
                wrong.len()
            ),
        };
        find("list", wrong.is_empty() && rows == cases, text);
        let verified = verify(&self.path, anchors, false)?;
        let text = match verified.problems.first() {
            None if !verified.doubts.is_empty() => verified.doubts.join("; "),
            None => format!(
                "{} lines, {} records as they were written, {} heads kept elsewhere agree",
                verified.lines, verified.records, verified.anchors
            ),
            Some(_) => format!("{} wrong: run caseload audit verify", verified.problems.len()),
        };
        find("ledger", verified.problems.is_empty() && verified.doubts.is_empty(), text);
        Ok(out)
    }
}
