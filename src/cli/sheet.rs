//! Partner sheets from the command line: one page of text of one client, with what consent lets through. It must never read a case but by
//! the door by which cases leave, once it is known that one may.

use super::exit::{Exit, NO, NOT_ALLOWED, USAGE};
use super::print;
use super::start::Run;
use crate::domain::casefile::CaseFile;
use crate::domain::field::{Desk, See};
use crate::domain::referral;
use crate::domain::rights::Right;
use serde_json::{Map, json};
use std::io::Write;

/// Which sheet is asked.
#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// What a partner is told of a client who is referred to it: only what consent lets through; it leaves on record
    Referral {
        /// The case number: 19/274 or CPU-19-0274
        number: String,
        /// The client: V1, or F1 for a relative
        #[arg(long, value_name = "LABEL")]
        client: String,
        /// The code of the partner
        #[arg(long, value_name = "CODE")]
        partner: String,
    },
}

/// Prints a sheet.
pub(super) fn sheet(mut run: Run, asked: &Command, out: &mut dyn Write) -> Result<i32, Exit> {
    let Command::Referral { number, client, partner } = asked;
    let now = run.now();
    let code = partner.trim().to_lowercase();
    let partner = run.store.partners()?.into_iter().find(|p| p.code == code);
    let partner = partner
        .ok_or_else(|| Exit::new(USAGE, format!("there is no partner “{code}”: caseload partners lists them")))?;
    run.store.need_care(&now)?;
    let id = run.store.case_by_number(number, &now)?;
    if !run.store.reaches(Right::See(See::Care), &id)? {
        return Err(Exit::new(NOT_ALLOWED, "the care of this case is not yours to see: ask who leads it"));
    }
    let lists = run.store.lists();
    let desk = Desk { lists: &lists, now };
    let lines = |file: &CaseFile| referral::lines(file, client, &partner, &desk).map_err(|why| Exit::new(NO, why));
    // Nothing leaves on record that does not leave.
    lines(&run.store.case(&id, &now)?)?;
    let left = run.store.leaving(&[id], &format!("referral sheet to {code}"), true, &now)?;
    let file = left.first().ok_or_else(|| Exit::new(NO, "the case went out of your reach"))?;
    let lines = lines(file)?;
    if run.json {
        let mut object = Map::new();
        for (heading, text) in lines {
            let key = heading.to_lowercase().replace(' ', "_");
            match object.get_mut(&key).and_then(|all| all.as_array_mut()) {
                Some(all) => all.push(json!(text)),
                None => drop(object.insert(key, json!([text]))),
            }
        }
        print::json(out, &object.into())?;
        return Ok(0);
    }
    print::line(out, &format!("{} · referral", run.store.office().name))?;
    writeln!(out)?;
    for (heading, text) in lines {
        print::labelled(out, heading, &text)?;
    }
    Ok(0)
}
