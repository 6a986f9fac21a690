//! What stays on the screen, and how long: the privacy screen, names shown for a while, and the mask over an idle desk.
//! Hiding never waits for the worker: what could still show a name is dropped in the same moment.

use super::App;
use crate::domain::visit::Privacy;
use crate::tui::command::{Cmd, Scope};
use crate::tui::job::{Job, Reply};
use crate::tui::lock::{Lock, TRIES};
use crate::tui::overlays::{Pin, target};
use crate::tui::session::{SIGNED_OUT, setting};
use crate::tui::theme::Role;
use chrono::TimeDelta;
use crossterm::event::KeyEvent;
use std::time::Instant;

/// The state of it.
pub(super) struct Screen {
    /// names and narrative are hidden
    pub veiled: bool,
    /// the case whose names are shown, until when, and that in words
    pub revealed: Option<(String, Instant, String)>,
    /// the case of which the names were asked for, once
    asked: Option<String>,
    /// the mask over everything
    pub lock: Option<Lock>,
    /// when a key was last typed
    last_key: Instant,
    has_pin: bool,
    /// PINs that were wrong since the last right one
    wrong: u8,
}

impl Screen {
    pub fn new(veiled: bool, has_pin: bool) -> Screen {
        Screen { veiled, revealed: None, asked: None, lock: None, last_key: Instant::now(), has_pin, wrong: 0 }
    }

    pub fn has_pin(&self) -> bool {
        self.has_pin
    }

    /// When something here is due.
    pub fn deadline(&self, privacy: &Privacy, bounded: bool) -> Option<Instant> {
        let reveal = self.revealed.as_ref().map(|(_, until, _)| *until);
        let idle = if self.lock.is_some() { privacy.leave } else { privacy.mask.min(privacy.leave) };
        let idle = bounded.then(|| self.last_key + idle);
        reveal.into_iter().chain(idle).min()
    }
}

impl App {
    /// What time alone brings about.
    pub fn on_time(&mut self) {
        let now = Instant::now();
        let idle = now.saturating_duration_since(self.screen.last_key);
        let (privacy, bounded) = (self.session.privacy, self.session.viewer.is_bounded());
        if bounded && idle >= privacy.leave && self.quit.is_none() {
            let kept = if self.overlays.iter().any(|o| o.draft().is_some()) {
                ": what you were typing is kept for your next sign-in"
            } else {
                ": sign in again"
            };
            self.farewell = Some(format!("you were away for a while{kept}"));
            self.quit = Some(0);
        }
        if bounded && idle >= privacy.mask && self.screen.lock.is_none() {
            self.lock();
        }
        if self.screen.revealed.as_ref().is_some_and(|(_, until, _)| *until <= now) {
            self.hide_names();
        }
    }

    /// Somebody is there.
    pub(super) fn somebody_is_there(&mut self) {
        // Over a masked screen only the PIN says that it is the same person.
        if self.screen.lock.is_none() {
            self.screen.last_key = Instant::now();
        }
    }

    /// The commands of this place; says whether it was one.
    pub(super) fn privacy_command(&mut self, cmd: Cmd) -> bool {
        match cmd {
            Cmd::Veil => self.veil(!self.screen.veiled),
            Cmd::Lock if self.session.viewer.is_bounded() && !self.screen.has_pin => {
                self.say("There is no PIN yet that could open the screen again: set one first".into());
                self.open_overlay(Box::new(Pin::new(false)));
            }
            Cmd::Lock => self.lock(),
            _ => return false,
        }
        true
    }

    fn veil(&mut self, veiled: bool) {
        self.screen.veiled = veiled;
        self.jobs.push(Job::Veil(veiled));
        self.message = Some(if veiled {
            ("Names and narrative are hidden: x shows those of one case, F9 all again".into(), Role::Plain)
        } else {
            ("Names and narrative are shown again".into(), Role::Plain)
        });
        self.hide_names();
    }

    /// Drops every copy with names in it; what is shown is read again as it may be shown.
    fn hide_names(&mut self) {
        (self.screen.revealed, self.screen.asked) = (None, None);
        self.detail.case = None;
        self.log.forget();
        self.boards.iter_mut().for_each(|board| board.forget());
        self.overlays.iter_mut().for_each(|o| o.forget());
        self.wipe = true;
        self.dirty = true;
        self.reload();
        // Was it read already, it comes too late.
        self.jobs.extend(self.case_awaited().map(Job::Case));
    }

    /// Why a command does nothing in what is not drawn.
    pub(super) fn unseen(&self, cmd: Cmd) -> Option<String> {
        if self.small && !matches!(cmd, Cmd::Quit | Cmd::Redraw) {
            return Some("The terminal is too small: nothing is done unseen".to_owned());
        }
        let hidden = self.screen.veiled && self.overlays.last().is_some_and(|o| !o.veils_itself());
        let way_out = matches!(cmd, Cmd::Back | Cmd::No | Cmd::Quit | Cmd::Redraw | Cmd::Veil | Cmd::Lock);
        (hidden && !way_out).then(|| "It is hidden by the privacy screen: F9 shows it, Esc goes back".to_owned())
    }

    /// Why the names of a case are not to be revealed, if so.
    pub(super) fn nothing_to_reveal(&self) -> Option<String> {
        (!self.screen.veiled).then(|| "Names are not hidden: F9 hides them".to_owned())
    }

