//! Deeds crafted by hand, past every form: what the console would never send, the store must refuse all the same.

use crate::canary;
use crate::unit::{Near, PEOPLE, Unit, edit, key, now, number, place, sheet};
use caseload::domain::act::{Change, Deed, Outcome};
use caseload::domain::draft::Draft;
use caseload::domain::listing::Query;
use caseload::domain::log::LogQuery;
use caseload::domain::moment::Now;
use caseload::domain::officer::Role;
use caseload::domain::record::{Record, RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Error, Store};
use chrono::TimeDelta;

const SHUT: usize = 4;

fn later(hours: i64) -> Now {
    Now { utc: now().utc + TimeDelta::hours(hours), ..now() }
}

fn said<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

/// A line for a new case, which who enters may write.
fn enter(fields: &[(&str, &str)]) -> Sheet {
    let mut case = sheet(RecordKind::Case, "new:case", fields);
    case.set("reported_on", Some("2021-12-01".into()));
    case
}

#[test]
fn who_entered_a_record_and_when_is_not_for_the_caller_to_say() {
    let unit = Unit::new();
    let mut forged = enter(&[]);
    forged.head.version = 6;
    forged.head.seq = 99;
    (forged.head.created_by, forged.head.created_at) = ("sophal".into(), "2001-01-01T00:00:00.000Z".into());
    let saved = unit.of("dara").write(&now(), &Deed::add("new case", vec![forged])).unwrap();
    let Outcome::Saved { case_id, .. } = saved else { panic!("{saved:?}") };
    let head = unit.stored(&case_id).case.head;
    assert_eq!((head.created_by.as_str(), head.version), ("dara", 1));
    assert_eq!(head.created_at, now().stamp());
}

#[test]
fn a_record_points_at_records_of_its_own_case_only() {
    let unit = Unit::new();
    let mut store = unit.of("dara");
    let (mine, theirs) = (unit.id(0), unit.id(2));
    let foreign = unit.stored(&theirs);
    let own = unit.stored(&mine);
    let before = unit.rows();
    let arrest = |suspect: &str| {
        let at = [("at", "2021-12-27T03:00:00.000Z"), ("suspect_id", suspect)];
        Deed::add("arrest", vec![sheet(RecordKind::Arrest, &mine, &at)])
    };
    let there = said(store.write(&now(), &arrest(&foreign.suspects[0].head.id)));
    let nowhere = said(store.write(&now(), &arrest("no such record")));
    assert_eq!(there, nowhere, "that a record is there is told by the sentence");
    let pair = [
        ("suspect_id", own.suspects[0].head.id.as_str()),
        ("victim_id", foreign.victims[0].head.id.as_str()),
        ("relationship", "ST"),
    ];
    said(store.write(&now(), &Deed::add("edit", vec![sheet(RecordKind::Relation, &mine, &pair)])));
    let moved = edit(&own.arrests[0], "edit", None, &[("suspect_id", &foreign.suspects[0].head.id)]);
    said(store.write(&now(), &moved));
    // The relation of two people of another case, as if it were a new one of this.
    let (s, v) = (foreign.suspects[0].head.id.as_str(), foreign.victims[0].head.id.as_str());
    let pair = [("suspect_id", s), ("victim_id", v), ("relationship", "CH")];
    said(store.write(&now(), &Deed::add("edit", vec![sheet(RecordKind::Relation, &mine, &pair)])));
    assert_eq!(unit.rows(), before);
}

#[test]
fn one_deed_is_of_one_case() {
    let unit = Unit::new();
    let (mine, other) = (unit.stored(&unit.id(place("dara", Near::Led))), unit.stored(&unit.id(0)));
    let mut deed = edit(&mine.case, "restrict", None, &[("restricted_to", "dara")]);
    deed.changes.extend(edit(&other.case, "edit", None, &[("village", "elsewhere")]).changes);
    let before = unit.rows();
    said(unit.of("dara").write(&now(), &deed));
    assert_eq!(unit.rows(), before);
    assert!(unit.server().check(&[], &now()).unwrap().iter().all(|f| f.ok));
}

