//! Who may be here: an account that ends while its console is open, a key that is revoked, an office that gets its first account.

use super::support::Office;
use super::{NARROW, NOW};

/// An office with an administrator and one officer of a team.
fn office() -> Office {
    let office = Office::new();
    office.ok(&["user", "add", "adm", "--role", "administrator"]);
    office.ok(&["user", "add", "dara", "--role", "officer", "--team", "HIT"]);
    office
}

#[test]
fn the_first_account_ends_an_open_console_and_keeps_what_is_typed() {
    let office = Office::new();
    let console = office.console(&["--now", NOW, "--as", "dara"], NARROW);
    console.wait_text("No case yet");
    console.keys("nhom bat f7 -- half a sentence");
    console.wait_text("half a sentence");
    let said = office.run(&["user", "add", "adm", "--role", "administrator"]);
    assert!(said.status == 0 && said.stderr.contains("this office has accounts from now on"), "{said:?}");
    let status = console.wait_exit();
    assert_eq!(status.exit_code(), 4);
    assert!(console.given_back() && console.screen().contains("your access has ended"), "{}", console.screen());
    assert!(office.drafts().iter().any(|d| d.contains("half a sentence")));
    office.ok(&["user", "add", "dara", "--role", "officer", "--team", "HIT"]);
    let console = office.console(&["--now", NOW, "--as", "dara"], NARROW);
    console.wait_text("An unsaved form was kept for you");
}

#[test]
fn a_disabled_officer_is_out_within_seconds_and_in_no_more() {
    let office = office();
    let console = office.console(&["--now", NOW, "--as", "dara"], NARROW);
    console.wait_text("dara");
    console.keys("nrape bat f9 -- typed when it ended");
    console.wait_text("typed when it ended");
    office.ok(&["user", "disable", "dara"]);
    assert_eq!(console.wait_exit().exit_code(), 4);
    assert!(office.drafts().iter().any(|d| d.contains("typed when it ended")));
    let refused = office.run(&["--as", "dara", "list"]);
    assert!(refused.status == 4 && refused.stderr.contains("has no account here that is in use"), "{refused:?}");
    let refused = office.run(&["--as", "nobody", "list"]);
    assert!(refused.status == 4, "{refused:?}");
}

#[test]
fn a_name_is_believed_of_no_unix_user_but_the_owner_of_the_file() {
    let office = office();
    if !rustix_is_root() {
        eprintln!("LEFT OUT: only root can run the program as another Unix user");
        return;
    }
    use std::os::unix::process::CommandExt;
    // As nobody, on a file that the whole group may write: the claim is refused, whoever is claimed.
    let open = |path: &std::path::Path, mode: u32| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    open(office.folder(), 0o777);
    open(&office.db(), 0o666);
    let program = office.folder().join("caseload");
    std::fs::copy(super::support::PROGRAM, &program).expect("a copy that anybody may run");
    let _ = std::fs::remove_file(office.folder().join("office.db-turn"));
    for args in [["--as", "dara", "list"], ["--as", "adm", "list"]] {
        let mut command = std::process::Command::new(&program);
        command.arg("--db").arg(office.db()).args(args).uid(65534).gid(65534);
        command.current_dir(office.folder()).env_clear();
        let output = command.output().expect("a started program");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(4) && said.contains("no account here"), "{args:?}: {said}");
    }
}

fn rustix_is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn a_file_that_is_open_to_others_is_not_served() {
    use std::os::unix::fs::PermissionsExt;
    let office = office();
    let served = ["--as", "dara", "--by-key", "K1", "list"];
    let set = |mode| std::fs::set_permissions(office.db(), std::fs::Permissions::from_mode(mode)).expect("a mode");
    set(0o640);
    let refused = office.run(&served);
    assert!(refused.status == 3 && refused.stderr.contains("open to others (its mode is 0640)"), "{refused:?}");
    set(0o600);
    let no_such_key = office.run(&served);
    assert!(no_such_key.status == 4, "{no_such_key:?}");
}

#[test]
fn a_case_that_is_entered_is_its_officers_and_their_teams() {
    let office = office();
    let number = office.ok(&["--as", "dara", "add", "hom bat f7", "--now", NOW]);
    let case: serde_json::Value =
        serde_json::from_str(&office.ok(&["--as", "dara", "show", number.trim(), "--json"])).expect("JSON");
    assert_eq!((case["team"].as_str(), case["lead"].as_str()), (Some("HIT"), Some("dara")));
    let other = office.ok(&["--as", "dara", "add", "groom bat f12 icac lead:Dara", "--now", NOW]);
    let listed = office.ok(&["--as", "dara", "list"]);
    assert!(listed.contains(other.trim()), "a name is one's own in capitals too: {listed}");
}
