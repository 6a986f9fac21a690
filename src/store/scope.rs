//! The scope as the office keeps it: entries that stay as they are, each told by the ledger, and the window of a period with the scope in
//! force. It must never count.

use super::ledger::{self, Act, Entry as Line, Of};
use super::release::{altered, told};
use super::{Error, Result, Store, halt, seal};
use crate::domain::cohort::{Cohort, Lens};
use crate::domain::moment::Now;
use crate::domain::period::Period;
use crate::domain::rate::Window;
use crate::domain::rights::Right;
use crate::domain::scope::{AgeRule, Change, Entry, Rounding, Scope, Scopes};
use rusqlite::{Connection, params};
use std::sync::Arc;

/// What an entry is called in the ledger.
const SCOPE: &str = "scope";
/// The act, as it stands in the ledger.
const ACT: &str = "set scope";
/// Its lines, by an index of their own: every figure asks for them.
const LINES: &str = "seq IN (SELECT seq FROM ledger INDEXED BY ledger_scope WHERE kind = 'scope')";

impl Store {
    /// Every change of the scope.
    /// # Errors
    /// [`Error::NotAllowed`] for who sees no figures; [`Error::Altered`] where one is not as it was entered.
    pub fn scopes(&mut self, now: &Now) -> Result<Scopes> {
        self.need(Right::Figures, now)?;
        let _moment = seal::moment(&self.conn)?;
        read(&self.conn)
    }

    /// What is seen through a lens by a cut-off, by the scope in force; a blank day is that by which the scope counts.
    /// # Errors
    /// As [`Store::scopes`].
    pub fn window(&mut self, period: Period, cohort: Option<Cohort>, cut_off: Now, now: &Now) -> Result<Window> {
        let scopes = self.scopes(now)?;
        Ok(window(scopes, period, cohort, cut_off))
    }

    /// The same with the scope as it was known at an instant: an entry of later is not there.
    /// # Errors
    /// As [`Store::scopes`].
    pub fn window_known(&mut self, period: Period, cut_off: Now, at: &Now, now: &Now) -> Result<Window> {
        let scopes = self.scopes(now)?.known(&at.stamp());
        Ok(window(scopes, period, None, cut_off))
    }

    /// Enters a change of the scope. Gives its number.
    /// # Errors
    /// [`Error::NotAllowed`]; or a sentence about the day, or that nothing would change.
    pub fn set_scope(&mut self, change: &Change, why: &str, now: &Now) -> Result<i64> {
        self.need(Right::Rules, now)?;
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        if why.is_empty() {
            return Err(Error::Misread("a change of the scope needs its reason".to_owned()));
        }
        let act = self.act(ACT, now);
        halt::check(&self.path)?;
        let mut id = 0;
        self.write_by(Right::Rules, now, |tx| {
            let before = read(tx)?;
            let scope = before.with(change, now.today()).map_err(|misread| Error::Misread(misread.to_string()))?;
            id = scope.id;
            let entry = Entry { scope, who: act.actor.name.clone(), at: act.at.clone(), why: why.clone() };
            keep(tx, &act, &entry, before.on(change.from))
        })?;
        Ok(id)
    }
}

fn window(scopes: Scopes, period: Period, cohort: Option<Cohort>, cut_off: Now) -> Window {
    let window = Window { scopes: Arc::new(scopes), ..Window::of(Lens::by_report(period), cut_off) };
    let cohort = cohort.unwrap_or(window.scope().count_by);
    Window { cohort, ..window }
}

/// Each field of an entry, as it is stored.
fn fields(scope: &Scope) -> [(&'static str, Option<String>); 6] {
    let codes = |codes: &Option<Vec<String>>| codes.as_ref().map(|codes| codes.join(" "));
    [
        ("starts", scope.since.map(|day| day.to_string())),
        ("age", Some(scope.age.word().to_owned())),
        ("provinces", codes(&scope.provinces)),
        ("offences", codes(&scope.offences)),
        ("rounding", Some(scope.rounding.word().to_owned())),
        ("count_by", Some(scope.count_by.word().to_owned())),
    ]
}

fn keep(conn: &Connection, act: &Act, entry: &Entry, before: &Scope) -> Result<()> {
    let (new, old) = (fields(&entry.scope), fields(before));
    let [starts, age, provinces, offences, rounding, count_by] = new.clone().map(|(_, value)| value);
    conn.execute(
        "INSERT INTO scope (id, op_id, starts, age, provinces, offences, rounding, count_by, why, entered_at, entered_by) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            entry.scope.id,
            act.op_id,
            starts,
            age,
            provinces,
            offences,
            rounding,
            count_by,
            entry.why,
            entry.at,
            entry.who
        ],
    )?;
    let label = format!("{SCOPE} {}", entry.scope.id);
    let of = Of { record_id: &act.op_id, label: &label, ..Of::nothing("", SCOPE) };
    let why = [("why", Some(entry.why.clone()))];
    for (field, new) in new.into_iter().chain(why) {
        let old = old.iter().find(|(name, _)| *name == field).and_then(|(_, value)| value.as_deref());
        ledger::append(conn, act, &of, &Line { field, old, new: new.as_deref() }, None)?;
    }
    Ok(())
}

/// All of them, each as the ledger says.
pub(super) fn read(conn: &Connection) -> Result<Scopes> {
    let sql = "SELECT id, op_id, starts, age, provinces, offences, rounding, count_by, why, entered_at, entered_by FROM scope ORDER BY id";
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query([])?;
    let mut entries: Vec<(String, Entry)> = Vec::new();
    while let Some(r) = rows.next()? {
        let id: i64 = r.get(0)?;
        let text = |at: usize| r.get::<_, String>(at);
        let codes = |at: usize| r.get::<_, Option<String>>(at);
        let wrong = || altered(&format!("{SCOPE} {id}"));
        let split = |codes: Option<String>| codes.map(|codes| codes.split(' ').map(str::to_owned).collect());
        let scope = Scope {
            id,
            since: Some(text(2)?.parse().map_err(|_| wrong())?),
            age: AgeRule::of(&text(3)?).ok_or_else(wrong)?,
            provinces: split(codes(4)?),
            offences: split(codes(5)?),
            rounding: Rounding::of(&text(6)?).ok_or_else(wrong)?,
            count_by: Cohort::of(&text(7)?).ok_or_else(wrong)?,
        };
        entries.push((text(1)?, Entry { scope, why: text(8)?, at: text(9)?, who: text(10)? }));
    }
    let mut told = told(conn, LINES)?;
    for (op_id, entry) in &entries {
        let lines = told.remove(op_id).unwrap_or_default();
        let said = |field: &str| lines.iter().find(|line| line.field == field).and_then(|line| line.new.as_deref());
        let same = fields(&entry.scope).iter().all(|(field, value)| said(field) == value.as_deref());
        let signed = lines.iter().all(|line| line.person == entry.who && line.at == entry.at);
        if !same || !signed || said("why") != Some(&entry.why) {
            return Err(altered(&format!("{SCOPE} {}", entry.scope.id)));
        }
    }
    match told.values().flatten().next() {
        Some(line) => Err(Error::Altered(format!("{} is missing", line.label))),
        None => Ok(Scopes { entries: entries.into_iter().map(|(_, entry)| entry).collect() }),
    }
}
