//! People across cases from the command line: who of a case is one person with whom of others, who may be, and the acts by which two are
//! joined and separated. It must never join anybody whom it has found by itself.

use super::exit::Exit;
use super::print;
use super::start::Run;
use crate::domain::field::Desk;
use crate::domain::person::{Somebody, Tie};
use clap::Args;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Who is joined, or separated.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// A suspect or victim of a case: 19/274/S1
    who: String,
    /// Who of another case is the same person: 18/44/S1
    with: String,
    /// Why; it stays on record with both cases
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: String,
}

/// Prints the people of a case.
pub(super) fn people(mut run: Run, number: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let id = run.store.case_answered(number, &now)?;
    let people = run.store.people(&id, &now)?;
    if run.json {
        print::json(out, &people.iter().map(Somebody::json).collect::<Value>())?;
        return Ok(0);
    }
    let lists = run.store.lists();
    let desk = Desk { lists: &lists, now };
    people.iter().try_for_each(|one| for_people(one, &desk, out))?;
    Ok(0)
}

fn for_people(one: &Somebody, desk: &Desk, out: &mut dyn Write) -> io::Result<()> {
    print::line(out, &format!("{}  {}", one.place.printed(), one.words))?;
    let of = |id: &str| one.told.get(id).map(String::as_str).unwrap_or_default();
    for tie in &one.ties {
        match tie {
            Tie::With(joined) => {
                let who = of(&joined.place.record_id);
                print::line(out, &format!("  one person with {}: {who}", joined.place.printed()))?;
                print::line(out, &format!("    {}", joined.words(&one.place, desk)))?;
            }
            Tie::Ask(whom) => print::line(out, &format!("  one person with somebody known elsewhere: ask {whom}"))?,
        }
    }
    for maybe in &one.maybe {
        print::line(out, &format!("  {}: {}", maybe.place.printed(), of(&maybe.place.record_id)))?;
        print::line(out, &format!("    {}", maybe.words()))?;
    }
    one.ask
        .iter()
        .try_for_each(|whom| print::line(out, &format!("  somebody alike is known elsewhere: ask {whom}")))?;
    if one.ties.is_empty() && one.maybe.is_empty() && one.ask.is_empty() {
        print::line(out, "  nobody of another case that could be found")?;
    }
    Ok(())
}

/// Joins two people into one person.
pub(super) fn join(run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    turn(run, asked, false, out)
}

/// Separates them again.
pub(super) fn separate(run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    turn(run, asked, true, out)
}

fn turn(mut run: Run, asked: &Asked, apart: bool, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let (who, with) = (run.store.somebody(&asked.who, &now)?, run.store.somebody(&asked.with, &now)?);
    let op_id = run.store.new_id(&now);
    let ids = [who.record_id.as_str(), with.record_id.as_str()];
    if apart {
        run.store.separate(ids, &asked.reason, &op_id, &now)?;
    } else {
        run.store.join(ids, &asked.reason, &op_id, &now)?;
    }
    let (a, b) = (who.printed(), with.printed());
    if run.json {
        print::json(out, &json!({ "who": a, "with": b, "joined": !apart }))?;
    } else if apart {
        print::line(out, &format!("{a} and {b} are two people again"))?;
    } else {
        let both = format!("{a} and {b} are one person; each case is counted as before");
        print::line(out, &format!("{both}: `caseload separate {a} {b}` separates them again"))?;
    }
    Ok(0)
}
