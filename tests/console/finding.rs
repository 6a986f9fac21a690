//! Saved views with their keys and columns, and the palette that finds commands, views and cases.

use crate::office::{enter, sit, staffed};
use crate::support::Office;
use crate::{NARROW, NOW, add, open};

fn office() -> Office {
    let office = Office::new();
    for line in ["hom bat f7 m34 y", "rape siem f9 ?", "kid ban m16 ?"] {
        add(&office, line);
    }
    office
}

#[test]
fn a_view_keeps_filter_order_and_columns_and_opens_by_its_key() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys("/arrest:no<Enter>o");
    console.wait(|s| s.contains("latest report first · with “arrest:no”") && s.contains("21/0003"), "a filter");
    // The columns: one more, moved before the one that it is to stand before.
    console.keys("C");
    console.wait_text("○ Stage");
    console.keys("<Down><Down><Down><Down><Down><Down><Down><Down><Down><Enter>");
    console
        .wait(|s| s.contains("● Stage") && s.lines().any(|l| l.contains("Report") && l.contains("Stage")), "a column");
    console.keys("<Left><Left><Left><Left><Left><Left><Left>");
    console.wait(
        |s| s.lines().any(|l| l.find("Stage").zip(l.find("Offence")).is_some_and(|(s, o)| s < o)),
        "further left",
    );
    console.keys("<Esc>V");
    console.wait_text("My open cases");
    console.keys("<C-s>Nobody caught<Tab>x<Enter>");
    console.wait(|s| s.contains("saved: V x opens it") && s.contains("x Nobody caught"), "saved");
    console.keys("<Esc><Esc>");
    console
        .wait(|s| s.contains("latest report first") && !s.contains("with") && s.contains("21/0001"), "all cases again");
    drop(console);

    // Another sitting, by its key.
    let console = open(&office, "dara", NARROW);
    console.keys("V");
    console.wait_text("x Nobody caught");
    console.keys("x");
    console.wait(|s| s.contains("Nobody caught · latest report first"), "the view");
    console
        .wait(|s| s.lines().any(|l| l.find("Stage").zip(l.find("Offence")).is_some_and(|(s, o)| s < o)), "its columns");
    // A filter over it is not the view any more; Esc goes back to all cases and the usual columns.
    console.keys("/ open<Enter>");
    console.wait_text("with “arrest:no open”");
    console.keys("<Esc>");
    console.wait(|s| s.contains("Cases · newest first") && s.contains("21/0001"), "all cases, in the usual order");
    console.keys("V0");
    let staged = |s: &str| s.lines().any(|l| l.contains("Report") && l.contains("Stage"));
    console.wait(|s| s.contains("All cases · newest first") && staged(s), "the columns that one usually has");
    // A key that is none says so, and a view that was dropped is gone.
    console.keys("Vz");
    console.wait_text("No view has the key z");
    console.keys("<Del>");
    console.wait_text("Drop this view?");
    console.keys("<Enter>");
    console.wait(|s| !s.contains("Nobody caught") && !s.contains("Drop this view"), "dropped");
}

#[test]
fn what_a_lead_shares_is_everybodys_and_holds_no_name() {
    let office = staffed();
    let lead = sit(&office, "sokha", NARROW);
    lead.keys("/sreymom<Enter>V<C-s>Hers<Tab>h<Tab>y<Enter>");
    lead.wait_text("a word could be somebody's name");
    // Once more, for the name was typed.
    lead.keys("<Esc><Esc><Esc><Esc>/offence:hom<Enter>V<C-s>Homicides<Tab>h<Tab>y<Enter>");
    lead.wait(|s| s.contains("saved: V h opens it") && s.contains("h Homicides"), "shared");
    let officer = sit(&office, "dara", NARROW);
    officer.keys("V");
    officer.wait(|s| s.contains("h Homicides") && s.contains("office"), "the office's view");
    officer.keys("<Del>");
    officer.wait_text("An officer may not share a view with the office");
    assert!(officer.screen().contains("h Homicides"), "it is still there:\n{}", officer.screen());
    // Its key opens it, also where it is typed before the views have come.
    officer.keys("<Esc>Vh");
    officer.wait_text("Homicides · newest first");
    officer.keys("V<C-s>");
    officer.wait(|s| s.contains("Save this list") && !s.contains("For all"), "an officer's own view only");
    // What an analyst may not list they cannot view either.
    let analyst = sit(&office, "ana", NARROW);
    analyst.keys("V");
    analyst.wait_text("An analyst may not see cases");
}

#[test]
fn the_palette_finds_a_command_a_view_and_a_case_by_a_few_letters() {
    let office = office();
    let console = open(&office, "dara", NARROW);
    console.keys(":hist");
    console.wait(|s| s.contains("▌h          Who changed what"), "the command");
    console.keys("<Enter>");
    console.wait_text("History of CPU-21-0003");
    console.keys("<Esc>:myop<Enter>");
    console.wait(|s| s.contains("My open cases · newest first"), "the view");
    console.keys(":21/1");
    console.wait(|s| s.contains("▌21/0001    Case: Homicide, Battambang, f7"), "the case, before all others");
    console.keys("<Enter>");
    console.wait(|s| s.contains("CPU-21-0001") || s.contains("21/0001 · Homicide"), "it is open");
    console.keys("<Esc>:21/2<Enter>");
    console.wait(|s| s.contains("21/0002 · Rape"), "another");
    // A command that cannot act says why, in the palette as by its key.
    console.keys(":takeback");
    console.wait_text("take back: The case has no arrest to take back");
    console.keys("<Enter>");
    console.wait_text("no arrest to take back");
    console.keys("<Esc>:zzzz");
    console.wait_text("Nothing is called like that");
}

#[test]
fn the_palette_offers_no_case_that_may_not_be_known_of_and_hides_with_the_privacy_screen() {
    let office = staffed();
    enter(&office, "rith", "rape kandal f9 m40 police fst", NOW);
    let other = sit(&office, "dara", NARROW);
    other.keys(":kandal");
    other.wait_text("Nothing is called like that");
    other.keys("<C-u>battambang");
    other.wait_text("Case: Homicide, Battambang");
    other.keys("<Esc>V<C-s>Sreymom<Tab>s<Enter>");
    other.wait_text("saved: V s opens it");
    other.keys("<Esc><F9>:");
    other.wait(|s| s.contains("Find a command") && s.contains("My open cases") || s.contains("names hidden"), "veiled");
    other.keys("srey");
    other.settle(200);
    assert!(!other.screen().contains("Sreymom"), "{}", other.screen());
}

#[test]
fn the_view_that_was_asked_about_is_dropped_and_no_other() {
    let office = staffed();
    let [lead, boss] = ["sokha", "boss"].map(|name| sit(&office, name, NARROW));
    lead.keys("V<C-s>Mine<Tab>x<Enter>");
    lead.wait_text("saved: V x opens it");
    lead.keys("<Del>");
    lead.wait(|s| s.contains("Drop this view?") && s.contains("“Mine”"), "the question names it");
    // Meanwhile another view comes before it, and the list of views is read again.
    boss.keys("V<C-s>All of them<Tab>y<Tab>y<Enter>");
    boss.wait_text("saved: V y opens it");
    enter(&office, "sokha", "hom bat f7 m34 uncle police hit", NOW);
    lead.wait_text("21/0003");
    lead.keys("<Enter>");
    lead.wait(|s| s.contains("y All of them") && !s.contains("x Mine"), "the one that was asked about");
}
