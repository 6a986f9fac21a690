//! An office behind a real sshd on this machine's loopback, with the product's own settings for it at scratch paths,
//! run by whoever runs the tests; and officers with keys who come in by the real ssh.

use std::fs::{self, File, Permissions};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use caseload::office::machine::sshd;
use caseload::office::sshd::{Paths, drop_in};

use super::{Console, DEADLINE, Output, PROGRAM, SOON, bare_env};

/// The server. Dropping it ends sshd and whoever is in.
pub struct Server {
    folder: tempfile::TempDir,
    daemon: Child,
    /// Keys come by the command that the product gives sshd; else by a file that this harness fills.
    by_command: bool,
}

/// A key of somebody, below a file name.
#[derive(Clone)]
pub struct Key(PathBuf);

impl Key {
    /// The key that an officer of this office was given.
    pub fn named(server: &Server, officer: &str) -> Key {
        Key(server.at("client").join(officer))
    }

    /// Where its public half is.
    pub fn public(&self) -> PathBuf {
        self.0.with_extension("pub")
    }

    pub fn private(&self) -> &Path {
        &self.0
    }

    /// By what sshd asks for it: `SHA256:…`.
    pub fn fingerprint(&self) -> String {
        let said = quiet("ssh-keygen", &["-lf", &self.public().to_string_lossy()]).expect("a fingerprint");
        said.split(' ').nth(1).expect("a fingerprint").to_owned()
    }
}

impl Server {
    /// Nothing, and loudly so, where there is no sshd or it cannot run.
    pub fn start() -> Option<Server> {
        match Server::try_start() {
            Ok(server) => Some(server),
            Err(why) => {
                left_out(&why);
                None
            }
        }
    }

