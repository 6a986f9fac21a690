//! The queue of writers: a file beside the office file, locked by whose turn it is, who writes their name into it. The engine's
//! own waiting is not fair, so everyone queues here first. It must never be waited for longer than people wait: who holds the
//! turn too long has what they write taken back, and who is frozen with it is woken, or ended.

use super::process::{end, is_running, is_stopped, number, this_process, wake};
use super::{Error, Result};
use crate::domain::moment;
use crate::domain::text::harmless;
use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::io::Errno;
use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a save waits for others.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// Who waits looks so often who is in front, and whether they are frozen.
const LOOKS: Duration = Duration::from_millis(50);
/// Who has just had the turn lets others go first: so long it takes to wake who is next.
const LETS_OTHERS: Duration = Duration::from_millis(2);
/// Bytes of the line that says whose turn it is, always as many: it is read while it is written.
const LINE: usize = 256;

/// How long what may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// a writing transaction is put on record
    pub slow: Duration,
    /// it is taken back
    pub over: Duration,
    /// who waits is told for whom
    tell: Duration,
    /// who has held the turn so long and is stopped is woken
    wake: Duration,
    /// who is stopped so long after it still is ended: what they wrote is taken back by the engine, and what they typed was
    /// kept every few seconds
    end: Duration,
    /// who waits gives up
    patience: Duration,
}

const LIMITS: Limits = Limits {
    slow: Duration::from_secs(2),
    over: Duration::from_secs(5),
    tell: Duration::from_secs(1),
    wake: Duration::from_secs(5),
    end: Duration::from_millis(500),
    patience: PATIENCE,
};

/// Told for whom a save waits, and with nothing when it waits no more.
pub(super) type OnWait = Box<dyn Fn(Option<String>) + Send>;

/// The file in front of which the writers of an office file queue, and what is known of the office file there.
pub(super) struct Stile {
    file: File,
    process: String,
    office: PathBuf,
    /// device and number of the office file as it was opened
    identity: (u64, u64),
    /// when it was given back last
    given_back: Cell<Option<Instant>>,
    pub deadline: Deadline,
    pub limits: Limits,
    pub on_wait: Option<OnWait>,
    /// how long a transaction took that is to be put on record
    pub slow: Cell<Option<Duration>>,
}

/// When the transaction that is open must be over; the engine asks while it works.
#[derive(Clone, Default)]
pub(super) struct Deadline(Arc<Mutex<Option<Instant>>>);

impl Deadline {
    fn set(&self, at: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// Is it over?
    pub fn is_past(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| Instant::now() >= at)
    }
}

/// What is locked while it is our turn.
enum Lock {
    /// the file that is open anyway
    Stile,
    /// the same once more, opened to wait for it
    Waited(File),
    /// nothing: nobody who is known gave it up
    None,
}

/// The turn to write; the next in line may go when it is dropped.
pub(super) struct Turn<'a> {
    stile: &'a Stile,
    lock: Lock,
    begun: Cell<Option<Instant>>,
}

impl Turn<'_> {
    /// A transaction has begun: from here on it has its limits. It must be one on the file that was opened.
    pub fn begun(&self) -> Result<()> {
        self.stile.is_in_place()?;
        let now = Instant::now();
        self.begun.set(Some(now));
        self.stile.deadline.set(Some(now + self.stile.limits.over));
        Ok(())
    }

    /// May it be committed? Asked directly before; what is committed then is not cut off any more.
    pub fn in_time(&self) -> Result<()> {
        #[cfg(debug_assertions)]
        freeze_for_a_test();
        let over = self.stile.deadline.is_past();
        self.stile.deadline.set(None);
        if over { Err(Error::TooSlow) } else { self.stile.is_in_place() }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.stile.deadline.set(None);
        let took = self.begun.get().map(|at| at.elapsed()).filter(|took| *took >= self.stile.limits.slow);
        if took.is_some() {
            self.stile.slow.set(took);
        }
        let locked = match &self.lock {
            Lock::Stile => &self.stile.file,
            Lock::Waited(file) => file,
            Lock::None => return,
        };
        self.stile.say("");
        let _ = flock(locked, FlockOperation::Unlock);
        self.stile.given_back.set(Some(Instant::now()));
    }
}

/// Whoever is in front, as the file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Holder {
    process: String,
    since: String,
    name: String,
}

