//! What the family services do for the victims of a case and their relatives, until the clock stands, and the partners with whom. Its
//! chance is its own, so that all else in a case is as it is without it. The partners are invented, as all people are.

use super::act::{Act, Line};
use super::names;
use super::rng::Rng;
use super::shape::Class;
use crate::domain::partner::Partner;
use crate::domain::record::RecordKind::{Consent, FollowUp, Need, PartnerRole, Relative, Service};
use chrono::{Days, NaiveDateTime, TimeDelta};

/// From this year on care is recorded.
pub(super) const SINCE: i32 = 2018;
/// Who does it.
const OFFICER: &str = "sophea";
/// Of a hundred cases so many come to the family services, by class.
const SERVED: [(Class, usize); 4] =
    [(Class::Homicide, 85), (Class::Sexual, 90), (Class::Trade, 88), (Class::Other, 55)];
/// Of a hundred referrals so many are accepted, and of a hundred follow-ups so many are on time.
const ACCEPTED: usize = 89;
const ON_TIME: usize = 84;
/// Of a hundred referrals and follow-ups of the last weeks so many wait for somebody; of the earlier ones hardly any.
const WAITING: [usize; 2] = [12, 1];
const WEEKS: i64 = 7;

/// Code, name, type, contact.
const PARTNERS: [(&str, &str, &str, &str); 5] = [
    ("lotus", "Lotus House (invented)", "ngo", "intake desk"),
    ("riverside", "Riverside Clinic (invented)", "hospital", "social worker on duty"),
    ("bamboo", "Bamboo Bridge Legal Aid (invented)", "ngo", "duty lawyer"),
    ("sunrise", "Sunrise Family Network (invented)", "ngo", "placement desk"),
    ("kapok", "Kapok Tree Fund (invented)", "donor", "grants desk"),
];

/// The partners of the demonstration, beside those that every office has.
pub(super) fn partners() -> Vec<Partner> {
    let partner = |(code, name, kind, contact): (&str, &str, &str, &str)| Partner {
        code: code.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        contact: Some(contact.to_owned()),
        ..Partner::default()
    };
    PARTNERS.into_iter().map(partner).collect()
}

