//! What each job of the console is to the store, and what is told of it. It must never watch or wait.

use crate::domain::act::{Change, Deed, Outcome};
use crate::domain::alike::Alike;
use crate::domain::board::WINDOW;
use crate::domain::bulk::MOST;
use crate::domain::field::See;
use crate::domain::figures;
use crate::domain::listing::Query;
use crate::domain::log::LogQuery;
use crate::domain::moment::Now;
use crate::domain::number;
use crate::domain::rate::Part;
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::release::published;
use crate::domain::release::restatement::Against;
use crate::domain::rights::{Right, Scope};
use crate::store::{Error, Store};
use crate::tui::job::{Job, Listed, ReceiptLine, Reply};
use crate::tui::room::Room;
use crate::tui::session::{Session, is_running, setting};
use std::time::Duration;

/// How many cases the palette offers.
const SOUGHT: usize = 8;
/// How long the statistics are counted before it is looked whether a key was pressed.
const SLICE: Duration = Duration::from_millis(8);
/// How many lines of the log are read at once: some screens of acts.
const LOG_LINES: usize = 600;

/// Does one job. What takes longer than a look at the file has a thread of its own.
pub(super) fn carry_out(store: &mut Store, session: &Session, job: &Job) -> Result<Option<Reply>, Error> {
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
        Job::Figures(period) => store.panel(*period, &now, SLICE)?.map(|panel| Reply::Figures(Box::new(panel))),
        Job::Overview(asked) => {
            let overview = store.overview(*asked, now, &now)?;
            Some(Reply::Overview(Box::new(overview), now))
        }
        Job::Receipt { measure, lens } => {
            let window = store.window(lens.period, Some(lens.cohort), now, &now)?;
            let (first, last) = lens.span();
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
            lines.sort_by_key(|l| std::cmp::Reverse((l.part.k.min(1), l.part.days)));
            let parts: Vec<Part> = lines.iter().map(|l| l.part.clone()).collect();
            let (scope, printed) = (window.scope().clone(), store.published_of(*lens, &now)?);
            let mut said = figures::scope_said(&window, &lists);
            said.extend(published::beside(&printed, measure.rate(), measure.sum(&parts), scope.rounding));
            Some(Reply::Receipt { measure: measure.clone(), lens: *lens, lines, said, scope, now })
        }
        Job::Restatement(year) => {
            store.restatement(*year, Against::Either, None, &now)?.map(|r| Reply::Restatement(Box::new(r)))
        }
        Job::History(case_id) => {
            Some(Reply::History { case_id: case_id.clone(), lines: store.history(case_id, &now)? })
        }
        Job::Board { room, words, offset } => {
            let listed = match room {
                Room::Due => Listed::Due(store.due(words, *offset, WINDOW, &now)?),
                Room::Exhibits => Listed::Exhibits(store.shelf(words, *offset, WINDOW, &now)?),
                Room::Tips => Listed::Tips(store.tips(words, *offset, WINDOW, &now)?),
                Room::Care => Listed::Care(store.roster(words, *offset, WINDOW, &now)?),
                Room::Cases | Room::Rates | Room::Log => return Ok(None),
            };
            Some(Reply::Board(Box::new(listed)))
        }
        Job::Tip(id) => Some(Reply::Tip(Box::new(store.tip(id, &now)?))),
        Job::TipBefore(tip) => Some(Reply::TipBefore(store.tip_before(tip, &now)?)),
        Job::Log { words, before } => Some(log(store, words, *before, &now)?),
        Job::Lookers(case_id) => {
            Some(Reply::Lookers { case_id: case_id.clone(), looks: store.lookers(case_id, &now)? })
        }
        Job::Officers => Some(Reply::Officers(store.names()?)),
        Job::Views => Some(Reply::Views(store.saved_views()?)),
        Job::Leads => Some(Reply::Leads(store.possible_leads()?)),
        Job::SaveView(view) => {
            store.save_view(view, &now)?;
            Some(Reply::ViewSaved(store.saved_views()?))
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
        Job::PlanMerge(numbers) => {
            let numbers = numbers.each_ref().map(String::as_str);
            Some(Reply::MergePlan(Box::new(store.plan_merge(numbers, &now)?)))
        }
        Job::Merge { cases, same, reason, op_id } => {
            let cases = cases.each_ref().map(String::as_str);
            Some(saved(store.merge(cases, same, reason, op_id, &now)?, Vec::new()))
        }
        Job::Unmerge { case_id, reason, op_id } => {
            Some(saved(store.unmerge(case_id, reason, op_id, &now)?, Vec::new()))
        }
        Job::People(case_id) => Some(Reply::People { case_id: case_id.clone(), people: store.people(case_id, &now)? }),
        Job::Join { who, with, reason, op_id } => {
            let with = store.somebody(with, &now)?;
            Some(saved(store.join([who, &with.record_id], reason, op_id, &now)?, Vec::new()))
        }
        Job::Separate { who, reason, op_id } => {
            let who = who.each_ref().map(String::as_str);
            Some(saved(store.separate(who, reason, op_id, &now)?, Vec::new()))
        }
        Job::PlanBulk(bulk) => Some(Reply::Planned(bulk.clone(), store.plan_bulk(bulk, &now)?)),
        Job::Bulk { bulk, shown, op_id } => Some(saved(store.bulk(bulk, shown, op_id, &now)?, Vec::new())),
        Job::LastAct => Some(Reply::LastAct(store.last_act(&now)?.map(Box::new))),
        Job::Undo { op_id, as_op } => Some(saved(store.undo(op_id, as_op, &now)?, Vec::new())),
        Job::Seek(words) => {
            let query = Query { words: words.clone(), ..Query::default() };
            let rows = match store.page(&query, 0, SOUGHT, &now) {
                Err(Error::Misread(_) | Error::NotAllowed { .. }) => Vec::new(),
                page => page?.rows,
            };
            Some(Reply::Sought { words: words.clone(), rows, tip: store.tip_called(words)? })
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
        Job::Save(deed) => Some(save(store, session, deed, &now)?),
        Job::SaveNew(deed) => {
            let sheets: Vec<Sheet> = deed.changes.iter().map(|change| change.after.clone()).collect();
            let mut alike = store.alike(&sheets, &now)?;
            alike.extend(store.likely(&sheets, &now)?.iter().flat_map(Alike::of));
            Some(if alike.is_empty() { save(store, session, deed, &now)? } else { Reply::Alike(alike) })
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

/// The identifiers that a deed adds or changes: their kind and value.
fn put_in(deed: &Deed) -> Vec<(RecordKind, Option<String>)> {
    let value = |sheet: &Sheet| sheet.get("value").map(str::to_owned);
    let of = |change: &&Change| matches!(change.after.kind, RecordKind::Identifier | RecordKind::TipIdentifier);
    let new = |change: &&Change| change.before.as_ref().is_none_or(|before| value(before) != value(&change.after));
    deed.changes.iter().filter(of).filter(new).map(|change| (change.after.kind, value(&change.after))).collect()
}

fn save(store: &mut Store, session: &Session, deed: &Deed, now: &Now) -> Result<Reply, Error> {
    let outcome = store.write(now, deed)?;
    if matches!(outcome, Outcome::Saved { .. }) {
        // From here on the form is a draft no more, whoever ends the process.
        session.unsaved.set(None);
    }
    let seen = match &outcome {
        // What is saved is saved, whether or not this can be read.
        Outcome::Saved { case_id, .. } => store.seen_of(case_id, &put_in(deed)).unwrap_or_default(),
        _ => Vec::new(),
    };
    Ok(saved(outcome, seen))
}

fn saved(outcome: Outcome, seen: Vec<String>) -> Reply {
    match outcome {
        Outcome::Saved { case_id, number, merged } => Reply::Saved { case_id, number, merged, seen },
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
