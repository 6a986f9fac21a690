//! Random moments that can be had again: the seed is printed, `CASELOAD_SEED` repeats it.

use std::time::{Duration, SystemTime};

/// A small random generator (xorshift).
pub struct Dice(u64);

impl Dice {
    pub fn new() -> Dice {
        let clock = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64);
        let seed = std::env::var("CASELOAD_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or_else(clock);
        println!("CASELOAD_SEED={seed}");
        Dice(seed | 1)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    pub fn wait_between(&mut self, least: Duration, most: Duration) {
        let more = self.below((most - least).as_micros() as u64);
        std::thread::sleep(least + Duration::from_micros(more));
    }
}
