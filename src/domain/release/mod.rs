//! A release: the figures of a year as they leave the office, one set from which every form is printed. Whole national counts are
//! exact, everything below them passes the gate ([`table`]). What it says is data; the words are in [`words`], and how it is laid
//! out is in [`document`]. It must never hold anything of a single case.

pub mod cell;
pub mod counted;
pub mod diff;
pub mod document;
pub mod published;
pub mod restatement;
pub mod rules;
pub mod table;
pub mod words;

use super::chance;
use super::code::Lists;
use super::facts::Facts;
use super::figures::{Figures, Tally, year_before};
use super::office::Office;
use super::rate::{ARREST, CLEARANCE, RATES, Rate, Window};
use super::text::hex;
use chrono::Datelike;
use counted::Counted;
use rules::Rules;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use table::{Earlier, Table};

/// The form of the content: another one is another release.
const FORM: u32 = 1;

/// What is asked of a release beside its year and its instant.
#[derive(Debug, Clone, Default)]
pub struct Asked<'a> {
    /// partners who are thanked
    pub thanks: Vec<String>,
    /// is every case of the office counted?
    pub whole: bool,
    /// the releases of the same year that are out with an earlier cut-off, the first one first
    pub earlier: Vec<Earlier<'a>>,
}

/// The figures of a year, as they leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// version of this form
    pub form: u32,
    /// name of the office
    pub office: String,
    /// invented people only
    pub demo: bool,
    /// what must be said beside the figures
    pub note: Option<String>,
    /// the year of the reports
    pub year: i32,
    /// the instant by which everything was entered and had happened, in office time
    pub as_of: String,
    /// the same day
    pub as_of_day: String,
    /// by which date a case is of the year
    pub counted_by: String,
    /// is every case of the office counted, or those of which whoever made it may know?
    pub whole: bool,
    /// cases that count
    pub cases: u32,
    /// every rate, the headline first
    pub rates: Vec<RateFigure>,
    /// child homicides
    pub homicide: HomicideFigure,
    /// left out
    pub excluded: Excluded,
    /// the same day of the year before
    pub previous: Option<Previous>,
    /// the arrest rate by offence, month, province and team
    pub tables: Vec<Table>,
    /// partners who are thanked
    pub thanks: Vec<String>,
    /// by which rules it is counted, where they are not the usual ones
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Rules>,
}

/// A rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RateFigure {
    /// for programs
    pub id: String,
    /// numerator
    pub k: u32,
    /// denominator
    pub n: u32,
    /// in neither: not known, or pending
    pub unknown: u32,
    /// with one decimal, half up where the scope says nothing else; of a ratio none
    pub percent: Option<f64>,
    /// whole per cent, rounded so too
    pub whole: Option<u32>,
    /// of what is printed as k per n
    pub value: Option<f64>,
    /// the offences of the clearance rate that were cleared exceptionally
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(default)]
    pub exceptional: Option<u32>,
    /// the rule
    pub rule: String,
}

/// Child homicides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomicideFigure {
    /// victims of any age
    pub victims: u32,
    /// of them the children, by the age rule of the scope; where it says none under 15 at the offence
    pub under_15: u32,
    /// age not known: in neither
    pub age_unknown: u32,
    /// cases
    pub cases: u32,
    /// against the year before: how often chance alone gives as great a difference, rounded to hundredths
    pub p: Option<f64>,
    /// the least and the greatest change that fit both counts, in per cent
    pub fits: Option<(i64, Option<i64>)>,
}

/// What is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// no offence happened
    pub unfounded: u32,
    /// one case with another
    pub duplicate: u32,
    /// declined or referred out
    pub out_of_scope: u32,
}

/// The year before, at the same day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Previous {
    /// which
    pub year: i32,
    /// its cut-off
    pub as_of: String,
    /// cases that count
    pub cases: u32,
    /// with an arrest, of those, and not known
    pub arrested: (u32, u32, u32),
    /// child homicides, by the age rule that was in force there
    pub under_15: u32,
}

impl Release {
    /// Counts; `facts` hold the year and the one before, as they stood at the cut-off.
    pub fn count(facts: &[Facts], window: &Window, lists: &Lists, office: &Office, asked: &Asked) -> Release {
        let figures = Figures::count(facts, window);
        let previous = year_before(window).map(|w| (Figures::count(facts, &w), w));
        let under_15 = figures.homicide.under_15;
        let compared = previous.as_ref().and_then(|(before, _)| chance::chance(under_15, before.homicide.under_15));
        let [unfounded, duplicate, out_of_scope] = figures.excluded;
        Release {
            form: FORM,
            office: office.name.clone(),
            demo: office.demo,
            note: office.note.clone(),
            year: window.period.span().0.year(),
            as_of: window.cut_off.local_iso(),
            as_of_day: window.cut_off.today().to_string(),
            counted_by: window.cohort.counted_by().to_owned(),
            whole: asked.whole,
            cases: figures.cases,
            rates: RATES.iter().zip(&figures.rates).map(|(rate, t)| RateFigure::of(rate, *t, &figures)).collect(),
            homicide: HomicideFigure {
                victims: figures.homicide.victims,
                under_15,
                age_unknown: figures.homicide.age_unknown,
                cases: figures.homicide.cases,
                p: compared.map(|c| (c.p * 100.0).round() / 100.0),
                fits: compared.map(|c| (c.low, c.high)),
            },
            excluded: Excluded { unfounded, duplicate, out_of_scope },
            previous: previous.map(|(before, w)| Previous {
                year: w.period.span().0.year(),
                as_of: w.cut_off.local_iso(),
                cases: before.cases,
                arrested: (before.arrest_rate().k, before.arrest_rate().n, before.arrest_rate().unknown),
                under_15: before.homicide.under_15,
            }),
            tables: table::tables(&Counted::of(facts, window), window, lists, &asked.earlier),
            thanks: asked.thanks.clone(),
            scope: Rules::of(window, lists),
        }
    }

    /// The arrest rate of the headline.
    pub fn arrest_rate(&self) -> Option<&RateFigure> {
        self.rates.get(ARREST)
    }

    /// The content in the one form of which the hash is taken: members in the order of this file.
    pub fn canonical(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The hash of the content.
    pub fn hash(&self) -> String {
        hash_of(&self.canonical())
    }

    /// Back from its canonical form; nothing where that is of another form.
    pub fn read(canonical: &str) -> Option<Release> {
        let release: Release = serde_json::from_str(canonical).ok()?;
        (release.form == FORM && release.canonical() == canonical).then_some(release)
    }
}

/// SHA-256 in hexadecimal.
pub fn hash_of(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

impl RateFigure {
    fn of(rate: &Rate, t: Tally, figures: &Figures) -> RateFigure {
        let Tally { k, n, unknown } = t;
        let by = figures.scope.rounding;
        RateFigure {
            id: rate.id.to_owned(),
            k,
            n,
            unknown,
            percent: by.percent(k, n).filter(|_| !rate.per),
            whole: by.whole(k, n).filter(|_| !rate.per),
            value: by.ratio(k, n).filter(|_| rate.per),
            exceptional: (rate.id == RATES[CLEARANCE].id).then_some(figures.exceptional),
            rule: rate.rule.to_owned(),
        }
    }
}
