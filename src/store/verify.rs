//! Verifying: every line of the ledger against the one before, its values against what they were committed to, the live rows
//! against their last digest, counters, the guards of the schema, the index of words, and heads that were kept elsewhere. It tells places, case
//! numbers and kinds of record, never a value, and mends nothing.
//!
//! Each line needs only the hash that stands before it, so the lines are walked in pieces by as many hands as there are processors; each
//! case is read at one moment. What is not walked is looked at meanwhile. Others go on saving: what is verified is the ledger as it was
//! when it began.

use super::ledger::{self, LINE, hash_before, line_in};
use super::seal::{self, IMPORT, name};
use super::{
    Error, Result, Store, access, counter, merged, migrate, open, person, release, scope, sheet, sound, told, words,
};
use crate::domain::ledger::{Anchor, Hash, Head, Line, Problem, Verified, commitment_in};
use crate::domain::moment::Now;
use crate::domain::record::RecordKind;
use crate::domain::rights::Right;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::thread;

/// So many lines are walked in one statement: a reader that stays would keep the engine from tidying up.
const LINES: i64 = 2_000;
/// So many cases are compared at one moment.
const CASES: usize = 200;
/// More problems than this of one kind tell no more.
const ENOUGH: usize = 100;

impl Store {
    /// Verifies the ledger and all that it answers for.
    /// # Errors
    /// [`Error::NotAllowed`]; or when the file cannot be read at all.
    pub fn verify(&mut self, anchors: &[Anchor], now: &Now) -> Result<Verified> {
        self.need(Right::Maintain, now)?;
        verify(&self.path.clone(), anchors, false)
    }

    /// The same of the office file for a screen that tells only whether all is well.
    /// # Errors
    /// When the file cannot be read at all.
    pub fn verify_file(path: &Path, anchors: &[Anchor]) -> Result<Verified> {
        verify(path, anchors, false)
    }

    /// Verifies a copy in which nobody works: also that it is ours, of a schema that this program knows, and whole.
    /// # Errors
    /// [`Error::NotOurs`], [`Error::Newer`], [`Error::Corrupt`], or when it cannot be read.
    pub fn verify_copy(path: &Path, anchors: &[Anchor]) -> Result<Verified> {
        let conn = open::reader(path)?;
        let integrity: String = conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))?;
        let broken: i64 = conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0))?;
        if integrity != "ok" || broken > 0 {
            return Err(Error::Corrupt(path.to_owned()));
        }
        verify(path, anchors, true)
    }
}

/// Verifies a file, or a copy in which nobody works. A restore that comes in between puts another past in the place of the one that
/// was being walked: then it is begun again.
pub(super) fn verify(path: &Path, anchors: &[Anchor], is_copy: bool) -> Result<Verified> {
    let mut verified = once(path, anchors, is_copy)?;
    for _ in 0..3 {
        let conn = if is_copy { open::reader(path)? } else { open::connect(path)? };
        if verified.problems.is_empty() || ledger::hash_at(&conn, verified.head.seq)? == Some(verified.head.hash) {
            break;
        }
        let before = verified.head.clone();
        verified = once(path, anchors, is_copy)?;
        if verified.head == before {
            break;
        }
    }
    Ok(verified)
}

