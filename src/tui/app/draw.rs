//! One frame of the console: title bar, panes, overlays, message line, and the footer with the keys that work here and now.

use super::{App, Pane};
use crate::domain::day::Day;
use crate::domain::moment::Now;
use crate::domain::number;
use crate::domain::rights::Right;
use crate::tui::command::{self, Cmd, Scope};
use crate::tui::layout::{Places, SMALLEST, Shape, places};
use crate::tui::notation;
use crate::tui::panes::detail::At;
use crate::tui::parts::{self, View, cut, wrap};
use crate::tui::room::Room;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// So many lines of a message are shown at most.
const MESSAGE: usize = 3;

impl App {
    /// Draws everything.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect) {
        let seat = self.seat();
        let view = seat.view();
        if let Some(lock) = &self.screen.lock {
            return lock.draw(buf, area, &view);
        }
        let places = places(area);
        self.small = places.is_none();
        let Some(p) = places else { return too_small(buf, area, &view) };
        if p.shape != self.shape {
            self.shape = p.shape;
            if self.detail_shown() && self.detail.of(self.list.case_id()).is_none() {
                self.want_case();
            }
        }
        self.title(buf, &p, &view);
        let on_top = self.overlays.is_empty();
        match self.room {
            Room::Cases if !self.sees_cases() => self.draw_no_cases(buf, &p, &view),
            Room::Cases => self.draw_cases(buf, &p, &view, on_top),
            Room::Rates => self.rates.draw(buf, p.middle, &view, on_top),
            _ => self.draw_list(buf, &p, &view, on_top),
        }
        if self.sees(Right::Figures) && self.room != Room::Rates {
            let focused = on_top && self.room == Room::Cases && self.focus == Pane::Statistics;
            let province = self.list.row().map(|r| r.province.clone());
            self.statistics.draw(buf, p.statistics, &view, focused, province.as_deref());
        }
        for overlay in &mut self.overlays {
            if view.veiled && !overlay.veils_itself() {
                hidden(buf, p.middle, &view);
            } else {
                overlay.draw(buf, p.middle, &view);
            }
        }
        self.draw_standing(buf, &p, &view);
        if let Some((text, role)) = &self.message {
            let (text, width) = (crate::domain::text::harmless(text), usize::from(p.message.width).saturating_sub(2));
            // Over what is being typed it must not lie.
            let lines = if on_top { wrap(&cut(&text, width * MESSAGE, &self.theme), width) } else { Vec::new() };
            let lines = if lines.is_empty() { vec![cut(&text, width, &self.theme)] } else { lines };
            told(buf, &p, &view, &lines, *role);
        }
        self.footer(buf, &p, &view);
        if !self.theme.unicode {
            for cell in &mut buf.content {
                let plain = Theme::ascii(cell.symbol());
                if plain != cell.symbol() {
                    let plain = plain.to_owned();
                    cell.set_symbol(&plain);
                }
            }
        }
    }

    /// What stands as long as it is so: whole above the message line where nothing is open there, else as much as fits into it.
    fn draw_standing(&self, buf: &mut Buffer, p: &Places, view: &View) {
        let Some(standing) = &self.standing else { return };
        let role = if standing.stops { Role::Bad } else { Role::Warn };
        let width = usize::from(p.message.width).saturating_sub(2);
        let text = crate::domain::text::harmless(&standing.text);
        let mut lines = wrap(&text, width);
        if !self.overlays.is_empty() {
            lines = vec![cut(&text, width, &self.theme)];
        } else if self.message.is_some() {
            lines.push(String::new());
        }
        told(buf, p, view, &lines, role);
    }

    fn draw_cases(&mut self, buf: &mut Buffer, p: &Places, view: &View, on_top: bool) {
        let any = self.list.case_id().is_some();
        if p.shape != Shape::Narrow || !self.open {
            self.list.draw(buf, p.list, view, on_top && self.focus == Pane::List, &self.others);
        }
        if p.shape != Shape::Narrow || self.open {
            let shown = self.screen.revealed.as_ref().map(|(_, _, words)| words.clone());
            let others = self.detail.case.as_ref().and_then(|c| self.others_in(&c.case.head.id));
            let others = shown.into_iter().chain(others).reduce(|a, b| format!("{a} · {b}"));
            let focused = on_top && self.focus == Pane::Detail;
            let at = At { focused, any, others: others.as_deref(), found: &self.list.query.words };
            self.detail.draw(buf, p.detail, view, at);
        }
    }

    fn title(&self, buf: &mut Buffer, p: &Places, view: &View) {
        let width = usize::from(p.title.width);
        buf.set_style(p.title, self.theme.style(Role::Title));
        let now = view.desk.now;
        let local = now.utc.with_timezone(&now.zone);
        let live = self.theme.full();
        let clock = format!("{} {} {}", local.format("%a"), Day::of(now.today()), local.format("%H:%M"));
        // Who sits here and whether names are hidden is told at any width; the office, then the clock give way.
        let mut right = vec![self.office.name.clone(), self.session.actor.name.clone(), clock];
        let mark = if self.office.demo { " DEMO " } else { "" };
        let hidden = if self.screen.veiled { " names hidden " } else { "" };
        let tabs = |shrunk: bool| {
            let tab = |room: Room| match (room == self.room, shrunk) {
                (true, _) => format!(" [{} {}]", command::digit(room), room.name()),
                (false, true) => format!(" {}", command::digit(room)),
                (false, false) => format!("  {} {} ", command::digit(room), room.name()),
            };
            Room::ALL.into_iter().filter(|room| self.enters(*room)).map(tab).collect::<String>()
        };
        let stopped = self.standing.as_ref().filter(|s| s.stops).map(|_| " ! saving stopped ".to_owned());
        let waiting = stopped.or_else(|| self.waiting()).unwrap_or_default();
        let held = self.held_in_words(&now);
        let own = |shrunk| format!("{mark}{} {hidden}{waiting}{held}", tabs(shrunk));
        // Of the other views the digit is enough where the words have no room.
        let shrunk = parts::width(&own(false)) + parts::width(&self.session.actor.name) + 8 > width;
        let (own, tabs) = (own(shrunk), tabs(shrunk));
        let needs = |right: &[String], name: &str| parts::width(&(right.join(" · ") + name + &own)) + 4;
        for at in [0, 1] {
            if needs(&right, " caseload ") > width {
                right.remove(at);
            }
        }
        let name = if needs(&right, " caseload ") > width { " " } else { " caseload " };
        if needs(&right, name) > width {
            right.clear();
        }
        let mut spans = vec![Span::styled(name, self.theme.style(Role::Title))];
        if self.office.demo {
            spans.push(Span::styled(mark, self.theme.style(Role::Demo)));
        }
        spans.push(Span::styled(tabs + " ", self.theme.style(Role::Title)));
        spans.push(Span::styled(hidden, self.theme.style(Role::Demo)));
        spans.push(Span::styled(waiting, self.theme.style(Role::Told)));
        spans.push(Span::styled(held, self.theme.style(Role::Told)));
        parts::put(buf, p.title, 0, &Line::from(spans));
        let right = crate::domain::text::harmless(&format!("{} {live}", right.join(" · ")));
        let x = p.title.x + p.title.width.saturating_sub(parts::width(&right) as u16 + 1);
        buf.set_span(x, p.title.y, &Span::styled(right, self.theme.style(Role::Title)), p.title.width);
    }

    /// ` custody 19/0274 S1 to 05:40 +2 `: the clock that runs out next, and how many more. It says when, not how long: an idle
    /// screen is drawn by nobody.
    fn held_in_words(&self, now: &Now) -> String {
        let Some(first) = self.held.first() else { return String::new() };
        let more = if self.held.len() > 1 { format!(" +{}", self.held.len() - 1) } else { String::new() };
        let until = first.until.with_timezone(&now.zone);
        // What is still to run ends within the next hours; what ran out may have done so days ago.
        let shape = if first.over && until.date_naive() != now.today() { "%-d %b %H:%M" } else { "%H:%M" };
        let until = until.format(shape);
        let when = if first.over { format!("ran out {until}") } else { format!("to {until}") };
        format!(" custody {} {} {when}{more} ", number::short(&first.number), first.label)
    }

    fn footer(&self, buf: &mut Buffer, p: &Places, view: &View) {
        let rows = self.scopes().into_iter().flat_map(command::of).filter(|r| !r.word.is_empty());
        let rows = rows.filter(|r| view.viewer.is_bounded() || !r.cmd.is_of_accounts());
        let rows =
            rows.filter(|r| !(self.takes_text() && (r.scope == Scope::Anywhere || self.blocked(r.cmd).is_some())));
        // A key of the view itself stands before the same key of all lists.
        let mut keys = Vec::new();
        let rows = rows.filter(|r| {
            let key = r.keys.first();
            let new = !keys.contains(&key);
            keys.push(key);
            new
        });
        let hint = |r: &command::Row| {
            let role = if self.blocked(r.cmd).is_some() { Role::Faint } else { Role::Plain };
            let key = notation::shown(r.keys.first().copied().unwrap_or_default());
            let key_role = if role == Role::Faint { Role::Faint } else { Role::Key };
            let word = if r.cmd == Cmd::Veil && view.veiled { "show names" } else { r.word };
            vec![view.span(key, key_role), view.span(format!(" {word}"), role)]
        };
        let help = vec![view.span("?", Role::Key), view.span(" help", Role::Plain)];
        let width = usize::from(p.footer.width).saturating_sub(2);
        let mut hints: Vec<Vec<Span>> = rows.map(hint).collect();
        let wide = |h: &[Vec<Span>]| h.iter().map(|s| s.iter().map(Span::width).sum::<usize>() + 2).sum::<usize>();
        let keys_of_all = !self.takes_text();
        if keys_of_all && wide(&hints) > width {
            hints.retain(|h| h != &help);
            while wide(&hints) + 8 > width && hints.pop().is_some() {}
            hints.push(help);
        }
        let mut line = parts::segments(hints, width);
        line.spans.insert(0, Span::raw(" "));
        parts::put(buf, p.footer, 0, &line);
    }
}

