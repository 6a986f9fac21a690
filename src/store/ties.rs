//! Who is one person with the people of a case, as a case is read: by its number and by whom and why they were joined; of a case out of reach
//! by whom to ask alone. It must never search for anybody.

use super::Result;
use super::access::{self, Seat, shown};
use super::person::{self, Met};
use crate::domain::field::See;
use crate::domain::person::{Joined, PEOPLE, Tie, Ties};
use crate::domain::record::Sheet;
use rusqlite::Connection;

/// Who is one person with each of the people of a case, as far as it may be known.
pub(super) fn ties(conn: &Connection, seat: &Seat, sheets: &[Sheet], revealed: bool) -> Result<Ties> {
    let viewer = seat.viewer();
    let mut out = Ties::new();
    for sheet in sheets.iter().filter(|s| PEOPLE.contains(&s.kind)) {
        let mut all = Vec::new();
        for met in person::met(conn, &viewer, sheet)? {
            all.push(match met {
                Met::Ask(whom) => Tie::Ask(whom),
                Met::Known { who, link, from } => {
                    let reason = reason(conn, seat, &link, [&who, &from], revealed)?;
                    let (place, with) = (person::place(conn, &who)?, person::place(conn, &from)?);
                    Tie::With(Box::new(Joined { place, with, at: link.at, by: link.person, reason }))
                }
            });
        }
        if !all.is_empty() {
            out.insert(sheet.head.id.clone(), all);
        }
    }
    Ok(out)
}

/// Why they were joined, for who may read names and narrative of both cases: it may well name one of either.
fn reason(
    conn: &Connection,
    seat: &Seat,
    link: &person::Link,
    of: [&Sheet; 2],
    revealed: bool,
) -> Result<Option<String>> {
    for sheet in of {
        let Some(owned) = access::whose(conn, &sheet.head.case_id)? else { return Ok(None) };
        let shown = shown(seat, &owned.whose(), revealed);
        if ![See::Narrative, See::Identity].iter().all(|see| shown.contains(see)) {
            return Ok(None);
        }
    }
    person::reason(conn, link, &of[0].head.case_id)
}
