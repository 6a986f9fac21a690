//! The list of cases, and one case whole by walking its field lists. It must never know a field by name but what joins records.

use super::exit::Exit;
use super::print::{self, Columns};
use super::start::Run;
use crate::domain::arrest::Arrest;
use crate::domain::casefile::CaseFile;
use crate::domain::erasure::Erasure;
use crate::domain::field::{Desk, FieldKind, Need};
use crate::domain::filter;
use crate::domain::listing::Query;
use crate::domain::moment::{Now, local};
use crate::domain::record::{Record, Sheet};
use crate::domain::relation::nibrs;
use crate::domain::row::Row;
use crate::domain::suspect::Suspect;
use crate::store::Store;
use serde_json::{Value, json};
use std::io::{self, Write};

/// How many rows are read at a time.
const CHUNK: usize = 500;
const HEADS: [&str; 8] = ["Number", "Reported", "Offence", "Province", "Victims", "Suspects", "Arrested", "Lead"];

/// Prints the rows as they are read, so that a long list begins at once and is never held whole.
pub(super) fn list(mut run: Run, words: String, out: &mut dyn Write) -> Result<i32, Exit> {
    let (query, now) = (Query { words, ..Query::default() }, run.now());
    run.store.asked(&query.words, &now)?;
    run.store.searched(&query.words, &now)?;
    if run.json {
        let mut before = "[";
        chunks(&mut run.store, &query, &now, |rows| {
            for row in rows {
                write!(out, "{before}\n{}", print::json_line(&row_json(row)))?;
                before = ",";
            }
            Ok(())
        })?;
        let opened = if before == "[" { "[" } else { "" };
        writeln!(out, "{opened}\n]")?;
    } else {
        let mut lines = vec![HEADS.map(str::to_owned).to_vec()];
        let mut columns: Option<Columns> = None;
        chunks(&mut run.store, &query, &now, |rows| {
            lines.extend(rows.iter().map(cells));
            let columns = columns.get_or_insert_with(|| Columns::fit("llllrrrl", &lines));
            lines.drain(..).try_for_each(|line| columns.row(out, &line))
        })?;
    }
    Ok(0)
}

/// How a filter is written, made from the table of its keys.
pub(super) fn filter_help() -> String {
    const WHAT: usize = 31;
    const WIDE: usize = 64;
    let mut out = "A filter is words and keys with values; quote it for the shell. All of it must fit:".to_owned();
    for (what, help) in filter::help() {
        out += &format!("\n  {what:<WHAT$}");
        let mut column = 0;
        for word in help.split(' ') {
            if column > 0 && column + word.chars().count() > WIDE {
                out += &format!("\n  {:WHAT$}", "");
                column = 0;
            }
            out += if column > 0 { " " } else { "" };
            out += word;
            column += word.chars().count() + 1;
        }
    }
    out
}

/// Hands on the rows of the list, at least once; how many there are is on record before the first is.
fn chunks(
    store: &mut Store,
    query: &Query,
    now: &Now,
    mut take: impl FnMut(&[Row]) -> io::Result<()>,
) -> Result<(), Exit> {
    let (mut offset, mut last) = (0, i64::MAX);
    loop {
        let mut page = store.page(query, offset, CHUNK, now)?;
        if offset == 0 {
            store.exported(page.total, now)?;
        }
        offset += page.rows.len();
        // A case that came in meanwhile pushes rows into the next window: none is handed on twice.
        page.rows.retain(|row| row.ordinal < last);
        last = page.rows.last().map_or(last, |row| row.ordinal);
        take(&page.rows)?;
        if offset >= page.total {
            return Ok(());
        }
    }
}

fn cells(row: &Row) -> Vec<String> {
    let arrested = arrested(row).map_or("?".to_owned(), |n| n.to_string());
    [&row.number, &row.reported_on, &row.offence, &row.province, &row.victims, &row.suspects, &arrested, &row.lead]
        .map(String::clone)
        .to_vec()
}

fn row_json(row: &Row) -> Value {
    let known = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty() && t != "–");
    json!({
        "number": row.number,
        "reported_on": known(&row.reported_on),
        "offence": known(&row.offence),
        "province": known(&row.province),
        "victims": known(&row.victims),
        "suspects": known(&row.suspects),
        "arrested": arrested(row),
        "lead": known(&row.lead),
        "investigation": known(&row.investigation),
    })
}

