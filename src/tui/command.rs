//! THE command table: a row for each command of each place. From it come the dispatcher, the footer, the help,
//! the key table of the README and their tests; a key or a word of help stands nowhere else.

use super::notation;
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
    /// the Exhibits view
    Exhibits,
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
    /// who looked at a case
    Lookers,
    /// breaking the glass of a case
    Glass,
    /// who alone may know of a case
    Restrict,
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
            Scope::Exhibits => "Exhibits",
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
            Scope::Lookers => "Who looked",
            Scope::Glass => "Glass",
            Scope::Restrict => "Restrict",
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
    Arrest,
    More,
    TakeBack,
    Clear,
    Receipt,
    History,
    Period,
    Earlier,
    Later,
    Draft,
    Next,
    Previous,
    NextSection,
    PreviousSection,
    Save,
    Yes,
    No,
    Mine,
    Theirs,
    Veil,
    Reveal,
    Lock,
    Settings,
    Cases,
    Exhibits,
    Log,
    Find,
    Lookers,
    Glass,
    Restrict,
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
}

impl Cmd {
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
                | Clear
                | TakeBack
                | History
                | Lookers
                | Restrict
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
            && self.rights().iter().any(|right| matches!(right, Right::Change | Right::Diary | Right::Exhibits))
    }

    /// The rights of which it takes any; none where everybody may.
    pub fn rights(self) -> &'static [Right] {
        use Cmd::*;
        match self {
            New => &[Right::Enter],
            Edit => &[Right::Change, Right::ChangeCare, Right::Exhibits],
            More | TakeBack => &[Right::Change, Right::Exhibits],
            Bulk | UndoAct => &[Right::Change, Right::ChangeCare],
            Mark | MarkAll => &[Right::See(See::Facts)],
            Arrest | AddVictim | AddSuspect | AddOffence | Clear => &[Right::Change],
            Diary => &[Right::Diary],
            Filter | Sort | Reverse | History | Views | Columns | Exhibits => &[Right::See(See::Facts)],
            Receipt | Period | Earlier | Later => &[Right::Figures],
            Log => &[Right::Log],
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

/// All commands. The order is that of footer and help.
pub static COMMANDS: &[Row] = {
    use Cmd::*;
    use Scope as In;
    &[
        row(New, In::Cases, &["n"], "new", "A new case, with the one-line entry on top"),
        row(Edit, In::Cases, &["e"], "edit", "Edit any field of the case"),
        row(Arrest, In::Cases, &["a"], "arrest", "Record an arrest of a suspect of the case"),
        row(Open, In::Cases, &["enter", "l", "right"], "open", "Open the case; on a rate, its receipt"),
        row(Filter, In::Cases, &["/"], "filter", "Show only the cases that fit: words, and keys such as province:02"),
        row(Palette, In::Cases, &[":"], "command", "Find a command, a saved view or a case by a few letters"),
        row(Receipt, In::Cases, &["r"], "receipt", "Rule, cut-off and cases behind the rate"),
        row(Period, In::Cases, &["p"], "period", "The figures by year, by quarter, or of all years"),
        row(History, In::Cases, &["h"], "history", "Who changed what in the case, and when"),
        row(AddSuspect, In::Cases, &["s"], "suspect", "Add a suspect to the case"),
        row(AddVictim, In::Cases, &["v"], "victim", "Add a victim to the case"),
        row(AddOffence, In::Cases, &["f"], "offence", "Add an offence to the case"),
        row(Diary, In::Cases, &["d"], "diary", "Add a diary entry to the case"),
        row(Clear, In::Cases, &["c"], "clear", "Clear an offence: by arrest, exceptionally, or as unfounded"),
        row(
            More,
            In::Cases,
            &["A"],
            "more",
            "More: a warrant, charge, detention, court event or result; an exhibit, its custody, an examination",
        ),
        row(
            TakeBack,
            In::Cases,
            &["t"],
            "take back",
            "Take an arrest back, or what followed it, or an exhibit, with a reason",
        ),
        row(Lookers, In::Cases, &["w"], "looked", "Who looked at the case, and when"),
        row(Restrict, In::Cases, &["R"], "restrict", "Say who alone may know of the case"),
        row(Glass, In::Cases, &["b"], "glass", "Break glass: open a case out of your reach, with a reason, on record"),
        row(Import, In::Cases, &["I"], "import", "Bring in a list of cases, and undo it"),
        row(Exhibits, In::Cases, &["4"], "exhibits", "The exhibits: what is where, what is overdue"),
        row(Log, In::Cases, &["7"], "log", "The log: who did what, and when"),
        row(UndoAct, In::Cases, &["U"], "undo", "Undo your last act: the reverse is an act of its own; asks first"),
        row(Views, In::Cases, &["V"], "views", "Saved views: open one by its key, save this list as one"),
        row(Mark, In::Cases, &["m", "space"], "mark", "Mark the case, or take its mark away"),
        row(MarkAll, In::Cases, &["M"], "", "Mark all cases of the list, at most 200; Esc takes all marks away"),
        row(Bulk, In::Cases, &["B"], "marked", "Set lead, team or stage of all marked cases, shown before it is done"),
        row(Columns, In::Cases, &["C"], "columns", "Which columns the list has, and in which order"),
        row(Cases, In::Cases, &["1"], "", "The cases, where you are"),
        row(Earlier, In::Cases, &["[", "<"], "", "The period before"),
        row(Later, In::Cases, &["]", ">"], "", "The period after"),
        row(Sort, In::Cases, &["o"], "order", "Order the list by the next column"),
        row(Reverse, In::Cases, &["O"], "", "Reverse the order of the list"),
        row(NextPane, In::Cases, &["tab"], "pane", "The next pane: list, detail, statistics"),
        row(PreviousPane, In::Cases, &["backtab"], "", "The pane before"),
        row(Up, In::Cases, &["up", "k"], "", "One row up"),
        row(Down, In::Cases, &["down", "j"], "", "One row down"),
        row(PageUp, In::Cases, &["pageup", "ctrl-u"], "", "A page up"),
        row(PageDown, In::Cases, &["pagedown", "ctrl-d"], "", "A page down"),
        row(Top, In::Cases, &["home", "g"], "", "To the first row"),
        row(Bottom, In::Cases, &["end", "G"], "", "To the last row"),
        row(Reveal, In::Cases, &["x"], "", "Show the names of the case for a while; it is on record"),
        row(Settings, In::Cases, &[","], "", "Your own settings, and your PIN"),
        row(Draft, In::Cases, &["u"], "", "Open the unsaved form that was kept for you"),
        row(Quit, In::Cases, &["q"], "quit", "Leave the console"),
        row(Back, In::Cases, &["esc", "left"], "", "Back: close the detail, drop the filter"),
        row(
            Find,
            In::Exhibits,
            &["/"],
            "filter",
            "Show only some exhibits: a case, a place, a type, a laboratory, open, overdue, broken, gap",
        ),
        row(Palette, In::Exhibits, &[":"], "command", "Find a command, a saved view or a case by a few letters"),
        row(Open, In::Exhibits, &["enter", "l", "right"], "go to case", "Go to the case of the exhibit"),
        row(Cases, In::Exhibits, &["1"], "cases", "Back to the cases"),
        row(Exhibits, In::Exhibits, &["4"], "", "The exhibits, where you are"),
        row(Log, In::Exhibits, &["7"], "log", "The log: who did what, and when"),
        row(Up, In::Exhibits, &["up", "k"], "", "One exhibit up"),
        row(Down, In::Exhibits, &["down", "j"], "", "One exhibit down"),
        row(PageUp, In::Exhibits, &["pageup", "ctrl-u"], "", "A page up"),
        row(PageDown, In::Exhibits, &["pagedown", "ctrl-d"], "", "A page down"),
        row(Top, In::Exhibits, &["home", "g"], "", "To the first exhibit"),
        row(Bottom, In::Exhibits, &["end", "G"], "", "To the last exhibit"),
        row(Quit, In::Exhibits, &["q"], "quit", "Leave the console"),
        row(Back, In::Exhibits, &["esc", "left"], "", "Back: drop the filter; without one to the cases"),
        row(Find, In::Log, &["/"], "filter", "Show only some acts: an officer, a case number, a day, a word of an act"),
        row(Palette, In::Log, &[":"], "command", "Find a command, a saved view or a case by a few letters"),
        row(Open, In::Log, &["enter", "l", "right"], "open", "Open the act with all that it changed"),
        row(Cases, In::Log, &["1"], "cases", "Back to the cases"),
        row(Exhibits, In::Log, &["4"], "exhibits", "The exhibits: what is where, what is overdue"),
        row(Log, In::Log, &["7"], "", "The log, where you are"),
        row(Up, In::Log, &["up", "k"], "", "One act up"),
        row(Down, In::Log, &["down", "j"], "", "One act down"),
        row(PageUp, In::Log, &["pageup", "ctrl-u"], "", "A page up"),
        row(PageDown, In::Log, &["pagedown", "ctrl-d"], "", "A page down"),
        row(Top, In::Log, &["home", "g"], "latest", "To the latest act"),
        row(Bottom, In::Log, &["end", "G"], "", "To the last act that is read; further down more are"),
        row(Quit, In::Log, &["q"], "quit", "Leave the console"),
        row(Back, In::Log, &["esc", "left"], "", "Back: drop the filter; without one to the cases"),
        row(Open, In::Act, &["enter"], "go to case", "Go to the case"),
        row(Up, In::Act, &["up", "k"], "", "One line up"),
        row(Down, In::Act, &["down", "j"], "scroll", "One line down"),
        row(PageUp, In::Act, &["pageup"], "", "A page up"),
        row(PageDown, In::Act, &["pagedown"], "", "A page down"),
        row(Back, In::Act, &["esc", "q", "left"], "close", "Close the act"),
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
        row(Open, In::Filter, &["enter"], "keep", "Keep the filter and go back to the list"),
        row(Back, In::Filter, &["esc"], "drop", "Drop the filter"),
        row(Next, In::Filter, &["tab"], "complete", "Complete the key or value that is typed; again for the next"),
        row(Previous, In::Filter, &["backtab"], "", "The one before"),
        row(Help, In::Filter, &["f1"], "how to write it", "All keys of this place, and how a filter is written"),
        row(Up, In::Filter, &["up"], "", "One row up"),
        row(Down, In::Filter, &["down"], "", "One row down"),
        row(Save, In::Form, &["ctrl-s", "f12"], "save", "Save the form"),
        row(Back, In::Form, &["esc"], "leave", "Leave the form; asks before typed text is dropped"),
        row(Next, In::Form, &["tab", "enter"], "next", "Take what is picked and go to the next field"),
        row(AddVictim, In::Form, &["f2"], "+victim", "One more victim"),
        row(AddSuspect, In::Form, &["f3"], "+suspect", "One more suspect"),
        row(AddOffence, In::Form, &["f4"], "+offence", "One more offence"),
        row(Help, In::Form, &["f1"], "help", "All keys of this place"),
        row(NextSection, In::Form, &["pagedown"], "section", "To the next record of the form"),
        row(PreviousSection, In::Form, &["pageup"], "", "To the record before"),
        row(Previous, In::Form, &["backtab"], "", "To the field before"),
        row(Down, In::Form, &["down"], "", "The next choice, or the next field"),
        row(Up, In::Form, &["up"], "", "The choice before, or the field before"),
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
        row(Up, In::Lookers, &["up", "k"], "", "One line up"),
        row(Down, In::Lookers, &["down", "j"], "scroll", "One line down"),
        row(PageUp, In::Lookers, &["pageup"], "", "A page up"),
        row(PageDown, In::Lookers, &["pagedown"], "", "A page down"),
        row(Back, In::Lookers, &["esc", "q", "w"], "close", "Close the list of who looked"),
        row(Save, In::Glass, &["enter"], "break glass", "Break the glass, when the number and a reason are there"),
        row(Next, In::Glass, &["tab", "down"], "next", "To the next field"),
        row(Previous, In::Glass, &["backtab", "up"], "", "To the field before"),
        row(Back, In::Glass, &["esc"], "leave", "Leave it; nothing is opened"),
        row(
            Save,
            In::Restrict,
            &["enter", "ctrl-s"],
            "save",
            "Save who alone may know of the case; nobody lifts the restriction",
        ),
        row(Next, In::Restrict, &["tab"], "complete", "Complete the name that is typed"),
        row(Back, In::Restrict, &["esc"], "leave", "Leave it; nothing is changed"),
        row(Open, In::ImportFile, &["enter"], "read", "Read and check the file; nothing is written yet"),
        row(Next, In::ImportFile, &["tab"], "complete", "Complete the name that is typed"),
        row(Up, In::ImportFile, &["up"], "", "The offer before"),
        row(Down, In::ImportFile, &["down"], "", "The next offer"),
        row(Imports, In::ImportFile, &["f2"], "imports", "The imports there were, to undo them"),
        row(Back, In::ImportFile, &["esc"], "leave", "Leave it; nothing was written"),
        row(Open, In::ImportColumns, &["enter"], "becomes", "Choose the field that the column goes to"),
        row(Next, In::ImportColumns, &["tab"], "check", "What the check finds, by these columns"),
        row(Days, In::ImportColumns, &["o"], "days", "Which comes first in days: day, month or year"),
        row(Sheet, In::ImportColumns, &["s"], "sheet", "Read another sheet of the workbook"),
        row(
            Save,
            In::ImportColumns,
            &["m"],
            "save map",
            "Save these columns and words beside the list, to be used again",
        ),
        row(Up, In::ImportColumns, &["up", "k"], "", "The column before"),
        row(Down, In::ImportColumns, &["down", "j"], "", "The next column"),
        row(PageUp, In::ImportColumns, &["pageup"], "", "A page up"),
        row(PageDown, In::ImportColumns, &["pagedown"], "", "A page down"),
        row(Top, In::ImportColumns, &["home", "g"], "", "To the first column"),
        row(Bottom, In::ImportColumns, &["end", "G"], "", "To the last column"),
        row(Back, In::ImportColumns, &["esc"], "back", "Back to the file; nothing was written"),
        row(Import, In::ImportCheck, &["i"], "import", "Bring in what was taken; asks with the numbers"),
        row(Open, In::ImportCheck, &["enter"], "word", "Say what the word means, for all its rows"),
        row(Next, In::ImportCheck, &["tab"], "columns", "Which column becomes what"),
        row(Check, In::ImportCheck, &["c"], "check again", "Check again by what was said of words since"),
        row(Save, In::ImportCheck, &["r"], "save report", "Save everything that is said of the rows beside the list"),
        row(Up, In::ImportCheck, &["up", "k"], "", "One line up"),
        row(Down, In::ImportCheck, &["down", "j"], "", "One line down"),
        row(PageUp, In::ImportCheck, &["pageup"], "", "A page up"),
        row(PageDown, In::ImportCheck, &["pagedown"], "", "A page down"),
        row(Top, In::ImportCheck, &["home", "g"], "", "To the first line"),
        row(Bottom, In::ImportCheck, &["end", "G"], "", "To the last line"),
        row(Back, In::ImportCheck, &["esc"], "back", "Back to the file; nothing was written"),
        row(Pause, In::ImportRun, &["p"], "pause", "Wait, or go on"),
        row(Aside, In::ImportRun, &["q"], "close", "Close this; what comes in goes on, and the title bar says how far"),
        row(Back, In::ImportRun, &["esc"], "cancel", "Stop it; asks where something is being written"),
        row(Open, In::Pick, &["enter"], "take", "Take it; what is typed narrows the choice"),
        row(Up, In::Pick, &["up"], "", "One up"),
        row(Down, In::Pick, &["down"], "", "One down"),
        row(PageUp, In::Pick, &["pageup"], "", "A page up"),
        row(PageDown, In::Pick, &["pagedown"], "", "A page down"),
        row(Back, In::Pick, &["esc"], "back", "Back without taking one"),
        row(Undo, In::Imports, &["u"], "undo", "Take all cases of the import out of list and figures, with a reason"),
        row(Redo, In::Imports, &["r"], "bring back", "Bring the cases of an import that was undone back"),
        row(Up, In::Imports, &["up", "k"], "", "One up"),
        row(Down, In::Imports, &["down", "j"], "", "One down"),
        row(PageUp, In::Imports, &["pageup"], "", "A page up"),
        row(PageDown, In::Imports, &["pagedown"], "", "A page down"),
        row(Back, In::Imports, &["esc", "q"], "close", "Close the list of imports"),
        row(Open, In::Undo, &["enter"], "undo", "Undo the import, when a reason is there"),
        row(Back, In::Undo, &["esc"], "leave", "Leave it; nothing is undone"),
        row(Open, In::Notice, &["enter"], "read", "You have read it: the next one, or back to work"),
        row(Back, In::Notice, &["esc"], "later", "Leave it unread: it is shown again when you sign in"),
        row(Yes, In::Question, &["enter"], "yes", "Yes, do it"),
        row(No, In::Question, &["esc"], "no", "No, go back"),
        row(Up, In::Choice, &["up", "k"], "", "One up"),
        row(Down, In::Choice, &["down", "j"], "", "One down"),
        row(Open, In::Choice, &["enter"], "take", "Take it; its digit does the same"),
        row(Back, In::Choice, &["esc"], "back", "Back without taking one"),
        row(Up, In::Clash, &["up", "k"], "", "The field before"),
        row(Down, In::Clash, &["down", "j"], "", "The next field"),
        row(Mine, In::Clash, &["m", "right"], "mine", "Keep what you typed in this field"),
        row(Theirs, In::Clash, &["t", "left"], "theirs", "Keep what the other officer saved in this field"),
        row(Save, In::Clash, &["enter", "ctrl-s"], "save", "Save, when every field is decided"),
        row(Back, In::Clash, &["esc"], "back", "Back to the form; nothing is saved"),
        row(Up, In::Help, &["up"], "", "One line up"),
        row(Down, In::Help, &["down"], "scroll", "One line down; what is typed narrows the keys shown"),
        row(PageUp, In::Help, &["pageup"], "", "A page up"),
        row(PageDown, In::Help, &["pagedown"], "", "A page down"),
        row(Back, In::Help, &["esc", "enter", "f1"], "close", "Close the help"),
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

/// The rows of a scope, in order.
pub fn of(scope: Scope) -> impl Iterator<Item = &'static Row> {
    COMMANDS.iter().filter(move |r| r.scope == scope)
}

/// The key table of the README, in Markdown.
pub fn key_table() -> String {
    let mut out = String::from("| where | key | what it does |\n|---|---|---|\n");
    for row in COMMANDS {
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
        for row in COMMANDS {
            assert!(!row.help.is_empty() && !row.keys.is_empty(), "{:?} lacks help or keys", row.cmd);
            for key in row.keys {
                let parsed = notation::parsed(key);
                assert!(parsed.is_some(), "{key} cannot be parsed");
                assert!(seen.insert((row.scope, format!("{parsed:?}"))), "{key} stands twice in {:?}", row.scope);
            }
        }
    }
}
