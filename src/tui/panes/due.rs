//! What is due in the office: tasks, clocks of the law, answers of laboratories, hearings; at the foot who has how much, and the open
//! caseload. It must never decide when something is due.

use super::board::{Cell, Column, Shown};
use crate::domain::board::Window;
use crate::domain::due::{Band, Due, Sums};
use crate::domain::number;
use crate::domain::workload::Workload;
use crate::tui::command::Cmd;
use crate::tui::job::Listed;
use crate::tui::overlays::Effect;
use crate::tui::parts::{View, count};
use crate::tui::room::Room;
use crate::tui::theme::Role;

/// What the Due view lists.
pub struct DueList;

/// From this width on the team has a column.
const WIDE: usize = 91;
/// So many officers are named at the foot.
const NAMED: usize = 6;

impl Shown for DueList {
    type Item = Due;
    type Sums = Sums;
    const ROOM: Room = Room::Due;
    const EMPTY: &'static str =
        "Nothing is due: T on a case sets a task; clocks, answers and hearings come by themselves.";

    fn window(listed: &Listed) -> Option<&Window<Due, Sums>> {
        if let Listed::Due(board) = listed { Some(board) } else { None }
    }

    fn columns(width: usize) -> Vec<Column> {
        let team = if width >= WIDE { 7 } else { 0 };
        vec![("Due", 19), ("Case", 9), ("Kind", 12), ("Officer", 10), ("Team", team), ("", 5), ("What", 0)]
    }

    fn cells(item: &Due, _: usize, view: &View) -> Vec<Cell> {
        let urgent = item.band(&view.desk.now) <= Band::Today;
        vec![
            (item.when(&view.desk.now), urgent.then_some(Role::Warn)),
            (number::short(&item.number), None),
            (item.kind.word().to_owned(), None),
            (item.owner.clone().unwrap_or_else(|| "–".to_owned()), None),
            (item.team.clone().unwrap_or_default(), None),
            (item.label.clone(), None),
            (item.what.clone(), None),
        ]
    }

    fn sums(sums: &Sums, _: &View) -> Vec<(String, Role)> {
        let overdue = sums.count(Band::Overdue);
        let clocks = if sums.clocks == 1 { "clock runs" } else { "clocks run" };
        let bands = format!(
            "{} overdue · {} today · {} in seven days · {} later · {} custody {clocks}",
            count(overdue),
            count(sums.count(Band::Today)),
            count(sums.count(Band::Week)),
            count(sums.count(Band::Later) + sums.count(Band::Undated)),
            sums.clocks
        );
        let role = if overdue > 0 { Role::Warn } else { Role::Faint };
        let mut lines = vec![(bands, role)];
        if !sums.owners.is_empty() {
            lines.push((format!("overdue or in seven days: {}", named(&sums.owners)), Role::Faint));
        }
        let Workload { open, with_prosecutor, ages, leads, .. } = &sums.workload;
        let ages: Vec<String> = ages.iter().map(|(word, n)| format!("{word} {}", count(*n))).collect();
        let prosecutor = format!("{} more with the prosecutor", count(*with_prosecutor));
        lines.push((format!("open cases {}, {prosecutor}; since {}", count(*open), ages.join(", ")), Role::Faint));
        if !leads.is_empty() {
            lines.push((format!("open cases led by {}", named(leads)), Role::Faint));
        }
        lines
    }

    fn same(one: &Due, other: &Due) -> bool {
        (&one.case_id, one.kind, &one.label) == (&other.case_id, other.kind, &other.label)
    }

    fn act(cmd: Cmd, item: Option<&Due>, _: &View) -> Vec<Effect> {
        let Some(item) = item else { return Vec::new() };
        match cmd {
            Cmd::Open => vec![Effect::GoTo(item.case_id.clone())],
            Cmd::Tasks => vec![Effect::OnCase(item.case_id.clone(), cmd)],
            _ => Vec::new(),
        }
    }
}

/// `dara 5, sokha 3, nobody 2 …`.
fn named(all: &[(String, usize)]) -> String {
    let one = |(name, n): &(String, usize)| format!("{} {}", if name.is_empty() { "nobody" } else { name }, count(*n));
    let more = if all.len() > NAMED { " …" } else { "" };
    all.iter().take(NAMED).map(one).collect::<Vec<_>>().join(", ") + more
}
