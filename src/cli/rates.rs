//! The figures of a year, and the cases behind one of them. It must never count: rules are in `rate` and its neighbours, counting in
//! `figures` and `overview`.

mod people;
mod programs;
mod receipt;

pub(super) use programs::of_scope;

use super::exit::Exit;
use super::print;
use super::start::Run;
use crate::domain::by::By;
use crate::domain::cohort::Cohort;
use crate::domain::figures::year_before;
use crate::domain::further;
use crate::domain::measure::Measure;
use crate::domain::moment::local;
use crate::domain::overview::{self, BROKEN_DOWN};
use crate::domain::period::Period;
use crate::domain::rate::{ARREST, RATES, Rate, Window};
use crate::domain::spread::{self, SPREADS};
use crate::domain::taken::{self, TIMES};
use crate::domain::target::USUAL;
use chrono::Datelike;
use clap::builder::PossibleValuesParser;
use serde_json::json;
use std::io::{self, Write};

/// What is asked.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// The year of the reports; else the year of the cut-off
    #[arg(long, value_name = "Y", value_parser = super::year)]
    year: Option<i32>,
    /// By which day a case is of the year: that of its report, of the incident, or of the first arrest; else as the scope says
    #[arg(long, value_name = "DAY", value_parser = PossibleValuesParser::new(Cohort::ALL.map(|(word, _)| word)))]
    cohort: Option<String>,
    /// Break a rate down
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(By::ALL.map(|(word, _)| word)))]
    by: Option<String>,
    /// Which rate is broken down and stands in the line of years
    #[arg(long, value_name = "RATE", default_value = RATES[ARREST].id, value_parser = PossibleValuesParser::new(BROKEN_DOWN.map(|r| r.id)))]
    of: String,
    /// Also the ten years up to this one
    #[arg(long)]
    years: bool,
    /// The target of the arrest rate, in per cent
    #[arg(long, value_name = "PERCENT", default_value_t = USUAL, value_parser = clap::value_parser!(u32).range(1..=100))]
    target: u32,
    /// The cut-off, nothing after it counts: 2020-01-13 or 2020-01-13T12:00; else now
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// List the cases behind one figure, with its rule
    #[arg(long, value_name = "FIGURE", conflicts_with = "by", value_parser = PossibleValuesParser::new(receipts()))]
    receipt: Option<String>,
}

/// All that has a receipt, by its id.
fn receipts() -> Vec<&'static str> {
    let rates = RATES.iter().chain(further::all()).map(|rate| rate.id);
    rates.chain(SPREADS.iter().map(|spread| spread.id)).chain(TIMES.iter().map(|time| time.id)).collect()
}

/// Prints the figures, or the receipt of one.
pub(super) fn rates(mut run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let cut_off = run.cut_off(asked.as_of.as_deref())?;
    let year = asked.year.unwrap_or_else(|| cut_off.today().year());
    let (chosen, now) = (asked.cohort.as_deref().and_then(Cohort::of), run.now());
    let window = run.store.window(Period::Year(year), chosen, cut_off, &now)?;
    let lens = window.lens();
    if let Some(id) = &asked.receipt {
        let (first, last) = lens.span();
        let facts = run.store.receipt(first, last, &now)?;
        match (further::by_id(id), spread::by_id(id), taken::by_id(id)) {
            (Some(rate), ..) => receipt::of(&mut run, &Measure::Rate(rate), &facts, &window, out)?,
            (_, Some(spread), _) => receipt::spread(&run, spread, &facts, &window, out)?,
            (.., Some(time)) => receipt::of(&mut run, &Measure::Took(time), &facts, &window, out)?,
            _ => {}
        }
        return Ok(0);
    }
    let by = asked.by.as_deref().and_then(|word| By::ALL.iter().find(|(w, _)| *w == word)).map(|(_, by)| *by);
    let rate: &Rate = further::by_id(&asked.of).unwrap_or(&RATES[ARREST]);
    let years = asked.years;
    let query =
        overview::Asked { lens, rate, by: by.unwrap_or(By::Offence), years, target: asked.target, by_scope: false };
    let overview = run.store.overview(query, cut_off, &now)?;
    let before = year_before(&window);
    if run.json {
        let mut answer = programs::overview(&overview, &window, by.is_some());
        if run.store.office().demo {
            answer["demo"] = json!(true);
        }
        if let Some(note) = &run.store.office().note {
            answer["note"] = json!(note);
        }
        print::json(out, &answer)?;
    } else {
        let windows = std::iter::once(&window).chain(&before);
        let by_day = format!("cases by {}", lens.cohort.counted_by());
        let said: Vec<String> = windows.map(as_of).chain([by_day]).collect();
        headline(&run, &said, out)?;
        people::overview(&overview, by.is_some(), out)?;
    }
    Ok(0)
}

/// What every print of figures says first: what is counted, to which cut-off, and what must be said beside it.
fn headline(run: &Run, what: &[String], out: &mut dyn Write) -> io::Result<()> {
    let office = run.store.office();
    let demo = office.demo.then(|| "DEMO, invented people".to_owned());
    let said: Vec<String> = demo.into_iter().chain(what.iter().cloned()).collect();
    print::line(out, &said.join(" · "))?;
    office.note.iter().try_for_each(|note| print::line(out, note))?;
    writeln!(out)
}

/// `2019 as of 31 Dec 2019 16:42`
fn as_of(window: &Window) -> String {
    format!("{} as of {}", window.period.name(), local(&window.cut_off.stamp(), window.cut_off.zone))
}
