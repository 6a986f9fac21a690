//! The figures of a year then and today, and what lies between: what was signed and printed, the facts as they were and as they are. It
//! must never count, nor find a reason.

use super::{Past, Result, Store, Whose};
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
        let signed = match against {
            Against::Published => None,
            _ => self.releases(now)?.into_iter().rev().find(|signed| signed.release.year == year),
        };
        if against == Against::Signed && signed.is_none() {
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
        let printed = |published: Published| Printed {
            then: published.counted(&before.facts, &then),
            today: published.counted(&after.facts, &today),
            published,
        };
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
            printed: published.into_iter().map(printed).collect(),
            moved: tells.then(|| moved(&sources, &self.lists())),
            blind: before.blind,
            scope: today.scope().differs(then.scope(), &self.lists()),
        }))
    }
}

/// The cut-off of what was published where one is known, else the end of the year; never later than now.
fn cut_off(published: &[Published], period: Period, now: &Now) -> Now {
    let known = published.iter().filter_map(|p| p.as_of.as_deref()).find_map(|at| read_clock(at, now.zone).ok());
    let end = || {
        let last = period.span().1.and_hms_opt(23, 59, 59)?;
        now.zone.from_local_datetime(&last).earliest().map(|at| at.to_utc())
    };
    Now { utc: known.or_else(end).unwrap_or(now.utc).min(now.utc), zone: now.zone }
}
