//! An export of caseload as it comes back: each row is a record under the headings of the field lists. It must never read a value
//! in another way than the export wrote it.

use super::report::{Fate, Said, Severity};
use super::table::{Line, Table};
use crate::domain::age::Age;
use crate::domain::casefile::CaseFile;
use crate::domain::code::Lists;
use crate::domain::day::Day;
use crate::domain::field::{Desk, FieldKind, Need, Spec, Value};
use crate::domain::line::NEW_CASE;
use crate::domain::moment::Moment;
use crate::domain::record::{HIDDEN, RecordKind, Sheet};
use crate::domain::term::Term;
use crate::exchange::cells::{self, Cell, ERASED, MASKED};
use crate::exchange::text;
use chrono::DateTime;
use std::collections::{BTreeSet, HashMap};

/// What an export says of a record that an import does not take over: who entered it, and when, is another's here.
const ASIDE: [&str; 6] = ["id", "version", "created_at", "created_by", "updated_at", "updated_by"];
/// Reads rows of an export.
pub(super) struct OwnReader<'a> {
    table: &'a Table,
    lists: &'a Lists,
    file: &'a str,
    from_csv: bool,
    at: HashMap<&'a str, usize>,
}

/// Is it an export of caseload?
pub(super) fn is_own(table: &Table) -> bool {
    ["record", "case", "label"].iter().all(|h| table.headings.iter().any(|heading| heading == h))
}

