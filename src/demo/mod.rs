//! The demonstration: an office file of invented people in the shape that was printed for 2015 to 2019.
//! A shape is dealt out to cases (`shape`, `deal`), each is cast and scripted (`people`, `script`) and acted out as the deeds of
//! officers (`stage`) through the store's own door. It must never know SQL, a screen, the system's clock or a real person.

mod act;
mod court;
mod deal;
mod earlier;
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
mod wanted;
mod welfare;
mod words;
mod work;

use crate::domain::act::Actor;
use crate::domain::office::Office;
use crate::store::{Error, Ids, Result, Store};
use chrono::NaiveDateTime;
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

/// Makes the file, with `more` cases of the years before 2015; `told` hears how many of all are there. Every build has the same content.
/// # Errors
/// When something is there already or the file cannot be written.
pub fn build(path: &Path, more: usize, told: &mut dyn FnMut(u64, u64)) -> Result<Store> {
    let clock = deal::time(CLOCK);
    let slots: Vec<Slot> = printed().collect();
    let start = slots.first().map_or(clock, |s| s.opened);
    let (mut done, dealt) = (0, slots.len() as u64);
    let all = dealt + more as u64;
    made(path, start, |store| {
        let places = places::Places::of(&store.lists());
        let keeper = Actor { name: "sophea".into(), session: "demo".into() };
        store.fill_partners(&welfare::partners(), &keeper, &act::now(start))?;
        let slots = slots.into_iter().inspect(|_| {
            done += 1;
            told(done, all);
        });
        // In one transaction, so that the row of each case is made once, of all that was done to it.
        store.fill(stage::Stage::new(slots, places, clock, SEED, tips::alone(SEED, clock)))?;
        let keeper = Actor { name: "bopha".to_owned(), session: "demo".to_owned() };
        store.fill_published(keeper, &act::now(clock), &published::printed())?;
        persons::join(store, SEED, clock)?;
        // Last, so that whatever is dealt and drawn before is the same beside any number of them.
        earlier::bring_in(store, more, clock, &mut |done, _| told(dealt + done, all))
    })
}

/// Makes a file of nothing but so many cases of the years before 2015: to try what takes longer with more of them.
/// # Errors
/// As [`build`].
pub fn registers(path: &Path, cases: usize, told: &mut dyn FnMut(u64, u64)) -> Result<Store> {
    let clock = deal::time(CLOCK);
    made(path, clock, |store| earlier::bring_in(store, cases, clock, told))
}

/// Makes a file beside and puts it in its place when it is whole: a demonstration that was cut off is none.
fn made(path: &Path, start: NaiveDateTime, fill: impl FnOnce(&mut Store) -> Result<()>) -> Result<Store> {
    let office = Office {
        name: "Demo office".into(),
        prefix: PREFIX.into(),
        zone: act::ZONE,
        demo: true,
        note: Some(NOTE.into()),
    };
    let beside = |end: &str| PathBuf::from(format!("{}.part{end}", path.display()));
    let clear = || ["", "-wal", "-shm", "-turn"].iter().for_each(|end| drop(std::fs::remove_file(beside(end))));
    clear();
    let mut store = Store::init(&beside(""), &office, &act::now(start), Ids::seeded(SEED))?;
    fill(&mut store)?;
    drop(store);
    std::fs::rename(beside(""), path).map_err(|_| Error::ReadOnly(path.to_owned()))?;
    clear();
    Store::open(path)
}

/// The cases of the printed years.
fn printed() -> impl Iterator<Item = Slot> {
    shape::YEARS.iter().flat_map(|shape| deal::deal(shape, shape.year, &mut Rng::of(SEED, shape.year as u64)))
}
