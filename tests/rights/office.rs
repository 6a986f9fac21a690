//! What is of no case: each cell of role and right in the office is asked, and what it says and does compared with what was written out by
//! hand.

use crate::expected::{Ask, OFFICE};
use crate::matrix::all_right;
use crate::unit::{ASIDE, DISABLED, PEOPLE, UNKNOWN, Unit, key, now, sheet};
use caseload::domain::act::Deed;
use caseload::domain::listing::Query;
use caseload::domain::log::LogQuery;
use caseload::domain::officer::{Officer, Role};
use caseload::domain::partner::Partner;
use caseload::domain::record::RecordKind;
use caseload::store::{Error, Result, Store};

#[test]
fn each_role_in_the_office() {
    let mut cells = Vec::new();
    let names = PEOPLE.map(|p| p.0);
    for (i, who) in names.into_iter().chain(["", DISABLED, UNKNOWN]).enumerate() {
        let unit = Unit::new();
        for (ask, columns) in &OFFICE {
            let store = match who {
                "" => unit.server(),
                DISABLED | UNKNOWN => unit.nobody(who),
                name => unit.of(name),
            };
            let (rows, last) = (unit.rows(), unit.last());
            let found = asked(store, *ask, i);
            if found != '+' {
                assert_eq!(unit.rows(), rows, "{ask:?} by {who}");
            }
            if found == 'r' {
                let trail = unit.trail(last);
                assert!(trail.len() == 1 && trail[0][2] == "refused", "{ask:?} by {who}: {trail:?}");
            }
            if found == 's' {
                assert_eq!(unit.trail(last), [[""; 5]; 0], "{ask:?} by {who}");
            }
            let wrong = || format!("{ask:?} by {who:?}: {found}, must be {}", columns[i]);
            cells.push((found != columns[i]).then(wrong));
        }
    }
    all_right("cells of role and what is of no case", cells);
}

fn asked(mut store: Store, ask: Ask, n: usize) -> char {
    let now = now();
    let told = |result: Result<String>, word: &str| match result {
        Ok(text) if text.contains(word) => '+',
        Ok(_) => 'n',
        Err(Error::NotAllowed(_)) => 'r',
        Err(Error::SignedOut) => 's',
        Err(error) => panic!("{error}"),
    };
    let done = |result: Result<()>| told(result.map(|()| String::new()), "");
    let lines = |store: &mut Store| store.log(&LogQuery::default(), None, 9999, &now);
    let new_case = |fields: &[(&str, &str)]| {
        let mut case = sheet(RecordKind::Case, "new:case", fields);
        case.set("reported_on", Some("2021-12-01".into()));
        Deed::add("new case", vec![case])
    };
    let someone = Officer { name: format!("new{n}"), role: Role::Analyst, team: None, active: true };
    match ask {
        Ask::Enter => done(store.write(&now, &new_case(&[("team", "ICAC")])).map(drop)),
        Ask::EnterRestricted => done(store.write(&now, &new_case(&[("restricted_to", "kosal")])).map(drop)),
        Ask::Figures => done(store.facts(now.today(), now.today(), &now).map(drop)),
        Ask::List => done(store.page(&Query::default(), 0, 1, &now).map(drop)),
        Ask::Officers => told(store.officers(&now).map(|o| format!("{o:?}")), "bopha"),
        Ask::AddOfficer => done(store.add_officer(&someone, None, &now).map(drop)),
        Ask::Role => done(store.set_role("bopha", Role::Analyst, None, &now)),
        Ask::Disable => done(store.set_active("bopha", false, &now)),
        Ask::Keys => told(store.keys(None, &now).map(|k| format!("{k:?}")), ASIDE[5]),
        Ask::AddKey => done(store.add_key(&key("bopha", 100 + n), &now).map(drop)),
        Ask::RevokeKey => done(store.revoke_key("K1", &now).map(drop)),
        Ask::Check => done(store.check(&[], &now).map(drop)),
        Ask::Retention => done(store.closed_cases(1, &now).map(drop)),
        Ask::Partners => told(store.partners().map(|p| format!("{p:?}")), "dosvy"),
        Ask::KeepPartner => {
            let partner =
                Partner { code: format!("new{n}"), name: format!("New {n}"), kind: "ngo".into(), ..Partner::default() };
            done(store.keep_partner(None, &partner, &now))
        }
        Ask::Care => done(store.roster("", 0, 9, &now).map(drop)),
        Ask::OwnLog => {
            let me = store.viewer().name;
            let mine = |all: Vec<caseload::domain::trail::AuditLine>| all.iter().any(|l| l.person == me).to_string();
            // The server's console did what made the accounts.
            told(lines(&mut store).map(mine), "true")
        }
        Ask::OthersSearches => told(lines(&mut store).map(|l| format!("{l:?}")), ASIDE[3]),
        Ask::OthersAccounts => {
            let accounts =
                |l: Vec<caseload::domain::trail::AuditLine>| l.iter().any(|l| l.action == "add officer").to_string();
            told(lines(&mut store).map(accounts), "true")
        }
        Ask::OthersDrafts => told(store.drafts().map(|d| format!("{d:?}")), ASIDE[1]),
        Ask::OthersSettings => told(store.settings().map(|s| format!("{s:?}")), ASIDE[2]),
        Ask::OthersNotices => told(store.notices().map(|n| format!("{n:?}")), ASIDE[4]),
    }
}
