//! What stands on each page of the Rates view, line by line. It must never count.

use super::picture::{bar, columns};
use super::{Page, Row, warning};
use crate::domain::by::By;
use crate::domain::cohort::Lens;
use crate::domain::day::{Day, month_name};
use crate::domain::figures::{Slice, Tally};
use crate::domain::further::{FILICIDES, HOMICIDES, INFANTS, MISSING, STEPS, UNFINISHED};
use crate::domain::measure::Measure;
use crate::domain::moment::Now;
use crate::domain::overview::{Figure, Overview, Sliced};
use crate::domain::period::{Period, year_earlier};
use crate::domain::rate::{self, ARREST, CLEARANCE, RATES, Rate};
use crate::domain::scope::{Rounding, Scope};
use crate::domain::spread::{Share, Spread};
use crate::domain::target;
use crate::tui::parts::{View, fit, wrap};
use crate::tui::theme::Role;
use chrono::{Datelike, NaiveDate};
use ratatui::text::Span;

/// From this width on there is room for bars beside the rates and for the numbers of the year before.
const WIDE: usize = 100;
/// So many of the relationships in full.
const MOST: usize = 12;
/// Lines of the columns over years and months.
const HIGH: usize = 7;

/// The lines of a page, of what was counted at a time.
pub(super) fn rows(page: Page, (overview, now): &(Overview, Now), view: &View, width: usize) -> Vec<Row> {
    let desk = Desk { o: overview, today: now.today(), view, width };
    let mut rows: Vec<Row> = warning(overview).iter().flat_map(|text| desk.told(text, Role::Warn)).collect();
    rows.extend(match page {
        Page::Rates => desk.rates(),
        Page::Breakdown => desk.breakdown(),
        Page::Years => desk.years(),
        Page::Funnel => desk.funnel(),
        Page::Spread => desk.spreads(),
        Page::Quality => desk.quality(),
    });
    rows
}

struct Desk<'a> {
    o: &'a Overview,
    /// the day on which it was counted
    today: NaiveDate,
    view: &'a View<'a>,
    width: usize,
}

/// In how many of the cases it is not known.
fn unknown(rate: &Rate, t: &Tally) -> String {
    if t.unknown == 0 { String::new() } else { format!("{} {}", t.unknown, rate.neither()) }
}

fn of(t: &Tally) -> String {
    if t.n == 0 { String::new() } else { format!("{} of {}", t.k, t.n) }
}

