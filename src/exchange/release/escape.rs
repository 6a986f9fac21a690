//! Text in HTML and SVG. It must never let through what a browser would read as more than text.

use crate::domain::text::harmless;

/// Text as it stands in HTML, in an attribute too.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in harmless(text).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_more_than_text_to_a_browser() {
        assert_eq!(escaped("<b onload=\"x\">Tom & 'Ann'"), "&lt;b onload=&quot;x&quot;&gt;Tom &amp; &#39;Ann&#39;");
        assert_eq!(escaped("ភ្នំពេញ 12 %"), "ភ្នំពេញ 12 %");
        assert!(!escaped("a\u{1b}[2J\u{202e}b").contains(['\u{1b}', '\u{202e}']));
    }
}
