//! What is listed and in which order: a filter, a column, a window of rows.

use super::row::Row;

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

    /// As it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Number => "number",
            Sort::Reported => "reported",
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
    /// the filter, as typed
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
