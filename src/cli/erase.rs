//! Retention and erasure from the command line: which closed cases are old enough, and the one question that is asked before one
//! of them is erased. It must never know what goes and what stays, nor choose how long a case is kept.

use super::Global;
use super::exit::{Exit, NO, USAGE};
use super::start::{Run, on_terminal};
use super::{ask, print};
use crate::domain::day::Day;
use crate::domain::erasure::{Closed, Erased, Erasure};
use crate::domain::moment::local;
use crate::office::shelf::set_aside;
use crate::store::Store;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;

const UNSET: &str = "how long a closed case is kept is for your law to say: name the years with --years N, or set \
                     retention_years in the office's config file";
/// What no program reaches.
const ELSEWHERE: &str = "backups hold the case until they run out (24 hours, 31 days, 12 months), and paper stays";

/// Prints the cases that were closed more than so many years ago, the oldest first.
pub(super) fn retention(global: &Global, years: Option<u32>, out: &mut dyn Write) -> Result<i32, Exit> {
    let Some(years) = years.or(global.settings()?.retention_years) else { return Err(Exit::new(USAGE, UNSET)) };
    let mut run = global.open()?;
    let now = run.now();
    let cases = run.store.closed_cases(years, &now)?;
    run.store.exported(cases.len(), &now)?;
    if run.json {
        print::json(out, &cases.iter().map(closed_json).collect())?;
        return Ok(0);
    }
    let row = |case: &Closed| {
        let what = case.what.clone();
        let erased = case.erased.as_ref().map(|e| format!("erased {}", local(&e.at, now.zone)));
        vec![case.number.clone(), what, Day::of(case.on).long(), ago(case.years), erased.unwrap_or_default()]
    };
    print::table(out, "lllrl", &cases.iter().map(row).collect::<Vec<_>>())?;
    let n = cases.len();
    print::line(out, &format!("{n} {} closed more than {} ago", if n == 1 { "case" } else { "cases" }, ago(years)))?;
    Ok(0)
}

fn ago(years: u32) -> String {
    if years == 1 { "1 year".to_owned() } else { format!("{years} years") }
}

fn closed_json(case: &Closed) -> Value {
    json!({
        "number": case.number,
        "what": case.what,
        "closed_on": Day::of(case.on).to_iso(),
        "years": case.years,
        "erased": case.erased.is_some(),
    })
}

/// Erases a closed case, once that was asked or said with `yes`.
pub(super) fn erase(global: &Global, number: &str, reason: &str, yes: bool, out: &mut dyn Write) -> Result<i32, Exit> {
    let settings = global.settings()?;
    let kept = settings.retention_years;
    let mut run = global.open()?;
    let now = run.now();
    let case = run.store.closed_case(number, &now)?;
    if let Some(Erasure { at, by, .. }) = &case.erased {
        let swept = run.store.sweep()?;
        let left = if swept { "there is nothing left to erase" } else { HELD };
        let sentence = format!("{} was erased on {} by {by}: {left}", case.number, local(at, now.zone));
        return Err(Exit::new(NO, sentence));
    }
    if !yes && !asked(&question(&case, kept))? {
        return Err(Exit::new(NO, "nothing was erased"));
    }
    let erased = run.store.erase(&case.case_id, reason, &now)?;
    let aside = settings.backups.folder.as_deref().map(set_aside).unwrap_or_default();
    tell(&run, &case.number, &erased, aside, out)?;
    Ok(0)
}

const HELD: &str = "old pages still stand in the file, as somebody reads them (a console, a backup) or the disk is full: run the \
                    same again when that is over";

fn question(case: &Closed, kept: Option<u32>) -> String {
    let law = match kept {
        None => "the office has set no retention_years".to_owned(),
        Some(years) => format!("the office keeps cases {}", ago(years)),
    };
    format!(
        "{} ({}), closed on {}, {} ago ({law}): erase for good its names, its texts and every value that the ledger keeps of it? \
         This cannot be undone. What is counted stays; {ELSEWHERE}.",
        case.number,
        case.what,
        Day::of(case.on).long(),
        ago(case.years)
    )
}

fn asked(question: &str) -> Result<bool, Exit> {
    if !on_terminal() {
        return Err(Exit::new(USAGE, "nothing was erased: it is asked first on a terminal; without one say --yes"));
    }
    Ok(ask::confirmed(question)?)
}

fn tell(run: &Run, number: &str, erased: &Erased, aside: Vec<PathBuf>, out: &mut dyn Write) -> Result<(), Exit> {
    let copies = [Store::copies(run.store.path()), aside].concat();
    let copies: Vec<String> = copies.iter().map(|copy| copy.display().to_string()).collect();
    if run.json {
        let told = json!({
            "number": number,
            "records": erased.records,
            "lines": erased.lines,
            "drafts": erased.drafts,
            "new_cases_kept_by": erased.kept_by,
            "swept": erased.swept,
            "copies": copies,
        });
        print::json(out, &told)?;
        return Ok(());
    }
    let Erased { records, lines, drafts, kept_by, swept } = erased;
    let did = format!("{number} is erased: {records} records, {lines} lines of the ledger, {drafts} unsaved forms");
    print::line(out, &did)?;
    if !swept {
        print::line(out, HELD)?;
    }
    if !kept_by.is_empty() {
        let who = kept_by.join(", ");
        print::line(
            out,
            &format!("an unsaved form of a new case has a name that stood in it, to save or drop: {who}"),
        )?;
    }
    if !copies.is_empty() {
        print::line(
            out,
            &format!("these copies hold it too, remove them once you need them no more: {}", copies.join(" ")),
        )?;
    }
    print::line(out, ELSEWHERE)?;
    Ok(())
}
