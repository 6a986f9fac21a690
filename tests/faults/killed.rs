//! Row 1: writers killed at any moment. What was acknowledged is there, once; what was in flight is there whole or not at all.

use crate::support::faults::{held, times};
use crate::support::{Dice, Office};
use crate::writers::{Ended, QUIET, Writer, check, holder, share};
use std::sync::PoisonError;
use std::time::Duration;

const WRITERS: usize = 30;
const EACH: u32 = 200;

/// How many were killed, and how many of them while they had the turn to write.
#[derive(Debug, Default)]
struct Killed {
    all: u64,
    amid_a_save: u64,
}

#[test]
fn killed_writers_lose_nothing_that_was_acknowledged_and_leave_no_half() {
    let _noise = QUIET.read().unwrap_or_else(PoisonError::into_inner);
    let mut dice = Dice::new();
    let (mut killed, mut sum) = (Killed::default(), Ended::default());
    for run in 0..times(6) {
        // A kill is no power cut: what the disk has to do with it, one run in six shows.
        let office = if run % 6 == 0 { Office::new() } else { Office::in_memory() };
        share(&office);
        let ended = one(&office, &mut dice, &mut killed);
        sum.acknowledged += ended.acknowledged;
        sum.in_flight_whole += ended.in_flight_whole;
        sum.in_flight_not_at_all += ended.in_flight_not_at_all;
    }
    assert!(killed.amid_a_save > 0, "no kill hit a save: {killed:?}");
    let result = format!(
        "killed, {} of them in the middle of a save, in {} runs of {WRITERS} × {EACH} saves: all {} acknowledged saves there, once; \
         in flight {} whole, {} not at all",
        killed.amid_a_save,
        times(6),
        sum.acknowledged,
        sum.in_flight_whole,
        sum.in_flight_not_at_all
    );
    held(1, "writers killed and replaced", killed.all, &result);
}

/// Each writer that is killed is replaced by one that goes on behind it, until all saves were tried; once all go at the same time.
fn one(office: &Office, dice: &mut Dice, killed: &mut Killed) -> Ended {
    let start = |name: String, first| Writer::start(office, &name, first, EACH);
    let mut desks: Vec<Writer> = (0..WRITERS).map(|i| start(format!("w{i:02}"), 1)).collect();
    let mut gone: Vec<Writer> = Vec::new();
    let everybody_at = 10 + dice.below(40);
    for kill in 0.. {
        dice.wait_between(Duration::from_millis(4), Duration::from_millis(80));
        let busy: Vec<usize> = (0..WRITERS).filter(|i| desks[*i].ended().is_none()).collect();
        if busy.is_empty() {
            break;
        }
        let at_turn = holder(office);
        let chosen = match busy.iter().find(|i| Some(desks[**i].pid()) == at_turn) {
            _ if kill == everybody_at => busy,
            Some(saving) if dice.below(2) == 0 => vec![*saving],
            _ => vec![busy[dice.below(busy.len() as u64) as usize]],
        };
        for i in &chosen {
            killed.amid_a_save += u64::from(desks[*i].freeze(office));
        }
        // All of them before any is replaced: with the last one gone, nobody keeps the engine's memory of the file.
        let still = chosen.into_iter().filter(|i| desks[*i].ended().is_none()).collect::<Vec<_>>();
        still.iter().for_each(|i| desks[*i].kill());
        killed.all += still.len() as u64;
        for i in still {
            // What was in flight is not tried again: it may be there.
            if let Some((next, _)) = desks[i].left().filter(|(next, last)| next < last) {
                let next = start(format!("w{i:02}x{}", gone.len()), next + 1);
                gone.push(std::mem::replace(&mut desks[i], next));
            }
        }
    }
    gone.extend(desks);
    let refused = |w: &mut Writer| w.ended().is_some_and(|end| end.code().is_some_and(|code| code != 0));
    for writer in &mut gone {
        assert!(!refused(writer), "{} was refused:\n{}", writer.name, writer.said());
    }
    check(office, &gone)
}
