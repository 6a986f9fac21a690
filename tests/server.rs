//! The office server on the command line, as far as it can be tried without changing this machine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::office::sshd::{Paths, drop_in};
use serde_json::Value;
use std::process::{Command, Stdio};
use support::{Output, PROGRAM};

fn run(args: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(args).env_clear().env("HOME", home.path()).current_dir(home.path()).stdin(Stdio::null());
    let output = command.output().expect("a started program");
    let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
    Output { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn ssh_config_prints_the_drop_in_and_how_to_use_it() {
    let drop_in = drop_in(&Paths::INSTALLED);
    let said = run(&["ssh-config"]);
    let (first, rest) = said.stdout.split_once('\n').unwrap();
    assert!(first.starts_with("# For /etc/ssh/sshd_config.d/caseload.conf") && first.contains("sshd -t"), "{first}");
    assert_eq!((said.status, rest), (0, drop_in.as_str()));
    let answer: Value = serde_json::from_str(&run(&["ssh-config", "--json"]).stdout).unwrap();
    assert_eq!(
        (answer["path"].as_str(), answer["text"].as_str()),
        (Some("/etc/ssh/sshd_config.d/caseload.conf"), Some(&*drop_in))
    );
}

#[test]
fn an_installation_is_planned_by_root_only_and_only_done_when_somebody_said_so() {
    let refused = |args: &[&str], code: i32, words: &str| {
        let said = run(args);
        let one_line = said.stderr.lines().count() == 1;
        assert!(said.status == code && one_line && said.stderr.contains(words), "{args:?}: {said:#?}");
        said
    };
    refused(&["office", "install", "--json"], 2, "--json does not go with office install");
    if !rustix::process::getuid().is_root() {
        refused(&["office", "install", "--dry-run"], 4, "only root");
        println!("!!!! not root: only the refusal was tried");
        return;
    }
    refused(&["office", "install", "--dry-run", "--prefix", "cpu"], 2, "one to eight capital letters");
    refused(&["office", "install", "--dry-run", "--zone", "Phnom Penh"], 2, "there is no such time zone");
    let plan = run(&["office", "install", "--dry-run"]);
    if std::path::Path::new("/etc/caseload").exists() || plan.status != 0 {
        println!("!!!! this machine has an office or no sshd: the plan was NOT compared\n{plan:#?}");
        return;
    }
    for line in [
        "to do  program      /usr/bin/caseload is not there: this program will be copied there",
        "to do  account      there is no account caseload: will be made, without a password, home /var/lib/caseload",
        "to do  office file  /var/lib/caseload/caseload.db is not there: an empty office will be made",
        "to do  sshd drop-in  /etc/ssh/sshd_config.d/caseload.conf is not there: will be written, and sshd told",
        "nothing was changed; without --dry-run this will be done",
    ] {
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(squeezed(&plan.stdout).contains(&squeezed(line)), "no “{line}” in\n{}", plan.stdout);
    }
    refused(&["office", "install"], 2, "nobody can be asked here, so say --yes");
    assert!(!std::path::Path::new("/etc/caseload").exists());
}
