//! THE command table: a row for each command of each place, in a file for each kind of place. From it come the dispatcher, the footer,
//! the help, the key table of the README and their tests; a key or a word of help stands nowhere else.

mod cases;
mod finding;
mod forms;
mod import;
mod lists;
mod own;
mod rates;
mod reading;

use super::notation;
use super::room::Room;
use crate::domain::field::See;
use crate::domain::rights::Right;

/// Where a command works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// everywhere but in a text field
    Anywhere,
    /// the Cases view, whichever pane has the keys
    Cases,
    /// the filter line
    Filter,
    /// a view that lists something else than cases and acts
    Board,
    /// the Rates view
    Rates,
    /// the Due view
    Due,
    /// the Exhibits view
    Exhibits,
    /// the Tips view
    Tips,
    /// one tip
    Tip,
    /// the Care view
    Care,
    /// any view, nothing being open over it
    Room,
    /// the Log view
    Log,
    /// one act of the log
    Act,
    /// the saved views
    Views,
    /// saving the list as a view
    SaveView,
    /// the columns of the list
    Columns,
    /// the palette
    Palette,
    /// one field of the marked cases
    Bulk,
    /// undoing one's last act
    LastAct,
    /// a form
    Form,
    /// a receipt
    Receipt,
    /// the history of a case
    History,
    /// the timeline of a case
    Timeline,
    /// the figures of a year then and today
    Restatement,
    /// who looked at a case
    Lookers,
    /// breaking the glass of a case
    Glass,
    /// who alone may know of a case
    Restrict,
    /// cases that may be the same as a new one
    Alike,
    /// the people of a case and of others
    People,
    /// joining two of them
    Join,
    /// merging: with which case
    Merge,
    /// merging: what would be done
    MergePlan,
    /// the reason of an act
    Why,
    /// importing: which file
    ImportFile,
    /// which column becomes what
    ImportColumns,
    /// what the check found
    ImportCheck,
    /// how far it is
    ImportRun,
    /// one of many, narrowed by typing
    Pick,
    /// the imports there were
    Imports,
    /// why an import is undone
    Undo,
    /// what one must be told
    Notice,
    /// a question
    Question,
    /// a choice of records
    Choice,
    /// two officers' values side by side
    Clash,
    /// the help
    Help,
    /// a person's own settings
    Settings,
    /// typing a new PIN
    Pin,
    /// the masked screen
    Lock,
}

impl Scope {
    /// Is something made here about which it is asked in what opens over it?
    pub fn asks(self) -> bool {
        use Scope::*;
        matches!(self, Form | Restrict | Views | ImportFile | ImportColumns | ImportCheck | ImportRun)
    }

    /// For headings.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Anywhere => "Anywhere",
            Scope::Cases => "Cases",
            Scope::Filter => "Filter line",
            Scope::Board => "Lists",
            Scope::Rates => "Rates",
            Scope::Due => "Due",
            Scope::Exhibits => "Exhibits",
            Scope::Tips => "Tips",
            Scope::Tip => "Tip",
            Scope::Care => "Care",
            Scope::Room => "Any view",
            Scope::Log => "Log",
            Scope::Act => "Act",
            Scope::Views => "Views",
            Scope::SaveView => "Save a view",
            Scope::Columns => "Columns",
            Scope::Palette => "Palette",
            Scope::Bulk => "Marked cases",
            Scope::LastAct => "Undo",
            Scope::Form => "Form",
            Scope::Receipt => "Receipt",
            Scope::History => "History",
            Scope::Timeline => "Timeline",
            Scope::Restatement => "Restatement",
            Scope::Lookers => "Who looked",
            Scope::Glass => "Glass",
            Scope::Restrict => "Restrict",
            Scope::Alike => "Known already?",
            Scope::People => "People",
            Scope::Join => "Join",
            Scope::Merge => "Merge",
            Scope::MergePlan => "Merge: shown",
            Scope::Why => "Reason",
            Scope::ImportFile => "Import: file",
            Scope::ImportColumns => "Import: columns",
            Scope::ImportCheck => "Import: check",
            Scope::ImportRun => "Import: at work",
            Scope::Pick => "Import: choice",
            Scope::Imports => "Imports",
            Scope::Undo => "Undo an import",
            Scope::Notice => "Notice",
            Scope::Question => "Question",
            Scope::Choice => "Choice",
            Scope::Clash => "Clash",
            Scope::Help => "Help",
            Scope::Settings => "Settings",
            Scope::Pin => "New PIN",
            Scope::Lock => "Masked screen",
        }
    }
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cmd {
    Quit,
    Redraw,
    Help,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Open,
    Back,
    NextPane,
    PreviousPane,
    Filter,
    Sort,
    Reverse,
    New,
    Edit,
    AddVictim,
    AddSuspect,
    AddOffence,
    Diary,
    Tasks,
    Decide,
    HandOver,
    Timeline,
    Arrest,
    More,
    TakeBack,
    Clear,
    Receipt,
    Restatement,
    History,
    Period,
    Earlier,
    Later,
    Cohort,
    NextBy,
    PreviousBy,
    NextRate,
    PreviousRate,
    Ages,
    Draft,
    Next,
    Previous,
    NextSection,
    PreviousSection,
    Section,
    Save,
    Yes,
    No,
    Mine,
    Theirs,
    Veil,
    Reveal,
    Lock,
    Settings,
    Go(Room),
    Find,
    Lookers,
    Glass,
    Restrict,
    End,
    Merge,
    People,
    Join,
    Separate,
    Views,
    Drop,
    Columns,
    Palette,
    Mark,
    MarkAll,
    Bulk,
    UndoAct,
    Import,
    Imports,
    Check,
    Days,
    Sheet,
    Pause,
    Aside,
    Undo,
    Redo,
    NewTip,
    EditTip,
    Named,
    Triage,
}

