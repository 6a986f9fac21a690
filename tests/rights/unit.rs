//! A unit with accounts: a person of each role, and for each of them a case at every nearness, its fields full of invented words.
//! It is made once, by the doors that the program has, and copied for every test.

use crate::canary;
use caseload::domain::act::{Actor, Change, Deed};
use caseload::domain::casefile::CaseFile;
use caseload::domain::draft::Draft;
use caseload::domain::field::Value;
use caseload::domain::ledger;
use caseload::domain::moment::{Now, read_clock};
use caseload::domain::office::Office;
use caseload::domain::officer::{Key, Officer, Role};
use caseload::domain::record::{Head, RecordKind, Sheet};
use caseload::domain::visit::Claim;
use caseload::store::{Ids, Store};
use chrono_tz::Asia::Phnom_Penh;
use rusqlite::{Connection, OpenFlags};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub const NOW: &str = "2021-12-28T22:45";

/// One person of each role, in the order of the columns of the expected tables. All of one team: a role is no team.
pub const PEOPLE: [(&str, Role); 7] = [
    ("vanna", Role::Director),
    ("sophal", Role::Lead),
    ("dara", Role::Officer),
    ("rith", Role::Forensic),
    ("maly", Role::Welfare),
    ("chan", Role::Analyst),
    ("nary", Role::Administrator),
];
/// An account that is disabled, and a name that has none.
pub const DISABLED: &str = "former";
pub const UNKNOWN: &str = "stranger";
/// Of another team: an officer and the lead of the team.
pub const OTHERS: [(&str, Role); 2] = [("bopha", Role::Officer), ("kosal", Role::Lead)];

/// How near a case is to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    Led,
    Entered,
    Team,
    NoTeam,
    OtherTeam,
    Listed,
    Shut,
    Glass,
}

impl Near {
    pub const ALL: [Near; 8] =
        [Near::Led, Near::Entered, Near::Team, Near::NoTeam, Near::OtherTeam, Near::Listed, Near::Shut, Near::Glass];
}

/// Words that stand in no case: title, content and setting of another's desk, what another searched, why a glass was broken,
/// what a key is called.
pub const ASIDE: [&str; 6] = ["qiwtitle", "qiwtyped", "qiwlikes", "qiwsought", "qiwbroke", "qiwkey"];

/// Everybody for whom there are cases.
pub fn subjects() -> impl Iterator<Item = &'static str> {
    PEOPLE.iter().map(|p| p.0).chain([DISABLED])
}

/// The place in the file of a case as near as this: those of a team are everybody's.
pub fn place(who: &str, near: Near) -> usize {
    let own = |n: usize| 5 + 3 * subjects().position(|s| s == who).unwrap_or(0) + n;
    match near {
        Near::Team => 0,
        Near::NoTeam => 1,
        Near::OtherTeam => 2,
        Near::Listed => 3,
        Near::Shut => 4,
        Near::Led => own(0),
        Near::Entered => own(1),
        Near::Glass => own(2),
    }
}

/// How near the case with this place in the file is to somebody: one that is another's own is of another team to them, or shut.
pub fn near_of(who: &str, at: usize) -> Near {
    match Near::ALL.into_iter().find(|near| place(who, *near) == at) {
        Some(near) => near,
        None if (at - 5) % 3 == 2 => Near::Shut,
        None => Near::OtherTeam,
    }
}

/// How many cases there are.
pub fn cases() -> usize {
    5 + 3 * subjects().count()
}

pub fn now() -> Now {
    Now { utc: read_clock(NOW, Phnom_Penh).unwrap(), zone: Phnom_Penh }
}

/// The number of the case with this place in the file.
pub fn number(at: usize) -> String {
    format!("CPU-21-{:04}", at + 1)
}

/// The day on which it was reported: no two alike.
pub fn reported(at: usize) -> String {
    format!("2021-{:02}-{:02}", at % 11 + 1, at / 11 * 3 + 2)
}

/// A copy of the unit's file, in a folder of its own.
pub struct Unit {
    folder: tempfile::TempDir,
}

