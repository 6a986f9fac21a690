//! That two cases are one: the younger points at the older, and which of their records are the same. No record moves: each keeps
//! its case, its label and its number, as it stands on bags and in files. It must never know whose the cases are.

use super::kind::RecordKind;
use std::fmt;

/// The act, as it stands in the ledger; and the kind of its lines there.
pub const MERGE: &str = "merge";
/// Its reverse.
pub const UNMERGE: &str = "unmerge";
/// The field of a line that says into which case the younger was merged.
pub const INTO: &str = "merged_into";
/// The field of a line that says which case was merged into the older.
pub const TAKES: &str = "merged";
/// The field of a line that says which of their records are the same.
pub const SAME: &str = "same";
/// The stage as which a merged case is read, as long as it is merged.
pub const STAGE: &str = "DUP";

/// The kinds of record of which one of each case may be the same: what is counted by the piece.
pub const PAIRED: [RecordKind; 3] = [RecordKind::Offence, RecordKind::Victim, RecordKind::Suspect];

/// A record of the younger case that is the same as one of the older, by their labels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Same {
    /// `V1` of the younger
    pub younger: String,
    /// `V2` of the older
    pub older: String,
}

impl fmt::Display for Same {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}={}", self.younger, self.older)
    }
}

impl Same {
    /// From `V1=V2`; both of one kind that is paired.
    pub fn read(text: &str) -> Option<Same> {
        let (younger, older) = text.split_once('=')?;
        let (younger, older) = (younger.trim().to_ascii_uppercase(), older.trim().to_ascii_uppercase());
        let (a, b) = (kind_of(&younger)?, kind_of(&older)?);
        (a == b).then_some(Same { younger, older })
    }

    /// All of them as one text: `O1=O1 V1=V1`.
    pub fn join(all: &[Same]) -> String {
        all.iter().map(Same::to_string).collect::<Vec<_>>().join(" ")
    }

    /// The same read again; what is none is left out.
    pub fn split(text: &str) -> Vec<Same> {
        text.split_whitespace().filter_map(Same::read).collect()
    }
}

/// The kind of a label that can be paired: `V1`.
fn kind_of(label: &str) -> Option<RecordKind> {
    let kind = PAIRED.into_iter().find(|kind| label.starts_with(kind.letter()))?;
    label[kind.letter().len()..].parse::<u32>().ok().filter(|n| *n > 0).map(|_| kind)
}

/// What a merged case points at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pointer {
    /// the older case; blank where whoever reads may not know of it
    pub case_id: String,
    /// its number
    pub number: String,
    /// since when, as a stored instant
    pub at: String,
    /// by whom
    pub by: String,
    /// which of its records are the same as some of the older
    pub same: Vec<Same>,
}

impl Pointer {
    /// The label in the older case of the record that is the same as this of the younger.
    pub fn same_as(&self, younger: &str) -> Option<&str> {
        self.same.iter().find(|same| same.younger == younger).map(|same| same.older.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_as_they_are_written_and_only_of_one_kind() {
        let all = vec![Same::read("o1=O1").unwrap(), Same::read("V2 = V10").unwrap()];
        assert_eq!(Same::join(&all), "O1=O1 V2=V10");
        assert_eq!(Same::split("O1=O1 V2=V10"), all);
        for wrong in ["V1", "V1=S1", "V0=V1", "A1=A1", "V=V", "=", "V1=V1x", "ឃ1=V1"] {
            assert_eq!(Same::read(wrong), None, "{wrong}");
        }
    }
}
