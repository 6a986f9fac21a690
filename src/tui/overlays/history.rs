//! The history of a case: who changed what, when, from what to what and why; newest first.

use super::{Effect, Overlay};
use crate::domain::field::FieldKind;
use crate::domain::moment;
use crate::domain::record::RecordKind;
use crate::domain::trail::AuditLine;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The history overlay.
pub struct History {
    case_id: String,
    number: String,
    lines: Option<Vec<AuditLine>>,
    scroll: Scroll,
}

impl History {
    /// Of a case.
    pub fn new(case_id: &str, number: &str) -> History {
        History { case_id: case_id.to_owned(), number: number.to_owned(), lines: None, scroll: Scroll::default() }
    }
}

/// A line of the trail in the words of its field list; `None` for what the label of the record already says.
fn words(line: &AuditLine, all: &[AuditLine], view: &View) -> Option<String> {
    let kind = RecordKind::ALL.into_iter().find(|k| k.table() == line.kind);
    let spec = kind.and_then(|k| k.specs().iter().find(|s| s.column == line.field));
    let label_of = |id: &str| all.iter().find(|l| l.record_id == id).map_or("–", |l| l.label.as_str());
    let linked = |field: &str| {
        let link = all.iter().find(|l| l.record_id == line.record_id && l.field == field);
        link.and_then(|l| l.new.as_deref()).map_or("–", label_of)
    };
    let record = match kind {
        Some(RecordKind::Case) => String::new(),
        Some(RecordKind::Relation) => format!("{} to {} ", linked("suspect_id"), linked("victim_id")),
        _ => format!("{} ", line.label),
    };
    let show = |value: &Option<String>| match (spec, value.as_deref()) {
        (Some(spec), Some(id)) if spec.kind == FieldKind::Link => label_of(id).to_owned(),
        (Some(spec), value) => spec.show(value, &view.desk),
        (None, value) => value.unwrap_or("–").to_owned(),
    };
    if kind == Some(RecordKind::Relation) && spec.is_some_and(|s| s.kind == FieldKind::Link) {
        return None;
    }
    let field = spec.map_or(line.field.as_str(), |s| s.label);
    Some(match line.old {
        None => format!("{record}{field}: {}", show(&line.new)),
        Some(_) => format!("{record}{field}: {} → {}", show(&line.old), show(&line.new)),
    })
}

impl Overlay for History {
    fn scope(&self) -> Scope {
        Scope::History
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        if !self.scroll.command(cmd) && cmd == Cmd::Back {
            out.push(Effect::Close);
        }
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn forget(&mut self) {
        self.lines = None;
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::History(self.case_id.clone())]
    }

    fn take(&mut self, reply: &Reply, _view: &View, _out: &mut Vec<Effect>) {
        if let Reply::History { case_id, lines } = reply
            && *case_id == self.case_id
        {
            self.lines = Some(lines.clone());
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 100, area.height);
        let width = usize::from(place.width).saturating_sub(6);
        let mut lines = Vec::new();
        // Acts newest first, the fields of an act in the order in which they were written.
        let acts = self.lines.as_deref().unwrap_or_default().chunk_by(|a, b| a.op_id == b.op_id);
        for (first, line) in acts.flat_map(|act| act.iter().rev().enumerate()) {
            if first == 0 {
                let when = moment::local(&line.at, view.desk.now.zone);
                lines.push(Line::from(vec![
                    view.span(format!(" {when}  "), Role::Faint),
                    view.span(&line.person, Role::Strong),
                    view.span(format!("  {}", line.action), Role::Focus),
                ]));
                if let Some(reason) = &line.reason {
                    lines.extend(
                        wrap(&format!("because: {reason}"), width)
                            .into_iter()
                            .map(|l| Line::from(view.span(format!("   {l}"), Role::Warn))),
                    );
                }
            }
            if let Some(text) = words(line, self.lines.as_deref().unwrap_or_default(), view) {
                let text = wrap(&text, width).into_iter();
                lines.extend(text.map(|l| Line::from(view.span(format!("   {l}"), Role::Plain))));
            }
        }
        self.scroll.fit(usize::from(place.height).saturating_sub(2), lines.len());
        let inside = parts::frame(
            buf,
            place,
            view,
            &format!("History of {} · newest first", self.number),
            &self.scroll.words(),
            true,
        );
        for (i, line) in lines.iter().skip(self.scroll.top).enumerate() {
            parts::put(buf, inside, i, line);
        }
    }
}
