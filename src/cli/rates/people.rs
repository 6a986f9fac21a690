//! The figures of a year for people: tables of words and numbers.

use crate::cli::print;
use crate::domain::figures::{Figures, Slice, Tally};
use crate::domain::further::{MISSING, STEPS};
use crate::domain::overview::{Figure, Overview, YearLine};
use crate::domain::rate::{self, CLEARANCE, RATES, Rate};
use crate::domain::release::published::Published;
use crate::domain::scope::Rounding;
use crate::domain::spread::Share;
use crate::domain::taken::{Quartiles, Time};
use crate::domain::target;
use std::io::{self, Write};

/// All of them; the breakdown where it was asked for.
pub(super) fn overview(o: &Overview, by: bool, out: &mut dyn Write) -> io::Result<()> {
    o.asked.lens.cohort.rule().map_or(Ok(()), |rule| writeln!(out, "{rule}\n"))?;
    for said in &o.said {
        print::line(out, said)?;
        writeln!(out)?;
    }
    if o.undated > 0 {
        let day = o.asked.lens.cohort.counted_by();
        writeln!(out, "{} cases reported in {} have no {day}.\n", o.undated, o.asked.lens.period.name())?;
    }
    headline(&o.figures.0, o.figures.1.as_ref(), o, out)?;
    o.homicides_in_words().map_or(Ok(()), |text| writeln!(out, "\n{text}"))?;
    targets(o, out)?;
    steps(o, out)?;
    times(o, out)?;
    for (spread, shares) in &o.spreads {
        let known: u32 = shares.iter().filter(|s| !s.key.is_empty()).map(|s| s.count).sum();
        let any = shares.iter().any(|s| s.suppressed);
        writeln!(out, "\n{}, {}", spread.name, spread.unit)?;
        let row = |s: &Share| {
            let percent = o.figures.0.scope.rounding.percent(s.count, known).filter(|_| !s.key.is_empty() && !any);
            let count = if s.suppressed { "*".to_owned() } else { s.count.to_string() };
            vec![s.label.clone(), count, percent.map_or(String::new(), |p| format!("{p:.1} %"))]
        };
        print::table(
            out,
            "lrr",
            &shares
                .iter()
                .filter(|s| s.count > 0 || s.suppressed || !spread.order.is_empty())
                .map(row)
                .collect::<Vec<_>>(),
        )?;
    }
    writeln!(out, "\nNot known, of the cases")?;
    print::table(out, "lrrl", &MISSING.iter().filter_map(|rate| figure(o, rate, rate.name)).collect::<Vec<_>>())?;
    if !o.published.is_empty() {
        writeln!(out, "\nPrinted elsewhere, and what the same rule gives now")?;
        let row = |(printed, now): &(Published, Option<String>)| {
            let now = now.clone().unwrap_or_else(|| "not known".to_owned());
            vec![printed.words().to_owned(), printed.value.clone(), now]
        };
        print::table(out, "lrr", &o.published.iter().map(row).collect::<Vec<_>>())?;
    }
    if !o.years.is_empty() {
        writeln!(out, "\n{} by year", o.figures.0.scope.age.say(o.asked.rate.name))?;
        let row = |y: &YearLine| {
            let mark = if y.scope.is_some() { "another scope than the year before" } else { "" };
            let year = vec![y.year.to_string(), y.cases.to_string()];
            [year, fraction(o.asked.rate, &y.tally, o.rounding()), vec![mark.to_owned()]].concat()
        };
        print::table(out, "lrrrll", &o.years.iter().map(row).collect::<Vec<_>>())?;
        o.years.iter().filter_map(|y| y.scope.as_ref()).try_for_each(|said| print::line(out, said))?;
    }
    if by {
        breakdown(o, out)?;
    }
    Ok(())
}

fn breakdown(o: &Overview, out: &mut dyn Write) -> io::Result<()> {
    let name = o.figures.0.scope.age.say(o.asked.rate.name).to_lowercase();
    writeln!(out, "\n{name} by {}", o.asked.by.name())?;
    let line = |s: &Slice| [vec![s.label.clone()], of_slice(o.asked.rate, s, o.rounding())].concat();
    print::table(out, "lrrl", &o.slices.iter().map(|s| line(&s.slice)).collect::<Vec<_>>())?;
    if o.slices.iter().any(|s| s.slice.suppressed) {
        writeln!(out, "\n* so few that the number would tell of single cases, or of those beside it")?;
    }
    Ok(())
}

fn of_slice(rate: &Rate, s: &Slice, by: Rounding) -> Vec<String> {
    if s.suppressed { cells_of("*".to_owned()) } else { fraction(rate, &s.tally, by) }
}

