//! What the rates count of a case that no subcommand can make.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use caseload::domain::act::Deed;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::record::Record;
use caseload::domain::visit::Claim;
use caseload::store::Store;
use chrono_tz::Asia::Phnom_Penh;
use serde_json::{Value, json};
use support::Office;

#[test]
fn a_case_of_which_nobody_knows_an_arrest_is_in_neither() {
    let office = Office::new();
    for _ in 0..2 {
        office.ok(&["add", "rape bat f7 k", "--now", "2021-12-28T22:45"]);
    }
    // No subcommand asks for it, and no other program may write it.
    let now = Now { utc: read_clock("2021-12-29T10:00", Phnom_Penh).unwrap(), zone: Phnom_Penh };
    let mut store = Store::open(&office.db()).unwrap();
    store.sign_in(&Claim { account: "dara".to_owned(), ..Claim::default() }, &now).unwrap();
    let id = store.case_by_number("21/2", &now).unwrap();
    let before = store.case(&id, &now).unwrap().case.to_sheet();
    let mut after = before.clone();
    after.set("arrests_known", Some("n".to_owned()));
    store.write(&now, &Deed::edit("edit", before, after)).unwrap();
    drop(store);
    let answer: Value = serde_json::from_str(&office.ok(&["rates", "--year", "2021", "--json"])).unwrap();
    let rate = &answer["rates"][0];
    assert_eq!((&rate["k"], &rate["n"], &rate["unknown"]), (&json!(0), &json!(1), &json!(1)));
    let shown = office.ok(&["rates", "--year", "2021", "--receipt", "case_arrest_rate"]);
    assert!(
        shown.contains("0 of 1  0.0 %  1 not known") && shown.contains("not known, in neither\nCPU-21-0002"),
        "\n{shown}"
    );
}
