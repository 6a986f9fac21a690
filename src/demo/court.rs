//! What becomes of those who are arrested: the charge, the closing order, trial and judgment, an appeal, until it is final or the
//! clock stands. Its chance is its own, so that all else in a case is as it is without it. It must never know a name.

use super::act::{Act, Line, now};
use super::rng::Rng;
use super::shape::Class;
use crate::domain::record::RecordKind::{Arrest, Charge, CourtEvent, CourtResult, Detention};
use chrono::{Days, Months, NaiveDateTime, TimeDelta};

/// Who is before the court, and for what.
pub(super) struct Defendants {
    /// labels: `S1`
    pub labels: Vec<String>,
    /// so many arrests of the case were entered; the last are theirs
    pub arrests: usize,
    /// ICCS code of the offence
    pub code: &'static str,
    pub class: Class,
    pub province: &'static str,
    pub lead: &'static str,
}

/// Article of the law, and is it a felony?
fn article(code: &str) -> (&'static str, bool) {
    match code {
        "0101" | "0102" => ("PC-199", true),
        c if c.starts_with("03011") => ("PC-239", true),
        "03012" => ("PC-246", false),
        c if c.starts_with("0204") => ("HT-10", true),
        "030222" => ("HT-34", true),
        "030221" => ("HT-41", false),
        _ => ("other", false),
    }
}

/// How a trial ends, of a hundred, and the fewest and most months of a sentence.
const CONVICTED: usize = 90;
fn sentence(class: Class, felony: bool, rng: &mut Rng) -> String {
    let (low, high) = match (class, felony) {
        (Class::Homicide, _) => (10, 20),
        (_, true) => (5, 15),
        _ => (1, 3),
    };
    format!("{}y", rng.among(low, high))
}

/// Everything before the courts after an arrest.
pub(super) fn acts(who: &Defendants, arrested: NaiveDateTime, rng: &mut Rng) -> Vec<Act> {
    let mut acts = Vec::new();
    let later = |rng: &mut Rng, from: NaiveDateTime, low: i64, high: i64| {
        let day = from.date() + Days::new(rng.among(low, high) as u64);
        NaiveDateTime::from(day) + TimeDelta::seconds(rng.among(9 * 3600, 17 * 3600))
    };
    let mut act = |at, action, lines| acts.push(Act { at, by: who.lead, action, reason: None, lines });
    let of = |kind, label: &str| Line::new(kind).with("suspect_id", label);
    let day = |at: NaiveDateTime| at.date().to_string();
    let event = |at: NaiveDateTime, label: &str, kind: &str, court: &str| {
        let line = of(CourtEvent, label).with("kind", kind).with("held_on", day(at)).with("court", court);
        line.with("province", if court == "first" { who.province } else { "12" })
    };

    let (article, felony) = article(who.code);
    // Within the 48 hours.
    let charged = later(rng, arrested, 1, 1);
    let charge = |label: &String| {
        let line = of(Charge, label).with("charged_on", day(charged)).with("article", article).with("iccs", who.code);
        line.with("class", if felony { "felony" } else { "misdemeanour" }).with("brought_by", "prosecutor")
    };
    let first = who.arrests - who.labels.len().min(who.arrests);
    let sent = |n: usize| Line::edit(Arrest, first + n).with("outcome", "court").with("ended_at", now(charged).stamp());
    let custody = (1..=who.labels.len()).map(sent);
    let detained = |l: &String| of(Detention, l).with("began_on", day(charged));
    let detained = who.labels.iter().filter(|_| felony).map(detained);
    act(charged, "charge", custody.chain(who.labels.iter().map(charge)).chain(detained).collect());

    let closed = later(rng, charged, 60, 180);
    let trial = later(rng, closed, 40, 160);
    let (mut closing, mut judged, mut tried) = (Vec::new(), Vec::new(), Vec::new());
    for label in &who.labels {
        let result =
            |at: NaiveDateTime, result: &str| of(CourtResult, label).with("result", result).with("decided_on", day(at));
        if rng.chance(4) {
            closing.push(event(closed, label, "dismissal", "first"));
            // Nobody appeals an order that nobody asked to be changed.
            closing.push(result(closed, "dismissed").with("final_on", day(closed)));
            continue;
        }
        tried.push(label);
        closing.push(event(closed, label, "indictment", "first"));
        judged.push(event(trial, label, "trial", "first"));
        judged.push(event(trial, label, "judgment", "first"));
        judged.push(if rng.chance(CONVICTED) {
            let line = result(trial, "convicted").with("sentence", sentence(who.class, felony, rng));
            line.maybe("compensation", rng.chance(35).then_some("four million riel to the family"))
        } else {
            result(trial, if rng.chance(80) { "acquitted" } else { "nonsuit" })
        });
    }
    let dismissed = closing.iter().filter(|l| l.kind == CourtResult).count();
    act(closed, "court event", closing);
    if tried.is_empty() {
        return acts;
    }
    // Detention for a felony lasts six months; it is renewed where the trial comes later.
    if let Some(renewed) =
        charged.date().checked_add_months(Months::new(6)).filter(|day| felony && *day <= trial.date())
    {
        let line = |label: &&String| of(Detention, label).with("began_on", renewed.to_string()).with("kind", "renewal");
        act(charged + TimeDelta::days(175), "detention", tried.iter().map(line).collect());
    }
    act(trial, "court event", judged);
    let ended = |day: String| (dismissed + 1..=dismissed + tried.len()).map(move |n| (n, day.clone()));
    if rng.chance(15) {
        let appealed = later(rng, trial, 10, 28);
        let lines = ended(day(appealed))
            .map(|(n, day)| Line::edit(CourtResult, n).with("appealed_on", day).with("appealed_by", "accused"));
        act(appealed, "edit", lines.collect());
        let heard = later(rng, appealed, 120, 300);
        let mut lines: Vec<Line> = tried.iter().map(|l| event(heard, l, "appeal", "appeal")).collect();
        lines.extend(ended(day(heard)).map(|(n, day)| Line::edit(CourtResult, n).with("final_on", day)));
        act(heard, "court event", lines);
    } else {
        let last = later(rng, trial, 31, 34);
        act(last, "edit", ended(day(last)).map(|(n, day)| Line::edit(CourtResult, n).with("final_on", day)).collect());
    }
    acts
}
