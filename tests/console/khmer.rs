//! Khmer: typed, read back with every letter, found by either script and by spelling variants; the frame stays straight.

use crate::support::Office;
use crate::{NARROW, add, field, open, show, straight, to_field};

const GIRL: &str = "ស្រីមុំ ចាន់ធារ៉ា";
const UNCLE: &str = "សុខ ភារម្យ";
const VILLAGE: &str = "ភូមិព្រែកក្រឡាញ់";

#[test]
fn names_in_khmer_are_typed_shown_and_found() {
    let office = Office::new();
    add(&office, "rape siem f9 m40");
    let console = open(&office, "dara", NARROW);
    console.keys("nhom បាត់ដំបង f7 m34 uncle");
    console.wait_text("m34 = suspect S1");
    straight(&console);
    to_field(&console, "Village");
    console.keys(VILLAGE);
    console.wait(|s| s.contains(VILLAGE), "the village as typed");
    straight(&console);
    for name in [GIRL, UNCLE] {
        to_field(&console, "Name, Khmer");
        console.keys(name);
        console.wait(|s| field(s).is_some_and(|f| f.1 == name), "the name as typed");
        straight(&console);
        console.keys("<Tab>");
        console.wait(|s| field(s).is_some_and(|f| f.0 != "Name, Khmer"), "the next field");
        console.wait_text(name);
        straight(&console);
    }
    console.keys("<C-s>");
    console.wait_text("CPU-21-0002 saved");
    for text in [GIRL, UNCLE, VILLAGE] {
        console.wait_text(text);
    }
    straight(&console);
    let case = show(&office, "21/2");
    for (at, text) in
        [("/province", "02"), ("/village", VILLAGE), ("/victims/0/name_km", GIRL), ("/suspects/0/name_km", UNCLE)]
    {
        assert_eq!(case.pointer(at).and_then(|v| v.as_str()), Some(text), "{at}");
    }
    // Over a detail in Khmer, what is drawn next leaves no letter behind.
    console.keys("<Esc>");
    console.wait_text("┌ Cases ·");
    let screen = console.screen();
    assert!(!screen.chars().any(|c| ('\u{1780}'..='\u{17FF}').contains(&c)), "{screen}");
    straight(&console);
}

#[test]
fn the_filter_finds_by_either_script_and_by_variants() {
    let office = Office::new();
    for line in ["rape siem f9 m40", "hom bat f7 m34", "hom rat f3 ?", "kid pp m9 ?"] {
        add(&office, line);
    }
    let console = open(&office, "dara", NARROW);
    let found = |words: &str, number: &str| {
        console.keys("/");
        console.wait_text("keep");
        console.keys(words);
        let only = |s: &str| s.contains(number) && s.matches("21/000").count() == 1;
        console.wait(only, &format!("only {number} for {words}"));
        straight(&console);
        console.keys("<Enter>");
        console.wait_gone("keep");
        assert!(only(&console.screen()), "{}", console.screen());
        console.keys("<Esc>");
        console.wait(|s| s.matches("21/000").count() == 4, "all cases again");
    };
    for words in ["siemreap", "siem reap", "Siem Reap", "SIEM", "សៀមរាប"] {
        found(words, "21/0001");
    }
    for words in ["battambang", "bat tambang", "បាត់ដំបង"] {
        found(words, "21/0002");
    }
    for words in ["ratanakiri", "ratanak kiri", "Ratanakkiri", "រតនគិរី"] {
        found(words, "21/0003");
    }
    found("phnompenh", "21/0004");
    found("ភ្នំពេញ", "21/0004");
}
