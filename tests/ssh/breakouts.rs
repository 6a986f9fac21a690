//! Everything that an officer's key does not open, each tried with the real tools: nothing is run, nothing is read.

use crate::support::{DEADLINE, Key, Output, Server, faults, free_port};
use crate::{SIZE, office, office_with_terminals, ready};
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A file that a command would make if one were run.
fn canary(server: &Server) -> String {
    server.at("canary").to_string_lossy().into_owned()
}

#[track_caller]
fn nothing_ran(server: &Server, what: &str, said: &Output) {
    assert!(!server.at("canary").exists(), "{what} ran something: {said:#?}");
    assert!(said.status != 0, "{what} was done: {said:#?}");
    let read = ["uid=", "root:", "[daemon]", "SQLite format", "office.db"];
    assert!(!read.iter().any(|w| said.stdout.contains(w)), "{what} read something: {said:#?}");
}

#[test]
fn commands_are_never_run() {
    let Some(server) = office() else { return };
    let (dara, canary) = (server.officer("dara", "officer"), canary(&server));
    let before = server.ok(&["doctor"]).lines().find(|l| l.contains("case numbers")).map(str::to_owned);
    let touch = format!("touch {canary}");
    let mut tried = 0;
    let (config, db) = (server.at("config.toml"), server.db());
    let (config, db) = (config.to_string_lossy(), db.to_string_lossy());
    for words in [
        &[&format!("id; {touch}")[..]][..],
        &[&format!("list; {touch}")],
        &[&format!("`{touch}`")],
        &[&format!("$({touch})")],
        &[&format!("bash -c '{touch}'")],
        &["id"],
        &["bash", "-i"],
        &["sh"],
        &["cat /etc/passwd"],
        &["", "id"],
        &["--db", "/etc/passwd", "list"],
        &["list", "--db", "/etc/passwd"],
        &["rates", "--config", "x"],
        &["rates", "--config", &config],
        &["list", "--as", "sokha"],
        &["--as", "sokha"],
        &["list", "--by-key", "K1"],
        &["list", "--now", "2019-01-01"],
        &["init"],
        &["--db", &canary, "init"],
        &["demo"],
        &["demo", "--db", &canary],
        &["office", "install", "--yes"],
        &["office", "install", "--dry-run"],
        &["ssh-config"],
        &["ssh-keys"],
        &["ssh-keys", &dara.fingerprint()],
        &["user", "add", "eve", "--role", "administrator"],
        &["user", "add", "eve", "--role", "administrator", "--key", "/etc/passwd"],
        &["user", "role", "dara", "administrator"],
        &["user", "key", "add", "dara", "/etc/passwd"],
        &["user", "key", "add", "dara", &db],
        &["'"],
        &["\u{1b}[2J"],
    ] {
        let said = server.ssh(&dara, &[], words);
        nothing_ran(&server, &format!("{words:?}"), &said);
        assert!([2, 4].contains(&said.status) && said.stdout.is_empty(), "{words:?}: {said:#?}");
        assert!(said.stderr.lines().count() == 1 && !said.stderr.contains('\u{1b}'), "{words:?}: {said:#?}");
        tried += 1;
    }
    // What stands behind a word of the list is only more words of it: nothing is substituted.
    for words in [
        format!("list $({touch}) `{touch}` | {touch} > {canary}"),
        format!("list && {touch}"),
        format!("list\n{touch}"),
        format!("list -- ; {touch}"),
    ] {
        let said = server.ssh(&dara, &[], &[&words]);
        assert!(!server.at("canary").exists() && said.stdout.lines().count() <= 1, "{words}: {said:#?}");
        tried += 1;
    }
    // An administrator looks after accounts, and sees no case and no shell either.
    let sokha = Key::named(&server, "sokha");
    for words in [&["list"][..], &["bash", "-i"], &["user", "key", "add", "dara", "/etc/passwd"]] {
        nothing_ran(&server, &format!("administrator: {words:?}"), &server.ssh(&sokha, &[], words));
        tried += 1;
    }
    let officers = server.ok(&["user", "list"]);
    assert!(
        !officers.contains("eve") && officers.lines().any(|l| l.contains("dara") && l.contains("officer")),
        "{officers}"
    );
    assert_eq!(server.ok(&["doctor"]).lines().find(|l| l.contains("case numbers")).map(str::to_owned), before);
    faults::held(15, "commands", tried, "0 ran, 0 read");
}

