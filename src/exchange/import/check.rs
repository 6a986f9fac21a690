//! A file checked whole against the map, then brought in whole. What is checked is read again when it comes in, so that no more
//! than a case of it is held at a time.

use super::dates::{self, Order};
use super::map::{self, From, Map, NUMBER};
use super::own::{self, OwnReader};
use super::report::{Fate, Problem, Report, Said, Severity};
use super::rows::RowReader;
use super::table::{Line, MOST_BYTES, Table};
use super::{delimited, workbook};
use crate::domain::code::Lists;
use crate::domain::day::Day;
use crate::domain::field::{Desk, FieldKind};
use crate::domain::import::{Coming, Import, Incoming};
use crate::domain::moment::Now;
use crate::domain::number::{self, Number};
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::text::hex;
use crate::exchange::fault::Fault;
use crate::store::{self, Store};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::Arc;

/// A file that was read.
pub struct Opened {
    /// its name, without folders
    pub name: String,
    hash: String,
    pub(super) table: Table,
    pub(super) own: bool,
    from_csv: bool,
}

/// Reads a file as a table.
/// # Errors
/// [`Fault::Place`] where it cannot be read; [`Fault::Form`] where it is no list.
pub fn open(path: &Path, map: &Map) -> Result<Opened, Fault> {
    let shown = path.display();
    let place = |why: String| Fault::Place(format!("{shown} {why}"));
    let unread = |e: std::io::Error| place(format!("cannot be read ({e}): name a file that can"));
    let meta = std::fs::metadata(path).map_err(unread)?;
    if !meta.is_file() {
        return Err(place("is not a plain file: name a CSV, XLSX or ODS file".into()));
    }
    let form = |why: String| Fault::Form(format!("{shown}: {why}"));
    let too_big = || form(format!("it has more than {} MB: split it, and import the parts", MOST_BYTES >> 20));
    if meta.len() > MOST_BYTES as u64 {
        return Err(too_big());
    }
    let mut file = File::open(path).map_err(unread)?;
    let mut bytes = Vec::new();
    file.by_ref().take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() > MOST_BYTES {
        return Err(too_big());
    }
    let hash = hex(&Sha256::digest(&bytes));
    let from_csv = !workbook::is_one(&bytes);
    let lines = if from_csv {
        if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(form(
                "it is a workbook of the old kind, or one with a password: save it as XLSX without one".into(),
            ));
        }
        delimited::read(&bytes).map_err(form)?
    } else {
        drop(bytes);
        file.rewind().map_err(unread)?;
        workbook::read(file, map.sheet.as_deref()).map_err(form)?
    };
    let named: Vec<&String> = map
        .fields
        .values()
        .flat_map(|from| match from {
            From::Column(column) => std::slice::from_ref(column),
            From::Columns(columns) => columns.as_slice(),
            From::Always { .. } => &[],
        })
        .collect();
    let known = |line: &Line| match named.as_slice() {
        [] => map::known(line.cells.iter()),
        named => named.iter().filter(|h| line.cells.iter().any(|c| c.trim().eq_ignore_ascii_case(h.trim()))).count(),
    };
    let table = Table::of(lines, map.header, known).map_err(form)?;
    let own = own::is_own(&table);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Opened { name, hash, table, own, from_csv })
}

/// Rows of one case.
struct Group {
    rows: Vec<usize>,
    source: String,
    content: String,
    /// the number that it had where it left, where it will bear another here
    number: Option<String>,
}

/// A file checked.
pub struct Checked {
    /// what was found
    pub report: Arc<Report>,
    /// which field is filled from which column, with what stands there first; of an export of our own none
    pub preview: Vec<(String, String, Vec<String>)>,
    /// the columns that fill no field
    pub left: Vec<String>,
    map: Map,
    order: Order,
    coming: Vec<Group>,
}