/// Lines that end in the message line: what does not fit into it goes up from there, for what is to be done stands at its end.
fn told(buf: &mut Buffer, p: &Places, view: &View, lines: &[String], role: Role) {
    let rows = (lines.len() as u16).min(p.middle.height);
    let area = Rect { y: (p.message.y + 1).saturating_sub(rows), height: rows, ..p.message };
    for (i, line) in lines.iter().take(usize::from(rows)).enumerate() {
        let blanks = " ".repeat(usize::from(p.message.width));
        parts::put(buf, area, i, &Line::from(blanks));
        parts::put(buf, area, i, &Line::from(view.span(format!(" {line}"), role)));
    }
}

/// In the place of what would show names.
fn hidden(buf: &mut Buffer, area: Rect, view: &View) {
    let text = " Hidden by the privacy screen: F9 shows it.";
    let place = parts::popup(buf, area, 50, 3);
    let inside = parts::frame(buf, place, view, "Hidden", "", true);
    parts::put(buf, inside, 0, &Line::from(view.span(text, Role::Plain)));
}

fn too_small(buf: &mut Buffer, area: Rect, view: &View) {
    let lines = [
        format!("caseload needs {}×{}", SMALLEST.0, SMALLEST.1),
        format!("this terminal is {}×{}", area.width, area.height),
        "make it larger; ^C quits".to_owned(),
    ];
    for (i, line) in lines.iter().enumerate() {
        let x = usize::from(area.width).saturating_sub(parts::width(line)) / 2;
        let y = (usize::from(area.height) / 2).saturating_sub(1) + i;
        parts::put(buf, area, y, &Line::from(vec![Span::raw(" ".repeat(x)), view.span(line, Role::Plain)]));
    }
}
