//! One field of many cases set to one value: shown case by case before it is done, done as one act, undone as one. It must never
//! change what was not shown.

use super::act::{Change, Deed};
use super::field::{Spec, Value};
use super::record::{RecordKind, Sheet};

/// The act, as it stands in the ledger.
pub const BULK: &str = "edit of several";
/// So many cases are changed by one act at most: others wait meanwhile.
pub const MOST: usize = 200;
/// The fields of a case that are set so.
pub const FIELDS: [&str; 3] = ["lead", "team", "investigation"];

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    /// the cases
    pub case_ids: Vec<String>,
    /// the field
    pub column: &'static str,
    /// its value; `None` makes it not known
    pub value: Value,
}

/// What would be done to one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// the case as it is
    pub stored: Sheet,
    /// offence and province in words
    pub what: String,
    /// why it would not be changed
    pub refusal: Option<String>,
    /// whoever changes it will not know of it afterwards
    pub leaves: bool,
}

impl Bulk {
    /// The field.
    pub fn spec(&self) -> Option<&'static Spec> {
        RecordKind::Case.specs().iter().find(|s| s.column == self.column)
    }

    /// Is the case already so?
    pub fn is_done(&self, case: &Sheet) -> bool {
        case.get(self.column) == self.value.as_deref()
    }

    /// The deeds, one for each case that is to change, all of one act.
    pub fn deeds(&self, planned: &[Planned], op_id: &str) -> Vec<Deed> {
        let to_change = planned.iter().filter(|p| p.refusal.is_none() && !self.is_done(&p.stored));
        let deed = |p: &Planned| {
            let mut after = p.stored.clone();
            after.set(self.column, self.value.clone());
            let changes = vec![Change { before: Some(p.stored.clone()), after }];
            Deed { action: BULK.to_owned(), reason: None, op_id: Some(op_id.to_owned()), changes }
        };
        to_change.map(deed).collect()
    }
}
