//! The worker: the thread of the console that has the file; only an import has another. Jobs in, replies out; between jobs it looks whether another desk saved.

mod import;

use super::job::{Board, Job, ReceiptLine, Reply, Standing};
use super::session::{NO_FILE, SIGNED_OUT, Session, is_running, setting, this_process};
use crate::domain::act::{Actor, Outcome};
use crate::domain::bulk::MOST;
use crate::domain::custody::Held;
use crate::domain::field::See;
use crate::domain::figures::{By, Figures, Slice, year_before};
use crate::domain::ledger::Verified;
use crate::domain::listing::Query;
use crate::domain::log::LogQuery;
use crate::domain::measure::Measure;
use crate::domain::moment::{Now, local};
use crate::domain::number;
use crate::domain::officer::Role;
use crate::domain::period::Period;
use crate::domain::rate::{Part, Window};
use crate::domain::rights::{self, Right, Scope, Viewer};
use crate::domain::visit::Presence;
use crate::office::anchors;
use crate::office::note::Note;
use crate::store::{Error, Store, halt};
use import::Importer;
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

/// How many cases the palette offers.
const SOUGHT: usize = 8;
/// How often custody clocks are looked at while nobody saves.
const MINUTE: Duration = Duration::from_secs(60);
/// How many lines of the log are read at once: some screens of acts.
const LOG_LINES: usize = 600;

