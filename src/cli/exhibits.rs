//! The exhibits from the command line: what is where, what is overdue, and the sums. It must never know who may see which.

use super::exit::{Exit, USAGE};
use super::print;
use super::start::Run;
use crate::domain::day::Day;
use crate::domain::forensics::Answer;
use crate::domain::shelf::{Item, Shelf, Sums};
use serde_json::{Value, json};
use std::io::Write;

/// Prints the exhibits that the words ask for, and their sums.
pub(super) fn exhibits(mut run: Run, words: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let Shelf { items, sums, misread, .. } = run.store.shelf(words, 0, usize::MAX, &now)?;
    if let Some(sentence) = misread {
        return Err(Exit::new(USAGE, sentence));
    }
    if run.json {
        let all: Vec<Value> = items.iter().map(item_json).collect();
        print::json(out, &json!({ "exhibits": all, "sums": sums_json(&sums) }))?;
        return Ok(0);
    }
    let lists = run.store.lists();
    let row = |item: &Item| {
        let counted = &item.counted;
        let left = counted.left().map(|left| Answer::Open(Some(left)).words()).unwrap_or_default();
        let flaws: Vec<&str> = counted.flaws.iter().map(|flaw| flaw.word()).collect();
        vec![
            item.number.clone(),
            lists.word("exhibit", &counted.kind).to_owned(),
            lists.word("custody_place", &counted.place).to_owned(),
            counted.since.map(|at| at.day(now.zone)).map(Day::long).unwrap_or_default(),
            left,
            flaws.join(" "),
            item.what.clone(),
        ]
    };
    print::table(out, "lllllll", &items.iter().map(row).collect::<Vec<_>>())?;
    let exams = format!("{} open, {} overdue, {} answered", sums.open, sums.overdue, sums.answered);
    let (scenes, turnaround) = (sums.scenes_in_words(), sums.turnaround_in_words());
    let words = format!("{} exhibits; examinations: {exams}; {turnaround}; {scenes}", sums.exhibits);
    print::line(out, &words)?;
    Ok(0)
}

fn item_json(item: &Item) -> Value {
    let counted = &item.counted;
    let flaws: Vec<&str> = counted.flaws.iter().map(|flaw| flaw.word()).collect();
    json!({
        "number": item.number, "kind": counted.kind, "place": counted.place, "since": counted.since.map(|at| at.to_iso()),
        "days_left": counted.left(), "overdue": counted.left().is_some_and(|left| left < 0), "flaws": flaws, "what": item.what,
    })
}

fn sums_json(sums: &Sums) -> Value {
    let places: serde_json::Map<String, Value> = sums.places.iter().map(|(code, n)| (code.clone(), json!(n))).collect();
    let scenes: serde_json::Map<String, Value> = sums.scenes.iter().map(|(case, n)| (case.clone(), json!(n))).collect();
    json!({
        "scenes": sums.scenes.iter().map(|(_, n)| n).sum::<usize>(), "scenes_by_case": scenes,
        "exhibits": sums.exhibits, "places": places, "open": sums.open, "overdue": sums.overdue, "answered": sums.answered,
        "turnaround_days": sums.turnaround(), "turnaround_of": sums.days.len(), "led_to_arrest": sums.led, "flawed": sums.flawed,
    })
}
