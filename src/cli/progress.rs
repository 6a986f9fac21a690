//! How far a long run is, on standard error, where somebody waits at a terminal. It must never be a program's to read.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// A run that takes longer says how far it is, so often.
const OFTEN: Duration = Duration::from_millis(500);
/// So wide is the bar.
const WIDTH: u64 = 20;

/// Runs something that tells how many of how many are done; shown once it takes longer than a moment, and wiped when it is over.
pub(super) fn told<T>(what: &str, run: impl FnOnce(&mut dyn FnMut(u64, u64)) -> T) -> T {
    let watched = io::stderr().is_terminal();
    let (mut last, mut told) = (Instant::now(), false);
    let mut tell = |done: u64, all: u64| {
        if watched && last.elapsed() >= OFTEN {
            let full = (done * WIDTH / all.max(1)).min(WIDTH);
            let bar: String = (0..WIDTH).map(|i| if i < full { '█' } else { '░' }).collect();
            let _ = write!(io::stderr(), "\r{bar} {done} of {all} {what} ");
            (last, told) = (Instant::now(), true);
        }
    };
    let done = run(&mut tell);
    if told {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
    done
}
