//! The program on a pseudo-terminal: keys in, screen out.

use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::{event, fs, process, termios};

use super::screen::Answering;
use super::{DEADLINE, PROGRAM, SOON, bare_env, keys, picture, screen};

/// A program that works for longer has something to do that no key has asked for, as an import: so much processor time of its
/// own, in hundredths of a second.
const BUSY: u64 = 200;

/// The program on a terminal of its own. Dropping it kills the program.
pub struct Console {
    shared: Arc<(Mutex<Seen>, Condvar)>,
    writer: Option<Arc<Mutex<Box<dyn Write + Send>>>>,
    master: Option<Box<dyn MasterPty + Send>>,
    reader: Option<JoinHandle<()>>,
    hanging_up: Arc<AtomicBool>,
    unread: Arc<AtomicBool>,
    pid: process::Pid,
    home: tempfile::TempDir,
}

/// What has come out of the program so far.
struct Seen {
    parser: vt100::Parser<screen::Terminal>,
    raw: Vec<u8>,
    /// Nothing more will come.
    closed: bool,
    ended: Option<ExitStatus>,
}

impl Console {
    /// `size` is (columns, rows). The environment is bare but for `env`, so that no desk's settings leak in.
    pub fn start(args: &[&str], size: (u16, u16), env: &[(&str, &str)]) -> Self {
        Self::start_program(PROGRAM, args, size, env)
    }

    pub fn start_program(program: &str, args: &[&str], size: (u16, u16), env: &[(&str, &str)]) -> Self {
        Self::start_on(Answering::Rightly, program, args, size, env)
    }

