//! Accounts and keys on the command line, and what a session over SSH is answered: what is refused, and in which words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::io::Write;
use std::process::Stdio;
use support::{Office, Output};

const FIRST: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBwhtnOXHsMyPE6WaIhztYC/bfx0/0dJEmezhg8WvBZh k1";
const SECOND: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8N3AfcdupvBw/5QZFQUIjJC0UjC3a+IUkm8LjCkGsB k2";
const TOKEN: &str = "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fAAAABHNzaDo=";
const RSA_1024: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC4CXIaJTkW+puLghT0+gdA4WRTQvSRJKRrXuMpG6WK1BGMj2ohAODX1NaTzP9phSQucu//XHgZeuEBXXtZarMN7unffLFxQo36gPcth/b13Wn1CI/bzKNgwaFB7Q2fsDohf+xMcLcn0JfyWsSI1rHPs/yG8EXD0vPOFUkOdEXkUw==";
const RSA_2048: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDLOEEE8CFdpckBWmx0OY419Gx9k8GnfABfPuLbRxU84m01EOm5PNaHcViOipDQkYi9cZvxdxxL0BtRgaBEVPJb7OBGR2fzVh9OHccTdv6KPuckB+RVRURWbuUH0yOxxm2tZX7eL6EfxyF7Oht/i6ruzhP3YAbSwU+VWMU2e++sTveyY1JPHumwGzimDr7U4LF6axLQ8LyNcVFWrvQ2MUrvGlnaxjaCvChFFhfKkzPwLFSXPT2r2P0E/wwNwfZzwVQ97IVQ05kLcgVpg19lXB5CpBKGO5vw5XfPt7M/M/KxHp+yLmJ02ObvkLtr3L84iYzB/gh1sICECCQtI0P5/2K5";
const ECDSA: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBHdS3mlZXS6mB6WE9HJQLmTsVZJWJiVRp7XJd+wA3IpHS9qtYKYZN+DBgAtm5J+cddIhZUhUpLSmg4KElNGmWn8=";

/// An office with an administrator and their key K1.
fn office() -> Office {
    let office = Office::new();
    key_file(&office, "first.pub", FIRST.as_bytes());
    office.ok(&["user", "add", "sokha", "--role", "administrator", "--key", "first.pub"]);
    office
}

fn key_file(office: &Office, name: &str, content: &[u8]) {
    fs::write(office.folder().join(name), content).unwrap();
}

