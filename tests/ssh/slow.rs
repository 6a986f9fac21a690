//! A line that carries little, as a phone's in a province: what is drawn meanwhile is dropped, and never piles up before what is looked for.

use crate::{SIZE, office_with_terminals, ready};
use rustix::net::{AddressFamily, SocketType, connect, socket, sockopt};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddrV4, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// Bytes a second towards the desk.
const RATE: usize = 16 * 1024;

/// Such a line to an sshd, on a port of its own; counts what it carried towards the desk.
fn slow_line(sshd: u16) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, carried) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&carried);
    spawn(move || {
        let (mut desk, _) = listener.accept().unwrap();
        // Little is held on the way: what the desk has not taken, the server has not got rid of.
        let server = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
        sockopt::set_socket_recv_buffer_size(&server, RATE / 8).unwrap();
        connect(&server, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, sshd)).unwrap();
        let mut server = TcpStream::from(server);
        let (mut from_desk, mut to_server) = (desk.try_clone().unwrap(), server.try_clone().unwrap());
        spawn(move || {
            let _ = std::io::copy(&mut from_desk, &mut to_server);
            let _ = to_server.shutdown(Shutdown::Both);
        });
        let mut piece = vec![0; RATE / 20];
        while let Ok(n) = server.read(&mut piece) {
            if n == 0 || desk.write_all(&piece[..n]).is_err() {
                break;
            }
            count.fetch_add(n, Ordering::SeqCst);
            sleep(Duration::from_secs_f64(n as f64 / RATE as f64));
        }
        let _ = desk.shutdown(Shutdown::Both);
    });
    (port, carried)
}

#[test]
fn on_a_slow_line_frames_are_dropped_and_keys_are_not() {
    let Some(server) = office_with_terminals() else { return };
    let dara = server.officer("dara", "officer");
    let sshd = server.port();
    let (port, carried) = slow_line(sshd);
    let (port, alias) = (format!("Port={port}"), format!("HostKeyAlias=[127.0.0.1]:{sshd}"));
    let console = server.console(&dara, &["-o", &port, "-o", &alias], SIZE, &[]);
    ready(&console);
    // Each of these draws the screen anew.
    for key in ["2", "1"].repeat(20) {
        console.keys(key);
        sleep(Duration::from_millis(50)); // a hand that is fast
    }
    let before = carried.load(Ordering::SeqCst);
    console.keys("nhom bat f7 m34 uncle police");
    console.wait(|s| s.contains("New case") && s.contains("uncle police"), "what was typed last");
    let after = carried.load(Ordering::SeqCst) - before;
    // A screen, or two, and the form: some 8 KB. All that the forty keys would have drawn is ten times as much.
    assert!(after < 40 * 1024, "{after} bytes came before what was typed last");
    console.keys("<C-s>");
    console.wait_text(" saved");
    console.keys("q");
    assert!(console.wait_exit().success());
}
