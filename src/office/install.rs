//! Sets a machine up as the office server, step by step: each first looks and says what it finds and would do, and does
//! only what is missing. It must never take away what an administrator wrote, nor leave sshd with settings it refuses.

use super::installation::{BACKUPS, CONFIG_FOLDER, DROP_IN, HOME, INCLUDE, NO_PASSWORD, SHELL, account_faults};
use super::machine::{Machine, State, Wanted, sshd};
use super::schedule;
use super::sshd::{Paths, drop_in};
use crate::domain::backup::Plan;
use rustix::fs::OFlags;
use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, fchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where sshd wants an empty folder before it looks at anything.
const SSHD_FOLDER: &str = "/run/sshd";

/// What is to be set up, and where.
pub struct Site {
    /// the machine
    pub machine: Machine,
    /// where things go
    pub paths: Paths<'static>,
    /// the office file
    pub office: String,
    /// the program that is to be installed: the one that runs
    pub program: PathBuf,
    /// the text of a new config file
    pub config: String,
    /// what is backed up how
    pub plan: Plan,
}

/// One step.
#[derive(Clone, Copy)]
pub struct Step {
    /// in a word
    pub name: &'static str,
    part: Part,
}

#[derive(Clone, Copy)]
enum Part {
    Sshd,
    Include,
    Program,
    Account,
    Folder(Wanted<'static>),
    Config,
    Office,
    Settings,
    Schedule,
}

/// What a step finds, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// it is as it must be
    Well(String),
    /// what is missing, and what will be done
    Todo(String),
    /// only a human can go on from here
    Stuck(String),
}

/// All steps, in their order.
pub fn steps(site: &Site) -> Vec<Step> {
    let account = site.paths.account;
    let folder = |wanted| Step { name: "folder", part: Part::Folder(wanted) };
    vec![
        Step { name: "sshd", part: Part::Sshd },
        Step { name: "sshd_config", part: Part::Include },
        Step { name: "program", part: Part::Program },
        Step { name: "account", part: Part::Account },
        folder(Wanted::own_folder(HOME, account)),
        folder(Wanted::own_folder(BACKUPS, account)),
        folder(Wanted::root_folder(CONFIG_FOLDER)),
        Step { name: "config", part: Part::Config },
        Step { name: "office file", part: Part::Office },
        Step { name: "sshd drop-in", part: Part::Settings },
        Step { name: "backup timer", part: Part::Schedule },
    ]
}

impl Step {
    /// Looks; changes nothing.
    pub fn look(&self, site: &Site) -> Look {
        let machine = &site.machine;
        match self.part {
            Part::Sshd => match sshd() {
                Some(path) => Look::Well(format!("OpenSSH is there, {}", path.display())),
                None => Look::Stuck("OpenSSH is not there: run apt install openssh-server, then this again".to_owned()),
            },
            Part::Include if machine.includes(DROP_IN) => Look::Well(INCLUDE.to_owned()),
            Part::Include => Look::Stuck(format!(
                "/etc/ssh/sshd_config takes no drop-ins in: add {INCLUDE} as its first line, then run this again"
            )),
            Part::Program => site.look_at_program(),
            Part::Account => site.look_at_account(),
            Part::Folder(wanted) => site.look_at(&wanted, "will be made"),
            Part::Config => site.look_at(&Wanted::root_file(site.paths.config), "will be written"),
            Part::Office => {
                site.look_at(&Wanted::own_file(&site.office, site.paths.account), "an empty office will be made")
            }
            Part::Settings => site.look_at_settings(),
            Part::Schedule => site.look_at_schedule(),
        }
    }

    /// Does what is missing, and says what else there is to say.
    /// # Errors
    /// One sentence on what did not work.
    pub fn carry_out(&self, site: &Site) -> Result<Option<String>, String> {
        match self.part {
            Part::Sshd | Part::Include => Ok(()),
            Part::Program => site.install_program(),
            Part::Account => site.make_account(),
            Part::Folder(wanted) => site.make(&wanted, |path| {
                DirBuilder::new().recursive(true).mode(wanted.mode).create(path).map_err(|e| e.to_string())
            }),
            Part::Config => site.make(&Wanted::root_file(site.paths.config), |path| {
                put(path, site.config.as_bytes(), 0o644).map_err(|e| e.to_string())
            }),
            Part::Office => site.make(&Wanted::own_file(&site.office, site.paths.account), |_| site.make_office()),
            Part::Settings => return site.give_settings(),
            Part::Schedule => site.schedule(),
        }
        .map(|()| None)
    }
}

