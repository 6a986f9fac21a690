//! How the value of a key is read: code, day, age, count, number, text, each into the form in which it is stored.
//! It must never guess: what may be several things is named together with what it may be.

use super::Want;
use super::keys::{Key, Kind};
use super::split::{Piece, TILDE};
use crate::domain::age::Age;
use crate::domain::day::Day;
use crate::domain::field::Desk;
use crate::domain::moment::stamp;
use crate::domain::number;
use crate::domain::rights::Viewer;
use crate::domain::sound::Sounding;
use crate::domain::text::{fold, latin_digit};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc};

/// What is not known, asked for.
const UNKNOWN: [&str; 2] = ["?", "none"];
/// After every stored day.
const EVER: &str = "~";

/// The wants that a value stands for: more than one where it names a branch of a code list.
pub(super) fn read(key: &Key, value: &Piece, desk: &Desk, viewer: &Viewer) -> Result<Vec<Want>, String> {
    let text = value.text.as_str();
    if text.is_empty() {
        return Err(format!("{}: needs a value. {}", key.name, key.help));
    }
    // Before an age it says that it is not known well.
    if value.tilde && key.kind != Kind::Age {
        return sounds(key, text).map_err(|sentence| format!("{}: {sentence}", key.name));
    }
    if UNKNOWN.contains(&text) && !value.quoted {
        return match key.kind {
            Kind::Number | Kind::Count => Err(format!("{} is always known: write a number", key.name)),
            _ => Ok(vec![Want::Unknown]),
        };
    }
    match key.kind {
        Kind::Code(list) => codes(list, text, desk),
        Kind::Text => match fold(text) {
            folded if folded.is_empty() => Err(format!("“{text}” has neither letter nor digit")),
            folded => Ok(vec![Want::Holds(folded)]),
        },
        Kind::Officer if text == "me" && !value.quoted => Ok(vec![Want::Officer(viewer.name.to_lowercase())]),
        Kind::Officer => Ok(vec![Want::Officer(text.to_lowercase())]),
        Kind::Day | Kind::Moment => days(text, desk, key.kind == Kind::Moment),
        Kind::Age => ages(text),
        Kind::Count => counts(text),
        Kind::Number => numbers(text),
    }
    .map_err(|sentence| format!("{}: {sentence}", key.name))
}

fn sounds(key: &Key, text: &str) -> Result<Vec<Want>, String> {
    if !key.is_of_names() {
        return Err(format!("“{text}” asks by sound, and only names have one: name:~kouk"));
    }
    let name = text.trim_start_matches(TILDE).trim();
    match Sounding::of(name) {
        Some(_) => Ok(vec![Want::Sounds(name.to_owned())]),
        None if name.is_empty() => Err(format!("“{text}” needs a name behind it: ~kouk finds those that sound alike")),
        None => Err(format!("“{text}” has no letter that sounds: ~kouk finds names that sound alike")),
    }
}

fn codes(list: &str, text: &str, desk: &Desk) -> Result<Vec<Want>, String> {
    let (exactly, text) = text.strip_prefix('=').map_or((false, text), |rest| (true, rest));
    let entries = if exactly { desk.lists.named(list, text) } else { desk.lists.branch(list, text) };
    match entries {
        Ok(entries) => Ok(entries.into_iter().map(|e| Want::Code(e.code.clone())).collect()),
        Err(_) if list == "yesno" => Err(format!("“{text}” is neither yes nor no")),
        Err(misread) => Err(misread.text),
    }
}

