//! The clients of the family services as one list: who has something running or due, who has what next; which are asked for, by words,
//! and what is counted of those, in all and by partner. It must never hold a value of a case but in an [`Item`], which the store masks.

use super::board::{Window, Words, entry, year};
use super::care::{self, Course, Tally, Visit};
use super::code::Lists;
use super::follow_up::FollowUp;
use super::moment::Now;
use super::need::Need;
use super::number::{self, Number};
use super::service::Service;
use std::collections::{BTreeMap, BTreeSet};

/// The lists of which a word may name an entry.
const LISTS: [&str; 3] = ["service", "partner", "risk"];

/// A service as it is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// its code
    pub service: String,
    /// the provider's code
    pub partner: Option<String>,
    /// the answer's code
    pub answer: Option<String>,
    /// how it stands
    pub course: Course,
    /// has it begun?
    pub begun: bool,
    /// is it open too long?
    pub long: bool,
}

impl Given {
    /// Of a service.
    pub fn of(service: &Service, now: &Now) -> Given {
        let course = Course::of(service, now);
        let counts = !matches!(course, Course::Withdrawn | Course::Rejected);
        Given {
            service: service.service.clone().unwrap_or_default(),
            partner: service.partner.clone(),
            answer: service.answer.clone(),
            course,
            begun: service.implemented_on.is_some() && counts,
            long: care::is_long(service, now),
        }
    }
}

/// What is counted of a client.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// its identity
    pub id: String,
    /// `V1`, `F2`
    pub label: String,
    /// a relative, and no victim?
    pub relative: bool,
    /// the code of the greatest risk that was found
    pub risk: Option<String>,
    /// needs that were found
    pub needs: usize,
    /// services, also those that are over
    pub services: Vec<Given>,
    /// follow-ups, with the partner's code
    pub follow_ups: Vec<(Option<String>, Visit)>,
}

impl Counted {
    /// Of a client by its needs, services and follow-ups.
    pub fn of(
        id: &str,
        label: &str,
        needs: &[&Need],
        services: &[&Service],
        visits: &[&FollowUp],
        now: &Now,
    ) -> Counted {
        // In the order of their weight.
        let found: BTreeSet<&str> =
            needs.iter().filter(|n| n.taken_back_at.is_none()).filter_map(|n| n.risk.as_deref()).collect();
        let risk = ["high", "medium", "low"].into_iter().find(|risk| found.contains(risk));
        Counted {
            id: id.to_owned(),
            label: label.to_owned(),
            relative: !label.starts_with('V'),
            risk: risk.map(str::to_owned),
            needs: needs.iter().filter(|n| n.taken_back_at.is_none()).count(),
            services: services.iter().map(|s| Given::of(s, now)).filter(|g| g.course != Course::Withdrawn).collect(),
            follow_ups: visits
                .iter()
                .map(|f| (f.partner.clone(), Visit::of(f, now)))
                .filter(|(_, visit)| *visit != Visit::Withdrawn)
                .collect(),
        }
    }

    /// Services that are open.
    pub fn open(&self) -> usize {
        self.services.iter().filter(|g| g.course.is_open()).count()
    }

    /// Days until the next of anything is due: below none it is overdue.
    pub fn left(&self) -> Option<i64> {
        let services = self.services.iter().filter_map(|g| g.course.left());
        services.chain(self.follow_ups.iter().filter_map(|(_, visit)| visit.left())).min()
    }

    /// Is something running or due?
    pub fn is_active(&self) -> bool {
        self.open() > 0 || self.follow_ups.iter().any(|(_, visit)| matches!(visit, Visit::Open(_)))
    }

    /// Is anything recorded at all?
    pub fn is_blank(&self) -> bool {
        self.services.is_empty() && self.follow_ups.is_empty() && self.needs == 0
    }
}

/// Which clients are asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    case: Option<Number>,
    year: Option<i32>,
    codes: [Vec<String>; LISTS.len()],
    open: bool,
    overdue: bool,
    due: bool,
    all: bool,
    words: Words,
}

