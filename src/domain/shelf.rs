//! The exhibits of the office as one list: what is where, what is overdue, how long answers take; which are asked for, by words, and the
//! sums of those. It must never hold a value that not everybody sees who knows of the case, but in an [`Item`], which the store masks.

use super::board::{Window, Words, entry, year};
use super::chain::{self, Flaw};
use super::code::Lists;
use super::exhibit::Exhibit;
use super::forensics::{Answer, Bench};
use super::moment::{Moment, Now};
use super::number::{self, Number};
use super::taken::median;

/// The lists of which a word may name an entry.
const LISTS: [&str; 3] = ["custody_place", "exhibit", "lab"];
const FLAWS: [Flaw; 4] = [Flaw::Seal, Flaw::Gap, Flaw::Order, Flaw::Link];

/// A request about an exhibit.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// the laboratory's code
    pub lab: String,
    /// how it stands
    pub answer: Answer,
    /// did its result lead to an arrest?
    pub led: bool,
}

/// What is counted of an exhibit.
#[derive(Debug, Clone)]
pub struct Counted {
    /// its identity
    pub id: String,
    /// its type's code
    pub kind: String,
    /// where it is
    pub place: String,
    /// since when
    pub since: Option<Moment>,
    /// what is asked about it
    pub requests: Vec<Request>,
    /// what is wrong with its chain
    pub flaws: Vec<Flaw>,
}

impl Counted {
    /// By its chain, its requests and their results.
    pub fn of(exhibit: &Exhibit, bench: &Bench, now: &Now) -> Counted {
        let id = &exhibit.head.id;
        let standing = chain::standing(&bench.chain(id));
        let request = |r: &super::exam_request::ExamRequest| Request {
            lab: r.lab.clone().unwrap_or_default(),
            answer: bench.answer(r, now),
            led: bench.results(r).any(|a| a.led_to_arrest.as_deref() == Some("y")),
        };
        Counted {
            id: id.clone(),
            kind: exhibit.kind.clone().unwrap_or_default(),
            place: chain::place(&standing).to_owned(),
            since: standing.last().map_or(exhibit.sealed_at.or(exhibit.found_at), |e| e.at),
            requests: bench.requests(id).map(request).collect(),
            flaws: bench.flaws(id).into_iter().map(|(_, flaw)| flaw).collect(),
        }
    }

    /// Days until the next answer is due, of the requests that are open: below none is overdue.
    pub fn left(&self) -> Option<i64> {
        let left = |r: &Request| if let Answer::Open(left) = r.answer { left } else { None };
        self.requests.iter().filter_map(left).min()
    }

    fn open(&self) -> bool {
        self.requests.iter().any(|r| matches!(r.answer, Answer::Open(_)))
    }
}

/// Which exhibits are asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    case: Option<Number>,
    year: Option<i32>,
    codes: [Vec<String>; LISTS.len()],
    flaws: Vec<Flaw>,
    open: bool,
    overdue: bool,
    words: Words,
}

