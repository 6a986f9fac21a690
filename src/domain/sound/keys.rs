//! By what names are found that may sound alike, without hearing every name of the office: short texts that two such names share. Whoever
//! shares one is heard whole afterwards. Stored so: another form takes a step of the schema.

use super::{Class, Ear, Key, LEAST_INSIDE};
use crate::domain::text::fold;
use std::collections::BTreeSet;

/// More words than this of one name are not put together.
const WORDS: usize = 4;
/// What stands before the sound of a whole name, of one word of it, of two words in any order; and before letters that do not sound.
const WHOLE: char = '=';
const WORD: char = '.';
const TWO: char = '+';
const LETTERS: char = '#';

/// What a name is made of, as far as it sounds.
#[derive(Debug, Default)]
struct Parts {
    whole: String,
    /// its words; of Khmer without blanks also what a word begins and ends with
    words: BTreeSet<String>,
    /// two of them that may stand in either order
    two: BTreeSet<String>,
    /// is it one word that cannot be parted?
    single: bool,
}

impl Parts {
    fn of(name: &str) -> Option<Parts> {
        let mut ear = Ear::default();
        ear.listen(name, true);
        let all = ear.words.len();
        let whole = text(&Key::of(&ear, 0..all)?);
        let own: Vec<String> =
            (0..all.min(WORDS)).filter_map(|i| Key::of(&ear, i..i + 1)).map(|key| text(&key)).collect();
        let mut parts = Parts { whole, words: own.iter().cloned().collect(), ..Parts::default() };
        for (i, one) in own.iter().enumerate() {
            parts.two.extend(own.iter().skip(i + 1).map(|other| two(one, other)));
        }
        for i in 0..all.min(WORDS) {
            for (begin, end) in halves(&ear, i) {
                parts.two.insert(two(&begin, &end));
                parts.words.extend([begin, end]);
            }
        }
        parts.single = parts.two.is_empty();
        Some(parts)
    }
}

/// A word of Khmer parted where one of its syllables ends: how its begin sounds, and how its end.
fn halves(ear: &Ear, word: usize) -> Vec<(String, String)> {
    let (of, open) = (ear.words[word].sounds.clone(), ear.words[word].open);
    let heard = |from: usize, to: usize| -> Vec<Class> {
        (from..to).filter(|s| *s == from || !ear.sounds[*s].first).map(|s| ear.sounds[s].class).collect()
    };
    let begins = |s: &usize| ear.sounds[*s].syllable.is_some_and(|syllable| syllable.begins);
    let mut out = Vec::new();
    for at in of.clone().skip(1).filter(begins) {
        let Some(last) = ear.sounds[at - 1].syllable else { continue };
        let end = heard(at, of.end);
        // Where the last letter of a cluster may be silent, it is heard both ways.
        for to in of.start..at {
            let ends = ear.sounds[to].syllable.filter(|syllable| syllable.ends && syllable.to == last.to);
            let begin = heard(of.start, to + 1);
            if let Some(syllable) = ends
                && begin.len() >= LEAST_INSIDE
                && end.len() >= LEAST_INSIDE
            {
                out.push((text(&Key { sounds: begin, open: syllable.open }), text(&Key { sounds: end.clone(), open })));
            }
        }
    }
    out
}

fn text(key: &Key) -> String {
    let sounds = key.sounds.iter().map(|class| char::from(*class));
    sounds.chain(key.open.then_some('o')).collect()
}

fn two(one: &str, other: &str) -> String {
    let (first, last) = if one <= other { (one, other) } else { (other, one) };
    format!("{first}{TWO}{last}")
}

fn key(of: char, text: &str) -> String {
    format!("{of}{text}")
}

/// The texts under which a name is kept.
pub fn kept(name: &str) -> BTreeSet<String> {
    let Some(parts) = Parts::of(name) else { return letters(name) };
    let words = parts.words.iter().map(|word| key(WORD, word));
    let two = parts.two.iter().map(|two| key(TWO, two));
    [key(WHOLE, &parts.whole)].into_iter().chain(words).chain(two).collect()
}

/// The text under which names are kept that sound like this one from begin to end.
pub fn whole(name: &str) -> Option<String> {
    Parts::of(name).map(|parts| key(WHOLE, &parts.whole))
}

/// The texts under which names that may sound like this one are kept: never one word of several alone, which half the office bears.
pub fn sought(name: &str) -> BTreeSet<String> {
    let Some(parts) = Parts::of(name) else { return letters(name) };
    let words = parts.words.iter().map(|word| key(WHOLE, word));
    let two = parts.two.iter().map(|two| key(TWO, two));
    let single = parts.single.then(|| key(WORD, &parts.whole));
    [key(WHOLE, &parts.whole)].into_iter().chain(words).chain(two).chain(single).collect()
}

/// A name of which nothing sounds is found by its letters.
fn letters(name: &str) -> BTreeSet<String> {
    let folded = fold(name);
    (!folded.is_empty()).then(|| key(LETTERS, &folded)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sound::Sounding;

    fn meet(sought_for: &str, name: &str) -> bool {
        !sought(sought_for).is_disjoint(&kept(name))
    }

    #[test]
    fn names_that_sound_alike_share_a_text_in_either_script_and_order() {
        for (a, b) in [
            ("Sok Dara", "Sokh Tara"),
            ("Sok Dara", "Dara Sok"),
            ("Sok Dara", "សុខ ដារ៉ា"),
            ("Sok Dara", "សុខដារ៉ា"),
            ("Dara Sok", "សុខដារ៉ា"),
            ("Chan Kuok", "Chann Kouk"),
            ("Sok Sreymom", "Sokh Srey Mum"),
            ("Sreymom", "Srey Mom"),
            ("Vuthy", "វុទ្ធី"),
            ("Sok Dara Vuthy", "Sok Vuthi"),
            ("王小明", "王小明"),
        ] {
            assert!(meet(a, b) && meet(b, a), "{a} / {b}: {:?} {:?}", sought(a), kept(b));
        }
        // One name alone, of somebody who has two.
        assert!(meet("Dara", "Sok Dara") && meet("Sok Dara", "Dara"));
        assert!(meet("ដារ៉ា", "Sok Dara") && meet("Dara", "សុខដារ៉ា"));
    }

    #[test]
    fn who_shares_one_word_of_two_is_not_met() {
        for (a, b) in [("Sok Dara", "Sok Thida"), ("Sok Dara", "Chan Dara"), ("Keo Meas", "Chan Thida")] {
            assert!(!meet(a, b) && !meet(b, a), "{a} / {b}");
        }
        assert!(kept("").is_empty() && sought(" ~ ").is_empty());
    }

    #[test]
    fn what_is_heard_whole_is_met() {
        let names =
            ["Sok Dara", "សុខដារ៉ា", "Dara", "Srey Mom", "ស្រីមុំ", "Kouk", "Chan Kuok", "គូក", "Vong Thida", "វង្សធីតា"];
        for a in names {
            for b in names {
                let heard = Sounding::of(a).is_some_and(|s| s.heard_in(b, &mut Ear::default()).is_some());
                assert!(!heard || meet(a, b), "{a} is heard in {b} and not met");
            }
        }
    }
}
