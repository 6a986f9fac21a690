//! Every word that a release prints, in one table: another language is another table with the same keys. It must never know a
//! figure; what is filled in comes by name.

use chrono::{Datelike, NaiveDate};

/// The words of a language.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// of the document, as HTML says it
    pub language: &'static str,
    table: &'static [(&'static str, &'static str)],
}

/// English.
pub static ENGLISH: Words = Words { language: "en", table: EN };

impl Words {
    /// The words under a key, with what stands in braces filled in.
    pub fn say(&self, key: &str, with: &[(&str, &str)]) -> String {
        let words = self.find(key).unwrap_or(key);
        with.iter().fold(words.to_owned(), |words, (name, value)| words.replace(&format!("{{{name}}}"), value))
    }

    /// Are there words under a key?
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// A count with its noun; a language that has a form for one has it under `KEY.one`.
    pub fn count(&self, key: &str, n: u32) -> String {
        let one = format!("{key}.one");
        let key = if n == 1 && self.find(&one).is_some() { &one } else { key };
        self.say(key, &[("n", &n.to_string())])
    }

    /// A day, its month in full.
    pub fn day(&self, day: NaiveDate) -> String {
        let month = self.say(&format!("month.{:02}", day.month()), &[]);
        self.say("day", &[("day", &day.day().to_string()), ("month", &month), ("year", &day.year().to_string())])
    }

    /// Things one after the other, the last with its own word before it.
    pub fn list(&self, things: &[String]) -> String {
        match things {
            [] => String::new(),
            [one] => one.clone(),
            [before @ .., last] => self.say("list.last", &[("before", &before.join(", ")), ("last", last)]),
        }
    }

    fn find(&self, key: &str) -> Option<&'static str> {
        self.table.iter().find(|(k, _)| *k == key).map(|(_, words)| *words)
    }
}

