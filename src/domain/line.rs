//! The one-line entry: `rape bat f7 m34 uncle y police` read word by word into the sheets of a new case.
//! It must never guess: a word that may be two things, or none, is named together with what it may be.

use super::age::Age;
use super::code::Entry;
use super::day::Day;
use super::field::Desk;
use super::misread::Misread;
use super::moment::Moment;
use super::record::{RecordKind, Sheet};
use super::rights::Viewer;
use super::text::fold;

/// How one word was read: in words, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// as typed
    pub text: String,
    /// `offence: Rape`, or the sentence
    pub meaning: Result<String, String>,
}

/// A line read: its words and the sheets that they fill, the case first.
#[derive(Debug, Clone)]
pub struct Reading {
    /// word by word
    pub words: Vec<Word>,
    /// case, offences, victims, suspects, relations, arrests; only what the line names
    pub sheets: Vec<Sheet>,
}

impl Reading {
    /// The sentences of the words that were not understood.
    pub fn problems(&self) -> Vec<String> {
        self.words.iter().filter_map(|w| w.meaning.as_ref().err().cloned()).collect()
    }
}

/// The id that a new case has until it is saved.
pub const NEW_CASE: &str = "new:case";

const LISTS: [&str; 5] = ["offence", "province", "relationship", "source", "team"];
const HELP: &str = "an offence (hom, rape, kid), a province (bat, 02), a person (f7, m34), ? or k for the suspect, \
                    a relationship (uncle), y (y05:40, y-1) or n for custody, a source (police), a team (hit) or a date (-1, 29/12)";

#[derive(Clone, Copy, PartialEq)]
enum Who {
    Victim,
    Suspect,
}

struct Reader<'a> {
    desk: &'a Desk<'a>,
    case: Sheet,
    offences: Vec<Sheet>,
    victims: Vec<Sheet>,
    suspects: Vec<Sheet>,
    relationship: Vec<(usize, String)>,
    arrests: Vec<Sheet>,
    /// hours of arrests on the day of the report, which the line may still say
    hours: Vec<(usize, String)>,
    last: Option<Who>,
    more: bool,
    /// “attempted” was said before its offence
    attempted: bool,
    /// two words for what there is only one of
    twice: Option<String>,
}

/// A case sheet with what is known before anything is typed: reported today, by this officer.
pub fn blank_case(desk: &Desk, lead: &str) -> Sheet {
    let mut case = Sheet::blank(RecordKind::Case, NEW_CASE, 0);
    case.set("reported_on", Some(Day::of(desk.now.today()).to_iso()));
    case.set("lead", Some(lead.to_owned()).filter(|l| !l.is_empty()));
    case
}

/// Reads a line. Without another word the case is led by who types it and is their team's.
pub fn read(line: &str, desk: &Desk, by: &Viewer) -> Reading {
    let (line, summary) = match line.split_once("--") {
        Some((before, after)) => (before, Some(after.trim())),
        None => (line, None),
    };
    let mut reader = Reader {
        desk,
        case: blank_case(desk, &by.name),
        offences: Vec::new(),
        victims: Vec::new(),
        suspects: Vec::new(),
        relationship: Vec::new(),
        arrests: Vec::new(),
        hours: Vec::new(),
        last: None,
        more: false,
        attempted: false,
        twice: None,
    };
    let tokens: Vec<&str> = line.split_whitespace().collect();
    let mut words = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if let Some(hour) = tokens.get(i + 1).filter(|next| is_hour(next))
            && let Some(when) = custody(&tokens[i].to_lowercase())
        {
            let text = format!("{} {hour}", tokens[i]);
            words.push(Word { text, meaning: reader.custody(&format!("{when} {hour}")) });
            i += 2;
            continue;
        }
        let wordy = |t: &&&str| t.chars().all(char::is_alphabetic);
        let pair = tokens.get(i + 1).filter(wordy).map(|next| format!("{} {next}", tokens[i]));
        if let Some(pair) = pair
            && wordy(&&tokens[i])
            && let Some((list, entry)) = reader.exact(&fold(&pair))
        {
            let meaning = Ok(reader.take(list, &entry));
            words.push(Word { text: pair, meaning });
            i += 2;
            continue;
        }
        for (n, part) in tokens[i].split('+').enumerate() {
            reader.more |= n > 0;
            if !part.is_empty() {
                let meaning = reader.word(part);
                words.push(Word { text: part.to_owned(), meaning });
                reader.more = false;
            }
        }
        i += 1;
    }
    if let Some(text) = summary.filter(|t| !t.is_empty()) {
        reader.case.set("summary", Some(text.to_owned()));
        words.push(Word { text: format!("-- {text}"), meaning: Ok("what happened".into()) });
    }
    if let Some(problem) = reader.contradiction() {
        words.push(Word { text: String::new(), meaning: Err(problem) });
    }
    if reader.case.get("team").is_none() {
        reader.case.set("team", by.team().map(str::to_owned));
    }
    Reading { words, sheets: reader.sheets() }
}

