//! Writes out what happens in a case: reported, looked into, arrests, clearance, diary, until the file rests or the clock stands.
//! It must never know an identity or the store: it says what officers do, with labels.

use super::act::{Act, Line, now};
use super::court;
use super::deal::{Slot, time};
use super::lab;
use super::people::{Cast, Known, Suspect, cast};
use super::places::Places;
use super::rng::Rng;
use super::shape::{Class, online};
use super::{wanted, welfare, words, work};
use crate::domain::age::Age;
use crate::domain::record::RecordKind::{Arrest, Case, Diary, Offence, Relation, Suspect as Suspects, Victim};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

/// Minutes from the arrest to the station.
const TO_STATION: i64 = 40;
/// Where the chance of the courts begins, that of the laboratories, that of tasks and decisions, that of the family services, and that of
/// warrants.
const COURT: u64 = 1;
const LAB: u64 = 2;
const WORK: u64 = 3;
const CARE: u64 = 4;
const WARRANTS: u64 = 5;

struct Script<'a> {
    slot: &'a Slot,
    cast: Cast,
    team: &'static str,
    lead: &'static str,
    rng: &'a mut Rng,
    acts: Vec<Act>,
}

/// Everything that happens in a case until the clock stands.
pub(super) fn acts(slot: &Slot, places: &Places, clock: NaiveDateTime, rng: &mut Rng) -> Vec<Act> {
    let (incident, offence) = incident(slot, rng);
    let cast = cast(slot, offence, rng);
    let (team, lead) = desk(slot, rng);
    let mut script = Script { slot, cast, team, lead, rng, acts: Vec::new() };
    let arrest = script.arrest_time(offence);
    script.report(&incident, places, arrest);
    script.looked_into(clock);
    let arrested = arrest.and_then(|at| script.arrests(at));
    let cleared = script.clearance(arrested);
    script.rest(cleared, arrested.is_some());
    script.diary(arrested, cleared);
    script.before_court(arrested);
    script.warrants(arrested);
    script.exhibits();
    script.work();
    script.care(clock);
    script.acts.retain(|a| a.at <= clock);
    script.acts
}

/// The day of the offence in its stored form, and as a date where it is known to the day.
fn incident(slot: &Slot, rng: &mut Rng) -> (String, Option<NaiveDate>) {
    if let Some(given) = slot.given {
        return (given.incident.to_owned(), given.incident.parse().ok());
    }
    const AGO: [(i64, i64); 6] = [(0, 0), (1, 1), (2, 4), (5, 14), (15, 60), (61, 200)];
    let weights = if slot.class == Class::Homicide { [60, 30, 10, 0, 0, 0] } else { [42, 24, 15, 10, 6, 3] };
    let (low, high) = AGO[rng.weighted(weights.into_iter()).min(AGO.len() - 1)];
    let day = slot.opened.date() - Days::new(rng.among(low, high) as u64);
    if low > 14 && rng.chance(50) { (day.format("%Y-%m").to_string(), None) } else { (day.to_string(), Some(day)) }
}

/// Team and lead.
fn desk(slot: &Slot, rng: &mut Rng) -> (&'static str, &'static str) {
    if let Some(given) = slot.given {
        return (given.team, given.lead);
    }
    // the internet team was formed in 2019
    if online(slot.code) && slot.opened.year() >= 2019 {
        ("ICAC", "vanna")
    } else if slot.class == Class::Homicide || rng.chance(60) {
        ("HIT", rng.pick(&["dara", "rith"]))
    } else {
        ("CMD", rng.pick(&["sophea", "bopha"]))
    }
}

fn source(slot: &Slot, rng: &mut Rng) -> &'static str {
    #[rustfmt::skip]
    const SOURCES: [(&str, [u32; 4]); 9] = [
        ("police", [60, 42, 20, 40]), ("hotline", [6, 12, 14, 14]), ("hospital", [14, 8, 0, 6]), ("partner", [2, 8, 22, 8]),
        ("ncmec", [0, 0, 0, 0]), ("public", [4, 5, 14, 8]), ("family", [6, 16, 14, 14]), ("school", [0, 3, 4, 2]),
        ("authority", [8, 6, 2, 8]),
    ];
    if slot.code == "030221" && rng.chance(60) {
        return "ncmec";
    }
    let weights = SOURCES.iter().map(|s| s.1[slot.class as usize]);
    SOURCES[rng.weighted(weights).min(SOURCES.len() - 1)].0
}

