//! The office's words: records, code lists, dates, ages, and the rule of every rate, as pure functions.
//! It must never know a file, a clock, SQL or a terminal: time comes in as [`moment::Now`], lists as [`code::Lists`].

pub mod act;
pub mod age;
pub mod arrest;
pub mod case;
pub mod casefile;
pub mod checks;
pub mod code;
pub mod day;
pub mod diary;
pub mod draft;
pub mod facts;
pub mod field;
pub mod figures;
mod kinds;
pub mod line;
pub mod listing;
pub mod measure;
pub mod merge;
pub mod misread;
pub mod moment;
pub mod number;
pub mod offence;
pub mod office;
pub mod period;
pub mod rate;
pub mod record;
pub mod relation;
pub mod row;
pub mod suspect;
pub mod text;
pub mod trail;
pub mod victim;
