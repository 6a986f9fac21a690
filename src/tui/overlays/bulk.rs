//! One field of all marked cases set at once: which field, which value, then what becomes of each case, before it is done.
//! It must never change a case that it has not shown.

use super::{Effect, Overlay};
use crate::domain::bulk::{Bulk as Asked, FIELDS, Planned};
use crate::domain::closing::{BY_ACT, INVESTIGATION};
use crate::domain::field::{Spec, Value};
use crate::domain::number;
use crate::domain::record::RecordKind;
use crate::domain::text::fold;
use crate::tui::command::{Cmd, Scope};
use crate::tui::input::Input;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, cut, fit};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use uuid::Uuid;

/// What is longer is shown by its code, so that before and after stand side by side.
const SHORT: usize = 20;

enum Step {
    Field,
    Value(Box<Input>),
    Preview { asked: Asked, planned: Option<Vec<Planned>>, scroll: Scroll, op_id: String, saving: bool },
}

/// What is asked, step by step.
pub struct Bulk {
    case_ids: Vec<String>,
    officers: Vec<String>,
    spec: &'static Spec,
    selected: usize,
    step: Step,
}

fn specs() -> Vec<&'static Spec> {
    FIELDS.iter().filter_map(|column| RecordKind::Case.specs().iter().find(|s| s.column == *column)).collect()
}

impl Bulk {
    /// Of these cases.
    pub fn new(case_ids: Vec<String>) -> Bulk {
        Bulk { case_ids, officers: Vec::new(), spec: specs()[0], selected: 0, step: Step::Field }
    }

    /// The values that fit what is typed, each with its words.
    fn values(&self, typed: &str, view: &View) -> Vec<(Value, String)> {
        let mut all: Vec<(Value, String)> = match self.spec.list() {
            Some(list) => view
                .desk
                .lists
                .list(list)
                .iter()
                // Closing and reopening ask for a reason.
                .filter(|e| self.spec.column != INVESTIGATION || !BY_ACT.contains(&e.code.as_str()))
                .map(|e| (Some(e.code.clone()), format!("{}  {}", e.code, e.en)))
                .collect(),
            None => self.officers.iter().map(|name| (Some(name.clone()), name.clone())).collect(),
        };
        if self.spec.column != "investigation" {
            all.push((None, format!("–  no {}", self.spec.label.to_lowercase())));
        }
        let typed = fold(typed);
        all.retain(|(_, words)| fold(words).contains(&typed));
        all
    }

    fn take_one(&mut self, view: &View, out: &mut Vec<Effect>) {
        let at = self.selected;
        match &mut self.step {
            Step::Field => {
                self.spec = specs()[at.min(FIELDS.len() - 1)];
                (self.selected, self.step) = (0, Step::Value(Box::new(Input::new("", false))));
            }
            Step::Value(input) => {
                let typed = input.text();
                let Some((value, _)) = self.values(&typed, view).into_iter().nth(at) else { return };
                let asked = Asked { case_ids: self.case_ids.clone(), column: self.spec.column, value };
                out.push(Effect::Job(Job::PlanBulk(Box::new(asked.clone()))));
                let op_id = Uuid::now_v7().to_string();
                self.step = Step::Preview { asked, planned: None, scroll: Scroll::default(), op_id, saving: false };
            }
            Step::Preview { asked, planned: Some(planned), op_id, saving, .. } if !*saving => {
                *saving = true;
                out.push(Effect::Job(Job::Bulk {
                    bulk: Box::new(asked.clone()),
                    shown: planned.clone(),
                    op_id: op_id.clone(),
                }));
            }
            Step::Preview { .. } => {}
        }
    }

    fn back(&mut self, out: &mut Vec<Effect>) {
        self.selected = 0;
        match &self.step {
            Step::Field => out.push(Effect::Close),
            Step::Value(_) => self.step = Step::Field,
            Step::Preview { saving: true, .. } => {}
            Step::Preview { .. } => self.step = Step::Value(Box::new(Input::new("", false))),
        }
    }

    /// The value in words; its code where they are long.
    fn shown_value(&self, value: &Value, view: &View) -> String {
        let words = self.spec.show(value.as_deref(), &view.desk);
        let code = value.clone().filter(|_| parts::width(&words) > SHORT && self.spec.list().is_some());
        code.unwrap_or(words)
    }

