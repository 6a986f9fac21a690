//! Many cases changed at once, shown before and undone as one; and one's own last act undone.

use crate::office::{sit, staffed};
use crate::support::Office;
use crate::{NARROW, add, open, show, show_as, to_field};

fn office() -> Office {
    let office = Office::new();
    for line in ["hom bat f7 m34 y", "rape siem f9 ?", "kid ban m16 ?"] {
        add(&office, line);
    }
    office
}

fn acts(office: &Office) -> Vec<(String, i64)> {
    let file = rusqlite::Connection::open(office.db()).unwrap();
    let sql =
        "SELECT action, count(DISTINCT case_id) FROM ledger WHERE kind <> 'look' GROUP BY op_id ORDER BY max(seq)";
    let mut acts = file.prepare(sql).unwrap();
    acts.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[test]
fn marked_cases_get_one_value_as_one_act_and_one_undo_takes_it_back() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("B");
    console.wait_text("No case is marked");
    console.keys("m<Space>");
    console.wait(|s| s.contains("2 marked of 3") && s.matches('✓').count() == 2, "two marks");
    console.keys("B");
    console.wait_text("Change 2 marked cases");
    console.keys("<Down><Enter>icac");
    console.wait(|s| s.contains("Change 2 marked cases · Team") && s.contains("▌ ICAC"), "the value");
    console.keys("<Enter>");
    console.wait(|s| s.contains("2 change") && s.matches("→ ").count() >= 2, "what becomes of each");
    console.keys("<Enter>");
    console.wait(|s| s.contains("2 cases changed: U undoes it") && !s.contains("marked of"), "done");
    let teams = || ["21/1", "21/2", "21/3"].map(|n| show(&office, n)["team"].clone());
    assert_eq!(teams(), [serde_json::Value::Null, "ICAC".into(), "ICAC".into()]);
    assert_eq!(acts(&office).last().unwrap(), &("edit of several".to_owned(), 2));

    console.keys("U");
    console.wait(|s| s.contains("Undo your last act?") && s.contains("edit of several, 2 cases"), "the act");
    console.keys("<Enter>");
    console.wait_text("Undone");
    assert_eq!(teams(), [const { serde_json::Value::Null }; 3], "as before");
    assert_eq!(acts(&office).last().unwrap(), &("undo".to_owned(), 2));
    // Once more: the undo was one's last act.
    console.keys("U");
    console.wait(|s| s.contains("undo, 2 cases"), "the undo");
    console.keys("<Enter>");
    console.wait_gone("Undo your last act?");
    assert_eq!(teams()[1], "ICAC");
    office.ok(&["audit", "verify"]);
}

#[test]
fn all_of_the_list_are_marked_and_escape_takes_the_marks_away() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("/arrest:no<Enter>M");
    console.wait(|s| s.contains("marked of 2") || s.contains("marked of 3"), "all of the list");
    console.keys("<Esc>");
    console.wait(|s| !s.contains("marked of") && s.contains("with “arrest:no”"), "no mark, the filter stays");
}

#[test]
fn what_is_not_ones_to_give_is_left_out_and_said() {
    let office = staffed();
    let console = sit(&office, "dara", NARROW);
    console.keys("M");
    console.wait_text("2 marked of 2");
    console.keys("B");
    console.wait_text("Change 2 marked cases");
    console.keys("<Enter>");
    console.wait(|s| s.contains("▌ dara"), "oneself first");
    console.keys("rith<Enter>");
    console.wait(|s| s.contains("1 change · 1 left out"), "one is another's");
    console.keys("<Enter>");
    console.wait_text("1 case changed");
    assert_eq!(show_as(&office, "boss", "21/1")["lead"], "sokha");
    assert_eq!(show_as(&office, "boss", "21/2")["lead"], "rith");
}

#[test]
fn an_arrest_is_undone_by_taking_it_back_and_what_somebody_changed_since_stays() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("U");
    console.wait_text("You have done nothing lately");
    console.keys("/21/1<Enter>");
    console.wait_text("with “21/1”");
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
    to_field(&console, "Village");
    console.keys("Kouk<C-s>");
    console.wait_text("saved");
    console.keys("U");
    console.wait(|s| s.contains("edit, 21/0001") && s.contains("Village: Kouk"), "the act");
    // Somebody else changes it while the question stands.
    office.ok(&["add", "hom bat f7 ?", "--as", "sok", "--now", crate::NOW]);
    console.keys("<Enter>");
    console.wait_text("Undone");
    assert_eq!(show(&office, "21/1")["village"], serde_json::Value::Null);
    // A case that was entered is not removed: the reason is said before anything is done.
    console.keys("<Esc>n");
    console.wait_text("One line");
    console.keys("rape bat f5 ?<C-s>");
    console.wait_text("saved");
    console.keys("U");
    console.wait_text("is not removed");
    console.keys("<Enter>");
    console.wait_text("It cannot be undone");
}

#[test]
fn an_undo_tells_nothing_of_what_has_gone_out_of_reach() {
    let office = staffed();
    let [lead, boss] = ["sokha", "boss"].map(|name| sit(&office, name, NARROW));
    lead.keys("/21/2<Enter>");
    lead.wait_text("with “21/2”");
    lead.keys("e");
    lead.wait_text("Edit CPU-21-0002");
    to_field(&lead, "Village");
    lead.keys("Kouk<C-s>");
    lead.wait_text("saved");
    boss.keys("/21/2<Enter>");
    boss.wait_text("with “21/2”");
    boss.keys("mB");
    boss.wait_text("Change 1 marked case");
    boss.keys("<Down><Enter>fst<Enter>");
    boss.wait_text("1 change");
    boss.keys("<Enter>");
    boss.wait_text("1 case changed");
    lead.keys("<Esc>U");
    lead.wait_text("It cannot be undone: what it was about is not all within your reach");
    assert!(!lead.screen().contains("Kouk"), "{}", lead.screen());
    lead.keys("<Enter>");
    lead.wait_text("It cannot be undone");
    // Nothing was refused on record, for nothing was tried.
    let file = rusqlite::Connection::open(office.db()).unwrap();
    let refused = "SELECT count(*) FROM ledger WHERE action = 'refused' AND person = 'sokha'";
    assert_eq!(file.query_row(refused, [], |r| r.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn no_case_is_given_to_who_opens_none_and_no_restricted_one_is_opened_so() {
    let office = staffed();
    let lead = sit(&office, "sokha", NARROW);
    lead.keys("GR");
    lead.wait_text("Who alone may know of 21/0001");
    lead.keys("boss<Enter>");
    lead.wait_text("21/0001 is known to boss sokha alone");
    lead.keys("mB");
    lead.wait_text("Change 1 marked case");
    lead.keys("<Enter>");
    lead.wait(|s| s.contains("▌ sokha") && s.contains(" rith"), "who may lead");
    assert!(!["ana", "admin"].iter().any(|name| lead.screen().contains(&format!(" {name} "))), "{}", lead.screen());
    lead.keys("rith<Enter>");
    lead.wait_text("left out: restricted");
    lead.keys("<Enter>");
    lead.wait_text("None of the cases would change");
}
