//! The list of cases, a window at a time: what fits the words, in one order, never more than is asked for.

use super::{Result, Store};
use crate::domain::row::Row;
use crate::domain::text::fold_words;
use rusqlite::{OptionalExtension, params_from_iter};

/// A column by which the list can be sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// case number: order of entry within a year
    #[default]
    Number,
    /// day of the report
    Reported,
    /// offence in words
    Offence,
    /// province in words
    Province,
    /// suspects arrested
    Arrested,
    /// lead
    Lead,
}

impl Sort {
    /// All, in the order of the columns.
    pub const ALL: [Sort; 6] =
        [Sort::Number, Sort::Reported, Sort::Offence, Sort::Province, Sort::Arrested, Sort::Lead];

    fn column(self) -> &'static str {
        match self {
            Sort::Number => "ordinal",
            Sort::Reported => "reported_on",
            Sort::Offence => "offence",
            Sort::Province => "province",
            Sort::Arrested => "arrested",
            Sort::Lead => "lead",
        }
    }
}

/// What is listed and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// words that must all be found, as typed
    pub words: String,
    /// by which column
    pub sort: Sort,
    /// largest, newest, Z first
    pub descending: bool,
}

impl Default for Query {
    fn default() -> Query {
        Query { words: String::new(), sort: Sort::Number, descending: true }
    }
}

/// A window on the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// how many there are in all
    pub total: usize,
    /// place of the first row
    pub offset: usize,
    /// the rows
    pub rows: Vec<Row>,
}

impl Query {
    fn condition(&self) -> (String, Vec<String>) {
        let words = fold_words(&self.words);
        let tests: Vec<String> = (1..=words.len()).map(|i| format!("instr(search, ?{i}) > 0")).collect();
        let condition = if tests.is_empty() { String::new() } else { format!("WHERE {}", tests.join(" AND ")) };
        (condition, words)
    }

    fn order(&self) -> String {
        let way = if self.descending { "DESC" } else { "ASC" };
        match self.sort {
            Sort::Number => format!("ORDER BY ordinal {way}"),
            sort => format!("ORDER BY {} {way}, ordinal {way}", sort.column()),
        }
    }
}

impl Store {
    /// The rows from `offset` on, at most `limit`, read at one moment with the total.
    /// # Errors
    /// When the file cannot be read.
    pub fn page(&mut self, query: &Query, offset: usize, limit: usize) -> Result<Page> {
        let (condition, words) = query.condition();
        let tx = self.conn.transaction()?;
        let total: i64 = {
            let mut count = tx.prepare_cached(&format!("SELECT count(*) FROM case_row {condition}"))?;
            count.query_row(params_from_iter(&words), |r| r.get(0))?
        };
        let total = usize::try_from(total).unwrap_or(0);
        let offset = offset.min(total.saturating_sub(1));
        let sql = format!("SELECT * FROM case_row {condition} {} LIMIT {limit} OFFSET {offset}", query.order());
        let rows = {
            let mut rows = tx.prepare_cached(&sql)?;
            let rows = rows.query_map(params_from_iter(&words), super::row::from_row)?;
            rows.collect::<rusqlite::Result<Vec<Row>>>()?
        };
        tx.finish()?;
        Ok(Page { total, offset, rows })
    }

    /// The place of a case in the list; `None` if the words leave it out.
    /// # Errors
    /// When the file cannot be read.
    pub fn place(&mut self, query: &Query, case_id: &str) -> Result<Option<usize>> {
        let (condition, mut words) = query.condition();
        let n = words.len();
        let and = if condition.is_empty() { "WHERE" } else { "AND" };
        words.push(case_id.to_owned());
        let at =
            format!("SELECT {}, ordinal FROM case_row {condition} {and} case_id = ?{}", query.sort.column(), n + 1);
        type Key = (rusqlite::types::Value, i64);
        let key: Option<Key> = self
            .conn
            .prepare_cached(&at)?
            .query_row(params_from_iter(&words), |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let Some((key, ordinal)) = key else { return Ok(None) };
        let than = if query.descending { ">" } else { "<" };
        let column = query.sort.column();
        let before = format!(
            "SELECT count(*) FROM case_row {condition} {and} ({column}, ordinal) {than} (?{}, ?{})",
            n + 1,
            n + 2
        );
        let mut values: Vec<rusqlite::types::Value> = words[..n].iter().cloned().map(Into::into).collect();
        values.extend([key, ordinal.into()]);
        let place: i64 = self.conn.prepare_cached(&before)?.query_row(params_from_iter(values), |r| r.get(0))?;
        Ok(usize::try_from(place).ok())
    }
}
