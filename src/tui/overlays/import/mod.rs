//! Importing: the file, what its columns become, what a check of it found, and how far it is. It must never read the file, nor
//! decide what a column or a word means: it asks, and shows what it is told.

mod check;
mod columns;
mod file;
mod running;

use super::{Answer, Effect, Imports, Overlay, Question};
use crate::tui::command::{Cmd, Scope};
use crate::tui::import::{Ask, News, Progress, Step, came_in};
use crate::tui::job::{Job, Reply};
use crate::tui::parts::View;
use check::CheckPage;
use columns::ColumnsPage;
use crossterm::event::KeyEvent;
use file::FilePage;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What is before one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    File,
    Columns,
    Check,
    Run,
}

/// What is being chosen in what opened over this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picking {
    Field,
    Word,
    Sheet,
}

/// The overlay.
pub struct Import {
    page: Page,
    file: FilePage,
    columns: Option<ColumnsPage>,
    check: Option<CheckPage>,
    run: Progress,
    picking: Picking,
    /// something is being saved beside the list
    saving: bool,
}

fn job(ask: Ask) -> Effect {
    Effect::Job(Job::Import(ask))
}

impl Import {
    /// At the file; where something is coming in, at that.
    pub fn new(running: Option<Progress>) -> Import {
        Import {
            page: if running.is_some() { Page::Run } else { Page::File },
            file: FilePage::default(),
            columns: None,
            check: None,
            run: running.unwrap_or(Progress::of(Step::Reading)),
            picking: Picking::Field,
            saving: false,
        }
    }

    fn begin(&mut self, step: Step, ask: Ask, out: &mut Vec<Effect>) {
        (self.page, self.run) = (Page::Run, Progress::of(step));
        out.push(job(ask));
    }

    fn check_again(&mut self, out: &mut Vec<Effect>) {
        if let Some(columns) = &self.columns {
            let map = Box::new(columns.map.clone());
            self.begin(Step::Checking, Ask::Check(map), out);
        }
    }

    fn is_stale(&self) -> bool {
        self.columns.as_ref().is_some_and(|columns| columns.changed)
    }

    /// Where one was before something ran.
    fn page_before(&self) -> Page {
        match (&self.columns, &self.check) {
            (None, _) => Page::File,
            (Some(columns), Some(_)) if columns.unready.is_none() => Page::Check,
            _ => Page::Columns,
        }
    }

    fn file_command(&mut self, cmd: Cmd, out: &mut Vec<Effect>) {
        match cmd {
            Cmd::Open => {
                if let Some(typed) = self.file.open(out) {
                    (self.columns, self.check) = (None, None);
                    self.begin(Step::Reading, Ask::Read { typed, sheet: None }, out);
                }
            }
            Cmd::Imports => out.push(Effect::Open(Box::new(Imports::default()))),
            Cmd::Back => out.extend([job(Ask::Leave), Effect::Close]),
            cmd => self.file.command(cmd, out),
        }
    }

    fn columns_command(&mut self, cmd: Cmd, out: &mut Vec<Effect>) {
        let Some(columns) = &mut self.columns else { return };
        match cmd {
            Cmd::Next if columns.changed || self.check.is_none() => self.check_again(out),
            Cmd::Next => self.page = Page::Check,
            Cmd::Open => {
                self.picking = Picking::Field;
                out.extend(columns.pick_field());
            }
            Cmd::Sheet => {
                self.picking = Picking::Sheet;
                out.push(columns.pick_sheet());
            }
            Cmd::Save => {
                self.saving = true;
                out.push(job(Ask::SaveMap(Box::new(columns.map.clone()))));
            }
            Cmd::Back => self.back_to_file(out),
            cmd => columns.command(cmd),
        }
    }

