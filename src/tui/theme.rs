//! Roles → styles, and the glyphs of the frame. The only place with a colour in it.
//! Only the sixteen colours that every terminal names are used, so light and dark themes stay the reader's own;
//! meaning is never carried by colour alone: each role also has a word, a mark or a weight.

use super::session::setting;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;
use std::collections::BTreeMap;

/// What a piece of text is, not how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// ordinary text
    Plain,
    /// labels, rules, what is less important
    Faint,
    /// headings, the number of a case
    Strong,
    /// the title bar
    Title,
    /// the mark of a demonstration
    Demo,
    /// something in the title bar that one must be told
    Told,
    /// frame of the pane that has the keys
    Focus,
    /// frame of another pane
    Frame,
    /// the selected row
    Selected,
    /// arrested, saved, well
    Good,
    /// needs a look: missing, warning
    Warn,
    /// refused, wrong
    Bad,
    /// a key in the footer
    Key,
    /// the text field being typed in
    Field,
}

/// The colours that every terminal with colours has, in their order.
#[rustfmt::skip]
const SIXTEEN: [Color; 16] = [
    Color::Black, Color::Red, Color::Green, Color::Yellow, Color::Blue, Color::Magenta, Color::Cyan, Color::Gray,
    Color::DarkGray, Color::LightRed, Color::LightGreen, Color::LightYellow, Color::LightBlue, Color::LightMagenta, Color::LightCyan, Color::White,
];
const WEIGHTS: [(Modifier, u8); 5] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
];

/// The parameters of SGR that turn one style into another, of the sixteen colours, in the way of old; `None` where nothing is to be said.
pub fn sgr(from: Style, to: Style) -> Option<String> {
    let (before, wanted) = (parameters(from), parameters(to));
    if before == wanted {
        return None;
    }
    // A colour takes the place of another; a weight goes only with all of them.
    let kind = |n: &u8| {
        if *n < 10 {
            *n
        } else if matches!(n, 40..=49 | 100..=109) {
            40
        } else {
            30
        }
    };
    let gone = before.iter().any(|n| !wanted.iter().any(|m| kind(m) == kind(n)));
    let said = wanted.iter().filter(|n| gone || !before.contains(n)).map(u8::to_string);
    let reset = (gone && !wanted.is_empty()).then(|| "0".to_owned());
    Some(reset.into_iter().chain(said).collect::<Vec<_>>().join(";"))
}

fn parameters(style: Style) -> Vec<u8> {
    let colour = |c: Option<Color>, base: u8| {
        let at = SIXTEEN.iter().position(|n| Some(*n) == c)? as u8;
        Some(if at < 8 { base + at } else { base + 52 + at })
    };
    let weights = WEIGHTS.into_iter().filter(|(m, _)| style.add_modifier.contains(*m)).map(|(_, n)| n);
    weights.chain(colour(style.fg, 30)).chain(colour(style.bg, 40)).collect()
}

/// Is a blank of this style one like any other?
pub fn is_unseen_on_a_blank(style: Style) -> bool {
    style.bg.is_none_or(|c| c == Color::Reset)
        && !style.add_modifier.intersects(Modifier::UNDERLINED | Modifier::REVERSED)
}

/// Is the session set to UTF-8? One that says nothing is taken to be.
pub fn utf8(var: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| var(name).filter(|v| !v.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")).unwrap_or_else(|| "C.UTF-8".into());
    locale.to_uppercase().replace('-', "").contains("UTF8")
}

/// How this terminal is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// colours may be used
    pub colour: bool,
    /// box drawing, blocks and marks may be used
    pub unicode: bool,
}

impl Theme {
    /// From the environment: `NO_COLOR`, `TERM`, and the locale.
    pub fn detect(var: impl Fn(&str) -> Option<String>) -> Theme {
        let set = |name: &str| var(name).filter(|v| !v.is_empty());
        // vt100, vt220; but not vte
        let old = |t: &str| t.strip_prefix("vt").is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
        let dumb = set("TERM").is_none_or(|t| t == "dumb" || old(&t));
        Theme { colour: set("NO_COLOR").is_none() && !dumb, unicode: utf8(&var) && !dumb }
    }

