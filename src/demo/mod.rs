//! The demonstration: an office file of invented people in the shape that was printed for 2015 to 2019.
//! A shape is dealt out to cases (`shape`, `deal`), each is cast and scripted (`people`, `script`) and acted out as the deeds of
//! officers (`stage`) through the store's own door. It must never know SQL, a screen, the system's clock or a real person.

mod act;
mod court;
mod deal;
mod given;
mod lab;
mod names;
mod people;
mod persons;
mod places;
mod published;
mod rng;
mod script;
mod shape;
mod stage;
mod tips;
mod welfare;
mod words;
mod work;

use crate::domain::act::Actor;
use crate::domain::office::Office;
use crate::store::{Error, Ids, Result, Store};
use deal::Slot;
use rng::Rng;
use std::path::{Path, PathBuf};

/// When the demonstration's clock stands, in office time.
pub const CLOCK: &str = "2019-12-31T16:42";

const NOTE: &str = "All people are invented. The printed totals of 2015 to 2019 are reproduced; where nothing was printed \
                    (2018 but its homicides, months, provinces, arrests by kind and all other details) the figures are invented.";
/// Before the numbers of its cases.
const PREFIX: &str = "CPU";
const SEED: u64 = 20_191_231;
/// Deeds in one transaction.
const BATCH: usize = 4_000;

/// Makes the file, with `more` cases of the years before 2015. Every build has the same content.
/// # Errors
/// When something is there already or the file cannot be written.
pub fn build(path: &Path, more: usize) -> Result<Store> {
    let office = Office {
        name: "Demo office".into(),
        prefix: PREFIX.into(),
        zone: act::ZONE,
        demo: true,
        note: Some(NOTE.into()),
    };
    let clock = deal::time(CLOCK);
    let slots = earlier(more).chain(printed());
    let mut slots = slots.peekable();
    let start = slots.peek().map_or(clock, |s| s.opened);
    // Made beside and put in its place when it is whole: a demonstration that was cut off is none.
    let beside = |end: &str| PathBuf::from(format!("{}.part{end}", path.display()));
    let clear = || ["", "-wal", "-shm", "-turn"].iter().for_each(|end| drop(std::fs::remove_file(beside(end))));
    clear();
    let mut store = Store::init(&beside(""), &office, &act::now(start), Ids::Seeded(SEED))?;
    let places = places::Places::of(&store.lists());
    let keeper = Actor { name: "sophea".into(), session: "demo".into() };
    store.fill_partners(&welfare::partners(), &keeper, &act::now(start))?;
    let mut deeds = stage::Stage::new(slots, places, clock, SEED, tips::alone(SEED, clock)).peekable();
    while deeds.peek().is_some() {
        store.fill(deeds.by_ref().take(BATCH))?;
    }
    let keeper = Actor { name: "bopha".to_owned(), session: "demo".to_owned() };
    store.fill_published(keeper, &act::now(clock), &published::printed())?;
    persons::join(&mut store, SEED, clock)?;
    drop(store);
    std::fs::rename(beside(""), path).map_err(|_| Error::ReadOnly(path.to_owned()))?;
    clear();
    Store::open(path)
}

/// The cases of the printed years.
fn printed() -> impl Iterator<Item = Slot> {
    shape::YEARS.iter().flat_map(|shape| deal::deal(shape, shape.year, &mut Rng::of(SEED, shape.year as u64)))
}

/// So many cases of the earlier years: each year its part, in as many blocks as it takes.
fn earlier(more: usize) -> impl Iterator<Item = Slot> {
    let years = shape::EARLIER_YEARS.count();
    shape::EARLIER_YEARS.zip(0..).flat_map(move |(year, i)| {
        let part = more * (i + 1) / years - more * i / years;
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
    })
}
