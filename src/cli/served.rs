//! A session that sshd has let in by a forced command: what was asked behind `ssh office …` is read here and nowhere else, word by
//! word, by no shell, and only what is on the list is done. It must never let a path, another name or another time through.

use super::exit::{Exit, NOT_ALLOWED, USAGE, warn};
use super::{Args, Command, Global};
use crate::domain::officer::Key;
use crate::office::sshd::{Paths, key_line};
use clap::Parser;
use std::path::Path;

/// The commands that may be asked over SSH.
pub(super) const SERVED: [&str; 30] = [
    "add",
    "list",
    "find",
    "show",
    "due",
    "timeline",
    "handover",
    "close",
    "reopen",
    "merge",
    "unmerge",
    "people",
    "join",
    "separate",
    "exhibits",
    "tips",
    "care",
    "partners",
    "sheet",
    "export",
    "rates",
    "release",
    "scope",
    "log",
    "audit",
    "glass",
    "retention",
    "erase",
    "user",
    "doctor",
];

/// What was asked behind the forced command; `None` if the console was, or this is no such session.
pub(super) fn asked(global: &Global) -> Result<Option<Args>, Exit> {
    let words = match std::env::var("SSH_ORIGINAL_COMMAND") {
        Ok(asked) if global.key.is_some() => asked,
        Err(std::env::VarError::NotUnicode(_)) if global.key.is_some() => return Err(refused(global)),
        _ => return Ok(None),
    };
    // What is asked is asked once: the command that it becomes must not find it again.
    if global.asked {
        return Ok(None);
    }
    let words = shlex::split(&words).ok_or_else(|| Exit::new(USAGE, "a quote in the command is not closed"))?;
    if words.is_empty() {
        return Ok(None);
    }
    let slip = words.iter().find(|w| !w.starts_with('-')).is_some_and(|word| SERVED.contains(&word.as_str()));
    let mut asked = match Args::try_parse_from(std::iter::once("caseload".to_owned()).chain(words)) {
        Ok(asked) => asked,
        Err(help) if !help.use_stderr() => {
            let _ = help.print();
            return Err(Exit::new(0, ""));
        }
        Err(help) if slip => {
            help.to_string().lines().for_each(warn);
            return Err(Exit::new(USAGE, ""));
        }
        Err(_) => return Err(refused(global)),
    };
    let own = &asked.global;
    let free =
        own.db.is_some() || own.officer.is_some() || own.now.is_some() || own.config.is_some() || own.key.is_some();
    if free || !asked.command.as_ref().is_some_and(Command::is_served) {
        return Err(refused(global));
    }
    if let Some(Command::Export(export)) = &asked.command
        && export.writes_file()
    {
        let sentence = "no file is written on the server: leave out --out, and let your own computer write it: `ssh office export … > cases.csv`";
        return Err(refused_because(global, sentence));
    }
    if let Some(Command::Release(release)) = &asked.command
        && release.writes_file()
    {
        let sentence = "no file is written on the server: leave out --out, and let your own computer write it: `ssh office release … > 2019.html`";
        return Err(refused_because(global, sentence));
    }
    if let Some(Command::User { user }) = &asked.command
        && let Some(instead) = user.sent_along()
    {
        return Err(Exit::new(USAGE, format!("no file is read over SSH; send the key in: `ssh office {instead}`")));
    }
    asked.global = Global { json: own.json, asked: true, ..global.clone() };
    Ok(Some(asked))
}

/// Says no, and puts it on record.
fn refused(global: &Global) -> Exit {
    refused_because(global, &format!("over SSH only these are served: the console, {}", SERVED.join(", ")))
}

fn refused_because(global: &Global, sentence: &str) -> Exit {
    match global.open() {
        Ok(mut run) => {
            let now = run.now();
            if let Err(error) = run.store.refused_command(&now) {
                return error.into();
            }
            Exit::new(NOT_ALLOWED, sentence)
        }
        Err(exit) => exit,
    }
}

impl Command {
    /// May it be asked over SSH? What names a path or makes a file may not.
    fn is_served(&self) -> bool {
        match self {
            Command::Add { .. }
            | Command::List { .. }
            | Command::Show { .. }
            | Command::Due { .. }
            | Command::Timeline { .. }
            | Command::Handover(_)
            | Command::Close(_)
            | Command::Reopen { .. }
            | Command::Merge(_)
            | Command::Unmerge { .. }
            | Command::People { .. }
            | Command::Join(_)
            | Command::Separate(_)
            | Command::Exhibits { .. }
            | Command::Tips { .. }
            | Command::Care { .. }
            | Command::Partners(_)
            | Command::Sheet { .. }
            | Command::Export(_)
            | Command::Rates { .. }
            | Command::Release(_)
            | Command::Scope(_)
            | Command::Log { .. }
            | Command::Glass { .. }
            | Command::Retention { .. }
            | Command::Erase { .. }
            | Command::User { .. }
            | Command::Doctor => true,
            Command::Audit { command } => !command.reads_files(),
            Command::Demo { .. }
            | Command::Init
            | Command::Backup { .. }
            | Command::Restore { .. }
            | Command::Import(_)
            | Command::Codes(_)
            | Command::Limits(_)
            | Command::ReadWorkbook { .. }
            | Command::Office { .. }
            | Command::SshConfig
            | Command::SshKeys { .. } => false,
        }
    }
}

/// The line by which sshd lets a key in as its officer and as nothing else. The session finds the office by its config file.
pub(super) fn forced_command(global: &Global, key: &Key) -> Result<String, Exit> {
    let program = std::env::current_exe().ok();
    let config = global.config.as_deref().unwrap_or(Path::new(Paths::INSTALLED.config));
    let (Some(binary), Some(config)) = (program.as_deref().and_then(Path::to_str), config.to_str()) else {
        return Err(Exit::new(USAGE, "ssh-keys goes with --config FILE, both in folders with plain names"));
    };
    let paths = Paths { binary, config, ..Paths::INSTALLED };
    Ok(key_line(&paths, &key.officer, &key.id, &key.public)?)
}
