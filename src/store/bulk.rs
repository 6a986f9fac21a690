//! One field of many cases, set in one act: what would become of each, and doing it. Each case is asked by its own rights; it must
//! never open one.

use super::{Error, Result, Store, access, erase, merged, read, seal, sheet};
use crate::domain::act::Outcome;
use crate::domain::bulk::{Bulk, MOST, Planned};
use crate::domain::closing::{INVESTIGATION, takes_an_act};
use crate::domain::field::See;
use crate::domain::moment::Now;
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::rights::{Right, Whose};
use rusqlite::Connection;

impl Store {
    /// What would become of each of these cases; of one that may not be known of nothing is said.
    /// # Errors
    /// [`Error::NotAllowed`] for who sees no case, [`Error::Misread`] where there are too many, or when the file cannot be read.
    pub fn plan_bulk(&mut self, bulk: &Bulk, now: &Now) -> Result<Vec<Planned>> {
        self.need(Right::See(See::Facts), now)?;
        if bulk.case_ids.len() > MOST {
            return Err(Error::Misread(format!(
                "{} cases are marked; at most {MOST} are changed at once",
                bulk.case_ids.len()
            )));
        }
        let spec = bulk.spec().ok_or(Error::Deed("no such field"))?;
        let (tx, viewer) = (self.conn.transaction()?, self.seat.viewer());
        let mut planned = Vec::with_capacity(bulk.case_ids.len());
        for case_id in &bulk.case_ids {
            let Some(owned) = access::whose(&tx, case_id)? else { continue };
            if !viewer.may(Right::See(See::Facts), &owned.whose()) {
                continue;
            }
            seal::refuse_altered(&tx, case_id, &read::sheets(&tx, case_id)?)?;
            let Some(mut stored) = sheet::find(&tx, RecordKind::Case, case_id)? else { continue };
            access::mask(&tx, &self.seat, std::slice::from_mut(&mut stored), &owned, false)?;
            let right = Right::to_change(RecordKind::Case, spec, &owned.whose());
            let refusal = match erase::refuse_erased(&tx, case_id) {
                Err(error) => Some(error.to_string()),
                // Its lead knows of a restricted case: to make somebody that lets them in.
                Ok(()) if bulk.column == "lead" && owned.whose().restricted_to.is_some() => {
                    Some("restricted: change its lead in the case itself".to_owned())
                }
                Ok(()) if !viewer.may(right, &owned.whose()) => Some(viewer.may_not(right)),
                Ok(()) => refuses_stage(&tx, bulk, &stored)?,
            };
            let value = bulk.value.as_deref();
            let after = match bulk.column {
                "lead" => Whose { lead: value, ..owned.whose() },
                "team" => Whose { team: value, ..owned.whose() },
                _ => owned.whose(),
            };
            let leaves = !viewer.may(Right::See(See::Facts), &after);
            let sql = "SELECT offence || ', ' || province FROM case_row WHERE case_id = ?1";
            let what = tx.prepare_cached(sql)?.query_row([case_id], |r| r.get(0))?;
            planned.push(Planned { stored, what, refusal, leaves });
        }
        tx.finish()?;
        planned.sort_by(|a, b| b.stored.get("number").cmp(&a.stored.get("number")));
        Ok(planned)
    }

    /// Does what was shown: all of it or, where somebody changed one of the cases otherwise meanwhile, none.
    /// # Errors
    /// As [`Store::write`].
    pub fn bulk(&mut self, bulk: &Bulk, shown: &[Planned], op_id: &str, now: &Now) -> Result<Outcome> {
        self.write_several(now, &bulk.deeds(shown, op_id))
    }
}

/// A stage that takes an act of its own is not set in passing.
fn refuses_stage(tx: &Connection, bulk: &Bulk, stored: &Sheet) -> Result<Option<String>> {
    let mut after = stored.clone();
    after.set(bulk.column, bulk.value.clone());
    if bulk.column == INVESTIGATION && merged::into(tx, &stored.head.id)?.is_some() {
        return Ok(Some("it is merged, and stands where the older case does".to_owned()));
    }
    Ok(takes_an_act(stored, &after).then(|| "closing and reopening take a reason: z in the case itself".to_owned()))
}
