//! How like two people of different cases are: by identifiers, names as they sound in either script, nickname, day of birth, age and sex. It
//! finds and weighs, an officer decides: it must never say that they are one.

use super::age::Age;
use super::day::Day;
use super::identifier::{FOLDED, in_text};
use super::record::{RecordKind, Sheet};
use super::sound::{Ear, Sounding, keys};
use super::text::fold;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

/// Who weighs less is not shown.
const LEAST: i32 = 3;
/// Born so many months apart, as far as it is known, they are of an age; so many, and they are not.
const NEAR: i64 = 12;
const FAR: i64 = 48;
/// What stands before an identifier among the texts under which people are kept.
const MARK: char = '@';

/// What is compared of one of the people of a case: what may be seen of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Traits {
    /// the identity of the record
    pub record_id: String,
    /// `S1`
    pub label: String,
    sex: Option<String>,
    born: Option<Day>,
    /// born about then, in months, and how many months more or less: by the day of birth, and by the age as it was said
    about: Option<(i64, i64)>,
    said: Option<(i64, i64)>,
    names: Vec<String>,
    nickname: Option<String>,
    /// identifiers, in the form in which they are compared
    marks: BTreeSet<String>,
    /// those that only stand in a text
    loose: BTreeSet<String>,
}

fn months(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

impl Traits {
    /// Of every suspect and victim among these sheets of a case, saved or not; without what is masked in them.
    pub fn of(sheets: &[Sheet]) -> Vec<Traits> {
        let day = |sheet: &Sheet, column: &str| sheet.get(column).and_then(Day::iso);
        let case = sheets.iter().find(|s| s.kind == RecordKind::Case);
        let on = case.and_then(|case| day(case, "incident_on").or_else(|| day(case, "reported_on")));
        let one = |sheet: &Sheet| {
            let born = day(sheet, "born");
            let said = sheet.get("age").and_then(Age::iso).zip(on).map(|(age, on)| {
                // An age is that of a whole year; about, a fifth more or less.
                let room = if age.about { 12 + i64::from(age.months()) / 5 } else { 6 };
                (months(on.first()) - i64::from(age.months()) - 6, room)
            });
            let about = born.map(|born| (months(born.first()), if born.exact().is_some() { 0 } else { 6 })).or(said);
            let own = |column: &str| sheet.get(column).map(str::to_owned);
            let marks = sheets.iter().filter(|s| {
                let of = s.kind == RecordKind::Identifier && s.stands();
                of && s.get("suspect_id") == Some(sheet.head.id.as_str())
            });
            let loose: BTreeSet<String> = in_text(sheet.get("online").unwrap_or_default()).into_iter().collect();
            Traits {
                record_id: sheet.head.id.clone(),
                label: sheet.label(),
                sex: own("sex"),
                born: born.filter(|born| born.exact().is_some()),
                about,
                said,
                names: ["name", "name_km"].into_iter().filter_map(own).collect(),
                nickname: own("nickname"),
                marks: marks.filter_map(|mark| mark.get(FOLDED).map(str::to_owned)).chain(loose.clone()).collect(),
                loose,
            }
        };
        let people = sheets.iter().filter(|s| super::person::PEOPLE.contains(&s.kind));
        people.map(one).collect()
    }

    /// The texts under which they are kept.
    pub fn kept(&self) -> BTreeSet<String> {
        let loose = self.loose.iter().map(|mark| format!("{MARK}{mark}"));
        self.called().flat_map(|name| keys::kept(name)).chain(loose).collect()
    }

    /// The texts under which those are kept who may be called alike.
    pub fn sought(&self) -> BTreeSet<String> {
        let marks = self.marks.iter().map(|mark| format!("{MARK}{mark}"));
        self.called().flat_map(|name| keys::sought(name)).chain(marks).collect()
    }

    /// The texts under which those are kept who are called the same from begin to end, as it sounds.
    pub fn called_whole(&self) -> BTreeSet<String> {
        self.names.iter().filter_map(|name| keys::whole(name)).collect()
    }

    /// The identifiers by which they are compared.
    pub fn marks(&self) -> impl Iterator<Item = &str> {
        self.marks.iter().map(String::as_str)
    }

    /// Is there nothing by which they could be found?
    pub fn is_nobody(&self) -> bool {
        self.names.is_empty() && self.nickname.is_none() && self.marks.is_empty()
    }

    /// The same without names and day of birth: what one may compare who does not see them.
    pub fn nameless(mut self) -> Traits {
        (self.names, self.nickname, self.born, self.about) = (Vec::new(), None, None, self.said);
        self
    }

    /// The same without identifiers.
    pub fn unmarked(mut self) -> Traits {
        self.marks.clear();
        self.loose.clear();
        self
    }

    fn called(&self) -> impl Iterator<Item = &String> {
        self.names.iter().chain(&self.nickname)
    }

    /// What speaks for it that they are one, and what against, with its weight; nothing where too little does.
    pub fn like(&self, other: &Traits) -> Option<(Vec<&'static str>, i32)> {
        let mut said: Vec<(&'static str, i32)> = Vec::new();
        for mark in self.marks.intersection(&other.marks) {
            let kind = mark.split(':').next().unwrap_or_default();
            said.push((same_mark(kind), 8));
        }
        said.dedup();
        let mut ear = Ear::default();
        let name = best(pairs(&self.names, &other.names).filter_map(|(a, b)| alike(a, b, &mut ear)));
        said.extend(name);
        let called = |a: &Traits, b: &Traits, ear: &mut Ear| {
            let nickname = a.nickname.as_ref()?;
            let as_name =
                b.names.iter().filter_map(|name| alike(nickname, name, ear).map(|_| ("nickname is the name", 2)));
            as_name.max_by_key(|(_, weight)| *weight)
        };
        let both = self.nickname.iter().zip(&other.nickname).filter_map(|(a, b)| alike(a, b, &mut ear));
        let both =
            both.map(
                |(words, weight)| {
                    if words == SAME { ("same nickname", 3) } else { ("nickname sounds alike", weight.min(2)) }
                },
            );
        let nickname = best(both).or_else(|| called(self, other, &mut ear)).or_else(|| called(other, self, &mut ear));
        said.extend(nickname);
        if said.is_empty() {
            return None;
        }
        if name.is_none() && !self.names.is_empty() && !other.names.is_empty() {
            said.push(("another name", -1));
        }
        match (self.born, other.born, self.about.zip(other.about)) {
            (Some(a), Some(b), _) if a == b => said.push(("same day of birth", 4)),
            (Some(_), Some(_), _) => said.push(("born on another day", -3)),
            (_, _, Some(((a, room), (b, other_room)))) => match (a - b).abs() - room - other_room {
                apart if apart <= NEAR => said.push(("age fits", 1)),
                apart if apart > FAR => said.push(("age does not fit", -2)),
                _ => {}
            },
            _ => {}
        }
        if self.sex.as_ref().zip(other.sex.as_ref()).is_some_and(|(a, b)| a != b) {
            said.push(("sex differs", -4));
        }
        let weight = said.iter().map(|(_, weight)| weight).sum();
        (weight >= LEAST).then(|| (said.into_iter().map(|(words, _)| words).collect(), weight))
    }
}

const SAME: &str = "same name";

fn same_mark(kind: &str) -> &'static str {
    match kind {
        "phone" => "same phone",
        "email" => "same e-mail",
        "screen" => "same screen name",
        "userid" => "same user id",
        "ip" => "same IP address",
        "url" => "same URL",
        "device" => "same device",
        _ => "same identifier",
    }
}

fn pairs<'a>(a: &'a [String], b: &'a [String]) -> impl Iterator<Item = (&'a String, &'a String)> {
    a.iter().flat_map(move |a| b.iter().map(move |b| (a, b)))
}