    fn check_command(&mut self, cmd: Cmd, view: &View, out: &mut Vec<Effect>) {
        let stale = self.is_stale();
        let (Some(check), Some(columns)) = (&mut self.check, &self.columns) else { return };
        match cmd {
            Cmd::Next => self.page = Page::Columns,
            Cmd::Check => self.check_again(out),
            Cmd::Open => {
                self.picking = Picking::Word;
                out.extend(check.pick_word(&columns.map, view));
            }
            Cmd::Save => {
                self.saving = true;
                out.push(job(Ask::SaveReport));
            }
            Cmd::Import if stale => {
                out.push(Effect::Say("It is checked again first, by what was said since".into()));
                self.check_again(out);
            }
            Cmd::Import => out.push(Effect::Open(Box::new(check.question()))),
            Cmd::Back => self.back_to_file(out),
            cmd => check.command(cmd),
        }
    }

    /// What was chosen is asked about before it is dropped.
    fn back_to_file(&mut self, out: &mut Vec<Effect>) {
        if self.columns.as_ref().is_some_and(|columns| columns.unsaved) {
            let lines = vec!["What you chose for columns and words is not saved: m on the columns saves it.".into()];
            let question = Question::new("Drop what you chose?", lines, ("drop it", "go back"), Answer::Leave);
            return out.push(Effect::Open(Box::new(question)));
        }
        self.drop_file(out);
    }

    fn drop_file(&mut self, out: &mut Vec<Effect>) {
        (self.page, self.columns, self.check) = (Page::File, None, None);
        out.push(job(Ask::Leave));
    }

    fn run_command(&mut self, cmd: Cmd, out: &mut Vec<Effect>) {
        let decided = || Effect::Say("It is decided, and is brought to its end: q closes this, and it goes on".into());
        match (cmd, self.run.step) {
            (Cmd::Pause, _) => out.push(job(Ask::Pause(!self.run.paused))),
            (Cmd::Aside, _) => {
                let said = "It goes on; the title bar says how far it is, and I comes back to it";
                out.extend([Effect::Say(said.into()), Effect::Close]);
            }
            (Cmd::Back, Step::Reading | Step::Checking) => out.push(job(Ask::Cancel)),
            (Cmd::Back, Step::Coming) => out.push(decided()),
            (Cmd::Back, Step::Staging) => {
                let lines = vec!["Nothing of it comes in then.".into()];
                let question = Question::new("Stop the import?", lines, ("stop it", "go on"), Answer::Leave);
                out.push(Effect::Open(Box::new(question)));
            }
            _ => {}
        }
    }

    fn picked(&mut self, value: &str, view: &View, out: &mut Vec<Effect>) {
        let Some(columns) = &mut self.columns else { return };
        match (self.picking, &mut self.check) {
            (Picking::Field, _) => columns.fill(value),
            (Picking::Sheet, _) => {
                let ask = Ask::Read { typed: self.file.typed(), sheet: Some(value.to_owned()) };
                (self.columns, self.check) = (None, None);
                self.begin(Step::Reading, ask, out);
            }
            (Picking::Word, Some(check)) => {
                let all_said = check.say(value, columns, view);
                if all_said {
                    self.check_again(out);
                }
            }
            (Picking::Word, None) => {}
        }
    }

