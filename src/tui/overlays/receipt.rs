//! The receipt of a rate: its rule, its cut-off, k of n, and every case behind both numbers. Enter goes to a case.

use super::{Effect, Overlay};
use crate::domain::cohort::Lens;
use crate::domain::field::See;
use crate::domain::measure::Measure;
use crate::domain::moment::{self, Now};
use crate::domain::number;
use crate::domain::period::Period;
use crate::domain::rate::{ARREST, Part, RATES, Tally};
use crate::domain::rights::{Right, Scope as Reach};
use crate::domain::scope::Scope as Rules;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, ReceiptLine, Reply};
use crate::tui::parts::{self, Scroll, View, fit, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The receipt overlay.
pub struct Receipt {
    /// the figures that are shown below, each with its period, and which of them this is
    measures: Vec<(Measure, Lens)>,
    at: usize,
    lines: Option<(Vec<ReceiptLine>, Vec<String>, Rules, Now)>,
    selected: usize,
    scroll: Scroll,
}

impl Receipt {
    /// Of one of several figures, each with its period.
    pub fn new(measures: Vec<(Measure, Lens)>, at: usize) -> Receipt {
        Receipt { measures, at, lines: None, selected: 0, scroll: Scroll::default() }
    }

    fn measure(&self) -> (Measure, Lens) {
        let headline = || (Measure::Rate(&RATES[ARREST]), Lens::by_report(Period::All));
        self.measures.get(self.at).cloned().unwrap_or_else(headline)
    }

    fn turn(&mut self, by: usize, out: &mut Vec<Effect>) {
        self.at = (self.at + by) % self.measures.len().max(1);
        self.lines = None;
        self.selected = 0;
        out.extend(self.needs().into_iter().map(Effect::Job));
    }
}

impl Overlay for Receipt {
    fn scope(&self) -> Scope {
        Scope::Receipt
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        let last = self.lines.as_ref().map_or(0, |(l, ..)| l.len()).saturating_sub(1);
        let page = self.scroll.height.max(2) - 1;
        match cmd {
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected += 1,
            Cmd::PageUp => self.selected = self.selected.saturating_sub(page),
            Cmd::PageDown => self.selected += page,
            Cmd::Top => self.selected = 0,
            Cmd::Bottom => self.selected = last,
            Cmd::Next => self.turn(1, out),
            Cmd::Previous => self.turn(self.measures.len().max(1) - 1, out),
            Cmd::Open => match self.lines.as_ref().and_then(|(l, ..)| l.get(self.selected)) {
                Some(line) if line.open => out.extend([Effect::GoTo(line.case_id.clone()), Effect::Close]),
                Some(line) if !line.number.is_empty() => {
                    out.push(Effect::Refuse(format!("{}: {}", number::short(&line.number), line.what)));
                }
                _ => {}
            },
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
        self.selected = self.selected.min(last);
    }

    fn awaits(&self, cmd: Cmd) -> bool {
        self.lines.is_none() && (cmd == Cmd::Open || cmd.moves())
    }

    fn needs(&self) -> Vec<Job> {
        let (measure, lens) = self.measure();
        vec![Job::Receipt { measure, lens }]
    }

    fn take(&mut self, reply: &Reply, _view: &View, _out: &mut Vec<Effect>) {
        if let Reply::Receipt { measure, lens, lines, said, scope, now } = reply
            && self.measures.get(self.at).is_some_and(|(own, of)| own == measure && of == lens)
        {
            self.selected = self.selected.min(lines.len().saturating_sub(1));
            self.lines = Some((lines.clone(), said.clone(), scope.clone(), *now));
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 100, area.height);
        let (measure, lens) = self.measure();
        let usual = Rules::default();
        let rules = self.lines.as_ref().map_or(&usual, |(.., rules, _)| rules);
        let inside = parts::frame(
            buf,
            place,
            view,
            &format!("Receipt · {} · {}", measure.name(view.desk.lists, rules), lens.name()),
            "",
            true,
        );
        let width = usize::from(inside.width).saturating_sub(2);
        let Some((cases, said, scope, now)) = &self.lines else { return };
        let parts: Vec<Part> = cases.iter().map(|l| l.part.clone()).collect();
        let Tally { k, n, unknown } = measure.sum(&parts);
        // Who opens no case is told how many count, not which.
        let names_none = view.viewer.reach(Right::See(See::Facts)) == Reach::No;
        let mut head = vec![Line::from(vec![
            view.span(format!(" {}  ", measure.in_words(&parts, scope)), Role::Strong),
            view.span(format!("{k} of {n} ({} / {})", measure.counts(scope).0, measure.counts(scope).1), Role::Plain),
            view.span(
                if unknown > 0 { format!(", {unknown} {} and in neither", measure.neither()) } else { String::new() },
                Role::Warn,
            ),
        ])];
        let counted = format!(
            "Counted by {}, cut off {}, {}.",
            measure.counted_by(lens),
            moment::local(&now.stamp(), now.zone),
            scope.rounding.words()
        );
        head.extend(wrap(&counted, width).into_iter().map(|l| Line::from(view.span(format!(" {l}"), Role::Faint))));
        head.extend(
            wrap(&measure.rule(scope), width).into_iter().map(|l| Line::from(view.span(format!(" {l}"), Role::Plain))),
        );
        let more = lens.cohort.rule().into_iter().map(str::to_owned).chain(said.iter().cloned());
        for text in more {
            let lines = wrap(&text, width).into_iter();
            head.extend(lines.map(|l| Line::from(view.span(format!(" {l}"), Role::Warn))));
        }
        head.push(Line::from(view.span(
            format!(
                " {} in both numbers   {} in the denominator only   ? {}, in neither",
                view.theme.full(),
                view.theme.empty(),
                measure.neither()
            ),
            Role::Faint,
        )));
        if let Some(note) = view.note.and_then(|n| n.split_inclusive('.').next()) {
            head.push(Line::from(view.span(format!(" {note}"), Role::Warn)));
        }
        if view.viewer.is_bounded() {
            let text = " Cases that are restricted to others are not counted.";
            head.push(Line::from(view.span(text, Role::Faint)));
        }
        if names_none {
            let text = wrap(&view.viewer.figures_only(), width).into_iter();
            head.extend(text.map(|l| Line::from(view.span(format!(" {l}"), Role::Warn))));
        }
        let top = head.len();
        head.iter().enumerate().for_each(|(i, l)| parts::put(buf, inside, i, l));
        let cases = if names_none { &[][..] } else { cases.as_slice() };
        self.scroll.fit(usize::from(inside.height).saturating_sub(top), cases.len());
        self.scroll.show(self.selected);
        for (i, line) in cases.iter().enumerate().skip(self.scroll.top).take(self.scroll.height) {
            let on = i == self.selected;
            let (mark, role) = match (line.part.k, line.part.n) {
                (0, 0) => ("?", Role::Warn),
                (0, _) => (view.theme.empty(), Role::Faint),
                (_, 0) => (view.theme.full(), Role::Warn),
                _ => (view.theme.full(), Role::Good),
            };
            let days = line.part.days.map(|days| format!("  {days} d")).unwrap_or_default();
            let part = format!("{} {}", number::short(&line.number), line.part.label);
            let what = format!("{}{days}", line.what);
            let spans = vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(format!("{mark} "), role),
                view.span(fit(&part, 14, &view.theme), if on { Role::Selected } else { Role::Plain }),
                view.span(fit(&what, width.saturating_sub(18), &view.theme), Role::Plain),
            ];
            parts::put(buf, inside, top + i - self.scroll.top, &Line::from(spans));
        }
        if cases.is_empty() && !names_none {
            parts::put(
                buf,
                inside,
                top + 1,
                &Line::from(view.span(" No case of this period counts: the rate is not known.", Role::Plain)),
            );
        }
    }
}
