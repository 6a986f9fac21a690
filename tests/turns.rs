//! Who is frozen in the middle of a save does not keep the others from saving: they are woken, or ended, and what they wrote is
//! taken back. And whoever the file is taken away from says so and ends. Real processes; a debug build stops itself where asked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(debug_assertions)]

mod support;

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};
use support::{DEADLINE, Office, faults, left_out};

const NOW: &str = "2021-12-28T22:45";

/// A case being added by `officer`, stopped directly before its commit.
fn frozen(office: &Office, officer: &str, how: &str) -> Child {
    let mut command = office.command(&["--as", officer, "add", "hom bat f7", "--now", NOW]);
    let child = command.env("CASELOAD_TEST_FREEZE", how).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let end = Instant::now() + DEADLINE;
    while !is_stopped(child.id()) {
        assert!(Instant::now() < end, "it never stopped");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

fn is_stopped(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, after)| after.starts_with('T'))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Another officer saves meanwhile, before they would give up; gives how long that took.
fn another_saves(office: &Office) -> Duration {
    let start = Instant::now();
    let added = office.ok(&["--as", "sok", "add", "rape siem f9", "--now", NOW]);
    assert_eq!(added.trim(), "CPU-21-0001", "the number of the frozen save was given back");
    start.elapsed()
}

fn well(office: &Office) {
    assert_eq!(office.run(&["doctor"]).status, 0);
    let list: serde_json::Value = serde_json::from_str(&office.ok(&["list", "--json"])).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1, "half a save, or none");
}

#[test]
fn a_writer_who_was_stopped_is_woken_and_what_it_wrote_is_taken_back() {
    let office = Office::new();
    let writer = frozen(&office, "dara", "once");
    let took = another_saves(&office);
    let output = writer.wait_with_output().unwrap();
    let sentence = "saving took longer than five seconds and was stopped, so that others can save: nothing was saved";
    assert!(output.status.code() == Some(5) && said(&output).contains(sentence), "{output:?}");
    assert!(output.stdout.is_empty(), "a number was told");
    well(&office);
    faults::held(7, "frozen writer, woken", 1, &format!("the next saved after {:.1} s", took.as_secs_f32()));
}

#[test]
fn a_writer_who_cannot_be_woken_is_ended() {
    let office = Office::new();
    let writer = frozen(&office, "dara", "for ever");
    let took = another_saves(&office);
    let output = writer.wait_with_output().unwrap();
    assert_eq!(output.status.signal(), Some(9), "{output:?}");
    well(&office);
    faults::held(7, "frozen writer, ended", 1, &format!("the next saved after {:.1} s", took.as_secs_f32()));
}

#[test]
fn who_may_not_wake_the_writer_is_told_who_it_is() {
    if !rustix::process::geteuid().is_root() {
        return left_out("not root: no other account to wait in");
    }
    use std::os::unix::fs::PermissionsExt;
    let office = Office::new();
    let open = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    open(office.folder(), 0o777);
    open(&office.db(), 0o666);
    std::fs::remove_file(office.folder().join("office.db-turn")).unwrap();
    let program = office.folder().join("caseload");
    std::fs::copy(support::PROGRAM, &program).unwrap();
    // In the same session anybody may wake it; nobody else may end it.
    let mut writer = frozen(&office, "dara", "for ever");
    let mut command = std::process::Command::new(&program);
    command.arg("--db").arg(office.db()).args(["add", "rape siem f9", "--now", NOW]).env_clear();
    let output = command.current_dir(office.folder()).uid(65534).gid(65534).output().unwrap();
    let whose = format!("dara, whose process {} is stopped, has been saving for more than ten seconds", writer.id());
    assert!(output.status.code() == Some(5) && said(&output).contains(&whose), "{output:?}");
    assert!(is_stopped(writer.id()), "it was left as it was");
    writer.kill().unwrap();
    writer.wait().unwrap();
}

#[test]
fn a_program_under_which_the_file_fails_says_so_and_ends() {
    let office = Office::new();
    let writer = frozen(&office, "dara", "once");
    // Under a writer in the middle of its save: its commit writes there, and meets nothing.
    let shared = std::fs::OpenOptions::new().write(true).open(office.folder().join("office.db-shm")).unwrap();
    shared.set_len(0).unwrap();
    let pid = rustix::process::Pid::from_raw(i32::try_from(writer.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::CONT).unwrap();
    let output = writer.wait_with_output().unwrap();
    let sentence = "the office file or its disk cannot be read any more (SIGBUS)";
    assert!(output.status.code() == Some(3) && said(&output).starts_with(sentence), "{output:?}");
    assert_eq!(said(&output).lines().count(), 1, "{output:?}");
    assert!(output.stdout.is_empty(), "a number was told");
    assert_eq!(office.run(&["doctor"]).status, 0, "the next finds it whole");
}
