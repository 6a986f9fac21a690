//! Who may see and do what: every role at every nearness of a case, in the store, the subcommands and the console, both ways;
//! invented words in every field of the file, looked for in every byte that anybody gets; and deeds crafted by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod canary;
mod unit;

mod attack;
mod desk;
mod expected;
mod export;
mod fields;
mod leaks;
mod matrix;
mod mended;
mod office;
mod schema;
