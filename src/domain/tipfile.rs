//! One tip whole: the tip and its identifiers, where else each was seen, and as programs read it. It must never hold a rule of a sum.

use super::field::Desk;
use super::known::{self, Known};
use super::record::{Damaged, Record, Sheet};
use super::rights::Whose;
use super::tip::Tip;
use super::tip_identifier::TipIdentifier;
use serde_json::{Value as Json, json};

/// A tip with everything that hangs on it.
#[derive(Debug, Clone, PartialEq)]
pub struct TipFile {
    /// the tip itself
    pub tip: Tip,
    /// its identifiers, in their order
    pub identifiers: Vec<TipIdentifier>,
    /// where else they were seen
    pub known: Known,
    /// the case it became or is linked to, where that may be opened
    pub case_id: Option<String>,
}

impl TipFile {
    /// From the sheets of one tip, in any order.
    /// # Errors
    /// [`Damaged`] where a stored value cannot be read, or there is no tip among them.
    pub fn from_sheets(sheets: &[Sheet]) -> Result<TipFile, Damaged> {
        let tip = sheets.iter().find(|s| s.kind == Tip::KIND).map(Tip::from_sheet).transpose()?;
        let mut own: Vec<&Sheet> = sheets.iter().filter(|s| s.kind == TipIdentifier::KIND).collect();
        own.sort_by_key(|s| s.head.seq);
        Ok(TipFile {
            tip: tip.ok_or(Damaged { kind: "tip", id: String::new(), column: "number" })?,
            identifiers: own.into_iter().map(TipIdentifier::from_sheet).collect::<Result<_, _>>()?,
            known: Known::new(),
            case_id: None,
        })
    }

    /// Its number.
    pub fn number(&self) -> &str {
        self.tip.number.as_deref().unwrap_or_default()
    }

    /// All records as sheets, the tip first.
    pub fn sheets(&self) -> Vec<Sheet> {
        [self.tip.to_sheet()].into_iter().chain(self.identifiers.iter().map(Record::to_sheet)).collect()
    }

    /// The next free place of an identifier.
    pub fn next_seq(&self) -> u32 {
        self.identifiers.iter().map(|i| i.head.seq).max().unwrap_or(0) + 1
    }

    /// Whose it is.
    pub fn whose(&self) -> Whose<'_> {
        Whose {
            case_id: &self.tip.head.id,
            team: self.tip.team.as_deref(),
            lead: self.tip.lead.as_deref(),
            entered_by: &self.tip.head.created_by,
            restricted_to: None,
            is_tip: true,
        }
    }

    /// The tip whole for programs.
    pub fn json(&self, desk: &Desk) -> Json {
        let mut tip = self.tip.to_sheet().json(desk);
        let identifier = |i: &TipIdentifier| {
            let mut json = i.to_sheet().json(desk);
            json["seen"] = known::json(&self.known, &i.head.id);
            json
        };
        tip["identifiers"] = json!(self.identifiers.iter().map(identifier).collect::<Vec<_>>());
        tip
    }
}
