//! The worker: the thread of the console that has the file; only an import has another. Jobs in, replies out; between jobs it looks whether another desk saved.

mod import;
mod jobs;

use super::job::{Job, Reply, Standing};
use super::session::{NO_FILE, SIGNED_OUT, Session, is_running, this_process};
use crate::domain::act::Actor;
use crate::domain::custody::Held;
use crate::domain::field::See;
use crate::domain::ledger::Verified;
use crate::domain::moment::{Now, local};
use crate::domain::officer::Role;
use crate::domain::rights::{self, Right, Scope, Viewer};
use crate::domain::visit::Presence;
use crate::office::anchors;
use crate::office::note::Note;
use crate::store::{Error, Store, halt};
use import::Importer;
use jobs::carry_out;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often the file is looked at. A look costs microseconds; a change shows within it and its reload.
const LOOK: Duration = Duration::from_millis(500);

/// Words that were searched for this long without another letter are what was meant.
const RESTS: Duration = Duration::from_millis(800);

/// How often it is looked whether broken glass is still open, while nothing else asks.
const ACCESS: Duration = Duration::from_secs(30);

/// A ledger that was verified this long ago is verified again when the log is read.
const VERIFIED: Duration = Duration::from_secs(600);
/// How long it is left alone where the log of the file could not be tidied.
const TIDY: Duration = Duration::from_secs(30);

/// How often custody clocks are looked at while nobody saves.
const MINUTE: Duration = Duration::from_secs(60);

/// Works until the console hangs up; `tell` is called from this thread, with each reply and whether it was read behind the
/// privacy screen.
pub fn work(
    store: Store,
    session: &Session,
    jobs: &Receiver<Job>,
    tell: impl Fn(Reply, bool) + Send + Clone + 'static,
) {
    let watch = Watch { viewer: Some(session.viewer.clone()), ..Watch::default() };
    let mut worker = Worker { store, session, watch, importer: None, unfinished: None, tell };
    worker.look(true);
    loop {
        let patience = if worker.unfinished.is_some() { Duration::ZERO } else { LOOK };
        let mut waiting = match jobs.recv_timeout(patience) {
            Ok(job) => vec![job],
            Err(RecvTimeoutError::Timeout) => match worker.unfinished.take() {
                Some(job) => vec![job],
                None => {
                    worker.be_present();
                    worker.tidy();
                    Vec::new()
                }
            },
            Err(RecvTimeoutError::Disconnected) => break,
        };
        waiting.extend(jobs.try_iter());
        for (i, job) in waiting.iter().enumerate() {
            // A window or a case that was asked for again meanwhile is not wanted any more.
            if !waiting[i + 1..].iter().any(|later| supersedes(later, job)) {
                worker.job(job);
            }
        }
        worker.search_rests();
        worker.verified();
        worker.look(false);
    }
    if let Some(importer) = worker.importer.take() {
        importer.end();
    }
    worker.searched();
    worker.be_gone();
}

/// The store, and what it said of other desks last.
struct Worker<'a, T: Fn(Reply, bool) + Send + Clone + 'static> {
    store: Store,
    session: &'a Session,
    watch: Watch,
    /// the thread that brings lists in, once one was asked for
    importer: Option<Importer>,
    /// the statistics that are being counted, while nobody asks for anything else
    unfinished: Option<Job>,
    tell: T,
}

/// What is watched between jobs.
#[derive(Default)]
struct Watch {
    /// the words that are being searched for, and those that are on record
    searching: String,
    typed: Option<Instant>,
    searched: String,
    /// where this sitting is, and where it last said it was
    here: (Option<String>, bool),
    said: Option<(Option<String>, bool)>,
    others: Vec<Presence>,
    /// custody clocks, and when they were looked at
    held: Vec<Held>,
    counted: Option<Instant>,
    /// when the file's log was tidied last, and what hindered it
    tidied: Option<Instant>,
    untidy: Option<String>,
    viewer: Option<Viewer>,
    refreshed: Option<Instant>,
    /// the line of the last restore when this console began, and what is told of a later one
    restored: Option<i64>,
    went_back: Option<Standing>,
    /// what stood for all to see
    standing: Option<Standing>,
    /// the ledger is being verified, on a thread and a connection of its own
    verifying: Option<JoinHandle<Option<Verified>>>,
    verified: Option<Instant>,
}

