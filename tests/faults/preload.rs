//! The library that is loaded before the program (`preload.c` says what it does), and dice that can be thrown again.

use crate::support::faults;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

/// The compiled library; `None`, said loudly, where there is no C compiler.
pub fn library(row: u32) -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/preload.c");
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("preload.so");
        let made = library.with_extension(std::process::id().to_string());
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"]).args([&made, &source]);
        let said = compiler.output().ok()?;
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        std::fs::rename(made, &library).unwrap(); // another run may have it loaded
        Some(library)
    });
    if library.is_none() {
        faults::left_out(row, "preloaded", "there is no C compiler (cc) here");
    }
    library.as_deref()
}

/// A small random generator (xorshift); its seed is printed, `CASELOAD_SEED` repeats it.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new() -> Dice {
        let clock = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64);
        let seed = std::env::var("CASELOAD_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or_else(clock);
        println!("CASELOAD_SEED={seed}");
        Dice(seed | 1)
    }

    /// Others that are thrown the same way for the same `n`.
    pub fn of(&self, n: usize) -> Dice {
        Dice((self.0 ^ (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}
