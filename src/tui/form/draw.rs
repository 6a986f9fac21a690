//! The form on screen.
//!
//! ```text
//! ┌ New case ────────────────────────────── missing 3 ┐
//! │ One line    rape bat f7 m34 uncle y police         │
//! │             rape Rape · bat Battambang · f7 …      │
//! │ ── Case ──────────────────────────────────────     │
//! │ Reported    28/12/2021                             │
//! └ The day the report reached the office: today, -1 ──┘
//! ```

use super::{Form, Section, Slot, said};
use crate::domain::casefile::{self, CaseFile};
use crate::domain::field::Need;
use crate::domain::record::HIDDEN;
use crate::tui::parts::{self, View, fit, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

const LABEL: usize = 15;
/// Choices shown under a field.
const CHOICES: usize = 8;
/// Rows of a field of several lines.
const PROSE: usize = 5;

/// One row of the form before it is scrolled.
enum Row {
    Text(Line<'static>),
    /// the field that has the cursor, with how many rows it takes
    Input(String, usize),
}

impl Form {
    pub(super) fn paint(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 100, area.height);
        // What the form does not show of its case is not missing for that.
        let typed = self.sections.iter().filter(|s| s.counts()).map(|s| &s.sheet);
        let mut sheets = self.case.as_ref().map(CaseFile::sheets).unwrap_or_default();
        sheets.retain(|s| !self.sections.iter().any(|t| t.sheet.head.id == s.head.id));
        sheets.extend(typed.cloned());
        let missing =
            if self.line.is_some() || self.action == "edit" { casefile::missing(&sheets) } else { Vec::new() };
        let right = match missing.len() {
            0 => String::new(),
            n => format!("missing {n}"),
        };
        let title = if self.saving.is_some() { format!("{} · saving …", self.title) } else { self.title.clone() };
        let inside = parts::frame(buf, place, view, &title, &right, true);
        let width = usize::from(inside.width).saturating_sub(2);
        let (rows, cursor) = self.rows(width, view);
        let height = usize::from(inside.height).saturating_sub(2);
        let tall = rows.iter().map(|r| if let Row::Input(_, n) = r { *n } else { 1 }).sum::<usize>();
        // The field and the rows under it (choices, an error) stay in sight.
        let below = cursor + CHOICES + 1;
        if below.min(tall) > self.top + height {
            self.top = below.min(tall) - height;
        }
        self.top = self.top.min(cursor.saturating_sub(1)).min(tall.saturating_sub(height));
        let mut y = 0;
        for row in &rows {
            let n = if let Row::Input(_, n) = row { *n } else { 1 };
            if y >= self.top && y + n <= self.top + height {
                let at = y - self.top;
                match row {
                    Row::Text(line) => parts::put(buf, inside, at, line),
                    Row::Input(label, n) => self.field(buf, inside, at, label, *n, view),
                }
            }
            y += n;
        }
        self.foot(buf, inside, height, &missing, view);
    }

    fn field(&self, buf: &mut Buffer, inside: Rect, at: usize, label: &str, rows: usize, view: &View) {
        let mark = Line::from(vec![view.span(view.theme.cursor(), Role::Focus), view.span(label, Role::Strong)]);
        parts::put(buf, inside, at, &mark);
        let x = inside.x + LABEL as u16 + 1;
        let place = Rect::new(x, inside.y + at as u16, inside.width.saturating_sub(LABEL as u16 + 2), rows as u16);
        Clear.render(place, buf);
        buf.set_style(place, view.theme.style(Role::Field));
        let hidden = match self.current() {
            // What happened stands behind two dashes.
            None => view.veiled && self.input.text().contains("--"),
            // What fits no choice may be anything that was typed in the wrong field.
            Some((section, field)) => {
                let spec = section.spec(field);
                let stray = spec.list().is_some() && self.candidates(&view.desk).is_empty();
                view.hides(spec.see) || (view.veiled && (stray || section.errors[field].is_some()))
            }
        };
        if hidden { self.input.masked().render(place, buf) } else { self.input.area().render(place, buf) }
    }

    fn rows(&self, width: usize, view: &View) -> (Vec<Row>, usize) {
        let mut rows = Vec::new();
        let mut cursor = 0;
        let mut tall = 0;
        let here = self.slot();
        let mut push = |row: Row, tall: &mut usize| {
            *tall += if let Row::Input(_, n) = &row { *n } else { 1 };
            rows.push(row);
        };
        if let Some(text) = &self.line {
            if here == Some(Slot::Line) {
                push(Row::Input("One line".into(), 1), &mut tall);
            } else {
                let told = text.split_once("--").filter(|_| view.veiled);
                let text = told.map_or(text.clone(), |(words, _)| format!("{words}-- {HIDDEN}"));
                push(Row::Text(pair("One line", &text, Role::Plain, width, view)), &mut tall);
            }
            for line in self.reading(width, view) {
                push(Row::Text(line), &mut tall);
            }
        }
        for (section, s) in self.sections.iter().enumerate() {
            let single = s.shown.len() == 1 && self.sections.len() > 1;
            if !single {
                let rule = view.theme.rule(width.saturating_sub(parts::width(&s.title) + 5));
                let head = format!(" {} {} {rule}", view.theme.rule(2), s.title);
                push(Row::Text(Line::from(view.span(head, Role::Faint))), &mut tall);
            }
            for field in &s.shown {
                let label = if single { s.title.clone() } else { s.spec(*field).label.to_owned() };
                if here == Some(Slot::Field { section, field: *field }) {
                    cursor = tall;
                    let n = if s.spec(*field).kind == crate::domain::field::FieldKind::Prose { PROSE } else { 1 };
                    push(Row::Input(label, n), &mut tall);
                    for line in self.under(s, *field, width, view) {
                        push(Row::Text(line), &mut tall);
                    }
                } else {
                    push(Row::Text(value(s, *field, &label, width, view)), &mut tall);
                    if let Some(error) = &s.errors[*field] {
                        let error = said(s.spec(*field), error, view);
                        push(Row::Text(pair("", &error, Role::Bad, width, view)), &mut tall);
                    }
                }
            }
        }
        (rows, cursor)
    }

    /// How each word of the line was read, and what is wrong with one that was not.
    fn reading(&self, width: usize, view: &View) -> Vec<Line<'static>> {
        if self.words.is_empty() {
            let text = "offence, place, victim, suspect, relationship, custody, source: rape bat f7 m34 uncle y police";
            return vec![pair("", text, Role::Faint, width, view)];
        }
        // What a word is goes without saying where it is one of a list; who is who does not.
        let short = |meaning: &str| match meaning.split_once(": ") {
            Some((list, entry)) if !list.contains([' ', '1']) => entry.to_owned(),
            _ => meaning.to_owned(),
        };
        let shown = |w: &&crate::domain::line::Word| !view.veiled || !w.text.starts_with("--");
        let read = |w: &crate::domain::line::Word| Some(format!("{} = {}", w.text, short(w.meaning.as_ref().ok()?)));
        let read: Vec<String> = self.words.iter().filter(shown).filter_map(read).collect();
        let mut lines: Vec<Line> = wrap(&read.join(" · "), width.saturating_sub(LABEL))
            .into_iter()
            .map(|l| pair("", &l, Role::Good, width, view))
            .collect();
        for problem in self.words.iter().filter_map(|w| w.meaning.as_ref().err()) {
            let problem = if view.veiled { "a word is not understood: F9 shows it" } else { problem };
            lines.extend(
                wrap(problem, width.saturating_sub(LABEL)).into_iter().map(|l| pair("", &l, Role::Bad, width, view)),
            );
        }
        lines
    }

    /// Under the field with the cursor: what is wrong, or the choices.
    fn under(&self, s: &Section, field: usize, width: usize, view: &View) -> Vec<Line<'static>> {
        if let Some(error) = &s.errors[field] {
            return wrap(&said(s.spec(field), error, view), width.saturating_sub(LABEL))
                .into_iter()
                .map(|l| pair("", &l, Role::Bad, width, view))
                .collect();
        }
        let candidates = self.candidates(&view.desk);
        let top = (self.pick + 1).saturating_sub(CHOICES);
        let current = s.sheet.values[field].as_deref();
        let narrowed = self.input.text() != s.texts[field] || self.pick > 0;
        let few = candidates.len() <= CHOICES;
        let shown = if current.is_some() && !narrowed && !few { 0 } else { CHOICES };
        if candidates.is_empty() && s.spec(field).list().is_some() {
            return vec![pair("", "nothing fits: a code, first letters, English or Khmer", Role::Warn, width, view)];
        }
        let line = |(i, e): (usize, &&crate::domain::code::Entry)| {
            let on = i == self.pick && narrowed;
            let key = e.keys.first().map_or(e.code.as_str(), String::as_str);
            let khmer = e.km.as_deref().unwrap_or("");
            Line::from(vec![
                Span::raw(" ".repeat(LABEL)),
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(fit(key, 12, &view.theme), Role::Key),
                view.span(fit(&e.en, 38, &view.theme), if on { Role::Selected } else { Role::Plain }),
                view.span(format!(" {khmer}"), Role::Faint),
            ])
        };
        let mut lines: Vec<Line> = candidates.iter().enumerate().skip(top).take(shown).map(line).collect();
        if candidates.len() > top + shown && shown > 0 {
            lines.push(pair(
                "",
                &format!(" {} more; type to narrow", candidates.len() - top - shown),
                Role::Faint,
                width,
                view,
            ));
        }
        lines
    }

    fn foot(&self, buf: &mut Buffer, inside: Rect, at: usize, missing: &[String], view: &View) {
        let width = usize::from(inside.width).saturating_sub(2);
        let first = match (&self.notice, missing.is_empty()) {
            (Some(notice), _) => view.span(fit(&format!(" {notice}"), width, &view.theme), Role::Warn),
            (None, false) => {
                view.span(fit(&format!(" still missing: {}", missing.join(", ")), width, &view.theme), Role::Faint)
            }
            (None, true) => Span::raw(""),
        };
        parts::put(buf, inside, at, &Line::from(first));
        let help = match self.current() {
            None => "The whole case in one line, each word shown as it is read. Tab: the fields.".to_owned(),
            Some((s, field)) => {
                let spec = s.spec(field);
                let need = if spec.need == Need::Must { " Needed." } else { "" };
                format!("{}.{need}", spec.help)
            }
        };
        parts::put(
            buf,
            inside,
            at + 1,
            &Line::from(view.span(fit(&format!(" {help}"), width, &view.theme), Role::Plain)),
        );
    }
}

fn pair(label: &str, text: &str, role: Role, width: usize, view: &View) -> Line<'static> {
    Line::from(vec![
        view.span(format!(" {}", fit(label, LABEL - 1, &view.theme)), Role::Faint),
        view.span(format!(" {}", fit(text, width.saturating_sub(LABEL), &view.theme)), role),
    ])
}

fn value(s: &Section, field: usize, label: &str, width: usize, view: &View) -> Line<'static> {
    let text = &s.texts[field];
    if !text.is_empty() && (view.hides(s.spec(field).see) || (view.veiled && s.errors[field].is_some())) {
        return pair(label, HIDDEN, Role::Plain, width, view);
    }
    if text.is_empty() {
        let need = match s.spec(field).need {
            Need::Must => "needed",
            Need::Wanted => "·",
            _ => "",
        };
        return pair(label, need, Role::Faint, width, view);
    }
    pair(label, text, Role::Plain, width, view)
}
