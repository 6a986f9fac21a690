//! The reverse of an act: what was changed goes back to what it was, what can be taken back is taken back. It is an act of its own
//! and both stay on record; it must never remove anything, nor overwrite what somebody did since.

use super::act::{Change, Deed};
use super::case::RESTRICTED;
use super::field::Value;
use super::moment::Now;
use super::record::{RecordKind, Sheet};
use super::trail::AuditLine;
use std::collections::BTreeSet;

/// The act, as it stands in the ledger.
pub const UNDO: &str = "undo";

/// One's own last act, as it is shown before it is undone.
#[derive(Debug, Clone, PartialEq)]
pub struct LastAct {
    /// its lines, the latest first, as far as they may be seen
    pub lines: Vec<AuditLine>,
    /// why it cannot be undone
    pub refusal: Option<String>,
}

impl LastAct {
    /// Is it the same act?
    pub fn is_same(&self, other: &LastAct) -> bool {
        let of = |act: &LastAct| act.lines.first().map(|line| line.op_id.clone());
        of(self) == of(other)
    }

    /// How many cases it was about, of those that may be seen.
    pub fn cases(&self) -> usize {
        self.lines.iter().map(|line| line.case_id.as_str()).collect::<BTreeSet<_>>().len()
    }
}

/// What an act did to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// the record as it stands now
    pub stored: Sheet,
    /// did the act add it?
    pub added: bool,
    /// the fields that it changed: column, before, after
    pub fields: Vec<(String, Value, Value)>,
}

/// The deeds that undo an act, one for each of its cases, in the order of the records; `of` names the act and its time, `by` is who
/// undoes it.
/// # Errors
/// A sentence why it cannot be undone, and what to do instead.
pub fn reverse(records: &[Done], of: &str, by: &str, now: &Now) -> Result<Vec<Deed>, String> {
    let mut deeds: Vec<(String, Deed)> = Vec::new();
    for done in records {
        let after = if done.added { taken_back(&done.stored, of, by, now)? } else { put_back(done)? };
        let change = Change { before: Some(done.stored.clone()), after };
        let case_id = &done.stored.head.case_id;
        match deeds.iter_mut().find(|(id, _)| id == case_id) {
            Some((_, deed)) => deed.changes.push(change),
            None => {
                let deed = Deed {
                    action: UNDO.to_owned(),
                    reason: Some(format!("undoes: {of}")),
                    op_id: None,
                    changes: vec![change],
                };
                deeds.push((case_id.clone(), deed));
            }
        }
    }
    if deeds.is_empty() {
        return Err("that act changed no record".to_owned());
    }
    Ok(deeds.into_iter().map(|(_, deed)| deed).collect())
}

/// What was entered stays; what knows how to be taken back is.
fn taken_back(stored: &Sheet, of: &str, by: &str, now: &Now) -> Result<Sheet, String> {
    let knows = |column: &str| stored.kind.specs().iter().any(|s| s.column == column);
    if !knows("taken_back_at") {
        return Err(match stored.kind {
            RecordKind::Case => format!(
                "{} was entered in that act, and a case that was entered is not removed: with e its stage may say that it is out of scope or a duplicate",
                stored.label()
            ),
            RecordKind::CustodyEvent => {
                "a custody entry stays as it was written: A adds one that corrects it".to_owned()
            }
            RecordKind::Decision => "a decision stays as it was written: A adds one that corrects it".to_owned(),
            RecordKind::Diary => "a diary entry stays as it was written: A adds one that corrects it".to_owned(),
            kind => format!(
                "{} {} was entered in that act, and what was entered is not removed: e corrects it",
                kind.name(),
                stored.label()
            ),
        });
    }
    if stored.get("taken_back_at").is_some() {
        return Err(format!("{} was taken back since", stored.label()));
    }
    let mut after = stored.clone();
    after.set("taken_back_at", Some(now.stamp()));
    after.set("taken_back_by", Some(by.to_owned()));
    after.set("taken_back_reason", Some(format!("undone: {of}")));
    Ok(after)
}

/// Each field as it was before, where it still is as the act left it.
fn put_back(done: &Done) -> Result<Sheet, String> {
    let mut after = done.stored.clone();
    for (column, old, new) in &done.fields {
        let spec = done.stored.kind.specs().iter().find(|s| s.column == column.as_str());
        let (Some(spec), record) = (spec, done.stored.label()) else {
            return Err(format!("this caseload does not know the field {column}"));
        };
        if column == RESTRICTED {
            return Err("who alone may know of a case is not put back by undoing: R says anew who may".to_owned());
        }
        if done.stored.get(column) != new.as_deref() {
            return Err(format!("{record} {} was changed since: look at its history (h)", spec.label));
        }
        after.set(spec.column, old.clone());
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Now {
        Now { utc: chrono::DateTime::UNIX_EPOCH, zone: chrono_tz::UTC }
    }

    fn done(
        kind: RecordKind,
        added: bool,
        fields: &[(&str, Option<&str>, Option<&str>)],
        now: &[(&str, &str)],
    ) -> Done {
        let mut stored = Sheet::blank(kind, "case", 1);
        now.iter().for_each(|(column, value)| stored.set(column, Some((*value).to_owned())));
        let own = |v: &Option<&str>| v.map(str::to_owned);
        let fields = fields.iter().map(|(c, old, new)| ((*c).to_owned(), own(old), own(new))).collect();
        Done { stored, added, fields }
    }

    #[test]
    fn a_changed_field_goes_back_to_what_it_was_and_the_others_stay() {
        let act = done(
            RecordKind::Case,
            false,
            &[("team", Some("HIT"), Some("ICAC")), ("place", None, Some("canal"))],
            &[("team", "ICAC"), ("place", "canal"), ("lead", "dara")],
        );
        let deeds = reverse(&[act], "edit, 1 Jan", "sok", &now()).unwrap();
        let after = &deeds[0].changes[0].after;
        assert_eq!((after.get("team"), after.get("place"), after.get("lead")), (Some("HIT"), None, Some("dara")));
        assert_eq!(deeds[0].reason.as_deref(), Some("undoes: edit, 1 Jan"));
    }

    #[test]
    fn what_somebody_did_since_is_not_overwritten() {
        let act = done(RecordKind::Case, false, &[("team", Some("HIT"), Some("ICAC"))], &[("team", "FST")]);
        assert!(reverse(&[act], "", "sok", &now()).unwrap_err().contains("was changed since"));
    }

    #[test]
    fn an_arrest_is_taken_back_and_what_was_entered_otherwise_stays() {
        let arrest = done(RecordKind::Arrest, true, &[], &[]);
        let deeds = reverse(std::slice::from_ref(&arrest), "arrest", "sok", &now()).unwrap();
        let after = &deeds[0].changes[0].after;
        assert_eq!((after.get("taken_back_by"), after.get("taken_back_at").is_some()), (Some("sok"), true));
        for kind in [RecordKind::Case, RecordKind::Victim, RecordKind::Diary] {
            assert!(reverse(&[done(kind, true, &[], &[])], "", "sok", &now()).is_err(), "{kind:?}");
        }
        let restricted = done(RecordKind::Case, false, &[(RESTRICTED, None, Some("sok"))], &[(RESTRICTED, "sok")]);
        assert!(reverse(&[restricted], "", "sok", &now()).is_err());
        assert!(reverse(&[], "", "sok", &now()).is_err());
    }
}
