//! The pictures of `screenshots/`, which the README shows: taken of the real program on the demonstration, and never stale.
//! `CASELOAD_BLESS=1 cargo test --test pictures` takes them anew; look at them before you commit them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use support::{Console, Office};

const NOW: &str = "2019-12-31T16:42";

fn same_or_bless(name: &str, picture: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots").join(name);
    if std::env::var_os("CASELOAD_BLESS").is_some() {
        std::fs::write(&path, picture).expect("a written picture");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == picture,
        "screenshots/{name} is not what the program shows now: CASELOAD_BLESS=1 cargo test --test pictures"
    );
}

#[test]
fn the_pictures_are_of_the_program_as_it_is() {
    let office = Office::demo();
    let db = office.db();
    let db = db.to_str().unwrap();
    let args = ["demo", "--db", db, "--now", NOW, "--as", "dara"];

    let console = Console::start(&args, (120, 36), &[]);
    console.wait_text("238 of 274");
    console.wait_text("custody 37 h 38 min left");
    console.keys("<Down><Up>");
    console.settle(300);
    same_or_bless("cases-120x36.svg", &console.picture());
    console.keys("r");
    console.wait_text("Receipt");
    console.wait_text("cut off");
    console.settle(300);
    same_or_bless("receipt-120x36.svg", &console.picture());
    console.keys("<Esc>q");

    let console = Console::start(&args, (80, 24), &[]);
    console.wait_text("238 of 274");
    console.keys("n");
    console.wait_text("New case");
    console.keys("rape bat f7 m34 uncle y police");
    console.wait_text("National Police");
    console.settle(300);
    same_or_bless("entry-80x24.svg", &console.picture());
}
