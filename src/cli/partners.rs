//! The partners of the office from the command line: printed, added, changed. It must never know who may.

use super::exit::{Exit, USAGE};
use super::print;
use super::start::Run;
use crate::domain::partner::Partner;
use serde_json::{Value, json};
use std::io::Write;

/// What is asked.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// The code of the partner that is added or changed
    code: Option<String>,
    /// Its name
    #[arg(requires = "code")]
    name: Option<String>,
    /// Its name in Khmer
    #[arg(long, value_name = "NAME", requires = "code")]
    khmer: Option<String>,
    /// What it is: police, social, hospital, ngo … (`caseload codes partner_kind`)
    #[arg(long = "type", value_name = "TYPE", requires = "code")]
    kind: Option<String>,
    /// Whom to ask for; blank takes it away
    #[arg(long, value_name = "NAME", requires = "code", allow_hyphen_values = true)]
    contact: Option<String>,
    /// By which number; blank takes it away
    #[arg(long, value_name = "NUMBER", requires = "code")]
    phone: Option<String>,
    /// Anything else; blank takes it away
    #[arg(long, value_name = "TEXT", requires = "code", allow_hyphen_values = true)]
    note: Option<String>,
}

/// Adds or changes one, if one is named, and prints all.
pub(super) fn partners(mut run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    if let Some(code) = &asked.code {
        let code = code.trim().to_lowercase();
        let before = run.store.partners()?.into_iter().find(|p| p.code == code);
        if before.is_none() && (asked.name.is_none() || asked.kind.is_none()) {
            let sentence = format!("there is no partner “{code}” yet: say its name and --type to add it");
            return Err(Exit::new(USAGE, sentence));
        }
        let now = run.now();
        run.store.keep_partner(before.as_ref(), &asked.over(before.clone(), code), &now)?;
    }
    let all = run.store.partners()?;
    if run.json {
        let one = |p: &Partner| {
            json!({
                "code": p.code, "name": p.name, "khmer": p.name_km, "type": p.kind, "contact": p.contact, "phone": p.phone, "note": p.note,
            })
        };
        print::json(out, &Value::Array(all.iter().map(one).collect()))?;
    } else {
        let lists = run.store.lists();
        let row = |p: &Partner| {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            let kind = lists.word("partner_kind", &p.kind).to_owned();
            vec![p.code.clone(), p.name.clone(), kind, text(&p.contact), text(&p.phone), text(&p.note)]
        };
        print::table(out, "llllll", &all.iter().map(row).collect::<Vec<_>>())?;
    }
    Ok(0)
}

impl Asked {
    /// What was there, with what is asked over it.
    fn over(&self, before: Option<Partner>, code: String) -> Partner {
        let before = before.unwrap_or_default();
        let over = |said: &Option<String>, was: Option<String>| match said.as_deref().map(str::trim) {
            None => was,
            Some("") => None,
            Some(said) => Some(said.to_owned()),
        };
        Partner {
            code,
            name: over(&self.name, Some(before.name)).unwrap_or_default(),
            name_km: over(&self.khmer, before.name_km),
            kind: over(&self.kind, Some(before.kind)).unwrap_or_default(),
            contact: over(&self.contact, before.contact),
            phone: over(&self.phone, before.phone),
            note: over(&self.note, before.note),
        }
    }
}
