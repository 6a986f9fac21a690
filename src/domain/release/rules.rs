//! The scope as a release keeps and prints it: the rules in force for its year, and those of the year before where they are others. Only
//! codes that a language has words for, and the names of provinces and offences. It must never count, nor say why a rule was set.

use super::words::Words;
use crate::domain::code::Lists;
use crate::domain::cohort::Cohort;
use crate::domain::figures::year_before;
use crate::domain::rate::Window;
use crate::domain::scope::{AgeRule, Rounding, Scope};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The scope of a release, where it is not the usual one in both years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// of the year
    pub now: RuleSet,
    /// the day within the year on which it came into force, where another was in force before
    pub changed_on: Option<String>,
    /// of the year before, where it counts otherwise
    pub before: Option<RuleSet>,
}

/// One rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    /// number of its entry; 0 is the usual one
    pub entry: i64,
    /// in force from this day on
    pub since: Option<String>,
    /// who is a child among the victims of homicide
    pub age: String,
    /// the provinces covered by name; none is all
    pub provinces: Option<Vec<String>>,
    /// the offences in scope by name; none is all
    pub offences: Option<Vec<String>>,
    /// how per cent are rounded
    pub rounding: String,
    /// by which day a case is of the year
    pub count_by: String,
}

impl Rules {
    /// Those of a year; nothing where they are the usual ones.
    pub fn of(window: &Window, lists: &Lists) -> Option<Rules> {
        let (now, before) = (window.scope(), year_before(window));
        let before = before.as_ref().map(Window::scope).filter(|before| now.differs(before, lists).is_some());
        let usual = now.is_usual() && before.is_none() && window.changed().is_none();
        (!usual).then(|| Rules {
            now: RuleSet::of(now, lists),
            changed_on: window.changed().map(|day| day.to_string()),
            before: before.map(|before| RuleSet::of(before, lists)),
        })
    }

    /// The rules in sentences, for the definitions.
    pub fn sentences(&self, words: &Words) -> Vec<String> {
        let day = |day: &String| day.parse::<NaiveDate>().map_or(day.clone(), |day| words.day(day));
        let since = self.now.since.as_ref().map(day);
        let key = if since.is_some() { "rules.since" } else { "rules.usual" };
        let entry = self.now.entry.to_string();
        let mut out = vec![words.say(key, &[("day", &since.unwrap_or_default()), ("entry", &entry)])];
        out[0].push(' ');
        out[0].push_str(&self.now.told(words).map(|rule| words.say("rules.one", &[("rule", &rule)])).join(" "));
        out.extend(self.changed_on.as_ref().map(|on| words.say("rules.changed", &[("day", &day(on))])));
        out
    }

    /// That two years are not of one scope, and in what; nothing where they are.
    pub fn compared(&self, year: i32, words: &Words) -> Option<String> {
        let pairs = self.now.told(words).into_iter().zip(self.before.as_ref()?.told(words));
        let differs = pairs.filter(|(now, then)| now != then);
        let told =
            differs.map(|(now, then)| words.say("rules.then", &[("now", &now), ("then", &then)])).collect::<Vec<_>>();
        Some(words.say("rules.compared", &[("year", &year.to_string()), ("rules", &told.join("; "))]))
    }
}

impl RuleSet {
    fn of(scope: &Scope, lists: &Lists) -> RuleSet {
        let names = |list: &str, codes: &Option<Vec<String>>| {
            codes.as_ref().map(|codes| codes.iter().map(|code| lists.word(list, code).to_owned()).collect())
        };
        RuleSet {
            entry: scope.id,
            since: scope.since.map(|day| day.to_string()),
            age: scope.age.word().to_owned(),
            provinces: names("province", &scope.provinces),
            offences: names("offence", &scope.offences),
            rounding: scope.rounding.word().to_owned(),
            count_by: scope.count_by.word().to_owned(),
        }
    }

    /// Each rule with its code, for programs.
    pub fn lines(&self) -> [(&'static str, String); 7] {
        let names = |names: &Option<Vec<String>>| names.as_ref().map_or("all".to_owned(), |names| names.join(", "));
        [
            ("entry", self.entry.to_string()),
            ("from", self.since.clone().unwrap_or_default()),
            ("age", self.age.clone()),
            ("provinces", names(&self.provinces)),
            ("offences", names(&self.offences)),
            ("rounding", self.rounding.clone()),
            ("count_by", self.count_by.clone()),
        ]
    }

    /// Each rule in words.
    fn told(&self, words: &Words) -> [String; 5] {
        let names = |key: &str, names: &Option<Vec<String>>| match names {
            None => words.say(&format!("rules.{key}.all"), &[]),
            Some(names) => words.say(&format!("rules.{key}"), &[("names", &words.list(names))]),
        };
        [
            words.say("rules.age", &[("age", &words.say(&format!("age.{}", self.age), &[]))]),
            names("provinces", &self.provinces),
            names("offences", &self.offences),
            words.say(&format!("rules.rounding.{}", self.rounding), &[]),
            words.say(&format!("rules.by.{}", self.count_by), &[]),
        ]
    }
}

/// The age rule of a release; the usual one where it says none.
pub fn age_of(rules: Option<&Rules>) -> AgeRule {
    rules.and_then(|rules| AgeRule::of(&rules.now.age)).unwrap_or_default()
}

/// Its rounding.
pub fn rounding_of(rules: Option<&Rules>) -> Rounding {
    rules.and_then(|rules| Rounding::of(&rules.now.rounding)).unwrap_or_default()
}

/// By which day a case is of its year.
pub fn cohort_of(rules: Option<&Rules>) -> Cohort {
    rules.and_then(|rules| Cohort::of(&rules.now.count_by)).unwrap_or_default()
}