enum Reader<'a> {
    Mapped(Box<RowReader<'a>>),
    Own(OwnReader<'a>),
}

impl<'a> Reader<'a> {
    fn new(file: &'a Opened, map: &'a Map, lists: &'a Lists, now: &Now, order: Order) -> Result<Reader<'a>, Fault> {
        let Opened { name, table, own, from_csv, .. } = file;
        if *own {
            return Ok(Reader::Own(OwnReader::new(table, lists, name, *from_csv)));
        }
        let reader = RowReader::new(table, map, lists, *now, order, name).map_err(Fault::Form)?;
        Ok(Reader::Mapped(Box::new(reader)))
    }

    fn number(&self, row: &Line, column: Option<usize>) -> Option<String> {
        match self {
            Reader::Own(own) => own.number(row),
            Reader::Mapped(_) => column.map(|i| row.cell(i).trim().to_owned()).filter(|number| !number.is_empty()),
        }
    }

    fn case(&mut self, rows: &[&Line]) -> (Vec<Sheet>, Vec<Said>) {
        match self {
            Reader::Own(own) => own.case(rows),
            Reader::Mapped(reader) => {
                let mut read: Vec<_> = rows.iter().map(|row| reader.read(row)).collect();
                let sheets = reader.case(&mut read);
                (sheets, read.into_iter().map(|row| row.said).collect())
            }
        }
    }
}

/// Digest of what tells something apart.
fn told(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize()[..16])
}

/// Checks a file whole; nothing is written. `tell` hears how many of how many rows are done, and may say no.
/// # Errors
/// [`Fault::Store`] for who may not import, or where it was told no; [`Fault::Form`] where the map does not fit the file.
pub fn check(
    file: &Opened,
    map: &Map,
    store: &mut Store,
    now: &Now,
    tell: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<Checked, Fault> {
    store.imports(now)?;
    let table = &file.table;
    let map = if file.own { map.clone() } else { map.clone().guessed(table) };
    let mut report = Report { rows: table.rows.len() as u64, how: table.how.clone(), ..Report::default() };
    let mut note = |line, text: String| report.problems.push(Problem::new(line, "", "", text, Severity::Note));
    table.notes.iter().for_each(|(line, text)| note(*line, text.clone()));
    for line in &table.above {
        let text = line.cells.iter().filter(|c| !c.trim().is_empty()).collect::<Vec<_>>().join(" ");
        note(line.line, format!("above the headings, and of no row: “{}”", super::short(&text)));
    }
    let order = order(&map, table, &mut note);
    let lists: Arc<Lists> = store.lists();
    let reader = Reader::new(file, &map, &lists, now, order)?;
    let (preview, left) = match &reader {
        Reader::Mapped(reader) => (reader.preview(), reader.left()),
        Reader::Own(_) => Default::default(),
    };
    let column = match map.fields.get(NUMBER) {
        Some(From::Column(heading)) => table.column(heading),
        _ => None,
    };
    let needs_number = column.is_some() || file.own;
    let groups = grouped(table, |row| reader.number(row, column));
    let mut judge = Judge { reader, store, now, lists: &lists, seen: HashSet::new(), drawn: HashMap::new() };
    let mut judged = Vec::new();
    for (number, rows) in groups {
        if !tell(judged.len() as u64, report.rows) {
            return Err(store::Error::Cancelled.into());
        }
        let lines: Vec<&Line> = rows.iter().map(|at| &table.rows[*at]).collect();
        judged.push(judge.case(number, needs_number, rows, &lines)?);
    }
    let sources: Vec<&str> = judged.iter().map(|j| j.group.source.as_str()).collect();
    let before = judge.store.came_before(&sources, now)?;
    let mut coming = Vec::new();
    for Judged { group, mut said, victims } in judged {
        if let Some((import, content)) = before.get(&group.source) {
            let (what, severity) = match *content == group.content {
                true => (format!("it came in with import {import}"), Severity::Duplicate),
                false => (format!("this case came in with import {import}, and said something else"), Severity::Asked),
            };
            said.iter_mut().for_each(|row| row.say_if_taken(what.clone(), severity));
        }
        stand_together(&mut said);
        let takes = said.iter().any(|row| row.fate == Fate::Taken);
        said.into_iter().for_each(|row| report.add(row));
        if takes {
            report.cases += 1;
            report.victims += victims;
            coming.push(group);
        }
    }
    report.problems.sort_by_key(|p| p.line);
    if let Reader::Mapped(reader) = judge.reader {
        report.unmatched = reader.unmatched.into_values().collect();
        report.unmatched.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.word.cmp(&b.word)));
    }
    Ok(Checked { report: report.into(), preview, left, map, order, coming })
}

