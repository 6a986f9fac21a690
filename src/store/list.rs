//! The list of cases, a window at a time: what fits the filter, in one order, never more than is asked for.

use super::filter::{Condition, condition};
use super::row::ALTERED;
use super::{Error, Result, Store, counter, seal, sight};
use crate::domain::field::{Desk, See};
use crate::domain::filter::{Filter, Problem};
use crate::domain::listing::{Page, Query, Sort};
use crate::domain::moment::Now;
use crate::domain::rights::Right;
use crate::domain::row::Row;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};

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
    /// What a line of the filter asks for, read for whoever is signed in.
    /// # Errors
    /// [`Error::Misread`] names the word that cannot be read; [`Error::NotAllowed`] where it asks by what they may see of no case.
    pub fn asked(&mut self, line: &str, now: &Now) -> Result<Filter> {
        let lists = self.lists();
        match Filter::read(line, &Desk { lists: &lists, now: *now }, &self.viewer()) {
            Ok(filter) => Ok(filter),
            Err(Problem { lacks: Some(right), sentence, .. }) => self.refuse(sentence, right, None, now),
            Err(problem) => Err(Error::Misread(problem.sentence)),
        }
    }

    /// The rows from `offset` on, at most `limit`, read at one moment with the total, of the cases that may be known of.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no case; as [`Store::asked`]; or when the file cannot be read.
    pub fn page(&mut self, query: &Query, offset: usize, limit: usize, now: &Now) -> Result<Page> {
        self.need(Right::See(See::Facts), now)?;
        let filter = self.asked(&query.words, now)?;
        let viewer = self.viewer();
        let tx = self.conn.transaction()?;
        let Condition { sql: condition, mut values } = condition(&filter, &viewer, sight::hides(&tx)?);
        let n = values.len();
        let count = |sql: &str, values: &[Sql]| -> Result<i64> {
            Ok(tx.prepare_cached(sql)?.query_row(params_from_iter(values), |r| r.get(0))?)
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
            count(&format!("SELECT count(*) FROM case_row {condition}"), &values)?
        };
        let total = usize::try_from(total).unwrap_or(0);
        let offset = offset.min(total.saturating_sub(1));
        let sql = format!("SELECT * FROM case_row {condition} {} LIMIT ?{} OFFSET ?{}", order(query), n + 1, n + 2);
        let rows = {
            let mut rows = tx.prepare_cached(&sql)?;
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

    /// The place of a case in the list; `None` if the filter leaves it out.
    /// # Errors
    /// As [`Store::asked`], or when the file cannot be read.
    pub fn place(&mut self, query: &Query, case_id: &str, now: &Now) -> Result<Option<usize>> {
        let filter = self.asked(&query.words, now)?;
        let hides = {
            let _moment = seal::moment(&self.conn)?;
            sight::hides(&self.conn)?
        };
        let Condition { sql: condition, mut values } = condition(&filter, &self.viewer(), hides);
        let n = values.len();
        let and = if condition.is_empty() { "WHERE" } else { "AND" };
        values.push(case_id.to_owned().into());
        let at = format!("SELECT {}, ordinal FROM case_row {condition} {and} case_id = ?{}", column(query.sort), n + 1);
        type Key = (Sql, i64);
        let key: Option<Key> = self
            .conn
            .prepare_cached(&at)?
            .query_row(params_from_iter(&values), |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let Some((key, ordinal)) = key else { return Ok(None) };
        let than = if query.descending { ">" } else { "<" };
        let column = column(query.sort);
        let before = format!(
            "SELECT count(*) FROM case_row {condition} {and} ({column}, ordinal) {than} (?{}, ?{})",
            n + 1,
            n + 2
        );
        values.truncate(n);
        values.extend([key, ordinal.into()]);
        let place: i64 = self.conn.prepare_cached(&before)?.query_row(params_from_iter(values), |r| r.get(0))?;
        Ok(usize::try_from(place).ok())
    }
}
