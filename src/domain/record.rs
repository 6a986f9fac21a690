//! A record: a struct whose members and field list are declared once, by [`record!`], and its untyped twin, the [`Sheet`],
//! which forms, the store, the audit trail and the conflict view walk. It must never know what any one record means.

use super::age::Age;
use super::day::Day;
use super::field::{Desk, FieldKind, Need, Spec, Value};
use super::moment::Moment;
use super::term::Term;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

pub use super::kind::RecordKind;

/// What every record carries beside its fields. Times are stored instants; `version` counts its saves from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// identity; `new:…` until the store has saved it
    pub id: String,
    /// the case or tip it belongs to; of a case or tip its own id
    pub case_id: String,
    /// its place among the records of its kind in the case
    pub seq: u32,
    /// number of saves
    pub version: u32,
    /// first save
    pub created_at: String,
    /// by whom
    pub created_by: String,
    /// last save
    pub updated_at: String,
    /// by whom
    pub updated_by: String,
    /// fields that are kept from who reads it, a bit for each place in the field list; their values are blank here only
    #[serde(default)]
    pub masked: u64,
}

/// What stands where a value is kept from who reads.
pub const HIDDEN: &str = "▒▒▒▒";

/// A record without its type: the stored values in the order of its field list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// what it is
    pub kind: RecordKind,
    /// identity and history
    pub head: Head,
    /// one value for each field of [`RecordKind::specs`]
    pub values: Vec<Value>,
}

impl Sheet {
    /// A new record with its given values; `seq` and the case are known to the caller, the id is provisional.
    pub fn blank(kind: RecordKind, case_id: &str, seq: u32) -> Sheet {
        let given = |s: &Spec| if let Need::Given(v) = s.need { Some(v.to_owned()) } else { None };
        let id = if kind.is_root() { case_id.to_owned() } else { format!("new:{}{seq}", kind.letter()) };
        let head = Head { id, case_id: case_id.to_owned(), seq, ..Head::default() };
        Sheet { kind, head, values: kind.specs().iter().map(given).collect() }
    }

    /// The stored value of a column; a column that is not in the list is not known.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.kind.specs().iter().position(|s| s.column == column).and_then(|i| self.values[i].as_deref())
    }

    /// Sets a column; one that is not in the list is left alone.
    pub fn set(&mut self, column: &str, value: Value) {
        if let Some(i) = self.kind.specs().iter().position(|s| s.column == column) {
            self.values[i] = value;
        }
    }

    /// Is a column kept from who reads this?
    pub fn is_masked(&self, column: &str) -> bool {
        self.kind.specs().iter().position(|s| s.column == column).is_some_and(|i| self.head.masked >> i & 1 == 1)
    }

    /// Blanks every field of which `hide` says so, and marks it as masked.
    pub fn mask(&mut self, hide: impl Fn(&Spec) -> bool) {
        for (i, (spec, value)) in self.kind.specs().iter().zip(&mut self.values).enumerate() {
            if hide(spec) {
                *value = None;
                self.head.masked |= 1 << i;
            }
        }
    }

    /// The stored value as people read it: a masked one is hidden, which is not the same as not known.
    pub fn show(&self, spec: &Spec, desk: &Desk) -> String {
        match self.get(spec.column) {
            None if self.is_masked(spec.column) => HIDDEN.to_owned(),
            value => spec.show(value, desk),
        }
    }

    /// The value that narrows a field's list.
    pub fn parent_of(&self, spec: &Spec) -> Option<&str> {
        spec.parent().and_then(|p| self.get(p))
    }

    /// Does it count: was it not taken back?
    pub fn stands(&self) -> bool {
        self.get(super::kind::TAKEN_BACK).is_none()
    }

    /// Nothing in it but what it was given at the start?
    pub fn is_blank(&self) -> bool {
        self.values == Sheet::blank(self.kind, "", 0).values
            || self.kind.specs().iter().zip(&self.values).all(|(s, v)| match s.need {
                Need::Hidden | Need::Given(_) => true,
                _ => v.is_none(),
            })
    }

    /// `V1`, `S2`; of a case or a tip its number.
    pub fn label(&self) -> String {
        match self.kind {
            kind if kind.is_root() => self.get("number").map_or(format!("new {}", kind.name()), str::to_owned),
            kind => format!("{}{}", kind.letter(), self.head.seq),
        }
    }

    /// Field, before, after: what a save would change.
    pub fn changes<'a>(&'a self, after: &'a Sheet) -> impl Iterator<Item = (&'static Spec, &'a Value, &'a Value)> {
        let pairs = self.values.iter().zip(&after.values);
        self.kind.specs().iter().zip(pairs).filter(|(_, (a, b))| a != b).map(|(s, (a, b))| (s, a, b))
    }

    /// The record for programs: every field of the list, not known as `null`; coded fields with their words beside them.
    pub fn json(&self, desk: &Desk) -> Json {
        let mut out = Map::new();
        if !self.kind.is_root() {
            out.insert("label".into(), json!(self.label()));
        }
        // What only finds a record stays inside.
        let told =
            self.kind.specs().iter().zip(&self.values).filter(|(s, _)| s.kind == FieldKind::Link || !s.is_inside());
        for (spec, value) in told {
            let key = spec.column;
            match (spec.kind, value.as_deref()) {
                (FieldKind::Age, age) => {
                    let age = age.and_then(Age::iso);
                    out.insert(key.into(), json!(age.map(Age::typed)));
                    out.insert("age_years".into(), json!(age.map(Age::years)));
                    out.insert("age_months".into(), json!(age.map(Age::months)));
                    out.insert("age_about".into(), json!(age.map(|a| a.about)));
                }
                (FieldKind::YesNo, value) => drop(out.insert(key.into(), json!(value.map(|v| v == "y")))),
                (FieldKind::Code(_) | FieldKind::Within { .. }, value) => {
                    out.insert(key.into(), json!(value));
                    let words = value.map(|v| spec.show(Some(v), desk));
                    out.insert(format!("{key}_text"), json!(words));
                }
                (_, value) => drop(out.insert(key.into(), json!(value))),
            }
        }
        let masked = self.kind.specs().iter().filter(|s| self.is_masked(s.column) && !s.is_inside()).map(|s| s.column);
        let masked: Vec<&str> = masked.collect();
        if !masked.is_empty() {
            out.insert("masked".into(), json!(masked));
        }
        let head = &self.head;
        out.insert("id".into(), json!(head.id));
        out.insert("version".into(), json!(head.version));
        out.insert("created_at".into(), json!(head.created_at));
        out.insert("created_by".into(), json!(head.created_by));
        out.insert("updated_at".into(), json!(head.updated_at));
        out.insert("updated_by".into(), json!(head.updated_by));
        Json::Object(out)
    }
}

