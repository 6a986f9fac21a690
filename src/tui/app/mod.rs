//! The console's state: panes and the overlay stack. Events and replies come in, jobs go out, one frame is drawn.
//! It must never wait for the file: what needs an answer is asked for and goes on when the answer is there.

mod acts;
mod ahead;
mod drafts;
mod draw;
mod finding;
mod imports;
mod privacy;
mod replies;
mod rights;
mod views;

use crate::domain::code::Lists;
use crate::domain::custody::Held;
use crate::domain::draft::Draft;
use crate::domain::field::Desk;
use crate::domain::moment::Now;
use crate::domain::office::Office;
use crate::domain::period::Period;
use crate::domain::rights::{Right, Scope as Reach, Viewer};
use crate::domain::visit::{Notice, Presence};
use crate::tui::command::{Cmd, Scope};
use crate::tui::form::{self, Form};
use crate::tui::import::Progress;
use crate::tui::job::{Job, Standing};
use crate::tui::keys;
use crate::tui::layout::Shape;
use crate::tui::overlays::{Answer, Effect, Glass, Help, Overlay, TipView, Undo, columns, order, target};
use crate::tui::panes::board::Board;
use crate::tui::panes::boards;
use crate::tui::panes::detail::DetailPane;
use crate::tui::panes::filter::FilterLine;
use crate::tui::panes::list::ListPane;
use crate::tui::panes::log::LogPane;
use crate::tui::panes::rates::RatesPane;
use crate::tui::panes::statistics::StatisticsPane;
use crate::tui::parts::View;
use crate::tui::room::Room;
use crate::tui::session::{Session, setting};
use crate::tui::theme::{Role, Theme};
use crossterm::event::{Event, KeyEvent, KeyEventKind};
use privacy::Screen;
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

/// What a [`View`] borrows from.
struct Seat {
    theme: Theme,
    lists: Arc<Lists>,
    now: Now,
    viewer: Viewer,
    veiled: bool,
    note: Option<String>,
}

impl Seat {
    fn view(&self) -> View<'_> {
        View {
            theme: self.theme,
            desk: Desk { lists: &self.lists, now: self.now },
            viewer: &self.viewer,
            veiled: self.veiled,
            note: self.note.as_deref(),
        }
    }
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
    rates: RatesPane,
    boards: Vec<Box<dyn Board>>,
    log: LogPane,
    room: Room,
    focus: Pane,
    open: bool,
    /// the case that is shown was saved since it was read
    stale: bool,
    shape: Shape,
    /// the terminal is too small for anything to be drawn
    small: bool,
    overlays: Vec<Box<dyn Overlay>>,
    message: Option<(String, Role)>,
    /// what stands on the screen as long as it is so
    standing: Option<Standing>,
    /// a command that waits for its case to be read
    pending: Option<(Cmd, String)>,
    /// what was typed ahead of what it is meant for
    ahead: Vec<Event>,
    /// what was asked for last could not be read
    failed: bool,
    /// Esc was pressed over what would be lost with it
    giving_up: bool,
    restoring: Option<Draft>,
    /// the sitting whose draft was opened again and is to be kept as this one's
    reopened: Option<String>,
    offered: Option<Vec<Draft>>,
    /// drafts are to be offered as soon as nothing else is open
    offering: bool,
    unkept: Option<(u32, Instant)>,
    kept: bool,
    last_draft: Option<String>,
    jobs: Vec<Job>,
    /// what stays on the screen, and how long
    screen: Screen,
    /// the look that the terminal allows
    terminal: Theme,
    /// everything is drawn anew, so that nothing of before is left standing
    pub wipe: bool,
    /// who else is there
    others: Vec<Presence>,
    /// what this officer must be told, and which of it was shown in this sitting
    notices: Vec<Notice>,
    /// custody clocks with little left
    held: Vec<Held>,
    told: Vec<String>,
    /// where this officer last was
    here: (Option<String>, bool),
    /// how far an import is
    importing: Option<Progress>,
    /// leave the loop, with this exit code
    pub quit: Option<i32>,
    /// what is said when the terminal is given back
    pub farewell: Option<String>,
    /// something on the screen may have changed
    pub dirty: bool,
}

