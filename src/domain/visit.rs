//! A sitting at the office: who claims to be there, by which key and from where; what they are told as they come in;
//! who else is there; what looking leaves on record. It must never know how any of it is kept.

use super::moment::Now;
use std::time::Duration;

/// Who says they are at the desk.
#[derive(Debug, Clone, Default)]
pub struct Claim {
    /// the name that is claimed: of a forced command, or of `--as`
    pub name: Option<String>,
    /// the key by which the session was opened
    pub key: Option<String>,
    /// the Unix user that runs the process
    pub account: String,
    /// the address of the SSH client
    pub address: Option<String>,
    /// the sitting
    pub session: String,
}

impl Claim {
    /// Whence, in words: `from 10.0.0.7 by key K3`, `at the server`.
    pub fn from_where(&self) -> String {
        let address = self.address.as_deref().map_or("at the server".to_owned(), |a| format!("from {a}"));
        self.key.as_deref().map_or(address.clone(), |key| format!("{address} by key {key}"))
    }
}

/// What somebody is told as they come in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Welcome {
    /// when and whence they signed in before
    pub last: Option<(String, String)>,
    /// how many accounts and keys others changed since then, for who answers for them
    pub accounts: usize,
}

/// How long things stay on the screen of an office with accounts.
#[derive(Debug, Clone, Copy)]
pub struct Privacy {
    /// revealed names, until they are masked again
    pub reveal: Duration,
    /// an idle screen, until it is masked
    pub mask: Duration,
    /// an idle screen, until the console is left
    pub leave: Duration,
}

impl Default for Privacy {
    fn default() -> Privacy {
        Privacy { reveal: Duration::from_secs(30), mask: Duration::from_secs(300), leave: Duration::from_secs(900) }
    }
}

/// Somebody at a console, now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// the sitting
    pub session: String,
    /// who
    pub officer: String,
    /// the process, so that another may tell whether it still runs
    pub process: String,
    /// the case that they have before them
    pub case_id: Option<String>,
    /// are they typing in a form of it?
    pub editing: bool,
}

/// Somebody looked at a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// when
    pub at: String,
    /// who
    pub person: String,
    /// how: `open case`, `reveal names`, `break glass`
    pub action: String,
    /// what more is known of it
    pub detail: String,
    /// why, where it was asked and may be read
    pub reason: Option<String>,
}

/// Somebody broke the glass of a case, told to who must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// the act
    pub glass: String,
    /// when
    pub at: String,
    /// who broke it
    pub by: String,
    /// number of the case
    pub number: String,
    /// the case
    pub case_id: String,
    /// why
    pub reason: String,
}

/// How long broken glass lets in.
pub fn glass_until(now: &Now) -> Now {
    Now { utc: now.utc + chrono::TimeDelta::hours(12), ..*now }
}
