//! The statistics: the rates of the period with k of n, the same day last year, clearance with the exceptional apart, child homicides.
//! A cursor stands on one rate; its receipt is one key away. In a strip the same words on three lines.

use crate::domain::by::By;
use crate::domain::cohort::Lens;
use crate::domain::figures::{Slice, Tally};
use crate::domain::further::HOMICIDES;
use crate::domain::measure::Measure;
use crate::domain::panel::Panel;
use crate::domain::period::{Period, year_earlier};
use crate::domain::rate::{self, ARREST, CLEARANCE, RATES};
use crate::tui::command::Cmd;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, View, bar, fit, months, segments};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

/// The statistics pane.
#[derive(Debug)]
pub struct StatisticsPane {
    /// the period shown
    pub period: Period,
    /// the figure under the cursor, among those shown
    at: usize,
    shown: Vec<Measure>,
    board: Option<Panel>,
}

/// So wide are the two tables beside the rates, at least.
const TABLES: u16 = 48;
/// What stands in the place of a change across one of the scope.
const ANOTHER_SCOPE: &str = "another scope";

/// Is the year before counted by another scope?
fn rescoped(b: &Panel, view: &View) -> bool {
    b.before.as_ref().is_some_and(|before| b.figures.scope.differs(&before.scope, view.desk.lists).is_some())
}

impl StatisticsPane {
    /// On a period.
    pub fn new(period: Period) -> StatisticsPane {
        StatisticsPane { period, at: 0, shown: Vec::new(), board: None }
    }

    /// The figures of the period.
    pub fn needs(&self) -> Job {
        Job::Figures(self.period)
    }

    /// Takes figures of the period shown; those of another come too late.
    pub fn take(&mut self, reply: &Reply) {
        if let Reply::Figures(board) = reply
            && board.figures.period == self.period
        {
            self.board = Some((**board).clone());
        }
    }

    /// Moves the cursor; says whether the command is the pane's.
    pub fn command(&mut self, cmd: Cmd) -> bool {
        let last = self.shown.len().saturating_sub(1);
        match cmd {
            Cmd::Up => self.at = self.at.saturating_sub(1),
            Cmd::Down => self.at = (self.at + 1).min(last),
            Cmd::Top => self.at = 0,
            Cmd::Bottom => self.at = last,
            _ => return false,
        }
        true
    }

    /// Its period, and by which day a case is of it.
    pub fn lens(&self) -> Lens {
        let cohort = self.board.as_ref().map(|b| b.figures.cohort).unwrap_or_default();
        Lens { period: self.period, cohort }
    }

    /// The figures that open a receipt, in the order in which they are shown, and which of them has the cursor.
    pub fn measures(&self) -> (Vec<Measure>, usize) {
        (self.shown.clone(), self.at)
    }

    /// What is shown: the rates, the homicides, the arrest rates of homicide and of the province of the selected case;
    /// where there is room also those of every offence and province.
    fn show(&mut self, province: Option<&str>, tables: bool) {
        let Some(board) = &self.board else { return };
        let mut all: Vec<Measure> = RATES.iter().map(Measure::Rate).collect();
        all.extend([Measure::Rate(&HOMICIDES), Measure::HomicideCases]);
        all.extend(province_slice(board, province).map(|s| Measure::arrests(By::Province, &s.key)));
        if tables {
            let of = |by: By, slices: &[Slice]| {
                let shown = slices.iter().filter(|s| !s.suppressed).map(|s| Measure::arrests(by, &s.key));
                shown.collect::<Vec<_>>()
            };
            let (offences, provinces) = (of(By::Offence, &board.offences), of(By::Province, &board.provinces));
            for measure in offences.into_iter().chain(provinces) {
                if !all.contains(&measure) {
                    all.push(measure);
                }
            }
        }
        self.at = self.at.min(all.len() - 1);
        self.shown = all;
    }