/// Each headline figure, and beside it the same day last year.
fn headline(figures: &Figures, previous: Option<&Figures>, o: &Overview, out: &mut dyn Write) -> io::Result<()> {
    let years = || std::iter::once(figures).chain(previous);
    let row = |label: &str, of: &dyn Fn(&Figures) -> Vec<String>| {
        std::iter::once(label.to_owned()).chain(years().flat_map(of)).collect::<Vec<String>>()
    };
    let count = |label: &str, of: fn(&Figures) -> u32| row(label, &|f| cells_of(of(f).to_string()));
    let mut rows = vec![row("", &|f| cells_of(f.period.name())), count("Cases", |f| f.cases)];
    for (i, rate) in RATES.iter().enumerate() {
        rows.push(row(rate.name, &|f| fraction(rate, &f.rates[i], f.scope.rounding)));
        if rate.id == RATES[CLEARANCE].id {
            rows.push(count("  of these exceptionally", |f| f.exceptional));
        }
    }
    let beside = ["charge_rate", "child_on_child", "victims", "offences"];
    rows.extend(beside.iter().filter_map(|id| o.rate(id)).map(|f| both(o, f.rate.name, f)));
    let under_15 = |f: &Figures| f.homicide.known_under_15().map_or("not known".to_owned(), |n| n.to_string());
    let ages = |f: &Figures| f.scope.age;
    let one = previous.is_none_or(|before| ages(before) == ages(figures));
    let children = |f: &Figures| match one {
        true => cells_of(under_15(f)),
        false => vec![under_15(f), ages(f).words().to_owned(), String::new()],
    };
    let label = if one { format!("Homicide victims {}", ages(figures).words()) } else { "Homicide victims".to_owned() };
    rows.push(row(&label, &children));
    let more = [("homicides_infants", "  under 1"), ("homicides_by_parent", "  of any age, by a parent")];
    rows.extend(more.iter().filter_map(|(id, label)| o.rate(id).map(|f| both(o, label, f))));
    rows.push(count("  of any age", |f| f.homicide.victims));
    rows.push(count("  age not known", |f| f.homicide.age_unknown));
    rows.push(count("Homicide cases", |f| f.homicide.cases));
    rows.push(count("Left out: unfounded", |f| f.excluded[0]));
    rows.push(count("  duplicate", |f| f.excluded[1]));
    rows.push(count("  out of scope", |f| f.excluded[2]));
    rows.push(vec!["Provinces with a case".to_owned(), o.provinces.to_string()]);
    print::table(out, "lrrlrrl", &rows)
}

fn both(o: &Overview, label: &str, figure: &Figure) -> Vec<String> {
    let cells = |t: &Tally, f: &Figures| match figure.rate.count {
        true => cells_of(if t.n > 0 || t.unknown == 0 { t.k.to_string() } else { "not known".to_owned() }),
        false => fraction(figure.rate, t, f.scope.rounding),
    };
    let then = figure.before.as_ref().zip(o.figures.1.as_ref()).map(|(t, f)| cells(t, f)).unwrap_or_default();
    [vec![label.to_owned()], cells(&figure.now, &o.figures.0), then].concat()
}

fn targets(o: &Overview, out: &mut dyn Write) -> io::Result<()> {
    let Some(words) = target::in_words(o.figures.0.arrest_rate(), o.asked.target) else { return Ok(()) };
    writeln!(out, "\nTarget {} %: {words}", o.asked.target)?;
    for (by, slices) in &o.targets {
        let open = slices.iter().filter(|s| target::short(s.tally, o.asked.target).is_some_and(|short| short > 0));
        let row = |s: &Slice| {
            vec![
                format!("  {}", s.label),
                format!("{} of {}", s.tally.k, s.tally.n),
                target::in_words(s.tally, o.asked.target).unwrap_or_default(),
            ]
        };
        let rows: Vec<Vec<String>> = open.map(row).collect();
        if !rows.is_empty() {
            writeln!(out, "by {}", by.word())?;
            print::table(out, "lrl", &rows)?;
        }
    }
    Ok(())
}

fn figure(o: &Overview, rate: &Rate, label: &str) -> Option<Vec<String>> {
    let t = o.rate(rate.id)?.now;
    let percent = o.rounding().percent(t.k, t.n).map_or("not known".to_owned(), |p| format!("{p:.1} %"));
    Some([vec![label.to_owned()], vec![format!("{} of {}", t.k, t.n), percent, unknown(rate, &t)]].concat())
}

fn steps(o: &Overview, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nFrom report to conviction, cases")?;
    let unfinished =
        o.rates.iter().find(|f| f.rate.id == "cases_unfinished").and_then(|f| figure(o, f.rate, "not finished"));
    let rows: Vec<Vec<String>> =
        STEPS.iter().filter_map(|(step, rate)| figure(o, rate, step)).chain(unfinished).collect();
    print::table(out, "lrrl", &rows)
}

fn times(o: &Overview, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nHow long it takes, median")?;
    let row = |(time, q, _): &(&Time, Quartiles, Option<Quartiles>)| {
        let unknown = if q.unknown > 0 { format!("{} not known", q.unknown) } else { String::new() };
        vec![time.name.to_owned(), q.in_words(), format!("{} {}", q.n, time.unit), unknown]
    };
    print::table(out, "llll", &o.times.iter().map(row).collect::<Vec<_>>())
}

/// `238 of 274`, `86.9 %`, and how many are in neither.
pub(super) fn fraction(rate: &Rate, t: &Tally, by: Rounding) -> Vec<String> {
    vec![format!("{} of {}", t.k, t.n), rate::in_words(rate, t.k, t.n, by), unknown(rate, t)]
}

fn unknown(rate: &Rate, t: &Tally) -> String {
    if t.unknown > 0 { format!("{} {}", t.unknown, rate.neither()) } else { String::new() }
}

/// A count where a rate has its fraction.
fn cells_of(count: String) -> Vec<String> {
    vec![count, String::new(), String::new()]
}
