//! Code lists out of the file: those that come with the program, what the office added to them, and its partners.

use super::Result;
use crate::domain::code::{Entry, Lists};
use rusqlite::Connection;

/// All lists, each in its order, and the limits of time.
pub(super) fn load(conn: &Connection) -> Result<Lists> {
    let mut lists = Lists::default();
    let sql = "SELECT list, code, en, km, keys, parent, sort FROM code \
               UNION ALL SELECT list, code, en, km, keys, NULL, sort FROM office_code \
               UNION ALL SELECT 'partner', code, en, km, keys, NULL, sort FROM partner ORDER BY list, sort, code";
    let mut query = conn.prepare(sql)?;
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
