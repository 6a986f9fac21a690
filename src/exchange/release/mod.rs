//! A release as it leaves: text, Markdown, HTML, JSON, CSV, XLSX, all from one set of figures and one layout. The same figures give
//! the same bytes. It must never count, nor say a word of its own.

mod escape;
mod html;
mod picture;
mod plain;
mod tables;

use super::fault::Fault;
use crate::domain::release::Release;
use crate::domain::release::document::{Signature, blocks};
use crate::domain::release::words::ENGLISH;
use crate::domain::text::harmless_json;
use serde_json::json;
use std::io::Write;

/// The forms of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// for reading at a terminal, and in a message
    Text,
    /// for a web page or an editor
    Markdown,
    /// one file with its pictures, to be printed on A4
    Html,
    /// for programs
    Json,
    /// a line for each number
    Csv,
    /// a workbook with a sheet for each table
    Xlsx,
}

impl Form {
    /// All of them, each with its word; the first words that end a file's name say its form as well.
    pub const ALL: [(Form, &'static str); 6] = [
        (Self::Text, "text"),
        (Self::Markdown, "markdown"),
        (Self::Html, "html"),
        (Self::Json, "json"),
        (Self::Csv, "csv"),
        (Self::Xlsx, "xlsx"),
    ];

    /// By its word, or by the end of a file's name.
    pub fn of(word: &str) -> Option<Form> {
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "txt" => Some(Self::Text),
            "md" => Some(Self::Markdown),
            "htm" => Some(Self::Html),
            word => Self::ALL.into_iter().find(|(_, w)| *w == word).map(|(form, _)| form),
        }
    }
}

/// Writes a release in a form.
/// # Errors
/// When it cannot be written.
pub fn write(release: &Release, signature: Option<&Signature>, form: Form, out: &mut dyn Write) -> Result<(), Fault> {
    let blocks = || blocks(release, signature, &ENGLISH);
    match form {
        Form::Text => out.write_all(plain::text(&blocks()).as_bytes())?,
        Form::Markdown => out.write_all(plain::markdown(&blocks()).as_bytes())?,
        Form::Html => out.write_all(html::page(&blocks(), ENGLISH.language).as_bytes())?,
        Form::Json => writeln!(out, "{}", json(release, signature))?,
        Form::Csv => tables::csv(release, signature, &blocks(), out)?,
        Form::Xlsx => tables::xlsx(release, &blocks(), out)?,
    }
    Ok(())
}

/// The content as it is hashed, with its hash, and who signed it.
fn json(release: &Release, signature: Option<&Signature>) -> String {
    let mut json = json!(release);
    json["hash"] = json!(release.hash());
    json["signed"] = signature.map_or(json!(null), |s| json!({ "release": s.id, "by": s.by, "at": s.at }));
    harmless_json(&format!("{json:#}"))
}
