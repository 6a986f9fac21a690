//! Is the office server as `caseload office install` left it? A list of checks, each with the sentence that mends what it
//! finds. It must never change anything, and goes on where one thing cannot be told.

use super::doctor::{Finding, Grade};
use super::machine::{Machine, State, Wanted, sshd};
use super::schedule;
use super::sshd::{Paths, differing, drop_in};
use crate::domain::backup::Plan;
use crate::store::Store;
use std::path::Path;

/// The account's home, which holds the office file.
pub const HOME: &str = "/var/lib/caseload";
/// The office file, where the config names no other.
pub const OFFICE: &str = "/var/lib/caseload/caseload.db";
/// Where backups go.
pub const BACKUPS: &str = "/var/backups/caseload";
/// The folder of the config file.
pub const CONFIG_FOLDER: &str = "/etc/caseload";
/// Our settings for sshd.
pub const DROP_IN: &str = "/etc/ssh/sshd_config.d/caseload.conf";
/// What runs the one command of a key.
pub const SHELL: &str = "/bin/sh";
/// No password fits it; unlike `!` it does not lock the account, which would close the door for keys too.
pub const NO_PASSWORD: &str = "*";
/// Where cron is, if it is there.
const CRONS: [&str; 2] = ["/usr/sbin/cron", "/usr/sbin/crond"];
/// The line that sshd's main file needs.
pub const INCLUDE: &str = "Include /etc/ssh/sshd_config.d/*.conf";

/// Is this machine an office server, or meant to be one?
pub fn is_there(machine: &Machine) -> bool {
    machine.has(CONFIG_FOLDER) || machine.has(DROP_IN)
}

/// Looks at everything; `office` is the office file that the config names, `plan` what it says of backups.
pub fn look(machine: &Machine, paths: &Paths, office: &str, plan: &Plan) -> Vec<Finding> {
    let account = paths.account;
    let shelf = plan.folder.as_ref().map_or_else(|| BACKUPS.to_owned(), |f| f.display().to_string());
    let mut findings = vec![
        self::account(machine, account),
        owned(machine, "home", &Wanted::own_folder(HOME, account)),
        home(machine),
        owned(machine, "office file", &Wanted::own_file(office, account)),
        beside(machine, office, account),
        disk(machine, office),
        program(machine, paths.binary),
        owned(machine, "config", &Wanted::root_file(paths.config)),
        owned(machine, "config folder", &Wanted::root_folder(CONFIG_FOLDER)),
        owned(machine, "backups", &Wanted::own_folder(&shelf, account)),
        schedule(machine, paths, office, plan),
        settings(machine, paths),
        include(machine),
        effective(machine, paths),
        running(machine),
    ];
    findings.extend(encrypted(machine, office));
    findings
}

fn well(name: &'static str, text: impl Into<String>) -> Finding {
    Finding { name, grade: Grade::Ok, text: text.into() }
}

fn wrong(name: &'static str, text: impl Into<String>) -> Finding {
    Finding { name, grade: Grade::Wrong, text: text.into() }
}

/// What is wrong with the account, each with the command that mends it.
pub fn account_faults(machine: &Machine, name: &str) -> Vec<String> {
    let Some(account) = machine.account(name) else {
        return vec!["it does not exist: run caseload office install".to_owned()];
    };
    let mut faults = Vec::new();
    if account.uid == 0 {
        faults.push(format!("it is root by another name: run userdel {name} and caseload office install"));
    }
    if account.home != HOME {
        faults.push(format!("its home is {}: run usermod -d {HOME} {name}", account.home));
    }
    if account.shell != SHELL {
        faults.push(format!(
            "its shell is {}, which does not start the console: run usermod -s {SHELL} {name}",
            account.shell
        ));
    }
    match account.password.as_deref() {
        None | Some(NO_PASSWORD) => {}
        Some(locked) if locked.starts_with('!') => faults.push(format!(
            "it is locked (its password field is {locked}), so that sshd may refuse every key: run usermod -p '*' {name}"
        )),
        Some(_) => faults.push(format!("it has a password: run usermod -p '*' {name}")),
    }
    if account.ends.is_some() {
        faults.push(format!("it ends on a day: run chage -E -1 {name}"));
    }
    faults
}

fn account(machine: &Machine, name: &str) -> Finding {
    let faults = account_faults(machine, name);
    if faults.is_empty() {
        well("account", format!("{name}, no password, {SHELL}"))
    } else {
        wrong("account", format!("{name}: {}", faults.join("; ")))
    }
}

fn owned(machine: &Machine, name: &'static str, wanted: &Wanted) -> Finding {
    match machine.state(wanted) {
        State::Well => well(name, format!("{}, {}", wanted.path, wanted.owner)),
        State::Absent => wrong(name, format!("{} is missing: run caseload office install", wanted.path)),
        State::Differs(what, mend) => wrong(name, format!("{what}: run {mend}")),
        State::InTheWay(what) => wrong(name, what),
    }
}

