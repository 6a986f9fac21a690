//! The list of cases, and one case whole by walking its field lists. It must never know a field by name but what joins records.

use super::exit::{self, Exit, USAGE};
use super::merge;
use super::print::{self, Columns};
use super::start::Run;
use crate::domain::casefile::CaseFile;
use crate::domain::erasure::Erasure;
use crate::domain::field::{Desk, Need, See};
use crate::domain::filter::{self, NO_NAME};
use crate::domain::known;
use crate::domain::listing::Query;
use crate::domain::moment::{Now, local};
use crate::domain::number;
use crate::domain::person;
use crate::domain::record::{Record, Sheet};
use crate::domain::rights::Right;
use crate::domain::row::Row;
use crate::domain::view::{Column, SavedView};
use crate::store::Store;
use clap::Args;
use serde_json::{Value, json};
use std::io::{self, Write};

/// How many rows are read at a time: each time the whole list is searched.
const CHUNK: usize = 5_000;
/// The columns for people, where nothing else is asked.
const USUAL: &str = "number reported offence province victims suspects arrested lead";

/// What is to be listed.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Words of a case, in any script, and keys with values, as below; behind -- where the first begins with a minus
    #[arg(value_name = "FILTER")]
    words: Vec<String>,
    /// A saved view by its name or key: its filter, order and columns; a filter is asked beside it
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    /// The columns for people, in order, a comma between; --json always has all
    #[arg(long, value_name = "COLUMNS", value_parser = |text: &str| Column::read(text).map(Shown))]
    columns: Option<Shown>,
}

/// Columns in order.
#[derive(Debug, Clone)]
struct Shown(Vec<Column>);

