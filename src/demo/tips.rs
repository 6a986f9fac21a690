//! The tips of the demonstration: what comes in of the internet, what it names, and what becomes of it. Names, numbers and addresses are
//! invented, of the ranges that are kept for examples. Its chance is its own. It must never know an identity of the store.

use super::act::{Act, Line, now};
use super::deal::time;
use super::rng::Rng;
use crate::domain::record::RecordKind::{Decision, Identifier, PartnerRole, Relative, Tip, TipIdentifier};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta};

/// Where the chance of the tips begins.
const TIPS: u64 = 9_000;
/// How many come in each year that become no case.
const YEARS: [(i32, i64); 3] = [(2017, 8), (2018, 16), (2019, 75)];
/// The suspect of this case, of those that come from abroad, goes by a phone that a tip names.
const SHARED: u64 = 9;
/// The case that holds a record of every kind; a tip came in of it too.
pub(super) const WHOLE: &str = "CPU-18-0236";
/// Stands for the number of the case that was entered last.
pub(super) const LAST_CASE: &str = "?";

const FIRST: [&str; 10] = ["river", "lotus", "kite", "mango", "stone", "cloud", "tiger", "paddy", "drum", "palm"];
const SECOND: [&str; 8] = ["fan", "star", "boy", "rider", "moon", "dream", "wolf", "sky"];
#[rustfmt::skip]
const SAYS: [(&str, &str); 6] = [
    ("possession", "upload of known files, flagged by the provider"), ("enticement", "an adult asks a child for pictures in a chat"),
    ("enticement", "threats to publish pictures unless more are sent"), ("trafficking", "a live stream is offered for money"),
    ("obscene", "obscene pictures sent to a child by a stranger"), ("tourism", "a traveller asks where to meet children"),
];
#[rustfmt::skip]
const REFERRED: [&str; 3] = ["to the cybercrime police: no child of ours in it", "to the police of the country of the account", "to the hotline, to take the page down"];
#[rustfmt::skip]
const NOTHING: [&str; 4] = ["outside our country", "too little to find anybody by", "adults only", "viral, sent on in outrage"];

