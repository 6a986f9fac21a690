//! What a console keeps against the whole file: whatever officers do, in whatever order, and however the time passes, the sums of the statistics
//! pane are those of one that was just opened, and the figures of the Rates view those that all facts give.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::{Change, Deed, Outcome};
use caseload::domain::by::By;
use caseload::domain::cohort::{Cohort, Lens};
use caseload::domain::figures::Figures;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::overview::{Asked, Overview};
use caseload::domain::period::Period;
use caseload::domain::rate::{ARREST, CLEARANCE, RATES, Window};
use caseload::domain::record::{Record, RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Error, Store};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use support::{Dice, Office};

const STEPS: u64 = 400;
const PERIODS: [Period; 4] = [Period::Year(2020), Period::Year(2021), Period::Quarter(2020, 2), Period::All];

fn open(db: &Path, name: &str, now: &Now) -> Store {
    let mut store = Store::open(db).unwrap();
    let claim = Claim { account: name.to_owned(), session: format!("sitting of {name}"), ..Claim::default() };
    store.sign_in(&claim, now).unwrap();
    store
}

/// Officers at work: what they did, and what was refused.
struct Unit {
    store: Store,
    now: Now,
    cases: Vec<String>,
    merged: Vec<String>,
    dice: Dice,
    done: BTreeMap<&'static str, u32>,
    op: u64,
}

impl Unit {
    fn new(office: &Office) -> Unit {
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = Now { utc: read_clock("2020-02-10T09:00", zone).unwrap(), zone };
        let (store, dice) = (open(&office.db(), "dara", &now), Dice::new());
        Unit { store, now, cases: Vec::new(), merged: Vec::new(), dice, done: BTreeMap::new(), op: 0 }
    }

