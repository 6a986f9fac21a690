//! What is understood of a line, and what is said where it is not.

use super::*;
use crate::domain::code::{Entry, Lists};
use crate::domain::moment::{Now, read_clock};
use crate::domain::officer::Role;
use crate::domain::rights::Standing;

fn lists() -> Lists {
    let mut lists = Lists::default();
    for (list, code, en, keys, parent) in [
        ("offence", "0101", "Homicide", "hom murder", None),
        ("offence", "0102", "Attempted homicide", "ahom", None),
        ("offence", "0301", "Sexual violence", "sexv", None),
        ("offence", "03011", "Rape", "rape", Some("0301")),
        ("offence", "0302", "Sexual exploitation", "sexp", None),
        ("province", "01", "Banteay Meanchey", "ban", None),
        ("province", "02", "Battambang", "bat", None),
        ("province", "12", "Phnom Penh", "pp", None),
        ("yesno", "y", "yes", "y yes", None),
        ("yesno", "n", "no", "n no", None),
        ("sex", "f", "female", "f girl", None),
    ] {
        let parent: Option<&str> = parent;
        lists.push(list, Entry::new(code.into(), en.into(), None, keys, parent.map(str::to_owned)));
    }
    lists
}

fn now() -> Now {
    let zone = chrono_tz::Asia::Phnom_Penh;
    Now { utc: read_clock("2019-12-31T16:42", zone).unwrap(), zone }
}

fn viewer(role: Option<Role>) -> Viewer {
    let standing = role.map_or(Standing::Alone, |role| Standing::Officer { role, team: None });
    Viewer { name: "dara".into(), standing, ..Viewer::default() }
}

fn read(line: &str) -> Result<Filter, Problem> {
    Filter::read(line, &Desk { lists: &lists(), now: now() }, &viewer(None))
}

/// Each term in one line.
fn shape(line: &str) -> Vec<String> {
    let of = |term: &Term| {
        let test = match &term.test {
            Test::Word(word) => word.clone(),
            Test::Flag(flag) => format!("{flag:?}"),
            Test::Key { key, any } => format!("{} {}", key.name, any.iter().map(want).collect::<Vec<_>>().join("|")),
        };
        format!("{}{test}", if term.not { "not " } else { "" })
    };
    read(line)
        .map_or_else(|p| vec![format!("! {} {}", &line[p.span], p.sentence)], |f| f.terms.iter().map(of).collect())
}

fn want(want: &Want) -> String {
    match want {
        Want::Unknown => "?".to_owned(),
        Want::Code(text) | Want::Holds(text) | Want::Officer(text) => text.clone(),
        Want::Sounds(name) => format!("~{name}"),
        Want::Days { first, last } => format!("{first}..{last}"),
        Want::Moments { first, last, from, until } => format!("{first}..{last} {from}..{until}"),
        Want::Months { from, until } | Want::Count { from, until } => format!("{from}..{until}"),
        Want::Number { from, until } => format!("{from}..{until}"),
    }
}

#[test]
fn a_line_is_read_into_terms() {
    let most = u32::MAX;
    for (line, terms) in [
        ("", vec![]),
        ("Siem Reap", vec!["siem", "reap"]),
        ("\"by the canal\" -rape", vec!["bythecanal", "not rape"]),
        ("open -closed \"open\" ARRESTED", vec!["Open", "not Closed", "open", "Arrested"]),
        ("offence:hom", vec!["offence 0101"]),
        ("off:Homicide,sexv", vec!["offence 0101|0301|03011"]),
        ("offence:03 offence:=sexv", vec!["offence 0301|03011|0302", "offence 0301"]),
        ("province:02,12 -province:\"phnom penh\"", vec!["province 02|12", "not province 12"]),
        ("reported:2019", vec!["reported 2019-01-01..2019-12-31"]),
        ("reported:2019-02", vec!["reported 2019-02-01..2019-02-31"]),
        ("reported:>=2019-06-01", vec!["reported 2019-06-01..~"]),
        ("reported:>2018 reported:<2019-03", vec!["reported 2019-01-01..~", "reported ..2019-02-31"]),
        ("reported:2018..2019 reported:..27/12", vec!["reported 2018-01-01..2019-12-31", "reported ..2019-12-27"]),
        ("reported:today,-1", vec!["reported 2019-12-31..2019-12-31|2019-12-30..2019-12-30"]),
        (
            "arrest.at:30/12",
            vec!["arrest.at 2019-12-30..2019-12-30 2019-12-29T17:00:00.000Z..2019-12-30T17:00:00.000Z"],
        ),
        ("age:<5 age:5 age:8m", vec!["age 0..60", "age 60..72", "age 8..9"]),
        ("victim.age:>=13 age:13..17 age:?", vec![&*format!("victim.age 156..{most}"), "age 156..216", "age ?"]),
        ("victims:>1 suspects:0", vec![&*format!("victims 2..{most}"), "suspects 0..1"]),
        ("number:19/274", vec!["number 20190000274..20190000275"]),
        ("lead:me lead:Sokha lead:none", vec!["lead dara", "lead sokha", "lead ?"]),
        ("arrest:no arrest:yes,?", vec!["arrest n", "arrest y|?"]),
        ("victim.name:\"Sok Dara\" place:canal", vec!["victim.name sokdara", "place canal"]),
        ("~kouk -~Sok", vec!["name ~kouk", "not name ~Sok"]),
        ("~\"sok dara\" \"~kouk\" kouk~", vec!["name ~sok dara", "kouk", "kouk"]),
        (
            "name:~kouk,sok victim.name:~គូក suspect.nickname:~x",
            vec!["name ~kouk|sok", "victim.name ~គូក", "suspect.nickname ~x"],
        ),
        ("age:~9", vec!["age 108..120"]),
        ("victim.sex:girl case.summary:x", vec!["victim.sex f", "case.summary x"]),
        ("16:42 http -", vec!["1642", "http"]),
    ] {
        assert_eq!(shape(line), terms, "{line}");
    }
}