    fn draw_choice(&self, buf: &mut Buffer, inside: Rect, first: usize, rows: &[String], view: &View) {
        let height = usize::from(inside.height).saturating_sub(first).max(1);
        let top = (self.selected + 1).saturating_sub(height);
        let wide = usize::from(inside.width).saturating_sub(3);
        for (i, row) in rows.iter().enumerate().skip(top).take(height) {
            let on = i == self.selected;
            let line = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(fit(&format!(" {row}"), wide, &view.theme), if on { Role::Selected } else { Role::Plain }),
            ]);
            parts::put(buf, inside, first + i - top, &line);
        }
    }
}

/// What is done, and what is not, in a sentence.
fn sums(asked: &Asked, planned: &[Planned]) -> String {
    let refused = planned.iter().filter(|p| p.refusal.is_some()).count();
    let done = planned.iter().filter(|p| p.refusal.is_none() && asked.is_done(&p.stored)).count();
    let change = planned.len() - refused - done;
    let mut text = format!("{change} change");
    text += &if done > 0 { format!(" · {done} are so already") } else { String::new() };
    let leave = planned.iter().filter(|p| p.leaves && p.refusal.is_none() && !asked.is_done(&p.stored)).count();
    text += &if leave > 0 { format!(" · {leave} leave your reach for good") } else { String::new() };
    text += &if refused > 0 { format!(" · {refused} left out") } else { String::new() };
    text
}

impl Overlay for Bulk {
    fn scope(&self) -> Scope {
        Scope::Bulk
    }