#[test]
fn a_sheet_of_another_shape_ends_no_process() {
    let unit = Unit::new();
    let file = unit.stored(&unit.id(0));
    let (case, victim) = (file.case.to_sheet(), file.victims[0].to_sheet());
    let mut short = case.clone();
    short.values.truncate(2);
    let mut other = victim.clone();
    other.head.id.clone_from(&case.head.id);
    let mut store = unit.of("dara");
    for (before, after) in [(&short, &case), (&case, &short), (&victim, &case), (&case, &other)] {
        said(store.write(&now(), &Deed::edit("edit", before.clone(), after.clone())));
    }
    said(store.write(&now(), &Deed::add("new case", vec![short])));
}

#[test]
fn a_case_is_restricted_only_by_who_may_also_as_it_is_entered() {
    let unit = Unit::new();
    let closed = Deed::add("new case", vec![enter(&[("restricted_to", "maly")])]);
    let before = unit.rows();
    assert!(said(unit.of("maly").write(&now(), &closed)).contains("may not say who may know of this case"));
    assert_eq!(unit.rows(), before);
    let closed = Deed::add("new case", vec![enter(&[("restricted_to", "dara")])]);
    assert!(said(unit.of("dara").write(&now(), &closed)).contains("a director or a team lead must be among"));
    assert_eq!(unit.rows(), before, "a case that only one officer knows of could be lost with them");
    let closed = Deed::add("new case", vec![enter(&[("restricted_to", "dara vanna")])]);
    assert!(matches!(unit.of("dara").write(&now(), &closed), Ok(Outcome::Saved { .. })));
}

#[test]
fn a_new_case_opens_no_way_into_another() {
    let unit = Unit::new();
    let (shut, before) = (unit.id(SHUT), unit.rows());
    let said_of = |id: &str| {
        let entry = sheet(RecordKind::Diary, id, &[("text", "smuggled")]);
        let victim = sheet(RecordKind::Victim, id, &[("name", "smuggled")]);
        let mut masked = enter(&[]);
        masked.head.id = id.to_owned();
        [vec![enter(&[]), entry.clone()], vec![enter(&[]), victim], vec![entry]]
            .map(|sheets| said(unit.of("dara").write(&now(), &Deed::add("new case", sheets))))
    };
    let last = unit.last();
    let there = said_of(&shut);
    let refused: Vec<_> = unit.trail(last).into_iter().filter(|l| l[2] == "refused").collect();
    assert_eq!(refused.len(), 3, "what was refused is on record: {refused:?}");
    assert!(refused.iter().all(|l| l[0] == "dara" && l[3] == shut), "{refused:?}");
    assert_eq!(there, said_of("no such case"));
    assert_eq!(unit.rows(), before);
}

#[test]
fn whether_a_record_out_of_reach_is_there_is_not_told() {
    let unit = Unit::new();
    let mut store = unit.of("dara");
    let file = unit.stored(&unit.id(SHUT));
    let there = edit(&file.victims[0], "edit", None, &[("sex", "m")]);
    let mut nowhere = there.clone();
    nowhere.changes[0].after.head.id = "no such record".into();
    let last = unit.last();
    let sentence = said(store.write(&now(), &there));
    assert_eq!(unit.trail(last).len(), 1, "the refusal is on record");
    assert_eq!(sentence, said(store.write(&now(), &nowhere)));
}

