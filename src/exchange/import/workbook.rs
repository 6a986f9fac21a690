//! Workbooks, XLSX and ODS: they are read by a child of this program that may take little memory and little time, so that a file
//! that is made to swallow both swallows that child alone. What it reads comes back as text.

use super::table::{Line, Lines, odd_cell};
use crate::domain::record::RecordKind;
use crate::exchange::cells;
use calamine::{Data, Reader, SheetVisible, Sheets, open_workbook_auto_from_rs};
use csv::{ReaderBuilder, StringRecord, Writer, WriterBuilder};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::process::{Command, Stdio};

/// The hidden subcommand that reads a workbook from its standard input.
pub const CHILD: &str = "read-workbook";

/// Bytes that the child may take.
const MEMORY: u64 = 400 << 20;
/// Seconds of a processor that the child may take.
const SECONDS: u64 = 4;
/// A cell of more letters is cut off there, and so noticed as too long.
const CUT: usize = super::table::MOST_LETTERS + 4;

/// Is it a workbook? Both kinds are archives.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads a sheet: the one that is named, else the first that holds anything; of a workbook with a sheet for each kind of record,
/// as caseload exports it, all of them.
/// # Errors
/// A sentence.
pub(super) fn read(file: File, sheet: Option<&str>) -> Result<Lines, String> {
    let program = std::env::current_exe().map_err(|e| format!("a workbook cannot be read here ({e})"))?;
    let child = Command::new(program)
        .arg(CHILD)
        .args(sheet)
        .env_clear()
        .stdin(Stdio::from(file))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.map_err(|e| format!("a workbook cannot be read here ({e})"))?;
    let out = child.stdout.take().map(|out| lines_of(io::BufReader::new(out)));
    let ended = child.wait().map_err(|e| e.to_string())?;
    match (ended.code(), out) {
        (Some(0), Some(Ok(lines))) => Ok(lines),
        (Some(1), Some(Ok(lines))) => Err(lines.how),
        _ => {
            Err("this workbook takes more memory or time than any list of cases: save the sheet as CSV and import that"
                .into())
        }
    }
}

/// What the child says: a line of how it read, one of the sheets there are, then each row behind its place.
fn lines_of(out: impl Read) -> Result<Lines, csv::Error> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(out);
    let mut records = reader.records();
    let how = records.next().transpose()?;
    let mut said = how.iter().flat_map(StringRecord::iter).map(str::to_owned);
    let how = said.next().unwrap_or_default();
    let notes = said.map(|note| (0, note)).collect();
    let sheets = records.next().transpose()?;
    let sheets = sheets.iter().flat_map(StringRecord::iter).filter(|s| !s.is_empty()).map(str::to_owned).collect();
    let mut lines = Vec::new();
    for record in records {
        let record = record?;
        let cells: StringRecord = record.iter().skip(1).collect();
        let line = record.get(0).and_then(|n| n.parse().ok()).unwrap_or(0);
        lines.push(Line { line, odd: odd_cell(&cells), cells });
    }
    Ok(Lines { how, sheets, notes, lines })
}

/// The child: reads a workbook from standard input within its limits, and writes a sheet as text. Gives the exit code.
pub fn child(sheet: Option<&str>) -> i32 {
    let limit = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    let mut out = WriterBuilder::new().flexible(true).from_writer(io::BufWriter::new(io::stdout().lock()));
    let written = limit(Resource::As, MEMORY)
        .and_then(|()| limit(Resource::Cpu, SECONDS))
        .map_err(|e| e.to_string())
        .and_then(|()| write(sheet, &mut out));
    match written.and_then(|()| out.flush().map_err(|e| e.to_string())) {
        Ok(()) => 0,
        Err(sentence) => i32::from(out.write_record([sentence]).and_then(|()| Ok(out.flush()?)).is_ok()),
    }
}