    fn try_start() -> Result<Server, String> {
        let daemon = sshd().ok_or("there is no sshd here (apt install openssh-server)")?;
        for tool in ["ssh", "ssh-keygen", "sftp", "scp"] {
            quiet("sh", &["-c", &format!("command -v {tool}")]).ok_or(format!("there is no {tool} here"))?;
        }
        let root = rustix::process::getuid().is_root();
        // sshd runs a command for keys only out of folders that are root's all the way up.
        let by_command = root && Path::new("/run").is_dir();
        let place = if by_command { PathBuf::from("/run") } else { std::env::temp_dir() };
        let folder = tempfile::Builder::new()
            .prefix("caseload-ssh-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(place);
        let folder = folder.map_err(|e| e.to_string())?;
        let at = |name: &str| folder.path().join(name);
        if root {
            let _ = fs::create_dir("/run/sshd"); // sshd looks for it, the system's script makes it
        }
        fs::create_dir(at("client")).map_err(|e| e.to_string())?;
        fs::create_dir(at("home")).map_err(|e| e.to_string())?;
        fs::copy(PROGRAM, at("caseload")).map_err(|e| e.to_string())?;
        fs::set_permissions(at("caseload"), Permissions::from_mode(0o755)).map_err(|e| e.to_string())?;
        fs::write(at("config.toml"), "db = \"kept/office.db\"\n").map_err(|e| e.to_string())?;
        // What is served is closed to everybody else.
        fs::DirBuilder::new().mode(0o700).create(at("kept")).map_err(|e| e.to_string())?;
        quiet("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", &at("host").to_string_lossy()])
            .ok_or("no host key could be made")?;

        let account = quiet("id", &["-un"]).ok_or("nobody knows who runs this")?.trim().to_owned();
        let (binary, config) = (at("caseload"), at("config.toml"));
        let paths = Paths { account: &account, binary: &binary.to_string_lossy(), config: &config.to_string_lossy() };
        let mut settings = drop_in(&paths);
        if !by_command {
            let of_keys = |l: &&str| !l.trim_start().starts_with("AuthorizedKeysCommand");
            settings = settings.lines().filter(of_keys).map(|l| format!("{l}\n")).collect();
            settings =
                settings.replace("AuthorizedKeysFile none", &format!("AuthorizedKeysFile {}", at("keys").display()));
            fs::write(at("keys"), "").map_err(|e| e.to_string())?;
        }
        fs::write(at("caseload.conf"), settings).map_err(|e| e.to_string())?;
        // Everything that the drop-in forbids is open to other accounts.
        let main = "UsePAM no\nPermitRootLogin prohibit-password\nX11Forwarding yes\nAllowTcpForwarding yes\nPermitTunnel yes\n\
                    AllowAgentForwarding yes\nGatewayPorts yes\nAcceptEnv LANG LC_*\nMaxStartups 100\nLogLevel VERBOSE\n\
                    Subsystem sftp internal-sftp\n";
        // A file of keys below a temporary folder, which others may write to, is for sshd to refuse and for us to live with.
        let strict = if by_command { "yes" } else { "no" };
        let mut last = String::new();
        let takes = |text: &str| {
            let file = at("tried");
            fs::write(&file, format!("{text}\nHostKey {}\n", at("host").display())).is_ok()
                && quiet(&daemon.to_string_lossy(), &["-t", "-f", &file.to_string_lossy()]).is_some()
        };
        let ours = format!("Include {}\n", at("caseload.conf").display());
        assert!(!takes(main) || takes(&(ours + main)), "sshd does not take the drop-in");
        for _ in 0..3 {
            let port = free_port();
            let f = folder.path().display();
            // An office's account has no start-up files; whoever runs the tests may, and theirs may say something.
            let text = format!(
                "Include {f}/caseload.conf\n{main}StrictModes {strict}\nSetEnv HOME={f}/home\nPort {port}\nListenAddress 127.0.0.1\nHostKey {f}/host\nPidFile {f}/sshd.pid\n"
            );
            fs::write(at("sshd_config"), text).map_err(|e| e.to_string())?;
            fs::write(at("port"), port.to_string()).map_err(|e| e.to_string())?;
            let log = File::create(at("log")).map_err(|e| e.to_string())?;
            let mut command = Command::new(daemon);
            command.args(["-D", "-e", "-f"]).arg(at("sshd_config"));
            command.env_clear().envs(bare_env(&at("home"))).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
            let mut child = command.spawn().map_err(|e| e.to_string())?;
            let end = Instant::now() + DEADLINE;
            while Instant::now() < end && child.try_wait().is_ok_and(|ended| ended.is_none()) {
                if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    let server = Server { folder, daemon: child, by_command };
                    server.client_config(port);
                    server.ok(&["init"]);
                    return Ok(server);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            let _ = child.kill();
            let _ = child.wait();
            last = fs::read_to_string(at("log")).unwrap_or_default();
        }
        Err(format!("sshd does not run here: {last}"))
    }

    /// `ssh -F FILE office`, as the README has it.
    fn client_config(&self, port: u16) {
        let account = quiet("id", &["-un"]).expect("a name");
        let host = fs::read_to_string(self.at("host.pub")).expect("a host key");
        fs::write(self.at("client/known"), format!("[127.0.0.1]:{port} {host}")).expect("a list of hosts");
        let text = format!(
            "Host office\n HostName 127.0.0.1\n Port {port}\n User {}\n IdentitiesOnly yes\n IdentityAgent none\n BatchMode yes\n\
             \x20UserKnownHostsFile {}\n GlobalKnownHostsFile /dev/null\n LogLevel ERROR\n",
            account.trim(),
            self.at("client/known").display()
        );
        fs::write(self.at("client/config"), text).expect("a config for ssh");
    }

    /// Where sshd listens.
    pub fn port(&self) -> u16 {
        fs::read_to_string(self.at("port")).expect("a port").parse().expect("a number")
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn db(&self) -> PathBuf {
        self.at("kept/office.db")
    }

    /// What sshd wrote so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.at("log")).unwrap_or_default()
    }

    /// The program on the server's own console.
    pub fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(self.at("caseload"));
        command.arg("--config").arg(self.at("config.toml")).args(args);
        command.env_clear().envs(bare_env(&self.at("home"))).current_dir(self.at("home")).stdin(Stdio::null());
        let output = finish(command);
        self.refresh_keys();
        output
    }

