//! The people of a case: with whom of other cases each is one person, and who may be; from here one goes to their case, joins and separates.
//! It must never join without a reason, nor anybody who was not chosen.

use super::{Effect, Join, Overlay, Why};
use crate::domain::number;
use crate::domain::person::{Place, Somebody, Tie};
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What is not to be done, in a sentence.
const NOT_JOINED: &str = "Choose somebody who is joined: one who may be the same is joined by +";
const NOT_OPEN: &str = "Choose somebody of another case first";

/// One who can be chosen: which of the people of the case, and who of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    One(usize),
    Tied(usize, usize),
    Maybe(usize, usize),
}

/// The people, once they are read.
pub struct People {
    case_id: String,
    number: String,
    people: Option<Vec<Somebody>>,
    selected: usize,
    scroll: Scroll,
}

impl People {
    /// Of a case.
    pub fn new(case_id: &str, number: &str) -> People {
        let (case_id, number) = (case_id.to_owned(), number.to_owned());
        People { case_id, number, people: None, selected: 0, scroll: Scroll::default() }
    }

    fn all(&self) -> &[Somebody] {
        self.people.as_deref().unwrap_or_default()
    }

    fn items(&self) -> Vec<Item> {
        let of = |(i, one): (usize, &Somebody)| {
            let known = one.ties.iter().enumerate().filter(|(_, tie)| matches!(tie, Tie::With(_)));
            let tied: Vec<Item> = known.map(|(n, _)| Item::Tied(i, n)).collect();
            let maybe = (0..one.maybe.len()).map(move |n| Item::Maybe(i, n));
            std::iter::once(Item::One(i)).chain(tied).chain(maybe).collect::<Vec<_>>()
        };
        self.all().iter().enumerate().flat_map(of).collect()
    }

    fn item(&self) -> Option<Item> {
        self.items().get(self.selected).copied()
    }

    /// Who of another case is chosen.
    fn other(&self) -> Option<&Place> {
        match self.item()? {
            Item::One(_) => None,
            Item::Tied(i, n) => match self.all().get(i)?.ties.get(n)? {
                Tie::With(joined) => Some(&joined.place),
                Tie::Ask(_) => None,
            },
            Item::Maybe(i, n) => Some(&self.all().get(i)?.maybe.get(n)?.place),
        }
    }

    /// Which of the people of the case is meant.
    fn own(&self) -> Option<&Somebody> {
        let (Item::One(i) | Item::Tied(i, _) | Item::Maybe(i, _)) = self.item()?;
        self.all().get(i)
    }

    /// The two who were joined by the act that makes the chosen one the same person.
    fn joined(&self) -> Option<[Place; 2]> {
        let Item::Tied(i, n) = self.item()? else { return None };
        match self.all().get(i)?.ties.get(n)? {
            Tie::With(joined) => Some([joined.with.clone(), joined.place.clone()]),
            Tie::Ask(_) => None,
        }
    }

    /// The lines, with whom each is about.
    fn lines(&self, view: &View, width: usize) -> Vec<(String, Role, Option<Item>)> {
        let mut out: Vec<(String, Role, Option<Item>)> = Vec::new();
        let chosen = self.item();
        let mut say = |text: &str, inset: usize, role: Role, item: Option<Item>| {
            for (i, line) in wrap(text, width.saturating_sub(inset + 2)).into_iter().enumerate() {
                let on = item.is_some() && item == chosen;
                let cursor = if on && i == 0 { view.theme.cursor() } else { " " };
                let role = if on { Role::Focus } else { role };
                out.push((format!("{cursor} {}{line}", " ".repeat(inset)), role, item));
            }
        };
        for (i, one) in self.all().iter().enumerate() {
            let short = if one.place.number == self.number { one.place.label.clone() } else { one.place.short() };
            say(&format!("{short}  {}", one.words), 0, Role::Strong, Some(Item::One(i)));
            let told = |place: &Place| one.told.get(&place.record_id).map(String::as_str).unwrap_or_default();
            for (n, tie) in one.ties.iter().enumerate() {
                match tie {
                    Tie::With(joined) => {
                        let item = Some(Item::Tied(i, n));
                        say(&format!("{}  {}", joined.place.short(), told(&joined.place)), 2, Role::Good, item);
                        say(&joined.words(&one.place, &view.desk), 4, Role::Plain, None);
                    }
                    Tie::Ask(whom) => say(&format!("known elsewhere: ask {whom}"), 2, Role::Warn, None),
                }
            }
            for (n, maybe) in one.maybe.iter().enumerate() {
                let item = Some(Item::Maybe(i, n));
                say(&format!("{}  {}", maybe.place.short(), told(&maybe.place)), 2, Role::Plain, item);
                say(&maybe.words(), 4, Role::Faint, None);
            }
            for whom in &one.ask {
                say(&format!("somebody alike is known elsewhere: ask {whom}"), 2, Role::Warn, None);
            }
            if one.ties.is_empty() && one.maybe.is_empty() && one.ask.is_empty() {
                say("nobody of another case that could be found", 2, Role::Faint, None);
            }
        }
        out
    }
}

