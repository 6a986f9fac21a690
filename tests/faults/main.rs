//! Faults are injected, and what must hold is looked at; each test writes its row of the table (`support::faults`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backup;
mod shelf;
#[path = "../support/mod.rs"]
mod support;
