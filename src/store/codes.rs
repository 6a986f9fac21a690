//! Code lists out of the file.

use super::Result;
use crate::domain::code::{Entry, Lists};
use rusqlite::Connection;

/// All lists, each in its order, and the limits of time.
pub(super) fn load(conn: &Connection) -> Result<Lists> {
    let mut lists = Lists::default();
    let mut query = conn.prepare("SELECT list, code, en, km, keys, parent FROM code ORDER BY list, sort, code")?;
    let mut rows = query.query([])?;
    while let Some(r) = rows.next()? {
        let keys: String = r.get("keys")?;
        let list: String = r.get("list")?;
        lists.push(&list, Entry::new(r.get("code")?, r.get("en")?, r.get("km")?, &keys, r.get("parent")?));
    }
    let mut query = conn.prepare("SELECT name, amount FROM time_limit ORDER BY name")?;
    let mut rows = query.query([])?;
    while let Some(r) = rows.next()? {
        lists.set_limit(&r.get::<_, String>("name")?, r.get("amount")?);
    }
    Ok(lists)
}
