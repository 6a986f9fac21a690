//! Deals the shape of a year out to its cases: who gets the arrest, the second victim, the day, the province.
//! What comes out adds up to the shape exactly. It must never know people or records.

use super::given::Given;
use super::rng::Rng;
use super::shape::{Class, PROVINCES, Shape, class};
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Weekday};

/// What is settled of a case before anybody is in it.
#[derive(Clone)]
pub(super) struct Slot {
    pub code: &'static str,
    pub class: Class,
    pub opened: NaiveDateTime,
    /// the month with a printed count, or 0 for any other
    pub month: u32,
    pub province: &'static str,
    /// by the end of the year, or `late`
    pub arrested: bool,
    pub late: bool,
    pub two_victims: bool,
    pub second: Option<Partner>,
    /// nobody knows who did it, and nobody is arrested
    pub unknown: bool,
    pub child: bool,
    pub baby: bool,
    pub taken_back: bool,
    pub exceptional: Option<&'static str>,
    pub ageless: bool,
    pub given: Option<&'static Given>,
    /// diary entries: fewest, most
    pub diary: (i64, i64),
    /// of all chance inside the case
    pub seed: u64,
}

/// A second suspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Partner {
    Arrested,
    AtLarge,
}

/// The cases of a year in the order in which they are entered.
pub(super) fn deal(shape: &Shape, year: i32, rng: &mut Rng) -> Vec<Slot> {
    let mut slots: Vec<Slot> = shape.counts.iter().flat_map(|c| cases(c, shape)).collect();
    for given in shape.given {
        let fits = |s: &Slot| s.given.is_none() && s.code == given.code && s.arrested == given.arrest.is_some();
        mark(&mut slots, rng, 1, fits, |s| s.be(given));
    }
    flags(shape, &mut slots, rng);
    provinces(shape, &mut slots, rng);
    days(shape, year, &mut slots, rng);
    slots.sort_by_key(|s| s.opened);
    slots.iter_mut().for_each(|s| s.seed = rng.next());
    slots
}

/// A time as it is written in the tables; they are tried by the tests.
pub(super) fn time(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap_or_default()
}

