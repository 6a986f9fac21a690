//! What opens over the panes. Overlays are a stack: the top one has the keys, replies reach all of them.
//! An overlay changes its own state and says what else should happen as [`Effect`]s; it never waits and never loops.

mod act;
mod alike;
mod bulk;
mod choice;
mod clash;
mod columns;
mod glass;
mod help;
mod history;
mod import;
mod imports;
mod join;
mod lookers;
mod merge;
mod notice;
mod palette;
mod people;
mod pick;
mod pin;
mod question;
mod receipt;
mod restatement;
mod restrict;
mod save_view;
mod settings;
mod timeline;
mod tip;
mod undo;
mod views;
mod which;
mod why;

pub use act::Act;
pub use alike::Alike;
pub use bulk::Bulk;
pub use choice::Choice;
pub use clash::ClashView;
pub use columns::ColumnChoice;
pub use glass::Glass;
pub use help::Help;
pub use history::History;
pub use import::Import;
pub use imports::Imports;
pub use join::Join;
pub use lookers::Lookers;
pub use merge::Merge;
pub use notice::Told;
pub use palette::{Offer, Palette};
pub use people::People;
pub use pick::{Item, Pick};
pub use pin::Pin;
pub use question::Question;
pub use receipt::Receipt;
pub use restatement::Restatement;
pub use restrict::Restrict;
pub use save_view::SaveView;
pub use settings::{Settings, columns, order, target};
pub use timeline::Timeline;
pub use tip::TipView;
pub use undo::Undo;
pub use views::Views;
pub use why::Why;

use super::command::{Cmd, Scope};
use super::job::{Job, Reply};
use super::keys::is_text;
use super::parts::View;
use crate::domain::act::Clash;
use crate::domain::draft::Draft;
use crate::domain::record::Sheet;
use crate::domain::view::{Column, SavedView};
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What an overlay wants to happen.
pub enum Effect {
    /// ask the worker
    Job(Job),
    /// open another overlay on top
    Open(Box<dyn Overlay>),
    /// close this one
    Close,
    /// tell the overlay below what was decided here
    Answer(Answer),
    /// a sentence for the message line
    Say(String),
    /// a sentence about something refused
    Refuse(String),
    /// select a case and show it
    GoTo(String),
    /// select a case, show it, and do this with it
    OnCase(String, Cmd),
    /// show a tip
    Tip(String),
    /// open a kept draft again
    Restore(Box<Draft>),
    /// the form's typed text is not wanted any more
    Forget,
    /// a setting of this officer
    Set(&'static str, String),
    /// open a saved view
    View(Box<SavedView>),
    /// the list is to have these columns
    Columns(Vec<Column>),
    /// do a command of the place below
    Do(Cmd),
    /// no case is marked any more
    Unmark,
}

/// What was decided in an overlay for the one below it.
#[derive(Debug, Clone)]
pub enum Answer {
    /// leave, typed text may go
    Leave,
    /// save in spite of the warnings
    SaveAnyway,
    /// save a tip in spite of the first with its number
    Again,
    /// leave for the tip that was first
    First(String),
    /// it is none of the cases that may be the same
    NotTheSame,
    /// take what was probably meant
    TakeMeant(String),
    /// one of many was taken
    Picked(String),
    /// go to the record with this place in the form
    Section(usize),
    /// leave the console
    Quit,
    /// the clashes are decided: the records as they are, and the fields in which this officer's value wins
    Decided {
        /// records as stored now
        current: Vec<Sheet>,
        /// clashes that this officer wins
        mine: Vec<Clash>,
    },
}

/// A thing on the stack.
pub trait Overlay {
    /// Whose keys work.
    fn scope(&self) -> Scope;
    /// Is typed text text here?
    fn takes_text(&self) -> bool {
        false
    }
    /// Is this key text here, and so no command?
    fn is_text(&self, key: KeyEvent) -> bool {
        self.takes_text() && is_text(key)
    }
    /// A command of its scope.
    fn command(&mut self, cmd: Cmd, view: &View, out: &mut Vec<Effect>);
    /// A key that is no command.
    fn key(&mut self, _key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {}
    /// Pasted text.
    fn paste(&mut self, _text: &str, _view: &View, _out: &mut Vec<Effect>) {}
    /// Why a command cannot act now.
    fn blocked(&self, _cmd: Cmd) -> Option<String> {
        None
    }
    /// Is what a command is meant for still to be read, so that it waits for it? What confirms does not: first it is seen.
    fn awaits(&self, _cmd: Cmd) -> bool {
        false
    }
    /// Is what it holds being saved? What is typed meanwhile is for what comes then.
    fn is_saving(&self) -> bool {
        false
    }
    /// A reply of the worker.
    fn take(&mut self, _reply: &Reply, _view: &View, _out: &mut Vec<Effect>) {}
    /// What the overlay above has decided.
    fn answer(&mut self, _answer: Answer, _view: &View, _out: &mut Vec<Effect>) {}
    /// Does it draw no name and no narrative while the privacy screen is up? What does not say so is not drawn at all then.
    fn veils_itself(&self) -> bool {
        false
    }
    /// The privacy screen went up: what was read with names in it is dropped.
    fn forget(&mut self) {}
    /// What must be read again when another desk has saved.
    fn needs(&self) -> Vec<Job> {
        Vec::new()
    }
    /// Is something typed that is kept nowhere, so that it would be lost with it?
    fn would_lose(&self) -> bool {
        false
    }
    /// Title and content of what is typed and not saved; `None` if nothing is.
    fn draft(&self) -> Option<(String, String)> {
        None
    }
    /// Draws it into the place between title and message line.
    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View);
}
