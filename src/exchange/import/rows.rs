//! A row by the map: the fields that it fills, and what of it no field took; and the rows of a case put together to its records.
//! It must never choose where two rows contradict each other.

use super::dates::{self, Order, Why};
use super::map::{ARREST_DAY, ARRESTED, From, Map, NUMBER, Target};
use super::report::{Said, Severity, Unmatched, YES_NO};
use super::short;
use super::table::{Line, Table};
use crate::domain::age::Age;
use crate::domain::code::Lists;
use crate::domain::day::Day;
use crate::domain::field::{FieldKind, Need, Spec, Value};
use crate::domain::line::NEW_CASE;
use crate::domain::moment::{Moment, Now};
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::term::Term;
use crate::domain::text::{fold, latin_digit};
use chrono::{NaiveTime, TimeZone};
use std::collections::HashMap;

/// What spreadsheets write where they have failed.
const FAULTS: [&str; 9] =
    ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#DATA!", "#GETTING_DATA"];
/// No case keeps more of what was not understood, in bytes.
const MOST_KEPT: usize = 100_000;

/// A field with where it is filled from.
struct Plan {
    target: Target,
    columns: Vec<usize>,
    always: Option<String>,
}

/// Reads rows by a map.
pub(super) struct RowReader<'a> {
    table: &'a Table,
    map: &'a Map,
    lists: &'a Lists,
    now: Now,
    order: Order,
    file: &'a str,
    plans: Vec<Plan>,
    /// columns that fill no field and are not to be ignored
    left: Vec<usize>,
    /// what each word of each field means
    words: HashMap<(String, String, Option<String>), Option<String>>,
    pub unmatched: HashMap<(String, String), Unmatched>,
}

/// A row read.
#[derive(Debug)]
pub(super) struct RowRead {
    pub said: Said,
    /// by place of the plan: what is known
    values: Vec<Value>,
    arrested: Option<bool>,
    /// the day of an arrest is left blank
    no_day: bool,
    /// heading and what stands there
    kept: Vec<(String, String)>,
}