impl<T: Fn(Reply, bool) + Send + Clone + 'static> Worker<'_, T> {
    fn tell(&self, reply: Reply) {
        (self.tell)(reply, self.store.is_veiled());
    }

    /// Whoever sits here cannot go on.
    fn end(&self, error: &Error) {
        if let Some(code) = ends(error) {
            self.tell(Reply::End(error.to_string(), code));
        }
    }

    fn job(&mut self, job: &Job) {
        if let Job::Present { case_id, editing } = job {
            self.watch.here = (case_id.clone(), *editing);
            return;
        }
        if let Job::Import(ask) = job {
            return self.import(ask);
        }
        if self.is_moot(job) {
            return;
        }
        if let Job::Page { query, .. } = job {
            self.search(&query.words);
        }
        if matches!(job, Job::Log { .. }) {
            self.verify();
        }
        match carry_out(&mut self.store, self.session, job) {
            Ok(Some(reply)) => {
                // The letters of a command are no search; what finds cases is.
                if let Reply::Sought { words, rows, .. } = &reply
                    && !rows.is_empty()
                {
                    self.search(words);
                }
                self.tell(reply);
            }
            Ok(None) if matches!(job, Job::Figures(_)) => self.unfinished = Some(job.clone()),
            Ok(None) => {}
            Err(error) if ends(&error).is_some() => self.end(&error),
            Err(error) => {
                let saving = matches!(job, Job::Save(_) | Job::SaveNew(_));
                self.tell(Reply::Failed { sentence: error.to_string(), saving });
            }
        }
        self.watch.counted = self
            .watch
            .counted
            .filter(|_| !matches!(job, Job::Save(_) | Job::SaveNew(_) | Job::Bulk { .. } | Job::Undo { .. }));
        if matches!(job, Job::BreakGlass { .. }) {
            // What it opens is to be known at once.
            self.watch.refreshed = None;
        }
    }

    /// Whoever reads the log is told whether it can be believed.
    fn verify(&mut self) {
        if self.watch.verifying.is_none() && self.watch.verified.is_none_or(|at| at.elapsed() >= VERIFIED) {
            let (path, office, plan) =
                (self.store.path().to_owned(), self.store.identity(), self.session.backups.clone());
            let verify = move || {
                let kept = anchors::read(&plan, &office.ok()?);
                let mut verified = Store::verify_file(&path, &kept.heads).ok()?;
                verified.doubts.extend(kept.doubts);
                Some(verified)
            };
            self.watch.verifying = Some(thread::spawn(verify));
        }
    }

    fn verified(&mut self) {
        if let Some(done) = self.watch.verifying.take_if(|thread| thread.is_finished()) {
            self.watch.verified = Some(Instant::now());
            let now = self.session.clock.now(self.store.office().zone);
            self.tell(Reply::Verified(done.join().ok().flatten().map(Box::new), now));
        }
    }

    /// A screen reads again what it shows. What has gone out of reach meanwhile is not asked for: nobody tries to open it, and
    /// a refusal would be on record.
    fn is_moot(&self, job: &Job) -> bool {
        let (right, case_id) = match job {
            Job::Page { .. } | Job::Seek(_) | Job::Identities(_) => (Right::See(See::Facts), None),
            Job::Board { room, .. } => match room.rights().first() {
                Some(right) => (*right, None),
                None => return false,
            },
            Job::Figures(_) | Job::Receipt { .. } | Job::Restatement(_) => (Right::Figures, None),
            Job::Log { .. } => (Right::Log, None),
            Job::Case(id) | Job::Reveal { case_id: id, .. } | Job::History(id) => (Right::See(See::Facts), Some(id)),
            Job::Tip(id) => (Right::Tips, Some(id)),
            Job::Lookers(id) => (Right::Lookers, Some(id)),
            _ => return false,
        };
        match case_id {
            None => self.store.viewer().reach(right) == Scope::No,
            Some(id) => {
                let gone = |right| self.store.reaches(right, id).is_ok_and(|reaches| !reaches);
                if gone(Right::See(See::Facts)) {
                    self.tell(Reply::OutOfReach(id.clone()));
                }
                gone(right)
            }
        }
    }

