//! Row 2: everybody saves at once and nobody is refused.

use crate::support::Office;
use crate::support::faults::{held, times};
use crate::writers::{QUIET, Writer, check, share};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// What 99 of 100 saves are to stay under: said loudly when they do not, and not asserted, for the machine has its part in it.
const TARGET: Duration = Duration::from_millis(300);

#[test]
fn thirty_writers_at_once_are_never_refused() {
    let _alone = QUIET.write().unwrap_or_else(PoisonError::into_inner);
    let office = Office::new();
    share(&office);
    let (writers, each) = (30, times(200));
    let start = Instant::now();
    let mut all: Vec<Writer> = (0..writers).map(|i| Writer::start(&office, &format!("w{i:02}"), 1, each)).collect();
    for writer in &mut all {
        while writer.ended().is_none() {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(writer.ended().unwrap().success(), "{} was refused:\n{}", writer.name, writer.said());
    }
    let whole = start.elapsed();
    let ended = check(&office, &all);
    assert_eq!(ended.acknowledged, (writers * each) as usize);
    let mut took: Vec<Duration> = all.iter().flat_map(Writer::acknowledged).collect();
    took.sort_unstable();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100];
    let [p50, p99, most] = [at(50), at(99), at(100)].map(|d| d.as_millis());
    if at(99) > TARGET {
        eprintln!("\n!!!! contention: p99 is {p99} ms, over the {TARGET:?} that are wanted\n");
    }
    let result = format!(
        "saved by {writers} processes in {:.0} s, 0 refused; p50 {p50} ms, p99 {p99} ms, max {most} ms",
        whole.as_secs_f64()
    );
    held(2, "everybody at once", took.len() as u64, &result);
}