    /// Draws it. `province` is that of the selected case; its rate is shown beside the homicides.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View, focused: bool, province: Option<&str>) {
        let now = view.desk.now;
        let so_far =
            self.period.span().1 >= now.today() && self.period.span().0 <= now.today() && self.period != Period::All;
        let name = format!("{}{}", self.period.name(), if so_far { " so far" } else { "" });
        let counted = |b: &Panel| format!("as of {}", crate::domain::moment::local(&b.now.stamp(), now.zone));
        let as_of = self.board.as_ref().map(counted).unwrap_or_default();
        let invented = if view.note.is_some() { " · partly invented" } else { "" };
        let title = format!("{name} · by {}{invented}", self.lens().cohort.counted_by());
        let strip = area.height < 6;
        let frame = if strip { parts::shelf } else { parts::frame };
        let inside = frame(buf, area, view, &title, &as_of, focused);
        self.show(province, !strip);
        let Some(board) = &self.board else { return };
        let inside = Rect::new(inside.x + 1, inside.y, inside.width.saturating_sub(2), inside.height);
        let w = usize::from(inside.width);
        let lines = if strip {
            self.strip(board, view, w, focused, province)
        } else if w > 90 {
            // A figure that is cut is another figure.
            let left = inside.width.saturating_sub(TABLES).min(62);
            let [left, right] = Layout::horizontal([Constraint::Length(left), Constraint::Min(1)]).areas(inside);
            let lines = self.full(board, view, usize::from(left.width), focused, province);
            lines.iter().enumerate().for_each(|(i, l)| parts::put(buf, left, i, l));
            let halves = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).spacing(2).split(right);
            for (place, (name, of)) in halves.iter().zip([("Offence", &board.offences), ("Province", &board.provinces)])
            {
                let lines = self.slices(name, of, usize::from(place.height), view, usize::from(place.width), focused);
                lines.iter().enumerate().for_each(|(i, l)| parts::put(buf, *place, i, l));
            }
            return;
        } else {
            let mut lines = self.full(board, view, w, focused, province);
            let room = usize::from(inside.height).saturating_sub(lines.len() + 3);
            lines.push(Line::default());
            lines.extend(self.slices("Offence", &board.offences, room / 2, view, w, focused));
            lines.push(Line::default());
            lines.extend(self.slices("Province", &board.provinces, room - room / 2, view, w, focused));
            lines
        };
        lines.iter().enumerate().for_each(|(i, l)| parts::put(buf, inside, i, l));
    }

    fn mark(&self, measure: &Measure, focused: bool, view: &View) -> Span<'static> {
        let on = focused && self.shown.get(self.at) == Some(measure);
        Span::styled(if on { view.theme.cursor() } else { " " }, view.theme.style(Role::Focus))
    }

    fn strip(&self, b: &Panel, view: &View, w: usize, focused: bool, province: Option<&str>) -> Vec<Line<'static>> {
        let [arrest, suspects, per_case, cleared, convicted] = b.figures.rates;
        let f = |i: usize, t: Tally| rate::in_words(&RATES[i], t.k, t.n, b.figures.scope.rounding);
        let mark = |i: usize| self.mark(&Measure::Rate(&RATES[i]), focused, view);
        let mut first = vec![vec![
            mark(0),
            view.span("ARREST RATE ", Role::Strong),
            view.span(format!("{}  ", f(0, arrest)), Role::Strong),
            view.span(format!("{} of {}", arrest.k, arrest.n), Role::Plain),
        ]];
        if arrest.unknown > 0 {
            first.push(vec![view.span(format!("{} unknown", arrest.unknown), Role::Warn)]);
        }
        if arrest.n > 0 && !rescoped(b, view) {
            first.push(vec![view.span(bar(arrest.k, arrest.n, 12, &view.theme), Role::Good)]);
        }
        first.extend(self.last_year(b, view));
        let exceptional = format!(", {} exceptional", b.figures.exceptional);
        let second = vec![
            vec![mark(1), view.span(format!("suspects {}/{} {}", suspects.k, suspects.n, f(1, suspects)), Role::Plain)],
            vec![mark(2), view.span(format!("per case {}", f(2, per_case)), Role::Plain)],
            vec![mark(3), view.span(format!("cleared {}/{}{exceptional}", cleared.k, cleared.n), Role::Plain)],
            vec![mark(4), convictions(convicted, view)],
        ];
        vec![
            segments(first, w),
            segments(second, w),
            segments(self.homicides(b, view, focused), w),
            segments(self.local_rates("arrest rate of", b, province, view, focused), w),
        ]
    }

    fn full(&self, b: &Panel, view: &View, w: usize, focused: bool, province: Option<&str>) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        for (i, rate) in RATES.iter().enumerate() {
            let t = b.figures.rates[i];
            let role = if i == 0 { Role::Strong } else { Role::Plain };
            let name = if i == 0 { rate.name.to_uppercase() } else { rate.name.to_owned() };
            let mut line = vec![vec![
                self.mark(&Measure::Rate(rate), focused, view),
                view.span(fit(&name, 19, &view.theme), role),
                view.span(format!("{:>9}", rate::in_words(rate, t.k, t.n, b.figures.scope.rounding)), role),
            ]];
            if t.n > 0 {
                line.push(vec![view.span(format!("{} of {}", t.k, t.n), Role::Plain)]);
            }
            if t.unknown > 0 {
                let role = if rate.pending { Role::Plain } else { Role::Warn };
                let word = if rate.pending { rate.neither() } else { "unknown" };
                line.push(vec![view.span(format!("{} {word}", t.unknown), role)]);
            }
            match i {
                ARREST if t.n > 0 => line.push(vec![view.span(bar(t.k, t.n, 15, &view.theme), Role::Good)]),
                CLEARANCE => line.push(vec![view.span(format!("{} exceptional", b.figures.exceptional), Role::Plain)]),
                _ => {}
            }
            lines.push(segments(line, w));
            if i == 0 {
                let mut before = vec![vec![view.span(format!("{:19}", ""), Role::Plain)]];
                before.extend(self.last_year(b, view));
                lines.push(segments(before, w));
            }
        }
        lines.push(segments(self.homicides(b, view, focused), w));
        lines.push(segments(self.local_rates("arrests:", b, province, view, focused), w));
        lines
    }

    /// The same day last year, and whether it is more or less now.
    fn last_year(&self, b: &Panel, view: &View) -> Vec<Vec<Span<'static>>> {
        let Some(before) = &b.before else { return Vec::new() };
        let (now, then) = (b.figures.arrest_rate(), before.arrest_rate());
        let name = match self.period {
            Period::Year(_) => crate::domain::day::Day::of(year_earlier(b.now.today())).long(),
            _ => before.period.name(),
        };
        let by = before.scope.rounding;
        let name = if self.period.holds(b.now.today()) { name } else { before.period.name() };
        let mut out = vec![vec![
            view.span(format!("{name} {}", rate::in_words(&RATES[ARREST], then.k, then.n, by)), Role::Faint),
        ]];
        // Across a change of the scope more or less says nothing.
        if rescoped(b, view) {
            out.push(vec![view.span(ANOTHER_SCOPE, Role::Warn)]);
            return out;
        }
        if let (Some(a), Some(b)) = (by.tenths(now.k, now.n), by.tenths(then.k, then.n))
            && a != b
        {
            let points = f64::from(a.abs_diff(b)) / 10.0;
            out.push(vec![view.span(format!("{} {points:.1}", view.theme.up_down(a > b)), Role::Plain)]);
        }
        out
    }

    fn homicides(&self, b: &Panel, view: &View, focused: bool) -> Vec<Vec<Span<'static>>> {
        let h = &b.figures.homicide;
        let mark = self.mark(&Measure::Rate(&HOMICIDES), focused, view);
        let under_15 = h.known_under_15().map_or("not known".to_owned(), |n| n.to_string());
        let mut out = vec![vec![
            mark,
            view.span(format!("CHILD HOMICIDES {}  {under_15}", b.figures.scope.age.words()), Role::Strong),
        ]];
        if h.age_unknown > 0 {
            out.push(vec![view.span(format!("{} of unknown age", h.age_unknown), Role::Warn)]);
        }
        let months = (!matches!(b.figures.period, Period::All))
            .then(|| vec![view.span(months(&h.by_month, &view.theme), Role::Plain)]);
        let compared = self.homicides_before(b, view);
        // What has no room is left out: that two years are of two scopes is the last to go.
        let (first, last) = if rescoped(b, view) { (compared, months) } else { (months, compared) };
        out.extend(first.into_iter().chain(last));
        out
    }

    /// Those of the year before, and whether it is more or less now.
    fn homicides_before(&self, b: &Panel, view: &View) -> Option<Vec<Span<'static>>> {
        let so_far = b.figures.period.is_running(b.now.today());
        let (year, then) = match (b.figures.period, b.homicides_year_before) {
            // What is not over is not set against the whole of the year before, but by the day that stands beside the arrest rate.
            (Period::Year(_), _) if so_far => ("then".to_owned(), b.before.as_ref()?.homicide.under_15),
            (Period::Year(y), Some(n)) => ((y - 1).to_string(), n),
            (Period::Quarter(..), _) => {
                let before = b.before.as_ref()?;
                (before.period.name(), before.homicide.under_15)
            }
            _ => return None,
        };
        if rescoped(b, view) {
            return Some(vec![view.span(format!("{year}: {then}, {ANOTHER_SCOPE}"), Role::Warn)]);
        }
        let change = rate::change(b.figures.homicide.under_15, then).map_or(String::new(), |c| format!("  {c}"));
        Some(vec![view.span(format!("{year}: {then}{change}"), Role::Faint)])
    }

    /// Arrest rate of homicides, and of the province of the selected case.
    fn local_rates(
        &self,
        lead: &str,
        b: &Panel,
        province: Option<&str>,
        view: &View,
        focused: bool,
    ) -> Vec<Vec<Span<'static>>> {
        let show = |name: &str, t: Tally, measure: Measure| {
            let words = if t.n == 0 {
                "not known".to_owned()
            } else {
                format!("{}/{} {}", t.k, t.n, rate::in_words(&RATES[ARREST], t.k, t.n, b.figures.scope.rounding))
            };
            vec![self.mark(&measure, focused, view), view.span(format!("{name} {words}"), Role::Plain)]
        };
        let tally = |s: Option<&Slice>| s.map(|s| s.tally).unwrap_or_default();
        let mut out = vec![
            vec![view.span(format!(" {lead}"), Role::Faint)],
            show("Homicide", b.homicide_arrests, Measure::HomicideCases),
        ];
        if let Some(name) = province.filter(|p| !p.is_empty()) {
            let slice = province_slice(b, province);
            let key = slice.map(|s| s.key.clone()).unwrap_or_default();
            out.push(show(name, tally(slice), Measure::arrests(By::Province, &key)));
        }
        out
    }

    /// The arrest rate of each slice, under the heading `name`.
    fn slices(
        &self,
        name: &str,
        slices: &[Slice],
        rows: usize,
        view: &View,
        w: usize,
        focused: bool,
    ) -> Vec<Line<'static>> {
        let by = if name == "Offence" { By::Offence } else { By::Province };
        let bars = if w > 48 { 8 } else { 0 };
        let label = w.saturating_sub(if bars > 0 { 30 } else { 17 }).clamp(6, 28);
        let rounding = self.board.as_ref().map(|b| b.figures.scope.rounding).unwrap_or_default();
        let one = |s: &Slice| {
            let words = match s.suppressed {
                true => "*".to_owned(),
                false => rate::in_words(&RATES[ARREST], s.tally.k, s.tally.n, rounding),
            };
            let of = if s.suppressed {
                String::new()
            } else if bars > 0 {
                format!("{} of {}", s.tally.k, s.tally.n)
            } else {
                format!("{}/{}", s.tally.k, s.tally.n)
            };
            Line::from(vec![
                self.mark(&Measure::arrests(by, &s.key), focused, view),
                view.span(fit(&s.label, label, &view.theme), Role::Plain),
                view.span(format!("{words:>8} "), Role::Plain),
                view.span(fit(&of, if bars > 0 { 11 } else { 7 }, &view.theme), Role::Plain),
                view.span(bar(s.tally.k, s.tally.n, bars, &view.theme), Role::Good),
            ])
        };
        let head = Line::from(view.span(format!(" Arrest rate by {}", name.to_lowercase()), Role::Faint));
        std::iter::once(head).chain(slices.iter().map(one)).take(rows).collect()
    }
}

/// `convicted 61/70, 181 pending`; without a final result it is not known.
fn convictions(t: Tally, view: &View) -> Span<'static> {
    match (t.n, t.unknown) {
        (0, 0) => view.span("convicted not known", Role::Faint),
        (0, pending) => view.span(format!("convicted ?, {pending} pending"), Role::Faint),
        (n, 0) => view.span(format!("convicted {}/{n}", t.k), Role::Plain),
        (n, pending) => view.span(format!("convicted {}/{n}, {pending} pending", t.k), Role::Plain),
    }
}

fn province_slice<'a>(b: &'a Panel, province: Option<&str>) -> Option<&'a Slice> {
    b.provinces.iter().find(|s| Some(s.label.as_str()) == province)
}
