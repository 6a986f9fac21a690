//! `release`: the figures of a year as they leave, signed ones, what was printed elsewhere, and why figures moved. It must never
//! count, nor lay anything out: it hands the figures of the store to those who do.

use super::exit::{Exit, FILE, USAGE, warn};
use super::print;
use super::start::{self, Run};
use crate::domain::moment::Now;
use crate::domain::period::Period;
use crate::domain::rate::Window;
use crate::domain::release::counted::Counted;
use crate::domain::release::document::Signature;
use crate::domain::release::published::{FIGURES, Published};
use crate::domain::release::table::Earlier;
use crate::domain::release::{self as figures, Release};
use crate::exchange::fault::Fault;
use crate::exchange::file::NewFile;
use crate::exchange::release::{Form, write};
use crate::store::{Past, Signed, Whose};
use chrono::Datelike;
use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};
use signal_hook::iterator::Handle;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

mod diff;

/// What is asked.
#[derive(clap::Args)]
#[command(subcommand_negates_reqs = true)]
pub(super) struct Asked {
    /// The year of the reports
    #[arg(required = true, value_name = "YEAR", value_parser = super::year)]
    year: Option<i32>,
    /// As the file stood then, and nothing after it counts: 2020-01-13T09:00 or 2020-01-13; else now
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Sign it: from here on it stays in the file as it is
    #[arg(long)]
    sign: bool,
    /// A partner who is thanked in it, by the code that `partners` lists or in words; may be given more than once
    #[arg(long, value_name = "PARTNER")]
    thanks: Vec<String>,
    #[command(flatten)]
    into: Place,
    #[command(subcommand)]
    command: Option<Command>,
}

/// In which form, and where to.
#[derive(clap::Args)]
struct Place {
    /// text, markdown, html (one file, to be printed on A4), json, csv or xlsx; else as the name of FILE ends, and text where it has no ending
    #[arg(long, value_name = "FORM", value_parser = PossibleValuesParser::new(Form::ALL.map(|(_, word)| word)))]
    format: Option<String>,
    /// Write to a file that is not there yet, else to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write over FILE if it is there
    #[arg(long, requires = "out")]
    force: bool,
}

#[derive(Subcommand)]
enum Command {
    /// List the signed releases
    List,
    /// Print a signed release again
    Print {
        /// Its number
        id: i64,
        #[command(flatten)]
        into: Place,
    },
    /// Say what the figures of a year were, what the same rule gives today, and which cases make the difference
    Diff(diff::Asked),
    /// Figures that were printed before this file was, or elsewhere, with their source
    Published {
        #[command(subcommand)]
        command: Option<PublishedCommand>,
    },
}

#[derive(Subcommand)]
enum PublishedCommand {
    /// List them
    List,
    /// Keep one, as it was printed: 2015 cases 292 --source https://…
    Add {
        /// The year that it is of
        #[arg(value_parser = super::year)]
        year: i32,
        /// Which figure
        #[arg(value_parser = PossibleValuesParser::new(FIGURES.each_ref().map(|(word, ..)| *word)))]
        figure: String,
        /// As it was printed
        value: String,
        /// Where it was printed: an address, a paper with its day
        #[arg(long, value_name = "TEXT")]
        source: String,
        /// The cut-off that it was counted at, where that is known
        #[arg(long, value_name = "TIME")]
        as_of: Option<String>,
        /// What is to be known of it
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
}

impl Asked {
    /// Does it name a file to be written?
    pub fn writes_file(&self) -> bool {
        let printed = matches!(&self.command, Some(Command::Print { into, .. }) if into.out.is_some());
        self.into.out.is_some() || printed
    }
}

impl Place {
    fn form(&self, json: bool) -> Result<Form, Exit> {
        let ending = self.out.as_deref().and_then(Path::extension).map(|end| end.to_string_lossy());
        match (self.format.as_deref().and_then(Form::of), json) {
            (Some(Form::Json) | None, true) => Ok(Form::Json),
            (Some(_), true) => Err(Exit::new(USAGE, "--json and --format are two forms: give one")),
            (Some(form), false) => Ok(form),
            (None, false) => ending.map_or(Ok(Form::Text), |ending| {
                let all = Form::ALL.map(|(_, word)| word).join(", ");
                let other = || {
                    Exit::new(
                        USAGE,
                        format!("a release is not written as {ending}: end the name as {all}, or say --format"),
                    )
                };
                Form::of(&ending).ok_or_else(other)
            }),
        }
    }

