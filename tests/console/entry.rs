//! A case goes in by keyboard, and the rates move: here and at the next desk.

use crate::support::{Console, Office, SOON};
use crate::{NARROW, NOW, field, open, save, show, to_field};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// Counts the keys that are pressed beside the text.
struct Hand<'a>(&'a Console, Cell<usize>);

impl Hand<'_> {
    fn text(&self, text: &str) -> &Self {
        assert!(!text.contains('<'), "text, no keys");
        self.0.keys(text);
        self
    }

    fn press(&self, keys: &str) -> &Self {
        let names = keys.matches('<').count();
        let inside: usize = keys.split('<').skip(1).filter_map(|k| k.split_once('>')).map(|(k, _)| k.len() + 2).sum();
        self.1.set(self.1.get() + names + keys.len() - inside);
        self.0.keys(keys);
        self
    }

    fn count(&self) -> usize {
        self.1.replace(0)
    }
}

/// Waits for `saved` here, then for the words in both consoles; gives how long the other one took.
fn both(here: &Console, there: &Console, words: &[&str]) -> Duration {
    here.wait_text(" saved");
    let committed = Instant::now();
    let all = |s: &str| words.iter().all(|w| s.contains(w));
    there.wait(all, &format!("{words:?} at the other desk"));
    let took = committed.elapsed();
    here.wait(all, &format!("{words:?} at this desk"));
    assert!(took < SOON, "the other desk took {took:?} to show {words:?}");
    took
}

#[test]
fn a_homicide_and_its_arrests_move_the_rates_here_and_at_the_next_desk() {
    let office = Office::new();
    let (here, there) = (open(&office, "dara", NARROW), open(&office, "sok", NARROW));
    let hand = Hand(&here, Cell::new(0));
    let mut slowest = Duration::ZERO;
    let mut see = |words: &[&str]| slowest = slowest.max(both(&here, &there, words));
    let (none, one) = ("Homicide 0/1 0.0 %   Battambang 0/1 0.0 %", "Homicide 1/1 100.0 %   Battambang 1/1 100.0 %");
    let (rate_none, rate_one) = ("ARREST RATE 0.0 %  0 of 1", "ARREST RATE 100.0 %  1 of 1");

    hand.press("n").text("hom bat f~7 m34 uncle police hit on:27/12 -- found by the canal").press("<C-s>");
    see(&[rate_none, none, "suspects 0/1", "under 15  1"]);
    let entered = hand.count();
    assert!(entered <= 25, "{entered} key presses for a case");

    here.wait_text("21/0001 · Homicide");
    hand.press("s");
    here.wait_text("New suspect of CPU-21-0001");
    hand.text("k").press("<Tab>").text("m").press("<Tab>").text("~20").press("<C-s>");
    see(&[rate_none, "suspects 0/2"]);
    hand.count();

    hand.press("a");
    here.wait_text("Who was arrested?");
    hand.press("1");
    here.wait_text("arrest of S1");
    hand.text("now").press("<C-s>");
    see(&[rate_one, one, "suspects 1/2 50.0 %", "per case 1.00"]);
    let arrested = hand.count();
    assert!(arrested <= 6, "{arrested} key presses for an arrest");

    // A second arrest in the same case: one more suspect, not one more case.
    here.keys("a");
    here.wait_text("Who was arrested?");
    here.keys("2");
    here.wait_text("arrest of S2");
    here.keys("28/12 21:30<Tab>bus station<Tab>");
    save(&here);
    see(&[rate_one, one, "suspects 2/2 100.0 %", "per case 2.00"]);

    // Taken back, with a reason only.
    for (arrest, after) in
        [("2", [rate_one, one, "suspects 1/2 50.0 %"]), ("", [rate_none, none, "suspects 0/2 0.0 %"])]
    {
        here.keys("t");
        if !arrest.is_empty() {
            here.wait_text("Which arrest of 21/0001 is taken back?");
            here.keys(arrest);
        }
        here.wait_text("Take back arrest");
        here.keys("<C-s>");
        here.wait_text("A reason is needed");
        here.keys("mistaken for his brother<C-s>");
        see(&after);
    }

    here.keys("h");
    here.wait_text("History of CPU-21-0001");
    here.wait_text("because: mistaken for his brother");
    let top = here.screen();
    here.keys("<PageDown>");
    here.wait(|s| s != top, "the next page");
    let history = top + &here.screen();
    assert!(history.matches("dara  take back").count() >= 2, "both steps back:\n{history}");
    assert!(history.contains("dara  arrest"), "the arrests:\n{history}");
    let case = show(&office, "21/1");
    for suspect in 0..2 {
        let arrest = &case["suspects"][suspect]["arrests"][0];
        assert_eq!(arrest["taken_back_reason"], "mistaken for his brother", "{case:#}");
    }
    println!("a case: {entered} presses, an arrest: {arrested}, the other desk after at most {slowest:?}");
}

