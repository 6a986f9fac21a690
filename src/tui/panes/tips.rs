//! The tips: what waits for triage first, then what became of the others. It must never decide what counts.
//!
//! ```text
//! ┌ Tips · open ────────────────────────────────────────────────────────────── 7 ┐
//! │  Number     P Age   Source  Type          Platform   Triage        What      │
//! │▌ T-19-0119  1 2 h   NCMEC   Online Entic… Messenger  OPEN          an adult a│
//! ```

use super::board::{Cell, Column, Shown};
use crate::domain::board::Window;
use crate::domain::moment::Now;
use crate::domain::tips::{Counted, Item, LISTS, Sums};
use crate::tui::command::Cmd;
use crate::tui::form::Form;
use crate::tui::job::Listed;
use crate::tui::overlays::{Effect, TipView};
use crate::tui::parts::{self, View};
use crate::tui::room::Room;
use crate::tui::theme::Role;

/// What the Tips view lists.
pub struct TipList;

/// From this width on types and cases are written out.
const WIDE: usize = 100;
/// So many codes of a list are told at the foot: the most frequent.
const MOST: usize = 3;

impl Shown for TipList {
    type Item = Item;
    type Sums = Sums;
    const ROOM: Room = Room::Tips;
    const EMPTY: &'static str = "No tip is entered yet: n enters one.";

    fn window(listed: &Listed) -> Option<&Window<Item, Sums>> {
        if let Listed::Tips(tips) = listed { Some(tips) } else { None }
    }

    fn columns(width: usize) -> Vec<Column> {
        let (kind, platform, case) = if width >= WIDE { (26, 16, 13) } else { (13, 0, 0) };
        vec![
            ("Number", 11),
            ("P", 2),
            ("Age", 7),
            ("Source", 9),
            ("Type", kind),
            ("Platform", platform),
            ("Triage", 14),
            ("Case", case),
            ("What", 0),
        ]
    }

    fn cells(item: &Item, width: usize, view: &View) -> Vec<Cell> {
        let counted = &item.counted;
        let word =
            |at: usize| counted.codes[at].as_deref().map_or("", |c| view.desk.lists.word(LISTS[at], c)).to_owned();
        let urgent = counted.priority() == "1" && counted.outcome().is_none();
        let late = counted.outcome().is_none() && counted.in_time(&view.desk.now) == Some(false);
        let kind = match &counted.codes[1] {
            Some(code) if width < WIDE => code.clone(),
            _ => word(1),
        };
        vec![
            (counted.number.clone(), None),
            (counted.priority().to_owned(), urgent.then_some(Role::Warn)),
            (age(counted, &view.desk.now), late.then_some(Role::Warn)),
            (word(0), None),
            (kind, None),
            (word(2), None),
            match counted.outcome() {
                None => ("OPEN".to_owned(), Some(Role::Warn)),
                Some(_) => (word(4), None),
            },
            (counted.case.clone().unwrap_or_default(), None),
            (item.what.clone(), None),
        ]
    }

    fn sums(sums: &Sums, view: &View) -> Vec<(String, Role)> {
        let late =
            if sums.late > 0 { format!(", {} LONGER THAN 24 H", parts::count(sums.late)) } else { String::new() };
        let role = if sums.late > 0 { Role::Warn } else { Role::Faint };
        let open = format!(
            "{} open{late} · {} · {} became a case, {} linked · {} cases, {} arrested, {} victims known",
            parts::count(sums.open),
            sums.in_time_in_words(),
            parts::count(sums.outcome("case")),
            parts::count(sums.outcome("link")),
            parts::count(sums.cases),
            parts::count(sums.came.arrested),
            parts::count(sums.came.identified),
        );
        let most = |at: usize| {
            let mut by: Vec<&(String, usize)> = sums.by[at].iter().filter(|(_, n)| *n > 0).collect();
            by.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
            let word = |code: &str| match at {
                1 => code.to_owned(),
                3 => format!("p{code}"),
                _ => view.desk.lists.word(LISTS[at], code).to_lowercase(),
            };
            let words = by.into_iter().take(MOST).map(|(code, n)| format!("{} {}", word(code), parts::count(*n)));
            words.collect::<Vec<_>>().join(", ")
        };
        let by = [("priority ", 3), ("type ", 1), ("platform ", 2)].map(|(what, at)| (what, most(at)));
        let by: Vec<String> =
            by.into_iter().filter(|(_, all)| !all.is_empty()).map(|(what, all)| format!("{what}{all}")).collect();
        vec![(open, role), (by.join(" · "), Role::Faint)]
    }

    fn same(one: &Item, other: &Item) -> bool {
        one.counted.id == other.counted.id
    }

    fn act(cmd: Cmd, item: Option<&Item>, view: &View) -> Vec<Effect> {
        let open = |then: Option<Cmd>| {
            let tip = item.map(|item| TipView::new(&item.counted.id, then));
            tip.map(|tip| Effect::Open(Box::new(tip))).into_iter().collect()
        };
        match cmd {
            Cmd::Open => open(None),
            Cmd::EditTip | Cmd::Named | Cmd::Triage => open(Some(cmd)),
            Cmd::NewTip => vec![Effect::Open(Box::new(Form::new_tip(view)))],
            _ => Vec::new(),
        }
    }
}

/// How long it has waited; of one that is triaged, when it came.
fn age(counted: &Counted, now: &Now) -> String {
    let Some(received) = counted.received else { return String::new() };
    match counted.waited(now).filter(|_| counted.outcome().is_none()) {
        Some(waited) if waited.num_hours() < 48 => format!("{} h", waited.num_hours().max(0)),
        Some(waited) => format!("{} d", waited.num_days()),
        None => received.day(now.zone).first().format("%d %b").to_string(),
    }
}
