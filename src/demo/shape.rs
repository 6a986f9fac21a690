//! The shape of each year: how many cases, of what, with an arrest or not. What is marked *printed* stands in public sources;
//! all else is invented and fits it. A shape must never know a name, a day or a chance: those are dealt.

use super::given::{AUGUST_2017, Given, LAST_DAYS_OF_2019};

/// An offence that is the first of its case: code, cases, those of them in which somebody is arrested by [`super::CLOCK`].
pub(super) type Count = (&'static str, u32, u32);
/// Offence, cases with a second suspect who is arrested too, cases with one who is not.
pub(super) type Second = (&'static str, u32, u32);

/// One year.
pub(super) struct Shape {
    pub year: i32,
    pub counts: &'static [Count],
    /// of the arrested: only after the year had ended
    pub late: u32,
    /// offence, and cases with a second victim
    pub second_victims: &'static [(&'static str, u32)],
    pub second_suspects: &'static [Second],
    /// cases without an arrest whose suspect nobody knows
    pub unknown: u32,
    /// homicides and rapes with a suspect under 18
    pub children: u32,
    /// homicides of a child under one year by a parent; nobody else is killed as young
    pub babies: u32,
    /// cases with an arrest taken back: arrested again, not arrested again
    pub taken_back: (u32, u32),
    /// exceptional clearances, one case each
    pub exceptional: &'static [&'static str],
    /// cases in which no age is known
    pub ageless: u32,
    /// the last day on which cases are dealt, as month and day
    pub until: (u32, u32),
    /// a month with its cases
    pub month: Option<(u32, u32)>,
    /// provinces with their cases; the others share the rest
    pub provinces: &'static [(&'static str, u32)],
    pub given: &'static [Given],
    /// diary entries of a case: fewest, most
    pub diary: (i64, i64),
}

const HOMICIDE: &str = "0101";
const RAPE: &str = "03011";

/// The years with printed figures.
pub(super) static YEARS: [Shape; 5] = [
    Shape {
        year: 2015, // printed: 292 cases, 32 homicides, 202 rapes and 2 gang rapes, 6, 4, 4 and 42 others
        #[rustfmt::skip]
        counts: &[
            (HOMICIDE, 32, 24), (RAPE, 204, 162), ("03012", 6, 5), ("020111", 4, 3), ("020221", 4, 3),
            ("0102", 5, 4), ("02021", 7, 4), ("02041", 6, 6), ("030222", 8, 7), ("030221", 3, 2), ("020611", 4, 2),
            ("02032", 3, 2), ("020291", 2, 1), ("02012", 2, 1), ("02011", 2, 2),
        ],
        late: 0,
        second_victims: &[(RAPE, 6), ("02041", 2)],
        second_suspects: &[(RAPE, 2, 0), (HOMICIDE, 3, 2), ("020111", 1, 1), ("02041", 2, 1)], // printed: the 2 of rape
        unknown: 24,
        children: 33, // printed
        babies: 5,
        taken_back: (1, 0),
        exceptional: &["EXC-A", "EXC-B", "EXC-C", "EXC-E", "EXC-E"],
        ageless: 0,
        until: (12, 30),
        month: None,
        provinces: &[("02", 44), ("17", 40), ("12", 37), ("11", 0), ("16", 0), ("23", 0)], // printed: their order, and 22 of them
        given: &[],
        diary: (1, 2),
    },
    Shape {
        year: 2016, // printed: 253 cases, 21 homicides, 205 rapes
        #[rustfmt::skip]
        counts: &[
            (HOMICIDE, 21, 17), (RAPE, 205, 171), ("03012", 8, 7), ("020111", 4, 3), ("020221", 3, 2), ("0102", 2, 2),
            ("02021", 3, 1), ("02041", 3, 3), ("030222", 3, 3), ("020611", 1, 1),
        ],
        late: 0,
        second_victims: &[(RAPE, 4)],
        second_suspects: &[(RAPE, 3, 3), (HOMICIDE, 1, 1)],
        unknown: 16,
        children: 27,
        babies: 3,
        taken_back: (0, 1),
        exceptional: &["EXC-C", "EXC-D", "EXC-E"],
        ageless: 0,
        until: (12, 30),
        month: None,
        provinces: &[("02", 36), ("17", 34), ("23", 0)], // printed, and 24 of them
        given: &[],
        diary: (1, 2),
    },
    Shape {
        year: 2017, // printed: 222 cases, 232 victims, 24 homicides (here of 22 cases), 147 rapes, 83 per cent arrested
        #[rustfmt::skip]
        counts: &[
            (HOMICIDE, 22, 18), (RAPE, 147, 123), ("03012", 14, 12), ("020111", 9, 7), ("020221", 4, 3), ("0102", 4, 3),
            ("02021", 6, 4), ("02041", 3, 3), ("030222", 5, 5), ("030221", 3, 2), ("020611", 3, 2), ("02012", 2, 2),
        ],
        late: 0,
        second_victims: &[(HOMICIDE, 2), (RAPE, 5), ("03012", 1), ("02041", 2)],
        second_suspects: &[(RAPE, 2, 3), (HOMICIDE, 2, 1), ("020111", 1, 1)],
        unknown: 14,
        children: 19,
        babies: 6, // printed
        taken_back: (1, 1),
        exceptional: &["EXC-A", "EXC-B", "EXC-E", "EXC-E"],
        ageless: 0,
        until: (12, 30),
        month: Some((8, 29)), // printed, with three homicides and their ages
        provinces: &[],
        given: &AUGUST_2017,
        diary: (1, 2),
    },
    Shape {
        year: 2018, // printed: 33 homicides (here of 32 cases); the rest is invented
        #[rustfmt::skip]
        counts: &[
            (HOMICIDE, 32, 28), (RAPE, 152, 130), ("03012", 20, 17), ("020111", 10, 9), ("020221", 4, 3), ("0102", 5, 4),
            ("02021", 6, 5), ("02041", 4, 4), ("030222", 6, 5), ("030221", 5, 4), ("030223", 4, 3), ("020611", 2, 1),
            ("02051", 1, 1),
        ],
        late: 3,
        second_victims: &[(HOMICIDE, 1), (RAPE, 6), ("030222", 2)],
        second_suspects: &[(RAPE, 3, 4), (HOMICIDE, 3, 2), ("020111", 2, 2), ("02041", 1, 1)],
        unknown: 13,
        children: 21,
        babies: 7,
        taken_back: (1, 0),
        exceptional: &["EXC-A", "EXC-D", "EXC-E", "EXC-E"],
        ageless: 1,
        until: (12, 30),
        month: None,
        provinces: &[],
        given: &[],
        diary: (1, 2),
    },
    Shape {
        year: 2019, // printed: 274 cases, 24 homicides, 87 per cent arrested
        #[rustfmt::skip]
        counts: &[
            (HOMICIDE, 24, 20), (RAPE, 160, 140), ("03012", 30, 27), ("020111", 12, 10), ("020221", 4, 3), ("0102", 5, 4),
            ("02021", 5, 4), ("02041", 5, 5), ("030222", 6, 6), ("030221", 9, 8), ("030223", 8, 6), ("020611", 2, 2),
            ("02051", 4, 3),
        ],
        late: 0,
        second_victims: &[(RAPE, 7), ("030222", 2), ("030221", 1)],
        #[rustfmt::skip]
        second_suspects: &[
            (RAPE, 4, 6), (HOMICIDE, 3, 2), ("020221", 2, 0), ("020111", 2, 2), ("02041", 1, 2), ("030221", 1, 1), ("030222", 0, 2),
        ],
        unknown: 11,
        children: 22,
        babies: 4,
        taken_back: (1, 1),
        exceptional: &["EXC-A", "EXC-E", "EXC-E"],
        ageless: 1,
        until: (12, 26),
        month: None,
        provinces: &[],
        given: &LAST_DAYS_OF_2019,
        diary: (2, 4),
    },
];

