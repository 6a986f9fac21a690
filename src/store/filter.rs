//! What a filter asks, as a condition on the rows of the list: every value is bound, never written into the SQL, and every term
//! holds only for cases of which whoever asks may see what it tests, so that nobody learns by asking what they may not see.

use super::access::{self, IN_ROW};
use super::sight::IN_SIGHT;
use crate::domain::age::Age;
use crate::domain::case::{CLOSED, Case};
use crate::domain::day::Day;
use crate::domain::field::See;
use crate::domain::filter::{Filter, Flag, Of, Term, Test, Want};
use crate::domain::kind::TAKEN_BACK;
use crate::domain::offence::{against, counted_as};
use crate::domain::record::RecordKind;
use crate::domain::rights::{Right, Viewer};
use crate::domain::sound::{Ear, Sounding};
use crate::domain::text::fold;
use crate::domain::victim::age_at;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{FromSqlError, Value as Sql};
use std::cell::RefCell;

/// Where words are searched, in the order of [`See::ALL`].
pub(super) const SEARCHED: [&str; See::ALL.len()] =
    ["search_facts", "search_identity", "search_narrative", "search_identifiers", "search_care"];

/// Columns of a case that stand in its row of the list as well, under this name there.
const IN_LIST: [(&str, &str); 5] = [
    ("reported_on", "reported_on"),
    ("investigation", "investigation"),
    ("team", "team"),
    ("lead", "led_by"),
    ("restricted_to", "restricted_to"),
];

/// How records of a case hang together: an offence was against a victim, the others say themselves what they point at.
fn links() -> impl Iterator<Item = (RecordKind, RecordKind, String)> {
    let against = "is_against(offence.victims, 'V' || victim.seq)".to_owned();
    let of = |kind: RecordKind| {
        let link = move |(column, to): (&str, RecordKind)| {
            (kind, to, format!("{}.{column} = {}.id", kind.table(), to.table()))
        };
        // A correction points at another record of its own kind: terms of one kind are about one record.
        kind.links().filter(move |(_, to)| *to != kind).map(link)
    };
    RecordKind::of_case().flat_map(of).chain([(RecordKind::Offence, RecordKind::Victim, against)])
}

/// The first and the last day that a stored one may be; the last of a month is called its 31st, as in [`Want::Days`].
fn first_and_last(column: &str) -> (String, String) {
    let last = format!(
        "CASE length({column}) WHEN 4 THEN {column} || '-12-31' WHEN 7 THEN {column} || '-31' ELSE {column} END"
    );
    (format!("substr({column} || '-01-01', 1, 10)"), last)
}

/// Teaches SQL the domain's own rules of comparing.
pub(super) fn teach(conn: &Connection) -> rusqlite::Result<()> {
    fn text<'a>(c: &'a Context, i: usize) -> Option<&'a str> {
        c.get_raw(i).as_str_or_null().ok().flatten()
    }
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("folded", 1, flags, |c| Ok(text(c, 0).map(fold)))?;
    conn.create_scalar_function("is_against", 2, flags, |c| Ok(text(c, 1).is_some_and(|v| against(text(c, 0), v))))?;
    conn.create_scalar_function("counted_as", 2, flags, |c| {
        Ok(text(c, 0).map(|code| counted_as(code, text(c, 1) == Some("y")).to_owned()))
    })?;
    // A name, and what it may sound like, which is made ready once for all rows.
    let ear = RefCell::new(Ear::default());
    conn.create_scalar_function("sounds_like", 2, flags, move |c| {
        let sought = c.get_or_create_aux(1, |v| Ok::<_, FromSqlError>(v.as_str_or_null()?.and_then(Sounding::of)))?;
        let (Some(name), Some(sought)) = (text(c, 0), sought.as_ref()) else { return Ok(false) };
        Ok(sought.heard_in(name, &mut ear.borrow_mut()).is_some())
    })?;
    // Age as said, day of birth, day of the offence, day of the report: months at the offence, or nothing.
    conn.create_scalar_function("months_at", 4, flags, |c| {
        let day = |i| text(c, i).and_then(Day::iso);
        let age = age_at(text(c, 0).and_then(Age::iso), day(1), day(2).or(day(3)));
        Ok(age.map(Age::months))
    })
}

