//! Phrases of the demonstration: neutral, restrained, said of nobody. They must never be graphic, and name no real place or person.

/// A summary by source of the report; all fit into 80 columns.
#[rustfmt::skip]
const SUMMARIES: [(&str, &[&str]); 9] = [
    ("police", &[
        "reported by the district police; the file was handed over the same day",
        "reported by the provincial police; first account taken by them",
        "asked by the National Police to help from the first day",
    ]),
    ("hotline", &["call of a relative to the hotline; the police were asked to look", "call of a neighbour to the hotline; the caller stays unnamed"]),
    ("hospital", &["reported by the hospital after the admission; the police were told", "reported by the hospital; the family agreed to the report"]),
    ("partner", &["passed on by a partner organisation with its first notes", "found by a partner organisation during a home visit"]),
    ("ncmec", &["report of an online service, passed on with account data"]),
    ("public", &["reported by a passer-by to the commune police", "told to an officer of the unit by a neighbour"]),
    ("family", &[
        "reported by the family; first account taken at the commune police",
        "reported by the mother, who came to the office",
        "reported by the grandparents, with whom the child lives",
    ]),
    ("school", &["told to a teacher, who called the unit", "reported by the school director after a talk with the parents"]),
    ("authority", &["reported by the village chief to the commune police", "brought to the commune hall and passed on from there"]),
];

/// Where it was, in words, by class of offence.
#[rustfmt::skip]
const WHERE: [&[&str]; 4] = [
    &["at home", "a house by the river", "a rented room near the market", "a field behind the village", "a construction site"],
    &["at home", "a neighbour's house", "a house by the canal road", "the field behind the school", "a rented room", "a rice store"],
    &["a guest house", "a rented room in town", "a coffee shop", "a market stall"],
    &["at home", "on the way to school", "a brick kiln", "the village road", "behind the pagoda", "the market"],
];

/// A diary entry by kind.
#[rustfmt::skip]
const DIARY: [(&str, &[&str]); 6] = [
    ("report", &[
        "first account taken and read back; the caller can be reached again",
        "report received; commune police asked to keep the place closed",
        "National Police told; they name an officer tomorrow",
    ]),
    ("scene", &["at the scene with the district police; photographs and a sketch made", "place looked at in daylight; two items taken and sealed"]),
    ("interview", &[
        "account of the family taken by a woman officer",
        "two neighbours heard; one of them will sign tomorrow",
        "second talk with the mother; dates are clearer now",
        "account of the village chief taken at the commune hall",
    ]),
    ("service", &[
        "medical examination arranged; an officer goes along",
        "family visited; food and travel for two weeks arranged",
        "counsellor named; first meeting next week",
        "the child is back at school; next visit in a month",
    ]),
    ("court", &["file with the prosecutor; copy of the receipt kept", "investigating judge named; the family has a lawyer"]),
    ("call", &["provincial police called; nothing new", "prosecutor's clerk called about the date", "the family called; a visit is arranged"]),
];

/// A diary entry about an arrest.
pub(super) const ARRESTED: [&str; 4] = [
    "arrested with the National Police; no resistance",
    "arrest by the district police; the unit was there",
    "came to the police station with the village chief and was arrested",
    "arrested on the warrant of the prosecutor; brought before the court tomorrow",
];

pub(super) const ARREST_PLACES: [&str; 8] = [
    "at home",
    "at the bus station",
    "at a relative's house",
    "on the national road",
    "at the commune police post",
    "at work",
    "at a guest house",
    "near the border crossing",
];

pub(super) const NICKNAMES: [&str; 8] = ["Thom", "Toch", "Kmeng", "Tall", "the driver", "the barber", "Lefty", "Curly"];

pub(super) const DESCRIPTIONS: [&str; 6] = [
    "man on a dark motorbike, face not seen",
    "man of about forty, work clothes, not from the village",
    "young man, short hair, blue shirt",
    "account without a name; profile picture of a football player",
    "two people in a white pick-up, plates not read",
    "man with a limp, seen at the market before",
];

/// Why an offence is cleared exceptionally, by code.
const EXCEPTIONAL: [(&str, &str); 5] = [
    ("EXC-A", "the suspect died before an arrest; certificate of the commune on file"),
    ("EXC-B", "the prosecutor does not go on; letter on file"),
    ("EXC-C", "held by the police of another country; hand-over asked for"),
    ("EXC-D", "the family does not wish to go on; signed statement on file"),
    ("EXC-E", "the suspect is a child under 14; passed to the social affairs office"),
];

/// Why an arrest is taken back.
pub(super) const TAKEN_BACK: [&str; 3] = [
    "wrong person: same name in the next village; released the same evening",
    "entered in the wrong case",
    "heard as a witness only; there was no arrest",
];

pub(super) fn summary(source: &str) -> &'static [&'static str] {
    by(&SUMMARIES, source)
}

pub(super) fn diary(kind: &str) -> &'static [&'static str] {
    by(&DIARY, kind)
}

pub(super) fn whereabouts(class: usize) -> &'static [&'static str] {
    WHERE.get(class).copied().unwrap_or_default()
}

pub(super) fn exceptional(code: &str) -> &'static str {
    EXCEPTIONAL.iter().find(|e| e.0 == code).map_or("", |e| e.1)
}

fn by(table: &[(&str, &'static [&'static str])], key: &str) -> &'static [&'static str] {
    table.iter().find(|row| row.0 == key).map_or(&[], |row| row.1)
}

/// Why a case is closed once the suspect is with the court and nothing is left to do.
pub(super) const CLEARED: &str = "arrested and handed to the prosecutor, nothing is left to do";
/// Why a case is closed long after.
pub(super) const ENDED: &str = "the court has the whole file, the family is accompanied";