    /// On a terminal that answers questions in its own way.
    pub fn start_on(
        answering: Answering,
        program: &str,
        args: &[&str],
        size: (u16, u16),
        env: &[(&str, &str)],
    ) -> Self {
        let home = tempfile::tempdir().expect("a scratch home");
        let pair = native_pty_system().openpty(pty_size(size)).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(home.path());
        command.env_clear();
        command.env("TERM", "xterm-256color");
        for (name, value) in bare_env(home.path()).iter().map(|(n, v)| (*n, v.as_str())).chain(env.iter().copied()) {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).expect("a started program");
        drop(pair.slave); // else the end of the program would not end the output
        let pid = child.process_id().and_then(|pid| i32::try_from(pid).ok());
        let pid = pid.and_then(process::Pid::from_raw).expect("a process id");

        let (cols, rows) = cells(size);
        let seen = Seen {
            parser: vt100::Parser::new_with_callbacks(
                rows,
                cols,
                0,
                screen::Terminal { answering, ..Default::default() },
            ),
            raw: Vec::new(),
            closed: false,
            ended: None,
        };
        let shared = Arc::new((Mutex::new(seen), Condvar::new()));
        let writer = pair.master.take_writer().expect("the keyboard side");
        let writer = Arc::new(Mutex::new(writer));
        let output = pair.master.try_clone_reader().expect("the screen side");
        let (hanging_up, unread) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let reader = std::thread::spawn({
            let (shared, writer) = (Arc::clone(&shared), Arc::clone(&writer));
            let (hanging_up, unread) = (Arc::clone(&hanging_up), Arc::clone(&unread));
            move || read(output, &shared, &writer, &hanging_up, &unread)
        });
        std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                let status = child.wait().expect("the program's status");
                lock(&shared.0).ended = Some(status);
                shared.1.notify_all();
            }
        });
        let (writer, master, reader) = (Some(writer), Some(pair.master), Some(reader));
        Self { shared, writer, master, reader, hanging_up, unread, pid, home }
    }

    /// Types, in the notation of the key table: `n<Tab>abc<Enter><C-s><Esc><S-Down><F1>`, `<lt>` for `<`.
    pub fn keys(&self, keys: &str) {
        let mut rest = keys;
        let mut bytes = Vec::new();
        while let Some(first) = rest.chars().next() {
            let name = rest.strip_prefix('<').and_then(|r| r.split_once('>'));
            if let Some((name, after)) = name {
                let key = keys::key(name).unwrap_or_else(|| panic!("no key is called <{name}>"));
                bytes.extend(&key);
                rest = after;
                if key == b"\x1b" {
                    // Escape and the next byte in one read would be Alt with that key.
                    self.write(&std::mem::take(&mut bytes));
                    self.wait_until_read();
                }
            } else {
                bytes.extend(first.to_string().as_bytes());
                rest = &rest[first.len_utf8()..];
            }
        }
        self.write(&bytes);
    }

    /// Pastes as a terminal with bracketed paste does.
    pub fn paste(&self, text: &str) {
        self.write(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Sends bytes as they are: a foreign terminal, half a sequence.
    pub fn write(&self, bytes: &[u8]) {
        let writer = self.writer.as_ref().expect("a terminal not hung up");
        lock(writer).write_all(bytes).expect("a listening program");
    }

    /// Until the program has taken every byte typed so far, or nobody is there to take them. `poll` on a terminal first delivers
    /// what is under way.
    fn wait_until_read(&self) {
        let Some(line) = self.line() else { return };
        let end = Instant::now() + DEADLINE;
        loop {
            let mut unread = [event::PollFd::new(&line, event::PollFlags::IN)];
            let now = event::Timespec { tv_sec: 0, tv_nsec: 0 };
            if event::poll(&mut unread, Some(&now)).is_ok_and(|ready| ready == 0) || self.is_over() {
                return;
            }
            assert!(Instant::now() < end, "keys nobody reads\n{}", self.glance());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn is_over(&self) -> bool {
        let seen = lock(&self.shared.0);
        seen.closed || seen.ended.is_some()
    }

    /// Until the program does nothing more about what it has read: at two looks in a row none of its threads works or waits for
    /// the processor or the disk, and nothing was drawn between. Who works on and on is not waited for; who gets no processor is.
    fn wait_until_idle(&self) {
        let (end, worked) = (Instant::now() + SOON, self.worked());
        let mut idle_at = None;
        while Instant::now() < end && self.worked() < worked + BUSY && !self.is_over() {
            let bytes = self.is_asleep().then(|| self.bytes());
            if bytes.is_some() && bytes == idle_at {
                return;
            }
            idle_at = bytes;
            std::thread::sleep(Duration::from_millis(3));
        }
    }

    /// Of an officer's `ssh` this says nothing of the program behind it.
    fn is_asleep(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.pid())).into_iter().flatten().flatten();
        let mut states = threads.filter_map(|thread| {
            let stat = std::fs::read_to_string(thread.path().join("stat")).ok()?;
            stat.rsplit_once(") ")?.1.chars().next()
        });
        !states.any(|state| matches!(state, 'R' | 'D'))
    }

    /// The processor time that it has had, by Linux's hundredths.
    fn worked(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap_or_default();
        let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields).split(' ');
        fields.skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum()
    }

    pub fn wait(&self, holds: impl Fn(&str) -> bool, what: &str) {
        drop(self.until(what, |seen| holds(&text(seen))));
    }

    pub fn wait_text(&self, part: &str) {
        self.wait(|screen| screen.contains(part), &format!("«{part}»"));
    }

    pub fn wait_gone(&self, part: &str) {
        self.wait(|screen| !screen.contains(part), &format!("«{part}» to go"));
    }

    /// Until what was typed is read and done with, and no byte has come for `quiet` milliseconds.
    pub fn settle(&self, quiet: u64) {
        self.wait_until_read();
        self.wait_until_idle();
        let end = Instant::now() + DEADLINE;
        let mut seen = lock(&self.shared.0);
        loop {
            let before = seen.raw.len();
            let next = Duration::from_millis(quiet);
            let wait = self.shared.1.wait_timeout_while(seen, next, |s| s.raw.len() == before);
            seen = wait.unwrap_or_else(PoisonError::into_inner).0;
            if seen.raw.len() == before || seen.closed {
                return;
            }
            assert!(Instant::now() < end, "never quiet for {quiet} ms\n{}", text(&seen));
        }
    }

    /// The screen as text, rows and screen cut at their last letter; never half of a synchronized update.
    pub fn screen(&self) -> String {
        text(&self.until("a whole frame", |_| true))
    }

    /// One row, counted from 0.
    pub fn row(&self, row: usize) -> String {
        self.screen().lines().nth(row).unwrap_or_default().to_string()
    }

    /// The screen as a picture (SVG), for people to look at.
    pub fn picture(&self) -> String {
        picture::svg(self.until("a whole frame", |_| true).parser.screen())
    }

    /// The screen with its styles: under each row that has any, a line of `columns attributes` per run.
    pub fn styled(&self) -> String {
        screen::styled(self.until("a whole frame", |_| true).parser.screen())
    }

    /// Does each row whose first column is a frame's side have one in its last column?
    pub fn frame_is_straight(&self) -> bool {
        let seen = self.until("a whole frame", |_| true);
        let screen = seen.parser.screen();
        let (rows, cols) = (screen.size().0.get(), screen.size().1.get());
        let is_side = |row, col| screen.cell(row, col).is_some_and(|c| ["│", "|"].contains(&c.contents()));
        (0..rows).filter(|row| is_side(*row, 0)).all(|row| is_side(row, cols - 1))
    }

    /// Where the cursor stands as (column, row); `None` while it is hidden.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let seen = self.until("a whole frame", |_| true);
        let screen = seen.parser.screen();
        let (row, col) = screen.cursor_position();
        (!screen.hide_cursor()).then_some((col, row))
    }

    /// How many bytes the program has sent: what a slow line pays.
    pub fn bytes(&self) -> u64 {
        lock(&self.shared.0).raw.len() as u64
    }

    /// Every byte the program has sent: to look for foreign escapes and for the terminal being given back.
    pub fn raw_output(&self) -> Vec<u8> {
        lock(&self.shared.0).raw.clone()
    }

    /// The terminal as a shell wants it back: out of the alternate screen, cursor shown, echoing whole lines.
    pub fn given_back(&self) -> bool {
        let modes = self.line().and_then(|line| termios::tcgetattr(line).ok());
        let cooked = termios::LocalModes::ICANON | termios::LocalModes::ECHO;
        let seen = lock(&self.shared.0);
        let screen = seen.parser.screen();
        let drawn = screen.alternate_screen() || screen.hide_cursor() || screen.bracketed_paste();
        !drawn && modes.is_some_and(|modes| modes.local_modes.contains(cooked))
    }

    /// Nobody reads the screen any more, as on a line that stands still. `press` makes the program draw; this returns when the
    /// terminal takes nothing more from it.
    pub fn stop_reading(&self, press: &str) {
        self.unread.store(true, Ordering::SeqCst);
        let line = self.line().expect("a terminal not hung up");
        let end = Instant::now() + DEADLINE;
        let now = event::Timespec { tv_sec: 0, tv_nsec: 0 };
        while event::poll(&mut [event::PollFd::new(&line, event::PollFlags::OUT)], Some(&now)).is_ok_and(|n| n > 0) {
            assert!(Instant::now() < end, "the program draws nothing more\n{}", self.glance());
            self.keys(press);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn resize(&self, cols: u16, rows: u16) {
        let (c, r) = cells((cols, rows));
        let mut seen = lock(&self.shared.0); // held, so that the redraw meets the new size
        seen.parser.set_size(r, c);
        let master = self.master.as_ref().expect("a terminal not hung up");
        master.resize(pty_size((cols, rows))).expect("a resized terminal");
    }

    pub fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn signal(&self, signal: i32) {
        let signal = process::Signal::from_named_raw(signal).expect("a signal of this system");
        process::kill_process(self.pid, signal).expect("a living program");
    }

    /// The program's end, with all its output in.
    pub fn wait_exit(&self) -> ExitStatus {
        let running = |seen: &mut Seen| seen.ended.is_none() || !seen.closed;
        let seen = lock(&self.shared.0);
        let wait = self.shared.1.wait_timeout_while(seen, DEADLINE, running);
        let seen = wait.unwrap_or_else(PoisonError::into_inner).0;
        let Some(status) = &seen.ended else {
            panic!("still running after {DEADLINE:?}\n{}", text(&seen));
        };
        status.clone()
    }

    /// Takes the terminal away, as a lost connection does: the program gets SIGHUP and reads nothing but the end.
    pub fn hang_up(&mut self) {
        self.hanging_up.store(true, Ordering::SeqCst);
        let unread = self.unread.swap(false, Ordering::SeqCst);
        // The reader holds the terminal open while it reads: one byte from our side of the line lets it look up.
        // Without an end-of-file key the writer does not type Enter and Ctrl-D as it is dropped.
        if let Some(line) = self.line() {
            if let Ok(mut modes) = termios::tcgetattr(&line) {
                modes.special_codes[termios::SpecialCodeIndex::VEOF] = 0;
                let _ = termios::tcsetattr(&line, termios::OptionalActions::Now, &modes);
            }
            // A full line has enough to read.
            if !unread {
                let _ = std::fs::File::from(line).write_all(b" ");
            }
        }
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        self.writer = None;
        self.master = None;
    }

    /// The program's side of the terminal, opened for a moment.
    fn line(&self) -> Option<OwnedFd> {
        let name = self.master.as_ref()?.tty_name()?;
        let flags = fs::OFlags::RDWR | fs::OFlags::NOCTTY | fs::OFlags::CLOEXEC;
        fs::open(name, flags, fs::Mode::empty()).ok()
    }

    fn until(&self, what: &str, holds: impl Fn(&Seen) -> bool) -> MutexGuard<'_, Seen> {
        let end = Instant::now() + DEADLINE;
        let mut seen = lock(&self.shared.0);
        loop {
            let whole = seen.closed || !seen.parser.callbacks().mid_frame;
            if whole && holds(&seen) {
                return seen;
            }
            let left = end.saturating_duration_since(Instant::now());
            if seen.closed || left.is_zero() {
                let state = if seen.closed { "its output ended" } else { "it runs" };
                let screen = text(&seen);
                drop(seen);
                panic!("waited for {what}; {state}; the screen:\n{screen}");
            }
            let wait = self.shared.1.wait_timeout(seen, left);
            seen = wait.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn glance(&self) -> String {
        text(&lock(&self.shared.0))
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        if lock(&self.shared.0).ended.is_none() {
            let _ = process::kill_process(self.pid, process::Signal::KILL);
        }
        self.hang_up();
    }
}

fn read(
    mut output: Box<dyn Read + Send>,
    shared: &(Mutex<Seen>, Condvar),
    writer: &Mutex<Box<dyn Write + Send>>,
    hanging_up: &AtomicBool,
    unread: &AtomicBool,
) {
    let (mut chunk, mut rest) = ([0; 16 * 1024], Vec::new());
    loop {
        while unread.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let count = output.read(&mut chunk).unwrap_or(0);
        let mut seen = lock(&shared.0);
        if count == 0 || hanging_up.load(Ordering::SeqCst) {
            seen.closed = true;
            shared.1.notify_all();
            return;
        }
        seen.raw.extend(&chunk[..count]);
        rest.extend(&chunk[..count]);
        seen.parser.process(&screen::drawable(&mut rest));
        let answers = std::mem::take(&mut seen.parser.callbacks_mut().answers);
        drop(seen);
        shared.1.notify_all();
        let answering = lock(&shared.0).parser.callbacks().answering;
        if !answers.is_empty() {
            if let Answering::Late(ms) = answering {
                std::thread::sleep(Duration::from_millis(ms)); // as a long way does
            }
            let _ = lock(writer).write_all(&answers);
        }
    }
}

fn text(seen: &Seen) -> String {
    screen::text(seen.parser.screen())
}

/// A failed test must not hide behind a poisoned lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, ..PtySize::default() }
}

/// vt100 knows no empty screen; the program may meet one (`ssh -tt` without input).
fn cells((cols, rows): (u16, u16)) -> (std::num::NonZeroU16, std::num::NonZeroU16) {
    let at_least_one = |n: u16| std::num::NonZeroU16::new(n).unwrap_or(std::num::NonZeroU16::MIN);
    (at_least_one(cols), at_least_one(rows))
}