impl Overlay for People {
    fn scope(&self) -> Scope {
        Scope::People
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn forget(&mut self) {
        self.people = None;
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::People(self.case_id.clone())]
    }

    fn awaits(&self, cmd: Cmd) -> bool {
        self.people.is_none() && !matches!(cmd, Cmd::Back | Cmd::Help)
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        match cmd {
            Cmd::Separate if self.joined().is_none() => Some(NOT_JOINED.into()),
            Cmd::Open if self.other().is_none() => Some(NOT_OPEN.into()),
            Cmd::Join if self.joined().is_some() => Some("They are one person already: - separates them".into()),
            Cmd::Join if self.own().is_none() => Some("The case has neither suspect nor victim yet".into()),
            _ => None,
        }
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        let last = self.items().len().saturating_sub(1);
        match cmd {
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected = (self.selected + 1).min(last),
            Cmd::Top => self.selected = 0,
            Cmd::Bottom => self.selected = last,
            Cmd::Open => {
                let to = self.other().map(|place| place.case_id.clone());
                out.extend(to.into_iter().flat_map(|id| [Effect::GoTo(id), Effect::Close]));
            }
            Cmd::Join => {
                let with = self.other().cloned();
                let join = self.own().map(|own| Join::new(&self.case_id, &own.place, with.as_ref()));
                out.extend(join.map(|join| Effect::Open(Box::new(join))));
            }
            Cmd::Separate => {
                let why = self.joined().map(|both| Why::separate(&self.case_id, &both));
                out.extend(why.map(|why| Effect::Open(Box::new(why))));
            }
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        match reply {
            Reply::People { case_id, people } if *case_id == self.case_id => {
                self.people = Some(people.clone());
                self.selected = self.selected.min(self.items().len().saturating_sub(1));
            }
            Reply::OutOfReach(id) if *id == self.case_id => out.push(Effect::Close),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 100, area.height);
        let width = usize::from(place.width).saturating_sub(4);
        let lines = self.lines(view, width);
        let height = usize::from(place.height).saturating_sub(2);
        // The chosen one is in sight, with the line below it.
        let at = lines.iter().position(|(.., item)| item.is_some() && *item == self.item()).unwrap_or(0);
        if at < self.scroll.top {
            self.scroll.top = at;
        }
        self.scroll.top = self.scroll.top.max((at + 2).saturating_sub(height));
        self.scroll.fit(height, lines.len());
        let title = format!("People of {} in other cases", number::short(&self.number));
        let inside = parts::frame(buf, place, view, &title, &self.scroll.words(), true);
        for (i, (line, role, _)) in lines.iter().skip(self.scroll.top).take(height).enumerate() {
            parts::put(buf, inside, i, &Line::from(view.span(line, *role)));
        }
        if self.people.as_ref().is_some_and(Vec::is_empty) {
            parts::put(
                buf,
                inside,
                1,
                &Line::from(view.span(" The case has neither suspect nor victim yet.", Role::Plain)),
            );
        }
    }
}
