//! The commands of saved views, columns, palette, marked cases and undo. The words stand here; what they do, elsewhere.

use super::{Cmd, Row, Scope as In, row};

pub(super) static ROWS: &[Row] = {
    use Cmd::*;
    &[
        row(Up, In::Views, &["up"], "", "One up"),
        row(Down, In::Views, &["down"], "", "One down"),
        row(Open, In::Views, &["enter"], "open", "Open the view; its key does the same"),
        row(
            Save,
            In::Views,
            &["ctrl-s"],
            "save this list",
            "Save the list on the screen as a view: filter, order and columns",
        ),
        row(Drop, In::Views, &["delete", "ctrl-d"], "drop", "Drop the view; asks first"),
        row(Back, In::Views, &["esc"], "back", "Back without opening one"),
        row(Save, In::SaveView, &["enter", "ctrl-s"], "save", "Save the view"),
        row(Next, In::SaveView, &["tab", "down"], "next", "To the next field"),
        row(Previous, In::SaveView, &["backtab", "up"], "", "To the field before"),
        row(Back, In::SaveView, &["esc"], "leave", "Leave it; no view is saved"),
        row(Up, In::Columns, &["up", "k"], "", "One up"),
        row(Down, In::Columns, &["down", "j"], "", "One down"),
        row(Open, In::Columns, &["enter", "space"], "show or not", "Show the column, or leave it out"),
        row(Earlier, In::Columns, &["left", "K"], "earlier", "Move the column further to the left of the list"),
        row(Later, In::Columns, &["right", "J"], "later", "Move the column further to the right"),
        row(Back, In::Columns, &["esc", "q", "C"], "close", "Close; the columns stay as they are now"),
        row(Up, In::Palette, &["up"], "", "One up"),
        row(Down, In::Palette, &["down"], "", "One down"),
        row(Open, In::Palette, &["enter"], "take", "Do the command, open the view, or go to the case"),
        row(Back, In::Palette, &["esc"], "back", "Back without doing anything"),
        row(Up, In::Bulk, &["up"], "", "One up"),
        row(Down, In::Bulk, &["down"], "", "One down"),
        row(PageUp, In::Bulk, &["pageup"], "", "A page up"),
        row(PageDown, In::Bulk, &["pagedown"], "", "A page down"),
        row(Open, In::Bulk, &["enter"], "take", "Take it; at the end change the cases that were shown"),
        row(Back, In::Bulk, &["esc"], "back", "A step back; nothing is changed"),
        row(Yes, In::LastAct, &["enter"], "undo", "Undo the act that is shown"),
        row(No, In::LastAct, &["esc", "q", "U"], "leave it", "Leave it as it is"),
        row(Up, In::LastAct, &["up", "k"], "", "One line up"),
        row(Down, In::LastAct, &["down", "j"], "", "One line down"),
    ]
};
