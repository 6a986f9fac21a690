//! The office server on the command line, as far as it can be tried without changing this machine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::office::sshd::{Paths, drop_in};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use support::{Output, PROGRAM, left_out};

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
        left_out("not root: only the refusal was tried");
        return;
    }
    refused(&["office", "install", "--dry-run", "--prefix", "cpu"], 2, "one to eight capital letters");
    refused(&["office", "install", "--dry-run", "--zone", "Phnom Penh"], 2, "there is no such time zone");
    if std::path::Path::new("/etc/caseload").exists() {
        refused(&["office", "install", "--dry-run", "--prefix", "CPB"], 2, "go with a new office");
        left_out("this machine has an office: the plan was not compared");
        return;
    }
    let plan = run(&["office", "install", "--dry-run"]);
    if plan.status != 0 {
        left_out("this machine has no sshd: the plan was not compared");
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

#[test]
fn a_session_that_sshd_let_in_goes_by_its_config_and_by_nothing_else() {
    let private = fs::Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(private).tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let program = |args: &[&str], with: &[(&str, &str)]| {
        let mut command = Command::new(PROGRAM);
        command.args(["--config", &at("config.toml").to_string_lossy()]).args(args);
        command.env_clear().env("HOME", folder.path()).envs(with.iter().copied());
        let output = command.current_dir(folder.path()).stdin(Stdio::null()).output().expect("a started program");
        (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).unwrap())
    };
    fs::write(at("config.toml"), "db = \"office.db\"\n").unwrap();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII+kpE3rM7mtWakYyHJLZnDY3HIOmaHm2vkq/sAvGemD";
    fs::write(at("dara.pub"), format!("{key} dara@desk\n")).unwrap();
    assert_eq!(program(&["init"], &[]).0, 0);
    assert_eq!(program(&["user", "add", "sokha", "--role", "administrator"], &[]).0, 0);
    assert_eq!(program(&["user", "add", "dara", "--role", "officer", "--key", "dara.pub"], &[]).0, 0);
    assert_eq!(program(&["ssh-keys", "SHA256:nobody"], &[]), (0, String::new()));
    // Whom a config file names is nobody to sshd: the keys are told all the same, and nobody is signed in for it.
    fs::write(at("config.toml"), "db = \"office.db\"\nofficer = \"nobody-here\"\n").unwrap();
    assert_eq!(program(&["ssh-keys", "SHA256:other"], &[]), (0, String::new()));
    fs::write(at("config.toml"), "db = \"office.db\"\n").unwrap();
    let log = program(&["log"], &[]).1;
    assert!(log.contains("SHA256:nobody") && log.contains("SHA256:other") && !log.contains("as nobody-here"), "{log}");
    let (code, line) = program(&["ssh-keys"], &[]);
    let forced = format!("--config {} --as dara --by-key K1", at("config.toml").display());
    assert!(code == 0 && line.starts_with("restrict,pty,command=\"/") && line.contains(&forced), "{line}");
    assert!(line.ends_with(&format!("\" {key}\n")) && line.lines().count() == 1, "{line}");

    // Another office lies where the environment and the account's home point to.
    fs::create_dir_all(at(".config/caseload")).unwrap();
    fs::write(at(".config/caseload/config.toml"), "db = \"no/such.db\"\ncolour = 1").unwrap();
    let stray = [("CASELOAD_DB", "/no/such.db"), ("XDG_CONFIG_HOME", "/no")];
    assert_eq!(program(&["rates"], &stray).0, 3, "at the server's own console the environment counts");
    let ask = |words: &str| {
        let sshd = [("SSH_ORIGINAL_COMMAND", words), ("SSH_CONNECTION", "127.0.0.1 1 127.0.0.1 22")];
        program(&["--as", "dara", "--by-key", "K1"], &[&stray[..], &sshd].concat())
    };
    assert_eq!(ask("rates --json").0, 0);
    for (words, code) in [("rates --db x", 4), ("init", 4), ("office install --yes", 4), ("'", 2)] {
        assert_eq!(ask(words), (code, String::new()), "{words}");
    }

    // Open to others it is not served any more; the server's own console shows people out all the same.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(ask("rates"), (3, String::new()));
    assert_eq!(program(&["user", "key", "revoke", "K1"], &[]).0, 0);
}
