//! An identifier of a suspect: a screen name, a number, an address that they go by; and THE form in which identifiers are compared, in
//! cases and in tips. It must never decide who learns of a match.

use super::moment::Moment;
use super::record::{Sheet, record};
use super::text::{is_unsafe, latin_digit};
use std::net::{IpAddr, SocketAddr};

record! {
    /// An identifier of a suspect.
    Identifier {
        suspect_id: Option<String> = "Suspect", Link, Hidden, "Who goes by it";
        kind: Option<String> = "Kind", Code("identifier"), Must, "Screen name, user id, e-mail, phone, IP address, URL, device or hash";
        value: Option<String> = "Value", Line, Must, "As it was found; of a file only its hash", Identifiers;
        at: Option<Moment> = "Seen at", Moment, Free, "When it was in use; of an IP address to the minute";
        port: Option<String> = "Port", Line, Free, "Of an IP address: the port", Identifiers;
        note: Option<String> = "Note", Line, Free, "Where it was found, and on what", Narrative;
        folded: Option<String> = "Compared as", Hash, Hidden, "The form in which it is compared, made by the store", Identifiers;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}

/// The column that the store fills with [`key`].
pub const FOLDED: &str = "folded";

/// The form in which an identifier is compared: its kind, and its value without case, blanks and what cannot be seen; a phone number
/// by its digits, at home without country code or leading 0. Nothing where nothing is left. Stored so: another form takes a step of
/// the schema.
pub fn key(kind: &str, value: &str) -> Option<String> {
    let plain = value.chars().map(latin_digit).flat_map(char::to_lowercase);
    let plain: String = plain.filter(|c| !c.is_whitespace() && !is_unsafe(*c) && !is_joiner(*c)).collect();
    let plain = if plain.is_ascii() { plain } else { super::khmer::alike(&plain) };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let folded = match kind {
        "phone" => phone(&plain),
        "ip" => ip(&plain),
        "email" => plain.strip_prefix("mailto:").unwrap_or(&plain).to_owned(),
        "url" => {
            let bare = plain.strip_prefix("https://").or_else(|| plain.strip_prefix("http://")).unwrap_or(&plain);
            bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_owned()
        }
        "device" | "hash" => letters(&plain),
        _ => plain.trim_start_matches('@').to_owned(),
    };
    (!folded.is_empty()).then(|| format!("{kind}:{folded}"))
}

/// Does it join letters without being seen?
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}')
}

fn phone(plain: &str) -> String {
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let abroad = plain.starts_with('+') || digits.starts_with("00");
    let bare = digits.trim_start_matches('0');
    // The country code is said with a plus, with two noughts, or with nothing.
    match bare.strip_prefix("855") {
        Some(home) if abroad || (8..=10).contains(&home.len()) => home.trim_start_matches('0').to_owned(),
        _ => bare.to_owned(),
    }
}

fn ip(plain: &str) -> String {
    let address = plain.parse::<IpAddr>().or_else(|_| plain.parse::<SocketAddr>().map(|a| a.ip()));
    address.map_or_else(|_| plain.to_owned(), |address| address.to_canonical().to_string())
}

/// The phones, e-mail addresses and screen names that stand in a text as it was found, in the form in which they are compared: what
/// cannot be told from other words is none.
pub fn in_text(text: &str) -> Vec<String> {
    let plain: String = text.chars().map(latin_digit).collect();
    let mut out = Vec::new();
    for part in plain.split([',', ';', '\n']) {
        let number = part.trim_matches(|c: char| !c.is_ascii_digit() && c != '+');
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let bare = number.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
        if bare && (9..=14).contains(&digits) {
            out.extend(key("phone", number));
            continue;
        }
        out.extend(part.split_whitespace().filter_map(|word| match word.split_once('@')? {
            ("", _) => key("screen", word),
            (_, host) if host.contains('.') => key("email", word.trim_end_matches('.')),
            _ => None,
        }));
    }
    out
}

/// Gives an identifier the form in which it is compared.
pub fn fold(sheet: &mut Sheet) {
    let key = sheet.get("kind").zip(sheet.get("value")).and_then(|(kind, value)| key(kind, value));
    sheet.set(FOLDED, key);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_identifier_written_in_many_ways_is_one() {
        for (kind, forms) in [
            (
                "phone",
                vec![
                    "012 345 678",
                    "+855 12 345 678",
                    "00855-12-345-678",
                    "85512345678",
                    "+855 (0)12 345678",
                    "០១២ ៣៤៥ ៦៧៨",
                ],
            ),
            ("phone", vec!["+44 20 7946 0018", "00442079460018"]),
            ("screen", vec!["River_Kite", "@river_kite", " river_kite ", "river\u{200B}_kite"]),
            ("email", vec!["Kite@Example.org", "mailto:kite@example.org", "kite @example.org"]),
            ("ip", vec!["192.0.2.7", "192.0.2.7:4431", "::ffff:192.0.2.7"]),
            ("ip", vec!["2001:db8::1", "2001:0DB8:0:0:0:0:0:1", "[2001:db8::1]:443"]),
            ("url", vec!["https://www.example.org/a/", "http://example.org/a", "EXAMPLE.org/a"]),
            ("device", vec!["35-209900-176148-1", "352099001761481"]),
            ("hash", vec!["AB:CD:01", "abcd01"]),
        ] {
            let keys: Vec<_> = forms.iter().map(|form| key(kind, form)).collect();
            assert!(keys[0].is_some() && keys.iter().all(|k| *k == keys[0]), "{kind}: {keys:?}");
        }
    }

    #[test]
    fn what_stands_in_a_text_is_found_where_it_can_be_told() {
        assert_eq!(
            in_text("tel. +855 12 000 555, mail Kite@Example.org; @River_Kite and more"),
            ["phone:12000555", "email:kite@example.org", "screen:river_kite"]
        );
        assert_eq!(in_text("០១២ ០០០ ៥៥៥"), ["phone:12000555"]);
        for none in ["", "12, 34", "seen 2019-12-30 at 12:40", "a@b", "12345678", "two phones", "2019-12-30"] {
            assert_eq!(in_text(none), [""; 0], "{none}");
        }
    }

    #[test]
    fn what_differs_stays_apart() {
        for (a, b) in [
            (("phone", "012 345 678"), ("phone", "012 345 679")),
            (("screen", "river_kite"), ("screen", "riverkite")),
            (("screen", "river"), ("userid", "river")),
            (("ip", "192.0.2.7"), ("ip", "192.0.2.70")),
            (("phone", "085 512 345"), ("phone", "012 345")),
        ] {
            assert_ne!(key(a.0, a.1), key(b.0, b.1), "{a:?} {b:?}");
        }
        assert_eq!((key("phone", "unknown"), key("screen", " \u{200B} ")), (None, None));
    }
}
