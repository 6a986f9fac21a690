//! `release diff`: the figures of a year as they were published or signed, as the same rule gives them of the file then and today,
//! and case by case what made the difference. It must never find a reason itself.

use super::{Exit, Run, published_json};
use crate::cli::exit::NO;
use crate::cli::print;
use crate::domain::release::diff::Moved;
use crate::domain::release::restatement::{Against, Printed, Restatement, Side};
use serde_json::{Value, json};
use std::io::Write;

/// What is asked.
#[derive(clap::Args)]
pub(in crate::cli) struct Asked {
    /// The year of the reports
    #[arg(value_parser = crate::cli::year)]
    year: i32,
    /// Against the last signed release, a signed one by its number, or what was published; else the last signed one, where there is one
    #[arg(long, value_name = "signed|NUMBER|published", value_parser = against)]
    against: Option<Against>,
    /// As the file stood then; else at the cut-off of what it is compared with, else at the end of the year
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
}

fn against(typed: &str) -> Result<Against, String> {
    match typed {
        "signed" => Ok(Against::Signed),
        "published" => Ok(Against::Published),
        number => number.parse().map(Against::Release).map_err(|_| {
            "write signed, published, or the number of a signed release, as `release list` has it".to_owned()
        }),
    }
}

/// Compares.
pub(super) fn diff(run: &mut Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let against = asked.against.unwrap_or(Against::Either);
    let as_of = asked.as_of.as_deref().map(|typed| run.cut_off(Some(typed))).transpose()?;
    let now = run.now();
    let restatement = run.store.restatement(asked.year, against, as_of, &now)?;
    let none = || match against {
        Against::Release(id) => format!("release {id} is not a signed one of {}: release list names them", asked.year),
        _ => format!("no release of {} was signed", asked.year),
    };
    let restatement = restatement.ok_or_else(|| Exit::new(NO, none()))?;
    if run.json {
        print::json(out, &to_json(&restatement))?;
        return Ok(0);
    }
    for_people(run, &restatement, out)?;
    Ok(0)
}

fn to_json(r: &Restatement) -> Value {
    let side = |side: &Side| {
        let (k, n) = side.arrested;
        json!({ "cases": side.cases, "k": k, "n": n, "percent": side.by.1.percent(k, n), "under_15": side.under_15 })
    };
    let printed = |p: &Printed| {
        let mut json = published_json(&p.published);
        json["then"] = json!(p.then);
        json["today"] = json!(p.today);
        json
    };
    let case = |m: &Moved| json!({ "number": Some(&m.number).filter(|n| !n.is_empty()), "why": m.why });
    let mut answer = json!({
        "year": r.year,
        "against": if r.release.is_some() { "signed" } else { "file" },
        "release": r.release,
        "as_of": r.at.local_iso(),
        "now": r.now.local_iso(),
        "then": side(&r.then),
        "today": side(&r.today),
        "published": r.printed.iter().map(printed).collect::<Value>(),
        "moved": r.moved.iter().flatten().map(case).collect::<Value>(),
    });
    if let Some(scope) = &r.scope {
        answer["scope"] = json!(scope);
    }
    answer
}

fn for_people(run: &Run, r: &Restatement, out: &mut dyn Write) -> Result<(), Exit> {
    print::line(out, &r.title())?;
    r.scope_said().map_or(Ok(()), |said| print::line(out, &said))?;
    writeln!(out)?;
    let head = vec![String::new(), r.then.head.clone(), r.today.head.clone()];
    let rows = r.figures().into_iter().map(Vec::from);
    print::table(out, "lrr", &std::iter::once(head).chain(rows).collect::<Vec<_>>())?;
    if !r.printed.is_empty() {
        writeln!(out, "\npublished")?;
        let head = ["", "printed", "file then", "today", "source"].map(str::to_owned).to_vec();
        let row = |p: &Printed| {
            let known = |figure: &Option<String>| figure.clone().unwrap_or_else(|| "not known".to_owned());
            let printed = &p.published;
            let source = printed.note.iter().chain([&printed.source]).cloned().collect::<Vec<_>>().join("; ");
            vec![printed.words().to_owned(), printed.value.clone(), known(&p.then), known(&p.today), source]
        };
        let rows: Vec<Vec<String>> = std::iter::once(head).chain(r.printed.iter().map(row)).collect();
        print::table(out, "lrrrl", &rows)?;
    }
    writeln!(out)?;
    print::line(out, &r.summary().unwrap_or_else(|| run.store.viewer().figures_only()))?;
    let number = |m: &Moved| if m.number.is_empty() { "–".to_owned() } else { m.number.clone() };
    let rows: Vec<Vec<String>> = r.moved.iter().flatten().map(|m| vec![number(m), m.why.join("; ")]).collect();
    print::table(out, "ll", &rows)?;
    r.unseen().iter().try_for_each(|unseen| print::line(out, unseen))?;
    Ok(())
}
