//! The list of cases, a window at a time: what fits the filter, in one order, never more than is asked for. Where words are asked for in
//! a large file, the index of words says which rows are worth comparing, or, of short words in an office without accounts, which fit.

use super::filter::{Condition, condition};
use super::row::ALTERED;
use super::{Error, Result, Store, counter, seal, sight, words};
use crate::domain::field::{Desk, See};
use crate::domain::filter::{Filter, Problem};
use crate::domain::listing::{Page, Query, Sort};
use crate::domain::moment::Now;
use crate::domain::rights::Right;
use crate::domain::row::Row;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

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

/// The index of numbers.
const NUMBERS: &str = "sqlite_autoindex_case_row_2";

/// The index that holds the rows in this order.
fn index(sort: Sort) -> &'static str {
    match sort {
        Sort::Number => NUMBERS,
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

fn order(query: &Query, descending: bool) -> String {
    let way = if descending { "DESC" } else { "ASC" };
    match query.sort {
        Sort::Number => format!("ORDER BY ordinal {way}"),
        sort => format!("ORDER BY {} {way}, ordinal {way}", column(sort)),
    }
}

/// In a file of fewer cases than these all are compared: it takes some milliseconds and leans on no index.
const NARROWED: i64 = 5_000;
/// From how many cases on the index of words is gone by, where a store is opened.
pub(super) fn narrowed() -> i64 {
    #[cfg(debug_assertions)]
    if let Some(cases) = std::env::var("CASELOAD_TEST_NARROWED").ok().and_then(|cases| cases.parse().ok()) {
        return cases;
    }
    NARROWED
}

/// Where more than one in so many cases may fit, reading all in turn is no slower than reading those by their numbers.
const COMPARED: usize = 2;
/// The same where those are put into another order as well: in theirs reading ends with the page.
const SORTED: usize = 8;

/// The rows of these numbers, which are bound as the value behind so many others.
fn among(n: usize) -> String {
    format!("(SELECT value AS among FROM json_each(?{})) CROSS JOIN case_row ON ordinal = among", n + 1)
}

fn listed(ordinals: &[i64]) -> Result<Sql> {
    serde_json::to_string(ordinals).map(Sql::Text).map_err(|e| Error::Engine(e.to_string()))
}

/// The numbers of all cases that fit, in order; nothing where words narrow them down to no small part of so many that there are.
fn fitting(conn: &Connection, asked: &Condition, all: i64, narrowed: i64) -> Result<Option<Vec<i64>>> {
    if asked.words.is_empty() || all < narrowed {
        return Ok(None);
    }
    let Some(found) = words::sought(conn, &asked.words, all)? else { return Ok(None) };
    if found.exact && asked.only_words {
        return Ok(Some(found.ordinals()));
    }
    if !are_few(found.count(), COMPARED, all) {
        return Ok(None);
    }
    let mut values = asked.values.clone();
    let sql = format!("SELECT ordinal FROM {} {}", among(values.len()), asked.sql);
    values.push(listed(&found.ordinals())?);
    let mut query = conn.prepare_cached(&sql)?;
    let fitting = query.query_map(params_from_iter(values), |r| r.get(0))?;
    let mut fitting = fitting.collect::<rusqlite::Result<Vec<i64>>>()?;
    fitting.sort_unstable();
    Ok(Some(fitting))
}

fn are_few(some: usize, one_in: usize, all: i64) -> bool {
    i64::try_from(some * one_in).is_ok_and(|some| some <= all)
}

/// What this connection and the others have saved: as long as it stays the same nobody saves anything.
pub(super) type Since = (i64, u64);

fn since(conn: &Connection) -> Result<Since> {
    let others = conn.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?;
    Ok((others, conn.total_changes()))
}

/// Stands nothing in the index of numbers before the first case? An entry without a number would be counted as one.
fn begins_with_a_case(conn: &Connection) -> Result<bool> {
    let sql = format!("SELECT ordinal > 0 FROM case_row INDEXED BY {NUMBERS} ORDER BY ordinal LIMIT 1");
    let first: Option<Option<bool>> = conn.prepare_cached(&sql)?.query_row([], |r| r.get(0)).optional()?;
    Ok(first.is_none_or(|first| first == Some(true)))
}

fn count(conn: &Connection, sql: &str, values: &[Sql]) -> Result<i64> {
    Ok(conn.prepare_cached(sql)?.query_row(params_from_iter(values), |r| r.get(0))?)
}

/// So many rows from a place on, of those that fit; nothing where they are not as many as there must be, or not in their order.
fn window(
    conn: &Connection,
    query: &Query,
    asked: &Condition,
    fitting: Option<&[i64]>,
    all: i64,
    (offset, limit): (usize, usize),
) -> Result<Option<Page>> {
    let (condition, mut values) = (&asked.sql, asked.values.clone());
    let total = match fitting {
        Some(fitting) => fitting.len(),
        None if condition.is_empty() => usize::try_from(all).unwrap_or(0),
        None => {
            let fit = count(conn, &format!("SELECT count(*) FROM case_row {condition}"), &values)?;
            usize::try_from(fit).unwrap_or(0)
        }
    };
    let offset = offset.min(total.saturating_sub(1));
    // What lies nearer to the end is counted off from there.
    let here = limit.min(total - offset);
    let behind = total - offset - here;
    let (mut turned, mut skipped) = if behind < offset { (true, behind) } else { (false, offset) };
    let numbers = match fitting {
        Some(fitting) if query.sort == Sort::Number => {
            let first = if query.descending { behind } else { offset };
            (turned, skipped) = (false, 0);
            Some(&fitting[first..first + here])
        }
        fitting => fitting.filter(|fitting| are_few(fitting.len(), SORTED, all)),
    };
    let mut from = "case_row".to_owned();
    if let Some(numbers) = numbers {
        from = among(values.len());
        values.push(listed(numbers)?);
    }
    let (n, order) = (values.len(), order(query, query.descending != turned));
    let sql = format!("SELECT case_row.* FROM {from} {condition} {order} LIMIT ?{} OFFSET ?{}", n + 1, n + 2);
    values.extend([here, skipped].map(|n| Sql::from(i64::try_from(n).unwrap_or(i64::MAX))));
    let mut read = conn.prepare_cached(&sql)?;
    let rows = read.query_map(params_from_iter(values), super::row::shown)?;
    let mut rows = rows.collect::<rusqlite::Result<Vec<Row>>>()?;
    if turned {
        rows.reverse();
    }
    let sound = rows.len() == here && in_order(&rows, query);
    Ok(sound.then_some(Page { total, offset, rows }))
}

impl Store {
    /// From so many cases on words are looked up in their index first; before, every row is compared. What is found is the same.
    pub fn narrow_from(&mut self, cases: i64) {
        self.narrowed = cases;
    }

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
        let asked = condition(&filter, &viewer, sight::hides(&tx)?);
        // The index by which the rows come holds every case of which a number was drawn, or some would not be shown. Without a condition the
        // engine counts the pages of the index of numbers, whichever is named; another is read through, once and where a case was entered.
        // While nobody saves anything it is not counted again: in a million cases that takes longer than the page.
        let (index, all, since) = (index(query.sort), counter::cases_due(&tx)?, since(&tx)?);
        let found = self.whole.get(index).copied();
        if found != Some((all, since)) {
            let pages = index == NUMBERS || found.is_some_and(|(due, _)| due == all);
            let read = if pages { "" } else { "WHERE ordinal > 0" };
            let there = count(&tx, &format!("SELECT count(*) FROM case_row INDEXED BY {index} {read}"), &[])?;
            if there != all || !begins_with_a_case(&tx)? {
                return Err(Error::Altered(format!("the list holds {there} cases where {all} were entered")));
            }
            self.whole.insert(index, (all, since));
        }
        let fitting = fitting(&tx, &asked, all, self.narrowed)?;
        let page = match window(&tx, query, &asked, fitting.as_deref(), all, (offset, limit))? {
            // What the index of words says and no row does is not believed.
            None if fitting.is_some() => window(&tx, query, &asked, None, all, (offset, limit))?,
            page => page,
        };
        tx.finish()?;
        page.ok_or_else(|| Error::Altered("the list is not in its order".to_owned()))
    }

    /// The place of a case in the list; `None` if the filter leaves it out.
    /// # Errors
    /// As [`Store::asked`], or when the file cannot be read.
    pub fn place(&mut self, query: &Query, case_id: &str, now: &Now) -> Result<Option<usize>> {
        let filter = self.asked(&query.words, now)?;
        let _moment = seal::moment(&self.conn)?;
        let asked = condition(&filter, &self.viewer(), sight::hides(&self.conn)?);
        let all = counter::cases_due(&self.conn)?;
        let fitting = fitting(&self.conn, &asked, all, self.narrowed)?;
        let Condition { sql: condition, mut values, .. } = asked;
        let mut n = values.len();
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
        values.truncate(n);
        let mut from = "case_row".to_owned();
        match fitting {
            Some(fitting) if query.sort == Sort::Number => {
                let place = fitting.binary_search(&ordinal).ok();
                return Ok(place.map(|at| if query.descending { fitting.len() - 1 - at } else { at }));
            }
            Some(fitting) if are_few(fitting.len(), COMPARED, all) => {
                (from, n) = (among(n), n + 1);
                values.push(listed(&fitting)?);
            }
            _ => {}
        }
        let than = if query.descending { ">" } else { "<" };
        let column = column(query.sort);
        let before = format!(
            "SELECT count(*) FROM {from} {condition} {and} ({column}, ordinal) {than} (?{}, ?{})",
            n + 1,
            n + 2
        );
        values.extend([key, ordinal.into()]);
        let place: i64 = self.conn.prepare_cached(&before)?.query_row(params_from_iter(values), |r| r.get(0))?;
        Ok(usize::try_from(place).ok())
    }
}
