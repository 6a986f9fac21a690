//! A machine as it is: its accounts, the owners and modes of its files, its sshd. It only ever looks, and must never
//! change anything nor judge. All paths lie below a root folder, so that a scratch tree can stand for a machine.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The machine below a root folder.
#[derive(Debug, Clone)]
pub struct Machine {
    root: PathBuf,
}

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// its number
    pub uid: u32,
    /// that of its group
    pub gid: u32,
    /// its home
    pub home: String,
    /// its shell
    pub shell: String,
    /// what stands for its password; nothing where that cannot be read
    pub password: Option<String>,
    /// the day on which it ends, if one is set
    pub ends: Option<String>,
}

/// Whose a file or folder must be, and what may be done with it.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// where
    pub path: &'a str,
    /// a folder, not a file
    pub folder: bool,
    /// its owner
    pub owner: &'a str,
    /// how it is made: no right beyond these
    pub mode: u32,
    /// the rights that it cannot do without
    pub least: u32,
}

impl<'a> Wanted<'a> {
    /// A folder of the owner alone.
    pub fn own_folder(path: &'a str, owner: &'a str) -> Self {
        Wanted { path, folder: true, owner, mode: 0o700, least: 0o700 }
    }

    /// A file of the owner alone.
    pub fn own_file(path: &'a str, owner: &'a str) -> Self {
        Wanted { path, folder: false, owner, mode: 0o600, least: 0o600 }
    }

    /// A folder of root that all may look into.
    pub fn root_folder(path: &'a str) -> Self {
        Wanted { path, folder: true, owner: "root", mode: 0o755, least: 0o555 }
    }

    /// A file of root that all may read.
    pub fn root_file(path: &'a str) -> Self {
        Wanted { path, folder: false, owner: "root", mode: 0o644, least: 0o444 }
    }

    /// A file of root that all may run.
    pub fn root_program(path: &'a str) -> Self {
        Wanted { path, folder: false, owner: "root", mode: 0o755, least: 0o555 }
    }
}

/// How a file or folder compares with what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// as wanted
    Well,
    /// not there
    Absent,
    /// there, with another owner or mode: what is so, and the command that mends it
    Differs(String, String),
    /// something else stands there, or it cannot be seen
    InTheWay(String),
}

impl Machine {
    /// The machine below this folder.
    pub fn at_root(root: impl Into<PathBuf>) -> Machine {
        Machine { root: root.into() }
    }

    /// Where a path of the machine is.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// Is there anything of this name?
    pub fn has(&self, path: &str) -> bool {
        self.meta(path).is_some()
    }

    /// What the system says of a file or folder; a link is not followed.
    pub fn meta(&self, path: &str) -> Option<Metadata> {
        std::fs::symlink_metadata(self.at(path)).ok()
    }