impl App {
    /// A console on an office, with the jobs that fill its first frame.
    pub fn new(theme: Theme, office: Office, path: String, lists: Arc<Lists>, session: Session) -> App {
        let today = session.clock.now(office.zone).today();
        let veiled = session.settings.get(setting::PRIVACY).is_some_and(|v| v == "on");
        let this_year = Period::Year(chrono::Datelike::year(&today));
        let rates = RatesPane::new(this_year, target(&session.settings));
        let mut app = App {
            theme,
            path,
            lists,
            list: ListPane::ordered(order(&session.settings), columns(&session.settings)),
            detail: DetailPane::default(),
            statistics: StatisticsPane::new(this_year),
            rates,
            boards: boards(),
            log: LogPane::default(),
            room: Room::Cases,
            focus: Pane::List,
            open: false,
            stale: false,
            shape: Shape::Narrow,
            small: false,
            overlays: Vec::new(),
            message: None,
            standing: None,
            pending: None,
            ahead: Vec::new(),
            failed: false,
            giving_up: false,
            restoring: None,
            reopened: None,
            offered: None,
            offering: false,
            unkept: None,
            kept: false,
            last_draft: None,
            jobs: Vec::new(),
            screen: Screen::new(veiled, session.has_pin),
            terminal: theme,
            wipe: false,
            others: Vec::new(),
            notices: Vec::new(),
            held: Vec::new(),
            told: Vec::new(),
            here: (None, false),
            importing: None,
            quit: None,
            farewell: None,
            dirty: true,
            office,
            session,
        };
        app.land();
        app.reload();
        app.jobs.push(Job::Drafts);
        app.welcome();
        if app.office.demo && !app.session.viewer.is_bounded() {
            app.say(format!("Invented people only. A second window: caseload --db {}", app.path));
        }
        app
    }

    /// The jobs asked for since the last call.
    pub fn take_jobs(&mut self) -> Vec<Job> {
        self.show_notice();
        let here = self.here();
        if here != self.here {
            self.here = here.clone();
            self.jobs.push(Job::Present { case_id: here.0, editing: here.1 });
        }
        // What is asked for anew may come.
        self.failed &= !self.is_asking();
        std::mem::take(&mut self.jobs)
    }

    /// Is something asked for that keys wait for?
    fn is_asking(&self) -> bool {
        use Job::{Board, Log, Page, Receipt, Seek};
        self.jobs.iter().any(|job| matches!(job, Page { .. } | Board { .. } | Log { .. } | Receipt { .. } | Seek(_)))
    }

    /// When something is to be done although nobody does anything: a form kept, names hidden, the screen masked.
    pub fn deadline(&self) -> Option<Instant> {
        let keep = self.unkept.map(|(_, since)| since + KEEP_AFTER.1);
        let screen = self.screen.deadline(&self.session.privacy, self.session.viewer.is_bounded());
        keep.into_iter().chain(screen).min()
    }

    fn seat(&self) -> Seat {
        Seat {
            theme: self.theme,
            lists: Arc::clone(&self.lists),
            now: self.session.clock.now(self.office.zone),
            viewer: self.session.viewer.clone(),
            veiled: self.screen.veiled,
            note: self.office.note.clone(),
        }
    }

    fn reload(&mut self) {
        // What the role does not see is not asked for.
        self.jobs.extend(self.sees_cases().then(|| self.list.needs(true)));
        self.jobs.extend(self.sees(Right::Figures).then(|| self.statistics.needs()));
        self.jobs.extend(self.board_needs());
        self.jobs.extend(self.log_needs());
        self.jobs.extend(self.rates_needs());
        if let Some(id) = self.list.case_id().filter(|_| self.detail_shown()) {
            self.jobs.push(self.read(id));
        }
        self.jobs.extend(self.overlays.iter().flat_map(|o| o.needs()));
    }

    fn detail_shown(&self) -> bool {
        self.room == Room::Cases && self.sees_cases() && (self.open || self.shape != Shape::Narrow)
    }

    fn say(&mut self, text: String) {
        self.message = Some((text, Role::Plain));
    }

    /// Does something with the top overlay, then what it asks for.
    fn with_overlay(&mut self, at: usize, act: impl FnOnce(&mut dyn Overlay, &View, &mut Vec<Effect>)) {
        let seat = self.seat();
        let view = seat.view();
        let mut out = Vec::new();
        if let Some(overlay) = self.overlays.get_mut(at) {
            act(overlay.as_mut(), &view, &mut out);
        }
        self.carry_out(at, out);
    }

