//! Which names sound alike: Kouk and Kuok, Vuthy and Wuthi, Chan and ចាន់. It is asked for by a tilde, `~kouk`; words without one
//! go by their letters. It must never know a case, and never decide who is who: it finds people, an officer reads.
//!
//! Khmer names have no one spelling in Latin letters: everybody writes by ear. What stays the same between spellings are the
//! consonants, as classes, so both scripts are heard as a row of these:
//!
//! - Aspirates and voice are folded: k kh g q, ch chh j, t th d, p ph b f, s x z, and v w are one each; so are n, nh and ny, but not ng,
//!   which tells Sin from Seng. A doubled consonant is one.
//! - Vowels are not heard, but that a word begins with one, and that it ends in one: Ouk is not Kouk, and Sok is not Sokha. So Sok and
//!   Sak are alike: សក់ is written either way, as សំ is Sam and Som. Sok finds too many rather than too few.
//! - What stands for a vowel is none: y and h behind the first letter, v at the end of a syllable (Keo, Kev; Srey, Srei), r at the end of
//!   one (Sophorn, Sophoan).
//! - Of Khmer the signs for the series, for short vowels and for silent letters do not sound; a letter under a silent sign, and the lower
//!   ones of a last cluster, are dropped (វង្ស is Vong), as is a short last i or u (សម្បត្តិ is Sambath).
//!
//! What is looked for must be a word of the name, or words that follow each other: Sreymom is Srey Mom. Khmer is often written without
//! blanks: there it may also begin or end a word, if it has two consonants or more. Several words are found in any order.

pub mod keys;
mod khmer;
mod latin;

use std::ops::Range;

/// What a sound is called: the first letter of its class, `G` is ng.
type Class = u8;
/// A vowel at the beginning.
const VOWEL: Class = b'A';
/// The blank that parts words of Khmer and is not seen.
const UNSEEN: char = '\u{200B}';
/// Shorter ones stand in too many words of Khmer.
const LEAST_INSIDE: usize = 2;

/// One sound of a word.
#[derive(Debug, Clone, Copy)]
struct Sound {
    class: Class,
    /// it is heard only where the word begins what is compared
    first: bool,
    /// the syllable in which it stands, where the script tells
    syllable: Option<Syllable>,
}

/// Where a syllable of Khmer stands: a letter with all that is written on it.
#[derive(Debug, Clone, Copy)]
struct Syllable {
    from: usize,
    to: usize,
    /// is the sound its first?
    begins: bool,
    /// is it its last?
    ends: bool,
    /// does the syllable end in a vowel?
    open: bool,
}

#[derive(Debug, Clone)]
struct Word {
    sounds: Range<usize>,
    text: Range<usize>,
    /// does it end in a vowel?
    open: bool,
}

/// A name as it is heard. It is filled again and again: a search hears every name of the office.
#[derive(Debug, Default)]
pub struct Ear {
    sounds: Vec<Sound>,
    words: Vec<Word>,
    letters: Vec<u8>,
    units: Vec<khmer::Unit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Khmer,
}

fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | 'À'..='ɏ' | 'Ḁ'..='ỿ' if c.is_alphabetic() => Some(Script::Latin),
        '\u{1780}'..='\u{17D3}' | '\u{17DD}' => Some(Script::Khmer),
        _ => None,
    }
}

/// Joiners that nobody sees, and accents that stand behind their letter, part no word.
fn parts_nothing(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{300}'..='\u{36F}')
}

impl Ear {
    /// Hears a name in the place of the one before. Does a blank that nobody sees part words?
    fn listen(&mut self, text: &str, unseen: bool) {
        self.sounds.clear();
        self.words.clear();
        let mut rest = 0;
        while let Some((at, c)) = text[rest..].char_indices().find(|(_, c)| script(*c).is_some()) {
            let from = rest + at;
            let of = script(c);
            let joins = |c: char| parts_nothing(c) || (c == UNSEEN && !unseen);
            let ends = |c: &char| script(*c) != of && !joins(*c);
            let to = text[from..].char_indices().find(|(_, c)| ends(c)).map_or(text.len(), |(at, _)| from + at);
            let first = self.sounds.len();
            let open = match of {
                Some(Script::Khmer) => self.khmer(&text[from..to], from),
                _ => self.latin(&text[from..to]),
            };
            self.words.push(Word { sounds: first..self.sounds.len(), text: from..to, open });
            rest = to;
        }
    }

