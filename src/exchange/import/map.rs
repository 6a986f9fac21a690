//! The map: which column fills which field, and how its words are to be read. It is guessed from the headings, or read from a file
//! that a person can write; a template of that file comes from the headings. It must never look at a row.

use super::dates::Order;
use super::table::Table;
use crate::domain::field::{FieldKind, Need, Spec};
use crate::domain::record::RecordKind;
use crate::domain::text::{fold, harmless};
use crate::exchange::cells;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The number that the file gives a case: rows with the same are one case.
pub(super) const NUMBER: &str = "number";
/// The day of an arrest.
pub(super) const ARREST_DAY: &str = "arrest.at";
/// Was anybody arrested? Yes or no, where the file has no day of it.
pub(super) const ARRESTED: &str = "arrest.made";

/// A field that a column may fill.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// `victim.age`
    pub name: String,
    /// of which record, and which field; of neither is [`NUMBER`]
    pub of: Option<(RecordKind, &'static Spec)>,
    pub label: String,
}

/// What a field is filled from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum From {
    /// a column
    Column(String),
    /// several, a blank between what they hold
    Columns(Vec<String>),
    /// the same for every row
    Always {
        /// as it would be typed
        value: String,
    },
}

/// A map.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Map {
    /// the sheet of a workbook
    pub(super) sheet: Option<String>,
    /// the line of the headings
    pub(super) header: Option<u64>,
    pub(super) date_order: Option<String>,
    pub(super) yes: Vec<String>,
    pub(super) no: Vec<String>,
    pub(super) unknown: Vec<String>,
    unmatched: Option<String>,
    pub(super) fields: BTreeMap<String, From>,
    pub(super) words: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) ignore: Vec<String>,
}

impl Default for Map {
    fn default() -> Map {
        let words = |words: &str| words.split(' ').map(str::to_owned).collect();
        Map {
            sheet: None,
            header: None,
            date_order: None,
            yes: words("y yes true 1 x បាទ ចាស បាន"),
            no: words("n no false 0 ទេ មិនបាន"),
            // Not “na” nor “u”: both are names.
            unknown: words("? - – — n/a unknown unk null nil មិនដឹង មិនស្គាល់"),
            unmatched: None,
            fields: BTreeMap::new(),
            words: BTreeMap::new(),
            ignore: Vec::new(),
        }
    }
}

/// Headings under which a field stands in the offices' own lists, beside its label and column, in English and Khmer.
const HEADINGS: &[(&str, &str)] = &[
    (
        NUMBER,
        "case no|case no.|case number|case id|caseid|case|no.|ref|reference|file no|file number|uid|id|លេខករណី|លេខសំណុំរឿង|ល.រ",
    ),
    (
        "case.reported_on",
        "date reported|report date|reported date|reported on|date of report|date|received|date received|កាលបរិច្ឆេទ|ថ្ងៃរាយការណ៍|ថ្ងៃទទួលពាក្យបណ្តឹង|ថ្ងៃប្តឹង",
    ),
    ("case.incident_on", "incident date|date of incident|offence date|date of offence|crime date|happened on|ថ្ងៃកើតហេតុ"),
    ("case.source", "source|reported by|referred by|ប្រភព"),
    ("case.province", "province|prov|ខេត្ត|រាជធានី-ខេត្ត"),
    ("case.district", "district|khan|srok|ស្រុក|ខណ្ឌ|ស្រុក/ខណ្ឌ"),
    ("case.commune", "commune|sangkat|khum|ឃុំ|សង្កាត់"),
    ("case.village", "village|phum|ភូមិ"),
    ("case.place", "place|location|address|scene|ទីកន្លែង"),
    ("case.summary", "summary|what happened|description|facts|details|remarks|notes|សង្ខេប|សេចក្តីសង្ខេប|កំណត់សម្គាល់"),
    ("case.team", "team|unit|ក្រុម"),
    ("case.lead", "lead|officer|investigator|lead officer|assigned to|អ្នកទទួលបន្ទុក|មន្ត្រី"),
    ("case.investigation", "stage|status|case status|ស្ថានភាព"),
    ("case.reporter", "reporter|complainant|អ្នករាយការណ៍|ដើមបណ្តឹង"),
    ("offence.code", "offence|offense|crime|crime type|type of crime|charge|case type|type|បទល្មើស|ប្រភេទបទល្មើស"),
    ("offence.attempted", "attempted|attempt"),
    ("offence.clearance", "clearance|disposition|cleared"),
    ("victim.name", "victim|victim name|name of victim|child|child name|ឈ្មោះជនរងគ្រោះ"),
    ("victim.sex", "victim sex|sex of victim|victim gender|sex|gender|ភេទ|ភេទជនរងគ្រោះ"),
    ("victim.age", "victim age|age of victim|age|អាយុ|អាយុជនរងគ្រោះ"),
    ("victim.born", "victim dob|dob|date of birth|birth date|ថ្ងៃខែឆ្នាំកំណើត"),
    ("victim.name_km", "victim name khmer|khmer name|ឈ្មោះ|ឈ្មោះជាភាសាខ្មែរ"),
    ("suspect.name", "suspect|suspect name|name of suspect|perpetrator|offender|accused|ឈ្មោះជនសង្ស័យ|ជនសង្ស័យ|ជនជាប់ចោទ"),
    ("suspect.sex", "suspect sex|sex of suspect|suspect gender|ភេទជនសង្ស័យ"),
    ("suspect.age", "suspect age|age of suspect|អាយុជនសង្ស័យ"),
    ("suspect.nickname", "nickname|alias|aka|ឈ្មោះហៅក្រៅ"),
    ("relation.relationship", "relationship|relation|relation to victim|suspect relation|ទំនាក់ទំនង|ត្រូវជា"),
    (ARRESTED, "arrested|arrest|arrest made|in custody|ចាប់ខ្លួន|បានចាប់ខ្លួន"),
    (ARREST_DAY, "arrest date|date of arrest|arrested on|ថ្ងៃចាប់ខ្លួន"),
];

