//! The case number: `CPU-19-0274`, typed `19/274`. Year of report plus sequence, no gap, never used twice.
//! It must never draw a number: the store does, inside the transaction of the first save.

/// A case number taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// the year of report, four digits
    pub year: i32,
    /// from 1 on, within the year
    pub seq: u32,
}

impl Number {
    /// Year and sequence as one, so that numbers sort.
    pub fn ordinal(&self) -> i64 {
        i64::from(self.year) * 10_000_000 + i64::from(self.seq)
    }
}

/// The printed form.
pub fn print(prefix: &str, number: &Number) -> String {
    format!("{prefix}-{:02}-{:04}", number.year % 100, number.seq)
}

/// The number of an exhibit, from that of its case and its place in it: `19/274/E03`.
pub fn exhibit(case: &str, seq: u32) -> String {
    let case = read(case).map_or_else(|| case.to_owned(), |n| format!("{:02}/{}", n.year % 100, n.seq));
    format!("{case}/E{seq:02}")
}

/// What stands before the number of a tip, in every office.
const TIP: &str = "T";

/// The printed form of a tip's number: `T-19-0042`.
pub fn tip(number: &Number) -> String {
    print(TIP, number)
}

/// Reads the number of a tip: `T-19-0042`, `t19/42`; `None` if it is none.
pub fn read_tip(text: &str) -> Option<Number> {
    let bare = text.trim().strip_prefix(['T', 't'])?;
    read(bare.strip_prefix('-').unwrap_or(bare))
}

/// Reads `CPU-19-0274`, `cpu-19-274`, `19/274`, `19-274`, `19/0274`, `2019/274`; `None` if it is no number.
/// Two-digit years below 70 are of this century.
pub fn read(text: &str) -> Option<Number> {
    let text: String = text.trim().chars().map(super::text::latin_digit).collect();
    let mut parts: Vec<&str> = text.split(['-', '/']).collect();
    // The number of a tip is none of a case.
    let prefix = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic());
    if parts.len() == 3 && prefix(parts[0]) && !parts[0].eq_ignore_ascii_case(TIP) {
        parts.remove(0);
    }
    let [year, seq] = parts.as_slice() else { return None };
    if !(year.len() == 2 || year.len() == 4) || !(year.to_string() + seq).bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let n: i32 = year.parse().ok()?;
    let year = if year.len() == 4 {
        n
    } else if n < 70 {
        2000 + n
    } else {
        1900 + n
    };
    Some(Number { year, seq: seq.parse().ok().filter(|s| *s > 0)? })
}

/// The short form: `19/0274`.
pub fn short(number: &str) -> String {
    read(number).map_or_else(|| number.to_owned(), |n| format!("{:02}/{:04}", n.year % 100, n.seq))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_typed_forms_are_one_number() {
        for text in ["CPU-19-0274", "cpu-19-274", "19/274", "19/0274", "2019/274", "១៩/២៧៤", " 19-274 "] {
            assert_eq!(read(text), Some(Number { year: 2019, seq: 274 }), "{text}");
        }
        for text in ["", "19", "19/", "/274", "x/1", "19/0", "1/2/3", "CPU-CPU-1", "019/274"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(print("CPU", &Number { year: 2021, seq: 1 }), "CPU-21-0001");
        assert_eq!(print("CPU", &Number { year: 2021, seq: 12345 }), "CPU-21-12345");
        assert_eq!(short("CPU-19-0274"), "19/0274");
    }

    #[test]
    fn the_number_of_a_tip_is_none_of_a_case() {
        for text in ["T-19-0042", "t-19-42", "t19/42", " T-2019/42"] {
            assert_eq!(read_tip(text), Some(Number { year: 2019, seq: 42 }), "{text}");
            assert_eq!(read(text), None, "{text}");
        }
        for text in ["19/42", "CPU-19-0042", "T", "T-19", "TT-19-1"] {
            assert_eq!(read_tip(text), None, "{text}");
        }
        assert_eq!(tip(&Number { year: 2019, seq: 42 }), "T-19-0042");
    }
}
