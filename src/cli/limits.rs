//! What an office keeps for its rules, from the command line: the limits of time, and what it adds to code lists.

use super::exit::{Exit, USAGE};
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

/// What is asked of a code list.
#[derive(clap::Args)]
pub(super) struct AskedCodes {
    /// The list: article, unit, result …
    list: String,
    /// A code that is added to it
    #[arg(requires = "name")]
    code: Option<String>,
    /// Its name
    name: Option<String>,
    /// Words under which it is found as well
    #[arg(long, value_name = "WORD")]
    key: Vec<String>,
}

/// Adds a code, if one is named, and prints the list.
pub(super) fn codes(mut run: Run, asked: &AskedCodes, out: &mut dyn Write) -> Result<i32, Exit> {
    if let (Some(code), Some(name)) = (&asked.code, &asked.name) {
        run.store.add_code(&asked.list, code, name, &asked.key, &run.now())?;
    }
    let lists = run.store.lists();
    let all = lists.list(&asked.list);
    if all.is_empty() {
        return Err(Exit::new(USAGE, format!("there is no list “{}”", asked.list)));
    }
    if run.json {
        let one =
            |e: &crate::domain::code::Entry| json!({ "code": e.code, "name": e.en, "khmer": e.km, "keys": e.keys });
        print::json(out, &Value::Array(all.iter().map(one).collect()))?;
    } else {
        let row = |e: &crate::domain::code::Entry| vec![e.code.clone(), e.en.clone(), e.keys.join(" ")];
        print::table(out, "lll", &all.iter().map(row).collect::<Vec<_>>())?;
    }
    Ok(0)
}
