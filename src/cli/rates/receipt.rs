//! The receipt of a figure: its rule, its cut-off, what was printed of it, and every case, suspect, offence or pair behind it.

use super::{as_of, headline};
use crate::cli::exit::Exit;
use crate::cli::print;
use crate::cli::start::Run;
use crate::domain::code::Lists;
use crate::domain::facts::Facts;
use crate::domain::figures::scope_said;
use crate::domain::measure::Measure;
use crate::domain::rate::{Part, Tally, Window};
use crate::domain::release::published;
use crate::domain::spread::Spread;
use chrono::Datelike;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Of a rate, or of how long something takes.
pub(super) fn of(
    run: &mut Run,
    measure: &Measure,
    facts: &[Facts],
    window: &Window,
    out: &mut dyn Write,
) -> Result<(), Exit> {
    let now = run.now();
    let of = |f| measure.parts(f, window).into_iter().map(move |part| (f, part));
    let parts: Vec<(&Facts, Part)> = facts.iter().flat_map(of).collect();
    let all: Vec<Part> = parts.iter().map(|(_, part)| part.clone()).collect();
    let t = measure.sum(&all);
    let printed =
        published::beside(&run.store.published_of(window.lens(), &now)?, measure.rate(), t, window.scope().rounding);
    let lists = run.store.lists();
    let (id, pending) = match measure {
        Measure::Took(time) => (time.id, false),
        measure => measure.rate().map_or(("", false), |rate| (rate.id, rate.pending)),
    };
    if run.json {
        let case = |(f, p): &(&Facts, Part)| {
            let part = Some(&p.label).filter(|l| !l.is_empty());
            let mut json = json!({ "number": f.number, "part": part, "k": p.k, "n": p.n, "unknown": p.unknown });
            if let Some(days) = p.days {
                json["days"] = json!(days);
            }
            if pending {
                (json["unknown"], json["pending"]) = (json!(0), json!(p.unknown));
            }
            json
        };
        let mut answer = answer(id, &measure.rule(window.scope()), window, &lists);
        (answer["k"], answer["n"], answer["unknown"]) = (json!(t.k), json!(t.n), json!(t.unknown));
        answer["cases"] = parts.iter().map(case).collect();
        if !printed.is_empty() {
            answer["printed"] = json!(printed);
        }
        if pending {
            (answer["unknown"], answer["pending"]) = (json!(0), json!(t.unknown));
        }
        print::json(out, &answer)?;
        return Ok(());
    }
    headline(run, &[measure.name(&lists, window.scope()), as_of(window)], out)?;
    let Tally { k, n, unknown } = t;
    let neither = if pending { "pending" } else { "not known" };
    let apart = if unknown > 0 { format!("  {unknown} {neither}") } else { String::new() };
    rule(&measure.rule(window.scope()), window, &lists, out)?;
    writeln!(out, "{k} of {n}  {}{apart}", measure.in_words(&all, window.scope()))?;
    printed.iter().try_for_each(|line| print::line(out, line))?;
    let (numerator, denominator) = measure.counts(window.scope());
    let mut section = |title: &str, belongs: fn(&Part) -> bool| {
        let rows: Vec<Vec<String>> = parts.iter().filter(|(_, p)| belongs(p)).map(|(f, p)| row(run, f, p)).collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{title}")?;
        print::table(out, "llllll", &rows)
    };
    section(&format!("{numerator}: {k}"), |p| p.k > 0)?;
    section(&format!("{denominator}, not in the numerator"), |p| p.k == 0 && p.n > 0)?;
    section(&format!("{neither}, in neither"), |p| p.unknown > 0)?;
    foot(run, out)?;
    Ok(())
}

/// Of what is spread over the cases: each unit with its class.
pub(super) fn spread(
    run: &Run,
    spread: &Spread,
    facts: &[Facts],
    window: &Window,
    out: &mut dyn Write,
) -> Result<(), Exit> {
    let units =
        facts.iter().flat_map(|f| spread.classes(f, window).into_iter().map(move |(label, key)| (f, label, key)));
    let units: Vec<(&Facts, String, String)> = units.collect();
    let lists = run.store.lists();
    if run.json {
        let unit = |(f, label, key): &(&Facts, String, String)| {
            let (part, class) = (Some(label).filter(|l| !l.is_empty()), Some(key).filter(|k| !k.is_empty()));
            json!({ "number": f.number, "part": part, "class": class })
        };
        let mut answer = answer(spread.id, spread.rule, window, &lists);
        answer["cases"] = units.iter().map(unit).collect();
        print::json(out, &answer)?;
        return Ok(());
    }
    headline(run, &[spread.name.to_owned(), as_of(window)], out)?;
    rule(spread.rule, window, &lists, out)?;
    for share in spread.shares(facts, window, &lists).iter().filter(|share| share.count > 0) {
        writeln!(out, "\n{}: {}", share.label, share.count)?;
        let of = units.iter().filter(|(.., key)| *key == share.key);
        let row =
            |(f, label, _): &(&Facts, String, String)| row(run, f, &Part { label: label.clone(), ..Part::default() });
        print::table(out, "llllll", &of.map(row).collect::<Vec<_>>())?;
    }
    foot(run, out)?;
    Ok(())
}

fn answer(id: &str, rule: &str, window: &Window, lists: &Lists) -> Value {
    let mut answer = json!({
        "rate": id,
        "rule": rule,
        "cohort": window.cohort.word(),
        "year": window.period.span().0.year(),
        "as_of": window.cut_off.local_iso(),
    });
    let said = scope_said(window, lists);
    if !said.is_empty() {
        answer["scope_said"] = json!(said);
    }
    answer
}

fn rule(rule: &str, window: &Window, lists: &Lists, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{rule}")?;
    window.cohort.rule().map_or(Ok(()), |rule| writeln!(out, "{rule}"))?;
    scope_said(window, lists).iter().try_for_each(|said| print::line(out, said))?;
    writeln!(out)
}

fn row(run: &Run, f: &Facts, p: &Part) -> Vec<String> {
    let day = f.reported_on.filter(|_| f.open).map_or("–".to_owned(), |d| d.to_iso());
    let (offence, province) = f.what(&run.store.lists()).unwrap_or_else(|ask| (ask, String::new()));
    let days = p.days.map(|days| format!("{days} d")).unwrap_or_default();
    vec![f.number.clone(), p.label.clone(), day, offence, province, days]
}

fn foot(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    match run.store.viewer().is_bounded() {
        true => writeln!(out, "\nCases that are restricted to others are not counted."),
        false => Ok(()),
    }
}
