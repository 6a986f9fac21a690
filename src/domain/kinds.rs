//! Which kind of record has which field list: the one table that names them all, apart from [`super::record`], which none may need.

use super::field::Spec;
use super::record::{Record, RecordKind};

impl RecordKind {
    /// Its field list.
    pub fn specs(self) -> &'static [Spec] {
        match self {
            Self::Case => super::case::Case::SPECS,
            Self::Offence => super::offence::Offence::SPECS,
            Self::Victim => super::victim::Victim::SPECS,
            Self::Suspect => super::suspect::Suspect::SPECS,
            Self::Relation => super::relation::Relation::SPECS,
            Self::Arrest => super::arrest::Arrest::SPECS,
            Self::Diary => super::diary::Diary::SPECS,
        }
    }
}