/// A stored value that its field cannot hold: the file was changed by other hands.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{kind} {id}: the stored {column} cannot be read")]
pub struct Damaged {
    /// kind of record
    pub kind: &'static str,
    /// which one
    pub id: String,
    /// which field
    pub column: &'static str,
}

/// A typed record.
pub trait Record: Sized {
    /// what it is
    const KIND: RecordKind;
    /// its field list
    const SPECS: &'static [Spec];
    /// From its sheet.
    /// # Errors
    /// [`Damaged`] names the field whose stored text is not of its type.
    fn from_sheet(sheet: &Sheet) -> Result<Self, Damaged>;
    /// To its sheet.
    fn to_sheet(&self) -> Sheet;
}

/// A member type of a record: to and from the stored form. `Err(())` when the stored text is not of the type.
#[expect(clippy::result_unit_err, reason = "the caller names the field")]
pub trait Member: Sized {
    /// from the stored form
    fn read(value: &Value) -> Result<Self, ()>;
    /// to the stored form
    fn write(&self) -> Value;
}

impl Member for Option<String> {
    fn read(value: &Value) -> Result<Self, ()> {
        Ok(value.clone())
    }
    fn write(&self) -> Value {
        self.clone()
    }
}

impl Member for bool {
    fn read(value: &Value) -> Result<Self, ()> {
        match value.as_deref() {
            Some("y") => Ok(true),
            Some("n") | None => Ok(false),
            _ => Err(()),
        }
    }
    fn write(&self) -> Value {
        Some(if *self { "y" } else { "n" }.to_owned())
    }
}

macro_rules! member_by_iso {
    ($($ty:ty),*) => { $(
        impl Member for Option<$ty> {
            fn read(value: &Value) -> Result<Self, ()> {
                value.as_deref().map(|v| <$ty>::iso(v).ok_or(())).transpose()
            }
            fn write(&self) -> Value {
                self.map(<$ty>::to_iso)
            }
        }
    )* };
}
member_by_iso!(Day, Moment, Age, Term);

/// Declares a record: each line is a member of the struct and a row of the field list at once; at its end, for what not
/// everybody may see who opens the case, its class.
macro_rules! record {
    (@see) => { $crate::domain::field::See::Facts };
    (@see $see:ident) => { $crate::domain::field::See::$see };
    ($(#[$doc:meta])* $name:ident {
        $( $field:ident : $ty:ty = $label:literal, $kind:expr, $need:expr, $help:literal $(, $see:ident)?; )*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            /// identity and history
            pub head: $crate::domain::record::Head,
            $( #[doc = $help] pub $field: $ty, )*
        }

        impl $crate::domain::record::Record for $name {
            const KIND: $crate::domain::record::RecordKind = $crate::domain::record::RecordKind::$name;
            const SPECS: &'static [$crate::domain::field::Spec] = {
                #[allow(unused_imports)]
                use $crate::domain::field::{FieldKind::*, Need::*};
                &[ $( $crate::domain::field::Spec {
                    column: stringify!($field), label: $label, kind: $kind, need: $need, help: $help,
                    see: record!(@see $($see)?),
                } ),* ]
            };
            fn from_sheet(sheet: &$crate::domain::record::Sheet) -> Result<Self, $crate::domain::record::Damaged> {
                let mut values = sheet.values.iter();
                Ok(Self {
                    head: sheet.head.clone(),
                    $( $field: values.next().and_then(|v| $crate::domain::record::Member::read(v).ok()).ok_or_else(|| {
                        $crate::domain::record::Damaged {
                            kind: sheet.kind.name(), id: sheet.head.id.clone(), column: stringify!($field),
                        }
                    })?, )*
                })
            }
            fn to_sheet(&self) -> $crate::domain::record::Sheet {
                $crate::domain::record::Sheet {
                    kind: <Self as $crate::domain::record::Record>::KIND,
                    head: self.head.clone(),
                    values: vec![ $( $crate::domain::record::Member::write(&self.$field) ),* ],
                }
            }
        }
    };
}
pub(crate) use record;