    fn carry_out(&mut self, at: usize, effects: Vec<Effect>) {
        let (mut close, mut answer, mut then) = (false, None, None);
        for effect in effects {
            match effect {
                Effect::Job(job) => self.jobs.push(job),
                Effect::Open(overlay) => self.open_overlay(overlay),
                Effect::Close => close = true,
                Effect::Answer(a) => answer = Some(a),
                Effect::Say(text) => self.say(text),
                Effect::Refuse(text) => self.message = Some((text, Role::Bad)),
                Effect::GoTo(id) => self.go_to(&id),
                Effect::OnCase(id, cmd) => {
                    self.go_to(&id);
                    self.pending = Some((cmd, id));
                }
                Effect::Tip(id) => self.go_to_tip(&id),
                Effect::Restore(draft) => self.restore(*draft),
                Effect::Forget => self.forget(),
                Effect::Set(name, value) => self.set(name, value),
                Effect::View(view) => self.open_view(*view),
                Effect::Columns(columns) => self.show_columns(columns),
                Effect::Do(cmd) => then = Some(cmd),
                Effect::Unmark => self.list.marked.clear(),
            }
        }
        if close && at < self.overlays.len() {
            self.overlays.remove(at);
        }
        if let Some(cmd) = then {
            self.command(cmd);
        }
        // A question is always one of what is typed in below it, whatever else was opened in between.
        let below = &self.overlays[..at.min(self.overlays.len())];
        let form = below.iter().rposition(|o| o.scope().asks());
        if matches!(answer, Some(Answer::Quit)) {
            self.quit = Some(0);
        } else if let (Some(answer), Some(below)) = (answer, form) {
            self.with_overlay(below, |o, v, out| o.answer(answer, v, out));
        }
    }

    fn open_overlay(&mut self, overlay: Box<dyn Overlay>) {
        self.jobs.extend(overlay.needs());
        self.overlays.push(overlay);
    }

    fn go_to(&mut self, case_id: &str) {
        self.room = Room::Cases;
        self.jobs.push(self.list.go_to(case_id));
        self.jobs.push(Job::Case(case_id.to_owned()));
        self.open = true;
        if self.shape == Shape::Narrow {
            self.focus = Pane::Detail;
        }
    }

    /// Shows a tip, if none of the overlays does already.
    fn go_to_tip(&mut self, id: &str) {
        self.switch(Room::Tips);
        let shows = |job: &Job| matches!(job, Job::Tip(of) if of == id);
        if !self.overlays.iter().any(|o| o.needs().iter().any(shows)) {
            self.open_overlay(Box::new(TipView::new(id, None)));
        }
    }

    /// A key, a paste or a new size.
    pub fn event(&mut self, event: Event) {
        if matches!(event, Event::Key(_) | Event::Paste(_)) {
            // A key that comes after a long silence meets the mask that is due.
            self.on_time();
            if self.screen.lock.is_some() {
                self.dirty = true;
                return if let Event::Key(key) = event {
                    self.locked_key(key)
                };
            }
            self.somebody_is_there();
        }
        if self.waits(&event) {
            return;
        }
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
        } else if let Some(filter) = self.filter() {
            filter.paste(text);
            self.filter_typed();
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        match self.overlays.last() {
            Some(top) => vec![top.scope(), Scope::Anywhere],
            None if self.is_filtering() => vec![Scope::Filter, Scope::Anywhere],
            None => [self.room.scopes(), &[Scope::Room, Scope::Anywhere]].concat(),
        }
    }

    fn takes_text(&self) -> bool {
        self.overlays.last().map_or(self.is_filtering(), |o| o.takes_text())
    }

    /// Is a key text here, and so no command?
    fn is_text(&self, key: KeyEvent) -> bool {
        match self.overlays.last() {
            Some(top) => top.is_text(key),
            None => self.is_filtering() && keys::is_text(key),
        }
    }

    fn key(&mut self, key: KeyEvent) {
        self.message = None;
        let scopes = self.scopes();
        let cmd = if self.is_text(key) { None } else { keys::command(key, &scopes) };
        self.giving_up &= cmd == Some(Cmd::Back);
        if let Some(cmd) = cmd {
            if let Some(reason) = self.blocked(cmd) {
                self.message = Some((reason, Role::Warn));
            } else {
                self.command(cmd);
            }
        } else if let Some(top) = self.overlays.len().checked_sub(1) {
            match self.unseen(Cmd::Open) {
                Some(reason) => self.message = Some((reason, Role::Warn)),
                None => self.with_overlay(top, |o, v, out| o.key(key, v, out)),
            }
        } else if let Some(filter) = self.filter() {
            filter.key(key);
            self.filter_typed();
        }
    }

