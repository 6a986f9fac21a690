//! A point in time: kept in UTC, shown and typed in the office's zone; or only a date, when the hour is not known.
//! It must never read a clock: [`Now`] is handed in.

use super::day::{Day, Toward};
use super::misread::Misread;
use super::text::latin_digit;
use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;

/// What time it is, and where: every rule that needs today takes this.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// the instant
    pub utc: DateTime<Utc>,
    /// the office's zone
    pub zone: Tz,
}

impl Now {
    /// Today's date in the office.
    pub fn today(&self) -> NaiveDate {
        self.utc.with_timezone(&self.zone).date_naive()
    }

    /// The instant as stored: `2019-12-31T09:42:00.000Z`.
    pub fn stamp(&self) -> String {
        stamp(self.utc)
    }

    /// Local time with its offset: `2019-12-31T16:42:00+07:00`.
    pub fn local_iso(&self) -> String {
        self.utc.with_timezone(&self.zone).to_rfc3339_opts(SecondsFormat::Secs, false)
    }
}

/// The stored form of an instant.
pub fn stamp(utc: DateTime<Utc>) -> String {
    utc.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A stored instant as the office reads it: `31 Dec 2019 16:42`. Text that is no instant is given back as it is.
pub fn local(stored: &str, zone: Tz) -> String {
    match DateTime::parse_from_rfc3339(stored) {
        Ok(at) => {
            let at = at.with_timezone(&zone);
            format!("{} {}", Day::of(at.date_naive()), at.format("%H:%M"))
        }
        Err(_) => stored.to_owned(),
    }
}

/// Reads a time given on the command line: `2019-12-31T16:42`, a date (its end), or with an offset; else office time.
/// # Errors
/// A sentence with the shape that is wanted.
pub fn read_clock(text: &str, zone: Tz) -> Result<DateTime<Utc>, Misread> {
    let bad = || Misread::new(format!("“{text}” is no time: write 2019-12-31T16:42 or 2019-12-31"));
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.with_timezone(&Utc));
    }
    let naive = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|f| chrono::NaiveDateTime::parse_from_str(text, f).ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(23, 59, 59))
        .ok_or_else(bad)?;
    zone.from_local_datetime(&naive).earliest().map(|at| at.with_timezone(&Utc)).ok_or_else(bad)
}

/// When something happened: an instant, or a date whose hour nobody knows.
/// Stored as `2019-12-30T22:40:00.000Z` or `2019-12-30`; the texts sort in time order to the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// known to the minute
    At(DateTime<Utc>),
    /// known to the day, month or year
    On(Day),
}

impl Moment {
    /// Reads the stored form.
    pub fn iso(text: &str) -> Option<Moment> {
        if let Some(day) = Day::iso(text) {
            return Some(Moment::On(day));
        }
        let at = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
        (stamp(at) == text).then_some(Moment::At(at))
    }

    /// The stored form.
    pub fn to_iso(self) -> String {
        match self {
            Moment::At(at) => stamp(at),
            Moment::On(day) => day.to_iso(),
        }
    }

    /// The date in the office's zone.
    pub fn day(self, zone: Tz) -> Day {
        match self {
            Moment::At(at) => Day::of(at.with_timezone(&zone).date_naive()),
            Moment::On(day) => day,
        }
    }

    /// The instant from which on it happened: of a date, the first of its day in the office's zone.
    pub fn begins(self, zone: Tz) -> Option<DateTime<Utc>> {
        match self {
            Moment::At(at) => Some(at),
            // Where the clocks are put forward at midnight a day begins at one.
            Moment::On(day) => [0, 1].into_iter().find_map(|hour| {
                let first = day.first().and_hms_opt(hour, 0, 0)?;
                Some(zone.from_local_datetime(&first).earliest()?.to_utc())
            }),
        }
    }

    /// Did it happen by the cut-off? A date counts from its first hour on.
    pub fn by(self, cut_off: &Now) -> bool {
        match self {
            Moment::At(at) => at <= cut_off.utc,
            Moment::On(day) => day.first() <= cut_off.today(),
        }
    }

    /// As shown: `30 Dec 2019 05:40`, `30 Dec 2019`.
    pub fn long(self, zone: Tz) -> String {
        match self {
            Moment::At(at) => local(&stamp(at), zone),
            Moment::On(day) => day.long(),
        }
    }

