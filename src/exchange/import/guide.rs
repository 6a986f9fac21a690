//! The map as it is made column by column: what stands in each, which field it goes to, and what follows for the others when it
//! goes to another. It must never read a cell as a value.

use super::check::Opened;
use super::dates::Order;
use super::map::{self, From, Map, targets};
use super::short;

/// So many values of a column are shown.
const SOME: usize = 3;

/// A column of a file.
#[derive(Debug, Clone)]
pub struct Column {
    /// its heading, as the map names it
    pub heading: String,
    /// is that the name of a field? Another may be a row that was taken for the headings
    pub known: bool,
    /// what stands in it first
    pub some: Vec<String>,
}

/// A field that a column may fill.
#[derive(Debug, Clone)]
pub struct Field {
    /// `victim.age`
    pub name: String,
    /// what people call it
    pub label: String,
}

/// All of them, in the order of the field lists.
pub fn fields() -> Vec<Field> {
    let label = |of_case: bool, label: String| if of_case { format!("case {label}") } else { label };
    let field = |t: map::Target| Field { label: label(t.name.starts_with("case."), t.label), name: t.name };
    targets().into_iter().map(field).collect()
}

impl Opened {
    /// The columns, with what stands in each first.
    pub fn columns(&self) -> Vec<Column> {
        let some = |at: usize| {
            let cells = self.table.rows.iter().map(|row| row.cell(at).trim()).filter(|cell| !cell.is_empty());
            cells.take(SOME).map(short).collect()
        };
        let column = |(at, heading): (usize, &String)| Column {
            heading: heading.clone(),
            known: map::known(std::iter::once(heading.as_str())) > 0,
            some: some(at),
        };
        self.table.headings.iter().enumerate().map(column).collect()
    }

    /// How it was read, for people.
    pub fn how(&self) -> &str {
        &self.table.how
    }

    /// The sheets of a workbook, where one of them is read.
    pub fn sheets(&self) -> &[String] {
        &self.table.sheets
    }

    /// Is it an export of caseload, whose columns are known?
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// The map with the fields by the headings, where it names none.
    pub fn guessed(&self, map: &Map) -> Map {
        if self.own { map.clone() } else { map.clone().guessed(&self.table) }
    }

    /// A map as a file, with what it says and what it could say; `order` is the word of that in which days are read, where it
    /// is known.
    pub fn template(&self, map: &Map, order: Option<&str>) -> String {
        map.template(&self.table, map.order().or_else(|| order.and_then(Order::of)))
    }

    /// A column that a map names and the file has not.
    pub fn lacks<'a>(&self, map: &'a Map) -> Option<&'a str> {
        let named = map.fields.values().flat_map(From::columns).chain(&map.ignore);
        named.map(String::as_str).find(|heading| self.table.column(heading).is_none())
    }
}

fn same(one: &str, other: &str) -> bool {
    one == other || one.trim().eq_ignore_ascii_case(other.trim())
}

impl From {
    fn columns(&self) -> &[String] {
        match self {
            From::Column(column) => std::slice::from_ref(column),
            From::Columns(columns) => columns,
            From::Always { .. } => &[],
        }
    }
}

impl Map {
    /// The field that a column fills.
    pub fn field_of(&self, heading: &str) -> Option<&str> {
        let fills = |(_, from): &(&String, &From)| from.columns().iter().any(|column| same(column, heading));
        self.fields.iter().find(fills).map(|(name, _)| name.as_str())
    }

    /// The column that fills a field.
    pub fn column_of(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(|from| from.columns().first()).map(String::as_str)
    }

    /// Has a column fill a field and no other, in the place of what filled it; or none, and it stays with the case as it stands.
    pub fn fill(&mut self, heading: &str, field: Option<&str>) {
        self.ignore.retain(|column| !same(column, heading));
        let fields = std::mem::take(&mut self.fields);
        let without = |(name, from): (String, From)| {
            let mut columns = from.columns().to_vec();
            let before = columns.len();
            columns.retain(|column| !same(column, heading));
            match columns.as_slice() {
                _ if columns.len() == before => Some((name, from)),
                [] => None,
                [one] => Some((name, From::Column(one.clone()))),
                _ => Some((name, From::Columns(columns))),
            }
        };
        self.fields = fields.into_iter().filter_map(without).collect();
        if let Some(field) = field {
            self.fields.insert(field.to_owned(), From::Column(heading.to_owned()));
        }
    }

    /// The word by which a map says yes, or no.
    pub fn yes_or_no(&self, yes: bool) -> &str {
        let (words, usual) = if yes { (&self.yes, "yes") } else { (&self.no, "no") };
        words.first().map_or(usual, String::as_str)
    }

    /// Reads days in the next order of day, month and year; `now` is the word of that in which they are read.
    pub fn turn_order(&mut self, now: &str) {
        let at = Order::ALL.iter().position(|(_, word)| *word == now).map_or(0, |at| at + 1);
        self.date_order = Some(Order::ALL[at % Order::ALL.len()].1.to_owned());
    }

    /// The sheet of a workbook that it names.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The word of the order that it says, if it says one.
    pub fn order_word(&self) -> Option<&'static str> {
        self.order().map(Order::word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_fills_one_field_and_takes_the_place_of_another() {
        let text =
            "ignore = [\"Z\"]\n[fields]\n\"case.reported_on\" = \"Day\"\n\"victim.name\" = [\"First\", \"Last\"]\n";
        let mut map = Map::read(text).unwrap();
        assert_eq!(
            (map.field_of("day "), map.field_of("Last"), map.field_of("Z")),
            (Some("case.reported_on"), Some("victim.name"), None)
        );
        map.fill("Last", Some("suspect.name"));
        assert_eq!((map.field_of("First"), map.field_of("Last")), (Some("victim.name"), Some("suspect.name")));
        map.fill("Z", Some("case.reported_on"));
        assert_eq!((map.field_of("Day"), map.column_of("case.reported_on")), (None, Some("Z")));
        assert!(map.ignore.is_empty());
        map.fill("Z", None);
        assert_eq!(map.column_of("case.reported_on"), None);
        let mut order = "dmy";
        for next in ["mdy", "ymd", "dmy"] {
            map.turn_order(order);
            order = map.order_word().unwrap();
            assert_eq!(order, next);
        }
    }
}
