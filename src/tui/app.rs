//! The console's state: panes and the overlay stack. Events and replies come in, jobs go out, one frame is drawn.
//! It must never wait for the file: what needs an answer is asked for and goes on when the answer is there.

use super::command::{self, Cmd, Scope};
use super::form::{self, Form};
use super::job::{Job, Reply};
use super::keys;
use super::layout::{Places, SMALLEST, Shape, places};
use super::overlays::{Choice, Effect, Help, History, Overlay, Receipt};
use super::panes::detail::DetailPane;
use super::panes::list::ListPane;
use super::panes::statistics::StatisticsPane;
use super::parts::{self, View, cut};
use super::session::{Session, this_process};
use super::theme::{Role, Theme};
use crate::domain::casefile::CaseFile;
use crate::domain::code::Lists;
use crate::domain::day::Day;
use crate::domain::field::Desk;
use crate::domain::moment;
use crate::domain::period::Period;
use crate::domain::record::{Record, RecordKind};
use crate::store::{Draft, Office};
use crossterm::event::{Event, KeyEvent, KeyEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A draft is kept after this many changes, or this long after the first of them.
const KEEP_AFTER: (u32, Duration) = (8, Duration::from_secs(1));

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pane {
    List,
    Detail,
    Statistics,
}

/// The console.
pub struct App {
    theme: Theme,
    office: Office,
    path: String,
    lists: Arc<Lists>,
    session: Session,
    list: ListPane,
    detail: DetailPane,
    statistics: StatisticsPane,
    focus: Pane,
    open: bool,
    shape: Shape,
    overlays: Vec<Box<dyn Overlay>>,
    message: Option<(String, Role)>,
    /// a command that waits for its case to be read
    pending: Option<(Cmd, String)>,
    restoring: Option<Draft>,
    offered: Option<Vec<Draft>>,
    unkept: Option<(u32, Instant)>,
    kept: bool,
    last_draft: Option<String>,
    jobs: Vec<Job>,
    /// leave the loop
    pub quit: bool,
    /// something on the screen may have changed
    pub dirty: bool,
}

impl App {
    /// A console on an office, with the jobs that fill its first frame.
    pub fn new(theme: Theme, office: Office, path: String, lists: Arc<Lists>, session: Session) -> App {
        let today = session.clock.now(office.zone).today();
        let mut app = App {
            theme,
            path,
            lists,
            list: ListPane::default(),
            detail: DetailPane::default(),
            statistics: StatisticsPane::new(Period::Year(chrono::Datelike::year(&today))),
            focus: Pane::List,
            open: false,
            shape: Shape::Narrow,
            overlays: Vec::new(),
            message: None,
            pending: None,
            restoring: None,
            offered: None,
            unkept: None,
            kept: false,
            last_draft: None,
            jobs: Vec::new(),
            quit: false,
            dirty: true,
            office,
            session,
        };
        app.reload();
        app.jobs.push(Job::Drafts);
        if app.office.demo {
            app.say(format!("Invented people only. A second window: caseload --db {}", app.path));
        }
        app
    }

    /// The jobs asked for since the last call.
    pub fn take_jobs(&mut self) -> Vec<Job> {
        std::mem::take(&mut self.jobs)
    }

    /// When the open form should be kept at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        self.unkept.map(|(_, since)| since + KEEP_AFTER.1)
    }

    fn reload(&mut self) {
        self.jobs.extend([self.list.needs(true), self.statistics.needs()]);
        if let Some(id) = self.list.case_id().filter(|_| self.detail_shown()) {
            self.jobs.push(Job::Case(id.to_owned()));
        }
        self.jobs.extend(self.overlays.iter().flat_map(|o| o.needs()));
    }

    fn detail_shown(&self) -> bool {
        self.open || self.shape != Shape::Narrow
    }

    fn say(&mut self, text: String) {
        self.message = Some((text, Role::Plain));
    }

    /// Does something with the top overlay, then what it asks for.
    fn with_overlay(&mut self, at: usize, act: impl FnOnce(&mut dyn Overlay, &View, &mut Vec<Effect>)) {
        let (lists, officer) = (Arc::clone(&self.lists), self.session.actor.name.clone());
        let now = self.session.clock.now(self.office.zone);
        let view = View { theme: self.theme, desk: Desk { lists: &lists, now }, officer: &officer };
        let mut out = Vec::new();
        if let Some(overlay) = self.overlays.get_mut(at) {
            act(overlay.as_mut(), &view, &mut out);
        }
        self.carry_out(at, out);
    }

    fn carry_out(&mut self, at: usize, effects: Vec<Effect>) {
        let (mut close, mut answer) = (false, None);
        for effect in effects {
            match effect {
                Effect::Job(job) => self.jobs.push(job),
                Effect::Open(overlay) => self.open_overlay(overlay),
                Effect::Close => close = true,
                Effect::Answer(a) => answer = Some(a),
                Effect::Say(text) => self.say(text),
                Effect::Refuse(text) => self.message = Some((text, Role::Bad)),
                Effect::GoTo(id) => self.go_to(&id),
                Effect::Restore(draft) => self.restore(*draft),
                Effect::Forget => self.forget(),
            }
        }
        if close && at < self.overlays.len() {
            self.overlays.remove(at);
        }
        if let (Some(answer), Some(below)) = (answer, at.checked_sub(1)) {
            self.with_overlay(below, |o, v, out| o.answer(answer, v, out));
        }
    }

    fn open_overlay(&mut self, overlay: Box<dyn Overlay>) {
        self.jobs.extend(overlay.needs());
        self.overlays.push(overlay);
    }

    fn go_to(&mut self, case_id: &str) {
        self.jobs.push(self.list.go_to(case_id));
        self.jobs.push(Job::Case(case_id.to_owned()));
        self.open = true;
        self.focus = Pane::Detail;
    }

    fn forget(&mut self) {
        self.unkept = None;
        self.last_draft = None;
        self.session.unsaved.set(None);
        if std::mem::take(&mut self.kept) {
            self.jobs.push(Job::Drop(self.session.actor.session.clone()));
        }
    }

    /// After every event: the form's text is where a signal finds it, and from time to time in the file.
    pub fn keep_draft(&mut self) {
        let draft = self.overlays.iter().rev().find_map(|o| o.draft());
        let Some((title, content)) = draft else { return };
        if self.last_draft.as_ref() != Some(&content) {
            self.last_draft = Some(content.clone());
            let (n, since) = self.unkept.unwrap_or((0, Instant::now()));
            self.unkept = Some((n + 1, since));
        }
        let draft = Draft {
            session: self.session.actor.session.clone(),
            person: self.session.actor.name.clone(),
            process: this_process(),
            kept_at: self.session.clock.now(self.office.zone).stamp(),
            title,
            content,
        };
        let due = self.unkept.is_some_and(|(n, since)| n >= KEEP_AFTER.0 || since.elapsed() >= KEEP_AFTER.1);
        if due || (self.quit && self.unkept.is_some()) {
            self.unkept = None;
            self.kept = true;
            self.jobs.push(Job::Keep(Box::new(draft.clone())));
        }
        self.session.unsaved.set(Some(draft));
    }

    fn restore(&mut self, draft: Draft) {
        match form::case_of(&draft.content) {
            Some(id) => {
                self.jobs.push(Job::Case(id));
                self.restoring = Some(draft);
            }
            None => self.restored(draft, None),
        }
    }

    fn restored(&mut self, draft: Draft, case: Option<&CaseFile>) {
        let (lists, officer) = (Arc::clone(&self.lists), self.session.actor.name.clone());
        let now = self.session.clock.now(self.office.zone);
        let view = View { theme: self.theme, desk: Desk { lists: &lists, now }, officer: &officer };
        match form::restore(&draft.content, case, &view) {
            Some(form) => {
                self.overlays.push(Box::new(form));
                self.unkept = Some((KEEP_AFTER.0, Instant::now()));
                self.keep_draft();
                self.jobs.push(Job::Drop(draft.session));
            }
            None => self.message = Some(("This draft is of another caseload and was left as it is".into(), Role::Bad)),
        }
    }

    /// A key, a paste or a new size.
    pub fn event(&mut self, event: Event) {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            Event::Paste(text) => self.paste(&text),
            Event::Resize(..) => {}
            _ => return,
        }
        self.dirty = true;
    }

    fn paste(&mut self, text: &str) {
        if let Some(top) = self.overlays.len().checked_sub(1) {
            self.with_overlay(top, |o, v, out| o.paste(text, v, out));
        } else if let Some(filter) = &mut self.list.filter {
            filter.paste(text);
            self.jobs.extend(self.list.filter_changed());
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        match self.overlays.last() {
            Some(top) => vec![top.scope(), Scope::Anywhere],
            None if self.list.filter.is_some() => vec![Scope::Filter, Scope::Anywhere],
            None => vec![Scope::Cases, Scope::Anywhere],
        }
    }

    fn takes_text(&self) -> bool {
        self.overlays.last().map_or(self.list.filter.is_some(), |o| o.takes_text())
    }

    fn key(&mut self, key: KeyEvent) {
        self.message = None;
        let scopes = self.scopes();
        let text = self.takes_text() && keys::is_text(key);
        let cmd = if text { None } else { keys::command(key, &scopes) };
        if let Some(cmd) = cmd {
            if let Some(reason) = self.blocked(cmd) {
                self.message = Some((reason, Role::Warn));
            } else {
                self.command(cmd);
            }
        } else if let Some(top) = self.overlays.len().checked_sub(1) {
            self.with_overlay(top, |o, v, out| o.key(key, v, out));
        } else if let Some(filter) = &mut self.list.filter {
            filter.key(key);
            self.jobs.extend(self.list.filter_changed());
        }
    }

    /// Why a command cannot act now; the footer dims it and the message line says why.
    fn blocked(&self, cmd: Cmd) -> Option<String> {
        if let Some(top) = self.overlays.last() {
            return top.blocked(cmd);
        }
        let on_case = matches!(
            cmd,
            Cmd::Edit
                | Cmd::Arrest
                | Cmd::AddVictim
                | Cmd::AddSuspect
                | Cmd::AddOffence
                | Cmd::Diary
                | Cmd::Clear
                | Cmd::TakeBack
                | Cmd::History
        );
        if on_case && self.list.case_id().is_none() {
            return Some("There is no case here yet: n enters one".into());
        }
        let case = self.detail.of(self.list.case_id());
        match (cmd, case) {
            (Cmd::Arrest, Some(c)) if c.suspects.is_empty() => Some("The case has no suspect yet: s adds one".into()),
            (Cmd::TakeBack, Some(c)) if form::standing(c).is_empty() => {
                Some("The case has no arrest to take back".into())
            }
            (Cmd::Clear, Some(c)) if c.offences.is_empty() => Some("The case has no offence yet: f adds one".into()),
            (Cmd::Draft, _) if self.offered.as_ref().is_none_or(Vec::is_empty) => {
                Some("No unsaved form was kept for you".into())
            }
            (Cmd::Earlier | Cmd::Later, _) if self.statistics.period == Period::All => {
                Some("All years are counted: p goes back to one year".into())
            }
            _ => None,
        }
    }

    fn command(&mut self, cmd: Cmd) {
        match cmd {
            Cmd::Quit => return self.quit = true,
            Cmd::Redraw => return self.dirty = true,
            Cmd::Help => return self.help(),
            _ => {}
        }
        if let Some(top) = self.overlays.len().checked_sub(1) {
            return self.with_overlay(top, |o, v, out| o.command(cmd, v, out));
        }
        if self.list.filter.is_some() {
            return self.filter_command(cmd);
        }
        match cmd {
            Cmd::NextPane | Cmd::PreviousPane => self.next_pane(cmd == Cmd::NextPane),
            Cmd::Filter => {
                self.list.filter = Some(super::input::Input::new(&self.list.query.words, false));
                (self.focus, self.open) = (Pane::List, false);
            }
            Cmd::Period | Cmd::Earlier | Cmd::Later => {
                let today = self.session.clock.now(self.office.zone).today();
                let period = self.statistics.period;
                self.statistics.period = match cmd {
                    Cmd::Period => period.next_kind(today),
                    Cmd::Earlier => period.step(-1),
                    _ => period.step(1),
                };
                self.jobs.push(self.statistics.needs());
            }
            Cmd::Receipt => self.receipt(),
            Cmd::Open if self.focus == Pane::Statistics => self.receipt(),
            Cmd::Open if self.list.case_id().is_some() => {
                (self.open, self.focus) = (true, Pane::Detail);
                self.want_case();
            }
            Cmd::Back => self.back(),
            Cmd::New => self.open_form(|v| Some(Form::new_case(v))),
            Cmd::Draft => self.offer_drafts(),
            Cmd::Sort | Cmd::Reverse => {
                self.focus = Pane::List;
                self.open = false;
                self.move_list(cmd);
            }
            Cmd::Edit
            | Cmd::Arrest
            | Cmd::AddVictim
            | Cmd::AddSuspect
            | Cmd::AddOffence
            | Cmd::Diary
            | Cmd::Clear
            | Cmd::TakeBack
            | Cmd::History => {
                self.on_case(cmd);
            }
            _ => match self.focus {
                Pane::List => self.move_list(cmd),
                Pane::Detail => drop(self.detail.command(cmd)),
                Pane::Statistics => drop(self.statistics.command(cmd)),
            },
        }
    }

    fn help(&mut self) {
        let mut scopes = self.scopes();
        scopes.dedup();
        self.overlays.push(Box::new(Help::new(scopes)));
    }

    fn receipt(&mut self) {
        let receipt = Receipt::new(self.statistics.rate, self.statistics.period);
        self.open_overlay(Box::new(receipt));
    }

    fn next_pane(&mut self, forward: bool) {
        let order = if self.shape == Shape::Narrow && !self.open {
            vec![Pane::List, Pane::Statistics]
        } else if self.shape == Shape::Narrow {
            vec![Pane::Detail, Pane::Statistics]
        } else {
            vec![Pane::List, Pane::Detail, Pane::Statistics]
        };
        let here = order.iter().position(|p| *p == self.focus).unwrap_or(0);
        let step = if forward { 1 } else { order.len() - 1 };
        self.focus = order[(here + step) % order.len()];
    }

    fn back(&mut self) {
        if self.open || self.focus != Pane::List {
            (self.open, self.focus) = (false, Pane::List);
        } else if !self.list.query.words.is_empty() {
            self.list.query.words.clear();
            self.jobs.push(self.list.needs(true));
        }
    }

    fn filter_command(&mut self, cmd: Cmd) {
        match cmd {
            Cmd::Open => self.list.filter = None,
            Cmd::Back => {
                self.list.filter = None;
                self.list.query.words.clear();
                self.jobs.push(self.list.needs(true));
            }
            _ => self.move_list(cmd),
        }
    }

    fn move_list(&mut self, cmd: Cmd) {
        let before = self.list.case_id().map(str::to_owned);
        if let Some(jobs) = self.list.command(cmd) {
            self.jobs.extend(jobs);
        }
        if self.list.case_id() != before.as_deref() && self.detail_shown() {
            self.want_case();
        }
    }

    fn want_case(&mut self) {
        if let Some(id) = self.list.case_id() {
            self.jobs.push(Job::Case(id.to_owned()));
        }
    }

    /// A command on the selected case: at once if it is read, else when it is.
    fn on_case(&mut self, cmd: Cmd) {
        let Some(id) = self.list.case_id().map(str::to_owned) else { return };
        let Some(case) = self.detail.of(Some(&id)).cloned() else {
            self.pending = Some((cmd, id.clone()));
            return self.jobs.push(Job::Case(id));
        };
        match cmd {
            Cmd::Edit => self.open_form(|v| Some(Form::edit(&case, v))),
            Cmd::AddVictim => self.open_form(|v| Some(Form::add(RecordKind::Victim, &case, v))),
            Cmd::AddSuspect => self.open_form(|v| Some(Form::add(RecordKind::Suspect, &case, v))),
            Cmd::AddOffence => self.open_form(|v| Some(Form::add(RecordKind::Offence, &case, v))),
            Cmd::Diary => self.open_form(|v| Some(Form::add(RecordKind::Diary, &case, v))),
            Cmd::History => {
                let number = case.case.number.clone().unwrap_or_default();
                self.open_overlay(Box::new(History::new(&id, &number)));
            }
            Cmd::Arrest => self.choose(
                "Who was arrested?",
                &case,
                case.suspects.iter().map(Record::to_sheet).collect(),
                |c, s, v| c.suspects.iter().find(|x| x.head.id == s.head.id).map(|x| Form::arrest(c, x, v)),
            ),
            Cmd::TakeBack => self.choose("Which arrest is taken back?", &case, form::standing(&case), |c, s, v| {
                Some(Form::take_back(c, s, v))
            }),
            Cmd::Clear => {
                self.choose("Which offence?", &case, case.offences.iter().map(Record::to_sheet).collect(), |c, s, v| {
                    Some(Form::clear(c, s, v))
                })
            }
            _ => {}
        }
    }

    fn open_form(&mut self, make: impl FnOnce(&View) -> Option<Form>) {
        let (lists, officer) = (Arc::clone(&self.lists), self.session.actor.name.clone());
        let now = self.session.clock.now(self.office.zone);
        let view = View { theme: self.theme, desk: Desk { lists: &lists, now }, officer: &officer };
        if let Some(form) = make(&view) {
            self.overlays.push(Box::new(form));
        }
    }

    /// One record of several: taken at once if it is the only one.
    fn choose(
        &mut self,
        title: &str,
        case: &CaseFile,
        of: Vec<crate::domain::record::Sheet>,
        make: impl Fn(&CaseFile, &crate::domain::record::Sheet, &View) -> Option<Form>,
    ) {
        if let [only] = of.as_slice() {
            return self.open_form(|v| make(case, only, v));
        }
        let (lists, officer) = (Arc::clone(&self.lists), self.session.actor.name.clone());
        let now = self.session.clock.now(self.office.zone);
        let view = View { theme: self.theme, desk: Desk { lists: &lists, now }, officer: &officer };
        let words = |sheet: &crate::domain::record::Sheet| {
            let known = sheet
                .kind
                .specs()
                .iter()
                .zip(&sheet.values)
                .filter(|(s, v)| v.is_some() && s.kind != crate::domain::field::FieldKind::Link);
            let values: Vec<String> = known.map(|(s, v)| s.show(v.as_deref(), &view.desk)).take(5).collect();
            format!("{}  {}", sheet.label(), values.join(", "))
        };
        let items = of
            .iter()
            .filter_map(|s| Some((words(s), Effect::Open(Box::new(make(case, s, &view)?) as Box<dyn Overlay>))));
        let choice = Choice::new(title, items.collect());
        self.overlays.push(Box::new(choice));
    }

    fn offer_drafts(&mut self) {
        let zone = self.office.zone;
        let item = |d: &Draft| {
            (format!("{}, kept {}", d.title, moment::local(&d.kept_at, zone)), Effect::Restore(Box::new(d.clone())))
        };
        let items: Vec<_> = self.offered.iter().flatten().map(item).collect();
        if !items.is_empty() {
            self.overlays.push(Box::new(Choice::new(
                "An unsaved form was kept for you: Enter opens it, Esc leaves it (u)",
                items,
            )));
        }
    }

    /// What the worker says.
    pub fn reply(&mut self, reply: Reply) {
        self.dirty = true;
        match &reply {
            Reply::Changed => self.reload(),
            Reply::Page { .. } => {
                let before = self.list.case_id().map(str::to_owned);
                self.list.take(&reply);
                let selected = self.list.case_id();
                if selected.is_some()
                    && (selected != before.as_deref() || self.detail.of(selected).is_none())
                    && self.detail_shown()
                {
                    self.want_case();
                }
            }
            Reply::Case(case) => {
                self.detail.take(&reply);
                if let Some(draft) =
                    self.restoring.take_if(|d| form::case_of(&d.content).as_deref() == Some(&case.case.head.id))
                {
                    self.restored(draft, Some(case));
                }
                if let Some((cmd, id)) = self.pending.take() {
                    if id == case.case.head.id && self.list.case_id() == Some(&id) {
                        match self.blocked(cmd) {
                            Some(reason) => self.message = Some((reason, Role::Warn)),
                            None => self.on_case(cmd),
                        }
                    }
                }
            }
            Reply::Figures(_) => self.statistics.take(&reply),
            Reply::Failed { sentence, .. } => self.message = Some((sentence.clone(), Role::Bad)),
            Reply::Drafts(drafts) => {
                self.offered = Some(drafts.clone());
                if self.overlays.is_empty() {
                    self.offer_drafts();
                }
            }
            Reply::Saved { .. } => self.reload(),
            _ => {}
        }
        for at in (0..self.overlays.len()).rev() {
            self.with_overlay(at, |o, v, out| o.take(&reply, v, out));
        }
    }

    /// Draws everything.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect) {
        let (lists, officer) = (Arc::clone(&self.lists), self.session.actor.name.clone());
        let now = self.session.clock.now(self.office.zone);
        let view = View { theme: self.theme, desk: Desk { lists: &lists, now }, officer: &officer };
        let Some(p) = places(area) else { return too_small(buf, area, &view) };
        if p.shape != self.shape {
            self.shape = p.shape;
            if self.detail_shown() && self.detail.of(self.list.case_id()).is_none() {
                self.want_case();
            }
        }
        self.title(buf, &p, &view);
        let on_top = self.overlays.is_empty();
        let selected = self.list.case_id().map(str::to_owned);
        if p.shape != Shape::Narrow || !self.open {
            self.list.draw(buf, p.list, &view, on_top && self.focus == Pane::List);
        }
        if p.shape != Shape::Narrow || self.open {
            self.detail.draw(buf, p.detail, &view, on_top && self.focus == Pane::Detail, selected.as_deref());
        }
        let province = self.list.row().map(|r| r.province.clone());
        self.statistics.draw(buf, p.statistics, &view, on_top && self.focus == Pane::Statistics, province.as_deref());
        for overlay in &mut self.overlays {
            overlay.draw(buf, p.middle, &view);
        }
        if let Some((text, role)) = &self.message {
            let text =
                cut(&crate::domain::text::harmless(text), usize::from(p.message.width).saturating_sub(2), &self.theme);
            parts::put(buf, p.message, 0, &Line::from(view.span(format!(" {text}"), *role)));
        }
        self.footer(buf, &p, &view);
    }

    fn title(&self, buf: &mut Buffer, p: &Places, view: &View) {
        let width = usize::from(p.title.width);
        buf.set_style(p.title, self.theme.style(Role::Title));
        let now = view.desk.now;
        let local = now.utc.with_timezone(&now.zone);
        let live = self.theme.full();
        let clock = format!("{} {} {}", local.format("%a"), Day::of(now.today()), local.format("%H:%M"));
        let mut right = vec![self.office.name.clone(), self.session.actor.name.clone(), format!("{clock} {live}")];
        let mark = if self.office.demo { " DEMO " } else { "" };
        let left = format!(" caseload {mark} 1 Cases ");
        while parts::width(&left) + parts::width(&right.join(" · ")) + 2 > width && right.len() > 1 {
            right.remove(0);
        }
        let mut spans = vec![Span::styled(" caseload ", self.theme.style(Role::Title))];
        if self.office.demo {
            spans.push(Span::styled(mark, self.theme.style(Role::Demo)));
        }
        spans.push(Span::styled("  Cases ", self.theme.style(Role::Title)));
        parts::put(buf, p.title, 0, &Line::from(spans));
        let right = crate::domain::text::harmless(&right.join(" · "));
        let x = p.title.x + p.title.width.saturating_sub(parts::width(&right) as u16 + 1);
        buf.set_span(x, p.title.y, &Span::styled(right, self.theme.style(Role::Title)), p.title.width);
    }

    fn footer(&self, buf: &mut Buffer, p: &Places, view: &View) {
        let rows = self.scopes().into_iter().flat_map(command::of).filter(|r| !r.word.is_empty());
        let rows = rows.filter(|r| !(self.takes_text() && r.scope == Scope::Anywhere));
        let hint = |r: &command::Row| {
            let role = if self.blocked(r.cmd).is_some() { Role::Faint } else { Role::Plain };
            let key = keys::shown(r.keys.first().copied().unwrap_or_default());
            let key_role = if role == Role::Faint { Role::Faint } else { Role::Key };
            vec![view.span(key, key_role), view.span(format!(" {}", r.word), role)]
        };
        let help = vec![view.span("?", Role::Key), view.span(" help", Role::Plain)];
        let width = usize::from(p.footer.width).saturating_sub(2);
        let mut hints: Vec<Vec<Span>> = rows.map(hint).collect();
        let wide = |h: &[Vec<Span>]| h.iter().map(|s| s.iter().map(Span::width).sum::<usize>() + 2).sum::<usize>();
        let keys_of_all = !self.takes_text();
        if keys_of_all && wide(&hints) > width {
            hints.retain(|h| h != &help);
            while wide(&hints) + 8 > width && hints.pop().is_some() {}
            hints.push(help);
        }
        let mut line = parts::segments(hints, width);
        line.spans.insert(0, Span::raw(" "));
        parts::put(buf, p.footer, 0, &line);
    }
}

fn too_small(buf: &mut Buffer, area: Rect, view: &View) {
    let lines = [
        format!("caseload needs {}×{}", SMALLEST.0, SMALLEST.1),
        format!("this terminal is {}×{}", area.width, area.height),
        "make it larger; q quits".to_owned(),
    ];
    for (i, line) in lines.iter().enumerate() {
        let x = usize::from(area.width).saturating_sub(parts::width(line)) / 2;
        let y = (usize::from(area.height) / 2).saturating_sub(1) + i;
        parts::put(buf, area, y, &Line::from(vec![Span::raw(" ".repeat(x)), view.span(line, Role::Plain)]));
    }
}
