//! The tips of the office as one list: what waits for triage first, then what became of the others; which are asked for, by words, and the
//! sums of those. It must never hold a value that not everybody sees who knows of the tip, but in an [`Item`], which the store masks.

use super::board::{Window, Words, entry, year};
use super::code::Lists;
use super::moment::{Moment, Now};
use super::number::{self, Number};
use super::tip::Tip;
use chrono::{Datelike, TimeDelta};
use std::cmp::Reverse;

/// The lists of which a word may name an entry, each with the name of its sum.
pub const LISTS: [&str; 5] = ["tip_source", "tip_type", "platform", "tip_priority", "tip_outcome"];
/// Within this time a tip is to be triaged.
const IN_TIME: TimeDelta = TimeDelta::hours(24);

/// What is counted of a tip.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// its identity
    pub id: String,
    /// its number
    pub number: String,
    /// when it reached the office
    pub received: Option<Moment>,
    /// codes, in the order of [`LISTS`]: source, type, platform, priority, outcome
    pub codes: [Option<String>; LISTS.len()],
    /// who works on it
    pub lead: Option<String>,
    /// when it was triaged
    pub triaged: Option<Moment>,
    /// the case it became or is linked to, where that may be known
    pub case: Option<String>,
    /// what came of it there
    pub came: Came,
}

/// What came of a tip in the case that it became or is linked to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Came {
    /// suspects arrested
    pub arrested: usize,
    /// victims identified: those whose name is on file
    pub identified: usize,
}

impl Counted {
    /// By the tip, and what may be known of its case.
    pub fn of(tip: &Tip, case: Option<(String, Came)>) -> Counted {
        let (case, came) = case.map_or((None, Came::default()), |(number, came)| (Some(number), came));
        Counted {
            id: tip.head.id.clone(),
            number: tip.number.clone().unwrap_or_default(),
            received: tip.received,
            codes: [&tip.source, &tip.incident_type, &tip.platform, &tip.priority, &tip.outcome].map(Clone::clone),
            lead: tip.lead.clone(),
            triaged: tip.outcome_at,
            case,
            came,
        }
    }

    /// The code of its outcome, once it is triaged.
    pub fn outcome(&self) -> Option<&str> {
        self.codes[4].as_deref()
    }

    /// Its priority.
    pub fn priority(&self) -> &str {
        self.codes[3].as_deref().unwrap_or("3")
    }

    /// How long it has waited, or waited until its triage; where only days are known, by days.
    pub fn waited(&self, now: &Now) -> Option<TimeDelta> {
        let end = self.triaged.unwrap_or(Moment::At(now.utc));
        match (self.received?, end) {
            (Moment::At(from), Moment::At(to)) => Some(to - from),
            (from, to) => Some(to.day(now.zone).first() - from.day(now.zone).first()),
        }
    }

    /// Was it triaged in time? Nothing of one that still may be.
    pub fn in_time(&self, now: &Now) -> Option<bool> {
        let waited = self.waited(now)?;
        match self.outcome() {
            Some(_) => Some(waited <= IN_TIME),
            None => (waited > IN_TIME).then_some(false),
        }
    }

    /// Untriaged first, of those by priority and the oldest first; then the latest first.
    fn order(&self) -> (u8, String, String, Reverse<(String, i64)>, i64) {
        let since = self.received.map(Moment::to_iso).unwrap_or_default();
        let number = number::read_tip(&self.number).map_or(0, |n| n.ordinal());
        match self.outcome() {
            None => (0, self.priority().to_owned(), since, Reverse((String::new(), 0)), number),
            Some(_) => (1, String::new(), String::new(), Reverse((since, number)), 0),
        }
    }

    fn year(&self, now: &Now) -> Option<i32> {
        Some(self.received?.day(now.zone).first().year())
    }
}

/// Puts tips in the order of the list.
pub fn sort(all: &mut [Counted]) {
    all.sort_by_cached_key(Counted::order);
}

/// Which tips are asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    tip: Option<Number>,
    case: Option<Number>,
    year: Option<i32>,
    codes: [Vec<String>; LISTS.len()],
    open: bool,
    late: bool,
    words: Words,
}

