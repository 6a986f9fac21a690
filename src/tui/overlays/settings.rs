//! A person's own settings: they are kept in the office file and go where the person goes. It must never offer what does not work.

use super::{Effect, Overlay, Pin};
use crate::domain::listing::Sort;
use crate::domain::target::USUAL;
use crate::domain::view::Column;
use crate::tui::command::{Cmd, Scope};
use crate::tui::parts::{self, View, fit};
use crate::tui::session::setting;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::collections::BTreeMap;

/// One thing that can be set: its name, what people call it, its values with their words; the first is the usual one.
struct Choice {
    name: &'static str,
    label: &'static str,
    values: &'static [(&'static str, &'static str)],
}

const CHOICES: [Choice; 5] = [
    Choice {
        name: setting::PRIVACY,
        label: "Privacy screen (F9)",
        values: &[("off", "names are shown"), ("on", "names are hidden until they are revealed")],
    },
    Choice {
        name: setting::ORDER,
        label: "The list begins",
        values: &[
            ("number", "newest case first"),
            ("reported", "latest report first"),
            ("offence", "by offence"),
            ("province", "by province"),
            ("arrested", "most arrests first"),
            ("lead", "by lead"),
        ],
    },
    Choice {
        name: setting::COLOURS,
        label: "Colours",
        values: &[("terminal", "as the terminal has them"), ("none", "none")],
    },
    Choice {
        name: setting::SIGNS,
        label: "Signs",
        values: &[("terminal", "as the terminal has them"), ("ascii", "plain letters only")],
    },
    Choice {
        name: setting::TARGET,
        label: "Arrest rate aims at",
        values: &[("90", "90 %"), ("95", "95 %"), ("100", "100 %"), ("75", "75 %"), ("80", "80 %"), ("85", "85 %")],
    },
];

/// The order by which the list begins.
pub fn order(settings: &BTreeMap<String, String>) -> Sort {
    let of = &CHOICES[1].values;
    let at = settings.get(setting::ORDER).and_then(|v| of.iter().position(|(value, _)| value == v));
    at.and_then(|i| Sort::ALL.get(i)).copied().unwrap_or_default()
}

/// The target of the arrest rate, in per cent.
pub fn target(settings: &BTreeMap<String, String>) -> u32 {
    settings.get(setting::TARGET).and_then(|value| value.parse().ok()).filter(|n| *n <= 100).unwrap_or(USUAL)
}

/// The columns of the list.
pub fn columns(settings: &BTreeMap<String, String>) -> Vec<Column> {
    let kept = settings.get(setting::COLUMNS).map_or("", String::as_str);
    Column::read(kept).unwrap_or(Column::USUAL.to_vec())
}

/// The overlay.
pub struct Settings {
    now: BTreeMap<String, String>,
    /// may a PIN be set, and is there one?
    pin: Option<bool>,
    selected: usize,
}

impl Settings {
    /// Of what is set now; `pin` says whether there is one, where there can be.
    pub fn new(now: BTreeMap<String, String>, pin: Option<bool>) -> Settings {
        Settings { now, pin, selected: 0 }
    }

    fn at(&self, choice: &Choice) -> usize {
        let value = self.now.get(choice.name);
        choice.values.iter().position(|(v, _)| Some(*v) == value.map(String::as_str)).unwrap_or(0)
    }
}

impl Overlay for Settings {
    fn scope(&self) -> Scope {
        Scope::Settings
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        let last = CHOICES.len() - 1 + usize::from(self.pin.is_some());
        match cmd {
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected = (self.selected + 1).min(last),
            Cmd::Open => match CHOICES.get(self.selected) {
                Some(choice) => {
                    let (value, _) = choice.values[(self.at(choice) + 1) % choice.values.len()];
                    self.now.insert(choice.name.to_owned(), value.to_owned());
                    out.push(Effect::Set(choice.name, value.to_owned()));
                }
                None => {
                    let pin = Pin::new(self.pin == Some(true));
                    out.extend([Effect::Close, Effect::Open(Box::new(pin))]);
                }
            },
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let mut rows: Vec<(&str, &str)> = CHOICES.iter().map(|c| (c.label, c.values[self.at(c)].1)).collect();
        rows.extend(
            self.pin.map(|is_set| ("PIN", if is_set { "set; Enter changes it" } else { "none; Enter sets one" })),
        );
        let place = parts::popup(buf, area, 72, rows.len() as u16 + 2);
        let inside = parts::frame(buf, place, view, &format!("Settings of {}", view.viewer.name), "", true);
        let width = usize::from(inside.width).saturating_sub(24);
        for (i, (label, value)) in rows.iter().enumerate() {
            let on = i == self.selected;
            let line = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(fit(&format!(" {label}"), 23, &view.theme), if on { Role::Selected } else { Role::Plain }),
                view.span(fit(value, width, &view.theme), Role::Plain),
            ]);
            parts::put(buf, inside, i, &line);
        }
    }
}