#[test]
fn what_is_masked_stays_and_is_neither_told_nor_guessed() {
    let unit = Unit::new();
    let (id, mut store) = (unit.id(0), unit.of("dara"));
    let seen = store.case(&id, &now()).unwrap().victims[0].to_sheet();
    assert!(seen.is_masked("care_note"));
    // The bits of what is masked cleared, set for what is not, and with a guess of what stands there.
    let guess = canary::text("care_note", 0);
    let cleared = |guess: Option<&str>, sex: &str| {
        let (mut before, mut after) = (seen.clone(), seen.clone());
        for sheet in [&mut before, &mut after] {
            sheet.head.masked = 0;
            sheet.set("care_note", guess.map(str::to_owned));
        }
        after.set("sex", Some(sex.into()));
        Deed { action: "edit".into(), reason: None, op_id: None, changes: vec![Change { before: Some(before), after }] }
    };
    let mut sexes = ["m", "f"].into_iter().cycle();
    for guess in [None, Some("wrong"), Some(guess.as_str())] {
        let current = store.case(&id, &now()).unwrap().victims[0].to_sheet();
        let mut deed = cleared(guess, sexes.next().unwrap());
        deed.changes[0].before.as_mut().unwrap().set("sex", current.get("sex").map(str::to_owned));
        let Outcome::Saved { merged, .. } = store.write(&now(), &deed).unwrap() else { panic!("a clash") };
        assert_eq!(merged, [""; 0], "with {guess:?}");
        assert_eq!(unit.stored(&id).victims[0].care_note.as_deref(), Some(canary::text("care_note", 0).as_str()));
    }
    // Written over unseen, or blanked: neither.
    let mut over = cleared(None, "f");
    over.changes[0].after.set("care_note", Some("over".into()));
    assert!(said(store.write(&now(), &over)).contains("may not change the care of victims"));
    let mut blanked = cleared(Some(guess.as_str()), "f");
    blanked.changes[0].after.set("care_note", None);
    said(store.write(&now(), &blanked));
    let mut all = seen.clone();
    all.head.masked = u64::MAX;
    let mut renamed = all.clone();
    renamed.set("care", Some("closed".into()));
    said(store.write(&now(), &Deed::edit("edit", all, renamed)));
    assert_eq!(unit.stored(&id).victims[0].care_note.as_deref(), Some(guess.as_str()));
}

#[test]
fn a_forged_before_shows_a_clash_and_writes_nothing() {
    let unit = Unit::new();
    let (id, rows) = (unit.id(0), unit.rows());
    let mut deed = edit(&unit.stored(&id).case, "edit", None, &[("village", "mine")]);
    deed.changes[0].before.as_mut().unwrap().set("village", Some("never there".into()));
    let outcome = unit.of("dara").write(&now(), &deed).unwrap();
    let Outcome::Clashed { clashes, current } = outcome else { panic!("{outcome:?}") };
    assert_eq!(clashes.len(), 1);
    assert!(current.iter().all(|s| s.get("care_note").is_none()));
    assert_eq!(unit.rows(), rows);
}

#[test]
fn a_number_its_author_and_a_diary_never_change() {
    let unit = Unit::new();
    let (mut store, file, rows) = (unit.of("vanna"), unit.stored(&unit.id(0)), unit.rows());
    said(store.write(&now(), &edit(&file.case, "edit", None, &[("number", "CPU-21-9999")])));
    said(store.write(&now(), &edit(&file.diary[0], "edit", None, &[("text", "never said")])));
    let mut deed = Deed::edit("edit", file.case.to_sheet(), file.case.to_sheet());
    (deed.changes[0].after.head.created_by, deed.changes[0].after.head.case_id) = ("vanna".into(), unit.id(2));
    store.write(&now(), &deed).unwrap();
    assert_eq!(unit.rows(), rows);
}

#[test]
fn a_case_is_not_taken_from_who_leads_it() {
    let unit = Unit::new();
    let mut store = unit.of("dara");
    let rows = unit.rows();
    let led = unit.stored(&unit.id(0));
    for fields in [[("lead", "dara")], [("team", "ICAC")]] {
        let sentence = said(store.write(&now(), &edit(&led.case, "edit", None, &fields)));
        assert!(sentence.contains("give this case to another"), "{sentence}");
    }
    assert_eq!(unit.rows(), rows);
    // The lead of the team may; and one that nobody leads yet is taken by who takes it up.
    unit.of("sophal").write(&now(), &edit(&led.case, "edit", None, &[("lead", "dara")])).unwrap();
    let free = unit.stored(&unit.id(1));
    store.write(&now(), &edit(&free.case, "edit", None, &[("lead", "dara"), ("team", "HIT")])).unwrap();
    assert_eq!(unit.stored(&unit.id(1)).case.lead.as_deref(), Some("dara"));
}

#[test]
fn glass_is_whole_again_after_its_hours_whoever_looks_on() {
    let unit = Unit::new();
    let (mut store, id) = (unit.of("dara"), unit.id(place("dara", Near::Glass)));
    store.case(&id, &later(11)).unwrap();
    assert!(matches!(store.case(&id, &later(13)), Err(Error::NoCase(_))));
    assert_eq!(store.place(&Query::default(), &id, &now()).unwrap(), None);
    let entry = Deed::add("new diary entry", vec![sheet(RecordKind::Diary, &id, &[("text", "late")])]);
    assert!(matches!(store.write(&later(13), &entry), Err(Error::NoCase(_))));
}

