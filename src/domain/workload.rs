//! The open caseload: how many cases are open now, how long they have been, and who leads them. A case is open until it is closed,
//! declined, referred out, a duplicate, or with the prosecutor, which is counted apart. It must never know what a case is about.

use super::case::CLOSED;
use super::day::Day;
use super::moment::Now;
use std::collections::BTreeMap;

/// With the prosecutor.
const HANDED_OVER: &str = "FIN";
/// Cases are this old, in days since the report, at most; the last band has no end.
const AGES: [(i64, &str); 4] =
    [(30, "to 30 days"), (90, "31 to 90 days"), (180, "91 to 180 days"), (365, "181 to 365 days")];
const OLDER: &str = "over a year";
/// An officer has at most so many open cases; the last band has no end.
const BINS: [(usize, &str); 3] = [(10, "1 to 10"), (20, "11 to 20"), (30, "21 to 30")];
const MORE: &str = "over 30";

/// What is asked of a case.
#[derive(Debug, Clone, Default)]
pub struct Load {
    /// its lead
    pub lead: Option<String>,
    /// its team's code
    pub team: Option<String>,
    /// the day of the report
    pub reported_on: Option<Day>,
    /// the stage of the investigation
    pub investigation: Option<String>,
}

/// The open caseload.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workload {
    /// open cases
    pub open: usize,
    /// cases that the prosecutor has
    pub with_prosecutor: usize,
    /// open cases by how long ago they were reported
    pub ages: Vec<(&'static str, usize)>,
    /// open cases by lead, most first; blank is nobody
    pub leads: Vec<(String, usize)>,
    /// open cases by team, most first; blank is none
    pub teams: Vec<(String, usize)>,
    /// officers by how many open cases they lead
    pub bins: Vec<(&'static str, usize)>,
}

impl Workload {
    /// Of these cases, at a time.
    pub fn of(cases: impl IntoIterator<Item = Load>, now: &Now) -> Workload {
        let mut load = Workload {
            ages: AGES.iter().map(|(_, word)| (*word, 0)).chain([(OLDER, 0)]).collect(),
            bins: BINS.iter().map(|(_, word)| (*word, 0)).chain([(MORE, 0)]).collect(),
            ..Workload::default()
        };
        let (mut leads, mut teams) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
        for case in cases {
            match case.investigation.as_deref() {
                Some(HANDED_OVER) => load.with_prosecutor += 1,
                Some(stage) if CLOSED.contains(&stage) => {}
                _ => {
                    load.open += 1;
                    let days = case.reported_on.map_or(0, |d| now.today().signed_duration_since(d.first()).num_days());
                    load.ages[AGES.iter().position(|(most, _)| days <= *most).unwrap_or(AGES.len())].1 += 1;
                    *leads.entry(case.lead.map(|l| l.trim().to_lowercase()).unwrap_or_default()).or_default() += 1;
                    *teams.entry(case.team.unwrap_or_default()).or_default() += 1;
                }
            }
        }
        for (_, n) in leads.iter().filter(|(lead, _)| !lead.is_empty()) {
            load.bins[BINS.iter().position(|(most, _)| n <= most).unwrap_or(BINS.len())].1 += 1;
        }
        let most_first = |all: BTreeMap<String, usize>| {
            let mut all: Vec<(String, usize)> = all.into_iter().collect();
            all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            all
        };
        (load.leads, load.teams) = (most_first(leads), most_first(teams));
        load
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::read_clock;

    #[test]
    fn open_cases_are_counted_by_age_officer_and_team() {
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = Now { utc: read_clock("2019-12-31T16:42", zone).unwrap(), zone };
        let case = |day: &str, lead: &str, stage: &str| Load {
            lead: Some(lead.to_owned()).filter(|l| !l.is_empty()),
            team: Some("HIT".to_owned()),
            reported_on: Day::iso(day),
            investigation: Some(stage.to_owned()),
        };
        let mut cases = vec![
            case("2019-12-01", "dara", "INV"),
            case("2019-11-30", "Dara ", "NEW"),
            case("2018-12-31", "", "SUS"),
            case("2018-12-30", "sokha", "REO"),
            case("2019-12-30", "sokha", "FIN"),
            case("2019-12-30", "sokha", "CLO"),
            case("2019-12-30", "sokha", "DUP"),
        ];
        cases.extend((0..11).map(|_| case("2019-12-30", "rith", "ACC")));
        let load = Workload::of(cases, &now);
        assert_eq!((load.open, load.with_prosecutor), (15, 1));
        let ages: Vec<usize> = load.ages.iter().map(|(_, n)| *n).collect();
        assert_eq!(ages, [12, 1, 0, 1, 1], "30 days, 31 days, a year to the day, a day more");
        let leads: Vec<(&str, usize)> = load.leads.iter().map(|(lead, n)| (lead.as_str(), *n)).collect();
        assert_eq!(leads, [("rith", 11), ("dara", 2), ("", 1), ("sokha", 1)]);
        assert_eq!(load.bins, [("1 to 10", 2), ("11 to 20", 1), ("21 to 30", 0), ("over 30", 0)]);
        assert_eq!(load.teams, [("HIT".to_owned(), 15)]);
    }
}
