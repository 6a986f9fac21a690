//! The justice stage of a suspect in a case (records, third axis): derived from warrants, arrests, charges, court events and results
//! by THE rule below, never typed. It must never look at a case file.

use super::arrest::Arrest;
use super::charge::Charge;
use super::court_event::CourtEvent;
use super::court_result::CourtResult;
use super::custody::{Clock, Limits};
use super::field::Desk;
use super::moment::Now;
use super::warrant::Warrant;

/// How far justice has come with a suspect, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// nobody knows who it is
    Unknown,
    /// it is known who it is
    Identified,
    /// a warrant is open
    Wanted,
    /// an arrest stands
    Arrested,
    /// held by the police, and the custody clock runs
    Custody,
    /// charged, or sent to the prosecutor
    Prosecutor,
    /// before the investigating judge
    Judge,
    /// the investigation is closed by an order
    ClosingOrder,
    /// a trial was held
    Trial,
    /// a judgment was given
    Judgment,
    /// a judgment is before a higher court
    Appeal,
    /// nobody can appeal any more
    Final,
}

impl Stage {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Unknown => "unknown",
            Stage::Identified => "identified",
            Stage::Wanted => "wanted",
            Stage::Arrested => "arrested",
            Stage::Custody => "police custody",
            Stage::Prosecutor => "prosecutor",
            Stage::Judge => "investigating judge",
            Stage::ClosingOrder => "closing order",
            Stage::Trial => "trial",
            Stage::Judgment => "judgment",
            Stage::Appeal => "appeal",
            Stage::Final => "final",
        }
    }
}

/// What is known of a suspect in a case; what was taken back is not among it.
#[derive(Debug, Default)]
pub struct Course<'a> {
    /// is it known who it is?
    pub identified: bool,
    /// warrants
    pub warrants: Vec<&'a Warrant>,
    /// arrests
    pub arrests: Vec<&'a Arrest>,
    /// charges
    pub charges: Vec<&'a Charge>,
    /// events before a court
    pub events: Vec<&'a CourtEvent>,
    /// results
    pub results: Vec<&'a CourtResult>,
}

impl Course<'_> {
    /// The farthest stage that was reached by now. What is still to come, as a hearing that is set, reaches nothing.
    pub fn stage(&self, desk: &Desk) -> Stage {
        let now = &desk.now;
        let limits = Limits::of(desk.lists);
        let today = now.today();
        let identified = if self.identified { Stage::Identified } else { Stage::Unknown };
        let open = self.warrants.iter().filter(|w| w.state.as_deref() == Some("open"));
        let open = open.filter(|w| w.issued_on.is_none_or(|d| d.first() <= today)).map(|_| Stage::Wanted);
        let arrests = self.arrests.iter().map(|a| match Clock::of(a, limits, now.zone) {
            Some(clock) if clock.from <= now.utc && !clock.is_over(now) => Stage::Custody,
            None if a.outcome.as_deref() == Some("court") => Stage::Prosecutor,
            _ => Stage::Arrested,
        });
        let charges = self.charges.iter().filter(|c| c.charged_on.is_none_or(|d| d.first() <= today));
        let charges = charges.map(|c| match c.brought_by.as_deref() {
            Some("judge") => Stage::Judge,
            _ => Stage::Prosecutor,
        });
        let events = self.events.iter().filter(|e| e.held_on.is_none_or(|at| at.by(now)));
        let events = events.filter_map(|e| of_event(e.kind.as_deref()?));
        let results = self.results.iter().filter_map(|r| of_result(r, now));
        open.chain(arrests).chain(charges).chain(events).chain(results).fold(identified, Stage::max)
    }

    /// The result: the last that stands.
    pub fn result(&self) -> Option<&CourtResult> {
        self.results.iter().copied().max_by_key(|r| (r.decided_on.map(|d| d.first()), r.head.seq))
    }
}

fn of_event(kind: &str) -> Option<Stage> {
    Some(match kind {
        "submission" => Stage::Prosecutor,
        "investigation" => Stage::Judge,
        "indictment" | "dismissal" => Stage::ClosingOrder,
        "trial" => Stage::Trial,
        "judgment" => Stage::Judgment,
        "appeal" | "supreme" => Stage::Appeal,
        _ => return None,
    })
}

fn of_result(result: &CourtResult, now: &Now) -> Option<Stage> {
    let by_now = |day: Option<super::day::Day>| day.is_some_and(|d| d.first() <= now.today());
    match result.result.as_deref() {
        _ if by_now(result.final_on) => Some(Stage::Final),
        _ if by_now(result.appealed_on) => Some(Stage::Appeal),
        Some("convicted" | "absent" | "acquitted") => Some(Stage::Judgment),
        Some("dismissed" | "nonsuit") => Some(Stage::ClosingOrder),
        _ => None,
    }
}
