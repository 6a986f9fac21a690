//! The disclosure gate: what it prints, and that nothing it hides can be computed.

#![allow(clippy::unwrap_used, clippy::panic)]

mod attack;
mod figures;
mod reader;
