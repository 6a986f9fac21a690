//! A process as others tell it, also after its number was used again: number, start, and the machine's own start.
//! It must never touch a process but by [`wake`] and [`end`], which act on exactly the one that is meant.

use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal, test_kill_process};
use std::io;

/// This process.
pub fn this_process() -> String {
    let pid = std::process::id();
    format!("{pid}:{}", started(pid).ok().flatten().unwrap_or_default())
}

/// Does this process still run? One that lives but may not be looked at counts as that one.
pub fn is_running(process: &str) -> bool {
    let Some((pid, start)) = parts(process) else { return false };
    match started(pid) {
        Ok(now) => now.is_some_and(|now| now == start),
        // Where `/proc` is closed (hidepid), a console is hidden from all others: it lets nobody read its memory.
        Err(_) => start.ends_with(&boot()) && lives(pid),
    }
}

/// Is it stopped, by a signal or a debugger? One that may not be looked at is not known to be.
pub(super) fn is_stopped(process: &str) -> bool {
    let seen = parts(process).and_then(|(pid, start)| Some((stat(pid).ok()?, start)));
    seen.is_some_and(|(stat, start)| stat.start().is_some_and(|s| s == start) && ["T", "t"].contains(&stat.state()))
}

/// Wakes a stopped process.
pub(super) fn wake(process: &str) -> io::Result<()> {
    send(process, Signal::CONT)
}

/// Ends a process that cannot be woken.
pub(super) fn end(process: &str) -> io::Result<()> {
    send(process, Signal::KILL)
}

/// Its number, for people.
pub(super) fn number(process: &str) -> &str {
    process.split(':').next().unwrap_or_default()
}

/// By a handle of the process, which no other can take the place of between the look and the signal; and only to one that
/// runs a program of our name.
fn send(process: &str, signal: Signal) -> io::Result<()> {
    let gone = || io::Error::from(io::ErrorKind::NotFound);
    let (pid, start) = parts(process).ok_or_else(gone)?;
    let handle = pidfd_open(i32::try_from(pid).ok().and_then(Pid::from_raw).ok_or_else(gone)?, PidfdFlags::empty())?;
    let it = stat(pid)?;
    if it.start().is_none_or(|s| s != start) || it.name() != stat(std::process::id())?.name() {
        return Err(gone());
    }
    Ok(pidfd_send_signal(handle, signal)?)
}

fn parts(process: &str) -> Option<(u32, &str)> {
    let (pid, start) = process.split_once(':')?;
    Some((pid.parse().ok()?, start))
}

fn lives(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| matches!(test_kill_process(pid), Ok(()) | Err(Errno::PERM)))
}

/// When a process started, in ticks since the machine did, with the machine's own start. `None`: it is dead and not yet
/// reaped, and types no more.
fn started(pid: u32) -> io::Result<Option<String>> {
    Ok(stat(pid)?.start())
}

/// A line of `/proc/PID/stat`: `number (name) state …`, where the name may hold anything.
struct Stat(String);

fn stat(pid: u32) -> io::Result<Stat> {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).map(Stat)
}

impl Stat {
    fn name(&self) -> &str {
        self.0.rsplit_once(") ").and_then(|(before, _)| before.split_once(" (")).map_or("", |(_, name)| name)
    }

    fn field(&self, n: usize) -> Option<&str> {
        self.0.rsplit_once(") ").and_then(|(_, after)| after.split(' ').nth(n))
    }

    fn state(&self) -> &str {
        self.field(0).unwrap_or_default()
    }

    fn start(&self) -> Option<String> {
        let ticks = self.field(19).filter(|_| self.state() != "Z");
        ticks.map(|ticks| format!("{ticks}:{}", boot()))
    }
}

fn boot() -> String {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    id.trim().to_owned()
}