impl Unit {
    pub fn new() -> Unit {
        static FILE: OnceLock<Vec<u8>> = OnceLock::new();
        let unit = Unit { folder: scratch() };
        std::fs::write(unit.path(), FILE.get_or_init(make)).unwrap();
        std::fs::set_permissions(unit.path(), std::fs::Permissions::from_mode(0o600)).unwrap();
        unit
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("office.db")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The store with somebody signed in.
    pub fn of(&self, name: &str) -> Store {
        let mut store = Store::open(&self.path()).unwrap();
        store.sign_in(&claim(Some(name)), &now()).unwrap();
        store
    }

    /// The store at the server's own console.
    pub fn server(&self) -> Store {
        let mut store = Store::open(&self.path()).unwrap();
        store.sign_in(&claim(None), &now()).unwrap();
        store
    }

    /// The store with a sign-in that is refused.
    pub fn nobody(&self, name: &str) -> Store {
        let mut store = Store::open(&self.path()).unwrap();
        store.sign_in(&claim(Some(name)), &now()).unwrap_err();
        store
    }

    /// The file as it is, past every right.
    pub fn raw(&self) -> Connection {
        Connection::open_with_flags(self.path(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
    }

    /// The identity of the case with this place in the file.
    pub fn id(&self, at: usize) -> String {
        let sql = "SELECT id FROM cases WHERE number = ?1";
        self.raw().query_row(sql, [number(at)], |r| r.get(0)).unwrap()
    }

    /// The records of a case as they are stored.
    pub fn stored(&self, case_id: &str) -> CaseFile {
        let raw = self.raw();
        let all: Vec<Sheet> = RecordKind::of_case().flat_map(|kind| sheets(&raw, kind, case_id)).collect();
        CaseFile::from_sheets(&all).unwrap()
    }

    /// Every row that is a record, an account or of somebody's desk; not the trail, its counters, nor what the engine keeps.
    pub fn rows(&self) -> String {
        let tables = "cases offence victim suspect relation warrant arrest charge detention court_event court_result exhibit custody_event exam_request exam_result task decision identifier relative need service follow_up consent partner_role diary tip tip_identifier case_row same_person officer officer_key glass notice setting partner draft";
        let raw = self.raw();
        tables.split(' ').map(|table| dump(&raw, table)).collect()
    }

    /// Puts on record what a case is now: a state that no door makes, in a file that is sound by its ledger.
    pub fn seal(&self, case_id: &str) {
        let (raw, salt) = (self.raw(), [7; 16]);
        let Sheet { head, values, kind } = sheets(&raw, RecordKind::Case, case_id).remove(0);
        let Head { id, case_id, seq, version, created_at, created_by, updated_at, updated_by, .. } = &head;
        let (seq, number) = (seq.to_string(), version.to_string());
        let heads = ["id", "case_id", "seq", "version", "created_at", "created_by", "updated_at", "updated_by"];
        let texts = [id, case_id, &seq, &number, created_at, created_by, updated_at, updated_by];
        let columns = heads.into_iter().zip(texts.map(|t| Some(t.as_str())));
        let fields = kind.specs().iter().map(|s| s.column).zip(values.iter().map(Option::as_deref));
        let digest = ledger::image(&salt, "cases", columns.chain(fields));
        let last: (i64, ledger::Hash) = raw
            .query_row("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1", [], |r| Ok((r.get(0)?, r.get(1)?)))
            .unwrap();
        let line = ledger::Line {
            seq: last.0 + 1,
            op_id: "past-the-door",
            at: &now().stamp(),
            person: "test",
            session: "",
            key: None,
            program: "",
            schema: 0,
            action: "edit",
            case_id,
            kind: "cases",
            record_id: id,
            label: "",
            field: "",
            was: None,
            version: Some((*version).into()),
            digest: Some(&digest),
            commitment: &ledger::commitment(&salt, None, None, None),
        };
        let hash = line.hash(&last.1, &mut Vec::new());
        raw.execute(
            "INSERT INTO ledger (seq, op_id, at, person, session, program, schema, action, case_id, kind, record_id, label, field, version, \
             digest, commitment, hash) VALUES (?1, ?2, ?3, 'test', '', '', 0, 'edit', ?4, 'cases', ?5, '', '', ?6, ?7, ?8, ?9)",
            rusqlite::params![line.seq, line.op_id, line.at, case_id, id, version, digest, line.commitment, hash],
        )
        .unwrap();
        raw.execute("INSERT INTO ledger_value (seq, salt) VALUES (?1, ?2)", rusqlite::params![line.seq, salt]).unwrap();
        raw.execute("UPDATE counter SET last = ?1 WHERE name = 'audit'", [line.seq]).unwrap();
    }

    /// The lines of the trail behind a place: person, kind, act, case, record, detail.
    pub fn trail(&self, after: i64) -> Vec<[String; 5]> {
        let raw = self.raw();
        let sql = "SELECT person, kind, action, case_id, coalesce(new, '') FROM audit WHERE seq > ?1 ORDER BY seq";
        let mut query = raw.prepare(sql).unwrap();
        let rows = query.query_map([after], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?])).unwrap();
        rows.map(Result::unwrap).collect()
    }

    pub fn last(&self) -> i64 {
        self.raw().query_row("SELECT max(seq) FROM audit", [], |r| r.get(0)).unwrap()
    }
}

/// In memory where the system offers it: what is asked here is not how fast a disk is.
pub fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let (mut maker, closed) = (tempfile::Builder::new(), std::fs::Permissions::from_mode(0o700));
    let maker = maker.permissions(closed);
    let made = if memory.is_dir() { maker.tempdir_in(memory) } else { maker.tempdir() };
    made.or_else(|_| maker.tempdir()).expect("a scratch folder")
}

