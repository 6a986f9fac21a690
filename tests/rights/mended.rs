//! What a review found, each mended: shown here as it was found.

use crate::unit::{PEOPLE, Unit, now};
use caseload::store::Store;

#[test]
fn sshd_asks_without_anybody_signed_in() {
    let unit = Unit::new();
    let mut store = Store::open_as_it_is(&unit.path()).unwrap();
    assert_eq!(store.keys_in_use(None).unwrap().len(), PEOPLE.len() + 1);
    let last = unit.last();
    store.failed_key("SHA256:unheard", "unknown", "service", &now()).unwrap();
    let trail = unit.trail(last);
    assert!(trail.len() == 1 && trail[0][0] == "service" && trail[0][2] == "failed sign in", "{trail:?}");
}
