//! Officers come in by the real ssh through a real sshd with the product's own settings, and others do not come in.
//! Where there is no OpenSSH, or it cannot run, everything here is left out, loudly; CI has it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod breakouts;
mod cuts;
mod officers;
mod slow;

use support::{Console, Key, Server, left_out};

pub(crate) const SIZE: (u16, u16) = (100, 30);

/// The console is there, with its list read.
pub(crate) fn ready(console: &Console) {
    console.wait(
        |s| s.contains("as of") && (s.contains("Reported") || s.contains("No case that you may open yet")),
        "a list",
    );
}

/// An office with a first administrator, as after the installation.
pub(crate) fn office() -> Option<Server> {
    let server = Server::start()?;
    server.officer("sokha", "administrator");
    Some(server)
}

/// The same, where sshd can give out terminals: run by others than root it may not, which is the machine's doing.
pub(crate) fn office_with_terminals() -> Option<Server> {
    let server = office()?;
    let probe = || server.ssh(&Key::named(&server, "sokha"), &["-tt"], &["user", "list"]);
    if !rustix::process::getuid().is_root() && probe().status == 255 {
        left_out("an sshd that is not root's gets no terminal here");
        return None;
    }
    Some(server)
}
