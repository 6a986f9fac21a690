//! THE rules of care: how a service and a follow-up stand, what is overdue, and what is counted of them. What is not known is in neither
//! number of a share. It must never know a name, nor decide who may see any of it.

use super::day::Day;
use super::follow_up::FollowUp;
use super::moment::{Moment, Now};
use super::partner::OWN;
use super::rate::percent;
use super::service::Service;
use chrono::{Days, NaiveDate};

/// So many days ahead something is due soon.
pub const SOON: i64 = 7;
/// Longer than so many days a service is open too long.
pub const LONG: i64 = 180;

/// The rules in words: for programs, for people, the rule.
pub const RULES: [(&str, &str, &str); 6] = [
    (
        "served",
        "Served",
        "Victims and relatives for whom at least one service has begun; one that was rejected or taken back does not count.",
    ),
    (
        "referrals_accepted",
        "Referrals accepted",
        "Referrals accepted, of those answered. A referral is a service of which the provider is not the unit itself; one not answered yet \
         is pending, and in neither number.",
    ),
    (
        "follow_ups_on_time",
        "Follow-ups on time",
        "Follow-ups done by the day they were due, of those that are done or overdue. One that is not due yet is pending; one without a \
         day, or of which the days are not known closely enough, is not known: both are in neither number.",
    ),
    (
        "overdue",
        "Overdue",
        "Services not begun, and follow-ups not done, on the day after they were due. A service is due within its time from the referral, \
         or on the day of its appointment, whichever comes first.",
    ),
    ("due_soon", "Due within 7 days", "The same, due today or within the next 7 days."),
    (
        "open_over_180",
        "Open over 180 days",
        "Services neither ended, rejected nor taken back that were asked for more than 180 days ago.",
    ),
];

/// How a service stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// it was taken back
    Withdrawn,
    /// the partner said no
    Rejected,
    /// it was given, and is over
    Ended,
    /// it is given
    Running,
    /// it has not begun
    Asked {
        /// has the partner said yes?
        accepted: bool,
        /// so many days are left, if it is known by when it is to begin: below none it is overdue
        left: Option<i64>,
    },
}

impl Course {
    /// Of a service.
    pub fn of(service: &Service, now: &Now) -> Course {
        let answer = service.answer.as_deref();
        if service.taken_back_at.is_some() {
            Course::Withdrawn
        } else if answer == Some("rejected") {
            Course::Rejected
        } else if service.ended_on.is_some() {
            Course::Ended
        } else if service.implemented_on.is_some() {
            Course::Running
        } else {
            let left = due(service, now).map(|day| left(day, now));
            Course::Asked { accepted: answer == Some("accepted"), left }
        }
    }

    /// Is anything still to come?
    pub fn is_open(self) -> bool {
        matches!(self, Course::Running | Course::Asked { .. })
    }

    /// Days until it is to begin, of one that has not.
    pub fn left(self) -> Option<i64> {
        if let Course::Asked { left, .. } = self { left } else { None }
    }

    /// For programs.
    pub fn word(self) -> &'static str {
        match self {
            Course::Withdrawn => "taken_back",
            Course::Rejected => "rejected",
            Course::Ended => "ended",
            Course::Running => "running",
            Course::Asked { accepted: true, .. } => "accepted",
            Course::Asked { .. } => "asked",
        }
    }

    /// In words, and is it urgent? Nothing where the fields say it already.
    pub fn words(self) -> Option<(String, bool)> {
        match self {
            Course::Withdrawn => None,
            Course::Rejected => Some(("rejected".to_owned(), false)),
            Course::Ended => Some(("ended".to_owned(), false)),
            Course::Running => Some(("running".to_owned(), false)),
            Course::Asked { accepted, left } => {
                let state = if accepted { "accepted, not begun" } else { "not answered" };
                let (due, urgent) = left.map_or_else(|| ("no day is set".to_owned(), false), due_in_words);
                Some((format!("{state}, {due}"), urgent))
            }
        }
    }
}

