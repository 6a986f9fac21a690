//! From a key event to its row in the command table, and how a key is written for people.

use super::command::{COMMANDS, Cmd, Row, Scope};
use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The command of a key in the first of these scopes that has it.
pub fn command(key: KeyEvent, scopes: &[Scope]) -> Option<Cmd> {
    let pressed = KeyCombination::from(key).normalized();
    let row = |scope: &Scope| {
        let own = COMMANDS.iter().filter(|r| r.scope == *scope);
        own.into_iter().find(|r| r.keys.iter().any(|k| parsed(k).is_some_and(|c| c == pressed)))
    };
    scopes.iter().find_map(row).map(|r| r.cmd)
}

/// A key of the table as the event that it is; `None` for a key that cannot be parsed, which a test forbids.
pub fn parsed(key: &str) -> Option<KeyCombination> {
    if let [c] = key.chars().collect::<Vec<_>>().as_slice() {
        let shift = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        return Some(KeyCombination::from(KeyEvent::new(KeyCode::Char(*c), shift)).normalized());
    }
    crokey::parse(key).ok().map(KeyCombination::normalized)
}

/// A printable key without Ctrl or Alt: in a text field it is text, never a command.
pub fn is_text(key: KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char(_)) && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
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

/// All keys of a row for people.
pub fn all_shown(row: &Row) -> String {
    row.keys.iter().map(|k| shown(k)).collect::<Vec<_>>().join(" ")
}
