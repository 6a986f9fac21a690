//! Custody clocks that run out: those that whoever is signed in may know of, for every view. Each is read with its case whole, as it was
//! saved; nobody has opened it, and so no look is put on record. It must never know the rule of the clock.

use super::access::{self, IN_CASES};
use super::{Result, Store, read, seal};
use crate::domain::casefile::CaseFile;
use crate::domain::custody::{Clock, Held, Limits};
use crate::domain::field::See;
use crate::domain::moment::{Now, stamp};
use crate::domain::rights::{Right, Scope};
use chrono::TimeDelta;

/// So many days before now an arrest may have been whose clock is still told, whatever the limits.
const DAYS: i64 = 30;

impl Store {
    /// The clocks with little left, and those that ran out not long ago; the next to run out first.
    /// # Errors
    /// [`super::Error::Altered`] where one of the cases is not as it was saved; or when the file cannot be read.
    pub fn held(&mut self, now: &Now) -> Result<Vec<Held>> {
        let viewer = self.viewer();
        if viewer.reach(Right::See(See::Facts)) == Scope::No {
            return Ok(Vec::new());
        }
        let limits = Limits::of(&self.lists);
        let tx = self.conn.transaction()?;
        let known = access::within(&tx, &viewer, Right::See(See::Facts), IN_CASES)?;
        let ids: Vec<String> = {
            let sql = format!(
                "SELECT DISTINCT cases.id FROM arrest JOIN cases ON cases.id = arrest.case_id \
                 JOIN case_row ON case_row.case_id = cases.id \
                 WHERE arrest.outcome IS NULL AND arrest.taken_back_at IS NULL AND arrest.at >= ?1 AND {known}"
            );
            let mut query = tx.prepare_cached(&sql)?;
            let ids = query.query_map([stamp(now.utc - TimeDelta::days(DAYS))], |r| r.get(0))?;
            ids.collect::<rusqlite::Result<_>>()?
        };
        let mut held = Vec::new();
        for id in ids {
            let sheets = read::sheets(&tx, &id)?;
            seal::refuse_altered(&tx, &id, &sheets)?;
            let file = CaseFile::from_sheets(&sheets)?;
            for arrest in &file.arrests {
                let Some(clock) = Clock::of(arrest, limits, now.zone).filter(|clock| clock.is_urgent(now)) else {
                    continue;
                };
                let suspect = file.suspects.iter().find(|s| Some(&s.head.id) == arrest.suspect_id.as_ref());
                held.push(Held {
                    number: file.case.number.clone().unwrap_or_default(),
                    label: suspect.map_or(String::new(), |s| format!("S{}", s.head.seq)),
                    until: clock.until(),
                    over: clock.is_over(now),
                });
            }
        }
        tx.finish()?;
        held.sort_by(|a, b| (a.until, &a.number, &a.label).cmp(&(b.until, &b.number, &b.label)));
        Ok(held)
    }
}