impl Query {
    /// Reads a case number (also one of an exhibit), a year of cases, words of places, types and laboratories, `open`, `overdue`, and what is wrong with
    /// a chain: `broken`, `gap`, `order`, `chain`.
    pub fn read(words: &str, lists: &Lists) -> Query {
        let mut query = Query::default();
        for word in words.split_whitespace() {
            let lower = word.to_lowercase();
            let case = lower.rsplit_once("/e").map_or(lower.as_str(), |(case, _)| case);
            let flaw = FLAWS.into_iter().find(|flaw| flaw.word() == lower);
            let numbers = (number::read(case), year(&lower));
            let understood = match (numbers, flaw, entry(word, &LISTS, lists)) {
                ((Some(number), _), ..) => {
                    query.case = Some(number);
                    Some(lower)
                }
                ((_, Some(year)), ..) => {
                    query.year = Some(year);
                    Some(lower)
                }
                (_, Some(flaw), _) => {
                    query.flaws.push(flaw);
                    Some(lower)
                }
                _ if lower == "open" => {
                    query.open = true;
                    Some(lower)
                }
                _ if lower == "overdue" => {
                    query.overdue = true;
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
        self.words.misread(
            "no case, year, place, type or laboratory; open, overdue, broken, gap and chain are understood too",
        )
    }

    /// Is an exhibit of a case among those that are asked for?
    pub fn fits(&self, case: &str, counted: &Counted) -> bool {
        let any =
            |at: usize, has: &dyn Fn(&str) -> bool| self.codes[at].is_empty() || self.codes[at].iter().any(|c| has(c));
        self.fits_case(case)
            && any(0, &|code| counted.place == code)
            && any(1, &|code| counted.kind == code)
            && any(2, &|code| counted.requests.iter().any(|r| r.lab == code))
            && (!self.open || counted.open())
            && (!self.overdue || self.requests(counted).any(|r| r.answer.is_overdue()))
            && (self.flaws.is_empty() || self.flaws.iter().any(|flaw| counted.flaws.contains(flaw)))
    }

    /// Is a case among those whose exhibits are asked for?
    pub fn fits_case(&self, case: &str) -> bool {
        let case = number::read(case);
        let year = case.as_ref().map(|number| number.year);
        self.case.as_ref().is_none_or(|n| case.as_ref() == Some(n)) && self.year.is_none_or(|y| year == Some(y))
    }

    /// Of an exhibit, the requests at the laboratories that are asked for.
    fn requests<'a>(&'a self, counted: &'a Counted) -> impl Iterator<Item = &'a Request> {
        counted.requests.iter().filter(|r| self.codes[2].is_empty() || self.codes[2].contains(&r.lab))
    }
}

/// The sums of the exhibits that are asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sums {
    /// exhibits
    pub exhibits: usize,
    /// how many are at each place, by code
    pub places: Vec<(String, usize)>,
    /// requests without an answer
    pub open: usize,
    /// of those overdue
    pub overdue: usize,
    /// requests with an answer
    pub answered: usize,
    /// days from request to answer, where both are known, in their order
    pub days: Vec<i64>,
    /// requests whose result led to an arrest
    pub led: usize,
    /// exhibits with something wrong in their chain
    pub flawed: usize,
    /// the cases whose diary says that a scene was attended, and how often; whatever else of exhibits was asked for
    pub scenes: Vec<(String, usize)>,
}

impl Sums {
    /// Of these, by the query that asked for them; places in the order of their list.
    pub fn of<'a>(counted: impl Iterator<Item = &'a Counted>, query: &Query, lists: &Lists) -> Sums {
        let places = lists.list("custody_place").iter().map(|e| (e.code.clone(), 0)).collect();
        let mut sums = Sums { places, ..Sums::default() };
        for one in counted {
            sums.exhibits += 1;
            sums.flawed += usize::from(!one.flaws.is_empty());
            for place in sums.places.iter_mut().filter(|(code, _)| *code == one.place) {
                place.1 += 1;
            }
            for request in query.requests(one) {
                sums.led += usize::from(request.led);
                match request.answer {
                    Answer::Done(days) => {
                        sums.answered += 1;
                        sums.days.extend(days);
                    }
                    Answer::Open(_) => sums.open += 1,
                    Answer::Withdrawn => {}
                }
                sums.overdue += usize::from(request.answer.is_overdue());
            }
        }
        sums.days.sort_unstable();
        sums
    }

    /// Median days from request to answer; half a day where two are in the middle. Without data it is not known.
    pub fn turnaround(&self) -> Option<f64> {
        median(&self.days)
    }

    /// In words: `41 scenes attended`.
    pub fn scenes_in_words(&self) -> String {
        let scenes: usize = self.scenes.iter().map(|(_, n)| n).sum();
        format!("{scenes} {} attended", if scenes == 1 { "scene" } else { "scenes" })
    }

    /// In words: `turnaround 14 days (median of 12)`.
    pub fn turnaround_in_words(&self) -> String {
        match self.turnaround() {
            Some(days) => format!("turnaround {days} days (median of {})", self.days.len()),
            None => "turnaround not known".to_owned(),
        }
    }
}

/// One exhibit of the list, as whoever asked sees it.
#[derive(Debug, Clone)]
pub struct Item {
    /// its case
    pub case_id: String,
    /// its number
    pub number: String,
    /// what is counted of it
    pub counted: Counted,
    /// what it is and where, in words; hidden where that may not be seen
    pub what: String,
}

/// A window on the list.
pub type Shelf = Window<Item, Sums>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Entry;

    fn lists() -> Lists {
        let mut lists = Lists::default();
        for (list, code, en, keys) in [
            ("custody_place", "lab", "At the laboratory", "lab laboratory"),
            ("custody_place", "held", "Held at the unit", "held"),
            ("exhibit", "phone", "Phone", "phone"),
            ("lab", "fst", "FST", "fst"),
        ] {
            lists.push(list, Entry::new(code.into(), en.into(), None, keys, None));
        }
        lists
    }

    fn counted(place: &str, requests: Vec<Request>, flaws: Vec<Flaw>) -> Counted {
        Counted { id: "e".into(), kind: "phone".into(), place: place.into(), since: None, requests, flaws }
    }

    fn asked(lab: &str, answer: Answer) -> Request {
        Request { lab: lab.into(), answer, led: false }
    }

    #[test]
    fn words_say_which_exhibits_and_their_sums_are_of_those() {
        let lists = lists();
        let all = [
            counted("lab", vec![asked("fst", Answer::Open(Some(-3))), asked("np", Answer::Done(Some(40)))], vec![]),
            counted("held", vec![asked("fst", Answer::Done(Some(10)))], vec![Flaw::Seal]),
            counted("held", vec![asked("fst", Answer::Done(Some(21)))], vec![Flaw::Gap, Flaw::Seal]),
        ];
        let count = |words: &str| {
            let query = Query::read(words, &lists);
            let fit = all.iter().filter(|c| query.fits("CPU-19-0274", c));
            let sums = Sums::of(fit, &query, &lists);
            let misread = query.misread().map(|_| "!").unwrap_or_default();
            format!("{} {} {} {}{misread}", sums.exhibits, sums.open, sums.overdue, sums.turnaround_in_words())
        };
        assert_eq!(count(""), "3 1 1 turnaround 21 days (median of 3)");
        assert_eq!(count("fst"), "3 1 1 turnaround 15.5 days (median of 2)");
        assert_eq!(count("held"), "2 0 0 turnaround 15.5 days (median of 2)");
        assert_eq!(count("lab np"), "1 1 1 turnaround 40 days (median of 1)!", "np is no word of these lists");
        assert_eq!(count("overdue"), "1 1 1 turnaround 40 days (median of 1)");
        assert_eq!(count("phone gap"), "1 0 0 turnaround 21 days (median of 1)");
        assert_eq!(count("19/274/E03"), "3 1 1 turnaround 21 days (median of 3)");
        assert_eq!(count("19/275"), "0 0 0 turnaround not known");
    }
}
