//! Why a case was found: the fields in which the words of a filter stand, or a name that sounds like one. It goes by the records as whoever reads them sees them: in
//! what is masked for them nothing is found.

use super::casefile::CaseFile;
use super::field::{Desk, Spec};
use super::filter::{Filter, Of, Test, Want};
use super::record::{RecordKind, Sheet};
use super::sound::{Ear, Sounding};
use super::text::fold;
use std::ops::Range;

/// So many letters of a text are shown around what was found.
const AROUND: usize = 24;
/// So many letters into a text nothing is pointed at.
const LOOKED_AT: usize = 20_000;

/// A field in which a word stands, or sounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// `V1 Name`
    pub field: String,
    /// what stands there before the word, the word, and behind it
    pub text: [String; 3],
}

/// Where each of the plain words of a filter stands first, and each name that was asked for by its sound; of words that were not to
/// stand anywhere nothing.
pub fn hits(file: &CaseFile, filter: &Filter, desk: &Desk) -> Vec<Hit> {
    let sheets = file.sheets();
    let mut out: Vec<Hit> = Vec::new();
    for term in filter.terms.iter().filter(|term| !term.not) {
        let hit = match &term.test {
            Test::Word(word) => sheets.iter().find_map(|sheet| in_record(sheet, word, desk)),
            Test::Key { key, any } => by_sound(&sheets, &key.of, any),
            Test::Flag(_) => None,
        };
        out.extend(hit.filter(|hit| !out.contains(hit)));
    }
    out
}

/// Where one of the names is heard first.
fn by_sound(sheets: &[Sheet], of: &Of, any: &[Want]) -> Option<Hit> {
    let Of::Fields(fields) = of else { return None };
    let sought = any.iter().filter_map(|want| if let Want::Sounds(name) = want { Sounding::of(name) } else { None });
    let sought: Vec<Sounding> = sought.collect();
    let mut ear = Ear::default();
    sheets.iter().find_map(|sheet| {
        sheet.kind.specs().iter().zip(&sheet.values).find_map(|(spec, value)| {
            let value = value.as_deref().filter(|_| fields.contains(&(sheet.kind, spec.column)))?;
            let place = sought.iter().find_map(|name| name.heard_in(value, &mut ear))?;
            Some(Hit { field: field(sheet, spec), text: shown(value, place) })
        })
    })
}

fn field(sheet: &Sheet, spec: &Spec) -> String {
    let of = if sheet.kind == RecordKind::Case { String::new() } else { format!("{} ", sheet.label()) };
    format!("{of}{}", spec.label)
}

fn in_record(sheet: &Sheet, word: &str, desk: &Desk) -> Option<Hit> {
    sheet.kind.specs().iter().zip(&sheet.values).find_map(|(spec, value)| {
        let value = value.as_deref()?;
        let text = match spec.list() {
            None if spec.is_text() => around(value, word)?,
            Some(list) => {
                let entry = desk.lists.get(list, value)?;
                let holds = entry.words().iter().any(|w| w.contains(word));
                // What every case of the kind bears from the start tells none apart.
                let start = matches!(spec.need, super::field::Need::Given(start) if start == value);
                (holds && !start).then(|| [String::new(), spec.show(Some(value), desk), String::new()])?
            }
            None => return None,
        };
        Some(Hit { field: field(sheet, spec), text })
    })
}

/// The word as it stands first in a text, with some letters on both sides.
fn around(text: &str, word: &str) -> Option<[String; 3]> {
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(LOOKED_AT).collect();
    let text = &text[..ends.last().copied().unwrap_or(0)];
    if word.is_empty() || !fold(text).contains(word) {
        return None;
    }
    // Whatever goes on behind the word, or begins before it, holds it as well.
    let at = ends.partition_point(|to| !fold(&text[..*to]).contains(word));
    let to = ends.get(at).copied().unwrap_or(text.len());
    let begins: Vec<usize> = text[..to].char_indices().map(|(at, _)| at).collect();
    let last = begins.partition_point(|from| fold(&text[*from..to]).contains(word));
    let from = begins.get(last.saturating_sub(1)).copied().unwrap_or(0);
    Some(shown(text, from..to))
}

/// A place in a text, with some letters on both sides.
fn shown(text: &str, place: Range<usize>) -> [String; 3] {
    let before: Vec<char> = text[..place.start].chars().rev().take(AROUND + 1).collect();
    let behind: Vec<char> = text[place.end..].chars().take(AROUND + 1).collect();
    let cut = |letters: &[char]| letters.len() > AROUND;
    let joined = |letters: &mut dyn Iterator<Item = &char>| {
        letters.map(|c| if *c == '\n' { ' ' } else { *c }).collect::<String>()
    };
    let left = joined(&mut before.iter().take(AROUND).rev());
    let right = joined(&mut behind.iter().take(AROUND));
    [
        format!("{}{left}", if cut(&before) { "…" } else { "" }),
        text[place].replace('\n', " "),
        format!("{right}{}", if cut(&behind) { "…" } else { "" }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_shown_where_it_stands_in_either_script() {
        let shown = |text: &str, word: &str| around(text, &fold(word)).map(|parts| parts.join("|"));
        assert_eq!(shown("He ran to the canal road", "canal").as_deref(), Some("He ran to the |canal| road"));
        assert_eq!(shown("Sok Dara", "sokdara").as_deref(), Some("|Sok Dara|"));
        assert_eq!(shown("នៅភ្នំ\u{200B}ពេញថ្មី", "ភ្នំពេញ").as_deref(), Some("នៅ|ភ្នំ\u{200B}ពេញ|ថ្មី"));
        assert_eq!(shown("tel. ០១២ ៣៤", "01234").as_deref(), Some("tel. |០១២ ៣៤|"));
        assert_eq!(shown("a", "b"), None);
        let long = format!("{}needle{}", "x ".repeat(100), " y".repeat(100));
        let [left, word, right] = around(&long, "needle").unwrap();
        assert!(left.starts_with('…') && word == "needle" && right.ends_with('…'), "{left} {word} {right}");
    }
}
