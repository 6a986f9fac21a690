//! The figures beside the rates of the headline, each a rate of its own with its rule: charges, child on child, child homicides, the
//! steps from report to conviction, victims and offences, and what is missing in the cases. A release prints none of them.

use super::court_result::{is_conviction, is_judgment};
use super::facts::{Facts, SuspectFacts, VictimFacts};
use super::rate::{ARREST, Part, RATE, RATES, Rate, Window};
use super::relation::is_parent;

/// Accepted cases.
pub static CASES: Rate = Rate {
    id: "cases",
    name: "Cases",
    rule: "Accepted cases reported in the period; unfounded, duplicate and out-of-scope cases are out.",
    numerator: "cases",
    count: true,
    parts: |f, w| if w.counts(f) { vec![one(true)] } else { Vec::new() },
    ..RATE
};

/// Victims, in each case once.
pub static VICTIMS: Rate = Rate {
    id: "victims",
    name: "Victims",
    rule: "Victims of the cases of the arrest rate, in each case once: who is a victim in two cases is two.",
    numerator: "victims",
    denominator: "victims",
    count: true,
    parts: |f, w| of_counted(f, w, |f| f.victims.iter().map(|v| labelled(&v.label, true)).collect()),
    ..RATE
};

/// Offences.
pub static OFFENCES: Rate = Rate {
    id: "offences",
    name: "Offences",
    rule: "Offences of the cases of the arrest rate, each by its own code; unfounded ones are out.",
    numerator: "offences",
    denominator: "offences",
    count: true,
    parts: |f, w| {
        of_counted(f, w, |f| {
            let founded = f.offences.iter().filter(|o| o.clearance != "UNF");
            founded.map(|o| labelled(&o.label, true)).collect()
        })
    },
    ..RATE
};

/// Child homicides.
pub static HOMICIDES: Rate = Rate {
    id: "homicides_under_15",
    name: "Child homicides under 15",
    rule: "Victims under 15 at the offence (age < 15), of all victims of a completed intentional homicide (ICCS 0101) in cases \
           reported in the period; unfounded, duplicate and out-of-scope cases are out. An age that is not known is in neither.",
    numerator: "under 15",
    denominator: "victims of known age",
    count: true,
    parts: |f, w| killed(f, w, |_, v| w.scope().age.covers(v.age)),
    ..RATE
};

/// Killed before they were one.
pub static INFANTS: Rate = Rate {
    id: "homicides_infants",
    name: "Killed before they were one",
    rule: "Victims of a completed intentional homicide who were not one year old, of those whose age is known.",
    numerator: "under 1",
    denominator: "victims of known age",
    count: true,
    parts: |f, w| killed(f, w, |_, v| v.is_infant()),
    ..RATE
};

/// Killed by a parent.
pub static FILICIDES: Rate = Rate {
    id: "homicides_by_parent",
    name: "Killed by a parent",
    rule: "Victims of a completed intentional homicide of whom a suspect is father, mother or step-parent, of those of whom it is known \
           what a suspect is to them.",
    numerator: "by a parent",
    denominator: "victims of known relationship",
    count: true,
    parts: |f, w| {
        killed(f, w, |f, v| {
            let codes: Vec<&str> = f.relations_to(&v.label).map(|(_, code)| code).collect();
            let known = codes.iter().any(|code| *code != "RU");
            known.then(|| codes.iter().any(|code| is_parent(code)))
        })
    },
    ..RATE
};

/// Suspects charged of those arrested.
pub static CHARGE: Rate = Rate {
    id: "charge_rate",
    name: "Charge rate",
    rule: "Suspects with a charge by the cut-off that was not taken back, of suspects arrested by the cut-off, in the cases of the arrest rate. \
           Where no charge at all is recorded it is not known.",
    numerator: "suspects charged",
    denominator: "suspects arrested",
    silent: true,
    parts: |f, w| {
        let arrested = |f: &Facts| -> Vec<Part> {
            let all = f.suspects.iter().filter(|s| s.arrested(&w.cut_off));
            all.map(|s| labelled(&s.label, s.charged(&w.cut_off))).collect()
        };
        of_counted(f, w, arrested)
    },
    ..RATE
};

