//! The hand-over of a case from the command line: given to another, and its page printed. It must never know what goes along.

use super::exit::{BUSY, Exit, USAGE};
use super::print;
use super::start::Run;
use crate::domain::act::Outcome;
use crate::domain::field::Desk;
use crate::domain::rights::Right;
use clap::Args;
use serde_json::json;
use std::io::Write;

/// A hand-over.
#[derive(Debug, Args)]
pub(super) struct Asked {
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
pub(super) fn hand_over(mut run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
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
        let mut deed = file.hand_over(to.as_deref(), team.as_deref(), reason, &desk);
        if let Some(to) = to.as_deref().filter(|_| run.store.viewer().may(Right::Tasks, &file.whose())) {
            deed.changes.extend(file.tasks_along(to));
        }
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
