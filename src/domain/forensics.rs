//! What a case knows of its exhibits: their chains, requests and results together, where each is, what is overdue, and how they are told
//! to programs and people. It must never decide who may see them.

use super::casefile::CaseFile;
use super::chain::{self, Flaw};
use super::custody_event::CustodyEvent;
use super::day::Day;
use super::exam_request::ExamRequest;
use super::exam_result::ExamResult;
use super::exhibit::Exhibit;
use super::field::Desk;
use super::moment::Now;
use super::number;
use super::record::{Record, RecordKind, Sheet};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// The exhibits of a case with what hangs on them.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// exhibits, also those taken back
    pub exhibits: &'a [Exhibit],
    /// their chains
    pub custody: &'a [CustodyEvent],
    /// requests
    pub exams: &'a [ExamRequest],
    /// results
    pub results: &'a [ExamResult],
    /// entries that are not linked to the one before
    pub unlinked: &'a BTreeSet<String>,
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// it was taken back
    Withdrawn,
    /// answered, in so many days where both are known
    Done(Option<i64>),
    /// open; so many days are left, if it is known when it is due: below none it is overdue
    Open(Option<i64>),
}

impl<'a> Bench<'a> {
    /// The chain of an exhibit, in its order.
    pub fn chain(&self, exhibit_id: &str) -> Vec<&'a CustodyEvent> {
        self.custody.iter().filter(|e| e.exhibit_id.as_deref() == Some(exhibit_id)).collect()
    }

    /// What is wrong with the chain of an exhibit.
    pub fn flaws(&self, exhibit_id: &str) -> Vec<(String, Flaw)> {
        chain::flaws(&self.chain(exhibit_id), self.unlinked)
    }

    /// Requests about an exhibit that were not taken back.
    pub fn requests(&self, exhibit_id: &str) -> impl Iterator<Item = &'a ExamRequest> + use<'a> {
        let id = exhibit_id.to_owned();
        self.exams.iter().filter(move |r| r.taken_back_at.is_none() && r.exhibit_id.as_deref() == Some(&*id))
    }

    /// The results of a request that stand.
    pub fn results(&self, request: &ExamRequest) -> impl Iterator<Item = &'a ExamResult> + use<'a> {
        let id = request.head.id.clone();
        self.results.iter().filter(move |r| r.taken_back_at.is_none() && r.exam_request_id.as_deref() == Some(&*id))
    }

    /// How a request stands: its first result ends it.
    pub fn answer(&self, request: &ExamRequest, now: &Now) -> Answer {
        let exact = |day: Option<Day>| day.and_then(Day::exact);
        let first = self.results(request).min_by_key(|r| r.reported_on.map(Day::first));
        match first {
            _ if request.taken_back_at.is_some() => Answer::Withdrawn,
            Some(result) => {
                let took = exact(result.reported_on).zip(exact(request.asked_on));
                Answer::Done(took.map(|(to, from)| to.signed_duration_since(from).num_days()).filter(|n| *n >= 0))
            }
            None => {
                let left = |due: Day| due.last().signed_duration_since(now.today()).num_days();
                Answer::Open(request.due_on.map(left))
            }
        }
    }
}

impl Answer {
    /// Is it overdue?
    pub fn is_overdue(self) -> bool {
        matches!(self, Answer::Open(Some(left)) if left < 0)
    }

    /// In words.
    pub fn words(self) -> String {
        let many = |n: i64| format!("{n} day{}", if n == 1 { "" } else { "s" });
        match self {
            Answer::Withdrawn => "taken back".to_owned(),
            Answer::Done(Some(days)) => format!("answered in {}", many(days)),
            Answer::Done(None) => "answered".to_owned(),
            Answer::Open(None) => "open, no day is set".to_owned(),
            Answer::Open(Some(0)) => "open, due today".to_owned(),
            Answer::Open(Some(left)) if left > 0 => format!("open, {} left", many(left)),
            Answer::Open(Some(left)) => format!("OVERDUE by {}", many(-left)),
        }
    }
}