/// A condition, with `WHERE` before it if there is any, and its values in the order of their numbers.
pub(super) struct Condition {
    pub sql: String,
    pub values: Vec<Sql>,
    /// words that stand in each row that fits
    pub words: Vec<String>,
    /// a row in which those stand fits, whatever else it holds
    pub only_words: bool,
}

/// The rows that may be known of, and that fit every term where what it tests may be seen.
pub(super) fn condition(filter: &Filter, viewer: &Viewer, hides: bool) -> Condition {
    let mut asked = Asked { viewer, values: Vec::new(), tests: Vec::new(), joined: Vec::new(), unfounded_too: true };
    asked.tests.extend(asked.may(See::Facts));
    asked.tests.extend(hides.then(|| IN_SIGHT.to_owned()));
    filter.terms.iter().for_each(|term| asked.term(term));
    asked.join();
    let sql = if asked.tests.is_empty() { String::new() } else { format!("WHERE {}", asked.tests.join(" AND ")) };
    let word = |term: &Term| match &term.test {
        Test::Word(word) if !term.not => Some(word.clone()),
        _ => None,
    };
    let words: Vec<String> = filter.terms.iter().filter_map(word).collect();
    let only_words = words.len() == filter.terms.len() && !hides && !viewer.is_bounded();
    Condition { sql, values: asked.values, words, only_words }
}

struct Asked<'a> {
    viewer: &'a Viewer,
    values: Vec<Sql>,
    /// all must hold of the row
    tests: Vec<String>,
    /// all must hold of records of the case that belong to each other
    joined: Vec<(RecordKind, String)>,
    /// may the offence that is asked for be unfounded?
    unfounded_too: bool,
}

