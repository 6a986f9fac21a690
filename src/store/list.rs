//! The list of cases, a window at a time: what fits the words, in one order, never more than is asked for.

use super::access::{self, IN_ROW};
use super::row::ALTERED;
use super::{Error, Result, Store, counter};
use crate::domain::field::See;
use crate::domain::listing::{Page, Query, Sort};
use crate::domain::moment::Now;
use crate::domain::rights::{Right, Viewer};
use crate::domain::row::Row;
use crate::domain::text::fold_words;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};

/// What is searched, in the order of [`See::ALL`].
pub(super) const SEARCHED: [&str; See::ALL.len()] =
    ["search_facts", "search_identity", "search_narrative", "search_identifiers", "search_care"];

/// The rows that may be known of, and in which every word is found where it may be seen.
fn condition(query: &Query, viewer: &Viewer) -> (String, Vec<String>) {
    // More words than any case would be looked for by are no search but an accident.
    let words: Vec<String> = fold_words(&query.words).into_iter().take(16).collect();
    let seen = |see| access::condition(viewer, Right::See(see), IN_ROW);
    let found = |i: usize| {
        let in_class = |(see, column): (See, &str)| match seen(see) {
            // Names in the narrative are not blanked here: without the right to names it is not searched.
            Some(may) if see == See::Narrative => {
                let names = seen(See::Identity).unwrap_or_default();
                format!("({may} AND {names} AND instr({column}, ?{i}) > 0)")
            }
            Some(may) if see != See::Facts => format!("({may} AND instr({column}, ?{i}) > 0)"),
            _ => format!("instr({column}, ?{i}) > 0"),
        };
        let classes: Vec<String> = See::ALL.into_iter().zip(SEARCHED).map(in_class).collect();
        format!("({})", classes.join(" OR "))
    };
    let tests: Vec<String> = seen(See::Facts).into_iter().chain((1..=words.len()).map(found)).collect();
    let condition = if tests.is_empty() { String::new() } else { format!("WHERE {}", tests.join(" AND ")) };
    (condition, words)
}

fn column(sort: Sort) -> &'static str {
    match sort {
        Sort::Number => "ordinal",
        Sort::Reported => "reported_on",
        Sort::Offence => "offence",
        Sort::Province => "province",
        Sort::Arrested => "arrested",
        Sort::Lead => "lead",
    }
}

/// The index that holds the rows in this order.
fn index(sort: Sort) -> &'static str {
    match sort {
        Sort::Number => "sqlite_autoindex_case_row_2",
        Sort::Reported => "case_row_reported",
        Sort::Offence => "case_row_offence",
        Sort::Province => "case_row_province",
        Sort::Arrested => "case_row_arrested",
        Sort::Lead => "case_row_lead",
    }
}

/// Does each row stand behind the one before? Of one that is not as it was written nothing is known.
fn in_order(rows: &[Row], query: &Query) -> bool {
    let key = |row: &Row| match query.sort {
        Sort::Number => (String::new(), 0, row.ordinal),
        Sort::Reported => (row.reported_on.clone(), 0, row.ordinal),
        Sort::Offence => (row.offence.clone(), 0, row.ordinal),
        Sort::Province => (row.province.clone(), 0, row.ordinal),
        Sort::Arrested => (String::new(), row.arrested, row.ordinal),
        Sort::Lead => (row.lead.clone(), 0, row.ordinal),
    };
    let keys: Vec<_> = rows.iter().filter(|row| row.offence != ALTERED).map(key).collect();
    keys.is_sorted_by(|a, b| if query.descending { a > b } else { a < b })
}

fn order(query: &Query) -> String {
    let way = if query.descending { "DESC" } else { "ASC" };
    match query.sort {
        Sort::Number => format!("ORDER BY ordinal {way}"),
        sort => format!("ORDER BY {} {way}, ordinal {way}", column(sort)),
    }
}

impl Store {
    /// The rows from `offset` on, at most `limit`, read at one moment with the total, of the cases that may be known of.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no case; or when the file cannot be read.
    pub fn page(&mut self, query: &Query, offset: usize, limit: usize, now: &Now) -> Result<Page> {
        self.need(Right::See(See::Facts), now)?;
        let (condition, words) = condition(query, &self.viewer());
        let n = words.len();
        let tx = self.conn.transaction()?;
        let count = |sql: &str, words: &[String]| -> Result<i64> {
            Ok(tx.prepare_cached(sql)?.query_row(params_from_iter(words), |r| r.get(0))?)
        };
        // The index by which the rows come holds every case of which a number was drawn, or some would not be shown.
        let all = count(&format!("SELECT count(*) FROM case_row INDEXED BY {}", index(query.sort)), &[])?;
        let due = counter::cases_due(&tx)?;
        if all != due {
            return Err(Error::Altered(format!("the list holds {all} cases where {due} were entered")));
        }
        let total = if condition.is_empty() {
            all
        } else {
            count(&format!("SELECT count(*) FROM case_row {condition}"), &words)?
        };
        let total = usize::try_from(total).unwrap_or(0);
        let offset = offset.min(total.saturating_sub(1));
        let sql = format!("SELECT * FROM case_row {condition} {} LIMIT ?{} OFFSET ?{}", order(query), n + 1, n + 2);
        let rows = {
            let mut rows = tx.prepare_cached(&sql)?;
            let mut values: Vec<Sql> = words.into_iter().map(Into::into).collect();
            values.extend([limit, offset].map(|n| Sql::from(i64::try_from(n).unwrap_or(i64::MAX))));
            let rows = rows.query_map(params_from_iter(values), super::row::shown)?;
            rows.collect::<rusqlite::Result<Vec<Row>>>()?
        };
        tx.finish()?;
        if rows.len() != limit.min(total - offset) || !in_order(&rows, query) {
            return Err(Error::Altered("the list is not in its order".to_owned()));
        }
        Ok(Page { total, offset, rows })
    }

    /// The place of a case in the list; `None` if the words leave it out.
    /// # Errors
    /// When the file cannot be read.
    pub fn place(&mut self, query: &Query, case_id: &str) -> Result<Option<usize>> {
        let (condition, mut words) = condition(query, &self.viewer());
        let n = words.len();
        let and = if condition.is_empty() { "WHERE" } else { "AND" };
        words.push(case_id.to_owned());
        let at = format!("SELECT {}, ordinal FROM case_row {condition} {and} case_id = ?{}", column(query.sort), n + 1);
        type Key = (Sql, i64);
        let key: Option<Key> = self
            .conn
            .prepare_cached(&at)?
            .query_row(params_from_iter(&words), |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let Some((key, ordinal)) = key else { return Ok(None) };
        let than = if query.descending { ">" } else { "<" };
        let column = column(query.sort);
        let before = format!(
            "SELECT count(*) FROM case_row {condition} {and} ({column}, ordinal) {than} (?{}, ?{})",
            n + 1,
            n + 2
        );
        let mut values: Vec<Sql> = words[..n].iter().cloned().map(Into::into).collect();
        values.extend([key, ordinal.into()]);
        let place: i64 = self.conn.prepare_cached(&before)?.query_row(params_from_iter(values), |r| r.get(0))?;
        Ok(usize::try_from(place).ok())
    }
}
