//! Pieces of words, of one to three letters, under which an index finds a word anywhere in a text, also where no blanks stand between words. A text
//! that holds a word holds all of its pieces, and not always the other way round. It must never know where texts or the index stand.

use std::collections::HashSet;

/// A piece has no more letters than this.
pub const LONGEST: usize = 3;

/// Every piece of these texts, as often as it stands there. None goes beyond a blank.
pub fn all<'a>(texts: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let words = texts.into_iter().flat_map(|text| text.split(' '));
    words.flat_map(|word| word.char_indices().map(|(at, _)| &word[at..])).flat_map(|rest| {
        let ends = rest.char_indices().map(|(end, _)| end).skip(1).chain([rest.len()]);
        ends.take(LONGEST).map(|end| &rest[..end])
    })
}

/// The same, each once.
pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> HashSet<&'a str> {
    all(texts).collect()
}

/// Pieces that stand wherever this stands: as few as cover it.
pub fn sought(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let last = (starts.len() - 1).saturating_sub(LONGEST);
        let from = (0..last).step_by(LONGEST).chain([last]);
        out.extend(from.map(|at| &word[starts[at]..starts[(at + LONGEST).min(starts.len() - 1)]]));
    }
    out
}

/// Is this a piece, so that it stands wherever that does?
pub fn is_one(text: &str) -> bool {
    sought(text) == [text]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_holds_a_word_only_where_it_holds_all_of_its_pieces() {
        let texts = ["sok vuthy sokvuthy", "ភ្នំពេញ 19", "", "a  b"];
        let pieces = of(texts);
        let words = ["s", "so", "sok", "kvu", "okvut", "vuthy", "sokvuthy", "ំពេ", "ភ្នំពេញ", "19", "a", "k v", " "];
        for word in words {
            let all = sought(word);
            assert!(all.iter().all(|piece| pieces.contains(piece)), "{word}: {all:?}");
            assert!(all.iter().all(|piece| word.contains(piece) && !piece.contains(' ')), "{word}: {all:?}");
        }
        for none in ["x", "ky", "vuthys", "sokv.", "9ភ"] {
            assert!(!sought(none).iter().all(|piece| pieces.contains(piece)), "{none}");
        }
        assert!(pieces.iter().all(|piece| is_one(piece)) && !pieces.contains(""));
    }

    #[test]
    fn no_letter_of_a_word_is_left_out_and_few_pieces_are_asked_for() {
        assert_eq!(sought("vuthy"), ["vut", "thy"]);
        assert_eq!(sought("sokvut"), ["sok", "vut"]);
        assert_eq!(sought("ab cdef"), ["ab", "cde", "def"]);
        assert_eq!((sought(""), sought(" ")), (vec![], vec![]));
        assert!(is_one("sok") && is_one("ស") && !is_one("soks") && !is_one("a b") && !is_one(""));
    }
}
