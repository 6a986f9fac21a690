//! Who comes in, as whom, and what they may ask; and who is shown out.

use crate::support::{Key, Output, Server, faults};
use crate::{SIZE, office, office_with_terminals, ready};
use serde_json::Value;
use std::time::{Duration, Instant};

/// The id of an officer's only key.
fn key_id(server: &Server, name: &str) -> String {
    let keys: Value = serde_json::from_str(&server.ok(&["user", "key", "list", name, "--json"])).expect("JSON");
    keys[0]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn two_keys_are_two_officers_at_once() {
    let Some(server) = office_with_terminals() else { return };
    let (dara, bopha) = (server.officer("dara", "officer"), server.officer("bopha", "director"));
    let first = server.console(&dara, &[], SIZE, &[]);
    let second = server.console(&bopha, &[], SIZE, &[]);
    for (console, name) in [(&first, "dara"), (&second, "bopha")] {
        ready(console);
        assert!(console.row(0).contains(name), "no {name} in the title bar:\n{}", console.screen());
    }
    // What one enters the other sees, under the first one's name.
    first.keys("nhom bat f7 m34 uncle police<C-s>");
    first.wait_text(" saved");
    second.wait_text("Homicide");
    let cases: Value = serde_json::from_str(&server.ssh(&bopha, &[], &["list", "--json"]).stdout).expect("JSON");
    assert_eq!((cases[0]["offence"].as_str(), cases[0]["lead"].as_str()), (Some("Homicide"), Some("dara")));
    for console in [first, second] {
        console.keys("q");
        assert!(console.wait_exit().success());
        assert!(console.given_back());
    }
    server.wait_none_of("dara");
}

#[test]
fn what_a_script_asks_is_served_by_the_same_rights() {
    let Some(server) = office() else { return };
    let (dara, ana) = (server.officer("dara", "officer"), server.officer("ana", "analyst"));
    let ask = |key: &Key, words: &[&str]| server.ssh(key, &[], words);
    let added = ask(&dara, &["add", "'hom bat f7 m34 y'"]);
    assert_eq!((added.status, added.stdout.lines().count()), (0, 1), "{added:#?}");
    let number = added.stdout.trim();
    let list = ask(&dara, &["list", "battambang"]);
    assert!(list.status == 0 && list.stdout.contains(number), "{list:#?}");
    for key in [&dara, &ana] {
        let rates = ask(key, &["rates", "--json"]);
        let answer: Value = serde_json::from_str(&rates.stdout).unwrap_or_else(|_| panic!("{rates:#?}"));
        assert_eq!(answer["cases"], 1);
        assert_eq!(ask(key, &["rates", "--year", "2019", "--json"]).status, 0);
    }
    // An analyst sees figures and no case.
    for words in [&["list"][..], &["list", "battambang"], &["show", number], &["add", "'rape bat f7'"]] {
        let said = ask(&ana, words);
        assert!(!said.stdout.contains(number) && !said.stdout.contains("Battambang"), "{words:?}: {said:#?}");
    }
    assert_eq!(ask(&ana, &["show", number]).stdout, "");
    // The console wants a terminal, and says so.
    let none = ask(&dara, &[]);
    assert!(none.status == 2 && none.stdout.is_empty() && none.stderr.contains("needs a terminal"), "{none:#?}");
}

#[test]
fn the_session_of_a_revoked_key_and_of_a_disabled_officer_ends_with_the_terminal_given_back() {
    let Some(server) = office_with_terminals() else { return };
    for (name, by_key) in [("dara", true), ("bopha", false)] {
        let key = server.officer(name, "officer");
        let console = server.console(&key, &[], SIZE, &[]);
        ready(&console);
        console.keys("nhom bat f7 -- half a sent");
        console.wait_text("half a sent");
        let start = Instant::now();
        if by_key {
            server.ok(&["user", "key", "revoke", &key_id(&server, name)]);
        } else {
            server.ok(&["user", "disable", name]);
        }
        console.wait_exit();
        println!("{name}: out after {:.1?}", start.elapsed());
        assert!(start.elapsed() < Duration::from_secs(10));
        assert!(console.given_back(), "{}", console.screen());
        server.wait_none_of(name);
        out(&server.ssh(&key, &[], &["rates"]));
    }
    // Let in again, the officer finds what was typed.
    server.ok(&["user", "enable", "bopha"]);
    let console = server.console(&Key::named(&server, "bopha"), &[], SIZE, &[]);
    console.wait_text("An unsaved form was kept for you");
}

/// Not let in at all: sshd's own words, nothing of ours.
fn out(said: &Output) {
    assert!(said.status == 255 && said.stdout.is_empty() && said.stderr.contains("Permission denied"), "{said:#?}");
}

#[test]
fn whoever_has_no_key_of_the_office_stays_out() {
    let Some(server) = office() else { return };
    let dara = server.officer("dara", "officer");
    let mut tried = 0;
    let mut out = |said: &Output| {
        out(said);
        tried += 1;
    };
    // Nobody knows this one.
    let stranger = server.key("stranger");
    out(&server.ssh(&stranger, &[], &["rates"]));
    // The public half alone proves nothing.
    let half = server.at("client/half.pub");
    std::fs::copy(dara.public(), &half).unwrap();
    let words: Vec<String> = server.words(&dara, &[], &["rates"]);
    let half = half.to_string_lossy().into_owned();
    let words: Vec<String> =
        words.into_iter().map(|w| if w == dara.private().to_string_lossy() { half.clone() } else { w }).collect();
    out(&server.client("ssh", &words, &[]));
    // Another's private key below the public half that is known.
    let forged = server.key("forged");
    std::fs::copy(dara.public(), forged.public()).unwrap();
    out(&server.ssh(&forged, &[], &["rates"]));
    // No key, and no password is asked for.
    let methods = server.ssh(&stranger, &["-o", "PubkeyAuthentication=no", "-o", "BatchMode=no", "-v"], &["rates"]);
    let offered = methods.stderr.lines().find(|l| l.contains("Authentications that can continue"));
    assert!(offered.is_some_and(|l| l.trim_end().ends_with("continue: publickey")), "{methods:#?}");
    // Revoked and disabled, without a session.
    server.ok(&["user", "key", "revoke", &key_id(&server, "dara")]);
    out(&server.ssh(&dara, &[], &["rates"]));
    let bopha = server.officer("bopha", "lead");
    assert_eq!(server.ssh(&bopha, &[], &["rates"]).status, 0);
    server.ok(&["user", "disable", "bopha"]);
    out(&server.ssh(&bopha, &[], &["rates"]));
    server.ok(&["user", "enable", "bopha"]);
    assert_eq!(server.ssh(&bopha, &[], &["rates"]).status, 0);
    faults::held(
        15,
        "keys unknown, forged, revoked or of a disabled officer",
        tried,
        "0 let in; let in again once enabled",
    );
}
