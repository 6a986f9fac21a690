//! How a word in Latin letters sounds, whoever wrote it down by ear.

use super::{Class, Ear, VOWEL};

/// The letter without its accents, small. Of what is left those with accents are vowels, as in Vietnamese names.
fn plain(c: char) -> u8 {
    match c {
        'ñ' | 'Ñ' => b'n',
        'ç' | 'Ç' => b'c',
        'đ' | 'Đ' => b'd',
        'š' | 'Š' => b's',
        'ž' | 'Ž' => b'z',
        'ý' | 'Ý' | 'ỳ'..='ỹ' | 'Ỳ'..='Ỹ' => b'y',
        c => u8::try_from(c).map_or(b'a', |c| if c.is_ascii() { c.to_ascii_lowercase() } else { b'a' }),
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// The class of a consonant that sounds the same wherever it stands.
fn class(letter: u8) -> Option<Class> {
    Some(match letter {
        b'k' | b'q' | b'g' | b'c' => b'K',
        b'j' => b'C',
        b't' | b'd' => b'T',
        b'p' | b'b' | b'f' => b'P',
        b's' | b'x' | b'z' => b'S',
        b'v' | b'w' => b'V',
        b'n' => b'N',
        b'm' => b'M',
        b'l' => b'L',
        b'r' => b'R',
        _ => return None,
    })
}

impl Ear {
    /// Hears a word; gives whether it ends in a vowel.
    pub(super) fn latin(&mut self, word: &str) -> bool {
        let mut letters = std::mem::take(&mut self.letters);
        letters.clear();
        letters.extend(word.chars().filter(|c| c.is_alphabetic()).map(plain));
        let (mut i, mut vowel, mut last) = (0, false, None);
        while let Some(&letter) = letters.get(i) {
            let start = i == 0;
            let next = letters.get(i + 1).copied();
            let before_vowel = next.is_some_and(is_vowel);
            let sound = match (letter, next) {
                (b'y', _) if start && before_vowel => {
                    self.add_first(b'Y');
                    i += 1;
                    continue;
                }
                (letter, _) if is_vowel(letter) => None,
                (b'v' | b'w', _) if !start && !before_vowel => None,
                // Behind a consonant h is its breath, between vowels it is not heard; at the end it is the end of ាស់ and ះ.
                (b'h', next) => {
                    if start {
                        self.add_first(b'H');
                    } else if vowel && next.is_none() {
                        self.add(b'S', &mut last);
                        vowel = false;
                    }
                    i += 1;
                    continue;
                }
                (b'r', _) if vowel && !before_vowel => None,
                (b'n', Some(b'g')) => Some((b'G', 2)),
                (b'n', Some(b'h')) => Some((b'N', 2)),
                (b'c', Some(b'h')) => Some((b'C', 2)),
                (b't', Some(b'c')) if letters.get(i + 2) == Some(&b'h') => Some((b'C', 3)),
                (letter, _) => class(letter).map(|class| (class, 1)),
            };
            match sound {
                Some((class, step)) => {
                    self.add(class, &mut last);
                    (vowel, i) = (false, i + step);
                }
                None => {
                    if start {
                        self.add_first(VOWEL);
                    }
                    (vowel, last, i) = (true, None, i + 1);
                }
            }
        }
        self.letters = letters;
        vowel
    }
}