#[test]
fn what_an_account_may_changes_between_two_calls() {
    let unit = Unit::new();
    let (id, mut admin) = (unit.id(0), unit.of("nary"));
    let mut store = unit.of("dara");
    store.case(&id, &now()).unwrap();
    let glass = unit.id(place("dara", Near::Glass));
    store.case(&glass, &now()).unwrap();
    admin.set_role("dara", Role::Forensic, Some("HIT"), &now()).unwrap();
    assert!(matches!(store.case(&glass, &now()), Err(Error::NoCase(_))), "examiners break no glass");
    assert!(store.case(&id, &now()).unwrap().victims[0].name.is_none(), "names go with the role");
    assert_eq!(
        store.page(&Query { words: canary::text("name", 0), ..Query::default() }, 0, 9, &now()).unwrap().total,
        0
    );
    admin.set_role("dara", Role::Officer, Some("FST"), &now()).unwrap();
    assert!(matches!(store.history(&id, &now()), Err(Error::NoCase(_))), "the case goes with the team");
    admin.set_role("dara", Role::Analyst, Some("HIT"), &now()).unwrap();
    assert!(matches!(store.page(&Query::default(), 0, 9, &now()), Err(Error::NotAllowed(_))));
    admin.set_active("dara", false, &now()).unwrap();
    assert!(matches!(store.facts(now().today(), now().today(), &now()), Err(Error::SignedOut)));
    assert!(store.drafts().unwrap().is_empty() && store.place(&Query::default(), &id, &now()).unwrap().is_none());
    // A key that is revoked ends what it opened, and no other sitting.
    let made = admin.add_key(&key("sophal", 90), &now()).unwrap();
    let claim = Claim { name: Some("sophal".into()), key: Some(made.clone()), session: "s".into(), ..Claim::default() };
    let mut keyed = Store::open(&unit.path()).unwrap();
    keyed.sign_in(&claim, &now()).unwrap();
    keyed.case(&id, &now()).unwrap();
    admin.revoke_key(&made, &now()).unwrap();
    assert!(matches!(keyed.case(&id, &now()), Err(Error::SignedOut)));
    unit.of("sophal").case(&id, &now()).unwrap();
    keyed.sign_in(&claim, &now()).unwrap_err();
}

#[test]
fn two_stores_at_once() {
    let unit = Unit::new();
    let (id, mut dara, mut sophal) = (unit.id(0), unit.of("dara"), unit.of("sophal"));
    let seen = dara.case(&id, &now()).unwrap();
    let listed = |store: &mut Store| store.page(&Query::default(), 0, 99, &now()).unwrap().rows;
    assert!(listed(&mut dara).iter().any(|r| r.case_id == id));
    sophal.write(&now(), &edit(&seen.case, "restrict", None, &[("restricted_to", "sophal bopha")])).unwrap();
    assert!(!listed(&mut dara).iter().any(|r| r.case_id == id));
    assert!(matches!(
        dara.write(&now(), &edit(&seen.case, "edit", None, &[("village", "late")])),
        Err(Error::NoCase(_))
    ));
    assert!(matches!(dara.history(&id, &now()), Err(Error::NoCase(_))));
}

/// While somebody waits for the turn to write, another shuts them out: what they asked before is not done after.
#[test]
fn who_waits_is_asked_again() {
    type Act = fn(&mut Store, &Unit) -> Result<(), Error>;
    let acts: [(&str, Act); 4] = [
        ("nary", |store, _| store.set_role("bopha", Role::Analyst, None, &now())),
        ("nary", |store, _| store.add_key(&key("bopha", 91), &now()).map(drop)),
        ("dara", |store, _| store.break_glass(&number(SHUT), "urgent", &now()).map(drop)),
        ("dara", |store, unit| store.case(&unit.id(0), &now()).map(drop)),
    ];
    for (name, act) in acts {
        let unit = Unit::new();
        let (mut store, raw) = (unit.of(name), unit.raw());
        let before = unit.rows();
        raw.execute_batch(&format!("BEGIN IMMEDIATE; UPDATE officer SET active = 'n' WHERE name = '{name}'")).unwrap();
        let done = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| act(&mut store, &unit));
            std::thread::sleep(std::time::Duration::from_millis(150));
            raw.execute_batch("COMMIT").unwrap();
            waiting.join().unwrap()
        });
        assert!(matches!(done, Err(Error::SignedOut)), "{name}: {done:?}");
        raw.execute(&format!("UPDATE officer SET active = 'y' WHERE name = '{name}'"), []).unwrap();
        assert_eq!(unit.rows(), before);
    }
}

