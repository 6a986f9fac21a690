//! The log, and glass that is broken from the command line. It must never know who may see which act.

use super::exit::{Exit, USAGE, warn};
use super::print;
use super::start::Run;
use crate::domain::field::Desk;
use crate::domain::log::LogQuery;
use crate::domain::moment::local;
use crate::domain::number;
use crate::domain::trail::{self, AuditLine, acts};
use crate::domain::visit::glass_until;
use serde_json::{Value, json};
use std::io::Write;

/// How many lines are read at a time.
const CHUNK: usize = 500;

/// Prints at most `limit` acts, the latest first; with their `places` in the ledger or without.
pub(super) fn log(mut run: Run, words: &str, limit: usize, places: bool, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let query = LogQuery::read(words, now.today(), &run.store.names()?);
    if let Some(sentence) = query.misread() {
        return Err(Exit::new(USAGE, sentence));
    }
    let mut lines: Vec<AuditLine> = Vec::new();
    // The last act may go on in the next window: one more is read than is printed.
    while acts(&lines).count() <= limit {
        let more = run.store.log(&query, lines.last().map(|l| l.seq), CHUNK, &now)?;
        let end = more.len() < CHUNK;
        lines.extend(more);
        if end {
            break;
        }
    }
    let lists = run.store.lists();
    let desk = Desk { lists: &lists, now };
    let all = acts(&lines).take(limit);
    if run.json {
        print::json(out, &all.map(act_json).collect())?;
    } else {
        let rows: Vec<Vec<String>> = all.map(|act| row(act, places, &desk)).collect();
        print::table(out, if places { "rlllll" } else { "lllll" }, &rows)?;
        if lines.is_empty() {
            let sentence = match words.trim() {
                "" => "nothing is on record that you may see",
                _ => "nothing that you may see is on record with these words",
            };
            warn(sentence);
        }
    }
    Ok(0)
}

fn row(act: &[AuditLine], places: bool, desk: &Desk) -> Vec<String> {
    let head = &act[0];
    let account = (head.kind == "officer").then(|| head.label.clone());
    let reason = head.reason.as_ref().map(|r| format!("because {r}"));
    let what: Vec<String> = reason.into_iter().chain(trail::what(act, desk)).collect();
    let place = places.then(|| act[act.len() - 1].seq.to_string());
    let columns = [
        local(&head.at, desk.now.zone),
        head.person.clone(),
        head.action.clone(),
        trail::of_case(act).map(str::to_owned).or(account).unwrap_or_default(),
        what.join("; "),
    ];
    place.into_iter().chain(columns).collect()
}

fn act_json(act: &[AuditLine]) -> Value {
    let head = &act[0];
    let line = |l: &AuditLine| match l.kind.as_str() {
        "look" => json!({ "number": l.number, "detail": l.new, "erased": l.erased }),
        _ => json!({ "record": l.label, "field": l.field, "old": l.old, "new": l.new, "erased": l.erased }),
    };
    json!({
        "seq": act[act.len() - 1].seq,
        "op_id": head.op_id,
        "at": head.at,
        "person": head.person,
        "act": head.action,
        "reason": head.reason,
        "number": trail::of_case(act),
        "lines": act.iter().rev().map(line).collect::<Vec<_>>(),
    })
}

/// Opens a case that is out of reach, on record and told.
pub(super) fn glass(mut run: Run, typed: &str, reason: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    run.store.break_glass(typed, reason, &now)?;
    let number = number::read(typed).map(|n| number::print(&run.store.office().prefix, &n)).unwrap_or_default();
    let until = glass_until(&now);
    if run.json {
        print::json(out, &json!({ "number": number, "until": until.local_iso() }))?;
    } else {
        let until = local(&until.stamp(), now.zone);
        print::line(out, &format!("{number} is open to you until {until}; it is on record, and who leads it is told"))?;
    }
    Ok(0)
}
