//! The people of a case, none of whom exists: ages and ties that go together, names from `names`.
//! It must never know what becomes of them.

use super::deal::{Partner, Slot};
use super::names::{self, Name};
use super::rng::Rng;
use super::shape::Class;
use super::words;
use crate::domain::age::Age;
use chrono::{Days, Months, NaiveDate};

pub(super) struct Victim {
    pub sex: &'static str,
    pub age: Option<Age>,
    pub born: Option<NaiveDate>,
    pub name: Name,
}

pub(super) struct Suspect {
    /// nobody knows who it is, where there is none
    pub who: Option<Known>,
    pub arrested: bool,
    pub description: Option<&'static str>,
}

/// A suspect who is known, or will be.
pub(super) struct Known {
    pub sex: &'static str,
    pub age: Option<Age>,
    pub name: Name,
    pub nickname: Option<&'static str>,
    /// what the suspect is to the victims
    pub tie: &'static str,
}

pub(super) struct Cast {
    pub victims: Vec<Victim>,
    pub suspects: Vec<Suspect>,
}

/// Code, sex, youngest and oldest, years older than the victim at least, youngest victim, weight in each class of offence.
type Tie = (&'static str, &'static str, u32, u32, u32, u32, [u32; 4]);

#[rustfmt::skip]
const TIES: [Tie; 17] = [
    ("CH.father",      "m", 25, 52, 18, 1, [5, 6, 0, 6]),
    ("CH.mother",      "f", 19, 42, 17, 1, [4, 0, 1, 5]),
    ("SC.stepfather",  "m", 26, 52, 12, 1, [5, 8, 0, 4]),
    ("CF",             "m", 24, 48, 12, 1, [4, 3, 0, 2]),
    ("GC.grandfather", "m", 54, 74, 38, 1, [0, 4, 0, 0]),
    ("OF.uncle",       "m", 22, 55,  5, 1, [4, 12, 1, 3]),
    ("OF.cousin",      "m", 18, 32,  0, 1, [2, 7, 0, 2]),
    ("IL",             "m", 20, 45,  0, 1, [1, 4, 0, 1]),
    ("NE",             "m", 18, 65,  0, 1, [6, 26, 2, 9]),
    ("FR",             "m", 18, 28,  0, 8, [1, 5, 3, 3]),
    ("AQ",             "m", 18, 50,  0, 4, [4, 14, 9, 9]),
    ("OK.teacher",     "m", 26, 55,  0, 6, [0, 3, 1, 1]),
    ("BE",             "f", 20, 60,  0, 1, [2, 0, 0, 3]),
    ("BG",             "m", 18, 26,  0, 13, [0, 6, 2, 0]),
    ("EE",             "m", 28, 60,  0, 10, [0, 1, 4, 2]),
    ("ST",             "m", 19, 50,  0, 1, [4, 9, 12, 9]),
    ("RU",             "m", 20, 45,  0, 1, [1, 1, 3, 1]),
];
const CHILDRENS_TIES: [&str; 6] = ["NE", "NE", "FR", "OF.cousin", "SB.brother", "AQ"];
const PARTNERS_TIES: [&str; 5] = ["NE", "AQ", "FR", "ST", "ST"];

/// Everybody in a case. `offence` is its day, where that is known to the day: dates of birth go with it.
pub(super) fn cast(slot: &Slot, offence: Option<NaiveDate>, rng: &mut Rng) -> Cast {
    let family = names::family(rng);
    let first = victim(slot, family, offence, rng);
    let (sex, age) = (first.sex, first.age.map_or(10, Age::years));
    let mut victims = vec![first];
    if slot.two_victims {
        victims.push(victim(slot, family, offence, rng));
    }
    let age = victims.iter().filter_map(|v| v.age).map(Age::years).max().unwrap_or(age);
    let suspects = match slot.given {
        Some(given) => given.suspects.iter().map(|s| told(*s, slot.arrested, family, rng)).collect(),
        None => suspects(slot, (sex, age), family, rng),
    };
    Cast { victims, suspects }
}

