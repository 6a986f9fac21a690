//! The faults that an office meets, injected: what must hold stands in each module, what came out in `target/faults.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)]
#[path = "../rights/canary.rs"]
mod canary;
#[path = "../support/mod.rs"]
mod support;
#[allow(dead_code)]
#[path = "../rights/unit.rs"]
mod unit;

mod backup;
mod crowd;
mod disk;
mod io;
mod killed;
mod lost;
mod migrate;
mod power;
mod preload;
mod rot;
mod rough;
mod shelf;
mod shim;
mod stuck;
mod tamper;
mod well;
mod writers;
