//! What each column of the file becomes, with what stands in it. Which field follows from which column is not decided here.

use crate::domain::record::HIDDEN;
use crate::domain::text::fold;
use crate::exchange::import::guide::{self, Field};
use crate::exchange::import::map::Map;
use crate::tui::command::Cmd;
use crate::tui::import::Looked;
use crate::tui::overlays::{Effect, Item, Pick};
use crate::tui::parts::{self, Scroll, View, fit, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::sync::Arc;

/// A column that fills no field.
const LEFT: &str = "left as it stood, kept with the case";

/// The page.
pub(super) struct ColumnsPage {
    pub looked: Arc<Looked>,
    pub map: Map,
    /// the order in which days are read; blank where only a check tells
    pub order: &'static str,
    /// the map was changed since the check
    pub changed: bool,
    /// since it was saved
    pub unsaved: bool,
    /// why it cannot be checked by this map
    pub unready: Option<String>,
    fields: Vec<Field>,
    selected: usize,
    scroll: Scroll,
}

impl ColumnsPage {
    pub fn new(looked: &Arc<Looked>) -> ColumnsPage {
        ColumnsPage {
            map: looked.map.clone(),
            order: looked.map.order_word().unwrap_or_default(),
            looked: Arc::clone(looked),
            changed: false,
            unsaved: false,
            unready: None,
            fields: guide::fields(),
            selected: 0,
            scroll: Scroll::default(),
        }
    }

    pub fn blocked(&self, cmd: Cmd) -> Option<String> {
        match cmd {
            Cmd::Sheet if self.looked.sheets.len() < 2 => Some("There is no other sheet".into()),
            _ => None,
        }
    }

    fn label<'a>(&'a self, name: &'a str) -> &'a str {
        self.fields.iter().find(|field| field.name == name).map_or(name, |field| &field.label)
    }

    /// The heading as it may be shown: one that is no field's name may be a row that was taken for the headings.
    fn heading(&self, at: usize, view: &View) -> String {
        match self.looked.columns.get(at) {
            Some(column) if view.veiled && !column.known => format!("column {}", at + 1),
            Some(column) => column.heading.clone(),
            None => String::new(),
        }
    }

    pub fn pick_field(&self) -> Option<Effect> {
        let column = self.looked.columns.get(self.selected)?;
        let mut items = vec![Item::new("", LEFT)];
        items.extend(self.fields.iter().map(|field| {
            let fills = self.map.column_of(&field.name).filter(|heading| *heading != column.heading);
            let beside = fills.map_or(field.name.clone(), |_| "another column fills it".to_owned());
            Item { beside, found_by: fold(&field.name), ..Item::new(&field.name, &field.label) }
        }));
        let now = self.map.field_of(&column.heading).unwrap_or_default();
        let (title, about) = if column.known {
            (format!("{} becomes", column.heading), "")
        } else {
            ("What becomes of ".to_owned(), column.heading.as_str())
        };
        Some(Effect::Open(Box::new(Pick::new(&title, about, items, now))))
    }

    pub fn pick_sheet(&self) -> Effect {
        let items = self.looked.sheets.iter().map(|sheet| Item::new(sheet, sheet)).collect();
        Effect::Open(Box::new(Pick::new("Which sheet?", "", items, self.map.sheet().unwrap_or_default())))
    }

    /// The column under the cursor goes to a field, or to none.
    pub fn fill(&mut self, field: &str) {
        let Some(column) = self.looked.columns.get(self.selected) else { return };
        self.map.fill(&column.heading, Some(field).filter(|field| !field.is_empty()));
        (self.changed, self.unsaved) = (true, true);
    }

    pub fn command(&mut self, cmd: Cmd) {
        let last = self.looked.columns.len().saturating_sub(1);
        let page = self.scroll.height.max(2) - 1;
        match cmd {
            Cmd::Days => {
                self.map.turn_order(self.order);
                self.order = self.map.order_word().unwrap_or_default();
                (self.changed, self.unsaved) = (true, true);
            }
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected += 1,
            Cmd::PageUp => self.selected = self.selected.saturating_sub(page),
            Cmd::PageDown => self.selected += page,
            Cmd::Top => self.selected = 0,
            Cmd::Bottom => self.selected = last,
            _ => {}
        }
        self.selected = self.selected.min(last);
    }

    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 120, area.height);
        let changed = if self.changed { "changed: Tab checks again" } else { "" };
        let inside = parts::frame(buf, place, view, &format!("Import {} · columns", self.looked.name), changed, true);
        let width = usize::from(inside.width).saturating_sub(2);
        let order = match self.order {
            "mdy" => "month first (mdy)",
            "ymd" => "year first (ymd)",
            "dmy" => "day first (dmy)",
            _ => "as they themselves tell",
        };
        let mut head = vec![(format!("Read as {}. Days: {order}.", self.looked.how), Role::Plain)];
        // What is wrong with a map or the headings may quote them.
        let quoting = |text: String| if view.veiled { format!("What is wrong is hidden: {HIDDEN}") } else { text };
        head.extend(self.looked.note.iter().map(|(fits, note)| match fits {
            true => (note.clone(), Role::Plain),
            false => (quoting(note.clone()), Role::Warn),
        }));
        let unready = self.unready.iter().map(|why| format!("It cannot be checked yet: {why}"));
        head.extend(unready.map(|text| (quoting(text), Role::Warn)));
        let mut at = 0;
        for (text, role) in head {
            for line in wrap(&text, width) {
                parts::put(buf, inside, at, &Line::from(view.span(format!(" {line}"), role)));
                at += 1;
            }
        }
        let (first, last) = (width * 26 / 100, width * 34 / 100);
        let middle = width.saturating_sub(first + last + 2);
        let row = |heading: &str, some: &str, becomes: &str| {
            [fit(heading, first, &view.theme), fit(some, middle, &view.theme), fit(becomes, last, &view.theme)]
        };
        let titles = row("column", "what stands in it first", "becomes").join(" ");
        parts::put(buf, inside, at, &Line::from(view.span(format!(" {titles}"), Role::Faint)));
        at += 1;
        self.scroll.fit(usize::from(inside.height).saturating_sub(at), self.looked.columns.len());
        self.scroll.show(self.selected);
        for (i, column) in self.looked.columns.iter().enumerate().skip(self.scroll.top).take(self.scroll.height) {
            let on = i == self.selected;
            let some = if view.veiled && !column.some.is_empty() { HIDDEN.into() } else { column.some.join(" | ") };
            let field = self.map.field_of(&column.heading).map(|name| self.label(name));
            let [heading, some, becomes] = row(&self.heading(i, view), &some, field.unwrap_or(LEFT));
            let line = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(heading, if on { Role::Selected } else { Role::Plain }),
                view.span(format!(" {some} "), Role::Faint),
                view.span(becomes, if field.is_some() { Role::Good } else { Role::Faint }),
            ]);
            parts::put(buf, inside, at + i - self.scroll.top, &line);
        }
    }
}
