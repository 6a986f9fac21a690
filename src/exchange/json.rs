//! Cases as JSON: an array of what `show --json` gives of one, a case on each line. It must never know who may see what.

use super::fault::Fault;
use super::form::Form;
use crate::domain::casefile::CaseFile;
use crate::domain::field::Desk;
use crate::domain::text::harmless_json;
use std::io::Write;

/// An array being written.
pub struct Json<'a> {
    out: &'a mut dyn Write,
    before: &'static str,
}

impl<'a> Json<'a> {
    /// Begins one.
    pub fn begin(out: &'a mut dyn Write) -> Json<'a> {
        Json { out, before: "[" }
    }
}

impl Form for Json<'_> {
    fn case(&mut self, file: &CaseFile, desk: &Desk) -> Result<(), Fault> {
        let json = file.json(desk);
        write!(self.out, "{}\n{}", self.before, harmless_json(&json.to_string()))?;
        self.before = ",";
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<(), Fault> {
        let opened = if self.before == "[" { "[" } else { "" };
        Ok(writeln!(self.out, "{opened}\n]")?)
    }
}