impl CaseFile {
    /// Its exhibits with what hangs on them. Of a case that was erased the links tell nothing any more.
    pub fn bench(&self) -> Bench<'_> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        Bench {
            exhibits: &self.exhibits,
            custody: &self.custody,
            exams: &self.exams,
            results: &self.exam_results,
            unlinked: if self.erased.is_some() { &NONE } else { &self.unlinked },
        }
    }

    /// The number of an exhibit: `19/274/E03`.
    pub fn exhibit_number(&self, seq: u32) -> String {
        number::exhibit(self.case.number.as_deref().unwrap_or_default(), seq)
    }

    /// Everything that hangs on an exhibit, also what was taken back: its chain, then each request with its results.
    pub fn of_exhibit(&self, exhibit_id: &str) -> Vec<Sheet> {
        let of = |id: &Option<String>| id.as_deref() == Some(exhibit_id);
        let mut all: Vec<Sheet> = self.custody.iter().filter(|e| of(&e.exhibit_id)).map(Record::to_sheet).collect();
        for request in self.exams.iter().filter(|r| of(&r.exhibit_id)) {
            all.push(request.to_sheet());
            let answers = |r: &&ExamResult| r.exam_request_id.as_ref() == Some(&request.head.id);
            all.extend(self.exam_results.iter().filter(answers).map(Record::to_sheet));
        }
        all
    }

    /// Where an exhibit is, in words, with whoever took it where that may be seen: `At the laboratory, Sok`.
    pub fn whereabouts(&self, exhibit: &Exhibit, desk: &Desk) -> String {
        let bench = self.bench();
        let standing = chain::standing(&bench.chain(&exhibit.head.id));
        let place = desk.lists.word("custody_place", chain::place(&standing)).to_owned();
        let whom = match standing.last() {
            Some(last) => last.to_whom.clone(),
            None => exhibit.kept_at.clone(),
        };
        whom.into_iter().fold(place, |place, whom| format!("{place}, {whom}"))
    }

    /// The exhibits for programs, each with its chain, its requests and their results inside.
    pub fn exhibits_json(&self, desk: &Desk) -> Vec<Json> {
        let bench = self.bench();
        let one = |exhibit: &Exhibit| {
            let id = &exhibit.head.id;
            let (standing, flaws) = (chain::standing(&bench.chain(id)), bench.flaws(id));
            let mut json = exhibit.to_sheet().json(desk);
            json["number"] = json!(self.exhibit_number(exhibit.head.seq));
            json["place"] = json!(chain::place(&standing));
            json["place_text"] = json!(desk.lists.word("custody_place", chain::place(&standing)));
            let entry = |e: &&CustodyEvent| {
                let mut json = e.to_sheet().json(desk);
                let own = flaws.iter().filter(|(id, _)| *id == e.head.id).map(|(_, flaw)| flaw.word());
                json["flaws"] = own.collect();
                json["stands"] = json!(standing.iter().any(|s| s.head.id == e.head.id));
                json
            };
            json[RecordKind::CustodyEvent.many()] = bench.chain(id).iter().map(entry).collect();
            let of = |r: &&ExamRequest| r.exhibit_id.as_ref() == Some(id);
            let request = |r: &ExamRequest| {
                let answer = bench.answer(r, &desk.now);
                let mut json = r.to_sheet().json(desk);
                json["open"] = json!(matches!(answer, Answer::Open(_)));
                json["overdue"] = json!(answer.is_overdue());
                json["days"] = json!(if let Answer::Done(days) = answer { days } else { None });
                let answers = |a: &&ExamResult| a.exam_request_id.as_ref() == Some(&r.head.id);
                let results = self.exam_results.iter().filter(answers).map(|a| a.to_sheet().json(desk));
                json[RecordKind::ExamResult.many()] = results.collect();
                json
            };
            json[RecordKind::ExamRequest.many()] = self.exams.iter().filter(of).map(request).collect();
            json
        };
        self.exhibits.iter().map(one).collect()
    }
}