impl Asked<'_> {
    fn bind(&mut self, value: impl Into<Sql>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// The condition under which what is of this class may be asked for; nothing where it may of every case. Names in the
    /// narrative are not blanked here: without the right to names it is not searched.
    fn may(&self, see: See) -> Option<String> {
        let seen = |see| access::condition(self.viewer, Right::See(see), IN_ROW);
        match see {
            See::Narrative => Some(format!("{} AND {}", seen(see)?, seen(See::Identity).unwrap_or_default())),
            see => seen(see),
        }
    }

    fn term(&mut self, term: &Term) {
        let test = match &term.test {
            Test::Word(word) => self.word(word),
            Test::Flag(flag) => self.flag(*flag, term.not),
            Test::Key { key, any } => {
                if key.see != See::Facts {
                    self.tests.extend(self.may(key.see));
                }
                match &key.of {
                    Of::Number => self.any(any, "case_row.ordinal"),
                    Of::Count(kind) => {
                        let table = kind.table();
                        let n = format!("(SELECT count(*) FROM {table} WHERE {table}.case_id = case_row.case_id)");
                        self.any(any, &n)
                    }
                    Of::Arrested => arrested(any),
                    Of::Offence => {
                        let fits = self.any(any, "counted_as(offence.code, offence.attempted)");
                        self.of_record(RecordKind::Offence, fits, term.not)
                    }
                    Of::Fields(fields) => self.fields(fields, any, term.not),
                }
            }
        };
        if !test.is_empty() {
            // What is not known is no match, and so the opposite of one.
            self.tests.push(if term.not { format!("NOT coalesce({test}, 0)") } else { test });
        }
    }

    /// The word stands in something that may be seen.
    fn word(&mut self, word: &str) -> String {
        let value = self.bind(word.to_owned());
        let in_class = |(see, column): (See, &str)| {
            let found = format!("instr({column}, {value}) > 0");
            // That the case may be known of is asked once for all.
            match self.may(see).filter(|_| see != See::Facts) {
                Some(may) => format!("({may} AND {found})"),
                None => found,
            }
        };
        let classes: Vec<String> = See::ALL.into_iter().zip(SEARCHED).map(in_class).collect();
        format!("({})", classes.join(" OR "))
    }

    fn flag(&mut self, flag: Flag, not: bool) -> String {
        let mut stage = |codes: &[&str]| {
            let codes: Vec<String> = codes.iter().map(|c| self.bind((*c).to_owned())).collect();
            format!("investigation IN ({})", codes.join(", "))
        };
        let unfounded = "(EXISTS (SELECT 1 FROM offence WHERE offence.case_id = case_row.case_id) AND NOT EXISTS \
                         (SELECT 1 FROM offence WHERE offence.case_id = case_row.case_id AND clearance <> 'UNF'))";
        match flag {
            Flag::Open => format!("(NOT {})", stage(&CLOSED)),
            Flag::Closed => stage(&CLOSED),
            Flag::Arrested => "arrested > 0".to_owned(),
            Flag::Unfounded => unfounded.to_owned(),
            Flag::Counted => {
                let outside: Vec<&str> = CLOSED.into_iter().filter(|c| Case::excluded(Some(c)).is_some()).collect();
                let outside = stage(&outside);
                self.unfounded_too &= not;
                format!("(NOT {outside} AND NOT {unfounded})")
            }
        }
    }

    /// A test of fields: of one kind of record it is kept to be asked together with the others. Several fields are not known where
    /// none of them is.
    fn fields(&mut self, fields: &[(RecordKind, &'static str)], any: &[Want], not: bool) -> String {
        let (unknown, wanted): (Vec<Want>, Vec<Want>) = any.iter().cloned().partition(|w| *w == Want::Unknown);
        let mut kinds: Vec<RecordKind> = fields.iter().map(|(kind, _)| *kind).collect();
        kinds.dedup();
        let of = |kind| fields.iter().filter(move |f| f.0 == kind).map(move |f| expression(kind, f.1));
        if let [kind] = kinds.as_slice() {
            let mut ways: Vec<String> = Vec::new();
            if !wanted.is_empty() {
                ways.extend(of(*kind).map(|e| self.any(&wanted, &e)));
            }
            if !unknown.is_empty() {
                ways.push(of(*kind).map(|e| format!("{e} IS NULL")).collect::<Vec<_>>().join(" AND "));
            }
            return self.of_record(*kind, format!("({})", ways.join(" OR ")), not);
        }
        let mut ways: Vec<String> = Vec::new();
        for kind in &kinds {
            let fits: Vec<String> = of(*kind).filter(|_| !wanted.is_empty()).map(|e| self.any(&wanted, &e)).collect();
            // Every name is heard once, in the order in which they stand: case by case each would be looked up.
            let there = if wanted.iter().any(|w| matches!(w, Want::Sounds(_))) { among } else { exists };
            ways.extend((!fits.is_empty()).then(|| there(&[*kind], &[format!("({})", fits.join(" OR "))])));
        }
        if !unknown.is_empty() {
            let known = |kind: &RecordKind| {
                let known: Vec<String> = of(*kind).map(|e| format!("{e} IS NOT NULL")).collect();
                exists(&[*kind], &[format!("({})", known.join(" OR "))])
            };
            ways.push(format!("NOT ({})", kinds.iter().map(known).collect::<Vec<_>>().join(" OR ")));
        }
        format!("({})", ways.join(" OR "))
    }

    /// A test of one record: asked together with the others that are about records, or, turned round, of all of its kind.
    fn of_record(&mut self, kind: RecordKind, fits: String, not: bool) -> String {
        let of_row = kind == RecordKind::Case && !fits.contains("cases.");
        match (of_row, not || kind == RecordKind::Case) {
            (true, _) => fits,
            (false, true) => exists(&[kind], &[fits]),
            (false, false) => {
                self.joined.push((kind, fits));
                String::new()
            }
        }
    }

    /// The records of which terms speak are one of each kind, and belong to each other.
    fn join(&mut self) {
        let mut kinds: Vec<RecordKind> = self.joined.iter().map(|(kind, _)| *kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() {
            return;
        }
        let mut tests: Vec<String> = self.joined.drain(..).map(|(_, test)| test).collect();
        if kinds.contains(&RecordKind::Offence) && !self.unfounded_too {
            tests.push("offence.clearance <> 'UNF'".to_owned());
        }
        let linked = links().filter(|(a, b, _)| kinds.contains(a) && kinds.contains(b));
        tests.extend(linked.map(|(.., link)| link));
        self.tests.push(exists(&kinds, &tests));
    }

    /// Any of the values will do.
    fn any(&mut self, any: &[Want], of: &str) -> String {
        let mut ways: Vec<String> = Vec::new();
        let codes: Vec<String> = any
            .iter()
            .filter_map(|w| if let Want::Code(code) = w { Some(self.bind(code.clone())) } else { None })
            .collect();
        if !codes.is_empty() {
            ways.push(format!("{of} IN ({})", codes.join(", ")));
        }
        for want in any {
            ways.push(match want {
                Want::Code(_) => continue,
                Want::Unknown => format!("{of} IS NULL"),
                Want::Holds(text) => format!("instr(folded({of}), {}) > 0", self.bind(text.clone())),
                Want::Sounds(name) => format!("sounds_like({of}, {})", self.bind(name.clone())),
                Want::Officer(name) => {
                    format!("instr(' ' || lower({of}) || ' ', {}) > 0", self.bind(format!(" {name} ")))
                }
                Want::Days { first, last } => self.within(of, first, last),
                Want::Moments { first, last, from, until } => {
                    let days = self.within(of, first, last);
                    let (from, until) = (self.bind(from.clone()), self.bind(until.clone()));
                    format!("CASE WHEN length({of}) > 10 THEN {of} >= {from} AND {of} < {until} ELSE {days} END")
                }
                Want::Months { from, until } | Want::Count { from, until } => {
                    let (from, until) = (self.bind(i64::from(*from)), self.bind(i64::from(*until)));
                    format!("({of} >= {from} AND {of} < {until})")
                }
                Want::Number { from, until } => {
                    let (from, until) = (self.bind(*from), self.bind(*until));
                    format!("({of} >= {from} AND {of} < {until})")
                }
            });
        }
        format!("({})", ways.join(" OR "))
    }

    fn within(&mut self, of: &str, first: &str, last: &str) -> String {
        let (first_of, last_of) = first_and_last(of);
        let (first, last) = (self.bind(first.to_owned()), self.bind(last.to_owned()));
        format!("({first_of} >= {first} AND {last_of} <= {last})")
    }
}

/// What a field is to SQL.
fn expression(kind: RecordKind, column: &str) -> String {
    let listed = IN_LIST.iter().find(|(c, _)| kind == RecordKind::Case && *c == column);
    match (kind, column, listed) {
        (_, _, Some((_, in_list))) => format!("case_row.{in_list}"),
        // As the list shows it: at the offence.
        (RecordKind::Victim, "age", _) => {
            let incident = "(SELECT incident_on FROM cases WHERE cases.id = case_row.case_id)";
            // Most ages are as they were said: the day of the offence is looked up for the others only.
            format!(
                "months_at(victim.age, victim.born, CASE WHEN victim.born IS NOT NULL THEN {incident} END, case_row.reported_on)"
            )
        }
        // A suspect's is shown as it was said; the day of birth is not for everybody.
        (_, "age", _) => format!("months_at({}.age, NULL, NULL, NULL)", kind.table()),
        _ => format!("{}.{column}", kind.table()),
    }
}

/// There are records of these kinds in the case for which all of this holds. One that was taken back is none, but where it is
/// asked for.
fn exists(kinds: &[RecordKind], tests: &[String]) -> String {
    let tables: Vec<&str> = kinds.iter().map(|k| k.table()).collect();
    let key = |kind: RecordKind| if kind == RecordKind::Case { "id" } else { "case_id" };
    let of_case = kinds.iter().map(|k| format!("{}.{} = case_row.case_id", k.table(), key(*k)));
    let asked = |kind: RecordKind| tests.iter().any(|t| t.contains(&format!("{}.taken_back", kind.table())));
    let stands = kinds.iter().filter(|kind| kind.is_taken_back() && !asked(**kind));
    let stands = stands.map(|kind| format!("{}.{TAKEN_BACK} IS NULL", kind.table()));
    let all: Vec<String> = of_case.chain(stands).chain(tests.iter().cloned()).collect();
    format!("EXISTS (SELECT 1 FROM {} WHERE {})", tables.join(", "), all.join(" AND "))
}

/// The same of one kind, as a list of the cases that is made first.
fn among(kinds: &[RecordKind], tests: &[String]) -> String {
    let of = |kind: &RecordKind| {
        let (table, key) = (kind.table(), if *kind == RecordKind::Case { "id" } else { "case_id" });
        format!("case_row.case_id IN (SELECT {key} FROM {table} WHERE {})", tests.join(" AND "))
    };
    kinds.iter().map(of).collect::<Vec<_>>().join(" AND ")
}

fn arrested(any: &[Want]) -> String {
    let of = |want: &Want| match want {
        Want::Code(yes) if yes == "y" => "arrested > 0",
        Want::Unknown => "arrested < 0",
        _ => "arrested = 0",
    };
    format!("({})", any.iter().map(of).collect::<Vec<_>>().join(" OR "))
}
