//! This sitting at the console: who, since when, in which process; and whether another sitting still runs.

use crate::clock::Clock;
use crate::domain::act::Actor;
use crate::domain::draft::Draft;
use crate::domain::rights::Viewer;
use crate::domain::visit::{Privacy, Welcome};
use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// The exit code of one who is not allowed any more.
pub const SIGNED_OUT: i32 = 4;

/// Who sits here.
#[derive(Debug, Clone)]
pub struct Session {
    /// the officer and the sitting
    pub actor: Actor,
    /// what they may see and do, as it was at the start; the console is told when it changes
    pub viewer: Viewer,
    /// when and whence they were here before
    pub welcome: Welcome,
    /// how long things stay on the screen
    pub privacy: Privacy,
    /// what this officer likes, as it is kept
    pub settings: BTreeMap<String, String>,
    /// have they a PIN?
    pub has_pin: bool,
    /// the time
    pub clock: Clock,
    /// the form as it was last typed in, for whoever ends the process
    pub unsaved: Unsaved,
}

/// Names of what officers may set for themselves.
pub mod setting {
    /// `on` or `off`: are names and narrative kept from the screen?
    pub const PRIVACY: &str = "privacy";
    /// `none`: no colours, whatever the terminal can
    pub const COLOURS: &str = "colours";
    /// `ascii`: no signs beyond ASCII
    pub const SIGNS: &str = "signs";
    /// the column by which the list begins, as the name of a [`crate::domain::listing::Sort`]
    pub const ORDER: &str = "order";
}

/// The latest state of the open form, shared with whoever ends the process.
#[derive(Debug, Clone, Default)]
pub struct Unsaved(Arc<Mutex<Option<Draft>>>);

impl Unsaved {
    /// Sets or clears it.
    pub fn set(&self, draft: Option<Draft>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = draft;
    }

    /// Hands it to `keep`, once. Whoever comes second waits until it is kept.
    pub fn keep(&self, keep: impl FnOnce(&Draft)) {
        let mut draft = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(draft) = draft.take() {
            keep(&draft);
        }
    }
}

/// This process as it is told from any other, also after its number was used again: number and start.
pub fn this_process() -> String {
    let pid = std::process::id();
    format!("{pid}:{}", started(pid).ok().flatten().unwrap_or_default())
}

/// Does the process that kept a draft still run? One that lives but may not be looked at counts as that one.
pub fn is_running(process: &str) -> bool {
    let Some((pid, start)) = process.split_once(':') else { return false };
    let Ok(pid) = pid.parse() else { return false };
    match started(pid) {
        Ok(now) => now.is_some_and(|now| now == start),
        // Where `/proc` is closed (hidepid), a console is hidden from all others: it lets nobody read its memory.
        Err(_) => start.ends_with(&boot()) && lives(pid),
    }
}

fn lives(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| matches!(test_kill_process(pid), Ok(()) | Err(Errno::PERM)))
}

/// When a process started, in ticks since the machine did, with the machine's own start. `None`: it is dead and not yet
/// reaped, and types no more.
fn started(pid: u32) -> io::Result<Option<String>> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let mut fields = stat.rsplit_once(") ").map_or("", |(_, after_name)| after_name).split(' ');
    let alive = fields.next().is_some_and(|state| state != "Z");
    Ok(fields.nth(18).filter(|_| alive).map(|ticks| format!("{ticks}:{}", boot())))
}

fn boot() -> String {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    id.trim().to_owned()
}
