//! What a target of the arrest rate would need: so many cases more with an arrest. It must never round in anybody's favour.

use super::rate::Tally;

/// The target where none is set, in per cent.
pub const USUAL: u32 = 90;

/// So many more in the numerator make the target; none where there is nothing to divide by.
pub fn short(tally: Tally, target: u32) -> Option<u32> {
    let need = (u64::from(tally.n) * u64::from(target)).div_ceil(100) as u32;
    (tally.n > 0).then(|| need.saturating_sub(tally.k))
}

/// `9 more make 90 %`, `90 % is reached`; nothing where the rate is not known.
pub fn in_words(tally: Tally, target: u32) -> Option<String> {
    short(tally, target).map(|short| match short {
        0 => format!("{target} % is reached"),
        n => format!("{n} more make {target} %"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_per_cent_is_not_reached_by_rounding() {
        let t = |k, n| Tally { k, n, unknown: 0 };
        assert_eq!(in_words(t(238, 274), 90).as_deref(), Some("9 more make 90 %"));
        assert_eq!(short(t(246, 274), 90), Some(1), "89.8 rounds up, and is none the more 90");
        assert_eq!(in_words(t(247, 274), 90).as_deref(), Some("90 % is reached"));
        assert_eq!((short(t(9, 10), 90), short(t(0, 1), 90), short(t(5, 5), 100)), (Some(0), Some(1), Some(0)));
        assert_eq!(short(Tally { k: 0, n: 0, unknown: 3 }, 90), None);
    }
}