/// The day by which a service is to begin: within its time from the referral, or the day of its appointment.
fn due(service: &Service, now: &Now) -> Option<NaiveDate> {
    let days = match service.timeframe.as_deref() {
        Some("h1" | "h3") => Some(0),
        Some("d1") => Some(1),
        Some("d3") => Some(3),
        _ => None,
    };
    let within = service.referred_on.map(Day::last).zip(days).and_then(|(from, n)| from.checked_add_days(Days::new(n)));
    let expected = service.appointment.map(|at: Moment| at.day(now.zone).last());
    within.into_iter().chain(expected).min()
}

/// Was it asked for longer ago than it should be open, and is it?
pub fn is_long(service: &Service, now: &Now) -> bool {
    let asked = service.referred_on.map(|day| -left(day.last(), now));
    Course::of(service, now).is_open() && asked.is_some_and(|days| days > LONG)
}

/// Is it a referral: asked of somebody else than the unit itself?
pub fn is_referral(partner: Option<&str>) -> bool {
    partner != Some(OWN)
}

/// The group of a service: `counselling` of `counselling.trauma`.
pub fn group(code: &str) -> &str {
    code.split('.').next().unwrap_or(code)
}

/// How a follow-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visit {
    /// it was taken back
    Withdrawn,
    /// it was done; on time, if that can be told
    Done(Option<bool>),
    /// it is to be done; so many days are left, if it is known by when: below none it is overdue
    Open(Option<i64>),
}

impl Visit {
    /// Of a follow-up.
    pub fn of(follow_up: &FollowUp, now: &Now) -> Visit {
        match follow_up.done_on {
            _ if follow_up.taken_back_at.is_some() => Visit::Withdrawn,
            Some(done) => Visit::Done(follow_up.due_on.and_then(|due| on_time(due, done))),
            None => Visit::Open(follow_up.due_on.map(|due| left(due.last(), now))),
        }
    }

    /// Days until it is due, of one that is open.
    pub fn left(self) -> Option<i64> {
        if let Visit::Open(left) = self { left } else { None }
    }

    /// In words, and is it urgent?
    pub fn words(self) -> Option<(String, bool)> {
        match self {
            Visit::Withdrawn => None,
            Visit::Done(Some(true)) => Some(("done on time".to_owned(), false)),
            Visit::Done(Some(false)) => Some(("done late".to_owned(), false)),
            Visit::Done(None) => Some(("done".to_owned(), false)),
            Visit::Open(None) => Some(("open, no day is set".to_owned(), false)),
            Visit::Open(Some(left)) => Some(due_in_words(left)),
        }
    }
}

/// Known only to a month, a day may lie on either side of another: then it cannot be told.
fn on_time(due: Day, done: Day) -> Option<bool> {
    if done.last() <= due.first() {
        Some(true)
    } else if done.first() > due.last() {
        Some(false)
    } else {
        None
    }
}

fn left(day: NaiveDate, now: &Now) -> i64 {
    day.signed_duration_since(now.today()).num_days()
}

/// `due today`, `3 days left`, `OVERDUE by 3 days`; and is it urgent?
pub fn due_in_words(left: i64) -> (String, bool) {
    let many = |n: i64| format!("{n} day{}", if n == 1 { "" } else { "s" });
    match left {
        0 => ("due today".to_owned(), true),
        1.. => (format!("{} left", many(left)), false),
        _ => (format!("OVERDUE by {}", many(-left)), true),
    }
}

/// A share with what is in neither of its numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// in the numerator
    pub k: u32,
    /// in the denominator
    pub n: u32,
    /// in neither: will be known
    pub pending: u32,
    /// in neither: cannot be told
    pub unknown: u32,
}

impl Share {
    /// `81.3 % (13 of 16)`; without anything to divide by not known.
    pub fn words(&self) -> String {
        match percent(self.k, self.n) {
            Some(percent) => format!("{percent:.1} % ({} of {})", self.k, self.n),
            None => "not known".to_owned(),
        }
    }

    /// Counts one more.
    fn add(&mut self, is: Option<bool>) {
        self.k += u32::from(is == Some(true));
        self.n += u32::from(is.is_some());
    }
}

