//! Restatements: which cases make the difference between the figures of a year then and now, and why each. It must never count a
//! figure, nor say of a case that is not open to whoever asks more than whom to ask.

use super::counted::Counted;
use crate::domain::code::Lists;
use crate::domain::day::Day;
use crate::domain::facts::Facts;
use crate::domain::moment::{Moment, Now};
use crate::domain::number;
use crate::domain::rate::{OUT_OF_SCOPE, Window};
use crate::domain::scope::Scope;
use std::collections::{BTreeMap, HashMap};

/// A case that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// its number; blank where it may not be told
    pub number: String,
    /// what became of it, each with its reason
    pub why: Vec<String>,
}

/// Both sides of a comparison.
pub struct Sides<'a> {
    /// how cases counted then
    pub then: &'a [Counted],
    /// what was in the file then, of all years
    pub file: &'a [Facts],
    /// the period and the cut-off then
    pub window: &'a Window,
    /// what is in the file today, of all years
    pub today: &'a [Facts],
    /// the same period, cut off today
    pub now: &'a Window,
}

/// The cases that moved, in order of their numbers.
pub fn moved(sides: &Sides, lists: &Lists) -> Vec<Moved> {
    let scopes = [sides.window.scope(), sides.now.scope()];
    let counted = Counted::of(sides.today, sides.now);
    let now: HashMap<&str, &Counted> = counted.iter().map(|c| (c.case_id.as_str(), c)).collect();
    let then: HashMap<&str, &Counted> = sides.then.iter().map(|c| (c.case_id.as_str(), c)).collect();
    let today: HashMap<&str, &Facts> = sides.today.iter().map(|f| (f.case_id.as_str(), f)).collect();
    let file: HashMap<&str, &Facts> = sides.file.iter().map(|f| (f.case_id.as_str(), f)).collect();
    let mut all: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
    for id in then.keys().chain(now.keys()).copied() {
        let facts = today.get(id).or_else(|| file.get(id)).copied();
        let words = Words { lists, scopes, cut_off: sides.window.cut_off, facts, file: sides.file, today: sides.today };
        let (was, is) = (then.get(id).copied(), now.get(id).copied());
        let why = match (was, is) {
            (Some(was), Some(is)) => words.changed(was, is),
            (None, Some(is)) => [vec![words.came(file.get(id).copied())], words.what_it_is(is)].concat(),
            (Some(was), None) => [vec![words.went(today.get(id).copied())], words.what_it_is(was)].concat(),
            (None, None) => continue,
        };
        // What is in no figure moves none.
        let counts = [was, is].into_iter().flatten().any(|counted| counted.left_out.is_none());
        let why = if counts { [why, words.killed(was, is)].concat() } else { why };
        if why.is_empty() {
            continue;
        }
        let number = facts.map(|f| f.number.clone()).unwrap_or_default();
        all.insert((number, id), words.told(why));
    }
    all.into_iter().map(|((number, _), why)| Moved { number, why }).collect()
}

struct Words<'a> {
    lists: &'a Lists,
    /// then and today
    scopes: [&'a Scope; 2],
    cut_off: Now,
    facts: Option<&'a Facts>,
    /// all that was in the file then, and is today
    file: &'a [Facts],
    today: &'a [Facts],
}

