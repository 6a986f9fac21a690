//! Every field of every record falls under its class by its field list alone, also one that is added tomorrow.

use crate::canary::FIELDS;
use crate::unit::{PEOPLE, Unit, now};
use caseload::domain::field::See;
use caseload::domain::officer::Role;
use caseload::domain::record::{RecordKind, Sheet};
use caseload::domain::rights::{Right, Standing, Viewer, Whose};

/// What of a case of one's own team is shown: facts, identity, narrative, identifiers, care. Written out by hand.
const SHOWN: [(&str, [bool; 5]); 7] = [
    ("vanna", [true, true, true, true, true]),
    ("sophal", [true, true, true, true, true]),
    ("dara", [true, true, true, true, false]),
    ("rith", [true, false, true, true, false]),
    ("maly", [true, true, true, false, true]),
    ("chan", [false, false, false, false, false]),
    ("nary", [false, false, false, false, false]),
];

/// Words as people type them that everybody reads who may open the case: numbers, and names of officers.
// Numbers of seals and reports, and hashes, name nobody: whoever opens the case compares them.
const OPEN_TEXT: [&str; 16] = [
    "number",
    "lead",
    "restricted_to",
    "victims",
    "cleared_by",
    "taken_back_by",
    "seal",
    "new_seal",
    "digest",
    "report_ref",
    "owner",
    "decided_by",
    "ref_no",
    "files",
    "outcome_by",
    "outcome_case",
];

/// The records of care, by hand.
const CARE: [RecordKind; 5] =
    [RecordKind::Relative, RecordKind::Need, RecordKind::Service, RecordKind::FollowUp, RecordKind::Consent];

fn class(see: See) -> usize {
    [See::Facts, See::Identity, See::Narrative, See::Identifiers, See::Care].iter().position(|s| *s == see).unwrap()
}

#[test]
fn each_field_is_masked_by_its_class_and_by_nothing_else() {
    let mut outcomes = 0;
    for (name, shown) in SHOWN {
        let role = PEOPLE.iter().find(|p| p.0 == name).unwrap().1;
        let standing = Standing::Officer { role, team: Some("HIT".into()) };
        let viewer = Viewer { name: name.into(), standing, ..Viewer::default() };
        let whose = Whose { case_id: "c", team: Some("HIT"), lead: Some("bopha"), ..Whose::default() };
        for kind in RecordKind::ALL {
            let mut sheet = Sheet::blank(kind, "c", 1);
            sheet.values.iter_mut().for_each(|v| *v = Some("known".into()));
            sheet.mask(|spec| !viewer.may(Right::See(spec.see), &whose));
            for spec in kind.specs() {
                let is = (sheet.get(spec.column).is_some(), !sheet.is_masked(spec.column));
                let must = shown[class(spec.see)];
                assert_eq!(is, (must, must), "{} {} for a {role:?}", kind.name(), spec.column);
                outcomes += 1;
            }
        }
    }
    println!("{outcomes} outcomes");
}

#[test]
fn the_store_masks_every_record_of_a_case_by_the_same_list() {
    let unit = Unit::new();
    let stored = unit.stored(&unit.id(0)).sheets();
    for kind in RecordKind::of_case() {
        assert!(stored.iter().any(|s| s.kind == kind), "the invented case has no {}: give it one", kind.name());
    }
    for (name, shown) in SHOWN.into_iter().filter(|s| s.1[0]) {
        let seen = unit.of(name).case(&unit.id(0), &now()).unwrap().sheets();
        // Who may not see the care of a case learns of none of its records.
        let known: Vec<&Sheet> = stored.iter().filter(|s| shown[class(See::Care)] || !CARE.contains(&s.kind)).collect();
        assert_eq!(seen.len(), known.len(), "{name}");
        for (seen, stored) in seen.iter().zip(known) {
            assert_eq!(seen.head.id, stored.head.id);
            for spec in seen.kind.specs() {
                let (value, kept) = (seen.get(spec.column), stored.get(spec.column));
                let where_ = format!("{} of the {} for {name}", spec.column, seen.kind.name());
                match shown[class(spec.see)] {
                    false => assert!(value.is_none() && seen.is_masked(spec.column), "{where_}: {value:?}"),
                    // Names in it are blanked for who sees none, and then it is marked.
                    true if seen.is_masked(spec.column) => {
                        assert!(
                            spec.see == See::Narrative && !shown[1] && value.is_some_and(|v| v.contains('▒')),
                            "{where_}"
                        );
                    }
                    true => assert_eq!(value, kept, "{where_}"),
                }
            }
        }
    }
}

#[test]
fn words_as_people_type_them_are_open_only_where_that_was_decided() {
    let named = |column: &str| FIELDS.iter().any(|f| column.contains(f.0));
    for kind in RecordKind::ALL {
        for spec in kind.specs().iter().filter(|s| s.is_text()) {
            let open = OPEN_TEXT.contains(&spec.column);
            let said = "give it a class in its field list and a word in the canaries, or say in OPEN_TEXT why everybody may read it";
            assert_eq!(spec.see == See::Facts, open, "{} of the {}: {said}", spec.column, kind.name());
            let other = ["text", "name", "description", "place", "online"].contains(&spec.column);
            assert!(open || named(spec.column) || other, "{} of the {}: {said}", spec.column, kind.name());
        }
    }
    assert_eq!(SHOWN.map(|s| s.0), PEOPLE.map(|p| p.0));
    assert_eq!(Role::ALL.len(), PEOPLE.len(), "a new role needs a person here and its columns in the tables");
}
