//! Export: the cases of a query leave, whole, in their order, in one of the forms. It must never read a case but by
//! [`Store::leaving`], which masks it and puts on record that it leaves.

use super::csv::Csv;
use super::fault::Fault;
use super::form::Form;
use super::json::Json;
use super::xlsx::Xlsx;
use crate::domain::field::Desk;
use crate::domain::listing::Query;
use crate::domain::moment::Now;
use crate::store::Store;
use std::io::Write;

/// So many cases are read, and put on record, at a time.
const PORTION: usize = 200;

/// The forms in which cases leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// one table of all records
    Csv,
    /// a workbook with a sheet for each kind of record
    Xlsx,
    /// an array of cases
    Json,
}

impl Format {
    /// All of them, each with the word that names it and ends the name of its files.
    pub const ALL: [(Format, &'static str); 3] = [(Self::Csv, "csv"), (Self::Xlsx, "xlsx"), (Self::Json, "json")];

    /// By its word.
    pub fn of(word: &str) -> Option<Format> {
        Self::ALL.into_iter().find(|(_, w)| w.eq_ignore_ascii_case(word)).map(|(format, _)| format)
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(format, _)| *format == self).map_or("", |(_, word)| word)
    }
}

/// What is to leave, and how.
#[derive(Debug)]
pub struct Asked {
    /// the filter, as for the list
    pub words: String,
    /// in which form
    pub format: Format,
    /// with names and narrative, where the role lets them through
    pub names: bool,
    /// does it go to a terminal?
    pub terminal: bool,
}

/// What left.
#[derive(Debug)]
pub struct Exported {
    /// so many cases
    pub cases: usize,
    /// so many more were listed and went out of reach before their turn came
    pub lost: usize,
    /// how, in words
    pub how: &'static str,
}

/// Writes the cases of a query, by their numbers; `told` hears how many are done, of how many.
/// # Errors
/// Not all of it was written, or nothing.
pub fn export(
    store: &mut Store,
    asked: &Asked,
    now: &Now,
    out: &mut dyn Write,
    told: &mut dyn FnMut(usize, usize),
) -> Result<Exported, Fault> {
    let query = Query { words: asked.words.clone(), descending: false, ..Query::default() };
    let word = asked.format.word();
    store.searched(&query.words, now)?;
    // At one moment: a case that comes in meanwhile shifts no other.
    let listed = store.page(&query, 0, usize::MAX, now)?.rows;
    let ids: Vec<String> = listed.into_iter().map(|row| row.case_id).collect();
    let how = store.leaves(ids.len(), word, asked.names, now)?;
    let lists = store.lists();
    let desk = Desk { lists: &lists, now: *now };
    let mut form: Box<dyn Form> = match asked.format {
        Format::Csv => Box::new(Csv::begin(out, !asked.terminal, &desk)?),
        Format::Xlsx => Box::new(Xlsx::begin(out, &desk)?),
        Format::Json => Box::new(Json::begin(out)),
    };
    let (mut cases, mut seen) = (0, 0);
    for portion in ids.chunks(PORTION) {
        for file in store.leaving(portion, word, asked.names, now)? {
            form.case(&file, &desk)?;
            cases += 1;
        }
        seen += portion.len();
        told(seen, ids.len());
    }
    form.end()?;
    Ok(Exported { cases, lost: ids.len() - cases, how })
}
