//! What the check found: the sums, the words that no list knows, and everything that is said of a line. It must never draw a
//! value of the file behind the privacy screen.

use super::columns::ColumnsPage;
use crate::domain::record::HIDDEN;
use crate::domain::text::fold;
use crate::exchange::import::map::Map;
use crate::exchange::import::report::{Problem, Report, Severity, Unmatched, YES_NO};
use crate::tui::command::Cmd;
use crate::tui::import::cases;
use crate::tui::overlays::{Answer, Effect, Item, Pick, Question};
use crate::tui::parts::{self, Scroll, View, count, fit, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Lines at the foot, for all that is said of the one under the cursor.
const FOOT: usize = 3;

/// The page.
pub(super) struct CheckPage {
    report: Arc<Report>,
    /// problems by their place in the report, the weightiest first
    order: Vec<usize>,
    /// what was said of words since, by their place in the report
    said: BTreeMap<usize, String>,
    selected: usize,
    scroll: Scroll,
}

fn weight(severity: Severity) -> u8 {
    match severity {
        Severity::Note => 0,
        Severity::Refused => 1,
        Severity::Asked => 2,
        Severity::Kept => 3,
        Severity::Duplicate => 4,
    }
}

/// So many, with their thousands apart.
fn n(n: u64) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX))
}

fn rows(all: u64) -> String {
    if all == 1 { "1 row".to_owned() } else { format!("{} rows", n(all)) }
}

impl CheckPage {
    pub fn new(report: &Arc<Report>) -> CheckPage {
        let mut order: Vec<usize> = (0..report.problems.len()).collect();
        order.sort_by_key(|at| weight(report.problems[*at].severity));
        CheckPage { report: Arc::clone(report), order, said: BTreeMap::new(), selected: 0, scroll: Scroll::default() }
    }

    fn word(&self) -> Option<&Unmatched> {
        self.report.unmatched.get(self.selected)
    }

    fn problem(&self, at: usize) -> Option<&Problem> {
        let at = at.checked_sub(self.report.unmatched.len())?;
        self.order.get(at).and_then(|at| self.report.problems.get(*at))
    }

    pub fn blocked(&self, cmd: Cmd, own: bool, stale: bool) -> Option<String> {
        match cmd {
            Cmd::Next if own => Some("It is an export of caseload: its columns are known".into()),
            Cmd::Check if !stale => Some("Nothing was changed since it was checked".into()),
            Cmd::Open if self.word().is_none() => Some("There is nothing to be said of this line here".into()),
            Cmd::Import if self.report.taken == 0 && !stale => Some("There is nothing in it that could come in".into()),
            _ => None,
        }
    }

