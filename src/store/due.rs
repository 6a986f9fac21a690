//! The board of what is due in the office, as far as whoever asks knows of the cases. Each case with something open is read whole, as it
//! was saved, and masked; nobody has opened it, and so no look is put on record. It must never know when something is due.

use super::access::{self, IN_CASES};
use super::{Result, Store, row, seal, sight};
use crate::domain::case::CLOSED;
use crate::domain::day::Day;
use crate::domain::due::{Due, DueBoard, Kind, Query, Sums};
use crate::domain::field::{Desk, See};
use crate::domain::moment::{Moment, Now, stamp};
use crate::domain::rights::Right;
use crate::domain::workload::{Load, Workload};
use chrono::TimeDelta;

/// Cases in which anything may be due: wider than the rules, which decide. An arrest of longer ago than this is no running clock.
const ARREST_DAYS: i64 = 30;
const OPEN: &str = "\
    SELECT case_id FROM task WHERE done_on IS NULL AND filed_on IS NULL AND taken_back_at IS NULL \
    UNION SELECT case_id FROM arrest WHERE outcome IS NULL AND taken_back_at IS NULL AND at >= ?1 \
    UNION SELECT case_id FROM detention WHERE released_on IS NULL AND taken_back_at IS NULL AND NOT EXISTS \
      (SELECT 1 FROM court_result r WHERE r.case_id = detention.case_id AND r.suspect_id = detention.suspect_id \
       AND r.decided_on IS NOT NULL AND r.taken_back_at IS NULL) \
    UNION SELECT case_id FROM exam_request WHERE due_on IS NOT NULL AND taken_back_at IS NULL AND NOT EXISTS \
      (SELECT 1 FROM exam_result WHERE exam_request_id = exam_request.id AND exam_result.taken_back_at IS NULL) \
    UNION SELECT case_id FROM service WHERE implemented_on IS NULL AND ended_on IS NULL AND taken_back_at IS NULL AND answer <> 'rejected' \
    UNION SELECT case_id FROM follow_up WHERE done_on IS NULL AND due_on IS NOT NULL AND taken_back_at IS NULL \
    UNION SELECT case_id FROM court_event WHERE taken_back_at IS NULL AND held_on >= ?2";

impl Store {
    /// What is due, from `offset` on, at most `limit`, of that which the words ask for: custody first, then what is overdue, then what is to come.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no case; or when the file cannot be read.
    pub fn due(&mut self, words: &str, offset: usize, limit: usize, now: &Now) -> Result<DueBoard> {
        self.need(Right::See(See::Facts), now)?;
        let (lists, mut names) = (self.lists(), self.names()?);
        let desk = Desk { lists: &lists, now: *now };
        let _moment = seal::moment(&self.conn)?;
        let mut all: Vec<Due> = Vec::new();
        for (case_id, number) in self.with_something_open(now)? {
            match self.as_saved(&case_id)? {
                Some(file) => all.extend(file.due(&desk)),
                None => all.push(altered(case_id, number, now)),
            }
        }
        names.extend(all.iter().filter_map(|due| due.owner.clone()));
        let query = Query::read(words, &lists, &names, &self.viewer().name);
        let misread = query.misread();
        all.retain(|due| misread.is_none() && query.fits(due, now));
        all.sort_by_cached_key(|due| due.order(now));
        let sums = Sums::of(&all, self.workload(now)?, now);
        let total = all.len();
        let offset = offset.min(total.saturating_sub(1));
        let items = all.into_iter().skip(offset).take(limit).collect();
        Ok(DueBoard { words: words.to_owned(), read: query.words(), misread, offset, total, items, sums })
    }

    fn with_something_open(&self, now: &Now) -> Result<Vec<(String, String)>> {
        let sql = format!(
            "SELECT cases.id, cases.number FROM cases JOIN case_row ON case_row.case_id = cases.id \
             WHERE cases.id IN ({OPEN}) AND {}",
            access::within(&self.conn, &self.viewer(), Right::See(See::Facts), IN_CASES)?
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        // A hearing of today may have begun in the day before by the clock of the file.
        let (arrests, hearings) = (now.utc - TimeDelta::days(ARREST_DAYS), now.utc - TimeDelta::days(1));
        let day = hearings.format("%Y-%m").to_string();
        let cases = query.query_map([stamp(arrests), day], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(cases.collect::<rusqlite::Result<_>>()?)
    }

    /// The open caseload of the cases of which whoever is signed in may know.
    fn workload(&self, now: &Now) -> Result<Workload> {
        // Only what an import keeps out of sight is told by the rows of the list; without them an index of the open cases tells all.
        let (rows, in_sight) = match sight::hides(&self.conn)? {
            true => ("JOIN case_row ON case_row.case_id = cases.id", sight::IN_SIGHT),
            false => ("", "1"),
        };
        let may = access::condition(&self.viewer(), Right::See(See::Facts), IN_CASES);
        let sql = format!(
            "SELECT cases.lead, cases.team, cases.reported_on, cases.investigation \
             FROM cases {rows} WHERE cases.investigation NOT IN ({}) AND {} AND {in_sight}",
            CLOSED.map(|stage| format!("'{stage}'")).join(", "),
            may.as_deref().unwrap_or("1")
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let cases = query.query_map([], |r| {
            let day: Option<String> = r.get(2)?;
            let reported_on = day.and_then(|day| Day::iso(&day));
            Ok(Load { lead: r.get(0)?, team: r.get(1)?, reported_on, investigation: r.get(3)? })
        })?;
        Ok(Workload::of(cases.collect::<rusqlite::Result<Vec<_>>>()?, now))
    }
}

/// In the place of what cannot be told of a case that is not as it was saved.
fn altered(case_id: String, number: String, now: &Now) -> Due {
    let (label, what) = (String::new(), row::ALTERED.to_owned());
    Due { case_id, number, label, kind: Kind::Task, at: Some(Moment::At(now.utc)), owner: None, team: None, what }
}
