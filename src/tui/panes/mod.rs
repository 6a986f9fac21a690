//! The panes of the views. Each has its state, says what it needs, takes its replies, and draws itself.

pub mod board;
pub mod care;
pub mod columns;
pub mod detail;
pub mod due;
pub mod exhibits;
pub mod filter;
pub mod list;
pub mod log;
pub mod rates;
pub mod statistics;
pub mod tips;

use board::{Board, BoardPane};

/// The lists of the views that list something else than cases and acts, in the order of the title bar.
pub fn boards() -> Vec<Box<dyn Board>> {
    vec![
        Box::new(BoardPane::<due::DueList>::default()),
        Box::new(BoardPane::<exhibits::Exhibits>::default()),
        Box::new(BoardPane::<tips::TipList>::default()),
        Box::new(BoardPane::<care::Care>::default()),
    ]
}
