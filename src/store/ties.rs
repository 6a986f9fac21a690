//! Who is one person with the people of a case, as a case is read: by its number and by whom and why they were joined; of a case out of reach
//! by whom to ask alone. And that somebody elsewhere is much alike: it must never say who.

use super::access::{self, IN_ROW, Owned, Seat, shown};
use super::person::{self, Met};
use super::{Result, likely, merged, sheet};
use crate::domain::field::See;
use crate::domain::likeness::Traits;
use crate::domain::person::{Joined, PEOPLE, Tie, Ties};
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::rights::Right;
use rusqlite::{Connection, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

/// So many cases are compared for one of the people; who weighs less is not told unasked.
const MOST: usize = 40;
const STRONG: i32 = 5;

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

/// In how many other cases, of those whose names whoever reads may see, somebody is very much like one of these people; but for those of
/// whom it is known that they are one person. A word that there is somebody, by one look at an index: who, and why, is asked apart.
pub(super) fn alike(
    conn: &Connection,
    seat: &Seat,
    sheets: &[Sheet],
    owned: &Owned,
    revealed: bool,
    ties: &Ties,
) -> Result<BTreeMap<String, usize>> {
    let mut out = BTreeMap::new();
    if !shown(seat, &owned.whose(), revealed).contains(&See::Identity) {
        return Ok(out);
    }
    let may = access::condition(&seat.viewer(), Right::See(See::Identity), IN_ROW).unwrap_or_else(|| "1".to_owned());
    let root = merged::root(conn, owned.whose().case_id)?;
    for traits in Traits::of(sheets) {
        let keys = traits.called_whole();
        if keys.is_empty() {
            continue;
        }
        let joined = ties.get(&traits.record_id).into_iter().flatten().filter_map(|tie| match tie {
            Tie::With(joined) => Some(joined.place.case_id.as_str()),
            Tie::Ask(_) => None,
        });
        let but: BTreeSet<&str> = joined.chain([owned.whose().case_id]).collect();
        let sql = likely::by_whole(keys.len(), &may, MOST + but.len());
        let mut query = conn.prepare_cached(&sql)?;
        let cases = query.query_map(params_from_iter(&keys), |r| r.get::<_, String>(0))?;
        let cases: Vec<String> = cases.collect::<rusqlite::Result<_>>()?;
        let traits = traits.unmarked();
        let is_like = |others: &[Sheet]| {
            let like = |other: Traits| traits.like(&other.unmarked()).is_some_and(|(_, weight)| weight >= STRONG);
            Traits::of(others).into_iter().any(like)
        };
        let mut n = 0;
        for id in cases.iter().filter(|id| !but.contains(id.as_str())) {
            let mut others = Vec::new();
            for kind in [RecordKind::Case, RecordKind::Victim, RecordKind::Suspect] {
                others.extend(sheet::of_case(conn, kind, id)?);
            }
            // Only of who is like them it is asked whether they are as they were saved: few are, and a list is scrolled through.
            if is_like(&others) && is_like(&likely::people(conn, id)?) && merged::root(conn, id)? != root {
                n += 1;
            }
        }
        if n > 0 {
            out.insert(traits.record_id.clone(), n);
        }
    }
    Ok(out)
}
