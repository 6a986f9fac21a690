//! Printing: aligned columns and labelled lines for people, JSON for programs. It must never let text from a record reach
//! a terminal raw, and never know what it prints.

use crate::domain::text::{harmless, harmless_json};
use serde_json::Value;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// How wide the label of a line is.
const LABEL: usize = 16;

/// Columns as wide as the rows that they were fitted to; a later row that is wider pushes its own line only.
pub(super) struct Columns {
    align: String,
    widths: Vec<usize>,
}

impl Columns {
    /// `align` has a letter for each column: `l`eft or `r`ight.
    pub fn fit(align: &str, rows: &[Vec<String>]) -> Columns {
        let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| cell(c).width()).max().unwrap_or(0);
        Columns { align: align.to_owned(), widths: (0..align.len()).map(width).collect() }
    }

    /// One row, with no blanks at its end.
    pub fn row(&self, out: &mut dyn Write, row: &[String]) -> io::Result<()> {
        let mut line = String::new();
        for ((text, width), align) in row.iter().zip(&self.widths).zip(self.align.chars()) {
            let text = cell(text);
            let blanks = " ".repeat(width.saturating_sub(text.width()));
            line += &if align == 'r' { blanks + &text } else { text + &blanks };
            line += "  ";
        }
        writeln!(out, "{}", line.trim_end())
    }
}

/// All rows, fitted to each other.
pub(super) fn table(out: &mut dyn Write, align: &str, rows: &[Vec<String>]) -> io::Result<()> {
    let columns = Columns::fit(align, rows);
    rows.iter().try_for_each(|row| columns.row(out, row))
}

/// One line of text.
pub(super) fn line(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "{}", cell(text))
}

/// `  Label           value`; further lines of the value stand under the first.
pub(super) fn labelled(out: &mut dyn Write, label: &str, value: &str) -> io::Result<()> {
    let margin = format!("\n{}", " ".repeat(LABEL + 2));
    writeln!(out, "  {label:LABEL$}{}", harmless(value).replace('\n', &margin))
}

/// What a record still lacks.
pub(super) fn missing(out: &mut dyn Write, fields: &[String]) -> io::Result<()> {
    line(out, &format!("missing: {}", if fields.is_empty() { "nothing".to_owned() } else { fields.join(", ") }))
}

/// JSON on lines of its own.
pub(super) fn json(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    writeln!(out, "{}", harmless_json(&format!("{value:#}")))
}

/// JSON on one line.
pub(super) fn json_line(value: &Value) -> String {
    harmless_json(&value.to_string())
}

fn cell(text: &str) -> String {
    harmless(text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::is_unsafe;
    use serde_json::json;

    #[test]
    fn columns_align_by_cells_of_the_screen_and_hold_nothing_raw() {
        let rows = [["ភ្នំពេញ", "7", "x"], ["\u{1b}\n", "12", ""]].map(|r| r.map(str::to_owned).to_vec());
        let mut out = Vec::new();
        table(&mut out, "lrl", &rows).unwrap();
        let blanks = " ".repeat("ភ្នំពេញ".width() - 2);
        assert_eq!(String::from_utf8(out).unwrap(), format!("ភ្នំពេញ   7  x\n\u{FFFD} {blanks}  12\n"));
    }

    #[test]
    fn json_is_the_same_data_and_harmless() {
        let value = json!({ "text": "a\u{9b}2J\u{202E}\u{E0041}\u{1b}\n\"ខ្មែរ\"" });
        let line = json_line(&value);
        assert!(!line.chars().any(is_unsafe), "{line}");
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), value);
    }
}
