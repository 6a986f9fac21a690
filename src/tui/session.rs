//! This sitting at the console: who, since when, in which process; and whether another sitting still runs.

use crate::clock::Clock;
use crate::domain::act::Actor;
use crate::domain::draft::Draft;
use crate::domain::rights::Viewer;
use crate::domain::visit::{Privacy, Welcome};
use std::sync::{Arc, Mutex, PoisonError};

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
    /// the time
    pub clock: Clock,
    /// the form as it was last typed in, for whoever ends the process
    pub unsaved: Unsaved,
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
    format!("{pid}:{}", started(pid).unwrap_or_default())
}

/// Does the process that kept a draft still run?
pub fn is_running(process: &str) -> bool {
    let Some((pid, start)) = process.split_once(':') else { return false };
    pid.parse().ok().and_then(started).is_some_and(|s| s == start)
}

/// When a process started, in ticks since the machine did, with the machine's own start.
fn started(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let after_name = stat.rsplit_once(") ")?.1;
    let mut fields = after_name.split(' ');
    // A process that is dead and not yet reaped types no more.
    if fields.next()? == "Z" {
        return None;
    }
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    Some(format!("{}:{}", fields.nth(18)?, boot.trim()))
}