    /// As typed: `30/12/2019 05:40`.
    pub fn typed(self, zone: Tz) -> String {
        match self {
            Moment::At(at) => at.with_timezone(&zone).format("%d/%m/%Y %H:%M").to_string(),
            Moment::On(day) => day.typed(),
        }
    }

    /// Reads a date as [`Day::read`] does, with or without an hour behind it: `28 dec 22:45`, `-1 5:40`, `22:45`, `now`.
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn read(typed: &str, now: &Now) -> Result<Moment, Misread> {
        Moment::read_toward(typed, now, Toward::Past)
    }

    /// The same where a day without a year may lie ahead.
    /// # Errors
    /// As [`Moment::read`].
    pub fn read_toward(typed: &str, now: &Now, toward: Toward) -> Result<Moment, Misread> {
        let read_day = |typed: &str| Day::read_toward(typed, now.today(), toward);
        let text: String = typed.trim().chars().map(latin_digit).collect();
        if text.eq_ignore_ascii_case("now") {
            let minute = now.utc.timestamp() / 60 * 60;
            return Utc.timestamp_opt(minute, 0).single().map(Moment::At).ok_or_else(|| Misread::new("no such time"));
        }
        let Some(colon) = text.find(':') else { return read_day(typed).map(Moment::On) };
        let before_hour = text[..colon].char_indices().rev().find(|(_, c)| !c.is_ascii_digit());
        let cut = before_hour.map_or(0, |(i, c)| i + c.len_utf8());
        let time = ["%H:%M", "%H:%M:%S"]
            .iter()
            .find_map(|f| NaiveTime::parse_from_str(&text[cut..], f).ok())
            .ok_or_else(|| Misread::new(format!("“{typed}”: the hour is written as 22:45")))?;
        let before = text[..cut].trim().trim_end_matches(['T', 't', ',']);
        let day = if before.is_empty() { Day::of(now.today()) } else { read_day(before)? };
        let date =
            day.exact().ok_or_else(|| Misread::new(format!("“{typed}”: an hour needs a full date before it")))?;
        now.zone
            .from_local_datetime(&date.and_time(time))
            .earliest()
            .map(|at| Moment::At(at.with_timezone(&Utc)))
            .ok_or_else(|| Misread::new(format!("“{typed}”: there was no such hour that day")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Now {
        let zone = chrono_tz::Asia::Phnom_Penh;
        Now { utc: read_clock("2021-12-28T22:45", zone).unwrap(), zone }
    }

    #[test]
    fn office_time_is_kept_in_utc_and_shown_in_the_zone() {
        let read = |t: &str| Moment::read(t, &now()).map_or_else(|e| format!("! {}", e.text), Moment::to_iso);
        assert_eq!(read("28 dec 22:45"), "2021-12-28T15:45:00.000Z");
        assert_eq!(read("-1 5:40"), "2021-12-26T22:40:00.000Z");
        assert_eq!(read("22:40"), "2021-12-28T15:40:00.000Z");
        assert_eq!(read("27/12"), "2021-12-27");
        assert_eq!(read("now"), "2021-12-28T15:45:00.000Z");
        assert!(read("27/12 25:10").starts_with('!'));
        assert!(read("2021 10:00").starts_with('!'));
        assert!(read("ម៉ោង5:40").starts_with('!'));
        assert_eq!(read("-1\u{a0}5:40"), "2021-12-26T22:40:00.000Z");
        let m = Moment::read("-1 5:40", &now()).unwrap();
        assert_eq!(m.long(now().zone), "27 Dec 2021 05:40");
        assert_eq!(Moment::read(&m.typed(now().zone), &now()).unwrap(), m);
        assert_eq!(Moment::iso(&m.to_iso()), Some(m));
    }

    #[test]
    fn a_cut_off_takes_the_whole_day_of_a_date_and_not_a_minute_after_an_instant() {
        assert!(Moment::iso("2021-12-28").unwrap().by(&now()));
        assert!(Moment::iso("2021-12-28T15:45:00.000Z").unwrap().by(&now()));
        assert!(!Moment::iso("2021-12-28T15:46:00.000Z").unwrap().by(&now()));
        assert!(!Moment::iso("2021-12-29").unwrap().by(&now()));
    }
}
