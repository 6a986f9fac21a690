//! Cases as rows: one for each record, with its case number and label, and cells under headings that stay. Headings and values
//! are those by which programs read a record ([`Sheet::json`]), so that a new field needs no line here. It must never know
//! a field by name, and never let an internal identity out: what points at a record says its label.

use crate::domain::casefile::CaseFile;
use crate::domain::day::Day;
use crate::domain::erasure::Erasure;
use crate::domain::field::{Desk, FieldKind, Spec};
use crate::domain::moment::Moment;
use crate::domain::record::{HIDDEN, Record, RecordKind, Sheet};
use chrono::{NaiveDate, SecondsFormat};
use serde_json::{Value as Json, json};

/// What stands under a heading.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// not known, or nothing of this record
    Nothing,
    /// text, a code, a word; a date known to month or year; a time with its hour
    Text(String),
    /// a number
    Number(i64),
    /// a date known to the day
    Day(NaiveDate),
}

/// One record.
pub struct Row {
    /// what it is
    pub kind: RecordKind,
    cells: Vec<(String, Cell)>,
}

impl Row {
    /// What stands under a heading.
    pub fn cell(&self, heading: &str) -> &Cell {
        self.cells.iter().find(|(h, _)| h == heading).map_or(&Cell::Nothing, |(_, cell)| cell)
    }
}

/// What stands between a record's fields and its history, and stays inside.
const ID: &str = "id";
/// Before the fields of every record.
const BEFORE: [&str; 2] = ["case", "label"];
/// Behind them: columns whose value is kept from who took the record along, blanks between.
pub const MASKED: &str = "masked";
/// Of a case that was erased.
pub const ERASED: [&str; 3] = ["erased_at", "erased_by", "erased_reason"];

/// The word for a kind of record.
pub fn word(kind: RecordKind) -> String {
    json!(kind).as_str().unwrap_or_default().to_owned()
}

/// The headings of a kind of record, in three parts: before its fields, its fields, behind them.
pub fn headings(kind: RecordKind, desk: &Desk) -> [Vec<String>; 3] {
    let Json::Object(blank) = Sheet::blank(kind, "", 0).json(desk) else { return Default::default() };
    let mut keys = blank.keys().map(String::as_str);
    let fields = keys.by_ref().take_while(|key| *key != ID).filter(|key| !is_apart(key));
    let fields = fields.map(|key| heading(kind, key)).collect();
    let of_case = ERASED.into_iter().filter(|_| kind == RecordKind::Case);
    let behind = keys.chain([MASKED]).chain(of_case).map(str::to_owned).collect();
    [BEFORE.map(str::to_owned).to_vec(), fields, behind]
}

/// What is not a cell as it is: the identity, which stays inside, and what is made here.
fn is_apart(key: &str) -> bool {
    key == ID || key == MASKED || BEFORE.contains(&key)
}

fn spec_of(kind: RecordKind, key: &str) -> Option<&'static Spec> {
    kind.specs().iter().find(|spec| spec.column == key)
}

/// What points at a record is called by what it points at.
pub fn heading(kind: RecordKind, key: &str) -> String {
    let link = spec_of(kind, key).is_some_and(|spec| spec.kind == FieldKind::Link);
    key.strip_suffix("_id").filter(|_| link).unwrap_or(key).to_owned()
}

/// The rows of a case: the case, then its records, each kind in its order.
pub fn rows(file: &CaseFile, desk: &Desk) -> Vec<Row> {
    let sheets = file.sheets();
    sheets.iter().map(|sheet| row(sheet, file, &sheets, desk)).collect()
}

fn row(sheet: &Sheet, file: &CaseFile, all: &[Sheet], desk: &Desk) -> Row {
    let kind = sheet.kind;
    let text = |text: &str| Cell::Text(text.to_owned());
    let number = file.case.to_sheet().label();
    let mut cells = vec![(BEFORE[0].to_owned(), Cell::Text(number)), (BEFORE[1].to_owned(), Cell::Text(sheet.label()))];
    let Json::Object(object) = sheet.json(desk) else { return Row { kind, cells } };
    for (key, value) in object.iter().filter(|(key, _)| !is_apart(key)) {
        let spec = spec_of(kind, key);
        // The words of a code are masked with the code.
        let column = key.strip_suffix("_text").filter(|_| spec.is_none()).unwrap_or(key);
        let cell = match value {
            Json::Null if sheet.is_masked(column) => text(HIDDEN),
            Json::Null => Cell::Nothing,
            Json::Bool(yes) => text(if *yes { "y" } else { "n" }),
            Json::Number(n) => n.as_i64().map_or_else(|| Cell::Text(n.to_string()), Cell::Number),
            Json::String(value) => said(value, spec, key, all, desk),
            Json::Array(_) | Json::Object(_) => text(&value.to_string()),
        };
        cells.push((heading(kind, key), cell));
    }
    let masked: Vec<&str> = kind.specs().iter().map(|s| s.column).filter(|c| sheet.is_masked(c)).collect();
    if !masked.is_empty() {
        cells.push((MASKED.to_owned(), Cell::Text(masked.join(" "))));
    }
    if let (RecordKind::Case, Some(Erasure { at, by, reason })) = (kind, &file.erased) {
        let values = [said(at, None, ERASED[0], all, desk), text(by), text(reason)];
        cells.extend(ERASED.map(str::to_owned).into_iter().zip(values));
    }
    Row { kind, cells }
}

/// A value in text: a date as such where it is known to the day; a time in the office's zone, with its offset.
fn said(value: &str, spec: Option<&'static Spec>, key: &str, all: &[Sheet], desk: &Desk) -> Cell {
    let day = |day: Day| day.exact().map_or_else(|| Cell::Text(day.to_iso()), Cell::Day);
    let moment = |value: &str| match Moment::iso(value) {
        Some(Moment::At(at)) => {
            Cell::Text(at.with_timezone(&desk.now.zone).to_rfc3339_opts(SecondsFormat::AutoSi, false))
        }
        Some(Moment::On(on)) => day(on),
        None => Cell::Text(value.to_owned()),
    };
    match spec.map(|spec| spec.kind) {
        Some(FieldKind::Day) => Day::iso(value).map_or_else(|| Cell::Text(value.to_owned()), day),
        Some(FieldKind::Moment) => moment(value),
        Some(FieldKind::Link) => {
            let linked = all.iter().find(|sheet| sheet.head.id == value);
            linked.map_or(Cell::Nothing, |sheet| Cell::Text(sheet.label()))
        }
        None if key.ends_with("_at") => moment(value),
        _ => Cell::Text(value.to_owned()),
    }
}