#[test]
fn a_row_of_the_list_carries_no_word_that_is_only_searched() {
    let unit = Unit::new();
    for (name, _) in PEOPLE {
        let Ok(page) = unit.of(name).page(&Query::default(), 0, 99, &now()) else { continue };
        assert!(page.rows.iter().all(|r| r.search.iter().all(String::is_empty)), "{name}");
    }
}

#[test]
fn a_name_that_was_corrected_is_a_name_still() {
    let unit = Unit::new();
    let (id, mut rith) = (unit.id(0), unit.of("rith"));
    let (file, lines) = (rith.case(&id, &now()).unwrap(), rith.history(&id, &now()).unwrap());
    for field in ["past", "name", "name_km", "reporter", "suspect_km"] {
        let word = canary::text(field, 0);
        assert!(!format!("{file:?}").contains(&word), "{field} in the case");
        assert!(!format!("{lines:?}").contains(&word), "{field} in the history");
    }
    assert!(format!("{file:?}").contains(&canary::text("diary", 0)), "what happened is told");
}

#[test]
fn a_draft_is_given_only_to_whose_it_is_and_while_its_case_is_within_reach() {
    let unit = Unit::new();
    let id = unit.id(0);
    let draft = |person: &str, content: String| Draft {
        session: format!("sitting of {person}"),
        person: person.into(),
        process: "1".into(),
        kept_at: now().stamp(),
        title: "Edit".into(),
        content,
    };
    let (mut dara, mut sophal) = (unit.of("dara"), unit.of("sophal"));
    dara.keep_draft(&draft("dara", format!("{{\"case_id\":\"{id}\"}}")), None).unwrap();
    sophal.keep_draft(&draft("sophal", "not written by this program".into()), None).unwrap();
    assert_eq!((dara.drafts().unwrap().len(), sophal.drafts().unwrap().len()), (1, 1));
    // Another's is neither dropped nor written over.
    sophal.drop_draft("sitting of dara").unwrap();
    let mut over = draft("sophal", "over".into());
    over.session = "sitting of dara".into();
    let _ = sophal.keep_draft(&over, None);
    sophal.keep_draft(&draft("sophal", "mine".into()), Some("sitting of dara")).unwrap();
    assert!(dara.drafts().unwrap()[0].content.contains(&id));
    unit.of("nary").set_role("dara", Role::Officer, Some("FST"), &now()).unwrap();
    dara.refresh(&now()).unwrap();
    assert!(dara.drafts().unwrap().is_empty());
    unit.of("nary").set_role("dara", Role::Officer, Some("HIT"), &now()).unwrap();
    dara.refresh(&now()).unwrap();
    assert_eq!(dara.drafts().unwrap().len(), 1, "it was kept all the while");
}

#[test]
fn of_broken_glass_those_are_told_who_may_know_of_the_case() {
    let unit = Unit::new();
    let raw = unit.raw();
    // A restricted case that nobody with an account leads: its own people, not the lead of the team.
    let restrict = |names: &str| {
        let sql = "UPDATE cases SET restricted_to = ?2, lead = NULL WHERE id = ?1";
        raw.execute(sql, [&unit.id(SHUT), names]).unwrap();
        unit.seal(&unit.id(SHUT));
    };
    restrict("bopha rith");
    unit.of("dara").break_glass(&number(SHUT), "urgent", &now()).unwrap();
    let told = |name: &str| unit.of(name).notices().unwrap().iter().any(|n| n.by == "dara" && n.number == number(SHUT));
    assert!(told("bopha") && told("rith") && !told("sophal") && !told("vanna"));
    // Where there is nobody, the director is.
    restrict("gone");
    unit.of("maly").break_glass(&number(SHUT), "urgent", &now()).unwrap();
    assert!(unit.of("vanna").notices().unwrap().iter().any(|n| n.by == "maly"));
    // Who may know of it no more is told no more.
    assert!(!told("rith"));
}

