//! Two cases that become one, and two again, from the command line: what would be done is printed before it is. It must never know who
//! may, nor which records are the same: it proposes what the rule proposes.

use super::ask;
use super::exit::{Exit, NO, USAGE};
use super::print;
use super::start::{Run, on_terminal};
use crate::domain::field::Desk;
use crate::domain::merged::{Pointer, Same};
use crate::domain::merging::Plan;
use clap::Args;
use serde_json::json;
use std::io::Write;

/// What is to be merged.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The case number: 19/274 or CPU-19-0274
    number: String,
    /// The number of the other; the lower number stays
    with: String,
    /// Why; it stays on record
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: String,
    /// A record of the younger that is the same as one of the older, as V1=V1; else those that are proposed; `none` for none
    #[arg(long, value_name = "V1=V1", num_args = 1..)]
    same: Vec<String>,
    /// Only print what would be done
    #[arg(long)]
    dry_run: bool,
    /// Do it without asking
    #[arg(long)]
    yes: bool,
}

/// Merges two cases, once that was asked or said with `yes`.
pub(super) fn merge(mut run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let plan = run.store.plan_merge([&asked.number, &asked.with], &now)?;
    if let Some(refusal) = &plan.refusal {
        return Err(Exit::new(NO, refusal.clone()));
    }
    let same = said(asked)?.unwrap_or_else(|| plan.same.clone());
    let lists = run.store.lists();
    let desk = Desk { lists: &lists, now };
    if !run.json {
        tell(&plan, &same, &desk, out)?;
    }
    let numbers = [&plan.older, &plan.younger].map(|file| file.case.number.clone().unwrap_or_default());
    let [older, younger] = &numbers;
    if asked.dry_run {
        if run.json {
            print::json(out, &json!({ "older": older, "younger": younger, "same": texts(&same), "merged": false }))?;
        }
        return Ok(0);
    }
    out.flush()?;
    if !asked.yes && !confirmed(&format!("Merge {younger} into {older}?"))? {
        return Err(Exit::new(NO, "nothing was merged"));
    }
    let op_id = run.store.new_id(&now);
    let ids = [&plan.older, &plan.younger].map(|file| file.case.head.id.as_str());
    run.store.merge(ids, &same, &asked.reason, &op_id, &now)?;
    if run.json {
        print::json(out, &json!({ "older": older, "younger": younger, "same": texts(&same), "merged": true }))?;
    } else {
        print::line(
            out,
            &format!("{younger} is merged into {older}: `caseload unmerge {younger}` takes them apart again"),
        )?;
    }
    Ok(0)
}

/// Takes a merged case apart from the older again.
pub(super) fn unmerge(mut run: Run, number: &str, reason: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let file = run.store.merged_by_number(number, &now)?;
    let op_id = run.store.new_id(&now);
    run.store.unmerge(&file.case.head.id, reason, &op_id, &now)?;
    let number = file.case.number.clone().unwrap_or_default();
    let older = file.merged_into.map(|into| into.number).unwrap_or_default();
    if run.json {
        print::json(out, &json!({ "older": older, "younger": number, "merged": false }))?;
    } else {
        print::line(out, &format!("{number} is a case of its own again, as it was, and so is {older}"))?;
    }
    Ok(0)
}

/// The pairs that were said, if any were.
fn said(asked: &Asked) -> Result<Option<Vec<Same>>, Exit> {
    let words: Vec<&str> =
        asked.same.iter().flat_map(|text| text.split([' ', ','])).filter(|w| !w.is_empty()).collect();
    if words.is_empty() {
        return Ok(None);
    }
    let words = words.into_iter().filter(|word| *word != "none");
    let pair = |word: &str| {
        Same::read(word).ok_or_else(|| {
            Exit::new(USAGE, format!("“{word}” is no pair: V1=V2 says that V1 of the younger is V2 of the older"))
        })
    };
    words.map(pair).collect::<Result<_, _>>().map(Some)
}

fn tell(plan: &Plan, same: &[Same], desk: &Desk, out: &mut dyn Write) -> Result<(), Exit> {
    let [older, younger] = plan.numbers();
    print::line(out, &format!("{younger} becomes a pointer to {older}; no record moves, both numbers find them"))?;
    for choice in plan.choices(desk) {
        let with = same.iter().find(|s| s.younger == choice.label).map(|s| s.older.as_str());
        let with = with.and_then(|label| choice.with.iter().find(|(l, _)| l == label));
        let words = match with {
            Some((label, words)) => format!("the same as {label} of {older}, {words}"),
            None => "no other: it counts beside those of the older".to_owned(),
        };
        print::line(out, &format!("  {} {}: {words}", choice.label, choice.words))?;
    }
    print::line(out, &plan.counted(same))?;
    Ok(())
}

/// That a case is one with an older, in a line.
pub(super) fn words(into: &Pointer, on: &str) -> String {
    let same = if into.same.is_empty() { String::new() } else { format!("; the same: {}", Same::join(&into.same)) };
    format!("merged into {} on {on} by {}{same}", into.number, into.by)
}

fn texts(same: &[Same]) -> Vec<String> {
    same.iter().map(Same::to_string).collect()
}

/// Asks at a terminal.
pub(super) fn confirmed(question: &str) -> Result<bool, Exit> {
    if !on_terminal() {
        return Err(Exit::new(USAGE, "nothing was done: it is asked first on a terminal; without one say --yes"));
    }
    Ok(ask::confirmed(question)?)
}
