//! The binary: everything is in the library.

use color_eyre::config::HookBuilder;
use color_eyre::section::PanicMessage;
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

fn main() {
    let hooks = HookBuilder::blank().display_env_section(false).display_location_section(false).panic_message(Fault);
    // A second hook cannot be there yet; without ours the plain one of the language works.
    let _ = hooks.install();
    process::exit(caseload::cli::run(std::env::args_os()))
}