/// Works until the console hangs up; `tell` is called from this thread, with each reply and whether it was read behind the
/// privacy screen.
pub fn work(
    store: Store,
    session: &Session,
    jobs: &Receiver<Job>,
    tell: impl Fn(Reply, bool) + Send + Clone + 'static,
) {
    let watch = Watch { viewer: Some(session.viewer.clone()), ..Watch::default() };
    let mut worker = Worker { store, session, watch, importer: None, tell };
    worker.look(true);
    loop {
        let mut waiting = match jobs.recv_timeout(LOOK) {
            Ok(job) => vec![job],
            Err(RecvTimeoutError::Timeout) => {
                worker.be_present();
                worker.tidy();
                Vec::new()
            }
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
        match job {
            Job::Page { query, .. } => self.search(&query.words),
            Job::Seek(words) => self.search(words),
            _ => {}
        }
        if matches!(job, Job::Log { .. }) {
            self.verify();
        }
        match carry_out(&mut self.store, self.session, job) {
            Ok(Some(reply)) => self.tell(reply),
            Ok(None) => {}
            Err(error) if ends(&error).is_some() => self.end(&error),
            Err(error) => {
                let saving = matches!(job, Job::Save(_));
                self.tell(Reply::Failed { sentence: error.to_string(), saving });
            }
        }
        self.watch.counted = self.watch.counted.filter(|_| !matches!(job, Job::Save(_)));
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
            Job::Figures(_) | Job::Receipt { .. } => (Right::Figures, None),
            Job::Log { .. } => (Right::Log, None),
            Job::Case(id) | Job::Reveal { case_id: id, .. } | Job::History(id) => (Right::See(See::Facts), Some(id)),
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

    /// Is writing stopped? That is for all to know; that backups fail for those who answer for them.
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
            | Job::History(_)
            | Job::Lookers(_)
            | Job::Log { .. }
            | Job::Seek(_)
            | Job::Keep { instead_of: None, .. }
    );
    reads && std::mem::discriminant(later) == std::mem::discriminant(earlier)
}

fn carry_out(store: &mut Store, session: &Session, job: &Job) -> Result<Option<Reply>, Error> {
    let now = session.clock.now(store.office().zone);
    Ok(match job {
        Job::Page { query, offset, limit, find } => {
            let place = match find {
                Some(id) => store.place(query, id, &now)?,
                None => None,
            };
            let offset = place.map_or(*offset, |p| p.saturating_sub(limit / 2));
            Some(Reply::Page {
                query: query.clone(),
                page: store.page(query, offset, *limit, &now)?,
                find: find.clone(),
                place,
            })
        }
        Job::Case(id) => Some(Reply::Case(Box::new(store.case(id, &now)?))),
        Job::Figures(period) => {
            let window = Window { period: *period, cut_off: now };
            let (first, last) = period.span();
            let first = period.year_before().map_or(first, |p| p.span().0);
            let (facts, lists) = (store.facts(first, last, &now)?, store.lists());
            let before = year_before(&window).map(|w| Figures::count(&facts, &w));
            let whole_year = match period {
                Period::Year(y) => Some(Window { period: Period::Year(y - 1), cut_off: now }),
                _ => None,
            };
            // Who sees no case gets no numbers of small slices either: they would tell single cases.
            let aggregates = store.viewer().refusal(Right::See(See::Facts)).is_some();
            let slices = |by: By| {
                let slices = by.slices(&facts, &window, &lists);
                if aggregates { Slice::for_aggregates(slices) } else { slices }
            };
            Some(Reply::Figures(Box::new(Board {
                now,
                figures: Figures::count(&facts, &window),
                before,
                homicides_year_before: whole_year.map(|w| Figures::count(&facts, &w).homicide.under_15),
                homicide_arrests: Measure::HomicideCases.tally(&facts, &window),
                offences: slices(By::Offence),
                provinces: slices(By::Province),
            })))
        }
        Job::Receipt { measure, period } => {
            let window = Window { period: *period, cut_off: now };
            let (first, last) = period.span();
            // Who opens no case is told how many count, not which.
            let names_cases = store.viewer().reach(Right::See(See::Facts)) > Scope::No;
            let facts = if names_cases { store.receipt(first, last, &now)? } else { store.facts(first, last, &now)? };
            let lists = store.lists();
            let lines = facts.iter().rev().flat_map(|f| {
                let what =
                    f.what(&lists).map_or_else(|ask| ask, |(offence, province)| format!("{offence}, {province}"));
                let line = |part| match names_cases {
                    true => ReceiptLine {
                        case_id: f.case_id.clone(),
                        number: f.number.clone(),
                        part,
                        what: what.clone(),
                        open: f.open,
                    },
                    false => ReceiptLine { part: Part { label: String::new(), ..part }, ..ReceiptLine::default() },
                };
                measure.parts(f, &window).into_iter().map(line).collect::<Vec<_>>()
            });
            let mut lines: Vec<ReceiptLine> = lines.collect();
            lines.sort_by_key(|l| std::cmp::Reverse(l.part.k.min(1)));
            Some(Reply::Receipt { measure: measure.clone(), period: *period, lines, now })
        }
        Job::History(case_id) => {
            Some(Reply::History { case_id: case_id.clone(), lines: store.history(case_id, &now)? })
        }
        Job::Log { words, before } => Some(log(store, words, *before, &now)?),
        Job::Lookers(case_id) => {
            Some(Reply::Lookers { case_id: case_id.clone(), looks: store.lookers(case_id, &now)? })
        }
        Job::Officers => Some(Reply::Officers(store.names()?)),
        Job::Views => Some(Reply::Views(store.saved_views()?)),
        Job::SaveView(view) => {
            store.save_view(view, &now)?;
            Some(Reply::Views(store.saved_views()?))
        }
        Job::DropView(view) => {
            store.drop_view(view, &now)?;
            Some(Reply::Views(store.saved_views()?))
        }
        Job::Identities(query) => {
            let page = store.page(query, 0, MOST, &now)?;
            let case_ids = page.rows.into_iter().map(|row| row.case_id).collect();
            Some(Reply::Identities { query: query.clone(), case_ids, total: page.total })
        }
        Job::PlanBulk(bulk) => Some(Reply::Planned(bulk.clone(), store.plan_bulk(bulk, &now)?)),
        Job::Bulk { bulk, shown, op_id } => Some(saved(store.bulk(bulk, shown, op_id, &now)?)),
        Job::LastAct => Some(Reply::LastAct(store.last_act(&now)?.map(Box::new))),
        Job::Undo { op_id, as_op } => Some(saved(store.undo(op_id, as_op, &now)?)),
        Job::Seek(words) => {
            let query = Query { words: words.clone(), ..Query::default() };
            let rows = match store.page(&query, 0, SOUGHT, &now) {
                Err(Error::Misread(_) | Error::NotAllowed { .. }) => Vec::new(),
                page => page?.rows,
            };
            Some(Reply::Sought { words: words.clone(), rows })
        }
        Job::BreakGlass { number, reason } => {
            let case_id = store.break_glass(number, reason, &now)?;
            let number = number::read(number).map(|n| number::print(&store.office().prefix, &n));
            Some(Reply::Broken { case_id, number: number.unwrap_or_default() })
        }
        Job::NoticeRead(glass) => {
            store.notice_read(glass, &now)?;
            Some(Reply::Notices(store.notices()?))
        }
        Job::Save(deed) => {
            let outcome = store.write(&now, deed)?;
            if matches!(outcome, Outcome::Saved { .. }) {
                // From here on the form is a draft no more, whoever ends the process.
                session.unsaved.set(None);
            }
            Some(saved(outcome))
        }
        Job::Keep { draft, instead_of } => {
            store.keep_draft(draft, instead_of.as_deref())?;
            None
        }
        Job::Drop(session) => {
            store.drop_draft(session)?;
            None
        }
        Job::Present { .. } | Job::Import(_) => None,
        Job::Veil(veiled) => {
            store.veil(*veiled);
            store.set_setting(setting::PRIVACY, if *veiled { "on" } else { "off" })?;
            None
        }
        Job::Reveal { case_id, again } => {
            let case = if *again { store.reveal_again(case_id, &now)? } else { store.reveal(case_id, &now)? };
            Some(Reply::Revealed(Box::new(case)))
        }
        Job::TryPin(pin) => Some(Reply::Pin(store.is_pin(pin)?)),
        Job::FailedPin => {
            store.failed_pin(&now)?;
            None
        }
        Job::SetPin { old, new } => {
            let right = !store.has_pin()? || old.as_deref().map_or(Ok(false), |old| store.is_pin(old))?;
            if right {
                store.set_pin(new)?;
            }
            Some(Reply::PinSet(right))
        }
        Job::Setting { name, value } => {
            store.set_setting(name, value)?;
            None
        }
        Job::Drafts => {
            let mut drafts = store.drafts()?;
            drafts.retain(|d| d.session != session.actor.session && !is_running(&d.process));
            Some(Reply::Drafts(drafts))
        }
    })
}

fn saved(outcome: Outcome) -> Reply {
    match outcome {
        Outcome::Saved { case_id, number, merged } => Reply::Saved { case_id, number, merged },
        Outcome::SavedBefore { case_id, number } => Reply::SavedBefore { case_id, number },
        Outcome::Clashed { clashes, current } => Reply::Clashed { clashes, current },
    }
}

/// A window on the log, of whole acts: the last one is left to the next window where it may not be whole.
fn log(store: &mut Store, words: &str, before: Option<i64>, now: &Now) -> Result<Reply, Error> {
    let query = LogQuery::read(words, now.today(), &store.names()?);
    let (read, misread) = (query.words(&store.office().prefix), query.misread());
    let mut lines = match misread {
        Some(_) => Vec::new(),
        None => store.log(&query, before, LOG_LINES, now)?,
    };
    let more = lines.len() == LOG_LINES;
    let cut = lines.last().map(|l| l.op_id.clone()).filter(|cut| more && lines[0].op_id != *cut);
    lines.retain(|l| Some(&l.op_id) != cut.as_ref());
    Ok(Reply::Log { words: words.to_owned(), before, read, misread, lines, more })
}
