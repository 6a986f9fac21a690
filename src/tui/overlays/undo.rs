//! One's own last act, shown before it is undone. It must never undo another: the store looks again.

use super::{Effect, Overlay};
use crate::domain::moment;
use crate::domain::number;
use crate::domain::undo::LastAct;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::panes::log::about;
use crate::tui::parts::{self, Scroll, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use uuid::Uuid;

/// The act, once it is read.
pub struct Undo {
    act: Option<LastAct>,
    /// identity of the reverse: asked twice, it is done once
    as_op: String,
    undoing: bool,
    forgotten: bool,
    scroll: Scroll,
}

impl Undo {
    /// Asks which act it is.
    pub fn new() -> Undo {
        let as_op = Uuid::now_v7().to_string();
        Undo { act: None, as_op, undoing: false, forgotten: false, scroll: Scroll::default() }
    }
}

impl Overlay for Undo {
    fn scope(&self) -> Scope {
        Scope::LastAct
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Job> {
        if self.undoing { Vec::new() } else { vec![Job::LastAct] }
    }

    fn forget(&mut self) {
        (self.act, self.forgotten) = (None, true);
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        let refusal = self.act.as_ref().map(|act| act.refusal.clone());
        match (cmd, refusal) {
            (Cmd::Yes, None) => Some("Your last act is still being read".into()),
            (Cmd::Yes, Some(Some(why))) => Some(format!("It cannot be undone: {why}")),
            _ => None,
        }
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        let op_id = self.act.as_ref().and_then(|act| act.lines.first()).map(|line| line.op_id.clone());
        match (cmd, op_id) {
            (Cmd::Yes, Some(op_id)) if !self.undoing => {
                self.undoing = true;
                out.push(Effect::Job(Job::Undo { op_id, as_op: self.as_op.clone() }));
            }
            (Cmd::No, _) => out.push(Effect::Close),
            _ => drop(self.scroll.command(cmd)),
        }
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            _ if self.forgotten => out.push(Effect::Close),
            Reply::LastAct(None) => {
                out.extend([Effect::Say("You have done nothing lately that could be undone".into()), Effect::Close])
            }
            Reply::LastAct(Some(act)) if !self.undoing => {
                // Under the hand that is about to press Enter no act takes another's place.
                let other = self.act.as_ref().is_some_and(|shown| !shown.is_same(act));
                match other {
                    true => out
                        .extend([Effect::Refuse("You did something else meanwhile: U shows it".into()), Effect::Close]),
                    false => self.act = Some((**act).clone()),
                }
            }
            Reply::Saved { number, .. } | Reply::SavedBefore { number, .. } if self.undoing => {
                let of = match self.act.as_ref().map_or(0, LastAct::cases) {
                    0 | 1 => number.clone(),
                    n => format!("{n} cases"),
                };
                let said = format!("Undone ({of}): both acts stay in the history; U once more does it again");
                out.extend([Effect::Say(said), Effect::Close]);
            }
            Reply::Clashed { .. } if self.undoing => {
                out.extend([
                    Effect::Refuse("Somebody changed the same just now: nothing was undone".into()),
                    Effect::Close,
                ]);
            }
            Reply::Failed { sentence, .. } if self.undoing => {
                out.extend([Effect::Refuse(sentence.clone()), Effect::Close]);
            }
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let width = usize::from(area.width.min(80)).saturating_sub(6);
        let mut lines: Vec<(String, Role)> = Vec::new();
        let mut say = |text: &str, role| lines.extend(wrap(text, width).into_iter().map(|l| (format!(" {l}"), role)));
        let may = self.act.as_ref().is_some_and(|act| act.refusal.is_none());
        match &self.act {
            None => say("Looking …", Role::Faint),
            Some(act) => {
                if let Some(head) = act.lines.first() {
                    let of = match act.cases() {
                        0 | 1 => about(&act.lines),
                        n => format!("{n} cases"),
                    };
                    let when = moment::local(&head.at, view.desk.now.zone);
                    say(&format!("{when}: {}, {of}", head.action), Role::Strong);
                }
                match &act.refusal {
                    Some(why) => say(&format!("It cannot be undone: {why}."), Role::Warn),
                    None => say("The reverse is saved as an act of its own; both stay in the history.", Role::Faint),
                }
                for line in act.lines.iter().rev() {
                    let number = line.number.as_deref().filter(|_| act.cases() > 1).map(number::short);
                    let words = line.words(&act.lines, &view.desk).unwrap_or_default();
                    if !words.is_empty() {
                        say(&format!("  {} {words}", number.unwrap_or_default()).replace("   ", "  "), Role::Plain);
                    }
                }
            }
        }
        let place = parts::popup(buf, area, 80, lines.len() as u16 + 4);
        let height = usize::from(place.height).saturating_sub(4);
        self.scroll.fit(height, lines.len());
        let inside = parts::frame(buf, place, view, "Undo your last act?", &self.scroll.words(), true);
        for (i, (line, role)) in lines.iter().skip(self.scroll.top).take(height).enumerate() {
            parts::put(buf, inside, i, &Line::from(view.span(line, *role)));
        }
        let mut keys = vec![view.span(" Esc ", Role::Key), view.span("leaves it", Role::Plain)];
        if may {
            keys.splice(0..0, [view.span(" Enter ", Role::Key), view.span("undoes it  ", Role::Plain)]);
        }
        parts::put(buf, inside, usize::from(inside.height).saturating_sub(1), &Line::from(keys));
    }
}
