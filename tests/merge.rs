//! Officers who edit one case at once, each from what they saw at first: no save is lost, no clash goes unseen.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use caseload::clock::Clock;
use caseload::domain::act::{Deed, Outcome};
use caseload::domain::case::Case;
use caseload::domain::office::Office;
use caseload::domain::record::{Record, RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Ids, Store};
use proptest::prelude::*;

/// Fields of a case that hold any text.
const COLUMNS: [&str; 5] = ["village", "place", "summary", "lead", "incident_on"];

/// What one officer types: a value for some of the columns, or clears it.
type Edits = Vec<(usize, Option<u8>)>;

fn edits() -> impl Strategy<Value = Edits> {
    prop::collection::vec((0..COLUMNS.len(), prop::option::of(0..4u8)), 1..4)
}

fn value(column: usize, n: Option<u8>) -> Option<String> {
    n.map(|n| if COLUMNS[column] == "incident_on" { format!("2019-0{}", n + 1) } else { format!("text {n}") })
}

fn edited(base: &Sheet, edits: &Edits) -> Sheet {
    let mut after = base.clone();
    edits.iter().for_each(|(c, n)| after.set(COLUMNS[*c], value(*c, *n)));
    after
}

fn changed(base: &Sheet, after: &Sheet) -> Vec<&'static str> {
    base.changes(after).map(|(spec, _, _)| spec.column).collect()
}

fn office(folder: &std::path::Path) -> Store {
    let zone = chrono_tz::Asia::Phnom_Penh;
    let office = Office { name: "Test".into(), prefix: "CPU".into(), zone, demo: false, note: None };
    Store::init(&folder.join("f.db"), &office, &Clock::System.now(zone), Ids::Random).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_edit_that_does_not_clash_survives_and_every_clash_is_shown(officers in prop::collection::vec(edits(), 2..6)) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = office(folder.path());
        let now = Clock::System.now(chrono_tz::Asia::Phnom_Penh);
        let claim =
            |i: usize| Claim { account: format!("officer {i}"), session: i.to_string(), ..Claim::default() };
        store.sign_in(&claim(9), &now).unwrap();
        let mut case = Sheet::blank(RecordKind::Case, "new:case", 0);
        case.set("reported_on", Some("2019-12-30".into()));
        let mut offence = Sheet::blank(RecordKind::Offence, "new:case", 1);
        offence.set("code", Some("0101".into()));
        let saved = store.write(&now, &Deed::add("new case", vec![case, offence])).unwrap();
        let Outcome::Saved { case_id, .. } = saved else { panic!("a new case cannot clash") };
        let base = store.case(&case_id, &now).unwrap().case.to_sheet();

        let mut accepted: Vec<(&'static str, Option<String>)> = Vec::new();
        for (i, edits) in officers.iter().enumerate() {
            let after = edited(&base, edits);
            let before = store.case(&case_id, &now).unwrap().case.to_sheet();
            let clashing: Vec<&str> = changed(&base, &after)
                .into_iter()
                .filter(|c| before.get(c) != base.get(c) && before.get(c) != after.get(c))
                .collect();
            store.sign_in(&claim(i), &now).unwrap();
            match store.write(&now, &Deed::edit("edit", base.clone(), after.clone())).unwrap() {
                Outcome::SavedBefore { .. } => panic!("nothing is saved twice here"),
                Outcome::Saved { .. } => {
                    prop_assert!(clashing.is_empty(), "{clashing:?} were overwritten unseen");
                    accepted.extend(changed(&base, &after).into_iter().map(|c| (c, after.get(c).map(str::to_owned))));
                }
                Outcome::Clashed { clashes, .. } => {
                    let shown: Vec<&str> = clashes.iter().map(|c| c.spec.column).collect();
                    prop_assert_eq!(shown, clashing);
                    prop_assert_eq!(&store.case(&case_id, &now).unwrap().case.to_sheet(), &before, "a clash writes nothing");
                }
            }
        }
        let last: Case = store.case(&case_id, &now).unwrap().case;
        for (column, value) in accepted {
            prop_assert_eq!(last.to_sheet().get(column).map(str::to_owned), value, "{} was lost", column);
        }
        prop_assert!(store.check(&now).unwrap().iter().all(|f| f.ok));
    }
}
