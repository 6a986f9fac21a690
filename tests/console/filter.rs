//! The filter of the list while it is typed: completed, marked where a word cannot be read, and explained.

use crate::support::Office;
use crate::{NARROW, add, open, save, to_field};

fn office() -> Office {
    let office = Office::new();
    for line in ["hom bat f7 m34 y", "rape siem f9 ?", "kid ban m16 ?"] {
        add(&office, line);
    }
    office
}

/// How many cases the screen lists.
fn cases(screen: &str) -> usize {
    screen.matches("21/000").count()
}

#[test]
fn keys_and_values_are_completed_as_they_are_typed() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("/prov");
    console.wait_text("Tab: province: ");
    console.keys("<Tab>");
    console.wait(|s| s.contains("/ province:") && s.contains("Tab: ban Banteay Meanchey · bat Battambang"), "values");
    // What is only begun leaves nothing out.
    console.wait(|s| cases(s) == 3, "all cases");
    console.keys("ba");
    console.wait(|s| s.contains("Tab: ban Banteay Meanchey · bat Battambang") && cases(s) == 3, "two values");
    console.keys("<Tab>");
    console.wait(|s| s.contains("/ province:ban") && cases(s) == 1 && s.contains("21/0003"), "the first");
    console.keys("<Tab>");
    console.wait(|s| s.contains("/ province:bat") && cases(s) == 1 && s.contains("21/0001"), "the second");
    console.keys("<Tab>");
    console.wait(|s| s.contains("/ province:ban") && cases(s) == 1, "the first again");
    console.keys("<S-Tab>");
    console.wait(|s| s.contains("/ province:bat") && cases(s) == 1, "the one before");
    console.keys(",sie -lead:s");
    console.wait_text("Tab: sok");
    console.keys("<Tab>");
    console
        .wait(|s| s.contains("/ province:bat,sie -lead:sok") && s.contains("No case fits the filter"), "nobody else's");
    console.keys("<Esc>");
    console.wait(|s| cases(s) == 3, "all cases");
    console.keys("/lead:sok province:02<Enter>");
    console.wait(|s| s.contains("with “lead:sok province:02”") && cases(s) == 1 && !s.contains("keep"), "kept");
}

#[test]
fn a_word_that_cannot_be_read_is_marked_and_leaves_the_list_as_it_was() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("/province:02");
    console.wait(|s| cases(s) == 1, "one case");
    console.keys(" provnice:02");
    console.wait_text("“provnice” is no key of the filter: did you mean province?");
    assert_eq!(cases(&console.screen()), 1, "{}", console.screen());
    // The word is marked: underlined, whatever the colours.
    let styled = console.styled();
    let at = styled.lines().position(|l| l.contains("/ province:02 provnice:02")).expect("the filter line");
    let column = styled.lines().nth(at).unwrap().split("provnice").next().unwrap().chars().count();
    let mark = format!("{column}-{} bold underline", column + "provnice".len() - 1);
    assert!(styled.lines().nth(at + 1).unwrap().contains(&mark), "{mark}:\n{styled}");
    console.keys("<Enter>");
    console.wait_text("did you mean province?");
    assert!(console.screen().contains("/ province:02 provnice:02"), "what was typed stays: {}", console.screen());
    console.keys("<Tab>");
    console.wait_text("F1 shows the keys of the filter");
    let wrong = "<BS><BS><BS><BS><BS><BS><BS><BS><BS><BS><BS>";
    console.keys(&format!("{wrong}age:old"));
    console.wait_text("age: “old” is no age");
    console.keys("<BS><BS><BS><lt>9<Enter>");
    console.wait(|s| s.contains("with “province:02 age:<9”") && !s.contains("keep"), "kept");
    assert_eq!(cases(&console.screen()), 1);
}

#[test]
fn where_words_find_nothing_the_list_says_how_to_ask_by_sound_and_why_a_name_was_found() {
    let office = Office::new();
    add(&office, "rape siem f9 ?");
    let console = open(&office, "dara", (120, 36));
    console.keys("e");
    console.wait_text("Edit CPU-21-0001");
    to_field(&console, "Name");
    console.keys("Kuok Dara");
    save(&console);
    console.keys("/kouk");
    console.wait_text("~word looks for names that sound alike: ~kouk.");
    console.keys("<BS><BS><BS><BS>~kouk<Enter>");
    console.wait(|s| s.contains("with “~kouk”") && s.contains("V1 Name: Kuok Dara"), "why");
    assert!(!console.screen().contains("sound alike"), "{}", console.screen());
}

#[test]
fn how_a_filter_is_written_is_a_key_away() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("/rape<F1>");
    console.wait(|s| s.contains("Keys") && s.contains("Filter line"), "the keys");
    console.keys("province");
    console.wait(|s| s.contains("How a filter is written") && s.contains("province: (prov)"), "the key of the filter");
    assert!(console.screen().lines().all(|l| l.chars().count() <= 80));
    console.keys("<Esc>");
    console.wait(|s| s.contains("/ rape") && cases(s) == 1, "back in the filter");
    console.keys("<Esc>");
    console.wait(|s| cases(s) == 3, "all cases");
    // In the log the words are others.
    console.keys("7");
    console.wait_text("Log");
    console.keys("/x<Tab>");
    console.wait_text("The words of this filter are not completed");
}

#[test]
fn behind_the_privacy_screen_no_word_is_told() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("/<F9>sreymom:x");
    console.wait_text("A word of the filter cannot be read: F9 shows it");
    assert!(!console.screen().contains("sreymom"), "{}", console.screen());
}

/// Beside the case stands why it was found: which field, and the word in it.
#[test]
fn the_reason_of_a_hit_stands_in_the_case() {
    let office = Office::new();
    add(&office, "rape bat f7 m34 uncle y police -- found behind the canal bridge");
    let console = open(&office, "dara", (120, 36));
    console.keys("/canal uncle<Enter>");
    // Drawn for the first word already, before the second is read.
    let both = |s: &str| ["Found in", "What: ", "R1 Relationship: "].iter().all(|words| s.contains(words));
    console.wait(both, "where each word was found");
    let screen = console.screen();
    let lines: Vec<&str> = screen.lines().filter(|l| l.contains("What: ") || l.contains("R1 Relationship: ")).collect();
    assert!(lines.len() == 2 && lines[0].contains("found behind the canal bridge"), "{screen}");
    assert!(lines[1].contains("uncle"), "{screen}");
    console.keys("/<Esc>");
    console.wait_gone("Found in");
}
