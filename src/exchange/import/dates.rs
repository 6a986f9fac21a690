//! How files write a day: ISO, day or month first, with words in English or Khmer, as a spreadsheet's number, in Khmer digits, in
//! years of the Buddhist era. It must never take one day for another: what may be two days is asked about.

use crate::domain::day::Day;
use crate::domain::text::latin_digit;
use chrono::{Datelike, Days, NaiveDate, NaiveTime};

/// Which comes first where all are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Dmy,
    Mdy,
    Ymd,
}

impl Order {
    pub const ALL: [(Order, &'static str); 3] = [(Self::Dmy, "dmy"), (Self::Mdy, "mdy"), (Self::Ymd, "ymd")];

    pub fn of(word: &str) -> Option<Order> {
        Self::ALL.into_iter().find(|(_, w)| w.eq_ignore_ascii_case(word.trim())).map(|(order, _)| order)
    }

    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(order, _)| *order == self).map_or("", |(_, word)| word)
    }
}

/// Why no day was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// it is none
    No(String),
    /// somebody must say which is meant
    Ask(String),
}

const MONTHS: [(&str, &str); 12] = [
    ("january", "មករា"),
    ("february", "កុម្ភៈ"),
    ("march", "មីនា"),
    ("april", "មេសា"),
    ("may", "ឧសភា"),
    ("june", "មិថុនា"),
    ("july", "កក្កដា"),
    ("august", "សីហា"),
    ("september", "កញ្ញា"),
    ("october", "តុលា"),
    ("november", "វិច្ឆិកា"),
    ("december", "ធ្នូ"),
];
/// Words beside a day that say nothing.
const BESIDE: [&str; 12] = ["st", "nd", "rd", "th", "of", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Years of the Buddhist era are ahead by so many.
const BUDDHIST: i32 = 543;
/// The day before the first of a spreadsheet, whose February 1900 has a day too many.
const SERIAL_ZERO: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);
/// Such numbers are days of a spreadsheet: 1954 to 2064.
const SERIALS: std::ops::RangeInclusive<u64> = 20_000..=60_000;
/// A year of two digits is not taken for one further back.
const TWO_DIGITS_REACH: i32 = 40;

/// Reads a day, with the hour if it is said.
pub(super) fn read(typed: &str, order: Order, today: NaiveDate) -> Result<(Day, Option<NaiveTime>), Why> {
    let text: String = typed.trim().chars().map(latin_digit).collect::<String>().to_lowercase();
    let no = || Why::No(format!("“{}” is no date", super::short(typed)));
    // Khmer sets no blank between such a word and what it is of.
    let text = ["ថ្ងៃទី", "ថ្ងៃ", "ខែ", "ឆ្នាំ"].iter().fold(text, |text, word| text.replace(word, " "));
    let (text, time) = split_time(&text);
    let (mut numbers, mut month, mut word_at) = (Vec::new(), None, 0);
    for token in tokens(&text) {
        match token.parse::<u64>() {
            Ok(number) if token.len() <= 9 => numbers.push((number, token.len())),
            Ok(_) => return Err(no()),
            Err(_) if BESIDE.iter().any(|w| *w == token) || is_weekday(&token) => {}
            Err(_) if month.is_none() => {
                month = Some(month_named(&token).ok_or_else(no)?);
                word_at = numbers.len();
            }
            Err(_) => return Err(no()),
        }
    }
    let two = |year: u64| -> Result<i32, Why> {
        let (year, this) = (i32::try_from(year).unwrap_or(0), today.year());
        let full = if year <= this % 100 { 2000 + year } else { 1900 + year };
        if this - full > TWO_DIGITS_REACH {
            return Err(Why::Ask(format!("“{}”: which century is the year of?", super::short(typed))));
        }
        Ok(full)
    };
    let year = |(year, digits): (u64, usize)| match digits {
        4 => Ok(i32::try_from(year).unwrap_or(0)),
        2 => two(year),
        _ => Err(no()),
    };
    let (y, m, d) = match (numbers.as_slice(), month) {
        ([(n, 8)], None) => packed(*n, order).ok_or_else(no)?,
        ([(n, 5)], None) if SERIALS.contains(n) => {
            let day = SERIAL_ZERO.and_then(|zero| zero.checked_add_days(Days::new(*n))).ok_or_else(no)?;
            (day.year(), Some(day.month().into()), Some(day.day().into()))
        }
        ([(n, 4)], None) => (year((*n, 4))?, None, None),
        ([(y, 4), (m, _)], None) | ([(m, 1 | 2), (y, 4)], None) => (year((*y, 4))?, Some(*m), None),
        ([y @ (_, 4)], Some(m)) => (year(*y)?, Some(m), None),
        ([y @ (_, 4), (d, _)], Some(m)) => (year(*y)?, Some(m), Some(*d)),
        ([(d, _), y], Some(m)) if word_at <= 1 => (year(*y)?, Some(m), Some(*d)),
        ([y @ (_, 4), (m, _), (d, _)], None) => (year(*y)?, Some(*m), Some(*d)),
        ([a, b, c], None) => match order {
            Order::Dmy => (year(*c)?, Some(b.0), Some(a.0)),
            Order::Mdy => (year(*c)?, Some(a.0), Some(b.0)),
            Order::Ymd if c.1 == 4 => return Err(Why::Ask(format!("“{}”: day or month first?", super::short(typed)))),
            Order::Ymd => (year(*a)?, Some(b.0), Some(c.0)),
        },
        _ => return Err(no()),
    };
    let y = if (2400..=2700).contains(&y) { y - BUDDHIST } else { y };
    if !(1900..=2200).contains(&y) {
        return Err(Why::No(format!("“{}”: the year cannot be", super::short(typed))));
    }
    let iso = |m: u64, d: u64| Day::iso(&format!("{y:04}-{m:02}-{d:02}"));
    let day = match (m, d) {
        (Some(m), Some(d)) => match (iso(m, d), iso(d, m)) {
            (Some(day), _) => Some(day),
            (None, Some(_)) if month.is_none() && m > 12 => {
                let first = if order == Order::Mdy { "month" } else { "day" };
                return Err(Why::Ask(format!(
                    "“{}” is no date with the {first} first, as the others are",
                    super::short(typed)
                )));
            }
            (None, _) => return Err(Why::No(format!("“{}”: there is no such day", super::short(typed)))),
        },
        (Some(m), None) => Day::iso(&format!("{y:04}-{m:02}")),
        (None, _) => Day::iso(&format!("{y:04}")),
    };
    day.map(|day| (day, time)).ok_or_else(no)
}

