//! What a review found, each mended: shown here as it was found.

use crate::canary;
use crate::unit::{NOW, Near, OTHERS, PEOPLE, Unit, cases, claim, now, number, place};
use caseload::domain::act::{Deed, Outcome};
use caseload::domain::draft::Draft;
use caseload::domain::listing::Query;
use caseload::domain::log::LogQuery;
use caseload::domain::moment::Now;
use caseload::domain::officer::Role;
use caseload::domain::record::{HIDDEN, Record};
use caseload::domain::rights::{Scope, Standing, Viewer, Whose};
use caseload::domain::visit::Presence;
use caseload::store::{Error, Store};
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

/// A restricted case whose lead is nobody's name (misspelt, or gone), known to nobody else.
fn lost(unit: &Unit) -> String {
    let id = unit.id(place("", Near::Shut));
    let sql = "UPDATE cases SET lead = 'kosall', restricted_to = 'kosall' WHERE id = ?1";
    unit.raw().execute(sql, [&id]).unwrap();
    unit.seal(&id);
    id
}

#[test]
fn a_case_whose_lead_is_gone_is_freed_by_the_director_through_broken_glass_and_by_nobody_else() {
    for (field, value) in [("restricted_to", None), ("lead", Some("vanna"))] {
        let unit = Unit::new();
        let (id, last) = (lost(&unit), unit.last());
        let free = |name: &str| {
            let mut store = unit.of(name);
            store.break_glass(&number(place("", Near::Shut)), "its lead has left", &now()).unwrap();
            let before = store.case(&id, &now()).unwrap().case.to_sheet();
            let mut after = before.clone();
            after.set(field, value.map(str::to_owned));
            store.write(&now(), &Deed::edit("free", before, after))
        };
        for name in ["sophal", "dara", "maly"] {
            assert!(matches!(free(name), Err(Error::NotAllowed(_))), "{name}");
        }
        assert!(matches!(free("vanna"), Ok(Outcome::Saved { .. })), "{field}");
        let stored = unit.stored(&id).case.to_sheet();
        assert_eq!(stored.get(field), value);
        let trail = unit.trail(last);
        assert!(trail.iter().any(|l| l[0] == "vanna" && l[2] == "free" && l[3] == id), "{trail:?}");
    }
}

#[test]
fn how_many_open_cases_an_officer_leads_is_a_number_for_the_administrator() {
    let unit = Unit::new();
    let n: i64 = unit.raw().query_row("SELECT count(*) FROM cases WHERE lead = 'kosal'", [], |r| r.get(0)).unwrap();
    unit.raw().execute("UPDATE cases SET investigation = 'CLO', lead = 'Kosal ' WHERE id = ?1", [unit.id(2)]).unwrap();
    assert_eq!(unit.of("nary").leads("kosal", &now()).unwrap() as i64, n - 1);
    assert!(matches!(unit.of("vanna").leads("kosal", &now()), Err(Error::NotAllowed(_))));
}

#[test]
fn who_was_let_out_is_never_let_in_by_looking_again_and_leaves_no_refusal() {
    let unit = Unit::new();
    let (mut dara, mut admin) = (unit.of("dara"), unit.of("nary"));
    admin.set_active("dara", false, &now()).unwrap();
    dara.refresh(&now()).unwrap_err();
    admin.set_active("dara", true, &now()).unwrap();
    let last = unit.last();
    assert!(matches!(dara.refresh(&now()), Err(Error::SignedOut)));
    assert!(matches!(dara.case(&unit.id(0), &now()), Err(Error::SignedOut)));
    assert!(matches!(dara.lookers(&unit.id(0), &now()), Err(Error::SignedOut)));
    assert!(matches!(dara.break_glass(&number(4), "urgent", &now()), Err(Error::SignedOut)));
    assert!(matches!(dara.page(&Query::default(), 0, 9, &now()), Err(Error::SignedOut)));
    assert_eq!(dara.viewer().standing, Standing::Nobody);
    assert_eq!(unit.trail(last), [[""; 5]; 0]);
    dara.sign_in(&claim(Some("dara")), &now()).unwrap();
}

#[test]
fn what_is_of_a_desk_takes_somebody_at_it() {
    let unit = Unit::new();
    let mut dara = unit.of("dara");
    dara.set_pin("2468").unwrap();
    unit.of("nary").set_active("dara", false, &now()).unwrap();
    dara.refresh(&now()).unwrap_err();
    let (rows, here) = (
        unit.rows(),
        Presence { session: "s".into(), officer: "dara".into(), process: "1".into(), case_id: None, editing: false },
    );
    let out = |done: Result<(), Error>| assert!(matches!(done, Err(Error::SignedOut)), "{done:?}");
    out(dara.set_setting("theme", "dark"));
    out(dara.set_pin("1357"));
    out(dara.is_pin("2468").map(drop));
    out(dara.notice_read("any", &now()));
    out(dara.be_present(&here, &now().stamp()));
    assert_eq!(unit.rows(), rows);
    assert!(unit.of("vanna").present().unwrap().is_empty());
    // What was being typed is kept all the same, and a sitting ends.
    let draft = Draft {
        session: "s".into(),
        person: "dara".into(),
        process: "1".into(),
        kept_at: now().stamp(),
        title: "Edit".into(),
        content: "{}".into(),
    };
    dara.keep_draft(&draft, None).unwrap();
    dara.be_gone(&["s".to_owned()]).unwrap();
}

