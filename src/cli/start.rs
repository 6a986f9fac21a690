//! Beginnings: an office file opened for one run, the console, the demonstration, a new office.
//! It must never look into a case.

use super::Global;
use super::exit::{Exit, FILE, USAGE, warn};
use super::print;
use super::progress;
use super::served::SERVED;
use crate::clock::Clock;
use crate::demo;
use crate::domain::moment::{Now, read_clock};
use crate::domain::office::Office;
use crate::domain::visit::{Claim, Welcome};
use crate::settings::Settings;
use crate::store::{Error, Ids, Store};
use crate::tui;
use chrono_tz::Tz;
use serde_json::json;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use std::fs::{DirBuilder, Permissions};
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

/// An office file opened for one run of the program.
pub(super) struct Run {
    pub store: Store,
    pub clock: Clock,
    pub json: bool,
    welcome: Welcome,
    /// sshd has let them in
    served: bool,
}

impl Run {
    /// The time in the office.
    pub fn now(&self) -> Now {
        self.clock.now(self.store.office().zone)
    }

    /// A time that was typed, by the office's clock; now, where none was.
    pub fn time(&self, typed: Option<&str>) -> Result<Now, Exit> {
        let Now { utc, zone } = self.now();
        Ok(Now { utc: typed.map_or(Ok(utc), |time| read_clock(time, zone))?, zone })
    }

    /// The cut-off of figures that is meant. One that lies ahead is said: such figures do not stand yet.
    pub fn cut_off(&self, typed: Option<&str>) -> Result<Now, Exit> {
        let at = self.time(typed)?;
        if at.utc > self.now().utc {
            warn("the cut-off is still to come: what is entered and happens until then will count too");
        }
        Ok(at)
    }

    fn console(self, settings: &Settings) -> Result<i32, Exit> {
        let Run { store, clock, welcome, served, .. } = self;
        Ok(tui::run(store, clock, welcome, settings.privacy, settings.backups.clone(), served)?)
    }
}

impl Global {
    /// Where the office file is and who is at the desk.
    pub fn settings(&self) -> Result<Settings, Exit> {
        Ok(Settings::find(self.db.as_deref(), self.officer.as_deref(), self.config.as_deref(), self.key.is_some())?)
    }

    /// Opens the office file that is meant.
    pub fn open(&self) -> Result<Run, Exit> {
        let settings = self.settings()?;
        let store = Store::open(&settings.db).map_err(|error| match error {
            // Nobody should make the account's own folder by hand: `init` does.
            Error::NoFolder(_) if settings.own => Error::Missing(settings.db.clone()),
            other => other,
        })?;
        self.run_on(store, &settings)
    }

    /// The office file for sshd's question, with the Unix account that asks and the time: nobody signs in, nothing is brought
    /// up to date.
    pub fn look_in(&self) -> Result<(Store, String, Now), Exit> {
        let settings = self.settings()?;
        let store = Store::open_as_it_is(&settings.db)?;
        let now = self.clock(store.office().zone)?.now(store.office().zone);
        Ok((store, settings.account, now))
    }

    /// Signs in on an open file.
    pub fn run_on(&self, mut store: Store, settings: &Settings) -> Result<Run, Exit> {
        let office = store.office();
        let clock = match self.clock(office.zone)? {
            Clock::System if office.demo => Clock::starting(read_clock(demo::CLOCK, office.zone)?),
            clock => clock,
        };
        let now = clock.now(office.zone);
        // What was decided comes in, whoever died over it. Where it cannot yet, what is asked for now still can.
        let _ = progress::told("cases of an import that was cut off", |tell| store.finish_imports(&now, tell));
        let claim = Claim {
            name: settings.officer.clone(),
            key: self.key.clone(),
            account: settings.account.clone(),
            // sshd sets it, and a session cannot set it before sshd does.
            address: std::env::var("SSH_CONNECTION").ok().and_then(|c| Some(c.split(' ').next()?.to_owned())),
            session: store.new_id(&now),
        };
        let welcome = store.sign_in(&claim, &now)?;
        Ok(Run { store, clock, json: self.json, welcome, served: self.key.is_some() })
    }

    /// What draws a screen has nothing to say to a program.
    fn for_people(&self) -> Result<(), Exit> {
        let wrong = "--json goes with init, add, list, show, due, timeline, handover, exhibits, export, import, codes, limits, rates, release, log, audit, glass, retention, erase, user, doctor, backup and restore";
        if self.json { Err(Exit::new(USAGE, wrong)) } else { Ok(()) }
    }