impl Site {
    fn look_at(&self, wanted: &Wanted, will: &str) -> Look {
        let path = wanted.path;
        match self.machine.state(wanted) {
            State::Well => Look::Well(format!("{path} is there")),
            State::Absent => Look::Todo(format!("{path} is not there: {will}")),
            State::Differs(what, mend) => Look::Todo(format!("{what}: will be mended ({mend})")),
            State::InTheWay(what) => Look::Stuck(what),
        }
    }

    /// Makes what is not there, then gives it to its owner with its mode.
    fn make(&self, wanted: &Wanted, new: impl FnOnce(&Path) -> Result<(), String>) -> Result<(), String> {
        let path = self.machine.at(wanted.path);
        if self.machine.state(wanted) == State::Absent {
            new(&path)?;
        }
        let owner =
            self.machine.account(wanted.owner).ok_or_else(|| format!("there is no account {}", wanted.owner))?;
        // By what is opened, not by its name: in its own folder the account could put a link in its place meanwhile.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let opened = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(&path);
        let given = opened.and_then(|file| {
            fchown(&file, Some(owner.uid), Some(owner.gid))?;
            file.set_permissions(Permissions::from_mode(wanted.mode))
        });
        given.map_err(|e| format!("{} ({e})", wanted.path))
    }

    fn look_at_program(&self) -> Look {
        let path = self.paths.binary;
        let same = || Some(std::fs::read(&self.program).ok()? == std::fs::read(self.machine.at(path)).ok()?);
        match self.look_at(&Wanted::root_program(path), "this program will be copied there") {
            Look::Well(_) if same() != Some(true) => {
                Look::Todo(format!("{path} is another version: this program will be put in its place"))
            }
            look => look,
        }
    }

    fn install_program(&self) -> Result<(), String> {
        let path = self.machine.at(self.paths.binary);
        let copied = std::fs::read(&self.program).and_then(|bytes| put(&path, &bytes, 0o755));
        copied.map_err(|e| format!("{} cannot be written ({e})", self.paths.binary))
    }

    fn look_at_account(&self) -> Look {
        let name = self.paths.account;
        let Some(account) = self.machine.account(name) else {
            return Look::Todo(format!("there is no account {name}: will be made, without a password, home {HOME}"));
        };
        let faults = account_faults(&self.machine, name);
        if faults.is_empty() {
            return Look::Well(format!("{name} is as it must be"));
        }
        if faults.len() == 1 && account.password.is_some_and(|p| p.starts_with('!')) {
            return Look::Todo(format!(
                "{name} is locked, which keeps keys out too: will be unlocked, without a password"
            ));
        }
        Look::Stuck(format!("there is an account {name}, but {}", faults.join("; ")))
    }

    fn make_account(&self) -> Result<(), String> {
        let name = self.paths.account;
        if self.machine.account(name).is_some() {
            return tool("usermod", &["-p", NO_PASSWORD, name]);
        }
        let place = ["--home-dir", HOME, "--no-create-home", "--shell", SHELL, "--password", NO_PASSWORD];
        tool("useradd", &[&["--system", "--user-group", "--comment", "caseload office"], &place[..], &[name]].concat())
    }

    /// The service account makes the file, so that it is never root's; the program itself opens it to nobody else.
    fn make_office(&self) -> Result<(), String> {
        let account = self.machine.account(self.paths.account);
        let account = account.ok_or_else(|| format!("there is no account {}", self.paths.account))?;
        let mut init = Command::new(self.paths.binary);
        init.args(["--config", self.paths.config, "init"]).env_clear().env("HOME", HOME).current_dir("/");
        init.uid(account.uid).gid(account.gid);
        finish(init)
    }

    fn look_at_settings(&self) -> Look {
        match self.look_at(&Wanted::root_file(DROP_IN), "will be written, and sshd told") {
            Look::Well(_) if self.machine.text(DROP_IN).as_deref() != Some(&drop_in(&self.paths)) => Look::Todo(
                format!("{DROP_IN} is not what this version writes: will be replaced, the former kept as .before"),
            ),
            look => look,
        }
    }

