//! Where the office file is and who is at the desk: flags, else the environment, else the config file
//! of the account, else that of the server, else the account.
//! It must never open the office file, nor know what is in it.

use crate::domain::backup::Plan;
use crate::domain::misread::Misread;
use crate::domain::visit::Privacy;
use chrono_tz::Tz;
use directories::ProjectDirs;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The config file of the office server, for accounts that have none of their own.
const SERVER: &str = "/etc/caseload/config.toml";
/// Where backups go on the office server, unless its config file says otherwise.
const BACKUPS: &str = "/var/backups/caseload";

/// No screen is left open for longer, in seconds.
const A_DAY: u64 = 86_400;

/// How long a closed case may be kept, in years.
pub const YEARS: std::ops::RangeInclusive<u32> = 1..=100;

/// What was found.
#[derive(Debug, Clone)]
pub struct Settings {
    /// the office file
    pub db: PathBuf,
    /// nobody named it: it is the account's own, and so is its folder
    pub own: bool,
    /// who is said to be at the desk, if anybody is
    pub officer: Option<String>,
    /// the Unix user
    pub account: String,
    /// how long things stay on the screen
    pub privacy: Privacy,
    /// what is backed up how
    pub backups: Plan,
    /// for so many years the office keeps a case that is closed, where it says so
    pub retention_years: Option<u32>,
    /// name of a new office
    pub office: String,
    /// prefix of its case numbers
    pub prefix: String,
    /// its zone
    pub zone: Tz,
}

/// The config file: all of it may be left out, nothing else may be in it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Config {
    db: Option<PathBuf>,
    officer: Option<String>,
    office: Option<String>,
    prefix: Option<String>,
    zone: Option<String>,
    reveal_after: Option<u64>,
    mask_after: Option<u64>,
    leave_after: Option<u64>,
    backup_folder: Option<PathBuf>,
    backup_keys: Vec<String>,
    anchors: Vec<PathBuf>,
    anchor_command: Vec<String>,
    retention_years: Option<u32>,
}

impl Settings {
    /// Puts flags, environment, config file and account together. Paths in a config file are seen from its folder.
    /// A session that sshd has let in is `served`: what lies in the environment or the account's home does not count.
    /// # Errors
    /// One sentence when the config file cannot be used, or there is no place for the office file.
    pub fn find(
        db: Option<&Path>,
        officer: Option<&str>,
        config: Option<&Path>,
        served: bool,
    ) -> Result<Settings, Misread> {
        let dirs = ProjectDirs::from("", "", "caseload").filter(|_| !served);
        let usual = dirs.as_ref().map(|d| d.config_dir().join("config.toml")).filter(|p| p.exists());
        let usual = usual.or_else(|| Some(PathBuf::from(SERVER)).filter(|p| p.exists()));
        let file = config.map(Path::to_owned).or(usual);
        let believed = names_officer(served, rustix::process::geteuid().is_root(), file.as_deref());
        let config = file.as_deref().map_or_else(|| Ok(Config::default()), Config::read)?;

        let privacy = config.privacy();
        let variable = std::env::var_os("CASELOAD_DB").filter(|v| !v.is_empty() && !served).map(PathBuf::from);
        let beside = |p: PathBuf| file.as_deref().and_then(Path::parent).map_or(p.clone(), |folder| folder.join(p));
        let usual = || file.as_deref().filter(|f| *f == Path::new(SERVER)).map(|_| PathBuf::from(BACKUPS));
        let backups = Plan {
            folder: config.backup_folder.map(beside).or_else(usual),
            keys: config.backup_keys,
            anchors: config.anchors.into_iter().map(beside).collect(),
            anchor_command: config.anchor_command,
        };
        let named = db.map(Path::to_owned).or(variable).or_else(|| config.db.map(beside));
        let own = named.is_none();
        let home = || dirs.map(|d| d.data_dir().join("caseload.db"));
        let no_home = || Misread::new("this account has no home folder to keep the office file in: name one with --db");
        Ok(Settings {
            db: named.or_else(home).ok_or_else(no_home)?,
            own,
            officer: officer.map(str::to_owned).or(config.officer.filter(|_| believed)),
            account: account(),
            privacy,
            backups,
            retention_years: config.retention_years,
            office: config.office.unwrap_or_else(|| "Child protection unit".to_owned()),
            prefix: config.prefix.unwrap_or_else(|| "CPU".to_owned()),
            zone: config.zone.and_then(|z| z.parse().ok()).unwrap_or(chrono_tz::Asia::Phnom_Penh),
        })
    }
}