impl Reader<'_> {
    fn word(&mut self, word: &str) -> Result<String, String> {
        let lower = word.to_lowercase();
        match lower.as_str() {
            "?" => return Ok(self.suspect("unknown", "suspect: unknown")),
            "k" => return Ok(self.suspect("unnamed", "suspect: known, not named")),
            "n" => return Ok("no arrest".into()),
            "att" | "attempted" => {
                match self.offences.last_mut() {
                    Some(offence) => offence.set("attempted", Some("y".into())),
                    None => self.attempted = true,
                }
                return Ok("attempted".into());
            }
            _ => {}
        }
        if let Some(when) = custody(&lower) {
            return self.custody(when);
        }
        if is_hour(word) {
            return Err(format!("“{word}”: an hour is that of an arrest and stands behind it, as y{word}"));
        }
        if let Some((key, value)) = word.split_once(':') {
            return self.pair(&key.to_lowercase(), value, word);
        }
        if let Some((sex, age)) = person(&lower) {
            return self.person(sex, age, word);
        }
        let dated = lower.contains('/') || lower.starts_with('-') || ["today", "yesterday"].contains(&lower.as_str());
        if dated || (lower.len() == 10 && lower.matches('-').count() == 2) {
            let day = Day::read(word, self.desk.now.today()).map_err(|e| e.text)?;
            self.case.set("reported_on", Some(day.to_iso()));
            return Ok(format!("reported: {day}"));
        }
        let (list, entry) = self.find(word).map_err(|e| e.text)?;
        Ok(self.take(list, &entry))
    }

    fn pair(&mut self, key: &str, value: &str, word: &str) -> Result<String, String> {
        let column = match key {
            "on" | "incident" => "incident_on",
            "team" | "lead" | "source" | "province" | "district" => key,
            _ => return Err(format!("“{word}”: write on:27/12, lead:dara, team:hit, province:02 or district:…")),
        };
        let spec = RecordKind::Case.specs().iter().find(|s| s.column == column).ok_or("no such field")?;
        let stored = spec.read(value, self.desk, self.case.parent_of(spec)).map_err(|e| e.text)?;
        let shown = spec.show(stored.as_deref(), self.desk);
        self.case.set(column, stored);
        Ok(format!("{}: {shown}", spec.label.to_lowercase()))
    }

    fn custody(&mut self, when: &str) -> Result<String, String> {
        let suspect = self
            .suspects
            .last()
            .ok_or("“y” says that a suspect is in custody: write the suspect first, as m34 or k")?;
        let when = when.trim();
        let at = (!when.is_empty()).then(|| Moment::read(when, &self.desk.now)).transpose().map_err(|e| e.text)?;
        let mut arrest = Sheet::blank(RecordKind::Arrest, NEW_CASE, self.arrests.len() as u32 + 1);
        arrest.set("suspect_id", Some(suspect.head.id.clone()));
        let when = match at {
            None => "the day of the report, hour not known".to_owned(),
            Some(_) if is_hour(when) => {
                self.hours.push((self.arrests.len(), when.to_owned()));
                format!("the day of the report, {when}")
            }
            Some(at) => {
                arrest.set("at", Some(at.to_iso()));
                let hour = if matches!(at, Moment::On(_)) { ", hour not known" } else { "" };
                format!("{}{hour}", at.long(self.desk.now.zone))
            }
        };
        let meaning = format!("{} arrested: {when}", suspect.label());
        self.arrests.push(arrest);
        Ok(meaning)
    }

    fn person(&mut self, sex: Option<&str>, age: &str, word: &str) -> Result<String, String> {
        let age = Age::read(age).map_err(|e: Misread| e.text.replace(age, word))?;
        let waiting = self
            .suspects
            .last()
            .is_some_and(|s| s.get("identity") == Some("unnamed") && s.get("sex").is_none() && s.get("age").is_none());
        let who = match self.last {
            Some(who) if self.more => who,
            None if self.victims.is_empty() => Who::Victim,
            _ if self.victims.is_empty() => Who::Victim,
            _ => Who::Suspect,
        };
        if who == Who::Suspect && (self.more || !waiting) {
            self.suspect("unnamed", "");
        }
        if who == Who::Victim {
            self.victims.push(Sheet::blank(RecordKind::Victim, NEW_CASE, self.victims.len() as u32 + 1));
        }
        self.last = Some(who);
        let list = if who == Who::Victim { &mut self.victims } else { &mut self.suspects };
        let sheet = list.last_mut().ok_or("nobody to set this for")?;
        sheet.set("sex", sex.map(str::to_owned));
        sheet.set("age", age.map(Age::to_iso));
        let years = match age {
            None => "age not known".to_owned(),
            Some(a) if a.in_months => format!("{}{} months", if a.about { "about " } else { "" }, a.count),
            Some(a) => format!("{}{} years", if a.about { "about " } else { "" }, a.count),
        };
        let sex = sex.map_or("sex not known", |s| if s == "f" { "female" } else { "male" });
        Ok(format!("{} {}: {sex}, {years}", sheet.kind.name(), sheet.label()))
    }

    fn suspect(&mut self, identity: &str, meaning: &str) -> String {
        let mut sheet = Sheet::blank(RecordKind::Suspect, NEW_CASE, self.suspects.len() as u32 + 1);
        sheet.set("identity", Some(identity.to_owned()));
        self.suspects.push(sheet);
        self.last = Some(Who::Suspect);
        meaning.to_owned()
    }

    /// Puts a found entry into its place and says where.
    fn take(&mut self, list: &'static str, entry: &Entry) -> String {
        let code = Some(entry.code.clone());
        match list {
            "offence" => {
                let mut sheet = Sheet::blank(RecordKind::Offence, NEW_CASE, self.offences.len() as u32 + 1);
                sheet.set("code", code);
                if std::mem::take(&mut self.attempted) {
                    sheet.set("attempted", Some("y".into()));
                }
                self.offences.push(sheet);
            }
            "relationship" => self.relationship.push((self.suspects.len().max(1), entry.code.clone())),
            _ => {
                if let Some(before) = self.case.get(list).filter(|c| **c != entry.code) {
                    let before = self.desk.lists.word(list, before);
                    self.twice = Some(format!("{before} and {} are both a {list}: write one of them", entry.en));
                }
                self.case.set(list, code);
            }
        }
        format!("{list}: {}", entry.en)
    }

    fn all(&self) -> impl Iterator<Item = (&'static str, &Entry)> {
        let lists = self.desk.lists;
        LISTS.iter().flat_map(move |l| lists.list(l).iter().map(move |e| (*l, e)))
    }

    /// A key or whole name of one list, or the code of an offence or a province.
    fn exact(&self, folded: &str) -> Option<(&'static str, Entry)> {
        let coded = |l: &str, e: &Entry| (l == "offence" || l == "province") && e.code.eq_ignore_ascii_case(folded);
        let hit = self.all().find(|(l, e)| e.is_key(folded) || coded(l, e));
        hit.or_else(|| self.all().find(|(_, e)| e.is_name(folded))).map(|(l, e)| (l, e.clone()))
    }

    fn find(&self, word: &str) -> Result<(&'static str, Entry), Misread> {
        let folded = fold(word);
        if let Some(hit) = self.exact(&folded) {
            return Ok(hit);
        }
        let long = folded.chars().count() > 2;
        let fits: Vec<(&str, &Entry)> = self.all().filter(|(_, e)| long && e.begins(&folded)).collect();
        match fits.as_slice() {
            [(list, entry)] => Ok((list, (*entry).clone())),
            [] => {
                Err(Misread::new(format!("“{word}” is not understood{}; a word may be {HELP}", self.nearest(&folded))))
            }
            many => {
                let some: Vec<String> = many
                    .iter()
                    .take(6)
                    .map(|(l, e)| format!("{} ({l}: {})", e.en, e.keys.first().unwrap_or(&e.code)))
                    .collect();
                Err(Misread::new(format!("“{word}” may be {}", some.join(", "))))
            }
        }
    }

    fn nearest(&self, folded: &str) -> String {
        let limit = if folded.chars().count() < 3 { 0 } else { 1 + folded.chars().count() / 5 };
        let best =
            self.all().map(|(l, e)| (e.distance(folded), l, e)).filter(|(d, ..)| *d <= limit).min_by_key(|(d, ..)| *d);
        best.map(|(_, l, e)| format!(": is {} ({l}: {}) meant?", e.en, e.keys.first().unwrap_or(&e.code)))
            .unwrap_or_default()
    }

    /// What the words say together and cannot mean; said rather than guessed at.
    fn contradiction(&self) -> Option<String> {
        let years = |s: &Sheet| s.get("age").and_then(Age::iso).map(Age::years);
        let who = |s: &Sheet| {
            format!("{} {}", s.label(), super::victim::short(s.get("sex"), s.get("age").and_then(Age::iso)))
        };
        if let Some(twice) = &self.twice {
            return Some(twice.clone());
        }
        let again = |(i, (place, _)): (usize, &(usize, String))| self.relationship[..i].iter().any(|(p, _)| p == place);
        if let Some((_, code)) = self.relationship.iter().enumerate().find(|r| again(*r)).map(|(_, r)| r) {
            let word = self.desk.lists.word("relationship", code);
            return Some(format!(
                "“{word}”: only one relationship of a suspect goes into the line; the others into the form"
            ));
        }
        if let Some((_, code)) = self.relationship.first() {
            let word = self.desk.lists.word("relationship", code);
            if self.suspects.is_empty() {
                return Some(format!("“{word}” says what the suspect is: write the suspect too, as m34, ? or k"));
            }
            if self.victims.is_empty() {
                return Some(format!("“{word}” says what the suspect is to the victim: write the victim too, as f7"));
            }
        }
        if let Some(problem) = self.hours.iter().find_map(|(_, hour)| self.on_the_day_of_the_report(hour).err()) {
            return Some(problem.text);
        }
        let grown = self.victims.iter().find(|v| years(v).is_some_and(|y| y >= 18));
        let child = self.suspects.iter().find(|s| years(s).is_some_and(|y| y < 18));
        if let (Some(victim), Some(suspect)) = (grown, child) {
            let (victim, suspect) = (who(victim), who(suspect));
            return Some(format!("{victim} would be the victim and {suspect} the suspect: write the victim first"));
        }
        let small = self.suspects.iter().find(|s| years(s).is_some_and(|y| y < 10));
        small.map(|s| format!("{} would be a suspect below ten: write more victims with +, as f7+f9", who(s)))
    }

    fn on_the_day_of_the_report(&self, hour: &str) -> Result<Moment, Misread> {
        let day = self.case.get("reported_on").and_then(Day::iso).map_or(String::new(), Day::typed);
        Moment::read(&format!("{day} {hour}"), &self.desk.now)
    }

    fn sheets(mut self) -> Vec<Sheet> {
        // In custody without a date is in custody at the report, wherever in the line its day stands.
        for (place, hour) in std::mem::take(&mut self.hours) {
            let at = self.on_the_day_of_the_report(&hour).ok();
            self.arrests[place].set("at", at.map(Moment::to_iso));
        }
        for arrest in self.arrests.iter_mut().filter(|a| a.get("at").is_none()) {
            arrest.set("at", self.case.get("reported_on").map(str::to_owned));
        }
        let mut relations = Vec::new();
        for (place, code) in &self.relationship {
            for victim in &self.victims {
                let Some(suspect) = self.suspects.get(place - 1) else { continue };
                let mut sheet = Sheet::blank(RecordKind::Relation, NEW_CASE, relations.len() as u32 + 1);
                sheet.set("suspect_id", Some(suspect.head.id.clone()));
                sheet.set("victim_id", Some(victim.head.id.clone()));
                sheet.set("relationship", Some(code.clone()));
                relations.push(sheet);
            }
        }
        let lists = [self.offences, self.victims, self.suspects, relations, self.arrests];
        std::iter::once(self.case).chain(lists.into_iter().flatten()).collect()
    }
}

