//! A child harmed in a case. The age is kept as it was said; a date of birth, where known, gives the age at the offence.

use super::age::Age;
use super::day::Day;
use super::record::record;

record! {
    /// A victim.
    Victim {
        sex: Option<String> = "Sex", Code("sex"), Wanted, "f or m; blank if not known";
        age: Option<Age> = "Age", Age, Wanted, "7, 8m for months, ~7 for about, ? if not known";
        born: Option<Day> = "Born", Day, Free, "Date of birth; a month or year will do", Identity;
        name: Option<String> = "Name", Line, Wanted, "In Latin letters", Identity;
        name_km: Option<String> = "Name, Khmer", Line, Free, "In Khmer letters", Identity;
        care: Option<String> = "Care", Code("care"), Given("registered"), "Where the care of the victim stands", Care;
        care_note: Option<String> = "Care note", Prose, Free, "What the family services need to know; not for the whole team", Care;
    }
}

/// The age at the offence: from the date of birth where both days are known to the day, else as it was said, else as near as
/// the date of birth says it.
pub fn age_at(age: Option<Age>, born: Option<Day>, offence: Option<Day>) -> Option<Age> {
    at(age, born, offence, Age::on)
}

/// The same as it is counted: one that follows from a date of birth in months.
pub fn counted_at(age: Option<Age>, born: Option<Day>, offence: Option<Day>) -> Option<Age> {
    at(age, born, offence, Age::on_in_months)
}

fn at(age: Option<Age>, born: Option<Day>, offence: Option<Day>, on: fn(Day, Day) -> Option<Age>) -> Option<Age> {
    let counted = born.zip(offence).and_then(|(born, day)| on(born, day));
    match (born.and_then(Day::exact), offence.and_then(Day::exact)) {
        (Some(_), Some(_)) => counted.or(age),
        _ => age.or(counted),
    }
}

/// The short form of the list: `f7`, `m8m`, `f?`, `?`.
pub fn short(sex: Option<&str>, age: Option<Age>) -> String {
    match (sex, age) {
        (None, None) => "?".to_owned(),
        (sex, age) => format!("{}{}", sex.unwrap_or("?"), age.map_or("?".to_owned(), |a| a.to_string())),
    }
}
