//! What a word that is being typed may become: keys and flags, or the values of its key. It must never know a case.

use super::keys::{FLAGS, Key, Kind, keys};
use super::lacks;
use super::split::{self, TILDE};
use crate::domain::field::Desk;
use crate::domain::rights::Viewer;
use crate::domain::text::fold;
use std::ops::Range;

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// what takes the place of what is typed
    pub text: String,
    /// what it means, where that is more than the text says
    pub means: String,
}

/// What may be offered for the term before the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// the bytes of the term, also behind the cursor; none where there is no term
    pub term: Range<usize>,
    /// those of them that an offer takes the place of
    pub replaces: Range<usize>,
    /// the most likely first
    pub all: Vec<Offer>,
}

/// How far an offer list goes: more is no help.
const MOST: usize = 12;

/// What the term before the cursor may become. `officers` are the names that are known.
pub fn offers(line: &str, cursor: usize, desk: &Desk, viewer: &Viewer, officers: &[String]) -> Offers {
    let before = line.get(..cursor).unwrap_or(line);
    let Some(token) = split::tokens(before).pop().filter(|t| t.span.end == before.len()) else {
        return Offers::default();
    };
    let whole = split::tokens(line).into_iter().find(|t| t.span.start == token.span.start);
    let term = whole.map_or(token.span.clone(), |t| t.span);
    let nothing = Offers { term: term.clone(), ..Offers::default() };
    match (&token.key, token.values.last()) {
        (None, Some(piece)) if !piece.quoted => {
            Offers { term, replaces: piece.span.clone(), all: names(&piece.text.to_lowercase(), viewer) }
        }
        (Some(name), _) => {
            let Some(key) = super::keys::key(&name.text.to_lowercase()) else { return nothing };
            // Behind the last comma or the colon; blank pieces are not among the values.
            let from = before.rfind([',', ':']).map_or(token.span.start, |at| at + 1);
            let typed = &before[from..];
            if typed.contains('"') || lacks(key, viewer).is_some() {
                return nothing;
            }
            Offers { term, replaces: from..before.len(), all: values(key, typed, desk, officers) }
        }
        _ => nothing,
    }
}

/// Keys and flags that begin so; short keys come first, those of fields once their record is named.
fn names(typed: &str, viewer: &Viewer) -> Vec<Offer> {
    if typed.is_empty() {
        return Vec::new();
    }
    let begins = |key: &&Key| {
        let shown = key.short || typed.contains('.');
        shown && (key.name.starts_with(typed) || key.aliases.iter().any(|a| a.starts_with(typed)))
    };
    let may = keys().iter().filter(begins).filter(|k| lacks(k, viewer).is_none());
    let offer = |text: String, help: &str| Offer { text, means: help.to_owned() };
    let flags = FLAGS.iter().filter(|f| f.0.starts_with(typed)).map(|f| offer(f.0.to_owned(), f.2));
    may.map(|k| offer(format!("{}:", k.name), &k.help)).chain(flags).take(MOST).collect()
}

/// Values that begin so, or fit in another way.
fn values(key: &Key, typed: &str, desk: &Desk, officers: &[String]) -> Vec<Offer> {
    let (sign, rest) = match typed.strip_prefix('=') {
        Some(rest) => ("=", rest),
        None => ("", typed),
    };
    match key.kind {
        Kind::Code(list) => {
            let offer = |e: &crate::domain::code::Entry| {
                let word = e.keys.first().filter(|k| k.is_ascii()).cloned().unwrap_or_else(|| e.code.to_lowercase());
                // Whatever is offered is read as what it is offered for.
                let same = desk.lists.named(list, &word).is_ok_and(|found| found.len() == 1 && found[0].code == e.code);
                Offer { text: format!("{sign}{}", if same { word } else { e.code.clone() }), means: e.en.clone() }
            };
            desk.lists.narrow(list, rest, None).into_iter().take(MOST).map(offer).collect()
        }
        Kind::Officer => {
            let typed = typed.to_lowercase();
            let all = ["me", "none"].into_iter().chain(officers.iter().map(String::as_str));
            all.filter(|n| n.starts_with(&typed))
                .take(MOST)
                .map(|n| Offer { text: n.to_owned(), means: n.to_owned() })
                .collect()
        }
        Kind::Day | Kind::Moment if typed.is_empty() => {
            let year = fold(&desk.now.today().format("%Y").to_string());
            let month = desk.now.today().format("%Y-%m").to_string();
            [year, month, "today".to_owned(), "-1".to_owned()].map(|text| Offer { means: text.clone(), text }).into()
        }
        Kind::Text if typed.is_empty() && key.is_of_names() => {
            vec![Offer { text: TILDE.to_string(), means: "names that sound alike".to_owned() }]
        }
        _ => Vec::new(),
    }
}
