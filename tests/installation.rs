//! The doctor of the office server against faults planted in a scratch tree, each found by name, with what mends it.
//! The tree's own account files say who is root and who is the service account, so anyone may run this.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use caseload::domain::backup::Plan;
use caseload::office::doctor::{Finding, Grade};
use caseload::office::installation::{BACKUPS, DROP_IN, HOME, OFFICE, look};
use caseload::office::machine::{Machine, sshd};
use caseload::office::schedule::{CRON, SERVICE, TIMER, wanted};
use caseload::office::sshd::{Paths, drop_in};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn me() -> u32 {
    rustix::process::getuid().as_raw()
}

/// Whoever runs this is root in the tree; the service account is another where files can be given away.
fn service() -> u32 {
    if me() == 0 { 4711 } else { me() }
}

fn entry() -> String {
    format!("caseload:x:{}:0::{HOME}:/bin/sh", service())
}

fn passwd(root: u32, line: &str) -> String {
    format!("root:x:{root}:0:root:/root:/bin/sh\n{line}\n")
}

/// A machine on which everything is as the installer leaves it.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Scratch {
        let scratch = Scratch(tempfile::tempdir().unwrap());
        for folder in [
            "/etc/ssh/sshd_config.d",
            "/etc/caseload",
            "/etc/cron.d",
            "/usr/bin",
            "/usr/sbin",
            HOME,
            BACKUPS,
            "/proc/7",
            "/run",
        ] {
            fs::create_dir_all(scratch.at(folder)).unwrap();
        }
        for folder in ["/usr", "/usr/bin", "/etc", "/etc/caseload"] {
            scratch.mode(folder, 0o755);
        }
        scratch.account(&passwd(me(), &entry()));
        scratch.put("/etc/shadow", "caseload:*:20000::::::\n", 0o600);
        scratch.put("/usr/bin/caseload", "", 0o755);
        scratch.put(Paths::INSTALLED.config, "", 0o644);
        scratch.put(OFFICE, "", 0o600);
        scratch.put(&format!("{OFFICE}-turn"), "", 0o600);
        scratch.mode(HOME, 0o700);
        scratch.mode(BACKUPS, 0o700);
        for theirs in [HOME, BACKUPS, OFFICE, &format!("{OFFICE}-turn")] {
            chown(scratch.at(theirs), Some(service()), None).unwrap();
        }
        scratch.put("/proc/7/comm", "sshd\n", 0o644);
        scratch.put("/usr/sbin/cron", "", 0o755);
        scratch.schedule();
        scratch.put(DROP_IN, &drop_in(&Paths::INSTALLED), 0o644);
        scratch.main(&["Include {dir}/*.conf", "X11Forwarding yes", "AcceptEnv LANG LC_*"]);
        let key = scratch.at("/etc/ssh/key").to_string_lossy().into_owned();
        let args = ["-q", "-t", "ed25519", "-N", "", "-f", &key];
        // sshd looks for it, the system's script makes it.
        let _ = fs::create_dir("/run/sshd");
        let made = Command::new("ssh-keygen").args(args).stdin(Stdio::null()).status();
        assert!(sshd().is_none() || made.is_ok_and(|s| s.success()), "no host key");
        scratch
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path.trim_start_matches('/'))
    }

    fn put(&self, path: &str, text: &str, mode: u32) {
        fs::write(self.at(path), text).unwrap();
        self.mode(path, mode);
    }

    fn mode(&self, path: &str, mode: u32) {
        fs::set_permissions(self.at(path), Permissions::from_mode(mode)).unwrap();
    }

    fn account(&self, passwd: &str) {
        self.put("/etc/passwd", passwd, 0o644);
    }

    /// What makes the backups, by systemd where that runs.
    fn schedule(&self) {
        let machine = Machine::at_root(self.0.path());
        for (path, text) in wanted(&machine, &Paths::INSTALLED, OFFICE, &Plan::default()) {
            fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
            self.put(path, &text, 0o644);
        }
    }

    /// sshd's main file; `{dir}` is the folder of the drop-ins.
    fn main(&self, lines: &[&str]) {
        let folder = self.at(DROP_IN).parent().unwrap().to_string_lossy().into_owned();
        let key = format!("HostKey {}\n", self.at("/etc/ssh/key").display());
        self.put("/etc/ssh/sshd_config", &(lines.join("\n").replace("{dir}", &folder) + "\n" + &key), 0o644);
    }

    fn findings(&self) -> Vec<Finding> {
        let without = |f: &Finding| sshd().is_none() && f.name == "sshd goes by it";
        let all = look(&Machine::at_root(self.0.path()), &Paths::INSTALLED, OFFICE, &Plan::default());
        all.into_iter().filter(|f| !without(f)).collect()
    }

    fn wrong(&self) -> Vec<String> {
        let all = self.findings().into_iter().filter(|f| f.grade == Grade::Wrong);
        all.map(|f| format!("{}: {}", f.name, f.text)).collect()
    }
}

