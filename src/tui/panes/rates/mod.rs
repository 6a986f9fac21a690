//! The Rates view: all figures of a period on pages, each with the cases behind it one key away. It must never count, nor hold a rule.
//!
//! ```text
//! ┌ Rates · 2019 so far · by report date ────────────────────────────── as of 31 Dec 2019 16:42 ┐
//! │ [Rates]  Breakdown  Years  Funnel  Spread  Quality                                          │
//! │▌ARREST RATE        86.9 %  238 of 274  ██████████████░░            31 Dec 2018 84.1 % ▲ 2.8 │
//! ```

mod pages;
mod picture;

use crate::domain::bands::Bands;
use crate::domain::by::By;
use crate::domain::cohort::{Cohort, Lens};
use crate::domain::measure::Measure;
use crate::domain::moment::{self, Now};
use crate::domain::overview::{Asked, BROKEN_DOWN, Overview};
use crate::domain::period::Period;
use crate::tui::command::Cmd;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, segments};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// the rates side by side
    Rates,
    /// one of them, broken down
    Breakdown,
    /// the same over the years
    Years,
    /// from report to conviction, and how long it takes
    Funnel,
    /// reporting delay and relationships
    Spread,
    /// what is missing, and what was printed elsewhere
    Quality,
}

impl Page {
    /// All, each with its word.
    const ALL: [(&'static str, Page); 6] = [
        ("Rates", Page::Rates),
        ("Breakdown", Page::Breakdown),
        ("Years", Page::Years),
        ("Funnel", Page::Funnel),
        ("Spread", Page::Spread),
        ("Quality", Page::Quality),
    ];

    fn step(self, by: usize) -> Page {
        let at = Page::ALL.iter().position(|(_, page)| *page == self).unwrap_or(0);
        Page::ALL[(at + by) % Page::ALL.len()].1
    }
}

/// What the breakdowns of the view are by; the bands of ages have a key of their own.
const BYS: [By; 8] =
    [By::Month, By::Offence, By::Province, By::Team, By::Age(Bands::Primero), By::Sex, By::Relationship, By::Source];

/// One line of a page; one with a figure opens its receipt.
pub(super) struct Row {
    spans: Vec<Span<'static>>,
    figure: Option<(Measure, Lens)>,
}

/// The pane.
pub struct RatesPane {
    lens: Lens,
    /// is the day chosen here, rather than by the scope?
    chosen: bool,
    page: Page,
    /// places in [`BYS`] and [`BROKEN_DOWN`]
    by: usize,
    of: usize,
    bands: Bands,
    target: u32,
    board: Option<(Overview, Now)>,
    /// the figures of the page as it was drawn last, each with its line; and which of them has the cursor
    figures: Vec<(usize, Measure, Lens)>,
    at: usize,
    scroll: Scroll,
}

impl RatesPane {
    /// The period that it shows.
    pub fn period(&self) -> Period {
        self.lens.period
    }

    /// On a period, with a target.
    pub fn new(period: Period, target: u32) -> RatesPane {
        RatesPane {
            lens: Lens::by_report(period),
            chosen: false,
            page: Page::Rates,
            by: 1,
            of: 0,
            bands: Bands::default(),
            target,
            board: None,
            figures: Vec::new(),
            at: 0,
            scroll: Scroll::default(),
        }
    }

    fn asked(&self) -> Asked {
        let by = match BYS[self.by] {
            By::Age(_) => By::Age(self.bands),
            by => by,
        };
        let years = self.page == Page::Years;
        Asked { lens: self.lens, rate: BROKEN_DOWN[self.of], by, years, target: self.target, by_scope: !self.chosen }
    }

    /// What is to be counted.
    pub fn needs(&self) -> Job {
        Job::Overview(self.asked())
    }

    /// Takes figures; those of something else come too late.
    pub fn take(&mut self, reply: &Reply) {
        if let Reply::Overview(overview, now) = reply
            && self.fits(overview)
        {
            self.lens = overview.asked.lens;
            self.board = Some(((**overview).clone(), *now));
        }
    }

    /// Is it what is shown? With the years it does also where they are not.
    fn fits(&self, overview: &Overview) -> bool {
        let asked = self.asked();
        let years = asked.years || overview.asked.years;
        // Where the scope says by which day, that is known once it is counted.
        let cohort = if asked.by_scope { overview.asked.lens.cohort } else { asked.lens.cohort };
        let lens = Lens { cohort, ..asked.lens };
        Asked { years, lens, ..asked } == overview.asked
    }

    /// Forgets what was counted: it may not be seen any more.
    pub fn forget(&mut self) {
        (self.board, self.figures) = (None, Vec::new());
    }

    /// Another target.
    pub fn aim(&mut self, target: u32) {
        self.target = target;
        self.board = None;
    }

    /// The figures of the page, and which of them has the cursor.
    pub fn receipts(&self) -> (Vec<(Measure, Lens)>, usize) {
        (self.figures.iter().map(|(_, measure, lens)| (measure.clone(), *lens)).collect(), self.at)
    }

    /// Why a command cannot act now.
    pub fn blocked(&self, cmd: Cmd) -> Option<String> {
        match cmd {
            Cmd::Earlier | Cmd::Later if self.lens.period == Period::All => {
                Some("All years are counted: p goes back to one year".into())
            }
            Cmd::Open | Cmd::Receipt if self.figures.is_empty() => {
                Some("There is no figure here to be explained".into())
            }
            _ => None,
        }
    }

