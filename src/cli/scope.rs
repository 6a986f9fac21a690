//! `scope`: by which rules the figures are counted, from which day on, with who and why; and a director's change of them. It must never
//! say what a rule means for a figure.

use super::exit::{Exit, USAGE};
use super::print;
use super::rates::of_scope;
use super::start::Run;
use crate::domain::code::Lists;
use crate::domain::cohort::Cohort;
use crate::domain::day::Day;
use crate::domain::scope::{AgeRule, Change, Entry, Rounding};
use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};
use std::io::Write;

/// What is asked.
#[derive(clap::Args)]
pub(super) struct Asked {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// List the scope in force today and every change of it
    List,
    /// Change it from a day on; what is not said stays as it is. A period is counted by one scope, that of its last day
    Set {
        /// In force from this day on: 2019-01-01; not before the last entry
        #[arg(long, value_name = "DAY")]
        from: String,
        /// Why, naming nobody: it is shown to everybody who sees figures
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        why: String,
        /// Which victims of homicide are children: 13 and younger, 13½ and younger, 15 and younger, under 15, under 18
        #[arg(long, value_name = "AGE", value_parser = PossibleValuesParser::new(AgeRule::ALL.map(|(word, _)| word)))]
        age: Option<String>,
        /// The provinces covered, with commas between, by code or name; or all. A case elsewhere is out of scope
        #[arg(long, value_name = "LIST|all")]
        provinces: Option<String>,
        /// The offences covered, with commas between, each with those below it; or all. A case with none of them is out of scope
        #[arg(long, value_name = "LIST|all")]
        offences: Option<String>,
        /// How per cent are rounded: half up, or down (cut off)
        #[arg(long, value_name = "HOW", value_parser = PossibleValuesParser::new(Rounding::ALL.map(|(word, _)| word)))]
        rounding: Option<String>,
        /// By which day a case is of a period
        #[arg(long, value_name = "DAY", value_parser = PossibleValuesParser::new(Cohort::ALL.map(|(word, _)| word)))]
        count_by: Option<String>,
    },
}

/// Changes it, if that is asked, and prints all.
pub(super) fn scope(mut run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let (now, lists) = (run.now(), run.store.lists());
    if let Some(Command::Set { from, why, age, provinces, offences, rounding, count_by }) = &asked.command {
        let day = Day::read(from, now.today())?.exact();
        let from = day.ok_or_else(|| Exit::new(USAGE, format!("“{from}” is no day: write 2019-01-01")))?;
        let change = Change {
            from,
            age: age.as_deref().and_then(AgeRule::of),
            provinces: codes(&lists, "province", provinces.as_deref())?,
            offences: codes(&lists, "offence", offences.as_deref())?,
            rounding: rounding.as_deref().and_then(Rounding::of),
            count_by: count_by.as_deref().and_then(Cohort::of),
        };
        run.store.set_scope(&change, why, &now)?;
    }
    let scopes = run.store.scopes(&now)?;
    if run.json {
        let entry = |entry: &Entry| {
            let mut json = of_scope(&entry.scope);
            (json["who"], json["at"], json["why"]) = (json!(entry.who), json!(entry.at), json!(entry.why));
            json
        };
        let entries: Value = scopes.entries.iter().map(entry).collect();
        print::json(out, &json!({ "today": of_scope(scopes.on(now.today())), "entries": entries }))?;
        return Ok(0);
    }
    let today = scopes.on(now.today());
    print::line(out, &format!("in force today: {}", today.name()))?;
    print::table(out, "ll", &today.rules(&lists).map(|(name, words)| vec![format!("  {name}"), words]))?;
    for [what, who] in scopes.history(&lists, now.zone) {
        writeln!(out)?;
        print::line(out, &what)?;
        print::line(out, &format!("  {who}"))?;
    }
    Ok(0)
}

/// The codes of a list that are named, in its order; the word for all of them stands for no bound.
fn codes(lists: &Lists, list: &str, typed: Option<&str>) -> Result<Option<Option<Vec<String>>>, Exit> {
    let Some(typed) = typed else { return Ok(None) };
    if typed.trim().eq_ignore_ascii_case("all") {
        return Ok(Some(None));
    }
    let mut codes = Vec::new();
    for word in typed.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let known = lists.whole(list, word, None).map(|entry| entry.code.clone());
        codes.push(
            known
                .ok_or_else(|| Exit::new(USAGE, format!("“{word}” is no {list}: caseload codes {list} lists them")))?,
        );
    }
    if codes.is_empty() {
        return Err(Exit::new(USAGE, format!("name at least one {list}, or all")));
    }
    codes.sort();
    codes.dedup();
    Ok(Some(Some(codes)))
}
