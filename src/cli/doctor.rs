//! Prints what the doctor found, on the office server of its installation too. It must never judge.

use super::Global;
use super::exit::{Exit, NO};
use super::print;
use super::start::on_terminal;
use crate::clock::Clock;
use crate::domain::moment::Now;
use crate::domain::rights::Right;
use crate::office::doctor::{Finding, Grade, around, look};
use crate::office::installation::{self, OFFICE};
use crate::office::machine::Machine;
use crate::office::sshd::Paths;
use crate::office::upkeep;
use crate::settings::Settings;
use crate::tui;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

/// All findings, and 1 if one of them is wrong.
pub(super) fn doctor(global: &Global, out: &mut dyn Write) -> Result<i32, Exit> {
    let server = server(global);
    let mut findings = match (of_file(global), &server) {
        (Ok(findings), _) => findings,
        (Err(exit), None) => return Err(exit),
        // The rest is looked at all the same: it may say why the file cannot be used.
        (Err(exit), Some(_)) => without_file(global, exit),
    };
    if let Some(machine) = server {
        let settings = Settings::find(None, None, Some(Path::new(Paths::INSTALLED.config)), true);
        let (office, plan) = settings.map(|s| (s.db.to_str().map(str::to_owned), s.backups)).unwrap_or_default();
        let office = office.unwrap_or_else(|| OFFICE.to_owned());
        findings.extend(installation::look(&machine, &Paths::INSTALLED, &office, &plan));
    }
    if on_terminal() {
        findings.extend(tui::look_at_terminal());
    }
    if global.json {
        let one = |f: &Finding| json!({ "name": f.name, "grade": f.grade.word(), "text": f.text });
        print::json(out, &Value::Array(findings.iter().map(one).collect()))?;
    } else {
        let line = |f: &Finding| vec![f.grade.word().to_owned(), f.name.to_owned(), f.text.clone()];
        print::table(out, "lll", &findings.iter().map(line).collect::<Vec<_>>())?;
    }
    Ok(if findings.iter().any(|f| f.grade == Grade::Wrong) { NO } else { 0 })
}

/// The machine, if it is an office server, root asks at its own console, and not for another file.
fn server(global: &Global) -> Option<Machine> {
    let machine = Machine::at_root("/");
    let another = global.config.as_deref().is_some_and(|config| config != Path::new(Paths::INSTALLED.config));
    let named = another || global.db.is_some() || global.key.is_some();
    let asked = rustix::process::getuid().is_root() && !named;
    (asked && installation::is_there(&machine)).then_some(machine)
}

fn of_file(global: &Global) -> Result<Vec<Finding>, Exit> {
    let mut run = global.open()?;
    // The system's clock is looked at, whatever the run goes by.
    let now = Clock::System.now(run.store.office().zone);
    if run.store.viewer().refusal(Right::Maintain).is_some() {
        let yours = match (on_terminal(), &global.key) {
            (true, _) => "your terminal is looked at for you",
            (false, None) => "for your terminal ask on it",
            (false, Some(_)) => "for your terminal ask on it, with `ssh -t`",
        };
        let text = format!("looked at by the administrator; {yours}");
        return Ok(vec![Finding { name: "file", grade: Grade::Ok, text }]);
    }
    let plan = global.settings()?.backups;
    let mut findings = look(&mut run.store, &plan, &now)?;
    findings.extend(upkeep::look(&run.store, &plan, &now)?);
    Ok(findings)
}

fn without_file(global: &Global, exit: Exit) -> Vec<Finding> {
    let mut findings = vec![Finding { name: "office", grade: Grade::Wrong, text: exit.sentence }];
    if let Ok(settings) = global.settings() {
        let now: Now = Clock::System.now(settings.zone);
        findings.extend(around(&settings.db, &now));
    }
    findings
}
