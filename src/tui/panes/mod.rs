//! The panes of the Cases view. Each has its state, says what it needs, takes its replies, and draws itself.

pub mod columns;
pub mod detail;
pub mod exhibits;
pub mod filter;
pub mod list;
pub mod log;
pub mod statistics;
