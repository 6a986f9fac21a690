//! What is due, the timeline of a case and its hand-over, from the command line. It must never know when something is due.

use super::exit::{BUSY, Exit, USAGE};
use super::print;
use super::start::Run;
use crate::domain::act::Outcome;
use crate::domain::due::{Band, Due, DueBoard, Sums};
use crate::domain::field::Desk;
use crate::domain::moment::Now;
use crate::domain::workload::Workload;
use clap::Args;
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
    print::line(out, &format!("{counts}; {} custody clocks run", sums.clocks))?;
    let Workload { open, with_prosecutor, ages, .. } = &sums.workload;
    let ages: Vec<String> = ages.iter().map(|(word, n)| format!("{word} {n}")).collect();
    let line = format!("{open} open cases, {with_prosecutor} more with the prosecutor; open since {}", ages.join(", "));
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

/// Prints the timeline of one case.
pub(super) fn timeline(mut run: Run, number: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let id = run.store.case_by_number(number, &now)?;
    let file = run.store.case(&id, &now)?;
    let lists = run.store.lists();
    let events = file.timeline(&Desk { lists: &lists, now });
    if run.json {
        let event = |e: &crate::domain::timeline::Event| json!({ "at": e.at.to_iso(), "label": e.label, "what": e.what, "told": e.told, "ahead": e.ahead });
        print::json(out, &events.iter().map(event).collect())?;
        return Ok(0);
    }
    let row = |e: &crate::domain::timeline::Event| {
        let told = if e.told.is_empty() { e.what.clone() } else { format!("{}: {}", e.what, e.told) };
        vec![e.at.long(now.zone), e.label.clone(), told]
    };
    print::table(out, "lll", &events.iter().map(row).collect::<Vec<_>>())?;
    Ok(0)
}

/// A hand-over.
#[derive(Debug, Args)]
pub(super) struct Handover {
    /// The case number: 19/274 or CPU-19-0274
    number: String,
    /// The officer who gets it
    #[arg(long, value_name = "OFFICER")]
    to: Option<String>,
    /// The team that gets it
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// Why; it stands in the diary of the case
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: Option<String>,
}

/// Gives a case to another, if it is to be, and prints its page.
pub(super) fn hand_over(mut run: Run, asked: &Handover, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let id = run.store.case_by_number(&asked.number, &now)?;
    let lists = run.store.lists();
    let desk = Desk { lists: &lists, now };
    let mut file = run.store.case(&id, &now)?;
    if asked.to.is_some() || asked.team.is_some() {
        let Some(reason) = asked.reason.as_deref().map(str::trim).filter(|r| !r.is_empty()) else {
            return Err(Exit::new(USAGE, "--reason is needed: why the case is given to another"));
        };
        let team = asked.team.as_deref().map(|t| lists.resolve("team", t, None).map(|e| e.code.clone())).transpose()?;
        let to = asked.to.as_deref().map(|to| leader(&run, to)).transpose()?;
        let deed = file.hand_over(to.as_deref(), team.as_deref(), reason, &desk);
        match run.store.write(&now, &deed)? {
            Outcome::Saved { .. } | Outcome::SavedBefore { .. } => {}
            Outcome::Clashed { .. } => return Err(Exit::new(BUSY, "somebody else changed the case: try once more")),
        }
        // Who gave it away may see it no more: the page is of what they saw.
        (file.case.lead, file.case.team) = (to.or(file.case.lead), team.or(file.case.team));
    } else if asked.reason.is_some() {
        return Err(Exit::new(USAGE, "--reason goes with --to or --team"));
    }
    let page = file.page(&run.store.office().name, &desk);
    if run.json {
        print::json(out, &json!({ "number": file.case.number, "page": page }))?;
        return Ok(0);
    }
    page.iter().try_for_each(|line| print::line(out, line))?;
    Ok(0)
}

/// One who may lead a case, as typed.
fn leader(run: &Run, typed: &str) -> Result<String, Exit> {
    let leads = run.store.possible_leads()?;
    let found = leads.iter().find(|name| name.eq_ignore_ascii_case(typed.trim()));
    match found {
        Some(name) => Ok(name.clone()),
        None if leads.is_empty() || !run.store.viewer().is_bounded() => Ok(typed.trim().to_owned()),
        None => Err(Exit::new(USAGE, format!("{typed} is no officer who may lead a case: {}", leads.join(", ")))),
    }
}