impl<'a> RowReader<'a> {
    /// # Errors
    /// A column that is not in the file.
    pub fn new(
        table: &'a Table,
        map: &'a Map,
        lists: &'a Lists,
        now: Now,
        order: Order,
        file: &'a str,
    ) -> Result<RowReader<'a>, String> {
        let place = |heading: &String| {
            table.column(heading).ok_or_else(|| {
                let near = table.headings.iter().min_by_key(|h| strsim::damerau_levenshtein(h, heading));
                let near = near.map(|h| format!(": is “{}” meant?", short(h))).unwrap_or_default();
                format!("the map names the column “{}”, and the file has none{near}", short(heading))
            })
        };
        let mut plans = Vec::new();
        for target in super::map::targets() {
            let (columns, always) = match map.fields.get(&target.name) {
                None => continue,
                Some(From::Column(column)) => (vec![place(column)?], None),
                Some(From::Columns(columns)) => (columns.iter().map(place).collect::<Result<_, _>>()?, None),
                Some(From::Always { value }) => (Vec::new(), Some(value.clone())),
            };
            plans.push(Plan { target, columns, always });
        }
        let ignored = map.ignore.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        let used: Vec<usize> =
            plans.iter().filter(|p| p.target.name != NUMBER).flat_map(|p| p.columns.clone()).collect();
        let left = (0..table.headings.len()).filter(|i| !used.contains(i) && !ignored.contains(i)).collect();
        let (words, unmatched) = Default::default();
        let reader = RowReader { table, map, lists, now, order, file, plans, left, words, unmatched };
        for needed in ["case.reported_on", "offence.code"] {
            if !reader.fills(needed) {
                let target = reader.map.fields.keys().next().map_or("no column", |_| "no field");
                return Err(format!(
                    "{target} says {}: name it in a map, as one that --map-template FILE writes",
                    if needed == "offence.code" { "the offence" } else { "the day of the report" }
                ));
            }
        }
        Ok(reader)
    }

    fn fills(&self, name: &str) -> bool {
        self.plans.iter().any(|p| p.target.name == name)
    }

    /// Which column fills which field, with what stands there first.
    pub fn preview(&self) -> Vec<(String, String, Vec<String>)> {
        let some = |plan: &Plan| {
            let cells = |row: &Line| join(row, &plan.columns);
            self.table.rows.iter().map(cells).filter(|c| !c.is_empty()).take(3).map(|c| short(&c)).collect::<Vec<_>>()
        };
        let from = |plan: &Plan| match &plan.always {
            Some(value) => format!("always “{value}”"),
            None => plan.columns.iter().map(|i| short(&self.table.headings[*i])).collect::<Vec<_>>().join(" + "),
        };
        self.plans.iter().map(|plan| (plan.target.label.clone(), from(plan), some(plan))).collect()
    }

    /// The columns that fill no field.
    pub fn left(&self) -> Vec<String> {
        self.left.iter().map(|i| short(&self.table.headings[*i])).collect()
    }

    /// Reads a row.
    pub fn read(&mut self, row: &Line) -> RowRead {
        let mut read = RowRead {
            said: Said::of(row.line),
            values: vec![None; self.plans.len()],
            arrested: None,
            no_day: false,
            kept: Vec::new(),
        };
        if let Some((column, odd)) = &row.odd {
            let heading = self.table.headings.get(*column).or(self.table.headings.last()).cloned().unwrap_or_default();
            read.said.say(&heading, row.cell(*column), odd.clone(), Severity::Refused);
            return read;
        }
        for at in 0..self.plans.len() {
            let plan = &self.plans[at];
            let heading = plan.columns.first().map(|i| self.table.headings[*i].clone()).unwrap_or_default();
            let always = plan.always.is_some();
            let text = plan.always.clone().unwrap_or_else(|| join(row, &plan.columns));
            let target = plan.target.clone();
            self.cell(&mut read, at, &target, &heading, &text, always);
        }
        for column in &self.left {
            let text = row.cell(*column).trim();
            if !text.is_empty() {
                read.kept.push((self.table.headings[*column].clone(), text.to_owned()));
            }
        }
        read.kept.sort_by_key(|(heading, _)| self.table.column(heading));
        read
    }

    fn cell(&mut self, read: &mut RowRead, at: usize, target: &Target, heading: &str, text: &str, always: bool) {
        let unknown = text.is_empty() || self.map.unknown.iter().any(|w| w.eq_ignore_ascii_case(text));
        let Some((_, spec)) = target.of else {
            let meaning = self.said(&target.name, text).map(str::to_owned);
            if meaning.as_deref() == Some("?") {
                read.kept.push((heading.to_owned(), text.to_owned()));
            } else if target.name != NUMBER && (meaning.is_some() || !unknown) {
                self.yes_or_no(read, target, heading, text, meaning.as_deref().unwrap_or(text));
            }
            return;
        };
        if FAULTS.iter().any(|f| f.eq_ignore_ascii_case(text)) {
            let (severity, tail) = Self::weight(spec);
            read.said.say(heading, text, format!("the spreadsheet itself had failed here{tail}"), severity);
            read.kept.push((heading.to_owned(), text.to_owned()));
            return;
        }
        let said = self.said(&target.name, text).map(str::to_owned);
        let (stood, text) = (text, said.as_deref().unwrap_or(text));
        // A list may hold a word for what is not known.
        let listed = || spec.list().is_some_and(|list| self.lists.whole(list, text, None).is_some());
        if (unknown && said.is_none() && !listed()) || text.is_empty() || text == "?" {
            // Where nothing of an arrest stands in the row there is none; and one without a day counts as of the report.
            if spec.need == Need::Must && target.name != ARREST_DAY {
                read.said.say(heading, text, format!("{} is needed", spec.label), Severity::Refused);
            }
            read.no_day |= target.name == ARREST_DAY && text.is_empty();
            // The map says that it is not known what this is; what it was is not lost.
            if said.is_some() {
                read.kept.push((heading.to_owned(), stood.to_owned()));
            }
            return;
        }
        match self.value(read, target, spec, text) {
            Ok(value) => read.values[at] = value,
            Err(_) if always => read.said.say(
                "",
                text,
                format!("the map fills {} with what it cannot be", target.name),
                Severity::Refused,
            ),
            Err(Why::No(why)) => {
                let (severity, tail) = Self::weight(spec);
                read.said.say(heading, text, format!("{why}{tail}"), severity);
                read.kept.push((heading.to_owned(), text.to_owned()));
            }
            Err(Why::Ask(why)) => {
                let keep = self.map.keeps_unmatched() && spec.need != Need::Must;
                let severity = if keep { Severity::Kept } else { Severity::Asked };
                let tail = if keep { "; it stays with the case" } else { "" };
                read.said.say(heading, text, format!("{why}{tail}"), severity);
                read.kept.push((heading.to_owned(), text.to_owned()));
            }
        }
    }

    /// What is not read: without it there is no record, or it stays beside it.
    fn weight(spec: &Spec) -> (Severity, &'static str) {
        if spec.need == Need::Must { (Severity::Refused, "") } else { (Severity::Kept, "; it stays with the case") }
    }

    /// What the map says of a word.
    fn said(&self, field: &str, text: &str) -> Option<&str> {
        let words = self.map.words.get(field)?;
        let same = |word: &&String| fold(word) == fold(text) && !fold(text).is_empty() || *word == text;
        words.keys().find(same).and_then(|word| words.get(word)).map(String::as_str)
    }

    fn yes_or_no(&mut self, read: &mut RowRead, target: &Target, heading: &str, stood: &str, text: &str) {
        match self.is_yes(text) {
            Some(yes) => read.arrested = Some(yes),
            None => {
                let keep = self.map.keeps_unmatched();
                let severity = if keep { Severity::Kept } else { Severity::Asked };
                let why = "is it yes or no? Say so under [words.\"arrest.made\"] of the map".to_owned();
                read.said.say(heading, stood, why, severity);
                read.kept.push((heading.to_owned(), stood.to_owned()));
                self.unmatched(target, YES_NO, stood);
            }
        }
    }

    fn is_yes(&self, text: &str) -> Option<bool> {
        let is = |words: &[String]| words.iter().any(|w| w.eq_ignore_ascii_case(text.trim()));
        match (is(&self.map.yes), is(&self.map.no)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    fn value(&mut self, read: &RowRead, target: &Target, spec: &'static Spec, text: &str) -> Result<Value, Why> {
        match spec.kind {
            FieldKind::Line | FieldKind::Prose | FieldKind::Link | FieldKind::Hash => Ok(Some(text.to_owned())),
            FieldKind::YesNo => match self.is_yes(text) {
                Some(yes) => Ok(Some(if yes { "y" } else { "n" }.to_owned())),
                None => {
                    self.unmatched(target, YES_NO, text);
                    Err(Why::Ask(format!("“{}”: is it yes or no?", short(text))))
                }
            },
            FieldKind::Age => age(text),
            FieldKind::Term => Term::read(text).map(|t| Some(t.to_iso())).map_err(|e| Why::No(e.text)),
            FieldKind::Day => self.day(spec, text).map(|(day, _)| Some(day.to_iso())),
            FieldKind::Moment => {
                let (day, time) = self.day(spec, text)?;
                let at = time.filter(|t| *t != NaiveTime::MIN).zip(day.exact());
                let local =
                    at.and_then(|(time, date)| self.now.zone.from_local_datetime(&date.and_time(time)).earliest());
                Ok(Some(local.map_or(Moment::On(day), |at| Moment::At(at.to_utc())).to_iso()))
            }
            FieldKind::Code(list) => self.code(target, list, text, None),
            FieldKind::Within { list, parent } => {
                let of = |p: &Plan| p.target.of.is_some_and(|(_, s)| s.column == parent);
                match self.plans.iter().position(of).and_then(|at| read.values[at].clone()) {
                    Some(parent) => self.code(target, list, text, Some(parent)),
                    None => Err(Why::No(format!("“{}”: {parent} is not known", short(text)))),
                }
            }
        }
    }

    fn day(&self, spec: &Spec, text: &str) -> Result<(Day, Option<NaiveTime>), Why> {
        let (day, time) = dates::read(text, self.order, self.now.today())?;
        if day.first() > self.now.today() {
            return Err(Why::Ask(format!("{} {day} is still to come", spec.label)));
        }
        Ok((day, time))
    }

    fn code(&mut self, target: &Target, list: &'static str, text: &str, parent: Option<String>) -> Result<Value, Why> {
        let key = (target.name.clone(), text.to_owned(), parent);
        if let Some(Some(code)) = self.words.get(&key) {
            return Ok(Some(code.clone()));
        }
        let found = self.lists.whole(list, text, key.2.as_deref()).map(|entry| entry.code.clone());
        let found = self.words.entry(key.clone()).or_insert(found).clone();
        if found.is_some() {
            return Ok(found);
        }
        let unmatched = self.unmatched(target, list, text);
        let near = unmatched.alike.as_ref().map(|en| format!(": is {en} meant?")).unwrap_or_default();
        Err(Why::Ask(format!("“{}” is no {}{near}", short(text), target.label)))
    }

    /// Counts a word of which nothing says what it means.
    fn unmatched(&mut self, target: &Target, list: &'static str, word: &str) -> &Unmatched {
        let alike = || self.lists.alike(list, word).map(|entry| entry.en.clone());
        let unmatched = self.unmatched.entry((target.name.clone(), word.to_owned())).or_insert_with(|| Unmatched {
            field: target.name.clone(),
            label: target.label.clone(),
            list,
            word: word.to_owned(),
            rows: 0,
            alike: alike(),
        });
        unmatched.rows += 1;
        unmatched
    }

    /// The records of a case from its rows. A row that contradicts one before it says so and is not taken.
    pub fn case(&self, rows: &mut [RowRead]) -> Vec<Sheet> {
        let mut case = Case { sheets: vec![Sheet::blank(RecordKind::Case, NEW_CASE, 0)] };
        for at in 0..rows.len() {
            let (before, row) = rows.split_at_mut(at);
            if let Some(row) = row.first_mut() {
                self.add(&mut case, row, before.first().map(|r| r.said.line));
            }
        }
        let asks = self.fills(ARRESTED) || self.fills(ARREST_DAY) || self.fills("case.arrests_known");
        // A list with days of arrests and nothing else about them leaves the day blank where there was none.
        let none = |r: &RowRead| r.no_day && !self.fills(ARRESTED);
        let told = rows.iter().any(|r| r.arrested.is_some() || none(r)) || case.of(RecordKind::Arrest).next().is_some();
        let says = self.fills("case.arrests_known") || (asks && told);
        if !says {
            case.sheets[0].set("arrests_known", Some("n".into()));
        }
        let mut kept = String::new();
        for row in rows.iter().filter(|row| !row.kept.is_empty()) {
            kept += &format!("{}{} line {}", if kept.is_empty() { "" } else { "\n" }, self.file, row.said.line);
            row.kept.iter().for_each(|(heading, text)| kept += &format!("\n{heading}: {text}"));
        }
        if kept.len() > MOST_KEPT {
            let cut = (0..=MOST_KEPT).rev().find(|i| kept.is_char_boundary(*i)).unwrap_or(0);
            if let Some(row) = rows.first_mut() {
                let why = format!("what no field takes of this case is longer than {MOST_KEPT} bytes");
                row.said.say("", &kept[..cut.min(60)], why, Severity::Refused);
            }
        }
        case.sheets[0].set("as_imported", Some(kept).filter(|kept| !kept.is_empty()));
        // What points at a record comes behind it.
        let mut sheets = case.sheets;
        sheets.sort_by_key(|sheet| sheet.kind);
        sheets
    }

    fn add(&self, case: &mut Case, row: &mut RowRead, first: Option<u64>) {
        let is_first = first.is_none();
        let mut of: HashMap<RecordKind, Sheet> = HashMap::new();
        let mut clashes = Vec::new();
        for (plan, value) in self.plans.iter().zip(&row.values) {
            let Some((kind, spec)) = plan.target.of else { continue };
            let heading = plan.columns.first().map(|i| self.table.headings[*i].clone()).unwrap_or_default();
            if kind == RecordKind::Case {
                let stands = case.sheets[0].get(spec.column).map(str::to_owned);
                let given = matches!(spec.need, Need::Given(start) if stands.as_deref() == Some(start));
                match (value, stands) {
                    (None, _) => {}
                    (Some(new), Some(old)) if *new != old && !(given && is_first) => {
                        clashes.push((heading, new.clone(), spec.label));
                    }
                    (Some(new), _) => case.sheets[0].set(spec.column, Some(new.clone())),
                }
            } else {
                let sheet = of.entry(kind).or_insert_with(|| Sheet::blank(kind, NEW_CASE, 0));
                if value.is_some() {
                    sheet.set(spec.column, value.clone());
                }
            }
        }
        for (heading, new, label) in clashes {
            let line = first.unwrap_or(0);
            row.said.say(&heading, &new, format!("the same case says another {label} on line {line}"), Severity::Asked);
        }
        let mut take = |kind| of.remove(&kind);
        if let Some(offence) = take(RecordKind::Offence).filter(|o| o.get("code").is_some()) {
            case.join(offence);
        }
        let victim = take(RecordKind::Victim).filter(|v| is_first || !v.is_blank()).map(|v| case.join(v));
        let relation = take(RecordKind::Relation).filter(|r| r.get("relationship").is_some());
        let mut arrest = take(RecordKind::Arrest).filter(|a| !a.is_blank() || row.arrested == Some(true));
        if row.arrested == Some(true) && arrest.is_none() {
            arrest = Some(Sheet::blank(RecordKind::Arrest, NEW_CASE, 0));
        }
        let later = RecordKind::of_suspect().filter(|kind| *kind != RecordKind::Arrest);
        let later: Vec<Sheet> = later.filter_map(&mut take).filter(|s| !s.is_blank()).collect();
        let blank = Sheet::blank(RecordKind::Suspect, NEW_CASE, 0);
        let suspect = take(RecordKind::Suspect).filter(|s| !s.is_blank());
        let told = relation.is_some() || arrest.is_some() || !later.is_empty();
        let suspect = suspect.or_else(|| told.then_some(blank)).map(|mut suspect| {
            let named = ["name", "name_km", "nickname"].iter().any(|c| suspect.get(c).is_some());
            if suspect.get("identity").is_none() || (named && suspect.get("identity") == Some("unnamed")) {
                suspect.set("identity", Some(if named { "named" } else { "unnamed" }.into()));
            }
            case.join(suspect)
        });
        if let (Some(mut relation), Some(suspect), Some(victim)) = (relation, &suspect, &victim) {
            relation.set("suspect_id", Some(suspect.clone()));
            relation.set("victim_id", Some(victim.clone()));
            case.join(relation);
        }
        if let (Some(mut arrest), Some(suspect)) = (arrest, &suspect) {
            arrest.set("suspect_id", Some(suspect.clone()));
            if row.arrested == Some(false) {
                row.said.say(
                    "",
                    "",
                    "it says that nobody was arrested, and tells of an arrest".into(),
                    Severity::Asked,
                );
            } else if arrest.get("at").is_none() {
                // As at the desk: in custody is as of the report.
                arrest.set("at", case.sheets[0].get("reported_on").map(str::to_owned));
                row.kept.push(("Arrest".into(), "its day is not in the file; that of the report stands for it".into()));
            }
            case.join(arrest);
        }
        // The chain of custody, requests and results of a row are of its exhibit.
        let mut parents: Vec<(RecordKind, String)> = Vec::new();
        for kind in [RecordKind::Exhibit].into_iter().chain(RecordKind::of_exhibit()) {
            let Some(mut sheet) = take(kind).filter(|s| !s.is_blank()) else { continue };
            let own = |(_, to): &(_, RecordKind)| *to != kind;
            for (column, to) in kind.links().filter(own) {
                sheet.set(column, parents.iter().find(|(kind, _)| *kind == to).map(|(_, id)| id.clone()));
            }
            let orphan = kind.links().filter(own).find(|(column, _)| sheet.get(column).is_none());
            match (lacks(&sheet), orphan) {
                (Some(why), _) => row.said.say("", "", why, Severity::Asked),
                (None, Some((_, to))) => {
                    let why = format!("it tells of a {} and of no {}", kind.name(), to.name());
                    row.said.say("", "", why, Severity::Asked);
                }
                (None, None) => parents.push((kind, case.join(sheet))),
            }
        }
        // What is of a client is of the relative that the row tells of; where it tells of none, of the victim.
        let mut relative = None;
        for kind in RecordKind::ALL.into_iter().filter(|kind| kind.is_care() || *kind == RecordKind::PartnerRole) {
            let Some(mut sheet) = take(kind).filter(|s| !s.is_blank()) else { continue };
            let client = [("relative_id", relative.clone()), ("victim_id", victim.clone())];
            let client =
                client.into_iter().find(|(column, id)| id.is_some() && kind.links().any(|(c, _)| c == *column));
            let orphan = client.is_none().then(|| format!("it tells of a {} and of no victim", kind.name()));
            if let Some(why) = lacks(&sheet).or(orphan.filter(|_| kind.is_care())) {
                row.said.say("", "", why, Severity::Asked);
                continue;
            }
            if let Some((column, id)) = client {
                sheet.set(column, id);
            }
            let id = case.join(sheet);
            relative = Some(id).filter(|_| kind == RecordKind::Relative).or(relative);
        }
        for mut sheet in later {
            if let Some(why) = lacks(&sheet) {
                row.said.say("", "", why, Severity::Asked);
                continue;
            }
            sheet.set("suspect_id", suspect.clone());
            case.join(sheet);
        }
        if let Some(diary) = take(RecordKind::Diary).filter(|d| d.get("text").is_some()) {
            case.join(diary);
        }
    }
}

/// What a record cannot be without and is not told, in a sentence.
fn lacks(sheet: &Sheet) -> Option<String> {
    let lacks = sheet.kind.specs().iter().find(|s| s.need == Need::Must && sheet.get(s.column).is_none())?;
    Some(format!("it tells of a {} and not its {}", sheet.kind.name(), lacks.label))
}

/// A case as it grows.
struct Case {
    sheets: Vec<Sheet>,
}

impl Case {
    fn of(&self, kind: RecordKind) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().filter(move |s| s.kind == kind)
    }

    /// Adds a record, or finds that it is there; gives its identity.
    fn join(&mut self, sheet: Sheet) -> String {
        if let Some(same) = self.of(sheet.kind).find(|s| s.values == sheet.values) {
            return same.head.id.clone();
        }
        let seq = self.of(sheet.kind).count() as u32 + 1;
        let mut new = Sheet::blank(sheet.kind, NEW_CASE, seq);
        new.values = sheet.values;
        let id = new.head.id.clone();
        self.sheets.push(new);
        id
    }
}

/// What stands in these columns, a blank between.
fn join(row: &Line, columns: &[usize]) -> String {
    let cells: Vec<&str> = columns.iter().map(|i| row.cell(*i).trim()).filter(|c| !c.is_empty()).collect();
    cells.join(" ")
}

/// An age as files write it.
fn age(text: &str) -> Result<Value, Why> {
    let plain: String = text.chars().map(latin_digit).collect::<String>().to_lowercase();
    let plain = plain.replace("years old", "y").replace("year old", "y").replace("months old", "m");
    let plain = plain.replace("អាយុ", "").replace("ឆ្នាំ", "y").replace("ខែ", "m");
    let plain = plain.trim().strip_suffix(".0").unwrap_or(plain.trim());
    let about = ["about ", "approx ", "approx. ", "c. ", "~ "].iter().find_map(|w| plain.strip_prefix(w));
    let plain = about.map_or(plain.to_owned(), |rest| format!("~{}", rest.trim()));
    match Age::read(&plain) {
        Ok(age) => Ok(age.map(Age::to_iso)),
        Err(_) => Err(Why::No(format!("“{}” is no age", short(text)))),
    }
}
