//! The commands of one's own settings and of the screen as a whole. The words stand here; what they do, elsewhere.

use super::{Cmd, Row, Scope as In, row};

pub(super) static ROWS: &[Row] = {
    use Cmd::*;
    &[
        row(Up, In::Settings, &["up", "k"], "", "One up"),
        row(Down, In::Settings, &["down", "j"], "", "One down"),
        row(Open, In::Settings, &["enter", "right"], "change", "Change it; it is kept"),
        row(Back, In::Settings, &["esc", "q", ","], "close", "Close the settings"),
        row(Open, In::Pin, &["enter"], "next", "Go on, and set it at the end"),
        row(Back, In::Pin, &["esc"], "back", "Back; the PIN stays as it is"),
        row(Open, In::Lock, &["enter"], "open", "Open the screen again with the PIN that was typed"),
        row(
            Veil,
            In::Anywhere,
            &["f9"],
            "hide names",
            "The privacy screen: names and narrative hidden, or shown again",
        ),
        row(Lock, In::Anywhere, &["f10"], "", "Mask the whole screen until your PIN is typed"),
        row(Help, In::Anywhere, &["?", "f1"], "help", "All keys of this place"),
        row(Redraw, In::Anywhere, &["ctrl-l"], "", "Draw the screen again"),
        row(Quit, In::Anywhere, &["ctrl-c"], "", "Leave the console; an open form is kept as a draft"),
    ]
};
