//! The timeline of a case: everything that has a day, over all its records, in the order in which it happened; what is still to come is
//! in it too. It follows from the field lists: a new record is in it by itself. It must never decide who may see what.

use super::casefile::CaseFile;
use super::field::{Desk, FieldKind, Need, Spec};
use super::moment::Moment;
use super::number;
use super::record::{RecordKind, Sheet};
use chrono::{DateTime, NaiveDateTime, Utc};

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
    /// All events, the first one first, also of the cases that are one with it; of a record that was taken back nothing.
    pub fn timeline(&self, desk: &Desk) -> Vec<Event> {
        let mut events = self.events(desk);
        for younger in &self.merged {
            let number = number::short(younger.case.number.as_deref().unwrap_or_default());
            let of = |event: Event| Event { label: format!("{number} {}", event.label).trim_end().to_owned(), ..event };
            events.extend(younger.events(desk).into_iter().map(|(begins, event)| (begins, of(event))));
        }
        // What is of one minute stays in the order of the records: a report before an arrest.
        events.sort_by_key(|(begins, _)| *begins);
        events.into_iter().map(|(_, event)| event).collect()
    }

    fn events(&self, desk: &Desk) -> Vec<(NaiveDateTime, Event)> {
        let now = clock(desk.now.utc, desk);
        let mut events = Vec::new();
        for sheet in self.sheets().iter().filter(|s| s.stands()) {
            let entered = Moment::iso(&sheet.head.created_at);
            let mut days: Vec<(&Spec, Moment)> =
                sheet.kind.specs().iter().filter_map(|spec| dated(spec, sheet)).collect();
            if matches!(sheet.kind, RecordKind::Diary | RecordKind::Exhibit) && days.is_empty() {
                // One that says no hour is of the minute in which it was entered.
                days.extend(sheet.kind.specs().first().zip(entered));
            }
            for (nth, (spec, at)) in days.into_iter().enumerate() {
                let begins = begins(at, entered, desk);
                let event = Event {
                    at,
                    label: if sheet.kind == RecordKind::Case { String::new() } else { sheet.label() },
                    what: what(sheet, spec, nth, desk),
                    told: if nth == 0 { self.told_in_line(sheet, desk) } else { String::new() },
                    ahead: begins > now,
                };
                events.push((begins, event));
            }
        }
        // A tip is no record of the case, and yet where its story begins.
        for (number, received) in &self.tips {
            let Some(at) = *received else { continue };
            let (label, what) = (number.clone(), "tip received".to_owned());
            events.push((begins(at, None, desk), Event { at, label, what, told: String::new(), ahead: false }));
        }
        events
    }

    /// What a record says beside its days, in a line, with whom it is about.
    fn told_in_line(&self, sheet: &Sheet, desk: &Desk) -> String {
        if sheet.kind == RecordKind::Case {
            return String::new();
        }
        let all = self.sheets();
        let of = |id: &str| all.iter().find(|s| s.head.id == id).map(Sheet::label);
        // Which entry another corrects is said of both.
        let parents = sheet.kind.links().filter(|(column, _)| Some(*column) != sheet.kind.corrects());
        let links = parents.filter_map(|(column, _)| of(sheet.get(column)?)).map(|l| format!("of {l}"));
        let values = sheet.kind.specs().iter().filter(|spec| {
            let given = matches!(spec.need, Need::Given(start) if sheet.get(spec.column) == Some(start));
            let said = sheet.get(spec.column).is_some() || sheet.is_masked(spec.column);
            said && !given && dated(spec, sheet).is_none() && !matches!(spec.kind, FieldKind::Link | FieldKind::Hash)
        });
        // The kind of a court event is its name already.
        let named = |spec: &&Spec| sheet.kind == RecordKind::CourtEvent && spec.column == "kind";
        let values =
            values.filter(|spec| spec.kind != FieldKind::Day && spec.kind != FieldKind::Moment && !named(spec));
        let urgent = self.told_of(sheet, desk).into_iter().filter(|(_, urgent)| *urgent).map(|(words, _)| words);
        let told = links.chain(values.map(|spec| sheet.show(spec, desk))).take(TOLD);
        told.chain(urgent).chain(self.corrections(sheet)).collect::<Vec<_>>().join(", ")
    }
}

fn clock(at: DateTime<Utc>, desk: &Desk) -> NaiveDateTime {
    at.with_timezone(&desk.now.zone).naive_local()
}

/// When it begins, by the clock of the office. What is known to the day only and was entered on it is of the hour of its entry, or the
/// charge of an evening would stand before the call of the morning.
fn begins(at: Moment, entered: Option<Moment>, desk: &Desk) -> NaiveDateTime {
    match (at, entered) {
        (Moment::At(at), _) => clock(at, desk),
        (Moment::On(day), Some(Moment::At(entered))) if day.exact() == Some(clock(entered, desk).date()) => {
            clock(entered, desk)
        }
        (Moment::On(day), _) => day.first().into(),
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
        // That something is due on a day is not that it happened.
        kind if nth == 0 && spec.column != "due_on" => kind.name().to_owned(),
        kind => format!("{}: {label}", kind.name()),
    }
}
