//! The custody clock: how long the police may hold an arrested suspect. THE rule: the limit runs from the arrival at the station; while
//! that is not known, from the arrest, and while its hour is not known, from the first hour of its day: each is earlier and so safe.
//! An extension counts if it was granted before the limit ran out.
//! It ends with the outcome. It must never read a clock or know a limit: both are handed in.

use super::arrest::Arrest;
use super::code::Lists;
use super::moment::{Moment, Now};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// With less than this left it is told on every view.
const SHORT: i64 = 12;
/// So long after it ran out it is still told; then the outcome was hardly ever entered.
const TOLD: i64 = 72;

/// How long custody may last, in hours; the office's table says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// from the arrival at the station
    pub custody: u32,
    /// by which the prosecutor may extend it
    pub extension: u32,
}

impl Limits {
    /// Names of the limits in the table.
    pub const NAMES: [&str; 2] = ["custody", "custody_extension"];

    /// Out of the office's table; what is not in it is no time at all.
    pub fn of(lists: &Lists) -> Limits {
        let [custody, extension] = Limits::NAMES.map(|name| lists.limit(name).unwrap_or(0));
        Limits { custody, extension }
    }
}

/// A custody clock that is told on every view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// number of the case
    pub number: String,
    /// who is held: `S1`
    pub label: String,
    /// when it runs out
    pub until: DateTime<Utc>,
    /// it has run out
    pub over: bool,
}

/// What a custody clock runs from; the first that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// the arrival at the station
    Arrival,
    /// the arrest
    Arrest,
    /// the first hour of the day of the arrest
    Day,
}

impl Since {
    fn words(self) -> &'static str {
        match self {
            Since::Arrival => "",
            Since::Arrest => ", from the arrest: the arrival at the station is not known",
            Since::Day => ", from 00:00 of that day: the hour is not known",
        }
    }
}

/// A custody clock that runs, or has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// since when it runs
    pub from: DateTime<Utc>,
    /// what it runs from
    pub since: Since,
    /// the hours it has
    pub hours: u32,
    /// the extension is among them
    pub extended: bool,
}

impl Clock {
    /// The clock of an arrest; none where it was taken back, has its outcome, or nobody knows the day.
    pub fn of(arrest: &Arrest, limits: Limits, zone: Tz) -> Option<Clock> {
        if !arrest.stands() || arrest.outcome.is_some() {
            return None;
        }
        let instant = |moment: Option<Moment>| match moment {
            Some(Moment::At(at)) => Some(at),
            _ => None,
        };
        let day = |moment: Moment| moment.day(zone).exact().and(moment.begins(zone));
        let arrived = instant(arrest.arrived_at).map(|at| (at, Since::Arrival));
        let arrested = || instant(arrest.at).map(|at| (at, Since::Arrest));
        let (from, since) = arrived.or_else(arrested).or_else(|| Some((day(arrest.at?)?, Since::Day)))?;
        let hours = |n: u32| TimeDelta::hours(n.into());
        let in_time = |at: DateTime<Utc>| at < from + hours(limits.custody);
        let extended = match arrest.extended_at {
            Some(Moment::At(at)) => in_time(at),
            Some(on @ Moment::On(_)) => on.begins(zone).is_some_and(in_time),
            None => false,
        };
        let hours = limits.custody + if extended { limits.extension } else { 0 };
        Some(Clock { from, since, hours, extended })
    }

    /// When it runs out.
    pub fn until(&self) -> DateTime<Utc> {
        self.from + TimeDelta::hours(self.hours.into())
    }

    /// What is left, to the minute that has begun; nothing and less once it has run out.
    pub fn left(&self, now: &Now) -> TimeDelta {
        self.until() - now.utc
    }

    /// Has it run out? In the minute in which the last one ends it has.
    pub fn is_over(&self, now: &Now) -> bool {
        self.left(now) <= TimeDelta::zero()
    }

    /// Is it to be told on every view: it runs, and little is left; or it ran out not long ago?
    pub fn is_urgent(&self, now: &Now) -> bool {
        let left = self.left(now);
        self.from <= now.utc && left < TimeDelta::hours(SHORT) && left > -TimeDelta::hours(TOLD)
    }

    /// Does it still say anything: it has not run out so long ago that the outcome was hardly ever entered?
    pub fn is_told(&self, now: &Now) -> bool {
        self.left(now) > -TimeDelta::hours(TOLD)
    }

