//! Folding of text for finding, capitals, and which characters may harm a reader's terminal.
//! It must never change what is stored: folded text is only ever compared.

/// The first letter as a capital.
pub fn capital(words: &str) -> String {
    let mut words = words.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// Khmer digits ០–៩ as 0–9; every other character as it is.
pub fn latin_digit(c: char) -> char {
    match c {
        '\u{17E0}'..='\u{17E9}' => char::from(b'0' + (c as u32 - 0x17E0) as u8),
        _ => c,
    }
}

/// The form in which words are compared: lower case, Latin digits, no spaces, hyphens, accents or invisible joiners, and Khmer that
/// looks alike in one way. What is searched is stored so: another form takes a step of the schema, after which every row of the
/// list is made again.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(latin_digit).flat_map(char::to_lowercase) {
        let c = match c {
            'à'..='å' => 'a',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ò'..='ö' => 'o',
            'ù'..='ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            _ => c,
        };
        let keep = c.is_alphanumeric() || ('\u{1780}'..='\u{17FF}').contains(&c);
        if keep {
            out.push(c);
        }
    }
    if out.is_ascii() { out } else { super::khmer::alike(&out) }
}

/// Folded text with a doubled Latin letter once, for names whose spelling varies: `ratanakkiri` and `ratanakiri` are one.
pub fn squeeze(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        if !(c.is_ascii_alphabetic() && out.ends_with(c)) {
            out.push(c);
        }
    }
    out
}

/// Bytes as people compare them: two digits of sixteen each, small letters.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Words of a search: folded one by one, so that each may be found on its own.
pub fn fold_words(text: &str) -> Vec<String> {
    text.split_whitespace().map(fold).filter(|w| !w.is_empty()).collect()
}

/// Would this character move a cursor, hide or reorder what follows, or smuggle text past a reader?
/// Control characters, bidirectional controls, line separators, tag and annotation characters, byte order marks.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}' | '\u{00AD}' | '\u{180E}')
}

/// The text as a reader may see it: every unsafe character is one visible U+FFFD. New lines are kept.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if c != '\n' && is_unsafe(c) { '\u{FFFD}' } else { c }).collect()
}

/// The same JSON, with what may harm a terminal written as `\u…`. Such characters stand in strings only, but for the line ends.
pub fn harmless_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_unsafe(c) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_fold_to_one_word() {
        for (a, b) in [
            ("Siem Reap", "siemreap"),
            ("ភ្នំ\u{200B}ពេញ", "ភ្នំពេញ"),
            ("៣៤", "34"),
            ("Ta-Kéo", "takeo"),
            ("Français à Zürich, Ñu, île, hôpital", "francaisazurichnuilehopital"),
            ("កណ្\u{200B}ដាល", "កណ្តាល"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} / {b}");
        }
        assert_eq!(squeeze(&fold("Ratanak Kiri")), squeeze("ratanakiri"));
        assert_ne!(fold("Kampot"), fold("Kampong"));
    }

    #[test]
    fn what_harms_is_shown_and_khmer_joiners_are_left_alone() {
        assert_eq!(harmless("a\u{1b}[2J\0\u{202E}b"), "a\u{FFFD}[2J\u{FFFD}\u{FFFD}b");
        assert_eq!(harmless("ស្រី\u{200B}មុំ"), "ស្រី\u{200B}មុំ");
    }
}
