//! The faults that an office meets, injected: what must hold stands in each module, what came out in `target/faults.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

#[allow(dead_code)]
#[path = "../rights/canary.rs"]
mod canary;
#[allow(dead_code)]
#[path = "../rights/unit.rs"]
mod unit;

mod rot;
mod rough;
mod tamper;
