//! What a rate may know of a case: no name, no text, only what is counted. It must never grow a name.

use super::age::Age;
use super::case::Case;
use super::code::Lists;
use super::court_result::{is_conviction, is_decided};
use super::day::Day;
use super::merged::{STAGE, Same};
use super::moment::{Moment, Now};
use super::number;
use super::offence;
use chrono::NaiveDate;

/// The countable facts of one case.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// the case
    pub case_id: String,
    /// its number
    pub number: String,
    /// the day of the report
    pub reported_on: Option<Day>,
    /// the day of the incident, where it is known
    pub incident_on: Option<Day>,
    /// province, team, source, stage of the investigation: codes
    pub province: Option<String>,
    /// code of the team
    pub team: Option<String>,
    /// code of the source
    pub source: Option<String>,
    /// code of the stage
    pub investigation: Option<String>,
    /// the number of the older case with which it is one, and where it counts
    pub one_with: Option<String>,
    /// may whoever asks open the case?
    pub open: bool,
    /// may anyone say whether there was an arrest?
    pub arrests_known: bool,
    /// offences in order
    pub offences: Vec<OffenceFacts>,
    /// victims in order
    pub victims: Vec<VictimFacts>,
    /// suspects in order
    pub suspects: Vec<SuspectFacts>,
}

/// What is counted of an offence.
#[derive(Debug, Clone, Default)]
pub struct OffenceFacts {
    /// `O1`
    pub label: String,
    /// ICCS code
    pub code: String,
    /// completed intentional homicide
    pub homicide: bool,
    /// code of the clearance
    pub clearance: String,
    /// when it was cleared
    pub cleared_on: Option<Day>,
    /// which victims, `V1 V2`; none is all
    pub victims: Option<String>,
}

/// What is counted of a victim.
#[derive(Debug, Clone, Default)]
pub struct VictimFacts {
    /// `V1`
    pub label: String,
    /// age at the offence
    pub age: Option<Age>,
    /// code of the sex
    pub sex: Option<String>,
}

impl VictimFacts {
    /// Not one year old at the offence?
    pub fn is_infant(&self) -> Option<bool> {
        self.age.map(|age| age.months() < 12)
    }
}

/// What is counted of a suspect.
#[derive(Debug, Clone, Default)]
pub struct SuspectFacts {
    /// `S1`
    pub label: String,
    /// is it known who it is?
    pub identified: bool,
    /// age at the offence
    pub age: Option<Age>,
    /// arrests that stand
    pub arrests: Vec<Moment>,
    /// days of the charges that were not taken back
    pub charges: Vec<Day>,
    /// results that were not taken back
    pub results: Vec<ResultFacts>,
    /// what they are to the victims
    pub relations: Vec<RelationFacts>,
}

/// What a suspect is to a victim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelationFacts {
    /// label of the victim
    pub victim: String,
    /// code
    pub code: String,
}

/// What is counted of a result.
#[derive(Debug, Clone, Default)]
pub struct ResultFacts {
    /// code of the result
    pub result: String,
    /// when it was decided
    pub decided_on: Option<Day>,
    /// since when it is final
    pub final_on: Option<Day>,
}

impl Facts {
    /// The day by which the case is counted: the first that the report can have been on.
    pub fn day(&self) -> Option<NaiveDate> {
        self.reported_on.map(Day::first)
    }

    /// Every point in time by which it depends on the cut-off how the case counts.
    pub fn moments(&self) -> impl Iterator<Item = Moment> {
        let results = |s: &SuspectFacts| s.results.iter().flat_map(|r| [r.decided_on, r.final_on]).collect::<Vec<_>>();
        let of_suspect = move |s: &SuspectFacts| {
            let days = s.charges.iter().copied().map(Some).chain(results(s)).flatten().map(Moment::On);
            days.chain(s.arrests.iter().copied()).collect::<Vec<_>>()
        };
        let days = self.offences.iter().map(|o| o.cleared_on).chain([self.reported_on]).flatten().map(Moment::On);
        days.chain(self.suspects.iter().flat_map(of_suspect))
    }

    /// The day of the first arrest that stands, made by the cut-off.
    pub fn first_arrest(&self, cut_off: &Now) -> Option<Day> {
        self.suspects.iter().filter_map(|s| s.first_arrest(cut_off)).min_by_key(|day| day.first())
    }

    /// All offences unfounded? Then the case leaves every denominator.
    pub fn unfounded(&self) -> bool {
        !self.offences.is_empty() && self.offences.iter().all(|o| o.clearance == "UNF")
    }