/// Every field that a column may fill, in the order of the field lists.
pub(super) fn targets() -> Vec<Target> {
    let own = |name: &str, label: &str| Target { name: name.to_owned(), of: None, label: label.to_owned() };
    let mut all = vec![own(NUMBER, "the file's own number of the case")];
    for kind in RecordKind::of_case() {
        let typed = |s: &&Spec| s.need != Need::Hidden && s.kind != FieldKind::Link;
        all.extend(kind.specs().iter().filter(typed).map(|spec| Target {
            name: format!("{}.{}", cells::word(kind), spec.column),
            of: Some((kind, spec)),
            label: if kind == RecordKind::Case {
                spec.label.to_owned()
            } else {
                format!("{} {}", kind.name(), spec.label)
            },
        }));
        if kind == RecordKind::Arrest {
            all.push(own(ARRESTED, "arrested, yes or no"));
        }
    }
    all
}

/// The field that a heading is the name of.
fn target_of(heading: &str, targets: &[Target]) -> Option<String> {
    let folded = fold(heading);
    let named = |t: &&Target| heading.eq_ignore_ascii_case(&t.name) || (!folded.is_empty() && fold(&t.label) == folded);
    let listed = HEADINGS.iter().find(|(_, words)| words.split('|').any(|word| fold(word) == folded));
    let listed = listed.filter(|_| !folded.is_empty()).map(|(name, _)| (*name).to_owned());
    targets.iter().find(named).map(|t| t.name.clone()).or(listed)
}

/// How many of these cells are headings that mean something.
pub(super) fn known<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    let targets = targets();
    cells.filter(|cell| cell.len() < 80 && target_of(cell, &targets).is_some()).count()
}

