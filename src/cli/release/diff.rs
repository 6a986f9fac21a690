//! `release diff`: the figures of a year as they were published or signed, as the same rule gives them of the file then and today,
//! and case by case what made the difference. It must never find a reason itself.

use super::{Exit, Run, published_json, time};
use crate::cli::print;
use crate::domain::cohort::Lens;
use crate::domain::field::See;
use crate::domain::figures::Figures;
use crate::domain::moment::{Now, local, read_clock};
use crate::domain::period::Period;
use crate::domain::rate::{Window, percent};
use crate::domain::release::counted::Counted;
use crate::domain::release::diff::{Moved, Sides, moved};
use crate::domain::release::published::Published;
use crate::domain::rights::Right;
use crate::store::{Past, Signed, Whose};
use chrono::TimeZone;
use serde_json::{Value, json};
use std::io::Write;

/// What is asked.
#[derive(clap::Args)]
pub(in crate::cli) struct Asked {
    /// The year of the reports
    #[arg(value_parser = clap::value_parser!(i32).range(1900..=2998))]
    year: i32,
    /// Against the last signed release, or what was published; else the signed one, where there is one
    #[arg(long, value_name = "WHAT", value_parser = ["signed", "published"])]
    against: Option<String>,
    /// As the file stood then; else at the cut-off of what it is compared with, else at the end of the year
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
}

/// The figures that are compared.
struct Side {
    head: String,
    figures: [String; 3],
    json: Value,
}

impl Side {
    fn of(head: String, cases: u32, (k, n): (u32, u32), under_15: u32) -> Side {
        let rate = percent(k, n);
        let words = rate.map_or("not known".to_owned(), |p| format!("{p:.1} % ({k} of {n})"));
        let json = json!({ "cases": cases, "k": k, "n": n, "percent": rate, "under_15": under_15 });
        Side { head, figures: [cases.to_string(), words, under_15.to_string()], json }
    }

    fn counted(head: String, past: &Past, window: &Window) -> Side {
        let figures = Figures::count(&past.facts, window);
        let rate = figures.arrest_rate();
        Side::of(head, figures.cases, (rate.k, rate.n), figures.homicide.under_15)
    }
}

