//! What panes and overlays ask of the worker, and what they are told. Nothing here knows the file.

use crate::domain::act::{Clash, Deed};
use crate::domain::alike::Alike;
use crate::domain::bulk::{Bulk, Planned};
use crate::domain::casefile::CaseFile;
use crate::domain::cohort::Lens;
use crate::domain::custody::Held;
use crate::domain::draft::Draft;
use crate::domain::due::DueBoard;
use crate::domain::known::Seen;
use crate::domain::ledger::Verified;
use crate::domain::listing::{Page, Query};
use crate::domain::measure::Measure;
use crate::domain::merged::Same;
use crate::domain::merging::Plan;
use crate::domain::moment::Now;
use crate::domain::overview::{self, Overview};
use crate::domain::panel::Panel;
use crate::domain::period::Period;
use crate::domain::person::Somebody;
use crate::domain::rate::Part;
use crate::domain::record::Sheet;
use crate::domain::release::restatement::Restatement;
use crate::domain::rights::Viewer;
use crate::domain::roster::Roster;
use crate::domain::row::Row;
use crate::domain::scope::Scope;
use crate::domain::shelf::Shelf;
use crate::domain::tipfile::TipFile;
use crate::domain::tips::Tips;
use crate::domain::trail::AuditLine;
use crate::domain::undo::LastAct;
use crate::domain::view::SavedView;
use crate::domain::visit::{Look, Notice, Presence};
use crate::tui::import::{Ask, News};
use crate::tui::room::Room;

/// A window on what a view lists.
#[derive(Debug, Clone)]
pub enum Listed {
    /// what is due
    Due(DueBoard),
    /// exhibits
    Exhibits(Shelf),
    /// tips
    Tips(Tips),
    /// clients of the family services
    Care(Roster),
}

/// Something to be done with the file.
#[derive(Debug, Clone)]
pub enum Job {
    /// a window on the list; `find` is the case to be in it
    Page { query: Query, offset: usize, limit: usize, find: Option<String> },
    /// a case whole
    Case(String),
    /// the figures of a period
    Figures(Period),
    /// the cases behind a figure
    Receipt { measure: Measure, lens: Lens },
    /// all figures of a period
    Overview(overview::Asked),
    /// the figures of a year then and today
    Restatement(i32),
    /// who changed what in a case
    History(String),
    /// carry out a deed
    Save(Box<Deed>),
    /// keep a draft, in the place of that of another sitting where one was opened again
    Keep {
        /// the form
        draft: Box<Draft>,
        /// the sitting whose draft it was
        instead_of: Option<String>,
    },
    /// drop the draft of a session
    Drop(String),
    /// the drafts that nobody is typing in any more
    Drafts,
    /// keep names and narrative from the screen, or let them through again
    Veil(bool),
    /// a case with its names in spite of the privacy screen
    Reveal {
        /// which
        case_id: String,
        /// it is shown already and only read anew
        again: bool,
    },
    /// is this the PIN?
    TryPin(String),
    /// the PIN was wrong too often
    FailedPin,
    /// set the PIN; the old one where there is one
    SetPin { old: Option<String>, new: String },
    /// keep a setting of this officer
    Setting { name: String, value: String },
    /// a window on the log, before a place in the trail
    Log { words: String, before: Option<i64> },
    /// a window on the list of a view, from a place in it
    Board { room: Room, words: String, offset: usize },
    /// a tip whole
    Tip(String),
    /// the tip that has the same source and the same number there as this one
    TipBefore(Box<Sheet>),
    /// who looked at a case
    Lookers(String),
    /// the names of everybody in the office
    Officers,
    /// the names of those who may lead a case
    Leads,
    /// the saved views of this officer and of the office
    Views,
    /// keep a view
    SaveView(Box<SavedView>),
    /// drop one
    DropView(Box<SavedView>),
    /// the first cases that fit what is typed in the palette
    Seek(String),
    /// the identities of the first cases of a list, to be marked
    Identities(Query),
    /// carry out the deed of a new case or of new people, unless some case or somebody may be the same
    SaveNew(Box<Deed>),
    /// two cases by their numbers, as they would become one
    PlanMerge([String; 2]),
    /// make them one
    Merge { cases: [String; 2], same: Vec<Same>, reason: String, op_id: String },
    /// make a merged case one of its own again
    Unmerge { case_id: String, reason: String, op_id: String },
    /// the people of a case, with who is and who may be the same of other cases
    People(String),
    /// join one of them with somebody who is typed
    Join { who: String, with: String, reason: String, op_id: String },
    /// separate two who were joined
    Separate { who: [String; 2], reason: String, op_id: String },
    /// what would become of the marked cases
    PlanBulk(Box<Bulk>),
    /// change them as was shown
    Bulk { bulk: Box<Bulk>, shown: Vec<Planned>, op_id: String },
    /// one's own last act
    LastAct,
    /// undo it
    Undo { op_id: String, as_op: String },
    /// open a case that is out of reach, by its number as typed
    BreakGlass { number: String, reason: String },
    /// whoever sits here has read it
    NoticeRead(String),
    /// something about imports
    Import(Ask),
    /// where this sitting is: which case is before it, and whether a form of it is open
    Present { case_id: Option<String>, editing: bool },
}