fn unit(slot: &Slot, rng: &mut Rng) -> &'static str {
    match slot.class {
        _ if online(slot.code) => rng.pick(&["cyber", "cyber", "joint"]),
        Class::Homicide => rng.pick(&["np", "np", "np", "gend", "joint"]),
        Class::Sexual => rng.pick(&["np", "np", "ahtjp", "ahtjp", "commune", "commune", "joint"]),
        Class::Trade => rng.pick(&["ahtjp", "ahtjp", "np", "joint"]),
        Class::Other => rng.pick(&["np", "commune", "commune", "gend"]),
    }
}

fn minutes(n: i64) -> TimeDelta {
    TimeDelta::minutes(n)
}

/// To the full minute, as hours are known.
fn minute(at: NaiveDateTime) -> String {
    now(at.with_second(0).unwrap_or(at)).stamp()
}

impl Suspect {
    /// Known from the first report on? Family always, others mostly.
    fn known_at_once(&self, held: bool, rng: &mut Rng) -> Option<&Known> {
        let family = |k: &Known| k.tie.contains('.') || k.tie == "CF";
        self.who.as_ref().filter(|k| held || !self.arrested || family(k) || rng.chance(80))
    }
}

impl Script<'_> {
    fn year(&self) -> i32 {
        self.slot.opened.year()
    }

    /// Of an earlier year, of which less is kept.
    fn thin(&self) -> bool {
        self.slot.diary.0 == 0
    }

    fn act(&mut self, at: NaiveDateTime, by: &'static str, action: &'static str, lines: Vec<Line>) {
        self.acts.push(Act { at, by, action, reason: None, lines });
    }

    /// An office hour some days later.
    fn later(&mut self, from: NaiveDateTime, low: i64, high: i64) -> NaiveDateTime {
        let day = from.date() + Days::new(self.rng.among(low, high) as u64);
        NaiveDateTime::from(day) + TimeDelta::seconds(self.rng.among(8 * 3600, 17 * 3600))
    }

    /// The last hour at which something of this case may still happen within its year.
    fn last_hour(&self) -> NaiveDateTime {
        NaiveDateTime::from(NaiveDate::from_ymd_opt(self.year(), 12, 31).unwrap_or_default()) + TimeDelta::hours(14)
    }

    /// When the first suspect is arrested: before the case is entered, or hours to weeks after it.
    fn arrest_time(&mut self, offence: Option<NaiveDate>) -> Option<NaiveDateTime> {
        let slot = self.slot;
        if let Some(given) = slot.given {
            return given.arrest.map(|a| time(a.0));
        }
        if !slot.arrested && !slot.taken_back {
            return None;
        }
        if slot.late {
            let end = self.last_hour();
            return Some(self.later(end, 6, 50));
        }
        if !slot.taken_back && self.rng.chance(if self.thin() { 70 } else { 45 }) {
            let held = slot.opened - minutes(self.rng.among(30, 14 * 60));
            let floor = offence.map_or(held, |day| NaiveDateTime::from(day) + minutes(10));
            return Some(held.max(floor));
        }
        let after = match self.rng.below(100) {
            0..50 => minutes(self.rng.among(120, 20 * 60)),
            50..80 => minutes(self.rng.among(20 * 60, 4 * 1440)),
            _ => minutes(self.rng.among(5 * 1440, 45 * 1440)),
        };
        let (at, end) = (slot.opened + after, self.last_hour());
        Some(if at < end { at } else { slot.opened + (end - slot.opened) / 2 })
    }

    /// The case as it is entered; somebody who is held already is entered with it.
    fn report(&mut self, incident: &str, places: &Places, arrest: Option<NaiveDateTime>) {
        let slot = self.slot;
        let held = arrest.is_some_and(|at| at <= slot.opened);
        let source = slot.given.map_or_else(|| source(slot, self.rng), |g| g.source);
        let summary = slot.given.map_or_else(|| self.rng.pick(words::summary(source)), |g| g.summary);
        let district = match slot.given.map(|g| g.district) {
            Some(given) if !given.is_empty() => Some(given.to_owned()),
            _ => Some(slot.province).filter(|_| self.rng.chance(88)).and_then(|p| places.within(p, self.rng)),
        };
        let commune = district.as_deref().filter(|_| self.rng.chance(55)).and_then(|d| places.within(d, self.rng));
        let place = match slot.given {
            Some(given) => Some(given.place),
            None if online(slot.code) => Some("online"),
            None => self.rng.chance(60).then(|| self.rng.pick(words::whereabouts(slot.class as usize))),
        };
        let case = Line::new(Case)
            .with("reported_on", slot.opened.date().to_string())
            .with("source", source)
            .with("incident_on", incident)
            .with("province", slot.province)
            .maybe("district", district)
            .maybe("commune", commune)
            .maybe("place", place)
            .with("summary", summary)
            .with("team", self.team)
            .with("lead", self.lead);
        let case = if self.thin() { case.with("investigation", "INV") } else { case };
        let mut lines = vec![case, Line::new(Offence).with("code", slot.code)];
        if !self.thin() && slot.class != Class::Homicide && self.rng.chance(3) {
            lines.push(Line::new(Offence).with("code", "02012"));
        }
        let named = self.thin() || slot.given.is_some() || self.rng.chance(60);
        for victim in &self.cast.victims {
            let line = Line::new(Victim).with("sex", victim.sex).maybe("age", victim.age.map(Age::to_iso));
            let line = line.maybe("name", named.then_some(&victim.name.latin));
            lines.push(line.maybe("name_km", slot.given.map(|_| &victim.name.khmer)));
        }
        for i in 0..self.cast.suspects.len() {
            lines.push(self.suspect_at_first(i, held));
        }
        for i in 0..self.cast.suspects.len() {
            let identity = lines.iter().filter(|l| l.kind == Suspects).nth(i).map(|l| l.fields[0].1.as_str());
            if identity != Some("unknown") {
                lines.extend(self.relations(i));
            }
        }
        if let Some(at) = arrest.filter(|_| held) {
            lines.extend(self.arrest_lines(at));
        }
        let by =
            if self.rng.chance(60) { self.lead } else { self.rng.pick(&["dara", "sophea", "vanna", "bopha", "rith"]) };
        self.act(slot.opened, by, "new case", lines);
    }

    fn suspect_at_first(&mut self, i: usize, held: bool) -> Line {
        let suspect = &self.cast.suspects[i];
        let held = held && suspect.arrested;
        let Some(known) = suspect.known_at_once(held || self.slot.given.is_some(), self.rng) else {
            return Line::new(Suspects).with("identity", "unknown").maybe("description", suspect.description);
        };
        let named = held || self.thin() || known.tie.contains('.') || self.rng.chance(55);
        let line = Line::new(Suspects).with("identity", if named { "named" } else { "unnamed" }).with("sex", known.sex);
        let age = known.age.map(|a| Age { about: a.about || !named, ..a });
        let line = line.maybe("age", age.map(Age::to_iso)).maybe("nickname", known.nickname);
        if !named {
            return line;
        }
        line.with("name", &known.name.latin).maybe("name_km", (!self.thin()).then_some(&known.name.khmer))
    }

    /// What a suspect is to each victim, where it is not said yet.
    fn relations(&self, i: usize) -> Vec<Line> {
        let Some(known) = &self.cast.suspects[i].who else { return Vec::new() };
        let label = format!("S{}", i + 1);
        let told = |l: &Line| l.kind == Relation && l.fields.iter().any(|f| f.1 == label);
        if self.acts.iter().flat_map(|a| &a.lines).any(told) {
            return Vec::new();
        }
        let relation = |v| {
            let line = Line::new(Relation).with("suspect_id", &label).with("victim_id", format!("V{v}"));
            line.with("relationship", known.tie)
        };
        (1..=self.cast.victims.len()).map(relation).collect()
    }

    /// The first look: the stage, and what was not known at once. The cases of the last days wait for it.
    fn looked_into(&mut self, clock: NaiveDateTime) {
        let at = self.slot.opened + minutes(self.rng.among(60, 20 * 60));
        if self.thin() || self.slot.opened > clock - TimeDelta::days(4) {
            return;
        }
        let mut lines = vec![Line::edit(Case, 0).with("investigation", "INV")];
        for (v, victim) in (1..).zip(&self.cast.victims) {
            let line = Line::edit(Victim, v).with("name", &victim.name.latin).with("name_km", &victim.name.khmer);
            lines.push(line.maybe("born", victim.born.map(|d| d.to_string())));
        }
        self.act(at, self.lead, "edit", lines);
    }

    fn arrest_lines(&mut self, at: NaiveDateTime) -> Vec<Line> {
        let place =
            self.slot.given.and_then(|g| g.arrest).map_or_else(|| self.rng.pick(&words::ARREST_PLACES), |a| a.1);
        let unit = if self.slot.given.is_some() { "joint" } else { unit(self.slot, self.rng) };
        let thin = self.thin();
        let one = |s: usize| {
            let line = Line::new(Arrest).with("suspect_id", format!("S{s}")).with("at", minute(at));
            let line = line.with("place", place).with("unit", unit);
            if thin { line } else { line.with("arrived_at", minute(at + minutes(TO_STATION))).with("kind", "onview") }
        };
        let first = |(i, s): (usize, &Suspect)| (i == 0 || s.arrested).then_some(i + 1);
        self.cast.suspects.iter().enumerate().filter_map(first).map(one).collect()
    }

    /// The arrests that are entered after the case; gives the hour of the one that stands.
    fn arrests(&mut self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        let slot = self.slot;
        if at > slot.opened {
            let mut lines = Vec::new();
            for (i, suspect) in self.cast.suspects.iter().enumerate() {
                let Some(known) = suspect.who.as_ref().filter(|_| i == 0 || suspect.arrested) else { continue };
                let line = Line::edit(Suspects, i + 1).with("identity", "named").with("sex", known.sex);
                let line = line.maybe("age", known.age.map(Age::to_iso)).with("name", &known.name.latin);
                lines.push(line.with("name_km", &known.name.khmer));
                lines.extend(self.relations(i));
            }
            lines.extend(self.arrest_lines(at));
            let entered = at + minutes(self.rng.among(12, 90).min(if slot.given.is_some() { 25 } else { 90 }));
            self.act(entered, self.lead, "arrest", lines);
        }
        if !slot.taken_back {
            return Some(at);
        }
        let back = self.later(at, 1, 2);
        let reason = if slot.arrested { words::TAKEN_BACK[0] } else { words::TAKEN_BACK[1 + self.rng.below(2)] };
        let line = Line::edit(Arrest, 1).with("taken_back_at", now(back).stamp()).with("taken_back_by", self.lead);
        let lines = vec![line.with("taken_back_reason", reason)];
        self.acts.push(Act { at: back, by: self.lead, action: "take back", reason: Some(reason), lines });
        if !slot.arrested {
            return None;
        }
        let again = self.later(back, 2, 12).min(self.last_hour());
        let lines = self.arrest_lines(again);
        self.act(again + minutes(20), self.lead, "arrest", lines);
        Some(again)
    }

    /// By arrest some days after it, or exceptionally; only within the year of the arrest, else the file is just handed on.
    fn clearance(&mut self, arrested: Option<NaiveDateTime>) -> Option<NaiveDateTime> {
        let slot = self.slot;
        let (at, code, reason, stage) = match (slot.exceptional, arrested) {
            (Some(code), _) => (self.later(slot.opened, 12, 45), code, Some(words::exceptional(code)), "CLO"),
            (None, Some(arrest)) => {
                (self.later(arrest.max(slot.opened), 2, 12), "ARR", None, if self.thin() { "CLO" } else { "FIN" })
            }
            (None, None) => return None,
        };
        // A case is closed with a reason.
        let why = (stage == "CLO").then(|| reason.unwrap_or(words::CLEARED));
        let mut lines = vec![Line::edit(Case, 0).with("investigation", stage).maybe("stage_reason", why)];
        let in_time = at.year() == arrested.unwrap_or(slot.opened).year();
        if in_time && (reason.is_some() || self.rng.chance(95)) {
            let offences = self.acts.first().map_or(0, |a| a.lines.iter().filter(|l| l.kind == Offence).count());
            lines.extend((1..=offences).map(|o| {
                let line = Line::edit(Offence, o).with("clearance", code).with("cleared_on", at.date().to_string());
                line.with("cleared_by", self.lead).maybe("clearance_reason", reason)
            }));
        }
        if !self.thin() && slot.class != Class::Homicide {
            lines.extend((1..=self.cast.victims.len()).map(|v| Line::edit(Victim, v).with("care", "services")));
        }
        let action = if lines.len() > 1 { "clear" } else { "edit" };
        self.acts.push(Act { at, by: self.lead, action, reason: why.or(reason), lines });
        Some(at)
    }

    /// How the file comes to rest: closed after the court, or suspended where nothing more can be found.
    fn rest(&mut self, cleared: Option<NaiveDateTime>, arrested: bool) {
        let (from, low, high, stage) = match cleared {
            Some(at) if arrested && !self.thin() => (at, 150, 420, "CLO"),
            Some(_) => return,
            None => (self.slot.opened, 100, 240, "SUS"),
        };
        let at = self.later(from, low, high);
        let why = (stage == "CLO").then_some(words::ENDED);
        let mut lines = vec![Line::edit(Case, 0).with("investigation", stage).maybe("stage_reason", why)];
        if arrested {
            lines.extend((1..=self.cast.victims.len()).map(|v| Line::edit(Victim, v).with("care", "closed")));
        }
        let action = if why.is_some() { "close" } else { "edit" };
        self.acts.push(Act { at, by: self.lead, action, reason: why, lines });
    }

    /// What becomes of those arrested; of an earlier year, of which less is kept, it is not known.
    fn before_court(&mut self, arrested: Option<NaiveDateTime>) {
        let Some(at) = arrested.filter(|_| !self.thin()) else { return };
        let arrested = self.cast.suspects.iter().enumerate().filter(|(i, s)| *i == 0 || s.arrested);
        let before = self.acts.iter().flat_map(|a| &a.lines).filter(|l| l.kind == Arrest && l.seq.is_none()).count();
        let who = court::Defendants {
            arrests: before,
            labels: arrested.map(|(i, _)| format!("S{}", i + 1)).collect(),
            code: self.slot.code,
            class: self.slot.class,
            province: self.slot.province,
            lead: self.lead,
        };
        self.acts.extend(court::acts(&who, at.max(self.slot.opened), &mut Rng::of(self.slot.seed, COURT)));
    }

    /// Who is or was wanted; of the cases that are told one by one, and of an earlier year, nothing is made up, nor of an arrest in doubt.
    fn warrants(&mut self, arrested: Option<NaiveDateTime>) {
        let known = self.cast.suspects.first().is_some_and(|suspect| suspect.who.is_some());
        let plain =
            !self.thin() && self.slot.given.is_none() && !self.slot.taken_back && self.slot.exceptional.is_none();
        if known && plain {
            let mut rng = Rng::of(self.slot.seed, WARRANTS);
            let acts = wanted::acts(self.lead, self.slot.opened, arrested, &mut self.acts, &mut rng);
            self.acts.extend(acts);
        }
    }

    /// What was found and examined; of the cases that are told one by one, and of an earlier year, nothing is made up.
    fn exhibits(&mut self) {
        if !self.thin() && self.slot.given.is_none() {
            let mut rng = Rng::of(self.slot.seed, LAB);
            let suspect = !self.cast.suspects.is_empty();
            self.acts.extend(lab::acts(self.slot.class, self.lead, self.slot.opened, suspect, &mut rng));
        }
    }

    /// Tasks and decisions, of the same cases.
    fn work(&mut self) {
        if !self.thin() && self.slot.given.is_none() {
            let mut rng = Rng::of(self.slot.seed, WORK);
            self.acts.extend(work::acts(self.slot.class, self.lead, self.slot.opened, &mut rng));
        }
    }

    /// What the family services do, since it is recorded; of the cases that are told one by one nothing is made up.
    fn care(&mut self, clock: NaiveDateTime) {
        if self.year() >= welfare::SINCE && self.slot.given.is_none() {
            let family = welfare::Family { class: self.slot.class, victims: self.cast.victims.len(), lead: self.lead };
            self.acts.extend(welfare::acts(&family, self.slot.opened, clock, &mut Rng::of(self.slot.seed, CARE)));
        }
    }

    fn diary(&mut self, arrested: Option<NaiveDateTime>, cleared: Option<NaiveDateTime>) {
        let entry = |kind: &str, text: &str| Line::new(Diary).with("text", text).with("kind", kind);
        if let Some(given) = self.slot.given {
            for (at, by, kind, text) in given.diary {
                self.act(time(at), by, "diary", vec![entry(kind, text)]);
            }
            return;
        }
        let opened = self.slot.opened;
        let mut all = vec![
            (opened + minutes(self.rng.among(5, 40)), self.lead, "report"),
            (self.later(opened, 1, 3), self.lead, "interview"),
            (self.later(opened, 1, 2), self.lead, "scene"),
            (self.later(opened, 3, 12), "sophea", "service"),
            (self.later(opened, 5, 30), self.lead, "call"),
        ];
        if let Some(cleared) = cleared.filter(|_| arrested.is_some()) {
            all.push((self.later(cleared, 1, 4), self.lead, "court"));
        }
        self.rng.shuffle(&mut all);
        let (fewest, most) = self.slot.diary;
        all.truncate(self.rng.among(fewest, most) as usize - usize::from(arrested.is_some() && fewest > 0));
        for (at, by, kind) in all {
            let text = self.rng.pick(words::diary(kind));
            self.act(at, by, "diary", vec![entry(kind, text)]);
        }
        if let Some(at) = arrested.filter(|_| fewest > 0) {
            let line = entry("arrest", self.rng.pick(&words::ARRESTED)).with("at", minute(at));
            let entered = at.max(opened) + minutes(self.rng.among(95, 160));
            self.act(entered, self.lead, "diary", vec![line]);
        }
    }
}
