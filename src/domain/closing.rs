//! How a case ends, and begins again: closed, reopened, no crime, out of scope, referred out; each one act with a reason. What is
//! counted afterwards, and what is still open, is said before it is done. It must never decide who may.

use super::act::{Change, Deed};
use super::care;
use super::case::{CLOSED, Case};
use super::casefile::CaseFile;
use super::day::Day;
use super::field::Desk;
use super::forensics::Answer;
use super::merged::STAGE;
use super::moment::Now;
use super::record::{Record, RecordKind, Sheet};

/// The column that says where a case stands.
pub const INVESTIGATION: &str = "investigation";
/// The column that says why it was ended or reopened last.
pub const REASON: &str = "stage_reason";
/// The stages that are given by an act of their own, with a reason, and in no other way to a case that is there.
pub const BY_ACT: [&str; 5] = ["CLO", "DEC", "REF", STAGE, "REO"];

/// One of the acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// done with
    Close,
    /// taken up again
    Reopen,
    /// nothing of it was a crime: every offence is unfounded
    NoCrime,
    /// not for this office
    OutOfScope,
    /// given to another office
    Refer,
}

impl Ending {
    /// All of them.
    pub const ALL: [Ending; 5] = [Self::Close, Self::Reopen, Self::NoCrime, Self::OutOfScope, Self::Refer];

    /// As it stands in the ledger, and for people.
    pub fn word(self) -> &'static str {
        match self {
            Ending::Close => "close",
            Ending::Reopen => "reopen",
            Ending::NoCrime => "no crime",
            Ending::OutOfScope => "out of scope",
            Ending::Refer => "refer out",
        }
    }

    /// What it makes of the case, in words.
    pub fn done(self) -> &'static str {
        match self {
            Ending::Close => "closed",
            Ending::Reopen => "reopened",
            Ending::NoCrime => "closed as no crime",
            Ending::OutOfScope => "out of scope",
            Ending::Refer => "referred out",
        }
    }

    /// The stage that the case has then.
    pub fn stage(self) -> &'static str {
        match self {
            Ending::Close | Ending::NoCrime => "CLO",
            Ending::Reopen => "REO",
            Ending::OutOfScope => "DEC",
            Ending::Refer => "REF",
        }
    }

    /// Why it cannot be done to this case, if so.
    pub fn refusal(self, file: &CaseFile) -> Option<String> {
        let stage = file.case.investigation.as_deref();
        let closed = stage.is_some_and(|s| CLOSED.contains(&s));
        if let Some(into) = &file.merged_into {
            return Some(format!("it is merged into {}, and ends with that", into.number));
        }
        if file.erased.is_some() {
            return Some("it was erased".to_owned());
        }
        match self {
            Ending::Reopen => (!closed).then(|| "it is open".to_owned()),
            Ending::NoCrime if file.offences.is_empty() => Some("it has no offence".to_owned()),
            Ending::NoCrime => (closed && file.unfounded()).then(|| "it is closed as no crime already".to_owned()),
            _ => (stage == Some(self.stage())).then(|| format!("it is {} already", self.done())),
        }
    }

    /// The act: the stage with its reason, and the clearance of every offence where there was no crime.
    pub fn deed(self, file: &CaseFile, reason: &str, by: &str, now: &Now) -> Deed {
        let reason = reason.trim().to_owned();
        let before = file.case.to_sheet();
        let mut after = before.clone();
        after.set(INVESTIGATION, Some(self.stage().to_owned()));
        after.set(REASON, Some(reason.clone()));
        let mut changes = vec![Change { before: Some(before), after }];
        let offences = file.offences.iter().filter(|_| self == Ending::NoCrime);
        for before in offences.map(Record::to_sheet).filter(|o| o.get("clearance") != Some("UNF")) {
            let mut after = before.clone();
            after.set("clearance", Some("UNF".to_owned()));
            after.set("cleared_on", Some(Day::of(now.today()).to_iso()));
            after.set("cleared_by", Some(by.to_owned()));
            after.set("clearance_reason", Some(reason.clone()));
            changes.push(Change { before: Some(before), after });
        }
        Deed { action: self.word().to_owned(), reason: Some(reason), op_id: None, changes }
    }

    /// What is counted of the case now and afterwards, and why.
    pub fn counted(self, file: &CaseFile) -> String {
        let why = |stage: Option<&str>, unfounded: bool| {
            Case::excluded(stage).or_else(|| unfounded.then_some("all its offences are unfounded"))
        };
        let now = why(file.case.investigation.as_deref(), file.unfounded());
        let then = why(Some(self.stage()), self == Ending::NoCrime || file.unfounded());
        match (now, then) {
            (None, None) => "The case is counted, and goes on being counted.".to_owned(),
            (None, Some(why)) => format!("The case is counted now, and will be in no rate any more: {why}."),
            (Some(_), None) => "The case is not counted now, and will be again.".to_owned(),
            (Some(_), Some(why)) => format!("The case is not counted, and will not be: {why}."),
        }
    }
}

