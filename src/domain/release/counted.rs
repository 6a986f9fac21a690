//! How one case counted in the figures of a year, as a signed release keeps it: codes, days and labels, no name and no text. It must
//! never grow one.

use crate::domain::by::By;
use crate::domain::day::Day;
use crate::domain::facts::{Facts, VictimFacts};
use crate::domain::figures::Tally;
use crate::domain::rate::Window;
use serde::{Deserialize, Serialize};

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
    /// victims of homicide: under 15, of any age, of an age that is not known
    pub killed: [u32; 3],
}

impl Counted {
    /// Of the cases that were reported in the period by the cut-off, also those that are left out.
    pub fn of(facts: &[Facts], window: &Window) -> Vec<Counted> {
        facts.iter().filter(|f| window.reported(f)).map(|f| Counted::one(f, window)).collect()
    }

    /// The slice of a breakdown that it is in; blank is not known. Only what a release breaks its cases down by is kept.
    pub fn key(&self, by: By) -> &str {
        match by {
            By::Offence => &self.offence,
            By::Province => &self.province,
            By::Team => &self.team,
            By::Month => self.reported_on.get(5..7).unwrap_or_default(),
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
        let under_15: Vec<Option<bool>> = facts.killed().map(VictimFacts::is_under_15).collect();
        let count = |is: Option<bool>| under_15.iter().filter(|under| **under == is).count() as u32;
        let arrested = facts.suspects.iter().filter(|s| s.arrested(&window.cut_off));
        let arrested: Vec<String> = arrested.map(|s| s.label.clone()).collect();
        Counted {
            case_id: facts.case_id.clone(),
            reported_on: facts.reported_on.map(Day::to_iso).unwrap_or_default(),
            left_out: facts.excluded().map(str::to_owned),
            offence: facts.offences.first().map(|o| o.code.clone()).unwrap_or_default(),
            province: facts.province.clone().unwrap_or_default(),
            team: facts.team.clone().unwrap_or_default(),
            unknown: !facts.arrests_known && arrested.is_empty(),
            arrested,
            killed: [count(Some(true)), under_15.len() as u32, count(None)],
        }
    }
}

/// The canonical form of all of them.
pub fn canonical(counted: &[Counted]) -> String {
    serde_json::to_string(counted).unwrap_or_default()
}

/// Back from it.
pub fn read(canonical: &str) -> Option<Vec<Counted>> {
    serde_json::from_str(canonical).ok()
}
