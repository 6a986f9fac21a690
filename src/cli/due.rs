//! What is due, and the open caseload, from the command line. It must never know when something is due.

use super::exit::{Exit, USAGE};
use super::print;
use super::start::Run;
use crate::domain::due::{Band, Due, DueBoard, Sums};
use crate::domain::moment::Now;
use crate::domain::workload::Workload;
use serde_json::{Value, json};
use std::io::Write;

/// Prints what is due of that which the words ask for, and the sums.
pub(super) fn due(mut run: Run, words: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let DueBoard { items, sums, misread, .. } = run.store.due(words, 0, usize::MAX, &now)?;
    if let Some(sentence) = misread {
        return Err(Exit::new(USAGE, sentence));
    }
    if run.json {
        let all: Vec<Value> = items.iter().map(|due| due_json(due, &now)).collect();
        print::json(out, &json!({ "due": all, "sums": sums_json(&sums) }))?;
        return Ok(0);
    }
    let row = |due: &Due| {
        vec![
            due.when(&now),
            due.number.clone(),
            due.kind.word().to_owned(),
            due.owner.clone().unwrap_or_default(),
            due.team.clone().unwrap_or_default(),
            due.label.clone(),
            due.what.clone(),
        ]
    };
    print::table(out, "lllllll", &items.iter().map(row).collect::<Vec<_>>())?;
    let counts = Band::ALL.map(|band| format!("{} {}", sums.count(band), band.word())).join(", ");
    let clocks = if sums.clocks == 1 {
        "1 custody clock runs".to_owned()
    } else {
        format!("{} custody clocks run", sums.clocks)
    };
    print::line(out, &format!("{counts}; {clocks}"))?;
    let Workload { open, with_prosecutor, ages, .. } = &sums.workload;
    let ages: Vec<String> = ages.iter().map(|(word, n)| format!("{word} {n}")).collect();
    let line =
        format!("{open} open cases, {with_prosecutor} more with the prosecutor; open so long: {}", ages.join(", "));
    print::line(out, &line)?;
    Ok(0)
}

fn due_json(due: &Due, now: &Now) -> Value {
    json!({
        "number": due.number, "label": due.label, "kind": due.kind.word(), "source": due.kind.source(),
        "at": due.at.map(|at| at.to_iso()), "band": due.band(now).word(), "officer": due.owner, "team": due.team, "what": due.what,
    })
}

fn sums_json(sums: &Sums) -> Value {
    let bands: serde_json::Map<String, Value> =
        Band::ALL.map(|band| (band.word().to_owned(), json!(sums.count(band)))).into_iter().collect();
    let named = |all: &[(String, usize)]| -> Vec<Value> {
        all.iter().map(|(name, n)| json!({ "name": Some(name).filter(|n| !n.is_empty()), "count": n })).collect()
    };
    let banded = |all: &[(&str, usize)]| -> serde_json::Map<String, Value> {
        all.iter().map(|(word, n)| ((*word).to_owned(), json!(n))).collect()
    };
    let load = &sums.workload;
    json!({
        "bands": bands, "custody_clocks": sums.clocks, "overdue_or_week_by_officer": named(&sums.owners),
        "workload": {
            "open": load.open, "with_prosecutor": load.with_prosecutor, "by_age": banded(&load.ages),
            "by_officer": named(&load.leads), "by_team": named(&load.teams), "officers_by_open_cases": banded(&load.bins),
        },
    })
}
