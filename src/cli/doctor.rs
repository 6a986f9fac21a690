//! Prints what the doctor found. It must never judge.

use super::exit::{Exit, NO};
use super::print;
use super::start::{Run, on_terminal};
use crate::clock::Clock;
use crate::office::doctor::{Finding, Grade, look};
use crate::tui;
use serde_json::{Value, json};
use std::io::Write;

/// All findings, and 1 if one of them is wrong.
pub(super) fn doctor(mut run: Run, out: &mut dyn Write) -> Result<i32, Exit> {
    // The system's clock is looked at, whatever the run goes by.
    let now = Clock::System.now(run.store.office().zone);
    let mut findings = look(&mut run.store, &now)?;
    if on_terminal() {
        findings.extend(tui::look_at_terminal());
    }
    if run.json {
        let one = |f: &Finding| json!({ "name": f.name, "grade": f.grade.word(), "text": f.text });
        print::json(out, &Value::Array(findings.iter().map(one).collect()))?;
    } else {
        let line = |f: &Finding| vec![f.grade.word().to_owned(), f.name.to_owned(), f.text.clone()];
        print::table(out, "lll", &findings.iter().map(line).collect::<Vec<_>>())?;
    }
    Ok(if findings.iter().any(|f| f.grade == Grade::Wrong) { NO } else { 0 })
}