#[test]
fn a_subsystem_or_a_copy_is_no_way_in() {
    let Some(server) = office() else { return };
    let (dara, canary) = (server.officer("dara", "officer"), canary(&server));
    fs::write(server.at("client/up"), "x").unwrap();
    let words = server.words(&dara, &[], &[]);
    let options = &words[..words.len() - 1];
    let with = |rest: &[&str]| [options, &rest.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>()].concat();
    fs::write(server.at("client/batch"), format!("get /etc/passwd down\nput up {canary}\n")).unwrap();
    let ways = [
        ("sftp", with(&["-b", "batch", "office"])),
        ("sftp", with(&["office:/etc/passwd", "down"])),
        ("scp", with(&["office:/etc/passwd", "down"])),
        ("scp", with(&["-O", "office:/etc/passwd", "down"])),
        ("scp", with(&["up", &format!("office:{canary}")])),
        ("scp", with(&["-O", "up", &format!("office:{canary}")])),
        ("ssh", with(&["-s", "office", "sftp"])),
        ("ssh", with(&["-s", "office", "anything"])),
    ];
    for (program, words) in &ways {
        let said = server.client(program, words, &[]);
        let rest = &words[options.len()..];
        nothing_ran(&server, &format!("{program} {rest:?}"), &said);
        assert!(!server.at("client/down").exists(), "{program} {rest:?} read something");
    }
    faults::held(15, "subsystems and copies", ways.len() as u64, "0 done, 0 read");
}

/// A client in the background, ended when it is dropped.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn hold(server: &Server, key: &Key, options: &[&str]) -> Held {
    let mut command = Command::new("ssh");
    command.args(server.words(key, options, &[])).env("HOME", server.at("home"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Held(command.spawn().unwrap())
}

/// What comes back through a local port, once somebody listens there.
fn through(port: u16, hello: &[u8]) -> Vec<u8> {
    let end = Instant::now() + DEADLINE;
    let mut line = loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(line) => break line,
            Err(error) => assert!(Instant::now() < end, "ssh never listened: {error}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    line.set_read_timeout(Some(DEADLINE)).unwrap();
    let _ = line.write_all(hello);
    let mut back = Vec::new();
    match line.read_to_end(&mut back) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("neither refused nor ended: {back:?}"),
        _ => back,
    }
}

#[test]
fn no_tunnel_leads_anywhere() {
    let Some(server) = office() else { return };
    let dara = server.officer("dara", "officer");
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    target.set_nonblocking(true).unwrap();
    let goal = target.local_addr().unwrap().port();

    let port = free_port();
    let local = hold(&server, &dara, &["-N", "-L", &format!("127.0.0.1:{port}:127.0.0.1:{goal}")]);
    assert_eq!(through(port, b"hello"), b"", "-L");
    drop(local);
    let mut tried = 1;

    let port = free_port();
    let socks = hold(&server, &dara, &["-N", "-D", &format!("127.0.0.1:{port}")]);
    let [high, low] = goal.to_be_bytes();
    let back = through(port, &[5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, high, low]);
    // ssh itself greets, then either hangs up or says that the way is closed.
    assert!(back.starts_with(&[5, 0]) && back.get(3) != Some(&0), "-D: {back:?}");
    drop(socks);
    tried += 1;

    let straight = server.ssh(&dara, &["-W", &format!("127.0.0.1:{goal}")], &[]);
    assert!(straight.status == 255 && straight.stdout.is_empty(), "-W: {straight:#?}");
    tried += 1;

    let port = free_port();
    for way in [format!("127.0.0.1:{port}:127.0.0.1:{goal}"), format!("{port}")] {
        let back = server.ssh(&dara, &["-N", "-o", "ExitOnForwardFailure=yes", "-R", &way], &[]);
        assert!(back.status == 255, "-R: {back:#?}");
        tried += 1;
    }
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "-R listens");

    let socket = server.at("tunnel").to_string_lossy().into_owned();
    let unix =
        server.ssh(&dara, &["-N", "-o", "ExitOnForwardFailure=yes", "-R", &format!("{socket}:127.0.0.1:{goal}")], &[]);
    assert!(unix.status == 255 && !server.at("tunnel").exists(), "-R to a socket: {unix:#?}");
    tried += 1;

    assert_eq!(target.accept().err().map(|e| e.kind()), Some(ErrorKind::WouldBlock), "something came through");
    assert_eq!(server.sessions(), [], "something was started");
    faults::held(15, "tunnels", tried, "0 led anywhere");
}

