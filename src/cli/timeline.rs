//! The timeline of a case from the command line. It must never decide what is an event.

use super::exit::Exit;
use super::print;
use super::start::Run;
use crate::domain::field::Desk;
use crate::domain::timeline::Event;
use serde_json::json;
use std::io::Write;

/// Prints the timeline of one case.
pub(super) fn timeline(mut run: Run, number: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let id = run.store.case_by_number(number, &now)?;
    let file = run.store.case(&id, &now)?;
    let lists = run.store.lists();
    let events = file.timeline(&Desk { lists: &lists, now });
    if run.json {
        let event = |e: &Event| json!({ "at": e.at.to_iso(), "label": e.label, "what": e.what, "told": e.told, "ahead": e.ahead });
        print::json(out, &events.iter().map(event).collect())?;
        return Ok(0);
    }
    let row = |e: &Event| {
        let told = if e.told.is_empty() { e.what.clone() } else { format!("{}: {}", e.what, e.told) };
        vec![e.at.long(now.zone), e.label.clone(), told]
    };
    print::table(out, "lll", &events.iter().map(row).collect::<Vec<_>>())?;
    Ok(0)
}
