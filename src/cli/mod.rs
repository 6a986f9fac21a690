//! The command line: what may be asked, and who answers it. Every subcommand works without a terminal, and
//! asks no question but the one that has no way back.
//! It must never know SQL, a rule of a rate or a screen: it reads flags, calls the layer that knows, and prints.

mod add;
mod ask;
mod audit;
mod backup;
mod care;
mod cases;
mod close;
mod doctor;
mod due;
mod erase;
mod exhibits;
mod exit;
mod export;
mod handover;
mod import;
mod key;
mod limits;
mod log;
mod merge;
mod office;
mod partners;
mod people;
mod print;
mod progress;
mod rates;
mod release;
mod scope;
mod served;
mod sheet;
mod start;
mod timeline;
mod tips;
mod user;

use crate::domain::number;
use crate::exchange::import::workbook;
use clap::{Parser, Subcommand};
use exit::Exit;
use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// The caseload of a small child protection unit. Without a command it opens the console.
#[derive(Parser)]
#[command(version, disable_help_subcommand = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 the answer is no, 2 usage, 3 the file cannot be used, 4 not allowed,\n5 busy or conflict"
)]
struct Args {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// A year as it is typed.
fn year(typed: &str) -> Result<i32, String> {
    crate::domain::board::year(typed).ok_or_else(|| "a year is written as 2019".to_owned())
}

#[derive(clap::Args, Clone)]
#[command(next_help_heading = "Everywhere")]
struct Global {
    /// The office file; else CASELOAD_DB, else the config file, else the account's own
    #[arg(long, global = true, value_name = "FILE")]
    db: Option<PathBuf>,
    /// Who is at the desk; else the account
    #[arg(long = "as", global = true, value_name = "OFFICER", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    officer: Option<String>,
    /// The time to go by, as 2019-12-31T16:42 in the office's zone; else the system's clock
    #[arg(long, global = true, value_name = "TIME")]
    now: Option<String>,
    /// The config file; else config.toml in the account's config folder
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print JSON, for programs
    #[arg(long, global = true)]
    json: bool,
    /// The key by which sshd let the session in; stands in forced commands only
    // Its id is its own: a positional of a subcommand that were called the same would fill it.
    #[arg(id = "by-key", long = "by-key", global = true, hide = true)]
    key: Option<String>,
    /// this is what was asked over SSH, already read
    #[arg(skip)]
    asked: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Open the console on a synthetic office: a throw-away copy, or the file named with --db
    Demo {
        /// So many more invented cases, to try its size: of 2005 to 2014, as imports, on a new file; 100,000 are
        /// some minutes and a gigabyte
        #[arg(long, value_name = "N", default_value_t = 0)]
        cases: usize,
    },
    /// Make an empty office file
    Init,
    /// Enter a case in one line: 'rape bat f7 m34 uncle y police'; prints its number
    Add {
        /// Words: offence, province, source, team, date anywhere; the victim before the suspect; what happened behind --;
        /// - reads them from standard input, out of sight of other users' process lists
        #[arg(allow_hyphen_values = true)]
        line: String,
        /// The report as it came in, for the diary; - reads it from standard input, out of sight of other users' process lists
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        note: Option<String>,
        /// Only print how each word was read
        #[arg(long)]
        dry_run: bool,
        /// Save nothing where a case may be the same; else that is said on standard error, and the case is saved
        #[arg(long)]
        unless_known: bool,
    },
    /// List the cases that fit a filter, newest first: 'offence:hom reported:2019 victim.age:<15'
    #[command(visible_alias = "find", after_help = cases::filter_help())]
    List(cases::Asked),
    /// Show one case whole, or a tip
    Show {
        /// The number of the case, 19/274 or CPU-19-0274; or that of a tip, T-19-0042
        number: String,
    },
    /// List what is due: tasks, clocks of the law, answers of laboratories, hearings, services, follow-ups; and the open caseload
    Due {
        /// Words: an officer, a team, mine, a case number, overdue, today, week, task, clock, custody, detention, examination, hearing, service, follow-up
        words: Vec<String>,
    },
    /// Print one page of one case with what goes along; with --to or --team give it to them first
    Handover(handover::Asked),
    /// Print everything that has a day in one case, in the order in which it happened
    Timeline {
        /// The case number: 19/274 or CPU-19-0274
        number: String,
    },
    /// Close a case, with a reason: done with, no crime, out of scope or referred out
    Close(close::Asked),
    /// Reopen a case that is closed, with a reason
    Reopen {
        /// The case number: 19/274 or CPU-19-0274
        number: String,
        /// Why; it stays with the case and on record
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        reason: String,
    },
    /// Make two cases one: the lower number stays, both find it, it counts once
    Merge(merge::Asked),
    /// Take a case that was merged apart again, as it was
    Unmerge {
        /// The number of the younger; of the older where only one is merged into it
        number: String,
        /// Why; it stays on record
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        reason: String,
    },
    /// Print the people of a case: who of other cases is the same person, and who may be, with why
    People {
        /// The case number: 19/274 or CPU-19-0274
        number: String,
    },
    /// Join a suspect or victim with one of another case into one person: 19/274/S1 18/44/S1; nothing is counted otherwise
    Join(people::Asked),
    /// Separate two people who were joined
    Separate(people::Asked),
    /// List the exhibits: what is where, what is overdue, how long answers take
    Exhibits {
        /// Words: a case number, a place, a type, a laboratory, open, overdue, broken, gap, order, chain
        words: Vec<String>,
    },
    /// List the tips: what waits for triage first, what became of the others, and the sums
    Tips {
        /// Words: a number of a tip or case, a year, a source, a type, a platform, p1 p2 p3, an outcome, open, late
        words: Vec<String>,
    },
    /// List the clients of the family services: what runs, what is overdue, and what is counted of them
    Care {
        /// Words: a case number, a year, a service, a partner, a risk, open, overdue, due (within 7 days), all (with nothing open too)
        words: Vec<String>,
    },
    /// Print a partner sheet: one page of text, with only what consent lets through
    Sheet {
        #[command(subcommand)]
        command: sheet::Command,
    },
    /// Write the cases in which all the words are found, whole, for a spreadsheet or a program; names stay masked without --names
    Export(export::Asked),
    /// Bring in a list of cases, or say what would come in; and undo it
    #[command(after_help = import::IN_THE_CONSOLE)]
    Import(import::Asked),
    /// Print a code list, or add to one: 'article PC-250 "Penal Code 250, …"'
    Codes(limits::AskedCodes),
    /// Print the partners, or keep one: 'lotus "Lotus House" --type ngo --phone 012…'
    Partners(partners::Asked),
    /// Print the limits of time that the clocks go by, or change one: 'custody 48'
    Limits(limits::Asked),
    /// Print the figures of a year: every rate with k of n, the steps from report to conviction, how long it takes, the year before
    Rates(rates::Asked),
    /// Print the release of a year: its figures with their definitions, as they stood at an instant; sign one; say why they moved
    Release(release::Asked),
    /// Print by which rules the figures are counted, each with its day, who and why; a director sets one
    Scope(scope::Asked),
    /// Who did what, the latest act first, as far as your role sees it
    Log {
        /// Words: an officer, a case number, a day, a word of an act
        words: Vec<String>,
        /// So many acts at most
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
    },
    /// The ledger: show its lines, verify it, print its head
    Audit {
        #[command(subcommand)]
        command: audit::Command,
    },
    /// Open a case that is out of your reach, for 12 hours: on record, and told to who leads it
    Glass {
        /// The case number: 19/274 or CPU-19-0274
        number: String,
        /// Why; whoever leads the case reads it
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        reason: String,
    },
    /// List the cases closed longer ago than your law keeps them, the oldest first
    Retention {
        /// So many years; else retention_years of the config file: the law says, not this program
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
        years: Option<u32>,
    },
    /// Erase a closed case for good: names, texts and all that was ever recorded of them; what is counted stays
    Erase {
        /// The case number: 19/274 or CPU-19-0274
        number: String,
        /// Why, naming nobody: it stays on record
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        reason: String,
        /// Do it without asking
        #[arg(long)]
        yes: bool,
    },
    /// Look whether file, disk and records are well; on an office server, as root, the installation too
    Doctor,
    /// Make a backup, and try whether it holds: of the name FILE; else in the folder that the config file names, where those
    /// that are too many are let go
    Backup {
        /// A file that is not there yet
        file: Option<PathBuf>,
        /// Encrypt to this public key of age, as age-keygen prints it; may be given more than once; else those of the config file
        #[arg(long, value_name = "KEY")]
        to: Vec<String>,
    },
    /// Go back to a backup: says first what would be lost, and keeps the file of before
    Restore {
        /// The backup
        file: PathBuf,
        /// The file of the private key of age, for a backup that is encrypted
        #[arg(long, value_name = "KEYFILE")]
        identity: Option<PathBuf>,
        /// Do it without asking
        #[arg(long, conflicts_with = "drill")]
        yes: bool,
        /// Only try whether it could be restored; changes nothing
        #[arg(long)]
        drill: bool,
    },
    /// Set this machine up as the office server
    Office {
        #[command(subcommand)]
        command: office::Command,
    },
    /// Print what sshd needs to know of the office
    SshConfig,
    /// Accounts: officers, roles and keys
    User {
        #[command(subcommand)]
        user: user::User,
    },
    /// Read a workbook from standard input, within limits, and write it as text
    #[command(name = workbook::CHILD, hide = true)]
    ReadWorkbook {
        /// The sheet
        sheet: Option<String>,
    },
    /// For sshd: the keys that may come in, each with its forced command
    #[command(hide = true)]
    SshKeys {
        /// The fingerprint of the key that is offered
        fingerprint: Option<String>,
    },
}

/// Reads the command line, does what it says, and gives the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> i32 {
    let asked = match Args::try_parse_from(args) {
        Ok(args) => args.carry_out(),
        Err(help) => {
            let _ = help.print();
            return help.exit_code();
        }
    };
    asked.unwrap_or_else(|exit| {
        exit.tell();
        exit.code
    })
}

