//! A filter line taken apart: words, phrases in quotes, `key:value,value`, each with where it stands in the line.
//! It must never know which keys there are.

use crate::domain::text::fold;
use std::ops::Range;

/// What stands between two blanks that are not inside quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// where it stands, its minus too
    pub span: Range<usize>,
    /// with a minus before it
    pub not: bool,
    /// what stands before its first colon, if that may be a key
    pub key: Option<Piece>,
    /// the values behind the colon; without one the whole as one
    pub values: Vec<Piece>,
}

/// One key or value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// where it stands, its quotes too
    pub span: Range<usize>,
    /// without its quotes
    pub text: String,
    /// is any of it in quotes?
    pub quoted: bool,
    /// does it begin with a tilde that is not?
    pub tilde: bool,
}

/// Before what is asked for by its sound.
pub(super) const TILDE: char = '~';

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

/// A name of a key begins with a letter; what else has a colon in it, as an hour has, is a word.
fn may_be_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

/// The line in its tokens. A quote that is not closed yet reaches to the end.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut inside = false;
    let mut start = None;
    for (i, c) in line.char_indices() {
        if is_quote(c) {
            inside = !inside;
        }
        match start {
            None if !c.is_whitespace() => start = Some(i),
            Some(from) if c.is_whitespace() && !inside => {
                all.push(token(line, from..i));
                start = None;
            }
            _ => {}
        }
    }
    all.extend(start.map(|from| token(line, from..line.len())));
    all
}

fn token(line: &str, span: Range<usize>) -> Token {
    let not = line[span.clone()].starts_with('-');
    let body = span.start + usize::from(not);
    let text = &line[body..span.end];
    let key = text.find(':').filter(|at| may_be_key(&text[..*at]));
    let values = match key {
        None => vec![piece(line, body..span.end)],
        Some(at) => parts(line, body + at + 1..span.end),
    };
    let key = key.map(|at| piece(line, body..body + at));
    Token { span, not, key, values }
}

/// The values between the commas that are not inside quotes; none that is blank but the only one.
fn parts(line: &str, span: Range<usize>) -> Vec<Piece> {
    let mut inside = false;
    let mut from = span.start;
    let mut all = Vec::new();
    for (i, c) in line[span.clone()].char_indices() {
        if is_quote(c) {
            inside = !inside;
        } else if c == ',' && !inside {
            all.push(piece(line, from..span.start + i));
            from = span.start + i + 1;
        }
    }
    all.push(piece(line, from..span.end));
    let any = all.iter().any(|p| !p.text.is_empty());
    all.retain(|p| !any || !p.text.is_empty());
    all.truncate(if any { usize::MAX } else { 1 });
    all
}

fn piece(line: &str, span: Range<usize>) -> Piece {
    let raw = &line[span.clone()];
    Piece {
        text: raw.replace(is_quote, "").trim().to_owned(),
        quoted: raw.contains(is_quote),
        tilde: raw.starts_with(TILDE),
        span,
    }
}

/// Everything that a line looks for, folded: each word, each value, each phrase as one and each word of it.
/// An erasure asks by it whether a search that is on record held what goes.
pub fn looked_for(line: &str) -> Vec<String> {
    let of = |p: &Piece| p.text.split_whitespace().map(fold).chain([fold(&p.text)]).collect::<Vec<_>>();
    let in_token = |t: &Token| {
        let whole = fold(&line[t.span.clone()]);
        t.values.iter().flat_map(of).chain([whole]).collect::<Vec<_>>()
    };
    let plain = line.split(|c: char| c.is_whitespace() || is_quote(c) || c == ',').map(fold);
    tokens(line).iter().flat_map(in_token).chain(plain).filter(|w| !w.is_empty()).collect()
}

/// Everything that a line looks for by its sound, as typed: each name, and all of several.
pub fn listened_for(line: &str) -> Vec<String> {
    let all = tokens(line).into_iter().flat_map(|t| t.values).filter(|p| p.tilde);
    let of = |p: Piece| {
        let text = p.text.trim_start_matches(TILDE).to_owned();
        let mut names: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        names.push(text);
        names.dedup();
        names
    };
    all.flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_apart_at_blanks_colons_and_commas_outside_of_quotes() {
        let shape = |line: &str| {
            let of = |t: &Token| {
                let values: Vec<&str> = t.values.iter().map(|p| p.text.as_str()).collect();
                format!(
                    "{}{}={}",
                    if t.not { "-" } else { "" },
                    t.key.as_ref().map_or("", |k| &k.text),
                    values.join("|")
                )
            };
            tokens(line).iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(shape("  rape  ba "), ["=rape", "=ba"]);
        assert_eq!(shape("offence:hom,rape -province:02"), ["offence=hom|rape", "-province=02"]);
        assert_eq!(shape("\"by the canal\" place:\"a, b\",c"), ["=by the canal", "place=a, b|c"]);
        assert_eq!(shape("“by the canal”"), ["=by the canal"]);
        assert_eq!(shape("at 16:42 -16:42 a:"), ["=at", "=16:42", "-=16:42", "a="]);
        assert_eq!(shape("x:,, y:a,,b,"), ["x=", "y=a|b"]);
        assert_eq!(shape("\"not closed yet"), ["=not closed yet"]);
        assert_eq!(shape("ភ្នំ place:ភ្នំ,ពេញ"), ["=ភ្នំ", "place=ភ្នំ|ពេញ"]);
        assert_eq!(shape("~kouk -~\"sok dara\" name:~a,b"), ["=~kouk", "-=~sok dara", "name=~a|b"]);
        let tildes = tokens("~a \"~b\" ~\"c d\" name:~e,f").into_iter().flat_map(|t| t.values).map(|p| p.tilde);
        assert_eq!(tildes.collect::<Vec<_>>(), [true, false, true, true, false]);
        assert_eq!(shape(""), [""; 0]);
    }

    #[test]
    fn every_piece_knows_where_it_stands() {
        let line = "ភ្នំ -place:\"ពេញ\",canal";
        let token = &tokens(line)[1];
        assert_eq!(&line[token.span.clone()], "-place:\"ពេញ\",canal");
        assert_eq!(&line[token.key.as_ref().unwrap().span.clone()], "place");
        let values: Vec<&str> = token.values.iter().map(|p| &line[p.span.clone()]).collect();
        assert_eq!(values, ["\"ពេញ\"", "canal"]);
    }

    #[test]
    fn an_erasure_learns_every_word_that_was_looked_for() {
        let words = looked_for("victim.name:Sreymom,chan \"ta keo\" -brund name:\"sok dara\" a,b");
        for word in ["sreymom", "chan", "takeo", "ta", "brund", "sokdara", "dara", "b"] {
            assert!(words.iter().any(|w| w == word), "{word}: {words:?}");
        }
        assert_eq!(listened_for("sok ~kouk -name:x,~\"a b\" \"~no\""), ["kouk", "a", "b", "a b"]);
    }
}