fn best(all: impl Iterator<Item = (&'static str, i32)>) -> Option<(&'static str, i32)> {
    all.max_by_key(|(_, weight)| *weight)
}

/// How like two names are: letter by letter, whole as they sound, or one of them in the other.
fn alike(a: &str, b: &str, ear: &mut Ear) -> Option<(&'static str, i32)> {
    if fold(a) == fold(b) && !fold(a).is_empty() {
        return Some((SAME, 5));
    }
    let mut heard = |sought: &str, name: &str| Sounding::of(sought).is_some_and(|s| s.heard_in(name, ear).is_some());
    let words = |name: &str| name.split_whitespace().count();
    match (heard(a, b), heard(b, a)) {
        (true, true) => Some(("name sounds alike", 4)),
        // Of one who has one name less is known than of one who has two.
        (true, false) => Some(("name in part alike", if words(a) > 1 { 3 } else { 2 })),
        (false, true) => Some(("name in part alike", if words(b) > 1 { 3 } else { 2 })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suspect(on: &str, fields: &[(&str, &str)], marks: &[&str]) -> Traits {
        let mut case = Sheet::blank(RecordKind::Case, "c", 1);
        case.set("reported_on", Some(on.to_owned()));
        let mut sheet = Sheet::blank(RecordKind::Suspect, "c", 1);
        fields.iter().for_each(|(column, value)| sheet.set(column, Some((*value).to_owned())));
        let mut sheets = vec![case, sheet];
        for mark in marks {
            let mut sheet = Sheet::blank(RecordKind::Identifier, "c", 1);
            sheet.set("suspect_id", Some(sheets[1].head.id.clone()));
            sheet.set(FOLDED, Some((*mark).to_owned()));
            sheets.push(sheet);
        }
        Traits::of(&sheets).remove(0)
    }

    fn why(a: &Traits, b: &Traits) -> Vec<&'static str> {
        let found = a.like(b);
        assert_eq!(found, b.like(a), "it is the same seen from the other");
        found.map(|(why, _)| why).unwrap_or_default()
    }

    #[test]
    fn names_in_either_script_and_what_goes_with_them() {
        let one = suspect("2019-12-30", &[("name", "Sok Dara"), ("sex", "m"), ("age", "34y")], &[]);
        let other = suspect("2017-06-01", &[("name_km", "សុខដារ៉ា"), ("sex", "m"), ("age", "32y")], &[]);
        assert_eq!(why(&one, &other), ["name sounds alike", "age fits"]);
        let same = suspect("2019-01-01", &[("name", "sok  DARA")], &[]);
        assert_eq!(why(&one, &same), [SAME]);
        let woman = suspect("2019-01-01", &[("name", "Sokh Tara"), ("sex", "f")], &[]);
        assert_eq!(why(&one, &woman), [""; 0], "a woman is not a man");
        let old = suspect("2019-01-01", &[("name", "Sokh Tara"), ("age", "60y")], &[]);
        assert_eq!(why(&one, &old), [""; 0]);
        let born = |day: &str| suspect("2019-01-01", &[("name", "Tara"), ("born", day)], &[]);
        assert_eq!(why(&born("1985-03-04"), &born("1985-03-04")), [SAME, "same day of birth"]);
        assert_eq!(why(&born("1985-03-04"), &born("1985-03-05")), [""; 0]);
        // One name of two is little, and with nothing beside it too little.
        assert_eq!(why(&one, &suspect("2019-01-01", &[("name", "Tara")], &[])), [""; 0]);
        let young = suspect("2015-01-01", &[("name", "Tara"), ("age", "~30y")], &[]);
        assert_eq!(why(&one, &young), ["name in part alike", "age fits"]);
    }

    #[test]
    fn nicknames_and_identifiers() {
        let one = suspect("2019-12-30", &[("name", "Sok Dara"), ("nickname", "Tiger")], &["phone:12345678"]);
        let other = suspect("2018-12-30", &[("nickname", "tiger")], &[]);
        assert_eq!(why(&one, &other), ["same nickname"]);
        let named = suspect("2018-12-30", &[("name", "Chan Vuthy"), ("nickname", "tiger")], &["phone:12345678"]);
        assert_eq!(why(&one, &named), ["same phone", "same nickname", "another name"]);
        assert_eq!(why(&one, &named.unmarked()), [""; 0], "half the village is called so");
        let phone = suspect("2018-12-30", &[("sex", "m")], &["phone:12345678", "email:a@example.org"]);
        assert_eq!(why(&one, &phone), ["same phone"]);
        assert_eq!(one.clone().unmarked().like(&phone), None);
        assert_eq!(one.clone().nameless().like(&other), None);
        assert!(suspect("2019-12-30", &[("sex", "m"), ("age", "34y")], &[]).is_nobody());
    }
}