    pub fn clock(&self, zone: Tz) -> Result<Clock, Exit> {
        Ok(self.now.as_deref().map(|now| read_clock(now, zone)).transpose()?.map_or(Clock::System, Clock::Fixed))
    }
}

/// Keyboard and screen are terminals.
pub(super) fn on_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// The console on the office file.
pub(super) fn console(global: &Global) -> Result<i32, Exit> {
    global.for_people()?;
    if !on_terminal() {
        let instead = match global.key {
            Some(_) => format!("ask for one with `ssh -t`, or use {}", SERVED.join(", ")),
            None => "open one, or use demo, init, add, list, show, export, rates, log or doctor".to_owned(),
        };
        return Err(Exit::new(USAGE, format!("the console needs a terminal: {instead}")));
    }
    let settings = global.settings()?;
    global.open()?.console(&settings)
}

/// The console on a synthetic office: a file that is kept, or a copy that is gone afterwards.
pub(super) fn demo(global: &Global, more: usize) -> Result<i32, Exit> {
    global.for_people()?;
    let settings = global.settings()?;
    global.clock(settings.zone)?; // a time that cannot be read is said before a file is made
    let Some(path) = &global.db else {
        if !on_terminal() {
            let sentence = "the console needs a terminal: open one, or make a file with `caseload demo --db FILE`";
            return Err(Exit::new(USAGE, sentence));
        }
        let no_folder =
            |e| Exit::new(FILE, format!("there is no room for a throw-away copy ({e}): name a file with --db"));
        let private = Permissions::from_mode(0o700);
        let folder =
            tempfile::Builder::new().prefix("caseload-demo-").permissions(private).tempdir().map_err(no_folder)?;
        let watch = take_along(folder.path()).map_err(no_folder)?;
        let store = made(&folder.path().join("demo.db"), more);
        watch.close();
        let store = store?;
        return global.run_on(store, &settings)?.console(&settings);
    };
    let run = global.run_on(demo_at(path, more)?, &settings)?;
    if on_terminal() {
        return run.console(&settings);
    }
    print::line(&mut io::stdout(), &ready(path, "demonstration"))?;
    Ok(0)
}

/// Until somebody else watches, a signal takes what is half made along.
pub(super) fn take_along(folder: &Path) -> io::Result<signal_hook::iterator::Handle> {
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT])?;
    let (handle, folder) = (signals.handle(), folder.to_owned());
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // Once more if a file was made meanwhile.
            let _ = (0..3).any(|_| std::fs::remove_dir_all(&folder).is_ok());
            std::process::exit(128 + signal);
        }
    });
    Ok(handle)
}

fn made(path: &Path, more: usize) -> Result<Store, Error> {
    progress::told("cases", |tell| demo::build(path, more, tell))
}

/// Makes the file, or opens it if it is a demonstration.
fn demo_at(path: &Path, more: usize) -> Result<Store, Exit> {
    if path.symlink_metadata().is_err() {
        return Ok(made(path, more)?);
    }
    let store = Store::open(path)?;
    if !store.office().demo {
        let sentence =
            format!("{} holds an office's own cases and was left alone: name another file with --db", path.display());
        return Err(Exit::new(FILE, sentence));
    }
    if more > 0 {
        let sentence = format!("{} is there already: --cases goes with a new file", path.display());
        return Err(Exit::new(USAGE, sentence));
    }
    Ok(store)
}

/// Makes an empty office file.
pub(super) fn init(global: &Global, out: &mut dyn Write) -> Result<i32, Exit> {
    let Settings { db, own, office: name, prefix, zone, .. } = global.settings()?;
    let office = Office { name, prefix, zone, demo: false, note: None };
    let now = global.clock(zone)?.now(zone);
    if own && let Some(folder) = db.parent() {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|e| {
            Exit::new(FILE, format!("the folder {} cannot be made ({e}): name a file with --db", folder.display()))
        })?;
    }
    Store::init(&db, &office, &now, Ids::Random)?;
    if global.json {
        print::json(out, &json!({ "path": db.display().to_string() }))?;
    } else if own {
        print::line(out, &format!("the office file {} is ready: open it with `caseload`", db.display()))?;
    } else {
        print::line(out, &ready(&db, "office"))?;
    }
    Ok(0)
}

fn ready(path: &Path, what: &str) -> String {
    let path = path.display();
    format!("the {what} file {path} is ready: open it with `caseload --db {path}`")
}
