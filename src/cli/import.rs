//! `import`: a file of cases is checked, what is found is told, and it comes in whole or not at all. At a terminal it asks what a
//! word means, once; a program answers by the map. It must never read a cell.

use super::exit::{Exit, NO, USAGE, warn};
use super::start::Run;
use super::{ask, print, progress, start};
use crate::domain::text::harmless;
use crate::exchange::fault::Fault;
use crate::exchange::file::NewFile;
use crate::exchange::import::map::Map;
use crate::exchange::import::report::{Problem, Report, Severity, Unmatched, YES_NO};
use crate::exchange::import::{self, Checked, Opened, place};
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// So many problems are told; a report holds all.
const TOLD: usize = 20;

/// What is to be known of the console beside it.
pub(super) const IN_THE_CONSOLE: &str = "In the console it is I. A map beside the list (old.toml beside old.csv) is used there, and saved there. \
     Over SSH the console reads only lists in the folder `import` beside the office file, which an administrator fills.";

/// What is asked for.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// A list of cases: CSV, XLSX or ODS; also what export wrote
    #[arg(required_unless_present_any = ["list", "undo", "redo"])]
    file: Option<PathBuf>,
    /// Read the columns as this map says; else by their headings
    #[arg(long, value_name = "MAP")]
    map: Option<PathBuf>,
    /// Write a map for FILE, to be filled in, and import nothing
    #[arg(long, value_name = "MAP")]
    map_template: Option<PathBuf>,
    /// Read this sheet of a workbook
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Only check, and say what would come in
    #[arg(long)]
    dry_run: bool,
    /// Write everything that is said of the rows to a file: CSV, or JSON by its ending
    #[arg(long, value_name = "REPORT")]
    report: Option<PathBuf>,
    /// Bring in the other rows where some are refused or still to be decided; without it one such row stops all
    #[arg(long)]
    leave_out: bool,
    /// Do it without asking
    #[arg(long)]
    yes: bool,
    /// List the imports there were
    #[arg(long, conflicts_with_all = ["file", "undo", "redo"])]
    list: bool,
    /// Take all cases of an import out of list and figures again; they keep their numbers
    #[arg(long, value_name = "N", conflicts_with_all = ["file", "redo"], requires = "reason")]
    undo: Option<i64>,
    /// Bring the cases of an import that was undone back
    #[arg(long, value_name = "N", conflicts_with = "file")]
    redo: Option<i64>,
    /// Why it is undone, naming nobody: it stays on record
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: Option<String>,
}

/// Does what is asked.
pub(super) fn import(mut run: Run, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    if asked.list {
        return list(&mut run, out);
    }
    if let Some(id) = asked.undo.or(asked.redo) {
        return turn(&mut run, id, asked, out);
    }
    let path = asked.file.as_deref().unwrap_or(Path::new(""));
    let mut map = asked.map.as_deref().map(map_in).transpose()?.unwrap_or_default();
    if let Some(sheet) = &asked.sheet {
        map.choose_sheet(sheet);
    }
    place::refuse_office(path, run.store.path()).map_err(|why| Exit::new(USAGE, why))?;
    let opened = match import::open(path, &map) {
        Err(Fault::Form(why)) => return Err(unread(&why, run.json, out)?),
        opened => opened?,
    };
    let mut checked = match check(&opened, &map, &mut run) {
        Err(Fault::Form(why)) if run.json => return Err(unread(&why, true, out)?),
        checked => checked?,
    };
    if let Some(template) = &asked.map_template {
        let mut file = NewFile::begin(template, false, run.store.path())?;
        file.write_all(checked.template(&opened).as_bytes()).map_err(Fault::Output)?;
        file.finish()?;
        warn(&format!("{}: fill it in, then import with --map; nothing was imported", template.display()));
        return Ok(0);
    }
    let talks = start::on_terminal() && !run.json;
    if talks && !asked.dry_run && !asked.yes {
        checked = decide(&opened, map, checked, &mut run)?;
    }
    if let Some(report) = &asked.report {
        let mut file = NewFile::begin(report, true, run.store.path())?;
        let as_json = report.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
        checked.report.write(as_json, &mut file).map_err(Fault::Output)?;
        file.finish()?;
    }
    let report = &checked.report;
    let comes = report.taken > 0 && (report.is_clean() || asked.leave_out) && !asked.dry_run;
    if !run.json {
        tell(&checked, out)?;
        out.flush()?;
    }
    if comes && talks && !asked.yes {
        let question = format!("Bring in {} cases?", report.cases);
        if !ask::confirmed(&question)? {
            print::line(out, "nothing was written")?;
            return Ok(NO);
        }
    }
    let import = match comes {
        true => Some(bring_in(&checked, &opened, &mut run)?),
        false => None,
    };
    match (run.json, &import) {
        (true, import) => print::json(out, &report.json(import.as_ref().map(|i| i.json())))?,
        (false, Some(import)) => print::line(
            out,
            &format!(
                "{} cases came in as import {}; --undo {} takes them out again",
                import.cases, import.id, import.id
            ),
        )?,
        (false, None) if asked.dry_run => print::line(out, "nothing was written: it was only checked")?,
        (false, None) if report.is_clean() => print::line(out, "nothing was written: there is nothing new in it")?,
        (false, None) => print::line(
            out,
            "nothing was written: mend the rows, say in a map how they are read, or bring in the others with --leave-out",
        )?,
    }
    Ok(if report.is_clean() || import.is_some() { 0 } else { NO })
}