    /// `31 h 20 min left of 48 h`, `ran out 2 h 05 min ago`.
    pub fn words(&self, now: &Now) -> String {
        let left = self.left(now);
        let said = |span: TimeDelta| format!("{} h {:02} min", span.num_hours(), span.num_minutes() % 60);
        let of = if self.extended { format!("{} h, extended", self.hours) } else { format!("{} h", self.hours) };
        let from = self.since.words();
        if self.is_over(now) {
            return format!("ran out {} ago, after {of}{from}", said(-left));
        }
        // A minute that has begun is still there.
        let seconds = left.num_seconds() + 59;
        format!("{} left of {of}{from}", said(TimeDelta::seconds(seconds / 60 * 60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::read_clock;
    use crate::domain::record::{Record, RecordKind, Sheet};

    const ZONE: chrono_tz::Tz = chrono_tz::Asia::Phnom_Penh;
    const LIMITS: Limits = Limits { custody: 48, extension: 24 };

    fn now(at: &str) -> Now {
        Now { utc: read_clock(at, ZONE).unwrap(), zone: ZONE }
    }

    fn clock(fields: &[(&str, &str)]) -> Option<Clock> {
        let mut sheet = Sheet::blank(RecordKind::Arrest, "c", 1);
        for (column, typed) in fields {
            let value = match *column {
                "outcome" | "taken_back_at" => Some((*typed).to_owned()),
                _ => Some(Moment::read(typed, &now("2019-12-31T16:42")).unwrap().to_iso()),
            };
            sheet.set(column, value);
        }
        Clock::of(&Arrest::from_sheet(&sheet).unwrap(), LIMITS, ZONE)
    }

    #[test]
    fn the_clock_runs_48_hours_from_the_arrival_at_the_station() {
        let of = [("at", "30/12/2019 05:40"), ("arrived_at", "30/12/2019 07:00")];
        let clock = clock(&of).unwrap();
        let words = |at: &str| clock.words(&now(at));
        assert_eq!(words("2019-12-30T07:00"), "48 h 00 min left of 48 h");
        assert_eq!(
            words("2020-01-01T06:59"),
            "0 h 01 min left of 48 h",
            "after 47:59, over two midnights and a new year"
        );
        assert_eq!(words("2020-01-01T06:59:30"), "0 h 01 min left of 48 h");
        assert!(!clock.is_over(&now("2020-01-01T06:59:59")));
        assert_eq!(words("2020-01-01T07:00"), "ran out 0 h 00 min ago, after 48 h", "at 48:00 it has run out");
        assert!(clock.is_over(&now("2020-01-01T07:00")));
        assert_eq!(words("2020-01-01T09:05"), "ran out 2 h 05 min ago, after 48 h");
    }

    #[test]
    fn it_is_told_on_every_view_with_less_than_twelve_hours_left() {
        let clock = clock(&[("at", "30/12/2019 05:40"), ("arrived_at", "30/12/2019 07:00")]).unwrap();
        let urgent = |at: &str| clock.is_urgent(&now(at));
        assert!(!urgent("2019-12-30T06:59"), "it has not begun");
        assert!(!urgent("2019-12-31T19:00"), "12 hours are left");
        assert!(urgent("2019-12-31T19:01"));
        assert!(urgent("2020-01-01T07:00") && urgent("2020-01-04T06:59"), "it has run out");
        assert!(!urgent("2020-01-04T07:00") && !clock.is_told(&now("2020-01-04T07:00")), "that was days ago");
    }

    #[test]
    fn a_corrected_time_an_extension_and_an_outcome_move_it() {
        let until =
            |fields: &[(&str, &str)]| clock(fields).map(|c| (Moment::At(c.until()).long(ZONE), c.since, c.extended));
        let at = ("at", "30/12/2019 05:40");
        let is = |text: &str, since, extended| Some((text.to_owned(), since, extended));
        assert_eq!(until(&[at]), is("1 Jan 2020 05:40", Since::Arrest, false));
        assert_eq!(until(&[("at", "30/12/2019 04:10")]), is("1 Jan 2020 04:10", Since::Arrest, false), "corrected");
        let arrived = ("arrived_at", "30/12/2019 23:50");
        assert_eq!(until(&[at, arrived]), is("1 Jan 2020 23:50", Since::Arrival, false), "over midnight");
        assert_eq!(
            until(&[at, arrived, ("extended_at", "1/1/2020 20:00")]),
            is("2 Jan 2020 23:50", Since::Arrival, true)
        );
        assert_eq!(
            until(&[at, arrived, ("extended_at", "1/1/2020 23:50")]),
            is("1 Jan 2020 23:50", Since::Arrival, false),
            "too late"
        );
        assert_eq!(until(&[at, arrived, ("outcome", "court")]), None);
        assert_eq!(until(&[at, ("taken_back_at", "2019-12-30")]), None);
    }

    #[test]
    fn while_nobody_knows_the_hour_it_runs_from_the_first_of_that_day() {
        let of = |fields: &[(&str, &str)]| clock(fields).map(|c| (Moment::At(c.until()).long(ZONE), c.since));
        let day = ("at", "30/12/2019");
        assert_eq!(of(&[day]), Some(("1 Jan 2020 00:00".into(), Since::Day)));
        let arrived = ("arrived_at", "30/12/2019 07:00");
        assert_eq!(of(&[day, arrived]), Some(("1 Jan 2020 07:00".into(), Since::Arrival)));
        assert_eq!(of(&[("at", "12/2019")]), None, "nobody knows the day");
        let words = clock(&[day]).unwrap().words(&now("2019-12-31T16:42"));
        let why = "from 00:00 of that day: the hour is not known";
        assert_eq!(words, format!("7 h 18 min left of 48 h, {why}"));
    }
}
