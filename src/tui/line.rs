//! The line between the server and a desk that came in over SSH: is much of what was drawn still under way on it? The kernel knows, for it keeps what the
//! desk has not confirmed. So frames are dropped on a slow line and on no other, and no terminal is asked. It must never know what is drawn.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

/// With so many bytes under way no further frame is drawn: on 4 KB a second they take half a second.
const FULL: u64 = 2 * 1024;
/// So often is looked whether a frame that is due may go out.
pub const OFTEN: Duration = Duration::from_millis(25);
/// No frame waits longer: on a line that is cut nothing more comes to be confirmed.
const LONGEST: Duration = Duration::from_secs(2);
/// A line on which nothing was drawn for so long is not looked at.
const QUIET: Duration = Duration::from_millis(500);

/// The line of this sitting.
pub struct Line {
    /// our end and the desk's; nothing where it is not known
    ends: Option<[SocketAddr; 2]>,
    drawn: Option<Instant>,
    /// since when a frame is waiting
    waiting: Option<Instant>,
}

impl Line {
    /// By what sshd says of it (`SSH_CONNECTION`: address and port of the desk, then ours).
    pub fn new(connection: Option<&str>) -> Line {
        Line { ends: connection.and_then(ends), drawn: None, waiting: None }
    }

    /// May a frame that is due go out?
    pub fn has_room(&mut self) -> bool {
        let Some([ours, theirs]) = self.ends else { return true };
        if self.drawn.is_none_or(|at| at.elapsed() > QUIET) && self.waiting.is_none() {
            return true;
        }
        let since = *self.waiting.get_or_insert_with(Instant::now);
        since.elapsed() > LONGEST || under_way(ours, theirs).is_none_or(|bytes| bytes < FULL)
    }

    /// A frame went out.
    pub fn drawn(&mut self) {
        (self.drawn, self.waiting) = (Some(Instant::now()), None);
    }
}

fn ends(connection: &str) -> Option<[SocketAddr; 2]> {
    let mut words = connection.split_whitespace();
    let mut end = || {
        let ip: IpAddr = words.next()?.parse().ok()?;
        Some(SocketAddr::new(ip, words.next()?.parse().ok()?))
    };
    let (theirs, ours) = (end()?, end()?);
    Some([ours, theirs])
}

/// The bytes that the other end has not confirmed; nothing where there is no such connection, or the system does not say.
fn under_way(ours: SocketAddr, theirs: SocketAddr) -> Option<u64> {
    ["/proc/net/tcp", "/proc/net/tcp6"].iter().find_map(|table| {
        let table = std::fs::read_to_string(table).ok()?;
        table.lines().skip(1).find_map(|row| {
            let mut words = row.split_whitespace().skip(1);
            let [here, there] = [end_in(words.next()?)?, end_in(words.next()?)?];
            let (unsent, _) = words.nth(1)?.split_once(':')?;
            (same(here, ours) && same(there, theirs)).then(|| u64::from_str_radix(unsent, 16).ok())?
        })
    })
}

fn same(one: SocketAddr, other: SocketAddr) -> bool {
    (one.ip().to_canonical(), one.port()) == (other.ip().to_canonical(), other.port())
}

/// An address as the kernel writes it: each four bytes as one number of its own order, then the port.
fn end_in(word: &str) -> Option<SocketAddr> {
    let (ip, port) = word.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let four = |at: usize| Some(u32::from_str_radix(ip.get(at..at + 8)?, 16).ok()?.to_ne_bytes());
    let ip: IpAddr = match ip.len() {
        8 => Ipv4Addr::from(four(0)?).into(),
        32 => {
            let mut all = [0; 16];
            for (i, part) in all.chunks_mut(4).enumerate() {
                part.copy_from_slice(&four(i * 8)?);
            }
            Ipv6Addr::from(all).into()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    /// Both ends of a connection on this machine, and what sshd would say of it.
    fn connected(at: &str) -> Option<(TcpStream, TcpStream, String)> {
        let listener = TcpListener::bind((at, 0)).ok()?;
        let theirs = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (ours, _) = listener.accept().unwrap();
        let [a, b] = [theirs.local_addr().unwrap(), ours.local_addr().unwrap()];
        Some((ours, theirs, format!("{} {} {} {}", a.ip(), a.port(), b.ip(), b.port())))
    }

    #[test]
    fn a_frame_waits_while_the_desk_has_not_confirmed_the_last_ones() {
        for at in ["127.0.0.1", "::1"] {
            let Some((mut ours, mut theirs, connection)) = connected(at) else { continue };
            let mut line = Line::new(Some(&connection));
            assert!(line.has_room(), "nothing was drawn yet");
            line.drawn();
            assert!(line.has_room(), "nothing is under way");
            // More than both ends hold for a desk that reads nothing.
            ours.set_nonblocking(true).unwrap();
            let mut sent = 0;
            while let Ok(n) = ours.write(&[b'x'; 4096]) {
                sent += n;
            }
            line.drawn();
            assert!(!line.has_room(), "{sent} bytes are under way");
            line.waiting = Instant::now().checked_sub(LONGEST * 2);
            assert!(line.has_room(), "no frame waits for ever");
            line.drawn();
            assert!(!line.has_room(), "the next one waits again");
            theirs.read_exact(&mut vec![0; sent]).unwrap();
            while under_way(ours.local_addr().unwrap(), ours.peer_addr().unwrap()) != Some(0) {
                std::thread::sleep(Duration::from_millis(1));
            }
            assert!(line.has_room(), "all has come");
        }
    }

    #[test]
    fn where_the_line_is_not_known_no_frame_waits() {
        for none in
            [None, Some(""), Some("10.0.0.7"), Some("10.0.0.7 x 10.0.0.1 22"), Some("10.0.0.7 4711 10.0.0.1 22")]
        {
            let mut line = Line::new(none);
            line.drawn();
            assert!(line.has_room(), "{none:?}");
        }
    }
}
