//! Cases that may be the same: reported near each other, in one place, of one kind of offence, with a victim who may be the same
//! child. It compares facts only, no name, and it must never say that they are the same: that is a person's to say.

use super::age::Age;
use super::day::Day;
use super::person::{Maybe, Somebody};
use super::record::{RecordKind, Sheet};
use super::row::Row;
use super::victim::age_at;
use chrono::{Days, NaiveDate};

/// So many days before and after the report another may be of the same.
pub const WINDOW: u64 = 14;
/// What happened so many days apart is not the same.
const APART: i64 = 7;
/// Codes that begin alike for so long are of one kind: rape and statutory rape.
const KIND: usize = 4;
/// At most so many are shown.
pub const MOST: usize = 5;

/// Sex and age of somebody, as far as they are known.
pub type Who<'a> = (Option<&'a str>, Option<Age>);

/// What is compared of a case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gist {
    /// when it was reported
    pub reported_on: Option<Day>,
    /// when it happened
    pub incident_on: Option<Day>,
    /// province
    pub province: Option<String>,
    /// district
    pub district: Option<String>,
    /// codes of the offences
    pub offences: Vec<String>,
    /// sex and age of the victims
    pub victims: Vec<(Option<String>, Option<Age>)>,
}

impl Gist {
    /// Of the sheets of a case, saved or not.
    pub fn of(sheets: &[Sheet]) -> Gist {
        let mut gist = Gist::default();
        let own = |sheet: &Sheet, column: &str| sheet.get(column).map(str::to_owned);
        let day = |sheet: &Sheet, column: &str| sheet.get(column).and_then(Day::iso);
        for case in sheets.iter().filter(|s| s.kind == RecordKind::Case) {
            (gist.reported_on, gist.incident_on) = (day(case, "reported_on"), day(case, "incident_on"));
            (gist.province, gist.district) = (own(case, "province"), own(case, "district"));
        }
        let on = gist.incident_on.or(gist.reported_on);
        for sheet in sheets {
            match sheet.kind {
                RecordKind::Offence => gist.offences.extend(own(sheet, "code")),
                RecordKind::Victim => {
                    let age = age_at(sheet.get("age").and_then(Age::iso), day(sheet, "born"), on);
                    gist.victims.push((own(sheet, "sex"), age));
                }
                _ => {}
            }
        }
        gist
    }

    /// The first and the last day on which another report may be of the same.
    pub fn window(&self) -> Option<(NaiveDate, NaiveDate)> {
        let day = self.reported_on?;
        let first = day.first().checked_sub_days(Days::new(WINDOW))?;
        Some((first, day.last().checked_add_days(Days::new(WINDOW))?))
    }

    /// How far the two are apart, if they may be the same: days between the reports, the nearest victims first.
    pub fn apart(&self, other: &Gist) -> Option<u64> {
        let (first, last) = self.window()?;
        let reported = other.reported_on?;
        let place = self.province.is_some() && self.province == other.province;
        let district = self.district.as_ref().zip(other.district.as_ref()).is_none_or(|(a, b)| a == b);
        let offence = self.offences.iter().any(|a| other.offences.iter().any(|b| kin(a, b)));
        let happened = self.incident_on.and_then(Day::exact).zip(other.incident_on.and_then(Day::exact));
        let day = happened.is_none_or(|(a, b)| a.signed_duration_since(b).num_days().abs() <= APART);
        let who = |v: &(Option<String>, Option<Age>)| (v.0.clone(), v.1);
        let child = self.victims.is_empty()
            || other.victims.is_empty()
            || self.victims.iter().map(who).any(|(sex, age)| {
                other.victims.iter().any(|(s, a)| is_near(&(sex.as_deref(), age), &(s.as_deref(), *a)))
            });
        let near = reported.first() <= last && reported.last() >= first;
        let apart = self.reported_on?.first().signed_duration_since(reported.first()).num_days().unsigned_abs();
        (near && place && district && offence && day && child).then_some(apart)
    }
}

/// Is it the same offence, or is one a kind of the other?
pub fn kin(a: &str, b: &str) -> bool {
    a == b || (a.len().min(b.len()) >= KIND && (a.starts_with(b) || b.starts_with(a)))
}

/// May they be one person, by sex and age? Ages as people say them: a year apart, of the smallest half a year.
pub fn is_near(a: &Who, b: &Who) -> bool {
    let sex = a.0.zip(b.0).is_none_or(|(a, b)| a == b);
    let months = |age: &Age| i64::from(age.months());
    let age = a.1.zip(b.1).is_none_or(|(a, b)| {
        let (a, b, about) = (months(&a), months(&b), a.about || b.about);
        let room = if a.max(b) < 24 { 6 } else { 12 };
        // About: a fifth of it, as people guess.
        (a - b).abs() <= if about { room.max(a.max(b) / 5) } else { room }
    });
    sex && age
}