    /// With what an officer likes; a terminal is never asked for more than it has.
    pub fn with(self, settings: &BTreeMap<String, String>) -> Theme {
        let is = |name, value: &str| settings.get(name).is_some_and(|v| v == value);
        Theme {
            colour: self.colour && !is(setting::COLOURS, "none"),
            unicode: self.unicode && !is(setting::SIGNS, "ascii"),
        }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        let plain = Style::new();
        let (colour, mono) = match role {
            Role::Plain => (plain, plain),
            Role::Faint => (plain.add_modifier(Modifier::DIM), plain.add_modifier(Modifier::DIM)),
            Role::Strong => (plain.add_modifier(Modifier::BOLD), plain.add_modifier(Modifier::BOLD)),
            Role::Title => (plain.add_modifier(Modifier::REVERSED), plain.add_modifier(Modifier::REVERSED)),
            Role::Demo => {
                let mark = Modifier::REVERSED | Modifier::BOLD;
                (plain.fg(Color::Yellow).add_modifier(mark), plain.add_modifier(mark))
            }
            Role::Told => {
                let mark = Modifier::REVERSED | Modifier::BOLD;
                (plain.fg(Color::Red).add_modifier(mark), plain.add_modifier(mark))
            }
            Role::Focus => (plain.fg(Color::Cyan), plain.add_modifier(Modifier::BOLD)),
            Role::Frame => (plain.add_modifier(Modifier::DIM), plain.add_modifier(Modifier::DIM)),
            Role::Selected => (plain.add_modifier(Modifier::BOLD), plain.add_modifier(Modifier::BOLD)),
            Role::Good => (plain.fg(Color::Green), plain),
            Role::Warn => (plain.fg(Color::Yellow), plain),
            Role::Bad => (plain.fg(Color::Red).add_modifier(Modifier::BOLD), plain.add_modifier(Modifier::BOLD)),
            Role::Key => (plain.fg(Color::Cyan).add_modifier(Modifier::BOLD), plain.add_modifier(Modifier::BOLD)),
            Role::Field => (plain.add_modifier(Modifier::UNDERLINED), plain.add_modifier(Modifier::UNDERLINED)),
        };
        if self.colour { colour } else { mono }
    }

    /// The frame of a pane.
    pub fn border(&self) -> border::Set<'static> {
        if self.unicode {
            border::PLAIN
        } else {
            border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            }
        }
    }

    /// A sign of our own texts for a terminal without it; what it is for any other.
    pub fn ascii(symbol: &str) -> &str {
        match symbol {
            "·" | "–" | "—" | "…" => "-",
            "“" | "”" => "\"",
            "×" => "x",
            "→" => ">",
            "←" => "<",
            "↑" => "^",
            "↓" => "v",
            "⇧" => "+",
            "▒" => "#",
            other => other,
        }
    }

    fn glyph(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }

    /// In front of the selected row.
    pub fn cursor(&self) -> &'static str {
        self.glyph("▌", ">")
    }

    /// The row is marked.
    pub fn marked(&self) -> &'static str {
        self.glyph("✓", "x")
    }

    /// With an arrest; cleared; live.
    pub fn full(&self) -> &'static str {
        self.glyph("●", "*")
    }

    /// Without an arrest.
    pub fn empty(&self) -> &'static str {
        self.glyph("○", "o")
    }

    /// Somebody else is in the case, or types in a form of it.
    pub fn present(&self, editing: bool) -> &'static str {
        if editing { self.glyph("◆", "E") } else { self.glyph("◇", "h") }
    }

    /// Ascending and descending order, more and less than last year.
    pub fn up_down(&self, up: bool) -> &'static str {
        if up { self.glyph("▲", "^") } else { self.glyph("▼", "v") }
    }

    /// Filled and open part of a bar.
    pub fn bar(&self) -> (&'static str, &'static str) {
        if self.unicode { ("█", "░") } else { ("#", ".") }
    }

    /// A small column for 0 to 8.
    pub fn column(&self, eighths: usize) -> &'static str {
        const UNICODE: [&str; 9] = ["·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
        const ASCII: [&str; 9] = [".", "_", "-", "=", "+", "*", "x", "%", "#"];
        let i = eighths.min(8);
        if self.unicode { UNICODE[i] } else { ASCII[i] }
    }

    /// A horizontal rule of the given length.
    pub fn rule(&self, width: usize) -> String {
        self.glyph("─", "-").repeat(width)
    }
}
