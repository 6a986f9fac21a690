//! The statistics pane from sums that are kept, one for each day of report, until what is on file passes a cut-off. It must never show sums
//! that are older than the file.

use super::daily::Daily;
use super::{Result, Store};
use crate::domain::field::See;
use crate::domain::moment::Now;
use crate::domain::panel::{self, Panel, Views};
use crate::domain::period::Period;
use crate::domain::rights::Right;
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use std::time::{Duration, Instant};

/// The sums of a period as somebody may see it.
pub(super) struct Sums {
    views: Views,
    daily: Daily<OfDay>,
}

struct OfDay {
    sums: panel::Sums,
    until: Option<DateTime<Utc>>,
}

impl Store {
    /// The statistics pane of a period; nothing where its time was up before all was counted: it goes on when it is asked again.
    /// # Errors
    /// As [`Store::facts`].
    pub fn panel(&mut self, period: Period, now: &Now, time: Duration) -> Result<Option<Panel>> {
        let begun = Instant::now();
        self.need(Right::Figures, now)?;
        let (viewer, views) = (self.viewer(), Views::of(self.window(period, None, *now, now)?));
        let aggregates = viewer.refusal(Right::See(See::Facts)).is_some();
        // Whatever is refused below is counted from nothing next time.
        let kept = self.sums.take();
        let tx = self.conn.transaction()?;
        let kept = kept.filter(|kept| views.move_on_from(&kept.views));
        let kept = kept.map(|kept| kept.daily.brought_up(&tx, &viewer)).transpose()?.flatten();
        let daily = match kept {
            Some(daily) => daily,
            None => Daily::begun(&tx, viewer, views.now.lens().span())?,
        };
        let mut sums = Sums { views, daily };
        sums.count_again();
        while !sums.daily.is_whole() {
            sums.count(&tx)?;
            if begun.elapsed() >= time && !sums.daily.is_whole() {
                tx.finish()?;
                self.sums = Some(sums);
                return Ok(None);
            }
        }
        tx.finish()?;
        let panel = sums.all().panel(*now, &self.lists, aggregates);
        self.sums = Some(sums);
        Ok(Some(panel))
    }
}

impl Sums {
    /// Where something has passed a cut-off meanwhile, the day counts anew.
    fn count_again(&mut self) {
        let now = self.views.now.cut_off.utc;
        let passed = self.daily.days().iter().filter(|(_, of)| of.until.is_some_and(|at| at <= now));
        let passed: Vec<_> = passed.map(|(day, _)| day.clone()).collect();
        self.daily.wait_for(passed);
    }

    fn count(&mut self, conn: &Connection) -> Result<()> {
        let views = &self.views;
        self.daily.read_on(conn, |facts| OfDay {
            sums: panel::Sums::of(&facts, views),
            until: panel::hold_until(&facts, views),
        })
    }

    fn all(&self) -> panel::Sums {
        let mut all = panel::Sums::of(&[], &self.views);
        self.daily.days().values().for_each(|day| all.add(&day.sums));
        all
    }
}