#[test]
fn who_entered_and_who_leads_are_known_by_one_rule() {
    let viewer = |name: &str| Viewer {
        name: name.into(),
        standing: Standing::Officer { role: Role::Officer, team: None },
        ..Viewer::default()
    };
    for typed in ["dara", "Dara", " dara "] {
        let of = |lead, entered_by| Whose { case_id: "c", team: Some("HIT"), lead, entered_by, ..Whose::default() };
        for whose in [of(Some(typed), "another"), of(None, typed)] {
            assert_eq!(viewer("dara").nearness(&whose), Scope::Own, "{whose:?}");
            assert_eq!(viewer("dar").nearness(&whose), Scope::Office, "{whose:?}");
        }
    }
}

#[test]
fn each_reveal_that_is_asked_for_is_on_record_and_what_a_screen_reads_again_is_not() {
    let unit = Unit::new();
    let (id, mut dara) = (unit.id(0), unit.of("dara"));
    let mut last = unit.last();
    let mut told = |unit: &Unit| {
        let lines: Vec<String> = unit.trail(last).into_iter().map(|l| l[2].clone()).collect();
        last = unit.last();
        lines
    };
    // Unveiled, so that the open shows names: a reveal is asked for all the same.
    dara.case(&id, &now()).unwrap();
    dara.reveal(&id, &now()).unwrap();
    assert_eq!(told(&unit), ["open case", "reveal names"]);
    dara.veil(true);
    dara.reveal(&id, &later(1)).unwrap();
    dara.reveal(&id, &later(1)).unwrap();
    assert_eq!(told(&unit), ["reveal names", "reveal names"]);
    // Another desk saves: the console reads again what it shows.
    dara.reveal_again(&id, &later(1)).unwrap();
    dara.case(&id, &later(1)).unwrap();
    assert_eq!(told(&unit), ["open case"], "masked it is another look than unmasked");
    dara.case(&id, &later(9)).unwrap();
    dara.reveal_again(&id, &later(3)).unwrap();
    assert_eq!(told(&unit), ["reveal names"]);
    // Of another case nothing was revealed.
    dara.reveal_again(&unit.id(1), &later(3)).unwrap();
    assert_eq!(told(&unit), ["reveal names"]);
}

#[test]
fn of_broken_glass_somebody_is_always_told() {
    let unit = Unit::new();
    lost(&unit);
    let shut = number(place("", Near::Shut));
    let told = |by: &str, name: &str| {
        let notices = unit.of(name).notices().unwrap();
        notices.into_iter().find(|n| n.by == by && n.number == shut).map(|n| n.reason)
    };
    // The director is the only one, and is who breaks it: the team leads, who may not know of the case, are told of the act.
    unit.of("vanna").break_glass(&shut, "its lead has left", &now()).unwrap();
    for lead in ["sophal", "kosal"] {
        assert_eq!(told("vanna", lead).as_deref(), Some(HIDDEN), "{lead}");
    }
    assert_eq!((told("vanna", "nary"), told("vanna", "dara")), (None, None));
    // Without a team lead the administrator is: that it happened, and of which number.
    let mut admin = unit.of("nary");
    for (name, by) in [("vanna", "dara"), ("sophal", "dara"), ("kosal", "dara")] {
        assert!(told(by, name).is_none());
        admin.set_role(name, Role::Analyst, None, &now()).unwrap();
    }
    unit.of("dara").break_glass(&shut, "the mother rang", &now()).unwrap();
    assert_eq!(told("dara", "nary").as_deref(), Some(HIDDEN));
}