impl Query {
    /// Reads the number of a tip or of a case, a year, words of sources, types, platforms, priorities and outcomes, `open` and `late`.
    pub fn read(words: &str, lists: &Lists) -> Query {
        let mut query = Query::default();
        for word in words.split_whitespace() {
            let lower = word.to_lowercase();
            let numbers = (number::read_tip(word), number::read(word), year(&lower));
            let understood = match (numbers, entry(word, &LISTS, lists)) {
                ((Some(tip), ..), _) => {
                    query.tip = Some(tip);
                    Some(lower)
                }
                ((_, Some(case), _), _) => {
                    query.case = Some(case);
                    Some(lower)
                }
                ((.., Some(year)), _) => {
                    query.year = Some(year);
                    Some(lower)
                }
                _ if lower == "open" => {
                    query.open = true;
                    Some(lower)
                }
                _ if lower == "late" => {
                    query.late = true;
                    Some(lower)
                }
                (_, Some((at, entry))) => {
                    query.codes[at].push(entry.code.clone());
                    Some(entry.en.clone())
                }
                _ => None,
            };
            query.words.note(word, understood);
        }
        query
    }

    /// What was understood, in words.
    pub fn words(&self) -> String {
        self.words.read()
    }

    /// What was not understood, in a sentence.
    pub fn misread(&self) -> Option<String> {
        self.words.misread(
            "no tip, case, year, source, type, platform, priority or outcome; open and late are understood too",
        )
    }

    /// Is a tip among those that are asked for?
    pub fn fits(&self, counted: &Counted, now: &Now) -> bool {
        let any = |at: usize| {
            let codes: &[String] = &self.codes[at];
            codes.is_empty() || counted.codes[at].as_ref().is_some_and(|code| codes.contains(code))
        };
        self.tip.as_ref().is_none_or(|n| number::read_tip(&counted.number).as_ref() == Some(n))
            && self.case.as_ref().is_none_or(|n| counted.case.as_deref().and_then(number::read).as_ref() == Some(n))
            && self.year.is_none_or(|year| counted.year(now) == Some(year))
            && (0..LISTS.len()).all(any)
            && (!self.open || counted.outcome().is_none())
            && (!self.late || counted.in_time(now) == Some(false))
    }
}

/// The sums of the tips that are asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sums {
    /// tips
    pub tips: usize,
    /// not triaged yet
    pub open: usize,
    /// of those, the ones that waited longer than a day
    pub late: usize,
    /// triaged
    pub triaged: usize,
    /// of those, within a day
    pub in_time: usize,
    /// of those, the ones of which it is known
    pub timed: usize,
    /// how many of each code, in the order of [`LISTS`]; what is not said is left out
    pub by: [Vec<(String, usize)>; LISTS.len()],
    /// cases that tips became or are linked to, of those that may be known
    pub cases: usize,
    /// what came of them there
    pub came: Came,
}

impl Sums {
    /// Of these; codes in the order of their lists.
    pub fn of<'a>(counted: impl Iterator<Item = &'a Counted>, lists: &Lists, now: &Now) -> Sums {
        let by = LISTS.map(|list| lists.list(list).iter().map(|e| (e.code.clone(), 0)).collect());
        let mut sums = Sums { by, ..Sums::default() };
        let mut cases: std::collections::BTreeMap<&str, Came> = Default::default();
        for one in counted {
            sums.tips += 1;
            let in_time = one.in_time(now);
            match one.outcome() {
                Some(_) => {
                    sums.triaged += 1;
                    sums.timed += usize::from(in_time.is_some());
                    sums.in_time += usize::from(in_time == Some(true));
                }
                None => {
                    sums.open += 1;
                    sums.late += usize::from(in_time == Some(false));
                }
            }
            for (by, code) in sums.by.iter_mut().zip(&one.codes) {
                by.iter_mut().filter(|(c, _)| Some(c) == code.as_ref()).for_each(|(_, n)| *n += 1);
            }
            cases.extend(one.case.as_deref().map(|case| (case, one.came)));
        }
        sums.cases = cases.len();
        for came in cases.values() {
            sums.came.arrested += came.arrested;
            sums.came.identified += came.identified;
        }
        sums
    }

    /// How many became of a code of [`LISTS`]'s outcomes.
    pub fn outcome(&self, code: &str) -> usize {
        self.by[4].iter().find(|(c, _)| c == code).map_or(0, |(_, n)| *n)
    }

    /// In words: `31 of 42 triaged within 24 h`.
    pub fn in_time_in_words(&self) -> String {
        format!("{} of {} triaged within 24 h", self.in_time, self.timed)
    }
}

/// One tip of the list, as whoever asked sees it.
#[derive(Debug, Clone)]
pub struct Item {
    /// what is counted of it
    pub counted: Counted,
    /// what it says, in words; hidden where that may not be seen
    pub what: String,
}

