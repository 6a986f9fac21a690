//! How one case counted in the figures of a year, as a signed release keeps it: codes, days and labels, no name and no text. It must
//! never grow one.

use crate::domain::by::By;
use crate::domain::cohort::Cohort;
use crate::domain::day::Day;
use crate::domain::facts::Facts;
use crate::domain::figures::{SMALL, Tally};
use crate::domain::rate::{OUT_OF_SCOPE, Window};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How a case counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// the case
    pub case_id: String,
    /// the day of its report
    pub reported_on: String,
    /// why it is in no figure, if so
    pub left_out: Option<String>,
    /// code of the first offence; blank for not known, as the others
    pub offence: String,
    /// province
    pub province: String,
    /// team
    pub team: String,
    /// can nobody say whether anyone was arrested?
    pub unknown: bool,
    /// labels of the suspects with an arrest
    pub arrested: Vec<String>,
    /// victims of homicide: children by the age rule of the scope, of any age, of an age that is not known
    pub killed: [u32; 3],
    /// the day by which it is of the year, where that is not the day of its report
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_on: Option<String>,
}

impl Counted {
    /// Of the cases of the period that were reported by the cut-off, also those that are left out.
    pub fn of(facts: &[Facts], window: &Window) -> Vec<Counted> {
        facts.iter().filter(|f| window.reported(f)).map(|f| Counted::one(f, window)).collect()
    }

    /// The slice of a breakdown that it is in; blank is not known. Only what a release breaks its cases down by is kept.
    pub fn key(&self, by: By) -> &str {
        match by {
            By::Offence => &self.offence,
            By::Province => &self.province,
            By::Team => &self.team,
            By::Month => self.counted_on.as_ref().unwrap_or(&self.reported_on).get(5..7).unwrap_or_default(),
            _ => "",
        }
    }

    /// Its part of the arrest rate; of one that is left out nothing.
    pub fn tally(&self) -> Tally {
        match (&self.left_out, self.arrested.is_empty(), self.unknown) {
            (Some(_), ..) => Tally::default(),
            (_, _, true) => Tally { unknown: 1, ..Tally::default() },
            (_, none, _) => Tally { k: u32::from(!none), n: 1, unknown: 0 },
        }
    }

    fn one(facts: &Facts, window: &Window) -> Counted {
        let age = window.scope().age;
        let children: Vec<Option<bool>> = facts.killed().map(|v| age.covers(v.age)).collect();
        let count = |is: Option<bool>| children.iter().filter(|child| **child == is).count() as u32;
        let day = window.cohort.day(facts, &window.cut_off).filter(|_| window.cohort != Cohort::Report);
        let arrested = facts.suspects.iter().filter(|s| s.arrested(&window.cut_off));
        let arrested: Vec<String> = arrested.map(|s| s.label.clone()).collect();
        Counted {
            case_id: facts.case_id.clone(),
            reported_on: facts.reported_on.map(Day::to_iso).unwrap_or_default(),
            left_out: window.excluded(facts).map(str::to_owned),
            offence: facts.offences.first().map(|o| o.code.clone()).unwrap_or_default(),
            province: facts.province.clone().unwrap_or_default(),
            team: facts.team.clone().unwrap_or_default(),
            unknown: !facts.arrests_known && arrested.is_empty(),
            arrested,
            killed: [count(Some(true)), children.len() as u32, count(None)],
            counted_on: day.map(|day| day.to_string()),
        }
    }
}

/// Would two releases of one year side by side tell how few cases the scope of one leaves out and that of the other does not?
pub fn tells_few(one: &[Counted], other: &[Counted]) -> bool {
    let left: HashMap<&str, Option<&str>> = one.iter().map(|c| (c.case_id.as_str(), c.left_out.as_deref())).collect();
    let between = other.iter().filter(|c| match left.get(c.case_id.as_str()) {
        Some(None) => c.left_out.as_deref() == Some(OUT_OF_SCOPE),
        Some(Some(out)) => *out == OUT_OF_SCOPE && c.left_out.is_none(),
        None => false,
    });
    (1..SMALL as usize).contains(&between.count())
}

/// The canonical form of all of them.
pub fn canonical(counted: &[Counted]) -> String {
    serde_json::to_string(counted).unwrap_or_default()
}

/// Back from it.
pub fn read(canonical: &str) -> Option<Vec<Counted>> {
    serde_json::from_str(canonical).ok()
}