    pub fn command(&mut self, cmd: Cmd) {
        let last = (self.report.unmatched.len() + self.order.len()).saturating_sub(1);
        let page = self.scroll.height.max(2) - 1;
        match cmd {
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

    /// What the word under the cursor may mean: what is spelled most alike first.
    pub fn pick_word(&self, map: &Map, view: &View) -> Option<Effect> {
        let word = self.word()?;
        let mut items = Vec::new();
        if word.list == YES_NO {
            items.extend([(true, "yes"), (false, "no")].map(|(yes, label)| Item::new(map.yes_or_no(yes), label)));
        }
        items.extend([Item::new("?", "not known"), Item::new("", "leave it open")]);
        items.extend(view.desk.lists.list(word.list).iter().map(|entry| {
            let label = [Some(entry.en.as_str()), entry.km.as_deref()].into_iter().flatten().collect::<Vec<_>>();
            let found_by = fold(&entry.words().join(" "));
            Item { beside: entry.code.clone(), found_by, ..Item::new(&entry.code, &label.join("  ")) }
        }));
        let is_alike = |item: &Item| word.alike.as_ref().is_some_and(|en| item.label.starts_with(en.as_str()));
        items.sort_by_key(|item| !is_alike(item));
        let about = format!("“{}”", word.word);
        let now = items.first().map(|item| item.value.clone()).unwrap_or_default();
        Some(Effect::Open(Box::new(Pick::new(&format!("{} ", word.label), &about, items, &now))))
    }

    /// The word under the cursor means that; were all of them said now?
    pub fn say(&mut self, value: &str, columns: &mut ColumnsPage, view: &View) -> bool {
        let Some(word) = self.report.unmatched.get(self.selected) else { return false };
        if value.is_empty() {
            self.command(Cmd::Down);
            return false;
        }
        columns.map.say(&word.field, &word.word, value);
        (columns.changed, columns.unsaved) = (true, true);
        let yes = columns.map.yes_or_no(true) == value;
        let means = match word.list {
            _ if value == "?" => "not known",
            YES_NO => {
                if yes {
                    "yes"
                } else {
                    "no"
                }
            }
            list => view.desk.lists.word(list, value),
        };
        self.said.insert(self.selected, means.to_owned());
        match (0..self.report.unmatched.len()).find(|at| !self.said.contains_key(at)) {
            Some(next) => self.selected = next,
            None => return true,
        }
        false
    }

    /// The question before anything is written, with the numbers.
    pub fn question(&self) -> Question {
        let report = &*self.report;
        let (cases, victims) = (cases(report.cases), n(report.victims));
        let mut lines = vec![format!(
            "{} {} in: {cases} with {victims} victims.",
            rows(report.taken),
            if report.taken == 1 { "comes" } else { "come" }
        )];
        if !report.is_clean() {
            let (asked, refused) = (rows(report.asked), n(report.refused));
            lines.push(format!("{asked} to be decided and {refused} refused stay out, until they are mended."));
        }
        if report.duplicates > 0 {
            lines.push(format!("{} known already.", rows(report.duplicates)));
        }
        lines.push("All of it comes in or nothing; it is one act on record, and undone as one.".to_owned());
        let title = format!("Bring in {cases}?");
        Question::new(&title, lines, ("bring them in", "not yet"), Answer::SaveAnyway)
    }

    fn sums(&self) -> String {
        let report = &*self.report;
        let [taken, cases, victims] = [report.taken, report.cases, report.victims].map(n);
        let [asked, refused, known] = [report.asked, report.refused, report.duplicates].map(n);
        format!(
            "{}: {taken} taken ({cases} cases, {victims} victims), {asked} to be decided, {refused} refused, {known} known already",
            rows(report.rows)
        )
    }

    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View, columns: &ColumnsPage) {
        let place = parts::popup(buf, area, 120, area.height);
        let changed = if columns.changed { "changed: c checks again" } else { "" };
        let inside = parts::frame(buf, place, view, &format!("Import {} · check", columns.looked.name), changed, true);
        let width = usize::from(inside.width).saturating_sub(2);
        let mut at = 0;
        for (text, role) in [(format!("Read as {}.", columns.looked.how), Role::Faint), (self.sums(), Role::Strong)] {
            for line in wrap(&text, width) {
                parts::put(buf, inside, at, &Line::from(view.span(format!(" {line}"), role)));
                at += 1;
            }
        }
        let (words, total) = (self.report.unmatched.len(), self.report.unmatched.len() + self.order.len());
        self.scroll.fit(usize::from(inside.height).saturating_sub(at + FOOT), total);
        self.scroll.show(self.selected);
        let shown = self.scroll.top..total.min(self.scroll.top + self.scroll.height);
        for i in shown {
            let on = i == self.selected;
            let mut spans = vec![view.span(if on { view.theme.cursor() } else { " " }, Role::Focus)];
            if let Some(word) = self.report.unmatched.get(i) {
                let text = if view.veiled { HIDDEN.to_owned() } else { format!("“{}”", word.word) };
                let text = format!("{} {text}, {}", word.label, rows(word.rows));
                let room = width * 50 / 100;
                spans.push(view.span(fit(&text, room, &view.theme), if on { Role::Selected } else { Role::Plain }));
                let (means, role) = match (self.said.get(&i), &word.alike) {
                    (Some(means), _) => (format!("is {means}"), Role::Good),
                    (None, Some(en)) => (format!("on no list; is {en} meant?"), Role::Warn),
                    (None, None) if word.list == YES_NO => ("is it yes or no?".to_owned(), Role::Warn),
                    (None, None) => ("on no list".to_owned(), Role::Warn),
                };
                spans.push(view.span(fit(&means, width - room, &view.theme), role));
            } else if let Some(problem) = self.problem(i) {
                spans.extend(self.line(problem, on, width, view));
            }
            parts::put(buf, inside, at + i - self.scroll.top, &Line::from(spans));
        }
        if total == 0 {
            let text = " Nothing is to be said of any row: i brings them in.";
            parts::put(buf, inside, at + 1, &Line::from(view.span(text, Role::Good)));
        }
        let foot = match self.problem(self.selected) {
            Some(_) if view.veiled => "What is said of a line is hidden by the privacy screen: F9 shows it.".to_owned(),
            Some(problem) => problem.sentence(),
            None if words > 0 => "Enter says what the word means, once for all its rows.".to_owned(),
            None => String::new(),
        };
        let mut lines = wrap(&foot, width);
        lines.truncate(FOOT);
        let top = usize::from(inside.height).saturating_sub(lines.len());
        for (i, line) in lines.iter().enumerate() {
            parts::put(buf, inside, top + i, &Line::from(view.span(format!(" {line}"), Role::Plain)));
        }
    }

    /// Severity, line, column, value, reason.
    fn line(&self, problem: &Problem, on: bool, width: usize, view: &View) -> Vec<ratatui::text::Span<'static>> {
        let role = match problem.severity {
            Severity::Refused => Role::Bad,
            Severity::Asked => Role::Warn,
            Severity::Duplicate | Severity::Kept | Severity::Note => Role::Faint,
        };
        let line = if problem.line > 0 { format!("line {}", problem.line) } else { String::new() };
        let hidden = |text: &str| if view.veiled && !text.is_empty() { HIDDEN.to_owned() } else { text.to_owned() };
        let (column, value) = (width * 17 / 100, width * 20 / 100);
        let rest = width.saturating_sub(10 + 12 + column + value + 2);
        vec![
            view.span(fit(problem.severity.word(), 10, &view.theme), role),
            view.span(fit(&line, 12, &view.theme), if on { Role::Selected } else { Role::Plain }),
            view.span(fit(&hidden(&problem.column), column, &view.theme), Role::Plain),
            view.span(format!(" {} ", fit(&hidden(&problem.value), value, &view.theme)), Role::Plain),
            view.span(fit(&hidden(&problem.problem), rest, &view.theme), Role::Faint),
        ]
    }
}
