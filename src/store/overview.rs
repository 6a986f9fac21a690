//! All figures of a period from the facts on file: which cases are read, and what is taken away for whoever asks. It must never count.

use super::daily::Daily;
use super::facts::tell_apart;
use super::{Result, Store};
use crate::domain::cohort::{Cohort, Lens};
use crate::domain::facts::Facts;
use crate::domain::field::See;
use crate::domain::moment::Now;
use crate::domain::overview::{self, Asked, Overview, year_line};
use crate::domain::period::Period;
use crate::domain::rate::Window;
use crate::domain::release::published::Published;
use crate::domain::rights::Right;
use chrono::NaiveDate;

/// Facts of more cases are not kept: some kilobyte each in every session.
const KEPT: usize = 5_000;

impl Store {
    /// The figures of a period by a cut-off.
    /// # Errors
    /// As [`Store::facts`].
    pub fn overview(&mut self, asked: Asked, cut_off: Now, now: &Now) -> Result<Overview> {
        let chosen = Some(asked.lens.cohort).filter(|_| !asked.by_scope);
        let window = self.window(asked.lens.period, chosen, cut_off, now)?;
        let asked = Asked { lens: window.lens(), ..asked };
        let (first, last) = asked.lens.span();
        let facts = self.kept_facts((first, last), now)?;
        let lists = self.lists();
        let mut overview = Overview::count(&facts, asked, &window, &lists);
        if asked.years {
            for lens in overview::years(asked.lens, cut_off.today()) {
                let window = Window { period: lens.period, ..window.clone() };
                let (first, last) = lens.span();
                let of_year;
                // Years that were read already are not read again.
                let facts = if asked.lens.span().0 <= first && last <= asked.lens.span().1 {
                    &facts
                } else {
                    of_year = self.facts(first, last, now)?;
                    &of_year
                };
                overview.years.push(year_line(asked.rate, facts, &window, &lists));
            }
        }
        let printed = self.published_of(asked.lens, now)?;
        let counted = |one: Published| (one.counted(&facts, &window), one);
        overview.published = printed.into_iter().map(counted).map(|(now, one)| (one, now)).collect();
        // Who opens no case is not told of one by a number that is of it alone.
        let aggregates = self.viewer().refusal(Right::See(See::Facts)).is_some();
        Ok(if aggregates { overview.for_aggregates() } else { overview })
    }

    /// As [`Store::facts`]; those of few cases are kept, so that another breakdown reads nothing and a save a few days.
    fn kept_facts(&mut self, span: (NaiveDate, NaiveDate), now: &Now) -> Result<Vec<Facts>> {
        self.need(Right::Figures, now)?;
        let viewer = self.viewer();
        // Whatever is refused below is read from nothing next time.
        let kept = self.kept.take().filter(|kept| kept.is_of(span));
        let tx = self.conn.transaction()?;
        let kept = kept.map(|kept| kept.brought_up(&tx, &viewer)).transpose()?.flatten();
        let mut daily = match kept {
            Some(daily) => daily,
            None => Daily::begun(&tx, viewer.clone(), span)?,
        };
        while !daily.is_whole() {
            daily.read_on(&tx, |facts| facts)?;
        }
        tx.finish()?;
        let mut all: Vec<Facts> = if daily.days().values().map(Vec::len).sum::<usize>() <= KEPT {
            let all = daily.days().values().flatten().cloned().collect();
            self.kept = Some(daily);
            all
        } else {
            daily.into_days().into_values().flatten().collect()
        };
        all.sort_by(|a, b| a.number.cmp(&b.number));
        tell_apart(&mut all, &viewer);
        Ok(all)
    }

    /// What was printed of a year of reports.
    /// # Errors
    /// As [`Store::published`].
    pub fn published_of(&mut self, lens: Lens, now: &Now) -> Result<Vec<Published>> {
        match (lens.period, lens.cohort) {
            (Period::Year(year), Cohort::Report) => {
                let all = self.published(now)?;
                Ok(all.into_iter().filter(|one| one.year == year).collect())
            }
            _ => Ok(Vec::new()),
        }
    }
}
