//! Column widths as terminals count them: a stand-in for `unicode-width` 0.2, put in its place for
//! the whole tree by `[patch.crates-io]`, with the same traits.
//!
//! Why: the stock crate (0.2 and later) counts a Khmer subscript consonant (coeng U+17D2 and a
//! letter) as no column, while every terminal measured gives it one. So letters vanish from names
//! on screen, and nobody notices (unicode-rs/unicode-width issue 53). Khmer is counted here, by a
//! [`Rule`] that a session may switch; all else goes to the real crate. That is its 0.1 line, which
//! the patch does not touch; it counts a line feed in a string as 0, so that column is added back.
//!
//! It must never know anything of the office: no cases, no people, no settings, no terminal, no
//! files. It takes text and gives a number.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub use real::UNICODE_VERSION;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// How the terminal at hand adds up Khmer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Code points: marks that stand over or under (Mn) are 0, all else is 1.
    #[default]
    Sum,
    /// As `Sum`, but vowels that take room beside the letter (Mc) are 0 too (kitty 0.26).
    MarksFree,
    /// As `MarksFree`, but a letter joined to the one before it by a coeng is 0 too.
    Cluster,
}

static RULE: AtomicU8 = AtomicU8::new(Rule::Sum as u8);

/// Sets the rule for the whole process. Widths taken before keep their old values.
pub fn set_rule(rule: Rule) {
    RULE.store(rule as u8, Relaxed);
}

/// The rule in force.
pub fn rule() -> Rule {
    match RULE.load(Relaxed) {
        1 => Rule::MarksFree,
        2 => Rule::Cluster,
        _ => Rule::Sum,
    }
}

/// Columns of a string by a rule that need not be the one in force: to compare with what a terminal did.
pub fn width_by(text: &str, rule: Rule) -> usize {
    add_up(text, rule, real::UnicodeWidthStr::width)
}

/// Columns of a character.
pub trait UnicodeWidthChar {
    /// Columns, or `None` for a control character.
    fn width(self) -> Option<usize>;
    /// The same, with ambiguous characters 2 wide.
    #[cfg(feature = "cjk")]
    fn width_cjk(self) -> Option<usize>;
}

impl UnicodeWidthChar for char {
    fn width(self) -> Option<usize> {
        let own = is_khmer(self).then(|| khmer_char(self, rule()));
        own.or_else(|| real::UnicodeWidthChar::width(self))
    }

    #[cfg(feature = "cjk")]
    fn width_cjk(self) -> Option<usize> {
        let own = is_khmer(self).then(|| khmer_char(self, rule()));
        own.or_else(|| real::UnicodeWidthChar::width_cjk(self))
    }
}

/// Columns of a string.
pub trait UnicodeWidthStr {
    /// Columns; a control character counts 1, and so does `"\r\n"`.
    fn width(&self) -> usize;
    /// The same, with ambiguous characters 2 wide.
    #[cfg(feature = "cjk")]
    fn width_cjk(&self) -> usize;
}

impl UnicodeWidthStr for str {
    fn width(&self) -> usize {
        width_by(self, rule())
    }

    #[cfg(feature = "cjk")]
    fn width_cjk(&self) -> usize {
        add_up(self, rule(), real::UnicodeWidthStr::width_cjk)
    }
}

/// Splits the text into runs of other scripts, counted by `real`, and runs of Khmer.
fn add_up(text: &str, rule: Rule, real: fn(&str) -> usize) -> usize {
    let other = |run: &str| real(run) + run.bytes().filter(|b| *b == b'\n').count();
    let (mut total, mut rest) = (0, text);
    while let Some(start) = rest.find(is_khmer) {
        let (before, tail) = rest.split_at(start);
        let end = tail.find(|c| !is_khmer(c)).unwrap_or(tail.len());
        total += other(before) + khmer_run(&tail[..end], rule);
        rest = &tail[end..];
    }
    total + other(rest)
}

fn khmer_run(run: &str, rule: Rule) -> usize {
    // A coeng joins a letter only to a letter before it with none but Mn between, as Unicode's
    // grapheme clusters have it: so a string is as wide as its clusters are, one by one.
    let (mut base, mut joined, mut total) = (false, false, 0);
    for c in run.chars() {
        let letter = matches!(c, '\u{1780}'..='\u{17B3}');
        let mark = khmer_char(c, Rule::Sum) == 0;
        if !(rule == Rule::Cluster && joined && letter) {
            total += khmer_char(c, rule);
        }
        base = letter || (base && mark);
        joined = base && mark && (joined || c == '\u{17D2}');
    }
    total
}