    /// A command; gives what must be counted.
    pub fn command(&mut self, cmd: Cmd, view: &View) -> Option<Job> {
        let last = self.figures.len().saturating_sub(1);
        let page = self.scroll.height.max(2) - 1;
        let before = self.asked();
        let today = view.desk.now.today();
        match cmd {
            Cmd::Up => self.at = self.at.saturating_sub(1),
            Cmd::Down => self.at = (self.at + 1).min(last),
            Cmd::PageUp => self.at = self.at.saturating_sub(page),
            Cmd::PageDown => self.at = (self.at + page).min(last),
            Cmd::Top => self.at = 0,
            Cmd::Bottom => self.at = last,
            Cmd::NextPane => self.turn(self.page.step(1)),
            Cmd::PreviousPane => self.turn(self.page.step(Page::ALL.len() - 1)),
            Cmd::Period => self.lens.period = self.lens.period.next_kind(today),
            Cmd::Earlier => self.lens.period = self.lens.period.step(-1),
            Cmd::Later => self.lens.period = self.lens.period.step(1),
            Cmd::Cohort => (self.lens.cohort, self.chosen) = (self.lens.cohort.next(), true),
            Cmd::NextBy | Cmd::PreviousBy => {
                let step = if cmd == Cmd::NextBy { 1 } else { BYS.len() - 1 };
                // The first time it only shows what there is.
                if self.page == Page::Breakdown {
                    (self.by, self.at) = ((self.by + step) % BYS.len(), 0);
                }
                self.turn(Page::Breakdown);
            }
            Cmd::NextRate | Cmd::PreviousRate => {
                let step = if cmd == Cmd::NextRate { 1 } else { BROKEN_DOWN.len() - 1 };
                self.of = (self.of + step) % BROKEN_DOWN.len();
                if self.page != Page::Years {
                    self.turn(Page::Breakdown);
                }
            }
            Cmd::Ages => {
                if matches!(BYS[self.by], By::Age(_)) && self.page == Page::Breakdown {
                    self.bands = self.bands.next();
                }
                self.by = BYS.iter().position(|by| matches!(by, By::Age(_))).unwrap_or(self.by);
                self.turn(Page::Breakdown);
            }
            _ => {}
        }
        let asked = self.asked();
        let counted = self.board.as_ref().is_some_and(|(overview, _)| self.fits(overview));
        (asked != before && !counted).then(|| self.needs())
    }

    fn turn(&mut self, page: Page) {
        if self.page != page {
            (self.page, self.at, self.scroll.top) = (page, 0, 0);
        }
    }

    /// The pages, the one that is shown in brackets.
    fn tabs(&self, view: &View) -> Line<'static> {
        let tab = |(word, page): (&str, Page)| match page == self.page {
            true => vec![view.span(format!("[{word}]"), Role::Strong)],
            false => vec![view.span(format!(" {word} "), Role::Faint)],
        };
        segments(Page::ALL.into_iter().map(tab).collect(), 200)
    }

    /// Draws it.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View, focused: bool) {
        let now = view.desk.now;
        let so_far = self.lens.period != Period::All && self.lens.period.holds(now.today());
        let board = self.board.as_ref().filter(|(overview, _)| self.fits(overview));
        let invented = if view.note.is_some() { " · partly invented" } else { "" };
        let title = format!(
            "Rates · {}{} · by {}{invented}",
            self.lens.period.name(),
            if so_far { " so far" } else { "" },
            self.lens.cohort.counted_by()
        );
        let as_of = board.map(|(_, now)| format!("as of {}", moment::local(&now.stamp(), now.zone)));
        let inside = parts::frame(buf, area, view, &title, &as_of.unwrap_or_default(), focused);
        let inside = Rect::new(inside.x, inside.y, inside.width.saturating_sub(1), inside.height);
        parts::put(buf, inside, 0, &self.tabs(view));
        let Some(board) = board else { return };
        let width = usize::from(inside.width).saturating_sub(1);
        let rows = pages::rows(self.page, board, view, width);
        let figures = rows.iter().enumerate().filter_map(|(i, row)| row.figure.clone().map(|(m, lens)| (i, m, lens)));
        self.figures = figures.collect();
        self.at = self.at.min(self.figures.len().saturating_sub(1));
        let at = self.figures.get(self.at).map(|(row, ..)| *row);
        self.scroll.fit(usize::from(inside.height).saturating_sub(2), rows.len());
        // What stands over the first figure and under the last is seen with it.
        let shown = match at {
            Some(_) if self.at == 0 => Some(0),
            Some(_) if self.at + 1 == self.figures.len() => {
                rows.len().checked_sub(1).filter(|last| at.is_some_and(|at| last - at < self.scroll.height)).or(at)
            }
            at => at,
        };
        if let Some(row) = shown {
            self.scroll.show(row);
        }
        if let Some(row) = at {
            self.scroll.show(row);
        }
        for (i, row) in rows.iter().enumerate().skip(self.scroll.top).take(self.scroll.height) {
            let mark = if Some(i) == at && focused { view.theme.cursor() } else { " " };
            let spans = [vec![view.span(mark, Role::Focus)], row.spans.clone()].concat();
            parts::put(buf, inside, 2 + i - self.scroll.top, &Line::from(spans));
        }
        let more = self.scroll.words();
        if !more.is_empty() {
            let x = inside.x + inside.width.saturating_sub(parts::width(&more) as u16);
            buf.set_span(x, inside.y, &view.span(&more, Role::Faint), inside.width);
        }
    }
}

/// By which day, for who must be told what a figure is of.
pub(super) fn warning(overview: &Overview) -> Vec<String> {
    let lens = overview.asked.lens;
    let mut said: Vec<String> = lens.cohort.rule().map(str::to_owned).into_iter().collect();
    if lens.cohort == Cohort::Incident && overview.undated > 0 {
        said.push(format!(
            "{} cases reported in {} have no day of the incident.",
            overview.undated,
            lens.period.name()
        ));
    }
    said.extend(overview.said.iter().cloned());
    said
}