/// The order that the days of a column tell; nothing where none tells, or they tell two.
pub(super) fn order_of<'a>(column: impl Iterator<Item = &'a str>) -> Result<Option<Order>, (usize, usize)> {
    let (mut day_first, mut month_first) = (0, 0);
    for text in column {
        let text: String = text.chars().map(latin_digit).collect();
        let (text, _) = split_time(&text);
        let numbers: Vec<u64> = tokens(&text).map_while(|t| t.parse().ok()).collect();
        if let [a, b, c] = numbers.as_slice()
            && *a <= 31
            && (*c > 31 || tokens(&text).nth(2).is_some_and(|t| t.len() == 2))
        {
            day_first += usize::from(*a > 12 && *b <= 12);
            month_first += usize::from(*b > 12 && *a <= 12);
        }
    }
    match (day_first, month_first) {
        (0, 0) => Ok(None),
        (_, 0) => Ok(Some(Order::Dmy)),
        (0, _) => Ok(Some(Order::Mdy)),
        both => Err(both),
    }
}

/// Runs of digits, and of letters with their marks.
fn tokens(text: &str) -> impl Iterator<Item = String> {
    let mut out: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let sort = if c.is_ascii_digit() {
            Some(true)
        } else if c.is_whitespace() || "/.-,_'’()年月日\u{200B}".contains(c) {
            None
        } else {
            Some(false)
        };
        match (sort, before == sort, out.last_mut()) {
            (Some(_), true, Some(last)) => last.push(c),
            (Some(_), ..) => out.push(c.to_string()),
            (None, ..) => {}
        }
        before = sort;
    }
    out.into_iter()
}

/// The text without its hour, and the hour.
fn split_time(text: &str) -> (String, Option<NaiveTime>) {
    let Some(colon) = text.find(':') else { return (text.to_owned(), None) };
    let from = text[..colon]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let clock = text[from..].trim();
    let (digits, half) = match clock.find(|c: char| !(c.is_ascii_digit() || ":.".contains(c))) {
        Some(at) => clock.split_at(at),
        None => (clock, ""),
    };
    let whole = digits.split('.').next().unwrap_or_default();
    let formats = ["%H:%M:%S", "%H:%M"];
    let mut time = formats.iter().find_map(|f| NaiveTime::parse_from_str(whole, f).ok());
    if half.trim().starts_with('p') {
        time = time.map(|t| if chrono::Timelike::hour(&t) < 12 { t + chrono::TimeDelta::hours(12) } else { t });
    }
    (text[..from].trim_end_matches(['t', 'T', ' ']).to_owned(), time)
}