#[test]
fn a_problem_points_at_the_word_and_says_what_may_be_meant() {
    for (line, word, sentence) in [
        ("rape provnice:02", "provnice", "“provnice” is no key of the filter: did you mean province?"),
        ("ofence:hom", "ofence", "did you mean offence?"),
        ("victim.nmae:x", "victim.nmae", "did you mean victim.name?"),
        ("http://x.org", "http", "in quotes it is a word"),
        ("bat offence:homicyde", "homicyde", "offence: “homicyde” is no offence: is Homicide meant?"),
        ("province:02,ba", "ba", "province: “ba” may be Banteay Meanchey, Battambang"),
        ("reported:soon", "soon", "reported: “soon” is no date"),
        ("reported:2562", "2562", "looks like a Buddhist-era year"),
        ("reported:2019..2018", "2019..2018", "runs backwards"),
        ("age:old", "old", "age: “old” is no age"),
        ("arrest:maybe", "maybe", "arrest: “maybe” is neither yes nor no"),
        ("victims:x", "x", "victims: “x” is no count"),
        ("number:canal", "canal", "is no case number"),
        ("number:?", "?", "number is always known"),
        ("x sex:", "sex:", "sex: needs a value"),
        ("place:\"…\"", "\"…\"", "has neither letter nor digit"),
        ("sok ~", "~", "“~” needs a name behind it: ~kouk finds those that sound alike"),
        ("-~", "~", "“~” needs a name behind it"),
        ("name:~", "~", "name: “~” needs a name behind it"),
        ("~12", "~12", "name: “~12” has no letter that sounds"),
        ("province:~bat", "~bat", "province: “~bat” asks by sound, and only names have one: name:~kouk"),
        ("place:x,~canal", "~canal", "place: “~canal” asks by sound"),
        ("reported:~2019", "~2019", "reported: “~2019” asks by sound"),
    ] {
        let problem = read(line).unwrap_err();
        assert_eq!((&line[problem.span.clone()], problem.lacks), (word, None), "{line}");
        assert!(problem.sentence.contains(sentence), "{line}: {}", problem.sentence);
    }
    let long = format!("{}:x", "z".repeat(10_000));
    assert!(read(&long).unwrap_err().sentence.len() < 200);
    let many = "word ".repeat(MOST + 1);
    assert!(read(&many).unwrap_err().sentence.contains("32 words at most"));
    assert!(read(&format!("province:{}", "02,".repeat(MOST + 1))).is_err());
}

#[test]
fn nobody_asks_by_what_they_may_see_of_no_case() {
    let ask = |line: &str, role| Filter::read(line, &Desk { lists: &lists(), now: now() }, &viewer(Some(role)));
    for (line, role, right) in [
        ("victim.name:sok", Role::Forensic, Right::See(See::Identity)),
        ("-name:sok", Role::Forensic, Right::See(See::Identity)),
        ("~sok", Role::Forensic, Right::See(See::Identity)),
        ("-~sok", Role::Forensic, Right::See(See::Identity)),
        ("suspect.born:1990", Role::Forensic, Right::See(See::Identity)),
        ("diary.text:canal", Role::Forensic, Right::See(See::Identity)),
        ("care:closed", Role::Forensic, Right::See(See::Care)),
        ("online:x", Role::Welfare, Right::See(See::Identifiers)),
    ] {
        let problem = ask(line, role).unwrap_err();
        assert_eq!(problem.lacks, Some(right), "{line}");
    }
    assert!(ask("name:sok diary.text:canal", Role::Officer).is_ok());
}

#[test]
fn what_is_typed_may_be_completed() {
    let (lists, officers) = (lists(), ["bopha".to_owned(), "maly".to_owned()]);
    let desk = Desk { lists: &lists, now: now() };
    let offered = |line: &str, role| {
        let offers = offers(line, line.len(), &desk, &viewer(role), &officers);
        (line[offers.replaces].to_owned(), offers.all.into_iter().map(|o| o.text).collect::<Vec<_>>())
    };
    let is =
        |typed: &str, texts: &[&str]| (typed.to_owned(), texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
    assert_eq!(offered("rape prov", None), is("prov", &["province:"]));
    assert_eq!(offered("-a", None), is("a", &["arrest:", "age:", "arrested"]));
    assert_eq!(offered("victim.s", None), is("victim.s", &["victim.sex:"]));
    assert_eq!(offered("offence:h", None), is("h", &["hom", "ahom"]));
    assert_eq!(offered("province:02,ba", None), is("ba", &["ban", "bat"]));
    assert_eq!(offered("arrest:", None), is("", &["y", "n"]));
    assert_eq!(offered("lead:m", None), is("m", &["me", "maly"]));
    assert_eq!(offered("reported:", None), is("", &["2019", "2019-12", "today", "-1"]));
    assert_eq!(offered("suspect.name:", None), is("", &["~"]));
    assert_eq!(offered("nam", Some(Role::Forensic)).1, [""; 0], "no key of what they may not see");
    for nothing in ["", "rape ", "\"prov", "xyz:a", "name:so", "~", "~prov", "name:~", "place:"] {
        assert_eq!(offered(nothing, None).1, [""; 0], "{nothing}");
    }
    // Every offer is read as what it is offered for.
    for line in ["offence:", "province:", "sex:"] {
        for text in offered(line, None).1 {
            assert!(read(&format!("{line}{text}")).is_ok(), "{line}{text}");
        }
    }
}
