//! One case whole: the case and all records that hang on it, typed, with what is derived from them together, and as programs
//! read it. It must never hold a figure of its own: what counts is in the rates.

use super::arrest::Arrest;
use super::case::Case;
use super::chain;
use super::custody::{Clock, Limits, Since};
use super::detention::{self, Detention, Limit, Term};
use super::erasure::Erasure;
use super::field::{Desk, Need};
use super::justice::Course;
use super::kind::kinds;
use super::known::{self, Known};
use super::merged::{self, Pointer};
use super::moment::{Moment, stamp};
use super::person::{self, Ties};
use super::record::{Damaged, Record, RecordKind, Sheet};
use super::relation::{Relation, nibrs};
use super::rights::Whose;
use super::suspect::Suspect;
use super::task::Task;
use super::victim::age_at;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

macro_rules! case_file {
    (
        [of Case]
        $(#[$doc_of_case:meta])* Case case case $tc:literal $wc:literal $lc:literal;
        $( $(#[$doc:meta])* $name:ident $module:ident $many:ident $table:literal $word:literal $letter:literal; )*
        [of Tip] $($of_a_tip:tt)*
    ) => {
        /// A case with everything that hangs on it, each kind in its order.
        #[derive(Debug, Clone, PartialEq)]
        pub struct CaseFile {
            $(#[$doc_of_case])*
            pub case: Case,
            $( $(#[$doc])* pub $many: Vec<super::$module::$name>, )*
            /// that it was erased, if it was: what is blank then is no gap
            pub erased: Option<Erasure>,
            /// custody entries that are not linked to the one before, as it was before anything was masked
            pub unlinked: BTreeSet<String>,
            /// where else its identifiers were seen
            pub known: Known,
            /// in how many other cases, within the reach of whoever reads, somebody is much like one of its people
            pub alike: BTreeMap<String, usize>,
            /// who of other cases is one person with each of its people; nothing where that was not asked
            pub people: Option<Ties>,
            /// the tips that it came from or that are linked to it, of those that may be seen: number, and when it was received
            pub tips: Vec<(String, Option<Moment>)>,
            /// the older case that it is one with
            pub merged_into: Option<Pointer>,
            /// the younger cases that are one with it, as far as whoever reads may see them
            pub merged: Vec<CaseFile>,
        }

        impl CaseFile {
            /// From the sheets of one case, in any order.
            /// # Errors
            /// [`Damaged`] where a stored value cannot be read, or there is no case among them.
            pub fn from_sheets(sheets: &[Sheet]) -> Result<CaseFile, Damaged> {
                let case = of::<Case>(sheets)?.into_iter().next();
                Ok(CaseFile {
                    case: case.ok_or(Damaged { kind: "case", id: String::new(), column: "number" })?,
                    $( $many: of(sheets)?, )*
                    erased: None,
                    unlinked: chain::unlinked(sheets),
                    known: Known::new(),
                    people: None,
                    alike: BTreeMap::new(),
                    tips: Vec::new(),
                    merged_into: None,
                    merged: Vec::new(),
                })
            }

            /// All records as sheets, the case first.
            pub fn sheets(&self) -> Vec<Sheet> {
                let mut all = vec![self.case.to_sheet()];
                $( all.extend(self.$many.iter().map(Record::to_sheet)); )*
                all
            }

            /// The next free place of a kind.
            pub fn next_seq(&self, kind: RecordKind) -> u32 {
                let last = match kind {
                    $( RecordKind::$name => self.$many.iter().map(|r| r.head.seq).max().unwrap_or(0), )*
                    _ => 0,
                };
                last + 1
            }
        }
    };
}
kinds!(case_file);

/// The records of one kind, in their order.
fn of<T: Record>(sheets: &[Sheet]) -> Result<Vec<T>, Damaged> {
    let mut own: Vec<&Sheet> = sheets.iter().filter(|s| s.kind == T::KIND).collect();
    own.sort_by_key(|s| s.head.seq);
    own.into_iter().map(T::from_sheet).collect()
}

impl CaseFile {
    /// Whose it is.
    pub fn whose(&self) -> Whose<'_> {
        Whose {
            case_id: &self.case.head.id,
            team: self.case.team.as_deref(),
            lead: self.case.lead.as_deref(),
            entered_by: &self.case.head.created_by,
            restricted_to: self.case.restricted_to.as_deref(),
            is_tip: false,
        }
    }

    /// The numbers of its tips.
    pub fn tip_numbers(&self) -> Vec<&str> {
        self.tips.iter().map(|(number, _)| number.as_str()).collect()
    }

    /// Arrests of a suspect that stand.
    pub fn arrests_of<'a>(&'a self, suspect_id: &'a str) -> impl Iterator<Item = &'a Arrest> {
        self.arrests.iter().filter(move |a| a.stands() && a.suspect_id.as_deref() == Some(suspect_id))
    }

    /// Suspects with an arrest that stands, those of the cases that are one with it too: each once.
    pub fn arrested(&self) -> usize {
        let own = |file: &CaseFile| {
            let arrested = file.suspects.iter().filter(|s| file.arrests_of(&s.head.id).next().is_some());
            arrested.map(|s| s.to_sheet().label()).collect::<Vec<_>>()
        };
        let mut all: BTreeSet<String> = own(self).into_iter().collect();
        for file in &self.merged {
            let number = file.case.number.clone().unwrap_or_default();
            let same = |label: &str| file.merged_into.as_ref().and_then(|into| into.same_as(label)).map(str::to_owned);
            all.extend(own(file).into_iter().map(|label| same(&label).unwrap_or(format!("{number}/{label}"))));
        }
        all.len()
    }

    /// The case as it is read while it is one with an older.
    pub fn point(&mut self, into: Pointer) {
        self.case.investigation = Some(merged::STAGE.to_owned());
        self.merged_into = Some(into);
    }

    /// All offences unfounded?
    pub fn unfounded(&self) -> bool {
        !self.offences.is_empty() && self.offences.iter().all(|o| o.clearance.as_deref() == Some("UNF"))
    }

    /// The relationship of a suspect to a victim.
    pub fn relation(&self, suspect_id: &str, victim_id: &str) -> Option<&Relation> {
        let is =
            |r: &&Relation| r.suspect_id.as_deref() == Some(suspect_id) && r.victim_id.as_deref() == Some(victim_id);
        self.relations.iter().find(is)
    }

    /// What is known of a suspect before the law, without what was taken back.
    pub fn course(&self, suspect: &Suspect) -> Course<'_> {
        let id = Some(suspect.head.id.as_str());
        macro_rules! standing {
            ($records:ident) => {
                self.$records.iter().filter(|r| r.taken_back_at.is_none() && r.suspect_id.as_deref() == id).collect()
            };
        }
        Course {
            identified: Suspect::identified(suspect.identity.as_deref()),
            warrants: standing!(warrants),
            arrests: standing!(arrests),
            charges: standing!(charges),
            events: standing!(court_events),
            results: standing!(results),
        }
    }

    /// Everything that hangs on a suspect, also what was taken back: kind by kind, each in its order.
    pub fn of_suspect(&self, suspect_id: &str) -> Vec<Sheet> {
        let mut all = self.sheets();
        all.retain(|s| s.get("suspect_id") == Some(suspect_id));
        RecordKind::of_suspect().flat_map(|kind| all.iter().filter(move |s| s.kind == kind).cloned()).collect()
    }

    /// What a suspect is to each victim, as far as it is known: the victim's label and the code.
    pub fn relationships<'a>(&'a self, suspect: &'a Suspect) -> impl Iterator<Item = (String, String)> + 'a {
        self.victims.iter().filter_map(|victim| {
            let code = self.relation(&suspect.head.id, &victim.head.id)?.relationship.clone()?;
            Some((victim.to_sheet().label(), code))
        })
    }

    /// The case whole for programs: the case with its records inside, what hangs on a suspect and what they are to each victim
    /// inside the suspect, what hangs on an exhibit, a victim or a relative inside of it; and that it was erased, if it was.
    pub fn json(&self, desk: &Desk) -> Json {
        fn all<T: Record>(records: &[T], desk: &Desk) -> Vec<Json> {
            records.iter().map(|r| r.to_sheet().json(desk)).collect()
        }
        let mut case = self.case.to_sheet().json(desk);
        case["offences"] = all(&self.offences, desk).into();
        case["victims"] = self.victims_json(desk).into();
        case["suspects"] = self.suspects.iter().map(|s| self.suspect_json(s, desk)).collect();
        case["exhibits"] = self.exhibits_json(desk).into();
        case["tasks"] = self.tasks.iter().map(|t| task_json(t, desk)).collect();
        case["decisions"] = all(&self.decisions, desk).into();
        case["partner_roles"] = all(&self.partner_roles, desk).into();
        case["diary"] = all(&self.diary, desk).into();
        case["tips"] = json!(self.tip_numbers());
        case["missing"] = json!(self.missing());
        case["unfounded"] = json!(self.unfounded());
        if let Some(Erasure { at, by, reason }) = &self.erased {
            case["erased"] = json!({ "at": at, "by": by, "reason": reason });
        }
        if let Some(Pointer { number, at, by, same, .. }) = &self.merged_into {
            let same: Vec<Json> = same.iter().map(|s| json!({ "label": s.younger, "same_as": s.older })).collect();
            case["merged_into"] = json!({ "number": number, "at": at, "by": by, "same": same });
        }
        if !self.merged.is_empty() {
            case["merged"] = self.merged.iter().map(|file| file.json(desk)).collect();
        }
        case
    }

    fn suspect_json(&self, suspect: &Suspect, desk: &Desk) -> Json {
        let relationship = |(victim, code): (String, String)| {
            let text = desk.lists.word("relationship", &code);
            json!({ "victim": victim, "relationship": code, "nibrs": nibrs(&code), "relationship_text": text })
        };
        let mut json = suspect.to_sheet().json(desk);
        self.tell_person(&mut json, &suspect.head.id);
        json["stage"] = json!(self.course(suspect).stage(desk).word());
        json["relationships"] = self.relationships(suspect).map(relationship).collect();
        let all = self.of_suspect(&suspect.head.id);
        for kind in RecordKind::of_suspect() {
            json[kind.many()] = all.iter().filter(|s| s.kind == kind).map(|s| self.hanging_json(s, desk)).collect();
        }
        json
    }

    /// Who is one person with one of its people.
    pub fn ties(&self, record_id: &str) -> &[person::Tie] {
        self.people.as_ref().and_then(|people| people.get(record_id)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The same for programs; nothing is said where it was not asked.
    pub fn tell_person(&self, json: &mut Json, record_id: &str) {
        if self.people.is_some() {
            json["person"] = person::json(self.ties(record_id));
        }
    }

    /// What hangs on a suspect, for programs: an arrest with its custody clock.
    fn hanging_json(&self, sheet: &Sheet, desk: &Desk) -> Json {
        let mut json = sheet.json(desk);
        if sheet.kind == RecordKind::Arrest {
            json["custody"] = json!(self.clock(sheet, desk).map(|clock| {
                json!({
                    "from": stamp(clock.from), "from_arrest": clock.since != Since::Arrival, "hour_known": clock.since != Since::Day,
                    "hours": clock.hours, "extended": clock.extended,
                    "until": stamp(clock.until()), "minutes_left": clock.left(&desk.now).num_minutes().max(0),
                })
            }));
        }
        if sheet.kind == RecordKind::Identifier {
            json["seen"] = known::json(&self.known, &sheet.head.id);
        }
        if let Some(term) = self.term(sheet, desk) {
            json["last_day"] = json!(term.last.map(|d| d.to_string()));
            json["by_limit"] = json!(term.by_limit);
            json["renewal"] = json!(term.renewal);
            json["renewals_allowed"] = json!(term.renewals);
        }
        json
    }

    /// How a provisional detention stands: by the class of the last charge that stands, and whether the suspect was a minor at the
    /// offence.
    pub fn term(&self, detention: &Sheet, desk: &Desk) -> Option<Term> {
        let one = self.detentions.iter().find(|d| d.head.id == detention.head.id)?;
        let suspect = self.suspects.iter().find(|s| Some(&s.head.id) == one.suspect_id.as_ref())?;
        let course = self.course(suspect);
        let charge = course.charges.iter().rfind(|c| c.state.as_deref() == Some("stands"));
        let day = self.case.incident_on.or(self.case.reported_on);
        let minor = age_at(suspect.age, suspect.born, day).is_some_and(|age| age.years() < 18);
        let limit = charge.and_then(|c| Limit::of(desk.lists, c.class.as_deref()?, minor));
        let own = |d: &&Detention| d.taken_back_at.is_none() && d.suspect_id == one.suspect_id;
        let all: Vec<&Detention> = self.detentions.iter().filter(own).collect();
        one.taken_back_at.is_none().then(|| detention::term(one, &all, limit))
    }

    /// What the law's limits say of a record that hangs on a suspect, with its heading: the custody clock of an arrest, how long a
    /// detention may last; and is it urgent?
    pub fn limit_in_words(&self, sheet: &Sheet, desk: &Desk) -> Option<(&'static str, String, bool)> {
        if let Some(clock) = self.clock(sheet, desk) {
            return Some(("Custody", clock.words(&desk.now), clock.is_urgent(&desk.now)));
        }
        let term = self.term(sheet, desk)?;
        let over = term.last.is_some_and(|last| last < desk.now.today()) && !term.ended;
        Some(("Limit", term.words(&desk.now), over))
    }

    /// The custody clock of an arrest, while it says anything.
    pub fn clock(&self, arrest: &Sheet, desk: &Desk) -> Option<Clock> {
        let arrest = self.arrests.iter().find(|a| a.head.id == arrest.head.id)?;
        Clock::of(arrest, Limits::of(desk.lists), desk.now.zone).filter(|clock| clock.is_told(&desk.now))
    }

    /// What is still missing for a complete record: `V1 Name`, `Source` …; what was taken back is left out.
    pub fn missing(&self) -> Vec<String> {
        if self.erased.is_some() { Vec::new() } else { missing(&self.sheets()) }
    }
}

/// A task for programs, with its state.
fn task_json(task: &Task, desk: &Desk) -> Json {
    let mut json = task.to_sheet().json(desk);
    json["state"] = json!(task.state().word());
    json
}

/// What is still missing in these sheets, also before they are saved.
pub fn missing(sheets: &[Sheet]) -> Vec<String> {
    let mut out = Vec::new();
    for sheet in sheets {
        let taken_back = !sheet.stands();
        let nobody = sheet.kind == RecordKind::Relation && unknown_suspect(sheets, sheet.get("suspect_id"));
        if taken_back || nobody {
            continue;
        }
        for (spec, value) in sheet.kind.specs().iter().zip(&sheet.values) {
            let masked = sheet.is_masked(spec.column);
            if value.is_none() && !masked && matches!(spec.need, Need::Must | Need::Wanted) {
                let of = if sheet.kind == RecordKind::Case { String::new() } else { format!("{} ", sheet.label()) };
                out.push(format!("{of}{}", spec.label));
            }
        }
    }
    let all = |kind| sheets.iter().filter(move |s: &&Sheet| s.kind == kind);
    for suspect in all(RecordKind::Suspect).filter(|s| Suspect::identified(s.get("identity"))) {
        for victim in all(RecordKind::Victim) {
            let is = |r: &Sheet| {
                r.get("suspect_id") == Some(&suspect.head.id) && r.get("victim_id") == Some(&victim.head.id)
            };
            if !all(RecordKind::Relation).any(is) {
                out.push(format!("{} to {}", suspect.label(), victim.label()));
            }
        }
    }
    for kind in [RecordKind::Offence, RecordKind::Victim, RecordKind::Suspect] {
        if !sheets.iter().any(|s| s.kind == kind) {
            out.push(kind.name().to_owned());
        }
    }
    out
}

fn unknown_suspect(sheets: &[Sheet], id: Option<&str>) -> bool {
    sheets.iter().any(|s| Some(s.head.id.as_str()) == id && !Suspect::identified(s.get("identity")))
}