impl Query {
    /// Reads a case number, the year of the report, words of services, partners and risks, `open`, `overdue`, `due` within a week, and
    /// `all`: also clients with nothing open.
    pub fn read(words: &str, lists: &Lists) -> Query {
        let mut query = Query::default();
        for word in words.split_whitespace() {
            let lower = word.to_lowercase();
            let flag = match lower.as_str() {
                "open" => Some(&mut query.open),
                "overdue" => Some(&mut query.overdue),
                "due" => Some(&mut query.due),
                "all" => Some(&mut query.all),
                _ => None,
            };
            let understood = match (flag, number::read(&lower), year(&lower), entry(word, &LISTS, lists)) {
                (Some(flag), ..) => {
                    *flag = true;
                    Some(lower)
                }
                (.., Some(year), _) => {
                    query.year = Some(year);
                    Some(lower)
                }
                (_, Some(number), ..) => {
                    query.case = Some(number);
                    Some(lower)
                }
                (.., Some((at, entry))) => {
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
        self.words.misread("no case, year, service, partner or risk; open, overdue, due and all are understood too")
    }

    fn names(&self, at: usize, code: Option<&str>) -> bool {
        let below = |c: &String| code.is_some_and(|code| code == c || code.starts_with(&format!("{c}.")));
        self.codes[at].is_empty() || self.codes[at].iter().any(below)
    }

    /// Of a client, the services that are asked for.
    fn services<'a>(&'a self, counted: &'a Counted) -> impl Iterator<Item = &'a Given> {
        counted.services.iter().filter(|g| self.names(0, Some(&g.service)) && self.names(1, g.partner.as_deref()))
    }

    /// Of a client, the follow-ups that are asked for: a follow-up is of no service.
    fn follow_ups<'a>(&'a self, counted: &'a Counted) -> impl Iterator<Item = &'a (Option<String>, Visit)> {
        let of = |(partner, _): &&(Option<String>, Visit)| self.names(1, partner.as_deref());
        counted.follow_ups.iter().filter(of).filter(|_| self.codes[0].is_empty())
    }

    /// Is a client of a case among those that are asked for?
    pub fn fits(&self, case: &str, counted: &Counted) -> bool {
        let number = number::read(case);
        let left = || {
            let services = self.services(counted).filter_map(|g| g.course.left());
            services.chain(self.follow_ups(counted).filter_map(|(_, visit)| visit.left()))
        };
        let named = !self.codes[0].is_empty() || !self.codes[1].is_empty();
        let has = || self.services(counted).next().is_some() || self.follow_ups(counted).next().is_some();
        self.case.as_ref().is_none_or(|n| number.as_ref() == Some(n))
            && self.year.is_none_or(|year| number.as_ref().is_some_and(|n| n.year == year))
            && (self.codes[2].is_empty() || self.names(2, counted.risk.as_deref()))
            && (!named || has())
            && (!self.open || self.services(counted).any(|g| g.course.is_open()))
            && (!self.overdue || left().any(|left| left < 0))
            && (!self.due || left().any(|left| (0..=care::SOON).contains(&left)))
    }

    /// Does the list show it: has it something running or due, or is everybody asked for?
    pub fn shows(&self, counted: &Counted) -> bool {
        self.all || counted.is_active()
    }
}

/// What is counted of the clients that are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// victims with a service that has begun
    pub victims: usize,
    /// relatives with one
    pub relatives: usize,
    /// in all
    pub tally: Tally,
    /// services that stand, by the code of their group
    pub groups: BTreeMap<String, usize>,
    /// by the partner's code; not known is blank
    pub partners: BTreeMap<String, Tally>,
}

impl Sums {
    /// Of these, by the query that asked for them.
    pub fn of<'a>(counted: impl Iterator<Item = &'a Counted>, query: &Query) -> Sums {
        let mut sums = Sums::default();
        for one in counted {
            if query.services(one).any(|g| g.begun) {
                *(if one.relative { &mut sums.relatives } else { &mut sums.victims }) += 1;
            }
            for given in query.services(one) {
                *sums.groups.entry(care::group(&given.service).to_owned()).or_default() += 1;
                let partner = given.partner.as_deref();
                let own = sums.partners.entry(partner.unwrap_or_default().to_owned()).or_default();
                for tally in [&mut sums.tally, own] {
                    tally.service(given.course, given.answer.as_deref(), partner, given.long);
                }
            }
            for (partner, visit) in query.follow_ups(one) {
                let own = sums.partners.entry(partner.clone().unwrap_or_default()).or_default();
                for tally in [&mut sums.tally, own] {
                    tally.follow_up(*visit);
                }
            }
        }
        sums
    }

    /// In words, for the foot of the list and of the table.
    pub fn words(&self) -> String {
        let many = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
        let tally = &self.tally;
        format!(
            "served {} and {} · {} open, {} over 180 days · referrals accepted {} · follow-ups on time {} · {} overdue, {} due in 7 days",
            many(self.victims, "victim", "victims"),
            many(self.relatives, "relative", "relatives"),
            many(tally.open, "service", "services"),
            tally.long,
            tally.accepted.words(),
            tally.on_time.words(),
            tally.overdue,
            tally.soon
        )
    }
}

/// One client of the list, as whoever asked sees it.
#[derive(Debug, Clone)]
pub struct Item {
    /// its case
    pub case_id: String,
    /// number of the case and label of the client: `19/274 V1`
    pub number: String,
    /// what is counted of it; nothing behind the privacy screen
    pub counted: Option<Counted>,
    /// who it is, and what runs, in words; hidden where that may not be seen
    pub what: String,
}

/// A window on the list; its sums are also of those with nothing open.
pub type Roster = Window<Item, Sums>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Entry;

