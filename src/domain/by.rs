//! By what a figure is broken down: the slice that a case is in, or one victim, offence or suspect of it. It must never count.

use super::age::Age;
use super::bands::Bands;
use super::code::Lists;
use super::day::month_name;
use super::facts::{Facts, VictimFacts};
use super::rate::{Part, Window};
use super::relation;
use chrono::Datelike;

/// How cases are broken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// the first offence; of an offence, itself
    Offence,
    /// province
    Province,
    /// team
    Team,
    /// month of the day by which it is counted
    Month,
    /// age band of the youngest victim; of a victim, its own
    Age(Bands),
    /// sex of the victims; of a victim, its own
    Sex,
    /// what the first suspect is to a victim; of a suspect, what this one is
    Relationship,
    /// source of the report
    Source,
}

/// Victims of both sexes in one case.
const BOTH: &str = "fm";

impl By {
    /// All, with the word of the command line.
    pub const ALL: [(&'static str, By); 12] = [
        ("month", By::Month),
        ("offence", By::Offence),
        ("province", By::Province),
        ("team", By::Team),
        ("age", By::Age(Bands::Primero)),
        ("age-unhcr", By::Age(Bands::Unhcr)),
        ("age-five-years", By::Age(Bands::FiveYear)),
        ("age-unit", By::Age(Bands::Unit)),
        ("age-law", By::Age(Bands::Law)),
        ("sex", By::Sex),
        ("relationship", By::Relationship),
        ("source", By::Source),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        By::ALL.iter().find(|(_, by)| *by == self).map_or("", |(word, _)| word)
    }

    /// In words: `victim's age (Primero)`; suspects have one as well.
    pub fn name(self) -> String {
        match self {
            By::Age(bands) => format!("victim's age ({})", bands.name()),
            By::Sex => "victim's sex".to_owned(),
            by => by.word().to_owned(),
        }
    }

    /// The slice that a case is in, by its report; blank is not known.
    pub fn key(self, case: &Facts) -> String {
        match self {
            By::Offence => case.offences.first().map(|o| o.code.clone()),
            By::Province => case.province.clone(),
            By::Team => case.team.clone(),
            By::Month => case.day().map(month),
            By::Source => case.source.clone(),
            By::Age(bands) => {
                let youngest = case.victims.iter().filter_map(|v| v.age).min_by_key(|age| age.months());
                youngest.map(|age| bands.of(age).to_owned())
            }
            By::Sex => {
                let any = |sex: &str| case.victims.iter().any(|v| v.sex.as_deref() == Some(sex));
                let sex = match (any("f"), any("m")) {
                    (true, true) => BOTH,
                    (true, false) => "f",
                    (false, true) => "m",
                    (false, false) => "",
                };
                Some(sex.to_owned())
            }
            By::Relationship => {
                let first = case.suspects.iter().flat_map(|s| &s.relations).next();
                first.and_then(|r| relation::group(&r.code)).map(str::to_owned)
            }
        }
        .unwrap_or_default()
    }

    /// The slice that a part of a case is in: where it is a victim, an offence or a suspect, its own; else that of the case.
    pub fn of(self, case: &Facts, part: &Part, window: &Window) -> String {
        let is = |label: &str| part.label.split(' ').any(|own| own == label);
        let own = match self {
            By::Month => return window.cohort.day(case, &window.cut_off).map(month).unwrap_or_default(),
            By::Offence => case.offences.iter().find(|o| is(&o.label)).map(|o| o.code.clone()),
            By::Age(bands) => {
                let band = |v: &VictimFacts| v.age.map(|age: Age| bands.of(age).to_owned()).unwrap_or_default();
                case.victims.iter().find(|v| is(&v.label)).map(band)
            }
            By::Sex => case.victims.iter().find(|v| is(&v.label)).map(|v| v.sex.clone().unwrap_or_default()),
            By::Relationship => case.suspects.iter().find(|s| is(&s.label)).map(|s| {
                let group = s.relations.iter().find_map(|r| relation::group(&r.code));
                group.unwrap_or_default().to_owned()
            }),
            By::Province | By::Team | By::Source => None,
        };
        own.unwrap_or_else(|| self.key(case))
    }

    /// A slice in words.
    pub fn label(self, key: &str, lists: &Lists) -> String {
        match self {
            _ if key.is_empty() => "not known".to_owned(),
            By::Offence => lists.word("offence", key).to_owned(),
            By::Province => lists.word("province", key).to_owned(),
            By::Team => lists.word("team", key).to_owned(),
            By::Source => lists.word("source", key).to_owned(),
            By::Month => key.parse::<usize>().map_or(key.to_owned(), |m| month_name(m.saturating_sub(1)).to_owned()),
            By::Sex if key == BOTH => "both".to_owned(),
            By::Sex => lists.word("sex", key).to_owned(),
            By::Age(_) | By::Relationship => key.to_owned(),
        }
    }

    /// The place of a slice where slices have an order of their own; the others go by their cases.
    pub fn place(self, key: &str) -> Option<usize> {
        match self {
            By::Month => Some(key.parse().unwrap_or(usize::MAX)),
            By::Age(bands) => Some(bands.place(key)),
            _ => None,
        }
    }
}

fn month(day: chrono::NaiveDate) -> String {
    format!("{:02}", day.month())
}