/// A window on the list.
pub type Tips = Window<Item, Sums>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Entry;
    use chrono::{TimeZone, Utc};

    fn lists() -> Lists {
        let mut lists = Lists::default();
        for (list, code, en, keys) in [
            ("tip_source", "ncmec", "NCMEC", "ncmec"),
            ("tip_source", "public", "Public", "public"),
            ("tip_type", "enticement", "Online Enticement of Children for Sexual Acts", "enticement grooming"),
            ("platform", "chat", "Messenger", "chat"),
            ("tip_priority", "1", "1, a child in danger now", "p1"),
            ("tip_priority", "3", "3, the rest", "p3"),
            ("tip_outcome", "case", "Case opened", "case"),
            ("tip_outcome", "none", "No action", "none"),
        ] {
            lists.push(list, Entry::new(code.into(), en.into(), None, keys, None));
        }
        lists
    }

    fn at(day: u32, hour: u32) -> Moment {
        Moment::At(Utc.with_ymd_and_hms(2019, 12, day, hour, 0, 0).unwrap())
    }

    fn now() -> Now {
        Now { utc: Utc.with_ymd_and_hms(2019, 12, 31, 9, 0, 0).unwrap(), zone: chrono_tz::Asia::Phnom_Penh }
    }

    fn tip(n: u32, priority: &str, received: Moment, done: Option<(&str, Moment)>) -> Counted {
        let source = if n.is_multiple_of(2) { "ncmec" } else { "public" };
        let codes = [Some(source), None, Some("chat"), Some(priority), done.map(|d| d.0)];
        Counted {
            id: format!("t{n}"),
            number: format!("T-19-{n:04}"),
            received: Some(received),
            codes: codes.map(|c| c.map(str::to_owned)),
            lead: None,
            triaged: done.map(|d| d.1),
            case: (done.map(|d| d.0) == Some("case")).then(|| "CPU-19-0274".to_owned()),
            came: Came { arrested: 2, identified: 1 },
        }
    }

    fn all() -> Vec<Counted> {
        vec![
            tip(1, "3", at(20, 1), Some(("none", at(22, 1)))),
            tip(2, "3", at(21, 1), Some(("case", at(21, 20)))),
            tip(3, "3", at(29, 1), None),
            tip(4, "1", at(31, 1), None),
            tip(5, "3", at(30, 20), None),
            tip(6, "3", Moment::iso("2019-12-24").unwrap(), Some(("case", at(25, 1)))),
        ]
    }

    #[test]
    fn what_waits_comes_first_by_priority_and_age_and_then_the_latest() {
        let mut all = all();
        sort(&mut all);
        let numbers: Vec<&str> = all.iter().map(|t| &t.number[5..]).collect();
        assert_eq!(numbers, ["0004", "0003", "0005", "0006", "0002", "0001"]);
    }

    #[test]
    fn words_say_which_tips_and_their_sums_are_of_those() {
        let (lists, all, now) = (lists(), all(), now());
        let count = |words: &str| {
            let query = Query::read(words, &lists);
            let sums = Sums::of(all.iter().filter(|c| query.fits(c, &now)), &lists, &now);
            let misread = query.misread().map(|_| "!").unwrap_or_default();
            format!(
                "{} {} {} {}/{} {} {}+{}{misread}",
                sums.tips,
                sums.open,
                sums.late,
                sums.in_time,
                sums.timed,
                sums.cases,
                sums.came.arrested,
                sums.came.identified
            )
        };
        assert_eq!(count(""), "6 3 1 2/3 1 2+1", "one case of two tips is one, and its arrests count once");
        assert_eq!(count("open"), "3 3 1 0/0 0 0+0");
        assert_eq!(count("late"), "2 1 1 0/1 0 0+0");
        assert_eq!(count("ncmec"), "3 1 0 2/2 1 2+1");
        assert_eq!(count("open p1"), "1 1 0 0/0 0 0+0");
        assert_eq!(count("T-19-0002"), "1 0 0 1/1 1 2+1");
        assert_eq!(count("19/274"), "2 0 0 2/2 1 2+1");
        assert_eq!(count("2018"), "0 0 0 0/0 0 0+0");
        assert_eq!(count("grooming"), "0 0 0 0/0 0 0+0");
        assert_eq!(count("xyzzy open"), "3 3 1 0/0 0 0+0!");
    }
}
