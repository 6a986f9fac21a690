//! Text in a cell of CSV or XLSX, so that it harms no reader, and can be read back letter by letter. It must never drop or
//! replace a character.
//!
//! * A character that would move a cursor, hide or reorder text is written as its number between `_x` and `_`, in UTF-16, as
//!   XLSX itself writes what XML cannot hold: `_x001B_` for escape, `_x202E_` for an override. New lines stay. Text in which
//!   such a number stood already has its `_` written so: `_x005F_x001B_`.
//! * In CSV, text that begins with a sign by which a spreadsheet knows a formula has an apostrophe before it, and so has text
//!   that begins with an apostrophe: who reads takes the first apostrophe away.

use crate::domain::text::is_unsafe;
use std::borrow::Cow;

/// By these a spreadsheet knows a formula, wide ones in some languages; tabulators and line ends before one are passed over.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];

/// The text of a cell.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_out(c) || c == '_') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if is_out(c) || (c == '_' && is_number(&text[at..])) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("_x{unit:04X}_")));
        } else {
            out.push(c);
        }
    }
    out.into()
}

/// The same for CSV.
pub fn for_csv(text: &str) -> Cow<'_, str> {
    let text = plain(text);
    if text.starts_with(FORMULA) { format!("'{text}").into() } else { text }
}

/// The text that a cell of an export of ours holds, letter by letter.
pub fn read(cell: &str) -> Cow<'_, str> {
    if !cell.contains("_x") {
        return cell.into();
    }
    let (mut units, mut rest): (Vec<u16>, &str) = (Vec::with_capacity(cell.len()), cell);
    while let Some(c) = rest.chars().next() {
        let unit = if is_number(rest) { u16::from_str_radix(&rest[2..6], 16).ok() } else { None };
        match unit {
            Some(unit) => units.push(unit),
            None => units.extend(c.encode_utf16(&mut [0; 2]).iter()),
        }
        rest = &rest[if unit.is_some() { 7 } else { c.len_utf8() }..];
    }
    // Half a letter is none of ours: the cell is as it stands.
    String::from_utf16(&units).map_or(cell.into(), Cow::from)
}

/// The same for CSV.
pub fn read_csv(cell: &str) -> Cow<'_, str> {
    read(cell.strip_prefix('\'').unwrap_or(cell))
}

fn is_out(c: char) -> bool {
    c != '\n' && is_unsafe(c)
}

/// Does it begin with `_xHHHH_`?
fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes.starts_with(b"_x") && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_harms_is_spelled_out_and_a_formula_is_text() {
        for (text, cell) in [
            ("a\u{1b}[2J", "a_x001B_[2J"),
            ("\u{202E}x\u{E0041}", "_x202E_x_xDB40__xDC41_"),
            ("_x001B_ snake_case", "_x005F_x001B_ snake_case"),
            ("ស្រី\u{200B}មុំ\n2", "ស្រី\u{200B}មុំ\n2"),
            ("\t=1", "_x0009_=1"),
        ] {
            assert_eq!(plain(text), cell);
        }
        for text in ["=1+1", "+855", "-1", "@SUM(A1)", "＝1", "'quoted", "\n=1"] {
            assert_eq!(for_csv(text), format!("'{text}"));
        }
        assert_eq!(for_csv("a=1"), "a=1");
    }

    proptest! {
        #[test]
        fn it_reads_back_letter_by_letter(text in "(\\PC|[\u{0}-\u{1f}\u{202a}-\u{202e}\u{e0041}_x0-9A-F'=@ -])*") {
            let (xlsx, csv) = (plain(&text), for_csv(&text));
            prop_assert_eq!(&*read(&xlsx), &*text);
            prop_assert_eq!(&*read_csv(&csv), &*text);
            prop_assert!(!plain(&text).chars().any(is_out));
        }
    }
}