/// Is this change of a case one that takes an act of its own?
pub fn takes_an_act(before: &Sheet, after: &Sheet) -> bool {
    let (was, is) = (before.get(INVESTIGATION), after.get(INVESTIGATION));
    let by_act = |stage: Option<&str>| stage.is_some_and(|s| BY_ACT.contains(&s));
    let closed = |stage: Option<&str>| stage.is_some_and(|s| CLOSED.contains(&s));
    after.kind == RecordKind::Case && was != is && (by_act(is) || closed(was))
}

/// What is still open in a case, a line each: told before it is closed. Another kind of record that can be open says so here.
pub fn still_open(file: &CaseFile, desk: &Desk) -> Vec<String> {
    let mut out = Vec::new();
    for arrest in file.arrests.iter().map(Record::to_sheet).filter(Sheet::stands) {
        if let Some(clock) = file.clock(&arrest, desk).filter(|clock| !clock.is_over(&desk.now)) {
            out.push(format!("{}: custody clock, {}", arrest.label(), clock.words(&desk.now)));
        }
    }
    for detention in file.detentions.iter().map(Record::to_sheet).filter(Sheet::stands) {
        if let Some(term) = file.term(&detention, desk).filter(|term| !term.ended) {
            out.push(format!("{}: detention, {}", detention.label(), term.words(&desk.now)));
        }
    }
    for suspect in &file.suspects {
        let course = file.course(suspect);
        let over = course.results.iter().any(|r| r.final_on.is_some());
        if !course.charges.is_empty() && !over {
            out.push(format!("S{}: charged, without a final result", suspect.head.seq));
        }
    }
    for task in file.tasks.iter().filter(|task| task.is_open()) {
        let due = task.due_on.map(|day| format!(", due {}", day.long())).unwrap_or_default();
        out.push(format!("{}: task{due}", task.to_sheet().label()));
    }
    for service in &file.services {
        let course = care::Course::of(service, &desk.now);
        if let Some((words, _)) = course.words().filter(|_| course.is_open()) {
            out.push(format!("{}: service {words}", service.to_sheet().label()));
        }
    }
    for visit in &file.follow_ups {
        let state = care::Visit::of(visit, &desk.now);
        if let Some((words, _)) = state.words().filter(|_| matches!(state, care::Visit::Open(_))) {
            out.push(format!("{}: follow-up {words}", visit.to_sheet().label()));
        }
    }
    let bench = file.bench();
    for exhibit in file.exhibits.iter().filter(|e| e.taken_back_at.is_none()) {
        let chain = bench.chain(&exhibit.head.id);
        let place = super::chain::place(&super::chain::standing(&chain)).to_owned();
        if !GONE.contains(&place.as_str()) {
            let number = file.exhibit_number(exhibit.head.seq);
            out.push(format!("{number}: {}", desk.lists.word("custody_place", &place).to_lowercase()));
        }
    }
    for request in &file.exams {
        let answer = bench.answer(request, &desk.now);
        if matches!(answer, Answer::Open(_)) {
            out.push(format!("{}: examination {}", request.to_sheet().label(), answer.words()));
        }
    }
    out
}

/// The places of an exhibit that is no more with the office.
const GONE: [&str; 2] = ["returned", "destroyed"];