    /// Adds a sound that stands behind `last` in the same word; a doubled one is one.
    fn add(&mut self, class: Class, last: &mut Option<Class>) {
        if last.replace(class) != Some(class) {
            self.sounds.push(Sound { class, first: false, syllable: None });
        }
    }

    fn add_first(&mut self, class: Class) {
        self.sounds.push(Sound { class, first: true, syllable: None });
    }
}

/// The sounds that are looked for, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    sounds: Vec<Class>,
    open: bool,
}

impl Key {
    /// Of words that follow each other.
    fn of(ear: &Ear, words: Range<usize>) -> Option<Key> {
        let words = ear.words.get(words)?;
        let start = words.first()?.sounds.start;
        let sounds = &ear.sounds[start..words.last()?.sounds.end];
        let heard = sounds.iter().enumerate().filter(|(i, s)| *i == 0 || !s.first).map(|(_, s)| s.class);
        let key = Key { sounds: heard.collect(), open: words.last()?.open };
        (!key.sounds.is_empty()).then_some(key)
    }

    /// Where it is heard first.
    fn found(&self, ear: &Ear) -> Option<Range<usize>> {
        (0..ear.words.len()).find_map(|i| {
            let word = &ear.words[i];
            let whole = self.from(ear, i, word.sounds.start);
            whole.or_else(|| {
                let inside = word.sounds.clone().skip(1).filter(|_| self.sounds.len() >= LEAST_INSIDE);
                let mut begins = inside.filter(|s| ear.sounds[*s].syllable.is_some_and(|s| s.begins));
                begins.find_map(|s| self.from(ear, i, s))
            })
        })
    }

    /// Is it heard from this sound of a word on? It ends with a word; what begins inside of one ends with the same.
    fn from(&self, ear: &Ear, word: usize, start: usize) -> Option<Range<usize>> {
        let inside = start != ear.words[word].sounds.start;
        let from = match ear.sounds.get(start).and_then(|s| s.syllable) {
            Some(syllable) if inside => syllable.from,
            _ => ear.words[word].text.start,
        };
        let mut heard = 0;
        for (i, of) in ear.words.iter().enumerate().skip(word).take(if inside { 1 } else { usize::MAX }) {
            for s in of.sounds.clone().skip(if i == word { start - of.sounds.start } else { 0 }) {
                let sound = &ear.sounds[s];
                if sound.first && s != start {
                    continue;
                }
                if self.sounds.get(heard) != Some(&sound.class) {
                    return None;
                }
                heard += 1;
                let begins_word = i == word && !inside && heard == self.sounds.len() && heard >= LEAST_INSIDE;
                match sound.syllable.filter(|s| begins_word && s.ends && s.open == self.open) {
                    Some(syllable) => return Some(from..syllable.to),
                    None => continue,
                }
            }
            if heard == self.sounds.len() && of.open == self.open {
                return Some(from..of.text.end);
            }
        }
        None
    }
}

/// What is looked for by its sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sounding {
    words: Vec<Key>,
    whole: Key,
}

impl Sounding {
    /// One name or several; nothing where there is no letter that sounds.
    pub fn of(text: &str) -> Option<Sounding> {
        let mut ear = Ear::default();
        ear.listen(text, false);
        let words = (0..ear.words.len()).filter_map(|i| Key::of(&ear, i..i + 1)).collect();
        Some(Sounding { words, whole: Key::of(&ear, 0..ear.words.len())? })
    }

    /// Where it is heard in the names of one person: all of it, or of several words in any order the first.
    pub fn heard_in(&self, name: &str, ear: &mut Ear) -> Option<Range<usize>> {
        ear.listen(name, true);
        self.heard_by(ear).or_else(|| {
            // Some keyboards write one in the middle of a syllable.
            let unseen = name.contains(UNSEEN);
            unseen.then(|| ear.listen(name, false)).and_then(|()| self.heard_by(ear))
        })
    }

    fn heard_by(&self, ear: &Ear) -> Option<Range<usize>> {
        let whole = self.whole.found(ear);
        whole.or_else(|| {
            let mut places = self.words.iter().map(|word| word.found(ear)).collect::<Option<Vec<_>>>()?;
            places.sort_unstable_by_key(|place| place.start);
            places.into_iter().next()
        })
    }
}

#[cfg(test)]
mod tests;
