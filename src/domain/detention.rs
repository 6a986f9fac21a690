//! Provisional detention: a record for the first order and one for each renewal, and THE rule of how long each may last: so many months by
//! the class of the charge, fewer for a minor, and so many renewals. The limits are handed in; the law may change them.

use super::code::Lists;
use super::day::Day;
use super::moment::{Moment, Now};
use super::record::record;
use chrono::{Days, Months, NaiveDate};

record! {
    /// Provisional detention.
    Detention {
        suspect_id: Option<String> = "Suspect", Link, Hidden, "Who is detained";
        began_on: Option<Day> = "Began on", Day, Must, "The first day of the order, or of the renewal";
        kind: Option<String> = "Order", Code("detention"), Given("order"), "The first order, or a renewal of it";
        until_on: Option<Day> = "Until", Day, Free, "The last day, if the order says one; else the limit of the law counts";
        released_on: Option<Day> = "Released on", Day, Free, "The day of the release";
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}

/// How long provisional detention may last, and how often it may be renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// months of the order and of each renewal
    pub months: u32,
    /// renewals
    pub renewals: u32,
}

impl Limit {
    /// By the class of the charge (`felony`), and whether the suspect is a minor; none where the office's table has none.
    pub fn of(lists: &Lists, class: &str, minor: bool) -> Option<Limit> {
        let months = lists.limit(&format!("detention_{class}{}", if minor { "_minor" } else { "" }))?;
        let renewals = lists.limit(&format!("detention_{}_renewals", if minor { "minor" } else { class }))?;
        Some(Limit { months, renewals })
    }
}

/// How a detention stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// its last day, as far as it is known
    pub last: Option<NaiveDate>,
    /// the last day is that of the limit, for the order says none
    pub by_limit: bool,
    /// which renewal it is, 0 for the first order
    pub renewal: u32,
    /// so many are allowed
    pub renewals: Option<u32>,
    /// it is over: released, or renewed since
    pub ended: bool,
}

/// How one of the detentions of a suspect stands; `all` are those that were not taken back, in their order.
pub fn term(one: &Detention, all: &[&Detention], limit: Option<Limit>) -> Term {
    let first = |d: &Detention| d.began_on.map(Day::first);
    let order = |d: &Detention| (first(d), d.head.seq);
    let begun =
        all.iter().filter(|d| d.kind.as_deref() != Some("renewal") && order(d) <= order(one)).map(|d| order(d)).max();
    let renews = |d: &Detention| d.kind.as_deref() == Some("renewal");
    let of_it = |d: &&&Detention| renews(d) && order(d) <= order(one) && begun.is_none_or(|b| order(d) > b);
    let renewal = if renews(one) { all.iter().filter(of_it).count() as u32 } else { 0 };
    let limited = first(one)
        .zip(limit)
        .and_then(|(from, limit)| from.checked_add_months(Months::new(limit.months))?.checked_sub_days(Days::new(1)));
    let until = one.until_on.map(Day::last);
    // An order that says a later day than the law allows does not make it lawful.
    let last = match (until, limited) {
        (Some(until), Some(limited)) => Some(until.min(limited)),
        (until, limited) => until.or(limited),
    };
    let renewed = all.iter().any(|d| renews(d) && order(d) > order(one));
    Term {
        last,
        by_limit: last.is_some() && last != until,
        renewal,
        renewals: limit.map(|l| l.renewals),
        ended: renewed || one.released_on.is_some(),
    }
}

impl Term {
    /// `to 2 Jun 2020 by the limit, 12 days left, renewal 1 of 2`.
    pub fn words(&self, now: &Now) -> String {
        let many = |n: i64| format!("{n} day{}", if n == 1 { "" } else { "s" });
        let mut parts = Vec::new();
        match self.last {
            None => parts.push("how long is not known: the class of the charge says it".to_owned()),
            Some(last) => {
                parts.push(format!("to {}{}", Day::of(last).long(), if self.by_limit { " by the limit" } else { "" }));
                let left = last.signed_duration_since(now.today()).num_days();
                match left {
                    _ if self.ended => {}
                    0.. => parts.push(format!("{} left", many(left))),
                    _ => parts.push(format!("ran out {} ago", many(-left))),
                }
            }
        }
        if self.renewal > 0 {
            let of = self.renewals.map(|n| format!(" of {n}")).unwrap_or_default();
            let over = self.renewals.is_some_and(|n| self.renewal > n);
            parts.push(format!("renewal {}{of}{}", self.renewal, if over { ": more than the law allows" } else { "" }));
        }
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::read_clock;
    use crate::domain::record::{Record, RecordKind, Sheet};

    fn detention(seq: u32, fields: &[(&str, &str)]) -> Detention {
        let mut sheet = Sheet::blank(RecordKind::Detention, "c", seq);
        fields.iter().for_each(|(column, value)| sheet.set(column, Some((*value).to_owned())));
        Detention::from_sheet(&sheet).unwrap()
    }

    #[test]
    fn an_order_lasts_as_long_as_the_class_of_the_charge_allows_and_is_renewed_so_often() {
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = Now { utc: read_clock("2019-12-31T16:42", zone).unwrap(), zone };
        let order = detention(1, &[("began_on", "2019-01-31")]);
        let one = detention(2, &[("began_on", "2019-07-31"), ("kind", "renewal")]);
        let two = detention(3, &[("began_on", "2020-01-30"), ("kind", "renewal"), ("until_on", "2020-03-01")]);
        let three = detention(4, &[("began_on", "2020-03-02"), ("kind", "renewal"), ("until_on", "2021-03-01")]);
        let limit = Some(Limit { months: 6, renewals: 2 });
        let all = [&order, &one, &two, &three];
        let words = |n: usize, of: usize| term(all[n], &all[..of], limit).words(&now);
        assert_eq!(words(0, 1), "to 30 Jul 2019 by the limit, ran out 154 days ago");
        assert_eq!(words(0, 2), "to 30 Jul 2019 by the limit", "it was renewed");
        assert_eq!(words(1, 2), "to 30 Jan 2020 by the limit, 30 days left, renewal 1 of 2");
        assert_eq!(words(2, 3), "to 1 Mar 2020, 61 days left, renewal 2 of 2");
        assert_eq!(words(3, 4), "to 1 Sep 2020 by the limit, 245 days left, renewal 3 of 2: more than the law allows");
        assert_eq!(term(&order, &[&order], None).words(&now), "how long is not known: the class of the charge says it");
        let released = detention(1, &[("began_on", "2019-01-31"), ("released_on", "2019-05-01")]);
        assert_eq!(term(&released, &[&released], limit).words(&now), "to 30 Jul 2019 by the limit");
        let mut lists = Lists::default();
        for (name, amount) in [
            ("detention_felony", 6),
            ("detention_felony_renewals", 2),
            ("detention_felony_minor", 4),
            ("detention_minor_renewals", 0),
        ] {
            lists.set_limit(name, amount);
        }
        assert_eq!(Limit::of(&lists, "felony", false), limit);
        assert_eq!(Limit::of(&lists, "felony", true), Some(Limit { months: 4, renewals: 0 }));
        assert_eq!(Limit::of(&lists, "petty", false), None);
    }
}
