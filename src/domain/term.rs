//! A length of time in whole years and months, as sentences are: `7y`, `7y6m`, or for life. It must never know a calendar.

use super::misread::Misread;
use super::text::latin_digit;
use std::fmt;

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Term {
    /// so many months
    Months(u32),
    /// for life
    Life,
}

impl Term {
    /// Reads the stored form.
    pub fn iso(text: &str) -> Option<Term> {
        let read = Term::read(text).ok()?;
        (read.to_iso() == text).then_some(read)
    }

    /// The stored form, which is typed the same: `7y6m`, `life`.
    pub fn to_iso(self) -> String {
        match self {
            Term::Life => "life".to_owned(),
            Term::Months(n) if n < 12 => format!("{n}m"),
            Term::Months(n) if n % 12 == 0 => format!("{}y", n / 12),
            Term::Months(n) => format!("{}y{}m", n / 12, n % 12),
        }
    }

    /// Reads `7` for years, `7y6m`, `7 years 6 months`, `18m`, `life`.
    /// # Errors
    /// A sentence with the shapes that are read.
    pub fn read(typed: &str) -> Result<Term, Misread> {
        let bad = || Misread::new(format!("“{typed}” is no length of time: write 7, 7y6m, 18m, or life"));
        let text: String = typed.trim().chars().map(latin_digit).collect::<String>().to_lowercase();
        if text == "life" {
            return Ok(Term::Life);
        }
        let (mut months, mut rest, mut last) = (0_u32, text.as_str(), 0);
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let n: u32 = rest[..digits].parse().ok().filter(|n| *n < 1200).ok_or_else(bad)?;
            let unit = rest[digits..].trim_start();
            let end = unit.find(|c: char| c.is_ascii_digit()).unwrap_or(unit.len());
            let (place, times) = match unit[..end].trim() {
                "" | "y" | "yr" | "yrs" | "year" | "years" => (1, 12),
                "m" | "mo" | "month" | "months" => (2, 1),
                _ => return Err(bad()),
            };
            if place <= last {
                return Err(bad());
            }
            (months, rest, last) = (months + n * times, &unit[end..], place);
        }
        if months == 0 || months > 1200 { Err(bad()) } else { Ok(Term::Months(months)) }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let many = |n: u32, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
        match self {
            Term::Life => f.write_str("life"),
            Term::Months(n) if *n < 12 => f.write_str(&many(*n, "month")),
            Term::Months(n) if n % 12 == 0 => f.write_str(&many(n / 12, "year")),
            Term::Months(n) => write!(f, "{} {}", many(n / 12, "year"), many(n % 12, "month")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_read_as_courts_say_it() {
        let read = |t: &str| Term::read(t).map_or_else(|_| "!".to_owned(), |t| format!("{} {t}", t.to_iso()));
        assert_eq!(read("7"), "7y 7 years");
        assert_eq!(read("7y6m"), "7y6m 7 years 6 months");
        assert_eq!(read("1 year 1 month"), "1y1m 1 year 1 month");
        assert_eq!(read("18m"), "1y6m 1 year 6 months");
        assert_eq!(read("៧"), "7y 7 years");
        assert_eq!(read("Life"), "life life");
        for bad in ["", "0", "m", "7x", "6m7y", "7y7y", "99999", "-1", "1.5", "២ឆ្នាំ"] {
            assert_eq!(read(bad), "!", "{bad}");
        }
        assert_eq!(Term::iso("18m"), None, "it is stored in one way only");
        assert_eq!(Term::iso("1y6m"), Some(Term::Months(18)));
    }
}