impl Holder {
    fn read(line: &str) -> Option<Holder> {
        let mut words = line.trim_end().splitn(3, ' ');
        let (process, since) = (words.next()?.to_owned(), words.next()?.to_owned());
        let name = words.next().map(harmless).filter(|n| !n.is_empty());
        let name = name.unwrap_or_else(|| format!("another program (process {})", number(&process)));
        Some(Holder { process, since, name })
    }
}

/// Waits for the turn, in the name of an officer. Where nobody who is known gives it up in time, the engine decides.
/// # Errors
/// [`Error::Held`] where somebody who is known has not let go.
pub(super) fn take<'a>(stile: &'a Stile, name: &str) -> Result<Turn<'a>> {
    if let Some(at) = stile.given_back.get() {
        std::thread::sleep(LETS_OTHERS.saturating_sub(at.elapsed()));
    }
    let lock = match flock(&stile.file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Lock::Stile,
        Err(_) => wait(stile)?,
    };
    if !matches!(lock, Lock::None) {
        let name = harmless(name).replace('\n', " ");
        stile.say(&format!("{} {} {name}", stile.process, moment::stamp(chrono::Utc::now())));
    }
    Ok(Turn { stile, lock, begun: Cell::new(None) })
}

/// Waits in the system's own queue, which lets nobody past, and looks meanwhile who is in front.
fn wait(stile: &Stile) -> Result<Lock> {
    let mut wait = Wait::new(stile);
    let place = Place::behind(stile.once_more()?)?;
    while wait.start.elapsed() < stile.limits.patience {
        if let Some(file) = place.turn_within(LOOKS) {
            return Ok(Lock::Waited(file));
        }
        wait.on();
    }
    match (place.leave(), wait.for_whom()) {
        (Some(file), _) => Ok(Lock::Waited(file)),
        (None, Some(name)) => Err(Error::Held(name)),
        (None, None) => Ok(Lock::None),
    }
}

/// A place in the queue, kept by a thread that does nothing but wait.
struct Place(Arc<(Mutex<Waiting>, Condvar)>);

enum Waiting {
    Still,
    /// it is our turn, as long as this is open
    Over(File),
    /// nobody wants it any more
    Left,
}

impl Place {
    fn behind(file: File) -> Result<Place> {
        let place = Arc::new((Mutex::new(Waiting::Still), Condvar::new()));
        let ours = Arc::clone(&place);
        let wait = move || {
            let taken = flock(&file, FlockOperation::LockExclusive);
            let mut waiting = ours.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Where it is not wanted any more, closing the file lets the next one go.
            if taken.is_ok() && matches!(*waiting, Waiting::Still) {
                *waiting = Waiting::Over(file);
                ours.1.notify_all();
            }
        };
        std::thread::Builder::new().spawn(wait).map_err(|_| Error::Busy)?;
        Ok(Place(place))
    }

    fn turn_within(&self, time: Duration) -> Option<File> {
        let (waiting, over) = &*self.0;
        let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let still = |waiting: &mut Waiting| matches!(waiting, Waiting::Still);
        let (mut waiting, _) = over.wait_timeout_while(waiting, time, still).unwrap_or_else(PoisonError::into_inner);
        if still(&mut waiting) { None } else { Place::take(waiting) }
    }

    /// Gives the place up; the turn, if it came at this very moment.
    fn leave(self) -> Option<File> {
        let waiting = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        Place::take(waiting)
    }

    fn take(mut waiting: MutexGuard<Waiting>) -> Option<File> {
        match std::mem::replace(&mut *waiting, Waiting::Left) {
            Waiting::Over(file) => Some(file),
            Waiting::Still | Waiting::Left => None,
        }
    }
}

/// One waiting.
struct Wait<'a> {
    stile: &'a Stile,
    start: Instant,
    /// who was in front at the last look, since when they are seen there, and when they were woken
    holder: Option<Holder>,
    seen: Instant,
    woken: Option<Instant>,
    ended: bool,
    told: Option<String>,
}

