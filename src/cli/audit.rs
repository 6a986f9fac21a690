//! The ledger from the command line: its lines, its head for a paper book, and whether it and all that it answers for are as they
//! were written. It must never print a value that the log would not show.

use super::Global;
use super::exit::{Exit, FILE, NO, USAGE};
use super::log;
use super::print;
use super::start::Run;
use crate::domain::backup::Plan;
use crate::domain::ledger::{Anchor, Head, Problem};
use crate::office::anchors;
use clap::Subcommand;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Subcommand)]
pub(super) enum Command {
    /// The lines of the ledger, the latest act first, as far as your role sees it
    Show {
        /// Words: an officer, a case number, a day, a word of an act
        words: Vec<String>,
        /// So many acts at most
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
    },
    /// Is every line, value, record and account as it was written? Heads where the config file keeps them are compared too
    Verify {
        /// One more file of heads that were kept elsewhere, as `audit head` prints them; may be given more than once
        #[arg(long, value_name = "FILE")]
        anchors: Vec<PathBuf>,
    },
    /// Where the ledger ends: place, hash, and eight words for a paper book
    Head,
}

impl Command {
    /// Does it take paths, which over SSH nothing may?
    pub fn reads_files(&self) -> bool {
        matches!(self, Command::Verify { .. })
    }
}

pub(super) fn audit(global: &Global, command: Command, out: &mut dyn Write) -> Result<i32, Exit> {
    let run = global.open()?;
    match command {
        Command::Show { words, limit } => log::log(run, &words.join(" "), limit, true, out),
        Command::Verify { anchors } => verify(run, &anchors, &global.settings()?.backups, out),
        Command::Head => head(run, out),
    }
}

fn head(run: Run, out: &mut dyn Write) -> Result<i32, Exit> {
    let anchor = Anchor { at: run.now().stamp(), head: run.store.head()? };
    match run.json {
        true => print::json(out, &head_json(&anchor.head))?,
        false => print::line(out, &anchor.line())?,
    }
    Ok(0)
}

fn head_json(head: &Head) -> Value {
    json!({ "office": head.office, "seq": head.seq, "hash": head.hex(), "words": head.words() })
}

fn verify(mut run: Run, files: &[PathBuf], plan: &Plan, out: &mut dyn Write) -> Result<i32, Exit> {
    let kept = anchors::read(plan, &run.store.identity()?);
    let given = files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?.concat();
    let anchors = [given, kept.heads].concat();
    let (now, start) = (run.now(), Instant::now());
    let mut verified = run.store.verify(&anchors, &now)?;
    verified.doubts.extend(kept.doubts);
    let seconds = start.elapsed().as_secs_f64();
    let ok = verified.problems.is_empty() && verified.doubts.is_empty();
    if run.json {
        let problem = |p: &Problem| json!({ "seq": p.seq, "record": p.record, "problem": p.text });
        let answer = json!({
            "ok": ok,
            "lines": verified.lines,
            "records": verified.records,
            "anchors": verified.anchors,
            "seconds": (seconds * 1000.0).round() / 1000.0,
            "head": head_json(&verified.head),
            "notes": verified.notes,
            "doubts": verified.doubts,
            "problems": verified.problems.iter().map(problem).collect::<Vec<_>>(),
        });
        print::json(out, &answer)?;
        return Ok(if ok { 0 } else { NO });
    }
    let counts = format!(
        "{} lines, {} records, {} heads kept elsewhere, in {seconds:.2} s",
        verified.lines, verified.records, verified.anchors
    );
    print::labelled(out, "verified", &counts)?;
    print::labelled(out, "head", &format!("line {}, {}", verified.head.seq, verified.head.words()))?;
    verified.notes.iter().try_for_each(|note| print::labelled(out, "note", note))?;
    for Problem { seq, record, text } in &verified.problems {
        let line = seq.map_or(String::new(), |seq| format!("line {seq}, "));
        let record = record.as_ref().map_or(String::new(), |record| format!("{record} "));
        print::labelled(out, "WRONG", &format!("{line}{record}{text}"))?;
    }
    verified.doubts.iter().try_for_each(|doubt| print::labelled(out, "DOUBT", doubt))?;
    let end = match verified.problems.len() {
        0 if !ok => "all is as the file itself says, and not all as was kept elsewhere".to_owned(),
        0 => "all is as it was written".to_owned(),
        n => format!(
            "{n} wrong: stop working and run `caseload backup`, which stops saving for all; keep the file as it is, and \
             try the latest good backup with `caseload restore FILE --drill`"
        ),
    };
    print::line(out, &end)?;
    Ok(if ok { 0 } else { NO })
}

/// The heads in a file, a line each; blank lines are none.
fn read(file: &Path) -> Result<Vec<Anchor>, Exit> {
    let text = std::fs::read_to_string(file)
        .map_err(|e| Exit::new(FILE, format!("{} cannot be read ({e}): name a file of heads", file.display())))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let head = |(i, line): (usize, &str)| {
        let what = || {
            format!(
                "{}, line {}: this is no head; they look as `caseload audit head` prints them",
                file.display(),
                i + 1
            )
        };
        Anchor::read(line).ok_or_else(|| Exit::new(USAGE, what()))
    };
    lines.map(head).collect()
}