/// Prints one case whole.
pub(super) fn show(mut run: Run, number: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let id = run.store.case_by_number(number, &now)?;
    let file = run.store.case(&id, &now)?;
    let erasure = run.store.erasure(&id, &now)?;
    let lists = run.store.lists();
    let desk = Desk { lists: &lists, now };
    if run.json {
        let mut case = case_json(&file, &desk);
        if let Some(Erasure { at, by, reason }) = erasure {
            case["erased"] = json!({ "at": at, "by": by, "reason": reason });
        }
        print::json(out, &case)?;
    } else {
        case_for_people(&file, &desk, out)?;
        if let Some(Erasure { at, by, reason }) = erasure {
            print::line(out, &format!("erased on {} by {by}: {reason}", local(&at, now.zone)))?;
        }
    }
    Ok(0)
}

fn case_for_people(file: &CaseFile, desk: &Desk, out: &mut dyn Write) -> io::Result<()> {
    let mut record = |sheet: &Sheet, more: &[(&str, String)]| -> io::Result<()> {
        print::line(out, &format!("{} {}", sheet.kind.name(), sheet.label()))?;
        for (label, value) in more {
            print::labelled(out, label, value)?;
        }
        for (spec, value) in sheet.kind.specs().iter().zip(&sheet.values) {
            let optional = matches!(spec.need, Need::Hidden | Need::Free);
            let nothing = value.is_none() && optional && !sheet.is_masked(spec.column);
            if spec.kind != FieldKind::Link && !nothing {
                print::labelled(out, spec.label, &sheet.show(spec, desk))?;
            }
        }
        writeln!(out)
    };
    record(&file.case.to_sheet(), &[])?;
    file.offences.iter().try_for_each(|o| record(&o.to_sheet(), &[]))?;
    file.victims.iter().try_for_each(|v| record(&v.to_sheet(), &[]))?;
    for suspect in &file.suspects {
        let mut more = vec![("Stage", stage(file, suspect).to_owned())];
        more.extend(
            relationships(file, suspect).map(|(victim, code)| {
                ("Relationship", format!("{} of {victim}", desk.lists.word("relationship", &code)))
            }),
        );
        record(&suspect.to_sheet(), &more)?;
        arrests(file, suspect).try_for_each(|a| record(&a.to_sheet(), &[("Of", suspect.to_sheet().label())]))?;
    }
    file.diary.iter().try_for_each(|d| {
        let written = local(&d.head.created_at, desk.now.zone);
        record(&d.to_sheet(), &[("Written", format!("{written}, {}", d.head.created_by))])
    })?;
    if file.unfounded() {
        writeln!(out, "unfounded: the case is outside every rate")?;
    }
    print::missing(out, &file.missing())
}

fn stage(file: &CaseFile, suspect: &Suspect) -> &'static str {
    suspect.stage(file.arrests_of(&suspect.head.id).next().is_some())
}

/// The arrests of a suspect, also those taken back.
fn arrests<'a>(file: &'a CaseFile, suspect: &'a Suspect) -> impl Iterator<Item = &'a Arrest> {
    file.arrests.iter().filter(|a| a.suspect_id.as_deref() == Some(&suspect.head.id))
}

/// What a suspect is to each victim, as far as it is known: the victim's label and the code.
fn relationships<'a>(file: &'a CaseFile, suspect: &'a Suspect) -> impl Iterator<Item = (String, String)> + 'a {
    file.victims.iter().filter_map(|victim| {
        let code = file.relation(&suspect.head.id, &victim.head.id)?.relationship.clone()?;
        Some((victim.to_sheet().label(), code))
    })
}

fn case_json(file: &CaseFile, desk: &Desk) -> Value {
    fn all<T: Record>(records: &[T], desk: &Desk) -> Vec<Value> {
        records.iter().map(|r| r.to_sheet().json(desk)).collect()
    }
    let mut case = file.case.to_sheet().json(desk);
    case["offences"] = all(&file.offences, desk).into();
    case["victims"] = all(&file.victims, desk).into();
    case["suspects"] = file.suspects.iter().map(|s| suspect_json(file, s, desk)).collect();
    case["diary"] = all(&file.diary, desk).into();
    case["missing"] = json!(file.missing());
    case["unfounded"] = json!(file.unfounded());
    case
}

fn suspect_json(file: &CaseFile, suspect: &Suspect, desk: &Desk) -> Value {
    let relationship = |(victim, code): (String, String)| {
        let text = desk.lists.word("relationship", &code);
        json!({ "victim": victim, "relationship": code, "nibrs": nibrs(&code), "relationship_text": text })
    };
    let mut json = suspect.to_sheet().json(desk);
    json["stage"] = json!(stage(file, suspect));
    json["relationships"] = relationships(file, suspect).map(relationship).collect();
    json["arrests"] = arrests(file, suspect).map(|a| a.to_sheet().json(desk)).collect();
    json
}

/// Suspects arrested; `None` where nobody can say.
fn arrested(row: &Row) -> Option<i64> {
    (row.arrested >= 0).then_some(row.arrested)
}
