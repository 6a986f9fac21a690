//! Cases as CSV: one table for all kinds of record, told apart by its first column, under the headings of all of them. One
//! stream is what a pipe and `ssh office export > cases.csv` can carry; a folder of tables is not. It must never know who may
//! see what.
//!
//! The file begins with a byte order mark: without it Excel takes Khmer for Latin letters, and saves it so. Nothing is marked
//! where it goes to a terminal.

use super::cells::{self, Cell};
use super::fault::Fault;
use super::form::Form;
use super::text::for_csv;
use crate::domain::casefile::CaseFile;
use crate::domain::field::Desk;
use crate::domain::record::RecordKind;
use std::borrow::Cow;
use std::io::Write;

/// The heading of the column that says what a row is.
const RECORD: &str = "record";
const MARK: &[u8] = "\u{FEFF}".as_bytes();

/// A table being written.
pub struct Csv<'a> {
    out: ::csv::Writer<&'a mut dyn Write>,
    headings: Vec<String>,
}

impl<'a> Csv<'a> {
    /// Begins with the headings.
    /// # Errors
    /// When it cannot be written.
    pub fn begin(out: &'a mut dyn Write, marked: bool, desk: &Desk) -> Result<Csv<'a>, Fault> {
        if marked {
            out.write_all(MARK)?;
        }
        let mut headings: Vec<String> = Vec::new();
        let parts: Vec<[Vec<String>; 3]> = RecordKind::of_case().map(|kind| cells::headings(kind, desk)).collect();
        for heading in (0..3).flat_map(|part| parts.iter().flat_map(move |p| &p[part])) {
            if !headings.contains(heading) {
                headings.push(heading.clone());
            }
        }
        let mut out = ::csv::Writer::from_writer(out);
        out.write_record(std::iter::once(RECORD).chain(headings.iter().map(String::as_str)))?;
        Ok(Csv { out, headings })
    }
}

impl Form for Csv<'_> {
    fn case(&mut self, file: &CaseFile, desk: &Desk) -> Result<(), Fault> {
        for row in cells::rows(file, desk) {
            let cells = self.headings.iter().map(|heading| match row.cell(heading) {
                Cell::Nothing => Cow::from(""),
                Cell::Text(text) => for_csv(text),
                Cell::Number(n) => n.to_string().into(),
                Cell::Day(day) => day.format("%Y-%m-%d").to_string().into(),
            });
            let cells: Vec<Cow<str>> = std::iter::once(cells::word(row.kind).into()).chain(cells).collect();
            self.out.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
        }
        Ok(())
    }

    fn end(mut self: Box<Self>) -> Result<(), Fault> {
        Ok(self.out.flush()?)
    }
}