fn is_weekday(token: &str) -> bool {
    token.ends_with("day") || ["tues", "weds", "thur", "thurs"].contains(&token)
}

fn month_named(token: &str) -> Option<u64> {
    let is = |(en, km): &(&str, &str)| {
        (token.is_ascii() && token.len() >= 3 && en.starts_with(token))
            || token == "sept" && en.starts_with("sept")
            || *km == token
    };
    MONTHS.iter().position(is).map(|at| at as u64 + 1)
}

/// Eight digits: the year first, or, where that is none, last.
fn packed(n: u64, order: Order) -> Option<(i32, Option<u64>, Option<u64>)> {
    let (y, m, d) = (n / 10_000, n / 100 % 100, n % 100);
    let year = |y: u64| i32::try_from(y).ok().filter(|y| (1900..=2700).contains(y));
    if let Some(y) = year(y) {
        return Some((y, Some(m), Some(d)));
    }
    let (a, b, y) = (n / 1_000_000, n / 10_000 % 100, year(n % 10_000)?);
    Some(if order == Order::Mdy { (y, Some(a), Some(b)) } else { (y, Some(b), Some(a)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, order: Order) -> String {
        let today = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();
        match read(text, order, today) {
            Ok((day, None)) => day.to_iso(),
            Ok((day, Some(time))) => format!("{} {time}", day.to_iso()),
            Err(Why::No(_)) => "no".into(),
            Err(Why::Ask(_)) => "ask".into(),
        }
    }

    #[test]
    fn every_way_of_writing_one_day_is_that_day() {
        for text in [
            "2015-03-12",
            "12/03/2015",
            "12.3.2015",
            "12-03-15",
            "12 March 2015",
            "12-Mar-15",
            "March 12, 2015",
            "Thursday 12th of March 2015",
            "20150312",
            "12032015",
            "42075",
            "12/03/2558",
            "១២/០៣/២០១៥",
            "ថ្ងៃទី១២ ខែមីនា ឆ្នាំ២០១៥",
            "១២ មីនា ២៥៥៨",
            "2015/3/12",
            "12 mar 2015",
        ] {
            assert_eq!(day(text, Order::Dmy), "2015-03-12", "{text}");
        }
        assert_eq!(day("3/12/2015", Order::Mdy), "2015-03-12");
        assert_eq!(day("15-03-12", Order::Ymd), "2015-03-12");
        assert_eq!(day("2015-03-12T14:30:00", Order::Dmy), "2015-03-12 14:30:00");
        assert_eq!(day("12/03/2015 2:30 PM", Order::Dmy), "2015-03-12 14:30:00");
        assert_eq!(day("March 2015", Order::Dmy), "2015-03");
        assert_eq!(day("3/2015", Order::Dmy), "2015-03");
        assert_eq!(day("2558", Order::Dmy), "2015");
    }

    #[test]
    fn what_is_no_day_or_may_be_two_is_not_taken() {
        for text in [
            "",
            "soon",
            "31/02/2015",
            "201511018",
            "32/13/2015",
            "12/03",
            "2015-13-45",
            "5 March",
            "1/2/3/4",
            "99999",
            "0",
            "12:30",
        ] {
            assert_eq!(day(text, Order::Dmy), "no", "{text}");
        }
        assert_eq!(day("03/25/2015", Order::Dmy), "ask", "the month first, where the others have the day first");
        assert_eq!(day("25/03/2015", Order::Mdy), "ask");
        assert_eq!(day("12/03/58", Order::Dmy), "ask", "1958, or 2558 of the Buddhist era");
    }

    #[test]
    fn a_column_tells_its_order_or_that_it_has_two() {
        let order = |days: &[&str]| order_of(days.iter().copied());
        assert_eq!(order(&["1/2/2015", "25/3/2015", "2015-01-31"]), Ok(Some(Order::Dmy)));
        assert_eq!(order(&["1/2/2015", "3/25/15"]), Ok(Some(Order::Mdy)));
        assert_eq!(order(&["1/2/2015", "2/3/2015"]), Ok(None));
        assert_eq!(order(&["25/2/2015", "2/25/2015"]), Err((1, 1)));
    }
}