    /// Words are on record once they rest, or when others take their place: not letter by letter.
    fn search(&mut self, words: &str) {
        let typed_on = words.starts_with(&self.watch.searching);
        let corrected = !words.is_empty() && self.watch.searching.starts_with(words);
        if !typed_on && !corrected {
            self.searched();
        }
        if !corrected || typed_on {
            if *words != *self.watch.searching {
                self.watch.typed = Some(Instant::now());
            }
            words.clone_into(&mut self.watch.searching);
        }
    }

    /// Have the words that are searched for rested?
    fn search_rests(&mut self) {
        if self.watch.typed.is_some_and(|at| at.elapsed() >= RESTS) {
            self.searched();
        }
    }

    fn searched(&mut self) {
        self.watch.typed = None;
        let words = self.watch.searching.trim();
        if !words.is_empty() && words != self.watch.searched {
            let now = self.session.clock.now(self.store.office().zone);
            if self.store.searched(words, &now).is_ok() {
                self.watch.searched = words.to_owned();
            }
        }
    }

    /// What other desks have done.
    fn look(&mut self, first: bool) {
        let changed = match self.store.changed() {
            Err(error) if ends(&error).is_some() => return self.end(&error),
            changed => changed.unwrap_or_default(),
        };
        let now = self.session.clock.now(self.store.office().zone);
        let mut others_may_differ = first || changed.anything;
        let due = self.watch.refreshed.is_none_or(|at| at.elapsed() >= ACCESS);
        if first || changed.people || due {
            self.watch.refreshed = Some(Instant::now());
            match self.store.refresh(&now) {
                Err(error @ Error::SignedOut) => return self.end(&error),
                Ok(viewer) if self.watch.viewer.as_ref() != Some(&viewer) => {
                    self.watch.viewer = Some(viewer.clone());
                    others_may_differ = true;
                    self.tell(Reply::Access(viewer));
                }
                _ => {}
            }
            if first || changed.people {
                self.went_back(first);
            }
            if (first || changed.people)
                && let Ok(notices) = self.store.notices()
            {
                self.tell(Reply::Notices(notices));
            }
        }
        self.stands(&now);
        self.held(&now, first || changed.anything);
        if changed.records {
            self.tell(Reply::Changed);
        }
        if changed.acts {
            self.tell(Reply::Acts);
        }
        // Who was killed commits nothing.
        others_may_differ |= self.watch.others.iter().any(|p| !is_running(&p.process));
        if others_may_differ && let Ok(mut others) = self.store.present() {
            others.retain(|p| p.session != self.session.actor.session && is_running(&p.process));
            if others != self.watch.others {
                self.watch.others.clone_from(&others);
                self.tell(Reply::Present(others));
            }
        }
    }

    /// Whoever was here before a restore is told that what they saved may be gone with it.
    fn went_back(&mut self, first: bool) {
        let restored = self.store.restored().ok().flatten();
        let line = restored.as_ref().map(|(line, ..)| *line);
        if first {
            self.watch.restored = line;
        }
        let before = |at: &str| self.session.welcome.last.as_ref().is_some_and(|(last, _)| last.as_str() < at);
        let told = restored.filter(|(_, at, _)| self.watch.restored != line || (first && before(at)));
        if let Some((_, at, by)) = told {
            let at = local(&at, self.store.office().zone);
            let text = format!(
                "The office went back to a backup ({by}, {at}): what was saved shortly before may be gone. Look at your last cases"
            );
            self.watch.went_back = Some(Standing { text, stops: false });
        }
    }

