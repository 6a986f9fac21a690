//! Where the panes are, by the size of the terminal: one over the other at 80 columns, side by side from 110, three columns from 170.

use ratatui::layout::{Constraint, Layout, Rect};

/// Below this nothing can be read.
pub const SMALLEST: (u16, u16) = (60, 18);

/// The shape of the Cases view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// the detail opens over the list, the statistics are a strip
    Narrow,
    /// list and detail side by side over the statistics
    Side,
    /// three columns
    Wide,
}

/// The places of one frame.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// the shape
    pub shape: Shape,
    /// title bar
    pub title: Rect,
    /// the list
    pub list: Rect,
    /// the detail; the list's place where it opens over it
    pub detail: Rect,
    /// the statistics
    pub statistics: Rect,
    /// message line
    pub message: Rect,
    /// footer
    pub footer: Rect,
    /// everything between title and message: for overlays
    pub middle: Rect,
}

/// Divides the terminal; `None` if it is too small.
pub fn places(area: Rect) -> Option<Places> {
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return None;
    }
    let [title, middle, message, footer] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(1), Constraint::Length(1), Constraint::Length(1)])
            .areas(area);
    let shape = match area.width {
        ..110 => Shape::Narrow,
        110..170 => Shape::Side,
        _ => Shape::Wide,
    };
    let (list, detail, statistics) = match shape {
        Shape::Narrow => {
            let [list, statistics] = Layout::vertical([Constraint::Min(1), Constraint::Length(5)]).areas(middle);
            (list, list, statistics)
        }
        Shape::Side => {
            let [upper, statistics] = Layout::vertical([Constraint::Min(1), Constraint::Length(10)]).areas(middle);
            let [list, detail] = Layout::horizontal([Constraint::Percentage(52), Constraint::Min(1)]).areas(upper);
            (list, detail, statistics)
        }
        Shape::Wide => Layout::horizontal([Constraint::Percentage(40), Constraint::Min(1), Constraint::Length(68)])
            .areas(middle)
            .into(),
    };
    Some(Places { shape, title, list, detail, statistics, message, footer, middle })
}
