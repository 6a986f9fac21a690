//! The exhibits: what is where, what is overdue, how long answers take. It must never decide what counts.
//!
//! ```text
//! ┌ Exhibits · overdue ───────────────────────────────────────────── 3 exhibits ┐
//! │  Number       Type          Now at            Since       Examination  What │
//! │▌ 19/274/E03   Phone         At the laboratory 3 Dec 2019  OVERDUE 12   black│
//! ```

use super::board::{Cell, Column, Shown};
use crate::domain::board::Window;
use crate::domain::forensics::Answer;
use crate::domain::shelf::{Item, Sums};
use crate::tui::command::Cmd;
use crate::tui::job::Listed;
use crate::tui::overlays::Effect;
use crate::tui::parts::{self, View};
use crate::tui::room::Room;
use crate::tui::theme::Role;

/// What the Exhibits view lists.
pub struct Exhibits;

/// From this width on places and days are written out.
const WIDE: usize = 91;

impl Shown for Exhibits {
    type Item = Item;
    type Sums = Sums;
    const ROOM: Room = Room::Exhibits;
    const EMPTY: &'static str = "No exhibit is recorded yet: A on a case adds one.";

    fn window(listed: &Listed) -> Option<&Window<Item, Sums>> {
        if let Listed::Exhibits(shelf) = listed { Some(shelf) } else { None }
    }

    fn columns(width: usize) -> Vec<Column> {
        let (kind, place, since) = if width >= WIDE { (22, 20, 13) } else { (13, 10, 0) };
        let flaw = if width >= WIDE { 12 } else { 7 };
        vec![
            ("Number", 13),
            ("Type", kind),
            ("Now at", place),
            ("Since", since),
            ("Examined", 13),
            ("Chain", flaw),
            ("What", 0),
        ]
    }

    fn cells(item: &Item, width: usize, view: &View) -> Vec<Cell> {
        let counted = &item.counted;
        let place = match view.desk.lists.word("custody_place", &counted.place) {
            long if width >= WIDE => long.to_owned(),
            _ => counted.place.clone(),
        };
        let since = counted.since.map(|at| at.day(view.desk.now.zone).long()).unwrap_or_default();
        let open = counted.requests.iter().any(|r| matches!(r.answer, Answer::Open(_)));
        let answered = counted.requests.iter().any(|r| matches!(r.answer, Answer::Done(_)));
        let exam = match counted.left() {
            Some(left) if left < 0 => (format!("OVERDUE {}", -left), Some(Role::Warn)),
            Some(0) => ("due today".to_owned(), Some(Role::Warn)),
            Some(left) => (format!("{left} days left"), None),
            None if open => ("open".to_owned(), None),
            None if answered => ("answered".to_owned(), None),
            None => (String::new(), None),
        };
        let flaws: Vec<&str> = counted.flaws.iter().map(|flaw| flaw.word()).collect();
        vec![
            (item.number.clone(), None),
            (view.desk.lists.word("exhibit", &counted.kind).to_owned(), None),
            (place, None),
            (since, None),
            exam,
            (flaws.join(" ").to_uppercase(), Some(Role::Warn)),
            (item.what.clone(), None),
        ]
    }

    fn sums(sums: &Sums, view: &View) -> Vec<(String, Role)> {
        let there = sums.places.iter().filter(|(_, n)| *n > 0);
        let place = |code: &str| view.desk.lists.word("custody_place", code).to_lowercase();
        let places: Vec<String> = there.map(|(code, n)| format!("{} {}", place(code), parts::count(*n))).collect();
        let overdue =
            if sums.overdue > 0 { format!(", {} OVERDUE", parts::count(sums.overdue)) } else { String::new() };
        let exams = format!(
            "examinations: {} open{overdue}, {} answered · {} · {} led to an arrest",
            parts::count(sums.open),
            parts::count(sums.answered),
            sums.turnaround_in_words(),
            sums.led
        );
        let role = if sums.overdue > 0 { Role::Warn } else { Role::Faint };
        let places = [sums.scenes_in_words()].into_iter().chain(places).collect::<Vec<_>>();
        let mut lines = vec![(places.join(" · "), Role::Faint), (exams, role)];
        if sums.flawed > 0 {
            let many = if sums.flawed == 1 { "exhibit has" } else { "exhibits have" };
            let text = format!("{} {many} a gap, a broken seal or a broken chain", parts::count(sums.flawed));
            lines.push((text, Role::Warn));
        }
        lines
    }

    fn same(one: &Item, other: &Item) -> bool {
        one.number == other.number
    }

    fn act(cmd: Cmd, item: Option<&Item>, _: &View) -> Vec<Effect> {
        let to = item.filter(|_| cmd == Cmd::Open).map(|item| Effect::GoTo(item.case_id.clone()));
        to.into_iter().collect()
    }
}
