//! A handful of people of the demonstration who are in two cases: found as an officer finds them, by name and age, and joined by hand. Its chance is
//! its own, and it changes no case. It must never know who is who: whoever it joins is invented, and so is why.

use super::PREFIX;
use super::act::now;
use super::rng::Rng;
use crate::domain::number::{self, Number};
use crate::domain::person::{Place, Somebody};
use crate::domain::visit::Claim;
use crate::store::{Error, Result, Store};
use chrono::NaiveDateTime;
use std::collections::BTreeSet;

/// Where this chance begins.
const PERSONS: u64 = 12_000;
/// Who joins them, and why: once each.
#[rustfmt::skip]
const WHY: [(&str, &str); 6] = [
    ("dara", "the same burn on the left hand, seen at both arrests"), ("rith", "his sister names him for both"),
    ("sophea", "the identity card in both files bears one number"), ("dara", "he says so himself, in the second interview"),
    ("vanna", "one account, one picture, and the village chief knows him"), ("rith", "the commune police took him both times"),
];
/// A child who was harmed twice.
const CHILD: (&str, &str) = ("sophea", "the same child: her grandmother brought her both times");
/// So many cases are looked at, and no more.
const LOOKED_AT: usize = 400;
const LATEST: i64 = 240;

/// Joins them, when the clock stands.
pub(super) fn join(store: &mut Store, seed: u64, clock: NaiveDateTime) -> Result<()> {
    let (mut rng, now) = (Rng::of(seed, PERSONS), now(clock));
    let mut why = WHY.into_iter();
    let mut child = Some(CHILD);
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for _ in 0..LOOKED_AT {
        if why.len() == 0 && child.is_none() {
            break;
        }
        let number = Number { year: rng.among(2016, 2019) as i32, seq: rng.among(1, LATEST) as u32 };
        sign_in(store, WHY[0].0, clock)?;
        let case_id = match store.case_by_number(&number::print(PREFIX, &number), &now) {
            Err(Error::NoCase(_)) => continue,
            found => found?,
        };
        for one in store.people(&case_id, &now)? {
            let Some(other) = alike(&one) else { continue };
            if taken.contains(&one.place.record_id) || taken.contains(&other.record_id) {
                continue;
            }
            let said = if one.place.label.starts_with('V') { child.take() } else { why.next() };
            let Some((by, reason)) = said else { continue };
            sign_in(store, by, clock)?;
            let op_id = store.new_id(&now);
            store.join([&one.place.record_id, &other.record_id], reason, &op_id, &now)?;
            taken.extend([one.place.record_id.clone(), other.record_id.clone()]);
        }
    }
    Ok(())
}

fn sign_in(store: &mut Store, name: &str, clock: NaiveDateTime) -> Result<()> {
    let claim = Claim { account: name.to_owned(), session: "demo".to_owned(), ..Claim::default() };
    store.sign_in(&claim, &now(clock)).map(drop)
}

/// Who of another case bears the same name and is of the age and of the same kind, if anybody does.
fn alike(one: &Somebody) -> Option<&Place> {
    let kind = one.place.label.chars().next();
    let fits = one.maybe.iter().find(|maybe| {
        let same = maybe.why.contains(&"same name") && maybe.why.contains(&"age fits");
        same && maybe.place.label.chars().next() == kind
    });
    fits.map(|maybe| &maybe.place)
}
