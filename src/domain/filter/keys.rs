//! THE table of the filter's keys: name, aliases, what each tests, the kind of its values, who may ask by it, one sentence.
//! The short keys stand here; those of single fields, as `victim.sex`, follow from the field lists. The help of the console, that
//! of the command line, completion and errors come from it.

use crate::domain::case::RESTRICTED;
use crate::domain::field::{FieldKind, Need, See, Spec};
use crate::domain::record::RecordKind;
use std::sync::OnceLock;

/// One key.
#[derive(Debug)]
pub struct Key {
    /// as it is written
    pub name: String,
    /// other ways to write it
    pub aliases: &'static [&'static str],
    /// what it tests
    pub of: Of,
    /// what its values are
    pub kind: Kind,
    /// who may ask by it: who may see what it tests
    pub see: See,
    /// one sentence, with an example
    pub help: String,
    /// is it one of those that stand in the help?
    pub short: bool,
}

/// What a key tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// the case number
    Number,
    /// whether anybody of the case is arrested
    Arrested,
    /// how many records of a kind the case has
    Count(RecordKind),
    /// the offence as it is counted
    Offence,
    /// any of these fields, given by kind of record and column
    Fields(Vec<(RecordKind, &'static str)>),
}

/// What the values of a key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// entries of a code list
    Code(&'static str),
    /// a piece of a text
    Text,
    /// the name of an officer
    Officer,
    /// a day, month or year, or a span of them
    Day,
    /// the same of something whose hour may be known
    Moment,
    /// an age
    Age,
    /// a case number
    Number,
    /// a count
    Count,
}

/// Fields that hold names of people, which may be asked for by their sound.
const NAMES: [(RecordKind, &str); 6] = {
    use RecordKind::{Case, Suspect, Victim};
    [
        (Victim, "name"),
        (Victim, "name_km"),
        (Suspect, "name"),
        (Suspect, "name_km"),
        (Suspect, "nickname"),
        (Case, "reporter"),
    ]
};

impl Key {
    /// Does it ask by names of people alone?
    pub fn is_of_names(&self) -> bool {
        matches!(&self.of, Of::Fields(fields) if fields.iter().all(|f| NAMES.contains(f)))
    }
}

/// A word that stands for a test by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// not done with
    Open,
    /// done with: closed, referred out, out of scope, duplicate
    Closed,
    /// with an arrest that stands
    Arrested,
    /// every offence found to be unfounded
    Unfounded,
    /// in the figures
    Counted,
}

/// The flags with their words and a sentence each.
#[rustfmt::skip]
pub const FLAGS: [(&str, Flag, &str); 5] = [
    ("open", Flag::Open, "Cases that are still worked on"),
    ("closed", Flag::Closed, "Cases that are done with: closed, referred out, out of scope, duplicate"),
    ("arrested", Flag::Arrested, "Cases with an arrest that stands"),
    ("unfounded", Flag::Unfounded, "Cases of which every offence was unfounded"),
    ("counted", Flag::Counted, "Cases and offences that the figures count: not unfounded, no duplicate, not out of scope"),
];

type Fields = &'static [(RecordKind, &'static str)];

