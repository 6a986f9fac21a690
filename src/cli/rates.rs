//! The figures of a year, and the cases behind one of them. It must never count: rules are in `rate`, counting in `figures`.

use super::exit::Exit;
use super::print;
use super::start::Run;
use crate::domain::facts::Facts;
use crate::domain::field::See;
use crate::domain::figures::{By, Figures, Slice, Tally, tally, year_before};
use crate::domain::moment::{Now, local, read_clock};
use crate::domain::period::Period;
use crate::domain::rate::{self, ARREST, CLEARANCE, Part, RATES, Rate, Window};
use crate::domain::rights::Right;
use chrono::Datelike;
use serde_json::{Value, json};
use std::io::{self, Write};

/// What was asked for.
pub(super) struct Asked {
    pub year: Option<i32>,
    pub by: Option<String>,
    pub as_of: Option<String>,
    pub receipt: Option<String>,
}

/// Prints the figures, or the receipt of one.
pub(super) fn rates(mut run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let Now { utc, zone } = run.now();
    let utc = asked.as_of.as_deref().map_or(Ok(utc), |time| read_clock(time, zone))?;
    let cut_off = Now { utc, zone };
    let year = asked.year.unwrap_or_else(|| cut_off.today().year());
    let window = Window { period: Period::Year(year), cut_off };
    let before = year_before(&window);
    let first = before.unwrap_or(window).period.span().0;
    let now = run.now();
    let last = window.period.span().1;
    if let Some(rate) = asked.receipt.as_deref().and_then(rate::by_id) {
        let facts = run.store.receipt(first, last, &now)?;
        receipt(&run, rate, &facts, &window, out)?;
        return Ok(0);
    }
    let facts = run.store.facts(first, last, &now)?;
    let by = asked.by.as_deref().and_then(|word| By::ALL.iter().find(|(w, _)| *w == word));
    // Who opens no case is not told of one by a slice that holds only it.
    let aggregates = run.store.viewer().refusal(Right::See(See::Facts)).is_some();
    let shown = |slices| if aggregates { Slice::for_aggregates(slices) } else { slices };
    let slices = by.map(|(word, by)| (*word, shown(by.slices(&facts, &window, &run.store.lists()))));
    let figures = Figures::count(&facts, &window);
    let previous = before.map(|w| (Figures::count(&facts, &w), w));
    if run.json {
        let mut answer = figures_json(&figures, &window);
        answer["previous"] = previous.map_or(Value::Null, |(figures, window)| figures_json(&figures, &window));
        if let Some((_, slices)) = slices {
            answer["by"] = slices.iter().map(slice_json).collect();
        }
        if run.store.office().demo {
            answer["demo"] = json!(true);
        }
        if let Some(note) = &run.store.office().note {
            answer["note"] = json!(note);
        }
        print::json(out, &answer)?;
    } else {
        let windows = std::iter::once(&window).chain(previous.iter().map(|(_, w)| w));
        let said: Vec<String> = windows.map(as_of).chain(["cases by report date".to_owned()]).collect();
        headline(&run, &said, out)?;
        figures_for_people(&figures, previous.as_ref().map(|(figures, _)| figures), out)?;
        if let Some((word, slices)) = slices {
            writeln!(out, "\narrest rate by {word}")?;
            let cells = |s: &Slice| match s.suppressed {
                true => cells_of("*".to_owned()),
                false => fraction(&RATES[ARREST], &s.tally),
            };
            let line = |s: &Slice| [vec![s.label.clone()], cells(s)].concat();
            print::table(out, "lrrl", &slices.iter().map(line).collect::<Vec<_>>())?;
            if slices.iter().any(|s| s.suppressed) {
                writeln!(out, "\n* so few that the number would tell of single cases, or of those beside it")?;
            }
        }
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

/// `238 of 274`, `86.9 %`, and how many are in neither.
fn fraction(rate: &Rate, t: &Tally) -> Vec<String> {
    let unknown = if t.unknown > 0 { format!("{} {}", t.unknown, rate.neither()) } else { String::new() };
    vec![format!("{} of {}", t.k, t.n), rate::in_words(rate, t.k, t.n), unknown]
}

/// Each figure, and beside it the same day last year.
fn figures_for_people(figures: &Figures, previous: Option<&Figures>, out: &mut dyn Write) -> io::Result<()> {
    let years = || std::iter::once(figures).chain(previous);
    let row = |label: &str, of: &dyn Fn(&Figures) -> Vec<String>| {
        std::iter::once(label.to_owned()).chain(years().flat_map(of)).collect::<Vec<String>>()
    };
    let count = |label: &str, of: fn(&Figures) -> u32| row(label, &|f| cells_of(of(f).to_string()));
    let mut rows = vec![row("", &|f| cells_of(f.period.name())), count("Cases", |f| f.cases)];
    for (i, rate) in RATES.iter().enumerate() {
        rows.push(row(rate.name, &|f| fraction(rate, &f.rates[i])));
        if rate.id == RATES[CLEARANCE].id {
            rows.push(count("  of these exceptionally", |f| f.exceptional));
        }
    }
    rows.push(count("Homicide victims under 15", |f| f.homicide.under_15));
    rows.push(count("  of any age", |f| f.homicide.victims));
    rows.push(count("  age not known", |f| f.homicide.age_unknown));
    rows.push(count("Homicide cases", |f| f.homicide.cases));
    rows.push(count("Left out: unfounded", |f| f.excluded[0]));
    rows.push(count("  duplicate", |f| f.excluded[1]));
    rows.push(count("  out of scope", |f| f.excluded[2]));
    print::table(out, "lrrlrrl", &rows)
}

/// A count where a rate has its fraction.
fn cells_of(count: String) -> Vec<String> {
    vec![count, String::new(), String::new()]
}

fn tally_json(rate: &Rate, t: &Tally) -> Value {
    let percent = if rate.per { None } else { rate::percent(t.k, t.n) };
    let (unknown, pending) = if rate.pending { (0, Some(t.unknown)) } else { (t.unknown, None) };
    let mut json = json!({ "k": t.k, "n": t.n, "percent": percent, "unknown": unknown });
    if let Some(pending) = pending {
        json["pending"] = json!(pending);
    }
    if rate.per {
        json["value"] = json!(rate::ratio(t.k, t.n));
    }
    json
}

fn figures_json(figures: &Figures, window: &Window) -> Value {
    let one = |(rate, t): (&Rate, &Tally)| {
        let mut json = joined(json!({ "id": rate.id, "name": rate.name }), tally_json(rate, t));
        if rate.id == RATES[CLEARANCE].id {
            json["exceptional"] = json!(figures.exceptional);
        }
        json["rule"] = json!(rate.rule);
        json
    };
    let (homicide, [unfounded, duplicate, out_of_scope]) = (&figures.homicide, figures.excluded);
    json!({
        "year": window.period.span().0.year(),
        "as_of": window.cut_off.local_iso(),
        "counted_by": "report date",
        "cases": figures.cases,
        "rates": RATES.iter().zip(&figures.rates).map(one).collect::<Vec<_>>(),
        "homicide": {
            "victims": homicide.victims,
            "under_15": homicide.under_15,
            "age_unknown": homicide.age_unknown,
            "cases": homicide.cases,
        },
        "excluded": { "unfounded": unfounded, "duplicate": duplicate, "out_of_scope": out_of_scope },
    })
}

fn slice_json(slice: &Slice) -> Value {
    let key = Some(&slice.key).filter(|k| !k.is_empty());
    let mut json = joined(
        json!({ "key": key, "label": slice.label, "cases": slice.cases }),
        tally_json(&RATES[ARREST], &slice.tally),
    );
    if slice.suppressed {
        ["cases", "k", "n", "percent", "unknown"].into_iter().for_each(|number| json[number] = Value::Null);
        json["suppressed"] = json!(true);
    }
    json
}

/// Two JSON objects as one, the first one's keys first.
fn joined(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

/// The rule, the cut-off, and every case, suspect or offence that is in the rate or could not be.
fn receipt(run: &Run, rate: &Rate, facts: &[Facts], window: &Window, out: &mut dyn Write) -> io::Result<()> {
    let of = |f| (rate.parts)(f, window).into_iter().map(move |part| (f, part));
    let t = tally(rate, facts, window);
    let parts: Vec<(&Facts, Part)> = facts.iter().flat_map(of).collect();
    if run.json {
        let case = |(f, p): &(&Facts, Part)| {
            let part = Some(&p.label).filter(|l| !l.is_empty());
            let mut json = json!({ "number": f.number, "part": part, "k": p.k, "n": p.n, "unknown": p.unknown });
            if rate.pending {
                (json["unknown"], json["pending"]) = (json!(0), json!(p.unknown));
            }
            json
        };
        let mut answer = json!({
            "rate": rate.id,
            "rule": rate.rule,
            "year": window.period.span().0.year(),
            "as_of": window.cut_off.local_iso(),
            "k": t.k,
            "n": t.n,
            "unknown": t.unknown,
            "cases": parts.iter().map(case).collect::<Vec<_>>(),
        });
        if rate.pending {
            (answer["unknown"], answer["pending"]) = (json!(0), json!(t.unknown));
        }
        return print::json(out, &answer);
    }
    headline(run, &[rate.name.to_owned(), as_of(window)], out)?;
    writeln!(out, "{}\n\n{}", rate.rule, fraction(rate, &t).join("  ").trim_end())?;
    let lists = run.store.lists();
    let row = |(f, p): &(&Facts, Part)| {
        let day = f.reported_on.filter(|_| f.open).map_or("–".to_owned(), |d| d.to_iso());
        let (offence, province) = f.what(&lists).unwrap_or_else(|ask| (ask, String::new()));
        vec![f.number.clone(), p.label.clone(), day, offence, province]
    };
    let mut section = |title: &str, belongs: fn(&Part) -> bool| {
        let rows: Vec<Vec<String>> = parts.iter().filter(|(_, p)| belongs(p)).map(row).collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{title}")?;
        print::table(out, "lllll", &rows)
    };
    section(&format!("{}: {}", rate.numerator, t.k), |p| p.k > 0)?;
    section(&format!("{}, not in the numerator", rate.denominator), |p| p.k == 0 && p.n > 0)?;
    section(&format!("{}, in neither", rate.neither()), |p| p.unknown > 0)?;
    if run.store.viewer().is_bounded() {
        writeln!(out, "\nCases that are restricted to others are not counted.")?;
    }
    Ok(())
}
