//! What a check found: every row is taken, asked about, refused or known already, and whatever is said of one names its line, its
//! column and its value. It must never be longer than its reader needs: what is asked is asked once for all rows.

use super::short;
use crate::domain::text::harmless_json;
use serde_json::{Value as Json, json};
use std::io::{self, Write};

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// it comes in
    Taken,
    /// it is known already, and adds nothing
    Duplicate,
    /// somebody must decide something first
    Asked,
    /// it cannot be a case
    Refused,
}

/// How much something matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// the row does not come in
    Refused,
    /// nor this one, until it is decided
    Asked,
    /// it is known already
    Duplicate,
    /// the row comes in; the value stays with the case as it stood in the file, and in no field
    Kept,
    /// of the file as a whole
    Note,
}

impl Severity {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Refused => "refused",
            Severity::Asked => "asked",
            Severity::Duplicate => "duplicate",
            Severity::Kept => "kept",
            Severity::Note => "note",
        }
    }
}

/// Something that is said of a row.
#[derive(Debug, Clone)]
pub struct Problem {
    /// the line in the file; 0 of the file as a whole
    pub line: u64,
    /// the heading
    pub column: String,
    /// what stands there, cut short
    pub value: String,
    /// the sentence
    pub problem: String,
    /// how much it matters
    pub severity: Severity,
}

impl Problem {
    pub(super) fn new(line: u64, column: &str, value: &str, problem: String, severity: Severity) -> Problem {
        Problem { line, column: short(column), value: short(value), problem, severity }
    }

    /// `line 12, Age, “x”: …`, without what is not there.
    pub fn sentence(&self) -> String {
        let mut out = String::new();
        if self.line > 0 {
            out += &format!("line {}, ", self.line);
        }
        if !self.column.is_empty() {
            out += &format!("{}, ", self.column);
        }
        if !self.value.is_empty() && !self.problem.contains(&self.value) {
            out += &format!("“{}”, ", self.value);
        }
        format!("{}: {}", out.trim_end_matches(", "), self.problem).trim_start_matches(": ").to_owned()
    }
}

/// What becomes of a row, and what is said of it.
#[derive(Debug)]
pub(super) struct Said {
    pub line: u64,
    pub fate: Fate,
    pub problems: Vec<Problem>,
}

impl Said {
    /// Nothing yet: it comes in.
    pub fn of(line: u64) -> Said {
        Said { line, fate: Fate::Taken, problems: Vec::new() }
    }

    /// Says something of the row, which may be its fate.
    pub fn say(&mut self, column: &str, value: &str, problem: String, severity: Severity) {
        let fate = match severity {
            Severity::Refused => Fate::Refused,
            Severity::Asked => Fate::Asked,
            Severity::Duplicate => Fate::Duplicate,
            Severity::Kept | Severity::Note => Fate::Taken,
        };
        self.fate = self.fate.max(fate);
        self.problems.push(Problem::new(self.line, column, value, problem, severity));
    }

    /// Says something of a row that would come in; of another all is said.
    pub fn say_if_taken(&mut self, problem: String, severity: Severity) {
        if self.fate == Fate::Taken {
            self.say("", "", problem, severity);
        }
    }
}

/// In the place of a code list: it is yes or no.
pub const YES_NO: &str = "";

/// A word that no code list knows, or that is neither yes nor no.
#[derive(Debug, Clone)]
pub struct Unmatched {
    /// the field: `case.province`
    pub field: String,
    /// what people call it
    pub label: String,
    /// its code list, or [`YES_NO`]
    pub list: &'static str,
    /// the word, as it stands in the file
    pub word: String,
    /// in so many rows
    pub rows: u64,
    /// what is spelled most alike
    pub alike: Option<String>,
}

/// What a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// rows in the file that hold anything; the next four are their sum
    pub rows: u64,
    /// rows that come in
    pub taken: u64,
    /// rows about which somebody must decide something
    pub asked: u64,
    /// rows that cannot be a case
    pub refused: u64,
    /// rows that are known already
    pub duplicates: u64,
    /// cases that the rows taken make
    pub cases: u64,
    /// victims in them
    pub victims: u64,
    /// how the file was read
    pub how: String,
    /// everything that is to be said, in the order of the file
    pub problems: Vec<Problem>,
    /// the words of which nothing says what they mean, the most frequent first
    pub unmatched: Vec<Unmatched>,
}

impl Report {
    /// Counts a row, with what is said of it.
    pub(super) fn add(&mut self, mut row: Said) {
        let count = match row.fate {
            Fate::Taken => &mut self.taken,
            Fate::Duplicate => &mut self.duplicates,
            Fate::Asked => &mut self.asked,
            Fate::Refused => &mut self.refused,
        };
        *count += 1;
        self.problems.append(&mut row.problems);
    }

    /// May it come in as it is?
    pub fn is_clean(&self) -> bool {
        self.asked == 0 && self.refused == 0
    }

    /// For programs. `import` is what came in, if anything did.
    pub fn json(&self, import: Option<Json>) -> Json {
        let problem = |p: &Problem| json!({ "line": p.line, "column": p.column, "value": p.value, "problem": p.problem, "severity": p.severity.word() });
        let unmatched = |u: &Unmatched| json!({ "field": u.field, "word": u.word, "rows": u.rows, "alike": u.alike });
        json!({
            "rows": self.rows, "taken": self.taken, "asked": self.asked, "refused": self.refused, "duplicates": self.duplicates,
            "cases": self.cases, "victims": self.victims, "read_as": self.how, "written": import.is_some(), "import": import,
            "unmatched": self.unmatched.iter().map(unmatched).collect::<Json>(),
            "problems": self.problems.iter().map(problem).collect::<Json>(),
        })
    }

    /// As a file for whoever mends the list: CSV, or JSON.
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, as_json: bool, out: &mut dyn Write) -> io::Result<()> {
        if as_json {
            return writeln!(out, "{}", harmless_json(&self.json(None).to_string()));
        }
        let mut out = csv::Writer::from_writer(out);
        out.write_record(["line", "column", "value", "problem", "severity"])?;
        for p in &self.problems {
            let line = if p.line > 0 { p.line.to_string() } else { String::new() };
            let text = |text: &str| crate::exchange::text::for_csv(text).into_owned();
            out.write_record([line, text(&p.column), text(&p.value), text(&p.problem), p.severity.word().to_owned()])?;
        }
        out.flush()
    }
}
