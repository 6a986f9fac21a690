//! What cannot well be true together: an arrest before the offence, a birth after it, a day to come.
//! A warning names the record and the field and never forbids: the officer at the desk knows more.

use super::casefile::CaseFile;
use super::court_result::{is_conviction, is_decided};
use super::day::Day;
use super::moment::{Moment, Now};
use super::record::HIDDEN;
use super::suspect::Suspect;
use chrono::Datelike;

/// An arrest so many days before the report is doubted where the day of the incident is not known: a year was meant otherwise.
const LONG: i64 = 30;

/// One doubt about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// `V1`, `A1`; blank for the case itself
    pub label: String,
    /// label of the field
    pub field: &'static str,
    /// the sentence
    pub text: String,
}

impl Warning {
    /// `A1 When: …` in one line.
    pub fn line(&self) -> String {
        let of = [self.label.as_str(), self.field].into_iter().filter(|part| !part.is_empty());
        format!("{}: {}", of.collect::<Vec<_>>().join(" "), self.text)
    }

    /// The same behind the privacy screen: a doubt about a birth says when it was.
    pub fn veiled(&self) -> String {
        let hidden = matches!(self.field, "Born" | "Age");
        if hidden { Warning { text: HIDDEN.to_owned(), ..self.clone() }.line() } else { self.line() }
    }
}