/// Prints the rows as they are read, so that a long list begins at once and is never held whole.
pub(super) fn list(mut run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let mut query = Query { words: asked.words.join(" "), ..Query::default() };
    let mut shown = Column::read(USUAL).unwrap_or(Column::USUAL.to_vec());
    if let Some(name) = &asked.view {
        let view = view(&run, name)?;
        let words = format!("{} {}", view.query.words, query.words).trim().to_owned();
        (query, shown) = (Query { words, ..view.query }, view.columns);
    }
    if let Some(Shown(columns)) = &asked.columns {
        shown.clone_from(columns);
    }
    let filter = run.store.asked(&query.words, &now)?;
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
        let lists = run.store.lists();
        let desk = Desk { lists: &lists, now };
        let align: String = shown.iter().map(|c| if c.is_count() { 'r' } else { 'l' }).collect();
        let mut lines = vec![shown.iter().map(|c| c.label().to_owned()).collect::<Vec<_>>()];
        let (mut columns, mut found): (Option<Columns>, usize) = (None, 0);
        chunks(&mut run.store, &query, &now, |rows| {
            lines.extend(rows.iter().map(|row| shown.iter().map(|c| c.of(row, &desk)).collect::<Vec<_>>()));
            let columns = columns.get_or_insert_with(|| Columns::fit(&align, &lines));
            found += rows.len();
            lines.drain(..).try_for_each(|line| columns.row(out, &line))
        })?;
        if found == 0 && filter.is_of_words() && run.store.viewer().refusal(Right::See(See::Identity)).is_none() {
            exit::warn(&format!("no case fits; {NO_NAME}"));
        }
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

/// The saved view of a name or key.
fn view(run: &Run, name: &str) -> Result<SavedView, Exit> {
    let views = SavedView::in_order(&run.store.saved_views()?);
    let named = |view: &&SavedView| view.name.to_lowercase() == name.to_lowercase();
    let keyed = |view: &&SavedView| view.key.map(String::from).as_deref() == Some(name);
    let found = views.iter().find(named).or_else(|| views.iter().find(keyed)).cloned();
    found.ok_or_else(|| {
        let all: Vec<&str> = views.iter().map(|view| view.name.as_str()).collect();
        Exit::new(USAGE, format!("no view is called “{name}”; there are: {}", all.join(", ")))
    })
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
    let id = run.store.case_answered(number, &now)?;
    let file = run.store.case(&id, &now)?;
    let printed = file.case.number.clone().unwrap_or_default();
    if let Some(younger) = asked_by(&file, number) {
        exit::warn(&format!("{younger} is merged into {printed}, which is shown with it"));
    }
    let lists = run.store.lists();
    let desk = Desk { lists: &lists, now };
    if run.json {
        print::json(out, &file.json(&desk))?;
    } else {
        case_for_people(&file, &desk, out)?;
        for younger in &file.merged {
            let into = younger.merged_into.clone().unwrap_or_default();
            let number = younger.case.number.as_deref().unwrap_or_default();
            print::line(out, &format!("{number}, {}:", merge::words(&into, &local(&into.at, now.zone))))?;
            case_for_people(younger, &desk, out)?;
        }
        if let Some(into) = &file.merged_into {
            print::line(out, &merge::words(into, &local(&into.at, now.zone)))?;
        }
        if let Some(Erasure { at, by, reason }) = &file.erased {
            print::line(out, &format!("erased on {} by {by}: {reason}", local(at, now.zone)))?;
        }
    }
    Ok(0)
}

/// The number of the younger case by which this one was asked for, if it was.
fn asked_by<'a>(file: &'a CaseFile, typed: &str) -> Option<&'a str> {
    let numbers = file.merged.iter().filter_map(|younger| younger.case.number.as_deref());
    let is = |number: &&str| number::read(number) == number::read(typed);
    numbers.into_iter().find(is)
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
            if !spec.is_inside() && !nothing {
                print::labelled(out, spec.label, &sheet.show(spec, desk))?;
            }
        }
        writeln!(out)
    };
    let tips = (!file.tips.is_empty()).then(|| ("Tips", file.tip_numbers().join(", ")));
    record(&file.case.to_sheet(), &tips.into_iter().collect::<Vec<_>>())?;
    file.offences.iter().try_for_each(|o| record(&o.to_sheet(), &[]))?;
    for client in file.clients() {
        let facts = file.care_by_facts(&client.head.id, &desk.now);
        let stage = facts.map(|code| ("By what is recorded", desk.lists.word("care", code).to_owned()));
        let of = client.get("victim_id").and_then(|id| file.victims.iter().find(|v| v.head.id == id));
        let of = of.map(|victim| ("Of", victim.to_sheet().label()));
        record(&client, &of.into_iter().chain(stage).chain(also(file, &client.head.id)).collect::<Vec<_>>())?;
        file.of_client(&client.head.id).iter().try_for_each(|s| {
            let told = file.told_of_care(s, &desk.now).map(|(words, _)| ("State", words));
            record(s, &[("Of", client.label())].into_iter().chain(told).collect::<Vec<_>>())
        })?;
    }
    for suspect in &file.suspects {
        let mut more = vec![("Stage", file.course(suspect).stage(desk).word().to_owned())];
        more.extend(
            file.relationships(suspect).map(|(victim, code)| {
                ("Relationship", format!("{} of {victim}", desk.lists.word("relationship", &code)))
            }),
        );
        more.extend(also(file, &suspect.head.id));
        record(&suspect.to_sheet(), &more)?;
        let of = suspect.to_sheet().label();
        file.of_suspect(&suspect.head.id).iter().try_for_each(|s| {
            let limit = file.limit_in_words(s, desk).map(|(heading, words, _)| (heading, words));
            let seen = file.known.get(&s.head.id).map(|seen| ("Known", known::words(seen)));
            record(s, &[vec![("Of", of.clone())], limit.into_iter().chain(seen).collect()].concat())
        })?;
    }
    for exhibit in &file.exhibits {
        let now = [("Number", file.exhibit_number(exhibit.head.seq)), ("Now", file.whereabouts(exhibit, desk))];
        record(&exhibit.to_sheet(), &now)?;
        let of = exhibit.to_sheet().label();
        file.of_exhibit(&exhibit.head.id).iter().try_for_each(|s| {
            let told = file.told_of(s, desk).into_iter().map(|(words, _)| ("State", words));
            record(s, &[("Of", of.clone())].into_iter().chain(told).collect::<Vec<_>>())
        })?;
    }
    for task in &file.tasks {
        record(&task.to_sheet(), &[("State", task.state().word().to_owned())])?;
    }
    for decision in file.decisions.iter().map(Record::to_sheet) {
        let told = file.told_of(&decision, desk).into_iter().map(|(words, _)| ("Log", words));
        record(&decision, &told.collect::<Vec<_>>())?;
    }
    file.partner_roles.iter().try_for_each(|p| record(&p.to_sheet(), &[]))?;
    file.diary.iter().try_for_each(|d| {
        let written = local(&d.head.created_at, desk.now.zone);
        let (entry, written) = (d.to_sheet(), ("Written", format!("{written}, {}", d.head.created_by)));
        let told = file.told_of(&entry, desk).into_iter().map(|(words, _)| ("Diary", words));
        record(&entry, &[written].into_iter().chain(told).collect::<Vec<_>>())
    })?;
    if file.unfounded() {
        writeln!(out, "unfounded: the case is outside every rate")?;
    }
    print::missing(out, &file.missing())
}

/// In which other cases the same person is, and whether somebody is called alike in others, each with its heading.
fn also(file: &CaseFile, record_id: &str) -> Vec<(&'static str, String)> {
    let words = person::words(file.ties(record_id));
    let number = number::short(file.case.number.as_deref().unwrap_or_default());
    let alike = file.alike.get(record_id).map(|n| format!("{}: `people {number}` shows who", person::alike_words(*n)));
    let person = (!words.is_empty()).then_some(("Person", words));
    person.into_iter().chain(alike.map(|words| ("Alike", words))).collect()
}

/// Suspects arrested; `None` where nobody can say.
fn arrested(row: &Row) -> Option<i64> {
    (row.arrested >= 0).then_some(row.arrested)
}