/// What is counted of services and follow-ups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// services that stand, also those that were rejected
    pub services: usize,
    /// services that are open
    pub open: usize,
    /// of those and of follow-ups, overdue
    pub overdue: usize,
    /// due within a week
    pub soon: usize,
    /// services open too long
    pub long: usize,
    /// referrals accepted
    pub accepted: Share,
    /// follow-ups on time
    pub on_time: Share,
}

impl Tally {
    /// Counts a service.
    pub fn service(&mut self, course: Course, answer: Option<&str>, partner: Option<&str>, long: bool) {
        if course == Course::Withdrawn {
            return;
        }
        self.services += 1;
        self.open += usize::from(course.is_open());
        self.long += usize::from(long);
        self.due(course.left());
        if is_referral(partner) {
            match answer {
                Some("accepted") => self.accepted.add(Some(true)),
                Some("rejected") => self.accepted.add(Some(false)),
                // What was given without an answer on record: what was said cannot be told.
                _ if matches!(course, Course::Asked { .. }) => self.accepted.pending += 1,
                _ => self.accepted.unknown += 1,
            }
        }
    }

    /// Counts a follow-up.
    pub fn follow_up(&mut self, visit: Visit) {
        self.due(visit.left());
        match visit {
            Visit::Withdrawn => {}
            Visit::Done(None) | Visit::Open(None) => self.on_time.unknown += 1,
            Visit::Done(is) => self.on_time.add(is),
            Visit::Open(Some(left)) if left < 0 => self.on_time.add(Some(false)),
            Visit::Open(Some(_)) => self.on_time.pending += 1,
        }
    }