    fn among<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.dice.below(all.len() as u64) as usize]
    }

    fn day(&mut self) -> String {
        let day = self.now.today() - TimeDelta::days(self.dice.below(700) as i64);
        match self.dice.below(12) {
            0 => day.format("%Y").to_string(),
            1 => day.format("%Y-%m").to_string(),
            _ => day.to_string(),
        }
    }

    fn moment(&mut self) -> String {
        if self.dice.below(4) == 0 {
            return self.day();
        }
        let at = Now { utc: self.now.utc - TimeDelta::minutes(self.dice.below(1_000_000) as i64), ..self.now };
        at.stamp()
    }

    fn sheet(kind: RecordKind, case_id: &str, fields: &[(&str, &str)]) -> Sheet {
        let mut sheet = Sheet::blank(kind, case_id, 1);
        fields.iter().for_each(|(column, value)| sheet.set(column, Some((*value).to_owned())));
        sheet
    }

    fn op_id(&mut self) -> String {
        self.op += 1;
        format!("op {}", self.op)
    }

    /// A case of theirs, and its records of a kind.
    fn some(&mut self, kind: RecordKind) -> Option<(String, Option<Sheet>, Vec<Sheet>)> {
        let at = self.dice.below(self.cases.len().max(1) as u64) as usize;
        let case_id = self.cases.get(at)?.clone();
        let sheets = self.store.case(&case_id, &self.now).ok()?.sheets();
        let of: Vec<Sheet> = sheets.iter().filter(|s| s.kind == kind).cloned().collect();
        let one = (!of.is_empty()).then(|| of[self.dice.below(of.len() as u64) as usize].clone());
        Some((case_id, one, sheets))
    }

    fn write(&mut self, deed: &Deed) -> Result<Outcome, Error> {
        self.store.write(&self.now, deed)
    }

    fn new_case(&mut self) -> Result<Outcome, Error> {
        let day = self.day();
        self.new_case_of(&day)
    }

    fn new_case_of(&mut self, day: &str) -> Result<Outcome, Error> {
        let province = self.among(&["02", "08", "12"]);
        let case = Self::sheet(
            RecordKind::Case,
            "new:case",
            &[("reported_on", day), ("province", province), ("arrests_known", "y")],
        );
        let code = self.among(&["0101", "03011", "0101"]);
        let offence = Self::sheet(RecordKind::Offence, "new:case", &[("code", code)]);
        let age = self.among(&["7y", "14y", "15y"]);
        let victim = Self::sheet(RecordKind::Victim, "new:case", &[("sex", "f"), ("age", age)]);
        let suspect = Self::sheet(RecordKind::Suspect, "new:case", &[("identity", "named")]);
        let outcome = self.write(&Deed::add("new case", vec![case, offence, victim, suspect]))?;
        if let Outcome::Saved { case_id, .. } = &outcome {
            self.cases.push(case_id.clone());
        }
        Ok(outcome)
    }

    fn edit(&mut self, kind: RecordKind, fields: &[(&str, &str)]) -> Option<Result<Outcome, Error>> {
        let (_, before, _) = self.some(kind)?;
        let before = before?;
        let mut after = before.clone();
        fields.iter().for_each(|(column, value)| after.set(column, Some((*value).to_owned())));
        let changes = vec![Change { before: Some(before), after }];
        Some(self.write(&Deed { action: "edit".into(), reason: None, op_id: None, changes }))
    }

    fn add(&mut self, kind: RecordKind, fields: &[(&str, &str)]) -> Option<Result<Outcome, Error>> {
        let (case_id, _, sheets) = self.some(kind)?;
        let suspect = sheets.iter().find(|s| s.kind == RecordKind::Suspect)?.head.id.clone();
        let sheet = Self::sheet(kind, &case_id, &[fields, &[("suspect_id", &suspect)]].concat());
        Some(self.write(&Deed::add("edit", vec![sheet])))
    }

    fn merge(&mut self) -> Option<Result<Outcome, Error>> {
        let [a, b] = [(); 2].map(|()| self.some(RecordKind::Case).and_then(|(_, case, _)| case));
        let [a, b] = [a?, b?].map(|s| s.get("number").unwrap().to_owned());
        if a == b {
            return None;
        }
        let plan = self.store.plan_merge([&a, &b], &self.now).ok()?;
        let op = self.op_id();
        let ids = [plan.older.case.to_sheet().head.id, plan.younger.case.to_sheet().head.id];
        let outcome = self.store.merge([&ids[0], &ids[1]], &plan.same, "one call", &op, &self.now);
        if outcome.is_ok() {
            self.merged.extend(ids);
        }
        Some(outcome)
    }

    fn unmerge(&mut self) -> Option<Result<Outcome, Error>> {
        let (case_id, op) = (self.merged.pop()?, self.op_id());
        Some(self.store.unmerge(&case_id, "two calls", &op, &self.now))
    }

    fn undo(&mut self) -> Option<Result<Outcome, Error>> {
        let last = self.store.last_act(&self.now).ok()??;
        let (of, op) = (last.lines.first()?.op_id.clone(), self.op_id());
        Some(self.store.undo(&of, &op, &self.now))
    }

    /// One of the things that officers do, by chance.
    fn act(&mut self) {
        let (day, moment) = (self.day(), self.moment());
        let (act, outcome) = match self.dice.below(15) {
            0..3 => ("new", Some(self.new_case())),
            3 => ("day", self.edit(RecordKind::Case, &[("reported_on", &day)])),
            4 => ("province", self.edit(RecordKind::Case, &[("province", "05")])),
            5 => (
                "clearance",
                self.edit(
                    RecordKind::Offence,
                    &[
                        ("clearance", "EXC-A"),
                        ("cleared_on", &day),
                        ("cleared_by", "dara"),
                        ("clearance_reason", "died"),
                    ],
                ),
            ),
            6 => (
                "unfounded",
                self.edit(
                    RecordKind::Offence,
                    &[
                        ("clearance", "UNF"),
                        ("cleared_on", &day),
                        ("cleared_by", "dara"),
                        ("clearance_reason", "no offence"),
                    ],
                ),
            ),
            7..9 => ("arrest", self.add(RecordKind::Arrest, &[("at", &moment)])),
            9 => (
                "taken back",
                self.edit(
                    RecordKind::Arrest,
                    &[
                        ("taken_back_at", &self.now.stamp()),
                        ("taken_back_by", "dara"),
                        ("taken_back_reason", "another man"),
                    ],
                ),
            ),
            10 => ("charge", self.add(RecordKind::Charge, &[("charged_on", &day), ("article", "other")])),
            11 => ("age", self.edit(RecordKind::Victim, &[("age", "3y")])),
            12 => ("merge", self.merge()),
            13 => ("unmerge", self.unmerge()),
            _ => ("undo", self.undo()),
        };
        if outcome.is_some_and(|outcome| matches!(outcome, Ok(Outcome::Saved { .. }))) {
            *self.done.entry(act).or_default() += 1;
        }
    }
}

/// The figures of the Rates view, as the console has them and as the facts give them.
fn rates(console: &mut Store, whole: &mut Store, period: Period, unit: &mut Unit) -> [Overview; 2] {
    let cohort = [Cohort::Report, Cohort::Incident, Cohort::Arrest][unit.dice.below(3) as usize];
    let by = [By::Province, By::Offence, By::Month, By::Sex][unit.dice.below(4) as usize];
    let lens = Lens { period, cohort };
    let asked = Asked { lens, rate: &RATES[ARREST], by, years: false, target: 90, by_scope: false };
    let kept = console.overview(asked, unit.now, &unit.now).unwrap();
    let (from, to) = lens.span();
    let facts = whole.facts(from, to, &unit.now).unwrap();
    [kept, Overview::count(&facts, asked, &Window::of(lens, unit.now), &whole.lists())]
}