fn cases(&(code, cases, arrested): &(&'static str, u32, u32), shape: &Shape) -> impl Iterator<Item = Slot> {
    let diary = shape.diary;
    (0..cases).map(move |i| Slot {
        code,
        class: class(code),
        opened: NaiveDateTime::default(),
        month: 0,
        province: "",
        arrested: i < arrested,
        late: false,
        two_victims: false,
        second: None,
        unknown: false,
        child: false,
        baby: false,
        taken_back: false,
        exceptional: None,
        ageless: false,
        given: None,
        diary,
        seed: 0,
    })
}

impl Slot {
    fn be(&mut self, given: &'static Given) {
        self.given = Some(given);
        self.opened = time(given.opened);
        self.province = given.province;
        self.unknown = given.suspects.iter().all(|s| s.2.is_empty());
        self.second = (given.suspects.len() > 1).then_some(Partner::Arrested);
    }

    /// Nothing special about it yet?
    fn free(&self) -> bool {
        self.given.is_none()
            && self.second.is_none()
            && self.exceptional.is_none()
            && !(self.unknown || self.child || self.baby || self.taken_back || self.late)
    }

    fn violent(&self) -> bool {
        matches!(self.code, "0101" | "03011")
    }
}

/// Marks `n` of the cases that fit, each chosen after the one before has been marked.
fn mark(slots: &mut [Slot], rng: &mut Rng, n: u32, fits: impl Fn(&Slot) -> bool, set: impl Fn(&mut Slot)) {
    for _ in 0..n {
        let fitting: Vec<usize> = (0..slots.len()).filter(|i| fits(&slots[*i])).collect();
        if let Some(slot) = fitting.get(rng.below(fitting.len())) {
            set(&mut slots[*slot]);
        }
    }
}

fn count(slots: &[Slot], is: impl Fn(&Slot) -> bool) -> u32 {
    slots.iter().filter(|s| is(s)).count() as u32
}

fn flags(shape: &Shape, slots: &mut [Slot], rng: &mut Rng) {
    mark(slots, rng, shape.late, |s| s.free() && s.arrested, |s| s.late = true);
    mark(slots, rng, shape.babies, |s| s.free() && s.code == "0101", |s| s.baby = true);
    for &(code, arrested, at_large) in shape.second_suspects {
        let done = count(slots, |s| s.code == code && s.second.is_some());
        let fits = |s: &Slot| s.free() && s.arrested && s.code == code;
        mark(slots, rng, arrested - done, fits, |s| s.second = Some(Partner::Arrested));
        mark(slots, rng, at_large, fits, |s| s.second = Some(Partner::AtLarge));
    }
    for &how in shape.exceptional {
        let child = how == "EXC-E";
        let fits = |s: &Slot| s.free() && !s.arrested && if child { s.violent() } else { s.class != Class::Trade };
        mark(slots, rng, 1, fits, |s| (s.exceptional, s.child) = (Some(how), child));
    }
    let done = count(slots, |s| s.child);
    mark(slots, rng, shape.children - done, |s| s.free() && s.arrested && s.violent(), |s| s.child = true);
    let done = count(slots, |s| s.unknown);
    mark(slots, rng, shape.unknown - done, |s| s.free() && !s.arrested, |s| s.unknown = true);
    let (again, never) = shape.taken_back;
    mark(slots, rng, again, |s| s.free() && s.arrested, |s| s.taken_back = true);
    mark(slots, rng, never, |s| s.free() && !s.arrested, |s| s.taken_back = true);
    for &(code, n) in shape.second_victims {
        let fits = |s: &Slot| s.given.is_none() && !s.two_victims && !s.baby && s.code == code;
        mark(slots, rng, n, fits, |s| s.two_victims = true);
    }
    let fits = |s: &Slot| s.free() && !s.two_victims && s.class != Class::Homicide && !s.ageless;
    mark(slots, rng, shape.ageless, fits, |s| s.ageless = true);
}

/// The provinces that the shape names get their cases, the others share the rest by weight, largest remainder first.
fn provinces(shape: &Shape, slots: &mut [Slot], rng: &mut Rng) {
    let named = |code: &str| shape.provinces.iter().find(|p| p.0 == code);
    let left = slots.len() as u32 - shape.provinces.iter().map(|p| p.1).sum::<u32>();
    let others: Vec<_> = PROVINCES.iter().filter(|p| named(p.0).is_none()).collect();
    let total: u32 = others.iter().map(|p| p.1).sum();
    let mut shares: Vec<(u32, &str, u32)> =
        others.iter().map(|p| (left * p.1 % total, p.0, left * p.1 / total)).collect();
    shares.sort_by(|a, b| b.cmp(a));
    let short = left - shares.iter().map(|s| s.2).sum::<u32>();
    shares.iter_mut().take(short as usize).for_each(|s| s.2 += 1);
    let all = shape.provinces.iter().copied().chain(shares.into_iter().map(|(_, code, n)| (code, n)));
    let mut deck: Vec<&'static str> = all.flat_map(|(code, n)| (0..n).map(move |_| code)).collect();
    for slot in slots.iter().filter(|s| s.given.is_some()) {
        if let Some(at) = deck.iter().position(|p| *p == slot.province) {
            deck.swap_remove(at);
        }
    }
    rng.shuffle(&mut deck);
    for (slot, province) in slots.iter_mut().filter(|s| s.given.is_none()).zip(deck) {
        slot.province = province;
    }
}

/// A day for each case: the last ones not too late for what must still happen within the year, and a month with a printed
/// count gets just that. Less is reported on weekends.
fn days(shape: &Shape, year: i32, slots: &mut [Slot], rng: &mut Rng) {
    let date = |(month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let (closed, n) = shape.month.unwrap_or_default();
    let told = count(slots, |s| s.given.is_some() && s.opened.month() == closed);
    let fits = |s: &Slot| s.given.is_none() && s.class != Class::Homicide && !s.late && s.month == 0;
    mark(slots, rng, n.saturating_sub(told), fits, |s| s.month = closed);
    for slot in slots.iter_mut().filter(|s| s.given.is_none()) {
        let (from, until) = match &*slot {
            s if s.month > 0 => (date((s.month, 1)), date((s.month, 1)) + Months::new(1) - Days::new(1)),
            s if s.late => (date((11, 10)), date(shape.until)),
            s if s.taken_back || s.exceptional.is_some() => (date((1, 1)), date((10, 31))),
            _ => (date((1, 1)), date(shape.until)),
        };
        let day = loop {
            let day = from + Days::new(rng.among(0, until.signed_duration_since(from).num_days()) as u64);
            let shut = slot.month == 0 && day.month() == closed;
            let quiet = matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && rng.chance(40);
            if !shut && !quiet {
                break day;
            }
        };
        slot.opened = NaiveDateTime::from(day) + TimeDelta::seconds(rng.among(6 * 3600, 21 * 3600));
    }
}
