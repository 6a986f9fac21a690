//! A question at a terminal, on standard error. Whoever asks has looked that somebody is there.

use crate::domain::text::harmless;
use std::io::{self, Write};

/// The answer, without the blanks around it; nothing where standard input has ended.
pub(super) fn answer(question: &str) -> io::Result<String> {
    let mut terminal = io::stderr();
    write!(terminal, "{} ", harmless(question))?;
    terminal.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}

/// Was it yes?
pub(super) fn confirmed(question: &str) -> io::Result<bool> {
    Ok(["y", "yes"].contains(&answer(&format!("{question} [y/n]"))?.to_lowercase().as_str()))
}
