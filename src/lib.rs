//! caseload: a terminal console in which a small child protection unit keeps its caseload. This page is the map.
//!
//! Layers, one way; nothing runs back up (`tests/house.rs` keeps it):
//!
//! ```text
//! main -> cli -> tui -> {exchange, office} -> store -> domain
//!         cli -> demo -> store                  clock, settings -> domain
//! ```
//!
//! * [`domain`]: the office's words. Records as field lists, code lists, dates, the one-line entry, the rule of every rate. Pure.
//! * [`store`]: the file, and the only place that knows SQLite. One door to a writing transaction: [`store::Store::write`].
//! * [`exchange`]: what crosses the office wall: cases that leave as CSV, XLSX or JSON, and lists that come in.
//! * [`office`]: what an administrator does: backups and going back to one, the doctor of file and server, the installation, what
//!   sshd must know.
//! * [`cli`]: the command line: reads flags, calls the layer that knows, prints for people or programs, gives the exit code.
//! * [`demo`], [`tui`]: the synthetic office, which nobody has open while it is filled (`Store::fill`); the console, and what the doctor asks of the terminal.
//! * [`clock`], [`settings`]: the time; where the file is and who is at the desk.
//!
//! **A keystroke** travels: input thread → one channel → `App::update` → key table → command → pane or overlay → `Job` →
//! worker thread → store → `Reply` → draw, once, if anything changed and the line has room for it (`tui/line.rs`). Nobody waits for the file; an
//! idle console sends no byte.
//!
//! **A record** travels: row → [`domain::record::Sheet`] by its field list → typed record for rules → pane. Back: form text →
//! `Spec::read` → sheet → [`domain::act::Deed`] → [`store::Store::write`]: begin immediate, merge by field, update by version,
//! one audit line per changed field, commit. A new field is one line in its record's file and one in a migration; a new kind of
//! record is its file, a row in the table of `domain::kind` and a migration.
//!
//! **A tip** is no case but a root of its own: its records bear its identity where those of a case bear the case's, and go by the same
//! door, ledger and rights; `domain::kind` says which record is of which root. What it names is compared in `store/known.rs`.
//!
//! **A right** is asked in one place: the table of [`domain::rights`]. [`store::Store::sign_in`] says who is there; whatever is
//! read or written of a case goes through `store/access.rs`, which lets nothing through before, masks by the class of each field
//! ([`domain::field::See`]) and puts looking on record. Screens and subcommands ask the table only to say a refusal in advance.
//!
//! **A filter** travels: line → [`domain::filter`], by the one table of keys, into terms or into the word that is wrong →
//! `store/filter.rs`, which makes of it one condition on the rows of the list, each value bound, each term within a right.
//!
//! **A saved view** ([`domain::view`], `store/view.rs`) is a filter with order and columns, asked within the rights of whoever opens it.
//! **Undo** ([`domain::undo`]) makes of one's last act its reverse, an act like any other; **many cases** ([`domain::bulk`]) change in one.
//!
//! **A merge** ([`domain::merged`], `store/merged.rs`) moves no record: a row says that the younger case is one with the older, and
//! which of their records are the same; whoever reads or counts the older has both. **Closing** ([`domain::closing`]) is a deed with a
//! reason, and knows what is still open.
//!
//! **A person** ([`domain::person`], `store/person.rs`) is a row that says that two people of two cases are one human; whoever opens one
//! case is led to the others. Who may be is found by how names sound and by identifiers (`store/likely.rs`), and joined by a human.
//!
//! **A release** of a year ([`domain::release`]) is counted from the facts as they were at an instant: `store/past.rs` walks each record
//! back by the lines of the ledger that are later. [`exchange::release`] lays it out; a signed one stays in the file as it is.
//!
//! **The scope** ([`domain::scope`], `store/scope.rs`) says by which rules the figures of a period are counted; every
//! [`domain::rate::Window`] carries all of it that was entered, and a rate asks there who is a child and what is out.
//!
//! **The statistics pane** ([`domain::panel`], `store/panel.rs`) is the sum of what each day of reports counts; the ledger says which days
//! a save touched, and only these are counted again (`store/daily.rs`). The Rates view keeps the facts of such days. Every other figure is
//! counted from the facts on file.
//!
//! **A word** that is sought is compared with the rows of the list; in a large file the index of words (`store/words.rs`) says first with
//! which, and of short words alone, where nobody has rights to ask for, the very cases.
//!
//! **A key typed ahead** (`tui/app/ahead.rs`) waits for what it is meant for.
//!
//! **An erasure** is the one act that takes away: `store/erase.rs` blanks of a closed case what [`domain::field::Spec::is_erased`]
//! names, and every value that the ledger keeps of it, so that the chain stays whole; then the file is made anew.
//!
//! **An export** leaves through [`store::Store::leaving`], which masks each case and puts on record that it leaves before
//! [`exchange`] gets it; columns are the keys of [`domain::record::Sheet::json`].
//!
//! **An import** comes in: file → [`exchange::import`] reads it as a table, maps and checks it whole → [`store::Store::bring_in`]
//! lays it ready, decides it by one line of the ledger and makes its cases; in the console on a thread and a connection of its own.
//!
//! Deliberately absent: an async runtime, an ORM, shared locks, a frame clock, a status field, a second way to write.

pub mod cli;
pub mod clock;
pub mod demo;
pub mod domain;
pub mod exchange;
pub mod office;
pub mod settings;
pub mod store;
pub mod tui;
