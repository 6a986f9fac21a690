//! The tasks that are set in a case, and the decisions that are entered in its log, until the clock stands. Its chance is its own, so that
//! all else in a case is as it is without it. It must never know a name.

use super::act::{Act, Line, now};
use super::rng::Rng;
use super::shape::Class;
use crate::domain::record::RecordKind::{Decision, Task};
use chrono::{Days, NaiveDateTime, TimeDelta};

/// What is to be done, and what comes of it.
#[rustfmt::skip]
const TASKS: [&[(&str, &str)]; 2] = [
    &[
        ("Go from house to house along the road", "eleven houses, two people heard a quarrel"),
        ("Ask the hospital for the report", "report is in the file"),
        ("Photograph the place by day", "twelve photographs, in the file"),
        ("Hear the teacher", "the child was absent for three days"),
        ("Find the motorbike that was seen", "found at a repair shop; not the one"),
        ("Ask the commune for the family book", "copy is in the file"),
    ],
    &[
        ("Ask the platform for the account data", "answered; the account is closed"),
        ("Ask the telephone company for the call data", "list of two months received"),
        ("Hear the sister with a social worker", "heard; nothing new"),
        ("Read out the phone", "extraction done, report is with the laboratory"),
        ("Ask the partner for what they know of the address", "known to them since spring"),
    ],
];

/// What is decided, and why.
#[rustfmt::skip]
const DECISIONS: [(&str, &str); 5] = [
    ("The scene is kept closed until the laboratory has been there", "rain is expected and the floor is of earth"),
    ("Nobody of the family is told the result before all are heard", "two of them speak of different hours"),
    ("The search goes on in the next province", "the last call came from there"),
    ("The press is told nothing but that there is a case", "the child could be recognised by the village"),
    ("No second hearing of the child", "the first was recorded; another would harm and add nothing"),
];

/// Everything of the tasks and decisions of a case.
pub(super) fn acts(class: Class, lead: &'static str, opened: NaiveDateTime, rng: &mut Rng) -> Vec<Act> {
    let mut acts = Vec::new();
    let mut act = |at, action, line| acts.push(Act { at, by: lead, action, reason: None, lines: vec![line] });
    let hours =
        |rng: &mut Rng, from: NaiveDateTime, low: i64, high: i64| from + TimeDelta::minutes(rng.among(low, high));
    let tasks = TASKS[usize::from(class != Class::Homicide)];
    let first = rng.below(tasks.len());
    let mut set = opened;
    for (n, (what, result)) in (1..).zip(tasks.iter().cycle().skip(first).take(rng.among(0, 3) as usize)) {
        set = hours(rng, set, 45, 9 * 60);
        let due = set.date() + Days::new(rng.among(2, 25) as u64);
        let task = Line::new(Task).with("what", *what).with("due_on", due.to_string());
        act(set, "new task", task.maybe("owner", rng.chance(92).then_some(lead)));
        let late = i64::from(rng.chance(20)) * rng.among(1, 9);
        let last = (due - set.date()).num_days() + late;
        let done = set + TimeDelta::days(rng.among(1, last.max(1))) + TimeDelta::minutes(rng.among(20, 300));
        let said = Line::edit(Task, n).with("done_on", done.date().to_string()).with("result", *result);
        act(done, "task done", said);
    }
    let decided = if class == Class::Homicide { rng.among(1, 3) } else { i64::from(rng.chance(25)) };
    let first = rng.below(DECISIONS.len());
    for (what, why) in DECISIONS.iter().cycle().skip(first).take(decided as usize) {
        let at = hours(rng, opened, 60, 5 * 24 * 60);
        let entered = hours(rng, at, 5, 6 * 60);
        let decision = Line::new(Decision).with("what", *what).with("why", *why).with("decided_by", lead);
        act(entered, "decision", decision.with("decided_at", now(at).stamp()));
    }
    acts
}