/// Marks that stand over or under, coeng among them, are Mn; these blocks have no Me and no Cf.
fn khmer_char(c: char, rule: Rule) -> usize {
    match c {
        '\u{17B4}' | '\u{17B5}' | '\u{17B7}'..='\u{17BD}' | '\u{17C6}' => 0, // Mn
        '\u{17C9}'..='\u{17D3}' | '\u{17DD}' => 0,                           // Mn
        '\u{17B6}' | '\u{17BE}'..='\u{17C5}' if rule != Rule::Sum => 0,      // Mc
        '\u{17C7}' | '\u{17C8}' if rule != Rule::Sum => 0,                   // Mc
        _ => 1,
    }
}

/// The blocks Khmer and Khmer Symbols.
fn is_khmer(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17FF}' | '\u{19E0}'..='\u{19FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every Khmer assertion is in here, because the rule is one for the process.
    #[test]
    fn khmer_by_each_rule() {
        assert_eq!(rule(), Rule::Sum);
        for (rule, column) in [(Rule::MarksFree, 1), (Rule::Cluster, 2), (Rule::Sum, 0)] {
            set_rule(rule);
            assert_eq!(super::rule(), rule);
            for (text, wide) in [
                ("ភ្នំពេញ", [5, 4, 3]),
                ("កំពង់ឆ្នាំង", [7, 6, 5]),
                ("ស្ត្រី", [3, 3, 1]),
                ("ខ្ញុំ", [2, 2, 1]),
                ("អ្នកស៊ើបអង្កេត", [11, 9, 7]),
                ("កា", [2, 1, 1]),
                ("២០២៦ ៛។ៗ", [8; 3]),
                ("\u{17A4}\u{17D8}\u{19E0}\u{19FF}", [4; 3]),
                ("\u{17B4}\u{17B5}\u{17D2}\u{17D3}\u{17DD}", [0; 3]),
                ("ID 7: ភ្នំពេញ\u{200B}中👍🏽\r\n", [16, 15, 14]),
                ("ក\u{200C}\u{200D}ក", [2; 3]),
                // No letter to join to: a coeng alone, after a blank, after a spacing mark.
                ("\u{17D2}ន", [1; 3]),
                ("ភ \u{17D2}ន", [3; 3]),
                ("កា\u{17D2}ន", [3, 2, 2]),
                ("ភ\u{17D2}៤", [2; 3]),
            ] {
                assert_eq!(text.width(), wide[column], "{text} {rule:?}");
                let by = [Rule::Sum, Rule::MarksFree, Rule::Cluster].map(|rule| width_by(text, rule));
                assert_eq!(by, wide, "{text}: whatever rule is in force");
            }
            // Any text, in any order: a string is the sum of its characters, or less in clusters.
            let (mut seed, mut text) = (7_u32, String::new());
            for _ in 0..2000 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.extend(char::from_u32(0x1780 + (seed >> 16) % 0x80));
                let sum: usize = text.chars().filter_map(UnicodeWidthChar::width).sum();
                assert!(text.width() == sum || rule == Rule::Cluster && text.width() < sum);
            }
        }
    }

    #[test]
    fn the_rest_is_the_real_crate() {
        for c in '\0'..=char::MAX {
            let real = real::UnicodeWidthChar::width(c);
            if is_khmer(c) {
                assert_eq!(khmer_char(c, Rule::Sum) == 0, real == Some(0), "{c:?}");
                continue;
            }
            assert_eq!(c.width(), real, "{c:?}");
            assert!(real.is_some() || c.to_string().width() == 1, "{c:?}");
        }
        let texts = "Case 12/2026, Ly|中文字|한국어|é|👩‍👩‍👧|👍🏽|❤️|🇰🇭|لا|a\tb\x1b\u{85}";
        for text in texts.split('|').chain([""]) {
            assert_eq!(text.width(), real::UnicodeWidthStr::width(text), "{text}");
        }
        let widths = ["\n", "\r\n", "\n\r", "a\tb\r\n\n"].map(|text| text.width());
        assert_eq!(widths, [1, 1, 2, 5]);
        for c in ('\u{F0000}'..='\u{F00FF}').chain(['\u{FFFD}']) {
            assert_eq!((c.width(), c.to_string().width()), (Some(1), 1));
        }
        let joiners = ['\u{200B}', '\u{200C}', '\u{200D}'].map(|c| c.width());
        assert_eq!(joiners, [Some(0); 3]);
    }
}