impl Wait<'_> {
    fn new(stile: &Stile) -> Wait<'_> {
        let now = Instant::now();
        Wait { stile, start: now, holder: None, seen: now, woken: None, ended: false, told: None }
    }

    /// A moment more.
    fn on(&mut self) {
        let (limits, holder) = (self.stile.limits, self.stile.holder());
        if holder != self.holder {
            (self.holder, self.seen, self.woken, self.ended) = (holder, Instant::now(), None, false);
        }
        if let Some(holder) = self.holder.as_ref().filter(|_| self.seen.elapsed() >= limits.wake && !self.ended) {
            match self.woken {
                _ if !is_stopped(&holder.process) => {}
                None => {
                    let _ = wake(&holder.process);
                    self.woken = Some(Instant::now());
                }
                Some(at) if at.elapsed() >= limits.end => self.ended = end(&holder.process).is_ok(),
                Some(_) => {}
            }
        }
        if self.start.elapsed() >= limits.tell
            && let (Some(tell), Some(holder)) = (&self.stile.on_wait, &self.holder)
            && self.told.as_ref() != Some(&holder.name)
        {
            tell(Some(format!("waiting for {}, who is saving", holder.name)));
            self.told = Some(holder.name.clone());
        }
    }

    /// For whom it was waited in vain; nobody where the file names none who runs.
    fn for_whom(&self) -> Option<String> {
        let holder = self.holder.as_ref().filter(|h| is_running(&h.process))?;
        let frozen = format!("{}, whose process {} is stopped,", holder.name, number(&holder.process));
        Some(if is_stopped(&holder.process) { frozen } else { holder.name.clone() })
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        if let (Some(_), Some(tell)) = (&self.told, &self.stile.on_wait) {
            tell(None);
        }
    }
}

/// The stile of an office file; whoever may write that may queue.
pub(super) fn stile(of: &Path) -> Result<Stile> {
    let path = PathBuf::from(format!("{}-turn", of.display()));
    let identity = identity(of)?;
    let file = open(&path, of).map_err(|error| match Errno::from_io_error(&error) {
        Some(Errno::LOOP | Errno::NXIO | Errno::ISDIR) => Error::NotPlain(path.clone()),
        _ => Error::ReadOnly(path.clone()),
    })?;
    if !file.metadata().is_ok_and(|m| m.is_file() && m.nlink() == 1) {
        return Err(Error::NotPlain(path));
    }
    let (process, (given_back, deadline, on_wait, slow)) = (this_process(), Default::default());
    Ok(Stile { file, process, office: of.to_owned(), identity, given_back, deadline, limits: LIMITS, on_wait, slow })
}

impl Stile {
    /// The same file opened once more: what waits for it locks for itself alone.
    fn once_more(&self) -> Result<File> {
        let path = PathBuf::from(format!("{}-turn", self.office.display()));
        open(&path, &self.office).map_err(|_| Error::ReadOnly(path))
    }

    /// Is the office file where it was when it was opened?
    pub fn is_in_place(&self) -> Result<()> {
        if identity(&self.office)? == self.identity { Ok(()) } else { Err(Error::Replaced) }
    }

    /// Writes whose turn it is; nobody's turn by nothing. Only a help for who waits: without it they wait all the same.
    fn say(&self, line: &str) {
        let mut bytes = [b' '; LINE];
        bytes.iter_mut().zip(line.bytes()).for_each(|(to, from)| *to = from);
        let _ = self.file.write_all_at(&bytes, 0);
    }

    /// Whose turn the file says it is. A process that ended with the turn has left its name, and a turn that is over none.
    fn holder(&self) -> Option<Holder> {
        let mut bytes = [b' '; LINE];
        self.file.read_at(&mut bytes, 0).ok()?;
        Holder::read(&String::from_utf8_lossy(&bytes))
    }
}

fn identity(of: &Path) -> Result<(u64, u64)> {
    let meta = std::fs::symlink_metadata(of).map_err(|_| Error::Removed(of.to_owned()))?;
    Ok((meta.dev(), meta.ino()))
}

fn open(path: &Path, of: &Path) -> std::io::Result<File> {
    let meta = std::fs::metadata(of)?;
    let mode = meta.mode() & 0o777;
    let new = std::fs::symlink_metadata(path).is_err();
    // Neither through a link that somebody laid there, nor waiting in a pipe.
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(mode).custom_flags(flags);
    let file = options.open(path)?;
    if new {
        // Not narrowed by the umask of whoever came first, and not root's own where root came first.
        file.set_permissions(std::fs::Permissions::from_mode(mode))?;
        let _ = std::os::unix::fs::fchown(&file, Some(meta.uid()), Some(meta.gid()));
    }
    Ok(file)
}

/// Stops this process in the middle of its transaction, once or whenever it is woken, where a test asks for it.
#[cfg(debug_assertions)]
fn freeze_for_a_test() {
    let Some(how) = std::env::var_os("CASELOAD_TEST_FREEZE") else { return };
    let stop = || rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
    while stop().is_ok() && how == "for ever" {}
}

#[cfg(test)]
mod tests;
