//! A figure that was printed before the console was there, or elsewhere, kept as it was printed with its source; and what the same
//! rule gives of the file, where there is one. It must never be counted over.

use crate::domain::by::By;
use crate::domain::facts::Facts;
use crate::domain::figures::{self, Figures};
use crate::domain::further;
use crate::domain::rate::{Rate, Tally, Window};
use crate::domain::scope::Rounding;

/// A published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// number of the entry
    pub id: i64,
    /// the year that it is of
    pub year: i32,
    /// which: a word of [`FIGURES`]
    pub figure: String,
    /// as it was printed: `292`, `87 per cent`
    pub value: String,
    /// where
    pub source: String,
    /// the cut-off that was printed with it, or is known: `2020-01-13T09:00`
    pub as_of: Option<String>,
    /// what is to be known of it
    pub note: Option<String>,
}

/// The word of a rate among [`FIGURES`].
fn figure_of(rate: &Rate) -> Option<&'static str> {
    Some(match rate.id {
        "case_arrest_rate" => "arrest_rate",
        "cases" => "cases",
        "victims" => "victims",
        "homicides_under_15" => "homicides",
        _ => return None,
    })
}

/// What was printed of a figure, each in a sentence with what its rule gives here, and whether the printed one was cut off where this
/// one is rounded.
pub fn beside(printed: &[Published], rate: Option<&Rate>, tally: Tally, by: Rounding) -> Vec<String> {
    let Some((rate, figure)) = rate.and_then(|rate| Some((rate, figure_of(rate)?))) else { return Vec::new() };
    let sentence = |one: &Published| {
        let Tally { k, n, .. } = tally;
        let digits: String =
            one.value.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        let (was, here) = (digits.parse::<u32>().ok(), if rate.count { Some(k) } else { by.whole(k, n) });
        let said = match (was, here) {
            (_, None) => "not known here".to_owned(),
            (was, Some(here)) if was == Some(here) => "the same here".to_owned(),
            (Some(was), Some(here)) if !rate.count && Some(was) == Rounding::Down.whole(k, n) => {
                let exact = Rounding::HalfUp.percent(k, n).unwrap_or_default();
                format!("{here} per cent here, half up: {was} is {exact:.1} cut off instead of rounded")
            }
            (_, Some(here)) if rate.count => format!("{here} here"),
            (_, Some(here)) => format!("{here} per cent here, {}", by.words()),
        };
        format!("Printed: {} ({}). It is {said}.", one.value, one.source)
    };
    printed.iter().filter(|one| one.figure == figure).map(sentence).collect()
}

/// How the file gives a figure.
type Counts = fn(&[Facts], &Window) -> Option<String>;

/// The figures that can be kept: word, words, and the rule, where there is one.
pub static FIGURES: [(&str, &str, Counts); 11] = [
    ("cases", "Cases", |facts, w| Some(Figures::count(facts, w).cases.to_string())),
    ("arrest_rate", "Cases with an arrest, per cent", |facts, w| {
        let t = Figures::count(facts, w).arrest_rate();
        w.scope().rounding.whole(t.k, t.n).map(|whole| format!("{whole} per cent ({} of {})", t.k, t.n))
    }),
    ("suspects_arrested", "Suspects arrested", |facts, w| {
        let all: u32 = facts.iter().filter(|f| w.counts(f)).map(|f| f.arrested(&w.cut_off)).sum();
        Some(all.to_string())
    }),
    ("victims", "Victims", |facts, w| {
        Some(facts.iter().filter(|f| w.counts(f)).map(|f| f.victims.len()).sum::<usize>().to_string())
    }),
    ("homicides", "Child homicides under 15", |facts, w| Some(Figures::count(facts, w).homicide.under_15.to_string())),
    ("babies_killed", "Killed before they were one", |facts, w| {
        Some(figures::tally(&further::INFANTS, facts, w).k.to_string())
    }),
    ("rapes", "Rape", |facts, w| offence(facts, w, "03011")),
    ("indecent_assaults", "Indecent assault", |facts, w| offence(facts, w, "03012")),
    ("serious_assaults", "Serious assault", |facts, w| offence(facts, w, "020111")),
    ("kidnappings", "Kidnapping", |facts, w| offence(facts, w, "020221")),
    ("provinces", "Provinces with a case", |facts, w| Some(figures::provinces(facts, w).to_string())),
];

fn offence(facts: &[Facts], window: &Window, code: &str) -> Option<String> {
    let is = |f: &&Facts| By::Offence.key(f) == code;
    Some(facts.iter().filter(|f| window.counts(f)).filter(is).count().to_string())
}

impl Published {
    /// Why it cannot have been printed so, if not; `this_year` is that of today.
    pub fn doubt(&self, this_year: i32) -> Option<String> {
        let digits = |c: char| !c.is_ascii_digit() && c != '.';
        let number = self.value.split(digits).find_map(|part| part.parse::<f64>().ok());
        match number {
            _ if self.year > this_year => {
                Some(format!("{} has not begun: nothing can have been printed of it", self.year))
            }
            None => {
                Some(format!("“{}” holds no number: write the figure as it was printed, as 292 or 85 %", self.value))
            }
            Some(n) if self.figure == "arrest_rate" && n > 100.0 => {
                Some(format!("“{}” is over 100 per cent: write the rate as it was printed, as 85 %", self.value))
            }
            Some(_) => None,
        }
    }

    /// In words.
    pub fn words(&self) -> &str {
        FIGURES.iter().find(|(word, ..)| *word == self.figure).map_or(self.figure.as_str(), |(_, words, _)| words)
    }

    /// What the same rule gives of these facts.
    pub fn counted(&self, facts: &[Facts], window: &Window) -> Option<String> {
        FIGURES.iter().find(|(word, ..)| *word == self.figure).and_then(|(.., count)| count(facts, window))
    }
}
