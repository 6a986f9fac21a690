//! The worker: the one thread of the console that has the file. Jobs in, replies out; between jobs it looks whether another desk saved.

use super::job::{Board, Job, ReceiptLine, Reply};
use super::session::{Session, is_running};
use crate::domain::act::Outcome;
use crate::domain::figures::{By, Figures, year_before};
use crate::domain::measure::Measure;
use crate::domain::period::Period;
use crate::domain::rate::Window;
use crate::store::{Error, Store};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// How often the file is looked at. A look costs microseconds; a change shows within it and its reload.
const LOOK: Duration = Duration::from_millis(500);

/// Works until the console hangs up; `tell` is called from this thread.
pub fn work(mut store: Store, session: &Session, jobs: &Receiver<Job>, tell: impl Fn(Reply)) {
    loop {
        let mut waiting = match jobs.recv_timeout(LOOK) {
            Ok(job) => vec![job],
            Err(RecvTimeoutError::Timeout) => Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        waiting.extend(jobs.try_iter());
        for (i, job) in waiting.iter().enumerate() {
            // A window or a case that was asked for again meanwhile is not wanted any more.
            if waiting[i + 1..].iter().any(|later| supersedes(later, job)) {
                continue;
            }
            match carry_out(&mut store, session, job) {
                Ok(Some(reply)) => tell(reply),
                Ok(None) => {}
                Err(error) => tell(Reply::Failed { sentence: error.to_string(), saving: matches!(job, Job::Save(_)) }),
            }
        }
        if store.changed().unwrap_or(false) {
            tell(Reply::Changed);
        }
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
            | Job::Keep { instead_of: None, .. }
    );
    reads && std::mem::discriminant(later) == std::mem::discriminant(earlier)
}

fn carry_out(store: &mut Store, session: &Session, job: &Job) -> Result<Option<Reply>, Error> {
    let now = session.clock.now(store.office().zone);
    Ok(match job {
        Job::Page { query, offset, limit, find } => {
            let place = match find {
                Some(id) => store.place(query, id)?,
                None => None,
            };
            let offset = place.map_or(*offset, |p| p.saturating_sub(limit / 2));
            Some(Reply::Page {
                query: query.clone(),
                page: store.page(query, offset, *limit)?,
                find: find.clone(),
                place,
            })
        }
        Job::Case(id) => Some(Reply::Case(Box::new(store.case(id)?))),
        Job::Figures(period) => {
            let window = Window { period: *period, cut_off: now };
            let (first, last) = period.span();
            let first = period.year_before().map_or(first, |p| p.span().0);
            let (facts, lists) = (store.facts(first, last)?, store.lists());
            let before = year_before(&window).map(|w| Figures::count(&facts, &w));
            let whole_year = match period {
                Period::Year(y) => Some(Window { period: Period::Year(y - 1), cut_off: now }),
                _ => None,
            };
            Some(Reply::Figures(Box::new(Board {
                now,
                figures: Figures::count(&facts, &window),
                before,
                homicides_year_before: whole_year.map(|w| Figures::count(&facts, &w).homicide.under_15),
                homicide_arrests: Measure::HomicideCases.tally(&facts, &window),
                offences: By::Offence.slices(&facts, &window, &lists),
                provinces: By::Province.slices(&facts, &window, &lists),
            })))
        }
        Job::Receipt { measure, period } => {
            let window = Window { period: *period, cut_off: now };
            let (first, last) = period.span();
            let (facts, lists) = (store.facts(first, last)?, store.lists());
            let lines = facts.iter().rev().flat_map(|f| {
                let offence = f.offences.first().map_or("–", |o| lists.word("offence", &o.code));
                let province = f.province.as_deref().map_or("–", |p| lists.word("province", p));
                let line = |part| ReceiptLine {
                    case_id: f.case_id.clone(),
                    number: f.number.clone(),
                    part,
                    what: format!("{offence}, {province}"),
                };
                measure.parts(f, &window).into_iter().map(line).collect::<Vec<_>>()
            });
            let mut lines: Vec<ReceiptLine> = lines.collect();
            lines.sort_by_key(|l| std::cmp::Reverse(l.part.k.min(1)));
            Some(Reply::Receipt { measure: measure.clone(), period: *period, lines, now })
        }
        Job::History(case_id) => Some(Reply::History { case_id: case_id.clone(), lines: store.history(case_id)? }),
        Job::Save(deed) => Some(match store.write(&session.actor, &now, deed)? {
            Outcome::Saved { case_id, number, merged } => {
                // From here on the form is a draft no more, whoever ends the process.
                session.unsaved.set(None);
                Reply::Saved { case_id, number, merged }
            }
            Outcome::Clashed { clashes, current } => Reply::Clashed { clashes, current },
        }),
        Job::Keep { draft, instead_of } => {
            store.keep_draft(draft, instead_of.as_deref())?;
            None
        }
        Job::Drop(session) => {
            store.drop_draft(session)?;
            None
        }
        Job::Drafts => {
            let mut drafts = store.drafts(&session.actor.name)?;
            drafts.retain(|d| d.session != session.actor.session && !is_running(&d.process));
            Some(Reply::Drafts(drafts))
        }
    })
}
