//! What the engine was asked and in how many steps it answered, written down where a test wants it: that no screen reads through a table that
//! grows. It is in no build that is given out, and it must never write down a value: in the text of a statement values are marks.

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, StatementStatus};
use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write;

/// From here on, into the file that the test names: a line for each run of a statement, its steps before it.
pub(super) fn write_down(conn: &mut Connection) -> rusqlite::Result<()> {
    let Some(path) = std::env::var_os("CASELOAD_TEST_STATEMENTS") else { return Ok(()) };
    let Ok(mut file) = OpenOptions::new().create(true).append(true).open(path) else { return Ok(()) };
    // The engine counts over all runs of a statement that is kept.
    let mut before: HashMap<String, i32> = HashMap::new();
    let told = move |event: TraceEvent| {
        let TraceEvent::Profile(statement, _) = event else { return };
        let sql = statement.sql().split_whitespace().collect::<Vec<_>>().join(" ");
        let all = statement.get_status(StatementStatus::VmStep);
        let first = statement.get_status(StatementStatus::Run) <= 1;
        let until = before.insert(sql.clone(), all).filter(|_| !first).unwrap_or(0);
        let _ = file.write_all(format!("{}\t{sql}\n", all - until).as_bytes());
    };
    conn.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(told))
}