    fn due(&mut self, left: Option<i64>) {
        self.overdue += usize::from(left.is_some_and(|left| left < 0));
        self.soon += usize::from(left.is_some_and(|left| (0..=SOON).contains(&left)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::read_clock;
    use crate::domain::record::{Record, RecordKind, Sheet};

    fn now() -> Now {
        let zone = chrono_tz::Asia::Phnom_Penh;
        Now { utc: read_clock("2019-12-31T16:42", zone).unwrap(), zone }
    }

    fn record<T: Record>(kind: RecordKind, fields: &str) -> T {
        let mut sheet = Sheet::blank(kind, "c", 1);
        for pair in fields.split_whitespace() {
            let (column, value) = pair.split_once('=').unwrap();
            assert!(kind.specs().iter().any(|s| s.column == column), "{column}");
            sheet.set(column, Some(value.to_owned()));
        }
        T::from_sheet(&sheet).unwrap()
    }

    #[test]
    fn a_service_is_due_within_its_time_or_on_its_appointment_and_is_over_when_it_ended_or_was_rejected() {
        for (fields, told) in [
            ("referred_on=2019-12-31", "not answered, no day is set"),
            ("referred_on=2019-12-31 timeframe=h1", "not answered, due today"),
            ("referred_on=2019-12-30 timeframe=h3", "not answered, OVERDUE by 1 day"),
            ("referred_on=2019-12-30 timeframe=d1 answer=accepted", "accepted, not begun, due today"),
            ("referred_on=2019-12-30 timeframe=d3", "not answered, 2 days left"),
            // Midnight in Phnom Penh is the day before in UTC.
            ("referred_on=2019-12-01 appointment=2019-12-31T17:30:00.000Z", "not answered, 1 day left"),
            ("referred_on=2019-12-30 timeframe=d3 appointment=2019-12-31", "not answered, due today"),
            ("referred_on=2019-12 timeframe=d1", "not answered, 1 day left"),
            ("referred_on=2019-01-01 timeframe=h1 implemented_on=2019-01-02", "running"),
            ("referred_on=2019-01-01 timeframe=h1 implemented_on=2019-01-02 ended_on=2019-02-01", "ended"),
            ("referred_on=2019-01-01 timeframe=h1 answer=rejected", "rejected"),
            ("referred_on=2019-01-01 timeframe=h1 taken_back_at=2019-01-02 taken_back_reason=x", ""),
        ] {
            let service: Service = record(RecordKind::Service, fields);
            let words = Course::of(&service, &now()).words().map(|(words, _)| words);
            assert_eq!(words.unwrap_or_default(), told, "{fields}");
        }
    }

    #[test]
    fn open_over_180_days_begins_with_the_181st_and_ends_with_the_service() {
        let long = |fields: &str| is_long(&record(RecordKind::Service, fields), &now());
        assert!(!long("referred_on=2019-07-04"), "180 days");
        assert!(long("referred_on=2019-07-03"), "181 days");
        assert!(!long("referred_on=2019-07"), "it may have been at its end");
        assert!(!long("referred_on=2019-01-01 ended_on=2019-12-30"));
        assert!(!long("referred_on=2019-01-01 answer=rejected"));
        assert!(long("referred_on=2019-01-01 implemented_on=2019-01-05"));
    }

    #[test]
    fn a_follow_up_is_on_time_where_that_can_be_told() {
        for (fields, visit) in [
            ("due_on=2019-12-20 done_on=2019-12-20", Visit::Done(Some(true))),
            ("due_on=2019-12-20 done_on=2019-12-21", Visit::Done(Some(false))),
            ("due_on=2019-12 done_on=2019-12-31", Visit::Done(None)),
            ("due_on=2019-12-20 done_on=2019-11", Visit::Done(Some(true))),
            ("due_on=2019-12-20 done_on=2019", Visit::Done(None)),
            ("done_on=2019-12-20", Visit::Done(None)),
            ("due_on=2019-12-30", Visit::Open(Some(-1))),
            ("due_on=2020-01-07", Visit::Open(Some(7))),
            ("due_on=2019-12", Visit::Open(Some(0))),
            ("kind=care", Visit::Open(None)),
        ] {
            let follow_up: FollowUp = record(RecordKind::FollowUp, fields);
            assert_eq!(Visit::of(&follow_up, &now()), visit, "{fields}");
        }
    }

    #[test]
    fn what_is_not_known_is_in_neither_number_and_nothing_is_not_zero() {
        let mut tally = Tally::default();
        assert_eq!((tally.accepted.words(), tally.on_time.words()), ("not known".into(), "not known".into()));
        for (fields, partner) in [
            ("referred_on=2019-12-01 answer=accepted implemented_on=2019-12-03", Some("lotus")),
            ("referred_on=2019-12-01 answer=accepted", Some("lotus")),
            ("referred_on=2019-12-01 answer=rejected", Some("lotus")),
            ("referred_on=2019-12-30 timeframe=d3", Some("lotus")),
            ("referred_on=2019-12-01", None),
            ("referred_on=2019-12-01 implemented_on=2019-12-02", Some("lotus")),
            ("referred_on=2019-12-01 answer=accepted", Some(OWN)),
            ("referred_on=2019-12-01 answer=accepted taken_back_at=2019-12-02 taken_back_reason=x", Some("lotus")),
        ] {
            let service: Service = record(RecordKind::Service, fields);
            let course = Course::of(&service, &now());
            tally.service(course, service.answer.as_deref(), partner, is_long(&service, &now()));
        }
        assert_eq!(tally.accepted, Share { k: 2, n: 3, pending: 2, unknown: 1 });
        assert_eq!(tally.accepted.words(), "66.7 % (2 of 3)");
        assert_eq!((tally.services, tally.open, tally.overdue, tally.soon), (7, 6, 0, 1));
        for visit in [
            Visit::Done(Some(true)),
            Visit::Done(None),
            Visit::Open(Some(-1)),
            Visit::Open(Some(0)),
            Visit::Open(Some(7)),
            Visit::Open(Some(8)),
            Visit::Open(None),
            Visit::Withdrawn,
        ] {
            tally.follow_up(visit);
        }
        assert_eq!(tally.on_time, Share { k: 1, n: 2, pending: 3, unknown: 2 });
        assert_eq!((tally.overdue, tally.soon), (1, 3));
    }
}