const EN: &[(&str, &str)] = &[
    ("day", "{day} {month} {year}"),
    ("list.last", "{before} and {last}"),
    ("not known", "not known"),
    ("title", "{office}: {cases} in {year}"),
    ("title.rate", "{office}: {cases} in {year}, arrest rate {rate}"),
    ("cases", "{n} cases"),
    ("cases.one", "{n} case"),
    ("rate", "{percent} per cent ({k} of {n})"),
    ("demo", "DEMONSTRATION. All people behind these figures are invented."),
    ("draft", "Draft, not signed."),
    ("draft.part", "Draft, not signed. Cases that are restricted to others than its maker are not counted."),
    ("not over", "{year} is not over: counted is what was reported by {day}, beside the year before by the same day."),
    ("signed", "Signed by {by} on {day}. Release {id}."),
    ("lead", "{office} handled {cases} of crimes against children that were reported in {year}."),
    ("lead.incident", "{office} handled {cases} of crimes against children that happened in {year}."),
    (
        "lead.arrest",
        "{office} handled {cases} of crimes against children in which the first arrest was made in {year}.",
    ),
    ("arrests", "In {rate} of them at least one suspect was arrested by {day}."),
    ("arrests.unknown", "Of {cases} more nobody can say whether anyone was arrested; they are in neither number."),
    ("arrests.none", "Whether anyone was arrested is not known."),
    ("arrests.before", "A year earlier, on the same day, it was {rate} of the cases reported in {year}."),
    ("arrests.before.incident", "A year earlier, on the same day, it was {rate} of the cases that happened in {year}."),
    (
        "arrests.before.arrest",
        "A year earlier, on the same day, it was {rate} of the cases with a first arrest in {year}.",
    ),
    ("homicides", "Child homicides {age}: {now} against {before} in {year}{change}."),
    ("homicides.change", " ({change} per cent)"),
    ("homicides.alone", "Child homicides {age}: {now}."),
    ("homicides.unknown", "Of {n} more victims of homicide the age is not known; they are not among them."),
    (
        "chance.maybe",
        "The difference may be chance: if nothing had changed, two years would still differ by as much or more {often} (p {p}).",
    ),
    (
        "chance.rarely",
        "The difference is unlikely to be chance alone: if nothing had changed, two years would differ by as much or more only {often} (p {p}).",
    ),
    ("often", "about {n} times in 100"),
    ("often.one", "about once in 100 times"),
    ("often.rare", "less than once in 100 times"),
    ("often.always", "almost always"),
    ("p", "= {p}"),
    ("p.small", "under 0.01"),
    ("fits", "Both counts fit a true change of anything between {low} and {high}."),
    ("fits.open", "Both counts fit a true change of {low} and of any greater number."),
    ("fewer", "{n} per cent fewer"),
    ("more", "{n} per cent more"),
    ("same", "no change"),
    ("card.cases", "cases reported in {year}"),
    ("card.cases.incident", "cases that happened in {year}"),
    ("card.cases.arrest", "cases with a first arrest in {year}"),
    ("card.rate", "of cases with an arrest"),
    ("card.of", "{k} of {n}, by {day}"),
    ("card.homicides", "child homicides {age}"),
    ("card.before", "{before} in {year}"),
    ("rates", "The rates side by side"),
    ("rates.note", "Each rate has its own rule, at the end. Not known and pending are in neither number."),
    ("column.rate", "Rate"),
    ("column.value", "Value"),
    ("column.k", "Of these"),
    ("column.n", "Of"),
    ("column.unknown", "Not known"),
    ("column.pending", "Pending"),
    ("column.cases", "Cases"),
    ("column.arrested", "With an arrest"),
    ("column.percent", "Per cent"),
    ("percent", "{n} %"),
    ("rate.case_arrest_rate", "Cases with an arrest"),
    ("rate.suspect_arrest_rate", "Suspects arrested, of those identified"),
    ("rate.arrests_per_case", "Arrests per case"),
    ("rate.clearance_rate", "Offences cleared"),
    ("rate.exceptional", "  of these exceptionally"),
    ("rate.conviction_rate", "Defendants convicted, of those with a final result"),
    ("by.offence", "By offence"),
    ("by.month", "By month of the report"),
    ("by.month.incident", "By month of the incident"),
    ("by.month.arrest", "By month of the first arrest"),
    ("by.province", "By province"),
    ("by.team", "The teams"),
    (
        "small",
        "* is a count of 1 to 7. Counts in the tables by offence, month, province and team are rounded to the nearest 5, so that no \
         single case can be told; percentages are of the rounded counts, and none is given of fewer than 20.",
    ),
    ("together", "{lines} are counted together to protect small counts."),
    (
        "again",
        "This table is as it was printed in the release as of {day}: since then so few cases have moved that they could be told apart.",
    ),
    ("withheld", "{table}: this table is withheld, for a small count that it hides could be computed from it."),
    ("picture.offence", "Cases by offence, rounded; counts of 1 to 7 are not drawn"),
    ("picture.province", "Cases by province, rounded; counts of 1 to 7 are not drawn"),
    ("picture.team", "Cases by team, rounded; counts of 1 to 7 are not drawn"),
    ("picture.line", "Cases by month, rounded; a gap is a count of 1 to 7"),
    ("thanks", "Thanks"),
    ("thanks.to", "Our thanks go to {partners}."),
    ("definitions", "Definitions and scope"),
    (
        "scope",
        "Counted are cases that the office accepted, by the date of their report, as they stood in its file on {day} at {hour}.",
    ),
    (
        "scope.incident",
        "Counted are cases that the office accepted, by the date of the incident, as they stood in its file on {day} at {hour}.",
    ),
    (
        "scope.arrest",
        "Counted are cases that the office accepted, by the date of the first arrest, as they stood in its file on {day} at {hour}.",
    ),
    (
        "left out",
        "Left out: unfounded {unfounded}, duplicates {duplicate}, out of scope {scope}. They are in no figure.",
    ),
    (
        "homicide",
        "Homicide is completed intentional homicide (ICCS 0101), counted by victims: {victims} of \
         any age in {cases}; of {unknown} the age is not known.",
    ),
    ("age.13", "13 and younger"),
    ("age.13.5", "13½ and younger"),
    ("age.15", "15 and younger"),
    ("age.under-15", "under 15"),
    ("age.under-18", "under 18"),
    ("age.rule.13", "13 and younger is an age below 14 at the offence."),
    (
        "age.rule.13.5",
        "13½ and younger is an age of at most thirteen years and six months at the offence; 13 that is known to the year only is not known.",
    ),
    ("age.rule.15", "15 and younger is an age below 16 at the offence."),
    ("age.rule.under-15", "Under 15 is an age below 15 at the offence."),
    ("age.rule.under-18", "Under 18 is an age below 18 at the offence."),
    ("rounding.half-up", "Per cent are rounded half up, with both numbers beside them."),
    ("rounding.down", "Per cent are cut off, not rounded, with both numbers beside them."),
    ("rules.since", "By the scope in force from {day} on, entry {entry}."),
    ("rules.usual", "By the scope that was in force before the first entry."),
    ("rules.changed", "The scope changed on {day}; all of the year is counted by the one that holds since."),
    ("rules.one", "{rule}."),
    ("rules.then", "{now} (then: {then})"),
    (
        "rules.compared",
        "This year and {year} are not of one scope, so that they do not compare as they stand, and a difference may be of the rule alone: \
         {rules}.",
    ),
    ("rules.age", "Child homicides are those of victims {age}"),
    ("rules.provinces", "Provinces covered: {names}"),
    ("rules.provinces.all", "All provinces are covered"),
    ("rules.offences", "Offences covered: {names}"),
    ("rules.offences.all", "All offences are covered"),
    ("rules.rounding.half-up", "Per cent are rounded half up"),
    ("rules.rounding.down", "Per cent are cut off, not rounded"),
    ("rules.by.report", "A case is of the year of its report"),
    ("rules.by.incident", "A case is of the year of the incident"),
    ("rules.by.arrest", "A case is of the year of its first arrest"),
    (
        "test",
        "Chance is told by the exact two-sided binomial test of two counts; what fits them by a 95 per cent interval.",
    ),
    ("counted", "Counted from {cases} on {day}."),
    ("hash", "SHA-256 of the content: {hash}"),
    ("sheet.figures", "Figures"),
    ("sheet.offence", "Offences"),
    ("sheet.month", "Months"),
    ("sheet.province", "Provinces"),
    ("sheet.team", "Teams"),
    ("month.01", "January"),
    ("month.02", "February"),
    ("month.03", "March"),
    ("month.04", "April"),
    ("month.05", "May"),
    ("month.06", "June"),
    ("month.07", "July"),
    ("month.08", "August"),
    ("month.09", "September"),
    ("month.10", "October"),
    ("month.11", "November"),
    ("month.12", "December"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_filled_in_and_one_has_its_own_form() {
        assert_eq!(ENGLISH.count("cases", 1), "1 case");
        assert_eq!(ENGLISH.count("cases", 274), "274 cases");
        assert_eq!(NaiveDate::from_ymd_opt(2020, 2, 29).map(|d| ENGLISH.day(d)).as_deref(), Some("29 February 2020"));
        assert_eq!(ENGLISH.list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        let mut keys: Vec<&str> = EN.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "a key is there twice");
    }
}
