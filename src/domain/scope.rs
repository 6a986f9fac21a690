//! The scope: by which rules the figures are counted, each rule set in force from a day on: who is a child among the victims of
//! homicide, which provinces and offences are covered, how per cent are rounded, by which day a case is of a period. Without an entry the
//! usual one is in force. It must never count, nor read a file.

use super::age::Age;
use super::code::Lists;
use super::cohort::Cohort;
use super::day::Day;
use super::facts::Facts;
use super::misread::Misread;
use super::moment::local;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use std::sync::LazyLock;

/// Who is a child among the victims of homicide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AgeRule {
    /// 13 and younger
    To13,
    /// up to thirteen years and six months
    To13AndAHalf,
    /// 15 and younger
    To15,
    /// under 15: the usual one
    #[default]
    Under15,
    /// under 18
    Under18,
}

impl AgeRule {
    /// All, with the word of the command line.
    pub const ALL: [(&'static str, AgeRule); 5] = [
        ("13", AgeRule::To13),
        ("13.5", AgeRule::To13AndAHalf),
        ("15", AgeRule::To15),
        ("under-15", AgeRule::Under15),
        ("under-18", AgeRule::Under18),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        word_of(&AgeRule::ALL, self)
    }

    /// By its word.
    pub fn of(word: &str) -> Option<AgeRule> {
        by_word(&AgeRule::ALL, word)
    }

    /// As it stands behind a figure: `under 15`.
    pub fn words(self) -> &'static str {
        self.told().0
    }

    /// In words, as a bound, and the first month of life that is not of it.
    fn told(self) -> (&'static str, &'static str, u32) {
        match self {
            AgeRule::To13 => ("13 and younger", "age < 14", 168),
            AgeRule::To13AndAHalf => ("13½ and younger", "age ≤ 13½", 163),
            AgeRule::To15 => ("15 and younger", "age < 16", 192),
            AgeRule::Under15 => ("under 15", "age < 15", 180),
            AgeRule::Under18 => ("under 18", "age < 18", 216),
        }
    }

    /// Is it a child by the rule? Nothing where the age is not known, or not to the month where that decides: in neither.
    pub fn covers(self, age: Option<Age>) -> Option<bool> {
        let (age, end) = (age?, self.told().2);
        let (first, last) = (age.months(), age.months() + if age.in_months { 0 } else { 11 });
        (last < end).then_some(true).or((first >= end).then_some(false))
    }

    /// A text that speaks of the usual age rule, as this one has it.
    pub fn say(self, text: &str) -> String {
        let ((usual, bound, _), (words, own, _)) = (AgeRule::default().told(), self.told());
        text.replace(bound, own).replace(usual, words)
    }
}

/// How per cent become the number that is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rounding {
    /// half up: the usual one
    #[default]
    HalfUp,
    /// cut off
    Down,
}

impl Rounding {
    /// All, with the word of the command line.
    pub const ALL: [(&'static str, Rounding); 2] = [("half-up", Rounding::HalfUp), ("down", Rounding::Down)];

    /// Its word.
    pub fn word(self) -> &'static str {
        word_of(&Rounding::ALL, self)
    }

    /// By its word.
    pub fn of(word: &str) -> Option<Rounding> {
        by_word(&Rounding::ALL, word)
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Rounding::HalfUp => "half up",
            Rounding::Down => "cut off, not rounded",
        }
    }

    /// So many parts of a whole that has `parts` of them; none where there is nothing to divide by.
    pub fn share(self, parts: u64, k: u32, n: u32) -> Option<u32> {
        let (k, n) = (parts * u64::from(k), u64::from(n));
        let share = match self {
            Rounding::HalfUp => (2 * k + n).checked_div(2 * n)?,
            Rounding::Down => k.checked_div(n)?,
        };
        u32::try_from(share).ok()
    }

    /// Tenths of a per cent.
    pub fn tenths(self, k: u32, n: u32) -> Option<u32> {
        self.share(1000, k, n)
    }

    /// Per cent with one decimal.
    pub fn percent(self, k: u32, n: u32) -> Option<f64> {
        self.tenths(k, n).map(|tenths| f64::from(tenths) / 10.0)
    }