/// One case, suspect or offence behind a rate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReceiptLine {
    /// the case
    pub case_id: String,
    /// its number
    pub number: String,
    /// how it counts
    pub part: Part,
    /// first offence and province in words; of a case that one may not open whom to ask
    pub what: String,
    /// may it be opened?
    pub open: bool,
}

/// A sentence that stands as long as it is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// the sentence
    pub text: String,
    /// nothing can be saved
    pub stops: bool,
}

/// What came of a job.
#[derive(Debug, Clone)]
pub enum Reply {
    /// another desk saved something
    Changed,
    /// a window, the case that was to be found, and its place
    Page { query: Query, page: Page, find: Option<String>, place: Option<usize> },
    /// a case
    Case(Box<CaseFile>),
    /// figures
    Figures(Box<Panel>),
    /// the cases behind a figure; what must be said of its scope, and what was printed of it
    Receipt { measure: Measure, lens: Lens, lines: Vec<ReceiptLine>, said: Vec<String>, scope: Scope, now: Now },
    /// all figures of a period, and when they were counted
    Overview(Box<Overview>, Now),
    /// the figures of a year then and today
    Restatement(Box<Restatement>),
    /// the history of a case
    History { case_id: String, lines: Vec<AuditLine> },
    /// a window on the log: what of the words was understood and what not, and whether more lines follow
    Log { words: String, before: Option<i64>, read: String, misread: Option<String>, lines: Vec<AuditLine>, more: bool },
    /// a window on the list of a view, with the sums of all that were asked for
    Board(Box<Listed>),
    /// a tip
    Tip(Box<TipFile>),
    /// the first of two tips with the same number: its identity where it may be opened, and how it is told; or there is none
    TipBefore(Option<(Option<String>, Seen)>),
    /// whether the ledger is as it was written; nothing where it could not be verified
    Verified(Option<Box<Verified>>, Now),
    /// who looked at a case
    Lookers { case_id: String, looks: Vec<Look> },
    /// the names of everybody in the office
    Officers(Vec<String>),
    /// the saved views, one's own first
    Views(Vec<SavedView>),
    /// the same, once one is kept
    ViewSaved(Vec<SavedView>),
    /// the names of those who may lead a case
    Leads(Vec<String>),
    /// the first cases that fit these words, none where they cannot be read; and the tip whose number they are: identity and number
    Sought { words: String, rows: Vec<Row>, tip: Option<(String, String)> },
    /// the first cases of a list, and how many there are in all
    Identities { query: Query, case_ids: Vec<String>, total: usize },
    /// nothing was written: the cases that may be the same as the new one, and who may be somebody of another
    Alike(Vec<Alike>),
    /// the people of a case
    People { case_id: String, people: Vec<Somebody> },
    /// two cases, as they would become one
    MergePlan(Box<Plan>),
    /// what would become of the marked cases
    Planned(Box<Bulk>, Vec<Planned>),
    /// one's own last act, where there is one
    LastAct(Option<Box<LastAct>>),
    /// the glass is broken
    Broken { case_id: String, number: String },
    /// a case that was shown is not to be shown any more
    OutOfReach(String),
    /// something was put on record at another desk
    Acts,
    /// the deed is in the file; with where identifiers that it put in were seen before
    Saved { case_id: String, number: String, merged: Vec<String>, seen: Vec<String> },
    /// nothing was written: it was in the file already
    SavedBefore { case_id: String, number: String },
    /// another officer changed the same fields
    Clashed { clashes: Vec<Clash>, current: Vec<Sheet> },
    /// drafts, the latest first
    Drafts(Vec<Draft>),
    /// a case with its names shown, for a while
    Revealed(Box<CaseFile>),
    /// was it the PIN?
    Pin(bool),
    /// was the PIN set? No where the old one was wrong
    PinSet(bool),
    /// what this officer may see and do has changed
    Access(Viewer),
    /// this officer may not be here any more, or this program not use the file: a sentence and the exit code
    End(String, i32),
    /// what hinders saving, in a sentence; or nothing does any more
    Hindered(Option<String>),
    /// who else is there
    Present(Vec<Presence>),
    /// what stands for all to see as long as it is so; nothing when it is over
    Standing(Option<Standing>),
    /// custody clocks with little left
    Held(Vec<Held>),
    /// what this officer must be told
    Notices(Vec<Notice>),
    /// something about imports
    Import(News),
    /// a job could not be done; a sentence. `saving` if it was a save
    Failed { sentence: String, saving: bool },
}

impl Reply {
    /// Does it hold values of a case as they were read?
    pub fn bears_values(&self) -> bool {
        let lists = matches!(self, Reply::Log { .. } | Reply::Board(_));
        lists
            || matches!(
                self,
                Reply::People { .. } | Reply::Case(_) | Reply::Tip(_) | Reply::History { .. } | Reply::LastAct(_)
            )
    }
}
