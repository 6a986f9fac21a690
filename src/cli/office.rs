//! The office server on the command line: its plan printed, the one question asked, the steps told as they are done.
//! It must never change the machine itself: the steps do.

use super::Global;
use super::exit::{Exit, NO, NOT_ALLOWED, USAGE};
use super::print;
use crate::domain::backup::Plan;
use crate::office::install::{Look, Site, Step, steps};
use crate::office::installation::{BACKUPS, CONFIG_FOLDER, DROP_IN, OFFICE};
use crate::office::machine::Machine;
use crate::office::sshd::{Paths, drop_in};
use crate::settings::Settings;
use clap::Subcommand;
use rustix::fs::Mode;
use serde_json::{Value, json};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

/// What is done to an office server.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Set this machine up as the office server: program, account, folders, office file, sshd; as root, again at any time
    Install {
        /// Do it without asking
        #[arg(long)]
        yes: bool,
        /// Only say what would be done
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        new: New,
    },
}

/// What a new office is called, counted and timed by.
#[derive(clap::Args)]
pub(super) struct New {
    /// Name of the new office; else Child protection unit
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Prefix of its case numbers, one to eight capital letters, which stays for ever; else CPU
    #[arg(long, value_name = "LETTERS")]
    prefix: Option<String>,
    /// Its time zone; else Asia/Phnom_Penh
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

/// Does what is asked of the office server.
pub(super) fn office(global: &Global, command: Command, out: &mut dyn Write) -> Result<i32, Exit> {
    let Command::Install { yes, dry_run, new } = command;
    if global.json {
        return Err(Exit::new(USAGE, "--json does not go with office install: its exit code says how it ended"));
    }
    if !rustix::process::getuid().is_root() {
        return Err(Exit::new(NOT_ALLOWED, "only root sets an office server up: run it as root, with su - or sudo"));
    }
    // What the system's own tools make is for all to read as ever; each file of ours is given its mode by name.
    rustix::process::umask(Mode::WGRP | Mode::WOTH);
    install(&site(&new)?, yes, dry_run, out)
}

/// What sshd needs, for those who set it up by hand.
pub(super) fn ssh_config(global: &Global, out: &mut dyn Write) -> Result<i32, Exit> {
    let text = drop_in(&Paths::INSTALLED);
    if global.json {
        print::json(out, &json!({ "path": DROP_IN, "text": text }))?;
        return Ok(0);
    }
    print::line(out, &format!("# For {DROP_IN}, owner root, mode 0644; then: sshd -t && systemctl reload ssh"))?;
    text.lines().try_for_each(|l| print::line(out, l))?;
    Ok(0)
}

fn site(new: &New) -> Result<Site, Exit> {
    let paths = Paths::INSTALLED;
    let quoted = |text: &Option<String>, usual: &str| Value::from(text.as_deref().unwrap_or(usual)).to_string();
    let config = format!(
        "# The office on this machine. `caseload office install` leaves this file as it is.\n\
         # Name, prefix and zone are for a new office file, which keeps them ever after.\n\
         # backup_keys = [\"age1...\"] are the public keys of age to which backups are encrypted; without one they are plain.\n\
         # anchors = [\"/mnt/other/heads\"] are files to which each backup adds where the ledger ends.\n\
         db = \"{OFFICE}\"\noffice = {}\nprefix = {}\nzone = {}\n",
        quoted(&new.name, "Child protection unit"),
        quoted(&new.prefix, "CPU"),
        quoted(&new.zone, "Asia/Phnom_Penh")
    );
    let there = Path::new(paths.config);
    Settings::check(&config, there)?;
    let (office, plan) = if there.exists() {
        if new.name.is_some() || new.prefix.is_some() || new.zone.is_some() {
            let sentence =
                format!("{} is there already: --name, --prefix and --zone go with a new office", paths.config);
            return Err(Exit::new(USAGE, sentence));
        }
        // What an administrator wrote holds, also where the office file is.
        let settings = Settings::find(None, None, Some(there), false)?;
        (settings.db.to_string_lossy().into_owned(), settings.backups)
    } else {
        (OFFICE.to_owned(), Plan { folder: Some(BACKUPS.into()), ..Plan::default() })
    };
    let program = std::env::current_exe().map_err(|e| Exit::new(NO, format!("this program cannot be found ({e})")))?;
    Ok(Site { machine: Machine::at_root("/"), paths, office, program, config, plan })
}

fn install(site: &Site, yes: bool, dry_run: bool, out: &mut dyn Write) -> Result<i32, Exit> {
    let looks: Vec<(Step, Look)> = steps(site).into_iter().map(|step| (step, step.look(site))).collect();
    let row = |(step, look): &(Step, Look)| {
        let (mark, text) = match look {
            Look::Well(text) => ("ok", text),
            Look::Todo(text) => ("to do", text),
            Look::Stuck(text) => ("STOP", text),
        };
        vec![mark.to_owned(), step.name.to_owned(), text.clone()]
    };
    print::table(out, "lll", &looks.iter().map(row).collect::<Vec<_>>())?;
    if looks.iter().any(|(_, look)| matches!(look, Look::Stuck(_))) {
        out.flush()?;
        return Err(Exit::new(NO, "nothing was changed: see to what stands behind STOP, then run it again"));
    }
    let todo: Vec<Step> = looks.iter().filter(|(_, look)| matches!(look, Look::Todo(_))).map(|(s, _)| *s).collect();
    if todo.is_empty() {
        print::line(out, "nothing to do")?;
        return Ok(0);
    }
    if dry_run {
        print::line(out, "nothing was changed; without --dry-run this will be done")?;
        return Ok(0);
    }
    if !yes && !agreed(out)? {
        print::line(out, "nothing was changed")?;
        return Ok(NO);
    }
    for step in todo {
        let said = step.carry_out(site).map_err(|e| {
            Exit::new(NO, format!("{}: {e}; what was done before it stands, run it again afterwards", step.name))
        })?;
        print::line(out, &format!("done: {}", step.name))?;
        said.iter().try_for_each(|said| print::line(out, said))?;
        out.flush()?;
    }
    print::line(
        out,
        &format!("{CONFIG_FOLDER}, {DROP_IN} and the office file are in place; caseload doctor looks after them"),
    )?;
    print::line(out, "next: caseload user add NAME --role administrator --key FILE")?;
    Ok(0)
}

/// The one question.
pub(super) fn agreed(out: &mut dyn Write) -> Result<bool, Exit> {
    if !io::stdin().is_terminal() {
        out.flush()?;
        return Err(Exit::new(USAGE, "nothing was changed: nobody can be asked here, so say --yes"));
    }
    write!(out, "do it? y/n ")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
