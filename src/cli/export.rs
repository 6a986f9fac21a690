//! `export`: where cases go that leave, and what is said of it. It must never know a form, nor who may see what.

use super::exit::{Exit, FILE, USAGE, warn};
use super::progress;
use super::start::{self, Run};
use crate::domain::moment::Now;
use crate::exchange::export::{self, Exported, Format};
use crate::exchange::fault::Fault;
use crate::exchange::file::NewFile;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// Words of a case, as for list; without any, all cases that you may open
    words: Vec<String>,
    /// csv, one table of all records; xlsx, a sheet for each kind of record; json, what show --json gives of each case;
    /// else as the name of FILE ends, else csv
    #[arg(long, value_name = "FORM", value_parser = Format::ALL.map(|(_, word)| word))]
    format: Option<String>,
    /// Write to a file that is not there yet, else to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write over FILE if it is there
    #[arg(long, requires = "out")]
    force: bool,
    /// With names and narrative, as far as your role shows them; else they are masked
    #[arg(long)]
    names: bool,
}

impl Asked {
    /// Does it name a file to be written?
    pub fn writes_file(&self) -> bool {
        self.out.is_some()
    }

    /// The form that is meant.
    pub fn format(&self, json: bool) -> Result<Format, Exit> {
        let ending = self.out.as_deref().and_then(Path::extension).and_then(|end| end.to_str());
        match (self.format.as_deref().and_then(Format::of), json) {
            (Some(Format::Json) | None, true) => Ok(Format::Json),
            (Some(other), true) => {
                Err(Exit::new(USAGE, format!("--json and --format {} are two forms: give one", other.word())))
            }
            (Some(format), false) => Ok(format),
            (None, false) => Ok(ending.and_then(Format::of).unwrap_or(Format::Csv)),
        }
    }
}

/// Writes the cases that the words find.
pub(super) fn export(mut run: Run, asked: &Asked) -> Result<i32, Exit> {
    let (now, format) = (run.now(), asked.format(run.json)?);
    let terminal = asked.out.is_none() && io::stdout().is_terminal();
    if terminal && format == Format::Xlsx {
        let sentence =
            "a terminal cannot show XLSX: name a file with --out cases.xlsx, or send it on with > cases.xlsx";
        return Err(Exit::new(USAGE, sentence));
    }
    let wanted = export::Asked { words: asked.words.join(" "), format, names: asked.names, terminal };
    let Some(path) = asked.out.as_deref() else {
        let mut out = BufWriter::new(io::stdout().lock());
        let exported = write(&mut run, &wanted, &now, &mut out)?;
        out.flush()?;
        if io::stderr().is_terminal() && !terminal {
            warn(&sentence(&exported));
        }
        return Ok(0);
    };
    let failed = |fault: Fault| match fault {
        Fault::Output(error) => {
            let path = path.display();
            Exit::new(
                FILE,
                format!(
                    "{path} cannot be written ({error}): nothing was left there; free some space, or name another file"
                ),
            )
        }
        other => other.into(),
    };
    let mut file = NewFile::begin(path, asked.force, run.store.path()).map_err(failed)?;
    let watch = start::take_along(file.room()).map_err(|e| failed(e.into()))?;
    let exported = write(&mut run, &wanted, &now, &mut file).map_err(failed)?;
    file.finish().map_err(failed)?;
    watch.close();
    warn(&format!("{}: written to {}", sentence(&exported), path.display()));
    Ok(0)
}

fn sentence(exported: &Exported) -> String {
    let Exported { cases, lost, how } = exported;
    let lost = if *lost > 0 { format!("; {lost} more went out of your reach meanwhile") } else { String::new() };
    format!("{cases} cases, {how}{lost}")
}

/// Tells how far it is where somebody waits.
fn write(run: &mut Run, wanted: &export::Asked, now: &Now, out: &mut dyn Write) -> Result<Exported, Fault> {
    if wanted.terminal {
        return export::export(&mut run.store, wanted, now, out, &mut |_, _| {});
    }
    progress::told("cases", |tell| {
        export::export(&mut run.store, wanted, now, out, &mut |done, all| tell(done as u64, all as u64))
    })
}
