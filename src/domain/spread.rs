//! How something is spread over the cases of a period: units of one kind (cases, pairs of suspect and victim), each in one class, and
//! those of which it is not known apart. One value each: name, rule, and the class of a unit. It must never know a name.

use super::code::Lists;
use super::day::Day;
use super::facts::Facts;
use super::figures::{Slice, Tally};
use super::rate::{Part, Window};
use super::relation;
use chrono::Months;

/// A unit, and its class; blank is not known.
type Unit = (String, String);

/// Something that is spread.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    /// for programs
    pub id: &'static str,
    /// for people
    pub name: &'static str,
    /// the rule in words
    pub rule: &'static str,
    /// what is counted
    pub unit: &'static str,
    /// the classes in their order; none where the most frequent stands first
    pub order: &'static [&'static str],
    /// the code list of the classes, if they are codes
    pub list: Option<&'static str>,
    units: fn(&Facts, &Window) -> Vec<Unit>,
}

impl PartialEq for Spread {
    fn eq(&self, other: &Spread) -> bool {
        self.id == other.id
    }
}

impl Eq for Spread {}

/// One class of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// the class; blank is not known
    pub key: String,
    /// in words
    pub label: String,
    /// units
    pub count: u32,
    /// so few that it would tell of single cases: the number is not there
    pub suppressed: bool,
}

impl Share {
    /// The same for who sees figures and no case, as [`super::figures::Slice::for_aggregates`].
    pub fn for_aggregates(shares: Vec<Share>) -> Vec<Share> {
        let tally = |s: &Share| Tally { k: s.count, n: s.count, unknown: 0 };
        let slice =
            |s: Share| Slice { tally: tally(&s), cases: s.count, key: s.key, label: s.label, suppressed: false };
        let gated = Slice::for_aggregates(shares.into_iter().map(slice).collect());
        let share = |s: Slice| Share { key: s.key, label: s.label, count: s.cases, suppressed: s.suppressed };
        gated.into_iter().map(share).collect()
    }
}

/// Days from incident to report, as Primero has them.
const DELAYS: [(&str, i64); 4] = [("0-3 days", 3), ("4-5 days", 5), ("6-14 days", 14), ("15-30 days", 30)];
const TO_THREE_MONTHS: &str = "1-3 months";
const OVER: &str = "over 3 months";

/// All of them.
pub static SPREADS: [Spread; 3] = [
    Spread {
        id: "reporting_delay",
        name: "From incident to report",
        rule: "Cases of the arrest rate by the days from the incident to the report, in the classes of Primero; months are those of the calendar. \
               Where one of the two is not known to the day, or the report stands before the incident, it is not known.",
        unit: "cases",
        order: &["0-3 days", "4-5 days", "6-14 days", "15-30 days", TO_THREE_MONTHS, OVER],
        list: None,
        units: delays,
    },
    Spread {
        id: "relationship_groups",
        name: "What the suspect is to the victim",
        rule: "Every pair of a suspect and a victim in the cases of the arrest rate, by what the suspect is to the victim, in groups. \
               Where nobody said so it is not known.",
        unit: "pairs",
        order: &relation::GROUPS,
        list: None,
        units: |f, w| pairs(f, w, |code| relation::group(code).map(str::to_owned)),
    },
    Spread {
        id: "relationships",
        name: "The same in full",
        rule: "Every pair of a suspect and a victim in the cases of the arrest rate, by what the suspect is to the victim. \
               Where nobody said so it is not known.",
        unit: "pairs",
        order: &[],
        list: Some("relationship"),
        units: |f, w| pairs(f, w, |code| (code != "RU").then(|| code.to_owned())),
    },
];

/// By its id.
pub fn by_id(id: &str) -> Option<&'static Spread> {
    SPREADS.iter().find(|spread| spread.id == id)
}

impl Spread {
    /// How the units of a case count, all of them or those of one class.
    pub fn parts(&self, facts: &Facts, window: &Window, class: Option<&str>) -> Vec<Part> {
        let part = |(label, key): Unit| {
            let known = u32::from(!key.is_empty());
            let k = class.map_or(known, |class| u32::from(key == class && !key.is_empty()));
            Part { label, k, n: known, unknown: 1 - known, days: None }
        };
        (self.units)(facts, window).into_iter().map(part).collect()
    }

    /// The class of each unit of a case.
    pub fn classes(&self, facts: &Facts, window: &Window) -> Vec<(String, String)> {
        (self.units)(facts, window)
    }

    /// Its classes, not known last.
    pub fn shares(&self, facts: &[Facts], window: &Window, lists: &Lists) -> Vec<Share> {
        let mut counts: std::collections::BTreeMap<String, u32> =
            self.order.iter().map(|k| ((*k).to_owned(), 0)).collect();
        counts.entry(String::new()).or_default();
        for (_, key) in facts.iter().flat_map(|f| (self.units)(f, window)) {
            *counts.entry(key).or_default() += 1;
        }
        let share =
            |(key, count): (String, u32)| Share { label: self.label(&key, lists), key, count, suppressed: false };
        let mut shares: Vec<Share> = counts.into_iter().map(share).collect();
        let place = |key: &str| self.order.iter().position(|k| *k == key);
        shares.sort_by_cached_key(|s| (s.key.is_empty(), place(&s.key), std::cmp::Reverse(s.count), s.key.clone()));
        shares
    }

    /// A class in words.
    pub fn label(&self, key: &str, lists: &Lists) -> String {
        match self.list {
            _ if key.is_empty() => "not known".to_owned(),
            Some(list) => lists.word(list, key).to_owned(),
            None => key.to_owned(),
        }
    }
}

fn delays(facts: &Facts, window: &Window) -> Vec<Unit> {
    if !window.counts(facts) {
        return Vec::new();
    }
    let exact = |day: Option<Day>| day.and_then(Day::exact);
    let class = exact(facts.incident_on).zip(exact(facts.reported_on)).and_then(|(from, to)| {
        let days = (to - from).num_days();
        let within = |most: u32| from.checked_add_months(Months::new(most)).is_some_and(|end| to <= end);
        match DELAYS.iter().find(|(_, most)| days <= *most) {
            _ if days < 0 => None,
            Some((class, _)) => Some(*class),
            None if within(3) => Some(TO_THREE_MONTHS),
            None => Some(OVER),
        }
    });
    vec![(String::new(), class.unwrap_or_default().to_owned())]
}

fn pairs(facts: &Facts, window: &Window, class: impl Fn(&str) -> Option<String>) -> Vec<Unit> {
    if !window.counts(facts) {
        return Vec::new();
    }
    let one = |suspect: &str, victim: &str| {
        let mut codes = facts.relations_to(victim).filter(|(s, _)| s.label == suspect).map(|(_, code)| code);
        (format!("{suspect} {victim}"), codes.find_map(&class).unwrap_or_default())
    };
    let of = |s: &super::facts::SuspectFacts| facts.victims.iter().map(|v| one(&s.label, &v.label)).collect::<Vec<_>>();
    facts.suspects.iter().flat_map(of).collect()
}