/// All doubts about a case, in its order.
pub fn warnings(file: &CaseFile, now: &Now) -> Vec<Warning> {
    let mut out = Vec::new();
    let today = now.today();
    let mut warn = |label: &str, field, text: String| out.push(Warning { label: label.to_owned(), field, text });
    let future = |day: Option<Day>| day.is_some_and(|d| d.first() > today);
    let (incident, reported) = (file.case.incident_on, file.case.reported_on);
    // The offence happened by its last possible day; without it, by the day of the report.
    let offence_from = incident.map(Day::first);
    let offence_to = incident.or(reported).map(Day::last);

    if future(reported) {
        warn("", "Reported", "this day is still to come".into());
    }
    if reported.is_some_and(|r| r.year() + 10 < today.year()) {
        warn("", "Reported", "more than ten years ago".into());
    }
    if future(incident) {
        warn("", "Incident", "this day is still to come".into());
    }
    if let (Some(i), Some(r)) = (incident, reported)
        && i.first() > r.last()
    {
        warn("", "Incident", format!("the incident ({i}) is after the report ({r})"));
    }
    for v in &file.victims {
        let label = format!("V{}", v.head.seq);
        if future(v.born) {
            warn(&label, "Born", "this day is still to come".into());
        } else if let (Some(b), Some(o)) = (v.born, offence_to)
            && b.first() > o
        {
            warn(&label, "Born", format!("born ({b}) after the offence ({})", Day::of(o)));
        }
        if let (Some(age), Some(b), Some(o)) = (v.age, v.born, incident.or(reported))
            && super::age::Age::on(b, o).is_some_and(|a| a.years().abs_diff(age.years()) > 1)
        {
            warn(&label, "Age", format!("{age} does not go with the date of birth ({b})"));
        }
    }
    for s in &file.suspects {
        if future(s.born) {
            warn(&format!("S{}", s.head.seq), "Born", "this day is still to come".into());
        } else if let (Some(b), Some(o)) = (s.born, offence_to)
            && b.first() > o
        {
            warn(&format!("S{}", s.head.seq), "Born", format!("born ({b}) after the offence ({})", Day::of(o)));
        }
    }
    for a in file.arrests.iter().filter(|a| a.stands()) {
        let label = format!("A{}", a.head.seq);
        let Some(at) = a.at else { continue };
        if let (Moment::At(at), Some(Moment::At(arrived))) = (at, a.arrived_at)
            && arrived < at
        {
            warn(&label, "At station", "the arrival is before the arrest".into());
        }
        for (field, moment) in [("At station", a.arrived_at), ("Extended", a.extended_at), ("Ended", a.ended_at)] {
            if moment.is_some_and(|m| !m.by(now)) {
                warn(&label, field, "this hour is still to come".into());
            }
        }
        let day = at.day(now.zone);
        if !at.by(now) {
            warn(&label, "When", "this hour is still to come".into());
        }
        if let (None, Some(r)) = (incident, reported)
            && (r.first() - day.last()).num_days() > LONG
        {
            warn(&label, "When", format!("the arrest ({day}) is long before the report ({r})"));
        }
        if let Some(from) = offence_from
            && day.last() < from
        {
            warn(&label, "When", format!("the arrest ({day}) is before the offence ({})", Day::of(from)));
        }
    }
    for s in &file.suspects {
        let arrests: Vec<String> = file.arrests_of(&s.head.id).map(|a| format!("A{}", a.head.seq)).collect();
        if let (Some(last), false) = (arrests.last(), Suspect::identified(s.identity.as_deref())) {
            warn(last, "Suspect", format!("S{} is unknown; who is arrested is known", s.head.seq));
        }
        if let [.., last] = arrests.as_slice()
            && arrests.len() > 1
        {
            warn(last, "Suspect", format!("S{} has another arrest that stands ({})", s.head.seq, arrests[0]));
        }
    }
    for o in &file.offences {
        if o.clearance.as_deref() == Some("ARR") && file.arrested() == 0 {
            warn(&format!("O{}", o.head.seq), "Clearance", "cleared by arrest, and the case has no arrest".into());
        }
        if future(o.cleared_on) {
            warn(&format!("O{}", o.head.seq), "Cleared on", "this day is still to come".into());
        }
    }
    for c in file.charges.iter().filter(|c| c.taken_back_at.is_none()) {
        let label = format!("C{}", c.head.seq);
        if future(c.charged_on) {
            warn(&label, "Charged on", "this day is still to come".into());
        }
        if let (Some(on), Some(ended)) = (c.charged_on, c.ended_on)
            && ended.last() < on.first()
        {
            warn(&label, "Ended on", format!("it ended ({ended}) before it was made ({on})"));
        }
        if c.ended_on.is_some() && c.state.as_deref() == Some("stands") {
            warn(&label, "State", "it has ended, and is said to stand".into());
        }
    }
    for r in file.results.iter().filter(|r| r.taken_back_at.is_none()) {
        let label = format!("RS{}", r.head.seq);
        for (field, day) in [("Decided on", r.decided_on), ("Appealed on", r.appealed_on), ("Final on", r.final_on)] {
            if future(day) {
                warn(&label, field, "this day is still to come".into());
            }
        }
        for (field, day) in [("Appealed on", r.appealed_on), ("Final on", r.final_on)] {
            if let (Some(day), Some(decided)) = (day, r.decided_on)
                && day.last() < decided.first()
            {
                warn(&label, field, format!("this day ({day}) is before that of the judgment ({decided})"));
            }
        }
        let result = r.result.as_deref().unwrap_or("pending");
        if r.sentence.is_some() && !is_conviction(result) {
            warn(&label, "Sentence", "a sentence, and no conviction".into());
        }
        if r.final_on.is_some() && !is_decided(result) {
            warn(&label, "Final on", "pending is never final".into());
        }
    }
    for d in &file.diary {
        if d.at.is_some_and(|at| !at.by(now)) {
            warn(&format!("D{}", d.head.seq), "When", "this hour is still to come".into());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::read_clock;
    use crate::domain::record::{RecordKind, Sheet};

    #[test]
    fn each_contradiction_names_its_field() {
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = Now { utc: read_clock("2021-12-28T22:45", zone).unwrap(), zone };
        let sheet = |kind, fields: &[(&str, &str)]| {
            let mut s = Sheet::blank(kind, "c", 1);
            fields.iter().for_each(|(c, v)| s.set(c, Some((*v).to_owned())));
            s
        };
        let file = CaseFile::from_sheets(&[
            sheet(RecordKind::Case, &[("reported_on", "2021-12-28"), ("incident_on", "2021-12-20")]),
            sheet(RecordKind::Victim, &[("born", "2021-12-24"), ("age", "7y")]),
            sheet(RecordKind::Arrest, &[("at", "2021-12-01")]),
            sheet(RecordKind::Diary, &[("at", "2022-01-01")]),
        ])
        .unwrap();
        let lines: Vec<String> = warnings(&file, &now).iter().map(Warning::line).collect();
        assert_eq!(
            lines,
            [
                "V1 Born: born (24 Dec 2021) after the offence (20 Dec 2021)",
                "A1 When: the arrest (1 Dec 2021) is before the offence (20 Dec 2021)",
                "D1 When: this hour is still to come",
            ]
        );
    }
}