#[test]
fn who_restricted_what_they_entered_may_lift_it_again() {
    let unit = Unit::new();
    let id = unit.id(place("dara", Near::Entered));
    let mut store = unit.of("dara");
    let case = |store: &mut Store| store.case(&id, &now()).unwrap().case;
    let before = case(&mut store);
    store.write(&now(), &edit(&before, "restrict", None, &[("restricted_to", "dara maly")])).unwrap();
    let mut after = case(&mut store).to_sheet();
    let before = after.clone();
    after.set("restricted_to", None);
    store.write(&now(), &Deed::edit("restrict", before, after)).unwrap();
}

#[test]
fn an_analyst_gets_counts_and_no_case() {
    let unit = Unit::new();
    let mut store = unit.of("chan");
    let (from, to) = (now().today() - chrono::Days::new(400), now().today());
    let facts = store.facts(from, to, &now()).unwrap();
    assert!(facts.len() > 15 && facts.iter().all(|f| f.number.is_empty() && f.case_id.is_empty() && !f.open));
    assert!(matches!(store.receipt(from, to, &now()), Err(Error::NotAllowed(_))));
    assert!(unit.of("dara").receipt(from, to, &now()).unwrap().iter().any(|f| !f.open && !f.number.is_empty()));
}

#[test]
fn behind_the_privacy_screen_facts_only_are_given_and_a_reveal_is_on_record() {
    let unit = Unit::new();
    let id = unit.id(0);
    for name in ["vanna", "sophal", "dara", "maly"] {
        let mut store = unit.of(name);
        store.veil(true);
        let told = |store: &mut Store| {
            let page = store.page(&Query::default(), 0, 99, &now());
            let log = store.log(&LogQuery::default(), None, 9999, &now());
            format!(
                "{:?} {:?} {page:?} {log:?} {:?}",
                store.case(&id, &now()),
                store.history(&id, &now()),
                store.notices()
            )
        };
        let all = told(&mut store);
        for canary in canary::of_case(0) {
            assert!(!canary::stands_in(&canary, &all), "{} to {name}", canary.field);
        }
        assert!(!all.contains("qiw"), "words of another to {name}");
        // A clash shows what two may see of it; not to who stands behind them.
        let mut deed = edit(&unit.stored(&id).case, "edit", None, &[("village", "mine")]);
        deed.changes[0].before.as_mut().unwrap().set("village", None);
        if let Ok(Outcome::Clashed { clashes, current }) = store.write(&now(), &deed) {
            assert!(!format!("{clashes:?} {current:?}").contains(&canary::text("village", 0)), "to {name}");
        }
        let last = unit.last();
        let revealed = format!("{:?}", store.reveal(&id, &now()).unwrap());
        assert!(revealed.contains(&canary::text("name", 0)) && revealed.contains(&canary::text("diary", 0)));
        let trail = unit.trail(last);
        assert!(trail.len() == 1 && trail[0][0] == name && trail[0][2] == "reveal names", "{trail:?}");
    }
}

#[test]
fn nobody_takes_another_ones_place() {
    let unit = Unit::new();
    let mut store = unit.of("dara");
    let forged = caseload::domain::visit::Presence {
        session: "sitting of dara".into(),
        officer: "vanna".into(),
        process: "1".into(),
        case_id: None,
        editing: false,
    };
    store.be_present(&forged, &now().stamp()).unwrap();
    assert!(store.present().unwrap().iter().all(|p| p.officer == "dara"));
}

#[test]
fn broken_glass_is_no_way_to_erase() {
    let unit = Unit::new();
    let at = place("vanna", Near::Glass);
    let (id, mut store) = (unit.id(at), unit.of("vanna"));
    unit.raw().execute("UPDATE cases SET investigation = 'CLO' WHERE id = ?1", [&id]).unwrap();
    unit.seal(&id);
    assert!(store.case(&id, &now()).is_ok(), "the glass is broken");
    let (rows, last) = (unit.rows(), unit.last());
    assert!(matches!(store.erase(&id, "the law says so", &now()), Err(Error::NotAllowed(_))));
    assert_eq!((unit.rows(), unit.trail(last)[0][2].as_str()), (rows, "refused"));
}
