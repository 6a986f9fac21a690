//! A date known to the day, the month or the year (`2019-12-30`, `2019-12`, `2019`), and how an officer types one: day first, always.
//! It must never know today by itself: the caller says it.

use super::misread::Misread;
use super::text::latin_digit;
use chrono::{Datelike, Days, NaiveDate};
use std::fmt;

/// A calendar date of the office's zone, as exact as it is known. Ordered by its ISO text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    first: NaiveDate,
    known_to: KnownTo,
}

/// How exact a [`Day`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KnownTo {
    /// only the year
    Year,
    /// year and month
    Month,
    /// the full date
    Day,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Where a day lies whose year is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// the last such day, as for what has happened
    Past,
    /// the next one, as for what is due
    Ahead,
    /// whichever is nearer, as for a hearing, which was or is set
    Either,
}

impl Day {
    /// A full date.
    pub fn of(date: NaiveDate) -> Day {
        Day { first: date, known_to: KnownTo::Day }
    }

    /// Reads the stored form: `2019`, `2019-12` or `2019-12-30`.
    pub fn iso(text: &str) -> Option<Day> {
        let (full, known_to) = match text.len() {
            4 => (format!("{text}-01-01"), KnownTo::Year),
            7 => (format!("{text}-01"), KnownTo::Month),
            10 => (text.to_owned(), KnownTo::Day),
            _ => return None,
        };
        let first = NaiveDate::parse_from_str(&full, "%Y-%m-%d").ok()?;
        let day = Day { first, known_to };
        (day.to_iso() == text).then_some(day)
    }

    /// The stored form.
    pub fn to_iso(self) -> String {
        let format = match self.known_to {
            KnownTo::Year => "%Y",
            KnownTo::Month => "%Y-%m",
            KnownTo::Day => "%Y-%m-%d",
        };
        self.first.format(format).to_string()
    }

    /// The first date that it may be.
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// The last date that it may be.
    pub fn last(self) -> NaiveDate {
        let next = match self.known_to {
            KnownTo::Day => return self.first,
            KnownTo::Month => self.first.checked_add_months(chrono::Months::new(1)),
            KnownTo::Year => self.first.checked_add_months(chrono::Months::new(12)),
        };
        next.and_then(|d| d.pred_opt()).unwrap_or(self.first)
    }

    /// The full date, if it is known to the day.
    pub fn exact(self) -> Option<NaiveDate> {
        (self.known_to == KnownTo::Day).then_some(self.first)
    }

    /// The year, which is always known.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// As shown: `30 Dec 2019`, `Dec 2019`, `2019`.
    pub fn long(self) -> String {
        let month = MONTHS[self.first.month0() as usize];
        match self.known_to {
            KnownTo::Year => self.first.year().to_string(),
            KnownTo::Month => format!("{month} {}", self.first.year()),
            KnownTo::Day => format!("{} {month} {}", self.first.day(), self.first.year()),
        }
    }

    /// As typed: `30/12/2019`, `12/2019`, `2019`; reads back as the same day.
    pub fn typed(self) -> String {
        let format = match self.known_to {
            KnownTo::Year => "%Y",
            KnownTo::Month => "%m/%Y",
            KnownTo::Day => "%d/%m/%Y",
        };
        self.first.format(format).to_string()
    }

    /// Reads what an officer types: `today`, `t`, `yesterday`, `tomorrow`, `-1`, `+3`, `29/12`, `29/12/2021`, `29.12.21`, `28 dec`,
    /// `dec 2021`, `12/2021`, `2021`, `2021-12-28`, Khmer digits. A day without a year is the latest one that is not after `today`.
    /// # Errors
    /// A sentence that says what is wrong; for a Buddhist-era year with the date that may be meant.
    pub fn read(typed: &str, today: NaiveDate) -> Result<Day, Misread> {
        Day::read_toward(typed, today, Toward::Past)
    }

