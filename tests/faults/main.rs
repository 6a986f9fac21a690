//! The faults that an office meets, injected: what must hold stands in each module, what came out in `target/faults.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod backup;
mod crowd;
mod disk;
mod io;
mod killed;
mod lost;
mod migrate;
mod power;
mod preload;
mod shelf;
mod shim;
mod stuck;
mod well;
mod writers;
