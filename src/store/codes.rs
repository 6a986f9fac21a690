//! Code lists out of the file: those that come with the program, what the office added to them, and its partners.

use super::Result;
use crate::domain::code::{Entry, Lists};
use rusqlite::Connection;

/// Every entry, with its list and its place in it. They come the way on which they are sealed: another way through a damaged file may
/// lead to other rows.
const ENTRIES: [&str; 3] = [
    "SELECT list, sort, code, en, km, keys, parent FROM code ORDER BY list, code",
    "SELECT list, sort, code, en, km, keys, NULL FROM office_code ORDER BY list, code",
    "SELECT 'partner', sort, code, en, km, keys, NULL FROM partner ORDER BY code",
];

/// All lists, each in its order, and the limits of time.
pub(super) fn load(conn: &Connection) -> Result<Lists> {
    let mut lists = Lists::default();
    let mut entries: Vec<(String, i64, Entry)> = Vec::new();
    for sql in ENTRIES {
        let mut query = conn.prepare(sql)?;
        let mut rows = query.query([])?;
        while let Some(r) = rows.next()? {
            let entry = Entry::new(r.get(2)?, r.get(3)?, r.get(4)?, &r.get::<_, String>(5)?, r.get(6)?);
            entries.push((r.get(0)?, r.get(1)?, entry));
        }
    }
    // Every start waits for it, and the engine takes longer to put them in order.
    entries.sort_by(|(list, sort, entry), (other, after, next)| {
        (list, sort, &entry.code).cmp(&(other, after, &next.code))
    });
    for (list, _, entry) in entries {
        lists.push(&list, entry);
    }
    let mut query = conn.prepare("SELECT name, amount FROM time_limit ORDER BY name")?;
    let mut rows = query.query([])?;
    while let Some(r) = rows.next()? {
        lists.set_limit(&r.get::<_, String>("name")?, r.get("amount")?);
    }
    Ok(lists)
}
