//! An idle console sends nothing, and an arrow key little.

use crate::support::Office;
use crate::{NARROW, add, open};
use std::time::Duration;

#[test]
fn an_idle_console_sends_no_byte() {
    let office = Office::new();
    for n in 1..=3 {
        add(&office, &format!("hom bat f{n} m34 y"));
    }
    let console = open(&office, "dara", NARROW);
    for keys in ["", "<Enter>", "<Esc>r", "<Esc>nhom bat"] {
        console.keys(keys);
        console.settle(1200); // a form is kept as a draft once more
        let before = console.bytes();
        std::thread::sleep(Duration::from_secs(2)); // this is what is measured
        assert_eq!(console.bytes() - before, 0, "bytes from an idle console after {keys:?}\n{}", console.screen());
    }
}

#[test]
fn an_arrow_key_costs_little() {
    let office = Office::new();
    for n in 1..=12 {
        add(&office, &format!("hom bat f{n} m34 y"));
    }
    let console = open(&office, "dara", NARROW);
    console.settle(300);
    let before = console.bytes();
    for n in (1..12).rev() {
        console.keys("<Down>");
        console.wait(|s| s.contains(&format!("▌ 21/{n:04}")), "the next row");
    }
    let each = (console.bytes() - before) / 11;
    println!("{each} bytes an arrow key");
    assert!(each < 1500, "{each} bytes an arrow key");
}
