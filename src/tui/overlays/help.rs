//! All keys of the place, narrowed by what is typed; in the filter also how one is written. It holds no text of its own: it reads
//! the command table, and that of the filter's keys.

use super::{Effect, Overlay};
use crate::domain::filter;
use crate::domain::text::fold;
use crate::tui::command::{self, Cmd, Scope};
use crate::tui::input::Input;
use crate::tui::keys;
use crate::tui::parts::{self, Scroll, View, fit, wrap};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// The help.
pub struct Help {
    scopes: Vec<Scope>,
    filter: bool,
    typed: Input,
    scroll: Scroll,
}

impl Help {
    /// Of these places, the nearest first; with how a filter is written, where one is.
    pub fn new(scopes: Vec<Scope>, filter: bool) -> Help {
        Help { scopes, filter, typed: Input::new("", false), scroll: Scroll::default() }
    }
}

impl Overlay for Help {
    fn scope(&self) -> Scope {
        Scope::Help
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        if !self.scroll.command(cmd) && cmd == Cmd::Back {
            out.push(Effect::Close);
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        self.typed.key(key);
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 80, area.height);
        let wanted = fold(&self.typed.text());
        let mut lines = Vec::new();
        for scope in &self.scopes {
            let rows: Vec<_> = command::of(*scope)
                .filter(|r| fold(&format!("{} {} {}", keys::all_shown(r), r.word, r.help)).contains(&wanted))
                .collect();
            if !rows.is_empty() {
                lines.push(Line::from(view.span(format!(" {}", scope.name()), Role::Strong)));
            }
            for row in rows {
                // What the role lacks is said beside its key.
                let rights = row.cmd.rights();
                let lacks = !rights.is_empty() && rights.iter().all(|r| view.viewer.refusal(*r).is_some());
                let (not, role) = match lacks {
                    true => ("(not yours) ".to_owned(), Role::Faint),
                    false => (String::new(), Role::Plain),
                };
                let wide = usize::from(place.width).saturating_sub(KEYS + 6);
                for (i, text) in wrap(&format!("{not}{}", row.help), wide).into_iter().enumerate() {
                    let keys = if i == 0 { keys::all_shown(row) } else { String::new() };
                    lines.push(Line::from(vec![
                        view.span(format!("   {}", fit(&keys, KEYS, &view.theme)), Role::Key),
                        view.span(text, role),
                    ]));
                }
            }
        }
        if self.filter {
            let wide = usize::from(place.width).saturating_sub(2);
            lines.extend(language(view, &wanted, wide));
        }
        self.scroll.fit(usize::from(place.height).saturating_sub(3), lines.len());
        let inside = parts::frame(buf, place, view, "Keys", &self.scroll.words(), true);
        parts::put(buf, inside, 0, &Line::from(view.span(" Type to narrow: ", Role::Faint)));
        let field = Rect::new(inside.x + 17, inside.y, inside.width.saturating_sub(18), 1);
        self.typed.area().render(field, buf);
        for (i, line) in lines.iter().skip(self.scroll.top).enumerate() {
            parts::put(buf, inside, i + 1, line);
        }
    }
}

/// The column of the keys.
const KEYS: usize = 15;

/// How a filter is written, in lines that fit.
fn language(view: &View, wanted: &str, wide: usize) -> Vec<Line<'static>> {
    const WHAT: usize = 22;
    let mut lines = Vec::new();
    for (what, help) in filter::help().iter().filter(|(what, help)| fold(&format!("{what} {help}")).contains(wanted)) {
        for (i, text) in wrap(help, wide.saturating_sub(WHAT + 4)).into_iter().enumerate() {
            let what = if i == 0 { what.as_str() } else { "" };
            lines.push(Line::from(vec![
                view.span(format!("   {}", fit(what, WHAT, &view.theme)), Role::Key),
                view.span(text, Role::Plain),
            ]));
        }
    }
    if !lines.is_empty() {
        lines.insert(0, Line::from(view.span(" How a filter is written", Role::Strong)));
    }
    lines
}
