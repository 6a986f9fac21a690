//! The timeline of a case: everything that has a day, over all its records, in the order in which it happened; what is still to come is
//! in it too. It follows from the field lists: a new record is in it by itself. It must never decide who may see what.

use super::casefile::CaseFile;
use super::field::{Desk, FieldKind, Need, Spec};
use super::moment::Moment;
use super::record::{RecordKind, Sheet};
use chrono::NaiveDateTime;

/// Days that are no event: births, and what the program itself notes.
const NO_EVENT: [&str; 2] = ["born", "taken_back_at"];
/// So many values of a record are told.
const TOLD: usize = 4;

/// Something that happened, or is to.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// when, as it is known
    pub at: Moment,
    /// the record: `A1`; blank of the case itself
    pub label: String,
    /// what happened: `arrest`, `exhibit: sealed`
    pub what: String,
    /// what is told of it
    pub told: String,
    /// is it still to come?
    pub ahead: bool,
}

impl CaseFile {
    /// All events, the first one first; of a record that was taken back nothing.
    pub fn timeline(&self, desk: &Desk) -> Vec<Event> {
        let mut events: Vec<(NaiveDateTime, Event)> = Vec::new();
        for sheet in self.sheets().iter().filter(|s| s.stands()) {
            let mut days: Vec<(&Spec, Moment)> =
                sheet.kind.specs().iter().filter_map(|spec| dated(spec, sheet)).collect();
            if sheet.kind == RecordKind::Diary && days.is_empty() {
                // One that says no hour is of the minute in which it was written.
                let written = sheet.kind.specs().first().zip(Moment::iso(&sheet.head.created_at));
                days.extend(written);
            }
            for (nth, (spec, at)) in days.into_iter().enumerate() {
                let begins = begins(at, desk);
                let event = Event {
                    at,
                    label: if sheet.kind == RecordKind::Case { String::new() } else { sheet.label() },
                    what: what(sheet, spec, nth, desk),
                    told: if nth == 0 { self.told_in_line(sheet, desk) } else { String::new() },
                    ahead: begins > desk.now.utc.with_timezone(&desk.now.zone).naive_local(),
                };
                events.push((begins, event));
            }
        }
        // A tip is no record of the case, and yet where its story begins.
        for (number, received) in &self.tips {
            let Some(at) = *received else { continue };
            let (label, what) = (number.clone(), "tip received".to_owned());
            events.push((begins(at, desk), Event { at, label, what, told: String::new(), ahead: false }));
        }
        // What is of one minute stays in the order of the records: a report before an arrest.
        events.sort_by_key(|(begins, _)| *begins);
        events.into_iter().map(|(_, event)| event).collect()
    }

    /// What a record says beside its days, in a line, with whom it is about.
    fn told_in_line(&self, sheet: &Sheet, desk: &Desk) -> String {
        if sheet.kind == RecordKind::Case {
            return String::new();
        }
        let all = self.sheets();
        let of = |id: &str| all.iter().find(|s| s.head.id == id).map(Sheet::label);
        let links = sheet.kind.links().filter_map(|(column, _)| of(sheet.get(column)?)).map(|l| format!("of {l}"));
        let values = sheet.kind.specs().iter().filter(|spec| {
            let given = matches!(spec.need, Need::Given(start) if sheet.get(spec.column) == Some(start));
            let said = sheet.get(spec.column).is_some() || sheet.is_masked(spec.column);
            said && !given && dated(spec, sheet).is_none() && !matches!(spec.kind, FieldKind::Link | FieldKind::Hash)
        });
        let values = values.filter(|spec| spec.kind != FieldKind::Day && spec.kind != FieldKind::Moment);
        links.chain(values.map(|spec| sheet.show(spec, desk))).take(TOLD).collect::<Vec<_>>().join(", ")
    }
}

/// When it begins, by the clock of the office.
fn begins(at: Moment, desk: &Desk) -> NaiveDateTime {
    match at {
        Moment::At(at) => at.with_timezone(&desk.now.zone).naive_local(),
        Moment::On(day) => day.first().into(),
    }
}

/// The day that a field holds, if it is one of an event.
fn dated(spec: &Spec, sheet: &Sheet) -> Option<(&'static Spec, Moment)> {
    let day = matches!(spec.kind, FieldKind::Day | FieldKind::Moment) && !NO_EVENT.contains(&spec.column);
    let at = sheet.get(spec.column).filter(|_| day).and_then(Moment::iso)?;
    let own = sheet.kind.specs().iter().find(|own| own.column == spec.column)?;
    Some((own, at))
}

/// What happened: the kind of record at its first day, and of a later one what that day is.
fn what(sheet: &Sheet, spec: &Spec, nth: usize, desk: &Desk) -> String {
    let label = spec.label.to_lowercase();
    match sheet.kind {
        RecordKind::Case => label,
        RecordKind::CourtEvent => {
            sheet.get("kind").map_or(label, |code| desk.lists.word("court_event", code).to_lowercase())
        }
        RecordKind::Offence => format!("offence {label}"),
        kind if nth == 0 => kind.name().to_owned(),
        kind => format!("{}: {label}", kind.name()),
    }
}
