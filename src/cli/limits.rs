//! The limits of time from the command line: printed, or one of them changed.

use super::exit::Exit;
use super::print;
use super::start::Run;
use serde_json::{Value, json};
use std::io::Write;

/// What is asked.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// The limit that is changed: custody, detention_felony …
    #[arg(requires = "amount")]
    name: Option<String>,
    /// How many hours, months or times it is from now on
    amount: Option<u32>,
}

/// Changes one, if one is named, and prints all.
pub(super) fn limits(mut run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    if let (Some(name), Some(amount)) = (&asked.name, asked.amount) {
        run.store.set_limit(name, amount, &run.now())?;
    }
    let all = run.store.limits()?;
    if run.json {
        let one = |l: &crate::store::TimeLimit| json!({ "name": l.name, "amount": l.amount, "unit": l.unit, "words": l.words });
        print::json(out, &Value::Array(all.iter().map(one).collect()))?;
    } else {
        let row =
            |l: &crate::store::TimeLimit| vec![l.name.clone(), l.amount.to_string(), l.unit.clone(), l.words.clone()];
        print::table(out, "lrll", &all.iter().map(row).collect::<Vec<_>>())?;
    }
    Ok(0)
}