impl Args {
    fn carry_out(self) -> Result<i32, Exit> {
        let global = &self.global;
        let command = match served::asked(global)? {
            Some(asked) => return asked.carry_out(),
            None => self.command,
        };
        match command {
            None => start::console(global),
            Some(Command::Demo { cases }) => start::demo(global, cases),
            Some(Command::Init) => printing(|out| start::init(global, out)),
            Some(Command::Add { line, note, dry_run, unless_known }) => {
                let how = add::How { dry_run, unless_known };
                printing(|out| add::add(global.open()?, &line, note, how, out))
            }
            Some(Command::List(asked)) => printing(|out| cases::list(global.open()?, &asked, out)),
            Some(Command::Show { number }) if number::read_tip(&number).is_some() => {
                printing(|out| tips::show(global.open()?, &number, out))
            }
            Some(Command::Show { number }) => printing(|out| cases::show(global.open()?, &number, out)),
            Some(Command::Due { words }) => printing(|out| due::due(global.open()?, &words.join(" "), out)),
            Some(Command::Handover(asked)) => printing(|out| handover::hand_over(global.open()?, &asked, out)),
            Some(Command::Timeline { number }) => printing(|out| timeline::timeline(global.open()?, &number, out)),
            Some(Command::Close(asked)) => printing(|out| close::close(global.open()?, &asked, out)),
            Some(Command::Reopen { number, reason }) => {
                printing(|out| close::reopen(global.open()?, &number, &reason, out))
            }
            Some(Command::Merge(asked)) => printing(|out| merge::merge(global.open()?, &asked, out)),
            Some(Command::Unmerge { number, reason }) => {
                printing(|out| merge::unmerge(global.open()?, &number, &reason, out))
            }
            Some(Command::People { number }) => printing(|out| people::people(global.open()?, &number, out)),
            Some(Command::Join(asked)) => printing(|out| people::join(global.open()?, &asked, out)),
            Some(Command::Separate(asked)) => printing(|out| people::separate(global.open()?, &asked, out)),
            Some(Command::Exhibits { words }) => {
                printing(|out| exhibits::exhibits(global.open()?, &words.join(" "), out))
            }
            Some(Command::Tips { words }) => printing(|out| tips::tips(global.open()?, &words.join(" "), out)),
            Some(Command::Care { words }) => printing(|out| care::care(global.open()?, &words.join(" "), out)),
            Some(Command::Sheet { command }) => printing(|out| sheet::sheet(global.open()?, &command, out)),
            Some(Command::Export(asked)) => export::export(global.open()?, &asked),
            Some(Command::Import(asked)) => printing(|out| import::import(global.open()?, &asked, out)),
            Some(Command::Codes(asked)) => printing(|out| limits::codes(global.open()?, &asked, out)),
            Some(Command::Partners(asked)) => printing(|out| partners::partners(global.open()?, &asked, out)),
            Some(Command::Limits(asked)) => printing(|out| limits::limits(global.open()?, &asked, out)),
            Some(Command::ReadWorkbook { sheet }) => Ok(workbook::child(sheet.as_deref())),
            Some(Command::Rates(asked)) => printing(|out| rates::rates(global.open()?, &asked, out)),
            Some(Command::Release(asked)) => release::release(global.open()?, &asked),
            Some(Command::Scope(asked)) => printing(|out| scope::scope(global.open()?, &asked, out)),
            Some(Command::Log { words, limit }) => {
                printing(|out| log::log(global.open()?, &words.join(" "), limit, false, out))
            }
            Some(Command::Audit { command }) => printing(|out| audit::audit(global, command, out)),
            Some(Command::Glass { number, reason }) => {
                printing(|out| log::glass(global.open()?, &number, &reason, out))
            }
            Some(Command::Retention { years }) => printing(|out| erase::retention(global, years, out)),
            Some(Command::Erase { number, reason, yes }) => {
                printing(|out| erase::erase(global, &number, &reason, yes, out))
            }
            Some(Command::Doctor) => printing(|out| doctor::doctor(global, out)),
            Some(Command::Backup { file, to }) => printing(|out| backup::backup(global, file.as_deref(), to, out)),
            Some(Command::Restore { file, identity, yes, drill }) => {
                let asked = backup::Asked { file, identity, yes, drill };
                printing(|out| backup::restore(global, &asked, out))
            }
            Some(Command::SshConfig) => printing(|out| office::ssh_config(global, out)),
            Some(Command::Office { command }) => printing(|out| office::office(global, command, out)),
            Some(Command::User { user }) => printing(|out| user::user(global.open()?, &user, out)),
            Some(Command::SshKeys { fingerprint }) => printing(|out| {
                let line = |key: &_| served::forced_command(global, key);
                user::ssh_keys(global, fingerprint.as_deref(), line, out)
            }),
        }
    }
}

/// Hands out standard output, locked and buffered, and empties the buffer.
fn printing(print: impl FnOnce(&mut dyn Write) -> Result<i32, Exit>) -> Result<i32, Exit> {
    let mut out = BufWriter::new(io::stdout().lock());
    let code = print(&mut out)?;
    out.flush()?;
    Ok(code)
}
