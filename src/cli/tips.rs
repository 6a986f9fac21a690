//! The tips from the command line: what waits, what became of the others, and the sums; and one tip whole. It must never know who may see
//! which.

use super::exit::{Exit, USAGE};
use super::print;
use super::start::Run;
use crate::domain::day::Day;
use crate::domain::field::{Desk, Need};
use crate::domain::known;
use crate::domain::record::{Record, Sheet};
use crate::domain::tipfile::TipFile;
use crate::domain::tips::{Item, LISTS, Sums, Tips};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The names of the sums by code, in the order of their lists.
const BY: [&str; LISTS.len()] = ["by_source", "by_type", "by_platform", "by_priority", "by_outcome"];

/// Prints the tips that the words ask for, and their sums.
pub(super) fn tips(mut run: Run, words: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let Tips { items, sums, misread, .. } = run.store.tips(words, 0, usize::MAX, &now)?;
    if let Some(sentence) = misread {
        return Err(Exit::new(USAGE, sentence));
    }
    if run.json {
        let all: Vec<Value> = items.iter().map(item_json).collect();
        print::json(out, &json!({ "tips": all, "sums": sums_json(&sums) }))?;
        return Ok(0);
    }
    let lists = run.store.lists();
    let row = |item: &Item| {
        let counted = &item.counted;
        let word = |at: usize| counted.codes[at].as_deref().map_or("", |code| lists.word(LISTS[at], code)).to_owned();
        let outcome = if counted.outcome().is_some() { word(4) } else { "OPEN".to_owned() };
        vec![
            counted.number.clone(),
            counted.priority().to_owned(),
            counted.received.map(|at| at.day(now.zone)).map(Day::long).unwrap_or_default(),
            word(0),
            word(1),
            word(2),
            outcome,
            counted.case.clone().unwrap_or_default(),
            item.what.clone(),
        ]
    };
    print::table(out, "lllllllll", &items.iter().map(row).collect::<Vec<_>>())?;
    let waiting = format!("{} open, {} of them longer than 24 h", sums.open, sums.late);
    let became = format!(
        "{} cases, {} suspects arrested and {} victims identified in them",
        sums.cases, sums.came.arrested, sums.came.identified
    );
    print::line(out, &format!("{} tips: {waiting}; {}; {became}", sums.tips, sums.in_time_in_words()))?;
    Ok(0)
}

fn item_json(item: &Item) -> Value {
    let counted = &item.counted;
    json!({
        "number": counted.number, "received": counted.received.map(|at| at.to_iso()), "source": counted.codes[0],
        "type": counted.codes[1], "platform": counted.codes[2], "priority": counted.priority(), "lead": counted.lead,
        "outcome": counted.outcome(), "triaged": counted.triaged.map(|at| at.to_iso()), "case": counted.case, "what": item.what,
    })
}

fn sums_json(sums: &Sums) -> Value {
    let mut json = json!({
        "tips": sums.tips, "open": sums.open, "late": sums.late, "triaged": sums.triaged, "triaged_within_24h": sums.in_time,
        "triaged_timed": sums.timed, "cases": sums.cases, "arrested": sums.came.arrested,
        "victims_identified": sums.came.identified,
    });
    for (name, by) in BY.iter().zip(&sums.by) {
        let counts: Map<String, Value> = by.iter().map(|(code, n)| (code.clone(), json!(n))).collect();
        json[*name] = Value::Object(counts);
    }
    json
}

/// Prints one tip whole.
pub(super) fn show(mut run: Run, number: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let id = run.store.tip_by_number(number, &now)?;
    let file = run.store.tip(&id, &now)?;
    let lists = run.store.lists();
    let desk = Desk { lists: &lists, now };
    if run.json {
        print::json(out, &file.json(&desk))?;
    } else {
        for_people(&file, &desk, out)?;
    }
    Ok(0)
}

fn for_people(file: &TipFile, desk: &Desk, out: &mut dyn Write) -> io::Result<()> {
    let mut record = |sheet: &Sheet, more: Option<String>| -> io::Result<()> {
        print::line(out, &format!("{} {}", sheet.kind.name(), sheet.label()))?;
        for (spec, value) in sheet.kind.specs().iter().zip(&sheet.values) {
            let optional = matches!(spec.need, Need::Hidden | Need::Free);
            let nothing = value.is_none() && optional && !sheet.is_masked(spec.column);
            if !spec.is_inside() && !nothing {
                print::labelled(out, spec.label, &sheet.show(spec, desk))?;
            }
        }
        if let Some(seen) = more {
            print::labelled(out, "Known", &seen)?;
        }
        writeln!(out)
    };
    record(&file.tip.to_sheet(), None)?;
    file.identifiers.iter().try_for_each(|i| record(&i.to_sheet(), file.known.get(&i.head.id).map(|s| known::words(s))))
}