impl Cmd {
    /// Does it move the cursor?
    pub fn moves(self) -> bool {
        use Cmd::*;
        matches!(self, Up | Down | PageUp | PageDown | Top | Bottom)
    }

    /// Is it done to the selected case, and so needs one?
    pub fn is_on_case(self) -> bool {
        use Cmd::*;
        matches!(
            self,
            Reveal
                | Edit
                | Arrest
                | More
                | AddVictim
                | AddSuspect
                | AddOffence
                | Diary
                | Tasks
                | Decide
                | HandOver
                | Timeline
                | Clear
                | TakeBack
                | History
                | Lookers
                | Restrict
                | End
                | Merge
                | People
        )
    }
}

impl Cmd {
    /// Does it mean nothing in an office without accounts, where everybody may do everything and looking is not on record?
    pub fn is_of_accounts(self) -> bool {
        matches!(self, Cmd::Lookers | Cmd::Glass | Cmd::Restrict)
    }

    /// Does it change the selected case?
    pub fn is_change(self) -> bool {
        self.is_on_case()
            && self
                .rights()
                .iter()
                .any(|right| matches!(right, Right::Change | Right::Diary | Right::Exhibits | Right::Tasks))
    }

    /// The rights of which it takes any; none where everybody may.
    pub fn rights(self) -> &'static [Right] {
        use Cmd::*;
        match self {
            New => &[Right::Enter],
            Edit => &[Right::Change, Right::ChangeCare, Right::Exhibits, Right::Tasks],
            More => &[Right::Change, Right::Exhibits, Right::ChangeCare, Right::Tasks, Right::Diary],
            TakeBack => &[Right::Change, Right::Exhibits, Right::ChangeCare, Right::Tasks],
            Tasks => &[Right::Tasks],
            HandOver => &[Right::Assign],
            NewTip | EditTip | Named | Triage => &[Right::Triage],
            Bulk | UndoAct => &[Right::Change, Right::ChangeCare],
            Mark | MarkAll => &[Right::See(See::Facts)],
            Arrest | Decide | AddVictim | AddSuspect | AddOffence | Clear | End => &[Right::Change],
            Merge => &[Right::Assign],
            Join | Separate => &[Right::Change],
            Diary => &[Right::Diary],
            Filter | Sort | Reverse | History | People | Timeline | Views | Columns => &[Right::See(See::Facts)],
            Receipt | Restatement | Period | Earlier | Later | Cohort | NextBy | PreviousBy | NextRate
            | PreviousRate | Ages => &[Right::Figures],
            Go(room) => room.rights(),
            Lookers => &[Right::Lookers],
            Glass => &[Right::BreakGlass],
            Restrict => &[Right::Restrict],
            Import => &[Right::Import],
            _ => &[],
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// what it does
    pub cmd: Cmd,
    /// where
    pub scope: Scope,
    /// by which keys; the first is shown in the footer
    pub keys: &'static [&'static str],
    /// its word in the footer; blank keeps it out of the footer
    pub word: &'static str,
    /// one sentence
    pub help: &'static str,
}

const fn row(cmd: Cmd, scope: Scope, keys: &'static [&'static str], word: &'static str, help: &'static str) -> Row {
    Row { cmd, scope, keys, word, help }
}

/// All commands, a file after the other. The order within a place is that of footer and help.
static COMMANDS: [&[Row]; 8] =
    [cases::ROWS, rates::ROWS, lists::ROWS, finding::ROWS, forms::ROWS, reading::ROWS, import::ROWS, own::ROWS];

/// The rows of a scope, in order.
pub fn of(scope: Scope) -> impl Iterator<Item = &'static Row> {
    COMMANDS.into_iter().flatten().filter(move |r| r.scope == scope)
}

/// The key that goes to a view.
pub fn digit(room: Room) -> &'static str {
    of(Scope::Room).find(|row| row.cmd == Cmd::Go(room)).and_then(|row| row.keys.first().copied()).unwrap_or_default()
}

/// The key table of the README, in Markdown.
pub fn key_table() -> String {
    let mut out = String::from("| where | key | what it does |\n|---|---|---|\n");
    for row in COMMANDS.into_iter().flatten() {
        let keys: Vec<String> = row.keys.iter().map(|k| format!("`{}`", notation::shown(k))).collect();
        out += &format!("| {} | {} | {} |\n", row.scope.name(), keys.join(" "), row.help);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_key_parses_and_stands_once_in_its_scope() {
        let mut seen = HashSet::new();
        for row in COMMANDS.into_iter().flatten() {
            assert!(!row.help.is_empty() && !row.keys.is_empty(), "{:?} lacks help or keys", row.cmd);
            for key in row.keys {
                let parsed = notation::parsed(key);
                assert!(parsed.is_some(), "{key} cannot be parsed");
                assert!(seen.insert((row.scope, format!("{parsed:?}"))), "{key} stands twice in {:?}", row.scope);
            }
        }
        for room in Room::ALL {
            assert!(!digit(room).is_empty(), "no key goes to {room:?}");
        }
    }
}