/// The rows of each case by their places, in the order of the file: those with the same number, or each by itself.
fn grouped(table: &Table, number: impl Fn(&Line) -> Option<String>) -> Vec<(Option<String>, Vec<usize>)> {
    let mut groups: Vec<(Option<String>, Vec<usize>)> = Vec::new();
    let mut by_number: HashMap<String, usize> = HashMap::new();
    for (at, row) in table.rows.iter().enumerate() {
        let number = number(row);
        match number.as_ref().and_then(|n| by_number.get(&fold_number(n))) {
            Some(group) => groups[*group].1.push(at),
            None => {
                by_number.extend(number.as_ref().map(|n| (fold_number(n), groups.len())));
                groups.push((number, vec![at]));
            }
        }
    }
    groups
}

/// A case comes in whole: with a row that does not, none of its rows does.
fn stand_together(rows: &mut [Said]) {
    let Some(worst) = rows.iter().filter(|row| row.fate > Fate::Duplicate).max_by_key(|row| row.fate) else { return };
    let word = if worst.fate == Fate::Refused { "refused" } else { "to be decided" };
    let why = format!("it is of one case with line {}, which is {word}", worst.line);
    rows.iter_mut().for_each(|row| row.say_if_taken(why.clone(), Severity::Asked));
}

/// A case of a file, with what becomes of its rows.
struct Judged {
    group: Group,
    said: Vec<Said>,
    victims: u64,
}

/// Says what becomes of the rows of a case, by themselves, beside the others of the file, and beside the cases of the office.
struct Judge<'a> {
    reader: Reader<'a>,
    store: &'a mut Store,
    now: &'a Now,
    lists: &'a Lists,
    /// rows without a number that were there
    seen: HashSet<String>,
    /// the last number of each year, as it will be
    drawn: HashMap<i32, u32>,
}

impl Judge<'_> {
    fn case(
        &mut self,
        number: Option<String>,
        needs_number: bool,
        rows: Vec<usize>,
        lines: &[&Line],
    ) -> Result<Judged, Fault> {
        let cells = |line: &&Line| told(&line.cells.iter().map(str::trim).collect::<Vec<_>>());
        let cells: Vec<String> = lines.iter().map(cells).collect();
        let (sheets, mut said) = self.reader.case(lines);
        for (i, row) in said.iter_mut().enumerate() {
            let same = cells[..i].iter().position(|c| *c == cells[i]).map(|at| format!("line {}", lines[at].line));
            // Without a number of its own a row is told apart by all that stands in it.
            let known = number.is_none() && !self.seen.insert(cells[i].clone());
            if let Some(same) = same.or_else(|| known.then(|| "an earlier line".to_owned())) {
                row.say_if_taken(format!("{same} says the same"), Severity::Duplicate);
            }
            if needs_number && number.is_none() {
                let why = "it has no case number: is it of the case above?".to_owned();
                row.say("", "", why, Severity::Asked);
            }
        }
        let content = told(&cells.iter().map(String::as_str).collect::<Vec<_>>());
        let year = year_of(&sheets);
        let source = match &number {
            Some(number) => told(&["number", &year.to_string(), &fold_number(number)]),
            None => told(&["row", &content]),
        };
        let mut group = Group { rows, source, content, number: None };
        if matches!(self.reader, Reader::Own(_))
            && let Some(number) = number
        {
            group.number = self.own_number(&number, year, lines, &mut said)?;
        }
        let victims = sheets.iter().filter(|s| s.kind == RecordKind::Victim).count() as u64;
        Ok(Judged { group, said, victims })
    }

    /// A case of an export of our own: it may be here. Gives its number where it will bear another.
    fn own_number(
        &mut self,
        number: &str,
        year: i32,
        lines: &[&Line],
        said: &mut [Said],
    ) -> Result<Option<String>, Fault> {
        let id = match self.store.case_by_number(number, self.now) {
            Err(store::Error::NoCase(_) | store::Error::NoNumber { .. } | store::Error::Unseen(_)) => None,
            id => Some(id?),
        };
        if let (Some(id), Reader::Own(own)) = (id, &self.reader) {
            let there = self.store.case(&id, self.now)?;
            let same = own.is_same(lines, &there, &Desk { lists: self.lists, now: *self.now });
            let (what, severity) = match same {
                true => (format!("{number} is here, and says the same"), Severity::Duplicate),
                false => (format!("{number} is here, and says something else"), Severity::Asked),
            };
            said.iter_mut().for_each(|row| row.say_if_taken(what.clone(), severity));
            return Ok(None);
        }
        if said.iter().any(|row| row.fate > Fate::Duplicate) {
            return Ok(None);
        }
        let last = match self.drawn.get(&year) {
            Some(last) => *last,
            None => self.store.last_number(year)?,
        };
        self.drawn.insert(year, last + 1);
        let will_be = number::print(&self.store.office().prefix, &Number { year, seq: last + 1 });
        Ok(Some(number.to_owned()).filter(|number| *number != will_be))
    }
}