/// Compares.
pub(super) fn diff(run: &mut Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let (now, zone, period) = (run.now(), run.now().zone, Period::Year(asked.year));
    let signed = match asked.against.as_deref() {
        Some("published") => None,
        _ => super::signed(run, |s| s.release.year == asked.year)?,
    };
    if asked.against.as_deref() == Some("signed") && signed.is_none() {
        return Err(Exit::new(super::super::exit::NO, format!("no release of {} was signed", asked.year)));
    }
    let published: Vec<Published> = run.store.published(&now)?.into_iter().filter(|p| p.year == asked.year).collect();
    let at = match (&asked.as_of, &signed) {
        (Some(typed), _) => time(run, Some(typed))?,
        (None, Some(signed)) => Now { utc: signed.as_of, zone },
        (None, None) => cut_off(&published, period, &now),
    };
    let (then, today) = (Window::of(Lens::by_report(period), at), Window::of(Lens::by_report(period), now));
    let all = Period::All.span();
    let before = run.store.facts_as_of(all, &at, Whose::Office, &now)?;
    let after = run.store.facts_as_of(all, &now, Whose::Office, &now)?;
    let words = |at: &Now| local(&at.stamp(), zone);
    // With another cut-off than the signed one the file of that time is compared, not what was signed.
    let frozen = signed.as_ref().filter(|s| s.as_of == at.utc);
    let sides = [
        frozen.map(signed_side).unwrap_or_else(|| Side::counted(format!("file of {}", words(&at)), &before, &then)),
        Side::counted(format!("today, {}", words(&now)), &after, &today),
    ];
    let counted = frozen.map_or_else(|| Counted::of(&before.facts, &then), |s| s.counted.clone());
    let tells = run.store.viewer().refusal(Right::See(See::Facts)).is_none();
    let sources = Sides { then: &counted, file: &before.facts, window: &then, today: &after.facts, now: &today };
    let moved = if tells { moved(&sources, &run.store.lists()) } else { Vec::new() };
    if run.json {
        let printed = |p: &Published| {
            let mut json = published_json(p);
            json["then"] = json!(p.counted(&before.facts, &then));
            json["today"] = json!(p.counted(&after.facts, &today));
            json
        };
        let case = |m: &Moved| json!({ "number": Some(&m.number).filter(|n| !n.is_empty()), "why": m.why });
        let [was, is] = sides.map(|side| side.json);
        let answer = json!({
            "year": asked.year,
            "against": if frozen.is_some() { "signed" } else { "file" },
            "release": frozen.map(|s| s.signature.id),
            "as_of": at.local_iso(),
            "now": now.local_iso(),
            "then": was,
            "today": is,
            "published": published.iter().map(printed).collect::<Value>(),
            "moved": moved.iter().map(case).collect::<Value>(),
        });
        print::json(out, &answer)?;
        return Ok(0);
    }
    print::line(out, &format!("{}: the figures then and today, by the same rule", asked.year))?;
    writeln!(out)?;
    let [was, is] = &sides;
    let mut rows = vec![vec![String::new(), was.head.clone(), is.head.clone()]];
    for (i, label) in ["Cases", "Arrest rate", "Child homicides under 15"].into_iter().enumerate() {
        rows.push(vec![label.to_owned(), was.figures[i].clone(), is.figures[i].clone()]);
    }
    print::table(out, "lrr", &rows)?;
    if !published.is_empty() {
        writeln!(out, "\npublished")?;
        let head = ["", "printed", "file then", "today", "source"].map(str::to_owned).to_vec();
        let row = |p: &Published| {
            let count = |past: &Past, window| p.counted(&past.facts, window).unwrap_or_else(|| "not known".to_owned());
            let source = p.note.iter().chain([&p.source]).cloned().collect::<Vec<_>>().join("; ");
            vec![p.words().to_owned(), p.value.clone(), count(&before, &then), count(&after, &today), source]
        };
        let rows: Vec<Vec<String>> = std::iter::once(head).chain(published.iter().map(row)).collect();
        print::table(out, "lrrrl", &rows)?;
    }
    writeln!(out)?;
    match (tells, moved.len()) {
        (false, _) => print::line(out, &run.store.viewer().figures_only())?,
        (true, 0) => print::line(out, &format!("no case moved since {}", words(&at)))?,
        (true, n) => {
            let noun = if n == 1 { "case" } else { "cases" };
            print::line(out, &format!("{n} {noun} moved since {}", words(&at)))?;
            let number = |m: &Moved| if m.number.is_empty() { "–".to_owned() } else { m.number.clone() };
            let rows: Vec<Vec<String>> = moved.iter().map(|m| vec![number(m), m.why.join("; ")]).collect();
            print::table(out, "ll", &rows)?;
        }
    }
    let blind: Vec<&str> = before.blind.iter().map(String::as_str).filter(|n| !n.is_empty()).collect();
    if !blind.is_empty() {
        print::line(out, &format!("changed since and then erased, told as they stand: {}", blind.join(", ")))?;
    }
    Ok(0)
}

fn signed_side(signed: &Signed) -> Side {
    let release = &signed.release;
    let rate = release.arrest_rate().map_or((0, 0), |r| (r.k, r.n));
    let head = format!("signed, release {}", signed.signature.id);
    Side::of(head, release.cases, rate, release.homicide.under_15)
}

/// The cut-off of what was published where one is known, else the end of the year; never later than now.
fn cut_off(published: &[Published], period: Period, now: &Now) -> Now {
    let known = published.iter().filter_map(|p| p.as_of.as_deref()).find_map(|at| read_clock(at, now.zone).ok());
    let end = || {
        let last = period.span().1.and_hms_opt(23, 59, 59)?;
        now.zone.from_local_datetime(&last).earliest().map(|at| at.to_utc())
    };
    Now { utc: known.or_else(end).unwrap_or(now.utc).min(now.utc), zone: now.zone }
}
