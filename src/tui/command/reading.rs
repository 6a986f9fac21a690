//! The commands of what is only read. The words stand here; what they do, elsewhere.

use super::{Cmd, Row, Scope as In, row};

pub(super) static ROWS: &[Row] = {
    use Cmd::*;
    &[
        row(Up, In::Receipt, &["up", "k"], "", "One row up"),
        row(Down, In::Receipt, &["down", "j"], "", "One row down"),
        row(PageUp, In::Receipt, &["pageup"], "", "A page up"),
        row(PageDown, In::Receipt, &["pagedown"], "", "A page down"),
        row(Top, In::Receipt, &["home", "g"], "", "To the first case"),
        row(Bottom, In::Receipt, &["end", "G"], "", "To the last case"),
        row(Open, In::Receipt, &["enter"], "go to case", "Go to the case"),
        row(Next, In::Receipt, &["tab", "right"], "next rate", "The receipt of the next rate"),
        row(Previous, In::Receipt, &["backtab", "left"], "", "The receipt of the rate before"),
        row(Back, In::Receipt, &["esc", "q", "r"], "close", "Close the receipt"),
        row(Up, In::History, &["up", "k"], "", "One line up"),
        row(Down, In::History, &["down", "j"], "scroll", "One line down"),
        row(PageUp, In::History, &["pageup"], "", "A page up"),
        row(PageDown, In::History, &["pagedown"], "", "A page down"),
        row(Back, In::History, &["esc", "q", "h"], "close", "Close the history"),
        row(Up, In::Timeline, &["up", "k"], "", "One line up"),
        row(Down, In::Timeline, &["down", "j"], "scroll", "One line down"),
        row(PageUp, In::Timeline, &["pageup"], "", "A page up"),
        row(PageDown, In::Timeline, &["pagedown"], "", "A page down"),
        row(Top, In::Timeline, &["home", "g"], "", "To the first event"),
        row(Bottom, In::Timeline, &["end", "G"], "", "To the last event"),
        row(Back, In::Timeline, &["esc", "q", "L"], "close", "Close the timeline"),
        row(Up, In::Lookers, &["up", "k"], "", "One line up"),
        row(Down, In::Lookers, &["down", "j"], "scroll", "One line down"),
        row(PageUp, In::Lookers, &["pageup"], "", "A page up"),
        row(PageDown, In::Lookers, &["pagedown"], "", "A page down"),
        row(Back, In::Lookers, &["esc", "q", "w"], "close", "Close the list of who looked"),
        row(Open, In::Notice, &["enter"], "read", "You have read it: the next one, or back to work"),
        row(Back, In::Notice, &["esc"], "later", "Leave it unread: it is shown again when you sign in"),
        row(Up, In::Help, &["up"], "", "One line up"),
        row(Down, In::Help, &["down"], "scroll", "One line down; what is typed narrows the keys shown"),
        row(PageUp, In::Help, &["pageup"], "", "A page up"),
        row(PageDown, In::Help, &["pagedown"], "", "A page down"),
        row(Back, In::Help, &["esc", "enter", "f1"], "close", "Close the help"),
    ]
};