#[test]
fn an_installation_as_it_must_be_is_well() {
    let scratch = Scratch::new();
    assert_eq!(scratch.wrong(), [""; 0]);
    assert!(scratch.findings().len() >= 13);
    let empty = tempfile::tempdir().unwrap();
    let all = look(&Machine::at_root(empty.path()), &Paths::INSTALLED, OFFICE, &Plan::default());
    assert!(all.iter().filter(|f| f.grade == Grade::Wrong).count() >= 8, "nothing is there: {all:#?}");
}

#[test]
fn systemd_makes_the_backups_where_it_runs_and_cron_where_it_does_not_and_never_both() {
    let scratch = Scratch::new();
    let timer = || scratch.findings().into_iter().find(|f| f.name == "backup timer").unwrap();
    assert_eq!((timer().grade, timer().text.as_str()), (Grade::Ok, "every hour, by cron"));
    fs::remove_file(scratch.at("/usr/sbin/cron")).unwrap();
    assert_eq!(timer().grade, Grade::Warn, "nobody reads the line");
    fs::create_dir_all(scratch.at("/run/systemd/system")).unwrap();
    fs::remove_file(scratch.at(CRON)).unwrap();
    scratch.schedule();
    let wants = scratch.at("/etc/systemd/system/timers.target.wants");
    fs::create_dir_all(&wants).unwrap();
    symlink(TIMER, wants.join("caseload-backup.timer")).unwrap();
    assert_eq!((timer().grade, timer().text.as_str()), (Grade::Ok, "every hour, by systemd"));
    // What systemd itself says of it, where it is here.
    let verify = Command::new("systemd-analyze").arg("verify").arg(scratch.at(SERVICE)).arg(scratch.at(TIMER)).output();
    match verify {
        Err(_) => println!("!!!! systemd-analyze is not here: LEFT OUT"),
        Ok(said) => {
            let said = String::from_utf8_lossy(&said.stderr).into_owned();
            let ours = said.lines().filter(|l| l.contains("caseload-backup") && !l.contains("is not executable"));
            assert_eq!(ours.count(), 0, "{said}");
        }
    }
}

