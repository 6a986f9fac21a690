//! A window on a list of the office that is no list of cases: exhibits, tips, what is due; and how the words of its filter are read. It
//! must never know what is listed.

use super::code::{Entry, Lists};

/// So many rows are read at once.
pub const WINDOW: usize = 120;

/// A window on a list, with the sums of all that was asked for.
#[derive(Debug, Clone, Default)]
pub struct Window<Item, Sums> {
    /// the words that were asked
    pub words: String,
    /// what was understood of them
    pub read: String,
    /// what was not
    pub misread: Option<String>,
    /// the place of the first that was read
    pub offset: usize,
    /// so many were asked for in all
    pub total: usize,
    /// those of the window
    pub items: Vec<Item>,
    /// sums of all that were asked for
    pub sums: Sums,
}

/// What was understood of the words of a filter, and what not.
#[derive(Debug, Clone, Default)]
pub struct Words {
    read: Vec<String>,
    unread: Vec<String>,
}

impl Words {
    /// A word was understood as this; or it was not.
    pub fn note(&mut self, word: &str, understood: Option<String>) {
        match understood {
            Some(as_this) => self.read.push(as_this),
            None => self.unread.push(format!("“{word}”")),
        }
    }

    /// What was understood, in words.
    pub fn read(&self) -> String {
        self.read.join(", ")
    }

    /// What was not understood, in a sentence that ends with what is.
    pub fn misread(&self, known: &str) -> Option<String> {
        (!self.unread.is_empty()).then(|| format!("{}: {known}", self.unread.join(", ")))
    }
}

/// The entry of one of these lists that a word names, whole before in part, with the place of the list.
pub fn entry<'a>(word: &str, of: &[&str], lists: &'a Lists) -> Option<(usize, &'a Entry)> {
    let whole = of.iter().position(|list| lists.whole(list, word, None).is_some());
    let at = whole.or_else(|| of.iter().position(|list| lists.resolve(list, word, None).is_ok()))?;
    Some((at, lists.resolve(of[at], word, None).ok()?))
}

/// A year of four digits.
pub fn year(word: &str) -> Option<i32> {
    word.parse().ok().filter(|year| word.len() == 4 && (1900..=2998).contains(year))
}