/// The short keys of fields: name, aliases, fields, sentence.
#[rustfmt::skip]
const SHORT: [(&str, &[&str], Fields, &str); 19] = {
    use RecordKind::{Arrest, Case, Offence, Relation, Suspect, Victim};
    [
        ("province", &["prov"], &[(Case, "province")], "Province: province:02,12 or province:bat"),
        ("district", &["dist"], &[(Case, "district")], "District: district:0203 or its name"),
        ("commune", &["com"], &[(Case, "commune")], "Commune: its code, the code of its district, or its name"),
        ("reported", &["rep", "report"], &[(Case, "reported_on")], "Day of the report: reported:2019, 2019-03, >=1/6/2019, 2018..2019"),
        ("incident", &["inc"], &[(Case, "incident_on")], "Day of the offence, as reported"),
        ("team", &[], &[(Case, "team")], "Team that has the case: team:hit; team:none"),
        ("lead", &["led"], &[(Case, "lead")], "Officer who leads it: lead:me, lead:dara, lead:none"),
        ("source", &["src"], &[(Case, "source")], "Who reported it: source:police,hotline"),
        ("investigation", &["stage", "status"], &[(Case, "investigation")], "Stage of the investigation: investigation:inv"),
        ("age", &[], &[(Victim, "age")], "A victim's age at the offence: age:<5, age:8m, age:13..17, age:?"),
        ("sex", &[], &[(Victim, "sex")], "A victim's sex: sex:f, sex:?"),
        ("clearance", &["cleared"], &[(Offence, "clearance")], "How an offence was cleared: clearance:arr, clearance:exc"),
        ("relationship", &["relation", "rel"], &[(Relation, "relationship")], "What a suspect is to a victim: relationship:uncle"),
        ("name", &["names"], &NAMES,
            "A name of a victim, suspect or reporter, or a nickname: name:sok"),
        ("victim.name", &[], &[(Victim, "name"), (Victim, "name_km")], "A victim's name, in either script"),
        ("suspect.name", &[], &[(Suspect, "name"), (Suspect, "name_km"), (Suspect, "nickname")], "A suspect's name in either script, or nickname"),
        ("place", &["where"], &[(Case, "village"), (Case, "place"), (Arrest, "place")], "A place in words: place:\"canal road\""),
        ("online", &[], &[(Suspect, "online")], "A screen name, e-mail or address of a suspect"),
        ("care", &[], &[(Victim, "care")], "Where the care of a victim stands"),
    ]
};

/// Columns that hold names of officers.
const OFFICERS: [&str; 4] = ["lead", "cleared_by", "taken_back_by", RESTRICTED];

fn spec_of(kind: RecordKind, column: &str) -> Option<&'static Spec> {
    kind.specs().iter().find(|s| s.column == column)
}

fn kind_of(spec: &Spec) -> Kind {
    match spec.kind {
        FieldKind::Day => Kind::Day,
        FieldKind::Moment => Kind::Moment,
        FieldKind::Age => Kind::Age,
        _ if OFFICERS.contains(&spec.column) => Kind::Officer,
        _ => spec.list().map_or(Kind::Text, Kind::Code),
    }
}

fn of_fields(name: String, aliases: &'static [&'static str], fields: Fields, help: &str) -> Option<Key> {
    let spec = fields.first().and_then(|(kind, column)| spec_of(*kind, column))?;
    let (kind, see) = (kind_of(spec), fields.first()?.0.see(spec));
    Some(Key { name, aliases, of: Of::Fields(fields.to_vec()), kind, see, help: help.to_owned(), short: true })
}

/// All keys: the short ones first, then one for each field of each record.
pub fn keys() -> &'static [Key] {
    static KEYS: OnceLock<Vec<Key>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let own = |name: &str, aliases, of, kind, help: &str| Key {
            name: name.to_owned(),
            aliases,
            of,
            kind,
            see: See::Facts,
            help: help.to_owned(),
            short: true,
        };
        let offence = "Offence as it is counted: offence:hom, 0101, 03 with all below it, =rape without; attempted homicide is ahom";
        let mut all = vec![
            own("offence", &["off"], Of::Offence, Kind::Code("offence"), offence),
            own("arrest", &[], Of::Arrested, Kind::Code("yesno"), "Is anybody arrested? arrest:yes, arrest:no, arrest:?"),
        ];
        all.extend(SHORT.iter().filter_map(|(name, aliases, fields, help)| {
            of_fields((*name).to_owned(), aliases, fields, help)
        }));
        let counts = |kind: RecordKind, help| own(&format!("{}s", kind.name()), &[], Of::Count(kind), Kind::Count, help);
        all.extend([
            own("number", &["no"], Of::Number, Kind::Number, "Case number: number:19/274, number:19/270..19/280"),
            counts(RecordKind::Victim, "How many victims: victims:>1"),
            counts(RecordKind::Suspect, "How many suspects: suspects:0"),
        ]);
        for kind in RecordKind::of_case() {
            // What joins records is never typed, and the number has its own key.
            let typed = |s: &&Spec| s.kind != FieldKind::Link && !(s.column == "number" && s.need == Need::Hidden);
            for spec in kind.specs().iter().filter(typed) {
                let name = format!("{}.{}", if kind == RecordKind::Case { "case" } else { kind.table() }, spec.column);
                if all.iter().any(|k| k.name == name) {
                    continue;
                }
                let of = Of::Fields(vec![(kind, spec.column)]);
                let help = format!("{} of the {}", spec.label, kind.name());
                all.push(Key { name, aliases: &[], of, kind: kind_of(spec), see: kind.see(spec), help, short: false });
            }
        }
        all
    })
}