    /// Why a command cannot act now; the footer dims it and the message line says why.
    fn blocked(&self, cmd: Cmd) -> Option<String> {
        if let Some(top) = self.overlays.last() {
            return self.unseen(cmd).or_else(|| top.blocked(cmd));
        }
        if let Some(reason) = self.not_allowed(cmd) {
            return Some(reason);
        }
        if self.is_filtering() {
            return self.blocked_in_filter(cmd);
        }
        if self.room == Room::Rates {
            return self.rates.blocked(cmd);
        }
        if cmd.is_on_case() && self.list.case_id().is_none() && !self.list.is_waiting() {
            return Some("No case is selected: n enters one, Esc drops the filter".into());
        }
        // What is about to be read again is not asked.
        let case = self.detail.of(self.list.case_id()).filter(|_| !self.stale);
        match (cmd, case) {
            (cmd, Some(c)) if c.erased.is_some() && cmd.is_change() => {
                Some("The case was erased: nothing is saved in it any more".into())
            }
            (Cmd::Arrest, Some(c)) if c.suspects.is_empty() => Some("The case has no suspect yet: s adds one".into()),
            (Cmd::Edit, Some(c)) if c.exhibits.is_empty() && self.edits_only_exhibits(c) => {
                Some("The case has no exhibit yet: A adds one".into())
            }
            (Cmd::TakeBack | Cmd::Clear | Cmd::End, Some(c)) if form::hides_reason(c) => {
                Some("Names and narrative are hidden, and a reason with them: F9 shows them first".into())
            }
            (Cmd::TakeBack, Some(c)) if form::standing(c, &self.session.viewer).is_empty() => {
                Some("The case has no arrest to take back".into())
            }
            (Cmd::Clear, Some(c)) if c.offences.is_empty() => Some("The case has no offence yet: f adds one".into()),
            (Cmd::Reveal, _) => self.nothing_to_reveal(),
            (Cmd::Bulk, _) if self.list.marked.is_empty() => {
                Some("No case is marked: m marks the selected one, M all of the list".into())
            }
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
            Cmd::Quit => return self.leave(),
            Cmd::Redraw => return self.dirty = true,
            Cmd::Help => return self.help(),
            cmd if self.privacy_command(cmd) => return,
            _ => {}
        }
        if let Some(top) = self.overlays.len().checked_sub(1) {
            let asks = cmd == Cmd::Back && !self.giving_up && self.overlays[top].would_lose();
            self.giving_up = asks;
            if asks {
                return self.message = Some(("Esc once more drops what you typed here".into(), Role::Warn));
            }
            return self.with_overlay(top, |o, v, out| o.command(cmd, v, out));
        }
        match cmd {
            Cmd::Palette => self.palette(),
            Cmd::Go(room) => self.switch(room),
            _ if self.room == Room::Log => self.log_command(cmd),
            _ if self.room == Room::Rates => self.rates_command(cmd),
            _ if self.board().is_some() => self.board_command(cmd),
            _ if self.list.filter.is_some() => self.filter_command(cmd),
            // Who opens no case has the figures before them and nowhere else to go.
            Cmd::NextPane | Cmd::PreviousPane | Cmd::Back if !self.sees_cases() => {}
            Cmd::Glass => self.open_overlay(Box::new(Glass::new())),
            Cmd::Import => self.open_import(),
            Cmd::NextPane | Cmd::PreviousPane => self.next_pane(cmd == Cmd::NextPane),
            Cmd::Filter => {
                self.list.filter = Some(FilterLine::new(&self.list.query.words));
                self.jobs.push(Job::Officers);
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
            Cmd::Mark | Cmd::MarkAll | Cmd::Bulk => self.marks_command(cmd),
            Cmd::UndoAct => self.open_overlay(Box::new(Undo::new())),
            Cmd::Views | Cmd::Columns => self.views_command(cmd),
            Cmd::Receipt => self.receipt(),
            Cmd::Restatement => self.restatement(self.statistics.period),
            Cmd::Open if self.focus == Pane::Statistics => match self.blocked(Cmd::Receipt) {
                Some(reason) => self.message = Some((reason, Role::Warn)),
                None => self.receipt(),
            },
            Cmd::Open if self.list.case_id().is_some() => {
                (self.open, self.focus) = (true, Pane::Detail);
                self.want_case();
            }
            Cmd::Back => self.back(),
            Cmd::New => self.open_form(|v| Some(Form::new_case(v))),
            Cmd::Draft => self.offer_drafts(),
            Cmd::Settings => self.open_settings(),
            Cmd::Sort | Cmd::Reverse => {
                self.focus = Pane::List;
                self.open = false;
                self.move_list(cmd);
            }
            cmd if cmd.is_on_case() => self.on_case(cmd),
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
        let filter = self.room == Room::Cases && self.is_filtering();
        self.overlays.push(Box::new(Help::new(scopes, filter)));
    }

    fn back(&mut self) {
        if self.open || self.focus != Pane::List {
            (self.open, self.focus) = (false, Pane::List);
        } else if !self.list.marked.is_empty() {
            self.list.marked.clear();
        } else if !self.list.query.words.is_empty() || self.list.view.is_some() {
            self.drop_filter();
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
        self.keep_revealed();
        if let Some(id) = self.list.case_id() {
            self.jobs.push(self.read(id));
        }
    }
}
