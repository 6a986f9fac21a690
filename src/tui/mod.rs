//! Everything with a screen: the only place that knows ratatui and crossterm.
//! Panes and overlays never see the store: they ask by [`job::Job`] and are answered by [`job::Reply`].

mod app;
mod ask;
mod backend;
mod command;
mod form;
mod import;
mod input;
mod job;
mod keys;
mod layout;
mod line;
mod lock;
mod notation;
mod overlays;
mod panes;
mod parts;
mod probe;
mod room;
mod run;
mod screen;
mod session;
mod theme;
mod worker;

pub use command::key_table;
pub use probe::look_at_terminal;
pub use run::{end_broken, run};