/// A case that may be the same as the one that is about to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alike {
    /// one that whoever asks may open
    Case(Box<Row>),
    /// one of another team, with whom to ask: no more is told of it
    Elsewhere(String),
    /// somebody of another case, who may be one of those that are about to be saved
    Somebody {
        /// which of those: `S1`
        label: String,
        /// who, and why
        maybe: Box<Maybe>,
        /// who they are, and what their case was about
        told: String,
    },
    /// the same of a case that is out of reach: whom to ask
    SomebodyElsewhere {
        /// which of those
        label: String,
        /// whom
        whom: String,
    },
}

impl Alike {
    /// Who may be one of those that are about to be saved.
    pub fn of(one: &Somebody) -> Vec<Alike> {
        let label = &one.place.label;
        let told = |maybe: &Maybe| one.told.get(&maybe.place.record_id).cloned().unwrap_or_default();
        let maybe = one.maybe.iter().map(|maybe| Alike::Somebody {
            label: label.clone(),
            told: told(maybe),
            maybe: Box::new(maybe.clone()),
        });
        let ask = one.ask.iter().map(|whom| Alike::SomebodyElsewhere { label: label.clone(), whom: whom.clone() });
        maybe.chain(ask).collect()
    }

    /// The case that can be opened.
    pub fn case_id(&self) -> Option<&str> {
        match self {
            Alike::Case(row) => Some(&row.case_id),
            Alike::Somebody { maybe, .. } => Some(&maybe.place.case_id),
            Alike::Elsewhere(_) | Alike::SomebodyElsewhere { .. } => None,
        }
    }

    /// Is it about a case, and not about one of the people?
    pub fn is_case(&self) -> bool {
        matches!(self, Alike::Case(_) | Alike::Elsewhere(_))
    }

    /// The same without anybody's name.
    pub fn veiled(&self) -> String {
        match self {
            Alike::Somebody { label, maybe, .. } => {
                Alike::Somebody { label: label.clone(), maybe: maybe.clone(), told: String::new() }.words()
            }
            other => other.words(),
        }
    }

    /// In a line: number, day, offence, province, victims, who has it; or whom to ask.
    pub fn words(&self) -> String {
        match self {
            Alike::Elsewhere(team) => format!("a case of another team may be the same: ask {team}"),
            Alike::SomebodyElsewhere { label, whom } => format!("{label} may be known elsewhere: ask {whom}"),
            Alike::Somebody { label, maybe, told } => {
                let told = if told.is_empty() { String::new() } else { format!(": {told}") };
                format!("{label} may be {}{told} ({})", maybe.place.short(), maybe.why.join(", "))
            }
            Alike::Case(row) => {
                let day = Day::iso(&row.reported_on).map(Day::long).unwrap_or_default();
                let parts =
                    [&super::number::short(&row.number), &day, &row.offence, &row.province, &row.victims, &row.lead];
                let known = parts.into_iter().filter(|p| !p.is_empty() && *p != "–").map(String::as_str);
                known.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gist(reported: &str, offence: &str, sex: &str, age: &str) -> Gist {
        Gist {
            reported_on: Day::iso(reported),
            province: Some("02".into()),
            offences: vec![offence.into()],
            victims: vec![(Some(sex.into()), Age::iso(age))],
            ..Gist::default()
        }
    }

    #[test]
    fn a_case_may_be_the_same_when_day_place_offence_and_child_are_near() {
        let one = gist("2019-12-30", "03011", "f", "7y");
        assert_eq!(one.apart(&gist("2019-12-28", "03011", "f", "8y")), Some(2));
        assert_eq!(one.apart(&gist("2020-01-13", "030113", "f", "7y")), Some(14), "statutory rape is rape");
        let elsewhere = Gist { province: Some("12".into()), ..gist("2019-12-30", "03011", "f", "7y") };
        let nowhere = Gist { province: None, ..gist("2019-12-30", "03011", "f", "7y") };
        for other in [
            gist("2020-01-14", "03011", "f", "7y"),
            gist("2019-12-30", "0101", "f", "7y"),
            gist("2019-12-30", "03011", "m", "7y"),
            gist("2019-12-30", "03011", "f", "9y"),
            elsewhere,
            nowhere,
        ] {
            assert_eq!(one.apart(&other), None, "{other:?}");
        }
    }

    #[test]
    fn what_is_not_known_keeps_nobody_from_being_met() {
        let one = gist("2019-12-30", "03011", "f", "7y");
        let other = Gist { victims: vec![(None, None)], district: Some("0201".into()), ..one.clone() };
        assert_eq!(one.apart(&other), Some(0));
        assert_eq!(one.apart(&Gist { victims: Vec::new(), ..one.clone() }), Some(0));
        let at = |day: &str| Gist { incident_on: Day::iso(day), ..one.clone() };
        assert_eq!(at("2019-12-20").apart(&at("2019-12-27")), Some(0));
        assert_eq!(at("2019-12-20").apart(&at("2019-12-28")), None, "eight days apart are two");
        assert_eq!(at("2019-12").apart(&at("2019-12-28")), Some(0), "a month may hold the day");
        assert!(is_near(&(None, Age::iso("8m")), &(None, Age::iso("14m"))));
        assert!(!is_near(&(None, Age::iso("8m")), &(None, Age::iso("15m"))));
    }
}