/// A number however it is spaced and cased.
fn fold_number(number: &str) -> String {
    number.split_whitespace().collect::<String>().to_lowercase()
}

fn year_of(sheets: &[Sheet]) -> i32 {
    sheets.first().and_then(|case| case.get("reported_on")).and_then(Day::iso).map_or(0, Day::year)
}

/// The order of days: as the map says, else as the days themselves tell, else the day first.
fn order(map: &Map, table: &Table, note: &mut impl FnMut(u64, String)) -> Order {
    if let Some(order) = map.order() {
        return order;
    }
    let is_day = |name: &str| {
        let target = map::targets().into_iter().find(|t| t.name == name).and_then(|t| t.of);
        target.is_some_and(|(_, spec)| matches!(spec.kind, FieldKind::Day | FieldKind::Moment))
    };
    let columns: Vec<usize> = map
        .fields
        .iter()
        .filter(|(name, _)| is_day(name))
        .filter_map(|(_, from)| if let From::Column(heading) = from { table.column(heading) } else { None })
        .collect();
    let days = || table.rows.iter().flat_map(|row| columns.iter().map(|i| row.cell(*i)));
    match dates::order_of(days()) {
        Ok(Some(order)) => order,
        Ok(None) => Order::Dmy,
        Err((day, month)) => {
            let order = if day >= month { Order::Dmy } else { Order::Mdy };
            let first = if order == Order::Dmy { "day" } else { "month" };
            note(
                0,
                format!(
                    "{day} days have the day first, {month} the month: they are read with the {first} first; date_order in a map says otherwise"
                ),
            );
            order
        }
    }
}

impl Checked {
    /// The order in which days are read: `dmy`, as the map says or the days themselves.
    pub fn order(&self) -> &'static str {
        self.order.word()
    }

    /// The map as a file, with what it says and what it could say.
    pub fn template(&self, file: &Opened) -> String {
        self.map.template(&file.table, Some(self.order))
    }

    /// Brings in what was taken: all of it, or nothing. `told` hears how far it is, and may say no until it is decided.
    /// # Errors
    /// [`Fault::Store`]: nothing came in, or, once it is decided, the rest comes in when the file is opened next.
    pub fn bring_in(
        &self,
        file: &Opened,
        store: &mut Store,
        now: &Now,
        told: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Import, Fault> {
        let Opened { name, hash, table, .. } = file;
        let lists = store.lists();
        let mut reader = Reader::new(file, &self.map, &lists, now, self.order)?;
        let what =
            Incoming { file: name.clone(), hash: hash.clone(), rows: self.report.rows, cases: self.report.cases };
        let coming = self.coming.iter().map(|group| {
            let lines: Vec<&Line> = group.rows.iter().map(|at| &table.rows[*at]).collect();
            let line = lines.first().map_or(0, |line| line.line);
            let mut sheets = reader.case(&lines).0;
            if let (Some(number), Some(case)) = (&group.number, sheets.first_mut()) {
                own::keep(case, name, line, &format!("number: {number}"));
            }
            Ok::<_, Fault>(Coming { line, source: group.source.clone(), content: group.content.clone(), sheets })
        });
        store.bring_in(&what, coming, now, told)
    }
}