/// `y`, `y-1`, `y05:40`, `y31/12`: in custody, and what is said of when; `None` if the word says nothing of it.
fn custody(word: &str) -> Option<&str> {
    let when = word.strip_prefix('y')?;
    let dated = when.starts_with(|c: char| c == '-' || super::text::latin_digit(c).is_ascii_digit());
    (when.is_empty() || dated).then_some(when)
}

/// `05:40`: an hour alone.
fn is_hour(word: &str) -> bool {
    let digits = |part: &str| {
        (1..=2).contains(&part.chars().count())
            && part.chars().map(super::text::latin_digit).all(|c| c.is_ascii_digit())
    };
    word.split_once(':').is_some_and(|(hour, minute)| digits(hour) && digits(minute))
}

/// `f7`, `m8mo`, `f~7`, `f?`, `boy`, `~7`: sex and the text of the age; `None` if the word is no person.
fn person(word: &str) -> Option<(Option<&'static str>, &str)> {
    for (name, sex) in [("girl", "f"), ("woman", "f"), ("boy", "m"), ("man", "m"), ("f", "f"), ("m", "m")] {
        if let Some(age) = word.strip_prefix(name)
            && (age.is_empty()
                || age.starts_with(|c: char| "~?".contains(c) || super::text::latin_digit(c).is_ascii_digit()))
        {
            return Some((Some(sex), age));
        }
    }
    (word.len() > 1 && word.starts_with('~')).then_some((None, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Lists;
    use crate::domain::moment::{Now, read_clock};

    fn lists() -> Lists {
        let mut lists = Lists::default();
        for (list, code, en, keys) in [
            ("offence", "0101", "Homicide", "hom murder"),
            ("offence", "03011", "Rape", "rape"),
            ("offence", "03012", "Indecent assault", "sexa"),
            ("province", "02", "Battambang", "bat"),
            ("province", "17", "Siem Reap", "sr siemreap"),
            ("province", "14", "Prey Veng", "pvg"),
            ("province", "13", "Preah Vihear", "pvh"),
            ("relationship", "OF.uncle", "uncle", "uncle"),
            ("source", "police", "National Police", "police"),
            ("source", "hotline", "Hotline or phone call", "hotline phone"),
            ("team", "HIT", "Homicide team", "hit"),
        ] {
            lists.push(list, Entry::new(code.into(), en.into(), None, keys, None));
        }
        lists
    }

    fn show(line: &str) -> String {
        let lists = lists();
        let zone = chrono_tz::Asia::Phnom_Penh;
        let desk = Desk { lists: &lists, now: Now { utc: read_clock("2021-12-28T22:45", zone).unwrap(), zone } };
        let reading = read(line, &desk, &Viewer { name: "dara".into(), ..Viewer::default() });
        let sheet = |s: &Sheet| {
            let skip = |v: &str| matches!(v, "n" | "N" | "NEW" | "registered" | "dara" | "2021-12-28");
            let values: Vec<&str> = s.values.iter().flatten().map(String::as_str).filter(|v| !skip(v)).collect();
            format!("{}[{}]", s.kind.letter(), values.join(","))
        };
        let problems = reading.problems();
        if problems.is_empty() {
            reading.sheets.iter().map(sheet).collect::<Vec<_>>().join(" ")
        } else {
            problems.join(" | ")
        }
    }

    #[test]
    fn the_documented_lines_read() {
        assert_eq!(
            show("rape bat f7 m34 uncle y police"),
            "[police,02,y] O[03011] V[f,7y] S[unnamed,m,34y] R[new:S1,new:V1,OF.uncle] A[new:S1]"
        );
        assert_eq!(show("hom bat f~7 ? phone"), "[hotline,02,y] O[0101] V[f,~7y] S[unknown]");
        assert_eq!(show("hom 02 f7+m8mo k n -1 hit"), "[2021-12-27,02,HIT,y] O[0101] V[f,7y] V[m,8m] S[unnamed]");
        assert_eq!(show("rape siem reap f? m34 + m20 att"), "[17,y] O[03011,y] V[f] S[unnamed,m,34y] S[unnamed,m,20y]");
        assert_eq!(
            show("hom bat f7 m34 y -1"),
            "[2021-12-27,02,y] O[0101] V[f,7y] S[unnamed,m,34y] A[new:S1,2021-12-27]",
            "in custody is as of the report, also where its day is said later"
        );
        assert_eq!(
            show("hom bat f7 m34 y 5:40 k y-1 22:45 -2"),
            "[2021-12-26,02,y] O[0101] V[f,7y] S[unnamed,m,34y] S[unnamed] A[new:S1,2021-12-25T22:40:00.000Z] \
             A[new:S2,2021-12-27T15:45:00.000Z]",
            "an hour alone is of the day of the report, wherever that stands"
        );
        assert_eq!(show("hom f7 m34 y05:40"), show("hom f7 m34 y 05:40"));
        assert_eq!(show("indecent assault sr boy9 -- by the canal"), "[17,by the canal,y] O[03012] V[m,9y]");
    }

    #[test]
    fn a_word_that_is_nothing_or_two_things_is_named() {
        assert!(show("rape zz f7").starts_with("“zz” is not understood; a word may be an offence (hom"));
        assert!(show("rapw bat").contains("is Rape (offence: rape) meant?"));
        assert!(
            show("rape pre").starts_with("“pre” may be Prey Veng")
                && show("rape pre").contains("Preah Vihear (province: pvh)")
        );
        assert!(show("rape bat f7 y").contains("write the suspect first"));
        assert!(show("rape 31/2").contains("no such day") || show("rape 31/2").contains("no date"));
        assert!(show("rape f7 m34 05:40").contains("as y05:40") && show("rape f7 m34 y 25:10").contains("the hour is"));
        assert!(show("rape f999").contains("nobody is that old"));
        assert!(show("rape x:1").contains("on:27/12"));
        assert!(show("rape uncle m34 f7").contains("write the victim first"));
        assert!(show("rape f7 f8").contains("f7+f9"));
        assert!(show("rape bat siemreap f7").contains("are both a province"));
        assert!(
            show("rape f7 m34 uncle neighbour").contains("only one relationship")
                || show("rape f7 m34 uncle uncle").contains("only one")
        );
        assert!(show("rape f7 uncle").contains("write the suspect too"));
        assert!(show("att rape f7 m13").starts_with("[y] O[03011,y] V[f,7y]"));
    }
}