    pub(super) fn reveal(&mut self, case_id: String) {
        self.screen.asked = Some(case_id.clone());
        self.jobs.push(Job::Reveal { case_id, again: false });
    }

    /// Are the names of a case, which the worker has put on record and read, still asked for? From here on they are shown.
    pub(super) fn is_revealed(&mut self, case_id: &str) -> bool {
        let here = self.screen.veiled && self.list.case_id() == Some(case_id);
        if here && self.screen.asked.take_if(|id| id == case_id).is_some() {
            self.show_until(case_id);
        }
        here && self.screen.revealed.as_ref().is_some_and(|(id, ..)| id == case_id)
    }

    fn show_until(&mut self, case_id: &str) {
        let privacy = self.session.privacy;
        let now = self.session.clock.now(self.office.zone);
        let until = now.utc + TimeDelta::from_std(privacy.reveal).unwrap_or_default();
        let words = format!("shown until {}", until.with_timezone(&now.zone).format("%H:%M:%S"));
        self.say(format!("Its names are {words}, and that is on record"));
        self.screen.revealed = Some((case_id.to_owned(), Instant::now() + privacy.reveal, words));
    }

    /// A case that is left is hidden again.
    pub(super) fn keep_revealed(&mut self) {
        let here = self.list.case_id();
        if self.screen.revealed.as_ref().is_some_and(|(id, ..)| here.is_some() && here != Some(id)) {
            self.screen.revealed = None;
            self.detail.case = None;
        }
    }

    /// The job that reads a case as it may be shown now.
    pub(super) fn read(&self, case_id: &str) -> Job {
        match &self.screen.revealed {
            Some((id, ..)) if id == case_id => Job::Reveal { case_id: case_id.to_owned(), again: true },
            _ => Job::Case(case_id.to_owned()),
        }
    }

    fn lock(&mut self) {
        if !self.session.viewer.is_bounded() {
            return self.message = Some(("Without accounts there is no PIN: F9 hides the names".into(), Role::Warn));
        }
        if self.screen.revealed.is_some() {
            self.hide_names();
        }
        self.screen.lock = Some(Lock::new(self.screen.has_pin, self.screen.wrong));
        self.wipe = true;
        self.dirty = true;
    }

    /// A key over the masked screen: it goes nowhere else.
    pub(super) fn locked_key(&mut self, key: KeyEvent) {
        let cmd = crate::tui::keys::command(key, &[Scope::Lock, Scope::Anywhere]);
        let Some(lock) = &mut self.screen.lock else { return };
        match cmd {
            Some(Cmd::Quit) => self.quit = Some(0),
            Some(Cmd::Open) => self.jobs.extend(lock.entered().map(Job::TryPin)),
            Some(_) => {}
            None => lock.key(key),
        }
    }

    /// Whoever has guessed too often is out; what is typed in a form is kept.
    fn enough_wrong(&mut self) {
        if self.screen.wrong >= TRIES {
            self.jobs.push(Job::FailedPin);
            self.farewell = Some("the PIN was wrong five times: what you were typing is kept; sign in again".into());
            self.quit = Some(SIGNED_OUT);
        }
    }

    /// What the worker says of a PIN.
    pub(super) fn pin_reply(&mut self, reply: &Reply) {
        match (reply, &mut self.screen.lock) {
            (Reply::Pin(true), Some(_)) => {
                (self.screen.lock, self.screen.wrong) = (None, 0);
                self.somebody_is_there();
            }
            (Reply::Pin(false), lock) => {
                self.screen.wrong += 1;
                if let Some(lock) = lock {
                    lock.tried(self.screen.wrong);
                }
                self.enough_wrong();
            }
            (Reply::PinSet(true), _) => {
                self.screen.has_pin = true;
                self.say("The PIN is set: it opens the screen after a while without a key, or after F10".into());
            }
            (Reply::PinSet(false), _) => {
                self.screen.wrong += 1;
                self.enough_wrong();
                self.message = Some(("That was not the old PIN: nothing was changed".into(), Role::Bad));
            }
            (Reply::Failed { .. }, Some(lock)) => lock.failed(),
            _ => {}
        }
    }

    /// A setting that was changed: at once, and kept.
    pub(super) fn set(&mut self, name: &'static str, value: String) {
        if name == setting::PRIVACY {
            return self.veil(value == "on");
        }
        self.session.settings.insert(name.to_owned(), value.clone());
        self.theme = self.terminal.with(&self.session.settings);
        if name == setting::TARGET {
            self.rates.aim(target(&self.session.settings));
            self.jobs.extend(self.rates_needs());
        }
        self.wipe = true;
        self.jobs.push(Job::Setting { name: name.to_owned(), value });
    }

    /// When and whence this officer was here before, and whether a PIN is to be set.
    pub(super) fn welcome(&mut self) {
        if !self.session.viewer.is_bounded() {
            return;
        }
        let last = self.session.welcome.last.as_ref().map_or_else(
            || "This is your first sign-in".to_owned(),
            |(at, whence)| format!("Last sign-in {}, {whence}", crate::domain::moment::local(at, self.office.zone)),
        );
        let accounts = match self.session.welcome.accounts {
            0 => String::new(),
            1 => ". One change of accounts since: 7 shows it".to_owned(),
            n => format!(". {n} changes of accounts since: 7 shows them"),
        };
        let pin = if self.screen.has_pin { "" } else { ". Set a PIN with , for when you are away from the desk" };
        self.say(format!("{last}{accounts}{pin}"));
    }
}
