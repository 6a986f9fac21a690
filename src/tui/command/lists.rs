//! The commands of the views that list something else than cases, and the ways from view to view. The words stand here; what they do, elsewhere.

use super::{Cmd, Room, Row, Scope as In, row};

pub(super) static ROWS: &[Row] = {
    use Cmd::*;
    &[
        row(
            Find,
            In::Due,
            &["/"],
            "filter",
            "Show only some of what is due: an officer, a team, mine, a case, overdue, today, week, task, clock, hearing …",
        ),
        row(Tasks, In::Due, &["T"], "tasks", "The tasks of its case: say that one is done, or set one"),
        row(
            Find,
            In::Exhibits,
            &["/"],
            "filter",
            "Show only some exhibits: a case, a place, a type, a laboratory, open, overdue, broken, gap",
        ),
        row(Palette, In::Board, &[":"], "command", "Find a command, a saved view or a case by a few letters"),
        row(Open, In::Board, &["enter", "l", "right"], "go to case", "Go to the case"),
        row(Up, In::Board, &["up", "k"], "", "One row up"),
        row(Down, In::Board, &["down", "j"], "", "One row down"),
        row(PageUp, In::Board, &["pageup", "ctrl-u"], "", "A page up"),
        row(PageDown, In::Board, &["pagedown", "ctrl-d"], "", "A page down"),
        row(Top, In::Board, &["home", "g"], "", "To the first row"),
        row(Bottom, In::Board, &["end", "G"], "", "To the last row"),
        row(Back, In::Board, &["esc", "left"], "", "Back: drop the filter; without one to the cases"),
        row(Find, In::Log, &["/"], "filter", "Show only some acts: an officer, a case number, a day, a word of an act"),
        row(Palette, In::Log, &[":"], "command", "Find a command, a saved view or a case by a few letters"),
        row(Open, In::Log, &["enter", "l", "right"], "open", "Open the act with all that it changed"),
        row(Up, In::Log, &["up", "k"], "", "One act up"),
        row(Down, In::Log, &["down", "j"], "", "One act down"),
        row(PageUp, In::Log, &["pageup", "ctrl-u"], "", "A page up"),
        row(PageDown, In::Log, &["pagedown", "ctrl-d"], "", "A page down"),
        row(Top, In::Log, &["home", "g"], "latest", "To the latest act"),
        row(Bottom, In::Log, &["end", "G"], "", "To the last act that is read; further down more are"),
        row(Back, In::Log, &["esc", "left"], "", "Back: drop the filter; without one to the cases"),
        row(Open, In::Act, &["enter"], "go to case", "Go to the case"),
        row(Up, In::Act, &["up", "k"], "", "One line up"),
        row(Down, In::Act, &["down", "j"], "scroll", "One line down"),
        row(PageUp, In::Act, &["pageup"], "", "A page up"),
        row(PageDown, In::Act, &["pagedown"], "", "A page down"),
        row(Back, In::Act, &["esc", "q", "left"], "close", "Close the act"),
        row(Go(Room::Cases), In::Room, &["1"], "", "The cases"),
        row(Go(Room::Due), In::Room, &["3"], "", "What is due: tasks, clocks of the law, answers, hearings"),
        row(Go(Room::Exhibits), In::Room, &["4"], "", "The exhibits: what is where, what is overdue"),
        row(Go(Room::Log), In::Room, &["7"], "", "The log: who did what, and when"),
        row(Quit, In::Room, &["q"], "quit", "Leave the console"),
    ]
};