#[test]
fn every_planted_fault_is_found_and_says_how_to_mend_it() {
    let (me, mine) = (me(), entry());
    type Plant<'a> = Box<dyn Fn(&Scratch) + 'a>;
    let edited = |from: &'static str, to: &'static str| -> Plant {
        let text = drop_in(&Paths::INSTALLED);
        assert!(text.contains(from), "{from}");
        Box::new(move |s| s.put(DROP_IN, &text.replace(from, to), 0o644))
    };
    let mode = |path: &'static str, mode: u32| -> Plant { Box::new(move |s| s.mode(path, mode)) };
    let shadow = |field: &'static str| -> Plant {
        Box::new(move |s| s.put("/etc/shadow", &format!("caseload:{field}:20000::::::\n"), 0o600))
    };
    let accounts = |text: String| -> Plant { Box::new(move |s| s.account(&text)) };
    let before_ours = |lines: &'static str| -> Plant {
        Box::new(move |s| s.put("/etc/ssh/sshd_config.d/a.conf", &format!("{lines}\nMatch all\n"), 0o644))
    };
    let effective = "sshd goes by it";
    let faults: Vec<(&str, Plant, &str, &str)> = vec![
        ("mode of the file", mode(OFFICE, 0o640), "office file", "chmod 600"),
        ("mode of the folder", mode(HOME, 0o755), "home", "chmod 700"),
        ("set-id bit", mode("/usr/bin/caseload", 0o4755), "program", "chmod 755"),
        (
            "owner of the account's files",
            accounts(passwd(me, &mine.replace(&format!(":{}:", service()), ":4712:"))),
            "office file",
            "chown caseload:caseload",
        ),
        ("owner of the program", accounts(passwd(4711, &mine)), "program", "chown root:root"),
        (
            "keys file in the home",
            Box::new(|s| fs::create_dir(s.at(HOME).join(".ssh")).unwrap()),
            "keys in the home",
            "caseload user key add",
        ),
        (
            "environment in the home",
            Box::new(|s| s.put("/var/lib/caseload/.pam_environment", "", 0o600)),
            "keys in the home",
            "rm -r",
        ),
        ("backup others may read", mode(BACKUPS, 0o755), "backups", "chmod 700"),
        ("no cron line", Box::new(|s| fs::remove_file(s.at(CRON)).unwrap()), "backup timer", "caseload office install"),
        ("cron line others may write", mode(CRON, 0o666), "backup timer", "has mode 0666"),
        ("cron line edited", Box::new(|s| s.put(CRON, "", 0o644)), "backup timer", "is not what this version writes"),
        (
            "timer and cron",
            Box::new(|s| {
                fs::create_dir_all(s.at("/run/systemd/system")).unwrap();
                s.schedule();
            }),
            "backup timer",
            "would do the same again",
        ),
        (
            "timer not in use",
            Box::new(|s| {
                fs::create_dir_all(s.at("/run/systemd/system")).unwrap();
                s.schedule();
                fs::remove_file(s.at(CRON)).unwrap();
            }),
            "backup timer",
            "the timer is not in use",
        ),
        (
            "no backup folder",
            Box::new(|s| fs::remove_dir(s.at(BACKUPS)).unwrap()),
            "backups",
            "caseload office install",
        ),
        (
            "second name of the file",
            Box::new(|s| fs::hard_link(s.at(OFFICE), s.at("/run/twin")).unwrap()),
            "office file",
            "has a second name",
        ),
        (
            "link in the place of the file",
            Box::new(|s| {
                fs::rename(s.at(OFFICE), s.at("/run/away")).unwrap();
                symlink(s.at("/run/away"), s.at(OFFICE)).unwrap();
            }),
            "office file",
            "is no plain file",
        ),
        (
            "copy that others may read",
            Box::new(|s| s.put("/var/lib/caseload/caseload.db.schema-3", "", 0o604)),
            "files beside it",
            "chmod 600 /var/lib/caseload/caseload.db.schema-3",
        ),
        (
            "queue file others may write",
            mode("/var/lib/caseload/caseload.db-turn", 0o666),
            "files beside it",
            "chmod 600",
        ),
        (
            "disk of another kind",
            Box::new(|s| {
                fs::remove_dir_all(s.at(HOME)).unwrap();
                symlink("/proc/self", s.at(HOME)).unwrap();
            }),
            "disk kind",
            "move the file to a local disk",
        ),
        ("locked password", shadow("!"), "account", "usermod -p '*' caseload"),
        ("locked password, twice", shadow("!*"), "account", "usermod -p '*' caseload"),
        ("a password", shadow("$y$j9T$x$y"), "account", "usermod -p '*' caseload"),
        ("shell", accounts(passwd(me, &mine.replace("/bin/sh", "/usr/sbin/nologin"))), "account", "usermod -s /bin/sh"),
        ("home elsewhere", accounts(passwd(me, &mine.replace(HOME, "/home/c"))), "account", "usermod -d"),
        ("no account", accounts(passwd(me, "")), "account", "caseload office install"),
        ("program others may write", mode("/usr/bin/caseload", 0o775), "program", "chmod 755"),
        ("folder of the program open", mode("/usr/bin", 0o777), "program", "chmod go-w /usr/bin"),
        ("config others may write", mode("/etc/caseload/config.toml", 0o666), "config", "chmod 644"),
        ("config folder others may write", mode("/etc/caseload", 0o777), "config folder", "chmod 755"),
        (
            "drop-in gone",
            Box::new(|s| fs::remove_file(s.at(DROP_IN)).unwrap()),
            "sshd drop-in",
            "caseload office install",
        ),
        ("drop-in others may write", mode(DROP_IN, 0o666), "sshd drop-in", "chmod 644"),
        ("drop-in edited", edited("PermitTTY yes", "PermitTTY no"), "sshd drop-in", "was edited"),
        ("no include", Box::new(|s| s.main(&["X11Forwarding no"])), "sshd takes it in", "add Include"),
        (
            "include too late",
            Box::new(|s| s.main(&["Match User x", "Include {dir}/*.conf"])),
            "sshd takes it in",
            "as its first line",
        ),
        ("sshd down", Box::new(|s| fs::remove_dir_all(s.at("/proc/7")).unwrap()), "sshd", "systemctl enable --now ssh"),
        ("tunnels", edited("AllowTcpForwarding no", "AllowTcpForwarding yes"), effective, "AllowTcpForwarding is yes"),
        ("forwarding", edited("DisableForwarding yes", "DisableForwarding no"), effective, "DisableForwarding is no"),
        (
            "passwords",
            edited("PasswordAuthentication no", "PasswordAuthentication yes"),
            effective,
            "PasswordAuthentication is yes",
        ),
        (
            "passwords before ours",
            before_ours("Match User *\nPasswordAuthentication yes"),
            effective,
            "PasswordAuthentication is yes",
        ),
        (
            "keys of another command",
            before_ours("Match User caseload\nAuthorizedKeysCommand /bin/x\nAuthorizedKeysCommandUser root"),
            effective,
            "AuthorizedKeysCommandUser is root",
        ),
        (
            "keys from the home",
            before_ours("Match User caseload\nAuthorizedKeysFile .ssh/authorized_keys"),
            effective,
            "AuthorizedKeysFile is .ssh/authorized_keys",
        ),
        ("start-up files", edited("PermitUserRC no", "PermitUserRC yes"), effective, "PermitUserRC is yes"),
        ("environment", before_ours("PermitUserEnvironment yes"), effective, "PermitUserEnvironment is yes"),
        ("environment sent along", before_ours("Match User caseload\nAcceptEnv LD_*"), effective, "LD_*"),
        (
            "dead lines linger",
            edited("ClientAliveInterval 10", "ClientAliveInterval 0"),
            effective,
            "ClientAliveInterval is 0",
        ),
        ("no terminal", edited("PermitTTY yes", "PermitTTY no"), effective, "PermitTTY is no"),
        ("settings refused", before_ours("Nonsense yes"), effective, "does not take its settings"),
    ];
    let mut left_out = 0;
    for (fault, plant, name, words) in &faults {
        if *name == effective && sshd().is_none() {
            left_out += 1;
            continue;
        }
        let scratch = Scratch::new();
        plant(&scratch);
        let found = scratch.wrong();
        let hit = found.iter().any(|f| f.starts_with(&format!("{name}: ")) && f.contains(words));
        assert!(hit, "{fault}: wanted “{name}: … {words} …”, found {found:#?}");
        assert!(found.iter().all(|f| !f.contains('\n')), "{found:#?}");
    }
    if left_out > 0 {
        println!("!!!! there is no sshd here: {left_out} faults of its settings were NOT planted");
    }
    println!("{} of {} faults planted and found", faults.len() - left_out, faults.len());
}

