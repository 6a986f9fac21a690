//! The rights of a role, without a file: how near a case is, what a right covers, what is said of a refusal.

use super::*;
use crate::domain::record::RecordKind;

const CASE: &str = "case";

fn officer(name: &str, role: Role, team: Option<&str>) -> Viewer {
    let standing = Standing::Officer { role, team: team.map(str::to_owned) };
    Viewer { name: name.into(), standing, glass: BTreeSet::new() }
}

fn of_hit<'a>() -> Whose<'a> {
    Whose { case_id: CASE, team: Some("HIT"), lead: Some("dara"), entered_by: "sok", ..Whose::default() }
}

fn spec(kind: RecordKind, column: &str) -> &'static Spec {
    kind.specs().iter().find(|s| s.column == column).unwrap()
}

#[test]
fn how_near_a_case_is_follows_from_lead_entry_team_and_restriction() {
    let near = |name: &str, team: Option<&str>, whose: &Whose| officer(name, Role::Officer, team).nearness(whose);
    assert_eq!(near("Dara", Some("FST"), &of_hit()), Scope::Own, "who leads it, however the name is written");
    assert_eq!(near("sok", Some("FST"), &of_hit()), Scope::Own, "who entered it");
    assert_eq!(near("rith", Some("HIT"), &of_hit()), Scope::Team);
    assert_eq!(near("rith", Some("FST"), &of_hit()), Scope::Office);
    assert_eq!(near("rith", None, &of_hit()), Scope::Office, "no team is not every team");
    assert_eq!(near("rith", Some("FST"), &Whose { team: None, ..of_hit() }), Scope::Team, "what no team has yet");
    let restricted = Whose { restricted_to: Some("rith sok"), ..of_hit() };
    assert_eq!(near("rith", Some("FST"), &restricted), Scope::Team, "listed, of whichever team");
    assert_eq!(near("sok", Some("FST"), &restricted), Scope::Own);
    assert_eq!(near("dara", Some("FST"), &restricted), Scope::Own, "its lead is never shut out");
    assert_eq!(near("vanna", Some("HIT"), &restricted), Scope::No);
    let sok_left_out = Whose { restricted_to: Some("rith"), ..of_hit() };
    assert_eq!(near("sok", Some("HIT"), &sok_left_out), Scope::No, "to have entered it is not enough then");
    for standing in [Standing::Nobody, Standing::Server] {
        assert_eq!(Viewer { name: "dara".into(), standing, ..Viewer::default() }.nearness(&of_hit()), Scope::No);
    }
    let alone = Viewer { name: "anybody".into(), standing: Standing::Alone, ..Viewer::default() };
    assert_eq!(alone.nearness(&restricted), Scope::Own);
}

#[test]
fn a_right_covers_what_is_as_near_or_nearer() {
    let change = |name: &str, role, team| officer(name, role, team).may(Right::Change, &of_hit());
    assert!(change("rith", Role::Officer, Some("HIT")));
    assert!(!change("rith", Role::Officer, Some("FST")));
    assert!(change("dara", Role::Officer, Some("FST")), "one's own, though of another team");
    assert!(change("boss", Role::Director, None));
    assert!(!change("lab", Role::Forensic, Some("HIT")), "not of the role");
    let assign = |name: &str| officer(name, Role::Officer, Some("HIT")).may(Right::Assign, &of_hit());
    assert_eq!((assign("dara"), assign("rith")), (true, false), "one's own only");
    let hidden = Whose { restricted_to: Some("sok"), ..of_hit() };
    assert!(
        !officer("boss", Role::Director, None).may(Right::See(See::Facts), &hidden),
        "an office-wide right ends there"
    );
}

#[test]
fn broken_glass_opens_to_see_and_to_write_the_diary_and_never_more_than_the_role_knows() {
    let hidden = Whose { restricted_to: Some("sok"), ..of_hit() };
    let with_glass = |role, right| {
        let glass = BTreeSet::from([CASE.to_owned()]);
        Viewer { glass, ..officer("rith", role, Some("FST")) }.may(right, &hidden)
    };
    for right in [Right::See(See::Facts), Right::See(See::Identity), Right::Diary] {
        assert!(with_glass(Role::Officer, right), "{right:?}");
        assert!(!officer("rith", Role::Officer, Some("FST")).may(right, &hidden), "not without glass: {right:?}");
    }
    assert!(!with_glass(Role::Officer, Right::Change));
    assert!(!with_glass(Role::Officer, Right::Assign), "who leads one case does not free another");
    assert!(with_glass(Role::Director, Right::Assign) && with_glass(Role::Director, Right::Restrict));
    assert!(!with_glass(Role::Forensic, Right::See(See::Identity)), "names are not for this role");
    let other = Viewer { glass: BTreeSet::from(["another".to_owned()]), ..officer("rith", Role::Officer, None) };
    assert!(!other.may(Right::See(See::Facts), &hidden), "glass of another case");
}