/// Two hundred and fifty cases of an earlier year, all of them invented, dealt again and again for a file of any size.
pub(super) static EARLIER: Shape = Shape {
    year: 2005,
    #[rustfmt::skip]
    counts: &[
        (HOMICIDE, 24, 17), (RAPE, 168, 128), ("03012", 12, 9), ("020111", 8, 6), ("020221", 4, 2), ("0102", 4, 3),
        ("02021", 6, 3), ("02041", 6, 5), ("030222", 8, 7), ("030221", 2, 1), ("020611", 4, 2), ("02012", 4, 3),
    ],
    late: 1,
    second_victims: &[(RAPE, 5), ("02041", 1)],
    second_suspects: &[(RAPE, 3, 3), (HOMICIDE, 2, 1)],
    unknown: 24,
    children: 20,
    babies: 4,
    taken_back: (1, 0),
    exceptional: &["EXC-A", "EXC-E"],
    ageless: 2,
    until: (12, 30),
    month: None,
    provinces: &[],
    given: &[],
    diary: (0, 1),
};

/// The years into which further cases go, so that the printed ones stay as they are.
pub(super) const EARLIER_YEARS: std::ops::RangeInclusive<i32> = 2005..=2014;

/// How much of the work is in which province, as `(code, weight)`; invented.
#[rustfmt::skip]
pub(super) const PROVINCES: [(&str, u32); 25] = [
    ("01", 22), ("02", 40), ("03", 16), ("04", 7), ("05", 11), ("06", 12), ("07", 9), ("08", 20), ("09", 4), ("10", 6),
    ("11", 2), ("12", 34), ("13", 4), ("14", 10), ("15", 9), ("16", 3), ("17", 36), ("18", 9), ("19", 3), ("20", 7),
    ("21", 11), ("22", 7), ("23", 1), ("24", 3), ("25", 9),
];

/// What kind of work an offence is: who is harmed by whom, and which team has it, follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Homicide,
    Sexual,
    Trade,
    Other,
}

/// The class of an offence.
pub(super) fn class(code: &str) -> Class {
    match code {
        HOMICIDE => Class::Homicide,
        c if c.starts_with("0301") => Class::Sexual,
        c if c.starts_with("0302") || c.starts_with("0204") || c == "02051" => Class::Trade,
        _ => Class::Other,
    }
}

/// On the internet?
pub(super) fn online(code: &str) -> bool {
    matches!(code, "030221" | "030223" | "02051")
}