#[test]
fn a_connection_that_asks_for_nothing_gets_nothing() {
    let Some(server) = office() else { return };
    let dara = server.officer("dara", "officer");
    let held = hold(&server, &dara, &["-N"]);
    let end = Instant::now() + DEADLINE;
    while !server.log().contains("Accepted publickey") {
        assert!(Instant::now() < end, "{}", server.log());
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(server.sessions(), []);
    drop(held);
    faults::held(15, "a connection without a question", 1, "0 processes started");
}

#[test]
fn nothing_of_the_officers_machine_comes_along() {
    let Some(server) = office_with_terminals() else { return };
    let dara = server.officer("dara", "officer");
    let socket = server.at("client/agent").to_string_lossy().into_owned();
    let agent = Command::new("ssh-agent").args(["-D", "-a", &socket]).stdout(Stdio::null()).spawn();
    let _agent = agent.ok().map(Held);
    let db = server.at("client/known").to_string_lossy().into_owned();
    let bad = format!(
        "SetEnv=CASELOAD_DB={db} LD_PRELOAD=/x.so PATH=/tmp HOME=/tmp CASELOAD_BLESS=1 SSH_ORIGINAL_COMMAND=init RUST_BACKTRACE=1"
    );
    let options =
        ["-A", "-Y", "-o", &bad, "-o", "SendEnv=XDG_DATA_HOME NO_COLOR TZ", "-o", &format!("IdentityAgent={socket}")];
    let env = [
        ("SSH_AUTH_SOCK", socket.as_str()),
        ("DISPLAY", ":0"),
        ("XDG_DATA_HOME", "/tmp"),
        ("TZ", "UTC"),
        ("COLORTERM", "truecolor"),
    ];
    let console = server.console(&dara, &[&options[..], &["-o", "SendEnv=COLORTERM"]].concat(), SIZE, &env);
    ready(&console);
    assert!(console.row(0).contains("dara"), "{}", console.screen());
    let environment = fs::read(format!("/proc/{}/environ", server.session_of("dara"))).unwrap();
    let environment = String::from_utf8_lossy(&environment);
    let names: Vec<&str> = environment.split('\0').filter_map(|v| v.split('=').next()).collect();
    let unwanted = [
        "CASELOAD_DB",
        "LD_PRELOAD",
        "CASELOAD_BLESS",
        "SSH_ORIGINAL_COMMAND",
        "RUST_BACKTRACE",
        "SSH_AUTH_SOCK",
        "DISPLAY",
        "XDG_DATA_HOME",
        "NO_COLOR",
        "TZ",
    ];
    for name in unwanted {
        assert!(!names.contains(&name), "{name} came along: {names:?}");
    }
    assert!(names.contains(&"COLORTERM"), "the colours of the terminal may come along: {names:?}");
    assert!(!environment.contains("PATH=/tmp") && !environment.contains("HOME=/tmp"), "{environment:?}");
    faults::held(15, "what a client's machine sends along", unwanted.len() as u64, "0 came along, nor the agent");
}
