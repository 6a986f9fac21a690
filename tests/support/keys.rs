//! Key names to bytes, in the notation of the key table.

/// The bytes of the key called `name` (`Tab`, `C-s`, `S-F1`), as xterm sends them.
pub fn key(name: &str) -> Option<Vec<u8>> {
    let (mut modifier, mut base) = (0, name);
    while let Some((mark, rest)) = base.split_once('-').filter(|(_, rest)| !rest.is_empty()) {
        modifier |= match mark {
            "S" => 1,
            "A" | "M" => 2,
            "C" => 4,
            _ => return None,
        };
        base = rest;
    }
    let (shift, alt, ctrl) = (modifier & 1 != 0, modifier & 2 != 0, modifier & 4 != 0);
    let number = |n: u8| match modifier {
        0 => format!("\x1b[{n}~"),
        m => format!("\x1b[{n};{}~", m + 1),
    };
    let letter = |plain: &str, c: char| match modifier {
        0 => format!("\x1b{plain}{c}"),
        m => format!("\x1b[1;{}{c}", m + 1),
    };
    let plain = match base {
        "Up" => return Some(letter("[", 'A').into()),
        "Down" => return Some(letter("[", 'B').into()),
        "Right" => return Some(letter("[", 'C').into()),
        "Left" => return Some(letter("[", 'D').into()),
        "End" => return Some(letter("[", 'F').into()),
        "Home" => return Some(letter("[", 'H').into()),
        "Insert" => return Some(number(2).into()),
        "Del" | "Delete" => return Some(number(3).into()),
        "PageUp" => return Some(number(5).into()),
        "PageDown" => return Some(number(6).into()),
        "BackTab" => return Some(b"\x1b[Z".into()),
        "Tab" if shift => return Some(b"\x1b[Z".into()),
        "Tab" => '\t',
        "Enter" | "CR" => '\r',
        "Esc" => '\x1b',
        "BS" | "Backspace" => '\x7f',
        "Space" => ' ',
        "lt" => '<',
        _ => {
            if let Some(n) = base.strip_prefix('F').and_then(|n| n.parse::<u8>().ok()) {
                return Some(match n {
                    1..=4 => letter("O", char::from(b'O' + n)).into(),
                    5 => number(15).into(),
                    6..=10 => number(n + 11).into(),
                    11..=12 => number(n + 12).into(),
                    _ => return None,
                });
            }
            let mut chars = base.chars();
            chars.next().filter(|_| chars.next().is_none())?
        }
    };
    let plain = if ctrl {
        match plain.to_ascii_lowercase() {
            c @ ('a'..='z' | '\\' | ']') => char::from(c as u8 & 0x1f),
            ' ' => '\0',
            '/' | '_' => '\x1f',
            _ => return None,
        }
    } else {
        plain
    };
    let alt = if alt { "\x1b" } else { "" };
    Some(format!("{alt}{plain}").into_bytes())
}