/// Child on child.
pub static CHILD_SUSPECT: Rate = Rate {
    id: "child_on_child",
    name: "Child on child",
    rule: "Cases with a suspect who was under 18 at the offence, of cases in which the age of every suspect is known or one is under 18. \
           Cases without a suspect or with one of unknown age are in neither. Below 14 nobody is charged, and no arrest follows.",
    numerator: "cases with a suspect under 18",
    denominator: "cases with suspects of known age",
    parts: |f, w| {
        of_counted(f, w, |f| {
            let child = f.suspects.iter().any(|s| s.age.is_some_and(|a| a.years() < 18));
            let known = child || (!f.suspects.is_empty() && f.suspects.iter().all(|s| s.age.is_some()));
            vec![if known { one(child) } else { unknown() }]
        })
    },
    ..RATE
};

/// A suspect is identified.
static IDENTIFIED: Rate = Rate {
    id: "cases_identified",
    name: "Cases with a suspect",
    rule: "Cases with at least one suspect who is identified (named, known and not named, or arrested), of the cases of the arrest rate.",
    numerator: "cases with an identified suspect",
    parts: |f, w| of_counted(f, w, |f| vec![one(f.suspects.iter().any(|s| s.identified || s.arrested(&w.cut_off)))]),
    ..RATE
};

/// A suspect is charged.
static CHARGED: Rate = Rate {
    id: "cases_charged",
    name: "Cases charged",
    rule: "Cases with at least one suspect charged by the cut-off, of the cases of the arrest rate; also where the charge came without an \
           arrest. Where no charge at all is recorded it is not known.",
    numerator: "cases with a charge",
    silent: true,
    parts: |f, w| step(f, w, |s| s.charged(&w.cut_off)),
    ..RATE
};

/// A suspect was tried.
static TRIED: Rate = Rate {
    id: "cases_tried",
    name: "Cases tried",
    rule: "Cases with at least one suspect on whom a judgment was given by the cut-off (convicted, also in absence, or acquitted), final or \
           not, of the cases of the arrest rate. Where no judgment at all is recorded it is not known.",
    numerator: "cases with a judgment",
    silent: true,
    parts: |f, w| {
        let by = |d: Option<super::day::Day>| d.is_none_or(|d| d.first() <= w.cut_off.today());
        step(f, w, |s| s.results.iter().any(|r| is_judgment(&r.result) && by(r.decided_on)))
    },
    ..RATE
};

/// A suspect is convicted.
static CONVICTED: Rate = Rate {
    id: "cases_convicted",
    name: "Cases convicted",
    rule: "Cases with at least one suspect whose last result by the cut-off is a conviction, also one that may still be appealed, of the \
           cases of the arrest rate. Where no conviction at all is recorded it is not known.",
    numerator: "cases with a conviction",
    silent: true,
    parts: |f, w| step(f, w, |s| s.result(&w.cut_off).is_some_and(|r| is_conviction(&r.result))),
    ..RATE
};

/// Nothing ended it yet.
pub static UNFINISHED: Rate = Rate {
    id: "cases_unfinished",
    name: "Cases not finished",
    rule: "Cases that nothing has ended by the cut-off: not every suspect who was arrested or charged has a final result, or there is none such; \
           neither are all its offences cleared exceptionally, nor is the case closed. Of the cases of the arrest rate.",
    numerator: "cases not finished",
    parts: |f, w| of_counted(f, w, |f| vec![one(!finished(f, w))]),
    ..RATE
};

/// The steps from report to conviction, each of the cases of one cohort.
pub static STEPS: [(&str, &Rate); 6] = [
    ("reported", &CASES),
    ("identified", &IDENTIFIED),
    ("arrested", &RATES[ARREST]),
    ("charged", &CHARGED),
    ("tried", &TRIED),
    ("convicted", &CONVICTED),
];

