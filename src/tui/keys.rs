//! From a key event to its row in the command table.

use super::command::{self, Cmd, Row, Scope};
use super::notation::{parsed, shown};
use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The command of a key in the first of these scopes that has it.
pub fn command(key: KeyEvent, scopes: &[Scope]) -> Option<Cmd> {
    let pressed = KeyCombination::from(key).normalized();
    let row =
        |scope: &Scope| command::of(*scope).find(|r| r.keys.iter().any(|k| parsed(k).is_some_and(|c| c == pressed)));
    scopes.iter().find_map(row).map(|r| r.cmd)
}

/// A printable key without Ctrl or Alt: in a text field it is text, never a command.
pub fn is_text(key: KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char(_)) && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
}

/// All keys of a row for people.
pub fn all_shown(row: &Row) -> String {
    row.keys.iter().map(|k| shown(k)).collect::<Vec<_>>().join(" ")
}