/// As sshd asks it: the forced command of a key, what was typed behind `ssh office`, and what is sent along.
fn over_ssh(office: &Office, name: &str, key: &str, typed: &str, sent: &str) -> Output {
    let mut command = office.command(&["--as", name, "--by-key", key]);
    command.env("SSH_ORIGINAL_COMMAND", typed).env("SSH_CONNECTION", "10.0.0.7 1 10.0.0.1 22");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(sent.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Output { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Not done, for this reason, in one line.
#[track_caller]
fn refused(said: &Output, code: i32, words: &str) {
    let plain = said.status == code && said.stdout.is_empty() && said.stderr.lines().count() == 1;
    assert!(plain && said.stderr.contains(words), "wanted {code} and “{words}”, came {said:#?}");
}

fn refusals(office: &Office) -> usize {
    office.dump().lines().filter(|l| l.starts_with("ledger ") && l.contains("\"refused\"")).count()
}

#[test]
fn the_last_key_of_the_last_administrator_stays_but_for_the_servers_own_console() {
    let office = office();
    let revoke = |key: &str| over_ssh(&office, "sokha", "K1", &format!("user key revoke {key}"), "");
    let last = "K1 is the last key of an administrator: add another first";
    refused(&revoke("K1"), 2, last);
    assert!(!office.ok(&["user", "key", "list"]).contains("revoked"));
    // Another administrator without a key, with a revoked one, or disabled is none who could come in.
    office.ok(&["user", "add", "bopha", "--role", "administrator"]);
    refused(&revoke("K1"), 2, last);
    key_file(&office, "second.pub", SECOND.as_bytes());
    office.ok(&["user", "key", "add", "bopha", "second.pub"]);
    office.ok(&["user", "disable", "bopha"]);
    refused(&revoke("K1"), 2, last);
    office.ok(&["user", "enable", "bopha"]);
    assert_eq!(revoke("K1").status, 0);

    let done = office.run(&["user", "key", "revoke", "K2"]);
    assert!(done.status == 0 && done.stdout == "K2 of bopha is revoked\n", "{done:#?}");
    assert!(done.stderr.contains("no administrator can come in by a key now"), "{done:#?}");
}

#[test]
fn the_accounts_of_the_server_are_no_officers_and_keep_its_console() {
    let office = Office::new();
    let own = std::process::Command::new("id").arg("-un").output().unwrap();
    let own = String::from_utf8(own.stdout).unwrap().trim().to_owned();
    for name in ["root", "caseload", &own] {
        let said = office.run(&["user", "add", name, "--role", "administrator"]);
        refused(&said, 2, &format!("{name} is an account of the server: choose another name"));
        assert!(said.stderr.contains("--as NAME"), "{said:#?}");
    }
    office.ok(&["user", "add", "sokha", "--role", "administrator"]);
    // An officer of that name, put in past the ledger: who sits at the server is nobody but the server, and nobody is let in by it.
    let file = rusqlite::Connection::open(office.db()).unwrap();
    file.execute("INSERT INTO officer (name, role, team, active) VALUES (?1, 'analyst', NULL, 'y')", [&own]).unwrap();
    drop(file);
    let past = format!("the account {own} was put in past the ledger");
    refused(&office.run(&["user", "list"]), 3, &past);
    let said = office.run(&["list"]);
    assert!(said.status == 4 && said.stderr.contains("an officer comes in with --as NAME"), "{said:#?}");
    refused(&office.run(&["rates", "--as", &own]), 3, &past);
}

#[test]
fn a_slip_over_ssh_is_named_and_only_what_is_not_served_is_on_record() {
    let office = office();
    let ask = |typed: &str| over_ssh(&office, "sokha", "K1", typed, "");
    for (typed, words) in [
        ("list --frob", "unexpected argument '--frob'"),
        ("show", "<NUMBER>"),
        ("rates --year soon", "invalid value 'soon'"),
        ("user frob", "unrecognized subcommand 'frob'"),
        ("--json user add dara --role chief", "invalid value 'chief'"),
        ("list --\u{1b}[2J", "unexpected argument"),
    ] {
        let said = ask(typed);
        let plain = said.status == 2 && said.stdout.is_empty() && !said.stderr.contains('\u{1b}');
        assert!(plain && said.stderr.contains(words) && !said.stderr.contains("only these are served"), "{said:#?}");
    }
    let send = "send the key in: `ssh office user key add sokha - < key.pub`";
    refused(&ask("user key add sokha first.pub"), 2, send);
    let send = "send the key in: `ssh office user add dara --role lead --key - < key.pub`";
    refused(&ask("user add dara --role lead --key /etc/passwd"), 2, send);
    assert_eq!(refusals(&office), 0);
    for (n, typed) in ["sh", "frobnicate list", "init", "--json", "list --db x", "--as list"].into_iter().enumerate() {
        let words = "only these are served: the console, add, list, find, show, due, timeline, handover, close, reopen, merge, unmerge, people, join, separate, exhibits, tips, care, partners, sheet, export, rates, release, scope, log, audit, glass, retention, erase, user, doctor";
        refused(&ask(typed), 4, words);
        assert_eq!(refusals(&office), n + 1, "{typed}");
    }
    let sent = over_ssh(&office, "sokha", "K1", "user key add sokha -", SECOND);
    assert_eq!((sent.status, sent.stdout.as_str()), (0, "key K2 of sokha may sign in now\n"), "{sent:#?}");
    assert!(include_str!("../README.md").contains("ssh office user key add dara - < dara-new.pub"));
}

#[test]
fn a_key_is_read_as_windows_saves_it_and_judged_in_a_true_sentence() {
    let office = office();
    let wide = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect()
    };
    let add = |content: &[u8]| {
        key_file(&office, "key.pub", content);
        office.run(&["user", "key", "add", "sokha", "key.pub"])
    };
    let body = SECOND.split(' ').nth(1).unwrap();
    let saved =
        format!("---- BEGIN SSH2 PUBLIC KEY ----\r\nComment: \"k2\"\r\n{body}\r\n---- END SSH2 PUBLIC KEY ----\r\n");
    for (n, content) in
        [format!("\u{feff}{SECOND}\r\n").into_bytes(), wide(TOKEN, u16::to_le_bytes), wide(RSA_2048, u16::to_be_bytes)]
            .iter()
            .enumerate()
    {
        let said = add(content);
        assert_eq!(
            (said.status, said.stdout),
            (0, format!("key K{} of sokha may sign in now\n", n + 2)),
            "{said:?}",
            said = said.stderr
        );
    }
    let takes = "no public key that this office takes (ed25519, or RSA from 2048 bits on)";
    for (content, words) in [
        (ECDSA.to_owned(), takes),
        ("hello".to_owned(), takes),
        (RSA_1024.to_owned(), "an RSA key of 1024 bits is too weak, 2048 are the least"),
        (format!("{FIRST}\n# and\n{SECOND}\n"), "key.pub holds 2 keys: name a file with one"),
        (saved.repeat(2), "key.pub holds 2 keys"),
        (format!("{saved}{FIRST}"), "key.pub holds 2 keys"),
        (saved, "this key is sokha's already"),
    ] {
        refused(&add(content.as_bytes()), 2, words);
    }
    let sent = over_ssh(&office, "sokha", "K1", "user key add sokha -", "hello");
    refused(&sent, 2, &format!("standard input holds {takes}"));
    refused(&office.run(&["user", "key", "add", "nobody", "no.pub"]), 2, "there is no officer nobody");
}

#[test]
fn a_key_of_a_disabled_account_lets_nobody_in_and_is_not_said_to() {
    let office = office();
    office.ok(&["user", "add", "dara", "--role", "analyst"]);
    office.ok(&["user", "disable", "dara"]);
    key_file(&office, "second.pub", SECOND.as_bytes());
    let said = office.ok(&["user", "key", "add", "dara", "second.pub"]);
    assert_eq!(said, "key K2 is dara's now, who is disabled and may not sign in\n");
}

#[test]
fn the_team_stays_unless_it_is_named_and_who_needs_one_is_told() {
    let office = office();
    let team = |name: &str| -> Option<String> {
        let all: serde_json::Value = serde_json::from_str(&office.ok(&["user", "list", "--json"])).unwrap();
        let one = all.as_array().unwrap().iter().find(|o| o["name"] == name).unwrap();
        one["team"].as_str().map(str::to_owned)
    };
    let said = office.run(&["user", "add", "dara", "--role", "officer", "--team", "HIT"]);
    assert_eq!((said.status, said.stderr.as_str()), (0, ""));
    let said = office.run(&["user", "role", "dara", "lead"]);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("dara is team lead now\n", ""));
    assert_eq!(team("dara").as_deref(), Some("HIT"));
    office.ok(&["user", "role", "dara", "forensic", "--team", "FST"]);
    assert_eq!(team("dara").as_deref(), Some("FST"));

    let alone = |name: &str| {
        format!(
            "{name} has no team: they see only their own cases and those without a team; give them one with `caseload user role {name}"
        )
    };
    let said = office.run(&["user", "role", "dara", "officer", "--no-team"]);
    assert!(said.status == 0 && said.stderr.contains(&alone("dara")), "{said:#?}");
    assert_eq!(team("dara"), None);
    for (name, role, warned) in
        [("x1", "lead", true), ("x2", "officer", true), ("x3", "welfare", false), ("x4", "forensic", false)]
    {
        let said = office.run(&["user", "add", name, "--role", role]);
        assert_eq!((said.status, said.stderr.contains(&alone(name))), (0, warned), "{role}: {said:#?}");
    }
    let both = office.run(&["user", "role", "dara", "lead", "--team", "HIT", "--no-team"]);
    assert_eq!(both.status, 2, "{both:#?}");
    let said = office.run(&["user", "role", "dara", "lead", "--team", "NOPE"]);
    refused(&said, 2, "“NOPE” is no team");
    for code in ["HIT", "FST", "ICAC", "OVFS", "CMD"] {
        assert!(said.stderr.contains(code), "no {code} in {said:#?}");
    }
}

#[test]
fn what_cannot_be_answered_is_said_in_its_own_sentence() {
    let office = Office::new();
    refused(&office.run(&["show", "21/"]), 1, "“21/” is no case number: write 19/274 or CPU-19-0274\n");
    refused(&office.run(&["show", "21/9"]), 1, "there is no case CPU-21-0009 that you may open\n");
    let none = office.run(&["log"]);
    assert_eq!(
        (none.status, none.stdout.as_str(), none.stderr.as_str()),
        (0, "", "nothing is on record that you may see\n")
    );
    office.ok(&["add", "hom bat f7", "--as", "dara"]);
    let none = office.run(&["log", "reveal"]);
    let words = "nothing that you may see is on record with these words\n";
    assert_eq!((none.status, none.stdout.as_str(), none.stderr.as_str()), (0, "", words));

    key_file(&office, "first.pub", FIRST.as_bytes());
    office.ok(&["user", "add", "sokha", "--role", "administrator"]);
    office.ok(&["user", "add", "dara", "--role", "officer", "--team", "HIT", "--key", "first.pub"]);
    let console = over_ssh(&office, "dara", "K1", "", "");
    refused(&console, 2, "ssh -t");
    assert!(!console.stderr.contains("init") && !console.stderr.contains("demo"), "{console:#?}");
    let doctor = over_ssh(&office, "dara", "K1", "doctor", "");
    assert!(doctor.status == 0 && !doctor.stdout.contains("is looked at for you"), "{doctor:#?}");
    assert!(doctor.stdout.contains("for your terminal ask on it"), "{doctor:#?}");
}

#[test]
fn a_refusal_names_no_case_where_none_was_asked_for() {
    let office = office();
    office.ok(&["user", "add", "ana", "--role", "analyst"]);
    for (args, words) in [
        (&["list"][..], "An analyst may not see cases\n"),
        (&["rates", "--receipt", "case_arrest_rate"], "An analyst may not see cases\n"),
        (&["add", "hom bat f7"], "An analyst may not enter a case"),
        (&["glass", "21/1", "--reason", "x"], "An analyst may not break glass"),
    ] {
        refused(&office.run(&[args, &["--as", "ana"]].concat()), 4, words);
    }
    let dump = office.dump();
    let refusals: Vec<&str> = dump.lines().filter(|l| l.contains("\"refused\"")).collect();
    assert!(refusals.len() == 4 && !refusals.iter().any(|l| l.contains("this case")), "{refusals:#?}");
}
