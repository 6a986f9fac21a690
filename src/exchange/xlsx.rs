//! Cases as XLSX: a sheet for each kind of record, its headings frozen and with filters. Text is text, whatever it begins with;
//! dates known to the day are dates. It must never know who may see what, nor leave anything on a disk by itself.

use super::cells::{self, Cell};
use super::fault::Fault;
use super::form::Form;
use super::text::plain;
use crate::domain::casefile::CaseFile;
use crate::domain::field::Desk;
use crate::domain::record::{Record, RecordKind};
use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, IgnoreError, Workbook, Worksheet};
use std::io::Write;

/// More letters, in UTF-16, a cell cannot hold.
const MOST_LETTERS: usize = 32_767;
/// No column is wider, in pixels.
const WIDEST: u32 = 300;

struct Table {
    headings: Vec<String>,
    sheet: Worksheet,
    rows: u32,
}

/// A workbook being made.
pub struct Xlsx<'a> {
    out: &'a mut dyn Write,
    tables: Vec<Table>,
    date: Format,
    made: ExcelDateTime,
}

impl<'a> Xlsx<'a> {
    /// Begins with the headings of each sheet.
    /// # Errors
    /// None that a field list can cause.
    pub fn begin(out: &'a mut dyn Write, desk: &Desk) -> Result<Xlsx<'a>, Fault> {
        let bold = Format::new().set_bold();
        let mut tables = Vec::new();
        for kind in RecordKind::of_case() {
            let headings = cells::headings(kind, desk).concat();
            let mut sheet = Worksheet::new();
            sheet.set_name(cells::word(kind))?.set_freeze_panes(1, 2)?;
            for (column, heading) in (0..).zip(&headings) {
                sheet.write_string_with_format(0, column, heading, &bold)?;
            }
            tables.push(Table { headings, sheet, rows: 0 });
        }
        // Else it would be the time of the system's clock.
        let made = ExcelDateTime::from_timestamp(desk.now.utc.timestamp())?;
        Ok(Xlsx { out, tables, date: Format::new().set_num_format("yyyy-mm-dd"), made })
    }
}

impl Form for Xlsx<'_> {
    fn case(&mut self, file: &CaseFile, desk: &Desk) -> Result<(), Fault> {
        for row in cells::rows(file, desk) {
            let Some(at) = RecordKind::of_case().position(|kind| kind == row.kind) else { continue };
            let table = &mut self.tables[at];
            table.rows += 1;
            for (column, heading) in (0..).zip(&table.headings) {
                match row.cell(heading) {
                    Cell::Nothing => continue,
                    Cell::Number(n) => table.sheet.write_number(table.rows, column, *n as f64)?,
                    // Before this month the days of a spreadsheet are not those of the calendar.
                    Cell::Day(day) if day.year() > 1900 => {
                        let (year, month, day) = (day.year(), day.month(), day.day());
                        let day = ExcelDateTime::from_ymd(year.try_into().unwrap_or(0), month as u8, day as u8)?;
                        table.sheet.write_datetime_with_format(table.rows, column, &day, &self.date)?
                    }
                    Cell::Day(day) => {
                        table.sheet.write_string(table.rows, column, day.format("%Y-%m-%d").to_string())?
                    }
                    Cell::Text(text) => {
                        let text = plain(text);
                        if text.encode_utf16().count() > MOST_LETTERS {
                            let case = file.case.to_sheet().label();
                            return Err(Fault::Form(format!(
                                "{case}: its {heading} is longer than a cell of XLSX holds ({MOST_LETTERS} letters): export as csv or json"
                            )));
                        }
                        table.sheet.write_string(table.rows, column, text.as_ref())?
                    }
                };
            }
        }
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<(), Fault> {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_creation_datetime(&self.made));
        for Table { headings, mut sheet, rows } in self.tables {
            let last = u16::try_from(headings.len()).unwrap_or(1).saturating_sub(1);
            sheet.autofilter(0, 0, rows, last)?;
            // Codes such as 02 are text on purpose.
            sheet.ignore_error_range(0, 0, rows, last, IgnoreError::NumberStoredAsText)?;
            sheet.set_autofit_max_width(WIDEST).autofit();
            book.push_worksheet(sheet);
        }
        Ok(self.out.write_all(&book.save_to_buffer()?)?)
    }
}