fn once(path: &Path, anchors: &[Anchor], is_copy: bool) -> Result<Verified> {
    let connect = || if is_copy { open::reader(path) } else { open::connect(path) };
    let conn = connect()?;
    let schema = counter::schema(&conn)?;
    if schema < migrate::GUARDED {
        return Err(Error::Older(path.to_owned()));
    }
    let moment = conn.unchecked_transaction()?;
    let head = ledger::head(&conn)?;
    let spans = spans(&conn)?;
    let blocks = if schema >= words::SINCE { words::blocks(&conn)? } else { Vec::new() };
    let (next_line, next_span, next_block) = (AtomicI64::new(1), AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || -> Result<Found> {
        let conn = connect()?;
        let mut found = Found::default();
        loop {
            let from = next_line.fetch_add(LINES, Ordering::Relaxed);
            if from > head.seq {
                break;
            }
            walk(&conn, schema, from, (from + LINES - 1).min(head.seq), &mut found)?;
        }
        let kinds = sheet::Rows::of_all(&conn)?;
        while let Some(span) = spans.get(next_span.fetch_add(1, Ordering::Relaxed)..).filter(|rest| rest.len() > 1) {
            found.records += sound::compare(&conn, &kinds, [&span[0], &span[1]], &mut found.problems)?;
        }
        while let Some(block) = blocks.get(next_block.fetch_add(1, Ordering::Relaxed)) {
            sound::found_by_words(&conn, *block, &mut found.problems)?;
        }
        Ok(found)
    };
    let hands = thread::available_parallelism().map_or(1, usize::from).min(8);
    let (done, beside): (Vec<Result<Found>>, _) = thread::scope(|scope| {
        let hands: Vec<_> = (0..hands).map(|_| scope.spawn(work)).collect();
        let beside = not_walked(&conn, schema, &head);
        let broke = || Err(Error::Engine("verifying was cut off".to_owned()));
        (hands.into_iter().map(|hand| hand.join().unwrap_or_else(|_| broke())).collect(), beside)
    });
    let mut all = beside?;
    moment.finish()?;
    for done in done {
        all.add(done?);
    }
    let Found { lines, records, mut problems, glass, imports } = all;
    for case_id in glass {
        let record = name(&conn, &case_id, "broken glass", "")?;
        problems.push(Problem { seq: None, record, text: "is not as the ledger says".to_owned() });
    }
    problems.extend(imports.into_iter().map(|case_id| {
        let text = format!("does not say rightly that {case_id} came in with it");
        Problem { seq: None, record: Some("import".to_owned()), text }
    }));
    let (notes, doubts) = kept_elsewhere(&conn, &head, anchors, &mut problems)?;
    problems.sort_by_key(|p| (p.seq.is_none(), p.seq));
    let compared = anchors.iter().filter(|a| a.head.office == head.office).count();
    Ok(Verified { head, lines, records, anchors: compared as u64, problems, notes, doubts })
}

/// What one pair of hands found.
#[derive(Default)]
struct Found {
    lines: u64,
    records: u64,
    problems: Vec<Problem>,
    /// cases of which broken glass is not as the ledger says
    glass: BTreeSet<String>,
    /// cases of which it is not rightly said with which import they came in
    imports: BTreeSet<String>,
}

impl Found {
    fn add(&mut self, other: Found) {
        self.lines += other.lines;
        self.records += other.records;
        self.problems.extend(other.problems);
        self.glass.extend(other.glass);
        self.imports.extend(other.imports);
    }
}

/// What is not found in walking lines and cases: counters, guards, accounts, imports, who and what is one, figures, and what stands beside.
fn not_walked(conn: &Connection, schema: i64, head: &Head) -> Result<Found> {
    let mut found = Found::default();
    let problems = &mut found.problems;
    let made = migrate::made_by_steps(schema)?;
    let (objects, codes) = &*made;
    counters(conn, schema, head, problems)?;
    guards(conn, objects, problems)?;
    found.records = accounts(conn, problems)?;
    found.imports = imports(conn, schema, problems)?;
    merges(conn, schema, problems)?;
    persons(conn, schema, problems)?;
    found.glass = beside(conn, codes, problems)?;
    type Refuses = fn(&Connection) -> Result<()>;
    let figures: [(&str, i64, Refuses); 2] = [
        ("releases", migrate::RELEASES, release::refuse_altered),
        ("scope", migrate::SCOPES, |conn| scope::read(conn).map(drop)),
    ];
    for (what, since, refuse) in figures {
        match if schema >= since { refuse(conn) } else { Ok(()) } {
            Ok(()) => {}
            Err(Error::Altered(text)) => problems.push(Problem { seq: None, record: Some(what.to_owned()), text }),
            Err(other) => return Err(other),
        }
    }
    Ok(found)
}

/// The bounds of spans of so many cases: what stands from one up to before the next is compared at one moment. They reach over whatever
/// identity there may be, also of tips and of cases that only the ledger knows.
fn spans(conn: &Connection) -> Result<Vec<Value>> {
    let mut query = conn.prepare("SELECT id FROM cases ORDER BY id")?;
    let mut rows = query.query([])?;
    // The least identity that is not blank; and what stands behind every text.
    let mut bounds = vec![Value::Text("\0".to_owned())];
    let mut count = 0;
    while let Some(r) = rows.next()? {
        if count > 0 && count % CASES == 0 {
            bounds.push(r.get(0)?);
        }
        count += 1;
    }
    bounds.push(Value::Blob(Vec::new()));
    Ok(bounds)
}

fn line_problem(seq: i64, text: impl Into<String>) -> Problem {
    Problem { seq: Some(seq), record: None, text: text.into() }
}

/// The lines from one place to another, each behind the one before, with its values.
fn walk(conn: &Connection, schema: i64, from: i64, to: i64, all: &mut Found) -> Result<()> {
    // What stands before the first line of the piece; where that is missing, the piece before tells it.
    let mut before = hash_before(conn, from).unwrap_or_default();
    let mut lines =
        conn.prepare_cached(&format!("SELECT {LINE} FROM ledger WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq"))?;
    let mut values = conn.prepare_cached(
        "SELECT seq, salt, old, new, reason, erased_by FROM ledger_value WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq",
    )?;
    let (mut lines, mut values) = (lines.query([from, to])?, values.query([from, to])?);
    let (mut count, mut expected, mut room, mut found) = (0, from, Vec::with_capacity(1024), Vec::new());
    let mut value = values.next()?;
    let told = if schema >= migrate::TOLD { Some(told::between(conn, from, to)?) } else { None };
    let mut told = told.map(|told| told.into_iter().peekable());
    let (mut last_told, mut untold) = (if told.is_some() { told::before(conn, from)? } else { 0 }, None);
    while let Some(r) = lines.next()? {
        count += 1;
        let Ok((line, hash)) = line_in(r) else {
            let seq = r.get(0)?;
            found.push(line_problem(seq, "cannot be read"));
            (before, expected) = (r.get(18).unwrap_or_default(), seq + 1);
            continue;
        };
        if line.seq != expected {
            found.push(line_problem(expected, format!("missing, up to line {}", line.seq - 1)));
        } else if line.hash(&before, &mut room).as_slice() != hash {
            let record = name(conn, line.case_id, line.kind, line.label)?;
            let text = "is not as it was written, or not in its place";
            found.push(Problem { record, ..line_problem(line.seq, text) });
        }
        // Compared with what stands there, so that one wrong line does not make all after it wrong.
        before = hash.try_into().unwrap_or_default();
        expected = line.seq + 1;
        answered_for(conn, schema, &line, all)?;
        if let Some(told) = &mut told {
            let n = told.next_if(|(seq, _)| *seq == line.seq).map(|(_, n)| n);
            if n != told::is_told(line.action, line.case_id).then_some(last_told + 1) {
                untold = untold.or(Some(line.seq));
            }
            last_told = n.unwrap_or(last_told);
        }
        // Values without a line, before this one.
        while let Some(v) = value
            && v.get::<_, i64>(0)? < line.seq
        {
            found.push(line_problem(v.get(0)?, "has values but is missing"));
            value = values.next()?;
        }
        let Some(v) = value.filter(|v| v.get(0) == Ok(line.seq)) else {
            found.push(line_problem(line.seq, "has lost its values without an erasure"));
            continue;
        };
        let text = |i| v.get_ref(i).ok().and_then(|text| text.as_str_or_null().ok());
        let salt = v.get_ref(1)?.as_blob_or_null().unwrap_or_default();
        let committed = salt.map(|salt| Some(commitment_in(&mut room, salt, [text(2)?, text(3)?, text(4)?])));
        match committed {
            Some(Some(committed)) if committed.as_slice() == line.commitment => {}
            None if seal::erased_lawfully(conn, line.seq, v.get(5)?)? => {}
            _ => {
                let record = name(conn, line.case_id, line.kind, line.label)?;
                found.push(Problem { record, ..line_problem(line.seq, "has other values than were written") });
            }
        }
        value = values.next()?;
        if found.len() > ENOUGH {
            break;
        }
    }
    if expected <= to && found.len() <= ENOUGH {
        found.push(line_problem(expected, format!("missing, up to line {to}")));
    }
    if let Some(seq) = untold.filter(|_| found.is_empty()) {
        found.push(line_problem(seq, "does not stand in the log as it should"));
    }
    all.problems.append(&mut found);
    all.lines += count;
    Ok(())
}

/// What a line says of other rows than records: that a glass was broken, that a case came in with an import.
fn answered_for(conn: &Connection, schema: i64, line: &Line, all: &mut Found) -> Result<()> {
    // Of lines from before there were guards, what stood beside them is not known.
    if line.action == "break glass" && line.schema >= migrate::GUARDED {
        let sql =
            "SELECT 1 FROM glass g WHERE g.op_id = ?1 AND EXISTS (SELECT 1 FROM notice n WHERE n.glass = g.op_id)";
        if !conn.prepare_cached(sql)?.exists([line.op_id])? {
            all.glass.insert(line.case_id.to_owned());
        }
    }
    if line.field == IMPORT && line.kind == RecordKind::Case.table() && schema >= migrate::IMPORTS {
        let sql = "SELECT count(*) > 0 AND count(*) = count(CASE WHEN i.op_id = ?2 THEN 1 END) \
                   FROM import_case c LEFT JOIN import i ON i.id = c.import WHERE c.case_id = ?1";
        let is_said: bool = conn.prepare_cached(sql)?.query_row([line.case_id, line.op_id], |r| r.get(0))?;
        if !is_said {
            all.imports.insert(line.case_id.to_owned());
        }
    }
    Ok(())
}

/// The accounts against the ledger. Gives how many were compared.
fn accounts(conn: &Connection, problems: &mut Vec<Problem>) -> Result<u64> {
    let (names, mut sealed) = (seal::names(conn)?, seal::sealed(conn, "")?);
    for name in &names {
        let (seq, text) = match sealed.remove(name) {
            Some(sealed) if sealed.is(&seal::account(conn, name)?) => continue,
            Some(sealed) => (Some(sealed.seq), "is not as it was saved"),
            None => (None, "was put in past the ledger"),
        };
        problems.push(Problem { seq, record: Some(format!("account {name}")), text: text.to_owned() });
    }
    let gone = sealed.into_values().filter(|s| s.kind == seal::OFFICER).map(|s| Problem {
        seq: Some(s.seq),
        record: Some(format!("account {}", s.record_id)),
        text: "is missing".to_owned(),
    });
    problems.extend(gone);
    Ok(names.len() as u64)
}

/// The imports against the ledger: what became of each. Gives the cases of which the ledger does not say that they came in with one.
fn imports(conn: &Connection, schema: i64, problems: &mut Vec<Problem>) -> Result<BTreeSet<String>> {
    if schema < migrate::IMPORTS {
        return Ok(BTreeSet::new());
    }
    let mut problem = |seq, record: String, text: &str| {
        problems.push(Problem { seq, record: Some(record), text: text.to_owned() });
    };
    let mut query = conn.prepare("SELECT op_id, id FROM import WHERE state <> 'staged'")?;
    let there = query.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))?;
    let mut sealed = seal::sealed(conn, "")?;
    for import in there {
        let (op_id, id) = import?;
        let (seq, text) = match sealed.remove(&op_id) {
            Some(sealed) if sealed.is(&seal::import(conn, &op_id)?) => continue,
            Some(sealed) => (Some(sealed.seq), "is not as it was saved"),
            None => (None, "was put in past the ledger"),
        };
        problem(seq, format!("import {id}"), text);
    }
    for gone in sealed.into_values().filter(|s| s.kind == IMPORT) {
        problem(Some(gone.seq), format!("import {}", gone.label), "is missing");
    }
    let sql = "SELECT c.case_id FROM import_case c WHERE c.case_id IS NOT NULL AND NOT EXISTS \
               (SELECT 1 FROM ledger l WHERE l.case_id = c.case_id AND l.field = 'import')";
    let mut query = conn.prepare(sql)?;
    Ok(query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Which cases are one, against the ledger.
fn merges(conn: &Connection, schema: i64, problems: &mut Vec<Problem>) -> Result<()> {
    if schema < migrate::MERGES {
        return Ok(());
    }
    let mut cases = merged::known(conn)?;
    let mut query = conn.prepare("SELECT younger FROM merged")?;
    cases.extend(query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?);
    cases.sort();
    cases.dedup();
    for case_id in cases {
        match merged::into(conn, &case_id) {
            Err(Error::Altered(_)) => {
                let record = name(conn, &case_id, "merge", "")?;
                problems.push(Problem { seq: None, record, text: "is not as the ledger says".to_owned() });
            }
            other => drop(other?),
        }
    }
    Ok(())
}

/// Who is one person, against the ledger.
fn persons(conn: &Connection, schema: i64, problems: &mut Vec<Problem>) -> Result<()> {
    if schema < migrate::PERSONS {
        return Ok(());
    }
    for record_id in person::known(conn)? {
        match person::links(conn, &record_id) {
            Err(Error::Altered(_)) => {
                let sheet = person::find(conn, &record_id)?;
                let (case_id, label) = sheet.map(|s| (s.head.case_id.clone(), s.label())).unwrap_or_default();
                let record = name(conn, &case_id, "person", &label)?;
                problems.push(Problem { seq: None, record, text: "is not as the ledger says".to_owned() });
            }
            other => drop(other?),
        }
    }
    Ok(())
}

/// What stands beside records and accounts: the office with its words, and broken glass. Gives the cases of such as is not as it should be.
fn beside(conn: &Connection, codes: &Hash, problems: &mut Vec<Problem>) -> Result<BTreeSet<String>> {
    // Their seal stands beside them, and whoever changes them could make it anew; the program itself knows what they are.
    if !seal::are_words_sound(conn)? || seal::codes(conn)? != *codes {
        let record = Some("code lists".to_owned());
        problems.push(Problem {
            seq: None,
            record,
            text: "are not as they were saved, or the office is not".to_owned(),
        });
    }
    let nobody =
        "EXISTS (SELECT 1 FROM notice n WHERE n.glass = g.op_id AND n.officer NOT IN (SELECT name FROM officer))";
    let sql = format!("SELECT g.case_id FROM glass g WHERE NOT {} OR {nobody}", access::BROKEN);
    let mut query = conn.prepare(&sql)?;
    Ok(query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// What was counted: lines by the counter of lines, cases and tips by the numbers drawn.
fn counters(conn: &Connection, schema: i64, head: &Head, problems: &mut Vec<Problem>) -> Result<()> {
    let drawn = counter::last(conn, "audit")?;
    if drawn != head.seq {
        let first = drawn.min(head.seq) + 1;
        problems.push(line_problem(first, format!("{drawn} lines were counted, and the ledger ends at {}", head.seq)));
    }
    if schema >= migrate::TOLD && told::before(conn, i64::MAX)? != told::count(conn)? {
        let text = format!("{} lines were told, and there are {}", told::count(conn)?, told::before(conn, i64::MAX)?);
        problems.push(Problem { seq: None, record: Some("log".to_owned()), text });
    }
    let mut count = |what: &str, table: &str, due: i64| -> Result<()> {
        let there: i64 = conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))?;
        if there != due {
            let text = format!("{due} {what}s were entered, and there are {there}");
            problems.push(Problem { seq: None, record: Some(format!("{what} numbers")), text });
        }
        Ok(())
    };
    count("case", "cases", counter::cases_due(conn)?)?;
    if schema >= counter::SINCE_TIPS {
        count("tip", "tip", counter::tips_due(conn)?)?;
    }
    Ok(())
}

/// Tables, indexes, views and triggers: those that the steps of this schema make, and no others.
fn guards(conn: &Connection, wanted: &BTreeMap<String, String>, problems: &mut Vec<Problem>) -> Result<()> {
    let there = migrate::objects(conn)?;
    let mut say = |name: &str, text: &str| {
        problems.push(Problem { seq: None, record: Some(name.to_owned()), text: text.to_owned() });
    };
    for (name, sql) in wanted {
        match there.get(name) {
            None => say(name, "is missing"),
            Some(other) if other != sql => say(name, "is not as this caseload made it"),
            Some(_) => {}
        }
    }
    there.keys().filter(|name| !wanted.contains_key(*name)).for_each(|name| say(name, "was put in by another program"));
    Ok(())
}

/// Heads that were kept elsewhere against the ledger: a problem, or what is to be known of them. What a restore replaced is no
/// problem, where a head that was kept after that restore vouches for its line; where none does, it is a doubt.
fn kept_elsewhere(
    conn: &Connection,
    head: &Head,
    anchors: &[Anchor],
    problems: &mut Vec<Problem>,
) -> Result<(Vec<String>, Vec<String>)> {
    let (mut own, others): (Vec<&Anchor>, Vec<&Anchor>) = anchors.iter().partition(|a| a.head.office == head.office);
    own.sort_by_key(|a| a.head.seq);
    let of_others =
        others.iter().map(|a| format!("the head kept on {} is of another office ({})", a.at, a.head.office));
    let (mut notes, mut doubts): (Vec<String>, Vec<String>) = (of_others.collect(), Vec::new());
    let stands = |kept: &Head| Ok::<_, Error>(kept.seq == 0 || ledger::hash_at(conn, kept.seq)? == Some(kept.hash));
    // Each line is chained to all before it: up to the last head that agrees, all is as it was then.
    let mut sound = 0;
    for Anchor { head: kept, .. } in &own {
        if stands(kept)? {
            sound = kept.seq;
        }
    }
    let restores = restores(conn)?;
    for Anchor { at, head: kept } in own {
        if stands(kept)? {
            continue;
        }
        let text = match restores.iter().find(|r| r.may_have_replaced(kept)) {
            Some(Restored { line, at: when, .. }) => {
                let what = format!("line {} of {at} was replaced by the restore of {when} (line {line})", kept.seq);
                match *line <= sound {
                    true => notes.push(what),
                    false => doubts.push(format!(
                        "{what}, and no head that was kept since vouches for it: did you restore then? If so, keep a head \
                         (caseload audit head) where heads are kept"
                    )),
                }
                continue;
            }
            None if kept.seq > head.seq => {
                format!("the ledger ends at line {}, and on {at} it had {}", head.seq, kept.seq)
            }
            None => format!("rewritten, at the latest in line {}: the head kept on {at} is another", kept.seq),
        };
        // The first line that may be wrong.
        let first = if kept.seq > head.seq { head.seq + 1 } else { sound.min(kept.seq - 1) + 1 };
        problems.push(Problem { seq: Some(first), record: first_record(conn, first)?, text });
        break;
    }
    Ok((notes, doubts))
}

/// A restore as the ledger tells it.
pub(super) struct Restored {
    line: i64,
    at: String,
    /// where the ledger ended that it replaced, where that could be read
    replaced: Option<i64>,
}

impl Restored {
    /// A restore may be undone by another one: what it replaced stands before its line or behind it.
    pub fn may_have_replaced(&self, head: &Head) -> bool {
        self.replaced.is_none_or(|last| head.seq <= last)
    }
}

/// The restores that the ledger tells of.
pub(super) fn restores(conn: &Connection) -> Result<Vec<Restored>> {
    let mut query = conn.prepare(
        "SELECT seq, at, old FROM audit WHERE case_id = '' AND action = 'restore' AND kind = 'office' ORDER BY seq",
    )?;
    let restores = query.query_map([], |r| {
        let old: Option<String> = r.get(2)?;
        let replaced = old.and_then(|head| head.split(' ').next()?.parse().ok());
        Ok(Restored { line: r.get(0)?, at: r.get(1)?, replaced })
    })?;
    Ok(restores.collect::<rusqlite::Result<_>>()?)
}

/// What a line is about.
fn first_record(conn: &Connection, seq: i64) -> Result<Option<String>> {
    let mut query = conn.prepare("SELECT case_id, kind, label FROM ledger WHERE seq = ?1 AND record_id <> ''")?;
    let of = query.query_row([seq], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional()?;
    let Some((case_id, kind, label)): Option<(String, String, String)> = of else { return Ok(None) };
    name(conn, &case_id, &kind, &label)
}
