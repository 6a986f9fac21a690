//! A task of a case: something that an officer is to do by a day. Its state is derived from what is known of it, in the words of
//! HOLMES: for allocation, allocated, completed, resulted, filed.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// A task.
    Task {
        what: Option<String> = "Task", Line, Must, "What is to be done", Narrative;
        due_on: Option<Day> = "Due on", Day, Free, "The day by which it is to be done";
        owner: Option<String> = "Officer", Line, Free, "Who does it; blank until somebody is given it";
        team: Option<String> = "Team", Code("team"), Free, "The team that does it, if not that of the case";
        done_on: Option<Day> = "Done on", Day, Free, "The day it was done";
        result: Option<String> = "Result", Line, Free, "What came of it", Narrative;
        filed_on: Option<Day> = "Filed on", Day, Free, "The day its result was read and filed";
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// nobody was given it
    ForAllocation,
    /// somebody has it
    Allocated,
    /// it is done
    Completed,
    /// and what came of it is known
    Resulted,
    /// and was read
    Filed,
}

impl State {
    /// For people and programs.
    pub fn word(self) -> &'static str {
        match self {
            State::ForAllocation => "for allocation",
            State::Allocated => "allocated",
            State::Completed => "completed",
            State::Resulted => "resulted",
            State::Filed => "filed",
        }
    }
}

impl Task {
    /// How far it is.
    pub fn state(&self) -> State {
        match () {
            () if self.filed_on.is_some() => State::Filed,
            () if self.done_on.is_some() && self.result.is_some() => State::Resulted,
            () if self.done_on.is_some() => State::Completed,
            () if self.owner.is_some() => State::Allocated,
            () => State::ForAllocation,
        }
    }

    /// Is it still to be done?
    pub fn is_open(&self) -> bool {
        self.taken_back_at.is_none() && matches!(self.state(), State::ForAllocation | State::Allocated)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::code::Lists;
    use crate::domain::field::Desk;
    use crate::domain::moment::{Now, read_clock};
    use crate::domain::record::RecordKind;

    #[test]
    fn what_is_due_lies_ahead_and_what_was_done_behind() {
        let zone = chrono_tz::Asia::Phnom_Penh;
        let (lists, now) = (Lists::default(), Now { utc: read_clock("2019-12-31T16:42", zone).unwrap(), zone });
        let read = |kind: RecordKind, column: &str, typed: &str| {
            let spec = kind.specs().iter().find(|spec| spec.column == column).unwrap();
            spec.read(typed, &Desk { lists: &lists, now }, None).unwrap().unwrap()
        };
        for kind in [RecordKind::Task, RecordKind::FollowUp, RecordKind::ExamRequest] {
            assert_eq!(read(kind, "due_on", "2/1"), "2020-01-02", "{kind:?}");
            assert_eq!(read(kind, "due_on", "+3"), "2020-01-03", "{kind:?}");
        }
        assert_eq!(read(RecordKind::Task, "done_on", "2/1"), "2019-01-02");
        assert_eq!(read(RecordKind::CourtEvent, "held_on", "20/1 9:00"), "2020-01-20T02:00:00.000Z");
        assert_eq!(read(RecordKind::CourtEvent, "held_on", "20/12"), "2019-12-20");
        assert_eq!(read(RecordKind::Case, "reported_on", "2/1"), "2019-01-02");
    }
}