fn write(named: Option<&str>, out: &mut Writer<impl Write>) -> Result<(), String> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(super::table::MOST_BYTES as u64).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    let no_workbook =
        |_| "it is no workbook that can be read: save it as XLSX, ODS or CSV, without a password".to_owned();
    let mut book: Sheets<_> = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(no_workbook)?;
    let seen: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let kinds: Vec<&String> =
        seen.iter().filter(|name| RecordKind::of_case().any(|kind| cells::word(kind) == **name)).collect();
    if named.is_none() && kinds.len() == seen.len() && kinds.len() > 1 {
        return own(&mut book, &seen, out);
    }
    let held = |book: &mut Sheets<_>, name: &str| -> Result<Vec<(usize, Vec<String>)>, String> { rows(book, name) };
    let (mut chosen, mut others) = (None, Vec::new());
    for name in &seen {
        if named.is_some_and(|named| !named.trim().eq_ignore_ascii_case(name)) {
            continue;
        }
        let rows = held(&mut book, name)?;
        match (rows.is_empty(), &chosen) {
            (true, _) => {}
            (false, None) => chosen = Some((name, rows)),
            (false, Some(_)) => others.push(name.as_str()),
        }
    }
    let Some((name, rows)) = chosen else {
        return Err(match named {
            Some(named) => format!("there is no sheet “{named}” with anything in it: there are {}", seen.join(", ")),
            None => "there is nothing in it".to_owned(),
        });
    };
    let mut said = vec![format!("workbook, sheet {name}")];
    if !others.is_empty() {
        said.push(format!(
            "other sheets hold something and are not read: {}; --sheet names another",
            others.join(", ")
        ));
    }
    out.write_record(&said).and_then(|()| out.write_record(&seen)).map_err(|e| e.to_string())?;
    for (at, cells) in rows {
        out.write_record(std::iter::once(at.to_string()).chain(cells)).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// The sheets of an export of our own as one table, with the kind of each record before it, as its CSV is.
fn own(book: &mut Sheets<Cursor<Vec<u8>>>, names: &[String], out: &mut Writer<impl Write>) -> Result<(), String> {
    let mut tables = Vec::new();
    let mut headings: Vec<String> = vec!["record".into()];
    for name in names {
        let rows = rows(book, name)?;
        let own = rows.first().map(|(_, cells)| cells.clone()).unwrap_or_default();
        own.iter().filter(|h| !h.is_empty()).for_each(|h| {
            if !headings.contains(h) {
                headings.push(h.clone());
            }
        });
        tables.push((name, own, rows));
    }
    out.write_record(["workbook, a sheet for each kind of record"]).map_err(|e| e.to_string())?;
    out.write_record([""]).map_err(|e| e.to_string())?;
    out.write_record(std::iter::once("1").chain(headings.iter().map(String::as_str))).map_err(|e| e.to_string())?;
    for (name, own, rows) in &tables {
        let places: Vec<Option<usize>> = headings.iter().map(|h| own.iter().position(|o| o == h)).collect();
        for (at, cells) in rows.iter().skip(1) {
            let cell = |place: &Option<usize>| place.and_then(|i| cells.get(i)).map_or("", String::as_str);
            let row = places.iter().skip(1).map(cell);
            let line = at.to_string();
            out.write_record([line.as_str(), name.as_str()].into_iter().chain(row)).map_err(|e| e.to_string())?;
        }
    }
    Ok(())
}

/// The rows of a sheet that hold anything, each with its place, from the first column on.
fn rows(book: &mut Sheets<Cursor<Vec<u8>>>, name: &str) -> Result<Vec<(usize, Vec<String>)>, String> {
    let merged = match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    };
    let range = book.worksheet_range(name).map_err(|_| format!("the sheet {name} cannot be read"))?;
    let Some((top, left)) = range.start() else { return Ok(Vec::new()) };
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    for (i, row) in range.rows().enumerate() {
        let pad = std::iter::repeat_n(String::new(), left as usize);
        rows.push((top as usize + i + 1, pad.chain(row.iter().map(text)).collect()));
    }
    // A cell that spans several rows stands for each of them.
    for span in merged.iter().filter(|span| span.end.0 > span.start.0) {
        let at = |row: u32| (row as usize).checked_sub(top as usize);
        let first = at(span.start.0).and_then(|i| rows.get(i)).and_then(|(_, cells)| cells.get(span.start.1 as usize));
        let Some(value) = first.cloned() else { continue };
        for row in span.start.0..=span.end.0 {
            let cell =
                at(row).and_then(|i| rows.get_mut(i)).and_then(|(_, cells)| cells.get_mut(span.start.1 as usize));
            if let Some(cell) = cell {
                cell.clone_from(&value);
            }
        }
    }
    rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    Ok(rows)
}

/// A cell as text: whole numbers without a point, dates as ISO, what a formula gave.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.chars().take(CUT).collect(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => format!("{n:.0}"),
        Data::Float(n) => n.to_string(),
        Data::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Data::DateTime(at) => match at.as_datetime() {
            Some(at) if at.time() == chrono::NaiveTime::MIN => at.format("%Y-%m-%d").to_string(),
            Some(at) => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
            None => at.to_string(),
        },
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim_end_matches("T00:00:00").to_owned(),
        Data::Error(fault) => fault.to_string(),
    }
}
