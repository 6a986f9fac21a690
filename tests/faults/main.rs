//! The fault bench: each module injects the faults of its rows in `support::faults` and writes what came out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod io;
mod power;
mod preload;
mod well;
