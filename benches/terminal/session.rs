//! A console on a pseudo-terminal of its own, with the moment at which each piece of its output came: stamped before anything is made of it,
//! so that the emulator's time is in no number.

use crate::floor;
use crate::screen::{Terminal, text};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_caseload");
/// What has not come by then does not come.
const DEADLINE: Duration = Duration::from_secs(120);
/// A frame is whole when nothing has come for so long.
const STILL: Duration = Duration::from_millis(40);

/// What has come so far.
struct Seen {
    parser: vt100::Parser<Terminal>,
    bytes: usize,
    /// when the first piece came since a key was pressed
    first: Option<Instant>,
    last: Instant,
    closed: bool,
}

/// What lies between a desk and the server.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// how long each way takes
    pub way: Duration,
    /// bytes a second towards the desk, over a connection as that of sshd; as fast as they come where there is none
    pub rate: Option<u32>,
}

impl Line {
    /// The desk is the server.
    pub const NONE: Line = Line { way: Duration::ZERO, rate: None };
}

pub struct Session {
    shared: Arc<(Mutex<Seen>, Condvar)>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    started: Instant,
    line: Line,
    _master: Box<dyn MasterPty + Send>,
}

/// What a key cost.
#[derive(Clone, Copy)]
pub struct Frame {
    /// until the first of it was there
    pub first: Duration,
    /// until the last of it was
    pub took: Duration,
    pub bytes: usize,
}

impl Session {
    /// The console of an officer.
    pub fn start(db: &Path, home: &Path, officer: &str, size: (u16, u16), line: Line) -> Session {
        Session::of(PROGRAM.as_ref(), &["--db", db.to_str().unwrap(), "--as", officer], home, size, line)
    }

    /// The floor on the same file.
    pub fn floor(db: &Path, home: &Path, size: (u16, u16)) -> Session {
        let bench = std::env::current_exe().unwrap();
        Session::of(bench.as_os_str(), &[floor::FLOOR, db.to_str().unwrap()], home, size, Line::NONE)
    }

    fn of(program: &OsStr, args: &[&str], home: &Path, (cols, rows): (u16, u16), line: Line) -> Session {
        let pair = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(home);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("HOME", home.to_str().unwrap())] {
            command.env(name, value);
        }
        let config = home.join(".config/caseload/config.toml");
        std::fs::create_dir_all(config.parent().unwrap()).unwrap();
        std::fs::write(config, "").unwrap();
        let far = line.rate.map(|rate| Far::new(rate as usize / 2));
        if let Some(far) = &far {
            command.env("SSH_CONNECTION", &far.connection);
        }
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (rows, cols) = (rows.try_into().unwrap(), cols.try_into().unwrap());
        let parser = vt100::Parser::new_with_callbacks(rows, cols, 0, Terminal::default());
        let seen = Seen { parser, bytes: 0, first: None, last: started, closed: false };
        let shared = Arc::new((Mutex::new(seen), Condvar::new()));
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let mut output = pair.master.try_clone_reader().unwrap();
        if let Some(Far { mut server, desk, .. }) = far {
            let near = std::mem::replace(&mut output, Box::new(desk));
            std::thread::spawn(move || std::io::copy(&mut { near }, &mut server));
        }
        std::thread::spawn({
            let (shared, writer) = (Arc::clone(&shared), Arc::clone(&writer));
            move || read(output, &shared, &writer, line)
        });
        Session { shared, writer, child, started, line, _master: pair.master }
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub fn bytes(&self) -> usize {
        lock(&self.shared.0).bytes
    }

    /// Until the screen says so; when the piece came that made it so, counted from the start.
    pub fn until(&self, holds: impl Fn(&str) -> bool, what: &str) -> Duration {
        self.wait(holds, what).duration_since(self.started)
    }