#[test]
fn a_disk_is_called_encrypted_only_if_a_volume_below_it_is() {
    use rustix::fs::{major, minor};
    use std::os::unix::fs::MetadataExt;
    let scratch = Scratch::new();
    let grade = || scratch.findings().into_iter().find(|f| f.name == "encryption").map(|f| f.grade);
    assert_eq!(grade(), None, "nothing can be told, so nothing is said");
    let device = fs::metadata(scratch.at(HOME)).unwrap().dev();
    let device = format!("/sys/dev/block/{}:{}", major(device), minor(device));
    fs::create_dir_all(scratch.at(&device)).unwrap();
    assert_eq!(grade(), Some(Grade::Warn));
    let crypt = scratch.at("/sys/below/dm");
    fs::create_dir_all(&crypt).unwrap();
    fs::write(crypt.join("uuid"), "CRYPT-LUKS2-0123-vda3_crypt\n").unwrap();
    fs::create_dir_all(scratch.at(&device).join("slaves")).unwrap();
    symlink(Path::new("../../../../below"), scratch.at(&device).join("slaves/dm-0")).unwrap();
    assert_eq!(grade(), Some(Grade::Ok));
}

#[test]
fn what_root_opens_first_stays_the_service_accounts() {
    use std::os::unix::fs::MetadataExt;
    if me() != 0 {
        println!("!!!! not root: LEFT OUT");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("office.db");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caseload"));
        command.arg("--db").arg(&db).args(args).env_clear().env("HOME", folder.path()).stdin(Stdio::null());
        assert!(command.output().unwrap().status.success(), "{args:?}");
    };
    run(&["init"]);
    let turn = folder.path().join("office.db-turn");
    fs::remove_file(&turn).unwrap();
    chown(folder.path(), Some(4711), Some(4711)).unwrap();
    chown(&db, Some(4711), Some(4711)).unwrap();
    run(&["list"]);
    run(&["doctor"]);
    for entry in fs::read_dir(folder.path()).unwrap().flatten() {
        let meta = entry.metadata().unwrap();
        assert_eq!((meta.uid(), meta.mode() & 0o777), (4711, 0o600), "{}", entry.path().display());
    }
}
