//! One-line entry: a case from its words, or what each word means. It must never know what a word means itself.

use super::exit::{BUSY, Exit, NO, USAGE, warn};
use super::print;
use super::start::Run;
use crate::domain::act::{Deed, Outcome};
use crate::domain::alike::Alike;
use crate::domain::casefile::{self, CaseFile};
use crate::domain::checks::{self, Warning};
use crate::domain::field::Desk;
use crate::domain::line::{self, NEW_CASE, Reading, Word};
use crate::domain::record::{RecordKind, Sheet};
use crate::store::Error;
use serde_json::{Value, json};
use std::io::{self, Write};

const NO_OFFENCE: &str = "a case needs an offence: write one, as in `caseload add 'hom bat f7 ? phone'`";

/// How it is to be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct How {
    /// only print how the line was read
    pub dry_run: bool,
    /// save nothing where a case may be the same
    pub unless_known: bool,
}

/// Enters the case and prints its number. A case that may be the same is said on standard error.
pub(super) fn add(mut run: Run, line: &str, note: Option<String>, how: How, out: &mut dyn Write) -> Result<i32, Exit> {
    let How { dry_run, unless_known } = how;
    let now = run.now();
    let lists = run.store.lists();
    // What happened to a child does not belong into the list of processes.
    let typed = if line == "-" { io::read_to_string(io::stdin())? } else { String::new() };
    let line = if line == "-" { typed.trim() } else { line };
    let reading = line::read(line, &Desk { lists: &lists, now }, &run.store.viewer());
    let mut sheets = reading.sheets.clone();
    let note = match note.as_deref() {
        Some("-") => Some(io::read_to_string(io::stdin())?),
        _ => note,
    };
    sheets.extend(note.filter(|text| !text.trim().is_empty()).map(diary));
    let missing = casefile::missing(&sheets);
    let file = CaseFile::from_sheets(&sheets).map_err(Error::from)?;
    let warnings: Vec<String> = checks::warnings(&file, &now).iter().map(Warning::line).collect();

    if dry_run && run.json {
        print::json(out, &json!({ "words": words(&reading), "warnings": warnings, "missing": missing }))?;
    } else if dry_run {
        let meaning = |m: &Result<String, String>| m.as_ref().map_or("not understood".to_owned(), String::clone);
        let rows: Vec<Vec<String>> = reading
            .words
            .iter()
            .filter(|w| !w.text.is_empty())
            .map(|w| vec![w.text.clone(), meaning(&w.meaning)])
            .collect();
        print::table(out, "ll", &rows)?;
        print::missing(out, &missing)?;
    }
    let mut problems = reading.problems();
    if problems.is_empty() && file.offences.is_empty() {
        problems.push(NO_OFFENCE.to_owned());
    }
    if !problems.is_empty() {
        return Err(Exit::new(USAGE, problems.join("\n")));
    }
    let told = !run.json;
    let doubt = || warnings.iter().filter(|_| told).for_each(|w| warn(w));
    if dry_run {
        doubt();
        return Ok(0);
    }
    let alike: Vec<String> = run.store.alike(&sheets, &now)?.iter().map(Alike::words).collect();
    if unless_known && !alike.is_empty() {
        let sentence = format!("nothing was saved, as it may be known already: {}", alike.join("; "));
        return Err(Exit::new(NO, sentence));
    }
    // A case that is refused is not doubted as well.
    match run.store.write(&now, &Deed::add("new case", sheets))? {
        Outcome::Saved { number, .. } | Outcome::SavedBefore { number, .. } if run.json => {
            print::json(out, &json!({ "number": number, "warnings": warnings, "missing": missing, "alike": alike }))?;
        }
        Outcome::Saved { number, .. } | Outcome::SavedBefore { number, .. } => {
            doubt();
            alike.iter().for_each(|words| warn(&format!("may be the same: {words}")));
            print::line(out, &number)?;
        }
        Outcome::Clashed { .. } => {
            return Err(Exit::new(BUSY, "another officer saved the same: nothing was written; try again"));
        }
    }
    Ok(0)
}

/// The report as it came in.
fn diary(text: String) -> Sheet {
    let mut entry = Sheet::blank(RecordKind::Diary, NEW_CASE, 1);
    entry.set("text", Some(text));
    entry.set("kind", Some("report".to_owned()));
    entry
}

fn words(reading: &Reading) -> Vec<Value> {
    let word = |w: &Word| {
        let (meaning, problem) = (w.meaning.as_ref().ok(), w.meaning.as_ref().err());
        json!({ "word": w.text, "meaning": meaning, "problem": problem })
    };
    reading.words.iter().map(word).collect()
}