/// A service, who gives it, and within which time: of a child that lives, and of a family whose child was killed.
type Offer = (&'static str, &'static str, &'static str);
#[rustfmt::skip]
const OFFERS: [&[Offer]; 2] = [
    &[
        ("medical_exam", "riverside", "d1"), ("counselling.trauma", "lotus", "d3"), ("forensic_interview", "own", "d3"),
        ("counselling.family", "lotus", ""), ("legal_support.representation", "bamboo", ""), ("medical_support", "riverside", "d3"),
        ("family_based_care.kinship", "sunrise", "d1"), ("residential_care", "lotus", "d1"), ("social_work", "dosvy", ""),
        ("training_education", "sunrise", ""), ("court_accompaniment", "own", ""),
    ],
    &[
        ("funeral_support", "kapok", "d3"), ("counselling.family", "lotus", ""), ("social_work", "dosvy", ""),
        ("legal_support.access", "bamboo", ""), ("financial_development", "kapok", ""), ("court_accompaniment", "own", ""),
    ],
];

/// Who is before the family services.
pub(super) struct Family {
    pub class: Class,
    pub victims: usize,
    pub lead: &'static str,
}

/// A number that no network gives out.
fn phone(rng: &mut Rng) -> String {
    format!("000 {:03} {:03}", rng.below(1000), rng.below(1000))
}

/// Everything of the care of a case.
pub(super) fn acts(family: &Family, opened: NaiveDateTime, clock: NaiveDateTime, rng: &mut Rng) -> Vec<Act> {
    let mut acts = Vec::new();
    let share = SERVED.iter().find(|(class, _)| *class == family.class).map_or(0, |(_, share)| *share);
    if !rng.chance(share) {
        return acts;
    }
    let later = |rng: &mut Rng, from: NaiveDateTime, low: i64, high: i64| {
        let day = from.date() + Days::new(rng.among(low, high) as u64);
        NaiveDateTime::from(day) + TimeDelta::seconds(rng.among(8 * 3600, 17 * 3600))
    };
    let waits =
        |rng: &mut Rng, at: NaiveDateTime| rng.chance(WAITING[usize::from(clock - at > TimeDelta::weeks(WEEKS))]);
    let day = |at: NaiveDateTime| at.date().to_string();
    let mut act = |at, by, action, lines| acts.push(Act { at, by, action, reason: None, lines });
    let killed = family.class == Class::Homicide;

    let met = later(rng, opened, 1, 5);
    let (mut lines, mut clients) = (Vec::new(), Vec::new());
    for victim in 1..=family.victims {
        let kin: &[&str] =
            if killed { &["mother", "father", "grandmother"] } else { &["mother", "grandmother", "aunt"] };
        if !killed {
            clients.push(format!("V{victim}"));
        }
        if killed || rng.chance(25) {
            let relation = rng.pick(kin);
            let sex = if relation == "father" { "m" } else { "f" };
            let years = if relation == "grandmother" { rng.among(52, 74) } else { rng.among(24, 49) };
            let name = names::name(names::family(rng), sex, rng);
            let line = Line::new(Relative).with("victim_id", format!("V{victim}")).with("relation", relation);
            let line = line.with("sex", sex).with("age", format!("{years}y")).with("name", name.latin);
            lines.push(line.with("name_km", name.khmer).maybe("phone", rng.chance(60).then(|| phone(rng))));
            clients.push(format!("F{}", lines.len()));
        }
    }
    let of = |kind, client: &str| {
        let column = if client.starts_with('V') { "victim_id" } else { "relative_id" };
        Line::new(kind).with(column, client)
    };
    let offers = OFFERS[usize::from(killed)];
    let mut planned: Vec<(&str, Offer)> = Vec::new();
    for client in &clients {
        let risk = ["high", "medium", "low"][rng.weighted([28, 50, 22].into_iter()).min(2)];
        let first = rng.below(offers.len());
        let count = if risk == "high" { rng.among(2, 4) } else { rng.among(1, 3) } as usize;
        let chosen: Vec<Offer> = offers.iter().cycle().skip(first).take(count).copied().collect();
        let group = chosen.first().map_or("other", |offer| offer.0.split('.').next().unwrap_or(offer.0));
        lines.push(of(Need, client).with("service", group).with("risk", risk).with("assessed_on", day(met)));
        planned.extend(chosen.into_iter().map(|offer| (client.as_str(), offer)));
    }
    act(met, OFFICER, "need", lines);

    let asked = later(rng, met, 0, 4).max(met + TimeDelta::minutes(20));
    let mut lines = Vec::new();
    for client in &clients {
        let partner = planned.iter().find(|(c, offer)| c == client && offer.1 != "own").map(|(_, offer)| offer.1);
        let line = of(Consent, client).with("given_on", day(asked)).with("services", "y").with("basis", "guardian");
        let line = line.maybe("partner", partner).maybe("sharing", partner.map(|_| "y"));
        lines.push(line.with("withhold_name", if rng.chance(70) { "n" } else { "y" }));
    }
    for (client, (service, partner, within)) in &planned {
        let line = of(Service, client).with("service", *service).with("partner", *partner);
        lines.push(line.with("referred_on", day(asked)).maybe("timeframe", (!within.is_empty()).then_some(*within)));
    }
    let mut visits = Vec::new();
    for (client, (service, partner, _)) in &planned {
        let kind =
            if service.starts_with("family_based") || service.starts_with("residential") { "care" } else { "service" };
        for after in [30, 90].into_iter().take(rng.among(0, 2) as usize) {
            let due = later(rng, asked, after - 5, after + 20);
            visits.push(due);
            lines.push(of(FollowUp, client).with("kind", kind).with("due_on", day(due)).with("partner", *partner));
        }
    }
    act(asked, OFFICER, "service", lines);

    for (n, (_, (_, partner, _))) in (1..).zip(&planned) {
        let answer = |at: NaiveDateTime, answer: &str| {
            Line::edit(Service, n).with("answer", answer).with("answered_on", day(at))
        };
        let answered = later(rng, asked, 0, 5).max(asked + TimeDelta::minutes(30));
        if *partner != "own" && waits(rng, asked) {
            continue;
        }
        if *partner != "own" && !rng.chance(ACCEPTED) {
            let reason = rng.pick(&["no place free", "the family lives too far away", "not for this age"]);
            act(answered, OFFICER, "edit", vec![answer(answered, "rejected").with("answer_reason", reason)]);
            continue;
        }
        act(answered, OFFICER, "edit", vec![answer(answered, "accepted")]);
        let begun = later(rng, answered, 0, 9).max(answered + TimeDelta::minutes(30));
        act(begun, OFFICER, "edit", vec![Line::edit(Service, n).with("implemented_on", day(begun))]);
        let most = if rng.chance(12) { 420 } else { 150 };
        let ended = later(rng, begun, 15, most);
        let outcome = ["done", "partly", "declined", "moved"][rng.weighted([80, 10, 6, 4].into_iter()).min(3)];
        act(ended, OFFICER, "edit", vec![Line::edit(Service, n).with("ended_on", day(ended)).with("outcome", outcome)]);
    }
    for (n, due) in (1..).zip(visits) {
        if waits(rng, due) {
            continue;
        }
        let done = if rng.chance(ON_TIME) { due - Days::new(rng.among(0, 4) as u64) } else { later(rng, due, 1, 12) };
        act(done, OFFICER, "edit", vec![Line::edit(FollowUp, n).with("done_on", day(done))]);
    }
    if rng.chance(25) {
        let role = if family.class == Class::Trade { "joint" } else { "arrest" };
        let line = Line::new(PartnerRole).with("partner", "np").with("role", role).with("since_on", day(opened));
        act(later(rng, opened, 1, 3), family.lead, "new partner role", vec![line]);
    }
    acts
}
