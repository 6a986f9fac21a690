//! The columns of the list: which of them fit, how wide each is, its heading, and a row in them. It must never know which rows
//! are shown.

use crate::domain::day::Day;
use crate::domain::number;
use crate::domain::row::Row;
use crate::domain::view::Column;
use crate::domain::visit::Presence;
use crate::tui::parts::{View, fit};
use crate::tui::theme::{Role, Theme};
use ratatui::text::{Line, Span};

/// Who is selected or marked before the row, who else is in it, and behind it the mark of an arrest.
const MARKS: usize = 3;
/// So much of the offence is always shown.
const OFFENCE: usize = 12;

/// The columns with their widths.
pub struct Columns(Vec<(Column, usize)>);

/// Where a row stands.
#[derive(Debug, Clone, Copy)]
pub struct At {
    /// the cursor is on it
    pub selected: bool,
    /// it is marked
    pub marked: bool,
}

impl Columns {
    /// As many of them as fit into a width; what does not is left out from the right. In the usual list the lead gives way first.
    pub fn of(chosen: &[Column], width: usize) -> Columns {
        let room = width.saturating_sub(MARKS);
        let least = |c: &Column| match c {
            Column::Offence => OFFENCE,
            Column::Province => 8,
            c => fixed(*c),
        };
        let rest = |columns: &[Column]| room.saturating_sub(columns.iter().map(|c| fixed(*c)).sum());
        let mut columns = chosen.to_vec();
        if chosen == Column::USUAL && rest(&columns) + fixed(Column::Lead) <= 44 {
            columns.retain(|c| *c != Column::Lead);
        }
        while columns.len() > 1 && columns.iter().map(least).sum::<usize>() > room {
            columns.pop();
        }
        let has = |column| columns.contains(&column);
        let rest = rest(&columns);
        let province = match (has(Column::Province), has(Column::Offence)) {
            (false, _) => 0,
            (true, true) => (rest * 2 / 5).clamp(6, 18),
            (true, false) => rest.min(18),
        };
        let wide = |c: Column| match c {
            Column::Offence => rest.saturating_sub(province),
            Column::Province => province,
            c => fixed(c),
        };
        Columns(columns.into_iter().map(|c| (c, wide(c))).collect())
    }

    /// The line above the rows.
    pub fn heading(&self, theme: &Theme) -> String {
        let cells =
            self.0.iter().map(|(c, w)| fit(short(*c), w.saturating_sub(1), theme) + if *w > 0 { " " } else { "" });
        format!("  {}", cells.collect::<String>().trim_end())
    }

    /// A row.
    pub fn line(&self, row: &Row, at: At, others: &[Presence], view: &View) -> Line<'static> {
        let theme = &view.theme;
        let role = match at {
            At { selected: true, .. } => Role::Selected,
            At { marked: true, .. } => Role::Focus,
            At { .. } => Role::Plain,
        };
        let (mark, mark_role) = match row.arrested {
            1.. => (theme.full(), Role::Good),
            0 => (theme.empty(), Role::Faint),
            _ => ("?", Role::Warn),
        };
        // Somebody else is in it; the detail says who.
        let here = others.iter().filter(|p| p.case_id.as_deref() == Some(&row.case_id)).map(|p| p.editing).max();
        let present = here.map_or(" ", |editing| theme.present(editing));
        let present_role = if here == Some(true) { Role::Warn } else { Role::Focus };
        let before = match at {
            At { marked: true, .. } => theme.marked(),
            At { selected: true, .. } => theme.cursor(),
            At { .. } => " ",
        };
        let mut spans =
            vec![Span::styled(before, theme.style(Role::Focus)), Span::styled(present, theme.style(present_role))];
        let cell = |(column, w): &(Column, usize)| {
            let text = match column {
                Column::Number => number::short(&row.number),
                Column::Reported => reported(row),
                column => column.of(row, &view.desk),
            };
            let gap = if *w > 0 { " " } else { "" };
            Span::styled(fit(&text, w.saturating_sub(1), theme) + gap, theme.style(role))
        };
        spans.extend(self.0.iter().map(cell));
        spans.push(Span::styled(mark, theme.style(mark_role)));
        Line::from(spans)
    }
}

/// The width of a column that does not take what is left.
fn fixed(column: Column) -> usize {
    match column {
        Column::Number => 9,
        Column::Reported => 8,
        Column::Offence | Column::Province => 0,
        Column::Lead | Column::Entered => 10,
        Column::Victims => 7,
        Column::Suspects => 3,
        Column::Arrested => 4,
        Column::Team => 6,
        Column::Stage => 14,
    }
}

/// The heading of a column.
fn short(column: Column) -> &'static str {
    match column {
        Column::Number => "No.",
        Column::Reported => "Report",
        Column::Victims => "V",
        Column::Suspects => "S",
        Column::Arrested => "Arr",
        Column::Entered => "Entered",
        column => column.label(),
    }
}

/// The day of the report; its year only where the number does not say it.
fn reported(row: &Row) -> String {
    let Some(day) = Day::iso(&row.reported_on) else { return String::new() };
    let long = day.long();
    match (number::read(&row.number).map(|n| n.year) == Some(day.year()), day.exact()) {
        (true, Some(_)) => long.rsplit_once(' ').map_or(long.clone(), |(day, _)| day.to_owned()),
        (_, None) => long,
        _ => long.split_once(' ').map_or(String::new(), |(_, rest)| rest.to_owned()),
    }
}