    #[track_caller]
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status == 0, "caseload {args:?} failed: {output:#?}");
        output.stdout
    }

    /// Without the command, sshd reads the same lines from a file.
    fn refresh_keys(&self) {
        if self.by_command || !self.db().exists() {
            return;
        }
        let mut lines = String::new();
        for entry in fs::read_dir(self.at("client")).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|e| e == "pub") {
                let mut ask = Command::new(self.at("caseload"));
                ask.arg("--config")
                    .arg(self.at("config.toml"))
                    .args(["ssh-keys", &Key(path.with_extension("")).fingerprint()]);
                ask.env_clear().envs(bare_env(&self.at("home"))).stdin(Stdio::null());
                lines += &finish(ask).stdout;
            }
        }
        fs::write(self.at("keys"), lines).expect("a file of keys");
    }

    /// A new key that nobody knows yet.
    pub fn key(&self, name: &str) -> Key {
        let path = self.at("client").join(name);
        let made = quiet("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", &path.to_string_lossy()]);
        made.expect("a key");
        Key(path)
    }

    /// An officer with a key of their own.
    pub fn officer(&self, name: &str, role: &str) -> Key {
        let key = self.key(name);
        self.ok(&["user", "add", name, "--role", role, "--key", &key.public().to_string_lossy()]);
        key
    }

    /// The words of `ssh OPTIONS office REST` by this key.
    pub fn words(&self, key: &Key, options: &[&str], rest: &[&str]) -> Vec<String> {
        let config = self.at("client/config").to_string_lossy().into_owned();
        let key = key.private().to_string_lossy().into_owned();
        let first = ["-F", &config, "-i", &key].map(str::to_owned);
        let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        // ssh takes options behind the host too.
        let rest = if rest.is_empty() { Vec::new() } else { [owned(&["--"]), owned(rest)].concat() };
        [first.to_vec(), owned(options), owned(&["office"]), rest].concat()
    }

    /// `ssh OPTIONS office REST`, to its end, without a terminal.
    pub fn ssh(&self, key: &Key, options: &[&str], rest: &[&str]) -> Output {
        self.client("ssh", &self.words(key, options, rest), &[])
    }

    /// Any program of OpenSSH's, ended after a while if it does not end by itself.
    pub fn client(&self, program: &str, words: &[String], env: &[(&str, &str)]) -> Output {
        let mut command = Command::new("timeout");
        command.args(["-k", "1", "60", program]).args(words).env_clear().envs(bare_env(&self.at("home")));
        command.envs(env.iter().copied()).current_dir(self.at("client")).stdin(Stdio::null());
        finish(command)
    }

    /// The console on an officer's own terminal, over the line.
    pub fn console(&self, key: &Key, options: &[&str], size: (u16, u16), env: &[(&str, &str)]) -> Console {
        let words = self.words(key, &[&["-tt"], options].concat(), &[]);
        Console::start_program("ssh", &words.iter().map(String::as_str).collect::<Vec<_>>(), size, env)
    }

    /// The running programs of this office: the process, and its command line.
    pub fn sessions(&self) -> Vec<(i32, String)> {
        let program = self.at("caseload").to_string_lossy().into_owned();
        let of_ours = |(_, line): &(i32, String)| line.starts_with(&program) && !line.contains(" ssh-keys ");
        processes().into_iter().filter(of_ours).collect()
    }

    /// The process of one officer's console.
    pub fn session_of(&self, officer: &str) -> i32 {
        let wanted = format!(" --as {officer} ");
        let found: Vec<_> = self.sessions().into_iter().filter(|(_, line)| line.contains(&wanted)).collect();
        assert!(found.len() == 1, "{officer} has {found:?}");
        found[0].0
    }

    /// Until no program of this officer runs; gives how long that took.
    pub fn wait_none_of(&self, officer: &str) -> Duration {
        let (start, wanted) = (Instant::now(), format!(" --as {officer} "));
        loop {
            let left: Vec<_> = self.sessions().into_iter().filter(|(_, line)| line.contains(&wanted)).collect();
            if left.is_empty() {
                return start.elapsed();
            }
            assert!(start.elapsed() < SOON, "still there after {SOON:?}: {left:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
        for (pid, _) in self.sessions() {
            signal(pid, rustix::process::Signal::KILL);
        }
    }
}

/// Says so past the capture of a test's output: nobody shall believe that it was tried.
pub fn left_out(why: &str) {
    let place = std::thread::current().name().unwrap_or_default().to_owned();
    let _ = std::io::stderr().write_all(format!("\n!!!! {place}: LEFT OUT, {why}\n").as_bytes());
}

/// The process above another.
pub fn parent(pid: i32) -> i32 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("a living process");
    let after_name = stat.rsplit(')').next().expect("fields");
    after_name.split_whitespace().nth(1).and_then(|p| p.parse().ok()).expect("a parent")
}

pub fn signal(pid: i32, signal: rustix::process::Signal) {
    if let Some(pid) = rustix::process::Pid::from_raw(pid) {
        let _ = rustix::process::kill_process(pid, signal);
    }
}

fn processes() -> Vec<(i32, String)> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let line = |pid: i32| fs::read(format!("/proc/{pid}/cmdline")).ok();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace('\0', " ");
    let numbered = entries.filter_map(|e| e.file_name().to_str()?.parse::<i32>().ok());
    numbered.filter_map(|pid| Some((pid, text(line(pid)?)))).collect()
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port()
}

fn quiet(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn finish(mut command: Command) -> Output {
    let output = command.output().expect("a started program");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Output { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}
