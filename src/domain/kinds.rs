//! Which kind of record has which field list, and what hangs on what: the one file that meets them all, apart from
//! [`super::record`], which none may need.

use super::field::{FieldKind, See, Spec};
use super::kind::{TAKEN_BACK, kinds};
use super::record::{Record, RecordKind};

macro_rules! specs {
    ($(
        [of $root:ident]
        $( $(#[$doc:meta])* $name:ident $module:ident $many:ident $table:literal $word:literal $letter:literal; )*
    )*) => {
        impl RecordKind {
            /// Its field list.
            pub fn specs(self) -> &'static [Spec] {
                match self {
                    $($( Self::$name => super::$module::$name::SPECS, )*)*
                }
            }
        }
    };
}
kinds!(specs);

impl RecordKind {
    /// The records that it points at: the column, and of which kind they are.
    pub fn links(self) -> impl Iterator<Item = (&'static str, RecordKind)> {
        self.specs().iter().filter(|s| s.kind == FieldKind::Link).filter_map(|s| {
            let table = s.column.strip_suffix("_id")?;
            Some((s.column, Self::ALL.into_iter().find(|kind| kind.table() == table)?))
        })
    }

    /// Is it what a file of records is made of: a case, or a tip?
    pub fn is_root(self) -> bool {
        self.root() == self
    }

    /// The kinds that a case is made of, in the order of the table.
    pub fn of_case() -> impl Iterator<Item = RecordKind> {
        Self::ALL.into_iter().filter(|kind| kind.root() == Self::Case)
    }

    /// The kinds that hang on one suspect, in the order of the table.
    pub fn of_suspect() -> impl Iterator<Item = RecordKind> {
        Self::ALL.into_iter().filter(|kind| kind.links().map(|(_, to)| to).eq([Self::Suspect]))
    }

    /// The kinds that hang on one exhibit, in the order of the table.
    pub fn of_exhibit() -> impl Iterator<Item = RecordKind> {
        [Self::CustodyEvent, Self::ExamRequest, Self::ExamResult].into_iter()
    }

    /// Is it of the forensic work: an exhibit, or what hangs on one?
    pub fn is_forensic(self) -> bool {
        self == Self::Exhibit || Self::of_exhibit().any(|kind| kind == self)
    }

    /// The kinds that hang on a client, who is a victim or a relative, in the order of the table.
    pub fn of_client() -> impl Iterator<Item = RecordKind> {
        Self::ALL.into_iter().filter(|kind| kind.links().any(|(_, to)| to == Self::Relative))
    }

    /// Is it of the care of victims and families, and so not even known of to who may not see that?
    pub fn is_care(self) -> bool {
        self == Self::Relative || self.links().any(|(_, to)| to == Self::Relative)
    }

    /// What kind of knowledge a field of it is, where it is asked for: of a record of care every field is of care.
    pub fn see(self, spec: &Spec) -> See {
        if self.is_care() { See::Care } else { spec.see }
    }

    /// Does it stay as it was written, and is corrected by one more?
    pub fn is_append_only(self) -> bool {
        matches!(self, Self::Diary | Self::CustodyEvent | Self::Decision)
    }

    /// The column by which an entry points at the one of its own kind that it corrects, where it has one.
    pub fn corrects(self) -> Option<&'static str> {
        self.links().find(|(_, to)| *to == self).map(|(column, _)| column)
    }

    /// Can it be taken back, with a reason?
    pub fn is_taken_back(self) -> bool {
        self.specs().iter().any(|s| s.column == TAKEN_BACK)
    }
}