impl Words<'_> {
    /// Of a case that is not open only whom to ask.
    fn told(&self, why: Vec<String>) -> Vec<String> {
        match self.facts {
            Some(facts) if facts.open => why,
            Some(facts) if !facts.number.is_empty() => facts.what(self.lists).err().into_iter().collect(),
            _ => vec!["a case that you may not open".to_owned()],
        }
    }

    fn day(text: &str) -> String {
        Day::iso(text).map_or_else(|| "not known".to_owned(), Day::long)
    }

    /// `since 1 Jan 2019 (scope 2)`
    fn since(scope: &Scope) -> String {
        let since = scope.since.map(|day| format!(" since {} (scope {})", Day::of(day).long(), scope.id));
        since.unwrap_or_default()
    }

    /// The two count by another day.
    fn other_day(&self) -> Option<String> {
        let [then, now] = self.scopes;
        (then.count_by != now.count_by).then(|| format!("counted by {}{}", now.count_by.counted_by(), Self::since(now)))
    }

    fn word(&self, list: &str, code: &str) -> String {
        if code.is_empty() { "not known".to_owned() } else { self.lists.word(list, code).to_owned() }
    }

    /// In the figures of the year now, and not then.
    fn came(&self, before: Option<&Facts>) -> String {
        match before.and_then(|f| f.reported_on) {
            _ if before.is_some() && self.other_day().is_some() => {
                format!("came into the year: {}", self.other_day().unwrap_or_default())
            }
            Some(day) => format!("came into the year: its report was moved from {}", day.long()),
            None if before.is_some() => "came into the year: the day of its report was not known".to_owned(),
            None => "entered late: it was not in the file then".to_owned(),
        }
    }

    /// What a case counts, or counted, that came or went: its offence, and whether somebody was arrested.
    fn what_it_is(&self, counted: &Counted) -> Vec<String> {
        let offence = Some(self.word("offence", &counted.offence)).filter(|_| !counted.offence.is_empty());
        let arrest = Some("with an arrest".to_owned()).filter(|_| !counted.arrested.is_empty());
        let out = counted.left_out.as_ref().map(|why| format!("left out: {why}"));
        offence.into_iter().chain(arrest).chain(out).collect()
    }

    /// How the children who were killed counted; of a case that is left out none.
    fn killed(&self, then: Option<&Counted>, now: Option<&Counted>) -> Vec<String> {
        let [scope, today] = self.scopes;
        let children = match scope.age == today.age {
            true => format!("child homicides {}", today.age.words()),
            false => {
                let (then, now) = (scope.age.words(), today.age.words());
                format!("child homicides, {then} then, {now}{}", Self::since(today))
            }
        };
        let of = |counted: Option<&Counted>| counted.filter(|c| c.left_out.is_none()).map_or([0; 3], |c| c.killed);
        let words = [children.as_str(), "victims of homicide", "victims of homicide of unknown age"];
        let moved = words.into_iter().zip(of(then).into_iter().zip(of(now))).filter(|(_, (was, is))| was != is);
        moved.map(|(words, (was, is))| format!("{words}: {was} → {is}")).collect()
    }

    /// In the figures of the year then, and not now.
    fn went(&self, now: Option<&Facts>) -> String {
        match now.map(|f| f.reported_on) {
            Some(_) if self.other_day().is_some() => {
                format!("out of the year, out of scope: {}", self.other_day().unwrap_or_default())
            }
            Some(Some(day)) => format!("out of the year: its report was moved to {}", day.long()),
            Some(None) => "out of the year: the day of its report is not known any more".to_owned(),
            None => "out of sight: its import was undone, or it was restricted to others".to_owned(),
        }
    }

    fn changed(&self, then: &Counted, now: &Counted) -> Vec<String> {
        let [scope, today] = self.scopes;
        let mut why = Vec::new();
        let left_out = |why: &str, scope: &Scope| match why {
            "duplicate" => self.duplicate(),
            "unfounded" => "found to be unfounded".to_owned(),
            OUT_OF_SCOPE => match self.facts.and_then(|facts| scope.leaves_out(facts)) {
                Some(rule) => format!("out of scope, {rule}{}", Self::since(scope)),
                None => OUT_OF_SCOPE.to_owned(),
            },
            other => other.to_owned(),
        };
        match (&then.left_out, &now.left_out) {
            (None, Some(is)) => why.push(format!("left out now: {}", left_out(is, today))),
            (Some(was), None) => why.push(format!("counts now: it was left out then, {}", left_out(was, scope))),
            (Some(was), Some(is)) if was != is => why.push(format!("left out as before, now {}", left_out(is, today))),
            (Some(_), Some(_)) => return why,
            (None, None) => {}
        }
        if then.reported_on != now.reported_on {
            why.push(format!("report moved: {} → {}", Self::day(&then.reported_on), Self::day(&now.reported_on)));
        }
        let codes = [
            ("recoded", "offence", &then.offence, &now.offence),
            ("province", "province", &then.province, &now.province),
            ("team", "team", &then.team, &now.team),
        ];
        for (what, list, was, is) in codes.into_iter().filter(|(_, _, was, is)| was != is) {
            why.push(format!("{what}: {} → {}", self.word(list, was), self.word(list, is)));
        }
        for label in now.arrested.iter().filter(|label| !then.arrested.contains(label)) {
            why.push(self.arrest(label));
        }
        for label in then.arrested.iter().filter(|label| !now.arrested.contains(label)) {
            why.push(format!("the arrest of {label} was taken back"));
        }
        match (then.unknown, now.unknown) {
            (true, false) if now.arrested.is_empty() => why.push("that nobody was arrested is known now".to_owned()),
            (false, true) => why.push("whether anyone was arrested is not known any more".to_owned()),
            _ => {}
        }
        why
    }

    /// With which case it is one, where that may be told.
    fn duplicate(&self) -> String {
        let Some(older) = self.facts.and_then(|facts| facts.one_with.as_ref()) else {
            return "found to be a duplicate".to_owned();
        };
        let open = self.today.iter().any(|facts| facts.open && facts.number == *older);
        let older = if open { number::short(older) } else { "another case".to_owned() };
        format!("merged with {older}, where it counts")
    }

    /// The case in which an arrest counted then, and which is one with this now.
    fn counted_in(&self, arrest: &Moment) -> Option<&Facts> {
        let number = &self.facts?.number;
        let merged = self.today.iter().filter(|facts| facts.one_with.as_ref() == Some(number));
        let had = |facts: &&Facts| {
            let then = self.file.iter().find(|then| then.case_id == facts.case_id);
            then.is_some_and(|then| then.suspects.iter().any(|s| s.arrests.contains(arrest)))
        };
        merged.filter(|_| arrest.by(&self.cut_off)).find(had)
    }

    /// Was the arrest made later, or only entered later?
    fn arrest(&self, label: &str) -> String {
        let suspect = self.facts.and_then(|f| f.suspects.iter().find(|s| s.label == *label));
        let zone = self.cut_off.zone;
        let first = suspect.and_then(|s| s.arrests.iter().min_by_key(|a| a.day(zone)));
        let on = |a: &Moment| a.day(zone).long();
        if let Some((arrest, younger)) = first.and_then(|arrest| Some((arrest, self.counted_in(arrest)?))) {
            let younger = if younger.open { number::short(&younger.number) } else { "another case".to_owned() };
            return format!("the arrest of {label} on {} counted in {younger}, which is one with this now", on(arrest));
        }
        match first {
            Some(arrest) if arrest.by(&self.cut_off) => {
                format!("arrest entered late: {label} on {}, not in the file then", on(arrest))
            }
            Some(arrest) => format!("late arrest: {label} on {}", on(arrest)),
            None => format!("{label} counts as arrested"),
        }
    }
}