/// The key of a name, in small letters.
pub fn key(name: &str) -> Option<&'static Key> {
    keys().iter().find(|k| k.name == name || k.aliases.contains(&name))
}

/// The help of the language, a line for each way to ask and each short key: what is written, and what it does.
pub fn help() -> Vec<(String, String)> {
    let record = |kind: RecordKind| format!("{}.", if kind == RecordKind::Case { "case" } else { kind.table() });
    let any = format!("Any field of a record: {}", RecordKind::of_case().map(record).collect::<Vec<_>>().join(" "));
    let ways = [
        ("canal", "A word anywhere in the case: numbers, names, places, codes, free text; in any script"),
        ("\"by the canal\"", "Words as they stand together; in quotes open is a word too"),
        (
            "~kouk  name:~kouk",
            "A name or nickname that sounds alike, in either script: Kuok, Kok, គូក; ~\"dara sok\" in any order",
        ),
        ("-canal -sex:f", "Not this: a minus before a word or a key"),
        ("province:02,12", "Any of these"),
        ("age:?  lead:none", "Not known"),
        ("age:<5  age:13..17", "Less, more (> >= <=), from to; days too"),
        ("victim.sex:f", any.as_str()),
        ("sex:f age:<5", "Terms of one kind of record are about one and the same: a girl under five"),
    ];
    let ways = ways.map(|(what, help)| (what.to_owned(), help.to_owned()));
    let short = keys().iter().filter(|k| k.short).map(|k| {
        let also = if k.aliases.is_empty() { String::new() } else { format!(" ({})", k.aliases.join(", ")) };
        (format!("{}:{also}", k.name), k.help.clone())
    });
    let flags = FLAGS.iter().map(|(word, _, help)| ((*word).to_owned(), (*help).to_owned()));
    ways.into_iter().chain(short).chain(flags).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_name_stands_once_and_every_field_of_every_record_can_be_asked_by() {
        let mut seen = HashSet::new();
        for key in keys() {
            for name in key.aliases.iter().copied().chain([key.name.as_str()]) {
                assert!(seen.insert(name.to_owned()), "{name} stands twice");
                assert!(FLAGS.iter().all(|f| f.0 != name) || name == "arrested", "{name} is a flag");
            }
            assert!(!key.help.is_empty());
            let Of::Fields(fields) = &key.of else { continue };
            // A key asks by one class of knowledge, or the rights of one field would let another through.
            let of = |(kind, column): &(RecordKind, &str)| {
                let spec = spec_of(*kind, column).unwrap();
                (kind.see(spec), kind_of(spec))
            };
            assert!(fields.iter().all(|f| of(f) == (key.see, key.kind)), "{}", key.name);
        }
        assert_eq!(SHORT.len() + 5, keys().iter().filter(|k| k.short).count(), "a short key names no field");
        for kind in RecordKind::of_case() {
            for spec in kind.specs().iter().filter(|s| s.kind != FieldKind::Link && s.column != "number") {
                let has = |k: &&Key| matches!(&k.of, Of::Fields(f) if f.contains(&(kind, spec.column)));
                assert!(keys().iter().any(|k| has(&k)), "{} of the {}", spec.column, kind.name());
            }
        }
    }
}