impl Settings {
    /// Could this be the text of a config file?
    /// # Errors
    /// One sentence that names the line.
    pub fn check(text: &str, path: &Path) -> Result<(), Misread> {
        Config::parse(text, path).map(drop)
    }
}

impl Config {
    fn read(path: &Path) -> Result<Config, Misread> {
        let text = std::fs::read_to_string(path).map_err(|e| {
            Misread::new(format!("the config file {} cannot be read ({e}): name another with --config", path.display()))
        })?;
        Config::parse(&text, path)
    }

    fn times(&self) -> [(&'static str, Option<u64>); 3] {
        [("reveal_after", self.reveal_after), ("mask_after", self.mask_after), ("leave_after", self.leave_after)]
    }

    fn privacy(&self) -> Privacy {
        let usual = Privacy::default();
        let [reveal, mask, leave] = self.times().map(|(_, set)| set.map(Duration::from_secs));
        Privacy {
            reveal: reveal.unwrap_or(usual.reveal),
            mask: mask.unwrap_or(usual.mask),
            leave: leave.unwrap_or(usual.leave),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Config, Misread> {
        let name = path.display();
        let wrong = |line: usize, what: &str| Misread::new(format!("the config file {name}, line {line}: {what}"));
        let config: Config = toml::from_str(text).map_err(|e| {
            let line = 1 + text[..e.span().map_or(0, |s| s.start)].matches('\n').count();
            wrong(line, &e.message().replace('\n', " "))
        })?;
        let line_of = |key: &str| 1 + text.lines().position(|l| l.trim_start().starts_with(key)).unwrap_or(0);
        let letters = |p: &String| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_uppercase());
        if config.prefix.as_deref() == Some("T") {
            return Err(wrong(
                line_of("prefix"),
                "the prefix T stands before the numbers of tips: take another, as CPU",
            ));
        }
        if !config.prefix.as_ref().is_none_or(letters) {
            return Err(wrong(line_of("prefix"), "the prefix of case numbers is one to eight capital letters, as CPU"));
        }
        if config.zone.as_ref().is_some_and(|z| z.parse::<Tz>().is_err()) {
            return Err(wrong(line_of("zone"), "there is no such time zone: write it as Asia/Phnom_Penh"));
        }
        for (key, seconds) in config.times() {
            if seconds.is_some_and(|s| !(1..=A_DAY).contains(&s)) {
                return Err(wrong(line_of(key), &format!("{key} is a number of seconds, from 1 to {A_DAY}")));
            }
        }
        if !config.backup_keys.iter().all(|k| k.starts_with("age1")) {
            let sentence = "a key of backups is the public one, as age-keygen prints it: age1 and letters behind it";
            return Err(wrong(line_of("backup_keys"), sentence));
        }
        if config.retention_years.is_some_and(|years| !YEARS.contains(&years)) {
            return Err(wrong(line_of("retention_years"), "retention_years is a number of years, from 1 to 100"));
        }
        let privacy = config.privacy();
        if privacy.mask > privacy.leave {
            let (key, sentence) = match config.leave_after {
                Some(_) => ("leave_after", "leave_after is no sooner than mask_after, which is 300 unless you set it"),
                None => ("mask_after", "mask_after is no later than leave_after, which is 900 unless you set it"),
            };
            return Err(wrong(line_of(key), sentence));
        }
        Ok(config)
    }
}

/// May a config file say who is at the desk? Not where sshd says it; nor for root, who would be believed; nor on the office
/// server, where one line would make everybody the same officer.
fn names_officer(served: bool, root: bool, file: Option<&Path>) -> bool {
    !served && !root && file != Some(Path::new(SERVER))
}

/// The name of the account that runs the program, by its number: the environment may say anything.
fn account() -> String {
    let uid = rustix::process::getuid().as_raw().to_string();
    let accounts = std::fs::read("/etc/passwd").unwrap_or_default();
    let accounts = String::from_utf8_lossy(&accounts);
    let mut fields = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let own = fields.find(|f| f.get(2) == Some(&uid.as_str()));
    own.map_or_else(|| format!("uid-{uid}"), |f| f[0].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_come_before_the_config_file_and_what_it_cannot_mean_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let find = |text: &str, db: Option<&str>, officer: Option<&str>| {
            std::fs::write(&file, text).unwrap();
            Settings::find(db.map(Path::new), officer, Some(&file), false)
        };
        let full =
            "db = \"unit.db\"\nofficer = \"sok\"\nprefix = \"CPB\"\nzone = \"Asia/Bangkok\"\noffice = \"Unit B\"";
        let found = find(full, None, None).unwrap();
        let sok = Some("sok").filter(|_| !rustix::process::geteuid().is_root());
        assert_eq!((found.db, found.officer.as_deref()), (folder.path().join("unit.db"), sok));
        assert_eq!(
            (found.prefix.as_str(), found.office.as_str(), found.zone.name()),
            ("CPB", "Unit B", "Asia/Bangkok")
        );
        assert!(names_officer(false, false, Some(&file)));
        for (served, root, file) in [(true, false, &*file), (false, true, &*file), (false, false, Path::new(SERVER))] {
            assert!(!names_officer(served, root, Some(file)), "{served} {root} {file:?}");
        }
        let found = find(full, Some("x.db"), Some("dara")).unwrap();
        assert_eq!((found.db, found.officer.as_deref(), found.own), (PathBuf::from("x.db"), Some("dara"), false));
        for (text, line) in [
            ("db = \"x\"\ndatabase = 1", "line 2: unknown field `database`"),
            ("\n\nzone = \"Phnom Penh\"", "line 3: there is no such time zone"),
            ("prefix = \"cp-1\"", "line 1: the prefix"),
            ("db = ", "line 1: "),
            ("\nreveal_after = 0", "line 2: reveal_after is a number of seconds, from 1"),
            ("mask_after = 0\nleave_after = 0", "line 1: mask_after is a number of seconds, from 1"),
            ("mask_after = 1\nleave_after = 18446744073709551", "line 2: leave_after is a number of seconds, from 1"),
            ("leave_after = 299", "line 1: leave_after is no sooner than mask_after"),
            ("leave_after = 2\nmask_after = 3", "line 1: leave_after is no sooner than mask_after"),
            ("\nbackup_keys = [\"AGE-SECRET-KEY-1\"]", "line 2: a key of backups is the public one"),
            ("retention_years = 0", "line 1: retention_years is a number of years, from 1 to 100"),
            ("\nmask_after = 901", "line 2: mask_after is no later than leave_after"),
        ] {
            let said = find(text, None, None).unwrap_err().text;
            assert!(said.contains(line) && !said.contains('\n'), "{said}");
        }
        assert_eq!(find("", None, None).unwrap().retention_years, None, "the law says how long, not we");
        assert_eq!(find("retention_years = 10", None, None).unwrap().retention_years, Some(10));
        let found = find("reveal_after = 1\nmask_after = 2\nleave_after = 2", None, None).unwrap().privacy;
        assert_eq!([found.reveal, found.mask, found.leave], [1, 2, 2].map(Duration::from_secs));
        let found =
            find("backup_folder = \"b\"\nbackup_keys = [\"age1x\"]\nanchors = [\"/h\"]", None, None).unwrap().backups;
        assert_eq!((found.folder, found.anchors), (Some(folder.path().join("b")), vec![PathBuf::from("/h")]));
        assert_eq!(find("", None, None).unwrap().backups, Plan::default());
        assert!(
            Settings::find(None, None, Some(Path::new("no/such.toml")), false).unwrap_err().text.contains("--config")
        );
    }
}
