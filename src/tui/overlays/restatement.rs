//! The restatement of a year: published or signed then, the same rule today, and case by case what made the difference. It must never find
//! a reason itself.

use super::{Effect, Overlay};
use crate::domain::number;
use crate::domain::release::restatement::Restatement as Figures;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, fit, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The restatement overlay.
pub struct Restatement {
    year: i32,
    figures: Option<Box<Figures>>,
    scroll: Scroll,
}

impl Restatement {
    /// Of a year of reports.
    pub fn new(year: i32) -> Restatement {
        Restatement { year, figures: None, scroll: Scroll::default() }
    }

    fn turn(&mut self, year: i32, out: &mut Vec<Effect>) {
        *self = Restatement::new(year);
        out.extend(self.needs().into_iter().map(Effect::Job));
    }
}

impl Overlay for Restatement {
    fn scope(&self) -> Scope {
        Scope::Restatement
    }

    /// Numbers of cases, codes and days: nothing of a name.
    fn veils_itself(&self) -> bool {
        true
    }

    fn forget(&mut self) {
        self.figures = None;
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::Restatement(self.year)]
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Earlier => self.turn(self.year - 1, out),
            Cmd::Later => self.turn(self.year + 1, out),
            Cmd::Back => out.push(Effect::Close),
            _ => drop(self.scroll.command(cmd)),
        }
    }

    fn take(&mut self, reply: &Reply, _view: &View, _out: &mut Vec<Effect>) {
        if let Reply::Restatement(figures) = reply
            && figures.year == self.year
        {
            self.figures = Some(figures.clone());
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 100, area.height);
        let lines = match &self.figures {
            None => vec![Line::from(view.span(" Reading what was in the file then …", Role::Faint))],
            Some(figures) => lines(figures, usize::from(place.width).saturating_sub(2), view),
        };
        self.scroll.fit(usize::from(place.height).saturating_sub(2), lines.len());
        let usual = || format!("{}: the figures then and today, by the same rule", self.year);
        let title = self.figures.as_ref().map_or_else(usual, |figures| figures.title());
        let inside = parts::frame(buf, place, view, &title, &self.scroll.words(), true);
        for (i, line) in lines.iter().skip(self.scroll.top).enumerate() {
            parts::put(buf, inside, i, line);
        }
    }
}

fn lines(r: &Figures, width: usize, view: &View) -> Vec<Line<'static>> {
    let column = (width.saturating_sub(28) / 2).max(12);
    let row = |label: &str, then: &str, today: &str, role: Role| {
        let text = |text: &str, wide| fit(text, wide, &view.theme);
        Line::from(vec![
            view.span(format!(" {}", text(label, 26)), Role::Faint),
            view.span(text(then, column), role),
            view.span(text(today, column), role),
        ])
    };
    // A clock is never cut: what it leaves out reads as another one.
    let [then, today] = [&r.then, &r.today].map(|side| wrap(&side.head, column.saturating_sub(1)));
    let part = |of: &[String], i: usize| of.get(i).cloned().unwrap_or_default();
    let heads = (0..then.len().max(today.len())).map(|i| row("", &part(&then, i), &part(&today, i), Role::Strong));
    let mut out: Vec<Line> = heads.collect();
    for [label, then, today] in r.figures() {
        let role = if then == today { Role::Plain } else { Role::Focus };
        out.push(row(&label, &then, &today, role));
    }
    let paragraph = |out: &mut Vec<Line<'static>>, text: &str, indent: usize, role: Role| {
        let lines = wrap(text, width.saturating_sub(indent + 1));
        out.extend(lines.into_iter().map(|l| Line::from(view.span(format!("{}{l}", " ".repeat(indent)), role))));
    };
    if let Some(said) = r.scope_said() {
        paragraph(&mut out, &said, 1, Role::Warn);
    }
    if !r.printed.is_empty() {
        out.extend([Line::default(), Line::from(view.span(" As it was printed", Role::Strong))]);
        let known = |figure: &Option<String>| figure.clone().unwrap_or_else(|| "not known".to_owned());
        for p in &r.printed {
            let printed = &p.published;
            let (then, today) = (known(&p.then), known(&p.today));
            let text =
                format!("{}: {} printed; {then} in the file then, {today} today", printed.words(), printed.value);
            paragraph(&mut out, &text, 1, Role::Plain);
            let source = printed.note.iter().chain([&printed.source]).cloned().collect::<Vec<_>>().join("; ");
            paragraph(&mut out, &source, 3, Role::Faint);
        }
    }
    out.push(Line::default());
    let summary = r.summary().unwrap_or_else(|| view.viewer.figures_only());
    paragraph(&mut out, &summary, 1, Role::Strong);
    for moved in r.moved.iter().flatten() {
        let of = if moved.number.is_empty() { "–".to_owned() } else { number::short(&moved.number) };
        paragraph(&mut out, &format!("{of}  {}", moved.why.join("; ")), 1, Role::Plain);
    }
    if let Some(unseen) = r.unseen() {
        paragraph(&mut out, &unseen, 1, Role::Warn);
    }
    out
}