#[test]
fn a_breakdown_tells_an_analyst_of_no_single_case() {
    let unit = Unit::new();
    let db = unit.path().to_string_lossy().into_owned();
    let rates = |name: &str, more: &[&str]| {
        let mut command = std::process::Command::new(crate::support::PROGRAM);
        command.args(["--db", &db, "--now", NOW, "--as", name, "rates", "--by", "team"]).args(more);
        let output = command.env_clear().env("HOME", unit.folder()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let by = |name: &str| serde_json::from_str::<serde_json::Value>(&rates(name, &["--json"])).unwrap()["by"].clone();
    // One case has no team, one is of HIT beside those that are restricted: of a few, each by its own number.
    let slices = by("chan");
    let none = slices.as_array().unwrap().iter().find(|s| s["key"].is_null()).unwrap();
    assert_eq!(
        (&none["suppressed"], &none["cases"], &none["n"], &none["k"]),
        (&true.into(), &().into(), &().into(), &().into())
    );
    let said = rates("chan", &[]);
    let table = said.split_once("arrest rate by team").unwrap().1;
    assert!(table.lines().any(|l| l.starts_with("not known") && l.trim_end().ends_with('*')), "{table}");
    assert!(by("vanna").as_array().unwrap().iter().all(|s| s["suppressed"].is_null() && s["cases"].is_number()));
}

#[test]
fn a_list_that_leaves_the_console_is_on_record_with_its_size() {
    let unit = Unit::new();
    let db = unit.path().to_string_lossy().into_owned();
    let word = crate::canary::text("name", 0);
    for (words, wanted) in [(vec![], 1), (vec![word.as_str()], 2)] {
        let last = unit.last();
        let mut command = std::process::Command::new(crate::support::PROGRAM);
        command
            .args(["--db", &db, "--now", NOW, "--as", "sophal", "list"])
            .args(words)
            .env_clear()
            .env("HOME", unit.folder());
        let rows = String::from_utf8(command.output().unwrap().stdout).unwrap().lines().count() - 1;
        let trail: Vec<_> = unit.trail(last).into_iter().filter(|l| l[2] != "sign in").collect();
        assert_eq!((trail.len(), trail.last().unwrap()[4].clone()), (wanted, format!("a list of {rows} cases")));
        // What was searched may be a name: it stands in its own line only, which is told to fewer.
        assert!(
            rows > 0 && trail.iter().all(|l| l[2] == "search" || (l[0] == "sophal" && !l[4].contains(&word))),
            "{trail:?}"
        );
    }
}

#[test]
fn words_searched_by_a_key_are_told_to_nobody_who_may_not_know_of_the_case() {
    let unit = Unit::new();
    let (shut, open) = (canary::text("name", 4), canary::text("name", 0));
    for name in [&shut, &open] {
        unit.of("kosal").searched(&format!("victim.name:nobody,{name}"), &now()).unwrap();
    }
    let told = format!("{:?}", unit.of("vanna").log(&LogQuery::default(), None, 9999, &now()).unwrap());
    assert!(told.contains(&open) && !told.contains(&shut), "{told}");
}

/// A name as somebody else would spell it: no piece of it is a word of the case, and it sounds the same.
fn as_heard(name: &str) -> String {
    let twice = |c: char| if "aeiouy".contains(c) { vec![c, c] } else { vec![c] };
    format!("~{}", name.chars().flat_map(twice).collect::<String>())
}

#[test]
fn names_searched_by_their_sound_are_told_to_nobody_who_may_not_know_of_the_case() {
    let unit = Unit::new();
    let (shut, open) = (as_heard(&canary::text("name", 4)), as_heard(&canary::text("name", 1)));
    for name in [&shut, &open] {
        unit.of("kosal").searched(&format!("-victim.name:nobody,{name}"), &now()).unwrap();
    }
    let told = format!("{:?}", unit.of("vanna").log(&LogQuery::default(), None, 9999, &now()).unwrap());
    assert!(told.contains(&open) && !told.contains(&shut), "{told}");
}

#[test]
fn a_name_is_found_by_its_sound_by_whom_it_is_found_by_its_letters_and_by_nobody_else() {
    let unit = Unit::new();
    for (who, _) in PEOPLE.iter().chain(&OTHERS) {
        let mut store = unit.of(who);
        let mut found = |words: String| {
            let page = store.page(&Query { words, ..Query::default() }, 0, 999, &now());
            page.map(|page| page.rows.into_iter().map(|row| row.case_id).collect::<Vec<_>>()).ok()
        };
        for at in 0..cases() {
            let (name, id) = (canary::text("name", at), unit.id(at));
            let sound = as_heard(&name);
            let has = |found: &Option<Vec<String>>| found.as_ref().map(|ids| ids.contains(&id));
            let by_letters = found(format!("name:{name}"));
            assert_eq!(has(&found(sound.clone())), has(&by_letters), "{who}: {name}");
            assert_eq!(has(&found(format!("victim.name:{sound}"))), has(&by_letters), "{who}: {name}");
            let (others, all) = (found(format!("-{sound}")), found("-name:nobody".to_owned()));
            assert_eq!(others.is_some(), all.is_some(), "{who}");
            let (others, all) = (others.unwrap_or_default(), all.unwrap_or_default());
            assert!(!others.contains(&id) && others.iter().all(|other| all.contains(other)), "{who}: {name}");
        }
    }
}
