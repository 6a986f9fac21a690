//! From a bare Debian to a first case entered over SSH, with the commands of the README and nothing else; then once more,
//! which changes nothing. Takes a minute and root, so only CI and CASELOAD_LONG=1 have it: in a Debian of its own behind
//! namespaces, or, where CI has none of those, on CI's machine itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use support::faults::is_long;
use support::{Console, DEADLINE, PROGRAM, left_out};

const SIZE: (u16, u16) = (100, 30);

/// The machine that becomes the office server, and the way to it.
struct Ground {
    root: PathBuf,
    /// what goes before a command to run it there
    inside: Vec<String>,
    /// what goes before ssh to come from its network
    line: Vec<String>,
    /// The officer's and the administrator's own computer.
    desk: tempfile::TempDir,
    _debian: Option<tempfile::TempDir>,
    holder: Option<Child>,
}

impl Drop for Ground {
    fn drop(&mut self) {
        // The first process of the namespace goes with it, and all others with that one.
        if let Some(holder) = &mut self.holder {
            let _ = holder.kill();
            let _ = holder.wait();
        }
    }
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// Runs to the end; standard output, or why not.
fn run(line: &[String]) -> Result<String, String> {
    let output = Command::new(&line[0]).args(&line[1..]).stdin(Stdio::null()).output().map_err(|e| e.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    Err(format!("{line:?}: {}\n{}{}", output.status, text(&output.stdout), text(&output.stderr)))
}

impl Ground {
    fn find() -> Option<Ground> {
        let ci = std::env::var_os("CI").is_some();
        if !ci && !is_long() {
            left_out("it takes a minute: CASELOAD_LONG=1 cargo test --test trial, as root");
            return None;
        }
        if !rustix::process::getuid().is_root() {
            left_out("it takes root");
            return None;
        }
        let namespaces = run(&words("unshare -mnpuif true")).and(run(&words("debootstrap --version")));
        match namespaces {
            Ok(_) => Some(Ground::debian()),
            Err(_) if ci && !Path::new("/etc/caseload").exists() => Some(Ground {
                root: "/".into(),
                inside: Vec::new(),
                line: Vec::new(),
                desk: tempfile::tempdir().unwrap(),
                _debian: None,
                holder: None,
            }),
            Err(why) => {
                left_out(&why);
                None
            }
        }
    }

    /// A Debian of its own: made, given what apt gives, then put behind namespaces with a network of its own.
    fn debian() -> Ground {
        let folder = tempfile::tempdir_in("/var/tmp").unwrap();
        let root = folder.path().join("debian");
        let at = root.to_string_lossy().into_owned();
        run(&words(&format!("debootstrap --variant=minbase bookworm {at} http://deb.debian.org/debian"))).unwrap();
        fs::copy("/etc/resolv.conf", root.join("etc/resolv.conf")).unwrap();
        // Nothing is started while apt installs: that network is the machine's own.
        fs::write(root.join("usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n").unwrap();
        run(&words(&format!("chmod 755 {at}/usr/sbin/policy-rc.d"))).unwrap();
        for command in ["apt-get -q update", &format!("{} -qy", readme("apt install openssh-server"))] {
            let chroot =
                format!("unshare -mpf --mount-proc={at}/proc chroot {at} env DEBIAN_FRONTEND=noninteractive {command}");
            run(&words(&chroot)).unwrap();
        }
        // Terminals of its own, as any machine has them.
        let terminals = "-t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5";
        let start = format!(
            "mount {terminals} devpts {at}/dev/pts && ln -sf pts/ptmx {at}/dev/ptmx && exec chroot {at} sleep 3600"
        );
        let namespaces = words(&format!("unshare -mnpuif --kill-child --mount-proc={at}/proc sh -c"));
        let holder = Command::new(&namespaces[0]).args(&namespaces[1..]).arg(start).spawn().unwrap();
        let first = first_child(holder.id());
        let ground = Ground {
            root,
            inside: words(&format!("nsenter -t {first} -m -n -p -u -i -r -w")),
            line: words(&format!("nsenter -t {first} -n")),
            desk: tempfile::tempdir().unwrap(),
            _debian: Some(folder),
            holder: Some(holder),
        };
        run(&[ground.line.clone(), words("ip link set lo up")].concat()).unwrap();
        ground
    }

    fn words(&self, command: &str) -> Vec<String> {
        let shell = ["sh", "-c"].map(str::to_owned).to_vec();
        [&self.inside[..], &shell, &[format!("cd /root && PATH=/usr/sbin:/usr/bin:/sbin:/bin {command}")]].concat()
    }

    /// What root does on the server.
    #[track_caller]
    fn ok(&self, command: &str) -> String {
        run(&self.words(command)).unwrap_or_else(|e| panic!("{e}"))
    }

    /// On an officer's own computer: makes a key, hands the public half to the server.
    fn key(&self, name: &str) -> PathBuf {
        let path = self.desk.path().join(name);
        let make = words("ssh-keygen -q -t ed25519 -N");
        run(&[make, vec![String::new(), "-f".into(), path.to_string_lossy().into_owned()]].concat()).unwrap();
        let public = path.with_extension("pub");
        fs::copy(&public, self.root.join("root").join(public.file_name().unwrap())).unwrap();
        path
    }

    /// `ssh office REST` on an officer's own computer, with the README's lines for it.
    fn ssh(&self, key: &Path, rest: &[&str]) -> Vec<String> {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
        let block = text.split("```\n").find(|b| b.starts_with("Host office\n")).expect("the lines for ssh");
        let block = block.replace("192.0.2.10", "127.0.0.1").replace("~/.ssh/id_ed25519", &key.to_string_lossy());
        let known = self.desk.path().join("known");
        let first = format!(
            "    StrictHostKeyChecking accept-new\n    UserKnownHostsFile {}\n    LogLevel ERROR\n",
            known.display()
        );
        let config = self.desk.path().join(format!("{}.config", key.file_name().unwrap().to_string_lossy()));
        fs::write(&config, block + &first).unwrap();
        let config = config.to_string_lossy().into_owned();
        let ssh = ["ssh", "-F", &config, "-o", "BatchMode=yes", "office"].into_iter().chain(rest.iter().copied());
        [self.line.clone(), ssh.map(str::to_owned).collect()].concat()
    }
}

fn first_child(of: u32) -> String {
    let end = Instant::now() + DEADLINE;
    loop {
        let children = fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
        let first = children.split_whitespace().next().map(str::to_owned);
        // Until it is the command itself, its root is not yet the new one.
        match first {
            Some(pid) if fs::read(format!("/proc/{pid}/comm")).is_ok_and(|c| c == b"sleep\n") => return pid,
            _ => assert!(Instant::now() < end, "no process in the namespace"),
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A command that the README gives, letter for letter.
#[track_caller]
fn readme(command: &str) -> &str {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    assert!(
        text.lines().any(|l| l.split(" #").next().is_some_and(|l| l.trim_end() == command)),
        "the README lacks {command}"
    );
    command
}

fn console(line: &[String]) -> Console {
    let args: Vec<&str> = line[1..].iter().map(String::as_str).collect();
    Console::start_program(&line[0], &args, SIZE, &[])
}

#[test]
fn from_a_bare_debian_to_the_first_case_and_once_more() {
    let start = Instant::now();
    let Some(ground) = Ground::find() else { return };
    println!("{:5.1?} a bare Debian with OpenSSH is there", start.elapsed());
    fs::copy(PROGRAM, ground.root.join("root/caseload")).unwrap();
    ground.ok("service ssh start"); // where there is systemd, apt has started it

    // 1. On the server, by hand: it says what it will do, asks once, and does it.
    let install = console(&ground.words(readme("./caseload office install")));
    install.wait_text("do it? y/n");
    install.keys("y<Enter>");
    assert!(install.wait_exit().success(), "{}", install.screen());
    let said = String::from_utf8_lossy(&install.raw_output()).into_owned();
    assert!(said.contains("next: caseload user add NAME --role administrator --key FILE"), "{said}");
    println!("{:5.1?} installed", start.elapsed());

    // 2, 3. Keys, and who they belong to.
    let (sokha, dara) = (ground.key("sokha"), ground.key("dara"));
    ground.ok(readme("caseload user add sokha --role administrator --key sokha.pub"));
    ground.ok(readme("caseload user add dara --role officer --team HIT --key dara.pub"));
    let officers = ground.ok(readme("caseload user list"));
    assert!(officers.contains("sokha") && officers.contains("dara"), "{officers}");
    let well = ground.ok(readme("caseload doctor"));
    assert!(!well.contains("WRONG") && well.contains("sshd goes by it"), "{well}");

    // 4. An officer comes in and enters a case.
    let officer = console(&ground.ssh(&dara, &[]));
    officer.wait_text("No case that you may open yet");
    assert!(officer.row(0).contains("dara"), "{}", officer.screen());
    officer.keys("nhom bat f7 m34 uncle y police");
    officer.wait_text("uncle");
    officer.keys("<C-s>");
    officer.wait_text(" saved");
    println!("{:5.1?} the first case is saved", start.elapsed());
    officer.keys("q");
    assert!(officer.wait_exit().success());
    let list = run(&ground.ssh(&dara, &["list", "battambang"])).unwrap();
    assert!(list.contains("dara"), "{list}");
    assert!(run(&ground.ssh(&sokha, &["list"])).is_err(), "an administrator sees no case");

    // What the account's own home could do is not done; the doctor says so.
    ground.ok("mkdir /var/lib/caseload/.ssh");
    for (file, text) in
        [("rc", "touch /tmp/rc-ran"), ("environment", "CASELOAD_DB=/etc/passwd"), ("authorized_keys", "")]
    {
        fs::write(ground.root.join("var/lib/caseload/.ssh").join(file), format!("{text}\n")).unwrap();
    }
    let stranger = ground.key("stranger");
    ground.ok("cp stranger.pub /var/lib/caseload/.ssh/authorized_keys");
    ground.ok("chown -R caseload:caseload /var/lib/caseload/.ssh && chmod -R go= /var/lib/caseload/.ssh");
    assert!(run(&ground.ssh(&stranger, &["rates"])).unwrap_err().contains("Permission denied"));
    assert!(run(&ground.ssh(&dara, &["list"])).is_ok());
    assert!(!ground.root.join("tmp/rc-ran").exists());
    let ill = run(&ground.words("caseload doctor")).unwrap_err();
    assert!(ill.contains("WRONG") && ill.contains("/var/lib/caseload/.ssh"), "{ill}");
    ground.ok("rm -r /var/lib/caseload/.ssh");

    // Once more: nothing to do, nothing done.
    let before = listing(&ground.root);
    let again = ground.ok("./caseload office install --yes");
    assert!(again.ends_with("nothing to do\n") && !again.contains("to do  "), "{again}");
    assert_eq!(listing(&ground.root), before);
    println!("{:5.1?} once more, and nothing changed", start.elapsed());

    // The office file gone: the doctor reports the rest all the same.
    ground.ok("mv /var/lib/caseload/caseload.db /root/away.db");
    let ill = run(&ground.words("caseload doctor")).unwrap_err();
    let rest = ["does not exist", "WRONG  office file", "sshd goes by it"];
    assert!(rest.iter().all(|words| ill.contains(words)), "{ill}");
    ground.ok("mv /root/away.db /var/lib/caseload/caseload.db");

    // Settings that sshd refuses never stay; what an administrator must do is said.
    let main = ground.root.join("etc/ssh/sshd_config");
    let (text, drop_in) = (fs::read_to_string(&main).unwrap(), ground.root.join("etc/ssh/sshd_config.d/caseload.conf"));
    let refused = |words: &str| {
        let said = run(&ground.words("./caseload office install --yes")).unwrap_err();
        assert!(said.contains(words), "no {words} in {said}");
    };
    fs::write(&main, format!("{text}\nNonsense yes\n")).unwrap();
    fs::write(&drop_in, "# of an earlier version\n").unwrap();
    refused("they are as they were before");
    assert_eq!(fs::read_to_string(&drop_in).unwrap(), "# of an earlier version\n");
    fs::write(&main, text.replace("Include", "#Include")).unwrap();
    refused("add Include /etc/ssh/sshd_config.d/*.conf as its first line");
    fs::write(&main, text).unwrap();
    // An account that somebody changed is for them to mend; whatever else is not as it must be, the same command mends.
    ground.ok("usermod -s /bin/false caseload");
    refused("usermod -s /bin/sh caseload");
    ground.ok("usermod -s /bin/sh -p '!' caseload");
    ground.ok("chmod 755 /var/lib/caseload && chmod 644 /var/lib/caseload/caseload.db && rmdir /var/backups/caseload");
    ground.ok("chown games /etc/caseload/config.toml && cp /bin/true /usr/bin/caseload && chmod 777 /usr/bin/caseload");
    let mended = ground.ok("./caseload office install --yes");
    assert_eq!(mended.matches("done: ").count(), 7, "{mended}");
    let well = ground.ok(readme("caseload doctor"));
    assert!(!well.contains("WRONG"), "{well}");
    println!("{:5.1?} spoiled and mended", start.elapsed());

    // 5. A lost laptop.
    let keys = ground.ok(readme("caseload user key list dara"));
    let id = keys.split_whitespace().next().unwrap();
    ground.ok(&format!("caseload user key revoke {id}"));
    assert!(run(&ground.ssh(&dara, &["rates"])).unwrap_err().contains("Permission denied"));
    let well = ground.ok(readme("caseload doctor"));
    assert!(!well.contains("WRONG"), "{well}");

    // 6. What makes the backups makes one, as the account.
    if let Ok(cron) = fs::read_to_string(ground.root.join("etc/cron.d/caseload")) {
        let line = cron.lines().find_map(|l| l.split_once(" caseload ")).expect("a line of the account").1;
        ground.ok(&format!("su -s /bin/sh caseload -c '{line}'"));
    } else {
        ground.ok("systemctl start caseload-backup.service");
    }
    let well = ground.ok(readme("caseload doctor"));
    assert!(!well.contains("WRONG") && well.contains("newest backup"), "{well}");
    let backups = ground.ok("ls /var/backups/caseload");
    let newest = backups.lines().find(|l| l.ends_with(".db")).expect("a backup");
    ground.ok(&format!("caseload restore /var/backups/caseload/{newest} --drill"));
}

/// Name, owner, mode and time of everything that an installation could touch.
fn listing(root: &Path) -> Vec<String> {
    use std::os::unix::fs::MetadataExt;
    let mut all = Vec::new();
    let mut folders = ["etc", "usr/bin", "usr/sbin", "var/lib/caseload", "var/backups"].map(|f| root.join(f)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let meta = entry.path().symlink_metadata().unwrap();
            let name = entry.path().display().to_string();
            // The engine's own files come and go with whoever is in.
            if !name.ends_with("-wal") && !name.ends_with("-shm") {
                all.push(format!("{name} {} {:o} {}.{}", meta.uid(), meta.mode(), meta.mtime(), meta.mtime_nsec()));
            }
            if meta.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    all.sort();
    all
}
