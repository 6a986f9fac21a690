//! What one field is: its column, label, kind, need and help, and how its text is read, shown and typed again.
//! A value is `Option<String>` in the stored form of its kind; `None` is *not known*. It must never know a record or a table.

use super::age::Age;
use super::code::Lists;
use super::day::{Day, Toward};
use super::misread::Misread;
use super::moment::{Moment, Now};
use super::term::Term;

/// The stored form of any field: canonical text, or not known.
pub type Value = Option<String>;

/// What kind of text a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// one line, as typed
    Line,
    /// several lines, as typed
    Prose,
    /// an entry of a code list; stored as its code
    Code(&'static str),
    /// an entry of a list whose parent is the value of another column of the same record
    Within {
        /// the list
        list: &'static str,
        /// the column that narrows it
        parent: &'static str,
    },
    /// a date, known to day, month or year
    Day,
    /// a date, with its hour if known
    Moment,
    /// an age in years or months, exact or about
    Age,
    /// a length of time in years and months, or for life
    Term,
    /// `y` or `n`
    YesNo,
    /// the id of another record of the case; never typed
    Link,
    /// what the store makes of other fields: a hash, the form in which a value is compared; never typed, never searched
    Hash,
}

/// How much a field is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// nothing is saved without it
    Must,
    /// counted as missing while it is not known
    Wanted,
    /// may stay blank for ever
    Free,
    /// starts with this stored value and is never blank
    Given(&'static str),
    /// set by a command, not typed in a form
    Hidden,
}

/// What kind of knowledge a field is, and so who may see it: the rights table says which role, how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum See {
    /// codes, days, ages, sexes, numbers: what everybody sees who may open the case
    Facts,
    /// names and dates of birth of victims, suspects and reporters
    Identity,
    /// what happened, in people's words
    Narrative,
    /// accounts, numbers and addresses of the internet
    Identifiers,
    /// the care of victims and families
    Care,
}

impl See {
    /// All of them; the place of one is that of its words in what is searched.
    pub const ALL: [See; 5] = [Self::Facts, Self::Identity, Self::Narrative, Self::Identifiers, Self::Care];
}

/// One row of a record's field list.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// column of the table, key of the JSON, field of the audit line
    pub column: &'static str,
    /// what people call it
    pub label: &'static str,
    /// what it holds
    pub kind: FieldKind,
    /// how much it is needed
    pub need: Need,
    /// one sentence for the form
    pub help: &'static str,
    /// who may see it
    pub see: See,
}

/// What reading and showing needs beside the text: the code lists, the time and the zone.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// the office's code lists
    pub lists: &'a Lists,
    /// the time
    pub now: Now,
}

impl Spec {
    /// Is it the name of an officer of the office?
    pub fn is_officer(&self) -> bool {
        ["lead", "owner"].contains(&self.column)
    }

    /// Reads typed text into the stored form; blank text is not known. `parent` is the stored value of the parent column, if the kind has one.
    /// # Errors
    /// A [`Misread`] for people.
    pub fn read(&self, typed: &str, desk: &Desk, parent: Option<&str>) -> Result<Value, Misread> {
        let trimmed = typed.trim();
        if trimmed.is_empty() {
            return match self.need {
                Need::Given(value) => Ok(Some(value.to_owned())),
                Need::Must => Err(Misread::new(format!("{} is needed", self.label))),
                _ => Ok(None),
            };
        }
        match self.kind {
            FieldKind::Line | FieldKind::Prose | FieldKind::Link | FieldKind::Hash => Ok(Some(trimmed.to_owned())),
            FieldKind::Code(_) | FieldKind::Within { .. } | FieldKind::YesNo => {
                let list = self.list().unwrap_or_default();
                desk.lists.resolve(list, trimmed, parent).map(|e| Some(e.code.clone()))
            }
            FieldKind::Day => Day::read_toward(trimmed, desk.now.today(), self.toward()).map(|d| Some(d.to_iso())),
            FieldKind::Moment => Moment::read_toward(trimmed, &desk.now, self.toward()).map(|m| Some(m.to_iso())),
            FieldKind::Age => Age::read(trimmed).map(|a| a.map(Age::to_iso)),
            FieldKind::Term => Term::read(trimmed).map(|t| Some(t.to_iso())),
        }
    }

    /// Where a day that is typed without its year lies.
    fn toward(&self) -> Toward {
        match self.column {
            "due_on" => Toward::Ahead,
            "held_on" | "until_on" => Toward::Either,
            _ => Toward::Past,
        }
    }

    /// The stored value as people read it; not known is `–`.
    pub fn show(&self, value: Option<&str>, desk: &Desk) -> String {
        let Some(value) = value else { return "–".to_owned() };
        match self.kind {
            FieldKind::Moment => Moment::iso(value).map(|m| m.long(desk.now.zone)),
            FieldKind::Day => Day::iso(value).map(Day::long),
            FieldKind::Age => Age::iso(value).map(|a| a.to_string()),
            FieldKind::Term => Term::iso(value).map(|t| t.to_string()),
            _ => self.list().and_then(|l| desk.lists.get(l, value)).map(|e| e.en.clone()),
        }
        .unwrap_or_else(|| value.to_owned())
    }

    /// The stored value as it would be typed: reading it gives the same value.
    pub fn typed(&self, value: Option<&str>, desk: &Desk, parent: Option<&str>) -> String {
        let Some(value) = value else { return String::new() };
        match self.kind {
            FieldKind::Moment => Moment::iso(value).map(|m| m.typed(desk.now.zone)),
            FieldKind::Day => Day::iso(value).map(Day::typed),
            FieldKind::Age => Age::iso(value).map(Age::typed),
            _ => self.list().and_then(|l| {
                let entry = desk.lists.get(l, value)?;
                let same = desk.lists.resolve(l, &entry.en, parent).is_ok_and(|e| e.code == entry.code);
                Some(if same { entry.en.clone() } else { entry.code.clone() })
            }),
        }
        .unwrap_or_else(|| value.to_owned())
    }

    /// Does it go when its case is erased? THE rule: words as people typed them, days of birth, and where it was below the
    /// district. Codes, ages and the other days stay, so that past figures do, and what a command sets: the number, officers.
    pub fn is_erased(&self) -> bool {
        match self.kind {
            FieldKind::Line | FieldKind::Prose => self.see != See::Facts || self.need != Need::Hidden,
            FieldKind::Day => self.see == See::Identity,
            FieldKind::Hash => self.see != See::Facts,
            FieldKind::Within { parent, .. } => parent == "district",
            _ => false,
        }
    }

    /// Does it only join records, or find them? It is told to nobody.
    pub fn is_inside(&self) -> bool {
        self.kind == FieldKind::Link || (self.kind == FieldKind::Hash && self.see != See::Facts)
    }

    /// Does it hold words as people typed them?
    pub fn is_text(&self) -> bool {
        matches!(self.kind, FieldKind::Line | FieldKind::Prose)
    }

    /// The code list behind the field, if there is one.
    pub fn list(&self) -> Option<&'static str> {
        match self.kind {
            FieldKind::Code(list) | FieldKind::Within { list, .. } => Some(list),
            FieldKind::YesNo => Some("yesno"),
            _ => None,
        }
    }

    /// The column that narrows the list, if there is one.
    pub fn parent(&self) -> Option<&'static str> {
        match self.kind {
            FieldKind::Within { parent, .. } => Some(parent),
            _ => None,
        }
    }
}
