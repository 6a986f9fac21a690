//! What sshd must know: the drop-in for its settings, the line of a key, and what it says of itself once they are in force.
//! Pure text. It must never read a file nor start a program: who installs and who looks does.

use crate::domain::misread::Misread;
use std::fmt::Write;

/// Where an installed office lives, as sshd and the account see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paths<'a> {
    /// the account that all officers come in by
    pub account: &'a str,
    /// the program
    pub binary: &'a str,
    /// the config file
    pub config: &'a str,
}

impl Paths<'static> {
    /// Where `caseload office install` puts things.
    pub const INSTALLED: Paths<'static> =
        Paths { account: "caseload", binary: "/usr/bin/caseload", config: "/etc/caseload/config.toml" };
}

impl Paths<'_> {
    /// The command by which sshd asks whose key it is, with `%f` for the fingerprint.
    fn keys_command(&self) -> String {
        format!("{} --config {} ssh-keys %f", self.binary, self.config)
    }

    /// The settings of the account, in sshd's words, in the order of the drop-in; a line for people goes before some.
    fn settings(&self) -> Vec<(&'static str, &'static str, String)> {
        let keys = "Keys come from the office file; none are read from the account's home.";
        let doors = "The console and nothing else: no tunnels, no copying, no start-up files.";
        // Three questions without an answer; OpenSSH 9.2 asks half as often as it is told to.
        let link = "A dead line is let go after a minute at most; what was typed is kept.";
        let is = |name, value: &str| ("", name, value.to_owned());
        vec![
            (keys, "AuthorizedKeysFile", "none".to_owned()),
            is("AuthorizedKeysCommand", &self.keys_command()),
            is("AuthorizedKeysCommandUser", self.account),
            is("TrustedUserCAKeys", "none"), // a certificate would bring no command along
            is("AuthenticationMethods", "publickey"),
            is("PubkeyAuthentication", "yes"),
            is("PasswordAuthentication", "no"),
            is("KbdInteractiveAuthentication", "no"),
            (doors, "DisableForwarding", "yes".to_owned()),
            // Some releases of OpenSSH forget these two in the line above (CVE-2025-32728).
            is("X11Forwarding", "no"),
            is("AllowAgentForwarding", "no"),
            is("AllowTcpForwarding", "no"),
            is("AllowStreamLocalForwarding", "no"),
            is("PermitTunnel", "no"),
            is("PermitUserRC", "no"),
            is("ForceCommand", "none"), // that of the key is the one that counts
            is("PermitTTY", "yes"),
            is("AcceptEnv", "LANG LC_* COLORTERM"),
            (link, "ClientAliveInterval", "10".to_owned()),
            is("ClientAliveCountMax", "2"),
        ]
    }
}

/// The text of `/etc/ssh/sshd_config.d/caseload.conf`.
pub fn drop_in(paths: &Paths) -> String {
    let mut text = format!(
        "# How officers come in: made by `caseload office install`, looked after by `caseload doctor`.\n\
         Match User {}\n",
        paths.account
    );
    for (comment, name, value) in paths.settings() {
        if !comment.is_empty() {
            let _ = writeln!(text, "    # {comment}");
        }
        let _ = writeln!(text, "    {name} {value}");
    }
    text + "Match all\n"
}

/// The line by which sshd takes a key and starts the console for its officer.
/// # Errors
/// When a part could say more to sshd or the shell than it should.
pub fn key_line(paths: &Paths, officer: &str, key_id: &str, public_key: &str) -> Result<String, Misread> {
    let refused = |what: &str| Err(Misread::new(format!("{what} cannot stand in the line of a key")));
    let path = |p: &str| p.starts_with('/') && p.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
    if !path(paths.binary) || !path(paths.config) {
        return refused("a path with anything but letters, digits, dots, hyphens and underscores");
    }
    let name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
    if officer.len() > 32 || !officer.starts_with(|c: char| c.is_ascii_lowercase()) || !officer.bytes().all(name) {
        return refused("a name that is not of small letters, digits, dots, hyphens and underscores");
    }
    if key_id.is_empty() || key_id.len() > 64 || !key_id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return refused("a key number that is not of letters and digits");
    }
    let kind = |k: &str| !k.is_empty() && k.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.@".contains(&b));
    let body = |k: &str| !k.is_empty() && k.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
    match public_key.split_once(' ') {
        Some((k, b)) if kind(k) && body(b) => {}
        _ => return refused("a public key that is not a type and a body"),
    }
    let (binary, config) = (paths.binary, paths.config);
    Ok(format!("restrict,pty,command=\"{binary} --config {config} --as {officer} --by-key {key_id}\" {public_key}"))
}