impl Map {
    /// Reads a map file.
    /// # Errors
    /// A sentence that says where.
    pub fn read(text: &str) -> Result<Map, String> {
        let map: Map = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |span| text[..span.start.min(text.len())].lines().count().max(1));
            format!("line {at} of the map: {}", e.message())
        })?;
        let targets = targets();
        let known = |name: &String| targets.iter().any(|t| t.name == *name);
        if let Some(name) = map.fields.keys().chain(map.words.keys()).find(|name| !known(name)) {
            let near = targets.iter().min_by_key(|t| strsim::damerau_levenshtein(&t.name, name));
            let near = near.map(|t| format!(": is {} meant?", t.name)).unwrap_or_default();
            return Err(format!("the map fills “{name}”, and there is no such field{near}"));
        }
        if let Some(word) = map.date_order.as_deref().filter(|word| Order::of(word).is_none()) {
            return Err(format!("the map says date_order = “{word}”: say dmy, mdy or ymd"));
        }
        if let Some(word) = map.unmatched.as_deref().filter(|word| !["ask", "keep"].contains(word)) {
            return Err(format!("the map says unmatched = “{word}”: say ask or keep"));
        }
        Ok(map)
    }

    /// The same, with fields by the headings where it names none.
    pub(super) fn guessed(mut self, table: &Table) -> Map {
        if !self.fields.is_empty() {
            return self;
        }
        let targets = targets();
        for heading in &table.headings {
            if let Some(name) = target_of(heading, &targets) {
                self.fields.entry(name).or_insert_with(|| From::Column(heading.clone()));
            }
        }
        self
    }

    /// Says which sheet of a workbook is meant.
    pub fn choose_sheet(&mut self, sheet: &str) {
        self.sheet = Some(sheet.to_owned());
    }

    /// The order of days that it says.
    pub(super) fn order(&self) -> Option<Order> {
        self.date_order.as_deref().and_then(Order::of)
    }

    /// Are words that no code list knows kept with the case, without asking?
    pub(super) fn keeps_unmatched(&self) -> bool {
        self.unmatched.as_deref() == Some("keep")
    }

    /// Says what a word of a field means.
    pub fn say(&mut self, field: &str, word: &str, meaning: &str) {
        self.words.entry(field.to_owned()).or_default().insert(word.to_owned(), meaning.to_owned());
    }

    /// The map as a file, with what it says and what it could say.
    pub(super) fn template(&self, table: &Table, order: Option<Order>) -> String {
        let mut out = String::from(
            "# Which column fills which field, and how its words are read: caseload import FILE --map THIS\n\
             # A column that fills no field is not lost: it stays with its case, as it stood in the file.\n\n",
        );
        let list = |words: &[String]| words.iter().map(|w| quoted(w)).collect::<Vec<_>>().join(", ");
        if let Some(sheet) = &self.sheet {
            let _ = writeln!(out, "sheet = {}", quoted(sheet));
        }
        let _ = write!(
            out,
            "header = {}            # the line of the headings\n\
             {}date_order = {}    # where all are numbers: dmy, mdy or ymd; years of the Buddhist era are known by themselves\n\
             unmatched = {}     # a word that no list knows: \"ask\", once for all rows; or \"keep\" it with the case, and the field blank\n\
             yes = [{}]\nno = [{}]\nunknown = [{}]   # and a blank cell\nignore = [{}]          # columns that nobody needs\n\n[fields]\n",
            table.header,
            if order.is_some() { "" } else { "# " },
            quoted(order.unwrap_or(Order::Dmy).word()),
            quoted(self.unmatched.as_deref().unwrap_or("ask")),
            list(&self.yes),
            list(&self.no),
            list(&self.unknown),
            list(&self.ignore),
        );
        out.push_str(
            "# field = \"column\", or [\"several\", \"columns\"], or { value = \"the same for every row\" }\n",
        );
        for target in targets() {
            let from = match self.fields.get(&target.name) {
                Some(From::Column(column)) => quoted(column),
                Some(From::Columns(columns)) => format!("[{}]", list(columns)),
                Some(From::Always { value }) => format!("{{ value = {} }}", quoted(value)),
                None => "\"\"".to_owned(),
            };
            let off = if self.fields.contains_key(&target.name) { "" } else { "# " };
            let _ = writeln!(out, "{off}{} = {from}    # {}", quoted(&target.name), target.label);
        }
        out.push_str("\n# Columns, each with what stands in it first:\n");
        for (i, heading) in table.headings.iter().enumerate() {
            let some: Vec<String> = table
                .rows
                .iter()
                .map(|r| r.cell(i).trim())
                .filter(|c| !c.is_empty())
                .take(3)
                .map(super::short)
                .collect();
            let _ = writeln!(out, "#   {} | {}", on_a_line(heading), on_a_line(&some.join(" | ")));
        }
        out.push_str("\n# Words of a field: what each means, as it would be typed; \"?\" is not known.\n# [words.\"case.province\"]\n# \"Batambong\" = \"02\"\n");
        for (field, words) in &self.words {
            let _ = writeln!(out, "[words.{}]", quoted(field));
            for (word, meaning) in words {
                let _ = writeln!(out, "{} = {}", quoted(word), quoted(meaning));
            }
        }
        out
    }
}

fn on_a_line(text: &str) -> String {
    harmless(text).replace('\n', " ")
}

/// A string of TOML, which escapes as JSON does.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