#[test]
fn a_case_added_elsewhere_shows_at_once_and_moves_nothing_that_is_open() {
    let office = Office::new();
    crate::add(&office, "rape siem f9 m40 teacher");
    crate::add(&office, "hom kandal m2 ?");
    let console = open(&office, "dara", NARROW);
    let selected = |s: &str| s.lines().find(|l| l.starts_with("│▌ 21/")).map(|l| l[..20].to_owned());
    console.keys("j");
    console.wait(|s| selected(s).is_some_and(|r| r.contains("21/0001")), "the older case");

    crate::add(&office, "kid pp m9 ?");
    let committed = Instant::now();
    console.wait_text("21/0003");
    let took = committed.elapsed();
    assert!(took < SOON, "a case added elsewhere took {took:?}");
    assert!(selected(&console.screen()).is_some_and(|r| r.contains("21/0001")), "{}", console.screen());

    // The same under an open form with half a word in it.
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
    to_field(&console, "Village");
    console.keys("Phum Th");
    console.wait(|s| field(s).is_some_and(|f| f.1 == "Phum Th"), "half a name");
    crate::add(&office, "hom tak m1 ?");
    // The form covers list and figures: what came in shows as soon as it is left.
    console.settle(700);
    assert_eq!(field(&console.screen()), Some(("Village".into(), "Phum Th".into())));
    console.keys("<Esc><Enter>");
    console.wait_text("21/0004");
    assert!(selected(&console.screen()).is_some_and(|r| r.contains("21/0001")), "{}", console.screen());
    println!("shown {took:?} after the other process had ended");
}

#[test]
fn a_buddhist_year_is_asked_about() {
    let office = Office::new();
    let console = open(&office, "dara", NARROW);
    console.keys("nhom bat f7 ?");
    console.wait_text("victim V1: female");
    to_field(&console, "Incident");
    console.keys("27/12/2564<Tab>");
    console.wait_text("27/12/2021");
    console.keys("<Esc>");
    console.wait(|s| field(s) == Some(("Incident".into(), "27/12/2564".into())), "the field as it was typed");
    console.keys("<Tab>");
    console.wait_text("It would be written 27/12/2021");
    console.keys("<Enter>");
    console.wait(|s| field(s).is_some_and(|f| f.0 == "Province"), "the next field");
    save(&console);
    assert_eq!(show(&office, "21/1")["incident_on"], "2021-12-27");
}

#[test]
fn an_arrest_before_the_offence_is_doubted_by_name_and_can_stand() {
    let office = Office::new();
    crate::add(&office, "hom bat f7 m34 on:20/12");
    let console = open(&office, "dara", NARROW);
    console.keys("a");
    console.wait_text("arrest of S1");
    console.keys("18/12 05:40<C-s>");
    console.wait_text("A1 When: the arrest (18 Dec 2021) is before the offence (20 Dec 2021)");
    console.keys("<Esc>");
    console.wait(|s| !s.contains("Is this right?") && field(s).is_some_and(|f| f.0 == "When"), "the form again");
    assert_eq!(show(&office, "21/1")["suspects"][0]["arrests"], serde_json::json!([]));
    console.keys("<C-s>");
    console.wait_text("is before the offence");
    console.keys("<Enter>");
    console.wait_text("CPU-21-0001 saved");
    assert_eq!(show(&office, "21/1")["suspects"][0]["arrests"][0]["at"], "2021-12-17T22:40:00.000Z");
}

#[test]
fn exceptional_and_unfounded_ask_why_and_unfounded_leaves_the_count() {
    let office = Office::new();
    crate::add(&office, "hom bat f7 m34");
    crate::add(&office, "rape siem f9 ?");
    let console = open(&office, "dara", NARROW);
    console.wait_text("0 of 2");
    for (row, choice, word, after) in [
        ("<End>", "died", "offender died", "cleared 1/2, 1 exceptional"),
        ("<Home>", "unf", "Unfounded", "ARREST RATE 0.0 %  0 of 1"),
    ] {
        console.keys(&format!("{row}c"));
        console.wait_text("Clearance of O1");
        console.keys(&format!("{choice}<Tab>"));
        console.wait(|s| s.contains(word) && field(s).is_some_and(|f| f.0 == "Cleared on"), word);
        console.keys("<C-s>");
        console.wait_text("A reason is needed");
        assert_eq!(field(&console.screen()).map(|f| f.0).as_deref(), Some("Reason"));
        console.keys("the doctor's letter of 27 Dec<C-s>");
        console.wait_text(" saved");
        console.wait_text(after);
        console.keys("<Esc>");
    }
    let (first, second) = (show(&office, "21/1"), show(&office, "21/2"));
    assert_eq!((&first["unfounded"], &second["unfounded"]), (&false.into(), &true.into()));
    assert_eq!(first["offences"][0]["clearance_reason"], "the doctor's letter of 27 Dec");
    assert_eq!(office.run(&["rates", "--now", NOW]).status, 0);
}
