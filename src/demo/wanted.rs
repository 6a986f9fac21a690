//! The warrants of a case: against whom was arrested days after the report, and against whom is looked for still. Its chance is its own, so
//! that all else in a case is as it is without it. It must never know a name.

use super::act::{Act, Line};
use super::rng::Rng;
use crate::domain::record::RecordKind::{Arrest, Warrant};
use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

/// Of a hundred arrests that came so many days after the report, and of a hundred suspects who are known and free: those with a warrant.
const BY_WARRANT: usize = 75;
const LATE: i64 = 2;
const WANTED: usize = 60;

/// The warrant against the first suspect of a case, and what becomes of it; an arrest made on it says so.
pub(super) fn acts(
    lead: &'static str,
    opened: NaiveDateTime,
    arrested: Option<NaiveDateTime>,
    before: &mut [Act],
    rng: &mut Rng,
) -> Vec<Act> {
    let issued = |day: NaiveDate, rng: &mut Rng| {
        let by = if rng.chance(70) { "prosecutor" } else { "judge" };
        let line =
            Line::new(Warrant).with("suspect_id", "S1").with("issued_on", day.to_string()).with("kind", "arrest");
        let at = NaiveDateTime::from(day) + TimeDelta::minutes(rng.among(8 * 60, 17 * 60));
        Act { at, by: lead, action: "warrant", reason: None, lines: vec![line.with("issued_by", by)] }
    };
    let days = arrested.map(|at| (at.date() - opened.date()).num_days());
    match arrested.zip(days) {
        None if rng.chance(WANTED) => vec![issued(opened.date() + Days::new(rng.among(3, 20) as u64), rng)],
        Some((at, days)) if days > LATE && rng.chance(BY_WARRANT) => {
            let warrant = issued(opened.date() + Days::new(rng.among(1, days - 1) as u64), rng);
            let lines = before.iter_mut().filter(|act| act.at >= at).flat_map(|act| &mut act.lines);
            let made: Vec<&mut Line> = lines.filter(|line| line.kind == Arrest && line.seq.is_none()).collect();
            if made.is_empty() {
                return Vec::new();
            }
            for (_, kind) in made.into_iter().flat_map(|line| &mut line.fields).filter(|(column, _)| *column == "kind")
            {
                "warrant".clone_into(kind);
            }
            let done = Line::edit(Warrant, 1).with("state", "executed").with("ended_on", at.date().to_string());
            let done = Act { at: at + TimeDelta::hours(2), by: lead, action: "edit", reason: None, lines: vec![done] };
            vec![warrant, done]
        }
        _ => Vec::new(),
    }
}