    /// The same where a day without a year may lie ahead.
    /// # Errors
    /// As [`Day::read`].
    pub fn read_toward(typed: &str, today: NaiveDate, toward: Toward) -> Result<Day, Misread> {
        let text: String = typed.trim().chars().map(latin_digit).collect::<String>().to_lowercase();
        match text.as_str() {
            "t" | "today" => return Ok(Day::of(today)),
            "yesterday" => return Ok(Day::of(today.checked_sub_days(Days::new(1)).unwrap_or(today))),
            "tomorrow" => return Ok(Day::of(today.checked_add_days(Days::new(1)).unwrap_or(today))),
            _ => {}
        }
        if let Some(back) = text.strip_prefix('-').and_then(|n| n.parse::<u64>().ok()) {
            let day = today.checked_sub_days(Days::new(back)).filter(|d| d.year() >= 1900);
            return day.map(Day::of).ok_or_else(|| Misread::new(format!("“{typed}” goes back too far")));
        }
        if let Some(on) = text.strip_prefix('+').and_then(|n| n.parse::<u64>().ok()) {
            let day = today.checked_add_days(Days::new(on)).filter(|d| d.year() <= 2200);
            return day.map(Day::of).ok_or_else(|| Misread::new(format!("“{typed}” goes on too far")));
        }
        let parts: Vec<&str> =
            text.split(|c: char| c.is_whitespace() || "/.-,".contains(c)).filter(|p| !p.is_empty()).collect();
        let iso = parts.first().is_some_and(|p| p.len() == 4 && p.parse::<i32>().is_ok());
        let (d, m, y) = match (parts.as_slice(), iso) {
            ([y], true) => (None, None, Some(*y)),
            ([y, m], true) => (None, Some(*m), Some(*y)),
            ([y, m, d], true) => (Some(*d), Some(*m), Some(*y)),
            ([m, y], _) if y.len() == 4 => (None, Some(*m), Some(*y)),
            ([d, m], _) => (Some(*d), Some(*m), None),
            ([d, m, y], _) => (Some(*d), Some(*m), Some(*y)),
            _ => {
                return Err(Misread::new(format!(
                    "“{typed}” is no date: day first, as 29/12/2021, 28 dec, -1 or today"
                )));
            }
        };
        let bad = || Misread::new(format!("“{typed}” is no date: day first, as 29/12/2021, 28 dec, -1 or today"));
        let month = m.map(|m| month_number(m).ok_or_else(bad)).transpose()?;
        let day = d.map(|d| d.parse::<u32>().ok().filter(|d| (1..=31).contains(d)).ok_or_else(bad)).transpose()?;
        let year = match y {
            Some(y) => Some(full_year(y, today).ok_or_else(bad)?),
            None => None,
        };
        let (known_to, year) = match (day, month, year) {
            (Some(d), Some(m), None) => (KnownTo::Day, nearest_year(d, m, today, toward).ok_or_else(bad)?),
            (None, None, Some(y)) => (KnownTo::Year, y),
            (None, Some(_), Some(y)) => (KnownTo::Month, y),
            (Some(_), Some(_), Some(y)) => (KnownTo::Day, y),
            _ => return Err(bad()),
        };
        let build = |year| {
            NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).map(|first| Day { first, known_to })
        };
        if (2400..=2700).contains(&year) {
            let meant = build(year - 543).ok_or_else(bad)?;
            return Err(Misread::meant(
                format!("{year} looks like a Buddhist-era year: is {} meant?", meant.long()),
                meant.typed(),
            ));
        }
        if !(1900..=2200).contains(&year) {
            return Err(Misread::new(format!("“{typed}”: the year {year} cannot be")));
        }
        build(year).ok_or_else(|| Misread::new(format!("“{typed}”: that month has no such day")))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.long())
    }
}

/// Short month names, January first.
pub fn month_name(index: usize) -> &'static str {
    MONTHS[index % 12]
}

fn month_number(text: &str) -> Option<u32> {
    if let Ok(n) = text.parse::<u32>() {
        return (1..=12).contains(&n).then_some(n);
    }
    let named = |m: &&str| text.len() >= 3 && text.is_ascii() && text[..3].eq_ignore_ascii_case(m);
    MONTHS.iter().position(named).map(|i| i as u32 + 1)
}

/// Two digits mean this century up to this year, the last one beyond it.
fn full_year(text: &str, today: NaiveDate) -> Option<i32> {
    let n = text.parse::<i32>().ok()?;
    match text.len() {
        2 if n <= today.year() % 100 => Some(2000 + n),
        2 => Some(1900 + n),
        4 => Some(n),
        _ => None,
    }
}

