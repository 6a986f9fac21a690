//! Khmer that looks alike made alike, for comparing only: it can be typed in several orders and with several letters that no
//! reader tells apart. It must never change what is stored.

/// The letter under which the next one is written.
const COENG: char = '\u{17D2}';
const RO: char = '\u{179A}';

/// Is it written on, under or around the letter before it?
fn is_mark(c: char) -> bool {
    matches!(c, '\u{17B4}'..='\u{17D3}' | '\u{17DD}')
}

/// Letters with two codes and one look; a full stop and other signs between sentences are no letters.
fn letter(c: char) -> Option<char> {
    match c {
        // Inherent vowels, which are not drawn.
        '\u{17B4}' | '\u{17B5}' => None,
        '\u{17D4}'..='\u{17D6}' | '\u{17D8}'..='\u{17DA}' => None,
        '\u{17A3}' => Some('\u{17A2}'),
        '\u{17B2}' => Some('\u{17B1}'),
        '\u{17D3}' => Some('\u{17C6}'),
        c => Some(c),
    }
}

/// A mark, and where it stands among those of its letter: letters below, the one that is written before the letter last; signs that
/// change the letter; vowels; signs above and behind.
fn place(mark: &[char]) -> (u8, char) {
    match *mark {
        [COENG, RO] => (1, RO),
        [COENG, below] => (0, below),
        [c @ ('\u{17C9}' | '\u{17CA}' | '\u{17CC}')] => (2, c),
        [c @ '\u{17B6}'..='\u{17C5}'] => (3, c),
        [c, ..] => (4, c),
        [] => (5, COENG),
    }
}

/// The marks of one letter in one order, a vowel typed in two halves whole, none twice.
fn put_in_order(marks: &mut Vec<Vec<char>>) {
    for (halves, whole) in [(['\u{17C1}', '\u{17B8}'], '\u{17BE}'), (['\u{17C1}', '\u{17B6}'], '\u{17C4}')] {
        if halves.iter().all(|half| marks.contains(&vec![*half])) {
            marks.retain(|m| !halves.iter().any(|half| *m == [*half]));
            marks.push(vec![whole]);
        }
    }
    marks.sort_by_key(|m| place(m));
    marks.dedup();
}

/// The text with everything that looks alike written in one way.
pub(super) fn alike(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks: Vec<Vec<char>> = Vec::new();
    let mut chars = text.chars().filter_map(letter).peekable();
    while let Some(c) = chars.next() {
        if is_mark(c) {
            let mut mark = vec![c];
            if c == COENG {
                // Below a letter TA and DA are drawn alike, and people type whichever comes to hand.
                mark.extend(
                    chars.next_if(|below| !is_mark(*below)).map(|b| if b == '\u{178A}' { '\u{178F}' } else { b }),
                );
            }
            marks.push(mark);
            continue;
        }
        put_in_order(&mut marks);
        out.extend(marks.drain(..).flatten());
        out.push(c);
    }
    put_in_order(&mut marks);
    out.extend(marks.into_iter().flatten());
    out
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn what_looks_alike_is_alike() {
        for (a, b, what) in [
            ("កណ្ដាល", "កណ្តាល", "DA and TA below"),
            ("ស្ត្រី", "ស្រ្តី", "two letters below in either order"),
            ("ស្រី", "សី្រ", "vowel before or behind the letter below"),
            ("ម៉ៅ", "មៅ៉", "sign before or behind the vowel"),
            ("ខ្ញុំ", "ខ្ញំុ", "vowel and sign above"),
            ("ជើង", "ជេីង", "a vowel in two halves"),
            ("កោះ", "កេាះ", "another"),
            ("ឱ្យ", "ឲ្យ", "two codes of one letter"),
            ("ភូមិ។", "ភូមិ", "a full stop"),
        ] {
            assert_eq!(alike(a), alike(b), "{what}");
        }
    }

    #[test]
    fn what_does_not_look_alike_stays_apart_and_other_script_as_it_is() {
        for (a, b) in [("ដា", "តា"), ("កា", "កាំ"), ("ពោធិ៍", "ពោធិ"), ("ប៉ា", "បា")]
        {
            assert_ne!(alike(a), alike(b));
        }
        for text in ["", "siem reap 19/274", "\u{17D2}", "ភ្នំពេញ"] {
            assert_eq!(alike(text), text);
        }
    }
}