    fn takes_text(&self) -> bool {
        matches!(self.step, Step::Value(_))
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Job> {
        match &self.step {
            // What is shown is what will be done: somebody may have changed a case meanwhile.
            Step::Preview { asked, saving: false, .. } => vec![Job::Leads, Job::PlanBulk(Box::new(asked.clone()))],
            _ => vec![Job::Leads],
        }
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        match (cmd, &self.step) {
            (Cmd::Open, Step::Preview { planned: None, .. }) => Some("The cases are still being read".into()),
            (Cmd::Open, Step::Preview { asked, planned: Some(planned), .. }) if asked.deeds(planned, "").is_empty() => {
                Some("None of the cases would change".into())
            }
            _ => None,
        }
    }

    fn command(&mut self, cmd: Cmd, view: &View, out: &mut Vec<Effect>) {
        let last = match &self.step {
            Step::Field => FIELDS.len(),
            Step::Value(input) => self.values(&input.text(), view).len(),
            Step::Preview { .. } => 0,
        };
        match (cmd, &mut self.step) {
            (Cmd::Open, _) => self.take_one(view, out),
            (Cmd::Back, _) => self.back(out),
            (cmd, Step::Preview { scroll, .. }) => drop(scroll.command(cmd)),
            (Cmd::Up, _) => self.selected = self.selected.saturating_sub(1),
            (Cmd::Down, _) => self.selected = (self.selected + 1).min(last.saturating_sub(1)),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, _out: &mut Vec<Effect>) {
        if let Step::Value(input) = &mut self.step
            && input.key(key)
        {
            self.selected = 0;
        }
    }

    fn take(&mut self, reply: &Reply, view: &View, out: &mut Vec<Effect>) {
        match (reply, &mut self.step) {
            (Reply::Leads(names), _) => {
                // Oneself first: that is whom most are given to.
                self.officers.clone_from(names);
                self.officers.sort_by_key(|name| *name != view.viewer.name);
            }
            (Reply::Planned(of, plan), Step::Preview { asked, planned, saving: false, .. }) if **of == *asked => {
                *planned = Some(plan.clone());
            }
            (Reply::Saved { .. } | Reply::SavedBefore { .. }, Step::Preview { asked, planned, saving: true, .. }) => {
                let n = planned.as_deref().map_or(0, |planned| asked.deeds(planned, "").len());
                let leaves = planned.iter().flatten().any(|p| p.leaves && p.refusal.is_none());
                let undo = if leaves { "" } else { ": U undoes it" };
                let said = format!("{n} {} changed{undo}", if n == 1 { "case" } else { "cases" });
                out.extend([Effect::Unmark, Effect::Say(said), Effect::Close]);
            }
            (Reply::Clashed { .. }, Step::Preview { asked, planned, saving, op_id, .. }) if *saving => {
                (*saving, *planned, *op_id) = (false, None, Uuid::now_v7().to_string());
                out.push(Effect::Job(Job::PlanBulk(Box::new(asked.clone()))));
                out.push(Effect::Refuse(
                    "Somebody changed one of them meanwhile: nothing was saved; look again".into(),
                ));
            }
            (Reply::Failed { .. }, Step::Preview { asked, saving, .. }) if *saving => {
                *saving = false;
                out.push(Effect::Job(Job::PlanBulk(Box::new(asked.clone()))));
            }
            // The reason stands in the message line; there is nothing to be shown.
            (Reply::Failed { .. }, Step::Preview { planned: None, .. }) => self.step = Step::Field,
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let n = self.case_ids.len();
        let title = format!("Change {n} marked {}", if n == 1 { "case" } else { "cases" });
        let label = self.spec.label;
        match &self.step {
            Step::Field => {
                let rows: Vec<String> = specs().iter().map(|s| s.label.to_owned()).collect();
                let place = parts::popup(buf, area, 50, rows.len() as u16 + 2);
                let inside = parts::frame(buf, place, view, &title, "", true);
                self.draw_choice(buf, inside, 0, &rows, view);
            }
            Step::Value(input) => {
                let rows: Vec<String> = self.values(&input.text(), view).into_iter().map(|(_, words)| words).collect();
                let place = parts::popup(buf, area, 60, 14);
                let inside = parts::frame(buf, place, view, &format!("{title} · {label}"), "", true);
                buf.set_span(inside.x, inside.y, &view.span(" Type to narrow: ", Role::Faint), inside.width);
                input.area().render(Rect::new(inside.x + 17, inside.y, inside.width.saturating_sub(18), 1), buf);
                self.draw_choice(buf, inside, 1, &rows, view);
            }
            Step::Preview { asked, planned, .. } => {
                let place = parts::popup(buf, area, 78, area.height.min(18));
                let to = self.shown_value(&asked.value, view);
                let inside = parts::frame(buf, place, view, &format!("{title} · {label}: {to}"), "", true);
                let wide = usize::from(inside.width);
                let mut lines: Vec<(String, Role)> = Vec::new();
                for p in planned.iter().flatten() {
                    let was = self.shown_value(&p.stored.get(self.spec.column).map(str::to_owned), view);
                    let (what, role) = match &p.refusal {
                        Some(why) => (format!("left out: {why}"), Role::Warn),
                        None if asked.is_done(&p.stored) => ("is so already".to_owned(), Role::Faint),
                        None if p.leaves => (format!("{was} → {to}, and out of your reach"), Role::Warn),
                        None => (format!("{was} → {to}"), Role::Plain),
                    };
                    let number = number::short(p.stored.get("number").unwrap_or_default());
                    let line = format!(" {}{}{what}", fit(&number, 9, &view.theme), fit(&p.what, 28, &view.theme));
                    lines.push((cut(&line, wide, &view.theme), role));
                }
                let head = planned.as_deref().map_or("Looking …".to_owned(), |p| sums(asked, p));
                parts::put(buf, inside, 0, &Line::from(view.span(format!(" {head}"), Role::Strong)));
                let height = usize::from(inside.height).saturating_sub(2);
                if let Step::Preview { scroll, .. } = &mut self.step {
                    scroll.fit(height, lines.len());
                    for (i, (line, role)) in lines.iter().skip(scroll.top).take(height).enumerate() {
                        parts::put(buf, inside, 1 + i, &Line::from(view.span(line, *role)));
                    }
                }
                let keys = Line::from(vec![
                    view.span(" Enter ", Role::Key),
                    view.span("changes them, as one act", Role::Plain),
                    view.span("   Esc ", Role::Key),
                    view.span("goes back", Role::Plain),
                ]);
                parts::put(buf, inside, usize::from(inside.height).saturating_sub(1), &keys);
            }
        }
    }
}