fn check(opened: &Opened, map: &Map, run: &mut Run) -> Result<Checked, Fault> {
    let now = run.now();
    progress::told("rows checked", |tell| import::check(opened, map, &mut run.store, &now, &mut going_on(tell)))
}

fn bring_in(checked: &Checked, opened: &Opened, run: &mut Run) -> Result<crate::domain::import::Import, Fault> {
    let now = run.now();
    progress::told("steps", |tell| checked.bring_in(opened, &mut run.store, &now, &mut going_on(tell)))
}

/// Whoever would stop it ends the program: nothing half is left of that.
fn going_on(tell: &mut dyn FnMut(u64, u64)) -> impl FnMut(u64, u64) -> bool {
    |done, all| {
        tell(done, all);
        true
    }
}

/// A file that is no list at all: no row of it is one.
fn unread(why: &str, as_json: bool, out: &mut dyn Write) -> Result<Exit, Exit> {
    if as_json {
        let problem = Problem {
            line: 0,
            column: String::new(),
            value: String::new(),
            problem: harmless(why),
            severity: Severity::Refused,
        };
        print::json(out, &Report { problems: vec![problem], ..Report::default() }.json(None))?;
    }
    Ok(Exit::new(NO, why.replace('\n', " ")))
}

fn map_in(path: &Path) -> Result<Map, Exit> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Exit::new(USAGE, format!("the map {} cannot be read ({e})", path.display())))?;
    Map::read(&text).map_err(|why| Exit::new(USAGE, format!("{}: {}", path.display(), why.replace('\n', " "))))
}

/// Shows how the columns are read, and asks what each word means that no list knows: once, for all its rows.
fn decide(opened: &Opened, mut map: Map, mut checked: Checked, run: &mut Run) -> Result<Checked, Exit> {
    let mut said = false;
    for unmatched in checked.report.unmatched.clone() {
        let rows = if unmatched.rows == 1 { "1 row".to_owned() } else { format!("{} rows", unmatched.rows) };
        let alike = unmatched.alike.as_deref().map(|en| format!(" Like {en}.")).unwrap_or_default();
        loop {
            let which = match unmatched.list {
                YES_NO => "is it yes or no? y or n".to_owned(),
                _ => format!("which one is it?{alike} A code, key or name"),
            };
            let question = format!(
                "{} “{}”, {rows}: {which}; ? for not known; nothing to leave it open",
                unmatched.label, unmatched.word
            );
            let answer = ask::answer(&question)?;
            if answer.is_empty() {
                break;
            }
            match meaning(&unmatched, &answer, &map, run) {
                Ok(meaning) => map.say(&unmatched.field, &unmatched.word, &meaning),
                Err(misread) => {
                    warn(&misread);
                    continue;
                }
            }
            said = true;
            break;
        }
    }
    if said {
        checked = check(opened, &map, run)?;
    }
    Ok(checked)
}

