//! Asks the terminal where its cursor stands after a few letters, and so how wide it draws them.
//! The line is given back as it was found, whatever happens: nothing stays on the screen, no answer stays in the input, and
//! who does not answer is not waited for. It must never judge an answer, and never ask while the console has the terminal.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, Termios};
use rustix::termios::{tcflush, tcgetattr, tcgetpgrp, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

/// How long the next answer may take. Whoever answers at all is waited for again: what came later would be read as keys.
const PATIENCE: Duration = Duration::from_secs(1);
/// Nobody answers with more than this; somebody leans on a key.
const MOST: usize = 4096;
/// Two bytes in UTF-8 and one column, also where doubtful letters are wide; two columns in every older code.
const LETTER: &str = "ç";
/// No sample is wider, in any way of counting.
const ROOM: u16 = 30;

/// What a terminal showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// it reads what it is sent as UTF-8
    pub utf8: bool,
    /// the columns of each sample; none where they could not be drawn
    pub columns: Vec<u16>,
}

/// Why it showed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mute {
    /// nobody knows what the questions would do to it
    Unknown,
    /// this process may not touch it
    Background,
    /// the keyboard is that of another terminal
    Two,
    /// keys wait to be read, and an answer would stand behind them
    Typed,
    /// no room in its line
    Narrow,
    /// no answer in time
    Silent,
}

/// Asks how wide the samples are: a second at most where nobody answers, two round trips where somebody does.
/// # Errors
/// With the reason why there is no answer.
pub fn ask(samples: &[&str]) -> Result<Told, Mute> {
    let mut line = Line::take()?;
    // First by itself: to a terminal of an older code a byte of a Khmer letter may be a command.
    let utf8 = line.columns(&[LETTER])? == [1];
    let columns = if utf8 { line.columns(samples)? } else { Vec::new() };
    Ok(Told { utf8, columns })
}

/// The terminal's line while it is asked: what comes in is not echoed, and not held back until Enter.
struct Line {
    before: Termios,
    /// an answer may still be under way
    owed: bool,
}

impl Line {
    fn take() -> Result<Line, Mute> {
        let (stdin, stdout) = (io::stdin(), io::stdout());
        let device = |stat: rustix::io::Result<rustix::fs::Stat>| stat.map(|s| s.st_rdev).map_err(|_| Mute::Silent);
        if device(rustix::fs::fstat(&stdin))? != device(rustix::fs::fstat(&stdout))? {
            return Err(Mute::Two);
        }
        // Whoever asks from the background is stopped by the system.
        if tcgetpgrp(&stdin).is_ok_and(|front| front != rustix::process::getpgrp()) {
            return Err(Mute::Background);
        }
        let before = tcgetattr(&stdin).map_err(|_| Mute::Silent)?;
        watch(before.clone()).map_err(|_| Mute::Silent)?;
        let line = Line { before, owed: false };
        let mut quiet = line.before.clone();
        quiet.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN;
        quiet.special_codes[SpecialCodeIndex::VMIN] = 0;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&stdin, OptionalActions::Now, &quiet).map_err(|_| Mute::Silent)?;
        if waits(Duration::ZERO) { Err(Mute::Typed) } else { Ok(line) }
    }

    /// By how many columns each text moves the cursor. All are drawn in the same place, and it is blank afterwards.
    fn columns(&mut self, texts: &[&str]) -> Result<Vec<u16>, Mute> {
        let mut out = "\x1b7\x1b[6n".to_owned();
        for text in texts {
            let _ = write!(out, "{text}\x1b[6n\x1b8\x1b[K");
        }
        self.owed = true;
        let mut stdout = io::stdout();
        stdout.write_all(out.as_bytes()).and_then(|()| stdout.flush()).map_err(|_| Mute::Silent)?;
        let places = self.places(texts.len() + 1)?;
        self.owed = false;
        let ((row, from), drawn) = (places[0], &places[1..]);
        let width = rustix::termios::tcgetwinsize(&stdout).map_or(0, |size| size.ws_col);
        // At the end of a line a terminal counts no further, or goes on in the next one.
        if width > 0 && from.saturating_add(ROOM) > width || drawn.iter().any(|(r, c)| *r != row || *c < from) {
            return Err(Mute::Narrow);
        }
        Ok(drawn.iter().map(|(_, column)| column - from).collect())
    }

    fn places(&self, count: usize) -> Result<Vec<(u16, u16)>, Mute> {
        let (mut seen, mut found, mut end) = (Vec::new(), Vec::new(), Instant::now() + PATIENCE);
        while found.len() < count {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.len() > MOST {
                return Err(Mute::Silent);
            }
            let mut chunk = [0; 256];
            let read = if waits(left) { rustix::io::read(io::stdin(), &mut chunk).unwrap_or(0) } else { 0 };
            if read == 0 && gone() {
                return Err(Mute::Silent);
            }
            seen.extend(&chunk[..read]);
            let now = places(&seen);
            if now.len() > found.len() {
                (found, end) = (now, Instant::now() + PATIENCE);
            }
        }
        Ok(found)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        give_back(&self.before, self.owed);
    }
}

/// With `drop_input`, what came in meanwhile is not left for the next program: it may be half an answer.
fn give_back(before: &Termios, drop_input: bool) {
    let stdin = io::stdin();
    if drop_input {
        let _ = tcflush(&stdin, QueueSelector::IFlush);
    }
    // At once: on a line that is stuck, waiting for what was sent would be for ever.
    let _ = tcsetattr(&stdin, OptionalActions::Now, before);
}

/// From here on a signal gives the line back before it ends the process.
fn watch(before: Termios) -> io::Result<()> {
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT])?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            give_back(&before, true);
            std::process::exit(128 + signal);
        }
    });
    Ok(())
}

/// Does anything come in within this time?
fn waits(time: Duration) -> bool {
    polled(time).contains(PollFlags::IN)
}

fn gone() -> bool {
    polled(Duration::ZERO).intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
}

fn polled(time: Duration) -> PollFlags {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    let time = Timespec { tv_sec: time.as_secs().cast_signed(), tv_nsec: time.subsec_nanos().into() };
    let _ = poll(&mut fds, Some(&time));
    fds[0].revents()
}

/// The cursor's places in the answers, as (row, column): `ESC [ 4 ; 17 R`. Keys between them are passed over.
fn places(bytes: &[u8]) -> Vec<(u16, u16)> {
    let text = String::from_utf8_lossy(bytes);
    let place = |rest: &str| {
        let (row, column) = rest.split_once('R')?.0.split_once(';')?;
        Some((row.parse().ok()?, column.parse().ok()?))
    };
    text.split("\x1b[").skip(1).filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_found_among_keys_and_by_halves() {
        assert_eq!(places(b"x\x1b[1;7R\x1b[A\x1b[12;80Rq\x1b[3;"), [(1, 7), (12, 80)]);
        assert_eq!(places(b"\x1b[1;\x1b[R\x1b[-1;2R\x1b[99999;1R\xff"), []);
    }
}
