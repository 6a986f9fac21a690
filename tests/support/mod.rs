//! What the tests stand on: `Console`, the real program on a pseudo-terminal (keys in, screen out), and
//! `Office`, a scratch office file with the program's subcommands and a dump of its tables.
//!
//! Nothing here sleeps for luck: every wait is for a state, ends as soon as it holds, and fails with the screen. That nothing
//! more comes is no state that could be met: `Console::settle` waits until what was typed is read and the program rests, and
//! then a while without a byte.
#![allow(dead_code, unused_imports)] // each test binary uses its own part
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod care;
mod console;
mod dice;
pub mod faults;
mod forensic;
mod keys;
mod office;
mod old;
mod picture;
mod screen;
mod sshd;
mod stays;

pub use care::CARE;
pub use console::Console;
pub use dice::Dice;
pub use forensic::FORENSIC;
pub use office::{Office, Output, drafts};
pub use old::{OLD_CASES, newest, old_office, steps_up_to};
pub use screen::Answering;
pub use sshd::{Key, Server, free_port, left_out, parent, signal};
pub use stays::STAYS;

use std::path::Path;
use std::time::Duration;

/// What has not come by then does not come: a fifth of it is what a demonstration takes while nothing else runs.
pub const DEADLINE: Duration = Duration::from_secs(60);
/// What is promised at once or within a second has come by then, also where much else is tried at the same time. How soon it comes is measured by the
/// benches.
pub const SOON: Duration = Duration::from_secs(10);

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_caseload");

/// All a started program gets, so that no desk's settings leak into a test; nor those of an office installed on this machine,
/// which a config file in the home comes before.
fn bare_env(home: &Path) -> [(&'static str, String); 3] {
    let config = home.join(".config/caseload/config.toml");
    if !config.exists() {
        let _ = config.parent().map(std::fs::create_dir_all);
        let _ = std::fs::write(config, "");
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let home = home.to_string_lossy().into_owned();
    [("PATH", path), ("HOME", home), ("LANG", "C.UTF-8".into())]
}
