//! The log: which audit lines are asked for, by words that say who, what, which case and when. It must never say who may see them.

use super::day::Day;
use super::number::{self, Number};
use chrono::{Datelike, NaiveDate};

/// The acts that stand in audit lines: what a word of the filter may be part of.
pub const ACTS: [&str; 49] = [
    "new case",
    "new victim",
    "new suspect",
    "new offence",
    "new diary entry",
    "new exhibit",
    "custody entry",
    "examination",
    "laboratory result",
    "relative",
    "need",
    "service",
    "follow-up",
    "consent",
    "new partner role",
    "edit",
    "arrest",
    "charge",
    "detention",
    "court event",
    "result",
    "warrant",
    "take back",
    "clear",
    "clearance",
    "restrict",
    "erase",
    "open case",
    "reveal names",
    "break glass",
    "search",
    "export",
    "refused",
    "sign in",
    "failed sign in",
    "failed pin",
    "add officer",
    "change role",
    "change limit",
    "disable officer",
    "enable officer",
    "add code",
    "add partner",
    "change partner",
    "add key",
    "revoke key",
    "slow save",
    "backup",
    "restore",
];

/// What is asked of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// only of this officer
    pub officer: Option<String>,
    /// only of this case
    pub case: Option<Number>,
    /// only acts with this word
    pub act: Option<String>,
    /// only of this day, in office time
    pub day: Option<NaiveDate>,
    /// words that are none of these
    pub unread: Vec<String>,
}

impl LogQuery {
    /// Reads the words of the filter line: a case number, a day, the name of an officer (`by:` says that it is one), a word of
    /// an act. `28/12` is a case where such a year has been, else a day; `28 dec` and `28/12/2021` are always days.
    pub fn read(words: &str, today: NaiveDate, officers: &[String]) -> LogQuery {
        let mut query = LogQuery::default();
        let mut act: Vec<String> = Vec::new();
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut at = 0;
        while let Some(word) = words.get(at).copied() {
            let by = word.strip_prefix("by:");
            let name = by.unwrap_or(word).to_lowercase();
            let day = (1..=3).rev().find_map(|n| Some((n, day(words.get(at..at + n)?, today)?)));
            let case = number::read(word).filter(|n| n.year <= today.year());
            at += 1;
            if let Some(name) = officers.iter().find(|o| **o == name || **o == word) {
                query.officer = Some(name.clone());
            } else if by.is_some_and(|by| !by.is_empty()) {
                // Whoever acted at the server's own console has no account, and stands in the log all the same.
                query.officer = Some(name);
            } else if let (Some(number), None | Some((1, _))) = (case, day) {
                query.case = Some(number);
            } else if let Some((n, day)) = day {
                query.day = Some(day);
                at += n - 1;
            } else if ACTS.iter().any(|act| act.contains(&word.to_lowercase())) {
                act.push(word.to_lowercase());
            } else {
                query.unread.push(word.to_owned());
            }
        }
        let joined = act.join(" ");
        match ACTS.iter().any(|act| act.contains(&joined)) {
            true => query.act = Some(joined).filter(|a| !a.is_empty()),
            false => query.unread.push(joined),
        }
        query
    }

    /// What was understood, in words.
    pub fn words(&self, prefix: &str) -> String {
        let parts = [
            self.officer.as_ref().map(|o| format!("by {o}")),
            self.case.as_ref().map(|n| number::print(prefix, n)),
            self.act.as_ref().map(|a| format!("“{a}”")),
            self.day.map(|d| format!("on {}", Day::of(d))),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// What was not understood, in a sentence.
    pub fn misread(&self) -> Option<String> {
        let words = self.unread.iter().map(|w| format!("“{w}”")).collect::<Vec<_>>().join(", ");
        (!words.is_empty()).then(|| format!("{words}: no officer, case, day or act of this office"))
    }
}

/// A whole day in one or more words; a bare number, month or year is none.
fn day(words: &[&str], today: NaiveDate) -> Option<NaiveDate> {
    Day::read(&words.join(" "), today).ok().and_then(Day::exact)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_line_reads_case_officer_day_and_act() {
        let today = NaiveDate::from_ymd_opt(2021, 12, 28).unwrap();
        let officers = ["dara", "sokha", "edith"].map(str::to_owned);
        let read = |words: &str| {
            let query = LogQuery::read(words, today, &officers);
            query.misread().unwrap_or_else(|| query.words("CPU"))
        };
        for (typed, understood) in [
            ("", ""),
            ("dara", "by dara"),
            ("by:Sokha", "by sokha"),
            ("19/274", "CPU-19-0274"),
            ("cpu-21-3 edit", "CPU-21-0003, “edit”"),
            ("today", "on 28 Dec 2021"),
            ("-1 dara", "by dara, on 27 Dec 2021"),
            ("28/12", "on 28 Dec 2021"),
            ("19/12", "CPU-19-0012"),
            ("19/12/2021", "on 19 Dec 2021"),
            ("27 dec Break Glass", "“break glass”, on 27 Dec 2021"),
            ("27 dec 2020 edith ed", "by edith, “ed”, on 27 Dec 2020"),
            ("by:root backup", "by root, “backup”"),
            ("by:", "“by:”: no officer, case, day or act of this office"),
            ("dara sokhaa", "“sokhaa”: no officer, case, day or act of this office"),
            ("edit arrest", "“edit arrest”: no officer, case, day or act of this office"),
            ("2021", "“2021”: no officer, case, day or act of this office"),
        ] {
            assert_eq!(read(typed), understood, "{typed}");
        }
    }
}
