//! Closing and reopening from the command line: what is counted and what is still open is said before it is done. It must never know
//! what can be open, nor who may.

use super::exit::{BUSY, Exit, NO, warn};
use super::merge::confirmed;
use super::print;
use super::start::Run;
use crate::domain::act::Outcome;
use crate::domain::closing::{Ending, still_open};
use crate::domain::field::Desk;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::io::Write;

/// How a case ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum How {
    /// done with: it goes on being counted
    #[default]
    Closed,
    /// every offence of it is unfounded: it is in no rate any more
    NoCrime,
    /// not for this office: it is in no rate any more
    OutOfScope,
    /// given to another office: it is in no rate any more
    Referred,
}

/// What is to be closed.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The case number: 19/274 or CPU-19-0274
    number: String,
    /// Why; it stays with the case and on record
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: String,
    /// How it ends
    #[arg(long, value_name = "HOW", value_enum, default_value_t = How::Closed)]
    how: How,
    /// Close it although something is still open, without asking
    #[arg(long)]
    yes: bool,
}

/// Closes a case.
pub(super) fn close(run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let ending = match asked.how {
        How::Closed => Ending::Close,
        How::NoCrime => Ending::NoCrime,
        How::OutOfScope => Ending::OutOfScope,
        How::Referred => Ending::Refer,
    };
    end(run, ending, &asked.number, &asked.reason, asked.yes, out)
}

/// Reopens one.
pub(super) fn reopen(run: Run, number: &str, reason: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    end(run, Ending::Reopen, number, reason, true, out)
}

fn end(mut run: Run, ending: Ending, number: &str, reason: &str, yes: bool, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let id = run.store.case_by_number(number, &now)?;
    let file = run.store.case(&id, &now)?;
    let number = file.case.number.clone().unwrap_or_default();
    if let Some(why) = ending.refusal(&file) {
        return Err(Exit::new(NO, format!("{number} cannot be {}: {why}", ending.done())));
    }
    if reason.trim().is_empty() {
        return Err(Exit::new(super::exit::USAGE, "say why: the reason stays with the case"));
    }
    let lists = run.store.lists();
    let desk = Desk { lists: &lists, now };
    let open = if ending == Ending::Reopen { Vec::new() } else { still_open(&file, &desk) };
    let counted = ending.counted(&file);
    open.iter().for_each(|line| warn(&format!("still open: {line}")));
    if !open.is_empty() && !yes && !confirmed(&format!("{counted} Is {number} to be {} all the same?", ending.done()))?
    {
        return Err(Exit::new(NO, "nothing was saved"));
    }
    let deed = ending.deed(&file, reason, &run.store.viewer().name, &now);
    if let Outcome::Clashed { .. } = run.store.write(&now, &deed)? {
        return Err(Exit::new(
            BUSY,
            "another officer changed the same: nothing was written; look at the case and try again",
        ));
    }
    if run.json {
        print::json(
            out,
            &json!({ "number": number, "stage": ending.stage(), "counted": counted, "still_open": open }),
        )?;
    } else {
        print::line(out, &format!("{number} is {}. {counted}", ending.done()))?;
    }
    Ok(0)
}