/// The figures of the statistics pane as all facts give them.
fn figures(whole: &mut Store, period: Period, unit: &Unit) -> Figures {
    let lens = Lens::by_report(period);
    let (from, to) = lens.span();
    let facts = whole.facts(from, to, &unit.now).unwrap();
    Figures::count(&facts, &Window::of(lens, unit.now))
}

#[test]
fn what_is_cleared_in_the_younger_of_two_counts_though_the_older_is_of_another_year() {
    let office = Office::in_memory();
    let mut unit = Unit::new(&office);
    let mut console = open(&office.db(), "sok", &unit.now);
    let year = Period::Year(2020);
    for day in ["2019-06-01", "2020-01-10"] {
        assert!(matches!(unit.new_case_of(day).unwrap(), Outcome::Saved { .. }));
    }
    let [older, younger] = [0, 1].map(|at| unit.cases[at].clone());
    let mut cleared = |unit: &mut Unit, due: u32| {
        let kept = console.panel(year, &unit.now, Duration::MAX).unwrap().unwrap().figures;
        let mut whole = open(&office.db(), "maly", &unit.now);
        assert_eq!(kept, figures(&mut whole, year, unit));
        let [kept, counted] = rates(&mut console, &mut whole, year, unit);
        assert_eq!(kept, counted);
        assert_eq!(counted.figures.0.rates[CLEARANCE].k, due);
    };
    cleared(&mut unit, 0);
    let offence = unit.store.case(&younger, &unit.now).unwrap().offences[0].to_sheet();
    let mut after = offence.clone();
    for (column, value) in
        [("clearance", "EXC-A"), ("cleared_on", "2020-02-01"), ("cleared_by", "dara"), ("clearance_reason", "died")]
    {
        after.set(column, Some(value.to_owned()));
    }
    unit.write(&Deed::edit("edit", offence, after)).unwrap();
    cleared(&mut unit, 1);
    unit.store.merge([&older, &younger], &[], "one call", "op", &unit.now).unwrap();
    cleared(&mut unit, 1);
    unit.store.unmerge(&younger, "two calls", "op 2", &unit.now).unwrap();
    cleared(&mut unit, 1);
}

#[test]
fn the_sums_that_a_console_keeps_are_those_of_the_whole_file() {
    let office = Office::in_memory();
    let mut unit = Unit::new(&office);
    let mut consoles: Vec<Store> = PERIODS.iter().map(|_| open(&office.db(), "sok", &unit.now)).collect();
    for step in 0..STEPS {
        let hours = if unit.dice.below(3) == 0 { unit.dice.below(500) } else { 0 };
        unit.now.utc += TimeDelta::hours(hours as i64) + TimeDelta::minutes(unit.dice.below(50) as i64);
        unit.act();
        for (console, period) in consoles.iter_mut().zip(PERIODS) {
            if unit.dice.below(3) == 0 {
                let kept = loop {
                    // However little time it has, in the end all is counted.
                    if let Some(kept) = console.panel(period, &unit.now, Duration::ZERO).unwrap() {
                        break kept;
                    }
                };
                let mut whole = open(&office.db(), "maly", &unit.now);
                assert_eq!(kept.figures, figures(&mut whole, period, &unit), "{period:?} at step {step}");
                let whole = whole.panel(period, &unit.now, Duration::MAX).unwrap().unwrap();
                assert_eq!(
                    format!("{kept:#?}"),
                    format!("{whole:#?}"),
                    "{period:?} at step {step} after {:?}",
                    unit.done
                );
            }
            if unit.dice.below(4) == 0 {
                let mut whole = open(&office.db(), "maly", &unit.now);
                let [kept, counted] = rates(console, &mut whole, period, &mut unit);
                *unit.done.entry("cases counted").or_default() += kept.figures.0.cases;
                assert_eq!(kept, counted, "{period:?} at step {step} after {:?}", unit.done);
            }
        }
    }
    println!("{:?}", unit.done);
    for act in [
        "new",
        "day",
        "province",
        "clearance",
        "unfounded",
        "arrest",
        "charge",
        "age",
        "merge",
        "unmerge",
        "undo",
        "cases counted",
    ] {
        assert!(unit.done.contains_key(act), "nothing was to see of {act}: {:?}", unit.done);
    }
}