impl<'a> OwnReader<'a> {
    pub fn new(table: &'a Table, lists: &'a Lists, file: &'a str, from_csv: bool) -> OwnReader<'a> {
        let at = table.headings.iter().enumerate().map(|(i, h)| (h.as_str(), i)).collect();
        OwnReader { table, lists, file, from_csv, at }
    }

    /// What stands under a heading.
    fn text(&self, row: &Line, heading: &str) -> String {
        let cell = self.at.get(heading).map_or("", |i| row.cell(*i));
        if self.from_csv { text::read_csv(cell).into_owned() } else { text::read(cell).into_owned() }
    }

    pub fn number(&self, row: &Line) -> Option<String> {
        Some(self.text(row, "case")).filter(|number| !number.is_empty())
    }

    /// The records of a case, and what becomes of each row.
    pub fn case(&self, rows: &[&Line]) -> (Vec<Sheet>, Vec<Said>) {
        let mut all: Vec<Said> = rows.iter().map(|row| Said::of(row.line)).collect();
        let (mut sheets, mut kept) = (Vec::new(), String::new());
        for (said, row) in all.iter_mut().zip(rows) {
            sheets.extend(self.record(row, said, &mut kept));
        }
        let cases = sheets.iter().filter(|s| s.kind == RecordKind::Case).count();
        if let Some(first) = all.first_mut().filter(|_| cases != 1) {
            let why = format!("{cases} rows of this number are the case itself, and one must be");
            first.say("record", "", why, Severity::Refused);
        }
        sheets.sort_by_key(|s| (s.kind, s.head.seq));
        let there: Vec<&str> = sheets.iter().map(|s| s.head.id.as_str()).collect();
        let links = RecordKind::of_case().flat_map(|kind| kind.links().map(move |(c, _)| cells::heading(kind, c)));
        let headings: BTreeSet<String> = links.collect();
        for (said, row) in all.iter_mut().zip(rows) {
            let links: Vec<(&String, String)> = headings.iter().map(|h| (h, self.text(row, h))).collect();
            let lost = links.iter().find(|(_, l)| !l.is_empty() && !there.contains(&format!("new:{l}").as_str()));
            if let Some((heading, label)) = lost {
                said.say(heading, label, "the file has no such record of this case".into(), Severity::Refused);
            }
        }
        if let (false, Some(case), Some(row)) = (kept.is_empty(), sheets.first_mut(), rows.first()) {
            keep(case, self.file, row.line, &kept);
        }
        (sheets, all)
    }

    /// The record that a row is; what no field takes of it goes to `kept`.
    fn record(&self, row: &Line, said: &mut Said, kept: &mut String) -> Option<Sheet> {
        let (word, label) = (self.text(row, "record"), self.text(row, "label"));
        if let Some((column, odd)) = &row.odd {
            let heading = self.table.headings.get(*column).map_or("", String::as_str);
            said.say(heading, row.cell(*column), odd.clone(), Severity::Refused);
            return None;
        }
        let Some(kind) = RecordKind::of_case().find(|kind| cells::word(*kind) == word) else {
            said.say("record", &word, "it is no kind of record".into(), Severity::Refused);
            return None;
        };
        let is_case = kind == RecordKind::Case;
        let seq = label.strip_prefix(kind.letter()).and_then(|seq| seq.parse().ok());
        if seq.is_none() && !is_case {
            said.say("label", &label, "it is no label of such a record, as V1".into(), Severity::Refused);
        }
        let mut sheet = Sheet::blank(kind, NEW_CASE, seq.filter(|_| !is_case).unwrap_or(0));
        let masked = self.text(row, MASKED);
        if !masked.is_empty() {
            *kept += &format!("\n{label} masked in the export: {masked}");
            said.say(MASKED, &masked, "it was masked where it left, and is not known here".into(), Severity::Kept);
        }
        for (heading, text) in ERASED.iter().filter(|_| is_case).map(|h| (h, self.text(row, h))) {
            *kept += &if text.is_empty() { text } else { format!("\n{heading}: {text}") };
        }
        for spec in kind.specs().iter().filter(|spec| spec.column != "number") {
            let heading = cells::heading(kind, spec.column);
            let text = self.text(row, &heading);
            let hidden = text == HIDDEN || masked.split(' ').any(|c| c == spec.column);
            let mut refuse = |value: &str, why: String| said.say(&heading, value, why, Severity::Refused);
            match self.value(spec, if hidden { "" } else { &text }) {
                Ok(None) if spec.need == Need::Must => refuse("", format!("{} is needed", spec.label)),
                Ok(None) => {}
                Ok(value) => sheet.set(spec.column, value),
                Err(why) => refuse(&text, why),
            }
        }
        (said.fate != Fate::Refused).then_some(sheet)
    }

    fn value(&self, spec: &Spec, text: &str) -> Result<Value, String> {
        if text.is_empty() {
            return Ok(None);
        }
        let read = match spec.kind {
            FieldKind::Line | FieldKind::Prose | FieldKind::Hash => Some(text.to_owned()),
            FieldKind::Link => Some(format!("new:{text}")),
            FieldKind::YesNo => ["y", "n"].contains(&text).then(|| text.to_owned()),
            FieldKind::Age => Age::read(text).ok().flatten().map(Age::to_iso),
            FieldKind::Term => Term::iso(text).map(Term::to_iso),
            FieldKind::Day => Day::iso(text).map(Day::to_iso),
            FieldKind::Moment => match DateTime::parse_from_rfc3339(text) {
                Ok(at) => Some(Moment::At(at.to_utc()).to_iso()),
                Err(_) => Day::iso(text).map(|day| Moment::On(day).to_iso()),
            },
            FieldKind::Code(list) | FieldKind::Within { list, .. } => {
                self.lists.get(list, text).map(|entry| entry.code.clone())
            }
        };
        read.map(Some).ok_or_else(|| format!("this is no {} as an export writes it", spec.label))
    }

    /// Is the case as these rows say? What was masked where they left is not compared.
    pub fn is_same(&self, rows: &[&Line], file: &CaseFile, desk: &Desk) -> bool {
        let there = cells::rows(file, desk);
        let said = |cell: &Cell| match cell {
            Cell::Nothing => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(n) => n.to_string(),
            Cell::Day(day) => day.format("%Y-%m-%d").to_string(),
        };
        there.len() == rows.len()
            && there.iter().zip(rows).all(|(there, row)| {
                let masked = self.text(row, MASKED);
                let apart = |h: &str| h == "record" || h == MASKED || ASIDE.contains(&h);
                let hidden = |h: &str, text: &str| text == HIDDEN || masked.split(' ').any(|c| c == h);
                self.at.keys().filter(|h| !apart(h)).all(|h| {
                    let text = self.text(row, h);
                    hidden(h, &text) || text == said(there.cell(h))
                })
            })
    }
}

/// Notes what no field takes with its case.
pub(super) fn keep(case: &mut Sheet, file: &str, line: u64, what: &str) {
    let before = case.get("as_imported").map(|text| format!("{text}\n")).unwrap_or_default();
    case.set("as_imported", Some(format!("{before}{file} line {line}\n{}", what.trim_start())));
}
