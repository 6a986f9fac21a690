//! What makes a backup every hour: a timer of systemd, or where that does not run a line of cron, never both. Texts, and what is
//! not as it must be. It must never change anything.

use super::machine::{Machine, State, Wanted};
use super::sshd::Paths;
use crate::domain::backup::Plan;
use std::path::Path;

/// The job, its timer, and what says that the timer is in use.
pub const SERVICE: &str = "/etc/systemd/system/caseload-backup.service";
/// See [`SERVICE`].
pub const TIMER: &str = "/etc/systemd/system/caseload-backup.timer";
const IN_USE: &str = "/etc/systemd/system/timers.target.wants/caseload-backup.timer";
/// The same for cron.
pub const CRON: &str = "/etc/cron.d/caseload";

const TIMER_TEXT: &str = "\
# Made by `caseload office install`, looked after by `caseload doctor`.
[Unit]
Description=Hourly backup of the caseload office file

[Timer]
OnCalendar=hourly
RandomizedDelaySec=2min
Persistent=true

[Install]
WantedBy=timers.target
";

/// Does systemd run this machine?
pub fn by_systemd(machine: &Machine) -> bool {
    machine.has("/run/systemd/system")
}

/// The files that must be there, with their texts.
pub fn wanted(machine: &Machine, paths: &Paths, office: &str, plan: &Plan) -> Vec<(&'static str, String)> {
    match by_systemd(machine) {
        true => vec![(SERVICE, service(paths, office, plan)), (TIMER, TIMER_TEXT.to_owned())],
        false => vec![(CRON, cron(paths))],
    }
}

/// The files that must not be there, lest there be two of a kind.
pub fn unwanted(machine: &Machine) -> Vec<&'static str> {
    let all: &[&str] = if by_systemd(machine) { &[CRON] } else { &[IN_USE, TIMER, SERVICE] };
    all.iter().copied().filter(|path| machine.has(path)).collect()
}

/// What is not as it must be, in words.
pub fn faults(machine: &Machine, paths: &Paths, office: &str, plan: &Plan) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in wanted(machine, paths, office, plan) {
        match machine.state(&Wanted::root_file(path)) {
            State::Absent => faults.push(format!("{path} is not there")),
            State::Differs(what, _) | State::InTheWay(what) => faults.push(what),
            State::Well if machine.text(path).as_deref() != Some(&text) => {
                faults.push(format!("{path} is not what this version writes for this config"));
            }
            State::Well => {}
        }
    }
    if by_systemd(machine) && !machine.has(IN_USE) {
        faults.push("the timer is not in use".to_owned());
    }
    faults.extend(unwanted(machine).iter().map(|path| format!("{path} would do the same again")));
    faults
}

fn command(paths: &Paths) -> String {
    format!("{} --config {} backup", paths.binary, paths.config)
}

fn cron(paths: &Paths) -> String {
    format!(
        "# Made by `caseload office install`, looked after by `caseload doctor`: a backup every hour.\n\
         17 * * * * {} umask 077; {} >/dev/null\n",
        paths.account,
        command(paths)
    )
}

fn service(paths: &Paths, office: &str, plan: &Plan) -> String {
    let folder = |file: &Path| file.parent().map(|f| f.display().to_string()).unwrap_or_default();
    let mut writes = vec![folder(Path::new(office))];
    writes.extend(plan.folder.iter().map(|f| f.display().to_string()));
    // A second place may be on a disk that is not always there.
    writes.extend(plan.anchors.iter().map(|file| format!("-{}", folder(file))));
    let quoted = |path: &String| format!("\"{}\"", path.replace('%', "%%"));
    let writes: Vec<String> = writes.iter().map(quoted).collect();
    format!(
        "# Made by `caseload office install`, looked after by `caseload doctor`.\n\
         [Unit]\nDescription=Backup of the caseload office file\n\n\
         [Service]\nType=oneshot\nUser={account}\nGroup={account}\nExecStart={command}\nUMask=0077\nNice=10\n\
         NoNewPrivileges=yes\nCapabilityBoundingSet=\nProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\n\
         PrivateDevices=yes\nProtectKernelTunables=yes\nProtectKernelModules=yes\nProtectControlGroups=yes\n\
         RestrictSUIDSGID=yes\nLockPersonality=yes\nReadWritePaths={writes}\n",
        account = paths.account,
        command = command(paths),
        writes = writes.join(" "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_job_may_write_where_it_must_and_nowhere_else() {
        let plan = Plan {
            folder: Some("/var/backups/caseload".into()),
            anchors: vec!["/mnt/b 1/heads".into()],
            ..Plan::default()
        };
        let text = service(&Paths::INSTALLED, "/var/lib/caseload/caseload.db", &plan);
        let line = r#"ReadWritePaths="/var/lib/caseload" "/var/backups/caseload" "-/mnt/b 1""#;
        assert!(text.lines().any(|l| l == line), "{text}");
        assert!(
            text.lines().any(|l| l == "ExecStart=/usr/bin/caseload --config /etc/caseload/config.toml backup"),
            "{text}"
        );
        assert!(text.lines().all(|l| !l.starts_with(' ')), "{text}");
    }
}
