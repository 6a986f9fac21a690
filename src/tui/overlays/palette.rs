//! The palette: commands of the place, saved views and cases, by a few letters of any of them, and a tip by its number. It reads the command table; it must
//! never offer what the keys would not do.

use super::{Effect, Overlay};
use crate::domain::number;
use crate::domain::record::HIDDEN;
use crate::domain::row::Row;
use crate::domain::view::SavedView;
use crate::tui::command::{self, Cmd, Scope};
use crate::tui::input::Input;
use crate::tui::job::{Job, Reply};
use crate::tui::keys;
use crate::tui::parts::{self, View, cut, fit};
use crate::tui::theme::Role;
use crossterm::event::KeyEvent;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Cases are looked for from so many letters on.
const LETTERS: usize = 2;
/// What a match in the word of a command counts more than one in its sentence.
const WORD: u32 = 40;

/// A command with the reason why it cannot act now, if there is one.
pub type Offer = (&'static command::Row, Option<String>);

/// One thing that can be taken.
enum Item<'a> {
    Command(&'a Offer),
    View(&'a SavedView),
    Case(&'a Row),
    Tip(&'a (String, String)),
}

/// The palette.
pub struct Palette {
    typed: Input,
    commands: Vec<Offer>,
    views: Vec<SavedView>,
    /// the cases that fit what is typed, and what that was
    cases: (String, Vec<Row>),
    /// the tip whose number is typed: identity and number
    tip: Option<(String, String)>,
    sees_cases: bool,
    selected: usize,
}

impl Palette {
    /// Of these commands; with cases and views for whoever sees cases.
    pub fn new(commands: Vec<Offer>, sees_cases: bool) -> Palette {
        let (typed, views) = (Input::new("", false), if sees_cases { SavedView::given() } else { Vec::new() });
        Palette { typed, commands, views, cases: Default::default(), tip: None, sees_cases, selected: 0 }
    }

    /// What fits, the best first; cases as the list orders them, before all else where a number is typed.
    fn items(&self, veiled: bool) -> Vec<Item<'_>> {
        let typed = self.typed.text();
        let pattern = |kind| Pattern::new(&typed, CaseMatching::Ignore, Normalization::Smart, kind);
        // Letters of a long sentence stand there in any order: of it whole pieces must be typed.
        let (letters, pieces) = (pattern(AtomKind::Fuzzy), pattern(AtomKind::Substring));
        let (mut matcher, mut chars) = (Matcher::new(Config::DEFAULT), Vec::new());
        let mut score = |of: &Pattern, text: &str| of.score(Utf32Str::new(text, &mut chars), &mut matcher);
        let mut found: Vec<(u32, Item)> = Vec::new();
        for offer in &self.commands {
            let (in_word, in_help) = (score(&letters, offer.0.word), score(&pieces, offer.0.help));
            let best = in_word.map(|s| s + WORD).max(in_help);
            found.extend(best.map(|s| (s, Item::Command(offer))));
        }
        // A name that is hidden is not found by its letters either.
        for view in self.views.iter().filter(|v| !veiled || v.is_given()) {
            found.extend(score(&letters, &view.name).map(|s| (s + WORD, Item::View(view))));
        }
        if !typed.trim().is_empty() {
            found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        }
        let mut cases: Vec<&Row> = self.cases.1.iter().filter(|_| self.cases.0 == typed).collect();
        // The number that is typed whole stands before those that only begin so.
        let exact = number::read(&typed);
        cases.sort_by_key(|row| exact.is_none() || number::read(&row.number) != exact);
        let cases = cases.into_iter().map(Item::Case);
        let tip = self.tip.iter().filter(|_| self.cases.0 == typed).map(Item::Tip);
        let rest = tip.chain(found.into_iter().map(|(_, item)| item));
        match exact {
            Some(_) => cases.chain(rest).collect(),
            None => rest.chain(cases).collect(),
        }
    }

    fn changed(&mut self, out: &mut Vec<Effect>) {
        self.selected = 0;
        out.extend(self.seeks().map(|words| Effect::Job(Job::Seek(words))));
    }

    /// What cases are looked for by.
    fn seeks(&self) -> Option<String> {
        Some(self.typed.text()).filter(|words| self.sees_cases && words.trim().chars().count() >= LETTERS)
    }

    /// Enter takes the case whose number is typed, or the only thing that will fit, also where it is still on its way.
    fn is_early(&self) -> bool {
        let typed = self.typed.text();
        let awaits = self.seeks().is_some() && self.cases.0 != typed;
        let is_number = number::read(&typed).or(number::read_tip(&typed)).is_some();
        awaits && (is_number || self.items(true).is_empty())
    }

    fn take_one(&self, veiled: bool, out: &mut Vec<Effect>) {
        match self.items(veiled).get(self.selected) {
            Some(Item::Command((_, Some(reason)))) => out.push(Effect::Refuse(reason.clone())),
            Some(Item::Command((row, None))) => out.extend([Effect::Close, Effect::Do(row.cmd)]),
            Some(Item::View(view)) => out.extend([Effect::Close, Effect::View(Box::new((*view).clone()))]),
            Some(Item::Case(row)) => out.extend([Effect::Close, Effect::GoTo(row.case_id.clone())]),
            Some(Item::Tip((id, _))) => out.extend([Effect::Close, Effect::Tip(id.clone())]),
            None => {}
        }
    }
}

impl Overlay for Palette {
    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn awaits(&self, cmd: Cmd) -> bool {
        cmd == Cmd::Open && self.is_early()
    }

    fn needs(&self) -> Vec<Job> {
        if self.sees_cases { vec![Job::Views] } else { Vec::new() }
    }

    fn command(&mut self, cmd: Cmd, view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Up => self.selected = self.selected.saturating_sub(1),
            Cmd::Down => self.selected = (self.selected + 1).min(self.items(view.veiled).len().saturating_sub(1)),
            Cmd::Open => self.take_one(view.veiled, out),
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, out: &mut Vec<Effect>) {
        if self.typed.key(key) {
            self.changed(out);
        }
    }

    fn paste(&mut self, text: &str, _view: &View, out: &mut Vec<Effect>) {
        self.typed.paste(text);
        self.changed(out);
    }

    fn take(&mut self, reply: &Reply, _: &View, _: &mut Vec<Effect>) {
        match reply {
            Reply::Views(views) => self.views = SavedView::in_order(views),
            Reply::Sought { words, rows, tip } if *words == self.typed.text() => {
                (self.cases, self.tip) = ((words.clone(), rows.clone()), tip.clone());
            }
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let place = parts::popup(buf, area, 78, area.height.min(20));
        let inside = parts::frame(buf, place, view, "Find a command, a view, a case or a tip", "", true);
        buf.set_span(inside.x, inside.y, &view.span(" : ", Role::Key), 3);
        let field = Rect::new(inside.x + 3, inside.y, inside.width.saturating_sub(4), 1);
        match view.veiled {
            true => self.typed.masked().render(field, buf),
            false => self.typed.area().render(field, buf),
        }
        let items = self.items(view.veiled);
        let height = usize::from(inside.height).saturating_sub(1).max(1);
        let top = (self.selected + 1).saturating_sub(height);
        let wide = usize::from(inside.width).saturating_sub(13);
        for (i, item) in items.iter().enumerate().skip(top).take(height) {
            let on = i == self.selected;
            let (left, text, faint) = match item {
                Item::Command((row, None)) => (keys::all_shown(row), row.help.to_owned(), false),
                Item::Command((row, Some(reason))) => (keys::all_shown(row), format!("{}: {reason}", row.word), true),
                Item::View(saved) => {
                    let hidden = view.veiled && !saved.is_given();
                    (
                        format!("V {}", saved.key.unwrap_or(' ')),
                        if hidden { HIDDEN.into() } else { format!("View: {}", saved.name) },
                        false,
                    )
                }
                Item::Case(row) => {
                    let what = [&row.offence, &row.province, &row.victims].map(String::as_str).join(", ");
                    (number::short(&row.number), format!("Case: {what}"), false)
                }
                Item::Tip((_, number)) => (number.clone(), "Tip".to_owned(), false),
            };
            let role = if on {
                Role::Selected
            } else if faint {
                Role::Faint
            } else {
                Role::Plain
            };
            let line = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(fit(&left, 10, &view.theme), if faint { Role::Faint } else { Role::Key }),
                view.span(format!(" {}", cut(&text, wide, &view.theme)), role),
            ]);
            parts::put(buf, inside, 1 + i - top, &line);
        }
        if items.is_empty() {
            let text = "  Nothing is called like that; / filters the list by what is in the cases";
            parts::put(buf, inside, 1, &Line::from(view.span(text, Role::Faint)));
        }
    }
}
