//! An age as it was said: years or months, exact or about. Months are shown below two years (statistics: ages in months under 2).
//! It must never guess a date of birth.

use super::day::Day;
use super::misread::Misread;
use super::text::latin_digit;
use chrono::Datelike;
use std::fmt;

/// An age. Stored as said: `7y`, `8m`, `~7y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Age {
    /// the number said
    pub count: u32,
    /// said in months rather than years
    pub in_months: bool,
    /// an estimate
    pub about: bool,
}

impl Age {
    /// Whole months: for `7` years the first of them, 84.
    pub fn months(self) -> u32 {
        if self.in_months { self.count } else { self.count.saturating_mul(12) }
    }

    /// Completed years.
    pub fn years(self) -> u32 {
        self.months() / 12
    }

    /// Reads the stored form.
    pub fn iso(text: &str) -> Option<Age> {
        let rest = text.strip_prefix('~').unwrap_or(text);
        let (digits, in_months) = match rest.strip_suffix('m') {
            Some(d) => (d, true),
            None => (rest.strip_suffix('y')?, false),
        };
        Some(Age { count: digits.parse().ok()?, in_months, about: rest.len() != text.len() })
    }

    /// The stored form.
    pub fn to_iso(self) -> String {
        format!("{}{}{}", if self.about { "~" } else { "" }, self.count, if self.in_months { 'm' } else { 'y' })
    }

    /// As typed: `7`, `~30m`; reads back as the same age, also where months are shown as years.
    pub fn typed(self) -> String {
        format!("{}{}{}", if self.about { "~" } else { "" }, self.count, if self.in_months { "m" } else { "" })
    }

    /// Reads `7`, `8m`, `8 months`, `~7`, `7?`; `None` for `?` and nothing: not known.
    /// # Errors
    /// A sentence with the shapes that are read.
    pub fn read(typed: &str) -> Result<Option<Age>, Misread> {
        let text: String = typed.trim().chars().map(latin_digit).collect::<String>().to_lowercase();
        if text.is_empty() || text == "?" {
            return Ok(None);
        }
        let bare = text.trim_start_matches('~').trim_end_matches('?');
        let about = bare.len() != text.len();
        let split = bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(bare.len());
        let bad =
            || Misread::new(format!("“{typed}” is no age: write 7, 8m for months, ~7 for about, ? for not known"));
        let count: u32 = bare[..split].parse().map_err(|_| bad())?;
        let in_months = match bare[split..].trim() {
            "" | "y" | "yr" | "yrs" | "year" | "years" => false,
            "m" | "mo" | "mon" | "month" | "months" => true,
            _ => return Err(bad()),
        };
        if count > if in_months { 240 } else { 120 } {
            return Err(Misread::new(format!("“{typed}”: nobody is that old")));
        }
        Ok(Some(Age { count, in_months, about }))
    }

    /// Age on a day, from a date of birth known to the day (exact) or to month or year (about); `None` before birth.
    pub fn on(born: Day, day: Day) -> Option<Age> {
        let shown =
            |age: Age| if age.count < 24 { age } else { Age { count: age.count / 12, in_months: false, ..age } };
        Age::on_in_months(born, day).map(shown)
    }

    /// The same in months, however old: some rules ask for them.
    pub fn on_in_months(born: Day, day: Day) -> Option<Age> {
        let (b, d) = (born.first(), day.first());
        let months = (d.year() - b.year()) * 12 + d.month() as i32 - b.month() as i32 - i32::from(d.day() < b.day());
        let about = born.exact().is_none() || day.exact().is_none();
        u32::try_from(months).ok().map(|count| Age { count, in_months: true, about })
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.about { "~" } else { "" };
        if self.in_months && self.count < 24 {
            write!(f, "{about}{}m", self.count)
        } else {
            write!(f, "{about}{}", self.years())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_an_age() {
        let read = |t: &str| Age::read(t).map(|a| a.map(Age::to_iso));
        for (typed, iso) in
            [("7", "7y"), ("8m", "8m"), ("8 months", "8m"), ("~7", "~7y"), ("7?", "~7y"), ("១២", "12y"), ("0", "0y")]
        {
            assert_eq!(read(typed).unwrap().unwrap(), iso, "{typed}");
            assert_eq!(Age::iso(iso).unwrap().to_iso(), iso);
        }
        for iso in ["7y", "8m", "~7y", "30m", "~24m", "84m"] {
            assert_eq!(read(&Age::iso(iso).unwrap().typed()).unwrap().unwrap(), iso);
        }
        assert_eq!(read("?").unwrap(), None);
        for typed in ["x", "7z", "121", "~", "-3", "7 8"] {
            assert!(read(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn age_at_an_offence_counts_completed_months() {
        let on = |b: &str, d: &str| Age::on(Day::iso(b).unwrap(), Day::iso(d).unwrap()).map(|a| a.to_string());
        assert_eq!(on("2005-01-01", "2019-12-31").as_deref(), Some("14"));
        assert_eq!(on("2004-12-31", "2019-12-31").as_deref(), Some("15"));
        assert_eq!(on("2019-05-20", "2019-12-19").as_deref(), Some("6m"));
        assert_eq!(on("2012", "2019-12-31").as_deref(), Some("~7"));
        assert_eq!(on("2020-01-01", "2019-12-31"), None);
    }
}