    /// The same as a point in time.
    pub fn wait(&self, holds: impl Fn(&str) -> bool, what: &str) -> Instant {
        let end = Instant::now() + DEADLINE;
        let mut seen = lock(&self.shared.0);
        loop {
            let screen = text(seen.parser.screen());
            if !seen.parser.callbacks().mid_frame && holds(&screen) {
                return seen.last;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !seen.closed, "waited for {what}:\n{screen}");
            seen = self.shared.1.wait_timeout(seen, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Presses a key that changes the screen; until the screen is still again.
    pub fn press(&self, key: &str) -> Frame {
        self.press_until(key, STILL)
    }

    /// The same where more comes later, as what a view reads.
    pub fn press_until(&self, key: &str, quiet: Duration) -> Frame {
        let before = {
            let mut seen = lock(&self.shared.0);
            seen.first = None;
            seen.bytes
        };
        let at = Instant::now();
        self.write(key);
        let end = Instant::now() + DEADLINE;
        let mut seen = lock(&self.shared.0);
        loop {
            let still = seen.bytes > before && seen.last.elapsed() >= quiet && !seen.parser.callbacks().mid_frame;
            if still {
                let first = seen.first.unwrap_or(seen.last).saturating_duration_since(at);
                return Frame { first, took: seen.last.duration_since(at), bytes: seen.bytes - before };
            }
            assert!(Instant::now() < end && !seen.closed, "nothing came of {key:?}:\n{}", text(seen.parser.screen()));
            seen = self.shared.1.wait_timeout(seen, STILL / 4).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Until nothing has come for a while.
    pub fn still(&self, quiet: Duration) {
        let mut seen = lock(&self.shared.0);
        while seen.last.elapsed() < quiet {
            seen = self.shared.1.wait_timeout(seen, quiet / 4).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// When the last piece came.
    pub fn last(&self) -> Instant {
        lock(&self.shared.0).last
    }

    pub fn write(&self, keys: &str) {
        std::thread::sleep(self.line.way);
        self.write_at_once(keys);
    }

    /// The same where one key follows another: the way is as long for each.
    pub fn write_at_once(&self, keys: &str) {
        lock(&self.writer).write_all(keys.as_bytes()).unwrap();
    }

    /// A value of `/proc/PID/FILE` in its own unit, summed over the lines that begin so.
    pub fn of_process(&self, file: &str, lines: &[&str]) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/{file}", self.pid())).unwrap_or_default();
        let value = |line: &str| line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok());
        text.lines().filter(|line| lines.iter().any(|begin| line.starts_with(begin))).filter_map(value).sum()
    }

    /// How often its threads were put to sleep of their own accord: each wake-up ends in one.
    pub fn naps(&self) -> u64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.pid())).unwrap();
        let nap = |task: std::io::Result<std::fs::DirEntry>| {
            let status = std::fs::read_to_string(task.ok()?.path().join("status")).ok()?;
            let line = status.lines().find_map(|l| l.strip_prefix("voluntary_ctxt_switches:"))?;
            line.trim().parse::<u64>().ok()
        };
        tasks.filter_map(nap).sum()
    }

    /// Memory that nobody else uses, in kB; while it runs alone, the program itself is among it.
    pub fn private(&self) -> u64 {
        self.of_process("smaps_rollup", &["Private_Clean:", "Private_Dirty:"])
    }

    /// Memory that it wrote to, in kB, and so has to itself however many run.
    pub fn written(&self) -> u64 {
        self.of_process("smaps_rollup", &["Private_Dirty:"])
    }

    /// Its part of all memory in use, in kB: what several use is divided among them.
    pub fn part(&self) -> u64 {
        self.of_process("smaps_rollup", &["Pss:"])
    }

    /// Processor time so far, in hundredths of a second.
    pub fn ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap_or_default();
        let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum()
    }
}

/// What sshd has towards a desk: a connection on which little is held for who reads slowly.
struct Far {
    server: TcpStream,
    desk: TcpStream,
    connection: String,
}

impl Far {
    fn new(held: usize) -> Far {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        rustix::net::sockopt::set_socket_recv_buffer_size(&listener, held).unwrap();
        let server = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        server.set_nodelay(true).unwrap();
        let (desk, _) = listener.accept().unwrap();
        let [there, here] = [desk.local_addr().unwrap(), server.local_addr().unwrap()];
        let connection = format!("{} {} {} {}", there.ip(), there.port(), here.ip(), here.port());
        Far { server, desk, connection }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(
    mut output: Box<dyn Read + Send>,
    shared: &(Mutex<Seen>, Condvar),
    writer: &Mutex<Box<dyn Write + Send>>,
    line: Line,
) {
    // On a slow line as much as it carries in a twentieth of a second.
    let mut piece = vec![0; line.rate.map_or(64 * 1024, |rate| rate as usize / 20)];
    loop {
        let count = output.read(&mut piece).unwrap_or(0);
        if let Some(rate) = line.rate {
            std::thread::sleep(Duration::from_secs_f64(count as f64 / f64::from(rate)));
        }
        let at = Instant::now() + line.way;
        let mut seen = lock(&shared.0);
        if count == 0 {
            seen.closed = true;
            shared.1.notify_all();
            return;
        }
        (seen.last, seen.bytes) = (at, seen.bytes + count);
        seen.first.get_or_insert(at);
        seen.parser.process(&piece[..count]);
        let answers = std::mem::take(&mut seen.parser.callbacks_mut().answers);
        drop(seen);
        shared.1.notify_all();
        if !answers.is_empty() {
            let _ = lock(writer).write_all(&answers);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
