//! The clients of the family services: who has something running or due, what is next, and the sums of it. It must never decide what counts.
//!
//! ```text
//! ┌ Care · overdue ─────────────────────────────────────────────────────────── 9 ┐
//! │  Client        Risk    Open  Next        Who and what                        │
//! │▌ 19/0274 V1    High       2  OVERDUE 12  f7, Name: trauma counselling        │
//! ```

use super::board::{Cell, Column, Shown};
use crate::domain::board::Window;
use crate::domain::care::SOON;
use crate::domain::record::HIDDEN;
use crate::domain::roster::{Item, Sums};
use crate::tui::command::Cmd;
use crate::tui::job::Listed;
use crate::tui::overlays::Effect;
use crate::tui::parts::View;
use crate::tui::room::Room;
use crate::tui::theme::Role;

/// What the Care view lists.
pub struct Care;

impl Shown for Care {
    type Item = Item;
    type Sums = Sums;
    const ROOM: Room = Room::Care;
    const EMPTY: &'static str =
        "Nothing runs and nothing is due for anybody whose care you may see: A on a case adds a service.";

    fn window(listed: &Listed) -> Option<&Window<Item, Sums>> {
        if let Listed::Care(roster) = listed { Some(roster) } else { None }
    }

    fn columns(_: usize) -> Vec<Column> {
        vec![("Client", 13), ("Risk", 8), ("Open", 6), ("Next", 13), ("Who and what", 0)]
    }

    fn cells(item: &Item, _: usize, view: &View) -> Vec<Cell> {
        let Some(counted) = &item.counted else {
            let hidden = || (HIDDEN.to_owned(), None);
            return vec![(item.number.clone(), None), hidden(), hidden(), hidden(), (item.what.clone(), None)];
        };
        let risk = counted.risk.as_deref();
        let next = match counted.left() {
            Some(left) if left < 0 => (format!("OVERDUE {}", -left), Some(Role::Warn)),
            Some(0) => ("due today".to_owned(), Some(Role::Warn)),
            Some(1) => ("1 day left".to_owned(), None),
            Some(left) if left <= SOON => (format!("{left} days left"), None),
            Some(left) => (format!("in {left} days"), Some(Role::Faint)),
            None => ("–".to_owned(), Some(Role::Faint)),
        };
        vec![
            (item.number.clone(), None),
            (
                risk.map_or("–", |risk| view.desk.lists.word("risk", risk)).to_owned(),
                (risk == Some("high")).then_some(Role::Warn),
            ),
            (counted.open().to_string(), None),
            next,
            (item.what.clone(), None),
        ]
    }

    fn sums(sums: &Sums, _: &View) -> Vec<(String, Role)> {
        let role = if sums.tally.overdue > 0 { Role::Warn } else { Role::Faint };
        vec![(sums.words(), role)]
    }

    fn same(one: &Item, other: &Item) -> bool {
        one.number == other.number
    }

    fn act(cmd: Cmd, item: Option<&Item>, _: &View) -> Vec<Effect> {
        let to = item.filter(|_| cmd == Cmd::Open).map(|item| Effect::GoTo(item.case_id.clone()));
        to.into_iter().collect()
    }
}