    /// Why the case counts nowhere, if so: `unfounded`, `duplicate`, `out of scope`.
    pub fn excluded(&self) -> Option<&'static str> {
        Case::excluded(self.investigation.as_deref()).or_else(|| self.unfounded().then_some("unfounded"))
    }

    /// What may be told of the case beside its number: first offence and province in words; of one that whoever asks may not
    /// open no more than whom to ask.
    pub fn what(&self, lists: &Lists) -> Result<(String, String), String> {
        if !self.open {
            let ask = |team: &String| format!("a case of another team: ask {team}");
            return Err(self.team.as_ref().map_or("a case that you may not open".to_owned(), ask));
        }
        let word = |list, code: Option<&str>| code.map_or("–", |c| lists.word(list, c)).to_owned();
        let offence = word("offence", self.offences.first().map(|o| o.code.as_str()));
        Ok((offence, word("province", self.province.as_deref())))
    }

    /// Suspects with an arrest that stands, made by the cut-off.
    pub fn arrested(&self, cut_off: &Now) -> u32 {
        self.suspects.iter().filter(|s| s.arrested(cut_off)).count() as u32
    }

    /// What each suspect is to a victim, as far as somebody said so.
    pub fn relations_to<'a>(&'a self, victim: &'a str) -> impl Iterator<Item = (&'a SuspectFacts, &'a str)> {
        let of = move |s: &'a SuspectFacts| s.relations.iter().map(move |r| (s, r));
        let to = self.suspects.iter().flat_map(of).filter(move |(_, r)| r.victim == victim);
        to.map(|(s, r)| (s, r.code.as_str()))
    }

    /// Victims of a completed homicide that was not found to be unfounded.
    pub fn killed(&self) -> impl Iterator<Item = &VictimFacts> {
        let against = |o: &OffenceFacts, v: &VictimFacts| offence::against(o.victims.as_deref(), &v.label);
        self.victims
            .iter()
            .filter(move |v| self.offences.iter().any(|o| o.homicide && o.clearance != "UNF" && against(o, v)))
    }
}

impl Facts {
    /// Takes what is counted of a younger case that is one with this; that counts no more of itself. Records that are the same are
    /// one, all others are told by the number of their case: `19/275/S1`.
    pub fn take(&mut self, younger: &mut Facts, same: &[Same]) {
        let case = number::read(&younger.number).map(|n| format!("{:02}/{}", n.year % 100, n.seq)).unwrap_or_default();
        let label = |label: &str| {
            let one = same.iter().find(|s| s.younger == label).map(|s| s.older.clone());
            one.unwrap_or_else(|| format!("{case}/{label}"))
        };
        // From here on an offence is against those of its own case, also where it names none.
        self.name_victims(|label| label.to_owned());
        let mut other = Facts { investigation: None, ..younger.clone() };
        (younger.investigation, younger.one_with) = (Some(STAGE.to_owned()), Some(self.number.clone()));
        other.name_victims(label);
        self.arrests_known |= other.arrests_known;
        for mut victim in other.victims {
            victim.label = label(&victim.label);
            match self.victims.iter_mut().find(|v| v.label == victim.label) {
                Some(known) => (known.age, known.sex) = (known.age.or(victim.age), known.sex.take().or(victim.sex)),
                None => self.victims.push(victim),
            }
        }
        for mut offence in other.offences {
            offence.label = label(&offence.label);
            match self.offences.iter_mut().find(|o| o.label == offence.label) {
                Some(known) => known.take(offence),
                None => self.offences.push(offence),
            }
        }
        for mut suspect in other.suspects {
            suspect.label = label(&suspect.label);
            suspect.relations.iter_mut().for_each(|r| r.victim = label(&r.victim));
            match self.suspects.iter_mut().find(|s| s.label == suspect.label) {
                Some(known) => known.take(suspect),
                None => self.suspects.push(suspect),
            }
        }
    }

    /// Every offence says which victims it was against.
    fn name_victims(&mut self, named: impl Fn(&str) -> String) {
        for offence in &mut self.offences {
            let against = self.victims.iter().filter(|v| offence::against(offence.victims.as_deref(), &v.label));
            offence.victims = Some(against.map(|v| named(&v.label)).collect::<Vec<_>>().join(" "));
        }
    }
}

impl OffenceFacts {
    /// The same offence as another case has it: cleared there, it is cleared; unfounded it is only if this says so.
    fn take(&mut self, other: OffenceFacts) {
        self.victims = Some([self.victims.take(), other.victims].into_iter().flatten().collect::<Vec<_>>().join(" "));
        if self.clearance == "N" && other.clearance != "UNF" {
            (self.clearance, self.cleared_on) = (other.clearance, other.cleared_on);
        }
    }
}

