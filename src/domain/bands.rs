//! Age bands: the sets of statistics by which victims are counted. An age that is not known is in none. It must never guess one.

use super::age::Age;

/// A set of bands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bands {
    /// 0-5, 6-11, 12-17, 18+: the usual one, of Primero and the FBI
    #[default]
    Primero,
    /// 0-4, 5-11, 12-17, 18-59, 60+: UNHCR
    Unhcr,
    /// five years each
    FiveYear,
    /// by the scope of the unit: under 1 and 14 apart
    Unit,
    /// by the law: under 15, under 18
    Law,
}

/// Above every age.
const NO_END: u32 = u32::MAX;

impl Bands {
    /// All, each with its name.
    pub const ALL: [(&'static str, Bands); 5] = [
        ("Primero", Bands::Primero),
        ("UNHCR", Bands::Unhcr),
        ("five years", Bands::FiveYear),
        ("unit", Bands::Unit),
        ("law", Bands::Law),
    ];

    /// Each band with the months at which the next begins.
    fn bands(self) -> &'static [(&'static str, u32)] {
        match self {
            Bands::Primero => &[("0-5", 72), ("6-11", 144), ("12-17", 216), ("18+", NO_END)],
            Bands::Unhcr => &[("0-4", 60), ("5-11", 144), ("12-17", 216), ("18-59", 720), ("60+", NO_END)],
            Bands::FiveYear => &[("0-4", 60), ("5-9", 120), ("10-14", 180), ("15-17", 216), ("18+", NO_END)],
            Bands::Unit => &[
                ("under 1", 12),
                ("1-4", 60),
                ("5-9", 120),
                ("10-13", 168),
                ("14", 180),
                ("15-17", 216),
                ("18+", NO_END),
            ],
            Bands::Law => &[("under 15", 180), ("15-17", 216), ("18+", NO_END)],
        }
    }

    /// The band of an age.
    pub fn of(self, age: Age) -> &'static str {
        let at = self.bands().iter().find(|(_, end)| age.months() < *end);
        at.map_or("", |(band, _)| band)
    }

    /// The place of a band, youngest first; behind all of them what is none.
    pub fn place(self, band: &str) -> usize {
        self.bands().iter().position(|(name, _)| *name == band).unwrap_or(self.bands().len())
    }

    /// The next set.
    pub fn next(self) -> Bands {
        let at = Bands::ALL.iter().position(|(_, b)| *b == self).map_or(0, |at| at + 1);
        Bands::ALL[at % Bands::ALL.len()].1
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Bands::ALL.iter().find(|(_, b)| *b == self).map_or("", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_age_is_in_one_band_of_each_set() {
        let band = |bands: Bands, age: &str| bands.of(Age::iso(age).unwrap());
        for (age, bands) in [
            ("0m", ["0-5", "0-4", "0-4", "under 1", "under 15"]),
            ("11m", ["0-5", "0-4", "0-4", "under 1", "under 15"]),
            ("12m", ["0-5", "0-4", "0-4", "1-4", "under 15"]),
            ("5y", ["0-5", "5-11", "5-9", "5-9", "under 15"]),
            ("6y", ["6-11", "5-11", "5-9", "5-9", "under 15"]),
            ("~14y", ["12-17", "12-17", "10-14", "14", "under 15"]),
            ("15y", ["12-17", "12-17", "15-17", "15-17", "15-17"]),
            ("18y", ["18+", "18-59", "18+", "18+", "18+"]),
            ("60y", ["18+", "60+", "18+", "18+", "18+"]),
        ] {
            assert_eq!(Bands::ALL.map(|(_, set)| band(set, age)), bands, "{age}");
        }
        assert!(Bands::Unit.place("under 1") < Bands::Unit.place("14"));
        assert_eq!(Bands::Law.place(""), 3);
        assert_eq!(Bands::Law.next(), Bands::Primero);
    }
}
