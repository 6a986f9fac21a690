//! What is found and sealed in a case, sent to a laboratory and answered there, until the clock stands. Its chance is its own, so that
//! all else in a case is as it is without it. It must never know a name.

use super::act::{Act, Line, now};
use super::rng::Rng;
use super::shape::Class;
use crate::domain::record::RecordKind::{CustodyEvent, ExamRequest, ExamResult, Exhibit, Identifier};
use chrono::{Datelike, Days, NaiveDateTime, TimeDelta, Timelike};

/// Of a hundred cases with something to be found, so many have exhibits.
const FOUND: usize = 60;
/// Of a hundred requests, so many are never answered, and so many exhibits come back with a broken seal.
const UNANSWERED: usize = 4;
const BROKEN: usize = 2;

/// Type, what it is, and the examination that is asked for.
#[rustfmt::skip]
const THINGS: [&[(&str, &str, &str)]; 2] = [
    &[
        ("swab", "swab from the floor of the room", "dna"), ("clothing", "child's clothing in a paper bag", "dna"),
        ("luminol", "cut from a mat, luminol-positive", "presumptive"), ("fingerprint", "lifts from the door frame", "fingerprint"),
        ("photos", "photographs of the scene", ""), ("nail", "scrapings of the right hand", "dna"),
    ],
    &[
        ("sak", "kit of the hospital, closed", "semen"), ("clothing", "clothing as it was worn", "semen"),
        ("swab", "two swabs in one tube", "dna"), ("phone", "black phone with a cracked screen", "digital"),
        ("photos", "photographs of the place", ""), ("document", "letter of two pages", "fingerprint"),
    ],
];

/// Everything of the exhibits of a case.
pub(super) fn acts(class: Class, lead: &'static str, opened: NaiveDateTime, suspect: bool, rng: &mut Rng) -> Vec<Act> {
    let things = match class {
        Class::Homicide => THINGS[0],
        Class::Sexual => THINGS[1],
        _ => return Vec::new(),
    };
    let mut acts = Vec::new();
    if !rng.chance(FOUND) {
        return acts;
    }
    let later = |rng: &mut Rng, from: NaiveDateTime, low: i64, high: i64| {
        let day = from.date() + Days::new(rng.among(low, high) as u64);
        NaiveDateTime::from(day) + TimeDelta::minutes(rng.among(8 * 60, 17 * 60))
    };
    let mut act = |at, action, lines| acts.push(Act { at, by: lead, action, reason: None, lines });
    let moved = |at: NaiveDateTime, n: usize, from: &str, to: &str, purpose: &str, seal: &str, whom: &str| {
        let line = Line::new(CustodyEvent).with("exhibit_id", format!("E{n}")).with("at", now(at).stamp());
        let line = line.with("from_place", from).with("to_place", to).with("purpose", purpose);
        line.with("seal", seal).with("to_whom", whom)
    };
    let found = opened + TimeDelta::minutes(rng.among(70, 20 * 60));
    let sealed = found + TimeDelta::minutes(20);
    let first = rng.below(things.len());
    let count = rng.among(1, 4) as usize;
    let chosen: Vec<_> = things.iter().cycle().skip(first).take(count).copied().collect();
    let mut lines = Vec::new();
    for (n, (kind, what, _)) in (1..).zip(&chosen) {
        let line = Line::new(Exhibit).with("kind", *kind).with("what", *what).with("found_at", now(found).stamp());
        let line = line.with("seal", format!("P{:05}", rng.among(1, 99_999))).with("sealed_at", now(sealed).stamp());
        lines.push(line.with("sealed_by", lead).with("kept_at", format!("shelf {}", rng.among(1, 9))));
        lines.push(moved(sealed, n, "scene", "held", "storage", "whole", lead));
    }
    act(sealed + TimeDelta::minutes(15), "new exhibit", lines);

    let sent = later(rng, sealed, 1, 6);
    let mut asked = 0;
    for (n, (_, _, exam)) in (1..).zip(&chosen).filter(|(_, thing)| !thing.2.is_empty()) {
        if !rng.chance(70) {
            continue;
        }
        asked += 1;
        let lab = if *exam == "digital" { "np" } else { rng.pick(&["fst", "fst", "fst", "np", "overseas"]) };
        let due = sent.date() + Days::new(if lab == "overseas" { 60 } else { 30 });
        let request =
            Line::new(ExamRequest).with("exhibit_id", format!("E{n}")).with("asked_on", sent.date().to_string());
        let request = request.with("exam", *exam).with("lab", lab).with("due_on", due.to_string());
        act(
            sent,
            "examination",
            vec![request, moved(sent, n, "held", "lab", "examination", "whole", "the laboratory")],
        );
        if rng.chance(UNANSWERED) {
            // A request that nobody answers for so long is withdrawn, but for a few.
            let (at, why) = (sent + TimeDelta::days(120), "the laboratory cannot say when");
            if !found.minute().is_multiple_of(5) {
                let stamp = now(at).stamp();
                let line = Line::edit(ExamRequest, asked).with("taken_back_at", stamp).with("taken_back_by", lead);
                act(at, "take back", vec![line.with("taken_back_reason", why)]);
            }
            continue;
        }
        let back = later(rng, sent, 8, if lab == "overseas" { 70 } else { 34 });
        let result =
            ["positive", "negative", "inconclusive", "notdone"][rng.weighted([38, 40, 17, 5].into_iter()).min(3)];
        let answer = Line::new(ExamResult).with("exam_request_id", format!("X{asked}")).with("result", result);
        let answer = answer
            .with("reported_on", back.date().to_string())
            .with("report_ref", format!("R {}", rng.among(100, 999)));
        let answer =
            answer.maybe("led_to_arrest", (result == "positive").then(|| if rng.chance(30) { "y" } else { "n" }));
        let seal = if rng.chance(BROKEN) { "broken" } else { "whole" };
        let home = moved(back, n, "lab", "held", "storage", seal, lead);
        let mut lines = vec![answer, home];
        if *exam == "digital" && result == "positive" && suspect {
            // A number for each phone, without a draw.
            let number = format!("013 {:03} {:03}", back.ordinal(), found.num_seconds_from_midnight() % 1000);
            let line = Line::new(Identifier).with("suspect_id", "S1").with("kind", "phone").with("value", number);
            lines.push(line.with("note", "the number of the phone that was examined"));
        }
        act(back, "laboratory result", lines);
    }
    acts
}
