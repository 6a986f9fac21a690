//! The filter language: `offence:hom province:02 reported:2019 -arrest:yes "by the canal"`, the same in the console and in `list`.
//! A line is read into terms with values in the form in which they are stored, or into a problem that points at the word.
//! It must never know a table of the file, nor what a filter finds.

mod complete;
mod keys;
mod split;
mod value;

pub use complete::{Offer, Offers, offers};
pub use keys::{Flag, Key, Kind, Of, help, keys};
pub use split::{listened_for, looked_for};

use super::field::{Desk, See};
use super::rights::{Right, Viewer};
use super::text::fold;
use split::{Piece, Token};
use std::ops::Range;

/// More terms, or more values of one, than any case would be looked for by are an accident: a text pasted in the wrong place.
const MOST: usize = 32;
/// The key of every name.
const NAME: &str = "name";
/// Of a longer word no more is told.
const SHOWN: usize = 30;

/// What is said where words find nothing that a name might.
pub const NO_NAME: &str = "~word looks for names that sound alike: ~kouk.";

/// What a line asks for: a case fits if every term does. Nothing asked for is every case.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// all must hold
    pub terms: Vec<Term>,
}

/// One term.
#[derive(Debug, Clone)]
pub struct Term {
    /// it must not hold
    pub not: bool,
    /// what is asked
    pub test: Test,
}

/// What a term asks.
#[derive(Debug, Clone)]
pub enum Test {
    /// folded text that stands anywhere in the case
    Word(String),
    /// a word that is a test by itself
    Flag(Flag),
    /// a key with values of which any will do
    Key {
        /// which
        key: &'static Key,
        /// any of these
        any: Vec<Want>,
    },
}

/// One value that will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Want {
    /// it is not known
    Unknown,
    /// this code
    Code(String),
    /// folded text that stands in it
    Holds(String),
    /// a name, as typed, that sounds like it
    Sounds(String),
    /// an officer, in small letters, as a whole word
    Officer(String),
    /// it lies between these days, as stored: a month or year with all of it
    Days {
        /// first day; blank is ever
        first: String,
        /// last day, the 31st of any month that ends there
        last: String,
    },
    /// the same of what may be known to the hour
    Moments {
        /// first day, where only a day is stored
        first: String,
        /// last day
        last: String,
        /// first instant
        from: String,
        /// the instant behind the last
        until: String,
    },
    /// an age from so many months to less than so many
    Months {
        /// from
        from: u32,
        /// less than
        until: u32,
    },
    /// from so many to less than so many
    Count {
        /// from
        from: u32,
        /// less than
        until: u32,
    },
    /// case numbers, as year and sequence in one
    Number {
        /// from
        from: i64,
        /// less than
        until: i64,
    },
}

/// What is wrong with a line, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// bytes of the line
    pub span: Range<usize>,
    /// in a sentence, with the word and what may be meant
    pub sentence: String,
    /// a right that whoever asks lacks, if that is what is wrong
    pub lacks: Option<Right>,
}

impl Problem {
    fn at(span: &Range<usize>, sentence: String) -> Problem {
        Problem { span: span.clone(), sentence, lacks: None }
    }
}

impl Filter {
    /// Reads a line for somebody: `me` is they, and by what they may see of no case they may not ask.
    /// # Errors
    /// The first word that cannot be read.
    pub fn read(line: &str, desk: &Desk, viewer: &Viewer) -> Result<Filter, Problem> {
        let tokens = split::tokens(line);
        if let Some(token) = tokens.get(MOST) {
            return Err(Problem::at(&token.span, format!("a filter has {MOST} words at most: leave some out")));
        }
        let mut terms = Vec::new();
        for token in &tokens {
            let test = match &token.key {
                None => plain(token, desk, viewer)?,
                Some(name) => Some(with_key(token, name, desk, viewer)?),
            };
            terms.extend(test.map(|test| Term { not: token.not, test }));
        }
        Ok(Filter { terms })
    }

