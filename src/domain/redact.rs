//! Names in free text: blanked for one who may read what happened and not whom it happened to. It must never let through a name
//! that the case itself knows; a name that stands in no field of the case cannot be told from any other word.

use super::field::See;
use super::record::{HIDDEN, Sheet};

/// Shorter words are no names worth finding: they stand in too many others.
const SHORTEST: usize = 2;

/// Blanks names, whole and word by word, in the narrative of a record; a field in which one was found is marked as masked.
pub fn redact(sheet: &mut Sheet, names: &[String]) {
    for (i, (spec, value)) in sheet.kind.specs().iter().zip(&mut sheet.values).enumerate() {
        if spec.see == See::Narrative
            && let Some(text) = value
        {
            let blanked = blank(text, names);
            if blanked != *text {
                *text = blanked;
                sheet.head.masked |= 1 << i;
            }
        }
    }
}

/// The text with names blanked, whole and word by word.
pub fn blank(text: &str, names: &[String]) -> String {
    let mut words: Vec<&str> = names.iter().flat_map(|n| n.split_whitespace().chain([n.trim()])).collect();
    words.retain(|w| w.chars().count() >= SHORTEST);
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    words.into_iter().fold(text.to_owned(), |text, word| without(&text, word))
}

/// The text with every occurrence of one name blanked, whatever its case and whatever invisible joiners stand in it.
fn without(text: &str, name: &str) -> String {
    let low = |c: char| c.to_lowercase().next().unwrap_or(c);
    let name: Vec<char> = name.chars().filter(|c| !is_joiner(*c)).map(low).collect();
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    // A Latin name is a word of its own; Khmer is written without blanks.
    let latin = name.iter().any(char::is_ascii);
    let inside = |i: usize| latin && chars.get(i).is_some_and(|c| c.is_ascii_alphabetic());
    let ends = |from: usize| {
        let mut seen = chars[from..].iter().enumerate().filter(|(_, c)| !is_joiner(**c));
        let last =
            name.iter().try_fold(from, |_, n| seen.next().filter(|(_, c)| low(**c) == *n).map(|(i, _)| from + i));
        last.filter(|_| !name.is_empty()).map(|last| last + 1)
    };
    while at < chars.len() {
        let starts = (at == 0 || !inside(at - 1)) && !is_joiner(chars[at]);
        match ends(at).filter(|end| starts && !inside(*end)) {
            Some(end) => {
                out.push_str(HIDDEN);
                at = end;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

/// Khmer words are parted and joined by characters that nobody sees.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::RecordKind;

    #[test]
    fn a_known_name_goes_from_the_narrative_in_both_scripts_and_no_other_word_does() {
        let mut sheet = Sheet::blank(RecordKind::Diary, "c", 1);
        sheet.set("text", Some("SOKHA Chan's uncle saw Sokhan; នាងសុខាទៅ. chan".into()));
        redact(&mut sheet, &["Sokha Chan".into(), "សុខា".into()]);
        assert_eq!(sheet.get("text"), Some("▒▒▒▒'s uncle saw Sokhan; នាង▒▒▒▒ទៅ. ▒▒▒▒"));
        assert!(sheet.is_masked("text"));
        assert_eq!(blank("នាង\u{200B}សុ\u{200B}ខា\u{200B}ទៅ", &["សុខា".into()]), "នាង\u{200B}▒▒▒▒\u{200B}ទៅ");
    }
}
