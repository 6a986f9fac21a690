//! The binary: everything is in the library.

fn main() {
    use caseload::{clock::Clock, store::*};
    let path = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let clock =
        Clock::starting(caseload::domain::moment::read_clock("2021-12-28T22:45", chrono_tz::Asia::Phnom_Penh).unwrap());
    let zone = chrono_tz::Asia::Phnom_Penh;
    let office = Office { name: "Phnom Penh".into(), prefix: "CPU".into(), zone, demo: false, note: None };
    let store =
        if path.exists() { Store::open(&path) } else { Store::init(&path, &office, &clock.now(zone), Ids::Random) };
    match store.and_then(|s| caseload::tui::run(s, "dara".into(), clock)) {
        Ok(c) => std::process::exit(c),
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(3)
        }
    }
}