/// An identifier: its kind and its value.
type Named = (&'static str, String);

fn name(rng: &mut Rng) -> String {
    format!("{}_{}{}", rng.pick(&FIRST), rng.pick(&SECOND), rng.among(1, 99))
}

fn names(rng: &mut Rng) -> Vec<Named> {
    let name = name(rng);
    let mut named: Vec<Named> = vec![("screen", name.clone())];
    let (host, port) = (rng.among(1, 250), rng.pick(&["192.0.2", "198.51.100", "203.0.113"]));
    let more: [Named; 5] = [
        ("email", format!("{name}@example.org")),
        ("ip", format!("{port}.{host}")),
        ("phone", format!("+855 12 000 {:03}", rng.among(1, 999))),
        ("url", format!("https://chat.example.net/u/{name}")),
        ("hash", format!("{:016x}{:016x}", rng.next(), rng.next())),
    ];
    named.extend(more.into_iter().filter(|_| rng.chance(45)));
    named
}

/// A tip as it is entered.
fn entered(at: NaiveDateTime, received: NaiveDateTime, by: &'static str, named: &[Named], rng: &mut Rng) -> Act {
    let (kind, says) = SAYS[rng.below(SAYS.len())];
    let source = rng.pick(&["ncmec", "ncmec", "ncmec", "ncmec", "ncmec", "inhope", "iwf", "foreign", "public"]);
    let number = rng.among(30_000_000, 69_999_999);
    let mut tip = Line::new(Tip).with("received", now(received).stamp()).with("source", source);
    tip = tip.maybe("ref_no", (source != "public").then(|| number.to_string())).with("incident_type", kind);
    let incident = received - TimeDelta::minutes(rng.among(300, 20_000));
    tip = tip.with("incident_at", now(incident).stamp());
    tip = tip.with("platform", rng.pick(&["chat", "chat", "social", "social", "video", "game", "cloud", "forum"]));
    let priority = ["1", "2", "3"][rng.weighted([6, 24, 70].into_iter()).min(2)];
    tip = tip.with("priority", priority).with("referral", if rng.chance(55) { "referral" } else { "info" });
    if kind == "possession" {
        tip =
            tip.with("files", rng.among(1, 60).to_string()).with("industry", rng.pick(&["A1", "A2", "B1", "B2", "B2"]));
    }
    if says.starts_with("threats") {
        tip = tip.with("sextortion", "y");
    }
    let mut lines = vec![tip.with("lead", by).with("summary", says)];
    for (kind, value) in named {
        let line = Line::new(TipIdentifier).with("kind", *kind).with("value", value.clone());
        lines.push(match *kind {
            "ip" => line.with("at", now(incident).stamp()).with("port", rng.among(1_024, 65_000).to_string()),
            _ => line,
        });
    }
    Act { at, by, action: "new tip", reason: None, lines }
}

fn triaged(at: NaiveDateTime, by: &'static str, outcome: &str, reason: Option<&str>, case: Option<String>) -> Act {
    let line = Line { seq: Some(0), ..Line::new(Tip) }.with("outcome", outcome);
    let line = line.maybe("outcome_reason", reason).maybe("outcome_case", case);
    Act { at, by, action: "triage", reason: None, lines: vec![line] }
}

/// The tips that become no case, each with its acts, in the order in which they are entered; until the clock stands.
pub(super) fn alone(seed: u64, clock: NaiveDateTime) -> Vec<Vec<Act>> {
    let mut all = Vec::new();
    for (year, count) in YEARS {
        let mut rng = Rng::of(seed, TIPS + year as u64);
        let first = NaiveDate::from_ymd_opt(year, 1, 1).map_or(clock, |day| day.into());
        for n in 0..count {
            // The internet team was formed in 2019.
            let by = if year < 2019 { "sophea" } else { "vanna" };
            let day = (n * 364 + rng.among(0, 300)) / count;
            let received = first + TimeDelta::minutes(day * 24 * 60 + rng.among(0, 24 * 60 - 1));
            let entered_at = received + TimeDelta::minutes(rng.among(10, 300));
            let mut acts = vec![entered(entered_at, received, by, &names(&mut rng), &mut rng)];
            let waited = if rng.chance(72) { rng.among(20, 1_000) } else { rng.among(1_100, 6_000) };
            let (outcome, reason, case) = match rng.below(100) {
                0..45 => ("refer", Some(rng.pick(&REFERRED)), None),
                45..88 => ("none", Some(rng.pick(&NOTHING)), None),
                _ => ("link", None, Some(LAST_CASE.to_owned())),
            };
            acts.push(triaged(entered_at + TimeDelta::minutes(waited), by, outcome, reason, case));
            all.push(acts);
        }
    }
    all.extend(waiting(seed, clock));
    all.iter_mut().for_each(|acts| acts.retain(|act| act.at <= clock));
    all.retain(|acts| !acts.is_empty());
    all.sort_by_key(|acts| acts[0].at);
    all
}

/// What waits when the clock stands: one for which there is no time, one that names what an older tip named, one that names the phone of
/// a suspect.
fn waiting(seed: u64, clock: NaiveDateTime) -> Vec<Vec<Act>> {
    let mut rng = Rng::of(seed, TIPS);
    let shared: Named = ("screen", "River_Kite77".to_owned());
    let older = time("2019-09-12T10:20");
    let mut first = names(&mut rng);
    first.push(shared.clone());
    let mut all = vec![vec![
        entered(older, older - TimeDelta::hours(2), "vanna", &first, &mut rng),
        triaged(older + TimeDelta::hours(5), "vanna", "none", Some("too little to find anybody by"), None),
    ]];
    for (n, hours) in (0..).zip([2, 5, 9, 19, 31, 52, 77]) {
        let received = clock - TimeDelta::hours(hours);
        let mut named = names(&mut rng);
        match n {
            2 => named.push(("screen", "river_kite77".to_owned())),
            4 => named.push(("phone", "012 000 555".to_owned())),
            _ => {}
        }
        let mut act = entered(received + TimeDelta::minutes(15), received, "vanna", &named, &mut rng);
        let priority = if n == 0 { "1" } else { "3" };
        act.lines[0].fields.retain(|(column, _)| *column != "priority");
        act.lines[0].fields.push(("priority", priority.to_owned()));
        all.push(vec![act]);
    }
    all
}

/// The tip that a case of the internet came from: entered with it, and triaged; and what the case then holds of it.
pub(super) fn of_case(seed: u64, number: &str, n: u64, opened: NaiveDateTime) -> (Vec<Act>, [Act; 2]) {
    let mut rng = Rng::of(seed, TIPS + 100 + n);
    let by = if opened.year() < 2019 { "sophea" } else { "vanna" };
    let received = opened - TimeDelta::minutes(rng.among(40, 20 * 60));
    let named = names(&mut rng);
    let mut tip = entered(opened, received, by, &named, &mut rng);
    for (column, value) in &mut tip.lines[0].fields {
        match *column {
            "source" => "ncmec".clone_into(value),
            "priority" if value == "3" => "2".clone_into(value),
            _ => {}
        }
    }
    let later = NaiveDateTime::from(opened.date() + Days::new(rng.among(2, 9) as u64));
    let shared: Named = ("phone", "+855 12 000 555".to_owned());
    let known = if n == SHARED { &shared } else { &named[named.len() - 1] };
    let line = Line::new(Identifier).with("suspect_id", "S1").with("kind", known.0).with("value", known.1.clone());
    let at = later + TimeDelta::minutes(rng.among(8 * 60, 17 * 60));
    let found = Act { at, by, action: "identifier", reason: None, lines: vec![line] };

    // After the family services have entered whom they found, so that their own numbers stay.
    let heard = at + TimeDelta::days(21);
    let decided = Line::new(Decision).with("what", "The account is watched before anybody is told of the tip");
    let decided = decided.with("why", "an account whose holder is warned is empty within the hour");
    let decided = decided.with("decided_by", by).with("decided_at", now(at).stamp());
    let partner = Line::new(PartnerRole).with("partner", "np").with("role", "joint");
    let partner = partner.with("since_on", opened.date().to_string());
    let mother = Line::new(Relative).with("victim_id", "V1").with("relation", "mother").with("sex", "f");
    let family = Act { at: heard, by, action: "decision", reason: None, lines: vec![decided, partner, mother] };
    (vec![tip, triaged(opened + TimeDelta::minutes(2), by, "case", None, Some(number.to_owned()))], [found, family])
}