    /// Is writing stopped? That is for all to know; that backups fail for those who answer for them.
    fn stands(&mut self, now: &Now) {
        let stopped = halt::check(self.store.path()).err().map(|e| Standing { text: e.to_string(), stops: true });
        let standing = stopped.or_else(|| {
            let viewer = self.store.viewer();
            let director = matches!(viewer.standing, rights::Standing::Officer { role: Role::Director, .. });
            let answers = director || viewer.reach(Right::Maintain) > Scope::No;
            let text = answers.then(|| Note::read(self.store.path()).sentence(now)).flatten();
            text.map(|text| Standing { text, stops: false }).or_else(|| self.watch.went_back.clone())
        });
        if standing != self.watch.standing {
            self.watch.standing.clone_from(&standing);
            self.tell(Reply::Standing(standing));
        }
    }

    /// Custody clocks run on while nobody saves: they are looked at once a minute, and told where they say something else.
    fn held(&mut self, now: &Now, changed: bool) {
        if !changed && self.watch.counted.is_some_and(|at| at.elapsed() < MINUTE) {
            return;
        }
        self.watch.counted = Some(Instant::now());
        if let Ok(held) = self.store.held(now)
            && held != self.watch.held
        {
            self.watch.held.clone_from(&held);
            self.tell(Reply::Held(held));
        }
    }

    /// Says where this sitting is once it rests there. Alone nobody needs to know.
    fn be_present(&mut self) {
        if self.watch.said.as_ref() == Some(&self.watch.here) || !self.store.viewer().is_bounded() {
            return;
        }
        let (case_id, editing) = self.watch.here.clone();
        let Actor { name, session } = self.session.actor.clone();
        let here = Presence { session, officer: name, process: this_process(), case_id, editing };
        let now = self.session.clock.now(self.store.office().zone).stamp();
        if self.store.be_present(&here, &now).is_ok() {
            self.watch.said = Some(self.watch.here.clone());
        }
    }

    /// A log that has grown is tidied while nobody asks for anything; what hinders it is told once.
    fn tidy(&mut self) {
        let mut untidy = Store::untidy(self.store.path());
        if untidy.is_some() && self.watch.tidied.is_none_or(|at| at.elapsed() >= TIDY) {
            self.watch.tidied = Some(Instant::now());
            let _ = self.store.tidy();
            untidy = Store::untidy(self.store.path());
        } else if untidy.is_some() {
            return;
        }
        if untidy != self.watch.untidy {
            self.watch.untidy.clone_from(&untidy);
            self.tell(Reply::Hindered(untidy));
        }
    }

    /// Takes this sitting away, and whatever a process that was killed has left.
    fn be_gone(&mut self) {
        if self.watch.said.is_some() {
            let dead = self.store.present().unwrap_or_default().into_iter().filter(|p| !is_running(&p.process));
            let mut gone: Vec<String> = dead.map(|p| p.session).collect();
            gone.push(self.session.actor.session.clone());
            let _ = self.store.be_gone(&gone);
        }
    }
}

/// The exit code, if with this error nobody can go on here.
fn ends(error: &Error) -> Option<i32> {
    match error {
        Error::SignedOut => Some(SIGNED_OUT),
        Error::Newer { .. } | Error::Replaced | Error::Removed(_) => Some(NO_FILE),
        _ => None,
    }
}

fn supersedes(later: &Job, earlier: &Job) -> bool {
    let reads = matches!(
        earlier,
        Job::Page { .. }
            | Job::Case(_)
            | Job::Figures(_)
            | Job::Receipt { .. }
            | Job::Restatement(_)
            | Job::History(_)
            | Job::Lookers(_)
            | Job::Log { .. }
            | Job::Board { .. }
            | Job::Seek(_)
            | Job::Keep { instead_of: None, .. }
    );
    reads && std::mem::discriminant(later) == std::mem::discriminant(earlier)
}
