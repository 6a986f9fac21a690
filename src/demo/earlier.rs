//! Cases of the years before the printed ones, as many as are asked for: what an office had in its registers before it had the program, taken
//! over with one import for each year. So a file of any size is made, in the state in which each case came to rest, through the door that an office
//! uses for as much. It must never hold more than one year of slots.

use super::act::now;
use super::deal::{self, Slot};
use super::places::Places;
use super::rng::Rng;
use super::{SEED, script, shape, stage};
use crate::domain::import::{Coming, Incoming};
use crate::domain::text::hex;
use crate::domain::visit::Claim;
use crate::store::{Error, Result, Store};
use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

/// Who brings them in.
const BY: &str = "bopha";

/// Brings so many cases in, when the clock stands; `told` hears how many of them are there.
pub(super) fn bring_in(
    store: &mut Store,
    more: usize,
    clock: NaiveDateTime,
    told: &mut dyn FnMut(u64, u64),
) -> Result<()> {
    if more == 0 {
        return Ok(());
    }
    let claim = Claim { account: BY.to_owned(), session: "demo".to_owned(), ..Claim::default() };
    store.sign_in(&claim, &now(clock))?;
    let places = Places::of(&store.lists());
    let years = shape::EARLIER_YEARS.count();
    let mut before = 0;
    for (year, i) in shape::EARLIER_YEARS.zip(0..) {
        let part = more * (i + 1) / years - more * i / years;
        if part == 0 {
            continue;
        }
        let (file, rows) = (format!("register-{year}.csv"), part as u64);
        let what = Incoming { hash: digest(&file), rows, cases: rows, file };
        let coming = slots(year, part).into_iter().zip(2..).map(|(slot, line)| {
            let acts = script::acts(&slot, &places, clock, &mut Rng::new(slot.seed));
            let source = digest(&format!("{year} {line}"));
            Ok::<_, Error>(Coming { line, content: digest(&source), source, sheets: stage::as_it_rests(acts) })
        });
        let mut tell = |done: u64, all: u64| {
            told(before + rows * done / all.max(1), more as u64);
            true
        };
        store.bring_in(&what, coming, &now(clock), &mut tell)?;
        before += rows;
    }
    Ok(())
}

/// So many cases of a year, in as many blocks as it takes.
fn slots(year: i32, part: usize) -> Vec<Slot> {
    let mut rng = Rng::of(SEED, year as u64);
    let mut slots = Vec::with_capacity(part);
    while slots.len() < part {
        let mut block = deal::deal(&shape::EARLIER, year, &mut rng);
        rng.shuffle(&mut block);
        block.truncate(part - slots.len());
        slots.append(&mut block);
    }
    slots.sort_by_key(|s| s.opened);
    slots
}

fn digest(of: &str) -> String {
    hex(&Sha256::digest(of.as_bytes()))
}
