//! Two officers edit one case: what does not clash is merged, what does is decided by eye.

use crate::support::{Console, Office};
use crate::{NARROW, add, field, open, save, show, to_field};

/// Both desks with the case in a form, its village `Thma Koul`.
fn desks(office: &Office) -> (Console, Console) {
    add(office, "hom bat f7 m34 police");
    let first = open(office, "dara", NARROW);
    first.keys("e");
    first.wait_text("Edit CPU-21-0001");
    to_field(&first, "Village");
    first.keys("Thma Koul");
    save(&first);
    let second = open(office, "sok", NARROW);
    for desk in [&first, &second] {
        desk.keys("e");
        desk.wait_text("Edit CPU-21-0001");
        to_field(desk, "Village");
    }
    (first, second)
}

#[test]
fn different_fields_merge_and_it_is_said() {
    let office = Office::new();
    let (first, second) = desks(&office);
    first.keys(" Leu");
    save(&first);
    second.wait_text("dara changed this case meanwhile");
    to_field(&second, "What");
    second.keys("found by the canal<C-s>");
    second.wait_text("CPU-21-0001 saved; another officer's change was kept");
    let said = second.screen();
    let said = said.lines().find(|l| l.contains("was kept")).unwrap();
    assert!(said.contains("Village"), "{said}");
    let case = show(&office, "21/1");
    assert_eq!((&case["village"], &case["summary"]), (&"Thma Koul Leu".into(), &"found by the canal".into()));
}

#[test]
fn the_same_field_shows_both_values_before_either_wins() {
    for (key, wins) in [("m", "Thma Koul Kraom"), ("t", "Thma Koul Leu")] {
        let office = Office::new();
        let (first, second) = desks(&office);
        first.keys(" Leu");
        save(&first);
        second.wait_text("dara changed this case meanwhile");
        second.keys(" Kraom");
        // A field beside it that nobody else touched goes along, whoever wins.
        to_field(&second, "Place");
        second.keys("behind the market");
        let before = office.dump();
        second.keys("<C-s>");
        second.wait_text("Another officer changed the same");
        for words in ["Village", "theirs by dara", "Thma Koul Leu", "Thma Koul Kraom"] {
            second.wait_text(words);
        }
        second.keys("<Enter>");
        second.wait_text("Decide every field first");
        assert_eq!(office.dump(), before, "nothing is saved before it is decided");
        // Back to the form and here again: still nothing is saved, nothing is lost.
        second.keys("<Esc>");
        second.wait(|s| field(s) == Some(("Place".into(), "behind the market".into())), "the form");
        second.keys("<C-s>");
        second.wait_text("Another officer changed the same");
        assert_eq!(office.dump(), before, "nothing is saved before it is decided");
        second.keys(key);
        second.keys("<Enter>");
        second.wait_text("CPU-21-0001 saved");
        let case = show(&office, "21/1");
        assert_eq!((&case["village"], &case["place"]), (&wins.into(), &"behind the market".into()), "after {key}");
        assert_eq!((&case["updated_by"], office.run(&["doctor"]).status), (&"sok".into(), 0));
    }
}
