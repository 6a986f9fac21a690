//! What a review found, each mended: shown here as it was found.

use crate::unit::{PEOPLE, Unit, claim, now};
use caseload::domain::moment::Now;
use caseload::store::Store;
use chrono::TimeDelta;

#[test]
fn sshd_asks_without_anybody_signed_in() {
    let unit = Unit::new();
    let mut store = Store::open_as_it_is(&unit.path()).unwrap();
    assert_eq!(store.keys_in_use(None).unwrap().len(), PEOPLE.len() + 1);
    let last = unit.last();
    store.failed_key("SHA256:unheard", "service", &now()).unwrap();
    let trail = unit.trail(last);
    assert!(trail.len() == 1 && trail[0][0] == "service" && trail[0][2] == "failed sign in", "{trail:?}");
}

#[test]
fn junk_keys_do_not_mute_a_key_that_was_somebodys() {
    let unit = Unit::new();
    let mut admin = unit.of("nary");
    admin.revoke_key("K2", &now()).unwrap();
    admin.set_active("rith", false, &now()).unwrap();
    let mut store = Store::open_as_it_is(&unit.path()).unwrap();
    let last = unit.last();
    for i in 0..70 {
        // Who says a wrong name takes nobody's place either.
        let _ = Store::open(&unit.path()).unwrap().sign_in(&claim(Some(&format!("wrong{i}"))), &now());
    }
    for i in 0..70 {
        store.failed_key(&format!("SHA256:junk{i}"), "service", &now()).unwrap();
    }
    let lines = |word: &str| unit.trail(last).into_iter().filter(|l| l[4].contains(word)).collect::<Vec<_>>();
    assert_eq!((lines("as wrong").len(), lines("SHA256:junk").len()), (70, 60));
    for (fingerprint, said) in
        [("SHA256:1", "key K2 of sophal, revoked"), ("SHA256:3", "key K4 of rith, who is disabled")]
    {
        for _ in 0..3 {
            store.failed_key(fingerprint, "service", &now()).unwrap();
        }
        let told = lines(&format!("{said}: {fingerprint}"));
        assert_eq!(told.len(), 1, "{:?}", lines("SHA256:"));
    }
    store.failed_key("SHA256:1", "service", &later(2)).unwrap();
    assert_eq!(lines("K2 of sophal").len(), 2, "once a minute");
}

fn later(minutes: i64) -> Now {
    Now { utc: now().utc + TimeDelta::minutes(minutes), ..now() }
}
