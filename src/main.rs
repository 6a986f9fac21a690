//! The binary: everything is in the library.

use color_eyre::config::HookBuilder;
use color_eyre::section::PanicMessage;
use rustix::fs::Mode;
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, getpid, kill_process, set_dumpable_behavior, setrlimit, umask,
};
use signal_hook::consts::SIGBUS;
use signal_hook::iterator::Signals;
use std::panic::PanicHookInfo;
use std::{fmt, process};

/// What is said when the program fails: no frame, no path and no value of a record, unless a developer asks.
struct Fault;

impl PanicMessage for Fault {
    fn display(&self, panic: &PanicHookInfo<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "caseload stopped by a fault of its own: what was saved is safe; tell the administrator what you did"
        )?;
        if std::env::var_os("RUST_BACKTRACE").is_some() { write!(f, "\n{panic}") } else { Ok(()) }
    }
}

/// Before anything of a record is read: it may stand in no core dump, which the limit forbids to the system and the mark to
/// its crash reporters, in no memory that another program of the same account may read, and in no file open to others.
/// None of it can fail on a system that this program runs on; and what is saved is safe without it.
fn close_up() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    umask(Mode::RWXG | Mode::RWXO);
}

/// What is said when the system takes the file's memory away under the program.
const BROKEN: &str = "the office file or its disk cannot be read any more (SIGBUS): start again; if it stays so, tell the \
                      administrator to look at the disk and to run `caseload doctor`";

/// A file that was cut short or a disk that fails under the engine's shared memory raises SIGBUS in whoever reads there. Nothing
/// can be mended at that place: the thread that met it meets it again and again, until this one has ended the process.
fn watch_disk() {
    // The language's own handler, for stacks that run over (which this system tells by SIGSEGV), would be asked as well and give
    // the signal back to the system, which then kills. It does so once and for all when the signal comes without a fault.
    if is_caught(SIGBUS) {
        let _ = kill_process(getpid(), Signal::BUS);
    }
    let Ok(mut signals) = Signals::new([SIGBUS]) else { return };
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            caseload::tui::end_broken(BROKEN);
        }
    });
}

/// Has this process a handler for a signal?
fn is_caught(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

fn main() {
    close_up();
    watch_disk();
    let hooks = HookBuilder::blank().display_env_section(false).display_location_section(false).panic_message(Fault);
    // A second hook cannot be there yet; without ours the plain one of the language works.
    let _ = hooks.install();
    process::exit(caseload::cli::run(std::env::args_os()))
}
