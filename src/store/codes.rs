//! Code lists out of the file.

use super::Result;
use crate::domain::code::{Entry, Lists};
use rusqlite::Connection;

/// All lists, each in its order.
pub(super) fn load(conn: &Connection) -> Result<Lists> {
    let mut lists = Lists::default();
    let mut query = conn.prepare("SELECT list, code, en, km, keys, parent FROM code ORDER BY list, sort, code")?;
    let mut rows = query.query([])?;
    while let Some(r) = rows.next()? {
        let keys: String = r.get("keys")?;
        let list: String = r.get("list")?;
        lists.push(&list, Entry::new(r.get("code")?, r.get("en")?, r.get("km")?, &keys, r.get("parent")?));
    }
    Ok(lists)
}