impl SuspectFacts {
    /// The same suspect as another case has them.
    fn take(&mut self, other: SuspectFacts) {
        self.identified |= other.identified;
        self.arrests.extend(other.arrests);
        self.charges.extend(other.charges);
        self.results.extend(other.results);
        self.age = self.age.or(other.age);
        for relation in other.relations {
            if !self.relations.contains(&relation) {
                self.relations.push(relation);
            }
        }
    }

    /// Arrested by the cut-off?
    pub fn arrested(&self, cut_off: &Now) -> bool {
        self.arrests.iter().any(|a| a.by(cut_off))
    }

    /// The day of the first arrest by the cut-off.
    pub fn first_arrest(&self, cut_off: &Now) -> Option<Day> {
        let by = self.arrests.iter().filter(|a| a.by(cut_off)).map(|a| a.day(cut_off.zone));
        by.min_by_key(|day| day.first())
    }

    /// Charged by the cut-off?
    pub fn charged(&self, cut_off: &Now) -> bool {
        self.charges.iter().any(|d| d.first() <= cut_off.today())
    }

    /// The result at the cut-off: the last that was decided by then.
    pub fn result(&self, cut_off: &Now) -> Option<&ResultFacts> {
        let by = |day: Option<Day>| day.is_none_or(|d| d.first() <= cut_off.today());
        self.results.iter().filter(|r| by(r.decided_on)).max_by_key(|r| r.decided_on.map(Day::first))
    }

    /// Is it over with the defendant by the cut-off, and was it a conviction? Not while the judgment may be appealed.
    pub fn ended(&self, cut_off: &Now) -> Option<bool> {
        let result = self.result(cut_off).filter(|r| is_decided(&r.result))?;
        let last = result.final_on.is_some_and(|d| d.first() <= cut_off.today());
        last.then(|| is_conviction(&result.result))
    }

    /// A defendant by the cut-off: charged, or with a result?
    pub fn is_defendant(&self, cut_off: &Now) -> bool {
        self.charged(cut_off) || self.result(cut_off).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(number: &str, age: &str, arrested: bool) -> Facts {
        let homicide = OffenceFacts {
            label: "O1".into(),
            code: "0101".into(),
            homicide: true,
            clearance: "N".into(),
            ..OffenceFacts::default()
        };
        let suspect = SuspectFacts {
            label: "S1".into(),
            identified: true,
            arrests: Moment::iso("2019-05-02").into_iter().filter(|_| arrested).collect(),
            ..SuspectFacts::default()
        };
        Facts {
            number: number.into(),
            investigation: Some("INV".into()),
            offences: vec![homicide],
            victims: vec![VictimFacts { label: "V1".into(), age: Age::iso(age), sex: None }],
            suspects: vec![suspect],
            ..Facts::default()
        }
    }

    #[test]
    fn what_is_the_same_counts_once_and_what_is_not_counts_under_the_older() {
        let now = Now { utc: chrono::DateTime::from_timestamp(1_600_000_000, 0).unwrap(), zone: chrono_tz::UTC };
        let (mut older, mut younger) = (case("CPU-19-0274", "7y", false), case("CPU-19-0275", "7y", true));
        older.take(&mut younger, &Same::split("O1=O1 V1=V1 S1=S1"));
        assert_eq!((older.offences.len(), older.suspects.len(), older.killed().count()), (1, 1, 1));
        assert_eq!((older.arrested(&now), older.excluded()), (1, None), "arrested in either is arrested");
        assert_eq!(younger.excluded(), Some("duplicate"));

        let (mut older, mut younger) = (case("CPU-19-0274", "7y", true), case("CPU-19-0275", "2y", true));
        younger.offences[0].homicide = false;
        older.take(&mut younger, &[]);
        let labels: Vec<&str> = older.suspects.iter().map(|s| s.label.as_str()).collect();
        assert_eq!((labels, older.arrested(&now)), (vec!["S1", "19/275/S1"], 2));
        assert_eq!(older.killed().count(), 1, "the homicide of one case is none of the other's victims");
    }

    #[test]
    fn cleared_in_the_younger_is_cleared_and_unfounded_there_is_not() {
        for (clearance, counts) in [("ARR", "ARR"), ("EXC-A", "EXC-A"), ("UNF", "N")] {
            let (mut older, mut younger) = (case("CPU-19-0274", "7y", false), case("CPU-19-0275", "7y", false));
            younger.offences[0].clearance = clearance.into();
            older.take(&mut younger, &Same::split("O1=O1"));
            assert_eq!(older.offences[0].clearance, counts);
        }
    }
}