#[test]
fn a_tip_is_known_to_its_team_its_lead_and_the_director() {
    let tip = Whose { case_id: "t", team: Some("ICAC"), lead: Some("rith"), is_tip: true, ..Whose::default() };
    for (name, role, team, may) in [
        ("boss", Role::Director, None, true),
        ("chief", Role::Lead, Some("ICAC"), true),
        ("chief", Role::Lead, Some("HIT"), false),
        ("vanna", Role::Officer, Some("ICAC"), true),
        ("vanna", Role::Officer, Some("HIT"), false),
        ("rith", Role::Officer, Some("HIT"), true),
        ("lab", Role::Forensic, Some("ICAC"), false),
        ("maly", Role::Welfare, Some("ICAC"), false),
        ("ana", Role::Analyst, Some("ICAC"), false),
        ("root", Role::Administrator, Some("ICAC"), false),
    ] {
        let viewer = officer(name, role, team);
        // Not by the right to every case either.
        for right in [Right::Tips, Right::Triage, Right::See(See::Facts), Right::See(See::Narrative)] {
            assert_eq!(viewer.may(right, &tip), may, "{name}, {role:?} of {team:?}: {right:?}");
        }
    }
}

#[test]
fn each_field_is_changed_by_its_right_and_only_where_it_is_seen() {
    let right = |kind, column, whose: &Whose| Right::to_change(kind, spec(kind, column), whose);
    let nobodys = Whose { team: None, lead: None, ..of_hit() };
    assert_eq!(right(RecordKind::Case, "province", &of_hit()), Right::Change);
    assert_eq!(right(RecordKind::Victim, "care", &of_hit()), Right::ChangeCare);
    assert_eq!(right(RecordKind::Case, RESTRICTED, &of_hit()), Right::Restrict);
    assert_eq!(right(RecordKind::Case, "team", &of_hit()), Right::Assign);
    assert_eq!(right(RecordKind::Case, "lead", &of_hit()), Right::Assign);
    assert_eq!(right(RecordKind::Case, "team", &nobodys), Right::Change, "what nobody has may be taken");
    assert_eq!(right(RecordKind::Case, "lead", &Whose { lead: None, ..of_hit() }), Right::Change);
    let may = |name: &str, role, kind, column| {
        officer(name, role, Some("HIT")).may_change(kind, spec(kind, column), &of_hit())
    };
    assert!(may("rith", Role::Officer, RecordKind::Victim, "name"));
    assert!(!may("rith", Role::Officer, RecordKind::Case, "lead"), "seen, and not theirs to give");
    assert!(!may("lab", Role::Forensic, RecordKind::Case, "place"), "seen, and not theirs to change");
    assert!(!may("lab", Role::Forensic, RecordKind::Victim, "name"), "neither seen nor theirs");
}

#[test]
fn what_is_said_names_the_role_and_what_it_may_not() {
    let lab = officer("lab", Role::Forensic, Some("FST"));
    assert_eq!(lab.may_not(Right::Change), "A forensic examiner may not change this case");
    assert_eq!(
        lab.refusal(Right::Change).as_deref(),
        Some("A forensic examiner may not change cases; a director, a team lead or an officer may")
    );
    assert_eq!(lab.refusal(Right::Figures), None);
    let ana = officer("ana", Role::Analyst, None);
    assert_eq!(ana.figures_only(), "Figures only: an analyst opens no case.");
    assert_eq!((ana.a_role(), ana.role()), ("an analyst".into(), "analyst"));
    let server = Viewer { standing: Standing::Server, ..Viewer::default() };
    let said = server.refusal(Right::See(See::Facts)).unwrap();
    assert_eq!(said, "A server console may not see cases: an officer comes in with --as NAME");
    assert_eq!((server.team(), lab.team()), (None, Some("FST")));
    let alone = Viewer { standing: Standing::Alone, ..Viewer::default() };
    assert!(lab.is_bounded() && server.is_bounded() && !alone.is_bounded());
    for right in Right::all() {
        assert!(!right.words().is_empty() && right.words_of_any().len() > 3, "{right:?}");
        let somebody = Role::ALL.into_iter().any(|role| officer("x", role, None).reach(right) > Scope::No);
        assert!(somebody, "{right:?} is nobody's");
        assert_eq!(alone.reach(right), Scope::Office);
    }
    assert_eq!(Right::all().count(), TABLE.len());
}