    /// Whole per cent.
    pub fn whole(self, k: u32, n: u32) -> Option<u32> {
        self.share(100, k, n)
    }

    /// A ratio with two decimals.
    pub fn ratio(self, k: u32, n: u32) -> Option<f64> {
        self.share(100, k, n).map(|hundredths| f64::from(hundredths) / 100.0)
    }
}

fn word_of<T: PartialEq>(all: &[(&'static str, T)], one: T) -> &'static str {
    all.iter().find(|(_, other)| *other == one).map_or("", |(word, _)| word)
}

fn by_word<T: Copy>(all: &[(&'static str, T)], word: &str) -> Option<T> {
    all.iter().find(|(own, _)| *own == word).map(|(_, one)| *one)
}

/// A rule set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// number of its entry; the usual one has none
    pub id: i64,
    /// in force from this day on; the usual one since ever
    pub since: Option<NaiveDate>,
    /// who is a child among the victims of homicide
    pub age: AgeRule,
    /// codes of the provinces covered; none is all
    pub provinces: Option<Vec<String>>,
    /// codes of the offences in scope, each with those below it; none is all
    pub offences: Option<Vec<String>>,
    /// how per cent are rounded
    pub rounding: Rounding,
    /// by which day a case is of a period
    pub count_by: Cohort,
}

/// The scope where no entry is in force.
static USUAL: LazyLock<Scope> = LazyLock::new(Scope::default);

impl Scope {
    /// Is it in force without anybody having entered it?
    pub fn is_usual(&self) -> bool {
        self.since.is_none()
    }

    /// Why a case is out of it: its province is not covered, or none of its offences is. What is not known leaves no case out.
    pub fn leaves_out(&self, facts: &Facts) -> Option<&'static str> {
        let elsewhere =
            |covered: &Vec<String>| facts.province.as_ref().is_some_and(|province| !covered.contains(province));
        let other = |covered: &Vec<String>| {
            let is = |code: &str| covered.iter().any(|own| code.starts_with(own.as_str()));
            !facts.offences.is_empty() && !facts.offences.iter().any(|o| is(&o.code))
        };
        let province = self.provinces.as_ref().is_some_and(elsewhere).then_some("its province is not covered");
        province.or_else(|| self.offences.as_ref().is_some_and(other).then_some("its offence is not covered"))
    }

    /// `scope 2 from 1 Jan 2019`
    pub fn name(&self) -> String {
        let from = |day| format!("scope {} from {}", self.id, Day::of(day).long());
        self.since.map_or_else(|| "the usual scope, which no entry changes".to_owned(), from)
    }

    /// Each rule with its name, in words.
    pub fn rules(&self, lists: &Lists) -> [(&'static str, String); 5] {
        let words = |list: &str, codes: &Option<Vec<String>>| match codes {
            None => "all".to_owned(),
            Some(codes) => codes.iter().map(|code| lists.word(list, code)).collect::<Vec<_>>().join(", "),
        };
        [
            ("child homicides", self.age.words().to_owned()),
            ("provinces", words("province", &self.provinces)),
            ("offences", words("offence", &self.offences)),
            ("per cent", self.rounding.words().to_owned()),
            ("counted by", self.count_by.counted_by().to_owned()),
        ]
    }

    /// All of them in one line.
    pub fn in_words(&self, lists: &Lists) -> String {
        self.rules(lists).map(|(name, words)| format!("{name} {words}")).join("; ")
    }

    /// The rule in force, in a sentence; nothing of the usual one.
    pub fn sentence(&self, lists: &Lists) -> Option<String> {
        let since = Day::of(self.since?).long();
        Some(format!("Scope {}, in force from {since}: {}.", self.id, self.in_words(lists)))
    }

    /// What differs from another, each as now and as then; nothing where both count alike.
    pub fn differs(&self, then: &Scope, lists: &Lists) -> Option<String> {
        let pairs = self.rules(lists).into_iter().zip(then.rules(lists)).filter(|(now, then)| now != then);
        let told = pairs.map(|((name, now), (_, then))| format!("{name} {now} (before: {then})"));
        Some(told.collect::<Vec<_>>().join("; ")).filter(|told| !told.is_empty())
    }
}

/// A change of the scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// the rules from then on
    pub scope: Scope,
    /// who entered it
    pub who: String,
    /// when, as it is stored
    pub at: String,
    /// why
    pub why: String,
}

/// What is to be changed; what is not said stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// in force from this day on
    pub from: NaiveDate,
    /// the age rule
    pub age: Option<AgeRule>,
    /// the provinces covered: codes, or all
    pub provinces: Option<Option<Vec<String>>>,
    /// the offences in scope: codes, or all
    pub offences: Option<Option<Vec<String>>>,
    /// the rounding
    pub rounding: Option<Rounding>,
    /// the day that counts
    pub count_by: Option<Cohort>,
}

/// So many days ahead a scope may be entered: a day that is mistyped by years would shut out all before it.
const AHEAD: Days = Days::new(366);

/// All changes of the scope, in the order in which they were entered, which is that of their days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes {
    /// the entries
    pub entries: Vec<Entry>,
}

impl Scopes {
    /// The scope in force on a day. Of two from one day the later entry holds.
    pub fn on(&self, day: NaiveDate) -> &Scope {
        let holds = |entry: &&Entry| entry.scope.since.is_some_and(|since| since <= day);
        self.entries.iter().rev().find(holds).map_or(&USUAL, |entry| &entry.scope)
    }

    /// As it was known at an instant: what was entered later is not there.
    pub fn known(&self, at: &str) -> Scopes {
        Scopes { entries: self.entries.iter().filter(|entry| entry.at.as_str() <= at).cloned().collect() }
    }

    /// The day on which the scope changed behind the first and by the last of these days.
    pub fn changed(&self, first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
        let (now, then) = (self.on(last), self.on(first));
        now.since.filter(|since| now.id != then.id && first < *since)
    }

    /// The history, the latest entry first: from when and what it changed, and who entered it, when and why.
    pub fn history(&self, lists: &Lists, zone: Tz) -> Vec<[String; 2]> {
        let before = std::iter::once(&*USUAL).chain(self.entries.iter().map(|entry| &entry.scope));
        let told = |(entry, before): (&Entry, &Scope)| {
            let differs = entry.scope.differs(before, lists).unwrap_or_else(|| "as before".to_owned());
            let who = format!("{}, {}: {}", entry.who, local(&entry.at, zone), entry.why);
            [format!("{}: {differs}", entry.scope.name()), who]
        };
        let mut history: Vec<[String; 2]> = self.entries.iter().zip(before).map(told).collect();
        history.reverse();
        history
    }

    /// The rules as a change makes them.
    /// # Errors
    /// A sentence: the day is before an earlier entry or too far ahead, or nothing would change.
    pub fn with(&self, change: &Change, today: NaiveDate) -> Result<Scope, Misread> {
        let from = Day::of(change.from).long();
        if let Some(last) = self.entries.last().and_then(|entry| entry.scope.since).filter(|last| change.from < *last) {
            let last = Day::of(last).long();
            return Err(Misread::new(format!(
                "{from} is before {last}, from which the last entry is in force: name that day or a later one"
            )));
        }
        if today.checked_add_days(AHEAD).is_some_and(|end| end < change.from) {
            return Err(Misread::new(format!("{from} is more than a year ahead: enter it when it is nearer")));
        }
        let before = self.on(change.from);
        let pick = |new: &Option<Option<Vec<String>>>, old: &Option<Vec<String>>| new.clone().unwrap_or(old.clone());
        let scope = Scope {
            id: self.entries.len() as i64 + 1,
            since: Some(change.from),
            age: change.age.unwrap_or(before.age),
            provinces: pick(&change.provinces, &before.provinces),
            offences: pick(&change.offences, &before.offences),
            rounding: change.rounding.unwrap_or(before.rounding),
            count_by: change.count_by.unwrap_or(before.count_by),
        };
        let same = Scope { id: before.id, since: before.since, ..scope.clone() };
        if same == *before {
            return Err(Misread::new(format!("nothing would change: that is the scope in force on {from}")));
        }
        Ok(scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facts::OffenceFacts;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_age_is_in_the_rule_or_not_or_nobody_can_say() {
        let covers = |rule: AgeRule, age: &str| rule.covers(Age::iso(age));
        for (age, covered) in [
            ("12y", [Some(true); 5]),
            ("13y", [Some(true), None, Some(true), Some(true), Some(true)]),
            ("162m", [Some(true); 5]),
            ("163m", [Some(true), Some(false), Some(true), Some(true), Some(true)]),
            ("14y", [Some(false), Some(false), Some(true), Some(true), Some(true)]),
            ("~15y", [Some(false), Some(false), Some(true), Some(false), Some(true)]),
            ("16y", [Some(false), Some(false), Some(false), Some(false), Some(true)]),
            ("18y", [Some(false); 5]),
            ("", [None; 5]),
        ] {
            assert_eq!(AgeRule::ALL.map(|(_, rule)| covers(rule, age)), covered, "{age}");
        }
        assert_eq!(AgeRule::To13.say("Victims under 15 (age < 15)"), "Victims 13 and younger (age < 14)");
    }

    #[test]
    fn cut_off_is_not_rounded_and_nothing_is_not_zero() {
        let both = |k, n| Rounding::ALL.map(|(_, rounding)| (rounding.whole(k, n), rounding.percent(k, n)));
        assert_eq!(both(268, 313), [(Some(86), Some(85.6)), (Some(85), Some(85.6))]);
        assert_eq!(both(238, 274), [(Some(87), Some(86.9)), (Some(86), Some(86.8))]);
        assert_eq!(both(0, 0), [(None, None); 2]);
    }

    #[test]
    fn a_scope_is_in_force_from_its_day_and_what_is_not_known_leaves_nothing_out() {
        let mut scopes = Scopes::default();
        let enter = |scopes: &mut Scopes, change: Change, at: &str| {
            let scope = scopes.with(&change, day("2021-06-01")).map_err(|misread| misread.to_string())?;
            scopes.entries.push(Entry { scope, who: "vanna".into(), at: at.into(), why: "x".into() });
            Ok::<(), String>(())
        };
        let provinces =
            |from: &str| Change { from: day(from), provinces: Some(Some(vec!["02".into()])), ..Change::default() };
        assert_eq!(enter(&mut scopes, provinces("2019-07-01"), "2020-01-01"), Ok(()));
        assert!(enter(&mut scopes, provinces("2020-01-01"), "2020-01-02").is_err_and(|e| e.starts_with("nothing")));
        assert!(enter(&mut scopes, provinces("2019-06-30"), "2020-01-02").is_err_and(|e| e.contains("is before")));
        assert!(enter(&mut scopes, provinces("2032-06-30"), "2020-01-02").is_err_and(|e| e.contains("ahead")));
        let offences =
            Change { from: day("2020-01-01"), offences: Some(Some(vec!["0301".into()])), ..Change::default() };
        assert_eq!(enter(&mut scopes, offences, "2021-01-01"), Ok(()));

        assert_eq!(["2019-06-30", "2019-07-01", "2020-01-01"].map(|d| scopes.on(day(d)).id), [0, 1, 2]);
        assert_eq!(scopes.known("2020-06-01").on(day("2020-01-01")).id, 1, "the second was not entered then");
        assert_eq!(scopes.changed(day("2019-01-01"), day("2019-12-31")), Some(day("2019-07-01")));
        assert_eq!(scopes.changed(day("2020-01-01"), day("2020-12-31")), None);

        let case = |province: Option<&str>, code: &str| Facts {
            province: province.map(str::to_owned),
            offences: vec![OffenceFacts { code: code.into(), ..OffenceFacts::default() }],
            ..Facts::default()
        };
        let scope = scopes.on(day("2020-01-01"));
        assert_eq!(scope.leaves_out(&case(Some("02"), "03011")), None);
        assert_eq!(scope.leaves_out(&case(None, "03011")), None, "nobody can say that it is out");
        assert_eq!(scope.leaves_out(&Facts::default()), None);
        assert!(scope.leaves_out(&case(Some("03"), "03011")).is_some_and(|why| why.contains("province")));
        assert!(scope.leaves_out(&case(Some("02"), "0302")).is_some_and(|why| why.contains("offence")));
    }
}