/// What an answer says that a word means.
fn meaning(unmatched: &Unmatched, answer: &str, map: &Map, run: &Run) -> Result<String, String> {
    match (unmatched.list, answer.to_lowercase().as_str()) {
        (_, "?") => Ok("?".to_owned()),
        (YES_NO, "y" | "yes") => Ok(map.yes_or_no(true).to_owned()),
        (YES_NO, "n" | "no") => Ok(map.yes_or_no(false).to_owned()),
        (YES_NO, _) => Err("say y, n or ?".to_owned()),
        (list, _) => match run.store.lists().resolve(list, answer, None) {
            Ok(entry) => Ok(entry.code.clone()),
            Err(misread) => Err(misread.text),
        },
    }
}

fn tell(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let report = &checked.report;
    let mut line = |text: String| writeln!(out, "{}", harmless(&text));
    line(format!("read as {}", report.how))?;
    for (field, from, some) in &checked.preview {
        line(format!("  {field:<28} from {from}: {}", some.join(" | ")))?;
    }
    if !checked.left.is_empty() {
        line(format!("  in no field, and kept with each case: {}", checked.left.join(", ")))?;
    }
    let Report { rows, taken, asked, refused, duplicates, cases, victims, .. } = &**report;
    line(format!(
        "{rows} rows: {taken} to be taken ({cases} cases, {victims} victims), {asked} to be decided, {refused} refused, {duplicates} known already"
    ))?;
    for unmatched in &report.unmatched {
        let alike = unmatched.alike.as_deref().map(|en| format!("; like {en}")).unwrap_or_default();
        let what = if unmatched.list == YES_NO { "is neither yes nor no" } else { "is on no list" };
        line(format!("  {} “{}” {what}: {} rows{alike}", unmatched.label, unmatched.word, unmatched.rows))?;
    }
    let weighty = |p: &&Problem| matches!(p.severity, Severity::Refused | Severity::Asked | Severity::Note);
    let problems: Vec<&Problem> = report.problems.iter().filter(weighty).collect();
    for problem in problems.iter().take(TOLD) {
        line(format!("  {}", problem.sentence()))?;
    }
    if problems.len() > TOLD {
        line(format!("  … and {} more: --report FILE writes all", problems.len() - TOLD))?;
    }
    let kept = report.problems.iter().filter(|p| p.severity == Severity::Kept).count();
    if kept > 0 {
        line(format!(
            "  {kept} values are in no field and stay with their case as they stood: --report FILE lists them"
        ))?;
    }
    Ok(())
}

fn list(run: &mut Run, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let imports = run.store.imports(&now)?;
    if run.json {
        print::json(out, &imports.iter().map(|i| i.json()).collect())?;
        return Ok(0);
    }
    if imports.is_empty() {
        print::line(out, "nothing was imported yet")?;
    }
    for i in imports {
        let when = crate::domain::moment::Moment::iso(&i.at).map_or(i.at.clone(), |at| at.long(now.zone));
        print::line(
            out,
            &format!(
                "{:>4}  {:<6}  {when}  {}  {} cases of {} rows  {}",
                i.id,
                i.state.word(),
                i.person,
                i.cases,
                i.rows,
                i.file
            ),
        )?;
    }
    Ok(0)
}

fn turn(run: &mut Run, id: i64, asked: &Asked, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let again = asked.redo.is_some();
    let reason = asked.reason.as_deref().unwrap_or_default();
    if !again && reason.trim().is_empty() {
        return Err(Exit::new(USAGE, "say why it is undone: --reason TEXT stays on record"));
    }
    if start::on_terminal() && !asked.yes && !run.json {
        let what = if again { "Bring back" } else { "Take out of list and figures" };
        let imports = run.store.imports(&now)?;
        let cases = imports.iter().find(|i| i.id == id).map_or(0, |i| i.cases);
        if !ask::confirmed(&format!("{what} the {cases} cases of import {id}?"))? {
            print::line(out, "nothing was changed")?;
            return Ok(NO);
        }
    }
    let turned = run.store.turn_import(id, again, reason, &now)?;
    if run.json {
        let mut json = turned.import.json();
        json["changed_since"] = json!(turned.changed);
        print::json(out, &json)?;
        return Ok(0);
    }
    let changed = match turned.changed {
        0 => String::new(),
        n => format!("; {n} of them were changed since they came in"),
    };
    let what = if again { "are back" } else { "are out of list and figures, and keep their numbers" };
    print::line(out, &format!("the {} cases of import {id} {what}{changed}", turned.import.cases))?;
    Ok(0)
}