    /// Are there words alone, of which one may be a name that is spelled in another way?
    pub fn is_of_words(&self) -> bool {
        let name = |word: &str| word.chars().all(|c| !c.is_ascii_digit());
        let may_be = |term: &Term| matches!(&term.test, Test::Word(word) if name(word));
        self.terms.iter().all(may_be) && self.terms.iter().any(|t| !t.not)
    }
}

/// A flag or a word; nothing where it has neither letter nor digit. What is asked for by its sound is a name.
fn plain(token: &Token, desk: &Desk, viewer: &Viewer) -> Result<Option<Test>, Problem> {
    let Some(piece) = token.values.first() else { return Ok(None) };
    if piece.tilde {
        let name = Piece { text: NAME.to_owned(), quoted: false, tilde: false, span: token.span.clone() };
        return with_key(token, &name, desk, viewer).map(Some);
    }
    let flag = keys::FLAGS.iter().find(|f| !piece.quoted && f.0.eq_ignore_ascii_case(&piece.text));
    let word = || Some(fold(&piece.text)).filter(|w| !w.is_empty()).map(Test::Word);
    Ok(flag.map(|f| Test::Flag(f.1)).or_else(word))
}

fn with_key(token: &Token, name: &Piece, desk: &Desk, viewer: &Viewer) -> Result<Test, Problem> {
    let key = keys::key(&name.text.to_lowercase()).ok_or_else(|| Problem::at(&name.span, no_key(&name.text)))?;
    if let Some((right, sentence)) = lacks(key, viewer) {
        return Err(Problem { lacks: Some(right), ..Problem::at(&name.span, sentence) });
    }
    if let Some(value) = token.values.get(MOST) {
        return Err(Problem::at(&value.span, format!("{} takes {MOST} values at most: leave some out", key.name)));
    }
    let mut any = Vec::new();
    for value in &token.values {
        any.extend(value::read(key, value, desk, viewer).map_err(|sentence| {
            let span = if value.text.is_empty() { &token.span } else { &value.span };
            let long = value.text.chars().count() > SHOWN;
            Problem::at(span, if long { sentence.replace(&value.text, &cut(&value.text)) } else { sentence })
        })?);
    }
    Ok(Test::Key { key, any })
}

/// The right that somebody lacks to ask by a key of any case, and the sentence of it. In the narrative a name stands like any
/// other word: who sees no name asks by none of it.
fn lacks(key: &Key, viewer: &Viewer) -> Option<(Right, String)> {
    let needed = [key.see].into_iter().chain((key.see == See::Narrative).then_some(See::Identity));
    needed.map(Right::See).find_map(|right| {
        let refusal = viewer.refusal(right)?;
        Some((right, format!("{}: {refusal}, nor find a case by it", key.name)))
    })
}

fn no_key(typed: &str) -> String {
    let near = nearest(&typed.to_lowercase());
    let meant = match near.as_slice() {
        [] => format!("keys are offence, province, reported, …; in quotes it is a word: \"{}\"", cut(typed)),
        [one] => format!("did you mean {one}?"),
        [some @ .., last] => format!("did you mean {} or {last}?", some.join(", ")),
    };
    format!("“{}” is no key of the filter: {meant}", cut(typed))
}

/// The keys that are spelled most alike, at most three.
fn nearest(typed: &str) -> Vec<&'static str> {
    let limit = 1 + typed.chars().count() / 4;
    let distance = |name: &str| strsim::damerau_levenshtein(name, typed);
    let of = |key: &'static Key| {
        let names = key.aliases.iter().copied().chain([key.name.as_str()]);
        let least =
            names.map(|n| if n.chars().count() < 4 { usize::from(n != typed) * 9 } else { distance(n) }).min()?;
        Some((least, key.name.as_str()))
    };
    let mut near: Vec<(usize, &str)> = keys().iter().filter_map(of).filter(|(d, _)| *d <= limit).collect();
    near.sort_by_key(|(d, _)| *d);
    let best = near.first().map_or(0, |n| n.0);
    near.into_iter().filter(|(d, _)| *d == best).take(3).map(|(_, name)| name).collect()
}

/// A word as it is told.
fn cut(word: &str) -> String {
    match word.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &word[..at]),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests;