    fn news(&mut self, news: &News, out: &mut Vec<Effect>) {
        let running = self.page == Page::Run;
        match news {
            News::Offers { typed, folder, offers } => self.file.take(typed, folder.as_deref(), offers, out),
            News::Progress(progress) if running => self.run = *progress,
            News::Read(looked) if running => {
                (self.columns, self.check) = (Some(ColumnsPage::new(looked)), None);
            }
            News::Unready(why) if running => {
                if let Some(columns) = &mut self.columns {
                    columns.unready = Some(why.clone());
                }
                self.page = Page::Columns;
            }
            News::Checked { report, order } if running => {
                if let Some(columns) = &mut self.columns {
                    (columns.order, columns.changed, columns.unready) = (order, false, None);
                }
                self.check = Some(CheckPage::new(report));
                self.page = Page::Check;
            }
            News::In(import) if running => out.extend([Effect::Say(came_in(import)), Effect::Close]),
            News::Cancelled if running => {
                self.page = self.page_before();
                out.push(Effect::Say("Stopped: nothing was written".into()));
            }
            News::Saved(at) if self.saving => {
                self.saving = false;
                if let Some(columns) = self.columns.as_mut().filter(|_| self.page == Page::Columns) {
                    columns.unsaved = false;
                }
                out.push(Effect::Say(format!(
                    "Saved as {at}: it holds what the list holds; delete it when it is of no more use"
                )));
            }
            News::Failed(sentence) if running => {
                self.page = self.page_before();
                match self.page {
                    Page::File => self.file.refused = Some(sentence.clone()),
                    _ => out.push(Effect::Refuse(sentence.clone())),
                }
            }
            News::Refused(sentence) if self.saving => {
                self.saving = false;
                out.push(Effect::Refuse(sentence.clone()));
            }
            _ => {}
        }
    }
}

impl Overlay for Import {
    fn scope(&self) -> Scope {
        match self.page {
            Page::File => Scope::ImportFile,
            Page::Columns => Scope::ImportColumns,
            Page::Check => Scope::ImportCheck,
            Page::Run => Scope::ImportRun,
        }
    }

    fn takes_text(&self) -> bool {
        self.page == Page::File
    }

    fn veils_itself(&self) -> bool {
        true
    }

    fn blocked(&self, cmd: Cmd) -> Option<String> {
        match self.page {
            Page::File => None,
            Page::Columns => self.columns.as_ref().and_then(|columns| columns.blocked(cmd)),
            Page::Check => self.check.as_ref().and_then(|check| {
                let own = self.columns.as_ref().is_some_and(|columns| columns.looked.own);
                check.blocked(cmd, own, self.is_stale())
            }),
            Page::Run if self.run.writes() => None,
            Page::Run => match (cmd, self.run.step) {
                (Cmd::Aside, _) => Some("What a check finds is of use only here: Esc stops it".into()),
                (Cmd::Pause, Step::Reading) => Some("It is being read: Esc stops it".into()),
                _ => None,
            },
        }
    }

    fn command(&mut self, cmd: Cmd, view: &View, out: &mut Vec<Effect>) {
        match self.page {
            Page::File => self.file_command(cmd, out),
            Page::Columns => self.columns_command(cmd, out),
            Page::Check => self.check_command(cmd, view, out),
            Page::Run => self.run_command(cmd, out),
        }
    }

    fn key(&mut self, key: KeyEvent, _view: &View, out: &mut Vec<Effect>) {
        if self.page == Page::File {
            self.file.key(key, out);
        }
    }

    fn paste(&mut self, text: &str, _view: &View, out: &mut Vec<Effect>) {
        if self.page == Page::File {
            self.file.paste(text, out);
        }
    }

    fn take(&mut self, reply: &Reply, _view: &View, out: &mut Vec<Effect>) {
        if let Reply::Import(news) = reply {
            self.news(news, out);
        }
    }

    fn answer(&mut self, answer: Answer, view: &View, out: &mut Vec<Effect>) {
        match (answer, self.page) {
            (Answer::Picked(value), _) => self.picked(&value, view, out),
            (Answer::SaveAnyway, Page::Check) => self.begin(Step::Staging, Ask::BringIn, out),
            (Answer::Leave, Page::Run) if self.run.step == Step::Staging => out.push(job(Ask::Cancel)),
            (Answer::Leave, Page::Run) => {}
            (Answer::Leave, _) => self.drop_file(out),
            _ => {}
        }
    }

    fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View) {
        match (self.page, &mut self.columns, &mut self.check) {
            (Page::File, ..) => self.file.draw(buf, area, view),
            (Page::Columns, Some(columns), _) => columns.draw(buf, area, view),
            (Page::Check, Some(columns), Some(check)) => check.draw(buf, area, view, columns),
            _ => running::draw(&self.run, buf, area, view),
        }
    }
}