/// What is not as it must be in `sshd -T -C user=…`: each setting with what it is and what the drop-in says.
pub fn differing(paths: &Paths, effective: &str) -> Vec<String> {
    let values = |name: &str| -> Vec<&str> {
        let lines = effective.lines().filter_map(|l| l.split_once(' '));
        lines.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim()).collect()
    };
    // Said for all accounts only, so the drop-in cannot say it.
    let everywhere = [("", "PermitUserEnvironment", "no".to_owned())];
    let mut out = Vec::new();
    for (_, name, wanted) in paths.settings().into_iter().chain(everywhere) {
        let is = values(name);
        let good = match name {
            // Told a word a line; a word of another block that the account does not send to the console does no harm twice.
            "AcceptEnv" => is.iter().all(|v| wanted.split(' ').any(|w| w == *v)),
            _ => is == [wanted.as_str()],
        };
        if !good {
            let is = if is.is_empty() { "not set".to_owned() } else { is.join(" ") };
            out.push(format!("{name} is {is}, not {wanted}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    #[test]
    fn a_key_starts_the_console_of_its_officer_and_nothing_else() {
        let line = key_line(&Paths::INSTALLED, "dara", "7", KEY).unwrap();
        let command = "/usr/bin/caseload --config /etc/caseload/config.toml --as dara --by-key 7";
        assert_eq!(line, format!("restrict,pty,command=\"{command}\" {KEY}"));
    }

    #[test]
    fn nothing_breaks_out_of_the_line() {
        let line = |officer, id, key| key_line(&Paths::INSTALLED, officer, id, key);
        for officer in ["", "Dara", "7dara", "da ra", "dara\"", "dara\n", "$(id)", "`id`", "dara;id", "-as", "ដារ៉ា"]
        {
            assert!(line(officer, "7", KEY).is_err(), "{officer:?}");
        }
        let long = "a".repeat(33);
        assert!(line(&long, "7", KEY).is_err());
        for id in ["", "7 --db x", "7\"", "7\n", "-7", "../7"] {
            assert!(line("dara", id, KEY).is_err(), "{id:?}");
        }
        let two = format!("{KEY}\n{KEY}");
        for key in ["", "ssh-ed25519", "ssh-ed25519 ", &two, "ssh-ed25519 AAAA comment", "a\"b AAAA", "ssh\trsa AAAA"] {
            assert!(line("dara", "7", key).is_err(), "{key:?}");
        }
        for path in ["caseload", "/usr/bin/case load", "/usr/bin/\"x", "/usr/$HOME/x", "/usr/bin/x\n"] {
            let paths = Paths { binary: path, ..Paths::INSTALLED };
            assert!(key_line(&paths, "dara", "7", KEY).is_err(), "{path:?}");
            let paths = Paths { config: path, ..Paths::INSTALLED };
            assert!(key_line(&paths, "dara", "7", KEY).is_err(), "{path:?}");
        }
    }

    #[test]
    fn what_sshd_says_of_itself_is_compared_with_the_drop_in() {
        let paths = Paths::INSTALLED;
        let lines = paths.settings().into_iter().map(|(_, n, v)| format!("{} {v}\n", n.to_lowercase()));
        let well = lines.collect::<String>().replace("acceptenv LANG LC_* COLORTERM", "acceptenv LANG\nacceptenv LC_*")
            + "permituserenvironment no\n";
        assert_eq!(differing(&paths, &well), [""; 0]);
        let ill = well.replace("permituserrc no", "permituserrc yes") + "acceptenv LD_*\n";
        assert_eq!(
            differing(&paths, &ill),
            ["PermitUserRC is yes, not no", "AcceptEnv is LANG LC_* LD_*, not LANG LC_* COLORTERM"]
        );
        assert_eq!(differing(&paths, "").len(), paths.settings().len());
    }
}