/// A comparison or a span, its ends as typed: from, to; an end that is left out is open.
enum Ask<'a> {
    Is(&'a str),
    Below(&'a str),
    UpTo(&'a str),
    Above(&'a str),
    From(&'a str),
    Span(&'a str, &'a str),
}

fn ask(text: &str) -> Ask<'_> {
    let rest = |sign: &str| text.strip_prefix(sign).map(str::trim);
    match (rest("<="), rest("<"), rest(">="), rest(">"), rest("=")) {
        (Some(t), ..) => Ask::UpTo(t),
        (_, Some(t), ..) => Ask::Below(t),
        (_, _, Some(t), ..) => Ask::From(t),
        (_, _, _, Some(t), _) => Ask::Above(t),
        (.., Some(t)) => Ask::Is(t),
        _ => match text.split_once("..") {
            Some((from, "")) => Ask::From(from),
            Some(("", to)) => Ask::UpTo(to),
            Some((from, to)) => Ask::Span(from, to),
            None => Ask::Is(text),
        },
    }
}

/// A comparison of things that each span from a first to behind a last, as a half-open span; an open end is `None`.
fn span<T: Copy + PartialOrd>(
    asked: Ask,
    read: impl Fn(&str) -> Result<(T, T), String>,
) -> Result<(Option<T>, Option<T>), String> {
    Ok(match asked {
        Ask::Is(t) => read(t).map(|(from, until)| (Some(from), Some(until)))?,
        Ask::Below(t) => (None, Some(read(t)?.0)),
        Ask::UpTo(t) => (None, Some(read(t)?.1)),
        Ask::Above(t) => (Some(read(t)?.1), None),
        Ask::From(t) => (Some(read(t)?.0), None),
        Ask::Span(a, b) => {
            let (from, until) = (read(a)?.0, read(b)?.1);
            if until <= from {
                return Err(format!("{a}..{b} runs backwards: write the lesser first"));
            }
            (Some(from), Some(until))
        }
    })
}

fn days(text: &str, desk: &Desk, hours: bool) -> Result<Vec<Want>, String> {
    let read = |typed: &str| {
        let day = Day::read(typed, desk.now.today()).map_err(|e| e.text)?;
        let after = day.last().checked_add_days(Days::new(1)).ok_or("that day is too far away")?;
        Ok((day.first(), after))
    };
    let (from, until) = span(ask(text), read)?;
    // A month or a year that is stored lies in the span if all of it does: its last day is thought to be the 31st.
    let last = |day: NaiveDate| {
        let last = day.pred_opt().unwrap_or(day);
        if day.day() == 1 { last.format("%Y-%m-31").to_string() } else { last.to_string() }
    };
    let (first, last) = (from.map_or(String::new(), |d| d.to_string()), until.map_or(EVER.to_owned(), last));
    if !hours {
        return Ok(vec![Want::Days { first, last }]);
    }
    let midnight = |day: NaiveDate| desk.now.zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
    let instant = |day: Option<NaiveDate>, open: &str| {
        day.and_then(midnight).map_or(open.to_owned(), |at| stamp(at.with_timezone(&Utc)))
    };
    let (from, until) = (instant(from, ""), instant(until, EVER));
    Ok(vec![Want::Moments { first, last, from, until }])
}

fn ages(text: &str) -> Result<Vec<Want>, String> {
    let read = |typed: &str| {
        let age = Age::read(typed).map_err(|e| e.text)?.ok_or("write ? alone for an age that is not known")?;
        Ok((age.months(), age.months() + if age.in_months { 1 } else { 12 }))
    };
    let (from, until) = span(ask(text), read)?;
    Ok(vec![Want::Months { from: from.unwrap_or(0), until: until.unwrap_or(u32::MAX) }])
}

fn counts(text: &str) -> Result<Vec<Want>, String> {
    let read = |typed: &str| {
        let digits: String = typed.chars().map(latin_digit).collect();
        let n: u32 =
            digits.parse().ok().filter(|n| *n < u32::MAX).ok_or(format!("“{typed}” is no count: write 2, >1 or 0"))?;
        Ok((n, n + 1))
    };
    let (from, until) = span(ask(text), read)?;
    Ok(vec![Want::Count { from: from.unwrap_or(0), until: until.unwrap_or(u32::MAX) }])
}

fn numbers(text: &str) -> Result<Vec<Want>, String> {
    let read = |typed: &str| {
        let n = number::read(typed).ok_or(format!("“{typed}” is no case number: write 19/274"))?;
        Ok((n.ordinal(), n.ordinal() + 1))
    };
    let (from, until) = span(ask(text), read)?;
    Ok(vec![Want::Number { from: from.unwrap_or(0), until: until.unwrap_or(i64::MAX) }])
}
