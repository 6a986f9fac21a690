//! How a word in Khmer letters sounds: letters with what is written on and under them, in whatever order it was typed.

use super::{Class, Ear, Syllable, VOWEL};

const COENG: char = '\u{17D2}';
const NGO: char = '\u{1784}';
const HA: char = '\u{17A0}';

/// A letter with its marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    from: usize,
    to: usize,
    base: char,
    below: [Option<char>; 3],
    /// has it a vowel of its own?
    vowel: bool,
    /// is that a short i or u alone?
    short: bool,
    /// has it the sign that ends in m, in h, in a glottal stop?
    end: Option<Class>,
    /// closes it the syllable, by the sign above it?
    closes: bool,
    /// is it silent, by the sign above it?
    silent: bool,
}

/// The class of a letter. Vowels that are letters are vowels at the beginning, but for those that hold an r or l.
fn class(c: char) -> Class {
    match c {
        '\u{1780}'..='\u{1783}' => b'K',
        NGO => b'G',
        '\u{1785}'..='\u{1788}' => b'C',
        '\u{178A}'..='\u{178D}' | '\u{178F}'..='\u{1792}' => b'T',
        '\u{1789}' | '\u{178E}' | '\u{1793}' => b'N',
        '\u{1794}'..='\u{1797}' => b'P',
        '\u{1798}' => b'M',
        '\u{1799}' => b'Y',
        '\u{179A}' | '\u{17AB}' | '\u{17AC}' => b'R',
        '\u{179B}' | '\u{17A1}' | '\u{17AD}' | '\u{17AE}' => b'L',
        '\u{179C}' => b'V',
        '\u{179D}'..='\u{179F}' => b'S',
        HA => b'H',
        _ => VOWEL,
    }
}

fn is_letter(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17B3}')
}

fn read(word: &str, at: usize, units: &mut Vec<Unit>) {
    units.clear();
    let mut below = false;
    for (i, c) in word.char_indices() {
        let to = at + i + c.len_utf8();
        let under = std::mem::replace(&mut below, c == COENG);
        if is_letter(c) && (!under || units.is_empty()) {
            let vowel = c >= '\u{17A3}';
            let from = at + i;
            units.push(Unit {
                from,
                to,
                base: c,
                below: [None; 3],
                vowel,
                short: false,
                end: None,
                closes: false,
                silent: false,
            });
            continue;
        }
        let Some(unit) = units.last_mut() else { continue };
        unit.to = to;
        match c {
            c if is_letter(c) => {
                if let Some(free) = unit.below.iter_mut().find(|b| b.is_none()) {
                    *free = Some(c);
                }
            }
            '\u{17B6}'..='\u{17C5}' => {
                unit.short = !unit.vowel && matches!(c, '\u{17B7}' | '\u{17BB}');
                unit.vowel = true;
            }
            '\u{17C6}' | '\u{17D3}' => unit.end = Some(b'M'),
            '\u{17C7}' => unit.end = Some(b'S'),
            '\u{17C8}' => unit.end = Some(b'K'),
            '\u{17CB}' => unit.closes = true,
            '\u{17CC}' | '\u{17CD}' => unit.silent = true,
            _ => {}
        }
    }
}

/// Leaves out what is written and not spoken.
fn hush(units: &mut Vec<Unit>) {
    let first = units.first().map_or(0, |u| u.from);
    units.retain(|u| !u.silent || u.below[0].is_some() || u.from == first);
    if let [_, .., last] = units.as_mut_slice() {
        let short = last.short && last.end.is_none();
        last.vowel &= !short && !last.silent;
        if !last.vowel && last.end.is_none() {
            last.below = [None; 3];
        }
    }
    for i in 1..units.len() {
        // ាំង is -ang.
        if units[i].base == NGO && units[i - 1].end == Some(b'M') {
            units[i - 1].end = None;
        }
    }
}

impl Ear {
    /// Hears a word that stands at `at`; gives whether it ends in a vowel.
    pub(super) fn khmer(&mut self, word: &str, at: usize) -> bool {
        let mut units = std::mem::take(&mut self.units);
        read(word, at, &mut units);
        hush(&mut units);
        let mut last = None;
        let mut open = false;
        for (i, unit) in units.iter().enumerate() {
            let bare = !unit.vowel && unit.end.is_none();
            let is_last = i + 1 == units.len();
            let behind_vowel = i > 0 && units[i - 1].vowel && units[i - 1].end.is_none();
            // At the end of a syllable these are no more than the end of its vowel.
            let glides = bare && i > 0 && unit.below[0].is_none();
            let glides = glides
                && match class(unit.base) {
                    b'V' | b'Y' => is_last,
                    b'R' => is_last || behind_vowel,
                    _ => false,
                };
            let first = self.sounds.len();
            if !glides {
                self.unit(unit, &mut last);
            }
            if let Some(end) = unit.end {
                last = None;
                self.add(end, &mut last);
            }
            open = glides || (unit.vowel && unit.end.is_none()) || (bare && units.len() == 1);
            if !(unit.closes && bare) {
                last = None;
            }
            let n = self.sounds.len();
            for (s, sound) in self.sounds.iter_mut().enumerate().skip(first) {
                // Of a cluster without a vowel the lower letter may be silent, as at the end of a word.
                let ends = s + 1 == n || (bare && s == first);
                let syllable = Syllable { from: unit.from, to: unit.to, begins: s == first, ends, open };
                sound.syllable = Some(syllable);
            }
        }
        self.units = units;
        open
    }

    /// The consonants of one letter and those below it.
    fn unit(&mut self, unit: &Unit, last: &mut Option<Class>) {
        let lent = unit.base == HA && unit.below[0].is_some();
        if !lent {
            match class(unit.base) {
                class @ (VOWEL | b'H' | b'Y') => self.add_first(class),
                class => self.add(class, last),
            }
        }
        for below in unit.below.iter().flatten() {
            match class(*below) {
                VOWEL | b'H' | b'Y' => {}
                // ហ្វ is f.
                b'V' if lent => self.add(b'P', last),
                class => self.add(class, last),
            }
        }
    }
}
