//! The figures of a year then and today, and what lies between: what was signed and printed, the facts as they were and as they are. It
//! must never count, nor find a reason.

use super::{Past, Result, Signed, Store, Whose};
use crate::domain::cohort::Lens;
use crate::domain::field::See;
use crate::domain::figures::Figures;
use crate::domain::moment::{Now, local, read_clock};
use crate::domain::period::Period;
use crate::domain::rate::Window;
use crate::domain::release::counted::Counted;
use crate::domain::release::diff::{Sides, moved};
use crate::domain::release::published::Published;
use crate::domain::release::restatement::{Against, Printed, Restatement, Side};
use crate::domain::release::rules::{age_of, rounding_of};
use crate::domain::rights::Right;
use chrono::TimeZone;

impl Store {
    /// Compares a year; `as_of` is the cut-off then, else that of what it is compared with. Nothing where a signed release was asked for
    /// and there is none.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no figures; or what is wrong with the file.
    pub fn restatement(
        &mut self,
        year: i32,
        against: Against,
        as_of: Option<Now>,
        now: &Now,
    ) -> Result<Option<Restatement>> {
        let (zone, period) = (now.zone, Period::Year(year));
        let is_meant = |signed: &Signed| match against {
            Against::Published => false,
            Against::Release(id) => signed.signature.id == id && signed.release.year == year,
            Against::Either | Against::Signed => signed.release.year == year,
        };
        let signed = self.releases(now)?.into_iter().rev().find(is_meant);
        if matches!(against, Against::Signed | Against::Release(_)) && signed.is_none() {
            return Ok(None);
        }
        let published: Vec<Published> = self.published_of(Lens::by_report(period), now)?;
        let at = match (as_of, &signed) {
            (Some(at), _) => at,
            (None, Some(signed)) => Now { utc: signed.as_of, zone },
            (None, None) => cut_off(&published, period, now),
        };
        // Each side by the scope as it was known then.
        let (then, today) = (self.window_known(period, at, &at, now)?, self.window_known(period, *now, now, now)?);
        let all = Period::All.span();
        let before = self.facts_as_of(all, &at, Whose::Office, now)?;
        let after = self.facts_as_of(all, now, Whose::Office, now)?;
        // With another cut-off than the signed one the file of that time is compared, not what was signed.
        let frozen = signed.filter(|signed| signed.as_of == at.utc);
        let counted = match &frozen {
            Some(signed) => signed.counted.clone(),
            None => Counted::of(&before.facts, &then),
        };
        let sources = Sides { then: &counted, file: &before.facts, window: &then, today: &after.facts, now: &today };
        let tells = self.viewer().refusal(Right::See(See::Facts)).is_none();
        let side = |head: &str, past: &Past, window: &Window| {
            let head = format!("{head}, {}", local(&window.cut_off.stamp(), zone));
            Side::counted(head, &Figures::count(&past.facts, window))
        };
        // Each by its own cut-off, where it has one.
        let mut printed = Vec::with_capacity(published.len());
        let mut read: Vec<(Past, Window)> = Vec::new();
        for one in published {
            let own = known(&one, now).filter(|own| as_of.is_none() && own.utc != at.utc);
            let was_read = |utc| read.iter().position(|(_, window): &(Past, Window)| window.cut_off.utc == utc);
            let place = match own.map(|own| (own, was_read(own.utc))) {
                Some((own, None)) => {
                    let window = self.window_known(period, own, &own, now)?;
                    read.push((self.facts_as_of(all, &own, Whose::Office, now)?, window));
                    Some(read.len() - 1)
                }
                Some((_, place)) => place,
                None => None,
            };
            let (facts, window) = place.map_or((&before.facts, &then), |at| (&read[at].0.facts, &read[at].1));
            let counted = (one.counted(facts, window), one.counted(&after.facts, &today));
            printed.push(Printed { published: one, then: counted.0, today: counted.1 });
        }
        Ok(Some(Restatement {
            year,
            at,
            now: *now,
            release: frozen.as_ref().map(|signed| signed.signature.id),
            then: match &frozen {
                None => side("file then", &before, &then),
                Some(signed) => Side {
                    head: format!("signed, release {}", signed.signature.id),
                    cases: signed.release.cases,
                    arrested: signed.release.arrest_rate().map_or((0, 0), |rate| (rate.k, rate.n)),
                    under_15: signed.release.homicide.under_15,
                    by: (age_of(signed.release.scope.as_ref()), rounding_of(signed.release.scope.as_ref())),
                },
            },
            today: side("today", &after, &today),
            printed,
            moved: tells.then(|| moved(&sources, &self.lists())),
            blind: before.blind,
            scope: today.scope().differs(then.scope(), &self.lists()),
        }))
    }
}

/// The cut-off that was printed with a figure, or is known; never later than now.
fn known(published: &Published, now: &Now) -> Option<Now> {
    let utc = read_clock(published.as_of.as_deref()?, now.zone).ok()?;
    Some(Now { utc: utc.min(now.utc), zone: now.zone })
}

/// The last cut-off of what was published where one is known, else the end of the year; never later than now.
fn cut_off(published: &[Published], period: Period, now: &Now) -> Now {
    let known = published.iter().filter_map(|p| known(p, now)).map(|at| at.utc).max();
    let end = || {
        let last = period.span().1.and_hms_opt(23, 59, 59)?;
        now.zone.from_local_datetime(&last).earliest().map(|at| at.to_utc())
    };
    Now { utc: known.or_else(end).unwrap_or(now.utc).min(now.utc), zone: now.zone }
}