    fn lists() -> Lists {
        let mut lists = Lists::default();
        for (list, code, en, keys) in [
            ("service", "counselling", "Counselling", "counselling"),
            ("service", "counselling.trauma", "Trauma counselling", "trauma"),
            ("service", "medical_support", "Medical support", "medical"),
            ("partner", "own", "The unit itself", "own unit"),
            ("partner", "lotus", "Lotus House", "lotus"),
            ("risk", "high", "High", "high"),
        ] {
            lists.push(list, Entry::new(code.into(), en.into(), None, keys, None));
        }
        lists
    }

    fn given(service: &str, partner: &str, answer: &str, course: Course) -> Given {
        let begun = matches!(course, Course::Running | Course::Ended);
        Given {
            service: service.into(),
            partner: Some(partner.into()),
            answer: Some(answer.into()),
            course,
            begun,
            long: false,
        }
    }

    fn client(label: &str, services: Vec<Given>, follow_ups: Vec<(Option<String>, Visit)>) -> Counted {
        let relative = !label.starts_with('V');
        Counted { id: label.into(), label: label.into(), relative, risk: None, needs: 0, services, follow_ups }
    }

    #[test]
    fn words_say_which_clients_and_their_sums_are_of_those() {
        let lists = lists();
        let lotus = || Some("lotus".to_owned());
        let asked = |left| Course::Asked { accepted: false, left };
        let all = [
            (
                "CPU-19-0274",
                client(
                    "V1",
                    vec![
                        given("counselling.trauma", "lotus", "accepted", Course::Running),
                        given("medical_support", "own", "accepted", Course::Ended),
                    ],
                    vec![(lotus(), Visit::Open(Some(-3)))],
                ),
            ),
            ("CPU-19-0274", client("F1", vec![given("counselling", "lotus", "rejected", Course::Rejected)], vec![])),
            ("CPU-18-0003", client("V1", vec![given("medical_support", "own", "open", asked(Some(4)))], vec![])),
            ("CPU-18-0004", client("V1", vec![], vec![(None, Visit::Done(Some(true)))])),
        ];
        let count = |words: &str| {
            let query = Query::read(words, &lists);
            let fit: Vec<&Counted> = all.iter().filter(|(n, c)| query.fits(n, c)).map(|(_, c)| c).collect();
            let shown = fit.iter().filter(|c| query.shows(c)).count();
            let sums = Sums::of(fit.iter().copied(), &query);
            let misread = query.misread().map(|_| "!").unwrap_or_default();
            let tally = &sums.tally;
            format!(
                "{shown} of {}, served {}+{}, open {}, accepted {}/{}, on time {}/{}{misread}",
                fit.len(),
                sums.victims,
                sums.relatives,
                tally.open,
                tally.accepted.k,
                tally.accepted.n,
                tally.on_time.k,
                tally.on_time.n
            )
        };
        assert_eq!(count(""), "2 of 4, served 1+0, open 2, accepted 1/2, on time 1/2");
        assert_eq!(count("all"), "4 of 4, served 1+0, open 2, accepted 1/2, on time 1/2");
        assert_eq!(count("lotus"), "1 of 2, served 1+0, open 1, accepted 1/2, on time 0/1");
        assert_eq!(
            count("counselling"),
            "1 of 2, served 1+0, open 1, accepted 1/2, on time 0/0",
            "and what is below it"
        );
        assert_eq!(count("trauma"), "1 of 1, served 1+0, open 1, accepted 1/1, on time 0/0");
        assert_eq!(count("overdue"), "1 of 1, served 1+0, open 1, accepted 1/1, on time 0/1");
        assert_eq!(count("due"), "1 of 1, served 0+0, open 1, accepted 0/0, on time 0/0");
        assert_eq!(count("medical open"), "1 of 1, served 0+0, open 1, accepted 0/0, on time 0/0");
        assert_eq!(count("2018"), "1 of 2, served 0+0, open 1, accepted 0/0, on time 1/1");
        assert_eq!(count("19/274"), "1 of 2, served 1+0, open 1, accepted 1/2, on time 0/1");
        assert_eq!(count("high"), "0 of 0, served 0+0, open 0, accepted 0/0, on time 0/0");
        assert_eq!(count("zz"), "2 of 4, served 1+0, open 2, accepted 1/2, on time 1/2!");
        let query = Query::read("", &lists);
        let sums = Sums::of(all.iter().map(|(_, c)| c), &query);
        let partners: Vec<&str> = sums.partners.keys().map(String::as_str).collect();
        assert_eq!(partners, ["", "lotus", "own"]);
        assert_eq!((sums.groups["counselling"], sums.groups["medical_support"]), (2, 2));
        assert!(sums.words().contains("referrals accepted 50.0 % (1 of 2)"), "{}", sums.words());
    }
}