/// A figure of the quality of the data: cases that lack something.
macro_rules! missing {
    ($id:literal, $name:literal, $rule:literal, $lacks:expr) => {
        Rate {
            id: $id,
            name: $name,
            rule: $rule,
            numerator: "cases that lack it",
            parts: |f, w| {
                let lacks: fn(&Facts) -> bool = $lacks;
                of_counted(f, w, |f| vec![one(lacks(f))])
            },
            ..RATE
        }
    };
}

/// What is missing in the cases.
pub static MISSING: [Rate; 6] = [
    missing!("missing_offence", "No offence", "Cases without an offence.", |f| f.offences.is_empty()),
    missing!(
        "missing_age",
        "No age of a victim",
        "Cases without a victim, or with one whose age at the offence is not known.",
        |f| f.victims.is_empty() || f.victims.iter().any(|v| v.age.is_none())
    ),
    missing!("missing_sex", "No sex of a victim", "Cases without a victim, or with one whose sex is not known.", |f| f
        .victims
        .is_empty()
        || f.victims.iter().any(|v| v.sex.is_none())),
    missing!(
        "missing_relationship",
        "No relationship",
        "Cases with an identified suspect of whom it is not known what they are to any victim.",
        |f| f.suspects.iter().any(|s| s.identified && s.relations.iter().all(|r| r.code == "RU"))
    ),
    missing!("missing_incident", "No day of the incident", "Cases without a day of the incident.", |f| {
        f.incident_on.is_none()
    }),
    missing!(
        "missing_arrests",
        "Not known if arrested",
        "Cases of which nobody can say whether anyone was arrested.",
        |f| !f.arrests_known && f.suspects.iter().all(|s| s.arrests.is_empty())
    ),
];

/// All of them that are no rate of the headline.
pub fn all() -> impl Iterator<Item = &'static Rate> {
    [&CASES, &VICTIMS, &OFFENCES, &HOMICIDES, &INFANTS, &FILICIDES, &CHARGE, &CHILD_SUSPECT, &UNFINISHED]
        .into_iter()
        .chain([&IDENTIFIED, &CHARGED, &TRIED, &CONVICTED])
        .chain(&MISSING)
}

/// A figure by its id.
pub fn by_id(id: &str) -> Option<&'static Rate> {
    RATES.iter().chain(all()).find(|rate| rate.id == id)
}

fn one(counts: bool) -> Part {
    Part { k: u32::from(counts), n: 1, ..Part::default() }
}

fn unknown() -> Part {
    Part { unknown: 1, ..Part::default() }
}

fn labelled(label: &str, counts: bool) -> Part {
    Part { label: label.to_owned(), ..one(counts) }
}

/// The parts of a case that counts.
fn of_counted(facts: &Facts, window: &Window, parts: impl Fn(&Facts) -> Vec<Part>) -> Vec<Part> {
    if window.counts(facts) { parts(facts) } else { Vec::new() }
}

/// A case in which a suspect has come so far.
fn step(facts: &Facts, window: &Window, reached: impl Fn(&SuspectFacts) -> bool) -> Vec<Part> {
    of_counted(facts, window, |f| {
        let any = f.suspects.iter().any(&reached);
        vec![if any || f.arrests_known { one(any) } else { unknown() }]
    })
}

/// The victims of a homicide.
fn killed(facts: &Facts, window: &Window, counts: impl Fn(&Facts, &VictimFacts) -> Option<bool>) -> Vec<Part> {
    of_counted(facts, window, |f| {
        let part = |v: &VictimFacts| Part { label: v.label.clone(), ..counts(f, v).map_or_else(unknown, one) };
        f.killed().map(part).collect()
    })
}

/// Is it over with the case?
fn finished(facts: &Facts, window: &Window) -> bool {
    let defendants =
        || facts.suspects.iter().filter(|s| s.arrested(&window.cut_off) || s.is_defendant(&window.cut_off));
    let mut founded = facts.offences.iter().filter(|o| o.clearance != "UNF").peekable();
    let exceptionally = founded.peek().is_some() && founded.all(|o| o.clearance.starts_with("EXC"));
    let ended = defendants().next().is_some() && defendants().all(|s| s.ended(&window.cut_off).is_some());
    ended || exceptionally || facts.investigation.as_deref() == Some("CLO")
}
