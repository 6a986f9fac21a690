//! Care by keys: a relative, a need, a referral that is accepted, a follow-up that is overdue; the view of who has something running or
//! due; and each role as far as it may know of it.

use crate::forensics::{more, type_in};
use crate::office::{sit, staffed};
use crate::support::{Console, Office};
use crate::{NARROW, NOW, save, show_as, straight};

const SIDE: (u16, u16) = (120, 36);

/// Two cases of HIT and an officer of the family services.
fn served() -> Office {
    let office = staffed();
    office.ok(&[
        "user",
        "add",
        "maly",
        "--role",
        "welfare",
        "--team",
        "OVFS",
        "--now",
        "2021-12-01T08:00",
        "--as",
        "admin",
    ]);
    office
}

/// Adds to the client that stands at this place of the choice; with one client there is none.
fn of_client(console: &Console, what: &str, place: &str, of: &str) {
    let form = format!("{what} of {of} in CPU-21-0002");
    if place.is_empty() {
        return more(console, what, &form);
    }
    more(console, what, &format!("{what} of whom?"));
    console.keys(place);
    console.wait_text(&form);
}

#[test]
fn a_family_is_assessed_referred_and_followed_up_and_the_view_tells_what_is_next() {
    let office = served();
    let maly = sit(&office, "maly", SIDE);
    maly.keys("A");
    maly.wait_text("What is added?");
    let offered = maly.screen();
    assert!(
        !offered.contains("Warrant") && !offered.contains("Exhibit ") && !offered.contains("Partner role"),
        "{offered}"
    );
    maly.keys("<Esc>");
    of_client(&maly, "Relative", "", "V1");
    maly.keys("mother");
    type_in(&maly, "Name", "Chan Sreymom");
    type_in(&maly, "Phone", "000 123");
    save(&maly);
    of_client(&maly, "Need", "2", "F1");
    maly.keys("couns");
    type_in(&maly, "Risk", "high");
    save(&maly);
    of_client(&maly, "Service", "2", "F1");
    maly.keys("trauma");
    type_in(&maly, "Provider", "dosvy");
    type_in(&maly, "Within", "3d");
    save(&maly);
    of_client(&maly, "Follow-up", "1", "V1");
    maly.keys("in care");
    type_in(&maly, "Due on", "20/12/2021");
    save(&maly);
    of_client(&maly, "Consent", "1", "V1");
    type_in(&maly, "Given by", "the mother");
    save(&maly);

    maly.keys("6");
    maly.wait_text("[6 Care]");
    maly.wait(|s| s.contains("21/0002 V1") && s.contains("OVERDUE 8"), "the victim with her follow-up");
    maly.wait(|s| s.contains("21/0002 F1   High") && s.contains("3 days left"), "the mother with her service");
    maly.wait_text("mother, Chan Sreymom: trauma counselling");
    maly.wait_text("referrals accepted not known");
    straight(&maly);
    maly.keys("/overdue<Enter>");
    maly.wait(|s| s.contains("Care · overdue") && !s.contains("21/0002 F1"), "only what is overdue");
    maly.keys("<Esc>");
    maly.wait_text("21/0002 F1");
    maly.keys("/nothing<Enter>");
    maly.wait_text("“nothing”: no case, year, service, partner or risk");
    maly.keys("<Esc>");
    maly.wait_text("21/0002 F1");
    // The privacy screen keeps all of it.
    maly.keys("<F9>");
    maly.wait(|s| s.contains("21/0002 F1") && !s.contains("OVERDUE 8") && !s.contains("Sreymom"), "nothing of care");
    maly.keys("<F9>");
    maly.wait_text("OVERDUE 8");

    maly.keys("<Enter>");
    maly.wait_text("21/0002 · Rape");
    maly.keys("e");
    maly.wait_text("Edit CPU-21-0002");
    crate::to_field(&maly, "Answer");
    maly.keys("<C-u>acc");
    save(&maly);
    let case = show_as(&office, "maly", "21/2");
    let relative = &case["victims"][0]["relatives"][0];
    assert_eq!(relative["services"][0]["answer"], "accepted");
    assert_eq!((&relative["name"], &relative["phone"]), (&"Chan Sreymom".into(), &"000 123".into()));
    maly.keys("<Enter>");
    maly.settle(150);
    let mut seen = String::new();
    for _ in 0..5 {
        seen += &maly.screen();
        maly.keys("<PageDown>");
        maly.settle(150);
    }
    for words in [
        "mother of V1: Chan Sreymom",
        "SV1 service Trauma counselling",
        "accepted, not begun, 3 days left",
        "OVERDUE by 8 days",
        "CS1 consent",
    ] {
        assert!(seen.contains(words), "{words}:\n{seen}");
    }
    maly.keys("<Esc>t");
    maly.wait_text(" is taken back?");
    let screen = maly.screen();
    let digit = (0..=9).find(|n| screen.contains(&format!(" {n} FU1 follow-up"))).unwrap_or_else(|| panic!("{screen}"));
    maly.keys(&digit.to_string());
    maly.wait_text("Take back follow-up FU1");
    maly.keys("typed twice");
    save(&maly);
    maly.keys("6");
    maly.wait(
        |s| s.contains("21/0002 F1") && !s.contains("OVERDUE 8") && s.contains("100.0 % (1 of 1)"),
        "it counts no more",
    );
    office.well();
}

#[test]
fn each_role_sees_the_care_that_it_may_and_nobody_else_learns_of_any() {
    let office = served();
    let maly = sit(&office, "maly", NARROW);
    for (down, case) in ["CPU-21-0002", "CPU-21-0001"].into_iter().enumerate() {
        maly.keys(&format!("g{}", "<Down>".repeat(down)));
        more(&maly, "Service", &format!("Service of V1 in {case}"));
        maly.keys("medevac");
        save(&maly);
        maly.keys("<Esc>");
        maly.settle(150);
    }
    maly.keys("6");
    maly.wait(|s| s.contains("21/0002 V1") && s.contains("21/0001 V1"), "both");
    straight(&maly);
    // Dara entered one of them; the other is of the team.
    let dara = sit(&office, "dara", NARROW);
    dara.keys("6");
    dara.wait(|s| s.contains("21/0002 V1") && !s.contains("21/0001 V1"), "dara's own");
    let sokha = sit(&office, "sokha", NARROW);
    sokha.keys("6");
    sokha.wait(|s| s.contains("21/0002 V1") && s.contains("21/0001 V1"), "those of the team");
    let rith = sit(&office, "rith", NARROW);
    rith.keys("6");
    rith.wait_text("Nothing runs and nothing is due");
    for (name, role) in [("lab", "A forensic examiner"), ("ana", "An analyst")] {
        let console = sit(&office, name, NARROW);
        assert!(!console.screen().contains("6 Care"), "{}", console.screen());
        console.keys("6");
        console.wait_text(&format!("{role} may not see the care of victims"));
    }
    let lab = sit(&office, "lab", SIDE);
    lab.wait_text("21/0002");
    lab.settle(300);
    assert!(!lab.screen().to_lowercase().contains("evacuation"), "{}", lab.screen());
    lab.keys("h");
    lab.wait_text("History");
    lab.settle(300);
    assert!(!lab.screen().contains("SV1"), "{}", lab.screen());
    let refused = office.run(&["care", "--as", "lab", "--now", NOW]);
    assert_eq!(refused.status, 4, "{refused:?}");
}