    /// Writes the drop-in, asks sshd whether it takes it, and only then lets sshd go by it.
    fn give_settings(&self) -> Result<Option<String>, String> {
        let path = self.machine.at(DROP_IN);
        let say = |e: std::io::Error| format!("{DROP_IN} cannot be written ({e})");
        let former = std::fs::read(&path).ok();
        let _ = DirBuilder::new().mode(0o755).create(self.machine.at(SSHD_FOLDER)); // the system's script makes it, if it ran
        put(&path, drop_in(&self.paths).as_bytes(), 0o644).map_err(say)?;
        if let Err(said) = self.machine.settings_hold() {
            match &former {
                Some(bytes) => put(&path, bytes, 0o644).map_err(say)?,
                None => std::fs::remove_file(&path).map_err(say)?,
            }
            return Err(format!(
                "sshd does not take the settings ({said}); they are as they were before: run sshd -t and mend what it names"
            ));
        }
        if let Some(bytes) = former.filter(|f| *f != drop_in(&self.paths).as_bytes()) {
            put(&path.with_extension("conf.before"), &bytes, 0o600).map_err(say)?;
        }
        Ok(reload(&self.machine).err())
    }
}

impl Site {
    fn look_at_schedule(&self) -> Look {
        let by = if schedule::by_systemd(&self.machine) { "systemd" } else { "cron" };
        let faults = schedule::faults(&self.machine, &self.paths, &self.office, &self.plan);
        match faults.is_empty() {
            true => Look::Well(format!("a backup every hour, by {by}")),
            false => Look::Todo(format!("{}: a backup every hour will be set up, by {by}", faults.join("; "))),
        }
    }

    fn schedule(&self) -> Result<(), String> {
        let say = |path: &str, e: std::io::Error| format!("{path} cannot be written ({e})");
        for path in schedule::unwanted(&self.machine) {
            std::fs::remove_file(self.machine.at(path)).map_err(|e| say(path, e))?;
        }
        for (path, text) in schedule::wanted(&self.machine, &self.paths, &self.office, &self.plan) {
            let at = self.machine.at(path);
            let made = at.parent().map_or(Ok(()), |f| DirBuilder::new().recursive(true).mode(0o755).create(f));
            made.and_then(|()| put(&at, text.as_bytes(), 0o644)).map_err(|e| say(path, e))?;
        }
        if schedule::by_systemd(&self.machine) {
            tool("systemctl", &["daemon-reload"])?;
            tool("systemctl", &["enable", "--now", "caseload-backup.timer"])?;
        }
        Ok(())
    }
}

/// A file in the place of another at one blow: nobody ever sees half of it.
fn put(path: &Path, bytes: &[u8], mode: u32) -> std::io::Result<()> {
    let mut new = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new("/")))?;
    new.write_all(bytes)?;
    new.as_file().set_permissions(Permissions::from_mode(mode))?;
    new.as_file().sync_all()?;
    new.persist(path)?;
    Ok(())
}

/// Lets a running sshd read its settings again; sessions go on.
fn reload(machine: &Machine) -> Result<(), String> {
    const START: &str = "sshd is not running: start it with systemctl enable --now ssh (or service ssh start)";
    if machine.has("/run/systemd/system") {
        return tool("systemctl", &["reload", "ssh"]).map_err(|_| START.to_owned());
    }
    let pid: Option<i32> = machine.text("/run/sshd.pid").and_then(|pid| pid.trim().parse().ok());
    let pid = pid.filter(|pid| machine.text(&format!("/proc/{pid}/comm")).as_deref() == Some("sshd\n"));
    let pid = pid.and_then(rustix::process::Pid::from_raw).ok_or(START)?;
    let told = rustix::process::kill_process(pid, rustix::process::Signal::HUP);
    told.map_err(|e| format!("sshd could not be told ({e}): run service ssh reload"))
}

/// Runs one of the system's tools for accounts and services.
fn tool(name: &str, args: &[&str]) -> Result<(), String> {
    let mut command = Command::new(name);
    // `su` without a dash leaves root without the folders in which these tools are.
    command.args(args).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    finish(command)
}

fn finish(mut command: Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|e| format!("{name} cannot be run ({e})"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{name} said: {}", said.lines().next().unwrap_or("nothing")))
}