impl Desk<'_> {
    fn span(&self, text: impl AsRef<str>, role: Role) -> Span<'static> {
        self.view.span(text, role)
    }

    fn left(&self, text: &str, columns: usize, role: Role) -> Span<'static> {
        self.span(fit(text, columns.saturating_sub(1), &self.view.theme) + " ", role)
    }

    fn right(&self, text: &str, columns: usize, role: Role) -> Span<'static> {
        self.span(format!("{text:>columns$}"), role)
    }

    fn plain(&self, spans: Vec<Span<'static>>) -> Row {
        Row { spans, figure: None }
    }

    fn blank(&self) -> Row {
        self.plain(Vec::new())
    }

    fn told(&self, text: &str, role: Role) -> Vec<Row> {
        wrap(text, self.width.saturating_sub(2)).iter().map(|line| self.plain(vec![self.span(line, role)])).collect()
    }

    fn heading(&self, text: &str) -> Row {
        self.plain(vec![self.span(text, Role::Strong)])
    }

    fn scope(&self) -> &Scope {
        &self.o.figures.0.scope
    }

    fn is_wide(&self) -> bool {
        self.width >= WIDE
    }

    fn lens(&self) -> Lens {
        self.o.asked.lens
    }

    /// The day of the year before that stands beside a period that is not over.
    fn same_day(&self) -> Option<NaiveDate> {
        self.lens().period.is_running(self.today).then(|| year_earlier(self.today))
    }

    /// What stands beside it: `2018`, `2018 quarter 4`, `14 Dec 2018`.
    fn then(&self) -> Option<String> {
        let before = self.o.before?;
        Some(self.same_day().map_or_else(|| before.period.name(), |day| Day::of(day).long()))
    }

    // The rates side by side.
    fn rates(&self) -> Vec<Row> {
        let wide = self.is_wide();
        let then = self.then().unwrap_or_default();
        let mut head = vec![
            self.left("", 21, Role::Faint),
            self.right("", 10, Role::Faint),
            self.left("  k of n", 14, Role::Faint),
        ];
        // A day is a column longer than what stands below it.
        head.push(self.left("in neither", 12, Role::Faint));
        if wide {
            head.push(self.left("", 17, Role::Faint));
        }
        head.push(self.right(&then, 11, Role::Faint));
        if wide {
            head.push(self.left("  k of n", 14, Role::Faint));
        }
        let mut rows = vec![self.plain(head)];
        let shown =
            ["cases", "case_arrest_rate", "suspect_arrest_rate", "arrests_per_case", "clearance_rate", "charge_rate"];
        for id in shown.into_iter().chain(["conviction_rate", "child_on_child"]) {
            rows.extend(self.o.rate(id).map(|figure| self.figure(figure, figure.rate.name)));
            if id == RATES[CLEARANCE].id {
                let text = format!("  of these {} exceptionally", self.o.figures.0.exceptional);
                rows.push(self.plain(vec![self.span(text, Role::Faint)]));
            }
        }
        let arrests = self.o.figures.0.arrest_rate();
        if let Some(words) = target::in_words(arrests, self.o.asked.target) {
            let text = format!("Target {} %: {words}", self.o.asked.target);
            let role = if target::short(arrests, self.o.asked.target) == Some(0) { Role::Good } else { Role::Warn };
            rows.push(Row {
                spans: vec![self.span(text, role)],
                figure: Some((Measure::Rate(&RATES[ARREST]), self.lens())),
            });
        }
        rows.push(self.blank());
        rows.extend(self.homicides());
        let [unfounded, duplicate, scope] = self.o.figures.0.excluded;
        let text = format!(
            "Left out: {unfounded} unfounded, {duplicate} duplicate, {scope} out of scope. Cases in {} provinces.",
            self.o.provinces
        );
        rows.extend(self.told(&text, Role::Faint));
        rows
    }

    fn homicides(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let children = format!("HOMICIDES {}", self.scope().age.words());
        for (rate, label) in
            [(&HOMICIDES, children.as_str()), (&INFANTS, "  under 1"), (&FILICIDES, "  any age, by parent")]
        {
            rows.extend(self.o.rate(rate.id).map(|figure| self.figure(figure, label)));
        }
        if let Some(text) = self.o.homicides_in_words() {
            rows.extend(self.told(&text, Role::Faint));
        }
        rows
    }

    /// By which rules it is counted, and every change of them.
    fn history(&self) -> Vec<Row> {
        let (lists, zone) = (self.view.desk.lists, self.view.desk.now.zone);
        let mut rows = vec![self.heading(&format!("Scope: {}", self.scope().name()))];
        rows.extend(self.told(&self.scope().in_words(lists), Role::Plain));
        for [what, who] in self.o.scopes.history(lists, zone) {
            rows.extend(self.told(&what, Role::Plain));
            rows.extend(self.told(&format!("  {who}"), Role::Faint));
        }
        rows.extend(self.told("A director changes it: `caseload scope set`.", Role::Faint));
        rows
    }

    /// A rate, its k of n, what is in neither, and the year before.
    fn figure(&self, figure: &Figure, label: &str) -> Row {
        let Figure { rate, now, before } = figure;
        let headline = rate.id == RATES[ARREST].id;
        let role = if headline { Role::Strong } else { Role::Plain };
        let label = if headline { label.to_uppercase() } else { label.to_owned() };
        let words = |t: &Tally, by: Rounding| match rate.count && t.n + t.unknown == 0 {
            true => "0".to_owned(),
            false => rate::in_words(rate, t.k, t.n, by),
        };
        let k_of_n = |t: &Tally| if rate.id == "cases" { String::new() } else { of(t) };
        let unknown_role = if rate.pending { Role::Plain } else { Role::Warn };
        let mut spans = vec![
            self.left(&label, 21, role),
            self.right(&words(now, self.o.rounding()), 10, role),
            self.left(&format!("  {}", k_of_n(now)), 14, Role::Plain),
            self.left(&unknown(rate, now), 13, unknown_role),
        ];
        if self.is_wide() {
            match rate.count || rate.per || now.n == 0 {
                true => spans.push(self.left("", 17, Role::Plain)),
                false => {
                    spans.extend(bar(now.k, now.n, now.n, 15, self.view));
                    spans.push(self.span("  ", Role::Plain));
                }
            }
        }
        if let Some(then) = before {
            let by = self.o.figures.1.as_ref().map(|f| f.scope.rounding).unwrap_or_default();
            spans.push(self.right(&words(then, by), 10, Role::Faint));
            if self.is_wide() {
                spans.push(self.left(&format!("  {}", k_of_n(then)), 14, Role::Faint));
            }
            spans.push(self.span(format!(" {}", self.change(rate, now, then)), Role::Plain));
        }
        Row { spans, figure: Some((Measure::Rate(rate), self.lens())) }
    }

    /// More or less than the year before: in points of a per cent, of a count in per cent.
    fn change(&self, rate: &Rate, now: &Tally, then: &Tally) -> String {
        if rate.count {
            // In a narrow column a sign is enough.
            return if now.k == then.k { "=".to_owned() } else { rate::change(now.k, then.k).unwrap_or_default() };
        }
        let by = self.o.rounding();
        match (by.tenths(now.k, now.n), by.tenths(then.k, then.n)) {
            (Some(a), Some(b)) if a != b && !rate.per => {
                format!("{} {:.1}", self.view.theme.up_down(a > b), f64::from(a.abs_diff(b)) / 10.0)
            }
            _ => String::new(),
        }
    }

    // One rate, broken down.
    fn breakdown(&self) -> Vec<Row> {
        let asked = &self.o.asked;
        let mut rows = vec![self.plain(vec![
            self.span(format!("{} by {}", self.scope().age.say(asked.rate.name), asked.by.name()), Role::Strong),
            self.span("   b another breakdown, f another figure", Role::Faint),
        ])];
        if asked.by == By::Month && self.o.slices.iter().all(|s| !s.slice.suppressed) {
            rows.extend(self.months());
        }
        let most = self.o.slices.iter().map(|s| self.length(&s.slice)).max().unwrap_or(0);
        let shares = asked.rate.count.then(|| self.o.slices.iter().map(|s| s.slice.tally.k).sum::<u32>());
        rows.extend(self.o.slices.iter().map(|s| self.slice(s, most, shares)));
        if self.o.slices.iter().any(|s| s.slice.suppressed) {
            rows.extend(
                self.told("* so few that the number would tell of single cases, or of those beside it", Role::Faint),
            );
        }
        if self.o.slices.is_empty() {
            rows.push(self.plain(vec![self.span("No case of this period counts: it is not known.", Role::Plain)]));
        }
        if asked.by == By::Province && !self.o.slices.is_empty() {
            rows.extend(self.told(&format!("Cases in {} provinces.", self.o.provinces), Role::Faint));
        }
        rows
    }

    /// What the bar of a slice stands for.
    fn length(&self, s: &Slice) -> u32 {
        if self.o.asked.rate.count { s.tally.k } else { s.tally.n }
    }

    fn slice(&self, s: &Sliced, most: u32, shares: Option<u32>) -> Row {
        let (rate, wide) = (self.o.asked.rate, self.is_wide());
        let Slice { label, tally, suppressed, .. } = &s.slice;
        let name = if wide { 28 } else { 20 };
        let long = if wide { self.width.saturating_sub(name + 67) } else { self.width.saturating_sub(name + 41) };
        let mut spans = vec![self.left(label, name, Role::Plain)];
        if *suppressed {
            spans.push(self.span("*", Role::Faint));
            return self.plain(spans);
        }
        let length = self.length(&s.slice);
        let k = if rate.count { length } else { tally.k };
        spans.extend(bar(k, length, most, long, self.view));
        let percent = match shares {
            Some(all) => self.o.rounding().percent(tally.k, all).map_or(String::new(), |p| format!("{p:.1} %")),
            None => rate::in_words(rate, tally.k, tally.n, self.o.rounding()),
        };
        let k_of_n = if rate.count { tally.k.to_string() } else { format!("{} of {}", tally.k, tally.n) };
        spans.push(self.right(&k_of_n, 12, Role::Plain));
        spans.push(self.right(&percent, 10, Role::Strong));
        spans.push(self.left(&format!("  {}", unknown(rate, tally)), 10, Role::Warn));
        if wide {
            let then = s.before.as_ref().filter(|then| !then.suppressed).map(|then| then.tally);
            let words =
                |t: Tally| if rate.count { t.k.to_string() } else { rate::in_words(rate, t.k, t.n, self.o.rounding()) };
            let short = |day: NaiveDate| format!("{} {}", day.day(), month_name(day.month0() as usize));
            let head = self.same_day().map(short).or_else(|| self.then());
            let head = head.map(|then| format!("{then}: ")).unwrap_or_default();
            let text = then.map_or(String::new(), |t| format!("{head}{}", words(t)));
            spans.push(self.left(&text, 18, Role::Faint));
        }
        if rate.id == RATES[ARREST].id {
            let short = target::short(*tally, self.o.asked.target).filter(|short| *short > 0);
            let text = short.map_or(String::new(), |n| format!("{n} short"));
            spans.push(self.left(&text, if wide { 15 } else { 9 }, Role::Warn));
        }
        let measure = Measure::Slice(rate, self.o.asked.by, s.slice.key.clone());
        Row { spans, figure: Some((measure, self.lens())) }
    }

    /// A column for each month.
    fn months(&self) -> Vec<Row> {
        let month =
            |key: &str| self.o.slices.iter().find(|s| s.slice.key == key).map(|s| s.slice.tally).unwrap_or_default();
        let tallies: Vec<Tally> = (1..=12).map(|m| month(&format!("{m:02}"))).collect();
        let width = (self.width / 12).clamp(4, 9);
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        self.columns(&tallies, &names.map(str::to_owned), width, HIGH - 2)
    }

    fn columns(&self, tallies: &[Tally], names: &[String], width: usize, high: usize) -> Vec<Row> {
        let count = self.o.asked.rate.count;
        let counts: Vec<(u32, u32)> = tallies.iter().map(|t| (t.k, if count { t.k } else { t.n })).collect();
        let mut rows: Vec<Row> =
            columns(&counts, width, high, self.view).into_iter().map(|spans| self.plain(spans)).collect();
        rows.push(self.plain(names.iter().map(|name| self.left(name, width, Role::Faint)).collect()));
        rows
    }

    // The same over the years.
    fn years(&self) -> Vec<Row> {
        let rate = self.o.asked.rate;
        let mut rows = vec![self.plain(vec![
            self.span(format!("{} over the years", self.scope().age.say(rate.name)), Role::Strong),
            self.span("   each year as it stands now; f another figure", Role::Faint),
        ])];
        // Before the first case there is nothing to be seen.
        let first = self.o.years.iter().position(|y| y.cases > 0).unwrap_or(self.o.years.len().saturating_sub(1));
        let years = self.o.years.get(first..).unwrap_or_default();
        if years.is_empty() {
            return rows;
        }
        let tallies: Vec<Tally> = years.iter().map(|y| y.tally).collect();
        let names: Vec<String> = years.iter().map(|y| y.year.to_string()).collect();
        let width = (self.width / tallies.len().max(1)).clamp(5, 11);
        rows.extend(self.columns(&tallies, &names, width, HIGH));
        if !rate.count {
            let percent =
                |t: &Tally| self.o.rounding().percent(t.k, t.n).map_or("–".to_owned(), |p| format!("{p:.1}"));
            rows.push(self.plain(tallies.iter().map(|t| self.left(&percent(t), width, Role::Strong)).collect()));
        }
        rows.push(self.blank());
        let most = tallies.iter().map(|t| if rate.count { t.k } else { t.n }).max().unwrap_or(0);
        for (i, year) in years.iter().enumerate().rev() {
            let t = &year.tally;
            let length = if rate.count { t.k } else { t.n };
            let mut spans = vec![self.left(&year.year.to_string(), 7, Role::Plain)];
            spans.extend(bar(
                if rate.count { length } else { t.k },
                length,
                most,
                self.width.saturating_sub(56).min(60),
                self.view,
            ));
            let words = if rate.count { t.k.to_string() } else { rate::in_words(rate, t.k, t.n, self.o.rounding()) };
            spans.push(self.right(&if rate.count { String::new() } else { of(t) }, 13, Role::Plain));
            spans.push(self.right(&words, 11, Role::Strong));
            spans.push(self.left(&format!("  {}", unknown(rate, t)), 13, Role::Warn));
            if let Some(before) = i.checked_sub(1).and_then(|i| years.get(i)) {
                let change = self.change(rate, t, &before.tally);
                spans.push(match year.scope {
                    Some(_) => self.left("* scope", 10, Role::Warn),
                    None => self.left(&change, 10, Role::Plain),
                });
            }
            let lens = Lens { period: Period::Year(year.year), ..self.lens() };
            rows.push(Row { spans, figure: Some((Measure::Rate(rate), lens)) });
        }
        for said in years.iter().rev().filter_map(|year| year.scope.as_ref()) {
            rows.extend(self.told(&format!("* {said}"), Role::Warn));
        }
        rows
    }

    // From report to conviction, and how long it takes.
    fn funnel(&self) -> Vec<Row> {
        let mut rows = vec![self.heading("From report to conviction, cases")];
        let all = self.o.figures.0.cases;
        let long = self.width.saturating_sub(56).min(70);
        let step = |label: &str, figure: &Figure| {
            let t = &figure.now;
            let mut spans = vec![self.left(label, 14, Role::Plain)];
            let known = t.n > 0;
            spans.extend(bar(t.k, if known { t.n } else { 0 }, all, long, self.view));
            let count = if known || figure.rate.id == "cases" { t.k.to_string() } else { "not known".to_owned() };
            let percent = self.o.rounding().percent(t.k, t.n).filter(|_| figure.rate.id != "cases");
            spans.push(self.right(&count, 11, Role::Strong));
            spans.push(self.right(&percent.map_or(String::new(), |p| format!("{p:.1} %")), 10, Role::Plain));
            spans.push(self.left(&format!("  {}", unknown(figure.rate, t)), 19, Role::Warn));
            Row { spans, figure: Some((Measure::Rate(figure.rate), self.lens())) }
        };
        rows.extend(STEPS.iter().filter_map(|(label, rate)| Some(step(label, self.o.rate(rate.id)?))));
        rows.extend(self.o.rate(UNFINISHED.id).map(|figure| step("not finished", figure)));
        rows.extend(self.told(
            "Per cent of the cases of the year. Not finished: nothing has ended the case yet, and more may still come.",
            Role::Faint,
        ));
        rows.push(self.blank());
        rows.push(self.heading("How long it takes: median, and the middle half"));
        for (time, now, then) in &self.o.times {
            let unit = if self.is_wide() { time.unit } else { time.unit.split(' ').next().unwrap_or_default() };
            let apart = if now.unknown > 0 { format!(", {} not known", now.unknown) } else { String::new() };
            let spans = vec![
                self.left(time.name, 19, Role::Plain),
                self.span(format!("{}  ", now.in_words()), Role::Strong),
                self.span(format!("{} {unit}{apart}", now.n), Role::Plain),
            ];
            rows.push(Row { spans, figure: Some((Measure::Took(time), self.lens())) });
            if let (Some(then), Some(name)) = (then, self.then()) {
                let text = format!("{}{name}: {}  {} {unit}", " ".repeat(19), then.in_words(), then.n);
                rows.push(self.plain(vec![self.span(text, Role::Faint)]));
            }
        }
        rows
    }

    // Reporting delay and relationships.
    fn spreads(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (spread, shares) in &self.o.spreads {
            if !rows.is_empty() {
                rows.push(self.blank());
            }
            rows.push(self.heading(&format!("{}, {}", spread.name, spread.unit)));
            let known: u32 = shares.iter().filter(|s| !s.key.is_empty()).map(|s| s.count).sum();
            let most = shares.iter().map(|s| s.count).max().unwrap_or(0);
            let any = shares.iter().any(|s| s.suppressed);
            let shown = shares.iter().filter(|s| !spread.order.is_empty() || s.count > 0 || s.suppressed);
            rows.extend(shown.take(MOST).map(|s| self.share(spread, s, known, most, any)));
        }
        if let Some(figure) = self.o.rate("child_on_child") {
            rows.push(self.blank());
            rows.push(self.figure(figure, "Child on child"));
        }
        rows
    }

    fn share(&self, spread: &'static Spread, s: &Share, known: u32, most: u32, any: bool) -> Row {
        let mut spans = vec![self.left(&s.label, 26, if s.key.is_empty() { Role::Faint } else { Role::Plain })];
        if s.suppressed {
            spans.push(self.span("*", Role::Faint));
            return self.plain(spans);
        }
        let long = self.width.saturating_sub(46).min(80);
        let filled = if s.key.is_empty() { 0 } else { s.count };
        spans.extend(bar(filled, s.count, most, long, self.view));
        spans.push(self.right(&s.count.to_string(), 8, Role::Strong));
        let percent = self.o.rounding().percent(s.count, known).filter(|_| !s.key.is_empty() && !any);
        spans.push(self.right(&percent.map_or(String::new(), |p| format!("{p:.1} %")), 10, Role::Plain));
        Row { spans, figure: Some((Measure::Share(spread, s.key.clone()), self.lens())) }
    }

    // What is missing, and what was printed elsewhere.
    fn quality(&self) -> Vec<Row> {
        let mut rows = vec![self.heading("Not known, of the cases")];
        let long = self.width.saturating_sub(52).min(70);
        for figure in MISSING.iter().filter_map(|rate| self.o.rate(rate.id)) {
            let t = &figure.now;
            let mut spans = vec![self.left(figure.rate.name, 26, Role::Plain)];
            spans.extend(bar(t.k, t.n, t.n, long, self.view));
            spans.push(self.right(&of(t), 13, Role::Plain));
            let percent = self.o.rounding().percent(t.k, t.n).map_or("not known".to_owned(), |p| format!("{p:.1} %"));
            spans.push(self.right(&percent, 11, Role::Strong));
            rows.push(Row { spans, figure: Some((Measure::Rate(figure.rate), self.lens())) });
        }
        rows.push(self.blank());
        rows.push(self.heading("Printed elsewhere, and what the same rule gives now"));
        if self.o.published.is_empty() {
            rows.extend(self.told(
                "Nothing that was printed of this period is kept: `caseload release published add` keeps it.",
                Role::Faint,
            ));
        }
        for (printed, now) in &self.o.published {
            let now = now.clone().unwrap_or_else(|| "not shown".to_owned());
            rows.push(self.plain(vec![
                self.left(printed.words(), 32, Role::Plain),
                self.left(&format!("printed {}", printed.value), 24, Role::Plain),
                self.span(format!("now {now}"), Role::Strong),
            ]));
        }
        rows.push(self.blank());
        rows.extend(self.history());
        rows
    }
}