pub fn claim(name: Option<&str>) -> Claim {
    Claim {
        name: name.map(str::to_owned),
        account: "service".to_owned(),
        session: format!("sitting of {}", name.unwrap_or("the server")),
        ..Claim::default()
    }
}

pub fn sheets(raw: &Connection, kind: RecordKind, case_id: &str) -> Vec<Sheet> {
    let columns: Vec<&str> = kind.specs().iter().map(|s| s.column).collect();
    let sql = format!(
        "SELECT id, case_id, seq, version, created_at, created_by, updated_at, updated_by, {} FROM {} WHERE case_id = ?1 ORDER BY seq",
        columns.join(", "),
        kind.table()
    );
    let mut query = raw.prepare(&sql).unwrap();
    let rows = query.query_map([case_id], |r| {
        let head = Head {
            id: r.get(0)?,
            case_id: r.get(1)?,
            seq: r.get(2)?,
            version: r.get(3)?,
            created_at: r.get(4)?,
            created_by: r.get(5)?,
            updated_at: r.get(6)?,
            updated_by: r.get(7)?,
            masked: 0,
        };
        let values = (8..8 + columns.len()).map(|i| r.get(i)).collect::<Result<Vec<Value>, _>>()?;
        Ok(Sheet { kind, head, values })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn dump(raw: &Connection, table: &str) -> String {
    use rusqlite::types::Value as Any;
    let mut query = raw.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
    let n = query.column_count();
    let rows = query.query_map([], |r| (0..n).map(|i| r.get::<_, Any>(i)).collect::<Result<Vec<_>, _>>());
    rows.unwrap().map(|row| format!("{table} {:?}\n", row.unwrap())).collect()
}

/// A sheet with some of its columns set.
pub fn sheet(kind: RecordKind, case_id: &str, fields: &[(&str, &str)]) -> Sheet {
    let mut sheet = Sheet::blank(kind, case_id, 1);
    for (column, value) in fields {
        assert!(kind.specs().iter().any(|s| s.column == *column), "{} has no {column}", kind.name());
        sheet.set(column, Some((*value).to_owned()));
    }
    sheet
}

fn make() -> Vec<u8> {
    let folder = scratch();
    let path = folder.path().join("office.db");
    let office = Office { name: "Test".into(), prefix: "CPU".into(), zone: Phnom_Penh, demo: false, note: None };
    let mut store = Store::init(&path, &office, &now(), Ids::Random).unwrap();
    store.sign_in(&claim(None), &now()).unwrap();
    fill(&mut store);
    accounts(&mut store);
    drop(store);
    desks(&path);
    std::fs::read(&path).unwrap()
}

/// The cases, while the office has no accounts: the names beside them are those that will have one.
fn fill(store: &mut Store) {
    let everybody: Vec<&str> = subjects().collect();
    let everybody = everybody.join(" ");
    let mut deeds = Vec::new();
    for at in 0..cases() {
        let (mut team, mut lead, mut entered, mut restricted) = (Some("ICAC"), Some("kosal"), "kosal", None);
        match at {
            0 => (team, lead) = (Some("HIT"), Some("bopha")),
            1 => (team, lead) = (None, None),
            2 => {}
            3 => restricted = Some(everybody.as_str()),
            4 => (team, restricted) = (Some("HIT"), Some("kosal")),
            _ => {
                let who = subjects().nth((at - 5) / 3).unwrap();
                match (at - 5) % 3 {
                    0 => lead = Some(who),
                    1 => entered = who,
                    _ => (team, restricted) = (Some("HIT"), Some("kosal")),
                }
            }
        }
        let actor = |name: &str| Actor { name: name.to_owned(), session: "before".to_owned() };
        deeds.push((actor(entered), now(), new_case(at, team, lead, restricted)));
    }
    store.fill(deeds).unwrap();
    // What was done to each of them since, by somebody who is near to none of the seven.
    for at in 0..cases() {
        let id = store.case_by_number(&number(at), &now()).unwrap();
        let file = store.case(&id, &now()).unwrap();
        let mut entry = Sheet::blank(RecordKind::Diary, &id, 2);
        let word = |field| canary::text(field, at);
        let text = format!("{} told of {} and {}", word("diary"), word("past"), word("name_km"));
        entry.set("text", Some(text));
        let bopha = Actor { name: "bopha".into(), session: "before".into() };
        let corrected = edit(&file.victims[0], "correct", None, &[("name", &word("name"))]);
        let fields = [
            ("taken_back_at", "2021-12-27T01:00:00.000Z"),
            ("taken_back_by", "bopha"),
            ("taken_back_reason", &word("taken_back_reason")),
        ];
        let back = edit(&file.arrests[0], "take back", Some(word("reason")), &fields);
        let deeds = [Deed::add("new diary entry", vec![entry]), corrected, back];
        store.fill(deeds.map(|deed| (bopha.clone(), now(), deed))).unwrap();
    }
}

/// A deed that sets some columns of a record.
pub fn edit<T: caseload::domain::record::Record>(
    record: &T,
    action: &str,
    reason: Option<String>,
    fields: &[(&str, &str)],
) -> Deed {
    let before = record.to_sheet();
    let mut after = before.clone();
    for (column, value) in fields {
        assert!(after.kind.specs().iter().any(|s| s.column == *column), "{} has no {column}", after.kind.name());
        after.set(column, Some((*value).to_owned()));
    }
    Deed { action: action.to_owned(), reason, op_id: None, changes: vec![Change { before: Some(before), after }] }
}

fn new_case(at: usize, team: Option<&str>, lead: Option<&str>, restricted: Option<&str>) -> Deed {
    let id = "new:case";
    let word = |field| canary::text(field, at);
    let reported = reported(at);
    let summary = format!("{} of {}, say {}", word("summary"), word("name"), word("suspect_km"));
    let fields: [(&str, &str); 9] = [
        ("reported_on", &reported),
        ("province", "02"),
        ("village", &word("village")),
        ("place", &word("place")),
        ("summary", &summary),
        ("reporter", &word("reporter")),
        ("as_imported", &word("as_imported")),
        ("stage_reason", &word("stage_reason")),
        ("source", "police"),
    ];
    let mut case = sheet(RecordKind::Case, id, &fields);
    for (column, value) in [("team", team), ("lead", lead), ("restricted_to", restricted)] {
        case.set(column, value.map(str::to_owned));
    }
    let cleared = [("code", "0101"), ("clearance", "EXC-A"), ("clearance_reason", &word("clearance_reason"))];
    let victim: [(&str, &str); 6] = [
        ("sex", "f"),
        ("age", "11y"),
        ("born", &word("born")),
        ("name", &word("past")),
        ("name_km", &word("name_km")),
        ("care_note", &word("care_note")),
    ];
    let suspect: [(&str, &str); 9] = [
        ("identity", "named"),
        ("sex", "m"),
        ("age", "41y"),
        ("born", &word("suspect_born")),
        ("name", &word("suspect")),
        ("name_km", &word("suspect_km")),
        ("nickname", &word("nickname")),
        ("description", &word("description")),
        ("online", &word("online")),
    ];
    let relation = [("suspect_id", "new:S1"), ("victim_id", "new:V1"), ("relationship", "ST")];
    let arrest: [(&str, &str); 3] =
        [("suspect_id", "new:S1"), ("at", "2021-12-20T03:00:00.000Z"), ("place", &word("arrest_place"))];
    let warrant = [("suspect_id", "new:S1"), ("issued_on", "2021-12-19")];
    let detention = [("suspect_id", "new:S1"), ("began_on", "2021-12-21")];
    let charge: [(&str, &str); 4] = [
        ("suspect_id", "new:S1"),
        ("charged_on", "2021-12-21"),
        ("article", "PC-239"),
        ("ended_reason", &word("ended_reason")),
    ];
    let event: [(&str, &str); 4] =
        [("suspect_id", "new:S1"), ("kind", "trial"), ("held_on", "2021-12-22"), ("summary", &word("court_summary"))];
    let result: [(&str, &str); 4] = [
        ("suspect_id", "new:S1"),
        ("result", "convicted"),
        ("decided_on", "2021-12-22"),
        ("compensation", &word("compensation")),
    ];
    let exhibit: [(&str, &str); 7] = [
        ("kind", "phone"),
        ("what", &word("what")),
        ("found_where", &word("found_where")),
        ("found_by", &word("found_by")),
        ("packaging", &word("packaging")),
        ("sealed_by", &word("sealed_by")),
        ("kept_at", &word("kept_at")),
    ];
    let custody: [(&str, &str); 8] = [
        ("exhibit_id", "new:E1"),
        ("at", "2021-12-21T03:00:00.000Z"),
        ("from_place", "scene"),
        ("to_place", "lab"),
        ("purpose", "examination"),
        ("seal", "whole"),
        ("to_whom", &word("whom")),
        ("note", &word("note")),
    ];
    let exam: [(&str, &str); 6] = [
        ("exhibit_id", "new:E1"),
        ("asked_on", "2021-12-21"),
        ("exam", "digital"),
        ("lab", "np"),
        ("question", &word("question")),
        ("authority", &word("authority")),
    ];
    let answer: [(&str, &str); 5] = [
        ("exam_request_id", "new:X1"),
        ("reported_on", "2021-12-22"),
        ("result", "positive"),
        ("finding", &word("finding")),
        ("opinion", &word("opinion")),
    ];
    let task = [("what", &*word("task")), ("owner", "kosal"), ("done_on", "2021-12-22"), ("result", &word("result"))];
    let decision =
        [("what", &*word("decision")), ("why", &word("why")), ("decided_at", "2021-12-21"), ("decided_by", "kosal")];
    let identifier: [(&str, &str); 4] =
        [("suspect_id", "new:S1"), ("kind", "screen"), ("value", &word("value")), ("port", &word("port"))];
    let relative: [(&str, &str); 5] = [
        ("victim_id", "new:V1"),
        ("relation", "mother"),
        ("name", &word("relative")),
        ("phone", &word("phone")),
        ("note", &word("care_words")),
    ];
    let need = [("victim_id", "new:V1"), ("service", "counselling"), ("assessed_on", "2021-12-21")];
    let service: [(&str, &str); 5] = [
        ("relative_id", "new:F1"),
        ("service", "counselling.family"),
        ("partner", "dosvy"),
        ("referred_on", "2021-12-21"),
        ("answer_reason", &word("care_words")),
    ];
    let follow_up = [("relative_id", "new:F1"), ("kind", "service"), ("due_on", "2021-12-22")];
    let consent: [(&str, &str); 3] =
        [("victim_id", "new:V1"), ("given_on", "2021-12-21"), ("given_by", &word("given_by"))];
    let role: [(&str, &str); 3] = [("partner", "np"), ("role", "joint"), ("contact", &word("contact"))];
    let report = [("text", format!("{} reported by {}", word("diary"), word("reporter")))];
    let report = report.each_ref().map(|(c, t)| (*c, t.as_str()));
    let sheets = vec![
        case,
        sheet(RecordKind::Offence, id, &cleared),
        sheet(RecordKind::Victim, id, &victim),
        sheet(RecordKind::Suspect, id, &suspect),
        sheet(RecordKind::Relation, id, &relation),
        sheet(RecordKind::Warrant, id, &warrant),
        sheet(RecordKind::Arrest, id, &arrest),
        sheet(RecordKind::Charge, id, &charge),
        sheet(RecordKind::Detention, id, &detention),
        sheet(RecordKind::CourtEvent, id, &event),
        sheet(RecordKind::CourtResult, id, &result),
        sheet(RecordKind::Exhibit, id, &exhibit),
        sheet(RecordKind::CustodyEvent, id, &custody),
        sheet(RecordKind::ExamRequest, id, &exam),
        sheet(RecordKind::ExamResult, id, &answer),
        sheet(RecordKind::Task, id, &task),
        sheet(RecordKind::Decision, id, &decision),
        sheet(RecordKind::Identifier, id, &identifier),
        sheet(RecordKind::Relative, id, &relative),
        sheet(RecordKind::Need, id, &need),
        sheet(RecordKind::Service, id, &service),
        sheet(RecordKind::FollowUp, id, &follow_up),
        sheet(RecordKind::Consent, id, &consent),
        sheet(RecordKind::PartnerRole, id, &role),
        sheet(RecordKind::Diary, id, &report),
    ];
    Deed::add("new case", sheets)
}

fn accounts(store: &mut Store) {
    let officer = |name: &str, role, team: &str| Officer {
        name: name.to_owned(),
        role,
        team: Some(team.to_owned()),
        active: true,
    };
    let all = PEOPLE.map(|(name, role)| officer(name, role, "HIT"));
    let others = OTHERS.map(|(name, role)| officer(name, role, "ICAC"));
    let (first, rest) = all.split_last().unwrap();
    store.add_officer(first, None, &now()).unwrap();
    store.sign_in(&claim(None), &now()).unwrap();
    for (i, one) in rest.iter().chain(&others).enumerate() {
        let key = key(&one.name, i);
        store.add_officer(one, Some(&key), &now()).unwrap();
    }
    store.add_officer(&officer(DISABLED, Role::Officer, "HIT"), None, &now()).unwrap();
    store.set_active(DISABLED, false, &now()).unwrap();
}

/// A key that no machine has.
pub fn key(of: &str, n: usize) -> Key {
    Key {
        id: String::new(),
        officer: of.to_owned(),
        fingerprint: format!("SHA256:{n}"),
        public: format!("ssh-ed25519 AAAA{n}"),
        comment: ASIDE[5].to_owned(),
        added_at: String::new(),
        added_by: String::new(),
        revoked_at: None,
    }
}

/// What people left on their desks, what they searched, and the glass that they broke.
fn desks(path: &Path) {
    let of = |name: &str| {
        let mut store = Store::open(path).unwrap();
        store.sign_in(&claim(Some(name)), &now()).unwrap();
        store
    };
    let mut bopha = of("bopha");
    let draft = Draft {
        session: "left by bopha".into(),
        person: "bopha".into(),
        process: "1".into(),
        kept_at: now().stamp(),
        title: ASIDE[0].into(),
        content: format!("{{\"typing\":\"{}\"}}", ASIDE[1]),
    };
    bopha.keep_draft(&draft, None).unwrap();
    bopha.set_setting("theme", ASIDE[2]).unwrap();
    bopha.searched(ASIDE[3], &now()).unwrap();
    bopha.break_glass(&number(place("", Near::Shut)), ASIDE[4], &now()).unwrap();
    for who in subjects().filter(|s| *s != DISABLED) {
        let broke = of(who).break_glass(&number(place(who, Near::Glass)), "the mother rang", &now());
        let may = !["rith", "chan", "nary"].contains(&who);
        assert_eq!(broke.is_ok(), may, "{who}: {broke:?}");
    }
}