fn nearest_year(day: u32, month: u32, today: NaiveDate, toward: Toward) -> Option<i32> {
    // A leap day may be eight years away.
    let date = |year| NaiveDate::from_ymd_opt(year, month, day);
    let last = (0..=8).filter_map(|n| date(today.year() - n)).find(|d| *d <= today);
    let next = (0..=8).filter_map(|n| date(today.year() + n)).find(|d| *d >= today);
    let nearest = || [last, next].into_iter().flatten().min_by_key(|d| (*d - today).num_days().abs());
    let meant = match toward {
        Toward::Past => last,
        Toward::Ahead => next,
        Toward::Either => nearest(),
    };
    meant.map(|d| d.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let today = NaiveDate::from_ymd_opt(2021, 12, 28).unwrap();
        Day::read(text, today).map_or_else(|e| format!("! {}", e.meant.unwrap_or_default()), Day::to_iso)
    }

    #[test]
    fn every_documented_shape_reads_day_first() {
        for (typed, iso) in [
            ("today", "2021-12-28"),
            ("-1", "2021-12-27"),
            ("tomorrow", "2021-12-29"),
            ("+5", "2022-01-02"),
            ("27/12", "2021-12-27"),
            ("29/12", "2020-12-29"),
            ("3/4/2021", "2021-04-03"),
            ("29.12.21", "2021-12-29"),
            ("28 dec", "2021-12-28"),
            ("5 march 2020", "2020-03-05"),
            ("12/2020", "2020-12"),
            ("dec 2020", "2020-12"),
            ("2020", "2020"),
            ("2021-02-03", "2021-02-03"),
            ("២៨/១២/២០២១", "2021-12-28"),
            ("29/2", "2020-02-29"),
            ("1/1/98", "1998-01-01"),
        ] {
            assert_eq!(read(typed), iso, "{typed}");
        }
    }

    #[test]
    fn a_day_without_a_year_lies_where_its_field_looks() {
        let today = NaiveDate::from_ymd_opt(2019, 12, 31).unwrap();
        let read = |typed: &str, toward| Day::read_toward(typed, today, toward).unwrap().to_iso();
        for (typed, past, ahead, either) in [
            ("2/1", "2019-01-02", "2020-01-02", "2020-01-02"),
            ("31/12", "2019-12-31", "2019-12-31", "2019-12-31"),
            ("20 dec", "2019-12-20", "2020-12-20", "2019-12-20"),
            ("29/2", "2016-02-29", "2020-02-29", "2020-02-29"),
            ("2/1/2019", "2019-01-02", "2019-01-02", "2019-01-02"),
        ] {
            assert_eq!(
                [Toward::Past, Toward::Ahead, Toward::Either].map(|t| read(typed, t)),
                [past, ahead, either],
                "{typed}"
            );
        }
        let leap = NaiveDate::from_ymd_opt(2097, 1, 1).unwrap();
        assert_eq!(Day::read_toward("29/2", leap, Toward::Ahead).unwrap().to_iso(), "2104-02-29");
    }

    #[test]
    fn what_is_no_date_is_refused_and_a_buddhist_year_is_asked_about() {
        for typed in ["31/2/2021", "13/13/2021", "soon", "", "1/2/3/4", "99/1", "2021-13-01", "-99999999", "8/12/12345"]
        {
            assert_eq!(read(typed), "! ", "{typed}");
        }
        assert_eq!(read("28/12/2564"), "! 28/12/2021");
        assert_eq!(read("2564"), "! 2021");
    }

    #[test]
    fn typed_form_reads_back_and_partial_dates_span() {
        let today = NaiveDate::from_ymd_opt(2021, 12, 28).unwrap();
        for iso in ["2019", "2019-02", "2019-02-28"] {
            let day = Day::iso(iso).unwrap();
            assert_eq!(Day::read(&day.typed(), today).unwrap(), day);
        }
        assert_eq!(Day::iso("2020-02").unwrap().last().to_string(), "2020-02-29");
        assert_eq!(Day::iso("2020").unwrap().last().to_string(), "2020-12-31");
        assert!(Day::iso("2020-2-3").is_none());
    }
}
