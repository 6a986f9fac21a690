//! The period of a figure: a year, a quarter or all, by report date. It must never know today: the caller hands it in.

use chrono::{Datelike, NaiveDate};

/// A period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// a calendar year
    Year(i32),
    /// a quarter of one, 1 to 4
    Quarter(i32, u32),
    /// everything on file
    All,
}

impl Period {
    /// First and last day.
    pub fn span(self) -> (NaiveDate, NaiveDate) {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default();
        match self {
            Period::Year(y) => (day(y, 1, 1), day(y, 12, 31)),
            Period::Quarter(y, q) => {
                let first = day(y, q.clamp(1, 4) * 3 - 2, 1);
                let next = first.checked_add_months(chrono::Months::new(3)).unwrap_or(first);
                (first, next.pred_opt().unwrap_or(first))
            }
            Period::All => (day(1900, 1, 1), day(2999, 12, 31)),
        }
    }

    /// Is the day in it?
    pub fn holds(self, day: NaiveDate) -> bool {
        let (first, last) = self.span();
        first <= day && day <= last
    }

    /// The same period a year earlier; none for all.
    pub fn year_before(self) -> Option<Period> {
        match self {
            Period::Year(y) => Some(Period::Year(y - 1)),
            Period::Quarter(y, q) => Some(Period::Quarter(y - 1, q)),
            Period::All => None,
        }
    }

    /// Year, quarter, all, year …: the quarter is today's, or the last of another year.
    pub fn next_kind(self, today: NaiveDate) -> Period {
        match self {
            Period::Year(y) if y == today.year() => Period::Quarter(y, today.month0() / 3 + 1),
            Period::Year(y) => Period::Quarter(y, 4),
            Period::Quarter(..) => Period::All,
            Period::All => Period::Year(today.year()),
        }
    }

    /// The period before (−1) or after (+1); all stays all.
    pub fn step(self, by: i32) -> Period {
        match self {
            Period::Year(y) => Period::Year((y + by).clamp(1901, 2998)),
            Period::Quarter(y, q) => {
                let n = (y * 4 + q as i32 - 1 + by).clamp(1901 * 4, 2998 * 4);
                Period::Quarter(n.div_euclid(4), n.rem_euclid(4) as u32 + 1)
            }
            Period::All => Period::All,
        }
    }

    /// In words: `2019`, `2019 quarter 4`, `all years`.
    pub fn name(self) -> String {
        match self {
            Period::Year(y) => y.to_string(),
            Period::Quarter(y, q) => format!("{y} quarter {q}"),
            Period::All => "all years".to_owned(),
        }
    }

    /// Is the day in it, and not its last?
    pub fn is_running(self, today: NaiveDate) -> bool {
        self.holds(today) && today < self.span().1
    }
}

/// The same calendar day a year earlier; 29 February gives 28 February.
pub fn year_earlier(day: NaiveDate) -> NaiveDate {
    day.checked_sub_months(chrono::Months::new(12)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_step_over_the_year_and_kinds_cycle() {
        let today = NaiveDate::from_ymd_opt(2019, 12, 31).unwrap();
        assert_eq!(Period::Quarter(2019, 1).step(-1), Period::Quarter(2018, 4));
        assert_eq!(Period::Quarter(2018, 4).step(1), Period::Quarter(2019, 1));
        assert_eq!(Period::Quarter(2019, 4).span().0.to_string(), "2019-10-01");
        assert_eq!(Period::Quarter(2019, 4).span().1, today);
        let kinds = [Period::Quarter(2019, 4), Period::All, Period::Year(2019)];
        let mut period = Period::Year(2019);
        for kind in kinds {
            period = period.next_kind(today);
            assert_eq!(period, kind);
        }
    }
}
