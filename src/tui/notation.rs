//! How a key is written: in the command table, and for people.

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key of the table as the event that it is; `None` for a key that cannot be parsed, which a test forbids.
pub fn parsed(key: &str) -> Option<KeyCombination> {
    if let [c] = key.chars().collect::<Vec<_>>().as_slice() {
        let shift = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        return Some(KeyCombination::from(KeyEvent::new(KeyCode::Char(*c), shift)).normalized());
    }
    crokey::parse(key).ok().map(KeyCombination::normalized)
}

/// A key for people: `ctrl-s` is `^S`, `enter` is `Enter`.
pub fn shown(key: &str) -> String {
    match key.strip_prefix("ctrl-") {
        Some(letter) => format!("^{}", letter.to_uppercase()),
        None => match key {
            "up" => "↑".into(),
            "down" => "↓".into(),
            "left" => "←".into(),
            "right" => "→".into(),
            "pageup" => "PgUp".into(),
            "pagedown" => "PgDn".into(),
            "backtab" | "shift-backtab" => "⇧Tab".into(),
            one if one.chars().count() == 1 => one.into(),
            word => word[..1].to_uppercase() + &word[1..],
        },
    }
}