    /// Makes sure that it can go where it is to go, before anything is signed.
    fn begin(&self, run: &Run) -> Result<Begun, Exit> {
        let form = self.form(run.json)?;
        let Some(path) = self.out.clone() else {
            if form == Form::Xlsx && io::stdout().is_terminal() {
                let sentence =
                    "a terminal cannot show XLSX: name a file with --out 2019.xlsx, or send it on with > 2019.xlsx";
                return Err(Exit::new(USAGE, sentence));
            }
            return Ok(Begun { form, file: None });
        };
        let file = NewFile::begin(&path, self.force, run.store.path()).map_err(|fault| failed(&path, fault))?;
        let watch = start::take_along(file.room()).map_err(|e| failed(&path, e.into()))?;
        Ok(Begun { form, file: Some((path, file, watch)) })
    }
}

fn failed(path: &Path, fault: Fault) -> Exit {
    match fault {
        Fault::Output(error) => {
            let path = path.display();
            Exit::new(FILE, format!("{path} cannot be written ({error}): nothing was left there; name another file"))
        }
        other => other.into(),
    }
}

/// A form, and the file that is begun for it; else it goes to standard output.
struct Begun {
    form: Form,
    file: Option<(PathBuf, NewFile, Handle)>,
}

impl Begun {
    fn write(self, release: &Release, signature: Option<&Signature>) -> Result<i32, Exit> {
        let Some((path, mut file, watch)) = self.file else {
            let mut out = BufWriter::new(io::stdout().lock());
            write(release, signature, self.form, &mut out)?;
            out.flush()?;
            return Ok(0);
        };
        write(release, signature, self.form, &mut file).map_err(|fault| failed(&path, fault))?;
        file.finish().map_err(|fault| failed(&path, fault))?;
        watch.close();
        warn(&format!("the release of {} is written to {}", release.year, path.display()));
        Ok(0)
    }
}

/// Prints, signs, lists or compares.
pub(super) fn release(mut run: Run, asked: &Asked) -> Result<i32, Exit> {
    match (&asked.command, asked.year) {
        (Some(_), Some(_)) => Err(Exit::new(USAGE, "name a year, or list, print, diff or published: not both")),
        (Some(Command::List), None) => super::printing(|out| list(&mut run, out)),
        (Some(Command::Print { id, into }), None) => {
            let signed = signed(&mut run, |s| s.signature.id == *id)?;
            let signed =
                signed.ok_or_else(|| Exit::new(super::exit::NO, format!("there is no signed release {id}")))?;
            into.begin(&run)?.write(&signed.release, Some(&signed.signature))
        }
        (Some(Command::Diff(asked)), None) => super::printing(|out| diff::diff(&mut run, asked, out)),
        (Some(Command::Published { command }), None) => {
            super::printing(|out| published(&mut run, command.as_ref(), out))
        }
        (None, Some(year)) => one(run, year, asked),
        (None, None) => Err(Exit::new(USAGE, "name a year: release 2019")),
    }
}

/// The facts of a period and the year before, as they were.
fn past(run: &mut Run, window: &Window) -> Result<Past, Exit> {
    let now = run.now();
    Ok(run.store.facts_as_of(window.lens().span(), &window.cut_off, Whose::Office, &now)?)
}

fn one(mut run: Run, year: i32, asked: &Asked) -> Result<i32, Exit> {
    asked.into.form(run.json)?;
    let (at, now) = (run.cut_off(asked.as_of.as_deref())?, run.now());
    // The scope too as it was known then: an entry of later changes nothing.
    let window = run.store.window_known(Period::Year(year), at, &at, &now)?;
    let past = past(&mut run, &window)?;
    let signed_before = run.store.releases(&now)?;
    let of_year = signed_before.iter().filter(|s| s.release.year == year && s.as_of < at.utc);
    let mut earlier: Vec<Earlier> =
        of_year.map(|s| Earlier { cut_off: Now { utc: s.as_of, zone: at.zone }, counted: &s.counted }).collect();
    earlier.sort_by_key(|s| s.cut_off.utc);
    let lists = run.store.lists();
    let thanked = |typed: &String| lists.whole("partner", typed, None).map_or(typed.clone(), |entry| entry.en.clone());
    let thanks = asked.thanks.iter().map(thanked).collect();
    let wanted = figures::Asked { thanks, whole: past.whole, earlier };
    let release = Release::count(&past.facts, &window, &lists, run.store.office(), &wanted);
    if !past.blind.is_empty() {
        let numbers = past.blind.join(", ");
        warn(&format!("changed since and then erased, these count as they stand now: {numbers}"));
    }
    if asked.sign {
        let begun = asked.into.begin(&run)?;
        let id = run.store.sign_release(&release, &Counted::of(&past.facts, &window), &at, &now)?;
        warn(&format!("release {id} of {year} is signed and stays in the file; release print {id} gives it again"));
        let signed = signed(&mut run, |s| s.signature.id == id)?;
        let signature = signed.map(|s| s.signature);
        return begun.write(&release, signature.as_ref());
    }
    asked.into.begin(&run)?.write(&release, None)
}

/// The last signed release that is meant.
fn signed(run: &mut Run, is: impl Fn(&Signed) -> bool) -> Result<Option<Signed>, Exit> {
    let now = run.now();
    Ok(run.store.releases(&now)?.into_iter().rev().find(is))
}

fn list(run: &mut Run, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let all = run.store.releases(&now)?;
    if run.json {
        let one = |s: &Signed| {
            json!({
                "release": s.signature.id, "year": s.release.year, "as_of": s.release.as_of, "cases": s.release.cases,
                "by": s.signature.by, "at": s.signature.at, "hash": s.hash,
            })
        };
        print::json(out, &all.iter().map(one).collect::<Value>())?;
        return Ok(0);
    }
    let row = |s: &Signed| {
        let minute = |at: &str| at.get(..16).unwrap_or(at).replace('T', " ");
        let of = format!("{} as of {}", s.release.year, minute(&s.release.as_of));
        let cases = format!("{} cases", s.release.cases);
        vec![s.signature.id.to_string(), of, cases, s.signature.by.clone(), minute(&s.signature.at), s.hash.clone()]
    };
    if all.is_empty() {
        print::line(out, "no release was signed yet: release YEAR --as-of TIME --sign")?;
    }
    print::table(out, "rlrlll", &all.iter().map(row).collect::<Vec<_>>())?;
    Ok(0)
}

fn published(run: &mut Run, command: Option<&PublishedCommand>, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    if let Some(PublishedCommand::Add { year, figure, value, source, as_of, note }) = command {
        let text = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        if [value, source].into_iter().any(|t| t.trim().is_empty()) {
            return Err(Exit::new(USAGE, "a published figure needs its value and its source"));
        }
        let as_of = as_of.as_deref().map(|t| run.time(Some(t))).transpose()?.map(|at| at.local_iso());
        let one = Published {
            id: 0,
            year: *year,
            figure: figure.clone(),
            value: text(value),
            source: text(source),
            as_of,
            note: note.as_deref().map(text),
        };
        if let Some(doubt) = one.doubt(now.today().year()) {
            return Err(Exit::new(USAGE, doubt));
        }
        run.store.keep_published(std::slice::from_ref(&one), &now)?;
    }
    let all = run.store.published(&now)?;
    if run.json {
        print::json(out, &all.iter().map(published_json).collect::<Value>())?;
        return Ok(0);
    }
    let row = |p: &Published| {
        vec![
            p.year.to_string(),
            p.words().to_owned(),
            p.value.clone(),
            p.note.clone().unwrap_or_default(),
            p.source.clone(),
        ]
    };
    if all.is_empty() {
        print::line(out, "no published figure is kept yet: release published add YEAR FIGURE VALUE --source TEXT")?;
    }
    print::table(out, "rllll", &all.iter().map(row).collect::<Vec<_>>())?;
    Ok(0)
}

pub(super) fn published_json(p: &Published) -> Value {
    json!({ "year": p.year, "figure": p.figure, "value": p.value, "source": p.source, "as_of": p.as_of, "note": p.note })
}
