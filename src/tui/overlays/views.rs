//! The saved views: opened by their key or from the list, the list on the screen saved as one, one dropped.
//! It must never read a case: what a view asks is asked by the list.

use super::{Answer, Effect, Overlay, Question, SaveView};
use crate::domain::record::HIDDEN;
use crate::domain::view::SavedView;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, View, cut, fit};
use crate::tui::theme::Role;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The views.
pub struct Views {
    views: Vec<SavedView>,
    /// the list as it stands on the screen
    list: SavedView,
    selected: usize,
    loaded: bool,
    /// the cursor was moved, and stays on its view
    moved: bool,
    /// a key that came before the views
    ahead: Option<char>,
    /// the view about which it is asked
    dropping: Option<SavedView>,
    /// why none of the office's may be dropped, nor one shared
    not_to_share: Option<String>,
}

impl Views {
    /// `list` is what stands on the screen, to be saved; `not_to_share` says why this officer may not share one.
    pub fn new(list: SavedView, not_to_share: Option<String>) -> Views {
        let views = SavedView::given();
        Views { views, list, selected: 0, loaded: false, moved: false, ahead: None, dropping: None, not_to_share }
    }

    fn open_by(&mut self, key: char, out: &mut Vec<Effect>) {
        match self.views.iter().find(|v| v.key == Some(key)) {
            // One's own views may have the key of one that is there at once.
            _ if !self.loaded => self.ahead = Some(key),
            Some(view) => self.open(view, out),
            None => out.push(Effect::Refuse(format!("No view has the key {key}"))),
        }
    }

    fn at(&self) -> Option<&SavedView> {
        self.views.get(self.selected)
    }

    fn open(&self, view: &SavedView, out: &mut Vec<Effect>) {
        out.extend([Effect::View(Box::new(view.clone())), Effect::Close]);
    }
}

impl Overlay for Views {
    fn scope(&self) -> Scope {
        Scope::Views
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Job> {
        vec![Job::Views]
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        match (cmd, self.at()) {
            (Cmd::Drop, Some(view)) if view.is_given() => Some("This view comes with the program".into()),
            (Cmd::Drop, Some(view)) if view.shared => self.not_to_share.clone(),
            _ => None,
        }
    }

    fn command(&mut self, cmd: Cmd, _view: &View, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Up => (self.selected, self.moved) = (self.selected.saturating_sub(1), true),
            Cmd::Down => {
                (self.selected, self.moved) = ((self.selected + 1).min(self.views.len().saturating_sub(1)), true);
            }
            Cmd::Open => self.at().into_iter().for_each(|v| self.open(v, out)),
            Cmd::Save => {
                let may_share = self.not_to_share.is_none();
                out.push(Effect::Open(Box::new(SaveView::new(self.list.clone(), may_share))));
            }
            Cmd::Drop => {
                if let Some(view) = self.at().cloned() {
                    let whose =
                        if view.shared { "It is the office's: nobody has it any more." } else { "It is yours." };
                    let stays = "The cases stay as they are; only the view goes.".to_owned();
                    let veiled = vec![stays.clone(), whose.to_owned()];
                    let lines = vec![format!("“{}”", view.name), stays, whose.to_owned()];
                    let words = ("drops it", "goes back");
                    let question = Question::new("Drop this view?", lines, words, Answer::Leave).or_veiled(veiled);
                    self.dropping = Some(view);
                    out.push(Effect::Open(Box::new(question)));
                }
            }
            Cmd::Back => out.push(Effect::Close),
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, out: &mut Vec<Effect>) {
        if let KeyCode::Char(c) = key.code {
            self.open_by(c, out);
        }
    }

    fn answer(&mut self, _answer: Answer, _view: &View, out: &mut Vec<Effect>) {
        out.extend(self.dropping.take().map(|view| Effect::Job(Job::DropView(Box::new(view)))));
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        if let Reply::Views(views) | Reply::ViewSaved(views) = reply {
            // The cursor stays on its view, wherever that stands now; until it was moved, on the first.
            let before = self.at().filter(|_| self.moved).map(|v| (v.id.clone(), v.name.clone()));
            (self.views, self.loaded) = (SavedView::in_order(views), true);
            let same = |v: &SavedView| Some((v.id.clone(), v.name.clone())) == before;
            let at = self.views.iter().position(same).unwrap_or(self.selected);
            self.selected = at.min(self.views.len().saturating_sub(1));
            if let Some(key) = self.ahead.take() {
                self.open_by(key, out);
            }
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        let rows = (self.views.len() as u16 + 2).min(area.height);
        let place = parts::popup(buf, area, 78, rows);
        let inside = parts::frame(buf, place, view, "Views", "", true);
        let height = usize::from(inside.height).max(1);
        let top = (self.selected + 1).saturating_sub(height);
        let rest = usize::from(inside.width).saturating_sub(5 + 26 + 8);
        for (i, saved) in self.views.iter().enumerate().skip(top).take(height) {
            let on = i == self.selected;
            let whose = match (saved.is_given(), saved.shared) {
                (true, _) => "",
                (false, true) => "office",
                (false, false) => "yours",
            };
            let shown = |text: &str| if view.veiled && !saved.is_given() { HIDDEN.to_owned() } else { text.to_owned() };
            let words = if saved.query.words.is_empty() { String::new() } else { shown(&saved.query.words) };
            let line = Line::from(vec![
                view.span(if on { view.theme.cursor() } else { " " }, Role::Focus),
                view.span(format!(" {} ", saved.key.unwrap_or(' ')), Role::Key),
                view.span(fit(&shown(&saved.name), 26, &view.theme), if on { Role::Selected } else { Role::Plain }),
                view.span(format!(" {whose:<7}"), Role::Faint),
                view.span(cut(&words, rest, &view.theme), Role::Plain),
            ]);
            parts::put(buf, inside, i - top, &line);
        }
    }
}