/// What a session could be steered with, or come in by past the office's own list of keys.
fn home(machine: &Machine) -> Finding {
    const STEERING: [&str; 8] =
        [".ssh", ".pam_environment", ".profile", ".bashrc", ".shrc", ".rhosts", ".shosts", ".config/caseload"];
    let there: Vec<String> = STEERING.iter().map(|n| format!("{HOME}/{n}")).filter(|path| machine.has(path)).collect();
    if there.is_empty() {
        return well("keys in the home", "none");
    }
    let there = there.join(" ");
    let text = format!(
        "{there}: keys belong into the office file (caseload user key add), so look at it, then run rm -r {there}"
    );
    wrong("keys in the home", text)
}

/// Whatever lies beside the office file is of it: the engine's own files, the queue of writers, copies made before an update.
fn beside(machine: &Machine, office: &str, owner: &str) -> Finding {
    let name = "files beside it";
    let folder = Path::new(office).parent().and_then(Path::to_str).unwrap_or("/");
    let Ok(entries) = std::fs::read_dir(machine.at(folder)) else {
        return wrong(name, format!("{folder} cannot be looked into: run caseload office install"));
    };
    let mut faults = Vec::new();
    for entry in entries.flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        let is_file = entry.file_type().is_ok_and(|t| t.is_file());
        if !is_file || path == office {
            continue;
        }
        let wanted = Wanted { least: 0, ..Wanted::own_file(&path, owner) };
        if let State::Differs(what, mend) = machine.state(&wanted) {
            faults.push(format!("{what}: run {mend}"));
        }
    }
    faults.sort();
    if faults.is_empty() { well(name, "of the account alone") } else { wrong(name, faults.join("; ")) }
}

fn disk(machine: &Machine, office: &str) -> Finding {
    match Store::safe_disk(&machine.at(office)) {
        Ok(()) => well("disk kind", "a local disk"),
        Err(error) => wrong("disk kind", error.to_string()),
    }
}

fn program(machine: &Machine, path: &str) -> Finding {
    let found = owned(machine, "program", &Wanted::root_program(path));
    let open = machine.open_above(path);
    if found.grade != Grade::Ok || open.is_empty() {
        return found;
    }
    let open = open.join(" ");
    wrong(
        "program",
        format!(
            "others than root may change {open}, so sshd will not run {path}: run chown root {open} && chmod go-w {open}"
        ),
    )
}

fn settings(machine: &Machine, paths: &Paths) -> Finding {
    let found = owned(machine, "sshd drop-in", &Wanted::root_file(DROP_IN));
    let text = machine.text(DROP_IN);
    if found.grade != Grade::Ok || text.as_deref() == Some(&drop_in(paths)) {
        return found;
    }
    wrong(
        "sshd drop-in",
        format!("{DROP_IN} was edited: run caseload office install, or put your own settings into another file"),
    )
}

fn include(machine: &Machine) -> Finding {
    if machine.includes(DROP_IN) {
        return well("sshd takes it in", INCLUDE);
    }
    let text = format!("/etc/ssh/sshd_config does not: add {INCLUDE} as its first line and run systemctl reload ssh");
    wrong("sshd takes it in", text)
}

fn effective(machine: &Machine, paths: &Paths) -> Finding {
    let name = "sshd goes by it";
    if sshd().is_none() {
        return wrong(name, "OpenSSH is not there: run apt install openssh-server");
    }
    match machine.effective(paths.account).map(|said| differing(paths, &said)) {
        Ok(faults) if faults.is_empty() => well(name, "keys of the office only, the console only"),
        Ok(faults) => {
            let ours = machine.text(DROP_IN).as_deref() == Some(&drop_in(paths)) && machine.includes(DROP_IN);
            let mend = if ours {
                "another file in /etc/ssh says so; take it out there and run systemctl reload ssh"
            } else {
                "see to the drop-in first, with caseload office install"
            };
            wrong(name, format!("{}: {mend}", faults.join("; ")))
        }
        Err(said) => wrong(name, format!("sshd does not take its settings ({said}): mend /etc/ssh/sshd_config")),
    }
}

fn schedule(machine: &Machine, paths: &Paths, office: &str, plan: &Plan) -> Finding {
    let name = "backup timer";
    let faults = schedule::faults(machine, paths, office, plan);
    if !faults.is_empty() {
        return wrong(name, format!("{}: run caseload office install", faults.join("; ")));
    }
    match schedule::by_systemd(machine) {
        true => well(name, "every hour, by systemd"),
        false if CRONS.iter().any(|cron| machine.has(cron)) => well(name, "every hour, by cron"),
        false => {
            let text = "cron is not there, so nothing makes backups: run apt install cron".to_owned();
            Finding { name, grade: Grade::Warn, text }
        }
    }
}

fn running(machine: &Machine) -> Finding {
    if machine.sshd_runs() {
        well("sshd", "running")
    } else {
        wrong("sshd", "it is not running, so nobody can come in: run systemctl enable --now ssh")
    }
}

fn encrypted(machine: &Machine, office: &str) -> Option<Finding> {
    let folder = Path::new(office).parent()?.to_str()?;
    let name = "encryption";
    Some(match machine.encrypted(&machine.at(folder))? {
        true => well(name, "the disk below the office file is encrypted"),
        false => {
            let text = "the disk below the office file is not encrypted by this machine: a stolen disk can be read; \
                        choose encryption when the system is installed anew";
            Finding { name, grade: Grade::Warn, text: text.to_owned() }
        }
    })
}
