//! What crosses the office wall: cases that leave in a file, and files of rows that come in. Who may take what along is the store's to say, and that it leaves
//! is on record before the first byte does. It must never mask, nor know a field by name.

mod cells;
mod csv;
pub mod export;
pub mod fault;
pub mod file;
mod form;
pub mod import;
mod json;
pub mod release;
mod text;
mod xlsx;