fn victim(slot: &Slot, family: usize, offence: Option<NaiveDate>, rng: &mut Rng) -> Victim {
    let girls = match slot.class {
        Class::Homicide => 48,
        Class::Sexual | Class::Trade => 88,
        Class::Other => 55,
    };
    let mut sex = if rng.chance(girls) { "f" } else { "m" };
    let mut age = Some(age(slot, rng)).filter(|_| !slot.ageless);
    if let Some(given) = slot.given {
        (sex, age) = (given.victim.0, Age::iso(given.victim.1));
    }
    let known = |a: &Age| !a.about && slot.given.is_none() && rng.chance(if slot.diary.1 > 1 { 35 } else { 0 });
    let born = age.filter(known).zip(offence).and_then(|(age, day)| born(age, day, rng));
    Victim { sex, age, born, name: names::name(family, sex, rng) }
}

fn age(slot: &Slot, rng: &mut Rng) -> Age {
    if slot.baby {
        return Age { count: rng.below(12) as u32, in_months: true, about: false };
    }
    let (low, high) = match slot.class {
        Class::Homicide => (1, 14),
        Class::Sexual => (3, 17),
        Class::Trade => (9, 17),
        Class::Other => (1, 17),
    };
    // the small among the killed, the bigger elsewhere
    let (a, b) = (rng.among(low, high), rng.among(low, high));
    let years = if slot.class == Class::Homicide { a.min(b) } else { a.max(b - 3) } as u32;
    if years < 2 {
        return Age { count: 12 + rng.below(12) as u32, in_months: true, about: false };
    }
    Age { count: years, in_months: false, about: rng.chance(6) }
}

/// A day of birth that gives this age on the day of the offence.
fn born(age: Age, offence: NaiveDate, rng: &mut Rng) -> Option<NaiveDate> {
    let days = rng.below(if age.in_months { 27 } else { 360 });
    offence.checked_sub_days(Days::new(days as u64))?.checked_sub_months(Months::new(age.months()))
}

fn suspects(slot: &Slot, victim: (&str, u32), family: usize, rng: &mut Rng) -> Vec<Suspect> {
    if slot.unknown {
        let description = rng.chance(50).then(|| rng.pick(&words::DESCRIPTIONS));
        return vec![Suspect { who: None, arrested: false, description }];
    }
    let first = if slot.child {
        let years = if slot.arrested { rng.among(14, 17) } else { rng.among(11, 13) };
        known(rng.pick(&CHILDRENS_TIES), "m", years as u32, family, rng)
    } else {
        adult(slot, victim, family, rng)
    };
    let mut all = vec![Suspect { who: Some(first), arrested: slot.arrested, description: None }];
    if let Some(partner) = slot.second {
        let years = rng.among(19, 40) as u32;
        let who = Some(known(rng.pick(&PARTNERS_TIES), "m", years, family, rng));
        all.push(Suspect { who, arrested: partner == Partner::Arrested, description: None });
    }
    all
}

fn adult(slot: &Slot, (sex, age): (&str, u32), family: usize, rng: &mut Rng) -> Known {
    let parent = |t: &Tie| t.0.starts_with("CH.");
    let fits = |t: &Tie| age >= t.5 && (t.0 != "BG" || sex == "f");
    let weight = |t: &Tie| match slot.baby {
        true => u32::from(parent(t)),
        false => u32::from(fits(t)) * t.6[slot.class as usize],
    };
    let (tie, sex, youngest, oldest, gap, ..) = TIES[rng.weighted(TIES.iter().map(weight)).min(TIES.len() - 1)];
    let youngest = youngest.max(age + gap);
    let years = rng.among(youngest.into(), oldest.max(youngest + 4).into()) as u32;
    known(tie, sex, years, family, rng)
}

fn known(tie: &'static str, sex: &'static str, years: u32, family: usize, rng: &mut Rng) -> Known {
    let same_family = matches!(tie, "CH.father" | "OF.uncle" | "SB.brother" | "GC.grandfather");
    let family = if same_family { family } else { names::family(rng) };
    Known {
        sex,
        age: Some(Age { count: years, in_months: false, about: false }),
        name: names::name(family, sex, rng),
        nickname: rng.chance(22).then(|| rng.pick(&words::NICKNAMES)),
        tie,
    }
}

fn told((sex, age, tie): (&'static str, &str, &'static str), arrested: bool, family: usize, rng: &mut Rng) -> Suspect {
    let who =
        (!tie.is_empty()).then(|| Known { age: Age::iso(age), nickname: None, ..known(tie, sex, 0, family, rng) });
    Suspect { who, arrested, description: None }
}
