//! Whether two counts differ by more than chance: the exact two-sided conditional binomial test, and between which changes the
//! true one may lie. Only sums, products and quotients, so that every machine gives the same. It must never know what is counted.

/// What two counts say of each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// how often a difference as great or greater would come by chance alone
    pub p: f64,
    /// the least change that fits both counts, in per cent of the earlier one; −100 is nothing left
    pub low: i64,
    /// the greatest; none where there is no bound
    pub high: Option<i64>,
}

/// So much is left out on each side: 95 in 100 intervals made so hold the true change.
const TAIL: f64 = 0.025;
/// Halvings of the interval in which a bound is looked for.
const STEPS: u32 = 60;

/// Of `now` against `before`; none where nothing was counted in either.
pub fn chance(now: u32, before: u32) -> Option<Chance> {
    let n = now + before;
    if n == 0 {
        return None;
    }
    let p = (2.0 * at_most(now.min(before), n, 0.5)).min(1.0);
    // Clopper and Pearson: the share of the later year in both, and from it the ratio of the two.
    let low = if now == 0 { 0.0 } else { solve(|share| 1.0 - at_most(now - 1, n, share), true) };
    let high = if before == 0 { 1.0 } else { solve(|share| at_most(now, n, share), false) };
    let change = |share: f64| (100.0 * (share / (1.0 - share) - 1.0)).round() as i64;
    Some(Chance { p, low: change(low), high: (before > 0).then(|| change(high)) })
}

impl Chance {
    /// For who is no statistician: how often chance alone would make such a difference, and between which changes the true one may lie.
    pub fn sentence(&self, now: u32, before: u32, then: &str) -> String {
        let Chance { p, low, high } = *self;
        let often = match (p * 100.0).round() as u32 {
            0 => "less than 1".to_owned(),
            n => n.to_string(),
        };
        let verdict = if p < 0.05 { "chance hardly explains it" } else { "it may be chance" };
        let percent = |n: i64| if n < 0 { format!("{} % fewer", -n) } else { format!("{n} % more") };
        let between = match high {
            Some(high) => format!("between {} and {}", percent(low), percent(high)),
            None => format!("{} or any more", percent(low)),
        };
        if now == before {
            return format!("{now} in {then} too. The counts fit anything {between}.");
        }
        format!(
            "{now} against {before} in {then}: {verdict}, which alone makes a difference as great in {often} of 100 years (p {p:.2}). \
             The counts fit anything {between}."
        )
    }
}

/// The share at which a tail is [`TAIL`].
fn solve(tail: impl Fn(f64) -> f64, grows: bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..STEPS {
        let middle = (low + high) / 2.0;
        if (tail(middle) < TAIL) == grows { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// The chance of at most `k` of `n` where each has the chance `share`: terms beside the greatest, so that none is lost.
fn at_most(k: u32, n: u32, share: f64) -> f64 {
    if share <= 0.0 {
        return 1.0;
    }
    if share >= 1.0 {
        return if k >= n { 1.0 } else { 0.0 };
    }
    let odds = share / (1.0 - share);
    let mode = ((f64::from(n) + 1.0) * share) as u32;
    let mode = mode.min(n);
    let (mut all, mut lower) = (0.0, 0.0);
    let mut add = |i: u32, term: f64| {
        all += term;
        if i <= k {
            lower += term;
        }
    };
    let mut term = 1.0;
    add(mode, term);
    for i in mode..n {
        term *= odds * f64::from(n - i) / f64::from(i + 1);
        add(i + 1, term);
    }
    term = 1.0;
    for i in (0..mode).rev() {
        term *= f64::from(i + 1) / (odds * f64::from(n - i));
        add(i, term);
    }
    lower / all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_three_and_twenty_four_may_be_chance() {
        let c = chance(24, 33).unwrap();
        assert_eq!(format!("{:.2}", c.p), "0.29");
        // R: binom.test(24, 57): 0.2911 to 0.5585, as a ratio 0.411 to 1.265.
        assert!((c.low + 59).abs() <= 1 && (c.high.unwrap() - 26).abs() <= 1, "{c:?}");
    }

    #[test]
    fn a_journalist_reads_what_it_means() {
        let sentence = |now, before| chance(now, before).map(|c| c.sentence(now, before, "2018"));
        assert_eq!(
            sentence(24, 33).as_deref(),
            Some(
                "24 against 33 in 2018: it may be chance, which alone makes a difference as great in 29 of 100 years (p 0.29). \
                 The counts fit anything between 59 % fewer and 27 % more."
            )
        );
        let clear = sentence(5, 40).unwrap();
        assert!(clear.contains("chance hardly explains it") && clear.contains("less than 1 of 100"), "{clear}");
        assert!(sentence(6, 0).is_some_and(|s| s.contains("or any more")));
        assert_eq!(sentence(0, 0), None);
    }

    #[test]
    fn the_ends_and_large_counts_hold() {
        assert_eq!(chance(0, 0), None);
        let c = chance(7, 7).unwrap();
        assert!(c.p > 0.999 && c.low < 0 && c.high.unwrap() > 0, "{c:?}");
        // Six heads of six: one in 32 both ways.
        assert!((chance(0, 6).unwrap().p - 1.0 / 32.0).abs() < 1e-12);
        assert_eq!((chance(0, 6).unwrap().low, chance(6, 0).unwrap().high), (-100, None));
        let c = chance(40_000, 20_000).unwrap();
        assert!(c.p < 1e-6 && c.low > 90 && c.high.unwrap() < 110, "{c:?}");
    }
}