    /// The text of a small file.
    pub fn text(&self, path: &str) -> Option<String> {
        std::fs::read(self.at(path)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// An account by its name.
    pub fn account(&self, name: &str) -> Option<Account> {
        let line = |file: &str| -> Option<Vec<String>> {
            let text = self.text(file)?;
            let mut lines = text.lines().map(|l| l.split(':').map(str::to_owned).collect::<Vec<_>>());
            lines.find(|fields| fields[0] == name)
        };
        let entry = line("/etc/passwd")?;
        let (uid, gid) = (entry.get(2)?.parse().ok()?, entry.get(3)?.parse().ok()?);
        let shadow = line("/etc/shadow");
        let field = |i: usize| shadow.as_ref().and_then(|f| f.get(i)).cloned();
        let shell = entry.get(6).filter(|s| !s.is_empty()).map_or("/bin/sh", String::as_str).to_owned();
        let ends = field(7).filter(|day| !day.is_empty());
        Some(Account { uid, gid, home: entry.get(5)?.clone(), shell, password: field(1), ends })
    }

    /// The name of an account by its number.
    pub fn name_of(&self, uid: u32) -> String {
        let (passwd, number) = (self.text("/etc/passwd").unwrap_or_default(), uid.to_string());
        let mut lines = passwd.lines().map(|l| l.split(':').collect::<Vec<_>>());
        let found = lines.find(|fields| fields.get(2) == Some(&number.as_str()));
        found.map_or_else(|| format!("account {uid}"), |fields| fields[0].to_owned())
    }

    /// Compares a file or folder with what is wanted.
    pub fn state(&self, wanted: &Wanted) -> State {
        let Wanted { path, folder, owner, mode, least } = *wanted;
        let kind = if folder { "folder" } else { "file" };
        let Some(meta) = self.meta(path) else {
            return State::Absent;
        };
        if folder != meta.is_dir() || (!folder && !meta.is_file()) {
            return State::InTheWay(format!("{path} is no plain {kind}: move it away"));
        }
        if !folder && meta.nlink() != 1 {
            return State::InTheWay(format!(
                "{path} has a second name somewhere: copy it, and put the copy in its place"
            ));
        }
        let is = meta.mode() & 0o7777;
        let wrong_mode = is & !mode != 0 || is & least != least;
        let wrong_owner = self.account(owner).is_none_or(|a| a.uid != meta.uid());
        let mut so = Vec::new();
        let mut mend = Vec::new();
        if wrong_owner {
            so.push(format!("belongs to {}, not {owner}", self.name_of(meta.uid())));
            mend.push(format!("chown {owner}:{owner} {path}"));
        }
        if wrong_mode {
            so.push(format!("has mode {is:04o}, not {mode:04o}"));
            mend.push(format!("chmod {mode:o} {path}"));
        }
        if so.is_empty() {
            State::Well
        } else {
            State::Differs(format!("{path} {}", so.join(" and ")), mend.join(" && "))
        }
    }

    /// Folders above a path that others than root could put something into: then the path says nothing.
    pub fn open_above(&self, path: &str) -> Vec<String> {
        let above = Path::new(path).ancestors().skip(1).filter_map(Path::to_str).filter(|p| p.len() > 1);
        let root = self.account("root").map_or(0, |a| a.uid);
        let open = |p: &&str| {
            let folder = std::fs::metadata(self.at(p));
            folder.is_ok_and(|m| m.uid() != root || m.mode() & 0o022 != 0)
        };
        above.filter(open).map(str::to_owned).collect()
    }

    /// Is an sshd running, or does the system start one when somebody knocks?
    pub fn sshd_runs(&self) -> bool {
        let is_sshd = |entry: std::fs::DirEntry| {
            let pid = entry.file_name().to_string_lossy().bytes().all(|b| b.is_ascii_digit());
            pid && std::fs::read(entry.path().join("comm")).is_ok_and(|comm| comm == b"sshd\n")
        };
        let running = std::fs::read_dir(self.at("/proc")).is_ok_and(|all| all.flatten().any(is_sshd));
        running || self.has("/run/systemd/units/invocation:ssh.socket")
    }

    /// Does sshd's main file take in the drop-ins before it speaks of single accounts?
    pub fn includes(&self, drop_in: &str) -> bool {
        let folder = Path::new(drop_in).parent().unwrap_or(Path::new("/"));
        let patterns = [self.at(drop_in), self.at(&format!("{}/*.conf", folder.display()))];
        let takes_in = |line: &str| {
            let mut words = line.split_whitespace();
            words.next().is_some_and(|word| word.eq_ignore_ascii_case("include"))
                && words.any(|w| patterns.contains(&Path::new("/etc/ssh").join(w.trim_matches('"'))))
        };
        let main = self.text("/etc/ssh/sshd_config").unwrap_or_default();
        let lines = main.lines().map(str::trim);
        let first = |line: &&str| line.split_whitespace().next().is_some_and(|w| w.eq_ignore_ascii_case("match"));
        lines.take_while(|line| !first(line)).any(takes_in)
    }

    /// What sshd goes by when this account comes in.
    /// # Errors
    /// What sshd says when it does not take its settings, or is not there.
    pub fn effective(&self, account: &str) -> Result<String, String> {
        let one = format!("user={account},host=localhost,addr=127.0.0.1");
        self.ask_sshd(&["-T", "-C", &one])
    }

    /// Does sshd take its settings as they are?
    /// # Errors
    /// What it says when it does not.
    pub fn settings_hold(&self) -> Result<(), String> {
        self.ask_sshd(&["-t"]).map(drop)
    }

    fn ask_sshd(&self, args: &[&str]) -> Result<String, String> {
        let sshd = sshd().ok_or("there is no sshd")?;
        let mut command = Command::new(sshd);
        command.arg("-f").arg(self.at("/etc/ssh/sshd_config")).args(args).stdin(Stdio::null());
        let output = command.output().map_err(|e| e.to_string())?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        let said = text(&output.stderr);
        Err(said.lines().next().unwrap_or("it ended without a word").to_owned())
    }

    /// Is the disk below this path encrypted? Nothing where the machine cannot tell.
    pub fn encrypted(&self, path: &Path) -> Option<bool> {
        let device = std::fs::metadata(path).ok()?.dev();
        let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
        let device = self.at(&format!("/sys/dev/block/{major}:{minor}"));
        device.exists().then(|| is_crypt(&device, 0))
    }
}

/// A volume may lie on others: one that encrypts is enough.
fn is_crypt(device: &Path, depth: usize) -> bool {
    let uuid = std::fs::read_to_string(device.join("dm/uuid")).unwrap_or_default();
    let below = || std::fs::read_dir(device.join("slaves")).ok().into_iter().flatten().flatten();
    uuid.starts_with("CRYPT-") || (depth < 8 && below().any(|slave| is_crypt(&slave.path(), depth + 1)))
}

/// Where sshd is; it wants to be started by its whole path.
pub fn sshd() -> Option<&'static Path> {
    ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"].map(Path::new).into_iter().find(|p| p.is_file())
}
